//! Taking batches back and bringing them in again: one changed number, whatever the size.

use rusqlite::{Connection, OptionalExtension, params};

use super::batch::{self, BatchKind, BatchRow};
use super::error::{Fault, StoreError};
use super::facts::{self, FACT, Statuses, fact};
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
    /// [`StoreError::NothingToUndo`], [`StoreError::NoBatch`], [`StoreError::AlreadyUndone`], [`StoreError::Busy`].
    pub fn undo(&mut self, id: Option<i64>) -> Result<Undone, StoreError> {
        let tx = self.begin_write("undo", true)?;
        let newest = "SELECT max(id) FROM batch WHERE status = 1";
        let row = self.chosen(id, newest)?.ok_or_else(|| StoreError::NothingToUndo { path: self.path.clone() })?;
        if row.status != super::BatchStatus::Applied {
            return Err(StoreError::AlreadyUndone { batch: row.id });
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
    /// [`StoreError::Abandoned`] when the same units have been changed since it was undone.
    pub fn redo(&mut self, id: Option<i64>) -> Result<Redone, StoreError> {
        let tx = self.begin_write("redo", true)?;
        let last = "SELECT id FROM batch WHERE status = 0 ORDER BY undone DESC LIMIT 1";
        let row = self.chosen(id, last)?.ok_or_else(|| StoreError::NothingToRedo { path: self.path.clone() })?;
        match row.status {
            super::BatchStatus::Undone => {}
            super::BatchStatus::Applied => return Err(StoreError::NotUndone { batch: row.id }),
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
    // Units of the batch that no other fact and no death concerns simply follow its status; the others are looked at.
    let mut own = conn.prepare_cached(
        "SELECT unit FROM death JOIN unit u ON u.id = unit WHERE unit BETWEEN ?1 AND ?2 AND u.batch = ?3 \
         UNION SELECT unit FROM origin o JOIN unit u ON u.id = o.unit \
         WHERE o.unit BETWEEN ?1 AND ?2 AND u.batch = ?3 AND o.batch <> ?3 ORDER BY 1",
    )?;
    let own: Vec<i64> = own.query_map(params![first, last, batch], |r| r.get(0))?.collect::<Result<_, _>>()?;
    let plain = units.saturating_sub(own.len() as u64);
    let (came, went) = if flip.1 == 1 { (plain, 0) } else { (0, plain) };
    out.came = came;
    out.went = went;
    for &unit in &own {
        let (was, is) = (alive(conn, unit, &before)?, alive(conn, unit, &after)?);
        out.count(was, is);
        if let Some(kept) = kept(conn, unit, batch, was, is, &before)? {
            out.kept.push(kept);
        }
    }
    let mut others = conn.prepare_cached(
        "SELECT d.unit FROM death d JOIN unit u ON u.id = d.unit WHERE d.batch = ?1 AND u.batch <> ?1 \
         UNION SELECT o.unit FROM origin o JOIN unit u ON u.id = o.unit JOIN batch b ON b.id = u.batch \
         WHERE o.batch = ?1 AND u.batch <> ?1 AND b.status <> 1",
    )?;
    let others: Vec<i64> = others.query_map([batch], |r| r.get(0))?.collect::<Result<_, _>>()?;
    for unit in others {
        out.count(alive(conn, unit, &before)?, alive(conn, unit, &after)?);
    }
    Ok(out)
}

impl Effect {
    fn count(&mut self, was: bool, is: bool) {
        self.came += u64::from(!was && is);
        self.went += u64::from(was && !is);
    }
}

fn alive(conn: &Connection, unit: i64, statuses: &Statuses) -> Result<bool, Fault> {
    let own: i64 = conn.prepare_cached("SELECT batch FROM unit WHERE id = ?1")?.query_row([unit], |r| r.get(0))?;
    let mut met = statuses.applied(own);
    if !met {
        let mut further = Vec::new();
        facts::further(conn, unit, &mut further)?;
        met = further.iter().any(|f| statuses.applied(f.batch));
    }
    Ok(met && !facts::is_dead(conn, unit, statuses)?)
}

fn kept(conn: &Connection, unit: i64, batch: i64, was: bool, is: bool, before: &Statuses) -> Result<Option<Kept>, Fault> {
    let other = |id: &i64| *id != batch && before.applied(*id);
    if was && is {
        let mut ask = conn.prepare_cached(&format!("SELECT {FACT} FROM origin WHERE unit = ?1 ORDER BY id"))?;
        let facts = ask.query_map([unit], |r| fact(r, 0))?.collect::<Result<Vec<_>, _>>()?;
        let by = facts.into_iter().map(|f| f.batch).find(other);
        return Ok(by.map(|batch| Kept { unit, why: KeptWhy::AlsoIn, batch }));
    }
    if was || is {
        return Ok(None);
    }
    let mut ask = conn.prepare_cached("SELECT batch FROM death WHERE unit = ?1 ORDER BY batch")?;
    let deaths = ask.query_map([unit], |r| r.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    Ok(deaths.into_iter().find(other).map(|batch| Kept { unit, why: KeptWhy::Ended, batch }))
}
