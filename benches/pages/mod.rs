//! The pages that the benches read: made here, from the fixtures, or from a folder of the user's.
//!
//! `COPYDESK_PAGES=FOLDER cargo bench` reads every `.html`, `.htm` and `.html.gz` of the folder
//! instead (several folders parted as in PATH), so that anyone can measure the pages that they have to
//! deal with.

#![allow(dead_code, unused_imports)] // No bench uses every part of this module.

mod folder;
mod make;

pub use folder::fixtures;
pub use make::{LAST_SENTENCE, SENTENCE, news, nodes};

/// Pages of one shape.
pub struct Class {
    pub name: &'static str,
    pub pages: Vec<Page>,
}

/// One page with what is known of it.
pub struct Page {
    pub name: String,
    pub bytes: Vec<u8>,
    pub html: String,
    /// Whether [`SENTENCE`] stands in its main text; `None` where nobody has said so.
    pub has_story: Option<bool>,
}

impl Page {
    fn made(name: &str, html: String, has_story: Option<bool>) -> Page {
        Page { name: name.to_owned(), bytes: html.clone().into_bytes(), html, has_story }
    }

    /// Whether a main text is what it should be, as far as that is known.
    pub fn is_main_text(&self, text: &str) -> bool {
        self.has_story.is_none_or(|story| text.contains(SENTENCE) == story)
    }
}

impl Class {
    pub fn bytes(&self) -> u64 {
        self.pages.iter().map(|page| page.html.len() as u64).sum()
    }
}

/// The pages of `COPYDESK_PAGES`, or those of the generator and the fixtures.
pub fn classes() -> Vec<Class> {
    match std::env::var_os("COPYDESK_PAGES") {
        Some(paths) => {
            let pages = std::env::split_paths(&paths).flat_map(|path| folder::pages(&path)).collect();
            vec![Class { name: "folder", pages }]
        }
        None => {
            let mut classes = made();
            classes.push(Class { name: "fixtures", pages: fixtures() });
            classes
        }
    }
}

/// One class for each way in which pages cost time.
pub fn made() -> Vec<Class> {
    let class = |name, html, has_story| Class { name, pages: vec![Page::made(name, html, Some(has_story))] };
    // What so strange a page is judged to be is no matter of speed.
    let deep = Class { name: "deep", pages: vec![Page::made("deep", make::deep(3000), None)] };
    vec![
        // Layout tables, little script: many nodes a byte.
        class("bbc-2005", make::bbc_2005(), true),
        // Classes on everything, lists of links beside the story.
        class("bbc-2012", make::bbc_2012(), true),
        // Figures inside the body, long class names.
        class("bbc-2017", make::bbc_2017(), true),
        // Generated class names, deep wrappers, half the page is one script.
        class("bbc-2023", make::bbc_2023(), true),
        // An index: as many links as blocks, no story.
        class("index", make::index(), false),
        // One story of a megabyte: text is what costs.
        class("long", make::long(), true),
        // Data tables: the most blocks a byte.
        class("tables", make::tables(), true),
        // Elements nested deeper than the cap.
        deep,
    ]
}
