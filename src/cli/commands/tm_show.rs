//! `padan tm show`: a unit, and everything that became of it.

use std::fmt::{Display, Write as _};

use anyhow::Context as _;
use padan::exchange::extra::{Extra, Marks};
use padan::memory::{LinkedUnit, Made, UnitHistory};
use padan::model::{Context, LangTag, Neighbour};
use padan::text::wording::{Ui, find, say};
use serde_json::{Value, json};

use crate::cli::args::UnitRef;
use crate::cli::session::Session;
use crate::cli::{Exit, WithHint as _, screen};

pub(super) fn run(session: &Session<'_>, unit: UnitRef, json: bool) -> anyhow::Result<Exit> {
    let (store, place) = session.open_existing(None)?;
    let ui = session.globals.ui;
    let snapshot = store.snapshot()?;
    let row = match unit {
        UnitRef::Row(row) => Some(row),
        UnitRef::Uid(uid) => snapshot.row_of(uid)?,
    };
    let history = row.map(|row| snapshot.history(row)).transpose()?.flatten();
    let history = history
        .with_context(|| say(ui, "tm.show.none", &[("unit", &unit), ("memory", &place.name)]))
        .with_hint(|| say(ui, "tm.show.none.hint", &[]))?;
    let text = if json { json_of(&history).to_string() + "\n" } else { screen::clean_lines(&told(&history, ui)).into_owned() };
    screen::print(&text)?;
    Ok(Exit::Done)
}

fn json_of(h: &UnitHistory) -> Value {
    let u = &h.unit;
    let side = |lang: &LangTag, text: &str, markup: &Option<String>| json!({ "lang": lang.lang.as_str(), "written": lang.written, "text": text, "markup": markup });
    let context = |c: &Context, side: &str| json!({ "side": side, "prev": c.prev.as_option(), "next": c.next.as_option(), "doc": c.doc, "ident": c.ident });
    let contexts: Vec<Value> =
        (u.contexts.iter().map(|c| context(c, "a"))).chain(u.contexts_from_b.iter().map(|c| context(c, "b"))).collect();
    let extra: Vec<Value> = u.extra.iter().filter_map(|e| serde_json::from_str(e).ok()).collect();
    let with = |made: &Made, more: Value| {
        let mut value = json!({ "batch": made.batch, "kind": made.kind.as_str(), "status": made.status.as_str(),
            "file": made.file, "at": made.at, "by": made.author });
        if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
            value.extend(more);
        }
        value
    };
    let facts: Vec<Value> = (h.facts.iter())
        .map(|f| {
            let more = json!({ "state": f.state.as_str(), "author": f.author, "changed": f.changed, "line": f.line, "tuid": f.tuid,
                "doc": f.doc, "used": f.used, "counts": f.counts });
            with(&f.made, more)
        })
        .collect();
    let ends: Vec<Value> =
        h.deaths.iter().map(|d| with(&d.made, json!({ "superseded_by": d.heir, "counts": d.counts }))).collect();
    let link =
        |l: &LinkedUnit| with(&l.made, json!({ "unit": l.id, "uid": l.uid, "a": l.a_text, "b": l.b_text, "live": l.live }));
    json!({
        "unit": u.id, "uid": u.uid, "live": h.live, "a": side(&u.a_lang, &u.a_text, &u.a_markup),
        "b": side(&u.b_lang, &u.b_text, &u.b_markup), "state": u.state.as_str(), "role": u.role.map(padan::model::Role::as_str),
        "author": u.author, "created": u.created.as_ref().map(padan::model::Stamp::as_str),
        "changed": u.changed.as_ref().map(padan::model::Stamp::as_str), "used": u.used, "contexts": contexts, "extra": extra,
        "facts": facts, "ends": ends, "earlier": h.earlier.iter().map(link).collect::<Vec<_>>(),
        "later": h.later.iter().map(link).collect::<Vec<_>>(),
    })
}

/// The name of a thing that has one in the table, else as it is.
fn named(ui: Ui, group: &str, name: &str) -> String {
    find(ui, &format!("{group}.{name}")).unwrap_or(name).to_owned()
}

/// A moment to the minute, as people read it.
fn minute(at: &str) -> String {
    at.get(..16).map_or_else(|| at.to_owned(), |at| at.replace('T', " "))
}

fn told(h: &UnitHistory, ui: Ui) -> String {
    let u = &h.unit;
    let title: [(&str, &dyn Display); 2] = [("unit", &u.id), ("uid", &u.uid)];
    let mut out = say(ui, "tm.show.title", &title) + "\n";
    for (lang, text, markup) in [(&u.a_lang, &u.a_text, &u.a_markup), (&u.b_lang, &u.b_text, &u.b_markup)] {
        let _ = writeln!(out, "  {}: {}", lang.written, screen::clean(markup.as_ref().unwrap_or(text)));
    }
    if !h.live {
        let _ = writeln!(out, "  {}", say(ui, "tm.show.gone", &[]));
    }
    let times = say(ui, "tm.show.times", &[("count", &u.used)]);
    let facts = [
        (say(ui, "tm.show.state", &[]), Some(named(ui, "unit", u.state.as_str()))),
        (say(ui, "tm.show.author", &[]), u.author.clone()),
        (say(ui, "tm.show.role", &[]), u.role.map(|r| named(ui, "role", r.as_str()))),
        (say(ui, "tm.show.created", &[]), u.created.as_ref().map(|s| minute(s.as_str()))),
        (say(ui, "tm.show.changed", &[]), u.changed.as_ref().map(|s| minute(s.as_str()))),
        (say(ui, "tm.show.used", &[]), (u.used > 0).then_some(times)),
    ];
    for (name, value) in facts.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        let _ = writeln!(out, "  {name}: {}", screen::clean(&value));
    }
    list(&mut out, &say(ui, "tm.show.contexts", &[]), u.contexts.iter().chain(&u.contexts_from_b).map(|c| place(c, ui)));
    let (notes, props) = said(&u.extra);
    list(&mut out, &say(ui, "tm.show.notes", &[]), notes.into_iter());
    list(&mut out, &say(ui, "tm.show.props", &[]), props.into_iter());
    list(&mut out, &say(ui, "tm.show.history", &[]), events(h, ui).into_iter());
    list(&mut out, &say(ui, "tm.show.earlier", &[]), h.earlier.iter().map(|l| linked(l, ui)));
    list(&mut out, &say(ui, "tm.show.later", &[]), h.later.iter().map(|l| linked(l, ui)));
    out
}

