//! Markdown: its block structure as lines with roles and blocks with markup.
//!
//! Code, front matter, HTML blocks and rules are left-out lines that keep their place in the translation (their reasons
//! begin with `markdown.`).

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::atoms::Gather;
use super::block::{Atom, AtomKind, Block, Content};
use super::cue::{Action, Cues};
use super::escape;
use super::row::{Row, Verdict};
use super::{Mode, Options};
use crate::model::Role;

/// A paragraph, heading, item or cell.
struct Leaf {
    role: Role,
    top_heading: bool,
    cell: bool,
    atoms: Vec<Atom>,
}

/// Where the parser is.
#[derive(Default)]
struct Place {
    items: u32,
    heading: Option<HeadingLevel>,
    cell: bool,
    /// Inside code, metadata or HTML.
    verbatim: bool,
}

/// Returns a verdict for every line, and the blocks of the kept ones.
pub(super) fn decide(text: &str, rows: &[Row], mode: Mode, options: &Options) -> (Vec<Verdict>, Vec<Block>) {
    let (mut leaves, regions) = parse(text);
    name_headline(&mut leaves);
    let mut verdicts = vec![Verdict::drop("markup", "markdown.markup", 1.0); rows.len()];
    for (range, kind, reason) in regions {
        for verdict in &mut verdicts[rows_of(rows, &range)] {
            *verdict = Verdict::drop(kind, reason, 1.0);
        }
    }
    let mut kept: Vec<Verdict> = leaves.iter_mut().map(|leaf| judge(leaf, mode, &options.cues)).collect();
    override_leaves(rows, &leaves, &mut kept, options);
    for (leaf, verdict) in leaves.iter().zip(&kept) {
        for row in &mut verdicts[rows_of(rows, &range_of(leaf))] {
            *row = verdict.clone();
        }
    }
    for (verdict, row) in verdicts.iter_mut().zip(rows) {
        if options.drop.contains(&row.number) {
            *verdict = Verdict::drop("dropped", "user.drop", 1.0);
        }
    }
    let blocks = leaves.into_iter().zip(kept).filter(|(_, v)| v.role.is_some());
    let blocks = blocks.map(|(leaf, v)| Block { role: v.role.unwrap_or(leaf.role), content: Content::Atoms(leaf.atoms) });
    (verdicts, blocks.collect())
}

fn range_of(leaf: &Leaf) -> Range<usize> {
    let start = leaf.atoms.first().map_or(0, |a| a.raw.start);
    start..leaf.atoms.last().map_or(start, |a| a.raw.end)
}

/// The rows whose text `range` touches.
fn rows_of(rows: &[Row], range: &Range<usize>) -> Range<usize> {
    let start = rows.partition_point(|r| r.text.end <= range.start);
    let end = rows.partition_point(|r| r.text.start < range.end);
    start..end.max(start)
}

fn judge(leaf: &mut Leaf, mode: Mode, cues: &Cues) -> Verdict {
    let plain: String = leaf.atoms.iter().filter_map(|a| a.kind.plain()).collect();
    let found = if leaf.cell || mode == Mode::Raw || leaf.role == Role::Headline { None } else { cues.find(plain.trim()) };
    match found {
        Some(cue) => match cue.action {
            Action::Keep(role) => {
                leaf.role = role;
                Verdict::keep(role, cue.id.clone(), 0.9)
            }
            _ => Verdict::drop(cue.kind.clone(), cue.id.clone(), 0.95),
        },
        None => Verdict::keep(leaf.role, "markdown.text", 0.95),
    }
}

/// Applies the user's line numbers; leaves that share a line share its fate.
fn override_leaves(rows: &[Row], leaves: &[Leaf], kept: &mut [Verdict], options: &Options) {
    let mut dropped: Vec<bool> = rows.iter().map(|r| options.drop.contains(&r.number)).collect();
    for (leaf, verdict) in leaves.iter().zip(kept.iter_mut()) {
        let lines = rows_of(rows, &range_of(leaf));
        let asked = options.keep_all || rows[lines.clone()].iter().any(|r| options.keep.contains(&r.number));
        if verdict.role.is_none() && asked {
            *verdict = Verdict::keep(leaf.role, if options.keep_all { "user.keep-all" } else { "user.keep" }, 1.0);
        }
    }
    loop {
        let mut changed = false;
        for (leaf, verdict) in leaves.iter().zip(kept.iter_mut()) {
            let lines = rows_of(rows, &range_of(leaf));
            let gone = dropped[lines.clone()].contains(&true);
            if gone && verdict.role.is_some() {
                *verdict = Verdict::drop("dropped", "user.drop", 1.0);
            }
            if gone || verdict.role.is_none() {
                changed |= dropped[lines.clone()].contains(&false);
                dropped[lines].fill(true);
            }
        }
        if !changed {
            return;
        }
    }
}

