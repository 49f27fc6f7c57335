//! Shallow text features of one block, from one pass over its characters.

use super::hash::{Fnv, WordSet};
use super::schema as f;
use super::{Sink, log};
use crate::segment::Row;

/// Counts of one text.
#[derive(Default)]
struct Counts {
    words: u32,
    upper_words: u32,
    title_words: u32,
    digits: u32,
    upper: u32,
    symbols: u32,
    sentences: u32,
    commas: u32,
    quotes: u32,
    bars: u32,
    exclamations: u32,
    year: bool,
    time: bool,
    price: bool,
    copyright: bool,
    address: bool,
}

pub(super) fn measure(text: &str, row: &Row, title: &WordSet, sink: &mut Sink<'_>) -> u32 {
    let counts = count(text, title);
    let chars = row.chars.max(1) as f32;
    let words = counts.words.max(1) as f32;
    sink.set(f::CHARS, log(row.chars as f32));
    sink.set(f::LINK_DENSITY, row.link_chars as f32 / chars);
    sink.set(f::LINKS, row.links as f32);
    sink.set(f::BREAKS, row.breaks as f32);
    sink.set(f::BOLD_RATIO, row.bold_chars as f32 / chars);
    sink.set(f::CODE_RATIO, row.code_chars as f32 / chars);
    sink.set(f::WORDS, log(counts.words as f32));
    sink.set(f::WORD_LENGTH, chars / words);
    sink.set(f::SENTENCES, counts.sentences as f32);
    sink.set(f::FINAL_MARK, final_mark(text));
    sink.set(f::FIRST_MARK, first_mark(text));
    sink.set(f::COMMAS, 100.0 * counts.commas as f32 / chars);
    sink.set(f::DIGIT_RATIO, counts.digits as f32 / chars);
    sink.set(f::UPPER_RATIO, counts.upper as f32 / chars);
    sink.set(f::TITLE_CASE_RATIO, counts.upper_words as f32 / words);
    sink.set(f::SYMBOL_RATIO, counts.symbols as f32 / chars);
    sink.set(f::BARS, counts.bars as f32);
    sink.set(f::QUOTES, counts.quotes as f32);
    sink.set(f::EXCLAMATIONS, counts.exclamations as f32);
    sink.set(f::DATE_SHAPE, f32::from(u8::from(counts.year)) + 2.0 * f32::from(u8::from(counts.time)));
    sink.set(f::PRICE_SHAPE, f32::from(u8::from(counts.price)));
    sink.set(f::COPYRIGHT_SIGN, f32::from(u8::from(counts.copyright)));
    sink.set(f::ADDRESS_SHAPE, f32::from(u8::from(counts.address)));
    sink.set(f::TITLE_OVERLAP, counts.title_words as f32 / words);
    sink.set(f::TITLE_COVERAGE, counts.title_words.min(title.len()) as f32 / title.len().max(1) as f32);
    counts.sentences
}

/// What the last word or mark before the current character was.
fn count(text: &str, title: &WordSet) -> Counts {
    let mut counts = Counts::default();
    let mut hash = Fnv::new();
    let mut in_word = false;
    let mut run = 0u32; // digits in a row
    let mut run_value = 0u32;
    let mut previous = ' ';
    let mut before_colon = 0u32;
    let mut colon = false;
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() {
            counts.digits += 1;
            run += 1;
            run_value = run_value.wrapping_mul(10).wrapping_add(c as u32 - 48);
            if is_currency(previous) {
                counts.price = true;
            }
        } else {
            if run == 4 && (1900..2100).contains(&run_value) {
                counts.year = true;
            }
            if run == 2 && colon && before_colon > 0 {
                counts.time = true;
            }
            if run > 0 && is_currency(c) {
                counts.price = true;
            }
            colon = c == ':' && (run == 1 || run == 2);
            before_colon = if colon { run } else { 0 };
            run = 0;
            run_value = 0;
        }
        if c.is_alphanumeric() {
            if !in_word {
                in_word = true;
                counts.words += 1;
                counts.upper_words += u32::from(c.is_uppercase());
                hash = Fnv::new();
            }
            counts.upper += u32::from(c.is_ascii_uppercase());
            hash.push_char(c);
        } else {
            if in_word {
                counts.title_words += u32::from(title.contains(hash.finish()));
                in_word = false;
            }
            mark(c, previous, &mut counts);
        }
        previous = c;
    }
    counts.address = counts.address || has_address(text);
    counts.copyright = counts.copyright || text.contains("(c)") || text.contains("(C)");
    counts
}

fn mark(c: char, previous: char, counts: &mut Counts) {
    counts.symbols += u32::from(c.is_ascii_punctuation());
    match c {
        ' ' | '\n' => {
            // A sentence ends where white space follows its mark, perhaps behind a quotation mark.
            counts.sentences += u32::from(matches!(previous, '.' | '!' | '?' | '…'));
        }
        '。' | '！' | '？' | '।' | '؟' | '۔' => counts.sentences += 1,
        ',' | '、' | '，' | '،' => counts.commas += 1,
        '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' => {
            counts.quotes += 1;
            counts.sentences += u32::from(matches!(previous, '.' | '!' | '?'));
        }
        '|' | '•' | '·' | '›' | '/' | '→' => counts.bars += 1,
        '!' | '?' => counts.exclamations += 1,
        '©' | '®' => counts.copyright = true,
        '@' => counts.address = true,
        _ => {}
    }
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₽')
}

fn has_address(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'w', bytes).any(|i| bytes[i..].starts_with(b"www."))
        || memchr::memchr_iter(b':', bytes).any(|i| bytes[..i].ends_with(b"http") || bytes[..i].ends_with(b"https"))
}

fn final_mark(text: &str) -> f32 {
    match text.chars().next_back().unwrap_or(' ') {
        '.' if text.ends_with("...") => 6.0,
        '.' | '。' | '।' | '۔' => 1.0,
        '!' | '?' | '！' | '？' | '؟' => 2.0,
        ':' | '：' => 3.0,
        ',' | ';' | '،' => 4.0,
        '"' | '”' | '“' | '»' | '’' | '\'' | '」' => 5.0,
        '…' => 6.0,
        c if c.is_numeric() => 7.0,
        ')' | ']' | '）' => 8.0,
        c if c.is_alphabetic() => 0.0,
        _ => 9.0,
    }
}

fn first_mark(text: &str) -> f32 {
    match text.chars().next().unwrap_or(' ') {
        c if c.is_lowercase() => 0.0,
        c if c.is_uppercase() => 1.0,
        c if c.is_numeric() => 2.0,
        '"' | '“' | '”' | '„' | '«' | '‘' | '\'' | '「' => 3.0,
        c if c.is_alphabetic() => 4.0,
        _ => 5.0,
    }
}
