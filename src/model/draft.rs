//! Drafts: an article's segments with their matches, targets and states.

use serde::{Deserialize, Serialize};

use super::{Direction, Flag, Match, MatchKind, Penalty, Segment, Stamp, Uid};

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
    /// From a finished segment with the same source, of this or another draft.
    Repetition,
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
    /// The finished segment it repeats; only of a repetition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<SegmentRef>,
    /// The origin of what a repetition took the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Box<Origin>>,
}

/// A segment of this or another draft.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SegmentRef {
    /// Name of the other draft in the same memory; `None` = the draft in which this stands.
    #[serde(default)]
    pub draft: Option<String>,
    /// Number of the segment.
    pub n: u32,
}

impl SegmentRef {
    /// The segment's name in exported files, `s0012`.
    pub fn sid(&self) -> String {
        sid(self.n)
    }
}

/// The best earlier segment with the same or a similar source: earlier in the draft, or in a draft made before it in one
/// run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Like {
    /// Which segment it is.
    #[serde(flatten)]
    pub at: SegmentRef,
    /// How similar the sources are, 50–100, by the score of matches; 100 = the same text with the same tags.
    pub score: u8,
    /// The word diff from the earlier source to this one: `=` both, `-` earlier only, `+` this one only.
    pub diff: Vec<(char, String)>,
    /// Differences that change the meaning.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// Points taken off, such as for other tags.
    #[serde(default)]
    pub penalties: Vec<(Penalty, u8)>,
}

impl Like {
    /// Whether it is the same source, tags included.
    pub fn is_repetition(&self) -> bool {
        self.score >= 100
    }
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
    /// The best earlier segment with the same or a similar source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<Like>,
    /// Number of the segment of an earlier draft whose work this one took over, its source being the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<u32>,
    /// What an earlier draft held for the similar segment that stood here before the article was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Previous>,
    /// What files that went out may still show here, blanks included, without anybody having worked on it in them: texts that
    /// were filled in before another look, and work as it was taken over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exported: Vec<String>,
}

/// A segment of an earlier draft, changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// Its number in that draft.
    pub n: u32,
    /// Its text, tags included.
    pub source: String,
    /// Its target; empty when there was none.
    pub target: String,
    /// What a human had said about the target.
    pub state: SegmentState,
    /// From its text (`-`) to the text now (`+`), `=` what both have.
    pub diff: Vec<(char, String)>,
    /// What an even earlier draft held there, when that was somebody's work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Box<Previous>>,
}

impl DraftSegment {
    /// The segment with nothing done to it.
    pub fn of(segment: Segment) -> DraftSegment {
        DraftSegment {
            segment,
            target: String::new(),
            state: SegmentState::New,
            origin: None,
            matches: Vec::new(),
            note: String::new(),
            wrote: None,
            via: None,
            carried: None,
            previous: None,
            like: None,
            exported: Vec::new(),
        }
    }

    /// Whether somebody has worked on the target: written, confirmed, or taken out what was filled in.
    pub fn has_work(&self) -> bool {
        !self.is_untouched()
            || self.via.is_some()
            || self.wrote.is_some()
            || (self.state == SegmentState::New && self.origin.is_some())
    }

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
        sid(self.segment.n)
    }

    /// The earlier segment like this one, where it says more than the best match does.
    pub fn telling_like(&self) -> Option<&Like> {
        let best = self.matches.first().map_or(0, |m| m.score);
        let copied = self.origin.as_ref().is_some_and(|o| o.kind == OriginKind::Copied);
        self.like.as_ref().filter(|like| !copied && like.score > best)
    }

    /// Whether it repeats an earlier segment, and no match has the same source.
    pub fn is_repetition(&self) -> bool {
        self.telling_like().is_some_and(Like::is_repetition)
    }
}

fn sid(n: u32) -> String {
    format!("s{n:04}")
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
    /// A Word document.
    Docx,
    /// An OpenDocument text.
    Odt,
}

impl Form {
    /// The extension of the file that the translation is written to, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Form::Text | Form::Html => "txt",
            Form::Markdown => "md",
            Form::Docx => "docx",
            Form::Odt => "odt",
        }
    }

    /// Whether it is a document of a word processor, which is written again from its own bytes.
    pub fn is_document(self) -> bool {
        matches!(self, Form::Docx | Form::Odt)
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
