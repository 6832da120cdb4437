//! A saved page as lines with hints: the parser is html5ever's, the tree and the renderer are our own.
//!
//! Leaves to others: which of the lines are the article.
//!
//! **Invariant:** every word of a text node stands in the lines, except in the elements that `marks::is_hidden` lists (head, script, style,
//! template and the like). Neither depth nor size takes any of the stack.

pub(super) mod charset;
mod lines;
mod marks;
mod sink;
mod tree;

use std::borrow::Cow;

use self::sink::Titles;
use self::tree::{Content, NONE, Tree};
use super::hint::Hint;

/// Returns the lines of a page and a hint for every line that is not blank; `None` when it has more tags than are read.
pub(super) fn render(page: &str) -> Option<(String, Vec<Hint>)> {
    let (tree, titles) = sink::parse(page)?;
    let (text, mut hints) = lines::lines(&tree);
    name_title(&text, &mut hints, &tree, &titles);
    Some((text, hints))
}

/// Marks the lines that are what the page says its title is.
fn name_title(text: &str, hints: &mut [Hint], tree: &Tree, titles: &Titles) {
    let head = titles.title.and_then(|id| tree.get(id)).filter(|n| n.first != NONE).and_then(|n| tree.get(n.first));
    let head = match head.map(|n| &n.content) {
        Some(Content::Text(text)) => squeezed(text),
        _ => Cow::Borrowed(""),
    };
    let shared = squeezed(titles.shared.as_deref().unwrap_or_default());
    let mut lines = text.lines();
    let mut next = 1;
    for hint in hints {
        let Some(line) = lines.nth((hint.line - next) as usize) else { return };
        next = hint.line + 1;
        // A title of the whole page names its outlet too: "Harga Kopi Naik - Warta Gayo".
        let begins = |title: &str| title.strip_prefix(line).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        hint.title |= line.len() >= 12 && line.split(' ').count() >= 3 && (line == shared || begins(&head) || begins(&shared));
    }
}

fn squeezed(text: &str) -> Cow<'_, str> {
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests;
