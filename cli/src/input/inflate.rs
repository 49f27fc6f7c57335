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
        let data = packed.get(header(packed)?..)?;
        let mut room = ROOM.max(to.len().saturating_sub(at));
        let length = loop {
            if to.len() < at + room {
                to.resize(at + room, 0);
            }
            match self.0.deflate_decompress(data, &mut to[at..]) {
                Ok(length) => break length,
                Err(DecompressionError::InsufficientSpace) if room < MOST => room *= 4,
                Err(_) => return None,
            }
        };
        Some((at + length, packed.len() - data.len() + end(data, &to[at..at + length])?))
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
    let data = packed.get(header(packed)?..)?;
    let unpacked = Decompressor::new().deflate_decompress(data, &mut out).ok()?;
    (unpacked == length && end(data, &out) == Some(data.len())).then_some(out)
}

/// How long the header of a member is (RFC 1952 §2.3). One with a checksum of its own is left to others.
fn header(packed: &[u8]) -> Option<usize> {
    const EXTRA: u8 = 1 << 2;
    const NAME: u8 = 1 << 3;
    const COMMENT: u8 = 1 << 4;
    let [0x1f, 0x8b, 8, flags, ..] = packed else { return None };
    if flags & !(1 | EXTRA | NAME | COMMENT) != 0 {
        return None;
    }
    let mut at = 10;
    if flags & EXTRA != 0 {
        at += 2 + usize::from(u16::from_le_bytes(*packed.get(at..)?.first_chunk()?));
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            at += memchr::memchr(0, packed.get(at..)?)? + 1;
        }
    }
    Some(at)
}

/// Where the member ends whose data were unpacked to this. The library does not tell, but their checksum and length stand there, and finding them
/// is checking them: that they stand somewhere before by chance is one in 2^64 for each place, and then another member, or nothing, would have to
/// follow.
fn end(data: &[u8], unpacked: &[u8]) -> Option<usize> {
    // No data are shorter.
    const SHORTEST: usize = 2;
    let trailer = (u64::from(unpacked.len() as u32) << 32 | u64::from(crc32(unpacked))).to_le_bytes();
    let end = SHORTEST + memmem::find(data.get(SHORTEST..)?, &trailer)? + TRAILER;
    matches!(data[end..], [] | [0x1f] | [0x1f, 0x8b, ..]).then_some(end)
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

    #[test]
    fn headers_may_hold_names_and_more() {
        let plain = gz(b"one and one");
        let with = |flags: u8, more: &[u8]| [&plain[..3], &[flags], &plain[4..10], more, &plain[10..]].concat();
        for packed in [
            with(8, b"name\0"),
            with(16, b"comment\0"),
            with(4, b"\x02\0ab"),
            with(28, b"\x01\0anb\0c\0"),
            with(1, b""),
        ] {
            assert_eq!(whole(&packed).unwrap(), b"one and one");
            let mut by_pieces = Vec::new();
            std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut by_pieces).unwrap();
            assert_eq!(by_pieces, b"one and one");
        }
        assert!(
            whole(&with(2, b"ab")).is_none()
                && whole(&with(32, b"")).is_none()
                && whole(&with(4, b"\xff\xff")).is_none()
        );
    }
}
