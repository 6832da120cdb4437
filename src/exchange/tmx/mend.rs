//! A unit that is not well-formed, made well-formed: what its writer meant, as far as that can be told.
//!
//! The outline is walked here (`tu`, `tuv`, `seg`, `prop`, `note`); what stands in a text is left to `inline`, what its
//! characters are to `characters`. The result is parsed strictly like any other unit.
//!
//! **Invariant:** no text is made up; of a unit that the file breaks off, only variants that stand there whole are kept.

use super::super::{Reason, xml};
use super::characters;
use super::cursor::{self, Tag};
use super::frame::FrameEnd;
use super::inline;
use super::loose;
use super::tag::{Reach, reach};

/// Most faults of one unit that are told.
const MOST_FAULTS: usize = 20;

/// A mended unit.
pub(super) struct Mended {
    /// Its text, well-formed.
    pub(super) text: String,
    /// What was mended, with its line.
    pub(super) faults: Vec<(u64, Reason)>,
    /// Whether a variant that is not whole was left out.
    pub(super) lacks: bool,
}

/// What was mended so far, and how lines are counted.
pub(super) struct Faults<'a> {
    source: &'a str,
    line: u64,
    found: Vec<(u64, Reason)>,
}

impl Faults<'_> {
    /// Tells `reason` at byte `at` of the unit, once for each line.
    pub(super) fn tell(&mut self, at: usize, reason: Reason) {
        if self.found.len() < MOST_FAULTS {
            let line = self.line_of(at);
            // Names of characters are many, and one sentence says it.
            let same = |(l, r): &(u64, Reason)| match r.key() {
                "read.html-entity" => reason.key() == r.key(),
                "read.native" => reason.key() == r.key() && *l == line,
                _ => *l == line && *r == reason,
            };
            if !self.found.iter().any(same) {
                self.found.push((line, reason));
            }
        }
    }

    pub(super) fn line_of(&self, at: usize) -> u64 {
        self.line + memchr::memchr_iter(b'\n', &self.source.as_bytes()[..at]).count() as u64
    }
}

/// Returns the unit `source`, which begins in line `line`, made well-formed.
pub(super) fn mend(source: &str, line: u64, end: FrameEnd) -> Mended {
    let faults = Faults { source, line, found: Vec::new() };
    let mut mender = Mender { source, at: 0, out: String::with_capacity(source.len() + 64), faults, end, lacks: false };
    mender.unit();
    Mended { text: mender.out, faults: mender.faults.found, lacks: mender.lacks }
}

/// The elements of the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outline {
    Tu,
    Tuv,
    Seg,
    Prop,
    Note,
}

impl Outline {
    fn of(name: &str) -> Option<Outline> {
        let is = |n: &str| xml::local(name).eq_ignore_ascii_case(n);
        match () {
            () if is("tuv") => Some(Outline::Tuv),
            () if is("seg") => Some(Outline::Seg),
            () if is("prop") => Some(Outline::Prop),
            () if is("note") => Some(Outline::Note),
            () if is("tu") => Some(Outline::Tu),
            () => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Outline::Tu => "tu",
            Outline::Tuv => "tuv",
            Outline::Seg => "seg",
            Outline::Prop => "prop",
            Outline::Note => "note",
        }
    }
}

/// A tag of the outline.
#[derive(Clone, Copy)]
struct Found<'a> {
    element: Outline,
    is_end: bool,
    at: usize,
    /// As it stands.
    text: &'a str,
}

struct Mender<'a> {
    source: &'a str,
    at: usize,
    out: String,
    faults: Faults<'a>,
    end: FrameEnd,
    lacks: bool,
}

