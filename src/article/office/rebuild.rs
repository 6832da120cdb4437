//! The file of a document again, with the translation in it.

use std::collections::HashMap;
use std::ops::Range;

use zip::result::ZipError;

use super::super::decode::ArticleError;
use super::dialect::Dialect;
use super::edits::Edits;
use super::package::Package;
use super::paragraph::Paragraph;
use super::place::Place;
use super::{Document, Part};
use crate::model::{Form, LineDecision, Segment};

/// Why a document could not be written again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RebuildError {
    /// The bytes are no document that can be read.
    #[error(transparent)]
    Unreadable(#[from] ArticleError),
    /// The segments are not those of the document.
    #[error("the segments are not those of the document")]
    Differs,
    /// The package could not be written.
    #[error("the package could not be written: {0}")]
    Package(String),
}

impl From<ZipError> for RebuildError {
    fn from(error: ZipError) -> RebuildError {
        RebuildError::Package(error.to_string())
    }
}

/// Returns the bytes of the document `bytes`, of the form `form`, with `targets` in the places of `segments`, in the language
/// `locale`, such as `en-GB`.
///
/// `targets` stands in the order of `segments`; a segment without a target, or with an empty one, keeps its text. Lines that
/// were left out are gone: their paragraphs, or their text where a cell, a note or something that is no text needs the
/// paragraph. What the document makes by itself stays. All else in the package is copied as it is packed.
///
/// # Errors
/// Bytes that are no document; segments and lines that do not spell its text.
pub fn rebuild(
    bytes: &[u8],
    form: Form,
    (segments, targets): (&[Segment], &[&str]),
    lines: &[LineDecision],
    locale: &str,
) -> Result<Vec<u8>, RebuildError> {
    let (text, _, document) = super::read(bytes, form)?;
    let places = locate(&text, segments, lines).ok_or(RebuildError::Differs)?;
    let left_out: Vec<u32> = lines.iter().filter(|l| !l.keep && !l.reason.starts_with("document.")).map(|l| l.line).collect();
    let work = Work { document: &document, places: &places, targets, left_out: &left_out, locale };
    let mut replaced = Vec::new();
    for (number, part) in document.parts.iter().enumerate() {
        if let Some(text) = work.part(number, part) {
            replaced.push((&*part.name, text));
        }
    }
    Ok(Package::open(bytes)?.with(&replaced)?)
}

/// Where each segment stands in `text`; `None` when segments and left-out lines do not spell it.
fn locate(text: &str, segments: &[Segment], lines: &[LineDecision]) -> Option<Vec<Range<usize>>> {
    let mut at = 0;
    let mut take = |piece: &str| -> Option<Range<usize>> {
        let start = at;
        at += piece.len();
        (text.get(start..at)? == piece).then_some(start..at)
    };
    let mut left_out = lines.iter().filter(|l| !l.keep).peekable();
    let mut out = Vec::with_capacity(segments.len());
    for segment in segments {
        while let Some(line) = left_out.next_if(|l| l.line < segment.line) {
            take(&line.raw)?;
        }
        take(&segment.before)?;
        out.push(take(&segment.text)?);
        take(&segment.after)?;
    }
    for line in left_out {
        take(&line.raw)?;
    }
    (at == text.len()).then_some(out)
}

struct Work<'a> {
    document: &'a Document,
    places: &'a [Range<usize>],
    targets: &'a [&'a str],
    left_out: &'a [u32],
    locale: &'a str,
}

