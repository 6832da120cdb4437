//! What can go wrong with a memory file, worded for the user: what, where, why, and what to do.

use std::path::{Path, PathBuf};

use super::writer::Writer;

/// A memory that could not be opened, read or changed. Whatever it says, the file holds what it held before.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another kind of file; it was not touched.
    #[error("{} is no memory of padan: {what}. Nothing was changed; name another file", path.display())]
    NotAMemory {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: &'static str,
    },
    /// Written by a later padan; it was not touched.
    #[error(
        "{} was written by a newer padan (layout {found}, this one knows {known}). Nothing was changed; use the newer padan",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: u32,
        /// The newest layout this program knows.
        known: u32,
    },
    /// Written with other rules for tokens, and only opened for reading.
    #[error(
        "{} was made by another version of padan and has to be brought up to date: open it once for writing",
        path.display()
    )]
    OtherRules {
        /// The file.
        path: PathBuf,
    },
    /// There is no such file.
    #[error("there is no memory {}", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// There is one already.
    #[error("{} is there already; it was left as it is", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried, such as `read`.
        doing: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file may not be written to.
    #[error("{} may only be read; check its permissions, or those of its folder", path.display())]
    NotWritable {
        /// The file.
        path: PathBuf,
    },
    /// Another process is writing and did not finish in time.
    #[error("{} is being written to by {}; try again when it has finished", path.display(), Writer::say(who.as_ref()))]
    Busy {
        /// The file.
        path: PathBuf,
        /// Who holds it, where that is known.
        who: Option<Writer>,
    },
    /// The disk is full.
    #[error(
        "the disk that holds {} is full; the memory is as it was before. Make room{} and try again; a large import takes the \
         room of its units twice while it runs",
        path.display(),
        needed.map(|n| format!(" for {n} bytes")).unwrap_or_default()
    )]
    Full {
        /// The file.
        path: PathBuf,
        /// How many bytes it takes at most, where that is known.
        needed: Option<u64>,
    },
    /// The end of the file is missing: it is still being copied, or a copy was cut off. It was not touched.
    #[error(
        "{} is incomplete: {has} bytes are there, {needs} belong to it. Nothing was changed; wait until it has been copied, or \
         copy it again",
        path.display()
    )]
    Incomplete {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        has: u64,
        /// The size that its first bytes name.
        needs: u64,
    },
    /// The newest changes are in a log beside the file that cannot be read there.
    #[error(
        "{0} may only be read, and its newest changes lie in {0}-wal, which cannot be read there. Copy both files to a folder \
         that may be written to",
        path.display()
    )]
    LogApart {
        /// The file.
        path: PathBuf,
    },
    /// The memory has an older layout, and the copy that is kept before it is brought up to date could not be made.
    #[error("{} has an older layout and was left as it is, since no copy of it could be kept: {why}", path.display())]
    NotCopied {
        /// The file.
        path: PathBuf,
        /// Why there is no copy.
        why: Box<StoreError>,
    },
    /// No batch has this number.
    #[error("there is no batch {batch} in {}", path.display())]
    NoBatch {
        /// The file.
        path: PathBuf,
        /// The number.
        batch: i64,
    },
    /// Every batch is undone, or there is none.
    #[error("there is nothing to undo in {}", path.display())]
    NothingToUndo {
        /// The file.
        path: PathBuf,
    },
    /// No batch is undone, or a later change has been made upon those that are.
    #[error("there is nothing to redo in {}", path.display())]
    NothingToRedo {
        /// The file.
        path: PathBuf,
    },
    /// The batch is undone already.
    #[error("batch {batch} is undone already")]
    AlreadyUndone {
        /// The batch.
        batch: i64,
    },
    /// The batch is in the memory.
    #[error("batch {batch} is not undone, so there is nothing to redo")]
    NotUndone {
        /// The batch.
        batch: i64,
    },
    /// A change that came since counts before what would be added to this one.
    #[error("batch {batch} cannot be gone on with: batch {newest} has come since; begin a new one")]
    NotNewest {
        /// The batch.
        batch: i64,
        /// The newest one.
        newest: i64,
    },
    /// What the other status of the batch needs has been purged.
    #[error("batch {batch} is final: compacting the memory has purged what it replaced, or what it had brought")]
    Sealed {
        /// The batch.
        batch: i64,
    },
    /// A later change was made upon the memory without this batch.
    #[error("batch {batch} cannot come back: batch {by} has changed the same units since it was undone")]
    Abandoned {
        /// The batch.
        batch: i64,
        /// The later change.
        by: i64,
    },
    /// The unit is not there, or no longer.
    #[error("there is no unit {unit} in {} (any more): it was superseded, deleted or undone", path.display())]
    NotLive {
        /// The file.
        path: PathBuf,
        /// Row of the unit.
        unit: i64,
    },
    /// No draft has this number.
    #[error("there is no draft {draft} in {}", path.display())]
    NoDraft {
        /// The file.
        path: PathBuf,
        /// The number.
        draft: i64,
    },
    /// The draft has no such segment.
    #[error("draft {draft} in {} has no segment {n}", path.display())]
    NoSegment {
        /// The file.
        path: PathBuf,
        /// The draft.
        draft: i64,
        /// The segment.
        n: u32,
    },
    /// A change failed before, so the rest of it is not made either.
    #[error("an earlier step of this change failed; none of it was made in {}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
    },
    /// Something stored cannot be read.
    #[error("{} is damaged: {what}. A backup is the safest way on; `padan tm verify` lists the damage", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What, and where.
        what: String,
    },
    /// Anything else that SQLite refuses.
    #[error("{}: {source}", path.display())]
    Sql {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

/// An error of the inner functions, which know no path.
#[derive(Debug)]
pub(super) enum Fault {
    Sql(rusqlite::Error),
    Damaged(String),
    NotLive(i64),
    NoDraft(i64),
    NoSegment(i64, u32),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        Fault::Sql(error)
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Fault {
        Fault::Damaged(error.to_string())
    }
}

impl Fault {
    /// The error for the user, of the memory at `path`.
    pub(super) fn at(self, path: &Path) -> StoreError {
        use rusqlite::ErrorCode;
        let path = path.to_owned();
        match self {
            Fault::Damaged(what) => StoreError::Damaged { path, what },
            Fault::NotLive(unit) => StoreError::NotLive { path, unit },
            Fault::NoDraft(draft) => StoreError::NoDraft { path, draft },
            Fault::NoSegment(draft, n) => StoreError::NoSegment { path, draft, n },
            Fault::Sql(source) => match source.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => StoreError::Full { path, needed: None },
                // The shared memory of the log could not grow.
                _ if source.sqlite_error().is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => {
                    StoreError::Full { path, needed: None }
                }
                Some(ErrorCode::ReadOnly) => StoreError::NotWritable { path },
                Some(ErrorCode::DatabaseBusy) => StoreError::Busy { who: Writer::noted(&path), path },
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                    StoreError::Damaged { path, what: source.to_string() }
                }
                _ => StoreError::Sql { path, source },
            },
        }
    }
}
