//! Blocks and siblings of one kind: signatures, tag paths, groups, repeated texts.

use super::density::Densities;
use super::hash::{Interner, hash_str, mix};
use super::math::{log, log_count};
use super::ratio;
use super::schema as f;
use super::shape::Shape;
use super::tiles::Values;
use crate::dom::Tag;
use crate::segment::{Blocks, Row};

/// Members, characters, link characters, sentences and members with a date of a set of blocks.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    members: u32,
    chars: u32,
    link_chars: u32,
    sentences: u32,
    dates: u32,
}

impl Tally {
    fn add(&mut self, row: &Row, shape: &Shape) {
        self.members += 1;
        self.chars += row.chars;
        self.link_chars += row.link_chars;
        self.sentences += shape.sentences;
        self.dates += u32::from(shape.has_date);
    }

    fn mean(self, sum: u32) -> f32 {
        sum as f32 / self.members.max(1) as f32
    }
}

/// Buffers for what is of one kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Kin {
    numbers: Interner,
    /// Of each holder: hash of tag and class, hash of all tags from the root down, number of its
    /// sibling group.
    kinds: Vec<u64>,
    paths: Vec<u64>,
    groups: Vec<u32>,
    sizes: Vec<u32>,
    of_block: Vec<u32>,
    tallies: Vec<Tally>,
    counts: Vec<u32>,
}

impl Kin {
    pub(super) fn clear(&mut self) {
        self.kinds.clear();
        self.paths.clear();
    }

    /// Makes room for so many holders.
    pub(super) fn reserve(&mut self, holders: usize) {
        self.kinds.reserve(holders);
        self.paths.reserve(holders);
    }

    /// The kind and path of one more holder, whose class has this hash.
    pub(super) fn add_holder(&mut self, tag: Tag, parent: usize, class: u64) {
        let above = self.paths.get(parent).copied().unwrap_or(0);
        self.kinds.push(mix(tag as u64 + 1, class));
        self.paths.push(mix(above, tag as u64 + 1));
    }

    /// Numbers the sibling groups of three or more, and lets every holder inherit its nearest; 0
    /// for none.
    pub(super) fn find_groups(&mut self, blocks: &Blocks, densities: &Densities) {
        let Kin { numbers, kinds, groups, sizes, .. } = self;
        let parents = &blocks.holders.parents;
        crate::work::add(2 * blocks.holders.len());
        numbers.clear(parents.len());
        groups.clear();
        groups.reserve(parents.len());
        sizes.clear();
        sizes.push(0);
        for holder in 0..parents.len() {
            if holder == 0 || densities.chars(holder) == 0 {
                groups.push(0);
                continue;
            }
            let (number, is_new) = numbers.number(mix(u64::from(parents[holder]), kinds[holder]));
            if is_new {
                sizes.push(0);
            }
            sizes[number as usize + 1] += 1;
            groups.push(number + 1);
        }
        for holder in 1..parents.len() {
            if groups[holder] == 0 || sizes[groups[holder] as usize] < 3 {
                groups[holder] = groups[parents[holder] as usize];
            }
        }
    }

