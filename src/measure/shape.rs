//! Shallow text features of one block, from one pass over its characters.
//!
//! Most texts are ASCII, of which 64 bytes at a time become numbers with a bit a byte ([`ByteClasses`]): where letters
//! stand, digits, capitals, spaces. Words are runs of bits, and most of what is counted is a count of bits. What is no ASCII, and words
//! beyond 64 bytes, are read character by character; both ways change over behind a space, where nothing is open.

use super::bytes::{Bits, ByteClasses, CHUNK, below};
use super::hash::{Filter, WordHash, WordSet};
use super::math::log_count;
use super::ratio;
use super::schema as f;
use super::tiles::Sink;
use crate::segment::Row;
use crate::swar::{leading_letters, up_to_eight};
use fearless_simd::Simd;
use once_cell::sync::Lazy;

/// Counts of one text.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    words: u32,
    upper_words: u32,
    all_caps: u32,
    title_words: u32,
    desc_words: u32,
    digits: u32,
    upper: u32,
    symbols: u32,
    sentences: u32,
    commas: u32,
    quotes: u32,
    bars: u32,
    parentheses: u32,
    colons: u32,
    exclamations: u32,
    year: bool,
    time: bool,
    price: bool,
    copyright: bool,
    address: bool,
    notice: bool,
}

/// What later stages need of a text's counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub sentences: u32,
    pub words: u32,
    pub title_words: u32,
    /// Whether it holds a year or a time.
    pub has_date: bool,
    /// Whether it holds a word of [`notice_words`].
    pub has_notice_word: bool,
}

/// What is looked for among a text's words.
pub(super) struct Wanted<'t> {
    title: &'t WordSet,
    description: &'t WordSet,
    notice: &'t WordSet,
    any: Filter,
}

impl<'t> Wanted<'t> {
    pub(super) fn new(title: &'t WordSet, description: &'t WordSet) -> Self {
        let notice = notice_words();
        let any = title.filter().or(description.filter()).or(notice.filter());
        Wanted { title, description, notice, any }
    }
}

/// Words without one of which a text is none of the notices that may stand anywhere in it.
fn notice_words() -> &'static WordSet {
    static WORDS: Lazy<WordSet> = Lazy::new(|| {
        WordSet::of(&["responsible browser newsletter newsletters haveyoursay yourpics yourquestions using"])
    });
    &WORDS
}

/// Fills a block's shallow features, and shows every word of its text to `words`. `texts` are those of all blocks.
#[inline(always)]
pub(super) fn measure<S: Simd>(
    simd: S,
    texts: &str,
    row: &Row,
    wanted: &Wanted<'_>,
    sink: &mut Sink<'_>,
    words: &mut impl TakeWord,
) -> Shape {
    let text = &texts[row.text.0 as usize..row.text.1 as usize];
    crate::work::add(1 + text.len());
    let counts = Scan::of(simd, text, &texts.as_bytes()[row.text.0 as usize..], wanted, words);
    let chars = row.chars.max(1) as f32;
    let words = counts.words.max(1) as f32;
    sink.set(f::CHARS, log_count(row.chars));
    sink.set(f::LINK_DENSITY, row.link_chars as f32 / chars);
    sink.set(f::LINKS, row.links as f32);
    sink.set(f::BREAKS, row.breaks as f32);
    sink.set(f::BOLD_RATIO, row.bold_chars as f32 / chars);
    sink.set(f::CODE_RATIO, row.code_chars as f32 / chars);
    sink.set(f::WORDS, log_count(counts.words));
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
    sink.set(f::TITLE_COVERAGE, ratio(counts.title_words.min(wanted.title.len()), wanted.title.len()));
    sink.set(f::DESC_OVERLAP, counts.desc_words as f32 / words);
    let description = wanted.description.len();
    sink.set(f::DESC_COVERAGE, ratio(counts.desc_words.min(description), description));
    sink.set(f::PARENTHESES, log_count(counts.parentheses));
    sink.set(f::COLONS, log_count(counts.colons));
    sink.set(f::ALL_CAPS_RATIO, counts.all_caps as f32 / words);
    let Counts { sentences, words, title_words, year, time, notice, .. } = counts;
    Shape { sentences, words, title_words, has_date: year || time, has_notice_word: notice }
}

/// A word of a text: its hash in lower case, its characters, and whether all are digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    pub hash: u32,
    pub chars: u32,
    pub is_number: bool,
}

/// Takes a text's words. No closure: those are not compiled for the vectors of the loop around them.
pub(super) trait TakeWord {
    fn take_word(&mut self, word: Word);
}

