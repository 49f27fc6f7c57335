//! Formatting elements that are left open by the block they began in (HTML §13.2.4.3).
//!
//! The list of active formatting elements, and what opens them anew. Two things are simpler than in
//! the specification: an element is opened anew before visible text and inline elements only, and
//! no more than [`MOST_LOST`] at a time, because a short hostile page would multiply them.

use super::{Open, TreeBuilder};
use crate::dom::tag::{BLOCK, CLOSES_P, FORMATTING, HEAD_ONLY, SCOPE, SPECIAL, TABLE_PART, Tag};
use crate::dom::{COPIED_UNTIL, Flag, Span};

/// So many elements may wait for being opened anew; older ones are forgotten.
const MOST_LOST: usize = 8;
/// Values up to this length are copied however many there are; longer ones until they add up to the page.
const SHORT: usize = 32;
/// So many elements with the same start tag may be active.
const MOST_ALIKE: usize = 3;

/// An active formatting element, or a marker.
#[derive(Debug, Clone, Copy)]
struct Active {
    node: u32,
    /// `None` for the marker that a table cell, an `object` and the like put.
    tag: Option<Tag>,
    name: Span,
    is_open: bool,
}

#[derive(Debug, Default)]
pub(super) struct ActiveFormatting {
    list: Vec<Active>,
    /// Entries that are not open.
    lost: usize,
    /// Bytes of attribute values of elements that were opened anew: each stage reads them once more.
    copied: usize,
}

impl ActiveFormatting {
    /// Whether an element may have to be opened anew.
    pub(super) fn has_lost(&self) -> bool {
        self.lost > 0
    }

    fn add(&mut self, node: u32, tag: Option<Tag>, name: Span) {
        self.list.push(Active { node, tag, name, is_open: true });
    }

    fn remove(&mut self, at: usize) {
        crate::work::add(self.list.len() - at);
        self.lost -= usize::from(!self.list[at].is_open);
        self.list.remove(at);
    }

    /// Where the entries behind the last marker begin.
    fn behind_marker(&self) -> usize {
        crate::work::add(self.list.len());
        self.list.iter().rposition(|active| active.tag.is_none()).map_or(0, |at| at + 1)
    }

    fn clear_to_marker(&mut self) {
        while let Some(active) = self.list.pop() {
            crate::work::add(1);
            self.lost -= usize::from(!active.is_open);
            if active.tag.is_none() {
                return;
            }
        }
    }

    /// The element was closed by another that ended around it.
    fn lose(&mut self, node: u32) {
        crate::work::add(self.list.len());
        let Some(at) = self.list.iter().rposition(|active| active.node == node) else { return };
        self.list[at].is_open = false;
        self.lost += 1;
        if self.lost > MOST_LOST
            && let Some(oldest) = self.list.iter().position(|active| !active.is_open)
        {
            self.remove(oldest);
        }
    }

    /// The last active element of this name behind the last marker.
    fn find(&self, tag: Tag) -> Option<usize> {
        crate::work::add(self.list.len());
        let from = self.behind_marker();
        self.list[from..].iter().rposition(|active| active.tag == Some(tag)).map(|at| from + at)
    }
}

fn puts_marker(tag: Tag) -> bool {
    matches!(tag, Tag::Td | Tag::Th | Tag::Caption | Tag::Applet | Tag::Marquee | Tag::Object | Tag::Template)
}

impl TreeBuilder<'_, '_> {
    /// Takes the element just opened into the list, if it is formatting or puts a marker.
    pub(super) fn note_formatting(&mut self, tag: Tag) {
        let Open { node, name, .. } = *self.top();
        if puts_marker(tag) {
            self.active.add(node, None, name);
        }
        if !tag.is(FORMATTING) {
            return;
        }
        let from = self.active.behind_marker();
        let source = |node: u32| self.dom.slice(self.dom.spans[node as usize]);
        let own = source(node);
        crate::work::add(self.active.list.len() - from);
        let is_alike = |active: &Active| {
            crate::work::add(if active.tag == Some(tag) { own.len() } else { 0 });
            active.tag == Some(tag) && source(active.node) == own
        };
        let mut alike = (from..self.active.list.len()).filter(|&at| is_alike(&self.active.list[at]));
        let first = alike.next();
        if alike.count() + 1 >= MOST_ALIKE
            && let Some(first) = first
        {
            self.active.remove(first);
        }
        self.active.add(node, Some(tag), name);
    }

