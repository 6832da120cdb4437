//! Importing: every pair accounted for, nothing twice, nothing that undo does not take back.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::harness::{Desk, dump, fields, list, number, sample_text, string, tmx_of, unit};

const SAMPLE: &str = "karya-lama.tmx";

/// The sample memory in three parts: what stands before the units, the units, what stands after them.
fn parts() -> (String, Vec<String>, String) {
    let text = sample_text(SAMPLE);
    let (head, rest) = text.split_once("    <tu ").expect("a unit");
    let (body, tail) = rest.rsplit_once("    </tu>\n").expect("a unit");
    let units: Vec<String> = body.split("    </tu>\n    <tu ").map(|u| format!("    <tu {u}    </tu>\n")).collect();
    (head.to_owned(), units, tail.to_owned())
}

#[track_caller]
fn counted(report: &Value) -> [u64; 5] {
    let count = ["added", "duplicate", "updated", "skipped", "refused"].map(|name| number(&report[name]));
    assert_eq!(number(&report["seen"]), count.iter().sum::<u64>(), "{report}");
    let skipped: u64 = report["reasons"].as_object().expect("reasons").values().map(number).sum();
    assert_eq!(skipped, number(&report["skipped"]), "{report}");
    count
}

#[test]
fn the_same_past_work_in_any_guise_adds_nothing() {
    let desk = Desk::at_work();
    let before = desk.dump();
    assert_eq!(before.len(), 120);
    let (head, mut units, tail) = parts();
    assert_eq!(units.len(), 120);
    assert_eq!(format!("{head}{}{tail}", units.concat()), sample_text(SAMPLE), "cut and joined, it is the sample");
    units.reverse();
    units.rotate_left(31);
    desk.write("lain-nama.tmx", sample_text(SAMPLE));
    desk.write("lain-urutan.tmx", format!("{head}{}{tail}", units.concat()));
    desk.write("lain-inden.tmx", sample_text(SAMPLE).lines().map(str::trim).collect::<Vec<_>>().join("\r\n\t "));
    desk.write("satu-baris.tmx", sample_text(SAMPLE).lines().map(str::trim).collect::<Vec<_>>().join(" "));
    let utf16: Vec<u8> = ("\u{feff}".to_owned() + &sample_text(SAMPLE).replace("UTF-8", "UTF-16"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    desk.write("utf-16.tmx", utf16);
    for name in [SAMPLE, "lain-nama.tmx", "lain-urutan.tmx", "lain-inden.tmx", "satu-baris.tmx", "utf-16.tmx"] {
        let report = desk.run(&["import", name, "--json"]).done().json();
        assert_eq!((counted(&report), &report["batch"]), ([0, 120, 0, 0, 0], &Value::Null), "{name}");
        assert_eq!(desk.dump(), before, "{name}");
        assert_eq!(desk.batches().len(), 1, "{name}");
    }
    let said = desk.run(&["import", SAMPLE]).done().out;
    assert!(said.contains("120 pairs read: 0 added, 120 there already") && said.contains("Nothing new"), "{said}");
}

#[test]
fn undo_and_redo_bring_back_exactly_what_was() {
    let desk = Desk::empty();
    let (head, units, tail) = parts();
    // The second half holds twenty units of the first one.
    desk.write("satu.tmx", format!("{head}{}{tail}", units[..70].concat()));
    desk.write("dua.tmx", format!("{head}{}{tail}", units[50..].concat()));
    let one = desk.run(&["import", "satu.tmx", "--json"]).done().json();
    assert_eq!(counted(&one), [70, 0, 0, 0, 0]);
    let after_one = desk.dump();
    let two = desk.run(&["import", "dua.tmx", "--json"]).done().json();
    assert_eq!(counted(&two), [50, 20, 0, 0, 0]);
    let after_two = desk.dump();
    assert_eq!((after_one.len(), after_two.len()), (70, 120));

    let said = desk.run(&["undo", "-n"]).done().out;
    assert!(said.contains("dua.tmx"), "{said}");
    assert_eq!(desk.dump(), after_two, "a preview changes nothing");

    let undone = desk.run(&["undo", "--json"]).done().json();
    assert_eq!((string(&undone["file"]), number(&undone["taken_back"])), ("dua.tmx", 50));
    assert_eq!(desk.dump(), after_one);
    desk.run(&["undo"]).done();
    assert_eq!(desk.dump(), Vec::<String>::new());
    desk.run(&["undo"]).ended(2);
    desk.run(&["redo"]).done();
    assert_eq!(desk.dump(), after_one);
    desk.run(&["redo"]).done();
    assert_eq!(desk.dump(), after_two);
    desk.run(&["redo"]).ended(2);
    assert_eq!(desk.dump(), after_two);

    // Any of them, in any order; what the other one brought too stays.
    let undone = desk.run(&["undo", &one["batch"].to_string(), "--json"]).done().json();
    assert_eq!((number(&undone["taken_back"]), list(&undone["kept"]).len()), (50, 20));
    assert!(list(&undone["kept"]).iter().all(|k| k["why"] == "also-in" && k["batch"] == two["batch"]));
    assert_eq!(desk.dump().len(), 70);
    desk.run(&["redo", &one["batch"].to_string()]).done();
    assert_eq!(desk.dump(), after_two);
    assert!(desk.run(&["tm", "verify", "--json"]).done().json()["sound"] == true);
}

#[test]
fn what_is_no_past_work_leaves_the_memory_as_it_was() {
    let desk = Desk::at_work();
    let before = desk.dump();
    let cases = [
        ("halaman.tmx", "<?xml version=\"1.0\"?>\n\n<html>\n<p>Kapal</p>\n</html>\n", 3),
        ("catatan.tmx", "Ini bukan TMX.\n", 1),
        ("data.tmx", "{\"tu\": [1, 2]}", 1),
    ];
    for (name, text, line) in cases {
        desk.write(name, text);
        for (ui, word) in [("en", "line"), ("id", "baris")] {
            let error = desk.run(&["import", "--ui", ui, name]).failed(ui);
            assert!(error.starts_with(&format!("{name}: {word} {line}: ")), "{error}");
        }
        let report = desk.run(&["import", name, "--json"]).ended(2).json();
        let problem = &list(&report["problems"])[0];
        assert_eq!((string(&problem["what"]), number(&problem["line"])), ("file", line), "{name}");
        assert_eq!((counted(&report), &report["batch"]), ([0; 5], &Value::Null), "{name}");
        assert_eq!(desk.dump(), before, "{name}");
    }
    assert_eq!(desk.batches().len(), 1);
    desk.write("baik.tmx", tmx_of(&[unit("Ombak tenang.", "The sea is calm.", "")]));
    let run = desk.run(&["import", "halaman.tmx", "baik.tmx", "tidak-ada.tmx", "--json"]).ended(1);
    let added: Vec<u64> = run.lines().iter().map(|r| counted(r)[0]).collect();
    assert_eq!(added, [0, 1, 0], "one object a file; what can be read goes in");
    let said = desk.run(&["import", "halaman.tmx", "baik.tmx"]).ended(1);
    assert!(said.err.starts_with("error: halaman.tmx: line ") && said.out.contains("baik.tmx"), "{said:?}");
}

/// Three units: the second needs mending, the third breaks off with the file.
fn broken() -> String {
    let good = tmx_of(&[unit("Ombak tenang.", "The sea is calm.", "tuid=\"satu\"")]);
    let head = good.split("</tu>").next().expect("a unit");
    format!(
        "{head}</tu>\n<tu tuid=\"dua\"><tuv xml:lang=\"id\"><seg>Kopi & teh</tuv>\n\
         <tuv xml:lang=\"en\"><seg>Coffee & tea</seg></tuv></tu>\n\
         <tu tuid=\"tiga\"><tuv xml:lang=\"id\"><seg>Kapal tiba.</seg></tuv>\n<tuv xml:lang=\"en\"><seg>The ship arr"
    )
}

#[test]
fn a_broken_unit_costs_itself_at_most_and_is_told() {
    let desk = Desk::empty();
    desk.write("potong.tmx", broken());
    let report = desk.run(&["import", "potong.tmx", "--json"]).ended(1).json();
    assert_eq!((counted(&report), number(&report["repaired"])), ([2, 0, 0, 0, 1], 1));
    let problems: Vec<(&str, &str, u64)> =
        list(&report["problems"]).iter().map(|p| (string(&p["what"]), string(&p["tuid"]), number(&p["unit"]))).collect();
    assert_eq!(problems, [("repaired", "dua", 2), ("repaired", "dua", 2), ("repaired", "dua", 2), ("refused", "tiga", 3)]);
    assert_eq!(desk.dump().len(), 2);
    let said = desk.run(&["import", "potong.tmx", "--ui", "id"]).ended(1).out;
    assert!(said.contains("1 ditolak, 1 diperbaiki") && said.contains("(tiga): berkas berakhir"), "{said}");
}

#[test]
fn refused_units_and_problems_are_written_down_when_asked_for() {
    let desk = Desk::empty();
    desk.write("potong.tmx", broken());
    desk.write("baik.tmx", tmx_of(&[unit("Laut tenang.", "The sea is calm.", "")]));
    let said = desk.run(&["import", "baik.tmx", "potong.tmx", "--rejects", "ditolak.tmx", "--log", "impor.log"]).ended(1).out;
    assert!(said.contains("ditolak.tmx"), "{said}");
    let rejects = desk.text("ditolak.tmx");
    assert!(
        rejects.contains("<tu tuid=\"tiga\">") && rejects.contains("The ship arr\n") && !rejects.contains("dua"),
        "{rejects}"
    );
    let log: Vec<String> = desk.text("impor.log").lines().map(str::to_owned).collect();
    assert_eq!(log.len(), 4, "{log:?}");
    assert!(log[3].starts_with("potong.tmx:") && log[3].contains(": refused: unit 3 (tiga): "), "{log:?}");
    // It is a TMX again: put right, it goes in.
    desk.write("benar.tmx", rejects.replace("The ship arr\n", "The ship arrives.</seg></tuv></tu>\n"));
    assert_eq!(counted(&desk.run(&["import", "benar.tmx", "--json"]).done().json()), [1, 0, 0, 0, 0]);
    let error = desk.run(&["import", "potong.tmx", "--rejects", "ditolak.tmx"]).failed("en");
    assert!(error.starts_with("ditolak.tmx"), "nothing is written over: {error}");
    desk.run(&["import", "baik.tmx", "--rejects", "tidak-perlu.tmx"]).done();
    assert!(!desk.exists("tidak-perlu.tmx"));
}

#[test]
fn strict_means_all_or_nothing() {
    let desk = Desk::at_work();
    let before = desk.dump();
    desk.write("potong.tmx", broken());
    desk.write("baik.tmx", tmx_of(&[unit("Laut tenang.", "The sea is calm.", "")]));
    let run = desk.run(&["import", "--strict", "baik.tmx", "potong.tmx", "--json"]).ended(1);
    let reports = run.lines();
    assert_eq!(reports.iter().map(counted).collect::<Vec<_>>(), [[1, 0, 0, 0, 0], [2, 0, 0, 0, 1]]);
    assert!(reports.iter().all(|r| r["batch"].is_null()));
    assert_eq!((desk.dump(), desk.batches().len()), (before.clone(), 1));
    let said = desk.run(&["import", "--strict", "potong.tmx"]).ended(1).out;
    assert!(said.contains("--strict"), "{said}");
    assert_eq!(desk.dump(), before);
    let report = desk.run(&["import", "--strict", "baik.tmx", "--json"]).done().json();
    assert_eq!(counted(&report), [1, 0, 0, 0, 0]);
    assert!(!report["batch"].is_null());
}

#[test]
fn what_is_packed_is_read_under_any_name() {
    let gzip = |bytes: &[u8]| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).expect("memory");
        out.finish().expect("memory")
    };
    let zip = |members: &[(&str, &[u8])]| {
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in members {
            out.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory");
            out.write_all(bytes).expect("memory");
        }
        out.finish().expect("memory").into_inner()
    };
    let desk = Desk::empty();
    let (one, two) = (tmx_of(&[unit("Satu.", "One.", "")]), tmx_of(&[unit("Dua.", "Two.", ""), unit("Satu.", "One.", "")]));
    desk.write("satu.tmx", gzip(one.as_bytes()));
    desk.write("arsip.dat", zip(&[("../a.tmx", one.as_bytes()), ("__MACOSX/._a.tmx", b"\0"), ("b/b.TMX", two.as_bytes())]));
    desk.write("rusak.zip", zip(&[("a.tmx", broken().as_bytes()), ("c.tmx", b"<html/>")]));
    desk.write("lain.zip", zip(&[("baca.txt", b"Bacalah.")]));
    assert_eq!(counted(&desk.run(&["import", "satu.tmx", "--json"]).done().json()), [1, 0, 0, 0, 0]);
    let run = desk.run(&["import", "arsip.dat", "--json"]).done();
    assert_eq!(run.lines().iter().map(counted).collect::<Vec<_>>(), [[1, 2, 0, 0, 0]], "one object, one change");
    assert_eq!(desk.batches().len(), 2);
    let report = desk.run(&["import", "rusak.zip", "--json"]).ended(1).json();
    assert_eq!(counted(&report), [2, 0, 0, 0, 2]);
    let reasons: Vec<&str> = list(&report["problems"]).iter().map(|p| string(&p["reason"])).collect();
    assert!(reasons[0].starts_with("a.tmx: ") && reasons[4].starts_with("c.tmx: not TMX"), "{reasons:?}");
    let error = desk.run(&["import", "lain.zip"]).failed("en");
    assert!(error.contains("without any TMX"), "{error}");
    let spaces = vec![b' '; 100 << 20];
    desk.write("bom.tmx.gz", gzip(&spaces));
    desk.run(&["import", "bom.tmx.gz"]).failed("en");
    assert!(!desk.exists("../a.tmx"));
}

