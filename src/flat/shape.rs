//! What a line looks like: length, words, capitals, how it begins and ends.

use super::line::space_at;
use crate::simd;
use fearless_simd::dispatch;
use std::ops::Range;

/// Bytes that are looked at one by one; of longer lines the rest is taken to go on like that.
const LOOKED_AT: usize = 320;

/// How a line begins. The order is that of the model's features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Start {
    #[default]
    Other,
    Upper,
    Lower,
    Digit,
    Quote,
    Bullet,
    /// A letter of a script without capitals.
    Caseless,
}

/// How a line ends. The order is that of the model's features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum End {
    #[default]
    Letter,
    Stop,
    Question,
    Colon,
    Comma,
    Digit,
    Quote,
    Other,
}

/// A line in figures.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    /// Bytes, without white space around.
    pub(super) bytes: u32,
    pub(super) words: u32,
    /// Words that begin with a capital letter.
    pub(super) capitals: u32,
    pub(super) upper: u32,
    pub(super) digits: u32,
    pub(super) beyond_ascii: u32,
    pub(super) quotes: u32,
    pub(super) bars: u32,
    /// Places where a capital follows a small letter without a space.
    pub(super) glue: u32,
    /// Whether a sentence ends the line: a stop, perhaps with a quotation mark behind it.
    pub(super) is_sentence: bool,
    pub(super) start: Start,
    pub(super) end: End,
}

const SPACE: u8 = 0;
const LOWER: u8 = 1;
const UPPER: u8 = 2;
const DIGIT: u8 = 3;
const BEYOND: u8 = 4;
const QUOTE: u8 = 5;
const BAR: u8 = 6;
const OTHER: u8 = 7;

const CLASSES: [u8; 256] = {
    let mut classes = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b' ' | b'\t' | b'\n' | 0x0B | 0x0C | b'\r' => SPACE,
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            b'"' => QUOTE,
            b'|' => BAR,
            0x80.. => BEYOND,
            _ => OTHER,
        };
        byte += 1;
    }
    classes
};

/// Fields of a byte each: what a byte of one class behind one of another adds to the counts.
const WORD: u64 = 1;
const CAPITAL: u64 = 1 << 8;
const UPPER_ONE: u64 = 1 << 16;
const DIGIT_ONE: u64 = 1 << 24;
const BEYOND_ONE: u64 = 1 << 32;
const QUOTE_ONE: u64 = 1 << 40;
const BAR_ONE: u64 = 1 << 48;
const GLUE: u64 = 1 << 56;

const PAIRS: [u64; 64] = {
    let mut pairs = [0; 64];
    let mut pair = 0;
    while pair < 64 {
        let (before, class) = ((pair / 8) as u8, (pair % 8) as u8);
        let mut counts = 0;
        if before == SPACE && class != SPACE {
            counts += WORD;
        }
        if class == UPPER {
            counts += UPPER_ONE;
            if before != UPPER && before != LOWER && before != DIGIT {
                counts += CAPITAL;
            }
            if before == LOWER {
                counts += GLUE;
            }
        }
        counts += match class {
            DIGIT => DIGIT_ONE,
            BEYOND => BEYOND_ONE,
            QUOTE => QUOTE_ONE,
            BAR => BAR_ONE,
            _ => 0,
        };
        pairs[pair] = counts;
        pair += 1;
    }
    pairs
};

/// Counts in sixteen lanes.
#[derive(Default)]
struct Lanes {
    words: [u8; LANES],
    capitals: [u8; LANES],
    upper: [u8; LANES],
    digits: [u8; LANES],
    beyond: [u8; LANES],
    quotes: [u8; LANES],
    bars: [u8; LANES],
    glue: [u8; LANES],
}

const LANES: usize = 16;

/// For each number, a mask of so many lanes, the last ones.
static LAST: [[u8; LANES]; LANES] = {
    let mut masks = [[0; LANES]; LANES];
    let mut len = 1;
    while len < LANES {
        let mut lane = LANES - len;
        while lane < LANES {
            masks[len][lane] = u8::MAX;
            lane += 1;
        }
        len += 1;
    }
    masks
};

impl Lanes {
    /// The counts of all bytes but the first, `behind`, of which there are sixteen at least, the `last`.
    #[inline(always)]
    fn of(bytes: &[u8], behind: &[u8], last: &[u8; LANES]) -> Lanes {
        let mut lanes = Lanes::default();
        let (many, rest) = behind.as_chunks::<LANES>();
        let (before, _) = bytes.as_chunks::<LANES>();
        for (bytes, before) in many.iter().zip(before) {
            lanes.add(before, bytes);
        }
        if let (false, Some(before)) = (rest.is_empty(), bytes[..bytes.len() - 1].last_chunk::<LANES>()) {
            // Of the last sixteen some have been counted. A space counts as nothing.
            let mut uncounted = *last;
            for (byte, kept) in uncounted.iter_mut().zip(&LAST[rest.len() % LANES]) {
                *byte = *byte & kept | b' ' & !kept;
            }
            lanes.add(before, &uncounted);
        }
        lanes
    }

