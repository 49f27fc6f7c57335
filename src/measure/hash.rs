//! Small deterministic hashing: of words, of texts, and numbers for what hashes alike.

use crate::swar::{every, up_to_eight};

/// A multiplier whose bits are spread well: 2⁶⁴ divided by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Mixes one more number into a hash.
pub(crate) fn mix(hash: u64, value: u64) -> u64 {
    let mixed = (hash.rotate_left(5) ^ value).wrapping_mul(SPREAD);
    mixed ^ mixed >> 32
}

/// Hash of a text as it stands, sixteen bytes at a time; the last sixteen may overlap those before.
pub(crate) fn hash_str(text: &str) -> u64 {
    hash_bytes(text.as_bytes())
}

/// [`hash_str`] of bytes.
#[inline]
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    crate::work::add(1 + bytes.len());
    let fold = |hash: u64, low: u64, high: u64| {
        let product = u128::from(low ^ hash ^ SPREAD) * u128::from(high ^ SPREAD.rotate_left(32));
        product as u64 ^ (product >> 64) as u64
    };
    let seed = (bytes.len() as u64).wrapping_mul(SPREAD);
    match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) if bytes.len() <= 16 => {
            fold(seed, u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        }
        (None, _) => fold(seed, up_to_eight(bytes), seed),
        _ => {
            let pair = |pair: &[u8; 16]| {
                let pair = u128::from_le_bytes(*pair);
                (pair as u64, (pair >> 64) as u64)
            };
            let (pairs, _) = bytes[..bytes.len() - 1].as_chunks::<16>();
            let last = bytes.last_chunk::<16>().map_or((0, 0), pair);
            let hash = pairs.iter().map(pair).fold(seed, |hash, (low, high)| fold(hash, low, high));
            fold(hash, last.0, last.1)
        }
    }
}

/// Hash of words in a row, from the hashes of those before and of the next.
pub(crate) fn joined(before: u64, word: u32) -> u64 {
    mix(before, u64::from(word))
}

/// A hash of [`joined`] words as short as that of a word.
pub(crate) fn shortened(joined: u64) -> u32 {
    (joined.wrapping_mul(SPREAD) >> 32) as u32
}

/// Hash of a word in lower case, fed a few bytes at a time; what matters is the bytes, not how they
/// were cut.
#[derive(Clone, Copy, Default)]
pub(crate) struct WordHash {
    hash: u64,
    /// Bytes that do not fill a chunk yet, and all bytes until now.
    pending: u64,
    len: u32,
}

impl WordHash {
    /// The hash of a word of less than eight bytes, lower case already, that may go on.
    pub(crate) fn of(bytes: u64, n: u32) -> WordHash {
        WordHash { hash: 0, pending: bytes, len: n }
    }

    /// The hash of a whole word: the first `n` bytes, one at least, all of them ASCII letters and digits.
    #[inline(always)]
    pub(crate) fn of_word(bytes: &[u8], n: u32) -> u32 {
        // Digits have the bit that small letters have.
        let lower = |from: usize| up_to_eight(&bytes[from..]) | every(0x20);
        let (mut hash, whole) = (0, n as usize / 8 * 8);
        for from in (0..whole).step_by(8) {
            hash = mix(hash, lower(from));
        }
        let pending = if !n.is_multiple_of(8) { lower(whole) & (u64::MAX >> (64 - 8 * (n % 8))) } else { 0 };
        WordHash { hash, pending, len: n }.finish()
    }

    /// Adds `n` bytes, 1 to 8, lower case already; the first is the lowest, those above are 0.
    pub(crate) fn push(&mut self, bytes: u64, n: u32) {
        let filled = self.len % 8;
        self.pending |= bytes << (8 * filled);
        self.len += n;
        if filled + n >= 8 {
            self.hash = mix(self.hash, self.pending);
            self.pending = if filled == 0 { 0 } else { bytes >> (8 * (8 - filled)) };
        }
    }

    /// Adds a character in lower case.
    pub(crate) fn push_char(&mut self, c: char) {
        if c.is_ascii() {
            self.push(u64::from(c.to_ascii_lowercase() as u8), 1);
        } else {
            for lower in c.to_lowercase() {
                lower.encode_utf8(&mut [0; 4]).bytes().for_each(|b| self.push(u64::from(b), 1));
            }
        }
    }

    pub(crate) fn finish(self) -> u32 {
        ((mix(self.hash, self.pending) ^ u64::from(self.len) << 32).wrapping_mul(SPREAD) >> 32) as u32
    }
}

/// Numbers for hashes, in the order in which they are met, from 0. Hashes that are equal get the
/// same number, so whoever makes two texts collide makes them one to us, no more.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interner {
    /// Open addressing over a power of two of slots, at most half of them taken.
    slots: Vec<Slot>,
    len: u32,
    /// Slots in use less one: as many as the page needs, so that they stay close together.
    mask: usize,
    /// Slots of other rounds are free: to forget all is to begin another round.
    round: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u64,
    /// In which it was taken.
    round: u32,
    number: u32,
}

impl Interner {
    /// The hash's number, and whether it is new.
    pub(crate) fn number(&mut self, hash: u64) -> (u32, bool) {
        // The mask is odd, or 0 as long as there are no slots.
        if self.len as usize * 2 >= self.mask {
            self.grow();
        }
        // What is in use, seen once: the mask keeps all places inside it.
        let (mask, round) = (self.mask, self.round);
        let slots = &mut self.slots[..=mask];
        let mut at = slot(hash) & mask;
        loop {
            crate::work::add(1);
            let slot = &mut slots[at];
            if slot.round != round {
                *slot = Slot { hash, round, number: self.len };
                self.len += 1;
                return (self.len - 1, true);
            }
            if slot.hash == hash {
                return (slot.number, false);
            }
            at = (at + 1) & mask;
        }
    }

