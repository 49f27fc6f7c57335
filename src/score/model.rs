//! The model: weights of cue tokens, heads of the page's kinds, two forests.

use super::forest::{Forest, Oblivious, Questions, Tree};
use super::format;
use super::kinds::KindHeads;
use super::stages::Stop;
use super::tokens::{Found, TokenIndex};
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

/// Adds a row.
pub(super) fn add(sums: &mut Row, weights: &Row) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += weight;
    }
}

/// A cue's weight for each head, in the steps of the model file.
pub(crate) type Weights = [i8; HEADS];
/// Sums of such weights.
pub(crate) type Steps = [i16; HEADS];

/// Steps of 1: of a cue's weight for main content, of those for the roles, of those for the page's kinds.
pub(super) const CUE_STEP: f32 = 4096.0;
pub(super) const ROLE_STEP: f32 = 16.0;
pub(super) const KIND_STEP: f32 = 32.0;

/// Adds a cue's weights; no page of good will comes near the ends. A function of its own, like its neighbours: inlined
/// between other work, the compiler adds number by number instead of vector by vector.
#[inline(never)]
pub(super) fn add_weights(sums: &mut Steps, weights: &Weights) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum = sum.saturating_add(i16::from(*weight));
    }
}

#[inline(never)]
pub(super) fn add_steps(sums: &mut Steps, other: &Steps) {
    for (sum, steps) in sums.iter_mut().zip(other) {
        *sum = sum.saturating_add(*steps);
    }
}

#[inline(never)]
pub(super) fn subtract_steps(sums: &mut Steps, other: &Steps) {
    for (sum, steps) in sums.iter_mut().zip(other) {
        *sum = sum.saturating_sub(*steps);
    }
}

/// What so many steps are worth.
#[inline(never)]
pub(super) fn row(sums: &Steps, step: f32) -> Row {
    sums.map(|steps| f32::from(steps) * (1.0 / step))
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

/// Weights of cue tokens in four buckets. All of a page's tokens are looked up here, so it is kept small.
#[derive(Debug, Clone, Default)]
pub(crate) struct CueTable {
    index: TokenIndex,
    entries: Vec<Entry>,
    rows: Vec<Weights>,
}

/// What is known of a token.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry {
    /// Bucket after bucket.
    pub free: [i16; 4],
    /// The place of its first row: one for the role heads a bucket, then that of the kind heads.
    pub first: u32,
    /// The buckets of which the role heads know something, a bit each.
    pub buckets: u8,
    pub has_kinds: bool,
}

impl CueTable {
    /// Adds a token with the rows of its `buckets` and of its kinds; whether it is new.
    pub(super) fn push(
        &mut self,
        token: u32,
        free: [i16; 4],
        buckets: u8,
        roles: &[Weights],
        kinds: Option<Weights>,
    ) -> bool {
        let is_new = self.index.insert(token) as usize == self.entries.len();
        let first = self.rows.len() as u32;
        self.entries.push(Entry { free, first, buckets, has_kinds: kinds.is_some() });
        self.rows.extend(roles);
        self.rows.extend(kinds);
        is_new
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The number of the token's entry, if it has one.
    pub(crate) fn number(&self, token: u32) -> Option<u32> {
        self.index.find(token)
    }

    /// Finds the tokens that are known, with the numbers of their entries.
    pub(super) fn find_all<'f>(&self, tokens: &[u32], found: &'f mut Vec<Found>) -> &'f [Found] {
        let known = self.index.find_all(tokens, found);
        &found[..known]
    }

    pub(crate) fn entry(&self, number: u32) -> &Entry {
        &self.entries[number as usize]
    }

    /// A row of an entry, counted from its first.
    pub(crate) fn row(&self, entry: &Entry, place: usize) -> &Weights {
        &self.rows[entry.first as usize + place]
    }

    /// What an entry adds to the role heads in one bucket.
    pub(crate) fn roles(&self, entry: &Entry, bucket: usize) -> Option<&Weights> {
        let is_known = entry.buckets & 1 << bucket != 0;
        is_known.then(|| self.row(entry, below(entry.buckets, bucket)))
    }

    /// What an entry adds to the kind heads.
    pub(crate) fn kinds(&self, entry: &Entry) -> Option<&Weights> {
        entry.has_kinds.then(|| self.row(entry, below(entry.buckets, 4)))
    }
}

/// How many of the lowest `n` bits are set.
fn below(bits: u8, n: usize) -> usize {
    (0..n).map(|bit| usize::from(bits >> bit & 1)).sum()
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
        table.number(token).map_or(0.0, |number| f32::from(table.entry(number).free[bucket as usize % 4]) / CUE_STEP)
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
    pub(super) fingerprint: u64,
    pub(super) cue_bias: f32,
    pub(super) cues: Cuebook,
    pub(super) kinds: KindHeads,
    pub(super) bias: f32,
    pub(super) main: Forest<Tree>,
    pub(super) stop: Stop,
    /// Those of the trees before the stop, and of the others.
    pub(super) questions: [Questions; 2],
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

    /// A hash of the bytes that the model was read from (FNV-1a, 64 bits): another for any other model.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// What the model was trained on; one that is fitted anew on the same corpora has the same name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A hash of the truths that it was trained on: the same for two models of the same corpora.
    pub fn corpus_hash(&self) -> u64 {
        self.corpus
    }
}
