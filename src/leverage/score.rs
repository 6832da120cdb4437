//! The score: from the edit script to the number a translator is paid by.
//!
//! Source: score.md, definition version 1, rules 4 to 7.

use crate::model::{Guard, Neighbour, Penalty, UnitState};
use crate::text::key;

/// The highest score of a match whose key differs.
pub const FUZZY_TOP: u8 = 94;
/// The highest score of a match with a negation, time or voice flag.
pub const CAP: u8 = 84;
/// The highest score of a match with any penalty, or of an ambiguous one.
pub const PENALISED_TOP: u8 = 99;

/// Returns the raw score, 0–100, of a source of `n` tokens for a segment of `m`, `d2` being twice their distance.
///
/// ```
/// assert_eq!(padan::leverage::score::raw(10, 10, 2), 90);
/// assert_eq!(padan::leverage::score::raw(0, 0, 0), 0);
/// ```
pub fn raw(n: usize, m: usize, d2: usize) -> u8 {
    let total = n + m;
    if d2 >= total { 0 } else { (100 * (total - d2) / total) as u8 }
}

/// Returns 102, 101 or 100 for a match with an equal key: how many neighbours of `met` are those of the segment.
pub fn context(met: (&Neighbour, &Neighbour), segment: (&Neighbour, &Neighbour)) -> u8 {
    100 + u8::from(same_place(met.0, segment.0)) + u8::from(same_place(met.1, segment.1))
}

fn same_place(a: &Neighbour, b: &Neighbour) -> bool {
    match (a, b) {
        (Neighbour::Edge, Neighbour::Edge) => true,
        (Neighbour::Segment(a), Neighbour::Segment(b)) => a == b || key(a) == key(b),
        _ => false,
    }
}

/// Returns the score after the cap of the guards that fired.
pub fn capped(uncapped: u8, guards: impl IntoIterator<Item = Guard>) -> u8 {
    if guards.into_iter().any(Guard::caps) { uncapped.min(CAP) } else { uncapped }
}

/// The penalty for who stands behind a unit, if any.
pub fn state_penalty(state: UnitState) -> Option<(Penalty, u8)> {
    match state {
        UnitState::Aligned => Some((Penalty::Aligned, 3)),
        UnitState::Unconfirmed => Some((Penalty::Unconfirmed, 5)),
        UnitState::Reviewed | UnitState::Confirmed | UnitState::Imported => None,
    }
}

/// Returns the final score: `capped` less the penalties, at most 99 when there is one or the match is ambiguous.
pub fn final_score(capped: u8, penalties: &[(Penalty, u8)], ambiguous: bool) -> u8 {
    let sum: u32 = penalties.iter().map(|&(_, points)| u32::from(points)).sum();
    let left = u32::from(capped).saturating_sub(sum) as u8;
    if ambiguous || !penalties.is_empty() { left.min(PENALISED_TOP) } else { left }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_neighbours_equal_nothing_and_edges_equal_edges() {
        let seg = |s: &str| Neighbour::Segment(s.to_owned());
        let unknown = Neighbour::Unknown;
        assert_eq!(context((&seg("“A”"), &Neighbour::Edge), (&seg("\"A\" "), &Neighbour::Edge)), 102);
        assert_eq!(context((&unknown, &seg("b")), (&unknown, &seg("b"))), 101);
        assert_eq!(context((&unknown, &unknown), (&unknown, &unknown)), 100);
    }

    #[test]
    fn any_penalty_keeps_a_match_below_a_hundred() {
        assert_eq!(final_score(102, &[(Penalty::Role, 1)], false), 99);
        assert_eq!(final_score(100, &[(Penalty::Aligned, 3), (Penalty::Memory, 5)], false), 92);
        assert_eq!(final_score(3, &[(Penalty::Unconfirmed, 5)], false), 0);
        assert_eq!(final_score(100, &[], true), 99);
        assert_eq!(capped(94, [Guard::Number, Guard::Name]), 94);
        assert_eq!(capped(94, [Guard::Number, Guard::Voice]), 84);
        assert_eq!(capped(70, [Guard::Negation]), 70);
    }
}
