//! The life of a draft: versions of an article, follow-ups, left-out lines, the list, going on, keeping both.

use std::io::Read as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{Desk, Table, fields, list, number, string, tmx};

const FILE: &str = "jembatan.txt";
const TSV: &str = "jembatan.draft.tsv";

fn article(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/drafts").join(name);
    std::fs::read_to_string(path).expect("a case")
}

/// A small memory, and an article drafted from it as `jembatan.txt`.
fn drafted() -> (Desk, Table) {
    let desk = Desk::empty();
    desk.write(
        "lama.tmx",
        tmx(&[
            ("Tidak ada korban jiwa dalam kejadian itu.", "No lives were lost in the incident."),
            ("Biayanya diperkirakan mencapai Rp 350 juta.", "The cost is put at Rp 350 million."),
        ]),
    );
    desk.run(&["import", "lama.tmx"]).done();
    desk.write(FILE, article("kemarin.txt"));
    desk.run(&["draft", FILE, "--as", "tsv"]).done();
    let table = Table::read(&desk.text(TSV));
    (desk, table)
}

/// The work of one afternoon: some sentences confirmed, some begun, some untouched.
fn work(table: &mut Table) {
    for (part, target, status) in [
        ("Jembatan Gantung Cikalong Putus", "Cikalong footbridge collapses, cutting off two hamlets", "Confirmed"),
        ("Sebanyak 214 warga", "As many as 214 residents had no way across as of Wednesday noon.", "Edited"),
        ("Tali utama jembatan", "The main cable snapped after a drifting tree hit the eastern tower.", "Confirmed"),
        ("suara keras seperti ledakan", "“We heard a loud bang, then the lights went out,” Nining said.", "Edited"),
        ("Anak sekolah diminta", "Pupils have been told to study at home.", "Edited"),
        ("akan dibangun dalam waktu", "A temporary bridge will be up in a week, the regent said.", "Edited"),
    ] {
        let row = table.row(part);
        target.clone_into(&mut row.target);
        status.clone_into(&mut row.status);
    }
}

fn worked() -> Desk {
    let (desk, mut table) = drafted();
    work(&mut table);
    desk.write(TSV, table.text());
    desk.run(&["finish", TSV]).ended(1);
    desk
}

/// The segments of a stored draft.
fn stored(desk: &Desk, name: &str) -> Vec<Value> {
    desk.run(&["drafts", "show", name, "--json"]).done().lines().split_off(1)
}

#[track_caller]
fn segment<'a>(segments: &'a [Value], part: &str) -> &'a Value {
    let found: Vec<&Value> = segments.iter().filter(|s| string(&s["text"]).contains(part)).collect();
    assert_eq!(found.len(), 1, "segments with {part:?}");
    found[0]
}

#[track_caller]
fn target<'a>(segments: &'a [Value], part: &str) -> (&'a str, &'a str) {
    let s = segment(segments, part);
    (string(&s["target"]), string(&s["state"]))
}

