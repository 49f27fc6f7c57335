//! Captions with their images and credits.

pub(crate) mod shape;

use super::{Page, metadata};
use crate::dom::{Attr, Dom, Tag};
use crate::label::Role;
use crate::segment::InlineKind;
use std::ops::Range;

/// An image's caption with its company.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caption {
    /// The caption, without markers such as "Image caption" and without the credit.
    pub text: String,
    /// Who made the image, without labels such as "Image source".
    pub credit: Option<String>,
    /// The image's address, as written.
    pub image: Option<String>,
    /// The image's `alt` text.
    pub alt: Option<String>,
    /// The block that holds the caption; the first of several.
    pub block: usize,
}

/// Blocks and ancestors that are looked at between a caption and what belongs to it.
const REACH: usize = 8;
const NO_FIGURE: u32 = 0;

/// Blocks that make up one caption.
struct Group {
    caption: Caption,
    last: usize,
    figure: u32,
}

/// The captions of a page, in document order. Linear in the page.
pub(super) fn captions(page: &Page<'_>) -> Vec<Caption> {
    crate::work::add(2 * page.blocks.len());
    if !page.blocks().any(|b| b.role() == Role::Caption) {
        return Vec::new();
    }
    let figures = figures(&page.dom);
    let mut groups = groups(page, &figures);
    add_credits(page, &figures, &mut groups);
    add_images(page, &figures, &mut groups);
    groups.into_iter().map(|group| group.caption).collect()
}

/// The innermost `figure` around each node, [`NO_FIGURE`] for none.
fn figures(dom: &Dom<'_>) -> Vec<u32> {
    crate::work::add(dom.len());
    let mut figures = Vec::with_capacity(dom.len());
    for node in 0..dom.len() {
        let above = if node == 0 { NO_FIGURE } else { figures[dom.parent(node)] };
        figures.push(if dom.tag(node) == Tag::Figure { node as u32 } else { above });
    }
    figures
}

fn groups(page: &Page<'_>, figures: &[u32]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for block in page.blocks().filter(|b| b.role() == Role::Caption && b.hidden().is_none()) {
        let index = block.index();
        let figure = figures[block.node()];
        let (text, credit) = parts(page, index);
        let same = groups
            .last_mut()
            .filter(|g| figure != NO_FIGURE && g.figure == figure && all_fit(page, g.last + 1..index, is_caption_part));
        match same {
            Some(group) => {
                if group.caption.text.is_empty() {
                    group.caption.text = text;
                    group.caption.block = index;
                } else if !text.is_empty() {
                    group.caption.text.push(' ');
                    group.caption.text.push_str(&text);
                }
                group.caption.credit = group.caption.credit.take().or(credit);
                group.last = index;
            }
            // A credit may stand before the caption of its figure.
            None if text.is_empty() && (credit.is_none() || figure == NO_FIGURE) => {}
            None => groups.push(Group {
                caption: Caption { text, credit, block: index, ..Caption::default() },
                last: index,
                figure,
            }),
        }
    }
    groups.retain(|group| !group.caption.text.is_empty());
    groups
}

fn is_caption_part(role: Role) -> bool {
    matches!(role, Role::Caption | Role::Credit)
}

/// Whether every visible block of the range has a fitting role, and there are few.
fn all_fit(page: &Page<'_>, blocks: Range<usize>, fits: fn(Role) -> bool) -> bool {
    crate::work::add(blocks.len().min(REACH));
    blocks.len() <= REACH && blocks.filter_map(|i| page.block(i)).all(|b| b.hidden().is_some() || fits(b.role()))
}

/// A caption block's text without marker and credit, and the credit.
fn parts(page: &Page<'_>, block: usize) -> (String, Option<String>) {
    let whole = page.blocks.text(block);
    crate::work::add(whole.len());
    let text = without_off_screen(page, block);
    let is_marked = text.len() < whole.len();
    let text = shape::without_marker(text);
    if text.is_empty() || !is_marked && shape::is_marker(text) {
        return (String::new(), None);
    }
    if let Some((text, credit)) = marked_credit(page, block, text) {
        return (text, Some(credit));
    }
    if let Some(credit) = shape::lone_credit(text) {
        return (String::new(), Some(credit.to_owned()));
    }
    match shape::split_credit(text) {
        Some((text, credit)) => (text.to_owned(), Some(credit.to_owned())),
        None => (text.to_owned(), None),
    }
}

