//! Main blocks as CommonMark with GitHub's tables.

pub(super) mod inline;
mod link;
mod outline;
mod table;

use crate::label::Role;
use crate::page::{Block, Page, Part};
use inline::{Inlines, Place};
use outline::{Kind, MAX_NESTING, NONE, Outline};

/// The title as `#` heading and the main parts as Markdown: headings, lists, quotations, tables,
/// code, links and emphasis.
///
/// Beside the title, its words and their order are those of [`text`](super::text). Nothing on the
/// page can become Markdown of its own or HTML, and only `http:`, `https:`, `mailto:` and relative
/// addresses become links.
///
/// ```
/// use copydesk::{Extractor, render};
/// let page = Extractor::default().extract(
///     "<title>Storms</title><p>Gales of <b>90mph</b> closed <a href=/ports>every port</a> on the north coast on \
///      Sunday, and ferries stayed in harbour &lt;for hours&gt; while crews waited for the wind to drop.</p>",
/// );
/// let markdown = render::markdown(&page);
/// # if !page.main_text().is_empty() {
/// assert!(markdown.contains("Gales of **90mph** closed [every port](/ports) on the north coast"));
/// assert!(markdown.contains("&lt;for hours>"));
/// # }
/// ```
#[must_use]
pub fn markdown(page: &Page<'_>) -> String {
    let parts: Vec<Part<'_>> = page.parts().filter(|part| part.is_main()).collect();
    let blocks: Vec<Block<'_>> = parts.iter().filter_map(|part| part.block()).collect();
    let last = blocks.iter().map(|block| block.node()).max().unwrap_or(0);
    let mut writer = Writer {
        page,
        outline: Outline::new(&page.dom, last),
        inlines: Inlines::default(),
        out: String::new(),
        open: Vec::new(),
        levels: Vec::new(),
        after_item: false,
        layout: NONE,
    };
    writer.title(parts.first().map(|part| part.text()));
    let described = parts.iter().position(|part| part.block().is_none());
    let (before, behind) = blocks.split_at(described.unwrap_or(blocks.len()));
    writer.blocks(before);
    if let Some(described) = described {
        writer.paragraphs(parts[described].text());
    }
    writer.blocks(behind);
    writer.out
}

/// An open list item or quotation.
#[derive(Debug, Clone)]
struct Open {
    /// Its number in the outline.
    container: u32,
    /// Its list; `None` for a quotation.
    list: Option<u32>,
    /// What its first line and its other lines begin with.
    first: String,
    rest: String,
}

/// A quotation by role alone, without an element of its own.
const BY_ROLE: u32 = u32::MAX;

/// A list item by role alone. Never equal to an open one: each block is an item.
const ITEM_BY_ROLE: u32 = u32::MAX - 1;

/// The last list of a level, to tell one list from the next.
#[derive(Debug, Clone, Copy)]
struct Level {
    list: u32,
    /// Its markers are `*` or `1)`: the list just before it has `-` or `1.`.
    other_marker: bool,
}

struct Writer<'p> {
    page: &'p Page<'p>,
    outline: Outline,
    inlines: Inlines,
    out: String,
    open: Vec<Open>,
    /// One entry for each open container and one for the list that ended last.
    levels: Vec<Option<Level>>,
    /// The last block is the first of a list item.
    after_item: bool,
    /// The table that turned out to be no data.
    layout: u32,
}

