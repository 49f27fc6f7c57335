//! The result: blocks of the text with their roles, and what they add up to.

use super::automaton::Phrases;
use super::clean::Verdict;
use super::features::KIND_NAMES;
use super::pack::Rule;
use super::part::{self, Piece, PieceKind};
use super::sequence::Zone;
use super::shape::behind_bullet;
use crate::label::{PageKind, Role};
use crate::marks::Marks;
use crate::options::Flag;
use crate::page::{Article, Caption, Date, Found, Metadata, Origin, byline_names, date_iso};
use once_cell::sync::Lazy;
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A cleaned text: its blocks with their roles. Nothing is changed; all is a view of the text. Named as in a [`Page`](crate::Page),
/// of which it has no more than a text without HTML can give: no tags, no hidden text, no images, no features behind a score.
#[derive(Clone)]
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

    /// The text that [ranges](FlatBlock::range) point into: the input, or, of bytes that are no UTF-8, what they were decoded to.
    pub fn source(&self) -> &str {
        &self.text
    }

    /// All blocks in order. What is between them is white space, or was beyond the limit.
    pub fn blocks(&self) -> impl DoubleEndedIterator<Item = FlatBlock<'_>> + ExactSizeIterator {
        (0..self.verdicts.len()).map(|index| FlatBlock { page: self, index })
    }

    /// One block by its place in [`blocks`](FlatPage::blocks).
    pub fn block(&self, index: usize) -> Option<FlatBlock<'_>> {
        (index < self.verdicts.len()).then_some(FlatBlock { page: self, index })
    }

    /// The same page with a text of its own, so that it can outlive the input and go to another thread.
    pub fn into_owned(self) -> FlatPage<'static> {
        let FlatPage { text, verdicts, phrases, flags } = self;
        FlatPage { text: Cow::Owned(text.into_owned()), verdicts, phrases, flags }
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

    /// The story with title, byline, date and captions. `None` when there is no main text.
    ///
    /// ```
    /// use copydesk::flat::Cleaner;
    /// let cleaner = Cleaner::default();
    /// let page = cleaner.clean("It rained on Sunday.\n\nImage caption A wet dog\n\nIt stopped on Monday.");
    /// let article = page.article().unwrap();
    /// assert_eq!((article.text.as_str(), article.captions.len()), ("It rained on Sunday.\n\nIt stopped on Monday.", 1));
    /// assert!(cleaner.clean("Image copyright AFP").article().is_none());
    /// ```
    pub fn article(&self) -> Option<Article> {
        if self.kind() != PageKind::Article {
            return None;
        }
        let asides = self.asides().map(|block| block.text().to_owned()).collect();
        Some(Article { metadata: self.metadata(), text: self.main_text(), captions: self.captions(), asides })
    }

    /// Title, byline and date of publication: what a text can show. The rest is empty.
    pub fn metadata(&self) -> Metadata {
        fn found<T>(value: T) -> Found<T> {
            Found { value, origin: Origin::Text }
        }
        Metadata {
            title: self.title().map(|title| found(title.to_owned())),
            byline: self.byline().map(found),
            published: self.published().map(found),
            ..Metadata::default()
        }
    }

    /// Blocks of the story's inset boxes.
    pub fn asides(&self) -> impl Iterator<Item = FlatBlock<'_>> {
        self.blocks().filter(|block| block.role() == Role::Aside)
    }

    /// Blocks that sell other stories.
    pub fn promos(&self) -> impl Iterator<Item = FlatBlock<'_>> {
        self.blocks().filter(|block| block.role() == Role::Promo)
    }

    /// The headline, if one was found: the title of [`metadata`](FlatPage::metadata), without a copy.
    pub fn title(&self) -> Option<&str> {
        self.first(Role::Headline).map(FlatBlock::text)
    }

    /// The names in the byline, parted by ", ".
    pub fn byline(&self) -> Option<String> {
        let names = byline_names(self.first(Role::Byline)?.text());
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The first date of the text that is no other story's and could be read, in ISO 8601; if none could, the first as written.
    pub fn date(&self) -> Option<String> {
        self.published().map(|date| date.iso.unwrap_or(date.written))
    }

    fn published(&self) -> Option<Date> {
        let dates = || self.blocks().filter(|block| block.role() == Role::Timestamp).map(FlatBlock::text);
        let read = dates().find_map(|text| Some(Date { written: text.to_owned(), iso: Some(date_iso(text)?) }));
        let unread = || dates().find(|text| text.bytes().any(|b| b.is_ascii_digit()));
        read.or_else(|| Some(Date { written: unread()?.to_owned(), iso: None }))
    }

    fn first(&self, role: Role) -> Option<FlatBlock<'_>> {
        self.blocks().find(|block| block.role() == role)
    }

    /// The mean [score](FlatBlock::score) of the main blocks, by bytes: how sure their roles are; 0 without main text. It says nothing of the
    /// [kind](FlatPage::kind), which is not weighed here, so it is no [`Page::confidence`](crate::Page::confidence).
    pub fn confidence(&self) -> f32 {
        let (mut sum, mut bytes) = (0.0, 0.0);
        for block in self.blocks().filter(|block| block.is_main()) {
            let len = block.range().len() as f32;
            sum += block.score() * len;
            bytes += len;
        }
        if bytes > 0.0 { sum / bytes } else { 0.0 }
    }

    /// The name of the weights, as [`Model::name`](crate::Model::name) is of those for HTML.
    pub fn model(&self) -> &'static str {
        "flat-1"
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

    /// Whether there is no main text: [`flags`](FlatPage::flags) say [`Flag::BodyEmpty`].
    pub fn is_body_empty(&self) -> bool {
        self.flags.contains(&Flag::BodyEmpty)
    }
}

