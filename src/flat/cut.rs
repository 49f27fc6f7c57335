//! Borders inside a line that holds several things: text that was joined to one line, or glued without spaces.
//!
//! A border is where a sentence ends, where a small letter runs into a capital without a space, where the next number of
//! a numbered list stands, and on both sides of what the rules know.

use super::automaton::Phrases;
use super::cue::{goes_on, is_cluster, is_word};
use super::line::space_at;
use super::pack::{Evidence, Matched};
use crate::swar::plain_small;
use std::ops::Range;

/// Labels that are looked at in one row; a longer row is looked at in parts.
const MAX_ROW: usize = 64;

/// The places where the line is to be cut, in order.
pub(super) fn borders(phrases: &Phrases, text: &str, line: Range<usize>, borders: &mut Vec<usize>) {
    let mut cutter = Cutter { phrases, bytes: text.as_bytes(), line: line.clone(), borders, next_number: 1 };
    let mut at = line.start;
    let mut is_border = true;
    while at < line.end {
        crate::work::add(1);
        if let Some((end, ends)) = cutter.row(at, is_border) {
            (at, is_border) = (end, ends);
            if ends {
                continue;
            }
        } else if cutter.numbered(at) {
            cutter.cut(at);
        }
        let (next, ends) = cutter.next_word(at);
        is_border = ends || is_border && next == at;
        if ends {
            cutter.cut(next);
        }
        at = next.max(at + 1);
        while at < line.end && !text.is_char_boundary(at) {
            at += 1;
        }
    }
}

struct Cutter<'t> {
    phrases: &'t Phrases,
    bytes: &'t [u8],
    line: Range<usize>,
    borders: &'t mut Vec<usize>,
    /// The next number of a numbered list.
    next_number: usize,
}

/// A label in a row of labels.
#[derive(Clone, Copy, Default)]
struct Label {
    end: usize,
    is_word: bool,
    evidence: Evidence,
    is_opening: bool,
}

impl Cutter<'_> {
    fn cut(&mut self, at: usize) {
        if at > self.line.start && at < self.line.end && self.borders.last() != Some(&at) {
            self.borders.push(at);
        }
    }

    /// Cuts out a row of labels that begins here, if what it holds is evidence: where to read on, and whether a
    /// border stands there.
    fn row(&mut self, start: usize, is_border: bool) -> Option<(usize, bool)> {
        if self.bytes[start].is_ascii_lowercase() && !is_border {
            return None;
        }
        // Nearly everywhere no label begins.
        let first = self.label(start)?;
        let mut labels = [Label::default(); MAX_ROW];
        labels[0] = first;
        let mut len = 1;
        let mut at = if first.is_opening { self.line.end } else { self.behind_space(first.end) };
        while len < MAX_ROW && at < self.line.end {
            let Some(label) = self.label(at) else { break };
            labels[len] = label;
            len += 1;
            at = self.behind_space(label.end);
            if label.is_opening {
                break;
            }
        }
        // "See also the keeper": the sentence goes on behind the last one.
        while len > 0 && !labels[len - 1].is_opening && self.goes_on_small(labels[len - 1].end) {
            len -= 1;
        }
        let labels = &labels[..len];
        let first = labels.first()?;
        let words = self.bytes[start..first.end].iter().filter(|b| **b == b' ').count() + 1;
        let is_sure = |label: &Label| label.evidence != Evidence::Cluster;
        let holds = is_cluster(labels.iter().map(|label| label.is_word))
            || is_sure(first) && (is_border || words >= 3 || words == 2 && len > 1);
        if !holds {
            return None;
        }
        self.cut(start);
        for label in labels.iter().filter(|label| !label.is_opening) {
            let behind = self.behind_space(label.end);
            self.cut(behind);
        }
        labels
            .last()
            .map(|label| if label.is_opening { (label.end, false) } else { (self.behind_space(label.end), true) })
    }

    /// The longest phrase that begins here and is a label, or opens a text.
    fn label(&self, at: usize) -> Option<Label> {
        let text = &self.bytes[at..self.line.end];
        if plain_small(text).is_some_and(|beginning| !self.phrases.all.may_begin(beginning)) {
            return None;
        }
        let mut best = None;
        self.phrases.walk(self.bytes, at, self.line.end, |found| {
            if goes_on(self.bytes, found.end, self.line.end) {
                return;
            }
            for matched in [Matched::Whole, Matched::Start] {
                if let Some(rule) = self.phrases.owner(found.phrase, matched, 0) {
                    let evidence = self.phrases.said(rule).evidence;
                    best = Some(Label {
                        end: found.end,
                        is_word: is_word(self.bytes[at]),
                        evidence,
                        is_opening: matched == Matched::Start,
                    });
                    break;
                }
            }
        });
        best
    }

    /// Whether what stands behind a label belongs to one sentence with it.
    fn goes_on_small(&self, end: usize) -> bool {
        let next = self.behind_space(end);
        next < self.line.end
            && (self.bytes[next].is_ascii_lowercase() || matches!(self.bytes[next], b',' | b';' | b'\''))
    }

    fn behind_space(&self, mut at: usize) -> usize {
        while let Some(len) = space_at(self.bytes, at, self.line.end) {
            at += len;
        }
        at
    }

    /// Whether the next item of a list "1: … 2: …" begins here.
    fn numbered(&mut self, at: usize) -> bool {
        let digits = self.bytes[at..self.line.end].iter().take(3).take_while(|b| b.is_ascii_digit()).count();
        let is_item = (1..=2).contains(&digits) && self.bytes[at + digits..self.line.end].starts_with(b": ");
        if !is_item {
            return false;
        }
        let number = self.bytes[at..at + digits].iter().fold(0, |number, b| number * 10 + usize::from(b - b'0'));
        let is_next = number == 1 || number == self.next_number;
        if is_next {
            self.next_number = number + 1;
        }
        is_next
    }

    /// Where the next word begins, and whether a border stands before it.
    fn next_word(&self, start: usize) -> (usize, bool) {
        let (bytes, end) = (self.bytes, self.line.end);
        let mut at = start;
        while at < end {
            crate::work::add(1);
            match bytes[at] {
                b'!'..=b'@' | b'['..=0x7F => {}
                b'A'..=b'Z' if is_glued(bytes, start, at) => return (at, true),
                b'A'..=b'Z' => {}
                _ => {
                    if let Some(len) = space_at(bytes, at, end) {
                        let next = self.behind_space(at + len);
                        return (next, self.ends_sentence(start, at, next));
                    }
                }
            }
            at += 1;
        }
        (end, false)
    }

    /// Whether the word `start..end` ends a sentence, and what stands at `next` begins one.
    fn ends_sentence(&self, start: usize, end: usize, next: usize) -> bool {
        let is_closing = |b: &u8| matches!(b, b'"' | b'\'' | b')' | b']' | 0x80 | 0x99 | 0x9D | 0xE2 | 0xC2 | 0xBB);
        let word = &self.bytes[start..end];
        let closing = word.iter().rev().take_while(|b| is_closing(b)).count();
        let word = &word[..word.len() - closing];
        let goes_on = self.bytes.get(next).filter(|_| next < self.line.end).is_none_or(u8::is_ascii_lowercase);
        match word.last() {
            Some(b'!' | b'?') => !goes_on,
            Some(b'.') => !goes_on && (closing > 0 || !is_abbreviation(&word[..word.len() - 1])),
            _ => false,
        }
    }
}

