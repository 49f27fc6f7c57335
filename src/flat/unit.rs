//! What roles are given to: the lines of a text, or, where a line holds several things, its pieces.

use super::automaton::Phrases;
use super::cue::{self, Cue};
use super::cut;
use super::date::{Dated, dated};
use super::line::{self, Line, Lines};
use super::pack::Matched;
use super::scan::{End, Scan};
use super::shape::Shape;
use crate::simd;
use fearless_simd::{Simd, dispatch};
use std::ops::Range;

/// A line of so many bytes is more than one paragraph.
const LONG: u32 = 1_000;
/// A line of so many bytes that is the whole text is more than one.
const LONE: u32 = 300;
/// A line with so many places where words are glued together holds several things.
const GLUED: u32 = 3;

/// A line or a piece of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Blank lines before.
    pub(super) gap: u8,
    /// Whether its line was cut.
    pub(super) is_piece: bool,
    /// Whether it is not the first piece of its line.
    pub(super) continues: bool,
    /// The rule that found its phrase, be it proved or not.
    pub(super) found: Option<Cue>,
    /// The same, if it is proved.
    pub(super) cue: Option<Cue>,
    pub(super) shape: Shape,
    pub(super) dated: Dated,
    /// Whether it could be a credit and is a word of a row.
    pub(super) is_shared: bool,
}

impl Unit {
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// The units of a text, with what the rules say of them.
pub(super) fn units(phrases: &Phrases, text: &str) -> Vec<Unit> {
    let mut units = Vec::with_capacity((text.len() / 32).clamp(8, 256));
    dispatch!(simd::level(), simd => push_lines(simd, phrases, text, &mut units));
    cue::drop_unproved(phrases, text, &mut units);
    units
}

#[inline(always)]
fn push_lines<S: Simd>(simd: S, phrases: &Phrases, text: &str, units: &mut Vec<Unit>) {
    let mut borders = Vec::new();
    let mut lines = 0;
    let (mut all, mut scan) = (Lines::new(simd, text), Scan::default());
    while let Some(line) = all.next(&mut scan) {
        lines += 1;
        let unit = unit(phrases, text, line.range(), line.gap, &scan);
        if holds_several(&unit, false) {
            push_pieces(phrases, text, unit, &mut borders, units);
        } else {
            units.push(unit);
        }
    }
    // Only now it is known to be the whole text.
    if let (1, 1, Some(unit)) = (lines, units.len(), units.last().copied())
        && !unit.is_piece
        && holds_several(&unit, true)
    {
        units.clear();
        push_pieces(phrases, text, unit, &mut borders, units);
    }
}

/// Adds a line, or its pieces. `is_lone` says that it is the whole text; `borders` is an empty list to work with.
pub(super) fn push(
    phrases: &Phrases,
    text: &str,
    line: Line,
    is_lone: bool,
    borders: &mut Vec<usize>,
    units: &mut Vec<Unit>,
) {
    let mut scan = Scan::default();
    let unit = dispatch!(simd::level(), simd => {
        scan.read(simd, text.as_bytes(), line.start, End(line.end));
        unit(phrases, text, line.range(), line.gap, &scan)
    });
    if holds_several(&unit, is_lone) {
        push_pieces(phrases, text, unit, borders, units);
    } else {
        units.push(unit);
    }
}

#[inline(always)]
fn unit(phrases: &Phrases, text: &str, range: Range<usize>, gap: u8, scan: &Scan) -> Unit {
    let cue = cue::cue(phrases, text, range.clone(), scan);
    let shape = Shape::of(text, range.clone(), scan.counts);
    Unit {
        start: range.start,
        end: range.end,
        gap,
        is_piece: false,
        continues: false,
        found: cue,
        cue,
        dated: if shape.digits > 0 { dated(&text[range]) } else { Dated::No },
        shape,
        is_shared: false,
    }
}

/// Whether a line is to be looked at for borders inside it.
fn holds_several(unit: &Unit, is_lone: bool) -> bool {
    let is_label = unit.cue.is_some_and(|cue| cue.matched == Matched::Whole);
    !is_label && (unit.shape.bytes >= LONG || unit.shape.glue >= GLUED || is_lone && unit.shape.bytes >= LONE)
}

/// Adds the pieces of a line, or the line itself where it holds no border.
fn push_pieces(phrases: &Phrases, text: &str, line: Unit, borders: &mut Vec<usize>, units: &mut Vec<Unit>) {
    cut::borders(phrases, text, line.range(), borders);
    if borders.is_empty() {
        units.push(line);
        return;
    }
    borders.push(line.end);
    let mut scan = Scan::default();
    dispatch!(simd::level(), simd => {
        let mut start = line.start;
        let first = units.len();
        for &border in &*borders {
            let range = line::trimmed(text.as_bytes(), start..border);
            start = border;
            if range.is_empty() {
                continue;
            }
            let is_first = units.len() == first;
            let gap = if is_first { line.gap } else { 0 };
            scan.read(simd, text.as_bytes(), range.start, End(range.end));
            let piece = unit(phrases, text, range, gap, &scan);
            units.push(Unit { is_piece: true, continues: !is_first, ..piece });
        }
    });
    borders.clear();
}
