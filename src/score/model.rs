//! The model: weights of cue tokens, heads of the page's kinds, two forests.

use super::forest::{Forest, Oblivious, Tree};
use super::format;
use super::kinds::KindHeads;
use super::stages::Stop;
use super::tokens::TokenIndex;
use crate::error::{Error, ErrorKind};
use crate::measure::{Bucket, exp};
use once_cell::sync::Lazy;

static BUILTIN: Lazy<Model> = Lazy::new(|| match Model::from_bytes(include_bytes!("model.bin")) {
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

/// Page kinds that the kind heads tell apart.
pub(crate) const KINDS: &[&str] = &["article", "listing", "forum", "product", "documentation", "collection", "service"];

/// Heads in a row of weights: as many as there are classes, filled up with zeros so that a row is
/// whole vectors of the machine.
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

/// Makes probabilities of the first `n` heads.
pub(super) fn softmax(row: &mut Row, n: usize) {
    row[n..].fill(f32::NEG_INFINITY);
    exponentials(row);
    row[n..].fill(0.0);
    let share = 1.0 / row[..n].iter().sum::<f32>();
    row.iter_mut().for_each(|p| *p *= share);
}

/// The exponential of each head, the largest being 1. A function of its own: only vectors.
#[inline(never)]
fn exponentials(row: &mut Row) {
    let larger = |a: f32, b: f32| if a < b { b } else { a };
    let (fours, _) = row.as_chunks::<4>();
    let both = |a: [f32; 4], b: &[f32; 4]| std::array::from_fn(|i| larger(a[i], b[i]));
    let largest = fours.iter().skip(1).fold(fours[0], both).into_iter().fold(f32::NEG_INFINITY, larger);
    for z in row {
        *z = exp(*z - largest);
    }
}

/// Weights of cue tokens in four buckets.
#[derive(Debug, Clone)]
pub(crate) struct CueTable {
    index: TokenIndex,
    entries: Vec<Entry>,
    /// Rows of weights for roles and kinds; the first is all zeros.
    rows: Vec<Row>,
}

impl Default for CueTable {
    fn default() -> Self {
        CueTable { index: TokenIndex::default(), entries: Vec::new(), rows: vec![[0.0; HEADS]] }
    }
}

/// What is known of a token, bucket after bucket.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry {
    pub free: [f32; 4],
    /// Places of the role heads' rows; 0 where they know nothing.
    roles: [u32; 4],
    /// The buckets of which they know something, a bit each.
    pub buckets: u8,
    /// The place of the kind heads' row.
    kinds: u32,
}

impl CueTable {
    fn entry_of(&mut self, token: u32) -> &mut Entry {
        let entry = self.index.insert(token) as usize;
        if entry == self.entries.len() {
            self.entries.push(Entry::default());
        }
        &mut self.entries[entry]
    }

    pub(super) fn set(&mut self, token: u32, bucket: usize, weight: f32) {
        self.entry_of(token).free[bucket] = weight;
    }

    pub(super) fn set_roles(&mut self, token: u32, bucket: usize, row: Row) {
        let place = self.rows.len() as u32;
        let entry = self.entry_of(token);
        entry.roles[bucket] = place;
        entry.buckets |= 1 << bucket;
        self.rows.push(row);
    }

    pub(super) fn set_kinds(&mut self, token: u32, row: Row) {
        let place = self.rows.len() as u32;
        self.entry_of(token).kinds = place;
        self.rows.push(row);
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
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
        self.row(entry.roles[bucket])
    }

    /// What an entry adds to the kind heads.
    pub(crate) fn kinds(&self, entry: &Entry) -> Option<&Row> {
        self.row(entry.kinds)
    }

    fn row(&self, place: u32) -> Option<&Row> {
        if place == 0 { None } else { self.rows.get(place as usize) }
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
        table.number(token).map_or(0.0, |number| table.entry(number).free[bucket as usize % 4])
    }
}

/// The weights of the scoring pipeline.
///
/// ```
/// use copydesk::Model;
/// assert!(Model::builtin().name().contains("wcxb-dev"));
/// let error = Model::from_bytes(b"something else").unwrap_err();
/// assert_eq!(error.to_string(), "model refused: not a copydesk model: it must begin with \"copydesk\"");
/// ```
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) name: String,
    pub(super) corpus: u64,
    pub(super) cue_bias: f32,
    pub(super) cues: Cuebook,
    pub(super) kinds: KindHeads,
    pub(super) bias: f32,
    pub(super) main: Forest<Tree>,
    pub(super) stop: Stop,
    pub(super) role_bias: Row,
    pub(super) roles: Forest<Oblivious>,
}

impl Model {
    /// The model that comes with the crate.
    pub fn builtin() -> &'static Model {
        &BUILTIN
    }

    /// Reads a model file, as `training/train.py` writes it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Model`] when the bytes are no model, were made for another format or another
    /// schema of features, or are damaged. Memory and time stay in proportion to the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Model, Error> {
        format::read(bytes).map_err(|reason| Error::new(ErrorKind::Model { reason }))
    }

    /// The trees that are asked about all blocks, and those that are asked about the doubtful ones.
    pub(super) fn stages(&self) -> (&[Tree], &[Tree]) {
        self.main.trees.split_at(self.stop.trees)
    }

    /// Whether a block with this sum of the first stage, in steps, is junk beyond doubt.
    pub(super) fn stops(&self, sum: i32) -> bool {
        sum < self.stop.below
    }

    /// Log-odds of a sum of all trees, or of those of the first stage.
    pub(super) fn raw(&self, sum: i32, has_stopped: bool) -> f32 {
        self.bias + self.main.value(sum) + if has_stopped { self.stop.rest } else { 0.0 }
    }

    /// What the model was trained on.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A hash of the truths that it was trained on: the same for two models of the same corpora.
    pub fn corpus_hash(&self) -> u64 {
        self.corpus
    }
}
