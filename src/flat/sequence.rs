//! The decision over all units: the likeliest sequence of states, each a role in a zone of the text.
//!
//! A text goes from its head (menus, a date) through the story to its tail (other stories, the foot). Zones are part of the
//! state, so that one search (Viterbi's) finds the roles and the two borders between the zones together.

use super::model::Weights;
use crate::label::Role;
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

impl Zone {
    /// The zone's name.
    pub fn name(self) -> &'static str {
        match self {
            Zone::Head => "head",
            Zone::Story => "story",
            Zone::Tail => "tail",
        }
    }
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
            self.forbid(|state| state.1 != role);
        }
    }

    /// Leaves only states of this zone.
    pub(super) fn force_zone(&mut self, zone: Zone) {
        self.forbid(|state| state.0 != zone);
    }

    /// Takes away states.
    pub(super) fn forbid(&mut self, state: impl Fn((Zone, Role)) -> bool) {
        for (value, other) in self.row.iter_mut().zip(&STATE) {
            *value = if state(*other) { NEVER } else { *value };
        }
    }
}

/// The state of a unit, and by how much it is better than the best of another role, its neighbours given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decision {
    pub(super) state: u8,
    pub(super) margin: i16,
}

/// The likeliest states of all units. Linear: each unit looks back at one other.
pub(super) fn decisions(emissions: &[Emission], weights: &Weights) -> Vec<Decision> {
    crate::work::add(emissions.len() * STATES);
    let mut scores: Vec<Row> = Vec::with_capacity(emissions.len());
    for emission in emissions {
        let best = match scores.last() {
            Some(before) => reached(before, &weights.form(emission.is_piece).transitions),
            None => weights.form(emission.is_piece).begin,
        };
        scores.push(sum(&best, &emission.row));
    }
    let mut decisions = vec![Decision { state: 0, margin: 0 }; emissions.len()];
    let mut next = None;
    for (i, score) in scores.iter().enumerate().rev() {
        let state = best_of(&next.map_or(*score, |next| sum(score, next)));
        decisions[i].state = state as u8;
        next = Some(&weights.form(emissions[i].is_piece).reversed[state]);
    }
    for i in 0..emissions.len() {
        decisions[i].margin = margin(emissions, &decisions, weights, i);
    }
    decisions
}

/// The best way into each state, relative to the best of all.
fn reached(before: &Row, transitions: &[Row; STATES]) -> Row {
    let top = top(before);
    let mut best = [2 * NEVER; STATES];
    for (from, row) in before.iter().zip(transitions) {
        let from = from.saturating_sub(top);
        if from < HOPELESS {
            continue;
        }
        for (best, step) in best.iter_mut().zip(row) {
            *best = (*best).max(from.wrapping_add(*step));
        }
    }
    best
}

fn sum(a: &Row, b: &Row) -> Row {
    let mut sum = *a;
    for (sum, b) in sum.iter_mut().zip(b) {
        *sum = sum.wrapping_add(*b);
    }
    sum
}

fn top(row: &Row) -> i16 {
    row.iter().fold(i16::MIN, |top, value| top.max(*value))
}

fn best_of(row: &Row) -> usize {
    let top = top(row);
    row.iter().position(|value| *value == top).unwrap_or(0)
}

/// For each state, a row that takes away all states of its role.
static OF_ROLE: Lazy<[Row; STATES]> = Lazy::new(|| {
    let is_same = |state: usize, other: usize| STATE[state].1 == STATE[other].1;
    std::array::from_fn(|state| std::array::from_fn(|other| if is_same(state, other) { NEVER } else { 0 }))
});

fn margin(emissions: &[Emission], decisions: &[Decision], weights: &Weights, i: usize) -> i16 {
    let state = |i: usize| usize::from(decisions[i].state);
    let form = weights.form(emissions[i].is_piece);
    let before = match i.checked_sub(1) {
        Some(before) => &form.transitions[state(before)],
        None => &form.begin,
    };
    let mut row = sum(&emissions[i].row, before);
    if let Some(next) = emissions.get(i + 1) {
        row = sum(&row, &weights.form(next.is_piece).reversed[state(i + 1)]);
    }
    let own = top(&row);
    let other = top(&sum(&row, &OF_ROLE[state(i)]));
    own.saturating_sub(other)
}

#[cfg(test)]
mod tests {
    use super::super::features::FEATURES;
    use super::super::model::Form;
    use super::*;
    use std::sync::Arc;

    #[test]
    fn one_sure_unit_moves_its_neighbours() {
        // Behind a promo of the tail nothing is body.
        let mut transitions = [[0; STATES]; STATES];
        transitions[18][6] = -400;
        let lines = Form::new(vec![[0; STATES]; FEATURES], [0; STATES], transitions);
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