#[test]
fn a_dry_run_counts_and_changes_nothing() {
    let desk = Desk::with(&[SAMPLE]);
    let preview = desk.run(&["import", "-n", SAMPLE, "--json"]).done().json();
    assert_eq!((counted(&preview), &preview["batch"]), ([120, 0, 0, 0, 0], &Value::Null));
    assert!(!desk.memory().exists(), "where there was no memory there is none");
    let real = desk.run(&["import", SAMPLE, "--json"]).done().json();
    assert_eq!((counted(&real), &real["batch"]), (counted(&preview), &json!(1)));
}

#[test]
fn every_pair_is_accounted_for() {
    let desk = Desk::empty();
    let variant = |lang: &str, text: &str| format!("<tuv xml:lang=\"{lang}\"><seg>{text}</seg></tuv>");
    let raw = |inner: &str| format!("<tu tuid=\"x\">{inner}</tu>");
    let units = [
        unit("Kapal tiba.", "The ship arrives.", ""),
        unit("Kapal tiba.", "The ship arrives.", ""),
        unit("Kapal tiba.", "", ""),
        raw(&format!("{}{}", variant("id", "Laut."), variant("fr", "La mer."))),
        raw(&format!("{}{}", variant("id", "Laut."), variant("id", "Lautan."))),
        raw(&variant("id", "Sendiri.")),
        raw(&format!("<prop type=\"x-ConfirmationLevel\">Draft</prop>{}{}", variant("id", "Draf."), variant("en", "Draft."))),
        raw(&format!("{}{}{}", variant("in-ID", "Dua."), variant("EN-gb", "Two."), variant("en_US", "A pair."))),
    ];
    desk.write("ragam.tmx", tmx_of(&units));
    let report = desk.run(&["import", "ragam.tmx", "--json"]).done().json();
    assert_eq!(counted(&report), [3, 1, 0, 5, 0]);
    assert_eq!(report["reasons"], json!({ "empty": 2, "language": 1, "same-language": 1, "unconfirmed": 1 }));
    assert_eq!(string(&report["file"]), "ragam.tmx");
    assert_eq!(
        fields(&report),
        ["added", "batch", "duplicate", "file", "problems", "reasons", "refused", "repaired", "seen", "skipped", "updated"]
    );
    assert_eq!(desk.batches()[0]["counts"]["seen"], 9, "the change remembers what was counted");
    let said = desk.run(&["import", "--ui", "id", "ragam.tmx"]).done().out;
    assert!(said.contains("belum dikonfirmasi") || said.contains("--unconfirmed"), "{said}");
}

