//! copydesk
#![forbid(unsafe_code)]
pub mod decode;
pub mod dom;
pub mod measure;
mod error;
mod extractor;
mod label;
mod options;
mod page;
pub mod score;
pub mod segment;

pub use error::{Error, ErrorKind};
pub use extractor::Extractor;
pub use label::{PageKind, Role};
pub use options::{Bias, Flag, Limits, Options, Parser};
pub use page::{Article, Block, Caption, Date, Found, Metadata, Page, Source};
pub use score::{Contribution, Explanation, Model};
