//! Why a block has its score: the same sums as prediction, one block, term by term.

use super::Scores;
use super::context::{CONTEXT, context_columns};
use super::model::Model;
use super::predict::bin;
use crate::dom::Dom;
use crate::measure::{Columns, SCHEMA};
use crate::segment::Blocks;

/// Why a block has its score and its role. `bias` plus all contributions is `raw`, up to rounding.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The score with every feature at zero, in log-odds.
    pub bias: f32,
    /// What each feature adds, largest effect first.
    pub contributions: Vec<Contribution>,
    /// Bias plus all contributions, in log-odds.
    pub raw: f32,
    /// The calibrated score in [0, 1]: the logistic function of `raw`; 0 for hidden blocks.
    pub score: f32,
    /// The rule that gave the role.
    pub rules: Vec<&'static str>,
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
    for bins in &model.bins {
        let value = columns.value(bins.feature, block);
        add(SCHEMA[bins.feature].name.to_owned(), value, bins.weights[bin(&bins.edges, value)]);
    }
    for pair in &model.pairs {
        let (a, b) = pair.features;
        let values = (columns.value(a, block), columns.value(b, block));
        let at = bin(&pair.edges.0, values.0) * (pair.edges.1.len() + 1) + bin(&pair.edges.1, values.1);
        add(format!("{} × {}", SCHEMA[a].name, SCHEMA[b].name), values.0, pair.weights[at]);
    }
    for (bucket, hash, name) in columns.cues(dom, blocks, block) {
        add(format!("{}:{name}", bucket.name()), 1.0, model.cues.table(bucket).weight(hash, bucket, 0));
    }
    let context = context_columns(blocks, columns, &scores.free);
    for bins in &model.context {
        let value = context[bins.feature][block];
        add(CONTEXT[bins.feature].name.to_owned(), value, bins.weights[bin(&bins.edges, value)]);
    }
    contributions.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    Explanation {
        bias: model.bias + model.context_bias,
        contributions,
        raw: scores.raw[block],
        score: scores.probabilities[block],
        rules: vec![rule],
    }
}
