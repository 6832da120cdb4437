//! Cues: whole lines that say what they are, clutter or credit, from the tables of the language folder and a user's own.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, OnceLock};

use regex::{Regex, RegexBuilder};

use self::filter::Filter;
use crate::model::Role;

mod filter;

/// What a cue does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The line is left out.
    Drop,
    /// The titles below it too.
    List,
    /// The article ends before it.
    End,
    /// Both.
    ListEnd,
    /// It belongs to the teaser of another article.
    Card,
    /// It belongs to the article, in this role.
    Keep(Role),
}

impl Action {
    /// The name in the tables, such as `list+end`.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Drop => "drop",
            Action::List => "list",
            Action::End => "end",
            Action::ListEnd => "list+end",
            Action::Card => "card",
            Action::Keep(_) => "keep",
        }
    }

    fn parse(name: &str, kind: &str) -> Result<Action, CueProblem> {
        Ok(match name {
            "drop" => Action::Drop,
            "list" => Action::List,
            "end" => Action::End,
            "list+end" => Action::ListEnd,
            "card" => Action::Card,
            "keep" => Action::Keep(Role::parse(kind).ok_or_else(|| CueProblem::Role(kind.to_owned()))?),
            other => return Err(CueProblem::Action(other.to_owned())),
        })
    }
}

/// How a pattern is compared with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// The line is the pattern.
    Exact,
    /// The line begins with the pattern.
    Prefix,
    /// The whole line fits the regular expression.
    Regex,
}

impl Matching {
    /// The name in the tables, such as `prefix`.
    pub fn as_str(self) -> &'static str {
        match self {
            Matching::Exact => "exact",
            Matching::Prefix => "prefix",
            Matching::Regex => "regex",
        }
    }
}

/// One line of a cue table: a pattern for whole lines, upper and lower case alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// The identifier.
    pub id: Cow<'static, str>,
    /// The kind of clutter, or the role.
    pub kind: Cow<'static, str>,
    /// What it does.
    pub action: Action,
    /// How it is compared.
    pub matching: Matching,
    /// The pattern; in lower case unless it is a regular expression.
    pub pattern: Cow<'static, str>,
}

impl Cue {
    /// Whether it shows that the text was taken from a page: everything but roles and disclaimers.
    pub(super) fn is_chrome(&self) -> bool {
        !matches!(self.action, Action::Keep(_)) && !matches!(&*self.kind, "disclaimer" | "label")
    }

    /// The role of a cue that keeps its line.
    pub(super) fn role(&self) -> Option<Role> {
        match self.action {
            Action::Keep(role) => Some(role),
            _ => None,
        }
    }
}

/// A line of a cue table that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct CueError {
    /// Line of the table, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: CueProblem,
}

/// What can be wrong with a line of a cue table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CueProblem {
    /// Fewer than five fields.
    #[error("expected five fields separated by tabs: identifier, kind, action, match, pattern")]
    Fields,
    /// An action that there is not.
    #[error("unknown action `{0}`: drop, list, end, list+end, card or keep")]
    Action(String),
    /// A way of matching that there is not.
    #[error("unknown match `{0}`: exact, prefix or regex")]
    Matching(String),
    /// A kind that is no role, with the action `keep`.
    #[error("`{0}` is no role, which the action keep needs")]
    Role(String),
    /// A regular expression that does not compile.
    #[error("bad pattern: {0}")]
    Pattern(String),
    /// An identifier that stands twice.
    #[error("the identifier `{0}` stands twice")]
    Twice(String),
}

/// The longest line, in bytes, that can be a cue.
const LONGEST: usize = 420;
/// The longest line, in bytes, that a cue can leave out.
const LONGEST_DROPPED: usize = 260;

/// A compiled table.
#[derive(Debug, Default)]
struct Table {
    all: Vec<Cue>,
    exact: HashMap<String, usize>,
    prefix: Vec<(String, usize)>,
    patterns: Vec<Pattern>,
    /// Finds those of `patterns` that a line can fit.
    filter: Filter,
}

