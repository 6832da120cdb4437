//! Segmentation by rules of Segmentation Rules eXchange (SRX) 2.0.
//!
//! At each place of a text the first rule counts of which `before` matches text that ends there and `after` text that begins
//! there; it says whether the place is a boundary. Where no rule fits there is none. White space behind a boundary goes to
//! the segment before it.
//!
//! Leaves to others: the XML (`exchange::srx`), line breaks (the module above).
//!
//! **Invariant:** a rule that cannot be expressed is left out with a [`Warning`], and nothing else changes what rules mean.
//!
//! Source: SRX 2.0 specification (GALA), sections on `languagemap`, `rule`, `beforebreak` and `afterbreak`.

mod alphabet;
mod clause;
mod dialect;
mod engine;
mod property;
mod trouble;

use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use regex_syntax::hir::Hir;

pub use trouble::{Trouble, Warning};

use crate::model::Lang;
use crate::model::srx::{Srx, SrxRule};
use crate::text::hash;
use alphabet::Alphabet;
use clause::Clauses;
use engine::{Places, Side, Spelled};

/// Rules that can be applied; what a language needs is made ready when a text in it comes.
pub struct RuleSet {
    srx: Srx,
    fingerprint: String,
    ready: Mutex<Vec<(Lang, Arc<Ready>)>>,
}

/// The rules of one language, ready to be applied.
pub(super) struct Ready {
    /// `None`: the set says nothing about the language.
    rules: Option<Compiled>,
    warnings: Vec<Warning>,
}

/// A rule about a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ruled {
    /// Where the next segment begins, or would begin.
    pub(super) at: usize,
    /// Number of the rule among those of the language.
    pub(super) rule: usize,
    /// Whether it cuts.
    pub(super) cuts: bool,
}

impl fmt::Debug for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleSet").field("fingerprint", &self.fingerprint).finish_non_exhaustive()
    }
}

impl RuleSet {
    /// The set `srx`, ready to be applied.
    pub fn new(srx: Srx) -> RuleSet {
        // Writing to a String cannot fail.
        let mut all = format!("{}\n", srx.cascade);
        for map in &srx.maps {
            let _ = writeln!(all, "m\0{}\0{}", map.pattern, map.rules);
        }
        for list in &srx.languages {
            let _ = writeln!(all, "l\0{}", list.name);
            for rule in &list.rules {
                let _ = writeln!(all, "r\0{}\0{}\0{}", rule.cuts, rule.before, rule.after);
            }
        }
        let fingerprint = format!("srx-{:016x}", hash::hash(all.as_bytes()));
        RuleSet { srx, fingerprint, ready: Mutex::new(Vec::new()) }
    }

    /// What identifies the rules: `srx-` and a hash of everything that decides what they cut.
    pub(super) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The rules for `lang`.
    pub(super) fn of(&self, lang: Lang) -> Arc<Ready> {
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, there)) = ready.iter().find(|(l, _)| *l == lang) {
            return there.clone();
        }
        let made = Arc::new(Ready::new(&self.srx, lang));
        ready.push((lang, made.clone()));
        made
    }
}

/// The codes under which files know a language.
fn codes(lang: Lang) -> Vec<String> {
    match lang.as_str() {
        "id" => ["id", "id-ID", "id_ID", "in", "in-ID", "in_ID", "ind"].map(str::to_owned).to_vec(),
        "en" => ["en", "en-US", "en_US", "eng"].map(str::to_owned).to_vec(),
        code => [code.to_owned(), format!("{code}-{}", code.to_uppercase()), format!("{code}_{}", code.to_uppercase())].to_vec(),
    }
}

impl Ready {
    fn new(srx: &Srx, lang: Lang) -> Ready {
        let mut warnings = Vec::new();
        let codes = codes(lang);
        let mut rules: Vec<(&str, &SrxRule)> = Vec::new();
        let mut mapped = false;
        for map in &srx.maps {
            let fits = match whole(&map.pattern) {
                Ok(pattern) => codes.iter().any(|c| pattern.is_match(c)),
                Err(trouble) => {
                    warnings.push(Warning { line: map.line, trouble });
                    false
                }
            };
            if !fits || mapped && !srx.cascade {
                continue;
            }
            match srx.languages.iter().find(|l| l.name == map.rules) {
                Some(list) => {
                    mapped = true;
                    rules.extend(list.rules.iter().map(|r| (&*list.name, r)));
                }
                None => warnings.push(Warning { line: map.line, trouble: Trouble::NoSuchList(map.rules.clone()) }),
            }
        }
        let rules = mapped.then(|| Compiled::new(&rules, &mut warnings));
        warnings.sort_by_key(|w| w.line);
        Ready { rules, warnings }
    }

