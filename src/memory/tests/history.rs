//! Random histories against a plain model that shares no code with the store: after every step both hold the same units.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

/// One thing a batch does.
#[derive(Clone, Debug)]
enum Op {
    /// Source, target, state, day, document, swapped, identifier.
    Add(u8, u8, u8, u8, u8, bool, u8),
    /// Which of the live units, the new target.
    Supersede(u8, u8),
    Delete(u8),
}

#[derive(Clone, Debug)]
enum Step {
    Batch(Vec<Op>),
    Dropped(Vec<Op>),
    Undo,
    Redo,
    UndoOne(u8),
    RedoOne(u8),
    Again(u8),
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let add = (0..3u8, 0..3u8, 0..5u8, 0..4u8, 0..4u8, any::<bool>(), 0..3u8)
        .prop_map(|(s, t, q, d, c, w, i)| Op::Add(s, t, q, d, c, w, i));
    let op = prop_oneof![
        5 => add,
        2 => (any::<u8>(), 0..3u8).prop_map(|(u, t)| Op::Supersede(u, t)),
        1 => any::<u8>().prop_map(Op::Delete),
    ];
    proptest::collection::vec(op, 1..4)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => ops().prop_map(Step::Batch),
        1 => ops().prop_map(Step::Dropped),
        3 => Just(Step::Undo),
        3 => Just(Step::Redo),
        3 => any::<u8>().prop_map(Step::UndoOne),
        3 => any::<u8>().prop_map(Step::RedoOne),
        2 => any::<u8>().prop_map(Step::Again),
    ]
}

#[derive(Clone, Debug)]
struct Fact {
    batch: usize,
    state: u8,
    day: u8,
    /// Document and the side it was translated from.
    context: Option<(u8, bool)>,
    tuid: Option<u8>,
}

#[derive(Clone, Debug)]
struct ModelUnit {
    texts: (u8, u8),
    facts: Vec<Fact>,
    ended: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
struct Model {
    /// 0 undone, 1 applied, 2 abandoned; by number, from 1.
    status: HashMap<usize, u8>,
    undone: Vec<usize>,
    ops: HashMap<usize, Vec<Op>>,
    units: Vec<ModelUnit>,
}

/// What is seen of a unit: texts, state, day, contexts, identifiers.
type Seen = ((u8, u8), u8, u8, Vec<(u8, bool)>, Vec<u8>);

impl Model {
    fn on(&self, batch: usize) -> bool {
        self.status.get(&batch) == Some(&1)
    }

    fn is_live(&self, u: &ModelUnit) -> bool {
        u.facts.iter().any(|f| self.on(f.batch)) && !u.ended.iter().any(|&b| self.on(b))
    }

    fn seen_of(&self, u: &ModelUnit) -> Option<Seen> {
        let facts: Vec<&Fact> = u.facts.iter().filter(|f| self.on(f.batch)).collect();
        if !self.is_live(u) {
            return None;
        }
        let mut contexts: Vec<_> = facts.iter().filter_map(|f| f.context).collect();
        contexts.sort_unstable();
        contexts.dedup();
        let mut tuids: Vec<_> = facts.iter().filter_map(|f| f.tuid).collect();
        tuids.sort_unstable();
        tuids.dedup();
        let state = facts.iter().map(|f| f.state).min()?;
        Some((u.texts, state, facts.iter().map(|f| f.day).max()?, contexts, tuids))
    }

    fn seen(&self) -> Vec<Seen> {
        self.units.iter().filter_map(|u| self.seen_of(u)).collect()
    }

    fn live_rows(&self) -> Vec<usize> {
        (0..self.units.len()).filter(|&i| self.is_live(&self.units[i])).collect()
    }

    fn abandon(&mut self, batch: usize) {
        if self.status.get(&batch) != Some(&0) {
            return;
        }
        self.status.insert(batch, 2);
        let built_on: Vec<usize> =
            self.units.iter().filter(|u| u.facts[0].batch == batch).flat_map(|u| u.ended.clone()).collect();
        for b in built_on {
            self.abandon(b);
        }
    }

    /// The row of the unit, and whether it is new.
    fn enter(&mut self, texts: (u8, u8), fact: Fact) -> (usize, bool) {
        let same: Vec<usize> = (0..self.units.len()).filter(|&i| self.units[i].texts == texts).collect();
        if let Some(&row) = same.iter().find(|&&i| self.is_live(&self.units[i])) {
            self.units[row].facts.push(fact);
            return (row, false);
        }
        for row in same {
            for b in self.units[row].facts.clone() {
                self.abandon(b.batch);
            }
        }
        self.units.push(ModelUnit { texts, facts: vec![fact], ended: vec![] });
        (self.units.len() - 1, true)
    }

    fn end(&mut self, row: usize, batch: usize) {
        for b in self.units[row].ended.clone() {
            self.abandon(b);
        }
        self.units[row].ended.push(batch);
    }

