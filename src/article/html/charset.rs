//! The encoding that a page says it is in.

use encoding_rs::{Encoding, UTF_8};

/// How many bytes at the start of a page are searched.
const SEARCHED: usize = 4096;

/// Returns the encoding that the page declares: in `<meta charset>`, in `<meta http-equiv>`, or in an XML declaration.
///
/// UTF-16 in a declaration that can be read byte by byte means UTF-8. Source: HTML, "prescan a byte stream".
pub(in crate::article) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start: String = bytes[..bytes.len().min(SEARCHED)].iter().map(|&b| if b.is_ascii() { b as char } else { '?' }).collect();
    let start = start.to_ascii_lowercase();
    let xml = start.trim_start().strip_prefix("<?xml").and_then(|s| s.split_once("?>")).map(|(s, _)| s);
    let label = xml.and_then(|s| value_of(s, "encoding")).or_else(|| metas(&start).find_map(|m| value_of(m, "charset")))?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    Some(if encoding.name().starts_with("UTF-16") { UTF_8 } else { encoding })
}

/// The insides of the `meta` tags outside comments.
fn metas(start: &str) -> impl Iterator<Item = &str> {
    let mut rest = start;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find("<meta").into_iter().chain(rest.find("<!--")).min()?;
            let (comment, behind) = (rest[at..].starts_with("<!--"), &rest[at + 4..]);
            let Some((inside, after)) = behind.split_once(if comment { "-->" } else { ">" }) else {
                rest = "";
                return (!comment).then_some(behind);
            };
            rest = after;
            if !comment {
                return Some(inside);
            }
        }
    })
}

/// The value behind `name` and an equals sign.
fn value_of<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let behind = tag.split_once(name)?.1.trim_start().strip_prefix('=')?;
    let behind = behind.trim_start().trim_start_matches(['"', '\'']);
    let end = behind.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '/' | '>')).unwrap_or(behind.len());
    Some(&behind[..end]).filter(|v| !v.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_declared() {
        let of = |page: &str| declared(page.as_bytes()).map(Encoding::name);
        assert_eq!(of("<!doctype html><meta charset=utf-8>"), Some("UTF-8"));
        assert_eq!(of("<HTML><META CHARSET = 'ISO-8859-1'>"), Some("windows-1252"));
        assert_eq!(of("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1250\" />"), Some("windows-1250"));
        assert_eq!(of("<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><html>"), Some("ISO-8859-2"));
        assert_eq!(of("<meta name=x><!-- <meta charset=koi8-r> --><meta charset=utf-16>"), Some("UTF-8"));
        assert_eq!(of("<p>charset=koi8-r</p>"), None);
        assert_eq!(of("<meta charset=bukan-apa-apa>"), None);
        assert_eq!(of("<meta charset=koi8-r"), Some("KOI8-R"));
    }
}
