//! copydesk
#![forbid(unsafe_code)]
pub mod dom;
mod error;
mod options;
pub mod segment;
pub use options::*;
pub use error::*;
