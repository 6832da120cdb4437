//! What the memory learns from the finished segments of a draft.
//!
//! Leaves to others: which segments those are (`reconcile`), and the batch they are learnt in (`finish`).
//!
//! **Invariant:** a segment has one unit. What it corrects gives way to it, and comes back when the change is taken back.

use super::neighbours;
use crate::exchange::draft::ReturnedRow;
use crate::memory::{Differing, Store, StoreError, Writing};
use crate::model::{Draft, DraftSegment, LangTag, NewUnit, OriginKind, SegmentState, Stamp, Uid, UnitState};
use crate::text::{key, tags};

/// A draft whose segments are learnt, with what its units say of themselves.
pub(super) struct Teacher<'d> {
    draft: &'d Draft,
    plain: Vec<String>,
    memory: &'d str,
    keep_both: bool,
    at: &'d Stamp,
    author: Option<&'d str>,
}

/// Whether `row` gives back a finished segment as it is stored, while an undo has taken its unit out of the memory.
pub(super) fn is_forgotten(store: &Store, stored: &DraftSegment, row: &ReturnedRow) -> Result<bool, StoreError> {
    let Some(unit) = stored.wrote.filter(|_| stored.state.is_finished()) else { return Ok(false) };
    let target = row.target.trim();
    let same = !target.is_empty() && target == stored.target.trim();
    let source = row.source.as_ref().is_none_or(|s| key(s) == key(stored.segment.shown()));
    // A row that is marked as unfinished takes the segment back.
    let finished = row.status.is_none_or(|s| s != SegmentState::Edited);
    Ok(same && source && finished && store.is_taken_back(unit)?)
}

impl<'d> Teacher<'d> {
    /// `memory` is the name of the memory that learns.
    pub(super) fn new(
        draft: &'d Draft,
        memory: &'d str,
        keep_both: bool,
        (at, author): (&'d Stamp, Option<&'d str>),
    ) -> Teacher<'d> {
        let plain = draft.segments.iter().map(|s| s.segment.plain().into_owned()).collect();
        Teacher { draft, plain, memory, keep_both, at, author }
    }

    /// Puts the target that the segment in place `index` has `after` the change into the memory when it has just been
    /// finished, and notes the row of its unit.
    pub(super) fn learn(&self, writing: &mut Writing<'_>, index: usize, after: &mut DraftSegment) -> Result<(), StoreError> {
        let before = &self.draft.segments[index];
        let same = before.target == after.target && before.state == after.state;
        if !after.state.is_finished() || same || after.target.trim().is_empty() {
            return Ok(());
        }
        let unit = self.unit(index, after);
        if let Some(wrote) = before.wrote
            && let Some(replaced) = writing.replaced_by(wrote)?
        {
            after.wrote = Some(self.put(writing, &unit, &replaced)?);
            return Ok(());
        }
        // What this very segment wrote is corrected in any case: nobody else stands behind it.
        let giving_way = if self.keep_both && before.wrote.is_none() { None } else { superseded(before, after, self.memory) };
        if let Some((old, uid)) = giving_way {
            let live = match uid {
                Some(uid) => writing.is_live_as(old, uid)?,
                None => writing.is_live(old)?,
            };
            if live {
                after.wrote = Some(writing.supersede(old, &unit)?);
                return Ok(());
            }
        }
        after.wrote = Some(writing.add(&unit, Differing::Add)?.unit);
        Ok(())
    }

    /// Puts the segment in place `index` into the memory as it was there before its unit was taken back; the row of the unit.
    /// `None` when the unit has not been taken back at this point of the change.
    pub(super) fn learn_again(&self, writing: &mut Writing<'_>, index: usize) -> Result<Option<i64>, StoreError> {
        let segment = &self.draft.segments[index];
        let Some(wrote) = segment.wrote else { return Ok(None) };
        let Some(replaced) = writing.replaced_by(wrote)? else { return Ok(None) };
        self.put(writing, &self.unit(index, segment), &replaced).map(Some)
    }

    /// Puts `unit` in the place of the live units `replaced`, which had given way to the segment before.
    fn put(&self, writing: &mut Writing<'_>, unit: &NewUnit, replaced: &[i64]) -> Result<i64, StoreError> {
        let mut row = None;
        for &old in replaced.iter().filter(|_| !self.keep_both) {
            row = Some(writing.supersede(old, unit)?);
        }
        match row {
            Some(row) => Ok(row),
            None => Ok(writing.add(unit, Differing::Add)?.unit),
        }
    }

    fn unit(&self, index: usize, after: &DraftSegment) -> NewUnit {
        let (draft, plain) = (self.draft, &self.plain);
        let tagged = after.segment.tagged.as_ref();
        NewUnit {
            a_lang: LangTag::from(draft.direction.from),
            a_text: plain[index].clone(),
            a_markup: tagged.cloned(),
            b_lang: LangTag::from(draft.direction.to),
            b_text: if tagged.is_some() { tags::strip(&after.target) } else { after.target.clone() },
            b_markup: tagged.map(|_| after.target.clone()),
            state: if after.state == SegmentState::Reviewed { UnitState::Reviewed } else { UnitState::Confirmed },
            role: Some(after.segment.role),
            author: self.author.map(str::to_owned),
            created: Some(self.at.clone()),
            changed: Some(self.at.clone()),
            context: Some(neighbours::context(plain, index, &draft.file, after.sid())),
            extra: None,
            used: 0,
            line: u64::from(after.segment.line),
            tuid: None,
            uid: None,
        }
    }
}

/// The unit that a changed target takes the place of: what this segment wrote before, else the exact match it came from,
/// with its identity. A match of a memory that is only read is never replaced: whoever reads it has no say in it.
fn superseded(before: &DraftSegment, after: &DraftSegment, memory: &str) -> Option<(i64, Option<Uid>)> {
    if let Some(wrote) = before.wrote {
        return (before.target != after.target).then_some((wrote, None));
    }
    let exact = after.origin.as_ref().filter(|o| matches!(o.kind, OriginKind::Exact | OriginKind::Context))?;
    let ours = exact.memory.as_deref() == Some(memory) && exact.text != after.target;
    exact.tu.filter(|_| ours).map(|tu| (tu, exact.uid))
}
