//! What the class attribute of an element hints at, read once for all elements with the same names.

use crate::dom::{Attr, Dom};
use crate::measure::Columns;
use crate::segment::Blocks;
use std::cell::Cell;

/// A hint a bit.
pub(super) mod hint {
    pub(in crate::label) const CAPTION: u16 = 1;
    pub(in crate::label) const PROMO: u16 = 1 << 1;
    /// Names of images, and of texts beside them.
    pub(in crate::label) const IMAGE: u16 = 1 << 2;
    pub(in crate::label) const TEXT: u16 = 1 << 3;
    pub(in crate::label) const CREDIT: u16 = 1 << 4;
    pub(in crate::label) const QUOTE: u16 = 1 << 5;
    pub(in crate::label) const CROSS_HEAD: u16 = 1 << 6;
    pub(in crate::label) const STANDFIRST: u16 = 1 << 7;
    /// A class of this name alone ("cap").
    pub(in crate::label) const CAP: u16 = 1 << 8;
    /// The hints were read.
    pub(super) const READ: u16 = 1 << 15;
}

/// Where a name must stand in a class attribute.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Anywhere,
    /// A class of its own.
    Whole,
    /// A part of a class, between punctuation.
    Part,
    /// The beginning of a part, in lower case.
    Start,
}

const NAMES: [(&str, u16, Place); 32] = [
    ("article-summary", hint::STANDFIRST, Place::Anywhere),
    ("articlesummary", hint::STANDFIRST, Place::Anywhere),
    ("bild", hint::IMAGE, Place::Anywhere),
    ("cap", hint::CAP, Place::Whole),
    ("caption", hint::CAPTION, Place::Anywhere),
    ("carousel", hint::IMAGE, Place::Anywhere),
    ("copyright", hint::CREDIT, Place::Anywhere),
    ("credit", hint::CREDIT, Place::Anywhere),
    ("cross-head", hint::CROSS_HEAD, Place::Anywhere),
    ("crosshead", hint::CROSS_HEAD, Place::Anywhere),
    ("deck", hint::STANDFIRST, Place::Part),
    ("dek", hint::STANDFIRST, Place::Part),
    ("desc", hint::TEXT, Place::Anywhere),
    ("foto", hint::IMAGE, Place::Anywhere),
    ("gallery", hint::IMAGE, Place::Anywhere),
    ("image", hint::IMAGE, Place::Anywhere),
    ("img", hint::IMAGE, Place::Anywhere),
    ("info", hint::TEXT, Place::Anywhere),
    ("legend", hint::TEXT, Place::Anywhere),
    ("photo", hint::IMAGE, Place::Anywhere),
    ("photographer", hint::CREDIT, Place::Anywhere),
    ("picture", hint::IMAGE, Place::Anywhere),
    ("promo", hint::PROMO, Place::Anywhere),
    ("quote", hint::QUOTE, Place::Start),
    ("source", hint::CREDIT, Place::Anywhere),
    ("standfirst", hint::STANDFIRST, Place::Anywhere),
    ("subhead", hint::CROSS_HEAD, Place::Anywhere),
    ("subtitle", hint::STANDFIRST, Place::Anywhere),
    ("text", hint::TEXT, Place::Anywhere),
    ("title", hint::TEXT, Place::Anywhere),
    // `~` stands behind all letters: the last name of a letter has one behind it to end its range.
    ("~", 0, Place::Anywhere),
    ("~", 0, Place::Anywhere),
];

/// For each letter where its names begin in [`NAMES`].
static FIRST: [u8; 27] = {
    let mut first = [0; 27];
    let (mut letter, mut name) = (0, 0);
    while letter < 27 {
        while NAMES[name].0.as_bytes()[0] < b'a' + letter as u8 {
            name += 1;
        }
        first[letter] = name as u8;
        letter += 1;
    }
    first
};

/// For each letter the second letters of its names, a bit each, letters in lower case.
static SECOND: [u32; 26] = {
    let mut second = [0; 26];
    let mut name = 0;
    while NAMES[name].1 != 0 {
        let bytes = NAMES[name].0.as_bytes();
        second[(bytes[0] - b'a') as usize] |= 1 << (bytes[1] - b'a');
        name += 1;
    }
    second
};

