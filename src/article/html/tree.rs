//! A small tree of a page: elements with the marks that the renderer needs, text, and nothing else.
//!
//! Nodes lie in one vector and know each other by number, so that no depth of nesting takes any of the stack, neither when
//! the tree is walked nor when it is dropped.

use html5ever::tendril::StrTendril;
use html5ever::{LocalName, Namespace};

use super::marks::Marks;

/// The number of a node.
pub(super) type Id = u32;

/// No node.
pub(super) const NONE: Id = Id::MAX;

/// A node and its neighbours.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) parent: Id,
    pub(super) first: Id,
    last: Id,
    prev: Id,
    pub(super) next: Id,
    /// How many nodes it has above it, roughly: what is moved later keeps its depth.
    pub(super) depth: u32,
    pub(super) content: Content,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Content {
    /// The document, the inside of a template, a comment: nothing that can be read.
    Other,
    /// An element.
    Element {
        /// Its name; one of another vocabulary than HTML has none.
        name: LocalName,
        /// What its attributes say.
        marks: Marks,
    },
    /// Text.
    Text(StrTendril),
}

/// What html5ever holds of a node.
#[derive(Clone, Debug)]
pub(super) struct Handle {
    pub(super) id: Id,
    pub(super) ns: Namespace,
    pub(super) local: LocalName,
}

/// The nodes of a page; the first is the document.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

impl Tree {
    pub(super) fn new() -> Tree {
        let mut tree = Tree { nodes: Vec::new() };
        tree.add(Content::Other);
        tree
    }

    /// A new node without neighbours.
    pub(super) fn add(&mut self, content: Content) -> Id {
        self.nodes.push(Node { parent: NONE, first: NONE, last: NONE, prev: NONE, next: NONE, depth: 0, content });
        self.nodes.len() as Id - 1
    }

    pub(super) fn get(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    fn node(&mut self, id: Id) -> &mut Node {
        &mut self.nodes[id as usize]
    }

    /// Puts `child` behind the other children of `parent`; returns its depth.
    pub(super) fn append(&mut self, parent: Id, child: Id) -> u32 {
        self.detach(child);
        let last = self.node(parent).last;
        let depth = self.node(parent).depth + 1;
        let node = self.node(child);
        (node.parent, node.prev, node.depth) = (parent, last, depth);
        if last == NONE {
            self.node(parent).first = child;
        } else {
            self.node(last).next = child;
        }
        self.node(parent).last = child;
        depth
    }

    /// Puts `child` before `sibling`, which has a parent.
    pub(super) fn insert_before(&mut self, sibling: Id, child: Id) {
        self.detach(child);
        let (parent, prev, depth) = {
            let node = self.node(sibling);
            (node.parent, node.prev, node.depth)
        };
        let node = self.node(child);
        (node.parent, node.prev, node.next, node.depth) = (parent, prev, sibling, depth);
        self.node(sibling).prev = child;
        if prev != NONE {
            self.node(prev).next = child;
        } else if parent != NONE {
            self.node(parent).first = child;
        }
    }

    /// Text behind the other children of `parent`.
    pub(super) fn append_text(&mut self, parent: Id, text: StrTendril) {
        let last = self.node(parent).last;
        if last != NONE
            && let Content::Text(there) = &mut self.node(last).content
        {
            there.push_tendril(&text);
            return;
        }
        let child = self.add(Content::Text(text));
        self.append(parent, child);
    }

    /// Text before `sibling`.
    pub(super) fn insert_text_before(&mut self, sibling: Id, text: StrTendril) {
        let prev = self.node(sibling).prev;
        if prev != NONE
            && let Content::Text(there) = &mut self.node(prev).content
        {
            there.push_tendril(&text);
            return;
        }
        let child = self.add(Content::Text(text));
        self.insert_before(sibling, child);
    }

    /// Takes a node from its neighbours.
    pub(super) fn detach(&mut self, id: Id) {
        let (parent, prev, next) = {
            let node = self.node(id);
            let was = (node.parent, node.prev, node.next);
            (node.parent, node.prev, node.next) = (NONE, NONE, NONE);
            was
        };
        if prev != NONE {
            self.node(prev).next = next;
        } else if parent != NONE {
            self.node(parent).first = next;
        }
        if next != NONE {
            self.node(next).prev = prev;
        } else if parent != NONE {
            self.node(parent).last = prev;
        }
    }

    /// Moves the children of `from` behind those of `to`.
    pub(super) fn move_children(&mut self, from: Id, to: Id) {
        let mut child = self.node(from).first;
        while child != NONE {
            let next = self.node(child).next;
            self.append(to, child);
            child = next;
        }
    }
}
