//! A plain-text draft that came back from an editor; see [`super::txt`] for what it looks like.
//!
//! Lines are known by their first character. A line without a mark goes on with the text above it, as editors and mail
//! programs wrap lines; after a blank line it belongs to nothing and is told. Blocks may be missing, moved or doubled.
//!
//! **Invariant:** a text is never put together from two segments: where a new source or status begins inside of a block, the
//! line with the identity was lost, and a row without identity begins.

use super::txt::{BREAK, COMMENT, ID, NOTE, SOURCE, STATUS, TARGET, unprotected};
use super::{DraftReadError, Identity, Returned, ReturnedRow, parse_state};
use crate::exchange::decode;
use crate::model::{Problem, ProblemKind, SegmentState};

/// Whether a line of it names a segment as such files do.
pub(super) fn looks_like_one(bytes: &[u8]) -> bool {
    text_of(bytes).is_some_and(|text| lines(&text).any(|l| identity(l).is_some()))
}

/// The text; programs that join files leave byte order marks at the start of it.
fn text_of(bytes: &[u8]) -> Option<String> {
    decode::whole(bytes).map(|text| text.trim_start_matches('\u{feff}').to_owned())
}

/// Returns what stands in the file: UTF-8, UTF-16 or Windows-1252, lines ended in any way.
///
/// # Errors
/// See [`super::read`].
pub(super) fn read(bytes: &[u8], name: &str) -> Result<Returned, DraftReadError> {
    let no_rows = |reason| DraftReadError::NoRows { name: name.to_owned(), reason };
    let text = text_of(bytes).ok_or_else(|| no_rows("it is no text"))?;
    let mut back = Returned::default();
    let draft = lines(&text).filter_map(|l| l.trim().strip_prefix(COMMENT)).find_map(draft_named);
    let mut block = Block::default();
    for (at, line) in lines(&text).enumerate() {
        if let Some(next) = block.take(at + 1, line, &mut back.problems) {
            std::mem::replace(&mut block, next).close(draft.as_ref(), &mut back);
        }
    }
    block.close(draft.as_ref(), &mut back);
    if back.rows.iter().all(|r| r.n.is_none()) {
        return Err(no_rows("no line names a segment as in @ s0012.a1b2c3 above a line that begins with >"));
    }
    (back.memory_id, back.draft) = draft.unzip();
    Ok(back)
}

/// The lines, ended by LF, CR LF or CR.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|l| l.strip_suffix('\r').unwrap_or(l).split('\r'))
}

/// The draft that a comment names.
fn draft_named(comment: &str) -> Option<(String, i64)> {
    let comment = comment.trim_start();
    // At its start only: a name of somebody's may look like one.
    comment.starts_with("padan ").then(|| Identity::draft_in(comment)).flatten()
}

/// The identity in a line that begins a segment.
fn identity(line: &str) -> Option<Identity> {
    let rest = line.trim_start().strip_prefix(ID)?;
    // The first word: what follows is for people.
    Identity::parse(rest.split_whitespace().next()?)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Source,
    Comment,
    Status,
    Note,
    Target,
}

/// What a line is, and what stands behind its mark; `None` when it has no mark.
fn kind(line: &str) -> Option<(Kind, &str)> {
    let mark = line.chars().next()?;
    let rest = &line[mark.len_utf8()..];
    let spaced = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let kind = match mark {
        TARGET => Kind::Target,
        // `<1>`, `#Jakarta` and `*` before a word may begin a wrapped line of a text.
        SOURCE if spaced => Kind::Source,
        COMMENT if spaced => Kind::Comment,
        NOTE if spaced => Kind::Note,
        STATUS if spaced || parse_state(rest).is_some() => Kind::Status,
        _ => return None,
    };
    Some((kind, rest.trim()))
}

/// A text that is put together from lines.
#[derive(Debug, Default)]
struct Joined {
    text: String,
    /// Whether the last line ended with a break, or there was none yet.
    fresh: bool,
}

impl Joined {
    fn add(&mut self, line: &str) {
        let (line, broken) = match line.strip_suffix(BREAK) {
            Some(line) => (line.trim_end(), true),
            None => (line, false),
        };
        if !self.fresh && !self.text.is_empty() && !line.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(&unprotected(line));
        self.fresh = broken;
        if broken {
            self.text.push('\n');
        }
    }
}

