//! A draft as a Word document: title, a six-line legend, one table, a footer with the identity.
//!
//! **Invariant:** the table is the only one in the file, and the same draft gives the same bytes.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::docx_markup::{Look, paragraph, run};
use super::docx_table::{COPIED, DELETED, EXACT, INSERTED, SIMILAR, table};
use super::head::{self, Mark, counts, facts, ui_tag};
use super::{DraftFile, DraftWriteError, docx_parts as parts};
use crate::text::wording::text;

/// Returns the bytes of the document.
///
/// # Errors
/// See [`super::write`].
pub(super) fn write(file: &DraftFile<'_>) -> Result<Vec<u8>, DraftWriteError> {
    let with_declaration = |part: &str| format!("{}{part}", parts::DECLARATION);
    let content = [
        ("[Content_Types].xml", with_declaration(parts::CONTENT_TYPES)),
        ("_rels/.rels", with_declaration(parts::PACKAGE_RELATIONS)),
        ("word/document.xml", document(file)),
        ("word/_rels/document.xml.rels", with_declaration(parts::DOCUMENT_RELATIONS)),
        ("word/styles.xml", parts::styles(file)),
        ("word/settings.xml", with_declaration(parts::SETTINGS)),
        ("word/footer1.xml", parts::footer(file)),
        ("docProps/core.xml", parts::core(file)),
        ("docProps/app.xml", with_declaration(parts::APP)),
        ("docProps/custom.xml", parts::custom(file)),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    for (name, part) in content {
        zip.start_file(name, options)?;
        zip.write_all(part.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn document(file: &DraftFile<'_>) -> String {
    let mut out = format!(
        "{}<w:document {} xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>",
        parts::DECLARATION,
        parts::W
    );
    head(&mut out, file);
    legend(&mut out, file);
    table(&mut out, file);
    // A body may not end with a table. A4, landscape; page margins leave exactly the width of the table.
    paragraph(&mut out, "End", |_| ());
    out.push_str(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/>\
         <w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>\
         <w:pgMar w:top=\"794\" w:right=\"720\" w:bottom=\"794\" w:left=\"720\" w:header=\"397\" w:footer=\"397\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>",
    );
    out
}

fn head(out: &mut String, file: &DraftFile<'_>) {
    let words = Look { lang: Some(ui_tag(file)), ..Look::default() };
    paragraph(out, "Title", |o| run(o, &file.draft.name, words));
    paragraph(out, "Facts", |o| run(o, &facts(file).join("  ·  "), words));
    let (total, bands) = counts(file);
    paragraph(out, "Counts", |o| {
        run(o, &total, Look { bold: true, ..words });
        for (at, (band, count)) in bands.into_iter().enumerate() {
            run(o, &format!("{}{band}: ", if at == 0 { ":  " } else { "  ·  " }), words);
            run(o, &count.to_string(), Look { bold: true, ..words });
        }
    });
}

fn legend(out: &mut String, file: &DraftFile<'_>) {
    let lines = [
        ("draftfile.legend.edit", "draftfile.legend.edit.text", None),
        ("draftfile.legend.exact", "draftfile.legend.exact.text", Some(EXACT)),
        ("draftfile.legend.similar", "draftfile.legend.similar.text", Some(SIMILAR)),
        ("draftfile.legend.open", "draftfile.legend.open.text", None),
        ("draftfile.legend.words", "draftfile.legend.words.text", None),
        ("draftfile.legend.back", "draftfile.legend.back.text", None),
    ];
    let words = Look { lang: Some(ui_tag(file)), ..Look::default() };
    for (label, line, ground) in lines {
        paragraph(out, "Legend", |o| {
            let label = text(file.ui, label);
            let shown = if ground.is_some() { format!("\u{a0}{label}\u{a0}") } else { label.to_owned() };
            run(o, &shown, Look { bold: true, ground, ..words });
            o.push_str("<w:r><w:tab/></w:r>");
            marked(o, text(file.ui, line), words);
        });
    }
    // Air between legend and table.
    paragraph(out, "Match", |_| ());
}

/// Adds a legend line with its marks.
fn marked(out: &mut String, text: &str, words: Look<'_>) {
    for (mark, piece) in head::marked(text) {
        let look = match mark {
            Mark::Plain => words,
            Mark::Deleted => Look { strike: true, color: Some(DELETED), ..words },
            Mark::Inserted => Look { underline: true, color: Some(INSERTED), ..words },
            Mark::Copied => Look { ground: Some(COPIED), ..words },
            Mark::Name => Look { bold: true, ..words },
        };
        run(out, piece, look);
    }
}
