//! Pages from end to end: pasted and saved, found, translated and given back; a user's own cues.

use crate::harness::{Desk, Table, string};

const PORTAL: &str = include_str!("../cases/article/portal.html");
const OPINION: &str = include_str!("../cases/article/opinion.html");

/// The marks of a saved page: mark and line.
fn marks(sample: &'static str) -> Vec<(&'static str, &'static str)> {
    sample.lines().map(|l| l.split_once('\t').expect("a mark")).collect()
}

fn page(body: &str) -> String {
    format!("<!DOCTYPE html><html><head><title>Warta</title></head><body><nav><a href=/>Beranda</a></nav>{body}</body></html>")
}

const ARTICLE: &str = "<h1>Harga Beras Naik di Pasar Induk</h1><p>Oleh Laras Kencana</p>\
    <p>Harga beras di pasar induk naik karena panen di daerah itu mundur dua minggu.</p>\
    <p>Pedagang di pasar itu berharap stok beras akan datang pada akhir bulan ini juga.</p>\
    <footer><p>Redaksi</p><p>Kontak</p></footer>";

#[test]
fn a_saved_page_is_read_line_by_line() {
    let desk = Desk::at_work();
    desk.write("portal.html", PORTAL);
    let run = desk.run(&["segment", "portal.html", "--lines", "--json"]).done();
    let marks = marks(include_str!("../cases/article/portal.html.marks"));
    let found: Vec<(bool, String)> = run.lines().iter().map(|l| (l["keep"] == true, string(&l["text"]).to_owned())).collect();
    let wanted: Vec<(bool, String)> = marks.iter().map(|m| (m.0 != "-", m.1.to_owned())).collect();
    assert_eq!(found, wanted);
    let kept = wanted.iter().filter(|w| w.0).count();
    let said = format!("kept {kept} of {} lines, {} left out, 0 to check\n", wanted.len(), wanted.len() - kept);
    assert_eq!(run.err, said);
    let drafted = desk.run(&["draft", "portal.html", "--as", "tsv"]).done();
    assert!(drafted.out.starts_with(&format!("portal.html: kept {kept} of ")), "{}", drafted.out);
}

#[test]
fn the_translation_of_a_page_is_a_clean_text() {
    let desk = Desk::at_work();
    desk.write("portal.html", PORTAL);
    desk.run(&["draft", "portal.html", "--as", "tsv"]).done();
    let mut table = Table::read(&desk.text("portal.draft.tsv"));
    for row in &mut table.rows {
        row.target = format!("Sentence {}.", row.n());
    }
    desk.write("portal.draft.tsv", table.text());
    desk.run(&["finish", "portal.draft.tsv"]).done();
    let text = desk.text("portal.en.txt");
    assert_eq!(text.matches("Sentence ").count(), table.rows.len());
    assert!(text.starts_with("Sentence 1.\n") && text.ends_with(".\n"), "{text}");
    assert!(!text.contains('<') && !text.contains("\n\n\n") && text.contains("\n\n"), "{text}");
    for (_, line) in marks(include_str!("../cases/article/portal.html.marks")).iter().filter(|m| m.0 == "-") {
        assert!(!text.contains(line), "{line}:\n{text}");
    }
}

#[test]
fn a_file_is_what_it_begins_with_whatever_it_is_called() {
    let desk = Desk::at_work();
    for name in ["laman.txt", "laman.md", "laman.htm", "laman"] {
        desk.write(name, OPINION);
        let run = desk.run(&["segment", name, "--from", "en", "--json"]).done();
        assert!(!run.out.contains('<') && run.out.contains("A small harbour can teach"), "{name}: {}", run.out);
    }
    desk.write("catatan.html", "Harga beras naik.\nStok cukup.\n");
    assert_eq!(desk.run(&["segment", "catatan.html", "--json"]).done().lines().len(), 2);
    // Standard input has no name.
    assert!(!desk.ask(&["segment", "-"], PORTAL).done().out.contains('<'));
}

#[test]
fn the_encoding_that_a_page_declares_holds_and_is_told() {
    let desk = Desk::at_work();
    let page =
        page(ARTICLE).replace("<title>", "<meta charset=windows-1252><title>").replace("pasar induk", "\u{201c}pasar\u{201d}");
    let bytes: Vec<u8> = page
        .chars()
        .map(|c| match c {
            '\u{201c}' => 0x93,
            '\u{201d}' => 0x94,
            c => c as u8,
        })
        .collect();
    desk.write("laman.html", bytes);
    let run = desk.run(&["draft", "laman.html", "--as", "tsv"]).done();
    assert!(run.out.contains("windows-1252"), "{}", run.out);
    assert!(desk.text("laman.draft.tsv").contains("beras di “pasar” naik"));
}

#[test]
fn a_page_that_needs_a_look_ends_with_one_and_says_why() {
    let desk = Desk::at_work();
    let without = page(ARTICLE).replace("<h1>Harga Beras Naik di Pasar Induk</h1>", "");
    let menus = (0..200).map(|i| format!("<p>Kanal Nomor {i}</p>")).collect::<Vec<_>>().concat();
    desk.write("tanpa-judul.html", &without);
    desk.write("kanal.html", page(&format!("{ARTICLE}{menus}")));
    desk.write("baik.html", page(ARTICLE));
    for (name, id) in [("tanpa-judul.html", "attention.no-headline"), ("kanal.html", "attention.little-kept")] {
        for ui in ["en", "id"] {
            let told = desk.run(&["segment", name, "--ui", ui]).ended(1);
            assert_eq!(told.err.lines().count(), 2, "{}", told.err);
            assert!(told.err.lines().nth(1).is_some_and(|l| l.starts_with("  ! ")), "{}", told.err);
        }
        let drafted = desk.run(&["draft", name, "--json", "--dry-run"]).ended(1).json();
        assert!(drafted.to_string().contains(id), "{drafted}");
    }
    assert!(desk.run(&["segment", "baik.html"]).done().err.contains(" 0 to check"));
}

