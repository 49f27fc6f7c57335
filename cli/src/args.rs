//! The arguments. Names and meanings are those of the examples `extract` and `clean`.

use crate::failure::{MaxFailures, plain};
use crate::render::Format;
use clap::{Args, Parser, Subcommand};
use copydesk::flat::Pack;
use copydesk::{Bias, Model, Profile, Role};
use std::num::NonZero;
use std::path::PathBuf;

/// What `--help` says at its end.
const STATUS: &str = "Exit status: 0 all well; 1 some records failed (more than --max-failures), or the output could not be \
written; 2 wrong usage; 130 stopped by Ctrl-C.";

/// Strips the boilerplate from news pages, one page or a crawl.
#[derive(Parser)]
#[command(name = "copydesk", version, after_help = STATUS, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    Extract(Extract),
    Clean(Clean),
    Explain(Explain),
    Overlay(Overlay),
    Bench(Bench),
    #[cfg(feature = "serve")]
    Serve(Serve),
    /// Print completions for a shell
    Completions {
        /// bash, elvish, fish, powershell or zsh
        shell: clap_complete::Shell,
    },
    /// Print a man page, of copydesk or of one command
    Man {
        /// The command that it is about
        command: Option<String>,
    },
}

/// Extract pages: main text, Markdown, JSON Lines or Parquet
///
/// An input is a page (.html, .htm), a WARC file (.warc; its HTML responses), JSON Lines (.jsonl, .ndjson), each also with .gz
/// or .zst, a Parquet file, a folder, or - for stdin. Results stand in the order of the inputs.
#[derive(Args)]
#[command(after_help = STATUS)]
pub struct Extract {
    #[command(flatten)]
    pub from: From,
    #[command(flatten)]
    pub to: To,
    #[command(flatten)]
    pub judge: Judge,
    #[command(flatten)]
    pub run: Run,
}

/// Clean texts that lost their HTML: the same roles, from text alone
///
/// An input is a text (.txt), JSON Lines, each also with .gz or .zst, a Parquet file, a folder, or - for stdin.
#[derive(Args)]
#[command(after_help = STATUS)]
pub struct Clean {
    #[command(flatten)]
    pub from: From,
    #[command(flatten)]
    pub to: To,
    /// A pack of rules, which is heard before the builtin ones; may be given again
    #[arg(long, value_name = "FILE", value_parser = pack)]
    pub pack: Vec<Pack>,
    /// Leave out the builtin packs
    #[arg(long)]
    pub no_builtin_packs: bool,
    /// At the end, a table on stderr of what each rule cut
    #[arg(long)]
    pub report: bool,
    #[command(flatten)]
    pub run: Run,
}

/// Say of each block why it got its role: the rule, and the features that moved its score
#[derive(Args)]
#[command(after_help = STATUS)]
pub struct Explain {
    #[command(flatten)]
    pub from: From,
    /// Only blocks of these roles, e.g. caption,promo
    #[arg(long, value_delimiter = ',', value_name = "ROLES")]
    pub role: Vec<Role>,
    /// Features shown of each block, those that moved its score most
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub features: usize,
    /// Write to this file instead of stdout
    #[arg(long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub judge: Judge,
}

/// Write HTML that shows every block with its role, score and reason
#[derive(Args)]
#[command(after_help = STATUS)]
pub struct Overlay {
    #[command(flatten)]
    pub from: From,
    /// Write to this file instead of stdout; for several pages, a folder
    #[arg(long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub judge: Judge,
    #[command(flatten)]
    pub run: Run,
}

/// Measure the extraction of these pages, in memory, beside the whole run
#[derive(Args)]
pub struct Bench {
    #[command(flatten)]
    pub from: From,
    #[command(flatten)]
    pub judge: Judge,
    /// Rounds; the table shows medians
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    pub rounds: u16,
    /// Pages that are held in memory: the first ones, up to so many MiB
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    pub memory: u64,
    /// Threads of the second half of the table; without it, one for each core
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZero<usize>>,
}

/// Show pages in the browser: every block by role beside the clean text
///
/// Prints the address of the page, serves until Ctrl-C, and then ends with exit status 0. Nothing leaves this machine.
#[cfg(feature = "serve")]
#[derive(Args)]
pub struct Serve {
    /// The address to listen on; whoever reaches it may use it, so that anything but a loopback address gives a warning
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub address: std::net::IpAddr,
    /// The port; 0 for any that is free
    #[arg(long, value_name = "N", default_value_t = 8087)]
    pub port: u16,
    /// Bytes that a page may have; the library reads 64 MiB
    #[arg(long, value_name = "BYTES", default_value_t = 32 << 20, value_parser = clap::value_parser!(u64).range(1..=1 << 29))]
    pub max_upload: u64,
    /// Parser and bias are what the page begins with
    #[command(flatten)]
    pub judge: Judge,
}

