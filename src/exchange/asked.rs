//! Which languages of a file are wanted, and which variants of a unit make its pairs.
//!
//! **Invariant:** `srclang` only says which side is the source; whether a unit gives a pair depends on its variants alone.

use std::cmp::{Ordering, Reverse};

use super::SkipReason;
use crate::model::{Lang, LangTag};

/// The languages asked for, as `--lang` has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// `A,B`: pairs of these two, whichever is the source. Two tags of one language (`en-US,en-GB`) are told apart by
    /// their regions.
    Pair(LangTag, LangTag),
    /// `A,*`: A with every other language. Where A names a region, another region of it is another language.
    From(LangTag),
    /// `*`: each unit's source with every other language.
    All,
}

/// What is no `A,B`, `A,*` or `*`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("languages are asked for as A,B or A,* or *, with two different languages, not as “{0}”")]
pub struct AskedError(pub String);

impl Default for Asked {
    /// Indonesian and English.
    fn default() -> Asked {
        Asked::Pair(Lang::ID.into(), Lang::EN.into())
    }
}

/// As it is asked for: `id,en`.
impl std::fmt::Display for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Asked::Pair(a, b) => write!(f, "{},{}", a.written, b.written),
            Asked::From(a) => write!(f, "{},*", a.written),
            Asked::All => f.write_str("*"),
        }
    }
}

impl Asked {
    /// The languages that `text` asks for.
    ///
    /// ```
    /// use padan::exchange::Asked;
    /// assert_eq!(Asked::parse("id,en"), Ok(Asked::default()));
    /// assert_eq!(Asked::parse("*"), Ok(Asked::All));
    /// assert!(Asked::parse("id,in").is_err());
    /// ```
    ///
    /// # Errors
    /// Anything but `A,B`, `A,*` and `*`; two tags that name the same.
    pub fn parse(text: &str) -> Result<Asked, AskedError> {
        let wrong = || AskedError(text.to_owned());
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        if parts.iter().any(|p| p.is_empty()) {
            return Err(wrong());
        }
        match parts[..] {
            ["*"] => Ok(Asked::All),
            ["*", _] => Err(wrong()),
            [a, "*"] => Ok(Asked::From(LangTag::of(a))),
            [a, b] => {
                let (a, b) = (LangTag::of(a), LangTag::of(b));
                let same = a.lang == b.lang && (region(&a.written) == region(&b.written));
                if same { Err(wrong()) } else { Ok(Asked::Pair(a, b)) }
            }
            _ => Err(wrong()),
        }
    }

