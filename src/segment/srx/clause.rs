//! A rule as conditions: what must, and what must not, end or begin at a place of a text.
//!
//! Look-around at the place itself becomes a condition of its own; look-around at the outer edge of a pattern is read along
//! with it, which is the same since it does not matter where a match begins or ends out there.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition};
use regex_syntax::{ParserBuilder, try_is_word_character};

use super::dialect::{self, Branch, Piece};
use super::trouble::Trouble;

/// The most clauses of one rule.
const CLAUSES: usize = 256;

/// Something that must, or must not, match at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    /// Whether it ends at the place; otherwise it begins there.
    pub(super) before: bool,
    /// What is looked for.
    pub(super) hir: Hir,
    /// Whether it must be there.
    pub(super) wanted: bool,
}

/// Conditions all of which hold.
pub(super) type Clause = Vec<Condition>;

/// The clauses of a rule, one of which must hold, and what there is to note about it.
pub(super) struct Clauses {
    pub(super) clauses: Vec<Clause>,
    pub(super) notes: Vec<Trouble>,
}

/// Returns what the patterns `before` and `after` demand.
///
/// # Errors
/// A pattern that is wrong, or that cannot be expressed.
pub(super) fn of(before: &str, after: &str) -> Result<Clauses, Trouble> {
    let mut notes = Vec::new();
    let mut side = |pattern: &str, before: bool| -> Result<Vec<Clause>, Trouble> {
        let (branches, dropped) = dialect::parse(pattern)?;
        let mut out = Vec::new();
        let mut coarse = false;
        let mut plain = Vec::new();
        for branch in branches {
            let clauses = branch_clauses(branch, before, &mut coarse)?;
            match <[Clause; 1]>::try_from(clauses) {
                Ok([clause]) => match <[Condition; 1]>::try_from(clause) {
                    Ok([only]) if only.before == before && only.wanted => plain.push(only.hir),
                    Ok([only]) => out.push(vec![only]),
                    Err(clause) => out.push(clause),
                },
                Err(clauses) => out.extend(clauses),
            }
        }
        if !plain.is_empty() {
            out.push(vec![Condition { before, hir: Hir::alternation(plain), wanted: true }]);
        }
        for (found, note) in [(dropped, Trouble::Possessive), (coarse, Trouble::Boundary)] {
            if found && !notes.contains(&note) {
                notes.push(note);
            }
        }
        Ok(out)
    };
    let (ends, begins) = (side(before, true)?, side(after, false)?);
    if ends.len() * begins.len() > CLAUSES {
        return Err(Trouble::TooLarge);
    }
    let mut clauses = Vec::new();
    for end in &ends {
        for begin in &begins {
            let mut clause = [&end[..], &begin[..]].concat();
            // What may be empty matches anywhere.
            clause.retain(|c| !(c.wanted && is_empty(&c.hir)));
            clauses.push(clause);
        }
    }
    Ok(Clauses { clauses, notes })
}

fn is_empty(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Empty)
}

