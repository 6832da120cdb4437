//! Which regular expressions of a cue table can fit a line at all, found from the words that each of them needs.
//!
//! Hundreds of regular expressions are slow to compile and slow to try. Each needs one of a few literals near a known place
//! of the line; one pass over the line finds the literals that are there, and only the expressions they belong to are tried.
//!
//! **Invariant:** an expression that fits a line is among the candidates of the line.

use aho_corasick::AhoCorasick;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Hir, HirKind};

/// A literal that an expression needs.
#[derive(Debug)]
struct Needed {
    /// Number of the expression.
    of: usize,
    /// The last byte of the folded line at which it may begin.
    last: usize,
}

/// Finds candidates among numbered expressions.
#[derive(Debug, Default)]
pub(super) struct Filter {
    literals: Option<AhoCorasick>,
    /// What each literal of the automaton is needed by.
    needed: Vec<Vec<Needed>>,
    /// Expressions that need nothing that could be looked for.
    always: Vec<usize>,
}

/// A literal longer than this says no more.
const LONG: usize = 8;
/// At most this many literals are kept of one expression.
const MANY: usize = 400;

impl Filter {
    /// The filter of the expressions `patterns`, which are compared without regard to case; their numbers are their places.
    pub(super) fn of<'p>(patterns: impl Iterator<Item = &'p str>) -> Filter {
        let mut filter = Filter::default();
        let mut all: std::collections::HashMap<String, Vec<Needed>> = std::collections::HashMap::new();
        for (of, pattern) in patterns.enumerate() {
            match needs(pattern) {
                Some(needs) => {
                    for (literal, last) in needs {
                        all.entry(literal).or_default().push(Needed { of, last });
                    }
                }
                None => filter.always.push(of),
            }
        }
        let mut all: Vec<(String, Vec<Needed>)> = all.into_iter().collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        match AhoCorasick::builder().prefilter(false).build(all.iter().map(|a| &a.0)) {
            Ok(automaton) => {
                filter.literals = Some(automaton);
                filter.needed = all.into_iter().map(|a| a.1).collect();
            }
            // Too many to be looked for at once: then each is tried.
            Err(_) => filter.always.extend(all.iter().flat_map(|a| a.1.iter().map(|n| n.of))),
        }
        filter.always.sort_unstable();
        filter.always.dedup();
        filter
    }

    /// Returns the expressions that may fit `line`, ascending.
    pub(super) fn candidates(&self, line: &str) -> Vec<usize> {
        let mut out = self.always.clone();
        if let Some(literals) = &self.literals {
            let folded = fold(line);
            for found in literals.find_overlapping_iter(&folded) {
                let needed = &self.needed[found.pattern().as_usize()];
                out.extend(needed.iter().filter(|n| found.start() <= n.last).map(|n| n.of));
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// Letters that compare as equal, as one: those of ASCII with their two relatives outside it, the long s and the Kelvin sign.
fn fold(text: &str) -> String {
    let of = |c: char| match c {
        'ſ' => 's',
        '\u{212a}' => 'k',
        c => c.to_ascii_lowercase(),
    };
    text.chars().map(of).collect()
}

/// Returns literals, folded, one of which stands in every line that fits `pattern`, each with the last byte at which it may
/// begin; `None` when there are none to name.
fn needs(pattern: &str) -> Option<Vec<(String, usize)>> {
    let hir = ParserBuilder::new().build().parse(pattern).ok()?;
    let mut out = Vec::new();
    for branch in branches(&hir) {
        out.extend(best(branch)?);
    }
    (out.len() <= MANY).then_some(out)
}

/// The alternatives at the top of an expression.
fn branches(hir: &Hir) -> Vec<&Hir> {
    match hir.kind() {
        HirKind::Capture(group) => branches(&group.sub),
        HirKind::Alternation(alternatives) => alternatives.iter().flat_map(branches).collect(),
        _ => vec![hir],
    }
}

/// The literals of the place that says the most.
fn best(hir: &Hir) -> Option<Vec<(String, usize)>> {
    let whole = [hir.clone()];
    let parts = match hir.kind() {
        HirKind::Concat(parts) => &parts[..],
        _ => &whole,
    };
    let mut best: Option<(usize, Vec<(String, usize)>)> = None;
    // A letter of one byte may stand for one of three.
    let mut before = Some(0_usize);
    for at in 0..parts.len() {
        if let Some(literals) = literals(&Hir::concat(parts[at..].to_vec())) {
            let shortest = literals.iter().map(String::len).min().unwrap_or(0).min(LONG);
            let value = shortest * 2 + before.map_or(0, |b| if b == 0 { 4 } else { 1 });
            if shortest > 0 && best.as_ref().is_none_or(|b| value > b.0) {
                let last = before.unwrap_or(usize::MAX);
                best = Some((value, literals.into_iter().map(|l| (l, last)).collect()));
            }
        }
        // Of repetitions that may be missing, only what follows is needed; what stands before it moves it.
        let longest = parts[at].properties().maximum_len();
        before = before.zip(longest).map(|(b, l)| b.saturating_add(l.saturating_mul(3)));
    }
    best.map(|b| b.1)
}

/// The literals with one of which `hir` begins, folded; `None` when they cannot be listed.
fn literals(hir: &Hir) -> Option<Vec<String>> {
    let found = Extractor::new().kind(ExtractKind::Prefix).extract(hir);
    let mut out = Vec::new();
    for literal in found.literals()? {
        let text = std::str::from_utf8(literal.as_bytes())
            .unwrap_or_else(|e| std::str::from_utf8(&literal.as_bytes()[..e.valid_up_to()]).unwrap_or_default());
        // Letters outside ASCII have relatives of their own.
        let sure = text.find(|c: char| !c.is_ascii() && c.is_alphabetic()).unwrap_or(text.len());
        let mut literal = fold(&text[..sure]);
        if let Some((cut, _)) = literal.char_indices().nth(LONG) {
            literal.truncate(cut);
        }
        out.push(literal);
    }
    out.sort_unstable();
    out.dedup();
    (!out.is_empty()).then_some(out)
}
