//! Where records come from: the files behind the arguments, and one reader for each kind of them.

pub mod feed;
pub mod http;
mod inflate;
mod json_field;
mod lines;
mod open;
mod parquet;
mod stream;
pub mod warc;

pub use feed::{Feed, Gone};
pub use open::{Opened, Opener, Verdict};
pub use stream::Packing;

use crate::failure::{Failure, Reason, plain};
use crate::record::{Body, Place};
use std::fs;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Page,
    Warc,
    Lines,
    Parquet,
}

/// What a command reads.
#[derive(Debug, Clone)]
pub struct Taste {
    /// Ends of the names of single pages, packing aside.
    pub pages: &'static [&'static str],
    pub has_warc: bool,
    /// Whether the user named the field: then folders stand for JSON Lines and Parquet.
    pub has_field: bool,
    pub field: String,
}

/// One file, stdin, or an argument that is neither.
#[derive(Debug)]
pub enum Source {
    Stdin { kind: Kind },
    File { path: PathBuf, kind: Kind, bytes: u64 },
    Failed { name: String, failure: Failure },
}

impl Source {
    /// The name as the user would write it.
    pub fn name(&self) -> String {
        match self {
            Source::Stdin { .. } => "-".to_owned(),
            Source::File { path, .. } => path.display().to_string(),
            Source::Failed { name, .. } => name.clone(),
        }
    }

    /// Whether it may hold more than one record.
    pub fn holds_many(&self) -> bool {
        match self {
            Source::Stdin { kind } | Source::File { kind, .. } => *kind != Kind::Page,
            Source::Failed { .. } => false,
        }
    }

    /// Whether it is JSON Lines.
    pub fn is_lines(&self) -> bool {
        matches!(self, Source::Stdin { kind: Kind::Lines } | Source::File { kind: Kind::Lines, .. })
    }
}

impl Taste {
    fn kind(&self, name: &str) -> Option<Kind> {
        let name = without_packing(name);
        let is = |endings: &[&str]| endings.iter().any(|ending| has_ending(name, ending));
        if is(self.pages) {
            Some(Kind::Page)
        } else if self.has_warc && is(&[".warc"]) {
            Some(Kind::Warc)
        } else if is(&[".jsonl", ".ndjson"]) {
            Some(Kind::Lines)
        } else {
            is(&[".parquet"]).then_some(Kind::Parquet)
        }
    }

    /// What a folder stands for: the output of another run beside the pages is none of them.
    fn is_wanted(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Lines | Kind::Parquet) == self.has_field
    }

    /// The name in JSON and of an output file: that of the file, a page's ending cut off its end once.
    fn id(&self, path: &Path) -> String {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let bare = without_packing(&name);
        let endings = self.pages.iter().copied().chain([".warc", ".jsonl", ".ndjson", ".parquet"]);
        match endings.into_iter().find(|ending| has_ending(bare, ending)) {
            Some(ending) => bare[..bare.len() - ending.len()].to_owned(),
            None => name.into_owned(),
        }
    }

    fn listed(&self) -> String {
        let mut all: Vec<&str> = Vec::new();
        if self.has_field {
            all.extend([".jsonl", ".ndjson", ".parquet"]);
        } else {
            all.extend(self.pages);
            all.extend(self.has_warc.then_some(".warc"));
        }
        match &all[..] {
            [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
            _ => all.concat(),
        }
    }
}

fn without_packing(name: &str) -> &str {
    let ending = [".gz", ".zst"].into_iter().find(|ending| has_ending(name, ending));
    &name[..name.len() - ending.map_or(0, str::len)]
}

/// Whether a name has this end, in any case, and something before it.
pub fn has_ending(name: &str, ending: &str) -> bool {
    let at = name.len().saturating_sub(ending.len());
    at > 0 && name.as_bytes()[at..].eq_ignore_ascii_case(ending.as_bytes())
}

