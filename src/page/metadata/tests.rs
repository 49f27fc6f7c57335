use super::*;
use crate::Extractor;
use proptest::prelude::*;

fn of(html: &str) -> Metadata {
    Extractor::default().extract(html).metadata()
}

fn value<T: Clone>(found: &Option<Found<T>>) -> Option<(T, Origin)> {
    found.as_ref().map(|f| (f.value.clone(), f.origin))
}

fn said(found: &Option<Found<String>>) -> Option<(String, Origin)> {
    value(found)
}

fn date(found: &Option<Found<Date>>) -> Option<(String, Origin)> {
    value(found).map(|(date, origin)| (date.iso.unwrap_or(format!("? {}", date.written)), origin))
}

fn is(text: &str, origin: Origin) -> Option<(String, Origin)> {
    Some((text.to_owned(), origin))
}

/// Enough of a story that the labels see one.
fn story() -> String {
    "<p>Rain fell on the city for a third day, and the river rose over its lower steps by noon.</p>".repeat(4)
}

#[test]
fn sources_are_ranked_field_by_field() {
    let html = r#"<html lang=en_gb><head><title>The long headline | The Site</title>
        <link rel=canonical href="https://www.example.org/a">
        <meta property="og:title" content="Short one"><meta property="og:site_name" content="The Site">
        <meta property="og:image" content="https://example.org/og.jpg"><meta name=description content="From meta">
        <meta property="article:published_time" content="2020-01-02"><meta property="article:modified_time" content="2020-01-04">
        <meta property="article:tag" content="Rome"><meta name=keywords content="rome, Trees;Water">
        <meta property="article:section" content="World">
        <script type="application/ld+json">{"@type":"NewsArticle","headline":"The long headline","datePublished":"2020-01-01T10:00:00Z",
          "author":[{"@type":"Person","name":"Ann Lee"},{"@type":"Person","name":"Bo Ek"}],"description":"From JSON"}</script></head>
        <body><h1>The long headline</h1><p>Text."#;
    let m = of(html);
    assert_eq!(said(&m.title), is("The long headline", Origin::Text));
    assert_eq!(said(&m.byline), is("Ann Lee, Bo Ek", Origin::JsonLd));
    assert_eq!(date(&m.published), is("2020-01-01T10:00:00Z", Origin::JsonLd));
    assert_eq!(date(&m.modified), is("2020-01-04", Origin::OpenGraph));
    assert_eq!(said(&m.language), is("en-GB", Origin::Meta));
    assert_eq!(said(&m.site), is("The Site", Origin::OpenGraph));
    assert_eq!(said(&m.url), is("https://www.example.org/a", Origin::Meta));
    assert_eq!(said(&m.image), is("https://example.org/og.jpg", Origin::OpenGraph));
    assert_eq!(said(&m.description), is("From JSON", Origin::JsonLd));
    assert_eq!(m.tags.iter().map(|t| t.value.as_str()).collect::<Vec<_>>(), ["Rome", "Trees", "Water", "World"]);
}

#[test]
fn old_bbc_pages_are_read() {
    let html = "<title>BBC NEWS | World | Middle East | Leaders meet in Cairo</title>
        <meta name=OriginalPublicationDate content='2006/03/14 11:20:31'><meta name=Headline content='Leaders meet in Cairo'>
        <meta name=Section content='Middle East'>
        <span class=ds><span class=lu>Last Updated: </span>Tuesday, 14 March 2006, 11:20 GMT</span><div class=sh>Leaders meet in Cairo</div>
        <span class=byl>By Ann Lee <br></span><span class=byd>Science reporter, BBC News</span><p>Text.";
    let m = of(html);
    assert_eq!(said(&m.title), is("Leaders meet in Cairo", Origin::Text));
    assert_eq!(said(&m.byline), is("Ann Lee", Origin::Markup));
    assert_eq!(date(&m.published), is("2006-03-14T11:20:31", Origin::Meta));
    assert_eq!(date(&m.modified), is("2006-03-14T11:20:00Z", Origin::Text));
    assert_eq!(said(&m.site), is("BBC NEWS", Origin::Meta));
}

