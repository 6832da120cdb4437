//! Failures in the language of the interface: what happened and where, and what to do next.
//!
//! The library words its errors in English, for whoever uses it from Rust. Here every one of them has its two texts in the
//! table of the interface, `error.…` for what happened and `….hint` for what to do.
//!
//! **Invariant:** every variant has both languages and says what its fields hold (the matches are exhaustive, and a test
//! goes over every key of the table).

mod files;
mod phrase;
mod projects;
mod stores;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt::Display;
use std::io;

use padan::article::ArticleError;
use padan::exchange::ReadFailure;
use padan::exchange::draft::{DraftReadError, DraftWriteError};
use padan::memory::StoreError;
use padan::model::ReadError;
use padan::project::{
    cues::CuesError, drafting::DraftError, finish::FinishError, import::ImportError, merge::MergeError, named::NoSuchDraft,
    rules::RulesError, settings::SettingsError,
};
use padan::text::wording::{Ui, say};

use super::exit::Hinted;

pub(crate) use files::not_rebuilt;
pub(crate) use phrase::phrase;
pub(crate) use projects::{trouble, wrong_setting};
pub(crate) use stores::writer;

/// Values of a text of the interface.
type Values<'a> = &'a [(&'a str, &'a dyn Display)];

/// What there is to say about one link of a chain of errors.
enum Link {
    /// A context: what it says, and the chain goes on.
    Context(String),
    /// A known error, which says everything behind it too.
    Whole(String),
}

/// Returns what happened, in the language `ui`: the contexts, outermost first, then the cause, joined by `: `.
pub(crate) fn message(error: &anyhow::Error, ui: Ui) -> String {
    of(error.as_ref(), ui)
}

