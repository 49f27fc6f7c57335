//! Why a block has its score: the same sums as prediction, one block, term by term.

use super::Scores;
use super::context::CONTEXT;
use super::model::Model;
use crate::dom::Dom;
use crate::measure::{Columns, SCHEMA};
use crate::segment::Blocks;

/// Why a block has its score and its role. `bias` plus all contributions is `raw`, up to rounding.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The model's constant terms, in log-odds.
    pub bias: f32,
    /// What each feature adds, largest effect first.
    pub contributions: Vec<Contribution>,
    /// Bias plus all contributions, in log-odds.
    pub raw: f32,
    /// The calibrated score in [0, 1]: the logistic function of `raw`; 0 for hidden blocks.
    pub score: f32,
    /// The rule that gave the role.
    pub rule: &'static str,
}

/// What one feature adds to a block's raw score.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Contribution {
    /// A feature's name, two with `×` between, or `bucket:name` of a cue.
    pub feature: String,
    /// The feature's value on this block (the first one's of a pair; 1 for a cue).
    pub value: f32,
    /// Log-odds.
    pub contribution: f32,
}

pub(crate) fn explanation(
    dom: &Dom<'_>,
    blocks: &Blocks,
    columns: &Columns,
    scores: &Scores,
    model: &Model,
    block: usize,
    rule: &'static str,
) -> Explanation {
    let mut contributions = Vec::new();
    let mut add = |feature: String, value: f32, contribution: f32| {
        if contribution != 0.0 {
            contributions.push(Contribution { feature, value, contribution });
        }
    };
    crate::work::add(model.bins.len() + model.pairs.len() + model.context.len());
    for bins in &model.bins {
        let feature = bins.borders.feature;
        let value = columns.value(feature, block);
        add(SCHEMA[feature].name.to_owned(), value, *bins.of(value));
    }
    for pair in &model.pairs {
        let (a, b) = (&model.coarse[pair.coarse.0], &model.coarse[pair.coarse.1]);
        let values = (columns.value(a.feature, block), columns.value(b.feature, block));
        let weight = pair.weights[a.bin(values.0) * pair.width + b.bin(values.1)];
        add(format!("{} × {}", SCHEMA[a.feature].name, SCHEMA[b.feature].name), values.0, weight);
    }
    for (bucket, hash, name) in columns.cues(dom, blocks, block) {
        add(format!("{}:{name}", bucket.name()), 1.0, model.cues.weight(bucket, hash));
    }
    for bins in &model.context {
        let value = scores.context[bins.borders.feature * blocks.len() + block];
        add(CONTEXT[bins.borders.feature].name.to_owned(), value, *bins.of(value));
    }
    crate::work::add(contributions.len() * (contributions.len() + 1).ilog2() as usize);
    contributions.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    Explanation {
        bias: model.bias + model.context_bias,
        contributions,
        raw: scores.raw[block],
        score: scores.probabilities[block],
        rule,
    }
}
