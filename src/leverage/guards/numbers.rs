//! The number guard's marks: figures, number words, magnitudes, ordinals, months and weekdays, all by value.
//!
//! **Invariant:** *2* and *dua* give the same value, *kedua* and *ke-2* another; a word in an idiom gives none.

use super::figures::{self, Decimal, Figures};
use super::number_words::{Word, word, words};
use super::side::{Fires, Mark, NumberKind, Side, Value};
use super::spelled::spelled;
use crate::model::{Guard, Lang};
use crate::text::calendar::{CalendarName, name_of};

/// Returns the marks of `side`, in the order of the text.
pub(super) fn marks(side: &Side<'_>, lang: Lang) -> Vec<Mark> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < side.tokens.len() {
        let end = mark_at(side, at, lang, &mut out);
        at = end.max(at + 1);
    }
    out
}

/// Adds what begins at `at` and returns where it ends; `at` when nothing does.
fn mark_at(side: &Side<'_>, at: usize, lang: Lang, out: &mut Vec<Mark>) -> usize {
    if side.idiom[at] {
        return at;
    }
    let mut add = |value: Value, end: usize, fires: Fires| {
        let axis = match value {
            Value::Month(_) => 1,
            Value::Weekday(_) => 2,
            _ => 0,
        };
        out.push(Mark { guard: Guard::Number, axis, value, fires, range: at..end });
        end
    };
    if side.is_number(at) {
        if let Some((kind, end)) = affixed(side, at, lang)
            && let Figures::One(n) = figures::read(side.tokens[at].text, lang)
        {
            return add(n.value(kind), end, Fires::Always);
        }
        return figures_at(side, at, lang, &mut add);
    }
    if !side.is_word(at) {
        return at;
    }
    if lang == Lang::ID
        && (side.word(at), side.word(at + 1)) == ("ke", "-")
        && side.touches_next(at)
        && side.touches_next(at + 1)
        && side.is_number(at + 2)
        && let Figures::One(n) = figures::read(side.tokens[at + 2].text, lang)
    {
        return add(n.value(NumberKind::Ordinal), at + 3, Fires::Always);
    }
    if let Some(name) = calendar_name(side, at, lang) {
        let value = match name {
            CalendarName::Month(m) => Value::Month(m),
            CalendarName::Weekday(d) => Value::Weekday(d),
        };
        return add(value, at + 1, Fires::Always);
    }
    if let Some(n) = roman(side.tokens[at].text, lang) {
        return add(Decimal::whole(n).value(NumberKind::Ordinal), at + 1, Fires::Always);
    }
    match word(side.word(at), lang) {
        // a hundred
        Some(Word::One) if begins_number(side, at + 1, lang) => {
            spelled(side, at, Some(Decimal::whole(1)), lang).map_or(at, |(value, end)| add(value, end, Fires::Always))
        }
        Some(Word::One) => add(Decimal::whole(1).value(NumberKind::Cardinal), at + 1, Fires::Joins),
        Some(Word::Vague(n)) => add(Value::Vague(n), at + 1, Fires::Always),
        Some(Word::Fraction(n)) => add(Value::Fraction(1, n), at + 1, Fires::Always),
        _ => spelled(side, at, None, lang).map_or(at, |(value, end)| add(value, end, Fires::Always)),
    }
}

/// Whether a magnitude follows: *a million*, where *a* is the number.
fn begins_number(side: &Side<'_>, at: usize, lang: Lang) -> bool {
    lang == Lang::EN && matches!(word(side.word(at), lang), Some(Word::Hundred | Word::Power(_) | Word::Times(_)))
}

/// A number with a tail that makes it no cardinal: *70th*, *1990s*, *1990-an*.
fn affixed(side: &Side<'_>, at: usize, lang: Lang) -> Option<(NumberKind, usize)> {
    if !side.touches_next(at) {
        return None;
    }
    match (lang, side.word(at + 1)) {
        (Lang::EN, "st" | "nd" | "rd" | "th") => Some((NumberKind::Ordinal, at + 2)),
        (Lang::EN, "s") => Some((NumberKind::Decade, at + 2)),
        (Lang::ID, "-") if side.word(at + 2) == "an" && side.touches_next(at + 1) => Some((NumberKind::Decade, at + 3)),
        _ => None,
    }
}

