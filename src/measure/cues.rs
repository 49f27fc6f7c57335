//! Cue tokens: the words by which pages name their own parts (class, id, role, data attributes),
//! and the words of short texts. A token is a hash here; a model gives it a weight.

use super::hash::{Interner, WordHash, hash_bytes, joined, mix, shortened, words};
use super::shape::{TakeWord, Word};
use crate::dom::{Attr, Dom, Tag};
use crate::segment::{Blocks, Row, bits};
use crate::swar::{leading_letters, up_to_eight};
use std::collections::HashSet;

/// Where a cue stands, seen from the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Bucket {
    /// On an inline element around the block's first text.
    Inline,
    /// On the block's own element.
    Own,
    /// One or two levels up.
    Near,
    /// Three or more levels up, below the body.
    Far,
    /// A word of the block's text, when it is short (up to 40 characters).
    Short,
    /// A word of the block's text, when it is of medium length (41 to 160 characters).
    Medium,
    /// One of the first words of a long text.
    Long,
    /// A word of the last heading before the block.
    Heading,
}

impl Bucket {
    /// All buckets, in the order of their numbers.
    pub const ALL: [Bucket; 8] = [
        Bucket::Inline,
        Bucket::Own,
        Bucket::Near,
        Bucket::Far,
        Bucket::Short,
        Bucket::Medium,
        Bucket::Long,
        Bucket::Heading,
    ];

    /// The bucket's name in models.
    pub fn name(self) -> &'static str {
        match self {
            Bucket::Inline => "inline",
            Bucket::Own => "own",
            Bucket::Near => "near",
            Bucket::Far => "far",
            Bucket::Short => "short",
            Bucket::Medium => "medium",
            Bucket::Long => "long",
            Bucket::Heading => "heading",
        }
    }
}

/// The cue tokens of a page: of every element that holds text, of every text.
#[derive(Debug, Clone, Default)]
pub struct Cues {
    /// The naming of each holder: elements with the same names share a naming. 0 for none.
    pub(crate) namings: Vec<u32>,
    /// Tokens of naming i: `name_tokens[name_starts[i]..name_starts[i + 1]]`.
    pub(crate) name_starts: Vec<u32>,
    name_tokens: Vec<u32>,
    /// Words of block i, in the bucket of its length.
    pub(crate) text_starts: Vec<u32>,
    pub(crate) text_tokens: Vec<u32>,
    pub(crate) text_bucket: Vec<Bucket>,
    /// The last heading before block i, plus 1; 0 for none.
    pub(crate) heading: Vec<u32>,
    /// The names of the html and body elements, which speak of the page as a whole.
    pub(crate) page_tokens: Vec<u32>,
    /// A buffer: tokens of one naming and their places.
    places: Vec<(u32, u32)>,
}

/// Sets the names of the page as a whole apart from the same names of its parts.
const OF_PAGE: u32 = 0x5bd1_e995;

/// Words of a text that count as tokens.
const SHORT_CHARS: u32 = 40;
const MEDIUM_CHARS: u32 = 160;
const LONG_WORDS: usize = 4;

impl Cues {
    pub(super) fn clear(&mut self) {
        let Cues {
            namings, name_starts, name_tokens, text_starts, text_tokens, text_bucket, heading, page_tokens, ..
        } = self;
        for column in [namings, name_starts, name_tokens, text_starts, text_tokens, heading, page_tokens] {
            column.clear();
        }
        text_bucket.clear();
        self.text_starts.push(0);
        // Naming 0 has no tokens.
        self.name_starts.extend([0, 0]);
    }

    /// Makes room for so many blocks and holders.
    pub(super) fn reserve(&mut self, blocks: usize, holders: usize) {
        self.namings.reserve(holders);
        self.text_starts.reserve(blocks);
        self.text_bucket.reserve(blocks);
        self.heading.reserve(blocks);
    }

