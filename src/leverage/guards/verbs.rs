//! English verb forms: what a word may be, and whether one verb changes its tense.
//!
//! **Invariant:** a word in a noun's place, or behind a modal, *to*, *do*, *be* or *have*, has no tense of its own.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::side::Side;
use crate::text::table;

pub(super) const TABLE_EN: &str = include_str!("../../../memory/language/verbs-en.tsv");

#[derive(Clone, Copy, Default)]
struct Irregular {
    base: &'static str,
    plain: bool,
    past: bool,
    participle: bool,
}

static IRREGULAR: LazyLock<HashMap<&'static str, Irregular>> = LazyLock::new(|| {
    let mut forms: HashMap<&'static str, Irregular> = HashMap::new();
    for entry in table::built_in("verbs-en.tsv", TABLE_EN, 3) {
        let [base, past, participle] = entry.fields[..3] else { continue };
        for (form, n) in [(base, 0), (past, 1), (participle, 2)] {
            let known = forms.entry(form).or_default();
            known.base = base;
            known.plain |= n == 0;
            known.past |= n == 1;
            known.participle |= n == 2;
        }
    }
    forms
});

/// The stem that the forms of one verb share: *arrested*, *arrests*; *chosen*, *chose*.
pub(super) fn stem(folded: &str) -> &str {
    IRREGULAR.get(folded).map_or_else(|| cut(folded), |known| cut(known.base))
}

fn cut(word: &str) -> &str {
    let cut = ["ing", "ed", "es", "s", "e"].iter().find_map(|s| word.strip_suffix(s)).filter(|w| w.len() > 2).unwrap_or(word);
    match cut.as_bytes() {
        [.., a, b] if a == b && b.is_ascii_alphabetic() && !b"sl".contains(b) => &cut[..cut.len() - 1],
        [.., b'i' | b'y'] => &cut[..cut.len() - 1],
        _ => cut,
    }
}

/// Whether `folded` may be a participle: *arrested*, *chosen*.
pub(super) fn is_participle(folded: &str) -> bool {
    folded == "been"
        || folded.len() > 3 && folded.ends_with("ed") && !folded.ends_with("eed")
        || IRREGULAR.get(folded).is_some_and(|k| k.participle)
}

/// Whether `folded` may be a past tense: *arrested*, *chose*.
pub(super) fn is_past(folded: &str) -> bool {
    folded.len() > 3 && folded.ends_with("ed") && !folded.ends_with("eed")
        || IRREGULAR.get(folded).is_some_and(|k| k.past && !k.plain)
}

pub(super) fn is_determiner(folded: &str) -> bool {
    matches!(
        folded,
        "the" | "a" | "an" | "his" | "her" | "their" | "its" | "our" | "my" | "of" | "this" | "that" | "no" | "in" | "for"
    )
}

pub(super) fn is_preposition(folded: &str) -> bool {
    matches!(
        folded,
        "in" | "on"
            | "at"
            | "by"
            | "to"
            | "from"
            | "for"
            | "with"
            | "under"
            | "over"
            | "up"
            | "out"
            | "as"
            | "and"
            | "or"
            | "near"
            | "into"
            | "during"
            | "after"
            | "before"
    )
}

/// The *have* that a participle at `at` belongs to, adverbs between them aside.
pub(super) fn perfect_before(side: &Side<'_>, at: usize) -> Option<usize> {
    let mut i = at.checked_sub(1)?;
    while is_adverb(side.word(i)) {
        i = i.checked_sub(1)?;
    }
    matches!(side.word(i), "has" | "have" | "had" | "having" | "hasn't" | "haven't" | "hadn't").then_some(i)
}

/// What may stand between *have* or *be* and its participle.
pub(super) fn is_adverb(folded: &str) -> bool {
    folded.len() > 3 && folded.ends_with("ly")
        || matches!(
            folded,
            "not"
                | "also"
                | "already"
                | "never"
                | "later"
                | "still"
                | "yet"
                | "then"
                | "now"
                | "just"
                | "since"
                | "first"
                | "both"
                | "ever"
                | "always"
        )
}

/// Returns the verbs that the script substitutes for each other and whose tense changes: *rises*, *rose*.
pub(super) fn tense_changes(source: &Side<'_>, query: &Side<'_>) -> Vec<(Range<usize>, Range<usize>)> {
    let mut out = Vec::new();
    for (s, place) in source.places.iter().enumerate() {
        let Some(q) = place.substitute else { continue };
        let (a, b) = (source.word(s), query.word(q));
        let past = [is_past(a), is_past(b)];
        if past[0] != past[1]
            && !a.ends_with("ing")
            && !b.ends_with("ing")
            && stem(a) == stem(b)
            && has_tense(source, s)
            && has_tense(query, q)
        {
            out.push((s..s + 1, q..q + 1));
        }
    }
    out
}

fn has_tense(side: &Side<'_>, at: usize) -> bool {
    let mut i = at;
    while i > 0 && is_adverb(side.word(i - 1)) {
        i -= 1;
    }
    let before = side.word_before(i);
    let before = before.strip_suffix("n't").unwrap_or(before);
    let joined = matches!(
        before,
        "to" | "will"
            | "would"
            | "can"
            | "ca"
            | "could"
            | "may"
            | "might"
            | "must"
            | "shall"
            | "should"
            | "wo"
            | "cannot"
            | "do"
            | "does"
            | "did"
            | "is"
            | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "being"
            | "has"
            | "have"
            | "had"
            | "having"
            | "let"
            | "get"
            | "got"
    );
    side.is_word(at) && side.word(at).len() > 2 && at > 0 && !joined && !is_determiner(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_verb_share_a_stem() {
        for (one, other) in [
            ("arrested", "arrests"),
            ("released", "release"),
            ("planned", "plan"),
            ("carries", "carried"),
            ("carry", "carried"),
            ("killed", "kill"),
            ("chose", "chosen"),
            ("rises", "rose"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
    }

    #[test]
    fn every_irregular_verb_has_three_forms() {
        for entry in table::built_in("verbs-en.tsv", TABLE_EN, 3) {
            assert_eq!(entry.fields.len(), 3, "line {}", entry.line);
            assert!(entry.fields.iter().all(|f| f.bytes().all(|b| b.is_ascii_lowercase())), "line {}", entry.line);
        }
    }
}
