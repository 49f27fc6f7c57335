//! Hidden inline elements: read when the block around them is done.

use super::{Frame, NEVER, Walk};
use crate::dom::{BLOCK, Tag};

/// A hidden inline element that waits until the current block is done.
#[derive(Clone, Copy)]
pub(super) struct Deferred {
    pub node: u32,
    pub tag: Tag,
    /// The holder right above it.
    pub above: u32,
}

/// Hidden text inside a paragraph must neither cut the paragraph in two nor join it.
pub(super) fn is_deferred(tag: Tag) -> bool {
    !tag.is(BLOCK) || matches!(tag, Tag::Video | Tag::Audio | Tag::Object | Tag::Noscript)
}

impl Walk<'_, '_> {
    /// Makes blocks of what has waited.
    pub(super) fn read_deferred(&mut self) {
        if self.deferred.is_empty() {
            return;
        }
        let mut deferred = std::mem::take(&mut self.deferred);
        let open_kinds = std::mem::take(&mut self.open_kinds);
        self.swap_stacks();
        let (elements, links) = (self.elements, self.links);
        for Deferred { node, tag, above } in deferred.drain(..) {
            let from = node as usize;
            let end = self.dom.subtree_end(from);
            let facts = self.out.holders.facts[above as usize];
            self.frames.push(Frame {
                node: self.out.holders.nodes[above as usize],
                end: NEVER,
                holder: above,
                block: 0,
                facts,
                elements,
                links,
            });
            self.enter(from, tag, facts.of_child(self.dom, &self.controls, from, tag), true);
            self.walk(from + 1, end);
            self.inlines.clear();
            self.open_kinds = [0; 5];
            self.frames.clear();
            // Elements inside were counted when they were passed over.
            (self.elements, self.links) = (elements, links);
        }
        self.swap_stacks();
        self.open_kinds = open_kinds;
        self.deferred = deferred;
    }

    fn swap_stacks(&mut self) {
        std::mem::swap(&mut self.frames, &mut self.spare.0);
        std::mem::swap(&mut self.inlines, &mut self.spare.1);
    }
}
