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

/// The words in ASCII, each as a number, sorted.
static KNOWN: Lazy<Vec<u128>> = Lazy::new(|| {
    let mut words: Vec<u128> = DATE_WORDS.split_whitespace().filter_map(number_of).collect();
    words.sort_unstable();
    words
});

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
    // Most lines do not end with one.
    if last_word(&line[..cut]).is_none_or(|last| !is_number(last) && !is_date_word(last)) {
        return Dated::No;
    }
    let (mut len, mut numbers, mut behind, mut numbers_behind) = (0, 0, 0, 0);
    for word in words(&line[..cut]) {
        len += 1;
        let is_number = is_number(word);
        if is_number || is_date_word(word) {
            behind += 1;
            numbers_behind += usize::from(is_number);
        } else {
            (behind, numbers_behind) = (0, 0);
        }
        numbers += usize::from(is_number);
    }
    // A number alone is none, nor are "in 2013" and "Top 10".
    if behind == len && numbers > 0 && len > numbers && cut == line.len() {
        return Dated::Whole;
    }
    let is_end = behind >= 2 && numbers_behind > 0 && behind > numbers_behind.min(behind - 1) && behind < len;
    if is_end && (behind > numbers_behind || numbers_behind > 2) { Dated::End } else { Dated::No }
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

/// Digits, perhaps with what names their unit: "16", "2nd", "10h", "12pm".
fn is_number(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    (1..=4).contains(&digits) && word.len() - digits <= 2
}

fn is_date_word(word: &str) -> bool {
    if word.is_ascii() {
        return number_of(word).is_some_and(|word| KNOWN.binary_search(&word).is_ok());
    }
    word.len() <= 24 && KNOWN_BEYOND.binary_search(&word.to_lowercase().as_str()).is_ok()
}

/// A word of up to sixteen ASCII letters, small ones, as a number.
fn number_of(word: &str) -> Option<u128> {
    let mut small = [0; 16];
    small.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    small.make_ascii_lowercase();
    word.is_ascii().then(|| u128::from_le_bytes(small))
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
