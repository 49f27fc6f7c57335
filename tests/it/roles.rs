//! What the library says of the fixtures, against truth written by hand.

use crate::figures::{Counts, MEASURES, role_counts};
use crate::floors;
use crate::pages::{Fixture, Fnv, fixtures, squeezed, strings};
use copydesk::segment::Hidden;
use copydesk::{Caption, Extractor, Page, PageKind, Role};
use std::collections::{BTreeMap, BTreeSet};

/// Checks that fail, and why. The list may only shrink: an entry that passes is a fault too.
const KNOWN: &[(&str, &str, &str)] = &[];

#[test]
fn roles_of_the_fixtures_stay_above_their_floors() {
    let mut hash = Fnv::new();
    let mut pooled: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut figures = BTreeMap::new();
    for fixture in fixtures() {
        hash.add(&fixture.bytes);
        hash.add(fixture.truth.to_string().as_bytes());
        let page = extracted(&fixture);
        let counts = role_counts(&page, fixture.blocks().map(|b| (b.role, b.text, b.hidden)));
        for (name, counts) in &counts {
            pooled.entry(name).or_default().add(*counts);
        }
        figures.insert(format!("content of {}", fixture.id), counts["content"].f1());
    }
    for name in MEASURES {
        assert!(pooled[name].truth > 0, "no fixture has {name}");
        figures.insert(name.to_owned(), pooled[name].f1());
    }
    floors::hold("fixtures", hash, &figures);
}

/// The words that a scorer takes from `other` blocks are none, however many there are.
#[test]
fn a_page_without_blocks_has_no_f1_for_its_truth() {
    let page = Extractor::default().extract("");
    let counts = role_counts(&page, [("body", "One two", false), ("other", "three", false)].into_iter());
    assert_eq!((counts["content"].f1(), counts["content"].truth), (0.0, 2));
    assert_eq!(counts["caption"].f1(), 1.0);
}

#[test]
fn a_product_is_named_by_its_headline_and_what_is_sold_beside_it_is_no_part_of_it() {
    let fixtures = fixtures();
    let kettle = fixtures.iter().find(|fixture| fixture.id == "2024-product-kettle").expect("a fixture");
    let page = extracted(kettle);
    let main_of =
        |role| page.blocks().filter(|b| b.role() == role && b.is_main()).map(|b| b.text()).collect::<Vec<_>>();
    assert_eq!(main_of(Role::Headline), ["Brindle stove kettle, 2.5 litres"]);
    assert_eq!(main_of(Role::Promo), [""; 0]);
}

