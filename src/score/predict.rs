//! The model applied to columns, feature after feature.

use super::bins::{LANES, lanes};
use super::cues::{CueSums, add, cue_sums};
use super::model::{CLASSES, KINDS, Model, Row};
use crate::dom::Dom;
use crate::measure::{Columns, SCHEMA, schema as f};
use crate::segment::Blocks;

/// Log-odds of each block without context, and what the cues say of its role.
pub(super) fn context_free(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, model: &Model) -> (Vec<f32>, Vec<Row>) {
    let mut z = vec![model.bias; blocks.len()];
    for bins in &model.bins {
        let column = columns.column(bins.borders.feature);
        if let (f::PAGE_CHARS..=f::LD_TYPE, Some(value)) = (bins.borders.feature, column.first()) {
            // The page's own features are the same for all blocks.
            let weight = *bins.of(*value);
            z.iter_mut().for_each(|z| *z += weight);
        } else {
            bins.add(column, &mut z);
        }
    }
    // Pairs share the coarse bins of a feature.
    let coarse: Vec<Vec<u8>> =
        model.coarse.iter().map(|borders| borders.column(columns.column(borders.feature))).collect();
    for pair in &model.pairs {
        let (a, b) = (&coarse[pair.coarse.0], &coarse[pair.coarse.1]);
        for ((z, a), b) in z.iter_mut().zip(a).zip(b) {
            *z += pair.weights[usize::from(*a) * pair.width + usize::from(*b)];
        }
    }
    let CueSums { free, roles } = cue_sums(dom, blocks, columns, &model.cues);
    for (z, sum) in z.iter_mut().zip(free) {
        *z += sum;
    }
    (z, roles)
}

/// Log-odds in context: those without, and what the context features add.
pub(super) fn in_context(free: &[f32], context: &[Vec<f32>], model: &Model) -> Vec<f32> {
    let mut z: Vec<f32> = free.iter().map(|z| z + model.context_bias).collect();
    for bins in &model.context {
        bins.add(&context[bins.borders.feature], &mut z);
    }
    z
}

/// Probabilities of the classes, a row a block, from what the cues say of it.
pub(super) fn classes(columns: &Columns, raw: &[f32], mut z: Vec<Row>, model: &Model) -> Vec<Row> {
    // For a tile of blocks first the place of each feature's row, then a block's rows in turn: its
    // sums stay in the machine's registers.
    let mut places = vec![[0u32; LANES]; model.role_bins.len()];
    for (tile, z) in z.chunks_mut(LANES).enumerate() {
        for (places, bins) in places.iter_mut().zip(&model.role_bins) {
            let feature = bins.borders.feature;
            let column = if feature == SCHEMA.len() { raw } else { columns.column(feature) };
            *places = bins.borders.bins(&lanes(column, tile)).map(|bin| bins.first + bin);
        }
        for (lane, z) in z.iter_mut().enumerate() {
            let mut sums = *z;
            add(&mut sums, &model.role_bias);
            for places in &places {
                add(&mut sums, &model.role_rows[places[lane] as usize]);
            }
            *z = sums;
        }
    }
    z.iter_mut().for_each(|row| softmax(&mut row[..CLASSES.len()]));
    z
}

fn softmax(row: &mut [f32]) {
    let max = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    row.iter_mut().for_each(|z| *z = (*z - max).exp());
    let sum: f32 = row.iter().sum();
    row.iter_mut().for_each(|z| *z /= sum);
}

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
    let log = |x: f32| (1.0 + x).log2();
    let first = |feature: usize| columns.column(feature).first().copied().unwrap_or(0.0);
    let mut values: Vec<f32> = (f::PAGE_CHARS..=f::LD_TYPE).map(first).collect();
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
    [linked, longest, sentences].map(|n| (1.0 + n as f32).log2())
}

/// Probabilities of the page's kind.
pub(super) fn kinds(blocks: &Blocks, columns: &Columns, probabilities: &[f32], model: &Model) -> Vec<f32> {
    let values = kind_values(blocks, columns, probabilities);
    let mut z = model.kind_bias;
    for bins in &model.kind_bins {
        add(&mut z, bins.of(values[bins.borders.feature]));
    }
    softmax(&mut z[..KINDS.len()]);
    z[..KINDS.len()].to_vec()
}
