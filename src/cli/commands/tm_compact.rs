//! `padan tm compact`: a memory made small.

use std::fmt::{Display, Write as _};
use std::path::{Path, PathBuf};

use padan::memory::{BackedUp, Compacted, unused_name};
use padan::text::wording::say;

use crate::cli::args::Compact;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::cli::{Exit, screen};

pub(super) fn run(session: &Session<'_>, args: &Compact) -> anyhow::Result<Exit> {
    let (mut store, place) = session.open_existing(args.memory.as_ref())?;
    let (done, copy) = if args.dry_run {
        (store.would_compact(args.keep_history)?, None)
    } else {
        let copy = if args.backup { Some(store.backup(&beside(&place.path, session.moment.at.date()))?) } else { None };
        let progress = Progress::steps(session.globals, 1);
        let done = store.compact(args.keep_history, &mut |n, of| progress.of(n, of))?;
        progress.done();
        (done, copy)
    };
    let text = if args.json {
        let value = serde_json::json!({ "memory": place.name, "path": place.path, "units": done.units, "facts": done.facts,
            "segments": done.segments, "drafts": done.drafts, "purged": done.purged, "sealed": done.sealed, "before": done.before, "after": done.after,
            "shrunk": done.shrunk, "backup": copy.as_ref().map(|c| &c.path), "dry_run": args.dry_run });
        format!("{value}\n")
    } else {
        screen::clean_lines(&told(session, args, &place.name, &done, copy.as_ref())).into_owned()
    };
    screen::print(&text)?;
    Ok(Exit::attention_if(!args.dry_run && !done.shrunk))
}

/// The copy of the memory at `path`, made on the day `date`; its ending keeps it out of the list of memories.
fn beside(path: &Path, date: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    unused_name(&path.with_file_name(format!("{stem}.before-compact-{date}.padan-backup")))
}

fn told(session: &Session<'_>, args: &Compact, name: &str, done: &Compacted, copy: Option<&BackedUp>) -> String {
    let ui = session.globals.ui;
    let values: [(&str, &dyn Display); 6] = [
        ("name", &name),
        ("before", &done.before.div_ceil(1024)),
        ("after", &done.after.div_ceil(1024)),
        ("units", &done.units),
        ("facts", &done.facts),
        ("segments", &done.segments),
    ];
    let mut out = if args.dry_run { say(ui, "tm.would-compact", &values[..]) } else { say(ui, "tm.compacted", &values[..]) };
    out.push('\n');
    if done.purged + done.sealed > 0 {
        let changes: [(&str, &dyn Display); 2] = [("purged", &done.purged), ("sealed", &done.sealed)];
        let _ = writeln!(out, "  {}", say(ui, "tm.compacted.changes", &changes));
    }
    if done.drafts > 0 {
        let _ = writeln!(out, "  {}", say(ui, "tm.compacted.drafts", &[("count", &done.drafts)]));
    }
    if let Some(copy) = copy {
        let _ = writeln!(out, "  {}", say(ui, "tm.compacted.copy", &[("path", &copy.path.display())]));
    }
    if args.dry_run {
        let _ = writeln!(out, "  {}", say(ui, "dry-run", &[]));
    } else if !done.shrunk {
        let _ = writeln!(out, "  {}", say(ui, "tm.compacted.not-shrunk", &[]));
    }
    out
}