impl Work<'_> {
    /// The text of a part; `None` when nothing changes in it.
    fn part(&self, number: usize, part: &Part) -> Option<String> {
        let mut edits = Edits::default();
        let paragraphs: Vec<&Paragraph> = self.document.paragraphs.iter().filter(|p| p.part == number).collect();
        let begins: HashMap<usize, &Paragraph> = paragraphs.iter().map(|p| (p.whole.start, *p)).collect();
        let dialect = Dialect { form: self.document.form, prefix: &part.prefix, locale: self.locale };
        // Those inside others begin later: they are written first.
        for paragraph in paragraphs.into_iter().rev() {
            let shown = match paragraph.mirror {
                None => paragraph,
                Some(start) => match begins.get(&start) {
                    Some(shown) => shown,
                    None => continue,
                },
            };
            let place = Place { dialect, xml: &part.text, formats: &part.formats, edits: &edits };
            let content = if !shown.line.is_empty() && self.left_out.binary_search(&shown.hint.line).is_ok() {
                if let Some(range) = &paragraph.removable {
                    edits.replace(range.clone(), String::new());
                    continue;
                }
                place.without_text(paragraph)
            } else {
                let targets = self.targets_of(shown);
                if targets.is_empty() {
                    continue;
                }
                place.content(paragraph, &targets)
            };
            write(&mut edits, part, paragraph, content);
        }
        if edits.is_empty() {
            return None;
        }
        if self.document.form == Form::Odt {
            declare_language(&mut edits, &part.text, dialect);
        }
        let mut out = String::with_capacity(part.text.len() + part.text.len() / 8);
        edits.push(&mut out, &part.text, &(0..part.text.len()));
        Some(as_utf8(out))
    }

    /// The targets of a paragraph, each with the bytes of its segment in the line.
    fn targets_of(&self, paragraph: &Paragraph) -> Vec<(Range<usize>, &str)> {
        let line = &paragraph.line;
        let first = self.places.partition_point(|p| p.start < line.start);
        let inside = self.places[first..].iter().enumerate().take_while(|(_, p)| p.end <= line.end);
        let of = |(i, place): (usize, &Range<usize>)| {
            let target = self.targets.get(first + i).copied().filter(|t| !t.trim().is_empty())?;
            Some((place.start - line.start..place.end - line.start, target))
        };
        if line.is_empty() { Vec::new() } else { inside.filter_map(of).collect() }
    }
}

/// Writes the content of a paragraph, and takes out those that a deleted paragraph mark joins with it.
fn write(edits: &mut Edits, part: &Part, paragraph: &Paragraph, content: String) {
    let xml = &part.text;
    if paragraph.content.end == paragraph.whole.end && xml[paragraph.whole.clone()].ends_with("/>") {
        // An empty-element tag becomes a pair.
        let tag = &xml[paragraph.whole.start..paragraph.whole.end - 2];
        let name = tag.trim_start_matches('<').split_whitespace().next().unwrap_or_default();
        edits.replace(paragraph.whole.clone(), format!("{tag}>{content}</{name}>"));
    } else {
        edits.replace(paragraph.content.clone(), content);
    }
    for absorbed in &paragraph.absorbed {
        edits.replace(absorbed.clone(), String::new());
    }
}

/// Declares the style that says the language of new text in OpenDocument.
fn declare_language(edits: &mut Edits, xml: &str, dialect: Dialect<'_>) {
    let (language, country) = dialect.locale.split_once('-').unwrap_or((dialect.locale, "none"));
    let name = dialect.style();
    let style = format!(
        "<style:style xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
         xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" style:name=\"{name}\" style:family=\"text\">\
         <style:text-properties fo:language=\"{language}\" fo:country=\"{country}\"/></style:style>"
    );
    if xml.contains(&format!("style:name=\"{name}\"")) {
        return;
    }
    if let Some(at) = xml.find("</office:automatic-styles>") {
        edits.replace(at..at, style);
    } else if let Some(at) = xml.find("<office:automatic-styles/>") {
        let whole = format!("<office:automatic-styles>{style}</office:automatic-styles>");
        edits.replace(at..at + "<office:automatic-styles/>".len(), whole);
    } else if let Some(at) = xml.find("<office:body") {
        edits.replace(at..at, format!("<office:automatic-styles>{style}</office:automatic-styles>"));
    }
}

/// A part is written as UTF-8, whatever its declaration said.
fn as_utf8(xml: String) -> String {
    let declared = xml.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    match declared {
        Some((declaration, rest)) if declaration.to_ascii_lowercase().contains("utf-16") => {
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>{rest}")
        }
        _ => xml,
    }
}
