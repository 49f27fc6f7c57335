//! From records to batches.

use super::inflate::Inflater;
use crate::output::names::Names;
use crate::record::{Batch, Body, Place, Record};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Nobody takes batches any more: the run has been stopped.
#[derive(Debug)]
pub struct Gone;

/// Takes a batch, and gives an empty one back.
pub type Emit = Box<dyn FnMut(Batch) -> Result<Batch, Gone> + Send>;

/// What the readers write records to.
pub struct Feed {
    emit: Emit,
    batch: Batch,
    /// Bytes of the batch that belong to a record; those behind are of the record to come.
    kept: usize,
    /// Whether the batch's buffer goes on behind them: see [`Feed::unpack`].
    is_loose: bool,
    /// The records so far, over all inputs.
    seen: u64,
    /// Records that a run before has done.
    skip: u64,
    most_records: usize,
    most_bytes: usize,
    position: Arc<AtomicU64>,
    input: Arc<str>,
    id: String,
    /// Records of this input so far.
    number: u64,
    /// Names of output files, where each page gets one.
    names: Option<Names>,
    /// Bytes that the files of this batch will have.
    to_read: u64,
}

impl Feed {
    /// Batches of one MiB or 32 records, behind the first `skip` records.
    pub fn new(skip: u64, names: Option<Names>, emit: Emit) -> Feed {
        Feed {
            emit,
            batch: Batch { first: skip, ..Batch::default() },
            kept: 0,
            is_loose: true,
            seen: 0,
            skip,
            most_records: 32,
            most_bytes: 1 << 20,
            position: Arc::default(),
            input: Arc::from(""),
            id: String::new(),
            number: 0,
            names,
            to_read: 0,
        }
    }

    /// Each record by itself.
    #[must_use]
    pub fn one_by_one(mut self) -> Feed {
        self.most_records = 1;
        self
    }

    /// A new input.
    pub fn begin(&mut self, name: &Arc<str>, id: &str) {
        self.input = Arc::clone(name);
        id.clone_into(&mut self.id);
        self.number = 0;
    }

    pub fn input(&self) -> &Arc<str> {
        &self.input
    }

    /// Where streams count the bytes that they read.
    pub fn position(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.position)
    }

    /// Counts bytes of a file that a worker reads.
    pub fn advance(&mut self, bytes: u64) {
        self.position.fetch_add(bytes, Ordering::Relaxed);
        self.to_read += bytes;
    }

    /// Where the bytes of the next record are written.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        if std::mem::take(&mut self.is_loose) {
            self.batch.bytes.truncate(self.kept);
        }
        &mut self.batch.bytes
    }

    /// Unpacks a member to where the next record is written: its place in the batch, and how many bytes it takes of `packed`. The buffer keeps its
    /// length, so that it is not filled with zeros anew.
    pub fn unpack(&mut self, inflater: &mut Inflater, packed: &[u8]) -> Option<(Range<usize>, usize)> {
        self.is_loose = true;
        let (end, taken) = inflater.member(packed, &mut self.batch.bytes, self.kept)?;
        Some((self.kept..end, taken))
    }

    pub fn unpacked(&self, range: Range<usize>) -> &[u8] {
        &self.batch.bytes[range]
    }

    /// The bytes that were written for the next record.
    pub fn taken(&self) -> Range<usize> {
        self.kept..self.batch.bytes.len()
    }

    /// They become no record.
    pub fn forget(&mut self) {
        if !self.is_loose {
            self.batch.bytes.truncate(self.kept);
        }
    }

    pub fn push(&mut self, place: Place, body: Body) -> Result<(), Gone> {
        self.seen += 1;
        self.number += 1;
        let stem = match &mut self.names {
            None => String::new(),
            Some(names) => match &body {
                Body::File { id, .. } => names.free(id),
                Body::Page { .. } | Body::Failed(_) if place == Place::Whole => names.free(&self.id),
                _ => names.free(&format!("{}-{:06}", self.id, self.number)),
            },
        };
        if self.seen <= self.skip {
            self.forget();
            self.to_read = 0;
            return Ok(());
        }
        self.kept = match &body {
            Body::Response { bytes, .. } if self.is_loose => bytes.end,
            _ if self.is_loose => self.kept,
            _ => self.batch.bytes.len(),
        };
        self.batch.records.push(Record { input: Arc::clone(&self.input), place, stem, body });
        let bytes = self.kept as u64 + self.to_read;
        if self.batch.records.len() >= self.most_records || bytes >= self.most_bytes as u64 {
            self.flush()?;
        }
        Ok(())
    }

    /// Gives away what is left.
    pub fn finish(&mut self) -> Result<(), Gone> {
        if self.batch.records.is_empty() { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), Gone> {
        self.batch.used = self.kept;
        self.batch.position = self.position.load(Ordering::Relaxed);
        let batch = std::mem::take(&mut self.batch);
        self.batch = (self.emit)(batch)?;
        self.batch.records.clear();
        self.batch.first = self.seen;
        (self.kept, self.to_read, self.is_loose) = (0, 0, true);
        Ok(())
    }
}
