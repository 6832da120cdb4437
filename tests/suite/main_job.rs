//! The main job from end to end: past work in, an article drafted, the draft given back, the memory learnt from it.

use std::io::Read as _;

use serde_json::Value;

use crate::harness::{Desk, Row, Table, list, number, sample_text, string};

const PAGE: &str = "pelabuhan-laman.draft.tsv";
const TRANSLATION: &str = "pelabuhan-laman.en.txt";

/// What the translator of the tests writes for the `n`th segment.
fn written(n: u64) -> String {
    format!("Translation number {n}.")
}

/// A desk whose page is drafted as TSV.
fn drafted() -> (Desk, Table) {
    let desk = Desk::at_work();
    desk.run(&["draft", "pelabuhan-laman.txt", "--as", "tsv"]).done();
    let table = Table::read(&desk.text(PAGE));
    (desk, table)
}

fn fill_in(table: &mut Table) {
    for row in table.rows.iter_mut().filter(|r| r.target.is_empty()) {
        row.target = written(row.n());
    }
    // The one fuzzy match that is filled in has to be worked on as well.
    let fuzzy = table.row("operator derek");
    fuzzy.target = fuzzy.target.replace("forklift", "crane");
}

/// A desk whose page has been translated and finished.
fn finished() -> (Desk, Table, Value) {
    let (desk, mut table) = drafted();
    fill_in(&mut table);
    desk.write(PAGE, table.text());
    let report = desk.run(&["finish", PAGE, "--json"]).done().json();
    (desk, table, report)
}

fn follow_up(desk: &Desk) -> Vec<Value> {
    let run = desk.run(&["draft", "pelabuhan-lanjutan.txt", "--new", "--as", "json", "-o", "-"]).done();
    let draft: Value = serde_json::from_str(&run.out).expect("JSON");
    list(&draft["segments"]).clone()
}

/// The segment whose text holds `part`.
#[track_caller]
fn segment<'a>(segments: &'a [Value], part: &str) -> &'a Value {
    let found: Vec<&Value> = segments.iter().filter(|s| string(&s["text"]).contains(part)).collect();
    assert_eq!(found.len(), 1, "segments with {part:?}");
    found[0]
}

fn guards(m: &Value) -> Vec<&str> {
    list(&m["flags"]).iter().map(|f| string(&f["guard"])).collect()
}

/// Everything an exported file says, unpacked.
fn readable(desk: &Desk, name: &str) -> String {
    let bytes = desk.bytes(name);
    if !bytes.starts_with(b"PK") {
        return String::from_utf8(bytes).expect("UTF-8");
    }
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let mut out = String::new();
    for i in 0..package.len() {
        package.by_index(i).expect("a part").read_to_string(&mut out).expect("UTF-8");
    }
    out
}

