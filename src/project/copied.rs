//! What is taken over into the translation as it is: bylines, credits, addresses on the web.
//!
//! Source: review.md, "What is filled in". Figures and dates are converted, which is not this module's work: a text with a
//! figure that reads differently in the other language is not copied.

use std::sync::LazyLock;

use crate::model::{Direction, Role};
use crate::text::{TokenKind, Tokens, table};

const TABLE: &str = include_str!("../../memory/language/copied.tsv");

static ENTRIES: LazyLock<Vec<table::Entry<'static>>> = LazyLock::new(|| table::built_in("copied.tsv", TABLE, 4));

/// Returns the text that stands for `text` in the translation when it holds no word to translate, else `None`.
///
/// ```
/// use padan::model::{Direction, Role};
/// use padan::project::copied::copy;
/// assert_eq!(copy("Oleh Rahmat Dirgantara", Role::Byline, Direction::ID_EN).as_deref(), Some("By Rahmat Dirgantara"));
/// assert_eq!(copy("(rml/dns)", Role::Credit, Direction::ID_EN).as_deref(), Some("(rml/dns)"));
/// assert_eq!(copy("Foto: Rahmat Dirgantara", Role::Credit, Direction::ID_EN), None);
/// ```
pub fn copy(text: &str, role: Role, direction: Direction) -> Option<String> {
    if is_address(text) {
        return Some(text.to_owned());
    }
    match role {
        Role::Byline => {
            let (label, names) = labelled(text, direction);
            let is_label = entries("label", direction).any(|f| f[2] == text);
            if is_label {
                return None;
            }
            only_names(names, direction).filter(|n| !n.is_empty()).map(|names| format!("{label}{names}"))
        }
        Role::Credit if is_initials(text) => Some(text.to_owned()),
        Role::Credit => only_names(text, direction),
        _ => None,
    }
}

fn entries(kind: &'static str, direction: Direction) -> impl Iterator<Item = &'static [&'static str]> {
    let lang = direction.from;
    ENTRIES.iter().map(|e| &*e.fields).filter(move |f| f[0] == kind && f[1] == lang.as_str())
}

/// The label that opens a byline in the other language, with its space, and the rest of the line.
fn labelled(text: &str, direction: Direction) -> (String, &str) {
    let mut best: Option<(&str, &str)> = None;
    for fields in entries("label", direction) {
        let opens =
            text.strip_prefix(fields[2]).is_some_and(|rest| rest.starts_with(char::is_whitespace) || fields[2].ends_with(':'));
        if opens && best.is_none_or(|(found, _)| found.len() < fields[2].len()) {
            best = Some((fields[2], fields[3]));
        }
    }
    best.map_or((String::new(), text), |(from, to)| (format!("{to} "), text[from.len()..].trim_start()))
}

/// The line with its few ordinary words put into the other language, when everything else is capitalised words and marks.
fn only_names(text: &str, direction: Direction) -> Option<String> {
    let tokens = Tokens::of(text);
    let mut out = String::new();
    let mut at = 0;
    let mut any = false;
    for token in tokens.iter() {
        let word = &text[token.start..token.end];
        let stands_for = match token.kind {
            TokenKind::Word if word.starts_with(char::is_uppercase) => {
                any = true;
                word
            }
            TokenKind::Word => entries("word", direction).find(|f| f[2] == word)?[3],
            TokenKind::Number => return None,
            TokenKind::Mark if matches!(word, ":" | "!" | "?") => return None,
            TokenKind::Mark => word,
        };
        out.push_str(&text[at..token.start.max(at)]);
        out.push_str(stands_for);
        at = token.end;
    }
    out.push_str(&text[at..]);
    any.then_some(out)
}

/// Initials in brackets at the end of an article: `(rml/dns)`, `(*)`. What stands alone and is longer may be a word: `(tamat)`.
fn is_initials(text: &str) -> bool {
    let inner = text.trim().strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    inner.is_some_and(|t| {
        let longest = if t.contains('/') { 5 } else { 3 };
        !t.is_empty()
            && t.split('/').all(|part| {
                part.len() <= longest && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '*')
            })
    })
}

/// A web or mail address and nothing else.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    let one_word = !text.is_empty() && !text.contains(char::is_whitespace);
    let web = ["http://", "https://", "www."].iter().any(|p| text.starts_with(p));
    let mail = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    one_word && (web || mail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_used() {
        for e in ENTRIES.iter() {
            assert!(matches!(e.fields[0], "label" | "word"), "line {}", e.line);
            assert!(matches!(e.fields[1], "id" | "en"), "line {}", e.line);
        }
    }

    #[test]
    fn names_are_copied_and_words_are_not() {
        let copy = |text, role| copy(text, role, Direction::ID_EN);
        assert_eq!(copy("Rahmat Dirgantara", Role::Byline).as_deref(), Some("Rahmat Dirgantara"));
        assert_eq!(copy("Editor: Laras Anindita", Role::Byline).as_deref(), Some("Editor: Laras Anindita"));
        assert_eq!(copy("Oleh", Role::Byline), None);
        assert_eq!(copy("Rahmat dan Laras", Role::Byline).as_deref(), Some("Rahmat and Laras"));
        assert_eq!(copy("Laporan wartawan kami di Semarang", Role::Byline), None);
        assert_eq!(copy("WARTA BAHARI/Galuh Paramita", Role::Credit).as_deref(), Some("WARTA BAHARI/Galuh Paramita"));
        assert_eq!(copy("Sumber: Kantor Pelabuhan", Role::Credit), None);
        assert_eq!(copy("(Diolah dari berbagai sumber)", Role::Credit), None);
        assert_eq!(copy("https://contoh.example/a", Role::Body).as_deref(), Some("https://contoh.example/a"));
        assert_eq!(copy("redaksi@contoh.example", Role::Body).as_deref(), Some("redaksi@contoh.example"));
        assert_eq!(copy("1.234,5", Role::Body), None);
        assert_eq!(copy("Jakarta", Role::Body), None);
    }
}
