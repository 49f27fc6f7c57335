//! All phrases of all packs as one automaton: a tree of their letters.
//!
//! It is asked from places where a phrase may begin (a line, a sentence, a word with a capital), and reads on as long as some phrase
//! may still come; no link back is needed, as a search over the whole text would need it. Text is folded on the way: ASCII letters
//! to small ones, white space of any kind to one space, curly apostrophes to straight ones.

use super::features::Kind;
use super::line::space_at;
use super::pack::{Evidence, Heads, Matched, Pack, Place, Rule};
use crate::error::{Error, ErrorKind};
use crate::label::Role;
use crate::swar::up_to_eight;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

/// White space inside a phrase; a longer gap parts two texts. Bounds what one walk reads.
const MAX_GAP: usize = 8;

/// The rules of several packs and the automaton over their phrases.
#[derive(Debug, Clone)]
pub(super) struct Phrases {
    /// The root first, the children of a node side by side.
    nodes: Vec<Node>,
    /// The bytes of all [`Node::run`]s.
    runs: Vec<u8>,
    /// The root's child for each byte, folded; 0 where no phrase begins so.
    begins: [u32; 256],
    rules: Vec<Rule>,
    /// What each of them says.
    said: Vec<Said>,
    /// How all phrases begin, and those that a line may begin or end with and go on.
    pub(super) all: Beginnings,
    pub(super) starts: Beginnings,
    pub(super) ends: Beginnings,
    /// Phrases of up to [`WORDS`] words of eight bytes, found by all of them at once.
    short: Short,
    /// The rules of each phrase, the one that proves most first, of equal ones the one that is heard first.
    owners: Vec<Vec<Owner>>,
}

/// What has been read of a phrase.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// Where the bytes stand that come next in all phrases that go through here, and how many.
    run: u32,
    run_len: u8,
    /// The byte that leads here.
    byte: u8,
    /// Children, which stand behind the run.
    len: u16,
    children: u32,
    /// The phrase that ends behind the run, or [`NO_PHRASE`].
    phrase: u32,
}

const NO_PHRASE: u32 = u32::MAX;

/// A rule of a phrase, and what lines it means.
#[derive(Debug, Clone, Copy)]
struct Owner {
    rule: u16,
    matched: Matched,
    most_bytes: usize,
}

/// What a rule says of a line: all that is asked of it for each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) role: Role,
    pub(super) place: Place,
    pub(super) evidence: Evidence,
    pub(super) heads: Option<Heads>,
    pub(super) kind: Kind,
}

impl Said {
    fn of(rule: &Rule) -> Said {
        let (role, heads) = (rule.role(), rule.heads());
        Said {
            role,
            place: rule.place(),
            evidence: rule.evidence(),
            heads,
            kind: Kind::of_rule(role, heads, rule.place()),
        }
    }
}

/// A phrase that stands in the text: which, and where it ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) phrase: usize,
    pub(super) end: usize,
}

impl Default for Phrases {
    fn default() -> Self {
        Phrases {
            nodes: Vec::new(),
            runs: Vec::new(),
            begins: [0; 256],
            rules: Vec::new(),
            said: Vec::new(),
            all: Beginnings::default(),
            starts: Beginnings::default(),
            ends: Beginnings::default(),
            short: Short::default(),
            owners: Vec::new(),
        }
    }
}

/// How some phrases begin: whether one of them may stand where a text begins with these eight bytes, folded. Nearly never where none does.
#[derive(Debug, Clone)]
pub(super) struct Beginnings(Box<[u64; Self::BITS / 64]>);

impl Default for Beginnings {
    fn default() -> Self {
        Beginnings(Box::new([0; Self::BITS / 64]))
    }
}

impl Beginnings {
    const BITS: usize = 1 << 16;

