//! Finding the units of a file: everything around them is read here, what is in them is only passed over.
//!
//! **Invariant:** a frame begins with the `<` of `<tu` and ends with the `>` of its `</tu>`, or before the next `<tu`, or
//! where the file ends, whatever stands between.

use std::io::BufRead;

use super::super::decode::Decoded;
use super::super::{ReadFailure, Reason, xml};
use super::cursor::{self, Tag};

/// The text of one unit, at the start of the window.
pub(super) struct Frame {
    length: usize,
    /// Line on which another unit begins before this one has ended.
    pub(super) next: Option<u64>,
}

/// What one step came to.
pub(super) enum Step {
    /// Something around the units.
    On,
    /// A unit; [`Framer::pass`] goes past it.
    Unit(Frame),
    /// The end of the file.
    End,
}

/// A walk over the outer structure of a file.
pub(super) struct Framer<R> {
    text: Decoded<R>,
    /// Elements that are open, with their lines.
    open: Vec<(String, u64)>,
    rooted: bool,
    /// Whether anything has been passed.
    begun: bool,
    source_language: Option<String>,
}

/// How far a piece of markup reaches.
enum Reach {
    Whole(usize),
    /// The window ends in it.
    Cut,
    /// A `<` stands in a tag.
    Broken,
}

impl<R: BufRead> Framer<R> {
    pub(super) fn new(text: Decoded<R>) -> Framer<R> {
        Framer { text, open: Vec::new(), rooted: false, begun: false, source_language: None }
    }

