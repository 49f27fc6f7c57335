//! HTML §13.2.5 on bytes: text, start tags, end tags; comments and doctypes are passed over.
//!
//! Nothing is copied: tokens are ranges of the source. Every byte is looked at a bounded number of
//! times, and long runs are skipped with memchr.

use crate::dom::Span;
use crate::dom::attr::Attr;
use crate::dom::tag::{RAWTEXT, RCDATA, Tag};
use memchr::{memchr, memchr2, memmem};

/// A token that the tree builder acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Text(Span),
    Start { tag: Tag, name: Span, span: Span, self_closing: bool },
    End { tag: Tag, name: Span },
}

pub(super) struct Tokenizer<'h> {
    html: &'h [u8],
    at: usize,
    max_attributes: usize,
    dropped: bool,
}

impl<'h> Tokenizer<'h> {
    pub(super) fn new(html: &'h str, max_attributes: usize) -> Self {
        // A byte order mark is no text.
        let at = if html.starts_with('\u{FEFF}') { 3 } else { 0 };
        Tokenizer { html: html.as_bytes(), at, max_attributes, dropped: false }
    }

    pub(super) fn attributes_dropped(&self) -> bool {
        self.dropped
    }

    /// The next token; the attributes of a start tag are pushed to `attrs`.
    pub(super) fn next(&mut self, attrs: &mut Vec<(Attr, Span)>, in_foreign: bool) -> Option<Token> {
        loop {
            let start = self.at;
            if start >= self.html.len() {
                return None;
            }
            let end = self.text_end(start);
            crate::work::add(end - start + 1);
            if end > start {
                self.at = end;
                return Some(Token::Text((start as u32, end as u32)));
            }
            // `text_end` stops only where markup begins, so a byte follows.
            match self.html[start + 1] {
                b'/' => match self.html.get(start + 2) {
                    Some(b) if b.is_ascii_alphabetic() => {
                        if let Some(token) = self.tag(attrs) {
                            return Some(token);
                        }
                    }
                    Some(b'>') => self.at = start + 3,
                    _ => self.skip_past(b'>', start + 2),
                },
                b'!' => {
                    if let Some(token) = self.declaration(start, in_foreign) {
                        return Some(token);
                    }
                }
                b'?' => self.skip_past(b'>', start + 1),
                _ => {
                    if let Some(token) = self.tag(attrs) {
                        return Some(token);
                    }
                }
            }
        }
    }

    /// Where the text that starts at `from` ends: the next `<` that begins markup.
    fn text_end(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(found) = memchr(b'<', &self.html[at..]) {
            let lt = at + found;
            match self.html.get(lt + 1) {
                Some(b'/') if self.html.len() > lt + 2 => return lt,
                Some(b) if b.is_ascii_alphabetic() || matches!(b, b'!' | b'?') => return lt,
                _ => {}
            }
            at = lt + 1;
        }
        self.html.len()
    }

    fn skip_past(&mut self, byte: u8, from: usize) {
        let from = from.min(self.html.len());
        self.at = memchr(byte, &self.html[from..]).map_or(self.html.len(), |i| from + i + 1);
        crate::work::add(self.at - from);
    }

    /// `<!`: a comment, a doctype, or CDATA, which is text inside foreign content.
    fn declaration(&mut self, start: usize, in_foreign: bool) -> Option<Token> {
        let rest = &self.html[start + 2..];
        if rest.starts_with(b"--") {
            self.at = start + 2 + comment_len(rest);
            crate::work::add(self.at - start);
            return None;
        }
        if in_foreign && rest.starts_with(b"[CDATA[") {
            let from = start + 9;
            let end = memmem::find(&self.html[from..], b"]]>").map_or(self.html.len(), |i| from + i);
            crate::work::add(end - from);
            self.at = (end + 3).min(self.html.len());
            return Some(Token::Text((from as u32, end as u32)));
        }
        self.skip_past(b'>', start + 2);
        None
    }

