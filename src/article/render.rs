//! The translation in the form of the article.

use super::{Mode, escape, inline};
use crate::model::{Form, LineDecision, Segment};
use crate::text::tags;

/// Returns the translation: `targets` in the places of `segments`, the marks and breaks around them kept.
///
/// `targets` stands in the order of `segments`; a segment without a target, or with an
/// empty one, keeps its text. Lines
/// that were left out are gone, except what Markdown needs in its place (code, front matter, rules). Of a document the text
/// alone is returned; see [`rebuild`](super::rebuild) for the document. When lines are gone,
/// or the article was found in a page, runs of blank lines become one and the text ends with one line break.
///
/// ```
/// use padan::{article::{Options, read_text, render}, model::{Form, Lang}};
/// let article = read_text("# Kopi *Gayo*\n", Form::Markdown, &Options::of(Lang::ID));
/// let out = render(&article.segments, &["<1>Gayo</1> coffee"], &article.lines, Form::Markdown, article.mode);
/// assert_eq!(out, "# *Gayo* coffee\n");
/// ```
pub fn render(segments: &[Segment], targets: &[&str], lines: &[LineDecision], form: Form, mode: Mode) -> String {
    let mut out = String::new();
    let mut left_out = lines.iter().filter(|l| !l.keep).peekable();
    let mut gone = mode == Mode::Page || form == Form::Html;
    for (i, segment) in segments.iter().enumerate() {
        while let Some(line) = left_out.next_if(|l| l.line < segment.line) {
            gone |= place_line(&mut out, line);
            // The break between two paragraphs may belong to a line between them.
            if form != Form::Markdown && ends_paragraph(&line.raw) {
                out.push('\n');
            }
        }
        out.push_str(&segment.before);
        let target = targets.get(i).copied().filter(|t| !t.is_empty() && *t != segment.shown());
        match (target, form) {
            (None, _) => out.push_str(&source(segment)),
            (Some(target), Form::Text | Form::Html) => out.push_str(target),
            (Some(target), Form::Docx | Form::Odt) => out.push_str(&tags::strip(target)),
            (Some(target), Form::Markdown) => {
                let first = segment.before.ends_with(['\n', '\r', ' ', '>']) || out.is_empty() || out.ends_with(['\n', '\r']);
                let mut written = inline::untag(target, &segment.tags).0;
                if first && written != segment.text {
                    written = escape::at_line_start(&written);
                }
                if segment.after.trim_start().starts_with('|') {
                    written = written.replace("\\|", "|").replace('|', "\\|");
                }
                out.push_str(&written);
            }
        }
        out.push_str(&segment.after);
    }
    for line in left_out {
        gone |= place_line(&mut out, line);
    }
    if gone && form != Form::Markdown { tidy(&out) } else { out }
}

/// Writes a left-out line that keeps its place; returns whether it is gone instead.
fn place_line(out: &mut String, line: &LineDecision) -> bool {
    let stays = line.reason.starts_with("markdown.");
    if stays {
        out.push_str(&line.raw);
    }
    !stays
}

/// Whether a blank line follows in `raw`.
fn ends_paragraph(raw: &str) -> bool {
    crate::segment::lines(raw).skip(1).any(|l| crate::segment::is_blank(&raw[l.start..l.end]))
}

/// The text of a segment as the file has it.
fn source(segment: &Segment) -> String {
    let mut out = String::with_capacity(segment.text.len());
    let mut joined = segment.joined.iter().peekable();
    for (i, c) in segment.text.chars().enumerate() {
        match joined.next_if(|j| j.0 as usize == i) {
            Some((_, stood)) => out.push_str(stood),
            None => out.push(c),
        }
    }
    out
}

/// No blank lines at either end, one at most between two paragraphs, one break at the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in crate::segment::lines(text) {
        let content = &text[line.start..line.end];
        if crate::segment::is_blank(content) {
            blank += 1;
            continue;
        }
        if blank > 0 && !out.is_empty() {
            out.push('\n');
        }
        blank = 0;
        out.push_str(content);
        out.push('\n');
    }
    out
}
