//! What our figures are held against: html5ever's tokenizer and tree builder into a sink that
//! keeps the tree and does nothing else (no reference counts, no cap, no names looked up).

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, LocalName, ParseOpts, QualName, ns, parse_document};
use std::borrow::Cow;
use std::cell::{Ref, RefCell};

const NONE: u32 = u32::MAX;

/// A node: an element has a name, a text has characters.
pub struct Node {
    pub name: Option<QualName>,
    pub attributes: Vec<Attribute>,
    pub text: StrTendril,
    parent: u32,
    previous: u32,
    next: u32,
    first: u32,
    last: u32,
}

/// Elements that hang together with the document, the document not counted.
#[allow(dead_code)] // Not every bench counts them.
pub fn elements(nodes: &[Node]) -> usize {
    let (mut elements, mut at) = (0, 0);
    loop {
        elements += usize::from(nodes[at].name.is_some());
        let mut next = nodes[at].first;
        while next == NONE {
            next = nodes[at].next;
            if next == NONE {
                if nodes[at].parent == NONE {
                    return elements - 1;
                }
                at = nodes[at].parent as usize;
            }
        }
        at = next as usize;
    }
}

/// The tree. Node 0 is the document.
struct Arena {
    nodes: RefCell<Vec<Node>>,
}

/// html5ever's bare parse.
pub fn html5ever(html: &str) -> Vec<Node> {
    let arena = Arena { nodes: RefCell::new(Vec::new()) };
    let document = QualName::new(None, ns!(), LocalName::from(""));
    arena.create(Some(document), Vec::new(), StrTendril::new());
    parse_document(arena, ParseOpts::default()).one(html)
}

impl Arena {
    fn create(&self, name: Option<QualName>, attributes: Vec<Attribute>, text: StrTendril) -> u32 {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { name, attributes, text, parent: NONE, previous: NONE, next: NONE, first: NONE, last: NONE });
        nodes.len() as u32 - 1
    }

    fn detach(&self, node: u32) {
        let nodes = &mut *self.nodes.borrow_mut();
        let Node { parent, previous, next, .. } = nodes[node as usize];
        if parent == NONE {
            return;
        }
        match previous {
            NONE => nodes[parent as usize].first = next,
            _ => nodes[previous as usize].next = next,
        }
        match next {
            NONE => nodes[parent as usize].last = previous,
            _ => nodes[next as usize].previous = previous,
        }
        let node = &mut nodes[node as usize];
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Puts a child into `parent`, before `next`, or last for `NONE`.
    fn insert(&self, parent: u32, next: u32, child: NodeOrText<u32>) {
        let previous = |nodes: &[Node]| match next {
            NONE => nodes[parent as usize].last,
            _ => nodes[next as usize].previous,
        };
        let node = match child {
            NodeOrText::AppendNode(node) => {
                self.detach(node);
                node
            }
            NodeOrText::AppendText(text) => {
                let before = previous(&self.nodes.borrow());
                if before != NONE
                    && let Some(node) = self.nodes.borrow_mut().get_mut(before as usize)
                    && node.name.is_none()
                {
                    node.text.push_tendril(&text);
                    return;
                }
                self.create(None, Vec::new(), text)
            }
        };
        let nodes = &mut *self.nodes.borrow_mut();
        let previous = previous(nodes);
        let links = &mut nodes[node as usize];
        (links.parent, links.previous, links.next) = (parent, previous, next);
        match previous {
            NONE => nodes[parent as usize].first = node,
            _ => nodes[previous as usize].next = node,
        }
        match next {
            NONE => nodes[parent as usize].last = node,
            _ => nodes[next as usize].previous = node,
        }
    }
}

impl TreeSink for Arena {
    type Handle = u32;
    type Output = Vec<Node>;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Vec<Node> {
        self.nodes.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> u32 {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a u32) -> Ref<'a, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| match &nodes[*target as usize].name {
            Some(name) => name,
            // Only elements are asked for.
            None => unreachable!("a text has no name"),
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> u32 {
        self.create(Some(name), attributes, StrTendril::new())
    }

    /// Comments and processing instructions are nodes without a parent: the leanest answer.
    fn create_comment(&self, _: StrTendril) -> u32 {
        NONE
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> u32 {
        NONE
    }

    fn append(&self, parent: &u32, child: NodeOrText<u32>) {
        if !matches!(child, NodeOrText::AppendNode(NONE)) {
            self.insert(*parent, NONE, child);
        }
    }

    fn append_based_on_parent_node(&self, element: &u32, previous: &u32, child: NodeOrText<u32>) {
        let parent = self.nodes.borrow()[*element as usize].parent;
        match parent {
            _ if matches!(child, NodeOrText::AppendNode(NONE)) => {}
            NONE => self.insert(*previous, NONE, child),
            _ => self.insert(parent, *element, child),
        }
    }

    fn append_before_sibling(&self, sibling: &u32, child: NodeOrText<u32>) {
        let parent = self.nodes.borrow()[*sibling as usize].parent;
        if parent != NONE && !matches!(child, NodeOrText::AppendNode(NONE)) {
            self.insert(parent, *sibling, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &u32) -> u32 {
        *target
    }

    fn same_node(&self, x: &u32, y: &u32) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &u32, more: Vec<Attribute>) {
        let mut nodes = self.nodes.borrow_mut();
        let attributes = &mut nodes[*target as usize].attributes;
        for attribute in more {
            if attributes.iter().all(|known| known.name != attribute.name) {
                attributes.push(attribute);
            }
        }
    }

    fn remove_from_parent(&self, target: &u32) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &u32, new_parent: &u32) {
        loop {
            let child = self.nodes.borrow()[*node as usize].first;
            if child == NONE {
                return;
            }
            self.insert(*new_parent, NONE, NodeOrText::AppendNode(child));
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, _: &u32) -> bool {
        false
    }

    fn allow_declarative_shadow_roots(&self, _: &u32) -> bool {
        false
    }
}
