//! Files: what is refused, what survives, who waits for whom.

use std::time::Duration;

use super::*;

fn refused(bytes: &[u8], expected: &str) {
    let place = Place::new();
    std::fs::write(place.path(), bytes).expect("writes");
    for result in [
        Store::open(&place.path()),
        Store::open_read_only(&place.path()),
        Store::open_or_create(&place.path(), 1),
        Store::create(&place.path(), 1),
    ] {
        let error = result.expect_err("refused").to_string();
        assert!(error.contains("kopi.padan"), "{error}");
        assert!(error.contains(expected) || error.contains("is there already"), "{error}");
        assert_eq!(std::fs::read(place.path()).expect("reads"), bytes);
    }
    let left: Vec<_> = std::fs::read_dir(place.folder.path()).expect("lists").collect();
    assert_eq!(left.len(), 1, "nothing lies beside it: {left:?}");
}

fn database(sql: &str) -> Vec<u8> {
    let place = Place::new();
    let conn = rusqlite::Connection::open(place.path()).expect("opens");
    conn.execute_batch(sql).expect("runs");
    conn.close().expect("closes");
    std::fs::read(place.path()).expect("reads")
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_untouched() {
    refused(b"Petani menjemur kopi di halaman.\n", "no SQLite database");
    refused(b"SQLite format 3\0", "no SQLite database");
    refused(&database("CREATE TABLE kopi (x)"), "another program");
    refused(&database("PRAGMA application_id = 5; CREATE TABLE kopi (x)"), "another program");
}

#[test]
fn a_newer_memory_is_refused_and_untouched() {
    let sql = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 99; CREATE TABLE kopi (x)");
    refused(&database(&sql), "newer padan (layout 99");
}

#[test]
fn a_newer_version_in_the_log_alone_is_noticed() {
    let place = Place::new();
    let store = place.store();
    // Kept open, so that the log is not written back.
    let _reader = store.snapshot().expect("a snapshot");
    let other = rusqlite::Connection::open(place.path()).expect("opens");
    other.execute_batch("PRAGMA user_version = 99").expect("runs");
    let bytes = std::fs::read(place.path()).expect("reads");
    assert!(matches!(Store::open(&place.path()), Err(StoreError::Newer { found: 99, .. })));
    assert_eq!(std::fs::read(place.path()).expect("reads"), bytes);
}

#[test]
fn a_memory_that_is_not_there_is_said_so_and_made_with_its_folder() {
    let place = Place::new();
    let path = place.folder.path().join("arsip/2024/kopi.padan");
    assert!(matches!(Store::open(&path), Err(StoreError::Missing { .. })));
    assert!(matches!(Store::open_read_only(&path), Err(StoreError::Missing { .. })));
    let store = Store::create(&path, 255).expect("makes it");
    assert_eq!((store.id(), store.journal()), ("00000000000000ff", Journal::Wal));
    assert!(matches!(Store::create(&path, 1), Err(StoreError::Exists { .. })));
    assert!(matches!(Store::open(place.folder.path()), Err(StoreError::NotAMemory { what: "it is a folder", .. })));
}

#[test]
fn an_empty_file_is_filled_but_not_opened() {
    let place = Place::new();
    std::fs::write(place.path(), "").expect("writes");
    assert!(matches!(Store::open(&place.path()), Err(StoreError::NotAMemory { what: "the file is empty", .. })));
    assert!(live(&place.store()).is_empty());
}

#[test]
fn a_dropped_change_never_was() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[pair("Kopi", "Coffee")], 1);
    let before = live(&store);
    let mut w = store.begin(&start(BatchKind::Import, "teh.tmx", 2)).expect("begins");
    w.add(&pair("Teh", "Tea"), Differing::Add).expect("adds");
    w.delete(1).expect("deletes");
    drop(w);
    assert_eq!(live(&store), before);
    assert_eq!(store.batches().expect("lists").len(), 1);
    sound(&store);
    assert_eq!(import(&mut store, &[pair("Teh", "Tea")], 2), Some(2));
}