/// The one pass over a text's characters.
struct Scan<'t, V> {
    text: &'t str,
    wanted: &'t Wanted<'t>,
    words: &'t mut V,
    counts: Counts,
    hash: WordHash,
    /// Characters and digits of the current word; no characters between words.
    word: (u32, u32),
    /// Its capitals.
    capitals: u32,
    digits: Digits,
}

/// The digits right before the current character.
#[derive(Default)]
struct Digits {
    run: u32,
    value: u32,
    /// One or two digits stood before the last character, a colon.
    after_colon: bool,
}

impl Digits {
    fn are_near(&self) -> bool {
        self.run > 0 || self.after_colon
    }
}

/// Where the plain way gets on by less than this, the other way goes on for as long as this.
const PATIENCE: usize = 16;

impl<'t, V: TakeWord> Scan<'t, V> {
    #[inline(always)]
    fn new(text: &'t str, wanted: &'t Wanted<'t>, words: &'t mut V) -> Self {
        Scan {
            text,
            wanted,
            words,
            counts: Counts::default(),
            hash: WordHash::default(),
            word: (0, 0),
            capitals: 0,
            digits: Digits::default(),
        }
    }

    /// Counts of a text; `onwards` are its bytes and those that happen to stand behind it.
    #[inline(always)]
    fn of<S: Simd>(simd: S, text: &'t str, onwards: &[u8], wanted: &'t Wanted<'t>, words: &'t mut V) -> Counts {
        let mut scan = Scan::new(text, wanted, words);
        let (mut at, mut previous) = (0, ' ');
        while at < text.len() {
            let plain = scan.plain(simd, at, onwards);
            at += plain;
            previous = if at == text.len() { text.as_bytes()[at - 1] as char } else { ' ' };
            if at < text.len() && plain < CHUNK / 2 {
                let until = if plain < PATIENCE { at + PATIENCE } else { at };
                (at, previous) = scan.characters(at, until);
            }
        }
        scan.counts.sentences += u32::from(ends_sentence(previous));
        scan.counts
    }

    /// Reads ASCII from `at` on, where no word is open, to behind the last space of a chunk or to the end; returns how many bytes.
    #[inline(always)]
    fn plain<S: Simd>(&mut self, simd: S, at: usize, onwards: &[u8]) -> usize {
        let onwards = &onwards[at..];
        let left = CHUNK.min(self.text.len() - at);
        let classes = ByteClasses::of(simd, onwards);
        let ascii = left.min(classes.others.trailing_zeros() as usize);
        let end = if at + ascii == self.text.len() {
            ascii
        } else {
            CHUNK - (classes.spaces & below(ascii)).leading_zeros() as usize
        };
        let here = below(end);
        let (letters, digits, capitals) = (classes.letters & here, classes.digits & here, classes.capitals & here);
        let words = letters | digits;
        let first = words & !(words << 1);
        let counts = &mut self.counts;
        counts.words += first.count_ones();
        counts.upper_words += (first & capitals).count_ones();
        counts.upper += capitals.count_ones();
        counts.digits += digits.count_ones();
        let marks = here & !(words | classes.spaces);
        if marks != 0 {
            let mut ends = 0;
            for place in Bits(marks) {
                let before = &onwards[..place];
                let c = onwards[place];
                ends |= u64::from(ends_sentence(c as char)) << place;
                step_mark(c as char, before, before.last().map_or(' ', |b| *b as char), counts);
            }
            counts.sentences += (ends << 1 & classes.spaces & here).count_ones();
        }
        if digits != 0 {
            plain_digits(digits, &onwards[..end], counts);
        }
        for place in Bits(first) {
            let chars = (!(words >> place)).trailing_zeros();
            let all = |bits: u64| (!(bits >> place)).trailing_zeros() >= chars;
            self.counts.all_caps += u32::from(chars > 1 && all(capitals));
            self.say(Word { hash: WordHash::of_word(&onwards[place..], chars), chars, is_number: all(digits) });
        }
        end
    }

    /// Reads characters from `at` on, where no word is open, to behind the first space that stands at `until` or later, or to
    /// the end; with the last character.
    fn characters(&mut self, mut at: usize, until: usize) -> (usize, char) {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut previous = ' ';
        while let Some(b) = bytes.get(at) {
            if b.is_ascii_alphabetic() {
                if self.digits.are_near() {
                    self.end_digits(*b as char);
                }
                at = self.letters(at);
                previous = bytes[at - 1] as char;
                continue;
            }
            // A character border: whole characters were read.
            let c = if b.is_ascii() { *b as char } else { text[at..].chars().next().unwrap_or(' ') };
            at += c.len_utf8();
            if c != ' ' || self.digits.are_near() {
                self.step(c, previous, at);
            } else {
                self.end_word();
                self.counts.sentences += u32::from(ends_sentence(previous));
            }
            previous = c;
            if c == ' ' && at > until {
                return (at, previous);
            }
        }
        if self.digits.are_near() {
            self.end_digits(' ');
        }
        self.end_word();
        (at, previous)
    }

