//! `padan segment`: the segments of a file, the decision about each line, or the sentences of texts.

use std::fmt::Write as _;
use std::io::{BufRead, Write as _};

use anyhow::Context as _;
use padan::article::{self, Article, Attention, Options};
use padan::model::{Form, Lang};
use padan::project::{self, drafting};
use padan::segment::Rules;
use padan::text::wording::{find, say};
use serde::Deserialize;

use super::{reading, rules};
use crate::cli::args::{Segment, SegmentTask};
use crate::cli::screen::{self, Screen};
use crate::cli::session::{self, Session};
use crate::cli::{Exit, Globals, WithHint as _};

pub(super) fn run(args: &Segment, globals: &Globals) -> anyhow::Result<Exit> {
    let session = Session::start(globals)?;
    let rules = project::rules::read(args.srx.as_deref())?;
    let mut warned = rules::Told::default();
    let (reading_args, lines) = match &args.task {
        SegmentTask::Segments(reading) | SegmentTask::Explain(reading) => (reading, false),
        SegmentTask::Lines(reading) => (reading, true),
        SegmentTask::Jsonl => {
            let lang = session.from(args.from).unwrap_or(Lang::ID);
            let left_out = warned.tell(&rules, lang, args.srx.as_deref(), globals);
            let exit = jsonl(args, &rules, lang)?;
            return Ok(if left_out { Exit::Attention } else { exit });
        }
    };
    let bytes = session::read(&args.input)?;
    let name = session::file_name(&args.input);
    let input = article::open(&bytes, &name).with_context(|| args.input.to_string())?;
    let lang = session.from(args.from).unwrap_or_else(|| drafting::direction(&input.text, None, None).0.from);
    let mut found = article::read(&input, &Options { lang, ..reading(reading_args, &rules)? });
    if input.form != Form::Html && bytes.starts_with(MARK.as_bytes()) {
        give_back_mark(&mut found);
    }
    let ui = globals.ui;
    if let Some(missing) = found.attention.iter().find(|a| matches!(a, Attention::NoSuchLine(_))) {
        return Err(anyhow::anyhow!("{}: {}", args.input, missing.message(ui)))
            .with_hint(|| say(ui, "draft.no-such-line.hint", &[]));
    }
    let left_out = warned.tell(&rules, lang, args.srx.as_deref(), globals);
    let mut out = screen::out();
    match (lines, args.json) {
        _ if matches!(args.task, SegmentTask::Explain(_)) => {
            let told = article::explain(&found.segments, &rules, lang);
            out.write_all(rules::explained(&told, args.json, globals).as_bytes())?;
        }
        (false, true) => {
            for s in &found.segments {
                writeln!(out, "{}", serde_json::to_string(s)?)?;
            }
        }
        (true, true) => {
            for l in &found.lines {
                writeln!(out, "{}", serde_json::to_string(l)?)?;
            }
        }
        (false, false) => out.write_all(segments_told(&found, globals).as_bytes())?,
        (true, false) => out.write_all(lines_told(&found, globals).as_bytes())?,
    }
    out.finish()?;
    if !globals.quiet {
        report(&found, globals);
    }
    Ok(Exit::attention_if(left_out || !found.attention.is_empty()))
}

/// The byte order mark that a UTF-8 file may begin with; it is no part of the text.
const MARK: &str = "\u{feff}";

/// Puts the mark before the first piece, so that the pieces give the file back byte for byte.
fn give_back_mark(found: &mut Article) {
    let Some(first) = found.lines.first_mut() else { return };
    first.raw.insert_str(0, MARK);
    if let Some(segment) = found.segments.first_mut().filter(|_| first.keep) {
        segment.before.insert_str(0, MARK);
    }
}

/// How many lines were kept, and what to look at, on standard error.
fn report(found: &Article, globals: &Globals) {
    let kept = found.lines.iter().filter(|l| l.keep).count();
    let left = found.lines.len() - kept;
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("kept", &kept), ("lines", &found.lines.len()), ("out", &left), ("check", &found.attention.len())];
    eprintln!("{}", say(globals.ui, "segment.kept", &values));
    for attention in &found.attention {
        eprintln!("  ! {}", attention.message(globals.ui));
    }
}

fn segments_told(found: &Article, globals: &Globals) -> String {
    let screen = Screen::of(globals);
    let mut out = String::new();
    for s in &found.segments {
        let role = find(globals.ui, &format!("role.{}", s.role.as_str())).unwrap_or(s.role.as_str());
        let _ = writeln!(out, "{:>4} {} {}", s.n, screen.dim(&format!("{role:<9}")), screen.text(s.shown()));
    }
    out
}

fn lines_told(found: &Article, globals: &Globals) -> String {
    let screen = Screen::of(globals);
    let mut out = String::new();
    for l in &found.lines {
        let mark = if l.keep { screen.green("+") } else { screen.red_bold("-") };
        let role = find(globals.ui, &format!("role.{}", l.kind)).unwrap_or(&l.kind);
        let _ = writeln!(
            out,
            "{:>4} {mark} {} {}",
            l.line,
            screen.dim(&format!("{role:<12} {:<24}", l.reason)),
            screen.text(&l.text)
        );
    }
    out
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    id: serde_json::Value,
    text: String,
    #[serde(default)]
    wrap: bool,
}

fn jsonl(args: &Segment, rules: &Rules, lang: Lang) -> anyhow::Result<Exit> {
    let bytes = session::read(&args.input)?;
    let mut out = screen::out();
    let mut exit = Exit::Done;
    for (n, line) in bytes.lines().enumerate() {
        let line = line.map_err(|e| anyhow::anyhow!("{}:{}: {e}", args.input, n + 1))?;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Asked>(&line) {
            Ok(asked) => {
                let sentences: Vec<&str> =
                    rules.split(&asked.text, lang, asked.wrap).into_iter().map(|r| &asked.text[r]).collect();
                writeln!(out, "{}", serde_json::json!({ "id": asked.id, "sentences": sentences }))?;
            }
            Err(error) => {
                exit = Exit::Attention;
                writeln!(out, "{}", serde_json::json!({ "line": n + 1, "error": error.to_string() }))?;
            }
        }
    }
    out.finish()?;
    Ok(exit)
}
