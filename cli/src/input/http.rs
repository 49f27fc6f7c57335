//! An HTTP response as a crawler stored it: status, media type, charset, and the body without its codings.

use super::inflate;
use crate::failure::{Failure, Reason};
use crate::record::MAX_BYTES;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use memchr::{memchr, memmem};
use std::borrow::Cow;
use std::io::{self, Read};

/// What the header says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    pub status: u16,
    /// The media type, in small letters, without parameters.
    pub media_type: Option<String>,
    pub charset: Option<String>,
    is_chunked: bool,
    /// In the order in which they were applied.
    codings: Vec<String>,
}

/// Bytes of a header.
const MAX_HEADER: usize = 1 << 18;

/// The header, and where the body begins.
pub fn header(block: &[u8]) -> Result<(Header, usize), Failure> {
    let broken = |detail: &str| Failure::new(Reason::BrokenHttp, detail);
    let start = &block[..block.len().min(MAX_HEADER)];
    let with = memmem::find(start, b"\r\n\r\n").map(|at| at + 4);
    // One that ends later is part of the body.
    let without = memmem::find(&start[..with.unwrap_or(start.len())], b"\n\n").map(|at| at + 2);
    let end = without.or(with).ok_or_else(|| broken("the HTTP header has no end"))?;
    let text = String::from_utf8_lossy(&block[..end]);
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let status = first.strip_prefix("HTTP/").and_then(|rest| rest.split_ascii_whitespace().nth(1)?.parse().ok());
    let mut header = Header { status: status.ok_or_else(|| broken("no HTTP status line"))?, ..Header::default() };
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let value = value.trim().to_ascii_lowercase();
        let list = || value.split(',').map(|coding| coding.trim().to_owned()).filter(|coding| !coding.is_empty());
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => content_type(&value, &mut header),
            "transfer-encoding" => {
                for coding in list() {
                    if coding == "chunked" {
                        header.is_chunked = true;
                    } else {
                        header.codings.push(coding);
                    }
                }
            }
            "content-encoding" => header.codings.splice(..0, list()).for_each(drop),
            _ => {}
        }
    }
    Ok((header, end))
}

fn content_type(value: &str, header: &mut Header) {
    let (media_type, parameters) = value.split_once(';').unwrap_or((value, ""));
    let media_type = media_type.trim();
    header.media_type = (!media_type.is_empty()).then(|| media_type.to_owned());
    header.charset = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        (name.trim() == "charset" && !value.is_empty()).then(|| value.to_owned())
    });
}

impl Header {
    /// Whether the body is a page.
    pub fn is_html(&self, body: &[u8]) -> bool {
        match self.media_type.as_deref() {
            Some(media_type) => matches!(media_type, "text/html" | "application/xhtml+xml"),
            None => body.trim_ascii_start().starts_with(b"<"),
        }
    }

    /// The body without chunks and compression; what is longer than [`MAX_BYTES`] is cut. Codings that the crawler undid before it stored
    /// the response, and left in the header, are seen by the bytes.
    pub fn body<'b>(&self, body: &'b [u8]) -> Result<Cow<'b, [u8]>, Failure> {
        let mut body = Cow::Borrowed(body);
        if self.is_chunked
            && let Some(joined) = unchunked(&body)?
        {
            body = Cow::Owned(joined);
        }
        for coding in self.codings.iter().rev() {
            if let Some(decoded) = decoded(coding, &body)? {
                body = Cow::Owned(decoded);
            }
        }
        Ok(body)
    }
}

