//! The name guard: capitalised words that the other side does not have.
//!
//! A capital says nothing where a sentence, a quotation or a headline in title case (most words have one, ordinary ones too)
//! demands it. There a word counts only when
//! neither the table of openers, nor another guard, nor its affixes show that it is an ordinary word.
//!
//! **Invariant:** a word that stands on the other side, in any case, is no difference.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::side::Side;
use super::{lexicon, number_words};
use crate::model::Lang;
use crate::text::calendar;
use crate::text::roots;
use crate::text::table;

pub(super) const OPENERS_ID: &str = include_str!("../../../memory/language/openers-id.tsv");
pub(super) const OPENERS_EN: &str = include_str!("../../../memory/language/openers-en.tsv");

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// May open a sentence.
    Opener,
    /// A form of address or an article: never part of a name.
    Title,
    /// A name, whatever its shape says.
    Name,
    /// Keeps its small letter in a headline.
    Small,
}

struct Openers {
    words: HashMap<&'static str, Class>,
    endings: Vec<&'static str>,
}

static ID: LazyLock<Openers> = LazyLock::new(|| read("openers-id.tsv", OPENERS_ID));
static EN: LazyLock<Openers> = LazyLock::new(|| read("openers-en.tsv", OPENERS_EN));

fn read(name: &str, text: &'static str) -> Openers {
    let mut out = Openers { words: HashMap::new(), endings: Vec::new() };
    for entry in table::built_in(name, text, 2) {
        let (class, words) = (entry.fields[0], entry.fields[1].split(' '));
        for word in words {
            match class {
                "ending" => out.endings.push(word),
                "title" => _ = out.words.insert(word, Class::Title),
                "small" => _ = out.words.insert(word, Class::Small),
                "name" => _ = out.words.insert(word, Class::Name),
                _ => _ = out.words.insert(word, Class::Opener),
            }
        }
    }
    out
}

fn openers(lang: Lang) -> Option<&'static Openers> {
    match lang {
        Lang::ID => Some(&ID),
        Lang::EN => Some(&EN),
        _ => None,
    }
}

/// Why a word may have its capital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The segment opens with it, or its text behind a dateline.
    First,
    /// A sentence or quotation inside the segment, or what follows a colon, opens with it.
    Inner,
    /// The whole side is in title case or capitals.
    Headline,
    /// None but its own.
    Middle,
}

/// Returns for each token of both sides whether it belongs to a name that the other side lacks; `covered` tokens belong to
/// another guard.
pub(super) fn differing(source: &Side<'_>, query: &Side<'_>, covered: [&[bool]; 2], lang: Lang) -> [Vec<bool>; 2] {
    let sides = [source, query];
    let places = sides.map(|side| places(side, lang));
    let present = sides.map(present);
    let mut marked = [Vec::new(), Vec::new()];
    for side in 0..2 {
        let (this, other) = (sides[side], &present[1 - side]);
        let differs = |at: usize| {
            !covered[side][at] && this.is_capitalised(at) && !is_there(this.word(at), other) && !is_title(this, at, lang)
        };
        let capitalised: Vec<bool> = (0..this.tokens.len()).map(differs).collect();
        marked[side] = capitalised;
    }
    let first = [0, 1].map(|side| places[side].iter().position(|p| *p == Place::First));
    // Both open with a word of their own that nothing shows to be ordinary.
    let both_open = match (first, lang) {
        ([Some(s), Some(q)], _) => {
            marked[0][s] && marked[1][q] && !is_ordinary(source.word(s), lang) && !is_ordinary(query.word(q), lang)
        }
        _ => false,
    };
    for side in 0..2 {
        for at in (0..marked[side].len()).rev().filter(|&at| sides[side].is_word(at)) {
            if !marked[side][at] {
                continue;
            }
            let followed = marked[side].get(at + 1).copied().unwrap_or(false);
            marked[side][at] = match places[side][at] {
                Place::Middle => true,
                Place::Headline => !is_ordinary(sides[side].word(at), lang),
                Place::First if both_open => true,
                Place::First | Place::Inner => followed && !is_ordinary(sides[side].word(at), lang),
            };
        }
    }
    for side in 0..2 {
        spare_acronyms(sides[side], sides[1 - side], side, &mut marked);
    }
    marked
}

