//! Bylines and dates that the page shows, found near the headline: by role, by markup, by shape.

use super::head::Head;
use super::{byline, date};
use crate::dom::Attr;
use crate::label::Role;
use crate::page::Page;
use crate::segment::bits;
use once_cell::sync::Lazy;
use regex::Regex;

/// How far from the headline its byline and date stand: blocks before it, and long main blocks
/// behind it.
const BLOCKS_BEFORE: usize = 15;
const PARAGRAPHS_BEHIND: u32 = 3;
/// Further into the story, a byline belongs to an inset.
const PARAGRAPHS_BEFORE_BYLINE: u32 = 1;
/// Characters of a paragraph; shorter main blocks do not count as story.
const PARAGRAPH: u32 = 100;

/// Where the story begins, to judge what stands near it.
pub(super) struct View<'p> {
    pub page: &'p Page<'p>,
    /// The headline's block, or the first of the story.
    headline: usize,
    /// Long main blocks before each block.
    paragraphs: Vec<u32>,
}

impl<'p> View<'p> {
    pub(super) fn new(page: &'p Page<'p>, head: &Head, headline: Option<usize>) -> View<'p> {
        let mut paragraphs = Vec::with_capacity(page.blocks.len() + 1);
        crate::work::add(3 * page.blocks.len());
        let mut count = 0;
        for block in page.blocks() {
            paragraphs.push(count);
            count += u32::from(block.is_main() && page.blocks.rows[block.index()].chars >= PARAGRAPH);
        }
        paragraphs.push(count);
        let by_role = page.blocks().find(|b| b.role() == Role::Headline).map(|b| b.index());
        let by_node = headline.map(|node| block_at(page, node));
        let first_main = page.blocks().find(|b| b.is_main()).map(|b| b.index());
        let heading = || {
            let before = |&block: &usize| first_main.is_none_or(|main| block <= main);
            head.headlines.iter().map(|&node| block_at(page, node)).rfind(before)
        };
        View { page, headline: by_node.or(by_role).or_else(heading).or(first_main).unwrap_or(0), paragraphs }
    }

    /// Distance from the headline in blocks, if it is near; what stands before it counts double.
    fn distance(&self, block: usize, paragraphs: u32) -> Option<usize> {
        if block < self.headline {
            let distance = self.headline - block;
            return (distance <= BLOCKS_BEFORE).then_some(2 * distance);
        }
        let behind = |block: usize| self.paragraphs.get(block).copied().unwrap_or(u32::MAX);
        (behind(block) - behind(self.headline) <= paragraphs).then_some(block - self.headline)
    }

    /// The nodes near the headline, nearest first. What has a role of another story is left out.
    fn near(&self, nodes: &[usize], paragraphs: u32) -> Vec<usize> {
        let mut near: Vec<(usize, usize)> = nodes
            .iter()
            .filter_map(|&node| {
                let block = block_at(self.page, node);
                let role = self.page.block(block).map(|b| b.role());
                let other = matches!(role, Some(Role::Aside | Role::Comments));
                Some((self.distance(block, paragraphs).filter(|_| !other)?, node))
            })
            .collect();
        crate::work::add(nodes.len() + near.len() * (near.len() + 1).ilog2() as usize);
        near.sort_unstable();
        near.into_iter().map(|(_, node)| node).collect()
    }

    fn blocks_of(&self, role: Role, paragraphs: u32) -> Vec<usize> {
        let mut blocks: Vec<(usize, usize)> = self
            .page
            .blocks()
            .filter(|b| b.role() == role && b.hidden().is_none())
            .filter_map(|b| Some((self.distance(b.index(), paragraphs)?, b.index())))
            .collect();
        crate::work::add(self.page.blocks.len() + blocks.len() * (blocks.len() + 1).ilog2() as usize);
        blocks.sort_unstable();
        blocks.into_iter().map(|(_, block)| block).collect()
    }

    /// Visible blocks around the headline that may be a line of their own for byline or date.
    fn lines(&self) -> impl Iterator<Item = &'p str> {
        let from = self.headline.saturating_sub(3);
        (from..from + 12)
            .filter_map(|block| self.page.block(block))
            .filter(|b| {
                b.hidden().is_none() && b.text().len() <= 160 && !matches!(b.role(), Role::Promo | Role::Comments)
            })
            .map(|b| b.text())
    }

    /// Authors by markup: `itemprop` and `rel`, class names, addresses of links; then by role.
    pub(super) fn marked_authors(&self, head: &Head) -> Vec<String> {
        let marked = [
            (&head.authors, PARAGRAPHS_BEHIND),
            (&head.bylines, PARAGRAPHS_BEFORE_BYLINE),
            (&head.author_links, PARAGRAPHS_BEFORE_BYLINE),
        ];
        let mut all = marked.into_iter().map(|(nodes, paragraphs)| self.names_near(&self.near(nodes, paragraphs)));
        all.find(|names| !names.is_empty()).unwrap_or_else(|| {
            let by_role = self.blocks_of(Role::Byline, PARAGRAPHS_BEFORE_BYLINE);
            let lines = by_role.iter().map(|&block| first_line(self.page.blocks.text(block)));
            lines
                .filter(|line| byline::without_by(line).len() < line.len())
                .map(named_line)
                .find(|names| !names.is_empty())
                .unwrap_or_default()
        })
    }

    /// The names of the nearest element that holds any, and of its like right behind it.
    fn names_near(&self, near: &[usize]) -> Vec<String> {
        const NEIGHBOURS: usize = 45;
        let (dom, flow) = (&self.page.dom, self.page.blocks.flow(&self.page.dom));
        for &first in near.iter().take(8) {
            let mut names = byline::names_in(dom, flow, first);
            if names.is_empty() {
                continue;
            }
            // Fellow authors stand in the same list or line.
            let end = dom.subtree_end(dom.parent(dom.parent(first))).min(dom.subtree_end(first) + NEIGHBOURS);
            let mut next = dom.subtree_end(first);
            let mut fellows: Vec<usize> = near.iter().copied().filter(|node| (next..end).contains(node)).collect();
            crate::work::add(near.len() + fellows.len() * (fellows.len() + 1).ilog2() as usize);
            fellows.sort_unstable();
            for node in fellows.into_iter().take(8) {
                if node >= next {
                    names.extend(byline::names_in(dom, flow, node));
                    next = dom.subtree_end(node);
                }
            }
            return names;
        }
        Vec::new()
    }

    /// A line that starts with "By" and goes on with a name.
    pub(super) fn shaped_authors(&self) -> Vec<String> {
        let lines = self.lines().map(first_line).filter(|line| byline::without_by(line).len() < line.len());
        lines.map(named_line).find(|names| !names.is_empty()).unwrap_or_default()
    }

    /// Dates of elements that say they hold one, nearest first: as written and, where a machine
    /// form stands beside, that.
    pub(super) fn marked_dates(&self, nodes: &[usize]) -> Vec<Stamp> {
        self.near(nodes, PARAGRAPHS_BEHIND).into_iter().take(16).filter_map(|node| self.stamp(node)).collect()
    }

    fn stamp(&self, node: usize) -> Option<Stamp> {
        let (dom, flow) = (&self.page.dom, self.page.blocks.flow(&self.page.dom));
        let shown = super::text(dom, flow, node, 300).unwrap_or_default();
        let is_update = UPDATED.as_ref().is_some_and(|u| u.is_match(&shown))
            || [Attr::Class, Attr::DataTestid].iter().filter_map(|a| dom.raw_attr(node, *a)).any(|names| {
                super::head::words(names)
                    .any(|w| ["updated", "modified", "update"].iter().any(|u| w.eq_ignore_ascii_case(u)))
            });
        let machine = [Attr::Datetime, Attr::Content, Attr::DataSeconds]
            .iter()
            .find_map(|attr| dom.attr(node, *attr).and_then(|value| super::tidy(&value)))
            .filter(|value| value.len() <= 100);
        match machine {
            Some(written) if is_update => Some(Stamp { published: None, modified: Some(written) }),
            Some(written) => Some(Stamp { published: Some(written), modified: None }),
            None if shown.is_empty() => None,
            None => Some(Stamp::of(&shown)),
        }
    }

    /// Dates in blocks that are timestamps by role, else in lines by the headline that are
    /// nothing but a date.
    pub(super) fn shown_dates(&self, order: date::Order) -> Vec<Stamp> {
        let mut stamps: Vec<Stamp> = self
            .blocks_of(Role::Timestamp, PARAGRAPHS_BEHIND)
            .into_iter()
            .take(8)
            .map(|block| Stamp::of(self.page.blocks.text(block)))
            .collect();
        stamps.extend(
            self.lines()
                .flat_map(str::lines)
                .filter(|line| is_mostly_date(line) && date::iso(line, order).is_some())
                .map(Stamp::of),
        );
        stamps
    }

    /// The first image of the story: near the headline or between its paragraphs.
    pub(super) fn image(&self) -> Option<String> {
        let page = self.page;
        let last = page.blocks().rfind(|b| b.is_main()).map(|b| b.index())?;
        page.blocks.images.iter().filter(|(_, before)| (self.headline..=last).contains(&(*before as usize))).find_map(
            |&(node, _)| {
                let node = node as usize;
                let width =
                    page.dom.raw_attr(node, Attr::Width).and_then(|w| w.trim_end_matches("px").parse::<f32>().ok());
                let beside = page.blocks.flow(&page.dom).ancestors(&page.dom, node)
                    & (bits::NAV | bits::FOOTER | bits::ASIDE)
                    != 0;
                if beside || width.is_some_and(|w| w < 150.0) {
                    return None;
                }
                crate::page::caption::address(&page.dom, node)
            },
        )
    }
}

