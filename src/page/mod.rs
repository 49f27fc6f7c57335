//! The result: blocks with their roles, and what they add up to.

mod article;
mod caption;
mod described;
mod metadata;
mod part;

pub use article::Article;
pub use caption::Caption;
pub use described::Described;
pub use metadata::{Date, Found, Metadata, Origin};
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
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// An extracted page: what all views and renderings are made of.
#[derive(Clone)]
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

    /// What the page as a whole is: the most probable kind, held against how its blocks follow each other.
    pub fn kind(&self) -> PageKind {
        self.roles.kind
    }

    /// How sure [`kind`](Page::kind) is, in [0, 1]: the model's probability of that kind, or what is left of 1 where blocks that
    /// follow each other like a story (or do not) outweighed it; 0.5 at most, and often little, on a page of a headline and
    /// less than twelve blocks that is taken for a short story; 0.5 where JSON-LD alone tells the kind. It says nothing of the blocks: those have [scores](Block::score).
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

    /// The story with title, byline, dates and captions. `None` when [`kind`](Page::kind) is not [`PageKind::Article`], or there is no
    /// main text. What a listing, a forum or a product page holds is in [`main_text`](Page::main_text) and
    /// [`metadata`](Page::metadata), which any page has.
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
    /// use copydesk::{Extractor, Origin};
    /// let html = "<title>BBC NEWS | Europe | Storm hits coast</title>\
    ///             <meta name=OriginalPublicationDate content='2006/03/14 11:20:31'>";
    /// let metadata = Extractor::default().extract(html).metadata();
    /// let published = metadata.published.unwrap();
    /// assert_eq!(published.value.iso.as_deref(), Some("2006-03-14T11:20:31"));
    /// assert_eq!(published.origin, Origin::Meta);
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

    /// Whether there is no main text: [`flags`](Page::flags) say [`Flag::BodyEmpty`].
    pub fn is_body_empty(&self) -> bool {
        self.flags.contains(&Flag::BodyEmpty)
    }

    /// The model that scored the page.
    pub fn model(&self) -> &Model {
        self.model.as_deref().unwrap_or_else(|| Model::builtin())
    }

    /// Why a block has its score and its role. `None` where there is no such block.
    pub fn explain(&self, block: usize) -> Option<Explanation> {
        let rule = self.roles.labels.get(block)?.rule;
        Some(score::explanation(&self.dom, &self.blocks, &self.columns, &self.scores, self.model(), block, rule))
    }
}

impl fmt::Debug for Page<'_> {
    /// What it is, not all that it holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("kind", &self.kind())
            .field("confidence", &self.confidence())
            .field("blocks", &self.blocks.len())
            .field("flags", &self.flags)
            .finish_non_exhaustive()
    }
}

/// One block of a page.
#[derive(Clone, Copy)]
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

    /// Probability of belonging to the main content, in [0, 1], calibrated on pages that the model had not seen. It is no probability
    /// of the [`role`](Block::role), and no cut through it gives [`is_main`](Block::is_main): rules and the page as a whole have their say.
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

    /// Whether it stands in a panel of tabs or of an accordion that the page keeps closed until a reader opens it. Such text is not
    /// [hidden](Block::hidden): its role and whether it is main are judged as for other text. Elements that say so are panels
    /// (`role="tabpanel"`, `hidden="until-found"`), and those named like one for which the page has a control (`aria-controls`, `href="#id"`,
    /// `data-target`, `aria-expanded` beside them) or the label that they name.
    ///
    /// ```
    /// use copydesk::{Extractor, Hidden};
    /// let html = r#"<p>Shown.<div role="tabpanel" hidden>Washed at 40 degrees.</div><div hidden>Nobody opens this.</div>"#;
    /// let page = Extractor::default().extract(html);
    /// assert!(page.block(1).unwrap().is_collapsed());
    /// assert_eq!(page.block(1).unwrap().hidden(), None);
    /// assert_eq!(page.block(2).unwrap().hidden(), Some(Hidden::HiddenAttribute));
    /// ```
    pub fn is_collapsed(self) -> bool {
        self.page.blocks.is_collapsed(self.index)
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

impl fmt::Debug for Block<'_> {
    /// The block, not the page that it stands in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Block")
            .field("index", &self.index)
            .field("role", &self.role())
            .field("is_main", &self.is_main())
            .field("score", &self.score())
            .field("reason", &self.reason())
            .field("hidden", &self.hidden())
            .field("range", &self.range())
            .field("text", &self.text())
            .finish()
    }
}
