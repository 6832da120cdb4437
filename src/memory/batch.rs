//! Batches: every change of a memory is one, with where it came from.

use rusqlite::{Connection, Row};

use super::error::{Fault, StoreError};
use super::open::Store;
use crate::model::Stamp;

/// What kind of change a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BatchKind {
    /// Units from a file.
    Import,
    /// Pairs from a text and its translation.
    Align,
    /// A session of review.
    Review,
    /// A draft given back.
    Finish,
    /// Units changed by hand.
    Edit,
    /// Units taken out by a rule.
    Clean,
    /// Units of another memory.
    Merge,
}

impl BatchKind {
    /// All kinds.
    pub const ALL: [BatchKind; 7] = [
        BatchKind::Import,
        BatchKind::Align,
        BatchKind::Review,
        BatchKind::Finish,
        BatchKind::Edit,
        BatchKind::Clean,
        BatchKind::Merge,
    ];

    /// The name in the store and in JSON, such as `import`.
    pub fn as_str(self) -> &'static str {
        match self {
            BatchKind::Import => "import",
            BatchKind::Align => "align",
            BatchKind::Review => "review",
            BatchKind::Finish => "finish",
            BatchKind::Edit => "edit",
            BatchKind::Clean => "clean",
            BatchKind::Merge => "merge",
        }
    }

    /// The kind that `name` names.
    pub fn parse(name: &str) -> Option<BatchKind> {
        BatchKind::ALL.into_iter().find(|k| k.as_str() == name)
    }

    /// Whether it can be made again from its file, so that the newest second of it need not survive a power cut.
    pub(super) fn is_bulk(self) -> bool {
        matches!(self, BatchKind::Import | BatchKind::Align | BatchKind::Merge)
    }
}

/// How a batch begins.
#[derive(Clone, Debug)]
pub struct BatchStart {
    /// What kind of change it is.
    pub kind: BatchKind,
    /// The file it comes from.
    pub file: Option<String>,
    /// SHA-256 of the file, in hex.
    pub sha256: Option<String>,
    /// When.
    pub at: Stamp,
    /// The same moment as Unix time in milliseconds, for the identities of its units.
    pub millis: u64,
    /// A number that no other batch of this moment has, for the identities of its units.
    pub salt: u64,
    /// By whom.
    pub author: Option<String>,
    /// With which settings, JSON.
    pub settings: String,
}

impl BatchStart {
    /// What it does, for the note of who is writing.
    pub(super) fn purpose(&self) -> String {
        match &self.file {
            Some(file) => format!("{} {file}", self.kind.as_str()),
            None => self.kind.as_str().to_owned(),
        }
    }
}

/// Whether a batch counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BatchStatus {
    /// Taken back; can come again.
    Undone,
    /// In the memory.
    Applied,
    /// Taken back, and a later change was made upon the memory without it.
    Abandoned,
    /// Taken back, and what it had brought has been purged.
    Purged,
}

impl BatchStatus {
    /// The name in JSON, such as `applied`.
    pub fn as_str(self) -> &'static str {
        match self {
            BatchStatus::Undone => "undone",
            BatchStatus::Applied => "applied",
            BatchStatus::Abandoned => "abandoned",
            BatchStatus::Purged => "purged",
        }
    }

    pub(super) fn of(number: i64, sealed: bool) -> BatchStatus {
        match number {
            1 => BatchStatus::Applied,
            0 => BatchStatus::Undone,
            _ if sealed => BatchStatus::Purged,
            _ => BatchStatus::Abandoned,
        }
    }
}

/// A batch as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// Its number.
    pub id: i64,
    /// What kind of change it is.
    pub kind: BatchKind,
    /// Whether it counts.
    pub status: BatchStatus,
    /// Whether it stays as it is for good: what the other status would need has been purged. An applied batch that is sealed
    /// cannot be undone.
    pub sealed: bool,
    /// The change that abandoned it.
    pub abandoned_by: Option<i64>,
    /// The file it came from.
    pub file: Option<String>,
    /// SHA-256 of the file.
    pub sha256: Option<String>,
    /// When, RFC 3339.
    pub at: String,
    /// By whom.
    pub author: Option<String>,
    /// With which settings, JSON.
    pub settings: String,
    /// What it did, JSON.
    pub counts: String,
    /// How many new units it brought, as far as they were not purged.
    pub units: u64,
    /// How many units it superseded or deleted, as far as they were not purged.
    pub ended: u64,
}

const COLUMNS: &str = "SELECT id, kind, status, abandoned_by, file, sha256, at, author, settings, counts, units, \
     (SELECT count(*) FROM death WHERE death.batch = batch.id), sealed FROM batch";

fn row(r: &Row<'_>) -> rusqlite::Result<BatchRow> {
    Ok(BatchRow {
        id: r.get(0)?,
        kind: BatchKind::parse(&r.get::<_, String>(1)?).unwrap_or(BatchKind::Edit),
        status: BatchStatus::of(r.get(2)?, r.get(12)?),
        sealed: r.get(12)?,
        abandoned_by: r.get(3)?,
        file: r.get(4)?,
        sha256: r.get(5)?,
        at: r.get(6)?,
        author: r.get(7)?,
        settings: r.get(8)?,
        counts: r.get(9)?,
        units: r.get::<_, i64>(10)? as u64,
        ended: r.get::<_, i64>(11)? as u64,
    })
}

pub(super) fn find(conn: &Connection, id: i64) -> Result<Option<BatchRow>, Fault> {
    let mut ask = conn.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
    let mut rows = ask.query_map([id], row)?;
    Ok(rows.next().transpose()?)
}

impl Store {
    /// All batches, the newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn batches(&self) -> Result<Vec<BatchRow>, StoreError> {
        let ask = || -> Result<Vec<BatchRow>, Fault> {
            let mut ask = self.conn.prepare_cached(&format!("{COLUMNS} ORDER BY id DESC"))?;
            let rows = ask.query_map([], row)?.collect::<Result<_, _>>()?;
            Ok(rows)
        };
        ask().map_err(|e| self.fault(e))
    }
}
