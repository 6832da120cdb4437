//! Bytes to text: byte order mark, what a page declares, UTF-8, else Windows-1252; what is no text is named.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::html::charset;

/// The largest file that is read, in bytes.
const LIMIT: usize = 50 << 20;

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub(super) text: Cow<'a, str>,
    /// The encoding it was read with, such as `UTF-8` or `windows-1252`.
    pub(super) encoding: &'static str,
}

/// Why a file holds no article that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArticleError {
    /// Nothing, or white space only.
    #[error("the file is empty: there is nothing to translate in it")]
    Empty,
    /// A PDF.
    #[error("the file is a PDF, which padan does not read: make text of it first, for example with `pdftotext FILE.pdf`")]
    Pdf,
    /// A ZIP archive, and so a DOCX, XLSX, ODT or EPUB too.
    #[error("the file is a ZIP archive or an office document, which padan does not read yet: save it as text and read that")]
    Zip,
    /// A page with more tags than are read.
    #[error("the page has more tags than padan reads: copy its text from the browser into a text file and read that")]
    TooTangled,
    /// Another kind of XML, such as a translation memory.
    #[error("the file is XML, not an article")]
    Xml,
    /// Bytes that are no text.
    #[error("the file is no text: it holds zero bytes or control characters")]
    Binary,
    /// More bytes than are read.
    #[error("the file has {megabytes} MB, more than the {} MB that padan reads as one article", LIMIT >> 20)]
    TooLarge {
        /// Its size, rounded.
        megabytes: usize,
    },
}

/// Returns the text of `bytes` and the encoding it was read with; whether it is a page is not decided here.
///
/// UTF-8 and UTF-16 by byte order mark, else what a page declares, else UTF-8, else Windows-1252. A page that declares
/// UTF-8 and holds a few broken characters is UTF-8; one that declares a Western encoding and is sound UTF-8 is UTF-8.
///
/// # Errors
/// An empty, binary or too large file; a PDF, an archive or XML, which are recognised by how they begin.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, ArticleError> {
    if bytes.len() > LIMIT {
        return Err(ArticleError::TooLarge { megabytes: bytes.len() >> 20 });
    }
    if bytes.starts_with(b"%PDF-") {
        return Err(ArticleError::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Err(ArticleError::Zip);
    }
    let (text, encoding) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding.decode_without_bom_handling(&bytes[length..]).0, encoding),
        None => without_mark(bytes),
    };
    if text.bytes().any(|c| matches!(c, 0..=8 | 0xe..=0x1a | 0x7f)) {
        return Err(ArticleError::Binary);
    }
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(ArticleError::Empty);
    }
    if is_xml(&text) && !is_html(&text) {
        return Err(ArticleError::Xml);
    }
    Ok(Decoded { text, encoding: encoding.name() })
}

fn without_mark(bytes: &[u8]) -> (Cow<'_, str>, &'static Encoding) {
    let declared = charset::declared(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let western = |e: &'static Encoding| e.is_single_byte() && e.name().starts_with("windows-125");
        if declared.is_none_or(|e| e == UTF_8 || western(e) && !text.is_ascii()) {
            return (Cow::Borrowed(text), UTF_8);
        }
    }
    match declared {
        Some(encoding) if encoding == UTF_8 => {
            let text = UTF_8.decode_without_bom_handling(bytes).0;
            let broken = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
            let sound = text.chars().filter(|c| !c.is_ascii()).count() - broken;
            if broken <= sound { (text, UTF_8) } else { western(bytes) }
        }
        Some(encoding) => (encoding.decode_without_bom_handling(bytes).0, encoding),
        None => western(bytes),
    }
}

fn western(bytes: &[u8]) -> (Cow<'_, str>, &'static Encoding) {
    (WINDOWS_1252.decode_without_bom_handling(bytes).0, WINDOWS_1252)
}

fn is_xml(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with("<?xml")
}

