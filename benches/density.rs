//! The hot loop alone: text density of every element that holds text.
//!
//! Each size is a tree of its own; the results are held against sums that a recursive walk makes,
//! outside of what is timed. A thousand nodes fit the first cache, ten thousand the second, a
//! million none.

mod pages;

use copydesk::dom::{self, Dom, Tag};
use copydesk::measure::{Counts, Densities, sum_up};
use copydesk::segment::{self, Blocks};
use copydesk::{Limits, Parser};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

/// An element's four counts and its parent, four bytes each.
const COLUMNS: u64 = 5 * 4;

struct Tree<'h> {
    dom: Dom<'h>,
    blocks: Blocks,
    /// Characters and link characters right inside each element.
    own: Vec<Counts>,
    sums: Densities,
}

impl<'h> Tree<'h> {
    fn of(html: &'h str) -> Tree<'h> {
        // Blocks that are joined at a limit have no element of their own.
        let limits = Limits::default().with_blocks(usize::MAX);
        let dom = dom::parse(html, Parser::Fast, &limits);
        let blocks = segment::blocks(&dom, &limits);
        let sums = Densities::of(&dom, &blocks);
        let own = own(&dom, &blocks);
        let tree = Tree { dom, blocks, own, sums };
        tree.verify();
        tree
    }

    /// The sums of a walk from the root down, and the sums of the loop from the last element up.
    fn verify(&self) {
        let mut summed = self.own.clone();
        sum_up(&mut summed, self.blocks.holder_parents());
        let nodes = self.blocks.holder_nodes();
        for (holder, node) in nodes.iter().map(|node| *node as usize).enumerate() {
            let (chars, link_chars) = reference(&self.dom, node, false);
            assert_eq!(summed[holder][..2], [chars, link_chars], "the loop's sums are not those of the recursive walk");
            assert_eq!(self.sums.counts(holder)[..2], [chars, link_chars], "not the densities of the page");
            let tags = self.dom.subtree(node).filter(|inner| self.dom.tag(*inner) != Tag::Text).count() - 1;
            let density = chars as f32 / tags.max(1) as f32;
            assert_eq!(self.sums.text_density(holder), density, "characters a tag");
        }
        assert!(nodes.len() > 2 && summed[0][0] > 0);
    }
}

/// Characters of a text that is shown. The pages of this bench hold nothing hidden.
fn chars(dom: &Dom<'_>, node: usize) -> u32 {
    let is_seen = dom.tag(node) == Tag::Text && dom.tag(dom.parent(node)) != Tag::Title;
    if is_seen { dom.text(node).chars().filter(|c| !c.is_whitespace()).count() as u32 } else { 0 }
}

fn own(dom: &Dom<'_>, blocks: &Blocks) -> Vec<Counts> {
    let mut in_link = vec![false; dom.len()];
    for node in 0..dom.len() {
        in_link[node] = dom.tag(node) == Tag::A || in_link[dom.parent(node)];
    }
    let counts = blocks.holder_nodes().iter().map(|node| *node as usize).map(|node| {
        let chars = dom.children(node).map(|child| chars(dom, child)).sum();
        [chars, if in_link[node] { chars } else { 0 }, 0, 0]
    });
    counts.collect()
}

/// Characters of a subtree, and of these those in links.
fn reference(dom: &Dom<'_>, node: usize, in_link: bool) -> (u32, u32) {
    let above = |node: usize| {
        (0..64).scan(node, |at, _| {
            *at = dom.parent(*at);
            Some(*at)
        })
    };
    let in_link = in_link || dom.tag(node) == Tag::A || above(node).any(|node| dom.tag(node) == Tag::A);
    let own = chars(dom, node);
    dom.children(node).fold((own, if in_link { own } else { 0 }), |sum, child| {
        let (chars, link_chars) = reference(dom, child, in_link);
        (sum.0 + chars, sum.1 + link_chars)
    })
}

fn density(c: &mut Criterion) {
    for size in SIZES {
        let html = pages::nodes(size);
        let tree = Tree::of(&html);
        let n = tree.sums.len();
        let parents = tree.blocks.holder_parents();

        let mut group = c.benchmark_group("density");
        // Why: the loop on its columns, in elements and in the bytes that go through it: does memory
        // bound it?
        group.throughput(Throughput::ElementsAndBytes { elements: n as u64, bytes: n as u64 * COLUMNS });
        group.bench_function(BenchmarkId::new("sum_up", size), |b| {
            b.iter_batched_ref(|| tree.own.clone(), |counts| sum_up(counts, black_box(parents)), BatchSize::LargeInput);
        });
        group.throughput(Throughput::Elements(n as u64));
        // Why: next to it, what it costs to fill the columns,
        group.bench_function(BenchmarkId::new("of", size), |b| b.iter(|| Densities::of(&tree.dom, &tree.blocks)));
        // and what the paper's logarithms cost.
        group.bench_function(BenchmarkId::new("composite", size), |b| {
            b.iter(|| (0..n).map(|holder| tree.sums.composite(holder)).sum::<f32>());
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .without_plots()
        .nresamples(2_000)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800));
    targets = density
}
criterion_main!(benches);
