//! The same output everywhere: hashes of all that is rendered of the fixtures, in `tests/golden.txt`.
//!
//! Debug and release builds, builds with and without features, one thread and eight must all give them.
//! `COPYDESK_GOLDEN=1 cargo test --test it same::` writes the file anew, after a change that is meant to change outputs.

use copydesk::flat::Cleaner;
use copydesk::{Extractor, Options, Parser, render};
use std::fs;
use std::path::{Path, PathBuf};

/// The 64-bit FNV-1a hash.
fn hash(parts: &[String]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Files of a folder with this end, sorted by name.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(end));
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

/// A line for each fixture: how it was read, its name, the hash of every rendering. `root` is the crate's folder.
pub fn lines(root: &Path, parsers: &[Parser]) -> Vec<String> {
    let mut lines = Vec::new();
    for parser in parsers {
        let extractor = Extractor::new(Options::default().with_parser(*parser));
        for path in files(&root.join("fixtures/html"), ".html") {
            let bytes = fs::read(&path).expect("a fixture");
            let page = extractor.extract_bytes(&bytes, None).expect("no hint");
            let explained: String =
                (0..page.blocks().len()).map(|block| format!("{:?}", page.explain(block))).collect();
            let all = [
                render::json_line(&page, &name(&path), None),
                render::markdown(&page),
                render::overlay(&page, &name(&path)),
                format!("{:?} {:?}", page.article(), page.metadata()),
                explained,
            ];
            lines.push(format!("{parser:?} {} {:016x}", name(&path), hash(&all)).to_lowercase());
        }
    }
    let cleaner = Cleaner::default();
    for path in files(&root.join("fixtures/flat"), ".txt") {
        let bytes = fs::read(&path).expect("a fixture");
        let page = cleaner.clean_bytes(&bytes, None).expect("no hint");
        let all = [
            render::flat::json_line(&page, &name(&path)),
            render::flat::markdown(&page),
            render::flat::overlay(&page, &name(&path)),
        ];
        lines.push(format!("flat {} {:016x}", name(&path), hash(&all)));
    }
    lines
}

/// The lines of the file for these parsers and for texts.
pub fn expected(root: &Path, parsers: &[Parser]) -> Vec<String> {
    let text = fs::read_to_string(root.join("tests/golden.txt")).unwrap_or_default();
    let ways: Vec<String> =
        parsers.iter().map(|parser| format!("{parser:?}").to_lowercase()).chain(["flat".to_owned()]).collect();
    let is_asked = |line: &&str| line.split(' ').next().is_some_and(|way| ways.iter().any(|asked| asked == way));
    text.lines().filter(is_asked).map(str::to_owned).collect()
}
