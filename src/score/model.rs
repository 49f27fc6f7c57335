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

use super::compiled::{BORDERS, Compiled};
use super::tokens::TokenIndex;
use crate::error::{Error, ErrorKind};
use crate::measure::{Bucket, SCHEMA, schema_hash, token_hash};
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

/// Heads in a row of weights: as many as there are classes, filled up with zeros so that a row is
/// four or eight whole vectors of the machine.
pub(crate) const HEADS: usize = 16;
/// A weight for each head: of the classes, or of the page's kinds.
pub(crate) type Row = [f32; HEADS];

/// Adds a row. A function of its own: inlined between other work, the compiler adds number by
/// number instead of vector by vector.
#[inline(never)]
pub(super) fn add(sums: &mut Row, weights: &Row) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += weight;
    }
}

const _: () = assert!(CLASSES.len() <= HEADS && KINDS.len() <= HEADS);

/// A feature and the borders between its bins, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Borders {
    pub feature: usize,
    pub edges: Vec<f32>,
}

/// A feature's bins with a weight, or a row of weights, each.
#[derive(Debug, Clone)]
pub(crate) struct Bins<W> {
    pub borders: Borders,
    pub weights: Vec<W>,
}

/// A feature's bins, whose rows of weights stand in [`Model::role_rows`].
#[derive(Debug, Clone)]
pub(crate) struct RoleBins {
    pub borders: Borders,
    /// The row of bin 0.
    pub first: u32,
}

/// The joint bins of two features.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    /// Places in [`Model::coarse`].
    pub coarse: (usize, usize),
    /// Bins of the second feature.
    pub width: usize,
    /// `weights[first * width + second]`.
    pub weights: Vec<f32>,
}

/// Weights of cue tokens in four buckets.
#[derive(Debug, Clone, Default)]
pub(crate) struct CueTable {
    index: TokenIndex,
    entries: Vec<Entry>,
    /// Rows of role weights; the first is all zeros.
    rows: Vec<Row>,
}

/// What is known of a token, bucket after bucket.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry {
    pub free: [f32; 4],
    /// Places of the role heads' rows; 0 where they know nothing.
    roles: [u32; 4],
}

impl CueTable {
    fn entry_of(&mut self, token: u32) -> &mut Entry {
        let entry = self.index.insert(token) as usize;
        if entry == self.entries.len() {
            self.entries.push(Entry::default());
        }
        &mut self.entries[entry]
    }

    fn add_role(&mut self, token: u32, bucket: usize, head: usize, weight: f32) {
        let next = self.rows.len().max(1);
        let place = &mut self.entry_of(token).roles[bucket];
        if *place == 0 {
            *place = next as u32;
        }
        let place = *place as usize;
        self.rows.resize(self.rows.len().max(place + 1), [0.0; HEADS]);
        self.rows[place][head] += weight;
    }

    /// The token's entry, if it has one.
    pub(crate) fn find(&self, token: u32) -> Option<&Entry> {
        self.number(token).map(|number| self.entry(number))
    }

    /// The number of the token's entry, if it has one.
    pub(crate) fn number(&self, token: u32) -> Option<u32> {
        self.index.find(token)
    }

    pub(crate) fn entry(&self, number: u32) -> &Entry {
        &self.entries[number as usize]
    }

    /// What an entry adds to the role heads in one bucket.
    pub(crate) fn roles(&self, entry: &Entry, bucket: usize) -> Option<&Row> {
        match entry.roles[bucket] {
            0 => None,
            place => self.rows.get(place as usize),
        }
    }
}

/// Cue weights: of names in the markup, and of words in the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cuebook {
    pub elements: CueTable,
    pub texts: CueTable,
}

impl Cuebook {
    /// Weight of a token in a bucket; 0 when unknown.
    pub(crate) fn weight(&self, bucket: Bucket, token: u32) -> f32 {
        let table = if (bucket as usize) < 4 { &self.elements } else { &self.texts };
        table.find(token).map_or(0.0, |entry| entry.free[bucket as usize % 4])
    }

    fn table(&mut self, bucket: Bucket) -> &mut CueTable {
        if (bucket as usize) < 4 { &mut self.elements } else { &mut self.texts }
    }

    fn add(&mut self, bucket: Bucket, name: &str, weight: f32) {
        self.table(bucket).entry_of(token_hash(bucket, name)).free[bucket as usize % 4] += weight;
    }

    fn add_role(&mut self, bucket: Bucket, name: &str, head: usize, weight: f32) {
        self.table(bucket).add_role(token_hash(bucket, name), bucket as usize % 4, head, weight);
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
#[derive(Debug, Clone)]
pub struct Model {
    name: String,
    pub(crate) bias: f32,
    pub(crate) bins: Vec<Bins<f32>>,
    /// The bins that pairs are made of.
    pub(crate) coarse: Vec<Borders>,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) cues: Cuebook,
    pub(crate) context_bias: f32,
    pub(crate) context: Vec<Bins<f32>>,
    pub(crate) role_bias: Row,
    pub(crate) role_bins: Vec<RoleBins>,
    /// The rows of all role bins, one feature after the other.
    pub(crate) role_rows: Vec<Row>,
    pub(crate) kind_bias: Row,
    pub(crate) kind_bins: Vec<Bins<Row>>,
    pub(super) compiled: Compiled,
}

impl Model {
    /// The model that comes with the crate.
    pub fn builtin() -> &'static Model {
        &BUILTIN
    }

    fn empty() -> Model {
        Model {
            name: String::new(),
            bias: 0.0,
            bins: Vec::new(),
            coarse: Vec::new(),
            pairs: Vec::new(),
            cues: Cuebook::default(),
            context_bias: 0.0,
            context: Vec::new(),
            role_bias: Row::default(),
            role_bins: Vec::new(),
            role_rows: Vec::new(),
            kind_bias: Row::default(),
            kind_bins: Vec::new(),
            compiled: Compiled::default(),
        }
    }