    /// Takes the words of one more block's text, until [`end_text`](Cues::end_text).
    #[inline(always)]
    pub(super) fn begin_text(&mut self, row: &Row) -> TextTokens<'_> {
        crate::work::add(1);
        let bucket = text_bucket(row.chars);
        self.text_bucket.push(bucket);
        TextTokens { left: limit(bucket), tokens: &mut self.text_tokens }
    }

    #[inline(always)]
    pub(super) fn end_text(&mut self) {
        self.text_starts.push(self.text_tokens.len() as u32);
    }

    /// The names of an element that stands for the whole page.
    pub(super) fn add_page(&mut self, dom: &Dom<'_>, node: usize) {
        element_tokens(dom, node, |token, _| self.page_tokens.push(token ^ OF_PAGE));
    }

    /// The tokens of one more holder, which is named by `names`.
    pub(super) fn add_holder(&mut self, dom: &Dom<'_>, node: usize, names: u64, numbers: &mut Interner) {
        if names == 0 {
            return self.namings.push(0);
        }
        let (number, is_new) = numbers.number(names);
        if is_new {
            let first = self.name_tokens.len();
            element_tokens(dom, node, |token, _| self.name_tokens.push(token));
            keep_distinct(&mut self.name_tokens, first, &mut self.places);
            self.name_starts.push(self.name_tokens.len() as u32);
        }
        self.namings.push(number + 1);
    }

    /// Each block's heading.
    pub(super) fn add_headings(&mut self, blocks: &Blocks) {
        crate::work::add(blocks.len());
        let mut heading = 0;
        for (block, row) in blocks.rows.iter().enumerate() {
            self.heading.push(heading);
            let is_heading = row.ancestors & bits::HEADING != 0;
            if is_heading && row.hidden.is_none() && self.text_bucket[block] != Bucket::Long {
                heading = block as u32 + 1;
            }
        }
    }

    /// Number of namings, that of elements without names included.
    pub(crate) fn names(&self) -> usize {
        self.name_starts.len() - 1
    }

    pub(crate) fn of_naming(&self, naming: usize) -> &[u32] {
        &self.name_tokens[self.name_starts[naming] as usize..self.name_starts[naming + 1] as usize]
    }

    pub(crate) fn of_holder(&self, holder: usize) -> &[u32] {
        self.of_naming(self.namings[holder] as usize)
    }
}

/// So many tokens may be compared each with each other.
const FEW: usize = 48;

/// An element says a name once, however often its classes repeat it: drops later copies of the tokens from
/// `first` on, in place.
fn keep_distinct(tokens: &mut Vec<u32>, first: usize, places: &mut Vec<(u32, u32)>) {
    let n = tokens.len() - first;
    if n <= FEW {
        // A bit for some bits of each token that is kept: most others are told by that.
        let mut seen = [0u64; 4];
        let mut end = first;
        for at in first..tokens.len() {
            let token = tokens[at];
            let (word, bit) = (&mut seen[token as usize >> 6 & 3], 1 << (token & 63));
            if *word & bit == 0 || !tokens[first..end].contains(&token) {
                *word |= bit;
                tokens[end] = token;
                end += 1;
            }
        }
        crate::work::add(n);
        return tokens.truncate(end);
    }
    crate::work::add(n * (1 + (n + 1).ilog2() as usize));
    places.clear();
    places.extend(tokens[first..].iter().zip(0..).map(|(token, place)| (*token, place)));
    places.sort_unstable();
    places.dedup_by_key(|(token, _)| *token);
    if places.len() == n {
        return;
    }
    places.sort_unstable_by_key(|(_, place)| *place);
    tokens.truncate(first);
    tokens.extend(places.iter().map(|(token, _)| token));
}

/// Where the words of one text go.
pub(super) struct TextTokens<'c> {
    left: usize,
    tokens: &'c mut Vec<u32>,
}

impl TakeWord for TextTokens<'_> {
    #[inline(always)]
    fn take_word(&mut self, word: Word) {
        if self.left > 0 {
            self.left -= 1;
            self.tokens.extend(text_token(word));
        }
    }
}

