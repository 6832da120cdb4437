//! A draft as tab-separated values: `id source target status score origin note`, a header row, `\t`, `\n`, `\\` for a tab, a
//! line break and a backslash in a field.
//!
//! A spreadsheet that saves the file puts fields with quotation marks into quotation marks and doubles those within. A
//! file is read as a spreadsheet's when its heading or the hash of a source proves it; where nothing proves either, only a
//! field with doubled marks in quotation marks is. A text that looks like one (`"a""b"`) is written with `\"` in front.

use super::row::{Row, row};
use super::{DraftFile, DraftReadError, Identity, Returned, ReturnedRow, parse_state, source_hash, state_name};
use crate::model::{Problem, ProblemKind};

const COLUMNS: [&str; 7] = ["id", "source", "target", "status", "score", "origin", "note"];

/// Returns the file, UTF-8 without a byte order mark. Score and origin are those of the text, or of the best match while
/// there is no text.
pub(super) fn write(file: &DraftFile<'_>) -> Vec<u8> {
    let mut out = COLUMNS.join("\t");
    out.push('\n');
    for segment in &file.draft.segments {
        let row = row(segment, file.min_score);
        let like: Vec<String> = row.like(file.ui).map(|l| l.plain()).into_iter().collect();
        let fields = [
            Identity::of(file.memory_id, file.draft.id, segment).to_string(),
            escape(segment.segment.shown()),
            escape(&segment.target),
            state_name(file.ui, segment.state).to_owned(),
            row.score().map(|s| s.to_string()).unwrap_or_default(),
            // A score never stands without what changed: the flags in words come with it.
            escape(&[row.provenance(file.ui), row.cautions(file.ui), like, before(&row, file)].concat().join(" · ")),
            escape(&segment.note),
        ];
        out.push_str(&fields.join("\t"));
        out.push('\n');
    }
    out.into_bytes()
}

/// What the earlier version of the article had in this place: `Before, #3 (Edited): satu [-dua-] {+tiga+} → one two`.
fn before(row: &Row<'_>, file: &DraftFile<'_>) -> Vec<String> {
    let Some(before) = row.before(file.ui) else { return Vec::new() };
    let marked = |(op, text): &(char, String)| {
        let word = text.trim_start();
        let space = &text[..text.len() - word.len()];
        match op {
            '-' => format!("{space}[-{word}-]"),
            '+' => format!("{space}{{+{word}+}}"),
            _ => text.clone(),
        }
    };
    let diff: String = before.diff.iter().map(marked).collect();
    let mut out = format!("{}: {diff}", before.heading);
    for target in before.targets {
        out.push_str(" → ");
        out.push_str(target);
    }
    vec![out]
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if is_spreadsheets(text) {
        out.push('\\');
    }
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('t') => out.push('\t'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('"') => out.push('"'),
            Some('\\') | None => out.push('\\'),
            // Not ours: a path somebody typed.
            Some(other) => out.extend(['\\', other]),
        }
    }
    out
}

/// The content of a field that a spreadsheet has put into quotation marks; `None` for any other.
fn unquote(field: &str) -> Option<String> {
    let inner = field.strip_prefix('"')?.strip_suffix('"')?;
    let rest = inner.replace("\"\"", "");
    (!rest.contains('"')).then(|| inner.replace("\"\"", "\""))
}

/// Whether a field can hardly be anything but a spreadsheet's.
fn is_spreadsheets(field: &str) -> bool {
    unquote(field).is_some_and(|inner| inner.contains('"'))
}

/// Whether the first line is a heading of such a file.
pub(super) fn looks_like_one(bytes: &[u8]) -> bool {
    let text = decode(bytes).unwrap_or_default();
    let heading = Heading::of(text.lines().next().unwrap_or_default().split('\t'));
    heading.at("id").is_some() && heading.at("target").is_some()
}

fn decode(bytes: &[u8]) -> Option<String> {
    // A byte order mark decides: "Unicode text" of a spreadsheet is UTF-16.
    let (text, _, malformed) = encoding_rs::UTF_8.decode(bytes);
    (!malformed).then(|| text.into_owned())
}

/// Where each column stands.
struct Heading(Vec<String>);

