//! Hostile pages: they finish, and twice the page is twice the work.

use crate::clock::timed;
use crate::hostile::{Hostile, hostile};
use crate::pages::{say, skipped};
use copydesk::{Extractor, Flag, Options, Page, Parser, render};
use std::time::Duration;

/// Debug builds are slow, and smaller pages are deep enough there.
fn size(hostile: &Hostile) -> usize {
    if cfg!(debug_assertions) { hostile.n / 50 } else { hostile.n }
}

pub const PARSERS: [Parser; 2] = [Parser::Fast, Parser::Html5ever];

pub fn extractor(parser: Parser) -> Extractor {
    Extractor::new(Options::default().with_parser(parser))
}

/// All that a page can be asked for.
pub fn everything(page: &Page<'_>) -> usize {
    let rendered = [render::json_line(page, "id", None), render::markdown(page), render::overlay(page, "id")];
    rendered.iter().map(String::len).sum::<usize>() + page.article().map_or(0, |article| article.text.len())
}

/// The work of a page, counted: blocks, bytes of all that is rendered, and whether any of it is main text.
fn work(html: &str, parser: Parser) -> (usize, usize, bool) {
    let page = extractor(parser).extract(html);
    (page.blocks().len(), everything(&page), !page.main_text().is_empty())
}

/// Main text stands in the text and among the blocks, other text only there. Where only one of a page and its double has main
/// text, twice the output says nothing of growth; then this bounds both.
fn most_output(page: &str, blocks: usize) -> usize {
    8 * page.len() + 2_000 * blocks + 40_000
}

#[test]
fn twice_the_page_is_at_most_twice_the_blocks_and_the_output_is_bounded() {
    for hostile in hostile() {
        let n = size(hostile) / 10;
        for parser in PARSERS {
            let pages = [(hostile.page)(n), (hostile.page)(2 * n)];
            let [once, twice] = pages.each_ref().map(|page| work(page, parser));
            let is_bounded = if once.2 == twice.2 {
                twice.1 <= 2 * once.1 + once.1 / 10 + 40_000
            } else {
                pages.iter().zip([once, twice]).all(|(page, (blocks, bytes, _))| bytes <= most_output(page, blocks))
            };
            assert!(
                twice.0 <= 2 * once.0 + once.0 / 10 + 8 && is_bounded,
                "{} by {parser:?}: (blocks, bytes, has main text) {once:?} become {twice:?}",
                hostile.name
            );
        }
    }
}

/// Clocks are noisy: what is below this says nothing.
const NOISE: Duration = Duration::from_millis(20);
/// Work that grows with the square of the page takes 16 times as long on four times the page.
const FACTOR: u32 = 10;

/// The best of some runs of a page and of its quarter; more runs while they look superlinear.
fn times(once: &str, four_times: &str, extractor: &Extractor) -> (Duration, Duration) {
    let run = |html: &str| {
        timed(|| {
            std::hint::black_box(everything(&extractor.extract(html)));
        })
    };
    let mut best = (run(once), run(four_times));
    for _ in 0..12 {
        if !is_superlinear(best) {
            break;
        }
        best = (best.0.min(run(once)), best.1.min(run(four_times)));
    }
    best
}

fn is_superlinear((once, four_times): (Duration, Duration)) -> bool {
    four_times > NOISE && four_times > FACTOR * once
}

#[test]
fn four_times_the_page_takes_less_than_ten_times_as_long() {
    if cfg!(debug_assertions) {
        skipped("four_times_the_page_takes_less_than_ten_times_as_long", "debug build");
        return;
    }
    let mut faults = Vec::new();
    for hostile in hostile() {
        let n = hostile.n.min(1_000_000);
        let (once, four_times) = ((hostile.page)(n / 4), (hostile.page)(n));
        for parser in PARSERS {
            let times = times(&once, &four_times, &extractor(parser));
            if std::env::var_os("COPYDESK_TIMES").is_some() {
                say(&format!("{:>10.1?} {:>10.1?}  {} by {parser:?}", times.0, times.1, hostile.name));
            }
            if is_superlinear(times) || times.1 > Duration::from_secs(3) {
                faults.push(format!("{} by {parser:?}: {:?} becomes {:?}", hostile.name, times.0, times.1));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn square_growth_is_superlinear() {
    let ms = Duration::from_millis;
    assert!(is_superlinear((ms(10), ms(160))) && !is_superlinear((ms(10), ms(60))) && !is_superlinear((ms(1), ms(16))));
}

#[test]
fn deep_pages_need_little_stack() {
    let deep = hostile().filter(|h| h.name.contains("nested") || h.name.contains("deep"));
    let pages: Vec<String> = deep.map(|hostile| (hostile.page)(size(hostile) / 2)).collect();
    assert!(pages.len() > 8);
    let run = move || {
        for html in &pages {
            for parser in PARSERS {
                everything(&extractor(parser).extract(html));
            }
        }
    };
    let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(run).expect("a thread");
    thread.join().expect("no panic, and 256 kB of stack are enough");
}

#[test]
fn a_page_that_is_too_deep_says_so_and_keeps_its_text() {
    for parser in PARSERS {
        for html in ["<div>".repeat(100_000) + "<p>Last words", "<table><tr><td>".repeat(600) + "Last words"] {
            let page = extractor(parser).extract(&html);
            assert!(page.flags().contains(&Flag::DepthCapped), "{parser:?}");
            assert!(page.blocks().any(|block| block.text() == "Last words"), "{parser:?}");
        }
    }
}

#[test]
fn a_tag_with_too_many_attributes_says_so_and_keeps_its_text() {
    for parser in PARSERS {
        let html = format!("<p {}>Words", (0..20_000).map(|i| format!("a{i}=b ")).collect::<String>());
        let page = extractor(parser).extract(&html);
        assert!(page.flags().contains(&Flag::AttributesDropped), "{parser:?}: {:?}", page.flags());
        assert!(page.blocks().any(|block| block.text() == "Words"), "{parser:?}");
    }
}

#[test]
fn a_page_without_text_has_no_block_and_says_so() {
    for parser in PARSERS {
        for html in ["", " ", "\0", "\u{FEFF}", " \n\t\u{a0}&nbsp;", "<!--", "<!", "<p", "<p>", "<script>", "<br><hr>"]
        {
            let page = extractor(parser).extract(html);
            assert_eq!(page.blocks().len(), 0, "{html:?} by {parser:?}");
            assert_eq!(page.flags(), [Flag::BodyEmpty], "{html:?} by {parser:?}");
            assert!(page.article().is_none() && everything(&page) > 0);
        }
    }
}

#[test]
fn one_byte_is_no_article() {
    for byte in 0..=255_u8 {
        for parser in PARSERS {
            let bytes = [byte];
            let page = extractor(parser).extract_bytes(&bytes, None).expect("no hint");
            assert!(page.article().is_none() && page.blocks().len() <= 1, "{byte} by {parser:?}");
        }
    }
}

#[test]
fn an_index_page_of_two_hundred_teasers_has_no_article() {
    let teasers: String = (0..200)
        .map(|i| {
            format!(
                "<li><h3><a href=/news/uk-{i}>Council votes on bridge number {i}</a></h3>\
                 <p>Members met on Tuesday to hear what the plan would cost the town.</p>"
            )
        })
        .collect();
    let html = format!("<html><title>News</title><body><h1>News</h1><ul>{teasers}</ul>");
    let page = Extractor::default().extract(&html);
    assert!(page.article().is_none(), "{}", page.kind().name());
}
