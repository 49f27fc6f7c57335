//! Where a block stands in the tree: landmarks, enclosing elements, the main subtree. Facts of
//! elements are carried down in forward passes and summed up in backward ones, over the holders.

use super::density::{Counts, Densities, sum_up};
use super::math::{log, log_count};
use super::schema as f;
use super::shape::Shape;
use super::tiles::Values;
use super::{ratio, tag_class};
use crate::dom::Dom;
use crate::segment::{Blocks, Holders, bits};
use std::ops::Range;

/// Features that tell what stands above a block, and their bits.
pub(crate) const FLAGS: [(usize, u32); 25] = [
    (f::IN_NAV, bits::NAV),
    (f::IN_HEADER, bits::HEADER),
    (f::IN_FOOTER, bits::FOOTER),
    (f::IN_ASIDE, bits::ASIDE),
    (f::IN_ARTICLE, bits::ARTICLE),
    (f::IN_MAIN, bits::MAIN),
    (f::IN_SECTION, bits::SECTION),
    (f::IN_FORM, bits::FORM),
    (f::IN_TABLE, bits::TABLE),
    (f::IN_ITEM, bits::ITEM),
    (f::IN_FIGURE, bits::FIGURE),
    (f::IN_FIGCAPTION, bits::FIGCAPTION),
    (f::IN_BLOCKQUOTE, bits::BLOCKQUOTE),
    (f::IN_LINK, bits::LINK),
    (f::IN_PRE, bits::PRE),
    (f::IN_BUTTON, bits::BUTTON),
    (f::IN_SELECT, bits::SELECT),
    (f::IN_DETAILS, bits::DETAILS),
    (f::IN_DIALOG, bits::DIALOG),
    (f::IN_HEADING, bits::HEADING),
    (f::IN_DEFINITION, bits::DEFINITION),
    (f::IN_LABEL, bits::LABEL),
    (f::IN_TIME, bits::TIME),
    (f::IN_ADDRESS, bits::ADDRESS),
    (f::IN_PARAGRAPH, bits::PARAGRAPH),
];

pub(super) fn landmarks(dom: &Dom<'_>, blocks: &Blocks, values: &mut Values) {
    crate::work::add(blocks.len());
    for (block, row) in blocks.rows.iter().enumerate() {
        let node = row.node as usize;
        let facts = blocks.holders.facts[row.holder as usize];
        let mut sink = values.at(block);
        sink.set(f::TAG, tag_class(dom.tag(node)));
        sink.set(f::PARENT_TAG, tag_class(dom.tag(dom.parent(node))));
        sink.set(f::DEPTH, f32::from(facts.depth));
        let landmark = facts.landmark;
        sink.set(f::LANDMARK, if landmark == 0 { 0.0 } else { landmark.trailing_zeros() as f32 + 1.0 });
    }
}

/// For each holder the nearest one above that holds more text.
pub(super) fn up(holders: &Holders, densities: &Densities, up: &mut Vec<u32>) {
    up.clear();
    up.reserve(holders.len());
    crate::work::add(holders.len());
    up.extend(holders.parents.first().map(|_| 0));
    for holder in 1..holders.len() {
        let parent = holders.parent(holder);
        let holds_more = densities.chars(parent) > densities.chars(holder);
        up.push(if holds_more { parent as u32 } else { up[parent] });
    }
}

/// Sums over each holder's subtree: sentence ends, and characters inside `p`.
pub(super) fn writing(blocks: &Blocks, shapes: &[Shape], sums: &mut Vec<Counts>) {
    sums.clear();
    sums.resize(blocks.holders.len(), [0; 4]);
    crate::work::add(blocks.holders.len() + blocks.len());
    for (row, shape) in blocks.rows.iter().zip(shapes).filter(|(row, _)| row.hidden.is_none()) {
        let sums = &mut sums[row.holder as usize];
        sums[0] += shape.sentences;
        sums[1] += if row.ancestors & bits::PARAGRAPH != 0 { row.chars } else { 0 };
    }
    sum_up(sums, &blocks.holders.parents);
}

/// Buffers of [`enclosing`].
#[derive(Debug, Clone, Default)]
pub(super) struct Composites {
    own: Vec<f32>,
    sums: Vec<f32>,
}

