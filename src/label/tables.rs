//! Data tables belong to the text around them as a whole: cells are too short to be judged alone.

use crate::dom::{Dom, Tag};
use crate::measure::Columns;
use crate::segment::Blocks;

/// Mean characters a cell; tables of longer texts lay out a page.
const CELL_CHARS: usize = 60;
const CELLS: std::ops::RangeInclusive<usize> = 4..=2000;

/// Adds the cells of every data table that stands between main blocks;
/// leaves all other blocks as they are.
pub(super) fn whole(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, mut main: Vec<bool>) -> Vec<bool> {
    let rows = &blocks.rows;
    let mut block = 0;
    while block < rows.len() {
        let Some(table) = table_of(dom, rows[block].node as usize) else {
            block += 1;
            continue;
        };
        let end = dom.subtree_end(table);
        let last = (block..rows.len()).find(|&b| rows[b].first as usize >= end).unwrap_or(rows.len());
        let cells = last - block;
        let chars: u32 = rows[block..last].iter().map(|row| row.chars).sum();
        let links: u32 = rows[block..last].iter().map(|row| row.link_chars).sum();
        let is_data = CELLS.contains(&cells)
            && chars as usize <= CELL_CHARS * cells
            && links * 3 < chars
            && columns.node_chars[table] * 3 < columns.node_chars[0];
        let before = (0..block).rev().find(|&b| rows[b].hidden.is_none()).is_some_and(|b| main[b]);
        let after = (last..rows.len()).find(|&b| rows[b].hidden.is_none()).is_some_and(|b| main[b]);
        if is_data && before && after {
            (block..last).filter(|&b| rows[b].hidden.is_none()).for_each(|b| main[b] = true);
        }
        block = last.max(block + 1);
    }
    main
}

/// The table whose cell or caption the element is, looked for a few levels up.
fn table_of(dom: &Dom<'_>, mut node: usize) -> Option<usize> {
    for _ in 0..6 {
        match dom.tag(node) {
            Tag::Table => return Some(node),
            Tag::Body | Tag::Html => return None,
            _ => node = dom.parent(node),
        }
    }
    None
}
