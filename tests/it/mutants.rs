//! Broken pages: whatever is cut, dropped or swapped, `Parser::Fast` sees the text that html5ever
//! sees, and nearly always the same blocks.

use crate::pages::{Random, corpus, fixtures, is_ink, packed, say, unpacked};
use crate::parsers::{Rows, difference, parsed};
use copydesk::segment::Hidden;
use copydesk::{Parser, decode};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How a page is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Breakage {
    Truncated,
    EndTagsDropped,
    TagsSwapped,
}

use Breakage::{EndTagsDropped, TagsSwapped, Truncated};

/// Broken pages on which the blocks differ beyond their order, and why: a class of [`REASONS`]. The list
/// may only shrink.
const KNOWN: &[(&str, &str)] =
    &[("au_WestAustralian_2024_11_26 EndTagsDropped 0", "noscript"), ("2020-video-otters TagsSwapped 6", "noscript")];

const REASONS: &[(&str, &str)] =
    &[("noscript", "what stands open in noscript ends with it, as in browsers, which read all of it as raw text")];

/// Share of broken pages that give the blocks of html5ever in the same order. The others but those
/// known have the same blocks: text between the parts of a table stays where it stands, where html5ever moves it
/// before the table. The floors may only rise.
const AGREE: [(Breakage, f64); 3] = [(Truncated, 0.99), (EndTagsDropped, 0.97), (TagsSwapped, 0.97)];

/// Seeds for each page and breakage.
const FIXTURE_SEEDS: u64 = 8;
const CORPUS_SEEDS: u64 = 2;
/// Every so many pages of a set; without optimisation fewer.
const STEP: usize = if cfg!(debug_assertions) { 400 } else { 40 };

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
    /// The same blocks in another order.
    reordered: usize,
    /// Other blocks: the page, and what differs.
    other: BTreeMap<String, String>,
    /// Pages whose text html5ever has and we have not.
    lost: Vec<String>,
}

impl Tally {
    fn add(&mut self, name: String, html: &str) {
        let (ours, theirs) = (parsed(html, Parser::Fast), parsed(html, Parser::Html5ever));
        self.pages += 1;
        let Some(difference) = difference(&ours, &theirs) else {
            self.same += 1;
            return;
        };
        let (counts, their_counts) = (characters(&ours), characters(&theirs));
        let (lost, gained) = (lacking(&counts, &their_counts), lacking(&their_counts, &counts));
        let line = format!("-{lost} +{gained} characters, {difference}");
        if lost > 0 {
            self.lost.push(format!("{name}: {line}"));
        }
        let sorted = |mut rows: Rows| {
            rows.sort_by_cached_key(|(text, hidden)| (text.clone(), hidden.map(Hidden::name)));
            rows
        };
        if sorted(ours) == sorted(theirs) {
            self.reordered += 1;
        } else {
            self.other.insert(name, line);
        }
    }

    fn say(&self, how: Breakage) {
        let Tally { pages, same, reordered, .. } = self;
        say(&format!(
            "{how:?}: same blocks as html5ever on {same} of {pages} broken pages, {reordered} in another order"
        ));
        for (name, line) in &self.other {
            say(&format!("{name}: {line}").chars().take(300).collect::<String>());
        }
    }
}

/// The fixtures, and a sample of the corpus where it is at hand: name, page, number of seeds.
fn pages() -> Vec<(String, String, u64)> {
    let mut pages: Vec<_> = fixtures().into_iter().map(|page| (page.id, page.html, FIXTURE_SEEDS)).collect();
    let Some(corpus) = corpus("broken pages of the corpus") else { return pages };
    for set in ["bbc-dev", "news-dev", "snippets-dev", "stories-2013-dev", "wcxb-dev"] {
        for (id, path) in packed(&corpus, set, STEP) {
            let html = decode::decode(&unpacked(&path), None).expect("no hint").into_text().into_owned();
            pages.push((id, html, CORPUS_SEEDS));
        }
    }
    pages
}

#[test]
fn broken_pages_lose_no_text_and_nearly_always_keep_the_blocks_of_html5ever() {
    let mut tallies: BTreeMap<Breakage, Tally> = BTreeMap::new();
    let pages = pages();
    for (id, html, seeds) in &pages {
        for how in [Truncated, EndTagsDropped, TagsSwapped] {
            for seed in 0..*seeds {
                let mut random = Random(seed * 3 + how as u64);
                let page = broken(html, how, &mut random);
                tallies.entry(how).or_default().add(format!("{id} {how:?} {seed}"), &page);
            }
        }
    }
    tallies.iter().for_each(|(how, tally)| tally.say(*how));
    for (how, floor) in AGREE {
        let tally = &tallies[&how];
        assert!(tally.lost.is_empty(), "text is lost: {:#?}", tally.lost);
        let share = tally.same as f64 / tally.pages as f64;
        assert!(share >= floor, "{how:?}: {share:.4} of {} pages", tally.pages);
    }
    assert!(KNOWN.iter().all(|(_, class)| REASONS.iter().any(|(name, _)| name == class)), "a class has its reason");
    let here = |id: &str| pages.iter().any(|page| id.starts_with(&page.0));
    let known: BTreeSet<&str> = KNOWN.iter().map(|(name, _)| *name).filter(|name| here(name)).collect();
    let other: BTreeSet<&str> = tallies.values().flat_map(|tally| tally.other.keys().map(String::as_str)).collect();
    assert_eq!(other, known, "broken pages whose blocks differ, and those that are known to");
}
