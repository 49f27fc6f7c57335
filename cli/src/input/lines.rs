//! JSON Lines. The reader only finds the lines; a worker reads the JSON.

use super::feed::{Feed, Gone};
use super::stream::{Raw, unpacked};
use crate::failure::{Failure, Reason};
use crate::record::{Body, MAX_BYTES, Place};
use std::io::{self, BufRead, Read};

pub fn read(raw: Raw, feed: &mut Feed) -> Result<(), Gone> {
    let (mut from, packing) = match unpacked(raw) {
        Ok(opened) => opened,
        Err(error) => return feed.push(Place::Whole, Body::Failed(Failure::reading(&error, None))),
    };
    for number in 1_u64.. {
        let place = Place::Line(number);
        match (&mut from).take(MAX_BYTES).read_until(b'\n', feed.bytes()) {
            Ok(0) => break,
            Ok(read) if read as u64 == MAX_BYTES && feed.bytes().last() != Some(&b'\n') => {
                feed.forget();
                let skipped = skip_line(&mut from);
                let detail = format!("longer than {} MiB", MAX_BYTES >> 20);
                feed.push(place, Body::Failed(Failure::new(Reason::TooLong, detail)))?;
                if let Err(error) = skipped {
                    return feed.push(place, Body::Failed(Failure::reading(&error, packing)));
                }
            }
            Ok(_) => {
                let bytes = feed.taken();
                if feed.bytes()[bytes.clone()].trim_ascii().is_empty() {
                    feed.forget();
                } else {
                    feed.push(place, Body::Line { bytes, number })?;
                }
            }
            Err(error) => {
                feed.forget();
                return feed.push(place, Body::Failed(Failure::reading(&error, packing)));
            }
        }
    }
    Ok(())
}

/// Reads on behind the next line end.
fn skip_line(from: &mut impl BufRead) -> io::Result<()> {
    loop {
        let (used, is_end) = match from.fill_buf()? {
            [] => return Ok(()),
            bytes => match memchr::memchr(b'\n', bytes) {
                Some(at) => (at + 1, true),
                None => (bytes.len(), false),
            },
        };
        from.consume(used);
        if is_end {
            return Ok(());
        }
    }
}
