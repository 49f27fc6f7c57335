//! The one pass over the tree that writes block texts.

mod border;
mod deferred;
mod inline;

use super::controls::Controls;
use super::flow::{Facts, bits};
use super::run::plain_run;
use super::{Blocks, Inline, InlineKind, Row};
use crate::dom::charref::{self, Decoded, Place};
use crate::dom::{self, Attr, BLOCK, Dom, Tag, UNSEEN};
use crate::options::Limits;
use crate::swar::white_space;
use border::empty_row;
use deferred::{Deferred, is_deferred};
use inline::inline_kind;
use std::borrow::Cow;

/// An open inline element.
struct OpenInline {
    end: u32,
    node: u32,
    kind: Option<InlineKind>,
    /// Text start of the mark in the current block; `None` while it has no text there.
    start: Option<u32>,
    edge: u8,
}

/// What was crossed since the last character, to tell whether a browser shows a gap.
mod edge {
    /// An element with a class ended; one began.
    pub(super) const CLASS_END: u8 = 1;
    pub(super) const CLASS_START: u8 = 2;
    /// A link ended; one began.
    pub(super) const LINK_END: u8 = 4;
    pub(super) const LINK_START: u8 = 8;
}

/// An open element.
struct Frame {
    node: u32,
    end: u32,
    /// Its number among the holders; [`NONE`] until it holds text.
    holder: u32,
    /// Place of the innermost block-level element that is open; its own for one of these.
    block: u32,
    facts: Facts,
    /// Elements and links that were met up to its start tag.
    elements: u32,
    links: u32,
}

const NONE: u32 = u32::MAX;
/// The end of what is not closed in this walk.
const NEVER: u32 = u32::MAX;

pub(super) struct Walk<'d, 'h> {
    dom: &'d Dom<'h>,
    controls: Controls,
    out: Blocks,
    max_output: usize,
    max_blocks: usize,
    /// No row may begin any more: what follows joins the last one.
    is_full: bool,
    frames: Vec<Frame>,
    inlines: Vec<OpenInline>,
    /// How many of each kind are open: a mark inside a mark of its kind says nothing new.
    open_kinds: [u32; 5],
    deferred: Vec<Deferred>,
    /// Stacks for what is deferred: hidden elements inside hidden ones are not deferred once more.
    spare: (Vec<Frame>, Vec<OpenInline>),
    row: Row,
    pending_space: bool,
    /// `<br>` since the last character.
    breaks: u32,
    edges: u8,
    /// Elements and links that were met.
    elements: u32,
    links: u32,
}

impl<'d, 'h> Walk<'d, 'h> {
    /// `out` is empty, its buffers are used.
    pub(super) fn new(dom: &'d Dom<'h>, mut out: Blocks, limits: &Limits) -> Self {
        let Limits { output: max_output, blocks: max_blocks, .. } = *limits;
        let text = dom.source().map_or(0, str::len) / 8;
        out.text.reserve(text.min(max_output));
        Walk {
            out,
            dom,
            controls: Controls::default(),
            max_output,
            max_blocks,
            is_full: false,
            frames: Vec::with_capacity(64),
            inlines: Vec::with_capacity(16),
            open_kinds: [0; 5],
            deferred: Vec::new(),
            spare: Default::default(),
            row: empty_row(0, 0),
            pending_space: false,
            breaks: 0,
            edges: 0,
            elements: 0,
            links: 0,
        }
    }

    pub(super) fn blocks(mut self) -> Blocks {
        self.walk(0, self.dom.len());
        self.end_block();
        self.out
    }