    /// Returns which sides of `A,B` are narrow, in a file whose languages `tags` are, as written: only what is written like the
    /// asked tag is of that side, because the file has it. Another region of it is another language then, as `fr-CA` is
    /// beside `fr`. Indonesian and English are never narrow: they fold.
    ///
    /// ```
    /// use padan::exchange::Asked;
    /// let tags = ["en", "fr", "fr-CA"];
    /// assert_eq!(Asked::parse("en-US,fr").unwrap().narrow(tags), [false, true]);
    /// assert_eq!(Asked::parse("id,en").unwrap().narrow(tags), [false, false]);
    /// ```
    pub fn narrow<'t>(&self, tags: impl IntoIterator<Item = &'t str>) -> [bool; 2] {
        let mut narrow = [false; 2];
        if let (true, Asked::Pair(a, b)) = (self.may_be_narrow(), self) {
            for tag in tags {
                narrow[0] |= normal(tag) == normal(&a.written);
                narrow[1] |= normal(tag) == normal(&b.written);
            }
        }
        narrow
    }

    /// Whether the languages of a file have a say in what is meant.
    pub fn may_be_narrow(&self) -> bool {
        matches!(self, Asked::Pair(a, b) if ![Lang::ID, Lang::EN].contains(&a.lang) || ![Lang::ID, Lang::EN].contains(&b.lang))
    }

    /// Returns the pairs of a unit as positions of its variants, side a first, given the language of each variant as
    /// written, the source language the file names, and which sides are narrow; or why there is none.
    ///
    /// Side a is the source where the file names it. Where it does not, side a is A of `A,*`, the language of the first
    /// variant for `*`, and of the two of `A,B` the one whose variant stands first.
    pub(super) fn pairs(
        &self,
        written: &[Option<&str>],
        source: Option<&str>,
        narrow: [bool; 2],
    ) -> Result<Vec<(usize, usize)>, SkipReason> {
        let langs: Vec<Lang> = written.iter().map(|w| Lang::of(w.unwrap_or_default())).collect();
        let none = Lang::of("");
        let tag = |i: usize| written[i].unwrap_or_default();
        let those = |wanted: &dyn Fn(usize) -> bool| -> Vec<usize> {
            (0..langs.len()).filter(|&i| langs[i] != none && wanted(i)).collect()
        };
        let (first, second) = match self {
            Asked::Pair(a, b) => {
                let fits = |i: usize, side: &LangTag, n: usize| !narrow[n] || normal(tag(i)) == normal(&side.written);
                let first = those(&|i| is(tag(i), langs[i], a, b) && fits(i, a, 0));
                (first, those(&|i| is(tag(i), langs[i], b, a) && fits(i, b, 1)))
            }
            Asked::From(a) => {
                let near = those(&|i| langs[i] == a.lang && !other_region(tag(i), &a.written));
                let first = if near.is_empty() { those(&|i| langs[i] == a.lang) } else { near };
                let second = those(&|i| !first.contains(&i) && (langs[i] != a.lang || other_region(tag(i), &a.written)));
                (first, second)
            }
            Asked::All => {
                let known = those(&|_| true);
                let source = known.iter().copied().max_by_key(|&i| (nearness(tag(i), source), Reverse(i)));
                let lang = source.map_or(none, |i| langs[i]);
                (those(&|i| langs[i] == lang), those(&|i| langs[i] != lang))
            }
        };
        if first.is_empty() || second.is_empty() {
            return Err(self.why_none(&first, &second, &langs));
        }
        let near = |side: &[usize]| side.iter().map(|&i| nearness(tag(i), source)).max();
        let is_turned = |j: usize| match self {
            Asked::Pair(..) => match near(&second).cmp(&near(&first)) {
                Ordering::Greater => true,
                Ordering::Less => false,
                Ordering::Equal => second[0] < first[0],
            },
            Asked::From(_) => near(&[j]) > near(&first),
            Asked::All => false,
        };
        let turned: Vec<bool> = second.iter().map(|&j| is_turned(j)).collect();
        let pair = |i: usize, j: usize, turned: bool| if turned { (j, i) } else { (i, j) };
        Ok(first.iter().flat_map(|&i| second.iter().zip(&turned).map(move |(&j, &turned)| pair(i, j, turned))).collect())
    }

    fn why_none(&self, first: &[usize], second: &[usize], langs: &[Lang]) -> SkipReason {
        let present = match self {
            Asked::Pair(..) => first.first().or(second.first()),
            Asked::From(_) | Asked::All => first.first(),
        };
        match present {
            Some(_) if langs.len() == 1 => SkipReason::Empty,
            Some(&i) if langs.iter().all(|&l| l == langs[i]) => SkipReason::SameLanguage,
            _ => SkipReason::Language,
        }
    }
}

/// Whether a variant is in the language `wanted` and not in `other`, which may be another region of the same.
fn is(tag: &str, lang: Lang, wanted: &LangTag, other: &LangTag) -> bool {
    lang == wanted.lang
        && (wanted.lang != other.lang
            || match region(&wanted.written) {
                Some(wanted) => region(tag).as_ref() == Some(&wanted),
                None => region(tag) != region(&other.written),
            })
}

/// How well `tag` fits the source language: 2 as written, 1 as matched, 0 not.
fn nearness(tag: &str, source: Option<&str>) -> u8 {
    match source {
        Some(source) if normal(tag) == normal(source) => 2,
        Some(source) if Lang::of(tag) == Lang::of(source) => 1,
        _ => 0,
    }
}

fn normal(tag: &str) -> String {
    tag.trim().to_ascii_lowercase().replace('_', "-")
}

/// The region subtag, in lower case: two letters or three digits behind the first subtag.
fn region(tag: &str) -> Option<String> {
    let is_region = |s: &&str| {
        (s.len() == 2 && s.bytes().all(|b| b.is_ascii_alphabetic())) || (s.len() == 3 && s.bytes().all(|b| b.is_ascii_digit()))
    };
    tag.trim().split(['-', '_']).skip(1).find(is_region).map(str::to_ascii_lowercase)
}

