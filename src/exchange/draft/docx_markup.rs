//! The few WordprocessingML elements a draft needs, as text: runs and paragraphs.
//!
//! **Invariant:** what is written here is well-formed whatever the text: markup is escaped, characters XML 1.0 forbids are
//! left out. A line break is written as `↵` and a break, a tab as `⇥` and a tab, which the reader tells from breaks and
//! tabs typed by a translator.

use std::fmt::Write as _;

/// Stands before a break that is a line break of the text.
pub(super) const LINE_MARK: char = '↵';
/// Stands before a tab that is a tab of the text.
pub(super) const TAB_MARK: char = '⇥';

/// How a run looks; the default is the look of its paragraph style.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look<'a> {
    /// Language tag.
    pub lang: Option<&'a str>,
    /// Bold.
    pub bold: bool,
    /// Struck through.
    pub strike: bool,
    /// Underlined.
    pub underline: bool,
    /// Colour of the text, six hex digits.
    pub color: Option<&'a str>,
    /// Colour of the ground, six hex digits.
    pub ground: Option<&'a str>,
}

/// Returns `text` escaped for element content and attribute values.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| is_xml_char(c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// Whether a document may hold `c`. Source: XML 1.0, production 2; a bare carriage return does not survive a reader.
pub(super) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Adds a run of `text`; nothing when it is empty.
pub(super) fn run(out: &mut String, text: &str, look: Look<'_>) {
    if text.is_empty() {
        return;
    }
    out.push_str("<w:r>");
    properties(out, look);
    let mut plain = String::new();
    for c in text.chars() {
        let (mark, element) = match c {
            '\n' => (LINE_MARK, "<w:br/>"),
            '\t' => (TAB_MARK, "<w:tab/>"),
            c => {
                plain.push(c);
                continue;
            }
        };
        plain.push(mark);
        piece(out, &plain);
        plain.clear();
        out.push_str(element);
    }
    piece(out, &plain);
    out.push_str("</w:r>");
}

fn piece(out: &mut String, text: &str) {
    if !text.is_empty() {
        let _ = write!(out, "<w:t xml:space=\"preserve\">{}</w:t>", escape(text));
    }
}

// The order of the elements is the schema's (CT_RPr); Word refuses some files that have another.
fn properties(out: &mut String, look: Look<'_>) {
    let mut inner = String::new();
    if look.bold {
        inner.push_str("<w:b/>");
    }
    if look.strike {
        inner.push_str("<w:strike/>");
    }
    if let Some(color) = look.color {
        let _ = write!(inner, "<w:color w:val=\"{color}\"/>");
    }
    if look.underline {
        inner.push_str("<w:u w:val=\"single\"/>");
    }
    if let Some(ground) = look.ground {
        let _ = write!(inner, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{ground}\"/>");
    }
    if let Some(lang) = look.lang {
        let _ = write!(inner, "<w:lang w:val=\"{}\"/>", escape(lang));
    }
    if !inner.is_empty() {
        let _ = write!(out, "<w:rPr>{inner}</w:rPr>");
    }
}

/// Adds a paragraph in the style `Padan{style}` with what `fill` adds to it.
pub(super) fn paragraph(out: &mut String, style: &str, fill: impl FnOnce(&mut String)) {
    let _ = write!(out, "<w:p><w:pPr><w:pStyle w:val=\"Padan{style}\"/></w:pPr>");
    fill(out);
    out.push_str("</w:p>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_text_the_markup_is_well_formed() {
        let mut out = String::new();
        paragraph(&mut out, "Text", |o| {
            run(o, "a<b>&\"\u{0}\u{1b}\u{fffe}\r\u{202e}c\nd\te", Look { lang: Some("x\"<"), ..Look::default() });
            run(o, "", Look { bold: true, ..Look::default() });
        });
        assert!(out.contains("a&lt;b&gt;&amp;&quot;\u{202e}c↵</w:t><w:br/>"), "{out}");
        assert!(out.contains("d⇥</w:t><w:tab/><w:t xml:space=\"preserve\">e</w:t></w:r></w:p>"), "{out}");
        let mut reader = quick_xml::Reader::from_str(&out);
        while !matches!(reader.read_event().expect("well-formed"), quick_xml::events::Event::Eof) {}
    }
}
