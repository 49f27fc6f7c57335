//! A block's text as one run of Markdown: escaped, with its links, emphasis and code.

use super::link;
use crate::dom::{Attr, Dom};
use crate::page::{Block, Page};
use crate::segment::InlineKind;
use std::cmp::Reverse;

/// Blocks that repeat the address of a link which goes on over many.
const MAX_REPEATS: u32 = 16;

/// Where the run will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Place {
    Paragraph,
    /// One line, and `#` may end it.
    Heading,
    /// One line.
    Cell,
}

/// An inline element of the block. Marks nest and never cross.
struct Mark {
    start: usize,
    end: usize,
    kind: InlineKind,
    destination: String,
    /// Index of the mark around this one.
    parent: Option<usize>,
    /// A mark inside begins, or ends, where this one does.
    shares_start: bool,
    shares_end: bool,
    /// What stands before and after the text; empty when the mark is left out.
    delimiter: &'static str,
}

/// Writes runs; remembers how often a link was repeated.
#[derive(Default)]
pub(super) struct Inlines {
    last_link: u32,
    repeats: u32,
}

impl Inlines {
    /// Appends the block's text to `out`.
    pub(super) fn write(&mut self, page: &Page<'_>, block: Block<'_>, place: Place, out: &mut String) {
        let text = block.text();
        let mut marks = self.marks(page, block);
        delimit(text, &mut marks);
        let mut run = Run { text, place, at: 0, escape_at: None, closed: (0, ""), in_link: false, out };
        let mut open: Vec<usize> = Vec::new();
        for (i, mark) in marks.iter().enumerate() {
            while let Some(&last) = open.last()
                && marks[last].end <= mark.start
            {
                run.close(&marks[last]);
                open.pop();
            }
            run.open(mark);
            open.push(i);
        }
        while let Some(last) = open.pop() {
            run.close(&marks[last]);
        }
        run.text_until(text.len());
    }

    /// The block's marks in order of their starts, outer ones first. What Markdown cannot nest is
    /// left out (a link in a link, strong in strong, anything in code), neighbours of one kind
    /// become one mark.
    fn marks(&mut self, page: &Page<'_>, block: Block<'_>) -> Vec<Mark> {
        let base = page.blocks.rows[block.index()].text.0 as usize;
        let mut found: Vec<_> = block.inlines().iter().filter(|inline| inline.kind != InlineKind::OffScreen).collect();
        crate::work::add(found.len() * (found.len() + 1).ilog2() as usize);
        found.sort_by_key(|inline| (inline.start, Reverse(inline.end), rank(inline.kind), inline.node));
        let mut marks: Vec<Mark> = Vec::with_capacity(found.len());
        let mut open: Vec<usize> = Vec::new();
        for inline in found {
            crate::work::add(1 + open.len());
            let (start, end) = (inline.start as usize - base, inline.end as usize - base);
            let mut before = None;
            while let Some(&last) = open.last()
                && marks[last].end <= start
            {
                before = open.pop();
            }
            let crosses = open.last().is_some_and(|&last| marks[last].end < end);
            if crosses || start >= end || open.iter().any(|&i| excludes(marks[i].kind, inline.kind)) {
                continue;
            }
            if let Some(before) = before
                && inline.kind != InlineKind::Link
                && marks[before].kind == inline.kind
                && marks[before].end == start
            {
                marks[before].end = end;
                open.push(before);
                continue;
            }
            let mut destination = String::new();
            if inline.kind == InlineKind::Link {
                match self.destination(&page.dom, inline.node) {
                    Some(address) => destination = address,
                    None => continue,
                }
            }
            let parent = open.last().copied();
            open.push(marks.len());
            marks.push(Mark {
                start,
                end,
                kind: inline.kind,
                destination,
                parent,
                shares_start: false,
                shares_end: false,
                delimiter: "",
            });
        }
        marks
    }

    fn destination(&mut self, dom: &Dom<'_>, node: u32) -> Option<String> {
        if self.last_link == node {
            self.repeats += 1;
        } else {
            (self.last_link, self.repeats) = (node, 0);
        }
        if self.repeats >= MAX_REPEATS {
            return None;
        }
        link::destination(&dom.attr(node as usize, Attr::Href)?)
    }
}

/// Appends text without any marks.
pub(in crate::render) fn escaped(text: &str, place: Place, out: &mut String) {
    Run { text, place, at: 0, escape_at: None, closed: (0, ""), in_link: false, out }.text_until(text.len());
}

/// Order of marks around the same text, the outermost first: code holds no other mark.
fn rank(kind: InlineKind) -> u8 {
    match kind {
        InlineKind::Link => 0,
        InlineKind::Strong => 1,
        InlineKind::Emphasis => 2,
        InlineKind::Code | InlineKind::OffScreen => 3,
    }
}

fn excludes(outer: InlineKind, inner: InlineKind) -> bool {
    outer == InlineKind::Code || outer == inner
}

