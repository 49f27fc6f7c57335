//! copydesk
#![forbid(unsafe_code)]
pub mod decode;
pub mod dom;
pub mod error;
pub mod options;
pub use options::*;
pub use error::*;
