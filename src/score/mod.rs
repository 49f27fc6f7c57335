//! Columns to scores, with a learned model.
//!
//! Cue tokens come first: the sum of their weights says in log-odds what the page's own names and
//! words say of a block. From these sums follow the context (what they say of neighbours, enclosing
//! elements, blocks of the same kind) and the kind of page. Two forests of oblivious trees then ask
//! about all of that and the features of the schema: one gives the log-odds of main content, the other
//! tells the roles apart. `training/train.py` writes the model.

mod context;
mod cues;
mod explain;
mod forest;
mod format;
mod inputs;
mod kinds;
mod model;
mod tokens;

pub use explain::{Contribution, Explanation};
pub use inputs::{input_hash, inputs};
pub use model::Model;
pub(crate) use model::{CLASSES, Class, KINDS};
pub(crate) use tokens::TokenIndex;

use crate::measure::{Columns, LANES, exp};
use crate::segment::Blocks;
pub use context::context_columns;
pub(crate) use explain::explanation;
pub use kinds::{KIND_FEATURES, kind_values};
use cues::Sums;
use inputs::{Derived, Tile};
use model::{HEADS, Row, softmax};

/// What the model says of each block.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    /// Log-odds of belonging to the main content.
    pub(crate) raw: Vec<f32>,
    pub(crate) probabilities: Vec<f32>,
    /// A row of class probabilities a block, in the order of [`CLASSES`].
    classes: Vec<Row>,
    /// Sums of the cue weights.
    sums: Vec<Sums>,
    /// The context features, a column after the other.
    context: Vec<f32>,
    /// Probabilities of the page's kind, in the order of [`KINDS`].
    pub(crate) kinds: Vec<f32>,
}

impl Scores {
    /// A block's probability of belonging to the main content, in [0, 1].
    pub fn probability(&self, block: usize) -> f32 {
        self.probabilities[block]
    }

    /// The probability that the block is of this class.
    pub(crate) fn class(&self, block: usize, class: Class) -> f32 {
        self.classes[block][class as usize]
    }
}

/// Buffers that only scoring needs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffers {
    cue_z: Vec<f32>,
    cues: cues::CueSums,
    means: context::Means,
    tiles: Vec<Tile>,
}

/// Scores the blocks.
pub fn scores(blocks: &Blocks, columns: &Columns, model: &Model) -> Scores {
    scores_in(blocks, columns, model, Scores::default(), &mut Buffers::default())
}

/// [`scores`] in the buffers of another page.
pub(crate) fn scores_in(
    blocks: &Blocks,
    columns: &Columns,
    model: &Model,
    mut scores: Scores,
    buffers: &mut Buffers,
) -> Scores {
    let Buffers { cue_z, cues, means, tiles } = buffers;
    let Scores { raw, probabilities, classes, sums, context, kinds } = &mut scores;
    cues.add(blocks, columns, &model.cues, sums, classes);
    cue_z.clear();
    cue_z.extend(sums.iter().map(|sums| model.cue_bias + sums.iter().sum::<f32>()));
    means.context(blocks, columns, cue_z, context);
    visible(blocks, cue_z, probabilities);
    model.kinds.probabilities(blocks, columns, probabilities, &cues.kinds, &model.cues, kinds);
    forests(columns, model, sums, context, kinds, classes, raw, tiles);
    visible(blocks, raw, probabilities);
    scores
}

/// Probabilities from log-odds; hidden blocks have none.
fn visible(blocks: &Blocks, z: &[f32], probabilities: &mut Vec<f32>) {
    crate::work::add(z.len());
    probabilities.clear();
    let rows = z.iter().zip(&blocks.rows);
    probabilities.extend(rows.map(|(z, row)| if row.hidden.is_some() { 0.0 } else { sigmoid(*z) }));
}

/// Tiles whose inputs stay in the first cache while all trees pass over them.
const BATCH: usize = 4;

/// Asks all trees about all blocks: fills `raw`, and turns the cue sums in `classes` into
/// probabilities.
#[expect(clippy::too_many_arguments)]
fn forests(
    columns: &Columns,
    model: &Model,
    sums: &[Sums],
    context: &[f32],
    kinds: &[f32],
    classes: &mut [Row],
    raw: &mut Vec<f32>,
    tiles: &mut Vec<Tile>,
) {
    raw.clear();
    raw.reserve(sums.len());
    tiles.resize(BATCH, inputs::empty_tile());
    let page = Derived { sums, context, kinds, classes };
    tiles.iter_mut().for_each(|tile| page.fill_page(&columns.values, tile));
    let count = sums.len().div_ceil(LANES);
    for batch in (0..count).step_by(BATCH) {
        let tiles = &mut tiles[..BATCH.min(count - batch)];
        let page = Derived { sums, context, kinds, classes };
        for (tile, number) in tiles.iter_mut().zip(batch..) {
            page.fill(&columns.values, number, tile);
        }
        let mut steps = [[0; LANES]; BATCH];
        model.main.add(tiles, &mut steps);
        let mut class_steps = [[[0; HEADS]; LANES]; BATCH];
        model.roles.add(tiles, &mut class_steps);
        let from = batch * LANES;
        let blocks = from..sums.len().min(from + BATCH * LANES);
        raw.extend(steps.as_flattened()[..blocks.len()].iter().map(|steps| model.bias + model.main.value(*steps)));
        for (row, steps) in classes[blocks].iter_mut().zip(class_steps.as_flattened()) {
            for ((z, steps), bias) in row.iter_mut().zip(steps).zip(model.role_bias) {
                *z = bias + f32::from(*steps) * model.roles.scale;
            }
            softmax(row, CLASSES.len());
        }
    }
}

pub(crate) fn sigmoid(z: f32) -> f32 {
    1.0 / (1.0 + exp(-z))
}
