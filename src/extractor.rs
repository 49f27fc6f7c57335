//! The pipeline: one short function names the stages from segment to label, in order; its callers
//! name decode and dom before them.

use crate::decode;
use crate::dom::{self, Dom};
use crate::error::Error;
use crate::label;
use crate::measure;
use crate::options::{Flag, Options};
use crate::page::Page;
use crate::score::{self, Model};
use crate::segment;
use std::borrow::Cow;
use std::sync::Arc;

/// Extracts pages. Cheap to make (the first extraction reads the builtin model once), reusable, `Send + Sync`: share one among threads.
///
/// ```
/// use copydesk::Extractor;
/// let extractor = Extractor::default();
/// let page = extractor.extract_bytes(b"<p>caf\xe9</p>", Some("iso-8859-1"))?;
/// assert_eq!(page.blocks().next().unwrap().text(), "café");
/// # Ok::<(), copydesk::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Extractor {
    options: Options,
    /// `None` for the builtin model.
    model: Option<Arc<Model>>,
}

impl Extractor {
    /// An extractor with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Extractor { options, model: None }
    }

    /// The options in force.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Uses another model than the builtin one.
    #[must_use]
    pub fn with_model(mut self, model: impl Into<Arc<Model>>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// Extracts a page. Ranges of blocks point into `html`.
    #[must_use]
    pub fn extract<'h>(&self, html: &'h str) -> Page<'h> {
        self.extract_dom(dom::parse(html, self.options.parser, &self.options.limits))
    }

    /// Extracts a page from bytes: byte order mark, then `charset`, then what the page declares, then
    /// detection decide on the encoding; a hint or declaration that the bytes contradict is dropped
    /// ([`decode`]). Ranges of blocks point into the decoded text, which for
    /// UTF-8 is the input.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownCharset`](crate::ErrorKind) when `charset` is no label of the Encoding
    /// Standard, as some HTTP headers are: ask again with `None`.
    pub fn extract_bytes<'h>(&self, bytes: &'h [u8], charset: Option<&str>) -> Result<Page<'h>, Error> {
        let decoded = decode::decode(bytes, charset)?;
        let had_errors = decoded.had_errors();
        let limits = &self.options.limits;
        let dom = match decoded.into_text() {
            Cow::Borrowed(text) => dom::parse(text, self.options.parser, limits),
            Cow::Owned(text) => dom::parse_owned(text, self.options.parser, limits),
        };
        let mut page = self.extract_dom(dom);
        if had_errors {
            page.flags.push(Flag::DecodingErrors);
            page.flags.sort_unstable();
        }
        Ok(page)
    }

    /// Extracts a page that was parsed before, by [`dom::parse`] or another parser.
    ///
    /// The options' parser and the limits that concern parsing have no effect here.
    #[must_use]
    pub fn extract_dom<'h>(&self, dom: Dom<'h>) -> Page<'h> {
        let blocks = segment::blocks(&dom, &self.options.limits);
        let columns = measure::columns(&dom, &blocks);
        let scores = score::scores(&dom, &blocks, &columns, self.model.as_deref().unwrap_or_else(|| Model::builtin()));
        let roles = label::roles(&dom, &blocks, &columns, &scores, &self.options);
        let mut flags = dom.flags().to_vec();
        if blocks.truncated {
            flags.push(Flag::OutputTruncated);
        }
        if !roles.labels.iter().any(|label| label.main) {
            flags.push(Flag::BodyEmpty);
        }
        flags.sort_unstable();
        Page { dom, blocks, columns, scores, roles, flags, model: self.model.clone() }
    }
}
