//! Markdown's signs in plain text: whether they would become markup, and escaping them.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The extensions of Markdown that are read.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
}

/// Whether `text` holds a sign that may be markup.
pub(super) fn has_signs(text: &str) -> bool {
    text.contains(['*', '_', '`', '[', ']', '<', '&', '\\', '~', '!', '|'])
}

/// Whether `markdown`, inside a paragraph, is read as the text `plain` (white space and pictures apart).
pub(super) fn reads_as(markdown: &str, plain: &str) -> bool {
    if !has_signs(markdown) {
        return true;
    }
    // A word before it keeps it from opening a block of its own.
    let inside = format!("x {markdown}");
    let mut read = String::new();
    let mut pictures = 0;
    for event in Parser::new_ext(&inside, options()) {
        match event {
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Text(t) | Event::Code(t) if pictures == 0 => read.push_str(&t),
            _ => {}
        }
    }
    let squeeze = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    squeeze(read.get(1..).unwrap_or_default()) == squeeze(plain)
}

/// Appends `text` with the signs escaped that could be markup where they stand.
pub(super) fn push(out: &mut String, text: &str) {
    let mut previous = out.chars().next_back().unwrap_or(' ');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let special = match c {
            '\\' => next.is_ascii_punctuation(),
            '*' => !(previous.is_whitespace() && next.is_whitespace()),
            '_' => {
                let apart = previous.is_whitespace() && next.is_whitespace();
                !(apart || previous.is_alphanumeric() && next.is_alphanumeric())
            }
            '`' | '[' | ']' => true,
            '<' => next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'),
            '&' => next.is_ascii_alphabetic() || next == '#',
            '~' => previous == '~' || next == '~' || !previous.is_whitespace() || !next.is_whitespace(),
            '!' => next == '[',
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        previous = c;
    }
}

/// Returns `markdown` so that it opens no block at the start of a line: `1. `, `# `, `- `, `> ` are escaped.
pub(super) fn at_line_start(markdown: &str) -> String {
    let digits = markdown.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &markdown[digits..];
    let spaced = |s: &str| s.is_empty() || s.starts_with([' ', '\t']);
    if (1..=9).contains(&digits) && rest.starts_with(['.', ')']) && spaced(&rest[1..]) {
        return format!("{}\\{rest}", &markdown[..digits]);
    }
    let hashes = markdown.bytes().take_while(|&b| b == b'#').count();
    let opens = (1..=6).contains(&hashes) && spaced(&markdown[hashes..])
        || markdown.starts_with(['-', '+', '*']) && spaced(&markdown[1..])
        || markdown.starts_with('>')
        || markdown.starts_with("~~~")
        || ["---", "===", "***", "___"].iter().any(|r| markdown.starts_with(r));
    if opens { format!("\\{markdown}") } else { markdown.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_are_text_stay() {
        for text in ["5 * 3 * 2", "nama_berkas_baru", "R&D", "a < b", "Rp5 ~ Rp6", "Awas!"] {
            assert!(reads_as(text, text), "{text}");
        }
        assert!(!reads_as("*penting*", "*penting*"));
        let mut out = String::new();
        push(&mut out, "*penting* [a](b) nama_berkas");
        assert_eq!(out, "\\*penting\\* \\[a\\](b) nama_berkas");
        assert!(reads_as(&out, "*penting* [a](b) nama_berkas"));
    }

    #[test]
    fn a_line_that_would_open_a_block_is_escaped() {
        assert_eq!(at_line_start("1. Boil"), "1\\. Boil");
        assert_eq!(at_line_start("# 5"), "\\# 5");
        assert_eq!(at_line_start("- Yes"), "\\- Yes");
        assert_eq!(at_line_start("1.5 tons"), "1.5 tons");
        assert_eq!(at_line_start("#tag -"), "#tag -");
    }
}