#[test]
fn a_lone_update_is_the_date_of_the_page() {
    let m = of(
        "<h1>Rain</h1><span class=story-date><span class=date>16 October 2012</span> <span>Last updated at </span><span class=time>15:32</span></span>",
    );
    assert_eq!(date(&m.published), is("2012-10-16T15:32:00", Origin::Text));
    assert_eq!(m.published, m.modified);
}

#[test]
fn the_time_element_tells_what_the_eye_cannot_read() {
    let new = "<h1>Rain in Rome</h1><div data-component=byline-block><div data-testid=byline><span>Ann Lee</span><span data-testid=byline-role-location>Reporter</span></div></div>
        <time datetime='2024-09-30T11:44:06.467Z'>2 hours ago</time>";
    let m = of(&format!("{new}{}", story()));
    assert_eq!(said(&m.byline), is("Ann Lee", Origin::Markup));
    assert_eq!(date(&m.published), is("2024-09-30T11:44:06Z", Origin::Markup));
    let seconds = of("<h1>Rain</h1><div class='date date--v2' data-seconds=1489626941>16 March 2017</div>");
    assert_eq!(date(&seconds.published), is("2017-03-16T01:15:41Z", Origin::Text));
    let relative = of("<h1>Rain</h1><div class=date>Published 2 hours ago</div>");
    assert_eq!(date(&relative.published), is("? Published 2 hours ago", Origin::Text));
}

#[test]
fn readable_dates_beat_unreadable_ones_of_higher_trust() {
    let m = of(
        r#"<script type="application/ld+json">{"@type":"Article","datePublished":"yesterday 5"}</script><meta name=date content=2020-05-06>"#,
    );
    assert_eq!(date(&m.published), is("2020-05-06", Origin::Meta));
}

#[test]
fn publication_and_update_in_one_line_are_told_apart() {
    let m = of("<h1>Rain</h1><p class=date>Published 1 May 2020, updated 3 May 2020 at 10:15 GMT</p>");
    assert_eq!(date(&m.published), is("2020-05-01", Origin::Text));
    assert_eq!(date(&m.modified), is("2020-05-03T10:15:00Z", Origin::Text));
}

