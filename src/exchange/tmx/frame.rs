//! Finding the units of a file: everything around them is read here, what is in them is only passed over.
//!
//! What is wrong around the units is told and passed over: a file fails only when nothing of it is TMX.
//!
//! **Invariant:** a frame begins with the `<` of `<tu` and ends with the `>` of its `</tu>`, or before what can only stand
//! behind a unit, or where the file ends, whatever stands between.

use std::collections::VecDeque;
use std::io::BufRead;

use super::super::decode::{Decoded, LONGEST};
use super::super::{ReadFailure, Reason, xml};
use super::cursor::{self, Tag};
use super::entities::Entities;
use super::loose;
use super::tag::{Reach, reach};

/// The text of one unit, at the start of the window.
pub(super) struct Frame {
    length: usize,
    pub(super) end: FrameEnd,
}

/// Where a frame ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameEnd {
    /// With its end tag.
    Closed,
    /// Before what stands in this line and can only come after a unit.
    Next(u64),
    /// Where the file ends.
    Cut,
    /// Nowhere in the piece that is held.
    TooLong,
}

/// What one step came to.
pub(super) enum Step {
    /// Something around the units.
    On,
    /// Something around the units that is not as it should be, with its line.
    Fault(u64, Reason),
    /// A unit; [`Framer::pass`] goes past it.
    Unit(Frame),
    /// The end of the file.
    End,
}

/// Text without anything of TMX that is read before a file is given up, in bytes.
const PATIENCE: u64 = 64 << 20;
/// Most elements around units that are known to be open.
const DEEP: usize = 1000;
/// Most faults of bytes around units that are told for one piece.
const MOST_FAULTS: usize = 1000;

/// A walk over the outer structure of a file.
pub(super) struct Framer<R> {
    text: Decoded<R>,
    /// Elements that are open, with their lines.
    open: Vec<(String, u64)>,
    /// Line of the outermost element.
    root: Option<u64>,
    headed: bool,
    /// Whether anything but white space has been passed.
    begun: bool,
    passed: u64,
    /// Whether the end of a unit that is too long is being looked for.
    lost: bool,
    /// Whether the file ended in a unit.
    cut: bool,
    /// Why this may be no TMX at all.
    doubt: Option<ReadFailure>,
    source_language: Option<String>,
    entities: Entities,
    /// What has been told: each kind of fault around units once.
    told: Vec<&'static str>,
    faults: VecDeque<(u64, Reason)>,
}

impl<R: BufRead> Framer<R> {
    pub(super) fn new(text: Decoded<R>) -> Framer<R> {
        Framer {
            text,
            open: Vec::new(),
            root: None,
            headed: false,
            begun: false,
            passed: 0,
            lost: false,
            cut: false,
            doubt: None,
            source_language: None,
            entities: Entities::default(),
            told: Vec::new(),
            faults: VecDeque::new(),
        }
    }

    /// Goes to the outermost element.
    pub(super) fn open(&mut self) -> Result<(), ReadFailure> {
        let mut faults = VecDeque::new();
        while self.root.is_none() {
            match self.step()? {
                Step::Fault(line, reason) => faults.push_back((line, reason)),
                // The unit is found again by the next step.
                Step::On | Step::Unit(_) | Step::End => {}
            }
        }
        faults.append(&mut self.faults);
        self.faults = faults;
        Ok(())
    }

    /// Bytes taken from the input.
    pub(super) fn taken(&self) -> u64 {
        self.text.taken()
    }

    /// Line of the next thing, which for a frame is its own.
    pub(super) fn line(&self) -> u64 {
        self.text.line()
    }

    /// `srclang` of the header, where it names a language.
    pub(super) fn source_language(&self) -> Option<&str> {
        self.source_language.as_deref()
    }

    /// The entities that the file declares.
    pub(super) fn entities(&self) -> &Entities {
        &self.entities
    }

    /// The text of `frame`.
    pub(super) fn text(&self, frame: &Frame) -> &str {
        &self.text.rest()[..frame.length]
    }

    /// The next thing that was wrong with the bytes of `frame`, with its line.
    pub(super) fn fault(&mut self, frame: &Frame) -> Option<(u64, Reason)> {
        self.text.fault(frame.length)
    }

