//! What the library says in English inside an error, such as what a damaged part is, in the language of the interface.
//!
//! Such a text is found in the table by its English wording; where it has values, `{name}` stands for each.

use padan::text::wording::{Ui, text};

/// The keys of the texts, in the order in which they are tried.
pub(super) const KEYS: &[&str] = &[
    "phrase.empty",
    "phrase.folder",
    "phrase.no-sqlite",
    "phrase.other-program",
    "phrase.read",
    "phrase.make-folder",
    "phrase.make-in",
    "phrase.make",
    "phrase.write",
    "phrase.copy",
    "phrase.index-other",
    "phrase.index-key-why",
    "phrase.index-key-unread",
    "phrase.index-key",
    "phrase.segment-damaged",
    "phrase.draft-damaged",
    "phrase.no-identity",
    "phrase.lost-identity",
    "phrase.draft-date",
    "phrase.draft-state",
    "phrase.malformed",
    "phrase.not-database",
    "phrase.segment-not-utf8",
    "phrase.segment-key",
    "phrase.twice",
    "phrase.context",
    "phrase.not-indexed",
    "phrase.batch-count",
    "phrase.reference",
    "phrase.index-missing",
    "phrase.index-count",
    "phrase.index-part",
    "phrase.index-postings",
    "phrase.old-word",
    "phrase.no-package",
    "phrase.workbook",
    "phrase.opendocument",
    "phrase.no-document",
    "phrase.no-code",
    "phrase.no-id",
    "phrase.no-segments",
    "phrase.no-line",
    "phrase.no-text",
    "phrase.package",
    "phrase.document",
    "phrase.file",
    "phrase.not-utf8",
    "phrase.doctype",
    "phrase.entity",
    "phrase.heading",
    "phrase.row-identity",
    "phrase.row-column",
    "phrase.row-code",
    "phrase.row-status",
    "phrase.outside",
    "phrase.no-target-line",
    "phrase.no-id-line",
    "phrase.its-id",
    "phrase.line",
];

/// Returns `english`, a text of the library's, in the language `ui`; as it is when it is not in the table.
pub(crate) fn phrase(english: &str, ui: Ui) -> String {
    if ui == Ui::En {
        return english.to_owned();
    }
    for key in KEYS {
        if let Some(values) = values(text(Ui::En, key), english) {
            let mut out = text(ui, key).to_owned();
            for (name, value) in values {
                out = out.replace(&format!("{{{name}}}"), value);
            }
            return out;
        }
    }
    english.to_owned()
}

/// The values of the `{name}`s when `text` is `template` with something in their places, each as short as can be.
fn values<'a>(template: &'a str, text: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let Some((literal, rest)) = template.split_once('{') else {
        return (template == text).then(Vec::new);
    };
    let (name, template) = rest.split_once('}')?;
    let text = text.strip_prefix(literal)?;
    let next = template.split('{').next().unwrap_or_default();
    if next.is_empty() {
        return template.is_empty().then(|| vec![(name, text)]);
    }
    let ends: Vec<usize> = text.match_indices(next).map(|(at, _)| at).collect();
    ends.into_iter().find_map(|at| {
        let mut found = values(template, &text[at..])?;
        found.insert(0, (name, &text[..at]));
        Some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_by_its_english_wording() {
        assert_eq!(phrase("line 12", Ui::Id), "baris 12");
        assert_eq!(phrase("“Beres; rapi” is no status; it was not taken", Ui::Id), "“Beres; rapi” bukan status dan diabaikan");
        assert_eq!(phrase("word/document.xml", Ui::Id), "word/document.xml");
        assert_eq!(phrase("line 12", Ui::En), "line 12");
    }

    #[test]
    fn values_are_what_stands_in_their_place() {
        assert_eq!(values("a {x} b {y}", "a 1 b 2 b"), Some(vec![("x", "1"), ("y", "2 b")]));
        assert_eq!(values("{x}: {y}.", "k: 1."), Some(vec![("x", "k"), ("y", "1")]));
        assert_eq!(values("a {x} b", "a 1 c"), None);
        assert_eq!(values("a", "a "), None);
    }
}
