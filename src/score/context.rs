//! Context features: what the cue sums say of a block's surroundings.

use super::sigmoid;
use crate::measure::{Columns, Feature, log};
use crate::segment::{Blocks, bits};

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

/// From this one on they are the same for all blocks.
pub(super) const PAGE_CONTEXT: usize = CONTEXT.len() - 2;

/// The context features of a block.
pub(super) type Context = [f32; CONTEXT.len()];

/// A mean of probabilities, weighted by characters.
#[derive(Debug, Default, Clone, Copy)]
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

/// Buffers of [`context`].
#[derive(Debug, Clone, Default)]
pub(super) struct Means {
    p: Vec<f32>,
    /// Before each block: expected main characters, characters.
    sums: Vec<(f64, f64)>,
    enclosing: [Vec<Mean>; 3],
    signatures: Vec<Mean>,
    groups: Vec<Mean>,
}

/// Columns of the context features, from the log-odds by cues alone.
pub fn context_columns(blocks: &Blocks, columns: &Columns, free: &[f32]) -> Vec<Vec<f32>> {
    let mut out = Vec::new();
    Means::default().context(blocks, columns, free, &mut out);
    (0..CONTEXT.len()).map(|feature| out.iter().map(|row| row[feature]).collect()).collect()
}

impl Means {
    fn fill(&mut self, blocks: &Blocks, columns: &Columns, free: &[f32]) {
        let Means { p, sums, enclosing, signatures, groups } = self;
        let rows = &blocks.rows;
        crate::work::add(4 * rows.len() + 3 * blocks.holders.len());
        p.clear();
        p.extend(free.iter().zip(rows).map(|(z, row)| if row.hidden.is_none() { sigmoid(*z) } else { 0.0 }));
        // Blocks stand in document order, so a run's mean is a difference of sums.
        sums.clear();
        sums.reserve(rows.len() + 1);
        sums.push((0.0, 0.0));
        let mut sum = (0.0, 0.0);
        let empty = |means: &mut Vec<Mean>, n: usize| {
            means.clear();
            means.resize(n, Mean::default());
        };
        enclosing.iter_mut().for_each(|means| empty(means, blocks.holders.len()));
        empty(signatures, columns.signatures.iter().max().map_or(0, |max| *max as usize + 1));
        empty(groups, columns.groups.iter().max().map_or(0, |max| *max as usize + 1));
        for (block, row) in rows.iter().enumerate() {
            let chars = if row.hidden.is_none() { row.chars as f32 } else { 0.0 };
            sum = (sum.0 + f64::from(p[block] * chars), sum.1 + f64::from(chars));
            sums.push(sum);
            for (means, holder) in enclosing.iter_mut().zip(columns.enclosing[block]) {
                means[holder as usize].add(p[block], chars);
            }
            signatures[columns.signatures[block] as usize].add(p[block], chars);
            groups[columns.groups[block] as usize].add(p[block], chars);
        }
    }

    /// Fills `out` with a row for each block.
    pub(super) fn context(&mut self, blocks: &Blocks, columns: &Columns, free: &[f32], out: &mut Vec<Context>) {
        self.fill(blocks, columns, free);
        let n = blocks.len();
        out.clear();
        out.reserve(n);
        crate::work::add(n * CONTEXT.len());
        let z_at = |block: usize, shift: isize| {
            let other = block as isize + shift;
            if (0..n as isize).contains(&other) && blocks.rows[other as usize].hidden.is_none() {
                free[other as usize].clamp(-8.0, 8.0)
            } else {
                -9.0
            }
        };
        let sums = &self.sums;
        let run = |from: usize, to: usize| Mean {
            mass: (sums[to].0 - sums[from].0) as f32,
            chars: (sums[to].1 - sums[from].1) as f32,
        };
        let all = sums[n];
        let total = all.0.max(1e-6);
        let (page_mass, page_share) = (log(all.0 as f32), (all.0 / all.1.max(1.0)) as f32);
        let is_heading = |block: usize| blocks.rows[block].ancestors & bits::HEADING != 0;
        let mut section = (0, 0);
        for block in 0..n {
            if block == section.1 {
                let begins = |b: &usize| is_heading(*b) && !is_heading(b - 1);
                section = (block, (block + 1..n).find(begins).unwrap_or(n));
                crate::work::add(section.1 - section.0);
            }
            let row = &blocks.rows[block];
            let chars = if row.hidden.is_none() { row.chars as f32 } else { 0.0 };
            let window = run(block.saturating_sub(3), (block + 4).min(n));
            let around = Mean { mass: window.mass - self.p[block] * chars, chars: window.chars - chars };
            let group = match columns.groups[block] {
                0 => -1.0,
                group => self.groups[group as usize].value(),
            };
            let [e1, e2, e3] = columns.enclosing[block].map(|holder| holder as usize);
            out.push([
                free[block].clamp(-8.0, 8.0),
                z_at(block, -1),
                z_at(block, 1),
                z_at(block, -2),
                z_at(block, 2),
                around.value(),
                self.enclosing[0][e1].value(),
                self.enclosing[1][e2].value(),
                self.enclosing[2][e3].value(),
                self.signatures[columns.signatures[block] as usize].value(),
                group,
                run(section.0, section.1).value(),
                (sums[block].0 / total) as f32,
                ((all.0 - sums[block + 1].0) / total) as f32,
                page_mass,
                page_share,
            ]);
        }
    }
}
