//! Plays random steps on two memories and their models, and compares.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use padan::memory::{Added, BatchKind, BatchStart, BatchStatus, Differing, KeptWhy, Outcome, Store, StoredUnit, Writing};
use padan::project::clock::Moment;
use padan::project::merge::merge;

use super::Dice;
use super::model::{Became, Model, Policy, Said, Seen, Status};
use super::units::{Checked, done, lookups, new_unit, same, seen, stamp};

/// One thing that a batch does.
#[derive(Clone, Debug)]
enum Op {
    Add(Said, Policy),
    /// Which of the live units gives way to what.
    Supersede(usize, Said),
    Delete(usize),
    TakeBack(usize),
}

struct Memory {
    store: Option<Store>,
    path: PathBuf,
    model: Model,
}

pub(super) struct Player {
    dice: Dice,
    memories: [Memory; 2],
    /// Makes identities differ.
    salt: u64,
    pub(super) told: Vec<String>,
}

fn live(store: &Store) -> Result<Vec<StoredUnit>, String> {
    let mut out = Vec::new();
    let snapshot = done("a snapshot", store.snapshot())?;
    done(
        "reading",
        snapshot.live_units(None, |u| {
            out.push(u);
            ControlFlow::Continue(())
        }),
    )?;
    Ok(out)
}

impl Memory {
    fn new(path: PathBuf, salt: u64) -> Memory {
        let store = Store::create(&path, salt).expect("a memory");
        Memory { store: Some(store), path, model: Model::default() }
    }

    fn store(&mut self) -> &mut Store {
        self.store.as_mut().expect("open")
    }

    fn key_of_row(&self, row: i64) -> Option<usize> {
        self.model.units.iter().position(|u| u.row == Some(row) && !u.purged)
    }

    /// Compares everything; learns rows and identities of units that are seen for the first time.
    fn check(&mut self) -> Checked {
        let store = self.store.as_ref().expect("open");
        let units = live(store)?;
        let found: Vec<Seen> = units.iter().map(seen).collect();
        let mut sorted = found.clone();
        sorted.sort();
        let mut expected = self.model.seen();
        expected.sort();
        same("live units", &sorted, &expected)?;
        for (unit, seen) in units.iter().zip(&found) {
            let known = self.model.units.iter_mut().find(|u| !u.purged && u.key == seen.key).ok_or("a unit without a model")?;
            same("row", &unit.id, known.row.get_or_insert(unit.id))?;
            let uid = unit.uid.to_string();
            same("identity", &uid, known.uid.get_or_insert_with(|| uid.clone()))?;
        }
        for (which, unit) in self.model.units.iter().enumerate() {
            if let Some(row) = unit.row {
                same("taken back", &done("asking", store.is_taken_back(row))?, &self.model.is_taken_back(which))?;
            }
        }
        let rows: BTreeSet<i64> = self.model.units.iter().filter_map(|u| u.row).collect();
        let known = self.model.units.iter().filter(|u| u.row.is_some()).count();
        same("no row is given twice", &rows.len(), &known)?;
        let uids: BTreeSet<_> = units.iter().map(|u| u.uid).collect();
        same("identities are each of one unit", &uids.len(), &units.len())?;
        let listed: Vec<(i64, Status, bool)> = (done("listing", store.batches())?.iter().rev())
            .map(|b| {
                let status = match b.status {
                    BatchStatus::Undone => Status::Undone,
                    BatchStatus::Applied => Status::Applied,
                    BatchStatus::Abandoned => Status::Abandoned,
                    BatchStatus::Purged => Status::Purged,
                };
                (b.id, status, b.sealed)
            })
            .collect();
        let batches: Vec<(i64, Status, bool)> =
            self.model.status.iter().map(|(&b, &s)| (b, s, self.model.sealed.contains(&b))).collect();
        same("batches", &listed, &batches)?;
        same("problems", &done("verifying", store.verify())?.problems, &Vec::new())?;
        lookups(store, &found)
    }

