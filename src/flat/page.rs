//! The result: blocks of the text with their roles, and what they add up to.

use super::automaton::Phrases;
use super::clean::Verdict;
use super::pack::Rule;
use super::part::{self, Piece, PieceKind};
use super::sequence::Zone;
use super::shape::behind_bullet;
use crate::label::{PageKind, Role};
use crate::marks::Marks;
use crate::options::Flag;
use crate::page::{Caption, byline_names, date_iso};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A cleaned text: its blocks with their roles. Nothing is changed; all is a view of the text.
#[derive(Debug, Clone)]
pub struct FlatPage<'t> {
    text: Cow<'t, str>,
    verdicts: Vec<Verdict>,
    phrases: Arc<Phrases>,
    flags: Vec<Flag>,
}

impl<'t> FlatPage<'t> {
    pub(super) fn new(
        text: Cow<'t, str>,
        mut verdicts: Vec<Verdict>,
        phrases: Arc<Phrases>,
        mut flags: Vec<Flag>,
    ) -> Self {
        if !verdicts.iter().any(|verdict| verdict.role.is_content()) {
            flags.push(Flag::BodyEmpty);
        }
        flags.extend(Marks::of(&text).flags());
        flags.sort_unstable();
        for verdict in verdicts.iter_mut().filter(|verdict| verdict.glue > 0) {
            verdict.score *= part::sureness(&text[verdict.start..verdict.end], verdict.role);
        }
        FlatPage { text, verdicts, phrases, flags }
    }

    /// The text that ranges point into: the input, or, of bytes that are no UTF-8, what they were decoded to.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All blocks in order. What is between them is white space, or was beyond the limit.
    pub fn blocks(&self) -> impl DoubleEndedIterator<Item = FlatBlock<'_>> + ExactSizeIterator {
        (0..self.verdicts.len()).map(|index| FlatBlock { page: self, index })
    }

    /// The main text: blocks of the story and its headings, parted by blank lines. Cleaning it again cuts nothing more, unless
    /// [`flags`](FlatPage::flags) say [`Flag::Unsettled`].
    ///
    /// ```
    /// use copydesk::flat::Cleaner;
    /// let page = Cleaner::default();
    /// let page = page.clean("It rained on Sunday.\r\n\r\n\u{a0} It stopped on Monday.");
    /// assert_eq!(page.main_text(), "It rained on Sunday.\n\nIt stopped on Monday.");
    /// ```
    pub fn main_text(&self) -> String {
        let mut text = String::new();
        for block in self.blocks().filter(|block| block.is_main()) {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(block.text());
        }
        text
    }

    /// Captions in order, without markers, each with the alternative text glued before it and the credit beside it.
    pub fn captions(&self) -> Vec<Caption> {
        let mut captions: Vec<Caption> = Vec::new();
        // A credit whose caption is still to come.
        let mut credit = None;
        let mut last = None;
        for block in self.blocks() {
            crate::work::add(1);
            match block.role() {
                Role::Credit => {
                    let own = part::credit(block.text());
                    match captions.last_mut().filter(|caption| last == Some(caption.block) && caption.credit.is_none())
                    {
                        Some(caption) if credit.is_none() => caption.credit = Some(own.to_owned()),
                        _ => credit = Some(own.to_owned()),
                    }
                }
                Role::Caption => {
                    if let Some(mut caption) = block.caption() {
                        caption.credit = caption.credit.or(credit.take());
                        last = Some(caption.block);
                        captions.push(caption);
                    }
                }
                _ => (credit, last) = (None, None),
            }
        }
        captions
    }

    /// The headline, if one was found.
    pub fn title(&self) -> Option<&str> {
        self.first(Role::Headline).map(FlatBlock::text)
    }

    /// The names in the byline.
    pub fn byline(&self) -> Option<String> {
        let names = byline_names(self.first(Role::Byline)?.text());
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The first date of the text that is no other story's and could be read, in ISO 8601; if none could, the first as written.
    pub fn date(&self) -> Option<String> {
        let dates = || self.blocks().filter(|block| block.role() == Role::Timestamp).map(FlatBlock::text);
        let iso = dates().find_map(date_iso);
        iso.or_else(|| dates().find(|text| text.bytes().any(|b| b.is_ascii_digit())).map(str::to_owned))
    }

    fn first(&self, role: Role) -> Option<FlatBlock<'_>> {
        self.blocks().find(|block| block.role() == role)
    }

    /// An article where there is main text, a listing where there are only other stories.
    pub fn kind(&self) -> PageKind {
        if !self.flags.contains(&Flag::BodyEmpty) {
            PageKind::Article
        } else if self.first(Role::Promo).is_some() {
            PageKind::Listing
        } else {
            PageKind::Other
        }
    }

    /// Limits that were hit and traits of the text, sorted.
    pub fn flags(&self) -> &[Flag] {
        &self.flags
    }

    /// Whether nothing is left of the text.
    pub fn body_empty(&self) -> bool {
        self.flags.contains(&Flag::BodyEmpty)
    }
}

