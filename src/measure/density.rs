//! Text density of every node: the hot loop.
//!
//! Sun, Song, Liao: *DOM Based Content Extraction via Text Density*, SIGIR 2011. The paper's
//! symbols: Cᵢ characters, Tᵢ tags, LCᵢ characters in links, LTᵢ link tags of the subtree of node
//! i; b is the body.

use crate::dom::{Dom, Tag};
use crate::segment::{Blocks, bits};

/// Counts of each node's subtree, as columns in document order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Densities {
    /// Cᵢ: visible non-space characters.
    pub chars: Vec<u32>,
    /// LCᵢ: of these, characters in links.
    pub link_chars: Vec<u32>,
    /// Tᵢ: element descendants (the node itself not counted).
    pub tags: Vec<u32>,
    /// LTᵢ: of these, links.
    pub link_tags: Vec<u32>,
}

impl Densities {
    /// Counts all subtrees of a page.
    pub fn of(dom: &Dom<'_>, blocks: &Blocks) -> Densities {
        let n = dom.len();
        crate::work::add(5 * n);
        let chars = blocks.node_chars.clone();
        let ancestors = &blocks.flow.ancestors;
        let link_chars = (0..n).map(|i| if ancestors[i] & bits::LINK != 0 { chars[i] } else { 0 }).collect();
        let tags = dom.tags();
        let mut densities = Densities {
            chars,
            link_chars,
            tags: tags.iter().map(|tag| u32::from(*tag != Tag::Text)).collect(),
            link_tags: tags.iter().map(|tag| u32::from(*tag == Tag::A)).collect(),
        };
        densities.sum_up(dom.parents());
        for (count, tag) in densities.tags.iter_mut().zip(tags) {
            *count -= u32::from(*tag != Tag::Text);
        }
        for (count, tag) in densities.link_tags.iter_mut().zip(tags) {
            *count -= u32::from(*tag == Tag::A);
        }
        densities
    }

    /// Adds each node's counts to its parent's, last node first: one backward pass, no recursion,
    /// no allocation. `parents[i] < i` must hold for `i > 0`.
    pub fn sum_up(&mut self, parents: &[u32]) {
        let Densities { chars, link_chars, tags, link_tags } = self;
        let n =
            [chars.len(), link_chars.len(), tags.len(), link_tags.len()].into_iter().fold(parents.len(), usize::min);
        let (parents, columns) = (&parents[..n], [chars, link_chars, tags, link_tags].map(|column| &mut column[..n]));
        let [chars, link_chars, tags, link_tags] = columns;
        // One loop for all four: the sum of a node waits for those of its children, and four sums
        // wait no longer than one.
        crate::work::add(n);
        for node in (1..n).rev() {
            let parent = parents[node] as usize;
            // What the compiler needs to know to check no bounds.
            if parent < node {
                chars[parent] = chars[parent].saturating_add(chars[node]);
                link_chars[parent] = link_chars[parent].saturating_add(link_chars[node]);
                tags[parent] = tags[parent].saturating_add(tags[node]);
                link_tags[parent] = link_tags[parent].saturating_add(link_tags[node]);
            }
        }
    }

    /// Text density TDᵢ = Cᵢ / Tᵢ, in characters a tag; Tᵢ counts as 1 when it is 0 (paper, §3.1).
    pub fn text_density(&self, node: usize) -> f32 {
        self.chars[node] as f32 / self.tags[node].max(1) as f32
    }

    /// Link density LCᵢ / Cᵢ in [0, 1]; 0 without characters.
    pub fn link_density(&self, node: usize) -> f32 {
        self.link_chars[node] as f32 / self.chars[node].max(1) as f32
    }

