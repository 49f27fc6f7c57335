//! What `training/flat.py` needs to fit the weights: features as the crate itself computes them. No part of the stable API.

use super::context::Context;
use super::features;
use super::model::Weights;
use super::{Cleaner, model, unit};

/// A unit of a text: byte range, whether it is a piece of a line, features.
pub type UnitFeatures = (usize, usize, bool, Vec<usize>);

/// The features of every unit of a text.
pub fn unit_features(cleaner: &Cleaner, text: &str) -> Vec<UnitFeatures> {
    let units = unit::units(&cleaner.phrases, text);
    let context = Context::of(&units, &cleaner.phrases);
    let of_unit = |(index, unit): (usize, &unit::Unit)| {
        let all = features::features(unit, index, &context, &cleaner.phrases, text).map(usize::from).to_vec();
        (unit.start, unit.end, unit.is_piece, all)
    };
    units.iter().enumerate().map(of_unit).collect()
}

/// A cleaner with weights from a file; `None` when they were made for other features.
pub fn with_weights(mut cleaner: Cleaner, file: &[u8]) -> Option<Cleaner> {
    cleaner.weights = Weights::from_bytes(file)?;
    Some(cleaner)
}

/// The names of all features.
pub fn feature_names() -> Vec<String> {
    features::names()
}

/// The names of all states.
pub fn state_names() -> Vec<String> {
    model::state_names().collect()
}

/// The hash that a model for these features and states begins with.
pub fn schema_hash() -> u64 {
    model::schema_hash()
}
