//! Hands the page to html5ever's tokenizer piece by piece.
//!
//! In pieces, because a full tree ends the work, and because the tokenizer compares each attribute
//! of a tag with all before it and emits nothing until the tag ends: a tag with a million
//! attributes would cost a trillion comparisons. A tag that stays open for long is therefore
//! looked into, and when it has more attributes than the limit, the rest of them is not fed. What
//! is fed of one tag at most costs about a millisecond.

use super::cap::CappedTree;
use crate::options::Limits;
use ::html5ever::TokenizerResult;
use ::html5ever::buffer_queue::BufferQueue;
use ::html5ever::tendril::StrTendril;
use ::html5ever::tokenizer::Tokenizer;
use memchr::{memchr, memchr2};

/// The longest piece; more than this without a token is looked into.
const PIECE: usize = 2048;

/// Feeds the page; returns whether attributes were left out.
pub(super) fn feed(html: &str, tokenizer: &Tokenizer<CappedTree<'_>>, limits: &Limits) -> bool {
    let input = BufferQueue::default();
    let page = StrTendril::from_slice(html);
    let put = |from: usize, to: usize| {
        input.push_back(page.subtendril(from as u32, (to - from) as u32));
        // The tokenizer pauses behind scripts and charset declarations.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    };
    let bytes = html.as_bytes();
    // A byte order mark is no text.
    let mut at = if html.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let mut dropped = false;
    let mut quiet = Quiet { inside: at, since: at, look_at: at + PIECE };
    while at < html.len() && !tokenizer.sink.is_full() {
        let before = tokenizer.sink.seen();
        let end = piece_end(html, at);
        crate::work::add(end - at);
        put(at, end);
        let seen = tokenizer.sink.seen();
        if seen != before {
            // `<<div`: the first `<` was text, and we are inside a tag all the same.
            let inside = if seen.markup == before.markup { at } else { end };
            quiet = Quiet { inside, since: end, look_at: end + PIECE };
        } else if end >= quiet.look_at {
            quiet.look_at = end + (end - quiet.since);
            let excess = |start: usize| {
                crate::work::add(end - start);
                let (resume, close) = excess(&bytes[start..], end - start, limits.attributes)?;
                Some((start + resume, start + close))
            };
            if let Some((resume, close)) = excess(quiet.since).or_else(|| excess(quiet.inside)) {
                put(end, resume);
                dropped = true;
                at = close;
                continue;
            }
        }
        at = end;
    }
    dropped
}

/// No token for a while: we are inside a tag, a comment, or a declaration.
struct Quiet {
    /// Where that may have begun if it did not begin at `since`.
    inside: usize,
    /// End of the last piece that gave a token.
    since: usize,
    look_at: usize,
}

/// Before the next `<` or behind the next `>`, so that a tag that matters stands at the start of a
/// piece; at a character border in any case.
fn piece_end(html: &str, at: usize) -> usize {
    let bytes = html.as_bytes();
    let mut limit = html.len().min(at + PIECE);
    while !html.is_char_boundary(limit) {
        limit += 1;
    }
    // A run of `<` is one piece with what follows it.
    let from = at + bytes[at..limit].iter().take_while(|b| **b == b'<').count();
    match memchr2(b'<', b'>', &bytes[from..limit]) {
        Some(i) if bytes[from + i] == b'<' => from + i,
        Some(i) => from + i + 1,
        None => limit,
    }
}

/// When `fed` bytes of a tag hold more attributes than the limit: where the attribute ends that is
/// being fed, and where the tag ends.
fn excess(markup: &[u8], fed: usize, limit: usize) -> Option<(usize, usize)> {
    let mut at = markup.iter().take_while(|b| **b == b'<').count();
    at += usize::from(markup.get(at) == Some(&b'/'));
    if !markup.starts_with(b"<") || !markup.get(at).is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    while at < markup.len() && !is_space(markup[at]) && !matches!(markup[at], b'/' | b'>') {
        at += 1;
    }
    let mut count = 0;
    let mut resume = None;
    loop {
        while at < markup.len() && (is_space(markup[at]) || markup[at] == b'/') {
            at += 1;
        }
        if resume.is_none() && at >= fed {
            if count <= limit {
                return None;
            }
            resume = Some(at);
        }
        if at >= markup.len() || markup[at] == b'>' {
            return resume.map(|resume| (resume, at));
        }
        at = attribute_end(markup, at);
        count += 1;
    }
}

/// Where the attribute ends that starts at `at` (HTML §13.2.5.32 to 13.2.5.39).
fn attribute_end(markup: &[u8], at: usize) -> usize {
    let skip_spaces = |mut at: usize| {
        while at < markup.len() && is_space(markup[at]) {
            at += 1;
        }
        at
    };
    // A `=` in first place is part of the name.
    let mut end = at + 1;
    while end < markup.len() && !is_space(markup[end]) && !matches!(markup[end], b'/' | b'>' | b'=') {
        end += 1;
    }
    let equals = skip_spaces(end);
    if markup.get(equals) != Some(&b'=') {
        return end;
    }
    let value = skip_spaces(equals + 1);
    match markup.get(value) {
        Some(quote @ (b'"' | b'\'')) => {
            let close = memchr(*quote, &markup[value + 1..]);
            close.map_or(markup.len(), |i| value + i + 2)
        }
        _ => {
            let rest = &markup[value..];
            value + rest.iter().position(|b| is_space(*b) || *b == b'>').unwrap_or(rest.len())
        }
    }
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}