#[test]
fn an_edited_article_keeps_the_work_and_shows_what_was_changed() {
    let desk = worked();
    let old = stored(&desk, "jembatan");
    desk.write(FILE, article("hari-ini.txt"));
    let before = desk.bytes(TSV);
    let report = desk.run(&["draft", FILE, "--as", "tsv", "--json"]).done();
    assert!(report.err.contains(TSV) && report.err.contains("jembatan.draft-2.tsv"), "{}", report.err);
    assert_eq!(desk.bytes(TSV), before, "a file that is there is not touched");
    let report = report.json();
    assert_eq!((string(&report["draft"]), string(&report["version_of"])), ("jembatan-2", "jembatan"));
    assert_eq!((number(&report["kept"]), list(&report["changed"]).len(), list(&report["new"]).len()), (7, 3, 1));
    let gone = list(&report["gone"]);
    assert_eq!(gone.len(), 1);
    assert_eq!(fields(&gone[0]), ["n", "source", "state", "target", "work"]);
    assert_eq!((string(&gone[0]["target"]), &gone[0]["work"]), ("Pupils have been told to study at home.", &json!(true)));

    let new = stored(&desk, "jembatan-2");
    // Kept, moved or not; what nobody had touched is as it was looked up.
    for (part, wanted) in [
        ("Jembatan Gantung Cikalong Putus", ("Cikalong footbridge collapses, cutting off two hamlets", "confirmed")),
        ("suara keras seperti ledakan", ("“We heard a loud bang, then the lights went out,” Nining said.", "edited")),
        ("Tidak ada korban jiwa", ("No lives were lost in the incident.", "draft")),
        ("Biayanya diperkirakan", ("The cost is put at Rp 350 million.", "draft")),
        ("Kepala desa meminta", ("", "new")),
    ] {
        assert_eq!(target(&new, part), wanted, "{part}");
    }
    // Changed: nothing is put over another sentence, and nothing that was typed is lost.
    for (part, was, state, deleted, inserted) in [
        ("Sebanyak 236 warga", "As many as 214 residents had no way across as of Wednesday noon.", "edited", "214", "236"),
        ("sebelah barat", "The main cable snapped after a drifting tree hit the eastern tower.", "confirmed", "timur", "barat"),
        ("dalam waktu dua pekan", "A temporary bridge will be up in a week, the regent said.", "edited", "sepekan", "dua pekan"),
    ] {
        let s = segment(&new, part);
        assert_ne!(string(&s["state"]), "edited", "{part}");
        let previous = &s["previous"];
        assert_eq!((string(&previous["target"]), string(&previous["state"])), (was, state), "{part}");
        let n = number(&previous["n"]);
        let source = old.iter().find(|o| number(&o["n"]) == n).map(|o| &o["text"]);
        assert_eq!(source, Some(&previous["source"]), "{part}");
        let words = |op: &str| -> String {
            let diff = list(&previous["diff"]).iter().filter(|d| d[0] == op).map(|d| string(&d[1]));
            diff.collect::<String>().trim().to_owned()
        };
        assert_eq!((words("-").as_str(), words("+").as_str()), (deleted, inserted), "{part}");
    }
    // The confirmed one is a match with its flags besides, and the file says what stood there where no match does.
    let cable = &list(&segment(&new, "sebelah barat")["matches"])[0];
    assert_eq!(string(&cable["target"]), "The main cable snapped after a drifting tree hit the eastern tower.");
    let mut table = Table::read(&desk.text("jembatan.draft-2.tsv"));
    let origin = &table.row("Sebanyak 236").origin;
    assert!(origin.contains("Before, #3 (Edited): Sebanyak [-214-] {+236+} warga"), "{origin}");
    assert!(origin.contains("→ As many as 214 residents"), "{origin}");
    assert!(!table.row("sebelah barat").origin.contains("Before"), "said by the match already");
    desk.run(&["draft", FILE, "-o", "baru.docx"]).done();
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(desk.bytes("baru.docx"))).expect("a package");
    let mut document = String::new();
    package.by_name("word/document.xml").expect("the document").read_to_string(&mut document).expect("UTF-8");
    for part in ["Before, #3 (Edited)", "As many as 214 residents", ">236<"] {
        assert!(document.contains(part), "{part}");
    }
    // The old draft is as it was.
    assert_eq!(stored(&desk, "jembatan"), old);
    assert_eq!(desk.run(&["tm", "info", "--json"]).done().json()["drafts"], 2);
}

#[test]
fn the_summary_of_a_version_says_what_became_of_it_in_words() {
    let desk = worked();
    desk.write(FILE, article("hari-ini.txt"));
    let preview = desk.run(&["draft", FILE, "-n"]).done().out;
    let said = desk.run(&["draft", FILE, "--as", "tsv"]).done().out;
    for text in [&preview, &said] {
        assert!(text.contains("Work taken over from draft jembatan: 7 segments kept, 3 changed, 1 new, 1 gone"), "{text}");
        assert!(text.contains("changed: #3 (was #3): Sebanyak [-214-] {+236+} warga"), "{text}");
        assert!(text.contains("gone, with work: #7 Anak sekolah diminta"), "{text}");
        assert!(text.contains("padan drafts show jembatan"), "{text}");
    }
    let said = desk.run(&["draf", FILE, "--ui", "id", "--new", "-n"]).done().out;
    assert!(!said.contains("diambil alih"), "--new takes nothing over: {said}");
    // Once more: it goes on with the version.
    let again = desk.run(&["draft", FILE, "--as", "tsv", "--json"]).done().json();
    assert_eq!((string(&again["draft"]), &again["resumed"], &again["version_of"]), ("jembatan-2", &json!(true), &Value::Null));
}