#[test]
fn the_draft_holds_matches_of_every_kind_and_fills_in_only_what_is_certain() {
    let desk = Desk::at_work();
    let said = desk.run(&["draft", "pelabuhan-laman.txt", "--as", "json"]).done().out;
    assert_eq!(said.lines().count(), 3, "{said}");
    let draft: Value = serde_json::from_str(&desk.text("pelabuhan-laman.draft.json")).expect("JSON");
    let segments = list(&draft["segments"]);
    assert_eq!(segments.len(), 32);
    // (part of the source, score of the best match, kind, what is filled in)
    let cases: [(&str, Option<u64>, &str, &str); 12] = [
        (
            "Pelabuhan itu melayani",
            Some(102),
            "context",
            "The port handles shipments of furniture, textiles and coffee from Central Java.",
        ),
        (
            "Sebagian besar muatannya",
            Some(102),
            "context",
            "Most of its cargo stops over in Singapore before continuing to Europe and the Middle East.",
        ),
        (
            "konsesi selama 30 tahun",
            Some(100),
            "exact",
            "The Tanjung Waringin terminal is operated by PT Samudra Lestari Nusantara under a 30-year concession.",
        ),
        ("Tidak ada korban jiwa", Some(100), "exact", "No lives were lost in the incident."),
        ("Kenaikan itu terutama", Some(99), "exact", ""),
        (
            "operator derek",
            Some(91),
            "fuzzy",
            "The company is also preparing forklift operator training for vocational high school graduates.",
        ),
        ("Proyek senilai", Some(91), "fuzzy", ""),
        ("Perusahaan itu belum menyerahkan", Some(84), "fuzzy", ""),
        ("sebuah kapal nelayan menabrak", Some(84), "fuzzy", ""),
        ("Rencana perluasan itu", Some(76), "fuzzy", ""),
        ("tiga tahap", None, "", ""),
        ("Izin dan jadwal", None, "", ""),
    ];
    for (part, score, kind, target) in cases {
        let s = segment(segments, part);
        let best = list(&s["matches"]).first();
        assert_eq!(best.map(|m| number(&m["score"])), score, "{part}");
        assert_eq!(string(&s["target"]), target, "{part}");
        assert_eq!(string(&s["state"]), if target.is_empty() { "new" } else { "draft" }, "{part}");
        if let Some(best) = best {
            assert_eq!(string(&best["kind"]), kind, "{part}");
        }
        if !target.is_empty() {
            assert_eq!((string(&s["origin"]["kind"]), s["origin"]["score"].as_u64()), (kind, score), "{part}");
        }
    }
    let ambiguous = list(&segment(segments, "Kenaikan itu terutama")["matches"]);
    assert!(ambiguous.len() == 2 && ambiguous.iter().all(|m| m["ambiguous"] == true && m["score"] == 99));
    assert_ne!(ambiguous[0]["target"], ambiguous[1]["target"]);
    for (part, target) in [
        ("Rahmat Dirgantara", "Rahmat Dirgantara"),
        ("WARTA BAHARI/Galuh", "WARTA BAHARI/Galuh Paramita"),
        ("(rml/dns)", "(rml/dns)"),
    ] {
        let s = segment(segments, part);
        assert_eq!((string(&s["target"]), string(&s["origin"]["kind"])), (target, "copied"), "{part}");
    }
    let flagged: Vec<&Value> =
        segments.iter().filter(|s| list(&s["matches"]).first().is_some_and(|m| !guards(m).is_empty())).collect();
    assert!(flagged.len() >= 8, "{}", flagged.len());
    for s in flagged {
        assert_eq!((string(&s["target"]), string(&s["state"])), ("", "new"), "{}", s["text"]);
    }
}

#[test]
fn no_line_that_was_left_out_is_in_any_file() {
    let desk = Desk::at_work();
    let lines = desk.run(&["segment", "pelabuhan-laman.txt", "--lines", "--json"]).done().lines();
    let kept: Vec<&str> = lines.iter().filter(|l| l["keep"] == true).map(|l| string(&l["text"])).collect();
    let mut left_out: Vec<&str> = lines.iter().filter(|l| l["keep"] == false).map(|l| string(&l["text"])).collect();
    // What stands in the article as well (a repeated caption, a label) proves nothing.
    left_out.retain(|l| l.len() > 8 && !kept.iter().any(|k| k.contains(l)));
    assert!(left_out.len() > 40, "{left_out:?}");
    for must in [
        "Lupa Kata Sandi? Klik di Sini",
        "Kirimkan Lagi Sekarang",
        "Scroll Untuk Melanjutkan",
        "Rekomendasi Artikel",
        "Harga Garam Rakyat Anjlok, Petambak Menunda Panen",
        "Baca juga: Tarif Feri Semarang-Karimunjawa Naik Mulai September",
    ] {
        assert!(left_out.contains(&must), "{must}");
    }
    for format in ["docx", "tsv", "json"] {
        desk.run(&["draft", "pelabuhan-laman.txt", "--as", format]).done();
        let all = readable(&desk, &format!("pelabuhan-laman.draft.{format}"));
        assert!(all.contains("Izin lingkungan diterbitkan"), "{format}");
        for line in &left_out {
            assert!(!all.contains(line), "{format}: {line}");
        }
    }
    // One draft, three views of it.
    assert_eq!(desk.run(&["tm", "info", "--json"]).done().json()["drafts"], 1);
}