    fn of<'p>(phrases: impl Iterator<Item = &'p [u8]>) -> Beginnings {
        let mut beginnings = Beginnings::default();
        for phrase in phrases {
            let word = up_to_eight(phrase);
            match phrase.len() {
                8.. => beginnings.set(word),
                4..8 => beginnings.set(word & FOUR),
                2..4 => beginnings.set(word & TWO),
                // Whatever follows.
                1 => (0..=255).for_each(|next| beginnings.set(word | next << 8)),
                _ => {}
            }
        }
        beginnings
    }

    fn place(word: u64) -> (usize, u64) {
        let bit = word.wrapping_mul(MIX[0]) >> (64 - Self::BITS.ilog2());
        (bit as usize / 64, 1 << (bit % 64))
    }

    fn set(&mut self, word: u64) {
        let (at, bit) = Self::place(word);
        self.0[at] |= bit;
    }

    #[inline(always)]
    pub(super) fn may_begin(&self, word: u64) -> bool {
        let is_set = |word: u64| {
            let (at, bit) = Self::place(word);
            self.0[at] & bit != 0
        };
        is_set(word) | is_set(word & FOUR) | is_set(word & TWO)
    }
}

const FOUR: u64 = 0xFFFF_FFFF;
const TWO: u64 = 0xFFFF;
/// Odd numbers without a pattern.
const MIX: [u64; WORDS] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0xD6E8_FEB8_6659_FD93];

/// A short phrase, or the beginning of a line, folded, with zeros behind the end.
pub(super) type Folded = [u8; SHORT];
const WORDS: usize = 4;
/// Bytes of a short phrase.
pub(super) const SHORT: usize = 8 * WORDS;

/// A hash table of short phrases; open addressing, at most half full.
#[derive(Debug, Clone, Default)]
struct Short {
    /// Where a phrase stands in `phrases`, plus 1, beside a part of its hash; 0 is a free place.
    places: Vec<u32>,
    phrases: Vec<ShortPhrase>,
    shift: u32,
}

#[derive(Debug, Clone)]
struct ShortPhrase {
    folded: Folded,
    len: u16,
    /// The rule of it that means whole lines.
    rule: Option<u16>,
}

impl Short {
    /// `None` when they are too many.
    fn of(phrases: Vec<ShortPhrase>) -> Option<Short> {
        if phrases.len() >= 1 << (u32::BITS - TAG) {
            return None;
        }
        let len = (2 * phrases.len()).next_power_of_two().max(2);
        let (mut places, shift) = (vec![0; len], u64::BITS - len.ilog2());
        for (index, phrase) in phrases.iter().enumerate() {
            let hash = hash(&phrase.folded);
            let mut place = (hash >> shift) as usize;
            while places[place] != 0 {
                place = (place + 1) % len;
            }
            places[place] = (index as u32 + 1) << TAG | tag(hash);
        }
        Some(Short { places, phrases, shift })
    }

    #[inline(always)]
    fn get(&self, folded: &Folded, len: usize) -> Option<Option<u16>> {
        let hash = hash(folded);
        let mut place = (hash >> self.shift) as usize;
        loop {
            let found = *self.places.get(place)?;
            if found == 0 {
                return None;
            }
            if found & ((1 << TAG) - 1) == tag(hash) {
                let short = &self.phrases[(found >> TAG) as usize - 1];
                if short.folded == *folded && usize::from(short.len) == len {
                    return Some(short.rule);
                }
            }
            place = (place + 1) % self.places.len();
        }
    }
}

/// Bits of a hash beside the number of its phrase, so that others are rarely looked at.
const TAG: u32 = 8;

#[inline]
fn tag(hash: u64) -> u32 {
    hash as u32 & ((1 << TAG) - 1)
}

