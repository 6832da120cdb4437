//! What belongs to an article around its running text: the names and captions above it, the lines that close it.
//!
//! Leaves to others: where the running text begins and ends.
//!
//! **Invariant:** each answer is about one line and its nearest neighbours.

use super::feature::Feature;
use super::score::is_statement;
use crate::model::Role;

/// Two to four capitalised words and nothing else, or one with a date below.
pub(super) fn is_name(features: &[Feature<'_>], at: usize) -> bool {
    let feature = &features[at];
    let below = features[at + 1..].iter().filter(|f| f.words > 0).take(1);
    let dated = below.filter_map(|f| f.cue).any(|c| c.role() == Some(Role::Date));
    (if dated { 1 } else { 2 }..=4).contains(&feature.words)
        && feature.text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '-'))
        && feature.text.split_whitespace().all(|w| w.starts_with(char::is_uppercase))
}

/// A name of two to four words, and behind a sign the outlet or the office: "Dimas Anggoro - Kabar Nusa".
pub(super) fn is_signed_name(line: &str) -> bool {
    let Some(at) = [" - ", " – ", " | ", " (", ", ", "/"].into_iter().filter_map(|sign| line.find(sign)).min() else {
        return false;
    };
    let (name, office) = line.split_at(at);
    let words = name.split_whitespace().count();
    let named = |w: &str| {
        w.starts_with(char::is_uppercase)
            && w.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '-'))
            && w.chars().any(char::is_lowercase)
    };
    let office = office.trim_matches(|c: char| !c.is_alphanumeric());
    (2..=4).contains(&words)
        && name.split_whitespace().all(|w| named(w) || w.len() == 2 && w.ends_with('.'))
        && (1..=4).contains(&office.split_whitespace().count())
        && office.starts_with(char::is_uppercase)
        && !office.ends_with(['.', '?', '!'])
}

/// A line of some length between headline and text that stands twice, or directly before the text, or ends with its source
/// in brackets, is a caption.
pub(super) fn is_caption(features: &[Feature<'_>], at: usize) -> bool {
    let feature = &features[at];
    let source = feature.text.trim_end_matches(['.', ' ']).strip_suffix(')').and_then(|t| t.rsplit_once('('));
    let sourced = source.is_some_and(|(_, s)| (3..=60).contains(&s.len()) && s.starts_with(char::is_alphanumeric));
    let twice = features.get(at + 1).is_some_and(|n| n.text == feature.text);
    feature.words >= 6 && (feature.small >= 1 || twice) || feature.words >= 4 && sourced
}

/// Whether a line behind the block still belongs to it: a list, its heading, a last sentence.
pub(super) fn closes(features: &[Feature<'_>], at: usize) -> bool {
    let feature = &features[at];
    let items = features[at + 1..].iter().take(3).filter(|f| f.cue.is_none() && f.is_item()).count();
    let bare = feature.text.trim_end_matches(['"', '”', ')']);
    let sentence = bare.ends_with(['.', '?', '!']) || bare.ends_with(':') && feature.words >= 3;
    feature.cue.is_none() && !feature.is_linked_title() && (feature.is_item() || items >= 2 || sentence)
}

/// Whether a line right behind the block introduces what closes it: a heading over a last sentence, the sender over the ways
/// to reach him.
pub(super) fn leads_on(features: &[Feature<'_>], at: usize) -> bool {
    let plain = |f: &&Feature<'_>| f.cue.is_none() && !f.is_linked_title();
    let next = features.get(at + 1).filter(plain);
    let feature = &features[at];
    let announces = feature.text.ends_with(':');
    let heading = (1..=6).contains(&feature.words);
    let sentence = next.is_some_and(|n| n.words >= 6 && (n.small > 0 || announces) && is_statement(n));
    let sender = features[at..].iter().take(4).take_while(plain).any(|f| is_contact(f.text));
    plain(&feature) && (heading && sentence || sender)
}

/// Whether a line says how to reach somebody: "Telp: (021) 555 0147", "Surel: humas@contoh.id".
fn is_contact(line: &str) -> bool {
    let label = line.split([':', ' ', '/', '.']).next().unwrap_or_default().to_lowercase();
    let named = matches!(
        &*label,
        "telp"
            | "telepon"
            | "tel"
            | "hp"
            | "wa"
            | "faks"
            | "fax"
            | "email"
            | "e-mail"
            | "surel"
            | "kontak"
            | "contact"
            | "narahubung"
    );
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    named && line.contains([':', '.']) && (digits >= 6 || line.contains('@'))
}
