//! A build without any feature of copydesk gives the fixtures' golden outputs: features change no extraction.

#[path = "../../../tests/it/golden.rs"]
#[allow(dead_code)] // The main crate's tests use the rest.
mod golden;

use copydesk::Parser;
use std::path::Path;

#[test]
fn without_features_the_outputs_are_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let expected = golden::expected(&root, &[Parser::Fast]);
    assert!(expected.len() > 20, "tests/golden.txt");
    assert_eq!(golden::lines(&root, &[Parser::Fast]), expected);
}
