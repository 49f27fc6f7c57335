//! Why a block has its score: the same trees as prediction, one block, answer by answer.

use super::Scores;
use super::forest::Tree;
use super::inputs::{Derived, MAIN_INPUTS, inputs, quantise};
use super::model::Model;
use crate::dom::Dom;
use crate::measure::Columns;
use crate::segment::Blocks;

/// Why a block has its score and its role. `bias` plus all contributions is `raw`, up to rounding.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The mean of all leaves of all trees that were asked, in log-odds; and where the first of them left no doubt that the
    /// block is junk, or it is hidden, what the others add to such blocks on average.
    pub bias: f32,
    /// What the answers to the questions about each feature add, largest effect first: at each question the mean of the leaves that
    /// are left changes, and the feature that was asked about gets the difference (Saabas 2014).
    pub contributions: Vec<Contribution>,
    /// The cue tokens behind the features named `cues_…`, largest weight first: those are sums of these
    /// weights. They are no terms of `raw`.
    pub cues: Vec<Contribution>,
    /// Bias plus all contributions, in log-odds.
    pub raw: f32,
    /// The calibrated score in [0, 1]: the logistic function of `raw`; 0 for hidden blocks.
    pub score: f32,
    /// The rule that gave the role.
    pub rule: &'static str,
}

/// What one feature adds to a block's raw score, or a cue token to a sum of cues.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Contribution {
    /// A feature's name ([`score::inputs`](crate::score::inputs)), or `bucket:name` of a cue.
    pub feature: String,
    /// The feature's value on this block; 1 for a cue.
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
    let page = Derived { sums: &scores.sums, context: &scores.context, kinds: &scores.kinds };
    let values: Vec<f32> = (0..MAIN_INPUTS).map(|input| page.value(&columns.values, block, input)).collect();
    let mut changes = vec![0.0f64; MAIN_INPUTS];
    crate::work::add(values.len() + 64 * model.main.trees.len());
    let (mut bias, mut sum) = (0.0, 0);
    let mut ask = |trees: &[Tree]| {
        for tree in trees {
            let mut leaf = 0.0;
            let value = |input: u8| quantise(values[usize::from(input)]);
            let mean = tree.explain(value, |input, change| {
                leaf += change;
                changes[usize::from(input)] += f64::from(change);
            });
            bias += f64::from(mean);
            sum += (mean + leaf).round() as i32;
        }
        sum
    };
    let (first, others) = model.stages();
    let has_stopped = model.stops(ask(first)) || blocks.hidden(block).is_some();
    let raw = model.raw(if has_stopped { ask(&[]) } else { ask(others) }, has_stopped);
    let scale = f64::from(model.main.scale);
    let terms = inputs().zip(&values).zip(changes).filter(|(_, change)| *change != 0.0);
    let contributions = terms.map(|(((feature, _), value), change)| Contribution {
        feature,
        value: *value,
        contribution: (change * scale) as f32,
    });
    let cues = columns.cues(dom, blocks, block).into_iter().map(|(bucket, hash, name)| Contribution {
        feature: format!("{}:{name}", bucket.name()),
        value: 1.0,
        contribution: model.cues.weight(bucket, hash),
    });
    Explanation {
        bias: model.raw(0, has_stopped) + (bias * scale) as f32,
        contributions: sorted(contributions.collect()),
        cues: sorted(cues.filter(|cue| cue.contribution != 0.0).collect()),
        raw,
        score: scores.probabilities[block],
        rule,
    }
}

fn sorted(mut terms: Vec<Contribution>) -> Vec<Contribution> {
    crate::work::add(terms.len() * (terms.len() + 1).ilog2() as usize);
    terms.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    terms
}
