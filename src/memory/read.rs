//! A snapshot of the memory: what lookups read.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, Statement};

use super::error::{Fault, StoreError};
use super::facts::{self, FACT, Fact, Standing, Statuses, ended, fact, stamp, standing};
use super::open::Store;
use super::postings;
use super::reindex::Tally;
use crate::model::index::Order;
use crate::model::{Context, Direction, Lang, Neighbour, Posting, ReadError, ReadMemory, Role, Uid, Unit, unit};
use crate::text::hash::hash;
use crate::text::key;

/// The memory as it was at one moment, whatever others write since. Snapshots of one store that overlap share the moment of
/// the first.
#[derive(Debug)]
pub struct Snapshot<'s> {
    pub(super) store: &'s Store,
    pub(super) statuses: Statuses,
    order: Arc<Order>,
    /// Whether any unit was met twice.
    met_again: bool,
    /// Whether any unit ended.
    any_dead: bool,
    indexed: u64,
}

impl Store {
    /// Takes a snapshot.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        if self.readers.get() == 0 {
            self.conn.execute_batch("BEGIN").map_err(|e| self.fault(e))?;
        }
        self.readers.set(self.readers.get() + 1);
        let mut snapshot = Snapshot {
            store: self,
            statuses: Statuses::default(),
            order: Arc::default(),
            met_again: true,
            any_dead: true,
            indexed: 0,
        };
        // The first read settles the moment. On an error the value made above ends the transaction.
        snapshot.fill().map_err(|e| self.fault(e))?;
        Ok(snapshot)
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        let left = self.store.readers.get().saturating_sub(1);
        self.store.readers.set(left);
        if left == 0 && !self.store.conn.is_autocommit() {
            let _ = self.store.conn.execute_batch("COMMIT");
        }
    }
}

/// A unit's row as it is stored, with its facts.
pub(super) struct Stored {
    pub id: i64,
    pub uid: Uid,
    pub role: Option<Role>,
    pub facts: Vec<Fact>,
    /// The newest applied batch that ended it before it was met again; 0 none.
    pub ended: i64,
    pub standing: Standing,
}