/// Unmarks an acronym whose words stand on the other side, and those words: *AS*, *Amerika Serikat*.
fn spare_acronyms(this: &Side<'_>, other: &Side<'_>, side: usize, marked: &mut [Vec<bool>; 2]) {
    for at in 0..this.tokens.len() {
        let text = this.tokens[at].text;
        if !marked[side][at] || !is_abbreviation(this, at) {
            continue;
        }
        let spelled = (0..other.tokens.len()).find_map(|from| {
            let mut letters = text.chars().peekable();
            for word in from..other.tokens.len() {
                if !other.is_capitalised(word) {
                    return None;
                }
                for part in other.tokens[word].text.split('-') {
                    letters.next_if_eq(&part.chars().next()?)?;
                }
                if letters.peek().is_none() {
                    return Some(from..word + 1);
                }
            }
            None
        });
        if let Some(words) = spelled {
            marked[side][at] = false;
            words.for_each(|word| marked[1 - side][word] = false);
        }
    }
}

/// Returns the runs of marked tokens; marks and particles inside a name (*M. Nuh*, *bin*) do not part it.
pub(super) fn runs(side: &Side<'_>, marked: &[bool]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for at in (0..marked.len()).filter(|&at| marked[at]) {
        match out.last_mut() {
            Some(last) if (last.end..at).all(|i| is_joint(side.word(i))) && at - last.end <= 2 => last.end = at + 1,
            _ => out.push(at..at + 1),
        }
    }
    out
}

fn is_joint(word: &str) -> bool {
    matches!(word, "." | "-" | "'" | "bin" | "binti" | "de" | "da" | "van" | "von" | "der" | "al" | "el" | "ibn" | "of")
}

/// The words of a side in the form in which names are compared, and the parts of joined ones.
fn present<'s>(side: &'s Side<'_>) -> HashSet<Cow<'s, str>> {
    let mut out = HashSet::new();
    for word in (0..side.tokens.len()).filter(|&at| side.is_word(at)).map(|at| side.word(at)) {
        out.extend(word.split('-').map(normal));
        out.insert(normal(word));
    }
    out
}

fn is_there(word: &str, present: &HashSet<Cow<'_, str>>) -> bool {
    present.contains(&normal(word)) || word.contains('-') && word.split('-').all(|p| p == "nya" || present.contains(&normal(p)))
}

/// A name without clitic, possessive, apostrophe and hyphen, in the newer spelling: *Soekarno* is *Sukarno*.
fn normal(word: &str) -> Cow<'_, str> {
    let bare = ["-nya", "'s", "'"].iter().find_map(|s| word.strip_suffix(s)).unwrap_or(word);
    let bare = bare.strip_suffix("nya").filter(|w| w.len() > 3).unwrap_or(bare);
    if bare.contains(['\'', '-']) || bare.contains("oe") {
        Cow::Owned(bare.replace(['\'', '-'], "").replace("oe", "u"))
    } else {
        Cow::Borrowed(bare)
    }
}

fn is_title(side: &Side<'_>, at: usize, lang: Lang) -> bool {
    openers(lang).is_some_and(|o| o.words.get(side.word(at)) == Some(&Class::Title)) || lang == Lang::EN && side.word(at) == "i"
}

/// Whether `folded` is an ordinary word, so that its capital may come from its place.
fn is_ordinary(folded: &str, lang: Lang) -> bool {
    let Some(openers) = openers(lang) else { return true };
    match openers.words.get(folded) {
        Some(Class::Name) => return false,
        Some(_) => return true,
        None => {}
    }
    let bare = if lang == Lang::ID { roots::without_clitic(folded) } else { folded.strip_suffix("'s") };
    bare.is_some_and(|w| openers.words.contains_key(w))
        || folded.split_once('-').is_some_and(|(a, b)| a == b || openers.words.contains_key(a))
        || openers.endings.iter().any(|e| folded.len() > e.len() + 2 && folded.ends_with(e))
        || lexicon::of(lang).is_some_and(|l| l.knows(folded))
        || number_words::knows(folded, lang)
        || calendar::name_of(lang.as_str(), folded).is_some()
        || lang == Lang::ID && roots::looks_derived(folded)
}

