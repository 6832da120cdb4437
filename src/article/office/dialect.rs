//! How text is written in the two kinds of document.

use std::fmt::Write as _;

use super::odt_styles;
use super::paragraph::{Format, Kind};
use super::word_format;
use super::xml::push_escaped;
use crate::model::Form;

/// The kind of a document, the prefix of its elements, and the language of new text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect<'a> {
    /// [`Form::Odt`], else Word.
    pub(super) form: Form,
    /// The prefix of the elements of text, with its colon.
    pub(super) prefix: &'a str,
    /// The language of new text, such as `en-GB`.
    pub(super) locale: &'a str,
}

impl Dialect<'_> {
    /// The name of a format in tags.
    pub(super) fn name(form: Form, format: &Format) -> String {
        if form == Form::Odt { odt_styles::name(&format.key) } else { word_format::name(&format.key) }
    }

    /// The name of the automatic style that says the language of a translation in OpenDocument.
    pub(super) fn style(self) -> String {
        format!("padan_{}", self.locale.replace('-', "_"))
    }

    /// What opens the text of a translated segment.
    pub(super) fn begin(self, out: &mut String) {
        if self.form == Form::Odt {
            let t = self.prefix;
            let _ = write!(out, "<{t}span {t}style-name=\"{}\">", self.style());
        }
    }

    /// What closes it.
    pub(super) fn end(self, out: &mut String) {
        if self.form == Form::Odt {
            let _ = write!(out, "</{}span>", self.prefix);
        }
    }

    /// Appends `text` in `format`; `translated` text is in the language of the translation. A line feed is a break.
    pub(super) fn text(self, out: &mut String, text: &str, format: &Format, translated: bool) {
        if text.is_empty() {
            return;
        }
        let mut content = String::with_capacity(text.len() + 40);
        let w = self.prefix;
        let mut run = String::new();
        let blank_before = ends_blank(out);
        let flush = |run: &mut String, content: &mut String| {
            if run.is_empty() {
                return;
            }
            if self.form == Form::Odt {
                let blank = if content.is_empty() { blank_before } else { ends_blank(content) };
                self.spaced(content, run, blank);
            } else {
                let _ = write!(content, "<{w}t xml:space=\"preserve\">");
                push_escaped(content, run);
                let _ = write!(content, "</{w}t>");
            }
            run.clear();
        };
        for c in text.chars() {
            match c {
                '\n' | '\u{2028}' | '\u{2029}' => {
                    flush(&mut run, &mut content);
                    content.push_str(&self.gap(&Kind::Break));
                }
                '\t' => {
                    flush(&mut run, &mut content);
                    content.push_str(&self.gap(&Kind::Tab));
                }
                '\r' => {}
                c => run.push(c),
            }
        }
        flush(&mut run, &mut content);
        self.wrap(out, &content, format, translated);
    }

    /// An element for a tab or a break.
    fn gap(self, kind: &Kind) -> String {
        let name = match (self.form, kind) {
            (_, Kind::Tab) => "tab",
            (Form::Odt, _) => "line-break",
            _ => "br",
        };
        format!("<{}{name}/>", self.prefix)
    }

    /// Appends `content` in `format`.
    pub(super) fn wrap(self, out: &mut String, content: &str, format: &Format, translated: bool) {
        let p = self.prefix;
        if self.form == Form::Odt {
            let spans = format.xml.matches('<').count();
            out.push_str(&format.xml);
            out.push_str(content);
            for _ in 0..spans {
                let _ = write!(out, "</{p}span>");
            }
            return;
        }
        let _ = write!(out, "<{p}r>");
        if translated {
            out.push_str(&word_format::in_language(&format.xml, p, self.locale));
        } else {
            out.push_str(&format.xml);
        }
        out.push_str(content);
        let _ = write!(out, "</{p}r>");
    }

    /// Appends text in which white space counts: in OpenDocument a space behind another, and one at the start of a paragraph,
    /// is an element. `blank` says that white space stands before.
    ///
    /// Source: OpenDocument 1.3 part 3, section 6.1.3.
    fn spaced(self, out: &mut String, text: &str, mut blank: bool) {
        for c in text.chars() {
            if c == ' ' && blank {
                let _ = write!(out, "<{}s/>", self.prefix);
            } else {
                push_escaped(out, c.encode_utf8(&mut [0; 4]));
            }
            blank = c == ' ';
        }
    }
}

/// Whether white space, or no text at all, stands last in the content of a paragraph; also where that is not easily told.
fn ends_blank(xml: &str) -> bool {
    let mut rest = xml;
    for _ in 0..8 {
        let Some(inner) = rest.strip_suffix('>') else { break };
        let Some(at) = inner.rfind('<') else { return true };
        let span = inner[at + 1..].trim_start_matches('/').split([' ', '/']).next().is_some_and(|n| n.ends_with(":span"));
        if !span {
            return true;
        }
        rest = &rest[..at];
    }
    rest.chars().next_back().is_none_or(|c| matches!(c, ' ' | '>'))
}