impl Heading {
    fn of<'a>(fields: impl Iterator<Item = &'a str>) -> Heading {
        Heading(fields.map(|f| f.trim().trim_matches('"').to_lowercase()).collect())
    }

    fn at(&self, column: &str) -> Option<usize> {
        self.0.iter().position(|name| name == column)
    }
}

/// Returns what stands in the file; columns are found by their names, in any order.
///
/// # Errors
/// See [`super::read`].
pub(super) fn read(bytes: &[u8], name: &str) -> Result<Returned, DraftReadError> {
    let damaged = |part: &str, reason: &str| DraftReadError::Damaged {
        name: name.to_owned(),
        part: part.to_owned(),
        reason: reason.to_owned(),
    };
    let text = decode(bytes).ok_or_else(|| damaged("the file", "it is not UTF-8"))?;
    let first = text.lines().next().unwrap_or_default();
    let heading = Heading::of(first.split('\t'));
    let (Some(id), Some(target)) = (heading.at("id"), heading.at("target")) else {
        return Err(damaged("line 1", "the heading needs the columns id and target, separated by tabs"));
    };
    let records = records(&text, id, heading.at("source"));
    let mut back = Returned::default();
    for (line, fields) in records.into_iter().skip(1) {
        if fields.iter().all(|f| f.trim().is_empty()) {
            continue;
        }
        let field = |at: Option<usize>| at.and_then(|at| fields.get(at)).map(String::as_str);
        let problem = |what, reason: String| Problem {
            what,
            line: Some(line as u64),
            unit: None,
            tuid: field(Some(id)).map(str::to_owned),
            reason,
        };
        let identity = field(Some(id)).and_then(Identity::parse);
        if identity.is_none() {
            back.problems.push(problem(ProblemKind::Refused, "the row has no identity such as s0012.a1b2c3".to_owned()));
        }
        let Some(translation) = field(Some(target)) else {
            back.problems.push(problem(ProblemKind::Refused, "the row has no translation column".to_owned()));
            continue;
        };
        let status = field(heading.at("status")).unwrap_or_default().trim();
        let state = parse_state(status);
        if state.is_none() && !status.is_empty() {
            back.problems.push(problem(ProblemKind::Skipped, format!("“{status}” is no status; it was not taken")));
        }
        if back.draft.is_none()
            && let Some((memory, draft)) = identity.as_ref().and_then(|i| i.draft.clone())
        {
            back.memory_id = Some(memory);
            back.draft = Some(draft);
        }
        back.rows.push(ReturnedRow {
            id: identity.as_ref().map(ToString::to_string).unwrap_or_default(),
            n: identity.as_ref().map(|i| i.n),
            merged: identity.is_none(),
            source_hash: identity.map(|i| i.hash),
            source: field(heading.at("source")).map(unescape),
            target: unescape(translation),
            status: state,
            note: field(heading.at("note")).map(unescape),
            tracked: None,
            line,
        });
    }
    if back.rows.iter().all(|r| r.n.is_none()) {
        let reason = "no line has an identity such as s0012.a1b2c3 in its column id";
        return Err(DraftReadError::NoRows { name: name.to_owned(), reason });
    }
    Ok(back)
}

/// The records with their lines, heading included; fields are still escaped.
fn records(text: &str, id: usize, source: Option<usize>) -> Vec<(usize, Vec<String>)> {
    let lines = || text.lines().enumerate().map(|(at, line)| (at + 1, line.split('\t').collect::<Vec<_>>()));
    let heading = text.lines().next().unwrap_or_default();
    let mut evidence = heading.starts_with('"').then_some(true);
    for (_, fields) in lines() {
        let Some(identity) = fields.get(id).and_then(|f| Identity::parse(f)) else { continue };
        let Some(found) = source.and_then(|at| fields.get(at)) else { continue };
        if found.contains('"') && source_hash(&unescape(found)) == identity.hash {
            // As we wrote it: no spreadsheet leaves a quotation mark alone.
            evidence = Some(false);
            break;
        }
        if unquote(found).is_some_and(|inner| source_hash(&unescape(&inner)) == identity.hash) {
            evidence = Some(true);
            break;
        }
    }
    if evidence == Some(true) {
        return spreadsheet_records(text);
    }
    let guess = evidence.is_none();
    let plain = |field: &str| match unquote(field) {
        Some(inner) if guess && is_spreadsheets(field) => inner,
        _ => field.to_owned(),
    };
    lines().map(|(line, fields)| (line, fields.into_iter().map(plain).collect())).collect()
}

