//! How far a run has come: a small file beside its output.
//!
//! The protocol: write the results of whole batches, then note in the journal how many records they are and where the output
//! ends behind them. Whoever goes on cuts the output there and passes over so many records. The journal
//! is replaced by renaming, so it is always whole; it never speaks of results that were not handed to the system before. So a process may be killed at
//! any moment; against a failing power supply nothing is promised.

use crate::failure::Stop;
use crate::tally::Tally;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// What a journal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Of inputs and options: another run must not go on here.
    pub digest: String,
    /// Where the output ends: bytes of a stream, parts of Parquet.
    pub mark: u64,
    pub tally: Tally,
    pub is_done: bool,
}

/// Reads a journal; `None` where there is none.
pub fn load(path: &Path) -> Result<Option<Entry>, String> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let value: Option<Value> = serde_json::from_str(&text).ok();
    let entry = value.and_then(|value| {
        Some(Entry {
            digest: value.get("digest")?.as_str()?.to_owned(),
            mark: value.get("mark")?.as_u64()?,
            tally: Tally::from_json(value.get("tally")?)?,
            is_done: value.get("done")?.as_bool()?,
        })
    });
    entry.map(Some).ok_or_else(|| format!("{} is no journal of this program", path.display()))
}

/// Replaces a journal.
pub fn save(path: &Path, entry: &Entry) -> Result<(), Stop> {
    let value = json!({
        "copydesk": env!("CARGO_PKG_VERSION"), "digest": entry.digest, "mark": entry.mark,
        "tally": entry.tally.to_json(), "done": entry.is_done,
    });
    let mut new: PathBuf = path.to_owned();
    new.as_mut_os_string().push(".new");
    let saved = fs::write(&new, format!("{value}\n")).and_then(|()| fs::rename(&new, path));
    saved.map_err(|error| Stop::writing(&path.display().to_string(), &error))
}

/// A number that differs where any of the parts differs: FNV-1a, the same on every machine.
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Digest(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    pub fn add(&mut self, part: &str) {
        for byte in part.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub fn text(&self) -> String {
        format!("{:016x}", self.0)
    }
}
