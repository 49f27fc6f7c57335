//! Boosted trees, asked about a whole batch of blocks at once and without a branch that depends on a
//! value.
//!
//! The trees that score grow leaf by leaf. A question that a block answers with yes rules out the leaves
//! on its left; when all questions of a tree are asked, in whatever order, the first leaf that is left is
//! the block's (QuickScorer: Lucchese and others 2015). The trees of the role heads, with a row of weights in
//! each leaf, are oblivious: all nodes of a level ask the same question, so the answers, a bit a level, are the number of
//! the leaf (Prokhorenkova and others 2018).

use super::inputs::{BATCH, Inputs, PageInputs, Quantised, is_of_page};
use super::model::HEADS;
use crate::simd;
use fearless_simd::{Bytes, Simd, SimdBase, SimdMask, dispatch, i16x16, u8x32, u16x16};

/// Levels of an oblivious tree; shallower ones are filled up with questions that nothing answers with yes.
pub(super) const DEPTH: usize = 6;
pub(super) const LEAVES: usize = 1 << DEPTH;
/// Leaves of a tree that scores, a bit each.
pub(super) const MAIN_LEAVES: usize = 16;

/// Whether an input is larger than a border, both in steps of
/// [`STEP`](super::inputs::STEP).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Split {
    pub input: u8,
    pub above: i16,
}

/// A tree that grew leaf by leaf.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    /// Inner nodes, parents before children; the first is the root.
    pub nodes: Vec<Node>,
    /// In the order from left to right, in steps.
    pub leaves: [i16; MAIN_LEAVES],
    /// The leaves again, as [`Lookup`] has them.
    lookup: Lookup,
}

impl Tree {
    pub(super) fn new(nodes: Vec<Node>, leaves: [i16; MAIN_LEAVES]) -> Tree {
        Tree { nodes, leaves, lookup: Lookup::new(&leaves) }
    }
}

/// Leaves to be looked up by vectors, which choose bytes: where the [`DE_BRUIJN`] number of its bit has each leaf,
/// its lower and its upper byte, twice for vectors of two halves.
#[derive(Debug, Clone)]
struct Lookup {
    low: [u8; 32],
    high: [u8; 32],
}

/// Times a power of two, the upper four bits are another number for each of the sixteen (de Bruijn's sequence of order 4;
/// Leiserson, Prokop and Randall 1998: *Using de Bruijn Sequences to Index a 1 in a Computer Word*).
const DE_BRUIJN: u16 = 0x09AF;

