//! What goes through the pipeline: batches of records in, batches of results out.

use crate::failure::Failure;
use crate::input::warc::Head;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// What of one record is read into memory. What is longer is cut; the library reads 64 MiB of text and says when a page has more.
pub const MAX_BYTES: u64 = 160 << 20;

/// Records that are worked on together. Where a batch ends depends on its records alone, so that a run that goes on
/// at the end of a batch makes the same batches as one that never stopped.
#[derive(Debug, Default)]
pub struct Batch {
    /// The number of the first record, counted over all inputs from 0.
    pub first: u64,
    /// What the records hold, one after the other; behind the first `used` stands what is left of other batches.
    pub bytes: Vec<u8>,
    pub used: usize,
    pub records: Vec<Record>,
    /// Bytes of the inputs up to the end of the last record.
    pub position: u64,
}

/// One page, or the reason why there is none.
#[derive(Debug)]
pub struct Record {
    /// The name of the input as the user wrote it.
    pub input: Arc<str>,
    pub place: Place,
    /// The name of its file where each page gets one; else empty.
    pub stem: String,
    pub body: Body,
}

/// Where in an input a record stands, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Whole,
    Offset(u64),
    Line(u64),
    Row(u64),
}

/// What a record is made of. Ranges are of the batch's bytes.
#[derive(Debug)]
pub enum Body {
    /// A file that holds one page, still to be read.
    File {
        path: PathBuf,
        id: String,
    },
    /// A page.
    Page {
        bytes: Range<usize>,
        id: String,
        url: Option<String>,
    },
    /// A line of JSON; `number` is its id where it has none.
    Line {
        bytes: Range<usize>,
        number: u64,
    },
    /// An HTTP response from a WARC file.
    Response {
        bytes: Range<usize>,
        head: Box<Head>,
    },
    Failed(Failure),
}

impl Record {
    /// The record as messages name it.
    pub fn name(&self) -> String {
        match self.place {
            Place::Whole => self.input.to_string(),
            Place::Offset(at) => format!("{}: offset {at}", self.input),
            Place::Line(number) => format!("{}: line {number}", self.input),
            Place::Row(number) => format!("{}: row {number}", self.input),
        }
    }
}
