//! Propagation: what is finished in one place is filled in wherever the same source stands untouched.
//!
//! Source: review.md, "Review" (identical untouched segments are filled as draft).
//!
//! **Invariant:** pure. What is filled in depends on nothing but what is finished: done twice it is as done once. No
//! target that somebody has worked on, or taken out, changes. An untouched segment has the target of its finished equals
//! when those agree, and what it had before when they do not.

use std::collections::HashMap;

use crate::model::matching::SCORE_VERSION;
use crate::model::{Draft, DraftSegment, Origin, OriginKind, SegmentRef, SegmentState};
use crate::text::key;

/// What propagation comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Propagation {
    /// The segments that change, as they are to be stored.
    pub changed: Vec<DraftSegment>,
    /// Segments with one source that are finished with different targets, while others with it are open: their numbers,
    /// the finished ones first.
    pub differing: Vec<Differing>,
}

/// One source with several finished targets.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Differing {
    /// The finished segments.
    pub finished: Vec<SegmentRef>,
    /// The untouched segments that were left without a target because of it.
    pub open: Vec<u32>,
}

/// A finished segment whose target may be filled in elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Where it stands.
    pub at: SegmentRef,
    /// Its source as shown, tags included.
    pub source: String,
    /// Its target.
    pub target: String,
}

/// Returns the segments of other drafts that the untouched ones of `draft` repeat, each once.
pub fn wanted(draft: &Draft) -> Vec<SegmentRef> {
    let mut out: Vec<SegmentRef> = Vec::new();
    for like in draft.segments.iter().filter_map(|s| s.like.as_ref()).filter(|l| l.is_repetition() && l.at.draft.is_some()) {
        if !out.contains(&like.at) {
            out.push(like.at.clone());
        }
    }
    out
}

/// Returns what changes in `draft` when its finished segments, and where it has none for a source those `elsewhere`, are
/// filled in where the same source is untouched. `held` are segments to leave alone.
pub fn propagate(draft: &Draft, elsewhere: &[Finished], held: &[u32]) -> Propagation {
    let mut groups: HashMap<String, Vec<&DraftSegment>> = HashMap::new();
    let mut order: Vec<String> = Vec::new();
    for segment in &draft.segments {
        let source = key(segment.segment.shown());
        let group = groups.entry(source.clone()).or_default();
        if group.is_empty() {
            order.push(source);
        }
        group.push(segment);
    }
    let mut abroad: HashMap<String, Vec<(SegmentRef, &str)>> = HashMap::new();
    for finished in elsewhere.iter().filter(|f| !f.target.trim().is_empty()) {
        abroad.entry(key(&finished.source)).or_default().push((finished.at.clone(), &finished.target));
    }
    let mut out = Propagation::default();
    for source in order {
        let group = &groups[&source];
        let open: Vec<&DraftSegment> =
            group.iter().copied().filter(|s| may_be_filled(s) && !held.contains(&s.segment.n)).collect();
        if open.is_empty() {
            continue;
        }
        let here = |s: &&&DraftSegment| s.state.is_finished() && !s.target.trim().is_empty();
        let mut finished: Vec<(SegmentRef, &str)> =
            (group.iter().filter(here)).map(|s| (SegmentRef { draft: None, n: s.segment.n }, s.target.as_str())).collect();
        if finished.is_empty() {
            finished = abroad.remove(&source).unwrap_or_default();
        }
        let agree = finished.windows(2).all(|w| key(w[0].1) == key(w[1].1));
        match finished.first() {
            Some((from, target)) if agree => {
                out.changed.extend(open.into_iter().filter_map(|s| filled(s, from, target)));
            }
            Some(_) => {
                let finished = finished.into_iter().map(|(at, _)| at).collect();
                out.differing.push(Differing { finished, open: open.iter().map(|s| s.segment.n).collect() });
                out.changed.extend(open.into_iter().filter_map(taken_back));
            }
            // What came from another draft stays when that cannot be asked any more.
            None => {
                let from_here =
                    |s: &&DraftSegment| s.origin.as_ref().and_then(|o| o.from.as_ref()).is_some_and(|f| f.draft.is_none());
                out.changed.extend(open.into_iter().filter(from_here).filter_map(taken_back));
            }
        }
    }
    out
}

