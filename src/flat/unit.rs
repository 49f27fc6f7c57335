//! What roles are given to: the lines of a text, or, where a line holds several things, its pieces.

use super::automaton::Phrases;
use super::cue::{self, Cue};
use super::cut;
use super::date::{Dated, dated};
use super::line::{self, Line};
use super::pack::Matched;
use super::shape::Shape;
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
}

impl Unit {
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// The units of lines, with what the rules say of them.
pub(super) fn units(phrases: &Phrases, text: &str, lines: &[Line]) -> Vec<Unit> {
    let mut units = Vec::with_capacity(lines.len());
    let mut borders = Vec::new();
    for line in lines {
        push(phrases, text, *line, lines.len() == 1, &mut borders, &mut units);
    }
    cue::drop_unproved(phrases, &mut units);
    units
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
    let unit = unit(phrases, text, line.range(), line.gap);
    if holds_several(&unit, is_lone) {
        cut::borders(phrases, text, line.range(), borders);
    }
    if borders.is_empty() {
        units.push(unit);
        return;
    }
    push_pieces(phrases, text, line, borders, units);
    borders.clear();
}

fn unit(phrases: &Phrases, text: &str, range: Range<usize>, gap: u8) -> Unit {
    let cue = cue::cue(phrases, text, range.clone());
    let shape = Shape::of(text, range.clone());
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
    }
}

/// Whether a line is to be looked at for borders inside it.
fn holds_several(unit: &Unit, is_lone: bool) -> bool {
    let is_label = unit.cue.is_some_and(|cue| cue.matched == Matched::Whole);
    !is_label && (unit.shape.bytes >= LONG || unit.shape.glue >= GLUED || is_lone && unit.shape.bytes >= LONE)
}

fn push_pieces(phrases: &Phrases, text: &str, line: Line, borders: &[usize], units: &mut Vec<Unit>) {
    let mut start = line.start;
    let first = units.len();
    for &border in borders.iter().chain([&line.end]) {
        let range = line::trimmed(text.as_bytes(), start..border);
        start = border;
        if range.is_empty() {
            continue;
        }
        let is_first = units.len() == first;
        let gap = if is_first { line.gap } else { 0 };
        let piece = unit(phrases, text, range, gap);
        units.push(Unit { is_piece: true, continues: !is_first, ..piece });
    }
}
