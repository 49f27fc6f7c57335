//! Which vectors of the machine hot loops are compiled for.
//!
//! Loops are compiled several times and the machine chooses when it runs; all compute the same numbers.

use fearless_simd::Level;

/// The machine's vectors, but none wider than AVX2's: with those of AVX-512, scoring took as long as without either.
#[inline]
pub(crate) fn level() -> Level {
    let level = Level::new();
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if let Some(avx2) = level.as_avx2() {
        return Level::Avx2(avx2);
    }
    level
}
