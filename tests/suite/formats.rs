//! Drafts in the other formats: text for any editor, from end to end; the page and the Markdown table, as their readers see
//! them.

use padan::exchange::draft::{DraftFile, Format, write};
use padan::model::{Direction, Draft, DraftSegment, Form, Role, Segment, SegmentState, Stamp};
use padan::text::wording::Ui;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::harness::{Desk, list, number, string, tmx_of, unit};

const TEXT: &str = "pelabuhan-laman.draft.txt";

/// The block of the segment whose source holds `part`.
#[track_caller]
fn block<'a>(text: &'a str, part: &str) -> &'a str {
    let found: Vec<&str> = text.split("\n\n").filter(|b| b.lines().any(|l| l.starts_with("< ") && l.contains(part))).collect();
    assert_eq!(found.len(), 1, "blocks with {part:?}");
    found[0]
}

/// The text with the translation of that segment replaced by these lines.
#[track_caller]
fn translated(text: &str, part: &str, lines: &str) -> String {
    let block = block(text, part);
    let kept: String = block.lines().filter(|l| !l.starts_with('>')).flat_map(|l| [l, "\n"]).collect();
    text.replace(block, &format!("{kept}{lines}"))
}

fn drafted() -> (Desk, String) {
    let desk = Desk::at_work();
    let said = desk.run(&["draft", "pelabuhan-laman.txt", "--as", "txt"]).done().out;
    assert!(said.contains(&format!("padan finish {TEXT}")), "{said}");
    let text = desk.text(TEXT);
    (desk, text)
}

#[test]
fn a_text_shows_what_the_memory_offers_and_what_to_look_at() {
    let (_, text) = drafted();
    let flagged = block(&text, "Perusahaan itu belum menyerahkan");
    assert!(flagged.starts_with("@ s00") && flagged.contains(" · 84 · fuzzy · memory"), "{flagged}");
    let warning = flagged.lines().find(|l| l.starts_with("# ⚠ ")).expect("a warning");
    assert!(warning.contains("belum") && flagged.contains("\n# → ") && flagged.contains("{+"), "{flagged}");
    assert!(flagged.ends_with("\n= New\n> "), "{flagged}");
    let filled = block(&text, "operator derek");
    assert!(filled.contains("[-") && filled.contains("\n= Draft\n> The company is also") && !filled.contains("→"), "{filled}");
    assert!(text.lines().take_while(|l| !l.is_empty()).all(|l| l.starts_with('#')), "a head of comments");
}

#[test]
fn a_text_worked_on_in_an_editor_comes_back() {
    let (desk, text) = drafted();
    // As it went: nothing changes, not even when an editor has saved it in its own way.
    for saved in [text.clone().into_bytes(), format!("\u{feff}{}", text.replace(" \n", "\n").replace('\n', "\r\n")).into()] {
        desk.write(TEXT, saved);
        let report = desk.run(&["finish", "-n", TEXT, "--json"]).ended(1).json();
        assert_eq!(number(&report["unchanged"]), 32);
        for outcome in ["edited", "confirmed", "cleared", "conflict", "source_changed", "unknown"] {
            assert_eq!(number(&report[outcome]), 0, "{outcome}");
        }
        assert!(list(&report["no_row"]).is_empty());
    }
    let edited = translated(&text, "tiga tahap", "> The work is done\n> in three stages.\n");
    let edited = translated(&edited, "Izin dan jadwal", "= disunting\n* tanya redaksi\n> Permits and schedules\n");
    let edited = translated(&edited, "operator derek", ">\n");
    desk.write(TEXT, edited);
    let report = desk.run(&["finish", TEXT, "--json"]).ended(1).json();
    let count = |outcome: &str| number(&report[outcome]);
    assert_eq!((count("confirmed"), count("edited"), count("cleared"), count("unchanged")), (1, 1, 1, 29));
    // What was finished is in the memory, what was not is in the draft only.
    let sentence = |part: &str| block(&text, part).lines().find_map(|l| l.strip_prefix("< ")).expect("a source").to_owned();
    assert_eq!(string(&desk.matches(&sentence("tiga tahap"), &[])[0]["target"]), "The work is done in three stages.");
    assert!(desk.matches(&sentence("Izin dan jadwal"), &["--min-score", "100"]).is_empty());
    let stored = desk.run(&["draft", "pelabuhan-laman.txt", "--as", "txt", "-o", "-"]).done().out;
    let later = block(&stored, "Izin dan jadwal");
    assert!(later.ends_with("\n= Edited\n* tanya redaksi\n> Permits and schedules"), "{later}");
}

