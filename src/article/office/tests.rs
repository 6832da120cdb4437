//! Whole packages, made here, read and written again.

use std::io::{Cursor, Read as _, Write as _};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::article::decode::ArticleError;
use crate::article::{Article, Input, Mode, Options, RebuildError, open, read, rebuild};
use crate::model::{Form, Lang, Role, Segment};

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
     xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" xmlns:wps=\"wps\" xmlns:v=\"v\"";
const O: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
     xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
     xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
     xmlns:draw=\"d\" xmlns:xlink=\"x\"";
const STYLES: &str = "<w:style w:type=\"paragraph\" w:styleId=\"Judul\"><w:name w:val=\"Title\"/></w:style>\
     <w:style w:type=\"paragraph\" w:styleId=\"Judul1\"><w:name w:val=\"heading 1\"/></w:style>\
     <w:style w:type=\"paragraph\" w:styleId=\"TOC1\"><w:name w:val=\"toc 1\"/></w:style>\
     <w:style w:type=\"paragraph\" w:styleId=\"Takarir\"><w:name w:val=\"caption\"/></w:style>";

fn pack(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("starts");
        zip.write_all(text.as_bytes()).expect("writes");
    }
    zip.finish().expect("ends").into_inner()
}

/// A Word document with this body, and these footnotes.
fn word(body: &str, notes: &str) -> Vec<u8> {
    pack(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "word/document.xml",
            &format!("<?xml version=\"1.0\"?>\n<w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>"),
        ),
        ("word/styles.xml", &format!("<w:styles {W}>{STYLES}</w:styles>")),
        ("word/footnotes.xml", &format!("<w:footnotes {W}>{notes}</w:footnotes>")),
        ("word/media/kopi.png", "gambar"),
    ])
}

/// An OpenDocument text with this content and these automatic styles.
fn odt(body: &str, styles: &str) -> Vec<u8> {
    pack(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            &format!(
                "<office:document-content {O}><office:automatic-styles>{styles}</office:automatic-styles>\
                 <office:body><office:text>{body}</office:text></office:body></office:document-content>"
            ),
        ),
        ("styles.xml", &format!("<office:document-styles {O}/>")),
    ])
}

fn p(inner: &str) -> String {
    format!("<w:p>{inner}</w:p>")
}

