//! What the fuzz targets claim: the same that the tests claim of fixtures, by the same code.

// The targets use some of it, the tests all of it.
#![allow(dead_code)]

#[path = "../../tests/it/agreement.rs"]
pub mod agreement;
#[path = "../../tests/it/flat_sound.rs"]
pub mod flat_sound;
#[path = "../../tests/it/markdown.rs"]
mod markdown;
#[path = "../../tests/it/pages.rs"]
mod pages;
#[path = "../../tests/it/sound.rs"]
pub mod sound;

use copydesk::{Bias, Limits, Options, Parser};

/// A label of a charset, or none, by a byte.
pub fn charset(byte: u8) -> Option<&'static str> {
    const LABELS: [Option<&str>; 16] = [
        None,
        None,
        None,
        None,
        None,
        Some("utf-8"),
        Some("windows-1252"),
        Some("utf-16le"),
        Some("utf-16be"),
        Some("shift_jis"),
        Some("gb18030"),
        Some("iso-2022-jp"),
        Some("euc-kr"),
        Some("big5"),
        Some("replacement"),
        Some("x-user-defined"),
    ];
    LABELS[usize::from(byte % 16)]
}

/// Options by a byte: the parser, the bias, and now and then budgets that are hit soon.
pub fn options(byte: u8) -> Options {
    let parser = if byte & 1 == 0 { Parser::Fast } else { Parser::Html5ever };
    let bias = [Bias::Balanced, Bias::Recall, Bias::Precision, Bias::Recall][usize::from(byte >> 1 & 3)];
    let limits = Limits::default();
    let limits = match byte >> 3 & 7 {
        0 => limits.with_bytes(usize::from(byte) * 3),
        1 => limits.with_nodes(20),
        2 => limits.with_depth(16),
        3 => limits.with_output(100).with_attributes(1),
        _ => limits,
    };
    Options::default().with_parser(parser).with_bias(bias).with_limits(limits)
}
