//! How a live unit ends: superseded, deleted, or taken back by the batch that brought it.

use rusqlite::params;

use super::add::{Head, Twin};
use super::error::Fault;
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
            _ => Twin::None { sleeping: Vec::new() },
        };
        let now = match twin {
            Twin::Live(twin, swapped) => {
                self.meet(&twin, swapped, unit)?;
                if twin.id == old {
                    return Ok(old);
                }
                twin.id
            }
            Twin::None { sleeping } => self.insert(unit, Some(old), &sleeping)?,
        };
        self.end(old)?;
        self.inherit(&before, now, unit)?;
        Ok(now)
    }

    pub(super) fn delete_unit(&mut self, unit: i64) -> Result<(), Fault> {
        self.live(unit)?;
        self.end(unit)
    }

    pub(super) fn take_back_unit(&mut self, unit: i64) -> Result<(), Fault> {
        let head = self.live(unit)?;
        if head.facts.iter().any(|f| f.batch != self.batch) {
            return Err(Fault::NotLive(unit));
        }
        self.end(unit)?;
        if let Some(was) = head.was {
            self.store.conn.prepare_cached("DELETE FROM death WHERE unit = ?1 AND batch = ?2")?.execute([was, self.batch])?;
        }
        Ok(())
    }

    /// Ends a unit. Undone batches that ended it as well are abandoned: both would have put something in its place.
    pub(super) fn end(&mut self, unit: i64) -> Result<(), Fault> {
        let conn = &self.store.conn;
        let before: Vec<i64> = conn
            .prepare_cached("SELECT batch FROM death WHERE unit = ?1")?
            .query_map([unit], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        for batch in before {
            self.abandon(batch)?;
        }
        conn.prepare_cached("INSERT OR IGNORE INTO death (unit, batch) VALUES (?1, ?2)")?.execute([unit, self.batch])?;
        self.changed = true;
        Ok(())
    }

    /// Abandons an undone batch, and the undone ones that ended units it brought.
    pub(super) fn abandon(&mut self, batch: i64) -> Result<(), Fault> {
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
                "SELECT DISTINCT d.batch FROM batch x JOIN batch y ON y.status = 0 JOIN death d ON d.batch = y.id \
                 JOIN unit u ON u.id = d.unit WHERE x.id = ?1 AND u.batch = ?1",
            )?;
            left.extend(ask.query_map([batch], |r| r.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(())
    }
}
