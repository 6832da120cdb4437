//! Bytes to text: byte order mark, what a page declares, UTF-8, UTF-16 and UTF-32 by their zero bytes, else Windows-1252;
//! what is no text is named.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::html::charset;

/// The largest file that is read, in bytes.
pub const LIMIT: usize = 50 << 20;

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
    /// A ZIP archive that is no document.
    #[error("the file is a ZIP archive, not an article")]
    Zip,
    /// An EPUB.
    #[error("the file is an e-book (EPUB), which padan does not read")]
    Book,
    /// A workbook, slides or a drawing.
    #[error("the file is a spreadsheet, slides or a drawing, which padan does not read as an article")]
    Sheet,
    /// RTF.
    #[error("the file is RTF, which padan does not read")]
    Rtf,
    /// A Word document of before 2007.
    #[error("the file is an old Word document (.doc), which padan does not read")]
    OldWord,
    /// An office document with a password.
    #[error("the document is protected with a password")]
    Encrypted,
    /// The name says that it is a document, the bytes say that it is none.
    #[error("the file is called a Word or OpenDocument file, but is none")]
    NotAPackage,
    /// A ZIP archive that cannot be read.
    #[error("the document is damaged: its ZIP package cannot be read")]
    DamagedPackage,
    /// A part of a document that cannot be read.
    #[error("the document is damaged: {part} cannot be read{}", at_line(*line))]
    DamagedPart {
        /// The name of the part.
        part: &'static str,
        /// The line of its XML, from 1; 0 when it could not be unpacked.
        line: u32,
    },
    /// A document type declaration, which documents have no use for.
    #[error("the document declares XML entities, which no word processor writes: padan does not read it")]
    Entities,
    /// Elements deeper in each other than any document has them.
    #[error("the document has elements nested deeper than padan reads")]
    TooDeep,
    /// More entries, or packed more tightly, than any document.
    #[error("the document unpacks to more than is believable for a document, so it was not unpacked")]
    Bomb,
    /// A document without any text, such as a scan.
    #[error("there is no text in the document")]
    NoText,
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

/// Where in a part the damage is; nothing for a part that could not be unpacked.
fn at_line(line: u32) -> String {
    if line > 0 { format!(" (line {line})") } else { String::new() }
}

/// Refuses a file that is too large to be read as one article.
///
/// # Errors
/// [`ArticleError::TooLarge`].
pub(super) fn check_size(bytes: &[u8]) -> Result<(), ArticleError> {
    if bytes.len() > LIMIT { Err(ArticleError::TooLarge { megabytes: bytes.len().div_ceil(1 << 20) }) } else { Ok(()) }
}

/// Returns the text of `bytes` and the encoding it was read with; whether it is a page is not decided here.
///
/// UTF-8, UTF-16 and UTF-32 by byte order mark or by where their zero bytes stand, else what a page declares, else UTF-8,
/// else Windows-1252. UTF-8 with a few broken characters is UTF-8, and U+FFFD stands for each; a page that declares a Western
/// encoding and is sound UTF-8 is UTF-8.
///
/// # Errors
/// An empty, binary or too large file; a PDF or XML, which are recognised by how they begin.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, ArticleError> {
    check_size(bytes)?;
    if bytes.starts_with(b"%PDF-") {
        return Err(ArticleError::Pdf);
    }
    let (text, encoding) = match (wide(bytes), Encoding::for_bom(bytes)) {
        (Some((text, encoding)), _) => (Cow::Owned(text), encoding),
        (None, Some((encoding, length))) => (encoding.decode_without_bom_handling(&bytes[length..]).0, encoding.name()),
        (None, None) => without_mark(bytes),
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
    Ok(Decoded { text, encoding })
}

/// How far a text is looked at for zero bytes.
const LOOK: usize = 4096;

