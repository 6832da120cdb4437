//! A tree as lines, as a browser shows them, with a hint for each.
//!
//! White space of every kind runs together into a space, soft hyphens and zero-width spaces are gone. Blocks, cells
//! and `br` end a line; a blank line stands around paragraphs, headings, lists and the like. What is only hidden by its
//! style stays: some outlets keep the later pages of an article there.

use html5ever::{LocalName, local_name};

use super::marks::{self, Marks};
use super::tree::{Content, Id, NONE, Tree};
use crate::article::hint::{Hint, Place};

/// Returns the lines of the tree, each ended by a break, and a hint for every line that is not blank, in order.
pub(super) fn lines(tree: &Tree) -> (String, Vec<Hint>) {
    let mut page = Page::default();
    let mut at: Id = 0;
    // The walk goes by the neighbours of the nodes: no depth takes any of the stack.
    loop {
        let down = page.enter(tree, at);
        let Some(node) = tree.get(at) else { break };
        if down && node.first != NONE {
            at = node.first;
            continue;
        }
        if down {
            page.leave(tree, at);
        }
        let mut from = at;
        while let Some(node) = tree.get(from) {
            if node.next != NONE {
                at = node.next;
                break;
            }
            if node.parent == NONE {
                page.end_line();
                return (page.text, page.hints);
            }
            from = node.parent;
            page.leave(tree, from);
        }
    }
    page.end_line();
    (page.text, page.hints)
}

/// How many of the elements that say something are open.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    levels: [u32; 6],
    links: u32,
    items: u32,
    captions: u32,
    authors: u32,
    titles: u32,
    articles: u32,
    bodies: u32,
    chrome: u32,
    pre: u32,
}

/// The page as far as it is written.
#[derive(Default)]
struct Page {
    text: String,
    hints: Vec<Hint>,
    open: Open,
    /// How many hints there were at the beginning of each open cell.
    cells: Vec<usize>,
    /// Where the line that is being written begins.
    start: usize,
    /// The number of breaks before it.
    breaks: u32,
    /// A space is owed before the next character.
    space: bool,
    /// A blank line is owed before the next line.
    blank: bool,
    /// What was open at the first character of the line.
    first: Open,
    letters: u32,
    linked: u32,
    captioned: u32,
}

impl Page {
    /// Enters a node; returns whether its children count.
    fn enter(&mut self, tree: &Tree, at: Id) -> bool {
        match tree.get(at).map(|n| &n.content) {
            None => false,
            Some(Content::Other) => true,
            Some(Content::Text(text)) => {
                if self.open.pre > 0 {
                    self.write_lines(text);
                } else {
                    self.write(text);
                }
                true
            }
            Some(Content::Element { name, marks }) => {
                if marks::is_hidden(name) {
                    return false;
                }
                match *name {
                    local_name!("br") => self.end_line_or_blank(),
                    local_name!("td") | local_name!("th") => {
                        self.end_line();
                        self.cells.push(self.hints.len());
                    }
                    _ if marks::is_block(name) => self.between_blocks(name),
                    _ => {}
                }
                self.count(name, *marks, 1);
                true
            }
        }
    }

    fn leave(&mut self, tree: &Tree, at: Id) {
        let Some(Content::Element { name, marks }) = tree.get(at).map(|n| &n.content) else { return };
        if matches!(*name, local_name!("td") | local_name!("th")) {
            self.end_line();
            // A cell of more lines arranges the page, it is no cell of a table.
            let begun = self.cells.pop().unwrap_or_default();
            if let Some([only]) = self.hints.get_mut(begun..) {
                only.cell = true;
            }
        } else if marks::is_block(name) {
            self.between_blocks(name);
        }
        self.count(name, *marks, -1);
    }

    fn between_blocks(&mut self, name: &LocalName) {
        self.end_line();
        self.blank |= marks::is_spaced(name);
    }

