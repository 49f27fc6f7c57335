//! What the extraction of given pages takes, without reading and writing.

use crate::args::Bench;
use crate::desk::extracted;
use crate::input::{self, Feed, Gone, Opener, Source, Taste};
use crate::record::Batch;
use copydesk::{Extractor, Scratch, render};
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

/// A page in memory, as it came.
struct Held {
    bytes: Vec<u8>,
    charset: Option<String>,
}

/// What is measured.
#[derive(Clone, Copy)]
enum What {
    Text,
    Json,
}

pub fn run(args: &Bench, sources: Vec<Source>, taste: Taste, extractor: Extractor) -> Result<ExitCode, String> {
    let began = Instant::now();
    let (pages, left_out) = held(args, &sources, &taste);
    if pages.is_empty() {
        return Err("no page could be read".to_owned());
    }
    let bytes: u64 = pages.iter().map(|page| page.bytes.len() as u64).sum();
    println!(
        "{} pages, {:.1} MB, held in memory after {:.1} s; {left_out} records gave none; medians of {} rounds",
        pages.len(),
        bytes as f64 / 1e6,
        began.elapsed().as_secs_f64(),
        args.rounds
    );
    let all = args.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, std::num::NonZero::get);
    let mut cases = vec![("extraction and text", What::Text, 1), ("extraction and JSON line", What::Json, 1)];
    if all > 1 {
        cases.extend([("extraction and text", What::Text, all), ("extraction and JSON line", What::Json, all)]);
    }
    // In turn: what else the machine does then weighs on all of them.
    let mut times = vec![Vec::new(); cases.len()];
    for _ in 0..args.rounds {
        for ((_, what, threads), times) in cases.iter().zip(&mut times) {
            times.push(round(&pages, &extractor, *what, *threads));
        }
    }
    println!("{:<26} {:>7} {:>9} {:>8} {:>8} {:>8}", "", "threads", "pages/s", "MB/s", "ns/byte", "spread");
    for ((name, _, threads), mut times) in cases.into_iter().zip(times) {
        times.sort_by(f64::total_cmp);
        let median = times[times.len() / 2];
        println!(
            "{name:<26} {threads:>7} {:>9.0} {:>8.1} {:>8.2} {:>7.0}%",
            pages.len() as f64 / median,
            bytes as f64 / median / 1e6,
            median * 1e9 / bytes as f64,
            100.0 * (times[times.len() - 1] - times[0]) / median
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// The first pages of the inputs, and how many records before them gave none.
fn held(args: &Bench, sources: &[Source], taste: &Taste) -> (Vec<Held>, usize) {
    let pages = Arc::new(Mutex::new((Vec::new(), 0, 0)));
    let mut opener = Opener::new(&taste.field, args.from.charset.as_deref());
    let most = args.memory << 20;
    let into = Arc::clone(&pages);
    let emit = Box::new(move |batch: Batch| {
        let mut into = into.lock().unwrap_or_else(PoisonError::into_inner);
        let (pages, left_out, bytes) = &mut *into;
        for record in &batch.records {
            match opener.open(record, &batch.bytes) {
                Ok(opened) => {
                    *bytes += opened.bytes.len() as u64;
                    pages.push(Held { bytes: opened.bytes.into_owned(), charset: opened.charset });
                }
                Err(_) => *left_out += 1,
            }
        }
        if *bytes > most { Err(Gone) } else { Ok(batch) }
    });
    let _ = input::read(sources, taste, &mut Feed::new(0, None, emit));
    let mut pages = pages.lock().unwrap_or_else(PoisonError::into_inner);
    let (pages, left_out, _) = std::mem::take(&mut *pages);
    (pages, left_out)
}

/// Seconds for all pages.
fn round(pages: &[Held], extractor: &Extractor, what: What, threads: usize) -> f64 {
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut scratch = Scratch::default();
                while let Some(page) = pages.get(next.fetch_add(1, Ordering::Relaxed)) {
                    one(page, extractor, what, &mut scratch);
                }
            });
        }
    });
    began.elapsed().as_secs_f64()
}

fn one(page: &Held, extractor: &Extractor, what: What, scratch: &mut Scratch) {
    let Ok(page) = extracted(extractor, &page.bytes, page.charset.as_deref(), scratch) else { return };
    match what {
        What::Text => drop(black_box(page.main_text())),
        What::Json => drop(black_box(render::json_line(&page, "page", None))),
    }
    scratch.reclaim(page);
}
