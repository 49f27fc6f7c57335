//! Markdown as a reader of Markdown sees it.

use crate::pages::squeezed;
use copydesk::{Page, render};
use pulldown_cmark::{Event, Options, Parser};

/// What is shown of a Markdown text, without white space; `Err` when it contains HTML.
pub fn shown(markdown: &str) -> Result<String, String> {
    let mut out = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&squeezed(&text)),
            Event::Html(html) | Event::InlineHtml(html) => return Err(format!("HTML: {html:?}")),
            _ => {}
        }
    }
    Ok(out)
}

/// Markdown shows the title and the main text, each word once and in order.
pub fn agrees_with_text(page: &Page<'_>) -> Result<(), String> {
    let markdown = render::markdown(page);
    let shown = shown(&markdown)?;
    let text = squeezed(&page.main_text());
    let title = page.metadata().title.map(|title| squeezed(&title.value)).unwrap_or_default();
    if shown == text || shown == format!("{title}{text}") {
        return Ok(());
    }
    let text = format!("{title}{text}");
    let same = shown.chars().zip(text.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(20)).take(60).collect::<String>();
    Err(format!("Markdown {:?}, text {:?}\n{markdown:?}", around(&shown), around(&text)))
}

#[test]
fn markdown_of_the_fixtures_shows_the_main_text() {
    for fixture in crate::pages::fixtures() {
        let page = copydesk::Extractor::default().extract(&fixture.html);
        agrees_with_text(&page).unwrap_or_else(|fault| panic!("{}: {fault}", fixture.id));
    }
}

#[test]
fn the_reader_of_markdown_sees_what_is_escaped_and_what_is_not() {
    assert_eq!(shown("# a\n\n- b \\* [c](/d) `e`\n\n> *f*").unwrap(), "ab*cef");
    assert_eq!(shown("| a | b |\n|---|---|\n| c | d |").unwrap(), "abcd");
    assert!(shown("a <b>c</b>").is_err());
}
