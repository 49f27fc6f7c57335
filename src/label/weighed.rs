//! The scores as the labels see them: with what profiles have to say for or against main content.

use super::known::Known;
use crate::score::{Class, Scores};

pub(super) struct Weighed<'s> {
    scores: &'s Scores,
    /// In place of the model's, where a profile speaks.
    probabilities: Option<Vec<f32>>,
}

impl<'s> Weighed<'s> {
    pub fn new(scores: &'s Scores, known: Option<&Known<'_>>) -> Self {
        Weighed { scores, probabilities: known.and_then(|known| known.weighed(scores)) }
    }

    /// A block's probability of belonging to the main content, in [0, 1].
    pub fn probability(&self, block: usize) -> f32 {
        match &self.probabilities {
            Some(probabilities) => probabilities[block],
            None => self.scores.probability(block),
        }
    }

    pub fn class(&self, block: usize, class: Class) -> f32 {
        self.scores.class(block, class)
    }

    /// Probabilities of the page's kind.
    pub fn kinds(&self) -> &[f32] {
        &self.scores.kinds
    }
}
