//! Batches in, a batch out.

use crate::interchange;
use arrow_schema::SchemaRef;
use copydesk_arrow::Columns;
use copydesk_arrow::extract::{self, Job};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use std::thread;

/// Rows of pages, for whatever reads Arrow.
#[pyclass(frozen, module = "copydesk")]
pub struct RecordBatch(arrow_array::RecordBatch);

#[pymethods]
impl RecordBatch {
    #[getter]
    fn num_rows(&self) -> usize {
        self.0.num_rows()
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    #[getter]
    fn schema(&self) -> Schema {
        Schema(self.0.schema())
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        interchange::schema_capsule(py, self.0.schema_ref())
    }

    /// A wish for another schema may be passed over, says the interface.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        drop(requested_schema);
        interchange::array_capsules(py, &self.0)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        interchange::stream_capsule(py, &self.0)
    }

    fn __repr__(&self) -> String {
        format!("<copydesk.RecordBatch {} rows>", self.0.num_rows())
    }
}

/// The names and types of the columns.
#[pyclass(frozen, module = "copydesk")]
pub struct Schema(SchemaRef);

#[pymethods]
impl Schema {
    #[getter]
    fn names(&self) -> Vec<&str> {
        self.0.fields().iter().map(|field| field.name().as_str()).collect()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        interchange::schema_capsule(py, &self.0)
    }

    fn __repr__(&self) -> String {
        format!("<copydesk.Schema {}>", self.names().join(", "))
    }
}

/// The schema of ``extract_batch``.
#[pyfunction]
pub fn schema() -> Schema {
    Schema(extract::schema())
}

/// Extract a batch of pages: a row of the result for each row of the input, in the same order.
///
/// ``batch`` is any object with ``__arrow_c_array__`` or ``__arrow_c_stream__`` (``pyarrow.RecordBatch``, ``pyarrow.Table``,
/// ``polars.DataFrame``); ``column`` names its column of pages, of text or bytes (``string``, ``binary``, their large kinds and views), which is read
/// where it lies. Columns ``id`` and ``url`` go to the result; other columns stay with the caller, row by row. The result has ``copydesk.SCHEMA``; make
/// it pyarrow's with ``pyarrow.record_batch(rows)``.
///
/// ``charset``, ``parser``, ``bias`` and ``collapsed`` are those of ``extract``, for all pages.
///
/// ``columns`` names the columns of the result, in their order; what they do not need is not worked out: ``["id", "text", "error"]`` spares metadata,
/// captions and blocks. All by default.
///
/// A bad row never fails a batch: its columns are null and ``error`` says why. Raises ``ValueError`` when there is no such
/// column, neither in the batch nor in the result, or when the result has more than 2 GiB of text. The GIL is free meanwhile; ``threads`` (0: all cores) is one by default,
/// because engines bring processes of their own.
#[pyfunction]
#[pyo3(signature = (batch, column="html", *, charset=None, parser="fast", bias="balanced", collapsed=true, columns=None, threads=1))]
#[expect(clippy::too_many_arguments, reason = "they are keywords")]
pub fn extract_batch(
    batch: &Bound<'_, PyAny>,
    column: &str,
    charset: Option<&str>,
    parser: &str,
    bias: &str,
    collapsed: bool,
    columns: Option<Vec<String>>,
    threads: usize,
) -> PyResult<RecordBatch> {
    let extractor = crate::extractor(parser, bias, collapsed)?;
    // Wrong in all rows alike, so it is the caller's error and not the rows'.
    extractor.extract_bytes(b"", charset).map_err(|error| PyValueError::new_err(error.to_string()))?;
    let threads = if threads == 0 { thread::available_parallelism().map_or(1, |cores| cores.get()) } else { threads };
    let columns = columns.map_or_else(|| Ok(Columns::default()), |names| Columns::named(&names));
    let columns = columns.map_err(interchange::refused)?;
    let batches = interchange::batches(batch, &[column, "id", "url"])?;
    let job = Job { extractor: &extractor, column, charset, columns: &columns, threads };
    let rows = batch.py().detach(|| extract::extract(&batches, &job)).map_err(interchange::refused)?;
    Ok(RecordBatch(rows))
}
