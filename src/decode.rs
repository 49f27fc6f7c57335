//! Bytes to text: which character encoding a page is in.
//!
//! In this order: a byte order mark; the caller's hint (an HTTP header); `<meta charset>` as the
//! prescan of HTML §13.2.3.2 finds it; the bytes themselves.
//!
//! A declaration can lie, and the bytes know better in two cases:
//!
//! - **Something else is declared, but the whole page is valid UTF-8** with at least one
//!   character beyond ASCII: it is UTF-8. Servers that add `charset=iso-8859-1` to everything are
//!   common, while text of another encoding that happens to be well-formed UTF-8 throughout is
//!   not: each character beyond ASCII would have to stand in a sequence such as `Ã©`.
//! - **UTF-8 is declared, but the bytes are not**: when more than a fifth of what is beyond ASCII
//!   is malformed, the declaration is dropped and the bytes are looked at (a page in windows-1252
//!   behind a template that says UTF-8 has next to nothing well-formed). Up to a fifth, the page
//!   is UTF-8 with damage (an advertisement pasted in, a cut in mid-character), and U+FFFD stands
//!   where the damage is.
//!
//! ```
//! use copydesk::decode;
//! let page = decode::decode(b"<meta charset=iso-8859-1><p>Caf\xe9", None)?;
//! assert_eq!((page.text(), page.encoding()), ("<meta charset=iso-8859-1><p>Café", "windows-1252"));
//! let page = decode::decode("<meta charset=iso-8859-1><p>Café".as_bytes(), None)?;
//! assert_eq!((page.encoding(), page.had_errors()), ("UTF-8", false));
//! assert!(decode::decode(b"", Some("no-such-charset")).is_err());
//! # Ok::<(), copydesk::Error>(())
//! ```

mod prescan;
#[cfg(test)]
mod tests;

use crate::error::{Error, ErrorKind};
use crate::named::named;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How far a declaration is looked for. The specification stops after 1,024 bytes, because a
/// browser meets a later one when it parses, and starts again; here one scan does for both.
const PRESCAN: usize = 64 << 10;
/// Bytes that the detector sees, from the first that is not ASCII.
const DETECT: usize = 64 << 10;
/// Malformed sequences are damage to UTF-8 up to one in so many, beyond ASCII.
const DAMAGE: usize = 5;

/// Bytes that a decoded text may have room for without need: decoders ask for three times what most texts take.
const SLACK: usize = 64 << 10;

/// A decoded page.
///
/// # Positions
///
/// Ranges of blocks point into [`text`](Decoded::text). When [`is_verbatim`](Decoded::is_verbatim)
/// (valid UTF-8: nearly every page of today) they are at the same time ranges of the input bytes:
/// a byte order mark stays in the text for that reason, and parsers pass over it.
#[derive(Debug, Clone)]
pub struct Decoded<'b> {
    text: Cow<'b, str>,
    encoding: &'static Encoding,
    decided_by: DecidedBy,
    had_errors: bool,
}

/// What decided the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecidedBy {
    /// A byte order mark.
    ByteOrderMark,
    /// The caller's hint.
    Hint,
    /// A `<meta>` element.
    Meta,
    /// The bytes: nothing was declared, or the declaration contradicts them.
    Bytes,
}

named! {
    DecidedBy, "way to decide":
    ByteOrderMark "byte_order_mark",
    Hint "hint",
    Meta "meta",
    Bytes "bytes",
}

impl<'b> Decoded<'b> {
    /// The page's characters.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The page's characters; borrowed from the bytes when [`is_verbatim`](Decoded::is_verbatim).
    pub fn into_text(self) -> Cow<'b, str> {
        self.text
    }

    /// The encoding's name in the Encoding Standard, for example `UTF-8` or `windows-1252`.
    pub fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// What decided the encoding.
    pub fn decided_by(&self) -> DecidedBy {
        self.decided_by
    }

    /// Whether malformed bytes became U+FFFD.
    pub fn had_errors(&self) -> bool {
        self.had_errors
    }

    /// Whether the text is the input, byte for byte.
    pub fn is_verbatim(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }
}

/// Decodes a page.
///
/// `hint` is a label from outside, such as the `charset` of the HTTP header. Never fails on bytes:
/// malformed ones become U+FFFD, which [`Decoded::had_errors`] tells.
///
/// # Errors
///
/// [`ErrorKind::UnknownCharset`] when the Encoding Standard does not know the hint.
pub fn decode<'b>(bytes: &'b [u8], hint: Option<&str>) -> Result<Decoded<'b>, Error> {
    let hint = match hint {
        Some(label) => Encoding::for_label(label.as_bytes())
            .map(Some)
            .ok_or_else(|| Error::new(ErrorKind::UnknownCharset { label: label.to_owned() }))?,
        None => None,
    };
    let (encoding, decided_by) = encoding_of(bytes, hint);
    // UTF-16 is copied anyway, so its mark can go.
    let start = match Encoding::for_bom(bytes) {
        Some((marked, len)) if marked == encoding && encoding != UTF_8 => len,
        _ => 0,
    };
    let (mut text, had_errors) = encoding.decode_without_bom_handling(&bytes[start..]);
    if let Cow::Owned(text) = &mut text
        && text.capacity() > text.len() + SLACK
    {
        text.shrink_to_fit();
    }
    Ok(Decoded { text, encoding, decided_by, had_errors })
}

