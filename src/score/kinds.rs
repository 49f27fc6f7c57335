//! What a page's kind is told by: facts of the page, what the cue weights of its blocks add up to, and the
//! names that it gives its parts.

use super::model::{Cuebook, HEADS, KIND_STEP, KINDS, Row, Steps, add, add_weights, row, softmax};
use crate::measure::{Columns, log, schema as f};
use crate::segment::Blocks;

/// A page feature, the borders between its bins, and a row of weights for each bin.
#[derive(Debug, Clone)]
pub(super) struct Bins {
    pub feature: usize,
    pub edges: Vec<f32>,
    /// One more than borders.
    pub weights: Vec<Row>,
}

impl Bins {
    /// The weights of the value's bin: its number is that of the borders below the value.
    fn of(&self, value: f32) -> Option<&Row> {
        self.weights.get(self.edges.iter().filter(|edge| **edge < value).count())
    }
}

/// A softmax over the page's kinds.
#[derive(Debug, Clone, Default)]
pub(super) struct KindHeads {
    pub bias: Row,
    pub bins: Vec<Bins>,
}

impl KindHeads {
    /// The probability of each kind. `names` is what the names of the elements add.
    pub(super) fn probabilities(
        &self,
        blocks: &Blocks,
        columns: &Columns,
        probabilities: &[f32],
        names: &Steps,
        book: &Cuebook,
        kinds: &mut Vec<f32>,
    ) {
        let values = kind_values(blocks, columns, probabilities);
        let mut names = *names;
        let (mut heard, mut count) = ([0; MOST_NAMES], 0);
        for token in &columns.cues.page_tokens {
            let number = book.elements.number(*token).filter(|number| !heard[..count].contains(number));
            let Some(number) = number.filter(|_| count < MOST_NAMES) else { continue };
            if let Some(weights) = book.elements.kinds(book.elements.entry(number)) {
                heard[count] = number;
                count += 1;
                add_weights(&mut names, weights);
            }
        }
        let mut z = self.bias;
        add(&mut z, &row(&names, KIND_STEP));
        for bins in &self.bins {
            if let Some(weights) = bins.of(values[bins.feature]) {
                add(&mut z, weights);
            }
        }
        softmax(&mut z, KINDS.len());
        kinds.clear();
        kinds.extend(&z[..KINDS.len()]);
    }
}

/// Names of the page as a whole that are looked at.
const MOST_NAMES: usize = 64;

const _: () = assert!(KINDS.len() <= HEADS);

/// What the page heads look at: the page's columns, and what the blocks' scores add up to.
pub const KIND_FEATURES: &[&str] = &[
    "page_chars",
    "page_blocks",
    "page_link_density",
    "page_long",
    "page_longest",
    "page_paragraphs",
    "page_articles",
    "page_h1",
    "page_h2",
    "page_images",
    "page_inputs",
    "page_prices",
    "page_times",
    "page_cells",
    "og_type",
    "ld_type",
    "page_h3",
    "page_items",
    "page_code",
    "page_forms",
    "page_buttons",
    "page_textareas",
    "page_links",
    "page_long_blocks",
    "page_dates",
    "page_linked_headings",
    "page_group",
    "page_signature",
    "page_repeated",
    "og_kind",
    "ld_kind",
    "main_chars",
    "main_share",
    "main_blocks",
    "main_link_density",
    "main_long",
    "main_longest",
    "main_items",
    "main_headings",
    "has_headline",
    "linked_headings",
    "longest_run",
    "sentence_blocks",
];

/// One value for each of [`KIND_FEATURES`].
pub fn kind_values(blocks: &Blocks, columns: &Columns, probabilities: &[f32]) -> Vec<f32> {
    let (mut count, mut chars, mut links, mut long, mut longest, mut items, mut headings, mut all) =
        (0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32);
    crate::work::add(blocks.len());
    for (block, row) in blocks.rows.iter().enumerate() {
        let p = probabilities[block];
        let size = row.chars as f32;
        all += size;
        count += p;
        chars += p * size;
        links += p * row.link_chars as f32;
        items += p * columns.value(f::IN_ITEM, block);
        headings += p * columns.value(f::IN_HEADING, block);
        if columns.is_long[block] {
            long += p * size;
            longest = longest.max(p * size);
        }
    }
    let first = |feature: usize| if columns.is_empty() { 0.0 } else { columns.value(feature, 0) };
    let mut values = Vec::with_capacity(KIND_FEATURES.len());
    values.extend((f::PAGE_CHARS..=f::LD_KIND).map(first));
    values.extend([
        log(chars),
        chars / all.max(1.0),
        log(count),
        links / chars.max(1.0),
        long / chars.max(1.0),
        log(longest),
        items / count.max(1.0),
        headings / count.max(1.0),
        f32::from(u8::from(columns.headline.is_some())),
    ]);
    values.extend(story_shape(blocks, columns));
    values
}

/// What tells a story from teasers: headings that are links, the longest run of text without a
/// linked heading between, and blocks of two sentences and more; log2(1+n) each.
fn story_shape(blocks: &Blocks, columns: &Columns) -> [f32; 3] {
    let (mut linked, mut run, mut longest, mut sentences) = (0u32, 0u32, 0u32, 0u32);
    crate::work::add(blocks.len());
    for (block, row) in blocks.rows.iter().enumerate() {
        if row.hidden.is_some() {
            continue;
        }
        if columns.value(f::IN_HEADING, block) != 0.0 && row.link_chars == row.chars {
            linked += 1;
            run = 0;
        }
        if columns.is_long[block] {
            run += 1;
            longest = longest.max(run);
            sentences += u32::from(columns.value(f::SENTENCES, block) >= 2.0);
        }
    }
    [linked, longest, sentences].map(|n| log(n as f32))
}
