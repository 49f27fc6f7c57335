//! WARC files made for the tests.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::fast());
    to.write_all(bytes).expect("memory");
    to.finish().expect("memory")
}

/// An HTTP response.
pub fn http(headers: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes(), body].concat()
}

pub fn html(body: &[u8]) -> Vec<u8> {
    http("Content-Type: text/html\r\n", body)
}

/// A record with the length that it has.
pub fn record(kind: &str, name: &str, block: &[u8]) -> Vec<u8> {
    lying(kind, name, block, block.len())
}

/// A record with another length in its header.
pub fn lying(kind: &str, name: &str, block: &[u8], length: usize) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:test:{name}>\r\nWARC-Target-URI: https://example.com/{name}\r\n\
         WARC-Date: 2024-05-06T07:08:09Z\r\nContent-Type: application/http; msgtype={kind}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

pub fn chunked(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for part in body.chunks(1000) {
        out.extend(format!("{:x}\r\n", part.len()).bytes());
        out.extend_from_slice(part);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"0\r\n\r\n");
    out
}

/// A page with a story that can be told from others.
pub fn story(number: usize) -> Vec<u8> {
    format!(
        "<title>Storm {number}</title><h1>Storm {number}</h1><ul class=nav><li><a href=/>Home</a></ul>\
         <p>Gale number {number} closed every port on the north coast on Sunday, and ferries stayed in harbour while crews waited.</p>\
         <p>The coastguard said it had answered {number} calls since midnight, and asked people to keep away from the sea front.</p>"
    )
    .into_bytes()
}

/// A brotli stream that holds the bytes as they are.
pub fn brotli(body: &[u8]) -> Vec<u8> {
    let length = body.len() - 1;
    assert!(length < 1 << 16, "one block");
    // Window of 22 bits, not the last block, four nibbles of length, not compressed; then an empty last block.
    let bits = 0x0b | length << 7 | 1 << 23;
    [&[bits as u8, (bits >> 8) as u8, (bits >> 16) as u8], body, &[3]].concat()
}
