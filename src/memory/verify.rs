//! Counting everything again: whether the file is sound and the token index holds what it must.

use std::ops::Range;

use rusqlite::Connection;

use super::error::{Fault, StoreError};
use super::open::Store;
use super::postings;
use super::reindex::{Tally, each_indexed, load_order};
use super::segs::hashes;
use crate::model::index::{elements, post_keys};
use crate::model::{Lang, Posting};
use crate::text::Tokens;
use crate::text::hash::mix;

/// A part of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The file as SQLite sees it; counted in pages.
    File,
    /// What rows say of other rows; counted in rows that do.
    References,
    /// The texts and the keys beside them; counted in segments.
    Texts,
    /// The token index; counted in postings.
    Index,
}

impl Part {
    /// The name in JSON, such as `file`.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::File => "file",
            Part::References => "references",
            Part::Texts => "texts",
            Part::Index => "index",
        }
    }
}

/// What a part of the check looked at and found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The part.
    pub part: Part,
    /// How many were looked at; see [`Part`].
    pub count: u64,
    /// Its problems among [`VerifyReport::problems`].
    pub problems: Range<usize>,
}

/// What a check of a memory file found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Segments looked at.
    pub segments: u64,
    /// Segments in the token index.
    pub indexed: u64,
    /// Postings of the token index.
    pub postings: u64,
    /// The parts of the check, in the order they were made.
    pub checks: Vec<Checked>,
    /// What is wrong, a sentence each, in the order of the parts; empty when all is well. At most a hundred of one kind.
    pub problems: Vec<String>,
}

/// More of one kind are not listed.
const MOST: usize = 100;

/// Told how many segments of how many have been looked at; each is looked at twice.
type Told<'t> = &'t mut dyn FnMut(u64, u64);

impl Store {
    /// Counts everything again: SQLite's own check, all references, the hashes beside each text, and for every segment that
    /// a unit uses each posting that lookups count on. Whether indexed lookup finds what a scan finds is for
    /// `leverage` to compare.
    ///
    /// # Errors
    /// When the file cannot be read at all; damage that can be named is in the report.
    pub fn verify(&self) -> Result<VerifyReport, StoreError> {
        self.verify_with(&mut |_, _| {})
    }

    /// As [`Store::verify`]; `progress` is told how much of how much is done.
    ///
    /// # Errors
    /// As [`Store::verify`].
    pub fn verify_with(&self, progress: Told<'_>) -> Result<VerifyReport, StoreError> {
        let _snapshot = self.snapshot()?;
        let mut report = VerifyReport::default();
        verify(&self.conn, &mut report, progress).map_err(|e| self.fault(e))?;
        Ok(report)
    }
}

fn verify(conn: &Connection, report: &mut VerifyReport, progress: Told<'_>) -> Result<(), Fault> {
    let number = |sql: &str| -> Result<u64, Fault> { Ok(conn.query_row(sql, [], |r| r.get::<_, i64>(0))? as u64) };
    file(conn, report)?;
    report.checked(Part::File, number("PRAGMA page_count")?);
    references(conn, report)?;
    let rows = "SELECT (SELECT count(*) FROM unit) + (SELECT count(*) FROM origin) + (SELECT count(*) FROM death) \
         + (SELECT count(*) FROM context) + (SELECT count(*) FROM draft_seg)";
    report.checked(Part::References, number(rows)?);
    let all = number("SELECT count(*) FROM seg")?;
    let expected = texts(conn, report, &mut |done| progress(done, 2 * all))?;
    report.checked(Part::Texts, report.segments);
    index(conn, report, expected, &mut |done| progress(all + done.min(all), 2 * all))?;
    report.checked(Part::Index, report.postings);
    Ok(())
}

impl VerifyReport {
    /// Notes that a part is done: the problems since the part before are its own.
    fn checked(&mut self, part: Part, count: u64) {
        let from = self.checks.last().map_or(0, |c| c.problems.end);
        self.checks.push(Checked { part, count, problems: from..self.problems.len() });
    }
}

fn file(conn: &Connection, report: &mut VerifyReport) -> Result<(), Fault> {
    let mut ask = conn.prepare(&format!("PRAGMA integrity_check({MOST})"))?;
    for line in ask.query_map([], |r| r.get::<_, String>(0))? {
        let line = line?;
        if line != "ok" {
            report.problems.push(format!("SQLite: {line}"));
        }
    }
    Ok(())
}

fn references(conn: &Connection, report: &mut VerifyReport) -> Result<(), Fault> {
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
    // Segments that are not indexed are few, so that the units are asked for by their indexes.
    list(
        conn,
        report,
        "unit uses a segment that is not indexed",
        "SELECT u.id FROM seg s JOIN unit u ON u.a = s.id WHERE s.indexed = 0 \
         UNION ALL SELECT u.id FROM seg s JOIN unit u ON u.b = s.id WHERE s.indexed = 0",
    )?;
    list(
        conn,
        report,
        "batch counts its units wrongly",
        "SELECT id FROM batch b WHERE units <> \
         (SELECT count(*) FROM unit u WHERE u.id BETWEEN b.first_unit AND b.last_unit AND u.batch = b.id)",
    )
}

/// Lists the rows that `sql` finds.
fn list(conn: &Connection, report: &mut VerifyReport, what: &str, sql: &str) -> Result<(), Fault> {
    let mut ask = conn.prepare(sql)?;
    for id in ask.query_map([], |r| r.get::<_, i64>(0))?.take(MOST) {
        report.problems.push(format!("{what} (row {})", id?));
    }
    Ok(())
}

