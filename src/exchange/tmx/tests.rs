//! The reader as a whole: each rule of reading with a small file, and the law that what is written is read.

mod quirks;

use std::fmt::Write as _;

use proptest::prelude::*;

use super::open;
use crate::exchange::{Asked, Item, Outcome, ReadFailure, ReadOptions, SkipReason, Tally, UnitReader};
use crate::model::{Context, Lang, Neighbour, NewUnit, Role, UnitState};

/// A file whose header names `source` and whose body, from line 4, is `body`.
fn file(source: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\"><header srclang=\"{source}\" datatype=\"plaintext\"/>\n<body>\n{body}\n</body></tmx>\n"
    )
}

fn read_with(bytes: &[u8], asked: &str, unconfirmed: bool) -> Result<Vec<Item>, ReadFailure> {
    let options = ReadOptions { asked: Asked::parse(asked).expect(asked), unconfirmed, ..ReadOptions::default() };
    open(bytes, options)?.collect()
}

fn read(body: &str) -> Vec<Item> {
    read_with(file("id", body).as_bytes(), "id,en", false).expect("well-formed")
}

fn units(items: Vec<Item>) -> Vec<NewUnit> {
    let unit = |item| if let Item::Pair(unit) = item { Some(unit) } else { None };
    items.into_iter().filter_map(unit).collect()
}

fn one(body: &str) -> NewUnit {
    let mut units = units(read(body));
    assert_eq!(units.len(), 1, "{body}");
    units.remove(0)
}

fn failure(text: &str) -> String {
    read_with(text.as_bytes(), "id,en", false).expect_err(text).to_string()
}

fn tuv(lang: &str, inner: &str) -> String {
    format!("<tuv xml:lang=\"{lang}\">{inner}</tuv>")
}

const ID: &str = "<tuv xml:lang=\"id\"><seg>Pasar tutup.</seg></tuv>";
const EN: &str = "<tuv xml:lang=\"en\"><seg>The market is closed.</seg></tuv>";

#[test]
fn a_unit_has_both_texts_languages_line_and_tuid() {
    let unit = one(
        "\n<tu\n tuid=\"a&amp;7\"><tuv lang=\"EN_us\"><seg>Tea &#38; <hi>rice</hi></seg></tuv>\n<tuv xml:lang=\"in-ID\" lang=\"fr\"><seg> Teh\n&lt;nasi> </seg></tuv></tu>",
    );
    assert_eq!((unit.a_lang.written.as_str(), unit.a_lang.lang), ("in-ID", Lang::ID));
    assert_eq!((unit.b_lang.written.as_str(), unit.b_lang.lang), ("EN_us", Lang::EN));
    assert_eq!((unit.a_text.as_str(), unit.a_markup), (" Teh\n<nasi> ", None));
    assert_eq!((unit.b_text.as_str(), unit.b_markup.as_deref()), ("Tea & rice", Some("Tea &#38; <hi>rice</hi>")));
    assert_eq!((unit.line, unit.tuid.as_deref(), unit.state), (5, Some("a&7"), UnitState::Imported));
    assert_eq!((unit.context, unit.extra, unit.author, unit.used), (None, None, None, 0));
}

#[test]
fn everything_that_is_skipped_is_counted_once_with_its_reason() {
    let body = [
        format!("<tu>{ID}{EN}</tu>"),
        format!("<tu>{EN}{}</tu>", tuv("fr", "<seg>Le marché est fermé.</seg>")),
        format!("<tu>{EN}</tu>"),
        format!("<tu>{EN}{}</tu>", tuv("id", "<seg> \n </seg>")),
        format!("<tu>{EN}{}</tu>", tuv("id", "")),
        format!("<tu>{EN}{}</tu>", tuv("id", "<seg><ph x=\"1\">[br]</ph></seg>")),
        format!("<tu>{EN}<tuv><seg>Pasar tutup.</seg></tuv></tu>"),
        format!("<tu>{ID}{}</tu>", tuv("id-ID", "<seg>Pasar ditutup.</seg>")),
        format!("<tu tuid=\"9\"><prop type=\"x-ConfirmationLevel\">Draft</prop>{ID}{EN}</tu>"),
        "<tu/>".to_owned(),
    ]
    .join("\n");
    let items = read(&body);
    let mut tally = Tally::default();
    for item in &items {
        match item {
            Item::Pair(_) => tally.count(Outcome::Added),
            Item::Skipped { reason, .. } => tally.count(Outcome::Skipped(*reason)),
            Item::Refused { .. } | Item::Repaired { .. } => panic!("{item:?}"),
        }
    }
    assert!(tally.holds());
    let reasons: Vec<(&str, u64)> = tally.reasons().iter().map(|(r, n)| (*r, *n)).collect();
    assert_eq!(reasons, [("empty", 4), ("language", 3), ("same-language", 1), ("unconfirmed", 1)]);
    assert_eq!((tally.seen(), tally.added()), (10, 1));
    let Item::Skipped { place, reason: SkipReason::Unconfirmed, told: false } = &items[8] else { panic!("{:?}", items[8]) };
    assert_eq!((place.line, place.unit, place.tuid.as_deref()), (Some(13), 9, Some("9")));
}

