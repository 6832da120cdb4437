//! The identity of a segment in any exported file: `MEMORY.DRAFT.s0012.a1b2c3`.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::DraftSegment;
use crate::text::hash::hash;

/// Which segment a row is, and of which source it was the translation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Identity of the memory and row of the draft in it; `None` when only the short form `s0012 · a1b2c3` is left.
    pub draft: Option<(String, i64)>,
    /// Number of the segment in the draft, from 1.
    pub n: u32,
    /// See [`source_hash`].
    pub hash: String,
}

impl Identity {
    /// The identity of `segment` in the draft `draft` of the memory `memory`.
    pub fn of(memory: &str, draft: i64, segment: &DraftSegment) -> Identity {
        let hash = source_hash(segment.segment.shown());
        Identity { draft: Some((memory.to_owned(), draft)), n: segment.segment.n, hash }
    }

    /// The identity that `text` spells, in its full or its short form.
    ///
    /// ```
    /// use padan::exchange::draft::Identity;
    /// let full = Identity::parse("m1.7.s0012.a1b2c3").unwrap();
    /// assert_eq!(full.draft, Some(("m1".to_owned(), 7)));
    /// assert_eq!(Identity::parse("s0012.a1b2c3").unwrap().n, 12);
    /// ```
    pub fn parse(text: &str) -> Option<Identity> {
        let text = text.trim();
        let found = Identity::find_short(text).pop()?;
        let short = found.to_string();
        // The short form is the end of the text, in other case perhaps.
        let cut = text.len().checked_sub(short.len())?;
        if !text.get(cut..)?.eq_ignore_ascii_case(&short) {
            return None;
        }
        match text[..cut].strip_suffix('.') {
            None if cut == 0 => Some(found),
            None => None,
            Some(before) => {
                let (memory, draft) = before.rsplit_once('.')?;
                let draft = draft.parse().ok()?;
                (!memory.is_empty()).then(|| Identity { draft: Some((memory.to_owned(), draft)), ..found })
            }
        }
    }

    /// Returns `padan · MEMORY.DRAFT`, by which a file says once which draft it is of.
    pub(super) fn draft_mark(memory: &str, draft: i64) -> String {
        format!("padan · {memory}.{draft}")
    }

    /// Which draft of which memory the first such mark in `text` names.
    pub(super) fn draft_in(text: &str) -> Option<(String, i64)> {
        static MARK: LazyLock<Regex> = LazyLock::new(|| {
            // A fixed pattern: it compiles or the tests fail. The dot in the middle may have come to a question mark.
            Regex::new(r"padan \S{1,3} (\S+)\.([0-9]+)(?:\s|$)").unwrap_or_else(|e| panic!("{e}"))
        });
        let found = MARK.captures(text)?;
        Some((found[1].to_owned(), found[2].parse().ok()?))
    }

    /// Every short form in `text`, in order, whatever stands between its two parts and whatever case it has come to.
    pub fn find_short(text: &str) -> Vec<Identity> {
        static SHORT: LazyLock<Regex> = LazyLock::new(|| {
            // A fixed pattern: it compiles or the tests fail.
            Regex::new(r"(?i)\bs([0-9]{4,9})[^0-9A-Za-z]{1,5}([0-9a-f]{6})\b").unwrap_or_else(|e| panic!("{e}"))
        });
        SHORT
            .captures_iter(text)
            .filter_map(|c| Some(Identity { draft: None, n: c[1].parse().ok()?, hash: c[2].to_ascii_lowercase() }))
            .collect()
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((memory, draft)) = &self.draft {
            write!(f, "{memory}.{draft}.")?;
        }
        write!(f, "s{:04}.{}", self.n, self.hash)
    }
}

/// Returns the first six hex digits of the hash of a source text as it is shown to the translator, tags included.
pub fn source_hash(shown: &str) -> String {
    format!("{:06x}", hash(shown.as_bytes()) >> 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_as_it_is_written() {
        for draft in [None, Some(("0192-ab.c".to_owned(), 7)), Some(("s0001.aaaaaa".to_owned(), i64::MAX))] {
            let id = Identity { draft, n: 12, hash: "0a1b2c".to_owned() };
            assert_eq!(Identity::parse(&id.to_string()), Some(id.clone()));
        }
        let big = Identity { draft: None, n: 123_456, hash: "0a1b2c".to_owned() };
        assert_eq!(Identity::parse(&big.to_string()), Some(big));
    }

    #[test]
    fn the_short_form_survives_a_word_processor() {
        assert_eq!(Identity::find_short("3 S0003 \u{b7} A1B2C3 judul")[0].to_string(), "s0003.a1b2c3");
        assert_eq!(Identity::find_short("2 s0002 · a1b2c3 3 s0003 · 0f0f0f").len(), 2);
        for text in ["", "s12 · a1b2c3", "s0012", "as0012 · a1b2c3", "s0012 · a1b2c3d", "x.s0012.a1b2c3", ".1.s0012.a1b2c3"] {
            assert!(Identity::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_hash_is_frozen() {
        // Files with these digits are on other people's disks.
        assert_eq!(source_hash(""), "efd01f");
    }
}
