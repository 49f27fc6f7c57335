//! Lines that are dates, or end with one.

use memchr::memchr;
use once_cell::sync::Lazy;

/// What a short line says of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Dated {
    #[default]
    No,
    /// A date ends it, perhaps with a section behind: "Lego tumbles 08 Jan 04 | Business".
    End,
    /// It is a date and nothing else: "4 hours ago", "24 July 2015".
    Whole,
}

/// Longer lines are not looked at.
const LONGEST: usize = 120;

const DATE_WORDS: &str = "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november \
    dec december mon monday tue tuesday wed wednesday thu thursday fri friday sat saturday sun sunday am pm gmt bst utc est edt cet uk et \
    ago hour hours hr hrs minute minutes min mins day days week weeks month months year years yesterday today at on last page first \
    updated published posted modified the \
    januar februar märz mai juni juli oktober dezember uhr vor stunden stunde minuten tagen stand aktualisiert veröffentlicht um montag dienstag \
    mittwoch donnerstag freitag samstag sonntag \
    janvier février mars avril juin juillet août septembre octobre novembre décembre à le il y a heures jours publié mis jour \
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre de del hace horas días actualizado publicado \
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre ore fa \
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro há às atualizado \
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря назад часов часа минут дня мск";

/// The words in ASCII, each as a number: a hash table with open addressing, mostly empty. 0 is a free place.
static KNOWN: Lazy<[u128; PLACES]> = Lazy::new(|| {
    let mut known = [0; PLACES];
    for word in DATE_WORDS.split_whitespace().filter(|word| word.is_ascii()) {
        let word = number_of(word.as_bytes());
        let mut place = place(word);
        while known[place] != 0 && known[place] != word {
            place = (place + 1) % PLACES;
        }
        known[place] = word;
    }
    known
});

const PLACES: usize = 1 << 10;

fn place(word: u128) -> usize {
    const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
    let folded = word as u64 ^ ((word >> 64) as u64).rotate_left(32);
    (folded.wrapping_mul(MIX) >> (u64::BITS - PLACES.ilog2())) as usize
}

/// Whether a word of ASCII letters and digits, as a number, is one of time. Longer words than fit are none.
#[inline]
fn is_known(word: u128) -> bool {
    let known = &*KNOWN;
    let mut place = place(word);
    while known[place] != word {
        if known[place] == 0 {
            return false;
        }
        place = (place + 1) % PLACES;
    }
    word != 0
}

/// The others.
static KNOWN_BEYOND: Lazy<Vec<&str>> = Lazy::new(|| {
    let mut words: Vec<&str> = DATE_WORDS.split_whitespace().filter(|word| !word.is_ascii()).collect();
    words.sort_unstable();
    words
});

/// What a line, which holds a digit, says of time.
pub(super) fn dated(line: &str) -> Dated {
    if line.len() > LONGEST {
        return Dated::No;
    }
    crate::work::add(line.len());
    let cut = memchr(b'|', line.as_bytes()).and_then(|_| line.find(" | ")).unwrap_or(line.len());
    let (part, is_cut) = (&line[..cut], cut < line.len());
    if part.is_ascii() { dated_ascii(part.as_bytes(), is_cut) } else { dated_beyond(part, is_cut) }
}

