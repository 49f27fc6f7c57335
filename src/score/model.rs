//! The model file: a text that people can read and training can write.
//!
//! ```text
//! copydesk-model 1
//! schema 0123456789abcdef
//! name what it was trained on
//! bias -1.25
//! bin chars 2.5,4.1 -0.3,0.1,0.4
//! pair chars tag 2.5,4.1 0.5,1.5 <9 weights>
//! cue own story-body 0.512
//! context-bias 0.1
//! context z_self -1,1 0.1,0,0.2
//! role-bias content:0.1 promo:-0.2
//! role-bin chars 2.5,4.1 content:0.1,0.2,0.3
//! role-cue own story-body content:0.4 nav:-0.1
//! kind-bin page_chars 2.5 article:0.1,0.2
//! ```
//!
//! A value v falls into bin number k when k of the borders are below v.

use crate::error::{Error, ErrorKind};
use crate::measure::{Bucket, Map, SCHEMA, schema_hash, token_hash};
use crate::score::context::CONTEXT;
use once_cell::sync::Lazy;

static BUILTIN: Lazy<Model> = Lazy::new(|| match Model::from_text(include_str!("model.txt")) {
    Ok(model) => model,
    // The file is part of the crate and a test reads it.
    Err(error) => unreachable!("{error}"),
});

macro_rules! classes {
    ($($variant:ident $name:literal,)*) => {
        /// What the role heads tell apart; content is told apart further by tags.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Class { $($variant,)* }

        pub(crate) const CLASSES: &[&str] = &[$($name,)*];
    };
}

classes! {
    Content "content",
    Headline "headline",
    Byline "byline",
    Timestamp "timestamp",
    Caption "caption",
    Credit "credit",
    Aside "aside",
    Promo "promo",
    Nav "nav",
    Comments "comments",
    Ad "ad",
    Footer "footer",
    Other "other",
}

/// Page kinds, in the order of the kind heads.
pub(crate) const KINDS: &[&str] = &["article", "listing", "forum", "product", "documentation", "other"];

/// A feature's bins with a row of weights each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bins {
    pub feature: usize,
    pub edges: Vec<f32>,
    /// `weights[bin * heads + head]`.
    pub weights: Vec<f32>,
}

/// The joint bins of two features.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub features: (usize, usize),
    pub edges: (Vec<f32>, Vec<f32>),
    /// `weights[first * (edges.1.len() + 1) + second]`.
    pub weights: Vec<f32>,
}

/// Weights of cue tokens: for each token a row of four buckets times heads.
#[derive(Debug, Clone, Default)]
pub(crate) struct CueTable {
    pub heads: usize,
    index: Map<u32, u32>,
    weights: Vec<f32>,
}

impl CueTable {
    fn with_heads(heads: usize) -> Self {
        CueTable { heads, ..CueTable::default() }
    }

    fn add(&mut self, hash: u32, bucket: usize, head: usize, weight: f32) {
        let next = self.index.len() as u32;
        let row = *self.index.entry(hash).or_insert(next);
        if row == next {
            self.weights.resize(self.weights.len() + 4 * self.heads, 0.0);
        }
        self.weights[(row as usize * 4 + bucket) * self.heads + head] += weight;
    }

    /// The token's weights: bucket after bucket, each with all heads.
    pub(crate) fn get(&self, hash: u32) -> Option<&[f32]> {
        let row = *self.index.get(&hash)? as usize;
        Some(&self.weights[row * 4 * self.heads..(row + 1) * 4 * self.heads])
    }

    /// Weight of a token in one bucket for one head; 0 when unknown.
    pub(crate) fn weight(&self, hash: u32, bucket: Bucket, head: usize) -> f32 {
        self.get(hash).map_or(0.0, |row| row[(bucket as usize % 4) * self.heads + head])
    }
}

/// Cue weights: of names in the markup, and of words in the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cuebook {
    pub elements: CueTable,
    pub texts: CueTable,
}

impl Cuebook {
    fn with_heads(heads: usize) -> Self {
        Cuebook { elements: CueTable::with_heads(heads), texts: CueTable::with_heads(heads) }
    }