#[inline(always)]
fn hash(folded: &Folded) -> u64 {
    let (words, _) = folded.as_chunks::<8>();
    let sum = words.iter().zip(MIX).fold(0_u64, |sum, (word, mix)| {
        let word = u64::from_le_bytes(*word);
        sum.wrapping_add((word ^ word >> 32).wrapping_mul(mix))
    });
    (sum ^ sum >> 29).wrapping_mul(MIX[1])
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
        let (nodes, runs) = nodes(&phrases).ok_or_else(|| refused("too many phrases"))?;
        let mut begins = [0; 256];
        let root = nodes[0];
        for child in root.children..root.children + u32::from(root.len) {
            begins[usize::from(nodes[child as usize].byte)] = child;
        }
        let all = Beginnings::of(phrases.iter().copied());
        let means = |matched: Matched| {
            let is_meant = move |owners: &Vec<u16>, rules: &[Rule]| {
                owners.iter().any(|owner| rules[usize::from(*owner)].matched() == matched)
            };
            let phrases = owners.iter().filter(|(_, owners)| is_meant(owners, &rules));
            Beginnings::of(phrases.map(|(phrase, _)| phrase.as_slice()))
        };
        let (starts, ends) = (means(Matched::Start), means(Matched::End));
        let by_phrase: Vec<Vec<Owner>> = owners.values().map(|owners| by_proof(owners, &rules)).collect();
        let whole = |(phrase, owners): (&&[u8], &Vec<Owner>)| ShortPhrase {
            folded: std::array::from_fn(|at| phrase.get(at).copied().unwrap_or(0)),
            len: phrase.len() as u16,
            rule: owner(owners, Matched::Whole, phrase.len()),
        };
        let is_short = |(phrase, _): &(&&[u8], &Vec<Owner>)| phrase.len() <= SHORT;
        let short = phrases.iter().zip(&by_phrase).filter(is_short).map(whole).collect();
        let short = Short::of(short).ok_or_else(|| refused("too many phrases"))?;
        let said = rules.iter().map(Said::of).collect();
        Ok(Phrases { nodes, runs, begins, rules, said, all, starts, ends, short, owners: by_phrase })
    }

    /// Of a short line that is a phrase, the rule of it that means whole lines; `None` where it is no phrase.
    #[inline(always)]
    pub(super) fn whole(&self, folded: &Folded, len: usize) -> Option<Option<u16>> {
        self.short.get(folded, len)
    }

    #[inline(always)]
    pub(super) fn said(&self, rule: u16) -> Said {
        self.said[usize::from(rule)]
    }

    pub(super) fn rule(&self, index: u16) -> &Rule {
        &self.rules[usize::from(index)]
    }

    /// The rule of a phrase that means this part of a line, and lines of this length: of several the one that proves most, else
    /// the first.
    pub(super) fn owner(&self, phrase: usize, matched: Matched, bytes: usize) -> Option<u16> {
        owner(&self.owners[phrase], matched, bytes)
    }

    /// The rule by which a phrase that is all of a line is a word of menus or the like.
    pub(super) fn row_word(&self, phrase: usize, bytes: usize) -> Option<u16> {
        let is_meant = |owner: &&Owner| {
            let proves = self.said(owner.rule).evidence == Evidence::Cluster;
            proves && owner.matched == Matched::Whole && bytes <= owner.most_bytes
        };
        self.owners[phrase].iter().find(is_meant).map(|owner| owner.rule)
    }

    /// Every phrase that begins at `at` and ends at or before `end`, shorter ones first.
    #[inline]
    pub(super) fn walk(&self, bytes: &[u8], mut at: usize, end: usize, mut found: impl FnMut(Found)) {
        let start = at;
        let bytes = &bytes[..end];
        let Some((byte, mut len)) = fold(bytes, at) else { return };
        let mut next = self.begins[usize::from(byte)];
        'nodes: while next != 0 && len <= MAX_GAP {
            let node = &self.nodes[next as usize];
            at += len;
            for expected in &self.runs[node.run as usize..][..usize::from(node.run_len)] {
                match fold(bytes, at) {
                    Some((byte, len)) if byte == *expected && len <= MAX_GAP => at += len,
                    _ => break 'nodes,
                }
            }
            if node.phrase != NO_PHRASE {
                found(Found { phrase: node.phrase as usize, end: at });
            }
            let byte;
            (byte, len) = match fold(bytes, at) {
                Some(next) => next,
                None => break,
            };
            let children = &self.nodes[node.children as usize..][..usize::from(node.len)];
            let child = children.iter().position(|child| child.byte == byte);
            next = child.map_or(0, |child| node.children + child as u32);
        }
        crate::work::add(at - start);
    }
}

fn owner(owners: &[Owner], matched: Matched, bytes: usize) -> Option<u16> {
    let fits = |owner: &&Owner| owner.matched == matched && bytes <= owner.most_bytes;
    owners.iter().find(fits).map(|owner| owner.rule)
}

