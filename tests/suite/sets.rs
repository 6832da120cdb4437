//! A set of memories: one that is written to, others that are only read.

use padan::leverage::{Policy, Query, Source, matches};
use padan::model::index::Order;
use padan::model::{Direction, InMemory, Neighbour, Role, Stamp, Uid, Unit, UnitState};
use proptest::prelude::*;
use serde_json::Value;

use super::harness::{Desk, Table, list, string, tmx, tmx_of, unit};

const SHIP: &str = "Kapal itu belum tiba di pelabuhan.";

/// A desk whose own memory holds one sentence, beside the memories `umum` (by name) and `klien/arsip.padan`.
fn desk() -> Desk {
    let desk = Desk::empty();
    desk.write("punya.tmx", tmx(&[("Nelayan menunggu cuaca membaik.", "The fishermen are waiting for better weather.")]));
    desk.write("umum.tmx", tmx(&[(SHIP, "The ship has not reached the port.")]));
    desk.write("arsip.tmx", tmx(&[("Kapal itu belum tiba di dermaga.", "The ship has not reached the pier.")]));
    desk.run(&["import", "punya.tmx"]).done();
    desk.run(&["import", "umum.tmx", "-m", "umum"]).done();
    desk.run(&["import", "arsip.tmx", "-m", "klien/arsip.padan"]).done();
    desk
}

fn memories(found: &[Value]) -> Vec<(&str, u64)> {
    found.iter().map(|m| (string(&m["memory"]), m["score"].as_u64().expect("a score"))).collect()
}

#[test]
fn matches_come_from_every_memory_of_the_set_with_its_points() {
    let desk = desk();
    assert_eq!(desk.matches(SHIP, &[]), Vec::<Value>::new(), "none is read unless asked for");
    let found = desk.matches(SHIP, &["--with", "umum:2,klien/arsip.padan"]);
    assert_eq!(memories(&found)[0], ("umum", 98), "an exact match with points off is none of a hundred");
    assert_eq!(found[0]["penalties"], serde_json::json!([["memory", 2]]));
    assert_eq!((string(&found[1]["memory"]), list(&found[1]["penalties"]).len()), ("arsip", 0));
    assert_eq!(memories(&desk.matches(SHIP, &["--with", "umum"]))[0], ("umum", 100));
    let shown = desk.run(&["match", SHIP, "--with", "umum:2"]).done().out;
    assert!(shown.contains("umum") && shown.contains("98"), "{shown}");
    let lines = desk.ask(&["match", "--jsonl", "--with", "umum:50"], &format!("{{\"id\":1,\"source\":\"{SHIP}\"}}\n")).done();
    assert_eq!(lines.json()["matches"], Value::Array(Vec::new()), "50 points off are below 60");
}

#[test]
fn the_settings_name_memories_and_options_add_and_leave_out() {
    let desk = desk();
    let names = |more: &[&str], env: &[(&str, &str)]| -> Vec<String> {
        let run = desk.run_with(&[&["match", "--json", SHIP], more].concat(), "", env).done();
        assert_eq!(run.err, "");
        list(&run.json()["matches"]).iter().map(|m| string(&m["memory"]).to_owned()).collect()
    };
    desk.write("padan.toml", "with = [\"umum:2\", \"klien/arsip.padan:1\"]\n");
    assert_eq!(names(&[], &[]), ["umum", "arsip"]);
    assert_eq!(names(&["--without", "umum"], &[]), ["arsip"]);
    assert_eq!(names(&["--without", "klien/arsip.padan"], &[]), ["umum"]);
    assert_eq!(names(&["--no-with"], &[]), [""; 0]);
    assert_eq!(names(&["--no-with", "--with", "umum"], &[]), ["umum"]);
    assert_eq!(names(&[], &[("PADAN_WITH", "umum")]), ["umum"]);
    assert_eq!(memories(&desk.matches(SHIP, &["--with", "umum:4"]))[0], ("umum", 96), "what is named last counts");
    let error = desk.run(&["match", SHIP, "--without", "uum"]).failed("en");
    assert!(error.contains("uum"), "{error}");
    // Files of the settings are meant from their folder, whatever the working folder.
    desk.write("sub.txt", "");
    std::fs::create_dir_all(desk.path("sub/dalam")).expect("folders");
    std::fs::write(desk.path("sub/padan.toml"), "with = [\"../klien/arsip.padan\"]\n").expect("a file");
    let info = desk.run(&["tm", "info", "--json"]).done().json();
    let set: Vec<(&str, u64)> =
        list(&info["with"]).iter().map(|w| (string(&w["name"]), w["penalty"].as_u64().expect("points"))).collect();
    assert_eq!(set, [("umum", 2), ("arsip", 1)]);
    assert_eq!(desk.run(&["tm", "info", "umum", "--json"]).done().json().get("with"), None);
    assert!(desk.run(&["tm", "info"]).done().out.contains("only read: umum, −2, 1 units"));
}

