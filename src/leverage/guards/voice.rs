//! The voice guard: one verb, active on one side and passive on the other.
//!
//! Indonesian verbs say it by prefix (`text::roots`), English ones by *be* and a participle, or a participle and *by*.
//!
//! **Invariant:** only words that differ count; a verb that merely moves, or stands in both voices on both sides, is none.

use std::ops::Range;

use super::side::Side;
use super::verbs;
use crate::text::roots::{Analysis, analyse};

/// A verb that changes its voice: where it stands in the source and in the query.
pub(super) type Change = (Range<usize>, Range<usize>);

/// Returns the verbs of two Indonesian sides that change their voice, each token at most once.
pub(super) fn indonesian(source: &Side<'_>, query: &Side<'_>) -> Vec<Change> {
    let sources = candidates(source, query);
    if sources.is_empty() {
        return Vec::new();
    }
    let queries = candidates(query, source);
    let mut pairs = Vec::new();
    for (i, (at, forms)) in sources.iter().enumerate() {
        for (j, (other, others)) in queries.iter().enumerate() {
            if forms.iter().any(|a| others.iter().any(|b| a.root == b.root && a.voice != b.voice)) {
                let apart = source.places[*at].substitute != Some(*other);
                pairs.push((apart, i, j));
            }
        }
    }
    pairs.sort_unstable();
    let (mut used, mut used_there) = (vec![false; sources.len()], vec![false; queries.len()]);
    let mut out = Vec::new();
    for (_, i, j) in pairs {
        if !used[i] && !used_there[j] {
            (used[i], used_there[j]) = (true, true);
            let (at, other) = (sources[i].0, queries[j].0);
            out.push((at..at + 1, other..other + 1));
        }
    }
    out
}

/// The words of `side` that may be active or passive and that the other side has fewer of.
fn candidates(side: &Side<'_>, other: &Side<'_>) -> Vec<(usize, Vec<Analysis>)> {
    let mut out = Vec::new();
    for at in 0..side.tokens.len() {
        let word = side.word(at);
        let shaped = word.starts_with("me") || word.starts_with("di") || word.starts_with("ter") || word.contains("-me");
        if !shaped || !side.is_word(at) || side.idiom[at] || side.places[at].equal.is_some() || has_more(side, other, word) {
            continue;
        }
        let forms: Vec<Analysis> = analyse(word).into_iter().filter(|a| a.voice.is_some()).collect();
        if !forms.is_empty() {
            out.push((at, forms));
        }
    }
    out
}

/// Whether `other` has `word` as often as `side`.
fn has_more(side: &Side<'_>, other: &Side<'_>, word: &str) -> bool {
    let count = |s: &Side<'_>| s.folded.iter().filter(|w| *w == word).count();
    count(other) >= count(side)
}

/// A verb form of an English side.
struct Form<'a> {
    at: Range<usize>,
    stem: &'a str,
    passive: bool,
}

/// Returns the verbs of two English sides that change their voice.
pub(super) fn english(source: &Side<'_>, query: &Side<'_>) -> Vec<Change> {
    let (sources, queries) = (forms(source), forms(query));
    let count = |forms: &[Form<'_>], f: &Form<'_>| forms.iter().filter(|g| g.stem == f.stem && g.passive == f.passive).count();
    let mut out: Vec<Change> = Vec::new();
    for f in sources.iter().filter(|f| count(&sources, f) > count(&queries, f)) {
        let partner = queries.iter().find(|g| {
            g.stem == f.stem
                && g.passive != f.passive
                && count(&queries, g) > count(&sources, g)
                && !out.iter().any(|(_, taken)| *taken == g.at)
        });
        if let Some(g) = partner {
            out.push((f.at.clone(), g.at.clone()));
        }
    }
    out
}

fn forms<'s>(side: &'s Side<'_>) -> Vec<Form<'s>> {
    (0..side.tokens.len()).filter(|&at| side.is_word(at) && side.word(at).len() > 2).filter_map(|at| form(side, at)).collect()
}

fn form<'s>(side: &'s Side<'_>, at: usize) -> Option<Form<'s>> {
    let word = side.word(at);
    let stem = verbs::stem(word);
    let perfect = verbs::perfect_before(side, at).is_some();
    if verbs::is_participle(word) {
        if let Some(be) = be_before(side, at) {
            return Some(Form { at: be..at + 1, stem, passive: true });
        }
        if side.word(at + 1) == "by" && !perfect {
            return Some(Form { at: at..at + 1, stem, passive: true });
        }
        // The form used in the north may be cut from which was used: only an object shows that it acts.
        let object = side.is_word(at + 1) && !verbs::is_preposition(side.word(at + 1)) || side.is_number(at + 1);
        let acts = perfect || object || !verbs::is_past(word);
        return acts.then_some(Form { at: at..at + 1, stem, passive: false });
    }
    // A noun of the same form: the arrest, his attacks.
    (!verbs::is_determiner(side.word_before(at))).then_some(Form { at: at..at + 1, stem, passive: false })
}

/// The *be* that a participle at `at` belongs to, adverbs and *not* between them aside.
fn be_before(side: &Side<'_>, at: usize) -> Option<usize> {
    for back in 1..=4 {
        let i = at.checked_sub(back)?;
        let word = side.word(i);
        match word.strip_suffix("n't").unwrap_or(word) {
            "is" | "are" | "was" | "were" | "be" | "been" | "being" | "get" | "gets" | "got" => return Some(i),
            adverb if verbs::is_adverb(adverb) => {}
            _ => return None,
        }
    }
    None
}
