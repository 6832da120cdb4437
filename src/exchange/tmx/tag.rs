//! How far a piece of markup reaches, in files that keep to the rules and in files that do not.
//!
//! **Invariant:** what is well-formed reaches exactly as far as XML says; of what is not, no reach goes past the `<` of an
//! element that TMX knows.

/// How far a piece of markup reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// So many bytes, up to its end.
    Whole(usize),
    /// So many bytes, up to the `<` of the next piece: its `>` is missing.
    Open(usize),
    /// The text ends in it.
    Cut,
    /// It is no markup; its `<` is text.
    None,
}

/// Returns how far the markup reaches that `rest` begins with.
pub(super) fn reach(rest: &str) -> Reach {
    let bytes = rest.as_bytes();
    match bytes {
        [] | [_] => Reach::Cut,
        [_, b'?', ..] => until(rest, 2, "?>", &["<?", "<tu", "<tmx", "</"]),
        [_, b'!', ..] if rest.starts_with("<!--") => until(rest, 4, "-->", &["<!--"]),
        [_, b'!', ..] if rest.starts_with("<![CDATA[") => until(rest, 9, "]]>", &["<![CDATA["]),
        [_, b'!', ..] if "<!--".starts_with(rest) || "<![CDATA[".starts_with(rest) => Reach::Cut,
        [_, b'!', ..] => doctype_reach(rest),
        _ => tag_reach(bytes),
    }
}

/// To `end`, unless something stands before it that shows that `end` belongs to another piece.
fn until(rest: &str, from: usize, end: &str, never: &[&str]) -> Reach {
    let found = rest.get(from..).and_then(|r| memchr::memmem::find(r.as_bytes(), end.as_bytes()));
    let inside = &rest[from..found.map_or(rest.len(), |at| from + at)];
    if never.iter().any(|n| memchr::memmem::find(inside.as_bytes(), n.as_bytes()).is_some()) {
        return Reach::None;
    }
    found.map_or(Reach::Cut, |at| Reach::Whole(from + at + end.len()))
}

fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || byte >= 0x80
}

/// A tag reaches to the first `>` outside of quotes. A quote that cannot be closed where it seems to be is none.
fn tag_reach(bytes: &[u8]) -> Reach {
    let name = if bytes[1] == b'/' { 2 } else { 1 };
    match bytes.get(name) {
        None => return Reach::Cut,
        Some(&b) if begins_name(b) => {}
        Some(_) => return Reach::None,
    }
    let mut at = name;
    let mut last = 0;
    while let Some(&b) = bytes.get(at) {
        match b {
            b'>' => return Reach::Whole(at + 1),
            b'<' => return Reach::Open(at),
            b'"' | b'\'' if last == b'=' => match literal(&bytes[at..]) {
                Literal::Closed(length) => at += length - 1,
                Literal::Cut => return Reach::Cut,
                Literal::Stray => {}
            },
            _ => {}
        }
        if !b.is_ascii_whitespace() {
            last = b;
        }
        at += 1;
    }
    Reach::Cut
}

/// What a quote behind `=` begins.
enum Literal {
    /// A value of so many bytes, both quotes included.
    Closed(usize),
    /// A value whose end has not come.
    Cut,
    /// Nothing: its end is missing.
    Stray,
}

fn literal(bytes: &[u8]) -> Literal {
    let quote = bytes[0];
    let close = memchr::memchr(quote, &bytes[1..]).map(|at| at + 1);
    let inside = &bytes[1..close.unwrap_or(bytes.len())];
    let markup = memchr::memchr(b'<', inside).is_some();
    let Some(close) = close else { return if markup { Literal::Stray } else { Literal::Cut } };
    if !markup {
        // `a="1>` and then, in text, `"`: nothing but white space, `/` or `>` stands behind the end of a value.
        let behind = bytes.get(close + 1).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'?'));
        return if behind || memchr::memchr(b'>', inside).is_none() { Literal::Closed(close + 1) } else { Literal::Stray };
    }
    let behind = bytes.get(close + 1).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
    let elements = ["<tu", "<seg", "<prop", "<note", "</", "><"];
    let lower = inside.to_ascii_lowercase();
    let structure = elements.iter().any(|e| memchr::memmem::find(&lower, e.as_bytes()).is_some());
    if behind && !structure { Literal::Closed(close + 1) } else { Literal::Stray }
}

/// A DOCTYPE reaches to the `>` outside of quotes, comments and its internal subset.
fn doctype_reach(rest: &str) -> Reach {
    let bytes = rest.as_bytes();
    let mut at = 2;
    let mut subset = false;
    while let Some(&b) = bytes.get(at) {
        let skip =
            |from: usize, end: &[u8]| bytes.get(from..).and_then(|r| memchr::memmem::find(r, end)).map(|n| from + n + end.len());
        let next = match b {
            b'"' | b'\'' => {
                let end = skip(at + 1, &[b]);
                // Outside of the subset no value holds markup: the quote has no partner.
                let markup = !subset && memchr::memchr2(b'<', b'>', &bytes[at..end.unwrap_or(bytes.len())]).is_some();
                if markup { Some(at + 1) } else { end }
            }
            b'<' if bytes[at..].starts_with(b"<!--") => skip(at + 4, b"-->"),
            b'<' if bytes[at..].starts_with(b"<?") => skip(at + 2, b"?>"),
            b'<' if !subset => return Reach::Open(at),
            b'[' => {
                subset = true;
                Some(at + 1)
            }
            b']' => {
                subset = false;
                Some(at + 1)
            }
            b'>' if !subset => return Reach::Whole(at + 1),
            _ => Some(at + 1),
        };
        let Some(next) = next else { return Reach::Cut };
        at = next;
    }
    Reach::Cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_reaches_as_far_as_it_means_to() {
        for (text, reach_of) in [
            ("<seg>a", Reach::Whole(5)),
            ("<a b='>' c=\">\"/>x", Reach::Whole(16)),
            ("<a b=\"x<y\">", Reach::Whole(11)),
            ("</seg >", Reach::Whole(7)),
            ("<tu tuid=7 d=\"x>\n<tuv xml:lang=\"en\">", Reach::Whole(16)),
            ("<tuv xml:lang=\"id><seg>A \"b\" c</seg>", Reach::Whole(18)),
            ("<a b=\"1\"c=\"2\">", Reach::Whole(14)),
            ("<tu tuid=\"1\"\n<tuv>", Reach::Open(13)),
            ("<!-- a > b -->", Reach::Whole(14)),
            ("<!-- a <!-- b -->", Reach::None),
            ("<? x </seg> ?>", Reach::None),
            ("< 5", Reach::None),
            ("<5", Reach::None),
            ("<a b=\"c", Reach::Cut),
            ("<![CDATA[a", Reach::Cut),
            ("<!DOCTYPE tmx [ <!ENTITY a \"]>\"> ]>", Reach::Whole(35)),
            ("<!DOCTYPE tmx SYSTEM \"tmx14.dtd>\n<tmx version=\"1.4\">", Reach::Whole(32)),
            ("<!DOCTYPE tmx\n<tmx>", Reach::Open(14)),
        ] {
            assert_eq!(reach(text), reach_of, "{text}");
        }
    }
}
