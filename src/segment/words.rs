//! The language tables of segmentation: abbreviations, and words that decide about the end of a sentence.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::model::Lang;
use crate::text::{hash, table};

/// How an abbreviation behaves before the text behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Takes a complement: never ends a sentence when text follows.
    Never,
    /// As `Never`, but not in capitals only.
    Word,
    /// Takes a number, a letter or a Roman numeral.
    Number,
    /// May close a phrase.
    Close,
    /// A degree: as `Close`, but a row of single letters may be initials.
    Degree,
    /// A unit of measure: closes behind a figure, takes a number elsewhere: `Km. 12`.
    Unit,
    /// Goes on before a name of two words: `RS. Harapan Bunda`.
    Name,
    /// Closes only before a word that often begins a sentence: `U.S. Navy`.
    Place,
    /// A month: goes on before a number, else as `Close`.
    Month,
    /// A title before a name, as `Never`; in a row behind degrees it is one more: `S.Kep., Ns.`
    Title,
}

/// The words of one language.
pub(super) struct Words {
    exact: HashMap<&'static str, Kind>,
    folded: HashMap<&'static str, Kind>,
    speech: HashSet<&'static str>,
    letter: HashSet<&'static str>,
    article: HashSet<&'static str>,
    pointer: HashSet<&'static str>,
    heading: HashSet<&'static str>,
    starter: HashSet<&'static str>,
    suffix: HashSet<&'static str>,
    subject: HashSet<&'static str>,
    address: HashSet<&'static str>,
    party: HashSet<&'static str>,
    time: HashSet<&'static str>,
    /// Whether a lone capital "I" is a word of the language.
    pub(super) pronoun_i: bool,
}

pub(super) const ABBREVIATIONS_ID: &str = include_str!("../../memory/language/abbreviations-id.tsv");
pub(super) const ABBREVIATIONS_EN: &str = include_str!("../../memory/language/abbreviations-en.tsv");
pub(super) const SENTENCE_WORDS: &str = include_str!("../../memory/language/sentence-words.tsv");

static INDONESIAN: LazyLock<Words> = LazyLock::new(|| Words::read("abbreviations-id.tsv", ABBREVIATIONS_ID, "id"));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read("abbreviations-en.tsv", ABBREVIATIONS_EN, "en"));

/// The version of the rules in the code; raised with every change of what they cut.
const VERSION: u32 = 3;

/// Returns what identifies the rules and tables that cut a text: version and hash.
pub(super) fn fingerprint() -> String {
    let all = [ABBREVIATIONS_ID, ABBREVIATIONS_EN, SENTENCE_WORDS].concat();
    format!("padan-{VERSION}-{:016x}", hash::hash(all.as_bytes()))
}