    /// A start or end tag; `None` when the input ends inside it (the specification drops it).
    fn tag(&mut self, attrs: &mut Vec<(Attr, Span)>) -> Option<Token> {
        let start = self.at;
        let is_end = self.html[start + 1] == b'/';
        let name_start = start + 1 + usize::from(is_end);
        let mut at = name_start;
        while at < self.html.len() && !is_space(self.html[at]) && !matches!(self.html[at], b'/' | b'>') {
            at += 1;
        }
        let name = (name_start as u32, at as u32);
        let tag = lower_tag(&self.html[name_start..at]);
        let first_attr = attrs.len();
        let mut self_closing = false;
        let mut seen: u64 = 0;
        let mut count = 0;
        loop {
            while at < self.html.len() && (is_space(self.html[at]) || self.html[at] == b'/') {
                self_closing = self.html[at] == b'/';
                at += 1;
            }
            match self.html.get(at) {
                None => {
                    crate::work::add(at - start);
                    attrs.truncate(first_attr);
                    self.at = self.html.len();
                    return None;
                }
                Some(b'>') => break,
                _ => {}
            }
            self_closing = false;
            let (attr_name, value, after) = self.attribute(at);
            at = after;
            count += 1;
            if is_end {
                continue;
            }
            if count > self.max_attributes {
                self.dropped = true;
                continue;
            }
            if let Some(attr) = lower_attr(&self.html[attr_name.0 as usize..attr_name.1 as usize])
                && seen & (1 << attr as u8) == 0
            {
                seen |= 1 << attr as u8;
                attrs.push((attr, value));
            }
        }
        crate::work::add(at + 1 - start);
        self.at = at + 1;
        if is_end {
            return Some(Token::End { tag, name });
        }
        Some(Token::Start { tag, name, span: (start as u32, self.at as u32), self_closing })
    }

    /// An attribute at `at`: its name, its value, and where it ends.
    fn attribute(&self, at: usize) -> (Span, Span, usize) {
        let html = self.html;
        let name_start = at;
        // A `=` in first place is part of the name.
        let mut at = at + 1;
        while at < html.len() && !is_space(html[at]) && !matches!(html[at], b'/' | b'>' | b'=') {
            at += 1;
        }
        let name = (name_start as u32, at as u32);
        let mut next = at;
        while next < html.len() && is_space(html[next]) {
            next += 1;
        }
        if html.get(next) != Some(&b'=') {
            return (name, (at as u32, at as u32), at);
        }
        next += 1;
        while next < html.len() && is_space(html[next]) {
            next += 1;
        }
        match html.get(next) {
            Some(quote @ (b'"' | b'\'')) => {
                let from = next + 1;
                let end = memchr(*quote, &html[from..]).map_or(html.len(), |i| from + i);
                (name, (from as u32, end as u32), (end + 1).min(html.len()))
            }
            _ => {
                let from = next;
                while next < html.len() && !is_space(html[next]) && html[next] != b'>' {
                    next += 1;
                }
                (name, (from as u32, next as u32), next)
            }
        }
    }

