//! Features of small pages, worked out by hand.

use super::*;
use crate::options::{Limits, Parser};
use crate::{dom, segment};

struct Measured {
    blocks: Blocks,
    columns: Columns,
}

impl Measured {
    fn of(html: &str) -> Self {
        let dom = dom::parse(html, Parser::Fast, &Limits::default());
        let blocks = segment::blocks(&dom, &Limits::default());
        let columns = columns(&dom, &blocks);
        Measured { blocks, columns }
    }

    /// The feature of every block.
    fn all(&self, name: &str) -> Vec<f32> {
        let feature = SCHEMA.iter().position(|feature| feature.name == name).expect(name);
        (0..self.blocks.len()).map(|block| self.columns.value(feature, block)).collect()
    }

    /// The feature of the first block.
    fn first(&self, name: &str) -> f32 {
        self.all(name)[0]
    }
}

fn first(html: &str, name: &str) -> f32 {
    Measured::of(html).first(name)
}

#[track_caller]
fn assert_near(found: &[f32], expected: &[f32]) {
    let is_near = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-5;
    assert!(found.len() == expected.len() && found.iter().zip(expected).all(is_near), "{found:?}, not {expected:?}");
}

/// A text of 90 characters, which is a long one.
fn long() -> String {
    "lamps ".repeat(18)
}

#[test]
fn every_feature_is_set_whatever_stood_there_before() {
    let html =
        "<title>A b</title><h1>A b</h1><p>One, two.<p hidden>three<ul><li><a href=x>4</a><li>5<li>6</ul>".repeat(9);
    let dom = dom::parse(&html, Parser::Fast, &Limits::default());
    let blocks = segment::blocks(&dom, &Limits::default());
    let mut before = columns(&dom, &blocks);
    let fresh = before.clone();
    before.values.poison();
    let again = columns_in(&dom, &blocks, before, &mut Buffers::default());
    assert!(blocks.len() > 40);
    for feature in 0..SCHEMA.len() {
        for block in 0..blocks.len() {
            assert_eq!(again.value(feature, block), fresh.value(feature, block), "{} of {block}", SCHEMA[feature].name);
        }
    }
}

#[test]
fn a_block_is_held_against_the_longest_description() {
    let page = Measured::of(
        "<meta name=Description content=lamps><meta property=og:description content='The lamps were &#108;it'>
        <meta name=og:site_description content='of all the north is said here'><meta name=twitter:description>
        <p>Lamps, lamps of the north<p>nothing",
    );
    assert_near(&page.all("desc_overlap"), &[0.6, 0.0]);
    assert_near(&page.all("desc_coverage"), &[0.75, 0.0]);
    assert_eq!(first("<p>no description", "desc_coverage"), 0.0);
}

#[test]
fn only_the_first_hundred_words_of_a_description_count() {
    let words: Vec<String> = (0..120).map(|i| format!("w{i}")).collect();
    let page = Measured::of(&format!("<meta name=description content='{}'><p>w5 w99 w100 w110", words.join(" ")));
    assert_eq!([page.first("desc_overlap"), page.first("desc_coverage")], [0.5, 0.02]);
}

#[test]
fn signs_and_words_in_capitals_are_counted() {
    let page = Measured::of("<p>NASA (and ESA): a B<p>ÄÖÜ was<p>ABCDEFGHIJKL 2013 Ab x<p>(((::: ((((");
    assert_near(&page.all("all_caps_ratio"), &[0.4, 0.5, 0.25, 0.0]);
    assert_near(&page.all("parentheses"), &[1.0, 0.0, 0.0, 3.0]);
    assert_near(&page.all("colons"), &[1.0, 0.0, 0.0, 2.0]);
}

