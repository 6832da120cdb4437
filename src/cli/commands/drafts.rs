//! `padan drafts`: the stored drafts, listed, shown, put away and brought back.

use std::fmt::{Display, Write as _};
use std::io::{BufRead as _, IsTerminal as _};

use padan::exchange::draft::state_name;
use padan::memory::{DraftRow, Store};
use padan::model::{Draft, DraftSegment, LineDecision, OriginKind, Previous};
use padan::project::drafting::{self, BY_HAND};
use padan::project::named;
use padan::text::wording::{Ui, find, say};
use serde_json::{Value, json};

use crate::cli::args::Drafts;
use crate::cli::screen::{Align, Screen};
use crate::cli::session::Session;
use crate::cli::{Exit, Globals, WithHint as _, screen};

pub(super) fn run(args: &Drafts, globals: &Globals) -> anyhow::Result<Exit> {
    let session = Session::start(globals)?;
    let (mut store, _) = session.open_to_read()?;
    match args {
        Drafts::List { deleted, json } => list(&store, *deleted, *json, globals.ui),
        Drafts::Show { draft, all, json } => show(&store, draft, (*all, *json), globals),
        Drafts::Delete { drafts, yes, dry_run, json } => delete(&mut store, drafts, (*yes, *dry_run, *json), &session),
        Drafts::Restore { drafts, dry_run, json } => restore(&mut store, drafts, (*dry_run, *json), globals.ui),
    }
}

/// How far a draft is: segments and words of their sources.
#[derive(Default)]
struct Progress {
    done: usize,
    open: usize,
    words_done: usize,
    words_open: usize,
    /// Whether it has been worked on and is not finished, or holds work that is in no memory.
    at_stake: bool,
}

impl Progress {
    fn of(draft: &Draft) -> Progress {
        let mut out = Progress::default();
        for s in &draft.segments {
            let words = drafting::words(&s.segment);
            let (segments, counted) =
                if s.is_settled() { (&mut out.done, &mut out.words_done) } else { (&mut out.open, &mut out.words_open) };
            *segments += 1;
            *counted += words;
            out.at_stake |= s.has_work() && !s.state.is_finished();
        }
        out.at_stake |= out.open > 0 && draft.segments.iter().any(DraftSegment::has_work);
        out
    }
}

fn moment(at: &str) -> String {
    at.get(..16).map_or_else(|| at.to_owned(), |at| at.replace('T', " "))
}

fn direction(row: &DraftRow) -> String {
    format!("{}→{}", row.direction.from, row.direction.to)
}

fn name_of(rows: &[DraftRow], id: Option<i64>) -> Option<&str> {
    id.and_then(|id| rows.iter().find(|r| r.id == id)).map(|r| r.name.as_str())
}

/// What is listed of a draft, for another program.
fn row_json(row: &DraftRow, progress: &Progress, all: &[DraftRow]) -> Value {
    json!({ "draft": row.name, "n": row.id, "file": row.file, "from": row.direction.from, "to": row.direction.to,
        "segments": row.segments, "done": progress.done, "open": progress.open, "words_done": progress.words_done,
        "words_open": progress.words_open, "at": row.at, "changed": row.changed, "version_of": name_of(all, row.version_of),
        "finished": row.finished, "deleted": row.deleted })
}

fn list(store: &Store, deleted: bool, as_json: bool, ui: Ui) -> anyhow::Result<Exit> {
    let (here, away) = (store.find_drafts()?, store.deleted_drafts()?);
    let all: Vec<DraftRow> = here.iter().chain(&away).cloned().collect();
    let rows = if deleted { &away } else { &here };
    let mut progress = Vec::new();
    for row in rows {
        progress.push(Progress::of(&store.outline_draft(row.id)?));
    }
    let out = match (rows.is_empty(), as_json) {
        (_, true) => rows.iter().zip(&progress).map(|(r, p)| row_json(r, p, &all).to_string() + "\n").collect(),
        (true, false) => say(ui, if deleted { "drafts.none-deleted" } else { "drafts.none" }, &[]) + "\n",
        (false, false) => {
            let cells: Vec<Vec<String>> = rows.iter().zip(&progress).map(|(r, p)| cells(r, p, &all, ui)).collect();
            let [l, r] = [Align::Left, Align::Right];
            screen::table(&cells, &[r, l, l, l, r, l, l, l])
        }
    };
    screen::print(&out)?;
    Ok(Exit::Done)
}

fn cells(row: &DraftRow, p: &Progress, all: &[DraftRow], ui: Ui) -> Vec<String> {
    let to_do = if p.open > 0 { say(ui, "drafts.to-do", &[("words", &p.words_open)]) } else { say(ui, "drafts.all-done", &[]) };
    let version = name_of(all, row.version_of).map(|name| say(ui, "drafts.version-of", &[("name", &screen::clean(name))]));
    vec![
        row.id.to_string(),
        screen::clean(&row.name).into_owned(),
        screen::clean(&row.file).into_owned(),
        direction(row),
        format!("{}/{}", p.done, p.done + p.open),
        to_do,
        moment(&row.changed),
        version.unwrap_or_default(),
    ]
}

