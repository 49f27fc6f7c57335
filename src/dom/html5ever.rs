//! `Parser::Html5ever`: the specification's tree.
//!
//! html5ever does the parsing; what is ours is the arena that takes its tree ([`sink`]), and the
//! budgets, because html5ever has none: its tree builder is quadratic in depth ([`cap`]), its
//! tokenizer in the attributes of one tag ([`feed`]). Scripting is off, so that the content of
//! `<noscript>` is parsed.

mod cap;
mod feed;
mod sink;
#[cfg(test)]
mod tests;

use super::owned::OwnedDomBuilder;
use super::{Dom, within_limits};
use crate::options::{Flag, Limits};
use ::html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use ::html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use cap::CappedTree;
use sink::{Arena, Names};

/// Parses through html5ever, within the limits.
pub(super) fn parse<'h>(html: &'h str, limits: &Limits) -> Dom<'h> {
    let (html, truncated) = within_limits(html, limits);
    let opts = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let names = Names::default();
    let tree = CappedTree::new(TreeBuilder::new(Arena::new(&names, limits), opts), limits);
    // A mark at the start of the page is cut off by `feed`; html5ever would drop one per piece.
    let tokenizer = Tokenizer::new(tree, TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() });
    let attributes_cut = feed::feed(html, &tokenizer, limits);
    tokenizer.end();

    let tree = tokenizer.sink;
    let flags = [
        (Flag::InputTruncated, truncated),
        (Flag::NodesTruncated, tree.is_full()),
        (Flag::DepthCapped, tree.is_capped()),
        (Flag::AttributesDropped, attributes_cut || tree.attributes_dropped()),
    ];
    let nodes = tree.into_nodes();
    let mut builder = OwnedDomBuilder::new(limits);
    for (flag, _) in flags.into_iter().filter(|(_, hit)| *hit) {
        builder.flag(flag);
    }
    nodes.walk(&mut builder);
    builder.finish()
}