/// Chooses `**`, `_` or `*`, or nothing where CommonMark would not read them as emphasis
/// (§6.2, left- and right-flanking delimiter runs).
fn delimit(text: &str, marks: &mut [Mark]) {
    for i in 0..marks.len() {
        if let Some(parent) = marks[i].parent {
            let (start, end) = (marks[i].start, marks[i].end);
            marks[parent].shares_start |= marks[parent].start == start;
            marks[parent].shares_end |= marks[parent].end == end;
        }
    }
    let strong = marks.iter().filter(|mark| mark.kind == InlineKind::Strong);
    let mut strong_edges: Vec<usize> = strong.flat_map(|mark| [mark.start, mark.end]).collect();
    crate::work::add(marks.len() + strong_edges.len() * (strong_edges.len() + 1).ilog2() as usize);
    strong_edges.sort_unstable();
    for mark in marks {
        mark.delimiter = match mark.kind {
            InlineKind::Strong | InlineKind::Emphasis => emphasis(text, mark, &strong_edges),
            _ => "",
        };
    }
}

fn emphasis(text: &str, mark: &Mark, strong_edges: &[usize]) -> &'static str {
    let is_gap = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation());
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let gap_before = is_gap(text[..mark.start].chars().next_back());
    let gap_after = is_gap(text[mark.end..].chars().next());
    let inside = &text[mark.start..mark.end];
    let opens = gap_before || !mark.shares_start && is_word(inside.chars().next());
    let closes = gap_after || !mark.shares_end && is_word(inside.chars().next_back());
    if !opens || !closes || inside.starts_with(char::is_whitespace) || inside.ends_with(char::is_whitespace) {
        return "";
    }
    let touches_strong = || [mark.start, mark.end].iter().any(|edge| strong_edges.binary_search(edge).is_ok());
    crate::work::add((strong_edges.len() + 1).ilog2() as usize);
    match mark.kind {
        InlineKind::Strong => "**",
        _ if gap_before && gap_after => "_",
        // Within a word only `*` works, and beside `**` it would be read with it.
        _ if touches_strong() => "",
        _ => "*",
    }
}

/// The run being written.
struct Run<'a> {
    text: &'a str,
    place: Place,
    /// What stands before it is written.
    at: usize,
    /// The character that would begin a block on this line.
    escape_at: Option<usize>,
    /// Where the last mark ended in `out`, and with what.
    closed: (usize, &'static str),
    in_link: bool,
    out: &'a mut String,
}

impl Run<'_> {
    fn open(&mut self, mark: &Mark) {
        self.text_until(mark.start);
        match mark.kind {
            // Two spans in a row would be read as one.
            InlineKind::Code if self.closed == (self.out.len(), "`") => {}
            // "[", code with "]:" would be a definition.
            InlineKind::Code if self.in_link && self.text[mark.start..mark.end].contains("]:") => {}
            InlineKind::Code => {
                let code = &self.text[mark.start..mark.end];
                code_span(code, self.place, self.out);
                self.at = mark.end;
                self.closed = (self.out.len(), "`");
            }
            InlineKind::Link => {
                if self.out.ends_with('!') {
                    // "!" and a link would be an image.
                    self.out.pop();
                    self.out.push_str("\\!");
                }
                self.out.push('[');
                self.in_link = true;
            }
            // Emphasis that ended just here goes on: two runs of delimiters would be read as one.
            _ if !mark.delimiter.is_empty() && self.closed == (self.out.len(), mark.delimiter) => {
                self.out.truncate(self.out.len() - mark.delimiter.len());
            }
            _ => self.out.push_str(mark.delimiter),
        }
    }

    fn close(&mut self, mark: &Mark) {
        self.text_until(mark.end);
        if mark.kind == InlineKind::Link {
            self.in_link = false;
            self.out.push_str("](");
            self.out.push_str(&mark.destination);
            self.out.push(')');
        } else if !mark.delimiter.is_empty() {
            self.out.push_str(mark.delimiter);
            self.closed = (self.out.len(), mark.delimiter);
        }
    }

    fn text_until(&mut self, end: usize) {
        crate::work::add(end.saturating_sub(self.at));
        let mut plain = self.at;
        for (i, c) in self.text[self.at..end].char_indices() {
            let at = self.at + i;
            if at == 0 || self.text.as_bytes()[at - 1] == b'\n' {
                self.escape_at = block_start(&self.text[at..]).map(|offset| at + offset);
            }
            let replacement = match c {
                '\n' if self.place == Place::Paragraph => "  \n",
                '\n' => " ",
                '<' => "&lt;",
                '&' if is_reference(&self.text[at..]) => "&amp;",
                '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' => "\\",
                '#' if self.place == Place::Heading => "\\",
                _ if self.escape_at == Some(at) => "\\",
                _ => continue,
            };
            self.out.push_str(&self.text[plain..at]);
            self.out.push_str(replacement);
            // A backslash stands before its character, the others stand for it.
            plain = if replacement == "\\" { at } else { at + c.len_utf8() };
        }
        if plain < end {
            self.out.push_str(&self.text[plain..end]);
        }
        self.at = self.at.max(end);
    }
}

