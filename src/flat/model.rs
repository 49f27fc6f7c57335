//! The weights of features and transitions, and the file that holds them.
//!
//! `model.bin`, little-endian: magic `cdflat1\n`; FNV-1a hash (64 bits) of the names of features and states; then for
//! lines and for pieces of lines: a row of weights for each feature, a row for the first unit, a row for each state that a unit may
//! come from. Every weight is an `i8`, in eighths of a natural logarithm; a row has one for each state. `training/flat.py` writes it.

use super::features::{self, COMBINATIONS, FEATURES, Places};
use super::sequence::{Lanes, Row, STATE, STATES, sum};
use crate::fnv;
use fearless_simd::Simd;
use once_cell::sync::Lazy;
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"cdflat1\n";
const BYTES: &[u8] = include_bytes!("model.bin");
/// Weights are stored in eighths and summed in sixteenths.
const FINER: i16 = 2;
/// What the file says instead of a number where a state never follows, and where it does only when two texts stand in one.
const NEVER: i8 = i8::MIN;
const NEVER_STEP: i16 = -4_000;
const ANEW: i8 = -i8::MAX;
const ANEW_STEP: i16 = -400;

/// Weights for units of one form, made ready for the search.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// For each combination of features that are looked up together, the sum of their weights.
    sums: Vec<Row>,
    pub(super) begin: Row,
    /// From a state, to each state.
    pub(super) transitions: [Row; STATES],
    /// To a state, from each state.
    pub(super) reversed: [Row; STATES],
    /// By how much another state's way onwards is better than a state's, at most.
    pub(super) leads: [Row; STATES],
}

impl Form {
    pub(super) fn new(features: &[Row], begin: Row, transitions: [Row; STATES]) -> Form {
        let combined =
            |place| features::combination(place).fold([0; STATES], |all, feature| sum(&all, &features[feature]));
        let reversed = std::array::from_fn(|to| std::array::from_fn(|from| transitions[from][to]));
        let lead =
            |state: &Row, other: &Row| other.iter().zip(state).map(|(other, own)| other - own).max().unwrap_or(0);
        let leads =
            std::array::from_fn(|state| std::array::from_fn(|other| lead(&transitions[state], &transitions[other])));
        Form { sums: (0..COMBINATIONS).map(combined).collect(), begin, transitions, reversed, leads }
    }

    /// What the features of a unit say of its states. A few dozen weights of a byte each: no sum leaves an `i16`.
    #[inline(always)]
    pub(super) fn sum<S: Simd>(&self, simd: S, places: &Places) -> Lanes<S> {
        let row = |place: &usize| Lanes::of(simd, &self.sums[*place]);
        let (first, rest) = places.split_first().unwrap_or((&0, &[]));
        rest.iter().fold(row(first), |sum, place| sum.plus(row(place)))
    }
}

impl Default for Form {
    fn default() -> Self {
        Form::new(&[[0; STATES]; FEATURES], [0; STATES], [[0; STATES]; STATES])
    }
}

/// All weights. By default all are 0. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights {
    pub(super) lines: Arc<Form>,
    pub(super) pieces: Arc<Form>,
}

static BUILTIN: Lazy<Weights> = Lazy::new(|| Weights::from_bytes(BYTES).unwrap_or_default());

impl Weights {
    pub(super) fn builtin() -> Weights {
        BUILTIN.clone()
    }

    pub(super) fn form(&self, is_piece: bool) -> &Form {
        if is_piece { &self.pieces } else { &self.lines }
    }

    /// `None` when the file is broken, or was made for other features or states.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Weights> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (hash, rest) = rest.split_first_chunk::<8>()?;
        let (rows, []) = rest.as_chunks::<STATES>() else { return None };
        const ROWS: usize = FEATURES + 1 + STATES;
        if u64::from_le_bytes(*hash) != schema_hash() || rows.len() != 2 * ROWS {
            return None;
        }
        let (lines, pieces) = rows.split_at(ROWS);
        Some(Weights { lines: Arc::new(form(lines)?), pieces: Arc::new(form(pieces)?) })
    }
}

fn form(rows: &[[u8; STATES]]) -> Option<Form> {
    let (features, rest) = rows.split_at(FEATURES);
    let (begin, transitions) = rest.split_first()?;
    let transitions: &[[u8; STATES]; STATES] = transitions.try_into().ok()?;
    let features: Vec<Row> = features.iter().map(row).collect();
    Some(Form::new(&features, row(begin), transitions.each_ref().map(steps)))
}

fn row(bytes: &[u8; STATES]) -> Row {
    bytes.map(|byte| i16::from(byte.cast_signed()) * FINER)
}

fn steps(bytes: &[u8; STATES]) -> Row {
    bytes.map(|byte| match byte.cast_signed() {
        NEVER => NEVER_STEP,
        ANEW => ANEW_STEP,
        weight => i16::from(weight) * FINER,
    })
}

/// Names of states, as in the schema: `story/body`.
pub(super) fn state_names() -> impl Iterator<Item = String> {
    STATE.iter().map(|(zone, role)| format!("{}/{role}", zone.name()))
}

/// What a model must be made for.
pub(super) fn schema_hash() -> u64 {
    let names = features::names().into_iter().chain(state_names());
    fnv::add(fnv::EMPTY, names.flat_map(|name| name.into_bytes().into_iter().chain([b'\n'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_weights_are_made_for_these_features() {
        assert!(Weights::from_bytes(BYTES).is_some(), "run training/flat.py again");
    }

    #[test]
    fn broken_files_are_refused() {
        assert!(Weights::from_bytes(b"").is_none());
        assert!(Weights::from_bytes(&BYTES[..BYTES.len() - 1]).is_none());
        let mut other = BYTES.to_vec();
        other[9] ^= 1;
        assert!(Weights::from_bytes(&other).is_none());
    }
}
