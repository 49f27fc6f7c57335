//! HTML to a tree of columns: one array a fact, nodes in document order.
//!
//! A node's subtree is the slice `node..subtree_end(node)`, a parent always stands before its
//! children, so sums run as one backward loop over the parents and inherited facts as one forward
//! loop. Three front ends fill the same [`Dom`]: our own parser ([`Parser::Fast`]), html5ever
//! ([`Parser::Html5ever`](crate::Parser)), and an adapter for trees of `scraper`.

mod attr;
pub(crate) mod charref;
mod entities;
mod fast;
#[cfg(feature = "html5ever")]
mod html5ever;
mod name;
#[cfg(any(test, feature = "html5ever", feature = "scraper"))]
mod owned;
#[cfg(feature = "scraper")]
mod scraper;
mod tag;

pub use attr::Attr;
pub use tag::Tag;
pub(crate) use tag::{BLOCK, HEADING, RAWTEXT, UNSEEN};

use tag::RCDATA;

use crate::options::{Flag, Limits, Parser};
use charref::Place;
use std::borrow::Cow;
use std::ops::Range;

/// Longer values of attributes stay with the first element that has them, not with those that are opened
/// anew for it: each stage reads the values of every element, and a page can ask for thousands of copies.
const COPIED_UNTIL: usize = 2048;

/// A byte range of the source.
pub(crate) type Span = (u32, u32);

/// A parsed page: elements and runs of text in document order.
///
/// ```
/// use copydesk::dom::{self, Tag};
/// use copydesk::{Limits, Parser};
/// let dom = dom::parse("<p>One <b>two</b></p>", Parser::Fast, &Limits::default());
/// let p = (0..dom.len()).find(|&node| dom.tag(node) == Tag::P).unwrap();
/// let text: String = dom.subtree(p).filter(|&node| dom.tag(node) == Tag::Text).map(|node| dom.text(node)).collect();
/// assert_eq!(text, "One two");
/// ```
#[derive(Debug, Clone)]
pub struct Dom<'h> {
    source: Cow<'h, str>,
    /// Spans point into the input as it was given, and text still holds character references.
    is_source: bool,
    tags: Vec<Tag>,
    parents: Vec<u32>,
    subtree_ends: Vec<u32>,
    spans: Vec<Span>,
    attr_starts: Vec<u32>,
    attrs: Vec<(Attr, Span)>,
    flags: Vec<Flag>,
}

/// Parses a page.
///
/// Never fails: what exceeds `limits` is cut and reported in [`Dom::flags`].
pub fn parse<'h>(html: &'h str, parser: Parser, limits: &Limits) -> Dom<'h> {
    parse_in(html, parser, limits, Dom::default())
}

/// [`parse`] in the buffers of another page.
pub(crate) fn parse_in<'h>(html: &'h str, parser: Parser, limits: &Limits, buffers: Dom<'static>) -> Dom<'h> {
    match parser {
        Parser::Fast => fast::parse(html, limits, buffers),
        #[cfg(feature = "html5ever")]
        Parser::Html5ever => html5ever::parse(html, limits),
    }
}

/// Parses a page and keeps its text.
pub(crate) fn parse_owned(html: String, parser: Parser, limits: &Limits, buffers: Dom<'static>) -> Dom<'static> {
    let parsed = parse_in(&html, parser, limits, buffers);
    let Dom { is_source, tags, parents, subtree_ends, spans, attr_starts, attrs, flags, source } = parsed;
    let source = match source {
        Cow::Owned(text) => text,
        Cow::Borrowed(_) => html,
    };
    Dom { source: Cow::Owned(source), is_source, tags, parents, subtree_ends, spans, attr_starts, attrs, flags }
}

impl Default for Dom<'_> {
    /// A tree without nodes.
    fn default() -> Self {
        Dom::new(Cow::Borrowed(""), true)
    }
}

impl<'h> Dom<'h> {
    fn new(source: Cow<'h, str>, is_source: bool) -> Self {
        Dom {
            source,
            is_source,
            tags: Vec::new(),
            parents: Vec::new(),
            subtree_ends: Vec::new(),
            spans: Vec::new(),
            attr_starts: vec![0],
            attrs: Vec::new(),
            flags: Vec::new(),
        }
    }

