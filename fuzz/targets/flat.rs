//! Any bytes as text without HTML: blocks are ranges of it, nothing but white space is left out, and cleaning the cleaned text
//! changes nothing.
#![no_main]

use copydesk::flat::Cleaner;
use copydesk::render;
use copydesk_fuzz::{charset, flat_sound};
use libfuzzer_sys::{Corpus, fuzz_target};
use std::sync::LazyLock;

static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::default);

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let [hint, bytes @ ..] = bytes else { return Corpus::Reject };
    let page = CLEANER.clean_bytes(bytes, charset(*hint)).expect("a known label");
    flat_sound::sound(&CLEANER, &page).expect("a sound text");
    std::hint::black_box((
        page.captions(),
        page.title(),
        page.byline(),
        page.date(),
        render::flat::overlay(&page, "id"),
    ));
    Corpus::Keep
});
