//! Scores to roles.
//!
//! First the page's kind, then the cut: which blocks are main content. Then each block gets its
//! role: by a named rule where the page says it outright, else by the class that the model finds
//! most probable, else, for content, by its element.

mod boxes;
mod classes;
mod content;
mod cut;
mod decision;
mod gaps;
mod kind;
mod known;
mod lead;
mod names;
mod pictures;
mod rules;
#[cfg(test)]
mod tests;
mod thread;
mod weighed;
mod wording;
mod zones;

pub(crate) use crate::role::Role;
pub use kind::PageKind;

use crate::dom::Dom;
use crate::measure::Columns;
use crate::options::Options;
use crate::profile::{Found, Profile};
use crate::score::{Class, Scores};
use crate::segment::{Blocks, Row, bits};
use decision::Decision;
use known::Known;
use names::Names;
use rules::Rules;
use weighed::Weighed;

/// The decision on one block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Label {
    pub role: Role,
    pub main: bool,
    /// The rule that gave the role; names are stable and documented in ARCHITECTURE.md.
    pub rule: &'static str,
    /// The rule of a profile that holds for the block.
    pub profile: Found,
}

/// The decisions on all blocks, and on the page.
#[derive(Debug, Clone)]
pub struct Roles {
    pub(crate) labels: Vec<Label>,
    pub(crate) kind: PageKind,
    pub(crate) confidence: f32,
    /// The profiles that labels name.
    pub(crate) profiles: Vec<Profile>,
    pub(crate) selectors_stopped: bool,
}

/// Below this probability of a forum, readers' comments on an article are no content.
const HARDLY_FORUM: f32 = 0.2;

/// Share of the main text from which on what stands among readers' comments is the page's point.
const DISCUSSION: f32 = 0.7;

/// Decides.
pub fn roles(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, scores: &Scores, options: &Options) -> Roles {
    let known = match &options.profiles[..] {
        [] => None,
        profiles => Known::of(profiles, dom, blocks, columns),
    };
    let scores = &Weighed::new(scores, known.as_ref());
    let mut cut = cut::main(blocks, scores, options.bias);
    if let Some(known) = &known {
        known.correct(&mut cut);
    }
    let (kind, confidence) = kind::kind(blocks, columns, scores, &cut);
    let mut zones = zones::zones(dom, blocks, columns);
    let is_discussion = is_discussion(blocks, &cut, &zones);
    zones::forget_largest(blocks, &cut, &mut zones);
    let filled = gaps::fill(dom, blocks, columns, scores, &zones, cut, kind == PageKind::Forum);
    let names = Names::new(dom, blocks, columns);
    let is_listing = kind == PageKind::Listing && confidence >= kind::LISTING;
    let is_surely_article = kind == PageKind::Article && confidence >= decision::SURELY_ARTICLE;
    let (below_headline, is_english) = (rules::below_headline(blocks, columns), rules::is_english(dom));
    let rules =
        Rules { dom, blocks, columns, names: &names, is_listing, is_surely_article, below_headline, is_english };
    let is_article = kind == PageKind::Article && scores.kinds()[kind::FORUM] < HARDLY_FORUM && !is_discussion;
    let names_product = kind == PageKind::Product;
    let decision = Decision { scores, rules, known: known.as_ref(), kind, is_article, names_product };
    let mut labels: Vec<Label> = (0..blocks.len())
        .map(|block| decision.label(block, &filled, zones[blocks.rows[block].inner as usize]))
        .collect();
    if is_article {
        boxes::complete(blocks, &mut labels);
    }
    if kind == PageKind::Article {
        lead::complete(blocks, columns, scores, &mut labels);
        thread::complete(blocks, columns, &mut labels);
        seen_only(blocks, &mut labels);
    }
    if !options.keeps_collapsed {
        crate::work::add(blocks.len());
        for (_, label) in labels.iter_mut().enumerate().filter(|(block, _)| blocks.is_collapsed(*block)) {
            *label = Label { role: Role::Other, main: false, rule: "collapsed", ..*label };
        }
    }
    let selectors_stopped = known.as_ref().is_some_and(|known| known.selectors_stopped);
    let profiles = if known.is_some() { options.profiles.clone() } else { Vec::new() };
    Roles { labels, kind, confidence, profiles, selectors_stopped }
}

/// What is kept from being read aloud is for the eye alone and no main text of a story, unless that is a third of it: then a dialogue
/// stands over the page, or it repeats a card for the eye. On other pages it is what a carousel has not turned to yet.
fn seen_only(blocks: &Blocks, labels: &mut [Label]) {
    crate::work::add(blocks.len());
    let is_seen_only = |row: &Row| row.ancestors & bits::ARIA_HIDDEN != 0;
    let (mut all, mut hidden) = (0u64, 0u64);
    for (row, _) in blocks.rows.iter().zip(&*labels).filter(|(_, label)| label.main) {
        all += u64::from(row.chars);
        hidden += if is_seen_only(row) { u64::from(row.chars) } else { 0 };
    }
    if hidden == 0 || 3 * hidden > all {
        return;
    }
    for (_, label) in blocks.rows.iter().zip(labels).filter(|(row, _)| is_seen_only(row)) {
        label.main = false;
    }
}

/// Whether most of the main text stands where the page says that readers comment: then they are no frame of a story.
fn is_discussion(blocks: &Blocks, main: &[bool], zones: &[u8]) -> bool {
    crate::work::add(blocks.len());
    let (mut all, mut comments) = (0u64, 0u64);
    for (row, _) in blocks.rows.iter().zip(main).filter(|(_, main)| **main) {
        let zone = zones::zone(zones[row.inner as usize]);
        all += u64::from(row.chars);
        comments += if zone.is_some_and(|zone| zone.class == Class::Comments) { u64::from(row.chars) } else { 0 };
    }
    comments > 0 && comments as f32 >= DISCUSSION * all as f32
}
