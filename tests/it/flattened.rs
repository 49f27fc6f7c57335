//! Pages flattened to text: the HTML fixtures, and the shared corpus where it is at hand.

use crate::figures::{Counts, MEASURES, block_counts, words};
use crate::flat::hold_invariants;
use crate::floors;
use crate::pages::{Fnv, corpus, fixtures, names, say, skipped, true_blocks};
use copydesk::flat::{Cleaner, PieceKind};
use copydesk::{Extractor, Role};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const FORMS: [&str; 4] = ["lines", "story", "joined", "glued"];

/// The visible blocks of a truth that a form keeps: role, text.
fn kept<'t>(truth: &'t Value, form: &str) -> Vec<(&'t str, &'t str)> {
    let blocks = true_blocks(truth).filter(|b| !b.hidden && !b.described && !b.text.trim().is_empty());
    let blocks: Vec<_> = blocks.map(|b| (b.role, b.text)).collect();
    if form != "story" {
        return blocks;
    }
    let first = blocks.iter().position(|(role, _)| *role == "headline").unwrap_or(0);
    blocks[first..].iter().copied().filter(|(role, _)| *role != "nav").collect()
}

fn flattened(blocks: &[(&str, &str)], form: &str) -> String {
    let is_bodylike = |role: &str| role == "headline" || role.parse::<Role>().is_ok_and(Role::is_content);
    let mut text = String::new();
    for (i, (role, block)) in blocks.iter().enumerate() {
        match form {
            "lines" | "story" if i > 0 => text.push_str("\n\n"),
            "joined" if i > 0 => text.push(' '),
            _ => {}
        }
        text.push_str(block);
        if form == "glued" && is_bodylike(role) {
            text.push(' ');
        }
    }
    text
}

/// Figures of all forms of these pages.
fn measured(section: &str, pages: &[(String, Value)]) {
    let cleaner = Cleaner::default();
    let mut hash = Fnv::new();
    let mut figures = BTreeMap::new();
    for form in FORMS {
        let mut pooled: BTreeMap<&str, Counts> = BTreeMap::new();
        for (id, truth) in pages {
            let blocks = kept(truth, form);
            let text = flattened(&blocks, form);
            hash.add(text.as_bytes());
            let page = cleaner.clean(&text);
            hold_invariants(&format!("{id} as {form}"), &page);
            let truth = blocks.iter().map(|(role, text)| (*role, *text, false));
            for (name, counts) in block_counts(page.blocks().map(|b| (b.role(), b.text())), truth) {
                pooled.entry(name).or_default().add(counts);
            }
        }
        figures.extend(MEASURES.map(|name| (format!("{form}: {name}"), pooled[name].f1())));
    }
    floors::hold(section, hash, &figures);
}

#[test]
fn roles_of_flattened_fixtures_stay_above_their_floors() {
    let pages: Vec<_> = fixtures().into_iter().filter(|f| f.kind() != "product").map(|f| (f.id, f.truth)).collect();
    measured("flattened fixtures", &pages);
}

#[test]
fn roles_of_flattened_bbc_pages_stay_above_their_floors() {
    let Some(corpus) = at_hand("roles_of_flattened_bbc_pages_stay_above_their_floors") else { return };
    let folder = corpus.join("bbc-dev/truth");
    let read = |id: String| {
        let truth = fs::read(folder.join(format!("{id}.json"))).expect("a truth");
        (id, serde_json::from_slice(&truth).expect("truth is JSON"))
    };
    let pages: Vec<(String, Value)> = names(&folder, ".json").into_iter().map(read).collect();
    measured("flattened bbc-dev", &pages);
}

fn at_hand(what: &str) -> Option<PathBuf> {
    if cfg!(debug_assertions) {
        skipped(what, "debug build");
        return None;
    }
    corpus(what)
}

/// How much of texts without boilerplate may be cut, in words.
const MOST_CUT: f64 = 0.005;

/// The true texts of a set's articles, with their ids. Of every two lines of the file the weights learned from the first only.
fn true_texts(corpus: &Path, set: &str, only_not_learned: bool) -> Vec<(String, String)> {
    let lines = fs::read_to_string(corpus.join(set).join("truth.jsonl")).expect("truths");
    let truths = lines.lines().enumerate().filter(|(i, _)| !only_not_learned || i % 2 == 1);
    let truths = truths.map(|(_, line)| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    let articles = truths.filter(|truth| truth["page_type"].as_str().is_none_or(|kind| kind == "article"));
    let of = |truth: &Value, key: &str| truth[key].as_str().unwrap_or_default().to_owned();
    articles.map(|truth| (of(&truth, "id"), of(&truth, "text"))).collect()
}

/// The words of texts, and how many of them are cut.
fn cut_words(texts: &[(String, String)]) -> (usize, usize) {
    let cleaner = Cleaner::default();
    let (mut all, mut cut) = (0, 0);
    for (id, text) in texts {
        let page = cleaner.clean(text);
        hold_invariants(id, &page);
        for block in page.blocks() {
            let words = words(block.text()).count();
            all += words;
            cut += if block.is_main() { 0 } else { words };
        }
    }
    (all, cut)
}

fn hold_most_cut(what: &str, texts: &[(String, String)]) {
    let (all, cut) = cut_words(texts);
    let share = cut as f64 / all as f64;
    say(&format!("{what}: {cut} of {all} words cut ({:.3} %)", share * 100.0));
    assert!(all > 50_000 && share <= MOST_CUT, "{what}: {share}");
}

#[test]
fn clean_texts_lose_next_to_nothing() {
    let Some(corpus) = at_hand("clean_texts_lose_next_to_nothing") else { return };
    for set in ["news-dev", "wcxb-dev"] {
        hold_most_cut(set, &true_texts(&corpus, set, false));
    }
    hold_most_cut("wcxb-dev, texts not learned from", &true_texts(&corpus, "wcxb-dev", true));
}

#[test]
fn clean_texts_in_one_line_lose_next_to_nothing() {
    let Some(corpus) = at_hand("clean_texts_in_one_line_lose_next_to_nothing") else { return };
    let joined = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let in_one_line = |set, only_not_learned| -> Vec<_> {
        let texts = true_texts(&corpus, set, only_not_learned).into_iter();
        texts.map(|(id, text)| (id, joined(text))).collect()
    };
    hold_most_cut("news-dev in one line", &in_one_line("news-dev", false));
    hold_most_cut("wcxb-dev in one line, texts not learned from", &in_one_line("wcxb-dev", true));
}

/// The captions of the HTML fixtures with the alternative text of their images, as the HTML confirms both.
fn captions() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for fixture in fixtures() {
        let page = Extractor::default().extract(&fixture.html);
        found.extend(page.captions().into_iter().filter_map(|caption| Some((caption.alt?, caption.text))));
    }
    found.retain(|(alt, text)| !alt.is_empty() && !text.starts_with(alt.as_str()));
    assert!(found.len() >= 5, "{found:?}");
    found
}

