//! What the rules find in one line or one piece of a line.

use super::automaton::{Found, Phrases, SHORT, Said};
use super::date::Dated;
use super::line::space_at;
use super::pack::{Evidence, Matched, Place};
use super::scan::{BLOCK, Scan};
use super::shape::behind_bullet;
use super::unit::Unit;
use crate::label::Role;
use std::ops::Range;

/// A rule that found its phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cue {
    pub(super) rule: u16,
    pub(super) matched: Matched,
    /// Whether the phrase has words.
    pub(super) is_word: bool,
    /// Where the phrase begins.
    pub(super) start: u32,
}

/// Lines that must stand together for `Evidence::Cluster`. Rules of dashes do not count: those of a table are no menu.
const CLUSTER: usize = 3;
/// A line of so many bytes is a label.
const LABEL: usize = 40;
/// Words that a phrase at the end of a line may have.
pub(super) const CLOSING_WORDS: usize = 2;

/// What the rules say of a line: of phrases that are all of it the first, else of those that begin it the longest,
/// else one that ends it.
#[inline(always)]
pub(super) fn cue(phrases: &Phrases, text: &str, range: Range<usize>, scan: &Scan) -> Option<Cue> {
    let bytes = text.as_bytes();
    let (first, last) = (bytes[range.start], bytes[range.end - 1]);
    // Where the beginning is not as it is folded, it has to be walked through, as behind a bullet.
    if scan.odd & 0xFF != 0 || !first.is_ascii_alphanumeric() {
        return walked(phrases, bytes, text, range);
    }
    let is_plain = scan.odd == 0 && range.len() <= BLOCK;
    let beginning = scan.word(0);
    let may_begin = if is_plain && range.len() <= SHORT && !may_close(last) {
        // Only a phrase as long as the line is all of it.
        if let Some(rule) = scan.folded().and_then(|folded| phrases.whole(folded, range.len())) {
            let cue = |rule| Cue { rule, matched: Matched::Whole, is_word: true, start: range.start as u32 };
            return rule.map(cue).or_else(|| walked(phrases, bytes, text, range));
        }
        phrases.starts.may_begin(beginning)
    } else {
        phrases.all.may_begin(beginning)
    };
    if may_begin {
        return walked(phrases, bytes, text, range);
    }
    let may_end = last.is_ascii_alphanumeric()
        && (!is_plain || scan.last_words().any(|at| phrases.ends.may_begin(scan.word(at))));
    if may_end { closing(phrases, bytes, range.start, range) } else { None }
}

/// The same by walking through the beginning of the line.
fn walked(phrases: &Phrases, bytes: &[u8], text: &str, range: Range<usize>) -> Option<Cue> {
    let start = behind_bullet(text, range.clone());
    let (mut whole, mut opening) = (None, None);
    phrases.walk(bytes, start, range.end, |found| {
        if is_only_closed(bytes, found.end, range.end) {
            whole = owned(phrases, bytes, found, Matched::Whole, start, range.len()).or(whole);
        }
        if !goes_on(bytes, found.end, range.end) {
            let cue = owned(phrases, bytes, found, Matched::Start, start, range.len());
            opening = cue.filter(|cue| !is_clause(phrases.said(cue.rule), bytes, found.end, range.end)).or(opening);
        }
    });
    whole.or(opening).or_else(|| closing(phrases, bytes, start, range))
}

fn owned(phrases: &Phrases, text: &[u8], found: Found, matched: Matched, start: usize, line: usize) -> Option<Cue> {
    let rule = phrases.owner(found.phrase, matched, line)?;
    Some(Cue { rule, matched, is_word: is_word(text[start]), start: start as u32 })
}

/// A phrase at the line's end, with other words before it.
pub(super) fn closing(phrases: &Phrases, bytes: &[u8], start: usize, range: Range<usize>) -> Option<Cue> {
    const LONGEST: usize = 240;
    if range.len() > LONGEST || !bytes[range.end - 1].is_ascii_alphanumeric() {
        return None;
    }
    // In a longer line a small "watch" is a word like others.
    let is_short = range.len() <= LABEL;
    let mut cue = None;
    let mut at = range.end;
    for _ in 0..CLOSING_WORDS {
        at = bytes[start..at].iter().rposition(|b| b.is_ascii_whitespace()).map_or(start, |space| start + space);
        if at == start {
            break;
        }
        phrases.walk(bytes, at + 1, range.end, |found| {
            // "Watch02:04": the length of the film.
            let is_last = bytes[found.end..range.end].iter().all(|b| b.is_ascii_digit() || *b == b':');
            if is_last && (is_short || bytes[at + 1].is_ascii_uppercase()) {
                cue = owned(phrases, bytes, found, Matched::End, at + 1, range.len()).or(cue);
            }
        });
    }
    cue
}

