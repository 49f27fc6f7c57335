//! Any bytes, in any encoding, with any options: a page comes out, and every rendering of it.
#![no_main]

use copydesk::{Extractor, render};
use copydesk_fuzz::{charset, options, sound};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let [which, hint, bytes @ ..] = bytes else { return Corpus::Reject };
    let extractor = Extractor::new(options(*which));
    let page = extractor.extract_bytes(bytes, charset(*hint)).expect("a known label");
    sound::decisions(&page).expect("sound decisions");
    for block in page.blocks().take(2) {
        let why = page.explain(block.index()).expect("an explanation");
        assert!(why.score == block.score() && why.raw.is_finite());
    }
    if which & 128 != 0 {
        // An overlay explains every block, which is dear.
        std::hint::black_box((render::overlay(&page, "id"), render::markdown(&page)));
    }
    let line = render::json_line(&page, "id", None);
    let again = extractor.extract_bytes(bytes, charset(*hint)).expect("a known label").into_owned();
    assert_eq!(line, render::json_line(&again, "id", None), "the same bytes give the same line");
    Corpus::Keep
});
