//! Text density of every holder: the hot loop.
//!
//! Sun, Song, Liao: *DOM Based Content Extraction via Text Density*, SIGIR 2011. The paper's
//! symbols: Cᵢ characters, Tᵢ tags, LCᵢ characters in links, LTᵢ link tags of the subtree of node
//! i; b is the body. A node without text has no density, so only elements that hold text are
//! looked at.

use super::math::ln;
use crate::dom::{Dom, Tag};
use crate::segment::{Blocks, Facts, Holders, Row, bits};

/// From 80 characters with link density under 0.34, a block counts as long text.
const LONG_CHARS: u32 = 80;
const LONG_LINK_DENSITY: f32 = 0.34;

pub(super) fn is_long(row: &Row) -> bool {
    row.hidden.is_none() && row.chars >= LONG_CHARS && (row.link_chars as f32) < LONG_LINK_DENSITY * row.chars as f32
}

/// Counts of an element's subtree, in this order: visible non-space characters (Cᵢ), of these those
/// in links (LCᵢ), those of long text, and visible blocks. One row is one vector of the machine.
pub type Counts = [u32; 4];

const CHARS: usize = 0;
const LINK_CHARS: usize = 1;
const LONG: usize = 2;
const BLOCKS: usize = 3;

/// Counts of each holder's subtree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Densities {
    counts: Vec<Counts>,
    /// Tᵢ: element descendants (the element itself not counted).
    tags: Vec<u32>,
    /// LTᵢ: of these, links.
    link_tags: Vec<u32>,
    /// The body's number.
    body: usize,
}

impl Densities {
    /// Counts the subtrees of all elements that hold text.
    pub fn of(dom: &Dom<'_>, blocks: &Blocks) -> Densities {
        let mut densities = Densities::default();
        densities.fill(dom, blocks);
        densities
    }

    pub(super) fn fill(&mut self, dom: &Dom<'_>, blocks: &Blocks) {
        let holders = &blocks.holders;
        let own = holders.chars.iter().zip(&holders.facts);
        crate::work::add(3 * holders.len() + blocks.len());
        self.counts.clear();
        self.counts.extend(own.map(|(chars, facts)| {
            let link_chars = if facts.ancestors & bits::LINK != 0 { *chars } else { 0 };
            [*chars, link_chars, 0, 0]
        }));
        for row in blocks.rows.iter().filter(|row| row.hidden.is_none()) {
            let counts = &mut self.counts[row.holder as usize];
            counts[LONG] += if is_long(row) { row.chars } else { 0 };
            counts[BLOCKS] += 1;
        }
        sum_up(&mut self.counts, &holders.parents);
        self.tags.clone_from(&holders.tags);
        self.link_tags.clone_from(&holders.link_tags);
        let is_body = |holder: &usize| holders.parent(*holder) == 0 && dom.tag(holders.node(*holder)) == Tag::Body;
        self.body = (1..holders.len()).find(is_body).unwrap_or(0);
    }

    /// Number of elements: those of [`Blocks::holder_nodes`].
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The counts of an element, by its number.
    pub fn counts(&self, holder: usize) -> Counts {
        self.counts[holder]
    }

    pub(crate) fn chars(&self, holder: usize) -> u32 {
        self.counts[holder][CHARS]
    }

    pub(super) fn long(&self, holder: usize) -> u32 {
        self.counts[holder][LONG]
    }

    pub(super) fn blocks(&self, holder: usize) -> u32 {
        self.counts[holder][BLOCKS]
    }

    /// Text density TDᵢ = Cᵢ / Tᵢ, in characters a tag; Tᵢ counts as 1 when it is 0 (paper, §3.1).
    pub fn text_density(&self, holder: usize) -> f32 {
        self.chars(holder) as f32 / self.tags[holder].max(1) as f32
    }

    /// Link density LCᵢ / Cᵢ in [0, 1]; 0 without characters.
    pub fn link_density(&self, holder: usize) -> f32 {
        let counts = self.counts[holder];
        counts[LINK_CHARS] as f32 / counts[CHARS].max(1) as f32
    }