#[test]
fn work_that_was_taken_over_can_be_changed_and_emptied_in_the_file_of_the_version() {
    let desk = worked();
    desk.write(FILE, article("hari-ini.txt"));
    desk.run(&["draft", FILE, "--as", "tsv", "-o", "baru.tsv"]).done();
    let mut table = Table::read(&desk.text("baru.tsv"));
    let unchanged = desk.run(&["finish", "baru.tsv", "--json"]).ended(1).json();
    assert_eq!((number(&unchanged["unchanged"]), &unchanged["batch"]), (11, &Value::Null));
    let copy = table.text();
    "Footbridge down".clone_into(&mut table.row("Jembatan Gantung Cikalong Putus").target);
    table.row("suara keras").target.clear();
    desk.write("baru.tsv", table.text());
    let report = desk.run(&["finish", "baru.tsv", "--json"]).ended(1).json();
    let counts = ["confirmed", "cleared", "conflict", "unchanged"].map(|f| number(&report[f]));
    assert_eq!(counts, [1, 1, 0, 9], "{report}");
    // A copy that went out before holds the work as it was taken over: that is nobody's change.
    desk.write("salinan.tsv", &copy);
    let (before, units) = (stored(&desk, "jembatan-2"), desk.dump());
    let report = desk.run(&["finish", "salinan.tsv", "--json"]).ended(1).json();
    assert_eq!(["unchanged", "conflict"].map(|f| number(&report[f])), [11, 0], "{report}");
    assert_eq!((stored(&desk, "jembatan-2"), desk.dump()), (before, units));
    // The unit that the segment wrote in the old version gives way.
    let targets: Vec<String> =
        (desk.matches("Jembatan Gantung Cikalong Putus, Dua Dusun Terisolasi", &["--min-score", "100"]).iter())
            .map(|m| string(&m["target"]).to_owned())
            .collect();
    assert_eq!(targets, ["Footbridge down"]);
}

#[test]
fn a_file_of_the_old_version_is_taken_and_the_newer_one_is_named() {
    let desk = worked();
    desk.write(FILE, article("hari-ini.txt"));
    desk.run(&["draft", FILE, "--as", "tsv"]).done();
    let mut table = Table::read(&desk.text(TSV));
    "The Public Works Agency has sent two rubber boats.".clone_into(&mut table.row("Dinas Pekerjaan Umum").target);
    desk.write(TSV, table.text());
    let report = desk.run(&["finish", TSV, "--json"]).ended(1).json();
    assert_eq!((string(&report["draft"]), string(&report["newer"]), number(&report["confirmed"])), ("jembatan", "jembatan-2", 1));
    let said = desk.run(&["finish", TSV]).ended(1).out;
    assert!(said.contains("a newer draft, jembatan-2") && said.contains("padan draft --refresh jembatan.txt"), "{said}");
    // What was confirmed there is offered here.
    let plain = desk.run(&["draft", FILE, "--as", "tsv", "-o", "-", "--json"]);
    assert_eq!(plain.code, Some(2), "one standard output");
    let said = desk.run(&["draft", FILE, "--as", "tsv"]).done().out;
    assert!(said.contains("1 changes, 1 units") && said.contains("--refresh"), "{said}");
    desk.run(&["draft", FILE, "--as", "tsv", "--refresh"]).done();
    let new = stored(&desk, "jembatan-2");
    assert_eq!(target(&new, "Dinas Pekerjaan Umum"), ("The Public Works Agency has sent two rubber boats.", "draft"));
    let said = desk.run(&["draft", FILE, "--as", "tsv"]).done().out;
    assert!(!said.contains("--refresh"), "nothing new since: {said}");
}