/// The rules of a phrase, the one that proves most first.
fn by_proof(rules: &[u16], all: &[Rule]) -> Vec<Owner> {
    let owner = |rule: &u16| {
        let own = &all[usize::from(*rule)];
        Owner { rule: *rule, matched: own.matched(), most_bytes: own.most_bytes() }
    };
    let mut owners: Vec<Owner> = rules.iter().map(owner).collect();
    owners.sort_by_key(|owner| match all[usize::from(owner.rule)].evidence() {
        Evidence::Sure => 0,
        Evidence::Likely => 1,
        Evidence::Cluster => 2,
    });
    owners
}

/// The tree of these phrases, which are sorted and all different, and the bytes of its runs. `None` when they are too many.
fn nodes(phrases: &[&[u8]]) -> Option<(Vec<Node>, Vec<u8>)> {
    let of = |byte| Node { run: 0, run_len: 0, byte, len: 0, children: 0, phrase: NO_PHRASE };
    let mut nodes = vec![of(0)];
    let mut runs = Vec::new();
    // Of each node the phrases that go through it, and how much of them has been read there.
    let mut through: Vec<(Range<usize>, usize)> = vec![(0..phrases.len(), 0)];
    let mut at = 0;
    while at < nodes.len() {
        let (mut range, mut depth) = through[at].clone();
        let own: &[&[u8]] = phrases.get(range.clone()).unwrap_or_default();
        // What the first and the last of them share, all share.
        if let (true, Some(first), Some(last)) = (at > 0, own.first(), own.last()) {
            let shared = first[depth..].iter().zip(&last[depth..]).take(255).take_while(|(a, b)| a == b).count();
            nodes[at].run = u32::try_from(runs.len()).ok()?;
            nodes[at].run_len = shared as u8;
            runs.extend_from_slice(&first[depth..depth + shared]);
            depth += shared;
        }
        if own.first().is_some_and(|phrase| phrase.len() == depth) {
            nodes[at].phrase = u32::try_from(range.start).ok()?;
            range.start += 1;
        }
        nodes[at].children = u32::try_from(nodes.len()).ok()?;
        let mut children = Vec::new();
        while !range.is_empty() {
            let byte = phrases[range.start][depth];
            let len = phrases[range.clone()].iter().take_while(|phrase| phrase[depth] == byte).count();
            children.push((byte, range.start..range.start + len));
            range.start += len;
        }
        // A search among them begins with what begins most phrases.
        children.sort_by_key(|(_, range)| Reverse(range.len()));
        nodes[at].len = children.len() as u16;
        for (byte, range) in children {
            nodes.push(of(byte));
            through.push((range, depth + 1));
        }
        at += 1;
    }
    Some((nodes, runs))
}

fn refused(reason: &str) -> Error {
    Error::new(ErrorKind::Pack { line: 0, reason: reason.to_owned() })
}

/// The byte that the automaton sees at `at`, and how many bytes of the text it stands for.
#[inline]
fn fold(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let byte = *bytes.get(at)?;
    match byte {
        b'!'..=0x7E => Some((SMALL[usize::from(byte)], 1)),
        b' ' if bytes.get(at + 1).is_none_or(u8::is_ascii_graphic) => Some((b' ', 1)),
        _ => Some(fold_space(bytes, at, byte)),
    }
}

/// ASCII letters as small ones.
static SMALL: [u8; 256] = {
    let (mut small, mut byte) = ([0; 256], 0);
    while byte < 256 {
        small[byte] = (byte as u8).to_ascii_lowercase();
        byte += 1;
    }
    small
};

fn fold_space(bytes: &[u8], at: usize, byte: u8) -> (u8, usize) {
    // ‘ and ’
    if byte == 0xE2 && matches!(bytes.get(at + 1..at + 3), Some([0x80, 0x98 | 0x99])) {
        return (b'\'', 3);
    }
    let mut len = 0;
    while let Some(space) = space_at(bytes, at + len, bytes.len()).filter(|_| len <= MAX_GAP) {
        len += space;
    }
    if len == 0 { (byte, 1) } else { (b' ', len) }
}

fn folded(phrase: &str) -> Vec<u8> {
    let bytes = phrase.trim().as_bytes();
    let (mut at, mut folded) = (0, Vec::with_capacity(bytes.len()));
    while let Some((byte, len)) = fold(bytes, at) {
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
