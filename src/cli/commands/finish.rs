//! `padan finish`: a draft given back.

use std::fmt::{Display, Write as _};
use std::io::Write as _;

use anyhow::Context as _;
use padan::exchange::draft::{self as files, Returned};
use padan::memory::Store;
use padan::model::{Form, Problem, SegmentRef};
use padan::project::finish::{Fallback, FinishOptions, Finished, Rehearsal, Translation, finish};
use padan::project::memories::{self, Place};
use padan::project::output::write_beside;
use padan::project::reconcile::Outcome;
use padan::text::wording::{Ui, say};

use crate::cli::args::{Finish, Input, Output};
use crate::cli::screen::Stream;
use crate::cli::session::{self, Session};
use crate::cli::{Exit, Globals, WithHint as _, errors, screen};

pub(super) fn run(args: &Finish, globals: &Globals) -> anyhow::Result<Exit> {
    let session = Session::start(globals)?;
    let (mut attention, mut failed) = (false, 0);
    let mut rehearsal = Rehearsal::default();
    for input in &args.files {
        let outcome = one(args, &session, input, &mut rehearsal);
        match outcome {
            Ok(needed) => attention |= needed,
            Err(error) if args.files.len() > 1 => {
                failed += 1;
                crate::cli::failed(&error, globals.ui, globals.color);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(if failed == args.files.len() { Exit::Failed } else { Exit::attention_if(attention || failed > 0) })
}

fn one(args: &Finish, session: &Session<'_>, input: &Input, rehearsal: &mut Rehearsal) -> anyhow::Result<bool> {
    let bytes = session::read(input)?;
    let name = session::file_name(input);
    let returned = files::read(&bytes, &name)?;
    let (mut store, place) = memory_of(session, &returned)?;
    let options = FinishOptions {
        partial: args.partial,
        accept: args.accept,
        keep_both: args.keep_both,
        dry_run: args.dry_run,
        english: Some(session.settings.english()),
    };
    let done = finish(&mut store, &place.name, (&returned, &name), options, (&session.moment, session.author()), rehearsal)
        .with_context(|| input.to_string())?;
    let written = if args.dry_run { Ok(None) } else { write(args, session, input, &done) };
    let output = written.as_ref().ok().cloned().flatten();
    // Where the translation alone could not be written, what was saved is said all the same.
    if args.json {
        screen::print(&(json(&done, output.as_deref()) + "\n"))?;
    } else {
        let text = told(input, &done, &returned, output.as_deref(), args, session.globals);
        if matches!(args.output, Some(Output::Stdout)) { screen::note_lines(&text) } else { screen::print(&text)? }
    }
    written.map(|_| done.needs_attention())
}

/// The memory that was asked for; when none was, the one in the folder that the file says it belongs to.
fn memory_of(session: &Session<'_>, returned: &Returned) -> anyhow::Result<(Store, Place)> {
    let (store, place) = session.open_to_read()?;
    let Some(wanted) = returned.memory_id.as_deref().filter(|id| *id != store.id() && session.globals.memory.is_none()) else {
        return Ok((store, place));
    };
    for other in memories::in_folder() {
        if let Ok(found) = Store::open_to_read(&other.path, &session.waiting(&other))
            && found.id() == wanted
        {
            return Ok((found, other));
        }
    }
    Ok((store, place))
}

fn write(args: &Finish, session: &Session<'_>, input: &Input, done: &Finished) -> anyhow::Result<Option<String>> {
    let Some(translation) = &done.translation else { return Ok(None) };
    let ui = session.globals.ui;
    let path = match &args.output {
        Some(Output::Stdout) => {
            if translation.form.is_document() && Stream::Stdout.is_terminal() {
                return Err(anyhow::anyhow!("{}", say(ui, "finish.binary", &[])))
                    .with_hint(|| say(ui, "finish.binary.hint", &[]));
            }
            let mut out = screen::out();
            out.write_all(&translation.bytes)?;
            out.finish()?;
            return Ok(None);
        }
        Some(Output::File(path)) => path.clone(),
        None => {
            let extension = extension(translation, &done.draft.file);
            session::beside(input, &format!("{}.{}.{extension}", session::stem(&done.draft.file), done.draft.direction.to))
        }
    };
    let ui = session.globals.ui;
    let flag = Session::memory_flag(session.globals) + if args.partial { " --partial" } else { "" };
    let typed = input.to_string();
    let values: [(&str, &dyn Display); 2] = [("flag", &flag), ("file", &screen::typed(&typed))];
    let written = write_beside(&path, &translation.bytes)
        .with_context(|| say(ui, "finish.unwritable", &[("path", &path.display())]))
        .with_hint(|| say(ui, "finish.unwritable.hint", &values))?;
    Ok(Some(written.path.display().to_string()))
}

/// The extension of the translation's file: of a document that of the article, so that one with macros or a template is what
/// it says it is.
fn extension(translation: &Translation, article: &str) -> String {
    let theirs = article.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let fits = match translation.form {
        Form::Docx => matches!(&*theirs, "docx" | "docm" | "dotx" | "dotm"),
        Form::Odt => matches!(&*theirs, "odt" | "ott"),
        _ => false,
    };
    if fits { theirs } else { translation.form.extension().to_owned() }
}

/// Open segments are listed up to here.
const LISTED: usize = 12;
/// How much of an open segment's source is shown.
const SHOWN: usize = 60;

fn told(input: &Input, done: &Finished, returned: &Returned, output: Option<&str>, args: &Finish, globals: &Globals) -> String {
    let ui = globals.ui;
    let count = |outcome| done.count(outcome);
    let values: [(&str, &dyn Display); 5] = [
        ("file", &input),
        ("confirmed", &count(Outcome::Confirmed)),
        ("edited", &count(Outcome::Edited)),
        ("cleared", &count(Outcome::Cleared)),
        ("unchanged", &count(Outcome::Unchanged)),
    ];
    let mut out = say(ui, "finish.rows", &values) + "\n";
    for row in &done.rows {
        let key = match row.outcome {
            Outcome::Conflict => "finish.conflict",
            Outcome::SourceChanged => "finish.source-changed",
            Outcome::Duplicate => "finish.duplicate",
            Outcome::Unknown => "finish.unknown",
            Outcome::Missing => "finish.no-row",
            _ => continue,
        };
        let n = row.n.map_or_else(|| "?".to_owned(), |n| n.to_string());
        let _ = writeln!(out, "  {}", say(ui, key, &[("n", &n), ("line", &row.line), ("text", &row.text)]));
    }
    for problem in &returned.problems {
        let _ = writeln!(out, "  {}", told_problem(problem, ui));
    }
    for (n, tags) in &done.lost_tags {
        let tags: Vec<String> = tags.iter().map(|t| format!("<{t}>")).collect();
        let _ = writeln!(out, "  {}", say(ui, "finish.lost-tags", &[("n", n), ("tags", &tags.join(" "))]));
    }
    for (n, tags) in &done.unknown_tags {
        let tags: Vec<String> = tags.iter().map(|t| format!("<{t}>")).collect();
        let _ = writeln!(out, "  {}", say(ui, "finish.unknown-tags", &[("n", n), ("tags", &tags.join(" "))]));
    }
    if let Some(batch) = done.batch {
        let _ = writeln!(out, "{}", say(ui, "finish.batch", &[("batch", &batch), ("flag", &Session::memory_flag(globals))]));
    }
    if done.relearnt > 0 {
        let _ = writeln!(out, "{}", say(ui, "finish.relearnt", &[("count", &done.relearnt)]));
    }
    out.push_str(&repetitions(done, ui));
    if let Some(newer) = &done.newer {
        let values: [(&str, &dyn Display); 3] =
            [("name", newer), ("file", &screen::typed(&done.draft.file)), ("flag", &Session::memory_flag(globals))];
        let _ = writeln!(out, "{}", say(ui, "finish.newer", &values));
    }
    if !done.open.is_empty() {
        let key = if args.partial { "finish.open.partial" } else { "finish.open" };
        let _ = writeln!(out, "{}", say(ui, key, &[("count", &done.open.len())]));
        for n in done.open.iter().take(LISTED) {
            let source = done.draft.segments.iter().find(|s| s.segment.n == *n).map_or("", |s| s.segment.shown());
            let short: String = source.chars().take(SHOWN).collect();
            let more = if source.chars().count() > SHOWN { "…" } else { "" };
            let _ = writeln!(out, "  #{n} {short}{more}");
        }
        if done.open.len() > LISTED {
            let _ = writeln!(out, "  {}", say(ui, "import.more", &[("count", &(done.open.len() - LISTED))]));
        }
    }
    match done.translation.as_ref().and_then(|t| t.fallback.as_ref()) {
        Some(Fallback::NotKept) => {
            let _ = writeln!(out, "{}", say(ui, "finish.fallback.not-kept", &[]));
        }
        Some(Fallback::NotWritten(error)) => {
            let why = errors::not_rebuilt(error, ui);
            let _ = writeln!(out, "{}", say(ui, "finish.fallback.not-written", &[("why", &why)]));
        }
        None => {}
    }
    match output {
        Some(path) => {
            let _ = writeln!(out, "{}", say(ui, "finish.written", &[("path", &path)]));
        }
        None if args.dry_run => {
            let _ = writeln!(out, "{}", say(ui, "dry-run", &[]));
        }
        None => {}
    }
    screen::clean_lines(&out).into_owned()
}

/// What was filled in from repetitions, and what was not because their targets differ.
fn repetitions(done: &Finished, ui: Ui) -> String {
    let mut out = String::new();
    if done.propagated > 0 {
        let _ = writeln!(out, "{}", say(ui, "finish.propagated", &[("count", &done.propagated)]));
    }
    for differing in &done.differing {
        let named = |at: &SegmentRef| match &at.draft {
            None => format!("#{}", at.n),
            Some(draft) => format!("{draft} #{}", at.n),
        };
        let finished: Vec<String> = differing.finished.iter().map(named).collect();
        let open: Vec<String> = differing.open.iter().map(|n| format!("#{n}")).collect();
        let values: [(&str, &dyn Display); 2] = [("finished", &finished.join(", ")), ("open", &open.join(", "))];
        let _ = writeln!(out, "  {}", say(ui, "finish.differing", &values));
    }
    out
}

fn told_problem(problem: &Problem, ui: Ui) -> String {
    let reason = errors::phrase(&problem.reason, ui);
    match problem.line.or(problem.unit) {
        Some(row) => say(ui, "finish.problem", &[("line", &row), ("reason", &reason)]),
        None => reason,
    }
}

fn json(done: &Finished, output: Option<&str>) -> String {
    let count = |outcome| done.count(outcome);
    serde_json::json!({
        "draft": done.draft.name,
        "unchanged": count(Outcome::Unchanged),
        "edited": count(Outcome::Edited),
        "confirmed": count(Outcome::Confirmed),
        "cleared": count(Outcome::Cleared),
        "conflict": count(Outcome::Conflict),
        "source_changed": count(Outcome::SourceChanged),
        "duplicate": count(Outcome::Duplicate),
        "no_row": done.rows.iter().filter(|r| r.outcome == Outcome::Missing).filter_map(|r| r.n).collect::<Vec<_>>(),
        "missing": done.open,
        "unknown": count(Outcome::Unknown),
        "learnt_again": done.relearnt,
        "propagated": done.propagated,
        "differing": done.differing,
        "newer": done.newer,
        "batch": done.batch,
        "output": output,
    })
    .to_string()
}
