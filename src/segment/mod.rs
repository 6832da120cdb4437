//! Cutting running text into segments: sentences, one line at a time.
//!
//! The rules are few and each has an identifier ([`Rule`]); what a language knows (abbreviations, verbs of saying) stands
//! in `memory/language/`. Leaves to others: which lines are an article, and roles (`article`).
//!
//! **Invariant:** the ranges that [`split`] returns, joined, spell the text byte for byte, whatever the text is.

mod lines;
mod next;
mod portable;
mod rule;
mod rules;
mod scan;
pub mod srx;
mod stop;
mod words;

use std::ops::Range;

use crate::model::Lang;

pub use lines::{Line, is_blank, lines};
pub use portable::portable;
pub use rule::Rule;
pub use rules::{Explained, Rules};

/// A place where a sentence could have ended, and what was decided about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Byte of the text at which the next segment begins, or would begin.
    pub at: usize,
    /// What decided; [`Rule::cuts`] says which way.
    pub rule: Rule,
}

/// Returns the segments of `text`: byte ranges in order that join to the whole text, white space at the end of each.
///
/// Every line break is a boundary; with `wrap` (hard-wrapped text) only a blank line is. White space at the very start
/// belongs to the first segment. An empty text has no segment.
///
/// ```
/// use padan::{model::Lang, segment::split};
/// let text = "Harga naik, kata dr. Budi. Stok menipis.";
/// let cut: Vec<&str> = split(text, Lang::ID, false).into_iter().map(|r| &text[r]).collect();
/// assert_eq!(cut, ["Harga naik, kata dr. Budi. ", "Stok menipis."]);
/// ```
pub fn split(text: &str, lang: Lang, wrap: bool) -> Vec<Range<usize>> {
    ranges(text, |emit| {
        decide(text, lang, wrap, &mut |decision: Decision| {
            if decision.rule.cuts() {
                emit(decision.at);
            }
        });
    })
}

/// The ranges of `text` between the boundaries that `boundaries` gives, in order.
fn ranges(text: &str, boundaries: impl FnOnce(&mut dyn FnMut(usize))) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    boundaries(&mut |at| {
        if at > start && at < text.len() {
            out.push(start..at);
            start = at;
        }
    });
    if start < text.len() {
        out.push(start..text.len());
    }
    out
}

/// Returns every place of `text` where a sentence could have ended, in order, with the rule that decided.
pub fn explain(text: &str, lang: Lang, wrap: bool) -> Vec<Decision> {
    let mut out = Vec::new();
    decide(text, lang, wrap, &mut |decision| out.push(decision));
    out
}

/// Returns what identifies the rules that cut a text: their version and a hash of the tables.
pub fn fingerprint() -> String {
    words::fingerprint()
}

fn decide(text: &str, lang: Lang, wrap: bool, emit: &mut impl FnMut(Decision)) {
    let words = words::Words::of(lang);
    lines_of(text, wrap, &mut |part| match part {
        Part::Paragraph(range) => scan::scan(text, range, words, emit),
        Part::Break(at) => emit(Decision { at, rule: Rule::LineBreak }),
    });
}

/// A part of a text, in its order.
enum Part {
    /// What is cut by rules.
    Paragraph(Range<usize>),
    /// The boundary between two paragraphs: where the next one begins.
    Break(usize),
}

/// Visits the paragraphs of `text` and the boundaries between them.
fn lines_of(text: &str, wrap: bool, visit: &mut impl FnMut(Part)) {
    let mut paragraph: Option<Range<usize>> = None;
    let mut gap = false;
    for line in lines(text) {
        let content = &text[line.start..line.end];
        let Some(indent) = content.find(|c: char| !c.is_whitespace()) else {
            gap = true;
            continue;
        };
        match &mut paragraph {
            Some(open) if wrap && !gap => open.end = line.end,
            _ => {
                if let Some(whole) = paragraph.replace(line.start + indent..line.end) {
                    visit(Part::Paragraph(whole));
                    visit(Part::Break(line.start + indent));
                }
            }
        }
        gap = false;
    }
    if let Some(whole) = paragraph {
        visit(Part::Paragraph(whole));
    }
}

#[cfg(test)]
mod tests;
