//! Roles of content, by element.

use super::Role;
use crate::dom::{Dom, Tag};
use crate::measure::{Columns, schema as f};
use crate::segment::{Blocks, bits};

/// A table cell with more characters is a paragraph of a layout table.
const CELL_CHARS: u32 = 160;
/// A bold or named line up to this long, without a full stop, is a cross-head.
const CROSSHEAD_CHARS: u32 = 70;

/// The role of a block that belongs to the story.
pub(super) fn role(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, block: usize) -> (Role, &'static str) {
    let row = &blocks.rows[block];
    let ancestors = blocks.flow.ancestors[row.first as usize];
    let tag = dom.tag(row.node as usize);
    if ancestors & bits::HEADING != 0 {
        return (Role::Subheading, "heading_element");
    }
    if ancestors & bits::PRE != 0 || tag == Tag::Pre {
        return (Role::Code, "pre_element");
    }
    if ancestors & bits::BLOCKQUOTE != 0 {
        return (Role::Quote, "blockquote_element");
    }
    if is_near(dom, row.node as usize, "quote") {
        return (Role::Quote, "quote_class");
    }
    if is_cross_head(dom, blocks, columns, block) {
        return (Role::Subheading, "cross_head");
    }
    if is_own(dom, blocks, block, &["standfirst", "subtitle", "article-summary", "articlesummary", "dek", "deck"]) {
        return (Role::Standfirst, "standfirst_class");
    }
    if ancestors & bits::ITEM != 0 || matches!(tag, Tag::Li) {
        return (Role::ListItem, "li_element");
    }
    if matches!(tag, Tag::Td | Tag::Th | Tag::Caption)
        && row.chars <= CELL_CHARS
        && is_data_table(dom, columns, row.node as usize)
    {
        return (Role::Table, "table_cell");
    }
    (Role::Body, "main_text")
}

/// A line that heads a part of the story without being a heading element: wholly bold, or named so.
fn is_cross_head(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, block: usize) -> bool {
    let row = &blocks.rows[block];
    let unmarked = matches!(columns.value(f::FINAL_MARK, block) as u32, 0 | 2 | 3 | 5 | 7 | 8);
    if row.chars > CROSSHEAD_CHARS || !unmarked || row.link_chars > 0 {
        return false;
    }
    let bold = row.bold_chars == row.chars && columns.value(f::FINAL_MARK, block) != 3.0;
    bold || is_own(dom, blocks, block, &["cross-head", "crosshead", "subhead"])
}

/// Whether the block's element, or the one around its first text, has a class that holds a name.
fn is_own(dom: &Dom<'_>, blocks: &Blocks, block: usize, names: &[&str]) -> bool {
    let row = &blocks.rows[block];
    [row.node as usize, dom.parent(row.first as usize)].into_iter().any(|node| {
        super::class(dom, node).is_some_and(|class| {
            let class = class.to_ascii_lowercase();
            class.split_ascii_whitespace().any(|word| {
                names.iter().any(|name| {
                    // Short names count only as a whole part of the class.
                    if name.len() <= 4 { word.split(['-', '_']).any(|part| part == *name) } else { word.contains(name) }
                })
            })
        })
    })
}

/// Whether the element or one of the two above has a class that begins a part with `name`.
fn is_near(dom: &Dom<'_>, mut node: usize, name: &str) -> bool {
    for _ in 0..3 {
        if super::class(dom, node).is_some_and(|class| class.split([' ', '-', '_']).any(|part| part.starts_with(name)))
        {
            return true;
        }
        node = dom.parent(node);
    }
    false
}

/// A table that holds a small part of the page: tables that hold most of it lay it out.
fn is_data_table(dom: &Dom<'_>, columns: &Columns, mut node: usize) -> bool {
    for _ in 0..8 {
        crate::work::add(1);
        if dom.tag(node) == Tag::Table {
            return columns.node_chars[node] * 2 < columns.node_chars[0];
        }
        node = dom.parent(node);
    }
    false
}
