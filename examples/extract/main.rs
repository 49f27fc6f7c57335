//! Extracts pages from files and folders.
//!
//! ```text
//! extract page.html                          the main text
//! extract --format json pages/ > out.jsonl   one line a page, with every block
//! extract --role caption,credit page.html    only blocks of these roles
//! extract --explain page.html                why each block got its role
//! extract --format overlay --output o.html page.html
//! curl -s https://… | extract -
//! ```
//!
//! A folder stands for its pages (`.html`, `.htm`, also with `.gz`) and those of its subfolders,
//! sorted by name. A page that cannot be read is named on stderr and never stops the rest.
//! Exit status: 0 all well, 1 some inputs failed, 2 wrong usage, 130 stopped by Ctrl-C.

#[path = "../common/mod.rs"]
mod common;
mod output;

use clap::Parser as _;
use common::{Common, Endings};
use copydesk::{Bias, Extractor, Model, Options, Parser, Profile, Scratch};
use std::process::ExitCode;

const ENDINGS: &Endings = &[".html.gz", ".htm.gz", ".html", ".htm"];

/// Strips the boilerplate from news pages.
#[derive(clap::Parser)]
#[command(name = "extract", version)]
struct Args {
    #[command(flatten)]
    common: Common,
    /// fast or html5ever
    #[arg(long, default_value = "fast")]
    parser: Parser,
    /// Which way an uncertain block falls: precision, balanced or recall
    #[arg(long, default_value = "balanced")]
    bias: Bias,
    /// A model file instead of the builtin model
    #[arg(long, value_name = "FILE", value_parser = model)]
    model: Option<Model>,
    /// A profile of known templates; may be given again
    #[arg(long, value_name = "FILE", value_parser = profile)]
    profile: Vec<Profile>,
    /// Leave out the builtin profile, which speaks on BBC pages
    #[arg(long)]
    no_builtin_profile: bool,
    /// Keep panels that a reader would have to open out of the main text
    #[arg(long)]
    no_collapsed: bool,
}

fn model(path: &str) -> Result<Model, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    Model::from_bytes(&bytes).map_err(|error| error.to_string())
}

fn profile(path: &str) -> Result<Profile, String> {
    common::file(path, Profile::parse)
}

fn main() -> ExitCode {
    let args = Args::parse();
    let options = Options::default().with_parser(args.parser).with_bias(args.bias);
    let options = args.profile.iter().cloned().fold(options, Options::with_profile);
    let options = if args.no_builtin_profile { options.without_builtin_profile() } else { options };
    let options = if args.no_collapsed { options.without_collapsed() } else { options };
    let mut extractor = Extractor::new(options);
    if let Some(model) = &args.model {
        extractor = extractor.with_model(model.clone());
    }
    let args = args.common;
    // A label that no page can have is wrong once, not once a page.
    let charset = args.charset.as_deref();
    let known = extractor.extract_bytes(b"", charset).map(drop).map_err(|error| error.to_string());
    if let Err(message) = args.check().and(known) {
        common::usage::<Args>(&message);
    }
    let mut scratch = Scratch::default();
    common::run::<Args>("extract", &args, ENDINGS, false, |session, input| {
        let name = input.name();
        let done = input.read().and_then(|bytes| {
            let page =
                extractor.extract_bytes_with(&bytes, charset, &mut scratch).map_err(|error| error.to_string())?;
            let text = output::rendered(&page, &name, &input.id(ENDINGS), &args, session.many);
            scratch.reclaim(page);
            Ok(text)
        });
        session.done(&name, &input.id(ENDINGS), done)
    })
}