    /// Composite text density (paper, §3.2):
    ///
    /// CTDᵢ = Cᵢ/Tᵢ · log_{ln(Cᵢ/¬LCᵢ · LCᵢ + LC_b/C_b · Cᵢ + e)} (Cᵢ/LCᵢ · Tᵢ/LTᵢ)
    ///
    /// where ¬LCᵢ = Cᵢ − LCᵢ. Every denominator counts as 1 when it is 0, and the logarithm that is the
    /// base's own as 0.001 when it is smaller (as on pages without links, where the base is e), so
    /// that pages without links or without text have finite values; never below 0.
    ///
    /// # Panics
    ///
    /// When there is no such element, as all look-ups here.
    pub fn composite(&self, holder: usize) -> f32 {
        let [chars, link_chars, ..] = self.counts[holder].map(|count| count as f32);
        composite(
            chars,
            link_chars,
            self.tags[holder] as f32,
            self.link_tags[holder] as f32,
            self.link_density(self.body),
        )
    }

    /// Composite densities, and density sums DSᵢ = Σ CTDⱼ over the children j, elements and texts
    /// (paper, §3.3), of all holders.
    pub(super) fn composites(&self, holders: &Holders, composites: &mut Vec<f32>, sums: &mut Vec<f32>) {
        composites.clear();
        crate::work::add(2 * self.len() + holders.texts.len());
        sums.clear();
        if self.is_empty() {
            return;
        }
        let page_ratio = self.link_density(self.body);
        for from in (0..self.len()).step_by(WIDTH) {
            let to = self.len().min(from + WIDTH);
            let mut several = Several::default();
            for holder in from..to {
                several.set(holder - from, self.counts[holder], self.tags[holder], self.link_tags[holder]);
            }
            composites.extend_from_slice(&several.composites(page_ratio)[..to - from]);
        }
        sums.resize(self.len(), 0.0);
        for holder in (1..self.len()).rev() {
            sums[holders.parent(holder)] += composites[holder];
        }
        for texts in holders.texts.chunks(WIDTH) {
            let mut several = Several::default();
            for (lane, (holder, chars)) in texts.iter().enumerate() {
                let Facts { ancestors, hidden, .. } = holders.facts[*holder as usize];
                let chars = if hidden.is_none() { *chars } else { 0 };
                let link_chars = if ancestors & bits::LINK != 0 { chars } else { 0 };
                several.set(lane, [chars, link_chars, 0, 0], 0, 0);
            }
            for ((holder, _), composite) in texts.iter().zip(several.composites(page_ratio)) {
                sums[*holder as usize] += composite;
            }
        }
    }
}

/// Nodes whose composite densities are computed at once, in vectors.
const WIDTH: usize = 8;

/// C, LC, T, LT of several nodes.
#[derive(Default)]
struct Several {
    chars: [f32; WIDTH],
    link_chars: [f32; WIDTH],
    tags: [f32; WIDTH],
    link_tags: [f32; WIDTH],
}

impl Several {
    fn set(&mut self, lane: usize, counts: Counts, tags: u32, link_tags: u32) {
        self.chars[lane] = counts[CHARS] as f32;
        self.link_chars[lane] = counts[LINK_CHARS] as f32;
        self.tags[lane] = tags as f32;
        self.link_tags[lane] = link_tags as f32;
    }

    /// A function of its own, whose loop has no branches.
    #[inline(never)]
    fn composites(&self, page_ratio: f32) -> [f32; WIDTH] {
        let mut composites = [0.0; WIDTH];
        for (lane, out) in composites.iter_mut().enumerate() {
            let (c, lc) = (self.chars[lane], self.link_chars[lane]);
            *out = composite(c, lc, self.tags[lane], self.link_tags[lane], page_ratio);
        }
        composites
    }
}

/// The formula of [`Densities::composite`], without branches. Where there are no characters, every
/// number below is finite and the product 0.
#[inline(always)]
fn composite(c: f32, lc: f32, t: f32, lt: f32, page_ratio: f32) -> f32 {
    let larger = |a: f32, b: f32| if a < b { b } else { a };
    let (t, lt) = (larger(t, 1.0), larger(lt, 1.0));
    let base = ln(c / larger(c - lc, 1.0) * lc + page_ratio * c + std::f32::consts::E);
    let argument = larger(c / larger(lc, 1.0) * (t / lt), f32::MIN_POSITIVE);
    larger(c / t * (ln(argument) / larger(ln(base), 1e-3)), 0.0)
}

