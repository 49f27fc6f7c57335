//! How often a page asks for memory: not for a node, not for a token, not for a block.

use crate::pages::{corpus, fixtures, packed, say, unpacked};
use crate::{STAGES, extraction, made, stages, warm};
use copydesk::{Extractor, Limits, Parser, decode, dom};

/// A name, a number to begin with, and a page that grows with the number.
type Shape = (&'static str, usize, fn(usize) -> String);

const SHAPES: &[Shape] = &[
    ("paragraphs", 2_000, |n| "<p>The lamps were lit at dusk, and all was well on the north coast.".repeat(n)),
    ("one long text", 2_000, |n| "The lamps were lit at dusk &amp; all was well. ".repeat(n)),
    ("nodes", 10_000, made::nodes),
    ("links", 2_000, |n| (0..n).map(|i| format!("<li><a class=nav href=/news/uk-{i}>Story {i}</a>")).collect()),
    ("nested", 400, |n| "<div class=story><p>The lamps were lit at dusk.</p>".repeat(n)),
    ("table cells", 2_000, |n| "<table>".to_owned() + &"<tr><td>a<td>1".repeat(n)),
    ("attributes", 2_000, |n| "<p id=a class='story body' style='a:b' data-x=1 onclick='i()'>word".repeat(n)),
    ("hidden spans", 2_000, |n| "<p>The lamps <span hidden>were lit</span> at dusk.".repeat(n)),
    ("captions", 2_000, |n| {
        "<figure><img src=a.jpg alt=b><figcaption>The lamps at dusk</figcaption></figure>".repeat(n)
    }),
    ("quotations", 2_000, |n| {
        "<blockquote class='Quote'><p>The lamps were lit at dusk, he said.</p></blockquote>".repeat(n)
    }),
];

/// A buffer that grows by doubling asks once more for twice the page; a stage has some ten to
/// thirty of them.
const A_STAGE: u64 = 40;

#[test]
fn twice_the_page_asks_for_memory_a_few_times_more() {
    let _ = warm();
    let mut faults = Vec::new();
    for (shape, n, page) in SHAPES {
        let (once, twice) = (stages(&page(*n)), stages(&page(2 * n)));
        for ((stage, once), twice) in STAGES.iter().zip(once).zip(twice) {
            let (once, twice) = (once.count_total, twice.count_total);
            if twice > once + A_STAGE {
                faults.push(format!("{shape}, {stage}: {once} allocations become {twice}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Allocations of some pages, and nodes.
#[derive(Default)]
struct Tally {
    pages: u64,
    nodes: u64,
    stages: [u64; STAGES.len()],
    most: (u64, String),
}

impl Tally {
    fn add(&mut self, extractor: &Extractor, name: &str, html: &str) {
        let count = extraction(extractor, html).count_total;
        self.pages += 1;
        self.nodes += dom::parse(html, Parser::Fast, &Limits::default()).len() as u64;
        for (sum, info) in self.stages.iter_mut().zip(stages(html)) {
            *sum += info.count_total;
        }
        if count > self.most.0 {
            self.most = (count, name.to_owned());
        }
    }

    fn print(&self, what: &str) {
        let all: u64 = self.stages.iter().sum();
        let each: Vec<String> =
            STAGES.iter().zip(self.stages).map(|(name, count)| format!("{name} {}", count / self.pages)).collect();
        say(&format!(
            "{what}: {} allocations a page ({}), {} for 1,000 nodes; at most {}, {}",
            all / self.pages,
            each.join(", "),
            all * 1000 / self.nodes,
            self.most.0,
            self.most.1
        ));
    }
}

#[test]
fn allocations_of_real_pages_are_fewer_than_their_nodes() {
    let extractor = warm();
    let mut tally = Tally::default();
    for fixture in fixtures() {
        tally.add(&extractor, &fixture.id, &fixture.html);
    }
    tally.print("fixtures");
    let mut tallies = vec![tally];
    if let Some(corpus) = corpus("allocations of the corpus") {
        for (set, step) in [("bbc-dev", 1), ("news-dev", 4), ("wcxb-dev", 40)] {
            let mut tally = Tally::default();
            for (id, path) in packed(&corpus, set, step) {
                let bytes = unpacked(&path);
                let decoded = decode::decode(&bytes, None).expect("no hint");
                tally.add(&extractor, &id, decoded.text());
            }
            tally.print(set);
            tallies.push(tally);
        }
    }
    assert!(tallies.iter().all(|tally| tally.stages.iter().sum::<u64>() < tally.nodes), "an allocation a node");
}
