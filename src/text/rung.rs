//! The rung key: what is left of a text when case, punctuation, numbers and dates may differ.
//!
//! Source: score.md, definition version 1, rule 5.

use super::calendar::{CalendarName, name_of};
use super::fold;
use super::token::{Token, TokenKind, Tokens};

/// Returns the rung key of a text in language `lang`: its words case-folded, numbers as `N`, months as `M`, weekdays as
/// `W`, joined by one space. Empty when the text has neither word nor number.
///
/// ```
/// use padan::text::{Tokens, rung::rung_key};
/// assert_eq!(rung_key(&Tokens::of("Kamis, 27 Juli 2023."), "id"), "W N M N");
/// ```
pub fn rung_key(tokens: &Tokens, lang: &str) -> String {
    let mut out = String::new();
    for token in tokens.iter().filter(|t| t.kind != TokenKind::Mark) {
        if !out.is_empty() {
            out.push(' ');
        }
        push_class(&mut out, token, lang);
    }
    out
}

fn push_class(out: &mut String, token: Token<'_>, lang: &str) {
    if token.kind == TokenKind::Number {
        out.push('N');
        return;
    }
    let folded = fold(token.text);
    match name_of(lang, &folded) {
        Some(CalendarName::Month(_)) => out.push('M'),
        Some(CalendarName::Weekday(_)) => out.push('W'),
        None => out.push_str(&folded),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_dates_share_a_rung() {
        let rung = |s: &str| rung_key(&Tokens::of(s), "id");
        assert_eq!(rung("Jakarta, 17 September 2021"), rung("JAKARTA 18 Oktober 2020."));
        assert_ne!(rung("17 September 2021"), rung("September 2021"));
        assert_eq!(rung("…"), "");
    }
}
