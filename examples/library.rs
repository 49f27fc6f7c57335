//! What the library gives beside the main text: title, byline, date, captions, the boxes of the
//! story, what the page sells, and where each block stands in the source.
//!
//! `cargo run --example library [page.html]` prints one fact a line, then the blocks that are not
//! navigation:
//!
//! ```text
//! title:  Storms close every port on the north coast
//! byline: Ann Reporter
//! date:   2013-02-02
//! …
//! body        417..650    Gales of 90mph closed every port on …
//! ```

use copydesk::{Extractor, Role};

const PAGE: &str = include_str!("pages/storm.html");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bytes = match std::env::args_os().nth(1) {
        Some(path) => std::fs::read(path)?,
        None => PAGE.as_bytes().to_vec(),
    };
    let extractor = Extractor::default();
    let page = extractor.extract_bytes(&bytes, None)?;

    let meta = page.metadata();
    println!("title:  {}", meta.title.map_or("-".into(), |found| found.value));
    println!("byline: {}", meta.byline.map_or("-".into(), |found| found.value));
    println!("date:   {}", meta.published.map_or("-".into(), |found| found.value.iso.unwrap_or(found.value.written)));

    for caption in page.captions() {
        println!("caption: {}", caption.text);
        println!("    credit {:?}, image {:?}, alt {:?}", caption.credit, caption.image, caption.alt);
    }
    for aside in page.asides() {
        println!("aside: {}", aside.text());
    }
    for promo in page.promos() {
        println!("promo: {}", promo.text());
    }
    println!();
    for block in page.blocks().filter(|block| block.role() != Role::Nav) {
        let range = block.range().map_or("-".into(), |range| format!("{}..{}", range.start, range.end));
        println!("{:<11} {range:<11} {}", block.role().name(), block.text());
    }
    Ok(())
}
