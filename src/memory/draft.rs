//! Drafts in the memory file, with the history of every change.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::error::{Fault, StoreError};
use super::open::Store;
use super::write::Writing;
use crate::model::{Direction, Draft, DraftSegment, Lang, Origin, SegmentState, Stamp};

/// A draft as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// Its number.
    pub id: i64,
    /// Its name, unique in the memory.
    pub name: String,
    /// The article's file.
    pub file: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// From which language into which.
    pub direction: Direction,
    /// When it was made, RFC 3339.
    pub at: String,
    /// When it last changed, RFC 3339.
    pub changed: String,
    /// Counts its changes; a writer that has seen an older one is stale.
    pub rev: i64,
    /// How many segments it has.
    pub segments: u32,
    /// How many of them are confirmed or reviewed.
    pub done: u32,
    /// The batch that finished it.
    pub finished: Option<i64>,
    /// The draft that it took over from.
    pub version_of: Option<i64>,
    /// When it was taken off the list, RFC 3339.
    pub deleted: Option<String>,
}

/// What the history keeps of a segment.
#[derive(Serialize)]
struct Logged<'t> {
    target: &'t str,
    state: SegmentState,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'t Origin>,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    wrote: Option<i64>,
}

impl<'t> Logged<'t> {
    fn of(s: &'t DraftSegment) -> Logged<'t> {
        Logged { target: &s.target, state: s.state, origin: s.origin.as_ref(), note: &s.note, wrote: s.wrote }
    }
}

const LISTED: &str = "SELECT id, name, file, sha256, source_lang, target_lang, at, changed, rev, finished, \
     version_of, deleted, \
     (SELECT count(*) FROM draft_seg s WHERE s.draft = draft.id), \
     (SELECT count(*) FROM draft_seg s WHERE s.draft = draft.id AND s.state IN ('confirmed', 'reviewed')) FROM draft";

fn listed(r: &Row<'_>) -> rusqlite::Result<DraftRow> {
    Ok(DraftRow {
        id: r.get(0)?,
        name: r.get(1)?,
        file: r.get(2)?,
        sha256: r.get(3)?,
        direction: Direction { from: Lang::of(&r.get::<_, String>(4)?), to: Lang::of(&r.get::<_, String>(5)?) },
        at: r.get(6)?,
        changed: r.get(7)?,
        rev: r.get(8)?,
        finished: r.get(9)?,
        version_of: r.get(10)?,
        deleted: r.get(11)?,
        segments: r.get(12)?,
        done: r.get(13)?,
    })
}

impl Store {
    /// Stores a new draft and returns its number. Its name gets a number behind it when another draft has it:
    /// `kopi`, `kopi-2`, `kopi-3`. `version_of` is the draft of the same article that it takes over from.
    ///
    /// # Errors
    /// When the file cannot be written; it is then as before.
    pub fn save_draft(&mut self, draft: &Draft, version_of: Option<i64>) -> Result<i64, StoreError> {
        self.save_draft_of(draft, version_of, None)
    }

    /// As [`Store::save_draft`], with the bytes of the article's file, where the translation is to be written into them.
    ///
    /// # Errors
    /// As [`Store::save_draft`].
    pub fn save_draft_of(&mut self, draft: &Draft, version_of: Option<i64>, input: Option<&[u8]>) -> Result<i64, StoreError> {
        let tx = self.begin_write("draft", true)?;
        let run = || -> Result<i64, Fault> {
            let id = insert(&self.conn, draft, version_of)?;
            if let Some(bytes) = input {
                self.conn.execute("INSERT INTO draft_input (draft, bytes) VALUES (?1, ?2)", params![id, bytes])?;
            }
            tx.commit()?;
            Ok(id)
        };
        run().map_err(|e| self.fault(e))
    }

    /// The bytes of the article's file that draft `id` was stored with; `None` when it was stored without.
    ///
    /// # Errors
    /// When the file of the memory cannot be read.
    pub fn draft_input(&self, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let ask = || -> Result<Option<Vec<u8>>, Fault> {
            let mut ask = self.conn.prepare_cached("SELECT bytes FROM draft_input WHERE draft = ?1")?;
            Ok(ask.query_row([id], |r| r.get(0)).optional()?)
        };
        ask().map_err(|e| self.fault(e))
    }

    /// The draft with number `id`.
    ///
    /// # Errors
    /// [`StoreError::NoDraft`]; [`StoreError::Damaged`] when it cannot be read.
    pub fn load_draft(&self, id: i64) -> Result<Draft, StoreError> {
        load(&self.conn, id, true).map_err(|e| self.fault(e))
    }

    /// As [`Store::load_draft`], without the matches, which are most of it.
    ///
    /// # Errors
    /// As [`Store::load_draft`].
    pub fn outline_draft(&self, id: i64) -> Result<Draft, StoreError> {
        load(&self.conn, id, false).map_err(|e| self.fault(e))
    }

