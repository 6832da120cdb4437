//! The parts of the DOCX package around the document: types, relationships, styles, settings, properties, footer.
//!
//! Source: ECMA-376, parts 1 and 2.

use std::fmt::Write as _;

use super::DraftFile;
use super::docx_markup::{Look, escape, run};
use super::head;
use super::wording::lang_name;
use crate::model::Lang;
use crate::text::wording::say;

/// Name of the document property that holds the identity of the memory.
pub(super) const MEMORY_PROPERTY: &str = "padan.memory";
/// Name of the document property that holds the draft's row.
pub(super) const DRAFT_PROPERTY: &str = "padan.draft";

/// Opens every part.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The namespace of WordprocessingML, as an attribute.
pub(super) const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

pub(super) const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/><Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>"#;

pub(super) const PACKAGE_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties" Target="docProps/custom.xml"/></Relationships>"#;

pub(super) const DOCUMENT_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;

/// Compatibility mode 15 keeps Word from opening the file in its compatibility view.
pub(super) const SETTINGS: &str = r#"<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#;

pub(super) const APP: &str = r#"<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>padan</Application></Properties>"#;

/// The language tag for spelling and hyphenation.
pub(super) fn lang_tag(file: &DraftFile<'_>, lang: Lang) -> String {
    match lang {
        Lang::ID => "id-ID".to_owned(),
        Lang::EN => file.english.to_owned(),
        other => other.as_str().to_owned(),
    }
}

/// What makes a paragraph style; the fields are in the order in which the schema wants the elements.
#[derive(Default)]
struct Style<'a> {
    /// Elements before the spacing: `keepNext`, `tabs`.
    keep: &'a str,
    /// Space before and after, in twentieths of a point.
    spacing: (u32, u32),
    /// Elements after the spacing: `ind`.
    indent: &'a str,
    /// `b`, `color`.
    look: &'a str,
    /// Size in half points.
    size: u32,
    /// Language tag, escaped; the document's when empty.
    lang: &'a str,
}

fn style(id: &str, style: &Style<'_>) -> String {
    let Style { keep, spacing: (before, after), indent, look, size, lang } = style;
    let lang = if lang.is_empty() { String::new() } else { format!("<w:lang w:val=\"{lang}\"/>") };
    format!(
        "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"Padan{id}\"><w:name w:val=\"Padan {id}\"/>\
         <w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>{keep}<w:spacing w:before=\"{before}\" w:after=\"{after}\"/>{indent}</w:pPr>\
         <w:rPr>{look}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>{lang}</w:rPr></w:style>"
    )
}

