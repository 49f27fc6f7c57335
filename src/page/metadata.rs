//! What the page says of itself, and what it shows.
//!
//! Every field has its sources in order of trust: JSON-LD, Open Graph, other `<meta>`, marked
//! elements, visible text. Only the title turns this round: the headline as shown wins, and the
//! metadata decide which visible text that is.

mod byline;
mod date;
mod head;
mod json_ld;
mod pick;
mod title;
mod visible;

pub(crate) use byline::{names as byline_names, without_by};
pub(crate) use head::words;
pub(super) use json_ld::is_script as is_json_ld;
pub(crate) use pick::metadata;

/// The date in a text, in ISO 8601.
pub(crate) fn date_iso(text: &str) -> Option<String> {
    date::iso(text, date::Order::Unknown)
}

use crate::dom::charref::{self, Place};
use crate::dom::{self, BLOCK, Dom, Tag, UNSEEN};
use crate::named::named;
use crate::segment::Flow;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// A JSON-LD script.
    JsonLd,
    /// An Open Graph (or `article:`) property.
    OpenGraph,
    /// Another `<meta>`, `<link>`, `<title>` or an attribute of `<html>`.
    Meta,
    /// A `<time>` element or microdata.
    Markup,
    /// A visible block of the page.
    Text,
}

named! {
    Origin, "origin":
    JsonLd "json_ld",
    OpenGraph "open_graph",
    Meta "meta",
    Markup "markup",
    Text "text",
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// A date: ISO 8601 where it could be parsed, else as written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Date {
    /// As written on the page.
    pub written: String,
    /// `2013-02-02T12:54:00Z`, `2013-02-02T12:54:00+01:00`, `2013-02-02T12:54:00` or `2013-02-02`.
    pub iso: Option<String>,
}

impl Date {
    /// The date in ISO 8601, or as written where it could not be parsed.
    pub fn as_str(&self) -> &str {
        self.iso.as_deref().unwrap_or(&self.written)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the page says of itself, each value with its origin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metadata {
    /// Title of the story as the page shows it, without the site's name.
    pub title: Option<Found<String>>,
    /// Author names, without "By", parted by ", ". A site that names only itself has no byline.
    pub byline: Option<Found<String>>,
    /// When it was first published; the date of the last update where the page gives no other.
    pub published: Option<Found<Date>>,
    /// When it was last changed.
    pub modified: Option<Found<Date>>,
    /// BCP 47 language tag.
    pub language: Option<Found<String>>,
    /// Name of the site.
    pub site: Option<Found<String>>,
    /// Canonical address.
    pub url: Option<Found<String>>,
    /// Section, keywords, topics.
    pub tags: Vec<Found<String>>,
    /// Address of the lead image.
    pub image: Option<Found<String>>,
    /// Summary.
    pub description: Option<Found<String>>,
}

/// White space collapsed to single spaces; `None` when nothing is left.
pub(super) fn tidy(text: &str) -> Option<String> {
    crate::work::add(text.len());
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    (!out.is_empty()).then_some(out)
}

/// Visible text of an element, at most about `max` bytes of at most `4 * max` nodes, words of
/// neighbouring elements apart.
fn text(dom: &Dom<'_>, flow: &Flow, node: usize, max: usize) -> Option<String> {
    let mut out = String::new();
    let mut at = node;
    let end = dom.subtree_end(node).min(node + 4 * max);
    while at < end && out.len() < max {
        crate::work::add(1);
        let tag = dom.tag(at);
        if at != node && tag != Tag::Text && (tag.is(UNSEEN) || flow.hidden(dom, at) != flow.hidden(dom, node)) {
            at = dom.subtree_end(at);
            continue;
        }
        if tag == Tag::Text {
            // References only shrink when they are decoded, so this prefix is enough.
            let raw = dom::prefix(dom.raw_text(at), 8 * max);
            crate::work::add(raw.len());
            if dom.has_references(at) {
                out.push_str(&charref::decode(raw, Place::Text));
            } else {
                out.push_str(raw);
            }
        } else if tag == Tag::Br || tag.is(BLOCK) || tag == Tag::Span {
            out.push(' ');
        }
        at += 1;
    }
    let cut = out.char_indices().map(|(i, _)| i).find(|&i| i >= max).unwrap_or(out.len());
    out.truncate(cut);
    tidy(&out)
}

/// [`text`] for the page's other stages.
pub(super) fn visible_text(page: &super::Page<'_>, node: usize, max: usize) -> Option<String> {
    text(&page.dom, page.blocks.flow(&page.dom), node, max)
}

#[cfg(test)]
mod tests;
