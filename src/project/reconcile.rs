//! What a returned row means: each row of a file given back, held against the stored draft.
//!
//! Source: review.md, "Coming back".
//!
//! **Invariant:** pure. Nothing that was returned is dropped: what is not taken is in the outcome, with its text.

use std::collections::HashMap;

use crate::exchange::draft::ReturnedRow;
use crate::model::{Draft, DraftSegment, SegmentState};
use crate::text::key;

/// What became of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// As it was.
    Unchanged,
    /// Worked on, not finished.
    Edited,
    /// Finished.
    Confirmed,
    /// The target was taken out.
    Cleared,
    /// Changed here, from another file, since the export; not taken, kept in the note.
    Conflict,
    /// The source in the file is not the segment's; not taken.
    SourceChanged,
    /// The file has no row for the segment.
    Missing,
    /// A second row for the same segment with another target, or a row merged from several; not taken.
    Duplicate,
    /// A row whose segment the draft does not have.
    Unknown,
}

/// One row with its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowReport {
    /// What became of it.
    pub outcome: Outcome,
    /// Number of the segment, where there is one.
    pub n: Option<u32>,
    /// Line or row of the file, 0 for a missing one.
    pub line: usize,
    /// What was returned and not taken; empty otherwise.
    pub text: String,
}

/// Returns the segments that change, as they are to be stored, and a report for each row and each missing segment.
///
/// `file` is the returned file's name; `accept` takes pending tracked changes as finished.
pub fn reconcile(draft: &Draft, rows: &[ReturnedRow], file: &str, accept: bool) -> (Vec<DraftSegment>, Vec<RowReport>) {
    let by_number: HashMap<u32, &DraftSegment> = draft.segments.iter().map(|s| (s.segment.n, s)).collect();
    let mut first: HashMap<u32, &ReturnedRow> = HashMap::new();
    let (mut changed, mut reports) = (Vec::new(), Vec::new());
    for row in rows {
        let report = |outcome, n, text: &str| RowReport { outcome, n, line: row.line, text: text.to_owned() };
        let Some((n, stored)) = row.n.and_then(|n| Some((n, *by_number.get(&n)?))) else {
            reports.push(report(Outcome::Unknown, row.n, &row.target));
            continue;
        };
        if let Some(earlier) = first.get(&n) {
            if earlier.target != row.target && !row.target.trim().is_empty() {
                reports.push(report(Outcome::Duplicate, Some(n), &row.target));
            }
            continue;
        }
        first.insert(n, row);
        if row.source.as_ref().is_some_and(|s| key(s) != key(stored.segment.shown())) {
            reports.push(report(Outcome::SourceChanged, Some(n), &row.target));
            continue;
        }
        if row.merged && row.target.trim() != stored.target.trim() {
            reports.push(report(Outcome::Duplicate, Some(n), &row.target));
            continue;
        }
        let (outcome, after) = one(stored, row, file, accept);
        let not_taken = if outcome == Outcome::Conflict { &*row.target } else { "" };
        reports.push(report(outcome, Some(n), not_taken));
        if after != *stored {
            changed.push(after);
        }
    }
    for segment in &draft.segments {
        if !first.contains_key(&segment.segment.n) {
            reports.push(RowReport { outcome: Outcome::Missing, n: Some(segment.segment.n), line: 0, text: String::new() });
        }
    }
    (changed, reports)
}

