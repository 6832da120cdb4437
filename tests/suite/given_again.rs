//! Drafts given back again: after an undo, twice, and two files of one draft at once.

use crate::harness::{Desk, Table, number, string, tmx};

const FILE: &str = "pasar.txt";
const TSV: &str = "pasar.draft.tsv";

/// A draft of three sentences, one of them with an exact match, all translated in the file.
fn translated() -> (Desk, Table) {
    let desk = Desk::empty();
    desk.write("lama.tmx", tmx(&[("Pedagang menolak pindah.", "Traders refuse to move.")]));
    desk.run(&["import", "lama.tmx"]).done();
    desk.write(FILE, "Pasar Cikurubuk ditutup hari ini.\n\nPedagang menolak pindah.\n\nWali kota berjanji menemui mereka.\n");
    desk.run(&["draft", FILE, "--as", "tsv"]).done();
    let mut table = Table::read(&desk.text(TSV));
    for (part, target) in [
        ("Pasar", "Cikurubuk market is closed today."),
        ("Pedagang", "The traders will not move."),
        ("Wali kota", "The mayor has promised to meet them."),
    ] {
        target.clone_into(&mut table.row(part).target);
    }
    desk.write(TSV, table.text());
    (desk, table)
}

fn finish(desk: &Desk, more: &[&str]) -> (u64, u64, bool) {
    let json = desk.run(&[&["finish", TSV, "--json"], more].concat()).done().json();
    (number(&json["confirmed"]), number(&json["learnt_again"]), json["batch"].is_u64())
}

fn pairs(desk: &Desk) -> Vec<String> {
    let sentence = |s| desk.matches(s, &["--min-score", "99"]);
    let found =
        ["Pasar Cikurubuk ditutup hari ini.", "Pedagang menolak pindah.", "Wali kota berjanji menemui mereka."].map(sentence);
    found.iter().flatten().map(|m| string(&m["target"]).to_owned()).collect()
}

const LEARNT: [&str; 3] =
    ["Cikurubuk market is closed today.", "The traders will not move.", "The mayor has promised to meet them."];

#[test]
fn after_an_undo_the_same_file_teaches_the_memory_again() {
    let (desk, _) = translated();
    let before = desk.dump();
    assert_eq!(finish(&desk, &[]), (3, 0, true));
    assert_eq!(pairs(&desk), LEARNT);
    assert_eq!(finish(&desk, &[]), (0, 0, false), "twice is as once");
    desk.run(&["undo"]).done();
    assert_eq!(desk.dump(), before);
    let said = desk.run(&["finish", TSV, "-n"]).done().out;
    assert!(said.contains("In the memory again after an undo, the rows being unchanged: 3"), "{said}");
    assert_eq!(desk.dump(), before, "a dry run");
    assert_eq!(finish(&desk, &[]), (0, 3, true));
    assert_eq!(pairs(&desk), LEARNT, "the corrected match gives way again");
    assert_eq!(finish(&desk, &[]), (0, 0, false));
    // The change that was taken back has ended the same match: it cannot come again beside this one.
    let error = desk.run(&["redo", "2"]).failed("en");
    assert!(error.contains("change 3 has changed the same units"), "{error}");
    desk.run(&["undo"]).done();
    assert_eq!(desk.dump(), before);
    desk.run(&["redo"]).done();
    assert_eq!(pairs(&desk), LEARNT);
    desk.run(&["tm", "verify"]).done();
}

#[test]
fn a_redo_beside_what_was_learnt_again_makes_no_second_unit() {
    let (desk, mut table) = translated();
    // As it was found: nothing gives way, so the change can be made again.
    "Traders refuse to move.".clone_into(&mut table.row("Pedagang").target);
    desk.write(TSV, table.text());
    assert_eq!(finish(&desk, &[]), (2, 0, true));
    let units = desk.dump().len();
    desk.run(&["undo"]).done();
    assert_eq!(finish(&desk, &[]), (0, 2, true));
    let learnt = pairs(&desk);
    desk.run(&["redo", "2"]).done();
    assert_eq!((pairs(&desk), desk.dump().len()), (learnt.clone(), units));
    // Each of the two keeps them by itself.
    desk.run(&["undo", "3"]).done();
    assert_eq!((pairs(&desk), finish(&desk, &[])), (learnt, (0, 0, false)));
}

