//! Blocks to segments, and who owns what stands between them.
//!
//! **Invariant:** segments and left-out lines share out the input without a gap or an overlap.

use std::ops::Range;

use super::block::{Atom, AtomKind, Block, Content};
use super::inline;
use super::row::{Row, Verdict};
use crate::model::{Lang, LineDecision, Role, Segment};
use crate::segment::Rules;

/// Returns the segments of `blocks`, which stand in the order of the input.
///
/// The verdict of a line in which no segment stands becomes left out, that of any other line kept.
pub(super) fn segments(
    text: &str,
    rows: &[Row],
    verdicts: &mut [Verdict],
    blocks: impl IntoIterator<Item = Block>,
    rules: &Rules,
    lang: Lang,
) -> Vec<Segment> {
    let (mut out, mut cores) = (Vec::new(), Vec::new());
    let mut para = 0;
    let mut end = 0;
    for block in blocks {
        let role = block.role;
        let pieces = match block.content {
            Content::Rows(range) => of_rows(text, &rows[range], rules, lang),
            Content::Atoms(atoms) => of_atoms(text, &atoms, rules, lang),
            Content::Cut(pieces) => pieces,
        };
        let many = pieces.len() > 1;
        let mut begun = false;
        for (core, mut made) in pieces {
            if core.start < end {
                continue;
            }
            end = core.end;
            para += u32::from(!begun);
            begun = true;
            made.para = para;
            made.role = if many && role == Role::Caption && is_credit(&made.text) { Role::Credit } else { role };
            out.push(made);
            cores.push(core);
        }
    }
    settle_verdicts(rows, verdicts, &cores, &out);
    share_out(text, rows, verdicts, &cores, &mut out);
    out
}

/// Gives every stretch between two owners, segments and left-out lines, to one of them: line breaks to the one before, marks
/// at the start of a line to the one behind.
fn share_out(text: &str, rows: &[Row], verdicts: &[Verdict], cores: &[Range<usize>], segments: &mut [Segment]) {
    let row_of = |at: usize| rows.partition_point(|r| r.start <= at).checked_sub(1).map(|i| &rows[i]);
    let mut left_out = rows.iter().zip(verdicts).filter(|(_, v)| v.role.is_none()).map(|(r, _)| r.start..r.text.end).peekable();
    let mut from = 0;
    let mut at = 0;
    loop {
        let line = left_out.next_if(|line| cores.get(at).is_none_or(|core| line.start < core.start));
        let segment = if line.is_none() { segments.get_mut(at) } else { None };
        let Some(core) = line.or_else(|| cores.get(at).cloned()) else { return };
        at += usize::from(segment.is_some());
        let next = [left_out.peek(), cores.get(at)].into_iter().flatten().map(|core| core.start).min();
        let until = match next {
            None => text.len(),
            Some(next) => row_of(next).map(|r| r.start).filter(|&start| start >= core.end).unwrap_or(next),
        };
        if let Some(segment) = segment {
            segment.before.push_str(&text[from..core.start]);
            segment.after.push_str(&text[core.end..until]);
            segment.line = row_of(core.start).map_or(1, |r| r.number);
            segment.n = at as u32;
        }
        from = until;
    }
}

/// Makes verdicts and segments agree.
fn settle_verdicts(rows: &[Row], verdicts: &mut [Verdict], cores: &[Range<usize>], segments: &[Segment]) {
    for (row, verdict) in rows.iter().zip(verdicts) {
        let at = cores.partition_point(|core| core.end <= row.text.start);
        let inside = cores.get(at).filter(|core| core.start < row.text.end).map(|_| segments[at].role);
        match (inside, verdict.role) {
            (Some(role), None) => *verdict = Verdict::keep(role, "markdown.text", 0.9),
            (None, Some(_)) => *verdict = Verdict::drop("markup", "markdown.markup", 1.0),
            _ => {}
        }
    }
}

/// Returns the decisions for all lines, in order.
pub(super) fn decisions(text: &str, rows: &[Row], verdicts: Vec<Verdict>) -> Vec<LineDecision> {
    let decision = |(i, verdict): (usize, Verdict)| {
        let row = &rows[i];
        let start = if i == 0 { 0 } else { row.start };
        let end = rows.get(i + 1).map_or(text.len(), |r| r.start);
        LineDecision {
            line: row.number,
            keep: verdict.role.is_some(),
            kind: verdict.kind().to_owned(),
            reason: verdict.reason.into_owned(),
            confidence: verdict.confidence,
            text: text[row.text.clone()].to_owned(),
            raw: text[start..end].to_owned(),
        }
    };
    // Every row has its verdict.
    verdicts.into_iter().take(rows.len()).enumerate().map(decision).collect()
}

/// The segments of lines that are one paragraph, each with its place in the input.
fn of_rows(text: &str, rows: &[Row], rules: &Rules, lang: Lang) -> Vec<(Range<usize>, Segment)> {
    let joined: String;
    let plain = match rows {
        [] => return Vec::new(),
        [only] => &text[only.text.clone()],
        many => {
            joined = many.iter().map(|r| &text[r.text.clone()]).collect::<Vec<_>>().join(" ");
            &joined
        }
    };
    // Where each line begins in `plain`.
    let mut next = 0;
    let begin = |row: &Row| {
        next += row.text.len() + 1;
        next - row.text.len() - 1
    };
    let begins: Vec<usize> = rows.iter().map(begin).collect();
    let mut out = Vec::new();
    for sentence in rules.split(plain, lang, false) {
        let piece = &plain[sentence.clone()];
        let start = sentence.end - piece.trim_start().len();
        let end = sentence.start + piece.trim_end().len();
        if start >= end {
            continue;
        }
        let row_of = |at: usize| begins.partition_point(|&b| b <= at) - 1;
        let (first, last) = (row_of(start), row_of(end - 1));
        let core = rows[first].text.start + (start - begins[first])..rows[last].text.start + (end - begins[last]);
        let joint = |i: usize| {
            let before = plain[start..begins[i + 1] - 1].chars().count() as u32;
            (before, text[rows[i].text.end..rows[i + 1].text.start].to_owned())
        };
        let joined = (first..last).map(joint).collect();
        out.push((core, Segment { text: plain[start..end].to_owned(), joined, ..nothing() }));
    }
    out
}

/// The segments of a text with markup, each with its place in the input.
fn of_atoms(text: &str, atoms: &[Atom], rules: &Rules, lang: Lang) -> Vec<(Range<usize>, Segment)> {
    let mut out = Vec::new();
    for piece in cut(atoms, rules, lang) {
        let piece = &atoms[piece];
        let (Some(first), Some(last)) = (piece.first(), piece.last()) else { continue };
        let core = first.raw.start..last.raw.end;
        let mut made = segment_of(text, piece, core.clone());
        (made.tagged, made.tags) = inline::tagged(text, piece, &made.text);
        out.push((core, made));
    }
    out
}

/// Cuts a block: ranges of atoms, in order, without outer white space; nothing is cut inside a pair of marks.
fn cut(atoms: &[Atom], rules: &Rules, lang: Lang) -> Vec<Range<usize>> {
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
    for sentence in rules.split(&plain, lang, false).into_iter().skip(1) {
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
    Segment { text: shown, joined, ..nothing() }
}

/// A segment without text or place.
pub(super) fn nothing() -> Segment {
    Segment {
        n: 0,
        role: Role::Body,
        para: 0,
        line: 0,
        text: String::new(),
        before: String::new(),
        after: String::new(),
        joined: Vec::new(),
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
