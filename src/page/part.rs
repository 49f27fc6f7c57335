//! What renderings are made of.

use super::{Block, Described};
use crate::label::Role;
use std::ops::Range;

/// A block, or the text that the page holds in JSON-LD alone.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Part<'p> {
    /// A block of the page.
    Block(Block<'p>),
    /// What no block shows.
    Described(&'p Described),
}

impl<'p> Part<'p> {
    /// Its text.
    pub fn text(self) -> &'p str {
        match self {
            Part::Block(block) => block.text(),
            Part::Described(described) => &described.text,
        }
    }

    /// What it is; what the page describes is body.
    pub fn role(self) -> Role {
        match self {
            Part::Block(block) => block.role(),
            Part::Described(_) => Role::Body,
        }
    }

    /// Whether it belongs to the page's main content.
    pub fn is_main(self) -> bool {
        match self {
            Part::Block(block) => block.is_main(),
            Part::Described(described) => described.is_main,
        }
    }

    /// The block's [score](Block::score), or [that](Described::score) of what is described, in [0, 1].
    pub fn score(self) -> f32 {
        match self {
            Part::Block(block) => block.score(),
            Part::Described(described) => described.score,
        }
    }

    /// Name of the rule that gave the role.
    pub fn reason(self) -> &'static str {
        match self {
            Part::Block(block) => block.reason(),
            Part::Described(described) => described.reason,
        }
    }

    /// Byte range in the (decoded) input. `None` when the parser keeps no positions.
    pub fn range(self) -> Option<Range<usize>> {
        match self {
            Part::Block(block) => block.range(),
            Part::Described(described) => described.range.clone(),
        }
    }

    /// The block, if it is one.
    pub fn block(self) -> Option<Block<'p>> {
        match self {
            Part::Block(block) => Some(block),
            Part::Described(_) => None,
        }
    }
}
