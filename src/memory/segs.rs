//! Segments: a text is stored once per language, found again by the hash of its key and then compared.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::error::Fault;
use super::postings::Pending;
use crate::model::Lang;
use crate::model::index::elements;
use crate::text::hash::hash;
use crate::text::rung::rung_key;
use crate::text::{Tokens, key};

/// How many texts are remembered between two units: neighbours come again at once.
const RECENT: usize = 4096;

/// Finds and stores segments within one write transaction.
#[derive(Debug, Default)]
pub(super) struct Segs {
    recent: HashMap<Lang, HashMap<String, Recent>>,
    held: usize,
    /// Segments that wait to be indexed.
    pub pending: Pending,
    /// Segments that became indexed in this transaction.
    pub newly: i64,
}

#[derive(Debug)]
struct Recent {
    id: i64,
    /// Its tokens, while it is not indexed.
    waiting: Option<Tokens>,
}

/// What is stored beside a text.
pub(super) struct Hashes {
    pub exact: i64,
    pub rung: i64,
    pub tokens: i64,
}

pub(super) fn hashes(tokens: &Tokens, lang: Lang) -> Hashes {
    Hashes {
        exact: hash(tokens.key().as_bytes()) as i64,
        rung: hash(rung_key(tokens, lang.as_str()).as_bytes()) as i64,
        tokens: tokens.len() as i64,
    }
}

/// The row of the segment that is `text` in `lang`, byte for byte; the hash of its key is `exact`.
fn select(conn: &Connection, lang: Lang, text: &str, exact: i64) -> Result<Option<(i64, bool)>, Fault> {
    let mut ask = conn.prepare_cached("SELECT id, lang, plain, indexed FROM seg WHERE exact = ?1")?;
    let mut rows = ask.query([exact])?;
    while let Some(row) = rows.next()? {
        if row.get_ref(1)?.as_bytes().ok() == Some(lang.as_str().as_bytes())
            && row.get_ref(2)?.as_bytes().ok() == Some(text.as_bytes())
        {
            return Ok(Some((row.get(0)?, row.get(3)?)));
        }
    }
    Ok(None)
}

impl Segs {
    /// The row of a text that is stored already.
    pub(super) fn find(&self, conn: &Connection, lang: Lang, text: &str) -> Result<Option<i64>, Fault> {
        if let Some(recent) = self.recent.get(&lang).and_then(|m| m.get(text)) {
            return Ok(Some(recent.id));
        }
        Ok(select(conn, lang, text, hash(key(text).as_bytes()) as i64)?.map(|(id, _)| id))
    }

    /// The row of a text, stored now where it was not; `index` when a unit uses it, so that lookups must find it.
    pub(super) fn ensure(&mut self, conn: &Connection, lang: Lang, text: &str, index: bool) -> Result<i64, Fault> {
        if let Some(recent) = self.recent.get_mut(&lang).and_then(|m| m.get_mut(text)) {
            let id = recent.id;
            if index && let Some(tokens) = recent.waiting.take() {
                conn.prepare_cached("UPDATE seg SET indexed = 1 WHERE id = ?1")?.execute([id])?;
                self.enter(id, lang, &tokens);
            }
            return Ok(id);
        }
        // A text that is stored and indexed needs no tokens.
        let stored = select(conn, lang, text, hash(key(text).as_bytes()) as i64)?;
        if let Some((id, true)) = stored {
            self.remember(lang, text, Recent { id, waiting: None });
            return Ok(id);
        }
        let tokens = Tokens::of(text);
        let hashes = hashes(&tokens, lang);
        let (id, indexed) = if let Some((id, indexed)) = stored {
            if index && !indexed {
                conn.prepare_cached("UPDATE seg SET indexed = 1 WHERE id = ?1")?.execute([id])?;
            }
            (id, indexed)
        } else {
            conn.prepare_cached("INSERT INTO seg (lang, plain, exact, rung, tokens, indexed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute(params![lang.as_str(), text, hashes.exact, hashes.rung, hashes.tokens, index])?;
            (conn.last_insert_rowid(), false)
        };
        if index && !indexed {
            self.enter(id, lang, &tokens);
        }
        let waiting = (!index && !indexed).then_some(tokens);
        self.remember(lang, text, Recent { id, waiting });
        Ok(id)
    }

    fn remember(&mut self, lang: Lang, text: &str, recent: Recent) {
        if self.held >= RECENT {
            self.recent.clear();
            self.held = 0;
        }
        self.held += 1;
        self.recent.entry(lang).or_default().insert(text.to_owned(), recent);
    }

    fn enter(&mut self, id: i64, lang: Lang, tokens: &Tokens) {
        self.pending.push(id, lang, &elements(tokens));
        self.newly += 1;
    }
}
