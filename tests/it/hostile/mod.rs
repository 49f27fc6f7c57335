//! Pages made to cost more than their size, as generators with a size.

mod again;
mod bytes;
mod content;
mod data;
mod nesting;
mod unclosed;

#[allow(unused_imports)] // The memory tests need no encoder.
pub use bytes::{BYTES, HostileBytes, utf16};

/// A page that grows with a number.
pub struct Hostile {
    pub name: &'static str,
    /// The size at which it is measured in release builds.
    pub n: usize,
    pub page: fn(usize) -> String,
}

/// All of them, in the same order on every run.
pub fn hostile() -> impl Iterator<Item = &'static Hostile> + Clone {
    [nesting::CASES, content::CASES, unclosed::CASES, again::CASES, data::CASES].into_iter().flatten()
}
