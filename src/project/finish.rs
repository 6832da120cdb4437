//! Finish: a draft given back. What was worked on is kept at once, the memory learns in one batch, and the translation is
//! written when nothing is missing.
//!
//! Source: review.md, "Coming back".
//!
//! **Invariant:** draft and memory change in one transaction. Only confirmed and reviewed targets become units; what is
//! filled in from a repetition does not.

use std::collections::HashSet;

use super::clock::Moment;
use super::learn::{Teacher, is_forgotten};
use super::propagate::{self, Differing as DifferingTargets, Propagation, propagate};
use super::reconcile::{Outcome, RowReport, reconcile};
use crate::article::{self, RebuildError};
use crate::exchange::draft::Returned;
use crate::memory::{BatchKind, BatchStart, DraftRow, Store, StoreError};
use crate::model::{Draft, DraftSegment, Form, Lang};
use crate::text::tags;

/// What the user asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct FinishOptions {
    /// Write the translation although segments are open.
    pub partial: bool,
    /// Take pending tracked changes as finished.
    pub accept: bool,
    /// A changed exact match comes in beside the unit it came from, which otherwise gives way.
    pub keep_both: bool,
    /// Report only, change nothing.
    pub dry_run: bool,
    /// The kind of English that a translation into English is in, `en-US` or `en-GB`; `None` for American.
    pub english: Option<&'static str>,
}

/// A translation as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// The content of its file.
    pub bytes: Vec<u8>,
    /// The form it has: that of the article, plain text where the document could not be written again.
    pub form: Form,
    /// Why it is plain text, where it should be a document.
    pub fallback: Option<Fallback>,
}

/// Why the translation of a document is plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// The draft was stored without the document.
    NotKept,
    /// The document could not be written again.
    NotWritten(RebuildError),
}

/// What a finish did.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The draft as it is now.
    pub draft: Draft,
    /// What became of each row, and which segments have none.
    pub rows: Vec<RowReport>,
    /// Numbers of the segments that keep the translation from being complete.
    pub open: Vec<u32>,
    /// The batch of the memory, when it learnt anything.
    pub batch: Option<i64>,
    /// The translation in the form of the article; `None` while segments are open, unless asked for.
    pub translation: Option<Translation>,
    /// Segments whose target lacks tags of their source: (segment, numbers of the tags).
    pub lost_tags: Vec<(u32, Vec<u32>)>,
    /// Segments whose target has tags that their source has not, which are written as text: (segment, numbers).
    pub unknown_tags: Vec<(u32, Vec<u32>)>,
    /// How many finished rows came back unchanged whose units an undo had taken out of the memory, and are in it again.
    pub relearnt: usize,
    /// How many untouched segments were filled in from a finished one with the same source.
    pub propagated: usize,
    /// Sources that are finished with different targets, and so were not filled in where they stand untouched.
    pub differing: Vec<DifferingTargets>,
    /// Name of the newest version of this draft, where there is one: the article has changed since.
    pub newer: Option<String>,
}

impl Finished {
    /// How many rows had `outcome`.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.rows.iter().filter(|r| r.outcome == outcome).count()
    }

    /// Whether something needs attention: open segments, or returned text that was not taken.
    pub fn needs_attention(&self) -> bool {
        let not_taken = |r: &RowReport| {
            matches!(r.outcome, Outcome::Conflict | Outcome::SourceChanged | Outcome::Duplicate | Outcome::Unknown)
        };
        !self.open.is_empty() || self.rows.iter().any(not_taken)
    }
}

/// Why nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// The file says it belongs to another memory.
    #[error("the draft in this file belongs to another memory ({found}), not to {memory}")]
    OtherMemory {
        /// The memory the file names.
        found: String,
        /// The memory that was opened.
        memory: String,
    },
    /// The file does not say which draft it is.
    #[error("the file does not say which draft it belongs to")]
    NoDraft,
    /// The memory does not hold the draft.
    #[error("draft {draft} is not in {memory}: it was deleted, or belongs to another memory")]
    UnknownDraft {
        /// Its number.
        draft: i64,
        /// The memory that was opened.
        memory: String,
    },
    /// The draft was taken off the list.
    #[error("draft {name} was deleted")]
    DeletedDraft {
        /// Its name.
        name: String,
    },
    /// The memory refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What dry runs would have made of their drafts, so that a further file of one of them is held against that.
