//! SRX, the exchange format of segmentation rules: version 2.0, and 1.0 where it says the same.
//!
//! Leaves to others: what a pattern means (`segment::srx`).
//!
//! **Invariant:** no pattern is changed on the way: what is written is read as it was.
//!
//! Source: SRX 2.0 specification (GALA), "Detailed specifications".

mod write;

#[cfg(test)]
mod tests;

use super::tmx::cursor::{Cursor, Node, Tag, attribute};
use super::{ReadFailure, Reason, decode, xml};
use crate::model::srx::{FormatHandle, FormatKind, LanguageMap, LanguageRules, Srx, SrxRule};

pub use write::write;

/// The largest file that is read, in bytes.
const LARGEST: usize = 16 << 20;

/// Returns the rules in the SRX file `bytes`, each with its line.
///
/// ```
/// let file = r#"<srx xmlns="http://www.lisa.org/srx20" version="2.0"><header segmentsubflows="yes" cascade="no"/><body>
/// <languagerules><languagerule languagerulename="Kopi">
/// <rule break="no"><beforebreak>\bdr\.</beforebreak><afterbreak>\s</afterbreak></rule>
/// </languagerule></languagerules>
/// <maprules><languagemap languagepattern="id.*" languagerulename="Kopi"/></maprules></body></srx>"#;
/// let rules = padan::exchange::srx::read(file.as_bytes())?;
/// let rule = &rules.languages[0].rules[0];
/// assert_eq!((&*rule.before, rule.cuts, rule.line), ("\\bdr\\.", false, 3));
/// # Ok::<(), padan::exchange::ReadFailure>(())
/// ```
///
/// # Errors
/// Bytes that are no XML, XML that is no SRX, a rule or map that lacks what it needs: the first of them, with its line.
pub fn read(bytes: &[u8]) -> Result<Srx, ReadFailure> {
    if bytes.trim_ascii().is_empty() {
        return Err(ReadFailure { line: None, reason: Reason::of("read.empty") });
    }
    if bytes.len() > LARGEST {
        return Err(ReadFailure { line: None, reason: Reason::of("read.too-long").with("size", LARGEST >> 20) });
    }
    let text = decode::whole(bytes)
        .ok_or_else(|| ReadFailure { line: None, reason: Reason::of("read.encoding").with("name", "UTF-32") })?;
    let text = without_doctype(text);
    if let Some((at, c)) = xml::forbidden(&text) {
        let line = 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count() as u64;
        return Err(ReadFailure::at(line, xml::forbidden_reason(c)));
    }
    let begin = text.trim_start();
    if !begin.starts_with('<') {
        let found = begin.lines().next().unwrap_or_default();
        return Err(ReadFailure::at(1, Reason::of("read.not-xml").with("found", found)));
    }
    let mut cursor = Cursor::whole(&text);
    let mut srx = Srx::default();
    let mut rooted = false;
    loop {
        match cursor.next()? {
            Node::Start(tag) if !rooted => {
                let name = xml::local(tag.name);
                if name != "srx" {
                    return Err(cursor.failure(Reason::of("read.not-srx").with("name", name)));
                }
                rooted = true;
            }
            Node::Start(tag) => element(&mut cursor, &tag, &mut srx)?,
            Node::Over if rooted => break,
            Node::Over => return Err(ReadFailure::at(1, Reason::of("read.not-xml").with("found", begin))),
            _ => {}
        }
    }
    if srx.languages.is_empty() || srx.maps.is_empty() {
        return Err(ReadFailure { line: None, reason: Reason::of("read.srx-nothing") });
    }
    Ok(srx)
}

/// The text with a DOCTYPE, which nothing here needs, made spaces; its line breaks stay.
fn without_doctype(mut text: String) -> String {
    let Some(start) = text.find("<!DOCTYPE") else { return text };
    let mut depth = 0i32;
    for (i, b) in text.as_bytes()[start..].iter().enumerate() {
        match b {
            b'[' => depth += 1,
            b']' => depth -= 1,
            b'>' if depth <= 0 => {
                let blank: String = text[start..=start + i].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
                text.replace_range(start..=start + i, &blank);
                return text;
            }
            _ => {}
        }
    }
    text
}

