//! One look at the bytes of a line, sixty-four at a time: where it ends, how many there are of each class, and how it begins.

use super::automaton::Folded;
use super::cue::CLOSING_WORDS;
use crate::swar::up_to_eight;
use fearless_simd::{Select, Simd, SimdBase, SimdMask, u8x64};
use memchr::memchr2;

/// Bytes that are looked at at once, a bit each in a mask.
pub(super) const BLOCK: usize = 64;
/// Bytes that are counted; of longer lines the rest is taken to go on like that.
pub(super) const COUNTED: usize = 5 * BLOCK;

/// What a line, or a piece of one, consists of.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    pub(super) counts: Counts,
    /// The first bytes, ASCII letters as small ones, with zeros behind the end: one word more than are looked at at once.
    pub(super) small: [u8; BLOCK + 8],
    /// Where in the first block a space stands.
    pub(super) spaces: u64,
    /// Where it is not plain: ASCII, its white space single spaces.
    pub(super) odd: u64,
}

impl Default for Scan {
    fn default() -> Self {
        Scan { counts: Counts::default(), small: [0; BLOCK + 8], spaces: 0, odd: 0 }
    }
}

impl Scan {
    /// Looks at what begins at `start`, and says where it ends. Behind the text it is as if lines ended there.
    #[inline(always)]
    pub(super) fn read<S: Simd>(&mut self, simd: S, bytes: &[u8], start: usize, until: impl Until) -> usize {
        let block = block(simd, bytes, start);
        let masks = Masks::of(simd, block);
        let len = until.len(start, masks.line_ends);
        let valid = first(len);
        let mut before = Before { space: 1, lower: 0, alphanumeric: 0 };
        self.counts = Counts::default();
        self.counts.add(&masks, valid, &mut before);
        self.spaces = masks.blanks & valid;
        self.odd = (masks.beyond | masks.white | masks.blanks & masks.blanks << 1) & valid;
        small(simd, block, len).store_slice(&mut self.small[..BLOCK]);
        if len < BLOCK {
            crate::work::add(len + 1);
            return start + len;
        }
        self.go_on(simd, bytes, start, until, before)
    }

    /// The same for the blocks behind the first one.
    #[inline(always)]
    fn go_on<S: Simd>(&mut self, simd: S, bytes: &[u8], start: usize, until: impl Until, mut before: Before) -> usize {
        let mut at = start + BLOCK;
        while at < start + COUNTED {
            let masks = Masks::of(simd, block(simd, bytes, at));
            let len = until.len(at, masks.line_ends);
            self.counts.add(&masks, first(len), &mut before);
            if len < BLOCK {
                crate::work::add(at + len - start + 1);
                return at + len;
            }
            at += BLOCK;
        }
        let end = until.end(bytes, at);
        crate::work::add(end - start + 1);
        end
    }

    /// Eight bytes of the first block.
    #[inline(always)]
    pub(super) fn word(&self, at: usize) -> u64 {
        self.small.get(at..).map_or(0, up_to_eight)
    }

    /// The first bytes.
    #[inline(always)]
    pub(super) fn folded(&self) -> Option<&Folded> {
        self.small.first_chunk()
    }

    /// Where the last words of the first block begin, the last one first, but for one at its start.
    #[inline(always)]
    pub(super) fn last_words(&self) -> impl Iterator<Item = usize> {
        let mut spaces = self.spaces;
        (0..CLOSING_WORDS).map_while(move |_| {
            let last = (BLOCK as u32 - 1).checked_sub(spaces.leading_zeros())?;
            spaces &= !(1 << last);
            Some(last as usize + 1)
        })
    }
}

/// How many bytes there are of each class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) words: u32,
    /// Words, or parts behind punctuation, that begin with a capital letter.
    pub(super) capitals: u32,
    pub(super) upper: u32,
    pub(super) digits: u32,
    pub(super) beyond_ascii: u32,
    pub(super) quotes: u32,
    pub(super) bars: u32,
    /// Capitals right behind a small letter.
    pub(super) glue: u32,
}

