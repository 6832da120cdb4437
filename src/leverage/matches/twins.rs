//! One unit in several memories of a set: listed once, with the names of the others.
//!
//! **Invariant:** what is left out differs in nothing that is shown but the memory, and that is told.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::{Found, score};
use crate::model::Unit;

/// Lists a unit that several sources hold alike once: from the source where it scores best, else from the earlier one.
/// Nothing that differs is hidden: texts, state, author and date are all the same.
pub(super) fn list_once(found: &mut Vec<Found<'_>>) {
    if found.iter().all(|f| f.place == found[0].place) {
        return;
    }
    let mut alike: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (at, f) in found.iter().enumerate() {
        alike.entry((&f.unit.source, &f.unit.target)).or_default().push(at);
    }
    let rank = |f: &Found<'_>| (score::final_score(f.uncapped, &f.penalties, false), f.uncapped, Reverse(f.place));
    let mut also: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut gone = vec![false; found.len()];
    for mut rest in alike.into_values().filter(|group| group.len() > 1) {
        while let Some(&first) = rest.first() {
            let (same, others) =
                rest.into_iter().partition::<Vec<usize>, _>(|&at| same_unit(&found[first].unit, &found[at].unit));
            rest = others;
            let Some(home) = same.iter().map(|&at| &found[at]).max_by_key(|f| rank(f)).map(|f| f.place) else { continue };
            let mut places: Vec<usize> =
                same.iter().flat_map(|&at| found[at].also.iter().copied().chain([found[at].place])).collect();
            places.retain(|&place| place != home);
            places.sort_unstable();
            places.dedup();
            for at in same {
                gone[at] = found[at].place != home;
                if !gone[at] {
                    also.push((at, places.clone()));
                }
            }
        }
    }
    for (at, places) in also {
        found[at].also = places;
    }
    let mut gone = gone.into_iter();
    found.retain(|_| !gone.next().unwrap_or_default());
}

fn same_unit(a: &Unit, b: &Unit) -> bool {
    a.source == b.source && a.target == b.target && a.state == b.state && a.author == b.author && a.changed == b.changed
}
