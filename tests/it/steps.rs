//! Growth counted, not timed: twice the page is hardly more than twice the steps, in every stage.
//!
//! The steps are counted only with the feature `work-counters`, which `--all-features` turns on.

#[cfg(not(feature = "work-counters"))]
#[test]
fn twice_the_page_is_at_most_a_little_over_twice_the_steps() {
    crate::pages::skipped(
        "twice_the_page_is_at_most_a_little_over_twice_the_steps",
        "built without the feature work-counters",
    );
}

#[cfg(feature = "work-counters")]
pub mod counted {
    use crate::growth::{PARSERS, everything, extractor};
    use crate::hostile::{Hostile, hostile};
    use crate::pages::{fixtures, say, skipped};
    use copydesk::dom::{self, Dom};
    use copydesk::flat::Cleaner;
    use copydesk::render::flat;
    use copydesk::{Limits, Model, Parser, measure, score, segment, work};

    pub const STAGES: [&str; 6] = ["parse", "segment", "measure", "score", "label", "page and renderings"];

    pub type Steps = [u64; STAGES.len()];

    /// Steps of each stage. Labelling has no entry of its own: it is what `extract_dom` takes beyond
    /// the stages before it.
    pub fn steps(html: &str, parser: Parser, limits: &Limits) -> Steps {
        let model = Model::builtin();
        work::taken();
        let dom = dom::parse(html, parser, limits);
        let parse = work::taken();
        let blocks = segment::blocks(&dom, limits);
        let segment = work::taken();
        let columns = measure::columns(&dom, &blocks);
        let measure = work::taken();
        let scores = score::scores(&blocks, &columns, model);
        let score = work::taken();
        drop(scores);
        let page = extractor(parser).extract_dom(dom);
        let label = work::taken() - segment - measure - score;
        everything(&page);
        [parse, segment, measure, score, label, work::taken()]
    }

    /// Twice as much, a tenth for sorting and look-ups in sorted lists (n log n: 2.17 times from
    /// 4,000 to 8,000), and [`FEW`] steps for what belongs to the page and not to its length.
    fn is_linear(once: u64, twice: u64) -> bool {
        twice <= once * 11 / 5 + FEW
    }

    /// One round through the budgets that do not grow with the page: 512 open elements, 64 nodes and
    /// 1,600 bytes of a caption or heading, a tile of 16 blocks of some 170 features.
    const FEW: u64 = 20_000;

    /// Steps of the page at a size, and its bytes.
    fn sized(hostile: &Hostile, n: usize, parser: Parser) -> (Steps, usize) {
        let html = (hostile.page)(n);
        (steps(&html, parser, &Limits::default()), html.len())
    }

    /// The stages that grow faster than the page does, from the first size to the second.
    pub fn faults(once: &Steps, twice: &Steps) -> [bool; STAGES.len()] {
        std::array::from_fn(|stage| !is_linear(once[stage], twice[stage]))
    }

    /// The smaller size is large enough that every budget is hit: up to there more of a page may
    /// well cost more a byte. What looks superlinear must look so twice: once a page may turn from
    /// one kind into another.
    #[test]
    fn twice_the_page_is_at_most_a_little_over_twice_the_steps() {
        if cfg!(debug_assertions) {
            skipped("twice_the_page_is_at_most_a_little_over_twice_the_steps", "debug build");
            return;
        }
        let mut all = Vec::new();
        let mut worst = [(0.0, String::new()), (0.0, String::new())];
        for hostile in hostile() {
            for (parser, worst) in PARSERS.into_iter().zip(&mut worst) {
                let name = format!("{} by {parser:?}", hostile.name);
                // Steps need no long pages, as clocks do.
                let n = hostile.n.min(400_000);
                let (once, _) = sized(hostile, n / 4, parser);
                let (twice, bytes) = sized(hostile, n / 2, parser);
                let a_byte = twice.iter().sum::<u64>() as f64 / bytes as f64;
                if std::env::var_os("COPYDESK_TIMES").is_some() {
                    say(&format!("{a_byte:>8.1} steps a byte  {name}: {twice:?}"));
                }
                if a_byte > worst.0 {
                    *worst = (a_byte, name.clone());
                }
                let first = faults(&once, &twice);
                if !first.contains(&true) {
                    continue;
                }
                let (four_times, _) = sized(hostile, n, parser);
                let second = faults(&twice, &four_times);
                for stage in (0..STAGES.len()).filter(|stage| first[*stage] && second[*stage]) {
                    let (a, b, c) = (once[stage], twice[stage], four_times[stage]);
                    all.push(format!("{name}: {} takes {a} steps, then {b}, then {c}", STAGES[stage]));
                }
            }
        }
        for (a_byte, name) in worst {
            say(&format!("most steps a byte: {a_byte:.0}, {name}"));
        }
        assert!(all.is_empty(), "{}", all.join("\n"));
    }

