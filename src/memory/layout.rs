//! Bringing an older memory to the layout of this program: whole or not at all, and only once a copy of it is kept.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::backup::{copy, unused_name};
use super::error::{Fault, StoreError};
use super::open::Store;
use super::waiting::Notice;

/// What was done to a memory of an older layout when it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// Its layout before.
    pub from: u32,
    /// Its layout now.
    pub to: u32,
    /// The copy of what it was.
    pub copy: PathBuf,
}

pub(super) fn version(conn: &Connection) -> rusqlite::Result<u32> {
    conn.query_row("PRAGMA user_version", [], |r| r.get(0))
}

impl Store {
    /// What was done to the memory when it was opened, if it was of an older layout.
    pub fn upgraded(&self) -> Option<&Upgrade> {
        self.upgraded.as_ref()
    }

    /// Runs those of `layouts` that the file does not have yet.
    pub(super) fn migrate(&mut self, layouts: &[&str]) -> Result<(), StoreError> {
        let to = layouts.len() as u32;
        if version(&self.conn).map_err(|e| self.fault(e))? >= to {
            return Ok(());
        }
        let tx = self.begin_write("bringing the layout up to date", true)?;
        // Asked again: another process may have done it meanwhile. From here on nobody else writes.
        let from = version(&self.conn).map_err(|e| self.fault(e))?;
        if from >= to {
            return Ok(());
        }
        let kept =
            keep_copy(&self.path, from).map_err(|why| StoreError::NotCopied { path: self.path.clone(), why: Box::new(why) })?;
        let run = || -> Result<(), Fault> {
            for (i, sql) in layouts.iter().enumerate().skip(from as usize) {
                self.conn.execute_batch(sql)?;
                self.conn.execute_batch(&format!("PRAGMA user_version = {}", i + 1))?;
            }
            tx.commit()
        };
        run().map_err(|e| self.fault(e))?;
        let upgrade = Upgrade { from, to, copy: kept };
        self.waiting.tell(Notice::Upgraded(&upgrade));
        self.upgraded = Some(upgrade);
        Ok(())
    }
}

/// Copies the memory at `path`, of layout `from`, to a free name beside it: `kopi.layout-1.padan-backup`.
fn keep_copy(path: &Path, from: u32) -> Result<PathBuf, StoreError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let to = unused_name(&path.with_file_name(format!("{stem}.layout-{from}.padan-backup")));
    // A connection of its own: the other one holds the lock, and a copy cannot be made inside a transaction.
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| Fault::from(e).at(path))?;
    copy(&conn, path, &to).map(|_| to)
}
