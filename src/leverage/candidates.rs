//! The candidates of a segment: a superset of every source whose raw score reaches the threshold, from the token index.
//!
//! Source: score.md, "Lookup is lossless"; the bounds stand in [`crate::model::index`].
//!
//! **Invariant:** for a threshold of at least [`FLOOR`] no source that reaches it is missing.

use std::hash::BuildHasherDefault;

use crate::model::index::{self, Element, FLOOR, Order};
use crate::model::{Lang, Posting, ReadError, ReadMemory};
use crate::text::hash::ByNumber;

/// The most shared elements demanded of a candidate: more reads longer postings, fewer forms more candidates.
///
/// Source: measured with the near segments of `benches/lookup.rs` in 100,000 units, means of counts, medians of times:
///
/// | most | from 70: postings, candidates, µs | from 50: postings, candidates, µs |
/// |---|---|---|
/// | 1 | 798, 327, 913 | 4,287, 2,297, 7,700 |
/// | 2 | 1,279, 26, 169 | 5,851, 412, 1,900 |
/// | 3 | 1,930, 6, 154 | 7,877, 173, 664 |
/// | 4 | 2,797, 2, 193 | 10,172, 109, 651 |
/// | 6 | 5,276, 1, 272 | 14,398, 80, 829 |
/// | 8 | 7,875, 1, 361 | 17,012, 80, 997 |
///
/// 3 would be a little faster from 70. But with 4 the lookup counts on the last stored element of short segments up to 75, and
/// so the proof of the index can show that one element less loses matches.
const MOST_SHARED: usize = 4;

/// What one query asks of the index: for each key the query's element it stands for.
struct Plan {
    keys: Vec<i64>,
    /// Index of the element in the query's order, one for each key.
    ranks: Vec<usize>,
    tokens: usize,
}

/// Returns for each query (the elements of its tokens) the rows of the candidate segments in language `lang`, ascending.
///
/// `threshold` is a raw score from 1 to 94. One call of the memory for all queries.
pub(super) fn find(
    memory: &dyn ReadMemory,
    lang: Lang,
    queries: &[Vec<Element>],
    threshold: u32,
) -> Result<Vec<Vec<i64>>, ReadError> {
    debug_assert!((FLOOR..=94).contains(&threshold));
    let plans: Vec<Plan> = queries.iter().map(|q| plan(memory.order(), lang, q, threshold)).collect();
    let mut keys: Vec<i64> = plans.iter().flat_map(|p| p.keys.iter().copied()).collect();
    keys.sort_unstable();
    keys.dedup();
    let postings = memory.postings(&keys)?;
    Ok(plans.iter().map(|p| count(p, &keys, &postings, threshold)).collect())
}

fn plan(order: &Order, lang: Lang, elements: &[Element], t: u32) -> Plan {
    let n = elements.len();
    let mut sorted = elements.to_vec();
    order.sort(&mut sorted);
    let (mut keys, mut ranks) = (Vec::new(), Vec::new());
    let (least, most) = index::lengths(n, t);
    let mut m = least.max(1);
    while n > 0 && m <= most {
        let bucket = index::bucket(m);
        let mut prefix = 0;
        while m <= most && index::bucket(m) == bucket {
            prefix = prefix.max(index::shared_needed(n, m, t, MOST_SHARED).1);
            m += 1;
        }
        for (rank, &element) in sorted[..prefix].iter().enumerate() {
            keys.push(index::post_key(lang, element, bucket));
            ranks.push(rank);
        }
    }
    Plan { keys, ranks, tokens: n }
}

fn count(plan: &Plan, keys: &[i64], postings: &[Vec<Posting>], t: u32) -> Vec<i64> {
    let (least, most) = index::lengths(plan.tokens, t);
    let needs: Vec<_> = (least..=most).map(|m| index::shared_needed(plan.tokens, m, t, MOST_SHARED)).collect();
    let most_segs = plan.keys.iter().filter_map(|key| keys.binary_search(key).ok()).map(|at| postings[at].len()).sum();
    let mut shared: ByNumber<i64, u32> = ByNumber::with_capacity_and_hasher(most_segs, BuildHasherDefault::default());
    let mut found = Vec::new();
    for (key, &rank) in plan.keys.iter().zip(&plan.ranks) {
        let Ok(at) = keys.binary_search(key) else { continue };
        for posting in &postings[at] {
            let Some(need) = (posting.len as usize).checked_sub(least).and_then(|m| needs.get(m)) else { continue };
            let &(need, query_prefix, source_prefix) = need;
            if rank < query_prefix && (posting.pos as usize) < source_prefix {
                let have = shared.entry(posting.seg).or_insert(0);
                *have += 1;
                if *have == need as u32 {
                    found.push(posting.seg);
                }
            }
        }
    }
    found.sort_unstable();
    found
}
