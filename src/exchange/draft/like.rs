//! The line that names an earlier segment with the same or a similar source.

use std::fmt::Write as _;

use super::wording::{guard_name, penalty_name};
use crate::model::{DraftSegment, OriginKind, SegmentRef};
use crate::text::Ui;
use crate::text::wording::{say, text};

/// What is told of the earlier segment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LikeLine<'a> {
    /// `= s0003 (this document)`, `≈ 88 % s0003 (in artikel-a)`.
    pub line: String,
    /// Differences that change the meaning, in words.
    pub cautions: Vec<String>,
    /// The word diff from the earlier source, as in a match; empty for the same text.
    pub diff: &'a [(char, String)],
}

/// Returns what is told of the segment that `segment` repeats or resembles; `None` when the best match says as much, or it
/// is below `min_score`. A target that was filled in from a repetition names the segment it came from.
pub(super) fn like_line(segment: &DraftSegment, min_score: u8, ui: Ui) -> Option<LikeLine<'_>> {
    let from = segment.origin.as_ref().filter(|o| o.kind == OriginKind::Repetition).and_then(|o| o.from.as_ref());
    if let Some(from) = from {
        return Some(LikeLine { line: same(from, ui), cautions: Vec::new(), diff: &[] });
    }
    let like = segment.telling_like().filter(|l| l.score >= min_score)?;
    if like.is_repetition() {
        return Some(LikeLine { line: same(&like.at, ui), cautions: Vec::new(), diff: &[] });
    }
    let mut line =
        say(ui, "draftfile.like.similar", &[("score", &like.score), ("sid", &like.at.sid()), ("place", &place(&like.at, ui))]);
    for &(penalty, points) in &like.penalties {
        let _ = write!(line, " · −{points} {}", penalty_name(ui, penalty));
    }
    let cautions = like.flags.iter().map(|f| format!("⚠ {}: {}", guard_name(ui, f.guard), f.note)).collect();
    let differs = like.diff.iter().any(|(op, _)| *op != '=');
    Some(LikeLine { line, cautions, diff: if differs { &like.diff } else { &[] } })
}

impl LikeLine<'_> {
    /// All of it in one line of text, the difference as `[-old-]{+new+}`.
    pub(super) fn plain(&self) -> String {
        let mut parts = vec![self.line.clone()];
        parts.extend(self.cautions.iter().cloned());
        if !self.diff.is_empty() {
            parts.push(self.diff.iter().map(|(op, words)| marked(*op, words)).collect());
        }
        parts.join(" · ")
    }
}

/// The space before a word stays outside its mark.
fn marked(op: char, words: &str) -> String {
    let word = words.trim_start();
    let space = &words[..words.len() - word.len()];
    match op {
        '-' => format!("{space}[-{word}-]"),
        '+' => format!("{space}{{+{word}+}}"),
        _ => words.to_owned(),
    }
}

fn same(at: &SegmentRef, ui: Ui) -> String {
    say(ui, "draftfile.like.same", &[("sid", &at.sid()), ("place", &place(at, ui))])
}

fn place(at: &SegmentRef, ui: Ui) -> String {
    match &at.draft {
        None => text(ui, "draftfile.like.here").to_owned(),
        Some(draft) => say(ui, "draftfile.like.there", &[("draft", draft)]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::model::{Flag, Guard, Like, MatchKind, Role};

    fn like(draft: Option<&str>, score: u8) -> Like {
        let diff = vec![('=', "Bawang".to_owned()), ('-', " merah".to_owned()), ('+', " putih".to_owned())];
        let flags = vec![Flag { guard: Guard::Number, query: None, source: None, note: "2 → 3".to_owned() }];
        let at = SegmentRef { draft: draft.map(str::to_owned), n: 3 };
        Like { at, score, diff, flags, penalties: Vec::new() }
    }

    #[test]
    fn it_is_told_in_both_languages_with_what_differs() {
        let mut segment = samples::segment(9, Role::Body, "Bawang putih");
        segment.like = Some(like(None, 100));
        let line = |s: &DraftSegment, min, ui| like_line(s, min, ui).map(|l| l.plain());
        assert_eq!(line(&segment, 60, Ui::En).as_deref(), Some("= s0003 (this document)"));
        segment.like = Some(like(Some("panen"), 88));
        assert_eq!(
            line(&segment, 60, Ui::Id).as_deref(),
            Some("≈ 88% s0003 (di panen) · ⚠ angka: 2 → 3 · Bawang [-merah-] {+putih+}")
        );
        assert_eq!(line(&segment, 89, Ui::Id), None, "below what is shown");
    }

    #[test]
    fn it_is_told_only_where_it_says_more_than_the_best_match() {
        let mut segment = samples::segment(9, Role::Body, "Bawang putih");
        segment.like = Some(like(None, 88));
        segment.matches = vec![samples::offered(1, MatchKind::Fuzzy, 87, "Bawang [-bombai-]{+putih+}", "Onion")];
        assert!(like_line(&segment, 60, Ui::En).is_some());
        segment.matches[0].score = 88;
        assert!(like_line(&segment, 60, Ui::En).is_none());
        segment.like = Some(like(None, 100));
        assert!(like_line(&segment, 60, Ui::En).is_some());
        segment.matches[0].score = 100;
        assert!(like_line(&segment, 60, Ui::En).is_none());
    }
}
