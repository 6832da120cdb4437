//! A paragraph with the translations of its segments in it.
//!
//! What stands between segments is written as it was. Of what stands inside one, things without text are never lost: where a
//! translation has no tag for them they follow it.

use std::ops::Range;

use super::super::inline::{self, Part};
use super::dialect::Dialect;
use super::edits::Edits;
use super::paragraph::{Format, Kind, Paragraph, Piece};
use super::tagging::{Mark, Tagging, slice, tagging};

/// A part, while its paragraphs are written anew.
pub(super) struct Place<'a> {
    /// How text is written.
    pub(super) dialect: Dialect<'a>,
    /// The text of the part.
    pub(super) xml: &'a str,
    /// The formats of its text.
    pub(super) formats: &'a [Format],
    /// What has been written anew so far.
    pub(super) edits: &'a Edits,
}

impl Place<'_> {
    /// The content of `paragraph` with the `targets` of its segments, which are given by their bytes in its line, in order.
    pub(super) fn content(&self, paragraph: &Paragraph, targets: &[(Range<usize>, &str)]) -> String {
        let pieces = &paragraph.pieces;
        let mut out = String::new();
        // The next piece, and where in the line its text goes on.
        let (mut at, mut from) = (0, 0);
        for (range, target) in targets {
            let Some(found) = tagging(pieces, self.formats, range).filter(|f| f.pieces.start >= at) else { continue };
            let own = &pieces[found.pieces.clone()];
            self.source(&mut out, &pieces[at..found.pieces.start], &(from..range.start));
            if let Some(first) = own.iter().find(|p| !p.shown().is_empty()) {
                self.text_of(&mut out, first, &(from..range.start));
            }
            self.marks(&mut out, own, &Kind::Start);
            self.target(&mut out, pieces, &found, target);
            self.marks(&mut out, own, &Kind::End);
            (at, from) = (found.pieces.end, range.end);
            match own.iter().rposition(|p| !p.shown().is_empty()) {
                // The text of the last piece goes on behind the segment; the next one may begin in it.
                Some(last) if last + 1 == own.len() && matches!(own[last].kind, Kind::Text(_)) => at -= 1,
                Some(last) => self.text_of(&mut out, &own[last], &(from..usize::MAX)),
                None => {}
            }
        }
        self.source(&mut out, &pieces[at..], &(from..usize::MAX));
        out
    }

    /// Appends pieces as they were, their text as far as it lies in `range`.
    fn source(&self, out: &mut String, pieces: &[Piece], range: &Range<usize>) {
        for piece in pieces {
            match &piece.kind {
                Kind::Text(_) => self.text_of(out, piece, range),
                _ => self.raw(out, piece),
            }
        }
    }

    fn text_of(&self, out: &mut String, piece: &Piece, range: &Range<usize>) {
        if let Kind::Text(text) = &piece.kind {
            self.dialect.text(out, slice(text, piece.at, range), self.format(piece.format), false);
        }
    }

    fn marks(&self, out: &mut String, pieces: &[Piece], wanted: &Kind) {
        for piece in pieces.iter().filter(|p| p.kind == *wanted) {
            self.raw(out, piece);
        }
    }

    fn format(&self, number: usize) -> &Format {
        static NONE: Format = Format { key: String::new(), xml: String::new() };
        self.formats.get(number).unwrap_or(&NONE)
    }

    /// Appends what makes a piece in the file, with what has been written anew inside of it.
    pub(super) fn raw(&self, out: &mut String, piece: &Piece) {
        for raw in &piece.raw {
            match raw.run {
                None => self.edits.push(out, self.xml, &raw.range),
                Some(format) => {
                    let mut content = String::new();
                    self.edits.push(&mut content, self.xml, &raw.range);
                    self.dialect.wrap(out, &content, self.format(format), false);
                }
            }
        }
    }

    fn target(&self, out: &mut String, pieces: &[Piece], found: &Tagging, target: &str) {
        let encloses: Vec<bool> = found.marks.iter().map(|m| matches!(m, Mark::Look(_) | Mark::Pair(..))).collect();
        let mut used = vec![false; encloses.len()];
        let parts = inline::parts(target, &encloses, &mut used);
        let mut looks = vec![found.base];
        let mut behind_gap = false;
        self.dialect.begin(out);
        for part in parts {
            let number = match part {
                Part::Text(text) => {
                    let text = if behind_gap { text.strip_prefix(' ').unwrap_or(text) } else { text };
                    behind_gap &= text.is_empty();
                    let look = looks.last().copied().unwrap_or(found.base);
                    self.dialect.text(out, text, self.format(look), true);
                    continue;
                }
                Part::Alone(n) | Part::Open(n) | Part::Close(n) => n,
            };
            behind_gap = false;
            match (&found.marks[number], part) {
                (Mark::Look(format), Part::Open(_)) => looks.push(*format),
                (Mark::Pair(open, _, inner), Part::Open(_)) => {
                    self.raw(out, &pieces[*open]);
                    looks.push(*inner);
                }
                (Mark::Pair(_, close, _), Part::Close(_)) => {
                    looks.pop();
                    self.raw(out, &pieces[*close]);
                }
                (Mark::Look(_), _) => {
                    looks.pop();
                }
                (Mark::Gap(piece), _) => {
                    self.raw(out, &pieces[*piece]);
                    behind_gap = true;
                }
                (Mark::Alone(piece), _) => self.raw(out, &pieces[*piece]),
                (Mark::Literal(text), _) => {
                    let look = looks.last().copied().unwrap_or(found.base);
                    self.dialect.text(out, text, self.format(look), true);
                }
                (Mark::Pair(..), _) => {}
            }
        }
        self.dialect.end(out);
        for (mark, _) in found.marks.iter().zip(used).filter(|(_, used)| !used) {
            if let Mark::Alone(piece) = mark {
                self.raw(out, &pieces[*piece]);
            }
        }
    }

    /// The content of `paragraph` without its text.
    pub(super) fn without_text(&self, paragraph: &Paragraph) -> String {
        let mut out = String::new();
        for piece in paragraph.pieces.iter().filter(|p| !matches!(p.kind, Kind::Text(_) | Kind::Tab | Kind::Break)) {
            self.raw(&mut out, piece);
        }
        out
    }
}
