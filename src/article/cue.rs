//! Cues: whole lines that say what they are, clutter or credit, from the tables of the language folder.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{RegexBuilder, RegexSet, RegexSetBuilder};

use crate::model::Role;
use crate::text::table::{self, TableError};

/// What a cue does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
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

/// One line of a cue table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// The identifier.
    pub(super) id: &'static str,
    /// The kind of clutter, or the role.
    pub(super) kind: &'static str,
    /// What it does.
    pub(super) action: Action,
}

impl Cue {
    /// Whether it shows that the text was taken from a page: everything but roles and disclaimers.
    pub(super) fn is_chrome(&self) -> bool {
        !matches!(self.action, Action::Keep(_)) && !matches!(self.kind, "disclaimer" | "label")
    }

    /// The role of a cue that keeps its line.
    pub(super) fn role(&self) -> Option<Role> {
        match self.action {
            Action::Keep(role) => Some(role),
            _ => None,
        }
    }
}

/// The longest line, in bytes, that can be a cue.
const LONGEST: usize = 420;
/// The longest line, in bytes, that a cue can leave out.
const LONGEST_DROPPED: usize = 260;

struct Cues {
    all: Vec<Cue>,
    exact: HashMap<&'static str, usize>,
    prefix: Vec<(&'static str, usize)>,
    set: RegexSet,
    of_set: Vec<usize>,
}

const TABLES: [(&str, &str); 2] = [
    ("cues-id.tsv", include_str!("../../memory/language/cues-id.tsv")),
    ("cues-en.tsv", include_str!("../../memory/language/cues-en.tsv")),
];

static CUES: LazyLock<Cues> =
    LazyLock::new(|| Cues::read(&TABLES).unwrap_or_else(|e| panic!("a table that is compiled in is damaged: {e}")));

/// Returns the cue that the whole of `line` is; the first of the tables when several fit.
pub(super) fn find(line: &str) -> Option<&'static Cue> {
    let cues = &*CUES;
    if line.len() > LONGEST {
        return None;
    }
    let folded = line.to_lowercase();
    let exact = cues.exact.get(&*folded).copied();
    let prefix = cues.prefix.iter().filter(|(p, _)| folded.starts_with(p)).map(|&(_, at)| at);
    let set = cues.set.matches(line);
    let patterns = set.iter().map(|i| cues.of_set[i]);
    let found = exact.into_iter().chain(prefix).chain(patterns);
    found
        .map(|at| (at, &cues.all[at]))
        .filter(|(_, c)| c.role().is_some() || line.len() <= LONGEST_DROPPED)
        .min_by_key(|c| c.0)
        .map(|c| c.1)
}

impl Cues {
    fn read(tables: &[(&str, &'static str)]) -> Result<Cues, TableError> {
        let mut cues = Vec::new();
        let (mut exact, mut prefix, mut patterns, mut of_set) = (HashMap::new(), Vec::new(), Vec::new(), Vec::new());
        for &(name, text) in tables {
            for e in table::entries(name, text, 5)? {
                let wrong = |problem: String| TableError { table: name.to_owned(), line: e.line, problem };
                let at = cues.len();
                cues.push(Cue { id: e.fields[0], kind: e.fields[1], action: action(e.fields[2], e.fields[1]).map_err(wrong)? });
                match e.fields[3] {
                    "exact" => {
                        exact.entry(e.fields[4]).or_insert(at);
                    }
                    "prefix" => prefix.push((e.fields[4], at)),
                    "regex" => {
                        let pattern = format!("^(?:{})$", e.fields[4]);
                        RegexBuilder::new(&pattern).build().map_err(|e| wrong(format!("bad pattern: {e}")))?;
                        patterns.push(pattern);
                        of_set.push(at);
                    }
                    other => return Err(wrong(format!("unknown match {other:?}: exact, prefix or regex"))),
                }
            }
        }
        let set = RegexSetBuilder::new(patterns).case_insensitive(true).size_limit(64 << 20).dfa_size_limit(16 << 20).build();
        let set = set.map_err(|e| TableError { table: "cues".into(), line: 0, problem: e.to_string() })?;
        Ok(Cues { all: cues, exact, prefix, set, of_set })
    }
}

fn action(name: &str, kind: &str) -> Result<Action, String> {
    Ok(match name {
        "drop" => Action::Drop,
        "list" => Action::List,
        "end" => Action::End,
        "list+end" => Action::ListEnd,
        "card" => Action::Card,
        "keep" => Action::Keep(Role::parse(kind).ok_or_else(|| format!("{kind:?} is no role, which action keep needs"))?),
        other => return Err(format!("unknown action {other:?}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_line_of_the_tables_is_good() {
        let cues = Cues::read(&TABLES).expect("reads");
        let ids: HashSet<&str> = cues.all.iter().map(|c| c.id).collect();
        assert_eq!(ids.len(), cues.all.len(), "an identifier stands twice");
        for (word, _) in &cues.prefix {
            assert_eq!(*word, word.to_lowercase());
        }
        for word in cues.exact.keys() {
            assert_eq!(*word, word.to_lowercase());
        }
    }

    #[test]
    fn a_bad_table_is_named_with_its_line() {
        let error = |text: &'static str| Cues::read(&[("t", text)]).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error("# c\nx\tad\tdrop\tregex\t(\t1").starts_with("t, line 2: bad pattern"));
        assert!(error("x\tad\tkeep\texact\tiklan\t1").contains("is no role"));
        assert!(error("x\tad\tgone\texact\tiklan\t1").contains("unknown action"));
    }

    #[test]
    fn cues_are_whole_lines() {
        let id = |line: &str| find(line).map(|c| c.id);
        assert_eq!(id("IKLAN"), Some("ad.iklan"));
        assert_eq!(id("Iklan itu dicabut kemarin."), None);
        assert_eq!(id("Baca juga: Harga Cabai Turun"), Some("rel.inline.baca-juga"));
        assert_eq!(id("Halaman 42 buku itu robek."), None);
        assert_eq!(id("8 jam lalu"), Some("time.rel"));
        assert_eq!(id("3 hours ago"), Some("en.time"));
        assert_eq!(find("(rml/dns)").and_then(Cue::role), Some(Role::Credit));
        assert_eq!(find("Disclaimer: keputusan investasi ada di tangan pembaca.").and_then(Cue::role), Some(Role::Body));
    }
}
