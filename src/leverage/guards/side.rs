//! One side of a comparison: its tokens, how the edit script joins them to the other side, and the marks found on it.

use std::borrow::Cow;
use std::ops::Range;

use crate::leverage::edit::{Step, StepOp};
use crate::model::Guard;
use crate::text::token::{Token, TokenKind, Tokens};

/// What the edit script says about a token.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    /// The token on the other side that it is equal to, case aside.
    pub(super) equal: Option<usize>,
    /// The token on the other side that stands for it.
    pub(super) substitute: Option<usize>,
    /// The stretch of differences it stands in; stretches count from 1, 0 where the sides are equal.
    pub(super) stretch: usize,
    /// Where it stands in the segment, or would stand.
    pub(super) at: usize,
}

/// One side of a comparison.
pub(super) struct Side<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    pub(super) folded: Vec<Cow<'a, str>>,
    pub(super) places: Vec<Place>,
    /// Tokens inside an idiom: no guard reads them.
    pub(super) idiom: Vec<bool>,
}

/// When a mark without a partner is a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fires {
    Always,
    /// Only when another value of the same axis is left on the other side.
    Opposed,
    /// Never: it only stands for the same value on the other side.
    Joins,
}

/// What a mark says; marks of equal values cancel each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A group of a lexicon.
    Group(u16),
    /// mantissa × 10^exponent, the mantissa without trailing zeros.
    Number {
        kind: NumberKind,
        mantissa: u128,
        exponent: i32,
    },
    Fraction(u128, u128),
    /// A magnitude without a number, as its power of ten.
    Magnitude(i32),
    Vague(u32),
    Month(u8),
    Weekday(u8),
    /// Figures that are no number: a time, a score, a section; and what is too large.
    Literal(String),
}

/// How a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberKind {
    Cardinal,
    Ordinal,
    /// *1990-an*, *1990s*.
    Decade,
}

/// A place on one side that matters to a guard.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) guard: Guard,
    /// Marks of one axis and different values are opposites.
    pub(super) axis: u16,
    pub(super) value: Value,
    pub(super) fires: Fires,
    pub(super) range: Range<usize>,
}

impl<'a> Side<'a> {
    fn of(tokens: &'a Tokens) -> Side<'a> {
        let tokens: Vec<Token<'a>> = tokens.iter().collect();
        let folded = tokens.iter().map(|t| crate::text::fold(t.text)).collect();
        let places = vec![Place::default(); tokens.len()];
        let idiom = vec![false; tokens.len()];
        Side { tokens, folded, places, idiom }
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Word)
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Number)
    }

    /// The folded text at `at`; empty outside.
    pub(super) fn word(&self, at: usize) -> &str {
        self.folded.get(at).map_or("", |w| w)
    }

    /// The folded text before `at`; empty at the start.
    pub(super) fn word_before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |i| self.word(i))
    }

    /// Whether the tokens at `at` and `at + 1` touch.
    pub(super) fn touches_next(&self, at: usize) -> bool {
        matches!((self.tokens.get(at), self.tokens.get(at + 1)), (Some(a), Some(b)) if a.end == b.start)
    }

    pub(super) fn is_capitalised(&self, at: usize) -> bool {
        self.is_word(at) && self.tokens[at].text.chars().next().is_some_and(char::is_uppercase)
    }

    /// The tokens of `range` as they are read, with a space where they do not touch.
    pub(super) fn shown(&self, range: &Range<usize>) -> String {
        let mut out = String::new();
        for at in range.clone() {
            let Some(token) = self.tokens.get(at) else { continue };
            out.push_str(token.text);
            if at + 1 < range.end && !self.touches_next(at) {
                out.push(' ');
            }
        }
        out
    }
}

/// Returns both sides, joined by `script`; steps that point outside are left out.
pub(super) fn sides<'a>(source: &'a Tokens, query: &'a Tokens, script: &[Step]) -> (Side<'a>, Side<'a>) {
    let (mut s, mut q) = (Side::of(source), Side::of(query));
    let (mut stretch, mut inside) = (0, false);
    for step in script {
        let differs = !matches!(step.op, StepOp::Equal | StepOp::Case);
        if differs && !inside {
            stretch += 1;
        }
        inside = differs;
        let in_source = step.op != StepOp::Insert && step.source < s.places.len();
        let in_query = step.op != StepOp::Delete && step.query < q.places.len();
        let place = Place { stretch: if differs { stretch } else { 0 }, at: step.query, ..Place::default() };
        let other = |other: usize| match step.op {
            StepOp::Equal | StepOp::Case => Place { equal: Some(other), ..place },
            StepOp::Substitute => Place { substitute: Some(other), ..place },
            StepOp::Delete | StepOp::Insert => place,
        };
        if in_source {
            s.places[step.source] = other(step.query);
        }
        if in_query {
            q.places[step.query] = other(step.source);
        }
    }
    (s, q)
}
