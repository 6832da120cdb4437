//! What programs and people write that is no TMX, one quirk a case: what a translator would want of it.

use super::{EN, ID, file, read_with};
use crate::exchange::Item;

/// What is left of `text`: its pairs as `Indonesian | English`, and its problems as `line key`.
fn left(text: &[u8]) -> (Vec<String>, Vec<String>) {
    let (mut pairs, mut problems) = (Vec::new(), Vec::new());
    for item in read_with(text, "id,en", false).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(text))) {
        match item {
            Item::Pair(unit) if unit.a_lang.lang.as_str() == "id" => pairs.push(format!("{} | {}", unit.a_text, unit.b_text)),
            Item::Pair(unit) => pairs.push(format!("{} | {}", unit.b_text, unit.a_text)),
            Item::Repaired { place, reason } => problems.push(format!("{} {}", place.line.unwrap_or(0), reason.key())),
            Item::Refused { place, reason, .. } => problems.push(format!("{} refused {}", place.line.unwrap_or(0), reason.key())),
            Item::Skipped { place, reason, .. } => problems.push(format!("{} skipped {reason}", place.line.unwrap_or(0))),
        }
    }
    (pairs, problems)
}

const GOOD: &str = "Pasar tutup. | The market is closed.";

/// Checks what is left of a unit that begins in line 5, between two good ones.
#[track_caller]
fn in_the_middle(unit: &str, pair: &str, problems: &str) {
    let good = format!("<tu>{ID}{EN}</tu>");
    let (mut pairs, told) = left(file("id", &format!("{good}\n{unit}\n{good}")).as_bytes());
    assert_eq!(told.join(", "), problems, "{unit}");
    assert_eq!((pairs.first().map(String::as_str), pairs.last().map(String::as_str)), (Some(GOOD), Some(GOOD)), "{unit}");
    let pairs: Vec<String> = pairs.drain(1..pairs.len() - 1).collect();
    assert_eq!(pairs.join(" / "), pair, "{unit}");
}

/// A unit with these texts, markup and all.
fn texts(id: &str, en: &str) -> String {
    format!("<tu tuid=\"u2\">\n<tuv xml:lang=\"id\"><seg>{id}</seg></tuv>\n<tuv xml:lang=\"en\"><seg>{en}</seg></tuv>\n</tu>")
}

#[test]
fn characters_that_should_have_been_escaped_are_text() {
    for (id, en, pair, problems) in [
        ("R&D naik", "R&amp;D rises", "R&D naik | R&D rises", "6 read.ampersand"),
        ("A & B & C", "A & B", "A & B & C | A & B", "6 read.ampersand, 7 read.ampersand"),
        ("suhu < 5", "below 5", "suhu < 5 | below 5", "6 read.tag"),
        ("x <= y", "x", "x <= y | x", "6 read.tag"),
        ("a<b saja", "a", "a<b saja | a", "6 read.tag"),
        ("3 <4> 5", "3", "3 <4> 5 | 3", "6 read.tag"),
        ("surat ke <sari@contoh.id>", "mail", "surat ke <sari@contoh.id> | mail", "6 read.tag"),
        ("Halo <nama>!", "Hello <name>!", "Halo <nama>! | Hello <name>!", "6 read.not-closed, 7 read.not-closed"),
        ("<3 kopi", "<3 coffee", "<3 kopi | <3 coffee", "6 read.tag, 7 read.tag"),
        ("panah -> dan <-", "arrow", "panah -> dan <- | arrow", "6 read.tag"),
        ("kopi&nbsp;susu", "caf&eacute;", "kopi\u{A0}susu | café", "6 read.html-entity"),
        ("kopi&nbsp susu", "milk", "kopi&nbsp susu | milk", "6 read.ampersand"),
        ("a&kopi;b", "x", "a&kopi;b | x", "6 read.entity"),
        ("http://contoh.id/?a=1&b=2", "link", "http://contoh.id/?a=1&b=2 | link", "6 read.ampersand"),
        ("a&#x;b", "x", "a&#x;b | x", "6 read.reference"),
        ("a&#x1F;b", "a&#30;b", "a\u{AD}b | a\u{2011}b", "6 read.character, 7 read.character"),
        ("&#xD83D;&#xDE00;", "ya", "😀 | ya", "6 read.reference"),
        ("a\u{0}b", "x", "ab | x", "6 read.character"),
        ("\u{1B}[1mtebal\u{1B}[0m", "bold", "[1mtebal[0m | bold", "6 read.character"),
        ("a\u{1E}b\u{1F}c", "x", "a\u{2011}b\u{AD}c | x", "6 read.character, 6 read.character"),
        ("<![CDATA[R&D <b>]]>", "R&D", "R&D <b> | R&D", "7 read.ampersand"),
    ] {
        in_the_middle(&texts(id, en), pair, problems);
    }
}

