//! `padan tm verify`: the proof that a memory is sound.

use std::fmt::{Display, Write as _};

use padan::memory::{Part, VerifyReport};
use padan::model::Direction;
use padan::project::verify::{Lost, index_against_scan};
use padan::text::wording::{Ui, say};

use crate::cli::args::MemoryRef;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::cli::{Exit, errors, screen};

/// Comparisons of a segment with a unit that a verification takes on, so that it ends in seconds on any memory.
const COMPARISONS: usize = 200_000_000;

pub(super) fn run(session: &Session<'_>, named: Option<&MemoryRef>, json: bool, sample: usize) -> anyhow::Result<Exit> {
    let (store, place) = session.look(named)?;
    let ui = session.globals.ui;
    let progress = Progress::segments(session.globals, 0);
    let report = store.verify_with(&mut |done, total| progress.of(done, total))?;
    progress.done();
    let snapshot = store.snapshot()?;
    let sample = sample.min(COMPARISONS / snapshot.indexed_segments().max(1) as usize).max(usize::from(sample > 0));
    let (mut looked_up, mut lost) = (0, Vec::new());
    if sample > 0 {
        for direction in [Direction::ID_EN, Direction::ID_EN.reversed()] {
            let progress = Progress::segments(session.globals, snapshot.indexed_segments());
            let (n, missing) = index_against_scan(&snapshot, direction, sample, &mut |done, total| progress.of(done, total))?;
            progress.done();
            looked_up += n;
            lost.extend(missing);
        }
    }
    let sound = report.problems.is_empty() && lost.is_empty();
    if json {
        let checks: Vec<_> = (report.checks.iter())
            .map(|c| serde_json::json!({ "check": c.part.as_str(), "count": c.count, "ok": c.problems.is_empty() }))
            .chain((sample > 0).then(|| serde_json::json!({ "check": "lookup", "count": looked_up, "ok": lost.is_empty() })))
            .collect();
        let value = serde_json::json!({ "memory": place.name, "sound": sound, "segments": report.segments, "indexed": report.indexed,
            "postings": report.postings, "problems": report.problems, "looked_up": looked_up, "lost": lost, "checks": checks });
        screen::print(&format!("{value}\n"))?;
    } else {
        let path = place.path.display().to_string();
        let flag = Session::memory_flag(session.globals);
        screen::print(&screen::clean_lines(&told((&place.name, &path, &flag), &report, (sample, looked_up, &lost), ui)))?;
    }
    Ok(Exit::attention_if(!sound))
}

/// Problems of one check are shown up to here.
const SHOWN: usize = 12;

/// What was checked, a line for each: a count, and that it is right or what is wrong; then what to do.
fn told(
    (name, path, flag): (&str, &str, &str),
    report: &VerifyReport,
    (sample, looked_up, lost): (usize, usize, &[Lost]),
    ui: Ui,
) -> String {
    let mut out = say(ui, "tm.verified", &[("name", &name), ("path", &path)]) + "\n";
    let mut line = |key: &'static str, count: u64, problems: &[String]| {
        let state = match problems.len() {
            0 => say(ui, "verify.ok", &[]),
            n => say(ui, "verify.wrong", &[("count", &n)]),
        };
        let _ = writeln!(out, "  {}: {state}", say(ui, key, &[("count", &count)]));
        for problem in problems.iter().take(SHOWN) {
            let _ = writeln!(out, "    {problem}");
        }
        if problems.len() > SHOWN {
            let _ = writeln!(out, "    {}", say(ui, "import.more", &[("count", &(problems.len() - SHOWN))]));
        }
    };
    for check in &report.checks {
        let key = match check.part {
            Part::File => "verify.file",
            Part::References => "verify.references",
            Part::Texts => "verify.texts",
            Part::Index => "verify.index",
        };
        let problems: Vec<String> =
            report.problems[check.problems.clone()].iter().map(|problem| errors::phrase(problem, ui)).collect();
        line(key, check.count, &problems);
    }
    if sample > 0 {
        let problems: Vec<String> = lost.iter().map(|l| format!("{}: {} → {}", l.score, l.query, l.source)).collect();
        line("verify.lookup", looked_up as u64, &problems);
    }
    let damaged = report.checks.iter().any(|c| c.part != Part::Index && !c.problems.is_empty());
    let key = match (damaged, report.problems.is_empty() && lost.is_empty()) {
        (false, true) => "tm.sound",
        (false, false) => "tm.index-wrong",
        (true, _) => "tm.unsound",
    };
    let values: [(&str, &dyn Display); 3] = [("name", &name), ("path", &path), ("flag", &flag)];
    out + &say(ui, key, &values) + "\n"
}
