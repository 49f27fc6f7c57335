//! The tree to **text blocks**: runs of text between block-level boundaries.
//!
//! **Not stable**: a stage of the pipeline, open to training, benches and tests ([Stability](crate#stability)).
//!
//! A boundary is the start or end of a block-level element, a double `<br>`, a rule. White space is
//! collapsed (kept in `pre`), a single `<br>` is a newline, character references are decoded once,
//! and words are never glued over an edge that a browser would show apart. `alt` text is no text.
//! Hidden text becomes blocks of its own with the [reason](Hidden).

mod controls;
mod flow;
mod holders;
mod panel;
mod run;
mod style;
mod walk;

pub use flow::Hidden;
pub(crate) use flow::{Facts, Flow, bits};
pub(crate) use holders::Holders;

use crate::dom::Dom;
use crate::options::Limits;
use std::ops::Range;
use std::sync::OnceLock;

/// The blocks of a page, in document order; their texts stand in one buffer.
#[derive(Debug, Clone, Default)]
pub struct Blocks {
    pub(crate) text: String,
    pub(crate) rows: Vec<Row>,
    pub(crate) inlines: Vec<Inline>,
    /// `img` elements in document order, each with the number of blocks that stand before it.
    pub(crate) images: Vec<(u32, u32)>,
    pub(crate) holders: Holders,
    pub(crate) truncated: bool,
    /// The last row holds what would have been more of them.
    pub(crate) joined: bool,
    /// A bit for each reason to hide that does not count on this page.
    revealed: u16,
    /// Made when a stage asks for nodes beside the blocks.
    flow: OnceLock<Flow>,
}

/// One block.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Range in [`Blocks::text`].
    pub text: (u32, u32),
    /// Range in the source, first to last visible character.
    pub source: (u32, u32),
    /// The innermost block-level element that holds the text.
    pub node: u32,
    /// Its number among the holders.
    pub holder: u32,
    /// The first text node.
    pub first: u32,
    /// The holder right above that.
    pub inner: u32,
    /// What stands above it: [`bits`].
    pub ancestors: u32,
    pub hidden: Option<Hidden>,
    /// Non-space characters: all, in links, bold, in code.
    pub chars: u32,
    pub link_chars: u32,
    pub bold_chars: u32,
    pub code_chars: u32,
    /// Links and single line breaks.
    pub links: u32,
    pub breaks: u32,
    /// Range in [`Blocks::inlines`].
    pub inlines: (u32, u32),
}

/// An inline element that rendering or labelling needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Inline {
    pub kind: InlineKind,
    /// Range in [`Blocks::text`].
    pub start: u32,
    pub end: u32,
    pub node: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InlineKind {
    Link,
    Strong,
    Emphasis,
    Code,
    /// Text for screen readers, moved out of sight by a class ("Image caption").
    OffScreen,
}

/// Cuts the tree into blocks.
pub fn blocks(dom: &Dom<'_>, limits: &Limits) -> Blocks {
    blocks_in(dom, limits, Blocks::default())
}

/// [`blocks`] in the buffers of another page.
pub(crate) fn blocks_in(dom: &Dom<'_>, limits: &Limits, mut buffers: Blocks) -> Blocks {
    buffers.clear();
    let mut blocks = walk::Walk::new(dom, buffers, limits).blocks();
    blocks.reveal();
    blocks
}

/// So many hidden characters may stand for a page that a script was to show.
const REVEALED_CHARS: u32 = 400;

impl Blocks {
    /// Number of blocks, hidden ones included.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the page has no text at all.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A block's text: white space collapsed, references decoded.
    pub fn text(&self, block: usize) -> &str {
        let (start, end) = self.rows[block].text;
        &self.text[start as usize..end as usize]
    }

    /// Why a block is not shown, if so.
    pub fn hidden(&self, block: usize) -> Option<Hidden> {
        self.rows[block].hidden
    }

    /// Whether a block stands in a panel of tabs or of an accordion that the page keeps closed until a reader opens it.
    pub fn is_collapsed(&self, block: usize) -> bool {
        let row = &self.rows[block];
        row.ancestors & bits::COLLAPSED != 0 && row.hidden.is_none()
    }

    /// Byte range of a block in the source, from its first to its last visible character.
    pub fn position(&self, dom: &Dom<'_>, block: usize) -> Option<Range<usize>> {
        let (start, end) = self.rows[block].source;
        dom.source().map(|_| start as usize..end as usize)
    }

    /// The nodes of the elements that hold text of blocks (or a hidden inline element), by number; a
    /// parent stands before its children, and number 0 is node 0.
    pub fn holder_nodes(&self) -> &[u32] {
        &self.holders.nodes
    }

    /// For each of the [`holder_nodes`](Blocks::holder_nodes) the number of the one right above it; 0 for
    /// number 0 itself.
    pub fn holder_parents(&self) -> &[u32] {
        &self.holders.parents
    }