impl<'a> Mender<'a> {
    /// The next tag of the outline from byte `from` on, whatever stands before it.
    fn next_from(&self, mut from: usize) -> Option<Found<'a>> {
        let source = self.source;
        while let Some(found) = memchr::memchr(b'<', &source.as_bytes()[from..]) {
            let at = from + found;
            let rest = &source[at..];
            from = match reach(rest) {
                Reach::Whole(length) | Reach::Open(length) => {
                    let text = &rest[..length];
                    let is_end = text.starts_with("</");
                    let name = if is_end { text[2..].trim_end_matches('>').trim_ascii_end() } else { Tag::new(text).name };
                    if let Some(element) = Outline::of(name) {
                        return Some(Found { element, is_end, at, text });
                    }
                    // A tag that is not closed is no reason to pass over what stands in it.
                    if text.ends_with('>') { at + length } else { at + 1 }
                }
                // The `>` of the last end tag is missing.
                Reach::Cut if rest.starts_with("</") && Outline::of(rest[2..].trim_ascii_end()).is_some() => {
                    let element = Outline::of(rest[2..].trim_ascii_end())?;
                    return Some(Found { element, is_end: true, at, text: rest });
                }
                Reach::Cut | Reach::None => at + 1,
            };
        }
        None
    }

    /// Writes the start tag `found` with the attributes that can be made out; whether it closes itself.
    fn start(&mut self, found: &Found<'_>) -> bool {
        let tag = Tag::new(found.text);
        self.at = found.at + found.text.len();
        self.out.push('<');
        self.out.push_str(found.element.name());
        attributes(&tag, found.at, &mut self.faults, &mut self.out);
        if !found.text.ends_with('>') {
            self.faults.tell(found.at, Reason::of("read.tag").with("found", found.text.lines().next().unwrap_or_default()));
        }
        self.out.push_str(if tag.is_empty { "/>" } else { ">" });
        tag.is_empty
    }

    fn close(&mut self, element: Outline) {
        self.out.push_str("</");
        self.out.push_str(element.name());
        self.out.push('>');
    }

    /// Tells that `element`, opened at byte `opened`, is not closed before `next`.
    fn not_closed(&mut self, element: Outline, opened: usize, next: Option<&Found<'_>>) {
        let line = self.faults.line_of(opened);
        if let Some(next) = next {
            let name = if next.is_end { next.element.name().to_owned() } else { format!("{} …", next.element.name()) };
            self.faults.tell(opened, cursor::not_closed(element.name(), line, &name));
        } else if let FrameEnd::Next(_) = self.end {
            self.faults.tell(opened, Reason::of("read.unit-not-closed").with("name", element.name()).with("line", line));
        } else {
            self.faults.tell(self.source.len(), Reason::of("read.cut-off").with("name", element.name()).with("line", line));
        }
    }

    fn unit(&mut self) {
        let Some(start) = self.next_from(0).filter(|f| f.element == Outline::Tu && !f.is_end) else { return };
        if self.start(&start) {
            return;
        }
        let mut first = None;
        loop {
            let Some(next) = self.next_from(self.at) else {
                let opened = first.unwrap_or(start.at);
                // The line of its first text, which is where a reader looks for it.
                let line = self.faults.line_of(start.at);
                match self.end {
                    FrameEnd::Next(_) => {
                        self.faults.tell(opened, Reason::of("read.unit-not-closed").with("name", "tu").with("line", line));
                    }
                    _ => self.not_closed(Outline::Tu, start.at, None),
                }
                break;
            };
            match (next.element, next.is_end) {
                (Outline::Tu, true) => {
                    if !next.text.ends_with('>') {
                        self.faults.tell(next.at, Reason::of("read.tag").with("found", next.text));
                    }
                    break;
                }
                (Outline::Tuv, false) => {
                    first.get_or_insert(next.at);
                    self.variant(&next);
                }
                (Outline::Prop | Outline::Note, false) => self.remark(&next),
                _ => {
                    self.faults.tell(next.at, stray(&next));
                    self.at = next.at + next.text.len();
                }
            }
        }
        self.close(Outline::Tu);
    }

    fn variant(&mut self, start: &Found<'_>) {
        let before = self.out.len();
        if self.start(start) {
            return;
        }
        loop {
            let Some(next) = self.next_from(self.at) else {
                if self.end == FrameEnd::Cut {
                    self.out.truncate(before);
                    self.lacks = true;
                    self.at = self.source.len();
                    return;
                }
                self.not_closed(Outline::Tuv, start.at, None);
                self.at = self.source.len();
                break;
            };
            match (next.element, next.is_end) {
                (Outline::Tuv, true) => {
                    self.at = next.at + next.text.len();
                    break;
                }
                (Outline::Tuv, false) | (Outline::Tu, _) => {
                    self.not_closed(Outline::Tuv, start.at, Some(&next));
                    break;
                }
                (Outline::Seg, false) => self.segment(&next),
                (Outline::Prop | Outline::Note, false) => self.remark(&next),
                (_, true) => {
                    self.faults.tell(next.at, stray(&next));
                    self.at = next.at + next.text.len();
                }
            }
        }
        self.close(Outline::Tuv);
    }

    fn segment(&mut self, start: &Found<'_>) {
        if self.start(start) {
            return;
        }
        let next = self.next_from(self.at);
        let end = next.as_ref().map_or(self.source.len(), |n| n.at);
        self.inside(end);
        match next {
            Some(next) if next.element == Outline::Seg => {
                self.at = next.at + next.text.len();
                // `<seg>` where `</seg>` was meant.
                if !next.is_end {
                    self.not_closed(Outline::Seg, start.at, Some(&next));
                }
            }
            next => self.not_closed(Outline::Seg, start.at, next.as_ref()),
        }
        self.close(Outline::Seg);
    }

    /// A property or a note, which may hold a whole segment.
    fn remark(&mut self, start: &Found<'_>) {
        if self.start(start) {
            return;
        }
        let mut next = self.next_from(self.at);
        let mut end = next.as_ref().map_or(self.source.len(), |n| n.at);
        // A segment in it belongs to it when it ends before anything else begins.
        while let Some(found) = next.filter(|f| f.element == Outline::Seg) {
            next = self.next_from(found.at + found.text.len());
            end = if next.is_some_and(|n| n.element == start.element && n.is_end) { next.map_or(end, |n| n.at) } else { end };
        }
        let next = self.next_from(end);
        self.inside(end);
        match next {
            Some(next) if next.element == start.element && next.is_end => self.at = next.at + next.text.len(),
            next => self.not_closed(start.element, start.at, next.as_ref()),
        }
        self.close(start.element);
    }

    /// Writes the text with its markup up to byte `end`.
    fn inside(&mut self, end: usize) {
        inline::write(&self.source[self.at..end], self.at, &mut self.faults, &mut self.out);
        self.at = end;
    }
}

/// Writes the attributes of `tag`, which stands at byte `at`, as far as they can be made out.
pub(super) fn attributes(tag: &Tag<'_>, at: usize, faults: &mut Faults<'_>, out: &mut String) {
    if let Err(reason) = tag.attributes()
        && reason.key() == "read.attribute"
    {
        faults.tell(at, reason);
    }
    for (name, value) in loose::attributes(tag) {
        out.push(' ');
        out.push_str(&name);
        out.push_str("=\"");
        characters::write(&value, at, faults, out, true);
        out.push('"');
    }
}

fn stray(found: &Found<'_>) -> Reason {
    if found.is_end {
        Reason::of("read.stray-end").with("found", found.element.name())
    } else {
        Reason::of("read.tag").with("found", found.text)
    }
}

/// The identifier of the unit `source`, which may be broken anywhere.
pub(super) fn tuid(source: &str) -> Option<String> {
    let (Reach::Whole(length) | Reach::Open(length)) = reach(source) else { return None };
    let tag = Tag::new(&source[..length]);
    loose::attributes(&tag).into_iter().find(|(name, _)| name == "tuid").map(|(_, value)| value)
}
