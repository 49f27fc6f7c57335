//! The depth cap, between html5ever's tokenizer and its tree builder.
//!
//! The tree builder looks through its stack of open elements for nearly every tag, and has no
//! bound for it: nested tags cost quadratic time. Beyond the cap the deepest element makes room
//! for the next, as in browsers and as `Limits::with_depth` says: its end tag is put in before
//! the start tag, and the one that comes later is passed over. Text keeps its order and blocks
//! keep their borders. Parts of tables never make room, since that would change the insertion
//! mode (WebKit bug 60816): nested tables go deeper, by one element for each part, up to
//! [`TABLES`] times the cap. Beyond that, a whole table is passed over but for its text.

use super::sink::{Arena, Handle, Nodes};
use crate::dom::tag::{FORMATTING, RAWTEXT, RCDATA, TABLE_PART, Tag as Name, VOID};
use crate::options::Limits;
use ::html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use ::html5ever::tree_builder::{Tracer, TreeBuilder, TreeSink};
use ::html5ever::{LocalName, local_name, ns};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// How many times the cap nested tables may reach: 768 of them, four elements each, at the default.
const TABLES: usize = 6;

pub(super) struct CappedTree<'n> {
    tree: TreeBuilder<Handle<'n>, Arena<'n>>,
    max_depth: usize,
    max_attributes: usize,
    capped: Cell<bool>,
    attributes_dropped: Cell<bool>,
    /// Size of the arena at which the tree builder must be looked into again: each node that is
    /// created adds at most one open element, so most tags need no look.
    look_at: Cell<usize>,
    /// End tags to pass over, by name: their elements made room.
    early: RefCell<HashMap<LocalName, u32>>,
    /// The element opened last while `early` is in use: an end tag of its name is its own.
    deepest: Cell<Option<Handle<'n>>>,
    /// What is held as long as this element is the current one: nothing but text came since. Else all open elements would be counted
    /// for every tag at the cap.
    steady: Cell<Option<(Handle<'n>, Held)>>,
    seen: Cell<Seen>,
}

/// Tokens that came by, for `feed`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) tokens: u64,
    /// Of these, tags, comments and doctypes.
    pub(super) markup: u64,
}

/// What the tree builder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held {
    open: usize,
    /// Formatting elements that it may open anew.
    formatting: usize,
}

impl<'n> CappedTree<'n> {
    pub(super) fn new(tree: TreeBuilder<Handle<'n>, Arena<'n>>, limits: &Limits) -> Self {
        CappedTree {
            tree,
            max_depth: limits.depth,
            max_attributes: limits.attributes,
            capped: Cell::new(false),
            attributes_dropped: Cell::new(false),
            look_at: Cell::new(limits.depth),
            early: RefCell::default(),
            deepest: Cell::new(None),
            steady: Cell::new(None),
            seen: Cell::default(),
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.tree.sink.is_full()
    }

    pub(super) fn is_capped(&self) -> bool {
        self.capped.get()
    }

    pub(super) fn attributes_dropped(&self) -> bool {
        self.attributes_dropped.get() || self.tree.sink.attributes_dropped()
    }

    pub(super) fn seen(&self) -> Seen {
        self.seen.get()
    }

    pub(super) fn into_nodes(self) -> Nodes<'n> {
        self.tree.sink.finish()
    }

