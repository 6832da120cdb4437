//! Draft files: a draft written for another program to work on, and read again when it comes back.
//!
//! A file is a view of a draft, never the draft itself. This module says what stands in a file that came back; what that
//! means (edited, confirmed, conflict, missing, duplicate …) is decided by whoever holds the draft.
//!
//! **Invariant:** written and read again without an edit, every row gives back its identity, target, status and note; with
//! k targets edited, exactly k rows differ. (Property-tested per format. Control characters that XML 1.0 forbids are the
//! one thing a DOCX cannot carry: they are left out. A page and a Markdown table are only read by people.)

mod docx_body;
mod docx_markup;
mod docx_package;
mod docx_parts;
mod docx_read;
mod docx_table;
mod docx_write;
mod head;
mod html;
mod html_style;
mod identity;
mod json;
mod like;
mod md;
mod offer;
mod row;
mod tsv;
mod txt;
mod txt_read;
mod wording;

use crate::model::{Draft, Problem, SegmentState};
use crate::text::Ui;

pub use identity::{Identity, source_hash};
pub use wording::{parse_state, state_name};

/// A draft with what a file of it says besides.
#[derive(Clone, Copy, Debug)]
pub struct DraftFile<'a> {
    /// Identity of the memory that holds the draft; without white space.
    pub memory_id: &'a str,
    /// Name of that memory, for people.
    pub memory_name: &'a str,
    /// The draft.
    pub draft: &'a Draft,
    /// Language of headings, legend and statuses.
    pub ui: Ui,
    /// Language tag of English text: `en-US` or `en-GB`.
    pub english: &'a str,
    /// Lowest score of a match that is shown, 0–102; 60 unless the user says otherwise. JSON holds every match.
    pub min_score: u8,
}

/// The format of a draft file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A Word document with one table.
    Docx,
    /// Tab-separated values with a header row.
    Tsv,
    /// Plain text for any editor, the segments one under the other.
    Txt,
    /// A page, side by side, to be read and printed; nothing is read back from it.
    Html,
    /// A Markdown table, side by side, to be read; nothing is read back from it.
    Md,
    /// The whole draft, every match included.
    Json,
}

impl Format {
    /// All formats, the default first.
    pub const ALL: [Format; 6] = [Format::Docx, Format::Tsv, Format::Txt, Format::Html, Format::Md, Format::Json];

    /// The format that `name` names, as in `--as tsv`; case does not count.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.extension().eq_ignore_ascii_case(name))
    }

    /// The end of a file's name, without the dot; also the format's name.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Docx => "docx",
            Format::Tsv => "tsv",
            Format::Txt => "txt",
            Format::Html => "html",
            Format::Md => "md",
            Format::Json => "json",
        }
    }

    /// Whether a file of it can be given back.
    pub fn is_returned(self) -> bool {
        !matches!(self, Format::Html | Format::Md)
    }

    /// The format of a file that came back, by its bytes, else by the end of its name. A page or a Markdown file is one only
    /// when its bytes say that padan wrote it; a name that ends in `.txt` says nothing.
    pub fn of_file(bytes: &[u8], name: &str) -> Option<Format> {
        let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        let by_name = name.rsplit_once('.').and_then(|(_, end)| Format::parse(end));
        if bytes.starts_with(b"PK") {
            return Some(Format::Docx);
        }
        if !bytes.starts_with(b"PK") && txt_read::looks_like_one(bytes) {
            return Some(Format::Txt);
        }
        if let Some(format @ (Format::Docx | Format::Tsv | Format::Json)) = by_name {
            return Some(format);
        }
        if start.starts_with(b"{") {
            return Some(Format::Json);
        }
        if html::looks_like_one(start) {
            return Some(Format::Html);
        }
        if md::looks_like_one(start) {
            return Some(Format::Md);
        }
        tsv::looks_like_one(bytes).then_some(Format::Tsv)
    }
}