fn other_region(tag: &str, than: &str) -> bool {
    matches!((region(tag), region(than)), (Some(a), Some(b)) if a != b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(asked: &str, tags: &str, source: &str) -> Result<Vec<(usize, usize)>, &'static str> {
        let tags: Vec<Option<&str>> = tags.split_whitespace().map(|t| Some(t).filter(|t| *t != "-")).collect();
        let source = Some(source).filter(|s| !s.is_empty());
        Asked::parse(asked).expect(asked).pairs(&tags, source, [false; 2]).map_err(SkipReason::as_str)
    }

    #[test]
    fn the_source_language_only_says_the_direction() {
        assert_eq!(pairs("id,en", "en id", "en"), Ok(vec![(0, 1)]));
        assert_eq!(pairs("id,en", "en id", "in-ID"), Ok(vec![(1, 0)]));
        for source in ["", "fr", "xx-unknown"] {
            assert_eq!(pairs("id,en", "en id", source), Ok(vec![(0, 1)]), "{source}");
            assert_eq!(pairs("id,en", "id en", source), Ok(vec![(0, 1)]), "{source}");
            assert_eq!(pairs("en,*", "id en de", source), Ok(vec![(1, 0), (1, 2)]), "{source}");
            assert_eq!(pairs("*", "id en de", source), Ok(vec![(0, 1), (0, 2)]), "{source}");
        }
        assert_eq!(pairs("*", "id en-US fr", "EN_GB"), Ok(vec![(1, 0), (1, 2)]));
        assert_eq!(pairs("en,*", "id en fr", "id"), Ok(vec![(0, 1), (1, 2)]));
    }

    #[test]
    fn all_variants_of_a_language_count_whatever_their_region() {
        assert_eq!(pairs("id,en", "en-GB id-ID in", "en-US"), Ok(vec![(0, 1), (0, 2)]));
        assert_eq!(pairs("id-ID,en-US", "ENG IND fr - id_Latn_ID", ""), Ok(vec![(0, 1), (0, 4)]));
        assert_eq!(pairs("id,en", "en id en-GB", ""), Ok(vec![(0, 1), (2, 1)]));
    }

    #[test]
    fn regions_of_one_language_are_a_pair_only_when_asked_for() {
        assert_eq!(pairs("en-US,en-GB", "en-gb EN_US", "en-US"), Ok(vec![(1, 0)]));
        assert_eq!(pairs("en,en-GB", "en-US en-GB", ""), Ok(vec![(0, 1)]));
        assert_eq!(pairs("en-US,*", "en-US en-GB id", ""), Ok(vec![(0, 1), (0, 2)]));
        assert_eq!(pairs("en,*", "en-US en-GB", ""), Err("same-language"));
        assert_eq!(pairs("*", "en-US en-GB", "en-US"), Err("same-language"));
        assert_eq!(pairs("id-ID,*", "id-ID id", ""), Err("same-language"));
    }

    #[test]
    fn a_tag_that_the_file_has_is_narrow_unless_it_is_of_our_languages() {
        let narrow = |asked: &str, tags: &str| Asked::parse(asked).expect(asked).narrow(tags.split_whitespace());
        assert_eq!(narrow("en,fr", "EN fr fr-FR"), [true, true]);
        assert_eq!(narrow("en-US,fr-CA", "en fr_ca fr"), [false, true]);
        assert_eq!(narrow("id,en", "id id-ID en-US en"), [false, false]);
        assert_eq!(narrow("en,*", "en"), [false, false]);
        let tags = [Some("en"), Some("fr"), Some("fr-FR"), Some("en-GB")];
        let asked = Asked::parse("en,fr").expect("a pair");
        assert_eq!(asked.pairs(&tags, None, [true, true]), Ok(vec![(0, 1)]));
        assert_eq!(asked.pairs(&tags, None, [false, true]), Ok(vec![(0, 1), (3, 1)]));
        assert_eq!(asked.pairs(&tags[2..], None, [true, true]), Err(SkipReason::Language));
    }

    #[test]
    fn a_unit_without_a_pair_says_why() {
        assert_eq!(pairs("id,en", "", ""), Err("language"));
        assert_eq!(pairs("id,en", "fr de", ""), Err("language"));
        assert_eq!(pairs("id,en", "id de", ""), Err("language"));
        assert_eq!(pairs("id,en", "id -", ""), Err("language"));
        assert_eq!(pairs("id,en", "id", ""), Err("empty"));
        assert_eq!(pairs("id,en", "fr", ""), Err("language"));
        assert_eq!(pairs("id,en", "id in-ID", ""), Err("same-language"));
        assert_eq!(pairs("id,*", "en fr", ""), Err("language"));
        assert_eq!(pairs("*", "- -", ""), Err("language"));
    }

    #[test]
    fn nonsense_is_not_asked_for() {
        for text in ["", "id", "id,", ",en", "id,en,fr", "*,en", "*,*", "id,id", "id,in", "en,ENG", "id-ID,in_ID"] {
            assert!(Asked::parse(text).is_err(), "{text}");
        }
    }
}
