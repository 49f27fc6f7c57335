//! HTML §13.2.5 on bytes: text, start tags, end tags, comments, doctypes.
//!
//! Nothing is copied and nothing decoded: tokens are ranges of the source. Every byte is looked at
//! a bounded number of times, and long runs are skipped with memchr. What becomes of attributes is
//! up to an [`AttributeSink`].

use super::declaration;
use crate::dom::Span;
use crate::dom::name::{IN_ATTRIBUTE_NAME, IN_TAG_NAME, Packed};
use crate::dom::tag::{RAWTEXT, RCDATA, Tag};
use crate::swar::leading_letters;
use fearless_simd::{Simd, SimdBase, SimdMask, u8x32};
use memchr::{memchr, memchr2};

/// A token; its parts are ranges of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// Text, references not decoded. Behind `<![CDATA[` it has none.
    Text(Span),
    Start {
        tag: Tag,
        name: Span,
        span: Span,
        self_closing: bool,
    },
    End {
        tag: Tag,
        name: Span,
    },
    /// What stands inside a comment.
    Comment(Span),
    /// The whole doctype, `<` to `>`; read by [`Doctype::of`](super::doctype::Doctype::of).
    Doctype(Span),
}

/// Takes the attributes of start tags. Where a name occurs twice the first counts.
pub(super) trait AttributeSink {
    /// A start tag begins.
    fn begin(&mut self);
    /// An attribute: its name in lower case and as it stands in the source, its value.
    fn attribute(&mut self, packed: Packed, name: Span, value: Span);
}

/// What an element holds whose content is no markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    /// RCDATA or RAWTEXT: text up to the element's end tag.
    Text,
    Script,
    Plaintext,
}

impl Raw {
    pub(super) fn of(tag: Tag) -> Option<Raw> {
        match tag {
            Tag::Plaintext => Some(Raw::Plaintext),
            Tag::Script => Some(Raw::Script),
            _ => tag.is(RAWTEXT | RCDATA).then_some(Raw::Text),
        }
    }
}

pub(super) struct Tokenizer<'h, S> {
    simd: S,
    html: &'h [u8],
    at: usize,
    max_attributes: usize,
    dropped: bool,
}

impl<'h, S: Simd> Tokenizer<'h, S> {
    pub(super) fn new(simd: S, html: &'h str, max_attributes: usize) -> Self {
        Tokenizer { simd, html: html.as_bytes(), at: 0, max_attributes, dropped: false }
    }

    /// A byte order mark is no text.
    pub(super) fn skip_mark(&mut self) {
        if self.html.starts_with("\u{FEFF}".as_bytes()) {
            self.at = "\u{FEFF}".len();
        }
    }

    pub(super) fn attributes_dropped(&self) -> bool {
        self.dropped
    }

    /// The next token; the attributes of a start tag go to `attrs`. Inlined, as are its parts: so they are compiled for the
    /// vectors of the loop around them.
    #[inline(always)]
    pub(super) fn next(&mut self, attrs: &mut impl AttributeSink, in_foreign: bool) -> Option<Token> {
        loop {
            let start = self.at;
            if start >= self.html.len() {
                return None;
            }
            // Most text ends where markup begins, so this is asked first.
            if !self.is_markup(start) {
                self.at = self.text_end(start + 1);
                crate::work::add(self.at - start);
                return Some(Token::Text((start as u32, self.at as u32)));
            }
            match self.html[start + 1] {
                b'/' => match self.html.get(start + 2) {
                    Some(b) if b.is_ascii_alphabetic() => return self.end_tag(start),
                    Some(b'>') => self.at = start + 3,
                    _ => return Some(self.bogus_comment(start + 2)),
                },
                b'!' => match self.declaration(start, in_foreign) {
                    Token::Text((from, to)) if from == to => {}
                    token => return Some(token),
                },
                b'?' => return Some(self.bogus_comment(start + 1)),
                _ => return self.start_tag(start, attrs),
            }
        }
    }

    /// Whether a `<` that begins markup stands here; then a byte follows it.
    #[inline(always)]
    fn is_markup(&self, at: usize) -> bool {
        match self.html[at..] {
            [b'<', b'/', _, ..] => true,
            [b'<', b, ..] => b.is_ascii_alphabetic() || matches!(b, b'!' | b'?'),
            _ => false,
        }
    }

    /// Where text ends that goes on at least up to `from`: the next `<` that begins markup.
    #[inline(always)]
    fn text_end(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(found) = find(self.simd, b'<', &self.html[at..]) {
            at += found;
            if self.is_markup(at) {
                return at;
            }
            at += 1;
        }
        self.html.len()
    }