    /// After a start tag whose content is no markup: that content, up to its end tag (which is
    /// left for the next token). Inside `noscript` it ends with the `noscript` at the latest:
    /// browsers, which run scripts, read the whole `noscript` as raw text, so that pages leave an
    /// `iframe` open there without harm.
    pub(super) fn raw_text(&mut self, tag: Tag, in_foreign: bool, in_noscript: bool) -> Option<Span> {
        if in_foreign || !tag.is(RAWTEXT | RCDATA) && tag != Tag::Plaintext {
            return None;
        }
        let start = self.at;
        let end = match tag {
            Tag::Plaintext => self.html.len(),
            Tag::Script => self.script_end(start),
            _ => self.raw_end(start, tag.name().as_bytes(), in_noscript),
        };
        crate::work::add(end - start);
        self.at = end;
        Some((start as u32, end as u32))
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
    fn script_end(&self, from: usize) -> usize {
        #[derive(PartialEq)]
        enum State {
            Plain,
            Escaped,
            DoubleEscaped,
        }
        let mut state = State::Plain;
        let mut at = from;
        while let Some(found) = memchr2(b'<', b'-', &self.html[at..]) {
            let here = at + found;
            let rest = &self.html[here..];
            at = here + 1;
            if rest[0] == b'-' {
                if state != State::Plain && rest.starts_with(b"-->") {
                    state = State::Plain;
                }
            } else if rest.starts_with(b"</") && is_tag_named(&rest[2..], b"script") {
                if state != State::DoubleEscaped {
                    return here;
                }
                state = State::Escaped;
            } else if state == State::Plain && rest.starts_with(b"<!--") {
                // `<!-->` closes itself, so the dashes are looked at again.
                state = State::Escaped;
                at = here + 2;
            } else if state == State::Escaped && is_tag_named(&rest[1..], b"script") {
                state = State::DoubleEscaped;
            }
        }
        self.html.len()
    }
}

/// Length of a comment whose opening dashes stand at the start of `rest`, closing `>` included.
fn comment_len(rest: &[u8]) -> usize {
    if rest[2..].starts_with(b">") {
        return 3;
    }
    if rest[2..].starts_with(b"->") {
        return 4;
    }
    let mut at = 2;
    while let Some(found) = memmem::find(&rest[at..], b"--") {
        let dashes = at + found;
        match (rest.get(dashes + 2), rest.get(dashes + 3)) {
            (Some(b'>'), _) => return dashes + 3,
            (Some(b'!'), Some(b'>')) => return dashes + 4,
            _ => at = dashes + 1,
        }
    }
    rest.len()
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// Whether `rest` starts with the tag name and the name ends there.
fn is_tag_named(rest: &[u8], name: &[u8]) -> bool {
    rest.len() > name.len()
        && rest[..name.len()].eq_ignore_ascii_case(name)
        && (is_space(rest[name.len()]) || matches!(rest[name.len()], b'/' | b'>'))
}

fn lower_tag(name: &[u8]) -> Tag {
    let mut buffer = [0; 16];
    match lower(name, &mut buffer) {
        Some(name) => Tag::from_name(name),
        None => Tag::Other,
    }
}

fn lower_attr(name: &[u8]) -> Option<Attr> {
    let mut buffer = [0; 16];
    lower(name, &mut buffer).and_then(Attr::from_name)
}

fn lower<'b>(name: &[u8], buffer: &'b mut [u8; 16]) -> Option<&'b [u8]> {
    let out = buffer.get_mut(..name.len())?;
    out.copy_from_slice(name);
    out.make_ascii_lowercase();
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(html: &str) -> Vec<String> {
        let mut tokenizer = Tokenizer::new(html, 8);
        let mut attrs = Vec::new();
        let mut out = Vec::new();
        let cut = |span: Span| html[span.0 as usize..span.1 as usize].to_owned();
        while let Some(token) = tokenizer.next(&mut attrs, false) {
            out.push(match token {
                Token::Text(span) => cut(span),
                Token::End { name, .. } => format!("</{}>", cut(name)),
                Token::Start { tag, name, .. } => {
                    let mut s = format!("<{}", cut(name));
                    for (attr, value) in attrs.drain(..) {
                        s += &format!(" {}={}", attr.name(), cut(value));
                    }
                    if let Some(raw) = tokenizer.raw_text(tag, false, false) {
                        s += &format!("|{}", cut(raw));
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
            ["a", "<P class=x id=y z href=u>", "b", "</p>", "c"]
        );
        assert_eq!(tokens("<a class=1 class=2 hidden/>"), ["<a class=1 hidden=>"]);
        assert_eq!(tokens("1 < 2 <3 </ x><a"), ["1 < 2 <3 "]);
    }

    #[test]
    fn comments_and_declarations_are_passed_over() {
        assert_eq!(
            tokens("a<!-- <p> -- > -->b<!-->c<!--->d<!doctype html>e<?php ?>f</ x>g</>h<!--x--!>i<!--"),
            ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
        );
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
