//! Boosted oblivious trees (Prokhorenkova and others 2018): every level of a tree asks one question of
//! all its nodes, so the answers of a block, a bit a level, are the number of its leaf. No branch depends
//! on a value, and the questions are asked of sixteen blocks at once.

use super::inputs::{Quantised, Tile};
use super::model::HEADS;
use crate::measure::LANES;

/// Levels of a tree; shallower ones are filled up with questions that nothing answers with yes.
pub(super) const DEPTH: usize = 6;
pub(super) const LEAVES: usize = 1 << DEPTH;

/// Whether an input is larger than a border, both in steps of
/// [`STEP`](super::inputs::STEP).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Split {
    pub input: u8,
    pub above: i16,
}

#[derive(Debug, Clone)]
pub(super) struct Tree<L> {
    pub splits: [Split; DEPTH],
    pub leaves: [L; LEAVES],
}

/// Trees whose leaves are summed, in whole steps of `scale`.
#[derive(Debug, Clone, Default)]
pub(super) struct Forest<L> {
    pub trees: Vec<Tree<L>>,
    pub scale: f32,
}

/// What a leaf of the role heads adds to each class.
pub(super) type Leaf = [i8; HEADS];

/// More trees could overflow the sums of the role heads.
pub(super) const MOST_ROLE_TREES: usize = i16::MAX as usize / i8::MIN.unsigned_abs() as usize;
pub(super) const MOST_TREES: usize = i32::MAX as usize / i16::MIN.unsigned_abs() as usize;

/// The leaf in which each block of a tile falls. A function of its own: inlined, it is compiled
/// block by block.
#[inline(never)]
fn leaves(splits: &[Split; DEPTH], tile: &Tile) -> [u8; LANES] {
    let mut leaves = [0; LANES];
    for (level, split) in splits.iter().enumerate() {
        let values: &Quantised = &tile[usize::from(split.input)];
        for (leaf, value) in leaves.iter_mut().zip(values) {
            *leaf |= u8::from(*value > split.above) << level;
        }
    }
    leaves
}

impl Forest<i16> {
    /// Adds to the sums of each tile's blocks what the trees say.
    pub(super) fn add(&self, tiles: &[Tile], sums: &mut [[i32; LANES]]) {
        crate::work::add(self.trees.len() * tiles.len());
        for tree in &self.trees {
            for (tile, sums) in tiles.iter().zip(sums.iter_mut()) {
                for (sum, leaf) in sums.iter_mut().zip(leaves(&tree.splits, tile)) {
                    *sum += i32::from(tree.leaves[usize::from(leaf) % LEAVES]);
                }
            }
        }
    }

    /// Log-odds of a sum.
    pub(super) fn value(&self, sum: i32) -> f32 {
        sum as f32 * self.scale
    }
}

impl Forest<Leaf> {
    /// The same for the role heads.
    pub(super) fn add(&self, tiles: &[Tile], sums: &mut [[[i16; HEADS]; LANES]]) {
        crate::work::add(self.trees.len() * tiles.len());
        for tree in &self.trees {
            for (tile, sums) in tiles.iter().zip(sums.iter_mut()) {
                for (sum, leaf) in sums.iter_mut().zip(leaves(&tree.splits, tile)) {
                    let leaf = &tree.leaves[usize::from(leaf) % LEAVES];
                    sum.iter_mut().zip(leaf).for_each(|(sum, step)| *sum += i16::from(*step));
                }
            }
        }
    }
}

impl Tree<i16> {
    /// The mean of all leaves, and what each answer changes of the mean of the leaves that are left;
    /// together the block's leaf. (Saabas 2014, with all leaves alike.)
    pub(super) fn explain(&self, value: impl Fn(u8) -> i16, mut change: impl FnMut(u8, f32)) -> f32 {
        let mut left: Vec<f32> = self.leaves.iter().map(|leaf| f32::from(*leaf)).collect();
        let mean = |leaves: &[f32]| leaves.iter().sum::<f32>() / leaves.len() as f32;
        let all = mean(&left);
        let mut before = all;
        for split in &self.splits {
            // The lowest bit of what is left is this level's answer.
            let answer = usize::from(value(split.input) > split.above);
            left = left.iter().skip(answer).step_by(2).copied().collect();
            let now = mean(&left);
            change(split.input, now - before);
            before = now;
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::inputs::empty_tile;

    fn tree() -> Tree<i16> {
        let mut splits = [Split { input: 0, above: i16::MAX }; DEPTH];
        splits[0] = Split { input: 3, above: 100 };
        splits[1] = Split { input: 5, above: -7 };
        Tree { splits, leaves: std::array::from_fn(|leaf| leaf as i16 * 10) }
    }

    #[test]
    fn answers_are_the_number_of_the_leaf() {
        let mut tile = empty_tile();
        tile[3][0] = 101;
        tile[3][1] = 100;
        tile[5] = [-7; LANES];
        tile[5][1] = -6;
        let forest = Forest { trees: vec![tree(), tree()], scale: 0.5 };
        let mut sums = [[0; LANES]; 1];
        forest.add(&[tile], &mut sums);
        assert_eq!(sums[0][..3], [20, 40, 0]);
        assert_eq!(forest.value(sums[0][0]), 10.0);
    }

    #[test]
    fn role_leaves_are_added_head_by_head() {
        let Tree { splits, .. } = tree();
        let leaves = std::array::from_fn(|leaf| std::array::from_fn(|head| leaf as i8 - head as i8));
        let mut tile = empty_tile();
        tile[3] = [101; LANES];
        tile[5] = [-9; LANES];
        let forest = Forest { trees: vec![Tree { splits, leaves }; 3], scale: 1.0 };
        let mut sums = [[[0; HEADS]; LANES]; 1];
        forest.add(&[tile], &mut sums);
        assert_eq!(sums[0][7][..4], [3, 0, -3, -6]);
    }

    #[test]
    fn an_explanation_adds_up_to_the_leaf() {
        let tree = tree();
        for (value, leaf) in [([0, 0], 2), ([200, 0], 3), ([200, -9], 1), ([0, -9], 0)] {
            let mut parts = Vec::new();
            let bias = tree.explain(|i| if i == 3 { value[0] } else { value[1] }, |i, c| parts.push((i, c)));
            let sum = bias + parts.iter().map(|(_, change)| change).sum::<f32>();
            assert_eq!(sum, f32::from(tree.leaves[leaf]));
            assert_eq!(bias, 315.0);
            assert_eq!(parts[0].0, 3);
        }
    }
}
