//! The life of a memory over the years: what became of a unit, where units come from, compacting, merging.

use serde_json::Value;

use crate::harness::{Desk, Table, dump, fields, list, number, string, tmx, tmx_of, unit};

/// A desk with one unit that was imported, replaced by another import, and that one confirmed with a note.
fn replaced() -> Desk {
    let desk = Desk::empty();
    desk.write(
        "lama.tmx",
        tmx_of(&[unit("Petani menjemur kopi.", "Farmers dried coffee.", "tuid=\"k1\" creationdate=\"20190102T080000Z\"")]),
    );
    let noted =
        unit("Petani menjemur kopi.", "Farmers dry coffee.", "tuid=\"k2\" changedate=\"20230102T080000Z\" changeid=\"Ratna\"");
    let marks = "<note>Dicek bersama redaksi.</note><prop type=\"file\">kopi.txt</prop><prop type=\"prev\">Hujan reda.</prop>\
                 <prop type=\"x-rubrik\">Ekonomi</prop><tuv";
    desk.write("baru.tmx", tmx_of(&[noted.replacen("<tuv", marks, 1)]));
    desk.run(&["import", "lama.tmx"]).done();
    desk.run(&["import", "baru.tmx", "--differing", "replace", "--author", "Laras"]).done();
    desk
}

