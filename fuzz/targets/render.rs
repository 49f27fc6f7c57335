//! Every word of a rendering comes from the source and stands in its place: blocks in their ranges, Markdown as a reader of
//! Markdown shows it, JSON as a reader of JSON reads it, the overlay without an element of the page.
#![no_main]

use copydesk::{Bias, Extractor, Options};
use copydesk_fuzz::sound;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: &str| {
    // As much as possible becomes main text, and Markdown.
    for parser in sound::PARSERS {
        let greedy = Options::default().with_parser(parser).with_bias(Bias::Recall);
        sound::sound(&Extractor::new(greedy).extract(html)).expect("a sound page");
    }
});
