//! The one pass over the tree that writes block texts.

use super::flow::{Flow, bits};
use super::run::plain_run;
use super::{Blocks, Inline, InlineKind, Row};
use crate::dom::charref::{self, Decoded, Place};
use crate::dom::{self, Attr, BLOCK, Dom, Tag, UNSEEN};
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

pub(super) struct Walk<'d, 'h> {
    dom: &'d Dom<'h>,
    out: Blocks,
    max_output: usize,
    /// Open block-level elements: node and end of its subtree.
    blocks: Vec<(u32, u32)>,
    inlines: Vec<OpenInline>,
    /// How many of each kind are open: a mark inside a mark of its kind says nothing new.
    open_kinds: [u32; 5],
    /// Inline elements with hidden text inside the current block, to be read after it.
    deferred: Vec<u32>,
    row: Row,
    pending_space: bool,
    /// `<br>` since the last character.
    breaks: u32,
    edges: u8,
}

impl<'d, 'h> Walk<'d, 'h> {
    pub(super) fn new(dom: &'d Dom<'h>, flow: Flow, max_output: usize) -> Self {
        let text = dom.source().map_or(0, str::len) / 4;
        Walk {
            out: Blocks {
                text: String::with_capacity(text.min(max_output)),
                flow,
                rows: Vec::with_capacity(dom.len() / 8),
                node_chars: vec![0; dom.len()],
                ..Blocks::default()
            },
            dom,
            max_output,
            blocks: Vec::with_capacity(64),
            inlines: Vec::with_capacity(16),
            open_kinds: [0; 5],
            deferred: Vec::new(),
            row: empty_row(0, 0),
            pending_space: false,
            breaks: 0,
            edges: 0,
        }
    }