    /// What is a comment only for want of another meaning: all up to `>`.
    #[inline(never)]
    fn bogus_comment(&mut self, from: usize) -> Token {
        let end = memchr(b'>', &self.html[from..]).map_or(self.html.len(), |i| from + i);
        crate::work::add(end + 1 - from);
        self.at = (end + 1).min(self.html.len());
        Token::Comment((from as u32, end as u32))
    }

    /// `<!`: a comment, a doctype, or CDATA, which is text inside foreign content.
    #[inline(never)]
    fn declaration(&mut self, start: usize, in_foreign: bool) -> Token {
        let from = start + "<!".len();
        let rest = &self.html[from..];
        if rest.starts_with(b"--") {
            let (data, len) = declaration::comment(rest);
            crate::work::add(len);
            self.at = from + len;
            return Token::Comment(((from + data.start) as u32, (from + data.end) as u32));
        }
        if declaration::is_doctype(rest) {
            self.bogus_comment(from);
            return Token::Doctype((start as u32, self.at as u32));
        }
        if in_foreign && let Some((data, len)) = declaration::cdata(rest) {
            crate::work::add(len);
            self.at = from + len;
            return Token::Text(((from + data.start) as u32, (from + data.end) as u32));
        }
        self.bogus_comment(from)
    }

    /// Reads a name in lower case: its number, and where it ends.
    #[inline(always)]
    fn name(&self, from: usize, bytes: &'static [u8; 256], packed: Packed) -> (Packed, usize) {
        // Nearly all names are up to seven letters, then something that ends them.
        if let Some(eight) = self.html[from..].first_chunk::<8>() {
            let (n, lower, _) = leading_letters(u64::from_le_bytes(*eight));
            if n < 8 && bytes[usize::from(eight[n as usize])] == 0 {
                return (append(packed, lower, n), from + n as usize);
            }
        }
        self.long_name(from, bytes, packed)
    }

    /// [`name`](Tokenizer::name) byte by byte.
    #[inline(never)]
    fn long_name(&self, from: usize, bytes: &'static [u8; 256], mut packed: Packed) -> (Packed, usize) {
        for (i, b) in self.html[from..].iter().enumerate() {
            let lowered = bytes[usize::from(*b)];
            if lowered == 0 {
                return (packed, from + i);
            }
            packed = packed << 8 | Packed::from(lowered);
        }
        (packed, self.html.len())
    }

    /// A start tag; `None` when the input ends inside it (the specification drops it).
    #[inline(always)]
    fn start_tag(&mut self, start: usize, attrs: &mut impl AttributeSink) -> Option<Token> {
        let (packed, mut at) = self.name(start + 1, &IN_TAG_NAME, 0);
        let name = (start as u32 + 1, at as u32);
        attrs.begin();
        let mut self_closing = false;
        let mut count = 0;
        while *self.html.get(at).unwrap_or(&b'>') != b'>' {
            let b = self.html[at];
            self_closing = b == b'/';
            if self_closing || is_space(b) {
                at += 1;
                continue;
            }
            let (packed, name, value, after) = self.attribute(at);
            at = after;
            count += 1;
            if count > self.max_attributes {
                self.dropped = true;
            } else {
                attrs.attribute(packed, name, value);
            }
        }
        self.at = at + 1;
        crate::work::add(self.at - start);
        let span = (start as u32, self.at as u32);
        (at < self.html.len()).then(|| Token::Start { tag: Tag::from_packed(packed), name, span, self_closing })
    }

    /// An end tag; `None` when the input ends inside it. Its attributes mean nothing.
    #[inline(always)]
    fn end_tag(&mut self, start: usize) -> Option<Token> {
        let (packed, mut at) = self.name(start + 2, &IN_TAG_NAME, 0);
        let name = (start as u32 + 2, at as u32);
        if self.html.get(at) != Some(&b'>') {
            at = self.tag_end(at);
        }
        self.at = at + 1;
        crate::work::add(self.at - start);
        (at < self.html.len()).then(|| Token::End { tag: Tag::from_packed(packed), name })
    }

    /// Where an end tag's `>` stands; its attributes are passed over.
    #[inline(never)]
    fn tag_end(&self, mut at: usize) -> usize {
        while *self.html.get(at).unwrap_or(&b'>') != b'>' {
            let b = self.html[at];
            at = if is_space(b) || b == b'/' { at + 1 } else { self.attribute(at).3 };
        }
        at
    }

