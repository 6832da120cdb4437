//! Blocks to segments, and who owns what stands between them.
//!
//! **Invariant:** segments and left-out lines share out the input without a gap or an overlap.

use std::ops::Range;

use super::block::{Atom, AtomKind, Block, Content};
use super::inline;
use super::row::{Row, Verdict};
use crate::model::{Lang, LineDecision, Role, Segment};
use crate::segment;

/// Something that owns a part of the input.
struct Owner {
    core: Range<usize>,
    /// The segment; `None` for a left-out line.
    segment: Option<Segment>,
}

/// Returns the segments of `blocks`, which stand in the order of the input.
///
/// The verdict of a line in which no segment stands becomes left out, that of any other line kept.
pub(super) fn segments(text: &str, rows: &[Row], verdicts: &mut [Verdict], blocks: Vec<Block>, lang: Lang) -> Vec<Segment> {
    let mut owners = Vec::new();
    let mut para = 0;
    let mut end = 0;
    for block in blocks {
        let role = block.role;
        let markup = matches!(block.content, Content::Atoms(_));
        let atoms = block.into_atoms(text);
        let pieces = cut(&atoms, lang);
        let many = pieces.len() > 1;
        let mut begun = false;
        for piece in pieces {
            let piece = &atoms[piece];
            let (Some(first), Some(last)) = (piece.first(), piece.last()) else { continue };
            let core = first.raw.start..last.raw.end;
            if core.start < end {
                continue;
            }
            end = core.end;
            para += u32::from(!begun);
            begun = true;
            let mut made = segment_of(text, piece, core.clone());
            if markup {
                (made.tagged, made.tags) = inline::tagged(text, piece, &made.text);
            }
            made.para = para;
            made.role = if many && role == Role::Caption && is_credit(&made.text) { Role::Credit } else { role };
            owners.push(Owner { core, segment: Some(made) });
        }
    }
    settle_verdicts(rows, verdicts, &owners);
    let left_out = rows.iter().zip(&*verdicts).filter(|(_, v)| v.role.is_none());
    owners.extend(left_out.map(|(r, _)| Owner { core: r.start..r.text.end, segment: None }));
    owners.sort_by_key(|o| o.core.start);
    share_out(text, rows, owners)
}

/// Gives every stretch between two owners to one of them: line breaks to the one before, marks at the start of a line to
/// the one behind.
fn share_out(text: &str, rows: &[Row], mut owners: Vec<Owner>) -> Vec<Segment> {
    let row_of = |at: usize| rows.partition_point(|r| r.start <= at).checked_sub(1).map(|i| &rows[i]);
    let mut from = 0;
    for i in 0..owners.len() {
        let core = owners[i].core.clone();
        let line = row_of(core.start).map(|r| r.number);
        let next = owners.get(i + 1).map(|o| o.core.start);
        let until = match next {
            None => text.len(),
            Some(next) => row_of(next).map(|r| r.start).filter(|&start| start >= core.end).unwrap_or(next),
        };
        if let Some(segment) = &mut owners[i].segment {
            segment.before.push_str(&text[from..core.start]);
            segment.after.push_str(&text[core.end..until]);
            segment.line = line.unwrap_or(1);
        }
        from = until;
    }
    let mut out: Vec<Segment> = owners.into_iter().filter_map(|o| o.segment).collect();
    for (i, segment) in out.iter_mut().enumerate() {
        segment.n = i as u32 + 1;
    }
    out
}

/// Makes verdicts and segments agree.
fn settle_verdicts(rows: &[Row], verdicts: &mut [Verdict], owners: &[Owner]) {
    for (row, verdict) in rows.iter().zip(verdicts) {
        let at = owners.partition_point(|o| o.core.end <= row.text.start);
        let inside = owners.get(at).filter(|o| o.core.start < row.text.end);
        match (inside.and_then(|o| o.segment.as_ref()), verdict.role) {
            (Some(segment), None) => *verdict = Verdict::keep(segment.role, "markdown.text", 0.9),
            (None, Some(_)) => *verdict = Verdict::drop("markup", "markdown.markup", 1.0),
            _ => {}
        }
    }
}

