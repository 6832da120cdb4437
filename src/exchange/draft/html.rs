//! A draft as a page to be read and printed: self-contained, side by side, without a script.
//!
//! **Invariant:** the page asks for nothing: its policy allows one style sheet, by its hash, and nothing else. Every text of
//! the draft is escaped and stands in an element of its own, so that neither its markup nor its direction reaches the next.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::docx_markup::escape;
use super::docx_parts::{lang_tag, title};
use super::docx_table::unbroken;
use super::head::{self, Mark, counts, facts, marked, ui_tag};
use super::offer::{Line, lines};
use super::row::{Ground, Row, row};
use super::{DraftFile, html_style, state_name};
use crate::text::wording::text;

/// By this the reader knows the page again.
const GENERATOR: &str = "<meta name=\"generator\" content=\"padan\">";
/// How far into a file it is looked for.
const HEAD: usize = 4096;

/// Whether `bytes` begin as a page of ours does.
pub(super) fn looks_like_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"<") && memchr::memmem::find(&bytes[..bytes.len().min(HEAD)], GENERATOR.as_bytes()).is_some()
}

/// Returns the page, UTF-8.
pub(super) fn write(file: &DraftFile<'_>) -> Vec<u8> {
    let sheet = html_style::sheet();
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'\">\n{GENERATOR}\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n<style>{sheet}</style>\n</head>\n<body>\n",
        escape(ui_tag(file)),
        base64(&Sha256::digest(sheet.as_bytes())),
        escape(&title(file)),
    );
    top(&mut out, file);
    legend(&mut out, file);
    table(&mut out, file);
    let _ = write!(out, "<footer>{}</footer>\n</body>\n</html>\n", escape(&head::identity(file)));
    out.into_bytes()
}

fn top(out: &mut String, file: &DraftFile<'_>) {
    let _ = writeln!(out, "<header>\n<h1 dir=\"auto\">{}</h1>\n<ul class=\"facts\">", escape(&file.draft.name));
    for fact in facts(file) {
        let _ = writeln!(out, "<li>{}</li>", bdi(&unbroken(fact)));
    }
    let (total, bands) = counts(file);
    let _ = writeln!(out, "</ul>\n<ul class=\"bands\">\n<li><b>{}</b></li>", escape(&total));
    for (band, count) in bands {
        let _ = writeln!(out, "<li>{}: <b>{count}</b></li>", escape(&band));
    }
    out.push_str("</ul>\n</header>\n");
}

fn legend(out: &mut String, file: &DraftFile<'_>) {
    let ui = file.ui;
    let lines = [
        ("draftfile.read.how", "draftfile.read.how.text", ""),
        ("draftfile.legend.exact", "draftfile.legend.exact.text", "exact"),
        ("draftfile.legend.similar", "draftfile.legend.similar.text", "similar"),
        ("draftfile.legend.open", "draftfile.legend.open.text", ""),
        ("draftfile.legend.words", "draftfile.read.words.text", ""),
    ];
    let _ = writeln!(
        out,
        "<section class=\"legend\" aria-labelledby=\"legend\">\n<h2 id=\"legend\">{}</h2>\n<dl>",
        escape(text(ui, "draftfile.read.legend"))
    );
    for (label, line, ground) in lines {
        let class = if ground.is_empty() { String::new() } else { format!(" class=\"{ground}\"") };
        let _ = write!(out, "<dt{class}>{}</dt><dd>", escape(text(ui, label)));
        for (mark, piece) in marked(text(ui, line)) {
            let piece = escape(piece);
            let _ = match mark {
                Mark::Plain => write!(out, "{piece}"),
                Mark::Deleted => write!(out, "<del>{piece}</del>"),
                Mark::Inserted => write!(out, "<ins>{piece}</ins>"),
                Mark::Copied => write!(out, "<span class=\"copied\">{piece}</span>"),
                Mark::Name => write!(out, "<b>{piece}</b>"),
            };
        }
        out.push_str("</dd>\n");
    }
    out.push_str("</dl>\n</section>\n");
}

/// Keys of the headings, in the order of the columns.
const HEADINGS: [&str; 5] = [
    "draftfile.read.number",
    "draftfile.column.source",
    "draftfile.column.target",
    "draftfile.column.match",
    "draftfile.column.status",
];

// On a narrow screen the cells stand one under the other; the roles keep it a table for a screen reader.
fn table(out: &mut String, file: &DraftFile<'_>) {
    let ui = file.ui;
    let _ = write!(
        out,
        "<main>\n<table role=\"table\">\n<caption class=\"hidden\">{}</caption>\n<colgroup><col class=\"no-column\"><col><col>\
         <col class=\"match-column\"><col class=\"status-column\"></colgroup>\n<thead role=\"rowgroup\"><tr role=\"row\">",
        escape(text(ui, "draftfile.read.table"))
    );
    for key in HEADINGS {
        let _ = write!(out, "<th role=\"columnheader\" scope=\"col\">{}</th>", escape(text(ui, key)));
    }
    out.push_str("</tr></thead>\n<tbody role=\"rowgroup\">\n");
    for segment in &file.draft.segments {
        segment_row(out, file, &row(segment, file.min_score));
    }
    out.push_str("</tbody>\n</table>\n</main>\n");
}

