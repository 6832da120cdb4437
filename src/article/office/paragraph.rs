//! A paragraph of a document in pieces: text with its format, and whatever else stands in it.
//!
//! **Invariant:** after [`Gather::finish`] every [`Kind::Open`] has its [`Kind::Close`] behind it, pairs do not cross, and no
//! pair is without text.

use std::ops::Range;

use super::super::hint::Hint;

/// How a piece of text looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Format {
    /// What a reader sees of it: formats with the same key look alike. Empty for one that adds nothing.
    pub(super) key: String,
    /// What makes it in the file: the run properties of Word, the start tags of the spans in OpenDocument.
    pub(super) xml: String,
}

impl Format {
    /// Whether a reader does not see the text at all: `w:vanish` of Word, `text:display="none"` of OpenDocument.
    pub(super) fn is_hidden(&self) -> bool {
        self.key.split(' ').any(|property| matches!(property, "vanish" | "display=none"))
    }
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text.
    Text(String),
    /// A tab.
    Tab,
    /// A line break inside the paragraph.
    Break,
    /// Something that is no text, such as a picture or the sign of a footnote; its name in tags.
    Object(&'static str),
    /// Opens a pair with text inside, such as a link or a field; the number pairs it with its end, the name is for tags.
    Open(u32, &'static str),
    /// Closes a pair.
    Close(u32),
    /// The start of something that has no look of its own, such as a bookmark.
    Start,
    /// The end of such a thing.
    End,
}

/// Bytes of the part that make a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Raw {
    /// The bytes.
    pub(super) range: Range<usize>,
    /// Number of the format of the run they stand in; `None` when they stand by themselves.
    pub(super) run: Option<usize>,
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// What it is.
    pub(super) kind: Kind,
    /// What makes it in the file; nothing for text, which is written anew.
    pub(super) raw: Vec<Raw>,
    /// Number of its format.
    pub(super) format: usize,
    /// Where it begins in the line of the paragraph, in bytes.
    pub(super) at: usize,
}

impl Piece {
    /// What the piece is in the line: its text, a tab, a space for a break.
    pub(super) fn shown(&self) -> &str {
        match &self.kind {
            Kind::Text(text) => text,
            Kind::Tab => "\t",
            Kind::Break => " ",
            _ => "",
        }
    }
}

/// A paragraph, heading, item or cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// Number of its part.
    pub(super) part: usize,
    /// The bytes of its element.
    pub(super) whole: Range<usize>,
    /// The bytes between its properties and its end tag.
    pub(super) content: Range<usize>,
    /// Elements of paragraphs before it that a deleted paragraph mark has joined with it.
    pub(super) absorbed: Vec<Range<usize>>,
    /// What stands in it.
    pub(super) pieces: Vec<Piece>,
    /// What the document says about it; without the number of its line.
    pub(super) hint: Hint,
    /// Whether the document makes it by itself, as the lines of a table of contents.
    pub(super) generated: bool,
    /// What goes when it is left out: its element, or the list item that holds nothing else; `None` when it has to stay, for
    /// it stands alone in its place or carries more than text.
    pub(super) removable: Option<Range<usize>>,
    /// Where the paragraph begins whose text this one shows once more, for older programs.
    pub(super) mirror: Option<usize>,
    /// Its bytes in the text of the input; empty when it has no line of its own.
    pub(super) line: Range<usize>,
}

impl Paragraph {
    /// Where the first element begins that is part of it.
    pub(super) fn begin(&self) -> usize {
        self.absorbed.first().map_or(self.whole.start, |a| a.start)
    }

    /// The text of the paragraph, as its line shows it.
    pub(super) fn text(&self) -> String {
        self.pieces.iter().map(Piece::shown).collect()
    }
}

/// The paragraphs of a part, and the formats of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    /// In the order in which they end.
    pub(super) paragraphs: Vec<Paragraph>,
    /// The first one is that of text without any.
    pub(super) formats: Vec<Format>,
    /// The prefix of the elements of text, with its colon.
    pub(super) prefix: String,
}

/// Gathers the pieces of one paragraph.
#[derive(Debug, Default)]
pub(super) struct Gather {
    pieces: Vec<Piece>,
}

impl Gather {
    fn push(&mut self, kind: Kind, raw: Vec<Raw>, format: usize) {
        self.pieces.push(Piece { kind, raw, format, at: 0 });
    }

    /// Text in a format; what would end the line is a space.
    pub(super) fn text(&mut self, text: &str, format: usize) {
        let clean = text.chars().map(|c| match c {
            '\u{0}'..='\u{1f}' | '\u{7f}' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
            c => c,
        });
        match self.pieces.last_mut() {
            Some(Piece { kind: Kind::Text(there), format: of, .. }) if *of == format => there.extend(clean),
            _ => {
                let text: String = clean.collect();
                if !text.is_empty() {
                    self.push(Kind::Text(text), Vec::new(), format);
                }
            }
        }
    }

