//! Where pages and texts come from.

use flate2::read::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// The ends of names of the files that a folder stands for, longer ones first.
pub type Endings = [&'static str];

/// What is longer is cut; the library reads 64 MiB of text and says when a page has more.
pub const MAX_BYTES: u64 = 160 << 20;

/// One file, or stdin.
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

    /// The name in JSON and of an overlay: that of the file, one of the endings cut off its end once.
    pub fn id(&self, endings: &Endings) -> String {
        let Input::File(path) = self else { return "stdin".to_owned() };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let ending = endings.iter().find(|ending| has_ending(&name, ending));
        name[..name.len() - ending.map_or(0, |ending| ending.len())].to_owned()
    }

    /// All bytes, unpacked where they are packed.
    pub fn read(&self) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let (from, is_packed) = self.open()?;
        from.take(MAX_BYTES).read_to_end(&mut bytes).map_err(|error| broken(&error, is_packed))?;
        Ok(bytes)
    }

    /// The bytes as they come, unpacked where they are packed; and whether they are.
    pub fn open(&self) -> Result<(Box<dyn BufRead>, bool), String> {
        let (from, is_named_packed): (Box<dyn Read>, bool) = match self {
            Input::Stdin => (Box::new(io::stdin()), false),
            Input::File(path) => {
                let file = File::open(path).map_err(|error| reason(&error))?;
                (Box::new(file), has_ending(&path.to_string_lossy(), ".gz"))
            }
        };
        let mut from = BufReader::with_capacity(1 << 16, from);
        let is_packed = is_named_packed || from.fill_buf().map_err(|error| reason(&error))?.starts_with(&[0x1f, 0x8b]);
        if !is_packed {
            return Ok((Box::new(from), false));
        }
        Ok((Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(from))), true))
    }
}

/// Why reading stopped.
pub fn broken(error: &io::Error, is_packed: bool) -> String {
    if is_packed { format!("broken gzip: {}", reason(error)) } else { reason(error) }
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

/// The files behind the arguments, in their order; and what could not be read, with the reason.
pub fn expand(paths: &[PathBuf], endings: &Endings) -> (Vec<Input>, Vec<String>) {
    let (mut inputs, mut failures) = (Vec::new(), Vec::new());
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
        } else if path.is_dir() {
            let before = (inputs.len(), failures.len());
            files_of(path, endings, &mut inputs, &mut failures);
            if before == (inputs.len(), failures.len()) {
                failures.push(format!("{}: no {} file in this folder", path.display(), listed(endings)));
            }
        } else {
            inputs.push(Input::File(path.clone()));
        }
    }
    (inputs, failures)
}

fn listed(endings: &Endings) -> String {
    match endings {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// Files and subfolders, sorted by name together. Links to folders are not followed: they may
/// lead back up.
fn files_of(folder: &Path, endings: &Endings, inputs: &mut Vec<Input>, failures: &mut Vec<String>) {
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
            files_of(&path, endings, inputs, failures);
        } else if !path.is_dir()
            && endings.iter().any(|ending| has_ending(&entry.file_name().to_string_lossy(), ending))
        {
            inputs.push(Input::File(path));
        }
    }
}
