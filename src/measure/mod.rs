//! Blocks to columns of features.
//!
//! Every feature of the [`SCHEMA`] is one column over the page's blocks. All facts come from
//! passes that are linear in the page: sums go up the tree in one backward pass, inherited facts go
//! down in one forward pass, nothing climbs.

mod cues;
mod density;
mod hash;
mod place;
pub(crate) mod schema;
mod shape;
mod structure;

pub use cues::Bucket;
pub(crate) use cues::Cues;
use cues::of_block as cues_of_block;
pub(crate) use cues::token_hash;
pub use density::Densities;
pub(crate) use density::sum_up;
pub(crate) use hash::Map;
pub use schema::{Feature, SCHEMA, schema_hash};

use crate::dom::{Attr, Dom, Tag};
use crate::segment::Blocks;
use hash::WordSet;
use structure::{LONG_CHARS, LONG_LINK_DENSITY, Nodes};

/// The features of a page's blocks.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    rows: usize,
    /// Column after column, in the order of the schema.
    values: Vec<f32>,
    pub(crate) cues: Cues,
    /// Signature of each block: tag and class of its element and of that one's parent.
    pub(crate) signatures: Vec<u64>,
    /// The block that shows the story's title.
    pub(crate) headline: Option<usize>,
    /// Characters of every node's subtree.
    pub(crate) node_chars: Vec<u32>,
    pub(crate) is_long: Vec<bool>,
    /// For each block the three elements around it that hold more text each.
    pub(crate) enclosing: Vec<[u32; 3]>,
    /// For each block its nearest group of three or more siblings of one kind, 0 for none.
    pub(crate) groups: Vec<u32>,
}

/// Measures the blocks.
pub fn columns(dom: &Dom<'_>, blocks: &Blocks) -> Columns {
    let n = blocks.len();
    let title = title_words(dom);
    crate::work::add(dom.len() + n * SCHEMA.len());
    let mut sinks = Sinks { rows: n, values: vec![0.0; n * SCHEMA.len()] };
    let mut cues = Cues::with_capacity(dom, blocks);
    let mut shapes = Vec::with_capacity(n);
    for (block, row) in blocks.rows.iter().enumerate() {
        cues.add_text(row, |visit| {
            shapes.push(shape::measure(blocks.text(block), row, &title, &mut sinks.at(block), visit));
        });
    }
    let is_long: Vec<bool> = blocks
        .rows
        .iter()
        .map(|row| {
            row.hidden.is_none()
                && row.chars >= LONG_CHARS
                && (row.link_chars as f32) < LONG_LINK_DENSITY * row.chars as f32
        })
        .collect();
    let nodes = Nodes::of(dom, blocks, &is_long);
    let signatures = structure::measure(dom, blocks, &nodes, &shapes, &mut sinks);
    let headline = place::headline(dom, blocks, &shapes, title.len());
    place::measure(dom, blocks, headline, &signatures, &is_long, &mut sinks);
    cues.add_elements(dom, blocks, &nodes.densities.chars);
    let enclosing = blocks.rows.iter().map(|row| {
        let e1 = nodes.up[row.node as usize];
        let e2 = nodes.up[e1 as usize];
        [e1, e2, nodes.up[e2 as usize]]
    });
    Columns {
        rows: n,
        values: sinks.values,
        cues,
        signatures,
        headline,
        enclosing: enclosing.collect(),
        groups: blocks.rows.iter().map(|row| nodes.group[row.node as usize]).collect(),
        node_chars: nodes.densities.chars,
        is_long,
    }
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
struct Sinks {
    rows: usize,
    values: Vec<f32>,
}

impl Sinks {
    fn at(&mut self, block: usize) -> Sink<'_> {
        Sink { rows: self.rows, block, values: &mut self.values }
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

fn log(value: f32) -> f32 {
    (1.0 + value).log2()
}

fn ratio(part: u32, whole: u32) -> f32 {
    part as f32 / whole.max(1) as f32
}

/// Words of `<title>` and `og:title`.
fn title_words(dom: &Dom<'_>) -> WordSet {
    let mut texts = Vec::new();
    for node in 0..dom.len() {
        match dom.tag(node) {
            Tag::Title if dom.tag(dom.parent(node)) == Tag::Head => {
                texts.extend(dom.children(node).map(|child| dom.text(child)));
            }
            Tag::Meta if matches!(dom.raw_attr(node, Attr::Property), Some("og:title")) => {
                texts.extend(dom.attr(node, Attr::Content));
            }
            _ => {}
        }
    }
    WordSet::of(&texts.iter().map(|text| &**text).collect::<Vec<_>>())
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
