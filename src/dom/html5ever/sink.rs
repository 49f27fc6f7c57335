//! The arena that html5ever builds its tree in: nodes are numbers, links are numbers, no reference
//! counts. Comments, doctypes and processing instructions never enter it.

use crate::dom::attr::Attr;
use crate::dom::owned::OwnedDomBuilder;
use crate::dom::tag::Tag;
use crate::options::Limits;
use ::html5ever::tendril::StrTendril;
use ::html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use ::html5ever::{Attribute, LocalName, QualName, ns};
use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::collections::HashMap;

/// A node of the arena.
pub(super) type Handle = u32;

const DOCUMENT: Handle = 0;
/// Stands for every comment and processing instruction: nothing is ever appended of it.
const NOWHERE: Handle = 1;
const NONE: Handle = u32::MAX;

#[derive(Debug)]
enum Data {
    Root,
    /// Numbers: of the name in [`Nodes::names`], of its first attribute in [`Nodes::attrs`].
    Element {
        name: u32,
        attrs: u32,
        attr_count: u16,
        is_integration_point: bool,
    },
    Text(StrTendril),
}

#[derive(Debug)]
struct Node {
    parent: Handle,
    previous: Handle,
    next: Handle,
    first: Handle,
    last: Handle,
    data: Data,
}

/// The tree itself.
#[derive(Debug)]
pub(super) struct Nodes {
    list: Vec<Node>,
    /// Each name once. The first is that of what has none; the tree builder never asks for it.
    names: Vec<QualName>,
    numbers: HashMap<QualName, u32>,
    /// Attributes of all elements, those of one in a row.
    attrs: Vec<(Attr, StrTendril)>,
    /// Attributes met, and how many are kept at most.
    attributes: usize,
    max_attributes: usize,
}

#[derive(Debug)]
pub(super) struct Arena {
    nodes: RefCell<Nodes>,
    /// The element whose name was asked for last.
    named: Cell<Handle>,
    max_nodes: usize,
}

impl Arena {
    pub(super) fn new(limits: &Limits) -> Self {
        let nodes = Nodes {
            list: Vec::with_capacity(256),
            names: vec![QualName::new(None, ns!(), LocalName::from(""))],
            numbers: HashMap::new(),
            attrs: Vec::new(),
            attributes: 0,
            // html5ever copies the attributes of a formatting element whenever it opens it anew,
            // so a short page can ask for very many.
            max_attributes: limits.nodes,
        };
        let arena = Arena { nodes: RefCell::new(nodes), named: Cell::new(DOCUMENT), max_nodes: limits.nodes };
        // DOCUMENT and NOWHERE.
        arena.create(Data::Root);
        arena.create(Data::Root);
        arena
    }

    /// Nodes created so far, attached or not.
    pub(super) fn len(&self) -> usize {
        self.nodes.borrow().list.len()
    }

    pub(super) fn is_full(&self) -> bool {
        // Less the two that are no nodes of the page.
        self.len() - 2 >= self.max_nodes
    }

    pub(super) fn attributes_dropped(&self) -> bool {
        let nodes = self.nodes.borrow();
        nodes.attributes > nodes.max_attributes
    }

    /// The element whose name was asked for last.
    pub(super) fn named(&self) -> Handle {
        self.named.get()
    }

    pub(super) fn name(&self, node: Handle) -> Ref<'_, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| match &nodes.list[node as usize].data {
            Data::Element { name, .. } => &nodes.names[*name as usize],
            _ => &nodes.names[0],
        })
    }

    fn create(&self, data: Data) -> Handle {
        self.nodes.borrow_mut().create(data)
    }
}

