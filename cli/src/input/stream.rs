//! Bytes from files and stdin, unpacked where they are packed.

use super::inflate;
use crate::record::MAX_BYTES;
use flate2::bufread::{GzDecoder, MultiGzDecoder};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const BUFFER: usize = 1 << 16;
/// Bytes of a file that is tried as a whole.
const SMALL: u64 = 4 << 20;

/// How a stream is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Packing {
    #[default]
    None,
    Gzip,
    Zstd,
}

impl Packing {
    /// Bytes that tell it.
    pub const MAGIC: usize = 4;

    /// By the first bytes.
    pub fn of(bytes: &[u8]) -> Packing {
        if bytes.starts_with(&[0x1f, 0x8b]) {
            Packing::Gzip
        } else if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || is_skippable(bytes) {
            Packing::Zstd
        } else {
            Packing::None
        }
    }

    /// By the end of a name.
    pub fn named(name: &str) -> Packing {
        if super::has_ending(name, ".gz") {
            Packing::Gzip
        } else if super::has_ending(name, ".zst") {
            Packing::Zstd
        } else {
            Packing::None
        }
    }

    pub fn name(self) -> Option<&'static str> {
        match self {
            Packing::None => None,
            Packing::Gzip => Some("gzip"),
            Packing::Zstd => Some("zstd"),
        }
    }
}

/// A frame of zstd that is passed over, as before a dictionary.
fn is_skippable(bytes: &[u8]) -> bool {
    matches!(bytes, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// Counts what is read.
struct Counted {
    from: Box<dyn Read>,
    position: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.position.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Bytes as they stand in the input. It knows where it is, and can be given bytes back.
pub struct Raw {
    from: Counted,
    buffer: Vec<u8>,
    /// What of the buffer is still to be taken.
    start: usize,
    end: usize,
    at: u64,
}

impl Raw {
    fn new(from: Box<dyn Read>, position: Arc<AtomicU64>) -> Raw {
        Raw { from: Counted { from, position }, buffer: vec![0; BUFFER], start: 0, end: 0, at: 0 }
    }

    /// Bytes that were taken.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// The next bytes without taking them: at least so many, unless the input ends before.
    pub fn peek(&mut self, bytes: usize) -> io::Result<&[u8]> {
        while self.end - self.start < bytes {
            if self.buffer.len() - self.start < bytes {
                self.buffer.copy_within(self.start..self.end, 0);
                (self.start, self.end) = (0, self.end - self.start);
                // Twice as many, so that what is left is seldom moved.
                self.buffer.resize(self.buffer.len().max(2 * bytes), 0);
            }
            match self.from.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // What is there comes first; a broken input says so again.
                Err(_) if self.start < self.end => break,
                Err(error) => return Err(error),
            }
        }
        Ok(&self.buffer[self.start..self.end])
    }

    /// Puts bytes that were taken last before what is still to come.
    pub fn give_back(&mut self, bytes: &[u8]) {
        self.at -= bytes.len() as u64;
        if self.start < bytes.len() {
            // In front there is no room: it is made.
            let more = bytes.len() - self.start;
            self.buffer.splice(..0, std::iter::repeat_n(0, more));
            (self.start, self.end) = (self.start + more, self.end + more);
        }
        self.start -= bytes.len();
        self.buffer[self.start..][..bytes.len()].copy_from_slice(bytes);
    }
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let read = bytes.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Raw {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            self.end = self.from.read(&mut self.buffer)?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, bytes: usize) {
        self.at += bytes as u64;
        self.start += bytes;
    }
}

pub fn file(path: &Path, position: Arc<AtomicU64>) -> io::Result<Raw> {
    Ok(Raw::new(Box::new(File::open(path)?), position))
}

pub fn stdin(position: Arc<AtomicU64>) -> Raw {
    Raw::new(Box::new(io::stdin()), position)
}

/// Whether a stream of which these are the first bytes begins so when it is unpacked.
pub fn begins_with(bytes: &[u8], beginning: &[u8]) -> bool {
    let mut begun = vec![0; beginning.len()];
    let read = match Packing::of(bytes) {
        Packing::None => (&mut &*bytes).read_exact(&mut begun),
        Packing::Gzip => GzDecoder::new(bytes).read_exact(&mut begun),
        Packing::Zstd => zstd::Decoder::with_buffer(bytes).and_then(|mut from| from.read_exact(&mut begun)),
    };
    read.is_ok() && begun == beginning
}

/// The stream unpacked, and the name of its packing.
pub fn unpacked(mut raw: Raw) -> io::Result<(Box<dyn BufRead>, Option<&'static str>)> {
    let packing = Packing::of(raw.peek(Packing::MAGIC)?);
    Ok((unpacked_as(raw, packing)?, packing.name()))
}

fn unpacked_as(raw: impl BufRead + 'static, packing: Packing) -> io::Result<Box<dyn BufRead>> {
    Ok(match packing {
        Packing::None => Box::new(raw),
        Packing::Gzip => Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(raw))),
        Packing::Zstd => Box::new(BufReader::with_capacity(BUFFER, zstd::Decoder::with_buffer(raw)?)),
    })
}

/// All bytes of a file, unpacked where its name or its first bytes say that it is packed.
pub fn read_file(path: &Path, to: &mut Vec<u8>) -> Result<(), (io::Error, Option<&'static str>)> {
    let mut from = BufReader::with_capacity(BUFFER, File::open(path).map_err(|error| (error, None))?);
    let seen = Packing::of(from.fill_buf().map_err(|error| (error, None))?);
    let packing = if seen == Packing::None { Packing::named(&path.to_string_lossy()) } else { seen };
    if packing == Packing::Gzip {
        let failed = |error| (error, packing.name());
        let mut packed = Vec::new();
        (&mut from).take(SMALL).read_to_end(&mut packed).map_err(failed)?;
        if let Some(bytes) = inflate::whole(&packed) {
            to.extend(bytes);
            return Ok(());
        }
        let all = MultiGzDecoder::new(BufReader::new(io::Cursor::new(packed).chain(from)));
        return read_bounded(all, to).map_err(failed);
    }
    let from = unpacked_as(from, packing).map_err(|error| (error, packing.name()))?;
    read_bounded(from, to).map_err(|error| (error, packing.name()))
}

/// Bytes to the end, at most [`MAX_BYTES`] of them.
pub fn read_bounded(from: impl Read, to: &mut Vec<u8>) -> io::Result<()> {
    from.take(MAX_BYTES).read_to_end(to).map(drop)
}
