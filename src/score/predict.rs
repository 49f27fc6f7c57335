//! The model applied to columns, feature after feature.

use super::bins::{LANES, lanes};
use super::cues::{CueSums, add, cue_sums};
use super::kinds::kind_values;
use super::model::{CLASSES, KINDS, Model, Row};
use crate::dom::Dom;
use crate::measure::{Columns, SCHEMA, schema as f};
use crate::segment::Blocks;

/// Log-odds of each block without context, and what the cues say of its role.
pub(super) fn context_free(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, model: &Model) -> (Vec<f32>, Vec<Row>) {
    let mut z = vec![model.bias; blocks.len()];
    for bins in &model.bins {
        crate::work::add(z.len());
        let column = columns.column(bins.borders.feature);
        if let (f::PAGE_CHARS..=f::LD_TYPE, Some(value)) = (bins.borders.feature, column.first()) {
            // The page's own features are the same for all blocks.
            let weight = *bins.of(*value);
            z.iter_mut().for_each(|z| *z += weight);
        } else {
            bins.add(column, &mut z);
        }
    }
    // Pairs share the coarse bins of a feature.
    let coarse: Vec<Vec<u8>> =
        model.coarse.iter().map(|borders| borders.column(columns.column(borders.feature))).collect();
    for pair in &model.pairs {
        crate::work::add(z.len());
        let (a, b) = (&coarse[pair.coarse.0], &coarse[pair.coarse.1]);
        for ((z, a), b) in z.iter_mut().zip(a).zip(b) {
            *z += pair.weights[usize::from(*a) * pair.width + usize::from(*b)];
        }
    }
    let CueSums { free, roles } = cue_sums(dom, blocks, columns, &model.cues);
    for (z, sum) in z.iter_mut().zip(free) {
        *z += sum;
    }
    (z, roles)
}

/// Log-odds in context: those without, and what the context features add.
pub(super) fn in_context(free: &[f32], context: &[Vec<f32>], model: &Model) -> Vec<f32> {
    let mut z: Vec<f32> = free.iter().map(|z| z + model.context_bias).collect();
    for bins in &model.context {
        crate::work::add(z.len());
        bins.add(&context[bins.borders.feature], &mut z);
    }
    z
}

/// Probabilities of the classes, a row a block, from what the cues say of it.
pub(super) fn classes(columns: &Columns, raw: &[f32], mut z: Vec<Row>, model: &Model) -> Vec<Row> {
    // For a tile of blocks first the place of each feature's row, then a block's rows in turn: its
    // sums stay in the machine's registers.
    let mut places = vec![[0u32; LANES]; model.role_bins.len()];
    for (tile, z) in z.chunks_mut(LANES).enumerate() {
        crate::work::add(z.len() * places.len() * std::mem::size_of::<Row>() / 4);
        for (places, bins) in places.iter_mut().zip(&model.role_bins) {
            let feature = bins.borders.feature;
            let column = if feature == SCHEMA.len() { raw } else { columns.column(feature) };
            *places = bins.borders.bins(&lanes(column, tile)).map(|bin| bins.first + bin);
        }
        for (lane, z) in z.iter_mut().enumerate() {
            let mut sums = *z;
            add(&mut sums, &model.role_bias);
            for places in &places {
                add(&mut sums, &model.role_rows[places[lane] as usize]);
            }
            *z = sums;
        }
    }
    z.iter_mut().for_each(|row| softmax(&mut row[..CLASSES.len()]));
    z
}

fn softmax(row: &mut [f32]) {
    crate::work::add(row.len());
    let max = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    row.iter_mut().for_each(|z| *z = (*z - max).exp());
    let sum: f32 = row.iter().sum();
    row.iter_mut().for_each(|z| *z /= sum);
}

/// Probabilities of the page's kind.
pub(super) fn kinds(blocks: &Blocks, columns: &Columns, probabilities: &[f32], model: &Model) -> Vec<f32> {
    let values = kind_values(blocks, columns, probabilities);
    let mut z = model.kind_bias;
    for bins in &model.kind_bins {
        add(&mut z, bins.of(values[bins.borders.feature]));
    }
    softmax(&mut z[..KINDS.len()]);
    z[..KINDS.len()].to_vec()
}
