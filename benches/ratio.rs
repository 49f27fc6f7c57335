//! The ratio table: the whole extraction against what others take to parse the same page.
//!
//! Criterion measures one thing after the other, and on a busy machine the machine changes in
//! between. Here every page goes through every contender in turn, several rounds, on one thread;
//! each contender's figure is the sum of its medians a page, so the ratios hold where the absolute
//! figures do not. The whole extraction uses one [`Scratch`], as whoever extracts many pages does.
//!
//! `COPYDESK_PAGES=FOLDER cargo bench --bench ratio -- --rounds 9`

mod pages;
mod yardstick;

use copydesk::{Extractor, Limits, Model, Page, Parser, Scratch, dom, measure, score, segment};
use std::hint::black_box;
use std::time::Instant;

/// Contenders in the order in which they run on each page. The first is the unit.
const CONTENDERS: [&str; 6] = [
    "html5ever, bare parse",
    "scraper, bare parse",
    "Parser::Html5ever",
    "Parser::Fast",
    "extract + main text",
    "the same, Parser::Html5ever",
];
const STAGES: [&str; 6] = ["parse", "segment", "measure", "score", "label", "main text"];

type Times<const N: usize> = [f64; N];

fn main() {
    let rounds = rounds();
    let mut scratch = Scratch::default();
    for class in pages::classes() {
        let mut total = [0.0; CONTENDERS.len()];
        let mut stages = [0.0; STAGES.len()];
        for page in &class.pages {
            add(&mut total, medians(rounds, || contenders(page, &mut scratch)));
            add(&mut stages, medians(rounds, || staged(page)));
        }
        table(&class, rounds, &total, &stages);
    }
}

fn rounds() -> usize {
    let args: Vec<String> = std::env::args().collect();
    let given = args.iter().position(|arg| arg == "--rounds").and_then(|i| args.get(i + 1)?.parse().ok());
    let quick = args.iter().any(|arg| arg == "--quick" || arg == "--test");
    given.unwrap_or(if quick { 3 } else { 7 }).max(1)
}

fn time<T>(run: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    // Freeing the result is part of the price.
    drop(black_box(run()));
    start.elapsed().as_secs_f64()
}

fn contenders(page: &pages::Page, scratch: &mut Scratch) -> Times<6> {
    let html = page.html.as_str();
    let limits = Limits::default();
    let fast = Extractor::default();
    let exact = Extractor::new(copydesk::Options::default().with_parser(Parser::Html5ever));
    [
        time(|| {
            let nodes = yardstick::html5ever(html);
            assert!(nodes.len() > 3, "{}: html, head, body", page.name);
            nodes
        }),
        time(|| scraper::Html::parse_document(html)),
        time(|| dom::parse(html, Parser::Html5ever, &limits)),
        time(|| dom::parse(html, Parser::Fast, &limits)),
        time(|| {
            let extracted = fast.extract_with(html, scratch);
            let text = extracted.main_text();
            scratch.reclaim(extracted);
            assert!(page.is_main_text(&text), "{}: not the main text: {text:.200}", page.name);
            text
        }),
        time(|| exact.extract(html).main_text()),
    ]
}

/// Each stage by itself. Labelling has no public entry: it is what is left of `extract_dom`.
fn staged(page: &pages::Page) -> Times<6> {
    let limits = Limits::default();
    let extractor = Extractor::default();
    let mut clock = Instant::now();
    let mut lap = || {
        let seconds = clock.elapsed().as_secs_f64();
        clock = Instant::now();
        seconds
    };
    let dom = dom::parse(&page.html, Parser::Fast, &limits);
    let parse = lap();
    let blocks = segment::blocks(&dom, &limits);
    let segment = lap();
    let columns = measure::columns(&dom, &blocks);
    let measure = lap();
    let scores = score::scores(&dom, &blocks, &columns, Model::builtin());
    let score = lap();
    black_box(&scores);
    lap();
    let extracted: Page<'_> = extractor.extract_dom(dom);
    let all = lap();
    black_box(extracted.main_text());
    let text = lap();
    [parse, segment, measure, score, (all - segment - measure - score).max(0.0), text]
}

fn medians<const N: usize>(rounds: usize, mut run: impl FnMut() -> Times<N>) -> Times<N> {
    let all: Vec<Times<N>> = (0..rounds).map(|_| run()).collect();
    std::array::from_fn(|i| {
        let mut times: Vec<f64> = all.iter().map(|times| times[i]).collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    })
}

fn add<const N: usize>(sums: &mut Times<N>, more: Times<N>) {
    sums.iter_mut().zip(more).for_each(|(sum, time)| *sum += time);
}

fn table(class: &pages::Class, rounds: usize, total: &[f64], stages: &[f64]) {
    let megabytes = class.bytes() as f64 / 1e6;
    println!("\n{}: {} pages, {megabytes:.2} MB, median of {rounds} rounds a page", class.name, class.pages.len());
    println!("  {:<28} {:>9} {:>22}", "what", "MB/s", "× html5ever bare parse");
    for (name, seconds) in CONTENDERS.iter().zip(total) {
        println!("  {name:<28} {:>9.1} {:>22.2}", megabytes / seconds, total[0] / seconds);
    }
    let sum: f64 = stages.iter().sum();
    println!("  {:<28} {:>9} {:>22}", "stage of Parser::Fast's", "ns/byte", "share");
    for (name, seconds) in STAGES.iter().zip(stages) {
        println!("  {name:<28} {:>9.3} {:>21.1}%", seconds * 1e3 / megabytes, 100.0 * seconds / sum);
    }
}