#[test]
fn what_has_given_way_on_purpose_is_not_learnt_again() {
    let (desk, mut table) = translated();
    finish(&desk, &[]);
    "The mayor has promised to see them.".clone_into(&mut table.row("Wali kota").target);
    desk.write(TSV, table.text());
    assert_eq!(finish(&desk, &[]), (1, 0, true));
    let now = desk.dump();
    assert_eq!(finish(&desk, &[]), (0, 0, false));
    assert_eq!(desk.dump(), now);
    // The last correction is taken back: what it corrected is there again, and gives way again.
    desk.run(&["undo"]).done();
    assert_eq!(pairs(&desk), LEARNT);
    assert_eq!(finish(&desk, &[]), (0, 1, true));
    assert_eq!(pairs(&desk)[2..], ["The mayor has promised to see them."]);
}

#[test]
fn a_correction_after_an_undo_takes_the_place_of_what_came_back() {
    let (desk, mut table) = translated();
    finish(&desk, &[]);
    desk.run(&["undo"]).done();
    "The traders are staying.".clone_into(&mut table.row("Pedagang").target);
    desk.write(TSV, table.text());
    assert_eq!(finish(&desk, &[]), (1, 2, true));
    assert_eq!(pairs(&desk), [LEARNT[0], "The traders are staying.", LEARNT[2]]);
}

#[test]
fn a_dry_run_of_two_files_sees_the_conflict_between_them() {
    let (desk, mut table) = translated();
    "The traders are staying.".clone_into(&mut table.row("Pedagang").target);
    desk.write("dua.tsv", table.text());
    let counts = |run: crate::harness::Run| -> Vec<[u64; 3]> {
        run.lines().iter().map(|j| ["confirmed", "unchanged", "conflict"].map(|f| number(&j[f]))).collect()
    };
    let before = desk.dump();
    let rehearsed = counts(desk.run(&["finish", TSV, "dua.tsv", "-n", "--json"]).ended(1));
    assert_eq!(desk.dump(), before);
    let real = counts(desk.run(&["finish", TSV, "dua.tsv", "--json"]).ended(1));
    assert_eq!(real, [[3, 0, 0], [0, 2, 1]]);
    assert_eq!(rehearsed, real);
    // What an undo has taken out is counted once, too.
    desk.run(&["undo"]).done();
    desk.write("tiga.tsv", desk.text(TSV));
    let again = |run: crate::harness::Run| -> Vec<u64> { run.lines().iter().map(|j| number(&j["learnt_again"])).collect() };
    let rehearsed = again(desk.run(&["finish", TSV, "tiga.tsv", "-n", "--json"]).done());
    assert_eq!(rehearsed, again(desk.run(&["finish", TSV, "tiga.tsv", "--json"]).done()));
    assert_eq!(rehearsed, [3, 0]);
}

#[test]
fn a_translation_that_cannot_be_written_leaves_the_work_saved_and_is_written_by_the_next_finish() {
    let (desk, _) = translated();
    let run = desk.run(&["finish", TSV, "-o", "tidak-ada/pasar.txt"]).ended(2);
    assert!(run.out.contains("3 confirmed") && run.out.contains("as change 2"), "{}", run.out);
    for part in
        ["could not be written to tidak-ada/pasar.txt", "draft and memory are saved", "padan finish pasar.draft.tsv", "-o FILE"]
    {
        assert!(run.err.contains(part), "{}", run.err);
    }
    assert_eq!(pairs(&desk), LEARNT);
    let run = desk.run(&["selesai", TSV, "-o", "tidak-ada/pasar.txt", "--ui", "id"]).ended(2);
    assert!(run.err.contains("sudah tersimpan") && run.err.contains("padan selesai pasar.draft.tsv"), "{}", run.err);
    let json = desk.run(&["finish", TSV, "-o", "tidak-ada/pasar.txt", "--json"]).ended(2);
    assert!(json.json()["output"].is_null());
    let done = desk.run(&["finish", TSV]).done().out;
    assert!(done.contains("Translation: pasar.en.txt"), "{done}");
    assert_eq!(desk.text("pasar.en.txt"), format!("{}\n", LEARNT.join("\n\n")));
}
