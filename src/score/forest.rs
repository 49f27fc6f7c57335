//! Boosted trees, asked about a whole batch of blocks at once and without a branch that depends on a
//! value.
//!
//! The trees that score grow leaf by leaf. A question that a block answers with yes rules out the leaves
//! on its left; when all questions of a tree are asked, in whatever order, the first leaf that is left is
//! the block's (QuickScorer: Lucchese and others 2015). The trees of the role heads, with a row of weights in
//! each leaf, are oblivious: all nodes of a level ask the same question, so the answers, a bit a level, are the number of
//! the leaf (Prokhorenkova and others 2018).

use super::inputs::{BATCH, Inputs, Quantised};
use super::model::HEADS;

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
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Node {
    pub split: Split,
    /// The leaves below it: the first, the first on its right side, the last plus one.
    first: u8,
    right: u8,
    end: u8,
    /// The leaves on its left side, a bit each: a yes rules them out.
    left: i16,
}

impl Node {
    /// `first < right < end`, which is at most [`MAIN_LEAVES`].
    pub(super) fn new(split: Split, [first, right, end]: [u8; 3]) -> Node {
        let below = |leaf: u8| (1u32 << leaf) - 1;
        Node { split, first, right, end, left: (below(right) & !below(first)) as i16 }
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

/// What a leaf of the role heads adds to each class; of the size of the sums, so that a row is two additions of vectors.
pub(super) type Leaf = [i16; HEADS];

/// More trees could overflow the sums of the role heads.
pub(super) const MOST_ROLE_TREES: usize = i16::MAX as usize / i8::MIN.unsigned_abs() as usize;
pub(super) const MOST_TREES: usize = i32::MAX as usize / i16::MIN.unsigned_abs() as usize;

/// The number of each block's leaf in an oblivious tree. A function of its own: inlined, it is compiled
/// block by block.
#[inline(never)]
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

/// The leaves of a tree that are ruled out, a bit each.
#[inline(never)]
fn ruled_out(nodes: &[Node], inputs: &Inputs) -> Quantised {
    let mut out = [0; BATCH];
    for node in nodes {
        let values: &Quantised = &inputs[usize::from(node.split.input)];
        for (out, value) in out.iter_mut().zip(values) {
            *out |= -i16::from(*value > node.split.above) & node.left;
        }
    }
    out
}

impl Forest<Tree> {
    /// What the trees say of each block, in steps.
    pub(super) fn sums(&self, inputs: &Inputs, blocks: usize) -> [i32; BATCH] {
        crate::work::add(self.trees.len() * blocks);
        let mut sums = [0; BATCH];
        for tree in &self.trees {
            let out = ruled_out(&tree.nodes, inputs);
            for (sum, out) in sums[..blocks].iter_mut().zip(out) {
                // A leaf is always left: the last one is ruled out by nothing.
                *sum += i32::from(tree.leaves[out.trailing_ones() as usize % MAIN_LEAVES]);
            }
        }
        sums
    }

    /// Log-odds of a sum.
    pub(super) fn value(&self, sum: i32) -> f32 {
        sum as f32 * self.scale
    }
}

impl Forest<Oblivious> {
    /// The same for the role heads.
    pub(super) fn sums(&self, inputs: &Inputs, blocks: usize) -> [[i16; HEADS]; BATCH] {
        crate::work::add(self.trees.len() * blocks);
        let mut sums = [[0; HEADS]; BATCH];
        for tree in &self.trees {
            let leaves = leaves(&tree.splits, inputs);
            add_rows(&mut sums[..blocks], &leaves, &tree.leaves);
        }
        sums
    }
}

/// Adds to each block's row that of its leaf. A function of its own, so that a row is added as a whole.
#[inline(never)]
fn add_rows(sums: &mut [[i16; HEADS]], leaves: &Quantised, rows: &[Leaf; LEAVES]) {
    for (sum, leaf) in sums.iter_mut().zip(leaves) {
        let row = &rows[*leaf as usize % LEAVES];
        *sum = std::array::from_fn(|head| sum[head] + row[head]);
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
    use crate::score::inputs::no_inputs;

    /// Whether input 3 is above 100; if so whether input 5 is above -7, else whether input 4 is above 0.
    fn tree() -> Tree {
        let node = |input, above, leaves| Node::new(Split { input, above }, leaves);
        let nodes = vec![node(3, 100, [0, 2, 4]), node(4, 0, [0, 1, 2]), node(5, -7, [2, 3, 4])];
        Tree { nodes, leaves: std::array::from_fn(|leaf| leaf as i16 * 10) }
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
        let sums = forest.sums(&inputs, BATCH);
        assert_eq!((sums[0], sums[1], sums[2], sums[63]), (40, 20, 0, 60));
        assert_eq!(forest.value(sums[0]), 20.0);
        assert_eq!(forest.sums(&inputs, 1)[1], 0);
    }

    #[test]
    fn the_answers_of_an_oblivious_tree_are_the_number_of_the_leaf() {
        let mut splits = [Split { input: 0, above: i16::MAX }; DEPTH];
        splits[0] = Split { input: 3, above: 100 };
        splits[1] = Split { input: 5, above: -7 };
        let leaves = std::array::from_fn(|leaf| std::array::from_fn(|head| leaf as i16 - head as i16));
        let mut inputs = no_inputs();
        inputs[3][7] = 101;
        inputs[5][6] = -6;
        inputs[5] = inputs[5].map(|value| value - 9);
        inputs[5][6] = -6;
        let forest = Forest { trees: vec![Oblivious { splits, leaves }; 3], scale: 1.0 };
        let sums = forest.sums(&inputs, 8);
        assert_eq!(sums[7][..4], [3, 0, -3, -6]);
        assert_eq!(sums[6][..2], [6, 3]);
        assert_eq!(sums[5][0], 0);
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
