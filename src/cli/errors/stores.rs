//! A memory that could not be opened, read or changed.

use padan::memory::{StoreError, Writer};
use padan::text::wording::{Ui, say};

use super::{Values, phrase, system, system_hint};

/// What happened.
pub(super) fn message(error: &StoreError, ui: Ui) -> String {
    use StoreError as E;
    let at = |key, path: &std::path::Path, more: Values<'_>| {
        let path = path.display();
        let mut values: Vec<(&str, &dyn std::fmt::Display)> = vec![("path", &path)];
        values.extend_from_slice(more);
        say(ui, key, &values)
    };
    match error {
        E::NotAMemory { path, what } => at("error.store.not-a-memory", path, &[("what", &phrase(what, ui))]),
        E::Newer { path, found, known } => at("error.store.newer", path, &[("found", found), ("known", known)]),
        E::OtherRules { path } => at("error.store.other-rules", path, &[]),
        E::Missing { path } => at("error.store.missing", path, &[]),
        E::Exists { path } => at("error.store.exists", path, &[]),
        E::Io { path, doing, source } => {
            at("error.store.io", path, &[("doing", &phrase(doing, ui)), ("why", &system(source, ui))])
        }
        E::NotWritable { path } => at("error.store.not-writable", path, &[]),
        E::Busy { path, who } => at("error.store.busy", path, &[("who", &writer(who.as_ref(), ui))]),
        E::Full { path, needed: None } => at("error.store.full", path, &[]),
        E::Full { path, needed: Some(bytes) } => at("error.store.full.needed", path, &[("size", &bytes.div_ceil(1 << 20))]),
        E::Incomplete { path, has, needs } => at("error.store.incomplete", path, &[("has", has), ("needs", needs)]),
        E::LogApart { path } => at("error.store.log-apart", path, &[]),
        E::NotCopied { path, why } => at("error.store.not-copied", path, &[("why", &message(why, ui))]),
        E::NoBatch { path, batch } => at("error.store.no-batch", path, &[("batch", batch)]),
        E::NothingToUndo { path } => at("error.store.nothing-to-undo", path, &[]),
        E::NothingToRedo { path } => at("error.store.nothing-to-redo", path, &[]),
        E::AlreadyUndone { batch } => say(ui, "error.store.already-undone", &[("batch", batch)]),
        E::NotUndone { batch } => say(ui, "error.store.not-undone", &[("batch", batch)]),
        E::NotNewest { batch, newest } => say(ui, "error.store.not-newest", &[("batch", batch), ("newest", newest)]),
        E::Sealed { batch } => say(ui, "error.store.sealed", &[("batch", batch)]),
        E::Abandoned { batch, by } => say(ui, "error.store.abandoned", &[("batch", batch), ("by", by)]),
        E::NotLive { path, unit } => at("error.store.not-live", path, &[("unit", unit)]),
        E::NoDraft { path, draft } => at("error.store.no-draft", path, &[("draft", draft)]),
        E::NoSegment { path, draft, n } => at("error.store.no-segment", path, &[("draft", draft), ("n", n)]),
        E::Broken { path } => at("error.store.broken", path, &[]),
        E::Damaged { path, what } => at("error.store.damaged", path, &[("what", &phrase(what, ui))]),
        E::Sql { path, source } => at("error.store.sql", path, &[("why", &phrase(&source.to_string(), ui))]),
    }
}

/// What to do about it.
pub(super) fn hint(error: &StoreError, ui: Ui) -> Option<String> {
    use StoreError as E;
    let hint = match error {
        E::NotAMemory { .. } => say(ui, "error.store.not-a-memory.hint", &[]),
        E::Newer { .. } => say(ui, "error.store.newer.hint", &[]),
        E::OtherRules { path } => say(ui, "error.store.other-rules.hint", &[("path", &path.display())]),
        E::Missing { .. } => say(ui, "error.store.missing.hint", &[]),
        E::Exists { .. } => say(ui, "error.store.exists.hint", &[]),
        E::Io { source, .. } => return system_hint(source, ui),
        E::NotWritable { .. } => say(ui, "error.store.not-writable.hint", &[]),
        E::Busy { .. } => say(ui, "error.store.busy.hint", &[]),
        E::Full { .. } => say(ui, "error.store.full.hint", &[]),
        E::Incomplete { .. } => say(ui, "error.store.incomplete.hint", &[]),
        E::LogApart { path } => say(ui, "error.store.log-apart.hint", &[("path", &path.display())]),
        E::NotCopied { why, .. } => return hint(why, ui),
        E::NoBatch { .. } | E::NothingToUndo { .. } | E::NothingToRedo { .. } | E::NotUndone { .. } => {
            say(ui, "error.store.changes.hint", &[])
        }
        E::AlreadyUndone { batch } => say(ui, "error.store.already-undone.hint", &[("batch", batch)]),
        E::NotNewest { .. } => say(ui, "error.store.not-newest.hint", &[]),
        E::Sealed { .. } => say(ui, "error.store.sealed.hint", &[]),
        E::Abandoned { .. } => say(ui, "error.store.abandoned.hint", &[]),
        E::NotLive { .. } => say(ui, "error.store.not-live.hint", &[]),
        E::NoDraft { .. } | E::NoSegment { .. } => say(ui, "error.store.no-draft.hint", &[]),
        E::Broken { .. } => say(ui, "error.store.broken.hint", &[]),
        E::Damaged { .. } => say(ui, "error.store.damaged.hint", &[]),
        E::Sql { .. } => say(ui, "error.store.sql.hint", &[]),
    };
    Some(hint)
}

/// The process that is writing, as it is named in a sentence.
pub(crate) fn writer(who: Option<&Writer>, ui: Ui) -> String {
    match who {
        Some(w) => say(ui, "error.store.busy.process", &[("pid", &w.pid), ("purpose", &w.purpose)]),
        None => say(ui, "error.store.busy.another", &[]),
    }
}
