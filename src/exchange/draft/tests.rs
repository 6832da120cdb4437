//! The round-trip law of every format, and what a DOCX may look like when it comes back.

use std::io::{Cursor, Read as _, Write as _};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::*;
use crate::model::{DraftSegment, Role};

const MEMORY: &str = "01932f7e-4c1b-7a60-9f2e-5b7d0c8e41aa";

pub(super) fn file(draft: &Draft) -> DraftFile<'_> {
    DraftFile { memory_id: MEMORY, memory_name: "berita", draft, ui: Ui::Id, english: "en-GB", min_score: 60 }
}

/// The formats that are given back.
fn given_back() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|f| f.is_returned())
}

fn returned(format: Format, draft: &Draft) -> Returned {
    let bytes = write(format, &file(draft)).expect("writes");
    read(&bytes, &format!("x.{}", format.extension())).expect("reads")
}

/// What the law speaks of, of a segment.
pub(super) type Told = (String, Option<String>, String, Option<SegmentState>, Option<String>);

pub(super) fn expected(draft: &Draft) -> Vec<Told> {
    let told = |s: &DraftSegment| {
        let id = Identity::of(MEMORY, draft.id, s).to_string();
        (id, Some(s.segment.shown().to_owned()), s.target.clone(), Some(s.state), Some(s.note.clone()))
    };
    draft.segments.iter().map(told).collect()
}

pub(super) fn told(back: &Returned) -> Vec<Told> {
    let told = |r: &ReturnedRow| (r.id.clone(), r.source.clone(), r.target.clone(), r.status, r.note.clone());
    back.rows.iter().map(told).collect()
}

#[test]
fn an_article_comes_back_as_it_went() {
    for ui in [Ui::En, Ui::Id] {
        for format in given_back() {
            let draft = samples::article();
            let file = DraftFile { ui, ..file(&draft) };
            let bytes = write(format, &file).expect("writes");
            assert_eq!(bytes, write(format, &file).expect("writes"), "the same bytes every time");
            assert_eq!(Format::of_file(&bytes, "no-name"), Some(format));
            let back = read(&bytes, "no-name").expect("reads");
            assert_eq!(told(&back), expected(&draft), "{format:?}");
            assert_eq!((back.memory_id.as_deref(), back.draft), (Some(MEMORY), Some(12)));
            assert!(back.problems.is_empty() && back.rows.iter().all(|r| !r.merged && r.tracked.is_none()));
        }
    }
}

/// Text made of everything that has gone wrong in a file of translations before.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "Air",
        " naik",
        "<1>",
        "</1>",
        "<2/>",
        "<b>",
        "&amp;",
        "&",
        "]]>",
        "\"",
        "\"\"",
        "“Kami,”",
        "'",
        "\t",
        "\n",
        "\n\n",
        "\\",
        "\\n",
        "\\t",
        "😀",
        "👩‍🌾",
        "\u{202b}שלום\u{202c}",
        "سلام",
        "\u{200f}",
        "\u{a0}",
        "\u{ad}",
        "\u{2011}",
        "\u{2028}",
        "e\u{301}",
        "↵",
        "⇥",
        "=1+1",
        "s0001 · a1b2c3",
        "  ",
        "{0}",
        "\u{feff}",
        "｡",
        ">",
        "> ",
        "\n> ",
        "#",
        "\n# ",
        "\n= Selesai",
        "\n@ s0001.a1b2c3",
        "\n* ",
        "\n< ",
        "\\u{9}",
        "\\\n",
        "|",
    ]);
    let piece = prop_oneof![
        4 => pieces.prop_map(str::to_owned),
        1 => any::<char>().prop_filter("a character XML has", |&c| docx_markup::is_xml_char(c)).prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..8)
        .prop_map(|pieces| pieces.concat())
        .prop_map(|text| if text.trim().is_empty() { String::new() } else { text })
}

/// Lines of a text draft in any order, and what an editor makes of them.
fn lines() -> impl Strategy<Value = Vec<&'static str>> {
    let lines = prop::sample::select(vec![
        "@ s0001.a1b2c3\n",
        "@ s0002.a1b2c3 · 84\r\n",
        "@ m.7.s0003.a1b2c3\r",
        "# padan · m.7\n",
        "# padan\n",
        "< Air\n",
        "= Selesai\n",
        "=kelar\n",
        "* cek\n",
        "> Water\\\n",
        ">\n",
        "> \\u{",
        "\n",
        "Air naik\n",
        " ",
        "\u{feff}",
        "\\",
    ]);
    prop::collection::vec(lines, 0..20)
}

