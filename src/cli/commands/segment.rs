//! `padan segment`: the segments of files, the decision about each line, or the sentences of texts.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

use anyhow::Context as _;
use padan::article::{self, Article, Attention, Options};
use padan::model::{self, Form, Lang, LineDecision};
use padan::project::{self, drafting};
use padan::segment::Rules;
use padan::text::wording::{Ui, find, say};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::articles::Articles;
use super::{reading, rules};
use crate::cli::args::{Input, Segment, SegmentTask};
use crate::cli::screen::{self, Screen};
use crate::cli::session::{self, Session};
use crate::cli::{Exit, Globals, WithHint as _};

pub(super) fn run(args: &Segment, globals: &Globals) -> anyhow::Result<Exit> {
    let session = Session::start(globals)?;
    let rules = project::rules::read(args.srx.as_deref())?;
    let mut warned = rules::Told::default();
    let (reading_args, view) = match &args.task {
        SegmentTask::Segments(reading) => (reading, View::Segments),
        SegmentTask::Lines(reading) => (reading, View::Lines),
        SegmentTask::Explain(reading) => (reading, View::Places),
        SegmentTask::Jsonl => {
            let lang = session.from(args.from).unwrap_or(Lang::ID);
            let left_out = warned.tell(&rules, lang, args.srx.as_deref(), globals);
            let exit = jsonl(args, &rules, lang)?;
            return Ok(if left_out { Exit::Attention } else { exit });
        }
    };
    let articles = Articles::find(&args.files, globals)?;
    articles.only_one(
        !(reading_args.keep.is_empty() && reading_args.drop.is_empty()),
        |ui| say(ui, "usage.lines-of-one", &[]),
        globals,
    )?;
    let many = articles.many;
    let options = reading(reading_args, &rules)?;
    let mut attention = false;
    let (mut segments, mut words) = (0, 0);
    let failed: Option<fn(&str, &str) -> Value> = match (args.json, view) {
        (true, View::Segments) => Some(|file, reason| failed("segments", file, reason)),
        (true, View::Lines) => Some(|file, reason| failed("lines", file, reason)),
        (true, View::Places) => Some(|file, reason| failed("places", file, reason)),
        (false, _) => None,
    };
    let ended = articles.each(globals, failed, |input, progress| {
        let (found, lang) = one(input, session.from(args.from), &options, globals)?;
        attention |= !found.attention.is_empty();
        attention |= warned.tell(&rules, lang, args.srx.as_deref(), globals);
        if many {
            segments += found.segments.len();
            words += found.segments.iter().map(drafting::words).sum::<usize>();
        }
        progress.aside(|| show(&found, (&rules, lang), input, (view, args.json, many), globals))
    })?;
    if ended.is_of_several() && ended.done > 0 && !globals.quiet {
        let values: [(&str, &dyn Display); 3] = [("files", &ended.done), ("segments", &segments), ("words", &words)];
        screen::note(&format!("{}{}", say(globals.ui, "segment.summary", &values), ended.told(globals.ui)));
    }
    Ok(ended.exit(attention))
}

/// What of an article is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Segments,
    Lines,
    /// The places where a sentence could have ended.
    Places,
}

/// The article in one file, and its language.
fn one(input: &Input, from: Option<Lang>, options: &Options, globals: &Globals) -> anyhow::Result<(Article, Lang)> {
    let bytes = session::read_article(input)?;
    let name = session::file_name(input);
    let opened = article::open(&bytes, &name).with_context(|| input.to_string())?;
    let marked = opened.form != Form::Html && bytes.starts_with(MARK.as_bytes());
    // Of a large file, what is not needed any more is let go.
    drop(bytes);
    let lang = from.unwrap_or_else(|| drafting::direction(&opened.text, None, None).0.from);
    let mut found = article::read(&opened, &Options { lang, ..options.clone() });
    drop(opened);
    if marked {
        give_back_mark(&mut found);
    }
    let ui = globals.ui;
    if let Some(missing) = found.attention.iter().find(|a| matches!(a, Attention::NoSuchLine(_))) {
        return Err(anyhow::anyhow!("{input}: {}", missing.message(ui))).with_hint(|| say(ui, "draft.no-such-line.hint", &[]));
    }
    Ok((found, lang))
}

