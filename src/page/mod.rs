//! The result: blocks with their roles, and what they add up to.

mod article;
mod caption;
mod described;
mod metadata;
mod part;

pub use article::Article;
pub use caption::Caption;
pub use described::Described;
pub use metadata::{Date, Found, Metadata, Source};
pub use part::Part;
// What captions, bylines and dates look like is the same in text without HTML.
pub(crate) use caption::shape as caption_shape;
pub(crate) use metadata::{byline_names, date_iso, without_by};

use crate::dom::{Dom, Tag};
use crate::label::{PageKind, Role, Roles};
use crate::marks::Marks;
use crate::measure::Columns;
use crate::options::Flag;
use crate::profile::{Profile, Rule};
use crate::score::{self, Explanation, Model, Scores};
use crate::segment::{Blocks, Hidden, Inline, bits};
use std::ops::Range;
use std::sync::Arc;

/// An extracted page.
#[derive(Debug, Clone)]
pub struct Page<'h> {
    pub(crate) dom: Dom<'h>,
    pub(crate) blocks: Blocks,
    pub(crate) columns: Columns,
    pub(crate) scores: Scores,
    pub(crate) roles: Roles,
    pub(crate) described: Option<Box<Described>>,
    pub(crate) flags: Vec<Flag>,
    pub(crate) model: Option<Arc<Model>>,
}

/// How sure a kind is that only the page's JSON-LD tells.
const SAID_BY_PAGE: f32 = 0.5;

impl<'h> Page<'h> {
    /// All blocks in document order, hidden ones included.
    pub fn blocks(&self) -> impl DoubleEndedIterator<Item = Block<'_>> + ExactSizeIterator {
        (0..self.blocks.len()).map(|index| Block { page: self, index })
    }

    /// The page as it was read, decoded: what the [ranges](Block::range) of blocks point into.
    /// `None` when the parser keeps no positions.
    ///
    /// ```
    /// use copydesk::Extractor;
    /// let page = Extractor::default().extract_bytes(b"<meta charset=iso-8859-1><p>Caf\xe9 bar", None).unwrap();
    /// let block = page.block(0).unwrap();
    /// assert_eq!(&page.source().unwrap()[block.range().unwrap()], "Café bar");
    /// ```
    pub fn source(&self) -> Option<&str> {
        self.dom.source()
    }

    /// One block by its place in [`blocks`](Page::blocks).
    pub fn block(&self, index: usize) -> Option<Block<'_>> {
        (index < self.blocks.len()).then_some(Block { page: self, index })
    }

    /// The same page with a source of its own, so that it can outlive the input and go to another
    /// thread.
    pub fn into_owned(self) -> Page<'static> {
        let Page { dom, blocks, columns, scores, roles, described, flags, model } = self;
        Page { dom: dom.into_owned(), blocks, columns, scores, roles, described, flags, model }
    }

    /// Takes what stands in JSON-LD alone into the page. A page whose main text it is, is what
    /// JSON-LD calls it; the model has seen next to nothing.
    pub(crate) fn describe(&mut self) {
        let described = described::described(self);
        if let Some(described) =
            described.as_ref().filter(|described| described.is_main && described.kind != self.kind())
        {
            (self.roles.kind, self.roles.confidence) = (described.kind, SAID_BY_PAGE);
        }
        self.described = described.map(Box::new);
    }

    /// Flags what a reader does not see.
    pub(crate) fn mark(&mut self) {
        let described = self.described.as_ref().map_or("", |described| described.text.as_str());
        let (shown, described) = (Marks::of(&self.blocks.text), Marks::of(described));
        self.flags
            .extend(shown.flags().chain(described.flags().filter(|flag| shown.flags().all(|other| other != *flag))));
    }

    /// What the page as a whole is.
    pub fn kind(&self) -> PageKind {
        self.roles.kind
    }

    /// How sure [`kind`](Page::kind) is, in [0, 1].
    pub fn confidence(&self) -> f32 {
        self.roles.confidence
    }

    /// Limits that were hit and traits of the input, sorted.
    pub fn flags(&self) -> &[Flag] {
        &self.flags
    }

    /// What the page holds in JSON-LD and shows in no block: the description of a product, or, where it
    /// is longer than all main blocks together, the body of an article or the post of a discussion
    /// that a script is to put on the page.
    pub fn described(&self) -> Option<&Described> {
        self.described.as_deref()
    }

    /// The blocks and what the page [describes](Page::described) beside them, in the order of the
    /// source: what renderings read.
    ///
    /// ```
    /// use copydesk::Extractor;
    /// let page = Extractor::default().extract("<p>One<p>Two");
    /// assert!(page.parts().map(|part| part.text()).eq(["One", "Two"]));
    /// ```
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let place = self.described().map_or(self.blocks.len(), |described| described.place);
        let blocks = |range: Range<usize>| range.map(|index| Part::Block(Block { page: self, index }));
        let described = self.described().map(Part::Described);
        blocks(0..place).chain(described).chain(blocks(place..self.blocks.len()))
    }

    /// Main text: the main [parts](Page::parts) in order, parted by blank lines.
    pub fn main_text(&self) -> String {
        article::main_text(self)
    }

    /// The story with title, byline, dates and captions. `None` when the page is no article or
    /// has no main text.
    ///
    /// ```
    /// use copydesk::Extractor;
    /// let html = "<title>No ark</title><h1>No ark</h1>";
    /// assert!(Extractor::default().extract(html).article().is_none());
    /// ```
    pub fn article(&self) -> Option<Article> {
        article::article(self)
    }

    /// Title, byline, dates and the rest, whatever the page's kind. Worked out anew on each call.
    ///
    /// ```
    /// use copydesk::{Extractor, Source};
    /// let html = "<title>BBC NEWS | Europe | Storm hits coast</title>\
    ///             <meta name=OriginalPublicationDate content='2006/03/14 11:20:31'>";
    /// let metadata = Extractor::default().extract(html).metadata();
    /// let published = metadata.published.unwrap();
    /// assert_eq!(published.value.iso.as_deref(), Some("2006-03-14T11:20:31"));
    /// assert_eq!(published.source, Source::Meta);
    /// ```
    pub fn metadata(&self) -> Metadata {
        metadata::metadata(self)
    }

    /// Captions in document order, each with its image and credit where they were found.
    pub fn captions(&self) -> Vec<Caption> {
        caption::captions(self)
    }

    /// Blocks of the story's inset boxes.
    pub fn asides(&self) -> impl Iterator<Item = Block<'_>> {
        self.visible_with(Role::Aside)
    }

    /// Blocks that sell other stories.
    pub fn promos(&self) -> impl Iterator<Item = Block<'_>> {
        self.visible_with(Role::Promo)
    }

    fn visible_with(&self, role: Role) -> impl Iterator<Item = Block<'_>> {
        crate::work::add(self.blocks.len());
        self.blocks().filter(move |b| b.role() == role && b.hidden().is_none())
    }

    /// The model that scored the page.
    pub fn model(&self) -> &Model {
        self.model.as_deref().unwrap_or_else(|| Model::builtin())
    }

    /// Why a block has its score and its role.
    pub fn explain(&self, block: usize) -> Option<Explanation> {
        let rule = self.roles.labels.get(block)?.rule;
        Some(score::explanation(&self.dom, &self.blocks, &self.columns, &self.scores, self.model(), block, rule))
    }
}

