//! What was cut from a corpus, rule by rule.

use super::page::FlatPage;
use crate::label::Role;
use std::collections::BTreeMap;
use std::fmt;

/// How often a rule spoke, and what it cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleCount {
    /// Texts in which it spoke.
    pub texts: usize,
    /// Blocks on which it spoke.
    pub blocks: usize,
    /// Of those, the ones that are not main text.
    pub cut_blocks: usize,
    /// Bytes of those.
    pub cut_bytes: usize,
}

/// Counts over many texts: what was kept and what was cut, by rule and by role. Reports of several threads can be [merged](CleanReport::merge).
///
/// ```
/// use copydesk::flat::{CleanReport, Cleaner};
/// let cleaner = Cleaner::default();
/// let mut report = CleanReport::default();
/// for text in ["It rained on Sunday.\n\nImage copyright AFP", "Image copyright EPA"] {
///     report.add(&cleaner.clean(text));
/// }
/// assert_eq!((report.texts(), report.empty_texts()), (2, 1));
/// assert_eq!(report.rule("bbc-2015/image-copyright").unwrap().cut_blocks, 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanReport {
    texts: usize,
    empty_texts: usize,
    bytes: usize,
    main_bytes: usize,
    roles: BTreeMap<Role, (usize, usize)>,
    rules: BTreeMap<String, RuleCount>,
}

impl CleanReport {
    /// Counts one text more.
    pub fn add(&mut self, page: &FlatPage<'_>) {
        self.texts += 1;
        self.empty_texts += usize::from(page.is_body_empty());
        self.bytes += page.source().len();
        let mut spoke: Vec<&str> = Vec::new();
        for block in page.blocks() {
            let bytes = block.range().len();
            if block.is_main() {
                self.main_bytes += bytes;
            }
            let role = self.roles.entry(block.role()).or_default();
            *role = (role.0 + 1, role.1 + bytes);
            let Some(rule) = block.rule() else { continue };
            spoke.push(rule.id());
            if !self.rules.contains_key(rule.id()) {
                self.rules.insert(rule.id().to_owned(), RuleCount::default());
            }
            let Some(count) = self.rules.get_mut(rule.id()) else { continue };
            count.blocks += 1;
            if !block.is_main() {
                count.cut_blocks += 1;
                count.cut_bytes += bytes;
            }
        }
        spoke.sort_unstable();
        spoke.dedup();
        for id in spoke {
            if let Some(count) = self.rules.get_mut(id) {
                count.texts += 1;
            }
        }
    }

    /// Adds what another report counted.
    pub fn merge(&mut self, other: &CleanReport) {
        self.texts += other.texts;
        self.empty_texts += other.empty_texts;
        self.bytes += other.bytes;
        self.main_bytes += other.main_bytes;
        for (role, (blocks, bytes)) in &other.roles {
            let own = self.roles.entry(*role).or_default();
            *own = (own.0 + blocks, own.1 + bytes);
        }
        for (id, count) in &other.rules {
            let own = self.rules.entry(id.clone()).or_default();
            own.texts += count.texts;
            own.blocks += count.blocks;
            own.cut_blocks += count.cut_blocks;
            own.cut_bytes += count.cut_bytes;
        }
    }

    /// Texts that were counted.
    pub fn texts(&self) -> usize {
        self.texts
    }

    /// Texts of which nothing was left.
    pub fn empty_texts(&self) -> usize {
        self.empty_texts
    }

    /// Bytes of all texts.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes of all main text.
    pub fn main_bytes(&self) -> usize {
        self.main_bytes
    }

    /// Each role that was given, with its blocks and their bytes.
    pub fn roles(&self) -> impl Iterator<Item = (Role, usize, usize)> {
        self.roles.iter().map(|(role, (blocks, bytes))| (*role, *blocks, *bytes))
    }

    /// Each rule that spoke, by its id, in the order of ids.
    pub fn rules(&self) -> impl Iterator<Item = (&str, RuleCount)> {
        self.rules.iter().map(|(id, count)| (id.as_str(), *count))
    }

    /// The counts of one rule.
    pub fn rule(&self, id: &str) -> Option<RuleCount> {
        self.rules.get(id).copied()
    }
}

impl fmt::Display for CleanReport {
    /// A table: the rules that cut most stand first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CleanReport { texts, empty_texts, bytes, main_bytes, .. } = self;
        writeln!(f, "{texts} texts, {empty_texts} of them empty; {main_bytes} of {bytes} bytes are main text")?;
        let mut rules: Vec<_> = self.rules().collect();
        rules.sort_by(|a, b| b.1.cut_bytes.cmp(&a.1.cut_bytes).then(a.0.cmp(b.0)));
        writeln!(f, "{:>8} {:>8} {:>8} {:>10}  rule", "texts", "blocks", "cut", "cut bytes")?;
        for (id, RuleCount { texts, blocks, cut_blocks, cut_bytes }) in rules {
            writeln!(f, "{texts:>8} {blocks:>8} {cut_blocks:>8} {cut_bytes:>10}  {id}")?;
        }
        Ok(())
    }
}
