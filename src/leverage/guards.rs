//! The guards: which differences between a match's source and a segment change the meaning.
//!
//! Both sides are read for marks (a negation, a time word, a direction, a number …) with a value each; equal values cancel, as
//! multisets, so a moved word or another word of its group is no difference. What is left over makes the flags, and the edit
//! script says which of them stand for each other. Leaves to others: the score and its cap, and whether a difference was
//! converted in the target.
//!
//! **Invariant:** equal sides have no flag; each flag is one difference; the words live in `memory/language/` alone.
//! Source: score.md, definition version 1, rule 6.

mod figures;
mod lexicon;
mod names;
mod number_words;
mod numbers;
mod side;
mod spelled;
#[cfg(test)]
mod tests;
mod verbs;
mod voice;

use std::ops::Range;
use std::sync::LazyLock;

use self::side::{Fires, Mark, Side, sides};
use super::edit::{Step, StepOp};
use crate::model::{Guard, Lang};
use crate::text::{Tokens, hash, roots};

/// A difference that changes the meaning. Ranges are half-open token indices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawFlag {
    /// Which guard fired.
    pub guard: Guard,
    /// Where in the segment; `None` when the difference stands only in the match's source.
    pub query: Option<Range<usize>>,
    /// Where in the match's source; `None` when it stands only in the segment.
    pub source: Option<Range<usize>>,
    /// The words in question: `tidak`, `2022 → 2023`.
    pub note: String,
}