    /// Goes to the outermost element.
    pub(super) fn open(&mut self) -> Result<(), ReadFailure> {
        while !self.rooted {
            self.step()?;
        }
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

    /// The text of `frame`.
    pub(super) fn text(&self, frame: &Frame) -> &str {
        &self.text.rest()[..frame.length]
    }

    /// Goes past `frame`.
    pub(super) fn pass(&mut self, frame: &Frame) {
        self.text.consume(frame.length);
    }

    /// Goes past the next thing that is no unit, or stops before a unit.
    pub(super) fn step(&mut self) -> Result<Step, ReadFailure> {
        let rest = self.text.rest();
        match memchr::memchr(b'<', rest.as_bytes()) {
            Some(0) => self.markup(),
            Some(length) => self.outside(length),
            None if !rest.is_empty() => self.outside(rest.len()),
            None if self.text.more()? => Ok(Step::On),
            None => self.end(),
        }
    }

    fn end(&self) -> Result<Step, ReadFailure> {
        match self.open.last() {
            Some((name, line)) => Err(self.failure(Reason::of("read.cut-off").with("name", name).with("line", line))),
            None if self.rooted => Ok(Step::End),
            None => Err(ReadFailure { line: None, reason: Reason::of("read.empty") }),
        }
    }

    /// Passes `length` bytes of text, which inside of the outermost element may be anything that XML allows.
    fn outside(&mut self, length: usize) -> Result<Step, ReadFailure> {
        let text = &self.text.rest()[..length];
        if self.open.is_empty() && !text.trim_ascii().is_empty() {
            let at = text.len() - text.trim_ascii_start().len();
            let key = if self.rooted { "read.after-end" } else { "read.not-xml" };
            return Err(ReadFailure::at(self.text.line_at(at), Reason::of(key).with("found", text.trim_ascii())));
        }
        self.allowed(length)?;
        Ok(self.pass_over(length))
    }

    fn pass_over(&mut self, length: usize) -> Step {
        self.text.consume(length);
        self.begun = true;
        Step::On
    }

    fn allowed(&self, length: usize) -> Result<(), ReadFailure> {
        match xml::forbidden(&self.text.rest()[..length]) {
            Some((at, c)) => Err(ReadFailure::at(self.text.line_at(at), xml::forbidden_reason(c))),
            None => Ok(()),
        }
    }

    fn failure(&self, reason: Reason) -> ReadFailure {
        ReadFailure::at(self.text.line(), reason)
    }

    fn broken(&self) -> ReadFailure {
        self.failure(Reason::of("read.tag").with("found", self.text.rest().lines().next().unwrap_or_default()))
    }

    fn markup(&mut self) -> Result<Step, ReadFailure> {
        let rest = self.text.rest();
        let length = match reach(rest) {
            Reach::Whole(length) => length,
            Reach::Broken => return Err(self.broken()),
            Reach::Cut if self.text.more()? => return Ok(Step::On),
            Reach::Cut => {
                let name: String = self.text.rest().chars().take_while(|c| !c.is_whitespace()).collect();
                return Err(self.failure(Reason::of("read.markup-cut-off").with("found", name)));
            }
        };
        let found = &rest[..length];
        if let Some(instruction) = found.strip_prefix("<?") {
            let is_declaration = instruction.split(|c: char| c.is_ascii_whitespace() || c == '?').next() == Some("xml");
            if is_declaration && self.begun {
                return Err(self.failure(Reason::of("read.late-declaration")));
            }
            self.allowed(length)?;
            Ok(self.pass_over(length))
        } else if found.starts_with("<!") {
            self.allowed(length)?;
            Ok(self.pass_over(length))
        } else if let Some(name) = found.strip_prefix("</") {
            match self.open.pop() {
                Some((open, _)) if open == name[..name.len() - 1].trim_ascii_end() => Ok(self.pass_over(length)),
                open => Err(self.wrong_end(&name[..name.len() - 1], open)),
            }
        } else {
            self.start(length)
        }
    }

    fn wrong_end(&self, found: &str, open: Option<(String, u64)>) -> ReadFailure {
        self.failure(match open {
            Some((name, line)) => cursor::not_closed(&name, line, found),
            None => Reason::of("read.stray-end").with("found", found),
        })
    }

    fn start(&mut self, length: usize) -> Result<Step, ReadFailure> {
        let tag = Tag::new(&self.text.rest()[..length]);
        if !xml::is_name(tag.name) {
            return Err(self.broken());
        }
        let local = xml::local(tag.name);
        if self.open.is_empty() {
            if self.rooted {
                return Err(self.failure(Reason::of("read.after-end").with("found", format_args!("<{}>", tag.name))));
            }
            if !local.eq_ignore_ascii_case("tmx") {
                return Err(self.failure(Reason::of("read.not-tmx").with("name", tag.name)));
            }
            self.rooted = true;
        } else if local.eq_ignore_ascii_case("tu") {
            return self.unit(length);
        }
        self.allowed(length)?;
        let tag = Tag::new(&self.text.rest()[..length]);
        let attributes = tag.attributes().map_err(|reason| self.failure(reason))?;
        let source = attributes.iter().find(|(name, _)| *name == "srclang" && local_is(&tag, "header"));
        let source = source.map(|(_, value)| value.trim().to_owned());
        let (name, is_empty) = (tag.name.to_owned(), tag.is_empty);
        if source.is_some() {
            self.source_language = source;
        }
        if !is_empty {
            self.open.push((name, self.text.line()));
        }
        Ok(self.pass_over(length))
    }

    /// Frames the unit whose start tag takes the first `tag` bytes of the window.
    fn unit(&mut self, tag: usize) -> Result<Step, ReadFailure> {
        loop {
            let rest = self.text.rest();
            let start = Tag::new(&rest[..tag]);
            if start.is_empty {
                return Ok(Step::Unit(Frame { length: tag, next: None }));
            }
            match unit_reach(rest, tag, start.name) {
                UnitReach::Closed(length) => return Ok(Step::Unit(Frame { length, next: None })),
                UnitReach::Next(length) => {
                    return Ok(Step::Unit(Frame { length, next: Some(self.text.line_at(length)) }));
                }
                UnitReach::Cut => {}
            }
            let length = rest.len();
            if !self.text.more()? {
                return Ok(Step::Unit(Frame { length, next: None }));
            }
        }
    }
}

fn local_is(tag: &Tag<'_>, name: &str) -> bool {
    xml::local(tag.name).eq_ignore_ascii_case(name)
}

/// Returns how far the markup that `rest` begins with reaches.
fn reach(rest: &str) -> Reach {
    let bytes = rest.as_bytes();
    let until = |from: usize, end: &str| match rest.get(from..).and_then(|r| memchr::memmem::find(r.as_bytes(), end.as_bytes())) {
        Some(at) => Reach::Whole(from + at + end.len()),
        None => Reach::Cut,
    };
    match bytes {
        [_] => Reach::Cut,
        [_, b'?', ..] => until(2, "?>"),
        [_, b'!', ..] if rest.starts_with("<!--") => until(4, "-->"),
        [_, b'!', ..] if rest.starts_with("<![CDATA[") => until(9, "]]>"),
        [_, b'!', ..] if "<!--".starts_with(rest) || "<![CDATA[".starts_with(rest) => Reach::Cut,
        [_, b'!', ..] => doctype_reach(bytes),
        _ => tag_reach(bytes),
    }
}

/// Returns how far a tag reaches: to the first `>` outside of quotes.
fn tag_reach(bytes: &[u8]) -> Reach {
    let mut quote = None;
    for (i, &b) in bytes.iter().enumerate().skip(1) {
        match b {
            b'<' => return Reach::Broken,
            b'>' if quote.is_none() => return Reach::Whole(i + 1),
            b'"' | b'\'' if quote.is_none() => quote = Some(b),
            _ if quote == Some(b) => quote = None,
            _ => {}
        }
    }
    Reach::Cut
}

/// Returns how far a DOCTYPE reaches: to the `>` outside of quotes, comments and its internal subset.
fn doctype_reach(bytes: &[u8]) -> Reach {
    let (mut at, mut depth) = (2, 0_i32);
    while let Some(&b) = bytes.get(at) {
        let skip =
            |from: usize, end: &[u8]| bytes.get(from..).and_then(|r| memchr::memmem::find(r, end)).map(|n| from + n + end.len());
        let next = match b {
            b'"' | b'\'' => skip(at + 1, &[b]),
            b'<' if bytes[at..].starts_with(b"<!--") => skip(at + 4, b"-->"),
            b'<' if bytes[at..].starts_with(b"<?") => skip(at + 2, b"?>"),
            b'<' | b'[' => {
                depth += 1;
                Some(at + 1)
            }
            b'>' if depth == 0 => return Reach::Whole(at + 1),
            b'>' | b']' => {
                depth -= 1;
                Some(at + 1)
            }
            _ => Some(at + 1),
        };
        let Some(next) = next else { return Reach::Cut };
        at = next;
    }
    Reach::Cut
}

enum UnitReach {
    /// The end tag ends here.
    Closed(usize),
    /// The next unit begins here.
    Next(usize),
    Cut,
}

/// Returns how far the unit reaches that `rest` begins with, whose start tag `<name …>` takes `tag` bytes.
fn unit_reach(rest: &str, tag: usize, name: &str) -> UnitReach {
    let bytes = rest.as_bytes();
    let mut at = tag;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        at += found;
        let here = &bytes[at..];
        let named = |from: usize| here.get(from..).and_then(|r| r.strip_prefix(name.as_bytes())).and_then(|r| r.first()).copied();
        match here.get(1) {
            Some(b'/') if named(2).is_some_and(|b| b == b'>' || b.is_ascii_whitespace()) => {
                return match memchr::memchr(b'>', here) {
                    Some(end) => UnitReach::Closed(at + end + 1),
                    None => UnitReach::Cut,
                };
            }
            // Any other `<!` has no place in a unit, and must not hide its end.
            Some(b'!') if here.len() >= 9 && !here.starts_with(b"<!--") && !here.starts_with(b"<![CDATA[") => at += 2,
            Some(b'!' | b'?') => match reach(&rest[at..]) {
                Reach::Whole(length) => at += length,
                Reach::Cut | Reach::Broken => return UnitReach::Cut,
            },
            Some(_) if named(1).is_some_and(|b| matches!(b, b'>' | b'/') || b.is_ascii_whitespace()) => {
                return UnitReach::Next(at);
            }
            Some(_) => at += 1,
            None => return UnitReach::Cut,
        }
    }
    UnitReach::Cut
}
