//! The tables of a Word document as rows of cells, with what tracked changes would make of each.
//!
//! Elements are known by their local names, whatever the prefix. What only wraps text (content controls, hyperlinks, smart
//! tags, fields) is transparent; properties, drawings, text boxes and field codes hold no text of the cell.
//!
//! **Invariant:** no recursion and no entities: a document type declaration is refused.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::docx_markup::{LINE_MARK, TAB_MARK};

/// One row of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct BodyRow {
    /// Number of its table in the document, from 0.
    pub table: usize,
    /// Whether it repeats at the head of each page.
    pub header: bool,
    /// Its cells from the left.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    /// The text with all tracked changes accepted; paragraphs, breaks and tabs that were typed are one space.
    pub after: String,
    /// The text with all tracked changes rejected.
    pub before: String,
    /// Who made the tracked changes of text, each name once.
    pub authors: Vec<String>,
    /// Whether there are tracked changes of text.
    pub tracked: bool,
    /// Ids of the comments on it.
    pub comments: Vec<String>,
    /// Columns it spans.
    pub span: usize,
    /// Whether it was merged with the cell above or below.
    pub merged: bool,
    /// A space is due before the next text, in `after` and in `before`.
    due: (bool, bool),
}

impl BodyRow {
    /// The cell that covers the column `column`, from 0, and whether it covers others too.
    pub(super) fn at(&self, column: usize) -> Option<(&Cell, bool)> {
        let mut start = 0;
        for cell in &self.cells {
            if (start..start + cell.span).contains(&column) {
                return Some((cell, cell.span > 1));
            }
            start += cell.span;
        }
        None
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Inserted,
    Deleted,
}

/// Returns the rows of every table outside other tables, in order. The text of a table in a cell is text of the cell.
///
/// # Errors
/// What is not well-formed, with the byte at which it was noticed, or a document type declaration.
pub(super) fn rows(xml: &str) -> Result<Vec<BodyRow>, String> {
    let mut reader = Reader::from_str(xml);
    let mut walk = Walk::default();
    loop {
        let event = reader.read_event().map_err(|e| format!("{e} (near byte {})", reader.error_position()))?;
        match event {
            Event::Start(e) => walk.start(&e),
            Event::Empty(e) => {
                walk.start(&e);
                walk.end(e.local_name().as_ref());
            }
            Event::End(e) => walk.end(e.local_name().as_ref()),
            Event::Text(t) => walk.characters(&t.xml10_content()),
            Event::CData(t) => walk.characters(&t.xml10_content()),
            Event::GeneralRef(r) => walk.characters(&reference(&r)?),
            Event::DocType(_) => return Err("it has a document type declaration, which no word processor writes".to_owned()),
            Event::Eof => return Ok(walk.rows),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

/// The text of `&amp;` or `&#233;`.
pub(super) fn reference(found: &quick_xml::events::BytesRef<'_>) -> Result<String, String> {
    if let Some(c) = found.resolve_char_ref().map_err(|e| e.to_string())? {
        return Ok(c.to_string());
    }
    quick_xml::escape::resolve_predefined_entity(found).map(str::to_owned).ok_or_else(|| format!("unknown entity &{};", &**found))
}

/// The value of the attribute with the local name `key`.
pub(super) fn attribute(element: &BytesStart<'_>, key: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == key)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

#[derive(Default)]
struct Walk {
    rows: Vec<BodyRow>,
    /// Tables begun so far.
    tables: usize,
    /// Tables the current element is in.
    depth: usize,
    /// Elements that hold no text of the cell and that the current element is in.
    hidden: usize,
    /// Tracked changes the current element is in, with their authors.
    changes: Vec<(Change, String)>,
    /// Text of the current `t` or `delText`: (text, whether outer white space counts, whether it is deleted text).
    text: Option<(String, bool, bool)>,
    in_cell: bool,
}

impl Walk {
    fn start(&mut self, e: &BytesStart<'_>) {
        let local = e.local_name();
        let name = local.as_ref();
        if is_hidden(name) {
            self.hidden += 1;
        }
        if self.hidden > 0 {
            return;
        }
        match name {
            "tbl" => {
                self.depth += 1;
                self.tables += usize::from(self.depth == 1);
            }
            "tr" if self.depth == 1 => self.rows.push(BodyRow { table: self.tables - 1, ..BodyRow::default() }),
            "tc" if self.depth == 1 => {
                if let Some(row) = self.rows.last_mut() {
                    row.cells.push(Cell { span: 1, ..Cell::default() });
                    self.in_cell = true;
                }
            }
            "tblHeader" if self.depth == 1 => {
                let off = attribute(e, "val").is_some_and(|v| matches!(v.as_str(), "0" | "false" | "off"));
                if let Some(row) = self.rows.last_mut() {
                    row.header = !off;
                }
            }
            "ins" | "moveTo" => self.changes.push((Change::Inserted, attribute(e, "author").unwrap_or_default())),
            "del" | "moveFrom" => self.changes.push((Change::Deleted, attribute(e, "author").unwrap_or_default())),
            "t" | "delText" => {
                let preserve = attribute(e, "space").is_some_and(|v| v == "preserve");
                self.text = Some((String::new(), preserve, name == "delText"));
            }
            "br" | "cr" => self.layout(LINE_MARK, '\n'),
            "tab" | "ptab" => self.layout(TAB_MARK, '\t'),
            "noBreakHyphen" => self.push("\u{2011}", false),
            "softHyphen" => self.push("\u{ad}", false),
            _ => {}
        }
        let Some(cell) = self.cell() else { return };
        match name {
            "p" => cell.due = (true, true),
            "gridSpan" => {
                cell.span = attribute(e, "val").and_then(|v| v.parse().ok()).unwrap_or(1).clamp(1, 100);
            }
            "vMerge" => cell.merged = true,
            "commentReference" => cell.comments.extend(attribute(e, "id")),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if is_hidden(name) {
            self.hidden = self.hidden.saturating_sub(1);
            return;
        }
        if self.hidden > 0 {
            return;
        }
        match name {
            "tbl" => self.depth = self.depth.saturating_sub(1),
            "tc" if self.depth == 1 => self.in_cell = false,
            "ins" | "moveTo" | "del" | "moveFrom" => {
                self.changes.pop();
            }
            "t" | "delText" => {
                if let Some((text, preserve, deleted)) = self.text.take() {
                    let white = [' ', '\t', '\n', '\r'];
                    let text = if preserve { &*text } else { text.trim_matches(white) };
                    self.push(&text.replace(['\t', '\n', '\r'], " "), deleted);
                }
            }
            _ => {}
        }
    }

    fn characters(&mut self, text: &str) {
        if self.hidden == 0
            && let Some((piece, ..)) = &mut self.text
        {
            piece.push_str(text);
        }
    }

    fn cell(&mut self) -> Option<&mut Cell> {
        if !self.in_cell {
            return None;
        }
        self.rows.last_mut()?.cells.last_mut()
    }

    /// Where the current text goes: into (`after`, `before`).
    fn sides(&self, deleted: bool) -> (bool, bool) {
        let within = |change| self.changes.iter().any(|&(c, _)| c == change);
        (!(deleted || within(Change::Deleted)), !within(Change::Inserted))
    }

    fn push(&mut self, text: &str, deleted: bool) {
        if text.is_empty() || self.hidden > 0 {
            return;
        }
        let (after, before) = self.sides(deleted);
        let author = self.changes.last().map(|(_, author)| author.clone());
        let Some(cell) = self.cell() else { return };
        if !(after && before) {
            cell.tracked = true;
            if let Some(author) = author.filter(|a| !a.is_empty())
                && !cell.authors.contains(&author)
            {
                cell.authors.push(author);
            }
        }
        for (wanted, side, due) in [(after, &mut cell.after, &mut cell.due.0), (before, &mut cell.before, &mut cell.due.1)] {
            if !wanted {
                continue;
            }
            let gap = *due && !side.is_empty() && !side.ends_with(char::is_whitespace) && !text.starts_with(char::is_whitespace);
            if gap {
                side.push(' ');
            }
            *due = false;
            side.push_str(text);
        }
    }

    /// A break or tab: what it stands for when its mark stands before it, else a space is due.
    fn layout(&mut self, mark: char, meant: char) {
        let (after, before) = self.sides(false);
        let Some(cell) = self.cell() else { return };
        for (wanted, side, due) in [(after, &mut cell.after, &mut cell.due.0), (before, &mut cell.before, &mut cell.due.1)] {
            if !wanted {
                continue;
            }
            if side.ends_with(mark) {
                side.pop();
                side.push(meant);
            } else {
                *due = true;
            }
        }
    }
}

/// Elements whose content is no text of the cell they stand in. `tabs` and `rPr` hold elements named like text's.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "rPr"
            | "pPr"
            | "sdtPr"
            | "trPrChange"
            | "tcPrChange"
            | "tblPrChange"
            | "Fallback"
            | "drawing"
            | "pict"
            | "object"
            | "instrText"
            | "delInstrText"
            | "rt"
            | "sectPr"
    )
}