/// Longer class attributes are not read: they name nothing, and every block below would read them.
const CLASS_BYTES: usize = 1024;

fn hints(class: &str) -> u16 {
    if class.len() > CLASS_BYTES {
        return 0;
    }
    let bytes = class.as_bytes();
    crate::work::add(bytes.len());
    let mut hints = 0;
    let letter = |b: u8| (b | 0x20).wrapping_sub(b'a');
    for (at, pair) in bytes.windows(2).enumerate() {
        let (first, second) = (usize::from(letter(pair[0])), letter(pair[1]));
        if first >= 26 || second >= 26 || SECOND[first] >> second & 1 == 0 {
            continue;
        }
        let letter = first;
        for (name, bit, place) in &NAMES[usize::from(FIRST[letter])..usize::from(FIRST[letter + 1])] {
            let stands = bytes.get(at..at + name.len()).is_some_and(|part| part.eq_ignore_ascii_case(name.as_bytes()));
            if stands && fits(bytes, at, name, *place) {
                hints |= bit;
            }
        }
    }
    hints
}

fn fits(bytes: &[u8], at: usize, name: &str, place: Place) -> bool {
    let before = at.checked_sub(1).map_or(b' ', |at| bytes[at]);
    let behind = bytes.get(at + name.len()).copied().unwrap_or(b' ');
    let parts = |b: u8| b.is_ascii_whitespace() || matches!(b, b'-' | b'_');
    match place {
        Place::Anywhere => true,
        Place::Whole => before.is_ascii_whitespace() && behind.is_ascii_whitespace(),
        Place::Part => parts(before) && parts(behind),
        Place::Start => matches!(before, b' ' | b'-' | b'_') && bytes[at..].starts_with(name.as_bytes()),
    }
}

/// The hints of class attributes, read when they are asked for.
pub(super) struct Names<'p, 'h> {
    dom: &'p Dom<'h>,
    blocks: &'p Blocks,
    columns: &'p Columns,
    read: Vec<Cell<u16>>,
}

impl<'p, 'h> Names<'p, 'h> {
    pub(super) fn new(dom: &'p Dom<'h>, blocks: &'p Blocks, columns: &'p Columns) -> Self {
        crate::work::add(columns.cues.names());
        Names { dom, blocks, columns, read: vec![Cell::new(0); columns.cues.names()] }
    }

    /// The hints of a holder's class attribute.
    pub(super) fn of(&self, holder: usize) -> u16 {
        crate::work::add(1);
        let naming = self.columns.cues.namings[holder] as usize;
        let read = &self.read[naming];
        if naming > 0 && read.get() != 0 {
            return read.get();
        }
        let class = self.dom.raw_attr(self.blocks.holders.node(holder), Attr::Class);
        let hints = class.map_or(0, hints) | hint::READ;
        read.set(hints);
        hints
    }

    /// Whether the block's own element or the one around its first text is so named.
    pub(super) fn hint(&self, block: usize, hint: u16) -> bool {
        let row = &self.blocks.rows[block];
        (self.of(row.holder as usize) | self.of(row.inner as usize)) & hint != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_by_letter() {
        assert!(NAMES.windows(2).all(|pair| pair[0].0.as_bytes()[0] <= pair[1].0.as_bytes()[0]));
        for (name, bit, _) in NAMES.iter().filter(|(_, bit, _)| *bit != 0) {
            assert_eq!(hints(name) & bit, *bit, "{name}");
        }
    }

    #[test]
    fn a_class_hints_at_what_its_names_say() {
        assert_eq!(hints("wp-Caption-text"), hint::CAPTION | hint::TEXT);
        assert_eq!(hints("a cap b"), hint::CAP);
        assert_eq!(hints("escape capital"), 0);
        assert_eq!(hints("article__dek"), hint::STANDFIRST);
        assert_eq!(hints("dekko decks"), 0);
        assert_eq!(hints("pull-quote"), hint::QUOTE);
        assert_eq!(hints("pullquote Quote"), 0);
        assert_eq!(hints("photographer"), hint::CREDIT | hint::IMAGE);
        assert_eq!(hints(""), 0);
        assert_eq!(hints(&"caption ".repeat(200)), 0);
    }
}
