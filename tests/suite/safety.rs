//! Several processes, backups, files in odd places: as a user meets them.

use std::fs;
use std::ops::ControlFlow;
use std::process::{Command, Stdio};
use std::time::Duration;

use padan::memory::{BatchKind, BatchStart, BatchStatus, Store, StoreError};
use padan::model::Stamp;

use crate::harness::{Desk, Table, list, number, string, tmx};

fn start() -> BatchStart {
    BatchStart {
        kind: BatchKind::Import,
        file: Some("kopi.tmx".to_owned()),
        sha256: None,
        at: Stamp::parse("20240101T080000Z").expect("a date"),
        millis: 1_704_096_000_000,
        salt: 5,
        author: None,
        settings: "{}".to_owned(),
    }
}

#[test]
fn a_busy_memory_names_who_writes_and_is_read_all_the_same() {
    let desk = Desk::at_work();
    let mut store = Store::open(&desk.memory()).expect("a memory");
    let before = desk.dump();
    // Held until the end: whatever comes back below has not waited for it.
    let writing = store.begin(&start()).expect("begins");
    for reading in [
        &["match", "Tidak ada korban jiwa."][..],
        &["tm", "info"],
        &["tm", "list"],
        &["tm", "verify", "--sample", "2"],
        &["undo", "--list"],
        &["undo", "-n"],
    ] {
        assert_eq!(desk.run(reading).done().err, "", "{reading:?}");
    }
    let who = if cfg!(target_os = "linux") {
        format!("process {} (import kopi.tmx)", std::process::id())
    } else {
        "another process".to_owned()
    };
    let error = desk.run(&["--wait", "0", "undo"]).failed("en");
    assert!(error.contains(&format!("is being written to by {who}")), "{error}");
    let run = desk.run(&["--wait", "2", "import", "karya-lama.tmx", "--differing", "replace"]).ended(2);
    let lines: Vec<&str> = run.err.lines().collect();
    assert_eq!(lines.len(), 3, "{}", run.err);
    assert!(lines[0].starts_with(&format!("waiting: {who} is writing to ")), "{}", run.err);
    let run = desk.run(&["--ui", "id", "-q", "--wait", "2", "undo"]);
    assert!(run.failed("id").contains("sedang ditulis oleh"));
    drop(writing);
    assert_eq!(desk.dump(), before);
    desk.run(&["undo"]).done();
}

#[test]
fn a_waiting_change_goes_on_when_the_other_is_done() {
    let desk = Desk::at_work();
    let mut store = Store::open(&desk.memory()).expect("a memory");
    let writing = store.begin(&start()).expect("begins");
    let run = std::thread::scope(|s| {
        let waiting = s.spawn(|| desk.run(&["undo"]));
        std::thread::sleep(Duration::from_millis(1500));
        drop(writing);
        waiting.join().expect("ends")
    });
    assert_eq!(run.done().err.lines().count(), 1, "told once");
    assert!(desk.dump().is_empty());
}

#[test]
fn a_backup_is_a_memory_and_writes_over_nothing() {
    let desk = Desk::at_work();
    let dump = desk.dump();
    let made = desk.run(&["tm", "backup", "--json"]).done().json();
    assert_eq!(number(&made["units"]), dump.len() as u64);
    let first = string(&made["backup"]).to_owned();
    assert!(first.ends_with(".padan-backup") && first.contains("/memory-20"), "{first}");
    let told = desk.run(&["tm", "backup"]).done().out;
    let second = first.replace(".padan-backup", "-2.padan-backup");
    assert!(told.contains(&second) && told.contains("To go back to it"), "{told}");
    // The folder of the copy can be named, and no name is taken twice.
    fs::create_dir(desk.path("usb")).expect("a folder");
    desk.run(&["--ui", "id", "memori", "cadangkan", "-o", "usb"]).done();
    assert_eq!(fs::read_dir(desk.path("usb")).expect("the folder").count(), 1);
    desk.write("ada.padan-backup", "mine");
    assert!(desk.run(&["tm", "backup", "-o", "ada.padan-backup"]).failed("en").contains("is there already"));
    assert_eq!(desk.text("ada.padan-backup"), "mine");
    // What happens afterwards does not touch it, and it is looked into and worked with like any other.
    desk.run(&["undo"]).done();
    let info = desk.run(&["-m", &first, "tm", "info", "--json"]).done().json();
    assert_eq!(number(&info["units"]), dump.len() as u64);
    let before = fs::read(&first).expect("the backup");
    desk.run(&["-m", &first, "match", "Tidak ada korban jiwa."]).done();
    assert_eq!(fs::read(&first).expect("the backup"), before, "looking writes nothing");
    desk.write("baru.tmx", tmx(&[("Kopi tubruk.", "Mud coffee.")]));
    desk.run(&["-m", &first, "import", "baru.tmx"]).done();
}