/// Whether the text begins as a page does, comments before it apart.
pub(super) fn is_html(text: &str) -> bool {
    let mut start = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let behind = start.strip_prefix("<!--").and_then(|s| s.split_once("-->"));
        let behind = behind.or_else(|| start.strip_prefix("<?xml").and_then(|s| s.split_once("?>")));
        let Some((_, behind)) = behind else { break };
        start = behind.trim_start();
    }
    let head: String = start.chars().take(14).collect::<String>().to_ascii_lowercase();
    let tag = |name: &str| head.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()));
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|mark| tag(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_encodings_apart() {
        let of = |bytes: &[u8]| decode(bytes).map(|d| (d.text.into_owned(), d.encoding));
        assert_eq!(of("Kafé".as_bytes()), Ok(("Kafé".into(), "UTF-8")));
        assert_eq!(of("\u{feff}Kopi".as_bytes()), Ok(("Kopi".into(), "UTF-8")));
        assert_eq!(of(b"\xff\xfeK\0o\0"), Ok(("Ko".into(), "UTF-16LE")));
        assert_eq!(of(b"\xfe\xff\0K\0o"), Ok(("Ko".into(), "UTF-16BE")));
        assert_eq!(of(b"\x93Kopi\x94"), Ok(("“Kopi”".into(), "windows-1252")));
        let page = |declared: &str, body: &[u8]| {
            let page = [b"<html><meta charset=", declared.as_bytes(), b">", body].concat();
            decode(&page).map(|d| (d.text.rsplit('>').next().unwrap_or_default().to_owned(), d.encoding))
        };
        assert_eq!(page("windows-1251", b"\xca\xee"), Ok(("Ко".into(), "windows-1251")));
        assert_eq!(page("windows-1252", b"\x93Kopi"), Ok(("“Kopi".into(), "windows-1252")));
        assert_eq!(page("iso-8859-1", "“Kopi”".as_bytes()), Ok(("“Kopi”".into(), "UTF-8")), "sound UTF-8 is no accident");
        assert_eq!(page("utf-8", b"\xe2\x80\x9cKopi\xff\xe2\x80\x9d"), Ok(("“Kopi\u{fffd}”".into(), "UTF-8")));
        assert_eq!(page("utf-8", b"\x93Kopi\x94"), Ok(("“Kopi”".into(), "windows-1252")), "the declaration is wrong");
    }

    #[test]
    fn names_what_is_no_text() {
        assert_eq!(decode(b""), Err(ArticleError::Empty));
        assert_eq!(decode("\u{a0}\n".as_bytes()), Err(ArticleError::Empty));
        assert_eq!(decode(b"%PDF-1.7 x"), Err(ArticleError::Pdf));
        assert_eq!(decode(b"PK\x03\x04rest"), Err(ArticleError::Zip));
        assert_eq!(decode(b"a\0b"), Err(ArticleError::Binary));
        assert_eq!(decode(b"<?xml version='1.0'?><tmx version='1.4'>"), Err(ArticleError::Xml));
        assert!(ArticleError::Pdf.to_string().contains("pdftotext"));
    }

    #[test]
    fn pages_are_known_by_how_they_begin() {
        for page in [
            " <!-- x --> <!DOCTYPE HTML><p>",
            "\u{feff}<html lang=id>",
            "<HEAD>",
            "<?xml version='1.0'?><!-- a --><html><p>",
            "<!doctype html>",
        ] {
            assert!(is_html(page), "{page}");
        }
        for text in ["<b> adalah penanda tebal", "Kata <html> di dalam kalimat", "<headline>", "<!-- html", ""] {
            assert!(!is_html(text), "{text}");
        }
    }

    #[test]
    fn a_large_file_gets_a_clear_answer() {
        let error = decode(&vec![b'a'; LIMIT + 1]).expect_err("too large");
        assert!(error.to_string().contains("50 MB"), "{error}");
    }
}
