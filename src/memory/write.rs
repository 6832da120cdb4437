//! A change of the memory: one write transaction that becomes one batch, or nothing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{OptionalExtension, params};

use super::batch::BatchStart;
use super::error::{Fault, StoreError};
use super::facts::Statuses;
use super::lock::Tx;
use super::open::Store;
use super::postings::Frequencies;
use super::reindex::{Tally, rebuild, store_order};
use super::segs::Segs;
use crate::model::index::Order;
use crate::model::{NewUnit, Uid};

/// What becomes of a unit whose source is in the memory with another translation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Differing {
    /// It comes in beside the others.
    #[default]
    Add,
    /// It supersedes the others when its date is newer than all of theirs, else it stays out.
    Newest,
    /// It supersedes the others.
    Replace,
    /// It stays out.
    Keep,
}

/// What became of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new unit, or one that had ended or was undone and is live again.
    New,
    /// The unit was there; its context, identifier, date and state were taken where they were new.
    Duplicate,
    /// A new unit that superseded others, of which `was` is the newest.
    Updated {
        /// Row of the superseded unit.
        was: i64,
    },
    /// It stayed out, in favour of the unit that is there.
    Kept,
}

/// What [`Writing::add`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    /// Row of the unit, of the one that was there where the new one stayed out.
    pub unit: i64,
    /// What became of it.
    pub outcome: Outcome,
}

/// A change under way. It counts once [`Writing::finish`] says so; dropped before, or after an error, it never was.
#[derive(Debug)]
pub struct Writing<'s> {
    pub(super) store: &'s Store,
    tx: Option<Tx<'s>>,
    pub(super) batch: i64,
    resumed: bool,
    bulk: bool,
    pub(super) statuses: Statuses,
    pub(super) segs: Segs,
    pub(super) labels: HashMap<String, i64>,
    order: Arc<Order>,
    tally: Tally,
    new_order: bool,
    pub(super) millis: u64,
    pub(super) salt: u64,
    /// Units of the batch so far.
    pub(super) units: u32,
    pub(super) first_unit: Option<i64>,
    pub(super) last_unit: Option<i64>,
    /// The row of the next new unit; none is ever given twice.
    pub(super) next_unit: i64,
    /// The identities of all units, once one had to be kept.
    pub(super) uids: Option<HashSet<[u8; 16]>>,
    /// The newest row of `origin` before the change.
    origin_before: i64,
    /// Whether anything about units has changed.
    pub(super) changed: bool,
    /// Whether a draft has.
    pub(super) draft_changed: bool,
    broken: bool,
}

impl Store {
    /// Begins a change. Other processes can go on reading, but not write, until it is finished.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another process is still writing after the patience of this store.
    pub fn begin(&mut self, start: &BatchStart) -> Result<Writing<'_>, StoreError> {
        let store: &Store = self;
        let tx = store.begin_write(&start.purpose(), !start.kind.is_bulk())?;
        let insert = || -> Result<i64, Fault> {
            store
                .conn
                .prepare_cached(
                    "INSERT INTO batch (kind, status, file, sha256, at, author, settings, counts, units) \
                 VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, '{}', 0)",
                )?
                .execute(params![
                    start.kind.as_str(),
                    start.file,
                    start.sha256,
                    start.at.as_str(),
                    start.author,
                    start.settings
                ])?;
            Ok(store.conn.last_insert_rowid())
        };
        let batch = insert().map_err(|e| store.fault(e))?;
        Writing::of(store, tx, batch, start, false).map_err(|e| store.fault(e))
    }

    /// Goes on with batch `batch`, so that all confirmations of one session of review are one batch, each saved at once.
    /// `start` is as for [`Store::begin`]; its moment and salt serve the new units, the rest stays as it was stored.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`StoreError::NoBatch`], [`StoreError::AlreadyUndone`] when it has been taken back meanwhile, and
    /// [`StoreError::NotNewest`] when another change has come since, whose number would count before what is done now.
    pub fn resume(&mut self, batch: i64, start: &BatchStart) -> Result<Writing<'_>, StoreError> {
        let store: &Store = self;
        let tx = store.begin_write(&start.purpose(), !start.kind.is_bulk())?;
        let status: Option<i64> = store
            .conn
            .query_row("SELECT status FROM batch WHERE id = ?1", [batch], |r| r.get(0))
            .optional()
            .map_err(|e| store.fault(e))?;
        let newest = store.conn.query_row("SELECT max(id) FROM batch", [], |r| r.get(0)).map_err(|e| store.fault(e))?;
        match status {
            Some(1) if newest != batch => Err(StoreError::NotNewest { batch, newest }),
            Some(1) => Writing::of(store, tx, batch, start, true).map_err(|e| store.fault(e)),
            Some(_) => Err(StoreError::AlreadyUndone { batch }),
            None => Err(StoreError::NoBatch { path: store.path.clone(), batch }),
        }
    }
}

