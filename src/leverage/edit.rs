//! The edit script between the tokens of a match's source and those of a segment: one script for score, diff and flags.
//!
//! Source: score.md, definition version 1, rule 3.

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

/// One step: the operation and where both sides stand when it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// What it does.
    pub op: StepOp,
    /// Index of the token in the match's source that it concerns; for an insertion the index before which it happens.
    pub source: usize,
    /// Index of the token in the segment that it concerns; for a deletion the index before which it happens.
    pub query: usize,
}
