//! Text that lost its HTML: lines with roles, by their wording, shape, place and company.
//!
//! Whoever holds scraped articles only as text finds the page's boilerplate among the paragraphs: share buttons, headings of other
//! stories with their teasers, captions with the image's `alt` text glued before them, disclaimers. A [`Cleaner`] gives each
//! line a [`Role`](crate::Role), the same ones as for HTML, and the views of a [`FlatPage`] are made of the input's own bytes.
//!
//! ```
//! use copydesk::{Role, flat::Cleaner};
//! let text = "Ports closed by storm\n\nShare this with\n\nEmail\n\nFacebook\n\nTwitter\n\n\
//!     Gales of 90mph closed every port on the north coast on Sunday, and ferries stayed in harbour.\n\n\
//!     Image caption Waves reached the lighthouse\n\n\
//!     The coastguard said it had answered forty calls since midnight, more than in any night for years.\n\n\
//!     More on this story\n\nLighthouse to be sold\n\n\
//!     The BBC is not responsible for the content of external Internet sites\n";
//! let page = Cleaner::default().clean(text);
//! assert!(page.main_text().starts_with("Gales of 90mph") && page.main_text().ends_with("any night for years."));
//! assert_eq!(page.captions()[0].text, "Waves reached the lighthouse");
//! let last = page.blocks().next_back().unwrap();
//! assert_eq!(last.role(), Role::Footer);
//! assert_eq!(&text[last.range()], last.text());
//! assert_eq!(last.reason(), "web/external-sites");
//! ```
//!
//! # How it decides
//!
//! 1. **Lines** are cut at line ends. A line that holds several things (the whole text, a row of glued labels) is cut into pieces, at
//!    the ends of sentences, where a small letter runs into a capital, and around what rules know.
//! 2. **Rules** are data: [`Pack`]s of phrases, in one automaton. A phrase in the middle of a sentence never counts: it has to be a line or
//!    piece, or to begin or end one; words such as "Email" count only three in a row.
//! 3. **A text in which no rule speaks is left whole.** Else the likeliest sequence of roles is looked for, from the head of the text through
//!    the story to the tail, by small learned weights of what each unit looks like and what stands around it.
//! 4. What is left is looked at again until nothing more goes, so that cleaning a cleaned text changes nothing. After eight looks it
//!    stays as it is, and the page says so: [`Flag::Unsettled`].
//!
//! Work is linear in the text, and memory too; no text makes it fail.

mod automaton;
mod clean;
mod context;
mod cue;
mod cut;
mod date;
mod features;
mod line;
mod model;
mod pack;
mod page;
mod part;
mod report;
mod scan;
mod sequence;
mod shape;
#[cfg(test)]
mod tests;
mod training;
mod unit;

pub use pack::{Evidence, Heads, Matched, Pack, Place, Rule};
pub use page::{FlatBlock, FlatPage};
pub use part::{Piece, PieceKind};
pub use report::{CleanReport, RuleCount};
pub use sequence::Zone;
#[doc(hidden)]
pub use training::{feature_names, schema_hash, state_names, unit_features, with_weights};

use crate::decode;
use crate::dom;
use crate::error::Error;
use crate::options::Flag;
use automaton::Phrases;
use model::Weights;
use once_cell::sync::Lazy;
use std::borrow::Cow;
use std::sync::Arc;

/// Bytes of a text that are read by default.
const MAX_BYTES: usize = 64 << 20;
/// The most that a cleaner can be told to read.
const LARGEST: usize = 512 << 20;

/// Cleans texts. Made once and shared: it is `Send + Sync`, and cheap to clone.
#[derive(Debug, Clone)]
pub struct Cleaner {
    phrases: Arc<Phrases>,
    packs: Vec<Pack>,
    weights: Weights,
    max_bytes: usize,
}

static BUILTIN: Lazy<Option<Arc<Phrases>>> = Lazy::new(|| Phrases::new(Pack::builtin()).ok().map(Arc::new));

impl Default for Cleaner {
    /// With the builtin packs.
    fn default() -> Self {
        let packs = Pack::builtin().to_vec();
        let phrases = BUILTIN.clone().unwrap_or_default();
        Cleaner { phrases, packs, weights: Weights::builtin(), max_bytes: MAX_BYTES }
    }
}

impl Cleaner {
    /// With these packs and no others; of two rules for one phrase that of the earlier pack holds.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Pack`](crate::ErrorKind::Pack) when they are too many for one automaton.
    pub fn with_packs_only(packs: Vec<Pack>) -> Result<Cleaner, Error> {
        let phrases = Arc::new(Phrases::new(&packs)?);
        Ok(Cleaner { phrases, packs, weights: Weights::builtin(), max_bytes: MAX_BYTES })
    }

    /// With one pack more, which is heard before the others.
    ///
    /// # Errors
    ///
    /// As [`with_packs_only`](Cleaner::with_packs_only).
    pub fn with_pack(mut self, pack: Pack) -> Result<Cleaner, Error> {
        self.packs.insert(0, pack);
        self.phrases = Arc::new(Phrases::new(&self.packs)?);
        Ok(self)
    }

    /// How many bytes of a text are read: 64 MiB by default, at most 512 MiB. The rest is as if it were not there, and the page says so.
    #[must_use]
    pub fn with_max_bytes(mut self, bytes: usize) -> Cleaner {
        self.max_bytes = bytes.min(LARGEST);
        self
    }

    /// The packs in force, the one that is heard first in front.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// Gives every line of a text its role.
    #[must_use]
    pub fn clean<'t>(&self, text: &'t str) -> FlatPage<'t> {
        self.page(Cow::Borrowed(text), Vec::new())
    }

    /// [`clean`](Cleaner::clean) for bytes, which are decoded as pages are ([`decode`]): ranges point into
    /// [`FlatPage::source`], which for valid UTF-8 is the input.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownCharset`](crate::ErrorKind::UnknownCharset) when nobody knows the `charset`.
    pub fn clean_bytes<'t>(&self, bytes: &'t [u8], charset: Option<&str>) -> Result<FlatPage<'t>, Error> {
        let decoded = decode::decode(bytes, charset)?;
        let flags = if decoded.had_errors() { vec![Flag::DecodingErrors] } else { Vec::new() };
        Ok(self.page(decoded.into_text(), flags))
    }

    fn page<'t>(&self, text: Cow<'t, str>, mut flags: Vec<Flag>) -> FlatPage<'t> {
        let read = dom::prefix(&text, self.max_bytes);
        if read.len() < text.len() {
            flags.push(Flag::InputTruncated);
        }
        let (verdicts, is_settled) = clean::verdicts(&self.phrases, &self.weights, read);
        if !is_settled {
            flags.push(Flag::Unsettled);
        }
        FlatPage::new(text, verdicts, self.phrases.clone(), flags)
    }
}
