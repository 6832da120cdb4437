//! The non-blank lines of a text, and the verdict on each.

use std::borrow::Cow;
use std::ops::Range;

use super::Options;
use crate::model::Role;
use crate::segment;

/// A non-blank line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number, from 1, blank lines counted.
    pub(super) number: u32,
    /// The first byte of the line.
    pub(super) start: usize,
    /// Its text without outer white space.
    pub(super) text: Range<usize>,
    /// The blank lines before it.
    pub(super) gap: u32,
}

/// Returns the non-blank lines of `text`, in order.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let mut out = Vec::new();
    let mut gap = 0;
    for (i, line) in segment::lines(text).enumerate() {
        let content = &text[line.start..line.end];
        if segment::is_blank(content) {
            gap += 1;
            continue;
        }
        let start = line.end - content.trim_start().len();
        let end = line.start + content.trim_end().len();
        out.push(Row { number: i as u32 + 1, start: line.start, text: start..end, gap });
        gap = 0;
    }
    out
}

/// What is decided about a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    /// The role of a kept line; `None` leaves it out.
    pub(super) role: Option<Role>,
    /// The kind of clutter of a left-out line.
    pub(super) clutter: Cow<'static, str>,
    /// The rule that decided.
    pub(super) reason: Cow<'static, str>,
    /// How sure it is, 0.0–1.0.
    pub(super) confidence: f64,
}

impl Verdict {
    /// The line is kept as `role`.
    pub(super) fn keep(role: Role, reason: impl Into<Cow<'static, str>>, confidence: f64) -> Verdict {
        Verdict { role: Some(role), clutter: Cow::Borrowed(""), reason: reason.into(), confidence }
    }

    /// The line is left out as clutter of the kind `clutter`.
    pub(super) fn drop(clutter: impl Into<Cow<'static, str>>, reason: impl Into<Cow<'static, str>>, confidence: f64) -> Verdict {
        Verdict { role: None, clutter: clutter.into(), reason: reason.into(), confidence }
    }

    /// The kind in the decision: the role, or the clutter.
    pub(super) fn kind(&self) -> &str {
        match self.role {
            Some(role) => role.as_str(),
            None => &self.clutter,
        }
    }
}

/// Applies what the user said about single lines.
pub(super) fn override_with(verdicts: &mut [Verdict], rows: &[Row], options: &Options) {
    for (verdict, row) in verdicts.iter_mut().zip(rows) {
        if options.drop.contains(&row.number) {
            *verdict = Verdict::drop("dropped", "user.drop", 1.0);
        } else if verdict.role.is_none() && (options.keep_all || options.keep.contains(&row.number)) {
            *verdict = Verdict::keep(Role::Body, if options.keep_all { "user.keep-all" } else { "user.keep" }, 1.0);
        }
    }
}
