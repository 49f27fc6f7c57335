//! How much of a text the page shows.

use crate::page::Page;

/// So many words in a row are the unit; so many of a text's words are looked for.
const ROW: usize = 4;
const MAX_WORDS: usize = 512;

/// The share of the text's rows of four words that visible blocks have, in [0, 1]; `None` when it has no such row.
/// What a long text begins with stands for all of it.
pub(super) fn shown(page: &Page<'_>, text: &str) -> Option<f32> {
    let mut rows = Vec::with_capacity(MAX_WORDS.min(text.len() / 4));
    let mut row = Row::default();
    // No word is shorter than a byte, and few are longer than these.
    words(crate::dom::prefix(text, 16 * MAX_WORDS), |word| {
        if rows.len() < MAX_WORDS {
            rows.extend(row.push(word));
        }
    });
    rows.sort_unstable();
    rows.dedup();
    if rows.is_empty() {
        return None;
    }
    let mut found = vec![false; rows.len()];
    let mut row = Row::default();
    for block in page.blocks().filter(|block| block.hidden().is_none()) {
        words(block.text(), |word| {
            if let Some(at) = row.push(word).and_then(|row| rows.binary_search(&row).ok()) {
                found[at] = true;
            }
        });
    }
    Some(found.iter().filter(|found| **found).count() as f32 / rows.len() as f32)
}

/// The last words.
#[derive(Default)]
struct Row {
    words: [u64; ROW],
    len: usize,
}

impl Row {
    /// Hash of the row that ends with this word.
    fn push(&mut self, word: u64) -> Option<u64> {
        self.words.rotate_left(1);
        self.words[ROW - 1] = word;
        self.len = (self.len + 1).min(ROW);
        (self.len == ROW).then(|| self.words.iter().fold(0, |hash, word| mixed(hash, *word)))
    }
}

fn mixed(hash: u64, value: u64) -> u64 {
    let mixed = (hash.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
}

/// Hashes of the words in lower case; where words are not parted by spaces, of each character.
fn words(text: &str, mut each: impl FnMut(u64)) {
    crate::work::add(text.len());
    let mut word = 0;
    for c in text.chars() {
        let is_lone = c >= '\u{2e80}';
        if (is_lone || !c.is_alphanumeric()) && word != 0 {
            each(std::mem::take(&mut word));
        }
        if !c.is_alphanumeric() {
            continue;
        }
        word = c.to_lowercase().fold(word, |word, c| mixed(word, u64::from(u32::from(c))));
        if is_lone {
            each(std::mem::take(&mut word));
        }
    }
    if word != 0 {
        each(word);
    }
}
