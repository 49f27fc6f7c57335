//! For callers who hold a `scraper::Html` already: no second parse.
//!
//! `cargo run --example scraper_interop [page.html]` prints the page's `<h1>`, found by a CSS
//! selector of scraper, then the main text. Blocks have no byte ranges: scraper keeps none.

use copydesk::dom::Dom;
use copydesk::{Extractor, render};
use scraper::{Html, Selector};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let html = match std::env::args_os().nth(1) {
        Some(path) => std::fs::read_to_string(path)?,
        None => include_str!("pages/storm.html").to_owned(),
    };
    let document = Html::parse_document(&html);
    let headline = Selector::parse("h1")?;
    for element in document.select(&headline) {
        println!("# {}\n", element.text().collect::<String>().trim());
    }
    let page = Extractor::default().extract_dom(Dom::from(&document));
    println!("{}", render::text(&page));
    Ok(())
}
