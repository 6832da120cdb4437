//! Cues: whole lines that say what they are, clutter or credit, from the tables of the language folder and a user's own.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use regex::{RegexBuilder, RegexSet, RegexSetBuilder};

use crate::model::Role;

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
    /// The regular expressions by the hundreds would make automata of too many states to keep.
    sets: Vec<(RegexSet, Vec<usize>)>,
}

/// How many regular expressions are looked for at once.
const AT_ONCE: usize = 24;

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
        let patterns = self.sets.iter().flat_map(|(set, of)| set.matches(line).into_iter().map(|i| of[i]));
        let found = exact.into_iter().chain(prefix).chain(patterns);
        found.filter(|&at| self.all[at].role().is_some() || line.len() <= LONGEST_DROPPED).min().and_then(|at| self.all.get(at))
    }

    /// Reads tables; `each` tries every pattern alone, so that a bad one is named, which takes as long as all else.
    fn read(tables: &[&str], each: bool) -> Result<Table, CueError> {
        let mut table = Table::default();
        let (mut patterns, mut known) = (Vec::new(), HashSet::new());
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
                    let whole = format!("^(?:{})$", ascii_boundaries(pattern));
                    if each {
                        // Without its frame first: the error then names what stands in the table.
                        let alone = RegexBuilder::new(pattern).build().and_then(|_| RegexBuilder::new(&whole).build());
                        alone.map_err(|e| wrong(CueProblem::Pattern(last_line(&e.to_string()))))?;
                    }
                    patterns.push((whole, at));
                    (Matching::Regex, pattern.to_owned())
                }
                other => return Err(wrong(CueProblem::Matching(other.to_owned()))),
            };
            let (id, kind) = (Cow::Owned(id.to_owned()), Cow::Owned(kind.to_owned()));
            table.all.push(Cue { id, kind, action, matching, pattern: Cow::Owned(pattern) });
        }
        for some in patterns.chunks(AT_ONCE) {
            let set = RegexSetBuilder::new(some.iter().map(|p| &p.0))
                .case_insensitive(true)
                .size_limit(64 << 20)
                .dfa_size_limit(16 << 20)
                .build();
            let set = set.map_err(|e| CueError { line: 0, problem: CueProblem::Pattern(last_line(&e.to_string())) })?;
            table.sets.push((set, some.iter().map(|p| p.1).collect()));
        }
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
}
