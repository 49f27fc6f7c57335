//! Values to bins, sixteen at a time.

use super::model::{Bins, Borders};
use crate::measure::{LANES, Lanes};

impl Borders {
    /// The value's bin: the number of borders below it.
    pub(super) fn bin(&self, value: f32) -> usize {
        self.edges.iter().map(|edge| usize::from(*edge < value)).sum()
    }

    /// The bins of neighbouring values.
    pub(super) fn bins(&self, values: &Lanes) -> [u8; LANES] {
        bins(&self.edges, values)
    }
}

/// The bins of neighbouring values. The borders are the outer loop, so that all comparisons with
/// one are a few vector instructions; they stand in order, so the first that no value exceeds is the
/// last that is looked at. A function of its own: inlined, it is compiled value by value.
#[inline(never)]
pub(super) fn bins(edges: &[f32], values: &Lanes) -> [u8; LANES] {
    let largest = largest(values);
    let mut bins = [0u32; LANES];
    for edge in edges.iter().take_while(|edge| **edge < largest) {
        for (bin, value) in bins.iter_mut().zip(values) {
            *bin += u32::from(*edge < *value);
        }
    }
    bins.map(|bin| bin as u8)
}

fn largest(values: &Lanes) -> f32 {
    let larger = |a: f32, b: f32| if a < b { b } else { a };
    // Four at a time, which is one vector instruction.
    let (fours, _) = values.as_chunks::<4>();
    let both = |a: [f32; 4], b: &[f32; 4]| std::array::from_fn(|i| larger(a[i], b[i]));
    fours.iter().skip(1).fold(fours[0], both).into_iter().fold(f32::NEG_INFINITY, larger)
}

/// The values of one tile of a column, zeros behind its end.
pub(super) fn lanes(column: &[f32], tile: usize) -> Lanes {
    let (tiles, rest) = column.as_chunks::<LANES>();
    tiles.get(tile).copied().unwrap_or_else(|| {
        let mut values = [0.0; LANES];
        values[..rest.len()].copy_from_slice(rest);
        values
    })
}

impl<W> Bins<W> {
    /// The weights of the value's bin.
    pub(super) fn of(&self, value: f32) -> &W {
        &self.weights[self.borders.bin(value)]
    }
}

impl Bins<f32> {
    /// Adds to every sum the weight of its value's bin.
    pub(super) fn add(&self, column: &[f32], sums: &mut [f32]) {
        for (tile, sums) in sums.chunks_mut(LANES).enumerate() {
            let bins = self.borders.bins(&lanes(column, tile));
            for (sum, bin) in sums.iter_mut().zip(bins) {
                *sum += self.weights[bin as usize];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_fall_into_the_bins_of_their_values() {
        let borders = Borders { feature: 0, edges: vec![-1.0, 0.0, 2.5, 7.0] };
        let column: Vec<f32> = (0..37).map(|i| i as f32 / 2.0 - 3.0).collect();
        let found: Vec<u8> = (0..3).flat_map(|tile| borders.bins(&lanes(&column, tile))).take(37).collect();
        assert_eq!(found, column.iter().map(|value| borders.bin(*value) as u8).collect::<Vec<_>>());
        assert_eq!((borders.bin(0.0), borders.bin(0.1), borders.bin(9.0)), (1, 2, 4));
    }
}