fn r(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn bold(text: &str) -> String {
    format!("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

#[track_caller]
fn opened(bytes: &[u8]) -> Input {
    open(bytes, "kopi.docx").expect("a document")
}

#[track_caller]
fn article(bytes: &[u8]) -> Article {
    read(&opened(bytes), &Options::of(Lang::ID))
}

#[track_caller]
fn shown(bytes: &[u8]) -> Vec<String> {
    article(bytes).segments.iter().map(|s| s.shown().to_owned()).collect()
}

/// The part `name` of the package.
#[track_caller]
fn part(bytes: &[u8], name: &str) -> String {
    let mut out = String::new();
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    zip.by_name(name).expect("the part").read_to_string(&mut out).expect("text");
    out
}

/// The document with these targets.
#[track_caller]
fn translated(bytes: &[u8], targets: &[&str]) -> Vec<u8> {
    let form = opened(bytes).form;
    let article = article(bytes);
    rebuild(bytes, form, (&article.segments, targets), &article.lines, "en-GB").expect("a document")
}

#[test]
fn paragraphs_headings_items_cells_and_notes_are_lines() {
    let styled = |style: &str, text: &str| format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", r(text));
    let item = format!("<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"2\"/></w:numPr></w:pPr>{}</w:p>", r("Air"));
    let inner = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p(&r("Rp98.000")));
    let table = format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{inner}{}</w:tc></w:tr></w:tbl>", p(&r("Harga")), p(""));
    let body = [
        styled("Judul", "Panen Kopi"),
        styled("TOC1", "Cuaca 3"),
        styled("Judul1", "Cuaca"),
        p(&(r("Hujan turun. Petani menanam") + "<w:r><w:footnoteReference w:id=\"2\"/></w:r>" + &r("."))),
        item,
        table,
        "<w:sdt><w:sdtPr/><w:sdtContent>".to_owned() + &styled("Takarir", "Kebun kopi") + "</w:sdtContent></w:sdt>",
    ];
    let notes = "<w:footnote w:type=\"separator\" w:id=\"0\"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote>\
         <w:footnote w:id=\"2\"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space=\"preserve\"> Catatan kaki</w:t></w:r></w:p></w:footnote>";
    let article = article(&word(&body.concat(), notes));
    let found: Vec<(Role, &str, u32)> = article.segments.iter().map(|s| (s.role, s.shown(), s.line)).collect();
    assert_eq!(
        found,
        [
            (Role::Headline, "Panen Kopi", 1),
            (Role::Heading, "Cuaca", 3),
            (Role::Body, "Hujan turun.", 4),
            (Role::Body, "Petani menanam<1/>.", 4),
            (Role::List, "Air", 5),
            (Role::Body, "Harga", 6),
            (Role::Body, "Rp98.000", 7),
            (Role::Caption, "Kebun kopi", 8),
            (Role::Body, "Catatan kaki", 9),
        ]
    );
    assert_eq!((article.mode, &*article.lines[1].reason), (Mode::Article, "document.contents"));
}

#[test]
fn runs_that_look_alike_are_one_and_others_are_tags() {
    let spelled = "<w:r w:rsidR=\"1\"><w:rPr><w:lang w:val=\"id-ID\"/></w:rPr><w:t>Ha</w:t></w:r><w:proofErr/>\
         <w:r><w:rPr><w:noProof/></w:rPr><w:t xml:space=\"preserve\">rga </w:t></w:r>";
    let link =
        "<w:hyperlink r:id=\"rId1\"><w:r><w:rPr><w:rStyle w:val=\"Hyperlink\"/></w:rPr><w:t>laman</w:t></w:r></w:hyperlink>";
    let field = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> SEQ Gambar </w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let gaps = "<w:r><w:t>Nama:</w:t><w:tab/><w:t>Budi</w:t><w:br/><w:t>Kota</w:t></w:r>";
    let bytes = word(
        &[
            p(&(spelled.to_owned() + &bold("beras ") + &r("naik."))),
            p(&bold("Semua tebal di sini.")),
            p(&(r("Ada di ") + link + &r("."))),
            p(&(r("Gambar ") + field + &r(": kebun"))),
            p(gaps),
            p(&r("Tulis &lt;1&gt; di sini")),
            p("<w:r><w:t>kupu</w:t><w:noBreakHyphen/><w:t>kupu</w:t></w:r>"),
            p(&(r("Ini ") + "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>" + &r("isian") + "</w:sdtContent></w:sdt>" + &r(" biasa"))),
            p("<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>baca</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>kanji</w:t></w:r></w:rubyBase></w:ruby></w:r>"),
            p(&("<w:r><w:t>  Rapi </w:t></w:r><w:r><w:t>  </w:t></w:r>".to_owned() + &r("saja"))),
        ]
        .concat(),
        "",
    );
    assert_eq!(
        shown(&bytes),
        [
            "Harga <1>beras</1> naik.",
            "Semua tebal di sini.",
            "Ada di <1>laman</1>.",
            "Gambar <1>1</1>: kebun",
            "Nama:<1/> Budi<2/> Kota",
            "Tulis <1/> di sini",
            "kupu\u{2011}kupu",
            "Ini <1>isian</1> biasa",
            "kanji",
            "Rapisaja",
        ]
    );
    assert_eq!(article(&bytes).segments[4].plain(), "Nama: Budi Kota");
}

#[test]
fn a_field_without_end_swallows_nothing() {
    let begin = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>";
    let separate = "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>";
    let body = p(&(r("Satu.") + begin)) + &p(&r("Dua.")) + &p(&(begin.to_owned() + separate + &r("Tiga."))) + &p(&r("Empat."));
    assert_eq!(shown(&word(&body, "")), ["Satu.", "Dua.", "Tiga.", "Empat."]);
    let joined = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>".to_owned() + begin + "</w:p>" + &p(&r("Lima."));
    let bytes = word(&joined, "");
    assert_eq!(shown(&translated(&bytes, &["Five."])), ["Five."]);
}

#[test]
fn parts_in_utf_16_are_read_and_written_as_utf_8() {
    let text =
        format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?><w:document {W}><w:body>{}</w:body></w:document>", p(&r("Kafé.")));
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).expect("starts");
    zip.write_all(&wide).expect("writes");
    let bytes = zip.finish().expect("ends").into_inner();
    assert_eq!(shown(&bytes), ["Kafé."]);
    let xml = part(&translated(&bytes, &["Café."]), "word/document.xml");
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"") && xml.contains(">Café.<"), "{xml}");
}