    /// Why the file ended before its end, where what it was packed in is damaged.
    pub(super) fn damage(&self) -> Option<&Reason> {
        self.text.damage()
    }

    /// Goes past `frame`.
    pub(super) fn pass(&mut self, frame: &Frame) {
        self.text.consume(frame.length);
        self.lost = frame.end == FrameEnd::TooLong;
        self.cut |= frame.end == FrameEnd::Cut;
    }

    /// Goes past the next thing that is no unit, or stops before a unit.
    pub(super) fn step(&mut self) -> Result<Step, ReadFailure> {
        if let Some((line, reason)) = self.faults.pop_front() {
            return Ok(Step::Fault(line, reason));
        }
        if self.lost {
            return self.find_end();
        }
        let rest = self.text.rest();
        match memchr::memchr(b'<', rest.as_bytes()) {
            Some(0) => self.markup(),
            Some(length) => Ok(self.outside(length)),
            None if !rest.is_empty() => Ok(self.outside(rest.len())),
            None if self.text.more()? => Ok(Step::On),
            None => self.end(),
        }
    }

    /// Tells `reason` in line `line`, unless one of its kind was told before.
    fn tell(&mut self, line: u64, reason: Reason) {
        if !self.told.contains(&reason.key()) {
            self.told.push(reason.key());
            self.faults.push_back((line, reason));
        }
    }

    fn end(&mut self) -> Result<Step, ReadFailure> {
        if self.root.is_none() {
            let empty = ReadFailure { line: None, reason: Reason::of("read.empty") };
            return Err(self.doubt.take().unwrap_or(empty));
        }
        let line = self.text.line();
        if !self.cut {
            let ends = ["read.not-closed", "read.stray-end"];
            let is_told = self.told.iter().any(|t| ends.contains(t));
            if let Some(damage) = self.text.damage().cloned() {
                self.tell(line, damage);
            } else if let Some((name, opened)) = self.open.last().cloned().filter(|_| !is_told) {
                self.tell(line, Reason::of("read.cut-off").with("name", name).with("line", opened));
            }
            self.cut = true;
        }
        Ok(match self.faults.pop_front() {
            Some((line, reason)) => Step::Fault(line, reason),
            None => Step::End,
        })
    }

    /// Passes `length` bytes of text, which inside of the outermost element may be anything that XML allows.
    fn outside(&mut self, length: usize) -> Step {
        let text = &self.text.rest()[..length];
        let found = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\u{FEFF}');
        let line = self.text.line_at(text.len() - text.trim_ascii_start().len());
        let forbidden = xml::forbidden(text).map(|(at, c)| (self.text.line_at(at), xml::forbidden_reason(c)));
        if found.is_empty() {
            // Nothing has begun yet before an XML declaration.
            let begun = self.begun || text.chars().any(|c| c != '\u{FEFF}');
            if text.contains('\u{FEFF}') {
                let key = if self.root.is_some() { "read.after-end" } else { "read.second-mark" };
                self.tell(line, Reason::of(key).with("found", "U+FEFF"));
            }
            self.pass_over(length);
            self.begun = begun;
            return Step::On;
        } else if self.root.is_none() {
            let reason = Reason::of("read.not-xml").with("found", found);
            self.doubt.get_or_insert_with(|| ReadFailure::at(line, reason));
        } else if self.open.is_empty() {
            let reason = Reason::of("read.after-end").with("found", found);
            self.tell(line, reason);
        } else if self.open.last().is_some_and(|(name, _)| is_any(name, &["tmx", "body"])) {
            let found = found.to_owned();
            self.tell(line, Reason::of("read.between").with("found", found));
        } else if let Some((line, reason)) = forbidden {
            self.tell(line, reason);
        }
        self.pass_over(length)
    }

    fn pass_over(&mut self, length: usize) -> Step {
        self.begun = true;
        while let Some(fault) = self.text.fault(length) {
            if self.faults.len() < MOST_FAULTS {
                self.faults.push_back(fault);
            }
        }
        self.text.consume(length);
        self.passed += length as u64;
        Step::On
    }