#[test]
fn the_languages_that_are_asked_for_are_taken() {
    let variant = |lang: &str, text: &str| format!("<tuv xml:lang=\"{lang}\"><seg>{text}</seg></tuv>");
    let unit = format!(
        "<tu>{}{}{}{}</tu>",
        variant("id", "Laut tenang."),
        variant("en-US", "The sea is calm."),
        variant("ms", "Laut tenang sahaja."),
        variant("fr", "La mer est calme.")
    );
    for (asked, counts, units) in [
        (None, [1, 0, 0, 0, 0], 1),
        (Some("en,id"), [1, 0, 0, 0, 0], 1),
        (Some("id,en-US"), [1, 0, 0, 0, 0], 1),
        (Some("id,*"), [3, 0, 0, 0, 0], 3),
        (Some("*"), [3, 0, 0, 0, 0], 3),
        (Some("ms,fr"), [1, 0, 0, 0, 0], 1),
        (Some("id,de"), [0, 0, 0, 1, 0], 0),
    ] {
        let desk = Desk::empty();
        desk.write("laut.tmx", tmx_of(std::slice::from_ref(&unit)));
        let mut arguments = vec!["import", "laut.tmx", "--json"];
        arguments.extend(asked.iter().flat_map(|a| ["--lang", a]));
        assert_eq!(counted(&desk.run(&arguments).done().json()), counts, "{asked:?}");
        assert_eq!(desk.dump().len(), units, "{asked:?}");
    }
    let desk = Desk::empty();
    desk.write("laut.tmx", tmx_of(&[unit]));
    desk.run(&["import", "laut.tmx", "--lang", "id,in"]).failed("en");
}

