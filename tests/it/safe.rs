//! What comes out is safe to show: no script, no address that runs one, nothing hidden in the text, nothing invisible unflagged.

use crate::sound::{PARSERS, extractor};
use copydesk::flat::Cleaner;
use copydesk::{Extractor, Flag, Hidden, Limits, Options, Page, Role, dom, render, segment};
use pulldown_cmark::{Event, Parser, Tag};

const STORY: &str = "Gales of 90mph closed every port on the north coast on Sunday, and ferries stayed in harbour while crews \
                     waited for the wind to drop, as they had done all week.";

/// Addresses that run something, as pages hide them.
const ADDRESSES: [&str; 22] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "java&Tab;script:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;&#x61;vascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript&#0000058alert(1)",
    "&#1;javascript:alert(1)",
    "\u{a0}javascript:alert(1)",
    "javascript&amp;colon;alert(1)",
    "javascript\\:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "DATA:text/html;base64,PHNjcmlwdD4=",
    "feed:javascript:alert(1)",
    "view-source:javascript:alert(1)",
];

/// Text that is markup elsewhere.
const TEXTS: [&str; 8] = [
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&lt;img src=x onerror=alert(1)&gt;",
    "[click](javascript:alert(1))",
    "![x](javascript:alert(1))",
    "&lt;javascript:alert(1)&gt;",
    "[a]: javascript:alert(1)",
    "`&lt;/code&gt;&lt;script&gt;`",
    "&lt;!-- --&gt;&lt;svg/onload=alert(1)&gt;",
];

/// What an overlay is made of.
#[rustfmt::skip]
const ELEMENTS: [&str; 27] = [
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "aside", "hr", "dl", "dt", "dd", "div", "main", "p", "span",
    "small", "table", "tbody", "tr", "td", "label", "input", "b", "i",
];
#[rustfmt::skip]
const ATTRIBUTES: [&str; 13] = [
    "charset", "http-equiv", "content", "name", "class", "id", "dir", "type", "checked", "style", "tabindex", "title", "for",
];

/// The destinations of links and images, and `Err` where there is HTML.
fn destinations(markdown: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => return Err(format!("{html:?}")),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => found.push(dest_url.to_string()),
            _ => {}
        }
    }
    Ok(found)
}

fn is_harmless(page: &Page<'_>, what: &str) {
    let markdown = render::markdown(page);
    assert!(markdown.contains("Gales"), "{what}: the story is in the Markdown, else this says nothing");
    let links = destinations(&markdown).unwrap_or_else(|html| panic!("{what}: HTML {html} in {markdown}"));
    for link in links {
        let scheme = link.split([':', '/', '?', '#']).next().filter(|scheme| link.len() > scheme.len());
        let is_scheme = link.as_bytes().get(scheme.map_or(0, str::len)) == Some(&b':');
        assert!(!is_scheme || matches!(scheme, Some("http" | "https" | "mailto")), "{what}: {link:?}");
        assert!(!link.to_lowercase().contains("script:"), "{what}: {link:?}");
    }
    let overlay = scraper::Html::parse_document(&render::overlay(page, what));
    for element in overlay.root_element().descendants().filter_map(|node| node.value().as_element()) {
        let name = element.name();
        assert!(ELEMENTS.contains(&name), "{what}: <{name}> in the overlay");
        for (attribute, _) in element.attrs() {
            assert!(ATTRIBUTES.contains(&attribute), "{what}: {attribute} in the overlay");
        }
    }
}

#[test]
fn no_address_that_runs_something_survives() {
    for address in ADDRESSES {
        for quote in ['"', '\''] {
            let html = format!(
                "<title>T</title><h1>T</h1><p>{STORY} <a href={quote}{address}{quote}>more</a></p><p>{STORY}</p><p>{STORY}<a \
                 href={quote}{address}{quote}><b>{STORY}</b></a></p><img src={quote}{address}{quote}>"
            );
            for parser in PARSERS {
                is_harmless(&extractor(parser).extract(&html), &format!("{address:?} by {parser:?}"));
            }
        }
    }
}

