//! The edit script between the tokens of a match's source and those of a segment: one script for score, diff and flags.
//!
//! Source: score.md, definition version 1, rule 3.
//!
//! **Invariant:** among the cheapest scripts the one is given that, read from the left, prefers equal, then substitute,
//! delete, insert; so the same pair gives the same script in any store and at any length.

use std::collections::HashMap;

use crate::text::token::ranges_of_key;
use crate::text::{Token, Tokens, fold};

/// What one step of a script does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepOp {
    /// Equal tokens; costs nothing.
    Equal,
    /// Tokens equal after case folding; costs ½.
    Case,
    /// One token for another; costs 1.
    Substitute,
    /// A token of the match's source that the segment lacks; costs 1.
    Delete,
    /// A token of the segment that the match's source lacks; costs 1.
    Insert,
}

/// One step: the operation and the tokens it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// What it does.
    pub op: StepOp,
    /// Index of the token in the match's source that it concerns; for an insertion the index before which it happens.
    pub source: usize,
    /// Index of the token in the segment that it concerns; for a deletion the index before which it happens.
    pub query: usize,
}

/// A token as the kernel compares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    exact: u32,
    class: u32,
}

/// The symbol of what does not occur in the segment at all.
const ABSENT: u32 = u32::MAX;

impl Symbol {
    /// The number of its class of tokens, equal after case folding; `None` when the alphabet does not have it.
    pub fn class(self) -> Option<usize> {
        (self.class != ABSENT).then_some(self.class as usize)
    }

    /// Twice the cost of putting `other` in place of this one.
    fn cost2(self, other: Symbol) -> u32 {
        if self.exact == other.exact && self.exact != ABSENT {
            0
        } else if self.class == other.class && self.class != ABSENT {
            1
        } else {
            2
        }
    }
}

/// The tokens of one segment, numbered, so that many sources can be compared with it.
#[derive(Clone, Debug, Default)]
pub struct Alphabet {
    exact: HashMap<String, u32>,
    class: HashMap<String, u32>,
    /// The segment itself.
    pub query: Vec<Symbol>,
}

impl Alphabet {
    /// Numbers the tokens of a segment.
    pub fn of(tokens: &Tokens) -> Alphabet {
        let mut out = Alphabet::default();
        out.query = out.number(tokens);
        out
    }

    /// Numbers the tokens of a further segment and returns them: several segments can share one alphabet.
    pub fn number(&mut self, tokens: &Tokens) -> Vec<Symbol> {
        let (exact, class) = (&mut self.exact, &mut self.class);
        let number = |t: Token<'_>| {
            let next = exact.len() as u32;
            let exact = *exact.entry(t.text.to_owned()).or_insert(next);
            let next = class.len() as u32;
            Symbol { exact, class: *class.entry(fold(t.text).into_owned()).or_insert(next) }
        };
        tokens.iter().map(number).collect()
    }

    /// How many classes of tokens it has.
    pub fn classes(&self) -> usize {
        self.class.len()
    }

    /// The tokens of another text in the numbers of this segment.
    pub fn symbols(&self, tokens: &Tokens) -> Vec<Symbol> {
        self.symbols_of_key(tokens.key())
    }

    /// The tokens of the key of another text in the numbers of this segment.
    pub fn symbols_of_key(&self, key: &str) -> Vec<Symbol> {
        ranges_of_key(key)
            .map(|(_, range)| {
                let token = &key[range];
                let class = self.class.get(&*fold(token)).copied().unwrap_or(ABSENT);
                let exact = if class == ABSENT { ABSENT } else { self.exact.get(token).copied().unwrap_or(ABSENT) };
                Symbol { exact, class }
            })
            .collect()
    }
}

