//! Rules made ready to match: one look at each word of each attribute, and a bit a chain of ancestors.
//!
//! Every test that some pattern makes is an *atom*. The attributes of an element are read once; each
//! value or word that is an atom stamps it, and a compound is looked at when the first of its atoms is
//! stamped. `.a .b .c` has the prefixes `.a` and `.a .b`; prefixes that end at an element or above are bits
//! that its children inherit, so nothing climbs.

use super::css::{Css, Tree};
use super::pattern::{Compound, How, Pattern, Test};
use crate::dom::{Attr, Dom, Tag};
use std::borrow::Cow;

/// Distinct prefixes, and tests of a part of a value, of one profile.
const MAX_PREFIXES: usize = 1024;
const MAX_PARTS: usize = 64;

/// What a rule's pattern says, as it is handed to [`Matcher::new`].
#[derive(Debug)]
pub(super) enum Parsed {
    Pattern(Pattern),
    Css(Css),
}

#[derive(Debug, Default)]
pub(super) struct Matcher {
    atoms: Vec<Test>,
    /// Hashes of words and whole values, sorted, with their atoms; and a bit for each hash's low end.
    table: Vec<(u64, u32)>,
    filter: Vec<u64>,
    /// By attribute: what is asked of it.
    asked: Vec<Asked>,
    compounds: Vec<Ready>,
    /// Compounds to look at when an atom is stamped, when an element has a tag, and always.
    by_atom: Vec<Vec<u32>>,
    by_tag: Vec<Vec<u32>>,
    always: Vec<u32>,
    prefixes: Vec<(Option<u32>, u32)>,
    css: Vec<Css>,
}

#[derive(Debug, Clone, Default)]
struct Asked {
    present: Option<u32>,
    words: bool,
    whole: bool,
    parts: Vec<u32>,
}

/// A compound with what follows from it.
#[derive(Debug)]
struct Ready {
    source: Compound,
    atoms: Vec<u32>,
    uses: Vec<Use>,
}

#[derive(Debug, Clone, Copy)]
struct Use {
    /// The prefix that must end above the element.
    above: Option<u32>,
    gives: Gives,
}

#[derive(Debug, Clone, Copy)]
enum Gives {
    Prefix(u32),
    Rule(u32),
    /// Rule, selector list, selector in the list.
    Css(u32, u32, u32),
}

impl Matcher {
    /// The patterns of the rules in order. An error names the rule by its place.
    pub(super) fn new(rules: Vec<Parsed>) -> Result<Matcher, (usize, String)> {
        let mut matcher = Matcher {
            asked: vec![Asked::default(); Attr::ALL.len()],
            by_tag: vec![Vec::new(); Tag::ALL.len()],
            ..Matcher::default()
        };
        let mut index = Index::default();
        for (rule, parsed) in rules.into_iter().enumerate() {
            match parsed {
                Parsed::Pattern(pattern) => matcher.add(&mut index, rule as u32, pattern),
                Parsed::Css(css) => matcher.add_css(&mut index, rule as u32, css),
            }
            .map_err(|reason| (rule, reason))?;
        }
        matcher.table.sort_unstable();
        matcher.filter = vec![0; FILTER / 64];
        for (hash, _) in &matcher.table {
            matcher.filter[(*hash as usize % FILTER) / 64] |= 1 << (*hash % 64);
        }
        Ok(matcher)
    }

    fn add(&mut self, index: &mut Index, rule: u32, pattern: Pattern) -> Result<(), String> {
        let last = pattern.len() - 1;
        let mut above = None;
        for (place, compound) in pattern.into_iter().enumerate() {
            let compound = self.compound(index, compound)?;
            let gives = if place == last {
                Gives::Rule(rule)
            } else {
                let key = (above, compound);
                if let Some(&prefix) = index.prefixes.get(&key) {
                    above = Some(prefix);
                    continue;
                }
                let prefix = self.prefixes.len() as u32;
                if self.prefixes.len() == MAX_PREFIXES {
                    return Err(format!(
                        "more than {MAX_PREFIXES} different ancestors: leave some out, or make two profiles"
                    ));
                }
                self.prefixes.push(key);
                index.prefixes.insert(key, prefix);
                Gives::Prefix(prefix)
            };
            self.compounds[compound as usize].uses.push(Use { above, gives });
            if let Gives::Prefix(prefix) = gives {
                above = Some(prefix);
            }
        }
        Ok(())
    }