#[test]
fn a_memory_that_cannot_be_read_is_told_or_ends_the_run() {
    let desk = desk();
    desk.write("padan.toml", "ui = \"en\"\nwith = [\"tiada\", \"umum\"]\n");
    let run = desk.run(&["match", "--json", SHIP]).done();
    assert_eq!(memories(list(&run.json()["matches"])), [("umum", 100)]);
    assert!(run.err.contains("tiada (") && run.err.contains("padan.toml:2") && run.err.contains("left out"), "{}", run.err);
    let indonesian = desk.run(&["match", "--json", SHIP, "--ui", "id"]).done();
    assert!(indonesian.err.contains("tidak diikutkan"), "{}", indonesian.err);
    assert!(desk.run(&["match", SHIP, "--with", "tidak-ada"]).failed("en").contains("tidak-ada"));
    assert!(desk.run(&["match", SHIP, "--with", "padan.toml"]).failed("en").contains("padan.toml"));
    for bad in ["umum:51", "umum:x", ":3"] {
        desk.run(&["match", SHIP, "--with", bad]).failed("en");
    }
    assert!(!desk.exists("home/data/padan/tiada.padan") && !desk.exists("home/data/padan/tidak-ada.padan"));
}

#[test]
fn no_memory_is_read_twice_and_no_two_have_one_name() {
    let desk = desk();
    desk.run(&["import", "arsip.tmx", "-m", "lain/umum.padan"]).done();
    let own = desk.memory().display().to_string();
    let found = desk.matches("Nelayan menunggu cuaca membaik.", &["--with", "memory:9", "--with", &own]);
    assert_eq!(memories(&found), [("memory", 100)], "the memory that is written to has no points off");
    let found = desk.matches(SHIP, &["--with", "umum,lain/umum.padan"]);
    assert_eq!(memories(&found).iter().map(|(n, _)| *n).collect::<Vec<_>>(), ["umum", "lain/umum"]);
    let found = desk.matches(SHIP, &["--with", "umum,lain/umum.padan", "--without", "lain/umum"]);
    assert_eq!(memories(&found), [("umum", 100)], "left out by the name that is shown");
}

#[test]
fn the_same_unit_is_listed_once_and_says_where_else_it_stands() {
    let desk = Desk::empty();
    let dated = unit(SHIP, "The ship has not reached the port.", "changedate=\"20240101T000000Z\" changeid=\"Laras\"");
    desk.write("a.tmx", tmx_of(std::slice::from_ref(&dated)));
    desk.write("b.tmx", tmx_of(&[unit(SHIP, "The ship has not reached the port.", "changedate=\"20240102T000000Z\"")]));
    desk.run(&["import", "a.tmx"]).done();
    desk.run(&["import", "a.tmx", "-m", "salinan"]).done();
    desk.run(&["import", "b.tmx", "-m", "lain"]).done();
    let found = desk.matches(SHIP, &["--with", "salinan:3"]);
    assert_eq!(memories(&found), [("memory", 100)]);
    assert_eq!(found[0]["also"], serde_json::json!(["salinan"]));
    let found = desk.matches(SHIP, &["--with", "lain"]);
    assert_eq!(memories(&found), [("lain", 100), ("memory", 100)], "another date is shown, the newest first");
    assert!(found.iter().all(|m| m.get("also").is_none()));
    let shown = desk.run(&["match", SHIP, "--with", "salinan"]).done().out;
    assert!(shown.contains("memory, salinan"), "{shown}");
}

