//! The decision over all units: the likeliest sequence of states, each a role in a zone of the text.
//!
//! A text goes from its head (menus, a date) through the story to its tail (other stories, the foot). Zones are part of the
//! state, so that one search (Viterbi's) finds the roles and the two borders between the zones together.

use super::model::{Form, Weights};
use crate::label::Role;
use crate::named::named;
use crate::simd;
use fearless_simd::dispatch;
use once_cell::sync::Lazy;

/// How many states there are.
pub(super) const STATES: usize = 24;

/// Where in the text a unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Zone {
    /// Before the story.
    Head,
    /// From the headline to the last paragraph.
    Story,
    /// Behind the story.
    Tail,
}

named! {
    Zone, "zone":
    Head "head",
    Story "story",
    Tail "tail",
}

/// Each state's zone and role, in the order of the model.
pub(super) const STATE: [(Zone, Role); STATES] = {
    use Role::*;
    use Zone::*;
    [
        (Head, Nav),
        (Head, Timestamp),
        (Head, Ad),
        (Story, Headline),
        (Story, Byline),
        (Story, Timestamp),
        (Story, Body),
        (Story, Subheading),
        (Story, ListItem),
        (Story, Quote),
        (Story, Caption),
        (Story, Credit),
        (Story, Aside),
        (Story, Promo),
        (Story, Nav),
        (Story, Ad),
        (Story, Other),
        (Story, Footer),
        (Tail, Promo),
        (Tail, Nav),
        (Tail, Footer),
        (Tail, Comments),
        (Tail, Ad),
        (Tail, Other),
    ]
};

/// A number for each state, in sixteenths of a natural logarithm.
pub(super) type Row = [i16; STATES];

/// What is never the state of a unit.
const NEVER: i16 = -8_000;

/// States so far behind the best are no way to the next unit. With this bound no sum leaves an `i16` either, and plain addition is
/// many at a time.
const HOPELESS: i16 = -800;

/// What one unit says of its states, and which weights its transitions have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Emission {
    pub(super) row: Row,
    pub(super) is_piece: bool,
}

impl Emission {
    /// Leaves only states of this role, if there are any.
    pub(super) fn force(&mut self, role: Role) {
        if STATE.iter().any(|(_, other)| *other == role) {
            self.forbid(&mask(|state| state.1 != role));
        }
    }

    /// Leaves only states of this zone.
    pub(super) fn force_zone(&mut self, zone: Zone) {
        self.forbid(&mask(|state| state.0 != zone));
    }

    /// Takes away the states that a mask says.
    pub(super) fn forbid(&mut self, mask: &Row) {
        for (value, mask) in self.row.iter_mut().zip(mask) {
            *value = *value & !mask | NEVER & mask;
        }
    }
}

/// All bits for states that are meant, none for others.
fn mask(is_meant: impl Fn((Zone, Role)) -> bool) -> Row {
    STATE.map(|state| -i16::from(is_meant(state)))
}

/// Boxes set into the story.
pub(super) static BOXES: Lazy<Row> = Lazy::new(|| mask(|(_, role)| role == Role::Aside));
/// What main text consists of.
pub(super) static CONTENT: Lazy<Row> = Lazy::new(|| mask(|(_, role)| role.is_content()));

/// The state of a unit, and by how much it is better than the best of another role, its neighbours given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decision {
    pub(super) state: u8,
    pub(super) margin: i16,
}

/// The likeliest states of all units. Linear: each unit looks back at one other.
pub(super) fn decisions(emissions: &[Emission], weights: &Weights) -> Vec<Decision> {
    crate::work::add(emissions.len() * STATES);
    dispatch!(simd::level(), _simd => search(emissions, weights))
}

#[inline(always)]
fn search(emissions: &[Emission], weights: &Weights) -> Vec<Decision> {
    let forms = [&*weights.lines, &*weights.pieces];
    let form = |emission: &Emission| forms[usize::from(emission.is_piece)];
    let Some((first, rest)) = emissions.split_first() else { return Vec::new() };
    let mut scores: Vec<Row> = Vec::with_capacity(emissions.len());
    let mut last = sum(&form(first).begin, &first.row);
    scores.push(last);
    for emission in rest {
        last = sum(&reached(&last, form(emission)), &emission.row);
        scores.push(last);
    }
    let mut decisions = vec![Decision { state: 0, margin: 0 }; emissions.len()];
    // What the next unit's state says of this one's.
    let mut next = &[0; STATES];
    for ((decision, score), emission) in decisions.iter_mut().zip(&scores).zip(emissions).rev() {
        let row = sum(score, next);
        let state = best_of(&row, top(&row));
        decision.state = state as u8;
        next = &form(emission).reversed[state];
    }
    for i in 0..emissions.len() {
        let state = |i: usize| usize::from(decisions[i].state);
        let own = form(&emissions[i]);
        let step = if i == 0 { &own.begin } else { &own.transitions[state(i - 1)] };
        let mut row = sum(&emissions[i].row, step);
        if let Some(next) = emissions.get(i + 1) {
            row = sum(&row, &form(next).reversed[state(i + 1)]);
        }
        decisions[i].margin = margin(&row, state(i));
    }
    decisions
}

