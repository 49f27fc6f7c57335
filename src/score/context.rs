//! Context features: what stage one says of a block's surroundings.

use super::sigmoid;
use crate::measure::{Columns, Feature, Map, heading_bits};
use crate::segment::Blocks;

/// The context features, in the order of [`context_columns`].
pub const CONTEXT: &[Feature] = &[
    Feature { name: "z_self", meaning: "log-odds of the block without context" },
    Feature { name: "z_p1", meaning: "log-odds of the block before" },
    Feature { name: "z_n1", meaning: "log-odds of the next block" },
    Feature { name: "z_p2", meaning: "log-odds of the second block before" },
    Feature { name: "z_n2", meaning: "log-odds of the second next block" },
    Feature { name: "window", meaning: "mean probability of three blocks to each side, weighted by characters" },
    Feature { name: "e1_mean", meaning: "mean probability in the enclosing element one up, weighted by characters" },
    Feature { name: "e2_mean", meaning: "the same two enclosing elements up" },
    Feature { name: "e3_mean", meaning: "the same three enclosing elements up" },
    Feature {
        name: "signature_mean",
        meaning: "mean probability of blocks of the same signature, weighted by characters",
    },
    Feature { name: "group_mean", meaning: "mean probability of the sibling group, weighted by characters" },
    Feature {
        name: "section_mean",
        meaning: "mean probability from the last heading to the next, weighted by characters",
    },
    Feature { name: "mass_before", meaning: "share of the page's expected main characters that stand before" },
    Feature { name: "mass_after", meaning: "share of the page's expected main characters that stand behind" },
    Feature { name: "page_mass", meaning: "expected main characters of the page, log2(1+n)" },
    Feature { name: "page_share", meaning: "share of the page's characters that are expected to be main" },
];

/// A mean of probabilities, weighted by characters.
#[derive(Default, Clone, Copy)]
struct Mean {
    mass: f32,
    chars: f32,
}

impl Mean {
    fn add(&mut self, p: f32, chars: f32) {
        self.mass += p * chars;
        self.chars += chars;
    }

    /// -1 where nothing stands.
    fn value(self) -> f32 {
        if self.chars > 0.0 { self.mass / self.chars } else { -1.0 }
    }
}

/// Columns of the context features, from the log-odds of stage one.
pub fn context_columns(blocks: &Blocks, columns: &Columns, free: &[f32]) -> Vec<Vec<f32>> {
    let n = blocks.len();
    crate::work::add(n * (CONTEXT.len() + 10));
    let visible: Vec<bool> = blocks.rows.iter().map(|row| row.hidden.is_none()).collect();
    let p: Vec<f32> = free.iter().zip(&visible).map(|(z, v)| if *v { sigmoid(*z) } else { 0.0 }).collect();
    let chars: Vec<f32> =
        blocks.rows.iter().zip(&visible).map(|(row, v)| if *v { row.chars as f32 } else { 0.0 }).collect();
    let z_at = |block: usize, shift: isize| {
        let other = block as isize + shift;
        if (0..n as isize).contains(&other) && visible[other as usize] {
            free[other as usize].clamp(-8.0, 8.0)
        } else {
            -9.0
        }
    };
    // Blocks stand in document order, so a subtree's blocks are a run: prefix sums give its mean.
    let mut mass_sum = vec![0.0f64; n + 1];
    let mut char_sum = vec![0.0f64; n + 1];
    for block in 0..n {
        mass_sum[block + 1] = mass_sum[block] + f64::from(p[block] * chars[block]);
        char_sum[block + 1] = char_sum[block] + f64::from(chars[block]);
    }
    let run = |from: usize, to: usize| Mean {
        mass: (mass_sum[to] - mass_sum[from]) as f32,
        chars: (char_sum[to] - char_sum[from]) as f32,
    };
    let enclosing = enclosing_means(columns, &p, &chars);
    let mut by_signature: Map<u64, Mean> = Map::default();
    let mut by_group: Map<u32, Mean> = Map::default();
    for block in 0..n {
        by_signature.entry(columns.signatures[block]).or_default().add(p[block], chars[block]);
        by_group.entry(columns.groups[block]).or_default().add(p[block], chars[block]);
    }
    let sections = sections(columns, n);
    let total = mass_sum[n].max(1e-6);
    let mut out = vec![vec![0.0f32; n]; CONTEXT.len()];
    for block in 0..n {
        let window = run(block.saturating_sub(3), (block + 4).min(n));
        let around = Mean { mass: window.mass - p[block] * chars[block], chars: window.chars - chars[block] };
        let group = match columns.groups[block] {
            0 => -1.0,
            group => by_group.get(&group).copied().unwrap_or_default().value(),
        };
        let (from, to) = sections[block];
        let row = [
            free[block].clamp(-8.0, 8.0),
            z_at(block, -1),
            z_at(block, 1),
            z_at(block, -2),
            z_at(block, 2),
            around.value(),
            enclosing[0][block],
            enclosing[1][block],
            enclosing[2][block],
            by_signature.get(&columns.signatures[block]).copied().unwrap_or_default().value(),
            group,
            run(from, to).value(),
            (mass_sum[block] / total) as f32,
            ((mass_sum[n] - mass_sum[block + 1]) / total) as f32,
            (1.0 + mass_sum[n] as f32).log2(),
            (mass_sum[n] / char_sum[n].max(1.0)) as f32,
        ];
        for (column, value) in out.iter_mut().zip(row) {
            column[block] = value;
        }
    }
    out
}

/// For each of the three enclosing levels, the mean over all blocks under the same element.
fn enclosing_means(columns: &Columns, p: &[f32], chars: &[f32]) -> [Vec<f32>; 3] {
    [0, 1, 2].map(|level| {
        let mut means: Map<u32, Mean> = Map::default();
        for (block, elements) in columns.enclosing.iter().enumerate() {
            means.entry(elements[level]).or_default().add(p[block], chars[block]);
        }
        columns
            .enclosing
            .iter()
            .map(|elements| means.get(&elements[level]).copied().unwrap_or_default().value())
            .collect()
    })
}

/// For each block, the run of blocks from its last heading to the next.
fn sections(columns: &Columns, n: usize) -> Vec<(usize, usize)> {
    let is_heading = heading_bits(columns);
    let mut out = vec![(0, n); n];
    let mut from = 0;
    for block in 1..=n {
        if block == n || is_heading[block] != 0.0 && is_heading[block - 1] == 0.0 {
            crate::work::add(block - from);
            out[from..block].fill((from, block));
            from = block;
        }
    }
    out
}
