//! One unit, parsed strictly: what stands in its elements, borrowed from its text.
//!
//! **Invariant:** a unit that parses is well-formed; the first fault is told with its line, and nothing is guessed.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

use super::super::extra::{Note, Prop};
use super::super::{ReadFailure, Reason, xml};
use super::segment::{self, Text};

/// Attributes in the order of the file: name and value.
pub(super) type AttributeList<'a> = Vec<(&'a str, Cow<'a, str>)>;

/// A unit as it stands in the file.
#[derive(Debug, Default)]
pub(super) struct RawUnit<'a> {
    pub(super) attributes: AttributeList<'a>,
    pub(super) props: Vec<Prop<'a>>,
    pub(super) notes: Vec<Note<'a>>,
    pub(super) variants: Vec<Variant<'a>>,
}

/// A variant of a unit.
#[derive(Debug, Default)]
pub(super) struct Variant<'a> {
    pub(super) attributes: AttributeList<'a>,
    pub(super) props: Vec<Prop<'a>>,
    pub(super) notes: Vec<Note<'a>>,
    /// Its text; `None` without `<seg>`.
    pub(super) text: Option<Text<'a>>,
}

impl Variant<'_> {
    /// Its language as written, from `xml:lang` or else `lang`.
    pub(super) fn written(&self) -> Option<&str> {
        let value = |name| attribute(&self.attributes, name).map(str::trim).filter(|v| !v.is_empty());
        value("xml:lang").or_else(|| value("lang"))
    }
}

/// Returns the value of the attribute `name`.
pub(super) fn attribute<'l>(attributes: &'l AttributeList<'_>, name: &str) -> Option<&'l str> {
    attributes.iter().find(|(n, _)| *n == name).map(|(_, v)| &**v)
}

/// A start tag.
pub(super) struct Tag<'a> {
    /// Its name with the namespace prefix.
    pub(super) name: &'a str,
    /// Whether it closes itself.
    pub(super) is_empty: bool,
    /// Between the angle brackets.
    content: &'a str,
}

