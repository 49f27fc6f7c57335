//! The ratio table: the whole extraction against what others take to parse the same page.
//!
//! Criterion measures one thing after the other, and on a busy machine the machine changes in
//! between. Here every contender goes through a batch of [`BATCH`] pages in turn, several rounds, on one thread;
//! each contender's figure is the sum of its medians a page, so the ratios hold where the absolute
//! figures do not. Batches and not single pages: whoever extracts many pages has the model and the
//! code in the caches, and not what another parser left there. For the same reason the whole
//! extraction uses one [`Scratch`].
//!
//! `COPYDESK_PAGES=FOLDER cargo bench --bench ratio -- --rounds 9 [--batch 64]`. The larger the batch, the more of its pages find the
//! model in the caches, and the farther apart in time are those that are compared.

mod pages;
mod yardstick;

use copydesk::{Extractor, Limits, Model, Page, Parser, Scratch, dom, measure, score, segment};
use std::hint::black_box;
use std::time::Instant;

/// Pages that a contender goes through at a time, where no other number is asked for; fewer are gone through several times.
const BATCH: usize = 16;

/// What contends, by name. The first is the unit.
type Contender<'c> = (&'static str, Box<dyn FnMut(&pages::Page) + 'c>);

const STAGES: [&str; 6] = ["parse", "segment", "measure", "score", "label", "main text"];

fn main() {
    let quick = std::env::args().any(|arg| arg == "--quick" || arg == "--test");
    let rounds = given("--rounds").unwrap_or(if quick { 3 } else { 7 });
    let size = given("--batch").unwrap_or(BATCH);
    let (limits, mut scratch) = (Limits::default(), Scratch::default());
    let mut contenders = contenders(&limits, &mut scratch);
    for class in pages::classes() {
        let mut total = vec![0.0; contenders.len()];
        let mut stages = [0.0; STAGES.len()];
        for batch in class.pages.chunks(size) {
            let passes = size.div_ceil(batch.len()).min(4);
            let mut times = vec![vec![Vec::new(); batch.len()]; contenders.len()];
            for _ in 0..rounds {
                for ((_, run), times) in contenders.iter_mut().zip(&mut times) {
                    for _ in 0..passes {
                        for (page, times) in batch.iter().zip(times.iter_mut()) {
                            times.push(time(|| run(page)));
                        }
                    }
                }
            }
            for (total, times) in total.iter_mut().zip(times) {
                *total += times.into_iter().map(median).sum::<f64>();
            }
            batch.iter().for_each(|page| add(&mut stages, staged(page, rounds)));
        }
        let names: Vec<&str> = contenders.iter().map(|(name, _)| *name).collect();
        table(&class, rounds, &names, &total, &stages);
    }
}

/// The number behind an argument, 1 at least.
fn given(name: &str) -> Option<usize> {
    let args: Vec<String> = std::env::args().collect();
    let number = args.iter().position(|arg| arg == name).and_then(|i| args.get(i + 1)?.parse().ok());
    number.map(|number: usize| number.max(1))
}

fn time<T>(run: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    // Freeing the result is part of the price.
    drop(black_box(run()));
    start.elapsed().as_secs_f64()
}

fn contenders<'c>(limits: &'c Limits, scratch: &'c mut Scratch) -> Vec<Contender<'c>> {
    let fast = Extractor::default();
    let exact = Extractor::new(copydesk::Options::default().with_parser(Parser::Html5ever));
    vec![
        (
            "html5ever, bare parse",
            Box::new(|page| {
                let nodes = black_box(yardstick::html5ever(&page.html));
                assert!(nodes.len() > 3, "{}: html, head, body", page.name);
            }),
        ),
        ("scraper, bare parse", Box::new(|page| drop(black_box(scraper::Html::parse_document(&page.html))))),
        ("Parser::Html5ever", Box::new(|page| drop(black_box(dom::parse(&page.html, Parser::Html5ever, limits))))),
        ("Parser::Fast", Box::new(|page| drop(black_box(dom::parse(&page.html, Parser::Fast, limits))))),
        (
            "extract + main text",
            Box::new(move |page| {
                let extracted = fast.extract_with(&page.html, scratch);
                let text = black_box(extracted.main_text());
                scratch.reclaim(extracted);
                assert!(page.is_main_text(&text), "{}: not the main text: {text:.200}", page.name);
            }),
        ),
        ("the same, fresh buffers", {
            let fresh = Extractor::default();
            Box::new(move |page| drop(black_box(fresh.extract(&page.html).main_text())))
        }),
        ("the same, Parser::Html5ever", Box::new(move |page| drop(black_box(exact.extract(&page.html).main_text())))),
    ]
}

/// Each stage by itself, medians. Labelling has no public entry: it is what is left of
/// `extract_dom`.
fn staged(page: &pages::Page, rounds: usize) -> [f64; STAGES.len()] {
    let all: Vec<_> = (0..rounds).map(|_| stages(page)).collect();
    std::array::from_fn(|i| median(all.iter().map(|times| times[i]).collect()))
}

fn stages(page: &pages::Page) -> [f64; STAGES.len()] {
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
    let scores = score::scores(&blocks, &columns, Model::builtin());
    let score = lap();
    black_box(&scores);
    drop((blocks, columns, scores));
    lap();
    let extracted: Page<'_> = extractor.extract_dom(dom);
    let all = lap();
    black_box(extracted.main_text());
    let text = lap();
    [parse, segment, measure, score, (all - segment - measure - score).max(0.0), text]
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn add<const N: usize>(sums: &mut [f64; N], more: [f64; N]) {
    sums.iter_mut().zip(more).for_each(|(sum, time)| *sum += time);
}

fn table(class: &pages::Class, rounds: usize, contenders: &[&str], total: &[f64], stages: &[f64]) {
    let megabytes = class.bytes() as f64 / 1e6;
    println!("\n{}: {} pages, {megabytes:.2} MB, median of {rounds} rounds a page", class.name, class.pages.len());
    println!("  {:<28} {:>9} {:>22}", "what", "MB/s", "× html5ever bare parse");
    for (name, seconds) in contenders.iter().zip(total) {
        println!("  {name:<28} {:>9.1} {:>22.2}", megabytes / seconds, total[0] / seconds);
    }
    let sum: f64 = stages.iter().sum();
    println!("  {:<28} {:>9} {:>22}", "stage of Parser::Fast's", "ns/byte", "share");
    for (name, seconds) in STAGES.iter().zip(stages) {
        println!("  {name:<28} {:>9.3} {:>21.1}%", seconds * 1e3 / megabytes, 100.0 * seconds / sum);
    }
}
