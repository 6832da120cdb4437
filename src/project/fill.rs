//! What is filled in: from a segment's matches to its target, origin and state.
//!
//! Source: review.md, "What is filled in, everywhere the same". The flags hold at any bound.

use super::copied::copy;
use crate::model::matching::SCORE_VERSION;
use crate::model::{Direction, Match, Origin, OriginKind, Segment, SegmentState, UnitState};
use crate::text::key;

/// The lowest score of an unadapted match that is filled in.
pub const FILL: u8 = 85;

/// Drafts keep every match from here, and the best earlier segment, so that an analysis needs no second lookup.
pub const KEPT_FROM: u8 = 50;

/// Returns target, state and origin of a segment whose matches, best first, are `matches`.
///
/// `fill` is the lowest score that is filled in (100 and above always is, when there is one target).
pub fn fill(segment: &Segment, matches: &[Match], direction: Direction, fill: u8) -> (String, SegmentState, Option<Origin>) {
    if let Some(best) = matches.first().filter(|m| may_fill(m, matches, fill)) {
        return (best.target.clone(), SegmentState::Draft, Some(origin_of(best)));
    }
    if let Some(text) = copy(&segment.plain(), segment.role, direction) {
        let origin = Origin {
            kind: OriginKind::Copied,
            score: None,
            tu: None,
            uid: None,
            memory: None,
            penalties: Vec::new(),
            adapted: Vec::new(),
            score_version: SCORE_VERSION,
            text: text.clone(),
            from: None,
            before: None,
        };
        return (text, SegmentState::Draft, Some(origin));
    }
    (String::new(), SegmentState::New, None)
}

fn may_fill(best: &Match, matches: &[Match], fill: u8) -> bool {
    if !best.flags.is_empty() || best.ambiguous || best.state == UnitState::Unconfirmed || best.target.trim().is_empty() {
        return false;
    }
    // Equals of the same rank that say something else leave the choice to the translator.
    let rival = |m: &&Match| m.score == best.score && m.state == best.state && m.source == best.source;
    let decided = matches.iter().filter(rival).all(|m| key(&m.target) == key(&best.target));
    decided && best.score >= fill.min(100)
}

fn origin_of(m: &Match) -> Origin {
    Origin {
        kind: m.kind.into(),
        score: Some(m.score),
        tu: Some(m.tu),
        uid: Some(m.uid),
        memory: Some(m.memory.clone()),
        penalties: m.penalties.clone(),
        adapted: m.adapted.clone(),
        score_version: m.score_version,
        text: m.target.clone(),
        from: None,
        before: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Flag, Guard, MatchKind, Role, Uid};

    fn segment(text: &str, role: Role) -> Segment {
        Segment {
            n: 1,
            role,
            para: 1,
            line: 1,
            text: text.to_owned(),
            before: String::new(),
            after: String::new(),
            joined: Vec::new(),
            tagged: None,
            tags: Vec::new(),
        }
    }

    fn a_match(score: u8, target: &str) -> Match {
        Match {
            tu: 1,
            uid: Uid([0; 16]),
            memory: "m".to_owned(),
            also: Vec::new(),
            kind: if score >= 99 { MatchKind::Exact } else { MatchKind::Fuzzy },
            score,
            uncapped: score,
            source: "Kapal tiba.".to_owned(),
            target: target.to_owned(),
            state: UnitState::Confirmed,
            diff: Vec::new(),
            edits: Vec::new(),
            flags: Vec::new(),
            penalties: Vec::new(),
            ambiguous: false,
            marks: Vec::new(),
            proposal: None,
            safe: false,
            adapted: Vec::new(),
            repair: None,
            coverage: 1.0,
            author: None,
            changed: None,
            doc: None,
            score_version: SCORE_VERSION,
            tables: String::new(),
        }
    }

    fn filled(matches: &[Match]) -> String {
        fill(&segment("Kapal tiba.", Role::Body), matches, Direction::ID_EN, FILL).0
    }

    #[test]
    fn fills_what_the_table_says_and_nothing_else() {
        assert_eq!(filled(&[a_match(100, "The ship arrives."), a_match(100, "The ship arrives.")]), "The ship arrives.");
        assert_eq!(filled(&[a_match(101, "A"), a_match(100, "B")]), "A");
        assert_eq!(filled(&[a_match(100, "A"), a_match(100, "B")]), "");
        assert_eq!(filled(&[a_match(85, "A")]), "A");
        assert_eq!(filled(&[a_match(84, "A")]), "");
        let flag = Flag { guard: Guard::Name, query: None, source: None, note: String::new() };
        assert_eq!(filled(&[Match { flags: vec![flag], ..a_match(94, "A") }]), "");
        assert_eq!(filled(&[Match { ambiguous: true, ..a_match(99, "A") }]), "");
        assert_eq!(filled(&[Match { state: UnitState::Unconfirmed, ..a_match(95, "A") }]), "");
        assert_eq!(filled(&[]), "");
    }

    #[test]
    fn a_byline_is_copied_and_counts_as_settled_text() {
        let (target, state, origin) = fill(&segment("Oleh Rahmat", Role::Byline), &[], Direction::ID_EN, FILL);
        assert_eq!((target.as_str(), state), ("By Rahmat", SegmentState::Draft));
        assert_eq!(origin.expect("copied text has an origin").kind, OriginKind::Copied);
    }
}