/// As [`message`], of any error.
pub(crate) fn of(error: &(dyn Error + 'static), ui: Ui) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(link) = next {
        let (part, whole) = match said(link, ui) {
            Link::Context(text) => (text, false),
            Link::Whole(text) => (text, true),
        };
        // A path is said once, whoever knew it.
        if let Some(before) = parts.last()
            && part.strip_prefix(before.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        {
            parts.pop();
        }
        parts.push(part);
        next = if whole { None } else { link.source() };
    }
    parts.join(": ")
}

/// Returns what to do next: what the command said, else what holds for this kind of failure.
pub(crate) fn hint(error: &anyhow::Error, ui: Ui) -> Option<String> {
    let said = error.chain().find_map(|e| e.downcast_ref::<Hinted>()).map(|h| h.hint.clone());
    said.or_else(|| hint_of(error.as_ref(), ui))
}

/// As [`hint`], of an error that no command has said anything about.
pub(crate) fn hint_of(error: &(dyn Error + 'static), ui: Ui) -> Option<String> {
    let mut next = Some(error);
    while let Some(link) = next {
        let link = inner(link);
        if let Some(hint) = own_hint(link, ui) {
            return Some(hint);
        }
        next = link.source();
    }
    None
}

/// The error that a hint is bound to; any other error itself.
fn inner<'a>(link: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    link.downcast_ref::<Hinted>().map_or(link, |hinted| inner(hinted.error()))
}

fn said(link: &(dyn Error + 'static), ui: Ui) -> Link {
    let link = inner(link);
    let whole = if let Some(e) = link.downcast_ref::<StoreError>() {
        stores::message(e, ui)
    } else if let Some(e) = link.downcast_ref::<ReadError>() {
        projects::reading(e, ui)
    } else if let Some(e) = link.downcast_ref::<ArticleError>() {
        files::article(*e, ui)
    } else if let Some(e) = link.downcast_ref::<DraftReadError>() {
        files::draft_read(e, ui)
    } else if let Some(e) = link.downcast_ref::<DraftWriteError>() {
        files::draft_write(e, ui)
    } else if let Some(e) = link.downcast_ref::<ReadFailure>() {
        e.say(ui)
    } else if let Some(e) = link.downcast_ref::<DraftError>() {
        projects::draft(e, ui)
    } else if let Some(e) = link.downcast_ref::<NoSuchDraft>() {
        projects::no_such_draft(e, ui)
    } else if let Some(e) = link.downcast_ref::<FinishError>() {
        projects::finish(e, ui)
    } else if let Some(e) = link.downcast_ref::<ImportError>() {
        projects::import(e, ui)
    } else if let Some(e) = link.downcast_ref::<MergeError>() {
        projects::merge(e, ui)
    } else if let Some(e) = link.downcast_ref::<SettingsError>() {
        projects::settings(e, ui)
    } else if let Some(e) = link.downcast_ref::<CuesError>() {
        projects::cues(e, ui)
    } else if let Some(e) = link.downcast_ref::<RulesError>() {
        projects::rules(e, ui)
    } else if let Some(e) = link.downcast_ref::<io::Error>() {
        system(e, ui)
    } else {
        return Link::Context(link.to_string());
    };
    Link::Whole(whole)
}

fn own_hint(link: &(dyn Error + 'static), ui: Ui) -> Option<String> {
    if let Some(e) = link.downcast_ref::<StoreError>() {
        stores::hint(e, ui)
    } else if let Some(e) = link.downcast_ref::<ArticleError>() {
        Some(files::article_hint(*e, ui))
    } else if let Some(e) = link.downcast_ref::<DraftReadError>() {
        Some(files::draft_read_hint(e, ui))
    } else if let Some(e) = link.downcast_ref::<DraftWriteError>() {
        Some(files::draft_write_hint(e, ui))
    } else if let Some(e) = link.downcast_ref::<ReadFailure>() {
        Some(files::units_hint(e, ui))
    } else if let Some(e) = link.downcast_ref::<DraftError>() {
        projects::draft_hint(e, ui)
    } else if let Some(e) = link.downcast_ref::<NoSuchDraft>() {
        Some(projects::no_such_draft_hint(e, ui))
    } else if let Some(e) = link.downcast_ref::<FinishError>() {
        projects::finish_hint(e, ui)
    } else if let Some(e) = link.downcast_ref::<ImportError>() {
        projects::import_hint(e, ui)
    } else if let Some(e) = link.downcast_ref::<MergeError>() {
        projects::merge_hint(e, ui)
    } else if let Some(e) = link.downcast_ref::<SettingsError>() {
        Some(projects::settings_hint(e, ui))
    } else if let Some(e) = link.downcast_ref::<CuesError>() {
        Some(projects::cues_hint(e, ui))
    } else if let Some(e) = link.downcast_ref::<RulesError>() {
        Some(projects::rules_hint(e, ui))
    } else if let Some(e) = link.downcast_ref::<io::Error>() {
        system_hint(e, ui)
    } else {
        None
    }
}

/// What the system says, in plain words where a user can meet it.
pub(crate) fn system(error: &io::Error, ui: Ui) -> String {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound => say(ui, "error.system.not-found", &[]),
        Kind::PermissionDenied => say(ui, "error.system.denied", &[]),
        Kind::IsADirectory => say(ui, "error.system.is-folder", &[]),
        Kind::NotADirectory => say(ui, "error.system.not-a-folder", &[]),
        Kind::StorageFull | Kind::QuotaExceeded => say(ui, "error.system.full", &[]),
        Kind::AlreadyExists => say(ui, "error.system.exists", &[]),
        Kind::ReadOnlyFilesystem => say(ui, "error.system.read-only", &[]),
        Kind::InvalidFilename => say(ui, "error.system.name", &[]),
        Kind::InvalidData if error.raw_os_error().is_none() => say(ui, "error.system.not-utf8", &[]),
        _ => {
            let text = error.to_string();
            // The number is for programmers.
            text.split_once(" (os error ").map_or(text.clone(), |(words, _)| words.to_owned())
        }
    }
}

fn system_hint(error: &io::Error, ui: Ui) -> Option<String> {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound | Kind::NotADirectory => Some(say(ui, "error.system.not-found.hint", &[])),
        Kind::PermissionDenied => Some(say(ui, "error.system.denied.hint", &[])),
        Kind::IsADirectory => Some(say(ui, "error.system.is-folder.hint", &[])),
        Kind::StorageFull | Kind::QuotaExceeded => Some(say(ui, "error.system.full.hint", &[])),
        Kind::AlreadyExists => Some(say(ui, "error.system.exists.hint", &[])),
        Kind::ReadOnlyFilesystem => Some(say(ui, "error.system.read-only.hint", &[])),
        Kind::InvalidFilename => Some(say(ui, "error.system.name.hint", &[])),
        _ => None,
    }
}
