//! Columns to scores.

use crate::segment::Blocks;

/// The probability of each block that it belongs to the main content.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    pub(crate) probabilities: Vec<f32>,
}

impl Scores {
    /// A block's probability, in [0, 1].
    pub fn probability(&self, block: usize) -> f32 {
        self.probabilities[block]
    }
}

/// Scores.
pub fn scores(blocks: &Blocks) -> Scores {
    let p = |i: usize| {
        let row = &blocks.rows[i];
        let own = (row.chars - row.link_chars) as f32;
        (own / (own + 60.0)) * (1.0 - row.link_chars as f32 / row.chars.max(1) as f32)
    };
    Scores { probabilities: (0..blocks.len()).map(p).collect() }
}

/// Why a block has its score and its role.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The score with every feature at zero, in log-odds.
    pub bias: f32,
    /// What each feature adds, in log-odds.
    pub contributions: Vec<Contribution>,
    /// Bias plus all contributions, in log-odds.
    pub raw: f32,
    /// The calibrated score in [0, 1].
    pub score: f32,
    /// The rules that fired on the block, in order.
    pub rules: Vec<&'static str>,
}

/// What one feature adds to a block's raw score.
#[derive(Debug, Clone)]
pub struct Contribution {
    /// The feature's name in the schema.
    pub feature: String,
    /// The feature's value on this block.
    pub value: f32,
    /// Log-odds.
    pub contribution: f32,
}
