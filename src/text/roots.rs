//! Indonesian word forms: which roots a word may come from, and by which affixes.
//!
//! There is no dictionary here, so the answer is every root the sound changes allow (*memukul*: *pukul*, *mukul*). Whoever
//! compares two words asks whether they share a candidate. Leaves to others: what two forms of one root mean (`leverage`).
//!
//! **Invariant:** the affixes, the sound changes and the exceptions stand in `memory/language/affixes-id.tsv` alone, and the
//! roots never take part in the score.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{self, Entry};

/// Whether a verb form is active or passive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Voice {
    /// meN-, memper-: the subject acts.
    Active,
    /// di-, diper-, ter-: the subject is acted upon.
    Passive,
}

/// One way to take a word apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analysis {
    /// The root, case-folded.
    pub root: String,
    /// Name of the prefix (`meN`, `di`, `memper` …); empty when there is none.
    pub prefix: &'static str,
    /// The suffix (`kan`, `i`, `an`); empty when there is none. Clitics do not count.
    pub suffix: &'static str,
    /// The voice the prefix gives; `None` for nouns, ber- and plain roots.
    pub voice: Option<Voice>,
}

pub(crate) const TABLE: &str = include_str!("../../memory/language/affixes-id.tsv");

/// A root shorter than this is no candidate: *dia* is not *di-* and *a*.
const SHORTEST: usize = 3;

