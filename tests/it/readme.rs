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

/// The numbers with a point in a text.
fn figures(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    words.filter(|word| word.parse::<f32>().is_ok() && word.contains('.'))
}

#[test]
fn the_figures_of_the_first_screen_stand_in_the_tables_below() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let first = between(&readme, "| word F1 of the main text", "## What a page gives");
    let accuracy = between(&readme, "<!-- accuracy -->", "<!-- /accuracy -->");
    let speed = between(&readme, "<!-- speed -->", "<!-- /speed -->");
    assert_eq!(figures(first).count(), 5, "{first}");
    for figure in figures(first) {
        let is_speed = figure.len() == "2.7".len();
        let table = if is_speed { speed } else { accuracy };
        assert!(figures(table).any(|other| other == figure), "{figure} stands nowhere below");
    }
}