    /// Passes the `<` that the window begins with, which begins nothing.
    fn stray(&mut self) -> Step {
        let found = self.text.rest().lines().next().unwrap_or_default().to_owned();
        if self.root.is_some() {
            let key = if self.open.is_empty() { "read.after-end" } else { "read.tag" };
            self.tell(self.text.line(), Reason::of(key).with("found", found));
        } else {
            let line = self.text.line();
            self.doubt.get_or_insert_with(|| ReadFailure::at(line, Reason::of("read.tag").with("found", found)));
        }
        self.pass_over(1)
    }

    fn markup(&mut self) -> Result<Step, ReadFailure> {
        if self.root.is_none() && self.passed > PATIENCE {
            return Err(self.doubt.take().unwrap_or(ReadFailure { line: None, reason: Reason::of("read.no-tmx") }));
        }
        let length = match reach(self.text.rest()) {
            Reach::Whole(length) | Reach::Open(length) => length,
            Reach::Cut if self.text.more()? => return Ok(Step::On),
            Reach::Cut | Reach::None => return Ok(self.stray()),
        };
        let line = self.text.line();
        let found = self.text.rest()[..length].to_owned();
        if let Some(instruction) = found.strip_prefix("<?") {
            let is_declaration = instruction.split(|c: char| c.is_ascii_whitespace() || c == '?').next() == Some("xml");
            if is_declaration && self.begun {
                let key = if self.root.is_some() { "read.after-end" } else { "read.late-declaration" };
                self.tell(line, Reason::of(key).with("found", "<?xml"));
            }
            Ok(self.pass_over(length))
        } else if found.starts_with("<!") {
            if found.get(..9).is_some_and(|d| d.eq_ignore_ascii_case("<!doctype")) {
                let named = found[9..].trim_start().starts_with(|c: char| c.is_alphabetic());
                if self.root.is_none() && !(named && found.ends_with('>')) {
                    let shown = found.lines().next().unwrap_or_default();
                    self.tell(line, Reason::of("read.doctype").with("found", shown));
                }
                self.entities.declare(&found);
            }
            Ok(self.pass_over(length))
        } else if let Some(name) = found.strip_prefix("</") {
            self.end_tag(name.trim_end_matches('>').trim_ascii_end(), line);
            Ok(self.pass_over(length))
        } else {
            self.start(&found, line)
        }
    }

    fn end_tag(&mut self, found: &str, line: u64) {
        let same = |(open, _): &(String, u64)| open == found || is_any(found, &[xml::local(open)]);
        if let Some(at) = self.open.iter().rposition(same) {
            if let Some((name, opened)) = self.open.get(at + 1).cloned() {
                self.tell(line, cursor::not_closed(&name, opened, found));
            }
            self.open.truncate(at);
        } else if is_any(found, &["tu", "tuv", "seg", "prop", "note"]) && !self.open.is_empty() {
            self.tell(line, Reason::of("read.stray-end").with("found", found));
        } else if let Some((name, opened)) = self.open.last().cloned() {
            self.tell(line, cursor::not_closed(&name, opened, found));
        } else if self.root.is_some() {
            self.tell(line, Reason::of("read.after-end").with("found", format_args!("</{found}>")));
        }
    }

