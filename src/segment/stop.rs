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
    if first_of_sentence && is_marker(word) || heads(stop, word, before) {
        return Rule::ListMarker;
    }
    let part = word.rsplit('/').next().unwrap_or(word);
    let previous = last_word(before);
    let named = next.upper() && word.len() <= 5 && word.starts_with(char::is_uppercase) && stop.words.is_article(previous);
    let kind = stop.words.abbreviation(word).or_else(|| stop.words.abbreviation(part)).or_else(|| hyphenated(stop, word));
    // "Jl. M.H. Thamrin": what is a degree behind a comma is initials elsewhere.
    let initials = || {
        let row = before.ends_with(',') || stop.words.abbreviation(previous.trim_end_matches('.')) == Some(Kind::Degree);
        !row && word.contains('.') && word.split('.').all(|p| p.len() == 1) && word.starts_with(char::is_uppercase)
    };
    let kind = kind.filter(|&k| match k {
        Kind::Degree => !initials(),
        Kind::Number => !(next.upper() && initials()),
        // "Daimler B.V.", but "arsitek B.V. Doshi".
        Kind::Close => previous.starts_with(char::is_uppercase) || !initials(),
        _ => true,
    });
    match kind {
        _ if named => Rule::Initials,
        // "No." as an answer.
        Some(Kind::Number) if stop.words.pronoun_i && before.is_empty() && word == "No" && next.word == "I" => Rule::Terminator,
        Some(Kind::Title) if before.ends_with(".,") => abbreviation(Kind::Degree, next, stop.words),
        // "Km. 12": a unit that measures nothing is the name of a place.
        Some(Kind::Unit) if next.first.is_numeric() && !previous.ends_with(|c: char| c.is_ascii_digit()) => Rule::Abbreviation,
        // "12 KM.": a unit after all.
        Some(Kind::Name) if previous.ends_with(|c: char| c.is_ascii_digit()) => abbreviation(Kind::Unit, next, stop.words),
        Some(kind) => abbreviation(kind, next, stop.words),
        // "Concept Link. Ltd."
        None if next.stopped() && stop.words.abbreviation(next.joined()) == Some(Kind::Close) => Rule::Punctuation,
        None => short_form(stop, word, before).unwrap_or_else(|| plain(next)),
    }
}

/// Whether the sentence in hand is but a marker: `(1).`, `Bab 3.`, `Gambar II.`
fn heads(stop: &Stop<'_>, word: &str, before: &str) -> bool {
    if word.is_empty() {
        let marker = before.trim_start_matches(['(', ' ']).trim_end_matches(')');
        return marker.len() < before.len() && is_marker(marker);
    }
    is_marker(word) && stop.next.upper() && stop.words.is_heading(before.trim_end_matches('.'))
}

/// The kind of a shortened word to which another is tied: `Sp.PD-KGEH`.
fn hyphenated(stop: &Stop<'_>, word: &str) -> Option<Kind> {
    let tied = stop.sentence[..stop.sentence.len() - word.len()].strip_suffix('-')?;
    let head = last_word(tied);
    head.contains('.').then(|| stop.words.abbreviation(head))?
}

/// A shortened word of the tables.
fn abbreviation(kind: Kind, next: &Next<'_>, words: &Words) -> Rule {
    match kind {
        Kind::Number if next.upper() && !(is_code(next.word) || next.price() || leads_on(next, words)) => Rule::Terminator,
        Kind::Never | Kind::Word | Kind::Number | Kind::Title => Rule::Abbreviation,
        // "M.Si. – Rektor", "WASHINGTON, D.C. — The": what a dash ties to the short form.
        Kind::Degree | Kind::Place if next.sign == '–' || next.sign == '—' => Rule::Abbreviation,
        // "Lubis, M.T. Siregar, dan": no sentence begins so.
        Kind::Degree if next.listed() => Rule::Abbreviation,
        // "8:30 p.m. Thursday", "9 a.m. EST".
        Kind::Unit if words.is_time(next.word) => Rule::Abbreviation,
        Kind::Place if !next.quote && !words.opens(next.word, next.second()) => Rule::Abbreviation,
        Kind::Name if next.name() && !next.quote && !words.opens(next.word, next.second()) => Rule::Abbreviation,
        _ if next.bracket && !next.aside() || next.slashed() || next.amount() => Rule::Abbreviation,
        // "Co. Ltd.", "S.H. M.H."
        Kind::Close | Kind::Degree if words.abbreviation(next.joined()) == Some(kind) => Rule::Abbreviation,
        _ if next.upper() => Rule::AbbreviationCloses,
        Kind::Close | Kind::Degree | Kind::Unit if next.first.is_numeric() && !next.quote => Rule::AbbreviationCloses,
        _ => Rule::Abbreviation,
    }
}