impl Snapshot<'_> {
    fn fill(&mut self) -> Result<(), Fault> {
        let conn = &self.store.conn;
        let tally = Tally::load(conn)?;
        self.statuses = Statuses::load(conn)?;
        self.order = self.store.order_of(tally.epoch)?;
        self.indexed = tally.indexed as u64;
        (self.met_again, self.any_dead) =
            conn.query_row("SELECT EXISTS (SELECT 1 FROM origin), EXISTS (SELECT 1 FROM death)", [], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })?;
        Ok(())
    }

    /// The identity of the memory.
    pub fn memory_id(&self) -> &str {
        self.store.id()
    }

    /// How many segments the token index holds, both languages together.
    pub fn indexed_segments(&self) -> u64 {
        self.indexed
    }

    pub(super) fn conn(&self) -> &Connection {
        &self.store.conn
    }

    /// Reads `id, uid, role, facts…` from column `at` on; `None` when the unit is not live.
    pub(super) fn stored(&self, row: &Row<'_>, at: usize) -> Result<Option<Stored>, Fault> {
        let id = row.get(at)?;
        let facts = self.facts(row, at)?;
        let ended = if self.any_dead { ended(self.conn(), id, &self.statuses)? } else { 0 };
        let Some(standing) = standing(&facts, &self.statuses, ended) else { return Ok(None) };
        identified(row, at, facts, ended, standing).map(Some)
    }

    /// All facts of the unit of a row as for [`Snapshot::stored`].
    pub(super) fn facts(&self, row: &Row<'_>, at: usize) -> Result<Vec<Fact>, Fault> {
        let mut facts = vec![fact(row, at + 3)?];
        if self.met_again {
            facts::further(self.conn(), row.get(at)?, &mut facts)?;
        }
        Ok(facts)
    }

    /// The contexts of `facts`, each once, in the order they came, with the side they were translated from.
    pub(super) fn contexts<'f>(&self, facts: impl Iterator<Item = &'f Fact>) -> Result<Vec<(u8, Context)>, Fault> {
        let mut rows: Vec<i64> = Vec::new();
        let mut out: Vec<(u8, Context)> = Vec::new();
        for row in facts.filter_map(|f| f.context) {
            if rows.contains(&row) {
                continue;
            }
            rows.push(row);
            let mut ask = self.conn().prepare_cached(
                "SELECT side, prev, p.plain, next, n.plain, label.text, ident FROM context LEFT JOIN label ON label.id = doc \
                 LEFT JOIN seg p ON p.id = prev LEFT JOIN seg n ON n.id = next WHERE context.id = ?1",
            )?;
            let (side, context) = ask.query_row([row], |r| {
                let (prev, next) = (neighbour(r.get(1)?, r.get(2)?), neighbour(r.get(3)?, r.get(4)?));
                Ok((r.get(0)?, Context { prev, next, doc: r.get(5)?, ident: r.get(6)? }))
            })?;
            if !out.iter().any(|(s, c)| *s == side && *c == context) {
                out.push((side, context));
            }
        }
        Ok(out)
    }

    fn units_of(&self, seg: i64, direction: Direction, out: &mut Vec<Unit>) -> Result<(), Fault> {
        let mut text = self.conn().prepare_cached("SELECT lang, plain FROM seg WHERE id = ?1")?;
        let Some(source) = text_of(&mut text, seg, direction.from)? else { return Ok(()) };
        let from = out.len();
        for side in [0u8, 1] {
            let (this, other) = if side == 0 { ("a", "b") } else { ("b", "a") };
            let mut ask = self.conn().prepare_cached(&format!(
                "SELECT s.lang, s.plain, u.{this}_markup, u.created, u.id, u.uid, u.role, {FACT} \
                 FROM unit u JOIN seg s ON s.id = u.{other} WHERE u.{this} = ?1 ORDER BY u.id"
            ))?;
            let mut rows = ask.query([seg])?;
            while let Some(row) = rows.next()? {
                if row.get_ref(0)?.as_str().ok() != Some(direction.to.as_str()) {
                    continue;
                }
                let Some(stored) = self.stored(row, 4)? else { continue };
                let markup: Option<String> = row.get(2)?;
                let created: Option<String> = row.get(3)?;
                let contexts = self.contexts(stored.facts.iter().filter(|f| self.statuses.counts(f, stored.ended)))?;
                out.push(Unit {
                    id: stored.id,
                    uid: stored.uid,
                    source: source.clone(),
                    target: row.get(1)?,
                    skeleton: markup.as_deref().map_or(0, unit::skeleton),
                    state: stored.standing.state,
                    role: stored.role,
                    author: stored.standing.author,
                    changed: stamp(stored.standing.changed.as_deref()).or_else(|| stamp(created.as_deref())),
                    contexts: contexts.into_iter().map(|(s, c)| if s == side { c } else { without_neighbours(c) }).collect(),
                });
            }
        }
        out[from..].sort_by_key(|u| u.id);
        Ok(())
    }

    fn segs_where(&self, column: &str, hashed: i64, direction: Direction) -> Result<Vec<(i64, String)>, Fault> {
        let mut ask =
            self.conn().prepare_cached(&format!("SELECT id, plain FROM seg WHERE {column} = ?1 AND lang = ?2 ORDER BY id"))?;
        let rows = ask.query_map((hashed, direction.from.as_str()), |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn exact_of(&self, wanted: &str, direction: Direction) -> Result<Vec<Unit>, Fault> {
        let mut out = Vec::new();
        for (seg, plain) in self.segs_where("exact", hash(wanted.as_bytes()) as i64, direction)? {
            if key(&plain) == wanted {
                self.units_of(seg, direction, &mut out)?;
            }
        }
        out.sort_by_key(|u| u.id);
        Ok(out)
    }

    /// For each rung key (see [`crate::text::rung::rung_key`]) the rows of the segments in the language translated from that
    /// may have it: those with its hash, ascending. Whoever asks compares the rung keys.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rung(&self, rungs: &[&str], direction: Direction) -> Result<Vec<Vec<i64>>, ReadError> {
        rungs
            .iter()
            .map(|r| Ok(self.segs_where("rung", hash(r.as_bytes()) as i64, direction)?.into_iter().map(|s| s.0).collect()))
            .collect::<Result<_, Fault>>()
            .map_err(|e| self.unreadable(e))
    }

    fn unreadable(&self, fault: Fault) -> ReadError {
        ReadError(Box::new(self.store.fault(fault)))
    }
}