    /// Runs a batch; whether it changed anything.
    fn run(&mut self, batch: usize, ops: &[Op]) -> bool {
        let mut changed = false;
        self.status.insert(batch, 1);
        for op in ops {
            let before = self.seen();
            match *op {
                Op::Add(s, t, state, day, doc, swapped, tuid) => {
                    let fact = Fact {
                        batch,
                        state,
                        day,
                        context: (doc > 0).then_some((doc, swapped)),
                        tuid: (tuid > 0).then_some(tuid),
                    };
                    self.enter((s, t), fact);
                }
                Op::Supersede(which, t) => {
                    let rows = self.live_rows();
                    if rows.is_empty() {
                        continue;
                    }
                    let old = rows[usize::from(which) % rows.len()];
                    let s = self.units[old].texts.0;
                    let fact = Fact { batch, state: 1, day: 0, context: None, tuid: None };
                    // Which contexts come along: those whose source is the same text, in either language.
                    let (_, _, _, contexts, _) = self.seen_of(&self.units[old]).expect("is live");
                    let (row, _) = self.enter((s, t), fact.clone());
                    if row != old {
                        self.end(old, batch);
                        let same_target = self.units[old].texts.1 == t;
                        for context in contexts.into_iter().filter(|c| !c.1 || same_target) {
                            self.units[row].facts.push(Fact { context: Some(context), ..fact.clone() });
                        }
                        changed = true;
                    }
                }
                Op::Delete(which) => {
                    let rows = self.live_rows();
                    if !rows.is_empty() {
                        self.end(rows[usize::from(which) % rows.len()], batch);
                        changed = true;
                    }
                }
            }
            changed |= self.seen() != before;
        }
        self.ops.insert(batch, ops.to_vec());
        changed
    }
}

const SOURCES: [&str; 3] = ["Kopi", "Teh manis", "Petani menjemur kopi."];
const TARGETS: [&str; 3] = ["Coffee", "Sweet tea", "Farmers dry coffee."];

fn new_unit(op: &Op) -> NewUnit {
    let &Op::Add(s, t, state, day, doc, swapped, tuid) = op else { unreachable!("only for additions") };
    let mut unit = pair(SOURCES[usize::from(s)], TARGETS[usize::from(t)]);
    if swapped {
        std::mem::swap(&mut unit.a_lang, &mut unit.b_lang);
        std::mem::swap(&mut unit.a_text, &mut unit.b_text);
    }
    unit.state = UnitState::ALL[usize::from(state)];
    unit.changed = (day > 0).then(|| stamp(u32::from(day)));
    unit.context = (doc > 0).then(|| within(Some(SOURCES[usize::from(doc) - 1]), Some(""), &format!("{doc}.txt")));
    unit.tuid = (tuid > 0).then(|| tuid.to_string());
    unit
}

fn run(store: &mut Store, ops: &[Op], salt: u64, finish: bool) -> Option<i64> {
    let seen_live = |w: &mut Writing<'_>| -> Vec<i64> {
        let top: i64 = w.store.conn.query_row("SELECT ifnull(max(id), 0) FROM unit", [], |r| r.get(0)).expect("counts");
        (1..=top).filter(|&id| w.is_live(id).expect("reads")).collect()
    };
    let mut w = store.begin(&start(BatchKind::Import, "x", salt)).expect("begins");
    for op in ops {
        match *op {
            Op::Add(..) => {
                w.add(&new_unit(op), Differing::Add).expect("adds");
            }
            Op::Supersede(which, t) => {
                let rows = seen_live(&mut w);
                if !rows.is_empty() {
                    let old = rows[usize::from(which) % rows.len()];
                    let (a, b): (String, String) = w
                        .store
                        .conn
                        .query_row(
                            "SELECT s.plain, t.plain FROM unit u JOIN seg s ON s.id = u.a JOIN seg t ON t.id = u.b WHERE u.id = ?1",
                            [old],
                            |r| Ok((r.get(0)?, r.get(1)?)),
                        )
                        .expect("reads");
                    let source = if SOURCES.contains(&a.as_str()) { a } else { b };
                    let unit = NewUnit { state: UnitState::Confirmed, ..pair(&source, TARGETS[usize::from(t)]) };
                    w.supersede(old, &unit).expect("supersedes");
                }
            }
            Op::Delete(which) => {
                let rows = seen_live(&mut w);
                if !rows.is_empty() {
                    w.delete(rows[usize::from(which) % rows.len()]).expect("deletes");
                }
            }
        }
    }
    if finish { w.finish("{}").expect("finishes") } else { None }
}