    pub(crate) fn table(&self, bucket: Bucket) -> &CueTable {
        if (bucket as usize) < 4 { &self.elements } else { &self.texts }
    }

    fn add(&mut self, bucket: Bucket, name: &str, head: usize, weight: f32) {
        let table = if (bucket as usize) < 4 { &mut self.elements } else { &mut self.texts };
        table.add(token_hash(bucket, name), bucket as usize % 4, head, weight);
    }
}

/// The weights of the scoring pipeline.
///
/// ```
/// use copydesk::Model;
/// assert!(Model::builtin().name().contains("wcxb-dev"));
/// let error = Model::from_text("something else").unwrap_err();
/// assert_eq!(error.to_string(), "model refused, line 1: not a copydesk model: the first line must be \"copydesk-model 1\"");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Model {
    name: String,
    pub(crate) bias: f32,
    pub(crate) bins: Vec<Bins>,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) cues: Cuebook,
    pub(crate) context_bias: f32,
    pub(crate) context: Vec<Bins>,
    pub(crate) role_bias: Vec<f32>,
    pub(crate) role_bins: Vec<Bins>,
    pub(crate) role_cues: Cuebook,
    pub(crate) kind_bias: Vec<f32>,
    pub(crate) kind_bins: Vec<Bins>,
}

impl Model {
    /// The model that comes with the crate.
    pub fn builtin() -> &'static Model {
        &BUILTIN
    }

    /// Reads a model file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Model`] with the line, when the text is no model, was made for another schema
    /// of features, or is damaged.
    pub fn from_text(text: &str) -> Result<Model, Error> {
        let mut model = Model {
            cues: Cuebook::with_heads(1),
            role_cues: Cuebook::with_heads(CLASSES.len()),
            role_bias: vec![0.0; CLASSES.len()],
            kind_bias: vec![0.0; KINDS.len()],
            ..Model::default()
        };
        let mut lines = text.lines().enumerate();
        let refuse = |line: usize, reason: String| Error::new(ErrorKind::Model { line: line + 1, reason });
        if lines.next().map(|(_, line)| line) != Some("copydesk-model 1") {
            return Err(refuse(0, "not a copydesk model: the first line must be \"copydesk-model 1\"".into()));
        }
        let mut has_schema = false;
        for (number, line) in lines {
            if let Some(hash) = line.strip_prefix("schema ") {
                if hash != format!("{:016x}", schema_hash()) {
                    let reason = format!(
                        "made for feature schema {hash}, this version has {:016x}: train it again",
                        schema_hash()
                    );
                    return Err(refuse(number, reason));
                }
                has_schema = true;
            } else if !line.is_empty() && !line.starts_with('#') {
                model.line(line).map_err(|reason| refuse(number, reason))?;
            }
        }
        if !has_schema {
            return Err(Error::new(ErrorKind::Model { line: 0, reason: "names no feature schema".into() }));
        }
        Ok(model)
    }

    /// What the model was trained on.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let (kind, rest) = line.split_once(' ').ok_or("a line without value")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        match (kind, fields.as_slice()) {
            ("name", _) => self.name = rest.to_owned(),
            ("bias", [value]) => self.bias = number(value)?,
            ("context-bias", [value]) => self.context_bias = number(value)?,
            ("bin", [name, edges, weights]) => self.bins.push(bins(feature(name)?, edges, weights)?),
            ("context", [name, edges, weights]) => {
                let feature = CONTEXT.iter().position(|f| f.name == *name).ok_or("unknown context feature")?;
                self.context.push(bins(feature, edges, weights)?);
            }
            ("pair", [a, b, edges_a, edges_b, weights]) => {
                let edges = (numbers(edges_a)?, numbers(edges_b)?);
                let weights = numbers(weights)?;
                if weights.len() != (edges.0.len() + 1) * (edges.1.len() + 1) {
                    return Err("as many weights as joint bins are needed".into());
                }
                self.pairs.push(Pair { features: (feature(a)?, feature(b)?), edges, weights });
            }
            ("cue", [bucket_name, name, weight]) => self.cues.add(bucket(bucket_name)?, name, 0, number(weight)?),
            ("role-bias", entries) => heads(entries, CLASSES, |head, value| {
                self.role_bias[head] = number(value)?;
                Ok(())
            })?,
            ("kind-bias", entries) => heads(entries, KINDS, |head, value| {
                self.kind_bias[head] = number(value)?;
                Ok(())
            })?,
            ("role-bin", [name, edges, entries @ ..]) => {
                let feature = if *name == "z" { SCHEMA.len() } else { feature(name)? };
                self.role_bins.push(head_bins(feature, edges, entries, CLASSES)?);
            }
            ("kind-bin", [name, edges, entries @ ..]) => {
                let feature = super::predict::KIND_FEATURES
                    .iter()
                    .position(|f| f == name)
                    .ok_or_else(|| format!("unknown page feature {name:?}"))?;
                self.kind_bins.push(head_bins(feature, edges, entries, KINDS)?);
            }
            ("role-cue", [bucket_name, name, entries @ ..]) => {
                let bucket = bucket(bucket_name)?;
                heads(entries, CLASSES, |head, value| {
                    self.role_cues.add(bucket, name, head, number(value)?);
                    Ok(())
                })?;
            }
            _ => return Err(format!("unknown or incomplete entry {kind:?}")),
        }
        Ok(())
    }
}

