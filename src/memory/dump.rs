//! All live units with everything that is stored about them, for exports and comparisons.

use std::ops::ControlFlow;

use rusqlite::Row;

use super::error::{Fault, StoreError};
use super::facts::{self, FACT, Fact, stamp, together};
use super::read::{Snapshot, Stored, identified};
use crate::model::{Context, Direction, Lang, LangTag, NewUnit, Role, Stamp, Uid, UnitState};

/// One time a unit was met, in a batch that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginRow {
    /// The batch.
    pub batch: i64,
    /// Line of its file, from 1; 0 unknown.
    pub line: u64,
    /// Identifier in the file.
    pub tuid: Option<String>,
    /// Times it was used, as the file said.
    pub used: u32,
}

/// A unit as it is stored; live, unless it is shown with its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredUnit {
    /// Row in its memory.
    pub id: i64,
    /// Identity in any store.
    pub uid: Uid,
    /// Language of side a, as written and as matched.
    pub a_lang: LangTag,
    /// Plain text of side a, as it came.
    pub a_text: String,
    /// Side a with its inline markup.
    pub a_markup: Option<String>,
    /// Language of side b.
    pub b_lang: LangTag,
    /// Plain text of side b.
    pub b_text: String,
    /// Side b with its inline markup.
    pub b_markup: Option<String>,
    /// Who stands behind it: the best of all facts.
    pub state: UnitState,
    /// What it was in its document.
    pub role: Option<Role>,
    /// Who gave it this state.
    pub author: Option<String>,
    /// When it was made.
    pub created: Option<Stamp>,
    /// When it was last changed.
    pub changed: Option<Stamp>,
    /// Contexts whose document was translated from side a, in the order they came.
    pub contexts: Vec<Context>,
    /// Contexts whose document was translated from side b.
    pub contexts_from_b: Vec<Context>,
    /// What else the files say of it, JSON objects, the first file first; equal ones once.
    pub extra: Vec<String>,
    /// Times it was used: the highest that a file said.
    pub used: u32,
    /// Each time it was met.
    pub origins: Vec<OriginRow>,
    /// The unit it superseded when it was new.
    pub was: Option<i64>,
}

impl StoredUnit {
    /// Identifiers in files, each once, in the order they came.
    pub fn tuids(&self) -> Vec<&str> {
        let mut out = Vec::new();
        for tuid in self.origins.iter().filter_map(|o| o.tuid.as_deref()) {
            if !out.contains(&tuid) {
                out.push(tuid);
            }
        }
        out
    }

    /// The unit as it would enter a memory again, with the first of its contexts, notes and identifiers.
    pub fn to_new(&self) -> NewUnit {
        NewUnit {
            a_lang: self.a_lang.clone(),
            a_text: self.a_text.clone(),
            a_markup: self.a_markup.clone(),
            b_lang: self.b_lang.clone(),
            b_text: self.b_text.clone(),
            b_markup: self.b_markup.clone(),
            state: self.state,
            role: self.role,
            author: self.author.clone(),
            created: self.created.clone(),
            changed: self.changed.clone(),
            context: self.contexts.first().cloned(),
            extra: self.extra.first().cloned(),
            used: self.used,
            line: 0,
            tuid: self.origins.iter().find_map(|o| o.tuid.clone()),
            uid: None,
        }
    }
}

const COLUMNS: &str = "SELECT al.text, s.lang, s.plain, u.a_markup, bl.text, t.lang, t.plain, u.b_markup, u.created, u.was";
const TABLES: &str = "FROM unit u JOIN seg s ON s.id = u.a JOIN seg t ON t.id = u.b \
     JOIN label al ON al.id = u.a_lang JOIN label bl ON bl.id = u.b_lang";

