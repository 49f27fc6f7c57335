//! The pipeline.

use crate::dom::{self, Dom};
use crate::label;
use crate::measure;
use crate::options::{Flag, Options};
use crate::page::Page;
use crate::score::{self, Model};
use crate::segment;

/// Extracts pages. Cheap to make, reusable, `Send + Sync`.
#[derive(Debug, Clone, Default)]
pub struct Extractor {
    options: Options,
}

impl Extractor {
    /// An extractor with these options.
    pub fn new(options: Options) -> Self {
        Extractor { options }
    }

    /// Extracts a page.
    pub fn extract<'h>(&self, html: &'h str) -> Page<'h> {
        self.extract_dom(dom::parse(html, self.options.parser, &self.options.limits))
    }

    /// Extracts a page that was parsed before.
    pub fn extract_dom<'h>(&self, dom: Dom<'h>) -> Page<'h> {
        let blocks = segment::blocks(&dom, &self.options.limits);
        let columns = measure::columns(&dom, &blocks);
        let scores = score::scores(&dom, &blocks, &columns, Model::builtin());
        let roles = label::roles(&blocks, &scores, &self.options);
        let mut flags = dom.flags().to_vec();
        if blocks.truncated {
            flags.push(Flag::OutputTruncated);
        }
        Page { dom, blocks, columns, scores, roles, flags }
    }
}
