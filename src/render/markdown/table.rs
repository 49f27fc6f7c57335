//! Tables: which are data, and their rows.

use super::inline::{Inlines, Place};
use super::outline::{NONE, Outline};
use crate::label::Role;
use crate::page::{Block, Page};

/// A cell with more blocks, or with longer text that is no table text, stands in a table made for
/// layout.
const MAX_CELL_BLOCKS: usize = 3;
const MAX_CELL_BYTES: usize = 200;

/// A cell with main text: its row, its place in the row, and its blocks.
struct Cell {
    row: u32,
    column: u32,
    is_header: bool,
    /// Range in the run of blocks.
    blocks: std::ops::Range<usize>,
}

/// The rows of the table that `run` stands in, a line each; `None` when it is no table of data.
pub(super) fn rows(page: &Page<'_>, outline: &Outline, inlines: &mut Inlines, run: &[Block<'_>]) -> Option<String> {
    let cells = cells(outline, run)?;
    if !is_data(&cells, run) {
        return None;
    }
    let columns = cells.iter().map(|cell| cell.column).max()? + 1;
    let first_row = cells.first()?.row;
    let has_head = cells.iter().take_while(|cell| cell.row == first_row).any(|cell| cell.is_header);
    let mut out = String::new();
    if !has_head {
        head(0, columns, &mut out);
    }
    for row in cells.chunk_by(|a, b| a.row == b.row) {
        if !out.is_empty() {
            out.push('\n');
        }
        let mut filled = 0;
        for cell in row {
            crate::work::add(1 + cell.column.saturating_sub(filled) as usize);
            for _ in filled..cell.column {
                out.push_str("| ");
            }
            out.push('|');
            for &block in &run[cell.blocks.clone()] {
                out.push(' ');
                inlines.write(page, block, Place::Cell, &mut out);
            }
            out.push(' ');
            filled = cell.column + 1;
        }
        if has_head && row[0].row == first_row {
            head(filled, columns, &mut out);
        } else {
            // Rows may be shorter than the head.
            out.push('|');
        }
    }
    Some(out)
}

/// The run's blocks by cells; `None` when one stands in no cell.
fn cells(outline: &Outline, run: &[Block<'_>]) -> Option<Vec<Cell>> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut last = NONE;
    crate::work::add(2 * run.len());
    for (i, block) in run.iter().enumerate() {
        let frame = outline.frame(block.node());
        let is_plain = frame.pre == NONE && frame.heading == 0;
        if frame.cell == NONE || !is_plain {
            return None;
        }
        match cells.last_mut() {
            Some(cell) if frame.cell == last => cell.blocks.end = i + 1,
            _ => {
                cells.push(Cell { row: frame.row, column: frame.column, is_header: frame.is_header, blocks: i..i + 1 })
            }
        }
        last = frame.cell;
    }
    Some(cells)
}

/// Whether the cells hold data: two columns at least, and no cell with a story in it.
fn is_data(cells: &[Cell], run: &[Block<'_>]) -> bool {
    let has_columns = cells.iter().any(|cell| cell.column > 0) && cells.len() > 1;
    has_columns
        && cells.iter().all(|cell| {
            let blocks = &run[cell.blocks.clone()];
            let bytes: usize = blocks.iter().map(|block| block.text().len()).sum();
            blocks.len() <= MAX_CELL_BLOCKS
                && (bytes <= MAX_CELL_BYTES || blocks.iter().all(|block| block.role() == Role::Table))
        })
}

/// Fills up the head of the table, and draws the rule below it.
fn head(filled: u32, columns: u32, out: &mut String) {
    crate::work::add(2 * columns as usize);
    for _ in filled..columns {
        out.push_str("| ");
    }
    out.push_str("|\n");
    for _ in 0..columns {
        out.push_str("| --- ");
    }
    out.push('|');
}
