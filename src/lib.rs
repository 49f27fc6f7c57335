//! copydesk
#![forbid(unsafe_code)]

pub mod decode;
pub mod dom;
mod error;
mod extractor;
mod label;
pub mod measure;
mod options;
mod page;
pub mod render;
pub mod score;
pub mod segment;

pub use error::{Error, ErrorKind};
pub use extractor::Extractor;
pub use label::{PageKind, Role};
pub use options::{Bias, Flag, Limits, Options, Parser};
pub use page::{Article, Block, Caption, Date, Found, Metadata, Page, Source};
pub use score::{Contribution, Explanation, Model};

/// The code of the README is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