fn one(stored: &DraftSegment, row: &ReturnedRow, file: &str, accept: bool) -> (Outcome, DraftSegment) {
    let mut after = stored.clone();
    if let Some(note) = row.note.as_ref().filter(|n| n.trim() != stored.note.trim()) {
        note.trim().clone_into(&mut after.note);
    }
    let returned = row.target.trim();
    let touched = returned != stored.target.trim();
    let emptied_here = returned.is_empty() && stored.via.as_deref() == Some(file);
    let status = row.status.filter(|s| says_something(*s, stored));
    let older = touched && !emptied_here && shows_what_went_out(stored, (row, file), status);
    if !touched || older {
        let finished = status.filter(|s| s.is_finished() && !returned.is_empty() && !older);
        return match (finished, status) {
            (Some(state), _) if state != stored.state => {
                after.state = state;
                after.via = Some(file.to_owned());
                (Outcome::Confirmed, after)
            }
            (None, Some(SegmentState::Edited)) if !older && !returned.is_empty() && stored.state != SegmentState::Edited => {
                after.state = SegmentState::Edited;
                after.via = Some(file.to_owned());
                (Outcome::Edited, after)
            }
            _ => (Outcome::Unchanged, after),
        };
    }
    let changed_elsewhere = stored.via.as_deref().is_some_and(|via| via != file);
    if changed_elsewhere && !stored.is_untouched() {
        if !after.note.contains(returned) {
            add_note(&mut after.note, &format!("{file}: {returned}"));
        }
        return (Outcome::Conflict, after);
    }
    after.via = Some(file.to_owned());
    returned.clone_into(&mut after.target);
    if returned.is_empty() {
        after.state = SegmentState::New;
        return (Outcome::Cleared, after);
    }
    after.state = match (&row.tracked, row.status) {
        (Some(tracked), _) if !accept => {
            add_note(&mut after.note, &format!("{}: {} → {}", tracked.author, tracked.before, tracked.after));
            SegmentState::Edited
        }
        // Also where the store says so already: what somebody marked as unfinished stays so until they say otherwise.
        (_, Some(SegmentState::Edited)) => SegmentState::Edited,
        (_, Some(SegmentState::Reviewed)) if stored.state != SegmentState::Reviewed => SegmentState::Reviewed,
        _ => SegmentState::Confirmed,
    };
    let outcome = if after.state.is_finished() { Outcome::Confirmed } else { Outcome::Edited };
    (outcome, after)
}

/// Whether the row holds what a file from before the work that is stored, or from before another look, held without anybody
/// having worked on it; such a file says nothing about the segment.
fn shows_what_went_out(stored: &DraftSegment, (row, file): (&ReturnedRow, &str), status: Option<SegmentState>) -> bool {
    let returned = row.target.trim();
    let earlier = || stored.exported.iter().any(|text| text.trim() == returned);
    let filled = || stored.carried.is_none() && returned == stored.filled().trim();
    // Only a row that held a text calls an empty cell a draft: it was taken out.
    let worked_on =
        if returned.is_empty() { row.status == Some(SegmentState::Draft) } else { status.is_some() || row.tracked.is_some() };
    match (&stored.via, stored.is_untouched()) {
        // Filled in before another look: nobody's work, unless the row says so.
        (None, true) => earlier() && !worked_on,
        // Emptied: put back in the same file it is a change; the status of work that was taken over was in all files.
        (Some(via), true) => via != file && (filled() || earlier()) && (!worked_on || stored.carried.is_some()),
        // Work of an earlier draft stands in every file of this one, so what differs is somebody's change.
        (None, false) if stored.carried.is_some() => false,
        (_, false) => filled() || earlier(),
    }
}

fn add_note(note: &mut String, line: &str) {
    if !note.is_empty() {
        note.push('\n');
    }
    note.push_str(line);
}