    /// Whether the set says anything about the language.
    pub(super) fn is_mapped(&self) -> bool {
        self.rules.is_some()
    }

    /// What cannot be expressed, by line.
    pub(super) fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// What stands for the rule `n` of the language: the name of its list, and itself.
    pub(super) fn rule(&self, n: usize) -> Option<&Named> {
        self.rules.as_ref().and_then(|c| c.rules.get(n))
    }

    /// Reports what is decided about each place of `range` of `text` at which a rule would cut, in order.
    pub(super) fn decide(&self, text: &str, range: Range<usize>, emit: &mut impl FnMut(Ruled)) {
        if let Some(rules) = &self.rules {
            rules.decide(text, range, emit);
        }
    }
}

/// The pattern of a language map, which fits a whole code, in any case.
fn whole(pattern: &str) -> Result<regex::Regex, Trouble> {
    let (branches, _) = dialect::parse(pattern)?;
    let text = dialect::plain(&branches).ok_or(Trouble::Look)?;
    regex::Regex::new(&format!("^(?i:{text})$")).map_err(|_| Trouble::Syntax(pattern.to_owned()))
}

/// A rule with the name of the list it is from.
pub(super) struct Named {
    pub(super) list: String,
    pub(super) rule: SrxRule,
}

/// The rules of a language, in the order in which they count.
struct Compiled {
    rules: Vec<Named>,
    /// Of each rule: the numbers of the patterns that must, or must not, be found.
    clauses: Vec<Vec<Clause>>,
    /// The rules that need a pattern to end at a place, by pattern.
    by_before: Vec<Vec<u32>>,
    /// The rules that need none to.
    anywhere: Vec<u32>,
    /// What patterns and texts are spelled in; `None`: as they are.
    alphabet: Option<Alphabet>,
    /// The passes for what ends, and for what begins, at a place.
    sides: Option<(Side, Side)>,
}

#[derive(Default)]
struct Clause {
    before: Vec<(u32, bool)>,
    after: Vec<(u32, bool)>,
}

impl Clause {
    fn holds(&self, before: &[u32], after: &[u32]) -> bool {
        let side = |wanted: &[(u32, bool)], found: &[u32]| wanted.iter().all(|(id, is)| found.binary_search(id).is_ok() == *is);
        side(&self.before, before) && side(&self.after, after)
    }
}

/// Patterns, each once.
#[derive(Default)]
struct Patterns {
    hirs: Vec<Hir>,
    known: HashMap<String, u32>,
}

impl Patterns {
    fn number(&mut self, hir: &Hir) -> u32 {
        let next = self.hirs.len() as u32;
        *self.known.entry(hir.to_string()).or_insert_with(|| {
            self.hirs.push(hir.clone());
            next
        })
    }
}

impl Compiled {
    fn new(rules: &[(&str, &SrxRule)], warnings: &mut Vec<Warning>) -> Compiled {
        let mut found = Vec::new();
        for &(list, rule) in rules {
            match clause::of(&rule.before, &rule.after) {
                Ok(Clauses { clauses, notes }) => {
                    warnings.extend(notes.into_iter().map(|trouble| Warning { line: rule.line, trouble }));
                    found.push((list, rule, clauses));
                }
                Err(trouble) => warnings.push(Warning { line: rule.line, trouble }),
            }
        }
        if let Some(made) = Compiled::of(&found) {
            return made;
        }
        // One rule or another is too large; when each is small enough, all of them are.
        let mut left = Vec::new();
        let count = found.len();
        for (list, rule, clauses) in found {
            if clauses.iter().flatten().all(|c| engine::fits(&c.hir, c.before, count)) {
                left.push((list, rule, clauses));
            } else {
                warnings.push(Warning { line: rule.line, trouble: Trouble::TooLarge });
            }
        }
        Compiled::of(&left).unwrap_or_else(|| {
            warnings.extend(left.iter().map(|(_, rule, _)| Warning { line: rule.line, trouble: Trouble::TooLarge }));
            Compiled {
                rules: Vec::new(),
                clauses: Vec::new(),
                by_before: Vec::new(),
                anywhere: Vec::new(),
                alphabet: None,
                sides: None,
            }
        })
    }