/// Whether the border shows when the second text is glued behind the first: a small letter runs into a capital, once.
fn shows(alt: &str, text: &str) -> bool {
    let ends = |b: u8| b.is_ascii_alphanumeric() || b"?!.)]".contains(&b);
    let glued = |text: &str| {
        text.as_bytes().windows(2).any(|w| ends(w[0]) && !w[0].is_ascii_uppercase() && w[1].is_ascii_uppercase())
    };
    let last_word = alt.rsplit(' ').next().unwrap_or_default();
    let small = last_word.bytes().rev().take_while(u8::is_ascii_lowercase).count();
    small > 2 && text.starts_with(|c: char| c.is_ascii_uppercase()) && !glued(alt) && !glued(text)
}

#[test]
fn alternative_text_before_a_caption_is_told_apart_where_the_border_shows() {
    let cleaner = Cleaner::default();
    let mut borders = 0;
    for (alt, caption) in captions() {
        let line = format!("Image caption {alt}{caption}");
        let page = cleaner.clean(&line);
        let block = page.blocks().next().expect("a block");
        assert_eq!((block.role(), block.text()), (Role::Caption, line.as_str()));
        let pieces = block.pieces();
        let piece = |kind| pieces.iter().find(|piece| piece.kind == kind).map(|piece| &line[piece.range.clone()]);
        if shows(&alt, &caption) {
            borders += 1;
            assert_eq!(piece(PieceKind::Alt), Some(alt.as_str()), "{line}");
            assert_eq!(page.captions()[0].alt.as_deref(), Some(alt.as_str()));
        } else {
            let text = piece(PieceKind::Caption).unwrap_or(&line);
            assert!(text.ends_with(caption.trim_end_matches(|c: char| !c.is_alphanumeric())), "{line}: {text}");
        }
    }
    assert!(borders >= 3, "{borders}");
}

#[test]
fn a_block_whose_border_nothing_confirms_stays_one_with_a_lower_score() {
    let cleaner = Cleaner::default();
    let score = |line: &str| {
        let page = cleaner.clean(line);
        let block = page.blocks().next().expect("a block");
        assert_eq!(block.role(), Role::Caption, "{line}");
        (block.score(), block.pieces().iter().any(|piece| piece.kind == PieceKind::Alt))
    };
    let (sure, told) = score("Image caption Ladders and dustThe stalls by torchlight");
    assert!(told);
    let (unclear, told) = score("Image caption Ladders and dustThe stallsBy torchlight");
    assert!(!told && unclear < sure, "{unclear} {sure}");
}

/// Alternative texts before the links of the fixtures' promo lists, below a heading.
#[test]
fn alternative_text_before_a_promo_is_told_apart_where_the_border_shows() {
    let cleaner = Cleaner::default();
    let alts: Vec<String> = captions().into_iter().map(|(alt, _)| alt).filter(|alt| alt.len() < 60).collect();
    let mut borders = 0;
    for fixture in fixtures() {
        let promos = fixture.blocks().filter(|b| b.role == "promo" && !b.hidden && (12..60).contains(&b.text.len()));
        for (promo, alt) in promos.zip(alts.iter().cycle()) {
            let promo = promo.text;
            if !shows(alt, promo) {
                continue;
            }
            let text = format!("Related Stories\n\n• {alt}{promo} Watch\n\n• {promo}");
            let page = cleaner.clean(&text);
            let block = page.blocks().nth(1).expect("a block");
            assert_eq!(block.role(), Role::Promo, "{text}");
            let pieces = block.pieces();
            let kinds: Vec<_> = pieces.iter().map(|piece| (piece.kind, &text[piece.range.clone()])).collect();
            assert_eq!(kinds[0], (PieceKind::Alt, alt.as_str()), "{text}");
            assert_eq!(kinds[1].0, PieceKind::Headline, "{text}");
            assert!(promo.starts_with(kinds[1].1), "{text}");
            borders += 1;
        }
    }
    assert!(borders >= 20, "{borders}");
}