/// Adds each element's counts to its parent's, last element first: one backward pass, no
/// recursion, no allocation. `parents[i] < i` must hold for `i > 0`: an element for which it does not
/// is passed over. Of slices of two lengths the shorter counts; sums beyond `u32` wrap.
pub fn sum_up(counts: &mut [Counts], parents: &[u32]) {
    let n = counts.len().min(parents.len());
    crate::work::add(n);
    let (counts, parents) = (&mut counts[..n], &parents[..n]);
    for node in (1..n).rev() {
        let parent = parents[node] as usize;
        // What the compiler needs to know to check no bounds.
        if parent < node {
            let own = counts[node];
            for (sum, own) in counts[parent].iter_mut().zip(own) {
                *sum = sum.wrapping_add(own);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::{Limits, Parser};
    use crate::segment;

    /// The densities, and the holders' tags.
    fn densities(html: &str) -> (Densities, Vec<Tag>) {
        let dom = dom::parse(html, Parser::Fast, &Limits::default());
        let blocks = segment::blocks(&dom, &Limits::default());
        let tags = blocks.holders.nodes.iter().map(|node| dom.tag(*node as usize)).collect();
        (Densities::of(&dom, &blocks), tags)
    }

    #[test]
    fn subtrees_are_summed() {
        let (d, tags) = densities("<body><div><p>abc <a>de</a></p><p>f</p></div><div><hr></div>");
        let at = |tag| tags.iter().position(|t| *t == tag).unwrap();
        let of = |n: usize| (d.chars(n), d.counts(n)[LINK_CHARS], d.tags[n], d.link_tags[n], d.blocks(n));
        assert_eq!(of(at(Tag::Body)), (6, 2, 6, 1, 2));
        assert_eq!(of(at(Tag::Div)), (6, 2, 3, 1, 2));
        assert_eq!(of(at(Tag::P)), (5, 2, 1, 1, 1));
        assert_eq!(of(at(Tag::A)), (2, 2, 0, 0, 0));
        assert_eq!(d.text_density(at(Tag::Div)), 2.0);
    }

    #[test]
    fn composite_density_follows_the_paper() {
        let (d, tags) = densities("<body><div>abcdefghij <a>klmno</a></div><p>pqrst</p>");
        let at = |tag| tags.iter().position(|t| *t == tag).unwrap();
        // C=15, LC=5, T=1, LT=1; body: C=20, LC=5.
        let base = (15.0f32 / 10.0 * 5.0 + 0.25 * 15.0 + std::f32::consts::E).ln();
        let expected = 15.0 * (15.0f32 / 5.0).ln() / base.ln();
        let got = d.composite(at(Tag::Div));
        assert!((got - expected).abs() < 1e-3, "{got} {expected}");
    }

    #[test]
    fn empty_and_linkless_pages_have_finite_density() {
        for html in ["", "<p>x", "<a>x</a>", "<a></a><p></p>", "<body>text only", "<a>a</a><a>b</a>"] {
            let dom = dom::parse(html, Parser::Fast, &Limits::default());
            let blocks = segment::blocks(&dom, &Limits::default());
            let d = Densities::of(&dom, &blocks);
            let (mut composites, mut sums) = (Vec::new(), Vec::new());
            d.composites(&blocks.holders, &mut composites, &mut sums);
            for holder in 0..d.len() {
                let values = [d.text_density(holder), d.link_density(holder), composites[holder], sums[holder]];
                assert!(values.iter().all(|v| v.is_finite() && *v >= 0.0), "{html}: {values:?}");
            }
        }
    }

    #[test]
    fn hidden_text_has_no_characters() {
        let (d, tags) = densities("<p>abc <span hidden>de</span></p>");
        let at = |tag| tags.iter().position(|t| *t == tag).unwrap();
        assert_eq!((d.chars(at(Tag::P)), d.chars(at(Tag::Span)), d.chars(0)), (3, 0, 3));
    }
}