/// What the postings of an index add up to, in whatever order they are met: two indexes that hold the same postings, each
/// as often, have the same sum, and others have another one but for a chance of 1 in 2^128.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    count: u64,
    sums: [u64; 2],
}

impl Sum {
    fn add(&mut self, key: i64, posting: Posting) {
        self.count += 1;
        let place = (u64::from(posting.len) << 32) | u64::from(posting.pos);
        let first = mix(mix(mix(key as u64) ^ posting.seg as u64) ^ place);
        self.sums[0] = self.sums[0].wrapping_add(first);
        self.sums[1] = self.sums[1].wrapping_add(mix(first ^ key as u64));
    }
}

/// What the texts say about the index.
#[derive(Clone, Copy, Debug)]
struct Expected {
    indexed: i64,
    sum: Sum,
}

/// Checks the keys beside each text, and adds up the postings that the index has to hold for the text.
fn texts(conn: &Connection, report: &mut VerifyReport, progress: &mut dyn FnMut(u64)) -> Result<Expected, Fault> {
    let order = load_order(conn, Tally::load(conn)?.epoch)?;
    let mut expected = Expected { indexed: 0, sum: Sum::default() };
    let mut wrong = 0;
    let mut ask = conn.prepare("SELECT id, lang, plain, exact, rung, tokens, indexed FROM seg ORDER BY id")?;
    let mut rows = ask.query([])?;
    while let Some(row) = rows.next()? {
        report.segments += 1;
        if report.segments.is_multiple_of(STEP) {
            progress(report.segments);
        }
        let id: i64 = row.get(0)?;
        let Ok(text) = row.get_ref(2)?.as_str() else {
            report.problems.push(format!("the text of segment {id} is no UTF-8"));
            continue;
        };
        let lang = Lang::of(row.get_ref(1)?.as_str().unwrap_or_default());
        let tokens = Tokens::of(text);
        let h = hashes(&tokens, lang);
        let stored: (i64, i64, i64) = (row.get(3)?, row.get(4)?, row.get(5)?);
        if stored != (h.exact, h.rung, h.tokens) && wrong < MOST {
            wrong += 1;
            report.problems.push(format!("segment {id} is stored under another key than its own"));
        }
        if row.get::<_, i64>(6)? == 1 {
            expected.indexed += 1;
            let elements = elements(&tokens);
            let len = elements.len() as u32;
            for (key, pos) in post_keys(lang, elements, &order) {
                expected.sum.add(key, Posting { seg: id, len, pos });
            }
        }
    }
    list(
        conn,
        report,
        "a text is stored twice",
        "SELECT t.id FROM seg s JOIN seg t ON t.exact = s.exact AND t.id > s.id WHERE t.lang = s.lang AND t.plain = s.plain",
    )?;
    Ok(expected)
}

/// How many segments, or rows of the index, lie between two reports of progress.
const STEP: u64 = 4_096;

fn index(conn: &Connection, report: &mut VerifyReport, expected: Expected, progress: &mut dyn FnMut(u64)) -> Result<(), Fault> {
    let tally = Tally::load(conn)?;
    report.indexed = expected.indexed as u64;
    if tally.indexed != expected.indexed {
        report.problems.push(format!("{} segments are indexed, {} are counted", expected.indexed, tally.indexed));
    }
    let mut ask = conn.prepare("SELECT key, value FROM post")?;
    let mut rows = ask.query([])?;
    let mut part = Vec::new();
    let (mut found, mut seen) = (Sum::default(), 0_u64);
    while let Some(row) = rows.next()? {
        seen += 1;
        if seen.is_multiple_of(STEP) {
            // Most keys have one row, and there are about twice as many keys as segments.
            progress(seen / 4);
        }
        part.clear();
        let key = row.get(0)?;
        if !row.get_ref(1)?.as_blob().is_ok_and(|b| postings::decode(b, &mut part)) {
            report.problems.push(format!("a part of the token index under {key} cannot be read"));
        }
        for &posting in &part {
            found.add(key, posting);
        }
    }
    report.postings = found.count;
    if found == expected.sum {
        return Ok(());
    }
    missing(conn, report)?;
    if found.count == expected.sum.count {
        report.problems.push("the token index holds other postings than are right".to_owned());
    } else {
        report.problems.push(format!("the token index holds {} postings, {} are right", found.count, expected.sum.count));
    }
    Ok(())
}

/// Names the postings that the index lacks, looking each of them up.
fn missing(conn: &Connection, report: &mut VerifyReport) -> Result<(), Fault> {
    let order = load_order(conn, Tally::load(conn)?.epoch)?;
    let mut listed = 0;
    let mut problems = Vec::new();
    each_indexed(
        conn,
        |chunk| {
            let postings = chunk.postings(&order);
            chunk.clear();
            for group in postings.chunk_by(|x, y| x.0 == y.0) {
                if listed >= MOST {
                    break;
                }
                // What cannot be read has been named.
                let found = match postings::read(conn, group[0].0) {
                    Err(Fault::Damaged(_)) => continue,
                    found => found?,
                };
                for (key, posting) in group {
                    if found.binary_search(posting).is_err() && listed < MOST {
                        listed += 1;
                        problems.push(format!("segment {} is missing in the token index under {key}", posting.seg));
                    }
                }
            }
            Ok(())
        },
        &mut 0,
    )?;
    report.problems.append(&mut problems);
    Ok(())
}
