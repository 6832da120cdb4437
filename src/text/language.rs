//! Which of the two languages a text is in, told by its small words.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{TokenKind, Tokens, fold, table};

const TABLE: &str = include_str!("../../memory/language/function-words.tsv");

static WORDS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| table::built_in("function-words.tsv", TABLE, 2).into_iter().map(|e| (e.fields[1], e.fields[0])).collect());

/// Returns `id` or `en` when `text` is plainly in that language, else `None`.
///
/// Plainly: at least ten of its small words are known and nine of ten of them are of one language.
pub fn plainly(text: &str) -> Option<&'static str> {
    let (mut id, mut en) = (0_usize, 0_usize);
    for piece in pieces(text) {
        for token in Tokens::of(piece).iter().filter(|t| t.kind == TokenKind::Word) {
            match WORDS.get(&*fold(token.text)) {
                Some(&"id") => id += 1,
                Some(_) => en += 1,
                None => {}
            }
        }
    }
    match (id + en, id.max(en)) {
        (all, most) if all >= 10 && 10 * most >= 9 * all => Some(if id > en { "id" } else { "en" }),
        _ => None,
    }
}

/// How long a piece is at least, in bytes.
const PIECE: usize = 8192;

/// The text in pieces between white space: the tokens of a large file are many times its size.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let from = rest.ceil_char_boundary(PIECE);
        let end = rest[from..].find(char::is_whitespace).map_or(rest.len(), |at| from + at);
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_a_language_and_a_word_once() {
        let entries = table::built_in("function-words.tsv", TABLE, 2);
        for e in &entries {
            assert!(matches!(e.fields[0], "id" | "en"), "line {}", e.line);
        }
        assert_eq!(entries.len(), WORDS.len(), "a word stands twice");
    }

    #[test]
    fn tells_the_language_of_running_text_only() {
        let id = "Kapal itu belum tiba karena cuaca buruk, dan para nelayan yang menunggu di dermaga tidak dapat melaut hingga pagi. \
                  Mereka akan menunggu sampai ombak lebih tenang pada malam ini.";
        let en = "The ship has not arrived because of the weather, and the fishermen who were waiting on the pier would not go to sea \
                  until it was calm.";
        assert_eq!(plainly(id), Some("id"));
        assert_eq!(plainly(en), Some("en"));
        assert_eq!(plainly(&format!("{id} {en}")), None);
        assert_eq!(plainly("Jakarta"), None);
    }

    #[test]
    fn a_long_text_is_read_to_its_end() {
        let text = "kapal-kapal é ".repeat(2000) + "dan " + &" ".repeat(9000) + "yang di ke";
        let joined: String = pieces(&text).collect();
        assert!(joined == text && pieces(&text).count() > 3);
        assert!(pieces(&text).all(|p| p.is_empty() || !p.trim_start().starts_with('-')));
        assert_eq!(plainly(&("Kapal ".repeat(5000) + "yang di dan itu ini dengan untuk dari tidak akan pada")), Some("id"));
        assert_eq!(plainly(&"x".repeat(20_000)), None);
    }
}