/// Whether the status cell was touched: it differs from what stands in the store, and from what an export writes for a
/// segment nobody has worked on.
fn says_something(status: SegmentState, stored: &DraftSegment) -> bool {
    status != stored.state && !matches!(status, SegmentState::New | SegmentState::Draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::draft::Tracked;
    use crate::model::matching::SCORE_VERSION;
    use crate::model::{Direction, Form, Origin, OriginKind, Role, Segment, Stamp};

    /// A draft of three segments: a filled fuzzy, one without a target, and one that was confirmed from `satu.docx`.
    fn draft() -> Draft {
        let segment = |n: u32, text: &str| {
            DraftSegment::of(Segment {
                n,
                role: Role::Body,
                para: n,
                line: n,
                text: text.to_owned(),
                before: String::new(),
                after: "\n".to_owned(),
                joined: Vec::new(),
                tagged: None,
                tags: Vec::new(),
            })
        };
        let mut fuzzy = segment(1, "Kapal tiba pagi ini.");
        fuzzy.target = "The ship arrived yesterday.".to_owned();
        fuzzy.state = SegmentState::Draft;
        fuzzy.origin = Some(Origin {
            kind: OriginKind::Fuzzy,
            score: Some(88),
            tu: Some(4),
            uid: None,
            memory: None,
            penalties: Vec::new(),
            adapted: Vec::new(),
            score_version: SCORE_VERSION,
            text: fuzzy.target.clone(),
            from: None,
            before: None,
        });
        let mut confirmed = segment(3, "Ombak tinggi.");
        confirmed.target = "The waves were high.".to_owned();
        confirmed.state = SegmentState::Confirmed;
        confirmed.via = Some("satu.docx".to_owned());
        Draft {
            id: 1,
            name: "kapal".to_owned(),
            file: "kapal.txt".to_owned(),
            sha256: String::new(),
            direction: Direction::ID_EN,
            form: Form::Text,
            rules: String::new(),
            at: Stamp::parse("20261124T080000Z").expect("a date"),
            lines: Vec::new(),
            segments: vec![fuzzy, segment(2, "Nelayan menunggu."), confirmed],
        }
    }

    fn draft_origin() -> Origin {
        draft().segments[0].origin.clone().expect("the first is filled in")
    }

    fn row(n: u32, target: &str) -> ReturnedRow {
        ReturnedRow { n: Some(n), target: target.to_owned(), line: n as usize, ..ReturnedRow::default() }
    }

    fn outcome(row: ReturnedRow) -> (Outcome, Option<DraftSegment>) {
        let n = row.n;
        let (changed, reports) = reconcile(&draft(), &[row], "dua.docx", false);
        (reports.iter().find(|r| r.n == n).map_or(Outcome::Unknown, |r| r.outcome), changed.into_iter().next())
    }

    #[test]
    fn an_untouched_fuzzy_stays_a_draft_and_an_edited_one_is_confirmed() {
        let filled = || row(1, "The ship arrived yesterday.");
        assert_eq!(outcome(ReturnedRow { status: Some(SegmentState::Draft), ..filled() }), (Outcome::Unchanged, None));
        assert_eq!(outcome(ReturnedRow { status: Some(SegmentState::Confirmed), ..filled() }).0, Outcome::Confirmed);
        let edited = || row(1, "The ship arrived this morning.");
        assert_eq!(outcome(ReturnedRow { status: Some(SegmentState::Draft), ..edited() }).0, Outcome::Confirmed);
        assert_eq!(outcome(ReturnedRow { status: Some(SegmentState::Edited), ..edited() }).0, Outcome::Edited);
        let reviewed = outcome(ReturnedRow { status: Some(SegmentState::Reviewed), ..edited() }).1.expect("it changed");
        assert_eq!(reviewed.state, SegmentState::Reviewed);
        assert!(reviewed.origin.is_some(), "the origin stays for ever");
    }

    #[test]
    fn an_emptied_cell_is_cleared_and_an_empty_one_says_nothing() {
        let (what, after) = outcome(row(1, " "));
        assert_eq!((what, after.map(|s| s.state)), (Outcome::Cleared, Some(SegmentState::New)));
        assert_eq!(outcome(row(2, "")), (Outcome::Unchanged, None));
        // From another file, exported before the work: it says nothing. From the file that held the text: it was taken out.
        assert_eq!(outcome(row(3, "")), (Outcome::Unchanged, None));
        let (_, reports) = reconcile(&draft(), &[row(3, "")], "satu.docx", false);
        assert_eq!(reports[0].outcome, Outcome::Cleared);
    }

    #[test]
    fn a_file_from_before_a_repetition_was_filled_in_says_nothing() {
        let mut draft = draft();
        let repeated = &mut draft.segments[1];
        repeated.target = "The fishermen waited.".to_owned();
        repeated.state = SegmentState::Draft;
        repeated.origin = Some(Origin { text: repeated.target.clone(), kind: OriginKind::Repetition, ..draft_origin() });
        repeated.exported = vec![String::new(), "Fishermen waited.".to_owned()];
        let outcome = |draft: &Draft, target: &str, status| {
            let (changed, reports) = reconcile(draft, &[ReturnedRow { status, ..row(2, target) }], "dua.docx", false);
            (reports[0].outcome, changed.first().map(|s| s.target.clone()))
        };
        let (new, filled) = (Some(SegmentState::New), Some(SegmentState::Draft));
        // Exported before; exported between; as it is now.
        assert_eq!(outcome(&draft, "", new), (Outcome::Unchanged, None));
        assert_eq!(outcome(&draft, "", None), (Outcome::Unchanged, None));
        assert_eq!(outcome(&draft, "Fishermen waited.", filled), (Outcome::Unchanged, None));
        assert_eq!(outcome(&draft, "The fishermen waited.", filled), (Outcome::Unchanged, None));
        // Work, in any of them.
        assert_eq!(outcome(&draft, "", filled), (Outcome::Cleared, Some(String::new())));
        assert_eq!(outcome(&draft, "They waited.", new), (Outcome::Confirmed, Some("They waited.".to_owned())));
        let kept = Some("Fishermen waited.".to_owned());
        assert_eq!(outcome(&draft, "Fishermen waited.", Some(SegmentState::Reviewed)), (Outcome::Confirmed, kept));
        // Once it is worked on, the old files still say nothing.
        let worked = &mut draft.segments[1];
        (worked.target, worked.state, worked.via) =
            ("They waited.".to_owned(), SegmentState::Confirmed, Some("tiga.docx".to_owned()));
        for old in ["", "Fishermen waited.", "The fishermen waited."] {
            assert_eq!(outcome(&draft, old, filled), (Outcome::Unchanged, None), "{old}");
        }
    }

    #[test]
    fn what_was_emptied_in_one_file_does_not_come_back_by_an_untouched_copy() {
        let emptied = |file: &str| {
            let mut draft = draft();
            draft.segments[0].target.clear();
            draft.segments[0].state = SegmentState::New;
            draft.segments[0].via = Some(file.to_owned());
            draft
        };
        let filled = draft().segments[0].filled().to_owned();
        let outcome = |stored: &str, row: &ReturnedRow| {
            reconcile(&emptied(stored), std::slice::from_ref(row), "dua.docx", false).1[0].outcome
        };
        assert_eq!(outcome("satu.docx", &row(1, &filled)), Outcome::Unchanged);
        assert_eq!(outcome("dua.docx", &row(1, &filled)), Outcome::Confirmed, "put back");
        let confirmed = ReturnedRow { status: Some(SegmentState::Confirmed), ..row(1, &filled) };
        assert_eq!(outcome("satu.docx", &confirmed), Outcome::Confirmed, "somebody says so");
    }

    #[test]
    fn pending_changes_are_work_and_not_finished_work() {
        let tracked = Tracked { author: "Laras".to_owned(), before: "A".to_owned(), after: "B".to_owned() };
        let pending = ReturnedRow { tracked: Some(tracked), ..row(2, "B") };
        let (what, after) = outcome(pending.clone());
        assert_eq!((what, after.expect("it changed").note.as_str()), (Outcome::Edited, "Laras: A → B"));
        let (changed, _) = reconcile(&draft(), &[pending], "dua.docx", true);
        assert_eq!(changed[0].state, SegmentState::Confirmed);
    }

    #[test]
    fn what_another_file_has_changed_is_not_written_over() {
        let (what, after) = outcome(row(3, "High waves."));
        let after = after.expect("the returned text is kept");
        assert_eq!((what, after.target.as_str()), (Outcome::Conflict, "The waves were high."));
        assert!(after.note.contains("dua.docx: High waves."));
        let (changed, reports) = reconcile(&draft(), &[row(3, "High waves.")], "satu.docx", false);
        assert_eq!((reports[0].outcome, changed[0].target.as_str()), (Outcome::Confirmed, "High waves."));
    }

    #[test]
    fn every_row_is_accounted_for() {
        let rows = [
            ReturnedRow { source: Some("Kapal berangkat.".to_owned()), ..row(1, "The ship left.") },
            row(2, "The fishermen were waiting."),
            row(2, "Fishermen waited."),
            row(9, "Nobody's row."),
        ];
        let (changed, reports) = reconcile(&draft(), &rows, "dua.docx", false);
        let outcomes: Vec<Outcome> = reports.iter().map(|r| r.outcome).collect();
        let expected = [Outcome::SourceChanged, Outcome::Confirmed, Outcome::Duplicate, Outcome::Unknown, Outcome::Missing];
        assert_eq!(outcomes, expected);
        assert_eq!(changed.len(), 1);
        assert_eq!(reports[2].text, "Fishermen waited.");
    }

    #[test]
    fn a_merged_row_with_another_text_is_shown_and_not_taken() {
        let merged = ReturnedRow { merged: true, ..row(1, "Two rows in one.") };
        assert_eq!(outcome(merged), (Outcome::Duplicate, None));
        assert_eq!(outcome(ReturnedRow { merged: true, ..row(1, "") }).0, Outcome::Duplicate);
    }
}
