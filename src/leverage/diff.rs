//! The word diff and the edits of a match, as a person and as a program read them.

use super::edit::{Step, StepOp};
use crate::model::{Edit, EditOp};
use crate::text::Tokens;

/// Returns the diff from the match's source (`-`) to the segment (`+`), `=` what both have.
///
/// A token carries the space before it; `=` and `+` joined spell the segment byte for byte. A run of changes is one
/// deletion followed by one insertion.
pub fn words(source: (&str, &Tokens), query: (&str, &Tokens), steps: &[Step]) -> Vec<(char, String)> {
    let mut out: Vec<(char, String)> = Vec::new();
    let (mut old, mut new) = (String::new(), String::new());
    let (mut source_at, mut query_at) = (0, 0);
    for step in steps {
        let dropped =
            if step.op == StepOp::Insert { "" } else { advance(source.0, &mut source_at, source.1.get(step.source).end) };
        let added = if step.op == StepOp::Delete { "" } else { advance(query.0, &mut query_at, query.1.get(step.query).end) };
        if step.op == StepOp::Equal {
            flush(&mut out, &mut old, &mut new);
            push(&mut out, '=', added);
        } else {
            old.push_str(dropped);
            new.push_str(added);
        }
    }
    let rest = &query.0[query_at..];
    if new.is_empty() && old.is_empty() {
        push(&mut out, '=', rest);
    } else if new.is_empty() {
        // White space after the last token is nobody's change.
        flush(&mut out, &mut old, &mut new);
        push(&mut out, '=', rest);
    } else {
        new.push_str(rest);
        flush(&mut out, &mut old, &mut new);
    }
    out
}

fn advance<'a>(text: &'a str, at: &mut usize, end: usize) -> &'a str {
    let piece = &text[*at..end.max(*at)];
    *at = end.max(*at);
    piece
}

fn flush(out: &mut Vec<(char, String)>, old: &mut String, new: &mut String) {
    push(out, '-', old);
    push(out, '+', new);
    old.clear();
    new.clear();
}

fn push(out: &mut Vec<(char, String)>, mark: char, piece: &str) {
    if piece.is_empty() {
        return;
    }
    match out.last_mut() {
        Some((last, text)) if *last == mark => text.push_str(piece),
        _ => out.push((mark, piece.to_owned())),
    }
}

/// Where each token of a text stands, in characters: the start of each, and the length of the text at the end.
#[derive(Clone, Debug)]
pub struct CharPlaces {
    spans: Vec<(u32, u32)>,
    end: u32,
}

impl CharPlaces {
    /// Counts the characters of `text` up to each of its tokens.
    pub fn of(text: &str, tokens: &Tokens) -> CharPlaces {
        let (mut at, mut chars) = (0, 0);
        let mut count_to = |byte: usize| {
            if byte < at {
                // Tokens composed from one piece of text share its range.
                return chars - text[byte..at].chars().count() as u32;
            }
            chars += text[at..byte].chars().count() as u32;
            at = byte;
            chars
        };
        let spans = tokens.iter().map(|t| (count_to(t.start), count_to(t.end))).collect();
        CharPlaces { spans, end: text.chars().count() as u32 }
    }

    /// The characters of the tokens `from..to`; empty at the place of `from` when the range is.
    pub fn range(&self, from: usize, to: usize) -> (u32, u32) {
        if from < to { (self.spans[from].0, self.spans[to - 1].1) } else { (self.point(from), self.point(from)) }
    }

    fn point(&self, index: usize) -> u32 {
        match (self.spans.get(index), index.checked_sub(1).and_then(|i| self.spans.get(i))) {
            (Some(next), _) => next.0,
            (None, Some(last)) => last.1,
            (None, None) => self.end,
        }
    }
}

/// Returns the steps that change something, in order, with their places in characters.
pub fn edits(source: &CharPlaces, query: &CharPlaces, steps: &[Step]) -> Vec<Edit> {
    steps
        .iter()
        .filter_map(|s| {
            let op = match s.op {
                StepOp::Equal => return None,
                StepOp::Case => EditOp::Case,
                StepOp::Substitute => EditOp::Substitute,
                StepOp::Delete => EditOp::Delete,
                StepOp::Insert => EditOp::Insert,
            };
            let source = source.range(s.source, s.source + usize::from(s.op != StepOp::Insert));
            let query = query.range(s.query, s.query + usize::from(s.op != StepOp::Delete));
            Some(Edit { op, source, query })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::edit::{Alphabet, script};
    use super::*;
    use proptest::prelude::*;

    fn diff(source: &str, query: &str) -> Vec<(char, String)> {
        let (a, b) = (Tokens::of(source), Tokens::of(query));
        let alphabet = Alphabet::of(&b);
        words((source, &a), (query, &b), &script(&alphabet.symbols(&a), &alphabet.query))
    }

    #[test]
    fn a_run_of_changes_reads_as_one() {
        let expected = [('=', "Pada"), ('-', " Mei 2022"), ('+', " Juni 2023"), ('=', " ia pergi.")];
        assert_eq!(diff("Pada Mei 2022 ia pergi.", "Pada Juni 2023 ia pergi."), expected.map(|(c, s)| (c, s.to_owned())));
        assert_eq!(diff("a b", "a "), [('=', "a".to_owned()), ('-', " b".to_owned()), ('=', " ".to_owned())]);
    }

    #[test]
    fn edits_are_counted_in_characters() {
        let (source, query) = ("“é” lama", "“é” baru sekali");
        let (a, b) = (Tokens::of(source), Tokens::of(query));
        let alphabet = Alphabet::of(&b);
        let steps = script(&alphabet.symbols(&a), &alphabet.query);
        let found = edits(&CharPlaces::of(source, &a), &CharPlaces::of(query, &b), &steps);
        assert_eq!(found[0], Edit { op: EditOp::Substitute, source: (4, 8), query: (4, 8) });
        assert_eq!(found[1], Edit { op: EditOp::Insert, source: (8, 8), query: (9, 15) });
    }

    proptest! {
        #[test]
        fn equal_and_inserted_text_spell_the_segment(source in ".{0,30}", query in ".{0,30}") {
            let spelled: String = diff(&source, &query).into_iter().filter(|(c, _)| *c != '-').map(|(_, s)| s).collect();
            prop_assert_eq!(spelled, query);
        }

        #[test]
        fn equal_and_inserted_text_spell_the_segment_in_words(source in "[ab1\u{301}é“ -]{0,12}", query in "[ab1\u{301}é“ -]{0,12}") {
            let spelled: String = diff(&source, &query).into_iter().filter(|(c, _)| *c != '-').map(|(_, s)| s).collect();
            prop_assert_eq!(spelled, query);
        }
    }
}
