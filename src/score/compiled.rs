//! The model in the order in which it is computed.
//!
//! A value is held against the borders of all its uses at once: its main weights, its role
//! weights, its coarse bins. Features that tell what stands above a block are bits of one number, and
//! a table has the sum for each byte of it.

use super::bins::{LANES, bins, lanes};
use super::model::{HEADS, Model, Row, add};
use crate::measure::{Columns, FLAGS, SCHEMA, schema as f};

/// Bins of a scale; at most [`BORDERS`] borders.
const BINS: usize = 64;
pub(super) const BORDERS: usize = BINS - 1;

/// A feature with the borders of all its uses.
#[derive(Debug, Clone)]
struct Scale {
    feature: usize,
    edges: Vec<f32>,
    free: [f32; BINS],
    /// Rows of weights for the role heads: places in [`Model::role_rows`].
    rows: Option<Box<[u32; BINS]>>,
    /// Its coarse bins: place among the model's coarse borders, and the bins.
    coarse: Vec<(usize, [u8; BINS])>,
}

/// Weights of the four bytes of a block's ancestors.
#[derive(Debug, Clone)]
struct Flags {
    free: Vec<[f32; 256]>,
    roles: Vec<[Row; 256]>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Compiled {
    /// Of features that are the same for all blocks of a page, and of the others.
    page: Vec<Scale>,
    scales: Vec<Scale>,
    flags: Option<Box<Flags>>,
}

impl Compiled {
    /// The error is the name of a feature with too many borders.
    pub(super) fn of(model: &Model) -> Result<Compiled, &'static str> {
        let mut compiled = Compiled { flags: Some(Box::new(flags(model))), ..Compiled::default() };
        for feature in 0..SCHEMA.len() {
            let Some(scale) = scale(model, feature)? else { continue };
            match feature {
                f::PAGE_CHARS..=f::LD_TYPE => compiled.page.push(scale),
                _ => compiled.scales.push(scale),
            }
        }
        Ok(compiled)
    }
}

fn is_flag(feature: usize) -> bool {
    FLAGS.iter().any(|(flag, _)| *flag == feature)
}

fn scale(model: &Model, feature: usize) -> Result<Option<Scale>, &'static str> {
    let bins = || model.bins.iter().filter(|bins| bins.borders.feature == feature && !is_flag(feature));
    let roles = || model.role_bins.iter().filter(|bins| bins.borders.feature == feature && !is_flag(feature));
    let coarse = || model.coarse.iter().enumerate().filter(|(_, borders)| borders.feature == feature);
    if bins().next().is_none() && roles().next().is_none() && coarse().next().is_none() {
        return Ok(None);
    }
    let mut edges: Vec<f32> = bins().flat_map(|bins| &bins.borders.edges).copied().collect();
    edges.extend(roles().flat_map(|bins| &bins.borders.edges));
    edges.extend(coarse().flat_map(|(_, borders)| &borders.edges));
    edges.sort_by(f32::total_cmp);
    edges.dedup();
    if edges.len() > BORDERS || roles().count() > 1 {
        return Err(SCHEMA[feature].name);
    }
    // Any value of a bin stands for the bin: its upper border, and above the last what is larger.
    let value = |bin: usize| edges.get(bin).copied().unwrap_or(f32::INFINITY);
    let free = std::array::from_fn(|bin| bins().map(|bins| *bins.of(value(bin))).sum());
    let rows = roles()
        .next()
        .map(|bins| Box::new(std::array::from_fn(|bin| bins.first + bins.borders.bin(value(bin)) as u32)));
    let coarse =
        coarse().map(|(place, borders)| (place, std::array::from_fn(|bin| borders.bin(value(bin)) as u8))).collect();
    Ok(Some(Scale { feature, free, rows, coarse, edges }))
}

