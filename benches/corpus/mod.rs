//! Made-up sentences for the benchmarks: the same number always gives the same sentence.
//!
//! Frames and words are the project's own (`frames.tsv`, `words.tsv`). Frequencies are close to Zipf's law; names, firms and
//! places have a long tail of rare ones. Three of ten sentences vary an earlier one, as the news of a running story does.
//!
//! **Invariant:** no clock and no random numbers: figures of two runs are figures of the same text.

// Each benchmark is a crate of its own and uses a part of this.
#![allow(dead_code, unreachable_pub, missing_docs)]

pub mod memory;

use std::collections::HashMap;
use std::fmt::Write;

/// A sentence and its translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub id: String,
    pub en: String,
}

/// A deterministic source of chance (SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, all equally likely.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// A rank below `n`; rank r is about as likely as r to the power of -(1 - 1 / `steep`).
    ///
    /// Within one kind of word the law is flatter than over all words, where the words of the frames are the head.
    pub fn rank(&mut self, n: usize, steep: i32) -> usize {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((n as f64 * share.powi(steep)) as usize).min(n - 1)
    }
}

/// The sentences by number.
pub struct Corpus {
    words: HashMap<&'static str, Vec<(&'static str, &'static str)>>,
    leads: Vec<(&'static str, &'static str)>,
    tails: Vec<(&'static str, &'static str)>,
}

/// How many different names of people, firms and places there are.
const NAMES: usize = 40_000;

impl Corpus {
    pub fn new() -> Corpus {
        let mut words: HashMap<_, Vec<_>> = HashMap::new();
        rows(include_str!("words.tsv")).for_each(|(slot, id, en)| words.entry(slot).or_default().push((id, en)));
        let frames = |place| rows(include_str!("frames.tsv")).filter(move |r| r.0 == place).map(|r| (r.1, r.2)).collect();
        Corpus { words, leads: frames("lead"), tails: frames("tail") }
    }

    /// The pair with number `n`; the first `n` of two corpora are the same.
    pub fn pair(&self, n: u64) -> Pair {
        let mut chance = Chance(n.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let story = n > 20 && chance.below(10) < 3;
        if !story {
            return self.fresh(&mut chance, None);
        }
        // The same seed gives the same frames and words until a slot that is filled anew.
        let earlier = chance.below(n as usize) as u64;
        let again = 1 + chance.below(4);
        let mut same = Chance(earlier.wrapping_mul(0x2545_f491_4f6c_dd1d));
        same.below(10);
        self.fresh(&mut same, Some((again, &mut chance)))
    }

    fn fresh(&self, chance: &mut Chance, mut anew: Option<(usize, &mut Chance)>) -> Pair {
        let mut frames = vec![self.leads[chance.rank(self.leads.len(), 2)]];
        while frames.len() < 4 && chance.below(10) < 6 {
            frames.push(self.tails[chance.rank(self.tails.len(), 2)]);
        }
        let slots: usize = frames.iter().map(|f| f.0.matches('{').count()).sum();
        let mut other: Vec<usize> = Vec::new();
        if let Some((count, chance)) = &mut anew {
            other.extend((0..*count).map(|_| chance.below(slots)));
        }
        let (mut id, mut en) = (String::new(), String::new());
        let mut slot = 0;
        for (frame, translated) in frames {
            let mut filled: Vec<(&str, String, String)> = Vec::new();
            for name in slots_of(frame) {
                let mut value = self.fill(name, chance);
                if other.contains(&slot)
                    && let Some((_, chance)) = &mut anew
                {
                    value = self.fill(name, chance);
                }
                filled.push((name, value.0, value.1));
                slot += 1;
            }
            put(&mut id, frame, filled.iter().map(|f| (f.0, f.1.as_str())).collect());
            put(&mut en, translated, filled.iter().map(|f| (f.0, f.2.as_str())).collect());
        }
        Pair { id: capital(&id) + ".", en: capital(&en) + "." }
    }

    fn fill(&self, slot: &str, chance: &mut Chance) -> (String, String) {
        let both = |s: String| (s.clone(), s);
        match slot {
            "name" => both(format!("{} {}", self.name(chance.rank(NAMES, 3)), self.name(chance.rank(NAMES, 3)))),
            "place" | "firm" => both(self.name(chance.rank(NAMES, 3))),
            "year" => both((2024 - chance.rank(40, 2)).to_string()),
            "number" => {
                let n = 1 + chance.rank(30_000, 4);
                let (id, en) = if n.is_multiple_of(3) { (",5", ".5") } else { ("", "") };
                (format!("{n}{id}"), format!("{n}{en}"))
            }
            "date" => {
                let (day, year) = (1 + chance.below(28), 2024 - chance.rank(20, 2));
                let month = self.words["month"][chance.below(12)];
                (format!("{day} {} {year}", month.0), format!("{} {day}, {year}", month.1))
            }
            _ => {
                let words = &self.words[slot];
                let (id, en) = words[chance.rank(words.len(), 2)];
                (id.to_owned(), en.to_owned())
            }
        }
    }

    /// The name with rank `n`.
    fn name(&self, n: usize) -> String {
        let n = n as u64;
        let mut chance = Chance(n);
        let mut part = |slot: &str| {
            let words = &self.words[slot];
            words[chance.below(words.len())].0.trim_matches('-')
        };
        let mut name = String::new();
        let _ = write!(name, "{}{}{}", part("front"), part("middle"), part("back"));
        // Beyond the combinations of two parts names need a third to be different.
        if n > 5_000 { name + part("middle") } else { name }
    }

    /// `text` with `edits` of its words changed, dropped, added or written in capitals.
    pub fn edited(&self, text: &str, edits: usize, chance: &mut Chance) -> String {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        for _ in 0..edits {
            let at = chance.below(words.len());
            let word = |chance: &mut Chance| {
                let slot = ["noun", "verb", "adj", "place", "number"][chance.below(5)];
                self.fill(slot, chance).0
            };
            match chance.below(8) {
                0 if words.len() > 4 => drop(words.remove(at)),
                1 => words.insert(at, word(chance)),
                2 => words[at] = words[at].to_uppercase(),
                _ => words[at] = word(chance),
            }
        }
        words.join(" ")
    }

    /// `count` words drawn without any order.
    pub fn salad(&self, count: usize, chance: &mut Chance) -> String {
        let slots = ["noun", "verb", "adj", "place", "number", "modal", "role"];
        (0..count).map(|_| self.fill(slots[chance.below(slots.len())], chance).0).collect::<Vec<_>>().join(" ")
    }
}

fn rows(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| {
        let mut cells = l.split('\t');
        Some((cells.next()?, cells.next()?, cells.next()?))
    })
}

fn slots_of(frame: &'static str) -> impl Iterator<Item = &'static str> {
    frame.split('{').skip(1).filter_map(|rest| rest.split('}').next())
}

/// Appends `frame` with its slots filled; of several slots of one name each takes the first value left.
fn put(out: &mut String, frame: &'static str, mut values: Vec<(&str, &str)>) {
    let mut pieces = frame.split('{');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (slot, rest) = piece.split_once('}').expect("a slot is closed");
        let at = values.iter().position(|v| v.0 == slot).expect("both sides of a frame have the same slots");
        out.push_str(values.remove(at).1);
        out.push_str(rest);
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
}