    /// What each stage takes at least, by what it certainly looks at: bytes of the source and of the
    /// text, nodes, elements that hold text, blocks. Counters that get lost are missed here.
    fn least(html: &str, parser: Parser) -> Steps {
        let limits = Limits::default();
        let dom = dom::parse(html, parser, &limits);
        let blocks = segment::blocks(&dom, &limits);
        let text: usize = (0..blocks.len()).map(|block| blocks.text(block).len()).sum();
        let (nodes, holders, blocks) = (dom.len(), blocks.holder_nodes().len(), blocks.len());
        let parse = html.len() + nodes;
        let measure = nodes + text + 8 * holders + 100 * blocks;
        [parse, 2 * (nodes + text), measure, 200 * blocks, 40 * blocks, 10 * text].map(|least| least as u64)
    }

    #[test]
    fn every_stage_counts() {
        for fixture in fixtures() {
            for parser in PARSERS {
                let steps = steps(&fixture.html, parser, &Limits::default());
                let least = least(&fixture.html, parser);
                if std::env::var_os("COPYDESK_TIMES").is_some() {
                    say(&format!("{} by {parser:?}: {steps:?}, {least:?} at least", fixture.id));
                }
                for stage in 0..STAGES.len() {
                    let (steps, least) = (steps[stage], least[stage]);
                    assert!(
                        steps >= least,
                        "{} by {parser:?}: {} counts {steps}, not {least}",
                        fixture.id,
                        STAGES[stage]
                    );
                }
            }
        }
    }

    /// Steps of a text without HTML: its roles; everything that is made of them.
    fn flat_steps(text: &str) -> [u64; 2] {
        let cleaner = Cleaner::default();
        work::taken();
        let page = cleaner.clean(text);
        let roles = work::taken();
        drop((page.main_text(), page.captions(), page.byline(), page.date()));
        page.blocks().for_each(|block| drop(block.pieces()));
        drop((flat::json_line(&page, "id"), flat::markdown(&page), flat::overlay(&page, "name")));
        [roles, work::taken()]
    }

    #[test]
    fn twice_the_flat_text_is_at_most_a_little_over_twice_the_steps() {
        if cfg!(debug_assertions) {
            skipped("twice_the_flat_text_is_at_most_a_little_over_twice_the_steps", "debug build");
            return;
        }
        let mut faults = Vec::new();
        let mut worst = (0.0, "");
        for (name, text) in crate::flat::HOSTILE {
            let [once, twice, four_times] = [100_000, 200_000, 400_000].map(|n| flat_steps(&text(n)));
            let a_byte = four_times.iter().sum::<u64>() as f64 / 400_000.0;
            if std::env::var_os("COPYDESK_TIMES").is_some() {
                say(&format!("{a_byte:>8.1} steps a byte  {name}: {once:?}, {twice:?}, {four_times:?}"));
            }
            worst = if a_byte > worst.0 { (a_byte, name) } else { worst };
            for (stage, part) in ["roles", "what is made of them"].into_iter().enumerate() {
                let (a, b, c) = (once[stage], twice[stage], four_times[stage]);
                if !is_linear(a, b) || !is_linear(b, c) {
                    faults.push(format!("{name}: {part} take {a} steps, then {b}, then {c}"));
                }
            }
        }
        say(&format!("most steps a byte of text: {:.0}, {}", worst.0, worst.1));
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// Bytes are looked at for line ends and for the shape of the line, units by the search. Counters that get lost are missed here.
    #[test]
    fn flat_texts_count() {
        let line = "The keeper left on Sunday, and nobody on the coast has seen him since he went.";
        let text = format!("{line}\n\n").repeat(500) + "Share this page\n";
        let [roles, _] = flat_steps(&text);
        assert!(roles >= (2 * 500 * line.len() + 500 * 24) as u64, "{roles}");
    }

    /// Looks from every node up to the root, as no stage does.
    fn climb_from_everywhere(dom: &Dom<'_>) {
        for mut node in 0..dom.len() {
            while node != 0 {
                work::add(1);
                node = dom.parent(node);
            }
        }
    }

    #[test]
    fn square_work_is_seen() {
        let steps = |n: usize| {
            let html = "<div>x".repeat(n);
            let dom = dom::parse(&html, Parser::Fast, &Limits::default().with_depth(4096));
            work::taken();
            climb_from_everywhere(&dom);
            work::taken()
        };
        let (once, twice) = (steps(1000), steps(2000));
        assert!(once > 1_000_000 && !is_linear(once, twice), "{once} {twice}");
        assert!(is_linear(100_000, 219_999) && !is_linear(100_000, 240_001));
    }

    #[test]
    fn climbs_of_the_tree_builder_are_seen_where_nothing_bounds_them() {
        // Below the depth cap each end tag looks through all that is open.
        let page = |n: usize| "<p><button>".to_owned() + &"<i>".repeat(n) + &"</p>".repeat(n);
        let limits = Limits::default().with_depth(4096);
        let [once, twice] = [1000, 2000].map(|n| steps(&page(n), Parser::Fast, &limits)[0]);
        assert!(once > 1_000_000 && !is_linear(once, twice), "{once} {twice}");
    }
}
