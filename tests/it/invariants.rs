//! What holds for any bytes.

use crate::pages::{Fixture, Random, fixtures, squeezed};
use crate::sound::{PARSERS, extractor, sound, sound_bytes};
use copydesk::{Bias, Error, Extractor, Options, Page, Scratch, render};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::fmt;
use std::sync::LazyLock;

/// The same cases on every run; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others.
fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let release = if cfg!(debug_assertions) { 1 } else { 16 };
    ProptestConfig {
        cases: if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { cases * release },
        rng_seed: if default.rng_seed == RngSeed::Random { RngSeed::Fixed(2013) } else { default.rng_seed },
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..default
    }
}

/// Bytes that print as text.
#[derive(Clone)]
struct Bytes(Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

proptest! {
    #![proptest_config(config(32))]

    #[test]
    fn any_bytes_give_a_sound_page(bytes in bytes(), charset in charset()) {
        sound_bytes(&bytes.0, charset).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_tag_soup_gives_a_sound_page(html in soup()) {
        for parser in PARSERS {
            sound(&extractor(parser).extract(&html)).map_err(TestCaseError::fail)?;
            // As much as possible becomes main text, and Markdown.
            let greedy = Options::default().with_parser(parser).with_bias(Bias::Recall);
            sound(&Extractor::new(greedy).extract(&html)).map_err(TestCaseError::fail)?;
        }
    }

    #[test]
    fn tag_soup_in_any_charset_gives_a_sound_page(html in soup(), charset in charset()) {
        sound_bytes(html.as_bytes(), charset).map_err(TestCaseError::fail)?;
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn a_damaged_fixture_gives_a_sound_page(bytes in damaged(), charset in charset()) {
        sound_bytes(&bytes.0, charset).map_err(TestCaseError::fail)?;
    }
}

#[test]
fn every_fixture_gives_a_sound_page() {
    for fixture in fixtures() {
        for parser in PARSERS {
            let page = extractor(parser).extract(&fixture.html);
            sound(&page).unwrap_or_else(|fault| panic!("{} by {parser:?}: {fault}", fixture.id));
        }
    }
}

fn bytes() -> impl Strategy<Value = Bytes> {
    prop::collection::vec(any::<u8>(), 0..1500).prop_map(Bytes)
}

/// Charset hints: none, honest ones, and one that no page has.
fn charset() -> impl Strategy<Value = Option<&'static str>> {
    prop::sample::select(vec![
        None,
        None,
        Some("utf-8"),
        Some("windows-1252"),
        Some("utf-16le"),
        Some("shift_jis"),
        Some("gb18030"),
        Some("iso-2022-jp"),
        Some("replacement"),
        Some("x-user-defined"),
        Some("no-such-charset"),
    ])
}

/// One piece of tag soup, in the words and with the classes of BBC pages.
fn piece() -> impl Strategy<Value = String> {
    const TAGS: &[&str] = &[
        "div",
        "p",
        "span",
        "a",
        "b",
        "i",
        "em",
        "strong",
        "h1",
        "h2",
        "h3",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "td",
        "th",
        "tbody",
        "caption",
        "figure",
        "figcaption",
        "img",
        "br",
        "hr",
        "section",
        "article",
        "main",
        "nav",
        "aside",
        "header",
        "footer",
        "form",
        "input",
        "button",
        "select",
        "option",
        "textarea",
        "label",
        "time",
        "script",
        "style",
        "noscript",
        "template",
        "title",
        "head",
        "body",
        "html",
        "meta",
        "link",
        "pre",
        "code",
        "blockquote",
        "q",
        "cite",
        "svg",
        "math",
        "foreignObject",
        "iframe",
        "object",
        "video",
        "audio",
        "canvas",
        "details",
        "summary",
        "dialog",
        "font",
        "center",
        "sub",
        "sup",
        "address",
        "frameset",
        "noframes",
        "plaintext",
        "xmp",
        "ruby",
        "rt",
        "wbr",
        "custom-element",
    ];
    const ATTRIBUTES: &[&str] = &[
        "class=story-body",
        "class='story-body__inner'",
        "class=\"caption\"",
        "class=cap",
        "class=\"off-screen\"",
        "class='visually-hidden ssrcss-x1'",
        "class=promo",
        "class=related",
        "id=blq-foot",
        "id=orb-footer",
        "id=most-popular",
        "id='S:0'",
        "data-component=text-block",
        "data-component='caption-block'",
        "data-component=topStories",
        "hidden",
        "style='display:none'",
        "style=\"visibility: hidden !important\"",
        "aria-hidden=true",
        "role=navigation",
        "role=contentinfo",
        "href=/news/uk-1",
        "href='javascript:x()'",
        "href=\"https://example.com/(a) b\"",
        "src=a.jpg",
        "alt='Alt &amp; text'",
        "itemprop=headline",
        "itemprop=datePublished datetime=2013-02-02",
        "property=og:title content='A &quot;title&quot;'",
        "name=description content=x",
        "charset=utf-8",
        "type=application/ld+json",
        "colspan=9007199254740991",
        "open",
        "a=b a=c",
        "=",
        "\"",
    ];
    const TEXTS: &[&str] = &[
        "Image caption ",
        "The last of the lamps was lit at dusk on Tuesday. ",
        "Share this with",
        "Image copyright Getty Images",
        "By Martha Quillow",
        "2 February 2013 Last updated at 12:54",
        "©2013 BBC",
        "The BBC is not responsible for the content of external internet sites",
        "a",
        " ",
        "\n\t",
        "\u{a0}",
        "\u{3000}漢字。",
        "مرحبا",
        "é\u{301}",
        "\u{FEFF}",
        "\u{202E}",
        "\u{E0041}",
        "\0",
        "\r\n",
        "&amp;",
        "&lt;b&gt;",
        "&eacute;",
        "&notit;",
        "&#xD800;",
        "&#x10FFFF;",
        "&#0;",
        "&#128;",
        "&nbsp;",
        "&NotEqualTilde;",
        "&",
        "<",
        ">",
        "*a* _b_ `c` [d](e) # ",
        "1. ",
        "- ",
        "| a | b |",
        "```",
        "<!-- comment -->",
        "<!--",
        "-->",
        "<!DOCTYPE html>",
        "<![CDATA[x]]>",
        "<?php ?>",
        "</",
        "</ >",
        "<script>var a = '<p>no</p>';</script>",
        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"author\":{\"name\":\"N\"}}</script>",
        "<script type='application/ld+json'>{\"@type\":\"Product\",\"description\":\"<p>A lamp of *brass* \\u0026amp; [glass](x)<br>that is lit at dusk\"}</script>",
        "<script type='application/ld+json'>{\"articleBody\":\"Nobody had lit the lamps \\ud83d since the flood.\\n\\n# All was dark.\",\"@type\":\"NewsArticle\"}</script>",
        "<script type='application/ld+json'>[{\"@type\":\"Product\",\"description\":\"A lamp that nobody has put out",
        "<br><br>",
    ];
    prop_oneof![
        4 => (prop::sample::select(TAGS), prop::collection::vec(prop::sample::select(ATTRIBUTES), 0..3), any::<bool>())
            .prop_map(|(tag, attributes, slash)| {
                let mut out = format!("<{tag}");
                for attribute in attributes {
                    out.push(' ');
                    out.push_str(attribute);
                }
                out + if slash { " />" } else { ">" }
            }),
        3 => prop::sample::select(TAGS).prop_map(|tag| format!("</{tag}>")),
        4 => prop::sample::select(TEXTS).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
    ]
}

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

/// A fixture after some accidents: cut at any byte, end tags lost, tags swapped, bytes changed.
fn damaged() -> impl Strategy<Value = Bytes> {
    static FIXTURES: LazyLock<Vec<Fixture>> = LazyLock::new(fixtures);
    (any::<prop::sample::Index>(), any::<u64>(), 0..5_u8, any::<prop::sample::Index>()).prop_map(
        |(fixture, seed, accident, at)| {
            let mut bytes = FIXTURES[fixture.index(FIXTURES.len())].bytes.clone();
            let mut random = Random(seed);
            match accident {
                0 => bytes.truncate(at.index(bytes.len() + 1)),
                1 => bytes = without_some_end_tags(&bytes, &mut random),
                2 => bytes = with_swapped_tags(&bytes, &mut random),
                3 => (0..20).for_each(|_| {
                    let at = random.below(bytes.len());
                    bytes[at] = random.below(256) as u8;
                }),
                _ => {
                    let from = at.index(bytes.len());
                    bytes.drain(..from);
                }
            }
            Bytes(bytes)
        },
    )
}

/// The page cut into tags and what stands between.
fn tags_and_texts(bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let border = match byte {
            b'<' => at,
            b'>' => at + 1,
            _ => continue,
        };
        parts.push(&bytes[start..border]);
        start = border;
    }
    parts.push(&bytes[start..]);
    parts
}

fn without_some_end_tags(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let parts = tags_and_texts(bytes);
    parts.into_iter().filter(|part| !part.starts_with(b"</") || random.below(5) > 0).collect::<Vec<_>>().concat()
}

fn with_swapped_tags(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut parts = tags_and_texts(bytes);
    let tags: Vec<usize> = (0..parts.len()).filter(|&i| parts[i].starts_with(b"<")).collect();
    for _ in 0..10 {
        if tags.len() > 1 {
            parts.swap(tags[random.below(tags.len())], tags[random.below(tags.len())]);
        }
    }
    parts.concat()
}

/// Where the blocks' text stands word for word in the source, the cut is the text and no more.
#[test]
fn the_cut_of_a_plain_block_of_a_fixture_is_its_text() {
    let (mut plain, mut all) = (0, 0);
    for fixture in fixtures() {
        let html = &fixture.html;
        for block in Extractor::default().extract(html).blocks() {
            let cut = &html[block.range().expect("Fast keeps positions")];
            all += 1;
            if !cut.contains(['<', '&']) {
                plain += 1;
                assert_eq!(squeezed(cut), squeezed(block.text()), "{}", fixture.id);
            }
        }
    }
    assert!(plain * 2 > all, "{plain} of {all} blocks are plain");
}

#[test]
fn contributions_add_up_to_the_score() {
    for fixture in fixtures() {
        let page = Extractor::default().extract(&fixture.html);
        for block in page.blocks() {
            let why = page.explain(block.index()).expect("every block has an explanation");
            let sum = f64::from(why.bias) + why.contributions.iter().map(|c| f64::from(c.contribution)).sum::<f64>();
            let off = (sum - f64::from(why.raw)).abs();
            assert!(off < 1e-3, "{}: {sum} is not {} for {:?}", fixture.id, why.raw, block.text());
            assert_eq!(why.score, block.score());
            let logistic = 1.0 / (1.0 + (-why.raw).exp());
            assert!(block.hidden().is_some() || (why.score - logistic).abs() < 1e-5, "{}", fixture.id);
            assert_eq!(why.rule, block.reason());
        }
        assert!(page.explain(page.blocks().len()).is_none());
    }
}

#[test]
fn the_same_bytes_give_the_same_line_on_every_thread() {
    let extractor = Extractor::default();
    let fixtures = fixtures();
    let lines = || -> Vec<String> {
        let line = |fixture: &Fixture| {
            let page = extractor.extract_bytes(&fixture.bytes, None).expect("no hint");
            let overlay = render::overlay(&page, &fixture.id);
            render::json_line(&page, &fixture.id, None) + &render::markdown(&page) + &overlay
        };
        fixtures.iter().map(line).collect()
    };
    let first = lines();
    assert_eq!(lines(), first);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(lines)).collect();
        for thread in threads {
            assert!(thread.join().expect("no panic") == first, "another thread, another result");
        }
    });
}

