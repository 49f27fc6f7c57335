//! Which bytes of a text are what, a bit a byte.

use fearless_simd::{Simd, SimdBase, SimdMask, u8x32};

/// Bytes that are looked at together: the bits of a number.
pub(super) const CHUNK: usize = 64;

/// The first byte has the lowest bit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ByteClasses {
    /// ASCII letters.
    pub letters: u64,
    /// Of these those in upper case.
    pub capitals: u64,
    pub digits: u64,
    /// Spaces, no other white space.
    pub spaces: u64,
    /// No ASCII.
    pub others: u64,
}

impl ByteClasses {
    /// Of the first [`CHUNK`] bytes; where there are less, of NULs behind them.
    #[inline(always)]
    pub(super) fn of<S: Simd>(simd: S, bytes: &[u8]) -> ByteClasses {
        match bytes.first_chunk() {
            Some(chunk) => ByteClasses::of_chunk(simd, chunk),
            None => ByteClasses::of_chunk(simd, &padded(bytes)),
        }
    }

    #[inline(always)]
    fn of_chunk<S: Simd>(simd: S, chunk: &[u8; CHUNK]) -> ByteClasses {
        let mut classes = ByteClasses::default();
        let splat = |byte: u8| u8x32::splat(simd, byte);
        for (half, bytes) in chunk.as_chunks::<32>().0.iter().enumerate() {
            let (bytes, shift) = (u8x32::from_slice(simd, bytes), 32 * half);
            classes.letters |= ((bytes | splat(0x20)) - splat(b'a')).simd_lt(splat(26)).to_bitmask() << shift;
            classes.capitals |= (bytes - splat(b'A')).simd_lt(splat(26)).to_bitmask() << shift;
            classes.digits |= (bytes - splat(b'0')).simd_lt(splat(10)).to_bitmask() << shift;
            classes.spaces |= bytes.simd_eq(splat(b' ')).to_bitmask() << shift;
            classes.others |= bytes.simd_ge(splat(0x80)).to_bitmask() << shift;
        }
        classes
    }
}

/// At the end of all texts.
#[inline(never)]
fn padded(bytes: &[u8]) -> [u8; CHUNK] {
    let mut chunk = [0; CHUNK];
    chunk.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    chunk
}

/// The lowest `n` bits, of 64 at most.
pub(super) fn below(n: usize) -> u64 {
    if n < CHUNK { (1 << n) - 1 } else { u64::MAX }
}

/// The numbers of the bits that are set.
pub(super) struct Bits(pub u64);

impl Iterator for Bits {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        let place = self.0.trailing_zeros() as usize;
        (self.0 != 0).then(|| {
            self.0 &= self.0 - 1;
            place
        })
    }
}