#[test]
fn an_unfinished_draft_keeps_its_work_and_says_what_is_missing() {
    let (desk, mut table) = drafted();
    fill_in(&mut table);
    let open = [table.row("WARTABAHARI.COM").n(), table.row("Direktur Utama").n()];
    for row in table.rows.iter_mut().filter(|r| open.contains(&r.n())) {
        row.target.clear();
    }
    desk.write(PAGE, table.text());
    let before = desk.files();
    let preview = desk.run(&["finish", "-n", PAGE, "--json"]).ended(1).json();
    assert_eq!((&preview["batch"], &preview["missing"]), (&Value::Null, &serde_json::json!(open)));
    assert_eq!(desk.batches().len(), 1, "a preview changes nothing");

    let run = desk.run(&["finish", PAGE]).ended(1);
    for (n, source) in [(open[0], "WARTABAHARI.COM, Semarang"), (open[1], "Direktur Utama PT Samudra")] {
        assert!(run.out.lines().any(|l| l.trim_start().starts_with(&format!("#{n} {source}"))), "{}", run.out);
    }
    assert_eq!(run.out.lines().filter(|l| l.trim_start().starts_with('#')).count(), 2, "{}", run.out);
    assert_eq!(desk.files(), before, "nothing is written");
    let batches = desk.batches();
    assert_eq!(batches.len(), 2);
    assert_eq!((string(&batches[0]["kind"]), string(&batches[0]["file"])), ("finish", PAGE));
    assert_eq!(number(&batches[0]["units"]), 21, "20 that were empty, and the changed fuzzy match");

    let partial = desk.run(&["finish", "--partial", "-o", "-", PAGE]).ended(1).out;
    assert!(partial.contains(&format!("[[#{}]] WARTABAHARI.COM, Semarang - PT Samudra", open[0])), "{partial}");

    for row in table.rows.iter_mut().filter(|r| open.contains(&r.n())) {
        row.target = written(row.n());
    }
    desk.write(PAGE, table.text());
    let report = desk.run(&["finish", PAGE, "--json"]).done().json();
    assert_eq!((number(&report["confirmed"]), &report["missing"]), (2, &serde_json::json!([])));
    assert_eq!(string(&report["output"]), TRANSLATION);
    assert!(desk.exists(TRANSLATION));
}

#[test]
fn the_translation_is_a_clean_article() {
    let (desk, table, report) = finished();
    assert_eq!(string(&report["output"]), TRANSLATION);
    let text = desk.text(TRANSLATION);
    let mut rest = text.as_str();
    for row in &table.rows {
        let at = rest.find(&row.target).unwrap_or_else(|| panic!("{} is missing or out of order:\n{text}", row.target));
        rest = &rest[at + row.target.len()..];
    }
    let w = |part: &str| {
        let mut table = Table::read(&table.text());
        table.row(part).target.clone()
    };
    let paragraphs: Vec<&str> = text.split("\n\n").map(str::trim_end).collect();
    for alone in [
        "Tanjung Waringin Diperluas",
        "Rahmat Dirgantara",
        "Izin dan jadwal",
        "Dampak bagi nelayan",
        "Menteri Perhubungan",
        "(rml/dns)",
    ] {
        assert!(paragraphs.contains(&w(alone).as_str()), "{alone} is no paragraph of its own:\n{text}");
    }
    assert!(
        paragraphs.contains(&format!("{} {} {}", w("WARTABAHARI.COM"), w("Proyek senilai"), w("Setelah dermaga")).as_str()),
        "{text}"
    );
    assert!(paragraphs.contains(&format!("{} {}", w("Sebuah kapal kontainer"), w("WARTA BAHARI/Galuh")).as_str()), "{text}");
    assert_eq!(paragraphs.len(), 15, "the kept lines:\n{text}");
    assert!(text.ends_with("(rml/dns)\n") && !text.contains("\n\n\n") && !text.starts_with('\n'));
    for clutter in ["Iklan", "Reporter", "Editor", "Share", "#Pelabuhan", "Baca juga", "Rekomendasi", "Hak cipta", "[[#"] {
        assert!(!text.contains(clutter), "{clutter}");
    }
}