    /// Composite text density (paper, §3.2):
    ///
    /// CTDᵢ = Cᵢ/Tᵢ · log_{ln(Cᵢ/¬LCᵢ · LCᵢ + LC_b/C_b · Cᵢ + e)} (Cᵢ/LCᵢ · Tᵢ/LTᵢ)
    ///
    /// where ¬LCᵢ = Cᵢ − LCᵢ. Every denominator counts as 1 when it is 0, so that pages without
    /// links or without text have finite values; never below 0.
    pub fn composite(&self, node: usize, body: usize) -> f32 {
        let c = self.chars[node] as f32;
        if c == 0.0 {
            return 0.0;
        }
        let t = self.tags[node].max(1) as f32;
        let lc = self.link_chars[node] as f32;
        let lt = self.link_tags[node].max(1) as f32;
        let not_lc = (c - lc).max(1.0);
        let page_ratio = self.link_density(body);
        let base = (c / not_lc * lc + page_ratio * c + std::f32::consts::E).ln();
        let logarithm = (c / lc.max(1.0) * (t / lt)).ln() / base.ln().max(1e-3);
        (c / t * logarithm).max(0.0)
    }

    /// Density sum DSᵢ = Σ CTDⱼ over the children j (paper, §3.3), for all nodes at once.
    pub fn density_sums(&self, parents: &[u32], body: usize) -> Vec<f32> {
        let mut sums = vec![0.0; parents.len()];
        crate::work::add(parents.len());
        for node in (1..parents.len()).rev() {
            if self.chars[node] > 0 {
                sums[parents[node] as usize] += self.composite(node, body);
            }
        }
        sums
    }
}

/// Adds every node's value to its parent's, from the last node to the first.
pub(crate) fn sum_up(values: &mut [u32], parents: &[u32]) {
    let n = values.len().min(parents.len());
    crate::work::add(n);
    for node in (1..n).rev() {
        let value = values[node];
        // A parent stands before its child; the check is what the compiler needs to know.
        if let Some(sum) = values[..node].get_mut(parents[node] as usize) {
            *sum = sum.saturating_add(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::{Limits, Parser};
    use crate::segment;

    fn densities(html: &str) -> (Densities, Vec<Tag>, Vec<u32>) {
        let dom = dom::parse(html, Parser::Fast, &Limits::default());
        let blocks = segment::blocks(&dom, &Limits::default());
        (Densities::of(&dom, &blocks), dom.tags().to_vec(), dom.parents().to_vec())
    }

    #[test]
    fn subtrees_are_summed() {
        let (d, tags, _) = densities("<body><div><p>abc <a>de</a></p><p>f</p></div>");
        let at = |tag| tags.iter().position(|t| *t == tag).unwrap();
        let of = |n: usize| (d.chars[n], d.link_chars[n], d.tags[n], d.link_tags[n]);
        assert_eq!(of(at(Tag::Body)), (6, 2, 4, 1));
        assert_eq!(of(at(Tag::Div)), (6, 2, 3, 1));
        assert_eq!(of(at(Tag::P)), (5, 2, 1, 1));
        assert_eq!(of(at(Tag::A)), (2, 2, 0, 0));
        assert_eq!(d.text_density(at(Tag::Div)), 2.0);
    }

    #[test]
    fn composite_density_follows_the_paper() {
        let (d, tags, _) = densities("<body><div>abcdefghij <a>klmno</a></div><p>pqrst</p>");
        let at = |tag| tags.iter().position(|t| *t == tag).unwrap();
        // C=15, LC=5, T=1, LT=1; body: C=20, LC=5.
        let base = (15.0f32 / 10.0 * 5.0 + 0.25 * 15.0 + std::f32::consts::E).ln();
        let expected = 15.0 * (15.0f32 / 5.0).ln() / base.ln();
        let got = d.composite(at(Tag::Div), at(Tag::Body));
        assert!((got - expected).abs() < 1e-3, "{got} {expected}");
    }

    #[test]
    fn empty_and_linkless_pages_have_finite_density() {
        for html in ["", "<p>x", "<a>x</a>", "<a></a><p></p>", "<body>text only", "<a>a</a><a>b</a>"] {
            let (d, tags, parents) = densities(html);
            for node in 0..tags.len() {
                let values = [d.text_density(node), d.link_density(node), d.composite(node, 0)];
                assert!(values.iter().all(|v| v.is_finite() && *v >= 0.0), "{html}: {values:?}");
            }
            assert!(d.density_sums(&parents, 0).iter().all(|v| v.is_finite()));
        }
    }
}
