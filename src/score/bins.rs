//! Values to bins, a column at a time.

use super::model::{Bins, Borders};

/// Values that are compared with a border at once.
pub(super) const LANES: usize = 16;

impl Borders {
    /// The value's bin: the number of borders below it.
    pub(super) fn bin(&self, value: f32) -> usize {
        crate::work::add(self.edges.len());
        self.edges.iter().map(|edge| usize::from(*edge < value)).sum()
    }

    /// The bins of neighbouring values. The borders are the outer loop, so that all comparisons
    /// with one are a few vector instructions; they stand in order, so the first that no value
    /// exceeds is the last that is looked at.
    pub(super) fn bins(&self, values: &[f32; LANES]) -> [u32; LANES] {
        crate::work::add(LANES * self.edges.len());
        let largest = largest(values);
        let mut bins = [0; LANES];
        for edge in self.edges.iter().take_while(|edge| **edge < largest) {
            for (bin, value) in bins.iter_mut().zip(values) {
                *bin += u32::from(*edge < *value);
            }
        }
        bins
    }

    /// The bins of a whole column.
    pub(super) fn column(&self, column: &[f32]) -> Vec<u8> {
        let mut bins = Vec::with_capacity(column.len() + LANES);
        for tile in 0..column.len().div_ceil(LANES) {
            bins.extend(self.bins(&lanes(column, tile)).map(|bin| bin as u8));
        }
        bins.truncate(column.len());
        bins
    }
}

/// Four maxima at a time, which is one vector instruction.
fn largest(values: &[f32; LANES]) -> f32 {
    let larger = |a: f32, b: f32| if a < b { b } else { a };
    let mut largest = [f32::NEG_INFINITY; 4];
    for four in values.as_chunks::<4>().0 {
        for (largest, value) in largest.iter_mut().zip(four) {
            *largest = larger(*largest, *value);
        }
    }
    largest.into_iter().fold(f32::NEG_INFINITY, larger)
}

/// The values of one tile, zeros behind the column's end.
pub(super) fn lanes(column: &[f32], tile: usize) -> [f32; LANES] {
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
    fn a_column_falls_into_the_bins_of_its_values() {
        let borders = Borders { feature: 0, edges: vec![-1.0, 0.0, 2.5, 7.0] };
        let column: Vec<f32> = (0..37).map(|i| i as f32 / 2.0 - 3.0).collect();
        assert_eq!(borders.column(&column), column.iter().map(|value| borders.bin(*value) as u8).collect::<Vec<_>>());
        assert_eq!((borders.bin(0.0), borders.bin(0.1), borders.bin(9.0)), (1, 2, 4));
    }
}