/// The features of what is around a block, among which stand a few of its own.
const AROUND: Range<usize> = f::E1_TEXT_DENSITY..f::E2_PARAGRAPHS + 1;

pub(super) fn enclosing(
    blocks: &Blocks,
    d: &Densities,
    enclosing: &[[u32; 3]],
    up: &[u32],
    writing: &[Counts],
    composites: &mut Composites,
    values: &mut Values,
) {
    if blocks.is_empty() {
        return;
    }
    let page = d.chars(0) as f32;
    crate::work::add(blocks.len());
    d.composites(&blocks.holders, &mut composites.own, &mut composites.sums);
    let around = |[e1, e2, e3]: [u32; 3]| -> [f32; AROUND.end - AROUND.start] {
        let [e1, e2, e3] = [e1, e2, e3].map(|holder| holder as usize);
        let e4 = up[e3] as usize;
        let chars = |holder: usize| log_count(d.chars(holder));
        let long = |holder: usize| ratio(d.long(holder), d.chars(holder));
        let share = |a: usize, b: usize| ratio(d.chars(a), d.chars(b));
        let sentences = |holder: usize| log(ratio(writing[holder][0], d.blocks(holder)));
        let paragraphs = |holder: usize| ratio(writing[holder][1], d.chars(holder));
        let mut facts = [0.0; AROUND.end - AROUND.start];
        let mut set = |feature: usize, value: f32| facts[feature - AROUND.start] = value;
        set(f::E1_TEXT_DENSITY, log(d.text_density(e1)));
        set(f::E1_COMPOSITE_DENSITY, log(composites.own[e1]));
        set(f::E1_DENSITY_SUM, log(composites.sums[e1]));
        set(f::E1_CHARS, chars(e1));
        set(f::E1_LINK_DENSITY, d.link_density(e1));
        set(f::E1_LONG, long(e1));
        set(f::E1_BLOCKS, log_count(d.blocks(e1)));
        set(f::E2_CHARS, chars(e2));
        set(f::E2_LINK_DENSITY, d.link_density(e2));
        set(f::E2_LONG, long(e2));
        set(f::E2_BLOCKS, log_count(d.blocks(e2)));
        set(f::E2_SHARE, share(e1, e2));
        set(f::E3_CHARS, chars(e3));
        set(f::E3_LINK_DENSITY, d.link_density(e3));
        set(f::E3_LONG, long(e3));
        set(f::E3_SHARE, share(e2, e3));
        set(f::E4_LINK_DENSITY, d.link_density(e4));
        set(f::E4_LONG, long(e4));
        set(f::E4_SHARE, share(e3, e4));
        set(f::E2_PAGE_SHARE, d.chars(e2) as f32 / page.max(1.0));
        set(f::E1_SENTENCES, sentences(e1));
        set(f::E1_PARAGRAPHS, paragraphs(e1));
        set(f::E2_SENTENCES, sentences(e2));
        set(f::E2_PARAGRAPHS, paragraphs(e2));
        facts
    };
    // Siblings in a row share what is around them.
    let (mut shared, mut facts) = (enclosing[0], around(enclosing[0]));
    for (block, row) in blocks.rows.iter().enumerate() {
        if enclosing[block] != shared {
            (shared, facts) = (enclosing[block], around(enclosing[block]));
        }
        let e0 = row.holder as usize;
        let mut sink = values.at(block);
        sink.set_run(AROUND.start, &facts);
        sink.set(f::TEXT_DENSITY, log(d.text_density(e0)));
        sink.set(f::COMPOSITE_DENSITY, log(composites.own[e0]));
        sink.set(f::E0_CHARS, log_count(d.chars(e0)));
        sink.set(f::E0_LINK_DENSITY, d.link_density(e0));
        sink.set(f::E1_SHARE, ratio(row.chars, d.chars(shared[0] as usize)));
    }
}