/// For each token why it may have a capital.
fn places(side: &Side<'_>, lang: Lang) -> Vec<Place> {
    let mut out = vec![Place::Middle; side.tokens.len()];
    let from = dateline_end(side);
    let words = || (from..side.tokens.len()).filter(|&at| side.is_word(at));
    let small = |at: usize| openers(lang).is_some_and(|o| o.words.get(side.word(at)) == Some(&Class::Small));
    let capitals = words().filter(|&at| side.is_capitalised(at)).count();
    let others = words().filter(|&at| !side.is_capitalised(at) && !small(at)).count();
    // Names in a row are capitals as well; capitals of ordinary words are what tells title case.
    let of_ordinary = || words().skip(1).filter(|&at| side.is_capitalised(at) && is_ordinary(side.word(at), lang)).count();
    // A sentence with a long name ends like one.
    let title_case = || others * 4 <= capitals && !is_closed(side) && of_ordinary() * 2 >= capitals - 1;
    if capitals >= 4 && (others == 0 || title_case()) {
        // An abbreviation has its capitals in any title.
        let initials = |at: usize| others > 0 && is_abbreviation(side, at);
        words().filter(|&at| !initials(at)).for_each(|at| out[at] = Place::Headline);
    }
    for at in words().skip(1) {
        if out[at] != Place::Middle {
            continue;
        }
        let quoted = matches!(side.word_before(at), "\"" | "'" | "(" | "[");
        let before = if quoted { at.saturating_sub(2) } else { at - 1 };
        out[at] = match side.word(before) {
            ":" | "!" | "?" | ";" => Place::Inner,
            "," if quoted => Place::Inner,
            ")" if side.word(0) == "(" => Place::Inner,
            "." if !is_initial(side, before, lang) => Place::Inner,
            _ => Place::Middle,
        };
    }
    if let Some(first) = words().next() {
        out[first] = if out[first] == Place::Headline { Place::Headline } else { Place::First };
    }
    out
}

fn is_abbreviation(side: &Side<'_>, at: usize) -> bool {
    let text = side.tokens[at].text;
    text.chars().count() >= 2 && text.chars().all(char::is_uppercase)
}

/// Whether the side ends with a full stop, as a sentence does.
fn is_closed(side: &Side<'_>) -> bool {
    (0..side.tokens.len())
        .rev()
        .find(|&at| !matches!(side.word(at), "\"" | "'" | ")" | "]"))
        .is_some_and(|at| side.word(at) == ".")
}

/// Whether the full stop at `at` belongs to an initial or a title: *M.*, *Dr.*
fn is_initial(side: &Side<'_>, at: usize, lang: Lang) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    side.is_word(before) && (side.tokens[before].text.chars().count() <= 2 || is_title(side, before, lang))
}

/// Where the text behind a dateline begins (*JAKARTA (Antara) - …*); 0 without one.
fn dateline_end(side: &Side<'_>) -> usize {
    let Some(dash) =
        (1..side.tokens.len().min(12)).find(|&at| side.word(at) == "-" && !side.touches_next(at) && !side.touches_next(at - 1))
    else {
        return 0;
    };
    let capitals = (0..dash)
        .filter(|&at| side.is_word(at))
        .all(|at| side.is_capitalised(at) || matches!(side.word(at), "com" | "id" | "co"));
    if capitals && side.is_word(0) { dash + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_openers_is_read() {
        for (name, text) in [("openers-id.tsv", OPENERS_ID), ("openers-en.tsv", OPENERS_EN)] {
            for entry in table::built_in(name, text, 2) {
                assert!(
                    matches!(entry.fields[0], "opener" | "title" | "name" | "small" | "ending"),
                    "{name}, line {}",
                    entry.line
                );
                assert_eq!(crate::text::fold(entry.fields[1]), entry.fields[1], "{name}, line {}", entry.line);
            }
        }
    }

    #[test]
    fn spelling_and_clitics_make_no_other_name() {
        assert_eq!(normal("soekarno"), normal("sukarno"));
        assert_eq!(normal("al-qur'an"), normal("alquran"));
        assert_eq!(normal("jakarta's"), "jakarta");
    }
}
