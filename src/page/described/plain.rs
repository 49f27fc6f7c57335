//! A JSON string to plain text.

use crate::dom::charref::{self, Place};
use crate::dom::{BLOCK, Tag};
use memchr::{memchr, memchr2, memmem};
use std::borrow::Cow;

/// The text of a JSON string, given as it stands between its quotes: escapes and references decoded,
/// tags stripped, white space collapsed, a line for each paragraph. Pages write descriptions as text,
/// as HTML, or as HTML whose marks are references.
pub(super) fn plain(raw: &str) -> String {
    crate::work::add(3 * raw.len());
    let html = decoded(unescaped(raw));
    let out = String::with_capacity(html.len());
    let mut lines = Lines { out, newline_parts: !has_blocks(&html), gap: Gap::None };
    let mut rest = &*html;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        lines.text(&rest[..at]);
        rest = &rest[at..];
        let Some(tag) = tag(rest) else {
            lines.text("<");
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.len..];
        if matches!(tag.tag, Tag::Script | Tag::Style) && !tag.is_end {
            rest = memmem::find(rest.as_bytes(), b"</").map_or("", |at| &rest[at..]);
        }
        if parts(tag.tag) {
            lines.widen(Gap::Line);
        }
    }
    lines.text(rest);
    let mut text = lines.out;
    drop(html);
    text.shrink_to_fit();
    text
}

/// References decoded. Of a long string there are no more copies at once than two.
fn decoded(string: Cow<'_, str>) -> Cow<'_, str> {
    match string {
        Cow::Borrowed(string) => charref::decode(string, Place::Text),
        Cow::Owned(string) => match charref::decode(&string, Place::Text) {
            Cow::Owned(decoded) => Cow::Owned(decoded),
            Cow::Borrowed(_) => Cow::Owned(string),
        },
    }
}

/// Whether the text beside such a tag begins a new line.
fn parts(tag: Tag) -> bool {
    tag.is(BLOCK) || tag == Tag::Br
}

/// Whether tags part the paragraphs, and not line ends.
fn has_blocks(html: &str) -> bool {
    memchr::memchr_iter(b'<', html.as_bytes()).any(|at| tag(&html[at..]).is_some_and(|tag| parts(tag.tag)))
}

/// Letters of a name that are looked at; no element that parts lines has a longer one.
const LONGEST_NAME: usize = 16;

struct Mark {
    len: usize,
    tag: Tag,
    is_end: bool,
}

/// The tag or comment that begins here, if it is one: a `<` that stands before another is text.
fn tag(rest: &str) -> Option<Mark> {
    let bytes = rest.as_bytes();
    let is_end = bytes.get(1) == Some(&b'/');
    let name = 1 + usize::from(is_end);
    let is_comment = bytes.starts_with(b"<!--");
    if !is_comment && !bytes.get(name)?.is_ascii_alphabetic() {
        return None;
    }
    let stop = 1 + memchr2(b'<', b'>', &bytes[1..])?;
    if bytes[stop] == b'<' {
        return None;
    }
    let mut letters = [0; LONGEST_NAME];
    let mut len = 0;
    for (letter, byte) in letters.iter_mut().zip(&bytes[name..]).take_while(|(_, byte)| byte.is_ascii_alphanumeric()) {
        (*letter, len) = (byte.to_ascii_lowercase(), len + 1);
    }
    let tag = Tag::from_name(&letters[..len]);
    Some(Mark { len: stop + 1, tag: if is_comment { Tag::Other } else { tag }, is_end })
}

/// What stands between what was written last and what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
}

struct Lines {
    out: String,
    /// A line end begins a new line.
    newline_parts: bool,
    gap: Gap,
}

impl Lines {
    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Decoded once more: in HTML whose marks were references, its own references come out only now.
    fn text(&mut self, text: &str) {
        for c in charref::decode(text, Place::Text).chars() {
            if c == '\n' && self.newline_parts {
                self.widen(Gap::Line);
            } else if c.is_whitespace() || c.is_control() || c == '\u{FEFF}' {
                self.widen(Gap::Space);
            } else {
                let gap = std::mem::replace(&mut self.gap, Gap::None);
                if !self.out.is_empty() {
                    match gap {
                        Gap::None => {}
                        Gap::Space => self.out.push(' '),
                        Gap::Line => self.out.push('\n'),
                    }
                }
                self.out.push(c);
            }
        }
    }
}

/// JSON's escapes decoded; half a pair of surrogates is U+FFFD, an escape that JSON does not have
/// is the character itself.
fn unescaped(raw: &str) -> Cow<'_, str> {
    if memchr(b'\\', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(c) = rest.chars().next() else { return Cow::Owned(out) };
        let len = match (c, hex(rest)) {
            ('u', Some(unit)) => {
                let low = rest[5..].strip_prefix('\\').and_then(hex);
                let pair = [unit, low.unwrap_or(0)];
                let is_pair =
                    (0xd800..0xdc00).contains(&unit) && low.is_some_and(|low| (0xdc00..0xe000).contains(&low));
                let units = &pair[..1 + usize::from(is_pair)];
                out.extend(char::decode_utf16(units.iter().copied()).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
                if is_pair { 11 } else { 5 }
            }
            _ => {
                out.push(match c {
                    'n' | 'r' => '\n',
                    't' | 'f' | 'b' => ' ',
                    c => c,
                });
                c.len_utf8()
            }
        };
        rest = &rest[len..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The number of `u` and four hexadecimal digits.
fn hex(rest: &str) -> Option<u16> {
    let digits = rest.strip_prefix('u')?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}
