//! The number words of a language: reading `numbers-id.tsv` and `numbers-en.tsv`.
//!
//! **Invariant:** *kedua* is an ordinal and never *dua*: ke- is taken off by rule, and only before a number word.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::Lang;
use crate::text::roots::without_clitic;
use crate::text::table;

pub(super) const TABLE_ID: &str = include_str!("../../../memory/language/numbers-id.tsv");
pub(super) const TABLE_EN: &str = include_str!("../../../memory/language/numbers-en.tsv");

/// What a number word does to the number it stands in; the table says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Unit(u128),
    /// 10 to 19, and words that hold their unit: *seratus*.
    Small(u128),
    Decade(u128),
    Teen,
    Tens,
    Hundred,
    Power(i32),
    /// *seribu*: one and its power.
    Whole(i32),
    Times(u128),
    Half,
    Part(u128),
    Fraction(u128),
    Ordinal(u128),
    Vague(u32),
    One,
    Capital,
}

pub(super) type Words = HashMap<&'static str, Word>;

static ID: LazyLock<Words> = LazyLock::new(|| read("numbers-id.tsv", TABLE_ID));
static EN: LazyLock<Words> = LazyLock::new(|| read("numbers-en.tsv", TABLE_EN));

fn read(name: &str, text: &'static str) -> Words {
    let mut words = Words::new();
    for entry in table::built_in(name, text, 3) {
        let word = word_of(entry.fields[1], entry.fields[2]);
        let word = word.unwrap_or_else(|| panic!("{name}, line {}: {:?}", entry.line, entry.fields));
        words.insert(entry.fields[0], word);
    }
    words
}

fn word_of(kind: &str, value: &str) -> Option<Word> {
    let value: u32 = value.parse().ok()?;
    let (wide, power) = (u128::from(value), value as i32);
    Some(match kind {
        "unit" => Word::Unit(wide),
        "small" => Word::Small(wide),
        "decade" => Word::Decade(wide),
        "teen" => Word::Teen,
        "tens" => Word::Tens,
        "hundred" => Word::Hundred,
        "power" => Word::Power(power),
        "whole" => Word::Whole(power),
        "times" => Word::Times(wide),
        "half" => Word::Half,
        "part" => Word::Part(wide),
        "fraction" => Word::Fraction(wide),
        "ordinal" => Word::Ordinal(wide),
        "vague" => Word::Vague(value),
        "one" => Word::One,
        "capital" => Word::Capital,
        _ => return None,
    })
}

/// The number words of `lang`; `None` without a table.
pub(super) fn words(lang: Lang) -> Option<&'static Words> {
    match lang {
        Lang::ID => Some(&ID),
        Lang::EN => Some(&EN),
        _ => None,
    }
}

/// Whether `folded` is a number word of `lang`.
pub(super) fn knows(folded: &str, lang: Lang) -> bool {
    word(folded, lang).is_some_and(|w| w != Word::Capital)
}

/// What `folded` is as a number word of `lang`, clitics and ke- aside.
pub(super) fn word(folded: &str, lang: Lang) -> Option<Word> {
    let words = words(lang)?;
    if let Some(&word) = words.get(folded) {
        return Some(word);
    }
    if lang != Lang::ID {
        return None;
    }
    if let Some(&Word::Unit(n) | &Word::Small(n)) = folded.strip_prefix("ke").and_then(|w| words.get(w)) {
        return Some(Word::Ordinal(n));
    }
    let bare = without_clitic(folded)?;
    let ordinal = bare.strip_prefix("ke").and_then(|w| words.get(w));
    match (words.get(bare), ordinal) {
        (Some(&word), _) if word != Word::Capital => Some(word),
        (_, Some(&Word::Unit(n) | &Word::Small(n))) => Some(Word::Ordinal(n)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read() {
        assert!(read("numbers-id.tsv", TABLE_ID).len() > 70);
        assert!(read("numbers-en.tsv", TABLE_EN).len() > 80);
        for (name, text) in [("id", TABLE_ID), ("en", TABLE_EN)] {
            for e in table::built_in(name, text, 3) {
                assert_eq!(crate::text::fold(e.fields[0]), e.fields[0], "{name}, line {}", e.line);
            }
        }
    }
}