#[test]
fn the_follow_up_finds_what_was_just_finished() {
    let (desk, ..) = finished();
    let segments = follow_up(&desk);
    let scores: Vec<u64> = ["tiga tahap", "Tahap pertama", "Sekitar 1.500", "operator derek", "Setelah dermaga"]
        .iter()
        .map(|part| number(&segment(&segments, part)["matches"][0]["score"]))
        .collect();
    assert_eq!(scores, [101, 102, 102, 101, 100]);
    let crane = segment(&segments, "operator derek");
    assert_eq!(
        string(&crane["target"]),
        "The company is also preparing crane operator training for vocational high school graduates."
    );
    assert_eq!(
        (string(&crane["matches"][0]["state"]), string(&crane["matches"][0]["doc"])),
        ("confirmed", "pelabuhan-laman.txt")
    );

    let received = segment(&segments, "telah menerima salinan");
    let m = &received["matches"][0];
    assert_eq!((number(&m["score"]), number(&m["uncapped"])), (84, 92));
    assert_eq!(
        m["diff"],
        serde_json::json!([
            ["=", "Ketua Paguyuban Nelayan Waringin Karsono Widagdo mengatakan nelayan"],
            ["-", " belum"],
            ["+", " telah"],
            ["=", " menerima salinan kajian tersebut."]
        ])
    );
    assert!(guards(m).contains(&"time") && guards(m).contains(&"negation"), "{m}");
    assert_eq!(string(&received["target"]), "", "a flagged match is not filled in");

    let minister = segment(&segments, "Menteri Perdagangan");
    assert!(guards(&minister["matches"][0]).contains(&"name") && string(&minister["target"]).is_empty());
    let length = segment(&segments, "dalam 20 bulan");
    assert!(guards(&length["matches"][0]).contains(&"number") && string(&length["target"]).is_empty());
    let shrimp = segment(&segments, "Rencana pengerukan itu");
    assert!(guards(&shrimp["matches"][0]).is_empty() && number(&shrimp["matches"][0]["score"]) >= 85);
    assert!(!string(&shrimp["target"]).is_empty() && string(&shrimp["state"]) == "draft");
}

#[test]
fn undo_takes_the_whole_finish_back_and_redo_brings_it_in_again() {
    let (desk, _, report) = finished();
    let batch = number(&report["batch"]).to_string();
    let learnt = desk.dump();
    let new = follow_up(&desk);
    let undone = desk.run(&["undo", "--json"]).done().json();
    assert_eq!((undone["batch"].to_string(), number(&undone["taken_back"])), (batch.clone(), 23));
    assert_eq!(desk.dump().len(), 120);
    for s in follow_up(&desk) {
        for m in list(&s["matches"]) {
            assert_eq!(string(&m["state"]), "imported", "{m}");
        }
    }
    desk.run(&["redo", &batch]).done();
    assert_eq!(desk.dump(), learnt);
    let again = follow_up(&desk);
    for (new, again) in new.iter().zip(&again) {
        assert_eq!(new["matches"], again["matches"]);
    }
}

#[test]
fn the_same_file_given_back_twice_changes_nothing() {
    let (desk, _, first) = finished();
    assert_eq!(number(&first["confirmed"]), 23);
    let (memory, translation, files) = (desk.dump(), desk.text(TRANSLATION), desk.files());
    let second = desk.run(&["finish", PAGE, "--json"]).done().json();
    assert_eq!((number(&second["confirmed"]), number(&second["unchanged"]), &second["batch"]), (0, 32, &Value::Null));
    assert_eq!((desk.dump(), desk.text(TRANSLATION), desk.files()), (memory, translation, files));
    assert_eq!(desk.batches().len(), 2);
}

