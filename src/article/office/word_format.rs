//! The properties of a run in Word: what a reader sees of them, and the same in another language.

use std::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::xml::{attribute, local, prefix};

/// Properties that say nothing about the look of Latin text, or only what is finer than a translation keeps.
const UNSEEN: &[&str] = &[
    "lang",
    "noProof",
    "kern",
    "spacing",
    "w",
    "szCs",
    "bCs",
    "iCs",
    "webHidden",
    "specVanish",
    "snapToGrid",
    "fitText",
    "rPrChange",
    "eastAsianLayout",
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "rtl",
    "cs",
    "oMath",
];

/// Returns what a reader sees of the run properties `xml`, the same for all that look alike; empty for nothing.
///
/// Each property is its name, with its values behind `=`; they are divided by spaces.
pub(super) fn key(xml: &str) -> String {
    let mut seen: Vec<String> = children(xml).into_iter().filter_map(|child| property(&child.element)).collect();
    seen.sort_unstable();
    seen.join(" ")
}

fn property(e: &BytesStart<'static>) -> Option<String> {
    let name = local(e);
    if UNSEEN.contains(&name) || prefix(e).starts_with("w1") {
        return None;
    }
    let value = attribute(e, "val");
    match (name, value.as_deref()) {
        ("color", Some("auto")) | ("vertAlign", Some("baseline")) | ("u", Some("none")) | ("position", Some("0")) => None,
        ("rFonts", _) => {
            let font = attribute(e, "ascii").or_else(|| attribute(e, "asciiTheme"))?;
            Some(format!("font={font}"))
        }
        ("shd", Some("clear")) if attribute(e, "fill").is_none_or(|f| f == "auto") => None,
        (_, None | Some("1" | "true" | "on")) => Some(name.to_owned()),
        (_, Some(value)) => Some(format!("{name}={value}")),
    }
}

/// Where `w:lang` stands: before these, behind all others.
///
/// Source: ECMA-376 part 1, section 17.3.2.28 (`CT_RPr`).
const BEHIND_LANGUAGE: &[&str] = &["eastAsianLayout", "specVanish", "oMath", "rPrChange"];

/// Returns the run properties `xml`, with the element prefix `w`, saying that the text is in `locale`, such as `en-GB`.
/// A tracked change of the properties counts as accepted.
pub(super) fn in_language(xml: &str, w: &str, locale: &str) -> String {
    // An attribute without a prefix is in no namespace, so without a prefix no language can be said here.
    let language = |kept: &str| if w.is_empty() { String::new() } else { format!("<{w}lang {w}val=\"{locale}\"{kept}/>") };
    let children = children(xml);
    let mut out = format!("<{w}rPr>");
    let mut said = false;
    for child in &children {
        let name = local(&child.element);
        let ours = prefix(&child.element) == w;
        if ours && name == "rPrChange" {
            continue;
        }
        if ours && name == "lang" {
            let kept: String = ["eastAsia", "bidi"]
                .iter()
                .filter_map(|key| {
                    attribute(&child.element, key).map(|v| format!(" {w}{key}=\"{}\"", v.replace(['"', '<', '&'], "")))
                })
                .collect();
            out.push_str(&language(&kept));
            said = true;
            continue;
        }
        if !said && (!ours || BEHIND_LANGUAGE.contains(&name)) {
            // What other versions of Word have added stands behind all that is Word's own.
            let later = children.iter().any(|c| local(&c.element) == "lang" && prefix(&c.element) == w);
            if !later {
                out.push_str(&language(""));
                said = true;
            }
        }
        out.push_str(&xml[child.range.clone()]);
    }
    if !said {
        out.push_str(&language(""));
    }
    let _ = write!(out, "</{w}rPr>");
    out
}

/// The name of a format in the tags a translator sees: `b`, `i`, `u` and the like, else `format`.
pub(super) fn name(key: &str) -> String {
    let known = |property: &str| match property {
        "b" | "i" | "strike" | "caps" => Some(property.to_owned()),
        "smallCaps" => Some("caps".to_owned()),
        "vertAlign=superscript" => Some("sup".to_owned()),
        "vertAlign=subscript" => Some("sub".to_owned()),
        _ => property.starts_with("u=").then(|| "u".to_owned()),
    };
    let names: Vec<String> = key.split(' ').filter_map(known).collect();
    if names.is_empty() { "format".to_owned() } else { names.join("+") }
}

struct Child {
    element: BytesStart<'static>,
    range: std::ops::Range<usize>,
}

/// The elements right below the outermost one. `xml` is a piece of a part that was read as a whole, so it is well-formed.
fn children(xml: &str) -> Vec<Child> {
    let mut reader = Reader::from_str(xml);
    let mut out = Vec::new();
    let mut depth = 0;
    let mut open: Option<(BytesStart<'static>, usize)> = None;
    loop {
        let start = reader.buffer_position() as usize;
        match reader.read_event() {
            Ok(Event::Start(e)) => {
                if depth == 1 {
                    open = Some((e.into_owned(), start));
                }
                depth += 1;
            }
            Ok(Event::Empty(e)) if depth == 1 => {
                out.push(Child { element: e.into_owned(), range: start..reader.buffer_position() as usize });
            }
            Ok(Event::End(_)) => {
                depth -= 1;
                if depth == 1
                    && let Some((element, start)) = open.take()
                {
                    out.push(Child { element, range: start..reader.buffer_position() as usize });
                }
            }
            Ok(Event::Eof) | Err(_) => return out,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_makes_no_difference() {
        let plain = r#"<w:rPr><w:lang w:val="id-ID"/><w:noProof/><w:rFonts w:hint="eastAsia"/><w:color w:val="auto"/></w:rPr>"#;
        assert_eq!(key(plain), "");
        let bold = r#"<w:rPr><w:i w:val="true"/><w:b/><w:bCs/><w14:ligatures w14:val="none"/></w:rPr>"#;
        assert_eq!(key(bold), "b i");
        assert_eq!(name(&key(bold)), "b+i");
        assert_eq!(key(r#"<w:rPr><w:b w:val="0"/><w:u w:val="single"/></w:rPr>"#), "b=0 u=single");
        assert_eq!(key("<w:rPr/>"), "");
    }

    #[test]
    fn the_language_stands_where_the_schema_wants_it() {
        let of = |inner: &str| in_language(&format!("<w:rPr>{inner}</w:rPr>"), "w:", "en-GB");
        assert_eq!(of("<w:b/>"), r#"<w:rPr><w:b/><w:lang w:val="en-GB"/></w:rPr>"#);
        assert_eq!(
            of(r#"<w:b/><w:lang w:val="id-ID" w:eastAsia="ja-JP"/><w:specVanish/>"#),
            r#"<w:rPr><w:b/><w:lang w:val="en-GB" w:eastAsia="ja-JP"/><w:specVanish/></w:rPr>"#
        );
        assert_eq!(
            of(r#"<w:b/><w14:x><w14:y/></w14:x><w:rPrChange w:id="1"><w:rPr/></w:rPrChange>"#),
            r#"<w:rPr><w:b/><w:lang w:val="en-GB"/><w14:x><w14:y/></w14:x></w:rPr>"#
        );
        assert_eq!(in_language(r#"<rPr><b/><lang w:val="id-ID"/></rPr>"#, "", "en-GB"), "<rPr><b/></rPr>");
        assert_eq!(in_language("", "w:", "id-ID"), r#"<w:rPr><w:lang w:val="id-ID"/></w:rPr>"#);
    }
}