    fn pass(&self, tag: Tag, line: u64) -> TokenSinkResult<Handle<'n>> {
        self.tree.process_token(Token::TagToken(tag), line)
    }

    fn start(&self, mut tag: Tag, line: u64) -> TokenSinkResult<Handle<'n>> {
        if tag.attrs.len() > self.max_attributes {
            tag.attrs.truncate(self.max_attributes);
            self.attributes_dropped.set(true);
        }
        let steady = self.steady.take();
        if self.tree.sink.len() < self.look_at.get() && self.early.borrow().is_empty() {
            return self.pass(tag, line);
        }
        let held = self.held(steady);
        // Open elements before this one, as far as each that came or went is of those that change nothing else.
        let mut open = Some(held.open).filter(|_| adds_one(&tag.name));
        if held.open + 1 < self.max_depth {
            // Whatever made room lay in elements that are closed by now.
            self.early.borrow_mut().clear();
        }
        if held.formatting >= self.max_depth && Name::from_name(tag.name.as_bytes()).is(FORMATTING) {
            self.steady.set(Some((self.current(), held)));
            return self.drop_start(&tag.name);
        }
        if held.open >= self.max_depth && !self.is_exempt(&tag) {
            let is_part = !self.in_foreign() && Name::from_name(tag.name.as_bytes()).is(TABLE_PART);
            let fits = if held.open >= TABLES * self.max_depth || is_part {
                let fits = is_part && self.may_hold_part(&tag.name, held);
                self.steady.set((!fits).then(|| (self.current(), held)));
                fits
            } else {
                let current = self.current();
                let fits = self.make_room();
                if self.current() != current {
                    open = open.filter(|_| adds_one(&current.name().local)).map(|open| open - 1);
                }
                fits
            };
            if !fits {
                return self.drop_start(&tag.name);
            }
        }
        if self.early.borrow().is_empty() {
            return self.pass(tag, line);
        }
        let (parent, created) = (self.current(), self.tree.sink.len());
        let result = self.pass(tag, line);
        let current = self.current();
        if current.is_since(created) {
            self.deepest.set(Some(current));
            let is_alone = self.tree.sink.len() == created + 1 && self.tree.sink.is_child(current, parent);
            let held = open.filter(|_| is_alone).map(|open| Held { open: open + 1, ..held });
            self.steady.set(held.map(|held| (current, held)));
        }
        result
    }

    fn end(&self, tag: Tag, line: u64) -> TokenSinkResult<Handle<'n>> {
        self.steady.set(None);
        // The end tag of raw text must arrive: the tree builder waits for nothing else.
        if self.early.borrow().is_empty() || is_raw(&tag.name) {
            return self.pass(tag, line);
        }
        let current = self.current();
        if self.deepest.get() == Some(current) && current.name().local == tag.name {
            self.deepest.set(None);
            return self.pass(tag, line);
        }
        if !self.was_early(&tag.name) {
            return self.pass(tag, line);
        }
        // What came after the element that made room was inside it, and ends with it.
        if self.deepest.get() == Some(current) && !Name::from_name(tag.name.as_bytes()).is(FORMATTING) {
            self.deepest.set(None);
            self.close(current);
        }
        TokenSinkResult::Continue
    }

    /// Whether the end tag is of an element that made room; if so, it counts for one.
    fn was_early(&self, name: &LocalName) -> bool {
        let mut early = self.early.borrow_mut();
        let Some(count) = early.get_mut(name) else {
            return false;
        };
        *count -= 1;
        if *count == 0 {
            early.remove(name);
        }
        true
    }

    /// A start tag that there is no room for: its content goes to the deepest element.
    fn drop_start(&self, name: &LocalName) -> TokenSinkResult<Handle<'n>> {
        self.capped.set(true);
        self.pass_over_end(name);
        TokenSinkResult::Continue
    }

    fn pass_over_end(&self, name: &LocalName) {
        if !is_raw(name) {
            *self.early.borrow_mut().entry(name.clone()).or_insert(0) += 1;
        }
    }

    /// Closes the deepest element. False when it would not close.
    fn make_room(&self) -> bool {
        let current = self.current();
        let tag = Self::tag_of(current);
        if tag.is_some_and(|tag| tag.is(TABLE_PART) || matches!(tag, Name::Html | Name::Body)) {
            return true;
        }
        // The content of a template is not its neighbours'.
        if tag == Some(Name::Template) {
            return false;
        }
        self.capped.set(true);
        let name = self.close(current);
        if self.current() == current {
            return false;
        }
        self.pass_over_end(&name);
        true
    }

    /// Whether a part of a table may go deeper: tables up to their own cap, and beyond it the
    /// parts of the table that was opened last, so that no text is left between its cells.
    fn may_hold_part(&self, name: &LocalName, held: Held) -> bool {
        held.open < TABLES * self.max_depth
            || *name != local_name!("table") && !self.early.borrow().contains_key(&local_name!("table"))
    }

    /// Puts in the end tag of the current node; returns its name.
    fn close(&self, current: Handle<'n>) -> LocalName {
        let name = LocalName::from(current.name().local.to_ascii_lowercase());
        let end = Tag {
            kind: TagKind::EndTag,
            name: name.clone(),
            self_closing: false,
            attrs: Vec::new(),
            had_duplicate_attributes: false,
        };
        // An end tag that is not of raw text asks nothing of the tokenizer.
        let _ = self.pass(end, 1);
        name
    }

    /// `None` in SVG and MathML.
    fn tag_of(node: Handle<'n>) -> Option<Name> {
        let name = node.name();
        (name.ns == ns!(html)).then(|| Name::from_name(name.local.as_bytes()))
    }

    /// Start tags that leave nothing open, or that change how the tokenizer goes on.
    fn is_exempt(&self, tag: &Tag) -> bool {
        if self.in_foreign() {
            return tag.self_closing;
        }
        let name = Name::from_name(tag.name.as_bytes());
        name.is(VOID | RAWTEXT | RCDATA) || matches!(name, Name::Plaintext | Name::Html | Name::Head | Name::Body)
    }

    fn in_foreign(&self) -> bool {
        self.tree.adjusted_current_node_present_but_not_in_html_namespace()
    }

    /// The element that the tree builder would insert into. It keeps that to itself, but to answer
    /// this question it asks for that element's name.
    fn current(&self) -> Handle<'n> {
        let _ = self.in_foreign();
        self.tree.sink.named()
    }

    /// What the tree builder holds, by what was known of it or by a look.
    fn held(&self, steady: Option<(Handle<'n>, Held)>) -> Held {
        let held = match steady {
            Some((node, held)) if node == self.current() => {
                debug_assert_eq!(held, self.look(), "known and counted");
                held
            }
            _ => self.look(),
        };
        let room = self.max_depth.saturating_sub(held.open.max(held.formatting));
        self.look_at.set(self.tree.sink.len() + room);
        held
    }

    fn look(&self) -> Held {
        let tracer = Counter { current: self.current(), all: Cell::new(0), open: Cell::new(None) };
        self.tree.trace_handles(&tracer);
        let open = tracer.open.get().unwrap_or(0);
        Held { open, formatting: tracer.all.get() - open }
    }
}

