//! Arrow's PyCapsule interface: batches come in and go out as pointers, and their buffers are not copied.
//!
//! The only unsafe code of the workspace. What makes it sound is the C data interface: who gives a capsule with the right name vouches for the
//! structure in it. Texts are taken as bytes, so that nobody has to vouch for UTF-8.
#![allow(unsafe_code)]

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi, to_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchOptions, StructArray, make_array};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use std::ffi::CStr;
use std::sync::Arc;

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// The batches of an object that has `__arrow_c_array__` or `__arrow_c_stream__`, with only the columns of these names.
pub fn batches(object: &Bound<'_, PyAny>, names: &[&str]) -> PyResult<Vec<RecordBatch>> {
    let whole = if object.hasattr("__arrow_c_array__")? {
        vec![array(object)?]
    } else if object.hasattr("__arrow_c_stream__")? {
        let capsule = object.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let pointer = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of this name holds such a structure, which is ours once it is taken out.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr()) };
        let reader = RecordBatchStreamReader::try_new(stream).map_err(refused)?;
        reader.collect::<Result<Vec<_>, _>>().map_err(refused)?
    } else {
        let kind = object.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "a batch is an object with __arrow_c_array__ or __arrow_c_stream__, such as pyarrow.RecordBatch, not {kind}"
        )));
    };
    whole.iter().map(|batch| chosen(batch, names)).collect::<Result<_, _>>().map_err(refused)
}

fn array(object: &Bound<'_, PyAny>) -> PyResult<RecordBatch> {
    let pair = object.call_method0("__arrow_c_array__")?.cast_into::<PyTuple>()?;
    let schema = pair.get_item(0)?.cast_into::<PyCapsule>()?;
    let array = pair.get_item(1)?.cast_into::<PyCapsule>()?;
    let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
    // SAFETY: capsules of these names hold such structures, the array is ours once it is taken out, and the schema
    // lives as long as its capsule, which is on our stack.
    let data = unsafe { from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) }.map_err(refused)?;
    let DataType::Struct(_) = data.data_type() else {
        return Err(PyTypeError::new_err(format!("a batch has columns; this is an array of {}", data.data_type())));
    };
    if data.null_count() > 0 {
        return Err(PyValueError::new_err("rows of a batch cannot be null"));
    }
    Ok(StructArray::from(data).into())
}

/// The batch with these columns alone, texts as bytes.
fn chosen(batch: &RecordBatch, names: &[&str]) -> Result<RecordBatch, ArrowError> {
    let schema = batch.schema();
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        if names.contains(&field.name().as_str()) {
            let column = as_bytes(column)?;
            fields.push(Field::new(field.name(), column.data_type().clone(), true));
            columns.push(column);
        } else {
            // Named in the message when the column with the pages is missing.
            fields.push(Field::new(field.name(), DataType::Null, true));
            columns.push(Arc::new(arrow_array::NullArray::new(batch.num_rows())));
        }
    }
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)
}

/// The same buffers; building checks their offsets.
fn as_bytes(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let kind = match column.data_type() {
        DataType::Utf8 => DataType::Binary,
        DataType::LargeUtf8 => DataType::LargeBinary,
        DataType::Utf8View => DataType::BinaryView,
        _ => return Ok(Arc::clone(column)),
    };
    Ok(make_array(column.to_data().into_builder().data_type(kind).build()?))
}

/// What `__arrow_c_schema__` gives.
pub fn schema_capsule<'py>(py: Python<'py>, schema: &SchemaRef) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema.as_ref()).map_err(refused)?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

/// What `__arrow_c_array__` gives.
pub fn array_capsules<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Bound<'py, PyTuple>> {
    let rows = StructArray::from(batch.clone());
    let (array, _) = to_ffi(&rows.to_data()).map_err(refused)?;
    let fields: &Fields = batch.schema_ref().fields();
    let schema = FFI_ArrowSchema::try_from(Schema::new(fields.clone())).map_err(refused)?;
    let schema = PyCapsule::new_with_value(py, schema, SCHEMA)?;
    PyTuple::new(py, [schema, PyCapsule::new_with_value(py, array, ARRAY)?])
}

/// What `__arrow_c_stream__` gives: one batch.
pub fn stream_capsule<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Bound<'py, PyCapsule>> {
    let reader = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
}

pub fn refused(error: ArrowError) -> PyErr {
    match error {
        ArrowError::SchemaError(detail) | ArrowError::InvalidArgumentError(detail) => PyValueError::new_err(detail),
        other => PyValueError::new_err(other.to_string()),
    }
}
