//! A part of a Word document as paragraphs: the body, the footnotes, the endnotes.
//!
//! Elements are known by their local names. Tracked changes count as accepted; of a field its result is read; what only wraps
//! text is transparent; drawings and all that is unknown are objects, and text boxes inside them have paragraphs of their own.
//!
//! **Invariant:** no recursion; every paragraph is closed by the end of its element.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::events::BytesStart;

use super::super::decode::ArticleError;
use super::super::hint::Hint;
use super::paragraph::{Format, Gather, Kind, Paragraph, Raw, Read, carries_more_than_text};
use super::word_format;
use super::word_styles::Styles;
use super::xml::{self, Step, attribute, local, prefix};

/// Reads `text`, the part with the number `part` and the name `name`; `notes` says that it holds foot- or endnotes.
///
/// # Errors
/// As [`xml::walk`]; a body that is no document.
pub(super) fn read(text: &str, (part, name): (usize, &'static str), styles: &Styles, notes: bool) -> Result<Read, ArticleError> {
    let mut walk = Walk { xml: text, part, styles: Some(styles), notes, ..Walk::default() };
    walk.formats.push(Format::default());
    let mut root = None;
    xml::walk(text, name, |step| {
        match step {
            Step::Start(e, at) => {
                root.get_or_insert_with(|| local(e).to_owned());
                walk.start(e, at);
            }
            Step::End(at) => walk.end(at),
            Step::Text(text) => walk.text(text),
        }
        Ok(())
    })?;
    // An empty body part, or one of something else, would pass as a document without text.
    if !notes && root.as_deref() != Some("document") {
        return Err(ArticleError::DamagedPart { part: name, line: 1 });
    }
    Ok(Read { paragraphs: walk.done, formats: walk.formats, prefix: walk.prefix })
}

/// What an open element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Holds paragraphs.
    Block(Container),
    /// Nothing of it is read.
    Skip,
    Paragraph,
    ParagraphProperties,
    MarkProperties,
    Numbering,
    RowProperties,
    /// Inside a paragraph, and transparent.
    Inline,
    /// A pair that its own tags make: a link, a simple field.
    Pair(u32),
    /// A content control in a paragraph, or text in versions for newer and older programs, and what it holds.
    Control(u32),
    ControlContent,
    Run,
    RunProperties,
    /// Text, and whether its outer white space counts.
    Text(bool),
    Instruction,
    /// Something that is no text; whether it stands in a run.
    Object(&'static str, bool),
    InObject,
    Mark(MarkKind, bool),
    FieldSign(Sign),
    Gap(GapKind),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    /// The body itself, from which a paragraph can be taken out.
    Body,
    Cell,
    Note,
    Table,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MarkKind {
    Start,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Begin,
    Separate,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GapKind {
    Tab,
    Break,
}

#[derive(Debug)]
struct Frame {
    place: Place,
    /// The start tag.
    tag: Range<usize>,
    /// Of a content control: where its content ends.
    inner_end: Option<usize>,
}

/// A field that has begun.
#[derive(Debug)]
struct Field {
    id: u32,
    /// Its result has not begun.
    instruction: bool,
}

/// A paragraph that is being read.
#[derive(Debug, Default)]
struct Open {
    content: usize,
    absorbed: Vec<Range<usize>>,
    gather: Gather,
    style: String,
    outline: Option<u8>,
    numbered: Option<bool>,
    /// Its end is deleted: it goes on in the next one.
    joins: bool,
    section: bool,
    /// A table stands right before it: without the paragraph, it could become one with a table behind.
    after_table: bool,
    /// The format of the current run.
    format: usize,
    /// Text of the current text element.
    buffer: String,
    /// The instruction of a field, as far as it stands in this paragraph.
    field: Vec<Raw>,
    /// Fields of the text around, when this is a paragraph of a text box.
    outer_fields: Vec<Field>,
}

/// A paragraph whose end is deleted, until the next one begins.
#[derive(Debug)]
struct Pending {
    /// Where the element that holds both begins.
    container: usize,
    open: Open,
    whole: Range<usize>,
    content: Range<usize>,
    /// What holds it.
    kind: Container,
    /// Its number in a version for older programs.
    mirrors: Option<usize>,
}

/// Two versions of the same thing, for newer and for older programs.
#[derive(Debug)]
struct Alternate {
    depth: usize,
    /// Number of the first paragraph inside it.
    first: usize,
    /// The depth of the version for older programs, and how many paragraphs of it have been read.
    fallback: Option<(usize, usize)>,
    /// Where its paragraphs begin in the list.
    fallback_first: usize,
}

#[derive(Debug, Default)]
struct Walk<'a> {
    xml: &'a str,
    part: usize,
    styles: Option<&'a Styles>,
    notes: bool,
    prefix: String,
    stack: Vec<Frame>,
    open: Vec<Open>,
    pending: Vec<Pending>,
    fields: Vec<Field>,
    alternates: Vec<Alternate>,
    done: Vec<Paragraph>,
    formats: Vec<Format>,
    numbers: HashMap<String, usize>,
    ids: u32,
    /// The last block that has ended is a table.
    after_table: bool,
}

impl Walk<'_> {
    fn top(&self) -> Place {
        self.stack.last().map_or(Place::Block(Container::Other), |f| f.place)
    }

    fn start(&mut self, e: &BytesStart<'_>, at: Range<usize>) {
        let name = local(e);
        if self.prefix.is_empty() && matches!(name, "document" | "footnotes" | "endnotes") {
            prefix(e).clone_into(&mut self.prefix);
        }
        let place = self.place(e, name);
        match place {
            Place::Paragraph => self.begin(&at),
            Place::Run => self.current(|o| o.format = 0),
            Place::Pair(id) => {
                let name = if name == "hyperlink" { "link" } else { "field" };
                let raw = vec![Raw { range: at.clone(), run: None }];
                self.current(|o| o.gather.open(id, name, raw));
            }
            Place::ControlContent => {
                if let Some(Frame { place: Place::Control(id), tag, .. }) = self.stack.last() {
                    let (id, raw) = (*id, vec![Raw { range: tag.start..at.end, run: None }]);
                    self.current(|o| o.gather.open(id, "control", raw));
                }
            }
            _ => {}
        }
        if name == "AlternateContent" {
            let first = self.done.len();
            self.alternates.push(Alternate { depth: self.stack.len(), first, fallback: None, fallback_first: 0 });
        } else if name == "Fallback" {
            let (depth, count) = (self.stack.len(), self.done.len());
            if let Some(alternate) = self.alternates.last_mut().filter(|a| a.depth + 1 == depth) {
                alternate.fallback = Some((depth, 0));
                alternate.fallback_first = count;
            }
        }
        self.stack.push(Frame { place, tag: at, inner_end: None });
    }

    fn place(&mut self, e: &BytesStart<'_>, name: &str) -> Place {
        let value = || attribute(e, "val");
        match self.top() {
            Place::Block(container) => self.block(e, name, container),
            Place::ParagraphProperties => {
                match name {
                    "pStyle" => self.current(|o| o.style = value().unwrap_or_default()),
                    "outlineLvl" => self.current(|o| o.outline = value().and_then(|v| v.parse().ok())),
                    "numPr" => return Place::Numbering,
                    "rPr" => return Place::MarkProperties,
                    "sectPr" => self.current(|o| o.section = true),
                    _ => {}
                }
                Place::Skip
            }
            Place::MarkProperties => {
                if matches!(name, "del" | "moveFrom") {
                    self.current(|o| o.joins = true);
                }
                Place::Skip
            }
            Place::RowProperties => {
                // A row that is deleted as a tracked change holds no text; it stays in the file for whoever accepts the change.
                if name == "del"
                    && let [.., row, _] = &mut self.stack[..]
                {
                    row.place = Place::Skip;
                }
                Place::Skip
            }
            Place::Numbering => {
                if name == "numId" {
                    self.current(|o| o.numbered = value().map(|v| v != "0"));
                }
                Place::Skip
            }
            Place::Paragraph | Place::Inline | Place::Pair(_) | Place::ControlContent => self.inline(name),
            Place::Control(_) if name == "sdtContent" => Place::ControlContent,
            Place::Control(_) if matches!(name, "Choice" | "Fallback") => {
                // The first version is the text; of the others only text boxes are read, which may show it once more.
                let first = self.stack.last().is_some_and(|f| f.inner_end.is_none());
                if first && name == "Choice" { Place::ControlContent } else { Place::InObject }
            }
            Place::Run => self.in_run(e, name),
            Place::Object(..) | Place::InObject => {
                if name == "txbxContent" {
                    Place::Block(Container::Note)
                } else {
                    Place::InObject
                }
            }
            Place::Control(_)
            | Place::Skip
            | Place::RunProperties
            | Place::Text(_)
            | Place::Instruction
            | Place::Mark(..)
            | Place::FieldSign(_)
            | Place::Gap(_) => Place::Skip,
        }
    }

    fn block(&mut self, e: &BytesStart<'_>, name: &str, container: Container) -> Place {
        match name {
            "p" => Place::Paragraph,
            "body" => Place::Block(Container::Body),
            "tbl" => {
                self.flush_pending();
                Place::Block(Container::Table)
            }
            "tc" => Place::Block(Container::Cell),
            "footnote" | "endnote" => {
                // Lines over the notes are notes of a type of their own.
                let text = attribute(e, "type").is_none_or(|t| t == "normal");
                if text { Place::Block(Container::Note) } else { Place::Skip }
            }
            "trPr" => Place::RowProperties,
            "tr" | "document" | "footnotes" | "endnotes" => Place::Block(Container::Other),
            "sdt" | "sdtContent" | "customXml" | "smartTag" | "ins" | "moveTo" | "AlternateContent" | "Choice" | "Fallback" => {
                // A paragraph is taken out of the body itself only.
                Place::Block(if container == Container::Body { Container::Other } else { container })
            }
            _ => Place::Skip,
        }
    }

    fn inline(&mut self, name: &str) -> Place {
        match name {
            "pPr" if self.top() == Place::Paragraph => Place::ParagraphProperties,
            "r" => Place::Run,
            "hyperlink" | "fldSimple" => Place::Pair(self.id()),
            "sdt" | "AlternateContent" => Place::Control(self.id()),
            // Of ruby, the reading over the characters is of the source's language; what it stands over is text.
            "ins" | "moveTo" | "smartTag" | "customXml" | "dir" | "bdo" | "rubyBase" => Place::Inline,
            "del" | "moveFrom" | "pPr" | "proofErr" | "smartTagPr" | "customXmlPr" | "fldData" | "rt" | "rubyPr" => Place::Skip,
            "bookmarkStart" | "commentRangeStart" | "permStart" => Place::Mark(MarkKind::Start, false),
            "bookmarkEnd" | "commentRangeEnd" | "permEnd" => Place::Mark(MarkKind::End, false),
            _ if name.ends_with("RangeStart") || name.ends_with("RangeEnd") => Place::Skip,
            "oMath" | "oMathPara" => Place::Object("formula", false),
            _ => Place::Object("object", false),
        }
    }

    fn in_run(&mut self, e: &BytesStart<'_>, name: &str) -> Place {
        match name {
            "rPr" => Place::RunProperties,
            "t" => {
                self.current(|o| o.buffer.clear());
                Place::Text(attribute(e, "space").is_some_and(|s| s == "preserve"))
            }
            "tab" | "ptab" => Place::Gap(GapKind::Tab),
            "cr" => Place::Gap(GapKind::Break),
            "br" => match attribute(e, "type").as_deref() {
                None | Some("textWrapping") => Place::Gap(GapKind::Break),
                Some(_) => Place::Object("page", true),
            },
            "noBreakHyphen" => self.character("\u{2011}"),
            "softHyphen" => self.character("\u{ad}"),
            "instrText" => Place::Instruction,
            "fldChar" => Place::FieldSign(match attribute(e, "fldCharType").as_deref() {
                Some("separate") => Sign::Separate,
                Some("end") => Sign::End,
                _ => Sign::Begin,
            }),
            "ruby" => Place::Inline,
            "delText" | "delInstrText" | "lastRenderedPageBreak" => Place::Skip,
            "commentReference" => Place::Mark(MarkKind::End, true),
            "footnoteReference" | "endnoteReference" | "footnoteRef" | "endnoteRef" => Place::Object("note", true),
            "drawing" | "pict" | "object" => Place::Object("picture", true),
            _ => Place::Object("object", true),
        }
    }

    fn id(&mut self) -> u32 {
        self.ids += 1;
        self.ids
    }

    fn current(&mut self, change: impl FnOnce(&mut Open)) {
        if let Some(open) = self.open.last_mut() {
            change(open);
        }
    }

    fn in_instruction(&self) -> bool {
        self.fields.iter().any(|f| f.instruction)
    }

    /// A character that an element stands for.
    fn character(&mut self, c: &str) -> Place {
        if !self.in_instruction() {
            self.current(|o| o.gather.text(c, o.format));
        }
        Place::Skip
    }

    fn text(&mut self, text: &str) {
        if matches!(self.top(), Place::Text(_)) {
            self.current(|o| o.buffer.push_str(text));
        }
    }

    fn end(&mut self, at: Range<usize>) {
        let Some(frame) = self.stack.pop() else { return };
        let whole = frame.tag.start..at.end;
        let run = |o: &Open| Some(o.format);
        match frame.place {
            Place::Block(_) if self.pending.last().is_some_and(|p| p.container == frame.tag.start) => self.flush_pending(),
            Place::Block(Container::Table) => self.after_table = true,
            Place::Paragraph => self.close(&frame, &at),
            Place::ParagraphProperties => self.current(|o| o.content = at.end),
            Place::RunProperties => {
                let format = self.format(&whole);
                self.current(|o| o.format = format);
            }
            Place::Text(preserve) => {
                let instruction = self.in_instruction();
                self.current(|o| {
                    let text = std::mem::take(&mut o.buffer);
                    if instruction {
                        let raw = Raw { range: whole, run: run(o) };
                        o.field.push(raw);
                    } else {
                        let blank = [' ', '\t', '\r', '\n'];
                        o.gather.text(if preserve { &text } else { text.trim_matches(blank) }, o.format);
                    }
                });
            }
            Place::Gap(kind) => {
                let instruction = self.in_instruction();
                self.current(|o| {
                    let raw = Raw { range: whole, run: run(o) };
                    match kind {
                        _ if instruction => o.field.push(raw),
                        GapKind::Tab => o.gather.gap(Kind::Tab, raw, o.format),
                        GapKind::Break => o.gather.gap(Kind::Break, raw, o.format),
                    }
                });
            }
            Place::Instruction => {
                let known = !self.fields.is_empty();
                self.current(|o| {
                    let raw = Raw { range: whole, run: run(o) };
                    if known { o.field.push(raw) } else { o.gather.object("field", vec![raw]) }
                });
            }
            Place::FieldSign(sign) => self.field_sign(sign, whole),
            Place::Object(name, in_run) => {
                let instruction = self.in_instruction();
                self.current(|o| {
                    let raw = Raw { range: whole, run: if in_run { run(o) } else { None } };
                    if instruction { o.field.push(raw) } else { o.gather.object(name, vec![raw]) }
                });
            }
            Place::Mark(kind, in_run) => self.current(|o| {
                let raw = Raw { range: whole, run: if in_run { run(o) } else { None } };
                o.gather.mark(if kind == MarkKind::Start { Kind::Start } else { Kind::End }, raw);
            }),
            Place::Pair(id) => self.current(|o| o.gather.close(id, vec![Raw { range: at, run: None }])),
            Place::ControlContent => {
                if let Some(control) = self.stack.last_mut() {
                    control.inner_end = Some(at.start);
                }
            }
            Place::Control(id) => self.current(|o| match frame.inner_end {
                Some(inner) => o.gather.close(id, vec![Raw { range: inner..at.end, run: None }]),
                None => o.gather.object("control", vec![Raw { range: whole, run: None }]),
            }),
            _ => {}
        }
        self.alternates.retain(|a| a.depth < self.stack.len());
        let depth = self.stack.len();
        if let Some(alternate) = self.alternates.last_mut()
            && alternate.fallback.is_some_and(|(at, _)| at >= depth)
        {
            alternate.fallback = None;
        }
    }

    fn field_sign(&mut self, sign: Sign, whole: Range<usize>) {
        let id = self.id();
        if sign == Sign::Begin {
            self.fields.push(Field { id, instruction: true });
        }
        let Some(open) = self.open.last_mut() else { return };
        let raw = Raw { range: whole, run: Some(open.format) };
        match sign {
            Sign::Begin => open.field.push(raw),
            Sign::Separate => {
                open.field.push(raw);
                let Some(field) = self.fields.last_mut() else {
                    return open.gather.object("field", std::mem::take(&mut open.field));
                };
                let first = field.instruction;
                field.instruction = false;
                let id = field.id;
                if first && !self.fields.iter().any(|f| f.instruction) {
                    open.gather.open(id, "field", std::mem::take(&mut open.field));
                }
            }
            Sign::End => {
                let field = self.fields.pop();
                if self.fields.iter().any(|f| f.instruction) {
                    open.field.push(raw);
                    return;
                }
                match field {
                    Some(field) if !field.instruction => open.gather.close(field.id, vec![raw]),
                    _ => {
                        open.field.push(raw);
                        open.gather.object("field", std::mem::take(&mut open.field));
                    }
                }
            }
        }
    }

    /// The number of the format that the run properties in `range` make.
    fn format(&mut self, range: &Range<usize>) -> usize {
        let raw = &self.xml[range.clone()];
        if let Some(&there) = self.numbers.get(raw) {
            return there;
        }
        let number = self.formats.len();
        self.formats.push(Format { key: word_format::key(raw), xml: raw.to_owned() });
        self.numbers.insert(raw.to_owned(), number);
        number
    }

    fn begin(&mut self, at: &Range<usize>) {
        let container = self.stack.last().map_or(0, |f| f.tag.start);
        let mut open = Open { content: at.end, after_table: self.after_table, ..Open::default() };
        if let Some(pending) = self.pending.pop_if(|p| p.container == container) {
            open.gather = pending.open.gather;
            open.absorbed = pending.open.absorbed;
            open.absorbed.push(pending.whole);
        }
        if !self.open.is_empty() {
            open.outer_fields = std::mem::take(&mut self.fields);
        }
        self.open.push(open);
    }

    fn close(&mut self, frame: &Frame, at: &Range<usize>) {
        let Some(mut open) = self.open.pop() else { return };
        self.after_table = false;
        // An instruction that does not end with its paragraph would swallow the text behind it.
        self.fields.retain(|f| !f.instruction);
        if !self.open.is_empty() {
            self.fields = std::mem::take(&mut open.outer_fields);
        }
        if !open.field.is_empty() {
            // Joined, it would swallow the text of the next paragraph.
            open.joins = false;
            let raw = std::mem::take(&mut open.field);
            open.gather.object("field", raw);
        }
        let container = self.stack.last().map_or(0, |f| f.tag.start);
        let pending = Pending {
            container,
            whole: frame.tag.start..at.end,
            content: open.content.min(at.start)..at.start,
            kind: self.container(),
            mirrors: self.fallback_number(),
            open,
        };
        if pending.open.joins { self.pending.push(pending) } else { self.finish(pending) }
    }

    /// What holds the current paragraph: a cell, a note or box, the body.
    fn container(&self) -> Container {
        match self.top() {
            Place::Block(Container::Other | Container::Table) => {
                let within = |f: &Frame| match f.place {
                    Place::Block(c @ (Container::Cell | Container::Note)) => Some(c),
                    _ => None,
                };
                self.stack.iter().rev().find_map(within).unwrap_or(Container::Other)
            }
            Place::Block(container) => container,
            _ => Container::Other,
        }
    }

    /// In a version for older programs of something that has been read: the number of the paragraph in it.
    fn fallback_number(&mut self) -> Option<usize> {
        let alternate = self.alternates.iter_mut().find(|a| a.fallback.is_some() && a.fallback_first > a.first)?;
        let (_, count) = alternate.fallback.as_mut()?;
        *count += 1;
        Some(*count - 1)
    }

    fn flush_pending(&mut self) {
        if let Some(pending) = self.pending.pop() {
            self.finish(pending);
        }
    }

    fn finish(&mut self, pending: Pending) {
        let Pending { open, whole, content, kind, mirrors, .. } = pending;
        let styled = self.styles.map(|s| s.nature(&open.style)).filter(|_| !open.style.is_empty()).unwrap_or_default();
        let level = match open.outline {
            Some(level) if level < 9 => level + 1,
            Some(_) => 0,
            None => styled.level,
        };
        let pieces = open.gather.finish();
        let carries = carries_more_than_text(&pieces);
        let mut paragraph = Paragraph {
            part: self.part,
            removable: (kind == Container::Body && !(open.section || open.after_table || carries) && open.absorbed.is_empty())
                .then(|| whole.clone()),
            whole,
            content,
            absorbed: open.absorbed,
            hint: Hint {
                level: level.min(6),
                title: styled.title,
                caption: styled.caption,
                item: open.numbered.unwrap_or(styled.item),
                cell: kind == Container::Cell,
                note: self.notes || kind == Container::Note,
                ..Hint::default()
            },
            generated: styled.contents,
            pieces,
            mirror: None,
            line: 0..0,
        };
        if let Some(number) = mirrors {
            let Some(shown) = self.shown_before(number, &paragraph.text()) else { return };
            paragraph.mirror = Some(shown);
        }
        self.done.push(paragraph);
    }

    /// Where the paragraph begins that the paragraph with this number and text shows once more.
    fn shown_before(&self, number: usize, text: &str) -> Option<usize> {
        let alternate = self.alternates.iter().find(|a| a.fallback.is_some() && a.fallback_first > a.first)?;
        let before: Vec<&Paragraph> =
            self.done[alternate.first..alternate.fallback_first].iter().filter(|p| p.mirror.is_none()).collect();
        let same = |p: &&&Paragraph| p.text() == text;
        let found = before.get(number).filter(same).or_else(|| before.iter().find(same))?;
        Some(found.whole.start)
    }
}
