//! Numbered inline tags in shown text: `<1>kopi</1>`, `<2/>`.

use std::ops::Range;

/// One tag in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagMark {
    /// Bytes of the text it takes.
    pub range: Range<usize>,
    /// Its number, from 1.
    pub number: u32,
    /// What it does.
    pub kind: TagKind,
}

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagKind {
    /// `<1>`
    Open,
    /// `</1>`
    Close,
    /// `<1/>`
    Alone,
}

/// Returns the tags of `text` in order; what only resembles one (`<b>`, `<1`) is text.
pub fn find(text: &str) -> Vec<TagMark> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    for start in memchr::memchr_iter(b'<', bytes) {
        let closing = bytes.get(start + 1) == Some(&b'/');
        let digits = start + 1 + usize::from(closing);
        let end = digits + bytes[digits..].iter().take_while(|b| b.is_ascii_digit()).count();
        let Ok(number) = text[digits..end].parse::<u32>() else { continue };
        let (kind, end) = match (closing, bytes.get(end), bytes.get(end + 1)) {
            (false, Some(b'>'), _) => (TagKind::Open, end + 1),
            (true, Some(b'>'), _) => (TagKind::Close, end + 1),
            (false, Some(b'/'), Some(b'>')) => (TagKind::Alone, end + 2),
            _ => continue,
        };
        out.push(TagMark { range: start..end, number, kind });
    }
    out
}

/// Returns `text` without its tags.
///
/// ```
/// assert_eq!(padan::text::tags::strip("<1>Kopi</1> Gayo<2/>"), "Kopi Gayo");
/// ```
pub fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for tag in find(text) {
        out.push_str(&text[at..tag.range.start]);
        at = tag.range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbered_tags_are_tags() {
        assert_eq!(strip("a <b>x</b> <1 2>3</1><12/> <>"), "a <b>x</b> <1 2>3 <>");
        assert_eq!(find("<1>x</1>").iter().map(|t| t.kind).collect::<Vec<_>>(), [TagKind::Open, TagKind::Close]);
    }
}