/// Returns the decisions for all lines, in order.
pub(super) fn decisions(text: &str, rows: &[Row], verdicts: &[Verdict]) -> Vec<LineDecision> {
    let decision = |i: usize| {
        let (row, verdict) = (&rows[i], &verdicts[i]);
        let start = if i == 0 { 0 } else { row.start };
        let end = rows.get(i + 1).map_or(text.len(), |r| r.start);
        LineDecision {
            line: row.number,
            keep: verdict.role.is_some(),
            kind: verdict.kind().to_owned(),
            reason: verdict.reason.clone().into_owned(),
            confidence: verdict.confidence,
            text: text[row.text.clone()].to_owned(),
            raw: text[start..end].to_owned(),
        }
    };
    (0..rows.len()).map(decision).collect()
}

/// Cuts a block: ranges of atoms, in order, without outer white space; nothing is cut inside a pair of marks.
fn cut(atoms: &[Atom], lang: Lang) -> Vec<Range<usize>> {
    let mut plain = String::new();
    let mut places = Vec::new();
    for (i, atom) in atoms.iter().enumerate() {
        if let Some(c) = atom.kind.plain() {
            places.push((plain.len(), i));
            plain.push(c);
        }
    }
    let mut starts = vec![0];
    let mut depth = 0i32;
    let mut walked = 0;
    for sentence in segment::split(&plain, lang, false).into_iter().skip(1) {
        let Ok(at) = places.binary_search_by_key(&sentence.start, |p| p.0) else { continue };
        let mut start = places[at].1;
        while start > 0 && matches!(atoms[start - 1].kind, AtomKind::Open(_) | AtomKind::Alone) {
            start -= 1;
        }
        for atom in &atoms[walked.min(start)..start] {
            match atom.kind {
                AtomKind::Open(_) => depth += 1,
                AtomKind::Close(_) => depth -= 1,
                _ => {}
            }
        }
        walked = walked.max(start);
        if depth == 0 {
            starts.push(start);
        }
    }
    starts.push(atoms.len());
    starts.windows(2).map(|w| trim(atoms, w[0]..w[1])).filter(|r| !r.is_empty() && has_text(&atoms[r.clone()])).collect()
}

fn trim(atoms: &[Atom], mut range: Range<usize>) -> Range<usize> {
    while range.start < range.end && atoms[range.start].kind.is_space() {
        range.start += 1;
    }
    while range.start < range.end && atoms[range.end - 1].kind.is_space() {
        range.end -= 1;
    }
    range
}

fn has_text(atoms: &[Atom]) -> bool {
    atoms.iter().any(|a| matches!(a.kind, AtomKind::Char(c) | AtomKind::Code(c) if !c.is_whitespace()))
}

/// The segment that `atoms` make, without its place in the article.
fn segment_of(text: &str, atoms: &[Atom], core: Range<usize>) -> Segment {
    let mut shown = String::with_capacity(core.len());
    let mut joined = Vec::new();
    let mut from = core.start;
    let mut chars = 0;
    for atom in atoms.iter().filter(|a| a.kind == AtomKind::Joint) {
        let piece = &text[from..atom.raw.start];
        chars += piece.chars().count() as u32;
        joined.push((chars, text[atom.raw.clone()].to_owned()));
        shown.push_str(piece);
        shown.push(' ');
        chars += 1;
        from = atom.raw.end;
    }
    shown.push_str(&text[from..core.end]);
    Segment {
        n: 0,
        role: Role::Body,
        para: 0,
        line: 0,
        text: shown,
        before: String::new(),
        after: String::new(),
        joined,
        tagged: None,
        tags: Vec::new(),
    }
}

/// Whether the sentence behind a caption names who made the picture.
fn is_credit(sentence: &str) -> bool {
    let bare = sentence.trim_matches(['(', ')', '.', ' ']);
    let words = bare.split_whitespace().count();
    let agency = bare.split(|c: char| !c.is_alphanumeric()).any(|w| w.len() >= 2 && w.bytes().all(|b| b.is_ascii_uppercase()));
    let lower = bare.to_lowercase();
    let named = ["foto", "dok", "photo", "©", "istimewa", "sumber"].iter().any(|w| lower.starts_with(w));
    (1..=9).contains(&words)
        && (named || agency && (bare.contains('/') || lower.contains(" via ") || words <= 2) || bare.contains('/'))
}
