//! `Parser::Fast` loses no text that html5ever has, and makes none up; see `tests/it/agreement.rs` for what is let pass.
#![no_main]

use copydesk_fuzz::agreement::agree;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|html: &str| -> Corpus {
    match agree(html) {
        None => Corpus::Reject,
        Some(Ok(())) => Corpus::Keep,
        Some(Err(fault)) => panic!("{fault}"),
    }
});
