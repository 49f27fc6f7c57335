//! The model file. All numbers are little endian.
//!
//! ```text
//! "copydesk"             8 bytes
//! version                u32 = 3
//! inputs                 u64, the hash of all inputs (score::input_hash)
//! corpus                 u64, the hash of the truths that it was trained on
//! name                   u16 bytes, then UTF-8: what it was trained on
//! cue bias               f32
//! cue tables             two: of names, of words
//!   entries              u32; then each, by token:
//!     token              u32
//!     buckets            u8: bits 0–3 those with a weight, 4–7 those with role weights
//!     weight             i16 / 4096 for each such bucket
//!     role weights       for each such bucket: u16 bits of heads, i8 / 16 for each
//!     kinds              u8 bits of kinds, i8 / 32 for each
//! kinds                  f32 bias for each; u16 count of features; then each:
//!     feature            u8, borders u8, f32 for each, i16 / 4096 for each kind and bin
//! stop                   u16 trees of the first stage, f32 log-odds below which blocks stop, f32 log-odds that the
//!                        other trees add to those on average
//! main forest            f32 bias, f32 scale, u16 trees; then each:
//!     leaves             u8, 1 to 16, then i16 for each, left to right, in steps of scale
//!     nodes              one less than leaves: u8 input, i16 border in 1/1024, u8 first leaf below it, u8
//!                        first on its right, u8 last plus 1; parents before children
//! role forest            f32 bias for each class, f32 scale, u16 trees; then each:
//!     splits             6 × (u8 input, i16 border in 1/1024)
//!     leaves             64 × i8 for each class, in steps of scale
//! ```

use super::forest::{
    DEPTH, Forest, LEAVES, Leaf, MAIN_LEAVES, MOST_ROLE_TREES, MOST_TREES, Node, Oblivious, Questions, Split, Tree,
};
use super::inputs::{INPUTS, MAIN_INPUTS, input_hash};
use super::kinds::{Bins, KIND_FEATURES, KindHeads};
use super::model::{CLASSES, CueTable, Cuebook, HEADS, KINDS, Model, Row, Weights};
use super::stages::Stop;
use crate::fnv;

const MAGIC: &[u8] = b"copydesk";
const VERSION: u32 = 3;

/// Reads numbers off the front. Every reason names what is missing.
struct Reader<'b> {
    bytes: &'b [u8],
}

type Read<T> = Result<T, String>;

macro_rules! numbers {
    ($($name:ident)*) => {
        $(fn $name(&mut self, what: &str) -> Read<$name> {
            self.take(what).map($name::from_le_bytes)
        })*
    };
}

impl<'b> Reader<'b> {
    numbers!(u8 u16 u32 u64 i8 i16);

    fn take<const N: usize>(&mut self, what: &str) -> Read<[u8; N]> {
        let (front, rest) = self.bytes.split_first_chunk::<N>().ok_or_else(|| format!("ends inside {what}"))?;
        self.bytes = rest;
        Ok(*front)
    }

