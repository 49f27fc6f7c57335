//! What `training/flat.py` asks the crate: each line of stdin is a text as a JSON string, each line of stdout its units as
//! `[start, end, is_piece, [feature, …]]`. With `--schema` the names of features and states and their hash; with `--model FILE`
//! the blocks that these weights make of the texts, as `{"role", "text"}`.

use copydesk::flat::{Cleaner, feature_names, schema_hash, state_names, unit_features, with_weights};
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, BufRead, BufWriter, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    let given: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let weights = match given[..] {
        ["--schema"] => {
            writeln!(
                out,
                "{}",
                json!({ "features": feature_names(), "states": state_names(), "hash": schema_hash() })
            )?;
            return Ok(out.flush()?);
        }
        ["--model", file] => Some(std::fs::read(file)?),
        _ => None,
    };
    let cleaner = match &weights {
        Some(weights) => with_weights(Cleaner::default(), weights).ok_or("weights for other features")?,
        None => Cleaner::default(),
    };
    for line in io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        let value = if weights.is_some() { blocks(&cleaner, &text) } else { units(&cleaner, &text) };
        writeln!(out, "{value}")?;
    }
    Ok(out.flush()?)
}

fn units(cleaner: &Cleaner, text: &str) -> Value {
    let units = unit_features(cleaner, text).into_iter();
    units.map(|(start, end, is_piece, features)| json!([start, end, is_piece, features])).collect()
}

fn blocks(cleaner: &Cleaner, text: &str) -> Value {
    cleaner
        .clean(text)
        .blocks()
        .map(|block| json!({ "role": block.role().name(), "text": block.text(), "reason": block.reason() }))
        .collect()
}
