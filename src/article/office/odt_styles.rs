//! The styles of an OpenDocument text: which paragraphs are headings, titles, captions; what spans look like.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::super::decode::ArticleError;
use super::xml::{self, Step, attribute, local};

/// The styles by family and name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    paragraphs: HashMap<String, Paragraph>,
    /// What a reader sees of a text style; empty for nothing.
    texts: HashMap<String, String>,
}

#[derive(Debug, Default)]
struct Paragraph {
    parent: Option<String>,
    level: Option<u8>,
}

/// What a style says about its paragraphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Nature {
    /// Level of a heading, from 1; 0 for none.
    pub(super) level: u8,
    /// The title of the document.
    pub(super) title: bool,
    /// The text under a picture or over a table.
    pub(super) caption: bool,
}

/// The longest line of styles that are based on each other.
const LINEAGE: usize = 24;

/// Properties of text that say nothing about its look.
const UNSEEN: &[&str] = &[
    "language",
    "country",
    "script",
    "rfc-language-tag",
    "language-asian",
    "country-asian",
    "language-complex",
    "country-complex",
    "rsid",
    "paragraph-rsid",
    "font-size-asian",
    "font-size-complex",
    "font-weight-asian",
    "font-weight-complex",
    "font-style-asian",
    "font-style-complex",
    "font-name-asian",
    "font-name-complex",
    "letter-kerning",
    "letter-spacing",
    "hyphenate",
    "text-scale",
    "hyphenation-remain-char-count",
    "hyphenation-push-char-count",
];

impl Styles {
    /// Reads the styles in a part; those that are there already stay.
    ///
    /// # Errors
    /// As [`xml::walk`].
    pub(super) fn add(&mut self, part: &str, name: &'static str) -> Result<(), ArticleError> {
        // The text style that is being read, and its parent's look.
        let mut text: Option<String> = None;
        let mut depth = 0_usize;
        xml::walk(part, name, |step| {
            match step {
                Step::Start(e, _) => {
                    match local(e) {
                        "style" => text = self.style(e),
                        "text-properties" => {
                            if let Some(look) = text.as_ref().and_then(|t| self.texts.get_mut(t)) {
                                let seen = seen(e);
                                if !look.is_empty() && !seen.is_empty() {
                                    look.push(' ');
                                }
                                look.push_str(&seen);
                            }
                        }
                        _ => {}
                    }
                    depth += 1;
                }
                Step::End(_) => depth = depth.saturating_sub(1),
                Step::Text(_) => {}
            }
            Ok(())
        })
    }

    /// Takes a style in; the name of a text style whose properties are to come.
    fn style(&mut self, e: &BytesStart<'_>) -> Option<String> {
        let name = attribute(e, "name")?;
        let parent = attribute(e, "parent-style-name");
        match attribute(e, "family").as_deref() {
            Some("paragraph") => {
                let level = attribute(e, "default-outline-level").and_then(|l| l.parse().ok()).filter(|l| *l > 0);
                self.paragraphs.entry(name).or_insert(Paragraph { parent, level });
                None
            }
            Some("text") => {
                // A style of its own name shows itself; an automatic one what it says.
                let look = parent.map(|p| format!("style={p}")).unwrap_or_default();
                self.texts.insert(name.clone(), look);
                Some(name)
            }
            _ => None,
        }
    }

    /// What a reader sees of the text style `name`.
    pub(super) fn look(&self, name: &str) -> String {
        self.texts.get(name).cloned().unwrap_or_else(|| format!("style={name}"))
    }

    /// What the paragraph style `name` says.
    pub(super) fn nature(&self, name: &str) -> Nature {
        let mut out = Nature::default();
        let mut next = Some(name.to_owned());
        for _ in 0..LINEAGE {
            let Some(name) = next.take() else { break };
            out.title |= name.eq_ignore_ascii_case("title");
            out.caption |= ["caption", "illustration", "figure", "drawing"].iter().any(|c| name.eq_ignore_ascii_case(c));
            let Some(style) = self.paragraphs.get(&name) else { break };
            if out.level == 0 {
                out.level = style.level.unwrap_or(0);
            }
            next.clone_from(&style.parent);
        }
        out
    }
}

/// What a reader sees of text properties: names and values, in order.
fn seen(e: &BytesStart<'_>) -> String {
    let mut out: Vec<String> = e
        .attributes()
        .flatten()
        .filter(|a| !UNSEEN.contains(&a.key.local_name().as_ref()))
        .map(|a| format!("{}={}", a.key.local_name().as_ref(), a.value))
        .collect();
    out.sort_unstable();
    out.join(" ")
}

/// The name of a look in the tags a translator sees: `b`, `i`, `u` and the like, else `format`.
pub(super) fn name(key: &str) -> String {
    let known = |property: &str| match property.split_once('=')? {
        ("font-weight", weight) => (weight != "normal").then_some("b"),
        ("font-style", style) => (style != "normal").then_some("i"),
        ("text-underline-style", style) => (style != "none").then_some("u"),
        ("text-line-through-style", style) => (style != "none").then_some("strike"),
        ("text-position", _) => Some("sup"),
        ("style", "Strong_20_Emphasis") => Some("b"),
        ("style", "Emphasis") => Some("i"),
        _ => None,
    };
    let names: Vec<&str> = key.split(' ').filter_map(known).collect();
    if names.is_empty() { "format".to_owned() } else { names.join("+") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn automatic_styles_lead_to_those_they_come_from() {
        let mut styles = Styles::default();
        let part = r#"<d xmlns:s="s" xmlns:f="f" xmlns:t="t"><s:style s:name="P1" s:family="paragraph" s:parent-style-name="Title"/>
            <s:style s:name="Bab" s:family="paragraph" s:default-outline-level="2"/>
            <s:style s:name="P2" s:family="paragraph" s:parent-style-name="Bab"/>
            <s:style s:name="T1" s:family="text"><s:text-properties t:rsid="0012" f:language="id"/></s:style>
            <s:style s:name="T2" s:family="text"><s:text-properties f:font-weight="bold" f:font-weight-asian="bold"/></s:style></d>"#;
        styles.add(part, "content.xml").expect("reads");
        assert!(styles.nature("P1").title);
        assert_eq!(styles.nature("P2").level, 2);
        assert_eq!(styles.nature("Illustration"), Nature { caption: true, ..Nature::default() });
        assert_eq!(styles.look("T1"), "");
        assert_eq!(name(&styles.look("T2")), "b");
        assert_eq!(name(&styles.look("Emphasis")), "i");
    }
}