/// The clauses of one branch; written for the end of a text, and read in a mirror for its begin.
fn branch_clauses(branch: Branch, before: bool, coarse: &mut bool) -> Result<Vec<Clause>, Trouble> {
    // Inner end first: the place of the boundary.
    let mut pieces = branch;
    if before {
        pieces.reverse();
    }
    let mut clauses = vec![Clause::new()];
    let inner = pieces.iter().take_while(|p| matches!(p, Piece::Look { .. } | Piece::Boundary(_))).count();
    for piece in pieces.drain(..inner) {
        match piece {
            Piece::Look { ahead, negative, body } => {
                let condition = Condition { before: !ahead, hir: parsed(&body)?, wanted: !negative };
                for clause in &mut clauses {
                    clause.push(condition.clone());
                }
            }
            // Word before and none behind, or the other way round.
            Piece::Boundary(is) => {
                let word = |before, wanted| Condition { before, hir: Hir::class(Class::Unicode(word_class())), wanted };
                let pairs = [(true, !is), (false, is)];
                clauses = clauses
                    .iter()
                    .flat_map(|c| pairs.map(|(b, a)| [&c[..], &[word(true, b), word(false, a)]].concat()))
                    .collect();
            }
            _ => {}
        }
    }
    // The other end: what is read along with the rest.
    let outer = pieces.iter().rev().take_while(|p| !matches!(p, Piece::Text(_))).count();
    let edge = pieces.split_off(pieces.len() - outer);
    let mut core = Vec::new();
    if before {
        pieces.reverse();
    }
    for piece in &pieces {
        core.push(match piece {
            Piece::Text(text) => parsed(text)?,
            Piece::Anchor(anchor) => parsed(anchor)?,
            Piece::Boundary(is) => Hir::look(if *is { Look::WordUnicode } else { Look::WordUnicodeNegate }),
            Piece::Look { .. } => return Err(Trouble::Look),
        });
    }
    let core = Hir::concat(core);
    let mut context = Context { before, ..Context::default() };
    for piece in edge {
        match piece {
            Piece::Anchor(anchor) => context.zero.push(parsed(anchor)?),
            Piece::Look { ahead, negative, body } if ahead != before => context.look(parsed(&body)?, negative)?,
            Piece::Look { .. } => return Err(Trouble::Look),
            Piece::Boundary(is) => match if before { first(&core) } else { last(&core) } {
                Side::Word => context.look(Hir::class(Class::Unicode(word_class())), is)?,
                Side::Other => context.look(Hir::class(Class::Unicode(word_class())), !is)?,
                Side::Open | Side::Edge => {
                    *coarse = true;
                    context.zero.push(Hir::look(if is { Look::WordAscii } else { Look::WordAsciiNegate }));
                }
            },
            Piece::Text(_) => {}
        }
    }
    let conditions = context.around(&core)?;
    for clause in &mut clauses {
        clause.extend(conditions.iter().cloned());
        for condition in clause {
            let (prev, next) = if condition.before { (Side::Edge, Side::Open) } else { (Side::Open, Side::Edge) };
            condition.hir = settled(&condition.hir, prev, next, coarse);
        }
    }
    Ok(clauses)
}

/// What stands at the outer edge of a pattern.
#[derive(Default)]
struct Context {
    before: bool,
    /// Anchors and the like.
    zero: Vec<Hir>,
    /// What must stand there.
    wanted: Option<Hir>,
    /// Single characters that must not.
    unwanted: Option<ClassUnicode>,
    /// Longer things that must not.
    banned: Vec<Hir>,
}

impl Context {
    fn look(&mut self, body: Hir, negative: bool) -> Result<(), Trouble> {
        match (negative, single(&body)) {
            (true, Some(class)) => self.unwanted.get_or_insert_with(ClassUnicode::empty).union(&class),
            (true, None) => self.banned.push(body),
            (false, _) if self.wanted.is_none() => self.wanted = Some(body),
            (false, Some(class)) => {
                let mut both = self.wanted.as_ref().and_then(single).ok_or(Trouble::Look)?;
                both.intersect(&class);
                self.wanted = Some(Hir::class(Class::Unicode(both)));
            }
            (false, None) => return Err(Trouble::Look),
        }
        Ok(())
    }

    /// The conditions for `core` in this context.
    fn around(self, core: &Hir) -> Result<Vec<Condition>, Trouble> {
        let before = self.before;
        let join = |edge: Vec<Hir>, core: &Hir| {
            let mut all = edge;
            all.push(core.clone());
            if !before {
                all.reverse();
            }
            Hir::concat(all)
        };
        let mut edge = Vec::new();
        match (self.wanted, self.unwanted) {
            (None, None) => {}
            (Some(wanted), None) => edge.push(wanted),
            (Some(wanted), Some(unwanted)) => {
                let mut class = single(&wanted).ok_or(Trouble::Look)?;
                class.difference(&unwanted);
                edge.push(Hir::class(Class::Unicode(class)));
            }
            (None, Some(mut unwanted)) => {
                unwanted.negate();
                let end = Hir::look(if before { Look::Start } else { Look::End });
                edge.push(Hir::alternation(vec![end, Hir::class(Class::Unicode(unwanted))]));
            }
        }
        edge.extend(self.zero);
        let mut out = vec![Condition { before, hir: join(edge, core), wanted: true }];
        for banned in self.banned {
            // Where a match begins is known when all matches are of one length.
            length(core).ok_or(Trouble::Look)?;
            out.push(Condition { before, hir: join(vec![banned], core), wanted: false });
        }
        Ok(out)
    }
}