    pub(super) fn blocks(mut self) -> Blocks {
        self.walk(0, self.dom.len());
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
            } else if tag.is(UNSEEN) && tag != Tag::Head && tag != Tag::Canvas {
                node = self.dom.subtree_end(node);
                continue;
            } else if self.must_defer(node, tag) {
                self.deferred.push(node as u32);
                if self.row.chars == 0 {
                    self.read_deferred();
                }
                node = self.dom.subtree_end(node);
                continue;
            } else {
                self.enter(node, tag);
            }
            if self.out.truncated {
                break;
            }
            node += 1;
        }
        self.leave(u32::MAX);
        self.flush();
    }

    /// Hidden text inside a paragraph must neither cut the paragraph in two nor join it.
    fn must_defer(&self, node: usize, tag: Tag) -> bool {
        let flow = &self.out.flow;
        flow.hidden[node].is_some()
            && (!tag.is(BLOCK) || matches!(tag, Tag::Video | Tag::Audio | Tag::Object | Tag::Noscript))
            && flow.hidden[self.dom.parent(node)].is_none()
            && self.blocks.last().is_none_or(|b| b.0 != node as u32)
    }

    fn enter(&mut self, node: usize, tag: Tag) {
        let end = self.dom.subtree_end(node) as u32;
        if tag.is(BLOCK) {
            self.flush();
            self.blocks.push((node as u32, end));
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
        if end == node as u32 + 1 {
            return;
        }
        let kind = self.inline_kind(node, tag);
        let apart = kind == Some(InlineKind::OffScreen) || self.dom.raw_attr(node, Attr::AriaHidden) == Some("true");
        if apart {
            self.pending_space = true;
        }
        let classed = self.dom.raw_attr(node, Attr::Class).is_some();
        let edge = match tag {
            _ if apart => u8::MAX,
            Tag::A => edge::LINK_END | (edge::CLASS_END * u8::from(classed)),
            Tag::Sub | Tag::Sup => 0,
            _ => edge::CLASS_END * u8::from(classed),
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

    fn inline_kind(&self, node: usize, tag: Tag) -> Option<InlineKind> {
        match tag {
            Tag::A => return Some(InlineKind::Link),
            Tag::B | Tag::Strong => return Some(InlineKind::Strong),
            Tag::I | Tag::Em => return Some(InlineKind::Emphasis),
            Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt => return Some(InlineKind::Code),
            _ => {}
        }
        let class = self.dom.raw_attr(node, Attr::Class)?;
        is_off_screen(class).then_some(InlineKind::OffScreen)
    }

    /// Closes every element whose subtree ends at or before `node`.
    fn leave(&mut self, node: u32) {
        while let Some(open) = self.inlines.last()
            && open.end <= node
        {
            crate::work::add(1);
            let open = self.inlines.pop().unwrap_or_else(|| unreachable!());
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
        while self.blocks.last().is_some_and(|&(_, end)| end <= node) {
            crate::work::add(1);
            self.flush();
            self.blocks.pop();
        }
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
        let mut raw = dom.raw_text(node);
        let room = self.max_output.saturating_sub(self.out.text.len());
        if raw.len() > room {
            self.out.truncated = true;
            raw = dom::prefix(raw, room);
        }
        let base = dom.span(node).0;
        let chars_before = self.row.chars;
        let ancestors = self.out.flow.ancestors[node];
        if ancestors & bits::PRE != 0 {
            self.pre_text(node, raw, base);
        } else {
            self.append(raw, base, node, dom.has_references(node));
        }
        let chars = self.row.chars - chars_before;
        if ancestors & bits::LINK != 0 {
            self.row.link_chars += chars;
        }
        if ancestors & bits::BOLD != 0 {
            self.row.bold_chars += chars;
        }
        if ancestors & bits::CODE != 0 {
            self.row.code_chars += chars;
        }
        self.out.node_chars[node] = chars;
    }

    /// Appends collapsed text. `base` is where `raw` stands in the source.
    fn append(&mut self, raw: &str, base: u32, node: usize, has_references: bool) {
        let bytes = raw.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let (run, chars) = plain_run(&raw[at..]);
            crate::work::add(run + 1);
            if run > 0 {
                self.push(&raw[at..at + run], chars, base + at as u32, base + (at + run) as u32, node);
                at += run;
                continue;
            }
            if bytes[at] == b'&'
                && has_references
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
            if bytes[at] <= b' ' {
                self.pending_space = true;
                at += 1;
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

    fn begin(&mut self, node: usize, start: u32) {
        let at = self.out.text.len() as u32;
        let links = self.row.links;
        self.row = empty_row(at, self.out.inlines.len() as u32);
        self.row.links = links;
        self.row.first = node as u32;
        self.row.source = (start, start);
        self.row.hidden = self.out.flow.hidden[node];
    }

    /// `pre` keeps its white space; only the newline after the tag and the end are trimmed.
    fn pre_text(&mut self, node: usize, raw: &str, base: u32) {
        crate::work::add(raw.len());
        let has_references = self.dom.has_references(node);
        let text = if has_references { charref::decode(raw, Place::Text) } else { Cow::Borrowed(raw) };
        let chars = text.chars().filter(|c| !c.is_whitespace() && *c > ' ' && *c != '\u{FEFF}').count() as u32;
        let lead = raw.len() - raw.trim_start().len();
        let (start, end) = (base + lead as u32, base + raw.trim_end().len() as u32);
        if self.row.chars == 0 {
            if chars == 0 {
                return;
            }
            self.begin(node, start);
        } else if self.breaks > 0 {
            self.out.text.push('\n');
        }
        let text = if self.row.chars == 0 {
            text.strip_prefix("\r\n").or(text.strip_prefix('\n')).unwrap_or(&text)
        } else {
            &text
        };
        self.breaks = 0;
        self.pending_space = false;
        let at = self.out.text.len() as u32;
        for open in self.inlines.iter_mut().rev().take_while(|open| open.start.is_none()) {
            crate::work::add(1);
            open.start = Some(at);
        }
        self.out.text.extend(text.chars().filter(|c| *c != '\r' && *c != '\0'));
        self.row.chars += chars;
        if chars > 0 {
            self.row.source.1 = end;
        }
    }

    /// Ends the current block.
    fn flush(&mut self) {
        self.pending_space = false;
        self.breaks = 0;
        self.edges = 0;
        if self.row.chars == 0 {
            return;
        }
        let trimmed = self.out.text.trim_end().len();
        crate::work::add(self.out.text.len() - trimmed + self.inlines.len());
        self.out.text.truncate(trimmed);
        for i in 0..self.inlines.len() {
            // An inline element that goes on in the next block is marked in both.
            let OpenInline { kind, start, node, .. } = self.inlines[i];
            if let (Some(kind), Some(start)) = (kind, start)
                && start < trimmed as u32
            {
                self.out.inlines.push(Inline { kind, start, end: trimmed as u32, node });
            }
            self.inlines[i].start = None;
        }
        self.row.text.1 = trimmed as u32;
        self.row.inlines.1 = self.out.inlines.len() as u32;
        crate::work::add(self.out.inlines.len() - self.row.inlines.0 as usize);
        for mark in &mut self.out.inlines[self.row.inlines.0 as usize..] {
            mark.end = mark.end.min(trimmed as u32);
        }
        self.row.node = self.blocks.last().map_or(0, |b| b.0);
        let next = empty_row(trimmed as u32, self.row.inlines.1);
        let row = std::mem::replace(&mut self.row, next);
        self.out.rows.push(row);
        self.read_deferred();
    }

    fn read_deferred(&mut self) {
        for node in std::mem::take(&mut self.deferred) {
            let inlines = std::mem::take(&mut self.inlines);
            let open_kinds = std::mem::take(&mut self.open_kinds);
            let blocks = std::mem::take(&mut self.blocks);
            let end = self.dom.subtree_end(node as usize) as u32;
            self.blocks.push((node, end));
            self.walk(node as usize, end as usize);
            self.inlines = inlines;
            self.open_kinds = open_kinds;
            self.blocks = blocks;
        }
    }
}

fn empty_row(text: u32, inlines: u32) -> Row {
    Row {
        text: (text, text),
        source: (0, 0),
        node: 0,
        first: 0,
        hidden: None,
        chars: 0,
        link_chars: 0,
        bold_chars: 0,
        code_chars: 0,
        links: 0,
        breaks: 0,
        inlines: (inlines, inlines),
    }
}

/// Class names by which pages move text for screen readers out of sight.
fn is_off_screen(class: &str) -> bool {
    const NAMES: [&str; 8] = [
        "off-screen",
        "offscreen",
        "visually-hidden",
        "visuallyhidden",
        "sr-only",
        "screen-reader",
        "gs-u-vh",
        "gel-vh",
    ];
    let bytes = class.as_bytes();
    crate::work::add(class.len());
    let begins = |at: usize, name: &str| {
        bytes.get(at..at + name.len()).is_some_and(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    };
    bytes.iter().enumerate().any(|(at, b)| {
        // The letters that the names begin with.
        matches!(b | 0x20, b'o' | b'v' | b's' | b'g') && NAMES.iter().any(|name| begins(at, name))
    })
}