#[test]
fn readers_keep_their_moment_while_others_write() {
    let place = Place::new();
    let mut writer = place.store();
    import(&mut writer, &[pair("Kopi", "Coffee")], 1);
    let reader = Store::open(&place.path()).expect("opens");
    let first = reader.snapshot().expect("a snapshot");
    import(&mut writer, &[pair("Teh", "Tea")], 2);
    let second = reader.snapshot().expect("a snapshot");
    assert_eq!(second.indexed_segments(), 2, "overlapping snapshots share the moment of the first");
    assert_eq!(live(&reader).len(), 1);
    drop((first, second));
    assert_eq!(live(&reader).len(), 2);
}

#[test]
fn a_second_writer_hears_who_is_writing() {
    let place = Place::new();
    let mut first = place.store();
    let mut second = place.store();
    second.set_patience(Duration::from_millis(20)).expect("sets");
    let w = first.begin(&start(BatchKind::Import, "kopi.tmx", 1)).expect("begins");
    let pid = std::process::id();
    for error in [second.begin(&start(BatchKind::Edit, "x", 2)).err(), second.undo(None).err()] {
        let error = error.expect("busy").to_string();
        assert!(error.contains(&format!("process {pid} (import kopi.tmx)")), "{error}");
    }
    drop(w);
    second.begin(&start(BatchKind::Edit, "x", 2)).expect("begins");
    assert!(!place.folder.path().join("kopi.padan-writer").exists());
}

#[test]
fn a_full_disk_costs_the_change_and_nothing_else() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[pair("Kopi", "Coffee")], 1);
    let before = live(&store);
    let pages: i64 = store.conn.query_row("PRAGMA page_count", [], |r| r.get(0)).expect("counts");
    let limit = |store: &Store, pages: i64| {
        store.conn.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).expect("sets");
    };
    limit(&store, pages + 3);
    let mut w = store.begin(&start(BatchKind::Import, "teh.tmx", 2)).expect("begins");
    let error = (0..5_000)
        .find_map(|i| w.add(&pair(&format!("Teh {i}"), &format!("Tea {i}")), Differing::Add).err())
        .or_else(|| w.finish("{}").err())
        .expect("there is no room");
    assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
    assert!(error.to_string().contains("is full; the memory is as it was"), "{error}");
    limit(&store, 1_000_000);
    assert_eq!(live(&store), before);
    sound(&store);
    assert_eq!(import(&mut store, &[pair("Teh", "Tea")], 2), Some(2));
}

#[test]
fn after_an_error_nothing_of_the_change_can_be_finished() {
    let place = Place::new();
    let mut store = place.store();
    let pages: i64 = store.conn.query_row("PRAGMA page_count", [], |r| r.get(0)).expect("counts");
    store.conn.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).expect("sets");
    let mut w = store.begin(&start(BatchKind::Import, "teh.tmx", 2)).expect("begins");
    while w.add(&pair(&"Teh ".repeat(w.batch() as usize + 2_000), "Tea"), Differing::Add).is_ok() {
        w.add(&pair("Teh", &"tea ".repeat(3_000)), Differing::Add).ok();
    }
    assert!(matches!(w.add(&pair("Kopi", "Coffee"), Differing::Add), Err(StoreError::Broken { .. })));
    assert!(matches!(w.finish("{}"), Err(StoreError::Broken { .. })));
    assert!(live(&store).is_empty());
}

#[test]
fn a_file_that_may_only_be_read_is_read() {
    let place = Place::new();
    import(&mut place.store(), &[pair("Kopi", "Coffee")], 1);
    let mut store = Store::open_read_only(&place.path()).expect("opens");
    assert!(store.is_read_only());
    assert_eq!(live(&store).len(), 1);
    assert!(matches!(store.undo(None), Err(StoreError::NotWritable { .. })));
}

