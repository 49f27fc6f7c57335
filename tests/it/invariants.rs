//! What holds for any bytes.

use crate::markdown::agrees_with_text;
use crate::pages::{Fixture, Random, fixtures, is_ink, squeezed};
use copydesk::dom::Tag;
use copydesk::{Bias, Error, Extractor, Flag, Options, Page, PageKind, Parser, Role, Scratch, render};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::fmt;
use std::sync::LazyLock;

const PARSERS: [Parser; 2] = [Parser::Fast, Parser::Html5ever];

fn extractor(parser: Parser) -> Extractor {
    Extractor::new(Options::default().with_parser(parser))
}

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
        sound_bytes(&bytes.0, charset)?;
    }

    #[test]
    fn any_tag_soup_gives_a_sound_page(html in soup()) {
        for parser in PARSERS {
            sound(&extractor(parser).extract(&html))?;
            // As much as possible becomes main text, and Markdown.
            let greedy = Options::default().with_parser(parser).with_bias(Bias::Recall);
            sound(&Extractor::new(greedy).extract(&html))?;
        }
    }

    #[test]
    fn tag_soup_in_any_charset_gives_a_sound_page(html in soup(), charset in charset()) {
        sound_bytes(html.as_bytes(), charset)?;
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn a_damaged_fixture_gives_a_sound_page(bytes in damaged(), charset in charset()) {
        sound_bytes(&bytes.0, charset)?;
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

type Sound = Result<(), TestCaseError>;

fn sound_bytes(bytes: &[u8], charset: Option<&str>) -> Sound {
    for parser in PARSERS {
        match extractor(parser).extract_bytes(bytes, charset) {
            Ok(page) => sound(&page)?,
            Err(error) => prop_assert_eq!(charset, Some("no-such-charset"), "{}", error),
        }
    }
    let text = copydesk::decode::decode(bytes, None).map(|decoded| decoded.into_text()).expect("no hint");
    let (direct, decoded) =
        (extractor(Parser::Fast).extract_bytes(bytes, None), extractor(Parser::Fast).extract(&text));
    let direct = direct.expect("no hint");
    let rows = |page: &Page<'_>| page.blocks().map(|b| (b.text().to_owned(), b.range(), b.role())).collect::<Vec<_>>();
    prop_assert_eq!(rows(&direct), rows(&decoded), "bytes and their text give the same blocks");
    Ok(())
}

/// Everything that holds for every page.
fn sound(page: &Page<'_>) -> Sound {
    decisions(page)?;
    positions(page)?;
    renderings(page)
}

fn decisions(page: &Page<'_>) -> Sound {
    prop_assert!((0.0..=1.0).contains(&page.confidence()), "confidence {}", page.confidence());
    prop_assert!(page.flags().is_sorted(), "{:?}", page.flags());
    for block in page.blocks() {
        prop_assert!((0.0..=1.0).contains(&block.score()), "score {} of {:?}", block.score(), block.text());
        prop_assert!(!block.reason().is_empty());
        prop_assert!(block.text().chars().any(is_ink), "a block without text: {:?}", block.text());
        prop_assert_eq!(block.text().trim_end(), block.text());
        if block.hidden().is_some() {
            prop_assert!(!block.is_main() && block.role() == Role::Other, "hidden, yet {}", block.role());
        }
    }
    let main = page.parts().filter(|part| part.is_main()).map(|part| part.text()).collect::<Vec<_>>().join("\n\n");
    prop_assert!(page.parts().filter_map(|part| part.block()).map(|b| b.index()).eq(0..page.blocks().len()));
    prop_assert_eq!(page.flags().contains(&Flag::BodyEmpty), main.is_empty());
    prop_assert_eq!(&page.main_text(), &main);
    if let Some(article) = page.article() {
        prop_assert_eq!((page.kind(), &article.text), (PageKind::Article, &main));
    }
    for caption in page.captions() {
        let block = page.block(caption.block).expect("a caption's block exists");
        prop_assert!(block.role() == Role::Caption && block.hidden().is_none());
    }
    Ok(())
}

fn positions(page: &Page<'_>) -> Sound {
    let Some(source) = page.source() else {
        prop_assert!(page.blocks().all(|block| block.range().is_none()));
        return Ok(());
    };
    let mut last = 0;
    for block in page.blocks() {
        let range = block.range().expect("there is a source, so there is a range");
        prop_assert!(range.start < range.end && range.end <= source.len(), "{:?} of {}", range, source.len());
        prop_assert!(source.is_char_boundary(range.start) && source.is_char_boundary(range.end), "{:?}", range);
        prop_assert!(last <= range.start, "{:?} starts before {}", range, last);
        last = range.start;
        let cut = &source[range];
        // What looks like a tag is text in some elements.
        let found = holds(&decoded(&without_tags(cut)), block.text())
            || matches!(block.tag(), Tag::Title | Tag::Textarea) && holds(&decoded(cut), block.text())
            || matches!(block.tag(), Tag::Xmp | Tag::Plaintext) && holds(&cut.replace('\0', "\u{FFFD}"), block.text())
            || cut.contains("<![CDATA[") && holds(&decoded(&without_tags(&without_cdata(cut))), block.text());
        prop_assert!(found, "{:?} ({}) is not what stands in {:?}", block.text(), block.tag().name(), cut);
    }
    Ok(())
}

/// Whether the ink of `text` stands in `cut` in order (hidden text and scripts may stand between),
/// from the first to the last character.
fn holds(cut: &str, text: &str) -> bool {
    let (cut, text) = (squeezed(cut), squeezed(text));
    let mut rest = cut.chars();
    text.chars().all(|c| rest.any(|d| c == d))
        && cut.chars().next() == text.chars().next()
        && cut.chars().next_back() == text.chars().next_back()
}

/// The source without tags and comments, read as HTML §13.2.5 says.
fn without_tags(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let next = |skip: usize| rest[skip..].chars().next().unwrap_or(' ');
        let len = match (next(1), rest.get(2..).map(|_| next(2))) {
            ('!', _) if rest.starts_with("<!--") => comment(rest),
            ('/', Some(c)) if c.is_ascii_alphabetic() => tag(rest),
            ('/', None) => None,
            ('/', _) if rest.len() == 2 => None,
            ('!' | '?' | '/', _) => rest.find('>').map(|at| at + 1),
            (c, _) if c.is_ascii_alphabetic() => tag(rest),
            _ => None,
        };
        match len {
            Some(len) => rest = &rest[len..],
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

/// In SVG and MathML, a CDATA section is text.
fn without_cdata(source: &str) -> String {
    source.replace("<![CDATA[", "\u{1}").replace("]]>", "\u{1}")
}

fn comment(rest: &str) -> Option<usize> {
    if let Some(short) = ["<!-->", "<!--->"].into_iter().find(|short| rest.starts_with(short)) {
        return Some(short.len());
    }
    let ends = ["-->", "--!>"].map(|end| rest[4..].find(end).map(|at| at + 4 + end.len()));
    ends.into_iter().flatten().min()
}

/// Length of the tag that begins here; only quoted values hold `>`.
fn tag(rest: &str) -> Option<usize> {
    #[derive(Clone, Copy)]
    enum At {
        Name,
        BeforeAttribute,
        Attribute,
        AfterAttribute,
        BeforeValue,
        Quoted(char),
        Unquoted,
    }
    let mut state = At::Name;
    for (at, c) in rest.char_indices().skip(2) {
        let is_space = matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
        state = match (state, c) {
            (At::Quoted(quote), c) if c == quote => At::BeforeAttribute,
            (At::Quoted(_), _) => state,
            (_, '>') => return Some(at + 1),
            (At::BeforeValue, '"' | '\'') => At::Quoted(c),
            (At::BeforeValue, _) => {
                if is_space {
                    At::BeforeValue
                } else {
                    At::Unquoted
                }
            }
            (At::Unquoted | At::Name, _) if is_space => At::BeforeAttribute,
            (At::Unquoted, _) => At::Unquoted,
            (_, '/') => At::BeforeAttribute,
            (At::Name, _) => At::Name,
            (At::Attribute | At::AfterAttribute, '=') => At::BeforeValue,
            (At::Attribute | At::AfterAttribute, _) if is_space => At::AfterAttribute,
            (At::BeforeAttribute, _) if is_space => At::BeforeAttribute,
            _ => At::Attribute,
        };
    }
    None
}

/// Character references decoded, by another hand than ours.
fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let html = scraper::Html::parse_fragment(&text.replace('<', "&lt;"));
    html.root_element().text().collect()
}

#[test]
fn the_reader_of_the_source_passes_over_tags() {
    assert_eq!(without_tags("a<b title='>' c>b</b>< 3<!-- > -->c<!doctype \">d</"), "ab< 3cd</");
    assert_eq!(without_tags("!<A=\">\">"), "!\">");
    assert_eq!(without_tags("<a b = '>'c=\">\" d=e'>f<a/=\">g<a b='"), "fg<a b='");
    assert!(holds(&decoded("5 &lt; 6 &eacute;"), "5 < 6 é"));
    assert!(!holds("ab", "ba") && !holds("xab", "ab") && !holds("abx", "ab"));
}

fn renderings(page: &Page<'_>) -> Sound {
    prop_assert_eq!(render::text(page), page.main_text());
    agrees_with_text(page).map_err(TestCaseError::fail)?;
    let line = render::json_line(page, "id", None);
    prop_assert!(!line.contains('\n'));
    let json: serde_json::Value =
        serde_json::from_str(&line).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let text = page.main_text();
    prop_assert_eq!(json["text"].as_str(), Some(text.as_str()));
    let blocks = json["blocks"].as_array().expect("blocks are a list");
    prop_assert_eq!(blocks.len(), page.parts().count());
    for (json, part) in blocks.iter().zip(page.parts()) {
        prop_assert_eq!(json["text"].as_str(), Some(part.text()));
        prop_assert_eq!(json["role"].as_str(), Some(part.role().name()));
        prop_assert_eq!(json["main"].as_bool(), Some(part.is_main()));
        prop_assert_eq!(json["start"].as_u64(), part.range().map(|range| range.start as u64));
        prop_assert_eq!(json["end"].as_u64(), part.range().map(|range| range.end as u64));
        let hidden = part.block().and_then(|block| block.hidden());
        prop_assert_eq!(json["hidden"].as_str(), hidden.map(|hidden| hidden.name()));
        prop_assert_eq!(json["origin"].as_str(), part.block().is_none().then_some("json_ld"));
    }
    let overlay = scraper::Html::parse_document(&render::overlay(page, "<script>"));
    let script = scraper::Selector::parse("script, img, iframe, main a").expect("a selector");
    prop_assert_eq!(overlay.select(&script).count(), 0, "the overlay is made of our elements alone");
    Ok(())
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