    /// The buffers of this tree, without its nodes, for another source.
    fn emptied<'a>(self, source: Cow<'a, str>, is_source: bool) -> Dom<'a> {
        let Dom { mut tags, mut parents, mut subtree_ends, mut spans, mut attr_starts, mut attrs, mut flags, .. } =
            self;
        tags.clear();
        parents.clear();
        subtree_ends.clear();
        spans.clear();
        attr_starts.clear();
        attr_starts.push(0);
        attrs.clear();
        flags.clear();
        Dom { source, is_source, tags, parents, subtree_ends, spans, attr_starts, attrs, flags }
    }

    /// The buffers for another page.
    pub(crate) fn into_buffers(self) -> Dom<'static> {
        self.emptied(Cow::Borrowed(""), true)
    }

    /// Makes room for so many nodes.
    fn reserve(&mut self, nodes: usize) {
        self.tags.reserve(nodes);
        self.parents.reserve(nodes);
        self.subtree_ends.reserve(nodes);
        self.spans.reserve(nodes);
        self.attr_starts.reserve(nodes);
        self.attrs.reserve(nodes);
    }

    /// Appends a node behind all others; its attributes are those pushed since the last node.
    #[inline(always)]
    fn push(&mut self, tag: Tag, parent: u32, span: Span) -> u32 {
        let node = self.tags.len() as u32;
        self.tags.push(tag);
        self.parents.push(parent);
        self.subtree_ends.push(node + 1);
        self.spans.push(span);
        self.attr_starts.push(self.attrs.len() as u32);
        node
    }

    fn flag(&mut self, flag: Flag) {
        if !self.flags.contains(&flag) {
            self.flags.push(flag);
        }
    }

    /// The same tree with a source of its own, so that it can outlive the input.
    pub fn into_owned(self) -> Dom<'static> {
        let Dom { source, is_source, tags, parents, subtree_ends, spans, attr_starts, attrs, flags } = self;
        let source = Cow::Owned(source.into_owned());
        Dom { source, is_source, tags, parents, subtree_ends, spans, attr_starts, attrs, flags }
    }

    /// Number of nodes. Node 0 is the `html` element.
    pub fn len(&self) -> usize {
        self.tags.len()
    }

    /// Whether there is no node. A parsed page always has its `html` element.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }

    /// The node's tag; [`Tag::Text`] for a run of text.
    ///
    /// # Panics
    ///
    /// When there is no such node.
    pub fn tag(&self, node: usize) -> Tag {
        self.tags[node]
    }

    /// All tags, in document order.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// The node's parent; 0 for the `html` element itself.
    ///
    /// # Panics
    ///
    /// When there is no such node.
    pub fn parent(&self, node: usize) -> usize {
        self.parents[node] as usize
    }

    /// All parents, in document order: `parents()[i] < i` for every `i > 0`.
    pub fn parents(&self) -> &[u32] {
        &self.parents
    }

    /// One past the last node of the node's subtree.
    ///
    /// # Panics
    ///
    /// When there is no such node.
    pub fn subtree_end(&self, node: usize) -> usize {
        self.subtree_ends[node] as usize
    }

    /// The nodes of the subtree, the node itself first.
    ///
    /// # Panics
    ///
    /// When there is no such node.
    pub fn subtree(&self, node: usize) -> Range<usize> {
        node..self.subtree_end(node)
    }

    /// The node's children in document order.
    ///
    /// # Panics
    ///
    /// When there is no such node.
    pub fn children(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.subtree_end(node);
        let mut next = node + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                crate::work::add(1);
                let child = next;
                next = self.subtree_end(child);
                child
            })
        })
    }

    /// Byte range in the input: of a text its characters, of an element its start tag. `None`
    /// when the front end keeps no positions (every one but [`Parser::Fast`]).
    ///
    /// # Panics
    ///
    /// When there is no such node.
    pub fn position(&self, node: usize) -> Option<Range<usize>> {
        let (start, end) = self.spans[node];
        self.is_source.then_some(start as usize..end as usize)
    }

    /// The page as it was read: what [`position`](Dom::position) points into.
    pub fn source(&self) -> Option<&str> {
        self.is_source.then_some(&*self.source)
    }

    /// Bytes that texts and values stand in.
    pub(crate) fn source_len(&self) -> usize {
        self.source.len()
    }

    /// The limits that were hit.
    pub fn flags(&self) -> &[Flag] {
        &self.flags
    }

    /// A text node's characters, references decoded; empty for elements.
    ///
    /// # Panics
    ///
    /// When there is no such node.
    pub fn text(&self, node: usize) -> Cow<'_, str> {
        let raw = self.raw_text(node);
        match self.place(node) {
            Some(place) => charref::decode(raw, place),
            None => Cow::Borrowed(raw),
        }
    }

    /// A text node's characters as they stand in the source.
    pub(crate) fn raw_text(&self, node: usize) -> &str {
        if self.tags[node] != Tag::Text {
            return "";
        }
        self.slice(self.spans[node])
    }

    /// How the node's raw text is decoded; `None` when it is.
    pub(crate) fn place(&self, node: usize) -> Option<Place> {
        let parent = self.tags[self.parents[node] as usize];
        self.is_source.then(|| match parent {
            _ if parent.is(RAWTEXT) || parent == Tag::Plaintext => Place::Raw,
            _ if parent.is(RCDATA) => Place::Rcdata,
            _ if is_cdata(&self.source, self.spans[node].0) => Place::Raw,
            _ => Place::Text,
        })
    }

    /// Whether `&` in the node's raw text may begin a character reference.
    pub(crate) fn has_references(&self, node: usize) -> bool {
        self.place(node).is_some_and(|place| place != Place::Raw)
    }

    pub(crate) fn span(&self, node: usize) -> Span {
        self.spans[node]
    }

    /// An attribute's value, references decoded. Empty for an attribute without value.
    ///
    /// # Panics
    ///
    /// When there is no such node.
    pub fn attr(&self, node: usize, name: Attr) -> Option<Cow<'_, str>> {
        let raw = self.raw_attr(node, name)?;
        Some(if self.is_source { charref::decode(raw, Place::Attribute) } else { Cow::Borrowed(raw) })
    }

    /// An attribute's value as it stands in the source.
    pub(crate) fn raw_attr(&self, node: usize, name: Attr) -> Option<&str> {
        let attrs = self.attr_spans(node);
        crate::work::add(attrs.len());
        attrs.iter().find(|(attr, _)| *attr == name).map(|&(_, span)| self.slice(span))
    }

    /// Every attribute that was kept, with its value as it stands in the source.
    pub(crate) fn raw_attrs(&self, node: usize) -> impl Iterator<Item = (Attr, &str)> {
        self.attr_spans(node).iter().map(|&(attr, span)| (attr, self.slice(span)))
    }

    pub(crate) fn attr_spans(&self, node: usize) -> &[(Attr, Span)] {
        let attrs = &self.attrs[self.attr_starts[node] as usize..self.attr_starts[node + 1] as usize];
        crate::work::add(attrs.len());
        attrs
    }

    /// What stands there, where nobody asks for whole characters.
    pub(crate) fn bytes(&self, (start, end): Span) -> &[u8] {
        &self.source.as_bytes()[start as usize..end as usize]
    }

    pub(crate) fn slice(&self, (start, end): Span) -> &str {
        &self.source[start as usize..end as usize]
    }
}

/// Whether text that starts here is the content of a CDATA section: no other text stands behind
/// its opening, which outside of foreign content begins a comment.
fn is_cdata(source: &str, start: u32) -> bool {
    let before = &source.as_bytes()[..start as usize];
    before.last() == Some(&b'[') && before.ends_with(b"<![CDATA[")
}

/// Cuts the input to its budget, at a character border.
fn within_limits<'h>(html: &'h str, limits: &Limits) -> (&'h str, bool) {
    if html.len() <= limits.bytes {
        return (html, false);
    }
    (prefix(html, limits.bytes), true)
}

/// The longest prefix of at most `bytes` bytes.
pub(crate) fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
