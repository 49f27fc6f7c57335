//! Why each block of a page got its role.
//!
//! `cargo run --example explain [page.html]` prints, for each block, role, score, the rule that
//! gave the role, and the features that moved the score most, in log-odds:
//!
//! ```text
//! body      0.98 rule …                 Gales of 90mph closed every port on the north …
//!     characters = 133.000     +1.90
//! ```

use copydesk::Extractor;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bytes = match std::env::args_os().nth(1) {
        Some(path) => std::fs::read(path)?,
        None => include_bytes!("pages/storm.html").to_vec(),
    };
    let extractor = Extractor::default();
    let page = extractor.extract_bytes(&bytes, None)?;
    println!("{} ({:.2})", page.kind().name(), page.confidence());
    for block in page.blocks() {
        let beginning: String = block.text().chars().take(60).collect();
        println!("{:<10} {:.2} rule {:<20} {beginning}", block.role().name(), block.score(), block.reason());
        let Some(explanation) = page.explain(block.index()) else {
            continue;
        };
        for c in explanation.contributions.iter().take(5) {
            println!("    {:<36} = {:>9.3} {:>+7.2}", c.feature, c.value, c.contribution);
        }
    }
    Ok(())
}
