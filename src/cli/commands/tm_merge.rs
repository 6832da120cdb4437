//! `padan tm merge`: the units of other memories into one.

use std::fmt::Display;

use padan::memory::{Store, StoreError};
use padan::project::merge::{MergeReport, merge};
use padan::text::wording::say;

use crate::cli::args::MemoryRef;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::cli::{Exit, screen};

pub(super) fn run(session: &Session<'_>, others: &[MemoryRef], dry_run: bool, json: bool) -> anyhow::Result<Exit> {
    // All of them are there before anything is written.
    let mut sources = Vec::new();
    for other in others {
        let place = session.place(Some(other))?;
        let store = match Store::open_read_only(&place.path) {
            Err(StoreError::OtherRules { .. }) => Store::open(&place.path),
            opened => opened,
        }?;
        sources.push((store, place));
    }
    let (mut into, memory) = session.open(None)?;
    for (store, place) in &sources {
        let from = store.snapshot()?;
        let progress = Progress::segments(session.globals, from.indexed_segments() / 2);
        let by = (&session.moment, session.author());
        let file = place.path.display().to_string();
        let report = merge(&mut into, (&from, &file), dry_run, by, &mut |n| progress.at(n))?;
        progress.done();
        let text = if json {
            serde_json::to_string(&report)? + "\n"
        } else {
            screen::clean_lines(&told(&report, session, dry_run, &memory.name)).into_owned()
        };
        screen::print(&text)?;
    }
    Ok(Exit::Done)
}

fn told(report: &MergeReport, session: &Session<'_>, dry_run: bool, memory: &str) -> String {
    let ui = session.globals.ui;
    let values: [(&str, &dyn Display); 5] = [
        ("file", &report.file),
        ("memory", &memory),
        ("seen", &report.seen),
        ("added", &report.added),
        ("duplicate", &report.duplicate),
    ];
    let last = match (report.batch, dry_run) {
        (Some(batch), _) => say(ui, "import.batch", &[("batch", &batch), ("flag", &Session::memory_flag(session.globals))]),
        (None, true) => say(ui, "dry-run", &[]),
        (None, false) => say(ui, "import.nothing-new", &[]),
    };
    format!("{}\n  {last}\n", say(ui, "tm.merged", &values))
}
