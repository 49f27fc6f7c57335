//! Small deterministic hashing: FNV-1a over lower-cased letters, and a map that needs no seed.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a, 32 bits.
#[derive(Clone, Copy)]
pub(crate) struct Fnv(u32);

impl Fnv {
    pub(crate) const fn new() -> Self {
        Fnv(0x811c_9dc5)
    }

    pub(crate) fn push(&mut self, byte: u8) {
        self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }

    /// Adds a character in lower case.
    pub(crate) fn push_char(&mut self, c: char) {
        if c.is_ascii() {
            self.push(c.to_ascii_lowercase() as u8);
        } else {
            for lower in c.to_lowercase() {
                lower.encode_utf8(&mut [0; 4]).bytes().for_each(|b| self.push(b));
            }
        }
    }

    pub(crate) fn finish(self) -> u32 {
        self.0
    }
}

/// Hash of a text as it stands.
pub(crate) fn hash_str(text: &str) -> u64 {
    crate::work::add(text.len() / 8 + 1);
    let mut hasher = Mix::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Mixes words of eight bytes; the same on every machine and run.
#[derive(Default, Clone, Copy)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut word = [0; 8];
            word.copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
        let mut word = [0; 8];
        let rest = chunks.remainder();
        word[..rest.len()].copy_from_slice(rest);
        self.write_u64(u64::from_le_bytes(word) ^ (bytes.len() as u64) << 56);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }
}

/// A map for look-ups; never iterated.
pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// The words of the page's title.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordSet {
    hashes: Vec<u32>,
    /// A bit for the low bits of each hash: most words are none of the set.
    filter: u64,
}

impl WordSet {
    pub(crate) fn of(texts: &[&str]) -> Self {
        let mut hashes: Vec<u32> = texts.iter().flat_map(|text| words(text).map(|(hash, _)| hash)).collect();
        crate::work::add(hashes.len() * (hashes.len() + 1).ilog2() as usize);
        hashes.sort_unstable();
        hashes.dedup();
        let filter = hashes.iter().fold(0, |filter, hash| filter | 1 << (hash % 64));
        WordSet { hashes, filter }
    }

    pub(crate) fn contains(&self, hash: u32) -> bool {
        crate::work::add((self.hashes.len() + 1).ilog2() as usize);
        self.filter & 1 << (hash % 64) != 0 && self.hashes.binary_search(&hash).is_ok()
    }

    pub(crate) fn len(&self) -> u32 {
        self.hashes.len() as u32
    }
}

/// The words of a text: hash in lower case, and the word.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (u32, &str)> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(|word| {
        let mut hash = Fnv::new();
        word.chars().for_each(|c| hash.push_char(c));
        (hash.finish(), word)
    })
}