/// Cuts off what stands out of sight before the text.
fn without_off_screen<'p>(page: &'p Page<'_>, block: usize) -> &'p str {
    let (start, end) = page.blocks.rows[block].text;
    let marker = page
        .block(block)
        .map(super::Block::inlines)
        .unwrap_or_default()
        .iter()
        .filter(|i| i.kind == InlineKind::OffScreen && i.start == start)
        .map(|i| i.end)
        .max();
    let from = marker.unwrap_or(start).min(end) as usize;
    page.blocks.text[from..end as usize]
        .trim_start_matches(|c: char| marker.is_some() && (c.is_whitespace() || matches!(c, ',' | ':')))
        .trim()
}

/// A credit that an element inside the caption marks as one, at the text's start or end.
fn marked_credit(page: &Page<'_>, block: usize, text: &str) -> Option<(String, String)> {
    const MAX_NODES: usize = 64;
    let dom = &page.dom;
    let row = &page.blocks.rows[block];
    let node = row.node as usize;
    let from = (row.first as usize).saturating_sub(8).max(node + 1);
    for at in (from..dom.subtree_end(node)).take(MAX_NODES) {
        crate::work::add(1);
        if at > row.first as usize + MAX_NODES
            || !dom.raw_attr(at, Attr::Class).is_some_and(|c| c.len() <= 1024 && shape::is_credit_class(c))
        {
            continue;
        }
        let Some(credit) = metadata::visible_text(page, at, 300).filter(|c| c.len() < text.len()) else { continue };
        let caption = text.strip_suffix(credit.as_str()).or_else(|| text.strip_prefix(credit.as_str()));
        if let Some(caption) = caption.map(|c| c.trim_matches(shape::is_joint)).filter(|c| !c.is_empty()) {
            return Some((caption.to_owned(), shape::without_credit_label(&credit).to_owned()));
        }
    }
    None
}

/// Gives each credit block to the caption of its figure, else to the one beside it.
fn add_credits(page: &Page<'_>, figures: &[u32], groups: &mut [Group]) {
    for block in page.blocks().filter(|b| b.role() == Role::Credit && b.hidden().is_none()) {
        let index = block.index();
        let figure = figures[block.node()];
        let next = groups.partition_point(|g| g.caption.block < index);
        let fits = |group: &Group, between: Range<usize>| {
            let same = figure != NO_FIGURE && group.figure == figure;
            let apart = figure != NO_FIGURE && group.figure != NO_FIGURE;
            group.caption.credit.is_none() && (same || !apart && all_fit(page, between, is_caption_part))
        };
        let before = next.checked_sub(1).filter(|&i| fits(&groups[i], groups[i].last + 1..index));
        let behind = Some(next).filter(|&i| groups.get(i).is_some_and(|g| fits(g, index + 1..g.caption.block)));
        // The figure decides; without one the caption before, as credits mostly close.
        let is_same = |i: &usize| groups[*i].figure == figure;
        let Some(owner) = behind.filter(|i| is_same(i) && !before.is_some_and(|b| is_same(&b))).or(before).or(behind)
        else {
            continue;
        };
        let credit = shape::without_credit_label(without_off_screen(page, index));
        if !credit.is_empty() {
            groups[owner].caption.credit = Some(credit.to_owned());
        }
    }
}

fn add_images(page: &Page<'_>, figures: &[u32], groups: &mut [Group]) {
    let dom = &page.dom;
    // Images inside deferred (hidden) parts are listed late.
    let mut images: Vec<(usize, usize)> =
        page.blocks.images.iter().map(|&(node, before)| (node as usize, before as usize)).collect();
    crate::work::add(images.len() * (images.len() + 1).ilog2() as usize);
    images.sort_unstable();
    let mut used = 0;
    let mut stood_in = NO_FIGURE;
    for group in groups {
        let first = page.blocks.rows[group.caption.block].first as usize;
        let split = images.partition_point(|&(node, _)| node < first);
        let before = (used.max(split.saturating_sub(REACH))..split).rev();
        let behind = split..images.len().min(split + REACH);
        let chosen = if group.figure != NO_FIGURE {
            let inside = before.chain(behind).filter(|&i| figures[images[i].0] == group.figure);
            // Lazy pages hold a placeholder beside the image.
            let mut best: Option<(u8, usize)> = None;
            for i in inside {
                let worth = worth(dom, images[i].0);
                if best.is_none_or(|(b, _)| worth > b) {
                    best = Some((worth, i));
                }
            }
            best.map(|(_, i)| i)
        } else {
            beside(page, group, &images, before.clone().next(), behind.clone().next())
        };
        if let Some(i) = chosen {
            used = used.max(i + 1);
        }
        // Like an image, a stand-in belongs to one caption.
        let stands_in = || stand_in(dom, group.figure as usize).filter(|_| group.figure != stood_in);
        let node = chosen.map(|i| images[i].0).or_else(stands_in);
        stood_in = if chosen.is_none() { group.figure } else { stood_in };
        if let Some(node) = node {
            group.caption.image = address(dom, node);
            group.caption.alt = alt(dom, node);
        }
    }
}

