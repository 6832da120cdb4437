//! What a memory holds, in numbers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::error::{Fault, StoreError};
use super::facts::FACT;
use super::journal::Journal;
use super::open::Store;
use crate::model::{Lang, UnitState};

/// The versions a file was written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// Layout of the tables.
    pub schema: u32,
    /// Definition of the score.
    pub score: String,
    /// Case folding and hash.
    pub fold: String,
    /// Layout of the token index.
    pub index: String,
    /// Unicode, as known to the character functions, the normal form, and the properties.
    pub unicode: String,
}

/// What a memory holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The file.
    pub path: PathBuf,
    /// The memory's identity.
    pub id: String,
    /// Live units, by language of side a, of side b, and state.
    pub units: BTreeMap<(Lang, Lang, UnitState), u64>,
    /// Units that were superseded, deleted or undone.
    pub history: u64,
    /// Segments of all units, live or not.
    pub segments: u64,
    /// Batches, undone ones included.
    pub batches: u64,
    /// Drafts.
    pub drafts: u64,
    /// Size of the file in bytes, without the log of the newest changes.
    pub file_size: u64,
    /// How it is kept safe while it is written to.
    pub journal: Journal,
    /// The versions it was written with.
    pub versions: Versions,
}

impl Summary {
    /// Live units, all together.
    pub fn live(&self) -> u64 {
        self.units.values().sum()
    }
}

impl Store {
    /// Counts what the memory holds.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn summary(&self) -> Result<Summary, StoreError> {
        let snapshot = self.snapshot()?;
        let count = || -> Result<Summary, Fault> {
            let mut units = BTreeMap::new();
            let (mut rows_seen, mut live) = (0, 0);
            let mut ask = self.conn.prepare_cached(&format!(
                "SELECT s.lang, t.lang, u.id, u.uid, u.role, {FACT} \
                 FROM unit u JOIN seg s ON s.id = u.a JOIN seg t ON t.id = u.b"
            ))?;
            let mut rows = ask.query([])?;
            while let Some(row) = rows.next()? {
                rows_seen += 1;
                let Some(stored) = snapshot.stored(row, 2)? else { continue };
                live += 1;
                let lang = |i| row.get_ref(i).ok().and_then(|v| v.as_str().ok()).map_or_else(|| Lang::of(""), Lang::of);
                *units.entry((lang(0), lang(1), stored.standing.state)).or_insert(0) += 1;
            }
            let number = |sql: &str| -> Result<u64, Fault> { Ok(self.conn.query_row(sql, [], |r| r.get::<_, i64>(0))? as u64) };
            let meta = |key: &str| -> Result<String, Fault> {
                let sql = "SELECT ifnull((SELECT value FROM meta WHERE key = ?1), '')";
                Ok(self.conn.query_row(sql, [key], |r| r.get(0))?)
            };
            Ok(Summary {
                path: self.path.clone(),
                id: self.id().to_owned(),
                units,
                history: rows_seen - live,
                segments: number("SELECT count(*) FROM seg WHERE indexed = 1")?,
                batches: number("SELECT count(*) FROM batch")?,
                drafts: number("SELECT count(*) FROM draft")?,
                file_size: std::fs::metadata(&self.path).map_or(0, |m| m.len()),
                journal: self.journal(),
                versions: Versions {
                    schema: number("PRAGMA user_version")? as u32,
                    score: meta("score")?,
                    fold: meta("fold")?,
                    index: meta("index")?,
                    unicode: meta("unicode")?,
                },
            })
        };
        count().map_err(|e| self.fault(e))
    }
}
