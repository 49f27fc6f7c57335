//! The kind of a page.

use super::weighed::Weighed;
use crate::measure::{Columns, schema as f};
use crate::score::KINDS;
use crate::segment::Blocks;

/// What the page as a whole is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PageKind {
    /// One story.
    Article,
    /// Teasers of many stories or items: index pages, collections.
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
    /// What each kind of the model's is to a caller, in the order of [`KINDS`].
    const OF_MODEL: [PageKind; KINDS.len()] = [
        PageKind::Article,
        PageKind::Listing,
        PageKind::Forum,
        PageKind::Product,
        PageKind::Documentation,
        PageKind::Listing,
        PageKind::Other,
    ];

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

impl std::fmt::Display for PageKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// From this probability on, a page of teasers has no article.
pub(super) const LISTING: f32 = 0.5;
/// The same for a page on which paragraphs follow each other.
const LISTING_WITH_STORY: f32 = 0.95;
/// A page without a story whose kind is this unsure is no article.
const ARTICLE_WITHOUT_STORY: f32 = 0.65;
/// A page of fewer blocks shows too little of its kind.
const SMALL_PAGE: usize = 12;
/// So many paragraphs of so many characters in a row are a story.
const STORY_BLOCKS: u32 = 4;
const STORY_CHARS: u32 = 60;

/// What [`f::OG_KIND`] is on a page that says it shows one video: what stands beside that is its story.
const VIDEO: f32 = 6.0;
/// The place of the forum among the model's kinds.
pub(super) const FORUM: usize = 2;

/// The page's kind, and its probability.
pub(super) fn kind(blocks: &Blocks, columns: &Columns, scores: &Weighed<'_>, main: &[bool]) -> (PageKind, f32) {
    crate::work::add(blocks.len());
    let is_video = !blocks.is_empty() && columns.value(f::OG_KIND, 0) == VIDEO;
    let found = most_probable(scores, is_video || has_story(blocks, main));
    // Too little to tell a kind from; a headline with a few lines below is a short story.
    let is_note = blocks.len() < SMALL_PAGE && columns.headline.is_some();
    if is_note { (PageKind::Article, found.1.min(0.5)) } else { found }
}

/// The most probable kind, held against the page: with a story it is a listing only beyond doubt,
/// and without one hardly an article.
fn most_probable(scores: &Weighed<'_>, has_story: bool) -> (PageKind, f32) {
    let mut all = [0.0; PageKind::Other as usize + 1];
    for (kind, p) in PageKind::OF_MODEL.into_iter().zip(scores.kinds()) {
        all[kind as usize] += p;
    }
    let mut best = (PageKind::Other, 0.0);
    for kind in PageKind::OF_MODEL {
        if all[kind as usize] > best.1 {
            best = (kind, all[kind as usize]);
        }
    }
    match best {
        (PageKind::Listing, p) if has_story && p < LISTING_WITH_STORY => (PageKind::Article, 1.0 - p),
        (PageKind::Article, p) if !has_story && p < ARTICLE_WITHOUT_STORY => (PageKind::Listing, LISTING.max(1.0 - p)),
        best => best,
    }
}

/// Whether paragraphs follow each other, as in a story; among teasers a link stands between.
fn has_story(blocks: &Blocks, main: &[bool]) -> bool {
    let mut run = 0;
    for (row, main) in blocks.rows.iter().zip(main).filter(|(row, _)| row.hidden.is_none()) {
        if row.link_chars * 2 > row.chars {
            run = 0;
        } else if *main && row.chars >= STORY_CHARS && row.link_chars * 4 <= row.chars {
            run += 1;
            if run >= STORY_BLOCKS {
                return true;
            }
        }
    }
    false
}
