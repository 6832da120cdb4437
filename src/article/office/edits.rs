//! Pieces of a part that are written anew, the rest as it is.
//!
//! **Invariant:** edits never overlap; one that encloses others takes their place.

use std::collections::BTreeMap;
use std::ops::Range;

/// Edits of one part: where each begins, where it ends, and what stands there then.
#[derive(Debug, Default)]
pub(super) struct Edits {
    edits: BTreeMap<usize, (usize, String)>,
}

impl Edits {
    /// Puts `text` in the place of the bytes `range`.
    pub(super) fn replace(&mut self, range: Range<usize>, text: String) {
        let inner: Vec<usize> = self.edits.range(range.clone()).map(|(at, _)| *at).collect();
        for at in inner {
            self.edits.remove(&at);
        }
        self.edits.insert(range.start, (range.end, text));
    }

    /// Appends the bytes `range` of `xml` as they are with the edits in them.
    pub(super) fn push(&self, out: &mut String, xml: &str, range: &Range<usize>) {
        let mut at = range.start;
        for (start, (end, text)) in self.edits.range(range.clone()) {
            if *start < at || *end > range.end {
                continue;
            }
            out.push_str(&xml[at..*start]);
            out.push_str(text);
            at = *end;
        }
        out.push_str(&xml[at..range.end]);
    }

    /// Whether nothing is written anew.
    pub(super) fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_takes_the_place_of_those_inside() {
        let mut edits = Edits::default();
        edits.replace(2..4, "X".into());
        edits.replace(6..6, "Y".into());
        let of = |edits: &Edits, range| {
            let mut out = String::new();
            edits.push(&mut out, "0123456789", &range);
            out
        };
        assert_eq!(of(&edits, 0..10), "01X45Y6789");
        assert_eq!(of(&edits, 3..5), "34", "an edit that is cut is none");
        edits.replace(1..5, "Z".into());
        assert_eq!(of(&edits, 0..10), "0Z5Y6789");
    }
}