    /// The rules with their clauses, ready to be applied; `None` when they are too large.
    fn of(rules: &[(&str, &SrxRule, Vec<clause::Clause>)]) -> Option<Compiled> {
        let (mut before, mut after) = (Patterns::default(), Patterns::default());
        let mut named = Vec::new();
        let mut clauses = Vec::new();
        for (list, rule, found) in rules {
            let numbered = |clause: &clause::Clause| {
                let mut out = Clause::default();
                for c in clause {
                    let (side, patterns) = if c.before { (&mut out.before, &mut before) } else { (&mut out.after, &mut after) };
                    side.push((patterns.number(&c.hir), c.wanted));
                }
                out
            };
            clauses.push(found.iter().map(numbered).collect::<Vec<_>>());
            named.push(Named { list: (*list).to_owned(), rule: (*rule).clone() });
        }
        let alphabet = Alphabet::of(before.hirs.iter().chain(&after.hirs));
        let side = |patterns: &Patterns, is_before| {
            let spelled: Vec<Hir> = match &alphabet {
                Some(alphabet) => patterns.hirs.iter().map(|h| alphabet.pattern(h)).collect(),
                None => patterns.hirs.clone(),
            };
            Side::new(&spelled.iter().collect::<Vec<_>>(), is_before)
        };
        let sides = Some((side(&before, true)?, side(&after, false)?));
        let mut by_before = vec![Vec::new(); before.hirs.len()];
        let mut anywhere = Vec::new();
        for (n, all) in clauses.iter().enumerate() {
            for clause in all {
                let list = match clause.before.iter().find(|(_, wanted)| *wanted) {
                    Some((id, _)) => &mut by_before[*id as usize],
                    None => &mut anywhere,
                };
                if list.last() != Some(&(n as u32)) {
                    list.push(n as u32);
                }
            }
        }
        Some(Compiled { rules: named, clauses, by_before, anywhere, alphabet, sides })
    }

    fn decide(&self, text: &str, range: Range<usize>, emit: &mut impl FnMut(Ruled)) {
        let (Some(line), Some((before, after))) = (text.get(range.clone()), &self.sides) else { return };
        let spelled = Spelled::new(line, self.alphabet.as_ref());
        let ends = before.places(&spelled, |at| at > 0 && at < line.len());
        let begins = if self.anywhere.is_empty() {
            let mut places = ends.iter().map(|(at, _)| at).rev().peekable();
            after.places(&spelled, |at| {
                while places.next_if(|&place| place > at).is_some() {}
                places.peek() == Some(&at)
            })
        } else {
            after.places(&spelled, |at| at > 0 && at < line.len())
        };
        let mut pending: Option<Ruled> = None;
        let mut rules = Vec::new();
        each_place(line, &ends, &begins, !self.anywhere.is_empty(), &mut |at, before, after| {
            rules.clear();
            rules.extend_from_slice(&self.anywhere);
            for id in before {
                rules.extend_from_slice(&self.by_before[*id as usize]);
            }
            rules.sort_unstable();
            rules.dedup();
            let mut holding =
                rules.iter().map(|&n| n as usize).filter(|&n| self.clauses[n].iter().any(|c| c.holds(before, after)));
            let Some(rule) = holding.next() else { return };
            let cuts = self.rules[rule].rule.cuts;
            if !cuts && !holding.any(|n| self.rules[n].rule.cuts) {
                return;
            }
            // White space stays with the segment before it.
            let rest = line[at..].trim_start();
            if rest.is_empty() || line[..at].trim_start().is_empty() {
                return;
            }
            let found = Ruled { at: range.start + line.len() - rest.len(), rule, cuts };
            match &mut pending {
                Some(there) if there.at == found.at => {
                    if found.cuts && !there.cuts {
                        *there = found;
                    }
                }
                _ => {
                    if let Some(there) = pending.replace(found) {
                        emit(there);
                    }
                }
            }
        });
        if let Some(there) = pending {
            emit(there);
        }
    }
}

/// Visits the places of `line` at which patterns end, and with `every` all others too, with what ends and begins there.
fn each_place(line: &str, ends: &Places, begins: &Places, every: bool, visit: &mut impl FnMut(usize, &[u32], &[u32])) {
    let mut begins = begins.iter().rev().peekable();
    let mut meet = |at: usize, before: &[u32]| {
        while begins.next_if(|(place, _)| *place < at).is_some() {}
        let after = begins.peek().filter(|(place, _)| *place == at).map_or(&[][..], |(_, ids)| ids);
        visit(at, before, after);
    };
    if !every {
        for (at, before) in ends.iter() {
            meet(at, before);
        }
        return;
    }
    let mut ends = ends.iter().peekable();
    for (at, _) in line.char_indices().skip(1) {
        let before = ends.next_if(|(place, _)| *place == at).map_or(&[][..], |(_, ids)| ids);
        meet(at, before);
    }
}

#[cfg(test)]
mod tests;