/// Whether the capital at `at` begins something new, though the word that began at `start` has not ended.
pub(super) fn is_glued(bytes: &[u8], start: usize, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|before| *before >= start).map(|before| bytes[before]) else {
        return false;
    };
    // The small letters right before: few in "McDonald" and "iPlayer".
    let small = || bytes[start..at].iter().rev().take(3).take_while(|b| b.is_ascii_lowercase()).count();
    match before {
        b'a'..=b'z' => small() > 2 || small() >= 2 && at - start > small() + 1,
        b'.' => at - start > 3 && bytes[at - 2].is_ascii_lowercase(),
        b'0'..=b'9' => bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase),
        b'?' | b'!' | b')' | b']' => true,
        // The last byte of ” or ’.
        0x9D | 0x99 => at - start > 3 && bytes[at - 3] == 0xE2,
        _ => false,
    }
}

/// Whether a stop behind the word says that it was shortened.
fn is_abbreviation(word: &[u8]) -> bool {
    const SHORT: [&[u8]; 16] = [
        b"Mr", b"Mrs", b"Ms", b"Dr", b"St", b"Sen", b"Gov", b"Gen", b"Rep", b"Prof", b"Sgt", b"Lt", b"No", b"vs",
        b"approx", b"Rev",
    ];
    word.len() == 1 && word[0].is_ascii_uppercase() || word.contains(&b'.') || SHORT.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::pack::Pack;
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        let pack = "copydesk-rules 1\npack p\nversion 1\nrule share\nrole nav\nevidence cluster\ntext Email; Facebook; Messenger; Twitter\n\
                    example x\ncounter y\nrule with\nrole nav\ntext Share this with; Copy this link\nexample x\ncounter y\n\
                    rule marker\nrole caption\nmatch start\ntext Media caption\nexample x\ncounter y";
        let phrases = Phrases::new(&[Pack::parse(pack).unwrap()]).unwrap();
        let mut found = Vec::new();
        borders(&phrases, text, 0..text.len(), &mut found);
        let starts = [0].into_iter().chain(found.iter().copied());
        let ends = found.iter().copied().chain([text.len()]);
        starts.zip(ends).map(|(start, end)| text[start..end].trim()).collect()
    }

    #[test]
    fn sentences_part() {
        assert_eq!(
            pieces("It rained. \"It poured,\" he said. No more."),
            ["It rained.", "\"It poured,\" he said.", "No more."]
        );
        assert_eq!(
            pieces("Mr. Smith of the U.S. Army and J. Doe left."),
            ["Mr. Smith of the U.S. Army and J. Doe left."]
        );
    }

    #[test]
    fn glued_words_part() {
        assert_eq!(pieces("It rained.The sun shoneWatch this"), ["It rained.", "The sun shone", "Watch this"]);
        assert_eq!(pieces("Ronald McDonald on iPlayer"), ["Ronald McDonald on iPlayer"]);
    }

    #[test]
    fn a_row_of_share_words_is_cut_out() {
        let expected = ["Share this with", "Email", "Facebook", "Messenger", "Copy this link", "It rained."];
        assert_eq!(pieces("Share this withEmailFacebookMessengerCopy this linkIt rained."), expected);
        assert_eq!(pieces("Share this with Email Facebook Messenger Copy this link It rained."), expected);
    }

    #[test]
    fn two_such_words_in_a_sentence_are_none() {
        assert_eq!(pieces("He left Facebook Messenger for good."), ["He left Facebook Messenger for good."]);
    }

    #[test]
    fn markers_and_numbers_begin_a_piece() {
        assert_eq!(
            pieces("It rained. Media captionThe rain 1: One 2: Two 7: no"),
            ["It rained.", "Media captionThe rain", "1: One", "2: Two 7: no"]
        );
    }
}
