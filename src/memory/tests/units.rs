//! Units: how they enter, are found, and leave.

use super::*;
use crate::model::{Direction, Neighbour, ReadMemory, Role};

const EN_ID: Direction = Direction { from: Lang::EN, to: Lang::ID };

fn full() -> NewUnit {
    NewUnit {
        a_lang: crate::model::LangTag::of("in-ID"),
        a_text: "Petani menjemur kopi.".into(),
        a_markup: Some("Petani <1>menjemur</1> kopi.".into()),
        b_markup: None,
        state: UnitState::Confirmed,
        role: Some(Role::Caption),
        author: Some("Ratna".into()),
        created: Some(stamp(2)),
        changed: Some(stamp(3)),
        context: Some(within(Some(""), Some("Hujan turun."), "a.txt")),
        extra: Some(r#"{"note":"panen"}"#.into()),
        used: 4,
        line: 12,
        tuid: Some("k1".into()),
        ..pair("", "Farmers dry coffee.\0\u{1f33e}")
    }
}

#[test]
fn everything_said_of_a_unit_comes_back() {
    let place = Place::new();
    let mut store = place.store();
    assert_eq!(import(&mut store, &[full()], 1), Some(1));
    drop(store);
    let store = Store::open_read_only(&place.path()).expect("opens");
    let units = live(&store);
    assert_eq!(units.len(), 1);
    assert_eq!(units[0].to_new(), NewUnit { line: 0, ..full() });
    assert_eq!(units[0].origins, [OriginRow { batch: 1, line: 12, tuid: Some("k1".into()), used: 4 }]);
    assert_eq!(store.id(), "0000000000000007");
    let batch = &store.batches().expect("lists")[0];
    assert_eq!((batch.kind, batch.status, batch.units), (BatchKind::Import, BatchStatus::Applied, 1));
}

#[test]
fn both_directions_find_a_unit_and_contexts_count_in_theirs() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[full()], 1);
    let snapshot = store.snapshot().expect("a snapshot");
    let there = snapshot.exact(&["Petani menjemur kopi."], Direction::ID_EN).expect("reads").remove(0);
    assert_eq!(there[0].contexts, [within(Some(""), Some("Hujan turun."), "a.txt")]);
    assert_ne!(there[0].skeleton, 0);
    let back = snapshot.exact(&["Farmers dry coffee.\0\u{1f33e}"], EN_ID).expect("reads").remove(0);
    assert_eq!(back[0].target, "Petani menjemur kopi.");
    assert_eq!(back[0].skeleton, 0);
    assert_eq!(back[0].contexts, [Context { doc: Some("a.txt".into()), ..within(None, None, "") }]);
    assert!(snapshot.exact(&["Petani menjemur kopi."], EN_ID).expect("reads")[0].is_empty());
    assert!(snapshot.exact(&["Hujan turun."], Direction::ID_EN).expect("reads")[0].is_empty());
    assert_eq!(snapshot.scan(Direction::ID_EN).expect("reads").len(), 1, "a mere neighbour is no segment to find");
}

#[test]
fn texts_with_one_key_are_found_together() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[pair("Jum’at sore", "Friday"), pair("Jum'at  sore", "Friday afternoon")], 1);
    let snapshot = store.snapshot().expect("a snapshot");
    let found = snapshot.exact(&["Jum'at sore", "tiada"], Direction::ID_EN).expect("reads");
    let targets: Vec<&str> = found[0].iter().map(|u| u.target.as_str()).collect();
    assert_eq!(targets, ["Friday", "Friday afternoon"]);
    assert!(found[1].is_empty());
    assert!(found[0][0].uid < found[0][1].uid);
}

