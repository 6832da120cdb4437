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
    // A file from before the work that is stored says nothing where it still holds what was filled in.
    let older = touched && !stored.is_untouched() && returned == stored.filled().trim();
    let status = row.status.filter(|s| says_something(*s, stored));
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
