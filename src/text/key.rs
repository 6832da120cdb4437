//! The lookup key of a text: the normal form under which two texts count as the same.
//!
//! The key is for comparison only; what is stored and shown is always the text as it came.
//! Source: score.md, definition version 1, rule 1 (see `ARCHITECTURE.md`, "The score").

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// Returns the lookup key of `text`: NFC, one kind of quotes and dashes, single spaces, no invisible characters, trimmed.
///
/// ```
/// assert_eq!(padan::text::key(" “Ya”\u{a0}–  katanya\u{200b} "), "\"Ya\" - katanya");
/// ```
pub fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each_key_char(text, |c, _| out.push(c));
    out
}

/// Calls `emit` with every character of the key of `text`, in order, and the byte range of `text` it stands for.
///
/// The one space that stands for a run of white space carries the range of the run's first character.
pub fn each_key_char(text: &str, mut emit: impl FnMut(char, Range<usize>)) {
    let mut space: Option<Range<usize>> = None;
    let mut begun = false;
    each_nfc_char(text, |c, range| match classify(c) {
        Class::Space => {
            if begun && space.is_none() {
                space = Some(range);
            }
        }
        Class::Invisible => {}
        Class::Other(c) => {
            if let Some(gap) = space.take() {
                emit(' ', gap);
            }
            begun = true;
            emit(c, range);
        }
    });
}

enum Class {
    Space,
    Invisible,
    Other(char),
}

fn classify(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            ' ' | '\t'..='\r' => Class::Space,
            '`' => Class::Other('\''),
            _ => Class::Other(c),
        };
    }
    match c {
        '\u{2018}'..='\u{201b}'
        | '\u{2032}'
        | '\u{b4}'
        | '\u{2b9}'
        | '\u{2bb}'
        | '\u{2bc}'
        | '\u{2039}'
        | '\u{203a}'
        | '\u{ff07}' => Class::Other('\''),
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' | '\u{301d}'..='\u{301f}' | '\u{ff02}' => Class::Other('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => Class::Other('-'),
        '\u{ad}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => Class::Invisible,
        _ if c.is_whitespace() => Class::Space,
        _ => Class::Other(c),
    }
}

/// Calls `emit` with the NFC form of `text`, character by character, each with the byte range it was composed from.
fn each_nfc_char(text: &str, mut emit: impl FnMut(char, Range<usize>)) {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        for (at, c) in text.char_indices() {
            emit(c, at..at + c.len_utf8());
        }
        return;
    }
    // Text between two characters that never compose with what stands before them normalises by itself.
    let mut start = 0;
    let mut flush = |range: Range<usize>| {
        for c in text[range.clone()].nfc() {
            emit(c, range.clone());
        }
    };
    for (at, c) in text.char_indices() {
        if at > start && starts_piece(c) {
            flush(start..at);
            start = at;
        }
    }
    flush(start..text.len());
}

fn starts_piece(c: char) -> bool {
    match is_nfc_quick(std::iter::once(c)) {
        IsNormalized::Yes => canonical_combining_class(c) == 0,
        IsNormalized::Maybe => false,
        IsNormalized::No => std::iter::once(c)
            .nfd()
            .next()
            .is_some_and(|d| canonical_combining_class(d) == 0 && is_nfc_quick(std::iter::once(d)) != IsNormalized::Maybe),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_marks_space_and_invisible_characters() {
        assert_eq!(key("‘Jum’at’ — “KPK”\n\tsoal ra\u{ad}pat"), "'Jum'at' - \"KPK\" soal rapat");
        assert_eq!(key("  \u{feff} "), "");
        assert_eq!(key("a\u{200b} \u{200b}b"), "a b");
        assert_eq!(key("cafe\u{301}"), "café");
    }

    #[test]
    fn ranges_point_into_the_text_as_it_came() {
        let text = " cafe\u{301}  “x”";
        let mut seen = Vec::new();
        each_key_char(text, |c, r| seen.push((c, text[r].to_owned())));
        assert_eq!(seen[3], ('é', "e\u{301}".to_owned()));
        assert_eq!(seen[5], ('"', "“".to_owned()));
    }

    proptest! {
        #[test]
        fn pieces_normalise_as_the_whole_does(text in "[a-zé\u{300}-\u{345}\u{f71}-\u{f75}\u{1100}-\u{1112}\u{1161}-\u{1175}\u{11a8}-\u{11b0}\u{ac00}\u{2126}\u{958}]{0,12}") {
            let mut out = String::new();
            each_nfc_char(&text, |c, _| out.push(c));
            prop_assert_eq!(out, text.nfc().collect::<String>());
        }

        #[test]
        fn a_key_is_its_own_key(text in any::<String>()) {
            let once = key(&text);
            prop_assert_eq!(key(&once.nfc().collect::<String>()), key(&once));
        }
    }
}
