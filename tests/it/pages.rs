//! Pages to test on: the fixtures with their truth, and the shared corpus where it is at hand.

use copydesk::decode;
use flate2::read::GzDecoder;
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// One page of `fixtures/`.
pub struct Fixture {
    pub id: String,
    pub bytes: Vec<u8>,
    /// The bytes decoded: the older pages are no UTF-8.
    pub html: String,
    pub truth: Value,
}

impl Fixture {
    pub fn kind(&self) -> &str {
        self.truth["kind"].as_str().unwrap_or_else(|| panic!("{}: no kind", self.id))
    }

    pub fn blocks(&self) -> impl Iterator<Item = TrueBlock<'_>> {
        true_blocks(&self.truth)
    }
}

/// A block as the truth has it.
#[derive(Clone, Copy)]
pub struct TrueBlock<'t> {
    pub role: &'t str,
    pub text: &'t str,
    pub hidden: bool,
    /// No block shows it: it stands in JSON-LD.
    pub described: bool,
}

pub fn true_blocks(truth: &Value) -> impl Iterator<Item = TrueBlock<'_>> {
    truth["blocks"].as_array().into_iter().flatten().map(|block| TrueBlock {
        role: block["role"].as_str().unwrap_or_default(),
        text: block["text"].as_str().unwrap_or_default(),
        hidden: block["hidden"].as_bool().unwrap_or(false),
        described: block["origin"] == "json_ld",
    })
}

/// The strings of a list in the truth.
pub fn strings<'t>(truth: &'t Value, key: &str) -> Vec<&'t str> {
    truth[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every `fixtures/html/ID.html` with its `fixtures/truth/ID.json`, sorted by name.
pub fn fixtures() -> Vec<Fixture> {
    let folder = root().join("fixtures");
    let pages = names(&folder.join("html"), ".html");
    let truths = names(&folder.join("truth"), ".json");
    assert_eq!(pages, truths, "each page in fixtures/html has a truth in fixtures/truth");
    assert!(!pages.is_empty(), "no fixtures in {}", folder.display());
    let read = |path: PathBuf| fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    pages
        .into_iter()
        .map(|id| {
            let bytes = read(folder.join("html").join(format!("{id}.html")));
            let truth = read(folder.join("truth").join(format!("{id}.json")));
            let truth = serde_json::from_slice(&truth).unwrap_or_else(|error| panic!("{id}: {error}"));
            let html = decode::decode(&bytes, None).expect("no hint").into_text().into_owned();
            Fixture { id, bytes, html, truth }
        })
        .collect()
}

/// Names of the files in a folder without their common end, sorted.
pub fn names(folder: &Path, end: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(end).map(str::to_owned)).collect();
    names.sort();
    names
}

/// The shared corpus, or `None` with a word on stderr that is not captured.
pub fn corpus(what: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("COPYDESK_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let corpus = shared.join("corpus");
    if corpus.is_dir() {
        return Some(corpus);
    }
    skipped(what, &format!("no corpus at {} (COPYDESK_SHARED names its parent)", corpus.display()));
    None
}

/// Says that a test did not run, past the capture of the test runner.
pub fn skipped(what: &str, reason: &str) {
    say(&format!("skipped: {what}: {reason}"));
}

/// Prints a figure, past the capture of the test runner.
pub fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// The packed pages of a set in the corpus, every `step`-th, sorted by name.
pub fn packed(corpus: &Path, set: &str, step: usize) -> Vec<(String, PathBuf)> {
    let folder = corpus.join(set).join("html");
    names(&folder, ".html.gz")
        .into_iter()
        .step_by(step)
        .map(|id| {
            let path = folder.join(format!("{id}.html.gz"));
            (id, path)
        })
        .collect()
}

pub fn unpacked(path: &Path) -> Vec<u8> {
    let packed = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    let read = GzDecoder::new(&packed[..]).read_to_end(&mut bytes);
    read.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    bytes
}

/// The text without white space, controls and U+FEFF: what does not depend on how words are set apart.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| is_ink(*c)).collect()
}

pub fn is_ink(c: char) -> bool {
    !c.is_whitespace() && c > ' ' && c != '\u{FEFF}'
}

/// The 64-bit FNV-1a hash.
#[derive(Clone, Copy)]
pub struct Fnv(u64);

impl Fnv {
    pub fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    pub fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    pub fn hex(self) -> String {
        format!("{:016x}", self.0)
    }
}

/// The n numbers that come after a seed; the same on every machine.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        // Knuth's MMIX generator; the upper bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}
