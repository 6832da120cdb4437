//! The one write transaction: taken at once or waited for, with a note beside the file of who holds it.
//!
//! SQLite cannot say who holds its lock, so the holder leaves its process number and purpose in `MEMORY-writer`. The note
//! is advice for a message only; a stale one does no harm.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::error::{Fault, StoreError};
use super::writer::note_path;

/// A write transaction. Dropped without [`Tx::commit`] it is rolled back.
#[derive(Debug)]
pub(super) struct Tx<'s> {
    conn: &'s Connection,
    note: PathBuf,
    held: bool,
}

impl<'s> Tx<'s> {
    /// Begins to write, after waiting as long as the connection is set to.
    pub(super) fn begin(conn: &'s Connection, path: &Path, purpose: &str) -> Result<Tx<'s>, StoreError> {
        conn.execute_batch("BEGIN IMMEDIATE").map_err(|e| Fault::from(e).at(path))?;
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

impl Drop for Tx<'_> {
    fn drop(&mut self) {
        self.drop_note();
        // SQLite itself has rolled back after some errors, such as a full disk.
        if !self.conn.is_autocommit() {
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }
}
