//! Writes the features of pages, for training.
//!
//! `features OUT FOLDER...` reads the pages of each folder in the order of their names and writes
//! into OUT:
//!
//! - `pages.jsonl`: a page a line: set (the folder's path), id, and its blocks (text, hidden);
//! - `values.f32`: a row of features a block (little endian, in the order of `schema.tsv`);
//! - `cues.u32`, `cue_starts.u64`: cue numbers of each block, and where each block's begin;
//! - `cues.tsv`: number, bucket, name; `schema.tsv`: name, meaning.

use copydesk::measure::{self, Bucket, SCHEMA};
use copydesk::{Limits, Parser, dom, segment};
use std::collections::HashMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let out = PathBuf::from(args.next().ok_or("usage: features OUT FOLDER...")?);
    fs::create_dir_all(&out)?;
    let file = |name: &str| File::create(out.join(name)).map(BufWriter::new);
    let (mut pages, mut values, mut cues, mut starts) =
        (file("pages.jsonl")?, file("values.f32")?, file("cues.u32")?, file("cue_starts.u64")?);
    let mut names = file("cues.tsv")?;
    let mut numbers: HashMap<(Bucket, u32), u32> = HashMap::new();
    let mut written = 0u64;
    for folder in args {
        for path in paths(Path::new(&folder))? {
            let html = read(&path)?;
            let limits = Limits::default();
            let dom = dom::parse(&html, Parser::Fast, &limits);
            let blocks = segment::blocks(&dom, &limits);
            let columns = measure::columns(&dom, &blocks);
            let mut rows = Vec::new();
            for block in 0..blocks.len() {
                let hidden = blocks.hidden(block).is_some();
                rows.push(serde_json::json!({"text": blocks.text(block), "hidden": hidden}));
                for feature in 0..SCHEMA.len() {
                    values.write_all(&columns.value(feature, block).to_le_bytes())?;
                }
                starts.write_all(&written.to_le_bytes())?;
                if hidden {
                    continue;
                }
                for (bucket, hash, name) in columns.cues(&dom, &blocks, block) {
                    let next = numbers.len() as u32;
                    let number = *numbers.entry((bucket, hash)).or_insert(next);
                    if number == next {
                        writeln!(names, "{number}\t{}\t{name}", bucket.name())?;
                    }
                    cues.write_all(&number.to_le_bytes())?;
                    written += 1;
                }
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let id = name.strip_suffix(".html.gz").or(name.strip_suffix(".html")).unwrap_or(&name);
            writeln!(pages, "{}", serde_json::json!({"set": folder, "id": id, "blocks": rows}))?;
        }
    }
    starts.write_all(&written.to_le_bytes())?;
    let mut schema = file("schema.tsv")?;
    for feature in SCHEMA {
        writeln!(schema, "{}\t{}", feature.name, feature.meaning)?;
    }
    Ok(())
}

fn paths(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    let mut bytes = fs::read(path)?;
    if path.extension().is_some_and(|e| e == "gz") {
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut plain)?;
        bytes = plain;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
