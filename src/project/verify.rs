//! The proof of the index on a user's own memory: lookup by index against a comparison with every unit.
//!
//! Source: score.md, "Lookup is lossless", Proof.

use std::collections::HashSet;

use crate::leverage::edit::{self, Alphabet, Symbol};
use crate::leverage::{Policy, Query, Source, matches, score};
use crate::model::{Direction, ReadError, ReadMemory};
use crate::text::Tokens;

/// A unit that the index did not find.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Lost {
    /// The segment that was looked up.
    pub query: String,
    /// The source that reaches the threshold and was not found.
    pub source: String,
    /// Its score.
    pub score: u8,
}

/// The threshold at which lookup is promised to be complete.
const THRESHOLD: u8 = 50;
/// Sources read at a time, so that a large memory is not held whole.
const CHUNK: usize = 10_000;

/// Returns how many sources were looked up, spread evenly over the memory, and every source the index should have found
/// for one of them and did not.
///
/// # Errors
/// A memory that cannot be read.
pub fn index_against_scan(
    memory: &dyn ReadMemory,
    direction: Direction,
    sample: usize,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(usize, Vec<Lost>), ReadError> {
    let rows = memory.scan(direction)?;
    let step = rows.len().div_ceil(sample.max(1)).max(1);
    let chosen: Vec<i64> = rows.iter().copied().step_by(step).collect();
    let texts: Vec<String> = memory
        .units(&chosen, direction)?
        .into_iter()
        .filter_map(|units| units.into_iter().next())
        .map(|u| varied(&u.source))
        .collect();
    let queries: Vec<Query<'_>> = texts.iter().map(|t| Query::text(t)).collect();
    let source = Source { name: "", penalty: 0, memory };
    // Penalties take at most 6 points off; asking below the threshold keeps every source in question in the answer.
    let policy = Policy { direction, min_score: THRESHOLD - 10, limit: usize::MAX };
    let found: Vec<HashSet<String>> =
        matches(&queries, &[source], &policy)?.into_iter().map(|ms| ms.into_iter().map(|m| m.source).collect()).collect();
    // All segments share one numbering, so that the words of a source are looked up once for all of them.
    let mut alphabet = Alphabet::default();
    let prepared: Vec<Prepared<'_>> = (texts.iter().zip(&found))
        .map(|(text, found)| {
            let tokens = Tokens::of(text);
            Prepared { text, found, symbols: alphabet.number(&tokens), key: tokens.key().to_owned(), holds: Vec::new() }
        })
        .collect();
    let prepared: Vec<Prepared<'_>> = prepared.into_iter().map(|p| p.with_classes(alphabet.classes())).collect();
    let mut lost = Vec::new();
    for (done, chunk) in rows.chunks(CHUNK).enumerate() {
        for (row, text) in chunk.iter().zip(memory.sources(chunk, direction)?) {
            let Some(text) = text else { continue };
            let there = Tokens::of(&text);
            let symbols = alphabet.symbols(&there);
            for query in &prepared {
                let Some(score) = query.score(&symbols).filter(|&s| s >= THRESHOLD) else { continue };
                if there.key() == query.key || query.found.contains(&text) {
                    continue;
                }
                // What is not live any more is in the index all the same, and rightly in no answer.
                if memory.units(&[*row], direction)?.iter().any(|units| !units.is_empty()) {
                    lost.push(Lost { query: query.text.to_owned(), source: text.clone(), score });
                }
            }
        }
        progress(((done + 1) * CHUNK).min(rows.len()) as u64, rows.len() as u64);
    }
    Ok((texts.len(), lost))
}

/// A segment that every source is compared with.
struct Prepared<'t> {
    text: &'t str,
    found: &'t HashSet<String>,
    key: String,
    symbols: Vec<Symbol>,
    /// For each class of the alphabet, whether the segment holds it.
    holds: Vec<bool>,
}

impl Prepared<'_> {
    fn with_classes(mut self, classes: usize) -> Self {
        self.holds = vec![false; classes];
        for class in self.symbols.iter().filter_map(|s| s.class()) {
            self.holds[class] = true;
        }
        self
    }

    /// The score of a source for the segment; `None` when it is below the threshold.
    fn score(&self, source: &[Symbol]) -> Option<u8> {
        let (n, m) = (source.len(), self.symbols.len());
        // A score of THRESHOLD or more leaves at most this distance: 100 (n + m - d) / (n + m) >= THRESHOLD.
        let most = (n + m) * usize::from(100 - THRESHOLD) / 100;
        // Whatever is not in both costs a whole token, 2, of the longer one.
        let common = source.iter().filter_map(|s| s.class()).filter(|&class| self.holds[class]).count();
        if 2 * n.max(m).saturating_sub(common) > most {
            return None;
        }
        let d2 = edit::distance2(source, &self.symbols, most)?;
        Some(score::raw(n, m, d2).min(score::FUZZY_TOP))
    }
}

/// A source with every seventh word left out: near to much, equal to nothing.
fn varied(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').enumerate().filter(|(i, _)| i % 7 != 3).map(|(_, w)| w).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_source_is_left_out_that_reaches_the_threshold(
            source in "[abAB]( [abcABC]){0,9}",
            query in "[abAB]( [abcABC]){0,9}",
        ) {
            let (there, tokens) = (Tokens::of(&source), Tokens::of(&query));
            let alone = Alphabet::of(&tokens);
            let (n, m) = (there.len(), tokens.len());
            let d2 = edit::distance2(&alone.symbols(&there), &alone.query, n + m);
            let expected = d2.map(|d2| score::raw(n, m, d2).min(score::FUZZY_TOP)).filter(|&s| s >= THRESHOLD);
            let mut shared = Alphabet::default();
            let _ = shared.number(&Tokens::of("kopi b A"));
            let symbols = shared.number(&tokens);
            let found = HashSet::new();
            let prepared = Prepared { text: &query, found: &found, key: String::new(), symbols, holds: Vec::new() };
            let prepared = prepared.with_classes(shared.classes());
            prop_assert_eq!(prepared.score(&shared.symbols(&there)), expected);
        }
    }
}
