//! Blocks to columns of features.
//!
//! **Not stable**: a stage of the pipeline, open to training, benches and tests ([Stability](crate#stability)).
//!
//! Every feature of the [`SCHEMA`] has a value for every block, kept in tiles of sixteen blocks; what
//! stands above a block is a bit of one number, what is said of the page is kept once. All facts
//! come from passes that are linear in the page: sums go up the tree in one backward pass, and nothing
//! climbs more than a few levels.
//!
//! The tree, the blocks and the columns of one call belong to the same page; those of different
//! pages panic or mean nothing.

mod bytes;
mod cues;
mod density;
mod hash;
mod kin;
mod math;
mod page;
mod place;
pub(crate) mod schema;
mod shape;
mod structure;
mod tiles;

pub use cues::Bucket;
pub(crate) use cues::Cues;
use cues::of_block as cues_of_block;
pub(crate) use cues::token_hash;
pub use density::{Counts, Densities, sum_up};
pub(crate) use math::{exp, ln, log};
pub use schema::{Feature, SCHEMA, schema_hash};
pub(crate) use structure::FLAGS;
pub(crate) use tiles::{LANES, Values};

use crate::dom::{Dom, Tag};
use crate::segment::Blocks;
use crate::simd;
use fearless_simd::{Simd, dispatch};
use hash::Interner;
use kin::Kin;
use page::PageFacts;
use shape::{Shape, Wanted};
use structure::Composites;

/// The features of a page's blocks.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    pub(crate) values: Values,
    pub(crate) cues: Cues,
    /// Signature of each block: tag and class of its element and of that one's parent, numbered.
    pub(crate) signatures: Vec<u32>,
    /// The block that shows the story's title.
    pub(crate) headline: Option<usize>,
    pub(crate) densities: Densities,
    pub(crate) is_long: Vec<bool>,
    /// Whether the block holds a word by which notices are known.
    pub(crate) notices: Vec<bool>,
    /// For each block the three holders around it that hold more text each.
    pub(crate) enclosing: Vec<[u32; 3]>,
    /// For each block its nearest group of three or more siblings of one kind, 0 for none.
    pub(crate) groups: Vec<u32>,
}

/// Buffers that only measuring needs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffers {
    shapes: Vec<Shape>,
    up: Vec<u32>,
    levels: Vec<u32>,
    composites: Composites,
    /// Sums of [`structure::writing`], and then how far outside of the main subtrees holders stand.
    writing: Vec<Counts>,
    kin: Kin,
    namings: Interner,
}

/// Measures the blocks.
pub fn columns(dom: &Dom<'_>, blocks: &Blocks) -> Columns {
    columns_in(dom, blocks, Columns::default(), &mut Buffers::default())
}

/// [`columns`] in the buffers of another page.
pub(crate) fn columns_in(dom: &Dom<'_>, blocks: &Blocks, mut columns: Columns, buffers: &mut Buffers) -> Columns {
    let Columns { values, cues, signatures, densities, is_long, notices, enclosing, groups, .. } = &mut columns;
    let Buffers { shapes, up, levels, composites, writing, kin, namings } = buffers;
    values.reset(blocks.rows.iter().map(|row| row.ancestors));
    let mut page = PageFacts::of(dom);
    let wanted = Wanted::new(&page.title, &page.description);
    cues.clear();
    cues.reserve(blocks.len(), blocks.holders.len());
    shapes.clear();
    shapes.reserve(blocks.len());
    notices.clear();
    notices.reserve(blocks.len());
    dispatch!(simd::level(), simd => texts(simd, blocks, &wanted, cues, values, shapes, notices));
    crate::work::add(2 * blocks.len());
    is_long.clear();
    is_long.extend(blocks.rows.iter().map(density::is_long));
    densities.fill(dom, blocks);
    structure::up(&blocks.holders, densities, up);
    enclosing.clear();
    enclosing.extend(blocks.rows.iter().map(|row| {
        let e1 = up[row.holder as usize];
        let e2 = up[e1 as usize];
        [e1, e2, up[e2 as usize]]
    }));
    structure::landmarks(dom, blocks, values);
    structure::writing(blocks, shapes, writing);
    structure::enclosing(blocks, densities, enclosing, up, writing, composites, values);
    structure::main_subtree(dom, blocks, densities, writing, values);
    kin.clear();
    kin.reserve(blocks.holders.len());
    namings.clear(blocks.holders.len() / 2);
    for (holder, node) in blocks.holders.nodes.iter().enumerate() {
        crate::work::add(1);
        let tag = dom.tag(*node as usize);
        let (class, names) = cues::names_hashes(dom, *node as usize);
        kin.add_holder(tag, blocks.holders.parent(holder), class);
        let is_page = matches!(tag, Tag::Html | Tag::Body);
        if is_page {
            cues.add_page(dom, *node as usize);
        }
        let speaks = densities.chars(holder) > 0 && !is_page;
        cues.add_holder(dom, *node as usize, if speaks { names } else { 0 }, namings);
    }
    kin.find_groups(blocks, densities);
    kin.measure(blocks, shapes, signatures, groups, values);
    kin.repeats(blocks, values);
    page.headline = place::headline(dom, blocks, shapes, page.title.len());
    structure::headline_up(blocks, densities, page.headline, levels, values);
    place::measure(dom, blocks, &page, shapes, signatures, is_long, values);
    cues.add_headings(blocks);
    columns.headline = page.headline;
    columns
}