#[test]
fn a_site_that_names_itself_has_no_byline() {
    let m = of("<meta property=og:site_name content='BBC News'><meta property=og:article:author content='BBC News'>
                <meta property=article:author content='https://www.facebook.com/bbcnews'><h1>Rain</h1><p>Text.");
    assert_eq!(m.byline, None);
    let own =
        of(r#"<script type="application/ld+json">{"@type":"BlogPosting","author":{"@type":"Person","name":"Ann Lee"},
                    "publisher":{"@type":"Organization","name":"Ann Lee"}}</script>"#);
    assert_eq!(said(&own.byline), is("Ann Lee", Origin::JsonLd));
}

#[test]
fn a_byline_inside_an_inset_is_not_the_storys() {
    let paragraph = format!("<p>{}", "words of the story, ".repeat(12));
    let html = format!(
        "<h1>Rain in Rome</h1>{}<div><span class=byline>Caio Quero</span></div>{paragraph}",
        paragraph.repeat(3)
    );
    assert_eq!(of(&html).byline, None);
}

#[test]
fn bylines_of_visible_text_need_by_and_a_name() {
    let m = of(&format!("<h1>Rain in Rome</h1><p>By Ann Lee and Bo Ek</p>{}", story()));
    let byline = m.byline.expect("a name stands behind By");
    assert_eq!(byline.value, "Ann Lee, Bo Ek");
    // Which of the two depends on the role that the labels give the line.
    assert!(matches!(byline.origin, Origin::Text | Origin::Markup));
    assert_eq!(of("<h1>Rain in Rome</h1><p>By noon it was over</p>").byline, None);
}

#[test]
fn roles_find_what_markup_does_not_tell() {
    use crate::label::Role;
    let mut page = Extractor::default()
        .extract("<p>Rain in Rome</p><p>Words: Ann Lee</p><p>Tuesday 3 May 2020, in the evening</p><p>Text</p>");
    for (block, role) in [Role::Headline, Role::Byline, Role::Timestamp, Role::Body].into_iter().enumerate() {
        page.roles.labels[block].role = role;
    }
    page.roles.kind = crate::PageKind::Article;
    let m = page.metadata();
    assert_eq!(said(&m.title), is("Rain in Rome", Origin::Text));
    assert_eq!(said(&m.byline).map(|b| b.0).as_deref(), Some("Ann Lee"));
    assert_eq!(date(&m.published), is("2020-05-03", Origin::Text));
}

#[test]
fn the_host_names_the_site_in_the_last_resort() {
    assert_eq!(said(&of("<link rel=canonical href=https://www.example.org/a>").site), is("example.org", Origin::Meta));
    assert_eq!(of("<link rel=canonical href=/a>").url, None);
}

#[test]
fn an_empty_page_says_nothing() {
    assert_eq!(of(""), Metadata::default());
}

#[test]
fn hostile_pages_are_read_in_bounds() {
    let deep = format!("<script type='application/ld+json'>{}</script>", "{\"@graph\":[".repeat(100_000));
    let _ = of(&deep);
    let metas = "<meta name=keywords content='a,b'><meta property=article:author content=x>".repeat(20_000);
    assert!(of(&metas).tags.len() <= 100);
    let bylines = "<div class=byline><time class=date datetime=99999999999999999999>".repeat(20_000);
    let _ = of(&bylines);
    let headings = "<h1 itemprop=headline>a b c".repeat(20_000);
    let _ = of(&format!("<title>{}</title>{headings}", "a | ".repeat(5_000)));
}

proptest! {
    #[test]
    fn no_text_makes_dates_names_or_titles_panic(text in "\\PC{0,80}", number in "[0-9./:年-]{0,30}") {
        let _ = super::date::iso(&text, super::date::Order::DayFirst);
        let _ = super::date::iso(&number, super::date::Order::Unknown);
        let _ = byline::names(&text);
        let _ = byline::said_names(&text);
        let html = format!("<title>{text} - {number}</title><h1>{text}</h1><p class=byline>By {text}<time class=date>{number}</time><p>{number} {text}");
        let _ = of(&html);
    }
}

#[test]
fn a_shown_line_by_somebody_is_the_byline() {
    let story = "<p>A ferry with 40 people on board ran aground in thick fog on Sunday morning, and was still there at noon.</p>\
                 <p>The coastguard said nobody was hurt, and that the crew would wait for the evening tide to float her off.</p>";
    let byline = |line: &str| {
        let html = format!("<title>Ferry aground - Example News</title><h1>Ferry aground</h1>{line}{story}");
        crate::Extractor::default().extract(&html).metadata().byline.map(|found| found.value)
    };
    for line in [
        "<p>By Ann Walker</p>",
        "<div>by Ann Walker</div>",
        "<span>BY Ann Walker</span>",
        "<p>By Ann Walker, Harbour correspondent</p>",
        "<p>By <a href=/ann>Ann Walker</a></p>",
        "<p>By Ann Walker<br>Example News</p>",
    ] {
        assert_eq!(byline(line).as_deref(), Some("Ann Walker"), "{line}");
    }
    assert_eq!(byline("<p>By Ann Walker and Bob Page</p>").as_deref(), Some("Ann Walker, Bob Page"));
    // Where no markup tells a byline, what ends in a job is no name.
    for line in ["<p>By our Reporter</p>", "<p>By Staff Writer</p>", "<p>By the harbour wall</p>"] {
        assert_eq!(byline(line), None, "{line}");
    }
}

#[test]
fn the_heading_of_a_byline_is_no_name() {
    let html = format!(
        "<title>The river rises</title><h1>The river rises</h1><section role=region aria-labelledby=article-byline>\
         <strong id=article-byline>Article information</strong><ul><li><span>Author, </span><span>Ann Lee</span></li>\
         <li><span>Role, </span><span>BBC Mundo</span></li></ul></section>{}",
        story()
    );
    assert_eq!(said(&of(&html).byline), is("Ann Lee", Origin::Markup));
}
