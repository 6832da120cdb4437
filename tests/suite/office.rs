//! Articles as Word and OpenDocument files: from the file to its translation in the same file.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::harness::{Desk, Table, list, string};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn pack(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("starts");
        zip.write_all(text.as_bytes()).expect("writes");
    }
    zip.finish().expect("ends").into_inner()
}

/// A Word document: title, heading, paragraphs with bold, italic and a link, a list, a table, a line that is no text.
fn word() -> Vec<u8> {
    let styled =
        |style: &str, text: &str| format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body = [
        styled("Judul", "Koperasi Lembah Seulanga Membuka Gudang Baru"),
        styled("Judul2", "Panen tahun ini lebih awal"),
        "<w:p><w:r><w:t xml:space=\"preserve\">Gudang itu </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>belum</w:t></w:r>\
         <w:r><w:t xml:space=\"preserve\"> dipakai. Petani menunggu </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>surat izin</w:t></w:r>\
         <w:r><w:t>.</w:t></w:r></w:p>"
            .to_owned(),
        "<w:p><w:r><w:t xml:space=\"preserve\">Jadwalnya ada di </w:t></w:r><w:hyperlink r:id=\"rId7\"><w:r><w:t>laman koperasi</w:t></w:r>\
         </w:hyperlink><w:r><w:t>.</w:t></w:r></w:p>"
            .to_owned(),
        styled("Butir", "Robusta"),
        "<w:p><w:r><w:t>Baca juga: Harga cabai turun di pasar</w:t></w:r></w:p>".to_owned(),
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Harga</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned(),
    ];
    let style =
        |id: &str, name: &str| format!("<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/></w:style>");
    let styles = style("Judul", "Title") + &style("Judul2", "heading 2") + &style("Butir", "List Bullet");
    pack(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "word/document.xml",
            &format!("<w:document xmlns:w=\"{W}\" xmlns:r=\"r\"><w:body>{}<w:sectPr/></w:body></w:document>", body.concat()),
        ),
        ("word/styles.xml", &format!("<w:styles xmlns:w=\"{W}\">{styles}</w:styles>")),
        ("word/media/foto.png", "gambar"),
    ])
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut out = String::new();
    zip.by_name(name).expect("the part").read_to_string(&mut out).expect("text");
    out
}

const TARGETS: [(&str, &str); 8] = [
    ("Koperasi Lembah", "Seulanga Valley Cooperative Opens a New Warehouse"),
    ("Panen tahun", "Harvest is earlier this year"),
    ("Gudang itu", "The warehouse is <1>not yet</1> in use."),
    ("Petani menunggu", "Farmers are waiting for <1>a permit</1>."),
    ("Jadwalnya", "The dates are on <1>the cooperative's page</1>."),
    ("Robusta", "Robusta"),
    ("Harga", "Price"),
    ("", ""),
];

/// Fills in the draft `name` but for the sources that begin with `open`.
fn fill(desk: &Desk, name: &str, open: &str) {
    let mut table = Table::read(&desk.text(name));
    for row in &mut table.rows {
        let found = TARGETS.iter().find(|(source, _)| !source.is_empty() && row.source.starts_with(source));
        if row.source != open {
            row.target = found.unwrap_or_else(|| panic!("{}", row.source)).1.to_owned();
            "confirmed".clone_into(&mut row.status);
        }
    }
    desk.write(name, table.text());
}

#[test]
fn a_word_document_comes_back_as_one_with_the_translation_in_it() {
    let desk = Desk::empty();
    desk.write("gudang.docx", word());
    let run = desk.run(&["draft", "gudang.docx", "--as", "tsv"]).done();
    assert!(run.out.contains('7') && desk.exists("gudang.draft.tsv"), "{}", run.out);
    fill(&desk, "gudang.draft.tsv", "");
    let report = desk.run(&["finish", "gudang.draft.tsv", "--json"]).done().json();
    assert_eq!(string(&report["output"]), "gudang.en.docx");
    let out = desk.bytes("gudang.en.docx");
    let xml = part(&out, "word/document.xml");
    for there in [
        "<w:pStyle w:val=\"Judul\"/></w:pPr><w:r><w:rPr><w:lang w:val=\"en-US\"/></w:rPr><w:t xml:space=\"preserve\">Seulanga Valley",
        "<w:b/><w:lang w:val=\"en-US\"/></w:rPr><w:t xml:space=\"preserve\">not yet<",
        "<w:i/><w:lang w:val=\"en-US\"/></w:rPr><w:t xml:space=\"preserve\">a permit<",
        "<w:hyperlink r:id=\"rId7\"><w:r>",
        ">the cooperative's page</w:t></w:r></w:hyperlink>",
        "<w:tc><w:p><w:r><w:rPr><w:lang w:val=\"en-US\"/></w:rPr><w:t xml:space=\"preserve\">Price<",
    ] {
        assert!(xml.contains(there), "{there}:\n{xml}");
    }
    assert!(!xml.contains("Baca juga") && xml.matches("<w:p>").count() == 6, "{xml}");
    assert_eq!(part(&out, "word/media/foto.png"), "gambar");

    // What was written is read again with the same paragraphs in the same roles.
    let roles = |file: &str, ui: &[&str]| -> Vec<String> {
        let lines = desk.run(&[&["segment", "--json", file], ui].concat()).done().lines();
        lines.iter().map(|l| format!("{} {}", string(&l["role"]), l["tags"])).collect()
    };
    assert_eq!(roles("gudang.en.docx", &["--from", "en"]), roles("gudang.docx", &[]));
    // British English is a matter of the settings.
    desk.write("padan.toml", "style = \"uk\"\n");
    desk.run(&["finish", "gudang.draft.tsv", "-o", "britania.docx"]).done();
    assert!(part(&desk.bytes("britania.docx"), "word/document.xml").contains("w:val=\"en-GB\""));
}

