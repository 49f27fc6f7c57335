//! Labels on small pages: a menu, a story, and in its middle what the test is about.

use super::Role;
use crate::extractor::Extractor;
use crate::page::Page;

const SENTENCES: [&str; 8] = [
    "The bridge over the River Ashe will close for six weeks from Monday, the county council said on Friday.",
    "Engineers found cracks in two of its piers after the winter floods, and said they could not wait until spring.",
    "Drivers were asked to use the crossing at Saltmere, which adds eleven miles to the journey into town.",
    "Shopkeepers on the eastern bank said they feared for their trade in the weeks that matter most to them.",
    "The council said it would run a free bus every twenty minutes from early morning until late in the evening.",
    "A second inspection is planned for the end of the month, when divers will look at the foundations.",
    "Repairs are expected to cost two million pounds, most of which will be paid from a national fund.",
    "The bridge was built in 1931 and carries nine thousand cars a day, three times what it was made for.",
];

fn story(middle: &str) -> String {
    let paragraphs: Vec<String> = SENTENCES.iter().map(|sentence| format!("<p>{sentence}</p>")).collect();
    format!(
        "<!doctype html><title>Bridge to close for six weeks - Example News</title><meta property=og:type content=article>
         <ul class=nav><li><a href=/>Home</a><li><a href=/sport>Sport</a><li><a href=/weather>Weather</a></ul>
         <article><h1>Bridge to close for six weeks</h1>{}{middle}{}</article>
         <div class=related-stories><h2>Related stories</h2><ul><li><a href=/a>Flood damage put at ten million</a>
         <li><a href=/b>What holds a bridge up?</a></ul></div>
         <div class=footer><p>© 2019 Example News</p></div>",
        paragraphs[..4].concat(),
        paragraphs[4..].concat()
    )
}

fn label(page: &Page<'_>, text: &str) -> (Role, bool, &'static str) {
    let block = page.blocks().find(|block| block.text() == text);
    let block = block.unwrap_or_else(|| panic!("no block {text:?}"));
    (block.role(), block.is_main(), block.reason())
}

fn labels<const N: usize>(middle: &str, texts: [&str; N]) -> [(Role, bool); N] {
    let html = story(middle);
    let page = Extractor::default().extract(&html);
    for sentence in SENTENCES {
        assert_eq!(label(&page, sentence).0, Role::Body, "the story around stays whole: {sentence}");
    }
    texts.map(|text| {
        let (role, main, _) = label(&page, text);
        (role, main)
    })
}

#[test]
fn the_frame_of_a_story_is_told_apart() {
    let html = story("");
    let page = Extractor::default().extract(&html);
    assert_eq!(label(&page, "Bridge to close for six weeks"), (Role::Headline, false, "heading_matches_title"));
    assert_eq!(label(&page, "Home").0, Role::Nav);
    assert_eq!(label(&page, "What holds a bridge up?").0, Role::Promo);
    assert_eq!(label(&page, "© 2019 Example News"), (Role::Footer, false, "copyright_notice"));
}

#[test]
fn a_data_table_inside_the_story_belongs_to_it() {
    let table = "<table><tr><th>Pier</th><th>Cracks</th></tr><tr><td>North</td><td>14</td></tr><tr><td>South</td><td>3</td></tr></table>";
    assert_eq!(labels(table, ["Pier", "14"]), [(Role::Table, true); 2]);
}

#[test]
fn a_list_inside_the_story_belongs_to_it() {
    let list = "<ul><li>Buses leave from the market square every twenty minutes<li>Cyclists may use the footbridge upstream</ul>";
    assert_eq!(labels(list, ["Cyclists may use the footbridge upstream"]), [(Role::ListItem, true)]);
}

#[test]
fn a_link_on_a_line_of_its_own_sells_another_story() {
    let middle = "<p><a href=/c>In pictures: the floods that broke the piers</a></p>";
    assert_eq!(labels(middle, ["In pictures: the floods that broke the piers"]), [(Role::Promo, false)]);
}

