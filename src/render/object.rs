//! A JSON object, written key by key.

use crate::page::Caption;
use crate::swar::every;
use std::fmt::Write;

/// An object being written, its keys in our order.
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
        let mut rest = text;
        while let Some((at, c)) = special(rest) {
            self.out.push_str(&rest[..at]);
            let _ = match c {
                '"' => self.out.write_str("\\\""),
                '\\' => self.out.write_str("\\\\"),
                '\n' => self.out.write_str("\\n"),
                '\t' => self.out.write_str("\\t"),
                '\r' => self.out.write_str("\\r"),
                '\u{8}' => self.out.write_str("\\b"),
                '\u{c}' => self.out.write_str("\\f"),
                c => write!(self.out, "\\u{:04x}", u32::from(c)),
            };
            rest = &rest[at + c.len_utf8()..];
        }
        self.out.push_str(rest);
        self.out.push('"');
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
        // A thousand times a probability is exact, and all that can be in doubt is a tie.
        let thousands = f64::from(value) * 1000.0;
        let rounded = thousands.round_ties_even();
        if value.is_sign_negative() || value >= 1.0 || (thousands - thousands.trunc()) == 0.5 {
            let _ = write!(self.out, "{value:.3}");
        } else if rounded >= 1000.0 {
            self.out.push_str("1.000");
        } else {
            self.out.push_str("0.");
            let rounded = rounded as u32;
            for digit in [rounded / 100, rounded / 10 % 10, rounded % 10] {
                self.out.push(char::from(b'0' + digit as u8));
            }
        }
    }

    pub(super) fn position(&mut self, key: &str, value: Option<usize>) {
        let Some(mut value) = value else { return self.literal(key, "null") };
        self.key(key);
        // As many as the largest number has.
        let mut digits = [b'0'; 20];
        let mut first = digits.len();
        loop {
            first -= 1;
            digits[first] += (value % 10) as u8;
            value /= 10;
            if value == 0 {
                break;
            }
        }
        self.out.extend(digits[first..].iter().map(|digit| char::from(*digit)));
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

/// The first character that is written otherwise: those that JSON escapes, and those beyond ASCII at which some readers end lines.
fn special(text: &str) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            let word = u64::from_le_bytes(*eight);
            let is = |byte: u8| {
                let other = word ^ every(byte);
                other.wrapping_sub(every(1)) & !other
            };
            // The lowest high bit is right; those above it may follow from a borrow.
            let control = word.wrapping_sub(every(b' ')) & !word;
            let found = (control | is(b'"') | is(b'\\') | is(0xC2) | is(0xE2)) & every(0x80);
            at += found.trailing_zeros() as usize / 8;
            if found != 0 {
                break;
            }
        }
        let c = match *bytes.get(at)? {
            byte @ (..b' ' | b'"' | b'\\') => char::from(byte),
            0xC2 if bytes[at + 1] == 0x85 => '\u{85}',
            0xE2 if bytes[at + 1] == 0x80 && bytes[at + 2] & 0xFE == 0xA8 => {
                if bytes[at + 2] == 0xA8 {
                    '\u{2028}'
                } else {
                    '\u{2029}'
                }
            }
            _ => {
                at += 1;
                continue;
            }
        };
        return Some((at, c));
    }
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

    #[test]
    fn strings_are_escaped_as_serde_json_does_it_and_stay_one_line() {
        let odd = [
            "\"",
            "\\",
            "\u{0}",
            "\u{1f}",
            "\u{7f}",
            "\n\t\r\u{8}\u{c}",
            "é\u{84}\u{a0}",
            "’\u{2027}\u{202a}€",
            "\u{85}\u{2028}\u{2029}",
            "\u{c285}🦀",
        ];
        for odd in odd {
            for before in 0..10 {
                for behind in 0..10 {
                    let text = format!("{}{odd}{}", "a".repeat(before), "é".repeat(behind));
                    let mut json = Json::begun(0);
                    json.string("a", &text);
                    let quoted = serde_json::to_string(&text).unwrap();
                    let quoted = quoted
                        .replace('\u{85}', "\\u0085")
                        .replace('\u{2028}', "\\u2028")
                        .replace('\u{2029}', "\\u2029");
                    assert_eq!(json.ended(), format!("{{\"a\":{quoted}}}"));
                }
            }
        }
    }

    #[test]
    fn numbers_are_written_as_the_standard_library_does_it() {
        let ties = (0..32).map(|n| n as f32 / 16.0);
        let near = (0..=2000).flat_map(|n| {
            let at = n as f32 / 2000.0;
            [at, f32::from_bits(at.to_bits() + 1), f32::from_bits(at.to_bits().saturating_sub(1))]
        });
        let all = (0..4000).map(|n| f32::from_bits(n * (1.5_f32.to_bits() / 4000)));
        for x in ties.chain(near).chain(all).chain([-0.0, -0.25, f32::MIN_POSITIVE, 1e-40, 7.0, 1e9]) {
            let mut json = Json::begun(0);
            json.number("a", x);
            assert_eq!(json.ended(), format!("{{\"a\":{x:.3}}}"));
        }
        for n in [0, 9, 10, 99, 100, 123_456_789, usize::MAX] {
            let mut json = Json::begun(0);
            json.position("a", Some(n));
            assert_eq!(json.ended(), format!("{{\"a\":{n}}}"));
        }
    }
}