/// Counts the tree builder's handles: the document, the open elements, the formatting elements,
/// and at most two more.
struct Counter<'n> {
    current: Handle<'n>,
    all: Cell<usize>,
    open: Cell<Option<usize>>,
}

impl<'n> Tracer for Counter<'n> {
    type Handle = Handle<'n>;

    fn trace_handle(&self, node: &Handle<'n>) {
        crate::work::add(1);
        // The current node is the last of the open elements.
        if *node == self.current && self.open.get().is_none() {
            self.open.set(Some(self.all.get()));
        }
        self.all.set(self.all.get() + 1);
    }
}

/// Whether an element of this name adds itself to the open elements where it comes to stand in the one that was current before, and leaves
/// only them where it ends: it is no formatting element, sets no mark among those, and is not remembered elsewhere.
fn adds_one(name: &LocalName) -> bool {
    const OTHERS: [LocalName; 6] = [
        local_name!("template"),
        local_name!("applet"),
        local_name!("marquee"),
        local_name!("object"),
        local_name!("form"),
        local_name!("head"),
    ];
    !Name::from_name(name.as_bytes()).is(FORMATTING | TABLE_PART) && !OTHERS.contains(name)
}

fn is_raw(name: &LocalName) -> bool {
    Name::from_name(name.as_bytes()).is(RAWTEXT | RCDATA)
}

impl<'n> TokenSink for CappedTree<'n> {
    type Handle = Handle<'n>;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle<'n>> {
        crate::work::add(1);
        let mut seen = self.seen.get();
        seen.tokens += u64::from(!matches!(token, Token::ParseError(_)));
        seen.markup += u64::from(matches!(token, Token::TagToken(_) | Token::CommentToken(_) | Token::DoctypeToken(_)));
        self.seen.set(seen);
        match token {
            Token::ParseError(_) => TokenSinkResult::Continue,
            Token::EOFToken => self.tree.process_token(token, line),
            _ if self.is_full() => TokenSinkResult::Continue,
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => self.start(tag, line),
            Token::TagToken(tag) => self.end(tag, line),
            _ => self.tree.process_token(token, line),
        }
    }

    fn end(&self) {
        self.tree.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.in_foreign()
    }
}