    fn count(&mut self, name: &LocalName, marks: Marks, by: i32) {
        let open = &mut self.open;
        let add = |n: &mut u32| *n = n.saturating_add_signed(by);
        match *name {
            local_name!("h1") => add(&mut open.levels[0]),
            local_name!("h2") => add(&mut open.levels[1]),
            local_name!("h3") => add(&mut open.levels[2]),
            local_name!("h4") => add(&mut open.levels[3]),
            local_name!("h5") => add(&mut open.levels[4]),
            local_name!("h6") => add(&mut open.levels[5]),
            local_name!("a") if marks.has(Marks::HREF) => add(&mut open.links),
            local_name!("li") | local_name!("dd") | local_name!("dt") => add(&mut open.items),
            local_name!("figcaption") => add(&mut open.captions),
            local_name!("article") | local_name!("main") => add(&mut open.articles),
            local_name!("nav") | local_name!("footer") | local_name!("aside") | local_name!("option") | local_name!("button") => {
                add(&mut open.chrome);
            }
            local_name!("pre") | local_name!("textarea") | local_name!("listing") | local_name!("xmp") => add(&mut open.pre),
            _ => {}
        }
        if marks == Marks::default() {
            return;
        }
        let both = |mark| marks.has(mark);
        if both(Marks::CAPTION) {
            add(&mut open.captions);
        }
        if both(Marks::BODY) {
            add(&mut open.bodies);
        }
        if both(Marks::AUTHOR) {
            add(&mut open.authors);
        }
        if both(Marks::TITLE) {
            add(&mut open.titles);
        }
        if both(Marks::CHROME) {
            add(&mut open.chrome);
        }
    }

    /// Writes text whose white space runs together.
    fn write(&mut self, text: &str) {
        for piece in text.split_inclusive(char::is_whitespace) {
            let bare = piece.trim_end();
            if !bare.is_empty() {
                self.word(bare);
            }
            self.space |= bare.len() < piece.len();
        }
    }

    /// Writes text whose line breaks count.
    fn write_lines(&mut self, text: &str) {
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                self.end_line_or_blank();
            }
            self.write(line);
        }
    }

    fn word(&mut self, word: &str) {
        let gone = |c: char| matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}') || c.is_control();
        let (from, clean) = (self.text.len(), !word.contains(gone));
        if !clean && word.chars().all(gone) {
            return;
        }
        if self.text.len() == self.start {
            if self.blank && !self.text.is_empty() {
                self.text.push('\n');
                self.breaks += 1;
                self.start += 1;
            }
            self.blank = false;
            self.first = self.open;
        } else if self.space {
            self.text.push(' ');
        }
        self.space = false;
        if clean {
            self.text.push_str(word);
        } else {
            self.text.extend(word.chars().filter(|&c| !gone(c)));
        }
        let letters = (self.text.len() - from) as u32;
        self.letters += letters;
        if self.open.links > 0 {
            self.linked += letters;
        }
        if self.open.captions > 0 {
            self.captioned += letters;
        }
    }

    /// Ends the line if anything stands in it.
    fn end_line(&mut self) {
        self.space = false;
        if self.text.len() == self.start {
            return;
        }
        self.hints.push(self.hint());
        self.text.push('\n');
        self.breaks += 1;
        self.start = self.text.len();
        (self.letters, self.linked, self.captioned) = (0, 0, 0);
    }

    /// Ends the line; an empty one is a blank line.
    fn end_line_or_blank(&mut self) {
        self.blank |= self.text.len() == self.start;
        self.end_line();
    }

    fn hint(&self) -> Hint {
        let (first, letters) = (&self.first, u64::from(self.letters.max(1)));
        let place = if first.chrome > 0 {
            Place::Chrome
        } else if first.bodies > 0 {
            Place::Body
        } else if first.articles > 0 {
            Place::Article
        } else {
            Place::Unknown
        };
        Hint {
            line: self.breaks + 1,
            level: first.levels.iter().position(|&n| n > 0).map_or(0, |i| i as u8 + 1),
            linked: (u64::from(self.linked) * 100 / letters).min(100) as u8,
            item: first.items > 0,
            cell: false,
            note: false,
            caption: u64::from(self.captioned) * 2 > letters,
            author: first.authors > 0,
            title: first.titles > 0,
            place,
        }
    }
}