#[test]
fn a_unit_shows_what_it_is_and_what_became_of_it() {
    let desk = replaced();
    let shown = desk.run(&["tm", "show", "2"]).done().out;
    for part in [
        "Unit 2 · ",
        "id: Petani menjemur kopi.",
        "en: Farmers dry coffee.",
        "by: Ratna",
        "changed: 2023-01-02 08:00",
        "kopi.txt: after “Hujan reda.”",
        "Dicek bersama redaksi.",
        "x-rubrik: Ekonomi",
        "change 2, import baru.tmx (Laras): imported, Ratna",
        "unit 1, change 2",
        "Farmers dried coffee.",
    ] {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
    let old = desk.run(&["memori", "tampilkan", "1", "--ui", "id"]).done().out;
    for part in ["tidak berlaku lagi", "perubahan 2, impor baru.tmx (Laras): digantikan satuan 2", "k1", "Farmers dry coffee."] {
        assert!(old.contains(part), "{part} is not in\n{old}");
    }
    let newest = |text: &str| old.find(text).expect("a line");
    assert!(newest("perubahan 2, impor") < newest("perubahan 1, impor"), "{old}");

    let json = desk.run(&["tm", "show", "1", "--json"]).done().json();
    assert_eq!(json["live"], false);
    assert_eq!((&json["ends"][0]["superseded_by"], &json["later"][0]["unit"]), (&Value::from(2), &Value::from(2)));
    assert_eq!((&json["facts"][0]["counts"], &json["facts"][0]["tuid"]), (&Value::from(false), &Value::from("k1")));
    let by_uid = desk.run(&["tm", "show", string(&json["uid"]), "--json"]).done().json();
    assert_eq!(by_uid, json);
    desk.run(&["undo"]).done();
    let back = desk.run(&["tm", "show", "1", "--json"]).done().json();
    assert_eq!(
        (&back["live"], &back["ends"][0]["counts"], &back["ends"][0]["status"]),
        (&true.into(), &false.into(), &"undone".into())
    );
}

#[test]
fn a_unit_that_is_not_there_is_said_so() {
    let desk = replaced();
    assert!(desk.run(&["tm", "show", "99"]).failed("en").contains("there is no unit 99"));
    let uid = "01890000-0000-7000-8000-000000000000";
    assert!(desk.run(&["tm", "show", uid, "--ui", "id"]).failed("id").contains(uid));
    desk.run(&["tm", "show", "kopi"]).ended(2);
}

#[test]
fn a_unit_cannot_steer_the_terminal() {
    let desk = Desk::empty();
    desk.write("a.tmx", tmx(&[("Kopi\u{202e}pahit", "Bitter coffee")]));
    desk.run(&["import", "a.tmx"]).done();
    assert!(!desk.run(&["tm", "show", "1"]).done().out.contains('\u{202e}'));
}

#[test]
fn a_memory_says_where_its_units_come_from() {
    let desk = replaced();
    for n in 0..12 {
        desk.write(&format!("arsip-{n:02}.tmx"), tmx(&[(&format!("Kapal ke-{n}"), &format!("Ship no. {n}"))]));
        desk.run(&["import", &format!("arsip-{n:02}.tmx")]).done();
    }
    desk.run(&["undo"]).done();
    let json = desk.run(&["tm", "info", "--json"]).done().json();
    assert_eq!((number(&json["units"]), number(&json["history"])), (12, 2));
    assert_eq!((number(&json["superseded"]), number(&json["deleted"]), number(&json["undone"])), (1, 0, 1));
    assert_eq!((number(&json["contexts"]), number(&json["documents"])), (1, 1));
    let origins = list(&json["origins"]);
    assert_eq!(origins.len(), 12);
    assert_eq!(origins.iter().map(|o| number(&o["units"])).sum::<u64>(), 12);
    assert_eq!(fields(&origins[0]), ["file", "kind", "units"]);
    let authors = list(&json["authors"]);
    assert_eq!(
        authors.iter().map(|a| (a["author"].as_str(), number(&a["units"]))).collect::<Vec<_>>(),
        [(None, 11), (Some("Ratna"), 1)]
    );
    let told = desk.run(&["tm", "info", "--ui", "id"]).done().out;
    for part in ["asal satuan:", "impor arsip-00.tmx: 1", "2 lagi: 2", "Ratna: 1", "riwayat: 1 diganti, 0 dihapus, 1 dibatalkan"]
    {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
}

#[test]
fn compacting_purges_the_history_and_keeps_what_is_in_force() {
    let desk = replaced();
    desk.write("lain.tmx", tmx(&[("Hujan turun.", "Rain fell.")]));
    desk.write("salah.tmx", tmx(&[("Angin kencang.", "Strong wind.")]));
    desk.run(&["import", "lain.tmx"]).done();
    desk.run(&["import", "salah.tmx"]).done();
    desk.run(&["undo"]).done();
    let (before, all) = (desk.dump(), desk.batches());
    let would = desk.run(&["tm", "compact", "-n", "--json"]).done().json();
    assert_eq!((number(&would["units"]), number(&would["purged"]), number(&would["sealed"])), (2, 1, 1));
    assert_eq!((desk.batches(), would["backup"].is_null()), (all, true));
    assert_eq!(desk.run(&["tm", "show", "1", "--json"]).done().json()["live"], false, "a dry run purges nothing");

    let did = desk.run(&["tm", "compact", "--json"]).done().json();
    assert_eq!((number(&did["units"]), number(&did["purged"]), number(&did["sealed"]), &did["shrunk"]), (2, 1, 1, &true.into()));
    let mut after = desk.dump();
    // What a unit had replaced is told no more.
    for line in &mut after {
        *line = line.replace("was: None", "was: Some(1)");
    }
    let before: Vec<String> = before.iter().map(|line| line.replace("was: None", "was: Some(1)")).collect();
    assert_eq!(after, before);
    assert_eq!(desk.run(&["tm", "verify", "--json"]).done().json()["sound"], true);
    desk.run(&["tm", "show", "1"]).failed("en");
    let status: Vec<(String, bool)> =
        desk.batches().iter().map(|b| (string(&b["status"]).to_owned(), b["sealed"] == true)).collect();
    let expected = [("purged", true), ("applied", false), ("applied", true), ("applied", false)];
    assert_eq!(status, expected.map(|(s, f)| (s.to_owned(), f)));
    assert!(desk.run(&["undo", "--list"]).done().out.contains("in force, final"));
    assert!(desk.run(&["redo", "4"]).failed("en").contains("change 4 is final"));
    assert!(desk.run(&["undo", "2", "--ui", "id"]).failed("id").contains("perubahan 2 sudah permanen"));
    assert_eq!(number(&desk.run(&["undo", "3", "--json"]).done().json()["taken_back"]), 1);

    // The copy is a memory as it was.
    let copy = std::path::PathBuf::from(string(&did["backup"]));
    assert!(copy.extension().is_some_and(|e| e == "padan-backup"));
    assert_eq!(dump(&copy), before_again(&desk, &copy));
    assert_eq!(desk.run(&["tm", "show", "1", "-m", string(&did["backup"]), "--json"]).done().json()["later"][0]["unit"], 2);
    assert_eq!(desk.run(&["tm", "list", "--json"]).done().lines().len(), 1, "a copy is not listed");
}

/// The units of the copy read as a memory of the desk, so that the copy is proven to open by its name.
fn before_again(desk: &Desk, copy: &std::path::Path) -> Vec<String> {
    std::fs::copy(copy, desk.path("salinan.padan")).expect("a copy");
    dump(&desk.path("salinan.padan"))
}

#[test]
fn compacting_can_keep_the_history() {
    let desk = replaced();
    let did = desk.run(&["tm", "padatkan", "--keep-history", "--json"]).done().json();
    assert_eq!((number(&did["units"]), number(&did["sealed"]), did["backup"].is_null()), (0, 0, true));
    desk.run(&["undo"]).done();
    assert!(desk.dump()[0].contains("Farmers dried coffee."));
    let told = desk.run(&["tm", "compact", "--no-backup", "--ui", "id"]).done().out;
    assert!(told.contains("dibuang: 1 satuan") && !told.contains("Salinan"), "{told}");
}

#[test]
fn a_draft_that_names_a_purged_unit_supersedes_nothing() {
    let desk = Desk::empty();
    desk.write("satu.tmx", tmx(&[("Petani menjemur kopi.", "Farmers dried coffee.")]));
    desk.run(&["import", "satu.tmx"]).done();
    desk.write("artikel.txt", "Petani menjemur kopi.\n");
    desk.run(&["draft", "artikel.txt", "--as", "tsv", "--mode", "raw"]).done();
    // The unit the draft was filled from goes, and its row would be the next that is given.
    desk.run(&["undo"]).done();
    desk.run(&["tm", "compact", "--no-backup"]).done();
    desk.write("dua.tmx", tmx(&[("Hujan turun.", "Rain fell.")]));
    desk.run(&["import", "dua.tmx"]).done();
    let mut table = Table::read(&desk.text("artikel.draft.tsv"));
    table.row("Petani").target = "The farmers dry coffee.".to_owned();
    desk.write("artikel.draft.tsv", table.text());
    desk.run(&["finish", "artikel.draft.tsv"]).done();
    let units = desk.dump();
    assert_eq!(units.len(), 2, "{units:?}");
    assert!(units.iter().any(|u| u.contains("Rain fell.")) && units.iter().any(|u| u.contains("The farmers dry coffee.")));
    assert_eq!(desk.run(&["tm", "verify", "--json"]).done().json()["sound"], true);
}

#[test]
fn a_memory_goes_into_another_with_all_that_is_said_of_its_units() {
    let desk = Desk::at_work();
    let all = desk.dump();
    desk.write(
        "kantor.tmx",
        tmx(&[
            ("Terminal Tanjung Waringin Catat Rekor Bongkar Muat", "Tanjung Waringin Terminal Posts Record Cargo Volume"),
            ("Hujan turun.", "Rain fell."),
        ]),
    );
    desk.run(&["import", "kantor.tmx", "-m", "kantor.padan"]).done();
    let memory = desk.memory().display().to_string();
    let dry = desk.run(&["tm", "merge", &memory, "-m", "kantor.padan", "-n", "--json"]).done().json();
    let did = desk.run(&["tm", "merge", &memory, "-m", "kantor.padan", "--json"]).done().json();
    assert_eq!((&dry["batch"], &did["batch"], &dry["added"]), (&Value::Null, &Value::from(2), &did["added"]));
    assert_eq!(number(&did["seen"]), all.len() as u64);
    assert_eq!((number(&did["added"]), number(&did["duplicate"])), (all.len() as u64 - 1, 1));
    assert_eq!(desk.dump(), all, "the other memory stays as it is");
    // Identity, author, date, contexts, notes: everything but row, batch and line is the same.
    let told = |lines: &[String]| -> Vec<String> {
        let mut out: Vec<String> = lines
            .iter()
            .filter(|l| !l.contains("Rain fell.") && !l.contains("Record Cargo"))
            .map(|l| {
                l.split_once(", a_lang").map_or(l.clone(), |(head, rest)| {
                    let uid = head.split_once("uid").map_or("", |(_, uid)| uid);
                    format!("{uid} {}", rest.split(", origins").next().unwrap_or_default())
                })
            })
            .collect();
        out.sort();
        out
    };
    let there = dump(&desk.path("kantor.padan"));
    assert_eq!(told(&there), told(&all));
    assert_eq!(there.len(), all.len() + 1);
    let again = desk.run(&["tm", "gabungkan", &memory, "-m", "kantor.padan", "--ui", "id"]).done().out;
    assert!(again.contains("0 ditambahkan") && again.contains("Tidak ada yang baru"), "{again}");
    assert_eq!(desk.run(&["tm", "verify", "kantor.padan", "--json"]).done().json()["sound"], true);
    desk.run(&["undo", "-m", "kantor.padan"]).done();
    assert_eq!(dump(&desk.path("kantor.padan")).len(), 2);
}

#[test]
fn a_memory_does_not_go_into_itself() {
    let desk = replaced();
    let memory = desk.memory().display().to_string();
    assert!(desk.run(&["tm", "merge", &memory]).failed("en").contains("very memory"));
    std::fs::copy(desk.memory(), desk.path("salinan.padan")).expect("a copy");
    assert!(desk.run(&["tm", "merge", "salinan.padan", "--ui", "id"]).failed("id").contains("salinannya"));
    desk.run(&["tm", "merge", "tiada.padan"]).failed("en");
    assert_eq!(desk.batches().len(), 2);
}

#[test]
fn a_suggested_command_can_be_typed_as_it_stands() {
    let desk = Desk::at_work();
    desk.write("berita pagi.txt", "Pelabuhan itu sepi.\n\nNelayan belum melaut.\n");
    let told = desk.run(&["draft", "--as", "tsv", "berita pagi.txt"]).done().out;
    assert!(told.contains("padan finish 'berita pagi.draft.tsv'"), "{told}");
}

#[test]
fn a_dry_run_of_deleting_does_not_say_that_a_draft_is_gone() {
    let desk = Desk::at_work();
    desk.run(&["draft", "--as", "tsv", "kopi-gayo.md"]).done();
    let told = desk.run(&["drafts", "delete", "-n", "kopi-gayo"]).done().out;
    assert!(told.contains("would be deleted") && !told.contains("restore"), "{told}");
    desk.run(&["drafts", "delete", "kopi-gayo"]).done();
    let told = desk.run(&["drafts", "restore", "-n", "kopi-gayo", "--ui", "id"]).done().out;
    assert!(told.contains("akan kembali"), "{told}");
}