#[test]
fn no_text_becomes_markup() {
    for text in TEXTS {
        let html = format!(
            "<title>T {text}</title><h1>T {text}</h1><p>{STORY} {text}</p><p>{text} {STORY}</p><pre>{text}</pre><p>{STORY}"
        );
        for parser in PARSERS {
            is_harmless(&extractor(parser).extract(&html), &format!("{text:?} by {parser:?}"));
        }
    }
    for text in ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<javascript:alert(1)>"] {
        let cleaner = Cleaner::default();
        let page = cleaner.clean(text);
        let links = destinations(&render::flat::markdown(&page)).expect("no HTML");
        assert!(links.is_empty(), "{text}: {links:?}");
        assert!(!text.contains('<') || !render::flat::overlay(&page, text).contains(text), "{text}");
    }
}

/// How a page hides a text, and the reason that is told. The page shows enough else.
const HIDDEN: [(&str, Hidden); 15] = [
    ("<div style='display:none'>SECRET</div>", Hidden::DisplayNone),
    ("<div style='visibility: hidden'><p>SECRET</div>", Hidden::VisibilityHidden),
    ("<div hidden>SECRET</div>", Hidden::HiddenAttribute),
    ("<p>Words <span style='font-size:0'>SECRET</span>", Hidden::ZeroSize),
    ("<div style='height:0;overflow:hidden'>SECRET</div>", Hidden::ZeroSize),
    ("<div style='max-height: 0; overflow: hidden'>SECRET</div>", Hidden::ZeroSize),
    ("<div style='position:absolute; left:-9999px'>SECRET</div>", Hidden::OffScreen),
    ("<p style='text-indent: -9999px'>SECRET", Hidden::OffScreen),
    ("<span style='position:absolute;clip:rect(0,0,0,0)'>SECRET</span>", Hidden::OffScreen),
    ("<template>SECRET</template>", Hidden::Template),
    ("<noscript>SECRET</noscript>", Hidden::Noscript),
    ("<dialog>SECRET</dialog>", Hidden::Dialog),
    ("<video>SECRET</video>", Hidden::Fallback),
    ("<svg><title>SECRET</title><text>SECRET</text></svg>", Hidden::Svg),
    ("<div hidden><div><table><tr><td><p>SECRET</table></div></div>", Hidden::HiddenAttribute),
];

#[test]
fn hidden_text_has_its_reason_and_is_in_no_text() {
    for (hidden, reason) in HIDDEN {
        let html = format!("<title>T</title><h1>T</h1><p>{STORY}</p>{hidden}<p>{STORY}</p>");
        for parser in PARSERS {
            let page = extractor(parser).extract(&html);
            let reasons: Vec<_> = page
                .blocks()
                .filter(|block| block.text() == "SECRET")
                .map(|block| (block.hidden(), block.is_main()))
                .collect();
            assert_eq!(reasons, [(Some(reason), false)], "{hidden} by {parser:?}");
            for text in [page.main_text(), render::markdown(&page)] {
                assert!(text.contains("Gales") && !text.contains("SECRET"), "{hidden} by {parser:?}: {text}");
            }
            let line = render::json_line(&page, "id", None);
            assert!(line.contains(&format!("\"hidden\":\"{}\"", reason.name())), "{line}");
        }
    }
}

#[test]
fn what_is_meant_for_the_eye_alone_is_told_and_is_in_no_text() {
    let html = format!(
        "<title>T</title><h1>T</h1><p>{STORY}</p><p aria-hidden=true>{STORY} SECRET</p><p>{STORY}</p><p>{STORY}</p>"
    );
    for parser in PARSERS {
        let page = extractor(parser).extract(&html);
        let found: Vec<_> =
            page.blocks().filter(|b| b.text().ends_with("SECRET")).map(|b| (b.is_aria_hidden(), b.is_main())).collect();
        assert_eq!(found, [(true, false)], "{parser:?}");
        assert!(page.main_text().contains("Gales") && !page.main_text().contains("SECRET"), "{parser:?}");
        assert!(render::json_line(&page, "id", None).contains("\"aria_hidden\":true"));
    }
    // A dialogue that stands over the page has all of it kept from being read aloud.
    let covered =
        format!("<title>T</title><div aria-hidden=true><h1>T</h1><p>{STORY}</p><p>{STORY}</p><p>{STORY}</p></div>");
    for parser in PARSERS {
        assert!(extractor(parser).extract(&covered).main_text().contains("Gales"), "{parser:?}");
    }
}

