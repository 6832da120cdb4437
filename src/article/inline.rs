//! Inline markup of Markdown as numbered tags, and back.
//!
//! **Invariant:** [`untag`] of the tags that [`read`](super::read) made of a segment spells the text of the file.

use super::block::{Atom, AtomKind};
use super::escape;
use crate::model::Tag;
use crate::text::tags::{self, TagKind};

/// Returns a target with numbered tags as Markdown, and the numbers of the tags of `tags` that it lacks, in order.
///
/// A tag whose other half is missing counts as lacking and is left out, and so is one that was there before; a number that `tags` does not have stays as it is
/// written. Markdown's own signs in the text are escaped where they would otherwise become markup.
///
/// ```
/// use padan::{article::inline::untag, model::Tag};
/// let bold = Tag { open: "**".into(), close: Some("**".into()) };
/// assert_eq!(untag("<1>Gayo</1> coffee", &[bold.clone()]), ("**Gayo** coffee".into(), vec![]));
/// assert_eq!(untag("Gayo coffee", &[bold]), ("Gayo coffee".into(), vec![1]));
/// ```
pub fn untag(target_with_tags: &str, tags: &[Tag]) -> (String, Vec<u32>) {
    let mut used = vec![false; tags.len()];
    let marks = usable(target_with_tags, tags, &mut used);
    let missing = (1..=tags.len() as u32).filter(|&n| !used[n as usize - 1]).collect();
    let mut plain = String::new();
    for part in &marks {
        if let Piece::Text(text) | Piece::Code(text) = part {
            plain.push_str(text);
        }
    }
    let bare = write(&marks, false);
    if escape::reads_as(&bare, &plain) {
        return (bare, missing);
    }
    (write(&marks, true), missing)
}

/// A piece of a target: text, or a usable tag by its place in the list of tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Text.
    Text(&'a str),
    /// A tag that encloses nothing.
    Alone(usize),
    /// A tag with its other half behind it.
    Open(usize),
    /// The other half.
    Close(usize),
}

