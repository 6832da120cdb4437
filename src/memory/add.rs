//! How a unit enters: as a new row, or as one more fact of the unit that is there.

use rusqlite::{OptionalExtension, params};

use super::error::Fault;
use super::facts::{self, AS_FIRST, FACT, Fact, Statuses, fact, standing, state_number};
use super::write::{Added, Differing, Outcome, Writing};
use crate::model::{Context, Lang, Neighbour, NewUnit, Role, Stamp, Uid};

/// What deciding about a stored unit needs.
pub(super) struct Head {
    pub id: i64,
    pub a: i64,
    pub b: i64,
    a_markup: Option<String>,
    b_markup: Option<String>,
    pub facts: Vec<Fact>,
    /// The batches that ended it, whatever their status.
    pub deaths: Vec<i64>,
    /// The newest applied one of them; 0 none.
    pub ended: i64,
    pub live: bool,
}

impl Head {
    /// The facts that count.
    pub(super) fn counting<'h>(&'h self, statuses: &'h Statuses) -> impl Iterator<Item = &'h Fact> {
        self.facts.iter().filter(|f| statuses.counts(f, self.ended))
    }
}

/// The row of a unit with the same texts, languages and markup, live or not.
pub(super) struct Twin {
    pub head: Head,
    /// Whether its sides stand the other way round.
    pub swapped: bool,
}

/// A row of `context`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'t> {
    pub side: u8,
    pub prev: Option<i64>,
    pub next: Option<i64>,
    pub doc: Option<i64>,
    pub ident: Option<&'t str>,
}

