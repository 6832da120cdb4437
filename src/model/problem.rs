//! Partial damage as data: one thing that could not be read, or was mended.

use serde::{Deserialize, Serialize};

/// What became of the thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProblemKind {
    /// It could not be read and did not go in.
    Refused,
    /// It was mended and went in.
    Repaired,
    /// It was left out by a rule.
    Skipped,
    /// The file as a whole.
    File,
}

/// One problem, with its place. Serialises to an entry of `problems` in the JSON contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What became of it.
    pub what: ProblemKind,
    /// Line of the file, from 1.
    pub line: Option<u64>,
    /// Number of the unit in the file, from 1.
    pub unit: Option<u64>,
    /// The unit's identifier in the file.
    pub tuid: Option<String>,
    /// What is wrong, in one sentence.
    pub reason: String,
}