/// Whether another shortened word leads to the number: `PP. No. 24`, `No. Kep. 102`.
fn leads_on(next: &Next<'_>, words: &Words) -> bool {
    let numbering = matches!(words.abbreviation(next.word), Some(Kind::Never | Kind::Word | Kind::Number));
    // "Hub. Ibu Yayah"
    numbering && next.stopped() || matches!(next.word, "No" | "Nomor" | "Tahun" | "Number") || words.is_address(next.word)
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
    if word.contains('.') && !first.is_numeric() && (is_spelled(word, 1) || !before.ends_with(',') && is_spelled(word, 2)) {
        // B.J., R.Aj.: a name goes on; k.l., u.b.: so does the phrase.
        let thing = stop.words.takes_letter(last_word(before)) || next.label();
        let name = first.is_uppercase() && next.upper() && !stop.words.opens_behind_initials(next.word, next.second()) && !thing;
        return if next.lower() || name { Some(Rule::Initials) } else { None };
    }
    if word.chars().all(|c| c.is_numeric() || c == '.') {
        return number(stop, word, before);
    }
    // "Kep. Men. No. 101", "Terdakwa II. Slamet"
    if before.ends_with('.') && next.upper() && matches!(next.word, "No" | "Nomor")
        || is_roman(word) && stop.words.is_party(last_word(before)) && next.upper() && !stop.words.opens(next.word, next.second())
    {
        return Some(Rule::ShortForm);
    }
    // "I. Ketua, II. Wakil": the next item of a row inside the line.
    if is_roman(word) && before.ends_with([',', ':', ';']) && next.upper() && !stop.words.opens(next.word, next.second()) {
        return Some(Rule::ListMarker);
    }
    if !next.lower() {
        // "Ign. Suharyo": no whole word is written so.
        let inside = before.ends_with(char::is_alphanumeric) || before.ends_with(['.', ',']);
        let name = inside && is_clipped(word) && !next.quote && !stop.words.opens(next.word, next.second());
        return if name && (next.upper() || next.first.is_numeric()) { Some(Rule::ShortForm) } else { None };
    }
    // "S.Farm., Apt. menjelaskan": one more in a row of degrees.
    let row = before.ends_with(".,") && word.len() <= 6 && first.is_uppercase();
    if row || is_roman(word) || word.contains(['.', '/']) {
        return Some(Rule::ShortForm);
    }
    // "KPK. kemudian", "PSM. (dok. Panitia)": a name in capitals, not "SH. mengatakan".
    let capitals = word.bytes().all(|b| b.is_ascii_uppercase()) && (word.len() > 2 || next.bracket);
    if word.len() <= 5 && !has_vowel(word) && !capitals { Some(Rule::ShortForm) } else { None }
}

/// Whether `word` holds a vowel, or what is no letter.
fn has_vowel(word: &str) -> bool {
    word.chars().any(|c| "aiueoAIUEOyYéÉ".contains(c) || !c.is_ascii_alphabetic())
}

/// Whether `word` is made of parts of at most `letters` letters, each with a capital when it has more than one.
fn is_spelled(word: &str, letters: usize) -> bool {
    word.split('.').all(|p| {
        let count = p.chars().count();
        count <= 1 || count <= letters && p.starts_with(char::is_uppercase) && p.ends_with(char::is_lowercase)
    })
}

/// A capital and small consonants, none twice in a row: `Gst`, but not `Hmm`.
pub(super) fn is_clipped(word: &str) -> bool {
    let bytes = word.as_bytes();
    (2..=5).contains(&bytes.len())
        && bytes[0].is_ascii_uppercase()
        && bytes[1..].iter().all(u8::is_ascii_lowercase)
        && !has_vowel(word)
        && bytes.windows(2).all(|w| !w[0].eq_ignore_ascii_case(&w[1]))
}

