//! Writes the features of pages, for training.
//!
//! `features OUT FOLDER...` reads the pages of each folder in the order of their names and writes
//! into OUT:
//!
//! - `pages.jsonl`: a page a line: set (the folder's path), id, and its blocks (text, hidden);
//! - `values.f32`: a row of features a block (little endian, in the order of `schema.tsv`);
//! - `cues.u32`, `cue_starts.u64`: cue numbers of each block, and where each block's begin;
//! - `cues.tsv`: number, bucket, name, hash; bucket `page` is for what is said of a page's kind;
//! - `page_cues.u32`, `page_cue_starts.u64`: the same for each page;
//! - `schema.tsv`: name, meaning of every input of the model, features first; then the hash of all.
//!
//! `features --scores FILE OUT FOLDER...` reads a log-odds by cues a block (`f32`, as many as there are
//! blocks) and writes what follows from them: `context.f32`, a row of context features a block, and
//! `kinds.f32`, a row of page features a page, whose names stand in `kinds.tsv`.
//!
//! `features --model FILE OUT FOLDER...` writes what a model makes of the blocks: `probabilities.f32`. Training
//! holds its own figures against them.

use copydesk::dom::Dom;
use copydesk::measure::{self, Columns, SCHEMA};
use copydesk::segment::Blocks;
use copydesk::{Limits, Model, Parser, decode, dom, score, segment};
use std::collections::HashMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

const USAGE: &str = "usage: features [--scores FILE | --model FILE] OUT FOLDER...";

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1).peekable();
    let option = args.next_if(|arg| arg == "--scores" || arg == "--model");
    let read_from = match &option {
        Some(_) => fs::read(args.next().ok_or(USAGE)?)?,
        None => Vec::new(),
    };
    let out = PathBuf::from(args.next().ok_or(USAGE)?);
    fs::create_dir_all(&out)?;
    let folders: Vec<String> = args.collect();
    match option.as_deref() {
        Some("--scores") => follow_up(&out, &folders, &read_from),
        Some(_) => predict(&out, &folders, &Model::from_bytes(&read_from)?),
        None => export(&out, &folders),
    }
}

/// Parses, cuts and measures every page of the folders, in order.
fn each_page(
    folders: &[String],
    mut visit: impl FnMut(&str, &Path, &Dom<'_>, &Blocks, &Columns) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    for folder in folders {
        for path in paths(Path::new(folder))? {
            let bytes = read(&path)?;
            let decoded = decode::decode(&bytes, None)?;
            let limits = Limits::default();
            let dom = dom::parse(decoded.text(), Parser::Fast, &limits);
            let blocks = segment::blocks(&dom, &limits);
            let columns = measure::columns(&dom, &blocks);
            visit(folder, &path, &dom, &blocks, &columns)?;
        }
    }
    Ok(())
}

fn create(out: &Path, name: &str) -> std::io::Result<BufWriter<File>> {
    File::create(out.join(name)).map(BufWriter::new)
}

fn names(out: &Path, name: &str, names: impl IntoIterator<Item = String>) -> std::io::Result<()> {
    let mut file = create(out, name)?;
    names.into_iter().try_for_each(|name| writeln!(file, "{name}"))
}

fn export(out: &Path, folders: &[String]) -> Result<(), Box<dyn Error>> {
    let (mut pages, mut values) = (create(out, "pages.jsonl")?, create(out, "values.f32")?);
    let (mut cues, mut starts) = (create(out, "cues.u32")?, create(out, "cue_starts.u64")?);
    let (mut page_cues, mut page_starts) = (create(out, "page_cues.u32")?, create(out, "page_cue_starts.u64")?);
    let mut numbers = Numbers::default();
    let (mut written, mut page_written) = (0u64, 0u64);
    each_page(folders, |folder, path, dom, blocks, columns| {
        let mut rows = Vec::new();
        for block in 0..blocks.len() {
            let hidden = blocks.hidden(block).is_some();
            rows.push(serde_json::json!({"text": blocks.text(block), "hidden": hidden}));
            for feature in 0..SCHEMA.len() {
                values.write_all(&columns.value(feature, block).to_le_bytes())?;
            }
            starts.write_all(&written.to_le_bytes())?;
            for (bucket, hash, name) in columns.cues(dom, blocks, block) {
                cues.write_all(&numbers.of(bucket.name(), hash, &name).to_le_bytes())?;
                written += 1;
            }
        }
        page_starts.write_all(&page_written.to_le_bytes())?;
        for (hash, name) in columns.page_cues(dom, blocks) {
            page_cues.write_all(&numbers.of("page", hash, &name).to_le_bytes())?;
            page_written += 1;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let id = name.strip_suffix(".html.gz").or(name.strip_suffix(".html")).unwrap_or(&name);
        writeln!(pages, "{}", serde_json::json!({"set": folder, "id": id, "blocks": rows}))?;
        Ok(())
    })?;
    starts.write_all(&written.to_le_bytes())?;
    page_starts.write_all(&page_written.to_le_bytes())?;
    names(out, "cues.tsv", numbers.names)?;
    let hash = format!("{:016x}", score::input_hash());
    names(out, "schema.tsv", score::inputs().map(|(name, meaning)| format!("{name}\t{meaning}")).chain([hash]))?;
    Ok(())
}

/// Numbers cues in the order in which they are seen.
#[derive(Default)]
struct Numbers {
    known: HashMap<(&'static str, u32), u32>,
    names: Vec<String>,
}

impl Numbers {
    fn of(&mut self, bucket: &'static str, hash: u32, name: &str) -> u32 {
        let next = self.names.len() as u32;
        let number = *self.known.entry((bucket, hash)).or_insert(next);
        if number == next {
            self.names.push(format!("{number}\t{bucket}\t{name}\t{hash}"));
        }
        number
    }
}

fn follow_up(out: &Path, folders: &[String], scores: &[u8]) -> Result<(), Box<dyn Error>> {
    let mut scores = scores.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let (mut contexts, mut kinds) = (create(out, "context.f32")?, create(out, "kinds.f32")?);
    each_page(folders, |_, path, _, blocks, columns| {
        let free: Vec<f32> = scores.by_ref().take(blocks.len()).collect();
        if free.len() < blocks.len() {
            return Err(format!("{}: fewer scores than blocks", path.display()).into());
        }
        let context = score::context_columns(blocks, columns, &free);
        for block in 0..blocks.len() {
            for column in &context {
                contexts.write_all(&column[block].to_le_bytes())?;
            }
        }
        let p: Vec<f32> = (0..blocks.len())
            .map(|b| if blocks.hidden(b).is_some() { 0.0 } else { 1.0 / (1.0 + (-free[b]).exp()) })
            .collect();
        for value in score::kind_values(blocks, columns, &p) {
            kinds.write_all(&value.to_le_bytes())?;
        }
        Ok(())
    })?;
    names(out, "kinds.tsv", score::KIND_FEATURES.iter().map(|name| (*name).to_owned()))?;
    Ok(())
}

fn predict(out: &Path, folders: &[String], model: &Model) -> Result<(), Box<dyn Error>> {
    let mut probabilities = create(out, "probabilities.f32")?;
    each_page(folders, |_, _, _, blocks, columns| {
        let scores = score::scores(blocks, columns, model);
        (0..blocks.len()).try_for_each(|block| probabilities.write_all(&scores.probability(block).to_le_bytes()))?;
        Ok(())
    })
}

fn paths(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes = fs::read(path)?;
    if path.extension().is_some_and(|e| e == "gz") {
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut plain)?;
        bytes = plain;
    }
    Ok(bytes)
}