/// Why a draft could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DraftWriteError {
    /// The DOCX package could not be put together.
    #[error("the draft cannot be written as DOCX: {0}")]
    Package(#[from] zip::result::ZipError),
    /// A part of it could not be compressed.
    #[error("the draft cannot be written: {0}")]
    Io(#[from] std::io::Error),
    /// The draft could not be put into JSON.
    #[error("the draft cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// Why nothing of a returned file could be read.
#[derive(Debug, thiserror::Error)]
pub enum DraftReadError {
    /// Neither the bytes nor the name tell what it is.
    #[error("{name}: not a draft file (DOCX, TSV, TXT or JSON)")]
    UnknownFormat {
        /// The file.
        name: String,
    },
    /// A format that is only read by people.
    #[error("{name}: {} is to be read and printed; nothing is read back from it", .format.extension().to_uppercase())]
    ReadOnly {
        /// The file.
        name: String,
        /// Its format.
        format: Format,
    },
    /// A `.docx` that is no DOCX.
    #[error("{name}: {reason}")]
    NotDocx {
        /// The file.
        name: String,
        /// What it is instead, in one sentence.
        reason: &'static str,
    },
    /// It unpacks to more than any draft could need.
    #[error("{name}: {part} unpacks to more than {limit} MB; it was not read")]
    TooLarge {
        /// The file.
        name: String,
        /// The part of the package.
        part: String,
        /// The limit.
        limit: u64,
    },
    /// A part of it is damaged.
    #[error("{name}: {part} is damaged: {reason}")]
    Damaged {
        /// The file.
        name: String,
        /// The part of the package, or `line 12`.
        part: String,
        /// What is wrong.
        reason: String,
    },
    /// It can be read, but it holds no row of a draft.
    #[error("{name}: no row of a draft was found: {reason}")]
    NoRows {
        /// The file.
        name: String,
        /// What was looked for.
        reason: &'static str,
    },
}

/// What stands in a file that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// Identity of the memory the draft came from; `None` when the file has lost it.
    pub memory_id: Option<String>,
    /// Row of the draft in that memory.
    pub draft: Option<i64>,
    /// The rows in the order of the file; an identity may be missing, unknown, or stand twice.
    pub rows: Vec<ReturnedRow>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
}

/// One row of a file that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReturnedRow {
    /// The full identity as found, see [`Identity`]; empty when the row has none (a row that was split off another).
    pub id: String,
    /// Number of the segment in the draft.
    pub n: Option<u32>,
    /// The six hex digits of the source's hash at the time of the export.
    pub source_hash: Option<String>,
    /// The source text as it stands in the row now.
    pub source: Option<String>,
    /// The translation; empty when there is none. Pending tracked changes count as accepted.
    pub target: String,
    /// What the status says; `None` when it is empty or no status.
    pub status: Option<SegmentState>,
    /// The remark, comments included; `None` when the file has no place for one.
    pub note: Option<String>,
    /// Set when the translation has tracked changes that nobody has accepted or rejected.
    pub tracked: Option<Tracked>,
    /// Whether cells of this row were merged with others, or the row has no identity: the target may be several rows' text.
    pub merged: bool,
    /// Line of a TSV or a text; number of the table row in a DOCX, of the segment in JSON; from 1.
    pub line: usize,
}

/// A translation with pending tracked changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracked {
    /// Who made them; several are joined by `, `.
    pub author: String,
    /// The text with every change rejected.
    pub before: String,
    /// The text with every change accepted.
    pub after: String,
}

/// Whether `bytes` are a draft in plain text or in a Word document, which look like articles otherwise.
pub fn is_draft(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"PK") { docx_read::is_draft(bytes) } else { txt_read::looks_like_one(bytes) }
}

/// Returns the bytes of `file` in `format`. The same draft gives the same bytes.
///
/// # Errors
/// Only when memory runs out or a part passes 4 GiB.
pub fn write(format: Format, file: &DraftFile<'_>) -> Result<Vec<u8>, DraftWriteError> {
    match format {
        Format::Docx => docx_write::write(file),
        Format::Tsv => Ok(tsv::write(file)),
        Format::Txt => Ok(txt::write(file)),
        Format::Html => Ok(html::write(file)),
        Format::Md => Ok(md::write(file)),
        Format::Json => json::write(file),
    }
}

/// Returns what stands in the file `name` that came back with these `bytes`; `name` is only used for its end and in messages.
///
/// ```
/// use padan::exchange::draft;
/// let file = "id\ttarget\nm1.7.s0002.a1b2c3\tRain is expected in Bogor tonight.\n";
/// let back = draft::read(file.as_bytes(), "hujan.draft.tsv").unwrap();
/// assert_eq!((back.draft, back.rows[0].n), (Some(7), Some(2)));
/// ```
///
/// # Errors
/// The file is no draft file, is damaged as a whole, or holds no row. A bad row is a problem in the result, not an error.
pub fn read(bytes: &[u8], name: &str) -> Result<Returned, DraftReadError> {
    match Format::of_file(bytes, name) {
        None => Err(DraftReadError::UnknownFormat { name: name.to_owned() }),
        Some(Format::Docx) => docx_read::read(bytes, name),
        Some(Format::Tsv) => tsv::read(bytes, name),
        Some(Format::Txt) => txt_read::read(bytes, name),
        Some(format @ (Format::Html | Format::Md)) => Err(DraftReadError::ReadOnly { name: name.to_owned(), format }),
        Some(Format::Json) => json::read(bytes, name),
    }
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod txt_tests;
