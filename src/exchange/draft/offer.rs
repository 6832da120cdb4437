//! What the memory offers for a segment, line by line, as plain values: every format for people shows these lines, each in
//! its own look.
//!
//! A new kind of hint (an older version of the sentence, a similar sentence of the same article) is added in [`lines`], in
//! the kinds of [`Line`] there are; no format needs a change for it.
//!
//! **Invariant:** a line holds text, never markup; whoever shows it escapes it.

use super::row::Row;
use crate::text::Ui;

/// One line of what is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Score and origin of the text, else of the best match: always the first line, and the only one of its kind. Without
    /// score and parts nothing is offered.
    Origin {
        /// The score, 0–102.
        score: Option<u8>,
        /// Kind, memory, author, date, each where it is known.
        parts: Vec<String>,
    },
    /// What to be careful about.
    Caution(String),
    /// Small print.
    Remark(String),
    /// The difference of the two sources.
    Difference(Vec<(char, &'a str)>),
    /// A translation that was not filled in.
    Target(&'a str),
    /// Another place that says something about this one: an earlier segment, an earlier version of the article. The lines
    /// behind it are about that.
    Heading(String),
}

/// Returns the lines for `row`, in the order in which they are shown; never empty.
pub(super) fn lines<'a>(row: &Row<'a>, ui: Ui) -> Vec<Line<'a>> {
    let parts = row.provenance(ui);
    let mut out = if parts.is_empty() { vec![Line::Origin { score: None, parts }] } else { of_memory(row, parts, ui) };
    if let Some(like) = row.like(ui) {
        out.push(Line::Heading(like.line));
        out.extend(like.cautions.into_iter().map(Line::Caution));
        if !like.diff.is_empty() {
            out.push(Line::Difference(pieces(like.diff)));
        }
    }
    if let Some(before) = row.before(ui) {
        out.push(Line::Heading(before.heading));
        out.push(Line::Difference(pieces(before.diff)));
        out.extend(before.targets.into_iter().map(Line::Target));
    }
    out
}

/// What the memory offers: its best match, else the one the text came from.
fn of_memory<'a>(row: &Row<'a>, parts: Vec<String>, ui: Ui) -> Vec<Line<'a>> {
    let mut out = vec![Line::Origin { score: row.score(), parts }];
    out.extend(row.cautions(ui).into_iter().map(Line::Caution));
    let remarks = row.remarks(ui);
    if !remarks.is_empty() {
        out.push(Line::Remark(remarks.join(" · ")));
    }
    if let Some(best) = row.best.filter(|m| m.diff.iter().any(|(op, _)| *op != '=')) {
        out.push(Line::Difference(pieces(&best.diff)));
    }
    out.extend(row.offers.iter().map(|m| Line::Target(&m.target)));
    out
}

/// Returns the pieces of a difference as they are shown: `=` plain, `-` only on record, `+` only here; none is empty.
///
/// The space before a word is plain: a line that is struck or drawn across gaps reads as one long word. Old and new word
/// side by side get a space between them.
pub(super) fn pieces(diff: &[(char, String)]) -> Vec<(char, &str)> {
    let mut out = Vec::new();
    let mut last = None;
    for (op, words) in diff {
        let word = words.trim_start();
        let space = &words[..words.len() - word.len()];
        let space = if space.is_empty() && last == Some('-') && *op == '+' { " " } else { space };
        last = Some(*op);
        out.extend([('=', space), (*op, word)].into_iter().filter(|(_, text)| !text.is_empty()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{row::row, samples};
    use super::*;

    #[test]
    fn every_row_begins_with_its_origin_and_offers_only_what_is_not_filled_in() {
        for segment in &samples::article().segments {
            let lines = lines(&row(segment, 60), Ui::En);
            assert!(matches!(lines[0], Line::Origin { .. }), "{lines:?}");
            assert_eq!(lines.iter().filter(|l| matches!(l, Line::Origin { .. })).count(), 1);
            assert!(segment.target.is_empty() || !lines.iter().any(|l| matches!(l, Line::Target(_))), "{lines:?}");
        }
    }

    #[test]
    fn pieces_keep_gaps_plain_and_words_apart() {
        let diff = |parts: &[(char, &str)]| parts.iter().map(|&(op, t)| (op, t.to_owned())).collect::<Vec<_>>();
        let written = diff(&[('=', "Pada"), ('-', " 2022"), ('+', " 2023"), ('-', "a"), ('+', "b"), ('+', "")]);
        let wanted =
            vec![('=', "Pada"), ('=', " "), ('-', "2022"), ('=', " "), ('+', "2023"), ('-', "a"), ('=', " "), ('+', "b")];
        assert_eq!(pieces(&written), wanted);
    }
}
