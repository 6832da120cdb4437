//! Tests of the memory file as a whole.

mod files;
mod index;
mod life;
mod safety;
mod units;

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::*;
use crate::model::{Context, Lang, NewUnit, Stamp, UnitState};

/// A memory in a folder of its own.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        Place { folder: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("kopi.padan")
    }

    fn store(&self) -> Store {
        Store::open_or_create(&self.path(), 7).expect("opens")
    }
}

/// An empty memory of an earlier layout, as a program of that time made it.
fn of_layout(place: &Place, layout: usize) -> rusqlite::Connection {
    let conn = rusqlite::Connection::open(place.path()).expect("opens");
    for sql in &super::open::MIGRATIONS[..layout] {
        conn.execute_batch(sql).expect("a layout");
    }
    let id = "INSERT INTO meta VALUES ('id', '000000000000000f'), ('score', '1')";
    let marks = format!("PRAGMA application_id = {}; PRAGMA user_version = {layout}; {id}", super::APPLICATION_ID);
    conn.execute_batch(&marks).expect("marks");
    for (key, value) in super::open::rules() {
        conn.execute("INSERT INTO meta VALUES (?1, ?2)", [key, &value]).expect("its rules");
    }
    conn
}

fn stamp(day: u32) -> Stamp {
    Stamp::parse(&format!("202401{day:02}T080000Z")).expect("a date")
}

fn start(kind: BatchKind, file: &str, salt: u64) -> BatchStart {
    BatchStart {
        kind,
        file: Some(file.to_owned()),
        sha256: None,
        at: stamp(1),
        millis: 1_700_000_000_000 + salt,
        salt,
        author: Some("Ratna".to_owned()),
        settings: "{}".to_owned(),
    }
}

/// A unit from Indonesian into English.
fn pair(source: &str, target: &str) -> NewUnit {
    NewUnit {
        a_lang: Lang::ID.into(),
        a_text: source.to_owned(),
        a_markup: None,
        b_lang: Lang::EN.into(),
        b_text: target.to_owned(),
        b_markup: None,
        state: UnitState::Imported,
        role: None,
        author: None,
        created: None,
        changed: None,
        context: None,
        extra: None,
        used: 0,
        line: 0,
        tuid: None,
        uid: None,
    }
}

fn within(prev: Option<&str>, next: Option<&str>, doc: &str) -> Context {
    use crate::model::Neighbour;
    Context { prev: Neighbour::of(prev), next: Neighbour::of(next), doc: Some(doc.to_owned()), ident: None }
}

fn import(store: &mut Store, units: &[NewUnit], salt: u64) -> Option<i64> {
    let mut w = store.begin(&start(BatchKind::Import, "kopi.tmx", salt)).expect("begins");
    for unit in units {
        w.add(unit, Differing::Add).expect("adds");
    }
    w.finish("{}").expect("finishes")
}

fn live(store: &Store) -> Vec<StoredUnit> {
    let mut out = Vec::new();
    let snapshot = store.snapshot().expect("a snapshot");
    snapshot
        .live_units(None, |u| {
            out.push(u);
            ControlFlow::Continue(())
        })
        .expect("reads");
    out
}

fn texts(store: &Store) -> Vec<(String, String)> {
    live(store).into_iter().map(|u| (u.a_text, u.b_text)).collect()
}

#[track_caller]
fn sound(store: &Store) {
    assert_eq!(store.verify().expect("can be checked").problems, Vec::<String>::new());
}