/// Returns the differences between `source` and `query`, two texts in `lang`, that change the meaning.
///
/// Ordered by [`Guard::ALL`], then by place in the segment; empty when there is none; one flag for each difference. `script`
/// is the edit script from `source` to `query`. Without tables for `lang` only numbers and names are compared.
///
/// ```
/// use padan::leverage::{edit::{Step, StepOp}, guards::flags};
/// use padan::{model::Lang, text::Tokens};
/// let (source, query) = (Tokens::of("Ia belum tiba"), Tokens::of("Ia telah tiba"));
/// let step = |i| Step { op: if i == 1 { StepOp::Substitute } else { StepOp::Equal }, source: i, query: i };
/// let found = flags(&source, &query, &[step(0), step(1), step(2)], Lang::ID);
/// let notes: Vec<(&str, &str)> = found.iter().map(|f| (f.guard.as_str(), f.note.as_str())).collect();
/// assert_eq!(notes, [("negation", "belum"), ("time", "belum → telah")]);
/// ```
pub fn flags(source: &Tokens, query: &Tokens, script: &[Step], lang: Lang) -> Vec<RawFlag> {
    if source.key() == query.key() || !script.is_empty() && script.iter().all(|s| s.op == StepOp::Equal) {
        return Vec::new();
    }
    let (mut source, mut query) = sides(source, query, script);
    let mut marks = [Vec::new(), Vec::new()];
    if let Some(lexicon) = lexicon::of(lang) {
        marks = [lexicon.marks(&mut source), lexicon.marks(&mut query)];
    }
    let figures = [numbers::marks(&source, lang), numbers::marks(&query, lang)];
    let mut covered = [vec![false; source.tokens.len()], vec![false; query.tokens.len()]];
    for side in 0..2 {
        cover(&mut covered[side], &figures[side]);
        marks[side].extend(figures[side].iter().cloned());
    }
    let [sources, queries] = marks;
    let (sources, queries) = surplus(sources, queries, &source);
    let is_compass = |m: &Mark| m.guard == Guard::Quantity && lexicon::of(lang).is_some_and(|l| l.is_compass(m.axis));
    cover(&mut covered[0], sources.iter().filter(|m| !is_compass(m)));
    cover(&mut covered[1], queries.iter().filter(|m| !is_compass(m)));
    let mut names = names::differing(&source, &query, [&covered[0], &covered[1]], lang);

    // A direction that belongs to a name which changes as a whole is part of it: Kalimantan Timur, Jawa Tengah.
    let whole = |marked: &[bool], m: &Mark| {
        let beside = |i: Option<usize>| i.and_then(|i| marked.get(i)).copied().unwrap_or(false);
        beside(Some(m.range.start)) && (beside(m.range.start.checked_sub(1)) || beside(Some(m.range.end)))
    };
    let in_names = sources.iter().filter(|m| is_compass(m)).any(|m| whole(&names[0], m))
        && queries.iter().filter(|m| is_compass(m)).any(|m| whole(&names[1], m));
    let stays = |m: &Mark| !(in_names && is_compass(m));
    let sources: Vec<Mark> = sources.into_iter().filter(stays).collect();
    let queries: Vec<Mark> = queries.into_iter().filter(stays).collect();
    for (marked, marks) in names.iter_mut().zip([&sources, &queries]) {
        marks.iter().flat_map(|m| m.range.clone()).for_each(|at| marked[at] = false);
    }

    let mut out = Vec::new();
    for guard in Guard::ALL {
        let of = |marks: &[Mark]| -> Vec<(Range<usize>, u16)> {
            let mut found: Vec<_> = marks.iter().filter(|m| m.guard == guard).map(|m| (m.range.clone(), m.axis)).collect();
            found.dedup();
            found
        };
        let begun = out.len();
        match guard {
            Guard::Voice => {
                let changes = match lang {
                    Lang::ID => voice::indonesian(&source, &query),
                    Lang::EN => voice::english(&source, &query),
                    _ => Vec::new(),
                };
                out.extend(changes.into_iter().map(|(s, q)| flag(guard, Some(s), Some(q), &source, &query)));
            }
            Guard::Name => {
                let runs = |side: &Side<'_>, marked: &[bool]| -> Vec<_> {
                    names::runs(side, marked).into_iter().map(|r| (r, 0)).collect()
                };
                pair(guard, &runs(&source, &names[0]), &runs(&query, &names[1]), &source, &query, &mut out);
            }
            _ => {
                pair(guard, &of(&sources), &of(&queries), &source, &query, &mut out);
                if guard == Guard::Time && lang == Lang::EN {
                    let changes = verbs::tense_changes(&source, &query);
                    out.extend(changes.into_iter().map(|(s, q)| flag(guard, Some(s), Some(q), &source, &query)));
                }
            }
        }
        let place = |f: &RawFlag| match (&f.query, &f.source) {
            (Some(q), _) => q.start,
            (None, Some(s)) => source.places.get(s.start).map_or(usize::MAX, |p| p.at),
            (None, None) => usize::MAX,
        };
        out[begun..].sort_by_key(|f| (place(f), f.source.as_ref().map(|s| s.start)));
    }
    out.dedup_by(|a, b| a.guard == b.guard && a.query == b.query && a.source == b.source);
    out
}

/// Returns the fingerprint of all tables that the guards read: 12 hexadecimal digits, stored with each match.
///
/// ```
/// assert_eq!(padan::leverage::guards::fingerprint().len(), 12);
/// ```
pub fn fingerprint() -> &'static str {
    static FINGERPRINT: LazyLock<String> = LazyLock::new(|| {
        let tables = [
            lexicon::TABLE_ID,
            lexicon::TABLE_EN,
            number_words::TABLE_ID,
            number_words::TABLE_EN,
            names::OPENERS_ID,
            names::OPENERS_EN,
            verbs::TABLE_EN,
            roots::TABLE,
        ];
        let all: Vec<u8> = tables.iter().flat_map(|t| t.bytes().filter(|&b| b != b'\r').chain([0])).collect();
        format!("{:012x}", hash::hash(&all) >> 16)
    });
    &FINGERPRINT
}

fn cover<'m>(covered: &mut [bool], marks: impl IntoIterator<Item = &'m Mark>) {
    for at in marks.into_iter().flat_map(|m| m.range.clone()) {
        if let Some(slot) = covered.get_mut(at) {
            *slot = true;
        }
    }
}