/// `word/styles.xml`. An empty translation cell has the style of its language, so that what is typed there is spelled right.
pub(super) fn styles(file: &DraftFile<'_>) -> String {
    let source = escape(&lang_tag(file, file.draft.direction.from));
    let target = escape(&lang_tag(file, file.draft.direction.to));
    let mut out = format!(
        "{DECLARATION}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:eastAsia=\"Calibri\" w:cs=\"Arial\"/>\
         <w:sz w:val=\"20\"/><w:szCs w:val=\"20\"/><w:lang w:val=\"{source}\" w:eastAsia=\"en-US\" w:bidi=\"ar-SA\"/>\
         </w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/>\
         </w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>\
         <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\"><w:name w:val=\"Default Paragraph Font\"/></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
         <w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/></w:tblPr></w:style>"
    );
    let (grey, dark, leading) =
        ("<w:color w:val=\"6B6B6B\"/>", "<w:color w:val=\"404040\"/>", "<w:b/><w:color w:val=\"1F3A4D\"/>");
    let white = "<w:b/><w:color w:val=\"FFFFFF\"/>";
    let next = "<w:keepNext/>";
    let label = "<w:keepNext/><w:tabs><w:tab w:val=\"left\" w:pos=\"1560\"/></w:tabs>";
    let hanging = "<w:ind w:left=\"1560\" w:hanging=\"1560\"/>";
    let edge = "<w:tabs><w:tab w:val=\"right\" w:pos=\"15398\"/></w:tabs>";
    let none = Style::default;
    let styles = [
        ("Title", Style { keep: next, spacing: (0, 20), look: leading, size: 32, ..none() }),
        ("Facts", Style { keep: next, spacing: (0, 40), look: dark, size: 19, ..none() }),
        ("Counts", Style { keep: next, spacing: (0, 120), look: dark, size: 19, ..none() }),
        ("Legend", Style { keep: label, spacing: (40, 0), indent: hanging, size: 18, ..none() }),
        ("Head", Style { spacing: (40, 40), look: white, size: 18, ..none() }),
        ("Number", Style { look: dark, size: 20, ..none() }),
        ("Code", Style { spacing: (20, 0), look: grey, size: 14, ..none() }),
        ("Source", Style { size: 20, lang: &source, ..none() }),
        ("Target", Style { size: 20, lang: &target, ..none() }),
        ("Match", Style { spacing: (0, 20), look: dark, size: 16, ..none() }),
        ("Difference", Style { spacing: (0, 20), look: dark, size: 16, lang: &source, ..none() }),
        ("Offer", Style { spacing: (20, 20), size: 17, lang: &target, ..none() }),
        ("Status", Style { size: 18, ..none() }),
        ("Note", Style { size: 18, ..none() }),
        ("Footer", Style { keep: edge, look: grey, size: 14, ..none() }),
        ("End", Style { size: 2, ..none() }),
    ];
    for (id, look) in styles {
        out += &style(id, &look);
    }
    out += "</w:styles>";
    out
}

/// `docProps/core.xml`: the title, the direction, and the moment the draft was made (not the moment of writing).
pub(super) fn core(file: &DraftFile<'_>) -> String {
    let draft = file.draft;
    let at = escape(draft.at.as_str());
    format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>padan</dc:creator>\
         <dc:language>{}</dc:language><dcterms:created xsi:type=\"dcterms:W3CDTF\">{at}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{at}</dcterms:modified></cp:coreProperties>",
        escape(&title(file)),
        escape(&lang_tag(file, draft.direction.to)),
    )
}

/// The title of the document, `hujan-bogor: Indonesian → English`.
pub(super) fn title(file: &DraftFile<'_>) -> String {
    let direction = file.draft.direction;
    format!("{}: {} → {}", file.draft.name, lang_name(file.ui, direction.from), lang_name(file.ui, direction.to))
}

/// `docProps/custom.xml`: which draft of which memory this is.
pub(super) fn custom(file: &DraftFile<'_>) -> String {
    let property = |pid: u32, name: &str, value: &str| {
        format!(
            "<property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"{pid}\" name=\"{name}\"><vt:lpwstr>{}</vt:lpwstr></property>",
            escape(value)
        )
    };
    format!(
        "{DECLARATION}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
         xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">{}{}</Properties>",
        property(2, MEMORY_PROPERTY, file.memory_id),
        property(3, DRAFT_PROPERTY, &file.draft.id.to_string()),
    )
}

/// `word/footer1.xml`: the identity again, for programs that drop properties, and the page number.
pub(super) fn footer(file: &DraftFile<'_>) -> String {
    let mut out = format!("{DECLARATION}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val=\"PadanFooter\"/></w:pPr>");
    run(&mut out, &head::identity(file), Look::default());
    out += "<w:r><w:tab/></w:r>";
    let wording = say(file.ui, "draftfile.page", &[("page", &'\u{1}'), ("pages", &'\u{2}')]);
    for part in wording.split_inclusive(['\u{1}', '\u{2}']) {
        run(&mut out, part.trim_end_matches(['\u{1}', '\u{2}']), Look::default());
        let field = match part.chars().last() {
            Some('\u{1}') => "PAGE",
            Some('\u{2}') => "NUMPAGES",
            _ => continue,
        };
        let _ = write!(out, "<w:fldSimple w:instr=\" {field} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    }
    out += "</w:p></w:ftr>";
    out
}
