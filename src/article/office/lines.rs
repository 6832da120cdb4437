//! The decisions about the lines of a document, and its paragraphs as blocks.
//!
//! A document is clean: only an explicit cue leaves a line out, and none that stands in a cell, a note or a text box. What the
//! document makes by itself, such as its table of contents, is no text to translate and stays as it is.

use std::ops::Range;

use super::super::block::{Block, Content};
use super::super::feature::Feature;
use super::super::row::{self, Row, Verdict};
use super::super::{Mode, Options, clean};
use super::dialect::Dialect;
use super::paragraph::{Format, Kind, Paragraph};
use super::tagging::{Mark, tagging};
use super::{Document, cut};
use crate::model::{Form, Lang, Role, Segment, Tag};

/// Returns a verdict for every line, and the blocks of the kept ones.
pub(in crate::article) fn decide(
    document: &Document,
    (rows, features): (&[Row], &[Feature<'_>]),
    mode: Mode,
    options: &Options,
) -> (Vec<Verdict>, Vec<Block>) {
    let mut verdicts = if mode == Mode::Raw { clean::keep_everything(features) } else { clean::decide(features) };
    let lines: Vec<&Paragraph> = document.paragraphs.iter().filter(|p| !p.line.is_empty()).collect();
    for ((verdict, feature), paragraph) in verdicts.iter_mut().zip(features).zip(&lines) {
        if verdict.role.is_none() && (feature.hint.cell || feature.hint.note) {
            *verdict = Verdict::keep(Role::Body, "article.text", 0.9);
        }
        if paragraph.generated && mode != Mode::Raw {
            *verdict = Verdict::drop("contents", "document.contents", 1.0);
        }
    }
    row::override_with(&mut verdicts, rows, options);
    let block = |(verdict, paragraph): (&Verdict, &&Paragraph)| {
        let formats = &document.parts[paragraph.part].formats;
        Some(Block { role: verdict.role?, content: Content::Cut(segments(paragraph, formats, document.form, options.lang)) })
    };
    let blocks = verdicts.iter().zip(&lines).filter_map(block).collect();
    (verdicts, blocks)
}

/// The segments of a paragraph, each with its place in the input.
fn segments(paragraph: &Paragraph, formats: &[Format], form: Form, lang: Lang) -> Vec<(Range<usize>, Segment)> {
    let line = paragraph.text();
    let base = paragraph.line.start;
    let mut out = Vec::new();
    for range in cut::cut(paragraph, lang) {
        let mut segment = Segment { text: line[range.clone()].to_owned(), ..super::super::assemble::nothing() };
        if let Some(tagged) = tagging(&paragraph.pieces, formats, &range).filter(|t| !t.marks.is_empty()) {
            segment.tags = tagged.marks.iter().map(|m| tag(m, paragraph, formats, form)).collect();
            segment.tagged = Some(tagged.text);
        }
        out.push((base + range.start..base + range.end, segment));
    }
    out
}

/// What a translator is told about a tag.
fn tag(mark: &Mark, paragraph: &Paragraph, formats: &[Format], form: Form) -> Tag {
    let pair = |name: &str| Tag { open: format!("<{name}>"), close: Some(format!("</{name}>")) };
    let alone = |name: &str| Tag { open: format!("<{name}/>"), close: None };
    let kind = |piece: usize| paragraph.pieces.get(piece).map(|p| &p.kind);
    match mark {
        Mark::Look(format) => pair(&formats.get(*format).map_or_else(String::new, |f| Dialect::name(form, f))),
        Mark::Pair(open, ..) => match kind(*open) {
            Some(Kind::Open(_, name)) => pair(name),
            _ => pair("object"),
        },
        Mark::Gap(piece) => alone(if kind(*piece) == Some(&Kind::Tab) { "tab" } else { "break" }),
        Mark::Alone(piece) => match kind(*piece) {
            Some(Kind::Object(name)) => alone(name),
            _ => alone("object"),
        },
        Mark::Literal(text) => Tag { open: text.clone(), close: None },
    }
}