#[test]
fn what_an_editor_has_lost_is_told_with_its_line() {
    let (desk, text) = drafted();
    let source = block(&text, "tiga tahap");
    let (id, rest) = source.split_once('\n').expect("an identity");
    let lost = text.replace(source, &format!("{rest}Three stages."));
    desk.write(TEXT, &lost);
    let line = 1 + lost.lines().position(|l| rest.starts_with(l) && l.starts_with("< ")).expect("the source");
    let run = desk.run(&["finish", "-n", TEXT]).ended(1);
    assert!(run.out.contains("Three stages.") && run.out.contains(&line.to_string()), "{} {id}", run.out);
    let report = desk.run(&["finish", "-n", TEXT, "--json"]).ended(1).json();
    assert_eq!((number(&report["unknown"]), list(&report["no_row"]).len()), (1, 1));
    assert_eq!((number(&report["confirmed"]), number(&report["edited"])), (0, 0));
}

#[test]
fn a_text_draft_is_no_article() {
    let (desk, _) = drafted();
    let error = desk.run(&["draft", TEXT]).failed("en");
    assert_eq!(error, format!("{TEXT}: this is a draft that padan wrote, not an article"));
}

#[test]
fn pages_and_markdown_are_made_and_not_taken_back() {
    let desk = Desk::at_work();
    for (name, ui) in [("html", "en"), ("md", "id")] {
        let file = format!("pelabuhan-laman.draft.{name}");
        let said = desk.run(&["--ui", ui, "draft", "pelabuhan-laman.txt", "--as", name]).done().out;
        assert!(said.contains(&file) && !said.contains("finish") && !said.contains("selesai"), "{said}");
        assert_eq!(said.lines().count(), 3, "{said}");
        let error = desk.run(&["--ui", ui, "finish", &file]).failed(ui);
        assert!(error.contains(&name.to_uppercase()), "{error}");
    }
    assert!(desk.text("pelabuhan-laman.draft.html").contains("<html lang=\"en-US\">"));
    assert!(desk.text("pelabuhan-laman.draft.md").contains("| No. | Sumber | Terjemahan | Padanan | Status | Catatan |"));
}

/// Text that would be markup, end a cell, run, or turn what follows round.
const HOSTILE: &str =
    "</td><script>alert(1)</script>|a\\|b\\ *c* _d_ `e` [f](javascript:x) ~~g~~ &amp; <!-- \"'> \u{202e}h\u{202c}";

#[test]
fn hostile_texts_stay_texts_from_the_memory_to_the_page() {
    let desk = Desk::empty();
    let source = format!("Air naik di {HOSTILE}").replace('\u{202e}', "").replace('\u{202c}', "");
    desk.write(
        "m.tmx",
        tmx_of(&[unit(&source, &format!("Water {HOSTILE}"), "creationid=\"&lt;img src=x onerror=alert(2)&gt;\"")]),
    );
    desk.run(&["import", "m.tmx"]).done();
    let article = format!("{source}\n\nAngin <b>reda</b> | dan {HOSTILE}\n");
    desk.write("<b>a.txt", article);
    for name in ["html", "md", "txt"] {
        let out = desk.run(&["draft", "<b>a.txt", "--mode", "raw", "--as", name, "-o", "-"]).out;
        if name == "html" {
            assert!(!out.contains("<script") && !out.contains("<img") && !out.contains("<b>a"), "{out}");
            assert!(out.contains("&lt;script&gt;alert(1)"), "{out}");
        }
        assert!(out.contains("Angin"), "{out}");
    }
}

// ---- the page and the table, of a draft made by hand

fn segment(n: u32, source: &str, target: &str, note: &str) -> DraftSegment {
    let segment = Segment {
        n,
        role: if n == 1 { Role::Headline } else { Role::Body },
        para: n,
        line: n,
        text: source.to_owned(),
        before: String::new(),
        after: "\n".to_owned(),
        joined: Vec::new(),
        tagged: None,
        tags: Vec::new(),
    };
    DraftSegment { target: target.to_owned(), state: SegmentState::Edited, note: note.to_owned(), ..DraftSegment::of(segment) }
}

fn draft(name: &str, segments: Vec<DraftSegment>) -> Draft {
    Draft {
        id: 3,
        name: name.to_owned(),
        file: name.to_owned(),
        sha256: String::new(),
        direction: Direction::ID_EN,
        form: Form::Text,
        rules: String::new(),
        at: Stamp::parse("2026-11-24T08:30:00Z").expect("a date"),
        lines: Vec::new(),
        segments,
    }
}

