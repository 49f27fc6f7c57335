//! Sums of cue weights over a page.
//!
//! Every token is looked up once a naming, and elements with the same names share a naming. What
//! the names of an element add is summed once, in the buckets that some block asks for; what far
//! ancestors add is carried down the tree.

use super::model::{CUE_STEP, Cuebook, HEADS, ROLE_STEP, Row, Steps, add_steps, add_weights, row, subtract_steps};
use super::tokens::Found;
use crate::measure::{Bucket, Columns, Cues, Feature};
use crate::segment::{Blocks, Row as BlockRow};

/// Sums of a block's cue weights, a family of buckets each, in the order of [`CUE_SUMS`].
pub(super) type Sums = [f32; 6];

pub const CUE_SUMS: &[Feature] = &[
    Feature { name: "cues_inline", meaning: "cue weights of inline elements around the first text, log-odds" },
    Feature { name: "cues_own", meaning: "cue weights of the block's own element, log-odds" },
    Feature { name: "cues_near", meaning: "cue weights one and two levels up, log-odds" },
    Feature { name: "cues_far", meaning: "cue weights three and more levels up, log-odds" },
    Feature { name: "cues_text", meaning: "weights of the block's own words, log-odds" },
    Feature { name: "cues_heading", meaning: "weights of the words of the last heading, log-odds" },
];
/// Places in [`Sums`].
const TEXT: usize = 4;
const HEADING: usize = 5;

/// Buffers for what the cues add to each block: to its log-odds, and to its role heads; and to the page's kinds.
#[derive(Debug, Clone, Default)]
pub(super) struct CueSums {
    /// What the names of the page's elements say of its kind.
    pub kinds: Steps,
    /// Of each entry of the book whether the page's kinds have heard of it.
    heard: Vec<bool>,
    /// Of each naming and of each holder the buckets that some block asks for, a bit each.
    asked: Vec<u8>,
    asked_of: Vec<u8>,
    /// Of each naming: weights of the buckets inline, own, near, far.
    free: Vec<[i32; 4]>,
    /// The same for the role heads, as a place in `rows`; 0 for namings that they do not know.
    known: Vec<u32>,
    /// Row 0 is all zeros.
    rows: Vec<[Steps; 4]>,
    /// Of each holder, it and all above summed: inline, far.
    carried: Vec<[i32; 2]>,
    /// The same for the role heads, as a place in `carried_rows`.
    carried_known: Vec<u32>,
    carried_rows: Vec<[Steps; 2]>,
    /// The known tokens of each text, as numbers of the book's entries.
    starts: Vec<u32>,
    entries: Vec<u32>,
    /// Known tokens of one look-up.
    found: Vec<Found>,
}

/// Tokens that are looked up at once: their buffer stays in the first cache.
const AT_ONCE: usize = 1024;

const INLINE: usize = Bucket::Inline as usize;
const OWN: usize = Bucket::Own as usize;
const NEAR: usize = Bucket::Near as usize;
const FAR: usize = Bucket::Far as usize;

impl CueSums {
    /// What is asked for later, without the buffers.
    pub(super) fn kinds_alone(&self) -> CueSums {
        CueSums { kinds: self.kinds, ..CueSums::default() }
    }

    /// Fills `free` and `roles` with a sum for each block.
    pub(super) fn add(
        &mut self,
        blocks: &Blocks,
        columns: &Columns,
        book: &Cuebook,
        free: &mut Vec<Sums>,
        roles: &mut Vec<Row>,
    ) {
        let cues = &columns.cues;
        self.ask(blocks, cues);
        self.namings(cues, book);
        self.carry(blocks, cues);
        self.texts(cues, book);
        free.clear();
        free.reserve(blocks.len());
        roles.clear();
        roles.reserve(blocks.len());
        let mut heading = (0, [0; 6], [0; HEADS]);
        for (block, place) in blocks.rows.iter().enumerate() {
            crate::work::add(1);
            let (mut sum, mut sums) = self.of_elements(blocks, cues, place);
            self.add_text(block, cues.text_bucket[block], book, &mut sum[TEXT], &mut sums);
            // Blocks below one heading share what it adds.
            let above = cues.heading[block];
            if above > 0 {
                if heading.0 != above {
                    heading = (above, [0; 6], [0; HEADS]);
                    self.add_text(above as usize - 1, Bucket::Heading, book, &mut heading.1[HEADING], &mut heading.2);
                }
                sum[HEADING] = heading.1[HEADING];
                add_steps(&mut sums, &heading.2);
            }
            free.push(sum.map(|steps| steps as f32 * (1.0 / CUE_STEP)));
            roles.push(row(&sums, ROLE_STEP));
        }
    }

