//! Scores to roles.

mod role;

pub use role::Role;

use crate::options::Options;
use crate::score::Scores;
use crate::segment::Blocks;

/// What the page as a whole is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PageKind {
    /// One story.
    Article,
    /// Teasers of many stories or items.
    Listing,
    /// Posts of several people.
    Forum,
    /// A thing for sale.
    Product,
    /// Reference or instructions.
    Documentation,
    /// Anything else.
    Other,
}

impl PageKind {
    /// The kind's name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            PageKind::Article => "article",
            PageKind::Listing => "listing",
            PageKind::Forum => "forum",
            PageKind::Product => "product",
            PageKind::Documentation => "documentation",
            PageKind::Other => "other",
        }
    }
}

/// The decision on one block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Label {
    pub role: Role,
    pub main: bool,
    /// The rule that fired; names are stable and documented in ARCHITECTURE.md.
    pub rule: &'static str,
}

/// The decisions on all blocks, and on the page.
#[derive(Debug, Clone)]
pub struct Roles {
    pub(crate) labels: Vec<Label>,
    pub(crate) kind: PageKind,
    pub(crate) confidence: f32,
}

/// Decides.
pub fn roles(blocks: &Blocks, scores: &Scores, _options: &Options) -> Roles {
    let labels = (0..blocks.len())
        .map(|i| {
            let main = blocks.hidden(i).is_none() && scores.probability(i) > 0.5;
            Label { role: if main { Role::Body } else { Role::Nav }, main, rule: "score" }
        })
        .collect();
    Roles { labels, kind: PageKind::Article, confidence: 0.5 }
}
