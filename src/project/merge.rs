//! Merging: every live unit of another memory comes into this one, as one batch a file.
//!
//! **Invariant:** seen = added + duplicate. Everything that is said of a unit comes along: state, author, dates, role, notes,
//! all its contexts and identifiers, usage, and its identity where no unit here has that.

use std::ops::ControlFlow;

use serde::Serialize;

use super::clock::Moment;
use crate::memory::{BatchKind, BatchStart, Differing, Outcome, Snapshot, Store, StoreError, StoredUnit, Writing};
use crate::model::{Context, NewUnit};

/// What a merge did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MergeReport {
    /// The other memory's file.
    pub file: String,
    /// Its live units.
    pub seen: u64,
    /// Units that were not here.
    pub added: u64,
    /// Units that were: what is said of them came along.
    pub duplicate: u64,
    /// The batch; `None` when nothing was new, and after a dry run.
    pub batch: Option<i64>,
}

/// Why nothing was merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// Both are the same memory.
    #[error("{file} is the memory that it is to go into")]
    Itself {
        /// The other file.
        file: String,
    },
    /// One of the memories refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Brings every live unit of `from`, the content of `file`, into `into`. `progress` hears how many have come.
///
/// # Errors
/// [`MergeError::Itself`]; a memory that cannot be read or written. Then nothing has changed.
pub fn merge(
    into: &mut Store,
    (from, file): (&Snapshot<'_>, &str),
    dry_run: bool,
    (moment, author): (&Moment, Option<&str>),
    progress: &mut dyn FnMut(u64),
) -> Result<MergeReport, MergeError> {
    if from.memory_id() == into.id() {
        return Err(MergeError::Itself { file: file.to_owned() });
    }
    let start = BatchStart {
        kind: BatchKind::Merge,
        file: Some(file.to_owned()),
        sha256: None,
        at: moment.at.clone(),
        millis: moment.millis,
        salt: moment.salt,
        author: author.map(str::to_owned),
        settings: serde_json::json!({ "memory": from.memory_id() }).to_string(),
    };
    let mut report = MergeReport { file: file.to_owned(), seen: 0, added: 0, duplicate: 0, batch: None };
    let mut writing = into.begin(&start)?;
    let mut failed = None;
    from.live_units(None, |unit| {
        report.seen += 1;
        match bring(&mut writing, &unit) {
            Ok(true) => report.added += 1,
            Ok(false) => report.duplicate += 1,
            Err(error) => {
                failed = Some(error);
                return ControlFlow::Break(());
            }
        }
        if report.seen.is_multiple_of(256) {
            progress(report.seen);
        }
        ControlFlow::Continue(())
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    progress(report.seen);
    if !dry_run {
        let counts = serde_json::json!({ "seen": report.seen, "added": report.added, "duplicate": report.duplicate });
        report.batch = writing.finish(&counts.to_string())?;
    }
    Ok(report)
}

/// Brings one unit; whether it was not here.
fn bring(writing: &mut Writing<'_>, unit: &StoredUnit) -> Result<bool, StoreError> {
    let first = NewUnit { context: None, extra: None, tuid: None, line: 0, uid: Some(unit.uid), ..unit.to_new() };
    let tuids = unit.tuids();
    let mut rest = Parts { contexts: &unit.contexts, from_b: &[], extra: &unit.extra, tuids: &tuids };
    let added = writing.add(&rest.give(&first), Differing::Add)?;
    // A unit takes one of each at a time, and it was to come with its sides as they are.
    rest.from_b = &unit.contexts_from_b;
    let mut further = Vec::new();
    while !rest.is_empty() {
        further.push(rest.give(&first));
    }
    writing.add_further(added.unit, &first, &further)?;
    Ok(added.outcome == Outcome::New)
}

/// What a unit may hold several of, as far as it has not been given yet.
struct Parts<'u> {
    contexts: &'u [Context],
    from_b: &'u [Context],
    extra: &'u [String],
    tuids: &'u [&'u str],
}

impl Parts<'_> {
    fn is_empty(&self) -> bool {
        self.contexts.is_empty() && self.from_b.is_empty() && self.extra.is_empty() && self.tuids.is_empty()
    }

    /// The unit with the next of each; at last, with its sides turned round, those contexts whose document was translated
    /// from side b: a context is of the side that comes first.
    fn give(&mut self, unit: &NewUnit) -> NewUnit {
        let mut unit = unit.clone();
        unit.extra = next(&mut self.extra).cloned();
        unit.tuid = next(&mut self.tuids).map(|t| (*t).to_owned());
        if let Some(context) = next(&mut self.contexts) {
            unit.context = Some(context.clone());
        } else if unit.extra.is_none()
            && unit.tuid.is_none()
            && let Some(context) = next(&mut self.from_b)
        {
            unit.context = Some(context.clone());
            std::mem::swap(&mut unit.a_lang, &mut unit.b_lang);
            std::mem::swap(&mut unit.a_text, &mut unit.b_text);
            std::mem::swap(&mut unit.a_markup, &mut unit.b_markup);
        }
        unit
    }
}

fn next<'p, T>(parts: &mut &'p [T]) -> Option<&'p T> {
    let (first, rest) = parts.split_first()?;
    *parts = rest;
    Some(first)
}