/// Every cue of a block with its name, once for each element that says it and each time a text does, as the
/// sums of the scorer count it: for training and for explanations. Climbs the tree, so it
/// is for single blocks and for export, not for the pipeline.
pub(crate) fn of_block(
    dom: &Dom<'_>,
    blocks: &Blocks,
    cues: &Cues,
    block: usize,
    mut cue: impl FnMut(Bucket, u32, &str),
) {
    let row = &blocks.rows[block];
    let holders = &blocks.holders;
    // Elements that the pipeline passes over (without visible text) add nothing here either.
    let tokens = |holder: usize, cue: &mut dyn FnMut(u32, &str)| {
        if !cues.of_holder(holder).is_empty() {
            let mut said = HashSet::new();
            element_tokens(dom, holders.node(holder), |token, name| {
                if said.insert(token) {
                    cue(token, name);
                }
            });
        }
    };
    let mut holder = row.inner as usize;
    while holder != row.holder as usize && holder != 0 {
        crate::work::add(1);
        tokens(holder, &mut |token, name| cue(Bucket::Inline, token, name));
        holder = holders.parent(holder);
    }
    let mut level = 0;
    while holder != 0 && dom.tag(holders.node(holder)) != Tag::Body {
        crate::work::add(1);
        let bucket = match level {
            0 => Bucket::Own,
            1 | 2 => Bucket::Near,
            _ => Bucket::Far,
        };
        tokens(holder, &mut |token, name| cue(bucket, token, name));
        holder = holders.parent(holder);
        level += 1;
    }
    text_tokens(blocks.text(block), text_bucket(row.chars), |token, name| cue(text_bucket(row.chars), token, name));
    if cues.heading[block] > 0 {
        let heading = cues.heading[block] as usize - 1;
        let bucket = text_bucket(blocks.rows[heading].chars);
        text_tokens(blocks.text(heading), bucket, |token, name| cue(Bucket::Heading, token, name));
    }
}

/// Every name that speaks of the page's kind: of the page as a whole (`page:…`) and of its elements. For export.
pub(crate) fn of_page(dom: &Dom<'_>, blocks: &Blocks, cues: &Cues, mut cue: impl FnMut(u32, &str)) {
    let mut known = 0;
    for (holder, node) in blocks.holders.nodes.iter().enumerate() {
        let node = *node as usize;
        match dom.tag(node) {
            Tag::Html | Tag::Body => {
                element_tokens(dom, node, |token, name| cue(token ^ OF_PAGE, &format!("page:{name}")));
            }
            // Namings are numbered in the order of their first holders.
            _ if cues.namings[holder] > known => {
                known = cues.namings[holder];
                element_tokens(dom, node, &mut cue);
            }
            _ => {}
        }
    }
}

pub(crate) fn text_bucket(chars: u32) -> Bucket {
    match chars {
        0..=SHORT_CHARS => Bucket::Short,
        _ if chars <= MEDIUM_CHARS => Bucket::Medium,
        _ => Bucket::Long,
    }
}

/// Words of a text in this bucket that are looked at.
fn limit(bucket: Bucket) -> usize {
    if bucket == Bucket::Long { LONG_WORDS } else { usize::MAX }
}

/// All numbers are one token; very short and very long words are none.
fn text_token(word: Word) -> Option<u32> {
    match word {
        Word { is_number: true, .. } => Some(0),
        Word { hash, chars: 2..=20, .. } => Some(hash),
        _ => None,
    }
}

fn text_tokens(text: &str, bucket: Bucket, mut token: impl FnMut(u32, &str)) {
    crate::work::add(text.len());
    for (hash, name) in words(text).take(limit(bucket)) {
        let is_number = name.bytes().all(|b| b.is_ascii_digit());
        let word = Word { hash, chars: name.chars().count() as u32, is_number };
        if let Some(hash) = text_token(word) {
            token(hash, if is_number { "0" } else { name });
        }
    }
}

/// Attributes that name what an element is for.
fn is_naming(attr: Attr) -> bool {
    matches!(
        attr,
        Attr::Class
            | Attr::Id
            | Attr::Role
            | Attr::Itemprop
            | Attr::DataComponent
            | Attr::DataTestid
            | Attr::DataE2e
            | Attr::DataType
            | Attr::DataBlock
            | Attr::Itemtype
            | Attr::AriaLabel
            | Attr::AriaLabelledby
    )
}

/// What an element is named by, as hashes: its class, and all its names; 0 without.
pub(super) fn names_hashes(dom: &Dom<'_>, node: usize) -> (u64, u64) {
    let (mut class, mut names) = (0, 0);
    for (attr, span) in dom.attr_spans(node).iter().filter(|(attr, _)| is_naming(*attr)) {
        let value = dom.bytes(*span);
        let hash = hash_bytes(value);
        if *attr == Attr::Class && !value.is_empty() {
            class = hash;
        }
        names = mix(mix(names, *attr as u64 + 1), hash);
    }
    (class, names)
}

