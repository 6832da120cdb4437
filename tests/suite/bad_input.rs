//! Files that are not what they should be: one error, one hint, nothing touched, never a panic.

use std::fs;

use crate::harness::{Desk, Table, sample_text};

/// The ways to open a memory.
const OPENING: [&[&str]; 8] = [
    &["tm", "info"],
    &["tm", "verify"],
    &["match", "Iklan"],
    &["import", "karya-lama.tmx"],
    &["draft", "kopi-gayo.md"],
    &["finish", "kopi-gayo.draft.tsv"],
    &["undo"],
    &["redo"],
];

/// A desk with one draft in its memory.
fn drafted() -> Desk {
    let desk = Desk::at_work();
    desk.run(&["draft", "kopi-gayo.md", "--as", "tsv"]).done();
    desk
}

/// Where the layout's version stands in the header of an SQLite file.
const USER_VERSION: std::ops::Range<usize> = 60..64;

#[test]
fn what_is_no_memory_is_refused_and_left_alone() {
    let desk = drafted();
    let good = desk.path("baik.padan");
    desk.run(&["import", "karya-lama.tmx", "-m", "baik.padan"]).done();
    let mut newer = fs::read(&good).expect("a memory");
    assert_eq!(newer[USER_VERSION], padan::memory::SCHEMA.to_be_bytes());
    newer[USER_VERSION].copy_from_slice(&[0, 0, 0, 99]);
    // Another program's database: the same file without padan's mark.
    let mut other = fs::read(&good).expect("a memory");
    other[68..72].copy_from_slice(&[0; 4]);
    let cases: [(&str, Vec<u8>, &str); 4] = [
        ("teks.padan", sample_text("kopi-gayo.md").into_bytes(), "no SQLite database"),
        ("lain.padan", other, "another program"),
        ("baru.padan", newer, "newer padan"),
        ("pendek.padan", b"SQLite format 3\0".to_vec(), "pendek.padan"),
    ];
    for (name, bytes, why) in cases {
        desk.write(name, &bytes);
        let before = desk.files();
        for arguments in OPENING {
            for ui in ["en", "id"] {
                let run = desk.run(&[arguments, &["-m", name, "--ui", ui]].concat());
                assert!(name != "baru.padan" || !run.err.contains("-m "), "another name is no way on: {}", run.err);
                let error = run.failed(ui);
                assert!(error.contains(name) && (ui == "id" || error.contains(why)), "{arguments:?}: {error}");
                assert_eq!(desk.bytes(name), bytes, "{arguments:?} touched {name}");
            }
        }
        assert_eq!(desk.files(), before, "{name}: nothing beside it");
    }
    desk.run(&["tm", "create", "teks.padan"]).failed("en");
    desk.run(&["tm", "create", "baik.padan"]).failed("en");
    fs::create_dir(desk.path("map.padan")).expect("a folder");
    for arguments in OPENING {
        desk.run(&[arguments, &["-m", "map.padan"]].concat()).failed("en");
    }
}

#[test]
fn a_memory_that_is_not_there_is_made_only_where_something_goes_in() {
    let desk = Desk::empty();
    for arguments in [&["tm", "info"][..], &["tm", "verify"], &["undo"], &["redo"]] {
        let error = desk.run(&[arguments, &["-m", "tidak-ada.padan"]].concat()).failed("en");
        assert!(error.contains("there is no memory tidak-ada.padan"), "{error}");
    }
    assert_eq!(desk.files(), Vec::<String>::new());
    desk.run(&["tm", "create", "kantor"]).done();
    for command in ["undo", "redo"] {
        desk.run(&[command, "-m", "kantor"]).failed("en");
        desk.run(&[command, "7", "-m", "kantor"]).failed("en");
    }
}