#[test]
fn a_memory_of_other_rules_is_brought_up_to_date() {
    let place = Place::new();
    let mut store = place.store();
    import(&mut store, &[pair("Kopi", "Coffee"), pair("Teh", "Tea")], 1);
    store
        .conn
        .execute_batch("UPDATE meta SET value = '0' WHERE key = 'fold'; UPDATE seg SET exact = 1, rung = 2; DELETE FROM post")
        .expect("runs");
    assert!(!store.verify().expect("can be checked").problems.is_empty());
    drop(store);
    assert!(matches!(Store::open_read_only(&place.path()), Err(StoreError::OtherRules { .. })));
    sound(&place.store());
    assert!(Store::open_read_only(&place.path()).is_ok());
}

mod drafts {
    use super::*;
    use crate::model::{Direction, Draft, DraftSegment, Form, Like, LineDecision, Role, Segment, SegmentRef, SegmentState};

    fn segment(n: u32) -> DraftSegment {
        let text = format!("Kalimat {n}.");
        let (before, after, joined) = (String::new(), "\n".to_owned(), Vec::new());
        DraftSegment::of(Segment {
            n,
            role: Role::Body,
            para: n,
            line: n,
            text,
            before,
            after,
            joined,
            tagged: None,
            tags: vec![],
        })
    }

    fn draft() -> Draft {
        let line = LineDecision {
            line: 1,
            keep: true,
            kind: "body".into(),
            reason: "body.prose".into(),
            confidence: 0.9,
            text: "Kalimat 1.".into(),
            raw: "Kalimat 1.\n".into(),
        };
        let at = SegmentRef { draft: Some("teh".into()), n: 1 };
        let like =
            Like { at, score: 88, diff: vec![('=', "Kalimat".into()), ('+', " 3".into())], flags: vec![], penalties: vec![] };
        let repeated = DraftSegment { like: Some(like), exported: vec![String::new()], ..segment(3) };
        Draft {
            id: 0,
            name: "kopi".into(),
            file: "kopi.txt".into(),
            sha256: "ab".into(),
            direction: Direction::ID_EN,
            form: Form::Markdown,
            rules: "r1".into(),
            at: stamp(1),
            lines: vec![line],
            segments: vec![segment(1), segment(2), repeated],
        }
    }

