//! Where results go: a stream, a folder with a file for each page, or Parquet.

mod folder;
pub mod names;
mod parquet;
mod stream;

use crate::failure::Stop;
use crate::input::Packing;
use crate::render::{Format, Rendered};
use copydesk_arrow::Row;
use std::path::{Path, PathBuf};

/// Where to write, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Stdout,
    File(PathBuf, Packing),
    Folder(PathBuf),
    Parquet(PathBuf),
    /// A folder of files, each whole.
    ParquetParts(PathBuf),
}

impl Target {
    /// What `--output` means for a format.
    pub fn of(path: Option<&Path>, format: Format, is_many: bool) -> Result<Target, String> {
        let Some(path) = path else {
            return match format {
                Format::Parquet => Err("--format parquet needs --output".to_owned()),
                Format::Overlay if is_many => Err("overlays of several pages need --output FOLDER".to_owned()),
                _ => Ok(Target::Stdout),
            };
        };
        let name = path.to_string_lossy();
        let is_folder = name.ends_with('/') || path.is_dir();
        let path = path.to_owned();
        match format {
            Format::Json if is_folder => Err(format!("{name} is a folder; JSON Lines go to one file")),
            Format::Parquet if is_folder => Ok(Target::ParquetParts(path)),
            Format::Parquet => Ok(Target::Parquet(path)),
            Format::Overlay if is_many => Ok(Target::Folder(path)),
            _ if is_folder => Ok(Target::Folder(path)),
            _ => Ok(Target::File(path, Packing::named(&name))),
        }
    }

    /// The packing of what a worker renders.
    pub fn packing(&self) -> Packing {
        if let Target::File(_, packing) = self { *packing } else { Packing::None }
    }

    /// Where a run notes how far it has come; `None` where it could not go on.
    pub fn journal(&self) -> Option<PathBuf> {
        match self {
            // A device, a pipe: nothing there can be cut.
            Target::File(path, _) if path.exists() && !path.is_file() => None,
            Target::File(path, _) => {
                let mut name = path.as_os_str().to_owned();
                name.push(".progress");
                Some(name.into())
            }
            Target::Folder(path) | Target::ParquetParts(path) => Some(path.join(".copydesk.progress")),
            Target::Stdout | Target::Parquet(_) => None,
        }
    }
}

/// Writes what workers rendered, in order.
pub enum Sink {
    Stream(stream::Stream),
    Folder(folder::Folder),
    Parquet(Box<parquet::Parquet>),
}

impl Sink {
    /// Goes on at a mark that a sink gave before, or begins anew.
    pub fn open(target: &Target, mark: Option<u64>) -> Result<Sink, Stop> {
        match target {
            Target::Stdout => Ok(Sink::Stream(stream::Stream::stdout())),
            Target::File(path, packing) => stream::Stream::file(path, *packing, mark).map(Sink::Stream),
            Target::Folder(path) => folder::Folder::open(path).map(Sink::Folder),
            Target::Parquet(path) => parquet::Parquet::file(path).map(|file| Sink::Parquet(Box::new(file))),
            Target::ParquetParts(path) => {
                parquet::Parquet::parts(path, mark).map(|parts| Sink::Parquet(Box::new(parts)))
            }
        }
    }

    pub fn write(&mut self, rendered: Rendered) -> Result<(), Stop> {
        match (self, rendered) {
            (Sink::Stream(stream), Rendered::Stream(bytes)) => stream.write(&bytes),
            (Sink::Folder(folder), Rendered::Files(files)) => folder.write(&files),
            (Sink::Parquet(parquet), Rendered::Rows(rows)) => parquet.write(rows),
            _ => Err(Stop::Failed("a worker rendered for another output".to_owned())),
        }
    }

    /// Where a run could go on behind all that was written, if it could at this moment.
    pub fn mark(&mut self) -> Result<Option<u64>, Stop> {
        match self {
            Sink::Stream(stream) => Ok(Some(stream.written())),
            Sink::Folder(_) => Ok(Some(0)),
            Sink::Parquet(parquet) => Ok(parquet.mark()),
        }
    }

    /// Ends the output. The bytes of the files that were ended, and the last mark.
    pub fn finish(&mut self) -> Result<(u64, Option<u64>), Stop> {
        match self {
            Sink::Stream(stream) => stream.finish().map(|written| (written, Some(written))),
            Sink::Folder(folder) => Ok((folder.written(), Some(0))),
            Sink::Parquet(parquet) => {
                parquet.finish()?;
                Ok((parquet.written(), parquet.mark()))
            }
        }
    }
}

/// Rows that belong together in one row group, by number and by bytes of text.
const MOST_ROWS: usize = 16_384;
const MOST_BYTES: usize = 32 << 20;

fn is_full(rows: &[Row], bytes: usize) -> bool {
    rows.len() >= MOST_ROWS || bytes >= MOST_BYTES
}
