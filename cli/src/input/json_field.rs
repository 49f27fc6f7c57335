//! The few fields of a JSON object that are wanted, without a tree of the others.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// What a line says.
#[derive(Debug, Default, PartialEq)]
pub struct Fields {
    /// `None` where the field is missing or no text.
    pub text: Option<String>,
    /// Text or number.
    pub id: Option<String>,
    pub url: Option<String>,
}

/// Reads one object; the page stands in the field `field`.
pub fn fields(line: &[u8], field: &str) -> Result<Fields, serde_json::Error> {
    let mut from = serde_json::Deserializer::from_slice(line);
    let fields = Wanted(field).deserialize(&mut from)?;
    from.end()?;
    Ok(fields)
}

struct Wanted<'f>(&'f str);

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = Fields;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Fields, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some(key) = map.next_key::<String>()? {
            // The last of several fields with one name counts, as with other readers of JSON.
            if key == self.0 {
                fields.text = text(map.next_value()?);
            } else if key == "id" {
                fields.id = match map.next_value()? {
                    Value::Number(number) => Some(number.to_string()),
                    value => text(value),
                };
            } else if key == "url" {
                fields.url = text(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(fields)
    }
}

fn text(value: Value) -> Option<String> {
    if let Value::String(text) = value { Some(text) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_field_is_read_and_others_are_passed_over() {
        let line = br#" {"a":[{"html":"no"}],"html":"caf\u00e9 \ud83d\ude00","id":7,"url":null,"z":1e9} "#;
        let fields = fields(line, "html").unwrap();
        assert_eq!(fields, Fields { text: Some("café 😀".to_owned()), id: Some("7".to_owned()), url: None });
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for line in [&b"[]"[..], b"{", b"{} x", b"{\"a\":\xff}"] {
            assert!(fields(line, "a").is_err(), "{line:?}");
        }
        assert_eq!(fields(b"{\"a\":1}", "a").unwrap(), Fields::default());
    }
}