    /// Forgets all, and makes room for so many hashes at once.
    pub(crate) fn clear(&mut self, hashes: usize) {
        self.len = 0;
        let slots = (hashes * 2).next_power_of_two().max(64);
        self.mask = slots - 1;
        if self.slots.len() < slots || self.round == u32::MAX {
            self.resize(slots.max(self.slots.len()));
        }
        self.round += 1;
    }

    fn resize(&mut self, slots: usize) {
        crate::work::add(slots);
        self.slots.clear();
        self.slots.resize(slots, Slot::default());
        self.round = 0;
    }

    fn grow(&mut self) {
        let mut known: Vec<(u32, u64)> = Vec::with_capacity(self.len as usize);
        let used = self.slots.len().min(self.mask + 1);
        let taken = self.slots[..used].iter().filter(|slot| slot.round == self.round);
        known.extend(taken.map(|slot| (slot.number, slot.hash)));
        known.sort_unstable();
        crate::work::add(used + known.len());
        self.clear(self.mask + 1);
        for (_, hash) in known {
            self.number(hash);
        }
    }
}

fn slot(hash: u64) -> usize {
    (hash.wrapping_mul(SPREAD) >> 32) as usize
}

/// A few words that are looked for among many.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordSet {
    hashes: Vec<u32>,
    filter: Filter,
}

/// A bit for the low bits of each hash of a set: most words are not in it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filter([u64; FILTER]);

/// A page's description has a hundred words, so sixteen times as many bits let a tenth of the others pass.
const FILTER: usize = 16;

impl Filter {
    /// Whether the set may have it.
    pub(crate) fn passes(&self, hash: u32) -> bool {
        self.0[hash as usize / 64 % FILTER] >> (hash % 64) & 1 != 0
    }

    fn add(&mut self, hash: u32) {
        self.0[hash as usize / 64 % FILTER] |= 1 << (hash % 64);
    }

    /// The filter of both sets.
    pub(crate) fn or(self, other: Filter) -> Filter {
        Filter(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }
}

impl WordSet {
    pub(crate) fn of(texts: &[impl AsRef<str>]) -> Self {
        WordSet::of_first(usize::MAX, texts)
    }

    /// The first words of each text.
    pub(crate) fn of_first(limit: usize, texts: &[impl AsRef<str>]) -> Self {
        let bytes = texts.iter().map(|text| text.as_ref().len()).sum::<usize>();
        crate::work::add(bytes);
        let mut hashes: Vec<u32> = Vec::with_capacity((bytes / 4).min(limit.saturating_mul(texts.len())));
        hashes.extend(texts.iter().flat_map(|text| words(text.as_ref()).take(limit).map(|(hash, _)| hash)));
        hashes.sort_unstable();
        hashes.dedup();
        let mut filter = Filter::default();
        hashes.iter().for_each(|hash| filter.add(*hash));
        WordSet { hashes, filter }
    }

    pub(crate) fn contains(&self, hash: u32) -> bool {
        crate::work::add(1 + self.hashes.len().max(1).ilog2() as usize);
        self.filter.passes(hash) && self.hashes.binary_search(&hash).is_ok()
    }

    pub(crate) fn filter(&self) -> Filter {
        self.filter
    }

    pub(crate) fn len(&self) -> u32 {
        self.hashes.len() as u32
    }
}

/// The words of a text: hash in lower case, and the word.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (u32, &str)> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(|word| {
        let mut hash = WordHash::default();
        word.chars().for_each(|c| hash.push_char(c));
        (hash.finish(), word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_hash_however_it_is_cut() {
        let hash = |cuts: &[&str]| {
            let mut hash = WordHash::default();
            for cut in cuts {
                let mut bytes = [0; 8];
                bytes[..cut.len()].copy_from_slice(cut.as_bytes());
                hash.push(u64::from_le_bytes(bytes), cut.len() as u32);
            }
            hash.finish()
        };
        let whole = hash(&["internat", "ionalisa", "tion"]);
        assert_eq!(whole, hash(&["i", "nternat", "ionali", "sation"]));
        assert_eq!(whole, words("Internationalisation").next().unwrap().0);
        assert_eq!(hash(&["exactly8"]), words("EXACTLY8").next().unwrap().0);
        assert_ne!(hash(&["a"]), hash(&["aa"]));
    }

    #[test]
    fn texts_that_differ_in_a_byte_or_in_length_differ_in_hash() {
        let text = "The lamps were lit at dusk, and all was well in the town.";
        let mut hashes: Vec<u64> = (0..=text.len()).map(|len| hash_str(&text[..len])).collect();
        for at in 0..text.len() {
            let mut other = text.to_owned().into_bytes();
            other[at] ^= 1;
            hashes.push(hash_str(&String::from_utf8(other).unwrap()));
        }
        let n = hashes.len();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), n);
    }

    #[test]
    fn hashes_are_numbered_in_order() {
        let mut interner = Interner::default();
        interner.clear(0);
        for i in 0..5000u64 {
            assert_eq!(interner.number(i.wrapping_mul(7_919)), (i as u32, true));
        }
        for i in 0..5000u64 {
            assert_eq!(interner.number(i.wrapping_mul(7_919)), (i as u32, false));
        }
        interner.clear(0);
        assert_eq!(interner.number(3), (0, true));
        for i in 0..500u64 {
            assert_eq!(interner.number(i + 1000), (i as u32 + 1, true));
        }
        assert_eq!((interner.number(3), interner.number(1499)), ((0, false), (500, false)));
        interner.round = u32::MAX;
        interner.clear(10);
        assert_eq!((interner.number(7), interner.number(7)), ((0, true), (0, false)));
    }
}