/// Where a line of text must be escaped lest it begin a heading, quotation, list, rule or table.
fn block_start(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let ends_marker = |at: usize| bytes.get(at).is_none_or(|b| b.is_ascii_whitespace());
    match bytes.first()? {
        b'#' | b'>' | b'=' => Some(0),
        b'-' | b'+' if ends_marker(1) || bytes[1] == bytes[0] => Some(0),
        b':' if bytes.get(1) == Some(&b'-') => Some(0),
        b'0'..=b'9' => {
            let digits = bytes.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
            (matches!(bytes.get(digits), Some(b'.' | b')')) && ends_marker(digits + 1)).then_some(digits)
        }
        _ => None,
    }
}

/// Whether the text begins with what Markdown reads as a character reference.
pub(super) fn is_reference(text: &str) -> bool {
    let name = text.as_bytes().iter().skip(1).take(33);
    let len = name.take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
    len > 0 && text.as_bytes().get(1 + len) == Some(&b';')
}

/// Appends text between runs of backticks longer than any inside.
pub(super) fn code_span(code: &str, place: Place, out: &mut String) {
    let fence = "`".repeat(longest_run(code) + 1);
    let pad = if code.starts_with(['`', ' ']) || code.ends_with(['`', ' ']) { " " } else { "" };
    out.push_str(&fence);
    out.push_str(pad);
    for c in code.chars() {
        match c {
            '\n' => out.push(' '),
            '|' if place == Place::Cell => out.push_str("\\|"),
            c => out.push(c),
        }
    }
    out.push_str(pad);
    out.push_str(&fence);
}

/// Length of the longest run of backticks.
pub(super) fn longest_run(code: &str) -> usize {
    crate::work::add(code.len());
    code.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::page;
    use super::{Inlines, Place};

    fn inline(html: &str) -> String {
        let page = page(html);
        let mut out = String::new();
        for block in page.blocks() {
            Inlines::default().write(&page, block, Place::Paragraph, &mut out);
        }
        out
    }

    #[test]
    fn text_that_looks_like_markdown_is_escaped() {
        assert_eq!(inline(r"a*b_c`d[e](f)g\h~i|j"), r"a\*b\_c\`d\[e\](f)g\\h\~i\|j");
        assert_eq!(
            inline("&lt;script&gt; &amp;lt; AT&amp;T a &amp; b; &amp;#60;"),
            "&lt;script> &amp;lt; AT&T a & b; &amp;#60;"
        );
        for line in ["# a", "> a", "- a", "+ a", "--- ", "=== ", ":-: ", "-", "#a"] {
            assert!(inline(&line.replace('>', "&gt;")).starts_with('\\'), "{line}");
        }
        assert_eq!(inline("1. a"), "1\\. a");
        assert_eq!(inline("2024) a"), "2024\\) a");
        assert_eq!(inline("1.5 a"), "1.5 a");
        assert_eq!(inline("-5 a"), "-5 a");
        assert_eq!(inline("a<br># b<br>3<b>.</b> c"), "a  \n\\# b  \n3\\. c");
    }

    #[test]
    fn emphasis_is_written_only_where_it_is_read_as_such() {
        assert_eq!(inline("a <b>b</b> <i>c</i>."), "a **b** _c_.");
        assert_eq!(inline("<b>a <i>b</i></b> <i><b>c</b> d</i>"), "**a _b_** _**c** d_");
        assert_eq!(inline("un<b>believ</b>able, un<i>believ</i>able"), "un**believ**able, un*believ*able");
        assert_eq!(inline("a<b>(b)</b>c <b>d<b>e</b></b>"), "a(b)c **de**");
        assert_eq!(inline("<b>a</b><b>b</b> x<i>y</i><b>z</b>w"), "**ab** xy**z**w");
    }

    #[test]
    fn marks_that_touch_are_one() {
        assert_eq!(inline("<code>a</code><code>b</code>"), "`ab`");
        assert_eq!(inline("<i>é<b>a</b></i><b>b</b>"), "é**ab**");
        assert_eq!(inline("x<i>=<b>a</b></i><b>b</b>"), "x=**ab**");
        assert_eq!(inline("<b><code>a</code></b><code>`</code>"), "**`a`**`` ` ``");
    }

    #[test]
    fn links_keep_their_address_and_never_become_images() {
        assert_eq!(inline("Wow!<a href=/a>b</a>"), "Wow\\![b](/a)");
        assert_eq!(inline("<a href='http://a/?b&amp;c'>a <b>b</b>]</a>"), "[a **b**\\]](http://a/?b&c)");
        assert_eq!(inline("<a href=javascript&#58;alert(1)>a</a> <a>b</a>"), "a b");
        assert_eq!(inline("<code><a href=/a>f()</a></code>"), "[`f()`](/a)");
        assert_eq!(inline("<a href=/a>b <code>]: c</code></a>"), "[b \\]: c](/a)");
    }

    #[test]
    fn code_has_a_fence_longer_than_any_run_inside() {
        assert_eq!(
            inline("a <code>b``c</code> <code>`</code> <code>&lt;d *e*</code>"),
            "a ```b``c``` `` ` `` `<d *e*`"
        );
    }
}