    /// All drafts on the list, the one that changed last first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find_drafts(&self) -> Result<Vec<DraftRow>, StoreError> {
        self.rows_where("deleted IS NULL")
    }

    /// The drafts that were deleted and can be restored, the one that changed last first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn deleted_drafts(&self) -> Result<Vec<DraftRow>, StoreError> {
        self.rows_where("deleted IS NOT NULL")
    }

    fn rows_where(&self, which: &str) -> Result<Vec<DraftRow>, StoreError> {
        let ask = || -> Result<Vec<DraftRow>, Fault> {
            let mut ask = self.conn.prepare_cached(&format!("{LISTED} WHERE {which} ORDER BY changed DESC, id DESC"))?;
            Ok(ask.query_map([], listed)?.collect::<Result<_, _>>()?)
        };
        ask().map_err(|e| self.fault(e))
    }

    /// Stores changed segments of a draft, with what they were before in its history. Returns the draft's new revision, or
    /// the old one when nothing differs.
    ///
    /// # Errors
    /// [`StoreError::NoDraft`], [`StoreError::NoSegment`]; when the file cannot be written. It is then as before.
    pub fn update_segments(&mut self, draft: i64, changed: &[DraftSegment], at: &Stamp) -> Result<i64, StoreError> {
        let tx = self.begin_write("draft", true)?;
        let run = || -> Result<i64, Fault> {
            let (rev, _) = update(&self.conn, draft, changed, at)?;
            tx.commit()?;
            Ok(rev)
        };
        run().map_err(|e| self.fault(e))
    }

    /// Takes a draft off the list. It stays in the file, under its name, until [`Store::compact`] purges it; what was confirmed in
    /// it stays in the memory.
    ///
    /// # Errors
    /// [`StoreError::NoDraft`] when it is not on the list; when the file cannot be written.
    pub fn delete_draft(&mut self, id: i64, at: &Stamp) -> Result<(), StoreError> {
        self.set_deleted(id, "UPDATE draft SET deleted = ?2 WHERE id = ?1 AND deleted IS NULL", Some(at.as_str()))
    }

    /// Puts a deleted draft on the list again, as it was.
    ///
    /// # Errors
    /// [`StoreError::NoDraft`] when there is none such; when the file cannot be written.
    pub fn restore_draft(&mut self, id: i64) -> Result<(), StoreError> {
        self.set_deleted(id, "UPDATE draft SET deleted = ?2 WHERE id = ?1 AND deleted IS NOT NULL", None)
    }

    fn set_deleted(&mut self, id: i64, sql: &str, at: Option<&str>) -> Result<(), StoreError> {
        let tx = self.begin_write("draft", true)?;
        let run = || -> Result<(), Fault> {
            if self.conn.execute(sql, params![id, at])? == 0 {
                return Err(Fault::NoDraft(id));
            }
            tx.commit()
        };
        run().map_err(|e| self.fault(e))
    }

    /// What the memory has learnt since the segments of draft `id` were looked up: changes in force, and their units. Its own
    /// finishes do not count. `None` when it is not known when that was.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn learnt_since_draft(&self, id: i64) -> Result<Option<(u64, u64)>, StoreError> {
        let ask = || -> Result<Option<(u64, u64)>, Fault> {
            let seen: Option<(Option<i64>, String)> = self
                .conn
                .query_row("SELECT seen, name FROM draft WHERE id = ?1", [id], |r| Ok((r.get(0)?, r.get(1)?)))
                .optional()?;
            let Some((Some(seen), name)) = seen else { return Ok(None) };
            let learnt = self.conn.query_row(
                "SELECT count(*), ifnull(sum(units), 0) FROM batch WHERE status = 1 AND units > 0 AND id > ?1 \
                 AND NOT (kind = 'finish' AND ifnull(json_extract(settings, '$.draft'), '') = ?2)",
                params![seen, name],
                |r| Ok((r.get::<_, i64>(0)? as u64, r.get::<_, i64>(1)? as u64)),
            )?;
            Ok(Some(learnt))
        };
        ask().map_err(|e| self.fault(e))
    }

    /// The revision of draft `id`: it counts the changes, so that a writer knows whether what it has read still stands.
    ///
    /// # Errors
    /// [`StoreError::NoDraft`]; when the file cannot be read.
    pub fn draft_rev(&self, id: i64) -> Result<i64, StoreError> {
        rev(&self.conn, id).map_err(|e| self.fault(e))
    }

    /// As [`Store::update_segments`], for segments that were looked up again upon revision `seen`: notes that the draft has
    /// seen the memory as it is. Returns whether it was done: not, when the draft has changed since.
    ///
    /// # Errors
    /// As [`Store::update_segments`].
    pub fn refresh_segments(&mut self, draft: i64, seen: i64, changed: &[DraftSegment], at: &Stamp) -> Result<bool, StoreError> {
        let tx = self.begin_write("draft", true)?;
        let run = || -> Result<bool, Fault> {
            if rev(&self.conn, draft)? != seen {
                return Ok(false);
            }
            update(&self.conn, draft, changed, at)?;
            self.conn.execute("UPDATE draft SET seen = (SELECT ifnull(max(id), 0) FROM batch) WHERE id = ?1", [draft])?;
            tx.commit()?;
            Ok(true)
        };
        run().map_err(|e| self.fault(e))
    }
}

