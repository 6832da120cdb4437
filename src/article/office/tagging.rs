//! A segment of a paragraph as a translator sees it: its text with numbered tags, and what each tag stands for.
//!
//! Tags stand for what differs from the look that most of the segment has, so most segments have none. Pairs around the whole
//! segment, and things at its ends, stay outside of it.

use std::collections::HashMap;
use std::ops::Range;

use super::paragraph::{Format, Kind, Piece};
use crate::text::tags;

/// A segment with what its tags stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tagging {
    /// The text with tags, numbered from 1.
    pub(super) text: String,
    /// What they stand for, the first for `<1>`.
    pub(super) marks: Vec<Mark>,
    /// The format of text outside of tags.
    pub(super) base: usize,
    /// The pieces that belong to the segment; of the first and last one it may have a part of the text.
    pub(super) pieces: Range<usize>,
}

/// What a tag stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Text in this format.
    Look(usize),
    /// The pair of the pieces with these numbers, and the format of the text in it.
    Pair(usize, usize, usize),
    /// A tab or a break; a space behind its tag stands for it where there are no tags.
    Gap(usize),
    /// Something that is no text.
    Alone(usize),
    /// Text that only looks like a tag.
    Literal(String),
}

/// Returns the segment in the bytes `range` of a line made of `pieces`; `None` when no text stands there.
pub(super) fn tagging(pieces: &[Piece], formats: &[Format], range: &Range<usize>) -> Option<Tagging> {
    let own = extent(pieces, range)?;
    let tokens = tokens(pieces, &own, range);
    let levels = Levels::of(pieces, formats, &tokens);
    let looks: Vec<Option<usize>> = resolve(&tokens, formats, &levels);
    let mut writer = Writer::default();
    // Open pairs: the number of the tag, and the level around.
    let mut open: Vec<usize> = Vec::new();
    let mut current: Option<(usize, usize)> = None;
    let key = |format: usize| formats.get(format).map_or("", |f| &*f.key);
    for (i, token) in tokens.iter().enumerate() {
        let level = levels.of_token[i];
        let wanted = match token {
            Token::Text(..) | Token::Blank(_) | Token::Gap(_) | Token::Alone(_) => {
                looks[i].filter(|f| key(*f) != key(levels.base[level]))
            }
            Token::Open(_) | Token::Close(_) => None,
        };
        if let Some((number, format)) = current
            && wanted.is_none_or(|w| key(w) != key(format))
        {
            writer.close(number);
            current = None;
        }
        if let (Some(format), None, false) = (wanted, current, matches!(token, Token::Alone(_) | Token::Gap(_))) {
            current = Some((writer.open(Mark::Look(format)), format));
        }
        match token {
            Token::Text(text, _) | Token::Blank(text) => writer.text(text),
            Token::Gap(piece) => {
                writer.alone(Mark::Gap(*piece));
                writer.text(" ");
            }
            Token::Alone(piece) => {
                writer.alone(Mark::Alone(*piece));
            }
            Token::Open(piece) => {
                let inner = levels.inside.get(piece).map_or(0, |l| levels.base[*l]);
                open.push(writer.open(Mark::Pair(*piece, *piece, inner)));
            }
            Token::Close(piece) => {
                if let Some(number) = open.pop() {
                    if let Some(Mark::Pair(_, close, _)) = writer.marks.get_mut(number - 1) {
                        *close = *piece;
                    }
                    writer.close(number);
                }
            }
        }
    }
    if let Some((number, _)) = current {
        writer.close(number);
    }
    writer.settle();
    Some(Tagging { text: writer.out, marks: writer.marks, base: levels.base[0], pieces: own })
}

/// The pieces of a segment: from the first to the last that has text of it, and the other halves of pairs among them.
fn extent(pieces: &[Piece], range: &Range<usize>) -> Option<Range<usize>> {
    // Pieces without text at the start of the range end where it begins, those at its end begin where it ends.
    let mut first = pieces.partition_point(|p| p.at + p.shown().len() <= range.start);
    let mut last = pieces.partition_point(|p| p.at < range.end).checked_sub(1)?;
    if first > last {
        return None;
    }
    let mut depth = 0_usize;
    let mut missing = 0_usize;
    for piece in &pieces[first..=last] {
        match piece.kind {
            Kind::Open(..) => depth += 1,
            Kind::Close(_) if depth > 0 => depth -= 1,
            Kind::Close(_) => missing += 1,
            _ => {}
        }
    }
    // Pairs never cross, so the halves that lack are the nearest ones; see `cut` for why no text is passed over.
    let mut deeper = 0_usize;
    while missing > 0 && first > 0 {
        first -= 1;
        match pieces[first].kind {
            Kind::Open(..) if deeper == 0 => missing -= 1,
            Kind::Open(..) => deeper -= 1,
            Kind::Close(_) => deeper += 1,
            _ => {}
        }
    }
    deeper = 0;
    while depth > 0 && last + 1 < pieces.len() {
        last += 1;
        match pieces[last].kind {
            Kind::Close(_) if deeper == 0 => depth -= 1,
            Kind::Close(_) => deeper -= 1,
            Kind::Open(..) => deeper += 1,
            _ => {}
        }
    }
    Some(first..last + 1)
}

