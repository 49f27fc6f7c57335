//! The model applied to columns.

use super::bins::lanes;
use super::compiled::add_features;
use super::cues::CueSums;
use super::kinds::kind_values;
use super::model::{CLASSES, KINDS, Model, Row, add};
use crate::measure::{Columns, LANES, SCHEMA, exp};
use crate::segment::Blocks;

/// Log-odds of each block without context, and what features and cues say of its role.
pub(super) fn context_free(
    blocks: &Blocks,
    columns: &Columns,
    model: &Model,
    cues: &mut CueSums,
    free: &mut Vec<f32>,
    roles: &mut Vec<Row>,
) {
    cues.add(blocks, columns, &model.cues, free, roles);
    add_features(model, &columns.values, free, roles);
}

/// Log-odds in context: those without, and what the context features add.
pub(super) fn in_context(free: &[f32], context: &[f32], model: &Model, raw: &mut Vec<f32>) {
    raw.clear();
    raw.extend(free.iter().map(|z| z + model.context_bias));
    let n = free.len();
    crate::work::add(n * (1 + model.context.len()));
    for bins in &model.context {
        let at = bins.borders.feature * n;
        bins.add(&context[at..at + n], raw);
    }
}

/// Makes probabilities of the role heads' sums, which lack only what the log-odds say.
pub(super) fn classes(raw: &[f32], roles: &mut [Row], model: &Model) {
    crate::work::add(2 * roles.len());
    for bins in model.role_bins.iter().filter(|bins| bins.borders.feature == SCHEMA.len()) {
        for (tile, rows) in roles.chunks_mut(LANES).enumerate() {
            let places = bins.borders.bins(&lanes(raw, tile));
            for (row, place) in rows.iter_mut().zip(places) {
                add(row, &model.role_rows[bins.first as usize + usize::from(place)]);
            }
        }
    }
    roles.iter_mut().for_each(|row| softmax(row, CLASSES.len()));
}

/// Makes probabilities of the first `n` heads.
fn softmax(row: &mut Row, n: usize) {
    row[n..].fill(f32::NEG_INFINITY);
    exponentials(row);
    row[n..].fill(0.0);
    let share = 1.0 / row[..n].iter().sum::<f32>();
    row.iter_mut().for_each(|p| *p *= share);
}

/// The exponential of each head, the largest being 1. A function of its own: only vectors.
#[inline(never)]
fn exponentials(row: &mut Row) {
    let larger = |a: f32, b: f32| if a < b { b } else { a };
    let (fours, _) = row.as_chunks::<4>();
    let both = |a: [f32; 4], b: &[f32; 4]| std::array::from_fn(|i| larger(a[i], b[i]));
    let largest = fours.iter().skip(1).fold(fours[0], both).into_iter().fold(f32::NEG_INFINITY, larger);
    for z in row {
        *z = exp(*z - largest);
    }
}

/// Probabilities of the page's kind.
pub(super) fn kinds(blocks: &Blocks, columns: &Columns, probabilities: &[f32], model: &Model) -> Vec<f32> {
    let values = kind_values(blocks, columns, probabilities);
    let mut z = model.kind_bias;
    for bins in &model.kind_bins {
        add(&mut z, bins.of(values[bins.borders.feature]));
    }
    softmax(&mut z, KINDS.len());
    z[..KINDS.len()].to_vec()
}