#[test]
fn the_headline_is_so_many_elements_up() {
    // The second div and its one paragraph hold the same text: one level.
    let page = Measured::of(
        "<title>Storm hits coast</title><div><h1>Storm hits coast</h1><p>one</p><section><p>two</p><p>three</p>
        </section></div><div><p>four</p></div>",
    );
    assert_eq!(page.columns.headline, Some(0));
    assert_eq!(page.all("headline_up"), [0.0, 1.0, 2.0, 2.0, 1.0]);
    assert_eq!(first("<p>no headline", "headline_up"), -1.0);
    let deep = Measured::of(&format!("<h1>Storm hits coast</h1>{}", "<div>a".repeat(30)));
    assert_eq!(deep.all("headline_up")[15..18], [15.0, 16.0, 16.0]);
}

#[test]
fn a_block_stands_so_far_from_long_texts() {
    let long = long();
    let page = Measured::of(&format!("<p>a<p>{long}<p>b<p>c<p>{long}<p>d"));
    let third = 1.0 / 3.0;
    assert_near(&page.all("since_long"), &[8.0, 8.0, 1.0, 3f32.log2(), 2.0, 1.0]);
    assert_near(&page.all("until_long"), &[1.0, 2.0, 3f32.log2(), 1.0, 8.0, 8.0]);
    assert_near(&page.all("long_place"), &[-third, 0.0, third, 2.0 * third, 1.0, 4.0 * third]);
    assert_eq!(page.first("page_long_blocks"), 3f32.log2());
    let one = Measured::of(&format!("<p>a<p>b<p>{long}<p>c<p>d<p>e"));
    assert_near(&one.all("long_place"), &[-1.0, -1.0, 0.0, 1.0, 2.0, 2.0]);
    assert_eq!(first("<p>short", "long_place"), -1.0);
}

#[test]
fn a_group_is_held_against_the_largest() {
    let page = Measured::of("<ul><li>aaaa<li>bbbb<li>cccc</ul><div><p>dd<p>ee<p>ff</div><h2>ghijklmn</h2>");
    assert_near(&page.all("group_rank"), &[1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.0]);
    assert_near(&[page.first("page_group")], &[12.0 / 26.0]);
    assert_near(&[page.first("page_signature")], &[12.0 / 26.0]);
    assert_near(&[page.first("page_repeated")], &[18.0 / 26.0]);
    assert_eq!(first("<p>no group", "page_group"), 0.0);
}

#[test]
fn sentences_and_paragraphs_of_enclosing_elements() {
    let page = Measured::of("<div><p>One. Two.</p><p>four</p>five!</div><p>six</p><p hidden>Not. Shown.</p>");
    assert_near(&page.all("e1_sentences")[..2], &[1.0, 1.0]);
    assert_near(&page.all("e1_paragraphs")[..2], &[12.0 / 17.0, 12.0 / 17.0]);
    assert_near(&page.all("e2_sentences")[..2], &[1.75f32.log2(); 2]);
    assert_near(&page.all("e2_paragraphs")[..2], &[0.75, 0.75]);
}

#[test]
fn the_fourth_enclosing_element_up() {
    let page = Measured::of(&format!(
        "<div><p>{}</p><a href=x>k</a><div>b<div>c<div>d<p>e</p></div></div></div></div>",
        long()
    ));
    let last = |name: &str| page.all(name).pop().unwrap();
    assert_near(&[last("e4_link_density"), last("e4_long"), last("e4_share")], &[1.0 / 95.0, 90.0 / 95.0, 4.0 / 95.0]);
}

#[test]
fn dates_repeat_in_signatures_and_groups() {
    let page = Measured::of("<ul><li>May 2013<li>none<li>12:30</ul><p>2014<p hidden>2015");
    assert_near(&page.all("signature_dates")[..4], &[2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 1.0]);
    assert_near(&page.all("group_dates"), &[2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 0.0, 0.0]);
    assert_eq!(page.first("page_dates"), 2.0);
}

#[test]
fn a_page_is_told_by_its_elements() {
    let page = Measured::of(
        "<h3><a href=a>one</a></h3><h3>two <a href=b>three</a></h3><ul><li>a<li>b<li>c</ul><pre><code>x</code></pre>
        <form><button>y</button><textarea></textarea></form>",
    );
    let counts = [
        ("page_h3", 2),
        ("page_items", 3),
        ("page_code", 2),
        ("page_forms", 1),
        ("page_buttons", 1),
        ("page_textareas", 1),
        ("page_links", 2),
        ("page_linked_headings", 1),
        ("page_long_blocks", 0),
    ];
    for (name, count) in counts {
        assert_eq!(page.first(name), ((count + 1) as f32).log2(), "{name}");
    }
}

