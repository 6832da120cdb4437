//! Counting everything again: whether the file is sound and the token index holds what it must.

use rusqlite::Connection;

use super::error::{Fault, StoreError};
use super::open::Store;
use super::postings;
use super::reindex::{Tally, each_indexed, load_order};
use super::segs::hashes;
use crate::model::Lang;
use crate::text::Tokens;

/// What a check of a memory file found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Segments looked at.
    pub segments: u64,
    /// Segments in the token index.
    pub indexed: u64,
    /// Postings of the token index.
    pub postings: u64,
    /// What is wrong, a sentence each; empty when all is well. At most a hundred of one kind.
    pub problems: Vec<String>,
}

/// More of one kind are not listed.
const MOST: usize = 100;

impl Store {
    /// Counts everything again: SQLite's own check, all references, the hashes beside each text, and for every segment that
    /// a unit uses each posting that lookups count on. Whether indexed lookup finds what a scan finds is for
    /// `leverage` to compare.
    ///
    /// # Errors
    /// When the file cannot be read at all; damage that can be named is in the report.
    pub fn verify(&self) -> Result<VerifyReport, StoreError> {
        let _snapshot = self.snapshot()?;
        let mut report = VerifyReport::default();
        verify(&self.conn, &mut report).map_err(|e| self.fault(e))?;
        Ok(report)
    }
}

fn verify(conn: &Connection, report: &mut VerifyReport) -> Result<(), Fault> {
    let mut ask = conn.prepare(&format!("PRAGMA integrity_check({MOST})"))?;
    for line in ask.query_map([], |r| r.get::<_, String>(0))? {
        let line = line?;
        if line != "ok" {
            report.problems.push(format!("SQLite: {line}"));
        }
    }
    let mut ask = conn.prepare("PRAGMA foreign_key_check")?;
    let found = ask.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    for row in found.take(MOST) {
        let (table, row, parent): (String, Option<i64>, String) = row?;
        report.problems.push(format!("row {} of {table} refers to a row of {parent} that is not there", row.unwrap_or(0)));
    }
    list(
        conn,
        report,
        "context refers to a segment that is not there",
        "SELECT id FROM context c WHERE \
         (prev > 0 AND NOT EXISTS (SELECT 1 FROM seg WHERE id = prev)) OR (next > 0 AND NOT EXISTS (SELECT 1 FROM seg WHERE id = next))",
    )?;
    list(
        conn,
        report,
        "unit uses a segment that is not indexed",
        "SELECT u.id FROM unit u JOIN seg s ON s.id IN (u.a, u.b) \
         WHERE s.indexed = 0",
    )?;
    list(
        conn,
        report,
        "batch counts its units wrongly",
        "SELECT id FROM batch b WHERE units <> \
         (SELECT count(*) FROM unit u WHERE u.id BETWEEN b.first_unit AND b.last_unit AND u.batch = b.id)",
    )?;
    texts(conn, report)?;
    index(conn, report)
}

/// Lists the rows that `sql` finds.
fn list(conn: &Connection, report: &mut VerifyReport, what: &str, sql: &str) -> Result<(), Fault> {
    let mut ask = conn.prepare(sql)?;
    for id in ask.query_map([], |r| r.get::<_, i64>(0))?.take(MOST) {
        report.problems.push(format!("{what} (row {})", id?));
    }
    Ok(())
}

fn texts(conn: &Connection, report: &mut VerifyReport) -> Result<(), Fault> {
    let mut wrong = 0;
    let mut ask = conn.prepare("SELECT id, lang, plain, exact, rung, tokens FROM seg ORDER BY id")?;
    let mut rows = ask.query([])?;
    while let Some(row) = rows.next()? {
        report.segments += 1;
        let id: i64 = row.get(0)?;
        let Ok(text) = row.get_ref(2)?.as_str() else {
            report.problems.push(format!("the text of segment {id} is no UTF-8"));
            continue;
        };
        let h = hashes(&Tokens::of(text), Lang::of(row.get_ref(1)?.as_str().unwrap_or_default()));
        let stored: (i64, i64, i64) = (row.get(3)?, row.get(4)?, row.get(5)?);
        if stored != (h.exact, h.rung, h.tokens) && wrong < MOST {
            wrong += 1;
            report.problems.push(format!("segment {id} is stored under another key than its own"));
        }
    }
    let double = "SELECT max(id) FROM seg GROUP BY exact, lang, plain HAVING count(*) > 1";
    list(conn, report, "a text is stored twice", double)
}

fn index(conn: &Connection, report: &mut VerifyReport) -> Result<(), Fault> {
    let tally = Tally::load(conn)?;
    let order = load_order(conn, tally.epoch)?;
    let mut expected = 0u64;
    let mut indexed = 0;
    let mut missing = 0;
    let mut problems = Vec::new();
    each_indexed(
        conn,
        |chunk| {
            let postings = chunk.postings(&order);
            chunk.clear();
            expected += postings.len() as u64;
            for group in postings.chunk_by(|x, y| x.0 == y.0) {
                let found = match postings::read(conn, group[0].0) {
                    Err(Fault::Damaged(what)) => {
                        problems.push(format!("{what} cannot be read"));
                        continue;
                    }
                    found => found?,
                };
                for (key, posting) in group {
                    if found.binary_search(posting).is_err() && missing < MOST {
                        missing += 1;
                        problems.push(format!("segment {} is missing in the token index under {key}", posting.seg));
                    }
                }
            }
            Ok(())
        },
        &mut indexed,
    )?;
    report.problems.append(&mut problems);
    report.indexed = indexed as u64;
    if tally.indexed != indexed {
        report.problems.push(format!("{indexed} segments are indexed, {} are counted", tally.indexed));
    }
    let mut ask = conn.prepare("SELECT key, value FROM post")?;
    let mut rows = ask.query([])?;
    let mut part = Vec::new();
    while let Some(row) = rows.next()? {
        part.clear();
        if !row.get_ref(1)?.as_blob().is_ok_and(|b| postings::decode(b, &mut part)) {
            report.problems.push(format!("a part of the token index under {} cannot be read", row.get::<_, i64>(0)?));
        }
        report.postings += part.len() as u64;
    }
    if report.postings != expected {
        report.problems.push(format!("the token index holds {} postings, {expected} are right", report.postings));
    }
    Ok(())
}
