//! Markdown: its block structure as lines with roles and blocks with markup.
//!
//! Code, front matter, HTML blocks and rules are left-out lines that keep their place in the translation (their reasons
//! begin with `markdown.`).

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, OffsetIter, Parser, Tag, TagEnd};

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

/// What is known of a leaf without its pieces: those of a whole file are many times its size.
struct Outline {
    role: Role,
    top_heading: bool,
    range: Range<usize>,
    /// The cue that it is, as a verdict.
    cue: Option<Verdict>,
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

/// Returns a verdict for every line, and the blocks of the kept ones, each made when it is asked for.
pub(super) fn decide<'a>(
    text: &'a str,
    rows: &[Row],
    mode: Mode,
    options: &Options,
) -> (Vec<Verdict>, impl Iterator<Item = Block> + use<'a>) {
    let mut first = Leaves::of(text);
    let mut leaves: Vec<Outline> = first.by_ref().map(|leaf| outline(&leaf, mode, &options.cues)).collect();
    name_headline(&mut leaves);
    let mut verdicts = vec![Verdict::drop("markup", "markdown.markup", 1.0); rows.len()];
    for (range, kind, reason) in first.regions {
        for verdict in &mut verdicts[rows_of(rows, &range)] {
            *verdict = Verdict::drop(kind, reason, 1.0);
        }
    }
    let mut kept: Vec<Verdict> = leaves.iter_mut().map(judge).collect();
    override_leaves(rows, &leaves, &mut kept, options);
    for (leaf, verdict) in leaves.iter().zip(&kept) {
        for row in &mut verdicts[rows_of(rows, &leaf.range)] {
            *row = verdict.clone();
        }
    }
    for (verdict, row) in verdicts.iter_mut().zip(rows) {
        if options.drop.contains(&row.number) {
            *verdict = Verdict::drop("dropped", "user.drop", 1.0);
        }
    }
    let roles: Vec<Option<Role>> = kept.iter().map(|v| v.role).collect();
    let blocks =
        Leaves::of(text).zip(roles).filter_map(|(leaf, role)| Some(Block { role: role?, content: Content::Atoms(leaf.atoms) }));
    (verdicts, blocks)
}

/// The rows whose text `range` touches.
fn rows_of(rows: &[Row], range: &Range<usize>) -> Range<usize> {
    let start = rows.partition_point(|r| r.text.end <= range.start);
    let end = rows.partition_point(|r| r.text.start < range.end);
    start..end.max(start)
}

fn outline(leaf: &Leaf, mode: Mode, cues: &Cues) -> Outline {
    let start = leaf.atoms.first().map_or(0, |a| a.raw.start);
    let range = start..leaf.atoms.last().map_or(start, |a| a.raw.end);
    let plain: String = leaf.atoms.iter().filter_map(|a| a.kind.plain()).collect();
    let found = if leaf.cell || mode == Mode::Raw { None } else { cues.find(plain.trim()) };
    let cue = found.map(|cue| match cue.action {
        Action::Keep(role) => Verdict::keep(role, cue.id.clone(), 0.9),
        _ => Verdict::drop(cue.kind.clone(), cue.id.clone(), 0.95),
    });
    Outline { role: leaf.role, top_heading: leaf.top_heading, range, cue }
}

fn judge(leaf: &mut Outline) -> Verdict {
    match leaf.cue.take().filter(|_| leaf.role != Role::Headline) {
        Some(cue) => {
            leaf.role = cue.role.unwrap_or(leaf.role);
            cue
        }
        None => Verdict::keep(leaf.role, "markdown.text", 0.95),
    }
}