impl Lookup {
    fn new(leaves: &[i16; MAIN_LEAVES]) -> Lookup {
        let mut lookup = Lookup { low: [0; 32], high: [0; 32] };
        for (leaf, value) in leaves.iter().enumerate() {
            let place = usize::from((1u16 << leaf).wrapping_mul(DE_BRUIJN) >> 12);
            for half in [0, 16] {
                [lookup.low[half + place], lookup.high[half + place]] = value.to_le_bytes();
            }
        }
        lookup
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Node {
    pub split: Split,
    /// The leaves below it: the first, the first on its right side, the last plus one.
    first: u8,
    right: u8,
    end: u8,
    /// The leaves on its left side, a bit each: a yes rules them out; and those on its right.
    left: i16,
    right_side: i16,
}

impl Node {
    /// `first < right < end`, which is at most [`MAIN_LEAVES`].
    pub(super) fn new(split: Split, [first, right, end]: [u8; 3]) -> Node {
        let below = |leaf: u8| (1u32 << leaf) - 1;
        let span = |from, to| (below(to) & !below(from)) as i16;
        Node { split, first, right, end, left: span(first, right), right_side: span(right, end) }
    }
}

/// An oblivious tree.
#[derive(Debug, Clone)]
pub(super) struct Oblivious {
    pub splits: [Split; DEPTH],
    pub leaves: [Leaf; LEAVES],
}

/// Trees whose leaves are summed, in whole steps of `scale`.
#[derive(Debug, Clone)]
pub(super) struct Forest<T> {
    pub trees: Vec<T>,
    pub scale: f32,
}

/// What a leaf of the role heads adds to each class; of the size and in the place of a vector.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[repr(align(16))]
pub(super) struct Leaf(pub [i8; HEADS]);

/// What leaves add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[repr(align(32))]
pub(super) struct LeafSum(pub [i16; HEADS]);

impl LeafSum {
    #[inline(always)]
    fn add(&mut self, leaf: &Leaf) {
        for (sum, weight) in self.0.iter_mut().zip(leaf.0) {
            *sum += i16::from(weight);
        }
    }
}

/// More trees could overflow the sums of the role heads.
pub(super) const MOST_ROLE_TREES: usize = i16::MAX as usize / i8::MIN.unsigned_abs() as usize;
pub(super) const MOST_TREES: usize = i32::MAX as usize / i16::MIN.unsigned_abs() as usize;

/// The number of each block's leaf in an oblivious tree. A function of its own: inlined, it is compiled
/// block by block.
#[inline(always)]
fn leaves(splits: &[Split; DEPTH], inputs: &Inputs) -> Quantised {
    let mut leaves = [0; BATCH];
    for (level, split) in splits.iter().enumerate() {
        let values: &Quantised = &inputs[usize::from(split.input)];
        // Whole vectors: a comparison gives all ones or zeros, of which one bit is kept.
        let bit = 1 << level;
        for (leaf, value) in leaves.iter_mut().zip(values) {
            *leaf |= -i16::from(*value > split.above) & bit;
        }
    }
    leaves
}

/// The questions of trees, those about the page apart, which half of all are.
#[derive(Debug, Clone, Default)]
pub(super) struct Questions {
    of_page: Vec<PageAsk>,
    of_blocks: Vec<Ask>,
    /// Of each tree the end of its questions about blocks.
    ends: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct PageAsk {
    split: Split,
    left: i16,
    right_side: i16,
    tree: u32,
}

impl Questions {
    pub(super) fn of(trees: &[Tree]) -> Questions {
        let mut questions = Questions::default();
        for (number, tree) in (0..).zip(trees) {
            for Node { split, left, right_side, .. } in tree.nodes.iter().copied() {
                if is_of_page(split.input) {
                    questions.of_page.push(PageAsk { split, left, right_side, tree: number });
                } else {
                    questions.of_blocks.push(Ask::new(split, left));
                }
            }
            questions.ends.push(questions.of_blocks.len() as u32);
        }
        questions
    }
}

/// What is left to ask of a page's blocks when the questions about the page are answered, with those below them that
/// no longer matter.
#[derive(Debug, Clone, Default)]
pub(super) struct Open {
    asks: Vec<Ask>,
    trees: Vec<OpenTree>,
    /// Of each tree the leaves that are left, a bit each.
    alive: Vec<i16>,
    /// What trees say of which nothing is left to ask.
    settled: i32,
}

/// A question about blocks, put the other way round: whether the input is smaller than a bound, in steps.
#[derive(Debug, Clone, Copy, Default)]
struct Ask {
    input: u8,
    bound: i16,
    /// The leaves that a no does not rule out, a bit each.
    kept: i16,
}

impl Ask {
    fn new(split: Split, left: i16) -> Ask {
        match split.above.checked_add(1) {
            Some(bound) => Ask { input: split.input, bound, kept: !left },
            // Nothing is larger.
            None => Ask { input: split.input, bound: 0, kept: -1 },
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct OpenTree {
    /// The leaves that are left, a bit each.
    alive: i16,
    /// The end of its questions.
    end: u32,
    number: u32,
}

impl Open {
    /// Answers what the trees ask about the page. Without a branch that depends on an answer: as many questions
    /// as not are settled, in no order.
    pub(super) fn answer(&mut self, trees: &[Tree], questions: &Questions, page: &PageInputs) {
        let Questions { of_page, of_blocks, ends } = questions;
        crate::work::add(of_page.len() + of_blocks.len());
        self.alive.clear();
        self.alive.resize(trees.len(), -1);
        for PageAsk { split, left, right_side, tree } in of_page {
            let is_right = -i16::from(page[usize::from(split.input)] > split.above);
            // An answer below one that ruled it out rules out what is ruled out.
            self.alive[*tree as usize] &= !(left & is_right | right_side & !is_right);
        }
        // Those of the page before may stand behind the last one.
        if self.asks.len() <= of_blocks.len() {
            self.asks.resize(of_blocks.len() + 1, Ask::default());
        }
        self.trees.clear();
        self.settled = 0;
        let (mut from, mut end) = (0, 0);
        for (number, (tree, to)) in (0..).zip(trees.iter().zip(ends)) {
            let (alive, before) = (self.alive[number as usize], end);
            for ask in &of_blocks[from..*to as usize] {
                self.asks[end] = *ask;
                end += usize::from(!ask.kept & alive != 0);
            }
            from = *to as usize;
            if end == before {
                self.settled += i32::from(tree.leaves[first_leaf(alive)]);
            } else {
                self.trees.push(OpenTree { alive, end: end as u32, number });
            }
        }
    }

    /// Adds what the trees say of the first `blocks` blocks, in steps; what it adds to those behind means nothing.
    pub(super) fn add(&self, trees: &[Tree], inputs: &Inputs, sums: &mut [i32; BATCH], blocks: usize) {
        crate::work::add(self.trees.len() * blocks);
        sums.iter_mut().for_each(|sum| *sum += self.settled);
        let level = simd::level();
        match blocks.div_ceil(LANES) {
            0 | 1 => dispatch!(level, simd => self.add_all::<_, 1>(simd, trees, inputs, sums)),
            2 => dispatch!(level, simd => self.add_all::<_, 2>(simd, trees, inputs, sums)),
            3 => dispatch!(level, simd => self.add_all::<_, 3>(simd, trees, inputs, sums)),
            _ => dispatch!(level, simd => self.add_all::<_, VECTORS>(simd, trees, inputs, sums)),
        }
    }

    #[inline(always)]
    fn add_all<S: Simd, const N: usize>(&self, simd: S, trees: &[Tree], inputs: &Inputs, sums: &mut [i32; BATCH]) {
        let mut from = 0;
        for open in &self.trees {
            let asks = &self.asks[from..open.end as usize];
            from = open.end as usize;
            let alive = alive::<_, N>(simd, asks, open.alive, inputs);
            add_leaves(simd, sums, alive, &trees[open.number as usize]);
        }
    }
}

/// Blocks a vector, and vectors a batch.
const LANES: usize = 16;
const VECTORS: usize = BATCH / LANES;

/// The leaves that are left to each block after all questions, a bit each; in vectors, so that they stay in registers.
#[inline(always)]
fn alive<S: Simd, const N: usize>(simd: S, asks: &[Ask], alive: i16, inputs: &Inputs) -> [i16x16<S>; N] {
    let mut left = [i16x16::splat(simd, alive); N];
    for ask in asks {
        let values = inputs[usize::from(ask.input)].as_chunks::<LANES>().0;
        let (bound, kept) = (i16x16::splat(simd, ask.bound), i16x16::splat(simd, ask.kept));
        for (left, values) in left.iter_mut().zip(values) {
            let is_smaller = bound.simd_gt(i16x16::from_slice(simd, values)).to_vector();
            *left &= is_smaller | kept;
        }
    }
    left
}

/// The first leaf that is left; the last one is ruled out by nothing.
fn first_leaf(alive: i16) -> usize {
    (alive as u16 | 1 << (MAIN_LEAVES - 1)).trailing_zeros() as usize
}

#[inline(always)]
fn add_leaves<S: Simd, const N: usize>(simd: S, sums: &mut [i32; BATCH], alive: [i16x16<S>; N], tree: &Tree) {
    let sums = sums.as_chunks_mut::<LANES>().0;
    if can_look_up(simd) {
        let (low, high) = (u8x32::from_slice(simd, &tree.lookup.low), u8x32::from_slice(simd, &tree.lookup.high));
        for (sums, alive) in sums.iter_mut().zip(alive) {
            let left = alive.bitcast::<u16x16<S>>() | (1 << (MAIN_LEAVES - 1));
            let first = left & (u16x16::splat(simd, 0) - left);
            // The number of the leaf in the lower byte of each lane; what the upper byte chooses goes.
            let place = ((first * DE_BRUIJN) >> 12).bitcast::<u8x32<S>>();
            let low = low.swizzle_dyn_within_blocks(place).bitcast::<u16x16<S>>() & 0xFF;
            let high = high.swizzle_dyn_within_blocks(place).bitcast::<u16x16<S>>() << 8;
            let steps: [i16; LANES] = (low | high).bitcast::<i16x16<S>>().into();
            sums.iter_mut().zip(steps).for_each(|(sum, steps)| *sum += i32::from(steps));
        }
    } else {
        for (sums, alive) in sums.iter_mut().zip(alive) {
            let alive: [i16; LANES] = alive.into();
            for (sum, alive) in sums.iter_mut().zip(alive) {
                *sum += i32::from(tree.leaves[first_leaf(alive)]);
            }
        }
    }
}

/// Whether one instruction chooses sixteen bytes: not on x86 before SSSE3.
#[inline(always)]
fn can_look_up<S: Simd>(simd: S) -> bool {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return simd.level().as_sse4_2().is_some();
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    return !simd.level().is_fallback();
}

impl<T> Forest<T> {
    /// Log-odds of a sum.
    pub(super) fn value(&self, sum: i32) -> f32 {
        sum as f32 * self.scale
    }
}

/// Trees whose rows are added at once, so that a block's sums are loaded and stored once for all of them.
const TOGETHER: usize = 8;

impl Forest<Oblivious> {
    /// What the trees say of each block, in steps.
    pub(super) fn sums(&self, inputs: &Inputs, blocks: usize) -> [LeafSum; BATCH] {
        crate::work::add(self.trees.len() * blocks);
        let mut sums = [LeafSum::default(); BATCH];
        let level = simd::level();
        let (groups, rest) = self.trees.as_chunks::<TOGETHER>();
        for trees in groups {
            let leaves = trees.each_ref().map(|tree| dispatch!(level, _simd => leaves(&tree.splits, inputs)));
            dispatch!(level, _simd => add_rows(&mut sums[..blocks], leaves, trees));
        }
        for tree in rest {
            let leaves = dispatch!(level, _simd => leaves(&tree.splits, inputs));
            dispatch!(level, _simd => add_rows(&mut sums[..blocks], [leaves], std::array::from_ref(tree)));
        }
        sums
    }
}

/// Adds to each block's row those of its leaves. A function of its own, so that a row is added as a whole.
#[inline(always)]
fn add_rows<const N: usize>(sums: &mut [LeafSum], leaves: [Quantised; N], trees: &[Oblivious; N]) {
    for (block, sum) in sums.iter_mut().enumerate() {
        let mut row = *sum;
        for (leaves, tree) in leaves.iter().zip(trees) {
            row.add(&tree.leaves[leaves[block % BATCH] as usize % LEAVES]);
        }
        *sum = row;
    }
}

impl Tree {
    /// The mean of all leaves, and what each answer changes of the mean of the leaves that are left;
    /// together the block's leaf. (Saabas 2014, with all leaves alike.)
    pub(super) fn explain(&self, value: impl Fn(u8) -> i16, mut change: impl FnMut(u8, f32)) -> f32 {
        let mean = |from: u8, to: u8| {
            let leaves = &self.leaves[usize::from(from)..usize::from(to)];
            leaves.iter().map(|leaf| f32::from(*leaf)).sum::<f32>() / leaves.len() as f32
        };
        let Some(root) = self.nodes.first() else { return f32::from(self.leaves[0]) };
        let all = mean(root.first, root.end);
        let (mut from, mut to, mut before) = (root.first, root.end, all);
        // Parents stand before children, so one pass goes down the block's path.
        for node in &self.nodes {
            if (node.first, node.end) == (from, to) {
                let is_right = value(node.split.input) > node.split.above;
                (from, to) = if is_right { (node.right, to) } else { (from, node.right) };
                let now = mean(from, to);
                change(node.split.input, now - before);
                before = now;
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::inputs::{no_inputs, page_inputs};

    /// Whether input 3 is above 100; if so whether input 5 is above -7, else whether input 4 is above 0.
    fn tree() -> Tree {
        let node = |input, above, leaves| Node::new(Split { input, above }, leaves);
        let nodes = vec![node(3, 100, [0, 2, 4]), node(4, 0, [0, 1, 2]), node(5, -7, [2, 3, 4])];
        Tree::new(nodes, std::array::from_fn(|leaf| leaf as i16 * 10))
    }

    #[test]
    fn every_block_falls_into_its_leaf() {
        let mut inputs = no_inputs();
        inputs[3][0] = 101;
        inputs[3][1] = 100;
        inputs[5] = [-7; BATCH];
        inputs[4][1] = 1;
        inputs[3][63] = i16::MAX;
        inputs[5][63] = i16::MAX;
        let forest = Forest { trees: vec![tree(), tree()], scale: 0.5 };
        let mut open = Open::default();
        open.answer(&forest.trees, &Questions::of(&forest.trees), &page_inputs(&inputs));
        let sums = |blocks: usize| {
            let mut sums = [0; BATCH];
            open.add(&forest.trees, &inputs, &mut sums, blocks);
            sums
        };
        let all = sums(BATCH);
        assert_eq!((all[0], all[1], all[2], all[63]), (40, 20, 0, 60));
        assert_eq!(forest.value(all[0]), 20.0);
        for blocks in 0..BATCH {
            assert_eq!(sums(blocks)[..blocks], all[..blocks]);
        }
    }

    #[test]
    fn the_answers_of_an_oblivious_tree_are_the_number_of_the_leaf() {
        let mut splits = [Split { input: 0, above: i16::MAX }; DEPTH];
        splits[0] = Split { input: 3, above: 100 };
        splits[1] = Split { input: 5, above: -7 };
        let leaves = std::array::from_fn(|leaf| Leaf(std::array::from_fn(|head| leaf as i8 - head as i8)));
        let mut inputs = no_inputs();
        inputs[3][7] = 101;
        inputs[5][6] = -6;
        inputs[5] = inputs[5].map(|value| value - 9);
        inputs[5][6] = -6;
        for n in [3, TOGETHER as i16 + 2] {
            let forest = Forest { trees: vec![Oblivious { splits, leaves }; n as usize], scale: 1.0 };
            let sums = forest.sums(&inputs, 8);
            assert_eq!(sums[7].0[..4], [n, 0, -n, -2 * n]);
            assert_eq!(sums[6].0[..2], [2 * n, n]);
            assert_eq!(sums[5].0[0], 0);
        }
    }

    #[test]
    fn an_explanation_adds_up_to_the_leaf() {
        let tree = tree();
        for (values, leaf) in [([0, 0, 0], 0), ([0, 1, 0], 1), ([200, 0, -9], 2), ([200, 0, 0], 3)] {
            let mut parts = Vec::new();
            let bias = tree.explain(|i| values[usize::from(i) - 3], |i, c| parts.push((i, c)));
            assert_eq!(bias + parts.iter().map(|(_, change)| change).sum::<f32>(), f32::from(tree.leaves[leaf]));
            assert_eq!(bias, 15.0);
            assert_eq!(parts.iter().map(|(i, _)| *i).collect::<Vec<_>>(), [3, if leaf < 2 { 4 } else { 5 }]);
        }
    }
}