fn written(format: Format, draft: &Draft) -> String {
    let file = DraftFile { memory_id: "m1", memory_name: HOSTILE, draft, ui: Ui::Id, english: "en-GB", min_score: 60 };
    String::from_utf8(write(format, &file).expect("writes")).expect("UTF-8")
}

fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "Air naik.",
        "",
        "# a",
        "- a",
        "1. a",
        "a\nb",
        "a\n\nb",
        "| --- |",
        "$x$ **y**",
        "a_b_c",
        "<https://a.b>",
        "\\",
        "a\\",
        "`|`",
        "***",
        "~~~",
    ]
    .map(str::to_owned)
    .into();
    texts.push(HOSTILE.to_owned());
    texts
}

/// The cells of each row of each table, line breaks as `\n`, with whether anything but text, breaks and emphasis was found.
fn table(markdown: &str) -> (Vec<Vec<String>>, Vec<String>) {
    let (mut rows, mut strange) = (Vec::new(), Vec::new());
    let mut inside = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Table(_)) => inside = true,
            Event::End(TagEnd::Table) => inside = false,
            Event::Start(Tag::TableRow | Tag::TableHead) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => rows.last_mut().expect("a row").push(String::new()),
            Event::Text(t) if inside => rows.last_mut().and_then(|r| r.last_mut()).expect("a cell").push_str(&t),
            Event::InlineHtml(t) if inside => match &*t {
                "<br>" => rows.last_mut().and_then(|r| r.last_mut()).expect("a cell").push('\n'),
                "<del>" | "</del>" | "<ins>" | "</ins>" | "<strong>" | "</strong>" => {}
                other => strange.push(other.to_owned()),
            },
            Event::End(_) | Event::Start(Tag::Strong) => {}
            other if inside => strange.push(format!("{other:?}")),
            _ => {}
        }
    }
    (rows, strange)
}

#[test]
fn the_markdown_table_has_each_text_in_its_cell() {
    let texts = texts();
    let mut segments = Vec::new();
    for (n, text) in (1..).zip(&texts) {
        segments.push(segment(n, text, &texts[(n as usize + 3) % texts.len()], &texts[(n as usize + 7) % texts.len()]));
    }
    let draft = draft(HOSTILE, segments);
    let markdown = written(Format::Md, &draft);
    let (rows, strange) = table(&markdown);
    assert!(strange.is_empty(), "{strange:?}\n{markdown}");
    assert_eq!(rows.len(), draft.segments.len() + 1, "{markdown}");
    for (row, segment) in rows[1..].iter().zip(&draft.segments) {
        let n = segment.segment.n.to_string();
        let wanted = [&n, &segment.segment.text, &segment.target, "tanpa padanan", "Disunting", &segment.note];
        assert_eq!(row.iter().map(String::as_str).collect::<Vec<_>>(), wanted.map(str::trim));
    }
    let headings = Parser::new(&markdown).filter(|e| matches!(e, Event::Start(Tag::Heading { .. }))).count();
    assert_eq!(headings, 1);
}

#[test]
fn the_page_is_self_contained_and_holds_every_text_as_text() {
    let texts = texts();
    let segments = (1..).zip(&texts).map(|(n, text)| segment(n, text, text, text)).collect();
    let draft = draft(HOSTILE, segments);
    let page = written(Format::Html, &draft);
    let tag = regex::Regex::new("<(/?[a-zA-Z!][^<>]*)>").expect("a valid pattern");
    let known = [
        "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "header", "h1", "ul", "li", "bdi", "b", "section", "h2",
        "dl", "dt", "dd", "del", "ins", "span", "main", "table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th",
        "td", "p", "footer",
    ];
    for found in tag.captures_iter(&page) {
        let name = found[1].trim_start_matches('/').split(' ').next().unwrap_or_default();
        assert!(known.contains(&name), "<{}>", &found[1]);
        assert!(
            !found[1].contains(" on")
                && !found[1].contains(" href")
                && !found[1].contains(" src")
                && !found[1].contains(" style=")
        );
    }
    let escaped = HOSTILE.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    // Title, heading, file, memory; and each of the last segment's texts.
    assert_eq!(page.matches(&escaped).count(), 7, "{page}");
    assert_eq!(page.matches("lang=\"id-ID\" dir=\"auto\"").count(), texts.len());
    assert_eq!(page.matches("lang=\"en-GB\" dir=\"auto\"").count(), texts.len());
    assert!(page.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"));
    let outside = page.replace(&escaped, "").replace("&lt;https://a.b&gt;", "");
    for word in ["http:", "https:", "url(", "@import", "//"] {
        assert!(!outside.contains(word), "{word}");
    }
}
