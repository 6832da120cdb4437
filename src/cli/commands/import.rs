//! `padan import`: past work into the memory.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use padan::exchange::{Asked, ReadOptions};
use padan::memory::{self, Store};
use padan::model::{Problem, ProblemKind};
use padan::project::import::{ImportError, ImportOptions, ImportReport, Witness, import};
use padan::project::rejects::{Log, Rejects};
use padan::text::wording::{Ui, say};

use crate::cli::args::{Differing, Import, Input, Languages};
use crate::cli::progress::Progress;
use crate::cli::session::{self, Session};
use crate::cli::{Exit, Globals, errors, screen};

/// How many problems of a file are shown to a person.
const SHOWN: usize = 12;

pub(super) fn run(args: &Import, globals: &Globals) -> anyhow::Result<Exit> {
    let session = Session::start(globals)?;
    let mut options = ImportOptions {
        read: ReadOptions {
            asked: asked(args.langs.as_ref(), &session)?,
            unconfirmed: args.unconfirmed,
            ..ReadOptions::default()
        },
        differing: match args.differing {
            Differing::Add => memory::Differing::Add,
            Differing::Newest => memory::Differing::Newest,
            Differing::Replace => memory::Differing::Replace,
            Differing::Keep => memory::Differing::Keep,
        },
        dry_run: args.dry_run,
        strict: args.strict,
    };
    let named = |path: &Path| path.display().to_string();
    let mut written = Written {
        rejects: args.rejects.clone().map(|p| Rejects::new(p.clone()).with_context(|| named(&p))).transpose()?,
        log: args.log.as_deref().map(|p| Log::open(p).with_context(|| named(p))).transpose()?,
    };
    let mut stdin = Vec::new();
    if args.files.contains(&Input::Stdin) {
        io::stdin().lock().read_to_end(&mut stdin)?;
    }
    if args.strict && !args.dry_run {
        // All files are read before anything of one goes in.
        options.dry_run = true;
        let first = all(args, &stdin, &options, &session, &mut written, &mut |_, _| Ok(()))?;
        if first.failed > 0 || first.refused > 0 {
            for (report, failure) in &first.reports {
                show(report, failure.as_ref(), globals, args, &first.memory)?;
            }
            return end(&first, written, args, globals);
        }
        options.dry_run = false;
        // Each problem has been written down.
        if let Some(log) = written.log.take() {
            log.finish()?;
        }
    }
    let done = all(args, &stdin, &options, &session, &mut written, &mut |found, memory| {
        show(&found.0, found.1.as_ref(), globals, args, memory)
    })?;
    end(&done, written, args, globals)
}

/// What became of a file, and why it could not be read.
type Found = (ImportReport, Option<anyhow::Error>);

/// What became of all files.
struct Done {
    reports: Vec<Found>,
    failed: usize,
    refused: u64,
    /// The memory, by its name.
    memory: String,
}

/// Where refused units and problems are written.
struct Written {
    rejects: Option<Rejects>,
    log: Option<Log>,
}

/// Imports every file; `each` gets what became of one, and the name of the memory.
fn all(
    args: &Import,
    stdin: &[u8],
    options: &ImportOptions,
    session: &Session<'_>,
    written: &mut Written,
    each: &mut dyn FnMut(&Found, &str) -> anyhow::Result<()>,
) -> anyhow::Result<Done> {
    let ui = session.globals.ui;
    let (_scratch, mut store, place) = session.open_for(options.dry_run)?;
    let mut done = Done { reports: Vec::new(), failed: 0, refused: 0, memory: place.name };
    for input in &args.files {
        let name = input.to_string();
        let found = match one(&mut store, (input, &name, stdin), options, session, written) {
            Ok(report) => (report, None),
            Err(ImportError::Store(error)) => return Err(error.into()),
            Err(error) => {
                let reason = match &error {
                    ImportError::Unreadable(failure) => failure.reason.say(ui),
                    other => errors::of(other, ui),
                };
                let report = error.report(&name, reason);
                if let (Some(log), Some(problem)) = (&mut written.log, report.problems.first()) {
                    log.add(&name, problem)?;
                }
                (report, Some(anyhow::Error::new(error).context(name)))
            }
        };
        done.failed += usize::from(found.1.is_some());
        done.refused += found.0.tally.refused();
        each(&found, &done.memory)?;
        done.reports.push(found);
    }
    Ok(done)
}

