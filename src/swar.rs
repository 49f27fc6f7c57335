//! Eight bytes in one number, the first in the lowest place (SIMD within a register).

/// A number whose eight bytes are all this one.
pub(crate) const fn every(byte: u8) -> u64 {
    0x0101_0101_0101_0101 * byte as u64
}

/// The first bytes, eight at most, as a number; what is missing is 0.
pub(crate) fn up_to_eight(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes.iter().rev().fold(0, |word, b| word << 8 | u64::from(*b)),
    }
}
