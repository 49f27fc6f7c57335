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
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

/// A node's place in the arena.
type Index = u32;

const DOCUMENT: Index = 0;
/// Stands for every comment and processing instruction: nothing is ever appended of it.
const NOWHERE: Index = 1;
const NONE: Index = u32::MAX;

/// A node of the arena, with its name: for many a tag the tree builder asks for the names of all open elements.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handle<'n> {
    index: Index,
    name: &'n QualName,
}

impl PartialEq for Handle<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl<'n> Handle<'n> {
    pub(super) fn name(self) -> &'n QualName {
        self.name
    }

    /// Whether it was created when the arena had `len` nodes, or later.
    pub(super) fn is_since(self, len: usize) -> bool {
        self.index as usize >= len
    }
}

/// The names of elements. They only grow, in chunks twice as long each, and stay where they are.
#[derive(Debug, Default)]
pub(super) struct Names {
    chunks: [OnceCell<Box<[OnceCell<QualName>]>>; 32],
    len: Cell<u32>,
}

impl Names {
    fn put(&self, name: QualName) -> &QualName {
        let number = self.len.get() + 1;
        self.len.set(number);
        let chunk = number.ilog2();
        let slots =
            self.chunks[chunk as usize].get_or_init(|| (0..1_usize << chunk).map(|_| OnceCell::new()).collect());
        slots[(number - (1 << chunk)) as usize].get_or_init(|| name)
    }
}

#[derive(Debug)]
enum Data<'n> {
    Root,
    Element {
        name: &'n QualName,
        /// The place of its first attribute in [`Nodes::attrs`].
        attrs: u32,
        attr_count: u16,
        is_integration_point: bool,
    },
    Text(StrTendril),
}

#[derive(Debug)]
struct Node<'n> {
    parent: Index,
    previous: Index,
    next: Index,
    first: Index,
    last: Index,
    data: Data<'n>,
}

/// The tree itself.
#[derive(Debug)]
pub(super) struct Nodes<'n> {
    list: Vec<Node<'n>>,
    /// Each name once.
    names: HashMap<QualName, &'n QualName>,
    /// Attributes of all elements, those of one in a row.
    attrs: Vec<(Attr, StrTendril)>,
    /// Attributes met, and how many are kept at most.
    attributes: usize,
    max_attributes: usize,
}

#[derive(Debug)]
pub(super) struct Arena<'n> {
    nodes: RefCell<Nodes<'n>>,
    names: &'n Names,
    /// The name of what has none; the tree builder never asks for it.
    nameless: &'n QualName,
    /// The element whose name was asked for last.
    named: Cell<Handle<'n>>,
    max_nodes: usize,
}

impl<'n> Arena<'n> {
    pub(super) fn new(names: &'n Names, limits: &Limits) -> Self {
        let nodes = Nodes {
            list: Vec::with_capacity(256),
            names: HashMap::new(),
            attrs: Vec::new(),
            attributes: 0,
            // html5ever copies the attributes of a formatting element whenever it opens it anew,
            // so a short page can ask for very many.
            max_attributes: limits.nodes,
        };
        let nameless = names.put(QualName::new(None, ns!(), LocalName::from("")));
        let named = Cell::new(Handle { index: DOCUMENT, name: nameless });
        let arena = Arena { nodes: RefCell::new(nodes), names, nameless, named, max_nodes: limits.nodes };
        // DOCUMENT and NOWHERE.
        arena.nodes.borrow_mut().create(Data::Root);
        arena.nodes.borrow_mut().create(Data::Root);
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
    pub(super) fn named(&self) -> Handle<'n> {
        self.named.get()
    }

    pub(super) fn is_child(&self, node: Handle<'n>, parent: Handle<'n>) -> bool {
        self.nodes.borrow().list[node.index as usize].parent == parent.index
    }
}

impl<'n> Nodes<'n> {
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