/// Whether only punctuation stands behind a phrase.
pub(super) fn is_only_closed(bytes: &[u8], mut at: usize, end: usize) -> bool {
    while at < end {
        match bytes[at] {
            byte if may_close(byte) => at += 1,
            // … › »
            0xE2 if matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xA6 | 0xBA])) => at += 3,
            0xC2 if bytes.get(at + 1) == Some(&0xBB) => at += 2,
            0xEF if matches!(bytes.get(at + 1..at + 3), Some([0xBC, 0x9A])) => at += 3,
            _ => match space_at(bytes, at, end) {
                Some(len) => at += len,
                None => return false,
            },
        }
    }
    true
}

/// Whether a phrase is all of a line though this stands behind it. (There is more beyond ASCII.)
#[inline]
fn may_close(byte: u8) -> bool {
    matches!(byte, b':' | b'.' | b'>' | b'|' | b',' | b'^' | b'!' | b'?' | b'-')
}

/// Whether the word at a phrase's end goes on behind it: "Image captions". A capital does not go on, it is glued.
pub(super) fn goes_on(bytes: &[u8], at: usize, end: usize) -> bool {
    let before = bytes[at - 1];
    (before.is_ascii_alphabetic() || before >= 0x80) && at < end && bytes[at].is_ascii_lowercase()
}

/// "Read more, the poster begs us": a phrase that calls for something is part of a sentence where a clause follows. Captions and credits
/// do begin like that.
fn is_clause(said: Said, bytes: &[u8], at: usize, end: usize) -> bool {
    matches!(said.role, Role::Promo | Role::Nav | Role::Footer)
        && at + 2 < end
        && bytes[at..].starts_with(b", ")
        && bytes[at + 2].is_ascii_lowercase()
}

/// "By the end of the year half of the mills had gone.": who and when is said in words, not in sentences.
fn is_prose(said: Said, matched: Matched, unit: &Unit) -> bool {
    const WORDS: u32 = 7;
    matches!(said.role, Role::Byline | Role::Timestamp)
        && matched == Matched::Start
        && unit.shape.is_sentence
        && unit.shape.words >= WORDS
        && unit.dated == Dated::No
}

/// Drops cues whose rules need a company or a place that they have not.
pub(super) fn drop_unproved(phrases: &Phrases, text: &str, units: &mut [Unit]) {
    let len = units.len();
    let mut at = 0;
    while at < len {
        let run = units[at..].iter().take_while(|unit| is_row(unit)).count();
        let row = units[at..at + run].iter().map(|unit| unit.cue.is_some_and(|cue| cue.is_word));
        let is_cluster = is_cluster(row);
        crate::work::add(run + 1);
        if is_cluster {
            share(phrases, text, &mut units[at..at + run]);
        }
        for i in at..at + run.max(1) {
            let Some(cue) = units[i].cue else { continue };
            let holds = |cue: &Cue| {
                let said = phrases.said(cue.rule);
                let is_placed = match said.place {
                    Place::Any | Place::Inside => true,
                    Place::Head => i * 2 < len,
                    Place::Tail => i * 2 + 2 >= len,
                };
                let is_proved = said.evidence != Evidence::Cluster || is_cluster;
                is_placed && is_proved && !is_prose(said, cue.matched, &units[i])
            };
            if !holds(&cue) {
                // Another rule may mean lines that begin like this.
                let is_label = cue.matched == Matched::Whole && !units[i].is_piece;
                let other = is_label.then(|| beginning(phrases, text, &units[i], cue)).flatten();
                units[i].cue = other.filter(holds);
            }
        }
        at += run.max(1);
    }
}