    fn start(&mut self, found: &str, line: u64) -> Result<Step, ReadFailure> {
        let tag = Tag::new(found);
        if is_any(tag.name, &["tu"]) {
            return self.unit(line);
        }
        let is_root = is_any(tag.name, &["tmx"]);
        if is_root {
            if self.root.is_some() {
                // Of a second document its header counts; what is missing in it is not told again.
                self.tell(line, Reason::of("read.after-end").with("found", format_args!("<{}>", tag.name)));
                self.open.clear();
                self.headed = true;
            } else if let Some(ReadFailure { line: Some(at), reason }) = self.doubt.take() {
                self.tell(at, Reason::of("read.before-root").with("found", reason));
            }
            self.root.get_or_insert(line);
            if xml::local(tag.name) != "tmx" {
                self.tell(line, Reason::of("read.upper-case").with("name", tag.name));
            }
        } else if self.root.is_none() {
            self.doubt.get_or_insert_with(|| ReadFailure::at(line, Reason::of("read.not-tmx").with("name", tag.name)));
        } else if self.open.is_empty() {
            self.tell(line, Reason::of("read.after-end").with("found", format_args!("<{}>", tag.name)));
            return Ok(self.pass_over(found.len()));
        }
        if is_any(tag.name, &["header"]) {
            self.headed = true;
            let source = match tag.attributes() {
                Ok(attributes) => attributes.into_iter().find(|(name, _)| *name == "srclang").map(|(_, v)| v.into_owned()),
                Err(reason) => {
                    self.tell(line, reason);
                    loose::attributes(&tag).into_iter().find(|(name, _)| name == "srclang").map(|(_, value)| value)
                }
            };
            if let Some(source) = source {
                self.source_language = Some(source.trim().to_owned());
            }
        } else if is_any(tag.name, &["body"]) {
            self.miss_header();
        }
        if let Some((at, c)) = xml::forbidden(found) {
            self.tell(self.text.line_at(at), xml::forbidden_reason(c));
        }
        if !found.ends_with('>') {
            let shown = found.lines().next().unwrap_or_default();
            self.tell(line, Reason::of("read.tag").with("found", shown));
        }
        if !tag.is_empty && self.open.len() < DEEP {
            self.open.push((tag.name.to_owned(), line));
        }
        Ok(self.pass_over(found.len()))
    }

    fn miss_header(&mut self) {
        if let Some(root) = self.root.filter(|_| !self.headed) {
            self.tell(root, Reason::of("read.no-header"));
        }
        self.headed = true;
    }

    /// Frames the unit that the window begins with.
    fn unit(&mut self, line: u64) -> Result<Step, ReadFailure> {
        if self.root.is_none() {
            self.doubt = None;
            self.root = Some(line);
            self.headed = true;
            self.tell(line, Reason::of("read.no-root"));
            return Ok(Step::On);
        }
        if !self.headed {
            self.miss_header();
            return Ok(Step::On);
        }
        let mut last = false;
        loop {
            let rest = self.text.rest();
            let start = match reach(rest) {
                Reach::Whole(length) if rest[..length].ends_with("/>") => {
                    return Ok(Step::Unit(Frame { length, end: FrameEnd::Closed }));
                }
                Reach::Whole(length) | Reach::Open(length) => length,
                Reach::Cut | Reach::None => 1,
            };
            match unit_reach(rest, start, last) {
                UnitReach::Closed(length) => return Ok(Step::Unit(Frame { length, end: FrameEnd::Closed })),
                UnitReach::Next(length) => {
                    return Ok(Step::Unit(Frame { length, end: FrameEnd::Next(self.text.line_at(length)) }));
                }
                UnitReach::Cut if last => {
                    let end = if rest.len() >= LONGEST { FrameEnd::TooLong } else { FrameEnd::Cut };
                    return Ok(Step::Unit(Frame { length: rest.len(), end }));
                }
                UnitReach::Cut => {}
            }
            last = !self.text.more()?;
        }
    }

    /// Goes to the end of a unit that is too long to be held.
    fn find_end(&mut self) -> Result<Step, ReadFailure> {
        let rest = self.text.rest();
        match unit_reach(rest, 0, true) {
            UnitReach::Closed(length) | UnitReach::Next(length) => {
                self.lost = false;
                self.text.consume(length);
            }
            UnitReach::Cut => {
                // What the window ends with may be the beginning of the tag that is looked for.
                let mut keep = rest.len().saturating_sub(64);
                while !rest.is_char_boundary(keep) {
                    keep -= 1;
                }
                self.text.consume(keep);
                if !self.text.more()? {
                    self.lost = false;
                    self.cut = true;
                    self.text.consume(self.text.rest().len());
                }
            }
        }
        Ok(Step::On)
    }
}

/// Whether the element `name` is one of `names`, whatever its prefix and its case.
fn is_any(name: &str, names: &[&str]) -> bool {
    let local = xml::local(name);
    names.iter().any(|n| local.eq_ignore_ascii_case(n))
}

enum UnitReach {
    /// The end tag ends here.
    Closed(usize),
    /// Something begins here that can only stand behind a unit.
    Next(usize),
    Cut,
}