#[test]
fn the_buffers_of_other_pages_change_no_line() {
    let extractor = Extractor::default();
    let fixtures = fixtures();
    let line = |page: &Page<'_>, id: &str| render::json_line(page, id, None);
    let mut scratch = Scratch::default();
    let nothing = String::new();
    let large = "<p class='a b'>One <a href=c>two</a>, three.<table><tr><td>4<td>5</table>".repeat(3000);
    let cut = large[..5001].to_owned();
    let pages = || fixtures.iter().map(|fixture| &fixture.html).chain([&nothing, &large, &cut, &nothing]);
    for html in pages().chain(pages().collect::<Vec<_>>().into_iter().rev()) {
        let page = extractor.extract_with(html, &mut scratch);
        assert_eq!(line(&page, "id"), line(&extractor.extract(html), "id"));
        scratch.reclaim(page);
        let page = extractor.extract_bytes_with(html.as_bytes(), None, &mut scratch).expect("no charset");
        assert_eq!(line(&page, "id"), line(&extractor.extract(html), "id"));
        scratch.reclaim(page);
    }
}

#[test]
fn results_and_errors_go_from_thread_to_thread() {
    fn is_send_and_sync<T: Send + Sync + 'static>() {}
    is_send_and_sync::<Extractor>();
    is_send_and_sync::<Page<'static>>();
    is_send_and_sync::<Error>();
    is_send_and_sync::<Options>();
}

#[test]
fn an_unknown_charset_is_an_error_and_names_itself() {
    let error = Extractor::default().extract_bytes(b"<p>x", Some("utf-9")).expect_err("no such charset");
    assert!(error.to_string().contains("\"utf-9\""), "{error}");
}