fn show(
    report: &ImportReport,
    failure: Option<&anyhow::Error>,
    globals: &Globals,
    args: &Import,
    memory: &str,
) -> anyhow::Result<()> {
    if args.json {
        screen::print(&format!("{}\n", serde_json::to_string(report)?))?;
    } else if let Some(failure) = failure {
        crate::cli::failed(failure, globals.ui, globals.color);
    } else {
        screen::print(&told(report, globals, args, memory))?;
    }
    Ok(())
}

fn end(done: &Done, written: Written, args: &Import, globals: &Globals) -> anyhow::Result<Exit> {
    let all_failed = done.failed == done.reports.len();
    if !args.json && done.reports.len() > 1 && !all_failed {
        let reports: Vec<&ImportReport> = done.reports.iter().map(|(report, _)| report).collect();
        screen::print(&summary(&reports, globals.ui))?;
    }
    let named = |path: &Option<PathBuf>| path.as_ref().map(|p| p.display().to_string()).unwrap_or_default();
    if let Some(log) = written.log {
        log.finish().with_context(|| named(&args.log))?;
    }
    let rejects = written.rejects.map(Rejects::finish).transpose().with_context(|| named(&args.rejects))?;
    if let Some(path) = rejects.flatten()
        && !args.json
    {
        screen::print(&format!("{}\n", screen::clean(&say(globals.ui, "import.rejects", &[("path", &path.display())]))))?;
    }
    Ok(if all_failed { Exit::Failed } else { Exit::attention_if(done.failed > 0 || done.refused > 0) })
}

/// Shows how far an import is, and writes down what it finds.
struct Watch<'w> {
    file: &'w str,
    progress: Option<Progress>,
    written: &'w mut Written,
}

impl Witness for Watch<'_> {
    fn progress(&mut self, bytes: u64) {
        if let Some(progress) = &self.progress {
            progress.at(bytes);
        }
    }

    fn problem(&mut self, problem: &Problem, verbatim: Option<&str>) -> io::Result<()> {
        if let Some(log) = &mut self.written.log {
            log.add(self.file, problem)?;
        }
        match (&mut self.written.rejects, verbatim) {
            (Some(rejects), Some(unit)) if !unit.is_empty() => rejects.add(self.file, problem, unit),
            _ => Ok(()),
        }
    }
}

fn one(
    store: &mut Store,
    (input, name, stdin): (&Input, &str, &[u8]),
    options: &ImportOptions,
    session: &Session<'_>,
    written: &mut Written,
) -> Result<ImportReport, ImportError> {
    let by = (&session.moment, session.author(), session.globals.ui);
    match input {
        Input::Stdin => {
            import(store, name, || Ok(Cursor::new(stdin)), options, by, &mut Watch { file: name, progress: None, written })
        }
        Input::File(path) => {
            let size = std::fs::metadata(path)?.len();
            let progress = Some(Progress::bytes(session.globals, &session::file_name(input), size));
            let mut watch = Watch { file: name, progress, written };
            let report = import(store, name, || File::open(path), options, by, &mut watch);
            if let Some(progress) = watch.progress {
                progress.done();
            }
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
fn told(report: &ImportReport, globals: &Globals, args: &Import, memory: &str) -> String {
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
    if t.repaired() > 0 {
        out.push_str(&say(ui, "import.repaired", &[("repaired", &t.repaired())]));
    }
    out.push('\n');
    for (reason, count) in t.reasons() {
        let _ = writeln!(out, "  {}: {count}", reason_text(ui, reason));
    }
    // What was left out by a rule is told by its reasons.
    let shown = |kind: ProblemKind| report.problems.iter().filter(move |p| p.what == kind);
    let problems = shown(ProblemKind::Refused).chain(shown(ProblemKind::Repaired));
    let count = problems.clone().count();
    for problem in problems.take(SHOWN) {
        let line = problem.line.map(|n| say(ui, "import.line", &[("line", &n)])).unwrap_or_default();
        let tuid = problem.tuid.as_deref().map(|t| format!(" ({t})")).unwrap_or_default();
        let _ = writeln!(out, "  {line}{tuid}: {}", problem.reason);
    }
    if count > SHOWN {
        let _ = writeln!(out, "  {}", say(ui, "import.more", &[("count", &(count - SHOWN))]));
    }
    let last = match (report.batch, args.dry_run) {
        (None, false) if args.strict && t.refused() > 0 => say(ui, "import.strict", &[]),
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

fn summary(reports: &[&ImportReport], ui: Ui) -> String {
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
