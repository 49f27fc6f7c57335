//! The model applied to columns, feature after feature.

use super::model::{Bins, CLASSES, CueTable, Cuebook, KINDS, Model};
use crate::dom::{Dom, Tag};
use crate::measure::{Bucket, Columns, Map, SCHEMA, schema as f};
use crate::segment::Blocks;

/// Log-odds of each block without context.
pub(super) fn context_free(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, model: &Model) -> Vec<f32> {
    let n = blocks.len();
    let mut z = vec![model.bias; n];
    for bins in &model.bins {
        for (z, value) in z.iter_mut().zip(columns.column(bins.feature)) {
            *z += bins.weights[bin(&bins.edges, *value)];
        }
    }
    let mut coarse: Map<(usize, usize), Vec<u8>> = Map::default();
    for pair in &model.pairs {
        let (a, b) = pair.features;
        for (feature, edges) in [(a, &pair.edges.0), (b, &pair.edges.1)] {
            // Pairs share the coarse bins of a feature.
            coarse
                .entry((feature, edges.len()))
                .or_insert_with(|| columns.column(feature).iter().map(|value| bin(edges, *value) as u8).collect());
        }
        let (i, j) = (&coarse[&(a, pair.edges.0.len())], &coarse[&(b, pair.edges.1.len())]);
        let width = pair.edges.1.len() + 1;
        for ((z, i), j) in z.iter_mut().zip(i).zip(j) {
            *z += pair.weights[usize::from(*i) * width + usize::from(*j)];
        }
    }
    let sums = cue_sums(dom, blocks, columns, &model.cues);
    for (z, sum) in z.iter_mut().zip(sums) {
        *z += sum;
    }
    z
}

/// Number of borders below the value.
pub(super) fn bin(edges: &[f32], value: f32) -> usize {
    edges.iter().map(|edge| usize::from(*edge < value)).sum()
}

/// Log-odds in context: those without, and what the context features add.
pub(super) fn in_context(free: &[f32], context: &[Vec<f32>], model: &Model) -> Vec<f32> {
    let mut z: Vec<f32> = free.iter().map(|z| z + model.context_bias).collect();
    for bins in &model.context {
        for (z, value) in z.iter_mut().zip(&context[bins.feature]) {
            *z += bins.weights[bin(&bins.edges, *value)];
        }
    }
    z
}

/// Probabilities of the classes, a row a block.
pub(super) fn classes(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, raw: &[f32], model: &Model) -> Vec<f32> {
    let heads = CLASSES.len();
    let mut z = cue_sums(dom, blocks, columns, &model.role_cues);
    for row in z.chunks_exact_mut(heads) {
        add(row, &model.role_bias);
    }
    for bins in &model.role_bins {
        let column = if bins.feature == SCHEMA.len() { raw } else { columns.column(bins.feature) };
        add_bins(&mut z, bins, column, heads);
    }
    z.chunks_exact_mut(heads).for_each(softmax);
    z
}

fn add_bins(z: &mut [f32], bins: &Bins, column: &[f32], heads: usize) {
    for (row, value) in z.chunks_exact_mut(heads).zip(column) {
        let at = bin(&bins.edges, *value) * heads;
        add(row, &bins.weights[at..at + heads]);
    }
}

fn add(row: &mut [f32], weights: &[f32]) {
    for (z, weight) in row.iter_mut().zip(weights) {
        *z += weight;
    }
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
    let mut z = model.kind_bias.clone();
    for bins in &model.kind_bins {
        add_bins(&mut z, bins, &[values[bins.feature]], KINDS.len());
    }
    softmax(&mut z);
    z
}

/// Sums of cue weights, `heads` a block. What an element adds is looked up once; what far
/// ancestors add is carried down the tree.
fn cue_sums(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, book: &Cuebook) -> Vec<f32> {
    let heads = book.elements.heads;
    let stride = 4 * heads;
    let cues = &columns.cues;
    // A row a node: inline, own, near of the element; far of the element and all above it.
    let mut sums = vec![0.0f32; dom.len() * stride];
    let (inline, own, near, far) = (Bucket::Inline as usize * heads, heads, 2 * heads, 3 * heads);
    for node in 1..dom.len() {
        if dom.tag(node) == Tag::Text || columns.node_chars[node] == 0 {
            continue;
        }
        let parent = dom.parent(node);
        let (above, here) = sums.split_at_mut(node * stride);
        let row = &mut here[..stride];
        for token in cues.of_element(node) {
            if let Some(weights) = book.elements.get(*token) {
                add(row, weights);
            }
        }
        add(&mut row[far..], &above[parent * stride + far..(parent + 1) * stride]);
        add(&mut row[inline..inline + heads], &above[parent * stride + inline..parent * stride + inline + heads]);
    }
    let mut out = vec![0.0; blocks.len() * heads];
    for (block, row) in blocks.rows.iter().enumerate() {
        let out = &mut out[block * heads..(block + 1) * heads];
        let at = |node: usize, from: usize| &sums[node * stride + from..node * stride + from + heads];
        let node = row.node as usize;
        let p1 = dom.parent(node);
        let p2 = dom.parent(p1);
        add(out, at(dom.parent(row.first as usize), inline));
        out.iter_mut().zip(at(node, inline)).for_each(|(z, w)| *z -= w);
        add(out, at(node, own));
        add(out, at(p1, near));
        add(out, at(p2, near));
        add(out, at(dom.parent(p2), far));
        text_sums(out, &book.texts, cues.of_text(block), cues.text_bucket[block]);
        if cues.heading[block] > 0 {
            let heading = cues.heading[block] as usize - 1;
            text_sums(out, &book.texts, cues.of_text(heading), Bucket::Heading);
        }
    }
    out
}

fn text_sums(out: &mut [f32], table: &CueTable, tokens: &[u32], bucket: Bucket) {
    let from = (bucket as usize % 4) * table.heads;
    for token in tokens {
        if let Some(weights) = table.get(*token) {
            add(out, &weights[from..from + table.heads]);
        }
    }
}
