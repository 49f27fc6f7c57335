//! Lines of a text without HTML: where they stand, and how much is left blank before them.

use super::scan::{End, LineEnd, Scan};
use fearless_simd::Simd;
use std::ops::Range;

/// A line that says something, without the white space around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Blank lines right before it.
    pub(super) gap: u8,
}

impl Line {
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// The lines of a text, each with what a scan found in it; blank ones are counted and passed over. LF, CR LF and CR end a line.
pub(super) struct Lines<'t, S> {
    simd: S,
    bytes: &'t [u8],
    at: usize,
    gap: u8,
}

impl<'t, S: Simd> Lines<'t, S> {
    pub(super) fn new(simd: S, text: &'t str) -> Self {
        Lines { simd, bytes: text.as_bytes(), at: 0, gap: 0 }
    }
}

impl<S: Simd> Lines<'_, S> {
    /// The next line; the scan becomes its own.
    #[inline(always)]
    pub(super) fn next(&mut self, scan: &mut Scan) -> Option<Line> {
        let bytes = self.bytes;
        while self.at < bytes.len() {
            if bytes[self.at] == b'\n' {
                crate::work::add(1);
                self.gap = self.gap.saturating_add(1);
                self.at += 1;
                continue;
            }
            let start = self.at;
            let end = scan.read(self.simd, bytes, start, LineEnd);
            self.at = (end + 1).min(bytes.len());
            if bytes.get(end) == Some(&b'\r') && bytes.get(self.at) == Some(&b'\n') {
                self.at += 1;
            }
            let inner = trimmed(bytes, start..end);
            if inner.is_empty() {
                self.gap = self.gap.saturating_add(1);
                continue;
            }
            if inner.start != start || inner.end != end {
                read_anew(self.simd, bytes, inner.clone(), scan);
            }
            return Some(Line { start: inner.start, end: inner.end, gap: std::mem::take(&mut self.gap) });
        }
        None
    }
}

/// Where it is rarely asked.
#[inline(never)]
fn read_anew<S: Simd>(simd: S, bytes: &[u8], range: Range<usize>, scan: &mut Scan) {
    simd.vectorize(|| scan.read(simd, bytes, range.start, End(range.end)));
}

/// The range without white space at its ends.
#[inline(always)]
pub(super) fn trimmed(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    // As nearly all lines are.
    match bytes[range.clone()] {
        [b'!'..=b'~', .., b'!'..=b'~'] => range,
        _ => trimmed_slowly(bytes, range),
    }
}

fn trimmed_slowly(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (range.start, range.end);
    while let Some(len) = space_at(bytes, start, end) {
        start += len;
    }
    while let Some(len) = space_before(bytes, start, end) {
        end -= len;
    }
    start..end
}

/// How many bytes the white space at `at` takes, if there is any: ASCII, and the no-break, typographic,
/// ideographic and invisible spaces that scrapers leave.
#[inline(always)]
pub(super) fn space_at(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    if at >= end || matches!(bytes[at], b'!'..=0x7F) {
        return None;
    }
    space_of_any_kind_at(bytes, at, end)
}

fn space_of_any_kind_at(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    match bytes[at] {
        b' ' | b'\t' | b'\n' | 0x0B | 0x0C | b'\r' => Some(1),
        0xC2 if at + 1 < end && matches!(bytes[at + 1], 0xA0 | 0x85) => Some(2),
        0xE2 | 0xE3 | 0xEF if at + 2 < end && is_wide_space(&bytes[at..at + 3]) => Some(3),
        _ => None,
    }
}

fn space_before(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    let one = space_at(bytes, end.checked_sub(1).filter(|at| *at >= start)?, end);
    let wide = |len: usize| {
        let at = end.checked_sub(len).filter(|at| *at >= start)?;
        space_at(bytes, at, end).filter(|found| *found == len)
    };
    one.or_else(|| wide(2)).or_else(|| wide(3))
}

/// U+2000 to U+200B, U+2028, U+2029, U+202F, U+3000, U+FEFF.
fn is_wide_space(bytes: &[u8]) -> bool {
    matches!(bytes, [0xE2, 0x80, 0x80..=0x8B | 0xA8 | 0xA9 | 0xAF] | [0xE3, 0x80, 0x80] | [0xEF, 0xBB, 0xBF])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd;
    use fearless_simd::dispatch;

    fn lines(text: &str) -> Vec<(&str, u8)> {
        let mut found = Vec::new();
        dispatch!(simd::level(), simd => {
            let (mut lines, mut scan) = (Lines::new(simd, text), Scan::default());
            while let Some(line) = lines.next(&mut scan) {
                found.push((&text[line.range()], line.gap));
            }
        });
        found
    }

    #[test]
    fn a_line_stands_between_line_ends_of_all_kinds() {
        let text = "\u{feff}One \r\n\r\n\u{a0}\n two\rthree\n\n\n\u{3000}four\u{a0}";
        assert_eq!(lines(text), [("One", 0), ("two", 2), ("three", 0), ("four", 2)]);
        assert_eq!(lines("").len() + lines("\n \r\n\t").len(), 0);
    }
}
