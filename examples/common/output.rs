//! What is printed, and where.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why no more can be written.
pub enum Failure {
    /// The reader of our output has gone.
    Closed,
    /// The user wants no more.
    Interrupted,
    Failed(String),
}

/// Bytes that are written at once. Only whole pages are: whatever ends the program, no line is cut.
const AT_ONCE: usize = 1 << 16;

/// Where pages go.
pub enum Output {
    /// Its name, itself, and pages that wait to be written.
    Stream(String, Box<dyn Write>, Vec<u8>),
    File(PathBuf),
    /// A file for each page, with the names that are taken.
    Folder(PathBuf, HashSet<String>),
}

impl Output {
    /// All pages in one stream.
    pub fn stream(path: Option<&Path>) -> Result<Output, Failure> {
        let (name, to): (String, Box<dyn Write>) = match path {
            None => ("stdout".to_owned(), Box::new(io::stdout())),
            Some(path) => {
                let name = path.display().to_string();
                let file = File::create(path).map_err(|error| failure(&name, error))?;
                (name, Box::new(file))
            }
        };
        Ok(Output::Stream(name, to, Vec::with_capacity(2 * AT_ONCE)))
    }

    /// Each page in a file of its own.
    pub fn pages(path: Option<&Path>, many: bool) -> Result<Output, Failure> {
        let Some(path) = path else {
            return Output::stream(None);
        };
        if !many && !path.is_dir() {
            return Ok(Output::File(path.to_owned()));
        }
        fs::create_dir_all(path).map_err(|error| failure(&path.display().to_string(), error))?;
        Ok(Output::Folder(path.to_owned(), HashSet::new()))
    }

    pub fn write(&mut self, before: &str, text: &str, id: &str) -> Result<(), Failure> {
        let path = match self {
            Output::Stream(_, _, waiting) => {
                waiting.extend_from_slice(before.as_bytes());
                waiting.extend_from_slice(text.as_bytes());
                return if waiting.len() < AT_ONCE { Ok(()) } else { self.flush() };
            }
            Output::File(path) => path.clone(),
            Output::Folder(folder, taken) => folder.join(free_name(id, taken)),
        };
        fs::write(&path, text).map_err(|error| failure(&path.display().to_string(), error))
    }

    /// Writes what waits.
    pub fn flush(&mut self) -> Result<(), Failure> {
        let Output::Stream(name, to, waiting) = self else { return Ok(()) };
        let written = to.write_all(waiting).and_then(|()| to.flush());
        waiting.clear();
        written.map_err(|error| failure(name, error))
    }
}

fn failure(name: &str, error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::Closed,
        _ => Failure::Failed(format!("{name}: {error}")),
    }
}

/// Bytes of an id in a file's name.
const LONGEST_NAME: usize = 150;

/// Pages of one name in several folders get a number each. An id may come from data: what could lead out of the
/// folder, or name no file, becomes `_`.
fn free_name(id: &str, taken: &mut HashSet<String>) -> String {
    let mut safe: String = String::new();
    for c in id.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }) {
        if safe.len() + c.len_utf8() > LONGEST_NAME {
            break;
        }
        safe.push(if c == '.' && safe.is_empty() { '_' } else { c });
    }
    let id = if safe.is_empty() { "_" } else { &safe };
    let mut name = format!("{id}.html");
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{id}-{number}.html");
        number += 1;
    }
    name
}

/// The first words of a text, for a table.
pub fn beginning(text: &str) -> String {
    let mut short: String = text.chars().take(50).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if text.chars().nth(50).is_some() {
        short.push('…');
    }
    short
}
