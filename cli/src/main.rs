//! The command line of copydesk: one page or a crawl.

mod args;
mod bench;
mod commands;
mod desk;
mod failure;
mod input;
mod journal;
mod output;
mod pipeline;
mod progress;
mod record;
mod render;
mod run;
#[cfg(feature = "serve")]
mod serve;
mod tally;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::main()
}