#[test]
fn a_changed_exact_target_takes_the_place_of_its_unit() {
    let (desk, mut table) = drafted();
    let source = "Tidak ada korban jiwa dalam kejadian itu.";
    let targets = |desk: &Desk| -> Vec<String> {
        desk.matches(source, &["--min-score", "100"]).iter().map(|m| string(&m["target"]).to_owned()).collect()
    };
    assert_eq!(targets(&desk), ["No lives were lost in the incident."]);
    table.row("Tidak ada korban").target = "Nobody was killed in the incident.".to_owned();
    desk.write(PAGE, table.text());
    desk.run(&["finish", PAGE]).ended(1);
    assert_eq!(targets(&desk), ["Nobody was killed in the incident."]);
    table.row("Tidak ada korban").target = "Nobody died in the incident.".to_owned();
    desk.write(PAGE, table.text());
    desk.run(&["finish", PAGE]).ended(1);
    assert_eq!(targets(&desk), ["Nobody died in the incident."], "what this segment wrote before gives way too");
    desk.run(&["undo"]).done();
    assert_eq!(targets(&desk), ["Nobody was killed in the incident."]);
    desk.run(&["undo"]).done();
    assert_eq!(targets(&desk), ["No lives were lost in the incident."]);
}

#[test]
fn an_unchanged_match_never_enters_the_memory() {
    let (desk, table) = drafted();
    let before = desk.dump();
    let report = desk.run(&["finish", PAGE, "--json"]).ended(1).json();
    assert_eq!((number(&report["unchanged"]), &report["batch"]), (32, &Value::Null));
    let fuzzy = table.rows.iter().find(|r| r.source.contains("operator derek")).map(Row::n).expect("a row");
    assert!(list(&report["missing"]).contains(&fuzzy.into()), "an untouched fuzzy match is not finished: {report}");
    let exact = table.rows.iter().find(|r| r.source.contains("konsesi selama")).map(Row::n).expect("a row");
    assert!(!list(&report["missing"]).contains(&exact.into()));
    assert_eq!(desk.dump(), before);
}

#[test]
fn the_status_counts_in_both_languages() {
    let (desk, mut table) = drafted();
    let parts = ["tiga tahap", "Tahap pertama", "Sekitar 1.500", "Izin dan jadwal"];
    for (part, status) in parts.iter().zip(["Selesai", "Confirmed", "Disunting", "Edited"]) {
        let row = table.row(part);
        row.target = format!("As {status}.");
        status.clone_into(&mut row.status);
    }
    table.row("operator derek").status = "Diperiksa".to_owned();
    desk.write(PAGE, table.text());
    let report = desk.run(&["finish", PAGE, "--json"]).ended(1).json();
    assert_eq!((number(&report["confirmed"]), number(&report["edited"])), (3, 2));
    let known = |part: &str| {
        let source = Table::read(&desk.text(PAGE)).row(part).source.clone();
        desk.matches(&source, &["--min-score", "100"]).first().map(|m| string(&m["state"]).to_owned())
    };
    assert_eq!(known("tiga tahap").as_deref(), Some("confirmed"));
    assert_eq!(known("Tahap pertama").as_deref(), Some("confirmed"));
    assert_eq!(known("Sekitar 1.500"), None);
    assert_eq!(known("Izin dan jadwal"), None);
    assert_eq!(known("operator derek").as_deref(), Some("reviewed"), "a person has looked at the fuzzy match");
    let edited = [table.row("Sekitar 1.500").n(), table.row("Izin dan jadwal").n()];
    for n in edited {
        assert!(list(&report["missing"]).contains(&n.into()), "edited is not finished");
    }
    let again = desk.run(&["draft", "pelabuhan-laman.txt", "--as", "tsv", "-o", "-", "--ui", "id"]).done().out;
    assert_eq!(Table::read(&again).row("Sekitar 1.500").status, "Disunting");
    assert_eq!(Table::read(&again).row("tiga tahap").status, "Selesai");
}

#[test]
fn a_row_whose_source_was_changed_is_not_taken_and_is_shown() {
    let (desk, mut table) = drafted();
    let row = table.row("tiga tahap");
    row.source = row.source.replace("tiga", "empat");
    row.target = "The work will be divided into four stages.".to_owned();
    let n = row.n();
    desk.write(PAGE, table.text());
    let run = desk.run(&["finish", PAGE]).ended(1);
    let shown = run
        .out
        .lines()
        .find(|l| l.contains("The work will be divided into four stages."))
        .unwrap_or_else(|| panic!("{}", run.out));
    assert!(shown.contains(&format!("#{n}")), "{shown}");
    let report = desk.run(&["finish", PAGE, "--json"]).ended(1).json();
    assert_eq!((number(&report["source_changed"]), number(&report["confirmed"])), (1, 0));
    assert!(list(&report["missing"]).contains(&n.into()));
    assert_eq!(desk.dump().len(), 120);
}