impl Nodes {
    /// The page in document order, from its `html` element on.
    pub(super) fn walk<'s>(&'s self, builder: &mut OwnedDomBuilder<'s>) {
        let mut at = DOCUMENT;
        loop {
            self.enter(at, builder);
            if self.list[at as usize].first != NONE {
                at = self.list[at as usize].first;
                continue;
            }
            loop {
                let node = &self.list[at as usize];
                if matches!(node.data, Data::Element { .. }) {
                    builder.close();
                }
                if node.next != NONE {
                    at = node.next;
                    break;
                }
                if node.parent == NONE {
                    return;
                }
                at = node.parent;
            }
        }
    }

    fn enter<'s>(&'s self, node: Handle, builder: &mut OwnedDomBuilder<'s>) {
        crate::work::add(1);
        match &self.list[node as usize].data {
            Data::Root => {}
            Data::Text(text) => builder.text(text),
            Data::Element { name, attrs, attr_count, .. } => {
                // SVG names have capitals (`foreignObject`).
                let tag = Tag::from_name_lowered(self.names[*name as usize].local.as_bytes());
                let from = *attrs as usize;
                builder.open(
                    tag,
                    self.attrs[from..from + usize::from(*attr_count)].iter().map(|(attr, value)| (*attr, &**value)),
                );
            }
        }
    }

    fn create(&mut self, data: Data) -> Handle {
        crate::work::add(1);
        let node = self.list.len() as Handle;
        self.list.push(Node { parent: NONE, previous: NONE, next: NONE, first: NONE, last: NONE, data });
        node
    }

    fn detach(&mut self, node: Handle) {
        let Node { parent, previous, next, .. } = self.list[node as usize];
        if parent == NONE {
            return;
        }
        match previous {
            NONE => self.list[parent as usize].first = next,
            _ => self.list[previous as usize].next = next,
        }
        match next {
            NONE => self.list[parent as usize].last = previous,
            _ => self.list[next as usize].previous = previous,
        }
        let node = &mut self.list[node as usize];
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Puts what has no parent into `parent`, before the sibling `next`, or last for `NONE`.
    fn attach(&mut self, node: Handle, parent: Handle, next: Handle) {
        let previous = match next {
            NONE => self.list[parent as usize].last,
            _ => self.list[next as usize].previous,
        };
        let links = &mut self.list[node as usize];
        (links.parent, links.previous, links.next) = (parent, previous, next);
        match previous {
            NONE => self.list[parent as usize].first = node,
            _ => self.list[previous as usize].next = node,
        }
        match next {
            NONE => self.list[parent as usize].last = node,
            _ => self.list[next as usize].previous = node,
        }
    }

    fn insert(&mut self, parent: Handle, next: Handle, child: NodeOrText<Handle>) {
        crate::work::add(1);
        let node = match child {
            NodeOrText::AppendNode(NOWHERE) => return,
            NodeOrText::AppendNode(node) => {
                self.detach(node);
                node
            }
            NodeOrText::AppendText(text) => {
                let previous = match next {
                    NONE => self.list[parent as usize].last,
                    _ => self.list[next as usize].previous,
                };
                if previous != NONE
                    && let Data::Text(before) = &mut self.list[previous as usize].data
                {
                    crate::work::add(text.len());
                    before.push_tendril(&text);
                    return;
                }
                self.create(Data::Text(text))
            }
        };
        self.attach(node, parent, next);
    }

    fn number(&mut self, name: QualName) -> u32 {
        if let Some(number) = self.numbers.get(&name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        number
    }

    /// Keeps the attributes that a stage reads, and tells how many they are. Those with a namespace (`xlink:href`) are none of
    /// them, nor are those that the element `has`.
    fn keep(&mut self, attrs: Vec<Attribute>, has: std::ops::Range<usize>) -> usize {
        let before = self.attrs.len();
        crate::work::add(attrs.len());
        for Attribute { name, value } in attrs {
            let Some(attr) = Attr::from_name(name.local.as_bytes()).filter(|_| name.ns.is_empty()) else {
                continue;
            };
            if self.attrs[has.clone()].iter().any(|(known, _)| *known == attr) {
                continue;
            }
            self.attributes += 1;
            if self.attributes <= self.max_attributes {
                self.attrs.push((attr, value));
            }
        }
        self.attrs.len() - before
    }
}

impl TreeSink for Arena {
    type Handle = Handle;
    type Output = Nodes;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Nodes {
        self.nodes.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        DOCUMENT
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Ref<'a, QualName> {
        self.named.set(*target);
        self.name(*target)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let mut nodes = self.nodes.borrow_mut();
        let from = nodes.attrs.len() as u32;
        let attr_count = nodes.keep(attrs, 0..0) as u16;
        let is_integration_point = flags.mathml_annotation_xml_integration_point;
        let name = nodes.number(name);
        nodes.create(Data::Element { name, attrs: from, attr_count, is_integration_point })
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        NOWHERE
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        NOWHERE
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.nodes.borrow_mut().insert(*parent, NONE, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let mut nodes = self.nodes.borrow_mut();
        match nodes.list[*element as usize].parent {
            NONE => nodes.insert(*previous, NONE, child),
            parent => nodes.insert(parent, *element, child),
        }
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let mut nodes = self.nodes.borrow_mut();
        let parent = nodes.list[*sibling as usize].parent;
        if parent != NONE {
            nodes.insert(parent, *sibling, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// The content of a template stands in the template: one tree is all there is.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        *target
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &Handle, more: Vec<Attribute>) {
        let mut nodes = self.nodes.borrow_mut();
        let Data::Element { attrs, attr_count, .. } = nodes.list[*target as usize].data else { return };
        let old = attrs as usize..attrs as usize + usize::from(attr_count);
        let from = nodes.attrs.len();
        // Those of one element stand in a row: once there is something to add, the old ones come once more, before it.
        if nodes.keep(more, old.clone()) == 0 {
            return;
        }
        nodes.attrs.extend_from_within(old.clone());
        nodes.attrs[from..].rotate_right(old.len());
        let count = (nodes.attrs.len() - from) as u16;
        if let Data::Element { attrs, attr_count, .. } = &mut nodes.list[*target as usize].data {
            (*attrs, *attr_count) = (from as u32, count);
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.nodes.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        loop {
            let child = nodes.list[*node as usize].first;
            if child == NONE {
                return;
            }
            nodes.insert(*new_parent, NONE, NodeOrText::AppendNode(child));
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, node: &Handle) -> bool {
        let nodes = self.nodes.borrow();
        matches!(nodes.list[*node as usize].data, Data::Element { is_integration_point: true, .. })
    }

    fn allow_declarative_shadow_roots(&self, _: &Handle) -> bool {
        false
    }
}