fn segment_row(out: &mut String, file: &DraftFile<'_>, row: &Row<'_>) {
    let ui = file.ui;
    let segment = row.segment;
    let from = escape(&lang_tag(file, file.draft.direction.from));
    let to = escape(&lang_tag(file, file.draft.direction.to));
    let label = |column: usize| escape(text(ui, HEADINGS[column]));
    let ground = match row.ground {
        Ground::Exact => " exact",
        Ground::Similar => " similar",
        Ground::Copied => " copied",
        Ground::Plain => "",
    };
    let title = if row.is_title() { " class=\"title\"" } else { "" };
    let n = segment.segment.n;
    let _ = write!(
        out,
        "<tr role=\"row\" id=\"{}\"{title}><th role=\"rowheader\" scope=\"row\">{n}</th>\
         <td role=\"cell\" class=\"source\" data-label=\"{}\" lang=\"{from}\" dir=\"auto\">{}</td>\
         <td role=\"cell\" class=\"target{ground}\" data-label=\"{}\" lang=\"{to}\" dir=\"auto\">{}</td>\
         <td role=\"cell\" class=\"match\" data-label=\"{}\">",
        segment.sid(),
        label(1),
        escape(segment.segment.shown()),
        label(2),
        escape(&segment.target),
        label(3),
    );
    for line in lines(row, ui) {
        offer_line(out, file, line, (&from, &to));
    }
    let _ = write!(
        out,
        "</td><td role=\"cell\" class=\"status\" data-label=\"{}\"><p class=\"state\">{}</p>",
        label(4),
        escape(state_name(ui, segment.state))
    );
    if !segment.note.is_empty() {
        let name = escape(text(ui, "draftfile.column.note"));
        let _ = write!(out, "<p class=\"note\"><b>{name}:</b> {}</p>", bdi(&segment.note));
    }
    out.push_str("</td></tr>\n");
}

fn offer_line(out: &mut String, file: &DraftFile<'_>, line: Line<'_>, (from, to): (&str, &str)) {
    let _ = match line {
        Line::Origin { score: None, parts } if parts.is_empty() => {
            write!(out, "<p class=\"remark\">{}</p>", escape(text(file.ui, "draftfile.no_match")))
        }
        Line::Origin { score, parts } => {
            let score = score.map(|s| format!("<b>{s}</b>"));
            let parts = parts.into_iter().map(|p| bdi(&unbroken(p)));
            let all: Vec<String> = score.into_iter().chain(parts).collect();
            write!(out, "<p class=\"origin\">{}</p>", all.join("\u{a0}· "))
        }
        Line::Caution(words) => write!(out, "<p class=\"caution\" dir=\"auto\">{}</p>", escape(&words)),
        Line::Heading(words) => write!(out, "<p class=\"origin\" dir=\"auto\"><b>{}</b></p>", escape(&words)),
        Line::Remark(words) => write!(out, "<p class=\"remark\" dir=\"auto\">{}</p>", escape(&words)),
        Line::Difference(pieces) => {
            let mut words = String::new();
            for (op, piece) in pieces {
                let piece = escape(piece);
                let _ = match op {
                    '-' => write!(words, "<del>{piece}</del>"),
                    '+' => write!(words, "<ins>{piece}</ins>"),
                    _ => write!(words, "{piece}"),
                };
            }
            write!(out, "<p class=\"difference\" lang=\"{from}\" dir=\"auto\">{words}</p>")
        }
        Line::Target(target) => {
            write!(out, "<p class=\"offer\">→ <span lang=\"{to}\" dir=\"auto\">{}</span></p>", escape(target))
        }
    };
}

/// A text of the draft within a line of ours: its direction ends with it.
fn bdi(text: &str) -> String {
    format!("<bdi>{}</bdi>", escape(text))
}

/// Source: RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().enumerate().fold(0_u32, |bits, (at, &b)| bits | u32::from(b) << (16 - 8 * at));
        for at in 0..4 {
            out.push(if at > three.len() { '=' } else { DIGITS[(bits >> (18 - 6 * at)) as usize & 63] as char });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::html_style::{DARK, GROUNDS, INKS, LIGHT};
    use super::super::tests::luminance;
    use super::*;

    #[test]
    fn base64_is_the_standards() {
        // Source: RFC 4648, section 10.
        let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in cases {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn words_can_be_read_on_every_ground_by_day_and_by_night() {
        for palette in [LIGHT, DARK] {
            let of = |name: &str| palette.iter().find(|(n, _)| *n == name).expect(name).1;
            let pairs = GROUNDS.iter().flat_map(|g| INKS.iter().map(move |i| (*g, *i))).chain([("head", "on-head")]);
            for (ground, ink) in pairs {
                let (a, b) = (luminance(of(ground)), luminance(of(ink)));
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(contrast >= 6.0, "{ink} on {ground}: {contrast:.1}");
            }
        }
    }
}
