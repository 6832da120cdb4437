//! The XML of a document part as a walk over its elements, each with the bytes it takes.
//!
//! **Invariant:** no document type declaration is accepted, so no entity is known beyond the five of XML and nothing that is
//! read grows; there is no recursion, and no more than [`DEPTH`] elements are open at once.

use std::ops::Range;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::super::decode::ArticleError;

/// The most elements that may be open at once. Word's own documents stay below 60.
pub(super) const DEPTH: usize = 512;

/// What the walk has come to.
pub(super) enum Step<'s, 'x> {
    /// An element begins; the bytes of its start tag.
    Start(&'s BytesStart<'x>, Range<usize>),
    /// The innermost open element ends; the bytes of its end tag, none when it is an empty-element tag.
    End(Range<usize>),
    /// Text, references resolved.
    Text(&'s str),
}

/// Walks the whole of `xml`, which is the part `part` of its package.
///
/// # Errors
/// XML that is not well-formed, with its line; a document type declaration; elements too deep in each other.
pub(super) fn walk<'x>(
    xml: &'x str,
    part: &'static str,
    mut step: impl FnMut(Step<'_, 'x>) -> Result<(), ArticleError>,
) -> Result<(), ArticleError> {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0_usize;
    loop {
        let start = reader.buffer_position() as usize;
        let damaged = || ArticleError::DamagedPart { part, line: line_of(xml, start) };
        let event = reader.read_event().map_err(|_| damaged())?;
        let at = start..reader.buffer_position() as usize;
        match event {
            Event::Start(e) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(ArticleError::TooDeep);
                }
                step(Step::Start(&e, at))?;
            }
            Event::Empty(e) => {
                let end = at.end..at.end;
                step(Step::Start(&e, at))?;
                step(Step::End(end))?;
            }
            Event::End(_) => {
                depth = depth.checked_sub(1).ok_or_else(damaged)?;
                step(Step::End(at))?;
            }
            Event::Text(t) => step(Step::Text(&t.xml10_content()))?,
            Event::CData(t) => step(Step::Text(&t.xml10_content()))?,
            Event::GeneralRef(r) => {
                let c = resolve(&r).ok_or_else(damaged)?;
                step(Step::Text(c.encode_utf8(&mut [0; 4])))?;
            }
            Event::DocType(_) => return Err(ArticleError::Entities),
            Event::Eof => return if depth == 0 { Ok(()) } else { Err(damaged()) },
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
    }
}

/// The character that a reference stands for: one of the five of XML, or one by its number.
fn resolve(reference: &BytesRef<'_>) -> Option<char> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Some(c),
        Err(_) => None,
        Ok(None) => match reference.xml10_content().as_ref() {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        },
    }
}

fn line_of(xml: &str, at: usize) -> u32 {
    let head = &xml.as_bytes()[..at.min(xml.len())];
    memchr::memchr_iter(b'\n', head).count() as u32 + 1
}

/// The name of an element without its prefix.
pub(super) fn local<'e>(element: &'e BytesStart<'_>) -> &'e str {
    let name = element.name().into_inner();
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The prefix of an element with its colon; empty when it has none.
pub(super) fn prefix<'e>(element: &'e BytesStart<'_>) -> &'e str {
    let name = element.name().into_inner();
    name.find(':').map_or("", |at| &name[..=at])
}

/// The value of the attribute with the local name `key`.
pub(super) fn attribute(element: &BytesStart<'_>, key: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == key)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// Appends `text` as the content of an element; what XML 1.0 forbids is left out.
///
/// Source: XML 1.0, section 2.2, production 2 (`Char`).
pub(super) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn read(xml: &str) -> Result<String, ArticleError> {
        let mut out = String::new();
        walk(xml, "word/document.xml", |step| {
            match step {
                Step::Start(e, at) => write!(out, "({} {})", local(e), &xml[at]).expect("a text"),
                Step::End(at) => write!(out, "[{}]", &xml[at]).expect("a text"),
                Step::Text(text) => out.push_str(text),
            }
            Ok(())
        })?;
        Ok(out)
    }

    #[test]
    fn elements_come_with_the_bytes_they_take() {
        let xml = "<?xml version=\"1.0\"?><w:p a='1'>R&amp;D &#233;<w:r/></w:p>";
        assert_eq!(read(xml).as_deref(), Ok("(p <w:p a='1'>)R&D é(r <w:r/>)[][</w:p>]"));
    }

    #[test]
    fn what_is_no_sound_xml_is_refused_with_its_line() {
        let damaged = |line| Err(ArticleError::DamagedPart { part: "word/document.xml", line });
        assert_eq!(read("<a>\n<b></a>"), damaged(2));
        assert_eq!(read("<a>\n\n<b>"), damaged(3));
        assert_eq!(read("<a>&kopi;</a>"), damaged(1));
        assert_eq!(read("<a>&#xD83D;</a>"), damaged(1));
        assert_eq!(read("<!DOCTYPE a [<!ENTITY k \"kopi\">]><a>&k;</a>"), Err(ArticleError::Entities));
        let deep = "<a>".repeat(DEPTH + 1);
        assert_eq!(read(&deep), Err(ArticleError::TooDeep));
    }

    #[test]
    fn forbidden_characters_are_left_out() {
        let mut out = String::new();
        push_escaped(&mut out, "a<b>&\u{1}\u{ffff}é\t");
        assert_eq!(out, "a&lt;b&gt;&amp;é\t");
    }
}
