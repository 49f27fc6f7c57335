//! A simplified tree builder: implied end tags, end tags bounded by scope, a depth cap.
//!
//! What the specification does that is deliberately absent: the adoption agency (a misnested
//! formatting element ends where the block that outlives it begins), re-opened formatting
//! elements, foster parenting (text between table parts stays where it stands), frameset and
//! select insertion modes. None of them changes the sequence of text blocks on ordinary pages.

use crate::dom::attr::Attr;
use crate::dom::tag::{CLOSES_P, FORMATTING, HEAD_ONLY, HEADING, SCOPE, SPECIAL, TABLE_PART, Tag, VOID};
use crate::dom::{Dom, Span};
use crate::options::{Flag, Limits};

struct Open {
    node: u32,
    tag: Tag,
    name: Span,
}

/// How far the page has come (HTML §13.2.6.4.1 to 13.2.6.4.7, merged).
#[derive(PartialEq)]
enum Mode {
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
    /// Open `svg` and `math` elements.
    foreign: u32,
    max_depth: usize,
    max_nodes: usize,
    /// Quirks mode: a table does not end a paragraph.
    quirks: bool,
}

impl<'d, 'h> TreeBuilder<'d, 'h> {
    pub(super) fn new(dom: &'d mut Dom<'h>, html: &str, limits: &Limits) -> Self {
        let mut tree = TreeBuilder {
            dom,
            stack: Vec::with_capacity(64),
            open: [0; 256],
            mode: Mode::BeforeHead,
            foreign: 0,
            max_depth: limits.depth,
            max_nodes: limits.nodes,
            quirks: is_quirky(html),
        };
        tree.open_element(Tag::Html, (0, 0), (0, 0));
        tree
    }

    /// Where the tokenizer leaves the attributes of the next element.
    pub(super) fn attrs(&mut self) -> &mut Vec<(Attr, Span)> {
        &mut self.dom.attrs
    }

