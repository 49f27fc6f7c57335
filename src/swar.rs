//! Eight bytes in one number, the first in the lowest place (SIMD within a register).

/// A number whose eight bytes are all this one.
pub(crate) const fn every(byte: u8) -> u64 {
    0x0101_0101_0101_0101 * byte as u64
}

/// The first bytes, eight at most, as a number; what is missing is 0.
pub(crate) fn up_to_eight(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes.iter().rev().fold(0, |word, b| word << 8 | u64::from(*b)),
    }
}

/// Letters among eight bytes, the lowest first, up to the first other byte: their number, and the bytes in lower case, others 0. The
/// third number counts capitals.
pub(crate) fn leading_letters(word: u64) -> (u32, u64, u32) {
    const CASE: u64 = every(0x20);
    let lower = (word | CASE) & every(0x7f);
    // The high bit of a byte tells: not below `a`, above `z`, no ASCII.
    let from_a = lower + every(0x80 - b'a');
    let above_z = lower + every(0x7f - b'z');
    let others = !(from_a & !above_z & !word) & every(0x80);
    let n = others.trailing_zeros() / 8;
    let kept = if n == 8 { u64::MAX } else { (1 << (8 * n)) - 1 };
    (n, lower & kept, (!word & CASE & kept).count_ones())
}

/// Where the ASCII white space (and control characters) that starts at `at` ends, and whether there
/// is any but NUL, which is no character at all.
pub(crate) fn white_space(bytes: &[u8], mut at: usize) -> (usize, bool) {
    let mut any = 0;
    while let Some(eight) = bytes[at..].first_chunk::<8>() {
        let eight = u64::from_le_bytes(*eight);
        // The high bit of a byte tells: above a space, or no ASCII.
        if (((eight & every(0x7f)) + every(0x7f - b' ')) | eight) & every(0x80) != 0 {
            break;
        }
        any |= eight;
        at += 8;
    }
    while let Some(b) = bytes.get(at).filter(|b| **b <= b' ') {
        any |= u64::from(*b);
        at += 1;
    }
    (at, any != 0)
}

/// The first eight bytes or all, if they are ASCII and their white space is single spaces: letters as small ones, what is missing 0.
pub(crate) fn plain_small(bytes: &[u8]) -> Option<u64> {
    let word = up_to_eight(bytes);
    let there = if bytes.len() < 8 { (1 << (8 * bytes.len())) - 1 } else { u64::MAX };
    // The high bit of a byte tells, which in ASCII is free for it.
    let high = every(0x80);
    if word & high != 0 {
        return None;
    }
    let control = !(word + every(0x80 - b' ')) & high & there;
    let space = !((word ^ every(b' ')) + every(0x7f)) & high;
    if control | space & space << 8 != 0 {
        return None;
    }
    let upper = (word + every(0x80 - b'A')) & !(word + every(0x7f - b'Z')) & high;
    Some(word | upper >> 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_ends_at_the_first_character() {
        for len in 0..20 {
            for end in ["", "x", "!", "\u{e9}", "\u{a0}", "\u{7f}"] {
                let text = format!("{}{end}", "\n \t".chars().cycle().take(len).collect::<String>());
                assert_eq!(white_space(text.as_bytes(), 0), (len, len > 0), "{text:?}");
                let nuls = format!("{}{end}", "\0".repeat(len));
                assert_eq!(white_space(nuls.as_bytes(), 0), (len, false), "{nuls:?}");
            }
        }
    }

    #[test]
    fn letters_are_counted_up_to_the_first_other_byte() {
        let lower = |text: &str| u64::from_le_bytes(text.as_bytes().try_into().unwrap());
        assert_eq!(leading_letters(lower("AbcdefgZ")), (8, lower("abcdefgz"), 2));
        assert_eq!(leading_letters(lower("Ab@defgh")), (2, lower("ab\0\0\0\0\0\0"), 1));
        for other in [b'@', b'[', b'`', b'{', b' ', b'0', 0, 0x80, 0xC3, 0xFF] {
            assert_eq!(
                leading_letters(u64::from_le_bytes([b'x', other, b'a', b'a', b'a', b'a', b'a', b'a'])).0,
                1,
                "{other}"
            );
        }
    }

    #[test]
    fn plain_bytes_are_ascii_with_single_spaces() {
        for (text, small) in [
            ("", Some("")),
            ("AZ[@`{az", Some("az[@`{az")),
            ("Go to it now", Some("go to it")),
            ("A B ", Some("a b ")),
            ("A  B", None),
            ("A\nB", None),
            ("A\u{1}", None),
            ("A\u{a0}B", None),
            ("\u{7f}~", Some("\u{7f}~")),
        ] {
            assert_eq!(plain_small(text.as_bytes()), small.map(|small| up_to_eight(small.as_bytes())), "{text:?}");
        }
    }
}
