//! Pages as rows of Arrow: one fixed schema, with the keys of the JSON line as columns.
//!
//! The command line writes [`Row`]s as Parquet; the Python package turns a batch of pages into a batch of the same rows.

pub mod column;
mod columns;
pub mod extract;
mod of;
mod rows;

pub use columns::Columns;
pub use rows::{BlockRow, CaptionRow, Row, SourceRow, batch, schema};
