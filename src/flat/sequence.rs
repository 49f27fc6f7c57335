//! The decision over all units: the likeliest sequence of states, each a role in a zone of the text.
//!
//! A text goes from its head (menus, a date) through the story to its tail (other stories, the foot). Zones are part of the
//! state, so that one search (Viterbi's) finds the roles and the two borders between the zones together.

use super::model::{Form, Weights};
use crate::label::Role;
use crate::named::named;
use crate::simd;
use fearless_simd::{Simd, SimdBase, SimdMask, dispatch, i16x8, i16x16, mask16x8, mask16x16};

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
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Emission {
    pub(super) row: Row,
    pub(super) is_piece: bool,
}

impl Emission {
    /// Leaves only states of this role, if there are any.
    pub(super) fn force(&mut self, role: Role) {
        for (value, mask) in self.row.iter_mut().zip(&OTHER_ROLES[role as usize]) {
            *value = *value & !mask | NEVER & mask;
        }
    }
}

// What states are meant, as masks: all bits for those, none for others.

/// Boxes set into the story.
pub(super) static BOXES: Row = {
    let (mut mask, mut state) = ([0; STATES], 0);
    while state < STATES {
        mask[state] = -(matches!(STATE[state].1, Role::Aside) as i16);
        state += 1;
    }
    mask
};

/// Menus and dates.
pub(super) static MENUS: Row = of_roles(Role::Nav, Role::Timestamp);

/// Notices below a story, or set into it.
pub(super) static NOTICES: Row = of_roles(Role::Footer, Role::Footer);

/// Advertisements and what is neither story nor anything else with a name.
pub(super) static OTHERS: Row = of_roles(Role::Other, Role::Ad);

const fn of_roles(one: Role, other: Role) -> Row {
    let (mut mask, mut state) = ([0; STATES], 0);
    while state < STATES {
        let role = STATE[state].1 as usize;
        mask[state] = -((role == one as usize || role == other as usize) as i16);
        state += 1;
    }
    mask
}

/// What main text consists of.
pub(super) static CONTENT: Row = {
    let (mut mask, mut state) = ([0; STATES], 0);
    while state < STATES {
        mask[state] = -(STATE[state].1.is_content() as i16);
        state += 1;
    }
    mask
};

/// All states but those of share words: inside a line they may be part of what sells other stories.
pub(super) static NO_SHARES: Row = {
    let (mut mask, mut state) = ([0; STATES], 0);
    while state < STATES {
        mask[state] = -(!matches!(STATE[state].1, Role::Nav | Role::Promo) as i16);
        state += 1;
    }
    mask
};

/// What stands before the story.
pub(super) static HEAD: Row = of_zone(Zone::Head);

/// What stands behind the story.
pub(super) static TAIL: Row = of_zone(Zone::Tail);

const fn of_zone(zone: Zone) -> Row {
    let (mut mask, mut state) = ([0; STATES], 0);
    while state < STATES {
        mask[state] = -((STATE[state].0 as usize == zone as usize) as i16);
        state += 1;
    }
    mask
}

/// For each zone, all states of others.
pub(super) static OTHER_ZONES: [Row; Zone::ALL.len()] = {
    let (mut masks, mut zone) = ([[0; STATES]; Zone::ALL.len()], 0);
    while zone < Zone::ALL.len() {
        let mut state = 0;
        while state < STATES {
            masks[zone][state] = -((STATE[state].0 as usize != zone) as i16);
            state += 1;
        }
        zone += 1;
    }
    masks
};

/// For each role, all states of others; none for roles without a state.
pub(super) static OTHER_ROLES: [Row; Role::ALL.len()] = {
    let (mut masks, mut role) = ([[0; STATES]; Role::ALL.len()], 0);
    while role < Role::ALL.len() {
        let (mut mask, mut state, mut has_state) = ([0; STATES], 0, false);
        while state < STATES {
            let is_other = STATE[state].1 as usize != role;
            mask[state] = -(is_other as i16);
            has_state |= !is_other;
            state += 1;
        }
        if has_state {
            masks[role] = mask;
        }
        role += 1;
    }
    masks
};

/// A row in vectors.
#[derive(Clone, Copy)]
pub(super) struct Lanes<S: Simd>(i16x16<S>, i16x8<S>);

impl<S: Simd> Lanes<S> {
    #[inline(always)]
    pub(super) fn of(simd: S, row: &Row) -> Self {
        Lanes(i16x16::from_slice(simd, &row[..16]), i16x8::from_slice(simd, &row[16..]))
    }

    #[inline(always)]
    pub(super) fn store(self, row: &mut Row) {
        self.0.store_slice(&mut row[..16]);
        self.1.store_slice(&mut row[16..]);
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        Lanes(self.0 + other.0, self.1 + other.1)
    }

    #[inline(always)]
    fn plus_each(self, number: i16) -> Self {
        Lanes(self.0 + number, self.1 + number)
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Lanes(self.0.max(other.0), self.1.max(other.1))
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Lanes(self.0.min(other.0), self.1.min(other.1))
    }

    /// With both masks' states.
    #[inline(always)]
    pub(super) fn or(self, mask: Self) -> Self {
        Lanes(self.0 | mask.0, self.1 | mask.1)
    }