/// Shows what was found, for a person or as JSON; of one of many files, with its name.
fn show(
    found: &Article,
    (rules, lang): (&Rules, Lang),
    input: &Input,
    (view, json, many): (View, bool, bool),
    globals: &Globals,
) -> anyhow::Result<()> {
    let mut out = screen::out();
    let places = || article::explain(&found.segments, rules, lang);
    match (json, many) {
        (true, false) => match view {
            View::Segments => json_lines(&mut out, &found.segments)?,
            View::Lines => json_lines(&mut out, &found.lines)?,
            View::Places => json_lines(&mut out, &rules::as_json(&places()))?,
        },
        (true, true) => {
            let problems: Vec<Value> = (found.attention.iter())
                .map(|a| json!({ "what": a.id(), "line": a.line(), "reason": a.message(Ui::En) }))
                .collect();
            let (file, mode) = (json!(input.to_string()), json!(found.mode.as_str()));
            write!(out, "{{\"file\":{file},\"mode\":{mode},\"problems\":{},", json!(problems))?;
            let (name, held) = match view {
                View::Segments => ("segments", Held::Segments(&found.segments)),
                View::Lines => ("lines", Held::Lines(&found.lines)),
                View::Places => ("places", Held::Places(rules::as_json(&places()))),
            };
            write!(out, "\"{name}\":")?;
            serde_json::to_writer(&mut out, &held)?;
            writeln!(out, "}}")?;
        }
        (false, _) => {
            if many {
                writeln!(out, "{}", Screen::of(globals).bold(&format!("== {}", screen::clean(&input.to_string()))))?;
            }
            match view {
                View::Segments => segments_told(&mut out, found, globals)?,
                View::Lines => lines_told(&mut out, found, globals)?,
                View::Places => out.write_all(rules::explained(&places(), globals).as_bytes())?,
            }
        }
    }
    out.finish()?;
    if !globals.quiet {
        report(found, many.then_some(input), globals);
    }
    Ok(())
}

/// What is written as a list.
#[derive(Serialize)]
#[serde(untagged)]
enum Held<'a> {
    Lines(&'a [LineDecision]),
    Segments(&'a [model::Segment]),
    Places(Vec<Value>),
}

fn json_lines(out: &mut impl Write, items: &[impl Serialize]) -> anyhow::Result<()> {
    for item in items {
        serde_json::to_writer(&mut *out, item)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The same fields for a file that could not be read; what is wrong with it is the one problem.
fn failed(held: &str, file: &str, reason: &str) -> Value {
    json!({ "file": file, "mode": null, "problems": [{ "what": "file", "line": null, "reason": reason }], held: [] })
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

/// How many lines were kept, and what to look at, on standard error; of one of many files, with its name.
fn report(found: &Article, input: Option<&Input>, globals: &Globals) {
    let kept = found.lines.iter().filter(|l| l.keep).count();
    let left = found.lines.len() - kept;
    let values: [(&str, &dyn Display); 4] =
        [("kept", &kept), ("lines", &found.lines.len()), ("out", &left), ("check", &found.attention.len())];
    let name = input.map(|i| format!("{}: ", screen::clean(&i.to_string()))).unwrap_or_default();
    screen::note(&format!("{name}{}", say(globals.ui, "segment.kept", &values)));
    for attention in &found.attention {
        screen::note(&format!("  ! {}", attention.message(globals.ui)));
    }
}

fn segments_told(out: &mut impl Write, found: &Article, globals: &Globals) -> io::Result<()> {
    let screen = Screen::of(globals);
    for s in &found.segments {
        let role = find(globals.ui, &format!("role.{}", s.role.as_str())).unwrap_or(s.role.as_str());
        writeln!(out, "{:>4} {} {}", s.n, screen.dim(&format!("{role:<9}")), screen.text(s.shown()))?;
    }
    Ok(())
}

fn lines_told(out: &mut impl Write, found: &Article, globals: &Globals) -> io::Result<()> {
    let screen = Screen::of(globals);
    for l in &found.lines {
        let mark = if l.keep { screen.green("+") } else { screen.red_bold("-") };
        let role = find(globals.ui, &format!("role.{}", l.kind)).unwrap_or(&l.kind);
        let about = screen.dim(&format!("{role:<12} {:<24}", l.reason));
        writeln!(out, "{:>4} {mark} {about} {}", l.line, screen.text(&l.text))?;
    }
    Ok(())
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
    let [input] = &args.files[..] else { return Ok(Exit::Done) };
    let read: Box<dyn BufRead> = match input {
        Input::Stdin => Box::new(io::stdin().lock()),
        Input::File(path) => Box::new(BufReader::new(File::open(path).with_context(|| path.display().to_string())?)),
    };
    let mut out = screen::out();
    let mut exit = Exit::Done;
    for (n, line) in read.lines().enumerate() {
        let line = line.with_context(|| format!("{input}:{}", n + 1))?;
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
