//! WARC files: HTTP responses with their place in the file.
//!
//! Record by record, and of a record no more than [`MAX_BYTES`]. Where each record is a gzip member or a zstd frame of
//! its own, as crawlers write them, offset and length are those of the member, so that it can be cut out
//! of the file and unpacked alone. What is broken is one record that failed: reading goes on at the next place that looks like a record.

use super::feed::{Feed, Gone};
use super::inflate::Inflater;
use super::stream::{Packing, Raw};
use crate::failure::{Failure, Reason};
use crate::record::{Body, MAX_BYTES, Place};
use flate2::bufread::GzDecoder;
use memchr::memmem;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;
use std::sync::Arc;

/// What the header of a response record says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    pub file: Arc<str>,
    /// Where the record begins in the file, `None` where it shares a gzip member with others.
    pub offset: Option<u64>,
    /// Its bytes in the file, up to the next record.
    pub length: Option<u64>,
    pub id: Option<String>,
    pub url: Option<String>,
    pub date: Option<String>,
    pub kind: String,
}

/// Bytes of a record's header, and of one line that is searched for a record.
const MAX_HEADER: u64 = 1 << 16;
const BUFFER: usize = 1 << 15;
/// Bytes of a file in which a member is looked for as a whole: those of all pages but the largest.
const WINDOW: usize = 1 << 18;
/// How a gzip member begins.
const GZIP: [u8; 3] = [0x1f, 0x8b, 0x08];

/// What stood where a record was expected.
enum Step {
    End,
    /// A record that is no response.
    Other,
    /// Its block stands in the buffer.
    Response(Head),
    Broken(Broken),
}

struct Broken {
    detail: String,
    /// The buffer holds all that was taken behind the header.
    is_whole: bool,
}

/// Reads a file to its end.
pub fn read(mut raw: Raw, feed: &mut Feed) -> Result<(), Gone> {
    let mut is_lost = false;
    let mut inflater = Inflater::new();
    loop {
        if is_lost {
            find_member(&mut raw);
        }
        let packing = match raw.peek(Packing::MAGIC) {
            Ok([]) => return Ok(()),
            Ok(bytes) => Packing::of(bytes),
            Err(error) => return feed.push(Place::Offset(raw.at()), failed(Failure::reading(&error, None))),
        };
        let start = raw.at();
        let inside = match packing {
            Packing::None => {
                plain(&mut raw, feed)?;
                continue;
            }
            Packing::Gzip => match raw.peek(WINDOW).ok().and_then(|packed| feed.unpack(&mut inflater, packed)) {
                Some((unpacked, taken)) => {
                    raw.consume(taken);
                    match ordinary(feed.unpacked(unpacked.clone())) {
                        Some((head, block)) => {
                            if let Some(mut head) = head {
                                (head.offset, head.length) = (Some(start), Some(taken as u64));
                                head.file = Arc::clone(feed.input());
                                let bytes = unpacked.start + block.start..unpacked.start + block.end;
                                feed.push(Place::Offset(start), Body::Response { bytes, head: Box::new(head) })?;
                            }
                            Ok(None)
                        }
                        None => {
                            let unpacked = feed.unpacked(unpacked).to_owned();
                            member(&unpacked[..], start, feed)?
                        }
                    }
                }
                None => member(BufReader::with_capacity(BUFFER, GzDecoder::new(&mut raw)), start, feed)?,
            },
            Packing::Zstd => match zstd::Decoder::with_buffer(&mut raw) {
                Ok(from) => member(BufReader::with_capacity(BUFFER, from.single_frame()), start, feed)?,
                Err(error) => Err(error),
            },
        };
        match inside {
            Ok(one) => {
                is_lost = false;
                if let Some(mut head) = one {
                    (head.offset, head.length) = (Some(start), Some(raw.at() - start));
                    feed.push(Place::Offset(start), response(head, feed))?;
                }
            }
            Err(error) => {
                // Once for each broken place; the magic of gzip can also stand in the middle of its data.
                feed.forget();
                if !is_lost {
                    feed.push(Place::Offset(start), failed(Failure::reading(&error, packing.name())))?;
                }
                if packing == Packing::Zstd || error.raw_os_error().is_some() {
                    return Ok(());
                }
                is_lost = true;
            }
        }
    }
}

