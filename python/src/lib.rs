//! The Python package: pages and texts as objects, batches of pages through the Arrow PyCapsule interface.
//!
//! Python sees this module as `copydesk._copydesk`; `package/copydesk/__init__.py` names what is public.

mod batch;
mod interchange;
mod page;

use copydesk::{Bias, Extractor, Options, Parser};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// An extractor from arguments.
fn extractor(parser: &str, bias: &str, collapsed: bool) -> PyResult<Extractor> {
    let wrong = |error: copydesk::Error| PyValueError::new_err(error.to_string());
    let parser: Parser = parser.parse().map_err(wrong)?;
    let bias: Bias = bias.parse().map_err(wrong)?;
    let options = Options::default().with_parser(parser).with_bias(bias);
    Ok(Extractor::new(if collapsed { options } else { options.without_collapsed() }))
}

/// Extract a page from ``bytes`` or ``str``.
///
/// Bytes are decoded by their byte order mark, by ``charset`` (what the HTTP header says), by what the page declares, or by detection.
/// ``parser`` is ``fast`` or ``html5ever`` (whose blocks have no places); ``bias`` says which way an uncertain block falls: ``precision``,
/// ``balanced`` or ``recall``. ``collapsed=False`` keeps panels of tabs and accordions that a reader would have to open out of the main text. A page
/// without an article is an answer. Raises ``ValueError`` for an unknown charset, parser or bias, and for
/// a ``str`` with lone surrogates.
#[pyfunction]
#[pyo3(signature = (html, *, url=None, charset=None, parser="fast", bias="balanced", collapsed=true))]
fn extract(
    html: &Bound<'_, PyAny>,
    url: Option<String>,
    charset: Option<&str>,
    parser: &str,
    bias: &str,
    collapsed: bool,
) -> PyResult<page::Page> {
    let extractor = extractor(parser, bias, collapsed)?;
    let py = html.py();
    let page = if let Ok(text) = html.cast::<PyString>() {
        let text = text.to_str()?;
        py.detach(|| page::with_scratch(|scratch| extractor.extract_with(text, scratch).into_owned()))
    } else if let Ok(bytes) = html.cast::<PyBytes>() {
        let bytes = bytes.as_bytes();
        let work =
            |scratch: &mut _| extractor.extract_bytes_with(bytes, charset, scratch).map(copydesk::Page::into_owned);
        py.detach(|| page::with_scratch(work)).map_err(|error| PyValueError::new_err(error.to_string()))?
    } else {
        let kind = html.get_type().name()?;
        return Err(PyTypeError::new_err(format!("a page is bytes or str, not {kind}")));
    };
    Ok(page::Page::new(page, url))
}

/// Clean a text that lost its HTML, one block a line or all in one line: the same roles, from the text alone.
#[pyfunction]
fn clean_text(py: Python<'_>, text: String) -> page::FlatPage {
    py.detach(|| page::FlatPage::new(text))
}

#[pymodule(gil_used = false)]
fn _copydesk(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<page::Page>()?;
    module.add_class::<page::FlatPage>()?;
    module.add_class::<page::Block>()?;
    module.add_class::<page::Caption>()?;
    module.add_class::<batch::RecordBatch>()?;
    module.add_class::<batch::Schema>()?;
    module.add_function(wrap_pyfunction!(extract, module)?)?;
    module.add_function(wrap_pyfunction!(clean_text, module)?)?;
    module.add_function(wrap_pyfunction!(batch::extract_batch, module)?)?;
    module.add_function(wrap_pyfunction!(batch::schema, module)?)
}
