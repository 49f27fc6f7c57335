//! Where pages come from.

use flate2::read::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The ends of names of pages, longer ones first.
pub const ENDINGS: [&str; 4] = [".html.gz", ".htm.gz", ".html", ".htm"];

/// What is longer is cut; the library reads 64 MiB of text and says when a page has more.
const MAX_BYTES: u64 = 160 << 20;

/// One page.
#[derive(Debug)]
pub enum Input {
    Stdin,
    File(PathBuf),
}

impl Input {
    /// The name as the user would write it.
    pub fn name(&self) -> String {
        match self {
            Input::Stdin => "-".to_owned(),
            Input::File(path) => path.display().to_string(),
        }
    }

    /// The page's name in JSON and of its overlay.
    pub fn id(&self) -> String {
        match self {
            Input::Stdin => "stdin".to_owned(),
            Input::File(path) => super::id(path),
        }
    }

    /// The page's bytes, unpacked where they are packed.
    pub fn read(&self) -> Result<Vec<u8>, String> {
        let bytes = match self {
            Input::Stdin => read_all(io::stdin().lock()),
            Input::File(path) => File::open(path).and_then(read_all),
        };
        let bytes = bytes.map_err(|error| reason(&error))?;
        let is_packed = bytes.starts_with(&[0x1f, 0x8b])
            || matches!(self, Input::File(path) if has_ending(&path.to_string_lossy(), ".gz"));
        if !is_packed {
            return Ok(bytes);
        }
        read_all(MultiGzDecoder::new(&bytes[..])).map_err(|error| format!("broken gzip: {}", reason(&error)))
    }
}

fn read_all(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Without the number that the operating system adds.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

/// Whether a name has this end, in any case, and something before it.
pub fn has_ending(name: &str, ending: &str) -> bool {
    let at = name.len().saturating_sub(ending.len());
    at > 0 && name.as_bytes()[at..].eq_ignore_ascii_case(ending.as_bytes())
}

/// The pages behind the arguments, in their order; and what could not be read, with the reason.
pub fn expand(paths: &[PathBuf]) -> (Vec<Input>, Vec<String>) {
    let (mut inputs, mut failures) = (Vec::new(), Vec::new());
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
        } else if path.is_dir() {
            let before = (inputs.len(), failures.len());
            pages_of(path, &mut inputs, &mut failures);
            if before == (inputs.len(), failures.len()) {
                failures.push(format!("{}: no .html, .htm, .html.gz or .htm.gz file in this folder", path.display()));
            }
        } else {
            inputs.push(Input::File(path.clone()));
        }
    }
    (inputs, failures)
}

/// Files and subfolders, sorted by name together. Links to folders are not followed: they may
/// lead back up.
fn pages_of(folder: &Path, inputs: &mut Vec<Input>, failures: &mut Vec<String>) {
    let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            failures.push(format!("{}: {}", folder.display(), reason(&error)));
            return;
        }
    };
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            pages_of(&path, inputs, failures);
        } else if !path.is_dir()
            && ENDINGS.iter().any(|ending| has_ending(&entry.file_name().to_string_lossy(), ending))
        {
            inputs.push(Input::File(path));
        }
    }
}
