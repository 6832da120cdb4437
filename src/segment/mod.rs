//! Cutting running text into segments: sentences, one line at a time.
//!
//! The rules are few and each has an identifier ([`Rule`]); what a language knows (abbreviations, verbs of saying) stands
//! in `memory/language/`. Leaves to others: which lines are an article, and roles (`article`).
//!
//! **Invariant:** the ranges that [`split`] returns, joined, spell the text byte for byte, whatever the text is.

mod lines;
mod next;
mod rule;
mod scan;
mod stop;
mod words;

use std::ops::Range;

use crate::model::Lang;

pub use lines::{Line, is_blank, lines};
pub use rule::Rule;

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
    let mut out = Vec::new();
    let mut start = 0;
    decide(text, lang, wrap, &mut |decision: Decision| {
        if decision.rule.cuts() && decision.at > start && decision.at < text.len() {
            out.push(start..decision.at);
            start = decision.at;
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
                    scan::scan(text, whole, words, emit);
                    emit(Decision { at: line.start + indent, rule: Rule::LineBreak });
                }
            }
        }
        gap = false;
    }
    if let Some(whole) = paragraph {
        scan::scan(text, whole, words, emit);
    }
}

#[cfg(test)]
mod tests;