#[test]
fn the_header_the_unit_or_the_order_says_which_side_is_the_source() {
    let first = |source: &str, tu: &str| {
        let text = file(source, &format!("<tu{tu}>{EN}{ID}</tu>"));
        let unit = units(read_with(text.as_bytes(), "id,en", false).expect("well-formed")).remove(0);
        unit.a_lang.written
    };
    assert_eq!(first("id", ""), "id");
    assert_eq!(first("IND", ""), "id");
    assert_eq!(first("en-GB", ""), "en");
    assert_eq!(first("id", " srclang=\"en\""), "en");
    assert_eq!(first("id", " srclang=\"*all*\""), "en");
    for nowhere in ["*all*", "", "tlh"] {
        assert_eq!(first(nowhere, ""), "en", "{nowhere}");
    }
}

#[test]
fn variants_of_one_language_give_a_pair_each_and_other_languages_stay_with_the_unit() {
    let french = "<tuv xml:lang=\"fr\" creationid=\"Amélie\"><note>vérifié</note><seg>Le <b>marché</b></seg></tuv>";
    let body = format!("<tu>{ID}{EN}{french}{}</tu>", tuv("en-GB", "<seg>The market has closed.</seg>"));
    let both = units(read(&body));
    assert_eq!(both.iter().map(|u| u.b_text.as_str()).collect::<Vec<_>>(), ["The market is closed.", "The market has closed."]);
    let other = r#"{"others":[{"lang":"fr","text":"Le marché","markup":"Le <b>marché</b>","attributes":{"creationid":"Amélie"},"notes":[{"text":"vérifié"}]}]}"#;
    assert_eq!(both[0].extra.as_deref(), Some(other));
    assert_eq!(both[1].extra.as_deref(), Some(other));
    let all = units(read_with(file("id", &body).as_bytes(), "*", false).expect("well-formed"));
    assert_eq!(all.iter().map(|u| u.b_lang.written.as_str()).collect::<Vec<_>>(), ["en", "fr", "en-GB"]);
    assert_eq!(all[0].extra, None);
}

#[test]
fn dates_people_and_counts_have_fields_and_bad_ones_are_kept_as_they_are() {
    let unit = one(&format!(
        "<tu creationdate=\"20240131T120000Z\" changedate=\"kemarin\" creationid=\"Sari\" changeid=\"Bima\" usagecount=\"3\" segtype=\"sentence\">{ID}\
         <tuv xml:lang=\"en\" changedate=\"20240201T080000Z\" changeid=\"Wayan\"><seg>The market is closed.</seg></tuv></tu>"
    ));
    assert_eq!(unit.created.as_ref().map(ToString::to_string).as_deref(), Some("2024-01-31T12:00:00Z"));
    assert_eq!(unit.changed.as_ref().map(ToString::to_string).as_deref(), Some("2024-02-01T08:00:00Z"));
    assert_eq!((unit.author.as_deref(), unit.used), (Some("Bima"), 3));
    assert_eq!(
        unit.extra.as_deref(),
        Some(
            r#"{"attributes":{"changedate":"kemarin","creationid":"Sari","segtype":"sentence"},"b":{"attributes":{"changeid":"Wayan"}}}"#
        )
    );
    let plain = one(&format!(
        "<tu>{ID}<tuv xml:lang=\"en\" creationid=\"Sari\" changeid=\"Sari\" creationdate=\"20240201T080000Z\"><seg>The market is closed.</seg></tuv></tu>"
    ));
    assert_eq!((plain.author.as_deref(), plain.extra.as_deref()), (Some("Sari"), None));
    assert!(plain.created.is_some());
}

