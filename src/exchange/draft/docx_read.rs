//! A Word document that came back: rows known by the code in their first cell, whatever was done to the document.

use std::collections::{HashMap, HashSet};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::docx_body::{self, BodyRow, Cell, attribute, reference};
use super::docx_parts::{DRAFT_PROPERTY, MEMORY_PROPERTY};
use super::docx_table::HEADINGS;
use super::{DraftReadError, Identity, Returned, ReturnedRow, Tracked, docx_package, parse_state};
use crate::model::{Problem, ProblemKind};
use crate::text::Ui;
use crate::text::wording::text;

/// Returns what stands in the document.
///
/// # Errors
/// See [`super::read`].
pub(super) fn read(bytes: &[u8], name: &str) -> Result<Returned, DraftReadError> {
    let package = docx_package::open(bytes, name)?;
    let damaged = |part: &str| {
        let part = part.to_owned();
        let name = name.to_owned();
        move |reason: String| DraftReadError::Damaged { name, part, reason }
    };
    let body = docx_body::rows(&package.document).map_err(damaged("the document"))?;
    let mut problems = Vec::new();
    let comments = package.comments.as_deref().map(comments).unwrap_or_default();
    let draft = identity_of(&package);
    // A table without a single code is none of ours: something the translator put in.
    let ours: HashSet<usize> = body.iter().filter(|r| !codes(r).is_empty()).map(|r| r.table).collect();
    let mut rows = Vec::new();
    for (at, row) in body.iter().enumerate().filter(|(_, r)| ours.contains(&r.table)) {
        returned_rows(row, at + 1, draft.as_ref(), &comments, &mut rows, &mut problems);
    }
    if rows.is_empty() {
        let reason = "no table row has a code such as s0012 · a1b2c3 in its first cell";
        return Err(DraftReadError::NoRows { name: name.to_owned(), reason });
    }
    let (memory_id, draft) = draft.unzip();
    Ok(Returned { memory_id, draft, rows, problems })
}

/// Whether the bytes are a Word document that says which draft it is.
pub(super) fn is_draft(bytes: &[u8]) -> bool {
    docx_package::open(bytes, "").is_ok_and(|package| identity_of(&package).is_some())
}

/// Which draft of which memory the document is: by its properties, else by its footers.
fn identity_of(package: &docx_package::Package) -> Option<(String, i64)> {
    let named = package.properties.as_deref().and_then(identity_in_properties);
    named.or_else(|| package.footers.iter().find_map(|f| Identity::draft_in(&all_text(f))))
}

fn codes(row: &BodyRow) -> Vec<Identity> {
    let Some((cell, _)) = row.at(0) else { return Vec::new() };
    let found = Identity::find_short(&cell.after);
    // A row somebody deleted with tracked changes still names itself.
    if found.is_empty() { Identity::find_short(&cell.before) } else { found }
}

fn returned_rows(
    row: &BodyRow,
    line: usize,
    draft: Option<&(String, i64)>,
    comments: &HashMap<String, String>,
    rows: &mut Vec<ReturnedRow>,
    problems: &mut Vec<Problem>,
) {
    let problem =
        |what, tuid: Option<String>, reason: String| Problem { what, line: Some(line as u64), unit: None, tuid, reason };
    let ids = codes(row);
    let Some((target, spans)) = row.at(2) else {
        let tuid = ids.first().map(ToString::to_string);
        problems.push(problem(ProblemKind::Refused, tuid, "the row has no translation column".to_owned()));
        return;
    };
    let found = |column: usize| row.at(column).filter(|&(_, spans)| !spans).map(|(cell, _)| cell);
    if ids.is_empty() {
        let split = !row.header && !is_heading(target) && !target.after.trim().is_empty();
        if split {
            problems.push(problem(
                ProblemKind::Refused,
                None,
                "the row has a translation and no code in its first cell".to_owned(),
            ));
            rows.push(ReturnedRow { target: cell_text(target), merged: true, line, ..ReturnedRow::default() });
        }
        return;
    }
    let merged = ids.len() > 1 || spans || row.cells.iter().take(3).any(|c| c.merged);
    for (at, id) in ids.into_iter().enumerate() {
        let full = Identity { draft: draft.cloned(), ..id };
        let first = at == 0;
        let status = found(4).map(|c| c.after.trim()).unwrap_or_default();
        let state = parse_state(status);
        if state.is_none() && !status.is_empty() && first {
            let reason = format!("“{status}” is no status; it was not taken");
            problems.push(problem(ProblemKind::Skipped, Some(full.to_string()), reason));
        }
        let tracked = target.tracked && first;
        rows.push(ReturnedRow {
            id: full.to_string(),
            n: Some(full.n),
            source_hash: Some(full.hash),
            source: found(1).map(cell_text),
            target: if first { cell_text(target) } else { String::new() },
            status: state,
            note: Some(note(row, found(5), comments)),
            tracked: tracked.then(|| Tracked {
                author: target.authors.join(", "),
                before: target.before.clone(),
                after: target.after.clone(),
            }),
            merged,
            line,
        });
    }
}