fn show(store: &Store, asked: &str, (all, as_json): (bool, bool), globals: &Globals) -> anyhow::Result<Exit> {
    let rows = store.find_drafts()?;
    let row = named::find(&rows, asked)?;
    let draft = store.load_draft(row.id)?;
    let progress = Progress::of(&draft);
    if as_json {
        let mut out = row_json(row, &progress, &rows).to_string() + "\n";
        for s in &draft.segments {
            let _ = writeln!(out, "{}", serde_json::to_string(s)?);
        }
        for line in draft.lines.iter().filter(|l| all && !l.keep) {
            let _ = writeln!(out, "{}", serde_json::to_string(line)?);
        }
        screen::print(&out)?;
        return Ok(Exit::Done);
    }
    let ui = globals.ui;
    let page = Page { ui, screen: Screen::of(globals) };
    let values: [(&str, &dyn Display); 10] = [
        ("n", &row.id),
        ("name", &row.name),
        ("file", &row.file),
        ("direction", &direction(row)),
        ("at", &moment(&row.at)),
        ("changed", &moment(&row.changed)),
        ("done", &progress.done),
        ("segments", &draft.segments.len()),
        ("words", &progress.words_done),
        ("all", &(progress.words_done + progress.words_open)),
    ];
    let mut out = screen::wrap(&screen::clean_lines(&say(ui, "drafts.head", &values)), page.screen.width, 0) + "\n";
    if let Some(name) = name_of(&rows, row.version_of) {
        let _ = writeln!(out, "{}", screen::clean(&say(ui, "drafts.version-of", &[("name", &name)])));
    }
    let mut left_out = draft.lines.iter().filter(|l| all && !l.keep).peekable();
    for s in &draft.segments {
        while let Some(line) = left_out.next_if(|l| l.line < s.segment.line) {
            page.line(&mut out, line);
        }
        page.segment(&mut out, s);
    }
    left_out.for_each(|line| page.line(&mut out, line));
    let away = draft.lines.iter().filter(|l| !l.keep);
    let example = away.clone().max_by_key(|l| l.text.chars().count());
    if let Some(example) = example {
        out.push('\n');
        let count = away.count();
        let values: [(&str, &dyn Display); 4] = [
            ("count", &count),
            ("file", &screen::typed(&draft.file)),
            ("line", &example.line),
            ("flag", &Session::memory_flag(globals)),
        ];
        let text = say(ui, if all { "drafts.bring-back" } else { "drafts.left-out" }, &values);
        out.push_str(&screen::wrap(&text, page.screen.width, 0));
        out.push('\n');
    }
    screen::print(&out)?;
    Ok(Exit::Done)
}

/// A draft for a person, as wide as the screen.
struct Page {
    ui: Ui,
    screen: Screen,
}

/// Where the texts of a segment begin.
const INDENT: usize = 6;

impl Page {
    fn put(&self, out: &mut String, mark: &str, text: &str) {
        let text = screen::clean(text);
        let wrapped = screen::wrap(&text, self.screen.width, INDENT);
        // The mark stands in the room before the first line.
        let first = wrapped.get(INDENT..).unwrap_or_default();
        let _ = writeln!(out, "{mark:>width$} {first}", width = INDENT - 1);
    }

    fn segment(&self, out: &mut String, s: &DraftSegment) {
        let mut head = vec![state_name(self.ui, s.state).to_owned()];
        head.extend(self.origin(s));
        let _ = writeln!(out, "\n{:>5} {}", s.segment.n, self.screen.bold(&screen::clean(&head.join(" · "))));
        self.put(out, "", s.segment.shown());
        if !s.target.is_empty() {
            self.put(out, "→", &s.target);
        }
        if let Some(best) = s.matches.first() {
            for flag in &best.flags {
                let guard = find(self.ui, &format!("guard.{}", flag.guard.as_str())).unwrap_or(flag.guard.as_str());
                self.put(out, "!", &format!("{guard}: {}", flag.note));
            }
        }
        if !s.note.is_empty() {
            self.put(out, "", &format!("{}: {}", say(self.ui, "draftfile.column.note", &[]), s.note));
        }
        if let Some(previous) = &s.previous {
            self.before(out, previous);
        }
    }