/// The first heading of the first level is the headline, else a heading that opens the text.
fn name_headline(leaves: &mut [Leaf]) {
    let top = leaves.iter().position(|l| l.top_heading);
    let opening = leaves.first().filter(|l| l.role == Role::Heading).map(|_| 0);
    if let Some(at) = top.or(opening) {
        leaves[at].role = Role::Headline;
    }
}

type Region = (Range<usize>, &'static str, &'static str);

fn parse(text: &str) -> (Vec<Leaf>, Vec<Region>) {
    let mut leaves = Vec::new();
    let mut regions: Vec<Region> = Vec::new();
    let mut place = Place::default();
    let mut open: Option<Gather<'_>> = None;
    for (event, range) in Parser::new_ext(text, escape::options()).into_offset_iter() {
        if place.verbatim && !matches!(event, Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_))) {
            continue;
        }
        let at = range.start;
        match event {
            Event::Start(tag) if is_inline(&tag) => {
                let picture = matches!(tag, Tag::Image { .. });
                open.get_or_insert_with(|| Gather::new(text, at)).start(range, picture);
            }
            Event::Start(tag) => {
                flush(&mut open, &place, &mut leaves);
                enter(&mut place, &tag);
                match tag {
                    Tag::CodeBlock(_) => regions.push((range, "code", "markdown.code")),
                    Tag::MetadataBlock(_) => regions.push((range, "meta", "markdown.meta")),
                    _ => {}
                }
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) => {
                if let Some(gather) = &mut open {
                    gather.end(range);
                }
            }
            Event::End(tag) => {
                flush(&mut open, &place, &mut leaves);
                leave(&mut place, tag);
            }
            Event::Text(plain) => open.get_or_insert_with(|| Gather::new(text, at)).text(&plain, range),
            Event::Code(_) => open.get_or_insert_with(|| Gather::new(text, at)).code(range),
            Event::SoftBreak => open.get_or_insert_with(|| Gather::new(text, at)).soft_break(range),
            Event::HardBreak => open.get_or_insert_with(|| Gather::new(text, at)).hard_break(range),
            Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                open.get_or_insert_with(|| Gather::new(text, at)).alone(range);
            }
            Event::Html(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }
    flush(&mut open, &place, &mut leaves);
    (leaves, regions)
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

fn enter(place: &mut Place, tag: &Tag<'_>) {
    match tag {
        Tag::Item => place.items += 1,
        Tag::Heading { level, .. } => place.heading = Some(*level),
        Tag::TableCell => place.cell = true,
        Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => place.verbatim = true,
        _ => {}
    }
}

fn leave(place: &mut Place, tag: TagEnd) {
    match tag {
        TagEnd::Item => place.items = place.items.saturating_sub(1),
        TagEnd::Heading(_) => place.heading = None,
        TagEnd::TableCell => place.cell = false,
        TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => place.verbatim = false,
        _ => {}
    }
}

fn flush(open: &mut Option<Gather<'_>>, place: &Place, leaves: &mut Vec<Leaf>) {
    let Some((atoms, caption)) = open.take().and_then(Gather::finish) else { return };
    let role = match place.heading {
        _ if caption => Role::Caption,
        Some(_) => Role::Heading,
        None if place.items > 0 => Role::List,
        None => Role::Body,
    };
    if atoms.iter().any(|a| matches!(a.kind, AtomKind::Char(_) | AtomKind::Code(_))) {
        leaves.push(Leaf { role, top_heading: place.heading == Some(HeadingLevel::H1), cell: place.cell, atoms });
    }
}