    /// A tab or a break.
    pub(super) fn gap(&mut self, kind: Kind, raw: Raw, format: usize) {
        self.push(kind, vec![raw], format);
    }

    /// Something that is no text.
    pub(super) fn object(&mut self, name: &'static str, raw: Vec<Raw>) {
        self.push(Kind::Object(name), raw, 0);
    }

    /// A pair opens.
    pub(super) fn open(&mut self, id: u32, name: &'static str, raw: Vec<Raw>) {
        self.push(Kind::Open(id, name), raw, 0);
    }

    /// A pair closes.
    pub(super) fn close(&mut self, id: u32, raw: Vec<Raw>) {
        self.push(Kind::Close(id), raw, 0);
    }

    /// Something without a look of its own begins, or ends.
    pub(super) fn mark(&mut self, kind: Kind, raw: Raw) {
        self.push(kind, vec![raw], 0);
    }

    /// Whether the text so far ends with white space, or there is none.
    pub(super) fn ends_blank(&self) -> bool {
        let last = self.pieces.iter().rev().find_map(|p| match &p.kind {
            Kind::Text(text) => Some(text.ends_with([' ', '\t'])),
            Kind::Tab | Kind::Break => Some(true),
            Kind::Object(_) => Some(false),
            _ => None,
        });
        last.unwrap_or(true)
    }

    /// The pieces, pairs balanced, each with its place in the line.
    pub(super) fn finish(self) -> Vec<Piece> {
        let mut out = balanced(self.pieces);
        let mut at = 0;
        for piece in &mut out {
            piece.at = at;
            at += piece.shown().len();
        }
        out
    }
}

/// Whether finished pieces hold anything but text, tabs, breaks and whole pairs. Only [`Gather::finish`] shows the half of a
/// pair whose other half stands in another paragraph.
pub(super) fn carries_more_than_text(pieces: &[Piece]) -> bool {
    pieces.iter().any(|p| matches!(p.kind, Kind::Object(_) | Kind::Start | Kind::End))
}

/// Makes objects of ends that stand alone or cross, and of pairs without text.
fn balanced(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    // Open pairs: (number, where in `out`, whether text stands in it).
    let mut open: Vec<(u32, usize, bool)> = Vec::new();
    for piece in pieces {
        match piece.kind {
            Kind::Open(id, _) => open.push((id, out.len(), false)),
            Kind::Text(_) => {
                if let Some(innermost) = open.last_mut() {
                    innermost.2 = true;
                }
            }
            Kind::Close(id) => {
                let Some(at) = open.iter().rposition(|o| o.0 == id) else {
                    out.push(Piece { kind: Kind::Object("field"), ..piece });
                    continue;
                };
                for (_, crossed, _) in open.drain(at + 1..) {
                    out[crossed].kind = Kind::Object("field");
                }
                let Some((_, start, text)) = open.pop() else { continue };
                let text = text || out[start..].iter().any(|p| matches!(p.kind, Kind::Text(_)));
                if let (false, Kind::Open(_, name)) = (text, &out[start].kind) {
                    let name = *name;
                    let mut raw: Vec<Raw> = out.drain(start..).flat_map(|p| p.raw).collect();
                    raw.extend(piece.raw);
                    out.push(Piece { kind: Kind::Object(name), raw, ..piece });
                    continue;
                }
            }
            _ => {}
        }
        out.push(piece);
    }
    for (_, alone, _) in open {
        out[alone].kind = Kind::Object("field");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(range: Range<usize>) -> Vec<Raw> {
        vec![Raw { range, run: None }]
    }

    #[test]
    fn pairs_are_balanced_and_hold_text() {
        let mut gather = Gather::default();
        gather.close(9, raw(0..1));
        gather.open(1, "link", raw(1..2));
        gather.text("kopi", 0);
        gather.open(2, "field", raw(2..3));
        gather.close(1, raw(3..4));
        gather.open(3, "link", raw(4..5));
        gather.object("picture", raw(5..6));
        gather.close(3, raw(6..7));
        let kinds: Vec<Kind> = gather.finish().into_iter().map(|p| p.kind).collect();
        assert_eq!(
            kinds,
            [
                Kind::Object("field"),
                Kind::Open(1, "link"),
                Kind::Text("kopi".into()),
                Kind::Object("field"),
                Kind::Close(1),
                Kind::Object("link"),
            ]
        );
    }

    #[test]
    fn nothing_in_a_text_ends_its_line() {
        let mut gather = Gather::default();
        gather.text("a\r\nb\u{2028}c\u{85}", 0);
        gather.text("d", 0);
        let pieces = gather.finish();
        assert_eq!((pieces.len(), pieces[0].shown()), (1, "a  b c d"));
    }
}
