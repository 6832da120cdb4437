//! Bytes to text: byte order mark, UTF-8, else Windows-1252; what is no text is named.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The largest file that is read, in bytes.
const LIMIT: usize = 50 << 20;

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding it was read with, such as `UTF-8` or `windows-1252`.
    pub encoding: &'static str,
}

/// Why a file holds no article that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArticleError {
    /// Nothing, or white space only.
    #[error("the file is empty: there is nothing to translate in it")]
    Empty,
    /// A PDF.
    #[error("the file is a PDF, which padan does not read: make text of it first, for example with `pdftotext -layout FILE.pdf`")]
    Pdf,
    /// A ZIP archive, and so a DOCX, XLSX, ODT or EPUB too.
    #[error("the file is a ZIP archive or an office document, which padan does not read yet: save it as text and read that")]
    Zip,
    /// HTML.
    #[error("the file is HTML, which padan does not read yet: copy the text of the page, or save it as text, and read that")]
    Html,
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

/// Returns the text of `bytes` and the encoding it was read with.
///
/// UTF-8 and UTF-16 by byte order mark, else UTF-8, else Windows-1252.
///
/// # Errors
/// An empty, binary or too large file; a PDF, an archive or an HTML page, which are recognised by how they begin.
///
/// ```
/// assert_eq!(padan::article::decode(b"Caf\xe9").map(|d| d.encoding), Ok("windows-1252"));
/// ```
pub fn decode(bytes: &[u8]) -> Result<Decoded, ArticleError> {
    if bytes.len() > LIMIT {
        return Err(ArticleError::TooLarge { megabytes: bytes.len() >> 20 });
    }
    if bytes.starts_with(b"%PDF-") {
        return Err(ArticleError::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Err(ArticleError::Zip);
    }
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (WINDOWS_1252, bytes),
    };
    let (text, _) = encoding.decode_without_bom_handling(body);
    if text.chars().any(|c| matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{7f}')) {
        return Err(ArticleError::Binary);
    }
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(ArticleError::Empty);
    }
    if is_html(&text) {
        let xhtml = text.get(..1000).unwrap_or(&text).contains("<html");
        let other_xml = text.trim_start_matches('\u{feff}').trim_start().starts_with("<?xml") && !xhtml;
        return Err(if other_xml { ArticleError::Xml } else { ArticleError::Html });
    }
    Ok(Decoded { text: text.into_owned(), encoding: encoding.name() })
}

/// Whether the text begins as an HTML page does.
fn is_html(text: &str) -> bool {
    let mut start = text.trim_start();
    while let Some(behind) = start.strip_prefix("<!--").and_then(|s| s.split_once("-->")).map(|(_, s)| s) {
        start = behind.trim_start();
    }
    let head: String = start.chars().take(14).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<?xml"].iter().any(|mark| head.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_encodings_apart() {
        let of = |bytes: &[u8]| decode(bytes).map(|d| (d.text, d.encoding));
        assert_eq!(of("Kafé".as_bytes()), Ok(("Kafé".into(), "UTF-8")));
        assert_eq!(of("\u{feff}Kopi".as_bytes()), Ok(("Kopi".into(), "UTF-8")));
        assert_eq!(of(b"\xff\xfeK\0o\0"), Ok(("Ko".into(), "UTF-16LE")));
        assert_eq!(of(b"\xfe\xff\0K\0o"), Ok(("Ko".into(), "UTF-16BE")));
        assert_eq!(of(b"\x93Kopi\x94"), Ok(("“Kopi”".into(), "windows-1252")));
    }

    #[test]
    fn names_what_is_no_text() {
        assert_eq!(decode(b""), Err(ArticleError::Empty));
        assert_eq!(decode("\u{a0}\n".as_bytes()), Err(ArticleError::Empty));
        assert_eq!(decode(b"%PDF-1.7 x"), Err(ArticleError::Pdf));
        assert_eq!(decode(b"PK\x03\x04rest"), Err(ArticleError::Zip));
        assert_eq!(decode(b"a\0b"), Err(ArticleError::Binary));
        assert_eq!(decode(b" <!-- x --> <!DOCTYPE HTML><p>"), Err(ArticleError::Html));
        assert_eq!(decode(b"<?xml version='1.0'?><tmx version='1.4'>"), Err(ArticleError::Xml));
        assert_eq!(decode(b"<?xml version='1.0'?><html><p>"), Err(ArticleError::Html));
        assert!(decode(b"<b> adalah penanda tebal").is_ok());
        assert!(ArticleError::Pdf.to_string().contains("pdftotext"));
    }

    #[test]
    fn a_large_file_gets_a_clear_answer() {
        let error = decode(&vec![b'a'; LIMIT + 1]).expect_err("too large");
        assert!(error.to_string().contains("50 MB"), "{error}");
    }
}
