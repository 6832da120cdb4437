//! How the file is kept safe while it is written to, settled before the first change: opening a memory writes nothing.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::drive;
use super::error::{Fault, StoreError};
use super::lock::set_patience;
use super::open::{Store, read_id};
use super::waiting::Notice;

/// How SQLite keeps the file safe while it is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Journal {
    /// Write-ahead log: readers never wait.
    Wal,
    /// Rollback journal, where a write-ahead log does not work (network drives): readers wait for a writer, and it for them.
    Delete,
}

pub(super) fn journal_now(conn: &Connection) -> Result<Journal, Fault> {
    let mode: String = conn.query_row("PRAGMA journal_mode", [], |r| r.get(0))?;
    Ok(if mode == "wal" { Journal::Wal } else { Journal::Delete })
}

impl Store {
    /// Settles how the file is kept safe: by a write-ahead log on a disk of this computer, without one on a network drive.
    /// Where others have the file open just now, it stays as it is.
    pub(super) fn settle_journal(&self) -> Result<(), StoreError> {
        if self.settled.replace(true) {
            return Ok(());
        }
        let fault = |e| self.fault(e);
        let kind = drive::network(&self.path);
        let now = journal_now(&self.conn).map_err(fault)?;
        // Nobody is waited for here: the next one to write finds the file in the same state.
        self.conn.busy_timeout(Duration::ZERO).map_err(|e| self.fault(e))?;
        let settled = match (now, &kind) {
            (Journal::Wal, None) => Journal::Wal,
            (Journal::Wal, Some(_)) => set(&self.conn, "DELETE").unwrap_or(Journal::Wal),
            (Journal::Delete, Some(_)) => Journal::Delete,
            (Journal::Delete, None) => match with_log(&self.path) {
                // This connection finds the log when it reads next.
                Ok(()) => read_id(&self.conn).map_err(Fault::from).and_then(|_| journal_now(&self.conn)).map_err(fault)?,
                Err(e) if is_shared_memory_refused(&e) => {
                    // The file says already that it has a log.
                    without_log(&self.path)?;
                    self.waiting.tell(Notice::NoLog(None));
                    Journal::Delete
                }
                Err(e @ StoreError::Full { .. }) => return Err(e),
                // Others have it open, or it cannot be written to, which the change itself will say.
                Err(_) => Journal::Delete,
            },
        };
        set_patience(&self.conn, self.waiting.patience).map_err(|e| self.fault(e))?;
        if settled == Journal::Delete && kind.is_some() {
            self.waiting.tell(Notice::NoLog(kind.as_deref()));
        }
        self.journal.set(settled);
        Ok(())
    }
}

fn set(conn: &Connection, mode: &str) -> rusqlite::Result<Journal> {
    let now: String = conn.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |r| r.get(0))?;
    Ok(if now == "wal" { Journal::Wal } else { Journal::Delete })
}

/// Gives the file a write-ahead log and reads through it once. By a connection of its own: one that was refused the shared
/// memory can be used no more.
fn with_log(path: &Path) -> Result<(), StoreError> {
    let turn = || -> Result<(), Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(Duration::ZERO)?;
        set(&conn, "WAL")?;
        read_id(&conn)?;
        Ok(())
    };
    turn().map_err(|e| e.at(path))
}

/// Whether SQLite was refused the memory that users of a write-ahead log share.
pub(super) fn is_shared_memory_refused(error: &StoreError) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_SHMLOCK, SQLITE_IOERR_SHMMAP, SQLITE_IOERR_SHMOPEN};
    let refused = [SQLITE_IOERR_SHMLOCK, SQLITE_IOERR_SHMMAP, SQLITE_IOERR_SHMOPEN];
    let StoreError::Sql { source, .. } = error else { return false };
    source.sqlite_error().is_some_and(|e| refused.contains(&e.extended_code))
}

/// Turns a file with a write-ahead log into one without, where there is no shared memory: for that moment this process has
/// it alone, and its log is written into it.
pub(super) fn without_log(path: &Path) -> Result<(), StoreError> {
    let turn = || -> Result<(), Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        // Before the first look at the file: then the index of the log lies in this process's own memory.
        conn.query_row("PRAGMA locking_mode = EXCLUSIVE", [], |_| Ok(()))?;
        read_id(&conn)?;
        set(&conn, "DELETE")?;
        Ok(())
    };
    turn().map_err(|e| e.at(path))
}
