//! What the extraction of given pages takes, without reading and writing.

use crate::args::Bench;
use crate::failure::plain;
use crate::input::{self, Feed, Gone, Opener, Source, Taste, Verdict};
use crate::progress::Progress;
use crate::record::Batch;
use copydesk::{Extractor, Scratch, render};
use copydesk_arrow::extract;
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

/// Exit status.
const FAILED: u8 = 1;

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
    let Holding { pages, left_out, failed, .. } = held(args, &sources, &taste);
    if pages.is_empty() {
        eprintln!("copydesk: no page could be read");
        return Ok(ExitCode::from(FAILED));
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
            times.push(round(&pages, &extractor, *what, *threads)?);
        }
    }
    println!(
        "{:<26} {:>7} {:>9} {:>8} {:>8} {:>8} {:>17}",
        "", "threads", "pages/s", "MB/s", "ns/byte", "spread", "of the processor"
    );
    for ((name, _, threads), times) in cases.into_iter().zip(times) {
        let (clock, processor): (Vec<f64>, Vec<Option<f64>>) = times.into_iter().unzip();
        let (median, spread) = middle(clock);
        let processor = processor.into_iter().collect::<Option<Vec<f64>>>().map(|times| middle(times).0);
        println!(
            "{name:<26} {threads:>7} {:>9.0} {:>8.1} {:>8.2} {:>7.0}% {:>9} pages/s",
            pages.len() as f64 / median,
            bytes as f64 / median / 1e6,
            median * 1e9 / bytes as f64,
            100.0 * spread,
            processor.map_or_else(|| "?".to_owned(), |seconds| format!("{:.0}", pages.len() as f64 / seconds)),
        );
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// The first pages of the inputs.
#[derive(Default)]
struct Holding {
    pages: Vec<Held>,
    bytes: u64,
    /// Records between them that gave none, for whatever reason, and those that should have.
    left_out: usize,
    failed: usize,
}

/// Reads them, and names what fails.
fn held(args: &Bench, sources: &[Source], taste: &Taste) -> Holding {
    let holding = Arc::new(Mutex::new(Holding::default()));
    let mut progress = Progress::new(None, false, false);
    let mut opener = Opener::new(&taste.field, args.from.charset.as_deref());
    let most = args.memory << 20;
    let into = Arc::clone(&holding);
    let emit = Box::new(move |batch: Batch| {
        let mut into = into.lock().unwrap_or_else(PoisonError::into_inner);
        for record in &batch.records {
            match opener.open(record, &batch.bytes) {
                Ok(opened) => {
                    into.bytes += opened.bytes.len() as u64;
                    into.pages.push(Held { bytes: opened.bytes.into_owned(), charset: opened.charset });
                }
                Err(verdict) => {
                    into.left_out += 1;
                    if let Verdict::Failed(failure) = verdict {
                        into.failed += 1;
                        progress.failed(&record.name(), &failure);
                    }
                }
            }
        }
        if into.bytes > most { Err(Gone) } else { Ok(batch) }
    });
    let _ = input::read(sources, taste, &mut Feed::new(0, None, emit));
    std::mem::take(&mut *holding.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The median, and how far smallest and largest lie apart, as a share of it.
fn middle(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let median = times[times.len() / 2];
    (median, (times[times.len() - 1] - times[0]) / median)
}

/// Seconds for all pages, by the clock and of the processor in all threads together. Fewer threads than the table says would be
/// another measurement.
fn round(pages: &[Held], extractor: &Extractor, what: What, threads: usize) -> Result<(f64, Option<f64>), String> {
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let work = || {
        let mut scratch = Scratch::default();
        while let Some(page) = pages.get(next.fetch_add(1, Ordering::Relaxed)) {
            one(page, extractor, what, &mut scratch);
        }
        seconds_of_this_thread()
    };
    let processor = thread::scope(|scope| {
        let mut begun = Vec::new();
        for started in 0..threads {
            begun.push(thread::Builder::new().spawn_scoped(scope, work).map_err(|error| {
                // Those that have begun are not to go through all pages first.
                next.store(pages.len(), Ordering::Relaxed);
                format!(
                    "thread {} of {threads} cannot start: {}; give fewer with --threads",
                    started + 1,
                    plain(&error)
                )
            })?);
        }
        Ok::<_, String>(begun.into_iter().map(|thread| thread.join().ok().flatten()).sum::<Option<f64>>())
    })?;
    Ok((began.elapsed().as_secs_f64(), processor))
}

/// What the processor has spent on this thread, where the system says it: unlike the clock it leaves out what others had.
fn seconds_of_this_thread() -> Option<f64> {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(said.split_ascii_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}

fn one(page: &Held, extractor: &Extractor, what: What, scratch: &mut Scratch) {
    let Ok(page) = extract::page(extractor, &page.bytes, page.charset.as_deref(), scratch) else { return };
    match what {
        What::Text => drop(black_box(page.main_text())),
        What::Json => drop(black_box(render::json_line(&page, "page", None))),
    }
    scratch.reclaim(page);
}