#[test]
fn an_unfinished_document_is_written_when_asked_for() {
    let desk = Desk::empty();
    desk.write("gudang.docx", word());
    desk.run(&["draft", "gudang.docx", "--as", "tsv"]).done();
    fill(&desk, "gudang.draft.tsv", "Harga");
    desk.run(&["finish", "gudang.draft.tsv"]).ended(1);
    assert!(!desk.exists("gudang.en.docx"));
    desk.run(&["finish", "gudang.draft.tsv", "--partial"]).ended(1);
    let xml = part(&desk.bytes("gudang.en.docx"), "word/document.xml");
    assert!(xml.contains(">[[#7]] Harga<") && xml.contains("not yet"), "{xml}");
}

#[test]
fn a_draft_survives_its_article() {
    let desk = Desk::empty();
    desk.write("gudang.docx", word());
    desk.run(&["draft", "gudang.docx", "--as", "tsv"]).done();
    desk.write("gudang.docx", "bukan dokumen lagi");
    fill(&desk, "gudang.draft.tsv", "");
    desk.run(&["finish", "gudang.draft.tsv"]).done();
    assert!(part(&desk.bytes("gudang.en.docx"), "word/document.xml").contains("Seulanga Valley"));
}

#[test]
fn an_open_document_text_comes_back_as_one() {
    let desk = Desk::empty();
    let content = "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\"><office:automatic-styles/><office:body><office:text>\
         <text:h text:outline-level=\"1\">Robusta</text:h><text:p>Gudang itu <text:span text:style-name=\"Strong_20_Emphasis\">belum</text:span> \
         dipakai.</text:p></office:text></office:body></office:document-content>";
    desk.write("gudang.odt", pack(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content)]));
    desk.run(&["draft", "gudang.odt", "--as", "tsv"]).done();
    fill(&desk, "gudang.draft.tsv", "");
    desk.run(&["finish", "gudang.draft.tsv"]).done();
    let xml = part(&desk.bytes("gudang.en.odt"), "content.xml");
    assert!(xml.contains("fo:language=\"en\" fo:country=\"US\"") && xml.contains(">not yet</text:span>"), "{xml}");
}

#[test]
fn lines_of_a_document_are_listed_and_can_be_brought_back() {
    let desk = Desk::empty();
    desk.write("gudang.docx", word());
    let lines = desk.run(&["segment", "--lines", "--json", "gudang.docx"]).done().lines();
    assert_eq!(lines.len(), 7);
    let left: Vec<&str> = lines.iter().filter(|l| l["keep"] == false).map(|l| string(&l["raw"])).collect();
    assert_eq!(left, ["Baca juga: Harga cabai turun di pasar\n"]);
    let kept = desk.run(&["segment", "--json", "--keep", "6", "gudang.docx"]).done().lines();
    assert_eq!(kept.len(), 8);
    assert_eq!(list(&kept[2]["tags"])[0]["open"], "<b>");
}

#[test]
fn a_draft_is_no_article() {
    let desk = Desk::empty();
    desk.write("gudang.docx", word());
    desk.run(&["draft", "gudang.docx"]).done();
    for ui in ["en", "id"] {
        let run = desk.run(&["draft", "gudang.draft.docx", "--ui", ui]);
        assert!(
            run.err.contains(if ui == "en" { "padan finish gudang.draft.docx" } else { "padan selesai gudang.draft.docx" }),
            "{}",
            run.err
        );
        run.failed(ui);
    }
}

#[test]
fn what_is_no_document_gets_one_message_that_says_what_to_do() {
    let desk = Desk::empty();
    let ole = |name: &str| [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), name.bytes().flat_map(|b| [b, 0]).collect()].concat();
    let files: [(&str, Vec<u8>, &str); 9] = [
        ("teks.docx", b"Harga naik.".to_vec(), ".txt"),
        ("lama.doc", ole("WordDocument"), "save it as .docx"),
        ("sandi.docx", ole("EncryptedPackage"), "without a password"),
        ("tabel.xlsx", pack(&[("xl/workbook.xml", "<x/>")]), ".docx"),
        ("buku.epub", pack(&[("mimetype", "application/epub+zip")]), ".docx"),
        ("surat.rtf", b"{\\rtf1 Kopi}".to_vec(), "save it as .docx"),
        ("arsip.zip", pack(&[("a.txt", "kopi")]), ".docx"),
        ("rusak.docx", pack(&[("word/document.xml", "<w:document><w:body>")]), "under another name"),
        ("bom.docx", pack(&[("word/document.xml", &" ".repeat(20 << 20))]), "check where it comes from"),
    ];
    for (name, bytes, way) in files {
        desk.write(name, bytes);
        let run = desk.run(&["draft", name]);
        assert!(run.err.contains(way), "{name}: {}", run.err);
        run.failed("en");
        desk.run(&["segment", "--ui", "id", name]).failed("id");
    }
    assert!(desk.files().iter().all(|f| !f.contains("draft")));
}
