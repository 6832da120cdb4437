//! Taking batches back and bringing them in again: one changed number, whatever the size.

use rusqlite::{Connection, OptionalExtension, params};

use super::batch::{self, BatchKind, BatchRow};
use super::error::{Fault, StoreError};
use super::facts::{self, Statuses};
use super::open::Store;

/// Why a unit of an undone batch is not simply gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptWhy {
    /// Another batch has brought or confirmed it as well, so it stays.
    AlsoIn,
    /// Another batch had superseded or deleted it before; what stands in its place stays.
    Ended,
}

/// A unit of an undone batch that another batch has to do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Row of the unit.
    pub unit: i64,
    /// Why.
    pub why: KeptWhy,
    /// The other batch.
    pub batch: i64,
}

/// What an undo did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The batch that was taken back.
    pub batch: i64,
    /// What kind of change it was.
    pub kind: BatchKind,
    /// The file it came from.
    pub file: Option<String>,
    /// How many units are no longer live.
    pub taken_back: u64,
    /// How many units are live again, which the batch had superseded or deleted.
    pub restored: u64,
    /// Units of the batch that other batches have to do with, by row.
    pub kept: Vec<Kept>,
}

/// What a redo did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redone {
    /// The batch that came again.
    pub batch: i64,
    /// What kind of change it is.
    pub kind: BatchKind,
    /// The file it came from.
    pub file: Option<String>,
    /// How many units are live again.
    pub brought_back: u64,
    /// How many units it superseded or deleted again.
    pub ended: u64,
}

#[derive(Default)]
struct Effect {
    came: u64,
    went: u64,
    kept: Vec<Kept>,
}

impl Store {
    /// Takes back batch `id`, the newest applied one without it. What other batches have confirmed or put in the place of
    /// its units stays and is listed.
    ///
    /// # Errors
    /// [`StoreError::NothingToUndo`], [`StoreError::NoBatch`], [`StoreError::AlreadyUndone`], [`StoreError::Busy`];
    /// [`StoreError::Sealed`] when compacting has purged what the batch replaced.
    pub fn undo(&mut self, id: Option<i64>) -> Result<Undone, StoreError> {
        let tx = self.begin_write("undo", true)?;
        let newest = "SELECT max(id) FROM batch WHERE status = 1";
        let row = self.chosen(id, newest)?.ok_or_else(|| StoreError::NothingToUndo { path: self.path.clone() })?;
        if row.status != super::BatchStatus::Applied {
            return Err(StoreError::AlreadyUndone { batch: row.id });
        }
        if row.sealed {
            return Err(StoreError::Sealed { batch: row.id });
        }
        let run = || -> Result<Effect, Fault> {
            self.conn.execute(
                "UPDATE batch SET status = 0, undone = (SELECT ifnull(max(undone), 0) + 1 FROM batch) WHERE id = ?1",
                [row.id],
            )?;
            let effect = effect(&self.conn, row.id, (1, 0))?;
            tx.commit()?;
            Ok(effect)
        };
        let effect = run().map_err(|e| self.fault(e))?;
        Ok(Undone {
            batch: row.id,
            kind: row.kind,
            file: row.file,
            taken_back: effect.went,
            restored: effect.came,
            kept: effect.kept,
        })
    }

    /// Brings batch `id` in again, the one that was undone last without it.
    ///
    /// # Errors
    /// [`StoreError::NothingToRedo`], [`StoreError::NoBatch`], [`StoreError::NotUndone`], [`StoreError::Busy`];
    /// [`StoreError::Abandoned`] when the same units have been changed since it was undone, [`StoreError::Sealed`] when
    /// compacting has purged what it had brought.
    pub fn redo(&mut self, id: Option<i64>) -> Result<Redone, StoreError> {
        let tx = self.begin_write("redo", true)?;
        let last = "SELECT id FROM batch WHERE status = 0 ORDER BY undone DESC LIMIT 1";
        let row = self.chosen(id, last)?.ok_or_else(|| StoreError::NothingToRedo { path: self.path.clone() })?;
        match row.status {
            super::BatchStatus::Undone => {}
            super::BatchStatus::Applied => return Err(StoreError::NotUndone { batch: row.id }),
            super::BatchStatus::Purged => return Err(StoreError::Sealed { batch: row.id }),
            super::BatchStatus::Abandoned => {
                return Err(StoreError::Abandoned { batch: row.id, by: row.abandoned_by.unwrap_or_default() });
            }
        }
        let run = || -> Result<Effect, Fault> {
            self.conn.execute("UPDATE batch SET status = 1, undone = NULL WHERE id = ?1", [row.id])?;
            let effect = effect(&self.conn, row.id, (0, 1))?;
            tx.commit()?;
            Ok(effect)
        };
        let effect = run().map_err(|e| self.fault(e))?;
        Ok(Redone { batch: row.id, kind: row.kind, file: row.file, brought_back: effect.came, ended: effect.went })
    }

    /// Whether `unit` is out of force because the change that brought it was taken back; not when it was superseded or deleted
    /// since, nor when another change has brought it as well.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_taken_back(&self, unit: i64) -> Result<bool, StoreError> {
        let ask = || facts::taken_back(&self.conn, unit, &Statuses::load(&self.conn)?);
        ask().map_err(|e| self.fault(e))
    }

    /// The batch `id`, else the one that `sql` names; `None` when that names none.
    fn chosen(&self, id: Option<i64>, sql: &str) -> Result<Option<BatchRow>, StoreError> {
        let find = || -> Result<Option<(i64, Option<BatchRow>)>, Fault> {
            let id = match id {
                Some(id) => Some(id),
                None => self.conn.query_row(sql, [], |r| r.get::<_, Option<i64>>(0)).optional()?.flatten(),
            };
            id.map(|id| Ok((id, batch::find(&self.conn, id)?))).transpose()
        };
        match find().map_err(|e| self.fault(e))? {
            None => Ok(None),
            Some((_, Some(row))) => Ok(Some(row)),
            Some((batch, None)) => Err(StoreError::NoBatch { path: self.path.clone(), batch }),
        }
    }
}

