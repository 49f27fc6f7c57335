//! What a page says in JSON-LD and does not show: the description of a product, the body of an
//! article or the post of a forum that a script is to put on the page.
//!
//! JSON-LD is read only on pages that can need it: where a script speaks of a product, or where it
//! holds more text than all main blocks.

mod plain;
mod scan;
mod shown;
#[cfg(test)]
mod tests;

use super::{Page, metadata::is_json_ld};
use crate::dom::Tag;
use crate::label::PageKind;
use memchr::memmem;
use scan::What;
use std::ops::Range;

/// Text that stands in JSON-LD alone; no block of the page shows it.
///
/// ```
/// use copydesk::Extractor;
/// let html = r#"<h1>Kettle</h1><button>Add to basket</button><script type="application/ld+json">
///   {"@type": "Product", "description": "<p>A kettle of enamelled steel that whistles when the water boils.</p>"}
///   </script>"#;
/// let page = Extractor::default().extract(html);
/// let described = page.described().unwrap();
/// assert_eq!(described.text, "A kettle of enamelled steel that whistles when the water boils.");
/// assert!(described.is_main && page.main_text().contains("enamelled"));
/// assert!(html[described.range.clone().unwrap()].starts_with("<p>A kettle"));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Described {
    /// Plain text, a line for each paragraph.
    pub text: String,
    /// Whether it belongs to the main text: it is longer than all main blocks together.
    pub is_main: bool,
    /// How much of it no visible block has, in [0, 1].
    pub score: f32,
    /// Where it was found: `json_ld_description`, `json_ld_article_body` or `json_ld_posting`.
    pub reason: &'static str,
    /// Byte range in the (decoded) input of the JSON string, between its quotes. `None` when the
    /// parser keeps no positions.
    pub range: Option<Range<usize>>,
    /// The number of blocks that stand before it.
    pub place: usize,
    pub(crate) kind: PageKind,
}

/// Budgets: bytes of one script, scripts of a page.
const MAX_SCRIPT: usize = 2 << 20;
const MAX_SCRIPTS: usize = 64;
/// A page that describes more products is a listing of them.
const MAX_PRODUCTS: usize = 3;
/// Fewer characters describe nothing.
const MIN_CHARS: usize = 30;
/// A text of which visible blocks have this share stands on the page.
const SHOWN: f32 = 0.5;

/// A string that may be the page's text.
struct Candidate<'p> {
    what: What,
    node: usize,
    raw: &'p str,
    /// Where the string stands in its script's text.
    start: usize,
}

/// The text that the page holds in JSON-LD and does not show. Linear in the page.
pub(crate) fn described(page: &Page<'_>) -> Option<Described> {
    let mut main_chars = None;
    let mut main_chars = || *main_chars.get_or_insert_with(|| self::main_chars(page));
    let mut candidates = Vec::new();
    crate::work::add(page.dom.len());
    let scripts = page.dom.tags().iter().enumerate().filter(|(_, tag)| **tag == Tag::Script);
    for (node, _) in scripts.filter(|&(node, _)| is_json_ld(&page.dom, node)).take(MAX_SCRIPTS) {
        let Some(text) = page.dom.children(node).next() else { continue };
        let json = page.dom.raw_text(text);
        if json.len() > MAX_SCRIPT || !(tells_of_product(json) || tells_story(json) && json.len() > main_chars()) {
            continue;
        }
        let said = scan::said(json).into_iter().filter(|said| said.range.len() >= MIN_CHARS);
        candidates.extend(said.map(|said| Candidate {
            what: said.what,
            node: text,
            raw: &json[said.range.clone()],
            start: said.range.start,
        }));
    }
    if candidates.is_empty() {
        return None;
    }
    let main_chars = main_chars();
    let products = candidates.iter().filter(|c| c.what == What::Product).count();
    // A product's description is worth having beside a main text; a story that is shorter is its summary.
    candidates.retain(|c| if c.what == What::Product { products <= MAX_PRODUCTS } else { ink(c.raw) > main_chars });
    let longest = candidates.into_iter().reduce(|a, b| if b.raw.len() > a.raw.len() { b } else { a })?;
    told(page, &longest, main_chars)
}

fn tells_of_product(json: &str) -> bool {
    has(json, "\"description\"") && (has(json, "Product") || has(json, "Vehicle") || has(json, "Car\""))
}

fn tells_story(json: &str) -> bool {
    has(json, "\"articleBody\"") || has(json, "Posting") && has(json, "\"text\"")
}

fn has(json: &str, needle: &str) -> bool {
    crate::work::add(json.len());
    memmem::find(json.as_bytes(), needle.as_bytes()).is_some()
}

/// Characters of the main blocks, white space left out.
fn main_chars(page: &Page<'_>) -> usize {
    crate::work::add(page.blocks.len());
    let rows = page.blocks.rows.iter().zip(&page.roles.labels);
    rows.filter(|(_, label)| label.main).map(|(row, _)| row.chars as usize).sum()
}

/// Characters of a JSON string, white space left out: no fewer than its text has.
fn ink(raw: &str) -> usize {
    crate::work::add(raw.len());
    raw.bytes().filter(|byte| *byte > b' ' && byte & 0xc0 != 0x80).count()
}

fn told(page: &Page<'_>, said: &Candidate<'_>, main_chars: usize) -> Option<Described> {
    let text = plain::plain(said.raw);
    let chars = text.chars().filter(|c| !c.is_whitespace()).count();
    let is_main = chars > main_chars;
    if chars < MIN_CHARS || !(is_main || said.what == What::Product) {
        return None;
    }
    let shown = shown::shown(page, &text)?;
    if shown >= SHOWN {
        return None;
    }
    let (reason, kind) = match said.what {
        What::Product => ("json_ld_description", PageKind::Product),
        What::Story => ("json_ld_article_body", PageKind::Article),
        What::Posting => ("json_ld_posting", PageKind::Forum),
    };
    let start = page.dom.position(said.node).map(|text| text.start + said.start);
    Some(Described {
        text,
        is_main,
        score: 1.0 - shown,
        reason,
        range: start.map(|start| start..start + said.raw.len()),
        place: page.blocks.rows.partition_point(|row| (row.first as usize) < said.node),
        kind,
    })
}
