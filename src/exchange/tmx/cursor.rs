//! A walk through the XML of one unit: tags, text and attributes, borrowed from it, each fault with its line.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

use super::super::{ReadFailure, Reason, xml};
use super::frame::FrameEnd;

/// Attributes in the order of the file: name and value.
pub(in crate::exchange) type AttributeList<'a> = Vec<(&'a str, Cow<'a, str>)>;

/// Returns the value of the attribute `name`.
pub(in crate::exchange) fn attribute<'l>(attributes: &'l AttributeList<'_>, name: &str) -> Option<&'l str> {
    attributes.iter().find(|(n, _)| *n == name).map(|(_, v)| &**v)
}

/// A start tag.
pub(in crate::exchange) struct Tag<'a> {
    /// Its name with the namespace prefix.
    pub(in crate::exchange) name: &'a str,
    /// Whether it closes itself.
    pub(in crate::exchange) is_empty: bool,
    /// Between the angle brackets.
    content: &'a str,
}

impl<'a> Tag<'a> {
    /// The start tag that `source`, from `<` to `>`, is.
    pub(in crate::exchange) fn new(source: &'a str) -> Tag<'a> {
        let content = source.strip_prefix('<').unwrap_or(source);
        let content = content.strip_suffix('>').unwrap_or(content);
        let (content, is_empty) = content.strip_suffix('/').map_or((content, false), |c| (c, true));
        let end = content.bytes().position(|b| b.is_ascii_whitespace()).unwrap_or(content.len());
        Tag { name: &content[..end], is_empty, content }
    }

    /// What stands behind the name.
    pub(super) fn behind_name(&self) -> &'a str {
        &self.content[self.name.len()..]
    }

    /// The attributes, references resolved.
    pub(in crate::exchange) fn attributes(&self) -> Result<AttributeList<'a>, Reason> {
        let wrong = || Reason::of("read.attribute").with("name", self.name);
        let mut out = AttributeList::new();
        if self.content.len() == self.name.len() {
            return Ok(out);
        }
        for attribute in Attributes::new(self.content, self.name.len()).with_checks(false) {
            let attribute = attribute.map_err(|_| wrong())?;
            let (name, Cow::Borrowed(raw)) = (attribute.key.into_inner(), attribute.value) else { return Err(wrong()) };
            if !xml::is_name(name) || raw.contains('<') || out.iter().any(|(n, _)| *n == name) {
                return Err(wrong());
            }
            out.push((name, xml::attribute_value(raw)?));
        }
        Ok(out)
    }
}