    fn history(&mut self, which: usize) -> Checked {
        let Some(row) = self.model.units.get(which).filter(|u| !u.purged).and_then(|u| u.row) else { return Ok(()) };
        let store = self.store.as_ref().expect("open");
        let snapshot = done("a snapshot", store.snapshot())?;
        let told = done("the history", snapshot.history(row))?.ok_or("no history")?;
        same("live", &told.live, &self.model.is_live(which))?;
        let ends: BTreeSet<(i64, Option<i64>)> = told.deaths.iter().map(|d| (d.made.batch, d.heir)).collect();
        let unit = &self.model.units[which];
        let rows: BTreeSet<(i64, Option<i64>)> =
            unit.ends.iter().map(|e| (e.0, e.1.and_then(|h| self.model.units[h].row))).collect();
        same("ends", &ends, &rows)?;
        let met: BTreeSet<i64> = told.facts.iter().map(|f| f.made.batch).collect();
        same("batches that met it", &met, &unit.facts.iter().map(|f| f.batch).collect())?;
        let by_uid = done("the row", snapshot.row_of(told.unit.uid))?;
        same("row of the identity", &by_uid, &Some(row))
    }
}

impl Player {
    pub(super) fn new(folder: &Path, dice: Dice) -> Player {
        let memories = [Memory::new(folder.join("satu.padan"), 1), Memory::new(folder.join("dua.padan"), 2)];
        Player { dice, memories, salt: 10, told: Vec::new() }
    }

    fn start(&mut self, kind: BatchKind) -> BatchStart {
        self.salt += 1;
        BatchStart {
            kind,
            file: Some("x.tmx".to_owned()),
            sha256: None,
            at: stamp(1),
            millis: 1_700_000_000_000 + self.salt,
            salt: self.salt,
            author: None,
            settings: "{}".to_owned(),
        }
    }

    fn said(&mut self) -> Said {
        let d = &mut self.dice;
        Said {
            key: (d.below(3) as u8, d.below(3) as u8, u8::from(d.chance(15))),
            swapped: d.chance(25),
            state: d.below(5) as u8,
            author: d.below(3) as u8,
            day: d.below(4) as u8,
            used: d.below(3) as u8,
            doc: d.below(4) as u8,
            tuid: d.chance(30).then(|| d.below(3) as u8),
            note: d.chance(35).then(|| d.below(2) as u8),
        }
    }

    fn ops(&mut self, session: bool) -> Vec<Op> {
        let count = 1 + self.dice.below(4);
        (0..count)
            .map(|_| match self.dice.below(if session { 12 } else { 10 }) {
                0..=5 => {
                    let mut said = self.said();
                    if self.dice.chance(3) {
                        said.key.0 = 3;
                        said.key.1 = 3;
                    }
                    let policy = [Policy::Add, Policy::Add, Policy::Add, Policy::Newest, Policy::Replace, Policy::Keep];
                    Op::Add(said, policy[self.dice.below(6)])
                }
                6..=7 => {
                    let said = Said { swapped: false, ..self.said() };
                    Op::Supersede(self.dice.below(97), said)
                }
                8 => Op::Delete(self.dice.below(97)),
                _ => Op::TakeBack(self.dice.below(97)),
            })
            .collect()
    }

    pub(super) fn step(&mut self) -> Checked {
        let m = self.dice.below(2);
        let roll = self.dice.below(100);
        match roll {
            0..=33 => {
                let (ops, finish) = (self.ops(false), self.dice.chance(88));
                self.batch(m, &ops, finish)?;
            }
            34..=43 => {
                let ops = self.ops(true);
                self.session(m, &ops)?;
            }
            44..=59 => self.undo(m)?,
            60..=63 => self.undo_and_change(m)?,
            64..=81 => self.redo(m)?,
            82..=86 => self.merge(m)?,
            87..=91 => {
                self.compact(m)?;
                (0..self.memories[m].model.units.len()).try_for_each(|u| self.memories[m].history(u))?;
            }
            92..=95 => {
                self.told.push(format!("{m}: closed and opened"));
                self.memories[m].store = None;
                self.memories[m].store = Some(done("opening", Store::open(&self.memories[m].path))?);
            }
            _ => {
                let which = self.dice.below(9);
                self.told.push(format!("{m}: history of unit {which}"));
                self.memories[m].history(which)?;
            }
        }
        self.memories[m].check()
    }

