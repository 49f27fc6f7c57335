//! The one error type.
//!
//! Extraction itself cannot fail: any bytes give a [`Page`](crate::Page), and a page without an
//! article is an answer. Errors arise only where a caller hands over something with a format: a
//! model file, a profile, a pack, a charset name, or a parser that this build does not contain.

use std::fmt;

/// An error of this crate: opaque, cheap to move, with a [`kind`](Error::kind) to match on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<ErrorKind>);

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The charset label is none that the Encoding Standard knows.
    #[non_exhaustive]
    UnknownCharset {
        /// The label as the caller gave it.
        label: String,
    },
    /// The parser was not compiled in.
    #[non_exhaustive]
    ParserUnavailable {
        /// The Cargo feature that provides it.
        feature: &'static str,
    },
    /// A name that is none of an enum: no role, format, parser, bias, flag, kind of page.
    #[non_exhaustive]
    UnknownName {
        /// What kind of name was expected.
        expected: &'static str,
        /// The name as the caller gave it.
        name: String,
    },
    /// A model file that cannot be used.
    #[non_exhaustive]
    Model {
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// A profile that cannot be used.
    #[non_exhaustive]
    Profile {
        /// The line of its text, counted from 1; 0 where there is none, or the whole profile is meant.
        line: usize,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// A pack of rules for text without HTML that cannot be used.
    #[non_exhaustive]
    Pack {
        /// The line of its text, counted from 1; 0 where the whole pack, or several together, are meant.
        line: usize,
        /// What is wrong with it, and what to do.
        reason: String,
    },
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Error(Box::new(kind))
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            ErrorKind::UnknownCharset { label } => {
                write!(
                    f,
                    "unknown charset {label:?}: use a label of the Encoding Standard such as \"utf-8\" or \"windows-1252\", or give no hint"
                )
            }
            ErrorKind::ParserUnavailable { feature } => {
                write!(f, "this build has no such parser: enable the Cargo feature `{feature}`")
            }
            ErrorKind::UnknownName { expected, name } => {
                let article = if expected.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                write!(f, "{name:?} is not {article} {expected}")
            }
            ErrorKind::Model { reason } => write!(f, "model refused: {reason}"),
            ErrorKind::Profile { line: 0, reason } => write!(f, "profile refused: {reason}"),
            ErrorKind::Profile { line, reason } => write!(f, "profile refused, line {line}: {reason}"),
            ErrorKind::Pack { line: 0, reason } => write!(f, "pack refused: {reason}"),
            ErrorKind::Pack { line, reason } => write!(f, "pack refused, line {line}: {reason}"),
        }
    }
}

impl std::error::Error for Error {}