/// Whether the present target of a segment was filled in from a repetition and nobody has touched it.
pub fn is_propagated(s: &DraftSegment) -> bool {
    s.state == SegmentState::Draft && s.origin.as_ref().is_some_and(|o| o.kind == OriginKind::Repetition && o.text == s.target)
}

/// Whether nobody has worked on it, or taken its target out, and what it holds is no match of its very source.
fn may_be_filled(s: &DraftSegment) -> bool {
    let weaker =
        |o: &Origin| matches!(o.kind, OriginKind::Repetition | OriginKind::Fuzzy | OriginKind::Rung) && o.text == s.target;
    s.via.is_none()
        && match s.state {
            SegmentState::New => s.target.is_empty(),
            SegmentState::Draft => s.origin.as_ref().is_some_and(weaker),
            _ => false,
        }
}

/// The segment with `target` filled in; `None` when it has it already.
fn filled(s: &DraftSegment, from: &SegmentRef, target: &str) -> Option<DraftSegment> {
    if is_propagated(s) && s.target == target {
        return None;
    }
    let mut after = s.clone();
    remember(&mut after);
    let before = match after.origin.take() {
        Some(old) if old.kind == OriginKind::Repetition => old.before,
        other => other.map(Box::new),
    };
    after.origin = Some(Origin {
        kind: OriginKind::Repetition,
        score: Some(100),
        tu: None,
        uid: None,
        memory: None,
        penalties: Vec::new(),
        adapted: Vec::new(),
        score_version: SCORE_VERSION,
        text: target.to_owned(),
        from: Some(from.clone()),
        before,
    });
    target.clone_into(&mut after.target);
    after.state = SegmentState::Draft;
    Some(after)
}

/// The segment as it was before it was filled from a repetition; `None` when it was not.
fn taken_back(s: &DraftSegment) -> Option<DraftSegment> {
    if !is_propagated(s) {
        return None;
    }
    let mut after = s.clone();
    remember(&mut after);
    after.origin = after.origin.and_then(|o| o.before).map(|o| *o);
    after.target = after.filled().to_owned();
    after.state = if after.target.is_empty() { SegmentState::New } else { SegmentState::Draft };
    Some(after)
}