impl Writing<'_> {
    pub(super) fn add_unit(&mut self, unit: &NewUnit, differing: Differing) -> Result<Added, Fault> {
        let conn = &self.store.conn;
        let a = self.segs.find(conn, unit.a_lang.lang, &unit.a_text)?;
        let b = self.segs.find(conn, unit.b_lang.lang, &unit.b_text)?;
        let twin = match (a, b) {
            (Some(a), Some(b)) => self.twin(a, b, unit)?,
            _ => None,
        };
        if let Some(twin) = twin.as_ref().filter(|t| t.head.live) {
            self.meet(twin, unit)?;
            return Ok(Added { unit: twin.head.id, outcome: Outcome::Duplicate });
        }
        let rivals = match a {
            Some(a) if differing != Differing::Add => self.rivals(a, unit.b_lang.lang, &unit.b_text)?,
            _ => Vec::new(),
        };
        let Some(newest) = rivals.last().map(|r| r.id) else {
            return Ok(Added { unit: self.enter(unit, None, twin.as_ref())?, outcome: Outcome::New });
        };
        let wins = match differing {
            Differing::Add | Differing::Replace => true,
            Differing::Keep => false,
            Differing::Newest => {
                // Many files say only when a unit was made.
                let mut theirs = None;
                for rival in &rivals {
                    let changed = standing(&rival.facts, &self.statuses, rival.ended).and_then(|s| s.changed);
                    theirs = theirs.max(if changed.is_some() { changed } else { self.created(rival.id)? });
                }
                unit.changed.as_ref().or(unit.created.as_ref()).map(Stamp::as_str) > theirs.as_deref()
            }
        };
        if !wins {
            return Ok(Added { unit: newest, outcome: Outcome::Kept });
        }
        let id = self.enter(unit, Some(newest), twin.as_ref())?;
        for rival in &rivals {
            self.end(rival.id, Some(id))?;
            self.inherit(rival, id, unit)?;
        }
        Ok(Added { unit: id, outcome: Outcome::Updated { was: newest } })
    }

    /// Looks for the row of the unit that has the same texts, languages and markup. Files of the first layout may hold two
    /// such rows; the one that is live counts then.
    pub(super) fn twin(&self, a: i64, b: i64, unit: &NewUnit) -> Result<Option<Twin>, Fault> {
        let mut found = None;
        for id in self.pairs(a, b)? {
            let Some(head) = self.head(id)? else { continue };
            let swapped = head.a != a;
            let (am, bm) = if swapped { (&head.b_markup, &head.a_markup) } else { (&head.a_markup, &head.b_markup) };
            if *am != unit.a_markup || *bm != unit.b_markup {
                continue;
            }
            if head.live {
                return Ok(Some(Twin { head, swapped }));
            }
            found.get_or_insert(Twin { head, swapped });
        }
        Ok(found)
    }

    /// Makes the unit live that is not: `twin` where it has a row, else a new one, which superseded `was`.
    pub(super) fn enter(&mut self, unit: &NewUnit, was: Option<i64>, twin: Option<&Twin>) -> Result<i64, Fault> {
        match twin {
            Some(twin) => self.meet(twin, unit).map(|_| twin.head.id),
            None => self.insert(unit, was),
        }
    }

    /// The units of these two segments, whichever is side a, by row.
    fn pairs(&self, a: i64, b: i64) -> Result<Vec<i64>, Fault> {
        let mut ask = self.store.conn.prepare_cached(
            "SELECT id FROM unit WHERE a = ?1 AND b = ?2 UNION SELECT id FROM unit WHERE a = ?2 AND b = ?1 ORDER BY 1",
        )?;
        Ok(ask.query_map([a, b], |r| r.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The live units that translate segment `a` into `to` otherwise than `text`, by row.
    fn rivals(&self, a: i64, to: Lang, text: &str) -> Result<Vec<Head>, Fault> {
        let mut ask = self.store.conn.prepare_cached(
            "SELECT u.id, s.lang, s.plain FROM unit u JOIN seg s ON s.id = u.b WHERE u.a = ?1 \
             UNION ALL SELECT u.id, s.lang, s.plain FROM unit u JOIN seg s ON s.id = u.a WHERE u.b = ?1 ORDER BY 1",
        )?;
        let mut rows = ask.query([a])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let other = |i| row.get_ref(i).ok().and_then(|v| v.as_bytes().ok());
            if other(1) != Some(to.as_str().as_bytes()) || other(2) == Some(text.as_bytes()) {
                continue;
            }
            out.extend(self.head(row.get(0)?)?.filter(|h| h.live));
        }
        Ok(out)
    }

    /// When a unit was made, as its file said.
    fn created(&self, unit: i64) -> Result<Option<String>, Fault> {
        Ok(self.store.conn.prepare_cached("SELECT created FROM unit WHERE id = ?1")?.query_row([unit], |r| r.get(0))?)
    }

    pub(super) fn head(&self, unit: i64) -> Result<Option<Head>, Fault> {
        let conn = &self.store.conn;
        let mut ask = conn.prepare_cached(&format!("SELECT a, b, a_markup, b_markup, {FACT} FROM unit WHERE id = ?1"))?;
        let head = ask
            .query_row([unit], |r| {
                Ok(Head {
                    id: unit,
                    a: r.get(0)?,
                    b: r.get(1)?,
                    a_markup: r.get(2)?,
                    b_markup: r.get(3)?,
                    facts: vec![fact(r, 4)?],
                    deaths: Vec::new(),
                    ended: 0,
                    live: false,
                })
            })
            .optional()?;
        let Some(mut head) = head else { return Ok(None) };
        facts::further(conn, unit, &mut head.facts)?;
        head.deaths = facts::deaths(conn, unit)?.into_iter().map(|(batch, _)| batch).collect();
        head.ended = head.deaths.iter().copied().filter(|&b| self.statuses.applied(b)).max().unwrap_or(0);
        head.live = head.facts.iter().any(|f| self.statuses.counts(f, head.ended));
        Ok(Some(head))
    }

    /// Adds what `further` say of the live unit in row `row`, which is the one that `first` is.
    pub(super) fn say_further(&mut self, row: i64, first: &NewUnit, further: &[NewUnit]) -> Result<(), Fault> {
        let head = self.head(row)?.filter(|h| h.live).ok_or(Fault::NotLive(row))?;
        let a = self.segs.find(&self.store.conn, first.a_lang.lang, &first.a_text)?;
        let swapped = a != Some(head.a);
        let mut twin = Twin { head, swapped };
        for unit in further {
            let turned = (&unit.a_lang, &unit.a_text) != (&first.a_lang, &first.a_text);
            twin.swapped = swapped != turned;
            if let Some(fact) = self.meet(&twin, unit)? {
                twin.head.facts.push(fact);
            }
        }
        Ok(())
    }

    /// Adds the fact that `unit` was met again as `twin`, which is live from then on; the fact, where there is a new one.
    pub(super) fn meet(&mut self, twin: &Twin, unit: &NewUnit) -> Result<Option<Fact>, Fault> {
        let Twin { head: twin, swapped } = twin;
        if twin.deaths.contains(&self.batch) {
            // One change that ends a unit and meets it again has not ended it.
            self.forget_death(twin.id)?;
            let Some(head) = self.head(twin.id)? else { return Ok(None) };
            return self.meet(&Twin { head, swapped: *swapped }, unit);
        }
        let now = standing(&twin.facts, &self.statuses, twin.ended);
        let place = match &unit.context {
            Some(context) => self.place(context, u8::from(*swapped), unit)?,
            None => None,
        };
        let known = match place {
            Some(place) => self.known_place(&twin.facts, place)?,
            None => None,
        };
        let counting = || twin.counting(&self.statuses);
        let extra = unit.extra.as_ref();
        let changed = unit.changed.as_ref().map(Stamp::as_str);
        let news = now.is_none_or(|now| unit.state < now.state || changed > now.changed.as_deref() || unit.used > now.used)
            || (place.is_some() && !counting().any(|f| known.is_some() && f.context == known))
            || (unit.tuid.is_some() && !counting().any(|f| f.tuid == unit.tuid))
            || (extra.is_some() && !counting().any(|f| f.extra.as_ref() == extra));
        let told = twin.facts.iter().any(|f| {
            f.batch == self.batch
                && f.state <= unit.state
                && f.changed.as_deref() >= changed
                && f.used >= unit.used
                && (place.is_none() || (known.is_some() && f.context == known))
                && (unit.tuid.is_none() || f.tuid == unit.tuid)
                && (extra.is_none() || f.extra.as_ref() == extra)
        });
        if told {
            return Ok(None);
        }
        let context = match (known, place) {
            (Some(row), _) => Some(row),
            (None, Some(place)) => Some(self.insert_place(place)?),
            (None, None) => None,
        };
        let as_first = twin.facts.first().is_some_and(|f| f.extra.as_ref() == extra);
        let stored = extra.map(|e| if as_first { AS_FIRST } else { e.as_str() });
        self.insert_origin(twin.id, unit, stored, context)?;
        self.changed |= news;
        Ok(Some(Fact {
            batch: self.batch,
            state: unit.state,
            author: unit.author.clone(),
            changed: changed.map(str::to_owned),
            tuid: unit.tuid.clone(),
            used: unit.used,
            line: unit.line,
            extra: extra.cloned(),
            context,
        }))
    }

    fn insert_origin(&self, id: i64, unit: &NewUnit, extra: Option<&str>, context: Option<i64>) -> Result<(), Fault> {
        self.store
            .conn
            .prepare_cached(&format!("INSERT INTO origin (unit, {FACT}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"))?
            .execute(params![
                id,
                self.batch,
                state_number(unit.state),
                unit.author,
                unit.changed.as_ref().map(Stamp::as_str),
                unit.tuid,
                unit.used,
                unit.line as i64,
                extra,
                context
            ])?;
        Ok(())
    }

    /// Stores a new unit.
    fn insert(&mut self, unit: &NewUnit, was: Option<i64>) -> Result<i64, Fault> {
        let conn = &self.store.conn;
        let a = self.segs.ensure(conn, unit.a_lang.lang, &unit.a_text, true)?;
        let b = self.segs.ensure(conn, unit.b_lang.lang, &unit.b_text, true)?;
        let (a_lang, b_lang) = (self.label(&unit.a_lang.written)?, self.label(&unit.b_lang.written)?);
        let place = match &unit.context {
            Some(context) => self.place(context, 0, unit)?,
            None => None,
        };
        let context = place.map(|p| self.insert_place(p)).transpose()?;
        let uid = match unit.uid {
            Some(uid) if self.is_free(uid)? => uid,
            _ => Uid::of(self.millis, self.salt, self.units),
        };
        let id = self.next_unit;
        self.store
            .conn
            .prepare_cached(&format!(
                "INSERT INTO unit (id, uid, a, b, a_lang, b_lang, a_markup, b_markup, role, created, was, {FACT}) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)"
            ))?
            .execute(params![
                id,
                &uid.0[..],
                a,
                b,
                a_lang,
                b_lang,
                unit.a_markup,
                unit.b_markup,
                unit.role.map(Role::as_str),
                unit.created.as_ref().map(Stamp::as_str),
                was,
                self.batch,
                state_number(unit.state),
                unit.author,
                unit.changed.as_ref().map(Stamp::as_str),
                unit.tuid,
                unit.used,
                unit.line as i64,
                unit.extra,
                context
            ])?;
        self.next_unit += 1;
        self.units += 1;
        self.first_unit.get_or_insert(id);
        self.last_unit = Some(id);
        self.changed = true;
        if self.segs.pending.is_full() {
            self.write_postings(false)?;
        }
        Ok(id)
    }

    /// Whether no unit has the identity `uid`.
    fn is_free(&mut self, uid: Uid) -> Result<bool, Fault> {
        if self.uids.is_none() {
            let mut ask = self.store.conn.prepare("SELECT uid FROM unit")?;
            let all = ask.query_map([], |r| r.get::<_, [u8; 16]>(0))?.collect::<Result<_, _>>()?;
            self.uids = Some(all);
        }
        Ok(self.uids.as_mut().is_some_and(|all| all.insert(uid.0)))
    }

    /// The row of `context` that the context of `unit` would be; `None` when it says nothing.
    fn place<'t>(&mut self, context: &'t Context, side: u8, unit: &NewUnit) -> Result<Option<Place<'t>>, Fault> {
        let conn = &self.store.conn;
        let mut neighbour = |n: &Neighbour| match n {
            Neighbour::Unknown => Ok(None),
            Neighbour::Edge => Ok(Some(0)),
            Neighbour::Segment(text) => self.segs.ensure(conn, unit.a_lang.lang, text, false).map(Some),
        };
        let (prev, next) = (neighbour(&context.prev)?, neighbour(&context.next)?);
        let doc = context.doc.as_deref().map(|d| self.label(d)).transpose()?;
        let place = Place { side, prev, next, doc, ident: context.ident.as_deref() };
        let empty = prev.is_none() && next.is_none() && doc.is_none() && place.ident.is_none();
        Ok((!empty).then_some(place))
    }

    /// The row among the contexts of `facts`, those that count first, that says what `place` says.
    pub(super) fn known_place(&self, facts: &[Fact], place: Place<'_>) -> Result<Option<i64>, Fault> {
        let mut ask = self.store.conn.prepare_cached("SELECT side, prev, next, doc, ident FROM context WHERE id = ?1")?;
        let counts = |f: &&Fact| self.statuses.applied(f.batch);
        for fact in facts.iter().filter(counts).chain(facts.iter().filter(|f| !counts(f))) {
            let Some(row) = fact.context else { continue };
            let same = ask.query_row([row], |r| {
                let ident: Option<String> = r.get(4)?;
                let stored = Place { side: r.get(0)?, prev: r.get(1)?, next: r.get(2)?, doc: r.get(3)?, ident: ident.as_deref() };
                Ok(stored == place)
            })?;
            if same {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn insert_place(&self, place: Place<'_>) -> Result<i64, Fault> {
        let conn = &self.store.conn;
        conn.prepare_cached("INSERT INTO context (side, prev, next, doc, ident) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![place.side, place.prev, place.next, place.doc, place.ident])?;
        Ok(conn.last_insert_rowid())
    }

    /// Gives the contexts of `old` to the unit `id`, where both have the same source text.
    pub(super) fn inherit(&mut self, old: &Head, id: i64, unit: &NewUnit) -> Result<(), Fault> {
        let Some(new) = self.head(id)? else { return Ok(()) };
        let mut ask = self.store.conn.prepare_cached("SELECT side, prev, next, doc, ident FROM context WHERE id = ?1")?;
        let mut given: Vec<Fact> = new.facts.clone();
        for row in old.counting(&self.statuses).filter_map(|f| f.context) {
            let (old_side, prev, next, doc, ident) = ask.query_row([row], |r| {
                Ok((r.get::<_, u8>(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get::<_, Option<String>>(4)?))
            })?;
            let source = if old_side == 0 { old.a } else { old.b };
            let side = match source {
                s if s == new.a => 0,
                s if s == new.b => 1,
                _ => continue,
            };
            let place = Place { side, prev, next, doc, ident: ident.as_deref() };
            // Said by this batch as well, so that it stays when another batch that said so goes.
            let known = self.known_place(&given, place)?;
            if known.is_some() && given.iter().any(|f| f.batch == self.batch && f.context == known) {
                continue;
            }
            let context = match known {
                Some(known) => known,
                None if side == old_side => row,
                None => self.insert_place(place)?,
            };
            let bare = Fact {
                batch: self.batch,
                state: unit.state,
                author: unit.author.clone(),
                changed: None,
                tuid: None,
                used: 0,
                line: 0,
                extra: None,
                context: Some(context),
            };
            self.store
                .conn
                .prepare_cached(
                    "INSERT INTO origin (unit, batch, state, author, used, line, context) VALUES (?1, ?2, ?3, ?4, 0, 0, ?5)",
                )?
                .execute(params![id, bare.batch, state_number(bare.state), bare.author, context])?;
            given.push(bare);
        }
        Ok(())
    }

    /// The row of a text that stands on many rows.
    pub(super) fn label(&mut self, text: &str) -> Result<i64, Fault> {
        if let Some(&id) = self.labels.get(text) {
            return Ok(id);
        }
        let conn = &self.store.conn;
        let mut ask = conn.prepare_cached("SELECT id FROM label WHERE text = ?1")?;
        let id = if let Some(id) = ask.query_row([text], |r| r.get(0)).optional()? {
            id
        } else {
            conn.prepare_cached("INSERT INTO label (text) VALUES (?1)")?.execute([text])?;
            conn.last_insert_rowid()
        };
        if self.labels.len() >= 4096 {
            self.labels.clear();
        }
        self.labels.insert(text.to_owned(), id);
        Ok(id)
    }
}
