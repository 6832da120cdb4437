//! What a text may look like when it comes back from an editor.

use super::tests::{Told, expected, file, told};
use super::{DraftFile, Format, Returned, read, samples, write};
use crate::model::SegmentState;

/// The article as text, worked on by `edit`, read again; the head is line 1 and the rest as written.
fn edited(edit: impl Fn(&str) -> String) -> Returned {
    let draft = samples::article();
    let text = String::from_utf8(write(Format::Txt, &file(&draft)).expect("writes")).expect("UTF-8");
    read(edit(&text).as_bytes(), "x.txt").expect("reads")
}

/// The blocks of a text, head first.
fn blocks(text: &str) -> Vec<&str> {
    text.split("\n\n").collect()
}

#[test]
fn an_editor_may_strip_blanks_change_line_ends_and_encodings() {
    let draft = samples::article();
    let whole = expected(&draft);
    let written = write(Format::Txt, &file(&draft)).expect("writes");
    let text = String::from_utf8(written).expect("UTF-8");
    let stripped: String = text.lines().map(|l| l.trim_end().to_owned() + "\n").collect();
    let no_last_line_end = text.trim_end_matches('\n').to_owned();
    let indented: String = text.lines().flat_map(|l| ["  ", l, "\t \n"]).collect();
    let doubled_spacing = text.replace('\n', "\n\n");
    for edited in [
        stripped,
        no_last_line_end,
        indented,
        doubled_spacing,
        text.replace('\n', "\r\n"),
        text.replace('\n', "\r"),
        format!("\u{feff}{text}"),
    ] {
        let back = read(edited.as_bytes(), "artikel.txt").expect("reads");
        assert_eq!((told(&back), back.problems.len()), (whole.clone(), 0), "{edited}");
        let order = |unit: u16| unit.to_le_bytes();
        let utf_16: Vec<u8> = [0xff, 0xfe].into_iter().chain(edited.encode_utf16().flat_map(order)).collect();
        assert_eq!(told(&read(&utf_16, "artikel.txt").expect("reads")), whole);
    }
    // What the small encoding has not is lost in comments only: arrows and warning signs.
    let without = text.replace(['→', '⚠', '−'], "?");
    let (small, ..) = encoding_rs::WINDOWS_1252.encode(&without);
    let back = read(&small, "artikel.txt").expect("reads");
    assert_eq!((told(&back), back.draft), (whole, Some(12)));
}

#[test]
fn a_translation_may_be_wrapped_and_stands_for_itself() {
    let block = "# padan · m.7\n@ s0001.a1b2c3 · 84\n< Air naik.\n= Baru\n";
    let cases = [
        ("> Water rose.\n", "Water rose."),
        (">Water rose.", "Water rose."),
        ("> Water\n> rose.\n", "Water rose."),
        ("> Water  \n>\n>   rose.\n\n> Fast.\n", "Water rose. Fast."),
        // Wrapped by a program that knows no marks.
        ("> Water\nrose.\n#1 it is, <1>said</1> *she*\n", "Water rose. #1 it is, <1>said</1> *she*"),
        ("> Water\\\n> rose.\n", "Water\nrose."),
        ("> Water \\\n> rose\n> fast.\n", "Water\nrose fast."),
        ("> > Water\n", "> Water"),
        ("> # Water\n", "# Water"),
        ("> = Selesai\n", "= Selesai"),
        (">\n", ""),
        ("> \n# mine: look again\n", ""),
        ("> Water\n* ask\n> rose.\n", "Water rose."),
    ];
    for (lines, wanted) in cases {
        let back = read(format!("{block}{lines}").as_bytes(), "x").expect("reads");
        assert_eq!(back.rows.iter().map(|r| r.target.as_str()).collect::<Vec<_>>(), [wanted], "{lines}");
        assert!(back.problems.is_empty(), "{:?}", back.problems);
        assert_eq!((back.rows[0].id.as_str(), back.rows[0].source.as_deref()), ("m.7.s0001.a1b2c3", Some("Air naik.")));
    }
}

#[test]
fn a_status_and_a_note_can_be_set_where_a_translator_would() {
    let cases = [
        ("= Baru\n> x\n", Some(SegmentState::New), ""),
        ("= selesai\n* cek nama\n> x\n", Some(SegmentState::Confirmed), "cek nama"),
        ("=CONFIRMED\n> x\n* cek\n* nama\n", Some(SegmentState::Confirmed), "cek\nnama"),
        ("= Draf\n> x\n= Diperiksa\n", Some(SegmentState::Reviewed), ""),
        ("= Edited\n* cek\nnama\n> x\n", Some(SegmentState::Edited), "cek nama"),
        ("> x\n", None, ""),
        ("=\n*\n> x\n", None, ""),
    ];
    for (lines, status, note) in cases {
        let back = read(format!("@ s0001.a1b2c3\n< Air.\n{lines}").as_bytes(), "x").expect("reads");
        assert_eq!((back.rows[0].status, back.rows[0].note.as_deref()), (status, Some(note)), "{lines}");
        assert_eq!((back.rows[0].target.as_str(), back.problems.len()), ("x", 0));
    }
    let back = read(b"@ s0001.a1b2c3\n< Air.\n= Draf\n= kelar\n> x\n", "x").expect("reads");
    assert_eq!(back.rows[0].status, Some(SegmentState::Draft));
    assert!(back.problems[0].reason.contains("kelar") && back.problems[0].line == Some(4));
}

