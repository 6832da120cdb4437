//! The token index on disk: how postings are coded, buffered and written.
//!
//! A key has one part per write, a part is a run of postings ascending by segment. Imports buffer what they index and write
//! it sorted, so that the tree of keys is walked once for each buffer.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rusqlite::{Connection, params};

use super::error::Fault;
use crate::model::index::{Element, FREQUENT, Order, post_keys};
use crate::model::{Lang, Posting};
use crate::text::hash::mix;

/// How many elements are buffered before they are written.
const BUFFER: usize = 2_000_000;

/// A key with more parts than this is written again as one.
const MOST_PARTS: i64 = 16;

/// How far apart two keys may be and still be read in one go.
const CLOSE: i64 = 4;

/// From how many postings on it is cheaper to look for such keys in the whole table than one by one.
const MANY: usize = 20_000;

/// Segments that are to be indexed, with their elements in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Pending {
    segs: Vec<(i64, Lang, u32)>,
    elements: Vec<Element>,
}

impl Pending {
    pub(super) fn push(&mut self, seg: i64, lang: Lang, elements: &[Element]) {
        self.segs.push((seg, lang, elements.len() as u32));
        self.elements.extend_from_slice(elements);
    }

    pub(super) fn is_full(&self) -> bool {
        self.elements.len() >= BUFFER
    }

    pub(super) fn is_empty(&self) -> bool {
        self.segs.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.segs.len()
    }

    pub(super) fn clear(&mut self) {
        self.segs.clear();
        self.elements.clear();
    }

    pub(super) fn count_into(&self, frequencies: &mut Frequencies) {
        self.elements.iter().for_each(|&e| frequencies.add(e));
    }

    /// The postings under `order`, sorted by key and segment.
    pub(super) fn postings(&self, order: &Order) -> Vec<(i64, Posting)> {
        let mut out = Vec::with_capacity(self.elements.len() * 3 / 4 + self.segs.len());
        let mut at = 0;
        for &(seg, lang, len) in &self.segs {
            let elements = self.elements[at..at + len as usize].to_vec();
            at += len as usize;
            out.extend(post_keys(lang, elements, order).into_iter().map(|(key, pos)| (key, Posting { seg, len, pos })));
        }
        out.sort_unstable();
        out
    }

    /// Writes everything as part `part` and empties the buffer.
    pub(super) fn write(&mut self, conn: &Connection, order: &Order, part: i64) -> Result<(), Fault> {
        let postings = self.postings(order);
        self.clear();
        let mut keys = Vec::new();
        {
            let mut put = conn.prepare_cached("INSERT INTO post (key, part, value) VALUES (?1, ?2, ?3)")?;
            let mut value = Vec::new();
            for group in postings.chunk_by(|x, y| x.0 == y.0) {
                value.clear();
                encode(group.iter().map(|(_, p)| *p), &mut value);
                put.execute(params![group[0].0, part, value])?;
                if postings.len() < MANY {
                    keys.push(group[0].0);
                }
            }
        }
        if postings.len() >= MANY {
            let mut ask = conn.prepare_cached("SELECT key FROM post GROUP BY key HAVING count(*) > ?1")?;
            keys = ask.query_map([MOST_PARTS], |r| r.get(0))?.collect::<Result<_, _>>()?;
        }
        merge(conn, &keys)
    }
}

/// Writes the keys that have too many parts again as one.
fn merge(conn: &Connection, keys: &[i64]) -> Result<(), Fault> {
    let mut count = conn.prepare_cached("SELECT count(*), max(part) FROM post WHERE key = ?1")?;
    for &key in keys {
        let (parts, newest): (i64, Option<i64>) = count.query_row([key], |r| Ok((r.get(0)?, r.get(1)?)))?;
        if parts <= MOST_PARTS {
            continue;
        }
        let mut value = Vec::new();
        encode(read(conn, key)?.into_iter(), &mut value);
        conn.prepare_cached("DELETE FROM post WHERE key = ?1")?.execute([key])?;
        conn.prepare_cached("INSERT INTO post (key, part, value) VALUES (?1, ?2, ?3)")?.execute(params![key, newest, value])?;
    }
    Ok(())
}

/// The postings of `key`, ascending by segment.
pub(super) fn read(conn: &Connection, key: i64) -> Result<Vec<Posting>, Fault> {
    Ok(read_all(conn, &[key])?.pop().unwrap_or_default())
}

/// The postings of each of `keys`, ascending by segment. Keys that follow closely upon one another are read in one go.
pub(super) fn read_all(conn: &Connection, keys: &[i64]) -> Result<Vec<Vec<Posting>>, Fault> {
    let mut out: Vec<Vec<Posting>> = vec![Vec::new(); keys.len()];
    let mut ask = conn.prepare_cached("SELECT key, value FROM post WHERE key BETWEEN ?1 AND ?2 ORDER BY key, part")?;
    let mut at = 0;
    for run in keys.chunk_by(|a, b| (1..=CLOSE).contains(&b.saturating_sub(*a))) {
        let lists = &mut out[at..at + run.len()];
        at += run.len();
        let mut rows = ask.query((run[0], run[run.len() - 1]))?;
        while let Some(row) = rows.next()? {
            let key: i64 = row.get(0)?;
            let Ok(place) = run.binary_search(&key) else { continue };
            let bytes = row.get_ref(1)?.as_blob().map_err(|e| Fault::Damaged(format!("token index, key {key}: {e}")))?;
            append(bytes, &mut lists[place]).ok_or_else(|| Fault::Damaged(format!("token index, key {key}")))?;
        }
    }
    Ok(out)
}

