//! What the trees ask about: the features of the schema, and what follows from a page's cues.
//!
//! Values are quantised to whole steps of 1/1024, from -32 to just under 32. Logarithms, shares and class numbers fit;
//! a count that is larger counts as 32. A border between two steps then is exact, on every machine.

use super::context::{CONTEXT, Context, PAGE_CONTEXT};
use super::cues::{CUE_SUMS, Sums};
use super::model::{CLASSES, HEADS, KINDS, Row};
use crate::fnv;
use crate::measure::{FLAGS, Feature, LANES, SCHEMA, Values, schema as f, schema_hash};
use crate::simd;
use fearless_simd::{Bytes, Select, Simd, SimdBase, dispatch, f32x16, i32x16, u32x16};
use std::ops::Range;

/// Steps of 1.
pub(super) const STEP: f32 = 1024.0;

/// Blocks that the trees are asked about at once: as many as leave their inputs in the first cache.
pub(super) const BATCH: usize = 4 * LANES;
/// One input of a batch.
pub(super) type Quantised = [i16; BATCH];
/// All inputs of a batch; as many places as a byte can name.
pub(super) type Inputs = [Quantised; 256];

/// Where the families of inputs begin.
const FIRST_SUM: usize = SCHEMA.len();
const FIRST_CONTEXT: usize = FIRST_SUM + CUE_SUMS.len();
const FIRST_KIND: usize = FIRST_CONTEXT + CONTEXT.len();
const FIRST_CLASS: usize = FIRST_KIND + KINDS.len();
pub(super) const INPUTS: usize = FIRST_CLASS + CLASSES.len();
/// Inputs of the forest that scores; the others are for the role heads.
pub(super) const MAIN_INPUTS: usize = FIRST_CLASS;

const _: () = assert!(INPUTS <= 256 && HEADS == LANES && CONTEXT.len() == LANES);

/// The inputs of the forest that scores in which blocks of a page differ, and those that are the same for all of them.
pub(super) const OF_BLOCKS: [Range<usize>; 2] = [0..f::PAGE_CHARS, FIRST_SUM..FIRST_CONTEXT + PAGE_CONTEXT];
const OF_PAGE: [Range<usize>; 2] = [f::PAGE_CHARS..FIRST_SUM, FIRST_CONTEXT + PAGE_CONTEXT..MAIN_INPUTS];

/// The values of the inputs that are the same for all blocks of a page.
pub(super) type PageInputs = [i16; 256];

pub(super) fn page_inputs(inputs: &Inputs) -> PageInputs {
    let mut page = [0; 256];
    for of_page in OF_PAGE {
        for (page, input) in page[of_page.clone()].iter_mut().zip(&inputs[of_page]) {
            *page = input[0];
        }
    }
    page
}

/// Whether an input is the same for all blocks of a page.
pub(super) fn is_of_page(input: u8) -> bool {
    OF_PAGE.iter().any(|of_page| of_page.contains(&usize::from(input)))
}

pub(super) fn no_inputs() -> Box<Inputs> {
    Box::new([[0; BATCH]; 256])
}

/// Name and meaning of every input, in order: the schema, the sums of cue weights, the context, the page's
/// kinds, the cue weights of the role heads.
pub fn inputs() -> impl Iterator<Item = (String, String)> {
    let feature = |f: &Feature| (f.name.to_owned(), f.meaning.to_owned());
    let kind = |name: &&str| (format!("kind_{name}"), format!("probability that the page is of kind {name}"));
    let class = |name: &&str| (format!("cues_{name}"), format!("log-odds of the role {name} by cue tokens alone"));
    let all = SCHEMA.iter().chain(CUE_SUMS).chain(CONTEXT).map(feature);
    all.chain(KINDS.iter().map(kind)).chain(CLASSES.iter().map(class))
}

/// Names all inputs, of the schema and those that follow from it (FNV-1a, 64 bits): what a model must have been made for.
pub fn input_hash() -> u64 {
    let more = inputs().skip(SCHEMA.len());
    more.fold(schema_hash(), |hash, (name, meaning)| fnv::add_texts(hash, [name.as_str(), meaning.as_str()]))
}

/// Adding 1.5 · 2^23 leaves the whole number in the lowest bits: no conversion with its special cases.
const SHIFT: f32 = 12_582_912.0;

/// The nearest whole step, even ones first; what is no number counts as 0.
#[inline(always)]
pub(super) fn quantise(value: f32) -> i16 {
    let steps = (value * STEP).clamp(-32_768.0, 32_767.0);
    (steps + SHIFT).to_bits() as i16
}