/// The lines of one segment so far.
#[derive(Debug, Default)]
struct Block {
    id: Option<Identity>,
    line: usize,
    source: Option<Joined>,
    target: Option<Joined>,
    note: Vec<String>,
    status: Option<SegmentState>,
    /// The status that stands below a translation, until it is clear whose it is.
    below: Option<SegmentState>,
    /// What the last line was; `None` after a blank line.
    last: Option<Kind>,
    /// Whether a status was met below the translation.
    closing: bool,
}

impl Block {
    /// Takes a line; returns the next block when it begins one.
    fn take(&mut self, number: usize, line: &str, problems: &mut Vec<Problem>) -> Option<Block> {
        if let Some(id) = identity(line) {
            // What wraps from the line is a comment.
            return Some(Block { id: Some(id), line: number, last: Some(Kind::Comment), ..Block::default() });
        }
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if line.is_empty() {
            self.last = None;
            return None;
        }
        let (kind, rest) = match kind(line) {
            Some((kind, rest)) => (Some(kind), rest),
            None => (self.last.filter(|k| *k != Kind::Status), line),
        };
        let bare = kind.is_some() && rest.len() == line.len();
        match kind {
            Some(Kind::Source) if self.target.is_some() => return Some(Block::lost(number, kind, rest, None)),
            Some(Kind::Target) if self.closing => return Some(Block::lost(number, kind, rest, self.below.take())),
            Some(Kind::Source) => self.source.get_or_insert_default().add(rest),
            Some(Kind::Target) => self.target.get_or_insert_default().add(rest),
            Some(Kind::Note) if bare => {
                if let Some(last) = self.note.last_mut() {
                    last.push(' ');
                    last.push_str(&unprotected(rest));
                }
            }
            Some(Kind::Note) => self.note.push(unprotected(rest)),
            Some(Kind::Comment) => {}
            Some(Kind::Status) => {
                let found = parse_state(rest);
                if found.is_none() && !rest.is_empty() {
                    let reason = format!("“{rest}” is no status; it was not taken");
                    problems.push(self.problem(ProblemKind::Skipped, number, reason));
                }
                if self.target.is_some() {
                    self.closing = true;
                    self.below = found.or(self.below);
                } else {
                    self.status = found.or(self.status);
                }
            }
            None => {
                let reason = format!("“{line}” stands outside of the lines that begin with > and was not taken");
                problems.push(self.problem(ProblemKind::Skipped, number, reason));
            }
        }
        self.last = kind;
        None
    }

    /// A block that has lost its identity and begins with this line.
    fn lost(line: usize, kind: Option<Kind>, text: &str, status: Option<SegmentState>) -> Block {
        let mut block = Block { line, last: kind, status, ..Block::default() };
        let joined = if kind == Some(Kind::Source) { &mut block.source } else { &mut block.target };
        joined.get_or_insert_default().add(text);
        block
    }

    fn problem(&self, what: ProblemKind, line: usize, reason: String) -> Problem {
        Problem { what, line: Some(line as u64), unit: None, tuid: self.id.as_ref().map(ToString::to_string), reason }
    }

    fn close(self, draft: Option<&(String, i64)>, back: &mut Returned) {
        let id = self.id.clone().map(|id| Identity { draft: draft.cloned().or(id.draft), ..id });
        let Some(target) = self.target.as_ref().map(|t| t.text.clone()) else {
            if let Some(id) = &id {
                let reason = "the segment has no line that begins with >".to_owned();
                let problem = self.problem(ProblemKind::Refused, self.line, reason);
                back.problems.push(Problem { tuid: Some(id.to_string()), ..problem });
            }
            return;
        };
        if id.is_none() {
            if target.trim().is_empty() {
                return;
            }
            let reason = "the translation has no line such as @ s0012.a1b2c3 above it".to_owned();
            back.problems.push(self.problem(ProblemKind::Refused, self.line.max(1), reason));
        }
        back.rows.push(ReturnedRow {
            id: id.as_ref().map(ToString::to_string).unwrap_or_default(),
            n: id.as_ref().map(|i| i.n),
            merged: id.is_none(),
            source_hash: id.map(|i| i.hash),
            source: self.source.map(|s| s.text),
            target,
            status: self.below.or(self.status),
            note: Some(self.note.join("\n")),
            tracked: None,
            line: self.line.max(1),
        });
    }
}