impl Writing<'_> {
    /// As [`Store::draft_rev`]; nobody else changes the draft until this change ends.
    ///
    /// # Errors
    /// As [`Store::draft_rev`].
    pub fn draft_rev(&mut self, id: i64) -> Result<i64, StoreError> {
        self.step(|w| rev(&w.store.conn, id))
    }

    /// As [`Store::update_segments`], in the transaction of this change of the units.
    ///
    /// # Errors
    /// As [`Store::update_segments`].
    pub fn update_segments(&mut self, draft: i64, changed: &[DraftSegment], at: &Stamp) -> Result<i64, StoreError> {
        self.step(|w| {
            let (rev, any) = update(&w.store.conn, draft, changed, at)?;
            w.draft_changed |= any;
            Ok(rev)
        })
    }

    /// Notes that this batch finishes the draft.
    ///
    /// # Errors
    /// [`StoreError::NoDraft`]; when the file cannot be written.
    pub fn finish_draft(&mut self, draft: i64) -> Result<(), StoreError> {
        self.step(|w| {
            let done = w.store.conn.execute("UPDATE draft SET finished = ?2 WHERE id = ?1", [draft, w.batch])?;
            if done == 0 {
                return Err(Fault::NoDraft(draft));
            }
            w.draft_changed = true;
            Ok(())
        })
    }
}

fn rev(conn: &Connection, draft: i64) -> Result<i64, Fault> {
    let mut ask = conn.prepare_cached("SELECT rev FROM draft WHERE id = ?1")?;
    ask.query_row([draft], |r| r.get(0)).optional()?.ok_or(Fault::NoDraft(draft))
}

fn free_name(conn: &Connection, wanted: &str) -> Result<String, Fault> {
    let mut taken = conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM draft WHERE name = ?1)")?;
    let mut name = wanted.to_owned();
    let mut n = 2;
    while taken.query_row([&name], |r| r.get(0))? {
        name = format!("{wanted}-{n}");
        n += 1;
    }
    Ok(name)
}

fn insert(conn: &Connection, draft: &Draft, version_of: Option<i64>) -> Result<i64, Fault> {
    conn.prepare_cached(
        "INSERT INTO draft (name, file, sha256, source_lang, target_lang, form, rules, at, changed, rev, lines, version_of, seen) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, 1, ?9, ?10, (SELECT ifnull(max(id), 0) FROM batch))",
    )?
    .execute(params![
        free_name(conn, &draft.name)?,
        draft.file,
        draft.sha256,
        draft.direction.from.as_str(),
        draft.direction.to.as_str(),
        serde_json::to_string(&draft.form)?,
        draft.rules,
        draft.at.as_str(),
        serde_json::to_string(&draft.lines)?,
        version_of
    ])?;
    let id = conn.last_insert_rowid();
    for segment in &draft.segments {
        put(conn, id, segment, 1)?;
    }
    Ok(id)
}

/// Removes the deleted drafts with their history for good, also where no references are checked, and returns how many there
/// were.
pub(super) fn purge(conn: &Connection) -> Result<u64, Fault> {
    let deleted = "IN (SELECT id FROM draft WHERE deleted IS NOT NULL)";
    conn.execute(&format!("DELETE FROM draft_log WHERE draft {deleted}"), [])?;
    conn.execute(&format!("DELETE FROM draft_seg WHERE draft {deleted}"), [])?;
    conn.execute(&format!("DELETE FROM draft_input WHERE draft {deleted}"), [])?;
    conn.execute(&format!("UPDATE draft SET version_of = NULL WHERE version_of {deleted}"), [])?;
    Ok(conn.execute("DELETE FROM draft WHERE deleted IS NOT NULL", [])? as u64)
}