/// Names that may be credits and share words alike ("Facebook") are share words beside others, or where there are enough of them.
fn share(phrases: &Phrases, text: &str, row: &mut [Unit]) {
    let evidence = |unit: &Unit| unit.cue.map(|cue| phrases.said(cue.rule).evidence);
    let is_share = |unit: &Unit| evidence(unit) == Some(Evidence::Cluster) || row_word(phrases, text, unit).is_some();
    let has_share = row.iter().any(|unit| evidence(unit) == Some(Evidence::Cluster));
    if !has_share && row.iter().filter(|unit| is_share(unit)).take(CLUSTER).count() < CLUSTER {
        return;
    }
    // The cue stays: the weights were learned with it.
    row.iter_mut().for_each(|unit| unit.is_shared = row_word(phrases, text, unit).is_some());
}

/// The rule for rows of words, if there is one, of a line that may be a credit.
pub(super) fn row_word(phrases: &Phrases, text: &str, unit: &Unit) -> Option<u16> {
    let cue = unit.cue.filter(|cue| phrases.said(cue.rule).role == Role::Credit)?;
    let mut rule = None;
    phrases.walk(text.as_bytes(), cue.start as usize, unit.end, |found| {
        if is_only_closed(text.as_bytes(), found.end, unit.end) {
            rule = phrases.row_word(found.phrase, unit.range().len()).or(rule);
        }
    });
    rule
}

/// What a rule for beginnings of lines says of one that is all a phrase.
fn beginning(phrases: &Phrases, text: &str, unit: &Unit, cue: Cue) -> Option<Cue> {
    let (bytes, start, mut opening) = (text.as_bytes(), cue.start as usize, None);
    phrases.walk(bytes, start, unit.end, |found| {
        if is_only_closed(bytes, found.end, unit.end) {
            opening = owned(phrases, bytes, found, Matched::Start, start, unit.range().len()).or(opening);
        }
    });
    opening
}

/// Whether a row of labels is evidence of a menu or the like, by which of them are words.
pub(super) fn is_cluster(are_words: impl Iterator<Item = bool>) -> bool {
    are_words.filter(|is_word| *is_word).take(CLUSTER).count() == CLUSTER
}

/// Whether a phrase that begins with this byte has words.
pub(super) fn is_word(first: u8) -> bool {
    first.is_ascii_alphanumeric() || first >= 0x80
}

/// Whether the unit is one of a row of labels.
fn is_row(unit: &Unit) -> bool {
    unit.cue.is_some_and(|cue| cue.matched == Matched::Whole)
}

#[cfg(test)]
mod tests {
    use super::super::pack::Pack;
    use super::super::scan::End;
    use super::*;
    use crate::simd;
    use fearless_simd::dispatch;

    /// Every phrase of the builtin packs, alone and with something around it.
    #[test]
    fn a_look_at_the_beginning_finds_what_a_walk_finds() {
        let phrases = Phrases::new(Pack::builtin()).unwrap();
        let all = Pack::builtin().iter().flat_map(Pack::rules).flat_map(|rule| rule.phrases());
        let (mut found, mut scan) = (0, Scan::default());
        for phrase in all {
            for (before, behind) in [
                ("", ""),
                ("", "s"),
                ("", ":"),
                ("", " …"),
                ("", "\0"),
                ("", " the rain in Spain"),
                ("", "The rain in Spain stays mainly in the plain, and so does the snow."),
                ("The rain ", ""),
                ("The rain  ", "02:04"),
                ("The rain that was to stay mainly in the plain until the snow came ", ""),
                ("x", ""),
                ("• ", ""),
                ("\"", "\""),
                ("\u{a0}", ""),
            ] {
                let typeset = phrase.replace(' ', "\u{a0} ").replace('\'', "’");
                for text in [phrase.to_owned(), phrase.to_uppercase(), phrase.replace(' ', "  "), typeset] {
                    let text = format!("{before}{text}{behind}");
                    dispatch!(simd::level(), simd => scan.read(simd, text.as_bytes(), 0, End(text.len())));
                    let range = 0..text.len();
                    let walked = walked(&phrases, text.as_bytes(), &text, range.clone());
                    assert_eq!(cue(&phrases, &text, range, &scan), walked, "{text:?}");
                    found += usize::from(walked.is_some());
                }
            }
        }
        assert!(found > 20_000, "{found}");
    }
}
