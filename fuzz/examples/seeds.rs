//! Seeds for every target, from the fixtures and the hostile pages: `cargo run --example seeds` in `fuzz/` writes them to
//! `fuzz/corpus/TARGET/`, where `cargo fuzz run TARGET` finds them.

#[path = "../../tests/it/hostile/mod.rs"]
#[allow(dead_code)] // The tests use the rest.
mod hostile;

use std::fs;
use std::path::{Path, PathBuf};

/// Bytes of a seed: longer ones make a fuzzer slow.
const MOST: usize = 4 << 10;

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut seeds = Seeds { folder: root.join("fuzz/corpus"), count: 0 };
    for (_, bytes) in files(&root.join("fixtures/html"))? {
        // Whole pages are long; the fuzzer joins what it likes.
        for piece in bytes.chunks(MOST) {
            seeds.page(piece)?;
        }
    }
    for case in hostile::hostile() {
        let page = (case.page)(4).into_bytes();
        seeds.page(&page[..page.len().min(MOST)])?;
    }
    for (_, bytes) in files(&root.join("fixtures/flat"))? {
        for piece in bytes.chunks(MOST) {
            seeds.write("flat", &[b"\0", piece].concat())?;
        }
    }
    for (_, bytes) in files(&root.join("src/flat/packs"))? {
        seeds.write("rules", &bytes)?;
    }
    let profile = fs::read(root.join("src/profile/bbc.txt"))?;
    seeds.write("rules", &profile)?;
    for line in String::from_utf8_lossy(&profile).lines() {
        seeds.write("rules", format!("copydesk-profile 1\nname a\n{line}\n").as_bytes())?;
    }
    let model = fs::read(root.join("src/score/model.bin"))?;
    seeds.write("model", &[b"\0", &model[..]].concat())?;
    // Patches of one byte each, all over the file.
    for step in 0..256_usize {
        let at = model.len() * step / 256;
        seeds.write("model", &[1, at as u8, (at >> 8) as u8, (at >> 16) as u8, step as u8, 7])?;
    }
    println!("{} seeds in {}", seeds.count, seeds.folder.display());
    Ok(())
}

struct Seeds {
    folder: PathBuf,
    count: usize,
}

impl Seeds {
    fn page(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.write("extract", &[&[(self.count & 1) as u8 | 32, 0], bytes].concat())?;
        let text = String::from_utf8_lossy(bytes);
        self.write("parsers", text.as_bytes())?;
        self.write("render", text.as_bytes())
    }

    fn write(&mut self, target: &str, bytes: &[u8]) -> std::io::Result<()> {
        let folder = self.folder.join(target);
        fs::create_dir_all(&folder)?;
        self.count += 1;
        fs::write(folder.join(format!("seed-{}", self.count)), bytes)
    }
}

/// The files of a folder, sorted by name; none where there is no such folder.
fn files(folder: &Path) -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.is_file());
    paths.sort();
    paths.into_iter().map(|path| fs::read(&path).map(|bytes| (path, bytes))).collect()
}
