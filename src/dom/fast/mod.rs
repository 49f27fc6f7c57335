//! `Parser::Fast`: our own tokenizer over bytes and a simplified tree builder.

mod tokenizer;
mod tree;

use super::{Dom, within_limits};
use crate::options::{Flag, Limits};
use std::borrow::Cow;
use tokenizer::{Token, Tokenizer};
use tree::TreeBuilder;

/// Few pages have more nodes a byte; those that do make the columns grow.
const BYTES_A_NODE: usize = 32;

/// Parses in one pass, linear in the input; spans point into `html`.
pub(super) fn parse<'h>(html: &'h str, limits: &Limits) -> Dom<'h> {
    let (html, truncated) = within_limits(html, limits);
    let mut dom = Dom::new(Cow::Borrowed(html), true);
    if truncated {
        dom.flag(Flag::InputTruncated);
    }
    dom.reserve((html.len() / BYTES_A_NODE).min(limits.nodes));
    let mut tokenizer = Tokenizer::new(html, limits.attributes);
    let mut tree = TreeBuilder::new(&mut dom, html, limits);
    loop {
        crate::work::add(1);
        let in_foreign = tree.in_foreign();
        let Some(token) = tokenizer.next(tree.attrs(), in_foreign) else { break };
        match token {
            Token::Text(span) => tree.text(span),
            Token::Start { tag, name, span, self_closing } => {
                tree.start(tag, name, span, self_closing);
                if let Some(raw) = tokenizer.raw_text(tag, tree.in_foreign(), tree.in_noscript()) {
                    tree.raw_text(raw);
                }
            }
            Token::End { tag, name } => tree.end(tag, name),
        }
        if tree.is_full() {
            break;
        }
    }
    tree.finish();
    if tokenizer.attributes_dropped() {
        dom.flag(Flag::AttributesDropped);
    }
    dom
}
