//! Several processes, copies, older layouts, files in odd places.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::*;
use crate::memory::layout::version;

/// A waiting that writes down what it is told.
fn listening(patience: Duration) -> (Waiting, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let to = Arc::clone(&heard);
    let tell: Tell = Arc::new(move |n: Notice<'_>| to.lock().expect("whole").push(format!("{n:?}")));
    (Waiting { patience, tell: Some(tell) }, heard)
}

#[test]
fn a_wait_is_told_once_and_then_the_change_goes_on() {
    let place = Place::new();
    let mut first = place.store();
    let (waiting, heard) = listening(Duration::from_secs(30));
    let mut second = Store::open_with(&place.path(), &waiting).expect("opens");
    let w = first.begin(&start(BatchKind::Import, "kopi.tmx", 1)).expect("begins");
    std::thread::scope(|s| {
        let waiter = s.spawn(|| import(&mut second, &[pair("Teh", "Tea")], 2));
        while heard.lock().expect("whole").is_empty() {
            std::thread::sleep(Duration::from_millis(10));
        }
        drop(w);
        assert_eq!(waiter.join().expect("ends"), Some(1));
    });
    let heard = heard.lock().expect("whole").clone();
    assert_eq!(heard.len(), 1, "{heard:?}");
    if cfg!(target_os = "linux") {
        assert!(heard[0].contains(&std::process::id().to_string()) && heard[0].contains("import kopi.tmx"), "{heard:?}");
    }
}

#[test]
fn no_patience_is_no_wait() {
    let place = Place::new();
    let mut first = place.store();
    let (waiting, heard) = listening(Duration::ZERO);
    let mut second = Store::open_with(&place.path(), &waiting).expect("opens");
    let _w = first.begin(&start(BatchKind::Import, "kopi.tmx", 1)).expect("begins");
    assert!(matches!(second.undo(None), Err(StoreError::Busy { .. })));
    assert!(heard.lock().expect("whole").is_empty());
}

#[test]
fn the_note_of_a_process_that_is_gone_is_no_fact() {
    let place = Place::new();
    let mut store = place.store();
    let mut other = Store::open(&place.path()).expect("opens");
    other.set_patience(Duration::from_millis(20)).expect("sets");
    let _w = store.begin(&start(BatchKind::Import, "kopi.tmx", 1)).expect("begins");
    // No process has this number: it is above the highest that Linux gives.
    std::fs::write(place.folder.path().join("kopi.padan-writer"), "4999999\timport lama.tmx\n").expect("writes");
    let error = other.undo(None).expect_err("busy");
    assert!(matches!(&error, StoreError::Busy { who: None, .. }), "{error:?}");
    assert!(error.to_string().contains("another process"), "{error}");
}

#[test]
fn reading_neither_writes_nor_waits() {
    let place = Place::new();
    let mut writer = place.store();
    import(&mut writer, &[pair("Kopi", "Coffee")], 1);
    let before = std::fs::read(place.path()).expect("reads");
    let mut w = writer.begin(&start(BatchKind::Import, "teh.tmx", 2)).expect("begins");
    w.add(&pair("Teh", "Tea"), Differing::Add).expect("adds");
    // The write transaction is held to the end: were any of this to wait for it, it would wait for ever.
    let (waiting, heard) = listening(Duration::ZERO);
    let reader = Store::open_to_read(&place.path(), &waiting).expect("opens");
    assert_eq!((live(&reader).len(), reader.batches().expect("lists").len()), (1, 1));
    assert_eq!(reader.summary().expect("counts").live(), 1);
    sound(&reader);
    drop(reader);
    assert_eq!(std::fs::read(place.path()).expect("reads"), before, "nothing was written");
    assert!(heard.lock().expect("whole").is_empty());
    drop(w);
}

#[test]
fn a_backup_is_of_one_moment_while_others_write() {
    let place = Place::new();
    let mut writer = place.store();
    let mut kept = Vec::new();
    import(&mut writer, &[pair("Kopi", "Coffee"), pair("Kopi tubruk", "Mud coffee")], 1);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let store = Store::open(&place.path()).expect("opens");
    std::thread::scope(|s| {
        let stop = &stop;
        s.spawn(move || {
            for n in 2..5_000 {
                if stop.load(std::sync::atomic::Ordering::Relaxed) {
                    return n;
                }
                // Two units each time: a copy of half a batch would have an odd number.
                import(&mut writer, &[pair(&format!("Teh {n}"), "Tea"), pair(&format!("Gula {n}"), "Sugar")], n);
            }
            5_000
        });
        let mut last = 0;
        for n in 0..12 {
            // The machine may be busy with other things: each copy waits for a newer moment.
            while store.batches().expect("lists").len() <= last {
                std::thread::yield_now();
            }
            last = store.batches().expect("lists").len();
            let to = place.folder.path().join(format!("salinan-{n}.padan-backup"));
            let made = store.backup(&to).expect("copies");
            assert_eq!((made.units, made.history), (2 * made.batches, 0), "{made:?}");
            kept.push((to, made));
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    let batches: Vec<u64> = kept.iter().map(|k| k.1.batches).collect();
    assert!(batches.is_sorted() && batches[0] < batches[11], "others did write: {batches:?}");
    for (path, made) in &kept {
        let copy = Store::open(path).expect("a memory like any other");
        assert_eq!((live(&copy).len() as u64, copy.id()), (made.units, store.id()));
        sound(&copy);
    }
    // It can be worked with, and gets a log again then.
    let mut copy = Store::open(&kept[0].0).expect("opens");
    assert_eq!(copy.journal(), Journal::Delete);
    import(&mut copy, &[pair("Susu", "Milk")], 9_000);
    assert_eq!(copy.journal(), Journal::Wal);
    assert!(matches!(store.backup(&kept[0].0), Err(StoreError::Exists { .. })));
    let left = std::fs::read_dir(place.folder.path()).expect("lists").filter_map(Result::ok);
    let left: Vec<String> = left.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    assert!(!left.iter().any(|n| n.starts_with(".padan-")), "{left:?}");
}

#[test]
fn what_a_killed_backup_left_goes_with_the_next() {
    let place = Place::new();
    let store = place.store();
    let now = std::fs::metadata(place.path()).and_then(|m| m.modified()).expect("a time");
    let lie_since = |name: &str, hours: u64| {
        let path = place.folder.path().join(name);
        std::fs::write(&path, "half").expect("writes");
        let file = std::fs::File::options().write(true).open(&path).expect("opens");
        file.set_modified(now - Duration::from_secs(3600 * hours)).expect("sets");
        path
    };
    let lie = |name: &str| lie_since(name, 2);
    let gone = [lie(".padan-4999999-abc.new"), lie(".padan-4999999-abc.new-journal")];
    let kept = [lie(&format!(".padan-{}-abc.new", std::process::id())), lie(".padan-x.new"), lie("padan-4999999-abc.new")];
    let young = lie_since(".padan-4999999-def.new", 0);
    store.backup(&place.folder.path().join("salinan.padan-backup")).expect("copies");
    assert_eq!(gone.map(|p| p.exists()), [!cfg!(target_os = "linux"); 2]);
    assert_eq!(kept.map(|p| p.exists()), [true; 3]);
    assert!(young.exists());
}

#[test]
fn a_damaged_memory_gives_no_backup() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &(0..500).map(|n| pair(&format!("Kopi {n}"), "Coffee")).collect::<Vec<_>>(), 1);
    store.conn.execute_batch("UPDATE batch SET units = 3").expect("runs");
    let to = place.folder.path().join("salinan.padan-backup");
    let error = store.backup(&to).expect_err("not sound");
    assert!(error.to_string().contains("the copy is not whole"), "{error}");
    assert!(!to.exists());
}

const FIRST: &str = include_str!("../../../memory/schema/0001_first.sql");
const LATER: &str = "CREATE TABLE later (x INTEGER); UPDATE batch SET author = 'seen';";

/// A memory of layout 1 with a batch in it, whatever the newest layout is.
fn of_layout_1(place: &Place) {
    let sql = "INSERT INTO batch (kind, status, at, settings, counts, units) VALUES ('import', 1, '2024', '{}', '{}', 0)";
    of_layout(place, 1).execute_batch(sql).expect("a batch");
}

#[test]
fn an_older_layout_is_copied_before_it_is_brought_up_to_date() {
    let place = Place::new();
    of_layout_1(&place);
    let (waiting, heard) = listening(Duration::ZERO);
    let store = Store::open_layouts(&place.path(), &waiting, &[FIRST, LATER]).expect("opens");
    let copy = place.folder.path().join("kopi.layout-1.padan-backup");
    assert_eq!(store.upgraded(), Some(&Upgrade { from: 1, to: 2, copy: copy.clone() }));
    assert_eq!(version(&store.conn).expect("asks"), 2);
    drop(store);
    let authors = |path: &std::path::Path| -> (u32, Option<String>) {
        let conn = rusqlite::Connection::open(path).expect("opens");
        let author = conn.query_row("SELECT author FROM batch", [], |r| r.get(0)).expect("asks");
        (version(&conn).expect("asks"), author)
    };
    assert_eq!(authors(&copy), (1, None));
    assert_eq!(authors(&place.path()), (2, Some("seen".to_owned())));
    // Done once, told once.
    let again = Store::open_layouts(&place.path(), &waiting, &[FIRST, LATER]).expect("opens");
    assert_eq!(again.upgraded(), None);
    let heard = heard.lock().expect("whole").clone();
    assert!(heard.len() == 1 && heard[0].starts_with("Upgraded"), "{heard:?}");
    // Going back to the copy gives another one beside it.
    drop(again);
    std::fs::copy(&copy, place.path()).expect("copies");
    let store = Store::open_layouts(&place.path(), &waiting, &[FIRST, LATER]).expect("opens");
    assert_eq!(store.upgraded().map(|u| u.copy.clone()), Some(place.folder.path().join("kopi.layout-1-2.padan-backup")));
}

#[test]
fn without_a_copy_nothing_is_brought_up_to_date() {
    let place = Place::new();
    of_layout_1(&place);
    // The name of the copy is longer than a name can be.
    let path = place.folder.path().join(format!("{}.padan", "k".repeat(240)));
    std::fs::rename(place.path(), &path).expect("renames");
    let bytes = std::fs::read(&path).expect("reads");
    let error = Store::open_layouts(&path, &Waiting::default(), &[FIRST, LATER]).expect_err("no copy");
    assert!(matches!(&error, StoreError::NotCopied { why, .. } if matches!(**why, StoreError::Io { .. })), "{error:?}");
    assert!(error.to_string().contains("was left as it is"), "{error}");
    let conn = rusqlite::Connection::open(&path).expect("opens");
    assert_eq!(version(&conn).expect("asks"), 1);
    let later: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'later'", [], |r| r.get(0)).expect("asks");
    assert_eq!(later, 0);
    drop(conn);
    assert_eq!(std::fs::read(&path).expect("reads").len(), bytes.len());
    let left: Vec<_> = std::fs::read_dir(place.folder.path()).expect("lists").filter_map(Result::ok).collect();
    assert!(left.len() == 1, "{left:?}");
}

#[test]
fn a_layout_that_fails_changes_nothing() {
    let place = Place::new();
    of_layout_1(&place);
    let sql = "UPDATE batch SET author = 'half'; CREATE TABLE batch (x INTEGER);";
    let error = Store::open_layouts(&place.path(), &Waiting::default(), &[FIRST, sql]).expect_err("fails");
    assert!(matches!(error, StoreError::Sql { .. }), "{error:?}");
    let conn = rusqlite::Connection::open(place.path()).expect("opens");
    assert_eq!(version(&conn).expect("asks"), 1);
    let author: Option<String> = conn.query_row("SELECT author FROM batch", [], |r| r.get(0)).expect("asks");
    assert_eq!(author, None);
}

#[test]
fn an_older_layout_is_not_read_with_eyes_for_a_newer_one() {
    let place = Place::new();
    of_layout_1(&place);
    let bytes = std::fs::read(place.path()).expect("reads");
    let conn = rusqlite::Connection::open(place.path()).expect("opens");
    conn.execute_batch("PRAGMA user_version = 0").expect("sets");
    drop(conn);
    assert!(matches!(Store::open_read_only(&place.path()), Err(StoreError::OtherRules { .. })));
    assert_eq!(std::fs::read(place.path()).expect("reads").len(), bytes.len());
}

/// Every row of the tables that hold what users put in.
fn own_rows(store: &Store) -> Vec<String> {
    let mut out = Vec::new();
    let names: Vec<String> = (store.conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"))
        .and_then(|mut q| q.query_map([], |r| r.get(0))?.collect())
        .expect("lists");
    for table in names.iter().filter(|n| !["post", "order_", "tally", "meta"].contains(&n.as_str())) {
        let mut ask = store.conn.prepare(&format!("SELECT * FROM {table}")).expect("asks");
        let columns: Vec<String> = ask.column_names().map(str::to_owned).collect();
        let derived = |i: usize| table == "seg" && ["exact", "rung", "tokens"].contains(&columns[i].as_str());
        let rows = ask
            .query_map([], |r| {
                (0..columns.len()).filter(|&i| !derived(i)).map(|i| r.get::<_, rusqlite::types::Value>(i)).collect()
            })
            .and_then(Iterator::collect::<Result<Vec<Vec<_>>, _>>)
            .expect("reads");
        out.extend(rows.into_iter().map(|r| format!("{table} {r:?}")));
    }
    out
}

#[test]
fn other_rules_change_nothing_but_what_follows_from_the_texts() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[pair("Kopi", "Coffee"), pair("Teh", "Tea")], 1);
    import(&mut store, &[pair("Kopi", "Coffee"), pair("Kopi", "Java")], 2);
    store.undo(Some(2)).expect("undoes");
    let (before, dump) = (own_rows(&store), live(&store));
    store.conn.execute_batch("UPDATE meta SET value = '0' WHERE key = 'fold'; UPDATE seg SET exact = 1").expect("runs");
    drop(store);
    let store = place.store();
    assert_eq!((own_rows(&store), live(&store)), (before, dump));
    assert_eq!(store.upgraded(), None);
    sound(&store);
}

#[test]
fn a_file_whose_end_is_missing_is_incomplete_and_untouched() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &(0..200).map(|n| pair(&format!("Kopi {n}"), "Coffee")).collect::<Vec<_>>(), 1);
    drop(store);
    let whole = std::fs::read(place.path()).expect("reads");
    for size in [100, 4096, 5000, whole.len() - 4096, whole.len() - 1] {
        std::fs::write(place.path(), &whole[..size]).expect("writes");
        for result in [Store::open(&place.path()), Store::open_read_only(&place.path()), Store::open_or_create(&place.path(), 1)]
        {
            let error = result.expect_err("incomplete");
            let expected = (size as u64, whole.len() as u64);
            assert!(matches!(error, StoreError::Incomplete { has, needs, .. } if (has, needs) == expected), "{size}: {error:?}");
        }
        assert!(matches!(Store::create(&place.path(), 1), Err(StoreError::Exists { .. })));
        assert_eq!(std::fs::read(place.path()).expect("reads"), &whole[..size]);
    }
    std::fs::write(place.path(), &whole).expect("writes");
    assert_eq!(live(&place.store()).len(), 200);
}

