//! Making a memory small: its history purged where that is wanted, the index made anew, free space given back.
//!
//! What is purged: units that are not live, facts and ends of batches that are not applied, and texts and places that nothing
//! refers to any more. What can still be undone stays so, exactly: facts and ends of applied batches stay with the live units.
//! An applied batch that was the last to end a purged unit is sealed where another batch had met the unit, since an undo would
//! have to bring it back; a batch that is not applied becomes `purged` and cannot be redone. Deleted drafts go, all others stay as they are. A row
//! of a unit is never given again, so that a draft that names a purged unit names none.
//!
//! **Invariant:** everything but the last step is one transaction. Killed before or in the last step, the file is sound and
//! only larger than it had to be.

use std::sync::Arc;

use rusqlite::Connection;

use super::error::{Fault, StoreError};
use super::open::Store;
use super::reindex::{Tally, rebuild};

/// What compacting did, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Units purged.
    pub units: u64,
    /// Facts purged: times that units were met, beyond those of purged units.
    pub facts: u64,
    /// Texts purged.
    pub segments: u64,
    /// Deleted drafts that can no longer be restored.
    pub drafts: u64,
    /// Batches that were not applied and can no longer be redone.
    pub purged: u64,
    /// Applied batches that can no longer be undone.
    pub sealed: u64,
    /// Size of the file before, in bytes.
    pub before: u64,
    /// Size of the file after, in bytes; as before when nothing was done.
    pub after: u64,
    /// Whether the free space was given back: not, when the disk is too full for it or another process is writing.
    pub shrunk: bool,
}

/// How many steps the progress counts.
const STEPS: u64 = 4;

impl Store {
    /// Makes the memory small. With `keep_history` nothing of it is purged but texts and places that nothing refers to.
    /// `progress` hears of steps done and of all steps.
    ///
    /// # Errors
    /// When the file cannot be written; it is then as before.
    pub fn compact(&mut self, keep_history: bool, progress: &mut dyn FnMut(u64, u64)) -> Result<Compacted, StoreError> {
        let mut done = Compacted { before: self.size(), ..Compacted::default() };
        let order = self.without_reference_checks(|store| {
            let tx = store.begin_write("tm compact", true)?;
            let run = |done: &mut Compacted, progress: &mut dyn FnMut(u64, u64)| -> Result<_, Fault> {
                progress(0, STEPS);
                purge(&store.conn, keep_history, done)?;
                progress(1, STEPS);
                sweep(&store.conn, done)?;
                progress(2, STEPS);
                let mut tally = Tally::load(&store.conn)?;
                let order = rebuild(&store.conn, &mut tally)?;
                tally.store(&store.conn)?;
                progress(3, STEPS);
                check(&store.conn)?;
                tx.commit()?;
                Ok((tally.epoch, order))
            };
            run(&mut done, progress).map_err(|e| store.fault(e))
        })?;
        self.order.replace(Some((order.0, Arc::new(order.1))));
        done.shrunk = self.conn.execute_batch("VACUUM").is_ok();
        let _ = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        progress(STEPS, STEPS);
        done.after = self.size();
        Ok(done)
    }

    /// Returns what [`Store::compact`] would purge; nothing is changed.
    ///
    /// # Errors
    /// As [`Store::compact`].
    pub fn would_compact(&mut self, keep_history: bool) -> Result<Compacted, StoreError> {
        let size = self.size();
        let mut would = Compacted { before: size, after: size, ..Compacted::default() };
        self.without_reference_checks(|store| {
            // Never committed.
            let _tx = store.begin_write("tm compact", false)?;
            let run = |would: &mut Compacted| -> Result<(), Fault> {
                purge(&store.conn, keep_history, would)?;
                sweep(&store.conn, would)
            };
            run(&mut would).map_err(|e| store.fault(e))
        })?;
        Ok(would)
    }