/// The unit of a row as for [`Snapshot::stored`], of which `standing` is true.
pub(super) fn identified(row: &Row<'_>, at: usize, facts: Vec<Fact>, ended: i64, standing: Standing) -> Result<Stored, Fault> {
    let id = row.get(at)?;
    let uid = row.get_ref(at + 1)?.as_blob().ok().and_then(|b| b.try_into().ok());
    let role = row.get_ref(at + 2)?.as_str().ok().and_then(Role::parse);
    Ok(Stored {
        id,
        uid: Uid(uid.ok_or_else(|| Fault::Damaged(format!("unit {id} has no identity")))?),
        role,
        facts,
        ended,
        standing,
    })
}

/// The neighbour whose row is `row` and whose text is `text`.
fn neighbour(row: Option<i64>, text: Option<String>) -> Neighbour {
    match row {
        None => Neighbour::Unknown,
        Some(0) => Neighbour::Edge,
        Some(_) => text.map_or(Neighbour::Unknown, Neighbour::Segment),
    }
}

/// The text of segment `seg` when it is in `lang`.
fn text_of(ask: &mut Statement<'_>, seg: i64, lang: Lang) -> Result<Option<String>, Fault> {
    let text = ask.query_row([seg], |r| {
        let same = r.get_ref(0)?.as_str().ok() == Some(lang.as_str());
        if same { r.get(1).map(Some) } else { Ok(None) }
    });
    Ok(text.optional()?.flatten())
}

fn without_neighbours(context: Context) -> Context {
    Context { prev: Neighbour::Unknown, next: Neighbour::Unknown, ..context }
}

impl ReadMemory for Snapshot<'_> {
    fn order(&self) -> &Order {
        &self.order
    }

    fn postings(&self, keys: &[i64]) -> Result<Vec<Vec<Posting>>, ReadError> {
        postings::read_all(self.conn(), keys).map_err(|e| self.unreadable(e))
    }

    fn sources(&self, segs: &[i64], direction: Direction) -> Result<Vec<Option<String>>, ReadError> {
        let ask = || -> Result<Vec<Option<String>>, Fault> {
            let mut ask = self.conn().prepare_cached("SELECT lang, plain FROM seg WHERE id = ?1")?;
            segs.iter().map(|&seg| text_of(&mut ask, seg, direction.from)).collect()
        };
        ask().map_err(|e| self.unreadable(e))
    }

    fn units(&self, segs: &[i64], direction: Direction) -> Result<Vec<Vec<Unit>>, ReadError> {
        segs.iter()
            .map(|&seg| {
                let mut out = Vec::new();
                self.units_of(seg, direction, &mut out).map(|()| out)
            })
            .collect::<Result<_, _>>()
            .map_err(|e| self.unreadable(e))
    }

    fn exact(&self, keys: &[&str], direction: Direction) -> Result<Vec<Vec<Unit>>, ReadError> {
        keys.iter().map(|k| self.exact_of(k, direction)).collect::<Result<_, _>>().map_err(|e| self.unreadable(e))
    }

    fn scan(&self, direction: Direction) -> Result<Vec<i64>, ReadError> {
        let ask = || -> Result<Vec<i64>, Fault> {
            let mut ask = self.conn().prepare_cached("SELECT id FROM seg WHERE lang = ?1 AND indexed = 1 ORDER BY id")?;
            Ok(ask.query_map([direction.from.as_str()], |r| r.get(0))?.collect::<Result<_, _>>()?)
        };
        ask().map_err(|e| self.unreadable(e))
    }
}
