//! What a tag means whose attributes do not keep to the rules: no quotes, one quote, curly ones, no value, a name twice.

use super::super::xml;
use super::cursor::Tag;

/// Returns the attributes of `tag` that can be made out, names and values as written, the first of each name.
pub(super) fn attributes(tag: &Tag<'_>) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let mut rest = tag.behind_name();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/' | '=' | '<'));
        if rest.is_empty() {
            return out;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | '<')).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let value;
        (value, rest) = match behind.trim_start().strip_prefix('=') {
            Some(behind) => value_of(behind.trim_start()),
            None => ("", behind),
        };
        if xml::is_name(name) && !out.iter().any(|(n, _)| n == name) {
            out.push((name.to_owned(), value.to_owned()));
        }
    }
}

/// The value that `rest` begins with, and what stands behind it.
fn value_of(rest: &str) -> (&str, &str) {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some((value, behind)) = quote.and_then(|q| rest[1..].split_once(q)) {
        return (value, behind);
    }
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let curly = ['“', '”', '„', '‘', '’', '"', '\''];
    (rest[..end].trim_matches(curly), &rest[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_made_out() {
        for (tag, read) in [
            ("<tu tuid=7 creationdate=\"x>", "tuid=7|creationdate=x"),
            ("<tuv xml:lang=“id”>", "xml:lang=id"),
            ("<tuv xml:lang=id>", "xml:lang=id"),
            ("<tuv lang='id' baru lang='en'/>", "lang=id|baru="),
            ("<tu a=\"1\"b=\"2\" c = '3'>", "a=1|b=2|c=3"),
            ("<tu 7=\"x\" a=\"p<q\">", "a=p<q"),
            ("<tu>", ""),
        ] {
            let found: Vec<String> = attributes(&Tag::new(tag)).into_iter().map(|(n, v)| format!("{n}={v}")).collect();
            assert_eq!(found.join("|"), read, "{tag}");
        }
    }
}