    /// The ASCII letters from `at` on, one at least; returns where they end.
    fn letters(&mut self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        if self.word.0 == 0 {
            self.begin_word(bytes[at].is_ascii_uppercase());
            let (n, lower, capitals) = leading_letters(up_to_eight(&bytes[at..]));
            if n < 8 {
                // Most words are so short.
                self.hash = WordHash::of(lower, n);
                self.word.0 = n;
                self.capitals = capitals;
                self.counts.upper += capitals;
                return at + n as usize;
            }
        }
        loop {
            let (n, lower, capitals) = leading_letters(up_to_eight(&bytes[at..]));
            if n > 0 {
                self.hash.push(lower, n);
                self.word.0 += n;
                self.capitals += capitals;
                self.counts.upper += capitals;
                at += n as usize;
            }
            if n < 8 {
                return at;
            }
        }
    }

    fn begin_word(&mut self, is_upper: bool) {
        self.counts.words += 1;
        self.counts.upper_words += u32::from(is_upper);
        self.hash = WordHash::default();
        self.capitals = 0;
    }

    /// A letter or digit: part of a word.
    fn letter(&mut self, c: char) {
        if self.word.0 == 0 {
            self.begin_word(c.is_uppercase());
        }
        self.counts.upper += u32::from(c.is_ascii_uppercase());
        self.capitals += u32::from(c.is_uppercase());
        self.hash.push_char(c);
        self.word.0 += 1;
        self.word.1 += u32::from(c.is_ascii_digit());
    }

    #[inline(always)]
    fn end_word(&mut self) {
        if self.word.0 > 0 {
            let (chars, digits) = std::mem::take(&mut self.word);
            let hash = self.hash.finish();
            self.counts.all_caps += u32::from(chars == self.capitals && chars > 1);
            self.say(Word { hash, chars, is_number: chars == digits });
        }
    }

    #[inline(always)]
    fn say(&mut self, word: Word) {
        if self.wanted.any.passes(word.hash) {
            self.look_up(word.hash);
        }
        self.words.take_word(word);
    }

    /// A word that may be wanted. Apart, since few are, so that [`end_word`](Scan::end_word) stays short.
    #[inline(never)]
    fn look_up(&mut self, hash: u32) {
        self.counts.title_words += u32::from(self.wanted.title.contains(hash));
        self.counts.desc_words += u32::from(self.wanted.description.contains(hash));
        self.counts.notice |= self.wanted.notice.contains(hash);
    }

    /// What the digits before `c`, which is none, say.
    fn end_digits(&mut self, c: char) {
        let Scan { counts, digits, .. } = self;
        counts.year |= digits.run == 4 && (1900..2100).contains(&digits.value);
        counts.time |= digits.run == 2 && digits.after_colon;
        counts.price |= digits.run > 0 && is_currency(c);
        let after_colon = c == ':' && (digits.run == 1 || digits.run == 2);
        *digits = Digits { run: 0, value: 0, after_colon };
    }

    /// Any character but an ASCII letter. `end` is where it ends.
    fn step(&mut self, c: char, previous: char, end: usize) {
        if c.is_ascii_digit() {
            let Scan { counts, digits, .. } = self;
            counts.digits += 1;
            digits.run += 1;
            digits.value = digits.value.wrapping_mul(10).wrapping_add(c as u32 - 48);
            counts.price |= is_currency(previous);
            return self.letter(c);
        }
        if self.digits.are_near() {
            self.end_digits(c);
        }
        if !c.is_ascii() && is_alphanumeric(c) {
            return self.letter(c);
        }
        self.end_word();
        step_mark(c, &self.text.as_bytes()[..end - c.len_utf8()], previous, &mut self.counts);
    }
}

/// What digits say; none stand before or behind these bytes, of which they are those with a bit.
fn plain_digits(digits: u64, bytes: &[u8], counts: &mut Counts) {
    // Where the last one or two digits ended.
    let mut short = None;
    for from in Bits(digits & !(digits << 1)) {
        let run = (!(digits >> from)).trailing_zeros() as usize;
        let to = from + run;
        let before = from.checked_sub(1);
        if run == 4 {
            let value = bytes[from..to].iter().fold(0, |value, b| value * 10 + u32::from(*b) - 48);
            counts.year |= (1900..2100).contains(&value);
        }
        counts.time |= run == 2 && before.is_some_and(|before| bytes[before] == b':' && short == Some(before));
        counts.price |= before.is_some_and(|before| bytes[before] == b'$') || bytes.get(to) == Some(&b'$');
        short = (run <= 2).then_some(to);
    }
}

