//! `padan tm`: the memories themselves.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use padan::memory::{Store, Summary};
use padan::project::memories;
use padan::text::wording::{Ui, find, say};

use super::{backup, verify};
use crate::cli::args::{MemoryRef, Tm};
use crate::cli::session::Session;
use crate::cli::{Exit, Globals, screen};

pub(super) fn run(args: &Tm, globals: &Globals) -> anyhow::Result<Exit> {
    let session = Session::start(globals)?;
    match args {
        Tm::Create { memory } => create(&session, memory),
        Tm::List { json } => list(&session, *json),
        Tm::Info { memory, json } => info(&session, memory.as_ref(), *json),
        Tm::Verify { memory, json, sample } => verify::run(&session, memory.as_ref(), *json, *sample),
        Tm::Backup { memory, output, json } => backup::run(&session, memory.as_ref(), output.as_deref(), *json),
        Tm::Reindex { memory } => reindex(&session, memory.as_ref()),
    }
}

fn create(session: &Session<'_>, memory: &MemoryRef) -> anyhow::Result<Exit> {
    let place = session.place(Some(memory))?;
    let ui = session.globals.ui;
    Store::create_with(&place.path, session.moment.salt, &session.waiting(&place))?;
    let values: [(&str, &dyn Display); 2] = [("name", &place.name), ("path", &place.path.display())];
    screen::print(&(say(ui, "tm.created", &values) + "\n"))?;
    Ok(Exit::Done)
}

fn list(session: &Session<'_>, json: bool) -> anyhow::Result<Exit> {
    let ui = session.globals.ui;
    let mut out = String::new();
    let mut exit = Exit::Done;
    let places = memories::in_folder();
    for place in &places {
        match Store::open_to_read(&place.path, &session.waiting(place)).and_then(|s| s.summary()) {
            Ok(summary) if json => {
                let _ = writeln!(out, "{}", json_of(&place.name, &summary));
            }
            Ok(summary) => {
                let values: [(&str, &dyn Display); 4] = [
                    ("name", &place.name),
                    ("units", &summary.live()),
                    ("drafts", &summary.drafts),
                    ("path", &place.path.display()),
                ];
                out.push_str(&(say(ui, "tm.listed", &values) + "\n"));
            }
            Err(error) => {
                exit = Exit::Attention;
                crate::cli::failed(&error.into(), ui, session.globals.color);
            }
        }
    }
    if places.is_empty() && !json {
        out = say(ui, "tm.none", &[]) + "\n";
    }
    screen::print(&out)?;
    Ok(exit)
}

fn json_of(name: &str, s: &Summary) -> serde_json::Value {
    let mut states: BTreeMap<&str, u64> = BTreeMap::new();
    let mut pairs: BTreeMap<String, u64> = BTreeMap::new();
    for ((a, b, state), n) in &s.units {
        *states.entry(state.as_str()).or_default() += n;
        *pairs.entry(format!("{a}-{b}")).or_default() += n;
    }
    serde_json::json!({
        "name": name, "path": s.path, "id": s.id, "units": s.live(), "states": states, "pairs": pairs, "history": s.history,
        "segments": s.segments, "batches": s.batches, "drafts": s.drafts, "bytes": s.file_size,
    })
}

fn info(session: &Session<'_>, named: Option<&MemoryRef>, json: bool) -> anyhow::Result<Exit> {
    let (store, place) = session.look(named)?;
    let summary = store.summary()?;
    let text =
        if json { json_of(&place.name, &summary).to_string() + "\n" } else { told(&place.name, &summary, session.globals.ui) };
    screen::print(&text)?;
    Ok(Exit::Done)
}

fn told(name: &str, s: &Summary, ui: Ui) -> String {
    let values: [(&str, &dyn Display); 8] = [
        ("name", &name),
        ("path", &s.path.display()),
        ("id", &s.id),
        ("units", &s.live()),
        ("history", &s.history),
        ("batches", &s.batches),
        ("drafts", &s.drafts),
        ("size", &(s.file_size.div_ceil(1024))),
    ];
    let mut out = say(ui, "tm.info", &values) + "\n";
    for ((a, b, state), n) in &s.units {
        let state = find(ui, &format!("unit.{}", state.as_str())).unwrap_or(state.as_str());
        let _ = writeln!(out, "  {a}–{b} {state}: {n}");
    }
    out
}

fn reindex(session: &Session<'_>, named: Option<&MemoryRef>) -> anyhow::Result<Exit> {
    let (mut store, place) = session.open_existing(named)?;
    store.reindex()?;
    let indexed = store.snapshot()?.indexed_segments();
    let values: [(&str, &dyn Display); 2] = [("name", &place.name), ("segments", &indexed)];
    screen::print(&(say(session.globals.ui, "tm.reindexed", &values) + "\n"))?;
    Ok(Exit::Done)
}