#[test]
fn an_article_that_cannot_be_read_is_told() {
    let desk = Desk::at_work();
    fs::create_dir(desk.path("map")).expect("a folder");
    desk.write("kosong.txt", "");
    desk.write("putih.txt", "\n \n\t\n");
    desk.write("biner.txt", (0..=255).cycle().take(4000).collect::<Vec<u8>>());
    desk.write("laporan.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n");
    desk.write("artikel.docx", b"PK\x03\x04\x14\0\0\0\x08\0 not unpacked");
    desk.write(
        "halaman.html",
        "<!DOCTYPE html>\n<html><head><title>Kapal</title></head><body> <script>1</script></body></html>\n",
    );
    desk.write("menu.txt", "Masuk\nDaftar\nIklan\n");
    let before = desk.files();
    for (name, word) in [
        ("tidak-ada.txt", "no such file"),
        ("map", "no article"),
        ("kosong.txt", "empty"),
        ("putih.txt", "empty"),
        ("biner.txt", "no text"),
        ("laporan.pdf", "PDF"),
        ("artikel.docx", "damaged"),
        ("halaman.html", "empty"),
    ] {
        for command in ["draft", "segment"] {
            for ui in ["en", "id"] {
                let error = desk.run(&[command, name, "--ui", ui]).failed(ui);
                assert!(error.starts_with(&format!("{name}: ")), "{command}: {error}");
                assert!(ui == "id" || error.matches(word).count() == 1, "{command}, said once: {error}");
            }
        }
    }
    desk.run(&["draft", "menu.txt", "--drop", "1,2,3"]).failed("en");
    desk.run(&["draft", "kopi-gayo.md", "--keep", "4711"]).failed("en");
    assert_eq!(desk.files(), before);
    assert_eq!(desk.run(&["tm", "info", "--json"]).done().json()["drafts"], 0);
    // Of several, the good ones are done.
    let run = desk.run(&["draft", "kosong.txt", "kopi-gayo.md", "--as", "tsv"]).ended(1);
    assert!(run.err.starts_with("error: kosong.txt: ") && desk.exists("kopi-gayo.draft.tsv"), "{run:?}");
    desk.run(&["draft", "kosong.txt", "putih.txt"]).ended(2);
}

#[test]
fn an_import_that_cannot_be_read_is_told() {
    let desk = Desk::at_work();
    let before = desk.dump();
    fs::create_dir(desk.path("map")).expect("a folder");
    desk.write("kosong.tmx", "");
    desk.write("biner.tmx", (0..=255).rev().cycle().take(4000).collect::<Vec<u8>>());
    desk.write("laporan.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n");
    for name in ["tidak-ada.tmx", "map", "kosong.tmx", "biner.tmx", "laporan.pdf", "kopi-gayo.md"] {
        for ui in ["en", "id"] {
            let error = desk.run(&["import", name, "--ui", ui]).failed(ui);
            assert!(error.starts_with(name), "{error}");
        }
    }
    assert_eq!((desk.dump(), desk.batches().len()), (before, 1));
}

#[test]
fn a_returned_file_that_is_no_draft_is_told() {
    let desk = drafted();
    fs::create_dir(desk.path("map")).expect("a folder");
    let cases: [(&str, &[u8]); 10] = [
        ("kosong.tsv", b""),
        ("teks.txt", b"Kapal tiba.\n"),
        ("judul.tsv", b"satu\tdua\n1\t2\n"),
        ("tanpa-baris.tsv", b"id\ttarget\n"),
        ("tanpa-draf.tsv", b"id\ttarget\ns0001.043a67\tCoffee\n"),
        ("rusak.docx", b"PK\x03\x04 not a package"),
        ("palsu.docx", b"Kapal tiba.\n"),
        ("rusak.json", b"{\"segments\": [ {\"id\":"),
        ("lain.json", b"{\"a\": 1}"),
        ("biner.tsv", b"id\ttarget\n\xff\xfe\0\x01"),
    ];
    let (memory, files) = (desk.dump(), desk.files().len());
    for (name, bytes) in cases {
        desk.write(name, bytes);
        for ui in ["en", "id"] {
            let error = desk.run(&["finish", name, "--ui", ui]).failed(ui);
            assert!(error.contains(name), "{error}");
        }
    }
    for name in ["map", "tidak-ada.docx"] {
        desk.run(&["finish", name]).failed("en");
    }
    assert_eq!((desk.dump(), desk.files().len(), desk.batches().len()), (memory, files + cases.len(), 1));
}

#[test]
fn a_draft_of_another_memory_is_refused_with_the_way_on() {
    let desk = drafted();
    let name = "kopi-gayo.draft.tsv";
    let mut table = Table::read(&desk.text(name));
    table.row("Safrina belum puas").target = "Safrina is not satisfied yet.".to_owned();
    desk.write(name, table.text());
    // A memory that is not there is not made by looking for a draft in it.
    let error = desk.run(&["finish", name, "-m", "lain"]).failed("en");
    assert!(error.contains("there is no memory"), "{error}");
    desk.run(&["tm", "create", "lain"]).done();
    for ui in ["en", "id"] {
        let run = desk.run(&["finish", name, "-m", "lain", "--ui", ui]);
        assert!(run.err.contains("-m"), "{}", run.err);
        let error = run.failed(ui);
        assert!(error.contains(name) && error.contains("lain"), "{error}");
    }
    // Without -m, the one it belongs to is found among those in the folder.
    desk.run_with(&["finish", name], "", &[]).ended(1);
    assert_eq!(desk.dump().len(), 121);
    desk.write(name, table.text().replace(".1.s00", ".77.s00"));
    desk.run(&["finish", name]).failed("en");
    let stranger = Desk::empty();
    stranger.write(name, table.text());
    stranger.run(&["finish", name]).failed("en");
}