impl Words {
    /// The words of `lang`; English ones for a language without tables.
    pub(super) fn of(lang: Lang) -> &'static Words {
        if lang == Lang::ID { &INDONESIAN } else { &ENGLISH }
    }

    fn read(name: &str, abbreviations: &'static str, lang: &str) -> Words {
        let mut words = Words {
            exact: HashMap::new(),
            folded: HashMap::new(),
            speech: HashSet::new(),
            letter: HashSet::new(),
            article: HashSet::new(),
            pointer: HashSet::new(),
            heading: HashSet::new(),
            starter: HashSet::new(),
            suffix: HashSet::new(),
            subject: HashSet::new(),
            address: HashSet::new(),
            party: HashSet::new(),
            time: HashSet::new(),
            pronoun_i: lang == "en",
        };
        for e in table::built_in(name, abbreviations, 2) {
            let kind = match e.fields[1] {
                "word" => Kind::Word,
                "number" => Kind::Number,
                "close" => Kind::Close,
                "degree" => Kind::Degree,
                "unit" => Kind::Unit,
                "name" => Kind::Name,
                "month" => Kind::Month,
                "place" => Kind::Place,
                "title" => Kind::Title,
                _ => Kind::Never,
            };
            let map = if e.fields[0].chars().any(char::is_uppercase) { &mut words.exact } else { &mut words.folded };
            map.insert(e.fields[0], kind);
        }
        for e in table::built_in("sentence-words.tsv", SENTENCE_WORDS, 3) {
            if e.fields[0] == lang || e.fields[0] == "any" {
                match e.fields[1] {
                    "speech" => words.speech.insert(e.fields[2]),
                    "letter" => words.letter.insert(e.fields[2]),
                    "article" => words.article.insert(e.fields[2]),
                    "heading" => words.heading.insert(e.fields[2]),
                    "pointer" => words.pointer.insert(e.fields[2]),
                    "starter" => words.starter.insert(e.fields[2]),
                    "subject" => words.subject.insert(e.fields[2]),
                    "address" => words.address.insert(e.fields[2]),
                    "party" => words.party.insert(e.fields[2]),
                    "time" => words.time.insert(e.fields[2]),
                    _ => words.suffix.insert(e.fields[2]),
                };
            }
        }
        words
    }

    /// The kind of the abbreviation `word` (without its last full stop); `None` when it is none.
    pub(super) fn abbreviation(&self, word: &str) -> Option<Kind> {
        if word.is_empty() || word.len() > 16 {
            return None;
        }
        // A single capital is an initial, whatever the small letter stands for.
        let initial = word.len() == 1 && word.starts_with(char::is_uppercase);
        // "1Kor", "25kg": a figure tied to it is no part of it.
        let bare = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let kind = self.exact.get(bare).or_else(|| self.folded.get(&*lower(bare)).filter(|_| !initial)).copied()?;
        if bare.len() < word.len() && !matches!(kind, Kind::Unit | Kind::Number) {
            return None;
        }
        (kind != Kind::Word || word.chars().any(char::is_lowercase)).then_some(kind)
    }

    /// Whether `word` is a verb of saying.
    pub(super) fn is_speech(&self, word: &str) -> bool {
        word.len() <= 16 && self.speech.contains(&*lower(word))
    }

    /// Whether a letter behind `word` names a thing.
    pub(super) fn takes_letter(&self, word: &str) -> bool {
        let word = lower(word);
        word.len() <= 16 && (self.letter.contains(&*word) || word.strip_suffix("nya").is_some_and(|w| self.letter.contains(w)))
    }

    /// Whether `word` and a number make the marker of a part: `Bab 3.`
    pub(super) fn is_heading(&self, word: &str) -> bool {
        word.len() <= 16 && self.heading.contains(&*lower(word))
    }

    /// Whether the capitalised `word` stands before a name, and shortened parts of it: `Ni Kd. Ari`.
    pub(super) fn is_article(&self, word: &str) -> bool {
        word.len() <= 16 && word.starts_with(char::is_uppercase) && self.article.contains(&*lower(word))
    }

    /// Whether `word` often begins a sentence and is never a name.
    pub(super) fn is_starter(&self, word: &str) -> bool {
        word.len() <= 16 && self.starter.contains(&*lower(word))
    }

    /// Whether what begins with `word`, and goes on with `second`, is a sentence rather than a name.
    pub(super) fn opens(&self, word: &str, second: &str) -> bool {
        self.is_starter(word) || self.pointer.contains(second) || !self.pronoun_i && is_derived(word)
    }

    /// Whether what begins with `word` is no part of a person's name, so that initials before it close the name.
    pub(super) fn opens_behind_initials(&self, word: &str, second: &str) -> bool {
        self.opens(word, second) || word.len() <= 16 && self.subject.contains(&*lower(word))
    }

    /// Whether `word` names a side in court, counted with a Roman numeral: `Terdakwa II. Slamet`.
    pub(super) fn is_party(&self, word: &str) -> bool {
        word.len() <= 16 && self.party.contains(&*lower(word))
    }

    /// Whether one is addressed with the capitalised `word`: `hub. Ibu Yayah`.
    pub(super) fn is_address(&self, word: &str) -> bool {
        word.len() <= 16 && word.starts_with(char::is_uppercase) && self.address.contains(&*lower(word))
    }

    /// Whether `word` goes on with an hour: `8 p.m. Thursday`.
    pub(super) fn is_time(&self, word: &str) -> bool {
        word.len() <= 16 && self.time.contains(&*lower(word))
    }

    /// Whether `word` is the last part of a domain or a file name.
    pub(super) fn is_suffix(&self, word: &str) -> bool {
        word.len() <= 8 && self.suffix.contains(&*lower(word))
    }
}

/// Whether the affixes of an Indonesian `word` show that it is no name: `Harganya`, `Kebijakan`, `Lakukan`.
fn is_derived(word: &str) -> bool {
    let framed = |heads: &[&str], tail: &str| word.ends_with(tail) && heads.iter().any(|h| word.starts_with(h));
    word.len() >= 6 && word.ends_with("nya")
        || word.len() >= 7 && word.ends_with("kan")
        || word.len() >= 8 && ["Meng", "Meny", "Memp"].iter().any(|h| word.starts_with(h))
        || word.len() >= 8 && framed(&["Ke", "Pe"], "an")
}

fn lower(word: &str) -> std::borrow::Cow<'_, str> {
    if word.chars().any(char::is_uppercase) { word.to_lowercase().into() } else { word.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_good_and_stands_once() {
        for (name, text) in [("abbreviations-id.tsv", ABBREVIATIONS_ID), ("abbreviations-en.tsv", ABBREVIATIONS_EN)] {
            let mut seen = HashSet::new();
            for e in table::entries(name, text, 3).expect("reads") {
                assert!(
                    ["never", "word", "number", "close", "degree", "unit", "month", "place", "name", "title"]
                        .contains(&e.fields[1]),
                    "{name}, line {}: unknown kind {}",
                    e.line,
                    e.fields[1]
                );
                assert!(!e.fields[0].ends_with('.') && !e.fields[0].contains(' '), "{name}, line {}", e.line);
                assert!(seen.insert(e.fields[0]), "{name}, line {}: {} stands twice", e.line, e.fields[0]);
            }
        }
        let mut seen = HashSet::new();
        for e in table::entries("sentence-words.tsv", SENTENCE_WORDS, 3).expect("reads") {
            assert!(["id", "en", "any"].contains(&e.fields[0]), "line {}", e.line);
            assert!(
                ["speech", "letter", "article", "address", "heading", "party", "pointer", "starter", "subject", "suffix", "time"]
                    .contains(&e.fields[1]),
                "line {}",
                e.line
            );
            assert_eq!(e.fields[2], e.fields[2].to_lowercase(), "line {}", e.line);
            assert!(seen.insert(e.fields.clone()), "line {}: {} stands twice", e.line, e.fields[2]);
        }
    }

    #[test]
    fn ordinary_words_are_no_abbreviations() {
        for word in ["ibu", "hal", "lihat", "blok", "laut", "kami", "mat", "yes", "as", "sen", "perum"] {
            assert_eq!(Words::of(Lang::ID).abbreviation(word), None, "{word}");
        }
    }
}
