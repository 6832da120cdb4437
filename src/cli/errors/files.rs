//! Files that could not be read as what they should be: articles, drafts, other programs' memories.

use padan::article::{ArticleError, LIMIT, RebuildError};
use padan::exchange::ReadFailure;
use padan::exchange::draft::{DraftReadError, DraftWriteError};
use padan::text::wording::{Ui, say};

use super::{phrase, system};

pub(super) fn article(error: ArticleError, ui: Ui) -> String {
    match error {
        ArticleError::Empty => say(ui, "error.article.empty", &[]),
        ArticleError::Pdf => say(ui, "error.article.pdf", &[]),
        ArticleError::Zip => say(ui, "error.article.zip", &[]),
        ArticleError::Book => say(ui, "error.article.book", &[]),
        ArticleError::Sheet => say(ui, "error.article.sheet", &[]),
        ArticleError::Rtf => say(ui, "error.article.rtf", &[]),
        ArticleError::OldWord => say(ui, "error.article.old-word", &[]),
        ArticleError::Encrypted => say(ui, "error.article.encrypted", &[]),
        ArticleError::NotAPackage => say(ui, "error.article.not-a-package", &[]),
        ArticleError::DamagedPackage => say(ui, "error.article.damaged-package", &[]),
        ArticleError::Entities => say(ui, "error.article.entities", &[]),
        ArticleError::TooDeep => say(ui, "error.article.too-deep", &[]),
        ArticleError::Bomb => say(ui, "error.article.bomb", &[]),
        ArticleError::NoText => say(ui, "error.article.no-text", &[]),
        ArticleError::DamagedPart { part, line: 0 } => say(ui, "error.article.damaged-part", &[("part", &part)]),
        ArticleError::DamagedPart { part, line } => say(ui, "error.article.damaged-line", &[("part", &part), ("line", &line)]),
        ArticleError::TooTangled => say(ui, "error.article.too-tangled", &[]),
        ArticleError::Xml => say(ui, "error.article.xml", &[]),
        ArticleError::Binary => say(ui, "error.article.binary", &[]),
        ArticleError::TooLarge { megabytes } => {
            say(ui, "error.article.too-large", &[("size", &megabytes), ("limit", &(LIMIT >> 20))])
        }
    }
}

pub(super) fn article_hint(error: ArticleError, ui: Ui) -> String {
    match error {
        ArticleError::Empty => say(ui, "error.article.empty.hint", &[]),
        ArticleError::Pdf => say(ui, "error.article.pdf.hint", &[]),
        ArticleError::Sheet => say(ui, "error.article.sheet.hint", &[]),
        ArticleError::Rtf => say(ui, "error.article.rtf.hint", &[]),
        ArticleError::OldWord => say(ui, "error.article.old-word.hint", &[]),
        ArticleError::Encrypted => say(ui, "error.article.encrypted.hint", &[]),
        ArticleError::NotAPackage => say(ui, "error.article.not-a-package.hint", &[]),
        ArticleError::Bomb => say(ui, "error.article.bomb.hint", &[]),
        ArticleError::NoText => say(ui, "error.article.no-text.hint", &[]),
        ArticleError::Zip | ArticleError::Book => say(ui, "error.article.zip.hint", &[]),
        ArticleError::DamagedPackage | ArticleError::DamagedPart { .. } | ArticleError::Entities | ArticleError::TooDeep => {
            say(ui, "error.article.damaged.hint", &[])
        }
        ArticleError::TooTangled => say(ui, "error.article.too-tangled.hint", &[]),
        ArticleError::Xml => say(ui, "error.article.xml.hint", &[]),
        ArticleError::Binary => say(ui, "error.article.binary.hint", &[]),
        ArticleError::TooLarge { .. } => say(ui, "error.article.too-large.hint", &[]),
    }
}

/// Why the translation could not be put into its document.
pub(crate) fn not_rebuilt(error: &RebuildError, ui: Ui) -> String {
    match error {
        RebuildError::Unreadable(error) => article(*error, ui),
        RebuildError::Differs => say(ui, "finish.fallback.differs", &[]),
        RebuildError::Package(why) => why.clone(),
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
