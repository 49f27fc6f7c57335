//! Character references (HTML §13.2.5.72 to §13.2.5.80).

use super::entities::ENTITIES;
use memchr::{memchr2, memchr3};
use std::borrow::Cow;

/// Where characters stand, and so what is done to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Text between tags. NUL is dropped, as the tree builder does (HTML §13.2.6.4.7).
    Text,
    /// The content of `title` and `textarea`: NUL is U+FFFD.
    Rcdata,
    /// A name without `;` that goes on with a letter, a digit or `=` is not a reference.
    Attribute,
    /// Raw text, comments, CDATA: no references.
    Raw,
}

/// The text with its references replaced, its line ends normalised (HTML §13.2.3.5) and its NUL
/// bytes out of the way; borrowed when it has none of these.
pub(crate) fn decode(raw: &str, place: Place) -> Cow<'_, str> {
    crate::work::add(1 + raw.len());
    let next = |text: &str| match place {
        Place::Raw => memchr2(b'\r', 0, text.as_bytes()),
        _ => memchr3(b'&', b'\r', 0, text.as_bytes()),
    };
    let Some(mut at) = next(raw) else { return Cow::Borrowed(raw) };
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    loop {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let len = match rest.as_bytes()[0] {
            b'\r' => {
                out.push('\n');
                1 + usize::from(rest[1..].starts_with('\n'))
            }
            0 => {
                if place != Place::Text {
                    out.push(char::REPLACEMENT_CHARACTER);
                }
                1
            }
            _ => match reference(rest, place) {
                Some((len, text)) => {
                    text.push_to(&mut out);
                    len
                }
                None => {
                    out.push('&');
                    1
                }
            },
        };
        rest = &rest[len..];
        match next(rest) {
            Some(found) => at = found,
            None => break,
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What a reference stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decoded {
    Char(char),
    Str(&'static str),
}

impl Decoded {
    pub(crate) fn push_to(self, out: &mut String) {
        match self {
            Decoded::Char(c) => out.push(c),
            Decoded::Str(s) => out.push_str(s),
        }
    }
}

/// The reference at the start of `rest` (which starts with `&`): its length and what it means.
pub(crate) fn reference(rest: &str, place: Place) -> Option<(usize, Decoded)> {
    let bytes = rest.as_bytes();
    match bytes.get(1)? {
        b'#' => numeric(bytes),
        b'a'..=b'z' | b'A'..=b'Z' => named(rest, place),
        _ => None,
    }
}

fn numeric(bytes: &[u8]) -> Option<(usize, Decoded)> {
    let (radix, start) = match bytes.get(2)? {
        b'x' | b'X' => (16, 3),
        _ => (10, 2),
    };
    let mut value: u32 = 0;
    let mut at = start;
    while let Some(digit) = bytes.get(at).and_then(|b| (*b as char).to_digit(radix)) {
        value = value.saturating_mul(radix).saturating_add(digit).min(0x11_0000);
        at += 1;
    }
    crate::work::add(at);
    if at == start {
        return None;
    }
    if bytes.get(at) == Some(&b';') {
        at += 1;
    }
    Some((at, Decoded::Char(code_point(value))))
}

/// The code points that the specification maps elsewhere (HTML §13.2.5.80).
fn code_point(value: u32) -> char {
    const C1: [u16; 32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ];
    let value = match value {
        0 => 0xFFFD,
        0x80..=0x9F => u32::from(C1[(value - 0x80) as usize]),
        v => v,
    };
    char::from_u32(value).unwrap_or('\u{FFFD}')
}

fn named(rest: &str, place: Place) -> Option<(usize, Decoded)> {
    let bytes = rest.as_bytes();
    let longest = bytes[1..].iter().take(32).take_while(|b| b.is_ascii_alphanumeric()).count();
    crate::work::add(longest + 1);
    if bytes.get(1 + longest) == Some(&b';')
        && let Some(text) = lookup(&rest[1..=1 + longest])
    {
        return Some((longest + 2, Decoded::Str(text)));
    }
    // Without `;` only the old short names count, and the longest of them wins.
    for len in (2..=longest.min(6)).rev() {
        if let Some(text) = lookup(&rest[1..1 + len]) {
            let next = bytes.get(1 + len);
            if place == Place::Attribute && next.is_some_and(|b| *b == b'=' || b.is_ascii_alphanumeric()) {
                return None;
            }
            return Some((1 + len, Decoded::Str(text)));
        }
    }
    None
}

fn lookup(name: &str) -> Option<&'static str> {
    // The five that make up nearly all references of real pages.
    match name {
        "amp;" => return Some("&"),
        "nbsp;" => return Some("\u{a0}"),
        "quot;" => return Some("\""),
        "lt;" => return Some("<"),
        "gt;" => return Some(">"),
        _ => {}
    }
    crate::work::add(ENTITIES.len().ilog2() as usize);
    ENTITIES.binary_search_by(|entry| entry.0.cmp(name)).ok().map(|i| ENTITIES[i].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_decode_as_the_specification_says() {
        for (raw, text) in [
            ("a &amp; b", "a & b"),
            ("&lt;p&gt;", "<p>"),
            ("&eacute;t&eacute", "été"),
            ("&notit;", "¬it;"),
            ("&notin;", "∉"),
            ("&#x80;&#0;&#xD800;&#x110000;", "€\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("&#8217;&#x2019", "’’"),
            ("&; &# &#x; &x", "&; &# &#x; &x"),
            ("AT&T", "AT&T"),
            ("&NotEqualTilde;", "\u{2242}\u{338}"),
        ] {
            assert_eq!(decode(raw, Place::Text), text, "{raw}");
        }
        assert_eq!(decode("?a=1&copy=2&amp;x", Place::Attribute), "?a=1&copy=2&x");
        assert_eq!(decode("?a=1&copy=2", Place::Text), "?a=1©=2");
        assert_eq!(decode("&lt;", Place::Raw), "&lt;");
    }

    #[test]
    fn line_ends_are_one_and_nul_is_no_character() {
        for (place, nul) in
            [(Place::Text, ""), (Place::Rcdata, "\u{FFFD}"), (Place::Attribute, "\u{FFFD}"), (Place::Raw, "\u{FFFD}")]
        {
            assert_eq!(decode("a\r\nb\rc\r\r\nd\n\re\0f", place), format!("a\nb\nc\n\nd\n\ne{nul}f"), "{place:?}");
        }
        assert_eq!(decode("&#13;\n", Place::Text), "\r\n");
    }

    #[test]
    fn entities_are_sorted_for_the_binary_search() {
        assert!(ENTITIES.windows(2).all(|w| w[0].0 < w[1].0));
    }
}