/// Reads the text of every block.
#[inline(always)]
fn texts<S: Simd>(
    simd: S,
    blocks: &Blocks,
    wanted: &Wanted<'_>,
    cues: &mut Cues,
    values: &mut Values,
    shapes: &mut Vec<Shape>,
    notices: &mut Vec<bool>,
) {
    for (block, row) in blocks.rows.iter().enumerate() {
        let mut tokens = cues.begin_text(row);
        let shape = shape::measure(simd, &blocks.text, row, wanted, &mut values.at(block), &mut tokens);
        cues.end_text();
        notices.push(shape.has_notice_word);
        shapes.push(shape);
    }
}

impl Columns {
    /// Number of blocks.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is no block.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every cue of a block: bucket, hash and name. It climbs the tree, so it is for training and for
    /// explanations, not for the pipeline.
    pub fn cues(&self, dom: &Dom<'_>, blocks: &Blocks, block: usize) -> Vec<(Bucket, u32, String)> {
        let mut found = Vec::new();
        cues_of_block(dom, blocks, &self.cues, block, |bucket, hash, name| found.push((bucket, hash, name.to_owned())));
        found
    }

    /// Every name that speaks of the page's kind, with its hash: those of the page as a whole begin with `page:`. For
    /// training, not for the pipeline.
    pub fn page_cues(&self, dom: &Dom<'_>, blocks: &Blocks) -> Vec<(u32, String)> {
        let mut found = Vec::new();
        cues::of_page(dom, blocks, &self.cues, |hash, name| found.push((hash, name.to_owned())));
        found
    }

    /// One feature of one block; `feature` is its place in the [`SCHEMA`].
    ///
    /// # Panics
    ///
    /// When there is no such block or feature.
    pub fn value(&self, feature: usize, block: usize) -> f32 {
        self.values.get(feature, block)
    }
}

fn ratio(part: u32, whole: u32) -> f32 {
    part as f32 / whole.max(1) as f32
}

/// Classes of elements, for the categorical features.
fn tag_class(tag: Tag) -> f32 {
    let class = match tag {
        Tag::P => 1,
        Tag::Div => 2,
        Tag::Li => 3,
        Tag::H1 => 4,
        Tag::H2 => 5,
        Tag::H3 => 6,
        Tag::H4 | Tag::H5 | Tag::H6 => 7,
        Tag::Td => 8,
        Tag::Th => 9,
        Tag::Dd => 10,
        Tag::Dt => 11,
        Tag::Pre | Tag::Listing => 12,
        Tag::Blockquote => 13,
        Tag::Figcaption => 14,
        Tag::Figure => 15,
        Tag::Button => 16,
        Tag::Option | Tag::Select | Tag::Optgroup => 17,
        Tag::Section => 18,
        Tag::Article => 19,
        Tag::Aside => 20,
        Tag::Header => 21,
        Tag::Footer => 22,
        Tag::Nav => 23,
        Tag::Ul | Tag::Ol | Tag::Menu => 24,
        Tag::Form | Tag::Fieldset | Tag::Legend => 25,
        Tag::Body => 26,
        Tag::Main => 27,
        Tag::Caption => 28,
        Tag::Summary | Tag::Details => 29,
        Tag::Address => 30,
        Tag::Tr | Tag::Tbody | Tag::Table | Tag::Thead | Tag::Tfoot => 31,
        Tag::Center => 32,
        Tag::Other => 33,
        Tag::A => 34,
        Tag::Span => 35,
        _ => 0,
    };
    class as f32
}

#[cfg(test)]
mod tests;
