//! Propagation: what is finished in one place is filled in wherever the same source stands untouched.
//!
//! Source: review.md, "Review" (identical untouched segments are filled as draft).
//!
//! **Invariant:** pure. What is filled in depends on nothing but what is finished: done twice it is as done once. No
//! target that somebody has worked on, or taken out, changes. An untouched segment has the target of its finished equals
//! when those agree, and what it had before when they do not.

use std::collections::{HashMap, HashSet};

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// The finished segments.
    pub finished: Vec<SegmentRef>,
    /// The untouched segments that were left without a target because of it.
    pub open: Vec<u32>,
}

impl Propagation {
    /// How many segments are filled, or follow a target that has changed.
    pub fn filled(&self) -> usize {
        self.changed.iter().filter(|s| is_propagated(s)).count()
    }
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
pub fn propagate(draft: &Draft, elsewhere: &[Finished], held: &HashSet<u32>) -> Propagation {
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

/// Whether the present target was filled in from a repetition and nobody has touched it.
fn is_propagated(s: &DraftSegment) -> bool {
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
    if !s.replaced.contains(&s.target) {
        s.replaced.push(s.target.clone());
    }
}
