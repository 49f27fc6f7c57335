//! Runs of text that collapsing leaves as they are, and that are copied in one piece.

/// What a byte may be in a run that is copied as it stands.
const PLAIN: u8 = 0;
/// The second and later bytes of a character.
const INNER: u8 = 1;
const SPACE: u8 = 2;
/// The first byte of characters of which some are white space: U+0085, U+00A0, U+1680, U+2000 and
/// up, U+3000, U+FEFF.
const DOUBTFUL: u8 = 3;
/// Other white space, and what may be a reference.
const END: u8 = 4;

static BYTES: [u8; 256] = {
    let mut bytes = [PLAIN; 256];
    let mut b = 0;
    while b < 256 {
        bytes[b] = match b as u8 {
            b' ' => SPACE,
            0..=b' ' | b'&' => END,
            0x80..=0xBF => INNER,
            0xC2 | 0xE1 | 0xE2 | 0xE3 | 0xEF => DOUBTFUL,
            _ => PLAIN,
        };
        b += 1;
    }
    bytes
};

/// Length of the run at the start of a text that collapsing leaves as it is, and its characters
/// that are no space: no white space but single spaces between others, and no reference.
pub(super) fn plain_run(text: &str) -> (usize, u32) {
    let bytes = text.as_bytes();
    let (mut at, mut chars) = (0, 0);
    // A space behind a space ends the run, and so does one in first place.
    let mut previous = SPACE;
    while at < bytes.len() {
        let from = at;
        while let Some(more) = plain_chunk::<CHUNK>(bytes, at) {
            chars += more;
            at += CHUNK;
        }
        while let Some(more) = plain_chunk::<SHORT>(bytes, at) {
            chars += more;
            at += SHORT;
        }
        if at > from {
            previous = BYTES[usize::from(bytes[at - 1])];
        }
        // Byte by byte over what the chunk met, then in chunks again.
        let until = bytes.len().min(if at == 0 { 1 } else { at + SHORT });
        while at < until {
            let class = BYTES[usize::from(bytes[at])];
            if class > SPACE || class == SPACE && previous == SPACE {
                match text[at..].chars().next() {
                    Some(c) if class == DOUBTFUL && !c.is_whitespace() && c != '\u{FEFF}' => {
                        chars += 1;
                        at += c.len_utf8();
                        previous = PLAIN;
                        continue;
                    }
                    _ => return (at - usize::from(at > 0 && previous == SPACE), chars),
                }
            }
            chars += u32::from(class == PLAIN);
            previous = class;
            at += 1;
        }
    }
    (at - usize::from(at > 0 && previous == SPACE), chars)
}

/// Bytes that are looked at together; and where so many are not left or not plain.
const CHUNK: usize = 32;
const SHORT: usize = 8;

/// Counts what is no space in the chunk at `at`, which is not the first place, of plain ASCII and single spaces; `None` for any other.
#[inline(always)]
fn plain_chunk<const N: usize>(bytes: &[u8], at: usize) -> Option<u32> {
    let (before, _) = bytes.get(at.checked_sub(1)?..)?.split_first_chunk::<N>()?;
    plain_ascii(bytes[at..].first_chunk()?, before)
}

/// `before` is the chunk one byte earlier. No branches: the loop is a few vector instructions.
#[inline(always)]
fn plain_ascii<const N: usize>(chunk: &[u8; N], before: &[u8; N]) -> Option<u32> {
    let (mut others, mut spaces) = (0u8, 0u8);
    for (b, before) in chunk.iter().zip(before) {
        let is_space = u8::from(*b == b' ');
        others |= u8::from(*b < b' ') | u8::from(*b >= 0x80) | u8::from(*b == b'&');
        others |= is_space & u8::from(*before == b' ');
        spaces += is_space;
    }
    (others == 0).then(|| N as u32 - u32::from(spaces))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, character by character.
    fn expected(text: &str) -> (usize, u32) {
        let (mut end, mut chars, mut gap) = (0, 0, 1);
        for (at, c) in text.char_indices() {
            match c {
                ' ' if gap == 0 => gap = 1,
                '&' | '\u{FEFF}' => break,
                c if c.is_whitespace() || c <= ' ' => break,
                c => (end, chars, gap) = (at + c.len_utf8(), chars + 1, 0),
            }
        }
        (end, chars)
    }

    #[test]
    fn a_run_ends_where_its_definition_says() {
        let words = "plain words, \u{201c}caf\u{e9}\u{201d} and more of them so that chunks are full; ".repeat(3);
        for end in
            ["", " ", "  x", "\n", "&amp;", "\u{a0}x", "\u{3000}", "\u{feff}", "\u{2003}x", " \u{a0}", "\u{ab}x  y"]
        {
            for from in (0..70).filter(|from| words.is_char_boundary(*from)) {
                let text = format!("{}{end}", &words[from..]);
                assert_eq!(plain_run(&text), expected(&text), "{text:?}");
                let text = format!("{}{end}", words[from..].trim_end());
                assert_eq!(plain_run(&text), expected(&text), "{text:?}");
            }
        }
    }
}
