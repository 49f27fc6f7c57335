//! What the rules find in one line or one piece of a line.

use super::automaton::{Found, Phrases};
use super::line::space_at;
use super::pack::{Evidence, Matched, Place};
use super::shape::behind_bullet;
use super::unit::Unit;
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
const SHORT: usize = 40;
/// Words that a phrase at the end of a line may have.
const CLOSING_WORDS: usize = 2;

/// What the rules say of a line: of phrases that are all of it the first, else of those that begin it the longest,
/// else one that ends it.
pub(super) fn cue(phrases: &Phrases, text: &str, range: Range<usize>) -> Option<Cue> {
    let bytes = text.as_bytes();
    let start = behind_bullet(text, range.clone());
    let (mut whole, mut opening) = (None, None);
    phrases.walk(bytes, start, range.end, |found| {
        if is_only_closed(bytes, found.end, range.end) {
            whole = owned(phrases, bytes, found, Matched::Whole, start, range.len()).or(whole);
        }
        if !goes_on(bytes, found.end, range.end) {
            opening = owned(phrases, bytes, found, Matched::Start, start, range.len()).or(opening);
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
    let is_short = range.len() <= SHORT;
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
            b':' | b'.' | b'>' | b'|' | b',' | b'^' | b'!' | b'?' | b'-' => at += 1,
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

/// Whether the word at a phrase's end goes on behind it: "Image captions". A capital does not go on, it is glued.
pub(super) fn goes_on(bytes: &[u8], at: usize, end: usize) -> bool {
    let before = bytes[at - 1];
    (before.is_ascii_alphabetic() || before >= 0x80) && at < end && bytes[at].is_ascii_lowercase()
}

/// Drops cues whose rules need a company or a place that they have not.
pub(super) fn drop_unproved(phrases: &Phrases, units: &mut [Unit]) {
    let len = units.len();
    let mut at = 0;
    while at < len {
        let run = units[at..].iter().take_while(|unit| is_row(unit)).count();
        let row = units[at..at + run].iter().map(|unit| unit.cue.is_some_and(|cue| cue.is_word));
        let is_cluster = is_cluster(row);
        crate::work::add(run + 1);
        for i in at..at + run.max(1) {
            let Some(cue) = units[i].cue else { continue };
            let rule = phrases.rule(cue.rule);
            let is_placed = match rule.place() {
                Place::Any => true,
                Place::Head => i * 2 < len,
                Place::Tail => i * 2 + 2 >= len,
            };
            let is_proved = rule.evidence() != Evidence::Cluster || is_cluster;
            if !(is_placed && is_proved) {
                units[i].cue = None;
            }
        }
        at += run.max(1);
    }
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
