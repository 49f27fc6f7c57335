//! A box is one thing: when most of an element's text is an inset or readers' comments, all of it
//! is, headings and bylines included.

use super::{Label, Role, known};
use crate::measure::sum_up;
use crate::segment::Blocks;

/// Share of a box's characters that decides on the rest.
const MAJORITY: f32 = 0.6;
/// A box holds at most this share of the page.
const LARGEST: f32 = 0.35;

pub(super) fn complete(blocks: &Blocks, labels: &mut [Label]) {
    crate::work::add(2 * labels.len());
    for (role, rule) in [(Role::Aside, "box_of_asides"), (Role::Comments, "box_of_comments")] {
        if labels.iter().any(|label| label.role == role) {
            complete_role(blocks, labels, role, rule);
        }
    }
}

fn complete_role(blocks: &Blocks, labels: &mut [Label], role: Role, rule: &'static str) {
    let holders = &blocks.holders;
    crate::work::add(2 * blocks.len() + 2 * holders.len());
    // Characters of each holder: all, of this role.
    let mut chars = vec![[0; 4]; holders.len()];
    for (row, label) in blocks.rows.iter().zip(labels.iter()) {
        if row.hidden.is_none() {
            let [all, own, ..] = &mut chars[row.holder as usize];
            *all += row.chars;
            *own += if label.role == role { row.chars } else { 0 };
        }
    }
    sum_up(&mut chars, &holders.parents);
    let page = chars.first().map_or(0, |[all, ..]| *all) as f32;
    // Whether the holder stands in such a box, carried down the tree.
    let mut inside = vec![false; holders.len()];
    for holder in 1..holders.len() {
        let [all, own, ..] = chars[holder].map(|chars| chars as f32);
        let is_box = own > 0.0 && own >= MAJORITY * all && all <= LARGEST * page;
        inside[holder] = is_box || inside[holders.parent(holder)];
    }
    for (row, label) in blocks.rows.iter().zip(labels) {
        let keeps = matches!(label.role, Role::Caption | Role::Credit | Role::Promo | Role::Ad | Role::Footer)
            || matches!(label.rule, known::RULE | "embed_skip_link");
        if inside[row.holder as usize] && row.hidden.is_none() && !keeps && label.role != role {
            *label = Label { role, main: false, rule, ..*label };
        }
    }
}