impl Snapshot<'_> {
    /// Calls `with` for every live unit, by row, until it breaks off; with a direction only for those in its two languages,
    /// whichever side they stand on.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn live_units(
        &self,
        direction: Option<Direction>,
        mut with: impl FnMut(StoredUnit) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.each("ORDER BY u.id", [], |u| {
            let pair = (u.a_lang.lang, u.b_lang.lang);
            let asked = direction.is_none_or(|d| pair == (d.from, d.to) || pair == (d.to, d.from));
            if asked { with(u) } else { ControlFlow::Continue(()) }
        })
        .map_err(|e| self.store.fault(e))
    }

    /// The live unit in row `id`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn live_unit(&self, id: i64) -> Result<Option<StoredUnit>, StoreError> {
        let mut found = None;
        self.each("WHERE u.id = ?1", [id], |u| {
            found = Some(u);
            ControlFlow::Break(())
        })
        .map_err(|e| self.store.fault(e))?;
        Ok(found)
    }

    fn each(
        &self,
        which: &str,
        params: impl rusqlite::Params,
        mut with: impl FnMut(StoredUnit) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let mut ask = self.conn().prepare_cached(&format!("{COLUMNS}, u.id, u.uid, u.role, {FACT} {TABLES} {which}"))?;
        let mut rows = ask.query(params)?;
        while let Some(row) = rows.next()? {
            let Some(stored) = self.stored(row, 10)? else { continue };
            let counting: Vec<&Fact> = stored.facts.iter().filter(|f| self.statuses.counts(f, stored.ended)).collect();
            if with(self.built(row, &stored, &counting)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The unit in row `id`, live or not, and all its facts. One that is not live is as its applied facts last said, else as
    /// all of them said.
    pub(super) fn any_unit(&self, id: i64) -> Result<Option<(StoredUnit, Vec<Fact>)>, Fault> {
        let sql = format!("{COLUMNS}, u.id, u.uid, u.role, {FACT} {TABLES} WHERE u.id = ?1");
        let mut ask = self.conn().prepare_cached(&sql)?;
        let mut rows = ask.query([id])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let facts = self.facts(row, 10)?;
        let ended = facts::ended(self.conn(), id, &self.statuses)?;
        let mut counting: Vec<&Fact> = facts.iter().filter(|f| self.statuses.counts(f, ended)).collect();
        if counting.is_empty() {
            counting = facts.iter().filter(|f| self.statuses.applied(f.batch)).collect();
        }
        if counting.is_empty() {
            counting = facts.iter().collect();
        }
        let Some(standing) = together(counting.iter().copied()) else { return Ok(None) };
        let stored = identified(row, 10, facts.clone(), ended, standing)?;
        Ok(Some((self.built(row, &stored, &counting)?, facts)))
    }

    /// The unit of a row of [`COLUMNS`], of which the facts `counting` are told.
    fn built(&self, row: &Row<'_>, stored: &Stored, counting: &[&Fact]) -> Result<StoredUnit, Fault> {
        let lang = |i: usize| -> Result<LangTag, Fault> {
            Ok(LangTag { written: row.get(i)?, lang: Lang::of(&row.get::<_, String>(i + 1)?) })
        };
        let (mut contexts, mut contexts_from_b) = (Vec::new(), Vec::new());
        for (side, context) in self.contexts(counting.iter().copied())? {
            if side == 0 { contexts.push(context) } else { contexts_from_b.push(context) }
        }
        let mut extra: Vec<String> = Vec::new();
        for e in counting.iter().filter_map(|f| f.extra.as_ref()) {
            if !extra.contains(e) {
                extra.push(e.clone());
            }
        }
        let origin = |f: &&Fact| OriginRow { batch: f.batch, line: f.line, tuid: f.tuid.clone(), used: f.used };
        Ok(StoredUnit {
            id: stored.id,
            uid: stored.uid,
            a_lang: lang(0)?,
            a_text: row.get(2)?,
            a_markup: row.get(3)?,
            b_lang: lang(4)?,
            b_text: row.get(6)?,
            b_markup: row.get(7)?,
            state: stored.standing.state,
            role: stored.role,
            author: stored.standing.author.clone(),
            created: stamp(row.get_ref(8)?.as_str().ok()),
            changed: stamp(stored.standing.changed.as_deref()),
            contexts,
            contexts_from_b,
            extra,
            used: stored.standing.used,
            origins: counting.iter().map(origin).collect(),
            was: row.get(9)?,
        })
    }
}