/// What is left of both sides when equal values have cancelled each other, and what waits for an opposite has found one.
fn surplus(sources: Vec<Mark>, queries: Vec<Mark>, source: &Side<'_>) -> (Vec<Mark>, Vec<Mark>) {
    let (mut gone, mut gone_there) = (vec![false; sources.len()], vec![false; queries.len()]);
    let equal = |a: &Mark, b: &Mark| a.guard == b.guard && a.value == b.value;
    // Words that the script joins cancel first, so that what is left is what the script shows as different.
    for joined in [true, false] {
        for (i, a) in sources.iter().enumerate() {
            let partner = queries.iter().enumerate().position(|(j, b)| {
                let together = source.places[a.range.start].equal == Some(b.range.start);
                !gone[i] && !gone_there[j] && equal(a, b) && (!joined || together)
            });
            if let Some(j) = partner {
                (gone[i], gone_there[j]) = (true, true);
            }
        }
    }
    let left = |marks: Vec<Mark>, gone: &[bool]| -> Vec<Mark> {
        marks.into_iter().zip(gone).filter(|(m, gone)| !**gone && m.fires != Fires::Joins).map(|(m, _)| m).collect()
    };
    let (sources, queries) = (left(sources, &gone), left(queries, &gone_there));
    let opposed = |marks: &[Mark], others: &[Mark]| -> Vec<Mark> {
        let fires = |m: &&Mark| {
            m.fires == Fires::Always || others.iter().any(|o| o.guard == m.guard && o.axis == m.axis && o.value != m.value)
        };
        marks.iter().filter(fires).cloned().collect()
    };
    (opposed(&sources, &queries), opposed(&queries, &sources))
}

/// Adds a flag for each difference: two places that stand for each other make one, a place alone another.
///
/// They stand for each other when the script substitutes one for the other, else when they stand in one stretch of
/// differences, else when they are opposites of one axis.
fn pair(
    guard: Guard,
    sources: &[(Range<usize>, u16)],
    queries: &[(Range<usize>, u16)],
    source: &Side<'_>,
    query: &Side<'_>,
    out: &mut Vec<RawFlag>,
) {
    let mut partner: Vec<Option<usize>> = vec![None; sources.len()];
    let mut taken = vec![false; queries.len()];
    let stretches = |side: &Side<'_>, range: &Range<usize>| -> Vec<usize> {
        range.clone().map(|i| side.places[i].stretch).filter(|&s| s > 0).collect()
    };
    let lexical = matches!(guard, Guard::Negation | Guard::Time | Guard::Quantity);
    for pass in 0..4 {
        for (i, (s, axis)) in sources.iter().enumerate() {
            if partner[i].is_some() {
                continue;
            }
            let fits = |(q, other): &(Range<usize>, u16)| match pass {
                0 => axis == other && substituted(s, q, source),
                1 => substituted(s, q, source),
                2 => {
                    let here = stretches(source, s);
                    stretches(query, q).iter().any(|n| here.contains(n))
                }
                _ => lexical && axis == other,
            };
            if let Some(j) = (0..queries.len()).find(|&j| !taken[j] && fits(&queries[j])) {
                partner[i] = Some(j);
                taken[j] = true;
            }
        }
    }
    for (i, (s, _)) in sources.iter().enumerate() {
        let q = partner[i].map(|j| queries[j].0.clone());
        out.push(flag(guard, Some(s.clone()), q, source, query));
    }
    for (q, _) in queries.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(q, _)| q) {
        out.push(flag(guard, None, Some(q.clone()), source, query));
    }
}

fn substituted(s: &Range<usize>, q: &Range<usize>, source: &Side<'_>) -> bool {
    s.clone().any(|i| source.places[i].substitute.is_some_and(|j| q.contains(&j)))
}

fn flag(guard: Guard, s: Option<Range<usize>>, q: Option<Range<usize>>, source: &Side<'_>, query: &Side<'_>) -> RawFlag {
    let words = [s.as_ref().map(|s| source.shown(s)), q.as_ref().map(|q| query.shown(q))];
    let note = words.into_iter().flatten().collect::<Vec<_>>().join(" → ");
    RawFlag { guard, query: q, source: s, note }
}