/// Keeps the present text among those that were filled in before.
fn remember(s: &mut DraftSegment) {
    if !s.exported.contains(&s.target) {
        s.exported.push(s.target.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::super::repeats::tests::segments;
    use super::*;
    use crate::model::{Direction, Form, Like, Stamp};
    use proptest::prelude::*;

    fn draft(segments: Vec<DraftSegment>) -> Draft {
        Draft {
            id: 1,
            name: "pasar".to_owned(),
            file: "pasar.txt".to_owned(),
            sha256: String::new(),
            direction: Direction::ID_EN,
            form: Form::Text,
            rules: String::new(),
            at: Stamp::parse("20261124T080000Z").expect("a date"),
            lines: Vec::new(),
            segments,
        }
    }

    fn origin(kind: OriginKind, text: &str) -> Origin {
        Origin {
            kind,
            score: Some(90),
            tu: Some(4),
            uid: None,
            memory: None,
            penalties: Vec::new(),
            adapted: Vec::new(),
            score_version: SCORE_VERSION,
            text: text.to_owned(),
            from: None,
            before: None,
        }
    }

    fn fill(s: &mut DraftSegment, kind: OriginKind, text: &str) {
        (s.target, s.state, s.origin) = (text.to_owned(), SegmentState::Draft, Some(origin(kind, text)));
    }

    fn work(s: &mut DraftSegment, state: SegmentState, text: &str) {
        (s.target, s.state, s.via) = (text.to_owned(), state, Some("satu.docx".to_owned()));
    }

    fn apply(draft: &mut Draft, held: &[u32]) -> Propagation {
        let done = propagate(draft, &[], held);
        for after in &done.changed {
            after.clone_into(&mut draft.segments[after.segment.n as usize - 1]);
        }
        done
    }

    fn targets(draft: &Draft) -> Vec<&str> {
        draft.segments.iter().map(|s| s.target.as_str()).collect()
    }

    #[test]
    fn the_same_source_is_filled_and_what_changes_later_follows() {
        let mut draft = draft(segments(&["Pasar Rakyat.", "Harga naik.", "Pasar  Rakyat.", "Pasar Rakyat.", "Pasar Rakyat."]));
        work(&mut draft.segments[0], SegmentState::Confirmed, "People's market.");
        fill(&mut draft.segments[2], OriginKind::Fuzzy, "Market.");
        fill(&mut draft.segments[3], OriginKind::Exact, "The market.");
        assert_eq!(apply(&mut draft, &[5]).changed.len(), 1);
        let s = &draft.segments[2];
        assert_eq!(targets(&draft), ["People's market.", "", "People's market.", "The market.", ""]);
        assert_eq!(
            (s.state, s.wrote, s.is_settled(), &*s.exported),
            (SegmentState::Draft, None, true, &["Market.".to_owned()][..])
        );
        let from = s.origin.as_ref().map(|o| (o.kind, o.score, o.from.clone(), o.before.as_ref().map(|b| b.kind)));
        let first = Some(SegmentRef { draft: None, n: 1 });
        assert_eq!(from, Some((OriginKind::Repetition, Some(100), first, Some(OriginKind::Fuzzy))));
        assert_eq!(apply(&mut draft, &[]).changed.len(), 1, "it is held no longer");
        work(&mut draft.segments[0], SegmentState::Reviewed, "Popular market.");
        apply(&mut draft, &[]);
        assert_eq!(targets(&draft), ["Popular market.", "", "Popular market.", "The market.", "Popular market."]);
        // A second opinion: what it had before comes back, and both are named.
        work(&mut draft.segments[4], SegmentState::Confirmed, "Folk market.");
        let told = apply(&mut draft, &[]).differing;
        let here = |n| SegmentRef { draft: None, n };
        assert_eq!(told, [Differing { finished: vec![here(1), here(5)], open: vec![3] }]);
        assert_eq!(targets(&draft)[2], "Market.");
        assert_eq!(draft.segments[2].origin.as_ref().map(|o| o.kind), Some(OriginKind::Fuzzy));
        assert_eq!(draft.segments[2].exported, ["Market.", "People's market.", "Popular market."]);
    }

    #[test]
    fn tags_around_other_words_are_another_source() {
        let mut draft = draft(segments(&["<1>Kopi</1> Gayo", "Kopi <1>Gayo</1>", "Kopi Gayo", "<1>Kopi</1> Gayo"]));
        work(&mut draft.segments[0], SegmentState::Confirmed, "Gayo <1>coffee</1>");
        apply(&mut draft, &[]);
        assert_eq!(targets(&draft), ["Gayo <1>coffee</1>", "", "", "Gayo <1>coffee</1>"]);
    }

    #[test]
    fn another_draft_serves_where_this_one_has_nothing_finished() {
        let mut draft = draft(segments(&["Hujan turun.", "Hujan turun.", "Angin kencang."]));
        let at = |n| SegmentRef { draft: Some("satu".to_owned()), n };
        let like = |n, score| Some(Like { at: at(n), score, diff: Vec::new(), flags: Vec::new(), penalties: Vec::new() });
        draft.segments[0].like = like(4, 100);
        draft.segments[1].like = like(4, 100);
        draft.segments[2].like = like(6, 90);
        assert_eq!(wanted(&draft), [at(4)]);
        let there = [Finished { at: at(4), source: "Hujan  turun.".to_owned(), target: "It rained.".to_owned() }];
        let done = propagate(&draft, &there, &[]);
        assert_eq!(
            done.changed.iter().map(|s| (s.segment.n, &*s.target)).collect::<Vec<_>>(),
            [(1, "It rained."), (2, "It rained.")]
        );
        draft.segments = [done.changed, vec![draft.segments[2].clone()]].concat();
        assert_eq!(propagate(&draft, &[], &[]).changed, [], "the other draft was deleted: what came from it stays");
        work(&mut draft.segments[0], SegmentState::Confirmed, "Rain fell.");
        assert_eq!(propagate(&draft, &there, &[]).changed[0].target, "Rain fell.");
        draft.segments[0].segment.text = "Hujan reda.".to_owned();
        let other = [Finished { source: "Hujan deras.".to_owned(), ..there[0].clone() }];
        assert_eq!(propagate(&draft, &other, &[]).changed, [], "another source");
    }

    /// What a segment is at first: (source, what it holds).
    fn at_first() -> impl Strategy<Value = Vec<(usize, usize)>> {
        prop::collection::vec((0usize..3, 0usize..9), 2..12)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn untouched_segments_have_what_is_agreed_and_worked_on_ones_stay(
            first in at_first(),
            rounds in prop::collection::vec(prop::collection::vec((0usize..12, 0usize..6), 0..4), 1..5),
        ) {
            let sources = ["Pasar dibuka.", "Hujan <1>turun</1>.", "Foto: Warga"];
            let texts: Vec<&str> = first.iter().map(|&(source, _)| sources[source]).collect();
            let mut draft = draft(segments(&texts));
            for (s, &(_, holds)) in draft.segments.iter_mut().zip(&first) {
                match holds {
                    0 => fill(s, OriginKind::Fuzzy, "F"),
                    1 => fill(s, OriginKind::Exact, "E"),
                    2 => fill(s, OriginKind::Copied, "C"),
                    3 => work(s, SegmentState::Edited, "W"),
                    4 => work(s, SegmentState::Confirmed, "A"),
                    5 => work(s, SegmentState::New, ""),
                    _ => {}
                }
            }
            // What each held before anything was filled in; nothing for one that is not to be filled.
            let fillable = |s: &DraftSegment, holds: usize| (holds == 0 || holds > 5).then(|| (s.target.clone(), s.state));
            let mut before: Vec<_> = draft.segments.iter().zip(&first).map(|(s, f)| fillable(s, f.1)).collect();
            for round in rounds {
                for (at, action) in round {
                    let Some(s) = draft.segments.get_mut(at) else { continue };
                    let (state, text) = match action {
                        0 | 1 => (SegmentState::Confirmed, "A"),
                        2 => (SegmentState::Reviewed, "A "),
                        3 => (SegmentState::Confirmed, "B"),
                        4 => (SegmentState::Edited, "W"),
                        _ => (SegmentState::New, ""),
                    };
                    work(s, state, text);
                    before[at] = None;
                }
                let given = draft.clone();
                let done = apply(&mut draft, &[]);
                prop_assert_eq!(&apply(&mut draft, &[]).changed, &[]);
                for (at, (s, was)) in draft.segments.iter().zip(&given.segments).enumerate() {
                    let equals = given.segments.iter().filter(|o| o.segment.text == s.segment.text && o.state.is_finished());
                    let agreed: std::collections::BTreeSet<&str> = equals.map(|o| o.target.trim()).collect();
                    let Some(held) = &before[at] else {
                        prop_assert_eq!(s, was, "worked on, taken out, exact or copied");
                        continue;
                    };
                    if agreed.len() == 1 {
                        prop_assert_eq!((Some(&s.target.trim()), s.state), (agreed.first(), SegmentState::Draft));
                        prop_assert!(is_propagated(s) && s.is_settled() && s.wrote.is_none());
                    } else {
                        prop_assert_eq!((&s.target, s.state), (&held.0, held.1));
                        let told = done.differing.iter().any(|d| d.open.contains(&s.segment.n));
                        prop_assert_eq!(told, agreed.len() > 1);
                    }
                    // Every text it ever showed is remembered: files hold it.
                    prop_assert!(s.target == was.target || s.exported.contains(&was.target));
                }
            }
        }
    }
}
