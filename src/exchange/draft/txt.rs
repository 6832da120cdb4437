//! A draft as plain text for any editor: the segments one under the other, and only the lines that begin with `>` are edited.
//!
//! ```text
//! # padan · MEMORY.12                        the head: which draft, how to work
//!
//! @ s0008.a1b2c3 · 84 · fuzzy · berita       one segment, with score and origin
//! < Warga tidak perlu mengungsi.             its source
//! # ⚠ negation: tidak                        what to look at; {+words+} only here, [-words-] only on record
//! # → Residents needed to evacuate.          what the memory offers
//! = New                                      the status, in either language
//! * ask the desk                             the note, one line or several
//! > Residents do not need to evacuate.       the translation
//! ```
//! The marks are ASCII: an editor that saves in a small encoding leaves them alone. A text goes on over several lines as an
//! editor wraps it (the lines are joined by one space); a line break of the text itself is a `\` at the end of a line.
//! What an editor would lose is written as `\u{9}`: control characters, white space at the ends of a line.

use std::fmt::Write as _;

use super::head::{self, Mark, counts, facts};
use super::offer::{Line, lines};
use super::row::{Row, row};
use super::{DraftFile, Identity, state_name};
use crate::model::SegmentState;
use crate::text::Ui;
use crate::text::wording::{say, text};

/// Begins the line with the identity of a segment.
pub(super) const ID: char = '@';
/// Begins a line of the source.
pub(super) const SOURCE: char = '<';
/// Begins a comment.
pub(super) const COMMENT: char = '#';
/// Begins the status.
pub(super) const STATUS: char = '=';
/// Begins a line of the note.
pub(super) const NOTE: char = '*';
/// Begins a line of the translation.
pub(super) const TARGET: char = '>';
/// Ends a line after which the text itself has a line break.
pub(super) const BREAK: char = '\\';

/// Returns the file, UTF-8 without a byte order mark, lines ended by LF.
pub(super) fn write(file: &DraftFile<'_>) -> Vec<u8> {
    let mut out = String::new();
    let draft = file.draft;
    // First: it is found by the first line of this kind.
    comment(&mut out, &head::identity(file));
    comment(&mut out, &draft.name);
    comment(&mut out, &facts(file).join(" · "));
    let (total, bands) = counts(file);
    let bands: Vec<String> = bands.into_iter().map(|(band, count)| format!("{band}: {count}")).collect();
    comment(&mut out, &format!("{total}: {}", bands.join(" · ")));
    comment(&mut out, "");
    for line in legend(file.ui) {
        comment(&mut out, &line);
    }
    for segment in &draft.segments {
        out.push('\n');
        block(&mut out, file, &row(segment, file.min_score));
    }
    out.into_bytes()
}

fn legend(ui: Ui) -> Vec<String> {
    let statuses = [SegmentState::Edited, SegmentState::Confirmed, SegmentState::Reviewed];
    let statuses = statuses.map(|s| format!("{STATUS} {}", state_name(ui, s))).join(", ");
    let mut out = vec![
        text(ui, "draftfile.txt.edit").to_owned(),
        say(ui, "draftfile.txt.status", &[("statuses", &statuses)]),
        text(ui, "draftfile.txt.note").to_owned(),
        text(ui, "draftfile.txt.long").to_owned(),
        text(ui, "draftfile.txt.words").to_owned(),
        text(ui, "draftfile.txt.back").to_owned(),
    ];
    for line in &mut out {
        *line = head::marked(line)
            .into_iter()
            .map(|(mark, piece)| match mark {
                Mark::Deleted => format!("[-{piece}-]"),
                Mark::Inserted => format!("{{+{piece}+}}"),
                Mark::Name => format!("`{piece}`"),
                Mark::Plain | Mark::Copied => piece.to_owned(),
            })
            .collect();
    }
    out
}

