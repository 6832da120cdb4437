//! The shape of every reader of units: a stream of what became of each pair.
//!
//! Leaves to others: what is done with a pair, and the counting of it ([`super::tally`]).
//!
//! **Invariant:** a reader holds one unit at a time; after a [`ReadFailure`] it gives nothing more, and the caller lets
//! nothing of the file in.

use std::fmt;

use super::Asked;
use crate::model::{NewUnit, Problem, ProblemKind};
use crate::text::wording::{self, Ui};

/// What of a file is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The languages asked for.
    pub asked: Asked,
    /// Which sides of `A,B` take only what is written so; see [`Asked::narrow`].
    pub narrow: [bool; 2],
    /// Whether drafts, rejected and machine translations are taken, marked as unconfirmed, instead of skipped.
    pub unconfirmed: bool,
}

/// What became of a pair, or of a unit that gave none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly every item is a pair")]
pub enum Item {
    /// One source variant with one variant of another asked language.
    Pair(NewUnit),
    /// Something that was read and is not wanted; counts as one pair.
    Skipped {
        /// Where it stands.
        place: Place,
        /// Why it is not wanted.
        reason: SkipReason,
        /// Whether it is to be told and not only counted: something is missing in the unit itself.
        told: bool,
    },
    /// A unit that could not be read; counts as one pair.
    Refused {
        /// Where it stands.
        place: Place,
        /// What is wrong with it.
        reason: Reason,
        /// The unit as it stands in the file.
        verbatim: String,
    },
    /// Something that was mended, or read otherwise than it is written; the pairs of the unit follow, and this item counts as
    /// none.
    Repaired {
        /// Where it stands; around the units, its number is 0.
        place: Place,
        /// What was mended.
        reason: Reason,
    },
}

/// Where a unit stands in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Line on which it begins, or on which the fault stands, from 1; `None` in formats without lines.
    pub line: Option<u64>,
    /// Its number in the file, from 1; 0 for what is no unit.
    pub unit: u64,
    /// Its identifier in the file.
    pub tuid: Option<String>,
}

impl Place {
    /// The entry of `problems` in the JSON contract that tells what happened here.
    pub fn problem(&self, what: ProblemKind, reason: &impl fmt::Display) -> Problem {
        Problem { what, line: self.line, unit: Some(self.unit), tuid: self.tuid.clone(), reason: reason.to_string() }
    }
}

/// Why something that could be read is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SkipReason {
    /// The unit has no pair of the languages asked for.
    Language,
    /// A text is missing or blank.
    Empty,
    /// Both texts are of one language.
    SameLanguage,
    /// A draft, a rejected or a machine translation.
    Unconfirmed,
    /// The source is there with another target, which is to be kept. Said by a memory, never by a reader.
    Differing,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl SkipReason {
    /// All reasons.
    pub const ALL: [SkipReason; 5] =
        [SkipReason::Language, SkipReason::Empty, SkipReason::SameLanguage, SkipReason::Unconfirmed, SkipReason::Differing];

    /// The name in JSON, such as `same-language`.
    pub fn as_str(self) -> &'static str {
        match self {
            SkipReason::Language => "language",
            SkipReason::Empty => "empty",
            SkipReason::SameLanguage => "same-language",
            SkipReason::Unconfirmed => "unconfirmed",
            SkipReason::Differing => "differing",
        }
    }
}

/// A reader of units: an iterator over what became of each, and how far it has come.
pub trait UnitReader: Iterator<Item = Result<Item, ReadFailure>> {
    /// Bytes of the input taken so far, for a progress bar. Never falls.
    fn bytes_read(&self) -> u64;
}

/// Input that cannot be used: unreachable, not of the format, or broken in a place that leaves nothing to go on with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say(Ui::En))]
pub struct ReadFailure {
    /// Line of the file, from 1, where that is known.
    pub line: Option<u64>,
    /// What is wrong.
    pub reason: Reason,
}

impl ReadFailure {
    /// The failure `reason` in line `line`.
    pub fn at(line: u64, reason: Reason) -> ReadFailure {
        ReadFailure { line: Some(line), reason }
    }

    /// The entry of `problems` in the JSON contract that tells that the file is not used.
    pub fn problem(&self) -> Problem {
        let reason = self.reason.to_string();
        Problem { what: ProblemKind::File, line: self.line, unit: None, tuid: None, reason }
    }

    /// The sentence for the user, with the line.
    pub fn say(&self, ui: Ui) -> String {
        match self.line {
            Some(line) => wording::say(ui, "read.at-line", &[("line", &line), ("reason", &self.reason.say(ui))]),
            None => self.reason.say(ui),
        }
    }
}

/// What is wrong with a piece of a file: a key of the interface texts with its values. Displays in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    key: &'static str,
    values: Vec<(&'static str, String)>,
}

/// Characters of a value from a file that a message shows.
const SHOWN: usize = 40;

impl Reason {
    /// The reason whose text has the key `key` and needs no values.
    pub fn of(key: &'static str) -> Reason {
        Reason { key, values: Vec::new() }
    }

    /// This reason with `{name}` filled in by `value`, cut to 40 characters and to one line.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Reason {
        let value = value.to_string();
        let mut shown: String = value.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
        if value.chars().nth(SHOWN).is_some() {
            shown.push('…');
        }
        self.values.push((name, shown));
        self
    }

    /// The key of the interface text, such as `read.empty`.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// The text for the user.
    pub fn say(&self, ui: Ui) -> String {
        let values: Vec<(&str, &dyn fmt::Display)> = self.values.iter().map(|(n, v)| (*n, v as &dyn fmt::Display)).collect();
        wording::say(ui, self.key, &values)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Ui::En))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_line_and_reason_in_both_languages() {
        let failure = ReadFailure::at(7, Reason::of("read.entity").with("name", "kopi"));
        assert_eq!(failure.to_string(), "line 7: the entity &kopi; is not known");
        assert_eq!(failure.say(Ui::Id), "baris 7: entitas &kopi; tidak dikenal");
    }

    #[test]
    fn problems_are_entries_of_the_contract() {
        let place = Place { line: Some(7), unit: 2, tuid: Some("k9".into()) };
        let skipped = place.problem(ProblemKind::Skipped, &SkipReason::Empty);
        let json = r#"{"what":"skipped","line":7,"unit":2,"tuid":"k9","reason":"empty"}"#;
        assert_eq!(serde_json::to_string(&skipped).expect("serialises"), json);
        let file = ReadFailure { line: None, reason: Reason::of("read.empty") }.problem();
        assert_eq!((file.what, file.line, &*file.reason), (ProblemKind::File, None, "the file is empty"));
    }

    #[test]
    fn a_value_stays_short_and_on_one_line() {
        let reason = Reason::of("read.not-xml").with("found", "x\n".repeat(1000));
        assert_eq!(reason.to_string(), format!("not XML: it begins with “{}…”", "x ".repeat(20)));
    }
}