    fn walk(&mut self, from: usize, to: usize) {
        let mut node = from;
        while node < to {
            crate::work::add(1);
            self.leave(node as u32);
            let tag = self.dom.tag(node);
            if tag == Tag::Text {
                self.text(node);
                if self.out.truncated {
                    break;
                }
                node += 1;
                continue;
            }
            if tag.is(UNSEEN) && tag != Tag::Head && tag != Tag::Canvas {
                node = self.skip(node);
                continue;
            }
            let above = self.frames.last().map_or(Facts::default(), |frame| frame.facts);
            if above.ancestors & bits::RUBY != 0 && self.is_annotation(node, tag) {
                node = self.skip(node);
                continue;
            }
            let facts = above.of_child(self.dom, &self.controls, node, tag);
            let may_defer = facts.hidden.is_some() && above.hidden.is_none();
            if may_defer && is_deferred(tag) && self.is_full {
                self.out.joined = true;
                node = self.skip(node);
                continue;
            }
            if may_defer && is_deferred(tag) {
                let above = self.holder();
                self.deferred.push(Deferred { node: node as u32, tag, above });
                node = self.skip(node);
                if self.row.chars == 0 {
                    self.read_deferred();
                }
                continue;
            }
            self.enter(node, tag, facts, false);
            node += 1;
        }
        self.leave(NEVER - 1);
        self.flush();
    }

    /// Whether an element inside a ruby says how the characters beside it are read, which is no word of the sentence. What is longer than
    /// a reading is text.
    fn is_annotation(&self, node: usize, tag: Tag) -> bool {
        const READING: usize = 200;
        let nodes = self.dom.subtree(node);
        matches!(tag, Tag::Rt | Tag::Rp | Tag::Rtc)
            && nodes.len() <= 16
            && nodes.map(|node| self.dom.raw_text(node).len()).sum::<usize>() <= READING
    }

    /// Counts a subtree that is not entered; returns where it ends.
    fn skip(&mut self, node: usize) -> usize {
        let end = self.dom.subtree_end(node);
        crate::work::add(end - node);
        for tag in &self.dom.tags()[node..end] {
            self.elements += u32::from(*tag != Tag::Text);
            self.links += u32::from(*tag == Tag::A);
        }
        end
    }

    /// `is_block` makes a block of an inline element.
    fn enter(&mut self, node: usize, tag: Tag, facts: Facts, is_block: bool) {
        let end = self.dom.subtree_end(node) as u32;
        self.elements += 1;
        self.links += u32::from(tag == Tag::A);
        if tag.is(BLOCK) {
            self.flush();
            self.open(node, end, facts, true);
            return;
        }
        match tag {
            Tag::Br => {
                self.breaks += 1;
                if self.breaks > 1 {
                    self.flush();
                }
                return;
            }
            Tag::Img | Tag::Image => {
                let before = self.out.rows.len() + usize::from(self.row.chars > 0);
                self.out.images.push((node as u32, before as u32));
                self.pending_space = true;
                return;
            }
            Tag::Input | Tag::Embed => self.pending_space = true,
            _ => {}
        }
        if end > node as u32 + 1 {
            self.open(node, end, facts, is_block);
            self.open_inline(node, end, tag);
        }
    }

    fn open(&mut self, node: usize, end: u32, facts: Facts, is_block: bool) {
        if end == node as u32 + 1 {
            return;
        }
        let block = if is_block { self.frames.len() as u32 } else { self.frames.last().map_or(0, |frame| frame.block) };
        let (elements, links) = (self.elements, self.links);
        // Node 0 is a holder whether it holds text or not.
        let holder = if node == 0 { self.out.holders.push(0, 0, facts) } else { NONE };
        self.frames.push(Frame { node: node as u32, end, holder, block, facts, elements, links });
    }

    fn open_inline(&mut self, node: usize, end: u32, tag: Tag) {
        let (mut class, mut aria_hidden) = (None, false);
        for (attr, value) in self.dom.raw_attrs(node) {
            match attr {
                Attr::Class => class = Some(value),
                Attr::AriaHidden => aria_hidden = value == "true",
                _ => {}
            }
        }
        let kind = inline_kind(tag, class);
        let apart = kind == Some(InlineKind::OffScreen) || aria_hidden;
        if apart {
            self.pending_space = true;
        }
        let edge = match tag {
            _ if apart => u8::MAX,
            Tag::A => edge::LINK_END | (edge::CLASS_END * u8::from(class.is_some())),
            Tag::Sub | Tag::Sup => 0,
            _ => edge::CLASS_END * u8::from(class.is_some()),
        };
        self.edges |= (edge & (edge::LINK_END | edge::CLASS_END)) << 1;
        if tag == Tag::A {
            self.row.links += 1;
        }
        let kind = kind.filter(|kind| self.open_kinds[*kind as usize] == 0);
        if let Some(kind) = kind {
            self.open_kinds[kind as usize] += 1;
        }
        self.inlines.push(OpenInline { end, node: node as u32, kind, start: None, edge });
    }

