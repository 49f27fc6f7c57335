//! The kind of a page.

use super::weighed::Weighed;
use crate::measure::{Columns, schema as f};
use crate::named::named;
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
}

named! {
    PageKind, "kind of page":
    Article "article",
    Listing "listing",
    Forum "forum",
    Product "product",
    Documentation "documentation",
    Other "other",
}

/// From this probability on, a page of teasers has no article.
pub(super) const LISTING: f32 = 0.5;
/// The same for a page on which paragraphs follow each other.
const LISTING_WITH_STORY: f32 = 0.95;
/// The same where only three paragraphs do.
const LISTING_WITH_SHORT_STORY: f32 = 0.75;
/// A page without a story whose kind is this unsure is no article.
const ARTICLE_WITHOUT_STORY: f32 = 0.65;
/// A page of fewer blocks shows too little of its kind, unless the model gives a kind that has no stories this much.
const SMALL_PAGE: usize = 12;
const TOLD: f32 = 0.5;
/// So many paragraphs of so many characters that follow another are a story, or a short one.
const STORY_FOLLOW: u32 = 3;
const SHORT_FOLLOW: u32 = 2;
const STORY_CHARS: u32 = 50;

/// What [`f::OG_KIND`] is on a page that says it shows one video: what stands beside that is its story.
const VIDEO: f32 = 6.0;
/// The place of the forum among the model's kinds.
pub(super) const FORUM: usize = 2;

/// The page's kind, and its probability.
pub(super) fn kind(blocks: &Blocks, columns: &Columns, scores: &Weighed<'_>, main: &[bool]) -> (PageKind, f32) {
    crate::work::add(blocks.len());
    let is_video = !blocks.is_empty() && columns.value(f::OG_KIND, 0) == VIDEO;
    let story = if is_video { Story::Long } else { story(blocks, main) };
    let all = probabilities(scores);
    let found = most_probable(&all, story);
    let is_note = blocks.len() < SMALL_PAGE && columns.headline.is_some();
    let is_told = matches!(found.0, PageKind::Forum | PageKind::Product | PageKind::Documentation) && found.1 >= TOLD;
    // Too little to tell a listing from; a headline with a few lines below is a short story.
    if is_note && !is_told { (PageKind::Article, all[PageKind::Article as usize].min(0.5)) } else { found }
}

/// What the model gives each kind, in the order of [`PageKind`].
fn probabilities(scores: &Weighed<'_>) -> [f32; PageKind::Other as usize + 1] {
    let mut all = [0.0; PageKind::Other as usize + 1];
    for (kind, p) in PageKind::OF_MODEL.into_iter().zip(scores.kinds()) {
        all[kind as usize] += p;
    }
    all
}

/// The most probable kind, held against the page: with a story it is a listing only beyond doubt,
/// and without one hardly an article.
fn most_probable(all: &[f32; PageKind::Other as usize + 1], story: Story) -> (PageKind, f32) {
    let mut best = (PageKind::Other, 0.0);
    for kind in PageKind::OF_MODEL {
        if all[kind as usize] > best.1 {
            best = (kind, all[kind as usize]);
        }
    }
    match best {
        (PageKind::Listing, p) if story == Story::Long && p < LISTING_WITH_STORY => (PageKind::Article, 1.0 - p),
        (PageKind::Listing, p) if story == Story::Short && p < LISTING_WITH_SHORT_STORY => (PageKind::Article, 1.0 - p),
        (PageKind::Article, p) if story == Story::None && p < ARTICLE_WITHOUT_STORY => {
            (PageKind::Listing, LISTING.max(1.0 - p))
        }
        best => best,
    }
}

/// How much of a page reads as a story.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Story {
    None,
    /// Three paragraphs in a row.
    Short,
    Long,
}

/// Whether paragraphs follow each other, as in a story; among teasers a link stands between. A story may have a list of
/// links in its middle, so what counts is how often a paragraph follows another, in few runs.
fn story(blocks: &Blocks, main: &[bool]) -> Story {
    let (mut is_run, mut runs, mut follow) = (false, 0u32, 0u32);
    let mut found = Story::None;
    for (row, main) in blocks.rows.iter().zip(main).filter(|(row, _)| row.hidden.is_none()) {
        if row.link_chars * 2 > row.chars {
            is_run = false;
        } else if *main && row.chars >= STORY_CHARS && row.link_chars * 4 <= row.chars {
            follow += u32::from(is_run);
            runs += u32::from(!is_run);
            is_run = true;
            if follow >= STORY_FOLLOW && follow >= 2 * (runs - 1) {
                return Story::Long;
            }
            if follow >= SHORT_FOLLOW && runs <= 2 {
                found = Story::Short;
            }
        }
    }
    found
}
