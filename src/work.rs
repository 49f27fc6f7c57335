//! The steps that a page costs, counted for the tests of growth.
//!
//! Every loop whose length depends on the input says how many steps it takes: bytes looked at, nodes
//! visited, values compared. A search says at most as many as it may need. What happens inside html5ever,
//! `regex` and hash maps counts as the bytes and look-ups that they are asked for.

/// Adds steps to the count: nothing at all without the feature.
#[cfg(not(feature = "work-counters"))]
#[inline(always)]
pub(crate) const fn add(_steps: usize) {}

/// What runs at compile time has no effect when it runs later.
#[cfg(not(feature = "work-counters"))]
const _: () = add(1);

#[cfg(feature = "work-counters")]
pub use counter::{add, taken};

#[cfg(feature = "work-counters")]
mod counter {
    use std::cell::Cell;

    thread_local! {
        static STEPS: Cell<u64> = const { Cell::new(0) };
    }

    /// Adds steps to the count of this thread. For tests: no part of the stable API.
    #[inline]
    pub fn add(steps: usize) {
        STEPS.set(STEPS.get() + steps as u64);
    }

    /// The steps of this thread since the last call. For tests: no part of the stable API.
    pub fn taken() -> u64 {
        STEPS.take()
    }
}