prop_compose! {
    fn segments()(rows in prop::collection::vec((text(), text(), text(), 0..5usize, any::<bool>()), 1..6)) -> Vec<DraftSegment> {
        rows.into_iter().zip(1..).map(|((source, target, note, state, tagged), n)| {
            let mut segment = samples::segment(n, Role::Body, &source);
            segment.segment.tagged = tagged.then(|| format!("<1>{source}</1>"));
            DraftSegment { target, note, state: SegmentState::ALL[state], ..segment }
        }).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn written_and_read_nothing_changes(segments in segments()) {
        let draft = samples::draft(segments);
        for format in given_back() {
            let back = returned(format, &draft);
            prop_assert_eq!(told(&back), expected(&draft), "{:?}", format);
        }
    }

    #[test]
    fn k_edited_targets_are_exactly_k_differences(segments in segments(), edits in prop::collection::vec((any::<bool>(), text()), 6)) {
        let before = samples::draft(segments);
        let mut after = before.clone();
        let mut changed = Vec::new();
        for (segment, (edit, text)) in after.segments.iter_mut().zip(&edits) {
            if *edit && segment.target != *text {
                segment.target.clone_from(text);
                changed.push(Some(segment.segment.n));
            }
        }
        for format in given_back() {
            let (mut old, mut new) = (returned(format, &before), returned(format, &after));
            // A text with line breaks moves what stands below it.
            old.rows.iter_mut().chain(&mut new.rows).for_each(|r| r.line = 0);
            let differ: Vec<_> = old.rows.iter().zip(&new.rows).filter(|(a, b)| a != b).map(|(a, _)| a.n).collect();
            prop_assert_eq!(&differ, &changed, "{:?}", format);
        }
    }

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), body in "[<>/a-z:=\" &;#0-9·]{0,200}", lines in lines()) {
        let lines = lines.concat();
        for name in ["x.docx", "x.tsv", "x.json", "x.txt", "x"] {
            let _ = read(&bytes, name);
            let _ = read(body.as_bytes(), name);
            let _ = read(lines.as_bytes(), name);
            let _ = read(&lines.encode_utf16().flat_map(u16::to_le_bytes).chain(bytes.iter().copied()).collect::<Vec<_>>(), name);
        }
        let _ = read(&package(&[("word/document.xml", &body)]), "x.docx");
    }
}

#[test]
fn text_and_json_carry_even_control_characters_and_a_docx_drops_them() {
    let mut draft = samples::article();
    draft.segments[4].target = "A\u{1}\r\u{b}B\u{fffe}C".to_owned();
    for format in [Format::Tsv, Format::Txt, Format::Json] {
        assert_eq!(told(&returned(format, &draft)), expected(&draft));
    }
    assert_eq!(returned(Format::Docx, &draft).rows[4].target, "ABC");
}

#[test]
fn what_is_only_to_be_read_says_so_when_it_comes_back() {
    let draft = samples::article();
    for format in [Format::Html, Format::Md] {
        let bytes = write(format, &file(&draft)).expect("writes");
        assert_eq!(bytes, write(format, &file(&draft)).expect("writes"), "the same bytes every time");
        for bytes in [bytes.clone(), [b"\xef\xbb\xbf", bytes.as_slice()].concat()] {
            let error = read(&bytes, "a").expect_err("to be read only").to_string();
            let name = format.extension().to_uppercase();
            assert_eq!(error, format!("a: {name} is to be read and printed; nothing is read back from it"));
        }
    }
    // Somebody else's is none of ours.
    for (bytes, name) in [(&b"<!DOCTYPE html><p>padan"[..], "a.html"), (b"# Catatan", "a.md")] {
        assert!(matches!(read(bytes, name), Err(DraftReadError::UnknownFormat { .. })), "{name}");
    }
}

// ---- what a DOCX may look like when it comes back

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("starts");
        zip.write_all(part.as_bytes()).expect("writes");
    }
    zip.finish().expect("finishes").into_inner()
}