#[test]
fn rows_that_were_doubled_lost_or_made_up_are_told() {
    let (desk, mut table) = drafted();
    let mut second = table.row("tiga tahap").clone();
    table.row("tiga tahap").target = "The work will be done in three stages.".to_owned();
    second.target = "Work is to be split into three stages.".to_owned();
    let n = second.n();
    let mut strange = second.clone();
    strange.id = strange.id.replace(&format!("s{n:04}"), "s0999");
    strange.target = "A row of nowhere.".to_owned();
    let lost = table.rows.remove(0).n();
    table.rows.extend([second, strange]);
    desk.write(PAGE, table.text());
    let run = desk.run(&["finish", PAGE]).ended(1);
    for text in ["Work is to be split into three stages.", "A row of nowhere.", &format!("#{lost}:")] {
        assert!(run.out.contains(text), "{text}: {}", run.out);
    }
    let report = desk.run(&["finish", PAGE, "--json"]).ended(1).json();
    assert_eq!((number(&report["duplicate"]), number(&report["unknown"]), &report["no_row"]), (1, 1, &serde_json::json!([lost])));
}

#[test]
fn two_copies_edited_differently_are_a_conflict_and_nothing_is_overwritten() {
    let (desk, mut table) = drafted();
    table.row("tiga tahap").target = "Laras wrote this.".to_owned();
    desk.write("laras.tsv", table.text());
    table.row("tiga tahap").target = "Bayu wrote that.".to_owned();
    desk.write("bayu.tsv", table.text());
    desk.run(&["finish", "laras.tsv"]).ended(1);
    let memory = desk.dump();
    let run = desk.run(&["finish", "bayu.tsv"]).ended(1);
    assert!(run.out.contains("Bayu wrote that."), "{}", run.out);
    let report = desk.run(&["finish", "bayu.tsv", "--json"]).ended(1).json();
    assert_eq!((number(&report["conflict"]), number(&report["confirmed"]), &report["batch"]), (1, 0, &Value::Null));
    assert_eq!(desk.dump(), memory);
    let mut now = Table::read(&desk.run(&["draft", "pelabuhan-laman.txt", "--as", "tsv", "-o", "-"]).done().out);
    let row = now.row("tiga tahap");
    assert_eq!((row.target.as_str(), row.status.as_str()), ("Laras wrote this.", "Confirmed"));
    assert_eq!(row.note, "bayu.tsv: Bayu wrote that.", "once, however often it is given back");
    // The same file, worked on further, is no conflict.
    table.row("tiga tahap").target = "Laras wrote this, too.".to_owned();
    desk.write("laras.tsv", table.text());
    assert_eq!(number(&desk.run(&["finish", "laras.tsv", "--json"]).ended(1).json()["confirmed"]), 1);
}

#[test]
fn json_can_be_given_back_as_well() {
    let desk = Desk::at_work();
    desk.run(&["draft", "pelabuhan-laman.txt", "--as", "json"]).done();
    let name = "pelabuhan-laman.draft.json";
    let mut draft: Value = serde_json::from_str(&desk.text(name)).expect("JSON");
    for s in draft["segments"].as_array_mut().expect("segments") {
        if string(&s["target"]).is_empty() || s["origin"]["kind"] == "fuzzy" {
            s["target"] = format!("{} {}", string(&s["target"]), written(number(&s["n"]))).trim().into();
        }
    }
    desk.write(name, draft.to_string());
    let report = desk.run(&["finish", name, "--json"]).done().json();
    assert_eq!((number(&report["confirmed"]), number(&report["unchanged"])), (23, 9));
    assert!(desk.text(TRANSLATION).starts_with("Translation number 1.\n\n"));
}