fn spreadsheet_records(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .has_headers(false)
        .flexible(true)
        .from_reader(text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes());
    let mut out = Vec::new();
    for record in reader.records().flatten() {
        let line = record.position().map_or(0, csv::Position::line) as usize;
        out.push((line, record.iter().map(str::to_owned).collect()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(file: &str) -> Vec<String> {
        read(file.as_bytes(), "x.tsv").expect("reads").rows.into_iter().map(|r| r.target).collect()
    }

    #[test]
    fn columns_are_found_by_name_whatever_order_marks_and_line_ends() {
        let file = "\u{feff}note\tTARGET\tid\textra\r\ncek nama\tA\\tB\\\\n\tm.3.s0001.aaaaaa\tx\r\n\r\n";
        let back = read(file.as_bytes(), "x.tsv").expect("reads");
        assert_eq!(back.rows.len(), 1);
        assert_eq!((back.rows[0].target.as_str(), back.rows[0].note.as_deref()), ("A\tB\\n", Some("cek nama")));
        assert_eq!((back.rows[0].source.as_ref(), back.rows[0].line, back.draft), (None, 2, Some(3)));
        assert!(back.problems.is_empty());
    }

    #[test]
    fn a_field_keeps_its_quotation_marks_unless_a_spreadsheet_added_them() {
        let source = "“Kami siap,” kata \"Pak\" Darto.";
        let hash = source_hash(source);
        let raw = format!("id\tsource\ttarget\ns0001.{hash}\t{source}\t\"Ready\"\n");
        assert_eq!(targets(&raw), ["\"Ready\""]);
        let doubled = source.replace('"', "\"\"");
        let saved = format!("id\tsource\ttarget\ns0001.{hash}\t\"{doubled}\"\t\"\"\"Ready,\"\" he said.\nTwice.\"\n");
        assert_eq!(targets(&saved), ["\"Ready,\" he said.\nTwice."]);
        // No source tells: doubled marks do.
        assert_eq!(targets("id\ttarget\ns0001.aaaaaa\t\"He said \"\"yes\"\".\"\n"), ["He said \"yes\"."]);
        assert_eq!(targets("id\ttarget\ns0001.aaaaaa\t\"Yes.\"\n"), ["\"Yes.\""]);
        assert_eq!(targets("\"id\"\t\"target\"\n\"s0001.aaaaaa\"\t\"Yes.\"\n"), ["Yes."]);
    }

    #[test]
    fn bad_rows_are_told_and_the_rest_is_read() {
        let file = "id\ttarget\tstatus\nm.3.s0001.aaaaaa\tYes.\tkelar\nhello\tNo.\t\nm.3.s0002.bbbbbb\n";
        let back = read(file.as_bytes(), "x.tsv").expect("reads");
        assert_eq!(back.rows.iter().map(|r| r.n).collect::<Vec<_>>(), [Some(1), None]);
        assert_eq!(back.problems.iter().map(|p| p.line).collect::<Vec<_>>(), [Some(2), Some(3), Some(4)]);
        for (bytes, wanted) in [
            (&b"id\ttarget\nhello\tNo.\n"[..], "x.tsv: no row of a draft was found"),
            (b"nama\tumur\nAni\t3\n", "x.tsv: line 1 is damaged: the heading needs the columns id and target"),
            (b"id\ttarget\n\xff\xfe\xfd\t\n", "x.tsv: the file is damaged: it is not UTF-8"),
        ] {
            let error = read(bytes, "x.tsv").expect_err("no draft").to_string();
            assert!(error.starts_with(wanted), "{error}");
        }
    }

    #[test]
    fn the_unicode_text_of_a_spreadsheet_is_read() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend("id\ttarget\ns0001.aaaaaa\tCafé\n".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(read(&bytes, "x.tsv").expect("reads").rows[0].target, "Café");
        assert!(looks_like_one(&bytes));
    }
}