#[derive(Args, Clone)]
pub struct From {
    /// Files, folders (their files of the command's kinds, subfolders too, sorted by name), or - for stdin
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// The field of JSON Lines or column of Parquet that holds the page; files that nothing else is known of are then JSON Lines,
    /// and a folder stands for its JSON Lines and Parquet [default: html, or text for clean]
    #[arg(long, visible_alias = "column", value_name = "NAME")]
    pub field: Option<String>,
    /// Character encoding of all inputs; without it, each page's own (of WARC, what the HTTP header says)
    #[arg(long, value_name = "LABEL")]
    pub charset: Option<String>,
}

#[derive(Args, Clone)]
pub struct To {
    /// text, markdown, json (one line a page), parquet or overlay; without it, what the ending of --output says; text where there
    /// is none
    #[arg(long)]
    pub format: Option<Format>,
    /// Only blocks of these roles, e.g. caption,promo; with text, json or parquet
    #[arg(long, value_delimiter = ',', value_name = "ROLES")]
    pub role: Vec<Role>,
    /// After each page, a table of its blocks: role, score, reason; with text or markdown
    #[arg(long)]
    pub explain: bool,
    /// Write to this file instead of stdout (.gz and .zst compress); a folder, or a name that ends with /, gets a file for each page of text,
    /// Markdown or overlay, and Parquet in parts
    #[arg(long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

#[derive(Args, Clone)]
pub struct Judge {
    /// fast or html5ever
    #[arg(long, default_value = "fast")]
    pub parser: copydesk::Parser,
    /// Which way an uncertain block falls: precision, balanced or recall
    #[arg(long, default_value = "balanced")]
    pub bias: Bias,
    /// A model file instead of the builtin model
    #[arg(long, value_name = "FILE", value_parser = model)]
    pub model: Option<Model>,
    /// A profile of known templates; may be given again
    #[arg(long, value_name = "FILE", value_parser = profile)]
    pub profile: Vec<Profile>,
    /// Leave out the builtin profile, which speaks on BBC pages
    #[arg(long)]
    pub no_builtin_profile: bool,
    /// Keep panels that a reader would have to open out of the main text
    #[arg(long)]
    pub no_collapsed: bool,
}

#[derive(Args, Clone, Default)]
pub struct Run {
    /// Threads that extract, at most 1024; without it, one for each core
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZero<usize>>,
    /// Go on where a run with the same inputs, options and --output stopped
    #[arg(long)]
    pub resume: bool,
    /// Stop at the first record that fails
    #[arg(long)]
    pub fail_fast: bool,
    /// Records that may fail before the exit status says so, as a number or a share such as 1%
    #[arg(long, value_name = "N", default_value = "0")]
    pub max_failures: MaxFailures,
    /// Nothing on stderr but what failed: no progress bar, no summary
    #[arg(long, short)]
    pub quiet: bool,
}

fn model(path: &str) -> Result<Model, String> {
    let bytes = std::fs::read(path).map_err(|error| unread(&error))?;
    Model::from_bytes(&bytes).map_err(|error| error.to_string())
}

fn profile(path: &str) -> Result<Profile, String> {
    let text = std::fs::read_to_string(path).map_err(|error| unread(&error))?;
    Profile::parse(&text).map_err(|error| error.to_string())
}

fn pack(path: &str) -> Result<Pack, String> {
    let text = std::fs::read_to_string(path).map_err(|error| unread(&error))?;
    Pack::parse(&text).map_err(|error| error.to_string())
}

/// The message names the argument and the file already.
fn unread(error: &std::io::Error) -> String {
    format!("it cannot be read ({}): give a file of that kind", plain(error))
}

/// More threads than this cost memory and win nothing on any machine.
const MOST_THREADS: usize = 1024;

fn threads(text: &str) -> Result<NonZero<usize>, String> {
    let number: usize = text.parse().map_err(|_| format!("a number from 1 to {MOST_THREADS}"))?;
    match NonZero::new(number) {
        None => Err("at least 1".to_owned()),
        Some(_) if number > MOST_THREADS => Err(format!("at most {MOST_THREADS}")),
        Some(number) => Ok(number),
    }
}
