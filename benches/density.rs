//! The hot loop alone: text density of every node.
//!
//! Each size is a tree of its own; the results are held against sums that a recursive walk makes,
//! outside of what is timed. A thousand nodes fit the first cache, ten thousand the second, a
//! million none.

mod pages;

use copydesk::dom::{self, Dom, Tag};
use copydesk::measure::Densities;
use copydesk::segment::{self, Blocks};
use copydesk::{Limits, Parser};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

/// A node's four counts and its parent, four bytes each.
const COLUMNS: u64 = 5 * 4;

struct Tree<'h> {
    dom: Dom<'h>,
    blocks: Blocks,
    /// Counts of each node without its subtree.
    own: Densities,
    sums: Densities,
    body: usize,
}

impl<'h> Tree<'h> {
    fn of(html: &'h str) -> Tree<'h> {
        let limits = Limits::default();
        let dom = dom::parse(html, Parser::Fast, &limits);
        let blocks = segment::blocks(&dom, &limits);
        let sums = Densities::of(&dom, &blocks);
        let body = dom.children(0).find(|node| dom.tag(*node) == Tag::Body).expect("every page has a body");
        let own = own(&dom);
        let tree = Tree { dom, blocks, own, sums, body };
        tree.verify();
        tree
    }

    /// The sums of a walk from the root down, and the sums of the loop from the last node up.
    fn verify(&self) {
        let mut expected = self.own.clone();
        reference(&self.dom, 0, &mut expected);
        let mut summed = self.own.clone();
        summed.sum_up(self.dom.parents());
        assert!(summed == expected, "the loop's sums are not those of the recursive walk");
        for (count, tag) in expected.tags.iter_mut().zip(self.dom.tags()) {
            *count -= u32::from(*tag != Tag::Text);
        }
        for (count, tag) in expected.link_tags.iter_mut().zip(self.dom.tags()) {
            *count -= u32::from(*tag == Tag::A);
        }
        assert!(self.sums == expected, "not the densities of the page");
        let sums = self.sums.density_sums(self.dom.parents(), self.body);
        let of_children: f32 = self.dom.children(self.body).map(|node| self.sums.composite(node, self.body)).sum();
        let error = (sums[self.body] - of_children).abs();
        assert!(error <= 1e-3 * of_children, "density sum of the body: {} {of_children}", sums[self.body]);
    }
}

/// Text, links and tags of each node by itself. The pages of this bench hold nothing hidden.
fn own(dom: &Dom<'_>) -> Densities {
    let mut in_link = vec![false; dom.len()];
    let mut own = Densities::default();
    for node in 0..dom.len() {
        let tag = dom.tag(node);
        in_link[node] = tag == Tag::A || in_link[dom.parent(node)];
        let is_seen = tag == Tag::Text && dom.tag(dom.parent(node)) != Tag::Title;
        let chars = if is_seen { dom.text(node).chars().filter(|c| !c.is_whitespace()).count() as u32 } else { 0 };
        own.chars.push(chars);
        own.link_chars.push(if in_link[node] { chars } else { 0 });
        own.tags.push(u32::from(tag != Tag::Text));
        own.link_tags.push(u32::from(tag == Tag::A));
    }
    own
}

fn reference(dom: &Dom<'_>, node: usize, counts: &mut Densities) {
    for child in dom.children(node) {
        reference(dom, child, counts);
        counts.chars[node] += counts.chars[child];
        counts.link_chars[node] += counts.link_chars[child];
        counts.tags[node] += counts.tags[child];
        counts.link_tags[node] += counts.link_tags[child];
    }
}

fn density(c: &mut Criterion) {
    for size in SIZES {
        let html = pages::nodes(size);
        let tree = Tree::of(&html);
        let n = tree.dom.len();
        let parents = tree.dom.parents();

        let mut group = c.benchmark_group("density");
        // Why: the loop on its columns, in nodes and in the bytes that go through it: does memory
        // bound it?
        group.throughput(Throughput::ElementsAndBytes { elements: n as u64, bytes: n as u64 * COLUMNS });
        group.bench_function(BenchmarkId::new("sum_up", size), |b| {
            b.iter_batched_ref(|| tree.own.clone(), |counts| counts.sum_up(black_box(parents)), BatchSize::LargeInput);
        });
        group.throughput(Throughput::Elements(n as u64));
        // Why: next to it, what it costs to fill the columns,
        group.bench_function(BenchmarkId::new("of", size), |b| b.iter(|| Densities::of(&tree.dom, &tree.blocks)));
        // and what the paper's logarithms cost: once a node, and once a node with its parent's sum.
        group.bench_function(BenchmarkId::new("composite", size), |b| {
            b.iter(|| (0..n).map(|node| tree.sums.composite(node, tree.body)).sum::<f32>());
        });
        group.bench_function(BenchmarkId::new("density_sums", size), |b| {
            b.iter(|| tree.sums.density_sums(parents, tree.body));
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