/// Applies the user's line numbers; leaves that share a line share its fate.
fn override_leaves(rows: &[Row], leaves: &[Outline], kept: &mut [Verdict], options: &Options) {
    let mut dropped: Vec<bool> = rows.iter().map(|r| options.drop.contains(&r.number)).collect();
    for (leaf, verdict) in leaves.iter().zip(kept.iter_mut()) {
        let lines = rows_of(rows, &leaf.range);
        let asked = options.keep_all || rows[lines.clone()].iter().any(|r| options.keep.contains(&r.number));
        if verdict.role.is_none() && asked {
            *verdict = Verdict::keep(leaf.role, if options.keep_all { "user.keep-all" } else { "user.keep" }, 1.0);
        }
    }
    loop {
        let mut changed = false;
        for (leaf, verdict) in leaves.iter().zip(kept.iter_mut()) {
            let lines = rows_of(rows, &leaf.range);
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
fn name_headline(leaves: &mut [Outline]) {
    let top = leaves.iter().position(|l| l.top_heading);
    let opening = leaves.first().filter(|l| l.role == Role::Heading).map(|_| 0);
    if let Some(at) = top.or(opening) {
        leaves[at].role = Role::Headline;
    }
}

type Region = (Range<usize>, &'static str, &'static str);

/// The leaves of a text in order, each made when it is asked for; then its regions are known too.
struct Leaves<'a> {
    text: &'a str,
    events: OffsetIter<'a>,
    place: Place,
    open: Option<Gather<'a>>,
    /// Code and front matter met so far.
    regions: Vec<Region>,
    ended: bool,
}

impl<'a> Leaves<'a> {
    fn of(text: &'a str) -> Leaves<'a> {
        let events = Parser::new_ext(text, escape::options()).into_offset_iter();
        Leaves { text, events, place: Place::default(), open: None, regions: Vec::new(), ended: false }
    }

    fn gather(&mut self, at: usize) -> &mut Gather<'a> {
        let text = self.text;
        self.open.get_or_insert_with(|| Gather::new(text, at))
    }

    /// Takes an event in; a leaf that it ends.
    fn take(&mut self, event: Event<'a>, range: Range<usize>) -> Option<Leaf> {
        let verbatim_ends = matches!(event, Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_)));
        if self.place.verbatim && !verbatim_ends {
            return None;
        }
        let at = range.start;
        match event {
            Event::Start(tag) if is_inline(&tag) => {
                let picture = matches!(tag, Tag::Image { .. });
                self.gather(at).start(range, picture);
            }
            Event::Start(tag) => {
                let leaf = flush(&mut self.open, &self.place);
                enter(&mut self.place, &tag);
                match tag {
                    Tag::CodeBlock(_) => self.regions.push((range, "code", "markdown.code")),
                    Tag::MetadataBlock(_) => self.regions.push((range, "meta", "markdown.meta")),
                    _ => {}
                }
                return leaf;
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) => {
                if let Some(gather) = &mut self.open {
                    gather.end(range);
                }
            }
            Event::End(tag) => {
                let leaf = flush(&mut self.open, &self.place);
                leave(&mut self.place, tag);
                return leaf;
            }
            Event::Text(plain) => self.gather(at).text(&plain, range),
            Event::Code(_) => self.gather(at).code(range),
            Event::SoftBreak => self.gather(at).soft_break(range),
            Event::HardBreak => self.gather(at).hard_break(range),
            Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                self.gather(at).alone(range);
            }
            Event::Html(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
        None
    }
}

impl Iterator for Leaves<'_> {
    type Item = Leaf;

    fn next(&mut self) -> Option<Leaf> {
        while !self.ended {
            let leaf = if let Some((event, range)) = self.events.next() {
                self.take(event, range)
            } else {
                self.ended = true;
                flush(&mut self.open, &self.place)
            };
            if leaf.is_some() {
                return leaf;
            }
        }
        None
    }
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

fn flush(open: &mut Option<Gather<'_>>, place: &Place) -> Option<Leaf> {
    let (atoms, caption) = open.take().and_then(Gather::finish)?;
    let role = match place.heading {
        _ if caption => Role::Caption,
        Some(_) => Role::Heading,
        None if place.items > 0 => Role::List,
        None => Role::Body,
    };
    let text = atoms.iter().any(|a| matches!(a.kind, AtomKind::Char(_) | AtomKind::Code(_)));
    text.then_some(Leaf { role, top_heading: place.heading == Some(HeadingLevel::H1), cell: place.cell, atoms })
}
