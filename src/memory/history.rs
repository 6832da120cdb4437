//! The history of one unit: each time it was met, each time it ended, what it took the place of and what took its place.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, params};

use super::batch::{self, BatchKind, BatchRow, BatchStatus};
use super::dump::StoredUnit;
use super::error::{Fault, StoreError};
use super::facts;
use super::read::Snapshot;
use crate::model::{Uid, UnitState};

/// A change, as the history of a unit names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The batch.
    pub batch: i64,
    /// What kind of change it was.
    pub kind: BatchKind,
    /// Whether it is in the memory.
    pub status: BatchStatus,
    /// The file it came from.
    pub file: Option<String>,
    /// When, RFC 3339.
    pub at: String,
    /// By whom.
    pub author: Option<String>,
}

/// One time a unit was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRow {
    /// The change that met it.
    pub made: Made,
    /// The state it gave.
    pub state: UnitState,
    /// Whom the file names.
    pub author: Option<String>,
    /// The date that the file names.
    pub changed: Option<String>,
    /// Line of the file, from 1; 0 unknown.
    pub line: u64,
    /// Identifier in the file.
    pub tuid: Option<String>,
    /// The document it stood in.
    pub doc: Option<String>,
    /// Times it was used, as the file said.
    pub used: u32,
    /// Whether it counts: the change is in the memory, and no later one that is has ended the unit.
    pub counts: bool,
}

/// One time a unit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeathRow {
    /// The change that ended it.
    pub made: Made,
    /// What took its place; `None`: it was deleted.
    pub heir: Option<i64>,
    /// Whether it counts: the change is in the memory.
    pub counts: bool,
}

/// Another unit in the chain of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedUnit {
    /// Row in the memory.
    pub id: i64,
    /// Its identity.
    pub uid: Uid,
    /// Plain text of side a.
    pub a_text: String,
    /// Plain text of side b.
    pub b_text: String,
    /// Whether it is live.
    pub live: bool,
    /// The change in which one took the place of the other.
    pub made: Made,
}

/// A unit with everything that became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitHistory {
    /// The unit as it is; one that is not live as its applied facts last said, else as all of them said.
    pub unit: StoredUnit,
    /// Whether it is live.
    pub live: bool,
    /// Each time it was met, in the order of the changes.
    pub facts: Vec<FactRow>,
    /// Each time it ended, in the order of the changes.
    pub deaths: Vec<DeathRow>,
    /// The units whose place it took, and theirs, the nearest first.
    pub earlier: Vec<LinkedUnit>,
    /// The units that took its place, and theirs, the nearest first.
    pub later: Vec<LinkedUnit>,
}

/// Links of a chain are followed up to here.
const CHAIN: usize = 100;

impl Snapshot<'_> {
    /// The history of the unit in row `id`, live or not; `None` when there is no such row.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn history(&self, id: i64) -> Result<Option<UnitHistory>, StoreError> {
        self.history_of(id).map_err(|e| self.store.fault(e))
    }

    /// The row of the unit with the identity `uid`, live or not; the live one where two have it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn row_of(&self, uid: Uid) -> Result<Option<i64>, StoreError> {
        let find = || -> Result<Option<i64>, Fault> {
            let mut ask = self.conn().prepare_cached("SELECT id FROM unit WHERE uid = ?1 ORDER BY id")?;
            let rows = ask.query_map([&uid.0[..]], |r| r.get(0))?.collect::<Result<Vec<i64>, _>>()?;
            for &row in &rows {
                if self.is_live(row)? {
                    return Ok(Some(row));
                }
            }
            Ok(rows.first().copied())
        };
        find().map_err(|e| self.store.fault(e))
    }

    fn history_of(&self, id: i64) -> Result<Option<UnitHistory>, Fault> {
        let Some((unit, all)) = self.any_unit(id)? else { return Ok(None) };
        let ended = facts::ended(self.conn(), id, &self.statuses)?;
        let mut told = Vec::new();
        for f in &all {
            let Some(made) = self.made(f.batch)? else { continue };
            let sql = "SELECT label.text FROM context JOIN label ON label.id = doc WHERE context.id = ?1";
            let doc = self.conn().prepare_cached(sql)?.query_row([f.context], |r| r.get(0)).optional()?;
            told.push(FactRow {
                made,
                state: f.state,
                author: f.author.clone(),
                changed: f.changed.clone(),
                line: f.line,
                tuid: f.tuid.clone(),
                doc,
                used: f.used,
                counts: self.statuses.counts(f, ended),
            });
        }
        told.sort_by_key(|f| f.made.batch);
        let mut deaths = Vec::new();
        for (batch, heir) in facts::deaths(self.conn(), id)? {
            let Some(made) = self.made(batch)? else { continue };
            deaths.push(DeathRow { made, heir, counts: self.statuses.applied(batch) });
        }
        Ok(Some(UnitHistory {
            live: told.iter().any(|f| f.counts),
            unit,
            facts: told,
            deaths,
            earlier: self.chain(id, "SELECT unit, batch FROM death WHERE heir = ?1 ORDER BY batch DESC, unit")?,
            later: self.chain(id, "SELECT heir, batch FROM death WHERE unit = ?1 AND heir IS NOT NULL ORDER BY batch")?,
        }))
    }

    /// The units that `sql` leads to from `id`, and from there on, each once.
    fn chain(&self, id: i64, sql: &str) -> Result<Vec<LinkedUnit>, Fault> {
        let mut seen = HashSet::from([id]);
        let (mut out, mut at) = (Vec::new(), vec![id]);
        let mut ask = self.conn().prepare_cached(sql)?;
        let texts =
            "SELECT u.uid, s.plain, t.plain FROM unit u JOIN seg s ON s.id = u.a JOIN seg t ON t.id = u.b WHERE u.id = ?1";
        let mut texts = self.conn().prepare_cached(texts)?;
        while !at.is_empty() && out.len() < CHAIN {
            let mut next = Vec::new();
            for from in std::mem::take(&mut at) {
                let links = ask.query_map([from], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<Vec<(i64, i64)>, _>>()?;
                for (unit, batch) in links.into_iter().filter(|l| seen.insert(l.0)).collect::<Vec<_>>() {
                    let Some(made) = self.made(batch)? else { continue };
                    let (uid, a_text, b_text) =
                        texts.query_row([unit], |r| Ok((Uid(r.get::<_, [u8; 16]>(0)?), r.get(1)?, r.get(2)?)))?;
                    out.push(LinkedUnit { id: unit, uid, a_text, b_text, live: self.is_live(unit)?, made });
                    next.push(unit);
                }
            }
            at = next;
        }
        Ok(out)
    }

    fn is_live(&self, unit: i64) -> Result<bool, Fault> {
        let ended = facts::ended(self.conn(), unit, &self.statuses)?;
        let newest: Option<i64> = self
            .conn()
            .prepare_cached(
                "SELECT max(batch) FROM (SELECT u.batch FROM unit u WHERE u.id = ?1 UNION ALL SELECT o.batch FROM origin o \
                 WHERE o.unit = ?1) f JOIN batch ON batch.id = f.batch WHERE batch.status = 1",
            )?
            .query_row(params![unit], |r| r.get(0))?;
        Ok(newest.is_some_and(|n| n > ended))
    }

    fn made(&self, id: i64) -> Result<Option<Made>, Fault> {
        Ok(batch::find(self.conn(), id)?.map(|BatchRow { id, kind, status, file, at, author, .. }| Made {
            batch: id,
            kind,
            status,
            file,
            at,
            author,
        }))
    }
}