/// The first block whose text begins inside or behind the node.
pub(super) fn block_at(page: &Page<'_>, node: usize) -> usize {
    page.blocks.rows.partition_point(|row| (row.first as usize) < node)
}

/// Bytes of the longest text that is looked at as a headline.
const LONGEST_HEADING: usize = 1600;

/// Visible `h1` and marked headlines, with the text of their blocks.
pub(super) fn headings(page: &Page<'_>, head: &Head) -> Vec<(usize, String)> {
    let heading = |&node: &usize| {
        let end = page.dom.subtree_end(node);
        let inside = |&block: &usize| (page.blocks.rows[block].first as usize) < end;
        let blocks = (block_at(page, node)..page.blocks.len()).take(16).take_while(inside);
        let mut text = String::new();
        for block in blocks.filter(|&b| page.blocks.hidden(b).is_none()) {
            let more = page.blocks.text(block);
            // Longer texts are no titles, and elements may nest in each other by the hundred.
            if text.len() + more.len() > LONGEST_HEADING {
                return None;
            }
            crate::work::add(more.len());
            text.push_str(more);
            text.push(' ');
        }
        Some((node, super::tidy(&text)?))
    };
    head.headlines.iter().filter_map(heading).collect()
}

/// The names of a line that starts with one beyond doubt.
fn named_line(line: &str) -> Vec<String> {
    let names = if line.len() <= 120 { byline::names(line) } else { Vec::new() };
    if names.first().is_some_and(|name| byline::is_full_name(name)) { names } else { Vec::new() }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}

