//! `Parser::Fast`: our own tokenizer over bytes and a simplified tree builder.

#[cfg(test)]
mod conformance;
mod declaration;
mod doctype;
mod tokenizer;
mod tree;

use super::attr::Attr;
use super::name::Packed;
use super::{Dom, Span, within_limits};
use crate::options::{Flag, Limits};
use crate::simd;
use fearless_simd::{Simd, dispatch};
use std::borrow::Cow;
use tokenizer::{AttributeSink, Raw, Token, Tokenizer};
use tree::TreeBuilder;

/// Few pages have more nodes a byte; those that do make the columns grow.
const BYTES_A_NODE: usize = 32;

/// Parses in one pass, linear in the input; spans point into `html`.
pub(super) fn parse<'h>(html: &'h str, limits: &Limits, buffers: Dom<'static>) -> Dom<'h> {
    let (html, truncated) = within_limits(html, limits);
    let mut dom = buffers.emptied(Cow::Borrowed(html), true);
    if truncated {
        dom.flag(Flag::InputTruncated);
    }
    dom.reserve((html.len() / BYTES_A_NODE).min(limits.nodes));
    let tree = TreeBuilder::new(&mut dom, limits);
    let attributes = limits.attributes;
    if dispatch!(simd::level(), simd => build(Tokenizer::new(simd, html, attributes), tree)) {
        dom.flag(Flag::AttributesDropped);
    }
    dom
}

/// Feeds the tree with all tokens; whether attributes were dropped.
#[inline(always)]
fn build<S: Simd>(mut tokenizer: Tokenizer<'_, S>, mut tree: TreeBuilder<'_, '_>) -> bool {
    tokenizer.skip_mark();
    loop {
        crate::work::add(1);
        let in_foreign = tree.in_foreign();
        let Some(token) = tokenizer.next(&mut tree.attributes(), in_foreign) else { break };
        match token {
            Token::Text(span) => tree.text(span),
            Token::Start { tag, name, span, self_closing } => {
                tree.start(tag, name, span, self_closing);
                if let Some(raw) = Raw::of(tag)
                    && tree.is_html()
                {
                    tree.raw_text(tokenizer.raw_text(raw, tag.name(), tree.in_noscript()));
                }
            }
            Token::End { tag, name } => tree.end(tag, name),
            Token::Comment(_) => {}
            Token::Doctype(span) => tree.doctype(span),
        }
        if tree.is_full() {
            break;
        }
    }
    tree.finish();
    tokenizer.attributes_dropped()
}

/// Keeps the attributes that a stage reads.
struct KnownAttributes<'a> {
    kept: &'a mut Vec<(Attr, Span)>,
    /// A bit for each attribute that the tag has had.
    seen: u64,
}

const _: () = assert!(Attr::ALL.len() <= u64::BITS as usize);

impl<'a> KnownAttributes<'a> {
    fn new(kept: &'a mut Vec<(Attr, Span)>) -> Self {
        KnownAttributes { kept, seen: 0 }
    }
}

impl AttributeSink for KnownAttributes<'_> {
    fn begin(&mut self) {
        self.seen = 0;
    }

    #[inline(always)]
    fn attribute(&mut self, packed: Packed, _: Span, value: Span) {
        if let Some(attr) = Attr::from_packed(packed)
            && self.seen & (1 << attr as u8) == 0
        {
            self.seen |= 1 << attr as u8;
            self.kept.push((attr, value));
        }
    }
}