/// What a scan ends at.
pub(super) trait Until: Copy {
    /// Of the bytes of a block that begins `at`, how many belong to it.
    fn len(self, at: usize, line_ends: u64) -> usize;
    /// Where it ends, `at` or behind.
    fn end(self, bytes: &[u8], at: usize) -> usize;
}

/// To a place.
#[derive(Clone, Copy)]
pub(super) struct End(pub(super) usize);

/// To the end of the line.
#[derive(Clone, Copy)]
pub(super) struct LineEnd;

impl Until for End {
    #[inline(always)]
    fn len(self, at: usize, _line_ends: u64) -> usize {
        (self.0 - at).min(BLOCK)
    }

    #[inline(always)]
    fn end(self, _bytes: &[u8], _at: usize) -> usize {
        self.0
    }
}

impl Until for LineEnd {
    #[inline(always)]
    fn len(self, _at: usize, line_ends: u64) -> usize {
        line_ends.trailing_zeros() as usize
    }

    #[inline(always)]
    fn end(self, bytes: &[u8], at: usize) -> usize {
        memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |len| at + len)
    }
}

/// Which bytes of a block are of a class, a bit each.
struct Masks {
    blanks: u64,
    /// White space of other kinds in ASCII.
    white: u64,
    lower: u64,
    upper: u64,
    digits: u64,
    beyond: u64,
    quotes: u64,
    bars: u64,
    line_ends: u64,
}

impl Masks {
    #[inline(always)]
    fn of<S: Simd>(simd: S, block: u8x64<S>) -> Masks {
        let range = |first: u8, last: u8| (block - u8x64::splat(simd, first)).simd_le(last - first).to_bitmask();
        let is = |byte: u8| block.simd_eq(byte).to_bitmask();
        Masks {
            blanks: is(b' '),
            white: range(b'\t', b'\r'),
            lower: range(b'a', b'z'),
            upper: range(b'A', b'Z'),
            digits: range(b'0', b'9'),
            beyond: block.simd_ge(0x80).to_bitmask(),
            quotes: is(b'"'),
            bars: is(b'|'),
            line_ends: is(b'\n') | is(b'\r'),
        }
    }
}

/// What stood right before a block: the lowest bit says whether it is of the class.
struct Before {
    space: u64,
    lower: u64,
    /// A letter or digit.
    alphanumeric: u64,
}

impl Counts {
    /// Adds the bytes of a block that a mask leaves.
    #[inline(always)]
    fn add(&mut self, masks: &Masks, valid: u64, before: &mut Before) {
        let space = masks.blanks | masks.white;
        let alphanumeric = masks.upper | masks.lower | masks.digits;
        let count = |mask: u64| (mask & valid).count_ones();
        self.words += count(!space & (space << 1 | before.space));
        self.capitals += count(masks.upper & !(alphanumeric << 1 | before.alphanumeric));
        self.upper += count(masks.upper);
        self.digits += count(masks.digits);
        self.beyond_ascii += count(masks.beyond);
        self.quotes += count(masks.quotes);
        self.bars += count(masks.bars);
        self.glue += count(masks.upper & (masks.lower << 1 | before.lower));
        let last = |mask: u64| mask >> (BLOCK - 1);
        *before = Before { space: last(space), lower: last(masks.lower), alphanumeric: last(alphanumeric) };
    }
}

/// So many bits, the lowest ones.
#[inline(always)]
fn first(len: usize) -> u64 {
    if len < BLOCK { (1 << len) - 1 } else { u64::MAX }
}

#[inline(always)]
fn block<S: Simd>(simd: S, bytes: &[u8], at: usize) -> u8x64<S> {
    let rest = &bytes[at.min(bytes.len())..];
    if let Some(block) = rest.first_chunk::<BLOCK>() {
        return u8x64::from_slice(simd, block);
    }
    let mut padded = [b'\n'; BLOCK];
    padded[..rest.len()].copy_from_slice(rest);
    u8x64::from_slice(simd, &padded)
}