/// One block of a [`FlatPage`].
#[derive(Debug, Clone, Copy)]
pub struct FlatBlock<'p> {
    page: &'p FlatPage<'p>,
    index: usize,
}

impl<'p> FlatBlock<'p> {
    fn verdict(self) -> &'p Verdict {
        &self.page.verdicts[self.index]
    }

    /// Place in the page's blocks, from 0.
    pub fn index(self) -> usize {
        self.index
    }

    /// Byte range in [`FlatPage::text`].
    pub fn range(self) -> Range<usize> {
        self.verdict().start..self.verdict().end
    }

    /// The text, as it stands there.
    pub fn text(self) -> &'p str {
        &self.page.text[self.range()]
    }

    /// The text without the bullet before it, if there is one.
    pub fn without_bullet(self) -> &'p str {
        let range = self.range();
        &self.page.text[behind_bullet(&self.page.text, range.clone())..range.end]
    }

    /// What it is.
    pub fn role(self) -> Role {
        self.verdict().role
    }

    /// Whether it belongs to the main text.
    pub fn is_main(self) -> bool {
        self.role().is_content()
    }

    /// How sure the role is, its neighbours given, in [0, 1]; less where two things are glued together and nothing tells for sure where one ends.
    pub fn score(self) -> f32 {
        self.verdict().score
    }

    /// The rule that spoke on the block, also where everything else outweighed it.
    pub fn rule(self) -> Option<&'p Rule> {
        self.verdict().rule.map(|rule| self.page.phrases.rule(rule))
    }

    /// What gave the role.
    pub fn reason(self) -> Reason<'p> {
        let verdict = self.verdict();
        match self.rule().filter(|rule| rule.role() == verdict.role) {
            Some(rule) => Reason::Rule(rule),
            None => Reason::Shape { shape: verdict.kind.name(), zone: verdict.zone },
        }
    }

    /// What the block holds, where it holds two things or more, in order: alternative text and caption, marker and caption, alternative text, headline and
    /// icon word of a promo, name and job title. Empty where it is one thing, or nothing tells where the border is.
    ///
    /// ```
    /// use copydesk::flat::{Cleaner, PieceKind};
    /// let text = "Related stories\n\n• TheatreBard taste? Watch\n\n• MusicAn opera for bees Listen";
    /// let cleaner = Cleaner::default();
    /// let page = cleaner.clean(text);
    /// let pieces = page.blocks().nth(1).unwrap().pieces();
    /// let found: Vec<_> = pieces.iter().map(|piece| (piece.kind, &text[piece.range.clone()])).collect();
    /// assert_eq!(found, [(PieceKind::Alt, "Theatre"), (PieceKind::Headline, "Bard taste?"), (PieceKind::Icon, "Watch")]);
    /// ```
    pub fn pieces(self) -> Vec<Piece> {
        let icon = |text: &str| part::icon(&self.page.phrases, text);
        part::pieces(self.text(), self.role(), icon, self.range().start)
    }

    /// The caption in the block, if it is more than a marker.
    fn caption(self) -> Option<Caption> {
        let pieces = self.pieces();
        let of =
            |kind| pieces.iter().find(|piece| piece.kind == kind).map(|piece| &self.page.text[piece.range.clone()]);
        let text = match of(PieceKind::Caption) {
            Some(text) => text,
            None if part::is_marker(self.text()) => return None,
            None => self.text(),
        };
        let credit = of(PieceKind::Credit).map(|credit| part::credit(credit).to_owned());
        let alt = of(PieceKind::Alt).map(str::to_owned);
        Some(Caption { text: text.to_owned(), credit, alt, block: self.index, ..Caption::default() })
    }
}

/// What gave a block its role. As text, and in JSON: the id of a rule, as `web/external-sites`, or shape and zone, as `paragraph_in_story`. Shapes are `paragraph`, `sentence`,
/// `label`, `line`, `open` (more words, and no stop), `dated`, `number`, and `cue_` with `nav`, `promo`, `list`, `footer`, `caption`, `credit`, `byline`, `comments` or `other`
/// where a rule for another role spoke; zones those of [`Zone`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason<'p> {
    /// A rule of a pack.
    Rule(&'p Rule),
    /// What it looks like, where in the text it stands, and what stands around it.
    Shape {
        /// What it looks like at first sight, for example `paragraph` or `label`.
        shape: &'static str,
        /// Where it stands.
        zone: Zone,
    },
}

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Rule(rule) => f.write_str(rule.id()),
            Reason::Shape { shape, zone } => write!(f, "{shape}_in_{}", zone.name()),
        }
    }
}