    /// A page that hides more than it shows waits for a script to show it: the forum that has its
    /// posts in `noscript`, the body at `visibility: hidden` until fonts are there. What is hidden
    /// for that reason counts as shown. Then hidden text is taken out of the density counts.
    fn reveal(&mut self) {
        const REASONS: [Hidden; 6] = [
            Hidden::Noscript,
            Hidden::DisplayNone,
            Hidden::VisibilityHidden,
            Hidden::HiddenAttribute,
            Hidden::ZeroSize,
            Hidden::OffScreen,
        ];
        let (mut shown, mut hidden) = (0u32, [0u32; Hidden::ALL.len()]);
        crate::work::add(2 * self.rows.len());
        for row in &self.rows {
            match row.hidden {
                Some(reason) => hidden[reason as usize] += row.chars,
                None => shown += row.chars,
            }
        }
        for reason in REASONS {
            self.revealed |= u16::from(hidden[reason as usize] > shown.max(REVEALED_CHARS)) << reason as u8;
        }
        let revealed = self.revealed;
        let is_revealed = |reason: Hidden| revealed >> reason as u8 & 1 != 0;
        for row in &mut self.rows {
            row.hidden = row.hidden.filter(|reason| !is_revealed(*reason));
        }
        self.holders.reveal(is_revealed);
    }

    /// Inherited facts of any node.
    pub(crate) fn flow(&self, dom: &Dom<'_>) -> &Flow {
        self.flow.get_or_init(|| Flow::of(dom, self.revealed))
    }

    /// Whether text counts as shown although its element hides it.
    pub(crate) fn has_revealed(&self) -> bool {
        self.revealed != 0
    }

    fn clear(&mut self) {
        let Blocks { text, rows, inlines, images, holders, truncated, joined, revealed, flow } = self;
        text.clear();
        rows.clear();
        inlines.clear();
        images.clear();
        holders.clear();
        (*truncated, *joined, *revealed) = (false, false, 0);
        flow.take();
    }