/// A page without a word of English: a credit, a call and a label of an advertisement that only their wording tells, readings of characters in a
/// sentence, answers in closed panels, and a hidden text that is named a panel and that nothing opens.
#[test]
fn a_page_in_another_language_has_its_lines_told_by_wording_and_its_panels_by_their_controls() {
    let page = include_str!("../../fixtures/panels/hafen.html");
    for parser in copydesk::Parser::ALL {
        let page = Extractor::new(copydesk::Options::default().with_parser(*parser)).extract(page);
        let block = |begins: &str| {
            let found = page.blocks().rfind(|block| block.text().starts_with(begins));
            found.unwrap_or_else(|| panic!("no {begins:?}"))
        };
        for (begins, role) in [
            ("Sechs Jahre nach", Role::Body),
            ("Von Greta", Role::Byline),
            ("Foto: Ufer", Role::Credit),
            ("Gebaut wurde", Role::Body),
            ("Anzeige", Role::Ad),
            ("Lesen Sie auch", Role::Promo),
            ("Die Rechnung liegt", Role::Body),
            ("Mehr zum Thema", Role::Promo),
            ("Jeden Tag um sechs", Role::Promo),
        ] {
            assert_eq!(block(begins).role(), role, "{begins}");
        }
        assert!(block("Gebaut wurde").text().ends_with("einander vor der Schicht wünschen: 御安全に."));
        assert!(page.blocks().all(|block| !block.text().contains("あんぜん")));
        let answer = block("Die Rechnung liegt");
        assert!(answer.is_collapsed() && answer.is_main() && answer.hidden().is_none());
        let offer = block("Kran mieten");
        assert!(!offer.is_collapsed() && offer.hidden() == Some(Hidden::DisplayNone));
        let text = page.main_text();
        for word in ["Moosbrugger", "Foto", "Anzeige", "Fähre", "あんぜん", "mieten", "Mehr zum", "Postfach"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn the_fixtures_pass_every_check_but_the_known_ones() {
    let mut failed = BTreeMap::new();
    let mut checked = BTreeSet::new();
    for fixture in fixtures() {
        let page = extracted(&fixture);
        let mut checks = Checks::default();
        metadata(&fixture, &page, &mut checks);
        captions(&fixture, &page, &mut checks);
        visibility(&fixture, &page, &mut checks);
        described(&fixture, &page, &mut checks);
        kind(&fixture, &page, &mut checks);
        for (name, detail) in checks.0 {
            checked.insert((fixture.id.clone(), name.clone()));
            if let Some(detail) = detail {
                failed.insert((fixture.id.clone(), name), detail);
            }
        }
    }
    let mut checks = Checks::default();
    only_a_share_widget(&mut checks);
    for (name, detail) in checks.0 {
        if let Some(detail) = detail {
            failed.insert(("share widget".to_owned(), name), detail);
        }
    }
    let known: BTreeSet<_> = KNOWN.iter().map(|(id, check, _)| ((*id).to_owned(), (*check).to_owned())).collect();
    let unknown: Vec<_> = failed
        .iter()
        .filter(|(key, _)| !known.contains(key))
        .map(|((id, check), detail)| format!("{id}: {check}: {detail}"))
        .collect();
    assert!(unknown.is_empty(), "{} checks fail:\n{}", unknown.len(), unknown.join("\n"));
    let gone: Vec<_> = known.iter().filter(|key| !failed.contains_key(*key)).collect();
    assert!(gone.is_empty(), "these pass now (or are no checks): take them off KNOWN: {gone:?}");
    assert!(KNOWN.iter().all(|(_, _, reason)| !reason.is_empty()), "each known failure has its reason");
    assert!(checked.len() > 100, "only {} checks", checked.len());
}

fn extracted(fixture: &Fixture) -> Page<'_> {
    Extractor::default().extract_bytes(&fixture.bytes, None).expect("no charset, no error")
}

/// Checks by name; `Some` says how one failed.
#[derive(Default)]
struct Checks(Vec<(String, Option<String>)>);

impl Checks {
    fn add(&mut self, name: impl Into<String>, passed: bool, detail: impl FnOnce() -> String) {
        self.0.push((name.into(), (!passed).then(detail)));
    }
}

fn metadata(fixture: &Fixture, page: &Page<'_>, checks: &mut Checks) {
    let found = page.metadata();
    if let Some(title) = fixture.truth["title"].as_str() {
        let ours = found.title.map(|title| title.value).unwrap_or_default();
        checks.add("title", squeezed(&ours) == squeezed(title), || format!("{ours:?}, not {title:?}"));
    }
    if let Some(date) = fixture.truth["date"].as_str() {
        let ours = found.published.and_then(|date| date.value.iso).unwrap_or_default();
        checks.add("date", same_moment(&ours, date), || format!("{ours:?}, not {date:?}"));
    }
    if fixture.kind() == "article" {
        let truth = fixture.truth["byline"].as_str();
        let ours = found.byline.map(|byline| byline.value);
        let passed = match (&ours, truth) {
            (Some(ours), Some(truth)) => ours.split(", ").all(|name| squeezed(truth).contains(&squeezed(name))),
            (ours, truth) => ours.is_none() == truth.is_none(),
        };
        checks.add("byline", passed, || format!("{ours:?}, not {truth:?}"));
    }
}

/// Whether two dates agree up to time zone, seconds and fractions, where both have them.
fn same_moment(ours: &str, truth: &str) -> bool {
    let minute = |date: &str| date.get(..16).map(str::to_owned);
    let second = |date: &str| date.get(16..19).filter(|s| s.starts_with(':')).map(str::to_owned);
    let seconds_agree = second(ours).is_none() || second(truth).is_none() || second(ours) == second(truth);
    minute(ours).is_some() && minute(ours) == minute(truth) && seconds_agree
}

#[test]
fn dates_that_differ_in_a_minute_are_not_the_same_moment() {
    assert!(same_moment("2013-02-02T12:54:00Z", "2013-02-02T12:54"));
    assert!(same_moment("2013-02-02T12:54:08", "2013-02-02T12:54:08.123Z"));
    assert!(!same_moment("2013-02-02T12:55:00Z", "2013-02-02T12:54:00Z"));
    assert!(!same_moment("2013-02-02T12:54:01Z", "2013-02-02T12:54:00Z"));
    assert!(!same_moment("", "2013-02-02T12:54:00Z") && !same_moment("2013-02-02", "2013-02-02T12:54:00Z"));
}

fn captions(fixture: &Fixture, page: &Page<'_>, checks: &mut Checks) {
    let truth = strings(&fixture.truth, "captions");
    let found = page.captions();
    let main = squeezed(&page.main_text());
    for (i, caption) in truth.iter().enumerate() {
        let passed = found.iter().any(|ours| is_caption(ours, caption));
        checks.add(format!("caption {}", i + 1), passed, || format!("{caption:?} is not in {found:?}"));
        let leaked = main.contains(&squeezed(caption));
        checks.add(format!("caption {} is not in the text", i + 1), !leaked, || format!("{caption:?}"));
    }
    let extra: Vec<_> = found.iter().filter(|ours| !truth.iter().any(|caption| is_caption(ours, caption))).collect();
    checks.add("no other captions", extra.is_empty(), || format!("{extra:?}"));
}

/// Whether a caption is the true one; a credit that the truth has at its end may be set apart.
fn is_caption(ours: &Caption, truth: &str) -> bool {
    let truth = squeezed(truth);
    match truth.strip_prefix(squeezed(&ours.text).as_str()) {
        Some("") => true,
        Some(rest) => ours.credit.as_ref().is_some_and(|credit| rest.ends_with(&squeezed(credit))),
        None => false,
    }
}

fn visibility(fixture: &Fixture, page: &Page<'_>, checks: &mut Checks) {
    let texts = |wanted: &dyn Fn(Option<Hidden>) -> bool| -> Vec<String> {
        page.blocks().filter(|b| wanted(b.hidden())).map(|b| squeezed(b.text())).collect()
    };
    let noscript = texts(&|hidden| hidden == Some(Hidden::Noscript)).concat();
    for (i, text) in strings(&fixture.truth, "noscript_text").iter().enumerate() {
        let passed = noscript.contains(&squeezed(text));
        checks.add(format!("noscript text {}", i + 1), passed, || format!("{text:?} is not in a noscript block"));
    }
    let hidden = texts(&|hidden| hidden.is_some());
    let mut left = hidden.concat();
    for (i, block) in fixture.blocks().filter(|b| b.hidden).enumerate() {
        let text = squeezed(block.text);
        let at = left.find(&text);
        if let Some(at) = at {
            left.replace_range(at..at + text.len(), "\n");
        }
        checks.add(format!("hidden block {}", i + 1), at.is_some(), || format!("{:?} is not hidden", block.text));
    }
    // All that a reader sees is there, once, in order.
    let shown = texts(&|hidden| hidden.is_none()).concat();
    let truth: String = fixture.blocks().filter(|b| !b.hidden && !b.described).map(|b| squeezed(b.text)).collect();
    checks.add("shown text", shown == truth, || difference(&shown, &truth));
}

/// What only JSON-LD says is there as it should read, and where it stands; no other page has such text.
fn described(fixture: &Fixture, page: &Page<'_>, checks: &mut Checks) {
    let truth = fixture.blocks().find(|block| block.described).map(|block| block.text);
    let ours = page.described();
    checks.add("described", ours.map(|ours| ours.text.as_str()) == truth, || format!("{ours:?}, not {truth:?}"));
    let Some(ours) = ours else { return };
    let json = &fixture.html[ours.range.clone().expect("Fast keeps positions")];
    let string: Result<String, _> = serde_json::from_str(&format!("\"{json}\""));
    let words =
        |text: &str| text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 3).map(str::to_owned).collect();
    let (said, text): (Vec<String>, Vec<String>) = (words(string.as_deref().unwrap_or_default()), words(&ours.text));
    checks
        .add("described where the range says", !text.is_empty() && said == text, || format!("{said:?}, not {text:?}"));
    checks.add("described is main", ours.is_main && page.main_text().contains(&ours.text), || page.main_text());
}

/// Where two texts part.
fn difference(ours: &str, truth: &str) -> String {
    let same = ours.chars().zip(truth.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(30)).take(90).collect::<String>();
    format!("after {same} characters:\n  ours  {:?}\n  truth {:?}", around(ours), around(truth))
}

fn kind(fixture: &Fixture, page: &Page<'_>, checks: &mut Checks) {
    let has = |role| page.blocks().any(|block| block.role() == role);
    match fixture.kind() {
        "article" => {
            checks.add("is an article", page.article().is_some(), || page.kind().name().to_owned());
        }
        "index" => {
            checks.add("is no article", page.article().is_none(), || page.kind().name().to_owned());
            checks.add("has no body", !has(Role::Body), || bodies(page));
        }
        "video" => {
            for (i, block) in fixture.blocks().filter(|b| b.role == "body" && !b.hidden).enumerate() {
                let text = squeezed(block.text);
                let found = page.blocks().any(|b| b.role() == Role::Body && b.is_main() && squeezed(b.text()) == text);
                checks.add(format!("body paragraph {}", i + 1), found, || format!("{:?}", block.text));
            }
        }
        "product" => {
            checks.add("is a product", page.kind() == PageKind::Product, || page.kind().name().to_owned());
            checks.add("is no article", page.article().is_none(), || page.main_text());
        }
        kind => panic!("{}: kind {kind:?} has no checks", fixture.id),
    }
}

fn bodies(page: &Page<'_>) -> String {
    page.blocks().filter(|b| b.role() == Role::Body).map(|b| format!("{:?} ", b.text())).collect()
}

/// A page that is nothing else has no story.
fn only_a_share_widget(checks: &mut Checks) {
    let html = "<html><body><div class=share><h2>Share this with</h2><ul><li><a href=#>Email</a><li><a href=#>Facebook</a>\
                <li><a href=#>Messenger</a><li><a href=#>Twitter</a></ul><a href=#>Copy this link</a></div>";
    let page = Extractor::default().extract(html);
    checks.add("no article", page.article().is_none(), || page.main_text());
    checks.add("no text", page.main_text().is_empty(), || page.main_text());
}

/// A page in the shape of the BBC's of 2018 with a list of links in the middle of a story of few and short paragraphs.
fn short_story(paragraphs: &[&str]) -> String {
    let (before, after) = paragraphs.split_at(paragraphs.len() / 3);
    let set = |paragraphs: &[&str]| paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect::<String>();
    format!(
        r#"<html><head><title>Lock gates replaced after flood - BBC News</title><meta property="og:site_name" content="BBC News"></head><body>
        <header><nav><a href="/h">Home</a><a href="/n">News</a><a href="/s">Sport</a></nav></header>
        <div class="story-body"><h1 class="story-body__h1">Lock gates replaced after flood</h1><div class="date date--v2">9 May 2018</div>
        <div class="story-body__inner">{}<ul class="story-body__unordered-list"><li><a href="/l1">The canal that climbs a hill</a></li>
        <li><a href="/l2">What is a lock?</a></li></ul>{}</div>
        <div class="story-more"><h2>Related Topics</h2><ul><li>Canals</li><li>Ostermouth</li></ul><h2>More on this story</h2>
        <div><a href="/q">Barge 'came through the kitchen'</a><div class="date">3 May 2018</div></div></div></div>
        <div class="container-features"><h2>Features</h2><div><a href="/f1"><span>The man who mends clocks at night</span></a></div>
        <div><a href="/f2">Why gulls like car parks</a></div></div>
        <footer><a>Terms of Use</a><a>Privacy Policy</a><a>Cookies</a><small>Copyright &copy; 2018 BBC.</small></footer></body></html>"#,
        set(before),
        set(after)
    )
}

#[test]
fn a_short_story_with_a_list_of_links_in_it_is_an_article() {
    const PARAGRAPHS: [&str; 6] = [
        "The gates of three locks above Ostermouth have been replaced five weeks after the flood.",
        "A crane lifted the last of them into its place in the early hours of Tuesday morning.",
        "Boats may pass again from Friday, the trust that looks after the canal has said.",
        "Two of the old gates had stood since 1911 and went under in less than an hour.",
        "The lock keeper, Ines Marlow, said she had watched them go from her bedroom window.",
        "What is left of the oak will be made into benches for the towpath, she said.",
    ];
    for count in [4, 5, 6] {
        let html = short_story(&PARAGRAPHS[..count]);
        let page = Extractor::new(copydesk::Options::default()).extract(&html);
        assert_eq!(page.kind(), PageKind::Article, "{count} paragraphs");
        for paragraph in &PARAGRAPHS[..count] {
            let block = page.blocks().find(|block| block.text() == *paragraph).expect("each is a block");
            assert_eq!((block.role(), block.is_main()), (Role::Body, true), "{count} paragraphs: {paragraph}");
        }
        assert!(page.blocks().filter(|block| block.text().contains("gulls")).all(|block| !block.is_main()));
    }
}

const STORY: [&str; 5] = [
    "<p>The gates of three locks above Ostermouth have been replaced five weeks after the flood.</p>",
    "<p>A crane lifted the last of them into its place in the early hours of Tuesday morning.</p>",
    "<p>Boats may pass again from Friday, the trust that looks after the canal has said.</p>",
    "<p>Two of the old gates had stood since 1911 and went under in less than an hour.</p>",
    "<p>The lock keeper, Ines Marlow, said she had watched them go from her bedroom window.</p>",
];

/// A story with this behind its second paragraph.
fn story_with(lang: &str, inside: &str) -> String {
    let [first, second, rest @ ..] = STORY;
    let menu = "<ul class=nav><li><a href=/>Home</a><li><a href=/w>World</a><li><a href=/s>Sport</a></ul>";
    let foot = "<div id=footer><a href=/a>About us</a> <a href=/c>Contact</a></div>";
    let title = "New gates for three locks";
    format!(
        "<html lang={lang}><title>{title}</title>{menu}<h1>{title}</h1>{first}{second}{inside}{}{foot}",
        rest.concat()
    )
}

/// Role, main or not and rule of the block that begins so.
fn label(page: &Page<'_>, text: &str) -> (Role, bool, String) {
    let block = page.blocks().find(|block| block.text().starts_with(text)).unwrap_or_else(|| panic!("no block {text}"));
    (block.role(), block.is_main(), block.reason().to_owned())
}

fn labels(html: &str, expected: &[(&str, Role, bool, &str)]) {
    let page = Extractor::default().extract(html);
    for (text, role, is_main, rule) in expected {
        assert_eq!(label(&page, text), (*role, *is_main, (*rule).to_owned()), "{text}");
    }
}

#[test]
fn a_last_paragraph_that_parsers_take_out_of_its_formatting_stays_in_the_story() {
    let paragraphs: String = STORY.iter().map(|paragraph| paragraph.replace("</p>", "\n")).collect();
    let html = format!(
        "<title>New gates for three locks</title><table><tr><td><div class=sh>New gates for three locks</div>\
         <font size=2>{paragraphs}<p>They reached 1,212 before lunch.</font><br clear=all></table>"
    );
    for parser in [copydesk::Parser::Fast, copydesk::Parser::Html5ever] {
        let page = Extractor::new(copydesk::Options::default().with_parser(parser)).extract(&html);
        let expected = (Role::Body, true, "paragraph_behind_formatting".to_owned());
        assert_eq!(label(&page, "They reached"), expected, "{parser}");
    }
}

#[test]
fn cells_of_a_table_in_a_story_head_nothing() {
    let table =
        "<table><tr><th>Lock<th>Gates<th>Built<tr><td>Lower<td>two<td>1911<tr><td>Upper<td>four<td>1934</table>";
    let cells = ["Lock", "Gates", "Built", "Lower", "two", "1911", "Upper", "four", "1934"];
    labels(&story_with("en", table), &cells.map(|cell| (cell, Role::Table, true, "table_in_story")));
}

#[test]
fn who_is_quoted_is_named_in_the_footer_of_the_quotation() {
    let quote = "<blockquote><p>I heard the oak go, and then there was no sound at all.</p><footer>Fred Mottram, publican</footer></blockquote>";
    labels(
        &story_with("en", quote),
        &[
            ("I heard", Role::Quote, true, "blockquote_element"),
            ("Fred Mottram", Role::Quote, true, "blockquote_element"),
        ],
    );
}

#[test]
fn a_block_of_which_a_mark_is_kept_from_being_read_aloud_is_read_aloud() {
    let quote = "<blockquote><span aria-hidden=true>“ </span>I heard the oak go, and then there was no sound at all, she said.</blockquote>";
    let html = story_with("en", quote);
    labels(&html, &[("“ I heard", Role::Quote, true, "blockquote_element")]);
    let page = Extractor::default().extract(&html);
    assert!(page.blocks().all(|block| !block.is_aria_hidden()));
    let page = Extractor::default().extract("<p><span aria-hidden=true>One</span> <b aria-hidden=true>two</b><p>Three");
    assert_eq!(page.blocks().map(|block| block.is_aria_hidden()).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_post_of_a_stream_has_paragraphs_of_its_own() {
    let posts = "<ol><li><article><h3>Crane arrives</h3><p>It came by the coast road at four in the morning, with two police cars.</p></article>\
                 <li><article><h3>First gate in</h3><p>The lower gate hangs in its place, and the crew has stopped for tea.</p></article></ol>";
    let found = [("It came by", Role::Body, true, "main_text"), ("The lower gate", Role::Body, true, "main_text")];
    labels(&story_with("en", posts), &found);
}

#[test]
fn calls_to_readers_are_no_part_of_the_story() {
    let calls = "<p>If you want to receive BBC breaking news alerts via email, or on a smartphone, details are on this help page.</p>\
                 <p>Are you near the canal? Get in touch by emailing haveyoursay@example.org.</p>\
                 <p>Please include a contact number if you are willing to speak to a BBC journalist.</p>";
    labels(
        &story_with("en", calls),
        &[
            ("If you want", Role::Promo, false, "alert_call"),
            ("Are you near", Role::Comments, false, "contact_call"),
            ("Please include", Role::Comments, false, "contact_call"),
        ],
    );
}

#[test]
fn pictures_are_marked_in_the_language_of_the_page() {
    let figure = "<figure><img src=a.jpg><p><span>Fuente de la imagen, </span>Getty Images</p><figcaption>Pie de foto, La esclusa</figcaption></figure>";
    labels(
        &story_with("es", figure),
        &[("Fuente", Role::Credit, false, "credit_marker"), ("Pie de foto", Role::Caption, false, "caption_marker")],
    );
}

#[test]
fn who_wrote_an_inset_did_not_write_the_story() {
    let inset = "<div class=story-feature><h2>Analysis</h2><span class=byline-name>Rory Tamsin</span>\
                 <p>The trust had warned of this for years, and nobody had the money to listen to it until now.</p></div>";
    let html = story_with("en", inset)
        .replace("</h1>", "</h1><span class=byline><span class=byline-name>By Hetty Quorn</span></span>");
    let page = Extractor::default().extract(&html);
    assert_eq!(page.metadata().byline.map(|found| found.value).as_deref(), Some("Hetty Quorn"));
}

#[test]
fn a_small_page_that_says_what_it_is_is_no_article() {
    let html = "<html lang=en><meta property=og:type content=product><title>Oak lock gate</title>\
                <script type=application/ld+json>{\"@type\":\"Product\",\"name\":\"Oak lock gate\",\"offers\":{\"price\":\"30\"}}</script>\
                <h1>Oak lock gate</h1><p class=price>£30<p class=product-description>A model of the gate that stood at Ostermouth until \
                the flood, in oak, for a shelf.<button class=add-to-cart>Add to basket</button>";
    let page = Extractor::default().extract(html);
    assert_eq!(page.kind(), PageKind::Product);
    assert!(page.confidence() > 0.5);
    let note = Extractor::default()
        .extract("<title>Fire in the port</title><h1>Fire in the port</h1><p>A shed burns in the port of Ostermouth.");
    assert_eq!(note.kind(), PageKind::Article);
    assert!(note.confidence() <= 0.5);
}