#[test]
fn what_a_reference_memory_gave_is_added_and_replaces_nothing() {
    let desk = desk();
    desk.write("artikel.txt", format!("Pelabuhan Sepi\n\n{SHIP}\n"));
    let umum = desk.bytes("home/data/padan/umum.padan");
    desk.run(&["draft", "artikel.txt", "--mode", "raw", "--as", "tsv", "--with", "umum:2"]).done();
    let mut table = Table::read(&desk.text("artikel.draft.tsv"));
    let row = table.row("Kapal itu");
    assert!(row.origin.contains("umum") && row.score == "98", "{row:?}");
    assert_eq!((row.target.as_str(), row.status.as_str()), ("The ship has not reached the port.", "Draft"));
    // Untouched it is no exact match, so the article is not finished by it.
    let open = desk.run(&["finish", "artikel.draft.tsv", "--json"]).ended(1);
    assert_eq!(open.json()["missing"], serde_json::json!([1, 2]));
    row_edited(&mut table);
    desk.write("artikel.draft.tsv", table.text());
    desk.run(&["finish", "artikel.draft.tsv"]).done();
    let own = desk.dump();
    assert_eq!(own.len(), 3, "both sentences beside the one that was there: {own:#?}");
    assert_eq!(desk.bytes("home/data/padan/umum.padan"), umum, "a memory that is read does not change");
}

fn row_edited(table: &mut Table) {
    table.row("Kapal itu").target = "The vessel has yet to reach port.".into();
    table.row("Pelabuhan").target = "A Quiet Port".into();
}

#[test]
fn a_reference_of_the_same_name_and_row_replaces_nothing_in_the_memory() {
    let desk = Desk::empty();
    desk.write("punya.tmx", tmx(&[("Nelayan menunggu cuaca membaik.", "The fishermen are waiting for better weather.")]));
    desk.write("umum.tmx", tmx(&[(SHIP, "The ship has not reached the port.")]));
    desk.run(&["import", "punya.tmx", "-m", "kerja/umum.padan"]).done();
    desk.run(&["import", "umum.tmx", "-m", "klien/umum.padan"]).done();
    desk.write("artikel.txt", format!("Pelabuhan Sepi\n\n{SHIP}\n"));
    let memory = ["-m", "kerja/umum.padan"];
    desk.run(&[&["draft", "artikel.txt", "--mode", "raw", "--as", "tsv", "--with", "klien/umum.padan"][..], &memory].concat())
        .done();
    let mut table = Table::read(&desk.text("artikel.draft.tsv"));
    assert!(table.row("Kapal itu").origin.contains("klien/umum"), "{:?}", table.row("Kapal itu"));
    row_edited(&mut table);
    desk.write("artikel.draft.tsv", table.text());
    desk.run(&[&["finish", "artikel.draft.tsv"][..], &memory].concat()).done();
    let own = super::harness::dump(&desk.path("kerja/umum.padan"));
    assert_eq!(own.len(), 3, "{own:#?}");
    assert!(own.iter().any(|u| u.contains("better weather")), "the unit in the same row stays");
}

#[test]
fn a_memory_that_takes_the_name_of_a_reference_keeps_its_own_units() {
    let desk = desk();
    desk.run(&["import", "punya.tmx", "-m", "kantor.padan"]).done();
    desk.write("artikel.txt", format!("Pelabuhan Sepi\n\n{SHIP}\n"));
    desk.run(&["draft", "artikel.txt", "--mode", "raw", "--as", "tsv", "-m", "kantor.padan", "--with", "umum"]).done();
    let mut table = Table::read(&desk.text("artikel.draft.tsv"));
    assert_eq!(table.row("Kapal itu").score, "100");
    row_edited(&mut table);
    desk.write("artikel.draft.tsv", table.text());
    std::fs::rename(desk.path("kantor.padan"), desk.path("umum.padan")).expect("renamed");
    desk.run(&["finish", "artikel.draft.tsv", "-m", "./umum.padan"]).done();
    let own = super::harness::dump(&desk.path("umum.padan"));
    assert!(own.len() == 3 && own.iter().any(|u| u.contains("better weather")), "{own:#?}");
}

#[test]
fn a_dry_run_leaves_no_memory_behind() {
    let desk = Desk::with(&["karya-lama.tmx", "pelabuhan-lanjutan.txt"]);
    let import = desk.run(&["import", "-n", "-m", "baru", "karya-lama.tmx", "--json"]).done();
    assert!(import.json()["added"].as_u64().expect("a count") > 100);
    assert!(import.err.contains("baru"), "{}", import.err);
    desk.run(&["import", "-n", "-m", "folder/baru.padan", "karya-lama.tmx"]).done();
    desk.run(&["draft", "-n", "-m", "baru", "pelabuhan-lanjutan.txt"]).done();
    desk.run(&["draft", "-n", "pelabuhan-lanjutan.txt"]).done();
    assert_eq!(desk.files(), ["karya-lama.tmx", "pelabuhan-lanjutan.txt"]);
    assert!(!desk.exists("home/data"));
    desk.write("kosong.padan", "");
    desk.run(&["import", "-n", "-m", "kosong.padan", "karya-lama.tmx"]).done();
    assert_eq!(desk.bytes("kosong.padan"), b"");
    assert!(!desk.run(&["draft", "-n", "-q", "pelabuhan-lanjutan.txt"]).done().err.contains("memory"));
}