/// The tokens of one element: parts of its names, split at punctuation, digits and camelCase, and
/// a name's parts joined.
fn element_tokens(dom: &Dom<'_>, node: usize, mut token: impl FnMut(u32, &str)) {
    for (attr, value) in dom.raw_attrs(node).filter(|(attr, _)| is_naming(*attr)) {
        crate::work::add(value.len());
        match attr {
            Attr::Class => each_name(value, |from, to| tokens_of_name(value, from, to, &mut token)),
            Attr::Itemtype => name_tokens(value.rsplit('/').next().unwrap_or(value), &mut token),
            Attr::AriaLabel => value.split_ascii_whitespace().take(3).for_each(|name| name_tokens(name, &mut token)),
            _ => name_tokens(value, &mut token),
        }
    }
}

/// The ranges of what white space parts.
fn each_name(value: &str, mut name: impl FnMut(usize, usize)) {
    let bytes = value.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        while at < bytes.len() && !bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        if at > from {
            name(from, at);
        }
        at += 1;
    }
}

fn name_tokens(name: &str, token: &mut impl FnMut(u32, &str)) {
    tokens_of_name(name, 0, name.len(), token);
}

/// The tokens of the name that stands at a range of a value; a byte that is no letter, if any,
/// follows.
fn tokens_of_name(value: &str, from: usize, to: usize, token: &mut impl FnMut(u32, &str)) {
    let bytes = value.as_bytes();
    if to - from > 64 {
        return;
    }
    let (mut all, mut parts) = (0, 0);
    let mut at = from;
    while at < to {
        if !bytes[at].is_ascii_alphabetic() {
            at += 1;
            continue;
        }
        let start = at;
        let mut part = WordHash::default();
        loop {
            let (lower, n) = lower_letters(&bytes[at..]);
            part.push(lower, n);
            at += n as usize;
            let goes_on = bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
            if !goes_on || bytes[at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase() {
                break;
            }
        }
        let hash = part.finish();
        // Of a very long name only the first parts tell.
        all = joined(all, if parts < 4 { hash } else { 0 });
        parts += 1;
        if (2..=17).contains(&(at - start)) {
            token(hash, &value[start..at]);
        }
    }
    if parts > 1 {
        token(shortened(all), &value[from..to]);
    }
}

/// Up to eight letters in lower case, up to where a part of a name ends in camelCase; their number.
/// The first byte is a letter.
fn lower_letters(bytes: &[u8]) -> (u64, u32) {
    let eight = up_to_eight(bytes);
    let (n, lower, capitals) = leading_letters(eight);
    if capitals == 0 {
        return (lower, n);
    }
    let eight = eight.to_le_bytes();
    let ends = |i: &usize| eight[*i].is_ascii_uppercase() && eight[i - 1].is_ascii_lowercase();
    let n = (1..n as usize).find(ends).unwrap_or(n as usize);
    (lower & (u64::MAX >> (64 - 8 * n)), n as u32)
}

/// The hash by which pages' names of this token are found: of a name's joined parts if it has
/// several, of a word if the bucket holds words.
pub(crate) fn token_hash(bucket: Bucket, name: &str) -> u32 {
    let mut last = 0;
    match bucket {
        Bucket::Inline | Bucket::Own | Bucket::Near | Bucket::Far => name_tokens(name, &mut |hash, _| last = hash),
        _ => text_tokens(name, Bucket::Short, |hash, _| last = hash),
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_punctuation_digits_and_camel_case() {
        let mut found = Vec::new();
        name_tokens("story-body__innerText2", &mut |_, name| found.push(name.to_owned()));
        assert_eq!(found, ["story", "body", "inner", "Text", "story-body__innerText2"]);
    }

    #[test]
    fn a_joined_name_has_one_hash_however_it_is_written() {
        let joined = |name: &str| {
            let mut last = 0;
            name_tokens(name, &mut |hash, _| last = hash);
            last
        };
        assert_eq!(joined("relatedStories"), joined("related-stories"));
        assert_ne!(joined("related-stories"), joined("stories-related"));
    }
}
