//! A memory on disk that holds made-up units.

use std::path::Path;

use padan::memory::{BatchKind, BatchStart, Differing, Store};
use padan::model::{Context, LangTag, Neighbour, NewUnit, Stamp, UnitState};

use super::Pair;

/// How many units the memory of a run holds: `PADAN_BENCH_UNITS`, else 100,000.
pub fn units() -> usize {
    std::env::var("PADAN_BENCH_UNITS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000)
}

/// Fills a new memory in `folder` with `pairs`.
pub fn filled(folder: &Path, pairs: &[Pair]) -> Store {
    let mut store = Store::create(&folder.join("made.padan"), 7).expect("the temporary folder can be written");
    let start = BatchStart {
        kind: BatchKind::Import,
        file: None,
        sha256: None,
        at: Stamp::parse("20240101T000000Z").expect("a valid date"),
        millis: 1_704_067_200_000,
        salt: 7,
        author: None,
        settings: "{}".to_owned(),
    };
    let mut writing = store.begin(&start).expect("nobody else writes");
    for at in 0..pairs.len() {
        writing.add(&unit(pairs, at), Differing::Add).expect("a unit can be added");
    }
    writing.finish("{}").expect("the change can be written");
    store
}

/// How many sentences an article has.
const ARTICLE: usize = 25;

/// The unit of the pair at `at`. The pairs are the sentences of articles, one after the other.
fn unit(pairs: &[Pair], at: usize) -> NewUnit {
    let pair = &pairs[at];
    let beside = |other: usize, edge: bool| match pairs.get(other) {
        Some(pair) if !edge => Neighbour::Segment(pair.id.clone()),
        _ => Neighbour::Edge,
    };
    NewUnit {
        a_lang: LangTag::of("id"),
        a_text: pair.id.clone(),
        a_markup: None,
        b_lang: LangTag::of("en"),
        b_text: pair.en.clone(),
        b_markup: None,
        state: UnitState::Imported,
        role: None,
        author: None,
        created: None,
        changed: Stamp::parse("20231115T080000Z"),
        context: Some(Context {
            prev: beside(at.wrapping_sub(1), at.is_multiple_of(ARTICLE)),
            next: beside(at + 1, (at + 1).is_multiple_of(ARTICLE)),
            doc: Some(format!("artikel-{}", at / ARTICLE)),
            ident: None,
        }),
        extra: None,
        used: 0,
        line: 0,
        tuid: None,
        uid: None,
    }
}
