//! Values to bins, a column at a time.

use super::model::{Bins, Borders};

/// Values that are compared with a border at once.
const LANES: usize = 16;

impl Borders {
    /// The value's bin: the number of borders below it.
    pub(super) fn bin(&self, value: f32) -> usize {
        self.edges.iter().map(|edge| usize::from(*edge < value)).sum()
    }

    /// The bin of every value in turn. The borders are the outer loop, so that the comparisons of
    /// neighbouring values are one vector instruction.
    pub(super) fn each_bin(&self, column: &[f32], mut visit: impl FnMut(usize)) {
        let (chunks, rest) = column.as_chunks::<LANES>();
        for chunk in chunks {
            self.bins(chunk).into_iter().for_each(|bin| visit(bin as usize));
        }
        if !rest.is_empty() {
            let mut chunk = [0.0; LANES];
            chunk[..rest.len()].copy_from_slice(rest);
            self.bins(&chunk).into_iter().take(rest.len()).for_each(|bin| visit(bin as usize));
        }
    }

    fn bins(&self, values: &[f32; LANES]) -> [u32; LANES] {
        let mut bins = [0; LANES];
        for edge in &self.edges {
            for (bin, value) in bins.iter_mut().zip(values) {
                *bin += u32::from(*edge < *value);
            }
        }
        bins
    }
}

impl<W> Bins<W> {
    /// The weights of the value's bin.
    pub(super) fn of(&self, value: f32) -> &W {
        &self.weights[self.borders.bin(value)]
    }

    /// Calls `add` with every block's sum and the weights of its value's bin.
    pub(super) fn each<S>(&self, column: &[f32], sums: &mut [S], add: impl Fn(&mut S, &W)) {
        let mut sums = sums.iter_mut();
        self.borders.each_bin(column, |bin| {
            if let Some(sum) = sums.next() {
                add(sum, &self.weights[bin]);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_falls_into_the_bins_of_its_values() {
        let borders = Borders { feature: 0, edges: vec![-1.0, 0.0, 2.5, 7.0] };
        let column: Vec<f32> = (0..37).map(|i| i as f32 / 2.0 - 3.0).collect();
        let mut bins = Vec::new();
        borders.each_bin(&column, |bin| bins.push(bin));
        assert_eq!(bins, column.iter().map(|value| borders.bin(*value)).collect::<Vec<_>>());
        assert_eq!((borders.bin(0.0), borders.bin(0.1), borders.bin(9.0)), (1, 2, 4));
    }
}
