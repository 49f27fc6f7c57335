//! Columns to scores, with a transparent additive model.
//!
//! Stage one is free of context: log-odds = bias + a weight for the bin of each feature + a weight
//! for the joint bin of some pairs + a weight for each cue token. Stage two smooths: it adds weights
//! for what stage one says of neighbours, enclosing elements and blocks of the same kind. A second
//! set of heads over the same bins and cues tells the roles apart. Every weight stands in
//! `src/score/model.txt`, which `training/train.py` writes.

mod bins;
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

use crate::dom::Dom;
use crate::measure::Columns;
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
    /// The context features, as [`context_columns`] gave them.
    context: Vec<Vec<f32>>,
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

/// Scores the blocks.
pub fn scores(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, model: &Model) -> Scores {
    let (free, cues) = predict::context_free(dom, blocks, columns, model);
    let context = context_columns(blocks, columns, &free);
    let raw = predict::in_context(&free, &context, model);
    let classes = predict::classes(columns, &raw, cues, model);
    let probabilities: Vec<f32> =
        raw.iter().zip(&blocks.rows).map(|(z, row)| if row.hidden.is_some() { 0.0 } else { sigmoid(*z) }).collect();
    let kinds = predict::kinds(blocks, columns, &probabilities, model);
    Scores { raw, probabilities, classes, context, kinds }
}

pub(crate) fn sigmoid(z: f32) -> f32 {
    1.0 / (1.0 + (-z).exp())
}
