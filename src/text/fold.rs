//! Case folding: the one frozen function under which two tokens are forms of the same class.
//!
//! The index on disk depends on it, so it never changes under one version; [`VERSION`] and the Unicode version are
//! written into each memory.

use std::borrow::Cow;

/// The version of [`fold`] and of the hash of what it returns; part of each memory file.
pub const VERSION: u32 = 1;

/// Returns `text` case-folded: *KPK* and *kpk* give the same, *ß* and *ss* too.
///
/// Character by character, full folding: lower, upper, lower again. Dotless *ı* stays itself.
///
/// ```
/// assert_eq!(padan::text::fold("Jum'AT"), "jum'at");
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == 'ı' {
            out.push(c);
        } else {
            out.extend(c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase));
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn folds_case_and_nothing_else() {
        assert_eq!(fold("STRASSE"), fold("Straße"));
        assert_eq!(fold("ΣΑΣ"), fold("σας"));
        assert_eq!(fold("É"), "é");
        assert_ne!(fold("e"), fold("é"));
        assert_eq!(fold("ı"), "ı");
    }
}
