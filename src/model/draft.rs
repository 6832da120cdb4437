//! Drafts: an article's segments with their matches, targets and states.

use serde::{Deserialize, Serialize};

use super::{Direction, Match, MatchKind, Penalty, Segment, Stamp, Uid};

/// What a human has said about a segment's target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SegmentState {
    /// No target.
    New,
    /// Text from a memory, untouched.
    Draft,
    /// Worked on, not finished.
    Edited,
    /// Finished by the translator.
    Confirmed,
    /// Read by a second person.
    Reviewed,
}

impl SegmentState {
    /// All states, in the order of work.
    pub const ALL: [SegmentState; 5] =
        [SegmentState::New, SegmentState::Draft, SegmentState::Edited, SegmentState::Confirmed, SegmentState::Reviewed];

    /// The name in the store and in JSON, such as `confirmed`.
    pub fn as_str(self) -> &'static str {
        match self {
            SegmentState::New => "new",
            SegmentState::Draft => "draft",
            SegmentState::Edited => "edited",
            SegmentState::Confirmed => "confirmed",
            SegmentState::Reviewed => "reviewed",
        }
    }

    /// The state that `name` names.
    pub fn parse(name: &str) -> Option<SegmentState> {
        SegmentState::ALL.into_iter().find(|s| s.as_str() == name)
    }

    /// Whether it may enter the memory.
    pub fn is_finished(self) -> bool {
        matches!(self, SegmentState::Confirmed | SegmentState::Reviewed)
    }
}

/// Where a target text came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OriginKind {
    /// From a match of this kind.
    Context,
    /// See [`MatchKind::Exact`].
    Exact,
    /// See [`MatchKind::Rung`].
    Rung,
    /// See [`MatchKind::Fuzzy`].
    Fuzzy,
    /// A byline, a figure, a URL taken over.
    Copied,
}

impl From<MatchKind> for OriginKind {
    fn from(kind: MatchKind) -> OriginKind {
        match kind {
            MatchKind::Context => OriginKind::Context,
            MatchKind::Exact => OriginKind::Exact,
            MatchKind::Rung => OriginKind::Rung,
            MatchKind::Fuzzy => OriginKind::Fuzzy,
        }
    }
}

/// The origin of a segment's target; kept for ever, whatever happens to the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// What kind of text it was.
    pub kind: OriginKind,
    /// Its score; `None` for copied text.
    pub score: Option<u8>,
    /// Row of the unit it came from.
    pub tu: Option<i64>,
    /// Identity of the unit it came from.
    pub uid: Option<Uid>,
    /// Memory the unit stands in.
    pub memory: Option<String>,
    /// Points taken off.
    #[serde(default)]
    pub penalties: Vec<(Penalty, u8)>,
    /// What was adapted.
    #[serde(default)]
    pub adapted: Vec<String>,
    /// Version of the definition of the score.
    pub score_version: u32,
    /// The target as it was filled in; what has left it is somebody's work.
    pub text: String,
}

/// A segment of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftSegment {
    /// The segment itself.
    #[serde(flatten)]
    pub segment: Segment,
    /// The translation so far; empty when there is none.
    pub target: String,
    /// What a human has said about the target.
    pub state: SegmentState,
    /// Where the target came from; `None` when it was typed, or there is none.
    pub origin: Option<Origin>,
    /// Every match from 50, best first.
    pub matches: Vec<Match>,
    /// The translator's remark.
    #[serde(default)]
    pub note: String,
    /// Row of the unit that this segment itself wrote into the memory, once confirmed.
    #[serde(default)]
    pub wrote: Option<i64>,
    /// The returned file that the target came from, by name; `None` when it is as filled in.
    #[serde(default)]
    pub via: Option<String>,
}

impl DraftSegment {
    /// The target as padan filled it in; empty when it filled in nothing.
    pub fn filled(&self) -> &str {
        self.origin.as_ref().map_or("", |o| &o.text)
    }

    /// Whether nobody has worked on the target.
    pub fn is_untouched(&self) -> bool {
        matches!(self.state, SegmentState::New | SegmentState::Draft)
    }

    /// Whether the translation can be written without another look: finished, or an untouched and unambiguous 100 and
    /// above, or copied.
    pub fn is_settled(&self) -> bool {
        let filled_for_good = |o: &Origin| o.kind == OriginKind::Copied || o.score.is_some_and(|s| s >= 100);
        self.state.is_finished()
            || (self.state == SegmentState::Draft
                && self.target == self.filled()
                && self.origin.as_ref().is_some_and(filled_for_good))
    }

    /// The segment's name in exported files, `s0012`.
    pub fn sid(&self) -> String {
        format!("s{:04}", self.segment.n)
    }
}

/// The form of the article file, and so of the translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// A saved page; its translation is plain text.
    Html,
}

impl Form {
    /// The extension of the file that the translation is written to, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Form::Text | Form::Html => "txt",
            Form::Markdown => "md",
        }
    }
}

/// What was decided about one non-blank line of the input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineDecision {
    /// Line of the input, from 1, blank lines counted.
    pub line: u32,
    /// Whether it is part of the article.
    pub keep: bool,
    /// The role of a kept line, the kind of clutter of a left-out one (`ad`, `login`, `related` …).
    pub kind: String,
    /// The rule that decided, a stable identifier such as `ad.iklan`.
    pub reason: String,
    /// How sure the decision is, 0.0–1.0.
    pub confidence: f64,
    /// The line, outer white space trimmed.
    pub text: String,
    /// Everything of the input that belongs to the line, breaks included.
    pub raw: String,
}

/// A draft: one article on its way to being translated.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Row in its memory; 0 before it is stored.
    pub id: i64,
    /// Name, unique in its memory: the file's stem, numbered when taken.
    pub name: String,
    /// The article's file as the user gave it; `-` for standard input.
    pub file: String,
    /// SHA-256 of the file's bytes, in hex.
    pub sha256: String,
    /// From which language into which.
    pub direction: Direction,
    /// The form of the file.
    pub form: Form,
    /// Fingerprint of the rules that cut it.
    pub rules: String,
    /// When it was made.
    pub at: Stamp,
    /// What was decided about each line.
    pub lines: Vec<LineDecision>,
    /// The segments in order.
    pub segments: Vec<DraftSegment>,
}
