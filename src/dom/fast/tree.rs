//! A simplified tree builder: implied end tags, end tags bounded by scope, a depth cap.
//!
//! What the specification does that is deliberately absent: the adoption agency (a misnested
//! formatting element ends where the block that outlives it begins), foster parenting (text between
//! table parts stays where it stands, in source order), frameset and select insertion modes. What that changes in the html5lib suite is listed with
//! reasons in `tests/html5lib/tree.txt`.

mod foreign;
mod form;
mod formatting;
#[cfg(test)]
mod tests;

use super::KnownAttributes;
use super::doctype::Doctype;
use crate::dom::tag::{BLOCK, CLOSES_P, FORMATTING, HEAD_ONLY, HEADING, SCOPE, SPECIAL, TABLE_PART, Tag, UNSEEN, VOID};
use crate::dom::{Dom, Span};
use crate::options::{Flag, Limits};
use crate::swar::white_space;
use foreign::Content;
use formatting::ActiveFormatting;

#[derive(Clone, Copy)]
struct Open {
    node: u32,
    /// [`GONE`] for an element that left the stack while others inside it stayed; [`Tag::Other`]
    /// for a name that means nothing where it stands, as `p` or `td` inside `svg`.
    tag: Tag,
    /// Whether the element itself is SVG or MathML, and what it holds.
    foreign: bool,
    content: Content,
    name: Span,
}

/// Never the tag of an open element, and without properties.
const GONE: Tag = Tag::Text;

/// How far the page has come (HTML §13.2.6.4.1 to 13.2.6.4.7, merged).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mode {
    Initial,
    BeforeHead,
    InHead,
    AfterHead,
    InBody,
}

pub(super) struct TreeBuilder<'d, 'h> {
    dom: &'d mut Dom<'h>,
    stack: Vec<Open>,
    /// How many elements of each tag are open: an end tag without one costs nothing.
    open: [u32; 256],
    mode: Mode,
    /// The form that no end tag has ended yet: there is one at a time (HTML §13.2.4.4).
    form: Option<u32>,
    active: ActiveFormatting,
    max_depth: usize,
    max_nodes: usize,
    /// Quirks mode: a table does not end a paragraph.
    quirks: bool,
    /// Nothing but borders of blocks came since the last text: white space says nothing here.
    at_border: bool,
}

impl<'d, 'h> TreeBuilder<'d, 'h> {
    pub(super) fn new(dom: &'d mut Dom<'h>, limits: &Limits) -> Self {
        let mut tree = TreeBuilder {
            dom,
            stack: Vec::with_capacity(64),
            open: [0; 256],
            mode: Mode::Initial,
            form: None,
            active: ActiveFormatting::default(),
            max_depth: limits.depth,
            max_nodes: limits.nodes,
            quirks: true,
            at_border: true,
        };
        tree.open_element(Tag::Html, (0, 0), (0, 0));
        tree
    }