    /// Whether the current node's content is SVG or MathML.
    pub(super) fn in_foreign(&self) -> bool {
        self.foreign > 0
            && self.stack.iter().rev().inspect(|_| crate::work::add(1)).find_map(|o| match o.tag {
                Tag::Svg | Tag::Math => Some(true),
                tag if is_integration_point(tag) => Some(false),
                _ => None,
            }) == Some(true)
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

    pub(super) fn text(&mut self, span: Span) {
        if self.mode != Mode::InBody && self.open[Tag::Template as usize] == 0 {
            crate::work::add((span.1 - span.0) as usize);
            if self.dom.slice(span).bytes().all(|b| b.is_ascii_whitespace()) {
                return;
            }
            self.enter_body();
        }
        let parent = self.top().node;
        self.dom.push(Tag::Text, parent, span);
    }

    /// The content of the raw text element just opened; empty content makes no node.
    pub(super) fn raw_text(&mut self, span: Span) {
        if span.0 < span.1 {
            let parent = self.top().node;
            self.dom.push(Tag::Text, parent, span);
        }
    }

    pub(super) fn start(&mut self, tag: Tag, name: Span, span: Span, self_closing: bool) {
        if self.foreign > 0 && self.in_foreign() {
            if breaks_out(tag) {
                self.close_foreign();
            } else {
                self.open_element(tag, name, span);
                if self_closing {
                    self.pop();
                }
                return;
            }
        }
        match tag {
            Tag::Html => return self.merge_attributes(0),
            Tag::Head => {
                if self.mode == Mode::BeforeHead {
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
                if self.mode == Mode::BeforeHead {
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
        self.close_implied(tag);
        self.open_element(tag, name, span);
        if tag.is(VOID) {
            self.pop();
        }
    }

    pub(super) fn end(&mut self, tag: Tag, name: Span) {
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
            _ if self.open[tag as usize] == 0 && !tag.is(HEADING) => {}
            Tag::P => self.close_in_scope(|t| t == Tag::P, |t| t == Tag::Button),
            Tag::Li => self.close_in_scope(|t| t == Tag::Li, |t| matches!(t, Tag::Ul | Tag::Ol)),
            _ if tag.is(TABLE_PART) => self.close_bounded(|t| t == tag, |t| t == Tag::Table && tag != Tag::Table),
            _ if tag.is(HEADING) => self.close_in_scope(|t| t.is(HEADING), |_| false),
            _ if tag.is(FORMATTING) => self.end_formatting(tag),
            _ if tag.is(SPECIAL) || matches!(tag, Tag::Svg | Tag::Math | Tag::Select | Tag::Option) => {
                self.close_in_scope(|t| t == tag, |_| false);
            }
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
        let parent = self.stack.last().map_or(0, |o| o.node);
        let node = self.dom.push(tag, parent, span);
        self.stack.push(Open { node, tag, name });
        self.open[tag as usize] += 1;
        if matches!(tag, Tag::Svg | Tag::Math) {
            self.foreign += 1;
        }
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
    fn merge_attributes(&mut self, node: usize) {
        if self.dom.len() == 1 {
            self.dom.attr_starts[node + 1] = self.dom.attrs.len() as u32;
        } else {
            self.drop_attributes();
        }
    }

    fn pop(&mut self) {
        if let Some(open) = self.stack.pop() {
            crate::work::add(1);
            self.dom.subtree_ends[open.node as usize] = self.dom.len() as u32;
            self.open[open.tag as usize] -= 1;
            if matches!(open.tag, Tag::Svg | Tag::Math) {
                self.foreign -= 1;
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

    /// An end tag of a formatting element. When a block stands inside it, that block outlives it:
    /// the block and all that follows move up to the formatting element's parent (the adoption
    /// agency, HTML §13.2.6.4.7, without its clones).
    fn end_formatting(&mut self, tag: Tag) {
        let mut furthest_block: Option<usize> = None;
        for i in (1..self.stack.len()).rev() {
            crate::work::add(1);
            let here = self.stack[i].tag;
            if here == tag {
                let Some(block) = furthest_block else {
                    return self.pop_to(i);
                };
                let parent = self.stack[i - 1].node;
                let moved = self.stack[block].node;
                crate::work::add(block - i);
                for open in self.stack.drain(i..block) {
                    self.dom.subtree_ends[open.node as usize] = moved;
                    self.open[open.tag as usize] -= 1;
                }
                self.dom.parents[moved as usize] = parent;
                return;
            }
            if here.is(SCOPE) || here == Tag::Body {
                return;
            }
            if here.is(SPECIAL) {
                furthest_block = Some(i);
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
            Tag::A if self.open[Tag::A as usize] > 0 => self.end_formatting(Tag::A),
            Tag::Nobr if self.open[Tag::Nobr as usize] > 0 => self.end_formatting(Tag::Nobr),
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

    /// Makes the stack ready for a part of a table; false when no table is open for it.
    fn fit_table_part(&mut self, tag: Tag) -> bool {
        if tag == Tag::Table {
            // A table directly between the parts of another ends that one.
            if matches!(self.top().tag, Tag::Table | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Tr) {
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

    /// Closes foreign elements up to the nearest HTML element or integration point.
    fn close_foreign(&mut self) {
        while let Some(open) = self.stack.last() {
            if is_integration_point(open.tag) {
                return;
            }
            let root = matches!(open.tag, Tag::Svg | Tag::Math);
            self.pop();
            if root && !self.in_foreign() {
                return;
            }
        }
    }
}

/// Whether the page is in quirks mode (HTML §13.2.6.4.1): it has no doctype, or that of an HTML
/// before 4.01 strict. The list of public identifiers is shortened to what they have in common.
fn is_quirky(html: &str) -> bool {
    const LOOKED_AT: usize = 1024;
    let head = &html.as_bytes()[..html.len().min(LOOKED_AT)];
    let Some(at) = head.windows(9).position(|w| w.eq_ignore_ascii_case(b"<!doctype")) else { return true };
    let end = memchr::memchr(b'>', &head[at..]).map_or(head.len(), |i| at + i);
    let doctype = String::from_utf8_lossy(&head[at..end]).to_ascii_lowercase();
    let has_system = doctype.contains("http://") || doctype.contains("https://");
    let old = ["html 2.0", "html 3", "html 4.0 ", "html 4.0//", "-//ietf//", "-//netscape", "-//microsoft"];
    old.iter().any(|id| doctype.contains(id))
        || !has_system && (doctype.contains("html 4.01 transitional") || doctype.contains("html 4.01 frameset"))
}

fn is_integration_point(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Foreignobject
            | Tag::Desc
            | Tag::Title
            | Tag::Mi
            | Tag::Mo
            | Tag::Mn
            | Tag::Ms
            | Tag::Mtext
            | Tag::AnnotationXml
            | Tag::Body
            | Tag::Html
    )
}

/// Start tags that end foreign content (HTML §13.2.6.5).
fn breaks_out(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::B
            | Tag::Big
            | Tag::Blockquote
            | Tag::Body
            | Tag::Br
            | Tag::Center
            | Tag::Code
            | Tag::Dd
            | Tag::Div
            | Tag::Dl
            | Tag::Dt
            | Tag::Em
            | Tag::Embed
            | Tag::H1
            | Tag::H2
            | Tag::H3
            | Tag::H4
            | Tag::H5
            | Tag::H6
            | Tag::Head
            | Tag::Hr
            | Tag::I
            | Tag::Img
            | Tag::Li
            | Tag::Listing
            | Tag::Menu
            | Tag::Meta
            | Tag::Nobr
            | Tag::Ol
            | Tag::P
            | Tag::Pre
            | Tag::Ruby
            | Tag::S
            | Tag::Small
            | Tag::Span
            | Tag::Strong
            | Tag::Strike
            | Tag::Sub
            | Tag::Sup
            | Tag::Table
            | Tag::Tt
            | Tag::U
            | Tag::Ul
            | Tag::Var
    )
}

#[cfg(test)]
mod tests {
    use crate::dom::{self, Dom, Tag};
    use crate::options::{Flag, Limits, Parser};

    fn outline(dom: &Dom<'_>, node: usize) -> String {
        let inner: String = dom.children(node).map(|child| outline(dom, child)).collect();
        match dom.tag(node) {
            Tag::Text => format!("'{}'", dom.text(node)),
            tag if inner.is_empty() => tag.name().to_owned() + " ",
            tag => format!("{}({inner})", tag.name()),
        }
    }

    fn tree(html: &str) -> String {
        let dom = dom::parse(html, Parser::Fast, &Limits::default());
        let body = (0..dom.len()).find(|&n| dom.tag(n) == Tag::Body);
        body.map_or(String::new(), |body| dom.children(body).map(|child| outline(&dom, child)).collect())
    }

    #[test]
    fn end_tags_are_implied() {
        assert_eq!(tree("<p>a<p>b<div>c"), "p('a')p('b')div('c')");
        assert_eq!(tree("<ul><li>a<li>b<ul><li>c</ul>d</ul>e"), "ul(li('a')li('b'ul(li('c'))'d'))'e'");
        assert_eq!(tree("<dl><dt>a<dd>b<dt>c</dl>"), "dl(dt('a')dd('b')dt('c'))");
        assert_eq!(tree("<table><tr><td>a<td>b<tr><td>c</table>d"), "table(tbody(tr(td('a')td('b'))tr(td('c'))))'d'");
        assert_eq!(tree("<select><option>a<option>b</select>c"), "select(option('a')option('b'))'c'");
        assert_eq!(tree("<h2>a<h3>b</h2>c"), "h2('a')h3('b')'c'");
    }

    #[test]
    fn misplaced_end_tags_lose_no_text() {
        assert_eq!(tree("<div>a</p></span></td>b</div>c</body>d</html>e"), "div('a''b')'c''d''e'");
        assert_eq!(tree("<table><tr><td><div>a</table>b</div>c"), "table(tbody(tr(td(div('a')))))'b''c'");
        assert_eq!(tree("<td>a</td>b"), "'a''b'");
    }

    #[test]
    fn a_table_ends_a_paragraph_except_in_quirks_mode() {
        assert_eq!(tree("<!DOCTYPE html><p>a<table><td>b"), "p('a')table(tbody(tr(td('b'))))");
        assert_eq!(tree("<p>a<table><td>b"), "p('a'table(tbody(tr(td('b')))))");
        let old = r#"<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">"#;
        assert_eq!(tree(&format!("{old}<p>a<table><td>b")), "p('a'table(tbody(tr(td('b')))))");
    }

    #[test]
    fn an_iframe_left_open_in_noscript_swallows_nothing() {
        assert_eq!(tree("<p>a<noscript><iframe src=x /></noscript><p>b"), "p('a'noscript(iframe ))p('b')");
    }

    #[test]
    fn a_template_in_the_head_keeps_its_text() {
        let dom = dom::parse("<template><b>a</b> <div>-</div></template><p>b", Parser::Fast, &Limits::default());
        assert_eq!(outline(&dom, 0), "html(head(template(b('a')' 'div('-')))body(p('b')))");
    }

    #[test]
    fn plaintext_has_no_references() {
        assert_eq!(tree("<plaintext></plaintext>&amp;"), "plaintext('</plaintext>&amp;')");
    }

    #[test]
    fn an_unclosed_link_ends_where_its_block_does() {
        assert_eq!(tree("<a>x<div>y</a>z</div>w"), "a('x')div('y''z')'w'");
        assert_eq!(tree("<a>x<a>y</a>z"), "a('x')a('y')'z'");
    }

    #[test]
    fn html_inside_svg_breaks_out() {
        assert_eq!(
            tree("<svg><path/><title>t</title><p>a</p>"),
            "svg(path title('t'))p('a')".replace("path ", "other ")
        );
    }

    #[test]
    fn depth_is_capped_and_reported() {
        let html = "<div>".repeat(5000) + "x";
        let dom = dom::parse(&html, Parser::Fast, &Limits::default());
        assert_eq!(dom.flags(), [Flag::DepthCapped]);
        assert_eq!(dom.len(), 5003);
    }

    #[test]
    fn parents_stand_before_children_and_subtrees_nest() {
        let html = "<a><b><p>x</a>y</b><table><tr>z<td><a>q<table><td></a>k";
        let dom = dom::parse(html, Parser::Fast, &Limits::default());
        for node in 1..dom.len() {
            let parent = dom.parent(node);
            assert!(parent < node && dom.subtree_end(node) <= dom.subtree_end(parent), "{node} in {parent}");
        }
    }
}