/// A piece of the segment, in the order of writing.
enum Token<'a> {
    /// Text without outer white space, in its format.
    Text(&'a str, usize),
    /// White space, which looks like what is around it.
    Blank(&'a str),
    Gap(usize),
    Alone(usize),
    Open(usize),
    Close(usize),
}

fn tokens<'a>(pieces: &'a [Piece], own: &Range<usize>, range: &Range<usize>) -> Vec<Token<'a>> {
    let mut out = Vec::new();
    for (i, piece) in pieces.iter().enumerate().take(own.end).skip(own.start) {
        match &piece.kind {
            Kind::Text(text) => {
                let text = slice(text, piece.at, range);
                let core = text.trim();
                let lead = text.len() - text.trim_start().len();
                if core.is_empty() {
                    out.push(Token::Blank(text));
                    continue;
                }
                if lead > 0 {
                    out.push(Token::Blank(&text[..lead]));
                }
                out.push(Token::Text(core, piece.format));
                if lead + core.len() < text.len() {
                    out.push(Token::Blank(&text[lead + core.len()..]));
                }
            }
            Kind::Tab | Kind::Break => out.push(Token::Gap(i)),
            Kind::Object(_) => out.push(Token::Alone(i)),
            Kind::Open(..) => out.push(Token::Open(i)),
            Kind::Close(_) => out.push(Token::Close(i)),
            Kind::Start | Kind::End => {}
        }
    }
    out
}

/// The part of a text that begins at `at` in the line and lies in `range`.
pub(super) fn slice<'a>(text: &'a str, at: usize, range: &Range<usize>) -> &'a str {
    let from = range.start.saturating_sub(at).min(text.len());
    let to = range.end.saturating_sub(at).clamp(from, text.len());
    text.get(from..to).unwrap_or_default()
}

/// How deep in pairs each token stands, and the look that most text of each level has.
struct Levels {
    of_token: Vec<usize>,
    base: Vec<usize>,
    /// The level inside of the pair that a piece opens.
    inside: HashMap<usize, usize>,
}

impl Levels {
    fn of(pieces: &[Piece], formats: &[Format], tokens: &[Token<'_>]) -> Levels {
        let mut of_token = Vec::with_capacity(tokens.len());
        let mut inside = HashMap::new();
        let mut levels = 1;
        let mut open = vec![0];
        let hidden = |format: usize| formats.get(format).is_some_and(Format::is_hidden);
        // Hidden text gives no look, or a translation without tags would be hidden, unless all of it is.
        let all_hidden = tokens.iter().all(|t| !matches!(t, Token::Text(_, format) if !hidden(*format)));
        let counts_as_look = |format: usize| all_hidden || !hidden(format);
        // Of each look in each level: how many characters, and its first format.
        let mut counts: Vec<Vec<(&str, usize, usize)>> = vec![Vec::new()];
        for token in tokens {
            let level = open.last().copied().unwrap_or(0);
            of_token.push(level);
            match token {
                Token::Text(text, format) if counts_as_look(*format) => {
                    let key = formats.get(*format).map_or("", |f| &*f.key);
                    // White space has no look: it may stand in either of two.
                    let chars = text.chars().filter(|c| !c.is_whitespace()).count();
                    match counts[level].iter_mut().find(|c| c.0 == key) {
                        Some(count) => count.1 += chars,
                        None => counts[level].push((key, chars, *format)),
                    }
                }
                Token::Open(piece) => {
                    inside.insert(*piece, levels);
                    open.push(levels);
                    counts.push(Vec::new());
                    levels += 1;
                }
                Token::Close(_) if open.len() > 1 => {
                    open.pop();
                }
                _ => {}
            }
        }
        let first = tokens.iter().find_map(|t| {
            match t {
                Token::Text(_, format) => Some(*format),
                Token::Gap(piece) => pieces.get(*piece).map(|p| p.format),
                _ => None,
            }
            .filter(|f| counts_as_look(*f))
        });
        let most =
            |level: Vec<(&str, usize, usize)>| level.into_iter().rev().max_by_key(|c| c.1).map_or(first.unwrap_or(0), |c| c.2);
        Levels { of_token, base: counts.into_iter().map(most).collect(), inside }
    }
}

/// The format of each token: text has its own; what has none has that of the text on both sides, when it is the same.
fn resolve(tokens: &[Token<'_>], formats: &[Format], levels: &Levels) -> Vec<Option<usize>> {
    let key = |format: usize| formats.get(format).map_or("", |f| &*f.key);
    let mut before: Vec<Option<usize>> = Vec::with_capacity(tokens.len());
    let mut last = None;
    for token in tokens {
        match token {
            Token::Text(_, format) => last = Some(*format),
            Token::Open(_) | Token::Close(_) => last = None,
            _ => {}
        }
        before.push(last);
    }
    let mut out = vec![None; tokens.len()];
    let mut next = None;
    for (i, token) in tokens.iter().enumerate().rev() {
        out[i] = match token {
            Token::Text(_, format) => {
                next = Some(*format);
                next
            }
            Token::Open(_) | Token::Close(_) => {
                next = None;
                None
            }
            _ => match (before[i], next) {
                (Some(a), Some(b)) if key(a) == key(b) => Some(a),
                _ => Some(levels.base[levels.of_token[i]]),
            },
        };
    }
    out
}

#[derive(Default)]
struct Writer {
    out: String,
    marks: Vec<Mark>,
    /// Where the text behind the last tag begins.
    run: usize,
}

impl Writer {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn open(&mut self, mark: Mark) -> usize {
        self.settle();
        self.marks.push(mark);
        let number = self.marks.len();
        self.tag(&format!("<{number}>"));
        number
    }

    fn close(&mut self, number: usize) {
        self.settle();
        self.tag(&format!("</{number}>"));
    }

    fn alone(&mut self, mark: Mark) {
        self.settle();
        self.marks.push(mark);
        let number = self.marks.len();
        self.tag(&format!("<{number}/>"));
    }

    fn tag(&mut self, tag: &str) {
        self.out.push_str(tag);
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
            self.marks.push(Mark::Literal(run[mark.range.clone()].to_owned()));
            let number = self.marks.len();
            self.tag(&format!("<{number}/>"));
            at = mark.range.end;
        }
        self.out.push_str(&run[at..]);
    }
}
