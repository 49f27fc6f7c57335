//! Lines of a text without HTML: where they stand, and how much is left blank before them.

use memchr::memchr2;
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

/// The lines of a text, blank ones counted and passed over. LF, CR LF and CR end a line.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line> + '_ {
    let bytes = text.as_bytes();
    let (mut at, mut gap) = (0, 0_u8);
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let end = match bytes[at] {
                b'\n' | b'\r' => at,
                _ => memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |len| at + len),
            };
            crate::work::add(end - at + 1);
            let inner = trimmed(bytes, at..end);
            at = (end + 1).min(bytes.len());
            if bytes.get(end) == Some(&b'\r') && bytes.get(at) == Some(&b'\n') {
                at += 1;
            }
            if inner.is_empty() {
                gap = gap.saturating_add(1);
                continue;
            }
            return Some(Line { start: inner.start, end: inner.end, gap: std::mem::take(&mut gap) });
        }
        None
    })
}

/// The range without white space at its ends.
pub(super) fn trimmed(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (range.start, range.end);
    // As nearly all lines are.
    if let [b'!'..=b'~', .., b'!'..=b'~'] = bytes[range.clone()] {
        return range;
    }
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
#[inline]
pub(super) fn space_at(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    if at >= end {
        return None;
    }
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

    #[test]
    fn a_line_stands_between_line_ends_of_all_kinds() {
        let text = "\u{feff}One \r\n\r\n\u{a0}\n two\rthree\n\n\n\u{3000}four\u{a0}";
        let found: Vec<_> = lines(text).map(|line| (&text[line.range()], line.gap)).collect();
        assert_eq!(found, [("One", 0), ("two", 2), ("three", 0), ("four", 2)]);
        assert_eq!(lines("").count() + lines("\n \r\n\t").count(), 0);
    }
}
