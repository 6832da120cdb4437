//! Word and OpenDocument texts: their paragraphs as lines with hints, and the file again with the translation in it.
//!
//! A paragraph, heading, item, cell or note is one line ([`word`], [`odt`]); its segments ([`cut`]) carry numbered tags for
//! what they hold besides text ([`tagging`]), and [`rebuild`] writes the translations into the same places. Headers and
//! footers are not read.
//!
//! **Invariant:** with the sources as targets the text of the document is the same, and every part of the package in which
//! no text was written is copied as it is packed.

mod cut;
mod dialect;
mod edits;
mod lines;
mod odt;
mod odt_styles;
mod package;
mod paragraph;
mod place;
mod rebuild;
mod sniff;
mod tagging;
mod word;
mod word_format;
mod word_styles;
mod xml;

use super::decode::ArticleError;
use super::hint::Hint;
use crate::model::Form;
use package::Package;
use paragraph::{Format, Paragraph};

pub(super) use lines::decide;
pub use rebuild::{RebuildError, rebuild};
pub(super) use sniff::sniff;

/// What is known of a document besides its text: where its paragraphs stand, and what stands in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    form: Form,
    parts: Vec<Part>,
    /// In the order in which they begin, the notes of Word behind the body.
    paragraphs: Vec<Paragraph>,
}

/// A part of the package that holds text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    name: String,
    text: String,
    formats: Vec<Format>,
    /// The prefix of its elements, with its colon.
    prefix: String,
}

/// Returns the text of a document of the form `form`, one line for each paragraph with text, the hints about the lines, and
/// the document itself.
///
/// # Errors
/// A damaged package or part, one with a password, one that unpacks to more than is believable.
pub(super) fn read(bytes: &[u8], form: Form) -> Result<(String, Vec<Hint>, Document), ArticleError> {
    let mut package = Package::open(bytes)?;
    let mut document = if form == Form::Odt { open_odt(&mut package)? } else { open_word(&mut package)? };
    let mut text = String::new();
    let mut hints = Vec::new();
    let titled = document.paragraphs.iter().any(|p| p.hint.title && !p.text().trim().is_empty());
    let mut headed = false;
    for paragraph in document.paragraphs.iter_mut().filter(|p| p.mirror.is_none()) {
        let line = paragraph.text();
        if crate::segment::is_blank(&line) {
            continue;
        }
        paragraph.line = text.len()..text.len() + line.len();
        text.push_str(&line);
        text.push('\n');
        let hint = &mut paragraph.hint;
        // There is one headline: the title, else the first heading of the first level.
        if hint.level == 1 && (titled || headed) {
            hint.level = 2;
        }
        headed |= hint.level == 1;
        hint.line = hints.len() as u32 + 1;
        hints.push(*hint);
    }
    Ok((text, hints, document))
}

fn open_word(package: &mut Package<'_>) -> Result<Document, ArticleError> {
    let places = sniff::word_parts(package)?.ok_or(ArticleError::Zip)?;
    let styles = match places.styles {
        Some(name) => package.part(&name, "word/styles.xml")?,
        None => None,
    };
    let styles = styles.map(|s| word_styles::Styles::read(&s)).transpose()?.unwrap_or_default();
    let mut document = Document { form: Form::Docx, parts: Vec::new(), paragraphs: Vec::new() };
    let sources = [
        (Some(places.main), "word/document.xml", false),
        (places.footnotes, "word/footnotes.xml", true),
        (places.endnotes, "word/endnotes.xml", true),
    ];
    for (name, label, notes) in sources {
        let Some(name) = name else { continue };
        let Some(text) = package.part(&name, label)? else { continue };
        let read = word::read(&text, (document.parts.len(), label), &styles, notes)?;
        add(&mut document, name, text, read);
    }
    Ok(document)
}

fn open_odt(package: &mut Package<'_>) -> Result<Document, ArticleError> {
    if package.part("META-INF/manifest.xml", "META-INF/manifest.xml")?.is_some_and(|m| m.contains("encryption-data")) {
        return Err(ArticleError::Encrypted);
    }
    let missing = ArticleError::DamagedPart { part: "content.xml", line: 0 };
    let text = package.part("content.xml", "content.xml")?.ok_or(missing)?;
    let mut styles = odt_styles::Styles::default();
    if let Some(common) = package.part("styles.xml", "styles.xml")? {
        styles.add(&common, "styles.xml")?;
    }
    styles.add(&text, "content.xml")?;
    let mut document = Document { form: Form::Odt, parts: Vec::new(), paragraphs: Vec::new() };
    let read = odt::read(&text, &styles)?;
    add(&mut document, "content.xml".to_owned(), text, read);
    Ok(document)
}

fn add(document: &mut Document, name: String, text: String, read: paragraph::Read) {
    let mut paragraphs = read.paragraphs;
    paragraphs.sort_by_key(Paragraph::begin);
    document.paragraphs.extend(paragraphs);
    document.parts.push(Part { name, text, formats: read.formats, prefix: read.prefix });
}

#[cfg(test)]
mod tests;
