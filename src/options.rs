//! What a caller may choose, and what an untrusted page may cost.

use crate::error::{Error, ErrorKind};
use crate::named::named;
use crate::profile::{MAX_PROFILES, Profile};
use std::fmt;
use std::str::FromStr;

/// Which front end turns HTML into a [`Dom`](crate::dom::Dom).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Parser {
    /// Our own tokenizer and simplified tree: linear, zero-copy, with byte ranges. The default.
    #[default]
    Fast,
    /// The specification's tree, through html5ever behind a depth cap (Cargo feature
    /// `html5ever`). Blocks have no byte ranges.
    #[cfg(feature = "html5ever")]
    Html5ever,
}

impl Parser {
    /// Every parser of this build.
    pub const ALL: &'static [Parser] = &[
        Parser::Fast,
        #[cfg(feature = "html5ever")]
        Parser::Html5ever,
    ];

    /// The parser's name.
    pub fn name(self) -> &'static str {
        match self {
            Parser::Fast => "fast",
            #[cfg(feature = "html5ever")]
            Parser::Html5ever => "html5ever",
        }
    }
}

impl fmt::Display for Parser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Parser {
    type Err = Error;

    /// Reads a name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ParserUnavailable`] for a parser that this build has not, [`ErrorKind::UnknownName`] for what is none.
    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            "fast" => Ok(Parser::Fast),
            #[cfg(feature = "html5ever")]
            "html5ever" => Ok(Parser::Html5ever),
            #[cfg(not(feature = "html5ever"))]
            "html5ever" => Err(Error::new(ErrorKind::ParserUnavailable { feature: "html5ever" })),
            _ => Err(Error::new(ErrorKind::UnknownName {
                expected: "parser (one of: fast html5ever)",
                name: name.to_owned(),
            })),
        }
    }
}

/// Which way an uncertain block falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Bias {
    /// Leave a block out when in doubt.
    Precision,
    /// The cut that maximises the expected F1 of the page's words.
    #[default]
    Balanced,
    /// Keep a block when in doubt.
    Recall,
}

named! {
    Bias, "bias":
    Precision "precision",
    Balanced "balanced",
    Recall "recall",
}

/// Budgets for one page. Every one is finite by default; a budget that was hit is reported in
/// [`Page::flags`](crate::Page::flags), never passed over in silence.
///
/// ```
/// use copydesk::{Extractor, Flag, Limits, Options};
/// let limits = Limits::default().with_bytes(20);
/// let extractor = Extractor::new(Options::default().with_limits(limits));
/// let page = extractor.extract("<p>Twenty bytes, and then a cut.</p>");
/// assert!(page.flags().contains(&Flag::InputTruncated));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub(crate) bytes: usize,
    pub(crate) nodes: usize,
    pub(crate) depth: usize,
    pub(crate) attributes: usize,
    pub(crate) blocks: usize,
    pub(crate) output: usize,
}

/// No budget of bytes is larger, so that counts of characters fit their columns many times over.
const LARGEST: usize = 1 << 29;

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 64 << 20, nodes: 4_000_000, depth: 512, attributes: 256, blocks: 12_000, output: 64 << 20 }
    }
}

impl Limits {
    /// Bytes of input in force.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Nodes in force.
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// Open elements in force.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Attributes a tag in force.
    pub fn attributes(&self) -> usize {
        self.attributes
    }

    /// Blocks in force.
    pub fn blocks(&self) -> usize {
        self.blocks
    }

    /// Bytes of block text in force.
    pub fn output(&self) -> usize {
        self.output
    }

    /// Bytes of (decoded) input that are read; the rest is cut off. Default 64 MiB, at most 512 MiB.
    #[must_use]
    pub fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes.min(LARGEST);
        self
    }

    /// Nodes of the tree; what comes after them is not read. Default 4,000,000; taken as at least 16.
    #[must_use]
    pub fn with_nodes(mut self, nodes: usize) -> Self {
        self.nodes = nodes.clamp(16, u32::MAX as usize / 2);
        self
    }

    /// Open elements; deeper ones become siblings of the deepest. Default 512, as in
    /// browsers. Less than 16, also 0, is taken as 16, and more than 4,096 as 4,096.
    #[must_use]
    pub fn with_depth(mut self, depth: usize) -> Self {
        self.depth = depth.clamp(16, 4096);
        self
    }

    /// Attributes of one tag that are looked at; the rest is passed over. Default 256.
    #[must_use]
    pub fn with_attributes(mut self, attributes: usize) -> Self {
        self.attributes = attributes;
        self
    }

    /// Text blocks, which cost two to four kilobytes each while a page is read. What comes after them joins the last one,
    /// a line each, without what is hidden there. Default 12,000; the largest of 1,600 real pages has 2,700. Taken as at least 16.
    #[must_use]
    pub fn with_blocks(mut self, blocks: usize) -> Self {
        self.blocks = blocks.clamp(16, u32::MAX as usize / 2);
        self
    }

    /// Bytes of block text that are kept. Default 64 MiB, at most 512 MiB.
    #[must_use]
    pub fn with_output(mut self, output: usize) -> Self {
        self.output = output.min(LARGEST);
        self
    }
}

