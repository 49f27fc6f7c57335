//! The text of `Parser::Fast` against that of html5ever, on any page.

use crate::pages::is_ink;
use copydesk::dom;
use copydesk::segment;
use copydesk::{Limits, Parser};
use std::collections::BTreeMap;

/// Names of elements whose text the parsers treat differently on purpose: `tests/html5lib/tree.txt` has the reasons, and
/// `tests/it/parsers.rs` that of `noscript`.
const PURPOSELY: [&str; 3] = ["noscript", "frameset", "selectedcontent"];

/// In SVG and MathML these hold HTML, and html5ever lets an end tag inside them end an element around them, which HTML §13.2.4.2 (they
/// are special) forbids.
const POINTS: [&str; 9] =
    ["<title", "<desc", "<foreignobject", "<mi", "<mo", "<mn", "<ms", "<mtext", "<annotation-xml"];

/// How often each character stands in the blocks, white space left out.
fn characters(html: &str, parser: Parser) -> BTreeMap<char, i64> {
    let limits = Limits::default();
    let dom = dom::parse(html, parser, &limits);
    let blocks = segment::blocks(&dom, &limits);
    let mut counts = BTreeMap::new();
    for block in 0..blocks.len() {
        // NUL is dropped in every text, also where html5ever replaces it.
        for c in blocks.text(block).chars().filter(|c| is_ink(*c) && *c != '\u{FFFD}') {
            *counts.entry(c).or_default() += 1;
        }
    }
    counts
}

/// Whether we have every character that html5ever has; `None` where the two differ on purpose.
pub fn agree(html: &str) -> Option<Result<(), String>> {
    let small = html.to_ascii_lowercase();
    let has = |name: &&str| small.contains(*name);
    let is_foreign = ["<svg", "<math"].iter().any(has);
    // In a template that began with `col` the specification drops all but columns and templates; we keep it, hidden as the template is.
    let is_column_template = has(&"<template") && has(&"<col");
    let differs = PURPOSELY.iter().any(has) || is_foreign && POINTS.iter().any(has) || is_column_template;
    (!differs).then(|| compare(html))
}

/// Whether we have every character that html5ever has, whatever the page holds.
pub fn compare(html: &str) -> Result<(), String> {
    let (ours, theirs) = (characters(html, Parser::Fast), characters(html, Parser::Html5ever));
    let lost: Vec<char> = theirs.iter().filter(|(c, n)| ours.get(c).unwrap_or(&0) < n).map(|(c, _)| *c).collect();
    if lost.is_empty() { Ok(()) } else { Err(format!("html5ever has more of {lost:?}, in {html:?}")) }
}
