//! The hash that names schemas and model files: FNV-1a of 64 bits (Fowler, Noll and Vo).

/// The hash of no bytes.
pub(crate) const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of what was hashed before and these bytes.
pub(crate) fn add(hash: u64, bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The same of texts, each with a zero at its end.
pub(crate) fn add_texts<'t>(hash: u64, texts: impl IntoIterator<Item = &'t str>) -> u64 {
    texts.into_iter().fold(hash, |hash, text| add(hash, text.bytes().chain([0])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_published_test_vectors() {
        assert_eq!(add(EMPTY, *b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(add(EMPTY, *b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(add(EMPTY, *b"foobar"), 0x8594_4171_f739_67e8);
        assert_eq!(add_texts(EMPTY, ["ab", "c"]), add(EMPTY, *b"ab\0c\0"));
    }
}