#[test]
fn wild_pages_get_a_clear_answer() {
    let desk = Desk::at_work();
    desk.write("dalam.html", format!("<html>{}akhir", "<div>".repeat(200_000)));
    assert!(desk.run(&["segment", "dalam.html", "--mode", "raw"]).done().out.contains("akhir"));
    desk.write("panjang.html", format!("<html>{}", "<p>baris".repeat(200_000)));
    assert_eq!(desk.run(&["segment", "panjang.html", "--mode", "raw", "--json", "-q"]).done().out.lines().count(), 200_000);
    desk.write("besar.html", format!("<html>{}", " ".repeat(51 << 20)));
    assert!(desk.run(&["segment", "besar.html"]).failed("en").contains("52 MB"));
    desk.write("kusut.html", format!("<html>{}", "<i>".repeat(7_000_000)));
    for ui in ["en", "id"] {
        let run = desk.run(&["segment", "kusut.html", "--ui", ui]);
        assert_eq!(run.code, Some(2), "{run:?}");
    }
}

#[test]
fn a_users_own_cues_decide_first() {
    let desk = Desk::at_work();
    let line = "<p>Ikuti kuis berhadiah kami di warung kopi itu, karena hadiahnya akan dibagikan pada hari Minggu.</p>";
    desk.write("laman.html", page(&ARTICLE.replace("<footer>", &format!("{line}<footer>"))));
    assert!(desk.run(&["segment", "laman.html"]).done().out.contains("kuis berhadiah"));

    let path = desk.run(&["cues", "path"]).done().out;
    let path = std::path::Path::new(path.trim());
    assert!(path.ends_with("padan/cues.tsv") && !path.exists());
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, "# kantor\nkantor.kuis\tpromo\tdrop\tprefix\tIkuti kuis\nkantor.lain\tad\tdrop\texact\tiklan baris\n")
        .expect("written");

    let run = desk.run(&["segment", "laman.html", "--lines", "--json"]).done();
    let dropped = run.lines().into_iter().find(|l| string(&l["text"]).contains("kuis")).expect("the line");
    assert_eq!((dropped["keep"].as_bool(), string(&dropped["reason"])), (Some(false), "kantor.kuis"));
    desk.run(&["draft", "laman.html", "--as", "tsv"]).done();
    assert!(!desk.text("laman.draft.tsv").contains("kuis berhadiah"));

    let listed = desk.run(&["cues", "list", "--json"]).done().lines();
    assert!(listed.len() > 100 && listed[0]["id"] == "kantor.kuis" && listed[0]["own"] == true && listed[2]["own"] == false);
    let bare = desk.run(&["cues"]).done();
    assert!(
        bare.out.starts_with("kantor.kuis\tpromo\tdrop\tprefix\tikuti kuis\n") && bare.err.starts_with("2 of your own"),
        "{}",
        bare.err
    );

    let hits = desk.run(&["cues", "test", "laman.html", "pelabuhan-laman.txt", "--json"]).done().lines();
    let own: Vec<_> = hits.iter().filter(|h| h["own"] == true).collect();
    assert!(own.len() == 1 && own[0]["cue"] == "kantor.kuis" && own[0]["file"] == "laman.html" && hits.len() > 5, "{hits:?}");
    let told = desk.run(&["isyarat", "uji", "laman.html", "--ui", "id"]).done();
    assert!(told.out.contains("laman.html: isyarat kantor.kuis (promo, drop)\n") && told.err.contains("kantor.lain"), "{told:?}");
}

#[test]
fn a_bad_cue_is_named_with_its_file_and_line() {
    let desk = Desk::at_work();
    let folder = desk.path("home/config/padan");
    std::fs::create_dir_all(&folder).expect("a folder");
    for (bad, word) in [
        ("x\tad\tdrop\tregex\t(iklan", "bad pattern"),
        ("x\tad\tdrop", "five fields"),
        ("x\tad\tbuang\texact\tiklan", "unknown action buang"),
        ("x\tad\tkeep\texact\tiklan", "needs a role"),
    ] {
        std::fs::write(folder.join("cues.tsv"), format!("# kantor\n\n{bad}\n")).expect("written");
        for ui in ["en", "id"] {
            for command in [
                &["segment", "pelabuhan-laman.txt"][..],
                &["draft", "pelabuhan-laman.txt"],
                &["cues", "list"],
                &["cues", "test", "kopi-gayo.md"],
            ] {
                let error = desk.run(&[command, &["--ui", ui]].concat()).failed(ui);
                assert!(error.contains("cues.tsv") && error.contains('3'), "{error}");
                assert!(ui == "id" || error.contains(word), "{error}");
            }
        }
    }
    // What reads no page does not care.
    desk.run(&["tm", "list"]).done();
}