enum Follow {
    Any,
    Vowel,
    /// One vowel in the root: *mengebom*, *mengecat*.
    Short,
    Letters(&'static str),
}

struct Prefix {
    surface: &'static str,
    name: &'static str,
    voice: Option<Voice>,
    follow: Follow,
    restore: Vec<&'static str>,
    suffixes: Vec<&'static str>,
}

#[derive(Default)]
struct Affixes {
    prefixes: Vec<Prefix>,
    suffixes: Vec<&'static str>,
    clitics: Vec<&'static str>,
    /// Exceptions: the whole words with no analysis, the irregular forms with theirs.
    words: HashMap<&'static str, Option<Analysis>>,
}

static AFFIXES: LazyLock<Affixes> = LazyLock::new(|| {
    let mut affixes = Affixes::default();
    for entry in table::built_in("affixes-id.tsv", TABLE, 2) {
        add(&mut affixes, &entry).unwrap_or_else(|problem| panic!("affixes-id.tsv, line {}: {problem}", entry.line));
    }
    affixes
});

/// Adds one line of the table, or says what is wrong with it.
fn add(affixes: &mut Affixes, entry: &Entry<'static>) -> Result<(), String> {
    let fields = entry.fields.as_slice();
    match *fields {
        ["prefix", surface, name, voice, follow, restore, suffixes] => affixes.prefixes.push(Prefix {
            surface,
            name,
            voice: voice_of(voice)?,
            follow: match follow {
                "any" => Follow::Any,
                "vowel" => Follow::Vowel,
                "short" => Follow::Short,
                letters => Follow::Letters(letters),
            },
            restore: listed(restore),
            suffixes: listed(suffixes),
        }),
        ["suffix", suffix] => affixes.suffixes.push(suffix),
        ["clitic", clitic] => affixes.clitics.push(clitic),
        ["whole", word] => {
            affixes.words.insert(word, None);
        }
        ["form", word, prefix, root, voice] => {
            let prefix = listed(prefix)[0];
            let analysis = Analysis { root: root.to_owned(), prefix, suffix: "", voice: voice_of(voice)? };
            affixes.words.insert(word, Some(analysis));
        }
        _ => return Err(format!("unknown or incomplete entry {fields:?}")),
    }
    Ok(())
}

fn voice_of(field: &str) -> Result<Option<Voice>, String> {
    match field {
        "active" => Ok(Some(Voice::Active)),
        "passive" => Ok(Some(Voice::Passive)),
        "-" => Ok(None),
        other => Err(format!("{other} is no voice")),
    }
}

/// The members of a list field; `-` stands for the empty string.
fn listed(field: &'static str) -> Vec<&'static str> {
    field.split(',').map(|s| if s == "-" { "" } else { s }).collect()
}

/// Returns every analysis of the case-folded word `folded`, in the order of the table, the plain word last.
///
/// Never empty. Clitics are cut first; of a doubled word the first half counts, and the second where the first has no
/// prefix (*tembak-menembak*).
///
/// ```
/// use padan::text::roots::{Voice, analyse};
/// let forms = analyse("dipertanyakan");
/// assert!(forms.iter().any(|a| a.root == "tanya" && a.prefix == "diper" && a.voice == Some(Voice::Passive)));
/// assert!(analyse("menteri").iter().all(|a| a.voice.is_none()));
/// ```
pub fn analyse(folded: &str) -> Vec<Analysis> {
    let mut out = Vec::new();
    if let Some((first, rest)) = folded.split_once('-') {
        analyse_simple(first, &mut out);
        if out.iter().all(|a| a.prefix.is_empty()) {
            analyse_simple(rest, &mut out);
        }
        out.sort_by_key(|a| a.prefix.is_empty());
    } else {
        analyse_simple(folded, &mut out);
    }
    out
}

/// Returns `folded` without one clitic, when it ends in one and a word of two letters or more is left.
///
/// The caller looks the word up as it stands first: *telah* and *setelah* end in no clitic that matters.
///
/// ```
/// assert_eq!(padan::text::roots::without_clitic("tidakkah"), Some("tidak"));
/// assert_eq!(padan::text::roots::without_clitic("rapat"), None);
/// ```
pub fn without_clitic(folded: &str) -> Option<&str> {
    AFFIXES
        .clitics
        .iter()
        .find_map(|c| folded.strip_suffix(c))
        .map(|left| left.strip_suffix('-').unwrap_or(left))
        .filter(|left| left.len() >= 2)
}

/// Whether the affixes of `folded` show that it is an ordinary word and no name: me-, di-, ber-, ter-, pe-, ke-…-an.
pub fn looks_derived(folded: &str) -> bool {
    AFFIXES.words.contains_key(folded)
        || analyse(folded).iter().any(|a| !matches!(a.prefix, "" | "se") && a.root.len() > SHORTEST)
}

fn analyse_simple(folded: &str, out: &mut Vec<Analysis>) {
    if let Some(exception) = AFFIXES.words.get(folded) {
        out.extend(exception.clone());
        push(out, folded, "", "", None);
        return;
    }
    if let Some(bare) = without_clitic(folded).filter(|bare| bare.len() > SHORTEST) {
        analyse_simple(bare, out);
    }
    for prefix in &AFFIXES.prefixes {
        if let Some(rest) = folded.strip_prefix(prefix.surface) {
            analyse_rest(rest, prefix, out);
        }
    }
    for &suffix in &AFFIXES.suffixes {
        if let Some(stem) = folded.strip_suffix(suffix).filter(|s| s.len() > SHORTEST) {
            push(out, stem, "", suffix, None);
        }
    }
    push(out, folded, "", "", None);
}

/// Adds what `rest`, the word behind `prefix`, may come from: with and without the suffixes the prefix takes.
fn analyse_rest(rest: &str, prefix: &Prefix, out: &mut Vec<Analysis>) {
    for &suffix in &prefix.suffixes {
        let Some(stem) = rest.strip_suffix(suffix) else { continue };
        let Some(first) = stem.chars().next() else { continue };
        let fits = match prefix.follow {
            Follow::Any => true,
            Follow::Vowel => is_vowel(first),
            Follow::Short => stem.chars().filter(|&c| is_vowel(c)).count() == 1 && !is_vowel(first),
            Follow::Letters(letters) => letters.contains(first),
        };
        if !fits || !stem.chars().any(is_vowel) {
            continue;
        }
        for &front in &prefix.restore {
            if front.len() + stem.len() >= SHORTEST {
                push(out, &format!("{front}{stem}"), prefix.name, suffix, prefix.voice);
            }
        }
    }
}

fn push(out: &mut Vec<Analysis>, root: &str, prefix: &'static str, suffix: &'static str, voice: Option<Voice>) {
    let analysis = Analysis { root: root.to_owned(), prefix, suffix, voice };
    if !out.contains(&analysis) {
        out.push(analysis);
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'é')
}
#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let mut affixes = Affixes::default();
        for entry in table::built_in("affixes-id.tsv", TABLE, 2) {
            assert_eq!(add(&mut affixes, &entry), Ok(()), "line {}", entry.line);
            assert_eq!(crate::text::fold(entry.fields[1]), entry.fields[1], "line {}", entry.line);
        }
        for prefix in &affixes.prefixes {
            assert!(prefix.suffixes.iter().all(|s| s.is_empty() || affixes.suffixes.contains(s)), "{}", prefix.surface);
        }
    }