    /// An attribute at `at`: its name, its value, and where it ends.
    #[inline(always)]
    fn attribute(&self, start: usize) -> (Packed, Span, Span, usize) {
        let html = self.html;
        // A `=` in first place is part of the name.
        let first = Packed::from(IN_ATTRIBUTE_NAME[usize::from(html[start])].max(1));
        let (packed, end) = self.name(start + 1, &IN_ATTRIBUTE_NAME, first);
        let name = (start as u32, end as u32);
        let mut at = self.skip_space(end);
        if html.get(at) != Some(&b'=') {
            return (packed, name, (end as u32, end as u32), at);
        }
        at = self.skip_space(at + 1);
        if let Some(quote @ (b'"' | b'\'')) = html.get(at) {
            let from = at + 1;
            let end = find(self.simd, *quote, &html[from..]).map_or(html.len(), |i| from + i);
            return (packed, name, (from as u32, end as u32), (end + 1).min(html.len()));
        }
        let from = at;
        while at < html.len() && !is_space(html[at]) && html[at] != b'>' {
            at += 1;
        }
        (packed, name, (from as u32, at as u32), at)
    }

    #[inline(always)]
    fn skip_space(&self, from: usize) -> usize {
        match self.html.get(from) {
            Some(b) if is_space(*b) => self.skip_spaces(from + 1),
            _ => from,
        }
    }

    #[inline(never)]
    fn skip_spaces(&self, from: usize) -> usize {
        self.html[from..].iter().position(|b| !is_space(*b)).map_or(self.html.len(), |spaces| from + spaces)
    }

    /// After a start tag whose content is no markup: that content, up to the end tag of this name
    /// (which is left for the next token). Inside `noscript` it ends with the `noscript` at the
    /// latest: browsers, which run scripts, read the whole `noscript` as raw text, so that pages
    /// leave an `iframe` open there without harm.
    #[inline(never)]
    pub(super) fn raw_text(&mut self, raw: Raw, name: &str, in_noscript: bool) -> Span {
        let start = self.at;
        let end = match raw {
            Raw::Plaintext => self.html.len(),
            Raw::Script => self.script_end(start, name.as_bytes()),
            Raw::Text => self.raw_end(start, name.as_bytes(), in_noscript),
        };
        crate::work::add(1 + end - start);
        self.at = end;
        (start as u32, end as u32)
    }

    fn raw_end(&self, from: usize, name: &[u8], in_noscript: bool) -> usize {
        let mut at = from;
        while let Some(found) = memchr(b'<', &self.html[at..]) {
            let lt = at + found;
            if self.html.get(lt + 1) == Some(&b'/') {
                let rest = &self.html[lt + 2..];
                if is_tag_named(rest, name) || in_noscript && is_tag_named(rest, b"noscript") {
                    return lt;
                }
            }
            at = lt + 1;
        }
        self.html.len()
    }

    /// Script data with its escaped and double escaped states (HTML §13.2.5.4, 13.2.5.15 to 31).
    fn script_end(&self, from: usize, name: &[u8]) -> usize {
        #[derive(Clone, Copy, PartialEq)]
        enum State {
            Plain,
            Escaped,
            DoubleEscaped,
        }
        let mut state = State::Plain;
        let mut at = from;
        loop {
            let rest = &self.html[at..];
            // Dashes mean something inside an escape only.
            let found = if state == State::Plain { memchr(b'<', rest) } else { memchr2(b'<', b'-', rest) };
            let Some(found) = found else { return self.html.len() };
            let here = at + found;
            let rest = &self.html[here..];
            at = here + 1;
            if rest[0] == b'-' {
                if state != State::Plain && rest.starts_with(b"-->") {
                    state = State::Plain;
                }
            } else if rest.starts_with(b"</") {
                if state != State::DoubleEscaped && is_tag_named(&rest[2..], name) {
                    return here;
                }
                if state == State::DoubleEscaped && is_tag_named(&rest[2..], b"script") {
                    state = State::Escaped;
                }
            } else if state == State::Plain && rest.starts_with(b"<!--") {
                // `<!-->` closes itself, so the dashes are looked at again.
                state = State::Escaped;
                at = here + 2;
            } else if state == State::Escaped && is_tag_named(&rest[1..], b"script") {
                state = State::DoubleEscaped;
            }
        }
    }
}

