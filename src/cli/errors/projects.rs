//! What the work itself could not do: make a draft, take one back, import, read the settings.

use padan::article::CueProblem;
use padan::model::ReadError;
use padan::project::{cues::CuesError, drafting::DraftError, finish::FinishError, import::ImportError, settings::SettingsError};
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
        DraftError::Store(e) => stores::message(e, ui),
        DraftError::Read(e) => reading(e, ui),
    }
}

pub(super) fn draft_hint(error: &DraftError, ui: Ui) -> Option<String> {
    match error {
        DraftError::Article(e) => Some(files::article_hint(*e, ui)),
        DraftError::NoSuchLine(_) => Some(say(ui, "draft.no-such-line.hint", &[])),
        DraftError::NothingKept => Some(say(ui, "error.draft.nothing-kept.hint", &[])),
        DraftError::Store(e) => stores::hint(e, ui),
        DraftError::Read(e) => hint_of(e.0.as_ref(), ui),
    }
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
        FinishError::Store(e) => stores::message(e, ui),
    }
}

pub(super) fn finish_hint(error: &FinishError, ui: Ui) -> Option<String> {
    match error {
        FinishError::OtherMemory { .. } | FinishError::UnknownDraft { .. } => Some(say(ui, "error.finish.memory.hint", &[])),
        FinishError::NoDraft => Some(say(ui, "error.returned.hint", &[])),
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

pub(super) fn cues(error: &CuesError, ui: Ui) -> String {
    match error {
        CuesError::Unreadable { path, error } => {
            say(ui, "error.cues.unreadable", &[("path", &path.display()), ("why", &system(error, ui))])
        }
        CuesError::Malformed { path, error } => {
            let why = match &error.problem {
                CueProblem::Fields => say(ui, "error.cues.fields", &[]),
                CueProblem::Action(name) => say(ui, "error.cues.action", &[("name", name)]),
                CueProblem::Matching(name) => say(ui, "error.cues.match", &[("name", name)]),
                CueProblem::Role(name) => say(ui, "error.cues.role", &[("name", name)]),
                CueProblem::Pattern(why) => say(ui, "error.cues.pattern", &[("why", why)]),
                CueProblem::Twice(name) => say(ui, "error.cues.twice", &[("name", name)]),
            };
            say(ui, "error.cues.malformed", &[("path", &path.display()), ("line", &error.line), ("why", &why)])
        }
    }
}

pub(super) fn cues_hint(error: &CuesError, ui: Ui) -> String {
    match error {
        CuesError::Unreadable { .. } => say(ui, "error.settings.unreadable.hint", &[]),
        CuesError::Malformed { .. } => say(ui, "error.cues.malformed.hint", &[]),
    }
}
