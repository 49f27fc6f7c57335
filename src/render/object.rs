//! A JSON object, written key by key.

use crate::page::Caption;
use std::fmt::Write;

/// Bytes that are escaped at a time.
const PIECE: usize = 64 << 10;

/// An object being written. serde_json escapes the strings; the order of keys is ours.
pub(super) struct Json {
    out: String,
    is_first: bool,
}

impl Json {
    /// An object that has just begun, for so many bytes: a buffer that grows holds the text twice while it moves.
    pub(super) fn begun(expected: usize) -> Json {
        let mut out = String::with_capacity(expected);
        out.push('{');
        Json { out, is_first: true }
    }

    /// The whole object.
    pub(super) fn ended(mut self) -> String {
        self.out.push('}');
        self.out
    }

    pub(super) fn key(&mut self, key: &str) {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(',');
        }
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
    }

    pub(super) fn value(&mut self, text: &str) {
        crate::work::add(text.len());
        self.out.push('"');
        // Piece by piece, so that a long text is not held once more.
        let mut rest = text;
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at(crate::dom::prefix(rest, PIECE).len());
            self.escaped(piece);
            rest = behind;
        }
        self.out.push('"');
    }

    fn escaped(&mut self, piece: &str) {
        // Strings always serialise.
        let quoted = serde_json::to_string(piece).unwrap_or_else(|_| "\"\"".to_owned());
        let mut rest = &quoted[1..quoted.len() - 1];
        while let Some((at, c)) = line_end(rest) {
            self.out.push_str(&rest[..at]);
            let _ = write!(self.out, "\\u{:04x}", u32::from(c));
            rest = &rest[at + c.len_utf8()..];
        }
        self.out.push_str(rest);
    }

    pub(super) fn string(&mut self, key: &str, value: &str) {
        self.key(key);
        self.value(value);
    }

    pub(super) fn optional(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.string(key, value),
            None => self.literal(key, "null"),
        }
    }

    pub(super) fn literal(&mut self, key: &str, value: &str) {
        self.key(key);
        self.out.push_str(value);
    }

    pub(super) fn number(&mut self, key: &str, value: f32) {
        self.key(key);
        let value = if value.is_finite() { value } else { 0.0 };
        let _ = write!(self.out, "{value:.3}");
    }

    pub(super) fn position(&mut self, key: &str, value: Option<usize>) {
        self.key(key);
        let _ = match value {
            Some(value) => write!(self.out, "{value}"),
            None => write!(self.out, "null"),
        };
    }

    pub(super) fn list<T>(&mut self, key: &str, items: impl Iterator<Item = T>, mut one: impl FnMut(&mut Json, T)) {
        self.key(key);
        self.out.push('[');
        for (i, item) in items.enumerate() {
            if i > 0 {
                self.out.push(',');
            }
            one(self, item);
        }
        self.out.push(']');
    }

    pub(super) fn begin(&mut self) {
        self.out.push('{');
        self.is_first = true;
    }

    pub(super) fn end(&mut self) {
        self.out.push('}');
        self.is_first = false;
    }

    pub(super) fn caption(&mut self, caption: &Caption) {
        self.begin();
        self.string("text", &caption.text);
        self.optional("credit", caption.credit.as_deref());
        self.optional("image", caption.image.as_deref());
        self.optional("alt", caption.alt.as_deref());
        self.end();
    }
}

/// The first character beyond ASCII at which some readers end lines.
fn line_end(text: &str) -> Option<(usize, char)> {
    let leads = memchr::memchr2_iter(0xC2, 0xE2, text.as_bytes());
    leads
        .filter_map(|at| Some((at, text[at..].chars().next()?)))
        .find(|(_, c)| matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_always_numbers() {
        let mut json = Json::begun(0);
        for x in [0.5, f32::NAN, f32::INFINITY] {
            json.number("a", x);
        }
        assert_eq!(json.ended(), "{\"a\":0.500,\"a\":0.000,\"a\":0.000}");
    }
}