#[test]
fn a_torn_copy_is_said_to_be_damaged_and_left_alone() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &(0..2_000).map(|n| pair(&format!("Kopi {n}"), "Coffee")).collect::<Vec<_>>(), 1);
    drop(store);
    let mut torn = std::fs::read(place.path()).expect("reads");
    torn[4096..].fill(0);
    std::fs::write(place.path(), &torn).expect("writes");
    for result in [Store::open(&place.path()), Store::open_read_only(&place.path())] {
        let error = match result {
            Ok(store) => store.summary().map(|_| ()).expect_err("damaged"),
            Err(error) => error,
        };
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
        assert!(error.to_string().contains("backup"), "{error}");
    }
    assert_eq!(std::fs::read(place.path()).expect("reads"), torn);
}

#[test]
fn a_wrong_index_is_told_from_damage_and_made_anew() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[pair("Kopi hitam tanpa gula", "Black coffee without sugar")], 1);
    let wrong = |store: &Store| -> Vec<Part> {
        let report = store.verify().expect("can be checked");
        report.checks.iter().filter(|c| !c.problems.is_empty()).map(|c| c.part).collect()
    };
    assert_eq!(wrong(&store), []);
    // As many postings as are right, but others.
    store.conn.execute_batch("UPDATE post SET key = key + 1 WHERE key = (SELECT max(key) FROM post)").expect("runs");
    assert_eq!(wrong(&store), [Part::Index]);
    store.reindex().expect("reindexes");
    assert_eq!(wrong(&store), []);
    store.conn.execute_batch("UPDATE seg SET exact = exact + 1 WHERE id = 1").expect("runs");
    assert_eq!(wrong(&store), [Part::Texts]);
}