#[test]
fn a_second_look_never_touches_work_and_old_files_hold_nobodys_work() {
    let (desk, mut table) = drafted();
    let text = "Tidak ada korban jiwa";
    "A bang.".clone_into(&mut table.row("suara keras").target);
    "Edited".clone_into(&mut table.row("suara keras").status);
    desk.write(TSV, table.text());
    desk.run(&["finish", TSV]).ended(1);
    // The filled-in text has a rival now, an empty segment and the worked-on one have an exact match.
    let lines = article("kemarin.txt");
    let quote = lines.lines().find(|l| l.contains("suara keras")).expect("a line");
    desk.write(
        "lagi.tmx",
        tmx(&[
            ("Tidak ada korban jiwa dalam kejadian itu.", "Nobody died."),
            ("Jembatan itu dibangun pada 1998 dan terakhir diperbaiki tujuh tahun lalu.", "The bridge dates from 1998."),
            (quote, "Never taken."),
        ]),
    );
    desk.run(&["import", "lagi.tmx"]).done();
    desk.run(&["draft", FILE, "--as", "tsv", "--refresh", "-n"]).done();
    assert_eq!(target(&stored(&desk, "jembatan"), "dibangun pada 1998").0, "", "a dry run");
    let said = desk.run(&["draft", FILE, "--as", "tsv", "--refresh"]).done().out;
    assert!(said.contains("2 segments have changed"), "{said}");
    let now = stored(&desk, "jembatan");
    assert_eq!(target(&now, text), ("", "new"));
    assert_eq!(target(&now, "dibangun pada 1998"), ("The bridge dates from 1998.", "draft"));
    assert_eq!(target(&now, "suara keras"), ("A bang.", "edited"));
    // The file that is out shows what was filled in before: given back, it says nothing.
    let units = desk.dump();
    let report = desk.run(&["finish", TSV, "--json"]).ended(1).json();
    assert_eq!((number(&report["unchanged"]), &report["batch"]), (11, &Value::Null), "{report}");
    assert_eq!((desk.dump(), stored(&desk, "jembatan")), (units, now));
    // Unless somebody says that it is finished.
    table.row(text).status = "Confirmed".to_owned();
    desk.write(TSV, table.text());
    let report = desk.run(&["finish", TSV, "--json"]).ended(1).json();
    assert_eq!(number(&report["confirmed"]), 1, "{report}");
    assert_eq!(target(&stored(&desk, "jembatan"), text), ("No lives were lost in the incident.", "confirmed"));
}

#[test]
fn a_follow_up_takes_over_from_the_draft_that_is_named() {
    let desk = worked();
    desk.write(FILE, article("hari-ini.txt"));
    desk.run(&["draft", FILE, "--as", "tsv"]).done();
    desk.write("lanjutan.txt", article("lanjutan.txt"));
    let error = desk.run(&["draft", "lanjutan.txt", "--after", "jembatn"]).ended(2).err;
    assert!(error.contains("jembatn") && error.contains("did you mean") && error.contains("jembatan"), "{error}");
    let error = desk.run(&["draft", "lanjutan.txt", "--after", "qq", "--ui", "id"]).ended(2).err;
    assert!(error.contains("tidak ada draf qq") && error.contains("padan daftar-draf"), "{error}");
    let wrong = desk.run(&["draft", "lanjutan.txt", "--after", "jembatan", "--from", "en"]).ended(2).err;
    assert!(wrong.contains("jembatan") && wrong.contains("--from"), "{wrong}");
    assert_eq!(desk.run(&["drafts", "--ui", "id"]).done().out.lines().count(), 2, "nothing was made");

    for (asked, of) in [("jembatan", "jembatan"), ("1", "jembatan"), (FILE, "jembatan-2")] {
        let report = desk.run(&["draft", "lanjutan.txt", "--after", asked, "-n", "--json"]).done().json();
        assert_eq!(string(&report["version_of"]), of, "{asked}");
    }
    let report = desk.run(&["draft", "lanjutan.txt", "--after", "jembatan", "--as", "tsv", "--json"]).done().json();
    assert_eq!((string(&report["draft"]), number(&report["kept"])), ("lanjutan", 2));
    let new = stored(&desk, "lanjutan");
    let previous = &segment(&new, "sebelah barat")["previous"];
    assert_eq!(string(&previous["target"]), "The main cable snapped after a drifting tree hit the eastern tower.");
    let again = desk.run(&["draft", "lanjutan.txt", "--after", "jembatan", "--as", "tsv", "--json"]).done().json();
    assert_eq!((string(&again["draft"]), &again["resumed"]), ("lanjutan", &json!(true)));
    // A follow-up is no newer version of the first story.
    let report = desk.run(&["finish", "jembatan.draft-2.tsv", "--json"]).ended(1).json();
    assert_eq!(report["newer"], Value::Null);
}

