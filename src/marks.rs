//! Characters that a reader does not see and a program obeys.

use crate::options::Flag;
use crate::simd;
use fearless_simd::dispatch;

/// Which kinds of them a text has, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks(u8);

const CONTROL: u8 = 1;
const BIDI: u8 = 2;
const TAGS: u8 = 4;

/// The black flag: in a flag of a region, tag characters stand behind it.
const BLACK_FLAG: char = '\u{1F3F4}';

impl Marks {
    pub(crate) fn of(text: &str) -> Marks {
        dispatch!(simd::level(), _simd => Self::in_pieces(text))
    }

    #[inline(always)]
    fn in_pieces(text: &str) -> Marks {
        crate::work::add(text.len());
        let (mut marks, mut is_flag) = (0, false);
        let mut rest = text;
        // Whole pieces without a byte that any of them begins with: nearly every one.
        while !rest.is_empty() {
            let piece = crate::dom::prefix(rest, 256);
            if piece.bytes().fold(false, |any, byte| any | may_begin(byte)) && may_hold(piece.as_bytes()) {
                marks |= slowly(piece, &mut is_flag);
            } else {
                is_flag = piece.ends_with(BLACK_FLAG);
            }
            rest = &rest[piece.len()..];
        }
        Marks(marks)
    }

    pub(crate) fn flags(self) -> impl Iterator<Item = Flag> {
        let all = [(CONTROL, Flag::ControlCharacters), (BIDI, Flag::BidiControls), (TAGS, Flag::TagCharacters)];
        all.into_iter().filter(move |(bit, _)| self.0 & bit != 0).map(|(_, flag)| flag)
    }
}

/// Controls are below U+0020, U+007F, or begin with 0xC2; the others begin with 0xE2 or 0xF3.
fn may_begin(byte: u8) -> bool {
    byte < b' ' && byte != b'\n' && byte != b'\t' || matches!(byte, 0x7f | 0xC2 | 0xE2 | 0xF3)
}

/// Looks again at pieces with such bytes, of which quotation marks, dashes and no-break spaces make nearly all: not one byte
/// but the next two as well. Folds without branches, so that they are vector instructions.
fn may_hold(piece: &[u8]) -> bool {
    let seconds = piece.get(1..).unwrap_or_default();
    let thirds = piece.get(2..).unwrap_or_default();
    let alone = piece.iter().fold(false, |any, byte| any | (may_begin(*byte) && !matches!(byte, 0xC2 | 0xE2)));
    let two = piece.iter().zip(seconds).fold(false, |any, (a, b)| any | ((*a == 0xC2) & (*b < 0xA0)));
    // U+202A to U+202E and U+2066 to U+2069 are E2 80 AA to AE and E2 81 A6 to A9.
    let three = piece.iter().zip(seconds).zip(thirds);
    let three = three.fold(false, |any, ((a, b), c)| any | ((*a == 0xE2) & (*b <= 0x81) & (*c >= 0xA6)));
    alone | two | three
}

/// `is_flag`: whether a black flag was before, and nothing but tags since.
fn slowly(piece: &str, is_flag: &mut bool) -> u8 {
    let mut marks = 0;
    for c in piece.chars() {
        marks |= match c {
            '\n' | '\t' | '\r' | '\x0c' | '\u{85}' => 0,
            c if c.is_control() => CONTROL,
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => BIDI,
            c if is_tag(c) && !*is_flag => TAGS,
            _ => 0,
        };
        *is_flag = c == BLACK_FLAG || *is_flag && is_tag(c);
    }
    marks
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(text: &str) -> Vec<Flag> {
        Marks::of(text).flags().collect()
    }

    #[test]
    fn each_kind_has_its_flag() {
        assert_eq!(flags("a\u{1}b"), [Flag::ControlCharacters]);
        assert_eq!(flags("a\u{7f}"), [Flag::ControlCharacters]);
        assert_eq!(flags("caf\u{e9} \u{9b}"), [Flag::ControlCharacters]);
        assert_eq!(flags("a\u{202e}b\u{202c}"), [Flag::BidiControls]);
        assert_eq!(flags("\u{2067}\u{5d0}\u{2069}"), [Flag::BidiControls]);
        assert_eq!(flags("a\u{e0041}"), [Flag::TagCharacters]);
        assert_eq!(flags("\0\u{2066}\u{e0020}"), [Flag::ControlCharacters, Flag::BidiControls, Flag::TagCharacters]);
    }

    #[test]
    fn what_people_write_has_none() {
        for text in
            ["", "a\n\tb", "\u{201c}caf\u{e9}\u{201d} \u{2013} \u{a0}\u{20ac}", "\u{5d0}\u{200f}\u{627}", "\u{1f600}"]
        {
            assert_eq!(flags(text), [], "{text:?}");
        }
        let scotland = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";
        assert_eq!(flags(scotland), []);
        // Also where the flag stands on the edge of a piece.
        for pad in 240..260 {
            assert_eq!(flags(&("a".repeat(pad) + scotland)), [], "{pad}");
        }
    }
}