/// The chunks joined; `None` where the first bytes are no chunk.
fn unchunked(body: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
    let mut joined = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let broken =
            |what: &str| Failure::new(Reason::BrokenHttp, format!("chunk after {} bytes: {what}", joined.len()));
        let size = memchr(b'\n', &rest[..rest.len().min(1 << 12)]).and_then(|end| {
            let line = std::str::from_utf8(&rest[..end]).ok()?;
            let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
            Some((size, &rest[end + 1..]))
        });
        let (size, behind) = match size {
            Some(found) => found,
            None if joined.is_empty() => return Ok(None),
            None => return Err(broken("no size")),
        };
        if size == 0 {
            return Ok(Some(joined));
        }
        if behind.len() < size {
            return Err(broken("cut short"));
        }
        joined.extend_from_slice(&behind[..size]);
        rest = &behind[size..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// The body without one coding; `None` where it has none of that kind.
fn decoded(coding: &str, body: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
    let read = |from: &mut dyn Read| -> (Vec<u8>, io::Result<()>) {
        let mut out = Vec::new();
        let done = from.take(MAX_BYTES).read_to_end(&mut out).map(drop);
        (out, done)
    };
    let (out, done) = match coding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => match inflate::whole(body) {
            Some(out) => (out, Ok(())),
            None => read(&mut MultiGzDecoder::new(body)),
        },
        "gzip" | "x-gzip" => return Ok(None),
        "deflate" if is_zlib(body) => read(&mut ZlibDecoder::new(body)),
        "deflate" => read(&mut DeflateDecoder::new(body)),
        "br" => read(&mut brotli_decompressor::Decompressor::new(body, 1 << 14)),
        "zstd" if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => match zstd::Decoder::with_buffer(body) {
            Ok(mut from) => read(&mut from),
            Err(error) => (Vec::new(), Err(error)),
        },
        "zstd" | "identity" | "none" | "utf-8" => return Ok(None),
        other => {
            let detail = format!("content coding {other:?} is none of gzip, deflate, br, zstd");
            return Err(Failure::new(Reason::BrokenHttp, detail));
        }
    };
    match done {
        Ok(()) => Ok(Some(out)),
        // These two have no magic.
        Err(_) if matches!(coding, "br" | "deflate") && body.trim_ascii_start().starts_with(b"<") => Ok(None),
        Err(error) => {
            let detail = format!("broken {coding} body after {} bytes: {}", out.len(), crate::failure::plain(&error));
            Err(Failure::new(Reason::BrokenCompression, detail))
        }
    }
}

/// The two bytes before a zlib stream; bare deflate is sent under the same name.
fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [first, second, ..] if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(head: &str, body: &[u8]) -> Result<Vec<u8>, Failure> {
        let block = [head.as_bytes(), b"\r\n\r\n", body].concat();
        let (header, at) = header(&block)?;
        header.body(&block[at..]).map(Cow::into_owned)
    }

    #[test]
    fn the_header_tells_status_media_type_and_charset() {
        let block = b"HTTP/1.1 203 Fine\r\nContent-Type: Text/HTML; a=b; Charset=\"ISO-8859-2\"\r\n\r\n<p>";
        let (header, at) = header(block).unwrap();
        assert_eq!((header.status, at), (203, block.len() - 3));
        assert_eq!(header.media_type.as_deref(), Some("text/html"));
        assert_eq!(header.charset.as_deref(), Some("iso-8859-2"));
        assert!(super::header(b"HTTP/1.1 200 OK\r\n<p>").is_err() && super::header(b"<p>\r\n\r\n").is_err());
    }

    #[test]
    fn every_coding_is_undone_and_codings_that_are_gone_are_let_be() {
        let page = "<p>Gales closed every port.".repeat(9).into_bytes();
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(&page).unwrap();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(&page).unwrap();
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        raw.write_all(&page).unwrap();
        let zst = zstd::encode_all(&page[..], 1).unwrap();
        let cases = [
            ("gzip", gz.finish().unwrap()),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", raw.finish().unwrap()),
            ("zstd", zst),
        ];
        for (coding, packed) in cases {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: {coding}");
            assert_eq!(read(&head, &packed).unwrap(), page, "{coding}");
            assert_eq!(read(&head, &page).unwrap(), page, "{coding} that is gone");
            let cut = &packed[..packed.len() / 2];
            assert_eq!(read(&head, cut).unwrap_err().reason, Reason::BrokenCompression, "{coding} cut");
        }
        assert_eq!(read("HTTP/1.1 200 OK\r\nContent-Encoding: br", &page).unwrap(), page);
        assert_eq!(read("HTTP/1.1 200 OK\r\nContent-Encoding: rot13", &page).unwrap_err().reason, Reason::BrokenHttp);
    }

    #[test]
    fn chunks_are_joined() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked";
        assert_eq!(read(head, b"3;x=y\r\n<p>\r\na\r\n0123456789\r\n0\r\n\r\n").unwrap(), b"<p>0123456789");
        assert_eq!(read(head, b"<p>no chunks").unwrap(), b"<p>no chunks");
        for cut in [&b"3\r\n<p>\r\na\r\n0123"[..], b"3\r\n<p>\r\nzz\r\n", b"3\r\n<p>\r\n", b"ffffffffffffffff\r\nx"] {
            assert_eq!(read(head, cut).unwrap_err().reason, Reason::BrokenHttp);
        }
    }
}
