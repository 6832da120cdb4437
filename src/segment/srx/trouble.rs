//! What of a rule cannot be expressed here, or not quite.

use std::fmt;

/// What is the matter with a rule or a language map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The pattern is wrong near this.
    Syntax(String),
    /// The pattern refers back to a group.
    Reference(String),
    /// No such escape is known.
    Escape(String),
    /// No such character property is known.
    Property(String),
    /// Look-around stands where it cannot be expressed.
    Look,
    /// A quantifier stands behind what cannot be repeated.
    Repeated(String),
    /// The pattern is too large.
    TooLarge,
    /// A language map names a list of rules that is not there.
    NoSuchList(String),
    /// A possessive quantifier or an atomic group was read as an ordinary one.
    Possessive,
    /// A word boundary is found by ASCII letters only.
    Boundary,
}

impl Trouble {
    /// Whether the rule holds all the same.
    pub fn is_note(&self) -> bool {
        matches!(self, Trouble::Possessive | Trouble::Boundary)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Syntax(near) => write!(f, "the pattern is wrong near `{near}`"),
            Trouble::Reference(found) => write!(f, "`{found}` refers back to a group"),
            Trouble::Escape(found) => write!(f, "`{found}` is not known"),
            Trouble::Property(name) => write!(f, "the character property `{name}` is not known"),
            Trouble::Look => f.write_str("look-around stands inside the pattern"),
            Trouble::Repeated(quantifier) => write!(f, "`{quantifier}` repeats what cannot be repeated"),
            Trouble::TooLarge => f.write_str("the pattern is too large"),
            Trouble::NoSuchList(name) => write!(f, "there is no list of rules `{name}`"),
            Trouble::Possessive => f.write_str("a possessive quantifier or an atomic group is read as an ordinary one"),
            Trouble::Boundary => f.write_str("a word boundary is found by ASCII letters only"),
        }
    }
}

/// A rule or a language map about which there is something to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is the matter; [`Trouble::is_note`] says whether the rule holds all the same.
    pub trouble: Trouble,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.trouble)
    }
}
