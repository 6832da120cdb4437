//! A memory that lives in memory: for matches inside a document, for the starter, and as the plain model in tests.

use std::collections::HashMap;

use super::index::{self, Order};
use super::{Direction, Posting, ReadError, ReadMemory, Unit};
use crate::text::{Tokens, key};

/// Units of one direction with their token index, all in memory.
#[derive(Clone, Debug)]
pub struct InMemory {
    direction: Direction,
    order: Order,
    segs: Vec<Vec<Unit>>,
    by_key: HashMap<String, Vec<usize>>,
    by_source: HashMap<String, usize>,
    posts: HashMap<i64, Vec<Posting>>,
}

impl InMemory {
    /// An empty memory for `direction` whose index uses `order`.
    pub fn new(direction: Direction, order: Order) -> InMemory {
        InMemory { direction, order, segs: Vec::new(), by_key: HashMap::new(), by_source: HashMap::new(), posts: HashMap::new() }
    }

    /// Adds a unit, findable at once.
    pub fn push(&mut self, unit: Unit) {
        if let Some(&seg) = self.by_source.get(&unit.source) {
            self.segs[seg].push(unit);
            return;
        }
        let seg = self.segs.len();
        let tokens = Tokens::of(&unit.source);
        for (key, pos) in index::post_keys(self.direction.from, index::elements(&tokens), &self.order) {
            self.posts.entry(key).or_default().push(Posting { seg: seg as i64, len: tokens.len() as u32, pos });
        }
        self.by_key.entry(key(&unit.source)).or_default().push(seg);
        self.by_source.insert(unit.source.clone(), seg);
        self.segs.push(vec![unit]);
    }
}

impl ReadMemory for InMemory {
    fn order(&self) -> &Order {
        &self.order
    }

    fn postings(&self, keys: &[i64]) -> Result<Vec<Vec<Posting>>, ReadError> {
        Ok(keys.iter().map(|k| self.posts.get(k).cloned().unwrap_or_default()).collect())
    }

    fn sources(&self, segs: &[i64], direction: Direction) -> Result<Vec<Option<String>>, ReadError> {
        let known = direction == self.direction;
        let text = |seg: i64| self.segs.get(seg as usize).and_then(|units| units.first()).map(|u| u.source.clone());
        Ok(segs.iter().map(|&s| if known { text(s) } else { None }).collect())
    }

    fn units(&self, segs: &[i64], direction: Direction) -> Result<Vec<Vec<Unit>>, ReadError> {
        let known = direction == self.direction;
        Ok(segs
            .iter()
            .map(|&s| if known { self.segs.get(s as usize).cloned().unwrap_or_default() } else { Vec::new() })
            .collect())
    }

    fn exact(&self, keys: &[&str], direction: Direction) -> Result<Vec<Vec<Unit>>, ReadError> {
        let known = direction == self.direction;
        Ok(keys
            .iter()
            .map(|k| {
                let mut found: Vec<Unit> = Vec::new();
                for &seg in self.by_key.get(*k).filter(|_| known).into_iter().flatten() {
                    found.extend(self.segs[seg].iter().cloned());
                }
                found.sort_by_key(|u| u.id);
                found
            })
            .collect())
    }

    fn scan(&self, direction: Direction) -> Result<Vec<i64>, ReadError> {
        Ok(if direction == self.direction { (0..self.segs.len() as i64).collect() } else { Vec::new() })
    }
}
