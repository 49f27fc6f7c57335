//! Pages whose bytes are no text in the encoding that they claim, or are one that is dear to read.

/// A page that grows with a number, in bytes.
pub struct HostileBytes {
    pub name: &'static str,
    pub n: usize,
    pub page: fn(usize) -> Vec<u8>,
}

fn repeated(start: &[u8], piece: &[u8], n: usize) -> Vec<u8> {
    [start, &piece.repeat(n / piece.len())].concat()
}

/// A text in UTF-16.
pub fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

pub const BYTES: &[HostileBytes] = &[
    HostileBytes { name: "nothing", n: 0, page: |_| Vec::new() },
    HostileBytes { name: "one byte", n: 1, page: |_| b"<".to_vec() },
    HostileBytes { name: "spaces of all kinds", n: 3_000_000, page: |n| repeated(b"<p>word", b" \t\r\n\x0c", n) },
    HostileBytes { name: "continuation bytes", n: 3_000_000, page: |n| repeated(b"<p>word", b"\x80", n) },
    HostileBytes { name: "lead bytes", n: 3_000_000, page: |n| repeated(b"<p>word", b"\xc3", n) },
    HostileBytes {
        name: "cut sequences",
        n: 3_000_000,
        page: |n| repeated("<p>w\u{f6}rd".as_bytes(), b"\xf0\x9f\x98a", n),
    },
    HostileBytes {
        name: "overlong sequences",
        n: 3_000_000,
        page: |n| repeated(b"<p>word", b"\xc0\xaf\xe0\x80\xaf", n),
    },
    HostileBytes { name: "surrogates in UTF-8", n: 3_000_000, page: |n| repeated(b"<p>word", b"\xed\xa0\x80", n) },
    HostileBytes { name: "every other byte broken", n: 3_000_000, page: |n| repeated(b"<p>word", b"\xc3\xa9\xff", n) },
    HostileBytes { name: "0xFF", n: 3_000_000, page: |n| repeated(b"", b"\xff", n) },
    HostileBytes {
        name: "UTF-16 with a mark",
        n: 1_500_000,
        page: |n| [b"\xff\xfe".to_vec(), utf16(&"<p>w\u{f6}rd ".repeat(n / 8), u16::to_le_bytes)].concat(),
    },
    HostileBytes {
        name: "UTF-16 without a mark",
        n: 1_500_000,
        page: |n| utf16(&"<p>w\u{f6}rd ".repeat(n / 8), u16::to_be_bytes),
    },
    HostileBytes {
        name: "UTF-16 of odd length",
        n: 1_500_000,
        page: |n| [utf16(&"<p>word ".repeat(n / 8), u16::to_le_bytes), vec![b'<']].concat(),
    },
    HostileBytes {
        name: "half surrogates in UTF-16",
        n: 3_000_000,
        page: |n| repeated(b"\xff\xfe<\0p\0>\0", b"\x00\xd8", n),
    },
    HostileBytes {
        name: "UTF-16 by its own word",
        n: 3_000_000,
        page: |n| repeated(b"<meta charset=utf-16><p>word", b"word ", n),
    },
    HostileBytes {
        name: "GB18030, four bytes each",
        n: 3_000_000,
        page: |n| repeated(b"<meta charset=gb18030><p>word", b"\x81\x30\x81\x30", n),
    },
    HostileBytes {
        name: "GB18030, cut",
        n: 3_000_000,
        page: |n| repeated(b"<meta charset=gb18030><p>word", b"\x81\x30\x81<p>", n),
    },
    HostileBytes {
        name: "Shift_JIS, lead bytes before tags",
        n: 3_000_000,
        page: |n| repeated(b"<meta charset=shift_jis><p>word", b"\x83<p>\x82\xa0", n),
    },
    HostileBytes {
        name: "ISO-2022-JP, escapes",
        n: 3_000_000,
        page: |n| repeated(b"<meta charset=iso-2022-jp><p>word", b"\x1b$B\x1b(B", n),
    },
    HostileBytes {
        name: "ISO-2022-JP, cut",
        n: 3_000_000,
        page: |n| repeated(b"<meta charset=iso-2022-jp><p>word\x1b$B", b"$\"\x1b", n),
    },
    HostileBytes {
        name: "EUC-KR that says UTF-8",
        n: 3_000_000,
        page: |n| repeated(b"<meta charset=utf-8><p>word", b"\xc7\xd1\xb1\xb9 ", n),
    },
    HostileBytes {
        name: "a charset that nobody has",
        n: 3_000_000,
        page: |n| repeated(b"<meta charset=klingon><p>word", b"caf\xe9 ", n),
    },
    HostileBytes {
        name: "charset past all the text",
        n: 3_000_000,
        page: |n| [repeated(b"<p>w", b"caf\xe9 ", n), b"<meta charset=shift_jis>".to_vec()].concat(),
    },
];
