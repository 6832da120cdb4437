//! From segments and memories to their matches, in the order of the definition.
//!
//! Source: score.md, definition version 1, rules 5 to 10.

mod twins;

use std::cell::OnceCell;
use std::cmp::{Ordering, Reverse};
use std::rc::Rc;

use super::edit::{self, Alphabet, Step, StepOp};
use super::{candidates, diff, guards, score};
use crate::model::index::{self, FLOOR};
use crate::model::matching::SCORE_VERSION;
use crate::model::{Context, Direction, Flag, Lang, Match, MatchKind, Neighbour, Penalty, ReadError, ReadMemory, Role, Unit};
use crate::text::{Tokens, key, rung};

/// A segment that matches are wanted for.
#[derive(Clone, Debug)]
pub struct Query<'a> {
    /// Its plain text.
    pub source: &'a str,
    /// The segment before it.
    pub prev: Neighbour,
    /// The segment after it.
    pub next: Neighbour,
    /// Its role, where that is known.
    pub role: Option<Role>,
    /// Hash of the skeleton of its markup, 0 = none; `None` = not compared.
    pub skeleton: Option<u64>,
}

impl<'a> Query<'a> {
    /// A text about which nothing else is known.
    pub fn text(source: &'a str) -> Query<'a> {
        Query { source, prev: Neighbour::Unknown, next: Neighbour::Unknown, role: None, skeleton: None }
    }
}

/// A memory to look in.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Its name in the set.
    pub name: &'a str,
    /// Points taken off its matches.
    pub penalty: u8,
    /// The snapshot.
    pub memory: &'a dyn ReadMemory,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// From which language into which.
    pub direction: Direction,
    /// The lowest final score, 0–102.
    pub min_score: u8,
    /// The most matches of one segment.
    pub limit: usize,
}

/// A unit that reached the threshold. Its kind is told apart from `Fuzzy` to `Rung` only once it is among the best.
struct Found<'a> {
    unit: Unit,
    source: &'a Source<'a>,
    place: usize,
    kind: MatchKind,
    uncapped: u8,
    penalties: Vec<(Penalty, u8)>,
    ambiguous: bool,
    /// `None` for equal keys.
    comparison: Option<Rc<Comparison>>,
    /// Places of the other sources that hold this very unit.
    also: Vec<usize>,
}

/// A source compared with the segment; shared by all units of that source.
struct Comparison {
    tokens: Tokens,
    steps: Vec<Step>,
    similarity: OnceCell<f64>,
    flags: OnceCell<Vec<guards::RawFlag>>,
}

impl Found<'_> {
    /// The differences that change the meaning.
    fn flags(&self, query: &Prepared<'_>, policy: &Policy) -> &[guards::RawFlag] {
        self.comparison
            .as_ref()
            .map_or(&[], |c| c.flags.get_or_init(|| guards::flags(&c.tokens, &query.tokens, &c.steps, policy.direction.from)))
    }

    fn capped(&self, query: &Prepared<'_>, policy: &Policy) -> u8 {
        score::capped(self.uncapped, self.flags(query, policy).iter().map(|f| f.guard))
    }
}

/// Returns for each query its matches, best first, from all `sources`; where everything else is equal, those of an earlier
/// source come first. A unit that several sources hold alike is listed once and says where else it stands.
///
/// Below a minimum of 30 the answer is found by scan, from there on by the token index; it is complete either way.
///
/// # Errors
/// A memory that cannot be read.
pub fn matches(queries: &[Query<'_>], sources: &[Source<'_>], policy: &Policy) -> Result<Vec<Vec<Match>>, ReadError> {
    let prepared: Vec<Prepared<'_>> = queries.iter().map(Prepared::of).collect();
    let mut found: Vec<Vec<Found<'_>>> = queries.iter().map(|_| Vec::new()).collect();
    for (place, source) in sources.iter().enumerate() {
        find_equal(&prepared, source, place, policy, &mut found)?;
        find_similar(&prepared, source, place, policy, &mut found)?;
    }
    Ok(prepared
        .iter()
        .zip(found)
        .map(|(query, mut found)| {
            mark_ambiguous(&mut found);
            best(query, found, policy, sources)
        })
        .collect())
}