/// An element of the figure that a script turns into the image (BBC, 2015 to 2020).
fn stand_in(dom: &Dom<'_>, figure: usize) -> Option<usize> {
    const MAX_NODES: usize = 64;
    let inside = dom.subtree(figure).skip(1).take(MAX_NODES);
    crate::work::add(inside.len());
    inside.filter(|_| figure != NO_FIGURE as usize).find(|&node| {
        dom.raw_attr(node, Attr::DataSrc).is_some() && !matches!(dom.tag(node), Tag::Iframe | Tag::Script | Tag::Video)
    })
}

fn alt(dom: &Dom<'_>, image: usize) -> Option<String> {
    [Attr::Alt, Attr::DataAlt].into_iter().find_map(|attr| metadata::tidy(&dom.attr(image, attr)?))
}

/// Of the images before and behind a caption, without a figure, the one with the smaller common
/// ancestor; no other text may stand between.
fn beside(
    page: &Page<'_>,
    group: &Group,
    images: &[(usize, usize)],
    before: Option<usize>,
    behind: Option<usize>,
) -> Option<usize> {
    let first = group.caption.block;
    // An image's second number counts the blocks before it.
    let before = before.filter(|&i| all_fit(page, images[i].1..first, is_caption_part));
    let behind = behind.filter(|&i| all_fit(page, group.last + 1..images[i].1, is_caption_part));
    let (Some(a), Some(b)) = (before, behind) else { return before.or(behind) };
    let mut ancestor = page.blocks.rows[first].node as usize;
    for _ in 0..REACH {
        crate::work::add(1);
        let range = page.dom.subtree(ancestor);
        if range.contains(&images[a].0) {
            return Some(a);
        }
        if range.contains(&images[b].0) {
            return Some(b);
        }
        ancestor = page.dom.parent(ancestor);
    }
    Some(a)
}

fn worth(dom: &Dom<'_>, image: usize) -> u8 {
    let real = dom.raw_attr(image, Attr::Src).is_some_and(|src| !is_placeholder(src))
        || dom.raw_attr(image, Attr::DataSrc).is_some();
    u8::from(real) * 2 + u8::from(dom.raw_attr(image, Attr::Alt).is_some_and(|alt| !alt.trim().is_empty()))
}

fn is_placeholder(address: &str) -> bool {
    crate::work::add(address.len());
    let address = address.trim();
    address.is_empty()
        || address.starts_with("data:")
        || ["placeholder", "blank.", "spacer", "1x1", "pixel.", "transparent."]
            .iter()
            .any(|mark| address.contains(mark))
}

/// An image's address: `src`, or where the page loads it late `data-src` or the first of `srcset`.
pub(super) fn address(dom: &Dom<'_>, image: usize) -> Option<String> {
    let srcset = dom
        .attr(image, Attr::Srcset)
        .and_then(|set| set.split_ascii_whitespace().next().map(|a| a.trim_end_matches(',').to_owned()));
    let own =
        [Attr::Src, Attr::DataSrc].into_iter().filter_map(|attr| dom.attr(image, attr).map(|a| a.trim().to_owned()));
    let mut all: Vec<String> =
        own.chain(srcset).filter(|address| !address.is_empty() && address.len() <= 4096).collect();
    let real = all.iter().position(|address| !is_placeholder(address));
    match real {
        Some(i) => Some(all.swap_remove(i)),
        None => all.into_iter().find(|address| !address.starts_with("data:")),
    }
}

#[cfg(test)]
mod tests;