    #[test]
    fn a_draft_comes_back_and_its_changes_are_kept() {
        let place = Place::new();
        let mut store = place.store();
        let id = store.save_draft(&draft(), None).expect("saves");
        store.save_draft(&draft(), Some(id)).expect("saves");
        let third = store.save_draft(&draft(), None).expect("saves");
        assert_eq!(store.load_draft(id).expect("loads"), Draft { id, ..draft() });
        assert_eq!(store.load_draft(third).expect("loads").name, "kopi-3");
        let done = DraftSegment { target: "Sentence 2.".into(), state: SegmentState::Confirmed, ..segment(2) };
        assert_eq!(store.update_segments(id, &[segment(1), done.clone()], &stamp(2)).expect("stores"), 2);
        assert_eq!(store.update_segments(id, std::slice::from_ref(&done), &stamp(3)).expect("stores"), 2, "nothing differs");
        assert_eq!(store.load_draft(id).expect("loads").segments[1], done);
        let row = &store.find_drafts().expect("lists")[0];
        assert_eq!((row.id, row.segments, row.done, row.rev), (id, 3, 1, 2));
        let log: Vec<(i64, String, String)> = store
            .conn
            .prepare("SELECT n, before, after FROM draft_log")
            .and_then(|mut q| q.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect())
            .expect("reads");
        let before = r#"{"target":"","state":"new"}"#.to_owned();
        assert_eq!(log, [(2, before, r#"{"target":"Sentence 2.","state":"confirmed"}"#.to_owned())]);
        assert!(matches!(store.update_segments(id, &[segment(9)], &stamp(3)), Err(StoreError::NoSegment { n: 9, .. })));
        store.delete_draft(id, &stamp(4)).expect("deletes");
        assert!(store.find_drafts().expect("lists").iter().all(|r| r.id != id));
        assert!(matches!(store.delete_draft(id, &stamp(4)), Err(StoreError::NoDraft { .. })));
        store.restore_draft(id).expect("restores");
        assert_eq!(store.load_draft(id).expect("loads").segments[1], done);
        assert!(matches!(store.restore_draft(id), Err(StoreError::NoDraft { .. })));
        store.delete_draft(id, &stamp(4)).expect("deletes");
        assert_eq!(store.save_draft(&draft(), None).and_then(|n| store.load_draft(n)).expect("saves").name, "kopi-4");
        let mut compact = |keep| store.compact(keep, &mut |_, _| {}).expect("compacts").drafts;
        assert_eq!((compact(true), compact(false), compact(false)), (0, 1, 0));
        assert!(matches!(store.load_draft(id), Err(StoreError::NoDraft { .. })));
        sound(&store);
    }

    #[test]
    fn a_draft_keeps_its_file_until_it_is_purged() {
        let place = Place::new();
        let mut store = place.store();
        let id = store.save_draft_of(&draft(), None, Some(b"PK\x03\x04\0berkas")).expect("saves");
        let without = store.save_draft(&draft(), Some(id)).expect("saves");
        assert_eq!(store.draft_input(id).expect("reads").as_deref(), Some(&b"PK\x03\x04\0berkas"[..]));
        assert_eq!(store.draft_input(without).expect("reads"), None);
        store.delete_draft(id, &stamp(2)).expect("deletes");
        assert!(store.draft_input(id).expect("reads").is_some(), "it can be restored");
        store.compact(false, &mut |_, _| {}).expect("compacts");
        assert_eq!(store.draft_input(id).expect("reads"), None);
        let left: i64 = store.conn.query_row("SELECT count(*) FROM draft_input", [], |r| r.get(0)).expect("counts");
        assert_eq!(left, 0);
        sound(&store);
    }

    #[test]
    fn a_memory_of_the_third_layout_learns_to_keep_files() {
        let place = Place::new();
        drop(of_layout(&place, 3));
        let mut store = Store::open(&place.path()).expect("opens");
        assert_eq!(store.upgraded().map(|u| (u.from, u.to)), Some((3, crate::memory::SCHEMA)));
        let id = store.save_draft_of(&draft(), None, Some(b"PK")).expect("saves");
        assert_eq!(store.draft_input(id).expect("reads").as_deref(), Some(&b"PK"[..]));
        sound(&store);
    }

    #[test]
    fn drafts_of_the_first_layout_are_still_there() {
        let place = Place::new();
        let mut there = draft();
        for s in &mut there.segments {
            (s.like, s.exported) = (None, Vec::new());
        }
        let conn = of_layout(&place, 1);
        conn.execute(
            "INSERT INTO draft (name, file, sha256, source_lang, target_lang, form, rules, at, changed, rev, lines) \
             VALUES (?1, ?2, ?3, 'id', 'en', ?4, ?5, ?6, ?6, 1, ?7)",
            rusqlite::params![
                there.name,
                there.file,
                there.sha256,
                serde_json::to_string(&there.form).expect("JSON"),
                there.rules,
                there.at.as_str(),
                serde_json::to_string(&there.lines).expect("JSON")
            ],
        )
        .expect("a draft");
        for s in &there.segments {
            conn.execute(
                "INSERT INTO draft_seg (draft, n, segment, target, state, origin, matches, note, wrote, via, rev) \
                 VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1)",
                rusqlite::params![
                    s.segment.n,
                    serde_json::to_string(&s.segment).expect("JSON"),
                    s.target,
                    s.state.as_str(),
                    s.origin.as_ref().map(|o| serde_json::to_string(o).expect("JSON")),
                    serde_json::to_string(&s.matches).expect("JSON"),
                    s.note,
                    s.wrote,
                    s.via
                ],
            )
            .expect("a segment");
        }
        drop(conn);
        let store = place.store();
        assert_eq!(store.load_draft(1).expect("loads"), Draft { id: 1, ..there });
        assert_eq!(store.find_drafts().expect("lists").len(), 1);
        assert_eq!(store.learnt_since_draft(1).expect("asks"), None, "nobody knows");
        sound(&store);
    }

    #[test]
    fn what_a_version_took_over_is_stored() {
        let place = Place::new();
        let mut store = place.store();
        let mut draft = draft();
        draft.segments[0].carried = Some(7);
        draft.segments[1].exported = vec![String::new(), "An old match.".into()];
        draft.segments[1].previous = Some(crate::model::Previous {
            n: 4,
            source: "Kalimat lama.".into(),
            target: "An old sentence.".into(),
            state: SegmentState::Edited,
            diff: vec![('=', "Kalimat".into()), ('-', " lama".into()), ('+', " 2".into()), ('=', ".".into())],
            earlier: None,
        });
        let id = store.save_draft(&draft, None).expect("saves");
        assert_eq!(store.load_draft(id).expect("loads"), Draft { id, ..draft.clone() });
        draft.segments[0].matches = Vec::new();
        assert_eq!(store.outline_draft(id).expect("loads"), Draft { id, ..draft });
        assert_eq!(store.learnt_since_draft(id).expect("asks"), Some((0, 0)));
        let mut w = store.begin(&start(BatchKind::Import, "kopi.tmx", 1)).expect("begins");
        w.add(&pair("Kalimat 2.", "Sentence 2."), Differing::Add).expect("adds");
        w.finish("{}").expect("finishes");
        assert_eq!(store.learnt_since_draft(id).expect("asks"), Some((1, 1)));
        let rev = store.draft_rev(id).expect("asks");
        assert!(!store.refresh_segments(id, rev - 1, &[], &stamp(2)).expect("asks"), "the draft has moved on");
        assert_eq!(store.learnt_since_draft(id).expect("asks"), Some((1, 1)));
        assert!(store.refresh_segments(id, rev, &[], &stamp(2)).expect("stores"));
        assert_eq!(store.learnt_since_draft(id).expect("asks"), Some((0, 0)));
    }

    #[test]
    fn units_and_segments_change_together_or_not_at_all() {
        let place = Place::new();
        let mut store = place.store();
        let id = store.save_draft(&draft(), None).expect("saves");
        let done = DraftSegment { target: "Sentence 2.".into(), state: SegmentState::Confirmed, ..segment(2) };
        let mut w = store.begin(&start(BatchKind::Review, "kopi.txt", 1)).expect("begins");
        w.add(&pair("Kalimat 2.", "Sentence 2."), Differing::Add).expect("adds");
        w.update_segments(id, std::slice::from_ref(&done), &stamp(2)).expect("stores");
        drop(w);
        assert_eq!(store.load_draft(id).expect("loads").segments[1], segment(2));
        // A change of the draft alone is kept, and is no batch.
        let mut w = store.begin(&start(BatchKind::Finish, "kopi.txt", 1)).expect("begins");
        w.update_segments(id, std::slice::from_ref(&done), &stamp(2)).expect("stores");
        w.finish_draft(id).expect("finishes");
        assert_eq!(w.finish("{}").expect("finishes"), None);
        assert_eq!(store.load_draft(id).expect("loads").segments[1], done);
        assert!(store.batches().expect("lists").is_empty());
        let mut w = store.begin(&start(BatchKind::Finish, "kopi.txt", 1)).expect("begins");
        w.add(&pair("Kalimat 2.", "Sentence 2."), Differing::Add).expect("adds");
        w.finish_draft(id).expect("finishes");
        let batch = w.finish("{}").expect("finishes");
        assert_eq!(store.find_drafts().expect("lists")[0].finished, batch);
        assert!(batch.is_some());
    }
}