fn number(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(format!("{text:?} is not a finite number")),
    }
}

/// Comma-separated numbers; `-` for none.
fn numbers(text: &str) -> Result<Vec<f32>, String> {
    if text == "-" {
        return Ok(Vec::new());
    }
    text.split(',').map(number).collect()
}

fn feature(name: &str) -> Result<usize, String> {
    SCHEMA.iter().position(|f| f.name == name).ok_or_else(|| format!("unknown feature {name:?}"))
}

fn bucket(name: &str) -> Result<Bucket, String> {
    Bucket::ALL.into_iter().find(|b| b.name() == name).ok_or_else(|| format!("unknown cue bucket {name:?}"))
}

fn bins(feature: usize, edges: &str, weights: &str) -> Result<Bins, String> {
    let bins = Bins { feature, edges: numbers(edges)?, weights: numbers(weights)? };
    if bins.weights.len() != bins.edges.len() + 1 {
        return Err("one weight more than borders is needed".into());
    }
    Ok(bins)
}

fn heads(
    entries: &[&str],
    names: &[&str],
    mut set: impl FnMut(usize, &str) -> Result<(), String>,
) -> Result<(), String> {
    for entry in entries {
        let (name, value) = entry.split_once(':').ok_or_else(|| format!("{entry:?} is not NAME:WEIGHT"))?;
        let head = names.iter().position(|n| *n == name).ok_or_else(|| format!("unknown class {name:?}"))?;
        set(head, value)?;
    }
    Ok(())
}

fn head_bins(feature: usize, edges: &str, entries: &[&str], names: &[&str]) -> Result<Bins, String> {
    let edges = numbers(edges)?;
    let mut weights = vec![0.0; (edges.len() + 1) * names.len()];
    heads(entries, names, |head, values| {
        let values = numbers(values)?;
        if values.len() != edges.len() + 1 {
            return Err("one weight more than borders is needed".into());
        }
        for (bin, value) in values.into_iter().enumerate() {
            weights[bin * names.len() + head] = value;
        }
        Ok(())
    })?;
    Ok(Bins { feature, edges, weights })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_of_another_schema_is_refused_by_name() {
        let error = Model::from_text("copydesk-model 1\nschema 0000000000000000\n").unwrap_err();
        assert!(error.to_string().contains("made for feature schema 0000000000000000"), "{error}");
        assert!(Model::from_text("copydesk-model 1\nbias 1\n").unwrap_err().to_string().contains("no feature schema"));
    }

    #[test]
    fn damaged_lines_are_refused_with_their_number() {
        let head = format!("copydesk-model 1\nschema {:016x}\n", schema_hash());
        for line in [
            "bias x",
            "bias NaN",
            "bin chars 1,2 1,2",
            "bin nothing 1 1,2",
            "cue own",
            "role-cue own a b:1",
            "pair chars tag 1 1 1",
            "x y",
        ] {
            let error = Model::from_text(&format!("{head}{line}\n")).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Model { line: 3, .. }), "{line}: {error}");
        }
    }
}