impl<'s> Writing<'s> {
    fn of(store: &'s Store, tx: Tx<'s>, batch: i64, start: &BatchStart, resumed: bool) -> Result<Writing<'s>, Fault> {
        let tally = Tally::load(&store.conn)?;
        let (first_unit, last_unit, units) =
            store.conn.query_row("SELECT first_unit, last_unit, units FROM batch WHERE id = ?1", [batch], |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?))
            })?;
        Ok(Writing {
            order: store.order_of(tally.epoch)?,
            statuses: Statuses::load(&store.conn)?,
            origin_before: store.conn.query_row("SELECT ifnull(max(id), 0) FROM origin", [], |r| r.get(0))?,
            store,
            tx: Some(tx),
            batch,
            resumed,
            bulk: start.kind.is_bulk(),
            segs: Segs::default(),
            labels: HashMap::new(),
            tally,
            new_order: false,
            millis: start.millis,
            salt: start.salt,
            units,
            first_unit,
            last_unit,
            next_unit: store.conn.query_row(
                "SELECT 1 + max(units, ifnull((SELECT max(id) FROM unit), 0)) FROM tally",
                [],
                |r| r.get(0),
            )?,
            uids: None,
            changed: false,
            draft_changed: false,
            broken: false,
        })
    }

    /// The number of the batch this becomes when anything changes.
    pub fn batch(&self) -> i64 {
        self.batch
    }

    /// Takes a unit in. An exact duplicate (both plain texts byte for byte, the same markup, the same languages as matched,
    /// in either order) adds its context, identifier, notes, usage, newer date and better state to the unit that is there,
    /// as far as they are new.
    ///
    /// # Errors
    /// When the file cannot be written, above all [`StoreError::Full`]; nothing of this change is made then.
    pub fn add(&mut self, unit: &NewUnit, differing: Differing) -> Result<Added, StoreError> {
        self.step(|w| w.add_unit(unit, differing))
    }

    /// Takes in what `further` say besides of the live unit in row `row`, which [`Writing::add`] has just given for `first`:
    /// the same unit, either way round, with other contexts, identifiers and notes. As adding each, without looking for it.
    ///
    /// # Errors
    /// [`StoreError::NotLive`] when there is no such unit; else as [`Writing::add`].
    pub fn add_further(&mut self, row: i64, first: &NewUnit, further: &[NewUnit]) -> Result<(), StoreError> {
        if further.is_empty() { Ok(()) } else { self.step(|w| w.say_further(row, first, further)) }
    }

    /// Puts `unit` in the place of the live unit `old`, which stays in the history. Contexts of the old one come along where
    /// the source is the same text. Returns the row of the unit that now stands there.
    ///
    /// # Errors
    /// [`StoreError::NotLive`] when there is no such unit (any more); else as [`Writing::add`].
    pub fn supersede(&mut self, old: i64, unit: &NewUnit) -> Result<i64, StoreError> {
        self.step(|w| w.supersede_unit(old, unit))
    }

    /// Deletes a live unit; it stays in the history.
    ///
    /// # Errors
    /// As [`Writing::supersede`].
    pub fn delete(&mut self, unit: i64) -> Result<(), StoreError> {
        self.step(|w| w.delete_unit(unit))
    }

    /// Takes back a unit that this very batch brought, and brings back what it superseded in this batch.
    ///
    /// # Errors
    /// [`StoreError::NotLive`] when the unit is not live, or of another batch.
    pub fn take_back(&mut self, unit: i64) -> Result<(), StoreError> {
        self.step(|w| w.take_back_unit(unit))
    }

    /// Whether `unit` is live at this point of the change.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_live(&mut self, unit: i64) -> Result<bool, StoreError> {
        self.step(|w| Ok(w.head(unit)?.is_some_and(|h| h.live)))
    }

    /// The live units, by row, in whose place `unit` stood until that was taken back; `None` when `unit` has not been taken back,
    /// as by [`Store::is_taken_back`] at this point of the change.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn replaced_by(&mut self, unit: i64) -> Result<Option<Vec<i64>>, StoreError> {
        self.step(|w| w.gave_way_to(unit))
    }

    /// Whether `unit` is live at this point of the change and has the identity `uid`: rows of two memories may have one
    /// number, identities never.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_live_as(&mut self, unit: i64, uid: Uid) -> Result<bool, StoreError> {
        let same = self.step(|w| {
            let mut ask = w.store.conn.prepare_cached("SELECT 1 FROM unit WHERE id = ?1 AND uid = ?2")?;
            Ok(ask.exists((unit, &uid.0[..]))?)
        })?;
        Ok(same && self.is_live(unit)?)
    }

    /// Makes the change lasting, with `counts` (JSON) kept beside the batch. Returns the number of the batch, `None` when
    /// nothing has changed about the units: then there is no batch either. A batch that is gone on with keeps its number.
    ///
    /// # Errors
    /// When the file cannot be written, or an earlier step failed; nothing of this change is made then.
    pub fn finish(mut self, counts: &str) -> Result<Option<i64>, StoreError> {
        if self.broken {
            return Err(StoreError::Broken { path: self.store.path.clone() });
        }
        let store = self.store;
        self.finish_change(counts).map_err(|e| store.fault(e))
    }

    pub(super) fn step<T>(&mut self, step: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, StoreError> {
        if self.broken {
            return Err(StoreError::Broken { path: self.store.path.clone() });
        }
        step(self).map_err(|e| {
            // What could not be asked for is no half-made change.
            self.broken = !matches!(e, Fault::NotLive(_) | Fault::NoDraft(_) | Fault::NoSegment(..));
            self.store.fault(e)
        })
    }

    fn finish_change(&mut self, counts: &str) -> Result<Option<i64>, Fault> {
        let Some(tx) = self.tx.take() else { return Ok(None) };
        let conn = &self.store.conn;
        if !self.changed {
            if self.draft_changed {
                if self.resumed {
                    tx.commit()?;
                    return Ok(Some(self.batch));
                }
                conn.execute("DELETE FROM origin WHERE id > ?1", [self.origin_before])?;
                conn.execute("UPDATE draft SET finished = NULL WHERE finished = ?1", [self.batch])?;
                conn.execute("DELETE FROM batch WHERE id = ?1", [self.batch])?;
                tx.commit()?;
            }
            return Ok(self.resumed.then_some(self.batch));
        }
        self.write_postings(true)?;
        conn.prepare_cached("UPDATE batch SET counts = ?2, first_unit = ?3, last_unit = ?4, units = ?5 WHERE id = ?1")?
            .execute(params![self.batch, counts, self.first_unit, self.last_unit, self.units])?;
        self.tally.store(conn)?;
        tx.commit()?;
        if self.new_order {
            self.store.order.replace(Some((self.tally.epoch, Arc::clone(&self.order))));
        }
        if self.bulk {
            // The log has grown with the import. A reader may hold it back; the next checkpoint gets it then.
            let _ = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
        Ok(Some(self.batch))
    }

    /// Writes what waits for the token index; makes a new order first when the memory has doubled.
    pub(super) fn write_postings(&mut self, last: bool) -> Result<(), Fault> {
        let conn = &self.store.conn;
        self.tally.indexed += std::mem::take(&mut self.segs.newly);
        if self.tally.wants_order() && !self.new_order {
            self.new_order = true;
            if self.tally.indexed > self.segs.pending.len() as i64 {
                self.segs.pending.clear();
                self.order = Arc::new(rebuild(conn, &mut self.tally)?);
            } else {
                let mut frequencies = Frequencies::default();
                self.segs.pending.count_into(&mut frequencies);
                self.order = Arc::new(store_order(conn, &mut self.tally, frequencies)?);
            }
        }
        if self.new_order {
            // Later buffers of the same import go by the order of its first: it has seen 100,000 segments.
            self.tally.ordered = self.tally.indexed;
        }
        if !self.segs.pending.is_empty() && (last || self.segs.pending.is_full()) {
            self.tally.part += 1;
            self.segs.pending.write(conn, &self.order, self.tally.part)?;
        }
        Ok(())
    }
}