    fn add_css(&mut self, index: &mut Index, rule: u32, css: Css) -> Result<(), String> {
        let list = self.css.len() as u32;
        for (selector, key) in css.keys().into_iter().enumerate() {
            let compound = self.compound(index, key)?;
            let gives = Gives::Css(rule, list, selector as u32);
            self.compounds[compound as usize].uses.push(Use { above: None, gives });
        }
        self.css.push(css);
        Ok(())
    }

    fn compound(&mut self, index: &mut Index, source: Compound) -> Result<u32, String> {
        let mut atoms = Vec::new();
        for test in &source.tests {
            atoms.push(self.atom(index, test)?);
        }
        atoms.sort_unstable();
        atoms.dedup();
        let key = (source.tag, atoms);
        if let Some(&compound) = index.compounds.get(&key) {
            return Ok(compound);
        }
        let compound = self.compounds.len() as u32;
        index.compounds.insert(key.clone(), compound);
        let atoms = key.1;
        // Ids are rarer than classes, and these than other values.
        let rarity = |atom: &&u32| {
            let test = &self.atoms[**atom as usize];
            (test.how == How::Present, test.attr != Attr::Id, test.how != How::Word, test.how != How::Whole)
        };
        match (atoms.iter().min_by_key(rarity), source.tag) {
            (Some(atom), _) => self.by_atom[*atom as usize].push(compound),
            (None, Some(tag)) => self.by_tag[tag as usize].push(compound),
            (None, None) => self.always.push(compound),
        }
        self.compounds.push(Ready { source, atoms, uses: Vec::new() });
        Ok(compound)
    }

    fn atom(&mut self, index: &mut Index, test: &Test) -> Result<u32, String> {
        let key = (test.attr as u8, test.how as u8, test.value.clone());
        if let Some(&atom) = index.atoms.get(&key) {
            return Ok(atom);
        }
        let atom = self.atoms.len() as u32;
        let asked = &mut self.asked[test.attr as usize];
        match test.how {
            How::Present => asked.present = Some(atom),
            How::Word | How::Whole => {
                *(if test.how == How::Word { &mut asked.words } else { &mut asked.whole }) = true;
                self.table.push((hash(test.attr, test.how, &test.value), atom));
            }
            How::Prefix | How::Suffix | How::Contains => {
                if self.asked.iter().map(|asked| asked.parts.len()).sum::<usize>() == MAX_PARTS {
                    return Err(format!("more than {MAX_PARTS} tests with ^=, $= or *=: use whole values or classes"));
                }
                self.asked[test.attr as usize].parts.push(atom);
            }
        }
        self.atoms.push(test.clone());
        self.by_atom.push(Vec::new());
        index.atoms.insert(key, atom);
        Ok(atom)
    }

    /// Words of a row of prefix bits.
    fn words(&self) -> usize {
        self.prefixes.len().div_ceil(64)
    }
}

/// Used only while a matcher is made; ordered, so that nothing depends on a hash.
#[derive(Default)]
struct Index {
    atoms: std::collections::BTreeMap<(u8, u8, String), u32>,
    compounds: std::collections::BTreeMap<(Option<Tag>, Vec<u32>), u32>,
    prefixes: std::collections::BTreeMap<(Option<u32>, u32), u32>,
}

/// Bits of the filter before the table.
const FILTER: usize = 4096;

/// FNV-1a. Equal hashes are compared, so a page that makes them collide gains nothing.
fn hash(attr: Attr, how: How, value: &str) -> u64 {
    crate::work::add(value.len());
    let seed = 0xcbf2_9ce4_8422_2325 ^ (attr as u64) << 8 ^ how as u64;
    let hash = value.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    hash ^ hash >> 29
}

/// One profile on its way down one page.
pub(super) struct Walk<'m> {
    matcher: &'m Matcher,
    /// For each atom and compound the element (plus 1) that last had it, or at which it was last looked at.
    stamps: Vec<u32>,
    looked: Vec<u32>,
    /// Compounds to look at.
    candidates: Vec<u32>,
    /// A row of prefix bits for each holder.
    bits: Vec<u64>,
}

impl<'m> Walk<'m> {
    pub(super) fn new(matcher: &'m Matcher, holders: usize) -> Self {
        crate::work::add(matcher.words() * holders);
        Walk {
            matcher,
            stamps: vec![0; matcher.atoms.len()],
            looked: vec![0; matcher.compounds.len()],
            candidates: Vec::new(),
            bits: Vec::with_capacity(matcher.words() * holders),
        }
    }

