//! `padan cues`: the cues that tell clutter from article, the user's own and the built-in ones.

use std::fmt::{Display, Write as _};

use anyhow::Context as _;
use padan::article::{self, Cue, Cues as Table};
use padan::project::cues;
use padan::segment;
use padan::text::wording::say;
use serde_json::json;

use crate::cli::args::{Cues, Input};
use crate::cli::screen::{self, Screen};
use crate::cli::session;
use crate::cli::{Exit, Globals, WithHint as _};

pub(super) fn run(args: &Cues, globals: &Globals) -> anyhow::Result<Exit> {
    match args {
        Cues::Path { json } => path(*json, globals),
        Cues::List { json } => list(&cues::find()?, *json, globals),
        Cues::Test { files, json } => test(&cues::find()?, files, *json, globals),
    }
}

fn path(as_json: bool, globals: &Globals) -> anyhow::Result<Exit> {
    let ui = globals.ui;
    let path = cues::path().context(say(ui, "cues.no-folder", &[])).with_hint(|| say(ui, "memory.no-folder.hint", &[]))?;
    let shown = if as_json { json!({ "path": path, "exists": path.is_file() }).to_string() } else { path.display().to_string() };
    screen::print(&(shown + "\n"))?;
    Ok(Exit::Done)
}

/// The user's own cues first, each as it stands in a table.
fn list(table: &Table, as_json: bool, globals: &Globals) -> anyhow::Result<Exit> {
    let screen = Screen::of(globals);
    let mut out = String::new();
    let own = table.own().iter().map(|c| (c, true));
    for (cue, own) in own.chain(Table::built_in().iter().map(|c| (c, false))) {
        let (action, matching) = (cue.action.as_str(), cue.matching.as_str());
        if as_json {
            let shown = json!({ "id": cue.id, "kind": cue.kind, "action": action, "match": matching, "pattern": cue.pattern, "own": own });
            let _ = writeln!(out, "{shown}");
        } else {
            let line = format!("{}\t{}\t{action}\t{matching}\t{}", cue.id, cue.kind, cue.pattern);
            let _ = writeln!(out, "{}", screen.text(&line));
        }
    }
    screen::print(&out)?;
    if !globals.quiet && !as_json {
        let values: [(&str, &dyn Display); 2] = [("own", &table.own().len()), ("built", &Table::built_in().len())];
        screen::note(&say(globals.ui, "cues.listed", &values));
    }
    Ok(Exit::Done)
}

/// Which lines each cue hits, file by file; then the user's own cues that hit nothing in any of them.
fn test(table: &Table, files: &[Input], as_json: bool, globals: &Globals) -> anyhow::Result<Exit> {
    let screen = Screen::of(globals);
    let mut out = String::new();
    let mut met = vec![false; table.own().len()];
    let mut hits = 0_usize;
    for file in files {
        let bytes = session::read(file)?;
        let input = article::open(&bytes, &session::file_name(file)).with_context(|| file.to_string())?;
        let mut found: Vec<(&Cue, Vec<(usize, &str)>)> = Vec::new();
        for (i, range) in segment::lines(&input.text).enumerate() {
            let line = input.text[range.start..range.end].trim();
            let Some(cue) = table.find(line) else { continue };
            hits += 1;
            match found.iter_mut().find(|f| f.0 == cue) {
                Some((_, lines)) => lines.push((i + 1, line)),
                None => found.push((cue, vec![(i + 1, line)])),
            }
        }
        for (cue, lines) in &found {
            let own = table.own().iter().position(|c| c == *cue);
            if let Some(at) = own {
                met[at] = true;
            }
            if as_json {
                let file = file.to_string();
                for (line, text) in lines {
                    let shown = json!({ "file": file, "line": line, "cue": cue.id, "kind": cue.kind, "action": cue.action.as_str(), "own": own.is_some(), "text": text });
                    let _ = writeln!(out, "{shown}");
                }
                continue;
            }
            let values: [(&str, &dyn Display); 4] =
                [("file", file), ("cue", &cue.id), ("kind", &cue.kind), ("action", &cue.action.as_str())];
            let _ = writeln!(out, "{}", screen.text(&say(globals.ui, "cues.hit", &values)));
            for (line, text) in lines {
                let _ = writeln!(out, "{line:>6} {}", screen.text(text));
            }
        }
    }
    screen::print(&out)?;
    if !globals.quiet {
        for (cue, _) in table.own().iter().zip(met).filter(|(_, met)| !met) {
            screen::note(&say(globals.ui, "cues.idle", &[("cue", &cue.id)]));
        }
        screen::note(&say(globals.ui, "cues.hits", &[("count", &hits)]));
    }
    Ok(Exit::Done)
}