    /// Closes every element whose subtree ends at or before `node`: inline elements before the
    /// blocks around them.
    #[inline(always)]
    fn leave(&mut self, node: u32) {
        if self.frames.last().is_some_and(|frame| frame.end <= node) {
            self.leave_elements(node);
        }
    }

    #[inline(never)]
    fn leave_elements(&mut self, node: u32) {
        while let Some(open) = self.inlines.last()
            && open.end <= node
        {
            let open = self.inlines.pop().unwrap_or_else(|| unreachable!());
            crate::work::add(1);
            self.close_mark(&open);
            if let Some(kind) = open.kind {
                self.open_kinds[kind as usize] -= 1;
            }
            if open.edge == u8::MAX {
                self.pending_space = true;
            } else {
                self.edges |= open.edge;
            }
        }
        while let Some(frame) = self.frames.last()
            && frame.end <= node
        {
            crate::work::add(1);
            if frame.holder != NONE {
                let holder = frame.holder as usize;
                self.out.holders.tags[holder] = self.elements - frame.elements;
                self.out.holders.link_tags[holder] = self.links - frame.links;
            }
            if frame.block as usize + 1 == self.frames.len() {
                self.flush();
            }
            self.frames.pop();
        }
    }

    /// The innermost open element, as a holder.
    fn holder(&mut self) -> u32 {
        let unnumbered = self.frames.iter().rposition(|frame| frame.holder != NONE).map_or(0, |at| at + 1);
        crate::work::add(1 + self.frames.len() - unnumbered);
        let mut holder = if unnumbered > 0 { self.frames[unnumbered - 1].holder } else { 0 };
        for frame in &mut self.frames[unnumbered..] {
            holder = self.out.holders.push(frame.node, holder, frame.facts);
            frame.holder = holder;
        }
        holder
    }

    fn close_mark(&mut self, open: &OpenInline) {
        let end = self.out.text.len() as u32;
        if let (Some(kind), Some(start)) = (open.kind, open.start)
            && start < end
        {
            self.out.inlines.push(Inline { kind, start, end, node: open.node });
        }
    }

    fn text(&mut self, node: usize) {
        let dom = self.dom;
        if self.is_full && !self.joins() {
            return;
        }
        let mut raw = dom.raw_text(node);
        let room = self.max_output.saturating_sub(self.out.text.len());
        if raw.len() > room {
            self.out.truncated = true;
            raw = dom::prefix(raw, room);
        }
        let base = dom.span(node).0;
        self.make_room(raw.len(), base as usize);
        let chars_before = self.row.chars;
        let ancestors = self.frames.last().map_or(0, |frame| frame.facts.ancestors);
        if ancestors & bits::PRE != 0 {
            self.pre_text(node, raw, base);
        } else {
            self.append(raw, base, node);
        }
        let chars = self.row.chars - chars_before;
        if chars == 0 {
            return;
        }
        // A block of which a part is read aloud is.
        self.row.ancestors &= ancestors | !bits::ARIA_HIDDEN;
        if ancestors & (bits::LINK | bits::BOLD | bits::CODE) != 0 {
            let of = |bit| if ancestors & bit != 0 { chars } else { 0 };
            self.row.link_chars += of(bits::LINK);
            self.row.bold_chars += of(bits::BOLD);
            self.row.code_chars += of(bits::CODE);
        }
        let holder = if self.is_full { self.row.inner } else { self.holder() };
        self.out.holders.add_text(holder, chars);
    }