    fn enter<'s>(&'s self, node: Index, builder: &mut OwnedDomBuilder<'s>) {
        crate::work::add(1);
        match &self.list[node as usize].data {
            Data::Root => {}
            Data::Text(text) => builder.text(text),
            Data::Element { name, attrs, attr_count, .. } => {
                // SVG names have capitals (`foreignObject`).
                let tag = Tag::from_name_lowered(name.local.as_bytes());
                let from = *attrs as usize;
                builder.open(
                    tag,
                    self.attrs[from..from + usize::from(*attr_count)].iter().map(|(attr, value)| (*attr, &**value)),
                );
            }
        }
    }

    fn create(&mut self, data: Data<'n>) -> Index {
        crate::work::add(1);
        let node = self.list.len() as Index;
        self.list.push(Node { parent: NONE, previous: NONE, next: NONE, first: NONE, last: NONE, data });
        node
    }

    fn detach(&mut self, node: Index) {
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
    fn attach(&mut self, node: Index, parent: Index, next: Index) {
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

    fn insert(&mut self, parent: Index, next: Index, child: NodeOrText<Handle<'n>>) {
        crate::work::add(1);
        let node = match child {
            NodeOrText::AppendNode(node) if node.index == NOWHERE => return,
            NodeOrText::AppendNode(node) => {
                self.detach(node.index);
                node.index
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

    /// The one name that is the same as this.
    fn name(&mut self, name: QualName, names: &'n Names) -> &'n QualName {
        if let Some(known) = self.names.get(&name) {
            return known;
        }
        let known = names.put(name.clone());
        self.names.insert(name, known);
        known
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

impl<'n> TreeSink for Arena<'n> {
    type Handle = Handle<'n>;
    type Output = Nodes<'n>;
    type ElemName<'a>
        = &'a QualName
    where
        Self: 'a;

    fn finish(self) -> Nodes<'n> {
        self.nodes.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle<'n> {
        Handle { index: DOCUMENT, name: self.nameless }
    }

    #[inline]
    fn elem_name<'a>(&'a self, target: &'a Handle<'n>) -> &'a QualName {
        self.named.set(*target);
        target.name
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Handle<'n> {
        let mut nodes = self.nodes.borrow_mut();
        let from = nodes.attrs.len() as u32;
        let attr_count = nodes.keep(attrs, 0..0) as u16;
        let is_integration_point = flags.mathml_annotation_xml_integration_point;
        let name = nodes.name(name, self.names);
        let index = nodes.create(Data::Element { name, attrs: from, attr_count, is_integration_point });
        Handle { index, name }
    }

    fn create_comment(&self, _: StrTendril) -> Handle<'n> {
        Handle { index: NOWHERE, name: self.nameless }
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle<'n> {
        Handle { index: NOWHERE, name: self.nameless }
    }

    fn append(&self, parent: &Handle<'n>, child: NodeOrText<Handle<'n>>) {
        self.nodes.borrow_mut().insert(parent.index, NONE, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle<'n>, previous: &Handle<'n>, child: NodeOrText<Handle<'n>>) {
        let mut nodes = self.nodes.borrow_mut();
        match nodes.list[element.index as usize].parent {
            NONE => nodes.insert(previous.index, NONE, child),
            parent => nodes.insert(parent, element.index, child),
        }
    }

    fn append_before_sibling(&self, sibling: &Handle<'n>, child: NodeOrText<Handle<'n>>) {
        let mut nodes = self.nodes.borrow_mut();
        let parent = nodes.list[sibling.index as usize].parent;
        if parent != NONE {
            nodes.insert(parent, sibling.index, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// The content of a template stands in the template: one tree is all there is.
    fn get_template_contents(&self, target: &Handle<'n>) -> Handle<'n> {
        *target
    }

    fn same_node(&self, x: &Handle<'n>, y: &Handle<'n>) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &Handle<'n>, more: Vec<Attribute>) {
        let mut nodes = self.nodes.borrow_mut();
        let Data::Element { attrs, attr_count, .. } = nodes.list[target.index as usize].data else { return };
        let old = attrs as usize..attrs as usize + usize::from(attr_count);
        let from = nodes.attrs.len();
        // Those of one element stand in a row: once there is something to add, the old ones come once more, before it.
        if nodes.keep(more, old.clone()) == 0 {
            return;
        }
        nodes.attrs.extend_from_within(old.clone());
        nodes.attrs[from..].rotate_right(old.len());
        let count = (nodes.attrs.len() - from) as u16;
        if let Data::Element { attrs, attr_count, .. } = &mut nodes.list[target.index as usize].data {
            (*attrs, *attr_count) = (from as u32, count);
        }
    }

    fn remove_from_parent(&self, target: &Handle<'n>) {
        self.nodes.borrow_mut().detach(target.index);
    }

    fn reparent_children(&self, node: &Handle<'n>, new_parent: &Handle<'n>) {
        let mut nodes = self.nodes.borrow_mut();
        loop {
            let child = nodes.list[node.index as usize].first;
            if child == NONE {
                return;
            }
            crate::work::add(1);
            nodes.detach(child);
            nodes.attach(child, new_parent.index, NONE);
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, node: &Handle<'n>) -> bool {
        let nodes = self.nodes.borrow();
        matches!(nodes.list[node.index as usize].data, Data::Element { is_integration_point: true, .. })
    }

    fn allow_declarative_shadow_roots(&self, _: &Handle<'n>) -> bool {
        false
    }
}