/// A cell with nothing but white space is empty: word processors leave spaces behind.
fn cell_text(cell: &Cell) -> String {
    if cell.after.trim().is_empty() { String::new() } else { cell.after.clone() }
}

/// The note and the comments on any cell of the row, one a line, each with its author.
fn note(row: &BodyRow, cell: Option<&Cell>, comments: &HashMap<String, String>) -> String {
    let mut lines: Vec<String> = cell.map(cell_text).into_iter().filter(|n| !n.is_empty()).collect();
    let ids = row.cells.iter().flat_map(|c| &c.comments);
    lines.extend(ids.filter_map(|id| comments.get(id)).filter(|c| !c.is_empty()).cloned());
    lines.join("\n")
}

fn is_heading(cell: &Cell) -> bool {
    [Ui::En, Ui::Id].into_iter().any(|ui| text(ui, HEADINGS[2]).eq_ignore_ascii_case(cell.after.trim()))
}

/// The comments by their ids, as `author: text`.
fn comments(xml: &str) -> HashMap<String, String> {
    let mut out = HashMap::new();
    let mut current: Option<(String, String, String)> = None;
    walk(xml, |event, piece| match event {
        Step::Start(e) if e.local_name().as_ref() == "comment" => {
            current = attribute(e, "id").map(|id| (id, attribute(e, "author").unwrap_or_default(), String::new()));
        }
        Step::Start(e) if e.local_name().as_ref() == "p" => {
            if let Some((_, _, text)) = current.as_mut().filter(|(_, _, t)| !t.is_empty()) {
                text.push(' ');
            }
        }
        Step::End("comment") => {
            if let Some((id, author, text)) = current.take() {
                let text = text.trim();
                let line = if author.is_empty() || text.is_empty() { text.to_owned() } else { format!("{author}: {text}") };
                out.insert(id, line);
            }
        }
        Step::Text => {
            if let Some((_, _, text)) = &mut current {
                text.push_str(piece);
            }
        }
        Step::Start(_) | Step::End(_) => {}
    });
    out
}

fn identity_in_properties(xml: &str) -> Option<(String, i64)> {
    let mut values: HashMap<String, String> = HashMap::new();
    let mut name = None;
    walk(xml, |event, piece| match event {
        Step::Start(e) if e.local_name().as_ref() == "property" => name = attribute(e, "name"),
        Step::Text => {
            if let Some(name) = &name {
                values.entry(name.clone()).or_default().push_str(piece);
            }
        }
        Step::Start(_) | Step::End(_) => {}
    });
    let memory = values.get(MEMORY_PROPERTY)?.trim();
    let draft = values.get(DRAFT_PROPERTY)?.trim().parse().ok()?;
    (!memory.is_empty()).then(|| (memory.to_owned(), draft))
}

/// All text of a part, a space for each tab.
fn all_text(xml: &str) -> String {
    let mut out = String::new();
    walk(xml, |event, piece| match event {
        Step::Text => out.push_str(piece),
        Step::Start(e) if e.local_name().as_ref() == "tab" => out.push(' '),
        Step::Start(_) | Step::End(_) => {}
    });
    out
}

enum Step<'a> {
    Start(&'a quick_xml::events::BytesStart<'a>),
    End(&'a str),
    Text,
}

/// Walks a side part to its end, or to where it is damaged: comments and properties are worth having, not worth failing for.
fn walk(xml: &str, mut step: impl FnMut(Step<'_>, &str)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(e)) => step(Step::Start(&e), ""),
            Ok(Event::Empty(e)) => {
                step(Step::Start(&e), "");
                step(Step::End(e.local_name().as_ref()), "");
            }
            Ok(Event::End(e)) => step(Step::End(e.local_name().as_ref()), ""),
            Ok(Event::Text(t)) => step(Step::Text, &t.xml10_content()),
            Ok(Event::CData(t)) => step(Step::Text, &t.xml10_content()),
            Ok(Event::GeneralRef(r)) => step(Step::Text, &reference(&r).unwrap_or_default()),
            Ok(Event::DocType(_) | Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}
