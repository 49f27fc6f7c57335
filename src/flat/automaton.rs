//! All phrases of all packs as one automaton: a tree of their letters.
//!
//! It is asked from places where a phrase may begin (a line, a sentence, a word with a capital), and reads on as long as some phrase
//! may still come; no link back is needed, as a search over the whole text would need it. Text is folded on the way: ASCII letters
//! to small ones, white space of any kind to one space, curly apostrophes to straight ones.

use super::line::space_at;
use super::pack::{Evidence, Matched, Pack, Rule};
use crate::error::{Error, ErrorKind};
use std::collections::BTreeMap;
use std::ops::Range;

/// White space inside a phrase; a longer gap parts two texts. Bounds what one walk reads.
const MAX_GAP: usize = 8;

/// The rules of several packs and the automaton over their phrases.
#[derive(Debug, Clone)]
pub(super) struct Phrases {
    /// The root first, the children of a node side by side.
    nodes: Vec<Node>,
    /// The root's child for each byte, folded; 0 where no phrase begins so.
    begins: [u32; 256],
    rules: Vec<Rule>,
    /// The rules of each phrase.
    owners: Vec<Vec<u16>>,
}

/// What has been read of a phrase.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// The phrase that ends here, or [`NO_PHRASE`].
    phrase: u32,
    /// The first child.
    children: u32,
    len: u16,
    /// The byte that leads here.
    byte: u8,
}

const NO_PHRASE: u32 = u32::MAX;

/// A phrase that stands in the text: which, and where it ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) phrase: usize,
    pub(super) end: usize,
}

impl Default for Phrases {
    fn default() -> Self {
        Phrases { nodes: Vec::new(), begins: [0; 256], rules: Vec::new(), owners: Vec::new() }
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
        let phrases: Vec<&[u8]> = owners.keys().map(Vec::as_slice).collect();
        let nodes = nodes(&phrases).ok_or_else(|| refused("too many phrases"))?;
        let mut begins = [0; 256];
        let root = nodes[0];
        for child in root.children..root.children + u32::from(root.len) {
            begins[usize::from(nodes[child as usize].byte)] = child;
        }
        Ok(Phrases { nodes, begins, rules, owners: owners.into_values().collect() })
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
        if at >= end {
            return;
        }
        let start = at;
        let (byte, mut len) = fold(bytes, at, end);
        let mut next = self.begins[usize::from(byte)];
        while next != 0 && len <= MAX_GAP {
            let node = &self.nodes[next as usize];
            at += len;
            if node.phrase != NO_PHRASE {
                found(Found { phrase: node.phrase as usize, end: at });
            }
            if at >= end {
                break;
            }
            let byte;
            (byte, len) = fold(bytes, at, end);
            let children = node.children as usize..node.children as usize + usize::from(node.len);
            let child = self.nodes[children].iter().position(|child| child.byte == byte);
            next = child.map_or(0, |child| node.children + child as u32);
        }
        crate::work::add(at - start);
    }
}

/// The tree of these phrases, which are sorted and all different. `None` when they are too many.
fn nodes(phrases: &[&[u8]]) -> Option<Vec<Node>> {
    let of = |byte| Node { phrase: NO_PHRASE, children: 0, len: 0, byte };
    let mut nodes = vec![of(0)];
    // Of each node the phrases that go through it, and how much of them has been read there.
    let mut through: Vec<(Range<usize>, usize)> = vec![(0..phrases.len(), 0)];
    let mut at = 0;
    while at < nodes.len() {
        let (mut range, depth) = through[at].clone();
        if phrases.get(range.start).is_some_and(|phrase| phrase.len() == depth) {
            nodes[at].phrase = u32::try_from(range.start).ok()?;
            range.start += 1;
        }
        nodes[at].children = u32::try_from(nodes.len()).ok()?;
        while !range.is_empty() {
            let byte = phrases[range.start][depth];
            let len = phrases[range.clone()].iter().take_while(|phrase| phrase[depth] == byte).count();
            nodes.push(of(byte));
            through.push((range.start..range.start + len, depth + 1));
            nodes[at].len += 1;
            range.start += len;
        }
        at += 1;
    }
    Some(nodes)
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
    fn a_phrase_inside_the_beginning_of_another_does_not_begin_there() {
        let pack = "copydesk-rules 1\npack p\nversion 1\nrule r\nrole nav\ntext Most popular now; popular\nexample x\ncounter y";
        let phrases = Phrases::new(&[Pack::parse(pack).unwrap()]).unwrap();
        phrases.walk(b"Most popular", 0, 12, |found| panic!("{found:?}"));
    }

    #[test]
    fn case_white_space_and_apostrophes_are_folded() {
        assert_eq!(ends("SHARE\u{a0} \tthis"), [13]);
        assert_eq!(ends("Editors\u{2019} Blog"), [15]);
        assert_eq!(ends(&format!("Share{}this", " ".repeat(100))), [0; 0], "a gap parts two texts");
    }
}
