//! Blocks to columns of features.
//!
//! Every feature of the [`SCHEMA`] is one column over the page's blocks. All facts come from
//! passes that are linear in the page: sums go up the tree in one backward pass, inherited facts go
//! down in one forward pass, nothing climbs.

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

pub use cues::Bucket;
pub(crate) use cues::Cues;
use cues::of_block as cues_of_block;
pub(crate) use cues::token_hash;
pub use density::{Counts, Densities, sum_up};
pub(crate) use math::{exp, log};
pub use schema::{Feature, SCHEMA, schema_hash};
pub(crate) use structure::FLAGS;

use crate::dom::{Dom, Tag};
use crate::segment::Blocks;
use hash::Interner;
use kin::Kin;
use page::PageFacts;
use shape::Shape;
use structure::Composites;

/// The features of a page's blocks.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    rows: usize,
    /// Column after column, in the order of the schema.
    values: Vec<f32>,
    pub(crate) cues: Cues,
    /// Signature of each block: tag and class of its element and of that one's parent, numbered.
    pub(crate) signatures: Vec<u32>,
    /// The block that shows the story's title.
    pub(crate) headline: Option<usize>,
    pub(crate) densities: Densities,
    pub(crate) is_long: Vec<bool>,
    /// For each block the three holders around it that hold more text each.
    pub(crate) enclosing: Vec<[u32; 3]>,
    /// For each block its nearest group of three or more siblings of one kind, 0 for none.
    pub(crate) groups: Vec<u32>,
    buffers: Buffers,
}

/// What only measuring needs, kept for the next page.
#[derive(Debug, Clone, Default)]
struct Buffers {
    shapes: Vec<Shape>,
    up: Vec<u32>,
    outside: Vec<u32>,
    composites: Composites,
    kin: Kin,
    namings: Interner,
}

/// Measures the blocks.
pub fn columns(dom: &Dom<'_>, blocks: &Blocks) -> Columns {
    columns_in(dom, blocks, Columns::default())
}

/// [`columns`] in the buffers of another page.
pub(crate) fn columns_in(dom: &Dom<'_>, blocks: &Blocks, mut columns: Columns) -> Columns {
    let n = blocks.len();
    columns.rows = n;
    columns.values.clear();
    columns.values.resize(n * SCHEMA.len(), 0.0);
    let Columns { values, cues, signatures, densities, is_long, enclosing, groups, buffers, .. } = &mut columns;
    let Buffers { shapes, up, outside, composites, kin, namings } = buffers;
    let mut sinks = Sinks { rows: n, values };
    let mut page = PageFacts::of(dom);
    cues.clear();
    shapes.clear();
    for (block, row) in blocks.rows.iter().enumerate() {
        let shape = cues.add_text(row, |tokens| {
            shape::measure(blocks.text(block), row, &page.title, &mut sinks.at(block), |word| tokens.add(word))
        });
        shapes.push(shape);
    }
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
    structure::landmarks(dom, blocks, &mut sinks);
    structure::enclosing(blocks, densities, enclosing, composites, &mut sinks);
    structure::main_subtree(dom, blocks, densities, outside, &mut sinks);
    kin.fill(dom, blocks, densities);
    kin.measure(blocks, shapes, signatures, groups, &mut sinks);
    kin.repeats(blocks, &mut sinks);
    page.headline = place::headline(dom, blocks, shapes, page.title.len());
    place::measure(dom, blocks, &page, signatures, is_long, &mut sinks);
    namings.clear();
    for holder in 0..blocks.holders.len() {
        let node = blocks.holders.node(holder);
        let speaks = densities.chars(holder) > 0 && !matches!(dom.tag(node), Tag::Html | Tag::Body);
        cues.add_holder(dom, node, speaks, namings);
    }
    cues.add_headings(blocks);
    columns.headline = page.headline;
    columns
}

impl Columns {
    /// Number of blocks.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is no block.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// One feature of all blocks; `feature` is its place in the [`SCHEMA`].
    pub fn column(&self, feature: usize) -> &[f32] {
        &self.values[feature * self.rows..(feature + 1) * self.rows]
    }

    /// Every cue of a block: bucket, hash and name. It climbs the tree, so it is for training and for
    /// explanations, not for the pipeline.
    pub fn cues(&self, dom: &Dom<'_>, blocks: &Blocks, block: usize) -> Vec<(Bucket, u32, String)> {
        let mut found = Vec::new();
        cues_of_block(dom, blocks, &self.cues, block, |bucket, hash, name| found.push((bucket, hash, name.to_owned())));
        found
    }

    /// One feature of one block.
    pub fn value(&self, feature: usize, block: usize) -> f32 {
        self.column(feature)[block]
    }
}

/// The columns while they are filled.
struct Sinks<'v> {
    rows: usize,
    values: &'v mut [f32],
}

impl Sinks<'_> {
    fn at(&mut self, block: usize) -> Sink<'_> {
        Sink { rows: self.rows, block, values: self.values }
    }

    fn column(&self, feature: usize) -> &[f32] {
        &self.values[feature * self.rows..(feature + 1) * self.rows]
    }

    fn column_mut(&mut self, feature: usize) -> &mut [f32] {
        &mut self.values[feature * self.rows..(feature + 1) * self.rows]
    }

    /// Makes column `to` the column `from` of the block `shift` places on; 0 beyond the ends.
    fn shift(&mut self, to: usize, from: usize, shift: isize) {
        let (to, from, by) = (to * self.rows, from * self.rows, shift.unsigned_abs().min(self.rows));
        let kept = self.rows - by;
        // `to` is filled with zeros until now.
        match shift {
            0.. => self.values.copy_within(from + by..from + by + kept, to),
            _ => self.values.copy_within(from..from + kept, to + by),
        }
    }
}

/// One block's row while it is filled.
struct Sink<'v> {
    rows: usize,
    block: usize,
    values: &'v mut [f32],
}

impl Sink<'_> {
    fn set(&mut self, feature: usize, value: f32) {
        self.values[feature * self.rows + self.block] = value;
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

/// 1 for each block that stands in a heading.
pub(crate) fn heading_bits(columns: &Columns) -> &[f32] {
    columns.column(schema::IN_HEADING)
}