fn block(out: &mut String, file: &DraftFile<'_>, row: &Row<'_>) {
    let segment = row.segment;
    let mut short = Identity::of(file.memory_id, file.draft.id, segment);
    short.draft = None;
    let mut remarks = String::new();
    for line in lines(row, file.ui) {
        match line {
            Line::Origin { score, parts } => {
                let score = score.map(|s| s.to_string());
                let none = parts.is_empty().then(|| text(file.ui, "draftfile.no_match").to_owned());
                let told: Vec<String> =
                    [short.to_string()].into_iter().chain(score).chain(parts).chain(none).map(|p| one_line(&p)).collect();
                let _ = writeln!(out, "{ID} {}", told.join(" · "));
            }
            Line::Caution(words) | Line::Remark(words) | Line::Heading(words) => comment(&mut remarks, &words),
            Line::Difference(pieces) => {
                let mut words = String::new();
                for (op, piece) in pieces {
                    let _ = match op {
                        '-' => write!(words, "[-{piece}-]"),
                        '+' => write!(words, "{{+{piece}+}}"),
                        _ => write!(words, "{piece}"),
                    };
                }
                comment(&mut remarks, &words);
            }
            Line::Target(target) => comment(&mut remarks, &format!("→ {}", one_line(target))),
        }
    }
    text_lines(out, SOURCE, segment.segment.shown());
    out.push_str(&remarks);
    let _ = writeln!(out, "{STATUS} {}", state_name(file.ui, segment.state));
    if !segment.note.is_empty() {
        for line in segment.note.split('\n') {
            marked_line(out, NOTE, &protected(line), false);
        }
    }
    text_lines(out, TARGET, &segment.target);
}

/// Adds a comment of one line.
fn comment(out: &mut String, words: &str) {
    let words = one_line(words);
    let space = if words.is_empty() { "" } else { " " };
    let _ = writeln!(out, "{COMMENT}{space}{words}");
}

/// `text` on one line, whatever it holds.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if is_lost(c) { ' ' } else { c }).collect::<String>().trim().to_owned()
}

fn text_lines(out: &mut String, mark: char, text: &str) {
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        marked_line(out, mark, &protected(line), lines.peek().is_some());
    }
}

fn marked_line(out: &mut String, mark: char, line: &str, broken: bool) {
    out.push(mark);
    out.push(' ');
    out.push_str(line);
    if broken {
        out.push(BREAK);
    }
    out.push('\n');
}

/// Whether editors lose `c`, take it for the end of a line, or keep it for themselves.
fn is_lost(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// A line of a text with what an editor would lose written as `\u{9}`.
fn protected(line: &str) -> String {
    let core = line.trim();
    let start = line.len() - line.trim_start().len();
    let mut out = String::with_capacity(line.len());
    for (at, c) in line.char_indices() {
        let at_an_end = at < start || at >= start + core.len();
        let rest = &line[at + c.len_utf8()..];
        let confused = c == BREAK && (rest.starts_with("u{") || rest.trim().is_empty());
        if is_lost(c) || at_an_end || confused {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// The line that [`protected`] has written; what is none of its marks stays.
pub(super) fn unprotected(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("\\u{") {
        out.push_str(&rest[..at]);
        let digits = rest[at + 3..].split('}').next().unwrap_or_default();
        let closed = rest[at + 3..].len() > digits.len();
        let code = u32::from_str_radix(digits, 16).ok().filter(|_| closed && !digits.starts_with('+'));
        if let Some(c) = code.and_then(char::from_u32) {
            out.push(c);
            rest = &rest[at + 3 + digits.len() + 1..];
        } else {
            out.push_str("\\u{");
            rest = &rest[at + 3..];
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_editor_would_lose_is_written_out_and_nothing_else() {
        let cases = [
            ("Air naik.", "Air naik."),
            (" a \u{a0}b\u{a0} ", "\\u{20}a \u{a0}b\\u{a0}\\u{20}"),
            ("a\tb\r", "a\\u{9}b\\u{d}"),
            ("C:\\temp\\new", "C:\\temp\\new"),
            ("C:\\", "C:\\u{5c}"),
            ("C:\\ ", "C:\\u{5c}\\u{20}"),
            ("\\u{9} \\u{", "\\u{5c}u{9} \\u{5c}u{"),
            ("a\u{2028}b\u{feff}\u{202e}", "a\\u{2028}b\\u{feff}\u{202e}"),
            ("", ""),
        ];
        for (text, written) in cases {
            assert_eq!(protected(text), written);
            assert_eq!(unprotected(written), text);
        }
        for typed in ["\\u{", "\\u{}", "\\u{zz}", "\\u{110000}", "\\u{+9}", "\\u{d800}", "\\n \\", "\\u{9"] {
            assert_eq!(unprotected(typed), typed);
        }
    }
}