    /// Without the states that a mask says.
    #[inline(always)]
    pub(super) fn forbid(self, mask: Self) -> Self {
        Lanes(self.0 & !mask.0 | mask.0 & NEVER, self.1 & !mask.1 | mask.1 & NEVER)
    }

    /// The best of its numbers.
    #[inline(always)]
    fn top(self, simd: S) -> i16 {
        let (low, middle) = simd.split_i16x16(self.0);
        low.max(middle).max(self.1).reduce_max()
    }

    /// The first state with this number, which is one of them.
    #[inline(always)]
    fn first(self, number: i16) -> usize {
        let states = bits(self.0.simd_eq(number), self.1.simd_eq(number));
        (states.trailing_zeros() as usize).min(STATES - 1)
    }

    /// The states with more than 0, a bit each.
    #[inline(always)]
    fn positive(self) -> u64 {
        bits(self.0.simd_gt(0), self.1.simd_gt(0))
    }
}

#[inline(always)]
fn bits<S: Simd>(low: mask16x16<S>, high: mask16x8<S>) -> u64 {
    low.to_bitmask() | high.to_bitmask() << 16
}

/// The state of a unit, and by how much it is better than the best of another role, its neighbours given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decision {
    pub(super) state: u8,
    pub(super) margin: i16,
}

/// What a search fills, kept from pass to pass: the system clears fresh memory for long texts, which takes as long as the search.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    pub(super) emissions: Vec<Emission>,
    scores: Vec<Row>,
    pub(super) decisions: Vec<Decision>,
}

/// The likeliest states of all units. Linear: each unit looks back at one other.
pub(super) fn decide(buffers: &mut Buffers, weights: &Weights) {
    crate::work::add(buffers.emissions.len() * STATES);
    dispatch!(simd::level(), simd => search(simd, buffers, weights));
}

#[inline(always)]
fn search<S: Simd>(simd: S, buffers: &mut Buffers, weights: &Weights) {
    let Buffers { emissions, scores, decisions } = buffers;
    let forms = [&*weights.lines, &*weights.pieces];
    let form = |emission: &Emission| forms[usize::from(emission.is_piece)];
    let row = |row: &Row| Lanes::of(simd, row);
    decisions.clear();
    decisions.resize(emissions.len(), Decision { state: 0, margin: 0 });
    scores.resize(emissions.len(), [0; STATES]);
    let Some((first, rest)) = emissions.split_first() else { return };
    let mut last = row(&form(first).begin).plus(row(&first.row));
    last.store(&mut scores[0]);
    for (score, emission) in scores[1..].iter_mut().zip(rest) {
        last = reached(simd, last, form(emission)).plus(row(&emission.row));
        last.store(score);
    }
    // What the next unit's state says of this one's.
    let mut next = row(&[0; STATES]);
    // The next unit's decision, and what it and the one behind it say of its states.
    let mut open: Option<(&mut Decision, &Form, Lanes<S>)> = None;
    for ((decision, score), emission) in decisions.iter_mut().zip(&*scores).zip(&*emissions).rev() {
        let sum = row(score).plus(next);
        let state = sum.first(sum.top(simd));
        decision.state = state as u8;
        if let Some((behind, own, sum)) = open {
            behind.margin = margin(simd, sum.plus(row(&own.transitions[state])), behind.state);
        }
        let own = form(emission);
        open = Some((decision, own, row(&emission.row).plus(next)));
        next = row(&own.reversed[state]);
    }
    if let Some((decision, own, sum)) = open {
        decision.margin = margin(simd, sum.plus(row(&own.begin)), decision.state);
    }
}

/// The best way into each state, relative to the best of all.
#[inline(always)]
fn reached<S: Simd>(simd: S, before: Lanes<S>, form: &Form) -> Lanes<S> {
    let top = before.top(simd);
    let first = before.first(top);
    let behind = before.plus_each(top.wrapping_neg());
    // From the best state each way begins at 0. Another matters only where it may come out ahead, and is not hopeless.
    let lead = behind.plus(Lanes::of(simd, &form.leads[first]));
    let mut ahead = lead.min(behind.plus_each(1 - HOPELESS)).positive();
    let mut best = Lanes::of(simd, &form.transitions[first]);
    if ahead != 0 {
        let mut by_state = [0; STATES];
        behind.store(&mut by_state);
        while ahead != 0 {
            let from = (ahead.trailing_zeros() as usize).min(STATES - 1);
            best = best.max(Lanes::of(simd, &form.transitions[from]).plus_each(by_state[from]));
            ahead &= ahead - 1;
        }
    }
    best
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
fn margin<S: Simd>(simd: S, row: Lanes<S>, state: u8) -> i16 {
    let own = Lanes::of(simd, &OF_ROLE[usize::from(state)]);
    row.top(simd).saturating_sub(row.plus(own).top(simd))
}

pub(super) fn sum(a: &Row, b: &Row) -> Row {
    std::array::from_fn(|state| a[state].wrapping_add(b[state]))
}

#[cfg(test)]
mod tests {
    use super::super::features::FEATURES;
    use super::*;
    use std::sync::Arc;

    fn decisions(emissions: &[Emission], weights: &Weights) -> Vec<Decision> {
        let mut buffers = Buffers { emissions: emissions.to_vec(), ..Buffers::default() };
        decide(&mut buffers, weights);
        buffers.decisions
    }

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
