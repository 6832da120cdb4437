//! The order of the token index, and making the index anew.

use std::sync::Arc;

use rusqlite::{Connection, params};

use super::error::{Fault, StoreError};
use super::open::{Store, rules};
use super::postings::{Frequencies, Pending};
use super::segs::hashes;
use crate::model::Lang;
use crate::model::index::{Element, Order, elements};
use crate::text::Tokens;

/// Below this many segments an order is not worth making.
const FEW: i64 = 2_000;

/// The running numbers of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    pub indexed: i64,
    pub ordered: i64,
    pub epoch: i64,
    pub part: i64,
}

impl Tally {
    pub(super) fn load(conn: &Connection) -> Result<Tally, Fault> {
        let mut ask = conn.prepare_cached("SELECT indexed, ordered, epoch, part FROM tally")?;
        Ok(ask.query_row([], |r| Ok(Tally { indexed: r.get(0)?, ordered: r.get(1)?, epoch: r.get(2)?, part: r.get(3)? }))?)
    }

    pub(super) fn store(&self, conn: &Connection) -> Result<(), Fault> {
        conn.prepare_cached("UPDATE tally SET indexed = ?1, ordered = ?2, epoch = ?3, part = ?4")?.execute(params![
            self.indexed,
            self.ordered,
            self.epoch,
            self.part
        ])?;
        Ok(())
    }

    /// Whether the memory has at least doubled since its order was made.
    pub(super) fn wants_order(&self) -> bool {
        self.indexed > FEW && self.indexed >= 2 * self.ordered
    }
}

/// The order of `epoch`.
pub(super) fn load_order(conn: &Connection, epoch: i64) -> Result<Order, Fault> {
    let mut ask = conn.prepare_cached("SELECT element FROM order_ WHERE epoch = ?1 ORDER BY place")?;
    let frequent: Vec<Element> =
        ask.query_map([epoch], |r| r.get::<_, i64>(0).map(|e| e as Element))?.collect::<Result<_, _>>()?;
    Ok(Order::of(&frequent))
}

/// Makes the order of the next epoch the one in which the frequent elements stand last; older ones go.
pub(super) fn store_order(conn: &Connection, tally: &mut Tally, frequencies: Frequencies) -> Result<Order, Fault> {
    let frequent = frequencies.top();
    tally.epoch += 1;
    tally.ordered = tally.indexed;
    conn.execute("DELETE FROM order_", [])?;
    let mut put = conn.prepare_cached("INSERT INTO order_ (epoch, place, element) VALUES (?1, ?2, ?3)")?;
    for (place, &element) in frequent.iter().enumerate() {
        put.execute(params![tally.epoch, place as i64, element as i64])?;
    }
    Ok(Order::of(&frequent))
}

/// Makes order and index anew from all indexed segments.
pub(super) fn rebuild(conn: &Connection, tally: &mut Tally) -> Result<Order, Fault> {
    let mut frequencies = Frequencies::default();
    let mut indexed = 0;
    each_indexed(
        conn,
        |chunk| {
            chunk.count_into(&mut frequencies);
            chunk.clear();
            Ok(())
        },
        &mut indexed,
    )?;
    tally.indexed = indexed;
    let order = store_order(conn, tally, frequencies)?;
    conn.execute("DELETE FROM post", [])?;
    each_indexed(
        conn,
        |chunk| {
            tally.part += 1;
            chunk.write(conn, &order, tally.part)
        },
        &mut indexed,
    )?;
    Ok(order)
}

/// Calls `with` for the indexed segments, a buffer at a time; `with` empties it.
pub(super) fn each_indexed(
    conn: &Connection,
    mut with: impl FnMut(&mut Pending) -> Result<(), Fault>,
    count: &mut i64,
) -> Result<(), Fault> {
    *count = 0;
    let mut chunk = Pending::default();
    let mut ask = conn.prepare_cached("SELECT id, lang, plain FROM seg WHERE indexed = 1 ORDER BY id")?;
    let mut rows = ask.query([])?;
    while let Some(row) = rows.next()? {
        let text = row.get_ref(2)?.as_str().map_err(|e| Fault::Damaged(format!("segment: {e}")))?;
        let lang = Lang::of(row.get_ref(1)?.as_str().unwrap_or_default());
        chunk.push(row.get(0)?, lang, &elements(&Tokens::of(text)));
        *count += 1;
        if chunk.is_full() {
            with(&mut chunk)?;
        }
    }
    if chunk.is_empty() { Ok(()) } else { with(&mut chunk) }
}

/// Computes what is stored beside each text anew.
fn rehash(conn: &Connection) -> Result<(), Fault> {
    let mut put = conn.prepare("UPDATE seg SET exact = ?2, rung = ?3, tokens = ?4 WHERE id = ?1")?;
    let mut last = 0i64;
    loop {
        let mut ask = conn.prepare_cached("SELECT id, lang, plain FROM seg WHERE id > ?1 ORDER BY id LIMIT 10000")?;
        let chunk: Vec<(i64, String, String)> =
            ask.query_map([last], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<Result<_, _>>()?;
        let Some(end) = chunk.last().map(|c| c.0) else { return Ok(()) };
        for (id, lang, text) in chunk {
            let h = hashes(&Tokens::of(&text), Lang::of(&lang));
            put.execute(params![id, h.exact, h.rung, h.tokens])?;
        }
        last = end;
    }
}

impl Store {
    /// Makes the order of the token index and the index anew, from what the memory holds now. Answers stay the same; lookups
    /// in a memory that has grown much become faster.
    ///
    /// # Errors
    /// When the file cannot be written; it is then as before.
    pub fn reindex(&mut self) -> Result<(), StoreError> {
        self.index_anew("reindex", false)
    }

    /// Computes all stored hashes and the index with the rules of this program.
    pub(super) fn bring_up_to_date(&mut self) -> Result<(), StoreError> {
        self.index_anew("bringing the index up to date", true)
    }

    fn index_anew(&mut self, purpose: &str, with_hashes: bool) -> Result<(), StoreError> {
        let tx = self.begin_write(purpose, true)?;
        let run = || -> Result<_, Fault> {
            if with_hashes {
                rehash(&self.conn)?;
                for (key, value) in rules() {
                    self.conn.execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", [key, &value])?;
                }
            }
            let mut tally = Tally::load(&self.conn)?;
            let order = rebuild(&self.conn, &mut tally)?;
            tally.store(&self.conn)?;
            tx.commit()?;
            Ok((tally.epoch, order))
        };
        let (epoch, order) = run().map_err(|e| self.fault(e))?;
        self.order.replace(Some((epoch, Arc::new(order))));
        Ok(())
    }

    /// The order of `epoch`, read from the file once.
    pub(super) fn order_of(&self, epoch: i64) -> Result<Arc<Order>, Fault> {
        if let Some((known, order)) = &*self.order.borrow()
            && *known == epoch
        {
            return Ok(Arc::clone(order));
        }
        let order = Arc::new(load_order(&self.conn, epoch)?);
        self.order.replace(Some((epoch, Arc::clone(&order))));
        Ok(order)
    }
}