#[test]
fn tracked_changes_count_as_accepted() {
    let bytes = word(
        &[
            p(&(r("Harga ") + "<w:del><w:r><w:delText>turun</w:delText></w:r></w:del><w:ins>" + &r("naik") + "</w:ins>")),
            p(&("<w:moveFrom>".to_owned() + &r("Pindah") + "</w:moveFrom><w:moveTo>" + &r("Sampai") + "</w:moveTo>")),
            "<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr>".to_owned() + &r("Satu ") + "</w:p>" + &p(&r("dua.")),
            "<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr>".to_owned() + &r("Akhir.") + "</w:p>",
        ]
        .concat(),
        "",
    );
    assert_eq!(shown(&bytes), ["Harga naik", "Sampai", "Satu dua.", "Akhir."]);
    let out = translated(&bytes, &["Price up", "", "One two.", "End."]);
    assert_eq!(shown(&out), ["Price up", "Sampai", "One two.", "End."]);
    let xml = part(&out, "word/document.xml");
    assert!(!xml.contains("delText") && xml.contains("Pindah"), "accepted where it was translated: {xml}");
    assert_eq!(xml.matches("<w:p>").count(), 4, "{xml}");
}

#[test]
fn a_text_box_is_read_once_and_written_twice() {
    let box_of = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(&r(text)));
    let alternate = |first: &str, second: &str| {
        format!(
            "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>{}</wps:txbx></w:drawing></mc:Choice>\
             <mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            if first.is_empty() { String::new() } else { box_of(first) },
            box_of(second)
        )
    };
    let body = p(&(r("Sebelum ") + &alternate("Kutipan", "Kutipan") + &r("sesudah."))) + &p(&alternate("", "Lama"));
    let bytes = word(&body, "");
    assert_eq!(shown(&bytes), ["Sebelum <1/>sesudah.", "Kutipan", "Lama"]);
    let out = translated(&bytes, &["Before <1/>after.", "Quote", "Old"]);
    assert_eq!(shown(&out), ["Before <1/>after.", "Quote", "Old"]);
    let xml = part(&out, "word/document.xml");
    assert_eq!((xml.matches(">Quote<").count(), xml.contains("Kutipan")), (2, false), "{xml}");
}

#[test]
fn what_is_no_text_stays_where_it_is() {
    let picture = "<w:r><w:drawing><a/></w:drawing></w:r>";
    let bytes = word(
        &[
            p(&("<w:bookmarkStart w:id=\"1\" w:name=\"x\"/>".to_owned()
                + &r("Petani ")
                + picture
                + &r("menanam.")
                + "<w:bookmarkEnd w:id=\"1\"/>")),
            p(&(r("Harga naik.") + "<w:r><w:footnoteReference w:id=\"2\"/></w:r>" + &r(" Stok turun."))),
            "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:hyperlink r:id=\"a\">".to_owned()
                + &r("Seluruh tautan. Dua kalimat.")
                + "</w:hyperlink></w:p>",
        ]
        .concat(),
        "",
    );
    assert_eq!(shown(&bytes), ["Petani <1/>menanam.", "Harga naik.", "Stok turun.", "Seluruh tautan.", "Dua kalimat."]);
    let out = translated(&bytes, &["Farmers plant.", "Prices rise.", "", "All link.", "Two sentences."]);
    let xml = part(&out, "word/document.xml");
    let at = |what: &str| xml.find(what).unwrap_or_else(|| panic!("{what} is not in {xml}"));
    assert!(at("bookmarkStart") < at("Farmers") && at("Farmers") < at("drawing") && at("drawing") < at("bookmarkEnd"));
    assert!(at("Prices") < at("footnoteReference") && at("footnoteReference") < at("Stok turun."), "{xml}");
    assert!(
        at("<w:jc") < at("<w:hyperlink") && at("<w:hyperlink") < at("All link") && at("Two sentences") < at("</w:hyperlink>")
    );
    assert!(xml.contains("<w:lang w:val=\"en-GB\"/>") && xml.contains("xml:space=\"preserve\"> Stok turun."), "{xml}");
}

#[test]
fn left_out_lines_are_gone_and_what_needs_a_paragraph_keeps_it() {
    let cell = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p(&r("Sel")));
    let body = p(&r("Harga naik.")) + &p(&r("Baca juga: Harga cabai")) + &cell + &p(&(r("Gambar") + "<w:r><w:drawing/></w:r>"));
    let bytes = word(&body, "");
    let input = opened(&bytes);
    let options = Options { drop: vec![3, 4], ..Options::of(Lang::ID) };
    let article = read(&input, &options);
    assert_eq!(article.segments.len(), 1);
    let out = rebuild(&bytes, Form::Docx, (&article.segments, &["Prices rise."]), &article.lines, "en-US").expect("a document");
    let xml = part(&out, "word/document.xml");
    assert!(!xml.contains("Baca") && !xml.contains("Sel<") && !xml.contains("Gambar"), "{xml}");
    assert!(xml.contains("<w:tc><w:p></w:p></w:tc>") && xml.contains("<w:drawing/>"), "{xml}");
    assert_eq!(xml.matches("<w:p>").count(), 3, "{xml}");
}

