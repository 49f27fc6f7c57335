//! Each stage by itself: where does a page's time go, and which stage did a change touch?
//!
//! Labelling has no public entry of its own; `extract_dom` is everything behind the parse, so what
//! it takes beyond segment, measure and score is labelling. `ratio` prints that difference.

mod pages;

use copydesk::dom::{self, Dom};
use copydesk::measure::{self, Columns};
use copydesk::segment::{self, Blocks};
use copydesk::{Extractor, Limits, Model, Page, Parser, decode, render, score};
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

/// Pages whose stages weigh differently: many short blocks, much script, nothing but cells, and
/// what people wrote by hand.
const CLASSES: [&str; 5] = ["bbc-2012", "bbc-2023", "tables", "fixtures", "folder"];

/// What the stages made of a page, one after the other.
struct Staged<'h> {
    page: &'h pages::Page,
    dom: Dom<'h>,
    blocks: Blocks,
    columns: Columns,
}

impl<'h> Staged<'h> {
    fn of(page: &'h pages::Page, limits: &Limits) -> Self {
        let dom = dom::parse(&page.html, Parser::Fast, limits);
        let blocks = segment::blocks(&dom, limits);
        let columns = measure::columns(&dom, &blocks);
        Staged { page, dom, blocks, columns }
    }

    /// The stages by hand and the extractor agree.
    fn verify(&self, extracted: &Page<'_>) {
        let name = &self.page.name;
        assert_eq!(self.blocks.len(), extracted.blocks().len(), "{name}: blocks");
        assert_eq!(self.blocks.len(), self.columns.len(), "{name}: a row of features a block");
        let scores = score::scores(&self.blocks, &self.columns, Model::builtin());
        for block in extracted.blocks() {
            assert_eq!(self.blocks.text(block.index()), block.text(), "{name}: text of a block");
            assert_eq!(scores.probability(block.index()), block.score(), "{name}: score of a block");
        }
        assert!(self.page.is_main_text(&render::text(extracted)), "{name}: main text");
        assert_eq!(decode::decode(&self.page.bytes, None).expect("no charset given").text(), self.page.html, "{name}");
    }
}

fn stages(c: &mut Criterion) {
    let limits = Limits::default();
    let extractor = Extractor::default();
    for class in pages::classes().iter().filter(|class| CLASSES.contains(&class.name)) {
        let staged: Vec<Staged<'_>> = class.pages.iter().map(|page| Staged::of(page, &limits)).collect();
        let extracted: Vec<Page<'_>> = class.pages.iter().map(|page| extractor.extract(&page.html)).collect();
        staged.iter().zip(&extracted).for_each(|(staged, extracted)| staged.verify(extracted));
        let mut group = c.benchmark_group(format!("stages/{}", class.name));
        group.throughput(Throughput::Bytes(class.bytes()));
        each(&mut group, "decode", &class.pages, |page| decode::decode(&page.bytes, None));
        each(&mut group, "parse", &class.pages, |page| dom::parse(&page.html, Parser::Fast, &limits));
        each(&mut group, "segment", &staged, |s| segment::blocks(&s.dom, &limits));
        each(&mut group, "measure", &staged, |s| measure::columns(&s.dom, &s.blocks));
        each(&mut group, "score", &staged, |s| score::scores(&s.blocks, &s.columns, Model::builtin()));
        group.bench_function("extract_dom", |b| {
            let doms = || staged.iter().map(|s| s.dom.clone()).collect::<Vec<_>>();
            b.iter_batched(
                doms,
                |doms| doms.into_iter().for_each(|dom| drop(black_box(extractor.extract_dom(dom)))),
                BatchSize::LargeInput,
            );
        });
        each(&mut group, "render text", &extracted, render::text);
        each(&mut group, "render markdown", &extracted, render::markdown);
        each(&mut group, "render json", &extracted, |page| render::json_line(page, "page", None));
        each(&mut group, "render overlay", &extracted, |page| render::overlay(page, "page"));
        group.finish();
    }
}

/// One iteration runs the stage on all pages of the class.
fn each<'i, T, R>(group: &mut BenchmarkGroup<'_, WallTime>, stage: &str, inputs: &'i [T], run: impl Fn(&'i T) -> R) {
    group.bench_function(stage, |b| b.iter(|| inputs.iter().for_each(|input| drop(black_box(run(input))))));
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .without_plots()
        .nresamples(2_000)
        .sample_size(15)
        .warm_up_time(Duration::from_millis(150))
        .measurement_time(Duration::from_millis(500));
    targets = stages
}
criterion_main!(benches);
