//! The neighbours of segments in their article, for contexts and lookups.

use crate::leverage::Query;
use crate::model::{Context, Neighbour, Segment, unit};

/// Returns the neighbours of each segment in order: the plain texts before and after it, the edges of the document outside.
pub fn of(plain: &[String]) -> Vec<(Neighbour, Neighbour)> {
    let at = |i: Option<usize>| match i.and_then(|i| plain.get(i)) {
        Some(text) => Neighbour::Segment(text.clone()),
        None => Neighbour::Edge,
    };
    (0..plain.len()).map(|i| (at(i.checked_sub(1)), at(Some(i + 1)))).collect()
}

/// Returns what each segment of an article asks of a memory; `plain` are the segments' plain texts.
pub fn queries<'a>(segments: &[Segment], plain: &'a [String]) -> Vec<Query<'a>> {
    (segments.iter().zip(plain).zip(of(plain)))
        .map(|((segment, source), (prev, next))| Query {
            source,
            prev,
            next,
            role: Some(segment.role),
            skeleton: Some(segment.tagged.as_deref().map_or(0, unit::skeleton)),
        })
        .collect()
}

/// Returns the context in which the `index`th segment of the document `doc` stands.
pub fn context(plain: &[String], index: usize, doc: &str, ident: String) -> Context {
    let (prev, next) = of(plain).swap_remove(index);
    Context { prev, next, doc: Some(doc.to_owned()), ident: Some(ident) }
}
