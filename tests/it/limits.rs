//! Every limit: it is hit, the flag says so, and what it leaves is what it should.

use crate::sound::PARSERS;
use copydesk::flat::Cleaner;
use copydesk::{Extractor, Flag, Limits, Options, Page, Parser};

fn page(html: &str, parser: Parser, limits: Limits) -> Page<'static> {
    Extractor::new(Options::default().with_parser(parser).with_limits(limits)).extract(html).into_owned()
}

type Case = (&'static str, fn(Limits) -> Limits, Flag, fn() -> String);

/// A limit, how it is set, what says that it was hit, and a page that hits it. At the default none of these pages hits any.
const CASES: [Case; 6] = [
    ("bytes", |limits| limits.with_bytes(50), Flag::InputTruncated, || "<p>It rained on Sunday.</p>".repeat(10)),
    ("nodes", |limits| limits.with_nodes(16), Flag::NodesTruncated, || "<p>It rained on Sunday.</p>".repeat(40)),
    ("depth", |limits| limits.with_depth(16), Flag::DepthCapped, || "<div>".repeat(40) + "It rained on Sunday."),
    (
        "attributes",
        |limits| limits.with_attributes(2),
        Flag::AttributesDropped,
        || "<p a=1 b=2 c=3 d=4>It rained.".to_owned(),
    ),
    ("blocks", |limits| limits.with_blocks(16), Flag::BlocksJoined, || "<p>It rained on Sunday.</p>".repeat(40)),
    ("output", |limits| limits.with_output(50), Flag::OutputTruncated, || "<p>It rained on Sunday.</p>".repeat(10)),
];

#[test]
fn every_limit_that_is_hit_is_flagged_and_no_other() {
    for (name, set, flag, html) in CASES {
        for parser in PARSERS {
            let html = html();
            let limited = page(&html, parser, set(Limits::default()));
            let flags: Vec<Flag> = limited.flags().iter().copied().filter(|flag| *flag != Flag::BodyEmpty).collect();
            assert_eq!(flags, [flag], "{name} by {parser:?}");
            assert!(
                limited.blocks().next().is_some_and(|block| block.text().starts_with("It")),
                "{name} by {parser:?}"
            );
            let free = page(&html, parser, Limits::default());
            assert!(
                free.flags().iter().all(|flag| *flag == Flag::BodyEmpty),
                "{name} by {parser:?}: {:?}",
                free.flags()
            );
        }
    }
}

#[test]
fn bytes_beyond_the_limit_are_not_even_decoded() {
    let extractor = Extractor::new(Options::default().with_limits(Limits::default().with_bytes(100)));
    // Of ISO-2022-JP, escapes give nothing: the text never reaches the limit, the bytes do.
    let bytes = [&b"<meta charset=iso-2022-jp><p>word"[..], &b"\x1b$B\x1b(B".repeat(200)].concat();
    let page = extractor.extract_bytes(&bytes, None).expect("no hint");
    assert!(page.flags().contains(&Flag::InputTruncated), "{:?}", page.flags());
    for cut in 380..420 {
        let text = "\u{e9}".repeat(cut);
        let page = extractor.extract_bytes(text.as_bytes(), None).expect("no hint");
        assert!(page.flags().contains(&Flag::InputTruncated) && !page.flags().contains(&Flag::DecodingErrors), "{cut}");
    }
}

#[test]
fn a_text_beyond_its_limit_says_so() {
    let page = Cleaner::default().with_max_bytes(10);
    assert!(page.clean("It rained on Sunday.").flags().contains(&Flag::InputTruncated));
}

#[test]
fn limits_keep_within_their_own_bounds() {
    let limits =
        Limits::default().with_bytes(usize::MAX).with_output(usize::MAX).with_depth(0).with_nodes(0).with_blocks(0);
    assert_eq!((limits.bytes(), limits.output()), (512 << 20, 512 << 20));
    assert_eq!((limits.depth(), limits.nodes(), limits.blocks()), (16, 16, 16));
    assert_eq!(Limits::default().with_depth(usize::MAX).depth(), 4096);
    for parser in PARSERS {
        // The smallest of all still give a page.
        let page = page(&"<div>x".repeat(100), parser, limits.with_bytes(0).with_output(0).with_attributes(0));
        assert_eq!(page.blocks().len(), 0);
    }
}