    fn batch(&mut self, m: usize, ops: &[Op], finish: bool) -> Checked {
        self.told.push(format!("{m}: batch {ops:?}{}", if finish { "" } else { ", dropped" }));
        let start = self.start(BatchKind::Edit);
        let memory = &mut self.memories[m];
        let number = memory.model.status.keys().max().map_or(1, |n| n + 1);
        let mut next = memory.model.clone();
        next.status.insert(number, Status::Applied);
        let mut writing = done("beginning", memory.store().begin(&start))?;
        let changed = run(&mut writing, &mut next, number, ops)?;
        if !finish {
            drop(writing);
            return Ok(());
        }
        let made = done("finishing", writing.finish("{}"))?;
        same("the batch", &made, &changed.then_some(number))?;
        if changed {
            memory.model = next;
        }
        Ok(())
    }

    /// Goes on with the newest batch.
    fn session(&mut self, m: usize, ops: &[Op]) -> Checked {
        let start = self.start(BatchKind::Review);
        let memory = &mut self.memories[m];
        let Some(&newest) = memory.model.status.keys().max() else { return Ok(()) };
        let asked = if self.dice.chance(85) { newest } else { 1 + self.dice.below(newest as usize) as i64 };
        self.told.push(format!("{m}: going on with {asked}: {ops:?}"));
        let mut next = memory.model.clone();
        let resumed = memory.store.as_mut().expect("open").resume(asked, &start);
        if asked != newest || !next.on(asked) {
            return if resumed.is_err() { Ok(()) } else { Err("an older or undone batch was gone on with".to_owned()) };
        }
        let mut writing = done("resuming", resumed)?;
        run(&mut writing, &mut next, asked, ops)?;
        same("the batch", &done("finishing", writing.finish("{}"))?, &Some(asked))?;
        memory.model = next;
        Ok(())
    }

    fn asked(&mut self, m: usize) -> Option<i64> {
        let newest = self.memories[m].model.status.keys().max().copied().unwrap_or(0);
        self.dice.chance(60).then(|| 1 + self.dice.below(newest as usize + 1) as i64)
    }

    fn undo(&mut self, m: usize) -> Checked {
        let asked = self.asked(m);
        self.undo_one(m, asked)
    }

    /// Takes the newest changes back, and ends a unit that they may have ended.
    fn undo_and_change(&mut self, m: usize) -> Checked {
        for _ in 0..2 + self.dice.below(2) {
            self.undo_one(m, None)?;
            self.memories[m].check()?;
        }
        let end = Op::Delete(self.dice.below(97));
        self.batch(m, &[end], true)
    }

    fn undo_one(&mut self, m: usize, asked: Option<i64>) -> Checked {
        self.told.push(format!("{m}: undo {asked:?}"));
        let memory = &mut self.memories[m];
        let undone = memory.store().undo(asked);
        let newest = memory.model.status.iter().filter(|s| *s.1 == Status::Applied).map(|s| *s.0).max();
        let chosen = asked.or(newest).filter(|b| memory.model.on(*b) && !memory.model.sealed.contains(b));
        let Some(batch) = chosen else {
            return if undone.is_err() { Ok(()) } else { Err("what cannot be undone was".to_owned()) };
        };
        let undone = done("undo", undone)?;
        let before = memory.model.live();
        memory.model.status.insert(batch, Status::Undone);
        memory.model.undone.push(batch);
        let after = memory.model.live();
        let gone = before.iter().filter(|u| !after.contains(u)).count() as u64;
        let back = after.iter().filter(|u| !before.contains(u)).count() as u64;
        same("undone", &(undone.batch, undone.taken_back, undone.restored), &(batch, gone, back))?;
        for kept in &undone.kept {
            let unit = memory.key_of_row(kept.unit);
            let (was, is) = (unit.is_some_and(|u| before.contains(&u)), unit.is_some_and(|u| after.contains(&u)));
            let stays = kept.why == KeptWhy::AlsoIn;
            // A unit that never was seen live has no row in the model.
            if unit.is_some() || stays {
                same(&format!("kept {kept:?}"), &(was, is), &(stays, stays))?;
            }
            same("who keeps it", &memory.model.on(kept.batch), &true)?;
        }
        for &u in &after {
            let unit = &memory.model.units[u];
            if unit.facts[0].batch == batch && before.contains(&u) {
                let listed = undone.kept.iter().any(|k| Some(k.unit) == unit.row);
                same("a unit of the batch that stays is listed", &listed, &true)?;
            }
        }
        Ok(())
    }