    #[test]
    fn the_root_is_among_the_candidates() {
        let cases = table::entries("roots.tsv", include_str!("../../tests/cases/guards/roots.tsv"), 4).expect("a table");
        assert!(cases.len() >= 60);
        for case in cases {
            let [word, root, prefix, voice] = case.fields[..4] else { panic!("line {}", case.line) };
            let found = analyse(word);
            let prefix = if prefix == "-" { "" } else { prefix };
            let voice = voice_of(voice).expect("a voice");
            assert!(
                found.iter().any(|a| a.root == root && a.prefix == prefix && a.voice == voice),
                "line {}: {found:?}",
                case.line
            );
            if voice.is_none() {
                assert!(found.iter().all(|a| a.voice.is_none()), "line {}: {found:?}", case.line);
            }
        }
    }

    #[test]
    fn look_alikes_have_no_voice() {
        for word in [
            "menteri",
            "mereka",
            "merah",
            "terus",
            "terhadap",
            "direktur",
            "dinas",
            "di",
            "tersebut",
            "terjadi",
            "menjadi",
            "merupakan",
            "diri",
            "dia",
            "terbesar",
            "tersangka",
            "terdakwa",
            "menurut",
            "mengenai",
            "terletak",
            "sebelum",
            "kedua",
            "setelah",
        ] {
            let found = analyse(word);
            assert!(found.iter().all(|a| a.voice.is_none()), "{word}: {found:?}");
            assert!(found.iter().any(|a| a.root == word), "{word}");
        }
        assert!(analyse("sebelum").iter().all(|a| a.prefix != "di"));
    }

    #[test]
    fn two_voices_of_one_verb_share_a_root_and_two_verbs_do_not() {
        let share = |a: &str, b: &str| {
            analyse(a).iter().any(|x| {
                analyse(b).iter().any(|y| x.root == y.root && x.voice != y.voice && x.voice.is_some() && y.voice.is_some())
            })
        };
        for (a, b) in [
            ("menyerang", "diserang"),
            ("mengubah", "diubah"),
            ("memperbaiki", "diperbaiki"),
            ("membawa", "terbawa"),
            ("menemukan", "ditemukan"),
        ] {
            assert!(share(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("menyerang", "ditangkap"),
            ("memakan", "dimakamkan"),
            ("menteri", "diteri"),
            ("menjadi", "dijadikan"),
            ("membesarkan", "terbesar"),
        ] {
            assert!(!share(a, b), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn any_word_has_an_analysis_and_the_same_again(word in "(me|men|meng|di|ter|ke|ber)?[a-zé'-]{0,10}(kan|an|i|nya|lah)?") {
            let found = analyse(&word);
            prop_assert!(!found.is_empty());
            prop_assert_eq!(found, analyse(&word));
        }
    }
}