/// Where the byte stands first. Most values and texts are short: the first bytes are looked at right here.
#[inline(always)]
fn find<S: Simd>(simd: S, byte: u8, bytes: &[u8]) -> Option<usize> {
    let Some(first) = bytes.first_chunk::<32>() else { return memchr(byte, bytes) };
    let found = u8x32::from_slice(simd, first).simd_eq(u8x32::splat(simd, byte)).to_bitmask();
    if found != 0 {
        return Some(found.trailing_zeros() as usize);
    }
    memchr(byte, &bytes[first.len()..]).map(|at| at + first.len())
}

pub(super) fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// A packed name with up to seven more bytes, the first of them lowest.
fn append(packed: Packed, bytes: u64, n: u32) -> Packed {
    packed << (8 * n) | Packed::from(bytes.swap_bytes().checked_shr(64 - 8 * n).unwrap_or(0))
}

/// Whether `rest` starts with the tag name and the name ends there.
fn is_tag_named(rest: &[u8], name: &[u8]) -> bool {
    rest.len() > name.len()
        && rest[..name.len()].eq_ignore_ascii_case(name)
        && (is_space(rest[name.len()]) || matches!(rest[name.len()], b'/' | b'>'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd;
    use fearless_simd::dispatch;

    /// Keeps every attribute, with its name as it stands.
    #[derive(Default)]
    struct All(Vec<(Span, Span)>);

    impl AttributeSink for All {
        fn begin(&mut self) {
            self.0.clear();
        }

        fn attribute(&mut self, _: Packed, name: Span, value: Span) {
            self.0.push((name, value));
        }
    }

    fn tokens(html: &str) -> Vec<String> {
        dispatch!(simd::level(), simd => tokens_in(Tokenizer::new(simd, html, 8), html))
    }

    fn tokens_in<S: Simd>(mut tokenizer: Tokenizer<'_, S>, html: &str) -> Vec<String> {
        let mut attrs = All::default();
        let mut out = Vec::new();
        let cut = |span: Span| html[span.0 as usize..span.1 as usize].to_owned();
        while let Some(token) = tokenizer.next(&mut attrs, false) {
            out.push(match token {
                Token::Text(span) => cut(span),
                Token::End { name, .. } => format!("</{}>", cut(name)),
                Token::Comment(span) => format!("<!--{}-->", cut(span)),
                Token::Doctype(span) => cut(span),
                Token::Start { tag, name, .. } => {
                    let mut s = format!("<{}", cut(name));
                    for (name, value) in attrs.0.drain(..) {
                        s += &format!(" {}={}", cut(name), cut(value));
                    }
                    if let Some(raw) = Raw::of(tag) {
                        s += &format!("|{}", cut(tokenizer.raw_text(raw, tag.name(), false)));
                    }
                    s + ">"
                }
            });
        }
        out
    }

    #[test]
    fn tags_attributes_and_text_are_ranges() {
        assert_eq!(
            tokens("a<P CLASS=x id='y z' onclick=\"a>b\" href = u>b</p >c"),
            ["a", "<P CLASS=x id=y z onclick=a>b href=u>", "b", "</p>", "c"]
        );
        assert_eq!(tokens("<a class=1 hidden/>x<a =b/c>"), ["<a class=1 hidden=>", "x", "<a =b= c=>"]);
        assert_eq!(tokens("1 < 2 <3 </ x><a b='"), ["1 < 2 <3 ", "<!-- x-->"]);
    }

    #[test]
    fn comments_and_declarations_are_ranges_too() {
        let html = "a<!-- <p> -- > --><!--><!---><!DOCTYPE html><?php ?></ x>g</><!--x--!><![CDATA[y]]><!--z--";
        let expected = [
            "a",
            "<!-- <p> -- > -->",
            "<!---->",
            "<!---->",
            "<!DOCTYPE html>",
            "<!--?php ?-->",
            "<!-- x-->",
            "g",
            "<!--x-->",
            "<!--[CDATA[y]]-->",
            "<!--z-->",
        ];
        assert_eq!(tokens(html), expected);
    }

    #[test]
    fn raw_text_ends_at_its_own_end_tag_only() {
        assert_eq!(
            tokens("<script>if(a</b>c)</scripty></SCRIPT >x"),
            ["<script|if(a</b>c)</scripty>>", "</SCRIPT>", "x"]
        );
        assert_eq!(
            tokens("<script><!--<script></script>--></script>x"),
            ["<script|<!--<script></script>-->>", "</script>", "x"]
        );
        assert_eq!(tokens("<script><!--></script>x"), ["<script|<!-->>", "</script>", "x"]);
        assert_eq!(tokens("<title>a<b>&amp;</title>"), ["<title|a<b>&amp;>", "</title>"]);
        assert_eq!(tokens("<style>a"), ["<style|a>"]);
    }
}