/// Returns a target in parts. `encloses` says of each known tag whether it is a pair; those that are there are noted in `used`.
///
/// Tags without their other half, and all but the first with a number, are left out; unknown numbers are text.
pub(super) fn parts<'a>(target: &'a str, encloses: &[bool], used: &mut [bool]) -> Vec<Part<'a>> {
    let marks = tags::find(target);
    let known = |number: u32| (number as usize).checked_sub(1).filter(|i| *i < encloses.len());
    let mut take = vec![false; marks.len()];
    let mut open: Vec<usize> = Vec::new();
    for (i, mark) in marks.iter().enumerate() {
        let Some(index) = known(mark.number) else { continue };
        match mark.kind {
            TagKind::Alone if !encloses[index] && !used[index] => {
                take[i] = true;
                used[index] = true;
            }
            TagKind::Open if encloses[index] && !used[index] => open.push(i),
            TagKind::Close => {
                // A pair that crosses another one is no pair: what was opened later is given up.
                if let Some(at) = open.iter().rposition(|&o| marks[o].number == mark.number) {
                    take[open[at]] = true;
                    take[i] = true;
                    used[index] = true;
                    open.truncate(at);
                }
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    let mut from = 0;
    for (mark, taken) in marks.iter().zip(take) {
        let Some(index) = known(mark.number) else { continue };
        out.push(Part::Text(&target[from..mark.range.start]));
        from = mark.range.end;
        if taken {
            out.push(match mark.kind {
                TagKind::Alone => Part::Alone(index),
                TagKind::Open => Part::Open(index),
                TagKind::Close => Part::Close(index),
            });
        }
    }
    out.push(Part::Text(&target[from..]));
    out
}

/// A piece of Markdown.
enum Piece<'a> {
    Text(&'a str),
    Code(&'a str),
    Mark(&'a str),
}

/// The target as Markdown: text, and the markup its usable tags stand for.
fn usable<'a>(target: &'a str, tags: &'a [Tag], used: &mut [bool]) -> Vec<Piece<'a>> {
    let encloses: Vec<bool> = tags.iter().map(|t| t.close.is_some()).collect();
    let mut code = 0usize;
    let piece = |part| match part {
        Part::Text(text) if code > 0 => Piece::Code(text),
        Part::Text(text) => Piece::Text(text),
        Part::Alone(at) => Piece::Mark(&tags[at].open),
        Part::Open(at) => {
            code += usize::from(is_verbatim(&tags[at]));
            Piece::Mark(&tags[at].open)
        }
        Part::Close(at) => {
            code = code.saturating_sub(usize::from(is_verbatim(&tags[at])));
            Piece::Mark(tags[at].close.as_deref().unwrap_or_default())
        }
    };
    parts(target, &encloses, used).into_iter().map(piece).collect()
}

/// Code spans and automatic links hold their text as it is.
fn is_verbatim(tag: &Tag) -> bool {
    tag.open.starts_with('`') || tag.open == "<"
}

fn write(parts: &[Piece<'_>], escaped: bool) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Piece::Text(text) if escaped => escape::push(&mut out, text),
            Piece::Text(text) | Piece::Code(text) | Piece::Mark(text) => out.push_str(text),
        }
    }
    out
}

/// How much of Markdown's escapes is shown as plain characters; what cannot be written back is shown as tags.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Decode {
    All,
    None,
}

/// Returns `atoms`, which spell `shown` in the file, with numbered tags; `None` when there is nothing to tag.
pub(super) fn tagged(text: &str, atoms: &[Atom], shown: &str) -> (Option<String>, Vec<Tag>) {
    let plain_only = atoms.iter().all(|a| is_literal(text, a));
    if plain_only && (!escape::has_signs(shown) || untag(shown, &[]).0 == shown) {
        return (None, Vec::new());
    }
    for decode in [Decode::All, Decode::None] {
        let (tagged, tags) = write_tags(text, atoms, decode);
        let whole = untag(&tagged, &tags);
        if whole.0 == shown && whole.1.is_empty() {
            return (Some(tagged), tags);
        }
    }
    (Some("<1/>".to_owned()), vec![Tag { open: shown.to_owned(), close: None }])
}

/// Whether an atom stands for itself.
fn is_literal(text: &str, atom: &Atom) -> bool {
    match atom.kind {
        AtomKind::Char(c) => {
            let mut buffer = [0; 4];
            text[atom.raw.clone()] == *c.encode_utf8(&mut buffer)
        }
        AtomKind::Joint => true,
        _ => false,
    }
}

fn write_tags(text: &str, atoms: &[Atom], decode: Decode) -> (String, Vec<Tag>) {
    let mut writer = TagWriter::default();
    let mut open: Vec<(u32, usize)> = Vec::new();
    for atom in atoms {
        let raw = &text[atom.raw.clone()];
        match atom.kind {
            AtomKind::Code(c) => writer.out.push(c),
            AtomKind::Char(c) if decode == Decode::All || is_literal(text, atom) => writer.out.push(c),
            AtomKind::Char(c) => match raw.strip_suffix(c) {
                // An escape is a tag before its character, an entity a tag by itself.
                Some(escape) => {
                    writer.alone(escape);
                    writer.out.push(c);
                }
                None => writer.alone(raw),
            },
            AtomKind::Joint => writer.out.push(' '),
            AtomKind::Open(id) => open.push((id, writer.open(raw))),
            AtomKind::Close(id) => {
                if let Some(at) = open.iter().rposition(|o| o.0 == id) {
                    writer.close(open.remove(at).1, raw);
                }
            }
            AtomKind::Alone | AtomKind::Hard => writer.alone(raw),
        }
    }
    writer.settle();
    (writer.out, writer.tags)
}

/// A text with tags as it is written.
#[derive(Default)]
struct TagWriter {
    out: String,
    tags: Vec<Tag>,
    /// Where the text behind the last tag begins.
    run: usize,
}

impl TagWriter {
    fn open(&mut self, raw: &str) -> usize {
        self.settle();
        let number = self.add(raw);
        self.mark(&format!("<{number}>"));
        number
    }

    fn close(&mut self, number: usize, raw: &str) {
        self.settle();
        if let Some(tag) = self.tags.get_mut(number - 1) {
            tag.close = Some(raw.to_owned());
        }
        self.mark(&format!("</{number}>"));
    }

    fn alone(&mut self, raw: &str) {
        self.settle();
        let number = self.add(raw);
        self.mark(&format!("<{number}/>"));
    }

    fn add(&mut self, raw: &str) -> usize {
        self.tags.push(Tag { open: raw.to_owned(), close: None });
        self.tags.len()
    }

    fn mark(&mut self, mark: &str) {
        self.out.push_str(mark);
        self.run = self.out.len();
    }

    /// Text since the last tag that only looks like a tag becomes a tag of its own.
    fn settle(&mut self) {
        let found = tags::find(&self.out[self.run..]);
        if found.is_empty() {
            return;
        }
        let run = self.out.split_off(self.run);
        let mut at = 0;
        for mark in found {
            self.out.push_str(&run[at..mark.range.start]);
            let number = self.add(&run[mark.range.clone()]);
            self.mark(&format!("<{number}/>"));
            at = mark.range.end;
        }
        self.out.push_str(&run[at..]);
    }
}