/// One block of a page.
#[derive(Debug, Clone, Copy)]
pub struct Block<'p> {
    page: &'p Page<'p>,
    index: usize,
}

impl<'p> Block<'p> {
    /// Place in the page's blocks, from 0.
    pub fn index(self) -> usize {
        self.index
    }

    /// Text, white space collapsed, references decoded; `\n` where a `<br>` stood.
    pub fn text(self) -> &'p str {
        self.page.blocks.text(self.index)
    }

    /// What the block is.
    pub fn role(self) -> Role {
        self.page.roles.labels[self.index].role
    }

    /// Whether the block belongs to the page's main content.
    pub fn is_main(self) -> bool {
        self.page.roles.labels[self.index].main
    }

    /// Probability of belonging to the main content, in [0, 1].
    pub fn score(self) -> f32 {
        self.page.scores.probability(self.index)
    }

    /// Name of the rule that gave the role; `profile` when [a profile](Block::profile) did.
    pub fn reason(self) -> &'static str {
        self.page.roles.labels[self.index].rule
    }

    /// The rule of a profile that holds for the block, with its profile: where the [`reason`](Block::reason) is
    /// `profile` it gave the role, else it was evidence.
    pub fn profile(self) -> Option<(&'p Profile, &'p Rule)> {
        let roles = &self.page.roles;
        roles.labels[self.index].profile.rule(&roles.profiles)
    }

    /// Why the block is not shown, if so.
    pub fn hidden(self) -> Option<Hidden> {
        self.page.blocks.hidden(self.index)
    }

    /// Which of the page's flags its text gives cause for: control characters, controls of direction, tag characters.
    ///
    /// ```
    /// use copydesk::{Extractor, Flag};
    /// let page = Extractor::default().extract("<p>One<p>Tw\u{202e}o");
    /// assert_eq!(page.flags(), [Flag::BidiControls, Flag::BodyEmpty]);
    /// assert!(page.block(0).unwrap().flags().is_empty());
    /// assert_eq!(page.block(1).unwrap().flags(), [Flag::BidiControls]);
    /// ```
    pub fn flags(self) -> Vec<Flag> {
        Marks::of(self.text()).flags().collect()
    }

    /// Whether all of it stands in elements with `aria-hidden="true"`: shown, but meant for the eye alone. On an article such a
    /// block is main only where most of the main text is such.
    pub fn is_aria_hidden(self) -> bool {
        self.page.blocks.rows[self.index].ancestors & bits::ARIA_HIDDEN != 0
    }

    /// Byte range in the (decoded) input. `None` when the parser keeps no positions.
    pub fn range(self) -> Option<Range<usize>> {
        self.page.blocks.position(&self.page.dom, self.index)
    }

    /// The innermost block-level element that holds the text.
    pub fn tag(self) -> Tag {
        self.page.dom.tag(self.node())
    }

    pub(crate) fn node(self) -> usize {
        self.page.blocks.rows[self.index].node as usize
    }

    pub(crate) fn inlines(self) -> &'p [Inline] {
        self.page.blocks.inlines(self.index)
    }
}