    /// Notes which buckets of which names the blocks ask for.
    fn ask(&mut self, blocks: &Blocks, cues: &Cues) {
        let CueSums { asked, asked_of, .. } = self;
        let holders = &blocks.holders;
        asked_of.clear();
        asked_of.resize(holders.len(), 0);
        crate::work::add(holders.len() + blocks.len() + cues.names());
        for row in &blocks.rows {
            let own = row.holder as usize;
            let mut inner = row.inner as usize;
            while inner != own && asked_of[inner] & 1 << INLINE == 0 {
                crate::work::add(1);
                asked_of[inner] |= 1 << INLINE;
                inner = holders.parent(inner);
            }
            let p1 = holders.parent(own);
            let p2 = holders.parent(p1);
            asked_of[own] |= 1 << OWN;
            asked_of[p1] |= 1 << NEAR;
            asked_of[p2] |= 1 << NEAR;
            asked_of[holders.parent(p2)] |= 1 << FAR;
        }
        asked.clear();
        asked.resize(cues.names(), 0);
        for holder in (0..holders.len()).rev() {
            asked[cues.namings[holder] as usize] |= asked_of[holder];
            asked_of[holders.parent(holder)] |= asked_of[holder] & 1 << FAR;
        }
    }

    fn namings(&mut self, cues: &Cues, book: &Cuebook) {
        let CueSums { asked, free, known, rows, kinds, heard, found, .. } = self;
        *kinds = [0; HEADS];
        heard.clear();
        heard.resize(book.elements.len(), false);
        free.clear();
        known.clear();
        rows.clear();
        rows.push([[0; HEADS]; 4]);
        for (naming, asked) in asked.iter().enumerate() {
            crate::work::add(1 + cues.of_naming(naming).len());
            let mut sum = [0; 4];
            let mut place = 0;
            for Found { number, .. } in book.elements.find_all(cues.of_naming(naming), found).iter().copied() {
                let entry = book.elements.entry(number);
                if let Some(weights) = book.elements.kinds(entry)
                    && !std::mem::replace(&mut heard[number as usize], true)
                {
                    add_weights(kinds, weights);
                }
                sum.iter_mut().zip(entry.free).for_each(|(sum, weight)| *sum += i32::from(weight));
                if asked & entry.buckets == 0 {
                    continue;
                }
                if place == 0 {
                    place = rows.len();
                    rows.push([[0; HEADS]; 4]);
                }
                let mut row = 0;
                for (bucket, sums) in rows[place].iter_mut().enumerate() {
                    if asked & entry.buckets & 1 << bucket != 0 {
                        add_weights(sums, book.elements.row(entry, row));
                    }
                    row += usize::from(entry.buckets >> bucket & 1);
                }
            }
            free.push(sum);
            known.push(place as u32);
        }
    }

    fn carry(&mut self, blocks: &Blocks, cues: &Cues) {
        let CueSums { asked_of, free, known, rows, carried, carried_known, carried_rows, .. } = self;
        carried.clear();
        carried.reserve(cues.namings.len());
        carried_known.clear();
        carried_known.reserve(cues.namings.len());
        carried_rows.clear();
        carried_rows.push([[0; HEADS]; 2]);
        crate::work::add(cues.namings.len());
        for (holder, naming) in cues.namings.iter().enumerate() {
            let naming = *naming as usize;
            let parent = blocks.holders.parent(holder);
            let (above, place) = if holder == 0 { ([0; 2], 0) } else { (carried[parent], carried_known[parent]) };
            carried.push([above[0] + free[naming][INLINE], above[1] + free[naming][FAR]]);
            carried_known.push(match known[naming] as usize {
                own if own > 0 && asked_of[holder] & (1 << INLINE | 1 << FAR) != 0 => {
                    let mut sums = carried_rows[place as usize];
                    if asked_of[holder] & 1 << INLINE != 0 {
                        add_steps(&mut sums[0], &rows[own][INLINE]);
                    }
                    if asked_of[holder] & 1 << FAR != 0 {
                        add_steps(&mut sums[1], &rows[own][FAR]);
                    }
                    carried_rows.push(sums);
                    carried_rows.len() as u32 - 1
                }
                _ => place,
            });
        }
    }

