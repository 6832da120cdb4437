//! Text with inline markup that is not well-formed, made well-formed: what is no tag is text, what overlaps is nested, what
//! is open is closed, and native codes that were not escaped stay in their element.

use super::super::{Reason, xml};
use super::cursor::{self, Cursor, Node, Tag};
use super::frame::FrameEnd;
use super::mend::{Faults, attributes};
use super::tag::{Reach, reach};
use super::{characters, segment};

/// Elements that hold nothing: of XLIFF, of HTML.
const EMPTY: [&str; 11] = ["x", "bx", "ex", "br", "hr", "img", "wbr", "input", "col", "area", "sm"];
/// Elements whose text is kept: of TMX, XLIFF and HTML.
const KNOWN: [&str; 52] = [
    "hi", "sub", "g", "mrk", "pc", "a", "abbr", "b", "big", "button", "center", "cite", "code", "dd", "del", "div", "dl", "dt",
    "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "ins", "kbd", "label", "li", "mark", "ol", "p", "pre", "q", "s",
    "samp", "small", "span", "strike", "strong", "sup", "table", "td", "th", "tr", "tt", "u", "ul", "var", "body",
];

/// A piece of the text as it will be written.
enum Piece<'a> {
    /// Text, in which references stand.
    Text(&'a str, usize),
    /// Text, in which nothing is markup.
    Plain(&'a str, usize),
    Start(&'a str, usize),
    /// A start tag that holds nothing.
    Empty(&'a str, usize),
    End(&'a str),
}

/// An element that is open.
#[derive(Clone, Copy)]
struct Open<'a> {
    name: &'a str,
    piece: usize,
    at: usize,
}

/// Writes `raw`, which stands at byte `at` of the unit, to `out`, well-formed.
pub(super) fn write(raw: &str, at: usize, faults: &mut Faults<'_>, out: &mut String) {
    let mut reader = Reader { raw, at, pieces: Vec::new(), open: Vec::new() };
    reader.read(faults);
    for piece in reader.pieces {
        match piece {
            Piece::Text(text, at) => characters::write(text, at, faults, out, false),
            Piece::Plain(text, at) => {
                // An `&` here is none that begins a reference.
                for (i, part) in text.split('&').enumerate() {
                    out.push_str(if i > 0 { "&amp;" } else { "" });
                    characters::write(part, at, faults, out, false);
                }
            }
            Piece::Start(tag, at) | Piece::Empty(tag, at) => {
                let is_empty = matches!(piece, Piece::Empty(..));
                let tag = Tag::new(tag);
                out.push('<');
                out.push_str(tag.name);
                attributes(&tag, at, faults, out);
                out.push_str(if is_empty { "/>" } else { ">" });
            }
            Piece::End(name) => {
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
        }
    }
}

struct Reader<'a> {
    raw: &'a str,
    /// Where `raw` stands in the unit.
    at: usize,
    pieces: Vec<Piece<'a>>,
    open: Vec<Open<'a>>,
}

impl<'a> Reader<'a> {
    fn read(&mut self, faults: &mut Faults<'_>) {
        let raw = self.raw;
        let (mut from, mut text) = (0, 0);
        while let Some(found) = memchr::memchr(b'<', &raw.as_bytes()[from..]) {
            let here = from + found;
            let rest = &raw[here..];
            let Some(length) = self.markup(rest, here, (text, here), faults) else {
                // Part of the text.
                from = here + 1;
                continue;
            };
            from = here + length;
            text = from;
        }
        self.text(text, raw.len());
        for open in std::mem::take(&mut self.open).into_iter().rev() {
            let line = faults.line_of(self.at + open.at);
            faults.tell(self.at + open.at, cursor::not_closed(open.name, line, "seg"));
            self.give_up(open);
        }
    }

    fn text(&mut self, from: usize, to: usize) {
        if from < to {
            self.pieces.push(Piece::Text(&self.raw[from..to], self.at + from));
        }
    }

    /// Takes the markup that `rest`, at byte `here`, begins with, and the text before it; its length, or `None` when it is
    /// none.
    fn markup(&mut self, rest: &'a str, here: usize, before: (usize, usize), faults: &mut Faults<'_>) -> Option<usize> {
        let at = self.at + here;
        let no_tag = |faults: &mut Faults<'_>| {
            faults.tell(at, Reason::of("read.tag").with("found", rest.lines().next().unwrap_or_default()));
            None
        };
        let Reach::Whole(length) = reach(rest) else { return no_tag(faults) };
        let found = &rest[..length];
        if found.starts_with("<!--") || found.starts_with("<?") {
            self.text(before.0, before.1);
            return Some(length);
        }
        if let Some(plain) = found.strip_prefix("<![CDATA[") {
            self.text(before.0, before.1);
            self.pieces.push(Piece::Plain(&plain[..plain.len() - 3], at + 9));
            return Some(length);
        }
        if let Some(name) = found.strip_prefix("</") {
            self.text(before.0, before.1);
            self.end(name.trim_end_matches('>').trim_ascii_end(), at, faults);
            return Some(length);
        }
        let tag = Tag::new(found);
        if !is_plain_name(tag.name) {
            return no_tag(faults);
        }
        self.text(before.0, before.1);
        if tag.is_empty {
            self.pieces.push(Piece::Empty(found, at));
            return Some(length);
        }
        if segment::is_code(&tag) {
            return Some(length + self.code(found, &rest[length..], at, faults));
        }
        self.open.push(Open { name: tag.name, piece: self.pieces.len(), at: here });
        self.pieces.push(Piece::Start(found, at));
        Some(length)
    }

    /// Takes the native code that the start tag `found` begins, `rest` being what stands behind it; the length of its
    /// content and its end tag.
    fn code(&mut self, found: &'a str, rest: &'a str, at: usize, faults: &mut Faults<'_>) -> usize {
        let name = Tag::new(found).name;
        let Some((content, end)) = code_end(rest, name) else {
            let line = faults.line_of(at);
            faults.tell(at, cursor::not_closed(name, line, "seg"));
            self.pieces.push(Piece::Empty(found, at));
            return 0;
        };
        let content = &rest[..content];
        self.pieces.push(Piece::Start(found, at));
        let at = at + found.len();
        if is_well_formed(content) {
            // Its own markup stays as it is.
            let mut inner = Reader { raw: content, at, pieces: Vec::new(), open: Vec::new() };
            inner.read(faults);
            self.pieces.append(&mut inner.pieces);
        } else {
            if memchr::memchr(b'<', content.as_bytes()).is_some() {
                faults.tell(at, Reason::of("read.native").with("name", name).with("found", content));
            }
            self.pieces.push(Piece::Text(content, at));
        }
        self.pieces.push(Piece::End(name));
        end
    }

    fn end(&mut self, name: &'a str, at: usize, faults: &mut Faults<'_>) {
        let Some(place) = self.open.iter().rposition(|o| o.name.eq_ignore_ascii_case(name)) else {
            faults.tell(at, Reason::of("read.stray-end").with("found", name));
            return;
        };
        let above = self.open.split_off(place + 1);
        if let Some(inner) = above.last() {
            let line = faults.line_of(self.at + inner.at);
            faults.tell(at, cursor::not_closed(inner.name, line, name));
        }
        let (again, given_up): (Vec<_>, Vec<_>) = above.into_iter().partition(|o| is_known(o.name));
        for open in given_up {
            self.give_up(open);
        }
        for open in again.iter().rev() {
            self.pieces.push(Piece::End(open.name));
        }
        if let Some(open) = self.open.pop() {
            self.pieces.push(Piece::End(open.name));
        }
        for open in again {
            if let Piece::Start(tag, at) = self.pieces[open.piece] {
                self.open.push(Open { piece: self.pieces.len(), ..open });
                self.pieces.push(Piece::Start(tag, at));
            }
        }
    }

    /// Deals with an element that nothing closes: one that is known ends here, or holds nothing; another is no element but
    /// text in angle brackets.
    fn give_up(&mut self, open: Open<'a>) {
        if is_known(open.name) {
            self.pieces.push(Piece::End(open.name));
        } else if let Piece::Start(tag, at) = self.pieces[open.piece] {
            let is_empty = EMPTY.iter().any(|e| open.name.eq_ignore_ascii_case(e)) || open.name.contains(':');
            self.pieces[open.piece] = if is_empty { Piece::Empty(tag, at) } else { Piece::Text(tag, at) };
        }
    }
}

fn is_known(name: &str) -> bool {
    KNOWN.iter().any(|k| name.eq_ignore_ascii_case(k))
}

fn is_plain_name(name: &str) -> bool {
    xml::is_name(name) && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '-'))
}