fn element<'a>(cursor: &mut Cursor<'a>, tag: &Tag<'a>, srx: &mut Srx) -> Result<(), ReadFailure> {
    let line = cursor.line();
    match xml::local(tag.name) {
        "header" => {
            srx.segment_subflows = yes(cursor, tag, "segmentsubflows", true)?;
            srx.cascade = yes(cursor, tag, "cascade", false)?;
        }
        "formathandle" => {
            let kind = match &*needed(cursor, tag, "type")? {
                "start" => FormatKind::Start,
                "end" => FormatKind::End,
                "isolated" => FormatKind::Isolated,
                other => return Err(cursor.failure(value("type", other, "start, end, isolated"))),
            };
            srx.formats.push(FormatHandle { kind, include: yes(cursor, tag, "include", true)? });
        }
        "languagerule" => {
            let name = needed(cursor, tag, "languagerulename")?;
            if srx.languages.iter().any(|l| l.name == name) {
                return Err(cursor.failure(Reason::of("read.srx-twice").with("name", name)));
            }
            srx.languages.push(LanguageRules { name, rules: Vec::new() });
        }
        "rule" => {
            let rule = rule(cursor, tag, line)?;
            match srx.languages.last_mut() {
                Some(list) => list.rules.push(rule),
                None => return Err(ReadFailure::at(line, Reason::of("read.srx-stray").with("name", "rule"))),
            }
        }
        "languagemap" => srx.maps.push(LanguageMap {
            pattern: needed(cursor, tag, "languagepattern")?,
            rules: needed(cursor, tag, "languagerulename")?,
            line,
        }),
        "body" | "languagerules" | "maprules" | "maprule" => {}
        // What other programs keep in the header is theirs.
        _ => cursor.skip(tag)?,
    }
    Ok(())
}

fn rule<'a>(cursor: &mut Cursor<'a>, tag: &Tag<'a>, line: u64) -> Result<SrxRule, ReadFailure> {
    let mut out = SrxRule { cuts: yes(cursor, tag, "break", true)?, line, ..SrxRule::default() };
    let depth = cursor.depth();
    if tag.is_empty {
        return Ok(out);
    }
    loop {
        match cursor.next()? {
            Node::Start(inner) => match xml::local(inner.name) {
                "beforebreak" => out.before = cursor.content(&inner)?.into_owned(),
                "afterbreak" => out.after = cursor.content(&inner)?.into_owned(),
                _ => cursor.skip(&inner)?,
            },
            Node::End if cursor.depth() < depth => break,
            Node::Over => break,
            _ => {}
        }
    }
    Ok(out)
}

/// The value of an attribute that has to be there.
fn needed(cursor: &Cursor<'_>, tag: &Tag<'_>, name: &'static str) -> Result<String, ReadFailure> {
    let attributes = tag.attributes().map_err(|reason| cursor.failure(reason))?;
    let missing = || Reason::of("read.srx-missing").with("name", xml::local(tag.name)).with("attribute", name);
    attribute(&attributes, name).map(str::to_owned).ok_or_else(|| cursor.failure(missing()))
}

/// The value of an attribute that is `yes` or `no`.
fn yes(cursor: &Cursor<'_>, tag: &Tag<'_>, name: &'static str, default: bool) -> Result<bool, ReadFailure> {
    let attributes = tag.attributes().map_err(|reason| cursor.failure(reason))?;
    match attribute(&attributes, name) {
        None => Ok(default),
        Some("yes") => Ok(true),
        Some("no") => Ok(false),
        Some(other) => Err(cursor.failure(value(name, other, "yes, no"))),
    }
}

fn value(name: &'static str, found: &str, allowed: &'static str) -> Reason {
    Reason::of("read.srx-value").with("attribute", name).with("found", found).with("allowed", allowed)
}