#[test]
fn the_same_import_again_makes_no_batch() {
    let place = Place::new();
    let mut store = place.store();
    let mut again = full();
    again.context = Some(within(Some("Hujan turun."), None, "a.txt"));
    let mut other_note = full();
    other_note.extra = Some(r#"{"note":"jemur"}"#.into());
    let units = [full(), again, pair("Hujan turun.", "Rain fell."), other_note, pair("Hujan turun.", "It rained.")];
    import(&mut store, &units, 1);
    let before = live(&store);
    assert_eq!(before.len(), 3);
    assert_eq!(before[0].contexts.len(), 2);
    assert_eq!(before[0].extra.len(), 2);
    let mut turned: Vec<NewUnit> = units.iter().rev().cloned().collect();
    for u in &mut turned {
        u.line += 100;
    }
    assert_eq!(import(&mut store, &turned, 2), None);
    assert_eq!(live(&store), before);
    assert_eq!(store.batches().expect("lists").len(), 1);
    sound(&store);
}

#[test]
fn a_duplicate_adds_what_is_new_and_undo_takes_exactly_that() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[NewUnit { state: UnitState::Imported, ..full() }], 1);
    let before = live(&store);
    // The same pair from the other side, newer, confirmed, elsewhere.
    let old = full();
    let met = NewUnit {
        a_lang: old.b_lang.clone(),
        a_text: old.b_text.clone(),
        a_markup: None,
        b_lang: Lang::ID.into(),
        b_text: old.a_text.clone(),
        b_markup: old.a_markup.clone(),
        author: Some("Bayu".into()),
        changed: Some(stamp(9)),
        context: Some(within(Some("It rained."), Some(""), "b.txt")),
        tuid: None,
        ..full()
    };
    let mut w = store.begin(&start(BatchKind::Review, "b.txt", 2)).expect("begins");
    let added = w.add(&met, Differing::Add).expect("adds");
    assert_eq!(added, Added { unit: before[0].id, outcome: Outcome::Duplicate });
    assert_eq!(w.finish("{}").expect("finishes"), Some(2));
    let now = live(&store);
    assert_eq!(now.len(), 1);
    assert_eq!((now[0].state, now[0].author.as_deref()), (UnitState::Confirmed, Some("Bayu")));
    assert_eq!(now[0].changed, Some(stamp(9)));
    assert_eq!(now[0].contexts, before[0].contexts);
    assert_eq!(now[0].contexts_from_b, [within(Some("It rained."), Some(""), "b.txt")]);
    store.undo(None).expect("undoes");
    assert_eq!(live(&store), before);
    store.redo(None).expect("redoes");
    assert_eq!(live(&store), now);
    // What was confirmed since stays when the import goes.
    let undone = store.undo(Some(1)).expect("undoes");
    assert_eq!(undone.taken_back, 0);
    assert_eq!(undone.kept, [Kept { unit: now[0].id, why: KeptWhy::AlsoIn, batch: 2 }]);
    let left = live(&store);
    assert_eq!((left[0].state, left[0].contexts.len(), left[0].contexts_from_b.len()), (UnitState::Confirmed, 0, 1));
    sound(&store);
}

#[test]
fn markup_and_language_are_part_of_a_unit() {
    let place = Place::new();
    let mut store = place.store();
    let plain = pair("Kopi", "Coffee");
    let bold = NewUnit { a_markup: Some("<1>Kopi</1>".into()), ..plain.clone() };
    let dutch = NewUnit { b_lang: Lang::of("nl").into(), ..plain.clone() };
    let regional = NewUnit { a_lang: crate::model::LangTag::of("id-ID"), ..plain.clone() };
    import(&mut store, &[plain, bold, dutch, regional], 1);
    assert_eq!(live(&store).len(), 3);
}

#[test]
fn differing_translations_go_by_the_policy() {
    let add = |policy, day: Option<u32>| {
        let place = Place::new();
        let mut store = place.store();
        let dated = |t: &str, d: Option<u32>| NewUnit {
            changed: d.map(stamp),
            context: Some(within(Some(""), None, "a.txt")),
            ..pair("Kopi", t)
        };
        import(&mut store, &[dated("Coffee", Some(5)), dated("A coffee", Some(4))], 1);
        let mut w = store.begin(&start(BatchKind::Import, "x", 2)).expect("begins");
        let outcome = w.add(&NewUnit { context: None, ..dated("The coffee", day) }, policy).expect("adds").outcome;
        let batch = w.finish("{}").expect("finishes");
        let now = live(&store);
        if batch.is_some() {
            let contexts = now.last().expect("one").contexts.len();
            assert_eq!(contexts, usize::from(policy != Differing::Add), "contexts come along");
            store.undo(batch).expect("undoes");
        }
        assert_eq!(live(&store).len(), 2);
        sound(&store);
        (outcome, now.into_iter().map(|u| u.b_text).collect::<Vec<_>>())
    };
    let (updated, kept) = (Outcome::Updated { was: 2 }, Outcome::Kept);
    let (all, one, old) = (["Coffee", "A coffee", "The coffee"], ["The coffee"], ["Coffee", "A coffee"]);
    assert_eq!(add(Differing::Add, None), (Outcome::New, all.map(String::from).to_vec()));
    assert_eq!(add(Differing::Replace, None), (updated, one.map(String::from).to_vec()));
    assert_eq!(add(Differing::Keep, Some(9)), (kept, old.map(String::from).to_vec()));
    assert_eq!(add(Differing::Newest, Some(9)), (updated, one.map(String::from).to_vec()));
    assert_eq!(add(Differing::Newest, Some(5)), (kept, old.map(String::from).to_vec()));
    assert_eq!(add(Differing::Newest, None), (kept, old.map(String::from).to_vec()));
}

