//! What can be seen about one line by itself.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::cue::{Cue, Cues};
use super::hint::Hint;
use super::row::Row;
use crate::text::table;

/// The looks of a line.
pub(super) struct Feature<'a> {
    /// Number of the line.
    pub(super) number: u32,
    /// Blank lines before it.
    pub(super) gap: u32,
    /// Its text, trimmed.
    pub(super) text: &'a str,
    /// How many words it has.
    pub(super) words: usize,
    /// How many of them are function words.
    pub(super) small: usize,
    /// It ends as a sentence does.
    pub(super) ends: bool,
    /// The cue that it is.
    pub(super) cue: Option<&'a Cue>,
    /// It begins with a dateline.
    pub(super) dateline: bool,
    /// What the structure of the file says about it.
    pub(super) hint: Hint,
}

const DATELINES: &str = include_str!("../../memory/language/datelines-id.tsv");

/// All of them in one: whether there is one is all that is asked, and one automaton is compiled in a fraction of the time.
static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    let one = |e: table::Entry<'_>| format!("(?:{})", e.fields[1].replace("(?P<city>", "(?:"));
    let all: Vec<String> = table::built_in("datelines-id.tsv", DATELINES, 2).into_iter().map(one).collect();
    Regex::new(&all.join("|")).unwrap_or_else(|e| panic!("a table that is compiled in is damaged: {e}"))
});

/// Function words of both languages: running text is full of them, menus and titles are not.
static SMALL: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "yang dan di ke dari untuk dengan pada itu ini tidak akan dalam juga oleh ada bisa telah sudah karena saat atau sebagai \
     adalah mereka kata dia ia para lebih hanya seperti kami saya menjadi tersebut bahwa agar namun secara setelah sebelum \
     the of to and in a is that for on with was as by at it from are be has have said not"
        .split_whitespace()
        .collect()
});

/// Whether a word is a function word; none is longer than nine letters, all are ASCII.
fn is_small(word: &str) -> bool {
    let mut lower = [0; 9];
    let Some(lower) = lower.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).is_ok_and(|w| SMALL.contains(w))
}

/// Returns the features of all rows of `text`, with the hints that belong to them.
pub(super) fn all<'a>(text: &'a str, rows: &[Row], hints: &[Hint], cues: &'a Cues) -> Vec<Feature<'a>> {
    let mut hints = hints.iter().peekable();
    let of = |row: &Row| {
        while hints.next_if(|h| h.line < row.number).is_some() {}
        let hint = hints.next_if(|h| h.line == row.number).copied().unwrap_or_default();
        Feature::of(text, row, hint, cues)
    };
    rows.iter().map(of).collect()
}

impl<'a> Feature<'a> {
    pub(super) fn of(text: &'a str, row: &Row, hint: Hint, cues: &'a Cues) -> Feature<'a> {
        let line = &text[row.text.clone()];
        let (mut words, mut small) = (0, 0);
        for word in line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            words += 1;
            small += usize::from(is_small(word));
        }
        let head = &line[..line.char_indices().nth(80).map_or(line.len(), |(i, _)| i)];
        Feature {
            number: row.number,
            gap: row.gap,
            text: line,
            words,
            small,
            ends: ends_sentence(line),
            cue: cues.find(line),
            dateline: DATELINE.is_match(head),
            hint,
        }
    }

    /// Whether it is a paragraph of running text.
    pub(super) fn is_paragraph(&self) -> bool {
        if self.cue.is_some_and(|c| c.role() != Some(crate::model::Role::Body)) {
            return false;
        }
        if self.hint.names_page() {
            return false;
        }
        match self.words {
            0..8 => false,
            8..15 => self.ends && self.small >= 1,
            15..25 => self.small >= 2 && (self.ends || self.small >= 4),
            _ => self.small >= 2,
        }
    }

    /// Whether the whole line is the title of something else: it leads there, and is no address.
    pub(super) fn is_linked_title(&self) -> bool {
        self.hint.is_link() && self.words >= 4 && self.text.contains(' ') && !self.hint.caption && !self.dateline
    }

    /// Whether most of its longer words begin with a capital, as in a title.
    pub(super) fn is_capitalised(&self) -> bool {
        let long = || self.text.split_whitespace().filter(|w| w.chars().count() > 3);
        let capital = long().filter(|w| w.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase)).count();
        capital > 0 && capital * 10 >= long().count() * 7
    }

    /// Whether it begins with a list marker.
    pub(super) fn is_item(&self) -> bool {
        let marker = self.text.split_whitespace().next().unwrap_or_default();
        let bare = marker.trim_end_matches(['.', ')']);
        matches!(marker, "-" | "•" | "*" | "·" | "–") && self.words > 0
            || bare.len() < marker.len()
                && (1..=3).contains(&bare.len())
                && (bare.bytes().all(|b| b.is_ascii_digit()) || bare.len() == 1 && bare.bytes().all(|b| b.is_ascii_lowercase()))
    }
}

/// Whether `line` ends with a full stop or the like, closing marks and initials of the author apart.
pub(super) fn ends_sentence(line: &str) -> bool {
    let ends = |line: &str| line.trim_end_matches(['"', '”', '\'', '’', ')', ']', '»', ' ']).ends_with(['.', '?', '!', '…', ':']);
    ends(line) || ends(without_initials(line))
}

/// A line without the initials of who wrote it: "Api padam dini hari. (mkh/ris)", "Api padam dini hari. mkh".
fn without_initials(line: &str) -> &str {
    let Some((rest, last)) = line.rsplit_once(' ') else { return line };
    let bare = last.strip_prefix('(').and_then(|l| l.strip_suffix(')'));
    let initials = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'/' | b'-' | b'*'));
    let short = |s: &&str| s.split('/').all(|part| part.len() <= 4);
    if bare.is_some_and(initials) || Some(last).filter(short).is_some_and(|l| initials(l) && rest.ends_with(['.', '”', '"'])) {
        rest.trim_end()
    } else {
        line
    }
}

/// Returns the content words of `text` that tell one article from another: case-folded, longer than three letters.
pub(super) fn content_words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().count() > 3 && !SMALL.contains(w))
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::row::rows;

    static CUES: LazyLock<Cues> = LazyLock::new(Cues::default);

    fn feature(line: &str) -> Feature<'_> {
        Feature::of(line, &rows(line)[0], Hint::default(), &CUES)
    }

    #[test]
    fn every_dateline_compiles_and_is_met() {
        for e in table::entries("datelines-id.tsv", DATELINES, 2).expect("reads") {
            assert!(regex::Regex::new(e.fields[1]).is_ok(), "line {}", e.line);
        }
        assert!(feature("SEMARANG, KOMPAS.com - Banjir surut.").dateline);
        assert!(!feature("Banjir di Semarang surut.").dateline);
    }

    #[test]
    fn paragraphs_items_and_titles_differ() {
        assert!(feature("Banjir di kota itu sudah surut dan warga mulai pulang.").is_paragraph());
        assert!(!feature("Banjir Semarang Surut, Warga Mulai Pulang").is_paragraph());
        assert!(!feature("Kasus Covid-19 di Semarang").dateline);
        assert!(feature("4. Jalan Kenanga").is_item());
        assert!(feature("b) Tenda").is_item());
        assert!(!feature("2023. Tahun itu").is_item());
    }
}