impl Writer<'_> {
    fn title(&mut self, first_block: Option<&str>) {
        let Some(title) = self.page.metadata().title else {
            return;
        };
        let title = title.value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !title.is_empty() && first_block != Some(&title) {
            self.out.push_str("# ");
            inline::escaped(&title, Place::Heading, &mut self.out);
        }
    }

    fn blocks(&mut self, blocks: &[Block<'_>]) {
        let mut at = 0;
        while at < blocks.len() {
            at += self.next(&blocks[at..]);
        }
    }

    /// Writes text that no block holds.
    fn paragraphs(&mut self, text: &str) {
        for line in text.lines() {
            let mut content = String::new();
            inline::escaped(line, Place::Paragraph, &mut content);
            self.write(NONE, None, &content);
        }
    }

    /// Writes the first block, or the table or code that begins with it; returns the number of
    /// blocks written.
    fn next(&mut self, blocks: &[Block<'_>]) -> usize {
        let block = blocks[0];
        let frame = self.outline.frame(block.node());
        let is_layout = frame.table == self.layout || self.outline.tables[frame.table as usize].is_nested;
        if frame.cell != NONE && !is_layout {
            let len = self.run(blocks, |f| f.table == frame.table && f.cell != NONE);
            crate::work::add(len);
            if let Some(rows) = table::rows(self.page, &self.outline, &mut self.inlines, &blocks[..len]) {
                let container = self.outline.tables[frame.table as usize].container;
                self.write(container, None, &rows);
                return len;
            }
            self.layout = frame.table;
        }
        if frame.pre != NONE || block.role() == Role::Code {
            let len = if frame.pre == NONE { 1 } else { self.run(blocks, |f| f.pre == frame.pre) };
            crate::work::add(len);
            let code = fenced(&blocks[..len]);
            self.write(frame.container, Some(block), &code);
            return len;
        }
        let mut content = String::new();
        let level = heading_level(block, frame.heading);
        if level > 0 {
            content.push_str(&"######"[..level]);
            content.push(' ');
            self.inlines.write(self.page, block, Place::Heading, &mut content);
        } else {
            self.inlines.write(self.page, block, Place::Paragraph, &mut content);
        }
        self.write(frame.container, Some(block), &content);
        1
    }

    /// Length of the run of blocks whose frames are alike.
    fn run(&self, blocks: &[Block<'_>], alike: impl Fn(outline::Frame) -> bool) -> usize {
        blocks.iter().take_while(|block| alike(self.outline.frame(block.node()))).count()
    }

    /// Writes lines inside the containers of a block.
    fn write(&mut self, container: u32, block: Option<Block<'_>>, content: &str) {
        crate::work::add(content.len());
        let chain = self.chain(container, block);
        let kept =
            chain.iter().zip(&self.open).take_while(|(c, open)| **c == open.container && **c != ITEM_BY_ROLE).count();
        self.open.truncate(kept);
        let mut is_tight = self.after_item;
        let mut opens_item = false;
        for &container in &chain[kept..] {
            let level = self.open.len();
            let (open, joins) = self.opened(container, level);
            is_tight &= !opens_item && joins;
            opens_item |= open.list.is_some();
            self.open.push(open);
        }
        is_tight &= opens_item;
        self.levels.truncate(self.open.len() + 1);
        if !opens_item && let Some(ended) = self.levels.get_mut(self.open.len()) {
            *ended = None;
        }
        self.part(kept, is_tight);
        self.after_item = opens_item;
        for (i, line) in content.split('\n').enumerate() {
            if i > 0 {
                self.out.push('\n');
            }
            let start = self.out.len();
            for (at, open) in self.open.iter().enumerate() {
                self.out.push_str(if i == 0 && at >= kept { &open.first } else { &open.rest });
            }
            if line.is_empty() {
                let end = self.out[start..].trim_end().len();
                self.out.truncate(start + end);
            }
            self.out.push_str(line);
        }
    }

    /// Parts this block from the last: a line break between items of one list, else a blank line
    /// inside the containers that stay open.
    fn part(&mut self, kept: usize, is_tight: bool) {
        if self.out.is_empty() {
            return;
        }
        self.out.push('\n');
        if !is_tight {
            let prefix: String = self.open[..kept].iter().map(|open| open.rest.as_str()).collect();
            self.out.push_str(prefix.trim_end());
            self.out.push('\n');
        }
    }

    /// The containers to stand in, outermost first. Around list items that show no text of their
    /// own, and around paragraphs in items that the page's roles do not see as such, no item opens.
    fn chain(&self, container: u32, block: Option<Block<'_>>) -> Vec<u32> {
        let mut chain = Vec::with_capacity(usize::from(MAX_NESTING) + 1);
        let mut at = container;
        let role = block.map(|block| block.role());
        let mut wants_item =
            role == Some(Role::ListItem) || block.is_some_and(|block| block.tag() == crate::dom::Tag::Li);
        let mut has_quote = false;
        while at != NONE {
            crate::work::add(1 + self.open.len());
            let Some(c) = self.outline.containers.get(at as usize) else {
                break;
            };
            match c.kind {
                Kind::Quote => {
                    has_quote = true;
                    chain.push(at);
                }
                Kind::Item { .. } if wants_item || self.open.iter().any(|open| open.container == at) => {
                    wants_item = false;
                    chain.push(at);
                }
                Kind::Item { .. } => {}
            }
            at = c.parent;
        }
        chain.reverse();
        if role == Some(Role::Quote) && !has_quote {
            chain.push(BY_ROLE);
        }
        if role == Some(Role::ListItem) && wants_item {
            chain.push(ITEM_BY_ROLE);
        }
        chain
    }

    /// Opens a container; also tells whether its first line may follow the last without a blank.
    fn opened(&mut self, container: u32, level: usize) -> (Open, bool) {
        let kind = match container {
            BY_ROLE => Kind::Quote,
            ITEM_BY_ROLE => Kind::Item { list: NONE, number: None },
            _ => self.outline.containers[container as usize].kind,
        };
        let Kind::Item { list, number } = kind else {
            self.levels.resize(level + 1, None);
            self.levels[level] = None;
            return (Open { container, list: None, first: "> ".into(), rest: "> ".into() }, false);
        };
        let before = self.levels.get(level).copied().flatten();
        let other_marker =
            before.is_some_and(|before| if before.list == list { before.other_marker } else { !before.other_marker });
        let first = match number {
            Some(number) => format!("{number}{} ", if other_marker { ')' } else { '.' }),
            None => if other_marker { "* " } else { "- " }.to_owned(),
        };
        // A list that begins with another number than 1 cannot interrupt a paragraph.
        let nests =
            before.is_none() && level > 0 && self.open[level - 1].list.is_some() && number.is_none_or(|n| n == 1);
        let joins = before.is_some_and(|before| before.list == list) || nests;
        self.levels.resize(level + 1, None);
        self.levels[level] = Some(Level { list, other_marker });
        let rest = " ".repeat(first.len());
        (Open { container, list: Some(list), first, rest }, joins)
    }
}

/// The level of the block's heading element; 2 for a subheading without one, 0 for other blocks.
fn heading_level(block: Block<'_>, element: u8) -> usize {
    match element {
        0 if block.role() == Role::Subheading => 2,
        level => usize::from(level.min(6)),
    }
}

/// Code between fences longer than any run of backticks inside.
fn fenced(blocks: &[Block<'_>]) -> String {
    let run = blocks.iter().map(|block| inline::longest_run(block.text())).max().unwrap_or(0);
    let fence = "`".repeat(3.max(run + 1));
    let mut out = fence.clone();
    for block in blocks {
        out.push('\n');
        out.push_str(block.text());
    }
    out.push('\n');
    out.push_str(&fence);
    out
}

#[cfg(test)]
mod tests;
