//! Columns to scores, with a transparent additive model.
//!
//! Stage one is free of context: log-odds = bias + a weight for the bin of each feature + a weight
//! for the joint bin of some pairs + a weight for each cue token. Stage two smooths: it adds weights
//! for what stage one says of neighbours, enclosing elements and blocks of the same kind. A second
//! set of heads over the same bins and cues tells the roles apart. Every weight stands in
//! `src/score/model.txt`, which `training/train.py` writes.

mod bins;
mod compiled;
mod context;
mod cues;
mod explain;
mod kinds;
mod model;
mod predict;
mod tokens;

pub use explain::{Contribution, Explanation};
pub use model::Model;
pub(crate) use model::{CLASSES, Class, KINDS};
pub(crate) use tokens::TokenIndex;

use crate::measure::{Columns, exp};
use crate::segment::Blocks;
pub use context::{CONTEXT, context_columns};
pub(crate) use explain::explanation;
pub use kinds::{KIND_FEATURES, kind_values};
use model::Row;

/// What the model says of each block.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    /// Log-odds of belonging to the main content, in context.
    pub(crate) raw: Vec<f32>,
    pub(crate) probabilities: Vec<f32>,
    /// A row of class probabilities a block, in the order of [`CLASSES`].
    classes: Vec<Row>,
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
    free: Vec<f32>,
    cues: cues::CueSums,
    means: context::Means,
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
    let Buffers { free, cues, means } = buffers;
    let Scores { raw, probabilities, classes, context, kinds } = &mut scores;
    predict::context_free(blocks, columns, model, cues, free, classes);
    means.context(blocks, columns, free, context);
    predict::in_context(free, context, model, raw);
    predict::classes(raw, classes, model);
    probabilities.clear();
    crate::work::add(raw.len());
    let visible = raw.iter().zip(&blocks.rows);
    probabilities.extend(visible.map(|(z, row)| if row.hidden.is_some() { 0.0 } else { sigmoid(*z) }));
    *kinds = predict::kinds(blocks, columns, probabilities, model);
    scores
}

pub(crate) fn sigmoid(z: f32) -> f32 {
    1.0 / (1.0 + exp(-z))
}
