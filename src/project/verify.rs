//! The proof of the index on a user's own memory: lookup by index against a comparison with every unit.
//!
//! Source: score.md, "Lookup is lossless", Proof.

use crate::leverage::edit::{self, Alphabet};
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
    let found: Vec<std::collections::HashSet<String>> =
        matches(&queries, &[source], &policy)?.into_iter().map(|ms| ms.into_iter().map(|m| m.source).collect()).collect();
    let prepared: Vec<(Tokens, Alphabet)> = texts
        .iter()
        .map(|t| {
            let tokens = Tokens::of(t);
            let alphabet = Alphabet::of(&tokens);
            (tokens, alphabet)
        })
        .collect();
    let mut lost = Vec::new();
    for (done, chunk) in rows.chunks(CHUNK).enumerate() {
        for unit in memory.units(chunk, direction)?.into_iter().filter_map(|units| units.into_iter().next()) {
            let there = Tokens::of(&unit.source);
            for (((tokens, alphabet), found), query) in prepared.iter().zip(&found).zip(&texts) {
                let (n, m) = (there.len(), tokens.len());
                let symbols = alphabet.symbols(&there);
                let Some(d2) = edit::distance2(&symbols, &alphabet.query, n + m) else { continue };
                let score = score::raw(n, m, d2).min(score::FUZZY_TOP);
                if score >= THRESHOLD && there.key() != tokens.key() && !found.contains(&unit.source) {
                    lost.push(Lost { query: query.clone(), source: unit.source.clone(), score });
                }
            }
        }
        progress(((done + 1) * CHUNK).min(rows.len()) as u64, rows.len() as u64);
    }
    Ok((texts.len(), lost))
}

/// A source with every seventh word left out: near to much, equal to nothing.
fn varied(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').enumerate().filter(|(i, _)| i % 7 != 3).map(|(_, w)| w).collect();
    words.join(" ")
}
