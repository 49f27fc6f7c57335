//! A box is one thing: when most of an element's text is an inset or readers' comments, all of it
//! is, headings and bylines included.

use super::{Label, Role};
use crate::dom::Dom;
use crate::measure::sum_up;
use crate::segment::Blocks;

/// Share of a box's characters that decides on the rest.
const MAJORITY: f32 = 0.6;
/// A box holds at most this share of the page.
const LARGEST: f32 = 0.35;

pub(super) fn complete(dom: &Dom<'_>, blocks: &Blocks, labels: &mut [Label]) {
    for (role, rule) in [(Role::Aside, "box_of_asides"), (Role::Comments, "box_of_comments")] {
        if labels.iter().any(|label| label.role == role) {
            complete_role(dom, blocks, labels, role, rule);
        }
    }
}

fn complete_role(dom: &Dom<'_>, blocks: &Blocks, labels: &mut [Label], role: Role, rule: &'static str) {
    let mut all = vec![0u32; dom.len()];
    crate::work::add(dom.len() + 2 * blocks.len());
    let mut own = vec![0u32; dom.len()];
    for (row, label) in blocks.rows.iter().zip(labels.iter()) {
        if row.hidden.is_none() {
            all[row.node as usize] += row.chars;
            own[row.node as usize] += if label.role == role { row.chars } else { 0 };
        }
    }
    sum_up(&mut all, dom.parents());
    sum_up(&mut own, dom.parents());
    let page = all.first().copied().unwrap_or(0) as f32;
    // Whether the node stands in such a box, carried down the tree.
    let mut inside = vec![false; dom.len()];
    for node in 1..dom.len() {
        let is_box =
            own[node] > 0 && own[node] as f32 >= MAJORITY * all[node] as f32 && all[node] as f32 <= LARGEST * page;
        inside[node] = is_box || inside[dom.parent(node)];
    }
    for (row, label) in blocks.rows.iter().zip(labels) {
        let keeps = matches!(label.role, Role::Caption | Role::Credit | Role::Promo | Role::Ad | Role::Footer);
        if inside[row.node as usize] && row.hidden.is_none() && !keeps && label.role != role {
            *label = Label { role, main: false, rule };
        }
    }
}
