//! Text that stands in JSON-LD alone.

use crate::markdown::agrees_with_text;
use crate::pages::fixtures;
use copydesk::{Extractor, Flag, Options, Page, PageKind, Parser, render};

const LAMP: &str = "A lamp of brass and green glass for the desk, with a switch in its foot and two metres of cord.";

fn script(json: &str) -> String {
    format!("<script type=\"application/ld+json\">{json}</script>")
}

fn product(description: &str) -> String {
    script(&format!(
        r#"{{"@context":"https://schema.org","@type":"Product","name":"Lamp","description":"{description}"}}"#
    ))
}

fn extracted(html: &str) -> Page<'_> {
    Extractor::default().extract(html)
}

/// The text that the page describes, and whether it is main.
fn described(html: &str) -> Option<(String, bool)> {
    extracted(html).described().map(|described| (described.text.clone(), described.is_main))
}

fn story() -> String {
    "<p>The council met on Tuesday night and voted to keep the old pier open for one more summer.</p>".repeat(5)
}

#[test]
fn a_page_without_a_text_takes_it_from_json_ld_and_says_so() {
    let html = format!("<title>Lamp</title>{}<h1>Lamp</h1><button>Add to basket</button>", product(LAMP));
    let page = extracted(&html);
    assert!(page.main_text().contains(LAMP));
    assert_eq!(page.kind(), PageKind::Product);
    assert!(!page.flags().contains(&Flag::BodyEmpty));
    let described = page.described().expect("no block shows it");
    assert_eq!(&html[described.range.clone().expect("Fast keeps positions")], LAMP);
    assert_eq!((described.reason, described.score), ("json_ld_description", 1.0));
    agrees_with_text(&page).unwrap();
    let line: serde_json::Value = serde_json::from_str(&render::json_line(&page, "lamp", None)).unwrap();
    let marked: Vec<_> =
        line["blocks"].as_array().unwrap().iter().filter(|block| block["origin"] == "json_ld").collect();
    assert_eq!(marked.len(), 1);
    assert_eq!((&marked[0]["role"], &marked[0]["main"]), (&"body".into(), &true.into()));
    assert_eq!(marked[0]["text"], LAMP);
    assert!(render::overlay(&page, "lamp").contains("in JSON-LD alone"));
}

#[test]
fn what_the_page_shows_is_not_said_twice() {
    assert_eq!(described(&format!("{}<h1>Lamp</h1><p>{LAMP}</p>", product(LAMP))), None);
    // In other blocks and other case, and with other words around it.
    let shown = LAMP.to_uppercase().replace(" FOR", "</p><p>FOR");
    assert_eq!(described(&format!("{}<h1>Lamp</h1><p>New! {shown} Order now.</p>", product(LAMP))), None);
    assert!(described(&format!("{}<h1>Lamp</h1><p hidden>{LAMP}</p><p>Lamp", product(LAMP))).is_some());
    let kanji =
        "真鍮と緑色の硝子で作られた机上用の電灯で、足元に開閉器があり、二米の電線が付いています。修理も承ります。";
    assert_eq!(described(&format!("{}<h1>電灯</h1><p>新品！{kanji}送料無料", product(kanji))), None);
}

/// Measured on pages of shops: beside a main text of its own the description is not the main text.
#[test]
fn a_description_beside_a_longer_main_text_is_not_main() {
    let html = format!("{}<h1>Pier stays open</h1>{}", product(LAMP), story());
    let page = extracted(&html);
    assert_eq!(described(&html), Some((LAMP.to_owned(), false)));
    assert!(!page.main_text().contains("lamp") && !render::markdown(&page).contains("lamp"));
    let plain = html.replace("ld+json", "json");
    let plain = extracted(&plain);
    assert_eq!((page.main_text(), page.kind()), (plain.main_text(), plain.kind()));
}

#[test]
fn the_story_of_a_page_that_a_script_builds_is_its_article() {
    let body = "The ferry ran aground in thick fog on Sunday.\\n\\nNobody was hurt, and the crew waited for the tide.";
    let json = format!(
        r#"{{"@graph":[{{"@type":["Thing","NewsArticle"],"headline":"Ferry aground","articleBody":"{body}"}}]}}"#
    );
    let html = format!("<title>Ferry aground</title><div id=root></div>{}", script(&json));
    let page = extracted(&html);
    let article = page.article().expect("the page is an article");
    assert_eq!(article.text, body.replace("\\n\\n", "\n"));
    assert!(page.confidence() <= 0.5, "the model has seen nothing of it");
    assert_eq!(page.described().unwrap().reason, "json_ld_article_body");
    // A page that shows more keeps to what it shows.
    assert_eq!(described(&format!("<h1>Pier stays open</h1>{}{}", story(), script(&json))), None);
}

