//! The headline of a page: the title above the text that says the most of what the text says.

use std::ops::Range;

use super::feature::{Feature, content_words};
use super::hint::{Hint, Place};
use crate::model::Role;

/// A headline stands at most this many lines above its text.
const REACH: usize = 60;
/// How many words of the text are compared.
const COMPARED: usize = 400;

/// A headline that was found.
pub(super) struct Title {
    /// Its line.
    pub(super) at: usize,
    /// A date or a byline stands near it.
    pub(super) by_meta: bool,
    /// The share of its words that the text has too.
    pub(super) overlap: f64,
}

/// Returns the line of the headline of the text in `block`, which may stand above it or be its first line.
pub(super) fn find(features: &[Feature<'_>], taken: &[bool], block: &Range<usize>) -> Option<Title> {
    let mut opening = String::new();
    let mut words = 0;
    for feature in &features[block.clone()] {
        opening.push_str(feature.text);
        opening.push('\n');
        words += feature.words;
        if words > COMPARED {
            break;
        }
    }
    let text = content_words(&opening);
    let mut best: Option<(f64, Title)> = None;
    for i in block.start.saturating_sub(REACH)..block.start {
        let feature = &features[i];
        let listed = if taken[i] { 0.3 } else { 0.0 };
        if feature.cue.is_some() || !(2..=25).contains(&feature.words) {
            continue;
        }
        let hint = feature.hint;
        if hint.place == Place::Chrome && !hint.title {
            continue;
        }
        let open = feature.text.ends_with(['.', ',', ':', ';']) && !feature.text.ends_with("...");
        if open && !hint.names_page() || feature.dateline {
            continue;
        }
        let title = content_words(feature.text);
        if title.is_empty() {
            continue;
        }
        let shared = title.iter().filter(|w| in_text(&text, w)).count();
        let overlap = shared as f64 / title.len() as f64;
        let length = (title.len() as f64 / 6.0).min(1.0);
        let meta = near_meta(features, i);
        let distance = (block.start - i) as f64 / REACH as f64;
        let repeated = features[..block.start].iter().filter(|f| f.text == feature.text).count() > 1;
        let score = overlap * (0.5 + 0.5 * length) + if meta { 0.5 } else { 0.0 } - 0.3 * distance
            + if repeated { 0.1 } else { 0.0 }
            - listed
            - if feature.words < 3 { 0.4 } else { 0.0 };
        let score = score + said_by_page(hint) + said_by_letters(feature);
        let enough = shared >= 2 && overlap >= 0.25
            || meta && shared >= 1
            || meta && feature.words >= 4
            || hint.names_page() && (shared >= 1 || feature.words >= 3);
        if enough && best.as_ref().is_none_or(|b| score >= b.0) {
            best = Some((score, Title { at: i, by_meta: meta, overlap }));
        }
    }
    best.map(|b| b.1)
}

/// What the structure of a page adds to the score of a line.
fn said_by_page(hint: Hint) -> f64 {
    let heading = match hint.level {
        1 => 0.4,
        2 => 0.1,
        _ => 0.0,
    };
    let elsewhere = if hint.is_link() && !hint.title { 0.5 } else { 0.0 };
    heading + if hint.title { 0.6 } else { 0.0 } - elsewhere
}

/// What its letters add to the score: most words of a title have a capital, none begins without; signs between the words
/// make a path of sections.
fn said_by_letters(feature: &Feature<'_>) -> f64 {
    let path = ["»", " › ", " > ", " / ", "/"].iter().any(|sign| feature.text.contains(sign)) && feature.words <= 6;
    if path || feature.text.starts_with(char::is_lowercase) {
        -0.4
    } else if feature.words >= 4 && feature.is_capitalised() {
        0.2
    } else {
        0.0
    }
}

/// Whether a word of the title stands in the text, whole or as the beginning of a longer form.
fn in_text(text: &std::collections::HashSet<String>, word: &str) -> bool {
    text.contains(word) || word.len() > 4 && text.iter().any(|t| t.contains(word))
}

/// Whether a date or byline stands within three lines below, clutter not counted, or right above.
fn near_meta(features: &[Feature<'_>], at: usize) -> bool {
    let is_meta =
        |f: &Feature<'_>| f.cue.is_some_and(|c| matches!(c.role(), Some(Role::Date | Role::Byline)) || c.kind == "label");
    let counts = |f: &&Feature<'_>| is_meta(f) || f.cue.is_none_or(|c| c.role().is_some());
    let below = &features[at + 1..features.len().min(at + 8)];
    below.iter().filter(counts).take(3).any(is_meta) || at > 0 && is_meta(&features[at - 1])
}
