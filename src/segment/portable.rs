//! The built-in rules as SRX, for programs that know regular expressions only.
//!
//! Generated from the language tables. What needs a memory of the text (which quotation mark opens, where the sentence in hand
//! begins) is said as near as an expression can; so the cuts are close to the built-in ones, not the same.
//!
//! **Invariant:** the patterns mean the same to ICU, to Java and here: no look-around, no possessive quantifiers, no `\h`, and
//! the no-break space is named wherever white space is.

use super::Rule;
use super::words::{ABBREVIATIONS_EN, ABBREVIATIONS_ID, SENTENCE_WORDS};
use crate::model::srx::{FormatHandle, FormatKind, LanguageMap, LanguageRules, Srx, SrxRule};
use crate::text::table;
use crate::text::wording::{Ui, find};

/// White space, at least one.
const W: &str = r"[\s\u00A0]+";
/// Marks that close behind a sentence, and footnote marks.
const C: &str = r#"(?:["”’'»)\]]|\[\d+\])*"#;
/// Marks that open before a sentence.
const O: &str = r#"["“‘'«„’(\[*_¿¡–—-]*"#;
/// A marker of a list.
const MARKER: &str = r"(?:\d{1,3}(?:\.\d{1,3})*|\p{L}|[IVXLC]{1,5}|[ivx]{1,5})";
/// A word that a missing space divides from the sentence before it, without a joint such as that of a domain.
const WORD: &str = r#"\p{Lu}\p{Ll}[\p{L}\p{N}'’-]*[,.!?"”)]*(?:[\s\u00A0]|$)"#;

/// Pictures, which belong to the sentence before them.
const PICTURE: &str = r"[\u2600-\u27BF\x{1F300}-\x{1FAFF}\u200D\uFE0F]";

/// Returns the built-in rules for Indonesian and English as SRX, to be used by other programs, or edited and given back.
///
/// ```
/// use padan::{model::Lang, segment::{Rules, portable}};
/// let (rules, text) = (Rules::own(portable()), "Harga naik, kata dr. Budi. Stok menipis.");
/// let cut: Vec<&str> = rules.split(text, Lang::ID, false).into_iter().map(|r| &text[r]).collect();
/// assert_eq!(cut, ["Harga naik, kata dr. Budi. ", "Stok menipis."]);
/// ```
pub fn portable() -> Srx {
    let format = |kind, include| FormatHandle { kind, include };
    let list = |name: &str, rules| LanguageRules { name: name.to_owned(), rules };
    let map = |pattern: &str, rules: &str| LanguageMap { pattern: pattern.to_owned(), rules: rules.to_owned(), line: 0 };
    Srx {
        cascade: false,
        segment_subflows: true,
        formats: vec![format(FormatKind::Start, false), format(FormatKind::End, true), format(FormatKind::Isolated, false)],
        languages: vec![
            list("Indonesian", Lists::read("id", ABBREVIATIONS_ID).rules()),
            list("English", Lists::read("en", ABBREVIATIONS_EN).rules()),
        ],
        maps: vec![map("(?:[Ii][Dd]|[Ii][Nn])(?:[_-].*)?", "Indonesian"), map("[Ee][Nn](?:[_-].*)?", "English")],
    }
}

/// The words of a language, in the order of the tables.
struct Lists {
    english: bool,
    abbreviations: Vec<(&'static str, &'static str)>,
    words: Vec<(&'static str, &'static str)>,
}

/// Rules as they are gathered.
#[derive(Default)]
struct Out {
    rules: Vec<SrxRule>,
    last: Option<Rule>,
}

impl Out {
    fn add(&mut self, rule: Rule, before: &str, after: &str) {
        let meaning = || find(Ui::En, &format!("rule.{}", rule.id())).unwrap_or_default();
        let comment = if self.last == Some(rule) { String::new() } else { format!("{}: {}", rule.id(), meaning()) };
        self.last = Some(rule);
        self.rules.push(SrxRule { cuts: rule.cuts(), before: before.to_owned(), after: after.to_owned(), line: 0, comment });
    }
}

impl Lists {
    fn read(lang: &str, abbreviations: &'static str) -> Lists {
        let pair = |e: table::Entry<'static>| (e.fields[0], e.fields[1]);
        let words = table::built_in("sentence-words.tsv", SENTENCE_WORDS, 3);
        Lists {
            english: lang == "en",
            abbreviations: table::built_in("abbreviations", abbreviations, 2).into_iter().map(pair).collect(),
            words: words
                .into_iter()
                .filter(|e| e.fields[0] == lang || e.fields[0] == "any")
                .map(|e| (e.fields[1], e.fields[2]))
                .collect(),
        }
    }