#[test]
fn a_bold_line_between_paragraphs_is_a_subheading() {
    assert_eq!(labels("<p><b>Long way round</b></p>", ["Long way round"]), [(Role::Subheading, true)]);
}

#[test]
fn captions_are_known_by_element_name_and_alt_text() {
    let captions = "<figure><img src=a><figcaption>The bridge in 1931</figcaption></figure>
        <img src=b><p class=imageCaption>The bridge under water last winter</p>
        <img src=c alt='Divers prepare to look at the foundations'><p>Divers prepare to look at the foundations</p>";
    let texts =
        ["The bridge in 1931", "The bridge under water last winter", "Divers prepare to look at the foundations"];
    assert_eq!(labels(captions, texts), [(Role::Caption, false); 3]);
}

#[test]
fn a_quotation_box_keeps_its_speaker() {
    let middle = "<blockquote><p>We shall be an island again</p></blockquote>";
    assert_eq!(labels(middle, ["We shall be an island again"]), [(Role::Quote, true)]);
}

#[test]
fn readers_comments_are_not_the_story() {
    let comments = "<div class=comments><h3>Comments</h3><p>I have crossed that bridge every day for thirty years and never felt it move.</p></div>";
    let text = "I have crossed that bridge every day for thirty years and never felt it move.";
    assert_eq!(labels(comments, [text]), [(Role::Comments, false)]);
}

#[test]
fn a_page_of_labels_has_no_main_text() {
    let page = Extractor::default().extract("<ul><li><a>Email</a><li><a>Facebook</a><li><a>Messenger</a></ul>");
    assert_eq!(page.main_text(), "");
    assert!(page.article().is_none());
}

#[test]
fn a_box_with_pictures_of_quotation_marks_is_a_quotation() {
    let quotation = |mark: &str| {
        format!(
            "<table align=right class=box><tr><td class=sibtbg><div><div class=mva><img src=/img/{mark}_rb.gif alt=\"\"><b>Cows do not read clocks</b>\
             <img src=/img/end_{mark}_rb.gif alt=\"\"></div><div class=mva>Dairy farmer Owen Pugh, Powys</div></div></td></tr></table>"
        )
    };
    let texts = ["Cows do not read clocks", "Dairy farmer Owen Pugh, Powys"];
    assert_eq!(labels(&quotation("start_quote"), texts), [(Role::Quote, true); 2]);
    assert_ne!(labels(&quotation("icon"), texts)[1].0, Role::Quote);
}

#[test]
fn a_sentence_that_somebody_says_heads_nothing() {
    let line = |said: &str| format!("<p><strong>Owen, 8:</strong> {said}</p>");
    let (said, head) = ("\"It is better than the bus.\"", "better than the bus");
    let text = format!("Owen, 8: {said}");
    assert_eq!(labels(&line(said), [&text]), [(Role::Body, true)]);
    assert_eq!(labels(&line(head), [&format!("Owen, 8: {head}")]), [(Role::Subheading, true)]);
}

#[test]
fn a_bold_headline_is_one_and_no_subheading() {
    let html = story("").replace("<h1>", "<p><b>Europe</b><p><font size=5><b>").replace("</h1>", "</b></font>");
    let page = Extractor::default().extract(&html);
    assert_eq!(label(&page, "Bridge to close for six weeks"), (Role::Headline, false, "heading_matches_title"));
    assert_ne!(label(&page, "Europe").0, Role::Subheading, "what stands above the headline heads nothing");
}

#[test]
fn what_is_called_comments_and_holds_the_story_is_the_story() {
    let html = story("").replace("<article>", "<div class=comments>").replace("</article>", "</div>");
    let page = Extractor::default().extract(&html);
    for sentence in SENTENCES {
        assert_eq!(label(&page, sentence), (Role::Body, true, "main_text"));
    }
    assert_eq!(label(&page, "What holds a bridge up?").0, Role::Promo, "other zones stay");
}
