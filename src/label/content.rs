//! Roles of content, by element.

use super::Role;
use super::gaps::ends_speech;
use super::names::{Names, hint};
use crate::dom::{Dom, Tag};
use crate::measure::{Columns, schema as f};
use crate::segment::{Blocks, bits};

/// A table cell with more characters is a paragraph of a layout table.
const CELL_CHARS: u32 = 160;
/// A bold or named line up to this long, without a full stop, is a cross-head.
const CROSSHEAD_CHARS: u32 = 70;

/// The role of a block that belongs to the story.
pub(super) fn role(
    dom: &Dom<'_>,
    blocks: &Blocks,
    columns: &Columns,
    names: &Names<'_, '_>,
    block: usize,
) -> (Role, &'static str) {
    let row = &blocks.rows[block];
    let ancestors = row.ancestors;
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
    if is_near_quote(blocks, names, row.holder as usize) {
        return (Role::Quote, "quote_class");
    }
    if is_cross_head(blocks, columns, names, block) {
        return (Role::Subheading, "cross_head");
    }
    if names.hint(block, hint::STANDFIRST) {
        return (Role::Standfirst, "standfirst_class");
    }
    // An item of a stream of posts holds a story of its own.
    let is_post = tag == Tag::P && ancestors & bits::ARTICLE != 0 && is_in_post(dom, blocks, row.holder as usize);
    if !is_post && (ancestors & bits::ITEM != 0 || matches!(tag, Tag::Li)) {
        return (Role::ListItem, "li_element");
    }
    if matches!(tag, Tag::Td | Tag::Th | Tag::Caption)
        && row.chars <= CELL_CHARS
        && is_data_table(dom, blocks, columns, row.holder as usize)
    {
        return (Role::Table, "table_cell");
    }
    (Role::Body, "main_text")
}

/// Whether an `article` is nearer than an `li`.
fn is_in_post(dom: &Dom<'_>, blocks: &Blocks, mut holder: usize) -> bool {
    for _ in 0..12 {
        crate::work::add(1);
        match dom.tag(blocks.holders.node(holder)) {
            Tag::Article => return true,
            Tag::Li | Tag::Body => return false,
            _ => holder = blocks.holders.parent(holder),
        }
    }
    false
}

/// A line that heads a part of the story without being a heading element: wholly bold, or named so.
fn is_cross_head(blocks: &Blocks, columns: &Columns, names: &Names<'_, '_>, block: usize) -> bool {
    let row = &blocks.rows[block];
    let unmarked = matches!(columns.value(f::FINAL_MARK, block) as u32, 0 | 2 | 3 | 5 | 7 | 8);
    if row.chars > CROSSHEAD_CHARS || !unmarked || row.link_chars > 0 {
        return false;
    }
    let bold = row.bold_chars == row.chars && columns.value(f::FINAL_MARK, block) != 3.0;
    bold && !ends_speech(blocks.text(block)) || names.hint(block, hint::CROSS_HEAD)
}

/// Whether the element or one of the two above has a class of which a part begins with "quote".
fn is_near_quote(blocks: &Blocks, names: &Names<'_, '_>, own: usize) -> bool {
    let above = blocks.holders.parent(own);
    [own, above, blocks.holders.parent(above)].into_iter().any(|holder| names.of(holder) & hint::QUOTE != 0)
}

/// A table that holds a small part of the page: tables that hold most of it lay it out.
fn is_data_table(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, mut holder: usize) -> bool {
    for _ in 0..8 {
        crate::work::add(1);
        if dom.tag(blocks.holders.node(holder)) == Tag::Table {
            return columns.densities.chars(holder) * 2 < columns.densities.chars(0);
        }
        holder = blocks.holders.parent(holder);
    }
    false
}
