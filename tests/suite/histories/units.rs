//! Units as the store and as the model see them, and what lookups give.

use padan::leverage::{Policy, Query, Source, matches};
use padan::memory::{Store, StoreError, StoredUnit};
use padan::model::{Context, Direction, Lang, Neighbour, NewUnit, ReadMemory, Stamp, UnitState};

use super::model::{Key, Said, Seen};

const SOURCES: [&str; 4] = ["Kopi", "Teh manis hangat", "Petani menjemur kopi.", "Petani tua menjemur kopi hari ini."];
const TARGETS: [&str; 4] = ["Coffee", "Warm sweet tea", "Farmers dry coffee.", "Old farmers dry coffee today."];
const AUTHORS: [&str; 3] = ["", "Ratna", "Bayu"];

pub(super) type Checked = Result<(), String>;

pub(super) fn same<T: PartialEq + std::fmt::Debug>(what: &str, store: &T, model: &T) -> Checked {
    if store == model { Ok(()) } else { Err(format!("{what}:\n  store {store:?}\n  model {model:?}")) }
}

pub(super) fn done<T>(what: &str, result: Result<T, StoreError>) -> Result<T, String> {
    result.map_err(|e| format!("{what}: {e}"))
}

pub(super) fn stamp(day: u8) -> Stamp {
    Stamp::parse(&format!("202401{day:02}T080000Z")).expect("a date")
}

pub(super) fn new_unit(said: &Said) -> NewUnit {
    let (s, t, markup) = said.key;
    let (source, target) = (SOURCES[usize::from(s)], TARGETS[usize::from(t)]);
    let marked = |text: &str| (markup > 0).then(|| format!("<{markup}>{text}</{markup}>"));
    let mut unit = NewUnit {
        a_lang: Lang::ID.into(),
        a_text: source.to_owned(),
        a_markup: marked(source),
        b_lang: Lang::EN.into(),
        b_text: target.to_owned(),
        b_markup: None,
        state: UnitState::ALL[usize::from(said.state)],
        role: None,
        author: (said.author > 0).then(|| AUTHORS[usize::from(said.author)].to_owned()),
        created: None,
        changed: (said.day > 0).then(|| stamp(said.day)),
        context: (said.doc > 0).then(|| Context {
            prev: Neighbour::of(Some(SOURCES[usize::from(said.doc) % 4])),
            next: Neighbour::of(Some("")),
            doc: Some(format!("{}.txt", said.doc)),
            ident: None,
        }),
        extra: said.note.map(|n| format!("{{\"notes\":[{{\"text\":\"{n}\"}}]}}")),
        used: u32::from(said.used),
        line: 3,
        tuid: said.tuid.map(|t| t.to_string()),
        uid: None,
    };
    if said.swapped {
        std::mem::swap(&mut unit.a_lang, &mut unit.b_lang);
        std::mem::swap(&mut unit.a_text, &mut unit.b_text);
        std::mem::swap(&mut unit.a_markup, &mut unit.b_markup);
    }
    unit
}

pub(super) fn seen(unit: &StoredUnit) -> Seen {
    let turned = unit.a_lang.lang == Lang::EN;
    let (a, b, markup) =
        if turned { (&unit.b_text, &unit.a_text, &unit.b_markup) } else { (&unit.a_text, &unit.b_text, &unit.a_markup) };
    let place = |list: &[&str], text: &str| list.iter().position(|t| *t == text).expect("a known text") as u8;
    let digit = |text: &str, at: usize| text[at..=at].parse::<u8>().expect("a digit");
    let doc = |c: &Context| digit(c.doc.as_deref().expect("a document"), 0);
    let places =
        (unit.contexts.iter().map(|c| (doc(c), turned))).chain(unit.contexts_from_b.iter().map(|c| (doc(c), !turned))).collect();
    Seen {
        key: (place(&SOURCES, a), place(&TARGETS, b), markup.as_deref().map_or(0, |m| digit(m, 1))),
        state: UnitState::ALL.iter().position(|s| *s == unit.state).expect("a state") as u8,
        author: place(&AUTHORS, unit.author.as_deref().unwrap_or_default()),
        day: unit.changed.as_ref().map_or(0, |c| c.as_str()[8..10].parse().expect("a day")),
        used: unit.used as u8,
        places,
        tuids: unit.tuids().iter().map(|t| t.parse().expect("a number")).collect(),
        notes: unit.extra.iter().map(|e| digit(e, 19)).collect(),
    }
}

/// What the index finds is what a scan finds, and equal texts are found by their keys.
pub(super) fn lookups(store: &Store, units: &[Seen]) -> Checked {
    let snapshot = done("a snapshot", store.snapshot())?;
    let source = Source { name: "x", penalty: 0, memory: &snapshot };
    for (direction, texts) in [(Direction::ID_EN, SOURCES), (Direction::ID_EN.reversed(), TARGETS)] {
        let queries = [texts[2], texts[3], "Petani tua menjemur kopi.", "Old farmers dry coffee."];
        let queries: Vec<Query<'_>> = queries.iter().map(|q| Query::text(q)).collect();
        let ask = |min_score| {
            matches(&queries, &[Source { ..source }], &Policy { direction, min_score, limit: usize::MAX })
                .map_err(|e| e.to_string())
        };
        let by_index = ask(50)?;
        // Below the floor of the index the answer is a scan.
        let by_scan: Vec<Vec<_>> = ask(1)?.into_iter().map(|ms| ms.into_iter().filter(|m| m.score >= 50).collect()).collect();
        same("matches", &format!("{by_index:?}"), &format!("{by_scan:?}"))?;
        let found = snapshot.exact(&texts, direction).map_err(|e| e.to_string())?;
        for (n, found) in found.iter().enumerate() {
            let side = |k: Key| if direction == Direction::ID_EN { k.0 } else { k.1 };
            let expected = units.iter().filter(|u| usize::from(side(u.key)) == n).count();
            same("units with this very text", &found.len(), &expected)?;
        }
    }
    Ok(())
}