    /// Counts sixteen bytes, each with the one before it: the same as [`PAIRS`] says, without branches and tables.
    #[inline(always)]
    fn add(&mut self, before: &[u8; LANES], bytes: &[u8; LANES]) {
        for lane in 0..LANES {
            let (last, byte) = (before[lane], bytes[lane]);
            let is_space = |byte: u8| (byte == b' ') | (byte.wrapping_sub(b'\t') < 5);
            let is_upper = |byte: u8| byte.wrapping_sub(b'A') < 26;
            let is_lower = |byte: u8| byte.wrapping_sub(b'a') < 26;
            let is_digit = |byte: u8| byte.wrapping_sub(b'0') < 10;
            let upper = is_upper(byte);
            self.words[lane] += u8::from(is_space(last) & !is_space(byte));
            self.capitals[lane] += u8::from(upper & !(is_upper(last) | is_lower(last) | is_digit(last)));
            self.upper[lane] += u8::from(upper);
            self.digits[lane] += u8::from(is_digit(byte));
            self.beyond[lane] += byte >> 7;
            self.quotes[lane] += u8::from(byte == b'"');
            self.bars[lane] += u8::from(byte == b'|');
            self.glue[lane] += u8::from(upper & is_lower(last));
        }
    }
}

fn total(lanes: &[u8; LANES]) -> u32 {
    lanes.iter().map(|count| u32::from(*count)).sum()
}

impl Shape {
    /// The shape of a part of the text that has no white space around it.
    pub(super) fn of(text: &str, range: Range<usize>) -> Shape {
        let line = &text[range];
        let whole = line.as_bytes();
        let looked_at = &whole[..whole.len().min(LOOKED_AT)];
        crate::work::add(looked_at.len());
        let mut shape = Shape { bytes: whole.len() as u32, ..Shape::default() };
        shape.count(looked_at);
        if whole.len() > LOOKED_AT {
            shape.words = (shape.words as usize * whole.len() / LOOKED_AT) as u32;
        }
        // Scripts that set no spaces.
        shape.words = shape.words.max(shape.beyond_ascii / 12);
        shape.start = start_of(line);
        (shape.end, shape.is_sentence) = end_of(line);
        shape
    }

    fn count(&mut self, bytes: &[u8]) {
        // What follows the first byte, in pairs of a byte and the one before.
        let Some((first, behind)) = bytes.split_first() else { return };
        self.add(PAIRS[usize::from((SPACE << 3 | CLASSES[usize::from(*first)]) & 63)]);
        let Some(last) = behind.last_chunk::<LANES>() else {
            self.count_few(*first, behind);
            return;
        };
        let lanes = dispatch!(simd::level(), _simd => Lanes::of(bytes, behind, last));
        self.words += total(&lanes.words);
        self.capitals += total(&lanes.capitals);
        self.upper += total(&lanes.upper);
        self.digits += total(&lanes.digits);
        self.beyond_ascii += total(&lanes.beyond);
        self.quotes += total(&lanes.quotes);
        self.bars += total(&lanes.bars);
        self.glue += total(&lanes.glue);
    }

    /// Fewer than sixteen bytes behind another.
    fn count_few(&mut self, first: u8, bytes: &[u8]) {
        let mut counts = 0;
        let mut before = CLASSES[usize::from(first)];
        for &byte in bytes {
            let class = CLASSES[usize::from(byte)];
            counts += PAIRS[usize::from((before << 3 | class) & 63)];
            before = class;
        }
        self.add(counts);
    }

    fn add(&mut self, counts: u64) {
        let [words, capitals, upper, digits, beyond, quotes, bars, glue] = counts.to_le_bytes().map(u32::from);
        self.words += words;
        self.capitals += capitals;
        self.upper += upper;
        self.digits += digits;
        self.beyond_ascii += beyond;
        self.quotes += quotes;
        self.bars += bars;
        self.glue += glue;
    }

    /// Whether nearly all letters are of scripts other than Latin.
    pub(super) fn is_foreign(&self) -> bool {
        self.beyond_ascii * 2 > self.bytes.min(LOOKED_AT as u32)
    }
}

fn start_of(line: &str) -> Start {
    match CLASSES[usize::from(line.as_bytes().first().copied().unwrap_or(0))] {
        UPPER => return Start::Upper,
        LOWER => return Start::Lower,
        DIGIT => return Start::Digit,
        _ => {}
    }
    match line.chars().next() {
        Some('"' | '\'' | '“' | '‘' | '„' | '«' | '»' | '「' | '『') => Start::Quote,
        Some(c) if is_bullet(c) => Start::Bullet,
        Some(c) if c.is_uppercase() => Start::Upper,
        Some(c) if c.is_lowercase() => Start::Lower,
        Some(c) if c.is_alphabetic() => Start::Caseless,
        _ => Start::Other,
    }
}