fn flags(model: &Model) -> Flags {
    let mut flags = Flags { free: vec![[0.0; 256]; 4], roles: vec![[[0.0; HEADS]; 256]; 4] };
    for byte in 0..4 {
        for value in 0..256usize {
            for (feature, bit) in FLAGS {
                let shift = 8 * byte as u32;
                if bit >> shift & 0xff == 0 {
                    continue;
                }
                let set = if value as u32 & bit >> shift != 0 { 1.0 } else { 0.0 };
                let bins = model.bins.iter().filter(|bins| bins.borders.feature == feature);
                flags.free[byte][value] += bins.map(|bins| *bins.of(set)).sum::<f32>();
                for bins in model.role_bins.iter().filter(|bins| bins.borders.feature == feature) {
                    let row = &model.role_rows[bins.first as usize + bins.borders.bin(set)];
                    add(&mut flags.roles[byte][value], row);
                }
            }
        }
    }
    flags
}

/// Adds to each block's log-odds, and to its row of the role heads, what its features say.
/// `ancestors` holds the bits of the [`FLAGS`].
pub(super) fn add_features(
    model: &Model,
    columns: &Columns,
    ancestors: impl Fn(usize) -> u32,
    z: &mut [f32],
    roles: &mut [Row],
) {
    let compiled = &model.compiled;
    let mut tile = Tile {
        z: [0.0; LANES],
        coarse: vec![[0; LANES]; model.coarse.len()],
        rows: Vec::with_capacity(compiled.scales.len()),
    };
    let mut page = model.bias;
    for scale in &compiled.page {
        let value = columns.column(scale.feature).first().copied().unwrap_or(0.0);
        let bin = bins(&scale.edges, &[value; LANES])[0] as usize % BINS;
        page += scale.free[bin];
        for (place, bins) in &scale.coarse {
            tile.coarse[*place] = [bins[bin]; LANES];
        }
    }
    for (number, (z, roles)) in z.chunks_mut(LANES).zip(roles.chunks_mut(LANES)).enumerate() {
        tile.fill(model, columns, number, page);
        for (lane, (z, roles)) in z.iter_mut().zip(roles).enumerate() {
            let mut sums = *roles;
            add(&mut sums, &model.role_bias);
            for rows in &tile.rows {
                add(&mut sums, &model.role_rows[rows[lane] as usize]);
            }
            *z += tile.z[lane];
            if let Some(flags) = &compiled.flags {
                let bytes = ancestors(number * LANES + lane).to_le_bytes();
                for ((free, rows), byte) in flags.free.iter().zip(&flags.roles).zip(bytes) {
                    *z += free[usize::from(byte)];
                    add(&mut sums, &rows[usize::from(byte)]);
                }
            }
            *roles = sums;
        }
    }
}

/// Sums of neighbouring blocks.
struct Tile {
    z: [f32; LANES],
    coarse: Vec<[u8; LANES]>,
    /// For each scale with role weights the places of the rows.
    rows: Vec<[u32; LANES]>,
}

impl Tile {
    fn fill(&mut self, model: &Model, columns: &Columns, number: usize, page: f32) {
        self.z = [page; LANES];
        self.rows.clear();
        for scale in &model.compiled.scales {
            let bins = bins(&scale.edges, &lanes(columns.column(scale.feature), number)).map(|bin| bin as usize % BINS);
            for (z, bin) in self.z.iter_mut().zip(bins) {
                *z += scale.free[bin];
            }
            if let Some(rows) = &scale.rows {
                self.rows.push(bins.map(|bin| rows[bin]));
            }
            for (place, coarse) in &scale.coarse {
                self.coarse[*place] = bins.map(|bin| coarse[bin]);
            }
        }
        for pair in &model.pairs {
            let (a, b) = (&self.coarse[pair.coarse.0], &self.coarse[pair.coarse.1]);
            for ((z, a), b) in self.z.iter_mut().zip(a).zip(b) {
                *z += pair.weights[usize::from(*a) * pair.width + usize::from(*b)];
            }
        }
    }
}
