//! The token index: right after every step, and in every epoch.

use super::*;
use crate::model::ReadMemory;
use crate::model::index::{elements, post_keys};
use crate::text::Tokens;

/// Sentences of a few hundred words, some of them frequent.
fn sentence(i: usize, lang: &str) -> String {
    let word =
        |k: usize| format!("{lang}{}", "kbdfgjlmnprst".chars().cycle().nth(k % 13).unwrap_or('x')) + &(k % 211).to_string();
    let words: Vec<String> = (0..6 + i % 20).map(|j| if j % 3 == 0 { word(j % 5) } else { word(i * 31 + j * 17) }).collect();
    words.join(" ")
}

fn units(range: std::ops::Range<usize>) -> Vec<NewUnit> {
    range.map(|i| pair(&sentence(i, "i"), &sentence(i, "e"))).collect()
}

#[test]
fn every_segment_is_found_under_each_of_its_keys() {
    let place = Place::new();
    let mut store = place.store();
    for (salt, range) in [(1, 0..30), (2, 20..60)] {
        import(&mut store, &units(range), salt);
        sound(&store);
    }
    for i in 60..90 {
        import(&mut store, &units(i..i + 1), i as u64);
    }
    sound(&store);
    let snapshot = store.snapshot().expect("a snapshot");
    let tokens = Tokens::of(&sentence(77, "i"));
    let keys: Vec<i64> = post_keys(Lang::ID, elements(&tokens), snapshot.order()).into_iter().map(|(key, _)| key).collect();
    let seg = snapshot.segs_of(&sentence(77, "i"));
    for list in snapshot.postings(&keys).expect("reads") {
        assert!(list.is_sorted());
        assert!(list.iter().any(|p| p.seg == seg && p.len as usize == tokens.len()));
    }
    let parts: i64 = store
        .conn
        .query_row("SELECT max(n) FROM (SELECT count(*) AS n FROM post GROUP BY key)", [], |r| r.get(0))
        .expect("counts");
    assert!((2..=16).contains(&parts), "parts are merged: {parts}");
}

impl Snapshot<'_> {
    fn segs_of(&self, text: &str) -> i64 {
        self.store.conn.query_row("SELECT id FROM seg WHERE plain = ?1", [text], |r| r.get(0)).expect("is there")
    }
}

#[test]
fn doubling_makes_an_order_and_reindexing_keeps_the_answers() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &units(0..300), 1);
    assert_eq!(*store.snapshot().expect("a snapshot").order(), crate::model::index::Order::default());
    import(&mut store, &units(300..1_500), 2);
    let order = store.snapshot().expect("a snapshot").order().clone();
    assert_ne!(order, crate::model::index::Order::default());
    sound(&store);
    import(&mut store, &units(1_500..1_600), 3);
    assert_eq!(*store.snapshot().expect("a snapshot").order(), order, "the order is frozen until the next doubling");
    sound(&store);
    // Another process sees the new order, and not one of a change that was dropped.
    let other = Store::open(&place.path()).expect("opens");
    let mut w = store.begin(&start(BatchKind::Import, "x", 4)).expect("begins");
    for unit in units(1_600..5_000) {
        w.add(&unit, Differing::Add).expect("adds");
    }
    w.write_postings(false).expect("writes");
    drop(w);
    assert_eq!(*store.snapshot().expect("a snapshot").order(), order);
    sound(&store);
    store.reindex().expect("reindexes");
    sound(&store);
    assert_ne!(*other.snapshot().expect("a snapshot").order(), order);
    sound(&other);
}

#[test]
fn a_neighbour_is_indexed_once_a_unit_uses_it() {
    let place = Place::new();
    let mut store = place.store();
    let first = NewUnit { context: Some(within(None, Some("Teh manis"), "a.txt")), ..pair("Kopi", "Coffee") };
    import(&mut store, std::slice::from_ref(&first), 1);
    assert_eq!(store.snapshot().expect("a snapshot").indexed_segments(), 2);
    import(&mut store, &[pair("Teh manis", "Sweet tea")], 2);
    assert_eq!(store.snapshot().expect("a snapshot").indexed_segments(), 4);
    sound(&store);
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[first, pair("Teh manis", "Sweet tea")], 1);
    sound(&store);
}