#[test]
fn a_page_says_what_it_is_in_open_graph() {
    for (declared, kind) in [
        ("article", 3.0),
        ("News", 3.0),
        ("blog", 3.0),
        (" website", 2.0),
        ("og:product", 4.0),
        ("product.item", 4.0),
        ("profile", 5.0),
        ("video.movie", 6.0),
        ("music.song", 7.0),
        ("books.book", 8.0),
        ("", 1.0),
        ("géo", 1.0),
    ] {
        assert_eq!(first(&format!("<meta property=og:type content='{declared}'><p>a"), "og_kind"), kind, "{declared}");
    }
    assert_eq!(first("<p>a", "og_kind"), 0.0);
}

#[test]
fn a_page_says_what_it_is_in_json_ld() {
    let page = |json: &str| Measured::of(&format!("<script type=application/ld+json>{json}</script><p>a"));
    for (json, rough, kind) in [
        (r#"{"@type":"NewsArticle","publisher":{"@type":"Organization"}}"#, 2.0, 6.0),
        (r#"{"@type" : [ "Thing", "http://schema.org/TechArticle" ]}"#, 2.0, 7.0),
        (r#"{"@type":"schema:Recipe"}"#, 1.0, 10.0),
        (r#"{"@graph":[{"@type":"WebPage"},{"@type":"Product"},{"@type":"FAQPage"}]}"#, 3.0, 9.0),
        (r#"{"@type":"DiscussionForumPosting"}"#, 4.0, 11.0),
        (r#"{"@type":"CollectionPage"}"#, 1.0, 4.0),
        (r#"{"@type":"SportsEvent"}"#, 1.0, 8.0),
        (r#"{"@type":"VideoObject"}"#, 1.0, 3.0),
        (r#"{"@type":"WebPage","name":"Recipe"}"#, 1.0, 2.0),
        (r#"{"@type":"Person","name":"Article"}"#, 1.0, 1.0),
        (r#"{"@type":["a","b","c","d","e","f","g","h","Recipe"]}"#, 1.0, 1.0),
        (r#"{"@type":{"x":"Recipe"}} "@type" "@type":"#, 1.0, 1.0),
    ] {
        let page = page(json);
        assert_eq!([page.first("ld_type"), page.first("ld_kind")], [rough, kind], "{json}");
    }
    assert_eq!(first("<p>a", "ld_kind"), 0.0);
}

/// Features that are counts as they are, or numbers of tags and levels.
const UNBOUNDED: &[&str] = &[
    "links",
    "breaks",
    "word_length",
    "sentences",
    "commas",
    "bars",
    "quotes",
    "exclamations",
    "tag",
    "parent_tag",
    "p1_tag",
    "n1_tag",
    "depth",
    "outside_40",
    "outside_60",
    "outside_85",
    "signature_sentences",
    "repeat",
    "repeats",
    "images_before",
    "page_articles",
    "page_h1",
    "page_h2",
];

#[test]
fn other_features_stay_within_thirty_two() {
    let description = format!("<meta name=description content='{0}'><h1>{0}</h1>", "a b ".repeat(3000));
    for body in [
        format!("<div><p>{}</div>", "((((::: AB. 12:30 ".repeat(3000)),
        "<li>12:30 AB. <code>c</code>".repeat(3000),
        "<div>a".repeat(300),
        format!("{}<p>{}<p>a", "<p>a".repeat(300), long()),
    ] {
        let page = Measured::of(&format!("{description}{body}"));
        for feature in SCHEMA.iter().filter(|feature| !UNBOUNDED.contains(&feature.name)) {
            for value in page.all(feature.name) {
                assert!((-32.0..=32.0).contains(&value), "{}: {value}", feature.name);
            }
        }
    }
}