/// Where the code `name` ends in `rest`: the length of its content, and with its end tag; `None` when another code begins
/// before.
fn code_end(rest: &str, name: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(found) = memchr::memchr(b'<', &rest.as_bytes()[from..]) {
        let at = from + found;
        from = at + 1;
        let Reach::Whole(length) = reach(&rest[at..]) else { continue };
        let tag = &rest[at..at + length];
        match tag.strip_prefix("</") {
            Some(end) if end.trim_end_matches('>').trim_ascii_end().eq_ignore_ascii_case(name) => return Some((at, at + length)),
            None if segment::is_code(&Tag::new(tag)) => return None,
            _ => {}
        }
    }
    None
}

fn is_well_formed(content: &str) -> bool {
    if memchr::memchr(b'<', content.as_bytes()).is_none() {
        return true;
    }
    let mut cursor = Cursor::new(content, 1, FrameEnd::Closed);
    loop {
        match cursor.next() {
            Ok(Node::Over) => return true,
            Ok(_) => {}
            // References are mended afterwards.
            Err(failure)
                if matches!(failure.reason.key(), "read.ampersand" | "read.entity" | "read.reference" | "read.character") => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::mend::mend;
    use super::*;

    #[test]
    fn text_and_markup_are_told_apart() {
        for (raw, written) in [
            ("suhu < 38 derajat", "suhu &lt; 38 derajat"),
            ("a <b and c", "a &lt;b and c"),
            ("Halo <nama>, apa kabar?", "Halo &lt;nama>, apa kabar?"),
            ("surat <sari@contoh.id>", "surat &lt;sari@contoh.id>"),
            ("<b>satu <i>dua</b> tiga</i>", "<b>satu <i>dua</i></b><i> tiga</i>"),
            ("<b>tebal", "<b>tebal</b>"),
            ("satu<br>dua", "satu<br/>dua"),
            ("tebal</b> saja", "tebal saja"),
            ("<bpt i=\"1\"><b></bpt>kopi<ept i=\"1\"></b></ept>", "<bpt i=\"1\">&lt;b></bpt>kopi<ept i=\"1\">&lt;/b></ept>"),
            ("<ph x=\"1\">kopi <ph x=\"2\"/> teh", "<ph x=\"1\"/>kopi <ph x=\"2\"/> teh"),
            ("<ph>a & <sub>b</sub></ph>", "<ph>a &amp; <sub>b</sub></ph>"),
            ("<![CDATA[R&D <b>]]> <!-- & -->ya", "R&amp;D &lt;b> ya"),
            ("<font color=red>merah</FONT>", "<font color=\"red\">merah</font>"),
            ("<t5:n id='1'> & <g id=\"1\">x</g>", "<t5:n id=\"1\"/> &amp; <g id=\"1\">x</g>"),
        ] {
            let mended = mend(&format!("<tu><tuv><seg>{raw}</seg></tuv></tu>"), 1, FrameEnd::Closed);
            assert_eq!(mended.text, format!("<tu><tuv><seg>{written}</seg></tuv></tu>"), "{raw}");
            assert!(raw.starts_with("<![CDATA[") || !mended.faults.is_empty(), "{raw}");
        }
    }
}
