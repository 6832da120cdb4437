//! Tokens of a text: the units in which the score counts.
//!
//! Source: score.md, definition version 1, rule 2: a number `\d+([.,:/-]\d+)*`, a word
//! `\p{L}[\p{L}\p{M}]*([-'][\p{L}\p{M}]+)*`, else one character; white space is no token.

use std::ops::Range;

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use super::key::each_key_char;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with hyphens and apostrophes inside: *negara-negara*, *Jum'at*.
    Word,
    /// Digits, with separators inside: *1.234,5*, *17:30*, *2022-2023*.
    Number,
    /// One other character.
    Mark,
}

/// One token of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// The token as it stands in the key.
    pub text: &'a str,
    /// What it is.
    pub kind: TokenKind,
    /// Bytes of the text as it came, start.
    pub start: usize,
    /// Bytes of the text as it came, end (exclusive).
    pub end: usize,
}

/// The key of a text, cut into tokens that know where they stand in the text as it came.
#[derive(Clone, Debug)]
pub struct Tokens {
    key: String,
    spans: Vec<Span>,
}

#[derive(Clone, Debug)]
struct Span {
    kind: TokenKind,
    key: Range<u32>,
    text: Range<u32>,
}

impl Tokens {
    /// Returns the tokens of `text`, in order; empty when it holds nothing but white space and invisible characters.
    ///
    /// ```
    /// let tokens = padan::text::Tokens::of("Rp1,5 miliar");
    /// let texts: Vec<&str> = tokens.iter().map(|t| t.text).collect();
    /// assert_eq!(texts, ["Rp", "1,5", "miliar"]);
    /// ```
    pub fn of(text: &str) -> Tokens {
        let mut key = String::with_capacity(text.len());
        let mut places: Vec<(u32, Range<u32>)> = Vec::with_capacity(text.len());
        each_key_char(text, |c, r| {
            places.push((key.len() as u32, r.start as u32..r.end as u32));
            key.push(c);
        });
        let mut spans = Vec::new();
        let mut at = 0;
        for (kind, range) in ranges_of_key(&key) {
            while places[at].0 < range.start as u32 {
                at += 1;
            }
            let start = places[at].1.start;
            while at + 1 < places.len() && places[at + 1].0 < range.end as u32 {
                at += 1;
            }
            spans.push(Span { kind, key: range.start as u32..range.end as u32, text: start..places[at].1.end });
        }
        Tokens { key, spans }
    }

    /// The key the tokens were cut from.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The token at `index`.
    ///
    /// # Panics
    /// When `index` is not below [`Tokens::len`].
    pub fn get(&self, index: usize) -> Token<'_> {
        let span = &self.spans[index];
        Token {
            text: &self.key[span.key.start as usize..span.key.end as usize],
            kind: span.kind,
            start: span.text.start as usize,
            end: span.text.end as usize,
        }
    }

    /// The tokens in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Token<'_>> + DoubleEndedIterator {
        (0..self.spans.len()).map(|i| self.get(i))
    }
}

/// Cuts a key into tokens: their kinds and byte ranges of `key`, in order, white space left out.
///
/// For work on many texts, where the way back into the text as it came is not needed.
pub fn ranges_of_key(key: &str) -> impl Iterator<Item = (TokenKind, Range<usize>)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while key[at..].starts_with(' ') {
            at += 1;
        }
        let first = key[at..].chars().next()?;
        let start = at;
        let kind = if is_digit(first) {
            at = number_end(key, at);
            TokenKind::Number
        } else if is_letter(first) {
            at = word_end(key, at);
            TokenKind::Word
        } else {
            at += first.len_utf8();
            TokenKind::Mark
        };
        Some((kind, start..at))
    })
}

fn run_end(text: &str, from: usize, member: fn(char) -> bool) -> usize {
    text[from..].char_indices().find(|&(_, c)| !member(c)).map_or(text.len(), |(i, _)| from + i)
}

/// Extends a run of `member` over single joints that another member follows.
fn joined_end(text: &str, from: usize, member: fn(char) -> bool, joint: fn(u8) -> bool) -> usize {
    let mut end = run_end(text, from, member);
    while text.as_bytes().get(end).is_some_and(|&b| joint(b)) {
        let next = run_end(text, end + 1, member);
        if next == end + 1 {
            break;
        }
        end = next;
    }
    end
}

fn number_end(text: &str, from: usize) -> usize {
    joined_end(text, from, is_digit, |b| matches!(b, b'.' | b',' | b':' | b'/' | b'-'))
}

fn word_end(text: &str, from: usize) -> usize {
    joined_end(text, from, is_word_part, |b| matches!(b, b'-' | b'\''))
}

/// Whether `c` is in Unicode's `\p{L}`.
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { c.general_category_group() == GeneralCategoryGroup::Letter }
}

/// Whether `c` is in Unicode's `\p{Nd}`.
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { c.general_category() == unicode_properties::GeneralCategory::DecimalNumber }
}

fn is_word_part(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else {
        matches!(c.general_category_group(), GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<String> {
        Tokens::of(text).iter().map(|t| t.text.to_owned()).collect()
    }

    #[test]
    fn cuts_as_the_definition_says() {
        assert_eq!(texts("negara-negara G20 ke-70 Rp1,5"), ["negara-negara", "G", "20", "ke", "-", "70", "Rp", "1,5"]);
        assert_eq!(texts("Jum’at, 17:30-18:00 (27/7/2023)."), ["Jum'at", ",", "17:30-18:00", "(", "27/7/2023", ")", "."]);
        assert_eq!(texts("5. 'apa' -kan a--b"), ["5", ".", "'", "apa", "'", "-", "kan", "a", "-", "-", "b"]);
        assert!(texts(" \u{200b}\n").is_empty());
    }

    #[test]
    fn ranges_are_those_of_the_text_as_it_came() {
        let text = " “Cafe\u{301}\u{ad}nya”  tutup";
        let tokens = Tokens::of(text);
        let shown: Vec<&str> = tokens.iter().map(|t| &text[t.start..t.end]).collect();
        assert_eq!(shown, ["“", "Cafe\u{301}\u{ad}nya", "”", "tutup"]);
    }

    proptest! {
        #[test]
        fn agrees_with_the_regular_expression(text in "[a-cé\u{301}0-2.,:/' -]{0,14}|[ -\u{36f}\u{660}-\u{669}\u{3042}-\u{3094}\u{4e00}-\u{4fff}]{0,20}") {
            let rule = regex::Regex::new(r"\d+(?:[.,:/-]\d+)*|\p{L}[\p{L}\p{M}]*(?:[-'][\p{L}\p{M}]+)*|[^ ]").expect("a valid rule");
            let tokens = Tokens::of(&text);
            let expected: Vec<&str> = rule.find_iter(tokens.key()).map(|m| m.as_str()).collect();
            prop_assert_eq!(tokens.iter().map(|t| t.text).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn tokens_stand_in_order_without_overlap(text in any::<String>()) {
            let tokens = Tokens::of(&text);
            let mut last = 0;
            for t in tokens.iter() {
                prop_assert!(t.start < t.end && text.is_char_boundary(t.start) && text.is_char_boundary(t.end));
                prop_assert!(t.end >= last);
                last = t.end;
            }
        }
    }
}