/// A figure: the marker of an item inside a line, the name of a thing (`angka 3.`), or the end of a sentence.
fn number(stop: &Stop<'_>, word: &str, before: &str) -> Option<Rule> {
    let next = stop.next;
    let apart = stop.sentence[before.len()..].starts_with(char::is_whitespace);
    if !apart || word.len() > 2 {
        return None;
    }
    if next.lower() && stop.words.takes_letter(last_word(before).trim_end_matches('.')) {
        return Some(Rule::ShortForm);
    }
    let listed = before.ends_with([':', ';', ',']) || before.ends_with(" dan") || before.ends_with(" and");
    let goes_on = || next.lower() || before.ends_with([':', ';']) || follows(before, word);
    (listed && goes_on()).then_some(Rule::ListMarker)
}

/// Whether the item before the one that `marker` opens stands in `before`.
fn follows(before: &str, marker: &str) -> bool {
    marker.parse::<u32>().is_ok_and(|n| {
        n > 1 && {
            let earlier = format!(" {}. ", n - 1);
            before.starts_with(earlier.trim_start()) || near(before).windows(earlier.len()).any(|w| w == earlier.as_bytes())
        }
    })
}

/// The last bytes of `before`: what is searched stays short, however long the sentence is.
fn near(before: &str) -> &[u8] {
    let bytes = before.as_bytes();
    &bytes[bytes.len().saturating_sub(2 * SIGNS)..]
}

/// A single letter: an initial, a marker inside a line, or the name of a thing (`Kelompok B.`).
fn letter(stop: &Stop<'_>, letter: char, before: &str) -> Option<Rule> {
    let next = stop.next;
    if next.lower() || next.stopped() && next.upper() && leads_on(next, stop.words) && stop.words.takes_letter(last_word(before))
    {
        return Some(Rule::Initials);
    }
    if before.ends_with([':', ';', ',']) && next.upper() && letter.is_lowercase() {
        return Some(Rule::ListMarker);
    }
    let previous = last_word(before);
    // A letter behind a letter or a figure is no initial either: "blok C dan D.", "2 C."
    let listed = ["dan", "atau", "and", "or"].contains(&previous) && {
        let earlier = last_word(before[..before.len() - previous.len()].trim_end_matches([' ', ',']));
        earlier.chars().count() == 1 && earlier != "a"
    };
    let measure = previous.starts_with(|c: char| c.is_ascii_digit()) && !previous.ends_with('.');
    let starts = stop.words.opens_behind_initials(next.word, next.second());
    // "Rini S., Doni P., dan Yusuf K.": here the initials close the names.
    let closing = previous.starts_with(char::is_uppercase)
        && near(before).windows(4).any(|w| w[0] == b' ' && w[1].is_ascii_uppercase() && w[2..] == *b".,");
    // "Hamengku Wibawa X.", "kelas XI-A."
    let counted = letter == 'X'
        || before.strip_suffix('-').is_some_and(|b| b.ends_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase()));
    if letter.is_lowercase()
        || counted
        || stop.words.takes_letter(previous)
        || listed
        || measure
        || starts
        || next.label()
        || closing
        || is_tied(stop.sentence)
        || stop.words.pronoun_i && letter == 'I' && !previous.starts_with(char::is_uppercase)
        || !next.upper()
    {
        // "Santoso, A. (2011)"
        let cited = previous.is_empty() && next.bracket && next.first.is_numeric();
        return cited.then_some(Rule::Initials);
    }
    Some(Rule::Initials)
}

/// Whether a sign stands right before the letter that ends `text`: `°C`, `:D`, `R&D`.
fn is_tied(text: &str) -> bool {
    text.chars()
        .rev()
        .nth(1)
        .is_some_and(|c| !(c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '‘' | '\'' | '-' | '.' | '/' | '|')))
}

/// Whether `word` at the start of a sentence marks a list item: `1`, `2.1`, `a`, `IV`.
pub(super) fn is_marker(word: &str) -> bool {
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => c.is_alphanumeric(),
        _ => {
            is_roman(word)
                || word.len() <= 5 && word.bytes().all(|b| b"ivx".contains(&b))
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
