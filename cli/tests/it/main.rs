//! The command `copydesk` as its users run it.

mod exits;
mod folder;
mod formats;
mod made;
mod order;
mod records;
mod resume;
#[cfg(feature = "serve")]
mod serve;
mod threads;
mod warc;
