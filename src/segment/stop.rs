//! What one full stop means: the end of a sentence, of an abbreviation, of an initial, of a list marker.

use super::Rule;
use super::next::{Next, SIGNS};
use super::words::{Kind, Words};

/// A lone full stop, white space behind it.
pub(super) struct Stop<'a> {
    /// The sentence in hand, up to the full stop.
    pub(super) sentence: &'a str,
    /// What stands behind.
    pub(super) next: &'a Next<'a>,
    pub(super) words: &'a Words,
}

/// Returns the last word of `text` with the joints inside it: `dr`, `S.H`, `123/Pdt.G`; empty when a sign ends the text.
pub(super) fn last_word(text: &str) -> &str {
    let mut start = text.len();
    for (i, c) in text.char_indices().rev().take(40) {
        if !(c.is_alphanumeric() || matches!(c, '.' | '/' | '@' | '_' | '!')) {
            break;
        }
        start = i;
    }
    text[start..].trim_start_matches(['.', '/', '!'])
}

/// Returns the rule that decides about the full stop.
pub(super) fn rule(stop: &Stop<'_>) -> Rule {
    let next = stop.next;
    let word = last_word(stop.sentence);
    let before = stop.sentence[..stop.sentence.len() - word.len()].trim_end();
    let first_of_sentence = !before.chars().rev().take(SIGNS).any(char::is_alphanumeric);
    if first_of_sentence && is_marker(word) {
        return Rule::ListMarker;
    }
    let part = word.rsplit('/').next().unwrap_or(word);
    let kind = stop.words.abbreviation(word).or_else(|| stop.words.abbreviation(part));
    match kind {
        Some(kind) => abbreviation(kind, next, stop.words),
        None => short_form(stop, word, before).unwrap_or_else(|| plain(next)),
    }
}

/// A shortened word of the tables.
fn abbreviation(kind: Kind, next: &Next<'_>, words: &Words) -> Rule {
    match kind {
        Kind::Number if next.upper() && !is_code(next.word) => Rule::Terminator,
        Kind::Never | Kind::Number => Rule::Abbreviation,
        Kind::Place if !next.quote && !words.is_starter(next.word) => Rule::Abbreviation,
        _ if next.bracket => Rule::Abbreviation,
        _ if next.upper() => Rule::AbbreviationCloses,
        Kind::Close if next.first.is_numeric() && !next.quote => Rule::AbbreviationCloses,
        _ => Rule::Abbreviation,
    }
}

/// A number-like name behind "No.": a Roman numeral, a letter, a short run of capitals.
fn is_code(word: &str) -> bool {
    word.len() <= 4 && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Initials, numbers, Roman numerals and short forms that no table has.
fn short_form(stop: &Stop<'_>, word: &str, before: &str) -> Option<Rule> {
    let next = stop.next;
    let mut chars = word.chars();
    let first = chars.next()?;
    if chars.next().is_none() && first.is_alphabetic() {
        return letter(stop, first, before);
    }
    if word.contains('.') && word.split('.').all(|p| p.chars().count() <= 1) && !first.is_numeric() {
        // B.J., W.R.: a name goes on; k.l., u.b.: so does the phrase.
        let name = first.is_uppercase() && next.upper() && !stop.words.is_starter(next.word);
        return if next.lower() || name { Some(Rule::Initials) } else { None };
    }
    if word.chars().all(|c| c.is_numeric() || c == '.') {
        let apart = stop.sentence[before.len()..].starts_with(char::is_whitespace);
        let listed = apart
            && word.len() <= 2
            && (before.ends_with([':', ';', ',']) || before.ends_with(" dan") || before.ends_with(" and"));
        return if listed && (next.lower() || before.ends_with([':', ';'])) { Some(Rule::ListMarker) } else { None };
    }
    if !next.lower() {
        return None;
    }
    if is_roman(word) || word.contains(['.', '/']) {
        return Some(Rule::ShortForm);
    }
    let vowel = word.chars().any(|c| "aiueoAIUEOyYéÉ".contains(c) || !c.is_ascii_alphabetic());
    if !vowel && word.len() <= 5 { Some(Rule::ShortForm) } else { None }
}

/// A single letter: an initial, a marker inside a line, or the name of a thing (`Kelompok B.`).
fn letter(stop: &Stop<'_>, letter: char, before: &str) -> Option<Rule> {
    let next = stop.next;
    if next.lower() {
        return Some(Rule::Initials);
    }
    if before.ends_with([':', ';', ',']) && next.upper() && letter.is_lowercase() {
        return Some(Rule::ListMarker);
    }
    let previous = last_word(before);
    // A letter behind a letter or a figure is no initial either: "blok C dan D.", "2 C."
    let listed = ["dan", "atau", "and", "or"].contains(&previous) && {
        let earlier = last_word(before[..before.len() - previous.len()].trim_end());
        earlier.chars().count() == 1 && earlier != "a"
    };
    let measure = previous.starts_with(|c: char| c.is_ascii_digit());
    let starts = stop.words.is_starter(next.word);
    if letter.is_lowercase()
        || stop.words.takes_letter(previous)
        || listed
        || measure
        || starts
        || stop.words.pronoun_i && letter == 'I'
        || !next.upper()
    {
        return None;
    }
    Some(Rule::Initials)
}

/// Whether `word` at the start of a sentence marks a list item: `1`, `2.1`, `a`, `IV`.
fn is_marker(word: &str) -> bool {
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => c.is_alphanumeric(),
        _ => {
            is_roman(word)
                || word.len() <= 8 && word.split('.').all(|p| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
        }
    }
}

fn is_roman(word: &str) -> bool {
    (1..=5).contains(&word.len()) && word.bytes().all(|b| b"IVXLC".contains(&b))
}

/// A genuine full stop.
fn plain(next: &Next<'_>) -> Rule {
    if next.upper() || next.first.is_numeric() {
        Rule::Terminator
    } else if next.lower() {
        Rule::LowerStart
    } else {
        Rule::SignStart
    }
}
