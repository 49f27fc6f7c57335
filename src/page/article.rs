//! The story.

use super::{Caption, Metadata, Page, caption};
use crate::label::{PageKind, Role};

/// The story of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Article {
    /// Title, byline, dates, language and the rest, each with its source.
    pub metadata: Metadata,
    /// Main text, parts parted by blank lines.
    pub text: String,
    /// Captions in document order.
    pub captions: Vec<Caption>,
    /// Inset boxes of the story, a string each block.
    pub asides: Vec<String>,
}

/// The story, if the page is one and has text.
pub(super) fn article(page: &Page<'_>) -> Option<Article> {
    if page.kind() != PageKind::Article {
        return None;
    }
    let text = main_text(page);
    if text.is_empty() {
        return None;
    }
    let asides = page.visible_with(Role::Aside).map(|b| b.text().to_owned()).collect();
    Some(Article { metadata: page.metadata(), text, captions: caption::captions(page), asides })
}

/// Main parts in order, parted by blank lines.
pub(super) fn main_text(page: &Page<'_>) -> String {
    crate::work::add(page.blocks.len());
    let main = || page.parts().filter(|part| part.is_main());
    let mut text = String::with_capacity(main().map(|part| part.text().len() + 2).sum());
    for part in main() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        crate::work::add(part.text().len());
        text.push_str(part.text());
    }
    text
}