#[test]
fn a_folder_that_cannot_be_written_to_costs_no_work() {
    let desk = Desk::at_work();
    let folder = desk.path("terkunci");
    fs::create_dir(&folder).expect("a folder");
    fs::copy(desk.path("kopi-gayo.md"), folder.join("kopi-gayo.md")).expect("an article");
    let mut permissions = fs::metadata(&folder).expect("a folder").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&folder, permissions).expect("locked");
    // Some users may write everywhere; for them, a folder that is not there stands in.
    let locked = fs::write(folder.join("uji"), "").is_err();
    let target = |name: &str| if locked { format!("terkunci/{name}") } else { format!("tidak-ada/{name}") };

    for ui in ["en", "id"] {
        let error =
            desk.run(&["draft", "terkunci/kopi-gayo.md", "--as", "tsv", "-o", &target("draf.tsv"), "--ui", ui]).failed(ui);
        assert!(error.starts_with(&target("draf.tsv")) && !error.contains(".padan-"), "{error}");
    }
    if locked {
        desk.run(&["draft", "terkunci/kopi-gayo.md"]).failed("en");
    }
    desk.run(&["draft", "terkunci/kopi-gayo.md", "--as", "tsv", "-o", "draf.tsv"]).done();
    assert_eq!(desk.run(&["tm", "info", "--json"]).done().json()["drafts"], 1, "the draft was stored the first time");
    let mut table = Table::read(&desk.text("draf.tsv"));
    table.row("Safrina belum puas").target = "Safrina is not satisfied yet.".to_owned();
    desk.write("draf.tsv", table.text());
    let run = desk.run(&["finish", "--partial", "draf.tsv", "-o", &target("kopi.md")]);
    assert!(run.err.contains("-o"), "{}", run.err);
    assert!(run.ended(2).out.contains("1 confirmed"), "what was saved is said");
    assert_eq!(desk.dump().len(), 121, "what was confirmed is in the memory");
    if locked {
        desk.run(&["import", "karya-lama.tmx", "-m", "terkunci/baru.padan"]).failed("en");
    } else {
        desk.write("berkas", "");
        desk.run(&["import", "karya-lama.tmx", "-m", "berkas/baru.padan"]).failed("en");
    }
    let mut permissions = fs::metadata(&folder).expect("a folder").permissions();
    #[allow(clippy::permissions_set_readonly_false, reason = "the folder is about to be deleted")]
    permissions.set_readonly(false);
    fs::set_permissions(&folder, permissions).expect("unlocked");
}

#[test]
fn settings_that_cannot_be_understood_are_told() {
    let desk = Desk::at_work();
    desk.write("padan.toml", "autor = \"Laras\"\n");
    for arguments in [&["match", "Iklan"][..], &["draft", "kopi-gayo.md"], &["tm", "list"]] {
        let run = desk.run(arguments).ended(2);
        assert!(run.err.starts_with("error: ") && run.err.contains("padan.toml") && run.err.contains("autor"), "{}", run.err);
        assert!(run.out.is_empty());
    }
}

#[test]
fn no_name_of_a_file_steers_the_terminal() {
    let desk = Desk::at_work();
    let name = "lepas\u{1b}[31m\u{202e}.txt";
    desk.write(name, sample_text("pelabuhan-lanjutan.txt"));
    desk.write("lepas\u{1b}[31m.tmx", sample_text("karya-lama.tmx"));
    for arguments in [
        &["draft", name, "--as", "tsv"][..],
        &["draft", "\u{1b}[2J.txt"],
        &["import", "lepas\u{1b}[31m.tmx"],
        &["import", "\u{1b}[2J.tmx"],
        &["finish", "lepas\u{1b}[31m\u{202e}.draft.tsv"],
        &["tm", "info", "-m", "\u{1b}[2J.padan"],
        &["undo", "--list"],
    ] {
        let run = desk.run(arguments);
        assert!(!run.out.is_empty() || !run.err.is_empty(), "{arguments:?}");
        for said in [&run.out, &run.err] {
            assert!(!said.contains(['\u{1b}', '\u{202e}']), "{arguments:?}: {said:?}");
        }
    }
}
