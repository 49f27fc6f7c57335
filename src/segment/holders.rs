//! Holders: the elements that hold text of blocks, or a hidden inline element; and node 0.
//!
//! Many nodes of a page are texts, and elements without any text below them. Later stages loop over
//! holders, by number.

use super::flow::{Facts, Hidden};

/// One entry a holder, in the order in which they were found to hold something: a parent before its children,
/// and number 0 for node 0.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holders {
    /// The element.
    pub nodes: Vec<u32>,
    /// The holder right above it; 0 for number 0 itself.
    pub parents: Vec<u32>,
    /// Visible non-space characters that stand right inside, not further down.
    pub chars: Vec<u32>,
    /// Element descendants: all, links.
    pub tags: Vec<u32>,
    pub link_tags: Vec<u32>,
    pub facts: Vec<Facts>,
    /// Every text with characters: its holder, and how many.
    pub texts: Vec<(u32, u32)>,
}

impl Holders {
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn push(&mut self, node: u32, parent: u32, facts: Facts) -> u32 {
        let holder = self.nodes.len() as u32;
        self.nodes.push(node);
        self.parents.push(parent);
        self.chars.push(0);
        self.tags.push(0);
        self.link_tags.push(0);
        self.facts.push(facts);
        holder
    }

    /// Counts the characters of a text right inside a holder.
    pub(super) fn add_text(&mut self, holder: u32, chars: u32) {
        self.chars[holder as usize] += chars;
        self.texts.push((holder, chars));
    }

    /// The holder right above.
    pub(crate) fn parent(&self, holder: usize) -> usize {
        self.parents[holder] as usize
    }

    pub(crate) fn node(&self, holder: usize) -> usize {
        self.nodes[holder] as usize
    }

    /// What is hidden for one of the reasons counts as shown; what stays hidden has no characters.
    pub(super) fn reveal(&mut self, is_revealed: impl Fn(Hidden) -> bool) {
        crate::work::add(self.facts.len());
        for (facts, chars) in self.facts.iter_mut().zip(&mut self.chars) {
            facts.hidden = facts.hidden.filter(|reason| !is_revealed(*reason));
            if facts.hidden.is_some() {
                *chars = 0;
            }
        }
    }

    pub(super) fn clear(&mut self) {
        let Holders { nodes, parents, chars, tags, link_tags, facts, texts } = self;
        for column in [nodes, parents, chars, tags, link_tags] {
            column.clear();
        }
        facts.clear();
        texts.clear();
    }
}