/// Reads a pattern in the syntax of `regex-syntax`.
fn parsed(text: &str) -> Result<Hir, Trouble> {
    let parser = ParserBuilder::new().nest_limit(200).build().parse(text);
    parser.map_err(|e| match e {
        regex_syntax::Error::Parse(e) => near(e.pattern(), e.span().start.offset),
        regex_syntax::Error::Translate(e) => near(e.pattern(), e.span().start.offset),
        _ => Trouble::TooLarge,
    })
}

fn near(pattern: &str, at: usize) -> Trouble {
    Trouble::Syntax(pattern.get(at..).unwrap_or_default().chars().take(20).collect())
}

/// Letters, figures and marks: what a word boundary stands beside.
static WORD: LazyLock<ClassUnicode> = LazyLock::new(|| match regex_syntax::parse(r"\w").map(Hir::into_kind) {
    Ok(HirKind::Class(Class::Unicode(class))) => class,
    // The pattern above is a class.
    _ => ClassUnicode::empty(),
});

pub(super) fn word_class() -> ClassUnicode {
    WORD.clone()
}

/// What stands on one side of a place inside a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// A letter or figure.
    Word,
    /// Another character, or the end of the text.
    Other,
    /// One or the other.
    Open,
    /// The outer edge: what stands there is not looked for, so that more may be read.
    Edge,
}

impl Side {
    fn or(self, other: Side) -> Side {
        if self == other { self } else { Side::Open }
    }
}

/// What the first, or last, character of what `hir` matches is; `None` when it may be empty, with what it is otherwise.
fn edge(hir: &Hir, is_first: bool) -> (Option<Side>, bool) {
    let both = |a: Option<Side>, b: Option<Side>| match (a, b) {
        (Some(a), Some(b)) => Some(a.or(b)),
        (a, b) => a.or(b),
    };
    match hir.kind() {
        HirKind::Look(Look::Start | Look::End | Look::StartLF | Look::EndLF) => (Some(Side::Other), false),
        HirKind::Empty | HirKind::Look(_) => (None, true),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            let c = if is_first { text.chars().next() } else { text.chars().next_back() };
            let word = c.and_then(|c| try_is_word_character(c).ok());
            (Some(word.map_or(Side::Open, |word| if word { Side::Word } else { Side::Other })), false)
        }
        HirKind::Class(Class::Unicode(class)) => {
            let mut inside = word_class();
            inside.intersect(class);
            let side = if inside.ranges().is_empty() {
                Side::Other
            } else if inside == *class {
                Side::Word
            } else {
                Side::Open
            };
            (Some(side), false)
        }
        // What matches nothing.
        HirKind::Class(Class::Bytes(class)) if class.ranges().is_empty() => (Some(Side::Other), false),
        HirKind::Class(Class::Bytes(_)) => (Some(Side::Open), false),
        HirKind::Repetition(r) => {
            let (side, empty) = edge(&r.sub, is_first);
            (side, empty || r.min == 0)
        }
        HirKind::Capture(c) => edge(&c.sub, is_first),
        HirKind::Alternation(all) => {
            all.iter().map(|h| edge(h, is_first)).fold((None, false), |(a, e), (b, f)| (both(a, b), e || f))
        }
        HirKind::Concat(all) => {
            let mut side = None;
            let mut walk: Vec<&Hir> = all.iter().collect();
            if !is_first {
                walk.reverse();
            }
            for part in walk {
                let (next, empty) = edge(part, is_first);
                side = both(side, next);
                if !empty {
                    return (side, false);
                }
            }
            (side, true)
        }
    }
}

fn first(hir: &Hir) -> Side {
    match edge(hir, true) {
        (Some(side), false) => side,
        _ => Side::Open,
    }
}

fn last(hir: &Hir) -> Side {
    match edge(hir, false) {
        (Some(side), false) => side,
        _ => Side::Open,
    }
}

