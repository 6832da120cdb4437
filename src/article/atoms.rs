//! Inline events of the Markdown parser to the pieces of a block, each with the bytes it takes.

use std::ops::Range;

use super::block::{Atom, AtomKind};

/// Gathers the pieces of one block while its events come in.
pub(super) struct Gather<'a> {
    text: &'a str,
    atoms: Vec<Atom>,
    /// Where the next piece begins.
    at: usize,
    /// Pairs that are open, and the number of the next one.
    open: Vec<u32>,
    next: u32,
    /// A picture that is being read: where it begins, how deep, and its text.
    picture: Option<(usize, u32)>,
    alt: Vec<Range<usize>>,
    alt_is_literal: bool,
    pictures: u32,
}

impl<'a> Gather<'a> {
    /// A block whose first inline event begins at `at`.
    pub(super) fn new(text: &'a str, at: usize) -> Gather<'a> {
        // The first character may be escaped: the parser leaves the backslash out.
        let escaped = text[..at].ends_with('\\') && text[at..].starts_with(|c: char| c.is_ascii_punctuation());
        Gather {
            text,
            atoms: Vec::new(),
            at: at - usize::from(escaped),
            open: Vec::new(),
            next: 0,
            picture: None,
            alt: Vec::new(),
            alt_is_literal: true,
            pictures: 0,
        }
    }

    /// What stands between two events belongs to the piece before when that one was an opening mark or a break.
    fn close_gap(&mut self, start: usize) -> usize {
        if start <= self.at {
            return start.max(self.at);
        }
        let gap = self.at..start;
        let escape = self.text[gap.clone()].ends_with('\\') && self.text[start..].starts_with(|c: char| c.is_ascii_punctuation());
        let end = start - usize::from(escape);
        if end > self.at {
            match self.atoms.last_mut() {
                Some(last)
                    if matches!(last.kind, AtomKind::Open(_) | AtomKind::Joint | AtomKind::Hard) && last.raw.end == self.at =>
                {
                    last.raw.end = end;
                }
                _ => {
                    let blank = self.text[self.at..end].chars().all(char::is_whitespace);
                    let kind = if blank { AtomKind::Hard } else { AtomKind::Alone };
                    self.atoms.push(Atom { raw: self.at..end, kind });
                }
            }
            self.at = end;
        }
        end
    }

    /// A stretch of text that is read as `plain`.
    pub(super) fn text(&mut self, plain: &str, range: Range<usize>) {
        if self.picture.is_some() {
            self.alt_is_literal &= self.text[range.clone()] == *plain;
            self.alt.push(range);
            return;
        }
        let from = self.close_gap(range.start);
        let raw = &self.text[range.start.max(from)..range.end.max(from)];
        if raw == plain {
            let mut start = from.min(range.start);
            for (i, c) in plain.char_indices() {
                let end = range.start + i + c.len_utf8();
                self.atoms.push(Atom { raw: start..end, kind: AtomKind::Char(c) });
                start = end;
            }
        } else {
            let mut chars = plain.chars();
            let kind = match (chars.next(), chars.next()) {
                (Some(c), None) if !c.is_whitespace() || c == '\u{a0}' => AtomKind::Char(c),
                _ => AtomKind::Alone,
            };
            if range.end > from {
                self.atoms.push(Atom { raw: from..range.end, kind });
            }
        }
        self.at = range.end.max(from);
    }

    /// A code span.
    pub(super) fn code(&mut self, range: Range<usize>) {
        if self.picture.is_some() {
            self.alt_is_literal = false;
            return;
        }
        self.close_gap(range.start);
        let raw = &self.text[range.clone()];
        let ticks = raw.bytes().take_while(|&b| b == b'`').count();
        let inner = range.start + ticks..range.end.saturating_sub(ticks);
        let whole = ticks > 0 && inner.start < inner.end && !self.text[inner.clone()].contains(['\n', '\r']);
        if !whole || self.at != range.start {
            self.alone(range);
            return;
        }
        self.next += 1;
        self.atoms.push(Atom { raw: range.start..inner.start, kind: AtomKind::Open(self.next) });
        for (i, c) in self.text[inner.clone()].char_indices() {
            let at = inner.start + i;
            self.atoms.push(Atom { raw: at..at + c.len_utf8(), kind: AtomKind::Code(c) });
        }
        self.atoms.push(Atom { raw: inner.end..range.end, kind: AtomKind::Close(self.next) });
        self.at = range.end;
    }

    /// Markup that encloses nothing.
    pub(super) fn alone(&mut self, range: Range<usize>) {
        self.piece(range, AtomKind::Alone);
    }

    /// A line break that counts.
    pub(super) fn hard_break(&mut self, range: Range<usize>) {
        self.piece(range, AtomKind::Hard);
    }

    /// A line break that is white space.
    pub(super) fn soft_break(&mut self, range: Range<usize>) {
        self.piece(range, AtomKind::Joint);
    }

    fn piece(&mut self, range: Range<usize>, kind: AtomKind) {
        if self.picture.is_some() {
            self.alt_is_literal = false;
            return;
        }
        let from = self.close_gap(range.start);
        if range.end > from {
            self.atoms.push(Atom { raw: from..range.end, kind });
            self.at = range.end;
        }
    }

    /// Markup with something inside begins; a `picture` is one piece to its end.
    pub(super) fn start(&mut self, range: Range<usize>, picture: bool) {
        match &mut self.picture {
            Some((_, depth)) => *depth += 1,
            None if picture => {
                self.close_gap(range.start);
                self.alt.clear();
                self.alt_is_literal = true;
                self.picture = Some((self.at.max(range.start), 1));
            }
            None => {
                let from = self.close_gap(range.start);
                self.next += 1;
                self.open.push(self.next);
                self.atoms.push(Atom { raw: from..from, kind: AtomKind::Open(self.next) });
                self.at = from;
            }
        }
    }

    /// Markup with something inside ends.
    pub(super) fn end(&mut self, range: Range<usize>) {
        if let Some((start, depth)) = &mut self.picture {
            *depth -= 1;
            if *depth == 0 {
                let start = *start;
                self.picture = None;
                self.pictures += 1;
                self.alone(start..range.end);
            }
            return;
        }
        let Some(id) = self.open.pop() else { return };
        let end = range.end.max(self.at);
        match self.atoms.last_mut() {
            Some(last) if last.kind == AtomKind::Open(id) => {
                last.raw.end = end;
                last.kind = AtomKind::Alone;
            }
            _ => self.atoms.push(Atom { raw: self.at..end, kind: AtomKind::Close(id) }),
        }
        self.at = end;
    }

    /// The pieces, and whether they are the text of a picture that stands by itself.
    ///
    /// Pieces that do not spell the input without a gap, which would be a fault of the parser, are given up: `None`.
    pub(super) fn finish(self) -> Option<(Vec<Atom>, bool)> {
        let alone = self.atoms.iter().filter(|a| !a.kind.is_space()).count();
        if self.pictures == 1 && alone == 1 && self.alt_is_literal && !self.alt.is_empty() {
            let whole = self.alt.first()?.start..self.alt.last()?.end;
            let contiguous = self.alt.windows(2).all(|w| w[0].end == w[1].start);
            if contiguous && !self.text[whole.clone()].trim().is_empty() {
                let atoms = self.text[whole.clone()].char_indices().map(|(i, c)| {
                    let at = whole.start + i;
                    Atom { raw: at..at + c.len_utf8(), kind: AtomKind::Char(c) }
                });
                return Some((atoms.collect(), true));
            }
        }
        let whole = self.open.is_empty() && self.atoms.windows(2).all(|w| w[0].raw.end == w[1].raw.start);
        (whole && !self.atoms.is_empty()).then_some((self.atoms, false))
    }
}
