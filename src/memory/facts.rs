//! Facts of a unit: each time it was met, and what follows from those that count.
//!
//! **Invariant:** a fact counts when its batch is applied and newer, by number, than every applied batch that ended the
//! unit. A unit is live when a fact of it counts. Nothing else decides that, so it does not matter in which order batches
//! were undone and redone.

use rusqlite::{Connection, OptionalExtension, Row};

use super::error::Fault;
use crate::model::{Stamp, UnitState};

/// The status of every batch, as one snapshot sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct Statuses(Vec<u8>);

impl Statuses {
    pub(super) fn load(conn: &Connection) -> Result<Statuses, Fault> {
        let mut out = Statuses::default();
        let mut ask = conn.prepare_cached("SELECT id, status FROM batch")?;
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            out.set(row.get(0)?, row.get(1)?);
        }
        Ok(out)
    }

    pub(super) fn set(&mut self, batch: i64, status: u8) {
        let at = usize::try_from(batch).unwrap_or(0);
        if self.0.len() <= at {
            // Numbers of no batch count as abandoned.
            self.0.resize(at + 1, 2);
        }
        self.0[at] = status;
    }

    pub(super) fn get(&self, batch: i64) -> u8 {
        usize::try_from(batch).ok().and_then(|at| self.0.get(at)).copied().unwrap_or(2)
    }

    pub(super) fn applied(&self, batch: i64) -> bool {
        self.get(batch) == 1
    }

    /// Whether `fact` counts for a unit that batch `ended` was the newest to end.
    pub(super) fn counts(&self, fact: &Fact, ended: i64) -> bool {
        fact.batch > ended && self.applied(fact.batch)
    }
}

/// One time a unit was met.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub batch: i64,
    pub state: UnitState,
    pub author: Option<String>,
    pub changed: Option<String>,
    pub tuid: Option<String>,
    pub used: u32,
    pub line: u64,
    pub extra: Option<String>,
    pub context: Option<i64>,
}

/// The columns of a fact, in `unit` as in `origin`.
pub(super) const FACT: &str = "batch, state, author, changed, tuid, used, line, extra, context";

/// Reads the columns of [`FACT`] from column `at` on.
pub(super) fn fact(row: &Row<'_>, at: usize) -> rusqlite::Result<Fact> {
    Ok(Fact {
        batch: row.get(at)?,
        state: state_of(row.get(at + 1)?),
        author: row.get(at + 2)?,
        changed: row.get(at + 3)?,
        tuid: row.get(at + 4)?,
        used: row.get(at + 5)?,
        line: row.get::<_, i64>(at + 6)? as u64,
        extra: row.get(at + 7)?,
        context: row.get(at + 8)?,
    })
}

/// The number under which a state is stored: 0 the best.
pub(super) fn state_number(state: UnitState) -> u8 {
    UnitState::ALL.iter().position(|&s| s == state).unwrap_or(0) as u8
}

fn state_of(number: u8) -> UnitState {
    UnitState::ALL.get(usize::from(number)).copied().unwrap_or(UnitState::Unconfirmed)
}

/// Stands in `origin.extra` for what the unit's own row says.
pub(super) const AS_FIRST: &str = "";

/// Appends the further facts of `unit`, in the order they came, to its first.
pub(super) fn further(conn: &Connection, unit: i64, out: &mut Vec<Fact>) -> Result<(), Fault> {
    let mut ask = conn.prepare_cached(&format!("SELECT {FACT} FROM origin WHERE unit = ?1 ORDER BY id"))?;
    let mut rows = ask.query([unit])?;
    while let Some(row) = rows.next()? {
        let mut fact = fact(row, 0)?;
        if fact.extra.as_deref() == Some(AS_FIRST) {
            fact.extra = out.first().and_then(|f| f.extra.clone());
        }
        out.push(fact);
    }
    Ok(())
}

/// All facts of `unit`, in the order they came; empty when there is no such row.
pub(super) fn all(conn: &Connection, unit: i64) -> Result<Vec<Fact>, Fault> {
    let mut ask = conn.prepare_cached(&format!("SELECT {FACT} FROM unit WHERE id = ?1"))?;
    let Some(first) = ask.query_row([unit], |r| fact(r, 0)).optional()? else { return Ok(Vec::new()) };
    let mut out = vec![first];
    further(conn, unit, &mut out)?;
    Ok(out)
}

/// Whether `unit` is not live because what brought it was taken back, and not because a change that is in force ended it.
pub(super) fn taken_back(conn: &Connection, unit: i64, statuses: &Statuses) -> Result<bool, Fault> {
    let (facts, ended) = (all(conn, unit)?, ended(conn, unit, statuses)?);
    let gone = |f: &Fact| f.batch > ended && !statuses.applied(f.batch);
    Ok(facts.iter().any(gone) && !facts.iter().any(|f| statuses.counts(f, ended)))
}

/// The batches that ended `unit`, ascending, each with the unit that stands in its place.
pub(super) fn deaths(conn: &Connection, unit: i64) -> Result<Vec<(i64, Option<i64>)>, Fault> {
    let mut ask = conn.prepare_cached("SELECT batch, heir FROM death WHERE unit = ?1 ORDER BY batch")?;
    Ok(ask.query_map([unit], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// The newest applied batch that ended `unit`; 0 when there is none. What is older than that counts no more.
pub(super) fn ended(conn: &Connection, unit: i64, statuses: &Statuses) -> Result<i64, Fault> {
    let mut ask = conn.prepare_cached("SELECT batch FROM death WHERE unit = ?1")?;
    let mut rows = ask.query([unit])?;
    let mut newest = 0;
    while let Some(row) = rows.next()? {
        let batch: i64 = row.get(0)?;
        if statuses.applied(batch) {
            newest = newest.max(batch);
        }
    }
    Ok(newest)
}

/// What the facts that count say together.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub state: UnitState,
    pub author: Option<String>,
    pub changed: Option<String>,
    pub used: u32,
}

/// Returns what those of `facts` say together that count after batch `ended`: the best state and who gave it first, the
/// newest date, the highest usage. `None` when none counts: the unit is not live.
pub(super) fn standing(facts: &[Fact], statuses: &Statuses, ended: i64) -> Option<Standing> {
    together(facts.iter().filter(|f| statuses.counts(f, ended)))
}

/// As [`standing`], of all `facts`.
pub(super) fn together<'f>(facts: impl Iterator<Item = &'f Fact>) -> Option<Standing> {
    let mut out: Option<Standing> = None;
    for f in facts {
        match &mut out {
            None => {
                out = Some(Standing { state: f.state, author: f.author.clone(), changed: f.changed.clone(), used: f.used });
            }
            Some(s) => {
                if f.state < s.state {
                    s.state = f.state;
                    s.author.clone_from(&f.author);
                }
                if f.changed > s.changed {
                    s.changed.clone_from(&f.changed);
                }
                s.used = s.used.max(f.used);
            }
        }
    }
    out
}

pub(super) fn stamp(text: Option<&str>) -> Option<Stamp> {
    text.and_then(Stamp::parse)
}