fn figures_at(side: &Side<'_>, at: usize, lang: Lang, add: &mut dyn FnMut(Value, usize, Fires) -> usize) -> usize {
    let text = side.tokens[at].text;
    let dated = side.word_before(at) == "(" || calendar_before(side, at, lang);
    let read = if dated { figures::day_and_month(text, lang) } else { None };
    match read.unwrap_or_else(|| figures::read(text, lang)) {
        Figures::One(number) => match spelled(side, at, Some(number), lang) {
            Some((value, end)) => add(value, end, Fires::Always),
            None => add(number.value(NumberKind::Cardinal), at + 1, Fires::Always),
        },
        Figures::Range(from, to) => {
            let power = match word(side.word(at + 1), lang) {
                Some(Word::Power(power)) => power,
                _ => 0,
            };
            let end = at + 1 + usize::from(power > 0);
            for number in [from, to] {
                let number = number.times(1, power).unwrap_or(number);
                add(number.value(NumberKind::Cardinal), end, Fires::Always);
            }
            end
        }
        Figures::Date(day, month, year) => {
            add(Decimal::whole(day.into()).value(NumberKind::Cardinal), at + 1, Fires::Always);
            add(Value::Month(month), at + 1, Fires::Always);
            if let Some(year) = year {
                add(Decimal::whole(year.into()).value(NumberKind::Cardinal), at + 1, Fires::Always);
            }
            at + 1
        }
        Figures::Other(text) => add(Value::Literal(text), at + 1, Fires::Always),
    }
}

/// Whether a weekday stands before `at`, a bracket or comma aside.
fn calendar_before(side: &Side<'_>, at: usize, lang: Lang) -> bool {
    let back = if matches!(side.word_before(at), "(" | ",") { 2 } else { 1 };
    at.checked_sub(back).is_some_and(|i| calendar_name(side, i, lang).is_some())
}

/// The month or weekday at `at`. What is a common word too (*minggu*, *may*) needs a capital, and no number before it.
pub(super) fn calendar_name(side: &Side<'_>, at: usize, lang: Lang) -> Option<CalendarName> {
    let folded = side.word(at);
    let name = name_of(lang.as_str(), folded)?;
    if word(folded, lang) == Some(Word::Capital) {
        if !side.is_capitalised(at) {
            return None;
        }
        // Dua Minggu, Minggu Depan in a headline: weeks.
        let counted = at > 0 && matches!(word(side.word(at - 1), lang), Some(w) if w != Word::Capital)
            || at > 0 && side.is_number(at - 1) && matches!(name, CalendarName::Weekday(_));
        let week = matches!(name, CalendarName::Weekday(_))
            && matches!(side.word(at + 1), "ini" | "lalu" | "depan" | "terakhir" | "mendatang");
        // Theresa May
        let surname =
            at > 1 && side.is_capitalised(at - 1) && !side.is_number(at + 1) && calendar_name(side, at - 1, lang).is_none();
        if surname && matches!(name, CalendarName::Month(_)) {
            return None;
        }
        if counted && matches!(name, CalendarName::Weekday(_)) || week {
            return None;
        }
    }
    Some(name)
}

/// The value of a Roman numeral in capitals; a single letter counts in Indonesian only, where it is no pronoun.
fn roman(text: &str, lang: Lang) -> Option<u128> {
    let single = text.len() == 1;
    if words(lang).is_none()
        || single && lang == Lang::EN
        || text.len() > 6
        || !text.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
    {
        return None;
    }
    let digit = |b: u8| match b {
        b'I' => 1u128,
        b'V' => 5,
        _ => 10,
    };
    let bytes = text.as_bytes();
    let mut total: u128 = 0;
    let mut taken: u128 = 0;
    for (i, &b) in bytes.iter().enumerate() {
        let (value, next) = (digit(b), bytes.get(i + 1).map_or(0, |&n| digit(n)));
        if value < next { taken += value } else { total += value }
    }
    total.checked_sub(taken).filter(|&n| n > 0)
}