/// A heading with a list below it; nothing when the list is empty.
fn list(out: &mut String, heading: &str, rows: impl Iterator<Item = String>) {
    let mut rows = rows.peekable();
    if rows.peek().is_some() {
        let _ = writeln!(out, "{heading}");
    }
    for row in rows {
        let _ = writeln!(out, "  {}", screen::clean(&row));
    }
}

/// Where a unit stood: the document, and what was before and after it.
fn place(context: &Context, ui: Ui) -> String {
    let mut parts = Vec::new();
    let mut beside = |neighbour: &Neighbour, word: String, edge: String| match neighbour {
        Neighbour::Unknown => {}
        Neighbour::Edge => parts.push(edge),
        Neighbour::Segment(text) => parts.push(format!("{word} “{text}”")),
    };
    beside(&context.prev, say(ui, "tm.show.after", &[]), say(ui, "tm.show.first", &[]));
    beside(&context.next, say(ui, "tm.show.before", &[]), say(ui, "tm.show.last", &[]));
    let document = context.doc.iter().chain(&context.ident).cloned().collect::<Vec<_>>().join(" ");
    let rest = parts.join(", ");
    match (document.is_empty(), rest.is_empty()) {
        (false, false) => format!("{document}: {rest}"),
        _ => document + &rest,
    }
}

/// Notes and properties, each once.
fn said(extra: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut notes, mut props): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let add = |list: &mut Vec<String>, text: String| {
        if !list.contains(&text) {
            list.push(text);
        }
    };
    for text in extra {
        let Ok(extra) = serde_json::from_str::<Extra<'_>>(text) else {
            add(&mut props, text.clone());
            continue;
        };
        let each: [&Marks<'_>; 3] = [&extra.unit, &extra.a, &extra.b];
        for marks in each {
            marks.notes.iter().for_each(|n| add(&mut notes, n.text.to_string()));
            marks.props.iter().for_each(|p| add(&mut props, format!("{}: {}", p.kind, p.text)));
            marks.attributes.iter().for_each(|(name, value)| add(&mut props, format!("{name}: {value}")));
        }
    }
    (notes, props)
}

/// Each time the unit was met and ended, the newest first.
fn events(h: &UnitHistory, ui: Ui) -> Vec<String> {
    let mut out: Vec<(i64, String)> = Vec::new();
    for f in &h.facts {
        let mut what = vec![named(ui, "unit", f.state.as_str())];
        what.extend(f.author.clone());
        what.extend(f.changed.as_deref().map(minute));
        what.extend((f.line > 0).then(|| say(ui, "tm.show.line", &[("line", &f.line)])));
        what.extend(f.tuid.clone());
        what.extend(f.doc.clone());
        out.push((f.made.batch, event(&f.made, what, f.counts, ui)));
    }
    for d in &h.deaths {
        let what = match &d.heir {
            Some(unit) => say(ui, "tm.show.replaced", &[("unit", unit)]),
            None => say(ui, "tm.show.deleted", &[]),
        };
        out.push((d.made.batch, event(&d.made, vec![what], d.counts, ui)));
    }
    // Within a change the end comes after what was met.
    out.reverse();
    out.sort_by_key(|(batch, _)| std::cmp::Reverse(*batch));
    out.into_iter().map(|(_, text)| text).collect()
}

fn event(made: &Made, mut what: Vec<String>, counts: bool, ui: Ui) -> String {
    if !counts {
        let applied = made.status == padan::memory::BatchStatus::Applied;
        what.push(if applied { say(ui, "tm.show.no-longer", &[]) } else { named(ui, "batch", made.status.as_str()) });
    }
    let by = made.author.as_ref().map(|a| format!(" ({a})")).unwrap_or_default();
    let file = format!("{}{by}", made.file.as_deref().unwrap_or_default());
    let (at, kind, what) = (minute(&made.at), named(ui, "batch", made.kind.as_str()), what.join(", "));
    let values: [(&str, &dyn Display); 5] =
        [("at", &at), ("batch", &made.batch), ("kind", &kind), ("file", &file.trim()), ("what", &what)];
    say(ui, "tm.show.fact", &values)
}

fn linked(l: &LinkedUnit, ui: Ui) -> String {
    let at = minute(&l.made.at);
    let values: [(&str, &dyn Display); 5] =
        [("unit", &l.id), ("batch", &l.made.batch), ("at", &at), ("a", &l.a_text), ("b", &l.b_text)];
    say(ui, "tm.show.linked", &values)
}