#[test]
fn halves_undone_and_redone_in_both_orders_are_what_they_were() {
    let place = Place::new();
    let mut store = place.store();
    let unit = |i: usize| NewUnit {
        context: Some(within(Some(&format!("Kalimat {}.", i - 1)), None, "a.txt")),
        ..pair(&format!("Kalimat {i}."), &format!("Sentence {i}."))
    };
    let units: Vec<NewUnit> = (1..=40).map(unit).collect();
    import(&mut store, &units[..25], 1);
    let half = live(&store);
    import(&mut store, &units[15..], 2);
    let whole = live(&store);
    assert_eq!((half.len(), whole.len()), (25, 40));
    assert_eq!(store.undo(None).expect("undoes").batch, 2);
    assert_eq!(live(&store), half);
    assert_eq!(store.undo(None).expect("undoes").taken_back, 25);
    assert!(live(&store).is_empty());
    assert!(matches!(store.undo(None), Err(StoreError::NothingToUndo { .. })));
    assert_eq!(store.redo(None).expect("redoes").batch, 1);
    assert_eq!(live(&store), half);
    assert_eq!(store.redo(None).expect("redoes").batch, 2);
    assert_eq!(live(&store), whole);
    assert!(matches!(store.redo(None), Err(StoreError::NothingToRedo { .. })));
    // The first one alone: what the second brought as well stays.
    let undone = store.undo(Some(1)).expect("undoes");
    assert_eq!((undone.taken_back, undone.kept.len()), (15, 10));
    assert_eq!(live(&store).len(), 25);
    assert!(matches!(store.undo(Some(1)), Err(StoreError::AlreadyUndone { batch: 1 })));
    assert!(matches!(store.undo(Some(9)), Err(StoreError::NoBatch { batch: 9, .. })));
    store.redo(Some(1)).expect("redoes");
    assert_eq!(live(&store), whole);
    assert!(matches!(store.redo(Some(1)), Err(StoreError::NotUndone { batch: 1 })));
    sound(&store);
}

#[test]
fn an_undone_import_that_comes_again_is_the_same_units() {
    let place = Place::new();
    let mut store = place.store();
    let (coffee, tea) = (pair("Kopi", "Coffee"), pair("Teh", "Tea"));
    import(&mut store, std::slice::from_ref(&coffee), 1);
    let first = live(&store);
    store.undo(None).expect("undoes");
    assert_eq!(import(&mut store, &[coffee, tea], 2), Some(2));
    assert_eq!((live(&store).len(), live(&store)[0].uid), (2, first[0].uid));
    let redone = store.redo(Some(1)).expect("redoes");
    assert_eq!((redone.brought_back, redone.ended), (0, 0), "never doubled");
    assert_eq!(live(&store).len(), 2);
    let undone = store.undo(Some(2)).expect("undoes");
    assert_eq!((undone.taken_back, undone.restored, undone.kept.len()), (1, 0, 0));
    store.undo(Some(1)).expect("undoes");
    let redone = store.redo(Some(2)).expect("redoes");
    assert_eq!(redone.brought_back, 2, "one by its row, one by a fact alone");
    sound(&store);
}