/// A regular expression of a table.
#[derive(Debug)]
struct Pattern {
    /// For whole lines.
    whole: String,
    /// Its cue.
    at: usize,
    /// Compiled once a line needs it: most tables are only ever used in part.
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    fn compile(&self) -> Result<Regex, regex::Error> {
        RegexBuilder::new(&self.whole).case_insensitive(true).size_limit(64 << 20).dfa_size_limit(16 << 20).build()
    }

    fn fits(&self, line: &str) -> bool {
        self.compiled.get_or_init(|| self.compile().ok()).as_ref().is_some_and(|r| r.is_match(line))
    }
}

const TABLES: [&str; 2] = [include_str!("../../memory/language/cues-id.tsv"), include_str!("../../memory/language/cues-en.tsv")];

static BUILT_IN: LazyLock<Table> =
    LazyLock::new(|| Table::read(&TABLES, false).unwrap_or_else(|e| panic!("a table that is compiled in is damaged: {e}")));

/// The cues that hold: a user's own, then the built-in ones.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    own: Arc<Table>,
}

impl PartialEq for Cues {
    fn eq(&self, other: &Cues) -> bool {
        self.own.all == other.own.all
    }
}

impl Eq for Cues {}

impl Cues {
    /// Returns the cues of the table `text`, ahead of the built-in ones.
    ///
    /// A line is an identifier, a kind, an action, a match and a pattern, separated by tabs; `#` opens a comment. What
    /// stands behind the pattern does not count.
    ///
    /// # Errors
    /// The first line that cannot be used.
    ///
    /// ```
    /// use padan::article::Cues;
    /// let cues = Cues::read("kantor.promo\tpromo\tdrop\tprefix\tIkuti kuis kami").expect("a good table");
    /// assert_eq!(cues.find("Ikuti kuis kami hari ini!").map(|c| &*c.id), Some("kantor.promo"));
    /// assert!(Cues::read("x\tad\tdrop\tregex\t(").is_err());
    /// ```
    pub fn read(text: &str) -> Result<Cues, CueError> {
        Ok(Cues { own: Arc::new(Table::read(&[text], true)?) })
    }

    /// The user's own cues, in the order of their table.
    pub fn own(&self) -> &[Cue] {
        &self.own.all
    }

    /// The built-in cues, in the order of their tables.
    pub fn built_in() -> &'static [Cue] {
        &BUILT_IN.all
    }

    /// Returns the cue that the whole of `line` is: the first of the user's own that fits, else the first built-in one.
    pub fn find(&self, line: &str) -> Option<&Cue> {
        if line.len() > LONGEST {
            return None;
        }
        let folded = line.to_lowercase();
        self.own.find(line, &folded).or_else(|| BUILT_IN.find(line, &folded))
    }
}

impl Table {
    fn find(&self, line: &str, folded: &str) -> Option<&Cue> {
        if self.all.is_empty() {
            return None;
        }
        let exact = self.exact.get(folded).copied();
        let prefix = self.prefix.iter().filter(|(p, _)| folded.starts_with(&**p)).map(|p| p.1);
        let allowed = |&at: &usize| self.all[at].role().is_some() || line.len() <= LONGEST_DROPPED;
        let plain = exact.into_iter().chain(prefix).filter(allowed).min();
        // The first that fits is wanted: the patterns stand in the order of the table.
        let candidates = self.filter.candidates(line).into_iter().map(|i| &self.patterns[i]);
        let before = candidates.take_while(|p| plain.is_none_or(|at| p.at < at));
        let found = before.filter(|p| allowed(&p.at)).find(|p| p.fits(line)).map(|p| p.at).or(plain);
        found.and_then(|at| self.all.get(at))
    }

