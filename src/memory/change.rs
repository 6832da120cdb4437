//! How a live unit ends: superseded, deleted, or taken back by the batch that brought it.
//!
//! When a change ends a unit, the undone batches that had ended the same unit are abandoned, and so are, from there on, the
//! undone ones that had ended what an abandoned batch had put in the place of a unit. Otherwise a redo would put a second
//! heir beside the new one. All other undone batches can come back at any time: meeting a unit abandons nothing, since a unit
//! has one row, and a redo brings only facts and ends that are older than what was done since.

use rusqlite::params;

use super::add::Head;
use super::error::Fault;
use super::facts;
use super::write::Writing;
use crate::model::NewUnit;

impl Writing<'_> {
    fn live(&self, unit: i64) -> Result<Head, Fault> {
        self.head(unit)?.filter(|h| h.live).ok_or(Fault::NotLive(unit))
    }

    pub(super) fn supersede_unit(&mut self, old: i64, unit: &NewUnit) -> Result<i64, Fault> {
        let before = self.live(old)?;
        let conn = &self.store.conn;
        let a = self.segs.find(conn, unit.a_lang.lang, &unit.a_text)?;
        let b = self.segs.find(conn, unit.b_lang.lang, &unit.b_text)?;
        let twin = match (a, b) {
            (Some(a), Some(b)) => self.twin(a, b, unit)?,
            _ => None,
        };
        let now = self.enter(unit, Some(old), twin.as_ref())?;
        if now == old {
            return Ok(old);
        }
        self.end(old, Some(now))?;
        self.inherit(&before, now, unit)?;
        Ok(now)
    }

    pub(super) fn delete_unit(&mut self, unit: i64) -> Result<(), Fault> {
        self.live(unit)?;
        self.end(unit, None)
    }

    pub(super) fn gave_way_to(&self, unit: i64) -> Result<Option<Vec<i64>>, Fault> {
        let conn = &self.store.conn;
        if !facts::taken_back(conn, unit, &self.statuses)? {
            return Ok(None);
        }
        let mut ask = conn.prepare_cached("SELECT DISTINCT unit FROM death WHERE heir = ?1 ORDER BY unit")?;
        let mut out = Vec::new();
        for old in ask.query_map([unit], |r| r.get(0))?.collect::<Result<Vec<i64>, _>>()? {
            if self.head(old)?.is_some_and(|h| h.live) {
                out.push(old);
            }
        }
        Ok(Some(out))
    }

    pub(super) fn take_back_unit(&mut self, unit: i64) -> Result<(), Fault> {
        let head = self.live(unit)?;
        if head.counting(&self.statuses).any(|f| f.batch != self.batch) {
            return Err(Fault::NotLive(unit));
        }
        let conn = &self.store.conn;
        conn.prepare_cached("DELETE FROM death WHERE batch = ?2 AND heir = ?1")?.execute([unit, self.batch])?;
        if head.facts.first().is_some_and(|f| f.batch == self.batch) {
            return self.end(unit, None);
        }
        // Other batches, which do not count now, have brought it too: they must find it as if this one had never met it.
        conn.prepare_cached("DELETE FROM origin WHERE unit = ?1 AND batch = ?2")?.execute([unit, self.batch])?;
        self.changed = true;
        Ok(())
    }

    /// Ends a unit, in whose place `heir` stands. Undone batches that ended it as well are abandoned: both would have put
    /// something in its place.
    pub(super) fn end(&mut self, unit: i64, heir: Option<i64>) -> Result<(), Fault> {
        for (batch, _) in facts::deaths(&self.store.conn, unit)? {
            self.abandon(batch)?;
        }
        let sql = "INSERT INTO death (unit, batch, heir) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET heir = excluded.heir";
        self.store.conn.prepare_cached(sql)?.execute(params![unit, self.batch, heir])?;
        self.changed = true;
        Ok(())
    }

    /// Takes back that this batch ended `unit`.
    pub(super) fn forget_death(&mut self, unit: i64) -> Result<(), Fault> {
        let sql = "DELETE FROM death WHERE unit = ?1 AND batch = ?2";
        self.store.conn.prepare_cached(sql)?.execute([unit, self.batch])?;
        self.changed = true;
        Ok(())
    }

    /// Abandons an undone batch, and the undone ones that ended what it had put in the place of a unit.
    fn abandon(&mut self, batch: i64) -> Result<(), Fault> {
        let conn = &self.store.conn;
        let mut left = vec![batch];
        while let Some(batch) = left.pop() {
            if self.statuses.get(batch) != 0 {
                continue;
            }
            self.statuses.set(batch, 2);
            conn.prepare_cached("UPDATE batch SET status = 2, undone = NULL, abandoned_by = ?2 WHERE id = ?1")?
                .execute(params![batch, self.batch])?;
            let mut ask = conn.prepare_cached(
                "SELECT DISTINCT further.batch FROM death first JOIN death further ON further.unit = first.heir \
                 JOIN batch b ON b.id = further.batch WHERE first.batch = ?1 AND b.status = 0",
            )?;
            left.extend(ask.query_map([batch], |r| r.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(())
    }
}