#[cfg(test)]
mod tests {
    use super::super::side::sides;
    use super::*;
    use crate::text::Tokens;

    fn values(text: &str, lang: Lang) -> Vec<Value> {
        let tokens = Tokens::of(text);
        let (side, _) = sides(&tokens, &tokens, &[]);
        marks(&side, lang).into_iter().filter(|m| m.fires == Fires::Always).map(|m| m.value).collect()
    }

    fn same(lang: Lang, one: &str, other: &str) {
        assert_eq!(values(one, lang), values(other, lang), "{one} = {other}");
        assert_eq!(values(one, lang).len(), 1, "{one}: {:?}", values(one, lang));
    }

    #[test]
    fn indonesian_words_and_figures_meet() {
        for (one, other) in [
            ("dua", "2"),
            ("dua puluh lima", "25"),
            ("seratus dua belas", "112"),
            ("seribu", "1.000"),
            ("dua ratus ribu", "200.000"),
            ("1,5 miliar", "1.500.000.000"),
            ("1,5 milyar", "1,5 miliar"),
            ("20 ribu", "20.000"),
            ("2 juta 500 ribu", "2,5 juta"),
            ("dua juta lima ratus ribu", "2.500.000"),
            ("sebelas", "11"),
            ("sembilan belas", "19"),
            ("satu setengah", "1,5"),
            ("seribu lima ratus", "1500"),
            ("kedua", "ke-2"),
            ("ketujuh puluh", "ke-70"),
            ("kesebelas", "ke-11"),
            ("kedua belas", "ke-12"),
            ("III", "ke-3"),
            ("keduanya", "kedua"),
            ("dua lusin", "24"),
            ("sepuluh ribu triliun", "10 ribu triliun"),
            ("1.000 triliun", "seribu triliun"),
        ] {
            same(Lang::ID, one, other);
        }
        for (one, other) in [
            ("kedua", "dua"),
            ("miliar", "triliun"),
            ("2 juta", "2 miliar"),
            ("sepertiga", "seperempat"),
            ("1990-an", "1990"),
            ("puluhan", "ratusan"),
        ] {
            assert_ne!(values(one, Lang::ID), values(other, Lang::ID), "{one} : {other}");
        }
        assert_eq!(values("dua tiga", Lang::ID).len(), 2);
        assert_eq!(values("perempat final", Lang::ID), []);
    }

    #[test]
    fn english_words_and_figures_meet() {
        for (one, other) in [
            ("two", "2"),
            ("twenty-five", "25"),
            ("one hundred and twelve", "112"),
            ("a thousand", "1,000"),
            ("two hundred thousand", "200,000"),
            ("1.5 billion", "1,500,000,000"),
            ("twenty-first", "21st"),
            ("70th", "seventieth"),
            ("two and a half", "2.5"),
            ("two dozen", "24"),
            ("nineteen", "19"),
            ("five hundred", "500"),
            ("three thousand five hundred", "3,500"),
            ("twice", "2"),
        ] {
            same(Lang::EN, one, other);
        }
        assert_ne!(values("two thirds", Lang::EN), values("three quarters", Lang::EN));
    }

    #[test]
    fn months_and_weekdays_are_figures_and_weeks_are_none() {
        assert_eq!(values("Senin, 5 Mei", Lang::ID).len(), 3);
        assert_eq!(values("dua minggu", Lang::ID), values("Dua Minggu", Lang::ID));
        assert_eq!(values("(27/7/2023)", Lang::ID), values("27 Juli 2023", Lang::ID));
        assert_eq!(values("Kamis (27/7)", Lang::ID), values("Kamis, 27 Juli", Lang::ID));
        assert_eq!(values("it may march", Lang::EN), []);
    }
}
