//! The line of a paragraph to the places of its segments.
//!
//! **Invariant:** a pair (a link, a field) lies in one segment, or around whole segments; it never begins in one and ends in
//! another.

use std::ops::Range;

use super::paragraph::{Kind, Paragraph};
use crate::model::Lang;
use crate::segment;

/// How often the boundaries are looked through for pairs before the paragraph stays in one piece.
const PASSES: usize = 8;

/// Returns the bytes of the segments in the line of `paragraph`, in order, without outer white space.
///
/// Sentences end where the rules for `lang` say, and at an empty line that two breaks make.
pub(super) fn cut(paragraph: &Paragraph, lang: Lang) -> Vec<Range<usize>> {
    let plain = plain(paragraph);
    let mut out: Vec<Range<usize>> = Vec::new();
    for sentence in segment::split(&plain, lang, false) {
        let piece = &plain[sentence.clone()];
        let start = sentence.end - piece.trim_start().len();
        let end = sentence.start + piece.trim_end().len();
        if start < end {
            out.push(start..end);
        }
    }
    join_across_pairs(paragraph, &mut out);
    out
}

/// The line, with a line feed for the second of two breaks.
fn plain(paragraph: &Paragraph) -> String {
    let mut out = String::new();
    let mut broken = false;
    for piece in &paragraph.pieces {
        if piece.kind == Kind::Break {
            out.push(if broken { '\n' } else { ' ' });
            broken = true;
        } else {
            broken &= piece.shown().trim().is_empty();
            out.push_str(piece.shown());
        }
    }
    out
}

fn join_across_pairs(paragraph: &Paragraph, segments: &mut Vec<Range<usize>>) {
    let pairs = pairs(paragraph);
    for _ in 0..PASSES {
        if segments.len() < 2 || pairs.is_empty() {
            return;
        }
        // Whether the boundary behind each segment goes.
        let mut joined = vec![false; segments.len()];
        let mut any = false;
        for pair in &pairs {
            let first = segments.partition_point(|s| s.end <= pair.start);
            let last = segments.partition_point(|s| s.start < pair.end);
            if first + 1 >= last {
                continue;
            }
            let last = last - 1;
            let torn = segments[first].start < pair.start || pair.end < segments[last].end;
            if torn {
                joined[first..last].fill(true);
                any = true;
            }
        }
        if !any {
            return;
        }
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(segments.len());
        let mut goes_on = false;
        for (segment, join) in segments.iter().zip(joined) {
            match merged.last_mut() {
                Some(last) if goes_on => last.end = segment.end,
                _ => merged.push(segment.clone()),
            }
            goes_on = join;
        }
        *segments = merged;
    }
    if let (Some(first), Some(last)) = (segments.first(), segments.last()) {
        let whole = first.start..last.end;
        *segments = vec![whole];
    }
}

/// The bytes of the line that stand in each pair.
fn pairs(paragraph: &Paragraph) -> Vec<Range<usize>> {
    let mut open = Vec::new();
    let mut out = Vec::new();
    for piece in &paragraph.pieces {
        match piece.kind {
            Kind::Open(..) => open.push(piece.at),
            Kind::Close(_) => out.extend(open.pop().map(|start| start..piece.at)),
            _ => {}
        }
    }
    out
}