    /// An element that is formatting or puts a marker left the stack.
    pub(super) fn formatting_popped(&mut self, open: &Open) {
        if open.tag.is(FORMATTING) {
            self.active.lose(open.node);
        } else if puts_marker(open.tag) {
            self.active.clear_to_marker();
        }
    }

    /// Whether lost formatting elements are opened anew before this element. A block that begins
    /// leaves that to the text inside it.
    pub(super) fn is_formatted(tag: Tag) -> bool {
        !tag.is(BLOCK | CLOSES_P | TABLE_PART | HEAD_ONLY) && !matches!(tag, Tag::Param | Tag::Source | Tag::Track)
    }

    /// Opens anew what was lost since the last marker or open formatting element.
    pub(super) fn reopen_formatting(&mut self) {
        crate::work::add(self.active.list.len());
        let is_end = |at: usize| self.active.list[at].tag.is_none() || self.active.list[at].is_open;
        let from = (0..self.active.list.len()).rev().find(|&at| is_end(at)).map_or(0, |at| at + 1);
        // Attributes of the tag that asks for this stand at the end; they are that tag's.
        let kept = self.dom.attr_starts[self.dom.attr_starts.len() - 1] as usize;
        let waiting = self.dom.attrs.split_off(kept);
        for at in from..self.active.list.len() {
            // At the cap each would close the one before, which takes entries out of this list.
            if self.stack.len() >= self.max_depth {
                self.dom.flag(Flag::DepthCapped);
                break;
            }
            let Active { node, tag: Some(tag), name, .. } = self.active.list[at] else { continue };
            let node = node as usize;
            let (start, end) = (self.dom.attr_starts[node] as usize, self.dom.attr_starts[node + 1] as usize);
            crate::work::add(end - start);
            for i in start..end {
                let (attr, (from, to)) = self.dom.attrs[i];
                let len = (to - from) as usize;
                if len <= SHORT || len <= COPIED_UNTIL && self.active.copied < self.dom.source.len() {
                    self.active.copied += len;
                    self.dom.attrs.push((attr, (from, to)));
                }
            }
            self.open_element(tag, name, self.dom.spans[node]);
            let node = self.top().node;
            let active = &mut self.active.list[at];
            (active.node, active.is_open) = (node, true);
            self.active.lost -= 1;
        }
        self.dom.attrs.extend(waiting);
    }

    /// An end tag of a formatting element. When a block stands inside it, that block outlives it:
    /// the block and all that follows move up to the formatting element's parent (the adoption
    /// agency, HTML §13.2.6.4.7, without its clones). What is open inside the innermost block ends there.
    pub(super) fn end_formatting(&mut self, tag: Tag) {
        let Some(at) = self.active.find(tag) else {
            return self.close_bounded(|t| t == tag, |t| t.is(SPECIAL));
        };
        let Active { node, is_open, .. } = self.active.list[at];
        if !is_open {
            return self.active.remove(at);
        }
        let (mut furthest_block, mut innermost) = (None, None);
        for i in (1..self.stack.len()).rev() {
            crate::work::add(1);
            let here = &self.stack[i];
            if here.node == node {
                self.active.remove(at);
                return match furthest_block {
                    Some(block) => {
                        self.pop_to(innermost.unwrap_or(block) + 1);
                        self.outlive(i, block);
                    }
                    None => self.pop_to(i),
                };
            }
            if here.tag.is(SCOPE) || here.tag == Tag::Body {
                return;
            }
            if here.tag.is(SPECIAL) {
                furthest_block = Some(i);
                innermost = innermost.or(Some(i));
            }
        }
    }

    /// Takes what stands on the stack from `from` up to `block` out from under it.
    fn outlive(&mut self, from: usize, block: usize) {
        crate::work::add(block - from);
        let parent = self.stack[from - 1].node;
        let moved = self.stack[block].node;
        for open in self.stack.drain(from..block) {
            self.dom.subtree_ends[open.node as usize] = moved;
            self.open[open.tag as usize] -= 1;
            if open.tag.is(FORMATTING) {
                self.active.lose(open.node);
            }
        }
        self.dom.parents[moved as usize] = parent;
    }
}
