//! Texts in JSON Lines.

use super::common::input::{Input, MAX_BYTES, broken};
use super::common::output::Failure;
use serde_json::Value;
use std::io::{self, BufRead, Read};

/// The text of one object.
pub struct Record {
    /// The object's `id` where that is a string or a number, else the number of its line.
    pub id: String,
    pub text: String,
}

/// Gives each record to `one` as it is read, with the reason where a line holds none.
pub fn each(
    input: &Input,
    field: &str,
    mut one: impl FnMut(Result<Record, String>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (mut from, is_packed) = match input.open() {
        Ok(opened) => opened,
        Err(reason) => return one(Err(reason)),
    };
    let mut line = Vec::new();
    for number in 1_usize.. {
        line.clear();
        match (&mut from).take(MAX_BYTES).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) if line.len() as u64 == MAX_BYTES && line.last() != Some(&b'\n') => {
                one(Err(format!("line {number}: longer than {} MiB", MAX_BYTES >> 20)))?;
                if let Err(error) = skip_line(&mut from) {
                    return one(Err(broken(&error, is_packed)));
                }
            }
            Ok(_) if line.trim_ascii().is_empty() => {}
            Ok(_) => one(record(&line, field, number))?,
            Err(error) => return one(Err(broken(&error, is_packed))),
        }
    }
    Ok(())
}

/// Reads on behind the next line end.
fn skip_line(from: &mut impl BufRead) -> io::Result<()> {
    loop {
        let (used, is_end) = match from.fill_buf()? {
            [] => return Ok(()),
            bytes => match bytes.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (bytes.len(), false),
            },
        };
        from.consume(used);
        if is_end {
            return Ok(());
        }
    }
}

fn record(line: &[u8], field: &str, number: usize) -> Result<Record, String> {
    let mut value: Value = serde_json::from_slice(line).map_err(|error| format!("line {number}: no JSON: {error}"))?;
    let text = match value.get_mut(field).map(Value::take) {
        Some(Value::String(text)) => text,
        _ => return Err(format!("line {number}: no text in the field {field:?}")),
    };
    let id = match &value["id"] {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => number.to_string(),
    };
    Ok(Record { id, text })
}
