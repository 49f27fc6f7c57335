//! A [`Dom`] from somebody else's tree: text and attribute values, already decoded, move into one
//! buffer of our own, because those trees keep no positions in the source.
//!
//! Whatever the other tree looks like, the result keeps the promises of every [`Dom`]: node 0 is
//! an element, neighbouring runs of text are one node, and no node is deeper than the cap.

use super::attr::Attr;
use super::tag::Tag;
use super::{COPIED_UNTIL, Dom, Span};
use crate::options::{Flag, Limits};
use std::borrow::Cow;
use std::collections::HashMap;
use std::marker::PhantomData;

/// Values from this length on are stored once however many elements share them: html5ever opens
/// `<a href=…>` anew in every paragraph that it spans, with the same value behind each copy.
const SHARED_FROM: usize = 32;

/// Copies add up to this and the size of the page at most.
const COPIES: usize = 64 << 10;

struct Open {
    node: u32,
    /// Its depth in the other tree, which may be deeper than ours.
    depth: usize,
}

/// Takes a walk over the other tree in document order: `open`, `text`, `close`.
///
/// `'s` is the other tree: its strings outlive the walk, so an address stands for a value.
pub(super) struct OwnedDomBuilder<'s> {
    dom: Dom<'static>,
    buffer: String,
    open: Vec<Open>,
    depth: usize,
    shared: HashMap<(usize, usize), Span>,
    /// Bytes of values that more than one element has.
    copied: usize,
    max_depth: usize,
    max_nodes: usize,
    tree: PhantomData<&'s str>,
}

impl<'s> OwnedDomBuilder<'s> {
    pub(super) fn new(limits: &Limits) -> Self {
        OwnedDomBuilder {
            dom: Dom::new(Cow::Borrowed(""), false),
            buffer: String::new(),
            open: Vec::with_capacity(64),
            depth: 0,
            shared: HashMap::new(),
            copied: 0,
            max_depth: limits.depth,
            max_nodes: limits.nodes,
            tree: PhantomData,
        }
    }

    pub(super) fn flag(&mut self, flag: Flag) {
        self.dom.flag(flag);
    }