static UPDATED: Lazy<Option<Regex>> = Lazy::new(|| {
    Regex::new(
        r"(?i)(?:\b(?:page )?last )?\b(?:updated?|modified|revised|aktualisiert|geändert|mise? à jour|actualizad[oa]|aggiornat[oa]|atualizad[oa]|bijgewerkt|обновлено|güncelle\w*|diperbarui|stand:)",
    )
    .ok()
});

/// The written dates of one place on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    pub published: Option<String>,
    pub modified: Option<String>,
}

impl Stamp {
    /// Tells publication from update: "Published 1 May 2020, updated 2 May 2020".
    fn of(text: &str) -> Stamp {
        let text = super::tidy(text).unwrap_or_default();
        let Some(at) = UPDATED.as_ref().and_then(|u| u.find(&text)).map(|m| m.start()) else {
            return Stamp { published: Some(text), modified: None };
        };
        let (before, behind) = text.split_at(at);
        let has_date = |part: &str| date::iso(part, date::Order::DayFirst).is_some();
        if has_date(before) && has_date(behind) {
            return Stamp { published: super::tidy(before), modified: super::tidy(behind) };
        }
        Stamp { published: None, modified: Some(text) }
    }
}

/// Whether a line is a date with little around it, no sentence with a date inside.
fn is_mostly_date(line: &str) -> bool {
    crate::work::add(line.len());
    let words = line.split_whitespace().count();
    line.bytes().any(|b| b.is_ascii_digit())
        && words <= 12
        && !line.ends_with(['.', '!', '?', ':'])
        && line.chars().count() <= 80
}