#[test]
fn characters_that_nobody_sees_are_flagged_on_the_page_and_on_the_block() {
    for (text, flag) in [
        ("one\u{7f}two", Flag::ControlCharacters),
        ("one&#x9d;\u{9b}two", Flag::ControlCharacters),
        ("one &#x202E;owt", Flag::BidiControls),
        ("one \u{2067}two\u{2069}", Flag::BidiControls),
        ("one&#xE0041;&#xE0042;", Flag::TagCharacters),
    ] {
        let html = format!("<p>{STORY}</p><p>{text}</p>");
        for parser in PARSERS {
            let page = extractor(parser).extract(&html);
            assert!(page.flags().contains(&flag), "{text:?} by {parser:?}: {:?}", page.flags());
            let blocks: Vec<Vec<Flag>> = page.blocks().map(|block| block.flags()).collect();
            assert_eq!(blocks, [vec![], vec![flag]], "{text:?} by {parser:?}");
            let line = render::json_line(&page, "id", None);
            assert_eq!(
                line.matches(&format!("\"flags\":[\"{flag}\"]")).count(),
                1 + usize::from(page.flags() == [flag]),
                "{line}"
            );
        }
    }
    // Below U+0020 they are white space, but where that is kept.
    let page = extractor(PARSERS[0]).extract("<p>one\u{1}two<pre>one\u{1}two</pre>").into_owned();
    let blocks: Vec<(&str, usize)> = page.blocks().map(|block| (block.text(), block.flags().len())).collect();
    assert_eq!(blocks, [("one two", 0), ("one\u{1}two", 1)]);
    let cleaner = Cleaner::default();
    assert!(cleaner.clean("It rained on \u{202e}Sunday").flags().contains(&Flag::BidiControls));
}

/// A page of blocks is one where the limit of blocks says so.
#[test]
fn beyond_the_blocks_that_may_be_text_is_kept_in_one() {
    let limits = Limits::default().with_blocks(20);
    for parser in PARSERS {
        let html: String = (0..50).map(|i| format!("<p>w{i} <span hidden>secret</span></p>")).collect();
        let dom = dom::parse(&html, parser, &limits);
        let blocks = segment::blocks(&dom, &limits);
        assert!(blocks.len() <= 21, "{}", blocks.len());
        let shown: String = (0..blocks.len())
            .filter(|i| blocks.hidden(*i).is_none())
            .map(|i| blocks.text(i).to_owned() + "\n")
            .collect();
        assert!(shown.split_whitespace().eq((0..50).map(|i| format!("w{i}"))), "{shown}");
        let page = copydesk::Extractor::new(copydesk::Options::default().with_parser(parser).with_limits(limits))
            .extract(&html)
            .into_owned();
        assert!(page.flags().contains(&Flag::BlocksJoined));
        let few: String = (0..10).map(|i| format!("<p>w{i}")).collect();
        let page = copydesk::Extractor::new(copydesk::Options::default().with_parser(parser).with_limits(limits))
            .extract(&few)
            .into_owned();
        assert!(!page.flags().contains(&Flag::BlocksJoined));
    }
}

#[test]
fn text_that_counts_as_shown_is_flagged_and_panels_can_be_hidden() {
    let shown = "<p>The ferry ran aground in thick fog on Sunday, and was still there at noon.";
    let hidden = "<p>What stands here is shown by a script when the page has been read, so it says. ".repeat(8);
    let html = format!("{shown}<div style='display:none'>{hidden}</div>");
    let page = Extractor::default().extract(&html);
    assert!(page.flags().contains(&Flag::HiddenRevealed) && page.blocks().all(|block| block.hidden().is_none()));
    let html = format!("{shown}<div role=tabpanel hidden>{hidden}</div>");
    assert!(!Extractor::default().extract(&html).flags().contains(&Flag::HiddenRevealed));
    let page = Extractor::new(Options::default().without_collapsed());
    let page = page.extract(&html);
    for block in page.blocks().skip(1) {
        assert_eq!(
            (block.is_collapsed(), block.is_main(), block.role(), block.reason()),
            (true, false, Role::Other, "collapsed")
        );
    }
}