fn put(conn: &Connection, draft: i64, s: &DraftSegment, rev: i64) -> Result<(), Fault> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO draft_seg (draft, n, segment, target, state, origin, matches, note, wrote, via, rev, \
         carried, previous, exported, alike) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        draft,
        s.segment.n,
        serde_json::to_string(&s.segment)?,
        s.target,
        s.state.as_str(),
        s.origin.as_ref().map(serde_json::to_string).transpose()?,
        serde_json::to_string(&s.matches)?,
        s.note,
        s.wrote,
        s.via,
        rev,
        s.carried,
        s.previous.as_ref().map(serde_json::to_string).transpose()?,
        (!s.exported.is_empty()).then(|| serde_json::to_string(&s.exported)).transpose()?,
        s.like.as_ref().map(serde_json::to_string).transpose()?
    ])?;
    Ok(())
}

const SEGMENTS: &str = "SELECT segment, target, state, origin, matches, note, wrote, via, carried, previous, exported, alike FROM draft_seg WHERE draft = ?1";

fn segment(r: &Row<'_>) -> Result<DraftSegment, Fault> {
    let text = |i: usize| r.get_ref(i)?.as_str().map_err(|e| Fault::Damaged(format!("a draft: {e}")));
    let state = text(2)?;
    Ok(DraftSegment {
        segment: serde_json::from_str(text(0)?)?,
        target: r.get(1)?,
        state: SegmentState::parse(state)
            .ok_or_else(|| Fault::Damaged(format!("a segment of a draft has the state {state:?}")))?,
        origin: r.get::<_, Option<String>>(3)?.map(|o| serde_json::from_str(&o)).transpose()?,
        matches: serde_json::from_str(text(4)?)?,
        note: r.get(5)?,
        wrote: r.get(6)?,
        via: r.get(7)?,
        like: r.get::<_, Option<String>>(11)?.map(|l| serde_json::from_str(&l)).transpose()?,
        carried: r.get(8)?,
        previous: r.get::<_, Option<String>>(9)?.map(|p| serde_json::from_str(&p)).transpose()?,
        exported: r.get::<_, Option<String>>(10)?.map_or(Ok(Vec::new()), |t| serde_json::from_str(&t))?,
    })
}

fn load(conn: &Connection, id: i64, matches: bool) -> Result<Draft, Fault> {
    let mut ask = conn
        .prepare_cached("SELECT name, file, sha256, source_lang, target_lang, form, rules, at, lines FROM draft WHERE id = ?1")?;
    let mut rows = ask.query([id])?;
    let Some(r) = rows.next()? else { return Err(Fault::NoDraft(id)) };
    let at: String = r.get(7)?;
    let mut draft = Draft {
        id,
        name: r.get(0)?,
        file: r.get(1)?,
        sha256: r.get(2)?,
        direction: Direction { from: Lang::of(&r.get::<_, String>(3)?), to: Lang::of(&r.get::<_, String>(4)?) },
        form: serde_json::from_str(&r.get::<_, String>(5)?)?,
        rules: r.get(6)?,
        at: Stamp::parse(&at).ok_or_else(|| Fault::Damaged(format!("draft {id} is dated {at:?}")))?,
        lines: serde_json::from_str(&r.get::<_, String>(8)?)?,
        segments: Vec::new(),
    };
    let sql = format!("{SEGMENTS} ORDER BY n");
    let mut ask = conn.prepare_cached(&if matches { sql } else { sql.replace(" matches,", " '[]',") })?;
    let mut rows = ask.query([id])?;
    while let Some(row) = rows.next()? {
        draft.segments.push(segment(row)?);
    }
    Ok(draft)
}

/// Stores the segments that differ from what is there; the revision, and whether any did.
fn update(conn: &Connection, draft: i64, changed: &[DraftSegment], at: &Stamp) -> Result<(i64, bool), Fault> {
    let old = rev(conn, draft)?;
    let rev = old + 1;
    // All are looked at before any is written: a segment that is not there changes nothing.
    let mut differing = Vec::new();
    for after in changed {
        let mut ask = conn.prepare_cached(&format!("{SEGMENTS} AND n = ?2"))?;
        let mut rows = ask.query(params![draft, after.segment.n])?;
        let Some(row) = rows.next()? else { return Err(Fault::NoSegment(draft, after.segment.n)) };
        let before = segment(row)?;
        if before != *after {
            differing.push((before, after));
        }
    }
    if differing.is_empty() {
        return Ok((old, false));
    }
    let mut log = conn
        .prepare_cached("INSERT OR REPLACE INTO draft_log (draft, rev, n, before, after, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (before, after) in differing {
        put(conn, draft, after, rev)?;
        let texts = (serde_json::to_string(&Logged::of(&before))?, serde_json::to_string(&Logged::of(after))?);
        log.execute(params![draft, rev, after.segment.n, texts.0, texts.1, at.as_str()])?;
    }
    conn.prepare_cached("UPDATE draft SET rev = ?2, changed = ?3 WHERE id = ?1")?.execute(params![draft, rev, at.as_str()])?;
    Ok((rev, true))
}