#[test]
fn unconfirmed_translations_come_only_when_asked_for_and_stay_marked() {
    let desk = Desk::empty();
    let source = "Ombak setinggi tiga meter diperkirakan terjadi di selat itu.";
    let draft = format!(
        "<tu><prop type=\"x-Origin\">MachineTranslation</prop><tuv xml:lang=\"id\"><seg>{source}</seg></tuv>\
         <tuv xml:lang=\"en\"><seg>Waves of three meters are expected in the strait.</seg></tuv></tu>"
    );
    desk.write("mesin.tmx", tmx_of(&[draft]));
    let report = desk.run(&["import", "mesin.tmx", "--json"]).done().json();
    assert_eq!((counted(&report), &report["reasons"]), ([0, 0, 0, 1, 0], &json!({ "unconfirmed": 1 })));
    let report = desk.run(&["import", "--unconfirmed", "mesin.tmx", "--json"]).done().json();
    assert_eq!(counted(&report), [1, 0, 0, 0, 0]);
    let matches = desk.matches(source, &[]);
    assert_eq!((string(&matches[0]["state"]), number(&matches[0]["score"])), ("unconfirmed", 95));
    assert_eq!(matches[0]["penalties"], json!([["unconfirmed", 5]]));
    desk.write("selat.txt", format!("{source}\n"));
    let draft = desk.run(&["draft", "selat.txt", "--mode", "raw", "--as", "json", "-o", "-"]).done().out;
    let draft: Value = serde_json::from_str(&draft).expect("JSON");
    assert_eq!(string(&draft["segments"][0]["target"]), "", "never filled in");
}