/// The first bytes of a block, letters as small ones.
#[inline(always)]
fn small<S: Simd>(simd: S, block: u8x64<S>, len: usize) -> u8x64<S> {
    /// All bits for sixty-four bytes, none for as many.
    static KEPT: [u8; 2 * BLOCK] = {
        let (mut kept, mut byte) = ([0; 2 * BLOCK], 0);
        while byte < BLOCK {
            kept[byte] = u8::MAX;
            byte += 1;
        }
        kept
    };
    let is_upper = (block - u8x64::splat(simd, b'A')).simd_le(b'Z' - b'A');
    let kept = u8x64::from_slice(simd, &KEPT[BLOCK - len.min(BLOCK)..][..BLOCK]);
    is_upper.select(block | 0x20, block) & kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd;
    use fearless_simd::dispatch;

    /// Byte by byte, as the counts are meant.
    fn one_by_one(bytes: &[u8]) -> Counts {
        let mut counts = Counts::default();
        let is_space = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r');
        let mut before = b' ';
        for &byte in bytes {
            counts.words += u32::from(is_space(before) && !is_space(byte));
            counts.capitals += u32::from(byte.is_ascii_uppercase() && !before.is_ascii_alphanumeric());
            counts.upper += u32::from(byte.is_ascii_uppercase());
            counts.digits += u32::from(byte.is_ascii_digit());
            counts.beyond_ascii += u32::from(!byte.is_ascii());
            counts.quotes += u32::from(byte == b'"');
            counts.bars += u32::from(byte == b'|');
            counts.glue += u32::from(byte.is_ascii_uppercase() && before.is_ascii_lowercase());
            before = byte;
        }
        counts
    }

    fn scan(bytes: &[u8], start: usize, until: impl Until) -> (Scan, usize) {
        let mut scan = Scan::default();
        let end = dispatch!(simd::level(), simd => scan.read(simd, bytes, start, until));
        (scan, end)
    }

    fn bytes() -> Vec<u8> {
        (0..4_096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 % 131).collect()
    }

    #[test]
    fn a_block_at_once_counts_as_one_by_one() {
        let bytes = bytes();
        for len in (0..140).chain([COUNTED - 1, COUNTED, COUNTED + 9]) {
            for start in (0..40).map(|i| i * 90) {
                let end = start + len;
                let (found, at) = scan(&bytes, start, End(end));
                assert_eq!(at, end);
                assert_eq!(found.counts, one_by_one(&bytes[start..end.min(start + COUNTED)]), "{start}..{end}");
                let small = bytes[start..end.min(start + BLOCK)].to_ascii_lowercase();
                assert_eq!(found.small[..small.len()], small);
                assert!(found.small[small.len()..].iter().all(|byte| *byte == 0));
            }
        }
    }

    #[test]
    fn a_line_ends_before_a_line_end_of_any_kind_or_with_the_text() {
        let bytes = bytes();
        let line_end = |start: usize| {
            let rest = &bytes[start..];
            start + rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len())
        };
        for start in 0..bytes.len() {
            let (found, end) = scan(&bytes, start, LineEnd);
            assert_eq!(end, line_end(start));
            assert_eq!(found.counts, one_by_one(&bytes[start..end.min(start + COUNTED)]), "{start}..{end}");
        }
        let long = vec![b'a'; 1_000];
        let (found, end) = scan(&long, 10, LineEnd);
        assert_eq!((found.counts.words, end), (1, 1_000));
    }

    #[test]
    fn what_is_plain_is_ascii_with_single_spaces() {
        let odd = |text: &str| {
            let (found, _) = scan(text.as_bytes(), 0, End(text.len()));
            (found.odd, found.spaces)
        };
        assert_eq!(odd("A b c"), (0, 0b1010));
        assert_eq!(odd("A  b\tc"), (0b1_0100, 0b110));
        assert_eq!(odd("é"), (0b11, 0));
    }
}
