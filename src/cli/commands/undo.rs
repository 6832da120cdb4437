//! `padan undo` and `padan redo`: a change of the memory taken back, and brought in again.

use std::fmt::{Display, Write as _};

use padan::memory::{BatchRow, BatchStatus, KeptWhy, Store, StoreError, Undone};
use padan::text::wording::{Ui, find, say};

use crate::cli::args::{Redo, Undo};
use crate::cli::screen::Align;
use crate::cli::session::Session;
use crate::cli::{Exit, Globals, screen};

pub(super) fn undo(args: &Undo, globals: &Globals) -> anyhow::Result<Exit> {
    let session = Session::start(globals)?;
    let looked = matches!(args, Undo::List { .. } | Undo::Take { dry_run: true, .. });
    let (mut store, _) = if looked { session.look(None)? } else { session.open_existing(None)? };
    match args {
        Undo::List { json } => list(&store, *json, globals.ui),
        Undo::Take { batch, dry_run: true, json } => preview(&store, *batch, BatchStatus::Applied, *json, globals.ui),
        Undo::Take { batch, dry_run: false, json } => {
            let done = store.undo(*batch)?;
            let text = if *json { json_of(&done).to_string() + "\n" } else { told(&done, globals.ui) };
            screen::print(&text)?;
            Ok(Exit::Done)
        }
    }
}

pub(super) fn redo(args: &Redo, globals: &Globals) -> anyhow::Result<Exit> {
    let session = Session::start(globals)?;
    let (mut store, _) = if args.dry_run { session.look(None)? } else { session.open_existing(None)? };
    let ui = globals.ui;
    if args.dry_run {
        return preview(&store, args.batch, BatchStatus::Undone, args.json, ui);
    }
    let done = store.redo(args.batch)?;
    if args.json {
        let value = serde_json::json!({ "batch": done.batch, "kind": done.kind.as_str(), "file": done.file,
            "brought_back": done.brought_back, "ended": done.ended });
        screen::print(&format!("{value}\n"))?;
    } else {
        let (what, file) = (kind(done.kind.as_str(), ui), done.file.unwrap_or_default());
        let values: [(&str, &dyn Display); 5] =
            [("batch", &done.batch), ("kind", &what), ("file", &file), ("back", &done.brought_back), ("ended", &done.ended)];
        screen::print(&(say(ui, "redo.done", &values) + "\n"))?;
    }
    Ok(Exit::Done)
}

fn kind(name: &str, ui: Ui) -> String {
    find(ui, &format!("batch.{name}")).unwrap_or(name).to_owned()
}

/// The columns of a change as it is listed.
fn cells(row: &BatchRow, ui: Ui) -> Vec<String> {
    let standing = if row.sealed && row.status == BatchStatus::Applied { "sealed" } else { row.status.as_str() };
    let standing = find(ui, &format!("batch.{standing}")).unwrap_or(standing);
    let at = row.at.get(..16).map_or_else(|| row.at.clone(), |at| at.replace('T', " "));
    let file = row.file.as_deref().unwrap_or_default();
    let author = row.author.as_deref().unwrap_or_default();
    vec![
        row.id.to_string(),
        at,
        kind(row.kind.as_str(), ui),
        screen::clean(file).into_owned(),
        screen::clean(author).into_owned(),
        format!("+{}", row.units),
        format!("−{}", row.ended),
        standing.to_owned(),
    ]
}

fn listed(rows: &[&BatchRow], ui: Ui) -> String {
    let rows: Vec<Vec<String>> = rows.iter().map(|r| cells(r, ui)).collect();
    let columns = [Align::Right, Align::Left, Align::Left, Align::Left, Align::Left, Align::Right, Align::Right, Align::Left];
    screen::table(&rows, &columns)
}

fn row_json(row: &BatchRow) -> serde_json::Value {
    let object = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
    serde_json::json!({
        "batch": row.id, "kind": row.kind.as_str(), "status": row.status.as_str(), "sealed": row.sealed, "file": row.file, "sha256": row.sha256, "at": row.at,
        "author": row.author, "settings": object(&row.settings), "counts": object(&row.counts), "units": row.units, "ended": row.ended,
    })
}

fn list(store: &Store, json: bool, ui: Ui) -> anyhow::Result<Exit> {
    let rows = store.batches()?;
    let out = match (rows.is_empty(), json) {
        (_, true) => rows.iter().map(|r| row_json(r).to_string() + "\n").collect(),
        (true, false) => say(ui, "undo.none", &[]) + "\n",
        (false, false) => listed(&rows.iter().collect::<Vec<_>>(), ui),
    };
    screen::print(&out)?;
    Ok(Exit::Done)
}

fn preview(store: &Store, batch: Option<i64>, wanted: BatchStatus, json: bool, ui: Ui) -> anyhow::Result<Exit> {
    let rows = store.batches()?;
    let chosen = match batch {
        Some(id) => rows.iter().find(|r| r.id == id),
        None => rows.iter().find(|r| r.status == wanted),
    };
    let path = || store.path().to_owned();
    let row = chosen.ok_or_else(|| match (batch, wanted) {
        (Some(batch), _) => StoreError::NoBatch { path: path(), batch },
        (None, BatchStatus::Applied) => StoreError::NothingToUndo { path: path() },
        (None, _) => StoreError::NothingToRedo { path: path() },
    })?;
    let text = if json { row_json(row).to_string() } else { format!("{}{}", listed(&[row], ui), say(ui, "dry-run", &[])) };
    screen::print(&(text + "\n"))?;
    Ok(Exit::Done)
}

fn json_of(done: &Undone) -> serde_json::Value {
    let kept: Vec<_> = (done.kept.iter())
        .map(|k| {
            let why = if k.why == KeptWhy::AlsoIn { "also-in" } else { "ended" };
            serde_json::json!({ "unit": k.unit, "why": why, "batch": k.batch })
        })
        .collect();
    serde_json::json!({ "batch": done.batch, "kind": done.kind.as_str(), "file": done.file, "taken_back": done.taken_back,
        "restored": done.restored, "kept": kept })
}

/// Units that stayed are listed up to here.
const SHOWN: usize = 12;

fn told(done: &Undone, ui: Ui) -> String {
    let (what, file) = (kind(done.kind.as_str(), ui), done.file.clone().unwrap_or_default());
    let values: [(&str, &dyn Display); 5] =
        [("batch", &done.batch), ("kind", &what), ("file", &file), ("gone", &done.taken_back), ("restored", &done.restored)];
    let mut out = say(ui, "undo.done", &values) + "\n";
    for kept in done.kept.iter().take(SHOWN) {
        let key = if kept.why == KeptWhy::AlsoIn { "undo.kept" } else { "undo.ended" };
        let _ = writeln!(out, "  {}", say(ui, key, &[("unit", &kept.unit), ("batch", &kept.batch)]));
    }
    if done.kept.len() > SHOWN {
        let _ = writeln!(out, "  {}", say(ui, "import.more", &[("count", &(done.kept.len() - SHOWN))]));
    }
    screen::clean_lines(&out).into_owned()
}
