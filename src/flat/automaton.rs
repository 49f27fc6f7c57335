//! All phrases of all packs as one automaton.
//!
//! It is asked from places where a phrase may begin (a line, a sentence, a word with a capital), and reads on as long as some phrase
//! may still come. Text is folded on the way: ASCII letters to small ones, white space of any kind to one space, curly
//! apostrophes to straight ones.

use super::line::space_at;
use super::pack::{Evidence, Matched, Pack, Rule};
use crate::error::{Error, ErrorKind};
use aho_corasick::automaton::Automaton as _;
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, MatchKind};
use std::collections::BTreeMap;

/// White space inside a phrase; a longer gap parts two texts. Bounds what one walk reads.
const MAX_GAP: usize = 8;

/// The rules of several packs and the automaton over their phrases.
#[derive(Debug, Clone)]
pub(super) struct Phrases {
    /// None without phrases.
    nfa: Option<NFA>,
    rules: Vec<Rule>,
    /// The rules of each phrase.
    owners: Vec<Vec<u16>>,
    /// Whether any phrase begins with a byte, folded.
    begins: [bool; 256],
}

/// A phrase that stands in the text: which, and where it ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) phrase: usize,
    pub(super) end: usize,
}

impl Default for Phrases {
    fn default() -> Self {
        Phrases { nfa: None, rules: Vec::new(), owners: Vec::new(), begins: [false; 256] }
    }
}

impl Phrases {
    pub(super) fn new(packs: &[Pack]) -> Result<Phrases, Error> {
        let mut owners: BTreeMap<Vec<u8>, Vec<u16>> = BTreeMap::new();
        let mut rules = Vec::new();
        for pack in packs {
            for rule in pack.rules() {
                let index = u16::try_from(rules.len()).map_err(|_| refused("more than 65,536 rules"))?;
                for phrase in rule.phrases() {
                    owners.entry(folded(phrase)).or_default().push(index);
                }
                rules.push(rule.clone());
            }
        }
        let mut begins = [false; 256];
        for first in owners.keys().filter_map(|phrase| phrase.first()) {
            begins[*first as usize] = true;
        }
        let nfa = NFA::builder().match_kind(MatchKind::LeftmostLongest).build(owners.keys());
        let nfa = nfa.map_err(|error| refused(&error.to_string()))?;
        Ok(Phrases { nfa: Some(nfa), rules, owners: owners.into_values().collect(), begins })
    }

    pub(super) fn rule(&self, index: u16) -> &Rule {
        &self.rules[usize::from(index)]
    }

    /// The rule of a phrase that means this part of a line, and lines of this length: of several the one that proves most, else
    /// the first.
    pub(super) fn owner(&self, phrase: usize, matched: Matched, bytes: usize) -> Option<u16> {
        let owners = self.owners[phrase].iter().copied();
        let fitting = owners.filter(|&rule| self.rule(rule).matched() == matched && self.rule(rule).fits(bytes));
        fitting.min_by_key(|&rule| match self.rule(rule).evidence() {
            Evidence::Sure => 0,
            Evidence::Likely => 1,
            Evidence::Cluster => 2,
        })
    }

    /// Every phrase that begins at `at` and ends at or before `end`, shorter ones first.
    #[inline]
    pub(super) fn walk(&self, bytes: &[u8], mut at: usize, end: usize, mut found: impl FnMut(Found)) {
        let start = at;
        let first = fold(bytes, at, end);
        if at >= end || !self.begins[first.0 as usize] {
            return;
        }
        let Some(nfa) = &self.nfa else { return };
        let Ok(mut state) = nfa.start_state(Anchored::Yes) else { return };
        while at < end {
            let (byte, len) = fold(bytes, at, end);
            if len > MAX_GAP {
                break;
            }
            state = nfa.next_state(Anchored::Yes, state, byte);
            at += len;
            if nfa.is_special(state) {
                if nfa.is_dead(state) {
                    break;
                }
                if nfa.is_match(state) {
                    found(Found { phrase: nfa.match_pattern(state, 0).as_usize(), end: at });
                }
            }
        }
        crate::work::add(at - start);
    }
}

fn refused(reason: &str) -> Error {
    Error::new(ErrorKind::Pack { line: 0, reason: reason.to_owned() })
}

/// The byte that the automaton sees at `at`, and how many bytes of the text it stands for.
#[inline]
fn fold(bytes: &[u8], at: usize, end: usize) -> (u8, usize) {
    let Some(&byte) = bytes.get(at).filter(|_| at < end) else { return (0, 1) };
    match byte {
        b'!'..=0x7E => (byte.to_ascii_lowercase(), 1),
        // ‘ and ’
        0xE2 if matches!(bytes.get(at + 1..at + 3), Some([0x80, 0x98 | 0x99])) => (b'\'', 3),
        _ => {
            let mut len = 0;
            while let Some(space) = space_at(bytes, at + len, end).filter(|_| len <= MAX_GAP) {
                len += space;
            }
            if len == 0 { (byte, 1) } else { (b' ', len) }
        }
    }
}

fn folded(phrase: &str) -> Vec<u8> {
    let bytes = phrase.trim().as_bytes();
    let (mut at, mut folded) = (0, Vec::with_capacity(bytes.len()));
    while at < bytes.len() {
        let (byte, len) = fold(bytes, at, bytes.len());
        folded.push(byte);
        at += len;
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> Vec<usize> {
        let pack = "copydesk-rules 1\npack p\nversion 1\nrule r\nrole nav\ntext Share this; Share this page; Editors' blog\nexample x\ncounter y";
        let phrases = Phrases::new(&[Pack::parse(pack).unwrap()]).unwrap();
        let mut ends = Vec::new();
        phrases.walk(text.as_bytes(), 0, text.len(), |found| ends.push(found.end));
        ends
    }

    #[test]
    fn every_phrase_that_begins_here_is_found() {
        assert_eq!(ends("Share this page now"), [10, 15]);
        assert_eq!(ends("Please share this"), [0; 0]);
        assert_eq!(ends(""), [0; 0]);
    }

    #[test]
    fn case_white_space_and_apostrophes_are_folded() {
        assert_eq!(ends("SHARE\u{a0} \tthis"), [13]);
        assert_eq!(ends("Editors\u{2019} Blog"), [15]);
        assert_eq!(ends(&format!("Share{}this", " ".repeat(100))), [0; 0], "a gap parts two texts");
    }
}