/// `hir` without Unicode word boundaries: each is decided by what stands around it, else found by ASCII letters.
fn settled(hir: &Hir, prev: Side, next: Side, coarse: &mut bool) -> Hir {
    if !hir.properties().look_set().contains_word_unicode() {
        return hir.clone();
    }
    match hir.kind() {
        HirKind::Look(look @ (Look::WordUnicode | Look::WordUnicodeNegate)) => {
            let is = *look == Look::WordUnicode;
            // At the edge a character more is read.
            match (prev, next) {
                (Side::Edge, side @ (Side::Word | Side::Other)) => return beyond((side == Side::Word) != is, Look::Start),
                (side @ (Side::Word | Side::Other), Side::Edge) => return beyond((side == Side::Word) != is, Look::End),
                _ => {}
            }
            if !matches!((prev, next), (Side::Word | Side::Other, Side::Word | Side::Other)) {
                *coarse = true;
                return Hir::look(if is { Look::WordAscii } else { Look::WordAsciiNegate });
            }
            if (prev != next) == is { Hir::empty() } else { Hir::fail() }
        }
        HirKind::Repetition(r) => {
            let again = r.max != Some(1);
            let prev = if again { prev.or(last(&r.sub)) } else { prev };
            let next = if again { next.or(first(&r.sub)) } else { next };
            Hir::repetition(Repetition { sub: Box::new(settled(&r.sub, prev, next, coarse)), ..r.clone() })
        }
        HirKind::Capture(c) => settled(&c.sub, prev, next, coarse),
        HirKind::Alternation(all) => Hir::alternation(all.iter().map(|h| settled(h, prev, next, coarse)).collect()),
        HirKind::Concat(all) => {
            let outside = |parts: &[Hir], is_first: bool, beyond: Side| {
                let (side, empty) = edge(&Hir::concat(parts.to_vec()), is_first);
                match (side, empty) {
                    (None, _) => beyond,
                    (Some(side), false) => side,
                    (Some(side), true) => side.or(beyond),
                }
            };
            let part =
                |(i, h): (usize, &Hir)| settled(h, outside(&all[..i], false, prev), outside(&all[i + 1..], true, next), coarse);
            Hir::concat(all.iter().enumerate().map(part).collect())
        }
        _ => hir.clone(),
    }
}

/// A letter or figure beyond the edge, or none, which may be the end `end` of the text.
fn beyond(word: bool, end: Look) -> Hir {
    let mut class = word_class();
    if word {
        return Hir::class(Class::Unicode(class));
    }
    class.negate();
    Hir::alternation(vec![Hir::look(end), Hir::class(Class::Unicode(class))])
}

/// The class of one character.
pub(super) fn single_char(c: char) -> ClassUnicode {
    ClassUnicode::new([ClassUnicodeRange::new(c, c)])
}

/// The characters of which `hir` matches exactly one.
fn single(hir: &Hir) -> Option<ClassUnicode> {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class.clone()),
        HirKind::Literal(literal) => {
            let mut chars = std::str::from_utf8(&literal.0).ok()?.chars();
            let (c, None) = (chars.next()?, chars.next()) else { return None };
            Some(single_char(c))
        }
        HirKind::Capture(c) => single(&c.sub),
        HirKind::Alternation(all) => {
            let mut out = ClassUnicode::empty();
            for part in all {
                out.union(&single(part)?);
            }
            Some(out)
        }
        _ => None,
    }
}

/// How many characters `hir` matches, when that is always the same number.
fn length(hir: &Hir) -> Option<u32> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(0),
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok().map(|t| t.chars().count() as u32),
        HirKind::Class(_) => Some(1),
        HirKind::Repetition(r) if r.max == Some(r.min) => length(&r.sub)?.checked_mul(r.min),
        HirKind::Repetition(_) => None,
        HirKind::Capture(c) => length(&c.sub),
        HirKind::Alternation(all) => {
            let mut lengths = all.iter().map(length);
            let only = lengths.next()??;
            lengths.all(|l| l == Some(only)).then_some(only)
        }
        HirKind::Concat(all) => all.iter().map(length).try_fold(0u32, |sum, l| sum.checked_add(l?)),
    }
}