    /// Runs `with` while SQLite checks no references: for each deleted row it would look through the tables that have no
    /// index on the reference.
    fn without_reference_checks<T>(&self, with: impl FnOnce(&Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.conn.execute_batch("PRAGMA foreign_keys = OFF").map_err(|e| self.fault(e))?;
        let result = with(self);
        self.conn.execute_batch("PRAGMA foreign_keys = ON").map_err(|e| self.fault(e))?;
        result
    }

    fn size(&self) -> u64 {
        let pages = |what: &str| self.conn.query_row(&format!("PRAGMA {what}"), [], |r| r.get::<_, i64>(0)).unwrap_or(0) as u64;
        pages("page_count") * pages("page_size")
    }
}

/// The number of the newest applied batch that met unit `u`, and of the newest that ended it; 0 none.
const MET: &str = "max(CASE WHEN b.status = 1 THEN u.batch ELSE 0 END, ifnull((SELECT max(o.batch) FROM origin o \
     JOIN batch ob ON ob.id = o.batch WHERE o.unit = u.id AND ob.status = 1), 0))";
const ENDED: &str = "ifnull((SELECT max(d.batch) FROM death d JOIN batch db ON db.id = d.batch \
     WHERE d.unit = u.id AND db.status = 1), 0)";

fn purge(conn: &Connection, keep_history: bool, done: &mut Compacted) -> Result<(), Fault> {
    conn.execute_batch(
        "DROP TABLE IF EXISTS temp.gone; CREATE TEMP TABLE gone (id INTEGER PRIMARY KEY, ended INTEGER NOT NULL)",
    )?;
    // Rows that were given are remembered before any of them goes.
    conn.execute("UPDATE tally SET units = max(units, ifnull((SELECT max(id) FROM unit), 0))", [])?;
    if keep_history {
        return Ok(());
    }
    conn.execute(
        &format!("INSERT INTO temp.gone SELECT u.id, {ENDED} FROM unit u JOIN batch b ON b.id = u.batch WHERE {MET} <= {ENDED}"),
        [],
    )?;
    done.drafts = super::draft::purge(conn)?;
    done.sealed = conn.execute(
        "UPDATE batch SET sealed = 1 WHERE status = 1 AND sealed = 0 AND id IN (SELECT g.ended FROM temp.gone g \
         WHERE EXISTS (SELECT 1 FROM unit u JOIN batch b ON b.id = u.batch WHERE u.id = g.id AND b.status = 1 AND b.id <> g.ended) \
         OR EXISTS (SELECT 1 FROM origin o JOIN batch b ON b.id = o.batch WHERE o.unit = g.id AND b.status = 1 AND b.id <> g.ended))",
        [],
    )? as u64;
    conn.execute("DELETE FROM origin WHERE unit IN (SELECT id FROM temp.gone)", [])?;
    conn.execute("DELETE FROM death WHERE unit IN (SELECT id FROM temp.gone)", [])?;
    conn.execute("UPDATE unit SET was = NULL WHERE was IN (SELECT id FROM temp.gone)", [])?;
    conn.execute("UPDATE death SET heir = NULL WHERE heir IN (SELECT id FROM temp.gone)", [])?;
    done.units = conn.execute("DELETE FROM unit WHERE id IN (SELECT id FROM temp.gone)", [])? as u64;
    conn.execute_batch("DELETE FROM temp.gone")?;

    // Where the first fact of a unit goes, the next one that stays takes its place in the unit's row.
    conn.execute(
        "INSERT INTO temp.gone SELECT u.id, (SELECT min(o.id) FROM origin o JOIN batch ob ON ob.id = o.batch \
         WHERE o.unit = u.id AND ob.status = 1) FROM unit u JOIN batch b ON b.id = u.batch WHERE b.status <> 1",
        [],
    )?;
    conn.execute(
        "UPDATE origin SET extra = (SELECT u.extra FROM unit u WHERE u.id = origin.unit) \
         WHERE extra = '' AND unit IN (SELECT id FROM temp.gone)",
        [],
    )?;
    conn.execute(
        "UPDATE unit SET (batch, state, author, changed, tuid, used, line, extra, context) = \
         (SELECT o.batch, o.state, o.author, o.changed, o.tuid, o.used, o.line, o.extra, o.context \
          FROM temp.gone g JOIN origin o ON o.id = g.ended WHERE g.id = unit.id) WHERE id IN (SELECT id FROM temp.gone)",
        [],
    )?;
    done.facts = conn.execute("DELETE FROM origin WHERE id IN (SELECT ended FROM temp.gone)", [])? as u64;
    done.facts += conn.execute("DELETE FROM origin WHERE batch IN (SELECT id FROM batch WHERE status <> 1)", [])? as u64;
    conn.execute("DELETE FROM death WHERE batch IN (SELECT id FROM batch WHERE status <> 1)", [])?;
    done.purged =
        conn.execute("UPDATE batch SET status = 2, undone = NULL, sealed = 1 WHERE status <> 1 AND sealed = 0", [])? as u64;

    conn.execute_batch(
        "DROP TABLE IF EXISTS temp.brought;
         CREATE TEMP TABLE brought (batch INTEGER PRIMARY KEY, first INTEGER, last INTEGER, units INTEGER);
         INSERT INTO temp.brought SELECT batch, min(id), max(id), count(*) FROM unit GROUP BY batch;
         UPDATE batch SET (first_unit, last_unit, units) =
             (SELECT max(first), max(last), ifnull(max(units), 0) FROM temp.brought WHERE brought.batch = batch.id);
         DROP TABLE temp.brought; DELETE FROM temp.gone;",
    )?;
    Ok(())
}

/// Takes out what nothing refers to.
fn sweep(conn: &Connection, done: &mut Compacted) -> Result<(), Fault> {
    conn.execute_batch(
        "DELETE FROM context WHERE id NOT IN (SELECT context FROM unit WHERE context IS NOT NULL \
             UNION SELECT context FROM origin WHERE context IS NOT NULL);
         DELETE FROM label WHERE id NOT IN (SELECT a_lang FROM unit UNION SELECT b_lang FROM unit \
             UNION SELECT doc FROM context WHERE doc IS NOT NULL);
         UPDATE seg SET indexed = 0 WHERE indexed = 1 AND id NOT IN (SELECT a FROM unit UNION SELECT b FROM unit);",
    )?;
    done.segments = conn.execute(
        "DELETE FROM seg WHERE indexed = 0 AND id NOT IN (SELECT prev FROM context WHERE prev > 0 \
         UNION SELECT next FROM context WHERE next > 0)",
        [],
    )? as u64;
    Ok(())
}

/// Refuses to commit what would leave a reference to nothing.
fn check(conn: &Connection) -> Result<(), Fault> {
    let mut ask = conn.prepare("PRAGMA foreign_key_check")?;
    let broken = ask.query_map([], |r| r.get::<_, String>(0))?.next().transpose()?;
    match broken {
        Some(table) => Err(Fault::Damaged(format!("a row of {table} refers to nothing"))),
        None => Ok(()),
    }
}
