//! The cost curve: one page shape from a kilobyte to fifty megabytes, in nanoseconds a byte.
//!
//! Why: a flat line is what "linear" means to whoever waits; where it bends up, caches end or
//! something grows faster than the page. Every size goes through every contender in turn, several
//! rounds, on one thread. Extraction works in one scratch, as whoever reads many pages does; the tree of
//! the other columns is made and freed each time. Each size's answer is checked before it is timed,
//! from a scratch that has held another page: the story's last sentence is there.
//!
//! `cargo bench --bench curve`; `-- --quick` stops at a megabyte.

mod pages;
mod yardstick;

use copydesk::dom::{self, Tag};
use copydesk::{Extractor, Flag, Limits, Options, Parser, Scratch};
use std::hint::black_box;
use std::time::Instant;

const SIZES: [usize; 11] =
    [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000, 50_000_000];
const QUICK: usize = 1_000_000;
/// Larger pages do not go through html5ever: its tree of the largest would be all that is measured.
const LARGEST_YARDSTICK: usize = 10_000_000;
/// Bytes of one measurement at least: smaller pages are repeated.
const BATCH: usize = 300_000;

fn main() {
    let quick = std::env::args().any(|arg| arg == "--quick" || arg == "--test");
    let largest = if quick { QUICK } else { usize::MAX };
    println!("{:>10} {:>9} {:>9} {:>7}  nanoseconds a byte, medians", "bytes", "nodes", "blocks", "rounds");
    println!("{:>38}  {:>12} {:>12} {:>12} {:>10}", "", "extraction", "parse alone", "html5ever", "extraction");
    println!("{:>38}  {:>12} {:>12} {:>12} {:>10}", "", "+ main text", "Parser::Fast", "bare parse", "× as fast");
    for size in SIZES.into_iter().filter(|size| *size <= largest) {
        row(&pages::news(size));
    }
}

fn row(html: &str) {
    // Beyond 12,000 blocks the default limit joins them, and less would be measured.
    let limits =
        Limits::default().with_bytes(256 << 20).with_nodes(16_000_000).with_output(256 << 20).with_blocks(1_000_000);
    let extractor = Extractor::new(Options::default().with_limits(limits));
    let mut scratch = Scratch::default();
    let (nodes, blocks) = verify(html, &extractor, &limits, &mut scratch);
    let rounds = match html.len() {
        0..1_000_000 => 15,
        1_000_000..10_000_000 => 9,
        _ => 5,
    };
    let repeats = BATCH.div_ceil(html.len());
    let mut times: [Vec<f64>; 3] = Default::default();
    for _ in 0..rounds {
        times[0].push(time(html, repeats, || {
            let page = extractor.extract_with(html, &mut scratch);
            let text = page.main_text();
            scratch.reclaim(page);
            text
        }));
        times[1].push(time(html, repeats, || dom::parse(html, Parser::Fast, &limits)));
        if html.len() <= LARGEST_YARDSTICK + LARGEST_YARDSTICK / 10 {
            times[2].push(time(html, repeats, || yardstick::html5ever(html)));
        }
    }
    let [extraction, parse, html5ever] = times.map(median);
    let shown = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.2}"));
    let ratio = extraction.zip(html5ever).map(|(ours, theirs)| theirs / ours);
    println!(
        "{:>10} {nodes:>9} {blocks:>9} {rounds:>7}  {:>12} {:>12} {:>12} {:>10}",
        html.len(),
        shown(extraction),
        shown(parse),
        shown(html5ever),
        shown(ratio)
    );
}

/// Nothing was cut, down to the last sentence, and the main text is the story. Nodes and blocks.
fn verify(html: &str, extractor: &Extractor, limits: &Limits, scratch: &mut Scratch) -> (usize, usize) {
    let other = pages::news(html.len() / 2);
    let page = extractor.extract_with(&other, scratch);
    scratch.reclaim(page);
    let page = extractor.extract_with(html, scratch);
    assert_eq!(page.main_text(), extractor.extract(html).main_text(), "{} bytes: the scratch shows", html.len());
    let cut = [Flag::InputTruncated, Flag::NodesTruncated, Flag::OutputTruncated];
    assert!(!page.flags().iter().any(|flag| cut.contains(flag)), "{} bytes: {:?}", html.len(), page.flags());
    let has_last = page.blocks().any(|block| block.text().ends_with(pages::LAST_SENTENCE));
    assert!(has_last, "{} bytes: the last sentence is lost", html.len());
    // Of fifty megabytes of made-up words the model takes some paragraphs for something else.
    let story = html.matches("<p class=\"story-text\">").count();
    let found = page.blocks().filter(|block| block.is_main() && block.tag() == Tag::P).count();
    assert!(found * 20 >= story * 19 && found <= story, "{} bytes: {found} of {story} paragraphs", html.len());
    let nodes = dom::parse(html, Parser::Fast, limits).len();
    let blocks = page.blocks().len();
    scratch.reclaim(page);
    (nodes, blocks)
}

/// Nanoseconds a byte; freeing the result is part of the price.
fn time<T>(html: &str, repeats: usize, mut run: impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..repeats {
        drop(black_box(run()));
    }
    start.elapsed().as_secs_f64() * 1e9 / (repeats * html.len()) as f64
}

fn median(mut times: Vec<f64>) -> Option<f64> {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}
