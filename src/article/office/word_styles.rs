//! The paragraph styles of a Word document: which of them are headings, titles, captions, lists.
//!
//! Built-in styles keep their English names whatever the language of Word (`Judul1` is called `heading 1`), so names tell.

use std::collections::HashMap;

use super::super::decode::ArticleError;
use super::xml::{self, Step, attribute, local};

/// The styles by their identifiers.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    /// The outline level, from 0; 9 is running text.
    outline: Option<u8>,
    /// Whether it numbers its paragraphs.
    numbered: Option<bool>,
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
    /// An item of a list.
    pub(super) item: bool,
    /// A line of a table of contents.
    pub(super) contents: bool,
}

/// The longest line of styles that are based on each other.
const LINEAGE: usize = 24;

impl Styles {
    /// Reads the part with the styles.
    ///
    /// # Errors
    /// As [`xml::walk`].
    pub(super) fn read(part: &str) -> Result<Styles, ArticleError> {
        let mut out = Styles::default();
        let mut current: Option<(String, Style)> = None;
        xml::walk(part, "word/styles.xml", |step| {
            let Step::Start(e, _) = step else { return Ok(()) };
            match (local(e), &mut current) {
                ("style", _) => {
                    if let Some((id, style)) = current.take() {
                        out.styles.insert(id, style);
                    }
                    let paragraph = attribute(e, "type").is_none_or(|t| t == "paragraph");
                    current = attribute(e, "styleId").filter(|_| paragraph).map(|id| (id, Style::default()));
                }
                ("name", Some((_, style))) if style.name.is_empty() => {
                    style.name = attribute(e, "val").unwrap_or_default().to_lowercase();
                }
                ("basedOn", Some((_, style))) => style.based_on = attribute(e, "val"),
                ("outlineLvl", Some((_, style))) => style.outline = attribute(e, "val").and_then(|v| v.parse().ok()),
                ("numId", Some((_, style))) => style.numbered = attribute(e, "val").map(|v| v != "0"),
                _ => {}
            }
            Ok(())
        })?;
        if let Some((id, style)) = current {
            out.styles.insert(id, style);
        }
        Ok(out)
    }

    /// What the style `id` says; of one that is not there, what its identifier says.
    pub(super) fn nature(&self, id: &str) -> Nature {
        let mut out = Nature::default();
        let (mut outline, mut numbered) = (None, None);
        let mut next = Some(id.to_owned());
        let mut named = Vec::new();
        for _ in 0..LINEAGE {
            let Some(id) = next.take() else { break };
            let Some(style) = self.styles.get(&id) else {
                if named.is_empty() {
                    named.push(id.to_lowercase());
                }
                break;
            };
            outline = outline.or(style.outline);
            numbered = numbered.or(style.numbered);
            named.push(style.name.clone());
            next.clone_from(&style.based_on);
        }
        for name in named {
            let heading = name.strip_prefix("heading").and_then(|n| n.trim().parse::<u8>().ok());
            outline = outline.or(heading.and_then(|n| n.checked_sub(1)));
            out.title |= name == "title";
            out.caption |= name == "caption";
            out.item |= name.starts_with("list") && name != "list continue";
            out.contents |= name.starts_with("toc ") || name.starts_with("table of ");
        }
        out.item |= numbered == Some(true);
        out.level = outline.filter(|l| *l < 9).map_or(0, |l| l + 1);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn localised_and_derived_styles_are_known() {
        let part = r#"<w:styles xmlns:w="w">
            <w:style w:type="paragraph" w:styleId="Judul1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
            <w:style w:type="paragraph" w:styleId="Bab"><w:name w:val="Bab"/><w:basedOn w:val="Judul1"/></w:style>
            <w:style w:type="paragraph" w:styleId="Isi"><w:name w:val="Isi"/><w:basedOn w:val="Judul1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
            <w:style w:type="paragraph" w:styleId="Judul"><w:name w:val="Title"/></w:style>
            <w:style w:type="paragraph" w:styleId="Butir"><w:name w:val="Butir"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
            <w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>
            <w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>
            <w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>"#;
        let styles = Styles::read(part).expect("reads");
        assert_eq!(styles.nature("Judul1"), Nature { level: 1, ..Nature::default() });
        assert_eq!(styles.nature("Bab"), Nature { level: 1, ..Nature::default() });
        assert_eq!(styles.nature("Isi"), Nature::default());
        assert_eq!(styles.nature("Judul"), Nature { title: true, ..Nature::default() });
        assert_eq!(styles.nature("Butir"), Nature { item: true, ..Nature::default() });
        assert_eq!(styles.nature("A"), Nature::default());
        assert_eq!(styles.nature("TOC1"), Nature { contents: true, ..Nature::default() });
        assert_eq!(styles.nature("Heading2"), Nature { level: 2, ..Nature::default() });
    }
}