fn failed(failure: Failure) -> Body {
    Body::Failed(failure)
}

fn response(mut head: Head, feed: &Feed) -> Body {
    head.file = Arc::clone(feed.input());
    Body::Response { bytes: feed.taken(), head: Box::new(head) }
}

/// The records of one member. A response that is alone in it is not yet pushed: the caller knows its length.
fn member(mut from: impl BufRead, start: u64, feed: &mut Feed) -> Result<io::Result<Option<Head>>, Gone> {
    let place = Place::Offset(start);
    for number in 0.. {
        let step = match record(&mut from, feed.bytes()) {
            Ok(step) => step,
            Err(error) => return Ok(Err(error)),
        };
        // The end of the member is read with its checksum.
        let is_end = match from.fill_buf() {
            Ok(bytes) => bytes.is_empty(),
            Err(error) => return Ok(Err(error)),
        };
        match step {
            Step::End => return Ok(Ok(None)),
            Step::Other => feed.forget(),
            Step::Response(head) if is_end && number == 0 => return Ok(Ok(Some(head))),
            Step::Response(head) => feed.push(place, response(head, feed))?,
            Step::Broken(broken) => {
                feed.forget();
                feed.push(place, failed(Failure::new(Reason::BrokenWarc, broken.detail)))?;
                if let Err(error) = io::copy(&mut from, &mut io::sink()) {
                    return Ok(Err(error));
                }
                return Ok(Ok(None));
            }
        }
    }
    Ok(Ok(None))
}

/// A member that holds one whole record and nothing else, as nearly all do: its header where it is a response, and the place of its block. What is
/// unusual is `None`, and read again by what knows to name it.
fn ordinary(unpacked: &[u8]) -> Option<(Option<Head>, Range<usize>)> {
    let mut rest = unpacked;
    let (head, length, is_http) = header(&mut rest).ok()??.ok()?;
    let length = usize::try_from(length).ok().filter(|length| *length <= rest.len())?;
    let is_wanted = is_http && head.kind.eq_ignore_ascii_case("response");
    let start = unpacked.len() - rest.len();
    let is_alone = rest[length..].len() < 16 && rest[length..].iter().all(|byte| matches!(byte, b'\r' | b'\n'));
    (is_alone && length as u64 <= MAX_BYTES).then(|| (is_wanted.then_some(head), start..start + length))
}

/// A record of a file that is not packed.
fn plain(raw: &mut Raw, feed: &mut Feed) -> Result<(), Gone> {
    let skipped = skip_line_ends(raw);
    let start = raw.at();
    let place = Place::Offset(start);
    match skipped.and_then(|_| record(raw, feed.bytes())) {
        Ok(Step::End) => Ok(()),
        Ok(Step::Other) => {
            feed.forget();
            Ok(())
        }
        Ok(Step::Response(mut head)) => {
            (head.offset, head.length) = (Some(start), Some(raw.at() - start));
            feed.push(place, response(head, feed))
        }
        Ok(Step::Broken(broken)) => {
            let taken = feed.taken();
            let block = &feed.bytes()[taken];
            // A length that is too large swallows the records behind it.
            match memmem::find(block, b"\r\n\r\nWARC/1.").filter(|_| broken.is_whole) {
                Some(at) => raw.give_back(&block[at + 4..]),
                None => find_record(raw),
            }
            feed.forget();
            feed.push(place, failed(Failure::new(Reason::BrokenWarc, broken.detail)))
        }
        Err(error) => {
            feed.forget();
            feed.push(place, failed(Failure::reading(&error, None)))
        }
    }
}