#[test]
fn open_document_is_read_alike() {
    let styles = "<style:style style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Title\"/>\
         <style:style style:name=\"T1\" style:family=\"text\"><style:text-properties fo:language=\"id\"/></style:style>\
         <style:style style:name=\"T2\" style:family=\"text\"><style:text-properties fo:font-weight=\"bold\"/></style:style>";
    let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>Hapus</text:p></text:deletion></text:changed-region></text:tracked-changes>\
         <text:p text:style-name=\"P1\">Panen\n   <text:span text:style-name=\"T1\">Kopi</text:span></text:p>\
         <text:h text:outline-level=\"2\"><text:bookmark-start text:name=\"a\"/>Cuaca<text:bookmark-end text:name=\"a\"/></text:h>\
         <text:p>Harga <text:span text:style-name=\"T2\">beras </text:span>naik<office:annotation><text:p>Cek!</text:p></office:annotation>. \
         Ada<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Catatan</text:p></text:note-body></text:note> \
         di <text:a xlink:href=\"https://contoh.id\">laman</text:a>.</text:p>\
         <text:list><text:list-item><text:p>Air<text:s text:c=\"2\"/>bersih<text:tab/>ada<text:line-break/>lagi</text:p></text:list-item></text:list>\
         <table:table><table:table-row><table:table-cell><text:p>Sel</text:p></table:table-cell></table:table-row></table:table>\
         <text:p><draw:frame><draw:text-box><text:p text:style-name=\"Illustration\">Gambar <text:sequence>1</text:sequence></text:p></draw:text-box></draw:frame></text:p>\
         <text:table-of-content><text:index-body><text:p>Cuaca 1</text:p></text:index-body></text:table-of-content>";
    let bytes = odt(body, styles);
    let article = article(&bytes);
    let found: Vec<(Role, &str)> = article.segments.iter().map(|s| (s.role, s.shown())).collect();
    assert_eq!(
        found,
        [
            (Role::Headline, "Panen Kopi"),
            (Role::Heading, "Cuaca"),
            (Role::Body, "Harga <1>beras</1> naik."),
            (Role::Body, "Ada<1/> di <2>laman</2>."),
            (Role::Body, "Catatan"),
            (Role::List, "Air  bersih<1/> ada<2/> lagi"),
            (Role::Body, "Sel"),
            (Role::Caption, "Gambar <1>1</1>"),
        ]
    );
    let targets = ["Coffee  Harvest", "Weather", "The price of <1>rice</1> rose.", "It is<1/> on <2>a page</2>.", "Note"];
    let out = translated(&bytes, &targets);
    assert_eq!(shown(&out)[..5], targets);
    let xml = part(&out, "content.xml");
    for there in [
        "Coffee <text:s/>Harvest",
        "style:name=\"padan_en_GB\"",
        "fo:language=\"en\" fo:country=\"GB\"",
        "<office:annotation><text:p>Cek!</text:p></office:annotation>",
        "<text:span text:style-name=\"T2\">rice</text:span>",
        "Cuaca 1",
        "Hapus",
    ] {
        assert!(xml.contains(there), "{there}: {xml}");
    }
    let names: Vec<String> =
        ZipArchive::new(Cursor::new(&*out)).expect("a package").file_names().map(|n| n.expect("a name").into_owned()).collect();
    assert_eq!(names[0], "mimetype");
}

#[test]
fn the_rest_of_the_package_is_copied_as_it_is_packed() {
    let bytes = word(&p(&r("Harga naik.")), "");
    let out = translated(&bytes, &["Prices rise."]);
    let raw = |bytes: &[u8], name: &str| {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a package");
        let index = zip.index_for_name(name).expect("an entry");
        let mut entry = zip.by_index_raw(index).expect("raw");
        let mut packed = Vec::new();
        entry.read_to_end(&mut packed).expect("reads");
        (index, packed, entry.crc32(), entry.last_modified())
    };
    for name in ["[Content_Types].xml", "word/styles.xml", "word/footnotes.xml", "word/media/kopi.png"] {
        assert_eq!(raw(&out, name), raw(&bytes, name), "{name}");
    }
    assert_ne!(raw(&out, "word/document.xml").1, raw(&bytes, "word/document.xml").1);
    assert_eq!(translated(&bytes, &[""]), bytes_again(&bytes), "nothing translated, nothing changed");
}

