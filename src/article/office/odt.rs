//! The text of an OpenDocument file as paragraphs.
//!
//! Elements are known by their local names. Tracked changes count as accepted, annotations are no text; notes and text boxes
//! have paragraphs of their own behind the one in which they stand.
//!
//! **Invariant:** no recursion; every paragraph is closed by the end of its element.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::events::BytesStart;

use super::super::decode::ArticleError;
use super::super::hint::Hint;
use super::odt_styles::Styles;
use super::paragraph::{Format, Gather, Kind, Paragraph, Raw, Read, carries_more_than_text};
use super::xml::{self, Step, attribute, local, prefix};

/// Reads `text`, the part `content.xml`.
///
/// # Errors
/// As [`xml::walk`]; a part that is no content.
pub(super) fn read(text: &str, styles: &Styles) -> Result<Read, ArticleError> {
    let mut walk = Walk { xml: text, styles: Some(styles), prefix: "text:".to_owned(), ..Walk::default() };
    walk.formats.push(Format::default());
    let mut root = None;
    xml::walk(text, "content.xml", |step| {
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
    // An empty part, or one of something else, would pass as a document without text.
    if root.as_deref() != Some("document-content") {
        return Err(ArticleError::DamagedPart { part: "content.xml", line: 1 });
    }
    Ok(Read { paragraphs: walk.done, formats: walk.formats, prefix: walk.prefix })
}

/// The most spaces that one element may stand for.
const SPACES: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Holds paragraphs.
    Block(Container),
    /// Nothing of it is read.
    Skip,
    Paragraph,
    /// Inside a paragraph, and transparent.
    Inline,
    /// A span: how many styles it adds to the current ones.
    Span,
    /// A link or a field whose result is text.
    Pair(u32),
    /// Something that is no text.
    Object(&'static str),
    InObject,
    Mark(bool),
    Tab,
    Break,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    Body,
    /// A list, or a paragraph that is an item by itself.
    Item,
    ListItem,
    Cell,
    Note,
    Table,
    /// A table of contents, an index: the document makes it.
    Generated,
    Other,
}

#[derive(Debug)]
struct Frame {
    place: Place,
    tag: Range<usize>,
    /// How many elements stand right in it.
    children: usize,
    /// The last paragraph right in it could be taken out.
    bare: bool,
}

/// A paragraph that is being read.
#[derive(Debug, Default)]
struct Open {
    content: usize,
    /// A table stands right before it.
    after_table: bool,
    gather: Gather,
    style: String,
    level: u8,
    /// The start tags of the spans that are open.
    spans: Vec<Range<usize>>,
    looks: Vec<String>,
    format: usize,
}

#[derive(Debug, Default)]
struct Walk<'a> {
    xml: &'a str,
    styles: Option<&'a Styles>,
    prefix: String,
    stack: Vec<Frame>,
    open: Vec<Open>,
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
        let place = match self.top() {
            Place::Block(container) => block(name, container),
            Place::Paragraph | Place::Inline | Place::Span | Place::Pair(_) => self.inline(e, name),
            Place::Object(_) | Place::InObject => match name {
                "text-box" | "note-body" => Place::Block(Container::Note),
                // A drawing holds its text directly.
                "p" | "list" if prefix(e) == self.prefix => block(name, Container::Note),
                "annotation" | "note-citation" | "title" | "desc" | "event-listeners" => Place::Skip,
                _ => Place::InObject,
            },
            Place::Skip | Place::Mark(_) | Place::Tab | Place::Break => Place::Skip,
        };
        match place {
            Place::Paragraph => {
                let level = if name == "h" { attribute(e, "outline-level").and_then(|l| l.parse().ok()).unwrap_or(1) } else { 0 };
                prefix(e).clone_into(&mut self.prefix);
                let style = attribute(e, "style-name").unwrap_or_default();
                let after_table = self.after_table;
                self.open.push(Open { content: at.end, after_table, style, level, ..Open::default() });
            }
            Place::Span => {
                let name = attribute(e, "style-name").unwrap_or_default();
                let look = self.styles.map(|s| s.look(&name)).unwrap_or_default();
                self.current(|o| {
                    o.spans.push(at.clone());
                    o.looks.push(look);
                });
                self.set_format();
            }
            Place::Pair(id) => {
                let label = if name == "a" { "link" } else { "field" };
                self.current(|o| o.gather.open(id, label, vec![Raw { range: at.clone(), run: None }]));
            }
            _ => {}
        }
        if let Some(parent) = self.stack.last_mut() {
            parent.children += 1;
        }
        self.stack.push(Frame { place, tag: at, children: 0, bare: false });
    }

    fn inline(&mut self, e: &BytesStart<'_>, name: &str) -> Place {
        if prefix(e) != self.prefix {
            return match name {
                // What others wrote about the text is no text; it stays where it is.
                "annotation" => Place::Mark(true),
                "annotation-end" => Place::Mark(false),
                "frame" => Place::Object("picture"),
                _ => Place::Object("object"),
            };
        }
        match name {
            "span" => Place::Span,
            "s" => {
                let count = attribute(e, "c").and_then(|c| c.parse().ok()).unwrap_or(1_usize).clamp(1, SPACES);
                self.current(|o| o.gather.text(&" ".repeat(count), o.format));
                Place::Skip
            }
            "tab" => Place::Tab,
            "line-break" => Place::Break,
            "ruby" | "ruby-base" => Place::Inline,
            "soft-page-break" | "ruby-text" => Place::Skip,
            "note" => Place::Object("note"),
            "bookmark"
            | "bookmark-start"
            | "reference-mark"
            | "reference-mark-start"
            | "change"
            | "change-start"
            | "toc-mark-start"
            | "alphabetical-index-mark-start"
            | "user-index-mark-start"
            | "toc-mark"
            | "alphabetical-index-mark"
            | "user-index-mark" => Place::Mark(true),
            "bookmark-end"
            | "reference-mark-end"
            | "change-end"
            | "toc-mark-end"
            | "alphabetical-index-mark-end"
            | "user-index-mark-end" => Place::Mark(false),
            "number" | "script" | "hidden-text" | "hidden-paragraph" | "execute-macro" => Place::Object("object"),
            _ => {
                self.ids += 1;
                Place::Pair(self.ids)
            }
        }
    }

    fn current(&mut self, change: impl FnOnce(&mut Open)) {
        if let Some(open) = self.open.last_mut() {
            change(open);
        }
    }

    /// Sets the format that the open spans of the current paragraph make.
    fn set_format(&mut self) {
        let Some(open) = self.open.last() else { return };
        let mut looks: Vec<&str> = Vec::new();
        let mut raw = String::new();
        for (span, look) in open.spans.iter().zip(&open.looks).filter(|(_, look)| !look.is_empty()) {
            raw.push_str(&self.xml[span.clone()]);
            looks.push(look);
        }
        let number = match self.numbers.get(&raw) {
            Some(&there) => there,
            None if raw.is_empty() => 0,
            None => {
                self.formats.push(Format { key: looks.join(" "), xml: raw.clone() });
                self.numbers.insert(raw, self.formats.len() - 1);
                self.formats.len() - 1
            }
        };
        self.current(|o| o.format = number);
    }

    /// Takes text in, white space as OpenDocument counts it: any of it is one space, none at the start of a paragraph.
    ///
    /// Source: OpenDocument 1.3 part 3, section 6.1.2.
    fn text(&mut self, text: &str) {
        if !matches!(self.top(), Place::Paragraph | Place::Inline | Place::Span | Place::Pair(_)) {
            return;
        }
        self.current(|o| {
            let mut out = String::with_capacity(text.len());
            let mut blank = o.gather.ends_blank();
            for c in text.chars() {
                let space = matches!(c, ' ' | '\t' | '\r' | '\n');
                if !space {
                    out.push(c);
                } else if !blank {
                    out.push(' ');
                }
                blank = space;
            }
            o.gather.text(&out, o.format);
        });
    }

    fn end(&mut self, at: Range<usize>) {
        let Some(frame) = self.stack.pop() else { return };
        let range = frame.tag.start..at.end;
        match frame.place {
            Place::Block(Container::ListItem) if frame.children == 1 && frame.bare => self.lone_paragraph(range),
            Place::Block(Container::Table) => self.after_table = true,
            Place::Paragraph => self.close(&frame, &at),
            Place::Span => {
                self.current(|o| {
                    o.spans.pop();
                    o.looks.pop();
                });
                self.set_format();
            }
            Place::Pair(id) => self.current(|o| o.gather.close(id, vec![Raw { range: at, run: None }])),
            Place::Object(name) => self.current(|o| {
                let run = Some(o.format);
                o.gather.object(name, vec![Raw { range, run }]);
            }),
            Place::Mark(start) => self.current(|o| {
                o.gather.mark(if start { Kind::Start } else { Kind::End }, Raw { range, run: None });
            }),
            Place::Tab => self.current(|o| o.gather.gap(Kind::Tab, Raw { range, run: Some(o.format) }, o.format)),
            Place::Break => self.current(|o| o.gather.gap(Kind::Break, Raw { range, run: Some(o.format) }, o.format)),
            _ => {}
        }
    }

    /// A list item with nothing but a paragraph ends: both go together, or an empty bullet would stay. A list in a cell or a
    /// note may be all that is there, so there the paragraph stays.
    fn lone_paragraph(&mut self, item: Range<usize>) {
        let other = |f: &&Frame| !matches!(f.place, Place::Block(Container::Item | Container::ListItem));
        let in_body = self.stack.iter().rev().find(other).is_some_and(|f| f.place == Place::Block(Container::Body));
        if in_body && let Some(paragraph) = self.done.last_mut() {
            paragraph.removable = Some(item);
        }
    }

    fn close(&mut self, frame: &Frame, at: &Range<usize>) {
        let Some(open) = self.open.pop() else { return };
        self.after_table = false;
        let styled = self.styles.map(|s| s.nature(&open.style)).unwrap_or_default();
        let holds = |wanted: Container| self.stack.iter().any(|f| f.place == Place::Block(wanted));
        let nearest = self.stack.iter().rev().find_map(|f| match f.place {
            Place::Block(c @ (Container::Cell | Container::Note)) => Some(c),
            _ => None,
        });
        let pieces = open.gather.finish();
        // What parts two tables stays, or they would become one.
        let bare = !open.after_table && !carries_more_than_text(&pieces);
        let removable = self.top() == Place::Block(Container::Body) && bare;
        let level = if open.level > 0 { open.level } else { styled.level };
        self.done.push(Paragraph {
            part: 0,
            whole: frame.tag.start..at.end,
            content: open.content.min(at.start)..at.start,
            absorbed: Vec::new(),
            pieces,
            hint: Hint {
                level: level.min(6),
                title: styled.title,
                caption: styled.caption,
                item: holds(Container::Item) && open.level == 0,
                cell: nearest == Some(Container::Cell),
                // The text box around a picture and its caption.
                note: nearest == Some(Container::Note) && !styled.caption,
                ..Hint::default()
            },
            generated: holds(Container::Generated),
            removable: removable.then_some(frame.tag.start..at.end),
            mirror: None,
            line: 0..0,
        });
        if let Some(parent) = self.stack.last_mut() {
            parent.bare = bare;
        }
    }
}

fn block(name: &str, container: Container) -> Place {
    match name {
        "p" | "h" => Place::Paragraph,
        "text" => Place::Block(Container::Body),
        "list" | "numbered-paragraph" | "list-header" => Place::Block(Container::Item),
        "list-item" => Place::Block(Container::ListItem),
        "table" => Place::Block(Container::Table),
        "table-cell" => Place::Block(Container::Cell),
        "table-of-content" | "illustration-index" | "table-index" | "object-index" | "user-index" | "alphabetical-index"
        | "bibliography" => Place::Block(Container::Generated),
        "document-content" | "document" | "body" | "table-rows" | "table-row" | "table-header-rows" | "table-row-group" => {
            Place::Block(Container::Other)
        }
        "section" | "index-body" | "index-title" => {
            Place::Block(if container == Container::Body { Container::Other } else { container })
        }
        // Drawings between paragraphs, and the link around one.
        "frame" | "custom-shape" | "rect" | "g" | "text-box" | "a" | "ellipse" | "circle" | "line" | "polyline" | "polygon"
        | "regular-polygon" | "path" | "connector" | "measure" | "caption" => Place::InObject,
        _ => Place::Skip,
    }
}