    fn redo(&mut self, m: usize) -> Checked {
        let asked = self.asked(m);
        self.told.push(format!("{m}: redo {asked:?}"));
        let memory = &mut self.memories[m];
        let redone = memory.store().redo(asked);
        let chosen = asked.or(memory.model.undone.last().copied());
        let Some(batch) = chosen.filter(|b| memory.model.status.get(b) == Some(&Status::Undone)) else {
            return if redone.is_err() { Ok(()) } else { Err("what cannot be redone was".to_owned()) };
        };
        let redone = done("redo", redone)?;
        let before = memory.model.live();
        memory.model.status.insert(batch, Status::Applied);
        memory.model.undone.retain(|b| *b != batch);
        let after = memory.model.live();
        let gone = before.iter().filter(|u| !after.contains(u)).count() as u64;
        let back = after.iter().filter(|u| !before.contains(u)).count() as u64;
        same("redone", &(redone.batch, redone.brought_back, redone.ended), &(batch, back, gone))
    }

    /// The other memory into memory `m`.
    fn merge(&mut self, m: usize) -> Checked {
        let dry_run = self.dice.chance(15);
        self.told.push(format!("{m}: the other merged into it{}", if dry_run { ", dry run" } else { "" }));
        let start = self.start(BatchKind::Merge);
        let moment = Moment { at: start.at, millis: start.millis, salt: start.salt };
        let [first, second] = &mut self.memories;
        let (into, from) = if m == 0 { (first, second) } else { (second, first) };
        let snapshot = done("a snapshot", from.store.as_ref().expect("open").snapshot())?;
        let by = (&moment, Some("Laras"));
        let report = merge(into.store(), (&snapshot, "lain.padan"), dry_run, by, &mut |_| {}).map_err(|e| e.to_string())?;
        let number = into.model.status.keys().max().map_or(1, |n| n + 1);
        let mut next = into.model.clone();
        next.status.insert(number, Status::Applied);
        let (mut added, mut duplicate) = (0, 0);
        let before = next.seen();
        for u in from.model.live() {
            let seen = from.model.seen_of(u).ok_or("a live unit is seen")?;
            let there = next.units.iter().position(|x| !x.purged && x.key == seen.key);
            if there.is_some_and(|t| next.is_live(t)) {
                duplicate += 1;
            } else {
                added += 1;
            }
            let bare = Said {
                key: seen.key,
                swapped: false,
                state: seen.state,
                author: seen.author,
                day: seen.day,
                used: seen.used,
                doc: 0,
                tuid: None,
                note: None,
            };
            let unit = next.meet(&bare, number);
            for &(doc, swapped) in &seen.places {
                next.meet(&Said { swapped, doc, ..bare.clone() }, number);
            }
            for &t in &seen.tuids {
                next.meet(&Said { tuid: Some(t), ..bare.clone() }, number);
            }
            for &n in &seen.notes {
                next.meet(&Said { note: Some(n), ..bare.clone() }, number);
            }
            if there.is_none() {
                let uid = from.model.units[u].uid.clone();
                let taken = next.units.iter().any(|x| !x.purged && x.uid == uid);
                next.units[unit].uid = uid.filter(|_| !taken);
            }
        }
        let changed = next.seen() != before;
        let batch = (changed && !dry_run).then_some(number);
        same(
            "merged",
            &(report.seen, report.added, report.duplicate, report.batch),
            &(added + duplicate, added, duplicate, batch),
        )?;
        if batch.is_some() {
            into.model = next;
        }
        Ok(())
    }