#[test]
fn verify_names_what_is_missing_or_too_much() {
    let damage = |sql: &str, expected: &str| {
        let place = Place::new();
        let mut store = place.store();
        import(&mut store, &units(0..20), 1);
        sound(&store);
        store.conn.execute_batch(sql).expect("runs");
        let problems = store.verify().expect("can be checked").problems;
        assert!(problems.iter().any(|p| p.contains(expected)), "{sql}: {problems:?}");
    };
    damage("DELETE FROM post WHERE key = (SELECT min(key) FROM post)", "is missing in the token index");
    damage("INSERT INTO post SELECT key, 99, value FROM post LIMIT 1", "postings,");
    damage("UPDATE post SET value = x'ff' WHERE key = (SELECT max(key) FROM post)", "cannot be read");
    damage("UPDATE seg SET plain = 'lain' WHERE id = 1", "under another key");
    damage("UPDATE seg SET indexed = 0 WHERE id = 1", "uses a segment that is not indexed");
    damage("UPDATE tally SET indexed = 7", "are counted");
    damage("PRAGMA foreign_keys = OFF; DELETE FROM seg WHERE id = 3", "that is not there");
    damage("PRAGMA foreign_keys = OFF; UPDATE batch SET units = 3", "counts its units wrongly");
}

/// `cargo test --release -- --ignored --nocapture a_large_import` shows the CPU seconds of adding 100,000 units.
#[test]
#[ignore = "takes long; to be run with --release"]
fn a_large_import_takes_seconds() {
    let place = Place::new();
    let mut store = place.store();
    let count: usize = std::env::var("UNITS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let word = |k: usize| {
        ["kopi", "teh", "hujan", "pasar", "petani", "harga", "panen", "gudang"][k % 8].to_owned() + &(k / 8).to_string()
    };
    let text = |i: usize, lang: &str| -> String {
        let mut state = crate::text::hash::hash(format!("{lang}{i}").as_bytes());
        (0..20)
            .map(|_| {
                state = crate::text::hash::mix(state.wrapping_add(1));
                // Skewed as words are: a few very frequent, most rare.
                let share = (state >> 11) as f64 / (1u64 << 53) as f64;
                word((share.powi(4) * 60_000.0) as usize)
            })
            .collect::<Vec<_>>()
            .join(" ")
    };
    let units: Vec<NewUnit> = (0..count)
        .map(|i| NewUnit {
            context: Some(within(Some(&text(i.max(1) - 1, "id")), Some(&text(i + 1, "id")), &format!("{}.txt", i / 40))),
            changed: Some(stamp(3)),
            ..pair(&text(i, "id"), &text(i, "en"))
        })
        .collect();
    let begun = std::time::Instant::now();
    import(&mut store, &units, 1);
    let took = begun.elapsed();
    let again = std::time::Instant::now();
    assert_eq!(import(&mut store, &units, 2), None);
    let again = again.elapsed();
    let undone = std::time::Instant::now();
    assert_eq!(store.undo(None).expect("undoes").taken_back as usize, count);
    let undone = undone.elapsed();
    store.redo(None).expect("redoes");
    let one = std::time::Instant::now();
    import(&mut store, &[pair("Kopi baru", "New coffee")], 3);
    let one = one.elapsed();
    let size = store.summary().expect("counts").file_size;
    #[expect(clippy::print_stderr, reason = "it is a measurement")]
    {
        eprintln!("{count} units {took:?}, again {again:?}, undo {undone:?}, one more {one:?}, {size} bytes");
    }
    sound(&store);
}