#[test]
fn notes_and_properties_stay_in_the_order_of_the_file() {
    let unit = one(&format!(
        "<tu><note xml:lang=\"id\">Cek &lt;lagi&gt;</note><prop type=\"x-b\">2</prop><prop type=\"x-a\" xml:lang=\"en\">1</prop>{}{EN}</tu>",
        "<tuv xml:lang=\"id\"><prop type=\"x-c\"><seg>bukan <i>segmen</i></seg></prop><seg>Pasar tutup.</seg></tuv>"
    ));
    assert_eq!(unit.a_text, "Pasar tutup.");
    let extra = concat!(
        r#"{"props":[{"type":"x-b","text":"2"},{"type":"x-a","text":"1","lang":"en"}],"#,
        r#""notes":[{"text":"Cek <lagi>","lang":"id"}],"#,
        r#""a":{"props":[{"type":"x-c","text":"<seg>bukan <i>segmen</i></seg>"}]}}"#
    );
    assert_eq!(unit.extra.as_deref(), Some(extra));
}

#[test]
fn properties_of_other_programs_say_where_a_unit_stood() {
    let context = |on_unit: &str, on_source: &str, on_target: &str| {
        one(&format!(
            "<tu>{on_unit}<tuv xml:lang=\"id\">{on_source}<seg>Pasar tutup.</seg></tuv><tuv xml:lang=\"en\">{on_target}<seg>Closed.</seg></tuv></tu>"
        ))
    };
    let segment = |text: &str| Neighbour::Segment(text.to_owned());
    let omegat = context(
        "<prop type=\"file\">pasar.txt</prop><prop type=\"prev\"></prop><prop type=\"next\">Harga naik.</prop><prop type=\"id\">s7</prop>",
        "",
        "",
    );
    assert_eq!(
        omegat.context,
        Some(Context {
            prev: Neighbour::Edge,
            next: segment("Harga naik."),
            doc: Some("pasar.txt".into()),
            ident: Some("s7".into())
        })
    );
    assert_eq!(omegat.extra, None);
    let memoq = context(
        "<prop type=\"x-document\">Lap. 1</prop>",
        "<prop type=\"x-context-post\">&lt;seg&gt;Harga &amp;amp; upah&lt;/seg&gt;</prop>",
        "",
    );
    assert_eq!(
        memoq.context,
        Some(Context { prev: Neighbour::Unknown, next: segment("Harga & upah"), doc: Some("Lap. 1".into()), ident: None })
    );
    let xtm = context("", "<prop type=\"x-context-pre\"><seg>Harga <b>naik</b>.</seg></prop>", "");
    assert_eq!(xtm.context.map(|c| c.prev), Some(segment("Harga naik.")));
    let target = context("", "", "<prop type=\"x-context-pre\">Prices rise.</prop>");
    assert_eq!(target.context, None);
    assert!(target.extra.is_some_and(|e| e.contains("Prices rise.")));
    let own = context(
        "<prop type=\"x-padan-role\">headline</prop><prop type=\"x-padan-state\">reviewed</prop><prop type=\"x-padan-prev\">Hujan.</prop>",
        "",
        "",
    );
    assert_eq!((own.role, own.state, own.extra), (Some(Role::Headline), UnitState::Imported, None));
    assert_eq!(own.context.map(|c| c.prev), Some(segment("Hujan.")));
    let odd = context("<prop type=\"x-padan-role\">iklan</prop><prop type=\"prev\">A</prop><prop type=\"prev\">B</prop>", "", "");
    assert_eq!(odd.extra.as_deref(), Some(r#"{"props":[{"type":"x-padan-role","text":"iklan"},{"type":"prev","text":"B"}]}"#));
}

#[test]
fn drafts_rejected_and_machine_translations_are_taken_only_when_asked_for() {
    let cases = [
        ("x-ConfirmationLevel", "Draft", true),
        ("x-ConfirmationLevel", "RejectedTranslation", true),
        ("x-ConfirmationLevel", "RejectedSignOff", true),
        ("x-ConfirmationLevel", "Translated", false),
        ("x-ConfirmationLevel", "ApprovedTranslation", false),
        ("x-ConfirmationLevel", "Unspecified", false),
        ("x-Origin", "TM", false),
        ("x-Origin", "MachineTranslation", true),
        ("x-origin", "mt", true),
        ("Origin", "MT", true),
        ("x-padan-state", "unconfirmed", true),
        ("x-padan-state", "confirmed", false),
        ("x-Client", "MT", false),
    ];
    for (kind, value, is_unconfirmed) in cases {
        let prop = format!("<prop type=\"{kind}\">{value}</prop>");
        for body in [
            format!("<tu>{prop}{ID}{EN}</tu>"),
            format!("<tu>{ID}<tuv xml:lang=\"en\">{prop}<seg>The market is closed.</seg></tuv></tu>"),
        ] {
            let text = file("id", &body);
            let strict = units(read_with(text.as_bytes(), "id,en", false).expect("well-formed"));
            assert_eq!(strict.is_empty(), is_unconfirmed, "{kind} {value}");
            let all = units(read_with(text.as_bytes(), "id,en", true).expect("well-formed"));
            let state = if is_unconfirmed { UnitState::Unconfirmed } else { UnitState::Imported };
            assert_eq!(all[0].state, state, "{kind} {value}");
        }
    }
    for (by, is_machine) in
        [("creationid=\"MT!\"", true), ("creationid=\"mt!\" changeid=\"Sari\"", false), ("changeid=\"MT!\"", true)]
    {
        let text = file("id", &format!("<tu {by}>{ID}{EN}</tu>"));
        assert_eq!(units(read_with(text.as_bytes(), "id,en", false).expect("well-formed")).is_empty(), is_machine, "{by}");
    }
    let aligned = one(&format!("<tu><prop type=\"x-padan-state\">aligned</prop>{ID}{EN}</tu>"));
    assert_eq!(aligned.state, UnitState::Aligned);
}

/// Places and reasons of what was mended or refused, in English.
fn told(items: &[Item]) -> Vec<String> {
    let one = |item: &Item| match item {
        Item::Repaired { place, reason } => Some(format!("line {}: {reason}", place.line?)),
        Item::Refused { place, reason, .. } => Some(format!("line {}: refused: {reason}", place.line?)),
        Item::Pair(_) | Item::Skipped { .. } => None,
    };
    items.iter().filter_map(one).collect()
}

#[test]
fn what_is_no_tmx_is_refused_with_line_and_reason() {
    assert_eq!(failure(""), "the file is empty");
    assert_eq!(failure("\n \n"), "the file is empty");
    assert_eq!(failure("\n{\"tu\": 1}\n"), "line 2: not XML: it begins with “{\"tu\": 1}”");
    assert_eq!(failure("<!DOCTYPE html>\n<html><body/></html>"), "line 2: not TMX: the outermost element is <html>");
    assert_eq!(failure("<xliff>\n<tuv/></xliff>"), "line 1: not TMX: the outermost element is <xliff>");
}

#[test]
fn what_was_mended_is_told_with_line_and_reason() {
    let in_body = |body: &str| told(&read(body)).join("; ");
    assert_eq!(
        in_body("<tu>\n<tuv xml:lang=\"id\"><seg>Pasar\n</tuv></tu>"),
        "line 5: <seg>, opened in line 5, is not closed before </tuv>"
    );
    assert_eq!(
        in_body("<tu>\n<tuv xml:lang=\"id\"></tuv>\n<tu></tu>"),
        "line 5: the next unit begins inside <tu>, opened in line 4"
    );
    assert_eq!(
        in_body("<tu>\n<tuv xml:lang=\"id\"><seg>R&D</seg></tuv></tu>"),
        "line 5: an & that begins no entity has to be written &amp;"
    );
    assert_eq!(in_body("<tu>\n<note>a\n\n&nbsp;</note></tu>"), "line 7: the entity &nbsp; is one of HTML, not of TMX");
    assert_eq!(in_body("<tu>\n\n<note>\u{1}</note></tu>"), "line 6: the character U+0001 is not allowed in XML");
    assert_eq!(in_body("<tu>\n<note>5 < 7</note></tu>"), "line 5: this is no tag: “< 7”");
    assert_eq!(in_body("<tu>\n<tuv xml:lang=id></tuv>\n</tu>"), "line 5: an attribute of <tuv> is broken");
}

#[test]
fn lines_are_counted_alike_whatever_ends_them() {
    let body = format!("<tu>{ID}{EN}</tu>\n<tu>\n<tuv xml:lang=\"id\"><seg>Pasar</tuv></tu>");
    for end in ["\n", "\r\n", "\r"] {
        let text = file("id", &body).replace('\n', end);
        let items = read_with(text.as_bytes(), "id,en", false).expect("TMX");
        assert_eq!(told(&items), ["line 6: <seg>, opened in line 6, is not closed before </tuv>"], "{end:?}");
        let whole = file("id", &format!("\n<tu><tuv xml:lang=\"id\"><seg>a\n<b/>b</seg></tuv>{EN}</tu>")).replace('\n', end);
        let unit = units(read_with(whole.as_bytes(), "id,en", false).expect("well-formed")).remove(0);
        assert_eq!((unit.line, &*unit.a_text, unit.a_markup.as_deref()), (5, "a\nb", Some("a\n<b/>b")), "{end:?}");
    }
}

#[test]
fn a_file_cut_anywhere_gives_all_whole_units_before_and_tells_once() {
    let text = file(
        "id",
        &format!("<!-- <tu> --><tu><note><![CDATA[</tu>]]></note>{ID}{EN}</tu>\n<tu>{EN}{ID}</tu>\n<tu>{ID}{EN}</tu>"),
    )
    .trim_end()
    .to_owned();
    let whole = units(read_with(text.as_bytes(), "id,en", false).expect("well-formed"));
    assert_eq!(whole.len(), 3);
    let ends: Vec<usize> = text.match_indices("</tu>").map(|(at, _)| at + 5).skip(1).collect();
    for cut in text.find("<tmx").expect("a root") + 5..text.len() {
        let items = match read_with(&text.as_bytes()[..cut], "id,en", false) {
            Ok(items) => items,
            Err(failure) => {
                assert!(cut < 60, "{cut}: {failure}");
                continue;
            }
        };
        let before = ends.iter().filter(|&&end| end <= cut).count();
        assert!(!told(&items).is_empty(), "{cut}");
        let read = units(items);
        // A unit of which only its end tag is missing is whole too.
        assert!(read.len() == before || read.len() == before + 1, "{cut}: {} of {before}", read.len());
        assert_eq!(read, whole[..read.len()], "{cut}");
    }
}

#[test]
fn of_a_unit_that_the_file_breaks_off_no_half_text_is_taken() {
    let text = file("id", &format!("<tu>{ID}{EN}</tu>\n<tu tuid=\"k7\">{ID}\n<tuv xml:lang=\"en\"><seg>The mar"));
    let text = &text[..text.rfind("The mar").expect("it") + 7];
    let items = read_with(text.as_bytes(), "id,en", false).expect("TMX");
    assert_eq!(told(&items), ["line 6: refused: the file ends inside <seg>, opened in line 6"]);
    let Some(Item::Refused { place, verbatim, .. }) = items.last() else { panic!("{items:?}") };
    assert_eq!((place.unit, place.tuid.as_deref()), (2, Some("k7")));
    assert!(verbatim.starts_with("<tu tuid") && verbatim.ends_with("The mar"));
}

#[test]
fn a_unit_without_end_costs_itself_and_is_never_held_whole() {
    let good = format!("<tu>{ID}{EN}</tu>");
    let long = "Harga beras naik lagi. ".repeat(800_000);
    let text = file("id", &format!("{good}\n<tu tuid=\"p\"><tuv xml:lang=\"id\"><seg>{long}</seg></tuv>{EN}</tu>\n{good}"));
    let items = read_with(text.as_bytes(), "id,en", false).expect("TMX");
    assert_eq!(told(&items), ["line 5: refused: a piece of more than 16 MiB has no end"]);
    assert_eq!(units(items).len(), 2);
}

#[test]
fn names_prefixes_and_case_of_elements_do_not_matter() {
    for text in [
        format!("<tmx xmlns=\"http://www.lisa.org/tmx14\"><header srclang=\"id\"/><body><tu>{ID}{EN}</tu></body></tmx>"),
        format!("<TMX><HEADER srclang=\"id\"/><BODY><TU>{ID}{}</TU></BODY></TMX>", "<TUV xml:lang=\"en\"><SEG>Closed.</SEG></TUV>"),
        "<t:tmx><t:body><t:tu><t:tuv xml:lang='id'><t:seg>A</t:seg></t:tuv><t:tuv lang='en'><t:seg>B</t:seg></t:tuv></t:tu ></t:body></t:tmx>".to_owned(),
    ] {
        assert_eq!(units(read_with(text.as_bytes(), "id,en", false).expect(&text)).len(), 1, "{text}");
    }
    assert_eq!(read_with(b"<tmx><header srclang='id'/></tmx>", "id,en", false), Ok(Vec::new()));
}

#[test]
fn a_doctype_of_any_size_costs_no_unit_and_entities_of_it_only_theirs() {
    let mut subset = String::from("<!ENTITY a0 \"kopi > ] kopi\"><!ENTITY x SYSTEM 'file:///etc/hostname'><!-- ]> ' -->\n");
    for n in 1..40_000 {
        let inner = format!("&a{};", n - 1).repeat(10);
        writeln!(subset, "<!ENTITY a{n} \"{inner}\">").expect("a string");
    }
    assert!(subset.len() > 2_000_000);
    let unit = |inner: &str| format!("<tu><tuv><seg>{inner}</seg></tuv></tu>");
    let body = ["&a39999;", "&x;", "&a30;"].map(unit).concat();
    let text =
        format!("<!DOCTYPE tmx SYSTEM \"tmx14.dtd\" [\n{subset}]>\n<tmx><header/><body>{body}<tu>{ID}{EN}</tu></body></tmx>");
    let items = read_with(text.as_bytes(), "id,en", false).expect("TMX");
    let size = |n: &str| format!("line 40003: refused: the entity &{n}; becomes too long");
    let outside = "line 40003: refused: the entity &x; stands for something outside of the file, which is not opened";
    assert_eq!(told(&items), [size("a39999"), outside.to_owned(), size("a30")]);
    assert_eq!(units(items).len(), 1);
}

#[test]
fn long_segments_and_small_pieces_of_input_are_read_alike() {
    let long = "Harga beras naik lagi. ".repeat(14_000);
    let text = file("id", &format!("<tu><tuv xml:lang=\"id\"><seg>{long}</seg></tuv>{EN}</tu>\n<tu>{ID}{EN}</tu>"));
    let whole = read_with(text.as_bytes(), "id,en", false).expect("well-formed");
    assert_eq!(units(whole.clone())[0].a_text, long);
    let small = std::io::BufReader::with_capacity(7, text.as_bytes());
    let mut reader = open(small, ReadOptions::default()).expect("opens");
    let pieces: Result<Vec<Item>, ReadFailure> = reader.by_ref().collect();
    assert_eq!(pieces, Ok(whole));
    assert_eq!(reader.bytes_read(), text.len() as u64);
}

#[test]
fn the_encoding_does_not_matter() {
    let text = file("id", "<tu><tuv xml:lang=\"id\"><seg>Kafé “Gayo”</seg></tuv><tuv xml:lang=\"en\"><seg>é</seg></tuv></tu>");
    let expected = read_with(text.as_bytes(), "id,en", false).expect("well-formed");
    assert_eq!(units(expected.clone()).len(), 1);
    let declared = text.replace("UTF-8", "windows-1252");
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode(&declared);
    assert_eq!(read_with(&latin, "id,en", false).as_ref(), Ok(&expected));
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read_with(&wide, "id,en", false).as_ref(), Ok(&expected));
}

/// What may stand in a segment: text as it is, the same as XML, and what of it is plain text.
#[derive(Clone, Debug)]
struct Piece {
    xml: String,
    plain: String,
    is_element: bool,
}

/// What damage is made of. Nothing here is the whole beginning of a comment: what that hides nobody can tell.
const PIECES: [&str; 14] =
    ["<", ">", "&", "\"", "'", "</seg>", "</tuv>", "<tuv>", "<seg", "\u{0}", "]]>", "<![CDATA[", "&#0;", "</tu>"];

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\r', "&#13;")
}

