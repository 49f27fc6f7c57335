//! Asking the trees in two stages.
//!
//! The first trees, which tell most, leave no doubt that menus and lists of links are junk: more than
//! half of all blocks. The other trees are asked about runs of blocks of which one is still in doubt, gathered so that
//! batches are full. A block's score does not depend on its neighbours: one that has stopped stays as it is.

use super::forest::Open;
use super::inputs::{BATCH, Inputs, OF_BLOCKS, no_inputs, page_inputs};
use super::model::Model;
use std::ops::Range;

/// Where blocks stop that are junk beyond doubt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stop {
    /// Trees of the first stage.
    pub trees: usize,
    /// A block stops when their sum is less, in steps.
    pub below: i32,
    /// What the other trees add to such blocks on average, log-odds.
    pub rest: f32,
}

/// Blocks that stay together: a vector of inputs.
const RUN: usize = 8;
/// No block stands there.
const NOBODY: u32 = u32::MAX;

/// Runs that wait for the second stage.
#[derive(Debug, Clone)]
struct Waiting {
    inputs: Box<Inputs>,
    sums: [i32; BATCH],
    blocks: [u32; BATCH],
    runs: usize,
}

/// Buffers of the stages.
#[derive(Debug, Clone, Default)]
pub(super) struct Stages {
    first: Open,
    others: Open,
    waiting: Option<Waiting>,
}

impl Stages {
    /// Answers what the trees ask about the page.
    pub(super) fn begin(&mut self, model: &Model, inputs: &Inputs) {
        let (first, others) = model.stages();
        let page = page_inputs(inputs);
        self.first.answer(first, &model.questions[0], &page);
        self.others.answer(others, &model.questions[1], &page);
    }

    /// Fills `raw`, the page's log-odds, for a batch of blocks, but for those that wait for more.
    pub(super) fn score(
        &mut self,
        model: &Model,
        inputs: &Inputs,
        blocks: Range<usize>,
        raw: &mut [f32],
        is_hidden: impl Fn(usize) -> bool,
    ) {
        let mut all = [0; BATCH];
        self.first.add(model.stages().0, inputs, &mut all, blocks.len());
        for (run, sums) in all.as_chunks::<RUN>().0.iter().enumerate() {
            let mut places = [NOBODY; RUN];
            let mut is_doubted = false;
            for (lane, block) in blocks.clone().skip(run * RUN).take(RUN).enumerate() {
                raw[block] = model.raw(sums[lane], true);
                if !is_hidden(block) && !model.stops(sums[lane]) {
                    places[lane] = block as u32;
                    is_doubted = true;
                }
            }
            if is_doubted {
                self.wait(inputs, run, *sums, places);
                if self.waiting.as_ref().is_some_and(|waiting| waiting.runs == BATCH / RUN) {
                    self.end(model, raw);
                }
            }
        }
    }

    fn wait(&mut self, inputs: &Inputs, run: usize, sums: [i32; RUN], places: [u32; RUN]) {
        let new = || Waiting { inputs: no_inputs(), sums: [0; BATCH], blocks: [NOBODY; BATCH], runs: 0 };
        let waiting = self.waiting.get_or_insert_with(new);
        let at = waiting.runs % (BATCH / RUN);
        crate::work::add(inputs.len());
        for of_blocks in OF_BLOCKS {
            for (to, from) in waiting.inputs[of_blocks.clone()].iter_mut().zip(&inputs[of_blocks]) {
                to.as_chunks_mut::<RUN>().0[at] = from.as_chunks::<RUN>().0[run % (BATCH / RUN)];
            }
        }
        waiting.sums.as_chunks_mut().0[at] = sums;
        waiting.blocks.as_chunks_mut().0[at] = places;
        waiting.runs += 1;
    }

    /// Asks the other trees about the blocks that wait.
    pub(super) fn end(&mut self, model: &Model, raw: &mut [f32]) {
        let Some(waiting) = &mut self.waiting else { return };
        let n = waiting.runs * RUN;
        self.others.add(model.stages().1, &waiting.inputs, &mut waiting.sums, n);
        for (block, sum) in waiting.blocks.iter().zip(waiting.sums).take(n).filter(|(block, _)| **block != NOBODY) {
            raw[*block as usize] = model.raw(sum, false);
        }
        waiting.runs = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Parser, dom, measure, score, segment};

    /// A page of menus, teasers and a story.
    fn page() -> String {
        let links =
            |name: &str| -> String { (0..100).map(|i| format!("<li><a href=/{i}>{name} {i}</a></li>")).collect() };
        let story: String = (0..20)
            .map(|i| format!("<p>The council met on day {i}, and after three hours it agreed, as it had before, to close the bridge for the winter.</p>"))
            .collect();
        format!(
            "<title>The bridge</title><nav class=\"main-nav menu\"><ul>{}</ul></nav><article><h1>The bridge</h1>{story}</article>\
             <footer class=\"site-footer\"><ul class=\"footer-links menu\">{}</ul></footer>",
            links("Topic"),
            links("About")
        )
    }

    /// Every block's log-odds, with blocks asked about one by one: each in a batch of its own.
    fn alone(model: &Model, inputs: &[Inputs], n: usize, hidden: usize) -> Vec<f32> {
        (0..n)
            .map(|block| {
                let mut raw = vec![0.0; n];
                let mut stages = Stages::default();
                stages.begin(model, &inputs[block]);
                stages.score(model, &inputs[block], block..block + 1, &mut raw, |block| block == hidden);
                stages.end(model, &mut raw);
                raw[block]
            })
            .collect()
    }

    #[test]
    fn a_block_scores_the_same_whatever_stands_beside_it() {
        let model = Model::builtin();
        let html = page();
        let dom = dom::parse(&html, Parser::Fast, &Limits::default());
        let blocks = segment::blocks(&dom, &Limits::default());
        let columns = measure::columns(&dom, &blocks);
        let scores = score::scores(&blocks, &columns, model);
        let derived =
            crate::score::inputs::Derived { sums: &scores.sums, context: &scores.context, kinds: &scores.kinds };
        let (n, hidden) = (blocks.len(), 3);
        let (mut raw, mut stages, mut inputs) = (vec![0.0; n], Stages::default(), no_inputs());
        let mut single = vec![*no_inputs(); n];
        derived.fill_page(&columns.values, &mut inputs);
        stages.begin(model, &inputs);
        for from in (0..n).step_by(BATCH) {
            let batch = from..n.min(from + BATCH);
            derived.fill(&columns.values, &scores.classes, batch.clone(), &mut inputs);
            for block in batch.clone() {
                single[block] = inputs.map(|values| [values[block - from]; BATCH]);
            }
            stages.score(model, &inputs, batch, &mut raw, |block| block == hidden);
        }
        stages.end(model, &mut raw);
        assert_eq!(raw, alone(model, &single, n, hidden));
        let most = crate::score::sigmoid(model.raw(model.stop.below, true));
        let stopped = (0..n).filter(|block| scores.probabilities[*block] <= most).count();
        assert!(stopped > 50 && stopped < n - 15, "{stopped} of {n}");
    }
}
