//! The plain model of a memory: lists of facts and ends, and what follows from them.

use std::collections::{BTreeMap, BTreeSet};

/// What a unit is: number of its source, of its translation, and of its markup.
pub(super) type Key = (u8, u8, u8);

/// A place: number of the document, and whether that was translated from the English side.
pub(super) type Place = (u8, bool);

/// One time a unit was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) batch: i64,
    /// 0 is the best.
    pub(super) state: u8,
    pub(super) author: u8,
    /// 0: no date.
    pub(super) day: u8,
    pub(super) used: u8,
    pub(super) place: Option<Place>,
    pub(super) tuid: Option<u8>,
    pub(super) note: Option<u8>,
}

/// What a batch says of a unit.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) key: Key,
    /// The English side came first.
    pub(super) swapped: bool,
    pub(super) state: u8,
    pub(super) author: u8,
    pub(super) day: u8,
    pub(super) used: u8,
    /// Document; 0 none.
    pub(super) doc: u8,
    pub(super) tuid: Option<u8>,
    pub(super) note: Option<u8>,
}

#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) key: Key,
    /// Row in the store, once it was told.
    pub(super) row: Option<i64>,
    /// Identity, once it was seen.
    pub(super) uid: Option<String>,
    pub(super) facts: Vec<Fact>,
    /// Batches that ended it, with the place of the heir in the list of units.
    pub(super) ends: Vec<(i64, Option<usize>)>,
    /// Compacting has taken it away.
    pub(super) purged: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Undone,
    Applied,
    Abandoned,
    Purged,
}

/// What can be seen of a live unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seen {
    pub(super) key: Key,
    pub(super) state: u8,
    pub(super) author: u8,
    pub(super) day: u8,
    pub(super) used: u8,
    pub(super) places: BTreeSet<Place>,
    pub(super) tuids: BTreeSet<u8>,
    pub(super) notes: BTreeSet<u8>,
}

/// What becomes of another translation of a known source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    Add,
    Newest,
    Replace,
    Keep,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Became {
    New,
    Duplicate,
    Updated,
    Kept,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    pub(super) status: BTreeMap<i64, Status>,
    pub(super) sealed: BTreeSet<i64>,
    /// Undone batches, the one undone last at the end.
    pub(super) undone: Vec<i64>,
    pub(super) units: Vec<Unit>,
}

impl Model {
    pub(super) fn on(&self, batch: i64) -> bool {
        self.status.get(&batch) == Some(&Status::Applied)
    }

    /// The newest applied batch that ended the unit.
    fn ended(&self, unit: usize) -> i64 {
        self.units[unit].ends.iter().map(|e| e.0).filter(|b| self.on(*b)).max().unwrap_or(0)
    }

    fn counting(&self, unit: usize) -> Vec<&Fact> {
        let ended = self.ended(unit);
        self.units[unit].facts.iter().filter(|f| self.on(f.batch) && f.batch > ended).collect()
    }

    pub(super) fn is_live(&self, unit: usize) -> bool {
        !self.units[unit].purged && !self.counting(unit).is_empty()
    }

    /// Whether it would be live if what brought it had not been taken back.
    pub(super) fn is_taken_back(&self, unit: usize) -> bool {
        let u = &self.units[unit];
        let ended = u.ends.iter().map(|e| e.0).filter(|&b| self.on(b)).max().unwrap_or(0);
        !u.purged && !self.is_live(unit) && u.facts.iter().any(|f| !self.on(f.batch) && f.batch > ended)
    }

    /// Places of the live units in the list.
    pub(super) fn live(&self) -> Vec<usize> {
        (0..self.units.len()).filter(|&u| self.is_live(u)).collect()
    }

    pub(super) fn seen_of(&self, unit: usize) -> Option<Seen> {
        let facts = self.counting(unit);
        if self.units[unit].purged || facts.is_empty() {
            return None;
        }
        let state = facts.iter().map(|f| f.state).min()?;
        Some(Seen {
            key: self.units[unit].key,
            state,
            author: facts.iter().find(|f| f.state == state)?.author,
            day: facts.iter().map(|f| f.day).max()?,
            used: facts.iter().map(|f| f.used).max()?,
            places: facts.iter().filter_map(|f| f.place).collect(),
            tuids: facts.iter().filter_map(|f| f.tuid).collect(),
            notes: facts.iter().filter_map(|f| f.note).collect(),
        })
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        (0..self.units.len()).filter_map(|u| self.seen_of(u)).collect()
    }

    fn find(&self, key: Key) -> Option<usize> {
        self.units.iter().position(|u| !u.purged && u.key == key)
    }

    fn abandon(&mut self, batch: i64) {
        if self.status.get(&batch) != Some(&Status::Undone) {
            return;
        }
        self.status.insert(batch, Status::Abandoned);
        self.undone.retain(|b| *b != batch);
        let heirs: Vec<usize> = self.units.iter().flat_map(|u| &u.ends).filter(|e| e.0 == batch).filter_map(|e| e.1).collect();
        let further: Vec<i64> = heirs.into_iter().flat_map(|h| self.units[h].ends.iter().map(|e| e.0)).collect();
        for b in further {
            self.abandon(b);
        }
    }

