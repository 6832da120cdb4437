//! One unit, parsed strictly: what stands in its elements, borrowed from its text.
//!
//! **Invariant:** a unit that parses is well-formed; the first fault is told with its line, and nothing is guessed.

use std::borrow::Cow;

use super::super::extra::{Note, Prop};
use super::super::{ReadFailure, Reason, xml};
use super::cursor::{AttributeList, Cursor, Node, Tag, attribute};
use super::frame::FrameEnd;
use super::segment::{self, Text};

/// A unit as it stands in the file.
#[derive(Debug, Default)]
pub(super) struct RawUnit<'a> {
    pub(super) attributes: AttributeList<'a>,
    pub(super) props: Vec<Prop<'a>>,
    pub(super) notes: Vec<Note<'a>>,
    pub(super) variants: Vec<Variant<'a>>,
    /// What is well-formed and no TMX, with its line: the first of it.
    pub(super) odd: Option<(u64, Reason)>,
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

/// Returns the unit that `source`, a frame with LF line ends, holds; it begins on line `line`.
///
/// # Errors
/// The first place where it is not well-formed.
pub(super) fn parse(source: &str, line: u64, end: FrameEnd) -> Result<RawUnit<'_>, ReadFailure> {
    let mut cursor = Cursor::new(source, line, end);
    if let Some((at, c)) = xml::forbidden(source) {
        return Err(ReadFailure::at(cursor.line_of(at), xml::forbidden_reason(c)));
    }
    let mut unit = RawUnit::default();
    loop {
        match cursor.next()? {
            Node::Over => return Ok(unit),
            Node::Start(tag) => match Element::of(&tag) {
                Element::Tu => unit.attributes = attributes(&cursor, &tag)?,
                Element::Prop => unit.props.push(prop(&mut cursor, &tag, &mut unit.odd)?),
                Element::Note => unit.notes.push(note(&mut cursor, &tag)?),
                Element::Tuv => unit.variants.push(variant(&mut cursor, &tag, &mut unit.odd)?),
                Element::Seg | Element::Other => cursor.skip(&tag)?,
            },
            Node::End | Node::Text(_) | Node::Char(_) | Node::Aside => {}
        }
    }
}

/// Returns the plain text of `<seg>…</seg>` in `source`; `None` when that is not what it is.
pub(super) fn lone_segment(source: &str) -> Option<String> {
    let mut cursor = Cursor::new(source, 1, FrameEnd::Closed);
    loop {
        match cursor.next().ok()? {
            Node::Start(tag) if Element::of(&tag) == Element::Seg => {
                return segment::read(&mut cursor, &tag).ok().map(|(text, _)| text.plain);
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

type Odd = Option<(u64, Reason)>;

fn variant<'a>(cursor: &mut Cursor<'a>, tag: &Tag<'a>, odd: &mut Odd) -> Result<Variant<'a>, ReadFailure> {
    let mut variant = Variant { attributes: attributes(cursor, tag)?, ..Variant::default() };
    if tag.is_empty {
        return Ok(variant);
    }
    let (depth, begin) = (cursor.depth(), cursor.begin());
    // What stands in a variant and in no element: its text, where nobody wrote `<seg>`.
    let mut bare = String::new();
    loop {
        match cursor.next()? {
            Node::Start(tag) => match Element::of(&tag) {
                Element::Seg if variant.text.is_none() => {
                    let (text, foreign) = segment::read(cursor, &tag)?;
                    variant.text = Some(text);
                    if let Some(foreign) = foreign {
                        odd.get_or_insert(foreign);
                    }
                }
                Element::Prop => variant.props.push(prop(cursor, &tag, odd)?),
                Element::Note => variant.notes.push(note(cursor, &tag)?),
                _ => cursor.skip(&tag)?,
            },
            Node::End if cursor.depth() < depth => {
                if variant.text.is_none() && !bare.trim().is_empty() {
                    odd.get_or_insert_with(|| (cursor.line_of(begin), Reason::of("read.no-segment")));
                    variant.text = Some(Text { plain: bare.trim().to_owned(), markup: None });
                }
                return Ok(variant);
            }
            Node::Text(text) if variant.text.is_none() => bare.push_str(text),
            Node::Char(c) if variant.text.is_none() => bare.push(c),
            _ => {}
        }
    }
}

fn prop<'a>(cursor: &mut Cursor<'a>, tag: &Tag<'a>, odd: &mut Odd) -> Result<Prop<'a>, ReadFailure> {
    let mut prop = Prop::default();
    for (name, value) in attributes(cursor, tag)? {
        match name {
            "type" => prop.kind = value,
            "xml:lang" | "lang" => prop.lang = Some(value),
            _ => {}
        }
    }
    let begin = cursor.begin();
    prop.text = cursor.content(tag)?;
    if let Cow::Borrowed(inner) = &prop.text
        && inner.trim_start().starts_with("<seg")
    {
        odd.get_or_insert_with(|| (cursor.line_of(begin), Reason::of("read.segment-in-prop").with("name", &prop.kind)));
    }
    Ok(prop)
}

fn note<'a>(cursor: &mut Cursor<'a>, tag: &Tag<'a>) -> Result<Note<'a>, ReadFailure> {
    let lang = attributes(cursor, tag)?.into_iter().find(|(name, _)| matches!(*name, "xml:lang" | "lang")).map(|(_, v)| v);
    Ok(Note { text: cursor.content(tag)?, lang })
}