/// A step through a unit.
pub(in crate::exchange) enum Node<'a> {
    /// An element begins; when it closes itself, no [`Node::End`] follows.
    Start(Tag<'a>),
    End,
    /// Character data without references.
    Text(&'a str),
    /// What a reference stands for.
    Char(char),
    /// A comment or processing instruction.
    Aside,
    /// Nothing is left.
    Over,
}

/// A walk through the text of one unit.
pub(in crate::exchange) struct Cursor<'a> {
    reader: Reader<&'a [u8]>,
    source: &'a str,
    /// Line of the first character.
    line: u64,
    /// Names of the open elements, and where they begin.
    open: Vec<(&'a str, usize)>,
    /// Where the node read last begins.
    start: usize,
    end: FrameEnd,
}

impl<'a> Cursor<'a> {
    /// A cursor over a whole document.
    pub(in crate::exchange) fn whole(source: &'a str) -> Cursor<'a> {
        Cursor::new(source, 1, FrameEnd::Cut)
    }

    pub(super) fn new(source: &'a str, line: u64, end: FrameEnd) -> Cursor<'a> {
        let mut reader = Reader::from_str(source);
        // The names are compared here, so that the line of the start tag can be told.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        Cursor { reader, source, line, open: Vec::new(), start: 0, end }
    }

    /// How many elements are open.
    pub(in crate::exchange) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The text of the unit from `from` to the start of the node read last.
    pub(in crate::exchange) fn slice(&self, from: usize) -> &'a str {
        &self.source[from..self.start]
    }

    /// Where the node read last ends.
    pub(in crate::exchange) fn position(&self) -> usize {
        self.reader.buffer_position() as usize
    }

    /// The failure `reason` at the start of the node read last.
    pub(in crate::exchange) fn failure(&self, reason: Reason) -> ReadFailure {
        ReadFailure::at(self.line_of(self.start), reason)
    }

    /// Where the node read last begins.
    pub(super) fn begin(&self) -> usize {
        self.start
    }

    /// Line of the node read last.
    pub(in crate::exchange) fn line(&self) -> u64 {
        self.line_of(self.start)
    }

    pub(in crate::exchange) fn line_of(&self, at: usize) -> u64 {
        self.line + memchr::memchr_iter(b'\n', &self.source.as_bytes()[..at]).count() as u64
    }

    /// The next node.
    pub(in crate::exchange) fn next(&mut self) -> Result<Node<'a>, ReadFailure> {
        self.start = self.position();
        let event = match self.reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(self.fault(&error)),
        };
        let found = &self.source[self.start..self.reader.buffer_position() as usize];
        match event {
            Event::Text(_) => Ok(Node::Text(found)),
            Event::Start(_) | Event::Empty(_) => {
                let tag = Tag::new(found);
                if !xml::is_name(tag.name) {
                    return Err(self.failure(Reason::of("read.tag").with("found", found)));
                }
                if !tag.is_empty {
                    self.open.push((tag.name, self.start));
                }
                Ok(Node::Start(tag))
            }
            Event::End(_) => {
                let name = found[2..found.len() - 1].trim_ascii_end();
                match self.open.pop() {
                    Some((open, _)) if open == name => Ok(Node::End),
                    Some((open, at)) => Err(self.failure(not_closed(open, self.line_of(at), name))),
                    None => Err(self.failure(Reason::of("read.stray-end").with("found", name))),
                }
            }
            Event::GeneralRef(_) => match xml::resolve(&found[1..found.len() - 1]) {
                Ok(c) => Ok(Node::Char(c)),
                Err(reason) => Err(self.failure(reason)),
            },
            Event::CData(_) => Ok(Node::Text(&found[9..found.len() - 3])),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => Ok(Node::Aside),
            Event::DocType(_) => Err(self.failure(Reason::of("read.tag").with("found", found))),
            Event::Eof => match self.open.last() {
                None => Ok(Node::Over),
                Some(&(name, at)) => Err(self.cut_off(name, self.line_of(at))),
            },
        }
    }

    pub(in crate::exchange) fn cut_off(&self, name: &str, line: u64) -> ReadFailure {
        match self.end {
            FrameEnd::Next(next) => {
                ReadFailure::at(next, Reason::of("read.unit-not-closed").with("name", name).with("line", line))
            }
            _ => {
                ReadFailure::at(self.line_of(self.source.len()), Reason::of("read.cut-off").with("name", name).with("line", line))
            }
        }
    }

    pub(in crate::exchange) fn fault(&mut self, error: &Error) -> ReadFailure {
        self.start = (self.reader.error_position() as usize).min(self.source.len());
        if let Error::IllFormed(IllFormedError::UnclosedReference) = error {
            return self.failure(Reason::of("read.ampersand"));
        }
        let rest = self.source.get(self.start..).unwrap_or_default();
        self.failure(Reason::of("read.tag").with("found", rest.lines().next().unwrap_or_default()))
    }

    /// Goes past the end of `tag`, which was read last, and whatever it holds.
    pub(in crate::exchange) fn skip(&mut self, tag: &Tag<'a>) -> Result<(), ReadFailure> {
        let depth = self.depth();
        while !tag.is_empty && self.depth() >= depth {
            self.next()?;
        }
        Ok(())
    }

    /// Goes past the end of `tag`, which was read last, and returns what it holds: its text, or its inner XML as it
    /// stands when there are elements in it.
    pub(in crate::exchange) fn content(&mut self, tag: &Tag<'a>) -> Result<Cow<'a, str>, ReadFailure> {
        let mut text = Cow::Borrowed("");
        if tag.is_empty {
            return Ok(text);
        }
        let (from, depth) = (self.position(), self.depth());
        let mut elements = false;
        loop {
            match self.next()? {
                Node::Start(_) => elements = true,
                Node::Text(found) if text.is_empty() => text = Cow::Borrowed(found),
                Node::Text(found) => text.to_mut().push_str(found),
                Node::Char(c) => text.to_mut().push(c),
                Node::End if self.depth() < depth => {
                    return Ok(if elements { Cow::Borrowed(self.slice(from)) } else { text });
                }
                Node::End | Node::Aside | Node::Over => {}
            }
        }
    }
}

/// The reason for `<name>`, opened in line `line`, that meets `</found>`.
pub(in crate::exchange) fn not_closed(name: &str, line: u64, found: &str) -> Reason {
    Reason::of("read.not-closed").with("name", name).with("line", line).with("found", found)
}