#[test]
fn the_first_post_of_a_discussion_is_read_and_the_comments_are_not() {
    let json = r#"{"@type":"WebPage","mainEntity":{"@type":"DiscussionForumPosting","comment":[{"@type":"DiscussionForumPosting",
        "text":"Mine leaked as well, and then it was the seal of the lid, not the spout at all."}],
        "text":"My kettle drips at the spout when I pour slowly. Has anybody cured that?"}}"#;
    let (text, is_main) = described(&script(json)).expect("no block shows it");
    assert_eq!(
        (text.as_str(), is_main),
        ("My kettle drips at the spout when I pour slowly. Has anybody cured that?", true)
    );
}

#[test]
fn descriptions_of_other_things_are_not_the_pages() {
    let other = |json: &str| assert_eq!(described(&format!("<h1>Lamps</h1>{}", script(json))), None, "{json}");
    let lamp = format!(r#"{{"@type":"Product","description":"{LAMP}"}}"#);
    other(&format!(r#"{{"@type":"ItemList","itemListElement":[{{"@type":"ListItem","item":{lamp}}}]}}"#));
    other(&format!(r#"{{"@type":"WebPage","isRelatedTo":{lamp}}}"#));
    other(&format!(r#"{{"@type":"WebPage","mainEntity":[{lamp}]}}"#));
    other(&format!(r#"{{"@type":"Organization","description":"{LAMP}"}}"#));
    other(&format!("[{}]", [lamp.as_str(); 5].join(",")));
    assert!(described(&script(&format!("[{lamp}]"))).is_some());
}

#[test]
fn broken_json_says_nothing_and_does_no_harm() {
    let whole = product(LAMP);
    let json_start = whole.find('{').unwrap();
    for end in (json_start..whole.len() - "}</script>".len()).filter(|end| whole.is_char_boundary(*end)) {
        let cut = format!("{}</script><h1>Lamp</h1>", &whole[..end]);
        assert_eq!(described(&cut), None, "{cut}");
    }
    for json in [
        format!(r#"{{"@type":"Product","description":"A 5" lamp: {LAMP}"}}"#),
        format!(r#"{{"@type":"Product","description":"{LAMP}"]"#),
        format!(r#"{{"@type":"Product" "description":"{LAMP}"}}"#),
    ] {
        assert_eq!(described(&script(&json)), None, "{json}");
    }
    let wrapped = format!("//<![CDATA[\n{{\"@type\":\"Product\",\"description\":\"{LAMP}\"}}\n//]]>");
    assert!(described(&script(&wrapped)).is_some());
}

#[test]
fn of_a_key_that_stands_twice_the_last_counts() {
    let json =
        format!(r#"{{"description":"Something that was said of it before","@type":"Product","description":"{LAMP}"}}"#);
    assert_eq!(described(&script(&json)), Some((LAMP.to_owned(), true)));
}

#[test]
fn halves_of_surrogates_nesting_and_length_do_no_harm() {
    let lone = format!(r"{LAMP} \ud83d\ud83d\ude00 \ude00 \uD8 \u{{}}");
    let (text, _) = described(&product(&lone)).expect("no block shows it");
    assert!(text.ends_with("\u{FFFD}\u{1F600} \u{FFFD} uD8 u{}"), "{text}");
    let deep =
        format!(r#"{{"a":{}1{},"@type":"Product","description":"{LAMP}"}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(described(&script(&deep)), Some((LAMP.to_owned(), true)));
    let long = "green glass ".repeat(100_000);
    assert_eq!(described(&product(&long)).map(|(text, _)| text.len()), Some(long.len() - 1));
    // Beyond the budget of a script.
    assert_eq!(described(&product(&"green glass ".repeat(200_000))), None);
}

#[test]
fn every_parser_finds_the_same() {
    let specified = Extractor::new(Options::default().with_parser(Parser::Html5ever));
    for fixture in fixtures() {
        let (page, other) = (extracted(&fixture.html), specified.extract(&fixture.html));
        let told = |page: &Page<'_>| page.described().map(|d| (d.text.clone(), d.is_main, d.place));
        assert_eq!(told(&page), told(&other), "{}", fixture.id);
        assert!(other.described().is_none_or(|described| described.range.is_none()));
    }
}
