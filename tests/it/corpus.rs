//! Accuracy on the shared corpus, where it is at hand; release builds only.

use crate::figures::{Counts, MEASURES, role_counts, word_f1};
use crate::floors;
use crate::pages::{Fnv, corpus, packed, skipped, true_blocks, unpacked};
use copydesk::Extractor;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

/// Every so many pages of the large sets are looked at.
const STEP: usize = 10;

/// The corpus, unless it is missing or would take too long.
fn at_hand(what: &str) -> Option<PathBuf> {
    if cfg!(debug_assertions) {
        skipped(what, "debug build");
        return None;
    }
    corpus(what)
}

#[test]
fn roles_of_bbc_pages_stay_above_their_floors() {
    let Some(corpus) = at_hand("roles_of_bbc_pages_stay_above_their_floors") else { return };
    let mut hash = Fnv::new();
    let mut pooled: BTreeMap<&str, Counts> = BTreeMap::new();
    for (id, path) in packed(&corpus, "bbc-dev", 1) {
        let bytes = unpacked(&path);
        let truth = fs::read(corpus.join(format!("bbc-dev/truth/{id}.json"))).expect("each page has a truth");
        hash.add(&bytes);
        hash.add(&truth);
        let truth: Value = serde_json::from_slice(&truth).expect("truth is JSON");
        let page = Extractor::default().extract_bytes(&bytes, None).expect("no hint");
        for (name, counts) in role_counts(&page, true_blocks(&truth).map(|b| (b.role, b.text, b.hidden))) {
            pooled.entry(name).or_default().add(counts);
        }
    }
    let figures = MEASURES.map(|name| (name.to_owned(), pooled[name].f1()));
    floors::hold("bbc-dev", hash, &figures.into());
}

#[test]
fn words_of_the_corpus_stay_above_their_floors() {
    let Some(corpus) = at_hand("words_of_the_corpus_stay_above_their_floors") else { return };
    let mut hash = Fnv::new();
    let mut figures = BTreeMap::new();
    for set in ["wcxb-dev", "news-dev", "stories-2013-dev"] {
        let f1 = over(&corpus, set, &mut hash, |truth, text| {
            let f1 = word_f1(text, truth["text"].as_str()?);
            Some((f1, 1.0))
        });
        figures.insert(format!("{set} word F1"), f1);
    }
    let snippets = snippet_f1(&corpus, &mut hash);
    figures.insert("snippets-dev snippet F1".to_owned(), snippets);
    floors::hold("corpus sample", hash, &figures);
}

/// Mean of what `measure` says (figure and weight) of the pages that have it.
fn over(corpus: &Path, set: &str, hash: &mut Fnv, mut measure: impl FnMut(&Value, &str) -> Option<(f64, f64)>) -> f64 {
    let truth = truths(&corpus.join(set).join("truth.jsonl"));
    let (mut sum, mut weights) = (0.0, 0.0);
    for (id, path) in packed(corpus, set, STEP) {
        let Some(truth) = truth.get(&id) else { continue };
        let bytes = unpacked(&path);
        hash.add(&bytes);
        let page = Extractor::default().extract_bytes(&bytes, None).expect("no hint");
        if let Some((figure, weight)) = measure(truth, &page.main_text()) {
            sum += figure * weight;
            weights += weight;
        }
    }
    assert!(weights > 5.0, "{set}: {weights} pages");
    sum / weights
}

fn truths(path: &Path) -> HashMap<String, Value> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let line = |line: &str| {
        let truth: Value = serde_json::from_str(line).expect("a line of JSON");
        (truth["id"].as_str().expect("an id").to_owned(), truth)
    };
    text.lines().map(line).collect()
}

/// Snippets that must be in the text and snippets that must not, of all pages together.
fn snippet_f1(corpus: &Path, hash: &mut Fnv) -> f64 {
    let (mut found, mut missed, mut leaked) = (0.0, 0.0, 0.0);
    let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    over(corpus, "snippets-dev", hash, |truth, text| {
        let text = tidy(text);
        let count = |key: &str| {
            let snippets = crate::pages::strings(truth, key);
            let hits = snippets.iter().filter(|snippet| text.contains(&tidy(snippet))).count();
            (hits as f64, (snippets.len() - hits) as f64)
        };
        let (wanted, unwanted) = (count("with"), count("without"));
        found += wanted.0;
        missed += wanted.1;
        leaked += unwanted.0;
        Some((0.0, 1.0))
    });
    2.0 * found / (2.0 * found + missed + leaked)
}

#[test]
fn word_f1_is_that_of_bags_of_words() {
    assert_eq!(word_f1("", ""), 1.0);
    assert_eq!(word_f1("a", ""), 0.0);
    assert_eq!(word_f1("The cat, the_cat", "the CAT sat"), 2.0 * 2.0 / 6.0);
    assert_eq!(word_f1("a a b", "a b b"), 2.0 / 3.0);
}
