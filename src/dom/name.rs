//! Names of elements and attributes as numbers, and the small hash tables that intern them.

/// A name's bytes, last in the lowest place; of a longer name the last sixteen. Names in tables are
/// shorter, so a long name equals none of them.
pub(super) type Packed = u128;

/// The longest name that a table holds.
pub(super) const LONGEST: usize = 15;

/// Packs a name as it stands; a NUL byte, which would leave no trace, as one that no name holds.
pub(super) const fn packed(name: &[u8]) -> Packed {
    let mut out = 0;
    let mut i = 0;
    while i < name.len() {
        out = out << 8 | if name[i] == 0 { 0xFF } else { name[i] as Packed };
        i += 1;
    }
    out
}

/// What a byte adds to a packed name, letters in lower case; 0 for a byte that ends the name. A NUL
/// byte, which ends none, becomes one that no known name holds.
const fn bytes_of_names(ends: &[u8]) -> [u8; 256] {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = (b as u8).to_ascii_lowercase();
        b += 1;
    }
    table[0] = 0xFF;
    let mut i = 0;
    while i < ends.len() {
        table[ends[i] as usize] = 0;
        i += 1;
    }
    table
}

/// Bytes of a tag's name (HTML §13.2.5.8).
pub(super) static IN_TAG_NAME: [u8; 256] = bytes_of_names(b" \t\n\r\x0c/>");
/// Bytes of an attribute's name (HTML §13.2.5.33).
pub(super) static IN_ATTRIBUTE_NAME: [u8; 256] = bytes_of_names(b" \t\n\r\x0c/>=");

/// A hash table with open addressing from names to their places in a list, made at compile time.
pub(super) struct Names<const N: usize> {
    names: [Packed; N],
    /// Place in `names` and 1; 0 where no name is.
    slots: [u8; SLOTS],
}

const SLOTS: usize = 512;

impl<const N: usize> Names<N> {
    pub(super) const fn new(list: &[&str; N]) -> Self {
        assert!(N < 256);
        let mut names = [0; N];
        let mut slots = [0; SLOTS];
        let mut i = 0;
        while i < N {
            assert!(list[i].len() <= LONGEST);
            names[i] = packed(list[i].as_bytes());
            let mut slot = first_slot(names[i]);
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = i as u8 + 1;
            i += 1;
        }
        Names { names, slots }
    }

    pub(super) fn find(&self, name: Packed) -> Option<usize> {
        let mut slot = first_slot(name);
        while let Some(at) = usize::from(self.slots[slot]).checked_sub(1) {
            if self.names[at] == name {
                return Some(at);
            }
            slot = (slot + 1) % SLOTS;
        }
        None
    }
}

const fn first_slot(name: Packed) -> usize {
    let folded = name as u64 ^ (name >> 64) as u64;
    (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOTS.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use crate::dom::{Attr, Tag};

    #[test]
    fn every_name_is_found_and_no_other() {
        for &tag in &Tag::ALL[2..] {
            assert_eq!(Tag::from_name(tag.name().as_bytes()), tag);
            let long = format!("xxxxxxxxxxxxxxxx{}", tag.name());
            assert_eq!(Tag::from_name(long.as_bytes()), Tag::Other);
        }
        for name in ["", "DIV", "divv", "di", "v", "other", "#text", "\0", "\0p"] {
            assert_eq!(Tag::from_name(name.as_bytes()), Tag::Other, "{name:?}");
            assert_eq!(Attr::from_name(name.as_bytes()), None, "{name:?}");
        }
        for &attr in Attr::ALL {
            assert_eq!(Attr::from_name(attr.name().as_bytes()), Some(attr));
        }
    }
}