    /// Where the tokenizer leaves the attributes of the next element.
    pub(super) fn attributes(&mut self) -> KnownAttributes<'_> {
        KnownAttributes::new(&mut self.dom.attrs)
    }

    /// A doctype; only in first place it says anything.
    pub(super) fn doctype(&mut self, span: Span) {
        if self.mode == Mode::Initial {
            crate::work::add((span.1 - span.0) as usize);
            self.quirks = Doctype::of(self.dom.slice(span)).is_quirky();
            self.mode = Mode::BeforeHead;
        }
    }

    /// Whether the current node's content is SVG or MathML.
    pub(super) fn in_foreign(&self) -> bool {
        self.top().content != Content::Html
    }

    /// Whether the current node is neither SVG nor MathML: only then may its content be raw text.
    pub(super) fn is_html(&self) -> bool {
        !self.top().foreign
    }

    pub(super) fn in_noscript(&self) -> bool {
        self.open[Tag::Noscript as usize] > 0
    }

    pub(super) fn is_full(&self) -> bool {
        self.dom.len() >= self.max_nodes
    }

    pub(super) fn finish(mut self) {
        if self.is_full() {
            self.dom.flag(Flag::NodesTruncated);
        }
        self.pop_to(0);
        // An element that the input's end cut off leaves no attributes behind.
        let kept = *self.dom.attr_starts.last().unwrap_or(&0) as usize;
        self.dom.attrs.truncate(kept);
    }

    #[inline(always)]
    pub(super) fn text(&mut self, span: Span) {
        let bytes = self.dom.slice(span).as_bytes();
        if self.at_border && is_border(self.top().tag) && white_space(bytes, 0).0 == bytes.len() {
            return;
        }
        if self.mode != Mode::InBody && self.open[Tag::Template as usize] == 0 {
            if is_blank(self.dom.slice(span)) {
                return;
            }
            self.enter_body();
        }
        if self.active.has_lost() && !self.in_foreign() && !is_blank(self.dom.slice(span)) {
            self.reopen_formatting();
        }
        self.at_border = false;
        let parent = self.top().node;
        self.dom.push(Tag::Text, parent, span);
    }

    /// The content of the raw text element just opened; empty content makes no node.
    pub(super) fn raw_text(&mut self, span: Span) {
        self.at_border = false;
        if span.0 < span.1 {
            let parent = self.top().node;
            self.dom.push(Tag::Text, parent, span);
        }
    }

    pub(super) fn start(&mut self, tag: Tag, name: Span, span: Span, self_closing: bool) {
        if self.in_foreign() {
            let is_font = || foreign::is_html_font(self.dom.slice((name.1, span.1)));
            if !foreign::breaks_out(tag) && (tag != Tag::Font || !is_font()) {
                self.open_element(tag, name, span);
                if self_closing {
                    self.pop();
                }
                return;
            }
            self.close_foreign();
        }
        match tag {
            Tag::Html => return self.html(),
            Tag::Head => {
                if self.mode <= Mode::BeforeHead {
                    self.open_element(Tag::Head, name, span);
                    self.mode = Mode::InHead;
                } else {
                    self.drop_attributes();
                }
                return;
            }
            Tag::Body => {
                if self.mode == Mode::InBody {
                    return self.drop_attributes();
                }
                self.leave_head();
                self.open_element(Tag::Body, name, span);
                self.mode = Mode::InBody;
                return;
            }
            _ => {}
        }
        if self.mode != Mode::InBody {
            if tag.is(HEAD_ONLY) {
                if self.mode <= Mode::BeforeHead {
                    self.open_implied(Tag::Head);
                    self.mode = Mode::InHead;
                }
            } else if self.open[Tag::Template as usize] == 0 {
                self.enter_body();
            }
        }
        if tag.is(TABLE_PART) && !self.fit_table_part(tag) {
            return self.drop_attributes();
        }
        if tag == Tag::Form {
            return self.start_form(name, span);
        }
        self.close_implied(tag);
        if self.active.has_lost() && Self::is_formatted(tag) {
            self.reopen_formatting();
        }
        self.open_element(tag, name, span);
        // In a drawing or a formula the name means something else.
        let known = self.top().tag;
        if known.is(FORMATTING | SCOPE) {
            self.note_formatting(known);
        }
        if tag.is(VOID) || self_closing && matches!(tag, Tag::Svg | Tag::Math) {
            self.pop();
        }
    }

    pub(super) fn end(&mut self, tag: Tag, name: Span) {
        if self.top().foreign && self.end_foreign(tag, name) {
            return;
        }
        match tag {
            // Content behind `</body>` still belongs to the body.
            Tag::Html | Tag::Body => {}
            Tag::Head => {
                if self.mode == Mode::InHead {
                    self.leave_head();
                }
            }
            Tag::Br => {
                self.open_implied(Tag::Br);
                self.pop();
            }
            Tag::Other => self.end_unknown(name),
            Tag::P => self.end_paragraph(),
            Tag::Form if self.open[Tag::Template as usize] == 0 => self.end_form(),
            _ if tag.is(FORMATTING) && (self.open[tag as usize] > 0 || self.active.has_lost()) => {
                self.end_formatting(tag)
            }
            _ if self.open[tag as usize] == 0 && !tag.is(HEADING) => {}
            Tag::Noscript => self.end_noscript(),
            Tag::Li => self.close_in_scope(|t| t == Tag::Li, |t| matches!(t, Tag::Ul | Tag::Ol)),
            _ if tag.is(TABLE_PART) => self.close_bounded(|t| t == tag, |t| t == Tag::Table && tag != Tag::Table),
            _ if tag.is(HEADING) => self.close_in_scope(|t| t.is(HEADING), |_| false),
            _ if tag.is(SPECIAL) || tag == Tag::Dialog => self.close_in_scope(|t| t == tag, |_| false),
            _ => self.close_bounded(|t| t == tag, |t| t.is(SPECIAL)),
        }
    }

    fn top(&self) -> &Open {
        // The html element is never popped before `finish`.
        &self.stack[self.stack.len() - 1]
    }

    fn open_element(&mut self, tag: Tag, name: Span, span: Span) {
        // As browsers do: beyond the cap the deepest element makes room, nothing is dropped.
        if self.stack.len() >= self.max_depth {
            self.dom.flag(Flag::DepthCapped);
            self.pop();
        }
        self.at_border |= is_border(tag);
        let (parent, inside) = self.stack.last().map_or((0, Content::Html), |o| (o.node, o.content));
        let namespace = inside.namespace(tag);
        let (foreign, is_point) = (namespace != Content::Html, namespace.is_integration_point(tag));
        let known = match namespace {
            Content::Html => tag == Tag::Title || !foreign::is_foreign_only(tag),
            _ => is_point || inside == Content::Html,
        };
        // What is raw text in HTML holds tags and references here.
        let is_raw = matches!(tag, Tag::Xmp | Tag::Textarea);
        let node = self.dom.push(if known || !is_raw { tag } else { Tag::Other }, parent, span);
        let tag = if known { tag } else { Tag::Other };
        let content = if is_point { Content::Html } else { namespace };
        self.stack.push(Open { node, tag, foreign, content, name });
        self.open[tag as usize] += 1;
    }

    /// Opens an element that stands nowhere in the source: it has no attributes, and those of the
    /// tag that implied it stay with that tag.
    fn open_implied(&mut self, tag: Tag) {
        let at = self.dom.spans.last().map_or(0, |s| s.1);
        let kept = self.dom.attr_starts[self.dom.attr_starts.len() - 1];
        self.open_element(tag, (at, at), (at, at));
        if let Some(last) = self.dom.attr_starts.last_mut() {
            *last = kept;
        }
    }

    fn drop_attributes(&mut self) {
        let kept = self.dom.attr_starts[self.dom.attr_starts.len() - 1] as usize;
        self.dom.attrs.truncate(kept);
    }

    /// The attributes of the first `<html>` go to node 0 while it is the only node.
    fn html(&mut self) {
        self.mode = self.mode.max(Mode::BeforeHead);
        if self.dom.len() == 1 {
            self.dom.attr_starts[1] = self.dom.attrs.len() as u32;
        } else {
            self.drop_attributes();
        }
    }

    fn pop(&mut self) {
        while let Some(open) = self.stack.pop() {
            crate::work::add(1);
            self.dom.subtree_ends[open.node as usize] = self.dom.len() as u32;
            self.open[open.tag as usize] -= 1;
            // An inline element may stand in a line that has text before it.
            self.at_border = is_border(open.tag) || self.at_border && open.tag.is(VOID);
            if open.tag.is(FORMATTING | SCOPE) {
                self.formatting_popped(&open);
            }
            if self.stack.last().is_none_or(|below| below.tag != GONE) {
                return;
            }
        }
    }

    fn pop_to(&mut self, len: usize) {
        while self.stack.len() > len {
            self.pop();
        }
    }

    fn leave_head(&mut self) {
        if self.open[Tag::Head as usize] > 0 {
            self.pop_to(1);
        }
        self.mode = Mode::AfterHead;
    }

    fn enter_body(&mut self) {
        self.leave_head();
        self.pop_to(1);
        self.open_implied(Tag::Body);
        self.mode = Mode::InBody;
    }

    /// Pops up to and including the nearest open element that is wanted, unless a border of the
    /// scope (HTML §13.2.4.2) or an element that `stops` comes first.
    fn close_in_scope(&mut self, wanted: impl Fn(Tag) -> bool, stops: impl Fn(Tag) -> bool) {
        self.close_bounded(wanted, |t| t.is(SCOPE) || stops(t));
    }

    fn close_bounded(&mut self, wanted: impl Fn(Tag) -> bool, stops: impl Fn(Tag) -> bool) {
        for i in (1..self.stack.len()).rev() {
            crate::work::add(1);
            let tag = self.stack[i].tag;
            if wanted(tag) {
                return self.pop_to(i);
            }
            if stops(tag) || tag == Tag::Body {
                return;
            }
        }
    }

    /// An end tag without a paragraph stands for an empty one.
    fn end_paragraph(&mut self) {
        let open = self.open[Tag::P as usize];
        if open > 0 {
            self.close_in_scope(|t| t == Tag::P, |t| t == Tag::Button);
        }
        if self.open[Tag::P as usize] == open && self.mode == Mode::InBody {
            self.open_implied(Tag::P);
            self.pop();
        }
    }

    fn end_unknown(&mut self, name: Span) {
        if self.open[Tag::Other as usize] == 0 {
            return;
        }
        for i in (1..self.stack.len()).rev() {
            crate::work::add(1 + (name.1 - name.0) as usize);
            let open = &self.stack[i];
            if open.tag == Tag::Other && self.dom.slice(open.name).eq_ignore_ascii_case(self.dom.slice(name)) {
                return self.pop_to(i);
            }
            if open.tag.is(SPECIAL) {
                return;
            }
        }
    }

    /// End tags that a start tag implies.
    fn close_implied(&mut self, tag: Tag) {
        match tag {
            Tag::Li if self.open[Tag::Li as usize] > 0 => self.close_item(|t| t == Tag::Li),
            Tag::Dd | Tag::Dt if self.open[Tag::Dd as usize] + self.open[Tag::Dt as usize] > 0 => {
                self.close_item(|t| matches!(t, Tag::Dd | Tag::Dt));
            }
            Tag::Option | Tag::Optgroup => {
                if self.top().tag == Tag::Option {
                    self.pop();
                }
                if tag == Tag::Optgroup && self.top().tag == Tag::Optgroup {
                    self.pop();
                }
            }
            Tag::Rb | Tag::Rp | Tag::Rt | Tag::Rtc if self.open[Tag::Ruby as usize] > 0 => self.close_annotation(tag),
            Tag::A | Tag::Nobr if self.open[tag as usize] > 0 || self.active.has_lost() => self.end_formatting(tag),
            Tag::Button if self.open[Tag::Button as usize] > 0 => self.close_in_scope(|t| t == Tag::Button, |_| false),
            Tag::Select if self.open[Tag::Select as usize] > 0 => self.close_in_scope(|t| t == Tag::Select, |_| false),
            _ => {}
        }
        let stays = tag == Tag::Table && self.quirks;
        if tag.is(CLOSES_P) && !stays && self.open[Tag::P as usize] > 0 {
            self.close_in_scope(|t| t == Tag::P, |t| t == Tag::Button);
        }
        if tag.is(HEADING) && self.top().tag.is(HEADING) {
            self.pop();
        }
    }

    /// Closes an open list item, unless a special element other than `address`, `div`, `p` stands
    /// between (HTML §13.2.6.4.7, start tag "li").
    fn close_item(&mut self, wanted: impl Fn(Tag) -> bool) {
        self.close_bounded(wanted, |t| t.is(SPECIAL) && !matches!(t, Tag::Address | Tag::Div | Tag::P));
    }

    /// Closes what a part of a ruby ends (HTML §13.2.6.4.7, start tags "rb", "rtc", "rp", "rt").
    fn close_annotation(&mut self, tag: Tag) {
        let stays = |open: Tag| open == Tag::Rtc && matches!(tag, Tag::Rp | Tag::Rt);
        let is_implied = |open: Tag| {
            let item = matches!(open, Tag::Dd | Tag::Dt | Tag::Li | Tag::Optgroup | Tag::Option | Tag::P);
            item || matches!(open, Tag::Rb | Tag::Rp | Tag::Rt | Tag::Rtc)
        };
        while is_implied(self.top().tag) && !stays(self.top().tag) {
            self.pop();
        }
    }

    /// Makes the stack ready for a part of a table; false when no table is open for it.
    fn fit_table_part(&mut self, tag: Tag) -> bool {
        if tag == Tag::Table {
            // A table in no cell of another ends that one.
            let is_end = |t: Tag| matches!(t, Tag::Table | Tag::Td | Tag::Th | Tag::Caption | Tag::Template);
            let around = self.stack.iter().rposition(|open| is_end(open.tag)).unwrap_or(0);
            crate::work::add(self.stack.len() - around);
            if self.stack[around].tag == Tag::Table {
                self.close_bounded(|t| t == Tag::Table, |_| false);
            }
            return true;
        }
        let Some(table) = self.stack.iter().rposition(|o| matches!(o.tag, Tag::Table | Tag::Template)) else {
            crate::work::add(self.stack.len());
            return false;
        };
        crate::work::add(self.stack.len() - table);
        if self.stack[table].tag == Tag::Template {
            return true;
        }
        let part = |tree: &Self, wanted: fn(Tag) -> bool| {
            crate::work::add(tree.stack.len() - table);
            tree.stack[table..].iter().position(|o| wanted(o.tag)).map(|i| table + i)
        };
        let is_section = |t: Tag| matches!(t, Tag::Tbody | Tag::Thead | Tag::Tfoot);
        match tag {
            Tag::Td | Tag::Th => {
                if part(self, |t| t == Tag::Tr).is_none() {
                    self.fit_table_part(Tag::Tr);
                    self.open_implied(Tag::Tr);
                }
                if let Some(row) = part(self, |t| t == Tag::Tr) {
                    self.pop_to(row + 1);
                }
            }
            Tag::Tr => match part(self, is_section) {
                Some(section) => self.pop_to(section + 1),
                None => {
                    self.pop_to(table + 1);
                    self.open_implied(Tag::Tbody);
                }
            },
            Tag::Col => {
                if self.top().tag != Tag::Colgroup {
                    self.pop_to(table + 1);
                }
            }
            _ => self.pop_to(table + 1),
        }
        true
    }
}

/// Whether text before and after the element's tags never stands in one line. What segmentation
/// passes over, or reads later, ends no line.
fn is_border(tag: Tag) -> bool {
    tag.is(BLOCK) && !tag.is(UNSEEN) && !matches!(tag, Tag::Video | Tag::Audio | Tag::Object | Tag::Noscript)
}

fn is_blank(text: &str) -> bool {
    crate::work::add(text.len());
    text.bytes().all(|b| b.is_ascii_whitespace())
}
