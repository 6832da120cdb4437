//! A unit's life across layouts and compacting.

use super::*;

/// A memory of the first layout, filled by `sql`.
fn old_file(sql: &str) -> Place {
    let place = Place::new();
    let conn = of_layout(&place, 1);
    conn.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).expect("runs");
    conn.close().expect("closes");
    place
}

const BATCHES: &str = "INSERT INTO batch (id, kind, status, at, settings, counts, first_unit, last_unit, units) VALUES
     (1, 'import', 1, '', '{}', '{}', 1, 1, 1), (2, 'edit', 1, '', '{}', '{}', 2, 2, 1), (3, 'import', 1, '', '{}', '{}', 3, 3, 1);
     UPDATE tally SET indexed = 3;
     INSERT INTO label VALUES (1, 'id'), (2, 'en');";

/// Three texts, each with the hashes and postings of this program.
fn with_texts(place: &Place) {
    let conn = rusqlite::Connection::open(place.path()).expect("opens");
    for (id, lang, text) in [(1, "id", "Kopi"), (2, "en", "Coffee"), (3, "en", "A coffee")] {
        let h = crate::memory::segs::hashes(&crate::text::Tokens::of(text), Lang::of(lang));
        conn.execute("INSERT INTO seg VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)", (id, lang, text, h.exact, h.rung, h.tokens))
            .expect("a text");
    }
}

#[test]
fn a_file_of_the_first_layout_with_two_equal_units_reads_sensibly() {
    let unit = |id: i64, b: i64, was: &str, batch: i64| {
        format!(
            "INSERT INTO unit (id, uid, a, b, a_lang, b_lang, was, batch, state, used, line) \
             VALUES ({id}, x'0000000000007000800000000000000{id}', 1, {b}, 1, 2, {was}, {batch}, 2, 0, 0);"
        )
    };
    // Coffee, then superseded by A coffee, then imported again as a second row.
    let sql = [BATCHES, &unit(1, 2, "NULL", 1), &unit(2, 3, "1", 2), &unit(3, 2, "NULL", 3), "INSERT INTO death VALUES (1, 2);"]
        .concat();
    let place = old_file(&sql);
    with_texts(&place);
    assert!(
        matches!(Store::open_read_only(&place.path()), Err(StoreError::OtherRules { .. })),
        "not before it is brought up to date"
    );
    let mut store = place.store();
    store.reindex().expect("indexes");
    sound(&store);
    assert_eq!(live(&store).iter().map(|u| u.id).collect::<Vec<_>>(), [2, 3]);
    let history = store.snapshot().expect("a snapshot").history(1).expect("reads").expect("is there");
    assert_eq!((history.live, history.deaths[0].heir, history.later[0].id), (false, Some(2), 2), "what took its place is known");
    // Meeting it again means the one that is live.
    let confirmed = NewUnit { state: UnitState::Confirmed, ..pair("Kopi", "Coffee") };
    let mut w = store.begin(&start(BatchKind::Edit, "x", 9)).expect("begins");
    assert_eq!(w.add(&confirmed, Differing::Add).expect("adds"), Added { unit: 3, outcome: Outcome::Duplicate });
    w.finish("{}").expect("finishes");
    store.undo(Some(2)).expect("undoes");
    assert_eq!(live(&store).len(), 2);
    store.redo(Some(2)).expect("redoes");
    store.compact(false, &mut |_, _| {}).expect("compacts");
    assert_eq!(live(&store).iter().map(|u| u.id).collect::<Vec<_>>(), [2, 3]);
    sound(&store);
}

#[test]
fn a_row_is_never_given_again() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[pair("Kopi", "Coffee"), pair("Teh", "Tea")], 1);
    let mut w = store.begin(&start(BatchKind::Edit, "x", 2)).expect("begins");
    w.delete(2).expect("deletes");
    w.finish("{}").expect("finishes");
    let did = store.compact(false, &mut |_, _| {}).expect("compacts");
    assert_eq!((did.units, did.sealed, did.purged, did.segments), (1, 1, 0, 2));
    import(&mut store, &[pair("Teh", "Tea")], 3);
    assert_eq!(live(&store).iter().map(|u| u.id).collect::<Vec<_>>(), [1, 3]);
    assert!(matches!(store.undo(Some(2)), Err(StoreError::Sealed { batch: 2 })));
    sound(&store);
}

#[test]
fn a_unit_outlives_the_batch_that_first_brought_it() {
    let place = Place::new();
    let mut store = place.store();
    let noted = NewUnit { extra: Some(r#"{"note":"panen"}"#.into()), tuid: Some("k1".into()), ..pair("Kopi", "Coffee") };
    import(&mut store, std::slice::from_ref(&noted), 1);
    import(&mut store, &[NewUnit { state: UnitState::Confirmed, ..noted }], 2);
    store.undo(Some(1)).expect("undoes");
    let before = live(&store);
    store.compact(false, &mut |_, _| {}).expect("compacts");
    assert_eq!(live(&store), before);
    assert_eq!(before[0].extra.len(), 1);
    let batches = store.batches().expect("lists");
    assert_eq!(
        batches.iter().map(|b| (b.status, b.units)).collect::<Vec<_>>(),
        [(BatchStatus::Applied, 1), (BatchStatus::Purged, 0)]
    );
    assert_eq!(store.undo(Some(2)).expect("undoes").taken_back, 1);
    assert_eq!(store.redo(None).expect("redoes").brought_back, 1);
    assert_eq!(live(&store), before);
    sound(&store);
}

#[test]
fn only_the_newest_batch_is_gone_on_with() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[pair("Kopi", "Coffee")], 1);
    import(&mut store, &[pair("Teh", "Tea")], 2);
    let refused = store.resume(1, &start(BatchKind::Review, "x", 3)).err();
    assert!(matches!(refused, Some(StoreError::NotNewest { batch: 1, newest: 2 })), "{refused:?}");
    assert!(store.resume(2, &start(BatchKind::Review, "x", 3)).is_ok());
}
