//! Hostile pages lose no text without a word: each character that stands outside tags is in a block, or a flag says why not.

use crate::agreement::{agree, compare};
use crate::hostile::{BYTES, HostileBytes, hostile};
use crate::pages::{fixtures, is_ink};
use crate::sound::{PARSERS, decisions, decoded, extractor, positions, without_tags};
use copydesk::{Flag, Page, decode, render};
use std::collections::BTreeMap;

/// Where these are, text between tags is not the text of the page; `tests/it/agreement.rs` holds such pages to html5ever.
const OTHER: [&str; 10] =
    ["<script", "<style", "<title", "<textarea", "<iframe", "<xmp", "<plaintext", "<!", "<?", "<template"];

const CUT: [Flag; 3] = [Flag::InputTruncated, Flag::NodesTruncated, Flag::OutputTruncated];

fn characters(text: impl Iterator<Item = char>) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for c in text.filter(|c| is_ink(*c)) {
        *counts.entry(c).or_default() += 1;
    }
    counts
}

fn lacks(page: &Page<'_>, expected: &BTreeMap<char, usize>) -> Vec<char> {
    let found = characters(page.blocks().flat_map(|block| block.text().chars()));
    expected.iter().filter(|(c, n)| found.get(c).unwrap_or(&0) < n).map(|(c, _)| *c).collect()
}