fn a_unit() -> impl Strategy<Value = Unit> {
    let word = prop::sample::select(vec!["kapal", "belum", "telah", "tiba", "di", "pelabuhan", "dermaga", "2023", "Sari"]);
    let date = prop::sample::select(vec![None, Stamp::parse("20230101T000000Z"), Stamp::parse("20240101T000000Z")]);
    let state = prop::sample::select(UnitState::ALL.to_vec());
    (prop::collection::vec(word, 3..9), 0..3_u8, state, date, any::<u32>()).prop_map(|(words, target, state, changed, n)| Unit {
        id: 0,
        uid: Uid::of(1_700_000_000_000, u64::from(n), n),
        source: words.join(" "),
        target: format!("t{target}"),
        skeleton: 0,
        state,
        role: Some(Role::Body),
        author: None,
        changed,
        contexts: Vec::new(),
    })
}

fn memory_of(units: &[Unit]) -> InMemory {
    let mut memory = InMemory::new(Direction::ID_EN, Order::default());
    units.iter().cloned().for_each(|u| memory.push(u));
    memory
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// A set of memories gives what one memory with all their units gives; only who comes first among full equals differs.
    #[test]
    fn a_set_gives_what_one_memory_gives(
        units in prop::collection::vec((a_unit(), 0..3_usize), 1..60),
        asked in a_unit(),
        limit in 1..12_usize,
    ) {
        // Twins are listed once over a set; in one memory they are one unit.
        let mut all: Vec<(Unit, usize)> = Vec::new();
        for (n, (unit, place)) in units.into_iter().enumerate() {
            let twin = |o: &Unit| (&o.source, &o.target, o.state, &o.changed) == (&unit.source, &unit.target, unit.state, &unit.changed);
            if !all.iter().any(|(o, _)| twin(o)) {
                all.push((Unit { id: n as i64, ..unit }, place));
            }
        }
        let parts: Vec<Vec<Unit>> =
            (0..3).map(|p| all.iter().filter(|(_, place)| *place == p).map(|(u, _)| u.clone()).collect()).collect();
        let memories: Vec<InMemory> = parts.iter().map(|units| memory_of(units)).collect();
        let one = memory_of(&all.iter().map(|(u, _)| u.clone()).collect::<Vec<_>>());
        let query = [Query { prev: Neighbour::Edge, role: Some(Role::Body), ..Query::text(&asked.source) }];
        for min_score in [0, 50, 75, 100] {
            let policy = Policy { direction: Direction::ID_EN, min_score, limit };
            let whole = &matches(&query, &[Source { name: "x", penalty: 0, memory: &one }], &policy).expect("cannot fail")[0];
            let rank = |m: &padan::model::Match| (m.score, m.uncapped, m.state, m.changed.clone(), m.ambiguous);
            for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
                let names = ["a", "b", "c"];
                let sources = order.map(|i| Source { name: names[i], penalty: 0, memory: &memories[i] });
                let found = &matches(&query, &sources, &policy).expect("cannot fail")[0];
                prop_assert_eq!(found.iter().map(rank).collect::<Vec<_>>(), whole.iter().map(rank).collect::<Vec<_>>());
                prop_assert!(found.iter().all(|m| m.also.is_empty()));
                let mut places: Vec<(String, usize)> = Vec::new();
                for m in found {
                    let key = strsim::normalized_levenshtein(&m.source, &asked.source);
                    let place = order.iter().position(|&i| names[i] == m.memory).expect("a name of the set");
                    places.push((format!("{:?} {key}", rank(m)), place));
                }
                prop_assert!(places.windows(2).all(|w| w[0].0 != w[1].0 || w[0].1 <= w[1].1), "{:?}", places);
                if limit > 60 || found.len() < limit {
                    let sorted = |list: &[padan::model::Match]| { let mut l: Vec<Uid> = list.iter().map(|m| m.uid).collect(); l.sort(); l };
                    prop_assert_eq!(sorted(found), sorted(whole));
                }
            }
        }
    }
}
