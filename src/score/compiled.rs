//! The model in the order in which it is computed.
//!
//! A value is held against the borders of all its uses at once: its main weights, its role
//! weights, its coarse bins. Features that tell what stands above a block are bits of one number, and
//! a table has the sum for each byte of it.

use super::bins::bins;
use super::model::{HEADS, Model, Row, add};
use crate::measure::{FLAGS, LANES, SCHEMA, Values, schema as f};

/// Bins of a scale; at most [`BORDERS`] borders.
const BINS: usize = 256;
pub(super) const BORDERS: usize = BINS - 1;

/// A feature with the borders of all its uses.
#[derive(Debug, Clone)]
struct Scale {
    feature: usize,
    /// Where a tile has the feature's values, if they are stored.
    place: Option<usize>,
    edges: Vec<f32>,
    free: [f32; BINS],
    /// Rows of weights for the role heads: places in [`Model::role_rows`].
    rows: Option<Box<[u32; BINS]>>,
    /// Its coarse bins: place among the model's coarse borders, and the bins.
    coarse: Vec<(usize, [u8; BINS])>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Compiled {
    /// Of features that are the same for all blocks of a page, and of the others.
    page: Vec<Scale>,
    scales: Vec<Scale>,
    /// For each byte of the flags and each of its values the weights: main, and of the role heads.
    flags: Vec<Vec<(f32, Row)>>,
}

impl Compiled {
    /// The error is the name of a feature with too many borders.
    pub(super) fn of(model: &Model) -> Result<Compiled, &'static str> {
        let mut compiled = Compiled { flags: flags(model), ..Compiled::default() };
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
    Ok(Some(Scale { feature, place: Values::stored(feature), free, rows, coarse, edges }))
}

fn flags(model: &Model) -> Vec<Vec<(f32, Row)>> {
    let mut all = vec![vec![(0.0, [0.0; HEADS]); 256]; 4];
    for (byte, all) in all.iter_mut().enumerate() {
        for (value, (free, roles)) in all.iter_mut().enumerate() {
            for (feature, bit) in FLAGS.into_iter().filter(|(_, bit)| bit.to_le_bytes()[byte] != 0) {
                let set = if value as u8 & bit.to_le_bytes()[byte] != 0 { 1.0 } else { 0.0 };
                let bins = model.bins.iter().filter(|bins| bins.borders.feature == feature);
                *free += bins.map(|bins| *bins.of(set)).sum::<f32>();
                for bins in model.role_bins.iter().filter(|bins| bins.borders.feature == feature) {
                    add(roles, &model.role_rows[bins.first as usize + bins.borders.bin(set)]);
                }
            }
        }
    }
    all
}

/// Adds to each block's log-odds, and to its row of the role heads, what its features say.
pub(super) fn add_features(model: &Model, values: &Values, z: &mut [f32], roles: &mut [Row]) {
    let compiled = &model.compiled;
    let mut tile = Tile {
        z: [0.0; LANES],
        coarse: vec![[0; LANES]; model.coarse.len()],
        rows: Vec::with_capacity(compiled.scales.len()),
    };
    let mut page = model.bias;
    let mut page_rows = model.role_bias;
    crate::work::add(compiled.page.len());
    for scale in &compiled.page {
        let value = if values.len() > 0 { values.get(scale.feature, 0) } else { 0.0 };
        let bin = usize::from(bins(&scale.edges, &[value; LANES])[0]);
        page += scale.free[bin];
        if let Some(rows) = &scale.rows {
            add(&mut page_rows, &model.role_rows[rows[bin] as usize]);
        }
        for (place, bins) in &scale.coarse {
            tile.coarse[*place] = [bins[bin]; LANES];
        }
    }
    for (number, (z, roles)) in z.chunks_mut(LANES).zip(roles.chunks_mut(LANES)).enumerate() {
        tile.fill(model, values, number, page);
        crate::work::add(z.len() * tile.rows.len());
        for (lane, (z, roles)) in z.iter_mut().zip(roles).enumerate() {
            *z += tile.z[lane];
            let bytes = values.flags(number * LANES + lane).to_le_bytes();
            let flags = std::array::from_fn(|byte| &compiled.flags[byte][usize::from(bytes[byte])]);
            *z += flags.iter().map(|(free, _)| free).sum::<f32>();
            let [a, b, c, d] = flags.map(|(_, row)| row);
            *roles = with_rows(roles, [&page_rows, a, b, c, d], &model.role_rows, &tile.rows, lane);
        }
    }
}

/// Adds rows to a row. A function of its own, so that the sums stay in registers.
#[inline(never)]
fn with_rows(row: &Row, more: [&Row; 5], rows: &[Row], places: &[[u32; LANES]], lane: usize) -> Row {
    let mut sums = *row;
    for places in places {
        let weights = &rows[places[lane % LANES] as usize];
        sums = std::array::from_fn(|head| sums[head] + weights[head]);
    }
    for weights in more {
        sums = std::array::from_fn(|head| sums[head] + weights[head]);
    }
    sums
}

/// Sums of neighbouring blocks.
struct Tile {
    z: [f32; LANES],
    coarse: Vec<[u8; LANES]>,
    /// For each scale with role weights the places of the rows.
    rows: Vec<[u32; LANES]>,
}

impl Tile {
    fn fill(&mut self, model: &Model, values: &Values, number: usize, page: f32) {
        crate::work::add(LANES * (model.compiled.scales.len() + model.pairs.len()));
        self.z = [page; LANES];
        self.rows.clear();
        for scale in &model.compiled.scales {
            let bins = match scale.place {
                Some(place) => bins(&scale.edges, values.tile(number, place)),
                None => bins(&scale.edges, &values.lanes(scale.feature, number)),
            };
            for (z, bin) in self.z.iter_mut().zip(bins) {
                *z += scale.free[usize::from(bin)];
            }
            if let Some(rows) = &scale.rows {
                self.rows.push(bins.map(|bin| rows[usize::from(bin)]));
            }
            for (place, coarse) in &scale.coarse {
                self.coarse[*place] = bins.map(|bin| coarse[usize::from(bin)]);
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