/// Appends the postings of one more part and keeps all ascending; nothing when its code is damaged.
fn append(bytes: &[u8], out: &mut Vec<Posting>) -> Option<()> {
    let from = out.len();
    let last = out.last().map(|p| p.seg);
    // Four bytes a posting is what most take.
    out.reserve(bytes.len() / 4 + 1);
    if !decode(bytes, out) {
        return None;
    }
    if last > out.get(from).map(|p| p.seg) {
        out.sort_unstable();
    }
    Some(())
}

/// Appends the code of `postings`, which ascend by segment: distance from the last row, tokens, place, as varints.
fn encode(postings: impl Iterator<Item = Posting>, out: &mut Vec<u8>) {
    let mut last = 0;
    for p in postings {
        varint((p.seg - last) as u64, out);
        varint(u64::from(p.len), out);
        varint(u64::from(p.pos), out);
        last = p.seg;
    }
}

/// Appends the postings of a code; false when it is damaged.
pub(super) fn decode(mut bytes: &[u8], out: &mut Vec<Posting>) -> bool {
    let mut last: i64 = 0;
    while !bytes.is_empty() {
        let (Some(step), Some(len), Some(pos)) = (take(&mut bytes), take(&mut bytes), take(&mut bytes)) else { return false };
        let (Ok(step), Ok(len), Ok(pos)) = (i64::try_from(step), u32::try_from(len), u32::try_from(pos)) else { return false };
        let Some(seg) = last.checked_add(step) else { return false };
        out.push(Posting { seg, len, pos });
        last = seg;
    }
    true
}

fn varint(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    // Lengths, places and most steps are one byte.
    if let [b @ 0..0x80, rest @ ..] = *bytes {
        *bytes = rest;
        return Some(u64::from(*b));
    }
    let mut n = 0u64;
    for (i, &b) in bytes.iter().enumerate().take(10) {
        n |= u64::from(b & 0x7f).checked_shl(7 * i as u32)?;
        if b < 0x80 {
            *bytes = &bytes[i + 1..];
            return Some(n);
        }
    }
    None
}

/// Elements are hashes already.
#[derive(Default)]
pub(super) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |h, &b| mix(h ^ u64::from(b)));
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

/// Counts how often each element stands in the segments; rare ones are forgotten when there are too many.
#[derive(Default)]
pub(super) struct Frequencies {
    counts: HashMap<Element, u32, BuildHasherDefault<AsIs>>,
    floor: u32,
}

impl Frequencies {
    const MOST: usize = 1_000_000;

    fn add(&mut self, element: Element) {
        *self.counts.entry(element).or_insert(0) += 1;
        if self.counts.len() > Frequencies::MOST {
            self.floor += 1;
            let floor = self.floor;
            self.counts.retain(|_, n| *n > floor);
        }
    }

    /// The most frequent elements, the most frequent first.
    pub(super) fn top(self) -> Vec<Element> {
        let mut all: Vec<(u32, Element)> = self.counts.into_iter().filter(|&(_, n)| n > 1).map(|(e, n)| (n, e)).collect();
        all.sort_unstable_by(|x, y| y.0.cmp(&x.0).then(x.1.cmp(&y.1)));
        all.truncate(FREQUENT);
        all.into_iter().map(|(_, e)| e).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_code_gives_back_its_postings(mut raw in proptest::collection::vec((1i64..i64::MAX, any::<u32>(), any::<u32>()), 0..20)) {
            raw.sort_unstable();
            let postings: Vec<Posting> = raw.into_iter().map(|(seg, len, pos)| Posting { seg, len, pos }).collect();
            let mut code = Vec::new();
            encode(postings.iter().copied(), &mut code);
            let mut back = Vec::new();
            prop_assert!(decode(&code, &mut back));
            prop_assert_eq!(back, postings);
        }

        #[test]
        fn keys_read_together_give_what_each_gives(
            mut rows in proptest::collection::vec((0i64..12, 0i64..3, 1i64..50), 0..40),
            asked in proptest::collection::vec(-2i64..14, 0..12),
            spread in prop_oneof![Just(1), Just(3), Just(i64::MAX / 20)],
        ) {
            rows.sort_unstable();
            rows.dedup_by_key(|r| (r.0, r.1));
            let conn = Connection::open_in_memory().expect("a database in memory");
            conn.execute_batch("CREATE TABLE post (key INTEGER, part INTEGER, value BLOB, PRIMARY KEY (key, part))").expect("a table");
            for &(key, part, seg) in &rows {
                let mut value = Vec::new();
                encode([Posting { seg, len: 5, pos: 1 }].into_iter(), &mut value);
                conn.execute("INSERT INTO post VALUES (?1, ?2, ?3)", params![key * spread, part, value]).expect("a row");
            }
            let keys: Vec<i64> = asked.iter().map(|k| k * spread).collect();
            let expected: Vec<Vec<i64>> = (asked.iter())
                .map(|&k| {
                    let mut segs: Vec<i64> = rows.iter().filter(|r| r.0 == k).map(|r| r.2).collect();
                    segs.sort_unstable();
                    segs
                })
                .collect();
            let found = read_all(&conn, &keys).expect("whole codes");
            prop_assert_eq!(found.iter().map(|l| l.iter().map(|p| p.seg).collect()).collect::<Vec<Vec<i64>>>(), expected);
        }

        #[test]
        fn damaged_codes_are_noticed_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..30)) {
            decode(&bytes, &mut Vec::new());
        }
    }
}