    /// An element begins. Attribute values must be decoded, and no name may occur twice.
    pub(super) fn open(&mut self, tag: Tag, attrs: impl Iterator<Item = (Attr, &'s str)>) {
        self.depth += 1;
        if self.is_full() {
            return;
        }
        // As in browsers: beyond the cap the deepest element makes room, nothing is dropped.
        if self.open.len() >= self.max_depth {
            self.flag(Flag::DepthCapped);
            self.pop();
        }
        for (attr, value) in attrs {
            if let Some(span) = self.keep_value(value) {
                self.dom.attrs.push((attr, span));
            }
        }
        let at = self.buffer.len() as u32;
        let parent = self.open.last().map_or(0, |open| open.node);
        let node = self.dom.push(tag, parent, (at, at));
        self.open.push(Open { node, depth: self.depth });
    }

    /// The innermost element that is open in the other tree ends.
    pub(super) fn close(&mut self) {
        // An element that made room, or that came when the tree was full, is gone already.
        if self.open.last().is_some_and(|open| open.depth == self.depth) {
            self.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// A run of text, decoded.
    pub(super) fn text(&mut self, text: &str) {
        let Some(parent) = self.open.last().map(|open| open.node) else {
            return;
        };
        if text.is_empty() {
            return;
        }
        let last = self.dom.len() - 1;
        let follows_text = self.dom.tags[last] == Tag::Text && self.dom.parents[last] == parent;
        if !follows_text && self.is_full() {
            return;
        }
        let span = self.keep(text);
        if follows_text && self.dom.spans[last].1 == span.0 {
            self.dom.spans[last].1 = span.1;
        } else {
            self.dom.push(Tag::Text, parent, span);
        }
    }

    pub(super) fn finish(mut self) -> Dom<'static> {
        while !self.open.is_empty() {
            self.pop();
        }
        if self.dom.is_empty() {
            self.dom.push(Tag::Html, 0, (0, 0));
        }
        self.dom.source = Cow::Owned(self.buffer);
        self.dom
    }

    fn is_full(&mut self) -> bool {
        let full = self.dom.len() >= self.max_nodes;
        if full {
            self.flag(Flag::NodesTruncated);
        }
        full
    }

    fn pop(&mut self) {
        if let Some(open) = self.open.pop() {
            self.dom.subtree_ends[open.node as usize] = self.dom.len() as u32;
        }
    }

    /// `None` for a copy of a long value, or one too many.
    fn keep_value(&mut self, value: &'s str) -> Option<Span> {
        if value.len() < SHARED_FROM {
            return Some(self.keep(value));
        }
        let address = (value.as_ptr() as usize, value.len());
        if let Some(&span) = self.shared.get(&address) {
            self.copied += value.len();
            let is_within = self.copied <= COPIES + self.buffer.len();
            return (value.len() <= COPIED_UNTIL && is_within).then_some(span);
        }
        let span = self.keep(value);
        self.shared.insert(address, span);
        Some(span)
    }

    /// Spans are 32 bits wide: what does not fit any more is left out, and reported.
    fn keep(&mut self, text: &str) -> Span {
        let start = self.buffer.len();
        crate::work::add(1 + text.len());
        if start + text.len() <= u32::MAX as usize {
            self.buffer.push_str(text);
        } else {
            self.flag(Flag::InputTruncated);
        }
        (start as u32, self.buffer.len() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none<'s>() -> impl Iterator<Item = (Attr, &'s str)> {
        std::iter::empty()
    }

    #[test]
    fn neighbouring_text_is_one_node() {
        let mut builder = OwnedDomBuilder::new(&Limits::default());
        builder.open(Tag::Html, none());
        builder.text("a");
        builder.text("");
        builder.text("b");
        builder.open(Tag::Br, [(Attr::Class, "x")].into_iter());
        builder.close();
        builder.text("c");
        builder.close();
        let dom = builder.finish();
        assert_eq!(dom.tags(), [Tag::Html, Tag::Text, Tag::Br, Tag::Text]);
        assert_eq!(dom.text(1), "ab");
        assert_eq!(dom.attr(2, Attr::Class).as_deref(), Some("x"));
        assert_eq!(dom.subtree(2), 2..3);
        assert_eq!((dom.position(1), dom.source()), (None, None));
    }

    #[test]
    fn the_deepest_element_makes_room_beyond_the_cap() {
        let mut builder = OwnedDomBuilder::new(&Limits::default().with_depth(16));
        for _ in 0..20 {
            builder.open(Tag::Div, none());
            builder.text("x");
        }
        for _ in 0..20 {
            builder.close();
            builder.text("y");
        }
        let dom = builder.finish();
        let depth = |mut node: usize| {
            let mut depth = 1;
            while node > 0 {
                node = dom.parent(node);
                depth += 1;
            }
            depth
        };
        let elements = || (0..dom.len()).filter(|&n| dom.tag(n) == Tag::Div);
        assert_eq!(elements().count(), 20);
        assert_eq!(elements().map(depth).max(), Some(16));
        assert_eq!(dom.flags(), [Flag::DepthCapped]);
        for node in 1..dom.len() {
            let parent = dom.parent(node);
            assert!(parent < node && dom.subtree_end(node) <= dom.subtree_end(parent));
        }
    }

    #[test]
    fn a_full_tree_takes_no_more_nodes_and_says_so() {
        let mut builder = OwnedDomBuilder::new(&Limits::default().with_nodes(16));
        builder.open(Tag::Html, none());
        for _ in 0..40 {
            builder.open(Tag::P, none());
            builder.text("x");
            builder.close();
        }
        builder.close();
        let dom = builder.finish();
        assert_eq!((dom.len(), dom.flags()), (16, &[Flag::NodesTruncated][..]));
    }

    #[test]
    fn a_long_value_is_stored_once() {
        let href = "https://example.org/".repeat(10);
        let mut builder = OwnedDomBuilder::new(&Limits::default());
        builder.open(Tag::Html, none());
        for _ in 0..100 {
            builder.open(Tag::A, [(Attr::Href, &*href)].into_iter());
            builder.close();
        }
        let dom = builder.finish();
        assert_eq!(dom.attr(100, Attr::Href).as_deref(), Some(&*href));
        assert_eq!(dom.source.len(), href.len());
    }

    #[test]
    fn a_very_long_value_stays_with_its_first_element() {
        let class = "story ".repeat(400);
        let mut builder = OwnedDomBuilder::new(&Limits::default());
        builder.open(Tag::Html, none());
        for _ in 0..3 {
            builder.open(Tag::B, [(Attr::Class, &*class), (Attr::Id, "x")].into_iter());
            builder.close();
        }
        let dom = builder.finish();
        let classes: Vec<bool> = (1..4).map(|node| dom.attr(node, Attr::Class).is_some()).collect();
        assert_eq!(classes, [true, false, false]);
        assert!((1..4).all(|node| dom.attr(node, Attr::Id).as_deref() == Some("x")));
    }
}
