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
use cues::Sums;
pub(crate) use explain::explanation;
use forest::Open;
use inputs::{BATCH, Derived, Inputs};
pub use kinds::{KIND_FEATURES, kind_values};
use model::{Row, softmax};

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
    inputs: Option<Box<Inputs>>,
    open: Open,
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
    let Buffers { cue_z, cues, means, inputs, open } = buffers;
    let Scores { probabilities, classes, sums, context, kinds, .. } = &mut scores;
    cues.add(blocks, columns, &model.cues, sums, classes);
    cue_z.clear();
    cue_z.extend(sums.iter().map(|sums| model.cue_bias + sums.iter().sum::<f32>()));
    means.context(blocks, columns, cue_z, context);
    visible(blocks, cue_z, probabilities);
    model.kinds.probabilities(blocks, columns, probabilities, &cues.kinds, &model.cues, kinds);
    forests(columns, model, &mut scores, inputs.get_or_insert_with(inputs::no_inputs), open);
    visible(blocks, &scores.raw, &mut scores.probabilities);
    scores
}

/// Probabilities from log-odds; hidden blocks have none.
fn visible(blocks: &Blocks, z: &[f32], probabilities: &mut Vec<f32>) {
    crate::work::add(z.len());
    probabilities.clear();
    let rows = z.iter().zip(&blocks.rows);
    probabilities.extend(rows.map(|(z, row)| if row.hidden.is_some() { 0.0 } else { sigmoid(*z) }));
}

/// Asks all trees about all blocks: fills `raw`, and makes probabilities of what cue sums, which stand in
/// `classes`, and trees say of the roles.
fn forests(columns: &Columns, model: &Model, scores: &mut Scores, inputs: &mut Inputs, open: &mut Open) {
    let Scores { raw, classes, sums, context, kinds, .. } = scores;
    raw.clear();
    raw.reserve(sums.len());
    let n = sums.len();
    Derived { sums, context, kinds, classes }.fill_page(&columns.values, inputs);
    open.answer(&model.main.trees, inputs);
    for from in (0..n).step_by(BATCH) {
        let blocks = from..n.min(from + BATCH);
        let page = Derived { sums, context, kinds, classes };
        for tile in from / LANES..blocks.end.div_ceil(LANES) {
            page.fill(&columns.values, tile, inputs);
        }
        let mut steps = [0; BATCH];
        open.add(&model.main.trees, inputs, &mut steps[..blocks.len()]);
        raw.extend(steps[..blocks.len()].iter().map(|steps| model.bias + model.main.value(*steps)));
        let steps = model.roles.sums(inputs, blocks.len());
        for (row, steps) in classes[blocks].iter_mut().zip(&steps) {
            for ((z, steps), bias) in row.iter_mut().zip(steps.0).zip(model.role_bias) {
                *z += bias + f32::from(steps) * model.roles.scale;
            }
            softmax(row, CLASSES.len());
        }
    }
}

pub(crate) fn sigmoid(z: f32) -> f32 {
    1.0 / (1.0 + exp(-z))
}
