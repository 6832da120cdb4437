//! A block: one paragraph, heading or item, character by character, before it is cut into segments.

use std::ops::Range;

use crate::model::{Role, Segment};

/// A piece of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    /// The bytes of the input it takes.
    pub(super) raw: Range<usize>,
    /// What it is.
    pub(super) kind: AtomKind,
}

/// What a piece of a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtomKind {
    /// A character of the text.
    Char(char),
    /// A character of a code span: nothing in it is escaped.
    Code(char),
    /// Opens markup; the number pairs it with its end.
    Open(u32),
    /// Closes markup.
    Close(u32),
    /// Markup that encloses nothing.
    Alone,
    /// A line break that counts.
    Hard,
    /// A line break that one space stands for.
    Joint,
}

impl AtomKind {
    /// The character that is read; `None` for markup.
    pub(super) fn plain(self) -> Option<char> {
        match self {
            AtomKind::Char(c) | AtomKind::Code(c) => Some(c),
            AtomKind::Joint | AtomKind::Hard => Some(' '),
            _ => None,
        }
    }

    /// Whether it is white space or a break.
    pub(super) fn is_space(self) -> bool {
        self.plain().is_some_and(char::is_whitespace)
    }
}

/// One paragraph, heading or item.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// What it is in the article.
    pub(super) role: Role,
    /// Its content.
    pub(super) content: Content,
}

/// The content of a block.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Plain text: these non-blank lines; one space replaces what stands between two of them.
    Rows(Range<usize>),
    /// Text with markup.
    Atoms(Vec<Atom>),
    /// Text that is cut already: the segments in order, each with the bytes of the input it takes.
    Cut(Vec<(Range<usize>, Segment)>),
}
