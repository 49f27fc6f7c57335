//! What a request asks for, as the query of its address says it.

use super::answer::Refusal;
use copydesk::{Bias, Parser};
use hyper::StatusCode;
use std::fmt::Display;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Html,
    Text,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub parser: Parser,
    pub bias: Bias,
    pub form: Form,
    /// The character encoding, where the sender knows it.
    pub charset: Option<String>,
    /// The id in the JSON line.
    pub id: String,
}

/// Bytes of an id.
const LONGEST: usize = 1000;

impl Query {
    /// What the query does not say is as in `self`.
    pub fn with(mut self, query: &str) -> Result<Query, Refusal> {
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value =
                unescaped(value).ok_or_else(|| wrong(format!("{name}: {value:?} is not UTF-8 in percent encoding")))?;
            match name {
                "parser" => self.parser = value.parse().map_err(wrong)?,
                "bias" => self.bias = value.parse().map_err(wrong)?,
                "form" => {
                    self.form = match &*value {
                        "html" => Form::Html,
                        "text" => Form::Text,
                        _ => return Err(wrong(format!("{value:?} is not a form (one of: html text)"))),
                    }
                }
                "charset" => self.charset = Some(value),
                "id" if value.len() <= LONGEST => self.id = value,
                "id" => return Err(wrong(format!("the id is longer than {LONGEST} bytes"))),
                _ => return Err(wrong(format!("{name:?} is not a parameter (one of: parser bias form charset id)"))),
            }
        }
        Ok(self)
    }
}

fn wrong(message: impl Display) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message.to_string())
}

/// `%41` is A, `+` a space.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                (digit()? << 4 | digit()?) as u8
            }
            _ => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_undone() {
        assert_eq!(unescaped("a%2Fb+%C3%A9").as_deref(), Some("a/b é"));
        for broken in ["%", "%4", "%4g", "%ff", "%+1"] {
            assert_eq!(unescaped(broken), None, "{broken}");
        }
    }
}