struct Prepared<'a> {
    query: &'a Query<'a>,
    tokens: Tokens,
    alphabet: Alphabet,
    rung: OnceCell<String>,
}

impl<'a> Prepared<'a> {
    fn of(query: &'a Query<'a>) -> Prepared<'a> {
        let tokens = Tokens::of(query.source);
        let alphabet = Alphabet::of(&tokens);
        Prepared { query, tokens, alphabet, rung: OnceCell::new() }
    }

    fn same_rung(&self, other: &Comparison, lang: Lang) -> bool {
        let rung = self.rung.get_or_init(|| rung::rung_key(&self.tokens, lang.as_str()));
        !rung.is_empty() && *rung == rung::rung_key(&other.tokens, lang.as_str())
    }
}

fn find_equal<'a>(
    queries: &[Prepared<'_>],
    source: &'a Source<'a>,
    place: usize,
    policy: &Policy,
    found: &mut [Vec<Found<'a>>],
) -> Result<(), ReadError> {
    let keys: Vec<&str> = queries.iter().map(|q| q.tokens.key()).collect();
    for ((query, found), units) in queries.iter().zip(found).zip(source.memory.exact(&keys, policy.direction)?) {
        for unit in units {
            let here = (&query.query.prev, &query.query.next);
            let uncapped = unit.contexts.iter().map(|c| score::context((&c.prev, &c.next), here)).max().unwrap_or(100);
            let kind = if uncapped > 100 { MatchKind::Context } else { MatchKind::Exact };
            let penalties = penalties(query.query, &unit, source);
            let (comparison, also) = (None, Vec::new());
            found.push(Found { unit, source, place, kind, uncapped, penalties, ambiguous: false, comparison, also });
        }
        twins::list_once(found);
    }
    Ok(())
}

fn find_similar<'a>(
    queries: &[Prepared<'_>],
    source: &'a Source<'a>,
    place: usize,
    policy: &Policy,
    found: &mut [Vec<Found<'a>>],
) -> Result<(), ReadError> {
    if policy.min_score > score::FUZZY_TOP {
        return Ok(());
    }
    let threshold = u32::from(policy.min_score).max(1);
    let rows = if threshold < FLOOR {
        let all = source.memory.scan(policy.direction)?;
        queries.iter().map(|_| all.clone()).collect()
    } else {
        let elements: Vec<_> = queries.iter().map(|q| index::elements(&q.tokens)).collect();
        candidates::find(source.memory, policy.direction.from, &elements, threshold)?
    };
    let mut wanted: Vec<i64> = rows.iter().flatten().copied().collect();
    wanted.sort_unstable();
    wanted.dedup();
    // Texts first: most candidates fail by their text, and their units need not be read.
    let texts = source.memory.sources(&wanted, policy.direction)?;
    let mut reached: Vec<Vec<Reached>> = (queries.iter().zip(&rows))
        .map(|(query, rows)| {
            let text = |row: &i64| wanted.binary_search(row).ok().and_then(|at| texts[at].as_deref());
            rows.iter().filter_map(|row| compare(query, *row, text(row)?, policy.min_score)).collect()
        })
        .collect();
    // Then the units of as many as are wanted, and of the others only where they can still be among the best.
    let mut rest: Vec<Vec<Reached>> = (reached.iter_mut())
        .map(|reached| {
            reached.sort_by_key(|r| Reverse(r.uncapped));
            reached.split_off(policy.limit.min(reached.len()))
        })
        .collect();
    add_units(queries, reached, source, place, policy, found)?;
    for ((query, found), rest) in queries.iter().zip(&*found).zip(&mut rest) {
        if !rest.is_empty() {
            let last = last_place(query, found, policy);
            rest.retain(|r| r.uncapped >= last);
        }
    }
    add_units(queries, rest, source, place, policy, found)
}

/// The score of the last place that is wanted, as far as it is known: who has less cannot get in.
fn last_place(query: &Prepared<'_>, found: &[Found<'_>], policy: &Policy) -> u8 {
    // Whether equal keys are ambiguous is not known yet; that can only lower them.
    let mut scores: Vec<u8> = found.iter().map(|f| score::final_score(f.capped(query, policy), &f.penalties, true)).collect();
    scores.sort_unstable_by_key(|&s| Reverse(s));
    policy.limit.checked_sub(1).and_then(|last| scores.get(last)).copied().unwrap_or(0)
}

/// Adds the units of the sources that `reached` the threshold.
fn add_units<'a>(
    queries: &[Prepared<'_>],
    reached: Vec<Vec<Reached>>,
    source: &'a Source<'a>,
    place: usize,
    policy: &Policy,
    found: &mut [Vec<Found<'a>>],
) -> Result<(), ReadError> {
    let mut wanted: Vec<i64> = reached.iter().flatten().map(|r| r.row).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let units = source.memory.units(&wanted, policy.direction)?;
    for ((query, found), reached) in queries.iter().zip(found).zip(reached) {
        for Reached { row, uncapped, comparison } in reached {
            let comparison = Rc::new(comparison);
            for unit in wanted.binary_search(&row).ok().into_iter().flat_map(|at| &units[at]) {
                let (kind, comparison) = (MatchKind::Fuzzy, Some(comparison.clone()));
                let (penalties, also) = (penalties(query.query, unit, source), Vec::new());
                let unit = unit.clone();
                found.push(Found { unit, source, place, kind, uncapped, penalties, ambiguous: false, comparison, also });
            }
        }
        twins::list_once(found);
    }
    Ok(())
}

/// A source that reached the threshold.
struct Reached {
    row: i64,
    uncapped: u8,
    comparison: Comparison,
}

/// Compares the source `text` in `row` with a segment; nothing when its key is the same or its score is below `min_score`.
fn compare(query: &Prepared<'_>, row: i64, text: &str, min_score: u8) -> Option<Reached> {
    let key = key(text);
    if key == query.tokens.key() {
        return None;
    }
    let symbols = query.alphabet.symbols_of_key(&key);
    let (n, m) = (symbols.len(), query.tokens.len());
    if min_score > 0 {
        let limit = index::budget(n, m, u32::from(min_score));
        edit::distance2(&symbols, &query.alphabet.query, limit)?;
    }
    let steps = edit::script(&symbols, &query.alphabet.query);
    let uncapped = score::raw(n, m, edit::cost2(&steps)).min(score::FUZZY_TOP);
    let comparison = || Comparison { tokens: Tokens::of(text), steps, similarity: OnceCell::new(), flags: OnceCell::new() };
    (uncapped >= min_score).then(|| Reached { row, uncapped, comparison: comparison() })
}

fn penalties(query: &Query<'_>, unit: &Unit, source: &Source<'_>) -> Vec<(Penalty, u8)> {
    let mut out: Vec<(Penalty, u8)> = score::state_penalty(unit.state).into_iter().collect();
    if let (Some(here), Some(there)) = (query.role, unit.role)
        && here.differs_for_matching(there)
    {
        out.push((Penalty::Role, 1));
    }
    if source.penalty > 0 {
        out.push((Penalty::Memory, source.penalty));
    }
    if query.skeleton.is_some_and(|s| s != unit.skeleton) {
        out.push((Penalty::Tags, 1));
    }
    out
}

/// Rule 7: several targets of the same best state for one equal source, where no context decides.
fn mark_ambiguous(found: &mut [Found<'_>]) {
    let exact = |f: &Found<'_>| f.kind == MatchKind::Exact;
    let Some(best) = found.iter().filter(|f| exact(f)).map(|f| f.unit.state).min() else { return };
    let mut targets = found.iter().filter(|f| exact(f) && f.unit.state == best).map(|f| key(&f.unit.target));
    let Some(first) = targets.next() else { return };
    if targets.any(|t| t != first) {
        found.iter_mut().filter(|f| exact(f)).for_each(|f| f.ambiguous = true);
    }
}

/// The best `limit` in the order of rule 8; guards are looked at only where they can still matter.
fn best(query: &Prepared<'_>, mut found: Vec<Found<'_>>, policy: &Policy, sources: &[Source<'_>]) -> Vec<Match> {
    let bound = |f: &Found<'_>| score::final_score(f.uncapped, &f.penalties, f.ambiguous);
    found.retain(|f| bound(f) >= policy.min_score);
    found.sort_by_key(|f| Reverse(bound(f)));
    let mut scored: Vec<(u8, Found<'_>)> = Vec::new();
    let mut finals: Vec<u8> = Vec::new();
    for f in found {
        // Strictly below the last place: caps only lower, so neither this one nor any after it can get in.
        if finals.len() >= policy.limit && policy.limit.checked_sub(1).is_none_or(|last| bound(&f) < finals[last]) {
            break;
        }
        let last = score::final_score(f.capped(query, policy), &f.penalties, f.ambiguous);
        if last >= policy.min_score {
            let at = finals.partition_point(|&s| s >= last);
            finals.insert(at, last);
            scored.push((last, f));
        }
    }
    scored.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| order(query, &a.1, &b.1)));
    scored.truncate(policy.limit);
    scored.into_iter().map(|(score, f)| build(query, f, score, policy, sources)).collect()
}

fn order(query: &Prepared<'_>, a: &Found<'_>, b: &Found<'_>) -> Ordering {
    (b.uncapped.cmp(&a.uncapped))
        .then_with(|| similarity(query, b).total_cmp(&similarity(query, a)))
        .then_with(|| a.unit.state.cmp(&b.unit.state))
        .then_with(|| b.unit.changed.cmp(&a.unit.changed))
        .then_with(|| a.place.cmp(&b.place))
        .then_with(|| a.unit.uid.cmp(&b.unit.uid))
}

fn similarity(query: &Prepared<'_>, found: &Found<'_>) -> f64 {
    found
        .comparison
        .as_ref()
        .map_or(1.0, |c| *c.similarity.get_or_init(|| strsim::normalized_levenshtein(query.tokens.key(), c.tokens.key())))
}

fn build(query: &Prepared<'_>, found: Found<'_>, score: u8, policy: &Policy, sources: &[Source<'_>]) -> Match {
    let segment = query.query.source;
    let (diff, edits, flags, coverage) = match &found.comparison {
        None => (vec![('=', segment.to_owned())], Vec::new(), Vec::new(), 1.0),
        Some(c) => {
            let there = diff::CharPlaces::of(&found.unit.source, &c.tokens);
            let here = diff::CharPlaces::of(segment, &query.tokens);
            let kept = c.steps.iter().filter(|s| matches!(s.op, StepOp::Equal | StepOp::Case)).count();
            let coverage = (100.0 * kept as f64 / query.tokens.len().max(1) as f64).round() / 100.0;
            let flags = (found.flags(query, policy).iter())
                .map(|f| Flag {
                    guard: f.guard,
                    query: f.query.as_ref().map(|r| here.range(r.start, r.end)),
                    source: f.source.as_ref().map(|r| there.range(r.start, r.end)),
                    note: f.note.clone(),
                })
                .collect();
            let diff = diff::words((&found.unit.source, &c.tokens), (segment, &query.tokens), &c.steps);
            (diff, diff::edits(&there, &here, &c.steps), flags, coverage)
        }
    };
    let lang = policy.direction.from;
    let kind = if found.comparison.as_ref().is_some_and(|c| query.same_rung(c, lang)) { MatchKind::Rung } else { found.kind };
    let doc = found.unit.contexts.iter().rev().find_map(|c: &Context| c.doc.clone());
    Match {
        tu: found.unit.id,
        uid: found.unit.uid,
        memory: found.source.name.to_owned(),
        also: found.also.iter().filter_map(|&place| sources.get(place)).map(|s| s.name.to_owned()).collect(),
        kind,
        score,
        uncapped: found.uncapped,
        source: found.unit.source,
        target: found.unit.target,
        state: found.unit.state,
        diff,
        edits,
        flags,
        penalties: found.penalties,
        ambiguous: found.ambiguous,
        marks: Vec::new(),
        proposal: None,
        safe: false,
        adapted: Vec::new(),
        repair: None,
        coverage,
        author: found.unit.author,
        changed: found.unit.changed,
        doc,
        score_version: SCORE_VERSION,
        tables: guards::fingerprint().to_owned(),
    }
}
