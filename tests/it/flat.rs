//! Texts without HTML: every `fixtures/flat/ID.txt` against its `fixtures/flat/truth/ID.json`.

use crate::clock::timed;
use crate::figures::{Counts, MEASURES, block_counts};
use crate::pages::{Fnv, names, root, true_blocks};
use crate::{flat_sound, floors};
use copydesk::flat::{Cleaner, FlatPage};
use copydesk::{Extractor, Flag, Origin, Role};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

pub struct Text {
    pub id: String,
    pub bytes: Vec<u8>,
    pub truth: Value,
}

/// Add a file, get a test.
pub fn texts() -> Vec<Text> {
    let folder = root().join("fixtures/flat");
    let ids = names(&folder, ".txt");
    assert_eq!(ids, names(&folder.join("truth"), ".json"), "each text has a truth");
    let read = |path| fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let text = |id: String| {
        let truth = serde_json::from_slice(&read(folder.join(format!("truth/{id}.json")))).expect("truth is JSON");
        Text { bytes: read(folder.join(format!("{id}.txt"))), truth, id }
    };
    ids.into_iter().map(text).collect()
}

fn cleaned(text: &Text, mut check: impl FnMut(&FlatPage<'_>)) {
    check(&Cleaner::default().clean_bytes(&text.bytes, None).expect("no hint"));
}

/// What a cleaned text must be, whatever the text.
pub fn hold_invariants(id: &str, page: &FlatPage<'_>) {
    flat_sound::sound(&Cleaner::default(), page).unwrap_or_else(|fault| panic!("{id}: {fault}"));
}

#[test]
fn cleaning_a_cleaned_text_changes_nothing() {
    for text in texts() {
        cleaned(&text, |page| {
            hold_invariants(&text.id, page);
            assert!(!page.flags().contains(&Flag::Unsettled), "{}", text.id);
        });
    }
}

#[test]
fn roles_of_texts_stay_above_their_floors() {
    let mut hash = Fnv::new();
    let mut pooled: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut figures = BTreeMap::new();
    for text in texts() {
        hash.add(&text.bytes);
        hash.add(text.truth.to_string().as_bytes());
        cleaned(&text, |page| {
            let counts = block_counts(
                page.blocks().map(|block| (block.role(), block.text())),
                true_blocks(&text.truth).map(|b| (b.role, b.text, b.hidden)),
            );
            figures.insert(format!("content of {}", text.id), counts["content"].f1());
            for (name, counts) in counts {
                pooled.entry(name).or_default().add(counts);
            }
        });
    }
    figures.extend(MEASURES.map(|name| (name.to_owned(), pooled[name].f1())));
    floors::hold("flat fixtures", hash, &figures);
}

/// A text that the truth calls clean keeps every word.
#[test]
fn clean_texts_are_left_whole() {
    for text in texts().iter().filter(|text| text.truth["kind"] == "clean") {
        cleaned(text, |page| {
            let cut: Vec<_> =
                page.blocks().filter(|block| !block.is_main()).map(|block| block.text().to_owned()).collect();
            assert!(cut.is_empty(), "{}: {cut:?}", text.id);
        });
    }
}

#[test]
fn a_text_that_is_only_a_share_widget_has_no_body() {
    for text in texts().iter().filter(|text| text.truth["kind"] == "widget") {
        cleaned(text, |page| {
            assert!(page.is_body_empty() && page.main_text().is_empty(), "{}: {}", text.id, page.main_text());
            assert!(page.blocks().all(|block| block.role() == Role::Nav), "{}", text.id);
        });
    }
}

#[test]
fn blocks_that_hold_two_things_are_told_apart() {
    let mut checked = 0;
    for text in texts() {
        cleaned(&text, |page| {
            for truth in text.truth["blocks"].as_array().into_iter().flatten() {
                let Some(parts) = truth["parts"].as_array() else { continue };
                let whole = truth["text"].as_str().expect("a text");
                let block =
                    page.blocks().find(|block| block.text() == whole).unwrap_or_else(|| panic!("{}: {whole}", text.id));
                let pieces = block.pieces();
                let found: Vec<_> = pieces.iter().map(|p| (p.kind.name(), &page.source()[p.range.clone()])).collect();
                let expected: Vec<_> = parts
                    .iter()
                    .map(|p| (p["kind"].as_str().unwrap_or(""), p["text"].as_str().unwrap_or("")))
                    .collect();
                assert_eq!(found, expected, "{}", text.id);
                checked += 1;
            }
        });
    }
    assert!(checked >= 5, "{checked}");
}

#[test]
fn any_bytes_are_a_text() {
    let cleaner = Cleaner::default();
    let shapes: [&[u8]; 9] = [
        b"",
        b" \n\t",
        b"\xff\xfe",
        b"caf\xe9 au lait\r\rImage caption\xa0",
        "\u{feff}".as_bytes(),
        "\u{202e}•\u{e0041}|||".as_bytes(),
        b"\0\0\0",
        "é".as_bytes(),
        b"Image caption",
    ];
    for bytes in shapes {
        for repeat in [1, 3, 200] {
            let bytes = bytes.repeat(repeat);
            let page = cleaner.clean_bytes(&bytes, None).expect("no hint");
            hold_invariants(&format!("{bytes:?}"), &page);
        }
    }
    assert!(cleaner.clean_bytes(b"x", Some("no-such")).is_err());
}

#[test]
fn what_is_beyond_the_limit_is_not_read() {
    let cleaner = Cleaner::default().with_max_bytes(10);
    let page = cleaner.clean("It rainedééé on Sunday");
    assert_eq!((page.main_text().as_str(), page.flags()), ("It rained", &[Flag::InputTruncated][..]));
}

/// A text of about so many bytes.
pub type Made = fn(usize) -> String;

/// Texts that a cleaner could take long over.
pub const HOSTILE: [(&str, Made); 15] = [
    ("one letter", |n| "a".repeat(n)),
    ("capitals", |n| "A".repeat(n)),
    ("glued words", |n| "WordWord".repeat(n / 8)),
    ("share words", |n| "Share this with ".repeat(n / 16)),
    ("half a phrase", |n| "Continue reading the main ".repeat(n / 26)),
    ("a phrase with gaps", |n| format!("Share{}this ", " ".repeat(50)).repeat(n / 60)),
    ("short lines", |n| "More\n".repeat(n / 5)),
    ("blank lines", |n| "\r\n".repeat(n / 2)),
    ("stops", |n| "A. ".repeat(n / 3)),
    ("dates", |n| "24 July 2015 4 hrs ago\n".repeat(n / 23)),
    ("numbers", |n| (1..n / 4).map(|i| format!("{}: ", i % 100)).collect()),
    ("rows of labels", |n| "Email Facebook Messenger Twitter and more. ".repeat(n / 43)),
    ("one label", |n| "Facebook ".repeat(n / 9)),
    ("what each pass cuts anew", |n| {
        let layer = "Read more: Boats\n\nMore on this story\n\nThe keeper left on Sunday, and nobody has seen him since he went.\n\n";
        layer.repeat(n / layer.len())
    }),
    ("markers", |n| "Image caption A Image source B. ".repeat(n / 32)),
];

#[test]
fn twice_the_text_is_about_twice_the_work() {
    let cleaner = Cleaner::default();
    for (name, text) in HOSTILE {
        let time = |text: &str| {
            timed(|| {
                std::hint::black_box(cleaner.clean(text).main_text());
            })
        };
        // Both sizes beyond what caches and the allocator keep at hand: fresh memory costs a page fault each, which is no work of the cleaner's.
        let n = if cfg!(debug_assertions) { 40_000 } else { 1_600_000 };
        let (once, eight_times) = (text(n), text(8 * n));
        let noise = std::time::Duration::from_millis(30);
        let is_slow = |a, b| b >= noise && b >= a * 30;
        // More runs while they look superlinear: another process may have had the machine.
        let mut best = (time(&once), time(&eight_times));
        for _ in 0..9 {
            if is_slow(best.0, best.1) {
                best = (best.0.min(time(&once)), best.1.min(time(&eight_times)));
            }
        }
        assert!(!is_slow(best.0, best.1), "{name}: {:?} becomes {:?}", best.0, best.1);
    }
}

#[test]
fn hostile_texts_hold_the_invariants() {
    for (name, text) in HOSTILE {
        hold_invariants(name, &Cleaner::default().clean(&text(20_000)));
    }
}

#[test]
fn a_flat_page_has_the_views_of_a_page() {
    let text = "Ports closed by storm\n\nBy Ann Walker\n\n2 February 2013\n\nShare this with\n\nEmail\n\nFacebook\n\nTwitter\n\n\
        Gales of 90mph closed every port on the north coast on Sunday, and ferries stayed in harbour.\n\n\
        The coastguard said it had answered forty calls since midnight, more than in any night for years.\n\n\
        More on this story\n\nLighthouse to be sold\n";
    let input = text.to_owned();
    let page = Cleaner::default().clean(&input).into_owned();
    drop(input);
    assert_eq!(page.source(), text);
    let article = page.article().expect("a story");
    assert_eq!(article.text, page.main_text());
    let metadata = page.metadata();
    assert_eq!(article.metadata, metadata);
    assert_eq!(metadata.title.map(|found| found.value).as_deref(), page.title());
    assert_eq!(
        metadata.byline.map(|found| (found.value, found.origin)),
        page.byline().map(|names| (names, Origin::Text))
    );
    let published = metadata.published.expect("a date").value;
    assert_eq!((published.written.as_str(), published.iso.as_deref()), ("2 February 2013", Some("2013-02-02")));
    assert!(page.promos().any(|block| block.text() == "Lighthouse to be sold") && page.asides().next().is_none());
    let last = page.blocks().len() - 1;
    assert_eq!(page.block(last).map(|block| block.index()), Some(last));
    assert!(page.block(last + 1).is_none());
}

#[test]
fn debug_shows_the_block_and_not_its_page() {
    let long = format!("<p>One</p><p>{}</p>", "another word ".repeat(1000));
    let page = Extractor::default().extract(&long);
    let shown = format!("{:?} {page:?}", page.block(0).expect("a block"));
    assert!(shown.contains("text: \"One\"") && shown.len() < 400, "{shown}");
    let text = format!("One\n\n{}", "another word ".repeat(1000));
    let cleaner = Cleaner::default();
    let page = cleaner.clean(&text);
    let shown = format!("{:?} {page:?}", page.block(0).expect("a block"));
    assert!(shown.contains("text: \"One\"") && shown.len() < 400, "{shown}");
}