/// How far up from each block the headline is inside too. `levels` is a buffer.
pub(super) fn headline_up(
    blocks: &Blocks,
    densities: &Densities,
    headline: Option<usize>,
    levels: &mut Vec<u32>,
    values: &mut Values,
) {
    const MOST: u32 = 16;
    const UNKNOWN: u32 = u32::MAX;
    let holders = &blocks.holders;
    crate::work::add(2 * holders.len() + blocks.len());
    levels.clear();
    levels.resize(holders.len(), UNKNOWN);
    if let Some(headline) = headline {
        let mut above = blocks.rows[headline].holder as usize;
        while above != 0 {
            levels[above] = 0;
            above = holders.parent(above);
        }
        levels[0] = 0;
        for holder in 1..holders.len() {
            if levels[holder] == UNKNOWN {
                let parent = holders.parent(holder);
                levels[holder] = levels[parent] + u32::from(densities.chars(parent) > densities.chars(holder));
            }
        }
    }
    for (block, row) in blocks.rows.iter().enumerate() {
        let up = levels[row.holder as usize];
        values.at(block).set(f::HEADLINE_UP, if up == UNKNOWN { -1.0 } else { up.min(MOST) as f32 });
    }
}

/// Levels that holders stand outside of the main subtrees, a number for each of [`SHARES`] and one to fill up a vector.
type Outside = Counts;

/// Features, and the share of the page's long text that their main subtree keeps.
const SHARES: [(usize, f32); 3] = [(f::OUTSIDE_40, 0.4), (f::OUTSIDE_60, 0.6), (f::OUTSIDE_85, 0.85)];
/// The share by which places inside the main subtree are told.
const PLACED: usize = 1;

/// For each share the innermost holder that keeps it, found by descending from the root while one child keeps it; with the
/// levels that every holder stands outside of them.
fn keepers(holders: &Holders, densities: &Densities, outside: &mut Vec<Outside>) -> [usize; SHARES.len()] {
    let wanted = SHARES.map(|(_, share)| (densities.long(0) as f32 * share) as u32);
    let least = wanted.into_iter().filter(|wanted| *wanted > 0).min().unwrap_or(u32::MAX);
    crate::work::add(3 * holders.len());
    let mut keepers = [0; SHARES.len()];
    // Children stand behind their parent, so one pass descends.
    for holder in 1..holders.len() {
        let long = densities.long(holder);
        if long >= least {
            for (keeper, wanted) in keepers.iter_mut().zip(wanted) {
                if wanted > 0 && holders.parent(holder) == *keeper && long >= wanted {
                    *keeper = holder;
                }
            }
        }
    }
    const UNKNOWN: u32 = u32::MAX;
    outside.clear();
    outside.resize(holders.len(), [UNKNOWN; 4]);
    outside[0] = [0; 4];
    for (lane, keeper) in keepers.into_iter().enumerate() {
        let (mut above, mut levels) = (keeper, 0);
        while above != 0 {
            outside[above][lane] = levels;
            (above, levels) = (holders.parent(above), levels + 1);
        }
        outside[0][lane] = levels;
    }
    for holder in 1..holders.len() {
        let above = outside[holders.parent(holder)];
        // Without branches: one vector.
        for (own, above) in outside[holder].iter_mut().zip(above) {
            *own = if *own == UNKNOWN { above } else { *own };
        }
    }
    keepers
}

pub(super) fn main_subtree(
    dom: &Dom<'_>,
    blocks: &Blocks,
    densities: &Densities,
    outside: &mut Vec<Outside>,
    values: &mut Values,
) {
    let holders = &blocks.holders;
    if holders.len() == 0 {
        return;
    }
    let main = keepers(holders, densities, outside)[PLACED];
    crate::work::add(4 * blocks.len());
    let range = dom.subtree(holders.node(main));
    let first = blocks.rows.partition_point(|row| (row.first as usize) < range.start);
    let last = blocks.rows.partition_point(|row| (row.first as usize) < range.end);
    for block in 0..blocks.len() {
        let place = if block < first {
            -1.0
        } else if block >= last {
            2.0
        } else {
            (block - first) as f32 / (last - first).max(1) as f32
        };
        let mut sink = values.at(block);
        sink.set(f::MAIN_PLACE, place);
        let outside = outside[blocks.rows[block].holder as usize];
        for ((feature, _), levels) in SHARES.into_iter().zip(outside) {
            sink.set(feature, levels as f32);
        }
    }
}
