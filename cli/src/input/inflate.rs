//! gzip members that are in memory as a whole: a fifth faster than piece by piece.
//!
//! What is not whole, broken, or larger than it is worth comes out as `None`, and is left to the decoder that reads piece by piece and knows
//! what to say of it.

use libdeflater::{DecompressionError, Decompressor, crc32};
use memchr::memmem;

/// Bytes that a member is unpacked to; larger ones are read piece by piece.
const MOST: usize = 16 << 20;
/// Room that a member gets at first.
const ROOM: usize = 1 << 20;
/// Checksum and length at the end of a member.
const TRAILER: usize = 8;

/// Unpacks one member after the other.
pub struct Inflater(Decompressor);

impl Inflater {
    pub fn new() -> Inflater {
        Inflater(Decompressor::new())
    }

    /// Unpacks the member at the beginning of `packed` to the bytes behind `at`: where it ends there, and how many bytes it takes here. `to` is
    /// as long as it ever was, because bytes must have a value before they get another one.
    pub fn member(&mut self, packed: &[u8], to: &mut Vec<u8>, at: usize) -> Option<(usize, usize)> {
        let mut room = ROOM.max(to.len().saturating_sub(at));
        let length = loop {
            if to.len() < at + room {
                to.resize(at + room, 0);
            }
            match self.0.gzip_decompress(packed, &mut to[at..]) {
                Ok(length) => break length,
                Err(DecompressionError::InsufficientSpace) if room < MOST => room *= 4,
                Err(_) => return None,
            }
        };
        Some((at + length, end(packed, &to[at..at + length])?))
    }
}

/// A single member that takes all of these bytes, unpacked.
pub fn whole(packed: &[u8]) -> Option<Vec<u8>> {
    let length = u32::from_le_bytes(*packed.last_chunk()?) as usize;
    // No member unpacks to more than 1,032 times its length.
    if length > MOST.min(packed.len().saturating_mul(1032)) {
        return None;
    }
    let mut out = vec![0; length];
    let unpacked = Decompressor::new().gzip_decompress(packed, &mut out).ok()?;
    (unpacked == length && end(packed, &out) == Some(packed.len())).then_some(out)
}

/// Where the member ends that was unpacked to this. The library does not tell, but checksum and length stand there: that they stand
/// somewhere before by chance is one in 2^64 for each place, and then another member, or nothing, would have to follow.
fn end(packed: &[u8], unpacked: &[u8]) -> Option<usize> {
    let trailer = (u64::from(unpacked.len() as u32) << 32 | u64::from(crc32(unpacked))).to_le_bytes();
    // Behind the shortest header and the shortest data.
    let end = 12 + memmem::find(packed.get(12..)?, &trailer)? + TRAILER;
    matches!(packed[end..], [] | [0x1f] | [0x1f, 0x8b, ..]).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn gz(data: &[u8]) -> Vec<u8> {
        let mut to = GzEncoder::new(Vec::new(), Compression::fast());
        to.write_all(data).unwrap();
        to.finish().unwrap()
    }

    #[test]
    fn members_are_unpacked_one_by_one() {
        let texts = [b"one".to_vec(), vec![b'a'; 3 << 20], Vec::new(), b"one".to_vec()];
        let all: Vec<u8> = texts.iter().flat_map(|text| gz(text)).collect();
        let mut inflater = Inflater::new();
        let (mut at, mut to) = (0, Vec::new());
        for text in &texts {
            let (end, taken) = inflater.member(&all[at..], &mut to, 5).unwrap();
            assert_eq!(to[5..end], text[..]);
            assert_eq!(taken, gz(text).len());
            at += taken;
        }
        assert_eq!(at, all.len());
        assert!(inflater.member(b"", &mut to, 0).is_none());
        assert!(inflater.member(&gz(&vec![0; 5 * MOST]), &mut Vec::new(), 0).is_none(), "too large");
    }

    #[test]
    fn what_is_cut_or_followed_by_something_else_is_left_to_others() {
        let one = gz(b"one and one");
        assert_eq!(whole(&one).unwrap(), b"one and one");
        assert!(whole(&[one.clone(), one.clone()].concat()).is_none(), "two members that are the same");
        assert!(whole(b"").is_none() && whole(b"\x1f\x8b\x08\xff\xff\xff\xff").is_none());
        let member = |packed: &[u8]| Inflater::new().member(packed, &mut Vec::new(), 0);
        for cut in 0..one.len() {
            assert!(member(&one[..cut]).is_none() && whole(&one[..cut]).is_none());
        }
        assert!(member(&[&one[..], b"rest"].concat()).is_none());
        let mut broken = one.clone();
        *broken.last_mut().unwrap() ^= 1;
        assert!(member(&broken).is_none());
    }
}
