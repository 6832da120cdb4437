//! The rules of XML 1.0 that the event reader leaves to its user: which characters may stand, what references mean.
//!
//! **Invariant:** no entity is known beyond the five of XML, so nothing that is read grows.

use std::borrow::Cow;

use super::Reason;

/// Returns the byte offset and the character of the first character in `text` that XML 1.0 forbids.
///
/// Source: XML 1.0, section 2.2, production 2 (`Char`).
pub(super) fn forbidden(text: &str) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    let control = bytes.chunks(64).position(|c| c.iter().fold(false, |bad, &b| bad | is_control(b))).and_then(|chunk| {
        let start = chunk * 64;
        bytes[start..].iter().position(|&b| is_control(b)).map(|i| start + i)
    });
    // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
    let end = control.unwrap_or(bytes.len());
    let noncharacter =
        memchr::memchr_iter(0xEF, &bytes[..end]).find(|&i| matches!(bytes.get(i + 1..i + 3), Some([0xBF, 0xBE | 0xBF])));
    let at = noncharacter.or(control)?;
    text[at..].chars().next().map(|c| (at, c))
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')
}

/// The reason for a character that XML forbids.
pub(super) fn forbidden_reason(c: char) -> Reason {
    Reason::of("read.character").with("code", format_args!("U+{:04X}", c as u32))
}

/// Returns the character that `&name;` stands for: one of the five of XML, or a character reference.
pub(super) fn resolve(name: &str) -> Result<char, Reason> {
    let Some(number) = name.strip_prefix('#') else {
        return match name {
            "amp" => Ok('&'),
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "quot" => Ok('"'),
            "apos" => Ok('\''),
            _ => Err(Reason::of("read.entity").with("name", name)),
        };
    };
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
    let wrong = || Reason::of("read.reference").with("name", name);
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(wrong());
    }
    let c = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).ok_or_else(wrong)?;
    let mut buffer = [0; 4];
    if forbidden(c.encode_utf8(&mut buffer)).is_some() { Err(forbidden_reason(c)) } else { Ok(c) }
}

/// Returns the value of an attribute written as `raw`: references resolved, white space made spaces.
///
/// Source: XML 1.0, section 3.3.3.
pub(super) fn attribute_value(raw: &str) -> Result<Cow<'_, str>, Reason> {
    if memchr::memchr3(b'&', b'\n', b'\t', raw.as_bytes()).is_none() {
        return Ok(Cow::Borrowed(raw));
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\n', '\t']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(reference) = rest.strip_prefix('&') {
            let end = reference.find(';').ok_or_else(|| Reason::of("read.ampersand"))?;
            out.push(resolve(&reference[..end])?);
            rest = &reference[end + 1..];
        } else {
            out.push(' ');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// Whether `name` can be the name of an element or attribute: begins with a letter, `_` or `:`.
pub(super) fn is_name(name: &str) -> bool {
    name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_' || c == ':')
}

/// Returns `name` without its namespace prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_are_found_where_they_stand() {
        assert_eq!(forbidden("kopi\t\r\n\u{7F}\u{FFFD}\u{FF01}😀"), None);
        assert_eq!(forbidden(&format!("{}\u{B}", "ä".repeat(100))), Some((200, '\u{B}')));
        assert_eq!(forbidden("a\u{FFFF}b\u{0}"), Some((1, '\u{FFFF}')));
        assert_eq!(forbidden("\u{0}"), Some((0, '\u{0}')));
    }

    #[test]
    fn references_give_characters_or_a_reason() {
        for (name, c) in [("amp", '&'), ("#233", 'é'), ("#x1F600", '😀'), ("#x9", '\t'), ("#xd", '\r')] {
            assert_eq!(resolve(name), Ok(c), "{name}");
        }
        let cases = [
            ("nbsp", "read.entity"),
            ("#x0", "read.character"),
            ("#11", "read.character"),
            ("#xFFFE", "read.character"),
            ("#xD83D", "read.reference"),
            ("#x110000", "read.reference"),
            ("#+65", "read.reference"),
            ("#", "read.reference"),
            ("#99999999999999999999", "read.reference"),
        ];
        for (name, key) in cases {
            assert_eq!(resolve(name).expect_err(name).key(), key, "{name}");
        }
    }

    #[test]
    fn attribute_values_are_resolved_and_flattened() {
        assert_eq!(attribute_value("a&lt;b\n&#10;c"), Ok(Cow::Owned("a<b \nc".to_owned())));
        assert!(attribute_value("R&D").is_err());
    }
}
