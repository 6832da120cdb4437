//! Line breaks: where the lines of a text end.

/// One line of a text: where it begins, where its text ends, where its break ends, all in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// First byte.
    pub start: usize,
    /// End of the text, before the break.
    pub end: usize,
    /// End of the break; equals `end` on a last line without one.
    pub next: usize,
}

/// Returns the lines of `text` in order: `\n`, `\r\n`, `\r`, VT, FF, NEL, U+2028 and U+2029 end one.
///
/// An empty text has no line; a break at the end of the text opens no further one.
///
/// ```
/// let lines: Vec<&str> = padan::segment::lines("satu\r\ndua").map(|l| &"satu\r\ndua"[l.start..l.end]).collect();
/// assert_eq!(lines, ["satu", "dua"]);
/// ```
pub fn lines(text: &str) -> impl Iterator<Item = Line> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        let (end, next) = next_break(text.as_bytes(), at).unwrap_or((text.len(), text.len()));
        at = next;
        Some(Line { start, end, next })
    })
}

/// The next line break from `from` on: its first byte and the byte behind it.
fn next_break(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    while at < bytes.len() {
        let length = match bytes[at] {
            b'\n' | 0x0b | 0x0c => 1,
            b'\r' => 1 + usize::from(bytes.get(at + 1) == Some(&b'\n')),
            0xc2 if bytes.get(at + 1) == Some(&0x85) => 2,
            0xe2 if bytes.get(at + 1) == Some(&0x80) && matches!(bytes.get(at + 2), Some(0xa8 | 0xa9)) => 3,
            _ => 0,
        };
        if length > 0 {
            return Some((at, at + length));
        }
        at += 1;
    }
    None
}

/// Whether `text` holds nothing but Unicode white space.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_every_break() {
        let text = "a\nb\r\nc\rd\u{b}e\u{c}f\u{85}g\u{2028}h\u{2029}i";
        let found: Vec<&str> = lines(text).map(|l| &text[l.start..l.end]).collect();
        assert_eq!(found, ["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
        assert_eq!(lines("").count(), 0);
        assert_eq!(lines("\n\n").count(), 2);
    }
}
