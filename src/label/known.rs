//! What profiles know of a page's templates: a verdict on a block, or evidence.

use super::Role;
use super::classes::CLASS_ROLES;
use crate::dom::Dom;
use crate::measure::{Columns, exp, ln};
use crate::profile::{Claim, Found, Matches, Profile};
use crate::score::{Class, Scores};
use crate::segment::Blocks;

/// The rule of labels that a profile gave outright.
pub(super) const RULE: &str = "profile";

/// An inline element speaks for a block when it holds this share of its characters, in fifths; and it is
/// looked for so many levels up.
const FIFTHS: u32 = 4;
const LEVELS: usize = 8;

/// For each block the rule that holds.
pub(super) struct Known<'p> {
    profiles: &'p [Profile],
    found: Vec<Found>,
    /// Whether the rule matches the element that speaks for the block, not one around it.
    own: Vec<bool>,
    pub selectors_stopped: bool,
}

impl<'p> Known<'p> {
    /// `None` when no profile is for the page.
    pub(super) fn of(profiles: &'p [Profile], dom: &Dom<'_>, blocks: &Blocks, columns: &Columns) -> Option<Known<'p>> {
        let matches = Matches::of(profiles, dom, blocks)?;
        crate::work::add(LEVELS * blocks.len());
        let (mut found, mut own) = (Vec::with_capacity(blocks.len()), Vec::with_capacity(blocks.len()));
        for block in 0..blocks.len() {
            let place = place(blocks, columns, block);
            let here = if blocks.hidden(block).is_some() { Found::default() } else { matches.at(place) };
            found.push(here);
            own.push(here != matches.at(blocks.holders.parent(place)));
        }
        Some(Known { profiles, found, own, selectors_stopped: matches.exhausted })
    }

    /// The rule that holds for a block, unless that says nothing.
    pub(super) fn found(&self, block: usize) -> Found {
        self.claim(block).map_or(Found::default(), |_| self.found[block])
    }

    fn claim(&self, block: usize) -> Option<Claim> {
        let (_, rule) = self.found[block].rule(self.profiles)?;
        Some(rule.claim()).filter(|claim| !claim.is_nothing())
    }

    pub(super) fn is_own(&self, block: usize) -> bool {
        self.own[block]
    }

    pub(super) fn verdict(&self, block: usize) -> Option<Claim> {
        self.claim(block).filter(|claim| claim.evidence().is_none())
    }

    /// The class for which there is evidence, with its log-odds.
    pub(super) fn evidence(&self, block: usize) -> Option<(Class, f32)> {
        let claim = self.claim(block)?;
        let class = CLASS_ROLES.iter().find(|(_, role, _)| claim.role() == Some(*role)).map(|(class, ..)| *class);
        claim.evidence().map(|evidence| (class.unwrap_or(Class::Content), evidence))
    }

    /// The probabilities of main content with the evidence for and against it, if there is any.
    pub(super) fn weighed(&self, scores: &Scores) -> Option<Vec<f32>> {
        let mut weighed: Option<Vec<f32>> = None;
        crate::work::add(self.found.len());
        for block in 0..self.found.len() {
            let Some((class, evidence)) = self.evidence(block) else { continue };
            let towards = if class == Class::Content { evidence } else { -evidence };
            let p = &mut weighed.get_or_insert_with(|| scores.probabilities.clone())[block];
            *p = moved(*p, towards);
        }
        weighed
    }

    /// The cut with the verdicts that leave no doubt whatever the page's kind.
    pub(super) fn correct(&self, main: &mut [bool]) {
        crate::work::add(main.len());
        for (block, main) in main.iter_mut().enumerate() {
            if let Some(claim) = self.verdict(block) {
                let is_never = claim.role().is_some_and(is_never_main);
                *main = claim.main().unwrap_or(claim.is_content() || *main && !is_never);
            }
        }
    }
}

/// A probability whose log-odds are moved by so much.
fn moved(p: f32, by: f32) -> f32 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    1.0 / (1.0 + exp(-(ln(p / (1.0 - p)) + by)))
}

/// Roles that are the point of no page.
pub(super) fn is_never_main(role: Role) -> bool {
    matches!(role, Role::Nav | Role::Ad | Role::Footer | Role::Caption | Role::Credit)
}

/// The holder that speaks for a block.
fn place(blocks: &Blocks, columns: &Columns, block: usize) -> usize {
    let row = &blocks.rows[block];
    let mut inline = row.inner as usize;
    for _ in 0..LEVELS {
        if inline == row.holder as usize || 5 * columns.densities.chars(inline) >= FIFTHS * row.chars {
            return inline;
        }
        inline = blocks.holders.parent(inline);
    }
    row.holder as usize
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn evidence_is_added_to_the_log_odds() {
        for p in [0.001, 0.05, 0.3, 0.5, 0.9] {
            assert!((moved(p, 0.0) - p).abs() < 1e-5, "{p}");
            let odds = |p: f32| p / (1.0 - p);
            assert!((odds(moved(p, 2.0)) / odds(p) / 2.0f32.exp() - 1.0).abs() < 1e-3, "{p}");
            assert!((odds(moved(p, -2.0)) / odds(p) * 2.0f32.exp() - 1.0).abs() < 1e-3, "{p}");
        }
    }
}