#[test]
fn inline_codes_that_are_not_closed_or_not_escaped_cost_no_text() {
    for (id, en, pair, problems) in [
        ("Klik <b>OK</b>", "Click <b>OK</b>", "Klik OK | Click OK", "6 read.foreign"),
        ("satu<br>dua", "one<br>two", "satu\ndua | one\ntwo", "6 read.not-closed, 7 read.not-closed"),
        ("<b>tebal", "bold", "tebal | bold", "6 read.not-closed"),
        ("tebal</b>", "bold", "tebal | bold", "6 read.stray-end"),
        ("<b>a <i>b</b> c</i>", "x", "a b c | x", "6 read.not-closed"),
        ("<bpt i='1'><b></bpt>a<ept i='1'></b></ept>", "x", "a | x", "6 read.native"),
        ("<ph x='1'>kopi", "coffee", "kopi | coffee", "6 read.not-closed"),
        ("<ph x=1/>kopi", "coffee", "kopi | coffee", "6 read.attribute"),
        ("<bpt i='1'>{\\b </bpt>a<ept>}</bpt> b", "a b", "a} b | a b", "6 read.not-closed, 6 read.stray-end"),
        ("<G id='1'>a</g>", "x", "a | x", ""),
        ("a<!-- b", "x", "a<!-- b | x", "6 read.tag"),
        ("a<?b", "x", "a<?b | x", "6 read.tag"),
        ("a<!-- & --> b <?c?>", "&", "a b  | &", "7 read.ampersand"),
        ("<p>a</p><p>b", "x", "ab | x", "6 read.not-closed"),
    ] {
        in_the_middle(&texts(id, en), pair, problems);
    }
}

#[test]
fn a_broken_outline_of_a_unit_is_put_right() {
    let id = |inner: &str| format!("<tu>\n<tuv xml:lang=\"id\">{inner}\n{EN}\n</tu>");
    let pair = "Kopi. | The market is closed.";
    for (unit, problems) in [
        (id("<seg>Kopi.</tuv>"), "6 read.not-closed"),
        (id("<seg>Kopi.</seg>"), "6 read.not-closed"),
        (id("<seg>Kopi.<seg></tuv>"), "6 read.not-closed"),
        (id("<seg>Kopi.</sge></tuv>"), "6 read.stray-end, 6 read.not-closed"),
        (id("<seg>Kopi.</tuv></seg>"), "6 read.not-closed, 6 read.stray-end"),
        (id("<seg>Kopi.</SEG></TUV>"), ""),
        (id("<seg>Kopi.</seg></seg></tuv>"), "6 read.stray-end"),
        (id("<prop type=\"x-a\">1<seg>Kopi.</seg></tuv>"), "6 read.not-closed"),
        (id("<note>5 < 6</note><seg>Kopi.</seg></tuv>"), "6 read.tag"),
        (id("<seg/><seg>Kopi.</seg></tuv>").replace("<seg/>", ""), ""),
        (id("Kopi.</tuv>"), "6 read.no-segment"),
        (id("<seg>Kopi.</seg></tuv>").replace("</tu>", "</tu></tu>"), "8 read.stray-end"),
        (id("<seg>Kopi.</seg></tuv>").replace("<tu>", "<tu"), "5 read.tag"),
        (id("<seg>Kopi.</seg></tuv>").replace("</tu>", "</tu"), "8 read.tag"),
        (id("<seg>Kopi.</seg></tuv>").replace("<tu>", "<tu>\nantara"), ""),
        (id("<seg>Kopi.</seg></tuv>").replace("\n</tu>", ""), "6 read.unit-not-closed"),
    ] {
        let unit = unit.replace("<tu>\nantara\n", "<tu>antara\n");
        in_the_middle(&unit, pair, problems);
    }
    in_the_middle(&format!("<tu><tu>{ID}{EN}</tu></tu>"), GOOD, "5 read.unit-not-closed, 5 skipped language, 5 read.stray-end");
    in_the_middle("<tu/>", "", "5 skipped language");
    in_the_middle("<tu>\n<tuv><seg>Kopi.</seg></tuv>\n<tuv xml:lang=\"en\"><seg>x</seg></tuv></tu>", "", "5 skipped language");
}

