//! Columns to scores, with a learned model.
//!
//! **Not stable**: a stage of the pipeline, open to training, benches and tests ([Stability](crate#stability)).
//!
//! Cue tokens come first: the sum of their weights says in log-odds what the page's own names and
//! words say of a block. From these sums follow the context (what they say of neighbours, enclosing
//! elements, blocks of the same kind) and the kind of page. Two forests then ask about all of that and
//! the features of the schema: one, of trees grown leaf by leaf, gives the log-odds of main content, the
//! other, of oblivious trees, tells the roles apart. `training/train.py` writes the model.

mod context;
mod cues;
mod explain;
mod forest;
mod format;
mod inputs;
mod kinds;
mod model;
mod stages;
mod tokens;

pub use explain::{Contribution, Explanation};
pub use inputs::{input_hash, inputs};
pub use model::Model;
pub(crate) use model::{CLASSES, Class, KINDS};
pub(crate) use tokens::TokenIndex;

use crate::measure::{Columns, exp};
use crate::segment::Blocks;
use context::Context;
pub use context::context_columns;
use cues::Sums;
pub(crate) use explain::explanation;
use inputs::{BATCH, Derived, Inputs};
pub use kinds::{KIND_FEATURES, kind_values};
use model::{Row, softmax};
use stages::Stages;

/// What the model says of each block.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    pub(crate) probabilities: Vec<f32>,
    /// A row of class probabilities a block, in the order of [`CLASSES`].
    classes: Vec<Row>,
    /// Sums of the cue weights.
    sums: Vec<Sums>,
    context: Vec<Context>,
    /// Probabilities of the page's kind, in the order of [`KINDS`].
    pub(crate) kinds: Vec<f32>,
}

impl Scores {
    /// A block's probability of belonging to the main content, in [0, 1].
    ///
    /// # Panics
    ///
    /// When there is no such block.
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
    stages: Stages,
    /// Log-odds of belonging to the main content.
    raw: Vec<f32>,
    /// No page is to come: what a step needs goes before the next step makes its own.
    pub(crate) is_of_one_page: bool,
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
    let Buffers { cue_z, cues, means, inputs, stages, raw, is_of_one_page } = buffers;
    let Scores { probabilities, classes, sums, context, kinds, .. } = &mut scores;
    cues.add(blocks, columns, &model.cues, sums, classes);
    if *is_of_one_page {
        *cues = cues.kinds_alone();
    }
    cue_z.clear();
    cue_z.extend(sums.iter().map(|sums| model.cue_bias + sums.iter().sum::<f32>()));
    means.context(blocks, columns, cue_z, context);
    visible(blocks, cue_z, probabilities);
    model.kinds.probabilities(blocks, columns, probabilities, &cues.kinds, &model.cues, kinds);
    if *is_of_one_page {
        (*means, *cue_z) = Default::default();
    }
    let inputs = inputs.get_or_insert_with(inputs::no_inputs);
    let page = Derived { sums, context, kinds };
    page.fill_page(&columns.values, inputs);
    stages.begin(model, inputs);
    raw.clear();
    raw.resize(blocks.len(), 0.0);
    for from in (0..blocks.len()).step_by(BATCH) {
        let batch = from..blocks.len().min(from + BATCH);
        page.fill(&columns.values, classes, batch.clone(), inputs);
        stages.score(model, inputs, batch.clone(), raw, |block| blocks.hidden(block).is_some());
        roles(model, inputs, &mut classes[batch]);
    }
    stages.end(model, raw);
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

/// Makes probabilities of what cue sums, which stand in `rows`, and trees say of the roles.
fn roles(model: &Model, inputs: &Inputs, rows: &mut [Row]) {
    let all = model.roles.sums(inputs, rows.len());
    for (row, steps) in rows.iter_mut().zip(&all) {
        for ((z, steps), bias) in row.iter_mut().zip(steps.0).zip(model.role_bias) {
            *z += bias + f32::from(steps) * model.roles.scale;
        }
        softmax(row, CLASSES.len());
    }
}

pub(crate) fn sigmoid(z: f32) -> f32 {
    1.0 / (1.0 + exp(-z))
}
