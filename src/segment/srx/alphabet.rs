//! Characters that no pattern tells apart, as one byte each.
//!
//! Some hundred patterns hold as many classes of thousands of characters, but all of them together tell only some dozen kinds of
//! characters apart. Spelled in those, patterns and texts are small, and so are the automata that look for them.
//!
//! **Invariant:** a spelled pattern matches at a character of a spelled text exactly when the pattern matches there in the text.

use std::collections::HashMap;

use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, ClassUnicode, Hir, HirKind, Look, Repetition};
use regex_syntax::is_word_byte;

use super::clause::{single_char, word_class};

/// Which byte stands for which characters.
pub(super) struct Alphabet {
    /// First characters of ranges that are of one kind, ascending, with their bytes.
    ranges: Vec<(u32, u8)>,
    /// A character of each kind, and its byte.
    kinds: Vec<(u32, u8)>,
    /// The bytes of the first characters, which are the most frequent.
    first: Vec<u8>,
}

/// How many characters are looked up without a search.
const FIRST: u32 = 0x250;

impl Alphabet {
    /// The alphabet of `hirs`; `None` when they tell too many kinds apart, or look for line breaks in ways of their own.
    pub(super) fn of<'h>(hirs: impl Iterator<Item = &'h Hir> + Clone) -> Option<Alphabet> {
        let mut classes = Vec::new();
        let mut boundaries = false;
        for hir in hirs {
            let looks = hir.properties().look_set();
            if looks.iter().any(|l| !matches!(l, Look::Start | Look::End | Look::WordAscii | Look::WordAsciiNegate)) {
                return None;
            }
            boundaries |= looks.contains_word();
            gather(hir, &mut classes);
        }
        if boundaries {
            classes.push(word_class());
        }
        let mut seen = std::collections::HashSet::new();
        classes.retain(|c: &ClassUnicode| seen.insert(c.ranges().iter().map(|r| (r.start(), r.end())).collect::<Vec<_>>()));
        let mut starts: Vec<u32> = vec![0];
        for range in classes.iter().flat_map(ClassUnicode::ranges) {
            starts.extend([u32::from(range.start()), u32::from(range.end()) + 1]);
        }
        starts.sort_unstable();
        starts.dedup();
        // Which classes hold each range.
        let mut held = vec![vec![0u64; classes.len().div_ceil(64)]; starts.len()];
        for (n, class) in classes.iter().enumerate() {
            for range in class.ranges() {
                let from = starts.partition_point(|&s| s < u32::from(range.start()));
                let to = starts.partition_point(|&s| s <= u32::from(range.end()));
                for set in &mut held[from..to] {
                    set[n / 64] |= 1 << (n % 64);
                }
            }
        }
        // With word boundaries to find, kinds of word characters get bytes that are word characters to an automaton.
        let word = |set: &[u64]| boundaries && set[(classes.len() - 1) / 64] >> ((classes.len() - 1) % 64) & 1 == 1;
        let of_words = |is: bool| (0..=u8::MAX).filter(move |&b| !boundaries || is_word_byte(b) == is);
        let (mut words, mut others) = (of_words(true), of_words(false));
        let mut known: HashMap<&[u64], u8> = HashMap::new();
        let mut out = Alphabet { ranges: Vec::new(), kinds: Vec::new(), first: Vec::new() };
        for (&start, set) in starts.iter().zip(&held) {
            let byte = if let Some(&byte) = known.get(&set[..]) {
                byte
            } else {
                let byte = if word(set) { words.next() } else { others.next() }?;
                known.insert(set, byte);
                out.kinds.push((start, byte));
                byte
            };
            out.ranges.push((start, byte));
        }
        out.first = (0..FIRST).map(|c| out.search(c)).collect();
        Some(out)
    }

    fn search(&self, c: u32) -> u8 {
        // The first range begins with the first character.
        self.ranges[self.ranges.partition_point(|r| r.0 <= c) - 1].1
    }

    fn byte(&self, c: char) -> u8 {
        self.first.get(c as usize).copied().unwrap_or_else(|| self.search(u32::from(c)))
    }

    /// The text in this alphabet.
    pub(super) fn text(&self, text: &str) -> Vec<u8> {
        text.chars().map(|c| self.byte(c)).collect()
    }

    /// The pattern in this alphabet.
    pub(super) fn pattern(&self, hir: &Hir) -> Hir {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => hir.clone(),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).unwrap_or_default();
                Hir::concat(text.chars().map(|c| self.kinds_in(&single_char(c))).collect())
            }
            HirKind::Class(Class::Unicode(class)) => self.kinds_in(class),
            HirKind::Repetition(r) => Hir::repetition(Repetition { sub: Box::new(self.pattern(&r.sub)), ..r.clone() }),
            HirKind::Capture(c) => self.pattern(&c.sub),
            HirKind::Concat(all) => Hir::concat(all.iter().map(|h| self.pattern(h)).collect()),
            HirKind::Alternation(all) => Hir::alternation(all.iter().map(|h| self.pattern(h)).collect()),
        }
    }

    fn kinds_in(&self, class: &ClassUnicode) -> Hir {
        let ranges = class.ranges();
        let inside = |c: u32| {
            let next = ranges.partition_point(|r| u32::from(r.start()) <= c);
            next > 0 && c <= u32::from(ranges[next - 1].end())
        };
        let bytes = self.kinds.iter().filter(|k| inside(k.0)).map(|&(_, byte)| ClassBytesRange::new(byte, byte));
        Hir::class(Class::Bytes(ClassBytes::new(bytes)))
    }
}

/// Collects the classes of `hir`, each character of a literal as one.
fn gather(hir: &Hir, out: &mut Vec<ClassUnicode>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => {}
        HirKind::Literal(literal) => {
            out.extend(std::str::from_utf8(&literal.0).unwrap_or_default().chars().map(single_char));
        }
        HirKind::Class(Class::Unicode(class)) => out.push(class.clone()),
        HirKind::Repetition(r) => gather(&r.sub, out),
        HirKind::Capture(c) => gather(&c.sub, out),
        HirKind::Concat(all) | HirKind::Alternation(all) => {
            for part in all {
                gather(part, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_pattern_tells_apart_has_one_byte() {
        let hirs = [r"\p{Lu}x", r"[a-c]\s", "é"].map(|p| regex_syntax::parse(p).expect(p));
        let alphabet = Alphabet::of(hirs.iter()).expect("few kinds");
        let bytes = |text: &str| alphabet.text(text);
        assert_eq!(bytes("abcÀ Дx"), bytes("aaaZ\u{a0}Zx"));
        let all = bytes("aAx é1");
        let mut apart = all.clone();
        apart.sort_unstable();
        apart.dedup();
        assert_eq!(apart.len(), all.len());
        let many: String = ('\u{4e00}'..'\u{4f00}').chain('a'..='z').collect();
        assert!(Alphabet::of([Hir::literal(many.into_bytes())].iter()).is_none());
    }
}