fn seen(store: &Store) -> Vec<Seen> {
    live(store)
        .into_iter()
        .map(|u| {
            let turned = u.a_lang.lang == Lang::EN;
            let (a, b) = if turned { (&u.b_text, &u.a_text) } else { (&u.a_text, &u.b_text) };
            let place = |list: &[&str], text: &str| list.iter().position(|t| *t == text).expect("a known text") as u8;
            let doc = |c: &Context| c.doc.as_deref().and_then(|d| d[..1].parse::<u8>().ok()).expect("a document");
            let mut contexts: Vec<(u8, bool)> =
                u.contexts.iter().map(|c| (doc(c), turned)).chain(u.contexts_from_b.iter().map(|c| (doc(c), !turned))).collect();
            contexts.sort_unstable();
            let mut tuids: Vec<u8> = u.tuids().iter().map(|t| t.parse().expect("a number")).collect();
            tuids.sort_unstable();
            let state = UnitState::ALL.iter().position(|s| *s == u.state).expect("a state") as u8;
            let day = u.changed.map_or(0, |c| c.as_str()[8..10].parse().expect("a day"));
            ((place(&SOURCES, a), place(&TARGETS, b)), state, day, contexts, tuids)
        })
        .collect()
}

fn batches(store: &Store) -> HashMap<usize, u8> {
    let number = |s: BatchStatus| match s {
        BatchStatus::Undone => 0,
        BatchStatus::Applied => 1,
        BatchStatus::Abandoned => 2,
    };
    store.batches().expect("lists").into_iter().map(|b| (b.id as usize, number(b.status))).collect()
}

/// Plays a history against both; the first difference panics.
fn play(steps: &[Step]) {
    let place = Place::new();
    let mut store = place.store();
    store.conn.execute_batch("PRAGMA synchronous = OFF").expect("sets");
    let mut model = Model::default();
    for (i, step) in steps.iter().enumerate() {
        let count = model.status.len();
        let pick = |n: &u8| if count == 0 { 1 } else { 1 + usize::from(*n) % count };
        match step {
            Step::Batch(ops) | Step::Dropped(ops) => batch(&mut store, &mut model, ops, i, matches!(step, Step::Batch(_))),
            Step::Again(n) => {
                let ops = model.ops.get(&pick(n)).cloned().unwrap_or_default();
                let only_adds: Vec<Op> = ops.into_iter().filter(|o| matches!(o, Op::Add(..))).collect();
                batch(&mut store, &mut model, &only_adds, i, true);
            }
            Step::Undo | Step::UndoOne(_) => {
                let asked = if let Step::UndoOne(n) = step { Some(pick(n)) } else { None };
                let chosen = asked.or_else(|| model.status.iter().filter(|s| *s.1 == 1).map(|s| *s.0).max());
                let before = model.live_rows();
                let done = store.undo(asked.map(|b| b as i64));
                match chosen.filter(|&b| model.on(b)) {
                    Some(b) => {
                        model.status.insert(b, 0);
                        model.undone.push(b);
                        let after = model.live_rows();
                        let done = done.expect("undoes");
                        assert_eq!(done.batch, b as i64);
                        assert_eq!(done.taken_back as usize, before.iter().filter(|r| !after.contains(r)).count());
                        assert_eq!(done.restored as usize, after.iter().filter(|r| !before.contains(r)).count());
                    }
                    None => assert!(done.is_err()),
                }
            }
            Step::Redo | Step::RedoOne(_) => {
                let asked = if let Step::RedoOne(n) = step { Some(pick(n)) } else { None };
                model.undone.retain(|b| model.status.get(b) == Some(&0));
                let chosen = asked.or_else(|| model.undone.last().copied());
                let before = model.live_rows();
                let done = store.redo(asked.map(|b| b as i64));
                match chosen.filter(|b| model.status.get(b) == Some(&0)) {
                    Some(b) => {
                        model.status.insert(b, 1);
                        model.undone.retain(|u| *u != b);
                        let after = model.live_rows();
                        let done = done.expect("redoes");
                        assert_eq!(done.batch, b as i64);
                        assert_eq!(done.brought_back as usize, after.iter().filter(|r| !before.contains(r)).count());
                        assert_eq!(done.ended as usize, before.iter().filter(|r| !after.contains(r)).count());
                    }
                    None => assert!(done.is_err()),
                }
            }
        }
        assert_eq!(seen(&store), model.seen(), "after step {i} {step:?}");
        assert_eq!(batches(&store), model.status, "after step {i} {step:?}");
    }
    sound(&store);
}

fn batch(store: &mut Store, model: &mut Model, ops: &[Op], salt: usize, finish: bool) {
    let number = model.status.len() + 1;
    let mut next = model.clone();
    let changed = next.run(number, ops);
    let made = run(store, ops, salt as u64, finish);
    assert_eq!(made, (finish && changed).then_some(number as i64));
    if finish && changed {
        *model = next;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 4000, ..ProptestConfig::default() })]

    #[test]
    fn every_history_ends_as_the_plain_model_says(steps in proptest::collection::vec(step(), 12..28)) {
        play(&steps);
    }
}
