//! The values of features, in tiles of sixteen blocks: a feature's values of one tile are a few
//! vectors of the machine, and a block's features lie close together while they are filled.

use super::schema as f;
use super::structure::FLAGS;

/// Blocks of a tile.
pub(crate) const LANES: usize = 16;
pub(crate) type Lanes = [f32; LANES];

const FIRST_FLAG: usize = f::IN_NAV;
const PAST_FLAGS: usize = FIRST_FLAG + FLAGS.len();
const PAGE: usize = f::SCHEMA.len() - f::PAGE_CHARS;
/// Features that are stored a block: not the flags, which are bits of one number, nor those that
/// are the same for all blocks of a page.
const STORED: usize = f::PAGE_CHARS - FLAGS.len();

const _: () = {
    assert!(PAST_FLAGS == f::IN_PARAGRAPH + 1 && f::LD_KIND + 1 == f::SCHEMA.len());
    let mut flag = 0;
    while flag < FLAGS.len() {
        assert!(FLAGS[flag].0 == FIRST_FLAG + flag);
        flag += 1;
    }
};

/// Where a feature's value is found.
enum Place {
    Stored(usize),
    Flag(u32),
    Page(usize),
}

const fn place(feature: usize) -> Place {
    match feature {
        0..FIRST_FLAG => Place::Stored(feature),
        FIRST_FLAG..PAST_FLAGS => Place::Flag(FLAGS[feature - FIRST_FLAG].1),
        PAST_FLAGS..f::PAGE_CHARS => Place::Stored(feature - FLAGS.len()),
        _ => Place::Page(feature - f::PAGE_CHARS),
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Values {
    tiles: Vec<[Lanes; STORED]>,
    /// Of each block what stands above it, a bit a flag.
    flags: Vec<u32>,
    page: [f32; PAGE],
}

impl Values {
    /// Makes room for blocks with these flags. Values of the page before may stand there still:
    /// measuring sets every feature of every block.
    pub(super) fn reset(&mut self, flags: impl Iterator<Item = u32>) {
        self.flags.clear();
        self.flags.extend(flags);
        self.page = [0.0; PAGE];
        let tiles = self.flags.len().div_ceil(LANES);
        // Tiles of a larger page stay, or a page after a small one would make them zeros again.
        if self.tiles.len() < tiles {
            self.tiles.resize(tiles, [[0.0; LANES]; STORED]);
        }
        // Nobody sets what lies behind the last block.
        if let filled @ 1.. = self.flags.len() % LANES {
            self.tiles[tiles - 1].iter_mut().for_each(|lanes| lanes[filled..].fill(0.0));
        }
        crate::work::add(tiles * STORED);
    }

    pub(crate) fn len(&self) -> usize {
        self.flags.len()
    }

    pub(crate) fn get(&self, feature: usize, block: usize) -> f32 {
        assert!(block < self.len(), "block {block} of {}", self.len());
        match place(feature) {
            Place::Stored(at) => self.tiles[block / LANES][at][block % LANES],
            Place::Flag(bit) => f32::from(u8::from(self.flags[block] & bit != 0)),
            Place::Page(at) => self.page[at],
        }
    }

    /// The features of one block, to be filled.
    pub(super) fn at(&mut self, block: usize) -> Sink<'_> {
        Sink { tile: &mut self.tiles[block / LANES], lane: block % LANES }
    }

    /// Fills all tiles with what no feature is.
    #[cfg(test)]
    pub(super) fn poison(&mut self) {
        self.tiles.iter_mut().flatten().for_each(|lanes| lanes.fill(f32::NAN));
    }

    pub(super) fn set_page(&mut self, feature: usize, value: f32) {
        self.page[feature - f::PAGE_CHARS] = value;
    }

    /// The stored features of a tile with their values: those that stand before the flags in the schema, and those behind, with the
    /// place of the first.
    #[inline(always)]
    pub(crate) fn stored(&self, tile: usize) -> [(usize, &[Lanes]); 2] {
        let (before, behind) = self.tiles[tile].split_at(FIRST_FLAG);
        [(0, before), (PAST_FLAGS, behind)]
    }

    /// What stands above the blocks of a tile, a bit each of [`FLAGS`].
    #[inline(always)]
    pub(crate) fn flags(&self, tile: usize) -> [u32; LANES] {
        let mut all = [0; LANES];
        let flags = &self.flags[tile * LANES..];
        all.iter_mut().zip(flags).for_each(|(all, flags)| *all = *flags);
        all
    }
}

/// One block's row while it is filled.
pub(super) struct Sink<'v> {
    tile: &'v mut [Lanes; STORED],
    lane: usize,
}

impl Sink<'_> {
    /// Sets a feature that is stored a block.
    #[inline(always)]
    pub(super) fn set(&mut self, feature: usize, value: f32) {
        if let Place::Stored(at) = place(feature) {
            self.tile[at][self.lane % LANES] = value;
        }
    }

    /// Sets features that stand in a row in the schema, all of them stored a block.
    #[inline(always)]
    pub(super) fn set_run(&mut self, first: usize, values: &[f32]) {
        if let Place::Stored(at) = place(first) {
            for (lanes, value) in self.tile[at..].iter_mut().zip(values) {
                lanes[self.lane % LANES] = *value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_a_place_of_its_own() {
        let mut values = Values::default();
        values.reset([0, u32::MAX, 0].into_iter().cycle().take(20));
        for feature in 0..f::SCHEMA.len() {
            if feature < FIRST_FLAG || (PAST_FLAGS..f::PAGE_CHARS).contains(&feature) {
                values.at(17).set(feature, feature as f32 + 1.0);
            } else if feature >= PAST_FLAGS {
                values.set_page(feature, feature as f32 + 1.0);
            }
        }
        for feature in 0..f::SCHEMA.len() {
            let is_flag = (FIRST_FLAG..PAST_FLAGS).contains(&feature);
            let (own, page) = (feature as f32 + 1.0, feature >= f::PAGE_CHARS);
            assert_eq!(values.get(feature, 17), if is_flag { 0.0 } else { own }, "{feature}");
            assert_eq!(
                values.get(feature, 1),
                if is_flag {
                    1.0
                } else if page {
                    own
                } else {
                    0.0
                },
                "{feature}"
            );
        }
    }
}
