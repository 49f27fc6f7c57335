//! The story.

use super::Metadata;

/// An image's caption with its company.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caption {
    /// The caption, without markers such as "Image caption".
    pub text: String,
    /// Who made the image, as written.
    pub credit: Option<String>,
    /// The image's address, as written.
    pub image: Option<String>,
    /// The image's `alt` text.
    pub alt: Option<String>,
    /// The block that holds the caption.
    pub block: usize,
}

/// The story of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Article {
    /// Title, byline, dates, language and the rest, each with its source.
    pub metadata: Metadata,
    /// Main text, blocks parted by blank lines.
    pub text: String,
    /// Captions in document order.
    pub captions: Vec<Caption>,
    /// Inset boxes of the story, a string each block.
    pub asides: Vec<String>,
}