fn read_body(body: &str) -> Returned {
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    read(&package(&[("word/document.xml", &document)]), "x.docx").expect("reads")
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

/// A row with the code `s000N`, a source, and these contents of the translation cell.
fn row(n: u32, target: &str) -> String {
    let code = p(&format!("{n}")) + &p(&format!("s{n:04} · a1b2c3"));
    let cells = [code, p("Air naik."), target.to_owned(), p(""), p("Draf"), p("")];
    format!("<w:tr>{}</w:tr>", cells.map(|c| format!("<w:tc><w:tcPr/>{c}</w:tc>")).concat())
}

fn table(rows: &[String]) -> String {
    format!("<w:tbl>{}</w:tbl>", rows.concat())
}

#[test]
fn a_cell_is_read_whatever_a_word_processor_wraps_it_in() {
    let cases = [
        (p("One") + "<w:p/>" + &p("two."), "One two."),
        ("<w:p><w:r><w:t>One</w:t><w:br/><w:t>two</w:t><w:tab/><w:t xml:space=\"preserve\"> three.</w:t></w:r></w:p>".into(), "One two three."),
        ("<w:p><w:r><w:t>\n  Tom &amp; Jer&#114;y\n  </w:t></w:r></w:p>".into(), "Tom & Jerry"),
        ("<w:p><w:hyperlink><w:r><w:t>Ou</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>r</w:t></w:r></w:smartTag></w:p>".into(), "Our"),
        ("<w:sdt><w:sdtPr><w:rPr><w:t>no</w:t></w:rPr></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></w:sdtContent></w:sdt>".into(), "Boxed"),
        ("<w:p><w:r><w:fldChar/></w:r><w:r><w:instrText>DATE</w:instrText></w:r><w:r><w:t>May 1</w:t></w:r></w:p>".into(), "May 1"),
        ("<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t></w:r></w:p>".into(), "e\u{2011}mail"),
        (format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl><w:p/>", p("Nested"), p("too")), "Nested too"),
        ("<w:p><w:r><w:t><![CDATA[a < b]]></w:t></w:r></w:p>".into(), "a < b"),
        (p("   "), ""),
        ("<w:p/>".into(), ""),
    ];
    for (target, wanted) in cases {
        let back = read_body(&table(&[row(1, &target)]));
        assert_eq!(back.rows[0].target, wanted, "{target}");
        assert_eq!((back.rows[0].tracked.as_ref(), back.rows[0].status), (None, Some(SegmentState::Draft)));
    }
    let back = read_body(&table(&[row(1, &p("x"))]).replace("w:", "ns0:"));
    assert_eq!(back.rows[0].target, "x");
}

#[test]
fn tracked_changes_arrive_accepted_and_told() {
    let target = "<w:p><w:pPr><w:rPr><w:ins w:author=\"Nobody\"/></w:rPr></w:pPr><w:r><w:t xml:space=\"preserve\">Water </w:t></w:r>\
        <w:del w:author=\"Sari\"><w:r><w:delText>fell</w:delText></w:r></w:del><w:ins w:author=\"Bimo\"><w:r><w:t>rose</w:t></w:r></w:ins>\
        <w:r><w:rPr><w:rPrChange w:author=\"Nobody\"/></w:rPr><w:t>.</w:t></w:r></w:p>";
    let moved = "<w:p><w:moveFrom w:author=\"Sari\"><w:r><w:t>A</w:t></w:r></w:moveFrom><w:r><w:t>B</w:t></w:r>\
        <w:moveTo w:author=\"Sari\"><w:r><w:t>A</w:t></w:r></w:moveTo></w:p>";
    let formatted = "<w:p><w:r><w:rPr><w:rPrChange w:author=\"Sari\"/></w:rPr><w:t>C</w:t></w:r></w:p>";
    let back = read_body(&table(&[row(1, target), row(2, moved), row(3, formatted)]));
    let tracked = |author: &str, before: &str, after: &str| {
        Some(Tracked { author: author.into(), before: before.into(), after: after.into() })
    };
    assert_eq!(back.rows[0].tracked, tracked("Sari, Bimo", "Water fell.", "Water rose."));
    assert_eq!(back.rows[1].tracked, tracked("Sari", "AB", "BA"));
    assert_eq!(back.rows[2].tracked, None);
    let targets: Vec<&str> = back.rows.iter().map(|r| r.target.as_str()).collect();
    assert_eq!(targets, ["Water rose.", "BA", "C"]);
}

#[test]
fn tables_come_in_pieces_with_headings_anywhere() {
    let heading = format!("<w:tr>{}</w:tr>", ["#", "Source", "Translation"].map(|h| format!("<w:tc>{}</w:tc>", p(h))).concat());
    let foreign = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", ["a", "b", "c"].map(|h| format!("<w:tc>{}</w:tc>", p(h))).concat());
    let body = [
        table(&[heading.clone(), row(1, &p("One."))]),
        p("A remark between."),
        foreign,
        table(&[row(2, &p("Two.")), heading, row(3, &p("Three."))]).replace("s0003", "S0003"),
    ];
    let back = read_body(&body.concat());
    assert_eq!(back.rows.iter().map(|r| r.n).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    assert!(back.problems.is_empty() && back.memory_id.is_none());
    assert_eq!((back.rows[2].id.as_str(), back.rows[2].line), ("s0003.a1b2c3", 6));
}

#[test]
fn merged_split_and_short_rows_are_told() {
    let merged = row(2, &p("Two. Three.")).replacen("</w:p></w:tc>", &format!("</w:p>{}</w:tc>", p("s0003 · 0f0f0f")), 1);
    let below = row(4, "<w:p/>").replace("<w:tcPr/><w:p/>", "<w:tcPr><w:vMerge/></w:tcPr><w:p/>");
    let split = row(5, &p("left over")).replace("s0005 · a1b2c3", "");
    let short = format!("<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>", p("s0006 · a1b2c3"), p("x"));
    let wide = row(7, &p("both")).replacen(
        &format!("<w:tc><w:tcPr/>{}</w:tc><w:tc><w:tcPr/>", p("Air naik.")),
        "<w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>",
        1,
    );
    let back = read_body(&table(&[row(1, &p("One.")), merged, below, split, short, wide]));
    let rows: Vec<_> = back.rows.iter().map(|r| (r.n, r.target.as_str(), r.merged)).collect();
    let wanted = [
        (Some(1), "One.", false),
        (Some(2), "Two. Three.", true),
        (Some(3), "", true),
        (Some(4), "", true),
        (None, "left over", true),
        (Some(7), "both", true),
    ];
    assert_eq!(rows, wanted);
    assert_eq!(back.rows[5].source, None);
    assert_eq!(back.problems.iter().map(|p| p.line).collect::<Vec<_>>(), [Some(4), Some(5)]);
}

#[test]
fn comments_become_notes_and_the_footer_stands_in_for_lost_properties() {
    let comments = "<w:comments xmlns:w=\"w\"><w:comment w:id=\"4\" w:author=\"Bimo\"><w:p><w:r><w:annotationRef/><w:t>Is it</w:t></w:r></w:p>\
        <w:p><w:r><w:t>1.8?</w:t></w:r></w:p></w:comment></w:comments>";
    let target = "<w:p><w:commentRangeStart w:id=\"4\"/><w:r><w:t>Rp 1.8 trillion</w:t></w:r><w:commentRangeEnd w:id=\"4\"/>\
        <w:r><w:commentReference w:id=\"4\"/></w:r></w:p>";
    // The note is the last cell of the row.
    let row = row(1, target);
    let noted =
        row.strip_suffix(&format!("{}</w:tc></w:tr>", p(""))).expect("an empty note").to_owned() + &p("cek") + "</w:tc></w:tr>";
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{}</w:body></w:document>", table(&[noted]));
    let footer = format!(
        "<w:ftr xmlns:w=\"w\"><w:p><w:r><w:t>padan · {MEMORY}.12</w:t></w:r><w:r><w:tab/><w:t>Page 1</w:t></w:r></w:p></w:ftr>"
    );
    let bytes = package(&[
        ("word/document.xml", &document),
        ("word/comments.xml", comments),
        ("word/commentsExtended.xml", "<x"),
        ("word/footer3.xml", &footer),
        ("../../evil.xml", "x"),
    ]);
    let back = read(&bytes, "x.docx").expect("reads");
    assert_eq!(back.rows[0].note.as_deref(), Some("cek\nBimo: Is it 1.8?"));
    assert_eq!((back.memory_id.as_deref(), back.draft), (Some(MEMORY), Some(12)));
    assert_eq!(back.rows[0].id, format!("{MEMORY}.12.s0001.a1b2c3"));
}

#[test]
fn what_is_no_draft_says_what_it_is_instead() {
    let document = |body: &str| format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let bomb = format!("<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>{}", document(&table(&[row(1, &p("&b;"))])));
    let unknown = document(&table(&[row(1, &p("&nbsp;"))]));
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"hello".to_vec(), "x.docx: not a Word document (no ZIP package)"),
        (Vec::new(), "x.docx: not a Word document (no ZIP package)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1".to_vec(), "x.docx: an old Word document (.doc) or one with a password"),
        (b"PK\x03\x04 broken".to_vec(), "x.docx: the ZIP package is damaged"),
        (package(&[("a.txt", "x")]), "x.docx: a ZIP file without a Word document in it"),
        (package(&[("xl/workbook.xml", "x")]), "x.docx: an Excel workbook"),
        (package(&[("content.xml", "x")]), "x.docx: an OpenDocument file"),
        (package(&[("word/document.xml", &document(&p("s0001 · a1b2c3")))]), "x.docx: no row of a draft was found"),
        (package(&[("word/document.xml", &document("<w:p></w:tbl>"))]), "x.docx: the document is damaged"),
        (package(&[("word/document.xml", &bomb)]), "x.docx: the document is damaged: it has a document type declaration"),
        (package(&[("word/document.xml", &unknown)]), "x.docx: the document is damaged: unknown entity &nbsp;"),
    ];
    for (bytes, wanted) in cases {
        let error = read(&bytes, "x.docx").expect_err(wanted).to_string();
        assert!(error.starts_with(wanted), "{error}");
    }
    assert_eq!(read(b"Hello", "x.txt").expect_err("no format").to_string(), "x.txt: not a draft file (DOCX, TSV, TXT or JSON)");
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    let bytes = package(&[("word/document.xml", &" ".repeat(40 << 20))]);
    assert!(bytes.len() < 100_000);
    let error = read(&bytes, "x.docx").expect_err("too large").to_string();
    assert_eq!(error, "x.docx: word/document.xml unpacks to more than 16 MB; it was not read");
}

#[test]
fn a_document_has_one_table_a_repeating_heading_and_rows_in_one_piece() {
    let draft = samples::article();
    let bytes = write(Format::Docx, &file(&draft)).expect("writes");
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a ZIP");
    let mut part = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).expect(name).read_to_string(&mut text).expect("text");
        text
    };
    let document = part("word/document.xml");
    let count = |what: &str| document.matches(what).count();
    assert_eq!((count("<w:tbl>"), count("<w:tblHeader/>"), count("<w:tr>")), (1, 1, draft.segments.len() + 1));
    assert_eq!(count("<w:cantSplit/>"), draft.segments.len() + 1);
    assert_eq!(count("PadanLegend"), 6);
    // Only matches that may be shown, and a target offered only where the cell is empty.
    assert!(document.contains("⚠ negasi: tidak") && document.contains("→ </w:t></w:r><w:r><w:rPr><w:lang w:val=\"en-GB\"/>"));
    assert_eq!(count("<w:t xml:space=\"preserve\">→ </w:t>"), 6);
    assert_eq!(count(">Prepare an emergency bag with important papers.<"), 1);
    for ground in [docx_table::EXACT, docx_table::SIMILAR, docx_table::COPIED] {
        assert!(document.contains(&format!(
            "<w:tcW w:w=\"4250\" w:type=\"dxa\"/><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{ground}\"/>"
        )));
    }
    assert!(part("word/footer1.xml").contains(&format!("padan · {MEMORY}.12")));
    for name in
        ["[Content_Types].xml", "_rels/.rels", "word/styles.xml", "word/settings.xml", "docProps/core.xml", "docProps/custom.xml"]
    {
        let xml = part(name);
        let mut reader = quick_xml::Reader::from_str(&xml);
        while !matches!(reader.read_event().expect(name), quick_xml::events::Event::Eof) {}
    }
    let styled: std::collections::HashSet<_> =
        document.split("<w:pStyle w:val=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    let styles = part("word/styles.xml");
    assert!(styled.iter().all(|s| styles.contains(&format!("w:styleId=\"{s}\""))), "{styled:?}");
}