fn encoding_of(bytes: &[u8], hint: Option<&'static Encoding>) -> (&'static Encoding, DecidedBy) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding, DecidedBy::ByteOrderMark);
    }
    // The "replacement" encoding would give one U+FFFD for the whole page.
    let declared = match hint.filter(|hint| *hint != REPLACEMENT) {
        Some(hint) => Some((hint, DecidedBy::Hint)),
        None => declared(bytes).map(|encoding| (encoding, DecidedBy::Meta)),
    };
    let utf8 = Utf8Count::of(bytes);
    let is_utf16 = |encoding| encoding == UTF_16LE || encoding == UTF_16BE;
    match (utf16_shape(bytes), declared) {
        (Some(shape), Some((encoding, evidence))) if shape == encoding => return (shape, evidence),
        (Some(shape), _) => return (shape, DecidedBy::Bytes),
        // Markup in UTF-16 is full of NULs: without them the label lies.
        (None, Some((encoding, evidence))) if is_utf16(encoding) && bytes.contains(&0) && !utf8.is_certain() => {
            return (encoding, evidence);
        }
        _ => {}
    }
    match declared.filter(|(encoding, _)| !is_utf16(*encoding)) {
        Some((encoding, evidence)) if encoding == UTF_8 && (utf8.is_ascii() || utf8.is_likely()) => (UTF_8, evidence),
        Some((encoding, evidence)) if encoding != UTF_8 && !utf8.is_certain() => (encoding, evidence),
        _ if utf8.is_ascii() || utf8.is_likely() => (UTF_8, DecidedBy::Bytes),
        _ => (detect(bytes), DecidedBy::Bytes),
    }
}

/// What `<meta>` says.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let found = prescan::prescan(&bytes[..bytes.len().min(PRESCAN)]);
    found.filter(|encoding| *encoding != REPLACEMENT)
}

/// UTF-16 without a mark: markup is ASCII, so every other byte is NUL.
fn utf16_shape(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = bytes[..bytes.len().min(512)].as_chunks::<2>();
    if pairs.len() < 4 {
        return None;
    }
    let high = pairs.iter().filter(|pair| pair[0] == 0).count();
    let low = pairs.iter().filter(|pair| pair[1] == 0).count();
    let (most, few) = (pairs.len() * 7 / 10, pairs.len() / 10);
    match (high, low) {
        (high, low) if low >= most && high <= few => Some(UTF_16LE),
        (high, low) if high >= most && low <= few => Some(UTF_16BE),
        _ => None,
    }
}

/// What the bytes look like as UTF-8.
#[derive(Debug, Clone, Copy)]
struct Utf8Count {
    /// Well-formed characters beyond ASCII; 1 stands for any number where nothing is malformed.
    wide: usize,
    /// Malformed sequences, but for one that the end of the input cut.
    malformed: usize,
    is_cut: bool,
}

impl Utf8Count {
    fn of(bytes: &[u8]) -> Self {
        let wide = |valid: &[u8]| valid.iter().filter(|b| **b >= 0xC0).count();
        let (valid, rest) = bytes.split_at(Encoding::utf8_valid_up_to(bytes));
        if rest.is_empty() {
            // How many there are only matters beside malformed ones.
            return Utf8Count { wide: usize::from(!valid.is_ascii()), malformed: 0, is_cut: false };
        }
        let mut count = Utf8Count { wide: wide(valid), malformed: 0, is_cut: false };
        let mut chunks = rest.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            count.wide += wide(chunk.valid().as_bytes());
            if chunk.invalid().is_empty() {
                continue;
            }
            let is_last = chunks.peek().is_none();
            if is_last && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none()) {
                count.is_cut = true;
            } else {
                count.malformed += 1;
            }
        }
        count
    }

    fn is_ascii(self) -> bool {
        self.wide == 0 && self.malformed == 0 && !self.is_cut
    }

    /// Valid throughout, though the last character may be cut, and not only ASCII.
    fn is_certain(self) -> bool {
        self.wide > 0 && self.malformed == 0
    }

    /// UTF-8, perhaps with damage.
    fn is_likely(self) -> bool {
        self.wide > 0 && self.malformed * DAMAGE <= self.wide + self.malformed
    }
}

/// The encoding that the bytes beyond ASCII look like; never UTF-8, which was ruled out before.
fn detect(bytes: &[u8]) -> &'static Encoding {
    // Some bytes before count too: the detector looks at the neighbours of each letter.
    let start = Encoding::ascii_valid_up_to(bytes).saturating_sub(16);
    let end = bytes.len().min(start + DETECT);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[start..end], end == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}
