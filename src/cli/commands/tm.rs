//! `padan tm`: the memories themselves.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use padan::memory::{Store, Summary};
use padan::project::memories;
use padan::text::wording::{Ui, find, say};

use super::{backup, verify};
use crate::cli::args::{MemoryRef, References, Tm};
use crate::cli::session::Session;
use crate::cli::{Exit, Globals, screen};

pub(super) fn run(args: &Tm, globals: &Globals) -> anyhow::Result<Exit> {
    let session = Session::start(globals)?;
    match args {
        Tm::Create { memory, json } => create(&session, memory, *json),
        Tm::List { json } => list(&session, *json),
        Tm::Info { memory, references, json } => info(&session, memory.as_ref(), references.as_ref(), *json),
        Tm::Show { unit, json } => super::tm_show::run(&session, *unit, *json),
        Tm::Merge { others, dry_run, json } => super::tm_merge::run(&session, others, *dry_run, *json),
        Tm::Compact(args) => super::tm_compact::run(&session, args),
        Tm::Verify { memory, json, sample } => verify::run(&session, memory.as_ref(), *json, *sample),
        Tm::Backup { memory, output, json } => backup::run(&session, memory.as_ref(), output.as_deref(), *json),
        Tm::Reindex { memory, json } => reindex(&session, memory.as_ref(), *json),
    }
}

fn create(session: &Session<'_>, memory: &MemoryRef, json: bool) -> anyhow::Result<Exit> {
    let place = session.place(Some(memory))?;
    let ui = session.globals.ui;
    let store = Store::create_with(&place.path, session.moment.salt, &session.waiting(&place))?;
    if json {
        let value = serde_json::json!({ "name": place.name, "path": place.path, "id": store.id() });
        screen::print(&format!("{value}\n"))?;
        return Ok(Exit::Done);
    }
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
        "superseded": s.superseded, "deleted": s.deleted, "undone": s.undone, "contexts": s.contexts, "documents": s.documents,
        "origins": s.origins.iter().map(|((kind, file), n)| serde_json::json!({ "kind": kind.as_str(), "file": file, "units": n }))
            .collect::<Vec<_>>(),
        "authors": s.authors.iter().map(|(author, n)| serde_json::json!({ "author": author, "units": n })).collect::<Vec<_>>(),
        "segments": s.segments, "batches": s.batches, "drafts": s.drafts, "bytes": s.file_size,
    })
}

fn info(session: &Session<'_>, named: Option<&MemoryRef>, references: Option<&References>, json: bool) -> anyhow::Result<Exit> {
    let ui = session.globals.ui;
    let (store, place) = session.look(named)?;
    let summary = store.summary()?;
    let readers = references.map(|r| session.references(&place, r)).transpose()?;
    let mut read = Vec::new();
    for reader in readers.iter().flatten() {
        read.push((reader, reader.store.summary()?.live()));
    }
    if json {
        let mut value = json_of(&place.name, &summary);
        if readers.is_some() {
            let list = read.iter().map(|(r, units)| {
                serde_json::json!({ "name": r.place.name, "path": r.place.path, "penalty": r.penalty, "units": units })
            });
            value["with"] = list.collect();
        }
        screen::print(&format!("{value}\n"))?;
        return Ok(Exit::Done);
    }
    let mut out = told(&place.name, &summary, ui);
    for (r, units) in read {
        let values: [(&str, &dyn Display); 4] =
            [("name", &r.place.name), ("penalty", &r.penalty), ("units", &units), ("path", &r.place.path.display())];
        let _ = writeln!(out, "{}", say(ui, if r.penalty > 0 { "set.read.penalty" } else { "set.read" }, &values));
    }
    screen::print(&screen::clean_lines(&out))?;
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
    let contexts: [(&str, &dyn Display); 2] = [("contexts", &s.contexts), ("documents", &s.documents)];
    let _ = writeln!(out, "  {}", say(ui, "tm.info.contexts", &contexts));
    if s.history > 0 {
        let gone: [(&str, &dyn Display); 3] = [("superseded", &s.superseded), ("deleted", &s.deleted), ("undone", &s.undone)];
        let _ = writeln!(out, "  {}", say(ui, "tm.info.history", &gone));
    }
    let origins = s.origins.iter().map(|((kind, file), n)| {
        let kind = find(ui, &format!("batch.{}", kind.as_str())).unwrap_or(kind.as_str());
        (format!("{kind} {}", file.as_deref().unwrap_or_default()), *n)
    });
    list_most(&mut out, &say(ui, "tm.info.origins", &[]), origins, ui);
    let nobody = say(ui, "tm.info.nobody", &[]);
    let authors = s.authors.iter().map(|(author, n)| (author.clone().unwrap_or_else(|| nobody.clone()), *n));
    list_most(&mut out, &say(ui, "tm.info.authors", &[]), authors, ui);
    screen::clean_lines(&out).into_owned()
}

/// How many of a list are shown to a person.
const SHOWN: usize = 10;

/// A heading, the first of a list, and how many more there are.
fn list_most(out: &mut String, heading: &str, mut rows: impl ExactSizeIterator<Item = (String, u64)>, ui: Ui) {
    if rows.len() == 0 {
        return;
    }
    let _ = writeln!(out, "  {heading}");
    let more = rows.len().saturating_sub(SHOWN);
    for (name, n) in rows.by_ref().take(SHOWN) {
        let _ = writeln!(out, "    {}: {n}", screen::clean(name.trim()));
    }
    if more > 0 {
        let rest: u64 = rows.map(|(_, n)| n).sum();
        let _ = writeln!(out, "    {}", say(ui, "tm.info.more", &[("count", &more), ("units", &rest)]));
    }
}

fn reindex(session: &Session<'_>, named: Option<&MemoryRef>, json: bool) -> anyhow::Result<Exit> {
    let (mut store, place) = session.open_existing(named)?;
    store.reindex()?;
    let indexed = store.snapshot()?.indexed_segments();
    if json {
        let value = serde_json::json!({ "name": place.name, "path": place.path, "id": store.id(), "segments": indexed });
        screen::print(&format!("{value}\n"))?;
        return Ok(Exit::Done);
    }
    let values: [(&str, &dyn Display); 2] = [("name", &place.name), ("segments", &indexed)];
    screen::print(&(say(session.globals.ui, "tm.reindexed", &values) + "\n"))?;
    Ok(Exit::Done)
}