/// Returns twice the distance of `source` and `query`, or `None` when it is above `limit`.
pub fn distance2(source: &[Symbol], query: &[Symbol], limit: usize) -> Option<usize> {
    let (source, query) = without_common_ends(source, query);
    let (n, m) = (source.len(), query.len());
    // A script within the limit leaves the diagonal by at most half of it.
    let band = limit / 2;
    if n.abs_diff(m) > band {
        return None;
    }
    let far = u32::MAX / 2;
    let mut row: Vec<u32> = (0..=m).map(|j| if j <= band { 2 * j as u32 } else { far }).collect();
    for i in 1..=n {
        let (from, to) = (i.saturating_sub(band), (i + band).min(m));
        let mut diagonal = row[from.max(1) - 1];
        let mut left = far;
        if from == 0 {
            diagonal = row[0];
            row[0] = 2 * i as u32;
            left = row[0];
        } else if from >= 1 {
            row[from - 1] = far;
        }
        let mut least = left;
        for j in from.max(1)..=to {
            let up = row[j];
            let cost = (diagonal + source[i - 1].cost2(query[j - 1])).min(up + 2).min(left + 2);
            diagonal = up;
            row[j] = cost;
            left = cost;
            least = least.min(cost);
        }
        if to < m {
            row[to + 1] = far;
        }
        if least as usize > limit {
            return None;
        }
    }
    Some(row[m] as usize).filter(|&d| d <= limit)
}

fn without_common_ends<'a>(a: &'a [Symbol], b: &'a [Symbol]) -> (&'a [Symbol], &'a [Symbol]) {
    let start = a.iter().zip(b).take_while(|(x, y)| x.cost2(**y) == 0).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x.cost2(**y) == 0).count();
    (&a[..a.len() - end], &b[..b.len() - end])
}

/// How many cells of the table are kept at once; beyond it rows are kept at intervals and computed again.
const CELLS: usize = 1 << 22;

/// Returns the edit script from `source` to `query`; its cost is the distance.
pub fn script(source: &[Symbol], query: &[Symbol]) -> Vec<Step> {
    let (n, m) = (source.len(), query.len());
    let block = if n * m <= CELLS { n.max(1) } else { n.isqrt().max(1) };
    // `kept[b]` is the row at the end of block b: costs of turning the rest of `source` into each rest of `query`.
    let mut kept: Vec<Vec<u32>> = Vec::with_capacity(n / block + 2);
    let mut row: Vec<u32> = (0..=m).map(|j| 2 * (m - j) as u32).collect();
    for i in (0..n).rev() {
        if (i + 1) % block == 0 || i + 1 == n {
            kept.push(row.clone());
        }
        row = row_above(source[i], query, &row);
    }
    kept.reverse();

    let mut steps = Vec::with_capacity(n.max(m));
    let mut j = 0;
    for (b, last) in kept.iter().enumerate() {
        let (from, to) = (b * block, ((b + 1) * block).min(n));
        let mut rows = vec![last.clone()];
        for i in (from..to).rev() {
            let above = row_above(source[i], query, &rows[rows.len() - 1]);
            rows.push(above);
        }
        rows.reverse();
        let mut i = from;
        while i < to {
            let (here, below) = (&rows[i - from], &rows[i - from + 1]);
            let op = if j < m && below[j + 1] + source[i].cost2(query[j]) == here[j] {
                match source[i].cost2(query[j]) {
                    0 => StepOp::Equal,
                    1 => StepOp::Case,
                    _ => StepOp::Substitute,
                }
            } else if below[j] + 2 == here[j] {
                StepOp::Delete
            } else {
                StepOp::Insert
            };
            steps.push(Step { op, source: i, query: j });
            i += usize::from(op != StepOp::Insert);
            j += usize::from(op != StepOp::Delete);
        }
    }
    steps.extend((j..m).map(|j| Step { op: StepOp::Insert, source: n, query: j }));
    steps
}

/// One row of the table of suffix distances, from the row of the suffix that is one token shorter.
fn row_above(token: Symbol, query: &[Symbol], below: &[u32]) -> Vec<u32> {
    let m = query.len();
    let mut row = vec![0; m + 1];
    row[m] = below[m] + 2;
    for j in (0..m).rev() {
        row[j] = (below[j + 1] + token.cost2(query[j])).min(below[j] + 2).min(row[j + 1] + 2);
    }
    row
}

