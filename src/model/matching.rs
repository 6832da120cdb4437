//! Matches: what a memory offers for a segment, and why.

use serde::{Deserialize, Serialize};

use super::{Stamp, Uid, UnitState};

/// The version of the definition of the score, stored with every match.
pub const SCORE_VERSION: u32 = 1;

/// What kind of match it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchKind {
    /// Equal keys and at least one equal neighbour (101, 102).
    Context,
    /// Equal keys (100).
    Exact,
    /// Equal rung keys: only case, punctuation, numbers or dates differ.
    Rung,
    /// Anything else.
    Fuzzy,
}

/// A difference that changes the meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Guard {
    /// *tidak*, *bukan*, *jangan*: there on one side only.
    Negation,
    /// *telah*, *belum*, *akan*, *setelah*, *sebelum*.
    Time,
    /// *menangkap* against *ditangkap*.
    Voice,
    /// *naik* against *turun*, *lebih* against *kurang*.
    Quantity,
    /// Another number, number word or magnitude.
    Number,
    /// Another name.
    Name,
}

impl Guard {
    /// All guards, in the order in which flags are listed.
    pub const ALL: [Guard; 6] = [Guard::Negation, Guard::Time, Guard::Voice, Guard::Quantity, Guard::Number, Guard::Name];

    /// The name in files and JSON, such as `negation`.
    pub fn as_str(self) -> &'static str {
        match self {
            Guard::Negation => "negation",
            Guard::Time => "time",
            Guard::Voice => "voice",
            Guard::Quantity => "quantity",
            Guard::Number => "number",
            Guard::Name => "name",
        }
    }

    /// Whether it caps the score at 84 (score.md, rule 6).
    pub fn caps(self) -> bool {
        matches!(self, Guard::Negation | Guard::Time | Guard::Voice)
    }
}

/// A guard that fired. Ranges are in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// Which guard.
    pub guard: Guard,
    /// Where in the segment; `None` when the difference is only in the match's source.
    pub query: Option<(u32, u32)>,
    /// Where in the match's source; `None` when the difference is only in the segment.
    pub source: Option<(u32, u32)>,
    /// The words in question: `tidak`, `2022 → 2023`.
    pub note: String,
}

/// Points taken off a match for where it comes from, or what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Penalty {
    /// Aligned and not reviewed: 3.
    Aligned,
    /// Unconfirmed: 5.
    Unconfirmed,
    /// Another role, caption or credit against the rest: 1.
    Role,
    /// The memory it comes from: as the user set it.
    Memory,
    /// Another tag skeleton: 1.
    Tags,
}

/// One step of the edit script from the match's source to the segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EditOp {
    /// One token for another.
    Substitute,
    /// One token for the same in other case; costs half.
    Case,
    /// A token of the match's source that the segment does not have.
    Delete,
    /// A token of the segment that the match's source does not have.
    Insert,
}

/// A difference between the match's source and the segment. Ranges are in characters; the empty range tells the place
/// where something is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What happens.
    pub op: EditOp,
    /// Where in the match's source.
    pub source: (u32, u32),
    /// Where in the segment.
    pub query: (u32, u32),
}

/// A unit offered for a segment. Serialises to the match of the JSON contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// Row of the unit in its memory.
    pub tu: i64,
    /// Identity of the unit in any store.
    pub uid: Uid,
    /// Name of the memory in the set.
    pub memory: String,
    /// Names of the other memories of the set that hold this very unit: equal texts, state, author and date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// What kind of match it is.
    pub kind: MatchKind,
    /// Final score, 0–102.
    pub score: u8,
    /// Score before caps and penalties (score.md, rule 5).
    pub uncapped: u8,
    /// Source of the unit, as it came.
    pub source: String,
    /// Target of the unit, as it came.
    pub target: String,
    /// Who stands behind the unit.
    pub state: UnitState,
    /// The word diff from the match's source to the segment: `=` both, `-` source only, `+` segment only.
    pub diff: Vec<(char, String)>,
    /// The same as ranges.
    pub edits: Vec<Edit>,
    /// Differences that change the meaning.
    pub flags: Vec<Flag>,
    /// Points taken off.
    pub penalties: Vec<(Penalty, u8)>,
    /// Whether another unit of the same best state translates this very source differently.
    #[serde(default)]
    pub ambiguous: bool,
    /// Parts of the target that need a change, in characters.
    pub marks: Vec<(u32, u32)>,
    /// The target adapted to the segment, where that can be done.
    pub proposal: Option<String>,
    /// Whether the proposal, or the target itself, may be filled in.
    pub safe: bool,
    /// What the proposal adapted.
    pub adapted: Vec<String>,
    /// The score the proposal would have.
    pub repair: Option<u8>,
    /// Share of the segment's tokens that stand in the match, 0.0–1.0, to two decimals.
    pub coverage: f64,
    /// Who made the unit.
    pub author: Option<String>,
    /// When it was last changed.
    pub changed: Option<Stamp>,
    /// The document it was last met in.
    pub doc: Option<String>,
    /// Version of the definition of the score.
    pub score_version: u32,
    /// Fingerprint of the guard tables.
    pub tables: String,
}