/// What stands before the items of a list.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '·'
            | '‣'
            | '⁃'
            | '◦'
            | '∙'
            | '●'
            | '○'
            | '▪'
            | '▫'
            | '■'
            | '□'
            | '►'
            | '▶'
            | '▸'
            | '›'
            | '→'
            | '*'
            | '–'
            | '—'
            | '-'
            | '>'
            | '✓'
            | '✔'
            | '➤'
    )
}

fn end_of(line: &str) -> (End, bool) {
    match line.as_bytes().last() {
        Some(b'a'..=b'z' | b'A'..=b'Z') => return (End::Letter, false),
        Some(b'0'..=b'9') => return (End::Digit, false),
        Some(b'.') => return (End::Stop, true),
        _ => {}
    }
    let mut chars = line.chars().rev();
    let last = chars.next();
    let is_closing = |c: &char| matches!(c, '"' | '\'' | '”' | '’' | '»' | '«' | '“' | ')' | ']' | '」' | '』' | '）');
    let mut inner = last;
    while inner.as_ref().is_some_and(is_closing) {
        inner = chars.next();
    }
    let is_stop = |c: char| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟' | '۔' | '።' | '།');
    let is_sentence = inner.is_some_and(is_stop);
    let end = match (last, inner) {
        (_, Some('?' | '？' | '؟')) => End::Question,
        (_, Some(c)) if is_stop(c) => End::Stop,
        (Some(c), _) if is_closing(&c) => End::Quote,
        (Some(':' | '：'), _) => End::Colon,
        (Some(',' | ';' | '،' | '，'), _) => End::Comma,
        (Some(c), _) if c.is_alphabetic() => End::Letter,
        _ => End::Other,
    };
    (end, is_sentence)
}

/// Where the text begins behind a bullet, or the range's start.
pub(super) fn behind_bullet(text: &str, range: Range<usize>) -> usize {
    let bytes = text.as_bytes();
    if bytes.get(range.start).is_none_or(u8::is_ascii_alphanumeric) {
        return range.start;
    }
    let line = &text[range.clone()];
    let Some(bullet) = line.chars().next().filter(|c| is_bullet(*c)) else { return range.start };
    let mut at = range.start + bullet.len_utf8();
    let behind = at;
    while let Some(len) = space_at(bytes, at, range.end) {
        at += len;
    }
    // A dash with no space behind it may be a minus, a bullet proper needs none.
    let is_sign = matches!(bullet, '-' | '–' | '—' | '*' | '>' | '·');
    if at == range.end || is_sign && at == behind { range.start } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Shape {
        Shape::of(text, 0..text.len())
    }

    #[test]
    fn counts_are_those_of_the_line() {
        let shape = shape("Oliver CromwellA brief \"history\" of 1649 | 50");
        assert_eq!((shape.words, shape.capitals, shape.upper, shape.digits), (8, 2, 3, 6));
        assert_eq!((shape.quotes, shape.bars, shape.glue), (2, 1, 1));
        assert_eq!((shape.start, shape.end, shape.is_sentence), (Start::Upper, End::Digit, false));
    }

    #[test]
    fn sixteen_bytes_at_once_count_as_one_by_one() {
        let bytes: Vec<u8> = (0..4_096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 % 131).collect();
        for len in (0..70).chain([LOOKED_AT]) {
            for start in 0..40 {
                let bytes = &bytes[start * 90..][..len];
                let (mut at_once, mut one_by_one) = (Shape::default(), Shape::default());
                at_once.count(bytes);
                let mut before = SPACE;
                for &byte in bytes {
                    let class = CLASSES[usize::from(byte)];
                    one_by_one.add(PAIRS[usize::from(before << 3 | class)]);
                    before = class;
                }
                assert_eq!(format!("{at_once:?}"), format!("{one_by_one:?}"), "{bytes:?}");
            }
        }
    }

    #[test]
    fn long_lines_are_counted_in_part() {
        let long = "word and ".repeat(5_000);
        let words = shape(&long).words;
        assert!((9_000..11_000).contains(&words), "{words}");
        assert_eq!(shape(&"A".repeat(300)).upper, 300, "the fields of the counts do not run over");
    }

    #[test]
    fn a_sentence_ends_with_a_stop_and_what_closes_it() {
        for (line, end, is_sentence) in [
            ("He said so.", End::Stop, true),
            ("\"He said so.\"", End::Stop, true),
            ("Did he (really?)", End::Question, true),
            ("他说。", End::Stop, true),
            ("'So it is'", End::Quote, false),
            ("See also:", End::Colon, false),
            ("In 1999", End::Digit, false),
        ] {
            let shape = shape(line);
            assert_eq!((shape.end, shape.is_sentence), (end, is_sentence), "{line}");
        }
    }

    #[test]
    fn bullets_are_passed_over_and_minus_signs_are_not() {
        for (line, rest) in
            [("• One", "One"), ("•One", "One"), ("- One", "One"), ("-5C at night", "-5C at night"), ("•", "•")]
        {
            assert_eq!(&line[behind_bullet(line, 0..line.len())..], rest);
        }
    }
}