#[test]
fn hostile_pages_keep_their_text_or_say_that_it_is_cut() {
    let (mut checked, mut cut) = (0, 0);
    let mut faults = Vec::new();
    for hostile in hostile() {
        // A tag that does not end takes the rest of the page with it.
        if hostile.name.starts_with("unclosed") {
            continue;
        }
        let html = (hostile.page)(if cfg!(debug_assertions) { hostile.n / 50 } else { hostile.n / 4 });
        if OTHER.iter().any(|tag| html.contains(tag)) {
            continue;
        }
        let expected = characters(decoded(&without_tags(&html)).chars());
        for parser in PARSERS {
            let page = extractor(parser).extract(&html);
            checked += 1;
            if page.flags().iter().any(|flag| CUT.contains(flag)) {
                cut += 1;
                continue;
            }
            let lost = lacks(&page, &expected);
            if !lost.is_empty() {
                faults.push(format!("{} by {parser:?}: {lost:?}", hostile.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(checked > 100 && cut == 0, "{checked} pages, {cut} of them cut");
}

/// What the other tests of hostile pages leave out: bytes in all encodings, and what stands in scripts, comments and their kin.
#[test]
fn on_hostile_pages_fast_loses_no_character_that_html5ever_has() {
    let size = |n: usize| if cfg!(debug_assertions) { n / 100 } else { n / 4 };
    let pages = hostile().map(|hostile| (hostile.name, (hostile.page)(size(hostile.n))));
    let decoded = |HostileBytes { name, n, page }: &'static HostileBytes| {
        let bytes = page(size(*n));
        (*name, decode::decode(&bytes, None).expect("no hint").into_text().into_owned())
    };
    let mut checked = 0;
    for (name, html) in pages.chain(BYTES.iter().map(decoded)) {
        match agree(&html) {
            Some(Ok(())) => checked += 1,
            Some(Err(fault)) => panic!("{name}: {:.300}", fault),
            None => {}
        }
    }
    assert!(checked > 120, "{checked} pages");
}

/// What the fuzz target `parsers` found: an end tag of a formatting element ends what stands open inside its innermost block too, so the
/// text behind it is no text of the drawing.
#[test]
fn a_formatting_element_that_ends_ends_a_drawing_inside_it() {
    for html in ["<b><p><svg><textarea></b>}", "<b><div><p><svg><style></b>kept", "<b><p><i><math><mi></b>kept"] {
        assert_eq!(compare(html), Ok(()), "{html}");
    }
}

/// Found by the same target: what holds HTML is not the same in SVG as in MathML, and a `font` of HTML ends a drawing.
#[test]
fn drawings_and_formulas_hold_html_where_html5ever_says() {
    for html in [
        "<svg><annotation-xml><![CDATA[kept",
        "<svg><style/g><mi><pre>kept",
        "<svg><style><FONT face>kept",
        "<svg><style><font title=face>kept",
        "<math><desc><p>kept",
        "<svg><title><p>kept",
        "<table><svg><title><table>kept",
        "<table><v><svg><title><table>kept",
    ] {
        assert_eq!(compare(html), Ok(()), "{html}");
    }
}

/// `before` is shown whatever begins behind it and does not end; so is what that holds, where it is text.
#[test]
fn what_does_not_end_hides_nothing_before_it() {
    for (open, holds_text) in [
        ("<script>", false),
        ("<script><!--<script>", false),
        ("<style>", false),
        ("<!--", false),
        ("<![CDATA[", false),
        ("<?php ", false),
        ("<!DOCTYPE ", false),
        ("<iframe>", false),
        ("<title>", false),
        ("<a href='", false),
        ("<textarea>", false),
        ("<plaintext>", true),
        ("<xmp>", true),
        ("<svg><![CDATA[", true),
        ("<pre>", true),
        ("<template>", true),
        ("<noscript>", true),
    ] {
        for parser in PARSERS {
            let html = format!("<h1>Ports shut</h1><p>Words before.</p>{open}words inside");
            let page = extractor(parser).extract(&html);
            let shown = |text: &str| page.blocks().any(|block| block.text() == text);
            assert!(shown("Words before."), "{open} by {parser:?}");
            assert_eq!(shown("words inside"), holds_text, "{open} by {parser:?}");
        }
    }
}

/// Every cut of a page is a page.
#[test]
fn a_page_cut_at_any_offset_is_a_sound_page_with_the_text_so_far() {
    let fixture = fixtures().into_iter().min_by_key(|fixture| fixture.bytes.len()).expect("fixtures");
    let whole = extractor(PARSERS[0]).extract(&fixture.html).into_owned();
    let step = if cfg!(debug_assertions) { 37 } else { 1 };
    for cut in (0..fixture.bytes.len()).step_by(step) {
        for parser in PARSERS {
            let page = extractor(parser).extract_bytes(&fixture.bytes[..cut], None).expect("no hint");
            decisions(&page).unwrap_or_else(|fault| panic!("cut at {cut}, by {parser:?}: {fault}"));
            positions(&page).unwrap_or_else(|fault| panic!("cut at {cut}, by {parser:?}: {fault}"));
            let _ = render::json_line(&page, "id", None);
            // Blocks that end well before the cut are those of the whole page, whatever was cut off.
            let far = |end: usize| end + 400 < cut;
            let ours: Vec<&str> =
                page.blocks().filter(|b| b.range().is_some_and(|r| far(r.end))).map(|b| b.text()).collect();
            let theirs: Vec<&str> =
                whole.blocks().filter(|b| b.range().is_some_and(|r| far(r.end))).map(|b| b.text()).collect();
            assert!(parser != PARSERS[0] || ours == theirs, "cut at {cut}: {ours:?} of {theirs:?}");
        }
    }
}

#[test]
fn a_page_that_is_only_a_share_widget_has_no_body() {
    let widget = "<html><title>Share</title><body><div class=share-tools><h2>Share this with</h2><ul>\
        <li><a href=mailto:?x>Email</a><li><a href=//f.example>Facebook</a><li><a href=//m.example>Messenger</a>\
        <li><a href=//t.example>Twitter</a><li><a href=//p.example>Pinterest</a></ul>\
        <p>Copy this link</p><a href=/read-more>Read more about sharing.</a><button>Close share panel</button></div>";
    for parser in PARSERS {
        let page = extractor(parser).extract(widget);
        assert!(page.article().is_none(), "{parser:?}: {}", page.main_text());
        assert!(page.blocks().len() > 7, "{parser:?}");
    }
}
