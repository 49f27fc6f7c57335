//! What a line looks like: length, words, capitals, how it begins and ends.

use super::line::space_at;
use std::ops::Range;

/// Bytes that are looked at one by one; of longer lines the rest is taken to go on like that.
const LOOKED_AT: usize = 320;

/// How a line begins.
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

/// How a line ends.
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

impl Shape {
    /// The shape of a part of the text that has no white space around it.
    pub(super) fn of(text: &str, range: Range<usize>) -> Shape {
        let whole = &text.as_bytes()[range.clone()];
        let looked_at = &whole[..whole.len().min(LOOKED_AT)];
        crate::work::add(looked_at.len());
        let mut shape = Shape { bytes: whole.len() as u32, ..Shape::default() };
        let mut before = SPACE;
        // A field of the counts holds 255.
        for chunk in looked_at.chunks(255) {
            let mut counts = 0;
            for &byte in chunk {
                let class = CLASSES[byte as usize];
                counts += PAIRS[((before << 3 | class) & 63) as usize];
                before = class;
            }
            shape.add(counts);
        }
        if whole.len() > LOOKED_AT {
            shape.words = (shape.words as usize * whole.len() / LOOKED_AT) as u32;
        }
        // Scripts that set no spaces.
        shape.words = shape.words.max(shape.beyond_ascii / 12);
        shape.start = start_of(&text[range.clone()]);
        (shape.end, shape.is_sentence) = end_of(&text[range]);
        shape
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
    match line.chars().next() {
        Some('A'..='Z') => Start::Upper,
        Some('a'..='z') => Start::Lower,
        Some('0'..='9') => Start::Digit,
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
        (Some('0'..='9'), _) => End::Digit,
        (Some(c), _) if c.is_alphabetic() => End::Letter,
        _ => End::Other,
    };
    (end, is_sentence)
}

/// Where the text begins behind a bullet, or the range's start.
pub(super) fn behind_bullet(text: &str, range: Range<usize>) -> usize {
    let line = &text[range.clone()];
    let bytes = text.as_bytes();
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