#[test]
fn another_text_under_the_same_name_is_a_draft_of_its_own() {
    let desk = worked();
    desk.write(FILE, "Harga Bawang Turun\n\nPedagang di Pasar Rejosari menjual bawang merah seharga Rp 18.000 per kilogram.\n\nPasokan datang dari tiga kecamatan.\n");
    let run = desk.run(&["draft", FILE, "--as", "tsv"]).done();
    assert!(run.out.contains("Draft jembatan is of another text") && run.out.contains("--after jembatan"), "{}", run.out);
    let rows = desk.run(&["drafts", "list", "--json"]).done().lines();
    assert!(rows.len() == 2 && rows.iter().all(|r| r["version_of"].is_null()), "{rows:?}");
}

#[test]
fn lines_that_were_left_out_come_back_with_all_the_work() {
    let desk = Desk::at_work();
    let page = "pelabuhan-laman.txt";
    let out = "pelabuhan-laman.draft.tsv";
    desk.run(&["draft", page, "--as", "tsv"]).done();
    let mut table = Table::read(&desk.text(out));
    "In three phases.".clone_into(&mut table.row("tiga tahap").target);
    desk.write(out, table.text());
    desk.run(&["finish", out]).ended(1);

    let shown = desk.run(&["drafts", "show", "pelabuhan-laman", "--all"]).done().out;
    let ad = "Harga Garam Rakyat Anjlok, Petambak Menunda Panen";
    let at = shown.lines().position(|l| l.contains(ad)).expect("a left-out line");
    let above: Vec<&str> = shown.lines().nth(at - 1).expect("its number").split([' ', ',']).collect();
    assert_eq!(above[0], "line", "{above:?}");
    let line = above[1];
    assert!(shown.contains("--keep"), "{shown}");
    let long: Vec<&str> = shown.lines().filter(|l| l.chars().count() > 80).collect();
    assert!(long.is_empty(), "{long:#?}");

    let report = desk.run(&["draft", page, "--keep", line, "--as", "tsv", "--json"]).done().json();
    assert_eq!((string(&report["version_of"]), number(&report["kept"]), list(&report["new"]).len()), ("pelabuhan-laman", 32, 1));
    let new = stored(&desk, "pelabuhan-laman-2");
    assert_eq!(target(&new, ad), ("", "new"));
    assert_eq!(target(&new, "tiga tahap"), ("In three phases.", "confirmed"));
    // It goes on with the line; another decision adds to it.
    let report = desk.run(&["draft", page, "--as", "tsv", "--json"]).done().json();
    assert_eq!((string(&report["draft"]), number(&report["segments"])), ("pelabuhan-laman-2", 33));
    let credit = number(&segment(&new, "(rml/dns)")["line"]).to_string();
    let report = desk.run(&["draft", page, "--drop", &credit, "--as", "tsv", "--json"]).done().json();
    assert_eq!((string(&report["version_of"]), number(&report["segments"])), ("pelabuhan-laman-2", 32));
    assert!(stored(&desk, "pelabuhan-laman-3").iter().any(|s| string(&s["text"]).contains(ad)));
    let report = desk.run(&["draft", page, "--drop", line, "--as", "tsv", "--json"]).done().json();
    assert_eq!((string(&report["version_of"]), number(&report["segments"])), ("pelabuhan-laman-3", 31));
}

