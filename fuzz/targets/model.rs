//! Any bytes as a model: it is refused, or it scores pages soundly. Inputs are whole files, or patches of the builtin model (its
//! first byte says which): by chance alone hardly any file would be read to its end.
#![no_main]

use copydesk::{Extractor, Model, render};
use copydesk_fuzz::sound;
use libfuzzer_sys::{Corpus, fuzz_target};

const BUILTIN: &[u8] = include_bytes!("../../src/score/model.bin");
const PAGE: &str = include_str!("../../fixtures/html/2024-product-kettle.html");

/// The builtin model with some bytes changed: each five bytes are a place (three) and a value, and how it is put there.
fn patched(patches: &[u8]) -> Vec<u8> {
    let mut model = BUILTIN.to_vec();
    for patch in patches.chunks_exact(5) {
        let at = usize::from(patch[0]) | usize::from(patch[1]) << 8 | usize::from(patch[2]) << 16;
        let at = at % model.len();
        match patch[4] % 8 {
            0 => model.truncate(at.max(1)),
            1 => model.insert(at, patch[3]),
            2 => drop(model.remove(at)),
            3 => model[at] ^= 1 << (patch[3] % 8),
            _ => model[at] = patch[3],
        }
        if model.len() < 2 {
            break;
        }
    }
    model
}

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let [how, bytes @ ..] = bytes else { return Corpus::Reject };
    let file = if how % 4 == 0 { bytes.to_vec() } else { patched(bytes) };
    let Ok(model) = Model::from_bytes(&file) else { return Corpus::Keep };
    let page = Extractor::default().with_model(model);
    let page = page.extract(PAGE);
    sound::decisions(&page).expect("sound decisions");
    for block in page.blocks() {
        std::hint::black_box(page.explain(block.index()));
    }
    std::hint::black_box(render::json_line(&page, "id", None));
    Corpus::Keep
});
