//! Which blocks are main content: the cut that maximises the expected F of the page's characters.

use super::weighed::Weighed;
use crate::measure::exp;
use crate::options::Bias;
use crate::score::KINDS;
use crate::segment::Blocks;

/// A page whose best block is less probable than this has no main content.
const NOTHING: f32 = 0.25;

/// A page whose texts are all shorter has labels, but no content, unless the trees are sure of so many characters.
const LABEL_CHARS: u32 = 20;
const SURE_CHARS: u32 = 100;
const SURE: f32 = 0.8;

/// What is added to the log-odds of every block on a page of each of the model's kinds. The truth of a listing has more, that of a product less
/// than the trees say of their blocks, because whether a card or a row of a specification counts is the same for all of them.
const OF_KIND: [f32; KINDS.len()] = [0.0, 0.4, 0.0, -0.4, 0.0, 0.4, 0.0];

/// Takes the k most probable blocks, k such that the expected
/// Fᵦ = (1+β²)·Σpn / (Σn + β²·Σ_all pn) is largest, n being a block's characters: β = 1 balanced,
/// ½ for precision, 2 for recall. Linear but for one sort.
pub(super) fn main(blocks: &Blocks, scores: &Weighed<'_>, bias: Bias) -> Vec<bool> {
    let beta2 = match bias {
        Bias::Precision => 0.25,
        Bias::Balanced => 1.0,
        Bias::Recall => 4.0,
    };
    let size = |block: usize| f64::from(blocks.rows[block].chars);
    let odds = exp(scores.kinds().iter().zip(OF_KIND).map(|(p, shift)| p * shift).sum());
    let p = |block: usize| {
        let p = scores.probability(block);
        f64::from(p * odds / (p * odds + 1.0 - p))
    };
    // Probabilities are not negative, so their bits stand in their order. Ties fall to the earlier
    // block, so that the order is the same everywhere.
    let visible = (0..blocks.len()).filter(|&block| blocks.hidden(block).is_none());
    let mut keys: Vec<u64> = Vec::with_capacity(blocks.len());
    keys.extend(visible.map(|block| u64::from(!scores.probability(block).to_bits()) << 32 | block as u64));
    crate::work::add(blocks.len() + keys.len() * (1 + (keys.len() + 1).ilog2() as usize));
    keys.sort_unstable();
    let order: Vec<usize> = keys.into_iter().map(|key| key as u32 as usize).collect();
    crate::work::add(4 * blocks.len());
    let expected: f64 = order.iter().map(|&block| p(block) * size(block)).sum();
    let (mut hits, mut taken, mut best, mut keep) = (0.0, 0.0, 0.0, 0);
    for (k, &block) in order.iter().enumerate() {
        hits += p(block) * size(block);
        taken += size(block);
        let f = (1.0 + beta2) * hits / (taken + beta2 * expected).max(1e-9);
        if f > best {
            best = f;
            keep = k + 1;
        }
    }
    let mut main = vec![false; blocks.len()];
    let kept = &order[..keep];
    let is_something = order.first().is_some_and(|&block| scores.probability(block) >= NOTHING);
    // A page that is only menus and share tools has no content, however it compares with itself.
    let chars = |block: &usize| blocks.rows[*block].chars;
    let sure = || kept.iter().filter(|&&block| scores.probability(block) >= SURE).map(chars).sum::<u32>();
    if is_something && (kept.iter().any(|block| chars(block) >= LABEL_CHARS) || sure() >= SURE_CHARS) {
        kept.iter().for_each(|&block| main[block] = true);
    }
    main
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Limits, Parser};
    use crate::score::{self, Model};
    use crate::{dom, measure, segment};

    /// How many of `n` blocks of this text are main when all of them have one probability.
    fn kept(n: usize, text: &str, probability: f32) -> usize {
        let (html, limits) = (format!("<p>{text}").repeat(n), Limits::default());
        let dom = dom::parse(&html, Parser::Fast, &limits);
        let blocks = segment::blocks(&dom, &limits);
        let mut scores = score::scores(&blocks, &measure::columns(&dom, &blocks), Model::builtin());
        scores.probabilities.fill(probability);
        main(&blocks, &Weighed::new(&scores, None), Bias::Balanced).into_iter().filter(|main| *main).count()
    }

    #[test]
    fn without_a_probable_block_there_is_no_main_text() {
        let text = "The bridge will close for six weeks from Monday.";
        assert_eq!((kept(4, text, NOTHING - 0.01), kept(4, text, NOTHING + 0.01)), (0, 4));
    }

    #[test]
    fn short_lines_are_main_text_where_the_trees_are_sure_of_many() {
        let line = "Eight oz.";
        assert_eq!((kept(13, line, SURE), kept(13, line, SURE - 0.01), kept(12, line, SURE)), (13, 0, 0));
    }
}