/// Returns twice the cost of a script.
pub fn cost2(steps: &[Step]) -> usize {
    steps
        .iter()
        .map(|s| match s.op {
            StepOp::Equal => 0,
            StepOp::Case => 1,
            StepOp::Substitute | StepOp::Delete | StepOp::Insert => 2,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn symbols(source: &str, query: &str) -> (Vec<Symbol>, Vec<Symbol>) {
        let alphabet = Alphabet::of(&Tokens::of(query));
        (alphabet.symbols(&Tokens::of(source)), alphabet.query)
    }

    fn ops(source: &str, query: &str) -> String {
        let (a, b) = symbols(source, query);
        script(&a, &b)
            .iter()
            .map(|s| match s.op {
                StepOp::Equal => '=',
                StepOp::Case => 'c',
                StepOp::Substitute => 's',
                StepOp::Delete => '-',
                StepOp::Insert => '+',
            })
            .collect()
    }

    #[test]
    fn prefers_equal_then_substitute_then_delete_then_insert() {
        assert_eq!(ops("a b c", "a b c"), "===");
        assert_eq!(ops("a x c", "A y c"), "cs=");
        assert_eq!(ops("a a", "a"), "=-");
        assert_eq!(ops("a", "b a"), "+=");
        assert_eq!(ops("x y a", "a z"), "ss-");
        assert_eq!(ops("x y a b c", "a b c z"), "--===+");
        assert_eq!(ops("", "a b"), "++");
        assert_eq!(ops("a b", ""), "--");
    }

    /// The textbook recursion over prefixes, sharing no code with the kernel.
    fn plain(source: &[String], query: &[String]) -> usize {
        let mut table = vec![vec![0usize; query.len() + 1]; source.len() + 1];
        for i in 0..=source.len() {
            for j in 0..=query.len() {
                table[i][j] = match (i, j) {
                    (0, j) => 2 * j,
                    (i, 0) => 2 * i,
                    _ => {
                        let (x, y) = (&source[i - 1], &query[j - 1]);
                        let change = if x == y { 0 } else { 2 - usize::from(x.to_lowercase() == y.to_lowercase()) };
                        (table[i - 1][j - 1] + change).min(table[i - 1][j] + 2).min(table[i][j - 1] + 2)
                    }
                };
            }
        }
        table[source.len()][query.len()]
    }

    proptest! {
        #[test]
        fn the_cost_is_the_distance(a in "([abAB] ){0,14}", b in "([abcAC] ){0,14}", limit in 0usize..40) {
            let (x, y) = symbols(&a, &b);
            let words = |s: &str| s.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let expected = plain(&words(&a), &words(&b));
            prop_assert_eq!(cost2(&script(&x, &y)), expected);
            prop_assert_eq!(distance2(&x, &y, 1000), Some(expected));
            prop_assert_eq!(distance2(&x, &y, limit), Some(expected).filter(|&d| d <= limit));
        }

        #[test]
        fn the_distance_lies_in_the_sandwich_of_unit_costs(a in "([abAB] ){0,14}", b in "([abcAC] ){0,14}") {
            let (x, y) = symbols(&a, &b);
            let exact = |s: &str| s.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let class = |s: &str| s.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
            let e_token = strsim::generic_levenshtein(&exact(&a), &exact(&b));
            let e_class = strsim::generic_levenshtein(&class(&a), &class(&b));
            let d2 = cost2(&script(&x, &y));
            prop_assert!(e_token + e_class <= d2 && d2 <= 2 * e_token);
        }
    }

    #[test]
    fn long_texts_give_the_same_script_as_short_blocks() {
        // Beyond CELLS the table is computed in blocks; the script must not show it.
        let text = |n: usize, step: usize| {
            (0..n).map(|i| ["ia", "Ia", "di", "ke", "yang", "itu", "rumah"][i * step % 7]).collect::<Vec<_>>().join(" ")
        };
        let (x, y) = symbols(&text(2300, 7919), &text(2100, 6007));
        assert!(x.len() * y.len() > CELLS);
        let steps = script(&x, &y);
        assert_eq!(Some(cost2(&steps)), distance2(&x, &y, usize::MAX / 2));
        let (mut i, mut j) = (0, 0);
        for s in &steps {
            assert_eq!((s.source, s.query), (i, j));
            i += usize::from(s.op != StepOp::Insert);
            j += usize::from(s.op != StepOp::Delete);
        }
        assert_eq!((i, j), (x.len(), y.len()));
    }
}
