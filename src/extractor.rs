//! The pipeline: one short function names the stages from segment to label, in order; its callers
//! name decode and dom before them.

use crate::decode;
use crate::dom::{self, Dom};
use crate::error::Error;
use crate::label;
use crate::measure::{self, Columns};
use crate::options::{Flag, Limits, Options};
use crate::page::Page;
use crate::score::{self, Model, Scores};
use crate::segment::{self, Blocks};
use std::borrow::Cow;
use std::mem::take;
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

    /// The model that scores: the builtin one, unless [another](Extractor::with_model) was given.
    pub fn model(&self) -> &Model {
        self.model.as_deref().unwrap_or_else(|| Model::builtin())
    }

    /// Extracts a page. Ranges of blocks point into `html`.
    #[must_use]
    pub fn extract<'h>(&self, html: &'h str) -> Page<'h> {
        self.extract_with(html, &mut Scratch::of_one_page())
    }

    /// [`extract`](Extractor::extract) in the buffers of a page that is done with: the same page, with
    /// fewer allocations. Keep one [`Scratch`] a thread. A page that is never
    /// [reclaimed](Scratch::reclaim) costs the next one fresh buffers, no more.
    ///
    /// ```
    /// use copydesk::{Extractor, Scratch};
    /// let (extractor, mut scratch) = (Extractor::default(), Scratch::default());
    /// for html in ["<p>One", "<p>Two"] {
    ///     let page = extractor.extract_with(html, &mut scratch);
    ///     println!("{}", page.main_text());
    ///     scratch.reclaim(page);
    /// }
    /// ```
    #[must_use]
    pub fn extract_with<'h>(&self, html: &'h str, scratch: &mut Scratch) -> Page<'h> {
        let buffers = take(&mut scratch.dom);
        self.page(dom::parse_in(html, self.options.parser, &self.options.limits, buffers), scratch)
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
        self.extract_bytes_with(bytes, charset, &mut Scratch::of_one_page())
    }

    /// [`extract_bytes`](Extractor::extract_bytes) in the buffers of a page that is done with.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownCharset`](crate::ErrorKind), as there; the scratch stays as it was.
    pub fn extract_bytes_with<'h>(
        &self,
        bytes: &'h [u8],
        charset: Option<&str>,
        scratch: &mut Scratch,
    ) -> Result<Page<'h>, Error> {
        let Options { parser, limits, .. } = &self.options;
        let read = readable(bytes, limits);
        let decoded = decode::decode(read, charset)?;
        let had_errors = decoded.had_errors();
        let buffers = take(&mut scratch.dom);
        let dom = match decoded.into_text() {
            Cow::Borrowed(text) => dom::parse_in(text, *parser, limits, buffers),
            Cow::Owned(text) => dom::parse_owned(text, *parser, limits, buffers),
        };
        let mut page = self.page(dom, scratch);
        if had_errors {
            page.flags.push(Flag::DecodingErrors);
        }
        if read.len() < bytes.len() && !page.flags.contains(&Flag::InputTruncated) {
            page.flags.push(Flag::InputTruncated);
        }
        page.flags.sort_unstable();
        Ok(page)
    }

    /// Extracts a page that was parsed before, by [`dom::parse`] or another parser.
    ///
    /// The options' parser and the limits that concern parsing have no effect here.
    #[must_use]
    pub fn extract_dom<'h>(&self, dom: Dom<'h>) -> Page<'h> {
        self.page(dom, &mut Scratch::of_one_page())
    }

    fn page<'h>(&self, dom: Dom<'h>, scratch: &mut Scratch) -> Page<'h> {
        let Scratch { blocks, columns, scores, measuring, scoring, is_of_one_page, .. } = scratch;
        let model = self.model();
        let blocks = segment::blocks_in(&dom, &self.options.limits, take(blocks));
        let columns = measure::columns_in(&dom, &blocks, take(columns), measuring);
        if *is_of_one_page {
            take(measuring);
            scoring.is_of_one_page = true;
        }
        let scores = score::scores_in(&blocks, &columns, model, take(scores), scoring);
        if *is_of_one_page {
            take(scoring);
        }
        let roles = label::roles(&dom, &blocks, &columns, &scores, &self.options);
        let mut flags = dom.flags().to_vec();
        if roles.selectors_stopped {
            flags.push(Flag::SelectorsStopped);
        }
        if blocks.has_revealed() {
            flags.push(Flag::HiddenRevealed);
        }
        if blocks.joined {
            flags.push(Flag::BlocksJoined);
        }
        if blocks.truncated {
            flags.push(Flag::OutputTruncated);
        }
        let has_main = roles.labels.iter().any(|label| label.main);
        let mut page = Page { dom, blocks, columns, scores, roles, described: None, flags, model: self.model.clone() };
        page.describe();
        if !has_main && !page.described().is_some_and(|described| described.is_main) {
            page.flags.push(Flag::BodyEmpty);
        }
        page.mark();
        page.flags.sort_unstable();
        page
    }
}

/// What of the bytes can be worth decoding: hardly any encoding takes more than four for what is one in UTF-8.
fn readable<'b>(bytes: &'b [u8], limits: &Limits) -> &'b [u8] {
    let mut end = bytes.len().min(limits.bytes.saturating_mul(4));
    if end < bytes.len() {
        // Not in the middle of a character of UTF-16; nor, where it is text in UTF-8, of one of those.
        end &= !3;
        let is_inside = |at: usize| bytes[at] & 0xC0 == 0x80;
        end = (end.saturating_sub(3)..=end).rev().find(|at| !is_inside(*at)).unwrap_or(end);
    }
    &bytes[..end]
}

/// The buffers of pages that are done with, for the pages to come. One a thread. They never shrink: it
/// holds about as much memory as the largest page took, and so may a page that was extracted with
/// it; a new one begins small ([`reclaim_up_to`](Scratch::reclaim_up_to) sees to it). Of [`Parser::Html5ever`](crate::Parser) the tree's buffers are not kept.
#[derive(Clone, Default)]
pub struct Scratch {
    dom: Dom<'static>,
    blocks: Blocks,
    columns: Columns,
    scores: Scores,
    measuring: measure::Buffers,
    scoring: score::Buffers,
    /// No page is to come: a stage's buffers go before the next stage makes its own.
    is_of_one_page: bool,
}

impl std::fmt::Debug for Scratch {
    /// What stands in the buffers is of no page.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scratch").finish_non_exhaustive()
    }
}

impl Scratch {
    fn of_one_page() -> Scratch {
        Scratch { is_of_one_page: true, ..Scratch::default() }
    }

    /// [`reclaim`](Scratch::reclaim) for threads that live long: after a page of more than so many bytes all buffers are given back to
    /// the system, so that one huge page does not cost its memory ever after.
    pub fn reclaim_up_to(&mut self, bytes: usize, page: Page<'_>) {
        if page.dom.source_len() > bytes {
            *self = Scratch::default();
        } else {
            self.reclaim(page);
        }
    }

    /// Takes a page's buffers back.
    pub fn reclaim(&mut self, page: Page<'_>) {
        let Page { dom, blocks, columns, scores, .. } = page;
        self.dom = dom.into_buffers();
        self.blocks = blocks;
        self.columns = columns;
        self.scores = scores;
    }
}
