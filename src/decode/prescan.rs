//! The prescan of HTML §13.2.3.2: `<meta>` elements in the bytes of a page whose encoding is not
//! known yet. It knows tags, attributes and comments, and nothing of scripts.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::{memchr, memmem};

/// The encoding that the page declares within these bytes. `None` too when they end in the midst
/// of a tag: what is cut off is not guessed at.
pub(super) fn prescan(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut at = 0;
    loop {
        at += memchr(b'<', &bytes[at..])?;
        let rest = &bytes[at..];
        if rest.starts_with(b"<!--") {
            // The dashes that open a comment may close it: `<!-->`.
            at += 2 + memmem::find(&rest[2..], b"-->")? + 3;
        } else if is_meta(rest) {
            let mut attributes = Attributes { bytes, at: at + 5 };
            let found = meta(&mut attributes)?;
            at = attributes.at;
            if found.is_some() {
                return found;
            }
        } else if is_tag(rest) {
            at += rest.iter().position(|b| is_space(*b) || *b == b'>')?;
            let mut attributes = Attributes { bytes, at };
            while attributes.next()?.is_some() {}
            at = attributes.at;
        } else if matches!(rest.get(1), Some(b'!' | b'/' | b'?')) {
            at += memchr(b'>', rest)? + 1;
        } else {
            at += 1;
        }
    }
}

fn is_meta(rest: &[u8]) -> bool {
    rest.len() > 5 && rest[..5].eq_ignore_ascii_case(b"<meta") && (is_space(rest[5]) || rest[5] == b'/')
}

fn is_tag(rest: &[u8]) -> bool {
    let name = 1 + usize::from(rest.get(1) == Some(&b'/'));
    rest.get(name).is_some_and(u8::is_ascii_alphabetic)
}

/// Reads one `<meta>`: outer `None` when the bytes end in it, inner when it declares nothing.
fn meta(attributes: &mut Attributes<'_>) -> Option<Option<&'static Encoding>> {
    let (mut http_equiv, mut content, mut charset) = (false, false, false);
    let mut got_pragma = false;
    let mut need_pragma = None;
    // `Some(None)`: a label was given, and no encoding has it.
    let mut found: Option<Option<&'static Encoding>> = None;
    while let Some((name, value)) = attributes.next()? {
        let value = value.to_ascii_lowercase();
        match &*name.to_ascii_lowercase() {
            b"http-equiv" if !http_equiv => {
                http_equiv = true;
                got_pragma = value == b"content-type";
            }
            b"content" if !content => {
                content = true;
                if found.is_none()
                    && let Some(label) = charset_in(&value)
                    && let Some(encoding) = Encoding::for_label(label)
                {
                    found = Some(Some(encoding));
                    need_pragma = Some(true);
                }
            }
            b"charset" if !charset => {
                charset = true;
                found = Some(Encoding::for_label(&value));
                need_pragma = Some(false);
            }
            _ => {}
        }
    }
    let declares = need_pragma == Some(false) || need_pragma == Some(true) && got_pragma;
    Some(if declares { found.flatten().map(as_read) } else { None })
}

/// Who could read this far as ASCII is not reading UTF-16.
fn as_read(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else if encoding == encoding_rs::X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    }
}

/// The label in a `content` attribute (HTML §2.4.2, "extracting a character encoding").
fn charset_in(content: &[u8]) -> Option<&[u8]> {
    let mut rest = content;
    loop {
        let at = memmem::find(rest, b"charset")?;
        rest = rest[at + b"charset".len()..].trim_ascii_start();
        if let Some(value) = rest.strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            return match value.first()? {
                quote @ (b'"' | b'\'') => memchr(*quote, &value[1..]).map(|end| &value[1..=end]),
                _ => {
                    let end = value.iter().position(|b| is_space(*b) || *b == b';');
                    Some(&value[..end.unwrap_or(value.len())])
                }
            };
        }
    }
}

/// The "get an attribute" algorithm: names and values as they stand in the bytes.
struct Attributes<'b> {
    bytes: &'b [u8],
    at: usize,
}

type Attribute<'b> = (&'b [u8], &'b [u8]);

impl<'b> Attributes<'b> {
    /// The next attribute: outer `None` when the bytes end first, inner when the tag does.
    fn next(&mut self) -> Option<Option<Attribute<'b>>> {
        self.skip(|b| is_space(b) || b == b'/')?;
        if self.peek()? == b'>' {
            self.at += 1;
            return Some(None);
        }
        let start = self.at;
        // A `=` in first place is part of the name.
        self.at += 1;
        self.skip(|b| !is_space(b) && !matches!(b, b'=' | b'/' | b'>'))?;
        let name = &self.bytes[start..self.at];
        self.skip(is_space)?;
        if self.peek()? != b'=' {
            return Some(Some((name, b"")));
        }
        self.at += 1;
        self.skip(is_space)?;
        let (start, end) = match self.peek()? {
            quote @ (b'"' | b'\'') => {
                let start = self.at + 1;
                let end = start + memchr(quote, &self.bytes[start..])?;
                self.at = end + 1;
                (start, end)
            }
            _ => {
                let start = self.at;
                self.skip(|b| !is_space(b) && b != b'>')?;
                (start, self.at)
            }
        };
        Some(Some((name, &self.bytes[start..end])))
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Moves to the first byte that is not skipped; `None` when there is none.
    fn skip(&mut self, skipped: impl Fn(u8) -> bool) -> Option<()> {
        self.at += self.bytes[self.at..].iter().position(|b| !skipped(*b))?;
        Some(())
    }
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}
