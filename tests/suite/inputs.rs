//! Every input a translator has: several files, folders, standard input, and files that are not what they should be.

use std::fs;

use crate::harness::{Desk, Run, fields, list, number, string};

const KAPAL: &str = "Kapal Belum Tiba di Pelabuhan\n\nKapal itu belum tiba karena cuaca buruk. Nelayan menunggu.\n";
const HARGA: &str = "Harga Beras Naik Lagi\n\nHarga beras naik lagi pekan ini. Stok menipis.\n";

/// A folder with two articles, one in a folder below, and what is none.
fn folder() -> Desk {
    let desk = Desk::empty();
    fs::create_dir_all(desk.path("berita/lama")).expect("folders");
    desk.write("berita/kapal.txt", KAPAL);
    desk.write("berita/lama/harga.md", HARGA);
    desk.write("berita/foto.jpg", [0xff, 0xd8, 0xff, 0]);
    desk.write("berita/kapal.draft.docx", b"PK\x03\x04");
    desk.write("berita/.rahasia.txt", HARGA);
    desk
}

fn of(run: &Run) -> Vec<(String, u64)> {
    run.lines().iter().map(|l| (string(&l["file"]).to_owned(), list(&l["segments"]).len() as u64)).collect()
}

#[test]
fn a_folder_stands_for_the_articles_in_it_and_says_what_it_skips() {
    let desk = folder();
    let run = desk.run(&["segment", "berita"]).done();
    for (file, text) in [("== berita/kapal.txt", "Nelayan menunggu."), ("== berita/lama/harga.md", "Stok menipis.")] {
        assert!(run.out.contains(file) && run.out.contains(text), "{}", run.out);
    }
    for told in
        ["Skipped: 3", "berita/foto.jpg", "berita/kapal.draft.docx", "berita/.rahasia.txt", "2 files: 6 segments, 26 words"]
    {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
    let run = desk.run(&["segment", "berita", "--ui", "id"]).done();
    assert!(run.err.contains("Dilewati: 3") && run.err.contains("2 berkas: 6 segmen, 26 kata"), "{}", run.err);
    assert_eq!(desk.run(&["segment", "berita", "--quiet"]).done().err, "");

    let run = desk.run(&["segment", "berita", "--json"]).done();
    assert_eq!(of(&run), [("berita/kapal.txt".to_owned(), 3), ("berita/lama/harga.md".to_owned(), 3)]);
    assert_eq!(fields(&run.lines()[0]), ["file", "mode", "problems", "segments"]);
    let lines = desk.run(&["segment", "berita", "--lines", "--json"]).done().lines();
    assert_eq!((fields(&lines[1]), list(&lines[1]["lines"]).len()), (vec!["file", "lines", "mode", "problems"], 2));
    // One file is told as ever.
    assert_eq!(desk.run(&["segment", "berita/kapal.txt", "--json"]).done().lines().len(), 3);
}

#[test]
fn a_folder_is_drafted_whole_and_goes_on_the_second_time() {
    let desk = folder();
    let run = desk.run(&["draft", "berita", "--as", "tsv", "--json"]).done();
    let told: Vec<_> = run.lines().iter().map(|l| string(&l["output"]).to_owned()).collect();
    assert_eq!(told, ["berita/kapal.draft.tsv", "berita/lama/harga.draft.tsv"]);
    assert!(desk.exists("berita/kapal.draft.tsv") && desk.exists("berita/lama/harga.draft.tsv"));
    // What was written then is no article now.
    let run = desk.run(&["draft", "berita", "--as", "tsv"]).done();
    assert!(run.err.contains("Skipped: 5") && run.out.contains("2 articles: "), "{run:?}");
    assert_eq!(desk.run(&["tm", "info", "--json"]).done().json()["drafts"], 2);
}

#[test]
fn one_bad_file_stops_no_other_and_is_told_with_its_name() {
    let desk = folder();
    desk.write("berita/kosong.txt", "");
    desk.write("berita/biner.txt", [0, 1, 2, 3, 0, 9, 8, 7]);
    for ui in ["en", "id"] {
        let run = desk.run(&["segment", "berita", "tidak-ada.txt", "--ui", ui]).ended(1);
        let label = if ui == "id" { "galat: " } else { "error: " };
        let wrong: Vec<&str> = run.err.lines().filter_map(|l| l.strip_prefix(label)).collect();
        let named: Vec<bool> = wrong
            .iter()
            .zip(["berita/biner.txt: ", "berita/kosong.txt: ", "tidak-ada.txt: "])
            .map(|(l, n)| l.starts_with(n))
            .collect();
        assert_eq!(named, [true; 3], "{}", run.err);
        assert!(run.out.contains("Nelayan menunggu.") && run.out.contains("Stok menipis."), "{}", run.out);
        assert!(run.err.contains(": 3\n"), "{}", run.err);
    }
    for command in ["segment", "draft"] {
        let run = desk
            .run(&[command, "berita", "tidak-ada.txt", "--json", "--as", "tsv"][..if command == "draft" { 6 } else { 4 }])
            .ended(1);
        let lines = run.lines();
        assert_eq!(lines.len(), 5, "{}", run.out);
        let failed: Vec<_> = lines.iter().filter(|l| l["problems"][0]["what"] == "file").collect();
        assert_eq!(failed.len(), 3, "{}", run.out);
        assert_eq!(failed[1]["problems"][0]["reason"], "the file is empty: there is nothing in it to translate");
        for line in &lines {
            assert_eq!(fields(line), fields(&lines[0]), "the same fields, good or bad");
        }
        assert!(!run.err.contains("error"), "told once: {}", run.err);
    }
    desk.run(&["segment", "berita/kosong.txt", "berita/biner.txt"]).ended(2);
    desk.run(&["draft", "berita/kosong.txt", "berita/biner.txt", "--json"]).ended(2);
}

#[test]
fn a_folder_without_an_article_and_what_holds_for_one_file_only_are_refused() {
    let desk = folder();
    fs::create_dir(desk.path("foto")).expect("a folder");
    desk.write("foto/a.jpg", "x");
    for ui in ["en", "id"] {
        for command in ["segment", "draft"] {
            let run = desk.run(&[command, "foto", "--ui", ui, "--quiet"]);
            assert!(run.failed(ui).starts_with("foto: "));
            desk.run(&[command, "berita", "--keep", "2", "--ui", ui, "--quiet"]).failed(ui);
            desk.run(&[command, "berita/kapal.txt", "berita/lama/harga.md", "--drop", "2", "--ui", ui]).failed(ui);
        }
        desk.run(&["draft", "berita", "-o", "a.docx", "--ui", ui, "--quiet"]).failed(ui);
        desk.run(&["draft", "berita", "--after", "kapal", "--ui", ui, "--quiet"]).failed(ui);
    }
    // A folder with one article is one article.
    let run = desk.run(&["segment", "berita/lama", "--drop", "3", "--quiet"]).done();
    assert!(!run.out.contains("Stok menipis."), "{}", run.out);
}

#[test]
fn standard_input_is_one_file_among_others_and_none_is_read_twice() {
    let desk = folder();
    let run = desk.ask(&["segment", "-", "berita/kapal.txt", "berita", "--json"], HARGA).done();
    let files: Vec<String> = of(&run).into_iter().map(|(file, _)| file).collect();
    assert_eq!(files, ["-", "berita/kapal.txt", "berita/lama/harga.md"]);
    assert!(run.err.contains("named or reached before: berita/kapal.txt"), "{}", run.err);
    let run = desk.ask(&["draft", "-", "--as", "tsv"], HARGA).done();
    assert!(desk.exists("artikel.draft.tsv"), "{run:?}");
    desk.run(&["segment", "-", "-"]).failed("en");
    // An object a line is answered as it comes, whatever stands before it.
    let run = desk.ask(&["segment", "--jsonl"], "{\"id\":1,\"text\":\"Satu. Dua.\"}\n{\"id\"\n").ended(1);
    assert_eq!((list(&run.lines()[0]["sentences"]).len(), number(&run.lines()[1]["line"])), (2, 2));
}

#[test]
fn every_encoding_is_read_and_what_is_damaged_is_named_by_its_line() {
    let desk = Desk::empty();
    let text = "Harga “Kopi” Naik\n\nHarga kopi naik lagi pekan ini — kata Laras. Stok menipis.\n";
    let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let western = |c: char| match c {
        '“' => 0x93,
        '”' => 0x94,
        '—' => 0x97,
        c => c as u8,
    };
    for (name, bytes, encoding) in [
        ("16le.txt", units(u16::to_le_bytes), "UTF-16LE"),
        ("16be.txt", units(u16::to_be_bytes), "UTF-16BE"),
        ("32le.txt", text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect(), "UTF-32LE"),
        ("32be.txt", text.chars().flat_map(|c| (c as u32).to_be_bytes()).collect(), "UTF-32BE"),
        ("1252.txt", text.chars().map(western).collect(), "windows-1252"),
    ] {
        desk.write(name, bytes);
        let run = desk.run(&["segment", name]).done();
        assert!(run.out.contains("Harga “Kopi” Naik") && run.out.contains("ini — kata Laras."), "{name}: {}", run.out);
        let run = desk.run(&["draft", name, "--as", "tsv", "-n"]).done();
        assert!(run.out.contains(encoding), "{name}: {}", run.out);
    }
    let mut broken = text.repeat(3).into_bytes();
    let at = text.len() + text.find("kopi naik").expect("there");
    broken[at] = 0xff;
    desk.write("rusak.txt", broken);
    let run = desk.run(&["segment", "rusak.txt"]).ended(1);
    assert!(run.err.contains("line 6 holds a damaged character") && run.out.contains("ini — kata Laras."), "{run:?}");
    let run = desk.run(&["segment", "rusak.txt", "--ui", "id"]).ended(1);
    assert!(run.err.contains("karakter rusak di baris 6"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_pipe_of_the_shell_is_read_as_a_file_is() {
    let desk = Desk::empty();
    let pipe = desk.path("pipa.txt");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success();
    assert!(made);
    let writer = std::thread::spawn(move || fs::write(pipe, HARGA));
    let run = desk.run(&["segment", "pipa.txt", "--json"]).done();
    writer.join().expect("the thread ends").expect("written");
    assert_eq!(run.lines().len(), 3);
    // In a folder it is no article.
    desk.write("harga.txt", HARGA);
    let run = desk.run(&["segment", "."]).done();
    assert!(run.err.contains("no ordinary file: ./pipa.txt"), "{}", run.err);
}