/// How pages are extracted.
///
/// ```
/// use copydesk::{Bias, Extractor, Options};
/// let careful = Extractor::new(Options::default().with_bias(Bias::Precision));
/// # let _ = careful;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub(crate) parser: Parser,
    pub(crate) limits: Limits,
    pub(crate) bias: Bias,
    /// The caller's, then the builtin one if it is in force.
    pub(crate) profiles: Vec<Profile>,
    has_builtin_profile: bool,
    pub(crate) keeps_collapsed: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            parser: Parser::default(),
            limits: Limits::default(),
            bias: Bias::default(),
            profiles: vec![Profile::bbc()],
            has_builtin_profile: true,
            keeps_collapsed: true,
        }
    }
}

impl Options {
    /// The front end. Default [`Parser::Fast`].
    #[must_use]
    pub fn with_parser(mut self, parser: Parser) -> Self {
        self.parser = parser;
        self
    }

    /// The budgets.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Which way an uncertain block falls. Default [`Bias::Balanced`].
    #[must_use]
    pub fn with_bias(mut self, bias: Bias) -> Self {
        self.bias = bias;
        self
    }

    /// Adds a profile of known templates, behind those that were added before and before the builtin one. There is room for 1,024, the
    /// builtin one among them: what is added beyond that is left out ([`profiles`](Options::profiles) says what is in force).
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> Self {
        if self.profiles.len() < MAX_PROFILES {
            let place = self.profiles.len() - usize::from(self.has_builtin_profile);
            self.profiles.insert(place, profile);
        }
        self
    }

    /// Leaves out the builtin profile, [`Profile::bbc`], which by default speaks on pages of that site.
    #[must_use]
    pub fn without_builtin_profile(mut self) -> Self {
        if std::mem::take(&mut self.has_builtin_profile) {
            self.profiles.pop();
        }
        self
    }

    /// Treats text in panels that a reader would have to open ([`Block::is_collapsed`](crate::Block::is_collapsed)) as hidden text is: such a
    /// block is no main text, has the role `other` and the reason `collapsed`. For those who read pages that may want to deceive: a page can
    /// have a control for what it wants to pass as a panel. A page that hides more than it shows is another matter, and flagged
    /// ([`Flag::HiddenRevealed`]).
    ///
    /// ```
    /// use copydesk::{Extractor, Options};
    /// let html = r#"<h1>Care</h1><p>How to wash what we sell, in a few words.<div role="tabpanel" hidden><p>Wash it at 40 degrees, and not with other colours.</div>"#;
    /// let page = Extractor::new(Options::default().without_collapsed()).extract(html);
    /// assert!(page.blocks().filter(|block| block.is_collapsed()).all(|block| !block.is_main()));
    /// ```
    #[must_use]
    pub fn without_collapsed(mut self) -> Self {
        self.keeps_collapsed = false;
        self
    }

    /// The profiles in force, the one that is heard first in front.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// Whether [`Profile::bbc`] is among them.
    pub fn has_builtin_profile(&self) -> bool {
        self.has_builtin_profile
    }

    /// Whether panels that a reader would have to open may be main text.
    pub fn keeps_collapsed(&self) -> bool {
        self.keeps_collapsed
    }

    /// The front end in force.
    pub fn parser(&self) -> Parser {
        self.parser
    }

    /// The budgets in force.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The bias in force.
    pub fn bias(&self) -> Bias {
        self.bias
    }
}

/// What a reader of the result should know: a limit that was hit, or a trait of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Flag {
    /// The input was longer than its budget; the rest was not read.
    InputTruncated,
    /// The tree had more nodes than its budget; the rest was not read.
    NodesTruncated,
    /// Elements were nested deeper than the cap and became siblings.
    DepthCapped,
    /// A tag had more attributes than the budget.
    AttributesDropped,
    /// There were more blocks than the budget; what came after them is one block, without what was hidden.
    BlocksJoined,
    /// Block text exceeded its budget; later blocks were cut.
    OutputTruncated,
    /// Some bytes are none of the page's character encoding and became U+FFFD.
    DecodingErrors,
    /// A text holds control characters that are no white space (U+007F, U+009B). Those below U+0020 are white space in a
    /// page, but for `pre`; a text without HTML keeps them.
    ControlCharacters,
    /// A text holds characters that turn the direction of writing (U+202A to U+202E, U+2066 to U+2069): what is shown may not be
    /// what is read.
    BidiControls,
    /// A text holds tag characters (U+E0000 to U+E007F) that belong to no flag of a region: nobody sees them, programs read them.
    TagCharacters,
    /// The page was too dear to match with the CSS selectors of a profile; some matched nothing any more.
    SelectorsStopped,
    /// The page hides more text than it shows and so waits for a script: what is hidden for that reason counts as shown.
    HiddenRevealed,
    /// There is no main text.
    BodyEmpty,
    /// Cleaning the main text again would cut still more; of text without HTML.
    Unsettled,
}

impl Flag {
    /// Whether it is said of characters, which single blocks have.
    pub(crate) fn is_of_text(self) -> bool {
        matches!(self, Flag::ControlCharacters | Flag::BidiControls | Flag::TagCharacters)
    }
}

named! {
    Flag, "flag":
    InputTruncated "input_truncated",
    NodesTruncated "nodes_truncated",
    DepthCapped "depth_capped",
    AttributesDropped "attributes_dropped",
    BlocksJoined "blocks_joined",
    OutputTruncated "output_truncated",
    DecodingErrors "decoding_errors",
    ControlCharacters "control_characters",
    BidiControls "bidi_controls",
    TagCharacters "tag_characters",
    SelectorsStopped "selectors_stopped",
    HiddenRevealed "hidden_revealed",
    BodyEmpty "body_empty",
    Unsettled "unsettled",
}