#[derive(Debug, Default)]
pub struct Rehearsal {
    /// Each with the memory it is in.
    drafts: Vec<(String, Draft)>,
    /// Units that would be in the memory again: memory and row.
    relearnt: HashSet<(String, i64)>,
}

impl Rehearsal {
    fn draft(&self, memory: &str, id: i64) -> Option<&Draft> {
        self.drafts.iter().find(|(m, d)| m == memory && d.id == id).map(|(_, d)| d)
    }

    fn keep(&mut self, memory: &str, draft: &Draft) {
        self.drafts.retain(|(m, d)| m != memory || d.id != draft.id);
        self.drafts.push((memory.to_owned(), draft.clone()));
    }
}

/// Takes a returned file into its draft and the memory.
///
/// `memory` is the name of the memory that `store` is, `file` the returned file's name. The dry runs of one call share one
/// `rehearsal`; nothing else looks at it.
///
/// # Errors
/// A file of another memory or of no draft; a memory that cannot be written. Then nothing has changed.
pub fn finish(
    store: &mut Store,
    memory: &str,
    (returned, file): (&Returned, &str),
    options: FinishOptions,
    (moment, author): (&Moment, Option<&str>),
    rehearsal: &mut Rehearsal,
) -> Result<Finished, FinishError> {
    if let Some(found) = returned.memory_id.as_ref().filter(|id| *id != store.id()) {
        return Err(FinishError::OtherMemory { found: found.clone(), memory: memory.to_owned() });
    }
    let number = returned.draft.ok_or(FinishError::NoDraft)?;
    loop {
        // Once more, upon the draft as it is then, when another process has changed it meanwhile.
        if let Some(done) = attempt(store, memory, number, (returned, file), options, (moment, author), rehearsal)? {
            return Ok(done);
        }
    }
}

/// As [`finish`]; `None`, and nothing has changed, when the draft has changed between being read and being written to.
fn attempt(
    store: &mut Store,
    memory: &str,
    number: i64,
    (returned, file): (&Returned, &str),
    options: FinishOptions,
    (moment, author): (&Moment, Option<&str>),
    rehearsal: &mut Rehearsal,
) -> Result<Option<Finished>, FinishError> {
    let id = store.id().to_owned();
    let seen = store.draft_rev(number).map_err(|e| unknown(e, memory))?;
    let mut draft = store.load_draft(number).map_err(|e| unknown(e, memory))?;
    if let Some(rehearsed) = rehearsal.draft(&id, number).filter(|_| options.dry_run) {
        rehearsed.clone_into(&mut draft);
    }
    if store.deleted_drafts()?.iter().any(|row| row.id == number) {
        return Err(FinishError::DeletedDraft { name: draft.name });
    }
    let listed = store.find_drafts()?;
    let newer = newest_version(&listed, number);
    let was_finished = listed.iter().any(|row| row.id == number && row.finished.is_some());
    let (mut changed, rows) = reconcile(&draft, &returned.rows, file, options.accept);

    let Propagation { changed: repeated, differing } = repetitions(store, &draft, &changed, &rows)?;
    let propagated = repeated.iter().filter(|s| propagate::is_propagated(s)).count();

    let forgotten = forgotten(store, &draft, returned, (rehearsal, &id))?;

    let (mut batch, mut relearnt) = (None, 0);
    if !changed.is_empty() || !repeated.is_empty() || !forgotten.is_empty() {
        let start = BatchStart {
            kind: BatchKind::Finish,
            file: Some(file.to_owned()),
            sha256: None,
            at: moment.at.clone(),
            millis: moment.millis,
            salt: moment.salt,
            author: author.map(str::to_owned),
            settings: serde_json::json!({ "draft": draft.name, "accept": options.accept }).to_string(),
        };
        let mut writing = store.begin(&start)?;
        if writing.draft_rev(number)? != seen {
            return Ok(None);
        }
        let teacher = Teacher::new(&draft, memory, options.keep_both, (&moment.at, author));
        for after in &mut changed {
            let Some(index) = draft.segments.iter().position(|s| s.segment.n == after.segment.n) else { continue };
            teacher.learn(&mut writing, index, after)?;
        }
        for &index in &forgotten {
            let before = &draft.segments[index];
            if let Some(wrote) = teacher.learn_again(&mut writing, index)? {
                relearnt += 1;
                rehearsal.relearnt.extend(before.wrote.filter(|_| options.dry_run).map(|unit| (id.clone(), unit)));
                if before.wrote == Some(wrote) {
                    continue;
                }
                if changed.iter().all(|c| c.segment.n != before.segment.n) {
                    changed.push(before.clone());
                }
                changed.iter_mut().filter(|c| c.segment.n == before.segment.n).for_each(|c| c.wrote = Some(wrote));
            }
        }
        let confirmed = changed.iter().filter(|s| s.state.is_finished()).count();
        // A segment stands in one of the two only, but for a changed note: then the propagated one holds that as well.
        changed.retain(|c| repeated.iter().all(|r| r.segment.n != c.segment.n));
        changed.extend(repeated);
        writing.update_segments(draft.id, &changed, &moment.at)?;
        let after = |s: &DraftSegment| {
            changed.iter().find(|c| c.segment.n == s.segment.n).map_or(s.is_settled(), DraftSegment::is_settled)
        };
        if !was_finished && draft.segments.iter().all(after) {
            writing.finish_draft(draft.id)?;
        }
        if !options.dry_run {
            batch = writing.finish(
                &serde_json::json!({ "changed": changed.len(), "confirmed": confirmed, "again": relearnt }).to_string(),
            )?;
        }
        for after in changed {
            if let Some(there) = draft.segments.iter_mut().find(|s| s.segment.n == after.segment.n) {
                // What a dry run writes is gone again.
                let wrote = if options.dry_run { there.wrote } else { after.wrote };
                *there = DraftSegment { wrote, ..after };
            }
        }
    }
    if options.dry_run {
        rehearsal.keep(&id, &draft);
    }
    let open: Vec<u32> = draft.segments.iter().filter(|s| !s.is_settled()).map(|s| s.segment.n).collect();
    let wanted = open.is_empty() || options.partial;
    let translation = if wanted { Some(translation(store, &draft, &open, options.english)?) } else { None };
    let (lost_tags, unknown_tags) = (lost_tags(&draft, &open), unknown_tags(&draft, &open));
    Ok(Some(Finished { draft, rows, open, batch, translation, lost_tags, unknown_tags, relearnt, propagated, differing, newer }))
}

