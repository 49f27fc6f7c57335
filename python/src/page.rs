//! Pages, texts and what they are made of, as Python sees them.

use copydesk::Scratch;
use copydesk::flat::Cleaner;
use copydesk::render::{self, flat};
use copydesk_arrow::{BlockRow, CaptionRow, Row, extract};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;
use std::cell::RefCell;
use std::sync::{LazyLock, OnceLock};

/// An extracted page. The main text alone is cheap; metadata, captions and blocks are worked out when the first of them is asked for.
#[pyclass(frozen, module = "copydesk")]
pub struct Page {
    /// There until it is dropped.
    page: Option<copydesk::Page<'static>>,
    url: Option<String>,
    text: OnceLock<String>,
    row: OnceLock<Row>,
    blocks: PyOnceLock<Py<PyTuple>>,
}

impl Page {
    pub fn new(page: copydesk::Page<'static>, url: Option<String>) -> Page {
        Page { page: Some(page), url, text: OnceLock::new(), row: OnceLock::new(), blocks: PyOnceLock::new() }
    }

    fn page(&self) -> &copydesk::Page<'static> {
        self.page.as_ref().expect("only dropping takes it")
    }

    fn row(&self) -> &Row {
        self.row.get_or_init(|| Row::of_page(self.page(), |_| true))
    }
}

thread_local! {
    /// Buffers of the page that was dropped last, for the next one: pages are mostly made and dropped one by one.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Does something with this thread's buffers.
pub fn with_scratch<T>(work: impl FnOnce(&mut Scratch) -> T) -> T {
    // Where they are gone, or in use further up, new ones do.
    let mut work = Some(work);
    let done = SCRATCH.try_with(|scratch| {
        let mut scratch = scratch.try_borrow_mut().ok()?;
        work.take().map(|work| work(&mut scratch))
    });
    match (done, work) {
        (Ok(Some(done)), _) => done,
        (_, Some(work)) => work(&mut Scratch::default()),
        (_, None) => unreachable!("work that was taken has been done"),
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(page) = self.page.take() {
            with_scratch(|scratch| scratch.reclaim_up_to(extract::LARGE, page));
        }
    }
}

#[pymethods]
impl Page {
    /// The address that was given.
    #[getter]
    fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// The page as it was read, decoded; ``None`` with the parser ``html5ever``.
    #[getter]
    fn source(&self) -> Option<&str> {
        self.page().source()
    }

    /// The headline and the main blocks as Markdown.
    #[getter]
    fn markdown(&self) -> String {
        render::markdown(self.page())
    }

    /// The JSON line of the command line: one object on one line.
    #[pyo3(signature = (id="", url=None))]
    fn to_json(&self, id: &str, url: Option<&str>) -> String {
        render::json_line(self.page(), id, url.or(self.url.as_deref()))
    }

    /// A page of HTML that shows every block with its role, score and reason.
    fn overlay(&self, title: &str) -> String {
        render::overlay(self.page(), title)
    }

    /// The main blocks, parted by blank lines.
    #[getter]
    fn main_text(&self) -> &str {
        match self.row.get() {
            Some(row) => &row.text,
            None => self.text.get_or_init(|| self.page().main_text()),
        }
    }

    /// The same as ``main_text``.
    #[getter]
    fn text(&self) -> &str {
        self.main_text()
    }

    /// ``article``, ``listing`` and their kin.
    #[getter]
    fn kind(&self) -> &'static str {
        self.page().kind().name()
    }

    /// How sure the kind is, in [0, 1].
    #[getter]
    fn confidence(&self) -> f32 {
        self.page().confidence()
    }

    /// The title, without the name of the site.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.row().title.as_deref()
    }

    /// Names of the authors.
    #[getter]
    fn byline(&self) -> Option<&str> {
        self.row().byline.as_deref()
    }

    /// ISO 8601 where it could be read, else as written.
    #[getter]
    fn date(&self) -> Option<&str> {
        self.row().date.as_deref()
    }

    /// The language, as the page says it.
    #[getter]
    fn language(&self) -> Option<&str> {
        self.row().language.as_deref()
    }

    /// The name of the site.
    #[getter]
    fn site(&self) -> Option<&str> {
        self.row().site.as_deref()
    }

    /// Captions in document order.
    #[getter]
    fn captions(&self) -> Vec<Caption> {
        captions(self.row())
    }

    /// All blocks in the order of the source, hidden ones too.
    #[getter]
    fn blocks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        blocks(py, self.row(), &self.blocks)
    }

    /// Limits that were hit and traits of the input.
    #[getter]
    fn flags(&self) -> Vec<&'static str> {
        self.page().flags().iter().map(|flag| flag.name()).collect()
    }

    /// Name of the model.
    #[getter]
    fn model(&self) -> &str {
        self.page().model().name()
    }

    fn __repr__(&self) -> String {
        let row = self.row();
        format!("<copydesk.Page {}, {} blocks, {} bytes of main text>", row.kind, row.blocks.len(), row.text.len())
    }
}

/// Reading the packs of rules takes longer than cleaning a short text.
static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::default);

/// A cleaned text.
#[pyclass(frozen, module = "copydesk")]
pub struct FlatPage {
    source: String,
    row: Row,
    blocks: PyOnceLock<Py<PyTuple>>,
}

impl FlatPage {
    pub fn new(source: String) -> FlatPage {
        let row = Row::of_text(&CLEANER.clean(&source), |_| true);
        FlatPage { source, row, blocks: PyOnceLock::new() }
    }
}

#[pymethods]
impl FlatPage {
    /// The text that was given.
    #[getter]
    fn source(&self) -> &str {
        &self.source
    }

