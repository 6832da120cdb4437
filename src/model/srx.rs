//! Segmentation rules as Segmentation Rules eXchange (SRX) 2.0 has them: plain values, patterns as text.
//!
//! Leaves to others: the XML (`exchange::srx`), what a pattern means and how rules are applied (`segment::srx`).

/// A set of segmentation rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Srx {
    /// Whether every language map that fits gives its rules, one list behind the other; otherwise only the first one does.
    pub cascade: bool,
    /// Whether a text inside another one, such as a footnote, is segmented by itself. Kept; articles have no such texts here.
    pub segment_subflows: bool,
    /// To which segment formatting at a boundary belongs. Kept; here marks stay with their text.
    pub formats: Vec<FormatHandle>,
    /// The lists of rules, in the order of the file.
    pub languages: Vec<LanguageRules>,
    /// Which languages they are for, in the order of the file, which counts.
    pub maps: Vec<LanguageMap>,
}

/// A list of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LanguageRules {
    /// Its name, which language maps use.
    pub name: String,
    /// The rules in order: at each place of a text, the first one that fits decides.
    pub rules: Vec<SrxRule>,
}

/// A rule about the places between what matches `before` and what matches `after`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SrxRule {
    /// Whether such a place is a boundary.
    pub cuts: bool,
    /// Regular expression of the text up to the place; empty: any.
    pub before: String,
    /// Regular expression of the text from the place on; empty: any.
    pub after: String,
    /// Line of the file on which it begins, from 1; 0 for a rule of no file.
    pub line: u64,
    /// What stands above the rule in a file that is written; empty: nothing.
    pub comment: String,
}

/// For which languages a list of rules is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LanguageMap {
    /// Regular expression of whole language codes.
    pub pattern: String,
    /// Name of the list.
    pub rules: String,
    /// Line of the file, from 1; 0 for a map of no file.
    pub line: u64,
}

/// To which segment a kind of formatting belongs when it stands at a boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatHandle {
    /// The kind of formatting.
    pub kind: FormatKind,
    /// Whether it belongs to the segment before the boundary.
    pub include: bool,
}

/// A kind of formatting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatKind {
    /// The begin of a formatted stretch.
    Start,
    /// The end of one.
    End,
    /// Formatting without a stretch, such as an image.
    Isolated,
}

impl FormatKind {
    /// The name in a file.
    pub fn as_str(self) -> &'static str {
        match self {
            FormatKind::Start => "start",
            FormatKind::End => "end",
            FormatKind::Isolated => "isolated",
        }
    }
}