    /// The abbreviations of the `kinds`, with their last full stop; `except` leaves some out. Never empty.
    fn short(&self, kinds: &[&str], except: impl Fn(&str) -> bool) -> String {
        let (mut any, mut exact) = (Vec::new(), Vec::new());
        for (form, kind) in self.abbreviations.iter().filter(|(f, k)| kinds.contains(k) && !except(f) && !f.contains('!')) {
            let mut chars = form.chars();
            match chars.next() {
                Some(first) if *kind == "word" && first.is_lowercase() => {
                    exact.push(format!("[{}{first}]{}", first.to_uppercase(), escaped(chars.as_str())));
                }
                // A single capital is an initial.
                _ if form.len() == 1 || form.chars().any(char::is_uppercase) => exact.push(escaped(form)),
                _ => any.push(escaped(form)),
            }
        }
        let mut all = exact;
        if !any.is_empty() {
            all.push(format!("(?i:{})", any.join("|")));
        }
        // A full stop is no word character: an empty list matches nothing.
        if all.is_empty() { r"\b[^\s\S]".to_owned() } else { format!(r"\b(?:{})\.", all.join("|")) }
    }

    fn named(&self, kind: &str) -> Vec<&'static str> {
        self.words.iter().filter(|(k, _)| *k == kind).map(|(_, w)| *w).collect()
    }

    fn any_case(&self, kind: &str) -> String {
        format!("(?i:{})", self.named(kind).iter().map(|w| escaped(w)).collect::<Vec<_>>().join("|"))
    }

    /// What shows that a sentence begins rather than a name.
    fn openers(&self) -> Vec<String> {
        let capital = |word: &&str| {
            let mut chars = word.chars();
            chars.next().map(|c| c.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
        };
        let starters: Vec<String> = self.named("starter").iter().map(|w| escaped(&capital(w))).collect();
        let mut out = vec![format!(r"{W}{O}(?:{})\b", starters.join("|"))];
        let pointers = self.named("pointer");
        if !pointers.is_empty() {
            out.push(format!(r"{W}{O}\p{{Lu}}[\p{{L}}\p{{N}}]* (?:{})\b", pointers.join("|")));
        }
        if !self.english {
            out.push(format!(r"{W}{O}\p{{Lu}}\p{{L}}{{2,}}nya\b"));
            out.push(format!(r"{W}{O}(?:Ke|Pe)\p{{L}}{{4,}}an\b"));
            out.push(format!(r"{W}{O}(?:Ber|Me|Ter|Di)\p{{L}}{{2,}}kan\b"));
        }
        out
    }

    fn rules(&self) -> Vec<SrxRule> {
        let mut out = Out::default();
        self.around(&mut out);
        self.missing_spaces(&mut out);
        self.markers(&mut out);
        self.abbreviated(&mut out);
        self.initials(&mut out);
        Lists::ends(&mut out);
        out.rules
    }

    /// What lies around a place: brackets, quoted titles, punctuation.
    fn around(&self, out: &mut Out) {
        let space = format!("{W}{O}");
        out.add(Rule::Empty, &format!(r"^[^\p{{L}}\p{{N}}]*[.!?…]{C}"), "");
        out.add(Rule::Punctuation, &format!("[.!?…]{C}"), &format!(r"[\s\u00A0]*{PICTURE}"));
        out.add(Rule::Terminator, &format!(r"[.!?…]{C}[\s\u00A0]*{PICTURE}+"), &format!(r"{W}{O}[\p{{Lu}}\d]"));
        out.add(Rule::Punctuation, &format!("[.!?…]{C}"), &format!(r"{W}[,;:)\]/=&%|»”.?!]"));
        out.add(Rule::Punctuation, &format!("[.!?…]{C}"), &format!(r"{W}[-–—]{O}[\s\u00A0]*\p{{Ll}}"));
        out.add(Rule::Parenthesis, r#"[(\[][^()\[\]]*[.!?…]["”’'»]*"#, r"[^()\[\]]*[)\]]");
        out.add(Rule::Parenthesis, r#"[^\s\u00A0.!?…"”’)\]][\s\u00A0]*[(\[][^()\[\]]*[.!?…]["”’'»]*[)\]]["”’]*"#, W);
        out.add(
            Rule::QuotedTitle,
            r#"[\p{L}\p{N}][\s\u00A0]["“][^"“”]*[.!?…]"#,
            r#"[\s\u00A0][^"“”]*[^"“”,.]["”][\s\u00A0]\p{Ll}"#,
        );
        let speech = self.any_case("speech");
        out.add(
            Rule::Attribution,
            r#"[!?][.!?…]*["”’»]+"#,
            &format!(r"{W}\p{{Lu}}[\p{{L}}.'’-]*(?: \p{{Lu}}[\p{{L}}.'’-]*){{0,2}} {speech}\b"),
        );
        out.add(Rule::Attribution, r#"[.!?…]["”’»]+"#, &format!(r"{W}[-–—][\s\u00A0]*\p{{Lu}}[^.!?]{{0,60}}$"));
        out.add(Rule::Attribution, r#"[.!?…]["”’»]+"#, &format!(r"{space}\p{{Ll}}"));
        out.add(Rule::Parenthesis, r"\.[)\]]+", &format!(r"{space}\p{{Ll}}"));
    }

    /// No white space between two sentences.
    fn missing_spaces(&self, out: &mut Out) {
        let suffix = self.any_case("suffix");
        out.add(Rule::Joined, r"[\p{L}\p{N}]\.", &format!(r"{suffix}(?:[^\p{{L}}\p{{N}}]|$)"));
        out.add(Rule::Joined, &self.short(&["never", "word", "number", "place", "month"], |_| false), r"\p{Lu}");
        out.add(Rule::Joined, &self.short(&["name"], |_| false), r"\p{Lu}[\p{L}\p{N}]* \p{Lu}");
        out.add(Rule::MissingSpace, r#"(?:^|[\s\u00A0("“‘'\[-])\p{L}\p{Ll}+[.!?…]+"#, WORD);
        out.add(Rule::MissingSpace, r"(?:[)”%]|[\s\u00A0]\d[\d.]*)[.!?…]+", WORD);
        out.add(Rule::MissingSpace, "[.!?…][”»]+", r"\p{Lu}\p{L}");
        out.add(Rule::MissingSpace, "[.!?…]+", r"[“«]\p{Lu}\p{L}");
        // An even number of quotation marks before it: this one opens; an odd one: it closes.
        out.add(Rule::MissingSpace, r#"^[^"]*(?:"[^"]*"[^"]*)*[.!?…]+"#, r#""\p{Lu}\p{L}"#);
        out.add(Rule::MissingSpace, r#"^[^"]*(?:"[^"]*"[^"]*)*"[^"]*[.!?…]+""#, r"\p{Lu}\p{L}");
    }

    /// Markers of lists and parts.
    fn markers(&self, out: &mut Out) {
        let upper = format!(r"{W}{O}\p{{Lu}}");
        let numbering = self.short(&["never", "word", "number", "month"], |_| false);
        out.add(Rule::Terminator, &format!(r"{numbering}{W}\d+\."), &upper);
        out.add(Rule::ListMarker, &format!(r#"^[\s\u00A0]*["“(\[]*{MARKER}\."#), W);
        out.add(Rule::ListMarker, &format!(r"^[\s\u00A0]*\({MARKER}\)\."), W);
        out.add(Rule::ListMarker, &format!(r#"\p{{L}}\p{{Ll}}[.!?…]["”’»)]*{W}(?:\d{{1,2}}|\p{{L}}|[IVXLC]{{1,5}})\."#), W);
        let heading = self.any_case("heading");
        out.add(Rule::ListMarker, &format!(r#"(?:^|[.!?…]["”’»)]*{W}){heading} {MARKER}\."#), &upper);
        out.add(Rule::ListMarker, &format!(r"[:;]{W}\d{{1,2}}\."), W);
        out.add(Rule::ListMarker, &format!(r"(?:,| dan| and){W}\d{{1,2}}\."), &format!(r"{W}\p{{Ll}}"));
        out.add(Rule::ListMarker, &format!(r"[:;,]{W}\p{{Ll}}\."), &upper);
        out.add(Rule::ShortForm, &format!(r"\b{}{W}\d{{1,2}}\.", self.any_case("letter")), &format!(r"{W}\p{{Ll}}"));
    }

    /// The abbreviations of the table, kind by kind.
    fn abbreviated(&self, out: &mut Out) {
        let upper = format!(r"{W}{O}\p{{Lu}}");
        // "Jl. M.H. Thamrin": what is a degree behind a comma is initials elsewhere.
        let lettered = |form: &str| form.contains('.') && form.split('.').all(|p| p.len() == 1);
        let degrees = self.short(&["degree"], lettered);
        let initials = self.short(&["degree"], |f| !lettered(f));
        out.add(Rule::Abbreviation, &self.short(&["never", "word"], |_| false), W);
        let number = self.short(&["number"], |_| false);
        let leading = self.short(&["never", "word", "number"], |_| false);
        out.add(Rule::Abbreviation, &number, &format!(r"{W}{O}[A-Z0-9]{{1,4}}(?:[^\p{{L}}\p{{N}}]|$)"));
        out.add(Rule::Abbreviation, &number, &format!(r"{W}{O}(?:(?:No|Nomor|Tahun|Number)\b|{})", bare(&leading)));
        out.add(Rule::Terminator, &number, &upper);
        out.add(Rule::Abbreviation, &number, W);
        let openers = self.openers();
        let (place, name) = (self.short(&["place"], |_| false), self.short(&["name"], |_| false));
        for opener in &openers {
            out.add(Rule::AbbreviationCloses, &place, opener);
        }
        out.add(Rule::AbbreviationCloses, &place, &format!(r#"{W}["“‘'«„]+{O}\p{{Lu}}"#));
        out.add(Rule::Abbreviation, &place, W);
        for opener in &openers {
            out.add(Rule::AbbreviationCloses, &name, opener);
        }
        out.add(Rule::AbbreviationCloses, &format!(r"\d[\s\u00A0]?{}", bare(&name)), &upper);
        out.add(Rule::Abbreviation, &name, &format!(r"{W}\p{{Lu}}[\p{{L}}\p{{N}}]* \p{{Lu}}"));
        let unit = self.short(&["unit"], |_| false);
        out.add(Rule::Abbreviation, &format!(r"(?:^|[^\d\s\u00A0][\s\u00A0]){}", bare(&unit)), &format!(r"{W}\d"));
        let degree = format!("(?:{degrees}|,{W}{initials}|{initials} {initials})");
        let all = [self.short(&["close", "unit", "month", "name"], |_| false), degree.clone()];
        let aside = format!(r"{W}\(\p{{Lu}}[^()]*[\s\u00A0][^()]*[.!?]\)");
        for short in &all {
            out.add(Rule::AbbreviationCloses, short, &aside);
            out.add(Rule::Abbreviation, short, &format!(r"{W}[(\[]"));
            out.add(Rule::Abbreviation, short, &format!(r"{W}\p{{L}}/"));
            out.add(Rule::Abbreviation, short, &format!(r"{W}(?:Rp\d|\d[\d.]*(?:,\d|%|[\s\u00A0](?:persen|percent)\b))"));
        }
        let close = self.short(&["close"], |_| false);
        out.add(Rule::Abbreviation, &close, &format!("{W}{close}"));
        out.add(Rule::Abbreviation, &degree, &format!("{W}(?:{degrees}|{initials})"));
        for short in &all {
            out.add(Rule::AbbreviationCloses, short, &upper);
        }
        out.add(Rule::AbbreviationCloses, &self.short(&["close", "unit"], |_| false), &format!(r"{W}[(\[]*\d"));
        out.add(Rule::AbbreviationCloses, &degree, &format!(r"{W}[(\[]*\d"));
        for short in &all {
            out.add(Rule::Abbreviation, short, W);
        }
        let never = self.abbreviations.iter().filter(|(f, _)| f.ends_with('!')).map(|(f, _)| escaped(f)).collect::<Vec<_>>();
        if !never.is_empty() {
            out.add(Rule::Abbreviation, &format!(r"\b(?i:{})", never.join("|")), W);
        }
    }

    /// Initials, and short forms that no table has.
    fn initials(&self, out: &mut Out) {
        let upper = format!(r"{W}{O}\p{{Lu}}");
        let lower = format!(r"{W}{O}\p{{Ll}}");
        out.add(Rule::Initials, r"\b\p{L}\.(?:\p{L}\.)*", &lower);
        let things = self.any_case("letter");
        let letters = [
            format!(r"\b{things}(?i:nya)? \p{{Lu}}\."),
            r"\b\p{L},? (?:dan|atau|and|or) \p{Lu}\.".to_owned(),
            r"\b[\p{L}\d]*\d[\s\u00A0]?\p{Lu}\.".to_owned(),
            r"[\s\u00A0]X\.".to_owned(),
            r"[\d\p{Lu}]-\p{Lu}\.".to_owned(),
            r"[^\s\u00A0(\[“‘'./|\p{L}\p{N}-]\p{Lu}\.".to_owned(),
        ];
        for letter in &letters {
            out.add(Rule::Terminator, letter, &upper);
        }
        if self.english {
            out.add(Rule::Terminator, r"(?:\p{Ll}|,)[\s\u00A0]I\.", &upper);
        }
        for opener in self.openers() {
            out.add(Rule::Terminator, r"\b(?:\p{L}\.)*\p{Lu}\.", &opener);
        }
        out.add(Rule::Terminator, r"\b\p{Lu}\.", &format!(r"{W}{O}\p{{Lu}}[\p{{L}}\p{{N}}]*: "));
        out.add(Rule::Initials, r"\b\p{Lu}\.(?:\p{L}\.)*", &upper);
        // "Ign. Suharyo", "jml. peserta": no whole word is written so.
        for opener in self.openers() {
            out.add(Rule::Terminator, r"[\p{L}\p{N}.,][\s\u00A0][A-Z][bcdfghjklmnpqrstvwxz]{1,4}\.", &opener);
        }
        out.add(
            Rule::ShortForm,
            r"[\p{L}\p{N}.,][\s\u00A0][A-Z][bcdfghjklmnpqrstvwxz]{1,4}\.",
            &format!(r"{W}[(\[]*[\p{{Lu}}\d]"),
        );
        out.add(Rule::ShortForm, r"\b[BCDFGHJKLMNPQRSTVWXZbcdfghjklmnpqrstvwxz]{1,5}\.", &lower);
        out.add(Rule::ShortForm, r"\b[IVXLC]{1,5}\.", &lower);
        out.add(Rule::ShortForm, r"[\p{L}\p{N}][./][\p{L}\p{N}]*\p{L}\.", &lower);
    }

    /// The ends of sentences.
    fn ends(out: &mut Out) {
        let ellipsis = format!(r"(?:\.\.|…){C}");
        let mark = format!("[!?][.!?…]*{C}");
        out.add(Rule::MarkContinues, &mark, &format!(r"{W}[*_–—-]*\p{{Ll}}"));
        out.add(Rule::Terminator, &mark, &format!(r"{W}[^\s\u00A0]"));
        out.add(Rule::EllipsisEnd, &ellipsis, &format!(r"{W}{O}\p{{Lu}}"));
        out.add(Rule::EllipsisEnd, &ellipsis, &format!(r#"{W}["“‘'«„]+{O}[^\p{{Ll}}"“‘'«„(\[\s]"#));
        out.add(Rule::EllipsisContinues, &ellipsis, W);
        out.add(Rule::Terminator, &format!(r"\.{C}"), &format!(r"{W}[^\s\u00A0]"));
    }
}

/// Abbreviations where a word begins anyway.
fn bare(short: &str) -> &str {
    short.strip_prefix(r"\b").unwrap_or(short)
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::segment::Rules;

    #[test]
    fn every_pattern_is_understood_and_of_the_common_dialect() {
        let mut srx = portable();
        for (n, rule) in srx.languages.iter_mut().flat_map(|l| &mut l.rules).enumerate() {
            rule.line = n as u64;
        }
        let all: Vec<SrxRule> = srx.languages.iter().flat_map(|l| l.rules.clone()).collect();
        for rule in srx.languages.iter().flat_map(|l| &l.rules) {
            for pattern in [&rule.before, &rule.after] {
                for rare in ["(?=", "(?!", "(?<", "(?>", "++", "*+", r"\h", r"\R", "&&", "[["] {
                    assert!(!pattern.contains(rare), "{rare} in {pattern}");
                }
            }
        }
        let rules = Rules::own(srx);
        for lang in [Lang::ID, Lang::EN] {
            let told: Vec<&SrxRule> = rules.warnings(lang).iter().map(|w| &all[w.line as usize]).collect();
            assert!(told.is_empty(), "{told:#?}");
        }
        assert!(rules.is_own(Lang::ID) && rules.is_own(Lang::EN));
    }

    #[test]
    fn groups_have_their_rule_above_them() {
        for list in portable().languages {
            assert!(list.rules[0].comment.starts_with("stay.empty: "), "{}", list.name);
            assert!(list.rules.iter().filter(|r| !r.comment.is_empty()).all(|r| r.comment.len() > 20), "{}", list.name);
        }
    }
}
