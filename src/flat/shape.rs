//! What a line looks like: length, words, capitals, how it begins and ends.

use super::line::space_at;
use super::scan::{COUNTED, Counts};
use std::ops::Range;

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

impl Shape {
    /// The shape of a part of the text that has no white space around it, and of which these are the counts.
    #[inline(always)]
    pub(super) fn of(text: &str, range: Range<usize>, counts: Counts) -> Shape {
        let line = &text[range];
        let mut words = counts.words;
        if line.len() > COUNTED {
            words = (words as usize * line.len() / COUNTED) as u32;
        }
        // Scripts that set no spaces.
        words = words.max(counts.beyond_ascii / 12);
        let (end, is_sentence) = end_of(line);
        let Counts { capitals, upper, digits, beyond_ascii, quotes, bars, glue, .. } = counts;
        Shape {
            bytes: line.len() as u32,
            words,
            capitals,
            upper,
            digits,
            beyond_ascii,
            quotes,
            bars,
            glue,
            is_sentence,
            start: start_of(line),
            end,
        }
    }

    /// Whether nearly all letters are of scripts other than Latin.
    pub(super) fn is_foreign(&self) -> bool {
        self.beyond_ascii * 2 > self.bytes.min(COUNTED as u32)
    }
}

#[inline(always)]
fn start_of(line: &str) -> Start {
    match line.as_bytes().first() {
        Some(b'A'..=b'Z') => Start::Upper,
        Some(b'a'..=b'z') => Start::Lower,
        Some(b'0'..=b'9') => Start::Digit,
        _ => start_of_other(line),
    }
}

fn start_of_other(line: &str) -> Start {
    match line.chars().next() {
        Some('"' | '\'' | '“' | '‘' | '„' | '«' | '»' | '「' | '『') => Start::Quote,
        Some(c) if is_bullet(c) => Start::Bullet,
        Some(c) if is_sign(c) => Start::Other,
        Some(c) if c.is_uppercase() => Start::Upper,
        Some(c) if c.is_lowercase() => Start::Lower,
        Some(c) if c.is_alphabetic() => Start::Caseless,
        _ => Start::Other,
    }
}

/// Whether it is of punctuation, arrows and other signs that are no letters, which tables of all letters would be asked for at length.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{2000}'..='\u{2070}' | '\u{2190}'..='\u{2400}' | '\u{2500}'..='\u{2BFF}')
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

#[inline(always)]
fn end_of(line: &str) -> (End, bool) {
    match line.as_bytes().last() {
        Some(b'a'..=b'z' | b'A'..=b'Z') => (End::Letter, false),
        Some(b'0'..=b'9') => (End::Digit, false),
        Some(b'.') => (End::Stop, true),
        _ => end_of_other(line),
    }
}

fn end_of_other(line: &str) -> (End, bool) {
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
        (Some(c), _) if !is_sign(c) && c.is_alphabetic() => End::Letter,
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
    use super::super::scan::{self, Scan};
    use super::*;
    use crate::simd;
    use fearless_simd::dispatch;

    fn shape(text: &str) -> Shape {
        let mut scan = Scan::default();
        dispatch!(simd::level(), simd => scan.read(simd, text.as_bytes(), 0, scan::End(text.len())));
        Shape::of(text, 0..text.len(), scan.counts)
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
    fn signs_are_no_letters() {
        let is_wrong = |c: &char| is_sign(*c) && (c.is_alphabetic() || c.is_uppercase() || c.is_lowercase());
        assert_eq!(('\0'..=char::MAX).find(is_wrong), None);
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
