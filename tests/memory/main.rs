//! Memory, counted: what a page may hold at once, what stays, and how often memory is asked for.
//!
//! A binary of its own, because the counting allocator is the whole program's. It counts what a
//! thread asks for, so the tests may run side by side. A buffer that grows counts twice while it
//! moves, as it does wherever the system cannot grow it in place. The input is not counted, nor is
//! the builtin model, which is read once before the first measurement.
//!
//! `COPYDESK_MEMORY=1` prints a line for every page.

#[path = "../it/clock.rs"]
mod clock;
#[path = "../it/hostile/mod.rs"]
mod hostile;
#[path = "../../benches/pages/mod.rs"]
mod made;
#[path = "../it/pages.rs"]
#[allow(dead_code)] // The other binary uses the rest.
mod pages;

mod allocations;
mod budget;
mod peak;

use allocation_counter::{AllocationInfo, measure};
use copydesk::{Extractor, Limits, Model, Parser, dom, measure as stage, score, segment};

/// The whole extraction of a page, up to its main text.
fn extraction(extractor: &Extractor, html: &str) -> AllocationInfo {
    measure(|| drop(extractor.extract(html).main_text()))
}

/// An extractor that has read its model and its patterns.
fn warm() -> Extractor {
    let extractor = Extractor::default();
    for fixture in pages::fixtures() {
        drop(extractor.extract(&fixture.html).main_text());
    }
    extractor
}

const STAGES: [&str; 5] = ["parse", "segment", "measure", "score", "label and main text"];

/// What each stage asks for; the last one is what the extraction takes beyond the others.
fn stages(html: &str) -> [AllocationInfo; STAGES.len()] {
    let limits = Limits::default();
    let (mut dom, mut blocks, mut columns, mut scores) = (None, None, None, None);
    let parse = measure(|| dom = Some(dom::parse(html, Parser::Fast, &limits)));
    let dom = dom.expect("just parsed");
    let segment = measure(|| blocks = Some(segment::blocks(&dom, &limits)));
    let blocks = blocks.expect("just cut");
    let measured = measure(|| columns = Some(stage::columns(&dom, &blocks)));
    let columns = columns.expect("just measured");
    let scored = measure(|| scores = Some(score::scores(&blocks, &columns, Model::builtin())));
    drop(scores);
    let mut rest = extraction(&Extractor::default(), html);
    for info in [parse, segment, measured, scored] {
        rest.count_total -= info.count_total;
        rest.bytes_total -= info.bytes_total;
    }
    [parse, segment, measured, scored, rest]
}

fn is_told() -> bool {
    std::env::var_os("COPYDESK_MEMORY").is_some()
}