    /// Appends collapsed text. `base` is where `raw` stands in the source.
    fn append(&mut self, raw: &str, base: u32, node: usize) {
        let bytes = raw.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] <= b' ' {
                let (end, is_space) = white_space(bytes, at);
                crate::work::add(end - at);
                self.pending_space |= is_space;
                at = end;
                continue;
            }
            let (run, chars) = plain_run(&raw[at..]);
            crate::work::add(1 + run);
            if run > 0 {
                self.push(&raw[at..at + run], chars, base + at as u32, base + (at + run) as u32, node);
                at += run;
                continue;
            }
            if bytes[at] == b'&'
                && self.dom.has_references(node)
                && let Some((len, decoded)) = charref::reference(&raw[at..], Place::Text)
            {
                let (start, end) = (base + at as u32, base + (at + len) as u32);
                match decoded {
                    Decoded::Char(c) => self.push_char(c, start, end, node),
                    Decoded::Str(s) => s.chars().for_each(|c| self.push_char(c, start, end, node)),
                }
                at += len;
                continue;
            }
            // A char border: runs and references end at one.
            let Some(c) = raw[at..].chars().next() else { return };
            let end = at + c.len_utf8();
            self.push_char(c, base + at as u32, base + end as u32, node);
            at = end;
        }
    }

    fn push_char(&mut self, c: char, start: u32, end: u32, node: usize) {
        if c.is_whitespace() || c <= ' ' {
            self.pending_space = true;
        } else if c != '\u{FEFF}' {
            self.push(c.encode_utf8(&mut [0; 4]), 1, start, end, node);
        }
    }

    /// Appends text that begins and ends without white space, after the gap that is due. `chars`
    /// counts what is no space.
    fn push(&mut self, text: &str, chars: u32, start: u32, end: u32, node: usize) {
        if self.row.chars == 0 {
            self.begin(node, start);
        } else if self.breaks > 0 {
            self.out.joined |= self.is_full;
            self.out.text.push('\n');
            self.row.breaks += 1;
        } else if self.pending_space || (self.edges != 0 && self.shown_apart(text)) {
            self.out.text.push(' ');
        }
        self.breaks = 0;
        self.pending_space = false;
        self.edges = 0;
        let at = self.out.text.len() as u32;
        for open in self.inlines.iter_mut().rev() {
            crate::work::add(1);
            if open.start.is_some() {
                break;
            }
            open.start = Some(at);
        }
        crate::work::add(text.len());
        self.out.text.push_str(text);
        self.row.chars += chars;
        self.row.source.1 = end;
    }

    /// Whether the elements between the last character and `text` stand apart in a browser. Style
    /// sheets are not read, so this is a judgement: two links in a row, or two elements with
    /// classes where a word seems to begin.
    fn shown_apart(&self, text: &str) -> bool {
        let links = edge::LINK_END | edge::LINK_START;
        if self.edges & links == links {
            return text.starts_with(char::is_alphanumeric);
        }
        let classes = edge::CLASS_END | edge::CLASS_START;
        if self.edges & classes != classes {
            return false;
        }
        let (Some(last), Some(first)) = (self.out.text.chars().next_back(), text.chars().next()) else { return false };
        let starts_word = first.is_uppercase() || first.is_numeric();
        starts_word && (last.is_lowercase() || last.is_numeric() != first.is_numeric() && last.is_alphanumeric())
    }

    /// `pre` keeps its white space; only empty lines at its start, and its end, are trimmed.
    fn pre_text(&mut self, node: usize, raw: &str, base: u32) {
        crate::work::add(raw.len() + self.inlines.len());
        let text = match self.dom.place(node) {
            Some(place) => charref::decode(raw, place),
            None => Cow::Borrowed(raw),
        };
        let chars = text.chars().filter(|c| !c.is_whitespace() && *c > ' ' && *c != '\u{FEFF}').count() as u32;
        let lead = raw.len() - raw.trim_start().len();
        let (start, end) = (base + lead as u32, base + raw.trim_end().len() as u32);
        if self.row.chars == 0 {
            if chars == 0 {
                return;
            }
            self.begin(node, start);
        } else if self.breaks > 0 {
            self.out.joined |= self.is_full && chars > 0;
            self.out.text.push('\n');
        }
        let text = if self.row.chars == 0 {
            let blank = text.len() - text.trim_start().len();
            &text[text[..blank].rfind('\n').map_or(0, |newline| newline + 1)..]
        } else {
            &text
        };
        self.breaks = 0;
        self.pending_space = false;
        let at = self.out.text.len() as u32;
        for open in self.inlines.iter_mut().rev().take_while(|open| open.start.is_none()) {
            open.start = Some(at);
        }
        self.out.text.extend(text.chars().filter(|c| *c != '\r' && *c != '\0'));
        self.row.chars += chars;
        if chars > 0 {
            self.row.source.1 = end;
        }
    }
}