/// UTF-32 with or without its mark, and UTF-16 without: most characters of our languages are ASCII there, and the bytes
/// beside it are zero. `None` for everything else.
fn wide(bytes: &[u8]) -> Option<(String, &'static str)> {
    let head = &bytes[..bytes.len().min(LOOK) & !3];
    // How many bytes at each place of four are zero.
    let mut zeros = [0; 4];
    for four in head.chunks_exact(4) {
        for (zero, byte) in zeros.iter_mut().zip(four) {
            *zero += usize::from(*byte == 0);
        }
    }
    let fours = head.len() / 4;
    let (none, most) = (|z: usize| z * 20 <= fours, |z: usize| z * 10 >= fours * 7);
    let [a, b, c, d] = zeros;
    let utf_32 = |of: fn([u8; 4]) -> u32, mark: &[u8]| {
        let bytes = bytes.strip_prefix(mark).unwrap_or(bytes);
        let (fours, rest) = bytes.as_chunks::<4>();
        let sign = |four: &[u8; 4]| char::from_u32(of(*four)).unwrap_or(char::REPLACEMENT_CHARACTER);
        let broken = (!rest.is_empty()).then_some(char::REPLACEMENT_CHARACTER);
        fours.iter().map(sign).chain(broken).collect()
    };
    if fours == 0 {
        None
    } else if none(a) && most(b) && most(c) && most(d) {
        Some((utf_32(u32::from_le_bytes, b"\xff\xfe\0\0"), "UTF-32LE"))
    } else if most(a) && most(b) && most(c) && none(d) {
        Some((utf_32(u32::from_be_bytes, b"\0\0\xfe\xff"), "UTF-32BE"))
    } else if none(a) && most(b) && none(c) && most(d) {
        Some((UTF_16LE.decode_with_bom_removal(bytes).0.into_owned(), UTF_16LE.name()))
    } else if most(a) && none(b) && most(c) && none(d) {
        Some((UTF_16BE.decode_with_bom_removal(bytes).0.into_owned(), UTF_16BE.name()))
    } else {
        None
    }
}

fn without_mark(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    let (text, encoding) = narrow(bytes);
    (text, encoding.name())
}

fn narrow(bytes: &[u8]) -> (Cow<'_, str>, &'static Encoding) {
    let declared = charset::declared(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let western = |e: &'static Encoding| e.is_single_byte() && e.name().starts_with("windows-125");
        if declared.is_none_or(|e| e == UTF_8 || western(e) && !text.is_ascii()) {
            return (Cow::Borrowed(text), UTF_8);
        }
    }
    match declared {
        Some(encoding) if encoding != UTF_8 => (encoding.decode_without_bom_handling(bytes).0, encoding),
        _ => {
            let text = UTF_8.decode_without_bom_handling(bytes).0;
            let broken = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
            let sound = text.chars().filter(|c| !c.is_ascii()).count() - broken;
            // Without a word of the file, more has to speak for it: by chance, two Western letters are a character of UTF-8.
            let enough = if declared.is_some() { broken <= sound } else { broken * 2 <= sound };
            if enough { (text, UTF_8) } else { western(bytes) }
        }
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
        let broken = "Kafé “baru” buka.".as_bytes().iter().chain(b" Harga \xe2\x80 naik.").copied().collect::<Vec<u8>>();
        assert_eq!(of(&broken), Ok(("Kafé “baru” buka. Harga \u{fffd} naik.".into(), "UTF-8")), "one accident in a sound text");
        assert_eq!(
            of("Ã© di Bandung, caf\u{e9}s".chars().map(|c| c as u8).collect::<Vec<u8>>().as_slice()).map(|d| d.1),
            Ok("windows-1252")
        );
        let wide = |marked: bool, bytes: fn(char) -> Vec<u8>| {
            let text = if marked { "\u{feff}Harga “kopi” naik." } else { "Harga “kopi” naik." };
            of(&text.chars().flat_map(bytes).collect::<Vec<u8>>())
        };
        for marked in [false, true] {
            let read = |encoding: &'static str| Ok(("Harga “kopi” naik.".to_owned(), encoding));
            assert_eq!(wide(marked, |c| (c as u16).to_le_bytes().to_vec()), read("UTF-16LE"));
            assert_eq!(wide(marked, |c| (c as u16).to_be_bytes().to_vec()), read("UTF-16BE"));
            assert_eq!(wide(marked, |c| (c as u32).to_le_bytes().to_vec()), read("UTF-32LE"));
            assert_eq!(wide(marked, |c| (c as u32).to_be_bytes().to_vec()), read("UTF-32BE"));
        }
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
        assert_eq!(decode(b"a\0b"), Err(ArticleError::Binary));
        assert_eq!(decode(&[0; 999]), Err(ArticleError::Binary));
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