#[test]
fn a_line_that_is_left_out_and_brought_back_has_its_work_again() {
    let desk = worked();
    let old = stored(&desk, "jembatan");
    let line = number(&segment(&old, "Anak sekolah diminta")["line"]).to_string();
    let report = desk.run(&["draft", FILE, "--drop", &line, "--as", "tsv", "--json"]).done().json();
    let gone: Vec<&str> = list(&report["gone"]).iter().map(|g| string(&g["target"])).collect();
    assert_eq!(gone, ["Pupils have been told to study at home.", ""], "a line with two sentences");
    let report = desk.run(&["draft", FILE, "--keep", &line, "--as", "tsv", "--json"]).done().json();
    assert_eq!((string(&report["draft"]), string(&report["version_of"])), ("jembatan-3", "jembatan-2"));
    let new = stored(&desk, "jembatan-3");
    let texts = |segments: &[Value]| -> Vec<(String, String)> {
        segments.iter().map(|s| (string(&s["text"]).to_owned(), string(&s["target"]).to_owned())).collect()
    };
    assert_eq!(texts(&new), texts(&old));
    // The article of yesterday, after the one of today.
    desk.write(FILE, article("hari-ini.txt"));
    desk.run(&["draft", FILE, "--as", "tsv"]).done();
    desk.write(FILE, article("kemarin.txt"));
    let report = desk.run(&["draft", FILE, "--as", "tsv", "--json"]).done().json();
    assert_eq!((string(&report["draft"]), number(&report["kept"])), ("jembatan-5", 11));
    assert_eq!(texts(&stored(&desk, "jembatan-5")), texts(&old));
}

#[test]
fn the_list_says_how_far_each_draft_is() {
    let desk = worked();
    let row = desk.run(&["drafts", "list", "--json"]).done().json();
    assert_eq!(
        fields(&row),
        [
            "at",
            "changed",
            "deleted",
            "done",
            "draft",
            "file",
            "finished",
            "from",
            "n",
            "open",
            "segments",
            "to",
            "version_of",
            "words_done",
            "words_open"
        ]
    );
    // Two confirmed, two exact.
    assert_eq!([&row["segments"], &row["done"], &row["open"]].map(number), [11, 4, 7]);
    let text = article("kemarin.txt");
    let words = text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count() as u64;
    let counted = number(&row["words_done"]) + number(&row["words_open"]);
    assert!(counted <= words && counted + 2 >= words, "{counted} of {words}");
    let said = desk.run(&["daftar-draf", "--ui", "id"]).done().out;
    assert!(said.contains("jembatan") && said.contains("id→en") && said.contains("4/11") && said.contains("sisa"), "{said}");
    // All done: the batch that finished it is named.
    desk.write("pendek.txt", "Tidak ada korban jiwa dalam kejadian itu.\n\nWarga menunggu bantuan di balai desa.\n");
    desk.run(&["draft", "pendek.txt", "--as", "tsv"]).done();
    let mut table = Table::read(&desk.text("pendek.draft.tsv"));
    "Residents are waiting for help at the village hall.".clone_into(&mut table.row("Warga menunggu").target);
    desk.write("pendek.draft.tsv", table.text());
    let batch = desk.run(&["finish", "pendek.draft.tsv", "--json"]).done().json()["batch"].clone();
    let rows = desk.run(&["drafts", "list", "--json"]).done().lines();
    assert_eq!((string(&rows[0]["draft"]), number(&rows[0]["open"]), &rows[0]["finished"]), ("pendek", 0, &batch));
    assert_eq!(rows[1]["finished"], Value::Null);
    let empty = Desk::empty();
    assert!(empty.run(&["drafts"]).done().out.contains("padan draft"));
    assert_eq!(empty.run(&["drafts", "list", "--json"]).done().out, "");
}

#[test]
fn a_draft_is_shown_segment_by_segment_within_eighty_columns() {
    let desk = worked();
    desk.write(FILE, article("hari-ini.txt"));
    desk.run(&["draft", FILE, "--as", "tsv"]).done();
    let shown = desk.run(&["drafts", "show", FILE]).done().out;
    let long: Vec<&str> = shown.lines().filter(|l| l.chars().count() > 80).collect();
    assert!(long.is_empty(), "{long:#?}");
    let flat = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "jembatan-2 (#2): jembatan.txt, id→en",
        "takes over from jembatan",
        "1 Confirmed",
        "→ Cikalong footbridge collapses, cutting off two hamlets",
        "Before, #3 (Edited): Sebanyak [-214-] {+236+} warga",
        "(→) As many as 214 residents",
        "Draft · exact 100 memory",
    ] {
        assert!(flat.contains(part), "{part}: {shown}");
    }
    let error = desk.run(&["drafts", "show", "jembatan-9"]).failed("en");
    assert!(error.contains("there is no draft jembatan-9"), "{error}");
}

