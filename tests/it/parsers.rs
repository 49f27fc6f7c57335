//! Three front ends, one tree: our parser and the adapter for scraper against html5ever.

use crate::pages::{corpus, fixtures, packed, say, unpacked};
use copydesk::dom::{self, Dom};
use copydesk::segment::{self, Hidden};
use copydesk::{Extractor, Limits, Options, Parser, decode};
use std::collections::{BTreeMap, BTreeSet};

/// Fixtures whose blocks differ, and why. The list may only shrink.
const KNOWN: &[(&str, &str)] = &[];

/// Pages of the corpus whose blocks differ, and why. The list may only shrink.
const KNOWN_IN_CORPUS: &[(&str, &str)] = &[
    ("2838", "an iframe left open in noscript ends with the noscript, and does not swallow the page"),
    ("72ecfb3f60f4e8a6103916f2041ce9a55c4ef1e31477f9a8ffb7f4d3bba8c559", NOSCRIPT_FORM),
    ("7e2d19ccbb3b4029dddf26557555278babdac18bb78a742052fd946001c28e4e", NOSCRIPT_FORM),
    ("8d612a03fa42a2fb014b59534c46c9590da90fbeb91ac50938cdfa36dd274e23", NOSCRIPT_FORM),
];

const NOSCRIPT_FORM: &str = "a form left open in noscript ends with the noscript, and does not hide what follows";

/// Share of the corpus on which `Parser::Fast` gives the blocks of html5ever.
const AGREE: f64 = 0.998;

pub type Rows = Vec<(String, Option<Hidden>)>;

fn rows(dom: &Dom<'_>) -> Rows {
    let blocks = segment::blocks(dom, &Limits::default());
    (0..blocks.len()).map(|i| (blocks.text(i).to_owned(), blocks.hidden(i))).collect()
}

pub fn parsed(html: &str, parser: Parser) -> Rows {
    rows(&dom::parse(html, parser, &Limits::default()))
}

/// The first row that differs, for a message.
pub fn difference(ours: &Rows, theirs: &Rows) -> Option<String> {
    let at = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
    (ours != theirs).then(|| format!("block {at}: {:?}, html5ever {:?}", ours.get(at), theirs.get(at)))
}

#[test]
fn fast_gives_the_blocks_of_html5ever_on_the_fixtures() {
    let mut failed = BTreeSet::new();
    for fixture in fixtures() {
        let fast = parsed(&fixture.html, Parser::Fast);
        assert!(fast.len() > 20, "{}: {} blocks", fixture.id, fast.len());
        if let Some(difference) = difference(&fast, &parsed(&fixture.html, Parser::Html5ever)) {
            say(&format!("{}: {difference}", fixture.id));
            failed.insert(fixture.id);
        }
    }
    let known: BTreeSet<String> = KNOWN.iter().map(|(id, _)| (*id).to_owned()).collect();
    assert_eq!(failed, known, "pages on which the parsers differ, and those that are known to");
}

/// What differs inside `noscript` is left out: scraper keeps it as one raw text.
#[test]
fn a_tree_of_scraper_gives_the_blocks_of_html5ever_on_the_fixtures() {
    let without_noscript = |mut rows: Rows| {
        rows.retain(|(_, hidden)| *hidden != Some(Hidden::Noscript));
        rows
    };
    for fixture in fixtures() {
        let tree = scraper::Html::parse_document(&fixture.html);
        let ours = without_noscript(rows(&Dom::from(&tree)));
        let theirs = without_noscript(parsed(&fixture.html, Parser::Html5ever));
        assert_eq!(difference(&ours, &theirs), None, "{}", fixture.id);
    }
}

/// Blocks whose role differs, and why. The list may only shrink.
const KNOWN_ROLES: &[(&str, &str, &str)] = &[];

/// The same blocks get the same roles, whoever parsed.
#[test]
fn the_parser_does_not_change_a_role_on_the_fixtures() {
    let theirs = Extractor::new(Options::default().with_parser(Parser::Html5ever));
    let mut changed = BTreeSet::new();
    for fixture in fixtures().iter().filter(|fixture| !KNOWN.iter().any(|(id, _)| *id == fixture.id)) {
        let (ours, theirs) = (Extractor::default().extract(&fixture.html), theirs.extract(&fixture.html));
        for (a, b) in ours.blocks().zip(theirs.blocks()) {
            if (a.role(), a.is_main()) != (b.role(), b.is_main()) {
                say(&format!("{}: {} / {} by html5ever: {:?}", fixture.id, a.role(), b.role(), a.text()));
                changed.insert((fixture.id.clone(), a.text().to_owned()));
            }
        }
    }
    let known = KNOWN_ROLES.iter().map(|(id, text, _)| ((*id).to_owned(), (*text).to_owned())).collect();
    assert_eq!(changed, known, "blocks whose role changes, and those that are known to");
}

#[test]
fn fast_gives_the_blocks_of_html5ever_on_the_corpus() {
    let what = "fast_gives_the_blocks_of_html5ever_on_the_corpus";
    let Some(corpus) = corpus(what) else { return };
    let step = if cfg!(debug_assertions) { 40 } else { 1 };
    let sets = ["bbc-dev", "news-dev", "snippets-dev", "stories-2013-dev", "wcxb-dev"];
    let pages: Vec<_> = sets.iter().flat_map(|set| packed(&corpus, set, step)).collect();
    let differs = |(id, path): &(String, std::path::PathBuf)| {
        let bytes = unpacked(path);
        let text = decode::decode(&bytes, None).expect("no hint").into_text();
        difference(&parsed(&text, Parser::Fast), &parsed(&text, Parser::Html5ever)).map(|d| (id.clone(), d))
    };
    let half = pages.len() / 2;
    let different: BTreeMap<String, String> = std::thread::scope(|scope| {
        let other = scope.spawn(|| pages[half..].iter().filter_map(differs).collect::<Vec<_>>());
        let mut all: BTreeMap<_, _> = pages[..half].iter().filter_map(differs).collect();
        all.extend(other.join().expect("no panic"));
        all
    });
    let share = 1.0 - different.len() as f64 / pages.len() as f64;
    say(&format!("corpus  same blocks as html5ever on {:.2} % of {} pages", share * 100.0, pages.len()));
    for (id, difference) in &different {
        say(&format!("{id}: {difference}").chars().take(300).collect::<String>());
    }
    let here = |id: &&str| pages.iter().any(|page| page.0 == *id);
    let known: BTreeSet<&str> = KNOWN_IN_CORPUS.iter().map(|(id, _)| *id).filter(here).collect();
    let different: BTreeSet<&str> = different.keys().map(String::as_str).collect();
    assert_eq!(different, known, "pages on which the parsers differ, and those that are known to");
    // A sample holds too few pages for the share.
    assert!(share >= AGREE || step > 1, "{share:.4} of {} pages", pages.len());
}