#[test]
fn what_ended_and_is_met_again_lives_by_the_order_of_the_batches() {
    let place = Place::new();
    let mut store = place.store();
    let confirmed = NewUnit { state: UnitState::Confirmed, tuid: Some("k1".into()), ..pair("Kopi", "Coffee") };
    import(&mut store, &[confirmed], 1);
    let first = live(&store);
    let mut w = store.begin(&start(BatchKind::Edit, "x", 2)).expect("begins");
    w.delete(first[0].id).expect("deletes");
    w.finish("{}").expect("finishes");
    import(&mut store, &[pair("Kopi", "Coffee")], 3);
    let again = live(&store);
    assert_eq!((again[0].id, again[0].uid), (first[0].id, first[0].uid));
    assert_eq!((again[0].state, again[0].tuids().len()), (UnitState::Imported, 0), "what was said before the end counts no more");
    store.undo(Some(2)).expect("undoes");
    assert_eq!((live(&store).len(), live(&store)[0].state), (1, UnitState::Confirmed), "one unit, not two");
    store.redo(Some(2)).expect("redoes");
    assert_eq!(live(&store), again);
    // An older batch brings nothing back that a later one ended.
    store.undo(Some(1)).expect("undoes");
    store.undo(Some(3)).expect("undoes");
    assert_eq!(store.redo(Some(1)).expect("redoes").brought_back, 0);
    assert!(live(&store).is_empty());
    assert_eq!(store.redo(Some(3)).expect("redoes").brought_back, 1);
    let undone = store.undo(Some(3)).expect("undoes");
    assert_eq!((undone.taken_back, undone.kept.len()), (1, 0));
    sound(&store);
}

#[test]
fn a_change_that_ends_a_unit_and_meets_it_again_has_not_ended_it() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[pair("Kopi", "Coffee")], 1);
    let mut w = store.begin(&start(BatchKind::Edit, "x", 2)).expect("begins");
    let other = w.supersede(1, &pair("Kopi", "A coffee")).expect("supersedes");
    assert_eq!(w.supersede(other, &pair("Kopi", "Coffee")).expect("supersedes"), 1);
    assert!(w.is_live(1).expect("reads") && !w.is_live(other).expect("reads"));
    w.finish("{}").expect("finishes");
    assert_eq!(texts(&store), [("Kopi".into(), "Coffee".into())]);
    sound(&store);
}

#[test]
fn what_is_taken_back_leaves_no_trace_for_the_batches_that_are_undone() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[pair("Kopi", "Coffee")], 1);
    store.undo(None).expect("undoes");
    let mut w = store.begin(&start(BatchKind::Review, "x", 2)).expect("begins");
    let unit = w.add(&pair("Kopi", "Coffee"), Differing::Add).expect("adds").unit;
    w.take_back(unit).expect("takes back");
    assert!(!w.is_live(unit).expect("reads"));
    w.finish("{}").expect("finishes");
    assert_eq!(store.redo(Some(1)).expect("redoes").brought_back, 1);
    sound(&store);
}

#[test]
fn an_undo_looks_at_the_units_that_others_have_touched_only() {
    let steps = |count: usize| {
        let place = Place::new();
        let mut store = place.store();
        let units: Vec<NewUnit> = (0..count).map(|i| pair(&format!("Kalimat {i}"), &format!("Sentence {i}"))).collect();
        import(&mut store, &units, 1);
        let again: Vec<NewUnit> = units[5..25].iter().map(|u| NewUnit { state: UnitState::Confirmed, ..u.clone() }).collect();
        import(&mut store, &again, 2);
        let mut w = store.begin(&start(BatchKind::Edit, "x", 3)).expect("begins");
        (1..=10).for_each(|id| w.delete(id).expect("deletes"));
        w.finish("{}").expect("finishes");
        let undone = store.undo(Some(1)).expect("undoes");
        assert_eq!((undone.taken_back, undone.kept.len()), (count as u64 - 25, 25));
        let mut ask = store.conn.prepare(super::super::undo::OWN).expect("is right");
        let found = ask.query_map([1, count as i64, 1], |r| r.get::<_, i64>(0)).expect("asks").count();
        assert_eq!(found, 25);
        ask.get_status(rusqlite::StatementStatus::VmStep)
    };
    let (few, many) = (steps(2_000), steps(20_000));
    assert!(many <= few + 50, "{few} steps for 2,000 units, {many} for 20,000");
}