#[test]
fn attributes_are_read_however_they_are_quoted() {
    let unit = |tag: &str, tu: &str| format!("{tu}\n{tag}<seg>Kopi.</seg></tuv>\n{EN}\n</tu>");
    for (tag, tu, problems) in [
        ("<tuv xml:lang=id>", "<tu>", "6 read.attribute"),
        ("<tuv xml:lang=“id”>", "<tu>", "6 read.attribute"),
        ("<tuv xml:lang='id>", "<tu>", "6 read.attribute"),
        ("<tuv xml:lang=\"id>", "<tu>", "6 read.attribute"),
        ("<tuv xml:lang=\"id\" xml:lang=\"en\">", "<tu>", "6 read.attribute"),
        ("<tuv lang=\"id\"baru>", "<tu>", "6 read.attribute"),
        ("<tuv xml:lang = \"id\" >", "<tu>", ""),
        ("<tuv xml:lang=\" ID \">", "<tu>", ""),
        ("<tuv lang=\"id_ID\">", "<tu>", ""),
        ("<tuv xml:lang=\"Indonesian\">", "<tu>", ""),
        ("<tuv xml:lang=\"id\">", "<tu tuid=\"R&D\">", "5 read.ampersand"),
        ("<tuv xml:lang=\"id\">", "<tu tuid=\"a<b\">", "5 read.attribute"),
        ("<tuv xml:lang=\"id\">", "<tu tuid=7 creationdate=\"x>", "5 read.attribute"),
        ("<tuv xml:lang=\"id\">", "<tu 7=\"x\" creationdate>", "5 read.attribute"),
        ("<tuv xml:lang=\"id\">", "<tu tuid=\"a\u{1}\">", "5 read.character"),
        ("<tuv xml:lang=\"id\">", "<tu creationdate=\"kemarin\" usagecount=\"banyak\">", ""),
    ] {
        in_the_middle(&unit(tag, tu), "Kopi. | The market is closed.", problems);
    }
}

#[test]
fn what_stands_around_the_units_costs_none_of_them() {
    let tu = format!("<tu>{ID}{EN}</tu>");
    let whole = file("id", &tu);
    let body = format!("<body>{tu}</body>");
    let header = "<header srclang=\"id\"/>";
    let shouted =
        whole.to_uppercase().replace("XML:LANG", "xml:lang").replace("<?XML VERSION=\"1.0\" ENCODING=\"UTF-8\"?>\n", "");
    let (found, told) = left(shouted.as_bytes());
    assert_eq!((found, told.join(", ")), (vec![GOOD.to_uppercase()], "1 read.upper-case".to_owned()));
    for (text, pairs, problems) in [
        (format!("<tmx>{body}</tmx>"), 1, "1 read.no-header"),
        (format!("<tmx>{header}{tu}</tmx>"), 1, ""),
        (format!("{tu}\n{tu}"), 2, "1 read.no-root"),
        (body.clone(), 1, "1 read.no-root"),
        (format!("<root><tmx>{header}{body}</tmx></root>"), 1, "1 read.before-root"),
        (format!("\u{FEFF}{whole}"), 1, ""),
        (format!("\u{FEFF}\u{FEFF}{whole}"), 1, "1 read.second-mark"),
        (format!("\n\n{whole}"), 1, "3 read.late-declaration"),
        (format!("HTTP/1.1 200 OK\n\n{whole}"), 1, "3 read.late-declaration, 1 read.before-root"),
        (format!("{whole}{whole}"), 2, "6 read.after-end"),
        (format!("{whole}\u{FEFF}{whole}"), 2, "6 read.after-end"),
        (format!("<tmx>{header}<body>{tu}\n{whole}"), 2, "2 read.after-end"),
        (format!("{whole}\0\0\0\u{1A}"), 1, "6 read.after-end"),
        (whole.replace("</body></tmx>", ""), 1, "6 read.cut-off"),
        (whole.replace("</body></tmx>", "</tmx>"), 1, "5 read.not-closed"),
        (whole.replace("</tmx>", "</xml>"), 1, "5 read.not-closed"),
        (whole.replace("</body>", "</body></body>"), 1, "5 read.not-closed"),
        (whole.replace("</tu>", "</tu>,\n"), 1, "4 read.between"),
        (whole.replace("<body>", "<body><p>"), 1, "5 read.not-closed"),
        (whole.replace("srclang=\"id\"", "srclang=id"), 1, "2 read.attribute"),
        (whole.replace("srclang=\"id\"", "srclang=\"id"), 1, "2 read.attribute"),
        (whole.replace("<tmx version=\"1.4\">", "<!DOCTYPE tmx SYSTEM \"tmx14.dtd>\n<tmx version=\"1.4\">"), 1, ""),
        (whole.replace("<tmx version=\"1.4\">", "<!DOCTYPE \"tmx14.dtd\">\n<tmx version=\"1.4\">"), 1, "2 read.doctype"),
        (whole.replace("<tmx version=\"1.4\">", "<!DOCTYPE tmx\n<tmx version=\"1.4\">"), 1, "2 read.doctype"),
        (whole.replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\""), 1, "1 read.wrong-encoding"),
        (whole.replace("encoding=\"UTF-8\"", "encoding=\"kuno\""), 1, "1 read.wrong-encoding"),
        (whole.replace("?>", ">"), 1, "1 read.before-root"),
        (whole.replace("</tu>", "</tu><!-- <tu>"), 1, "4 read.tag, 4 read.between, 4 read.unit-not-closed, 4 skipped language"),
        (whole.replace('\n', "\r"), 1, ""),
        (whole.replace("<tu>", "<tmx:tu>").replace("</tu>", "</tmx:tu>"), 1, ""),
    ] {
        let (found, told) = left(text.as_bytes());
        assert_eq!(told.join(", "), problems, "{text}");
        assert_eq!(found, vec![GOOD; pairs], "{text}");
    }
}

