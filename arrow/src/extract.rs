//! Batches of pages in, one batch of rows out: what engines call.
//!
//! A row of the result for each row of the input, in the same order, whatever the number of threads. A row that holds no page, or a page on
//! which the extraction panics, becomes a row with an `error` and nulls.

use crate::{Columns, Row, batch, column};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray, make_array};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use copydesk::{Error, ErrorKind, Extractor, Page, Scratch};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;

/// Pages of more bytes leave buffers behind that are not worth keeping.
pub const LARGE: usize = 8 << 20;
/// What the offsets of a column of strings can reach.
const MOST_TEXT: usize = i32::MAX as usize;
/// Rows that a thread takes at a time.
const STRIDE: usize = 8;

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let columns = crate::schema();
    // Rows come from a table, not from a WARC file.
    let kept = columns.fields().iter().filter(|field| field.name() != "source");
    let mut fields: Vec<_> = kept.map(|field| Arc::new(field.as_ref().clone().with_nullable(true))).collect();
    fields.push(Arc::new(Field::new("error", DataType::Utf8, true)));
    Arc::new(Schema::new(fields))
});

/// The schema of [`extract`]: the columns of [`crate::schema`] but `source`, all of which may be null, and `error`.
pub fn schema() -> SchemaRef {
    Arc::clone(&SCHEMA)
}

/// How pages of batches are extracted.
#[derive(Debug, Clone)]
pub struct Job<'a> {
    /// What extracts.
    pub extractor: &'a Extractor,
    /// The column that holds the pages, as text or bytes.
    pub column: &'a str,
    /// Character encoding of all pages; without it, each page's own.
    pub charset: Option<&'a str>,
    /// What the result has.
    pub columns: &'a Columns,
    /// Threads, the caller's own included; taken as at least one.
    pub threads: usize,
}

/// A row, or why there is none.
struct Answer {
    id: Option<String>,
    row: Row,
    error: Option<String>,
}

/// The pages of the batches as rows of the [`schema`], in the columns that the job names. `id` and `url` are taken from columns of these names, where they are there.
///
/// # Errors
///
/// When a batch has no such column, or one of another type than text and bytes; when the rows have more text than
/// a column can hold (2 GiB). Nothing that a page holds is an error.
pub fn extract(batches: &[RecordBatch], job: &Job<'_>) -> Result<RecordBatch, ArrowError> {
    for batch in batches {
        check(batch, job.column)?;
    }
    let places: Vec<(usize, usize)> =
        batches.iter().enumerate().flat_map(|(i, batch)| (0..batch.num_rows()).map(move |row| (i, row))).collect();
    let threads = job.threads.clamp(1, places.len().div_ceil(STRIDE).max(1));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut answers = Vec::new();
        let mut scratch = Scratch::default();
        loop {
            let from = next.fetch_add(STRIDE, Ordering::Relaxed);
            if from >= places.len() {
                return answers;
            }
            for (at, &(i, row)) in places.iter().enumerate().skip(from).take(STRIDE) {
                answers.push((at, answer(&batches[i], row, job, &mut scratch)));
            }
        }
    };
    let mut answers = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut answers = work();
        for other in others {
            match other.join() {
                Ok(more) => answers.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        answers
    });
    answers.sort_unstable_by_key(|(at, _)| *at);
    rows(answers.into_iter().map(|(_, answer)| answer).collect(), &job.columns.schema())
}

fn check(batch: &RecordBatch, name: &str) -> Result<(), ArrowError> {
    let Some(pages) = batch.column_by_name(name) else {
        let schema = batch.schema();
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        return Err(ArrowError::SchemaError(format!("no column {name:?}; there are: {}", names.join(", "))));
    };
    if column::holds_bytes(pages.data_type()) {
        return Ok(());
    }
    Err(ArrowError::SchemaError(format!("the column {name:?} holds {}, not text or bytes", pages.data_type())))
}

fn answer(batch: &RecordBatch, at: usize, job: &Job<'_>, scratch: &mut Scratch) -> Answer {
    let of = |name| batch.column_by_name(name).and_then(|column| column::text(column, at));
    let (id, url) = (of("id"), of("url"));
    let page = batch.column_by_name(job.column).and_then(|pages| column::bytes(pages, at));
    let row = match page {
        None => Err("no_field: the row holds no page".to_owned()),
        // A fault on one page is not to cost the others.
        Some(bytes) => catch_unwind(AssertUnwindSafe(|| extracted(bytes, job, scratch))).unwrap_or_else(|_| {
            *scratch = Scratch::default();
            Err("panicked: a fault of copydesk on this page: please report it".to_owned())
        }),
    };
    match row {
        Ok(row) => Answer { id, row: Row { url, ..row }, error: None },
        Err(error) => Answer { id, row: Row { url, ..Row::default() }, error: Some(error) },
    }
}

fn extracted(bytes: &[u8], job: &Job<'_>, scratch: &mut Scratch) -> Result<Row, String> {
    let page = page(job.extractor, bytes, job.charset, scratch).map_err(|error| error.to_string())?;
    let row = Row::with_columns(&page, job.columns, |_| true);
    scratch.reclaim_up_to(LARGE, page);
    Ok(row)
}

/// Extracts a page. A `charset` that nobody knows, as some servers send, is left out.
///
/// # Errors
///
/// Those of [`Extractor::extract_bytes`] but that.
pub fn page<'b>(
    extractor: &Extractor,
    bytes: &'b [u8],
    charset: Option<&str>,
    scratch: &mut Scratch,
) -> Result<Page<'b>, Error> {
    match extractor.extract_bytes_with(bytes, charset, scratch) {
        Err(error) if matches!(error.kind(), ErrorKind::UnknownCharset { .. }) => {
            extractor.extract_bytes_with(bytes, None, scratch)
        }
        page => page,
    }
}

/// Answers as columns of this schema, a part of ours.
fn rows(answers: Vec<Answer>, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let text: usize = answers.iter().map(|answer| answer.row.bytes()).sum();
    if text > MOST_TEXT {
        let detail = format!("{text} bytes of text in one batch; a column holds 2 GiB: give smaller batches");
        return Err(ArrowError::InvalidArgumentError(detail));
    }
    let (mut ids, mut errors, mut rows) = (Vec::new(), Vec::new(), Vec::with_capacity(answers.len()));
    for answer in answers {
        ids.push(answer.id);
        errors.push(answer.error);
        rows.push(answer.row);
    }
    let is_page: NullBuffer = errors.iter().map(Option::is_none).collect();
    let whole = batch(&rows)?;
    let columns = schema.fields().iter().map(|field| match field.name().as_str() {
        "id" => Ok(Arc::new(ids.iter().map(Option::as_deref).collect::<StringArray>()) as ArrayRef),
        "error" => Ok(Arc::new(errors.iter().map(Option::as_deref).collect::<StringArray>()) as ArrayRef),
        name => {
            let column = whole.column_by_name(name).expect("the columns of both schemas have the same names");
            if is_page.null_count() == 0 || name == "url" { Ok(Arc::clone(column)) } else { masked(column, &is_page) }
        }
    });
    RecordBatch::try_new(Arc::clone(schema), columns.collect::<Result<_, _>>()?)
}

/// The column with nulls where there is no page.
fn masked(column: &ArrayRef, is_page: &NullBuffer) -> Result<ArrayRef, ArrowError> {
    let nulls = NullBuffer::union(column.nulls(), Some(is_page));
    Ok(make_array(column.to_data().into_builder().nulls(nulls).build()?))
}
