//! The whole draft as one JSON object: stable English names and states, every match included.
//!
//! ```text
//! {"draft","name","memory","memory_name","file","sha256","from","to","form","at",
//!  "segments":[{"id","n","role","para","line","text","before","after","joined","tagged","tags",
//!               "target","state","origin","matches","note","wrote","via","like","carried","previous","exported"}]}
//! ```
//! `carried`, `previous` and `exported` only where there is something to say. `memory` is the identity of the memory, as in
//! `id`. Only `id`, `target`, `state` and `note` are read back; the rest is
//! there for whoever reads.

use std::io;

use serde::{Deserialize, Serialize};
use serde_json::ser::Formatter;

use super::{DraftFile, DraftReadError, DraftWriteError, Identity, Returned, ReturnedRow, parse_state};
use crate::model::{DraftSegment, Form, Lang, Problem, ProblemKind};

#[derive(Serialize)]
struct Whole<'a> {
    draft: i64,
    name: &'a str,
    memory: &'a str,
    memory_name: &'a str,
    file: &'a str,
    sha256: &'a str,
    from: Lang,
    to: Lang,
    form: Form,
    at: &'a crate::model::Stamp,
    segments: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    id: String,
    #[serde(flatten)]
    segment: &'a DraftSegment,
}

/// Returns the object: one line per field, one line per match.
///
/// # Errors
/// See [`super::write`].
pub(super) fn write(file: &DraftFile<'_>) -> Result<Vec<u8>, DraftWriteError> {
    let draft = file.draft;
    let one = |segment| One { id: Identity::of(file.memory_id, draft.id, segment).to_string(), segment };
    let whole = Whole {
        draft: draft.id,
        name: &draft.name,
        memory: file.memory_id,
        memory_name: file.memory_name,
        file: &draft.file,
        sha256: &draft.sha256,
        from: draft.direction.from,
        to: draft.direction.to,
        form: draft.form,
        at: &draft.at,
        segments: draft.segments.iter().map(one).collect(),
    };
    let mut out = Vec::new();
    whole.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Layout::default()))?;
    out.push(b'\n');
    Ok(out)
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    draft: Option<i64>,
    #[serde(default)]
    memory: Option<String>,
    segments: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct BackRow {
    id: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    tagged: Option<String>,
    // May be null, may not be missing: a script that drops the field clears nothing.
    #[serde(deserialize_with = "Option::deserialize")]
    target: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

/// Returns what stands in the object; fields it does not know are ignored.
///
/// # Errors
/// See [`super::read`].
pub(super) fn read(bytes: &[u8], name: &str) -> Result<Returned, DraftReadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let back: Back = serde_json::from_slice(bytes).map_err(|e| DraftReadError::Damaged {
        name: name.to_owned(),
        part: format!("line {}", e.line()),
        reason: e.to_string(),
    })?;
    let mut out = Returned { memory_id: back.memory, draft: back.draft, ..Returned::default() };
    for (at, value) in back.segments.into_iter().enumerate() {
        let problem =
            |what, tuid: Option<String>, reason: String| Problem { what, line: None, unit: Some(at as u64 + 1), tuid, reason };
        let row = match serde_json::from_value::<BackRow>(value) {
            Ok(row) => row,
            Err(e) => {
                out.problems.push(problem(ProblemKind::Refused, None, e.to_string()));
                continue;
            }
        };
        let Some(identity) = Identity::parse(&row.id) else {
            let reason = "its id is no identity such as s0012.a1b2c3".to_owned();
            out.problems.push(problem(ProblemKind::Refused, Some(row.id), reason));
            continue;
        };
        let status = row.state.as_deref().and_then(parse_state);
        if let Some(word) = row.state.filter(|s| status.is_none() && !s.trim().is_empty()) {
            let reason = format!("“{word}” is no status; it was not taken");
            out.problems.push(problem(ProblemKind::Skipped, Some(row.id), reason));
        }
        out.rows.push(ReturnedRow {
            id: identity.to_string(),
            n: Some(identity.n),
            source_hash: Some(identity.hash),
            source: row.tagged.or(row.text),
            target: row.target.unwrap_or_default(),
            status,
            note: row.note,
            tracked: None,
            merged: false,
            line: at + 1,
        });
    }
    if out.rows.is_empty() {
        return Err(DraftReadError::NoRows { name: name.to_owned(), reason: "segments holds no object with an id and a target" });
    }
    Ok(out)
}

/// Breaks lines between fields of the draft and of a segment, and between matches; what is deeper stays on its line.
#[derive(Default)]
struct Layout {
    depth: usize,
    filled: Vec<bool>,
}

/// The draft, its segments, one segment.
const BROKEN: usize = 3;
/// The matches of a segment too.
const BROKEN_LISTS: usize = 4;

impl Layout {
    fn open<W: io::Write + ?Sized>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled.push(false);
        out.write_all(bracket)
    }

    fn close<W: io::Write + ?Sized>(&mut self, out: &mut W, bracket: &[u8], limit: usize) -> io::Result<()> {
        let broken = self.depth <= limit;
        self.depth -= 1;
        if self.filled.pop() == Some(true) && broken {
            self.line(out)?;
        }
        out.write_all(bracket)
    }

    fn entry<W: io::Write + ?Sized>(&mut self, out: &mut W, first: bool, limit: usize) -> io::Result<()> {
        if let Some(filled) = self.filled.last_mut() {
            *filled = true;
        }
        if !first {
            out.write_all(b",")?;
        }
        if self.depth <= limit { self.line(out) } else { Ok(()) }
    }

    fn line<W: io::Write + ?Sized>(&self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\n")?;
        out.write_all(&b"        "[..(self.depth * 2).min(8)])
    }
}

impl Formatter for Layout {
    fn begin_array<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]", BROKEN_LISTS)
    }

    fn begin_array_value<W: io::Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.entry(out, first, BROKEN_LISTS)
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}", BROKEN)
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.entry(out, first, BROKEN)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(if self.depth <= BROKEN { b": " } else { b":" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_entries_are_told_and_the_rest_is_read() {
        let file = r#"{"segments":[{"id":"m.3.s0001.aaaaaa","target":"Ya","state":"hm"},{"id":"x","target":""},{"id":"m.3.s0003.cccccc"},{"target":7},
            {"id":"m.3.s0002.bbbbbb","target":null,"state":"Selesai","more":{}}]}"#;
        let back = read(file.as_bytes(), "x.json").expect("reads");
        assert_eq!(back.rows.iter().map(|r| r.n).collect::<Vec<_>>(), [Some(1), Some(2)]);
        assert_eq!(back.rows[1].status, Some(crate::model::SegmentState::Confirmed));
        assert_eq!(back.problems.iter().map(|p| p.unit).collect::<Vec<_>>(), [Some(1), Some(2), Some(3), Some(4)]);
        for (file, wanted) in [
            ("{", "x.json: line 1 is damaged: EOF"),
            (r#"{"segments":[]}"#, "x.json: no row of a draft was found"),
            (r#"{"a":1}"#, "x.json: line 1 is damaged: missing field `segments`"),
        ] {
            let error = read(file.as_bytes(), "x.json").expect_err("no draft").to_string();
            assert!(error.starts_with(wanted), "{error}");
        }
    }
}
