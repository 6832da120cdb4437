//! What the work itself could not do: make a draft, take one back, import, read the settings.

use padan::model::ReadError;
use padan::project::{
    drafting::DraftError, finish::FinishError, import::ImportError, merge::MergeError, named::NoSuchDraft,
    settings::SettingsError,
};
use padan::text::wording::{Ui, say};

use super::{files, hint_of, of, phrase, stores, system, system_hint};

pub(super) fn reading(error: &ReadError, ui: Ui) -> String {
    say(ui, "error.reading", &[("why", &of(error.0.as_ref(), ui))])
}

pub(super) fn draft(error: &DraftError, ui: Ui) -> String {
    match error {
        DraftError::Article(e) => files::article(*e, ui),
        DraftError::NoSuchLine(line) => say(ui, "attention.no-such-line", &[("line", line)]),
        DraftError::NothingKept => say(ui, "error.draft.nothing-kept", &[]),
        DraftError::NoSuchDraft(e) => no_such_draft(e, ui),
        DraftError::OtherDirection { name, found, wanted } => {
            let values: [(&str, &dyn std::fmt::Display); 5] =
                [("name", name), ("from", &found.from), ("to", &found.to), ("wanted", &wanted.from), ("into", &wanted.to)];
            say(ui, "error.draft.other-direction", &values)
        }
        DraftError::Store(e) => stores::message(e, ui),
        DraftError::Read(e) => reading(e, ui),
    }
}

pub(super) fn draft_hint(error: &DraftError, ui: Ui) -> Option<String> {
    match error {
        DraftError::Article(e) => Some(files::article_hint(*e, ui)),
        DraftError::NoSuchLine(_) => Some(say(ui, "draft.no-such-line.hint", &[])),
        DraftError::NothingKept => Some(say(ui, "error.draft.nothing-kept.hint", &[])),
        DraftError::NoSuchDraft(e) => Some(no_such_draft_hint(e, ui)),
        DraftError::OtherDirection { .. } => Some(say(ui, "error.draft.other-direction.hint", &[])),
        DraftError::Store(e) => stores::hint(e, ui),
        DraftError::Read(e) => hint_of(e.0.as_ref(), ui),
    }
}

pub(super) fn no_such_draft(error: &NoSuchDraft, ui: Ui) -> String {
    say(ui, "error.draft.no-such", &[("asked", &error.asked)])
}

pub(super) fn no_such_draft_hint(error: &NoSuchDraft, ui: Ui) -> String {
    let list = say(ui, "error.draft.no-such.hint", &[]);
    if error.near.is_empty() {
        return list;
    }
    let or = format!(" {} ", say(ui, "usage.or", &[]));
    format!("{} {list}", say(ui, "usage.did-you-mean", &[("names", &error.near.join(&or))]))
}

pub(super) fn finish(error: &FinishError, ui: Ui) -> String {
    match error {
        FinishError::OtherMemory { found, memory } => {
            say(ui, "error.finish.other-memory", &[("found", found), ("memory", memory)])
        }
        FinishError::NoDraft => say(ui, "error.finish.no-draft", &[]),
        FinishError::UnknownDraft { draft, memory } => {
            say(ui, "error.finish.unknown-draft", &[("draft", draft), ("memory", memory)])
        }
        FinishError::DeletedDraft { name } => say(ui, "error.finish.deleted", &[("name", name)]),
        FinishError::Store(e) => stores::message(e, ui),
    }
}

pub(super) fn finish_hint(error: &FinishError, ui: Ui) -> Option<String> {
    match error {
        FinishError::OtherMemory { .. } | FinishError::UnknownDraft { .. } => Some(say(ui, "error.finish.memory.hint", &[])),
        FinishError::NoDraft => Some(say(ui, "error.returned.hint", &[])),
        FinishError::DeletedDraft { name } => Some(say(ui, "error.finish.deleted.hint", &[("name", name)])),
        FinishError::Store(e) => stores::hint(e, ui),
    }
}

pub(super) fn import(error: &ImportError, ui: Ui) -> String {
    match error {
        ImportError::Unreadable(e) => e.say(ui),
        ImportError::Io(e) => system(e, ui),
        ImportError::Store(e) => stores::message(e, ui),
    }
}

pub(super) fn import_hint(error: &ImportError, ui: Ui) -> Option<String> {
    match error {
        ImportError::Unreadable(e) => Some(files::units_hint(e, ui)),
        ImportError::Io(e) => system_hint(e, ui),
        ImportError::Store(e) => stores::hint(e, ui),
    }
}

pub(super) fn merge(error: &MergeError, ui: Ui) -> String {
    match error {
        MergeError::Itself { file } => say(ui, "error.merge.itself", &[("file", file)]),
        MergeError::Store(e) => stores::message(e, ui),
    }
}

pub(super) fn merge_hint(error: &MergeError, ui: Ui) -> Option<String> {
    match error {
        MergeError::Itself { .. } => Some(say(ui, "error.merge.itself.hint", &[])),
        MergeError::Store(e) => stores::hint(e, ui),
    }
}

pub(super) fn settings(error: &SettingsError, ui: Ui) -> String {
    match error {
        SettingsError::Unreadable { path, error } => {
            say(ui, "error.settings.unreadable", &[("path", &path.display()), ("why", &system(error, ui))])
        }
        SettingsError::Malformed { path, error } => {
            // The first line of the whole text tells the place; it has the form `TOML parse error at line 1, column 1`.
            let whole = error.to_string();
            let line = whole.split_once("at line ").and_then(|(_, rest)| rest.split([',', '\n']).next()).unwrap_or("?");
            let why = phrase(error.message(), ui);
            say(ui, "error.settings.malformed", &[("path", &path.display()), ("line", &line), ("why", &why)])
        }
    }
}

pub(super) fn settings_hint(error: &SettingsError, ui: Ui) -> String {
    match error {
        SettingsError::Unreadable { .. } => say(ui, "error.settings.unreadable.hint", &[]),
        SettingsError::Malformed { .. } => say(ui, "error.settings.malformed.hint", &[]),
    }
}
