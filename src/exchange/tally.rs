//! The accounting of an import, in pairs.
//!
//! **Invariant:** `seen = added + duplicate + updated + skipped + refused`, because [`Tally::count`] is the only way to
//! raise any of them. Repaired units are counted beside the sum.

use std::collections::BTreeMap;

use serde::Serialize;

use super::SkipReason;

/// What became of one pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new in the memory.
    Added,
    /// The memory had it.
    Duplicate,
    /// It took the place of another unit.
    Updated,
    /// It was left out by a rule.
    Skipped(SkipReason),
    /// It could not be read.
    Refused,
}

/// How many pairs came, and what became of them. Serialises to the counts of the JSON contract.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    seen: u64,
    added: u64,
    duplicate: u64,
    updated: u64,
    skipped: u64,
    refused: u64,
    repaired: u64,
    reasons: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Counts one pair.
    pub fn count(&mut self, outcome: Outcome) {
        self.seen += 1;
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Duplicate => self.duplicate += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Refused => self.refused += 1,
            Outcome::Skipped(reason) => {
                self.skipped += 1;
                *self.reasons.entry(reason.as_str()).or_insert(0) += 1;
            }
        }
    }

    /// Counts one mended unit, beside its pairs.
    pub fn count_repaired(&mut self) {
        self.repaired += 1;
    }

    /// All pairs as read, duplicates included.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// Pairs that are new in the memory.
    pub fn added(&self) -> u64 {
        self.added
    }

    /// Pairs the memory had.
    pub fn duplicate(&self) -> u64 {
        self.duplicate
    }

    /// Pairs that took the place of another unit.
    pub fn updated(&self) -> u64 {
        self.updated
    }

    /// Pairs left out by a rule.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// What could not be read.
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// Mended units.
    pub fn repaired(&self) -> u64 {
        self.repaired
    }

    /// Why pairs were skipped, and how many for each reason, by name.
    pub fn reasons(&self) -> &BTreeMap<&'static str, u64> {
        &self.reasons
    }

    /// Whether the sum is right and the reasons account for everything skipped.
    pub fn holds(&self) -> bool {
        self.seen == self.added + self.duplicate + self.updated + self.skipped + self.refused
            && self.reasons.values().sum::<u64>() == self.skipped
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_sum_holds_whatever_comes(outcomes in proptest::collection::vec(0usize..9, 0..50)) {
            let mut tally = Tally::default();
            for &n in &outcomes {
                tally.count(match n {
                    0 => Outcome::Added,
                    1 => Outcome::Duplicate,
                    2 => Outcome::Updated,
                    3 => Outcome::Refused,
                    n => Outcome::Skipped(SkipReason::ALL[n - 4]),
                });
            }
            prop_assert!(tally.holds());
            prop_assert_eq!(tally.seen(), outcomes.len() as u64);
        }
    }

    #[test]
    fn serialises_as_the_contract_has_it() {
        let mut tally = Tally::default();
        tally.count(Outcome::Added);
        tally.count(Outcome::Skipped(SkipReason::SameLanguage));
        tally.count_repaired();
        assert_eq!(
            serde_json::to_string(&tally).expect("serialises"),
            r#"{"seen":2,"added":1,"duplicate":0,"updated":0,"skipped":1,"refused":0,"repaired":1,"reasons":{"same-language":1}}"#
        );
    }
}