    pub(super) fn end(&mut self, unit: usize, batch: i64, heir: Option<usize>) {
        let before: Vec<i64> = self.units[unit].ends.iter().map(|e| e.0).collect();
        for b in before {
            self.abandon(b);
        }
        self.units[unit].ends.retain(|e| e.0 != batch);
        self.units[unit].ends.push((batch, heir));
    }

    /// Makes the unit live, or says more of it; its place in the list.
    pub(super) fn meet(&mut self, said: &Said, batch: i64) -> usize {
        let fact = Fact {
            batch,
            state: said.state,
            author: said.author,
            day: said.day,
            used: said.used,
            place: (said.doc > 0).then_some((said.doc, said.swapped)),
            tuid: said.tuid,
            note: said.note,
        };
        let unit = self.find(said.key).unwrap_or_else(|| {
            let new = Unit { key: said.key, row: None, uid: None, facts: vec![], ends: vec![], purged: false };
            self.units.push(new);
            self.units.len() - 1
        });
        self.units[unit].ends.retain(|e| e.0 != batch);
        self.units[unit].facts.push(fact);
        unit
    }

    /// The places of `old` that are places of `new` too come along.
    fn inherit(&mut self, old: &(Key, BTreeSet<Place>), new: usize, said: &Said, batch: i64) {
        let key = self.units[new].key;
        for &(doc, english) in &old.1 {
            if (english && old.0.1 == key.1) || (!english && old.0.0 == key.0) {
                self.units[new].facts.push(Fact {
                    batch,
                    state: said.state,
                    author: said.author,
                    day: 0,
                    used: 0,
                    place: Some((doc, english)),
                    tuid: None,
                    note: None,
                });
            }
        }
    }

    fn places_of(&self, unit: usize) -> (Key, BTreeSet<Place>) {
        (self.units[unit].key, self.seen_of(unit).map(|s| s.places).unwrap_or_default())
    }

    pub(super) fn add(&mut self, said: &Said, batch: i64, policy: Policy) -> (usize, Became) {
        if let Some(unit) = self.find(said.key).filter(|&u| self.is_live(u)) {
            self.meet(said, batch);
            return (unit, Became::Duplicate);
        }
        let (s, t, _) = said.key;
        let other = |k: Key| if said.swapped { k.1 == t && k.0 != s } else { k.0 == s && k.1 != t };
        let rivals: Vec<usize> = match policy {
            Policy::Add => vec![],
            _ => self.live().into_iter().filter(|&u| other(self.units[u].key)).collect(),
        };
        let Some(&newest) = rivals.last() else { return (self.meet(said, batch), Became::New) };
        let theirs = rivals.iter().filter_map(|&u| self.seen_of(u)).map(|s| s.day).max().unwrap_or(0);
        if policy == Policy::Keep || (policy == Policy::Newest && said.day <= theirs) {
            return (newest, Became::Kept);
        }
        let unit = self.meet(said, batch);
        for rival in rivals {
            let old = self.places_of(rival);
            self.end(rival, batch, Some(unit));
            self.inherit(&old, unit, said, batch);
        }
        (unit, Became::Updated)
    }

    /// Puts what is said in the place of the live unit `old`.
    pub(super) fn supersede(&mut self, old: usize, said: &Said, batch: i64) -> usize {
        let before = self.places_of(old);
        let unit = self.meet(said, batch);
        if unit != old {
            self.end(old, batch, Some(unit));
            self.inherit(&before, unit, said, batch);
        }
        unit
    }

    /// Takes the unit back that only this batch has brought; whether it could be.
    pub(super) fn take_back(&mut self, unit: usize, batch: i64) -> bool {
        if !self.is_live(unit) || self.counting(unit).iter().any(|f| f.batch != batch) {
            return false;
        }
        for other in &mut self.units {
            other.ends.retain(|e| *e != (batch, Some(unit)));
        }
        if self.units[unit].facts[0].batch == batch {
            self.end(unit, batch, None);
        } else {
            self.units[unit].facts.retain(|f| f.batch != batch);
        }
        true
    }

    /// Compacts with its history purged: (units, batches that cannot be redone, batches that cannot be undone) as new ones.
    pub(super) fn compact(&mut self) -> (u64, u64, u64) {
        let gone: Vec<usize> = (0..self.units.len()).filter(|&u| !self.units[u].purged && !self.is_live(u)).collect();
        let sealed_before = self.sealed.len();
        for &u in &gone {
            let ended = self.ended(u);
            if self.units[u].facts.iter().any(|f| self.on(f.batch) && f.batch != ended) {
                self.sealed.insert(ended);
            }
        }
        let sealed = self.sealed.len() - sealed_before;
        let status = self.status.clone();
        let on = |b: i64| status.get(&b) == Some(&Status::Applied);
        for unit in &mut self.units {
            unit.facts.retain(|f| on(f.batch));
            unit.ends.retain(|e| on(e.0));
            for end in &mut unit.ends {
                end.1 = end.1.filter(|heir| !gone.contains(heir));
            }
        }
        for &u in &gone {
            self.units[u].purged = true;
            self.units[u].facts.clear();
            self.units[u].ends.clear();
        }
        let mut purged = 0;
        for (&batch, status) in &mut self.status {
            if matches!(status, Status::Undone | Status::Abandoned) {
                *status = Status::Purged;
                self.sealed.insert(batch);
                purged += 1;
            }
        }
        self.undone.clear();
        (gone.len() as u64, purged, sealed as u64)
    }
}
