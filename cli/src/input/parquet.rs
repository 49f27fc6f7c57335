//! Parquet: one column holds the pages; `id` and `url` are taken where they are there.

use super::feed::{Feed, Gone};
use crate::failure::{Failure, Reason};
use crate::record::{Body, Place};
use arrow_array::RecordBatch;
use copydesk_arrow::column::{bytes, holds_bytes, text};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::path::Path;
use std::sync::atomic::Ordering;

/// Rows that are in memory at a time.
const ROWS: usize = 64;

pub fn read(path: &Path, column: &str, bytes: u64, feed: &mut Feed) -> Result<(), Gone> {
    let (reader, rows) = match open(path, column) {
        Ok(opened) => opened,
        Err(failure) => return feed.push(Place::Whole, Body::Failed(failure)),
    };
    let mut row = 0;
    for batch in reader {
        let batch = match batch {
            Ok(batch) => batch,
            Err(error) => {
                let failure = Failure::new(Reason::BrokenParquet, format!("broken Parquet: {error}"));
                return feed.push(Place::Row(row), Body::Failed(failure));
            }
        };
        let share = bytes as f64 * batch.num_rows() as f64 / rows.max(1) as f64;
        feed.position().fetch_add(share as u64, Ordering::Relaxed);
        one(&batch, column, &mut row, feed)?;
    }
    Ok(())
}

fn one(batch: &RecordBatch, column: &str, row: &mut u64, feed: &mut Feed) -> Result<(), Gone> {
    let Some(pages) = batch.column_by_name(column) else { return Ok(()) };
    // A column may be both the page and one of these.
    let [ids, urls] = ["id", "url"].map(|name| batch.column_by_name(name));
    for at in 0..batch.num_rows() {
        let place = Place::Row(*row);
        let body = match bytes(pages, at) {
            Some(page) => {
                feed.bytes().extend_from_slice(page);
                let id = ids.and_then(|ids| text(ids, at)).unwrap_or_else(|| row.to_string());
                Body::Page { bytes: feed.taken(), id, url: urls.and_then(|urls| text(urls, at)) }
            }
            None => Body::Failed(Failure::new(Reason::NoField, format!("no text in the column {column:?}"))),
        };
        feed.push(place, body)?;
        *row += 1;
    }
    Ok(())
}

fn open(path: &Path, column: &str) -> Result<(ParquetRecordBatchReader, u64), Failure> {
    let file = File::open(path).map_err(|error| Failure::reading(&error, None))?;
    let broken = |error| Failure::new(Reason::BrokenParquet, format!("broken Parquet: {error}"));
    // Without the types of the writer's own library: a dictionary is then read as what it stands for.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(broken)?;
    let schema = builder.schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let Some(at) = names.iter().position(|name| *name == column) else {
        let detail = format!("no column {column:?}; it has {}: choose one with --field", names.join(", "));
        return Err(Failure::new(Reason::NoField, detail));
    };
    let kind = schema.field(at).data_type();
    if !holds_bytes(kind) {
        return Err(Failure::new(Reason::NoField, format!("the column {column:?} holds {kind}, not text or bytes")));
    }
    let wanted = (0..names.len()).filter(|i| *i == at || matches!(names[*i], "id" | "url"));
    let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.collect::<Vec<_>>());
    let rows = builder.metadata().file_metadata().num_rows().max(0) as u64;
    let reader = builder.with_batch_size(ROWS).with_projection(mask).build().map_err(broken)?;
    Ok((reader, rows))
}
