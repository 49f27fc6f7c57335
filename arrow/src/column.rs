//! Columns that hold pages, names or addresses, of whatever type.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, UInt32Type, UInt64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

/// Whether a column of this type may hold pages.
pub fn holds_bytes(kind: &DataType) -> bool {
    use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Utf8, Utf8View};
    matches!(kind, Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView)
}

/// The bytes of a row; `None` for null and for columns that hold none.
pub fn bytes(column: &ArrayRef, at: usize) -> Option<&[u8]> {
    if column.is_null(at) {
        return None;
    }
    match column.data_type() {
        DataType::Utf8 => Some(column.as_string::<i32>().value(at).as_bytes()),
        DataType::LargeUtf8 => Some(column.as_string::<i64>().value(at).as_bytes()),
        DataType::Utf8View => Some(column.as_string_view().value(at).as_bytes()),
        DataType::Binary => Some(column.as_binary::<i32>().value(at)),
        DataType::LargeBinary => Some(column.as_binary::<i64>().value(at)),
        DataType::BinaryView => Some(column.as_binary_view().value(at)),
        _ => None,
    }
}

/// Text, or a number as text.
pub fn text(column: &ArrayRef, at: usize) -> Option<String> {
    if column.is_null(at) {
        return None;
    }
    match column.data_type() {
        DataType::Int32 => Some(column.as_primitive::<Int32Type>().value(at).to_string()),
        DataType::Int64 => Some(column.as_primitive::<Int64Type>().value(at).to_string()),
        DataType::UInt32 => Some(column.as_primitive::<UInt32Type>().value(at).to_string()),
        DataType::UInt64 => Some(column.as_primitive::<UInt64Type>().value(at).to_string()),
        _ => bytes(column, at).map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
    }
}
