//! The whole pipeline on pages of every shape, beside what others take for the parse alone.
//!
//! The yardstick is html5ever's tokenizer and tree builder into a sink that keeps the tree and
//! nothing else: whoever extracts on top of html5ever pays that before the first rule. scraper is
//! what most Rust programs parse with. For ratios that hold on a busy machine see `ratio`.

mod pages;
mod yardstick;

use copydesk::{Extractor, Limits, Options, Parser, Scratch, dom};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::cell::RefCell;
use std::hint::black_box;
use std::time::Duration;

fn pipeline(c: &mut Criterion) {
    let limits = Limits::default();
    let fast = Extractor::default();
    let exact = Extractor::new(Options::default().with_parser(Parser::Html5ever));
    let scratch = RefCell::new(Scratch::default());
    for class in pages::classes() {
        class.pages.iter().for_each(|page| verify(page, &fast, &limits));
        let mut group = c.benchmark_group(format!("pipeline/{}", class.name));
        group.throughput(Throughput::Bytes(class.bytes()));
        let mut each = |name: &str, run: &dyn Fn(&pages::Page)| {
            group.bench_function(name, |b| b.iter(|| class.pages.iter().for_each(run)));
        };
        // Why: what a caller waits for, from characters to the story's text,
        each("extract", &|page| {
            let mut scratch = scratch.borrow_mut();
            let extracted = fast.extract_with(&page.html, &mut scratch);
            drop(black_box(extracted.main_text()));
            scratch.reclaim(extracted);
        });
        // from bytes of an encoding yet to be found,
        each("extract bytes", &|page| {
            let extracted = fast.extract_bytes(black_box(&page.bytes), None);
            drop(black_box(extracted.map(|page| page.main_text())));
        });
        // and with the specification's tree instead of ours.
        each("extract, Parser::Html5ever", &|page| drop(black_box(exact.extract(&page.html).main_text())));
        // Why: the parse alone, ours and theirs.
        each("parse, Parser::Fast", &|page| drop(black_box(dom::parse(&page.html, Parser::Fast, &limits))));
        each("parse, Parser::Html5ever", &|page| drop(black_box(dom::parse(&page.html, Parser::Html5ever, &limits))));
        each("html5ever bare parse", &|page| drop(black_box(yardstick::html5ever(&page.html))));
        each("scraper bare parse", &|page| drop(black_box(scraper::Html::parse_document(&page.html))));
        group.finish();
    }
}

/// The contenders read the same page: the main text is the story's, and the trees have the same
/// elements.
fn verify(page: &pages::Page, fast: &Extractor, limits: &Limits) {
    let extracted = fast.extract(&page.html);
    assert!(page.is_main_text(&extracted.main_text()), "{}: main text", page.name);
    let from_bytes = fast.extract_bytes(&page.bytes, None).expect("no charset was given");
    assert_eq!(from_bytes.main_text(), extracted.main_text(), "{}: bytes and characters differ", page.name);
    let ours = dom::parse(&page.html, Parser::Html5ever, limits);
    let theirs = yardstick::html5ever(&page.html);
    let scraped = scraper::Html::parse_document(&page.html);
    let elements = yardstick::elements(&theirs);
    let scraped = scraped.tree.root().descendants().filter(|node| node.value().is_element()).count();
    assert_eq!(elements, scraped, "{}: elements of html5ever and of scraper", page.name);
    // We read `noscript` as markup, they as text.
    let ours = ours.tags().iter().filter(|tag| **tag != dom::Tag::Text).count();
    assert!(ours >= elements, "{}: {ours} elements, html5ever has {elements}", page.name);
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .without_plots()
        .nresamples(2_000)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(150))
        .measurement_time(Duration::from_millis(500));
    targets = pipeline
}
criterion_main!(benches);