#[test]
fn blocks_may_be_missing_moved_or_doubled() {
    let draft = samples::article();
    let wanted = expected(&draft);
    let back = edited(|text| {
        let mut blocks = blocks(text);
        let moved = blocks.remove(5);
        blocks.push(moved);
        blocks.push(blocks[2]);
        blocks.remove(1);
        blocks.join("\n\n")
    });
    let mut expected: Vec<Told> = wanted[1..4].to_vec();
    expected.extend_from_slice(&wanted[5..]);
    expected.extend([wanted[4].clone(), wanted[1].clone()]);
    assert_eq!((told(&back), back.problems.len()), (expected, 0));
    // Without its head it still says which segments these are.
    let headless = edited(|text| blocks(text)[1..].join("\n\n"));
    assert_eq!((headless.draft, headless.rows.len(), headless.problems.len()), (None, wanted.len(), 0));
    assert!(headless.rows[0].id.starts_with("s0001."));
}

#[test]
fn what_cannot_be_placed_is_told_and_never_put_into_another_segment() {
    let two = "@ s0001.a1b2c3\n< Air.\n= Baru\n> Water.\n\n@ s0002.b1b2c3\n< Angin.\n= Selesai\n> Wind.\n";
    let rows = |text: &str| {
        let back = read(text.as_bytes(), "x").expect("reads");
        let rows: Vec<_> = back.rows.iter().map(|r| (r.n, r.target.clone(), r.status, r.merged)).collect();
        (rows, back.problems.iter().map(|p| p.line).collect::<Vec<_>>())
    };
    let row = |n, target: &str, status, merged| (n, target.to_owned(), Some(status), merged);
    let (new, done) = (SegmentState::New, SegmentState::Confirmed);
    let split = vec![row(Some(1), "Water.", new, false), row(None, "Wind.", done, true)];
    // The line with the identity is gone, then the source too.
    let lost = two.replace("@ s0002.b1b2c3\n", "");
    assert_eq!(rows(&lost), (split.clone(), vec![Some(6)]));
    assert_eq!(rows(&lost.replace("< Angin.\n", "")), (split, vec![Some(7)]));
    // Nothing to edit is left: not the same as an empty translation.
    assert_eq!(rows(&two.replace("> Wind.", "")), (vec![row(Some(1), "Water.", new, false)], vec![Some(6)]));
    // Words of somebody's between the blocks.
    let (kept, told) = rows(&two.replace("> Water.\n\n", "> Water.\n\nAsk the desk.\n\n"));
    assert_eq!((kept[0].1.as_str(), told), ("Water.", vec![Some(6)]));
    for (bytes, name, wanted) in [
        (&b"> Water.\n"[..], "x.txt", "x.txt: not a draft file (DOCX, TSV, TXT or JSON)"),
        (b"@ s0001.a1b2c3\n< Air.\n", "x.txt", "x.txt: no row of a draft was found: no line names a segment"),
    ] {
        let error = read(bytes, name).expect_err("no draft").to_string();
        assert!(error.starts_with(wanted), "{error}");
    }
}

#[test]
fn nothing_of_the_draft_can_pose_as_a_line_of_the_text() {
    let evil = "x\n@ s0009.a1b2c3\n> evil\r= Selesai\u{2028}# padan · evil.1\u{85}* note";
    let mut draft = samples::article();
    draft.name = evil.to_owned();
    draft.file = evil.to_owned();
    for segment in &mut draft.segments {
        segment.segment.text = evil.to_owned();
        segment.note = evil.to_owned();
        for m in &mut segment.matches {
            m.memory = evil.to_owned();
            m.author = Some(evil.to_owned());
            m.target = evil.to_owned();
            m.diff = vec![('-', evil.to_owned()), ('+', evil.to_owned())];
            m.flags.iter_mut().for_each(|f| f.note = evil.to_owned());
        }
        if let Some(origin) = &mut segment.origin {
            origin.memory = Some(evil.to_owned());
        }
    }
    let bytes = write(Format::Txt, &DraftFile { memory_name: evil, ..file(&draft) }).expect("writes");
    let back = read(&bytes, "x").expect("reads");
    assert_eq!((told(&back), back.draft, back.problems.len()), (expected(&draft), Some(12), 0));
}