    /// Where the text came from, and the best match.
    fn origin(&self, s: &DraftSegment) -> Vec<String> {
        let kind = |kind: OriginKind, score: Option<u8>, memory: Option<&str>| {
            let name = serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(|k| format!("kind.{k}"))).unwrap_or_default();
            let mut text = find(self.ui, &name).unwrap_or_default().to_owned();
            for part in score.map(|s| s.to_string()).into_iter().chain(memory.map(str::to_owned)) {
                let _ = write!(text, " {part}");
            }
            text
        };
        let mut out = Vec::new();
        if let Some(o) = &s.origin {
            out.push(kind(o.kind, o.score, o.memory.as_deref()));
        }
        let open = !s.state.is_finished();
        let best = s
            .matches
            .first()
            .filter(|m| open && s.origin.as_ref().is_none_or(|o| o.kind != OriginKind::Copied && o.uid != Some(m.uid)));
        if let Some(best) = best {
            let best = kind(best.kind.into(), Some(best.score), Some(&best.memory));
            out.push(say(self.ui, "drafts.best", &[("match", &best)]));
        }
        out
    }

    fn before(&self, out: &mut String, previous: &Previous) {
        let values: [(&str, &dyn Display); 2] = [("n", &previous.n), ("state", &state_name(self.ui, previous.state))];
        let plain = Screen { color: false, ..self.screen };
        let diff = plain.diff(&previous.diff);
        self.put(out, "", &format!("{}: {diff}", say(self.ui, "draftfile.before", &values)));
        let mut here = Some(previous);
        while let Some(p) = here {
            if !p.target.is_empty() {
                self.put(out, "(→)", &p.target);
            }
            here = p.earlier.as_deref();
        }
    }

    fn line(&self, out: &mut String, line: &LineDecision) {
        let key = if line.reason.starts_with(BY_HAND) { "drafts.line-by-hand" } else { "drafts.line" };
        let _ = writeln!(out, "\n{}", self.screen.dim(&say(self.ui, key, &[("line", &line.line), ("reason", &line.reason)])));
        self.put(out, "-", &line.text);
    }
}

fn delete(
    store: &mut Store,
    asked: &[String],
    (yes, dry_run, as_json): (bool, bool, bool),
    session: &Session<'_>,
) -> anyhow::Result<Exit> {
    let ui = session.globals.ui;
    let rows = store.find_drafts()?;
    let chosen = chosen(&rows, asked)?;
    let mut unfinished = Vec::new();
    for row in &chosen {
        let progress = Progress::of(&store.outline_draft(row.id)?);
        if progress.at_stake {
            let values: [(&str, &dyn Display); 3] = [("name", &row.name), ("open", &progress.open), ("done", &progress.done)];
            unfinished.push(say(ui, "drafts.unfinished", &values));
        }
    }
    if !unfinished.is_empty() && !yes && !dry_run && !agreed(&unfinished, ui)? {
        screen::note(&say(ui, "drafts.not-deleted", &[]));
        return Ok(Exit::Failed);
    }
    let key = if dry_run { "drafts.would-delete" } else { "drafts.deleted" };
    let mut out = String::new();
    for row in chosen {
        if !dry_run {
            store.delete_draft(row.id, &session.moment.at)?;
        }
        if as_json {
            let _ = writeln!(out, "{}", moved(row, !dry_run));
            continue;
        }
        let _ = writeln!(
            out,
            "{}",
            say(ui, key, &[("name", &screen::typed(&row.name)), ("flag", &Session::memory_flag(session.globals))])
        );
    }
    if !as_json {
        out.push_str(&say(ui, if dry_run { "dry-run" } else { "drafts.deleted.kept" }, &[]));
        out.push('\n');
    }
    screen::print(&screen::clean_lines(&out))?;
    Ok(Exit::Done)
}

/// Asks whether unfinished drafts may go; where nobody can answer, that is a failure.
fn agreed(unfinished: &[String], ui: Ui) -> anyhow::Result<bool> {
    let told = unfinished.join("; ");
    if !std::io::stdin().is_terminal() {
        return Err(anyhow::anyhow!("{told}")).with_hint(|| say(ui, "drafts.unfinished.hint", &[]));
    }
    screen::note_lines(&format!("{}\n{} ", screen::clean_lines(&told), say(ui, "drafts.ask", &[])));
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "ya"))
}

/// The drafts that are asked for, each once; all are looked for before anything is done.
fn chosen<'r>(rows: &'r [DraftRow], asked: &[String]) -> anyhow::Result<Vec<&'r DraftRow>> {
    let mut out: Vec<&DraftRow> = Vec::new();
    for name in asked {
        let row = named::find(rows, name)?;
        if out.iter().all(|r| r.id != row.id) {
            out.push(row);
        }
    }
    Ok(out)
}

/// A draft that was put away or brought back, for another program; `deleted` says where it is now.
fn moved(row: &DraftRow, deleted: bool) -> Value {
    json!({ "draft": row.name, "n": row.id, "file": row.file, "deleted": deleted })
}

fn restore(store: &mut Store, asked: &[String], (dry_run, as_json): (bool, bool), ui: Ui) -> anyhow::Result<Exit> {
    let rows = store.deleted_drafts()?;
    let key = if dry_run { "drafts.would-restore" } else { "drafts.restored" };
    let mut out = String::new();
    for row in chosen(&rows, asked).with_hint(|| say(ui, "drafts.restore.hint", &[]))? {
        if !dry_run {
            store.restore_draft(row.id)?;
        }
        if as_json {
            let _ = writeln!(out, "{}", moved(row, dry_run));
            continue;
        }
        let _ = writeln!(out, "{}", say(ui, key, &[("name", &row.name)]));
    }
    if dry_run && !as_json {
        out.push_str(&say(ui, "dry-run", &[]));
        out.push('\n');
    }
    screen::print(&screen::clean_lines(&out))?;
    Ok(Exit::Done)
}
