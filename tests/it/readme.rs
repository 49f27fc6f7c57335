//! What README.md shows is what comes out.

use crate::pages::root;
use copydesk::Extractor;
use std::fs;

/// What stands between two strings, the first of its kind.
fn between<'t>(text: &'t str, begin: &str, end: &str) -> &'t str {
    let (_, rest) = text.split_once(begin).unwrap_or_else(|| panic!("README.md has {begin:?}"));
    rest.split_once(end).unwrap_or_else(|| panic!("README.md has {end:?} behind {begin:?}")).0
}

#[test]
fn the_first_example_prints_what_the_readme_says() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let code = between(&readme, "```rust\n", "```\n");
    let html = between(code, "r#\"", "\"#");
    // The loop below is that of the example: another one there wants another one here.
    let print = r#"println!("{:9} {:4.2} {:22} {}", block.role(), block.score(), block.reason(), block.text());"#;
    assert!(code.contains(print), "{code}");
    let expected = between(between(&readme, "<!-- example -->", "<!-- /example -->"), "```text\n", "```\n");
    let mut printed = String::new();
    for block in Extractor::default().extract(html).blocks() {
        printed += &format!("{:9} {:4.2} {:22} {}\n", block.role(), block.score(), block.reason(), block.text());
    }
    assert_eq!(printed, expected);
}
