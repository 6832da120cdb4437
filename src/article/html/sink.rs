//! html5ever's parser on our tree, held to a depth and a size.
//!
//! The parser looks through all open elements at most tags, and opens lost formatting again in every paragraph: a page of
//! nothing but unclosed tags would take hours and all memory. Beyond [`DEEPEST`] a start tag is therefore read as a line
//! break or not at all, its text stays; beyond [`MOST`] nodes reading stops.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::{SliceExt as _, StrTendril};
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, ExpandedName, LocalName, QualName, TokenizerResult, local_name, ns};

use super::marks::{self, Marks};
use super::tree::{Content, Handle, Id, NONE, Tree};

/// The deepest that elements are nested.
const DEEPEST: u32 = 400;
/// The most nodes of a page.
const MOST: usize = 6_000_000;
/// How many bytes are read between two looks at the size.
const STEP: usize = 2048;

/// Titles that stand in the head of a page.
#[derive(Debug, Default)]
pub(super) struct Titles {
    /// The node of `<title>`.
    pub(super) title: Option<Id>,
    /// What `og:title` says.
    pub(super) shared: Option<String>,
}

/// Returns the tree of the page `text`, with its titles; `None` when it has more nodes than are read.
pub(super) fn parse(text: &str) -> Option<(Tree, Titles)> {
    let sink = Sink { tree: RefCell::new(Tree::new()), titles: RefCell::default(), depth: Cell::new(0) };
    let builder = TreeBuilder::new(sink, TreeBuilderOpts { drop_doctype: true, ..TreeBuilderOpts::default() });
    let tokenizer = Tokenizer::new(Shallow { builder }, html5ever::tokenizer::TokenizerOpts::default());
    let input = BufferQueue::default();
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.floor_char_boundary(STEP);
        let (step, behind) = rest.split_at(at);
        rest = behind;
        input.push_back(step.to_tendril());
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        if tokenizer.sink.builder.sink.tree.borrow().nodes.len() > MOST {
            return None;
        }
    }
    tokenizer.end();
    Some(tokenizer.sink.builder.sink.finish())
}

/// The tree builder behind a guard against depth.
struct Shallow {
    builder: TreeBuilder<Handle, Sink>,
}

impl TokenSink for Shallow {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        let mut token = token;
        if let Token::TagToken(tag) = &mut token
            && tag.kind == TagKind::StartTag
            && self.builder.sink.depth.get() > DEEPEST
            && !marks::is_hidden(&tag.name)
            && tag.name != local_name!("textarea")
        {
            if !marks::is_block(&tag.name) {
                return TokenSinkResult::Continue;
            }
            tag.name = local_name!("br");
            tag.attrs.clear();
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

struct Sink {
    tree: RefCell<Tree>,
    titles: RefCell<Titles>,
    /// The depth of the node that was last put in its place.
    depth: Cell<u32>,
}

impl Sink {
    fn handle(id: Id) -> Handle {
        Handle { id, ns: ns!(), local: LocalName::default() }
    }

    fn other(&self) -> Handle {
        Sink::handle(self.tree.borrow_mut().add(Content::Other))
    }

    fn look_for_title(&self, id: Id, name: &QualName, attributes: &[Attribute]) {
        let value = |wanted: &str| attributes.iter().find(|a| &*a.name.local == wanted).map(|a| &*a.value);
        let mut titles = self.titles.borrow_mut();
        match name.local {
            local_name!("title") if name.ns == ns!(html) && titles.title.is_none() => titles.title = Some(id),
            local_name!("meta") if titles.shared.is_none() && value("property") == Some("og:title") => {
                titles.shared = value("content").map(str::to_owned);
            }
            _ => {}
        }
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = (Tree, Titles);
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> (Tree, Titles) {
        (self.tree.into_inner(), self.titles.into_inner())
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Sink::handle(0)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        ExpandedName { ns: &target.ns, local: &target.local }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let mut tree = self.tree.borrow_mut();
        let id = tree.add(Content::Element { name: name.local.clone(), marks: Marks::of(&attributes) });
        if flags.template {
            // The content of a template hangs nowhere: it is no text of the page.
            tree.add(Content::Other);
        }
        drop(tree);
        self.look_for_title(id, &name, &attributes);
        Handle { id, ns: name.ns, local: name.local }
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.other()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.other()
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let mut tree = self.tree.borrow_mut();
        match child {
            NodeOrText::AppendNode(node) => self.depth.set(tree.append(parent.id, node.id)),
            NodeOrText::AppendText(text) => tree.append_text(parent.id, text),
        }
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let has_parent = self.tree.borrow().get(element.id).is_some_and(|n| n.parent != NONE);
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        Sink::handle(target.id + 1)
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let mut tree = self.tree.borrow_mut();
        match child {
            NodeOrText::AppendNode(node) => tree.insert_before(sibling.id, node.id),
            NodeOrText::AppendText(text) => tree.insert_text_before(sibling.id, text),
        }
    }

    fn add_attrs_if_missing(&self, _: &Handle, _: Vec<Attribute>) {}

    fn pop(&self, node: &Handle) {
        self.depth.set(self.tree.borrow().get(node.id).map_or(0, |n| n.depth.saturating_sub(1)));
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.borrow_mut().detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.tree.borrow_mut().move_children(node.id, new_parent.id);
    }
}
