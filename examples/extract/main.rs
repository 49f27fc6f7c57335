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
//! Exit status: 0 all well, 1 some inputs failed, 2 wrong usage.

mod input;
mod output;

use clap::{CommandFactory, Parser as _, error::ErrorKind};
use copydesk::render::Format;
use copydesk::{Bias, Extractor, Model, Options, Parser, Profile, Role, Scratch};
use indicatif::{ProgressBar, ProgressStyle};
use input::Input;
use output::{Failure, Output};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Strips the boilerplate from news pages.
#[derive(clap::Parser)]
#[command(name = "extract", version)]
struct Args {
    /// Files, folders (their .html, .htm, .html.gz and .htm.gz files, subfolders too, sorted by name), or - for stdin
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// text, markdown, json (one line a page) or overlay (HTML that shows every decision)
    #[arg(long, default_value = "text")]
    format: Format,
    /// Only blocks of these roles, e.g. caption,promo; with text or json
    #[arg(long, value_delimiter = ',', value_name = "ROLES")]
    role: Vec<Role>,
    /// After each page, a table of its blocks: role, score, reason, largest contributions; with text or markdown
    #[arg(long)]
    explain: bool,
    /// fast or html5ever
    #[arg(long, default_value = "fast")]
    parser: Parser,
    /// Character encoding of all inputs; without it, each page's own
    #[arg(long, value_name = "LABEL")]
    charset: Option<String>,
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
    /// Write to this file instead of stdout; for overlays of several pages, a folder
    #[arg(long, value_name = "PATH")]
    output: Option<PathBuf>,
}

fn model(path: &str) -> Result<Model, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    Model::from_bytes(&bytes).map_err(|error| error.to_string())
}

fn profile(path: &str) -> Result<Profile, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    Profile::parse(&text).map_err(|error| error.to_string())
}

fn main() -> ExitCode {
    let args = Args::parse();
    let options = Options::default().with_parser(args.parser).with_bias(args.bias);
    let options = args.profile.iter().cloned().fold(options, Options::with_profile);
    let options = if args.no_builtin_profile { options.without_builtin_profile() } else { options };
    let mut extractor = Extractor::new(options);
    if let Some(model) = &args.model {
        extractor = extractor.with_model(model.clone());
    }
    if let Err(message) = check(&args, &extractor) {
        usage(&message);
    }
    let (inputs, mut failures) = input::expand(&args.inputs);
    if args.format == Format::Overlay && inputs.len() > 1 && args.output.is_none() {
        usage("overlays of several pages need --output FOLDER");
    }
    for failure in &failures {
        eprintln!("extract: {failure}");
    }
    if inputs.is_empty() {
        return ExitCode::from(1);
    }
    match run(&args, &extractor, &inputs, &mut failures) {
        Ok(()) if failures.is_empty() => ExitCode::SUCCESS,
        // Whoever reads our output has seen enough.
        Err(Failure::Closed) if failures.is_empty() => ExitCode::SUCCESS,
        Err(Failure::Closed) => ExitCode::from(1),
        Ok(()) => ExitCode::from(1),
        Err(Failure::Failed(message)) => {
            eprintln!("extract: {message}");
            ExitCode::from(1)
        }
    }
}

/// What clap cannot see.
fn check(args: &Args, extractor: &Extractor) -> Result<(), String> {
    if !args.role.is_empty() && !matches!(args.format, Format::Text | Format::Json) {
        return Err(format!("--role works with text and json, not with {}", args.format));
    }
    if args.explain && !matches!(args.format, Format::Text | Format::Markdown) {
        return Err(format!("--explain works with text and markdown, not with {}", args.format));
    }
    // A label that no page can have is wrong once, not once a page.
    extractor.extract_bytes(b"", args.charset.as_deref()).map(drop).map_err(|error| error.to_string())
}

fn usage(message: &str) -> ! {
    Args::command().error(ErrorKind::ValueValidation, message).exit()
}

fn run(args: &Args, extractor: &Extractor, inputs: &[Input], failures: &mut Vec<String>) -> Result<(), Failure> {
    let many = inputs.len() > 1;
    let mut out = match args.format {
        Format::Overlay => Output::pages(args.output.as_deref(), many)?,
        _ => Output::stream(args.output.as_deref())?,
    };
    let bar = progress(inputs.len(), args.output.is_some());
    let charset = args.charset.as_deref();
    let mut is_first = true;
    let mut scratch = Scratch::default();
    for input in inputs {
        let done = input.read().and_then(|bytes| {
            let page =
                extractor.extract_bytes_with(&bytes, charset, &mut scratch).map_err(|error| error.to_string())?;
            let text = output::rendered(&page, input, args, many);
            scratch.reclaim(page);
            Ok(text)
        });
        match done {
            Ok(text) => {
                let parted = many && !matches!(args.format, Format::Json | Format::Overlay) && !is_first;
                out.write(if parted { "\n" } else { "" }, &text, input)?;
                is_first = false;
            }
            Err(reason) => {
                let failure = format!("{}: {reason}", input.name());
                bar.suspend(|| eprintln!("extract: {failure}"));
                failures.push(failure);
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    out.finish()
}

/// A bar on stderr where someone watches it and nothing else is printed there.
fn progress(len: usize, to_file: bool) -> ProgressBar {
    if len < 50 || !std::io::stderr().is_terminal() || std::io::stdout().is_terminal() && !to_file {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} pages, {per_sec}, {eta} left");
    ProgressBar::new(len as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// The end of a page's name is cut off once: `a.html.html.gz` is the page `a.html`.
fn id(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = input::ENDINGS.iter().find(|ending| input::has_ending(&name, ending));
    name[..name.len() - ending.map_or(0, |ending| ending.len())].to_owned()
}