    fn compact(&mut self, m: usize) -> Checked {
        let (keep, dry_run) = (self.dice.chance(30), self.dice.chance(20));
        self.told.push(format!(
            "{m}: compacted, history {}{}",
            if keep { "kept" } else { "purged" },
            if dry_run { ", dry run" } else { "" }
        ));
        let memory = &mut self.memories[m];
        let mut next = memory.model.clone();
        let expected = if keep { (0, 0, 0) } else { next.compact() };
        let done = if dry_run {
            done("compacting", memory.store().would_compact(keep))?
        } else {
            done("compacting", memory.store().compact(keep, &mut |_, _| {}))?
        };
        same("compacted", &(done.units, done.purged, done.sealed), &expected)?;
        same("shrunk", &done.shrunk, &!dry_run)?;
        // Whatever can still be undone gives what it would have given without compacting.
        let free: Vec<i64> = next.status.keys().copied().filter(|b| next.on(*b) && !next.sealed.contains(b)).collect();
        for n in 0..free.len() + 6 {
            let (mut with, mut without) = (next.clone(), memory.model.clone());
            for (i, b) in free.iter().enumerate() {
                if if n < free.len() { i == n } else { self.dice.chance(50) } {
                    with.status.insert(*b, Status::Undone);
                    without.status.insert(*b, Status::Undone);
                }
            }
            same("undone after compacting", &with.seen(), &without.seen())?;
        }
        if !dry_run {
            memory.model = next;
        }
        Ok(())
    }
}

/// Runs `ops` on both; whether they changed anything that can be seen.
fn run(writing: &mut Writing<'_>, model: &mut Model, batch: i64, ops: &[Op]) -> Result<bool, String> {
    let mut changed = false;
    for op in ops {
        let before = model.seen();
        let pick = |which: usize, model: &Model| {
            let rows: Vec<usize> = model.live().into_iter().filter(|&u| model.units[u].row.is_some()).collect();
            (!rows.is_empty()).then(|| rows[which % rows.len()])
        };
        match op {
            Op::Add(said, policy) => {
                let differing = match policy {
                    Policy::Add => Differing::Add,
                    Policy::Newest => Differing::Newest,
                    Policy::Replace => Differing::Replace,
                    Policy::Keep => Differing::Keep,
                };
                let Added { unit: row, outcome } = done("adding", writing.add(&new_unit(said), differing))?;
                let (unit, became) = model.add(said, batch, *policy);
                let told = match outcome {
                    Outcome::New => Became::New,
                    Outcome::Duplicate => Became::Duplicate,
                    Outcome::Updated { .. } => Became::Updated,
                    Outcome::Kept => Became::Kept,
                };
                same("outcome", &told, &became)?;
                same("row of the unit", &row, model.units[unit].row.get_or_insert(row))?;
            }
            Op::Supersede(which, said) => {
                let Some(old) = pick(*which, model) else { continue };
                let said = Said { key: (model.units[old].key.0, said.key.1, said.key.2), ..said.clone() };
                let row = model.units[old].row.ok_or("a row")?;
                let now = done("superseding", writing.supersede(row, &new_unit(&said)))?;
                let unit = model.supersede(old, &said, batch);
                same("row of the heir", &now, model.units[unit].row.get_or_insert(now))?;
                changed |= unit != old;
            }
            Op::Delete(which) => {
                let Some(unit) = pick(*which, model) else { continue };
                done("deleting", writing.delete(model.units[unit].row.ok_or("a row")?))?;
                model.end(unit, batch, None);
                changed = true;
            }
            Op::TakeBack(which) => {
                let Some(unit) = pick(*which, model) else { continue };
                let taken = writing.take_back(model.units[unit].row.ok_or("a row")?).is_ok();
                same("taken back", &taken, &model.take_back(unit, batch))?;
                changed |= taken;
            }
        }
        changed |= model.seen() != before;
        for (n, unit) in model.units.iter().enumerate().filter(|(_, u)| !u.purged) {
            if let Some(row) = unit.row {
                same(&format!("unit {n} is live in the change"), &done("asking", writing.is_live(row))?, &model.is_live(n))?;
            }
        }
    }
    Ok(changed)
}