    /// Reads tables; `each` compiles every pattern at once, so that a bad one is named.
    fn read(tables: &[&str], each: bool) -> Result<Table, CueError> {
        let mut table = Table::default();
        let (mut sources, mut known) = (Vec::new(), HashSet::new());
        let lines = tables.iter().flat_map(|t| t.lines().enumerate());
        for (i, line) in lines.filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
            let wrong = |problem| CueError { line: i + 1, problem };
            let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
            let [id, kind, action, matching, pattern] = fields[..fields.len().min(5)] else {
                return Err(wrong(CueProblem::Fields));
            };
            if [id, kind, pattern].contains(&"") {
                return Err(wrong(CueProblem::Fields));
            }
            if !known.insert(id) {
                return Err(wrong(CueProblem::Twice(id.to_owned())));
            }
            let action = Action::parse(action, kind).map_err(wrong)?;
            let at = table.all.len();
            let (matching, pattern) = match matching {
                "exact" => {
                    table.exact.entry(pattern.to_lowercase()).or_insert(at);
                    (Matching::Exact, pattern.to_lowercase())
                }
                "prefix" => {
                    table.prefix.push((pattern.to_lowercase(), at));
                    (Matching::Prefix, pattern.to_lowercase())
                }
                "regex" => {
                    let bare = ascii_boundaries(pattern);
                    let made = Pattern { whole: format!("^(?:{bare})$"), at, compiled: OnceLock::new() };
                    if each {
                        // Without its frame first: the error then names what stands in the table.
                        let alone = RegexBuilder::new(pattern).build().and_then(|_| made.compile());
                        let compiled = alone.map_err(|e| wrong(CueProblem::Pattern(last_line(&e.to_string()))))?;
                        let _ = made.compiled.set(Some(compiled));
                    }
                    sources.push(bare);
                    table.patterns.push(made);
                    (Matching::Regex, pattern.to_owned())
                }
                other => return Err(wrong(CueProblem::Matching(other.to_owned()))),
            };
            let (id, kind) = (Cow::Owned(id.to_owned()), Cow::Owned(kind.to_owned()));
            table.all.push(Cue { id, kind, action, matching, pattern: Cow::Owned(pattern) });
        }
        table.filter = Filter::of(sources.iter().map(String::as_str));
        Ok(table)
    }
}

/// The pattern with boundaries between ASCII words: at a Unicode one, automata give up on every line with a curly quote.
fn ascii_boundaries(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next() } else { None };
        match escaped {
            Some('b') => out.push_str(r"(?-u:\b)"),
            Some(e) => out.extend([c, e]),
            None => out.push(c),
        }
    }
    out
}

