//! Pages from files.

use super::Page;
use copydesk::decode::decode;
use flate2::read::GzDecoder;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The repository's own fixtures: hand-written pages of every era.
pub fn fixtures() -> Vec<Page> {
    // `peers` is a package two folders down.
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|root| root.join("fixtures/html"));
    pages(&above.find(|folder| folder.is_dir()).expect("fixtures in the repository"))
}

/// Every page of a folder, sorted by name. A folder that cannot be read ends the bench: there is
/// nothing to measure.
pub fn pages(folder: &Path) -> Vec<Page> {
    let listing = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = listing.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| {
        let name = path.to_string_lossy();
        [".html", ".htm", ".html.gz"].iter().any(|end| name.ends_with(end))
    });
    paths.sort();
    assert!(!paths.is_empty(), "{}: no .html, .htm or .html.gz", folder.display());
    paths.iter().map(|path| page(path)).collect()
}

fn page(path: &Path) -> Page {
    let mut bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if path.extension().is_some_and(|end| end == "gz") {
        let mut unpacked = Vec::new();
        GzDecoder::new(&bytes[..])
            .read_to_end(&mut unpacked)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        bytes = unpacked;
    }
    let html = decode(&bytes, None).expect("no charset was given that could be unknown").into_text().into_owned();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Page { name, bytes, html, has_story: None }
}