#[test]
fn a_deleted_draft_comes_back_as_it_was() {
    let desk = worked();
    let (before, units) = (stored(&desk, "jembatan"), desk.dump());
    let error = desk.run(&["drafts", "delete", "jembatan"]).failed("en");
    assert!(error.contains("jembatan"), "{error}");
    assert_eq!(stored(&desk, "jembatan"), before, "it has unfinished work");
    desk.run(&["drafts", "delete", "jembatan", "nirwana", "--yes"]).failed("en");
    assert_eq!(stored(&desk, "jembatan"), before, "all or none");
    desk.run(&["drafts", "delete", "jembatan", "-n"]).done();
    assert_eq!(stored(&desk, "jembatan"), before, "a dry run");
    let said = desk.run(&["drafts", "delete", "jembatan", "--yes"]).done().out;
    assert!(said.contains("padan drafts restore jembatan") && said.contains("stays in the memory"), "{said}");
    assert_eq!(desk.dump(), units);
    assert_eq!(desk.run(&["drafts", "list", "--json"]).done().out, "");
    desk.run(&["drafts", "show", "jembatan"]).failed("en");
    let error = desk.run(&["finish", TSV]).ended(2).err;
    assert!(error.contains("was deleted") && error.contains("padan drafts restore jembatan"), "{error}");
    // Its name stays taken, so that it can come back.
    let report = desk.run(&["draft", FILE, "--as", "tsv", "--json"]).done().json();
    assert_eq!(string(&report["draft"]), "jembatan-2");
    let deleted = desk.run(&["drafts", "list", "--deleted", "--json"]).done().json();
    assert!(string(&deleted["draft"]) == "jembatan" && deleted["deleted"].is_string());
    desk.run(&["daftar-draf", "pulihkan", "jembatan"]).done();
    assert_eq!(stored(&desk, "jembatan"), before);
    desk.run(&["finish", TSV, "--json"]).ended(1);
    desk.run(&["drafts", "restore", "jembatan"]).failed("en");
    // Nothing was done in the second one: no question.
    desk.run(&["drafts", "delete", "jembatan-2"]).done();
}

/// A desk whose article has an exact match that the translator has changed in the file.
fn corrected() -> (Desk, Vec<String>) {
    let (desk, mut table) = drafted();
    "There were no deaths.".clone_into(&mut table.row("Tidak ada korban jiwa").target);
    desk.write(TSV, table.text());
    let units = desk.dump();
    (desk, units)
}

fn known(desk: &Desk) -> Vec<String> {
    let found = desk.matches("Tidak ada korban jiwa dalam kejadian itu.", &["--min-score", "99"]);
    let mut targets: Vec<String> = found.iter().map(|m| string(&m["target"]).to_owned()).collect();
    targets.sort();
    targets
}

#[test]
fn a_changed_exact_match_takes_the_place_of_the_old_one_unless_both_are_wanted() {
    let (desk, before) = corrected();
    desk.run(&["finish", TSV]).ended(1);
    assert_eq!(known(&desk), ["There were no deaths."]);
    desk.run(&["undo"]).done();
    assert_eq!(desk.dump(), before);

    let (desk, before) = corrected();
    desk.run(&["finish", TSV, "--keep-both"]).ended(1);
    assert_eq!(known(&desk), ["No lives were lost in the incident.", "There were no deaths."]);
    let after = desk.dump();
    // Correcting what this very segment wrote leaves no third one.
    let mut table = Table::read(&desk.text(TSV));
    "No one died.".clone_into(&mut table.row("Tidak ada korban jiwa").target);
    desk.write(TSV, table.text());
    desk.run(&["finish", TSV, "--keep-both"]).ended(1);
    assert_eq!(known(&desk), ["No lives were lost in the incident.", "No one died."]);
    desk.run(&["undo"]).done();
    assert_eq!(desk.dump(), after);
    desk.run(&["undo"]).done();
    assert_eq!(desk.dump(), before);
    desk.run(&["redo"]).done();
    assert_eq!(desk.dump(), after);
}
