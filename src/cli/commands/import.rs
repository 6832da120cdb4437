//! `padan import`: past work into the memory.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Cursor, Read};

use padan::exchange::{Asked, ReadOptions};
use padan::memory::{self, Store};
use padan::project::import::{ImportError, ImportOptions, ImportReport, import};
use padan::text::wording::{Ui, say};

use crate::cli::args::{Differing, Import, Input, Languages};
use crate::cli::progress::Progress;
use crate::cli::session::{self, Session};
use crate::cli::{Exit, Globals, errors, screen};

/// How many problems of a file are shown to a person.
const SHOWN: usize = 12;

pub(super) fn run(args: &Import, globals: &Globals) -> anyhow::Result<Exit> {
    let session = Session::start(globals)?;
    let (_scratch, mut store, place) = session.open_for(args.dry_run)?;
    let options = ImportOptions {
        read: ReadOptions { asked: asked(args.langs.as_ref(), &session)?, unconfirmed: args.unconfirmed },
        differing: match args.differing {
            Differing::Add => memory::Differing::Add,
            Differing::Newest => memory::Differing::Newest,
            Differing::Replace => memory::Differing::Replace,
            Differing::Keep => memory::Differing::Keep,
        },
        dry_run: args.dry_run,
    };
    let (mut failed, mut refused) = (0, 0);
    let mut reports = Vec::new();
    for input in &args.files {
        let name = input.to_string();
        let result = one(&mut store, input, &name, &options, &session);
        let report = match result {
            Ok(report) => report,
            Err(ImportError::Store(error)) => {
                return Err(error.into());
            }
            Err(error) => {
                failed += 1;
                let reason = match &error {
                    ImportError::Unreadable(failure) => failure.reason.say(globals.ui),
                    other => errors::of(other, globals.ui),
                };
                let report = error.report(&name, reason);
                if !args.json {
                    crate::cli::failed(&anyhow::Error::new(error).context(name), globals.ui, globals.color);
                }
                report
            }
        };
        refused += report.tally.refused();
        if args.json {
            screen::print(&format!("{}\n", serde_json::to_string(&report)?))?;
        } else if !report.failed() {
            screen::print(&told(&report, globals, args.dry_run, &place.name))?;
        }
        reports.push(report);
    }
    if !args.json && reports.len() > 1 && failed < reports.len() {
        screen::print(&summary(&reports, globals.ui))?;
    }
    Ok(if failed == args.files.len() { Exit::Failed } else { Exit::attention_if(failed > 0 || refused > 0) })
}

fn one(
    store: &mut Store,
    input: &Input,
    name: &str,
    options: &ImportOptions,
    session: &Session<'_>,
) -> Result<ImportReport, ImportError> {
    let by = (&session.moment, session.author(), session.globals.ui);
    match input {
        Input::Stdin => {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes)?;
            import(store, name, || Ok(Cursor::new(&bytes)), options, by, &mut |_| {})
        }
        Input::File(path) => {
            let size = std::fs::metadata(path)?.len();
            let progress = Progress::bytes(session.globals, &session::file_name(input), size);
            let report = import(store, name, || File::open(path), options, by, &mut |n| progress.at(n));
            progress.done();
            report
        }
    }
}

fn asked(langs: Option<&Asked>, session: &Session<'_>) -> anyhow::Result<Asked> {
    if let Some(asked) = langs {
        return Ok(asked.clone());
    }
    let direction = session.direction(Languages::default());
    Ok(Asked::parse(&format!("{},{}", direction.from, direction.to))?)
}

/// What an import did, for a person.
fn told(report: &ImportReport, globals: &Globals, dry_run: bool, memory: &str) -> String {
    let ui = globals.ui;
    let t = &report.tally;
    let mut out = String::new();
    let values: [(&str, &dyn std::fmt::Display); 7] = [
        ("file", &report.file),
        ("memory", &memory),
        ("seen", &t.seen()),
        ("added", &t.added()),
        ("duplicate", &t.duplicate()),
        ("skipped", &t.skipped()),
        ("refused", &t.refused()),
    ];
    out.push_str(&say(ui, "import.done", &values));
    if t.updated() > 0 {
        out.push_str(&say(ui, "import.updated", &[("updated", &t.updated())]));
    }
    out.push('\n');
    for (reason, count) in t.reasons() {
        let _ = writeln!(out, "  {}: {count}", reason_text(ui, reason));
    }
    for problem in report.problems.iter().take(SHOWN) {
        let line = problem.line.map(|n| say(ui, "import.line", &[("line", &n)])).unwrap_or_default();
        let tuid = problem.tuid.as_deref().map(|t| format!(" ({t})")).unwrap_or_default();
        let _ = writeln!(out, "  {line}{tuid}: {}", problem.reason);
    }
    if report.problems.len() > SHOWN {
        let _ = writeln!(out, "  {}", say(ui, "import.more", &[("count", &(report.problems.len() - SHOWN))]));
    }
    let last = match (report.batch, dry_run) {
        (Some(batch), _) => say(ui, "import.batch", &[("batch", &batch), ("flag", &Session::memory_flag(globals))]),
        (None, true) => say(ui, "dry-run", &[]),
        (None, false) => say(ui, "import.nothing-new", &[]),
    };
    let _ = writeln!(out, "  {last}");
    screen::clean_lines(&out).into_owned()
}

fn reason_text(ui: Ui, reason: &str) -> String {
    match reason {
        "language" => say(ui, "import.reason.language", &[]),
        "empty" => say(ui, "import.reason.empty", &[]),
        "same-language" => say(ui, "import.reason.same-language", &[]),
        "unconfirmed" => say(ui, "import.reason.unconfirmed", &[]),
        "differing" => say(ui, "import.reason.differing", &[]),
        other => other.to_owned(),
    }
}

fn summary(reports: &[ImportReport], ui: Ui) -> String {
    let sum = |f: fn(&padan::exchange::Tally) -> u64| reports.iter().map(|r| f(&r.tally)).sum::<u64>();
    let values: [(&str, &dyn std::fmt::Display); 5] = [
        ("files", &reports.len()),
        ("seen", &sum(padan::exchange::Tally::seen)),
        ("added", &sum(padan::exchange::Tally::added)),
        ("duplicate", &sum(padan::exchange::Tally::duplicate)),
        ("skipped", &sum(padan::exchange::Tally::skipped)),
    ];
    say(ui, "import.summary", &values) + "\n"
}
