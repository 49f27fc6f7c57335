//! What is done with a page: each thread has a worker of its own.

use crate::args::Judge;
use crate::failure::{Failure, Reason};
use crate::render::{self, About, Rendered, Style};
use copydesk::flat::{CleanReport, Cleaner};
use copydesk::{Extractor, Flag, Options, Scratch};
use copydesk_arrow::extract;
use std::sync::{Arc, Mutex, PoisonError};

/// Makes workers.
pub trait Desk: Send + Sync {
    fn worker(&self) -> Box<dyn Work>;
}

/// Works on one page after the other.
pub trait Work {
    /// Renders a page. The flags are the page's.
    fn page(&mut self, about: &About<'_>, style: &Style, out: &mut Rendered) -> Result<Vec<Flag>, Failure>;
}

/// Extracts pages.
pub struct ExtractDesk(pub Extractor);

impl ExtractDesk {
    pub fn new(judge: &Judge) -> ExtractDesk {
        let options = Options::default().with_parser(judge.parser).with_bias(judge.bias);
        let options = judge.profile.iter().cloned().fold(options, Options::with_profile);
        let options = if judge.no_builtin_profile { options.without_builtin_profile() } else { options };
        let options = if judge.no_collapsed { options.without_collapsed() } else { options };
        let extractor = Extractor::new(options);
        ExtractDesk(match &judge.model {
            Some(model) => extractor.with_model(model.clone()),
            None => extractor,
        })
    }
}

impl Desk for ExtractDesk {
    fn worker(&self) -> Box<dyn Work> {
        Box::new(ExtractWorker { extractor: self.0.clone(), scratch: Scratch::default() })
    }
}

struct ExtractWorker {
    extractor: Extractor,
    scratch: Scratch,
}

impl Work for ExtractWorker {
    fn page(&mut self, about: &About<'_>, style: &Style, out: &mut Rendered) -> Result<Vec<Flag>, Failure> {
        let (bytes, charset) = (&about.opened.bytes, about.opened.charset.as_deref());
        let page = extract::page(&self.extractor, bytes, charset, &mut self.scratch)
            .map_err(|error| Failure::new(Reason::Unreadable, error.to_string()))?;
        render::page(&page, about, style, out);
        let flags = page.flags().to_vec();
        self.scratch.reclaim_up_to(extract::LARGE, page);
        Ok(flags)
    }
}

/// Cleans texts.
pub struct CleanDesk {
    pub cleaner: Cleaner,
    /// What each rule cut, where somebody wants to know.
    pub report: Option<Arc<Mutex<CleanReport>>>,
}

impl Desk for CleanDesk {
    fn worker(&self) -> Box<dyn Work> {
        Box::new(CleanWorker { cleaner: self.cleaner.clone(), report: self.report.clone() })
    }
}

struct CleanWorker {
    cleaner: Cleaner,
    report: Option<Arc<Mutex<CleanReport>>>,
}

impl Work for CleanWorker {
    fn page(&mut self, about: &About<'_>, style: &Style, out: &mut Rendered) -> Result<Vec<Flag>, Failure> {
        let opened = about.opened;
        let page = self
            .cleaner
            .clean_bytes(&opened.bytes, opened.charset.as_deref())
            .map_err(|error| Failure::new(Reason::Panicked, error.to_string()))?;
        if let Some(report) = &self.report {
            report.lock().unwrap_or_else(PoisonError::into_inner).add(&page);
        }
        render::flat_page(&page, about, style, out);
        Ok(page.flags().to_vec())
    }
}
