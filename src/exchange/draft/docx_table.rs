//! The one table of a DOCX: a row per segment.

use std::fmt::Write as _;

use super::docx_markup::{Look, paragraph, run};
use super::docx_parts::lang_tag;
use super::head::ui_tag;
use super::offer::{Line, lines};
use super::row::{Ground, Row, row};
use super::wording::state_name;
use super::{DraftFile, Identity};
use crate::text::wording::text;

/// Widths of the columns in twentieths of a point; they fill the width of the page between its margins.
pub(super) const WIDTHS: [u32; 6] = [1134, 4250, 4250, 3300, 1064, 1400];

/// Ground of untouched exact text.
pub(super) const EXACT: &str = "DCEBF7";
/// Ground of untouched similar or adapted text.
pub(super) const SIMILAR: &str = "FDF0CF";
/// Ground of copied text.
pub(super) const COPIED: &str = "EFEFEF";
/// Words that are only in the match's source.
pub(super) const DELETED: &str = "8F1010";
/// Words that are only in the segment.
pub(super) const INSERTED: &str = "0A5A0A";
const HEADER: &str = "1F3A4D";
const CAUTION: &str = "7A4300";

/// Keys of the headings, in the order of the columns.
pub(super) const HEADINGS: [&str; 6] = [
    "draftfile.column.id",
    "draftfile.column.source",
    "draftfile.column.target",
    "draftfile.column.match",
    "draftfile.column.status",
    "draftfile.column.note",
];

/// Adds the table.
pub(super) fn table(out: &mut String, file: &DraftFile<'_>) {
    let border = |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"BFC7CE\"/>");
    let margin = |side: &str, w: u32| format!("<w:{side} w:w=\"{w}\" w:type=\"dxa\"/>");
    let _ = write!(
        out,
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblBorders>{}{}{}{}{}{}</w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/><w:tblCellMar>{}{}{}{}</w:tblCellMar>\
         <w:tblLook w:val=\"0620\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>\
         </w:tblPr><w:tblGrid>",
        WIDTHS.iter().sum::<u32>(),
        border("top"),
        border("left"),
        border("bottom"),
        border("right"),
        border("insideH"),
        border("insideV"),
        margin("top", 57),
        margin("left", 85),
        margin("bottom", 57),
        margin("right", 85),
    );
    for width in WIDTHS {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (column, key) in HEADINGS.into_iter().enumerate() {
        cell(out, column, Some(HEADER), |o| {
            paragraph(o, "Head", |o| run(o, text(file.ui, key), Look { lang: Some(ui_tag(file)), ..Look::default() }));
        });
    }
    out.push_str("</w:tr>");
    for segment in &file.draft.segments {
        segment_row(out, file, &row(segment, file.min_score));
    }
    out.push_str("</w:tbl>");
}

fn cell(out: &mut String, column: usize, ground: Option<&str>, fill: impl FnOnce(&mut String)) {
    let _ = write!(out, "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>", WIDTHS[column]);
    if let Some(ground) = ground {
        let _ = write!(out, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{ground}\"/>");
    }
    out.push_str("</w:tcPr>");
    fill(out);
    out.push_str("</w:tc>");
}

fn segment_row(out: &mut String, file: &DraftFile<'_>, row: &Row<'_>) {
    let segment = row.segment;
    let from = lang_tag(file, file.draft.direction.from);
    let to = lang_tag(file, file.draft.direction.to);
    let words = Look { lang: Some(ui_tag(file)), ..Look::default() };
    let id = Identity::of(file.memory_id, file.draft.id, segment);
    out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    cell(out, 0, None, |o| {
        paragraph(o, "Number", |o| run(o, &id.n.to_string(), Look::default()));
        paragraph(o, "Code", |o| run(o, &format!("s{:04} · {}", id.n, id.hash), Look::default()));
    });
    cell(out, 1, None, |o| {
        let look = Look { lang: Some(&from), bold: row.is_title(), ..Look::default() };
        paragraph(o, "Source", |o| run(o, segment.segment.shown(), look));
    });
    let ground = match row.ground {
        Ground::Exact => Some(EXACT),
        Ground::Similar => Some(SIMILAR),
        Ground::Copied => Some(COPIED),
        Ground::Plain => None,
    };
    cell(out, 2, ground, |o| {
        let look = Look { lang: Some(&to), bold: row.is_title(), ..Look::default() };
        paragraph(o, "Target", |o| run(o, &segment.target, look));
    });
    cell(out, 3, None, |o| {
        match_cell(o, file, row, &from, &to);
    });
    cell(out, 4, None, |o| paragraph(o, "Status", |o| run(o, state_name(file.ui, segment.state), words)));
    cell(out, 5, None, |o| paragraph(o, "Note", |o| run(o, &segment.note, words)));
    out.push_str("</w:tr>");
}

fn match_cell(out: &mut String, file: &DraftFile<'_>, row: &Row<'_>, from: &str, to: &str) {
    let words = Look { lang: Some(ui_tag(file)), ..Look::default() };
    for line in lines(row, file.ui) {
        match line {
            Line::Origin { score: None, parts } if parts.is_empty() => {
                let grey = Look { color: Some("6B6B6B"), ..words };
                paragraph(out, "Match", |o| run(o, text(file.ui, "draftfile.no_match"), grey));
            }
            Line::Origin { score, parts } => paragraph(out, "Match", |o| {
                let score = score.map(|s| s.to_string()).unwrap_or_default();
                run(o, &score, Look { bold: true, ..words });
                let separator = if score.is_empty() { "" } else { " · " };
                let parts: Vec<String> = parts.into_iter().map(unbroken).collect();
                run(o, &format!("{separator}{}", parts.join(" · ")), words);
            }),
            Line::Caution(caution) => paragraph(out, "Match", |o| {
                run(o, &caution, Look { bold: true, color: Some(CAUTION), ..words });
            }),
            Line::Heading(heading) => paragraph(out, "Match", |o| run(o, &heading, Look { bold: true, ..words })),
            Line::Remark(remark) => paragraph(out, "Match", |o| run(o, &remark, words)),
            Line::Difference(pieces) => paragraph(out, "Difference", |o| difference(o, &pieces, from)),
            Line::Target(target) => paragraph(out, "Offer", |o| {
                run(o, "→ ", Look::default());
                run(o, target, Look { lang: Some(to), ..Look::default() });
            }),
        }
    }
}

/// A date in one piece: lines end at its hyphens otherwise.
pub(super) fn unbroken(part: String) -> String {
    let is_date = part.len() == 10
        && part.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    if is_date { part.replace('-', "\u{2011}") } else { part }
}

fn difference(out: &mut String, pieces: &[(char, &str)], lang: &str) {
    let plain = Look { lang: Some(lang), ..Look::default() };
    for (op, piece) in pieces {
        let look = match op {
            '-' => Look { strike: true, color: Some(DELETED), ..plain },
            '+' => Look { underline: true, color: Some(INSERTED), ..plain },
            _ => plain,
        };
        run(out, piece, look);
    }
}