#[test]
fn what_is_there_already_is_not_written_over() {
    let (desk, mut table) = drafted();
    desk.write(PAGE, "something of somebody's\n");
    let run = desk.run(&["draft", "pelabuhan-laman.txt", "--as", "tsv"]).done();
    assert_eq!(desk.text(PAGE), "something of somebody's\n");
    assert!(run.err.contains("pelabuhan-laman.draft-2.tsv") && desk.exists("pelabuhan-laman.draft-2.tsv"), "{run:?}");
    fill_in(&mut table);
    desk.write(PAGE, table.text());
    desk.write(TRANSLATION, "an older translation\n");
    let report = desk.run(&["finish", PAGE, "--json"]).done().json();
    assert_eq!(string(&report["output"]), "pelabuhan-laman.en-2.txt");
    assert_eq!(desk.text(TRANSLATION), "an older translation\n");
}

#[test]
fn a_draft_goes_on_where_it_was() {
    let (desk, mut table) = drafted();
    table.row("tiga tahap").target = "The work will be done in three stages.".to_owned();
    desk.write(PAGE, table.text());
    desk.run(&["finish", PAGE]).ended(1);
    desk.run(&["draft", "pelabuhan-laman.txt", "--as", "tsv", "-o", "lanjut.tsv"]).done();
    let mut again = Table::read(&desk.text("lanjut.tsv"));
    assert_eq!(again.row("tiga tahap").target, "The work will be done in three stages.");
    assert_eq!(again.row("tiga tahap").id, table.row("tiga tahap").id);
    desk.run(&["draft", "pelabuhan-laman.txt", "--new", "--as", "tsv", "-o", "baru.tsv"]).done();
    assert_ne!(Table::read(&desk.text("baru.tsv")).row("tiga tahap").id, table.row("tiga tahap").id);
}

#[test]
fn markdown_gives_markdown_of_the_same_structure() {
    let desk = Desk::at_work();
    desk.run(&["draft", "kopi-gayo.md", "--as", "tsv"]).done();
    let mut table = Table::read(&desk.text("kopi-gayo.draft.tsv"));
    // Each word becomes its number of letters; the marks stay, so does the structure.
    for row in &mut table.rows {
        row.target = row.source.replace("kata dia", "she said").replace("anggota", "member");
        if !row.source.contains("<1>") {
            row.target = format!("Line {}", row.n());
        }
    }
    desk.write("kopi-gayo.draft.tsv", table.text());
    let report = desk.run(&["finish", "kopi-gayo.draft.tsv", "--json"]).done().json();
    assert_eq!(string(&report["output"]), "kopi-gayo.en.md");
    let (source, translation) = (sample_text("kopi-gayo.md"), desk.text("kopi-gayo.en.md"));
    let mark = |line: &str| -> String {
        let end = line.find(|c: char| c.is_alphabetic() || matches!(c, '"' | '*' | '[' | '!')).unwrap_or(line.len());
        line[..end].to_owned()
    };
    let structure = |text: &str| text.lines().map(mark).collect::<Vec<_>>();
    assert_eq!(structure(&translation), structure(&source), "{translation}");
    for part in [
        "# Line 1\n",
        "**Koperasi Lembah Seulanga**",
        "*empat aturan*",
        "- Line 12\n",
        "\n> Line 18 Line 19\n",
        "\n2. Line 25\n",
        "](gambar/pilah-kopi.jpg)",
        "[laman koperasi](https://lembah-seulanga.example/cita-rasa)",
        "*Target berikutnya*, she said,",
    ] {
        assert!(translation.contains(part), "{part}:\n{translation}");
    }
}

#[test]
fn english_is_recognised_and_turned_round() {
    let desk = Desk::at_work();
    desk.write(
        "terminal.txt",
        "The Tanjung Waringin terminal is operated by PT Samudra Lestari Nusantara under a 30-year concession. \
         No lives were lost in the incident. The ships that were waiting for the tide have been told to leave the port.\n",
    );
    let run = desk.run(&["draft", "terminal.txt", "--as", "json"]).done();
    assert!(run.out.contains("en") && run.out.lines().count() == 4, "{}", run.out);
    let draft: Value = serde_json::from_str(&desk.text("terminal.draft.json")).expect("JSON");
    assert_eq!((string(&draft["from"]), string(&draft["to"])), ("en", "id"));
    assert_eq!(string(&draft["segments"][1]["target"]), "Tidak ada korban jiwa dalam kejadian itu.");
}