/// Returns how far the unit reaches that `rest` begins with, whose start tag takes `tag` bytes. When no more text can come
/// (`last`), a comment without end hides nothing.
fn unit_reach(rest: &str, tag: usize, last: bool) -> UnitReach {
    let bytes = rest.as_bytes();
    let mut at = tag;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        at += found;
        let here = &bytes[at..];
        match here.get(1) {
            Some(b'/') => match outer_name(&here[2..]) {
                Some(Outer::Unit) => {
                    return match memchr::memchr2(b'>', b'<', &here[2..]) {
                        Some(end) => UnitReach::Closed(at + 2 + end + usize::from(here[2 + end] == b'>')),
                        None if last => UnitReach::Closed(rest.len()),
                        None => UnitReach::Cut,
                    };
                }
                Some(Outer::Around) => match is_end_of_body(&rest[at..], last) {
                    Some(true) => return UnitReach::Next(at),
                    Some(false) => at += 2,
                    None => return UnitReach::Cut,
                },
                Some(Outer::Unknown) if !last => return UnitReach::Cut,
                _ => at += 2,
            },
            Some(b'!') if here.len() < 9 && !last => return UnitReach::Cut,
            // Any other `<!` has no place in a unit, and must not hide its end.
            Some(b'!') if !here.starts_with(b"<!--") && !here.starts_with(b"<![CDATA[") => at += 2,
            Some(b'?') if here.starts_with(b"<?xml ") => return UnitReach::Next(at),
            Some(b'!' | b'?') => match reach(&rest[at..]) {
                Reach::Whole(length) => at += length,
                Reach::Cut if !last => return UnitReach::Cut,
                _ => at += 2,
            },
            Some(b't' | b'T' | b'_' | b'a'..=b'z' | b'A'..=b'Z') => match outer_name(&here[1..]) {
                Some(Outer::Unit) => return UnitReach::Next(at),
                Some(Outer::Around) if !here[1..].to_ascii_lowercase().starts_with(b"body") => return UnitReach::Next(at),
                Some(Outer::Unknown) if !last => return UnitReach::Cut,
                _ => at += 1,
            },
            Some(_) => at += 1,
            None => return UnitReach::Cut,
        }
    }
    UnitReach::Cut
}

/// Whether the end tag that `rest` begins with is the one of the units' `<body>` or of `<tmx>`, and not of a page that a
/// segment quotes; `None` when the text ends too early to tell.
fn is_end_of_body(rest: &str, last: bool) -> Option<bool> {
    let Some(end) = memchr::memchr(b'>', rest.as_bytes()) else { return last.then_some(true) };
    if !is_any(rest[2..end].trim_ascii_end(), &["body"]) {
        return Some(true);
    }
    let behind = rest[end + 1..].trim_ascii_start();
    if behind.len() < 6 && !last {
        return None;
    }
    Some(behind.is_empty() || behind.get(..5).is_some_and(|b| b.eq_ignore_ascii_case("</tmx") || b == "<?xml"))
}

/// What a tag is to a unit.
enum Outer {
    /// Another unit, or the end of this one.
    Unit,
    /// `body` or `tmx`.
    Around,
    /// The text ends in its name.
    Unknown,
}

/// Returns what the name is that `name` begins with, unless it is one that may stand in a unit.
fn outer_name(name: &[u8]) -> Option<Outer> {
    // `tu`, `tmx`, `body`, with or without a prefix.
    let ends = |n: usize| name.get(n).is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<'));
    match name.first().map(u8::to_ascii_lowercase) {
        Some(b't' | b'b') => {
            if ends(2) && name[..2].eq_ignore_ascii_case(b"tu") {
                return Some(Outer::Unit);
            }
            if (ends(3) && name[..3].eq_ignore_ascii_case(b"tmx")) || (ends(4) && name[..4].eq_ignore_ascii_case(b"body")) {
                return Some(Outer::Around);
            }
        }
        Some(_) => {}
        None => return Some(Outer::Unknown),
    }
    let length = name.iter().take(24).position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<' | b':'));
    match length {
        Some(at) if name[at] == b':' => outer_name(&name[at + 1..]),
        None if name.len() < 24 => Some(Outer::Unknown),
        _ => None,
    }
}