fn piece() -> impl Strategy<Value = Piece> {
    let text = proptest::collection::vec(
        prop_oneof![
            Just('&'),
            Just('<'),
            Just('>'),
            Just('"'),
            Just('\''),
            Just('\r'),
            Just('\n'),
            Just(' '),
            Just(']'),
            proptest::char::range('a', 'z'),
            proptest::char::range('\u{E000}', '\u{FFFD}'),
            proptest::char::range('\u{1F300}', '\u{1F6FF}'),
        ],
        1..12,
    )
    .prop_map(|chars| chars.into_iter().collect::<String>());
    (text, 0..7).prop_map(|(text, shape)| {
        let inside = escaped(&text);
        let (xml, plain, is_element) = match shape {
            0 => (format!("<bpt i=\"1\">&lt;b {inside}&gt;</bpt>"), String::new(), true),
            1 => (format!("<hi type=\"x\">{inside}</hi>"), text, true),
            2 => ("<ph x=\"1\" type=\"lb\"/>".to_owned(), "\n".to_owned(), true),
            3 if !text.contains("]]>") && !text.contains('\r') => (format!("<![CDATA[{text}]]>"), text, false),
            4 => (format!("<!-- {} -->", inside.replace('-', "")), String::new(), false),
            5 => (text.chars().fold(String::new(), |out, c| out + &format!("&#x{:X};", c as u32)), text, false),
            _ => (inside, text, false),
        };
        Piece { xml, plain, is_element }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        pairs in proptest::collection::vec((proptest::collection::vec(piece(), 1..6), proptest::collection::vec(piece(), 1..6)), 1..8)
    ) {
        let mut body = String::new();
        let mut line = 4;
        let mut lines = Vec::new();
        let join = |pieces: &[Piece], of: fn(&Piece) -> &str| pieces.iter().map(of).collect::<String>();
        for (n, (id, en)) in pairs.iter().enumerate() {
            let (id, en) = (join(id, |p| &p.xml), join(en, |p| &p.xml));
            let unit = format!("<tu tuid=\"{n}\"><tuv xml:lang=\"id\"><seg>{id}</seg></tuv><tuv xml:lang=\"en\"><seg>{en}</seg></tuv></tu>\n");
            lines.push(line);
            line += unit.matches('\n').count() as u64;
            body.push_str(&unit);
        }
        let items = read(&body);
        prop_assert_eq!(items.len(), pairs.len());
        for (n, (item, (id, en))) in items.into_iter().zip(&pairs).enumerate() {
            let (a, b) = (join(id, |p| &p.plain), join(en, |p| &p.plain));
            match item {
                Item::Pair(unit) => {
                    prop_assert_eq!((unit.a_text, unit.b_text), (a, b));
                    prop_assert_eq!(unit.a_markup, id.iter().any(|p| p.is_element).then(|| join(id, |p| &p.xml)));
                    prop_assert_eq!(unit.b_markup, en.iter().any(|p| p.is_element).then(|| join(en, |p| &p.xml)));
                    prop_assert_eq!((unit.line, unit.tuid), (lines[n], Some(n.to_string())));
                }
                Item::Skipped { reason, place, .. } => {
                    prop_assert!(a.trim().is_empty() || b.trim().is_empty());
                    prop_assert_eq!((reason, place.line), (SkipReason::Empty, Some(lines[n])));
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

    #[test]
    fn a_broken_unit_costs_at_most_itself(
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), 0..4, proptest::sample::select(&PIECES[..])), 1..4)
    ) {
        let mut unit = format!("<tu tuid=\"x\"><prop type=\"p\">1</prop>\n{}{EN}</tu>", tuv("id", "<seg>Kopi <ph x=\"1\"/> & <b>teh</b></seg>"));
        for (index, how, piece) in damage {
            let at = index.index(unit.len());
            let at = (0..=at).rev().find(|&i| unit.is_char_boundary(i)).unwrap_or(0);
            let next = unit[at..].chars().next().map_or(at, |c| at + c.len_utf8());
            match how {
                0 => unit.insert_str(at, piece),
                1 => unit.replace_range(at..next, piece),
                2 => unit.replace_range(at..next, ""),
                _ => unit.replace_range(at..(at + 9).min(unit.len()), ""),
            }
        }
        let good = |n: usize| format!("<tu>{}{}</tu>", tuv("id", &format!("<seg>Baik {n}.</seg>")), tuv("en", "<seg>Good.</seg>"));
        let body = format!("{}\n{}\n{unit}\n{}\n{}", good(1), good(2), good(3), good(4));
        let texts: Vec<String> = units(read(&body)).into_iter().flat_map(|u| [u.a_text, u.b_text]).collect();
        for n in 1..5 {
            prop_assert!(texts.contains(&format!("Baik {n}.")), "{n} is lost: {unit}");
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..400) {
        let text = file("id", &format!("<tu>{ID}{EN}</tu>"));
        let (before, after) = text.as_bytes().split_at(cut.min(text.len()));
        let damaged = [before, &bytes, after].concat();
        let _ = read_with(&damaged, "id,en", false);
        let _ = read_with(&bytes, "*", true);
    }
}