#[test]
fn a_copy_that_is_not_finished_is_said_so_and_left_alone() {
    let desk = Desk::at_work();
    let whole = fs::read(desk.memory()).expect("the memory");
    for size in [4096, whole.len() / 2] {
        desk.write("salinan.padan", &whole[..size]);
        for command in [&["tm", "info"][..], &["match", "Kopi"], &["import", "karya-lama.tmx"], &["undo"], &["tm", "backup"]] {
            let arguments: Vec<&str> = ["-m", "salinan.padan"].into_iter().chain(command.iter().copied()).collect();
            let error = desk.run(&arguments).failed("en");
            assert!(error.contains(&format!("is incomplete: {size} of {} bytes", whole.len())), "{error}");
        }
        assert_eq!(desk.bytes("salinan.padan"), &whole[..size]);
        assert!(matches!(Store::open(&desk.path("salinan.padan")), Err(StoreError::Incomplete { .. })));
    }
    let error = desk.run(&["--ui", "id", "-m", "salinan.padan", "memori", "rincian"]).failed("id");
    assert!(error.contains("belum lengkap"), "{error}");
}

#[test]
fn a_verification_says_what_was_checked_and_what_to_do() {
    let desk = Desk::at_work();
    let report = desk.run(&["tm", "verify", "--json"]).done().json();
    let checks: Vec<(&str, bool)> =
        list(&report["checks"]).iter().map(|c| (string(&c["check"]), c["ok"].as_bool().expect("a truth"))).collect();
    assert_eq!(checks, ["file", "references", "texts", "index", "lookup"].map(|check| (check, true)));
    assert!(list(&report["checks"]).iter().all(|c| number(&c["count"]) > 0), "{report}");
    assert_eq!(desk.run(&["tm", "verify"]).done().out.lines().filter(|l| l.ends_with(": ok")).count(), 5);
    assert_eq!(desk.run(&["--ui", "id", "tm", "verify"]).done().out.lines().filter(|l| l.ends_with(": baik")).count(), 5);
    // An index that lacks something is made anew.
    let conn = rusqlite::Connection::open(desk.memory()).expect("opens");
    conn.execute_batch("DELETE FROM post WHERE key = (SELECT max(key) FROM post)").expect("runs");
    let out = desk.run(&["tm", "verify"]).ended(1).out;
    assert!(out.contains("Only the index is wrong") && out.contains("padan tm reindex"), "{out}");
    let dump = desk.dump();
    desk.run(&["tm", "reindex"]).done();
    assert!(desk.run(&["tm", "verify"]).done().out.contains("The memory is sound."));
    assert_eq!(desk.dump(), dump);
    // A text that is not the one that was stored is damage.
    conn.execute_batch("UPDATE seg SET plain = 'lain' WHERE id = 1").expect("runs");
    let out = desk.run(&["tm", "verify"]).ended(1).out;
    assert!(out.contains("go back to a backup") && out.contains("1 wrong"), "{out}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_only_be_read_is_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::at_work();
    let folder = desk.memory().parent().expect("a folder").to_owned();
    let mode = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).expect("the folder is ours");
    mode(0o555);
    if fs::write(folder.join("x"), "").is_ok() {
        // Nothing is closed to root; tests/safety/run does this as somebody else.
        mode(0o755);
        return;
    }
    let runs = [&["match", "Tidak ada korban jiwa."][..], &["tm", "info"], &["tm", "list"], &["undo", "--list"]];
    let read: Vec<_> = runs.iter().map(|r| desk.run(r)).collect();
    let refused: Vec<_> = [&["undo"][..], &["import", "karya-lama.tmx"], &["tm", "backup"]].iter().map(|r| desk.run(r)).collect();
    mode(0o755);
    for run in read {
        assert_eq!(run.done().err, "");
    }
    let errors: Vec<String> = refused.into_iter().map(|r| r.failed("en")).collect();
    assert!(errors[0].contains("may only be read") && errors[1].contains("may only be read"), "{errors:?}");
}