    fn text(&mut self, what: &str) -> Read<&'b str> {
        let length = usize::from(self.u16(what)?);
        let (front, rest) = self.bytes.split_at_checked(length).ok_or_else(|| format!("ends inside {what}"))?;
        self.bytes = rest;
        std::str::from_utf8(front).map_err(|_| format!("{what} is not UTF-8"))
    }

    /// A finite number.
    fn f32(&mut self, what: &str) -> Read<f32> {
        let value = f32::from_bits(self.u32(what)?);
        if value.is_finite() { Ok(value) } else { Err(format!("{what} is not a finite number")) }
    }

    fn row(&mut self, heads: usize, what: &str, mut weight: impl FnMut(&mut Self) -> Read<f32>) -> Read<Row> {
        let mut row = [0.0; HEADS];
        for place in &mut row[..heads.min(HEADS)] {
            *place = weight(self).map_err(|reason| format!("{reason} ({what})"))?;
        }
        Ok(row)
    }

    /// Weights of the heads whose bits are set.
    fn some(&mut self, heads: u16, most: usize, what: &str) -> Read<Weights> {
        if u32::from(heads) >> most != 0 {
            return Err(format!("{what} speak of more than {most} heads"));
        }
        let mut row = [0; HEADS];
        for (head, place) in row.iter_mut().enumerate().take(most) {
            if heads >> head & 1 != 0 {
                *place = self.i8(what)?;
            }
        }
        Ok(row)
    }

    fn cue_table(&mut self) -> Read<CueTable> {
        let mut table = CueTable::default();
        for _ in 0..self.u32("cue tables")? {
            let token = self.u32("a cue")?;
            let buckets = self.u8("a cue")?;
            let mut free = [0; 4];
            for (_, weight) in free.iter_mut().enumerate().filter(|(bucket, _)| buckets >> bucket & 1 != 0) {
                *weight = self.i16("a cue's weights")?;
            }
            let mut roles = Vec::new();
            for _ in 0..(buckets >> 4).count_ones() {
                let heads = self.u16("a cue's role weights")?;
                roles.push(self.some(heads, CLASSES.len(), "a cue's role weights")?);
            }
            let kinds = match self.u8("a cue's kinds")? {
                0 => None,
                heads => Some(self.some(u16::from(heads), KINDS.len(), "a cue's kinds")?),
            };
            if !table.push(token, free, buckets >> 4, &roles, kinds) {
                return Err(format!("cue {token:08x} stands there twice"));
            }
        }
        Ok(table)
    }

    fn kinds(&mut self) -> Read<KindHeads> {
        let what = "the kind heads";
        let bias = self.row(KINDS.len(), what, |reader| reader.f32(what))?;
        let mut bins = Vec::new();
        for _ in 0..self.u16(what)? {
            let feature = usize::from(self.u8(what)?);
            if feature >= KIND_FEATURES.len() {
                return Err(format!("there is no page feature {feature}"));
            }
            let count = self.u8(what)?;
            let edges: Vec<f32> = (0..count).map(|_| self.f32(what)).collect::<Read<_>>()?;
            let weight = |reader: &mut Self| reader.i16(what).map(|weight| f32::from(weight) / 4096.0);
            let weights = (0..=count).map(|_| self.row(KINDS.len(), what, weight)).collect::<Read<_>>()?;
            bins.push(Bins { feature, edges, weights });
        }
        Ok(KindHeads { bias, bins })
    }

    fn split(&mut self, inputs: usize) -> Read<Split> {
        let split = Split { input: self.u8("a tree")?, above: self.i16("a tree")? };
        if usize::from(split.input) >= inputs {
            return Err(format!("a tree asks about input {}, there are {inputs}", split.input));
        }
        Ok(split)
    }

    fn tree(&mut self) -> Read<Tree> {
        let count = self.u8("a tree's leaves")?;
        if !(1..=MAIN_LEAVES).contains(&usize::from(count)) {
            return Err(format!("a tree of {count} leaves, it must be 1 to {MAIN_LEAVES}"));
        }
        let mut leaves = [0; MAIN_LEAVES];
        for leaf in &mut leaves[..usize::from(count)] {
            *leaf = self.i16("a tree's leaves")?;
        }
        // The spans of leaves that wait for their node.
        let mut open = vec![(0, count)];
        let mut nodes = Vec::new();
        for _ in 1..count {
            let split = self.split(MAIN_INPUTS)?;
            let [first, right, end] = self.take("a tree")?;
            let place = open.iter().position(|span| *span == (first, end));
            let Some(place) = place.filter(|_| first < right && right < end) else {
                return Err(format!("a tree's node over leaves {first} to {end} has no place in it"));
            };
            open.swap_remove(place);
            open.extend([(first, right), (right, end)]);
            nodes.push(Node::new(split, [first, right, end]));
        }
        Ok(Tree::new(nodes, leaves))
    }

    fn oblivious(&mut self) -> Read<Oblivious> {
        let mut tree = Oblivious { splits: [Split::default(); DEPTH], leaves: [Leaf::default(); LEAVES] };
        for split in &mut tree.splits {
            *split = self.split(INPUTS)?;
        }
        for leaf in &mut tree.leaves {
            for place in &mut leaf.0[..CLASSES.len()] {
                *place = self.i8("a tree's leaves")?;
            }
        }
        Ok(tree)
    }

    fn forest<T>(&mut self, most: usize, tree: impl Fn(&mut Self) -> Read<T>) -> Read<Forest<T>> {
        let scale = self.f32("a forest's scale")?;
        let count = usize::from(self.u16("a forest")?);
        if count > most {
            return Err(format!("{count} trees in a forest, at most {most} can be summed"));
        }
        let trees = (0..count).map(|_| tree(self)).collect::<Read<_>>()?;
        Ok(Forest { trees, scale })
    }

    fn model(&mut self) -> Read<Model> {
        if self.take::<8>("the first word").ok().as_ref().map(<[u8; 8]>::as_slice) != Some(MAGIC) {
            return Err("not a copydesk model: it must begin with \"copydesk\"".into());
        }
        let version = self.u32("the version")?;
        if version != VERSION {
            return Err(format!("format version {version}, this version of copydesk reads {VERSION}: train it again"));
        }
        let made_for = self.u64("the schema's hash")?;
        if made_for != input_hash() {
            let ours = input_hash();
            return Err(format!(
                "made for feature schema {made_for:016x}, this version has {ours:016x}: train it again"
            ));
        }
        let corpus = self.u64("the corpus hash")?;
        let name = self.text("the name")?.to_owned();
        let cue_bias = self.f32("the cue bias")?;
        let cues = Cuebook { elements: self.cue_table()?, texts: self.cue_table()? };
        let kinds = self.kinds()?;
        let (trees, below, rest) = (usize::from(self.u16("the stop")?), self.f32("the stop")?, self.f32("the stop")?);
        let bias = self.f32("the bias")?;
        let main = self.forest(MOST_TREES, Self::tree)?;
        if trees > main.trees.len() {
            return Err(format!("{trees} trees before the stop, there are {}", main.trees.len()));
        }
        let stop = Stop { trees, below: ((below - bias) / main.scale) as i32, rest };
        let role_bias = self.row(CLASSES.len(), "role bias", |reader| reader.f32("the role bias"))?;
        let roles = self.forest(MOST_ROLE_TREES, Self::oblivious)?;
        if !self.bytes.is_empty() {
            return Err(format!("{} bytes more than a model has", self.bytes.len()));
        }
        let (first, others) = main.trees.split_at(trees);
        let questions = [first, others].map(Questions::of);
        Ok(Model {
            name,
            corpus,
            fingerprint: fnv::EMPTY,
            cue_bias,
            cues,
            kinds,
            bias,
            main,
            stop,
            questions,
            role_bias,
            roles,
        })
    }
}