/// Quantises the values of a tile, a whole vector.
#[inline(always)]
fn quantise_lanes<S: Simd>(simd: S, values: &[f32; LANES], steps: &mut [i16; LANES]) {
    let (least, most) = (f32x16::splat(simd, -32_768.0), f32x16::splat(simd, 32_767.0));
    let wanted = f32x16::from_slice(simd, values) * STEP;
    // What is no number is neither less nor more.
    let wanted = wanted.simd_lt(least).select(least, wanted);
    let wanted = wanted.simd_gt(most).select(most, wanted);
    let shifted: [i32; LANES] = (wanted + SHIFT).bitcast::<i32x16<S>>().into();
    *steps = shifted.map(|bits| bits as i16);
}

/// The places of a tile in a batch.
struct Lanes<'i> {
    inputs: &'i mut Inputs,
    at: usize,
}

impl Lanes<'_> {
    #[inline(always)]
    fn place(&mut self, input: usize) -> &mut [i16; LANES] {
        &mut self.inputs[input].as_chunks_mut().0[self.at]
    }
}

/// What is known of a page's blocks beside the schema's features.
pub(super) struct Derived<'p> {
    pub sums: &'p [Sums],
    pub context: &'p [Context],
    pub kinds: &'p [f32],
}

impl Derived<'_> {
    /// Fills in what is the same for all blocks of the page.
    pub(super) fn fill_page(&self, values: &Values, inputs: &mut Inputs) {
        for feature in f::PAGE_CHARS..SCHEMA.len() {
            let value = if values.len() > 0 { values.get(feature, 0) } else { 0.0 };
            inputs[feature] = [quantise(value); BATCH];
        }
        for feature in PAGE_CONTEXT..CONTEXT.len() {
            let value = self.context.first().map_or(0.0, |row| row[feature]);
            inputs[FIRST_CONTEXT + feature] = [quantise(value); BATCH];
        }
        for (place, p) in inputs[FIRST_KIND..].iter_mut().zip(self.kinds) {
            *place = [quantise(*p); BATCH];
        }
    }

    /// Fills in what the blocks of a batch differ in; `classes` is what the cues say of all blocks' roles.
    pub(super) fn fill(&self, values: &Values, classes: &[Row], blocks: Range<usize>, inputs: &mut Inputs) {
        for tile in blocks.start / LANES..blocks.end.div_ceil(LANES) {
            dispatch!(simd::level(), simd => self.fill_tile(simd, values, classes, tile, inputs));
        }
    }

    #[inline(always)]
    fn fill_tile<S: Simd>(&self, simd: S, values: &Values, classes: &[Row], number: usize, inputs: &mut Inputs) {
        crate::work::add(INPUTS);
        let mut batch = Lanes { inputs, at: number % (BATCH / LANES) };
        // Loops and no closures, which would not be compiled for these vectors.
        for (first, features) in values.stored(number) {
            for (feature, lanes) in (first..).zip(features) {
                quantise_lanes(simd, lanes, batch.place(feature));
            }
        }
        let flags = u32x16::from_slice(simd, &values.flags(number));
        for (feature, bit) in FLAGS {
            let is: [u32; LANES] = ((flags >> bit.trailing_zeros()) & 1).into();
            *batch.place(feature) = is.map(|is| is as i16 * STEP as i16);
        }
        let blocks = number * LANES..self.sums.len().min((number + 1) * LANES);
        let mut steps = [0; LANES];
        for (lane, block) in blocks.enumerate() {
            for (input, sum) in (FIRST_SUM..).zip(self.sums[block]) {
                batch.place(input)[lane % LANES] = quantise(sum);
            }
            quantise_lanes(simd, &self.context[block], &mut steps);
            for (input, value) in (FIRST_CONTEXT..FIRST_CONTEXT + PAGE_CONTEXT).zip(steps) {
                batch.place(input)[lane % LANES] = value;
            }
            quantise_lanes(simd, &classes[block], &mut steps);
            for (input, sum) in (FIRST_CLASS..INPUTS).zip(steps) {
                batch.place(input)[lane % LANES] = sum;
            }
        }
    }

    /// One input of the forest that scores, of one block.
    pub(super) fn value(&self, values: &Values, block: usize, input: usize) -> f32 {
        match input {
            0..FIRST_SUM => values.get(input, block),
            FIRST_SUM..FIRST_CONTEXT => self.sums[block][input - FIRST_SUM],
            FIRST_CONTEXT..FIRST_KIND => self.context[block][input - FIRST_CONTEXT],
            _ => self.kinds[input - FIRST_KIND],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_the_nearest_step() {
        let found = [0.0, 1.0, -1.0, 0.25 / STEP, 0.75 / STEP, -0.75 / STEP, 31.5, 40.0, -40.0].map(quantise);
        assert_eq!(found, [0, 1024, -1024, 0, 1, -1, 32256, i16::MAX, i16::MIN]);
        assert_eq!([f32::NAN, f32::INFINITY, f32::NEG_INFINITY].map(quantise), [0, i16::MAX, i16::MIN]);
    }

    #[test]
    fn every_input_has_a_name_of_its_own() {
        let mut names: Vec<String> = inputs().map(|(name, _)| name).collect();
        assert_eq!(names.len(), INPUTS);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), INPUTS);
    }
}