/// The package written again without any change.
fn bytes_again(bytes: &[u8]) -> Vec<u8> {
    super::package::Package::open(bytes).expect("opens").with(&[]).expect("writes")
}

#[test]
fn segments_of_another_text_are_refused() {
    let one = article(&word(&p(&r("Harga naik.")), ""));
    let other = word(&p(&r("Harga turun.")), "");
    let out = rebuild(&other, Form::Docx, (&one.segments, &["Prices rise."]), &one.lines, "en-GB");
    assert!(matches!(out, Err(RebuildError::Differs)));
}

#[test]
fn what_is_no_document_is_named() {
    let of = |bytes: &[u8], name: &str| open(bytes, name).expect_err(name);
    let ole = |stream: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.extend(stream.bytes().flat_map(|b| [b, 0]));
        bytes
    };
    let xml = |document: &str| pack(&[("word/document.xml", document)]);
    let whole = word(&p(&r("Kopi")), "");
    let cases: [(Vec<u8>, &str, ArticleError); 17] = [
        (b"Harga naik.".to_vec(), "a.docx", ArticleError::NotAPackage),
        (b"Harga naik.".to_vec(), "a.ODT", ArticleError::NotAPackage),
        (Vec::new(), "a.docx", ArticleError::Empty),
        (ole("WordDocument"), "a.doc", ArticleError::OldWord),
        (ole("EncryptedPackage"), "a.docx", ArticleError::Encrypted),
        (ole("Workbook"), "a.xls", ArticleError::Sheet),
        (b"{\\rtf1\\ansi Kopi}".to_vec(), "a.rtf", ArticleError::Rtf),
        (pack(&[("xl/workbook.xml", "<x/>")]), "a.xlsx", ArticleError::Sheet),
        (pack(&[("ppt/presentation.xml", "<x/>")]), "a.pptx", ArticleError::Sheet),
        (pack(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]), "a.ods", ArticleError::Sheet),
        (pack(&[("mimetype", "application/epub+zip")]), "a.epub", ArticleError::Book),
        (pack(&[("catatan.txt", "kopi")]), "a.docx", ArticleError::Zip),
        (whole[..whole.len() / 2].to_vec(), "a.docx", ArticleError::DamagedPackage),
        (xml("<w:document><w:body>\n<w:p></w:body>"), "a.docx", ArticleError::DamagedPart { part: "word/document.xml", line: 2 }),
        (xml("<!DOCTYPE d [<!ENTITY a \"kopi\">]><d>&a;</d>"), "a.docx", ArticleError::Entities),
        (xml(&"<w:p>".repeat(600)), "a.docx", ArticleError::TooDeep),
        (word(&p("<w:r><w:drawing/></w:r>"), ""), "a.docx", ArticleError::NoText),
    ];
    for (bytes, name, error) in cases {
        assert_eq!(of(&bytes, name), error, "{name}");
    }
    let locked = pack(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<manifest:encryption-data/>"),
        ("content.xml", "x"),
    ]);
    assert_eq!(of(&locked, "a.odt"), ArticleError::Encrypted);
}

#[test]
fn a_document_bomb_is_not_unpacked() {
    let filler = " ".repeat(40 << 20);
    let bomb = pack(&[("word/document.xml", &filler)]);
    assert!(bomb.len() < 1 << 20, "it is packed tightly");
    assert_eq!(open(&bomb, "a.docx").expect_err("a bomb"), ArticleError::Bomb);
}

#[test]
fn depth_and_size_take_no_stack_and_little_time() {
    let deep =
        "<w:r><w:pict><w:txbxContent><w:p>".repeat(100) + &r("Dalam") + &"</w:p></w:txbxContent></w:pict></w:r>".repeat(100);
    assert_eq!(shown(&word(&p(&deep), "")), ["Dalam"]);
    let long: String = (0..20_000).map(|i| if i % 2 == 0 { r("Harga naik. ") } else { bold("Stok turun. ") }).collect();
    let bytes = word(&p(&long), "");
    let segments = article(&bytes).segments;
    assert_eq!(segments.len(), 20_000);
    let targets: Vec<&str> = segments.iter().map(Segment::shown).collect();
    assert_eq!(opened(&translated(&bytes, &targets)).text, opened(&bytes).text);
}