/// Reads a record; the block of a response goes to `to`.
fn record(from: &mut impl BufRead, to: &mut Vec<u8>) -> io::Result<Step> {
    let begin = to.len();
    let (head, length, is_http) = match header(from)? {
        None => return Ok(Step::End),
        Some(Err(detail)) => return Ok(Step::Broken(Broken { detail, is_whole: false })),
        Some(Ok(header)) => header,
    };
    let is_wanted = is_http && head.kind.eq_ignore_ascii_case("response");
    let read = if is_wanted { from.take(length.min(MAX_BYTES)).read_to_end(to)? as u64 } else { 0 };
    let rest = length - read;
    let skipped = if rest > 0 { io::copy(&mut from.take(rest), &mut io::sink())? } else { 0 };
    let is_whole = is_wanted && skipped == 0;
    if read + skipped < length {
        let detail = format!("the record is cut short: {} of {length} bytes", read + skipped);
        return Ok(Step::Broken(Broken { detail, is_whole }));
    }
    let line_ends = skip_line_ends(from)?;
    let next = from.fill_buf()?;
    let shown = next.len().min(5);
    // A buffer may end in the middle of what tells a record or a member.
    if next[..shown] != b"WARC/"[..shown] && next[0] != GZIP[0] {
        to.extend(line_ends);
        let detail = format!("no record follows after the {length} bytes that the header tells");
        return Ok(Step::Broken(Broken { detail, is_whole }));
    }
    if is_wanted {
        Ok(Step::Response(head))
    } else {
        to.truncate(begin);
        Ok(Step::Other)
    }
}

/// The header up to its empty line, the length of the block, and whether that is HTTP. `None` at the end.
#[allow(clippy::type_complexity)] // Read once, in one place.
fn header(from: &mut impl BufRead) -> io::Result<Option<Result<(Head, u64, bool), String>>> {
    skip_line_ends(from)?;
    let mut from = from.take(MAX_HEADER);
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if !line.starts_with(b"WARC/") {
        return Ok(Some(Err("no WARC record begins here".to_owned())));
    }
    let (mut head, mut length, mut is_http) = (Head::default(), None, true);
    loop {
        line.clear();
        from.read_until(b'\n', &mut line)?;
        if !line.ends_with(b"\n") {
            let what = if from.limit() == 0 { "longer than 64 KiB" } else { "cut short" };
            return Ok(Some(Err(format!("the header is {what}"))));
        }
        let text = String::from_utf8_lossy(line.trim_ascii());
        if text.is_empty() {
            break;
        }
        let Some((name, value)) = text.split_once(':') else { continue };
        let value = value.trim();
        let bare = || Some(value.trim_start_matches('<').trim_end_matches('>').to_owned());
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => value.clone_into(&mut head.kind),
            "warc-target-uri" => head.url = bare(),
            "warc-record-id" => head.id = bare(),
            "warc-date" => head.date = Some(value.to_owned()),
            "content-length" => length = value.parse::<u64>().ok(),
            "content-type" => is_http = value.to_ascii_lowercase().starts_with("application/http"),
            _ => {}
        }
    }
    let length = length.ok_or_else(|| "the header tells no Content-Length".to_owned());
    Ok(Some(length.map(|length| (head, length, is_http))))
}

/// Takes line ends, and says which.
fn skip_line_ends(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut taken = Vec::new();
    loop {
        match from.fill_buf()? {
            [byte @ (b'\r' | b'\n'), ..] if taken.len() < MAX_HEADER as usize => {
                taken.push(*byte);
                from.consume(1);
            }
            _ => return Ok(taken),
        }
    }
}

/// Goes on to the next line that begins a record.
fn find_record(raw: &mut Raw) {
    let mut line = Vec::new();
    loop {
        line.clear();
        match raw.take(MAX_HEADER).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) if line.starts_with(b"WARC/1.") => return raw.give_back(&line),
            Ok(_) => {}
        }
    }
}

/// Goes on to the next bytes that look like the beginning of a gzip member.
fn find_member(raw: &mut Raw) {
    let mut matched = 0;
    loop {
        let (used, is_found) = match raw.fill_buf() {
            Ok([]) | Err(_) => return,
            Ok(bytes) => {
                let mut used = 0;
                for byte in bytes {
                    used += 1;
                    matched = match *byte {
                        byte if byte == GZIP[matched] => matched + 1,
                        byte => usize::from(byte == GZIP[0]),
                    };
                    if matched == GZIP.len() {
                        break;
                    }
                }
                (used, matched == GZIP.len())
            }
        };
        raw.consume(used);
        if is_found {
            return raw.give_back(&GZIP);
        }
    }
}