#[test]
fn two_files_of_a_draft_that_come_back_at_once_both_count() {
    let desk = Desk::at_work();
    desk.run(&["draft", "pelabuhan-laman.txt", "--as", "tsv"]).done();
    let given = desk.text("pelabuhan-laman.draft.tsv");
    let empty: Vec<usize> = {
        let rows = Table::read(&given).rows;
        (0..rows.len()).filter(|&i| rows[i].target.is_empty()).collect()
    };
    for (name, half) in [("laras.tsv", &empty[..5]), ("bayu.tsv", &empty[5..10])] {
        let mut table = Table::read(&given);
        // One row is worked on in both.
        for &i in half.iter().chain(&empty[10..11]) {
            table.rows[i].target = format!("Written in {name}, row {i}.");
        }
        desk.write(name, table.text());
    }
    // Both have read the draft when they begin to wait for the memory.
    let mut store = Store::open(&desk.memory()).expect("a memory");
    let writing = store.begin(&start()).expect("begins");
    std::thread::scope(|scope| {
        let finishing = ["laras.tsv", "bayu.tsv"].map(|name| scope.spawn(|| desk.run(&["finish", name, "--json"])));
        std::thread::sleep(Duration::from_secs(3));
        drop(writing);
        let mut told = finishing.map(|f| {
            let run = f.join().expect("ends").ended(1);
            assert!(run.err.contains("waiting: "), "{run:?}");
            (number(&run.json()["confirmed"]), number(&run.json()["conflict"]))
        });
        told.sort_unstable();
        assert_eq!(told, [(5, 1), (6, 0)], "the second has seen what the first did");
    });
    let now = Table::read(&desk.run(&["draft", "pelabuhan-laman.txt", "--as", "tsv", "-o", "-"]).done().out).rows;
    let note = &now[empty[10]].note;
    assert!(note.starts_with("laras.tsv: Written") || note.starts_with("bayu.tsv: Written"), "{note}");
    for (k, &i) in empty[..10].iter().enumerate() {
        let name = if k < 5 { "laras.tsv" } else { "bayu.tsv" };
        assert_eq!((&*now[i].target, &*now[i].status), (&*format!("Written in {name}, row {i}."), "Confirmed"));
    }
}

#[test]
fn a_kill_between_the_change_of_compacting_and_the_smaller_file_loses_nothing() {
    let desk = Desk::empty();
    let sentences = |name: &str, count: usize| -> String {
        let pairs: Vec<(String, String)> = (0..count)
            .map(|n| (format!("Kapal {name} nomor {n} berangkat."), format!("The {name} ship, number {n}, sails.")))
            .collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        tmx(&pairs)
    };
    desk.write("tetap.tmx", sentences("tetap", 6000));
    desk.write("pergi.tmx", sentences("pergi", 3000));
    desk.run(&["import", "tetap.tmx"]).done();
    desk.run(&["import", "pergi.tmx"]).done();
    desk.run(&["undo"]).done();
    let before = desk.dump();
    let memory = desk.memory();
    let reader = Store::open_read_only(&memory).expect("a memory");
    let pages = |store: &Store| store.summary().expect("counts").file_size;
    let size = pages(&reader);
    let mut child = Command::new(env!("CARGO_BIN_EXE_padan"))
        .args(["tm", "compact", "--no-backup", "-m"])
        .arg(&memory)
        .env("HOME", desk.path("home"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("padan starts");
    // The change is there the moment that another process sees the batch purged; the file is made smaller after that.
    let purged = || reader.batches().expect("lists").iter().any(|b| b.status == BatchStatus::Purged);
    while !purged() {
        assert!(child.try_wait().expect("asks").is_none(), "it ended before its change was seen");
        std::thread::yield_now();
    }
    child.kill().expect("kills");
    let killed = !child.wait().expect("ends").success();
    drop(reader);
    let mut store = Store::open(&memory).expect("opens after the kill");
    assert!(killed && pages(&store) >= size, "killed before the file was smaller");
    assert!(store.verify().expect("verifies").problems.is_empty());
    let mut live = 0;
    store
        .snapshot()
        .expect("a snapshot")
        .live_units(None, |_| {
            live += 1;
            ControlFlow::Continue(())
        })
        .expect("reads");
    assert_eq!((live, desk.dump()), (6000, before));
    store.compact(false, &mut |_, _| ()).expect("compacts again");
    assert!(pages(&store) < size, "{} of {size}", pages(&store));
    drop(store);
    // Thousands of sentences like one another take long to look up in every way.
    desk.run(&["tm", "verify", "--sample", "2"]).done();
    assert_eq!(desk.dump().len(), 6000);
}
