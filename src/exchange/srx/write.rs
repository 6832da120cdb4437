//! Segmentation rules as an SRX 2.0 file.

use std::fmt::Write as _;

use crate::model::srx::Srx;

/// Returns `srx` as an SRX 2.0 file in UTF-8; comments of rules stand above them.
///
/// Characters that XML forbids, which no rule that was read holds, are left out.
pub fn write(srx: &Srx) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\">\n");
    // Writing to a String cannot fail.
    let _ = writeln!(out, "  <header segmentsubflows=\"{}\" cascade=\"{}\">", yes(srx.segment_subflows), yes(srx.cascade));
    for format in &srx.formats {
        let _ = writeln!(out, "    <formathandle type=\"{}\" include=\"{}\"/>", format.kind.as_str(), yes(format.include));
    }
    out.push_str("  </header>\n  <body>\n    <languagerules>\n");
    for list in &srx.languages {
        let _ = writeln!(out, "      <languagerule languagerulename=\"{}\">", escaped(&list.name));
        for rule in &list.rules {
            if !rule.comment.is_empty() {
                // Two hyphens would end a comment.
                let comment = rule.comment.replace("--", "- -");
                let _ = writeln!(out, "        <!-- {} -->", comment.trim_end_matches('-'));
            }
            let _ = writeln!(
                out,
                "        <rule break=\"{}\">\n          <beforebreak>{}</beforebreak>\n          <afterbreak>{}</afterbreak>\n        </rule>",
                yes(rule.cuts),
                escaped(&rule.before),
                escaped(&rule.after)
            );
        }
        out.push_str("      </languagerule>\n");
    }
    out.push_str("    </languagerules>\n    <maprules>\n");
    for map in &srx.maps {
        let (pattern, rules) = (escaped(&map.pattern), escaped(&map.rules));
        let _ = writeln!(out, "      <languagemap languagepattern=\"{pattern}\" languagerulename=\"{rules}\"/>");
    }
    out.push_str("    </maprules>\n  </body>\n</srx>\n");
    out
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

/// `text` as content or value: what a parser would change stands as a reference.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' | '\u{85}' | '\u{a0}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c if super::xml::forbidden(c.encode_utf8(&mut [0; 4])).is_some() => {}
            c => out.push(c),
        }
    }
    out
}