/// Positions of the segments that came back finished and as they were, while an undo has taken their units out of the memory.
fn forgotten(
    store: &Store,
    draft: &Draft,
    returned: &Returned,
    (rehearsal, id): (&Rehearsal, &str),
) -> Result<Vec<usize>, StoreError> {
    let mut out = Vec::new();
    for (index, segment) in draft.segments.iter().enumerate() {
        let Some(row) = returned.rows.iter().find(|r| r.n == Some(segment.segment.n)) else { continue };
        let rehearsed = || segment.wrote.is_some_and(|unit| rehearsal.relearnt.contains(&(id.to_owned(), unit)));
        if is_forgotten(store, segment, row)? && !rehearsed() {
            out.push(index);
        }
    }
    Ok(out)
}

fn unknown(error: StoreError, memory: &str) -> FinishError {
    match error {
        StoreError::NoDraft { draft, .. } => FinishError::UnknownDraft { draft, memory: memory.to_owned() },
        other => other.into(),
    }
}

/// What is filled in from repetitions once `changed` is taken: of segments of the draft, else of the other drafts that it
/// repeats.
fn repetitions(store: &Store, draft: &Draft, changed: &[DraftSegment], rows: &[RowReport]) -> Result<Propagation, StoreError> {
    let mut after = draft.clone();
    for segment in changed {
        if let Some(there) = after.segments.iter_mut().find(|s| s.segment.n == segment.segment.n) {
            segment.clone_into(there);
        }
    }
    // What was returned and not taken is somebody's work as well.
    let not_taken = |r: &&RowReport| matches!(r.outcome, Outcome::Conflict | Outcome::SourceChanged | Outcome::Duplicate);
    let held: Vec<u32> = rows.iter().filter(not_taken).filter_map(|r| r.n).collect();
    Ok(propagate(&after, &elsewhere(store, &after)?, &held))
}

