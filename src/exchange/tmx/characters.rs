//! Characters and references that XML does not allow, made into what was meant.
//!
//! Word's hyphens that do not break and that may break (U+001E, U+001F) become the characters of Unicode; other control
//! characters are left out; `&` that begins no reference is an `&`; names of HTML are known.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::{Reason, xml};
use super::mend::Faults;
use crate::text::table;

const TABLE: &str = include_str!("../../../memory/language/html-entities.tsv");

/// The characters that HTML has names for.
static NAMED: LazyLock<HashMap<&str, char>> = LazyLock::new(|| {
    let entries = table::entries("html-entities.tsv", TABLE, 2).unwrap_or_default();
    let read =
        |e: table::Entry<'static>| Some((e.fields[0], u32::from_str_radix(e.fields[1], 16).ok().and_then(char::from_u32)?));
    entries.into_iter().filter_map(read).collect()
});

/// Longest name of a reference, in bytes.
const NAME: usize = 40;

/// Writes `raw`, which stands at byte `at` of the unit, to `out` as well-formed character data, or as the value of an
/// attribute.
pub(super) fn write(raw: &str, at: usize, faults: &mut Faults<'_>, out: &mut String, is_value: bool) {
    let mut from = 0;
    // A value of an attribute stands somewhere in its tag.
    let place = |i: usize| if is_value { at } else { at + i };
    while let Some(i) = raw[from..]
        .find(|c: char| matches!(c, '&' | '<' | '"' | '\u{FFFE}' | '\u{FFFF}') || (c < ' ' && !matches!(c, '\n' | '\t' | '\r')))
    {
        out.push_str(&raw[from..from + i]);
        from += i;
        let rest = &raw[from..];
        let c = rest.chars().next().unwrap_or_default();
        from += match c {
            '&' => match reference(rest) {
                Found::Good(length) => {
                    out.push_str(&rest[..length]);
                    length
                }
                Found::Meant { length, text, reason } => {
                    faults.tell(place(from), reason);
                    escape(&text, out);
                    length
                }
                Found::Text(reason) => {
                    faults.tell(place(from), reason);
                    out.push_str("&amp;");
                    1
                }
            },
            '<' => {
                out.push_str("&lt;");
                1
            }
            '"' => {
                out.push_str(if is_value { "&quot;" } else { "\"" });
                1
            }
            forbidden => {
                faults.tell(place(from), xml::forbidden_reason(forbidden));
                escape(&meant(forbidden).map(String::from).unwrap_or_default(), out);
                forbidden.len_utf8()
            }
        };
    }
    out.push_str(&raw[from..]);
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// What a character that XML forbids was meant to be.
///
/// Source: Word's hyphens; Trados Studio writes them as references to U+001E and U+001F.
fn meant(c: char) -> Option<char> {
    match c {
        '\u{1E}' => Some('\u{2011}'),
        '\u{1F}' => Some('\u{AD}'),
        _ => None,
    }
}

/// What a piece of text that begins with `&` is.
enum Found<'a> {
    /// A reference of so many bytes that XML knows.
    Good(usize),
    /// So many bytes that stand for `text`.
    Meant { length: usize, text: Cow<'a, str>, reason: Reason },
    /// An `&`.
    Text(Reason),
}

fn reference(rest: &str) -> Found<'_> {
    let end = rest.bytes().take(NAME).position(|b| b == b';');
    let Some(name) = end.map(|end| &rest[1..end]).filter(|n| is_reference(n)) else {
        return Found::Text(Reason::of("read.ampersand"));
    };
    let length = name.len() + 2;
    let Err(reason) = xml::resolve(name) else { return Found::Good(length) };
    let Some(number) = name.strip_prefix('#') else {
        return match NAMED.get(name) {
            Some(&c) => {
                Found::Meant { length, text: String::from(c).into(), reason: Reason::of("read.html-entity").with("name", name) }
            }
            None => Found::Text(reason),
        };
    };
    let code = code_of(number);
    if let Some((c, more)) = code.and_then(|high| pair(high, &rest[length..])) {
        return Found::Meant { length: length + more, text: String::from(c).into(), reason };
    }
    if code.is_none() {
        return Found::Text(reason);
    }
    let text = code.and_then(char::from_u32).and_then(meant).map(String::from).unwrap_or_default();
    Found::Meant { length, text: text.into(), reason }
}

/// The character of two references that name the halves of a pair of UTF-16, and the length of the second one.
fn pair(high: u32, rest: &str) -> Option<(char, usize)> {
    let second = rest.strip_prefix("&#")?;
    let end = second.bytes().take(NAME).position(|b| b == b';')?;
    let halves = [u16::try_from(high).ok()?, u16::try_from(code_of(&second[..end])?).ok()?];
    let c = char::decode_utf16(halves).next()?.ok()?;
    // The first half alone is no character, so both were taken.
    (c > '\u{FFFF}').then_some((c, end + 3))
}

fn is_reference(name: &str) -> bool {
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

fn code_of(number: &str) -> Option<u32> {
    let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |hex| (hex, 16));
    u32::from_str_radix(digits, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::super::frame::FrameEnd;
    use super::super::mend::mend;
    use super::*;

    #[test]
    fn every_line_of_the_table_names_a_character() {
        let entries = table::entries("html-entities.tsv", TABLE, 2).expect("a table");
        assert_eq!((entries.len(), NAMED.len()), (248, 248));
        assert_eq!((NAMED.get("nbsp"), NAMED.get("rsquo"), NAMED.get("amp")), (Some(&'\u{A0}'), Some(&'’'), None));
    }

    #[test]
    fn what_was_meant_is_written() {
        for (raw, written, faults) in [
            ("R&D, A&B; & C", "R&amp;D, A&amp;B; &amp; C", 2),
            ("kopi&nbsp;susu &eacute;", "kopi\u{A0}susu é", 1),
            ("a&#x1F;b&#30;c&#0;d&#xFFFE;e", "a\u{AD}b\u{2011}cde", 4),
            ("&#xD83D;&#xDE00;&#55357;&#56832;&#xD83D;!", "😀😀!", 2),
            ("ya\u{1}\u{1E}\u{1F}\u{FFFF}tidak", "ya\u{2011}\u{AD}tidak", 4),
            ("&amp; &lt; &#233; &#xe9;", "&amp; &lt; &#233; &#xe9;", 0),
            ("&kopi; &;", "&amp;kopi; &amp;;", 2),
        ] {
            let mended = mend(&format!("<tu><note>{raw}</note></tu>"), 1, FrameEnd::Closed);
            assert_eq!(mended.text, format!("<tu><note>{written}</note></tu>"), "{raw}");
            assert_eq!(mended.faults.len(), faults, "{raw}: {:?}", mended.faults);
        }
    }
}
