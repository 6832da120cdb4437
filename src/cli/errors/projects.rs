//! What the work itself could not do: make a draft, take one back, import, read the settings.

use padan::article::CueProblem;
use padan::model::ReadError;
use padan::project::settings::table::Kind;
use padan::project::settings::{SettingsError, Wrong};
use padan::project::{
    cues::CuesError, drafting::DraftError, finish::FinishError, import::ImportError, merge::MergeError, named::NoSuchDraft,
    rules::RulesError,
};
use padan::segment::srx::Trouble;
use padan::text::wording::{Ui, say};

use super::{files, hint_of, of, stores, system, system_hint};

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
        SettingsError::Malformed { path, line, wrong } => {
            let why = wrong_setting(wrong, ui);
            say(ui, "error.settings.malformed", &[("path", &path.display()), ("line", line), ("why", &why)])
        }
        SettingsError::Variable { variable, wrong } => {
            say(ui, "error.settings.variable", &[("variable", variable), ("why", &wrong_setting(wrong, ui))])
        }
        SettingsError::Exists { path } => say(ui, "error.settings.exists", &[("path", &path.display())]),
        SettingsError::Unwritable { path, error } => {
            say(ui, "error.settings.unwritable", &[("path", &path.display()), ("why", &system(error, ui))])
        }
    }
}

/// What is wrong about a setting.
pub(crate) fn wrong_setting(wrong: &Wrong, ui: Ui) -> String {
    match wrong {
        // What the reader of the format says is English and for programmers.
        Wrong::Syntax { .. } => say(ui, "error.setting.syntax", &[]),
        Wrong::Twice => say(ui, "error.setting.twice", &[]),
        Wrong::Unknown { name, near: None } => say(ui, "error.setting.unknown", &[("name", name)]),
        Wrong::Unknown { name, near: Some(near) } => say(ui, "error.setting.near", &[("name", name), ("near", near)]),
        Wrong::SameLanguages { lang } => say(ui, "error.setting.same-languages", &[("lang", lang)]),
        Wrong::Value { name, value, kind } => {
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("name", name), ("value", value), ("allowed", &allowed(*kind, ui))];
            say(ui, "error.setting.value", &values)
        }
    }
}

fn allowed(kind: Kind, ui: Ui) -> String {
    match kind {
        Kind::Line => say(ui, "setting.kind.line", &[]),
        Kind::Memory => say(ui, "setting.kind.memory", &[]),
        Kind::Memories => say(ui, "setting.kind.memories", &[]),
        Kind::File => say(ui, "setting.kind.file", &[]),
        Kind::Language => say(ui, "setting.kind.language", &[]),
        // A list of words is the same in every language.
        Kind::OneOf(_) => kind.to_string(),
        Kind::Number(from, to) => say(ui, "setting.kind.number", &[("from", &from), ("to", &to)]),
    }
}

pub(super) fn settings_hint(error: &SettingsError, ui: Ui) -> String {
    match error {
        SettingsError::Unreadable { .. } => say(ui, "error.settings.unreadable.hint", &[]),
        SettingsError::Malformed { .. } => say(ui, "error.settings.malformed.hint", &[]),
        SettingsError::Variable { variable, .. } => say(ui, "error.settings.variable.hint", &[("variable", variable)]),
        SettingsError::Exists { .. } => say(ui, "error.settings.exists.hint", &[]),
        SettingsError::Unwritable { .. } => say(ui, "error.settings.unwritable.hint", &[]),
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

pub(super) fn rules(error: &RulesError, ui: Ui) -> String {
    match error {
        RulesError::Unreadable { path, error } => {
            say(ui, "error.rules.unreadable", &[("path", &path.display()), ("why", &system(error, ui))])
        }
        RulesError::Malformed { path, failure } => {
            say(ui, "error.rules.malformed", &[("path", &path.display()), ("why", &failure.say(ui))])
        }
    }
}

pub(super) fn rules_hint(error: &RulesError, ui: Ui) -> String {
    match error {
        RulesError::Unreadable { .. } => say(ui, "error.rules.unreadable.hint", &[]),
        RulesError::Malformed { .. } => say(ui, "error.rules.malformed.hint", &[]),
    }
}

/// What is the matter with a segmentation rule.
pub(crate) fn trouble(trouble: &Trouble, ui: Ui) -> String {
    match trouble {
        Trouble::Syntax(found) => say(ui, "trouble.syntax", &[("found", found)]),
        Trouble::Reference(found) => say(ui, "trouble.reference", &[("found", found)]),
        Trouble::Escape(found) => say(ui, "trouble.escape", &[("found", found)]),
        Trouble::Property(found) => say(ui, "trouble.property", &[("found", found)]),
        Trouble::Look => say(ui, "trouble.look", &[]),
        Trouble::Repeated(found) => say(ui, "trouble.repeated", &[("found", found)]),
        Trouble::TooLarge => say(ui, "trouble.too-large", &[]),
        Trouble::NoSuchList(name) => say(ui, "trouble.no-such-list", &[("name", name)]),
        Trouble::Possessive => say(ui, "trouble.possessive", &[]),
        Trouble::Boundary => say(ui, "trouble.boundary", &[]),
    }
}