    /// Fills the columns of signatures, paths and groups; gives each block its signature and group.
    pub(super) fn measure(
        &mut self,
        blocks: &Blocks,
        shapes: &[Shape],
        signatures: &mut Vec<u32>,
        groups: &mut Vec<u32>,
        values: &mut Values,
    ) {
        let page = blocks.rows.iter().filter(|row| row.hidden.is_none()).map(|row| row.chars).sum();
        let parents = &blocks.holders.parents;
        crate::work::add(9 * blocks.len());
        let kinds = std::mem::take(&mut self.kinds);
        self.number(blocks, |row| mix(kinds[row.holder as usize], kinds[parents[row.holder as usize] as usize]));
        self.kinds = kinds;
        signatures.clone_from(&self.of_block);
        self.tally(blocks, shapes);
        let of_signature = |tally: Tally| {
            let chars = log(tally.mean(tally.chars));
            let (links, sentences) = (ratio(tally.link_chars, tally.chars), tally.mean(tally.sentences));
            let dates = ratio(tally.dates, tally.members);
            [ratio(tally.chars, page), log_count(tally.members), chars, links, sentences, dates]
        };
        const OF_SIGNATURE: [usize; 6] = [
            f::SIGNATURE_SHARE,
            f::SIGNATURE_COUNT,
            f::SIGNATURE_CHARS,
            f::SIGNATURE_LINK_DENSITY,
            f::SIGNATURE_SENTENCES,
            f::SIGNATURE_DATES,
        ];
        self.spread(OF_SIGNATURE, of_signature, values);
        let repeated = self.tallies.iter().filter(|tally| tally.members >= 3).map(|tally| tally.chars).sum();
        values.set_page(f::PAGE_SIGNATURE, ratio(self.largest(), page));
        values.set_page(f::PAGE_REPEATED, ratio(repeated, page));
        let paths = std::mem::take(&mut self.paths);
        self.number(blocks, |row| paths[row.holder as usize]);
        self.paths = paths;
        self.tally(blocks, shapes);
        let of_path = |tally: Tally| [ratio(tally.chars, page), log_count(tally.members)];
        self.spread([f::PATH_SHARE, f::PATH_COUNT], of_path, values);
        self.of_block.clear();
        self.of_block.extend(blocks.rows.iter().map(|row| self.groups[row.holder as usize]));
        groups.clone_from(&self.of_block);
        self.tally(blocks, shapes);
        // Number 0 is no group.
        self.tallies.iter_mut().take(1).for_each(|none| *none = Tally::default());
        let largest = self.largest();
        values.set_page(f::PAGE_GROUP, ratio(largest, page));
        let of_group = |tally: Tally| {
            let (chars, links) = (log(tally.mean(tally.chars)), ratio(tally.link_chars, tally.chars));
            let (dates, rank) = (ratio(tally.dates, tally.members), ratio(tally.chars, largest));
            [log_count(tally.members), chars, links, ratio(tally.chars, page), dates, rank]
        };
        const OF_GROUP: [usize; 6] =
            [f::GROUP_COUNT, f::GROUP_CHARS, f::GROUP_LINK_DENSITY, f::GROUP_SHARE, f::GROUP_DATES, f::GROUP_RANK];
        self.spread(OF_GROUP, of_group, values);
    }

    /// The most characters of one tally.
    fn largest(&self) -> u32 {
        self.tallies.iter().map(|tally| tally.chars).max().unwrap_or(0)
    }

    /// Works out the features of each tally, and gives them to its blocks.
    fn spread<const N: usize>(&self, features: [usize; N], of: impl Fn(Tally) -> [f32; N], values: &mut Values) {
        let worked_out: Vec<[f32; N]> = self.tallies.iter().map(|tally| of(*tally)).collect();
        for (block, number) in self.of_block.iter().enumerate() {
            let mut sink = values.at(block);
            for (feature, value) in features.into_iter().zip(worked_out[*number as usize]) {
                sink.set(feature, value);
            }
        }
    }

    /// Numbers the blocks by a hash.
    fn number(&mut self, blocks: &Blocks, hash: impl Fn(&Row) -> u64) {
        let Kin { numbers, of_block, .. } = self;
        crate::work::add(blocks.len());
        numbers.clear(blocks.len());
        of_block.clear();
        // Blocks in a row are often alike.
        let mut last = None;
        of_block.extend(blocks.rows.iter().map(|row| match (hash(row), last) {
            (hash, Some((known, number))) if hash == known => number,
            (hash, _) => {
                let (number, _) = numbers.number(hash);
                last = Some((hash, number));
                number
            }
        }));
    }

    /// Tallies the visible blocks of each number.
    fn tally(&mut self, blocks: &Blocks, shapes: &[Shape]) {
        let Kin { of_block, tallies, .. } = self;
        tallies.clear();
        tallies.resize(of_block.iter().max().map_or(0, |max| *max as usize + 1), Tally::default());
        crate::work::add(2 * blocks.len() + tallies.len());
        for ((row, shape), number) in blocks.rows.iter().zip(shapes).zip(of_block) {
            if row.hidden.is_none() {
                tallies[*number as usize].add(row, shape);
            }
        }
    }

    /// How often a block's text stood before, and how often it stands on the page.
    pub(super) fn repeats(&mut self, blocks: &Blocks, values: &mut Values) {
        let Kin { numbers, of_block, counts, .. } = self;
        crate::work::add(2 * blocks.len());
        numbers.clear(blocks.len());
        of_block.clear();
        counts.clear();
        for block in 0..blocks.len() {
            let (number, is_new) = numbers.number(hash_str(blocks.text(block)));
            if is_new {
                counts.push(0);
            }
            let count = &mut counts[number as usize];
            values.at(block).set(f::REPEAT, *count as f32);
            *count += 1;
            of_block.push(number);
        }
        for (block, number) in of_block.iter().enumerate() {
            values.at(block).set(f::REPEATS, counts[*number as usize] as f32);
        }
    }
}