/// The part `name` of the document without these lines, the other ones translated.
#[track_caller]
fn without(bytes: &[u8], drop: &[u32], targets: &[&str], name: &str) -> String {
    let input = opened(bytes);
    let article = read(&input, &Options { drop: drop.to_vec(), ..Options::of(Lang::ID) });
    let out = rebuild(bytes, input.form, (&article.segments, targets), &article.lines, "en-GB").expect("a document");
    part(&out, name)
}

#[test]
fn a_left_out_paragraph_keeps_its_half_of_a_field() {
    let begin = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>HYPERLINK</w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>";
    let end = "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let body = p(&r("Harga naik.")) + &p(&(begin.to_owned() + &r("Baca juga:"))) + &p(&(r("Harga cabai.") + end));
    let xml = without(&word(&body, ""), &[2], &["Prices rise.", "Chili prices."], "word/document.xml");
    assert!(!xml.contains("Baca"), "{xml}");
    for sign in ["begin", "separate", "end"] {
        assert!(xml.contains(&format!("fldCharType=\"{sign}\"")), "{sign}: {xml}");
    }
}

#[test]
fn a_left_out_paragraph_still_parts_two_tables() {
    let table = |text: &str| format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p(&r(text)));
    let body = table("Satu") + &p(&r("Baca juga")) + &p(&r("Iklan")) + &table("Dua");
    let xml = without(&word(&body, ""), &[2, 3], &["One", "Two"], "word/document.xml");
    assert!(!xml.contains("Baca") && !xml.contains("Iklan") && xml.contains("</w:tbl><w:p></w:p><w:tbl>"), "{xml}");
    let table = |text: &str| {
        format!(
            "<table:table><table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row></table:table>"
        )
    };
    let body = table("Satu") + "<text:p>Baca juga</text:p><text:p>Iklan</text:p>" + &table("Dua");
    let xml = without(&odt(&body, ""), &[2, 3], &["One", "Two"], "content.xml");
    assert!(!xml.contains("Iklan") && xml.contains("</table:table><text:p></text:p><table:table>"), "{xml}");
}

#[test]
fn a_tag_written_twice_copies_nothing() {
    let body = p(&(r("Harga ") + "<w:r><w:footnoteReference w:id=\"2\"/></w:r>" + &r("naik.")));
    let out = translated(&word(&body, ""), &["Prices <1/>rise<1/>."]);
    assert_eq!(shown(&out), ["Prices <1/>rise."]);
    assert_eq!(part(&out, "word/document.xml").matches("footnoteReference").count(), 1);
}