impl fmt::Debug for FlatPage<'_> {
    /// What it is, not all that it holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlatPage")
            .field("kind", &self.kind())
            .field("blocks", &self.verdicts.len())
            .field("flags", &self.flags)
            .finish_non_exhaustive()
    }
}

/// One block of a [`FlatPage`].
#[derive(Clone, Copy)]
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

    /// Byte range in [`FlatPage::source`].
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

    /// How sure the role is, its neighbours given: the lead of the likeliest sequence of roles over the likeliest one in which this block has
    /// another role, through the logistic function. The lead is never negative, so the score is 0.5 to 1, and 0.5 means tied. 0.9 where no rule
    /// speaks in the whole text. Half of all that, 0.25 to 0.5, where two things are glued together and nothing tells for sure where one ends.
    ///
    /// Not what [`Block::score`](crate::Block::score) is: no probability of being main text, and not calibrated. Compare scores of flat text
    /// with each other only.
    pub fn score(self) -> f32 {
        self.verdict().score
    }

    /// The rule that spoke on the block, also where everything else outweighed it.
    pub fn rule(self) -> Option<&'p Rule> {
        self.verdict().rule.map(|rule| self.page.phrases.rule(rule))
    }

    /// Where in the text it stands.
    pub fn zone(self) -> Zone {
        self.verdict().zone
    }

    /// What gave the role: the [id](Rule::id) of a rule, as `web/external-sites`, where a [rule](FlatBlock::rule) for that role spoke; else what
    /// the block looks like and where it stands, as `paragraph_in_story`. Looks are `paragraph`, `sentence`, `label`, `line`, `open` (more words,
    /// and no stop), `dated`, `number`, and `cue_` with `nav`, `promo`, `list`, `footer`, `caption`, `credit`, `byline`, `comments` or `other`
    /// where a rule for another role spoke; the places are those of [`Zone`].
    pub fn reason(self) -> &'p str {
        let verdict = self.verdict();
        match self.rule().filter(|rule| rule.role() == verdict.role) {
            Some(rule) => rule.id(),
            None => &LOOKS[verdict.kind as usize * Zone::ALL.len() + verdict.zone as usize],
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

impl fmt::Debug for FlatBlock<'_> {
    /// The block, not the page that it stands in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlatBlock")
            .field("index", &self.index)
            .field("role", &self.role())
            .field("score", &self.score())
            .field("reason", &self.reason())
            .field("range", &self.range())
            .field("text", &self.text())
            .finish()
    }
}

/// Reasons of blocks on which no rule for their role spoke: each kind of line in each zone.
static LOOKS: Lazy<Vec<String>> = Lazy::new(|| {
    KIND_NAMES.iter().flat_map(|kind| Zone::ALL.iter().map(move |zone| format!("{kind}_in_{zone}"))).collect()
});
