//! What a page says of itself as a whole: its title, its type, how many elements of each tag it has.

use super::hash::WordSet;
use crate::dom::{Attr, Dom, Tag};
use memchr::memmem;
use std::borrow::Cow;

#[derive(Debug, Clone)]
pub(super) struct PageFacts {
    /// Words of `<title>` and `og:title`.
    pub title: WordSet,
    /// First words of the longest description.
    pub description: WordSet,
    /// Elements by tag.
    pub tags: [u32; 256],
    /// What it says it is, in Open Graph and in JSON-LD (looked at as text: types only); each roughly and
    /// finely.
    pub og_type: f32,
    pub og_kind: f32,
    pub ld_type: f32,
    pub ld_kind: f32,
    /// The block that shows the story's title.
    pub headline: Option<usize>,
}

/// Words of a description that are looked at.
const DESCRIPTION_WORDS: usize = 100;

impl PageFacts {
    pub(super) fn of(dom: &Dom<'_>) -> PageFacts {
        let mut facts = PageFacts {
            title: WordSet::default(),
            description: WordSet::default(),
            tags: [0; 256],
            og_type: 0.0,
            og_kind: 0.0,
            ld_type: 0.0,
            ld_kind: 0.0,
            headline: None,
        };
        let mut titles: Vec<Cow<'_, str>> = Vec::new();
        let mut description = None;
        for (node, tag) in dom.tags().iter().enumerate() {
            crate::work::add(1);
            facts.tags[*tag as usize] += 1;
            match tag {
                Tag::Title if dom.tag(dom.parent(node)) == Tag::Head => {
                    titles.extend(dom.children(node).map(|child| dom.text(child)));
                }
                Tag::Meta => {
                    if is_description(dom, node) {
                        let length = |node| dom.raw_attr(node, Attr::Content).map_or(0, str::len);
                        description = description.into_iter().chain([node]).max_by_key(|node| length(*node));
                    }
                    match dom.raw_attr(node, Attr::Property) {
                        Some("og:title") => titles.extend(dom.attr(node, Attr::Content)),
                        Some("og:type") => {
                            let declared = dom.raw_attr(node, Attr::Content).unwrap_or_default();
                            (facts.og_type, facts.og_kind) = (og_type(declared), og_kind(declared));
                        }
                        _ => {}
                    }
                }
                Tag::Script if dom.raw_attr(node, Attr::Type) == Some("application/ld+json") => {
                    let json = dom.children(node).next().map_or("", |text| dom.raw_text(text));
                    let (ld_type, ld_kind) = ld_types(json);
                    (facts.ld_type, facts.ld_kind) = (facts.ld_type.max(ld_type), facts.ld_kind.max(ld_kind));
                }
                _ => {}
            }
        }
        facts.title = WordSet::of(&titles);
        if let Some(text) = description.and_then(|node| dom.attr(node, Attr::Content)) {
            facts.description = WordSet::of_first(DESCRIPTION_WORDS, &[text]);
        }
        facts
    }
}

/// Whether a `meta` element describes the page.
fn is_description(dom: &Dom<'_>, node: usize) -> bool {
    dom.raw_attrs(node).any(|(attr, value)| {
        let value = value.as_bytes();
        matches!(attr, Attr::Name | Attr::Property)
            && value.len().checked_sub(b"description".len()).is_some_and(|at| {
                let (family, name) = value.split_at(at);
                name.eq_ignore_ascii_case(b"description") && matches!(family, b"" | b"og:" | b"twitter:")
            })
    })
}

fn og_type(declared: &str) -> f32 {
    match declared {
        "article" | "news" | "blog" => 1.0,
        "website" => 2.0,
        "product" | "og:product" | "product.item" => 3.0,
        _ => 4.0,
    }
}

/// By the beginning of what is declared: `video.movie`, `product.group`.
fn og_kind(declared: &str) -> f32 {
    const KINDS: [(&str, f32); 9] = [
        ("website", 2.0),
        ("article", 3.0),
        ("news", 3.0),
        ("blog", 3.0),
        ("product", 4.0),
        ("profile", 5.0),
        ("video", 6.0),
        ("music", 7.0),
        ("book", 8.0),
    ];
    let declared = declared.trim_ascii();
    let declared = declared.strip_prefix("og:").unwrap_or(declared).as_bytes();
    let begins =
        |kind: &str| declared.get(..kind.len()).is_some_and(|start| start.eq_ignore_ascii_case(kind.as_bytes()));
    KINDS.iter().find(|(kind, _)| begins(kind)).map_or(1.0, |(_, number)| *number)
}

/// Type and kind of a JSON-LD script, from the names that stand behind `"@type"`.
fn ld_types(json: &str) -> (f32, f32) {
    crate::work::add(json.len());
    let (mut rank, mut kind) = (0, 1);
    let bytes = json.as_bytes();
    for at in memmem::find_iter(bytes, b"\"@type\"") {
        each_name(&bytes[at + b"\"@type\"".len()..], |name| {
            rank = rank.max(ld_rank(name));
            kind = kind.max(ld_kind(name));
        });
    }
    ([1.0, 4.0, 3.0, 2.0][rank], kind as f32)
}

/// Names in one list that are looked at, and bytes.
const NAMES: usize = 8;
const NAMES_BYTES: usize = 256;

/// The strings of a JSON value, which is one or a list of them; a colon stands before it.
fn each_name(value: &[u8], mut name: impl FnMut(&[u8])) {
    let value = &value[..value.len().min(NAMES_BYTES)];
    let mut parts = value.split(|b| *b == b'"');
    let Some(before) = parts.next() else { return };
    let is_list = match before.trim_ascii() {
        b":" => false,
        [b':', rest @ ..] if rest.trim_ascii() == b"[" => true,
        _ => return,
    };
    for _ in 0..if is_list { NAMES } else { 1 } {
        let (Some(string), Some(between)) = (parts.next(), parts.next()) else { return };
        // Some write the name as an address or with a prefix.
        name(string.rsplit(|b| matches!(b, b'/' | b':')).next().unwrap_or_default());
        if between.trim_ascii() != b"," {
            return;
        }
    }
}

/// 3 for an article, 2 for a product, 1 for a forum or question, else 0.
fn ld_rank(name: &[u8]) -> usize {
    match name {
        b"BlogPosting" => 3,
        _ if name.ends_with(b"Article") => 3,
        b"Product" => 2,
        b"DiscussionForumPosting" | b"QAPage" => 1,
        _ => 0,
    }
}

fn ld_kind(name: &[u8]) -> u8 {
    match name {
        b"WebPage" | b"AboutPage" | b"ContactPage" | b"ProfilePage" | b"ItemPage" => 2,
        b"VideoObject" | b"AudioObject" | b"PodcastEpisode" => 3,
        b"ItemList" | b"CollectionPage" | b"SearchResultsPage" | b"Blog" | b"OfferCatalog" => 4,
        b"FAQPage" => 5,
        b"TechArticle" | b"APIReference" => 7,
        b"BlogPosting" | b"LiveBlogPosting" | b"Report" => 6,
        _ if name.ends_with(b"Article") => 6,
        b"Service" | b"JobPosting" | b"Course" => 8,
        _ if name.ends_with(b"Event") => 8,
        b"Product" | b"ProductGroup" => 9,
        b"Recipe" | b"HowTo" => 10,
        b"DiscussionForumPosting" | b"QAPage" => 11,
        _ => 1,
    }
}
