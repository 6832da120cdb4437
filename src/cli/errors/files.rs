//! Files that could not be read as what they should be: articles, drafts, other programs' memories.

use padan::article::ArticleError;
use padan::exchange::ReadFailure;
use padan::exchange::draft::{DraftReadError, DraftWriteError};
use padan::text::wording::{Ui, say};

use super::{phrase, system};

pub(super) fn article(error: ArticleError, ui: Ui) -> String {
    match error {
        ArticleError::Empty => say(ui, "error.article.empty", &[]),
        ArticleError::Pdf => say(ui, "error.article.pdf", &[]),
        ArticleError::Zip => say(ui, "error.article.zip", &[]),
        ArticleError::TooTangled => say(ui, "error.article.too-tangled", &[]),
        ArticleError::Xml => say(ui, "error.article.xml", &[]),
        ArticleError::Binary => say(ui, "error.article.binary", &[]),
        ArticleError::TooLarge { megabytes } => say(ui, "error.article.too-large", &[("size", &megabytes)]),
    }
}

pub(super) fn article_hint(error: ArticleError, ui: Ui) -> String {
    match error {
        ArticleError::Empty => say(ui, "error.article.empty.hint", &[]),
        ArticleError::Pdf => say(ui, "error.article.pdf.hint", &[]),
        ArticleError::Zip => say(ui, "error.article.zip.hint", &[]),
        ArticleError::TooTangled => say(ui, "error.article.too-tangled.hint", &[]),
        ArticleError::Xml => say(ui, "error.article.xml.hint", &[]),
        ArticleError::Binary => say(ui, "error.article.binary.hint", &[]),
        ArticleError::TooLarge { .. } => say(ui, "error.article.too-large.hint", &[]),
    }
}

pub(super) fn draft_read(error: &DraftReadError, ui: Ui) -> String {
    match error {
        DraftReadError::UnknownFormat { name } => say(ui, "error.returned.unknown-format", &[("name", name)]),
        DraftReadError::ReadOnly { name, format } => {
            let format = format.extension().to_uppercase();
            say(ui, "error.returned.read-only", &[("name", name), ("format", &format)])
        }
        DraftReadError::NotDocx { name, reason } => {
            say(ui, "error.returned.not-docx", &[("name", name), ("why", &phrase(reason, ui))])
        }
        DraftReadError::TooLarge { name, part, limit } => {
            say(ui, "error.returned.too-large", &[("name", name), ("part", &phrase(part, ui)), ("limit", limit)])
        }
        DraftReadError::Damaged { name, part, reason } => {
            let (part, why) = (phrase(part, ui), phrase(reason, ui));
            say(ui, "error.returned.damaged", &[("name", name), ("part", &part), ("why", &why)])
        }
        DraftReadError::NoRows { name, reason } => {
            say(ui, "error.returned.no-rows", &[("name", name), ("why", &phrase(reason, ui))])
        }
    }
}

pub(super) fn draft_read_hint(error: &DraftReadError, ui: Ui) -> String {
    match error {
        DraftReadError::UnknownFormat { .. } | DraftReadError::NoRows { .. } => say(ui, "error.returned.hint", &[]),
        DraftReadError::ReadOnly { .. } => say(ui, "error.returned.read-only.hint", &[]),
        DraftReadError::NotDocx { .. } => say(ui, "error.returned.not-docx.hint", &[]),
        DraftReadError::TooLarge { .. } => say(ui, "error.returned.too-large.hint", &[]),
        DraftReadError::Damaged { .. } => say(ui, "error.returned.damaged.hint", &[]),
    }
}

pub(super) fn draft_write(error: &DraftWriteError, ui: Ui) -> String {
    let why = match error {
        DraftWriteError::Package(e) => e.to_string(),
        DraftWriteError::Io(e) => system(e, ui),
        DraftWriteError::Json(e) => e.to_string(),
    };
    say(ui, "error.draft-file", &[("why", &why)])
}

pub(super) fn draft_write_hint(error: &DraftWriteError, ui: Ui) -> String {
    match error {
        DraftWriteError::Package(_) | DraftWriteError::Io(_) | DraftWriteError::Json(_) => say(ui, "error.draft-file.hint", &[]),
    }
}

pub(super) fn units_hint(error: &ReadFailure, ui: Ui) -> String {
    match error.reason.key() {
        "read.not-tmx" | "read.not-xml" | "read.no-tmx" | "read.no-tmx-inside" => say(ui, "error.units.format.hint", &[]),
        "read.empty" => say(ui, "error.article.empty.hint", &[]),
        _ => say(ui, "error.units.hint", &[]),
    }
}