    /// The headline and the main blocks as Markdown.
    #[getter]
    fn markdown(&self) -> String {
        flat::markdown(&CLEANER.clean(&self.source))
    }

    /// The JSON line of the command line: one object on one line.
    #[pyo3(signature = (id=""))]
    fn to_json(&self, id: &str) -> String {
        flat::json_line(&CLEANER.clean(&self.source), id)
    }

    /// The main blocks, parted by blank lines.
    #[getter]
    fn main_text(&self) -> &str {
        &self.row.text
    }

    /// The same as ``main_text``.
    #[getter]
    fn text(&self) -> &str {
        &self.row.text
    }

    /// ``article``, ``listing`` and their kin.
    #[getter]
    fn kind(&self) -> &'static str {
        self.row.kind
    }

    /// Mean score of the main blocks, by bytes.
    #[getter]
    fn confidence(&self) -> f32 {
        self.row.confidence
    }

    /// The headline, if one was found.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.row.title.as_deref()
    }

    /// Names of the authors.
    #[getter]
    fn byline(&self) -> Option<&str> {
        self.row.byline.as_deref()
    }

    /// ISO 8601 where it could be read, else as written.
    #[getter]
    fn date(&self) -> Option<&str> {
        self.row.date.as_deref()
    }

    /// Captions in document order.
    #[getter]
    fn captions(&self) -> Vec<Caption> {
        captions(&self.row)
    }

    /// All blocks in order.
    #[getter]
    fn blocks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        blocks(py, &self.row, &self.blocks)
    }

    /// Limits that were hit and traits of the input.
    #[getter]
    fn flags(&self) -> Vec<&'static str> {
        self.row.flags.clone()
    }

    fn __repr__(&self) -> String {
        format!("<copydesk.FlatPage {} blocks, {} bytes of main text>", self.row.blocks.len(), self.row.text.len())
    }
}

fn captions(row: &Row) -> Vec<Caption> {
    row.captions.iter().cloned().map(Caption).collect()
}

/// Made once: who loops over `page.blocks[i]` would else make all of them each time.
fn blocks<'py>(py: Python<'py>, row: &Row, made: &PyOnceLock<Py<PyTuple>>) -> PyResult<Bound<'py, PyTuple>> {
    let all = made.get_or_try_init(py, || {
        let blocks = row.blocks.iter().cloned().map(|block| Py::new(py, Block(block)));
        PyTuple::new(py, blocks.collect::<PyResult<Vec<_>>>()?).map(Bound::unbind)
    })?;
    Ok(all.bind(py).clone())
}

/// A block of a page.
#[pyclass(frozen, module = "copydesk")]
pub struct Block(BlockRow);

#[pymethods]
impl Block {
    /// What it is: ``body``, ``caption``, ``promo`` and their kin.
    #[getter]
    fn role(&self) -> &'static str {
        self.0.role
    }

    /// Whether it belongs to the main text.
    #[getter]
    fn main(&self) -> bool {
        self.0.main
    }

    /// Probability of belonging to the main text, in [0, 1]; of a ``FlatPage`` how sure the role is, of what stands in JSON-LD alone (``origin``)
    /// how much of it no visible block has.
    #[getter]
    fn score(&self) -> f32 {
        self.0.score
    }

    /// Name of the rule that gave the role.
    #[getter]
    fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Its first byte in the source as UTF-8: ``page.source.encode()[block.start:block.end]``.
    #[getter]
    fn start(&self) -> Option<i64> {
        self.0.start
    }

    /// The byte behind its last.
    #[getter]
    fn end(&self) -> Option<i64> {
        self.0.end
    }

    /// Its text, white space collapsed.
    #[getter]
    fn text(&self) -> &str {
        &self.0.text
    }

    /// The profile and rule that hold for it.
    #[getter]
    fn profile(&self) -> Option<&str> {
        self.0.profile.as_deref()
    }

    /// Why it is not shown, if so.
    #[getter]
    fn hidden(&self) -> Option<&'static str> {
        self.0.hidden
    }

    /// Whether ``aria-hidden`` keeps all of it from being read aloud: shown, but meant for the eye alone.
    #[getter]
    fn aria_hidden(&self) -> bool {
        self.0.aria_hidden
    }

    /// Whether it stands in a panel of tabs or of an accordion that is closed until a reader opens it.
    #[getter]
    fn collapsed(&self) -> bool {
        self.0.collapsed
    }

    /// ``json_ld`` for a text that the page holds and no block shows.
    #[getter]
    fn origin(&self) -> Option<&'static str> {
        self.0.origin
    }

    fn __repr__(&self) -> String {
        let beginning: String = self.0.text.chars().take(40).collect();
        format!("<copydesk.Block {} {:.2} {} {beginning:?}>", self.0.role, self.0.score, self.0.reason)
    }
}

/// The caption of an image.
#[pyclass(frozen, module = "copydesk")]
pub struct Caption(CaptionRow);

#[pymethods]
impl Caption {
    /// The caption, without markers and credit.
    #[getter]
    fn text(&self) -> &str {
        &self.0.text
    }

    /// Who made the image.
    #[getter]
    fn credit(&self) -> Option<&str> {
        self.0.credit.as_deref()
    }

    /// The image's address, as written.
    #[getter]
    fn image(&self) -> Option<&str> {
        self.0.image.as_deref()
    }

    /// The image's ``alt`` text.
    #[getter]
    fn alt(&self) -> Option<&str> {
        self.0.alt.as_deref()
    }

    fn __repr__(&self) -> String {
        format!("<copydesk.Caption {:?}>", self.0.text)
    }
}