/// Counts a character that is part of no word. `before` stands before it.
#[inline(always)]
fn step_mark(c: char, before: &[u8], previous: char, counts: &mut Counts) {
    match c {
        '.' => counts.address |= before.ends_with(b"www"),
        ':' => {
            counts.colons += 1;
            counts.address |= before.ends_with(b"http") || before.ends_with(b"https");
        }
        '(' => counts.parentheses += 1,
        ')' => counts.copyright |= before.ends_with(b"(c") || before.ends_with(b"(C"),
        _ => {}
    }
    mark(c, previous, counts);
}

/// [`char::is_alphanumeric`], with the commonest ranges in which all are, or none is, before its tables.
fn is_alphanumeric(c: char) -> bool {
    match c {
        '\u{c0}'..='\u{d6}'
        | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{24f}'
        | '\u{400}'..='\u{481}'
        | '\u{4e00}'..='\u{9fff}' => true,
        '\u{2010}'..='\u{2027}' => false,
        _ => c.is_alphanumeric(),
    }
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…')
}

fn mark(c: char, previous: char, counts: &mut Counts) {
    counts.symbols += u32::from(c.is_ascii_punctuation());
    match c {
        ' ' | '\n' => {
            // A sentence ends where white space follows its mark, perhaps behind a quotation mark.
            counts.sentences += u32::from(ends_sentence(previous));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd;
    use fearless_simd::dispatch;

    impl TakeWord for Vec<Word> {
        fn take_word(&mut self, word: Word) {
            self.push(word);
        }
    }

    /// Counts and words, read the plain way where that can be, or character by character.
    fn read(text: &str, behind: &str, is_plain: bool) -> (Counts, Vec<Word>) {
        let (title, description) = (WordSet::of(&["www Browser caf\u{e9} 1999"]), WordSet::default());
        let wanted = Wanted::new(&title, &description);
        let mut words = Vec::new();
        let onwards = format!("{text}{behind}");
        let counts = if is_plain {
            dispatch!(simd::level(), simd => Scan::of(simd, text, onwards.as_bytes(), &wanted, &mut words))
        } else {
            let mut scan = Scan::new(text, &wanted, &mut words);
            let (_, last) = scan.characters(0, usize::MAX);
            scan.counts.sentences += u32::from(ends_sentence(last));
            scan.counts
        };
        (counts, words)
    }

    #[test]
    fn letters_are_those_of_unicode() {
        assert!((0..=0xffff).filter_map(char::from_u32).all(|c| is_alphanumeric(c) == c.is_alphanumeric()));
    }

    #[test]
    fn bits_tell_what_characters_tell() {
        const PARTS: [&str; 48] = [
            " ",
            " ",
            " ",
            " ",
            " ",
            "a",
            "Go",
            "USA",
            "browser",
            "Internationalisation",
            "x1",
            "4G",
            "1999",
            "2000",
            "12",
            "7",
            "12345",
            "12:30",
            "1:2:03",
            ":",
            "$5",
            "5$",
            "$",
            "\u{20ac}9",
            "9\u{20ac}",
            ".",
            "...",
            "!",
            "?",
            "\"",
            ",",
            "|",
            "/",
            "(c)",
            "(C)",
            ")",
            "www.",
            "http://",
            "https:",
            "@",
            "\n",
            "\t",
            "\u{1}",
            "\u{2026}",
            "caf\u{e9}",
            "\u{201c}",
            "\u{a9}",
            "\u{4e2d}\u{6587}\u{3002}",
        ];
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state as usize >> 8
        };
        let long = "k".repeat(80);
        for round in 0..20_000 {
            let parts = if round % 2 == 0 { PARTS.len() } else { 43 };
            let text: String = (0..next() % 60).map(|_| PARTS[next() % parts]).collect();
            let behind = ["", "z9 .\u{e9}", &long][round % 3];
            assert_eq!(read(&text, behind, true), read(&text, behind, false), "{text:?}");
        }
        for n in 50..140 {
            for end in ["", " ", ".", " b", "\u{e9}", "1"] {
                let text = format!("{}{end}", "x".repeat(n));
                assert_eq!(read(&text, "", true), read(&text, "", false), "{text:?}");
            }
        }
    }
}