/// The relative luminance of a colour. Source: WCAG 2.2.
pub(super) fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let c = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

#[test]
fn colours_of_words_can_be_read_on_every_ground() {
    for ground in ["FFFFFF", docx_table::EXACT, docx_table::SIMILAR, docx_table::COPIED] {
        for ink in [docx_table::DELETED, docx_table::INSERTED, "000000"] {
            let contrast = (luminance(ground) + 0.05) / (luminance(ink) + 0.05);
            assert!(contrast >= 6.0, "{ink} on {ground}: {contrast:.1}");
        }
    }
}

#[test]
fn only_what_may_be_shown_is_and_all_of_what_contradicts() {
    let draft = samples::article();
    let shown = |n: usize, min: u8| row::row(&draft.segments[n - 1], min);
    assert_eq!(shown(12, 60).offers.len(), 2, "two translations of one source");
    assert_eq!((shown(13, 60).offers.len(), shown(13, 67).offers.len()), (1, 0));
    assert!(shown(6, 101).best.is_some(), "the match a text came from is always shown");
    assert_eq!(shown(17, 60).ground, row::Ground::Plain, "somebody has worked on it");
    let bands = row::bands(&draft.segments, 60, Ui::En);
    assert_eq!(bands.iter().map(|(_, count)| count).sum::<usize>(), draft.segments.len());
    assert_eq!(bands[0], ("context 101+".to_owned(), 1));
}