#[test]
fn another_translation_of_a_known_source_is_dealt_with_as_asked() {
    let source = "Kapal itu sandar pada pagi hari.";
    let of = |en: &str, date: &str| tmx_of(&[unit(source, en, &format!("creationdate=\"{date}T000000Z\""))]);
    // (how, date of the new one, counts, targets that are offered afterwards)
    let (old, new) = ("The ship docked in the morning.", "The vessel berthed this morning.");
    let cases: [(&str, &str, [u64; 5], &[&str]); 5] = [
        ("add", "20230101", [1, 0, 0, 0, 0], &[old, new]),
        ("newest", "20230101", [0, 0, 1, 0, 0], &[new]),
        ("newest", "20190101", [0, 0, 0, 1, 0], &[old]),
        ("replace", "20190101", [0, 0, 1, 0, 0], &[new]),
        ("keep", "20230101", [0, 0, 0, 1, 0], &[old]),
    ];
    for (how, date, counts, offered) in cases {
        let desk = Desk::empty();
        desk.write("lama.tmx", of(old, "20210101"));
        desk.run(&["import", "lama.tmx"]).done();
        let before = desk.dump();
        desk.write("baru.tmx", of(new, date));
        let report = desk.run(&["import", "--differing", how, "baru.tmx", "--json"]).done().json();
        assert_eq!(counted(&report), counts, "{how} {date}");
        let mut targets: Vec<String> =
            desk.matches(source, &["--min-score", "99"]).iter().map(|m| string(&m["target"]).to_owned()).collect();
        targets.sort();
        assert_eq!(targets, offered, "{how} {date}");
        if counts[3] == 1 {
            assert_eq!((&report["reasons"], &report["batch"]), (&json!({ "differing": 1 }), &Value::Null), "{how} {date}");
            assert_eq!(desk.dump(), before, "{how} {date}");
        } else {
            desk.run(&["undo"]).done();
            assert_eq!(desk.dump(), before, "{how} {date}");
        }
    }
}

#[test]
fn a_memory_can_be_named_or_be_a_file() {
    let desk = Desk::with(&[SAMPLE]);
    desk.run(&["import", SAMPLE, "-m", "kerja.padan"]).done();
    assert_eq!(dump(&desk.path("kerja.padan")).len(), 120);
    desk.run_with(&["import", SAMPLE], "", &[("PADAN_MEMORY", "kantor")]).done();
    assert_eq!(dump(&desk.path("home/data/padan/kantor.padan")).len(), 120);
    assert!(!desk.memory().exists(), "the usual one was not touched");
    let sizes: Vec<(String, u64)> = desk
        .run(&["tm", "list", "--json"])
        .done()
        .lines()
        .iter()
        .map(|m| (string(&m["name"]).to_owned(), number(&m["units"])))
        .collect();
    assert_eq!(sizes, [("kantor".to_owned(), 120)]);
    assert_eq!(desk.ask(&["import", "-", "--json"], &sample_text(SAMPLE)).done().json()["added"], 120);
}
