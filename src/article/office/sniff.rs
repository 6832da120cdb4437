//! What kind of file bytes are that are no text: a document that is read, or one to be named in a message.

use super::super::decode::ArticleError;
use super::package::Package;
use super::xml::{self, Step, attribute, local};
use crate::model::Form;

/// Returns the form of a document; `None` when the bytes may be text.
///
/// # Errors
/// Old or encrypted office documents, spreadsheets, slides, books, RTF; a ZIP archive that is no document; a name that ends
/// like that of a document on bytes that are none.
pub(in crate::article) fn sniff(bytes: &[u8], file_name: &str) -> Result<Option<Form>, ArticleError> {
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(old(bytes));
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(ArticleError::Rtf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") || bytes.starts_with(b"PK\x07\x08") {
        return package(bytes).map(Some);
    }
    let extension = file_name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    let named = matches!(extension.as_deref(), Some("docx" | "docm" | "dotx" | "dotm" | "odt" | "ott"));
    if named && !bytes.is_empty() { Err(ArticleError::NotAPackage) } else { Ok(None) }
}

/// What an OLE container holds, told by the names of its streams, which are UTF-16.
fn old(bytes: &[u8]) -> ArticleError {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.bytes().flat_map(|b| [b, 0]).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    if holds("EncryptedPackage") {
        ArticleError::Encrypted
    } else if holds("Workbook") || holds("PowerPoint Document") {
        ArticleError::Sheet
    } else {
        ArticleError::OldWord
    }
}

fn package(bytes: &[u8]) -> Result<Form, ArticleError> {
    let mut package = Package::open(bytes)?;
    if let Some(kind) = package.part("mimetype", "mimetype")? {
        let kind = kind.trim();
        if kind.starts_with("application/vnd.oasis.opendocument.text") {
            return Ok(Form::Odt);
        }
        if kind.starts_with("application/vnd.oasis.opendocument.") {
            return Err(ArticleError::Sheet);
        }
        if kind == "application/epub+zip" {
            return Err(ArticleError::Book);
        }
    }
    if word_parts(&mut package)?.is_some() {
        return Ok(Form::Docx);
    }
    Err(if package.has_folder("xl/") || package.has_folder("ppt/") { ArticleError::Sheet } else { ArticleError::Zip })
}

/// The names of the parts of a Word document that are read.
#[derive(Debug)]
pub(super) struct WordParts {
    pub(super) main: String,
    pub(super) styles: Option<String>,
    pub(super) footnotes: Option<String>,
    pub(super) endnotes: Option<String>,
}

/// Returns the parts of a Word document; `None` when the package holds none. Word on the web writes `document2.xml`.
pub(super) fn word_parts(package: &mut Package<'_>) -> Result<Option<WordParts>, ArticleError> {
    let named = related(package, "_rels/.rels", "", "/officeDocument")?;
    let usual = || "word/document.xml".to_owned();
    let main = named.filter(|n| n.starts_with("word/")).or_else(|| package.has("word/document.xml").then(usual));
    let Some(main) = main else { return Ok(None) };
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let relations = format!("{folder}/_rels/{file}.rels");
    let mut of = |kind: &str, usual: &str| -> Result<Option<String>, ArticleError> {
        let found = related(package, &relations, folder, kind)?;
        Ok(found.or_else(|| Some(format!("{folder}/{usual}")).filter(|n| package.has(n))))
    };
    let styles = of("/styles", "styles.xml")?;
    let footnotes = of("/footnotes", "footnotes.xml")?;
    let endnotes = of("/endnotes", "endnotes.xml")?;
    Ok(Some(WordParts { main, styles, footnotes, endnotes }))
}

/// The part that the relationship of this kind in the part `relations` leads to, when it is there.
fn related(package: &mut Package<'_>, relations: &str, folder: &str, kind: &str) -> Result<Option<String>, ArticleError> {
    let Some(text) = package.part(relations, "_rels/.rels")? else { return Ok(None) };
    let mut target = None;
    // A damaged list of relationships is no reason to refuse a document that is where it always is.
    let _ = xml::walk(&text, "_rels/.rels", |step| {
        if let Step::Start(e, _) = step
            && local(e) == "Relationship"
            && target.is_none()
            && attribute(e, "Type").is_some_and(|t| t.ends_with(kind))
        {
            target = attribute(e, "Target");
        }
        Ok(())
    });
    let name = target.map(|t| match t.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() => t,
        None => format!("{folder}/{t}"),
    });
    Ok(name.filter(|n| package.has(n)))
}