/// The files behind the arguments, in their order.
pub fn expand(paths: &[PathBuf], taste: &Taste) -> Vec<Source> {
    let mut sources = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            sources.push(Source::Stdin { kind: stdin_kind(taste) });
        } else if path.is_dir() {
            let before = sources.len();
            files_of(path, taste, &mut sources);
            if before == sources.len() {
                let detail = format!("no {} file in this folder", taste.listed());
                let failure = Failure::new(Reason::Unreadable, detail);
                sources.push(Source::Failed { name: path.display().to_string(), failure });
            }
        } else {
            let name = path.to_string_lossy();
            let rest = if taste.has_field { Kind::Lines } else { Kind::Page };
            let kind = taste.kind(&name).unwrap_or(rest);
            // A missing file is said when its turn comes.
            let bytes = fs::metadata(path).map_or(0, |file| file.len());
            sources.push(Source::File { path: path.clone(), kind, bytes });
        }
    }
    sources
}

/// Files and subfolders, sorted by name together. Links to folders are not followed: they may
/// lead back up.
fn files_of(folder: &Path, taste: &Taste, sources: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            let failure = Failure::new(Reason::Unreadable, plain(&error));
            sources.push(Source::Failed { name: folder.display().to_string(), failure });
            return;
        }
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            files_of(&path, taste, sources);
        } else if let Some(kind) = taste.kind(&entry.file_name().to_string_lossy())
            && taste.is_wanted(kind)
            && !path.is_dir()
        {
            let bytes = fs::metadata(&path).map_or(0, |file| file.len());
            sources.push(Source::File { path, kind, bytes });
        }
    }
}

/// Reads every source to its end. What cannot be read is a record that failed.
pub fn read(sources: &[Source], taste: &Taste, feed: &mut Feed) -> Result<(), Gone> {
    for source in sources {
        let name: Arc<str> = source.name().into();
        match source {
            Source::Failed { failure, .. } => {
                feed.begin(&name, &name);
                feed.push(Place::Whole, Body::Failed(failure.clone()))?;
            }
            Source::Stdin { kind } => {
                feed.begin(&name, "stdin");
                stdin(*kind, feed)?;
            }
            Source::File { path, kind, bytes } => {
                let id = taste.id(path);
                feed.begin(&name, &id);
                match kind {
                    Kind::Page => {
                        feed.advance(*bytes);
                        feed.push(Place::Whole, Body::File { path: path.clone(), id })?;
                    }
                    Kind::Warc => stream(stream::file(path, feed.position()), feed, warc::read)?,
                    Kind::Lines => stream(stream::file(path, feed.position()), feed, lines::read)?,
                    Kind::Parquet => parquet::read(path, &taste.field, *bytes, feed)?,
                }
            }
        }
    }
    feed.finish()
}

fn stream(
    opened: io::Result<stream::Raw>,
    feed: &mut Feed,
    read: impl FnOnce(stream::Raw, &mut Feed) -> Result<(), Gone>,
) -> Result<(), Gone> {
    match opened {
        Ok(raw) => read(raw, feed),
        Err(error) => feed.push(Place::Whole, Body::Failed(Failure::reading(&error, None))),
    }
}

/// JSON Lines where a field is named, WARC where it looks like that, else one page. Looks, and takes nothing.
fn stdin_kind(taste: &Taste) -> Kind {
    if taste.has_field {
        return Kind::Lines;
    }
    match io::stdin().lock().fill_buf() {
        Ok(bytes) if taste.has_warc && stream::begins_with(bytes, b"WARC/") => Kind::Warc,
        _ => Kind::Page,
    }
}

fn stdin(kind: Kind, feed: &mut Feed) -> Result<(), Gone> {
    let raw = stream::stdin(feed.position());
    match kind {
        Kind::Lines => return lines::read(raw, feed),
        Kind::Warc => return warc::read(raw, feed),
        Kind::Page | Kind::Parquet => {}
    }
    let read = stream::unpacked(raw)
        .map_err(|error| (error, None))
        .and_then(|(from, packing)| stream::read_bounded(from, feed.bytes()).map_err(|error| (error, packing)));
    let body = match read {
        Ok(()) => Body::Page { bytes: feed.taken(), id: "stdin".to_owned(), url: None },
        Err((error, packing)) => Body::Failed(Failure::reading(&error, packing)),
    };
    feed.push(Place::Whole, body)
}