    /// Looks up the tokens of all texts, many at once.
    fn texts(&mut self, cues: &Cues, book: &Cuebook) {
        let CueSums { starts, entries, found, .. } = self;
        crate::work::add(cues.text_starts.len() + cues.text_tokens.len());
        starts.clear();
        starts.reserve(cues.text_starts.len());
        entries.clear();
        for (number, tokens) in cues.text_tokens.chunks(AT_ONCE).enumerate() {
            for Found { place, number: entry, .. } in book.texts.find_all(tokens, found) {
                let place = number * AT_ONCE + *place as usize;
                while cues.text_starts[starts.len()] as usize <= place {
                    starts.push(entries.len() as u32);
                }
                entries.push(*entry);
            }
        }
        starts.resize(cues.text_starts.len(), entries.len() as u32);
    }

    /// What the elements around a block add.
    fn of_elements(&self, blocks: &Blocks, cues: &Cues, row: &BlockRow) -> ([i32; 6], Steps) {
        let holders = &blocks.holders;
        let (inner, own) = (row.inner as usize, row.holder as usize);
        let p1 = holders.parent(own);
        let p2 = holders.parent(p1);
        let p3 = holders.parent(p2);
        let naming = |holder: usize| cues.namings[holder] as usize;
        let free = [
            self.carried[inner][0] - self.carried[own][0],
            self.free[naming(own)][OWN],
            self.free[naming(p1)][NEAR] + self.free[naming(p2)][NEAR],
            self.carried[p3][1],
            0,
            0,
        ];
        let known = |holder: usize| self.known[naming(holder)] as usize;
        let mut roles = self.carried_rows[self.carried_known[p3] as usize][1];
        let (from, to) = (self.carried_known[own] as usize, self.carried_known[inner] as usize);
        if from != to {
            add_steps(&mut roles, &self.carried_rows[to][0]);
            subtract_steps(&mut roles, &self.carried_rows[from][0]);
        }
        for (holder, bucket) in [(own, OWN), (p1, NEAR), (p2, NEAR)] {
            if known(holder) != 0 {
                add_steps(&mut roles, &self.rows[known(holder)][bucket]);
            }
        }
        (free, roles)
    }

    fn add_text(&self, text: usize, bucket: Bucket, book: &Cuebook, free: &mut i32, roles: &mut Steps) {
        let bucket = bucket as usize % 4;
        crate::work::add((self.starts[text + 1] - self.starts[text]) as usize);
        for number in &self.entries[self.starts[text] as usize..self.starts[text + 1] as usize] {
            let entry = book.texts.entry(*number);
            *free += i32::from(entry.free[bucket]);
            if let Some(weights) = book.texts.roles(entry, bucket) {
                add_weights(roles, weights);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Limits, Parser};
    use crate::score::Model;
    use crate::{dom, measure, segment};

    /// Training counts the cues that it is told of one by one; what the model then meets are these sums.
    #[test]
    fn sums_are_those_of_the_cues_that_training_counts() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/html");
        let mut pages: Vec<String> = std::fs::read_dir(folder)
            .expect("fixtures")
            .map(|entry| {
                String::from_utf8_lossy(&std::fs::read(entry.expect("entry").path()).expect("page")).into_owned()
            })
            .collect();
        pages.push(
            "<body class='nav nav'><div class='story nav'><div class='nav box-nav nav'><div class=related><ul class=story>
             <li class='title title' id=title><b class=bold><a class='bold link'>Read more and more and more</a></b></ul>"
                .to_owned(),
        );
        let model = Model::builtin();
        for page in &pages {
            let limits = Limits::default();
            let dom = dom::parse(page, Parser::Fast, &limits);
            let blocks = segment::blocks(&dom, &limits);
            let columns = measure::columns(&dom, &blocks);
            let (mut found, mut roles) = (Vec::new(), Vec::new());
            CueSums::default().add(&blocks, &columns, &model.cues, &mut found, &mut roles);
            for (block, found) in found.iter().enumerate() {
                let mut sums = [0.0; 6];
                for (bucket, hash, _) in columns.cues(&dom, &blocks, block) {
                    let place = match bucket {
                        Bucket::Short | Bucket::Medium | Bucket::Long => TEXT,
                        Bucket::Heading => HEADING,
                        bucket => bucket as usize,
                    };
                    sums[place] += model.cues.weight(bucket, hash);
                }
                let apart = sums.iter().zip(found).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(apart < 1e-3, "block {block} {:?}: {sums:?}, not {found:?}", blocks.text(block));
            }
        }
    }
}