    /// The first rule that the next holder matches itself. Holders come in order, from 0.
    pub(super) fn next(
        &mut self,
        dom: &Dom<'_>,
        tree: &mut Tree<'_, '_>,
        holder: usize,
        parent: usize,
        node: usize,
    ) -> Option<u32> {
        let matcher = self.matcher;
        let stamp = holder as u32 + 1;
        let words = matcher.words();
        let above = parent * words;
        for word in 0..words {
            self.bits.push(if holder == 0 { 0 } else { self.bits[above + word] });
        }
        let tag = dom.tag(node);
        self.candidates.clear();
        self.candidates.extend(&matcher.always);
        self.candidates.extend(&matcher.by_tag[tag as usize]);
        for (attr, raw) in dom.raw_attrs(node) {
            self.read(dom, node, attr, raw, stamp);
        }
        let own = holder * words;
        let mut best: Option<u32> = None;
        crate::work::add(1 + self.candidates.len());
        for &candidate in &self.candidates {
            let compound = &matcher.compounds[candidate as usize];
            if compound.source.tag.is_some_and(|wanted| wanted != tag)
                || !compound.atoms.iter().all(|atom| self.stamps[*atom as usize] == stamp)
            {
                continue;
            }
            crate::work::add(compound.uses.len());
            for one in &compound.uses {
                let stands =
                    |prefix: u32| holder > 0 && self.bits[above + prefix as usize / 64] >> (prefix % 64) & 1 != 0;
                if one.above.is_some_and(|prefix| !stands(prefix)) {
                    continue;
                }
                match one.gives {
                    Gives::Prefix(prefix) => self.bits[own + prefix as usize / 64] |= 1 << (prefix % 64),
                    Gives::Rule(rule) => best = Some(best.map_or(rule, |best| best.min(rule))),
                    Gives::Css(rule, list, selector) => {
                        if best.is_none_or(|best| rule < best)
                            && tree.matches(&matcher.css[list as usize], selector, node)
                        {
                            best = Some(rule);
                        }
                    }
                }
            }
        }
        best
    }

    /// Stamps what one attribute's value is an atom of.
    fn read(&mut self, dom: &Dom<'_>, node: usize, attr: Attr, raw: &str, stamp: u32) {
        let matcher = self.matcher;
        let asked = &matcher.asked[attr as usize];
        if let Some(atom) = asked.present {
            self.stamp(atom, stamp);
        }
        if !asked.words && !asked.whole && asked.parts.is_empty() {
            return;
        }
        let value = if raw.contains('&') { dom.attr(node, attr).unwrap_or_default() } else { Cow::Borrowed(raw) };
        if asked.words {
            crate::work::add(value.len());
            for word in value.split_ascii_whitespace() {
                self.find(attr, How::Word, word, stamp);
            }
        }
        if asked.whole {
            self.find(attr, How::Whole, &value, stamp);
        }
        for &atom in &asked.parts {
            let test = &matcher.atoms[atom as usize];
            if test.how.holds(&value, &test.value) {
                self.stamp(atom, stamp);
            }
        }
    }

    fn find(&mut self, attr: Attr, how: How, value: &str, stamp: u32) {
        let matcher = self.matcher;
        let hash = hash(attr, how, value);
        if matcher.filter[(hash as usize % FILTER) / 64] >> (hash % 64) & 1 == 0 {
            return;
        }
        crate::work::add(1 + (matcher.table.len() + 1).ilog2() as usize);
        let from = matcher.table.partition_point(|(known, _)| *known < hash);
        for (_, atom) in matcher.table[from..].iter().take_while(|(known, _)| *known == hash) {
            let test = &matcher.atoms[*atom as usize];
            if (test.attr, test.how) == (attr, how) && test.value == value {
                self.stamp(*atom, stamp);
            }
        }
    }

    fn stamp(&mut self, atom: u32, stamp: u32) {
        if std::mem::replace(&mut self.stamps[atom as usize], stamp) == stamp {
            return;
        }
        for &compound in &self.matcher.by_atom[atom as usize] {
            if std::mem::replace(&mut self.looked[compound as usize], stamp) != stamp {
                self.candidates.push(compound);
            }
        }
    }
}