impl<'a> Tag<'a> {
    /// The start tag that `source`, from `<` to `>`, is.
    pub(super) fn new(source: &'a str) -> Tag<'a> {
        let content = source.strip_prefix('<').unwrap_or(source);
        let content = content.strip_suffix('>').unwrap_or(content);
        let (content, is_empty) = content.strip_suffix('/').map_or((content, false), |c| (c, true));
        let end = content.bytes().position(|b| b.is_ascii_whitespace()).unwrap_or(content.len());
        Tag { name: &content[..end], is_empty, content }
    }

    /// The attributes, references resolved.
    pub(super) fn attributes(&self) -> Result<AttributeList<'a>, Reason> {
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
pub(super) enum Node<'a> {
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
pub(super) struct Cursor<'a> {
    reader: Reader<&'a [u8]>,
    source: &'a str,
    /// Line of the first character.
    line: u64,
    /// Names of the open elements, and where they begin.
    open: Vec<(&'a str, usize)>,
    /// Where the node read last begins.
    start: usize,
    next_unit: Option<u64>,
}

impl<'a> Cursor<'a> {
    fn new(source: &'a str, line: u64, next_unit: Option<u64>) -> Cursor<'a> {
        let mut reader = Reader::from_str(source);
        // The names are compared here, so that the line of the start tag can be told.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        Cursor { reader, source, line, open: Vec::new(), start: 0, next_unit }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The text of the unit from `from` to the start of the node read last.
    pub(super) fn slice(&self, from: usize) -> &'a str {
        &self.source[from..self.start]
    }

    /// Where the node read last ends.
    pub(super) fn position(&self) -> usize {
        self.reader.buffer_position() as usize
    }

    /// The failure `reason` at the start of the node read last.
    pub(super) fn failure(&self, reason: Reason) -> ReadFailure {
        ReadFailure::at(self.line_of(self.start), reason)
    }

    fn line_of(&self, at: usize) -> u64 {
        self.line + memchr::memchr_iter(b'\n', &self.source.as_bytes()[..at]).count() as u64
    }

    /// The next node.
    pub(super) fn next(&mut self) -> Result<Node<'a>, ReadFailure> {
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

    fn cut_off(&self, name: &str, line: u64) -> ReadFailure {
        match self.next_unit {
            Some(next) => ReadFailure::at(next, Reason::of("read.unit-not-closed").with("name", name).with("line", line)),
            None => {
                ReadFailure::at(self.line_of(self.source.len()), Reason::of("read.cut-off").with("name", name).with("line", line))
            }
        }
    }

    fn fault(&mut self, error: &Error) -> ReadFailure {
        self.start = (self.reader.error_position() as usize).min(self.source.len());
        if let Error::IllFormed(IllFormedError::UnclosedReference) = error {
            return self.failure(Reason::of("read.ampersand"));
        }
        let rest = self.source.get(self.start..).unwrap_or_default();
        self.failure(Reason::of("read.tag").with("found", rest.lines().next().unwrap_or_default()))
    }

    /// Goes past the end of `tag`, which was read last, and whatever it holds.
    pub(super) fn skip(&mut self, tag: &Tag<'a>) -> Result<(), ReadFailure> {
        let depth = self.depth();
        while !tag.is_empty && self.depth() >= depth {
            self.next()?;
        }
        Ok(())
    }

    /// Goes past the end of `tag`, which was read last, and returns what it holds: its text, or its inner XML as it
    /// stands when there are elements in it.
    fn content(&mut self, tag: &Tag<'a>) -> Result<Cow<'a, str>, ReadFailure> {
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
pub(super) fn not_closed(name: &str, line: u64, found: &str) -> Reason {
    Reason::of("read.not-closed").with("name", name).with("line", line).with("found", found)
}

/// Returns the unit that `source`, a frame with LF line ends, holds; it begins on line `line`, and `next_unit` is the line
/// of another unit that begins before it has ended.
///
/// # Errors
/// The first place where it is not well-formed.
pub(super) fn parse(source: &str, line: u64, next_unit: Option<u64>) -> Result<RawUnit<'_>, ReadFailure> {
    let mut cursor = Cursor::new(source, line, next_unit);
    if let Some((at, c)) = xml::forbidden(source) {
        return Err(ReadFailure::at(cursor.line_of(at), xml::forbidden_reason(c)));
    }
    let mut unit = RawUnit::default();
    loop {
        match cursor.next()? {
            Node::Over => return Ok(unit),
            Node::Start(tag) => match Element::of(&tag) {
                Element::Tu => unit.attributes = attributes(&cursor, &tag)?,
                Element::Prop => unit.props.push(prop(&mut cursor, &tag)?),
                Element::Note => unit.notes.push(note(&mut cursor, &tag)?),
                Element::Tuv => unit.variants.push(variant(&mut cursor, &tag)?),
                Element::Seg | Element::Other => cursor.skip(&tag)?,
            },
            Node::End | Node::Text(_) | Node::Char(_) | Node::Aside => {}
        }
    }
}

/// Returns the plain text of `<seg>…</seg>` in `source`; `None` when that is not what it is.
pub(super) fn lone_segment(source: &str) -> Option<String> {
    let mut cursor = Cursor::new(source, 1, None);
    loop {
        match cursor.next().ok()? {
            Node::Start(tag) if Element::of(&tag) == Element::Seg => {
                return segment::read(&mut cursor, &tag).ok().map(|t| t.plain);
            }
            Node::Text(text) if text.trim().is_empty() => {}
            _ => return None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Tu,
    Tuv,
    Seg,
    Prop,
    Note,
    Other,
}

impl Element {
    fn of(tag: &Tag<'_>) -> Element {
        let is = |name: &str| xml::local(tag.name).eq_ignore_ascii_case(name);
        match () {
            () if is("tuv") => Element::Tuv,
            () if is("seg") => Element::Seg,
            () if is("prop") => Element::Prop,
            () if is("note") => Element::Note,
            () if is("tu") => Element::Tu,
            () => Element::Other,
        }
    }
}

fn attributes<'a>(cursor: &Cursor<'a>, tag: &Tag<'a>) -> Result<AttributeList<'a>, ReadFailure> {
    tag.attributes().map_err(|reason| cursor.failure(reason))
}

fn variant<'a>(cursor: &mut Cursor<'a>, tag: &Tag<'a>) -> Result<Variant<'a>, ReadFailure> {
    let mut variant = Variant { attributes: attributes(cursor, tag)?, ..Variant::default() };
    if tag.is_empty {
        return Ok(variant);
    }
    let depth = cursor.depth();
    loop {
        match cursor.next()? {
            Node::Start(tag) => match Element::of(&tag) {
                Element::Seg if variant.text.is_none() => variant.text = Some(segment::read(cursor, &tag)?),
                Element::Prop => variant.props.push(prop(cursor, &tag)?),
                Element::Note => variant.notes.push(note(cursor, &tag)?),
                _ => cursor.skip(&tag)?,
            },
            Node::End if cursor.depth() < depth => return Ok(variant),
            _ => {}
        }
    }
}

fn prop<'a>(cursor: &mut Cursor<'a>, tag: &Tag<'a>) -> Result<Prop<'a>, ReadFailure> {
    let mut prop = Prop::default();
    for (name, value) in attributes(cursor, tag)? {
        match name {
            "type" => prop.kind = value,
            "xml:lang" | "lang" => prop.lang = Some(value),
            _ => {}
        }
    }
    prop.text = cursor.content(tag)?;
    Ok(prop)
}

fn note<'a>(cursor: &mut Cursor<'a>, tag: &Tag<'a>) -> Result<Note<'a>, ReadFailure> {
    let lang = attributes(cursor, tag)?.into_iter().find(|(name, _)| matches!(*name, "xml:lang" | "lang")).map(|(_, v)| v);
    Ok(Note { text: cursor.content(tag)?, lang })
}
