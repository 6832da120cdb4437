//! The shape of the token index: which keys a segment is found under, and the bounds that make that lossless.
//!
//! Shared by everything that writes an index (each store) and by the lookup that reads it, so that one code serves every
//! store. Source: score.md, "Lookup is lossless"; prefix filtering after Chaudhuri, Ganti and Kaushik (2006) and Xiao et
//! al. (2008, PPJoin), with a multiset of classes made a set by numbering repeats.
//!
//! **Invariant:** for every pair of segments whose raw score reaches a threshold `t >= FLOOR`, the candidates that
//! `leverage` forms from [`stored`] elements and [`shared_needed`] hold the pair. The property test of `leverage` proves it
//! against a scan.

use std::hash::BuildHasherDefault;

use super::Lang;
use crate::text::hash::{ByNumber, hash, mix};
use crate::text::{Tokens, fold};

/// The threshold the stored prefixes are cut for. Lookups ask for 50 at the lowest; the lower floor lets them demand more
/// shared elements of a candidate.
pub const FLOOR: u32 = 30;

/// The version of the index layout, part of each memory file.
pub const VERSION: u32 = 2;

/// One element of a segment's bag of classes: the hash of a class and of how many times it has come before.
pub type Element = u64;

/// Returns the elements of `tokens`, one for each token, in the order of the text.
///
/// The k-th repeat of a class is an element of its own, so that common elements of two segments count the classes they
/// share as a multiset.
pub fn elements(tokens: &Tokens) -> Vec<Element> {
    let mut seen: ByNumber<u64, u64> = ByNumber::with_capacity_and_hasher(tokens.len(), BuildHasherDefault::default());
    tokens
        .iter()
        .map(|t| {
            let class = hash(fold(t.text).as_bytes());
            let repeat = seen.entry(class).or_insert(0);
            let element = if *repeat == 0 { class } else { mix(class ^ mix(*repeat)) };
            *repeat += 1;
            element
        })
        .collect()
}

/// The one fixed order of elements, rare first: unknown ones by their hash, then the known frequent ones by rank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Rank of each frequent element; higher is more frequent.
    ranks: ByNumber<Element, u32>,
}

/// How many frequent elements an order knows.
pub const FREQUENT: usize = 4096;

impl Order {
    /// The order in which `frequent`, the most frequent first, stand last.
    pub fn of(frequent: &[Element]) -> Order {
        let top = frequent.len() as u32;
        Order { ranks: frequent.iter().enumerate().map(|(i, &e)| (e, top - i as u32)).collect() }
    }

    /// Sorts `elements` rare first.
    pub fn sort(&self, elements: &mut [Element]) {
        elements.sort_by_cached_key(|e| (self.ranks.get(e).copied().unwrap_or(0), *e));
    }
}

/// How much twice the distance may be for a score of at least `t`: `h = floor((100-t)(n+m)/100)`, for 1 <= t <= 94.
pub fn budget(n: usize, m: usize, t: u32) -> usize {
    (100 - t as usize) * (n + m) / 100
}

/// The lengths a segment may have to reach `t` against one of `n` tokens: (least, most), both inclusive.
pub fn lengths(n: usize, t: u32) -> (usize, usize) {
    let t = t as usize;
    ((n * (100 + t)).div_ceil(300 - t), n * (300 - t) / (100 + t))
}

/// How many elements two segments of `n` and `m` tokens share at least when their score reaches `t`.
pub fn overlap(n: usize, m: usize, t: u32) -> usize {
    (n.max(m)).saturating_sub(budget(n, m, t) / 2).max(1)
}

/// How many of the rarest elements of a segment of `m` tokens are stored in the index.
pub fn stored(m: usize) -> usize {
    ((100 - FLOOR as usize) * m / 100 + 1).min(m)
}

/// How many of a candidate's *stored* elements must stand in the query's prefix, and how long that prefix is.
///
/// Returns (l, query prefix, candidate prefix): at least `l` of the candidate's first `candidate prefix` elements are
/// among the query's first `query prefix`. `most` bounds l, since a longer prefix reads more postings.
pub fn shared_needed(n: usize, m: usize, t: u32, most: usize) -> (usize, usize, usize) {
    let o = overlap(n, m, t);
    // m - o + l <= stored(m)
    let l = (stored(m) + o).saturating_sub(m).min(o).min(most).max(1);
    (l, (n + l).saturating_sub(o).min(n), (m + l).saturating_sub(o).min(m))
}

/// The bucket of a length: exact up to 16 tokens, then steps of about an eighth.
pub fn bucket(len: usize) -> u32 {
    if len <= 16 {
        return len as u32;
    }
    let top = usize::BITS - 1 - len.leading_zeros();
    let eighth = (len >> (top - 3)) & 7;
    16 + (top - 4) * 8 + eighth as u32
}

/// The key of the postings of `element` in segments of language `lang` whose length falls into `bucket`.
///
/// Keys of one element differ in their last 8 bits alone, so that a store can read neighbouring lengths in one go.
pub fn post_key(lang: Lang, element: Element, bucket: u32) -> i64 {
    (mix(element ^ hash(lang.as_str().as_bytes())) & !0xff | u64::from(bucket.min(0xff))) as i64
}

/// The postings of a segment: for each stored element its key and its place in the order.
pub fn post_keys(lang: Lang, mut elements: Vec<Element>, order: &Order) -> Vec<(i64, u32)> {
    let bucket = bucket(elements.len());
    order.sort(&mut elements);
    let keep = stored(elements.len());
    elements[..keep].iter().enumerate().map(|(pos, &e)| (post_key(lang, e, bucket), pos as u32)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn repeats_are_elements_of_their_own() {
        let a = elements(&Tokens::of("x X y x"));
        assert_eq!(a.iter().collect::<std::collections::HashSet<_>>().len(), 4);
        assert_eq!(a[0], elements(&Tokens::of("X"))[0]);
    }

    #[test]
    fn buckets_ascend_without_gaps() {
        let mut last = 0;
        for len in 1..100_000 {
            let b = bucket(len);
            assert!(b == last || b == last + 1, "{len}");
            last = b;
        }
    }

    proptest! {
        #[test]
        fn length_bounds_are_those_of_the_budget(n in 1usize..300, m in 1usize..900, t in 1u32..=94) {
            let (least, most) = lengths(n, t);
            prop_assert_eq!((least..=most).contains(&m), 2 * n.abs_diff(m) <= budget(n, m, t));
        }
    }
}