#[test]
fn entities_are_what_the_file_declares_and_nothing_from_outside() {
    let doctype = "<!DOCTYPE tmx [<!ENTITY kota \"<hi>Ambon</hi>\"> <!ENTITY x SYSTEM \"rahasia\"><!ENTITY b0 \"xxxxxxxxxx\">\
        <!ENTITY b1 \"&b0;&b0;&b0;&b0;&b0;&b0;&b0;&b0;&b0;&b0;\"><!ENTITY b2 \"&b1;&b1;&b1;&b1;&b1;&b1;&b1;&b1;&b1;&b1;\">\
        <!ENTITY b3 \"&b2;&b2;&b2;&b2;&b2;&b2;&b2;&b2;&b2;&b2;\"><!ENTITY b4 \"&b3;&b3;&b3;&b3;&b3;&b3;&b3;&b3;&b3;&b3;\">\
        <!ENTITY b5 \"&b4;&b4;&b4;&b4;&b4;&b4;&b4;&b4;&b4;&b4;\">]>";
    let with = |body: &str| file("id", body).replace("<tmx version", &format!("{doctype}<tmx version"));
    for (id, pair, problems) in [
        ("di &kota; saja", Some("di Ambon saja | x"), ""),
        ("&b2;", Some(&*format!("{} | x", "x".repeat(1000))), ""),
        ("&b5;", None, "5 refused read.entity-size"),
        ("&x;", None, "5 refused read.external-entity"),
    ] {
        let text = with(&format!("<tu>{ID}{EN}</tu>\n{}", texts(id, "x").replacen('\n', "", 1)));
        let (found, told) = left(text.as_bytes());
        assert_eq!((found.get(1).map(String::as_str), told.join(", ")), (pair, problems.to_owned()), "{id}");
    }
}

#[test]
fn bytes_of_another_encoding_cost_no_unit() {
    let text = file("id", &texts("Kafé", "“Café”"));
    let whole = left(text.as_bytes());
    assert_eq!(whole, (vec!["Kafé | “Café”".to_owned()], Vec::new()));
    let latin = |label: &str| encoding_rs::WINDOWS_1252.encode(&text.replace("UTF-8", label)).0.into_owned();
    assert_eq!(left(&latin("windows-1252")), whole);
    assert_eq!(left(&latin("iso-8859-1")), whole);
    assert_eq!(left(&latin("UTF-8")), (whole.0.clone(), vec!["5 read.bytes".to_owned(), "6 read.bytes".to_owned()]));
    assert_eq!(left(text.replace("UTF-8", "iso-8859-1").as_bytes()), (whole.0.clone(), vec!["1 read.wrong-encoding".to_owned()]));
    for big in [true, false] {
        let order = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        let wide: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        assert_eq!(left(&wide), whole, "big {big}");
    }
}