fn dated_ascii(line: &[u8], is_cut: bool) -> Dated {
    let end = line.iter().rposition(u8::is_ascii_alphanumeric).map_or(0, |last| last + 1);
    let start = line[..end].iter().rposition(|b| !b.is_ascii_alphanumeric()).map_or(0, |before| before + 1);
    // Most lines do not end with one.
    if !says_time(&line[start..end]).0 {
        return Dated::No;
    }
    let mut tally = Tally::default();
    let mut at = 0;
    while at < end {
        if !line[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let len = line[at..end].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let (says_time, is_number) = says_time(&line[at..at + len]);
        tally.add(says_time, is_number);
        at += len;
    }
    tally.dated(is_cut)
}

fn dated_beyond(line: &str, is_cut: bool) -> Dated {
    let says_time = |word: &str| {
        if word.is_ascii() {
            return says_time(word.as_bytes());
        }
        let is_number = is_number(word.as_bytes());
        let is_date_word = || word.len() <= 24 && KNOWN_BEYOND.binary_search(&word.to_lowercase().as_str()).is_ok();
        (is_number || is_date_word() || is_written_out(word), is_number)
    };
    if last_word(line).is_none_or(|last| !says_time(last).0) {
        return Dated::No;
    }
    let mut tally = Tally::default();
    for word in words(line) {
        let (says_time, is_number) = says_time(word);
        if says_time && !is_number && word.as_bytes()[0].is_ascii_digit() {
            // Number and unit.
            tally.add(true, true);
        }
        tally.add(says_time, is_number);
    }
    tally.dated(is_cut)
}

/// "2020年6月18日", "3小时前", "4월": digits with their units, and no spaces between.
fn is_written_out(word: &str) -> bool {
    const UNITS: &str = "年月日號号时時点點分秒前小间間周週天년월일시분초전";
    word.len() <= 40
        && word.as_bytes()[0].is_ascii_digit()
        && word.chars().all(|c| c.is_ascii_digit() || UNITS.contains(c))
}

/// Words of a line that say a time.
#[derive(Default)]
struct Tally {
    words: usize,
    numbers: usize,
    /// Of those at its end: how many, and how many numbers among them.
    behind: usize,
    numbers_behind: usize,
}

impl Tally {
    fn add(&mut self, says_time: bool, is_number: bool) {
        self.words += 1;
        if says_time {
            self.behind += 1;
            self.numbers_behind += usize::from(is_number);
        } else {
            (self.behind, self.numbers_behind) = (0, 0);
        }
        self.numbers += usize::from(is_number);
    }

    fn dated(&self, is_cut: bool) -> Dated {
        let Tally { words, numbers, behind, numbers_behind } = *self;
        // A number alone is none, nor are "in 2013" and "Top 10".
        if behind == words && numbers > 0 && words > numbers && !is_cut {
            return Dated::Whole;
        }
        let is_end = behind >= 2 && numbers_behind > 0 && behind > numbers_behind.min(behind - 1) && behind < words;
        if is_end && (behind > numbers_behind || numbers_behind > 2) { Dated::End } else { Dated::No }
    }
}

fn last_word(line: &str) -> Option<&str> {
    let bytes = line.as_bytes();
    let end = bytes.iter().rposition(u8::is_ascii_alphanumeric).map_or(0, |last| last + 1);
    let start = bytes[..end].iter().rposition(|b| !b.is_ascii_alphanumeric()).map_or(0, |before| before + 1);
    // Beyond ASCII it may be longer, or another.
    let is_sure = end > 0 && bytes[end..].is_ascii() && (start == 0 || bytes[start - 1].is_ascii());
    if is_sure { Some(&line[start..end]) } else { words(line).next_back() }
}

fn words(line: &str) -> impl DoubleEndedIterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a word in ASCII says a time, and whether it is a number.
fn says_time(word: &[u8]) -> (bool, bool) {
    let is_number = is_number(word);
    (is_number || is_known(number_of(word)), is_number)
}

/// Digits, perhaps with what names their unit: "16", "2nd", "10h", "12pm".
fn is_number(word: &[u8]) -> bool {
    let digits = word.iter().take(5).take_while(|b| b.is_ascii_digit()).count();
    (1..=4).contains(&digits) && word.len() - digits <= 2
}

/// A word of up to sixteen ASCII letters, small ones, as a number; 0 if it is longer.
fn number_of(word: &[u8]) -> u128 {
    if word.len() > 16 {
        return 0;
    }
    word.iter().fold(0, |number, byte| number << 8 | u128::from(byte.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::{Dated, dated};

    #[test]
    fn dates_alone_and_behind_a_headline_are_told_from_numbers() {
        for (line, expected) in [
            ("24 July 2015", Dated::Whole),
            ("4 hours ago", Dated::Whole),
            ("2 hrs ago", Dated::Whole),
            ("Last Updated: Friday, 26 January 2007, 09:26 GMT", Dated::Whole),
            ("16 October 2012 Last updated at 15:32", Dated::Whole),
            ("vor 2 Stunden", Dated::Whole),
            ("19 ноября 2019", Dated::Whole),
            ("2020年6月18日", Dated::Whole),
            ("3小时前", Dated::Whole),
            ("2021년 4월 3일", Dated::Whole),
            ("3人分", Dated::No),
            ("Tesco gains a foothold in China 14 Jul 04 | Business", Dated::End),
            ("Troops deploy in the north 3 hrs ago", Dated::End),
            ("2013", Dated::No),
            ("1: Boys over flowers", Dated::No),
            ("Unemployment dips to 2.46 million", Dated::No),
            ("The best films of 2013", Dated::No),
        ] {
            assert_eq!(dated(line), expected, "{line}");
        }
    }
}
