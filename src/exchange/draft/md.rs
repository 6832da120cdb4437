//! A draft as a Markdown table to be read: side by side, flags in words.
//!
//! Struck and underlined words are `<del>` and `<ins>`: the marks of Markdown do not hold inside of words.
//!
//! **Invariant:** whatever the texts, the table has a row for each segment and six cells in each; no text of the draft is
//! markup. (A test of the suite reads it with a Markdown reader.)

use std::fmt::Write as _;

use super::head::{self, Mark, counts, facts, marked};
use super::offer::{Line, lines};
use super::row::row;
use super::{DraftFile, state_name};
use crate::text::wording::text;

/// Begins the file; by this the reader knows it again.
const MARK: &str = "<!-- padan";

/// Whether `bytes` begin as a Markdown file of ours does.
pub(super) fn looks_like_one(bytes: &[u8]) -> bool {
    bytes.starts_with(MARK.as_bytes())
}

/// Returns the file, UTF-8.
pub(super) fn write(file: &DraftFile<'_>) -> Vec<u8> {
    let ui = file.ui;
    // The name of the draft's place without what could end the comment.
    let mut out = format!("<!-- {} -->\n\n", head::identity(file).replace(['<', '>', '\n', '\r'], " "));
    let _ = write!(out, "# {}\n\n", cell(&file.draft.name));
    let told: Vec<String> = facts(file).iter().map(|f| cell(f)).collect();
    let _ = write!(out, "{}\n\n", told.join(" · "));
    let (total, bands) = counts(file);
    let bands: Vec<String> = bands.into_iter().map(|(band, count)| format!("{}: {count}", cell(&band))).collect();
    let _ = write!(out, "**{}**: {}\n\n", cell(&total), bands.join(" · "));
    for (label, line) in
        [("draftfile.read.how", "draftfile.read.how.text"), ("draftfile.legend.words", "draftfile.read.words.text")]
    {
        let line: String = marked(text(ui, line))
            .into_iter()
            .map(|(mark, piece)| match mark {
                Mark::Deleted => deleted(piece),
                Mark::Inserted => inserted(piece),
                Mark::Name => format!("**{}**", cell(piece)),
                Mark::Plain | Mark::Copied => cell(piece),
            })
            .collect();
        let _ = writeln!(out, "- **{}**: {line}", cell(text(ui, label)));
    }
    let headings = [
        "draftfile.read.number",
        "draftfile.column.source",
        "draftfile.column.target",
        "draftfile.column.match",
        "draftfile.column.status",
        "draftfile.column.note",
    ];
    let headings = headings.map(|h| cell(text(ui, h))).join(" | ");
    let _ = write!(out, "\n| {headings} |\n| ---: | --- | --- | --- | --- | --- |\n");
    for segment in &file.draft.segments {
        let row = row(segment, file.min_score);
        let (source, target) = (cell(segment.segment.shown()), cell(&segment.target));
        let strong = |text: String| if row.is_title() && !text.is_empty() { format!("<strong>{text}</strong>") } else { text };
        let offered: Vec<String> = lines(&row, ui).into_iter().map(|line| offered(file, line)).collect();
        let cells = [
            segment.segment.n.to_string(),
            strong(source),
            strong(target),
            offered.join("<br>"),
            cell(state_name(ui, segment.state)),
            cell(&segment.note),
        ];
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.into_bytes()
}

fn offered(file: &DraftFile<'_>, line: Line<'_>) -> String {
    match line {
        Line::Origin { score: None, parts } if parts.is_empty() => cell(text(file.ui, "draftfile.no_match")),
        Line::Origin { score, parts } => {
            let score = score.map(|s| format!("**{s}**"));
            let all: Vec<String> = score.into_iter().chain(parts.iter().map(|p| cell(p))).collect();
            all.join(" · ")
        }
        Line::Heading(words) | Line::Caution(words) => format!("<strong>{}</strong>", cell(&words)),
        Line::Remark(words) => cell(&words),
        Line::Difference(pieces) => pieces
            .into_iter()
            .map(|(op, piece)| match op {
                '-' => deleted(piece),
                '+' => inserted(piece),
                _ => cell(piece),
            })
            .collect(),
        Line::Target(target) => format!("→ {}", cell(target)),
    }
}

fn deleted(words: &str) -> String {
    format!("<del>{}</del>", cell(words))
}

fn inserted(words: &str) -> String {
    format!("<ins>{}</ins>", cell(words))
}

/// `text` as it stands in a cell of a table or in a line: its markup is none.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<br>"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Readers disagree on a backslash before either of them.
            '|' => out.push_str("&#124;"),
            '\\' => out.push_str("&#92;"),
            '*' | '_' | '`' | '[' | ']' | '~' | '$' | '#' | '!' | '+' | '-' if is_markup(c, &out) => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Whether `c` behind `before` could be read as markup; some marks are only at the start of a line.
fn is_markup(c: char, before: &str) -> bool {
    match c {
        '#' | '+' | '-' => before.trim_start().is_empty(),
        _ => true,
    }
}