    pub(crate) fn inlines(&self, block: usize) -> &[Inline] {
        let (start, end) = self.rows[block].inlines;
        &self.inlines[start as usize..end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::Parser;

    fn texts(html: &str) -> Vec<String> {
        let dom = dom::parse(html, Parser::Fast, &Limits::default());
        let blocks = blocks(&dom, &Limits::default());
        (0..blocks.len())
            .map(|i| match blocks.hidden(i) {
                Some(reason) => format!("[{}] {}", reason.name(), blocks.text(i)),
                None => blocks.text(i).to_owned(),
            })
            .collect()
    }

    #[test]
    fn block_elements_part_text_and_inline_elements_do_not() {
        assert_eq!(texts("a <b>b</b>c<p>d <i> e</i>\n f<div>g</div>h"), ["a bc", "d e f", "g", "h"]);
        assert_eq!(texts("<table><tr><td>a<td>b</table><dl><dt>c<dd>d</dl>"), ["a", "b", "c", "d"]);
        assert_eq!(texts("<select><option>a<option>b</select><button>c</button>d"), ["a", "b", "c", "d"]);
    }

    #[test]
    fn one_break_is_a_newline_and_two_are_a_border() {
        assert_eq!(texts("a<br>b <br> <br/> c<br>"), ["a\nb", "c"]);
    }

    #[test]
    fn white_space_is_collapsed_except_in_pre() {
        assert_eq!(texts("<p> a&nbsp;\u{a0}\u{3000}b\r\n c</p><pre>\n  x\n   y  \n</pre>"), ["a b c", "  x\n   y"]);
    }

    #[test]
    fn what_no_one_sees_is_no_block() {
        assert_eq!(texts("<pre>\0<div>\u{FEFF}</div> \u{1}</pre><p>\0\u{FEFF}\u{1}</p>"), [""; 0]);
    }

    #[test]
    fn references_are_decoded_once() {
        assert_eq!(texts("<p>a &amp;amp; b&eacute;&#x20AC;&notanentity;"), ["a &amp; bé€¬anentity;"]);
    }

    #[test]
    fn hidden_text_is_apart_and_has_its_reason() {
        assert_eq!(
            texts(
                "<p>a <span style='display: none'>b</span>c</p><div hidden>d<p>e</div><noscript><p>f</noscript><template>g</template>"
            ),
            ["a c", "[display_none] b", "[hidden_attribute] d", "[hidden_attribute] e", "[noscript] f", "[template] g"]
        );
        assert_eq!(
            texts("<script>a</script><style>b</style><title>c</title><textarea>d</textarea><iframe>e</iframe>f"),
            ["f"]
        );
        assert_eq!(
            texts("<p><svg><title>t</title><text>a</text></svg>b<video>c</video>"),
            ["[svg] a", "b", "[fallback] c"]
        );
    }

    #[test]
    fn a_page_that_hides_all_its_text_is_shown() {
        let html = format!("<p>Loading</p><noscript><p>{}</p></noscript>", "word ".repeat(200));
        assert_eq!(texts(&html)[1].len(), 999);
        assert_eq!(texts("<div hidden id='S:0'>a</div>"), ["a"]);
    }

    #[test]
    fn words_are_never_glued_over_visible_edges() {
        assert_eq!(
            texts("<span class=a>Image caption</span><span class=b>Who is he?</span>"),
            ["Image caption Who is he?"]
        );
        assert_eq!(texts("<span class=off-screen>Media caption</span>Who"), ["Media caption Who"]);
        assert_eq!(texts("<a href=a>Politics</a><a href=b>economy</a>"), ["Politics economy"]);
        assert_eq!(texts("a<img alt='nobody reads'>b"), ["a b"]);
        assert_eq!(
            texts("<p><span class=dropcap>T</span>he end of H<sub>2</sub>O, un<b>believ</b>able"),
            ["The end of H2O, unbelievable"]
        );
    }

    #[test]
    fn readings_of_characters_are_no_words_of_the_sentence() {
        assert_eq!(
            texts(
                "<p><ruby>子<rp>(</rp><rt>こ</rt><rp>)</rp></ruby>どもを<ruby>守<span><rt>まも</rt></span></ruby>る。<rt>y</rt>"
            ),
            ["子どもを守る。y"]
        );
        assert_eq!(
            texts("<p><ruby><rb>旧<rb>金<rt>jiù<rt>jīn<rtc>San Francisco</ruby>から来ました"),
            ["旧金から来ました"]
        );
        let story = "A page may put its story there. ".repeat(10);
        assert_eq!(texts(&format!("<p><ruby>a<rt>{story}</ruby>")), [format!("a{}", story.trim_end())]);
    }

    #[test]
    fn ranges_cut_the_source_where_the_text_stands() {
        let html = "<html><p>  One &amp; <b>two</b> </p>\n<p>three";
        let dom = dom::parse(html, Parser::Fast, &Limits::default());
        let blocks = blocks(&dom, &Limits::default());
        let cut = |i| &html[blocks.position(&dom, i).unwrap()];
        assert_eq!([cut(0), cut(1)], ["One &amp; <b>two", "three"]);
    }

    #[test]
    fn a_mark_inside_a_mark_of_its_kind_costs_nothing() {
        let html = "<b>".repeat(490) + &"x<br><br>".repeat(50);
        let dom = dom::parse(&html, Parser::Fast, &Limits::default());
        let blocks = blocks(&dom, &Limits::default());
        assert_eq!((blocks.len(), blocks.inlines.len()), (50, 50));
    }

    #[test]
    fn one_long_paragraph_is_cut_at_the_limit() {
        let html = format!("<p>{}</p><p>more", "word ".repeat(1000));
        let limits = Limits::default().with_output(100);
        let dom = dom::parse(&html, Parser::Fast, &limits);
        let blocks = blocks(&dom, &limits);
        assert!(blocks.truncated && blocks.text.len() <= 100, "{}", blocks.text.len());
    }

    #[test]
    fn output_is_bounded() {
        let html = "<p>abcdefgh</p>".repeat(100);
        let limits = Limits::default().with_output(100);
        let dom = dom::parse(&html, Parser::Fast, &limits);
        let blocks = blocks(&dom, &limits);
        assert!(blocks.truncated && blocks.text.len() <= 108, "{}", blocks.text.len());
    }

    #[test]
    fn words_of_inline_elements_are_glued_as_browsers_do_and_those_of_others_are_not() {
        for inline in ["span", "b", "em", "label", "time", "code"] {
            let html = format!("<p><{inline}>one</{inline}><{inline}>two</{inline}></p>");
            assert_eq!(texts(&html), ["onetwo"], "{html}");
        }
        // Links in a row are a menu, whose gaps a style sheet makes.
        assert_eq!(texts("<p><a href=/>one</a><a href=/>two</a></p>"), ["one two"]);
        for html in [
            "<table><tr><td>one</td><td>two</td></tr></table>",
            "<table><tr><th>one<td>two</table>",
            "<ul><li>one</li><li>two</li></ul>",
            "<p>one<br>two</p>",
            "<p>one<br><br>two</p>",
            "<div><button>one</button><button>two</button></div>",
            "<p>one<button>two</button></p>",
            "<select><option>one</option><option>two</option></select>",
            "<select><optgroup label=x><option>one<option>two</select>",
            "<p>one<select><option>two</select></p>",
            "<dl><dt>one<dd>two</dl>",
            "<p>one<img src=a.png>two</p>",
            "<p>one<hr>two",
            "<p>one<textarea>two</textarea></p>",
            "<p>one<input>two</p>",
        ] {
            let found = texts(html).join("|");
            assert!(!found.contains("onetwo"), "{html}: {found}");
        }
    }
}