#[test]
fn a_part_without_its_root_is_damaged() {
    for xml in ["", "\n", "<?xml version=\"1.0\"?>", "<w:p><w:r><w:t>Kopi</w:t></w:r></w:p>"] {
        let of = |parts: &[(&str, &str)]| open(&pack(parts), "kopi.docx").expect_err(xml);
        let damaged = |part| ArticleError::DamagedPart { part, line: 1 };
        assert_eq!(of(&[("word/document.xml", xml)]), damaged("word/document.xml"), "{xml}");
        let odt = [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", xml)];
        assert_eq!(of(&odt), damaged("content.xml"), "{xml}");
    }
}

#[test]
fn a_deleted_row_is_no_text() {
    let row = |properties: &str, text: &str| format!("<w:tr>{properties}<w:tc>{}</w:tc></w:tr>", p(&r(text)));
    let table = row("<w:trPr><w:cantSplit/></w:trPr>", "Satu")
        + &row("<w:trPr><w:del w:id=\"1\"/></w:trPr>", "Hapus")
        + &row("<w:trPr><w:ins w:id=\"2\"/></w:trPr>", "Dua");
    let bytes = word(&format!("<w:tbl>{table}</w:tbl>"), "");
    assert_eq!(shown(&bytes), ["Satu", "Dua"]);
    assert!(part(&translated(&bytes, &["One", "Two"]), "word/document.xml").contains("Hapus"));
}

#[test]
fn a_translation_is_never_hidden_by_the_look_of_hidden_text() {
    let hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space=\"preserve\">catatan penyunting yang panjang </w:t></w:r>";
    let bytes = word(&p(&(hidden.to_owned() + &r("Harga naik."))), "");
    assert_eq!(shown(&bytes), ["<1>catatan penyunting yang panjang</1> Harga naik."]);
    let xml = part(&translated(&bytes, &["Prices rise."]), "word/document.xml");
    assert!(!xml.contains("vanish") && xml.contains("Prices rise."), "{xml}");
    let link = "<w:hyperlink r:id=\"a\">".to_owned() + &r("laman") + "</w:hyperlink>";
    let xml = part(&translated(&word(&p(&(hidden.to_owned() + &link)), ""), &["Page"]), "word/document.xml");
    assert!(!xml.contains("vanish"), "{xml}");
    let styles =
        "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>";
    let body = "<text:p><text:span text:style-name=\"T1\">catatan penyunting yang panjang</text:span> Harga naik.</text:p>";
    let xml = part(&translated(&odt(body, styles), &["Prices rise."]), "content.xml");
    assert!(!xml.contains("\"T1\">Prices") && xml.contains("Prices rise."), "{xml}");
}

#[test]
fn drawings_between_paragraphs_hold_text() {
    let names =
        ["ellipse", "circle", "line", "polyline", "polygon", "regular-polygon", "path", "connector", "measure", "caption"];
    let shapes = names.map(|n| format!("<draw:{n}><text:p>Isi {n}</text:p></draw:{n}>")).concat();
    let link = "<draw:a><draw:frame><draw:text-box><text:p>Tautan</text:p></draw:text-box></draw:frame></draw:a>";
    let found = shown(&odt(&format!("{shapes}{link}"), ""));
    let expected: Vec<String> = names.iter().map(|n| format!("Isi {n}")).chain(["Tautan".to_owned()]).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_left_out_list_item_leaves_no_bullet() {
    let item = |inner: &str| format!("<text:list-item>{inner}</text:list-item>");
    let list = item("<text:p>Satu</text:p>")
        + &item("\n<text:p>Iklan</text:p>\n")
        + &item("<text:p>Promo</text:p><text:list><text:list-item><text:p>Dua</text:p></text:list-item></text:list>");
    let xml = without(&odt(&format!("<text:list>{list}</text:list>"), ""), &[2, 3], &["One", "Two"], "content.xml");
    assert!(!xml.contains("Iklan") && !xml.contains("Promo"), "{xml}");
    assert_eq!((xml.matches("<text:list-item>").count(), xml.matches("<text:p>").count()), (3, 3), "{xml}");
}

#[test]
fn versions_around_runs_are_text() {
    let versions = format!(
        "<mc:AlternateContent><mc:Choice Requires=\"w14\">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
        r("beras"),
        r("padi")
    );
    let bytes = word(&p(&(r("Harga ") + &versions + &r(" naik."))), "");
    assert_eq!(shown(&bytes), ["Harga <1>beras</1> naik."]);
    let out = translated(&bytes, &["The <1>rice</1> price rose."]);
    assert_eq!(shown(&out), ["The <1>rice</1> price rose."]);
    let xml = part(&out, "word/document.xml");
    assert!(!xml.contains("beras") && xml.contains("<mc:Choice Requires=\"w14\"><w:r>"), "{xml}");
}

/// Pieces of the content of a Word paragraph.
const PIECES: &[&str] = &[
    "<w:r><w:t xml:space=\"preserve\">Harga naik. </w:t></w:r>",
    "<w:r><w:rPr><w:b/></w:rPr><w:t>beras</w:t></w:r>",
    "<w:r><w:rPr><w:i/><w:lang w:val=\"id-ID\"/></w:rPr><w:t xml:space=\"preserve\"> kopi </w:t></w:r>",
    "<w:r><w:t>A &lt;1&gt; &amp; B</w:t><w:tab/><w:t>c</w:t></w:r>",
    "<w:r><w:br/></w:r>",
    "<w:r><w:br/><w:br/></w:r>",
    "<w:r><w:drawing/></w:r>",
    "<w:hyperlink r:id=\"a\"><w:r><w:t>laman. Dua</w:t></w:r></w:hyperlink>",
    "<w:hyperlink r:id=\"a\"><w:r><w:t xml:space=\"preserve\"> Spasi </w:t></w:r><w:r><w:footnoteReference/></w:r></w:hyperlink>",
    "<w:bookmarkStart w:id=\"1\"/>",
    "<w:bookmarkEnd w:id=\"1\"/>",
    "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>",
    "<w:r><w:instrText>DATE</w:instrText></w:r>",
    "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>",
    "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
    "<w:del><w:r><w:delText>hapus</w:delText></w:r></w:del>",
    "<w:ins><w:r><w:t>Sisip.</w:t></w:r></w:ins>",
    "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>Isian. Lagi</w:t></w:r></w:sdtContent></w:sdt>",
    "<mc:AlternateContent><mc:Choice><w:r><w:t>Baru. Dua</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>Lama</w:t></w:r></mc:Fallback></mc:AlternateContent>",
    "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Kotak. Dua</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    "</w:p><w:p>",
    "</w:p><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>",
    "</w:p><w:p/><w:p>",
    "</w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Sel</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p>",
];

/// Pieces of the content of an OpenDocument paragraph.
const ODT_PIECES: &[&str] = &[
    "Harga naik. ",
    "  A &lt;1&gt;\n",
    "<text:span text:style-name=\"T2\">beras </text:span>",
    "<text:span text:style-name=\"T2\"> tebal <text:span text:style-name=\"T3\">miring</text:span></text:span>",
    "<text:s text:c=\"3\"/>",
    "<text:tab/>",
    "<text:line-break/>",
    "<text:a>laman. Dua</text:a>",
    "<text:note><text:note-body><text:p>Catatan. Dua</text:p></text:note-body></text:note>",
    "<text:bookmark-start/>",
    "<text:page-number>3</text:page-number>",
    "<draw:frame/>",
    "<office:annotation><text:p>x</text:p></office:annotation>",
    "</text:p><text:p>",
    "</text:p><text:list><text:list-item><text:p>Butir</text:p></text:list-item></text:list><text:p>",
];

/// The laws of a document that can be read: the segments and lines spell its text, and so does the document with the sources
/// as targets.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let input = match open(bytes, "kopi.docx") {
        Ok(input) => input,
        Err(ArticleError::NoText) => return Ok(()),
        Err(error) => return Err(TestCaseError::fail(error.to_string())),
    };
    crate::article::tests::check_input(&input)?;
    let raw = Options { mode: Mode::Raw, ..Options::of(Lang::ID) };
    let article = read(&input, &raw);
    for segment in &article.segments {
        prop_assert_eq!(segment.text.trim(), &*segment.text);
        prop_assert_eq!(segment.tagged.is_some(), !segment.tags.is_empty());
    }
    let sources: Vec<&str> = article.segments.iter().map(Segment::shown).collect();
    let out = rebuild(bytes, input.form, (&article.segments, &sources), &article.lines, "en-GB");
    let out = out.map_err(|e| TestCaseError::fail(e.to_string()))?;
    let again = open(&out, "kopi.docx").map_err(|e| TestCaseError::fail(e.to_string()))?;
    prop_assert_eq!(&again.text, &input.text);
    let after = read(&again, &raw);
    let kept: Vec<&str> = after.segments.iter().map(Segment::shown).collect();
    prop_assert_eq!(kept, sources);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn with_the_sources_as_targets_the_text_is_the_same(
        word_pieces in proptest::collection::vec(0..PIECES.len(), 0..14),
        odt_pieces in proptest::collection::vec(0..ODT_PIECES.len(), 0..14),
    ) {
        let body: String = word_pieces.iter().map(|i| PIECES[*i]).collect();
        check(&word(&p(&body), ""))?;
        let styles = "<style:style style:name=\"T2\" style:family=\"text\"><style:text-properties fo:font-weight=\"bold\"/></style:style>\
             <style:style style:name=\"T3\" style:family=\"text\"><style:text-properties fo:font-style=\"italic\"/></style:style>";
        let body: String = odt_pieces.iter().map(|i| ODT_PIECES[*i]).collect();
        check(&odt(&format!("<text:p>{body}</text:p>"), styles))?;
    }

    #[test]
    fn no_bytes_make_the_reader_panic(
        mut bytes in Just(word(&p(&PIECES.concat()), "")),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        pieces in proptest::collection::vec(0..PIECES.len() + 4, 0..20),
        targets in proptest::collection::vec("(kopi|<1>|</1>|<2/>|<3>|\n|\t|\u{1}|&| ){0,8}", 0..6),
    ) {
        let loose = ["</w:p>", "<w:tc>", "<w:t>", "</w:body>"];
        let body: String = pieces.iter().map(|i| PIECES.get(*i).or_else(|| loose.get(*i - PIECES.len())).copied().unwrap_or_default()).collect();
        let broken = word(&body, &body);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for bytes in [bytes, broken] {
            if let Ok(input) = open(&bytes, "kopi.docx") {
                let article = read(&input, &Options::of(Lang::ID));
                let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
                if let Ok(out) = rebuild(&bytes, input.form, (&article.segments, &targets), &article.lines, "en-GB") {
                    prop_assert!(open(&out, "kopi.docx").is_ok() || article.segments.len() <= targets.len());
                }
            }
        }
    }
}
