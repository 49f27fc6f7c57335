//! Cue tokens: the words by which pages name their own parts (class, id, role, data attributes),
//! and the words of short texts. A token is a hash here; a model gives it a weight.

use super::hash::{Fnv, words};
use super::shape::Word;
use crate::dom::{Attr, Dom, Tag};
use crate::segment::{Blocks, Row, bits};

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

/// The cue tokens of a page: of every element, of every text.
#[derive(Debug, Clone, Default)]
pub struct Cues {
    /// Tokens of node i: `element_tokens[element_starts[i]..element_starts[i + 1]]`.
    pub(crate) element_starts: Vec<u32>,
    pub(crate) element_tokens: Vec<u32>,
    /// Words of block i, in the bucket of its length.
    pub(crate) text_starts: Vec<u32>,
    pub(crate) text_tokens: Vec<u32>,
    pub(crate) text_bucket: Vec<Bucket>,
    /// The last heading before block i, plus 1; 0 for none.
    pub(crate) heading: Vec<u32>,
}

/// Words of a text that count as tokens.
const SHORT_CHARS: u32 = 40;
const MEDIUM_CHARS: u32 = 160;
const LONG_WORDS: usize = 4;

impl Cues {
    pub(super) fn with_capacity(dom: &Dom<'_>, blocks: &Blocks) -> Cues {
        let n = blocks.len();
        let mut cues = Cues {
            element_starts: Vec::with_capacity(dom.len() + 1),
            text_starts: Vec::with_capacity(n + 1),
            text_tokens: Vec::with_capacity(n * 8),
            text_bucket: Vec::with_capacity(n),
            heading: Vec::with_capacity(n),
            ..Cues::default()
        };
        cues.text_starts.push(0);
        cues
    }

    /// The tokens of one more block's text, from its words.
    pub(super) fn add_text(&mut self, row: &Row, words: impl FnOnce(&mut dyn FnMut(Word))) {
        let bucket = text_bucket(row.chars);
        let mut left = limit(bucket);
        words(&mut |word| {
            if left > 0 {
                left -= 1;
                self.text_tokens.extend(text_token(word));
            }
        });
        self.text_bucket.push(bucket);
        self.text_starts.push(self.text_tokens.len() as u32);
    }

    /// The tokens of all elements that have text to speak to, and each block's heading.
    pub(super) fn add_elements(&mut self, dom: &Dom<'_>, blocks: &Blocks, has_text: &[u32]) {
        self.element_starts.push(0);
        for (node, chars) in has_text.iter().enumerate() {
            crate::work::add(1);
            let tag = dom.tag(node);
            if tag != Tag::Text && !matches!(tag, Tag::Html | Tag::Body) && *chars > 0 {
                element_tokens(dom, node, |token, _| self.element_tokens.push(token));
            }
            self.element_starts.push(self.element_tokens.len() as u32);
        }
        let mut heading = 0;
        crate::work::add(blocks.len());
        for (block, row) in blocks.rows.iter().enumerate() {
            self.heading.push(heading);
            let is_heading = blocks.flow.ancestors[row.first as usize] & bits::HEADING != 0;
            if is_heading && row.hidden.is_none() && self.text_bucket[block] != Bucket::Long {
                heading = block as u32 + 1;
            }
        }
    }

    pub(crate) fn of_element(&self, node: usize) -> &[u32] {
        &self.element_tokens[self.element_starts[node] as usize..self.element_starts[node + 1] as usize]
    }

    pub(crate) fn of_text(&self, block: usize) -> &[u32] {
        &self.text_tokens[self.text_starts[block] as usize..self.text_starts[block + 1] as usize]
    }
}

/// Every cue of a block with its name: for training and for explanations. Climbs the tree, so it
/// is for single blocks and for export, not for the pipeline.
pub(crate) fn of_block(
    dom: &Dom<'_>,
    blocks: &Blocks,
    cues: &Cues,
    block: usize,
    mut cue: impl FnMut(Bucket, u32, &str),
) {
    let row = &blocks.rows[block];
    let mut node = dom.parent(row.first as usize);
    // Elements that the pipeline passes over (without visible text) add nothing here either.
    let element_tokens = |node: usize, cue: &mut dyn FnMut(u32, &str)| {
        if !cues.of_element(node).is_empty() {
            element_tokens(dom, node, cue);
        }
    };
    while node != row.node as usize && node != 0 {
        crate::work::add(1);
        element_tokens(node, &mut |token, name| cue(Bucket::Inline, token, name));
        node = dom.parent(node);
    }
    let mut level = 0;
    while node != 0 && dom.tag(node) != Tag::Body {
        crate::work::add(1);
        let bucket = match level {
            0 => Bucket::Own,
            1 | 2 => Bucket::Near,
            _ => Bucket::Far,
        };
        element_tokens(node, &mut |token, name| cue(bucket, token, name));
        node = dom.parent(node);
        level += 1;
    }
    text_tokens(blocks.text(block), text_bucket(row.chars), |token, name| cue(text_bucket(row.chars), token, name));
    if cues.heading[block] > 0 {
        let heading = cues.heading[block] as usize - 1;
        let bucket = text_bucket(blocks.rows[heading].chars);
        text_tokens(blocks.text(heading), bucket, |token, name| cue(Bucket::Heading, token, name));
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
    for (hash, name) in words(text).take(limit(bucket)) {
        let is_number = name.bytes().all(|b| b.is_ascii_digit());
        let word = Word { hash, chars: name.chars().count() as u32, is_number };
        if let Some(hash) = text_token(word) {
            token(hash, if is_number { "0" } else { name });
        }
    }
}

/// The tokens of one element: parts of its names, split at punctuation, digits and camelCase, and
/// a name's parts joined.
fn element_tokens(dom: &Dom<'_>, node: usize, mut token: impl FnMut(u32, &str)) {
    for (attr, value) in dom.raw_attrs(node) {
        crate::work::add(if matches!(attr, Attr::Class | Attr::AriaLabel) { value.len() } else { 1 });
        match attr {
            Attr::Class => value.split_ascii_whitespace().for_each(|name| name_tokens(name, &mut token)),
            Attr::Id
            | Attr::Role
            | Attr::Itemprop
            | Attr::DataComponent
            | Attr::DataTestid
            | Attr::DataType
            | Attr::DataBlock => {
                name_tokens(value, &mut token);
            }
            Attr::Itemtype => name_tokens(value.rsplit('/').next().unwrap_or(value), &mut token),
            Attr::AriaLabel => value.split_ascii_whitespace().take(3).for_each(|name| name_tokens(name, &mut token)),
            _ => {}
        }
    }
}

fn name_tokens(name: &str, token: &mut impl FnMut(u32, &str)) {
    let bytes = name.as_bytes();
    crate::work::add(bytes.len().min(64) + 1);
    if bytes.len() > 64 {
        return;
    }
    let mut joined = Fnv::new();
    let mut parts = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphabetic() {
            at += 1;
            continue;
        }
        let start = at;
        let mut part = Fnv::new();
        while at < bytes.len()
            && bytes[at].is_ascii_alphabetic()
            && !(at > start && bytes[at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase())
        {
            part.push(bytes[at].to_ascii_lowercase());
            if parts < 4 {
                joined.push(bytes[at].to_ascii_lowercase());
            }
            at += 1;
        }
        joined.push(b'-');
        parts += 1;
        if (2..=17).contains(&(at - start)) {
            token(part.finish(), &name[start..at]);
        }
    }
    if parts > 1 {
        token(joined.finish(), name);
    }
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
