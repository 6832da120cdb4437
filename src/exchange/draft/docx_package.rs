//! The parts of a DOCX that came back, unpacked in memory within limits.
//!
//! **Invariant:** nothing is written anywhere and no name of the archive is taken as a path, so a name with `..` can do no
//! harm; no more than [`LIMIT`] bytes are ever unpacked.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::DraftReadError;

/// Most bytes all parts together may unpack to. A thousand pages are about 20 MB.
const LIMIT: u64 = 200 << 20;
/// From this size on, a part that was packed more tightly than [`RATIO`] is no document.
const RATIO_FROM: u64 = 16 << 20;
/// Highest believable ratio; document text packs about 10 to 30 times.
const RATIO: u64 = 150;

/// The texts of the parts that matter.
#[derive(Debug, Default)]
pub(super) struct Package {
    /// The document.
    pub document: String,
    /// Comments, when there are any.
    pub comments: Option<String>,
    /// Custom properties, when there are any.
    pub properties: Option<String>,
    /// Every footer.
    pub footers: Vec<String>,
}

/// Returns the parts of the package in `bytes`.
///
/// # Errors
/// No ZIP, a ZIP that is no Word document, or one that unpacks to too much.
pub(super) fn open(bytes: &[u8], name: &str) -> Result<Package, DraftReadError> {
    let not = |reason| DraftReadError::NotDocx { name: name.to_owned(), reason };
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(not("an old Word document (.doc) or one with a password"));
    }
    if !bytes.starts_with(b"PK") {
        return Err(not("not a Word document (no ZIP package)"));
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| DraftReadError::Damaged {
        name: name.to_owned(),
        part: "the ZIP package".to_owned(),
        reason: e.to_string(),
    })?;
    let names: Vec<String> = zip.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect();
    let find = |want: &dyn Fn(&str) -> bool| names.iter().filter(|n| want(n)).cloned().collect::<Vec<_>>();
    let mut left = LIMIT;
    let Some(document) = main_part(&mut zip, &names, name, &mut left)? else {
        return Err(not(match () {
            () if names.iter().any(|n| n.starts_with("xl/")) => "an Excel workbook, not a Word document",
            () if names.iter().any(|n| n == "content.xml") => "an OpenDocument file, not a Word document",
            () => "a ZIP file without a Word document in it (word/document.xml is missing)",
        }));
    };
    let mut package = Package { document: part(&mut zip, &document, name, &mut left)?, ..Package::default() };
    for found in find(&|n| is_numbered(n, "word/comments")) {
        package.comments.get_or_insert_default().push_str(&part(&mut zip, &found, name, &mut left)?);
    }
    for found in find(&|n| n == "docProps/custom.xml") {
        package.properties = Some(part(&mut zip, &found, name, &mut left)?);
    }
    for found in find(&|n| is_numbered(n, "word/footer")) {
        package.footers.push(part(&mut zip, &found, name, &mut left)?);
    }
    Ok(package)
}

/// `word/footer.xml`, `word/footer2.xml`, not `word/footerExtended.xml`.
fn is_numbered(name: &str, stem: &str) -> bool {
    let number = name.strip_prefix(stem).and_then(|n| n.strip_suffix(".xml"));
    number.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

type Zip<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// The name of the document part: what the package says, else `word/document.xml`. Word on the web writes `document2.xml`.
fn main_part(zip: &mut Zip<'_>, names: &[String], name: &str, left: &mut u64) -> Result<Option<String>, DraftReadError> {
    let has = |part: &str| names.iter().any(|n| n == part);
    if has("_rels/.rels") {
        let relations = part(zip, "_rels/.rels", name, left)?;
        let mut reader = quick_xml::Reader::from_str(&relations);
        // A damaged list of relationships is no reason to refuse a document that is where it always is.
        while let Ok(event) = reader.read_event() {
            let element = match event {
                quick_xml::events::Event::Start(e) | quick_xml::events::Event::Empty(e) => e,
                quick_xml::events::Event::Eof => break,
                _ => continue,
            };
            let of = |key| super::docx_body::attribute(&element, key);
            if of("Type").is_some_and(|t| t.ends_with("/officeDocument")) {
                let target = of("Target").unwrap_or_default();
                let target = target.trim_start_matches('/');
                if target.starts_with("word/") && has(target) {
                    return Ok(Some(target.to_owned()));
                }
            }
        }
    }
    Ok(has("word/document.xml").then(|| "word/document.xml".to_owned()))
}

fn part(zip: &mut Zip<'_>, part: &str, name: &str, left: &mut u64) -> Result<String, DraftReadError> {
    let damaged = |reason: String| DraftReadError::Damaged { name: name.to_owned(), part: part.to_owned(), reason };
    let too_large = |limit: u64| DraftReadError::TooLarge { name: name.to_owned(), part: part.to_owned(), limit: limit >> 20 };
    let entry = zip.by_name(part).map_err(|e| damaged(e.to_string()))?;
    let believable = (entry.compressed_size().saturating_mul(RATIO)).max(RATIO_FROM);
    let allowed = believable.min(*left);
    let mut bytes = Vec::new();
    // The size the archive claims is not to be trusted; one byte more than allowed is read to know that it is too much.
    entry.take(allowed + 1).read_to_end(&mut bytes).map_err(|e| damaged(e.to_string()))?;
    if bytes.len() as u64 > allowed {
        return Err(too_large(allowed));
    }
    *left -= bytes.len() as u64;
    // Word parts are UTF-8 or, from a few producers, UTF-16 with its mark.
    let (text, _, malformed) = encoding_rs::UTF_8.decode(&bytes);
    if malformed { Err(damaged("it is not UTF-8".to_owned())) } else { Ok(text.into_owned()) }
}