#[test]
fn superseded_units_come_back_and_later_ones_stay() {
    let place = Place::new();
    let mut store = place.store();
    let first = NewUnit { context: Some(within(Some(""), None, "a.txt")), ..pair("Kopi", "Coffee") };
    import(&mut store, &[first], 1);
    let change = |store: &mut Store, old: i64, target: &str, salt| {
        let mut w = store.begin(&start(BatchKind::Edit, "x", salt)).expect("begins");
        let id = w.supersede(old, &pair("Kopi", target)).expect("supersedes");
        assert!(matches!(w.delete(old), Err(StoreError::NotLive { .. })));
        assert!(w.is_live(id).expect("reads"));
        w.finish("{}").expect("finishes").expect("a batch")
    };
    change(&mut store, 1, "A coffee", 2);
    assert_eq!(live(&store)[0].contexts.len(), 1, "contexts come along");
    change(&mut store, 2, "The coffee", 3);
    let undone = store.undo(Some(2)).expect("undoes");
    assert_eq!((undone.taken_back, undone.restored), (0, 1));
    assert_eq!(undone.kept, [Kept { unit: 2, why: KeptWhy::Ended, batch: 3 }]);
    assert_eq!(texts(&store).into_iter().map(|t| t.1).collect::<Vec<_>>(), ["Coffee", "The coffee"]);
    store.redo(Some(2)).expect("redoes");
    assert_eq!(texts(&store), [("Kopi".into(), "The coffee".into())]);
    store.undo(None).expect("undoes");
    store.undo(None).expect("undoes");
    assert_eq!(texts(&store), [("Kopi".into(), "Coffee".into())]);
    // Another change of the same unit: the undone ones cannot come back.
    change(&mut store, 1, "Kopi", 4);
    assert!(matches!(store.redo(Some(2)), Err(StoreError::Abandoned { batch: 2, by: 4 })));
    assert!(matches!(store.redo(None), Err(StoreError::NothingToRedo { .. })), "nor what was built on them");
}

#[test]
fn a_session_is_one_batch_saved_piece_by_piece() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[pair("Kopi", "Coffee")], 1);
    let confirmed = |t: &str| NewUnit { state: UnitState::Confirmed, ..pair("Kopi", t) };
    let mut w = store.begin(&start(BatchKind::Review, "a.txt", 2)).expect("begins");
    let new = w.supersede(1, &confirmed("A coffee")).expect("supersedes");
    let batch = w.finish("{}").expect("finishes").expect("a batch");
    let after_one = live(&store);
    let mut w = store.resume(batch, &start(BatchKind::Review, "a.txt", 3)).expect("resumes");
    w.take_back(new).expect("takes back");
    w.finish("{}").expect("finishes");
    assert_eq!(texts(&store), [("Kopi".into(), "Coffee".into())]);
    let mut w = store.resume(batch, &start(BatchKind::Review, "a.txt", 4)).expect("resumes");
    w.supersede(1, &confirmed("A coffee")).expect("supersedes");
    w.add(&confirmed("Coffees"), Differing::Add).expect("adds");
    w.finish("{}").expect("finishes");
    assert_eq!(live(&store).len(), 2);
    assert_eq!(live(&store)[0].b_text, after_one[0].b_text);
    let undone = store.undo(None).expect("undoes");
    assert_eq!((undone.batch, undone.taken_back, undone.restored), (batch, 2, 1));
    assert_eq!(texts(&store), [("Kopi".into(), "Coffee".into())]);
    assert!(matches!(store.resume(batch, &start(BatchKind::Review, "a.txt", 5)).err(), Some(StoreError::AlreadyUndone { .. })));
    sound(&store);
}

#[test]
fn a_summary_counts_what_is_live() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[pair("Kopi", "Coffee"), full()], 1);
    let mut w = store.begin(&start(BatchKind::Edit, "x", 2)).expect("begins");
    w.delete(1).expect("deletes");
    w.finish("{}").expect("finishes");
    let summary = store.summary().expect("counts");
    assert_eq!(summary.units.into_iter().collect::<Vec<_>>(), [((Lang::ID, Lang::EN, UnitState::Confirmed), 1)]);
    assert_eq!((summary.history, summary.segments, summary.batches, summary.drafts), (1, 4, 2, 0));
    assert_eq!((summary.versions.schema, summary.versions.fold.as_str()), (SCHEMA, "1"));
}

#[test]
fn unknown_and_edge_neighbours_are_not_the_same() {
    let place = Place::new();
    let mut store = place.store();
    let with = |prev: Option<&str>| NewUnit { context: Some(within(prev, None, "a.txt")), ..pair("Kopi", "Coffee") };
    import(&mut store, &[with(None), with(Some("")), with(Some("Teh"))], 1);
    let prevs: Vec<Neighbour> = live(&store)[0].contexts.iter().map(|c| c.prev.clone()).collect();
    assert_eq!(prevs, [Neighbour::Unknown, Neighbour::Edge, Neighbour::Segment("Teh".into())]);
}
