//! The wording of the interface, English and Indonesian side by side, in one table.
//!
//! **Invariant:** every key has both languages (a test), and every key the code asks for is in the table (a test of the
//! suite reads the sources).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table;

/// The language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ui {
    /// English.
    #[default]
    En,
    /// Indonesian.
    Id,
}

const TABLE: &str = include_str!("../../memory/language/interface.tsv");

static TEXTS: LazyLock<HashMap<&'static str, (&'static str, &'static str)>> = LazyLock::new(|| {
    table::built_in("interface.tsv", TABLE, 3).into_iter().map(|e| (e.fields[0], (e.fields[1], e.fields[2]))).collect()
});

/// Returns the text of `key`; the key itself when the table lacks it, which the tests rule out.
pub fn text(ui: Ui, key: &'static str) -> &'static str {
    TEXTS.get(key).map_or(key, |&(en, id)| match ui {
        Ui::En => en,
        Ui::Id => id,
    })
}

/// Returns the text of a key that is put together from names; `None` when the table lacks it.
pub fn find(ui: Ui, key: &str) -> Option<&'static str> {
    TEXTS.get(key).map(|&(en, id)| match ui {
        Ui::En => en,
        Ui::Id => id,
    })
}

/// Returns the text of `key` with each `{name}` replaced by its value; `\n` in the table is a line break.
///
/// ```
/// use padan::text::wording::{Ui, say};
/// assert_eq!(say(Ui::Id, "state.confirmed", &[]), "Selesai");
/// ```
pub fn say(ui: Ui, key: &'static str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    let mut out = text(ui, key).replace("\\n", "\n");
    for (name, value) in values {
        out = out.replace(&format!("{{{name}}}"), &value.to_string());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn both_languages_have_the_same_placeholders() {
        let placeholder = regex::Regex::new(r"\{[a-z_]+\}").expect("a valid pattern");
        let names = |s: &str| placeholder.find_iter(s).map(|m| m.as_str().to_owned()).collect::<BTreeSet<_>>();
        let mut seen = BTreeSet::new();
        for e in table::built_in("interface.tsv", TABLE, 3) {
            assert_eq!(names(e.fields[1]), names(e.fields[2]), "line {}", e.line);
            assert!(seen.insert(e.fields[0]), "line {}: {} stands twice", e.line, e.fields[0]);
        }
    }
}
