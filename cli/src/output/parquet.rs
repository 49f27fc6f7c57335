//! Parquet: one file, or a folder of parts.
//!
//! A Parquet file is readable once its footer is written, so it is written under another name and gets its own when it
//! is whole. A part ends behind a batch; its rows are one row group.

use super::is_full;
use crate::failure::Stop;
use copydesk_arrow::{self as rows, Row};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

pub struct Parquet {
    /// The file, or the folder.
    path: PathBuf,
    writer: Option<ArrowWriter<File>>,
    rows: Vec<Row>,
    bytes: usize,
    /// `None` for one file, else the number of whole parts.
    parts: Option<u64>,
    written: u64,
}

impl Parquet {
    pub fn file(path: &Path) -> Result<Parquet, Stop> {
        let mut parquet =
            Parquet { path: path.to_owned(), writer: None, rows: Vec::new(), bytes: 0, parts: None, written: 0 };
        // A name that cannot be written is said before the work, not after it.
        parquet.writer = Some(writer(&parquet.unfinished())?);
        Ok(parquet)
    }

    pub fn parts(path: &Path, mark: Option<u64>) -> Result<Parquet, Stop> {
        fs::create_dir_all(path).map_err(|error| Stop::writing(&path.display().to_string(), &error))?;
        let parts = mark.unwrap_or(0);
        let parquet =
            Parquet { path: path.to_owned(), writer: None, rows: Vec::new(), bytes: 0, parts: Some(parts), written: 0 };
        parquet.remove_behind(parts)?;
        Ok(parquet)
    }

    /// Parts that are in no mark, because the run ended before it was noted, or was another one.
    fn remove_behind(&self, parts: u64) -> Result<(), Stop> {
        let failed = |error| Stop::writing(&self.path.display().to_string(), &error);
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let number = name.strip_prefix("part-").and_then(|rest| rest.split('.').next()?.parse::<u64>().ok());
            if number.is_some_and(|number| number >= parts) && name.contains(".parquet") {
                fs::remove_file(entry.path()).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn name(&self) -> PathBuf {
        match self.parts {
            Some(part) => self.path.join(format!("part-{part:05}.parquet")),
            None => self.path.clone(),
        }
    }

    fn unfinished(&self) -> PathBuf {
        let mut name = self.name().into_os_string();
        name.push(".unfinished");
        name.into()
    }

    pub fn write(&mut self, rows: Vec<Row>) -> Result<(), Stop> {
        self.bytes += rows.iter().map(Row::bytes).sum::<usize>();
        self.rows.extend(rows);
        if is_full(&self.rows, self.bytes) {
            self.row_group()?;
            if self.parts.is_some() {
                self.close()?;
            }
        }
        Ok(())
    }

    /// The number of whole parts, when nothing waits to be written.
    pub fn mark(&self) -> Option<u64> {
        self.parts.filter(|_| self.rows.is_empty())
    }

    fn row_group(&mut self) -> Result<(), Stop> {
        let path = self.unfinished();
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => self.writer.insert(writer(&path)?),
        };
        let batch = rows::batch(&rows).map_err(|error| Stop::Failed(format!("cannot make rows: {error}")))?;
        drop(rows);
        let written = writer.write(&batch).and_then(|()| writer.flush());
        written.map_err(|error| failed(&path, error))
    }

    fn close(&mut self) -> Result<(), Stop> {
        let Some(writer) = self.writer.take() else { return Ok(()) };
        let (path, name) = (self.unfinished(), self.name());
        writer.close().map_err(|error| failed(&path, error))?;
        let system = |error| Stop::writing(&name.display().to_string(), &error);
        fs::rename(&path, &name).map_err(system)?;
        self.written += fs::metadata(&name).map_err(system)?.len();
        if let Some(parts) = &mut self.parts {
            *parts += 1;
        }
        Ok(())
    }

    pub fn finish(&mut self) -> Result<(), Stop> {
        if !self.rows.is_empty() {
            self.row_group()?;
        }
        self.close()
    }

    pub fn written(&self) -> u64 {
        self.written
    }
}

fn writer(path: &Path) -> Result<ArrowWriter<File>, Stop> {
    let file = File::create(path).map_err(|error| Stop::writing(&path.display().to_string(), &error))?;
    let level = ZstdLevel::try_new(3).unwrap_or_default();
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        // Row groups end where we say.
        .set_max_row_group_row_count(None)
        .build();
    ArrowWriter::try_new(file, rows::schema(), Some(properties)).map_err(|error| failed(path, error))
}

/// The library keeps the system's error inside its own.
fn failed(path: &Path, error: parquet::errors::ParquetError) -> Stop {
    let name = path.display().to_string();
    match error {
        parquet::errors::ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(error) => Stop::writing(&name, &error),
            Err(other) => Stop::Failed(format!("cannot write {name}: {other}")),
        },
        other => Stop::Failed(format!("cannot write {name}: {other}")),
    }
}
