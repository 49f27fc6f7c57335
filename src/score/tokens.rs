//! Tokens to numbers: open addressing over the tokens' own hashes.
//!
//! Most words of a page are unknown to the model. A bit of a small filter, which stays in the
//! first cache, says so for nearly all of them without a look into the table.

/// Bits of the filter.
const FILTER: usize = 1 << 16;

#[derive(Debug, Clone)]
pub(crate) struct TokenIndex {
    /// Token and its number plus 1; a power of two of slots, at most half of them taken.
    slots: Vec<(u32, u32)>,
    filter: Box<[u64; FILTER / 64]>,
    len: u32,
}

/// A token that has a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its place among the tokens that were asked about.
    pub place: u32,
    /// What stands in its slot, as long as it is looked for.
    token: u32,
    pub number: u32,
}

impl Default for TokenIndex {
    fn default() -> Self {
        TokenIndex { slots: vec![(0, 0); 16], filter: Box::new([0; FILTER / 64]), len: 0 }
    }
}

impl TokenIndex {
    /// The token's number; numbers are given in order, from 0.
    pub(crate) fn insert(&mut self, token: u32) -> u32 {
        if let Some(number) = self.find(token) {
            return number;
        }
        if (self.len as usize + 1) * 2 > self.slots.len() {
            let larger = vec![(0, 0); self.slots.len() * 2];
            for (token, number) in std::mem::replace(&mut self.slots, larger) {
                if number > 0 {
                    self.put(token, number);
                }
            }
        }
        self.len += 1;
        self.put(token, self.len);
        let (word, bit) = filter_bit(token);
        self.filter[word] |= bit;
        self.len - 1
    }

    pub(crate) fn find(&self, token: u32) -> Option<u32> {
        if self.may_hold(token) { self.look_up(token) } else { None }
    }

    /// Finds those tokens that have a number, as the first of `found`; returns how many. What stands behind them means nothing.
    ///
    /// The table is larger than the caches that it competes for. So slots are read in a loop of their own, without a branch
    /// that waits for what it reads: the machine then fetches many at a time. About as many tokens have a number as
    /// not, so what the filter says is no branch either.
    pub(crate) fn find_all(&self, tokens: &[u32], found: &mut Vec<Found>) -> usize {
        crate::work::add(3 * tokens.len());
        if found.len() < tokens.len() {
            found.resize(tokens.len(), Found::default());
        }
        let found = &mut found[..tokens.len()];
        let mut passed = 0;
        for (place, token) in (0..).zip(tokens) {
            found[passed].place = place;
            passed += usize::from(self.may_hold(*token));
        }
        let found = &mut found[..passed];
        let mask = self.slots.len() - 1;
        for found in found.iter_mut() {
            (found.token, found.number) = self.slots[slot(tokens[found.place as usize]) & mask];
        }
        let mut known = 0;
        for at in 0..found.len() {
            let Found { place, token, number } = found[at];
            let wanted = tokens[place as usize];
            let number = if token == wanted && number > 0 { Some(number - 1) } else { self.look_up(wanted) };
            if let Some(number) = number {
                found[known] = Found { place, token, number };
                known += 1;
            }
        }
        known
    }

    fn may_hold(&self, token: u32) -> bool {
        let (word, bit) = filter_bit(token);
        self.filter[word] & bit != 0
    }

    fn look_up(&self, token: u32) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut at = slot(token) & mask;
        loop {
            crate::work::add(1);
            match self.slots[at] {
                (_, 0) => return None,
                (known, number) if known == token => return Some(number - 1),
                _ => at = (at + 1) & mask,
            }
        }
    }

    fn put(&mut self, token: u32, number: u32) {
        let mask = self.slots.len() - 1;
        let mut at = slot(token) & mask;
        while self.slots[at].1 > 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = (token, number);
    }
}

fn slot(token: u32) -> usize {
    (token.wrapping_mul(0x9e37_79b1) >> 8) as usize
}

fn filter_bit(token: u32) -> (usize, u64) {
    let bit = (token ^ token >> 15) as usize % FILTER;
    (bit / 64, 1 << (bit % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_numbered_in_order_and_found_again() {
        let mut index = TokenIndex::default();
        let token = |i: u32| i.wrapping_mul(2_654_435_761) >> 3;
        for i in 0..5000 {
            assert_eq!(index.insert(token(i)), i);
        }
        for i in 0..5000 {
            assert_eq!(index.insert(token(i)), i);
            assert_eq!(index.find(token(i)), Some(i));
        }
        assert_eq!((5000..9000).filter_map(|i| index.find(token(i))).count(), 0);
        let mut found = vec![Found::default()];
        let known = index.find_all(&[5001, 3, 6000, 4999, 3].map(token), &mut found);
        let found: Vec<_> = found[..known].iter().map(|found| (found.place, found.number)).collect();
        assert_eq!(found, [(1, 3), (3, 4999), (4, 3)]);
    }
}