    /// Reads a model file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Model`] with the line, when the text is no model, was made for another schema
    /// of features, or is damaged; without line when the borders of all uses of a feature are more than
    /// 255, or a feature has two `role-bin` lines.
    pub fn from_text(text: &str) -> Result<Model, Error> {
        let mut model = Model::empty();
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
        model.compiled = Compiled::of(&model).map_err(|feature| {
            let reason = format!("more than {BORDERS} borders, or two role bins, for feature {feature}");
            Error::new(ErrorKind::Model { line: 0, reason })
        })?;
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
                let a = Borders { feature: feature(a)?, edges: borders(edges_a)? };
                let b = Borders { feature: feature(b)?, edges: borders(edges_b)? };
                let width = b.edges.len() + 1;
                let weights = numbers(weights)?;
                if weights.len() != (a.edges.len() + 1) * width || a.edges.len().max(width) > 255 {
                    return Err("as many weights as joint bins are needed, of at most 255 bins each".into());
                }
                let coarse = (self.coarse(a), self.coarse(b));
                self.pairs.push(Pair { coarse, width, weights });
            }
            ("cue", [bucket_name, name, weight]) => self.cues.add(bucket(bucket_name)?, name, number(weight)?),
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
                let Bins { borders, weights } = head_bins(feature, edges, entries, CLASSES)?;
                self.role_bins.push(RoleBins { borders, first: self.role_rows.len() as u32 });
                self.role_rows.extend(weights);
            }
            ("kind-bin", [name, edges, entries @ ..]) => {
                let feature = super::kinds::KIND_FEATURES
                    .iter()
                    .position(|f| f == name)
                    .ok_or_else(|| format!("unknown page feature {name:?}"))?;
                self.kind_bins.push(head_bins(feature, edges, entries, KINDS)?);
            }
            ("role-cue", [bucket_name, name, entries @ ..]) => {
                let bucket = bucket(bucket_name)?;
                heads(entries, CLASSES, |head, value| {
                    self.cues.add_role(bucket, name, head, number(value)?);
                    Ok(())
                })?;
            }
            _ => return Err(format!("unknown or incomplete entry {kind:?}")),
        }
        Ok(())
    }

    /// Place of these borders among the coarse ones.
    fn coarse(&mut self, borders: Borders) -> usize {
        self.coarse.iter().position(|known| *known == borders).unwrap_or_else(|| {
            self.coarse.push(borders);
            self.coarse.len() - 1
        })
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

/// Borders between bins, in order.
fn borders(text: &str) -> Result<Vec<f32>, String> {
    let mut borders = numbers(text)?;
    borders.sort_by(f32::total_cmp);
    Ok(borders)
}

/// Borders whose bins have numbers of one byte.
fn few_borders(text: &str) -> Result<Vec<f32>, String> {
    let borders = borders(text)?;
    if borders.len() > BORDERS { Err(format!("more than {BORDERS} borders")) } else { Ok(borders) }
}

fn feature(name: &str) -> Result<usize, String> {
    SCHEMA.iter().position(|f| f.name == name).ok_or_else(|| format!("unknown feature {name:?}"))
}

fn bucket(name: &str) -> Result<Bucket, String> {
    Bucket::ALL.into_iter().find(|b| b.name() == name).ok_or_else(|| format!("unknown cue bucket {name:?}"))
}

fn bins(feature: usize, edges: &str, weights: &str) -> Result<Bins<f32>, String> {
    let bins = Bins { borders: Borders { feature, edges: few_borders(edges)? }, weights: numbers(weights)? };
    if bins.weights.len() != bins.borders.edges.len() + 1 {
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

fn head_bins(feature: usize, edges: &str, entries: &[&str], names: &[&str]) -> Result<Bins<Row>, String> {
    let edges = few_borders(edges)?;
    let mut weights = vec![[0.0; HEADS]; edges.len() + 1];
    heads(entries, names, |head, values| {
        let values = numbers(values)?;
        if values.len() != edges.len() + 1 {
            return Err("one weight more than borders is needed".into());
        }
        weights.iter_mut().zip(values).for_each(|(row, value)| row[head] = value);
        Ok(())
    })?;
    Ok(Bins { borders: Borders { feature, edges }, weights })
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
    fn a_role_bin_of_the_page_speaks_to_every_block() {
        let head = format!("copydesk-model 1\nschema {:016x}\n", schema_hash());
        let class_of = |line: &str| {
            let model = Model::from_text(&format!("{head}{line}\n")).unwrap();
            let dom = crate::dom::parse("<p>One, two.<p>Three.", Default::default(), &Default::default());
            let blocks = crate::segment::blocks(&dom, &Default::default());
            let columns = crate::measure::columns(&dom, &blocks);
            let scores = crate::score::scores(&blocks, &columns, &model);
            scores.class(1, Class::Nav)
        };
        assert!(class_of("role-bin page_chars 1 nav:50,50") > 0.99);
        assert!(class_of("role-bin og_type 1 nav:50,50") > 0.99);
        assert!(class_of("role-bin chars 1 nav:50,50") > 0.99);
        assert!(class_of("bias 0") < 0.1);
    }

    #[test]
    fn damaged_lines_are_refused_with_their_number() {
        let numbers = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<_>>().join(",");
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
            &format!("context z_self {} {}", numbers(300), numbers(301)),
            &format!("role-bin z {} nav:{}", numbers(300), numbers(301)),
        ] {
            let error = Model::from_text(&format!("{head}{line}\n")).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Model { line: 3, .. }), "{line}: {error}");
        }
    }
}