/// The best way into each state, relative to the best of all.
#[inline(always)]
fn reached(before: &Row, form: &Form) -> Row {
    let top = top(before);
    let first = best_of(before, top);
    // From the best state each way begins at 0. Another matters only where it may come out ahead.
    let mut best = form.transitions[first];
    let leads = &form.leads[first];
    let mut ahead = [0; STATES];
    for ((ahead, before), lead) in ahead.iter_mut().zip(before).zip(leads) {
        let from = before.saturating_sub(top);
        // More than 0 where it is not hopeless and may get ahead.
        let lead = from.saturating_add(*lead).min(from.saturating_sub(HOPELESS - 1));
        *ahead = lead.clamp(0, 1) as u8;
    }
    for from in set(&ahead) {
        let behind = before[from].saturating_sub(top);
        let steps = &form.transitions[from];
        for (best, step) in best.iter_mut().zip(steps) {
            *best = (*best).max(behind.wrapping_add(*step));
        }
    }
    best
}

// Loops over whole rows, which the compiler makes a few steps of eight numbers each: it does not so with `map` and `from_fn`.

#[inline(always)]
pub(super) fn sum(a: &Row, b: &Row) -> Row {
    let mut sum = *a;
    for (sum, b) in sum.iter_mut().zip(b) {
        *sum = sum.wrapping_add(*b);
    }
    sum
}

#[inline(always)]
fn top(row: &Row) -> i16 {
    row.iter().fold(i16::MIN, |top, value| top.max(*value))
}

/// The first of the best states, by sums and smallest numbers alone: a comparison would be one for each state.
#[inline(always)]
fn best_of(row: &Row, top: i16) -> usize {
    let key = |(value, state): (&i16, &i16)| top.saturating_sub(*value).min(1).wrapping_mul(64).wrapping_add(*state);
    let first = row.iter().zip(&INDEX).map(key).fold(i16::MAX, i16::min);
    first as usize % 64 % STATES
}

static INDEX: Row = {
    let (mut index, mut state) = ([0; STATES], 0);
    while state < STATES {
        index[state] = state as i16;
        state += 1;
    }
    index
};

/// Which states are set. They become a number of a bit each, so that there is no branch for each state.
#[inline(always)]
fn set(states: &[u8; STATES]) -> impl Iterator<Item = usize> {
    /// Moves the lowest bit of each byte to the eight highest.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = states.as_chunks::<8>();
    let bits = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56;
    let mut bits = eights.iter().rev().fold(0, |all, eight| all << 8 | bits(eight));
    std::iter::from_fn(move || {
        let state = bits.trailing_zeros() as usize;
        bits &= bits.wrapping_sub(1);
        (state < STATES).then_some(state)
    })
}

/// For each state, a row that takes away all states of its role.
static OF_ROLE: [Row; STATES] = {
    let (mut rows, mut state) = ([[0; STATES]; STATES], 0);
    while state < STATES {
        let mut other = 0;
        while other < STATES {
            if STATE[state].1 as u8 == STATE[other].1 as u8 {
                rows[state][other] = NEVER;
            }
            other += 1;
        }
        state += 1;
    }
    rows
};

/// By how much a state is better than the best of another role.
#[inline(always)]
fn margin(row: &Row, state: usize) -> i16 {
    top(row).saturating_sub(top(&sum(row, &OF_ROLE[state])))
}

#[cfg(test)]
mod tests {
    use super::super::features::FEATURES;
    use super::*;
    use std::sync::Arc;

    #[test]
    fn one_sure_unit_moves_its_neighbours() {
        // Behind a promo of the tail nothing is body.
        let mut transitions = [[0; STATES]; STATES];
        transitions[18][6] = -400;
        let lines = Form::new(&[[0; STATES]; FEATURES], [0; STATES], transitions);
        let weights = Weights { lines: Arc::new(lines), ..Weights::default() };
        let unit = |likely: &[(usize, i16)]| {
            let mut row = [-200; STATES];
            for (state, value) in likely {
                row[*state] = *value;
            }
            Emission { row, is_piece: false }
        };
        let units = [unit(&[(6, 50)]), unit(&[(18, 100)]), unit(&[(6, 20), (18, 0)])];
        let states: Vec<_> = decisions(&units, &weights).iter().map(|decision| decision.state).collect();
        assert_eq!(states, [6, 18, 18]);
    }

    #[test]
    fn a_forced_role_holds() {
        let mut emission = Emission { row: [0; STATES], is_piece: false };
        emission.row[6] = 300;
        emission.force(Role::Footer);
        let decision = decisions(&[emission], &Weights::default())[0];
        assert_eq!(STATE[usize::from(decision.state)].1, Role::Footer);
    }

    #[test]
    fn every_role_but_those_of_elements_has_a_state() {
        let missing: Vec<_> = Role::ALL.iter().filter(|role| !STATE.iter().any(|(_, other)| other == *role)).collect();
        assert_eq!(missing, [&Role::Standfirst, &Role::Table, &Role::Code]);
    }
}
