//! The entities that a file declares for itself, and what a unit reads like when they are put in.
//!
//! **Invariant:** nothing outside of the file is opened; no unit grows by more than [`MOST`] bytes.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::{Reason, xml};

/// Most bytes that entities may add to one unit.
const MOST: usize = 1 << 20;
/// How deep entities may stand in each other.
const DEPTH: usize = 16;
/// Most bytes of declarations that are kept.
const KEPT: usize = 1 << 20;

/// What a declared name stands for.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Text(String),
    /// Something outside of the file.
    External,
}

/// The entities that the DOCTYPE of a file declares.
#[derive(Debug, Default)]
pub(super) struct Entities {
    meanings: HashMap<String, Meaning>,
    size: usize,
    /// Whether more was declared than is kept.
    is_full: bool,
}

impl Entities {
    /// Takes in what `doctype` declares; the first declaration of a name counts.
    ///
    /// Source: XML 1.0, section 4.2.
    pub(super) fn declare(&mut self, doctype: &str) {
        let Some((_, mut rest)) = doctype.split_once('[') else { return };
        while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
            rest = &rest[at..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let Some(declaration) = rest.strip_prefix("<!ENTITY") else {
                rest = &rest[1..];
                continue;
            };
            rest = declaration;
            let Some((name, value)) = declaration.trim_start().split_once(|c: char| c.is_ascii_whitespace()) else { return };
            let value = value.trim_start();
            let meaning = match value.as_bytes().first() {
                Some(&quote @ (b'"' | b'\'')) => match value[1..].split_once(quote as char) {
                    Some((text, after)) => {
                        rest = after;
                        Meaning::Text(text.to_owned())
                    }
                    None => return,
                },
                _ => Meaning::External,
            };
            self.size += name.len() + if let Meaning::Text(text) = &meaning { text.len() } else { 0 };
            self.is_full |= self.size > KEPT;
            if name == "%" || self.is_full {
                continue;
            }
            self.meanings.entry(name.to_owned()).or_insert(meaning);
        }
    }

    /// Returns `source` with every reference to a declared entity replaced by what it stands for; or where, in bytes, one
    /// stands that cannot be, and why.
    pub(super) fn expanded<'s>(&self, source: &'s str) -> Result<Cow<'s, str>, (usize, Reason)> {
        if self.meanings.is_empty() || memchr::memchr(b'&', source.as_bytes()).is_none() {
            return Ok(Cow::Borrowed(source));
        }
        let mut out = String::with_capacity(source.len());
        let mut from = 0;
        let mut left = MOST;
        for at in memchr::memchr_iter(b'&', source.as_bytes()) {
            let Some((name, length)) = reference(&source[at..]) else { continue };
            let is_known = self.meanings.contains_key(name);
            let is_lost = self.is_full && !is_known && xml::resolve(name).is_err();
            if at < from || !(is_known || is_lost) || in_cdata(source, at) {
                continue;
            }
            out.push_str(&source[from..at]);
            let expanded = if is_lost { Err("read.entity-size") } else { self.expand(name, DEPTH, &mut left, &mut out) };
            expanded.map_err(|key| (at, Reason::of(key).with("name", name)))?;
            from = at + length;
        }
        if from == 0 {
            return Ok(Cow::Borrowed(source));
        }
        out.push_str(&source[from..]);
        Ok(Cow::Owned(out))
    }

    fn expand(&self, name: &str, depth: usize, left: &mut usize, out: &mut String) -> Result<(), &'static str> {
        let text = match self.meanings.get(name) {
            Some(Meaning::Text(text)) => text,
            Some(Meaning::External) => return Err("read.external-entity"),
            None => "",
        };
        let depth = depth.checked_sub(1).ok_or("read.entity-size")?;
        *left = left.checked_sub(text.len() + 1).ok_or("read.entity-size")?;
        let mut from = 0;
        for at in memchr::memchr_iter(b'&', text.as_bytes()) {
            let Some((inner, length)) = reference(&text[at..]) else { continue };
            if at >= from && self.meanings.contains_key(inner) {
                out.push_str(&text[from..at]);
                self.expand(inner, depth, left, out)?;
                from = at + length;
            }
        }
        out.push_str(&text[from..]);
        Ok(())
    }
}

/// Returns the name of the reference that `text` begins with, and its length.
fn reference(text: &str) -> Option<(&str, usize)> {
    let end = text.bytes().take(130).position(|b| b == b';')?;
    let name = &text[1..end];
    xml::is_name(name).then_some((name, end + 1))
}

/// Whether byte `at` stands in a section of `source` in which nothing is markup.
fn in_cdata(source: &str, at: usize) -> bool {
    source[..at].rfind("<![CDATA[").is_some_and(|begin| !source[begin..at].contains("]]>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_declares_is_put_in_and_nothing_else() {
        let mut entities = Entities::default();
        entities.declare("<!DOCTYPE tmx [ <!ENTITY kota \"Banda Aceh\"><!-- <!ENTITY x 'y'> --><!ENTITY % p 'q'>\n<!ENTITY alamat 'Jl. &kota; &#38;'>\n<!ENTITY kota 'lain'> ]>");
        for (source, expanded) in [
            ("di &kota;", "di Banda Aceh"),
            ("&alamat;, &amp; &x; &p; R&D;", "Jl. Banda Aceh &#38;, &amp; &x; &p; R&D;"),
            ("<![CDATA[&kota;]]>&kota;", "<![CDATA[&kota;]]>Banda Aceh"),
        ] {
            assert_eq!(entities.expanded(source).as_deref(), Ok(expanded));
        }
    }

    #[test]
    fn bombs_circles_and_names_outside_of_the_file_are_refused() {
        let mut subset = String::from("[<!ENTITY b0 'ha'><!ENTITY x SYSTEM 'file:///rahasia'><!ENTITY c '&d;'><!ENTITY d '&c;'>");
        for n in 1..9 {
            subset = format!("{subset}<!ENTITY b{n} '{}'>", format!("&b{};", n - 1).repeat(10));
        }
        let mut entities = Entities::default();
        entities.declare(&subset);
        for (name, key) in [("b8", "read.entity-size"), ("c", "read.entity-size"), ("x", "read.external-entity")] {
            let (at, reason) = entities.expanded(&format!("ya &{name};")).expect_err(name);
            assert_eq!((at, reason.key()), (3, key), "{name}");
        }
    }
}
