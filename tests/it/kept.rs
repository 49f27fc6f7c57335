//! Hostile pages lose no text without a word: each character that stands outside tags is in a block, or a flag says why not.

use crate::hostile::hostile;
use crate::pages::is_ink;
use crate::sound::{PARSERS, decoded, extractor, without_tags};
use copydesk::{Flag, Page};
use std::collections::BTreeMap;

/// Where these are, text between tags is not the text of the page; `tests/it/agreement.rs` holds such pages to html5ever.
const OTHER: [&str; 10] =
    ["<script", "<style", "<title", "<textarea", "<iframe", "<xmp", "<plaintext", "<!", "<?", "<template"];

const CUT: [Flag; 3] = [Flag::InputTruncated, Flag::NodesTruncated, Flag::OutputTruncated];

fn characters(text: impl Iterator<Item = char>) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for c in text.filter(|c| is_ink(*c)) {
        *counts.entry(c).or_default() += 1;
    }
    counts
}

fn lacks(page: &Page<'_>, expected: &BTreeMap<char, usize>) -> Vec<char> {
    let found = characters(page.blocks().flat_map(|block| block.text().chars()));
    expected.iter().filter(|(c, n)| found.get(c).unwrap_or(&0) < n).map(|(c, _)| *c).collect()
}

#[test]
fn hostile_pages_keep_their_text_or_say_that_it_is_cut() {
    let (mut checked, mut cut) = (0, 0);
    let mut faults = Vec::new();
    for hostile in hostile() {
        let html = (hostile.page)(if cfg!(debug_assertions) { hostile.n / 50 } else { hostile.n });
        if OTHER.iter().any(|tag| html.contains(tag)) {
            continue;
        }
        let expected = characters(decoded(&without_tags(&html)).chars());
        for parser in PARSERS {
            let page = extractor(parser).extract(&html);
            checked += 1;
            if page.flags().iter().any(|flag| CUT.contains(flag)) {
                cut += 1;
                continue;
            }
            let lost = lacks(&page, &expected);
            if !lost.is_empty() {
                faults.push(format!("{} by {parser:?}: {lost:?}", hostile.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(checked > 100 && cut == 0, "{checked} pages, {cut} of them cut");
}
