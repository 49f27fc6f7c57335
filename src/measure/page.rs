//! What a page says of itself as a whole: its title, its type, how many elements of each tag it has.

use super::hash::WordSet;
use crate::dom::{Attr, Dom, Tag};
use memchr::memmem;
use std::borrow::Cow;

#[derive(Debug, Clone)]
pub(super) struct PageFacts {
    /// Words of `<title>` and `og:title`.
    pub title: WordSet,
    /// Elements by tag.
    pub tags: [u32; 256],
    /// What it says it is, in Open Graph and in JSON-LD (looked at as text: types only).
    pub og_type: f32,
    pub ld_type: f32,
    /// The block that shows the story's title.
    pub headline: Option<usize>,
}

impl PageFacts {
    pub(super) fn of(dom: &Dom<'_>) -> PageFacts {
        let mut facts =
            PageFacts { title: WordSet::default(), tags: [0; 256], og_type: 0.0, ld_type: 0.0, headline: None };
        let mut titles: Vec<Cow<'_, str>> = Vec::new();
        for (node, tag) in dom.tags().iter().enumerate() {
            crate::work::add(1);
            facts.tags[*tag as usize] += 1;
            match tag {
                Tag::Title if dom.tag(dom.parent(node)) == Tag::Head => {
                    titles.extend(dom.children(node).map(|child| dom.text(child)));
                }
                Tag::Meta => match dom.raw_attr(node, Attr::Property) {
                    Some("og:title") => titles.extend(dom.attr(node, Attr::Content)),
                    Some("og:type") => facts.og_type = og_type(dom.raw_attr(node, Attr::Content).unwrap_or_default()),
                    _ => {}
                },
                Tag::Script if dom.raw_attr(node, Attr::Type) == Some("application/ld+json") => {
                    let json = dom.children(node).next().map_or("", |text| dom.raw_text(text));
                    facts.ld_type = facts.ld_type.max(ld_type(json));
                }
                _ => {}
            }
        }
        facts.title = WordSet::of(&titles.iter().map(|text| &**text).collect::<Vec<_>>());
        facts
    }
}

fn og_type(declared: &str) -> f32 {
    match declared {
        "article" | "news" | "blog" => 1.0,
        "website" => 2.0,
        "product" | "og:product" | "product.item" => 3.0,
        _ => 4.0,
    }
}

fn ld_type(json: &str) -> f32 {
    crate::work::add(json.len());
    let has = |name: &str| memmem::find(json.as_bytes(), name.as_bytes()).is_some();
    if has("Article\"") || has("\"BlogPosting\"") {
        2.0
    } else if has("\"Product\"") {
        3.0
    } else if has("\"DiscussionForumPosting\"") || has("\"QAPage\"") {
        4.0
    } else {
        1.0
    }
}
