//! The same bytes give the same output: on every machine, in every build, on every thread.

use crate::golden::{expected, lines};
use copydesk::Parser;
use std::fs;
use std::path::Path;

const PARSERS: [Parser; 2] = [Parser::Fast, Parser::Html5ever];

#[test]
fn golden_hashes_of_the_fixtures_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lines = lines(root, &PARSERS);
    if std::env::var_os("COPYDESK_GOLDEN").is_some() {
        fs::write(root.join("tests/golden.txt"), lines.join("\n") + "\n").expect("the file is written");
    }
    let expected = expected(root, &PARSERS);
    let changed: Vec<&String> = lines.iter().filter(|line| !expected.contains(line)).collect();
    let advice = "if this change is meant: COPYDESK_GOLDEN=1 cargo test --test it same::";
    assert!(lines == expected, "other outputs than those of tests/golden.txt ({advice}): {changed:#?}");
}

#[test]
fn eight_threads_give_what_one_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let first = lines(root, &PARSERS);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| lines(root, &PARSERS))).collect();
        for thread in threads {
            assert!(thread.join().expect("no panic") == first, "another thread, another result");
        }
    });
}
