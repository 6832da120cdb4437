//! The text of a segment: plain, and with its inline markup as it stands.
//!
//! Native codes (`bpt ept ph it ut`) are no text and leave no space, unless they are a line break or a tab; a `sub` in
//! one is text of another segment and goes with it. `hi` and elements TMX does not know keep their text.

use std::borrow::Cow;

use super::super::{ReadFailure, Reason, xml};
use super::cursor::{AttributeList, Cursor, Node, Tag, attribute};

/// The text of a segment.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Text<'a> {
    /// Without markup, white space as it came.
    pub(super) plain: String,
    /// With markup as it stands in the file; `None` without any element.
    pub(super) markup: Option<&'a str>,
}

/// A native code that is being passed over.
struct Code {
    /// Open elements when it has ended.
    depth: usize,
    gap: Option<char>,
    content: String,
}

/// The longest code that can be a line break or a tab.
const LONGEST_GAP: usize = 64;

/// Elements of XLIFF and of TMX that keep their text.
const OWN: [&str; 8] = ["hi", "sub", "g", "x", "bx", "ex", "mrk", "pc"];

/// Goes past the end of `<seg>`, which was read last, and returns its text, and the first element in it that neither TMX nor
/// XLIFF knows, with its line.
pub(super) fn read<'a>(cursor: &mut Cursor<'a>, tag: &Tag<'a>) -> Result<(Text<'a>, Option<(u64, Reason)>), ReadFailure> {
    let mut text = Text::default();
    // Checked like any tag's; a segment's own attributes mean nothing.
    tag.attributes().map_err(|reason| cursor.failure(reason))?;
    if tag.is_empty {
        return Ok((text, None));
    }
    let mut foreign = None;
    let (from, depth) = (cursor.position(), cursor.depth());
    let mut elements = false;
    let mut code: Option<Code> = None;
    loop {
        match (cursor.next()?, &mut code) {
            (Node::Text(found), None) => text.plain.push_str(found),
            (Node::Text(found), Some(code)) if code.content.len() < LONGEST_GAP => code.content.push_str(found),
            (Node::Char(c), None) => text.plain.push(c),
            (Node::Char(c), Some(code)) if code.content.len() < LONGEST_GAP => code.content.push(c),
            (Node::Start(tag), inside) => {
                elements = true;
                let attributes = tag.attributes().map_err(|reason| cursor.failure(reason))?;
                if inside.is_some() {
                    continue;
                }
                if is_code(&tag) {
                    let gap = declared_gap(&attributes);
                    if tag.is_empty {
                        text.plain.extend(gap);
                    } else {
                        code = Some(Code { depth: cursor.depth() - 1, gap, content: String::new() });
                    }
                } else {
                    let gap = named_gap(tag.name).or_else(|| declared_gap(&attributes).filter(|_| tag.is_empty));
                    text.plain.extend(gap);
                    if foreign.is_none() && !tag.name.contains(':') && !OWN.iter().any(|own| tag.name.eq_ignore_ascii_case(own)) {
                        foreign = Some((cursor.line(), Reason::of("read.foreign").with("name", tag.name)));
                    }
                }
            }
            (Node::End, Some(ended)) if cursor.depth() <= ended.depth => {
                text.plain.extend(ended.gap.or_else(|| written_gap(&ended.content)));
                code = None;
            }
            (Node::End, None) if cursor.depth() < depth => {
                text.markup = elements.then(|| cursor.slice(from));
                return Ok((text, foreign));
            }
            _ => {}
        }
    }
}

pub(super) fn is_code(tag: &Tag<'_>) -> bool {
    let name = xml::local(tag.name);
    ["bpt", "ept", "ph", "it", "ut"].iter().any(|code| name.eq_ignore_ascii_case(code))
}

/// The break or tab that an attribute declares.
///
/// Source: TMX 1.4b, values of `type` (`lb`); XLIFF 1.2, values of `ctype` (`lb`, `x-…`).
fn declared_gap(attributes: &AttributeList<'_>) -> Option<char> {
    let value = attribute(attributes, "type").or_else(|| attribute(attributes, "ctype"))?;
    match value.strip_prefix("x-").unwrap_or(value) {
        "lb" | "br" | "linebreak" => Some('\n'),
        "tab" => Some('\t'),
        _ => None,
    }
}

/// The break or tab that an element of HTML, WordprocessingML or OpenDocument is by its name.
fn named_gap(name: &str) -> Option<char> {
    match &*name.to_ascii_lowercase() {
        "br" | "w:br" | "text:line-break" => Some('\n'),
        "tab" | "w:tab" | "text:tab" => Some('\t'),
        _ => None,
    }
}

/// The break or tab that a native code is by its content: `<br/>`, or the code of RTF or of a string in a program.
fn written_gap(code: &str) -> Option<char> {
    let code = code.trim();
    if let Some(tag) = code.strip_prefix('<').and_then(|c| c.strip_suffix('>')) {
        let name = tag.split(|c: char| c.is_ascii_whitespace() || c == '/').next().unwrap_or_default();
        return named_gap(name).filter(|_| !tag.contains('<'));
    }
    let bare: Cow<'_, str> = code.strip_prefix('{').and_then(|c| c.strip_suffix('}')).unwrap_or(code).trim().into();
    match &*bare {
        r"\line" | r"\n" => Some('\n'),
        r"\tab" | r"\t" => Some('\t'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::unit::lone_segment;

    #[test]
    fn plain_text_is_what_a_reader_reads() {
        let cases = [
            ("Kopi &amp; teh", "Kopi & teh"),
            ("<bpt i=\"1\">&lt;b&gt;</bpt>Kopi<ept i=\"1\">&lt;/b&gt;</ept> Gayo", "Kopi Gayo"),
            (r"Re<ph>\-</ph>publik", "Republik"),
            ("satu<ph type=\"lb\"/>dua", "satu\ndua"),
            ("satu<ph type=\"lb\">&lt;p&gt;</ph>dua", "satu\ndua"),
            ("satu<ph>&lt;br /&gt;</ph>dua", "satu\ndua"),
            ("satu<br/>dua", "satu\ndua"),
            (r"satu<ut>{\tab }</ut>dua", "satu\tdua"),
            ("satu<x id=\"1\" ctype=\"lb\"/>dua", "satu\ndua"),
            ("satu<x id=\"1\"/>dua", "satudua"),
            ("<hi type=\"term\">Kopi</hi> dan <g id=\"2\">teh</g>", "Kopi dan teh"),
            ("Foto <ph>&lt;img alt=\"<sub>pasar</sub>\"&gt;</ph>ini", "Foto ini"),
            ("<it pos=\"begin\">&lt;i&gt;</it><t5:n id=\"1\" r=\"x\"/>Kopi", "Kopi"),
            ("A<!-- bukan --> <?x y?><![CDATA[<b> & ]]>B", "A <b> & B"),
            ("  spasi  ", "  spasi  "),
            ("<BPT i='1'>&lt;b&gt;</BPT>kopi", "kopi"),
            ("", ""),
        ];
        for (inner, plain) in cases {
            assert_eq!(lone_segment(&format!("<seg>{inner}</seg>")).as_deref(), Some(plain), "{inner}");
        }
        assert_eq!(lone_segment("<seg/>").as_deref(), Some(""));
        assert_eq!(lone_segment("kopi"), None);
        assert_eq!(lone_segment("<seg>kopi"), None);
    }
}