/// The finished ones among the segments of other drafts that the draft repeats; a draft that is gone gives none.
fn elsewhere(store: &Store, draft: &Draft) -> Result<Vec<propagate::Finished>, StoreError> {
    let wanted = propagate::wanted(draft);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for row in store.find_drafts()? {
        if row.id == draft.id || row.direction != draft.direction || wanted.iter().all(|w| w.draft.as_ref() != Some(&row.name)) {
            continue;
        }
        let other = store.load_draft(row.id)?;
        for at in wanted.iter().filter(|w| w.draft.as_ref() == Some(&row.name)) {
            let finished = other.segments.iter().find(|s| s.segment.n == at.n && s.state.is_finished());
            out.extend(finished.map(|s| propagate::Finished {
                at: at.clone(),
                source: s.segment.shown().to_owned(),
                target: s.target.clone(),
            }));
        }
    }
    Ok(out)
}

/// The name of the last draft in the line of versions of draft `id`, the newest first where it branches.
fn newest_version(rows: &[DraftRow], id: i64) -> Option<String> {
    let mut last = None;
    let mut here = id;
    while let Some(next) = rows.iter().filter(|r| r.version_of == Some(here)).max_by_key(|r| r.id) {
        // Only another state of the same article is a newer version; a follow-up story is one of its own.
        if rows.iter().any(|r| r.id == here && r.file != next.file) {
            break;
        }
        here = next.id;
        last = Some(next.name.clone());
    }
    last
}

/// The translation as it stands, open segments as `[[#22]]` and their source.
fn translation(store: &Store, draft: &Draft, open: &[u32], english: Option<&str>) -> Result<Translation, StoreError> {
    let targets: Vec<String> = (draft.segments.iter())
        .map(|s| {
            let n = s.segment.n;
            if open.contains(&n) { format!("[[#{n}]] {}", s.segment.shown()) } else { s.target.clone() }
        })
        .collect();
    let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    let segments: Vec<_> = draft.segments.iter().map(|s| s.segment.clone()).collect();
    let mut fallback = None;
    if draft.form.is_document() {
        let locale = match draft.direction.to {
            Lang::EN => english.unwrap_or("en-US").to_owned(),
            Lang::ID => "id-ID".to_owned(),
            other => other.to_string(),
        };
        let rebuilt = match store.draft_input(draft.id)? {
            Some(bytes) => {
                article::rebuild(&bytes, draft.form, (&segments, &targets), &draft.lines, &locale).map_err(Fallback::NotWritten)
            }
            None => Err(Fallback::NotKept),
        };
        match rebuilt {
            Ok(bytes) => return Ok(Translation { bytes, form: draft.form, fallback }),
            Err(why) => fallback = Some(why),
        }
    }
    // Left-out lines tell by themselves that the article came out of a page.
    let text = article::render(&segments, &targets, &draft.lines, draft.form, article::Mode::Article);
    let form = if fallback.is_some() { Form::Text } else { draft.form };
    Ok(Translation { bytes: text.into_bytes(), form, fallback })
}

/// The tags that targets have lost.
fn lost_tags(draft: &Draft, open: &[u32]) -> Vec<(u32, Vec<u32>)> {
    (draft.segments.iter().filter(|s| !open.contains(&s.segment.n)))
        .map(|s| (s.segment.n, article::inline::untag(&s.target, &s.segment.tags).1))
        .filter(|(_, tags)| !tags.is_empty())
        .collect()
}

/// The tags of targets that their sources have not. Only where the article has tags: elsewhere `<1>` is text like any other.
fn unknown_tags(draft: &Draft, open: &[u32]) -> Vec<(u32, Vec<u32>)> {
    let tagged = draft.form.is_document() || draft.form == Form::Markdown;
    let unknown = |s: &DraftSegment| {
        let known = s.segment.tags.len();
        let mut found: Vec<u32> = tags::find(&s.target).iter().map(|m| m.number).collect();
        found.retain(|&n| n == 0 || n as usize > known);
        found.sort_unstable();
        found.dedup();
        found
    };
    (draft.segments.iter().filter(|s| tagged && s.target != s.segment.shown() && !open.contains(&s.segment.n)))
        .map(|s| (s.segment.n, unknown(s)))
        .filter(|(_, tags)| !tags.is_empty())
        .collect()
}