/// What is wrong with a pattern, without the drawing of it.
fn last_line(error: &str) -> String {
    error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_good() {
        let cues = Table::read(&TABLES, true).expect("reads");
        assert!(cues.all.len() > 140);
        for text in TABLES {
            let fields = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(|l| l.split('\t').collect::<Vec<_>>());
            for f in fields {
                assert!(f[3] == "regex" || f[4] == f[4].to_lowercase(), "{f:?}");
                assert!(f.len() == 6 && f[5].parse::<u32>().is_ok(), "{f:?}");
            }
        }
    }

    #[test]
    fn a_bad_table_is_named_with_its_line() {
        let error = |text: &str| Cues::read(text).map_or_else(|e| e.to_string(), |_| String::new());
        assert_eq!(error("# c\nx\tad\tdrop\tregex\t(\t1"), "line 2: bad pattern: unclosed group");
        assert!(error("x\tad\tkeep\texact\tiklan\t1").contains("is no role"));
        assert!(error("x\tad\tgone\texact\tiklan\t1").contains("unknown action"));
        assert!(error("x\tad\tdrop\tmaybe\tiklan").contains("unknown match"));
        assert!(error("x\tad\tdrop\texact\tiklan\nx\tad\tdrop\texact\tpromo").starts_with("line 2: the identifier"));
        assert!(error("x\tad\tdrop").contains("five fields"));
        assert!(error("x\tad\tdrop\tregex\t\\w{1000}{1000}").contains("line 1: bad pattern"));
        assert_eq!(error("# nothing\n\n"), "");
    }

    #[test]
    fn a_users_own_cues_come_first() {
        let cues = Cues::read("k.iklan\tbody\tkeep\texact\tIKLAN\nk.kuis\tpromo\tdrop\tprefix\tIkuti kuis").expect("reads");
        assert_eq!(cues.find("Iklan").map(|c| (&*c.id, c.role())), Some(("k.iklan", Some(Role::Body))));
        assert_eq!(cues.find("ikuti KUIS kami").map(|c| &*c.id), Some("k.kuis"));
        assert_eq!(cues.find("Baca juga").map(|c| &*c.id), Some("rel.head.baca-juga"));
        assert_ne!(cues, Cues::default());
    }

    #[test]
    fn cues_are_whole_lines() {
        let cues = Cues::default();
        let id = |line: &str| cues.find(line).map(|c| &*c.id);
        assert_eq!(id("IKLAN"), Some("ad.iklan"));
        assert_eq!(id("Iklan itu dicabut kemarin."), None);
        assert_eq!(id("Baca juga: Harga Cabai Turun"), Some("rel.inline.baca-juga"));
        assert_eq!(id("Halaman 42 buku itu robek."), None);
        assert_eq!(id("8 jam lalu"), Some("time.rel"));
        assert_eq!(id("3 hours ago"), Some("en.time"));
        assert_eq!(cues.find("(rml/dns)").and_then(Cue::role), Some(Role::Credit));
        let kept = cues.find("Disclaimer: keputusan investasi ada di tangan pembaca.");
        assert_eq!(kept.and_then(Cue::role), Some(Role::Body));
    }

    /// Lines with the action that they call for; `text` is no cue.
    #[test]
    fn the_clutter_of_english_pages_is_known_and_its_words_in_a_sentence_are_not() {
        let cues = Cues::default();
        let sample = include_str!("../../tests/cases/article/cues-en.tsv");
        for line in sample.lines().filter(|l| !l.starts_with("# ")) {
            let (wanted, line) = line.split_once('\t').expect("an action and a line");
            let found = cues.find(line);
            let action = found.map_or("text".to_owned(), |c| match c.action {
                Action::Keep(role) => role.as_str().to_owned(),
                other => other.as_str().to_owned(),
            });
            assert_eq!(action, wanted, "{line:?} is {:?}", found.map(|c| &c.id));
        }
    }

    /// The rule itself, without any filter: the first cue in the order of the tables that the line is.
    fn slow(line: &str) -> Option<&'static Cue> {
        static ALL: LazyLock<Vec<(Option<Regex>, &Cue)>> = LazyLock::new(|| {
            let of = |at: usize, cue: &'static Cue| {
                (BUILT_IN.patterns.iter().find(|p| p.at == at).map(|p| p.compile().expect("compiles")), cue)
            };
            Cues::built_in().iter().enumerate().map(|(at, cue)| of(at, cue)).collect()
        });
        let folded = line.to_lowercase();
        let fits = |(regex, cue): &&(Option<Regex>, &Cue)| match cue.matching {
            Matching::Exact => folded == cue.pattern,
            Matching::Prefix => folded.starts_with(&*cue.pattern),
            Matching::Regex => regex.as_ref().is_some_and(|r| r.is_match(line)),
        };
        let short = |cue: &Cue| line.len() <= if cue.role().is_some() { LONGEST } else { LONGEST_DROPPED };
        ALL.iter().filter(|c| short(c.1)).find(fits).map(|c| c.1)
    }

    #[test]
    fn the_filter_changes_no_decision_on_any_line_of_the_samples() {
        let folders = ["samples", "tests/cases/article"].map(|f| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(f));
        let (cues, mut hits) = (Cues::default(), 0);
        for file in folders.iter().flat_map(|f| std::fs::read_dir(f).expect("a folder")) {
            let text = String::from_utf8_lossy(&std::fs::read(file.expect("a file").path()).unwrap_or_default()).into_owned();
            for line in text.lines().flat_map(|l| l.split(['\t', '<', '>']).chain([l])).map(str::trim) {
                let found = cues.find(line).map(|c| &c.id);
                assert_eq!(found, slow(line).map(|c| &c.id), "{line:?}");
                hits += u32::from(found.is_some());
            }
        }
        assert!(hits > 300, "{hits}");
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(3000))]
        /// Lines put together from the patterns themselves: near misses and hits, in any case, with relatives of letters.
        #[test]
        fn the_filter_changes_no_decision(
            at in proptest::prelude::any::<proptest::sample::Index>(),
            picks in proptest::collection::vec((0_usize..40, 0_u8..8), 1..24),
            seed in 0_u64..u64::MAX,
        ) {
            let all = Cues::built_in();
            let cue = &all[at.index(all.len())];
            let line = line_like(cue, &picks, seed);
            let cues = Cues::default();
            proptest::prop_assert_eq!(cues.find(&line).map(|c| &c.id), slow(&line).map(|c| &c.id), "{:?}", line);
        }
    }

    /// A line that often fits the pattern of `cue`, now and then with a change.
    fn line_like(cue: &Cue, picks: &[(usize, u8)], seed: u64) -> String {
        let mut next = seed;
        let mut random = move |below: u64| {
            next = next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (next >> 33) % below.max(1)
        };
        let mut line = String::new();
        match cue.matching {
            Matching::Regex => {
                let hir = regex_syntax::Parser::new().parse(&ascii_boundaries(&cue.pattern)).expect("parses");
                spell(&hir, &mut random, &mut line);
            }
            _ => line.push_str(&cue.pattern),
        }
        if random(3) == 0 {
            let (place, change) = picks[0];
            let at = line.char_indices().nth(place).map_or(line.len(), |c| c.0);
            match change {
                0 => line.insert(at, 'x'),
                1 => line.insert(at, ' '),
                2 if at < line.len() => drop(line.remove(at)),
                3 => line.truncate(at),
                4 => line.push_str(" kopi"),
                5 => line.insert_str(0, "» "),
                _ => {}
            }
        }
        let mut other = String::new();
        for c in line.chars() {
            match (c, random(12)) {
                ('s', 0) => other.push('ſ'),
                ('k', 0) => other.push('\u{212a}'),
                (c, 1 | 2) => other.extend(c.to_uppercase()),
                (c, _) => other.push(c),
            }
        }
        other.replace('\n', " ")
    }

    /// A text that fits `hir`, as chance has it.
    fn spell(hir: &regex_syntax::hir::Hir, random: &mut impl FnMut(u64) -> u64, out: &mut String) {
        use regex_syntax::hir::{Class, HirKind};
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => {}
            HirKind::Literal(l) => out.push_str(&String::from_utf8_lossy(&l.0)),
            HirKind::Class(Class::Unicode(class)) => {
                let range = class.ranges()[random(class.ranges().len() as u64) as usize];
                let end = (range.end() as u64).min(range.start() as u64 + 60);
                let code = range.start() as u64 + random(end + 1 - range.start() as u64);
                out.push(char::from_u32(code as u32).unwrap_or(range.start()));
            }
            HirKind::Repetition(r) => {
                let most = r.max.unwrap_or(r.min + 6).min(r.min + 6);
                for _ in 0..u64::from(r.min) + random(u64::from(most - r.min) + 1) {
                    spell(&r.sub, random, out);
                }
            }
            HirKind::Capture(c) => spell(&c.sub, random, out),
            HirKind::Concat(all) => all.iter().for_each(|h| spell(h, random, out)),
            HirKind::Alternation(all) => spell(&all[random(all.len() as u64) as usize], random, out),
        }
    }
}
