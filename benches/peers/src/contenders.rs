//! The Rust contenders: what is called on each page, and why it is here.

use crate::pages::SENTENCE;
use crate::yardstick;
use copydesk::{Extractor, Limits, Page, Parser, Scratch, dom};
use lol_html::{DocumentContentHandlers, ElementContentHandlers, HtmlRewriter, Settings};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::time::Instant;

/// What a contender does with a page; rows of a group stand together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    Parse,
    Extraction,
}

/// What came out of one call, as far as it is checked.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    Nodes(usize),
    Text { chars: usize, has_sentence: bool },
}

impl Answer {
    /// `None`, an error and white space are all no text.
    pub fn text(text: Option<&str>) -> Answer {
        let text = text.unwrap_or_default().trim();
        Answer::Text { chars: text.chars().count(), has_sentence: text.contains(SENTENCE) }
    }

    /// Every page of any use has a document, `html`, `head` and `body`, or as many elements of its own.
    pub fn is_empty(self) -> bool {
        match self {
            Answer::Nodes(nodes) => nodes < 4,
            Answer::Text { chars, .. } => chars == 0,
        }
    }
}

/// One call: what it took and what it gave.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub seconds: f64,
    pub answer: Answer,
}

pub struct Contender {
    /// The package's name, for which `Cargo.lock` knows a version.
    pub name: &'static str,
    pub call: &'static str,
    pub why: &'static str,
    pub group: Group,
    pub run: fn(&str) -> Run,
}

/// Extracts with one extractor and one scratch, as whoever extracts many pages does.
fn extracted<T>(html: &str, take: impl FnOnce(&Page<'_>) -> T) -> T {
    thread_local! {
        static OURS: RefCell<(Extractor, Scratch)> = RefCell::default();
    }
    OURS.with_borrow_mut(|(extractor, scratch)| {
        let page = extractor.extract_with(html, scratch);
        let taken = take(&page);
        scratch.reclaim(page);
        taken
    })
}

/// Freeing the result is part of the price, looking at it is not.
fn timed<'h, T>(html: &'h str, run: impl FnOnce(&'h str) -> T, answer: impl FnOnce(&T) -> Answer) -> Run {
    let start = Instant::now();
    let made = black_box(run(black_box(html)));
    let making = start.elapsed();
    let answer = answer(&made);
    let start = Instant::now();
    drop(made);
    Run { seconds: (making + start.elapsed()).as_secs_f64(), answer }
}

/// In the order in which they run on each page.
pub const CONTENDERS: &[Contender] = &[
    Contender {
        name: "html5ever",
        call: "`parse_document` into a lean arena",
        why: "the unit: who builds on the specification's tree pays this before the first rule",
        group: Group::Parse,
        run: |html| timed(html, yardstick::html5ever, |nodes| Answer::Nodes(nodes.len())),
    },
    Contender {
        name: "scraper",
        call: "`Html::parse_document`",
        why: "what most Rust programs parse pages with",
        group: Group::Parse,
        run: |html| timed(html, scraper::Html::parse_document, |page| Answer::Nodes(page.tree.values().len())),
    },
    Contender {
        name: "lol_html",
        call: "`HtmlRewriter`, handlers for every element and text",
        why: "what reading costs when no tree is kept: it streams, and what it writes is thrown away",
        group: Group::Parse,
        run: |html| timed(html, lol_html, |elements| Answer::Nodes(*elements)),
    },
    Contender {
        name: "copydesk",
        call: "`dom::parse`, `Parser::Fast`",
        why: "our parse alone, beside the others' parse alone",
        group: Group::Parse,
        run: |html| {
            timed(html, |html| dom::parse(html, Parser::Fast, &Limits::default()), |dom| Answer::Nodes(dom.len()))
        },
    },
    Contender {
        name: "copydesk",
        call: "`Extractor::extract_with`, `Page::main_text`",
        why: "what our caller waits for: every block with role, score and reason, and the main text",
        group: Group::Extraction,
        run: |html| timed(html, |html| extracted(html, |page| page.main_text()), |text| Answer::text(Some(text))),
    },
    Contender {
        name: "copydesk",
        call: "the same, `Page::metadata`, `Page::captions`",
        why: "what Readability and the trafilaturas look for within their one call, asked of us as well",
        group: Group::Extraction,
        run: |html| {
            timed(
                html,
                |html| extracted(html, |page| (page.main_text(), page.metadata(), page.captions())),
                |(text, ..)| Answer::text(Some(text)),
            )
        },
    },
    Contender {
        name: "dom_smoothie",
        call: "`Readability::parse`",
        why: "a port of Mozilla's Readability, the rules behind Firefox's reader view",
        group: Group::Extraction,
        run: |html| {
            let run = |html| dom_smoothie::Readability::new(html, None, None)?.parse();
            timed(html, run, |article| Answer::text(article.as_ref().ok().map(|article| &*article.text_content)))
        },
    },
    Contender {
        name: "rs-trafilatura",
        call: "`extract`",
        why: "nearest to us in aim: a port of trafilatura with a learned page type and a profile for each",
        group: Group::Extraction,
        run: |html| {
            timed(html, rs_trafilatura::extract, |found| {
                Answer::text(found.as_ref().ok().map(|found| found.content_text.as_str()))
            })
        },
    },
    Contender {
        name: "trafilatura",
        call: "`extract`",
        why: "a port of go-trafilatura, itself a port of the Python package",
        group: Group::Extraction,
        run: |html| {
            timed(
                html,
                |html| trafilatura::extract(html, &trafilatura::Options::default()),
                |found| Answer::text(found.as_ref().ok().map(|found| found.content_text.as_str())),
            )
        },
    },
    Contender {
        name: "dom-content-extraction",
        call: "`get_content` of a page parsed by its scraper",
        why: "the same paper's text densities (CETD), and nothing besides",
        group: Group::Extraction,
        run: |html| {
            use dom_content_extraction::{get_content, scraper::Html};
            timed(
                html,
                |html| get_content(&Html::parse_document(html)),
                |text| Answer::text(text.as_ref().ok().map(String::as_str)),
            )
        },
    },
];

/// Elements that the handlers saw. Not strict: where the text mode of a tag is in doubt it goes on
/// instead of giving up, so that it reads every page to the end as the others do.
fn lol_html(html: &str) -> usize {
    let (elements, chars) = (Cell::new(0), Cell::new(0));
    let every = "*".parse().expect("a selector");
    let on_element = ElementContentHandlers::default().element(|_: &mut lol_html::html_content::Element<'_, '_>| {
        elements.set(elements.get() + 1);
        Ok(())
    });
    let on_text = DocumentContentHandlers::default().text(|text: &mut lol_html::html_content::TextChunk<'_>| {
        chars.set(chars.get() + text.as_str().len());
        Ok(())
    });
    let settings = Settings::new()
        .append_element_content_handler((Cow::Owned(every), on_element))
        .append_document_content_handler(on_text)
        .with_strict(false);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    let read = rewriter.write(html.as_bytes()).and_then(|()| rewriter.end());
    black_box(chars.get());
    // An error is a page that was not read.
    read.map_or(0, |()| elements.get())
}