/// Reads a model; the error is the reason why not.
pub(super) fn read(bytes: &[u8]) -> Read<Model> {
    let mut model = Reader { bytes }.model()?;
    model.fingerprint = fnv::add(fnv::EMPTY, bytes.iter().copied());
    Ok(model)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest model: no cues, no trees.
    fn smallest() -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(input_hash().to_le_bytes());
        bytes.extend(7u64.to_le_bytes());
        bytes.extend([2, 0, b'm', b'e']);
        bytes.extend([0; 4 + 4 + 4]);
        bytes.extend([0; 4 * KINDS.len() + 2]);
        bytes.extend([0; 2 + 4 + 4]);
        bytes.extend([0; 4 + 4 + 2]);
        bytes.extend([0; 4 * CLASSES.len() + 4 + 2]);
        bytes
    }

    fn reason(bytes: &[u8]) -> String {
        read(bytes).expect_err("a damaged model is refused")
    }

    #[test]
    fn the_smallest_model_is_read() {
        let model = read(&smallest()).unwrap();
        assert_eq!((model.name(), model.corpus), ("me", 7));
    }

    #[test]
    fn a_model_cut_anywhere_is_refused() {
        let bytes = smallest();
        for end in 0..bytes.len() {
            assert!(!reason(&bytes[..end]).is_empty(), "{end}");
        }
        assert!(reason(&[&bytes[..], b"x"].concat()).contains("1 bytes more"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let with = |at: usize, byte: u8| {
            let mut bytes = smallest();
            bytes[at] = byte;
            reason(&bytes)
        };
        assert!(with(0, b'C').contains("not a copydesk model"));
        assert!(with(8, 1).contains("format version 1, this version of copydesk reads 3"));
        assert!(with(12, smallest()[12] ^ 1).contains("made for feature schema"));
        assert!(with(30, 0xff).contains("the name is not UTF-8"));
        let nan = |at: usize| {
            let mut bytes = smallest();
            bytes[at..at + 4].copy_from_slice(&f32::NAN.to_le_bytes());
            reason(&bytes)
        };
        assert!(nan(32).contains("the cue bias is not a finite number"));
    }

    #[test]
    fn a_tree_asks_about_inputs_that_there_are_and_has_its_leaves_in_order() {
        let bytes = smallest();
        let trees = bytes.len() - (4 * CLASSES.len() + 4 + 2) - 2;
        let with = |tree: &[u8]| read(&[&bytes[..trees], &[1, 0], tree, &bytes[trees + 2..]].concat());
        let two_leaves = |input: u8, span: [u8; 3]| [&[2, 0, 0, 0, 0, input, 0, 0][..], &span].concat();
        assert_eq!(with(&two_leaves(0, [0, 1, 2])).unwrap().main.trees.len(), 1);
        assert!(with(&two_leaves(255, [0, 1, 2])).unwrap_err().contains("asks about input 255"));
        for span in [[0, 2, 2], [0, 0, 2], [0, 1, 3], [1, 2, 2]] {
            assert!(with(&two_leaves(0, span)).unwrap_err().contains("has no place"), "{span:?}");
        }
        assert!(with(&[0]).unwrap_err().contains("a tree of 0 leaves"));
        assert!(with(&[17]).unwrap_err().contains("a tree of 17 leaves"));
    }
}
