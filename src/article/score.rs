//! How much each line of a page speaks for running text: the article is the stretch with the highest sum.
//!
//! Leaves to others: the choice of the stretch, every decision about a line.
//!
//! **Invariant:** only a paragraph, a statement or a cue that keeps body text adds; everything else takes away.

use super::cue::{Action, Cue, Cues};
use super::feature::Feature;
use crate::model::Role;

/// How many words of a paragraph count for its block.
const WORDS: i64 = 60;
/// How many lines a colon may announce.
const ANNOUNCED: usize = 15;
/// What a signature takes away.
const SIGNED: i64 = -12;

/// What each line adds to a block.
pub(super) fn scores(features: &[Feature<'_>], taken: &[bool]) -> Vec<i64> {
    // The further a row of titles goes on, the less it is part of an article.
    let mut titles = 0;
    let mut paragraphs = 0;
    // How many lines of a list that a colon announced may still come.
    let mut announced: usize = 0;
    let mut listed = false;
    let mut out = Vec::with_capacity(features.len());
    for (i, (feature, taken)) in features.iter().zip(taken).enumerate() {
        if let Some(cue) = feature.cue {
            if cue.role().is_none() {
                announced = 0;
            }
            listed |= cue.action == Action::ListEnd;
            out.push(of_cue(cue, paragraphs));
            continue;
        }
        let paragraph = feature.is_paragraph();
        let colon = feature.text.ends_with(':') && titles <= 2 && !feature.text.starts_with(|c: char| c.is_ascii_digit());
        announced = if paragraph { 0 } else { announced.saturating_sub(1) };
        let score = if *taken {
            -1
        } else if feature.hint.names_page() {
            0
        } else if is_dated_teaser(feature) {
            -25
        } else if listed && paragraph && is_teaser(features, i) {
            -3
        } else if paragraph && !feature.is_linked_title() {
            titles = 0;
            paragraphs += 1;
            listed &= !i.checked_sub(1).is_some_and(|before| features[before].is_paragraph());
            (feature.words as i64).min(WORDS)
        } else if feature.is_linked_title() {
            titles += 1;
            -(3 * titles).min(24)
        } else if feature.is_item() || feature.hint.cell || feature.hint.level > 1 {
            -1
        } else if feature.ends && feature.words >= 4 && (!feature.text.ends_with(':') || colon) {
            if feature.small > 0 && is_statement(feature) { 6 } else { 3 }
        } else if feature.ends && !feature.text.ends_with(':') {
            // "Cukup.", "Mengapa?": short answers and questions go on with an interview.
            -1
        } else if colon || announced > 0 || is_amount(feature.text) || feature.text.starts_with(char::is_lowercase) {
            -1
        } else {
            titles += 1;
            -(3 * titles).min(24)
        };
        if colon {
            announced = ANNOUNCED;
        }
        out.push(score);
    }
    out
}

/// What a line with a cue adds, behind so many paragraphs.
fn of_cue(cue: &Cue, paragraphs: usize) -> i64 {
    match cue.action {
        Action::Keep(Role::Body) => 5,
        // What follows a signature needs some weight to be the same article.
        Action::Keep(Role::Credit) if paragraphs >= 2 => SIGNED,
        Action::Keep(_) => 0,
        // The furniture of a page stands around articles, not in them.
        Action::Drop if cue.kind == "menu" => -4,
        Action::Drop => -1,
        Action::List => -2,
        Action::ListEnd => -12,
        Action::Card => -25,
        Action::End => -60,
    }
}

/// Whether a paragraph tells what the article of the title above it is about: it stands alone under a whole title.
fn is_teaser(features: &[Feature<'_>], at: usize) -> bool {
    let alone = features.get(at + 1).is_none_or(|f| !f.is_paragraph());
    alone
        && at.checked_sub(1).is_some_and(|before| {
            let title = &features[before];
            title.cue.is_none() && !title.ends && (5..=22).contains(&title.words) && title.is_capitalised()
        })
}

/// Whether a line counts or prices something: "3 lembar daun salam", "Minuman: Rp 640 miliar".
fn is_amount(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let counted = words.next().is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()))
        && words.next().is_some_and(|w| w.chars().all(char::is_lowercase));
    let priced = line
        .split_once(": ")
        .is_some_and(|(_, amount)| amount.trim_start_matches("Rp").trim_start().starts_with(|c: char| c.is_ascii_digit()));
    counted || priced
}

/// Whether a line ends with the full stop of a sentence, quoted or not.
pub(super) fn is_statement(feature: &Feature<'_>) -> bool {
    feature.text.trim_end_matches(['"', '”', ')']).ends_with('.')
}

/// A weekday, a date and a time at the start of a longer line: how lists of articles show their entries.
fn is_dated_teaser(feature: &Feature<'_>) -> bool {
    feature.words > 12 && {
        let head: String = feature.text.split_whitespace().take(5).collect::<Vec<_>>().join(" ");
        Cues::default().find(&head).is_some_and(|c| c.role() == Some(Role::Date))
    }
}
