//! Writes a page that shows every block of another page with its role, score and reason.
//!
//! `cargo run --example overlay page.html overlay.html` prints where it wrote and how much of the
//! page it shows: `overlay.html: 202 blocks, 36 of them main`.

use copydesk::{Extractor, render};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(from), Some(to)) = (args.next(), args.next()) else {
        return Err("usage: overlay PAGE OUTPUT".into());
    };
    let bytes = std::fs::read(&from)?;
    let extractor = Extractor::default();
    let page = extractor.extract_bytes(&bytes, None)?;
    std::fs::write(&to, render::overlay(&page, &from))?;
    let main = page.blocks().filter(|block| block.is_main()).count();
    println!("{to}: {} blocks, {main} of them main", page.blocks().len());
    Ok(())
}
