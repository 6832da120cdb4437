//! The one write transaction: taken at once or waited for, with a note beside the file of who holds it.
//!
//! SQLite cannot say who holds its lock, so the holder leaves its process number and purpose in `MEMORY-writer`. The note
//! is advice for a message only; a stale one does no harm.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::error::{Fault, StoreError};
use super::waiting::{Notice, Waiting};
use super::writer::{Writer, note_path};

/// After this the waiting is told.
const TOLD_AFTER: Duration = Duration::from_secs(1);
/// The longest pause between two attempts.
const PAUSE: Duration = Duration::from_millis(50);
/// How long a read waits, at least, for the moments in which SQLite locks readers out.
const MOMENT: Duration = Duration::from_secs(5);

/// A write transaction. Dropped without [`Tx::commit`] it is rolled back.
#[derive(Debug)]
pub(super) struct Tx<'s> {
    conn: &'s Connection,
    note: PathBuf,
    held: bool,
}

impl<'s> Tx<'s> {
    /// Begins to write, after waiting as long as `waiting` says.
    pub(super) fn begin(conn: &'s Connection, path: &Path, purpose: &str, waiting: &Waiting) -> Result<Tx<'s>, StoreError> {
        let sql = |e| Fault::Sql(e).at(path);
        // The attempts are counted here, so that the wait can be told; SQLite itself waits in silence.
        conn.busy_timeout(Duration::ZERO).map_err(sql)?;
        let taken = take(conn, path, waiting);
        set_patience(conn, waiting.patience).map_err(sql)?;
        taken.map_err(sql)?;
        let note = note_path(path);
        let line: String = purpose.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        // Where the folder takes no file, a second writer hears of "another process".
        let _ = std::fs::write(&note, format!("{}\t{line}\n", std::process::id()));
        Ok(Tx { conn, note, held: true })
    }

    /// Makes the changes lasting.
    pub(super) fn commit(mut self) -> Result<(), Fault> {
        self.drop_note();
        self.conn.execute_batch("COMMIT")?;
        Ok(())
    }

    /// Takes the note away, while the lock is held: later it could be the note of the next writer.
    fn drop_note(&mut self) {
        if std::mem::take(&mut self.held) {
            let _ = std::fs::remove_file(&self.note);
        }
    }
}

fn take(conn: &Connection, path: &Path, waiting: &Waiting) -> rusqlite::Result<()> {
    // Measured by the pauses: no clock is needed, and none can be set back.
    let (mut waited, mut pause, mut told) = (Duration::ZERO, Duration::from_millis(1), false);
    loop {
        match conn.execute_batch("BEGIN IMMEDIATE") {
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && waited < waiting.patience => {}
            ended => return ended,
        }
        if !told && waited >= TOLD_AFTER {
            told = true;
            waiting.tell(Notice::Waiting(Writer::noted(path).as_ref()));
        }
        std::thread::sleep(pause);
        waited += pause;
        pause = (pause * 2).min(PAUSE);
    }
}

/// Sets how long SQLite itself waits: for readers and recoveries, not for writers.
pub(super) fn set_patience(conn: &Connection, patience: Duration) -> rusqlite::Result<()> {
    conn.busy_timeout(patience.max(MOMENT))
}

impl Drop for Tx<'_> {
    fn drop(&mut self) {
        self.drop_note();
        // SQLite itself has rolled back after some errors, such as a full disk.
        if !self.conn.is_autocommit() {
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }
}
