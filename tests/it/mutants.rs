//! Broken pages: whatever is cut, dropped or swapped, `Parser::Fast` sees the text that html5ever
//! sees, and nearly always the same blocks.

use crate::pages::{Random, corpus, fixtures, is_ink, packed, say, unpacked};
use crate::parsers::{Rows, difference, parsed};
use copydesk::{Parser, decode};
use std::collections::BTreeMap;
use std::ops::Range;

/// How a page is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Breakage {
    Truncated,
    EndTagsDropped,
    TagsSwapped,
}

use Breakage::{EndTagsDropped, TagsSwapped, Truncated};

/// Share of broken pages that give the blocks of html5ever. The floors may only rise.
const AGREE: [(Breakage, f64); 3] = [(Truncated, 0.0), (EndTagsDropped, 0.0), (TagsSwapped, 0.0)];

/// Seeds for each page and breakage.
const FIXTURE_SEEDS: u64 = 8;
const CORPUS_SEEDS: u64 = 2;
/// Every so many pages of a set.
const STEP: usize = 40;

/// What looks like a tag, wherever it stands.
fn tags(html: &str) -> Vec<Range<usize>> {
    let bytes = html.as_bytes();
    let begins = |at: usize| match bytes.get(at + 1) {
        Some(b'/') => bytes.get(at + 2).is_some_and(u8::is_ascii_alphabetic),
        Some(b) => b.is_ascii_alphabetic(),
        None => false,
    };
    let starts = html.match_indices('<').map(|(at, _)| at).filter(|&at| begins(at));
    starts.filter_map(|at| Some(at..at + html[at..].find('>')? + 1)).collect()
}

fn broken(html: &str, how: Breakage, random: &mut Random) -> String {
    if how == Truncated {
        let mut end = random.below(html.len());
        while !html.is_char_boundary(end) {
            end -= 1;
        }
        return html[..end].to_owned();
    }
    let mut html = html.to_owned();
    for _ in 0..=random.below(4) {
        let tags = tags(&html);
        if how == EndTagsDropped {
            let ends: Vec<_> = tags.into_iter().filter(|tag| html[tag.start..].starts_with("</")).collect();
            if !ends.is_empty() {
                html.replace_range(ends[random.below(ends.len())].clone(), "");
            }
        } else if tags.len() > 1 {
            let at = random.below(tags.len() - 1);
            let (first, second) = (tags[at].clone(), tags[at + 1].clone());
            if first.end <= second.start {
                let between = &html[first.end..second.start];
                let swapped = format!("{}{between}{}", &html[second.clone()], &html[first.clone()]);
                html.replace_range(first.start..second.end, &swapped);
            }
        }
    }
    html
}

/// How often each character stands in the blocks, white space left out.
fn characters(rows: &Rows) -> BTreeMap<char, i64> {
    let mut counts = BTreeMap::new();
    for c in rows.iter().flat_map(|(text, _)| text.chars()).filter(|c| is_ink(*c)) {
        *counts.entry(c).or_default() += 1;
    }
    counts
}

/// Characters that one side has and the other has not.
fn lacking(side: &BTreeMap<char, i64>, other: &BTreeMap<char, i64>) -> i64 {
    other.iter().map(|(c, n)| (n - side.get(c).unwrap_or(&0)).max(0)).sum()
}

/// What became of the broken pages of one kind.
#[derive(Debug, Default)]
struct Tally {
    pages: usize,
    same: usize,
    /// Blocks differ, and so does the text: lines for a message.
    lost: Vec<String>,
    gained: Vec<String>,
    moved: Vec<String>,
}

impl Tally {
    fn add(&mut self, name: &str, html: &str) {
        let (ours, theirs) = (parsed(html, Parser::Fast), parsed(html, Parser::Html5ever));
        self.pages += 1;
        let Some(difference) = difference(&ours, &theirs) else {
            self.same += 1;
            return;
        };
        let (ours, theirs) = (characters(&ours), characters(&theirs));
        let (lost, gained) = (lacking(&ours, &theirs), lacking(&theirs, &ours));
        let line = format!("{name}: -{lost} +{gained} {difference}");
        match (lost, gained) {
            (0, 0) => self.moved.push(line),
            (0, _) => self.gained.push(line),
            _ => self.lost.push(line),
        }
    }
}

#[test]
fn fast_and_html5ever_see_the_same_text_on_broken_pages() {
    let mut pages: Vec<(String, String, u64)> =
        fixtures().into_iter().map(|fixture| (fixture.id, fixture.html, FIXTURE_SEEDS)).collect();
    if let Some(corpus) = corpus("broken pages of the corpus") {
        for set in ["bbc-dev", "news-dev", "snippets-dev", "stories-2013-dev", "wcxb-dev"] {
            for (id, path) in packed(&corpus, set, STEP) {
                let html = decode::decode(&unpacked(&path), None).expect("no hint").into_text().into_owned();
                pages.push((id, html, CORPUS_SEEDS));
            }
        }
    }
    let mut tallies: BTreeMap<Breakage, Tally> = BTreeMap::new();
    for (id, html, seeds) in &pages {
        for how in [Truncated, EndTagsDropped, TagsSwapped] {
            for seed in 0..*seeds {
                let mut random = Random(seed * 3 + how as u64);
                let name = format!("{id} {how:?} {seed}");
                tallies.entry(how).or_default().add(&name, &broken(html, how, &mut random));
            }
        }
    }
    for (how, tally) in &tallies {
        say(&format!("{how:?}: same blocks on {} of {} pages", tally.same, tally.pages));
        for line in tally.lost.iter().chain(&tally.gained).chain(&tally.moved) {
            say(&line.chars().take(330).collect::<String>());
        }
    }
    for (how, floor) in AGREE {
        let tally = &tallies[&how];
        let share = tally.same as f64 / tally.pages as f64;
        assert!(share >= floor, "{how:?}: {share:.4} of {} pages", tally.pages);
    }
}