/// What changes for the units when the status of `batch` goes from the first to the second of `flip`.
fn effect(conn: &Connection, batch: i64, flip: (u8, u8)) -> Result<Effect, Fault> {
    let mut before = Statuses::load(conn)?;
    let mut after = before.clone();
    before.set(batch, flip.0);
    after.set(batch, flip.1);
    let mut out = Effect::default();
    let (first, last, units): (Option<i64>, Option<i64>, u64) =
        conn.query_row("SELECT first_unit, last_unit, units FROM batch WHERE id = ?1", [batch], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get::<_, i64>(2)? as u64))
        })?;
    // Units of the batch that no other fact and no end concerns simply follow its status; the others are looked at.
    let own = rows(conn, OWN, params![first, last, batch])?;
    let mut follow = units.saturating_sub(own.len() as u64);
    follow += conn
        .prepare_cached(&format!("SELECT count(DISTINCT o.unit) {MET} AND {ALONE}"))?
        .query_row([batch], |r| r.get::<_, i64>(0))? as u64;
    if flip.1 == 1 {
        out.came = follow;
    } else {
        out.went = follow;
    }
    for &unit in &own {
        let (was, is) = (alive(conn, unit, &before)?, alive(conn, unit, &after)?);
        out.count(was, is);
        out.kept.extend(kept(conn, unit, batch, (was, is), (&before, false))?);
    }
    let others = rows(conn, &format!("SELECT d.unit {ENDED} UNION SELECT o.unit {MET} AND NOT {ALONE}"), params![batch])?;
    for unit in others {
        let (was, is) = (alive(conn, unit, &before)?, alive(conn, unit, &after)?);
        out.count(was, is);
        out.kept.extend(kept(conn, unit, batch, (was, is), (&before, true))?);
    }
    out.kept.sort_by_key(|k| k.unit);
    Ok(out)
}

/// The units in the rows of batch ?3, which lie between ?1 and ?2, that another batch has met or any has ended.
pub(super) const OWN: &str = "SELECT unit FROM death JOIN unit u ON u.id = unit WHERE unit BETWEEN ?1 AND ?2 AND u.batch = ?3 \
     UNION SELECT unit FROM origin o JOIN unit u ON u.id = o.unit \
     WHERE o.unit BETWEEN ?1 AND ?2 AND u.batch = ?3 AND o.batch <> ?3 ORDER BY 1";

/// The units in the rows of others that batch ?1 has ended.
const ENDED: &str = "FROM death d JOIN unit u ON u.id = d.unit WHERE d.batch = ?1 AND u.batch <> ?1";

/// The units in the rows of others that batch ?1 has met, and that it may have made live.
const MET: &str = "FROM origin o JOIN unit u ON u.id = o.unit JOIN batch b ON b.id = u.batch \
     WHERE o.batch = ?1 AND u.batch <> ?1 AND (b.status <> 1 OR EXISTS (SELECT 1 FROM death d WHERE d.unit = u.id))";

/// Of those the ones that live by the facts of batch ?1 alone, when it is applied: as after an import that came again.
const ALONE: &str = "(b.status <> 1 AND NOT EXISTS (SELECT 1 FROM death d WHERE d.unit = u.id) \
     AND NOT EXISTS (SELECT 1 FROM origin x WHERE x.unit = u.id AND x.batch <> ?1))";

fn rows(conn: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<Vec<i64>, Fault> {
    Ok(conn.prepare_cached(sql)?.query_map(params, |r| r.get(0))?.collect::<Result<_, _>>()?)
}

impl Effect {
    fn count(&mut self, was: bool, is: bool) {
        self.came += u64::from(!was && is);
        self.went += u64::from(was && !is);
    }
}

fn alive(conn: &Connection, unit: i64, statuses: &Statuses) -> Result<bool, Fault> {
    let ended = facts::ended(conn, unit, statuses)?;
    Ok(facts::all(conn, unit)?.iter().any(|f| statuses.counts(f, ended)))
}

/// What keeps `unit` as it is although `batch` goes. In the row of another batch (`others`) that is told only when it came
/// later: what was there before, the batch had not brought.
fn kept(
    conn: &Connection,
    unit: i64,
    batch: i64,
    (was, is): (bool, bool),
    (before, others): (&Statuses, bool),
) -> Result<Option<Kept>, Fault> {
    if was != is {
        return Ok(None);
    }
    let facts = facts::all(conn, unit)?;
    if others && !facts.iter().any(|f| f.batch == batch) {
        return Ok(None);
    }
    if is {
        let ended = facts::ended(conn, unit, before)?;
        let by: Vec<i64> = facts.iter().filter(|f| before.counts(f, ended) && f.batch != batch).map(|f| f.batch).collect();
        let before_it = others && by.iter().any(|&b| b < batch);
        let first = by.into_iter().next().filter(|_| !before_it);
        return Ok(first.map(|batch| Kept { unit, why: KeptWhy::AlsoIn, batch }));
    }
    let ends = facts::deaths(conn, unit)?.into_iter().map(|(b, _)| b);
    let by = ends.filter(|&b| b != batch && before.applied(b) && !(others && b < batch)).max();
    Ok(by.map(|batch| Kept { unit, why: KeptWhy::Ended, batch }))
}
