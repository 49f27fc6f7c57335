//! From arguments to plans.

use crate::args::{Bench, Clean, Cli, Command, Explain, Extract, From, Overlay, Run, To};
use crate::bench;
use crate::desk::{CleanDesk, Desk, ExtractDesk};
use crate::input::{self, Source, Taste};
use crate::output::Target;
use crate::render::{Format, Style};
use crate::run::{Plan, run};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use copydesk::Extractor;
use copydesk::flat::{CleanReport, Cleaner, Pack};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Extract(args) => extract(args),
        Command::Clean(args) => clean(args),
        Command::Explain(args) => explain(args),
        Command::Overlay(args) => overlay(args),
        Command::Bench(args) => benched(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => crate::serve::run(&args),
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "copydesk", &mut out);
            Ok(printed(&out))
        }
        Command::Man { command } => man(command.as_deref()),
    };
    done.unwrap_or_else(|message| Cli::command().error(ErrorKind::ValueValidation, message).exit())
}

/// Prints what is short; whoever does not want to read it may.
fn printed(bytes: &[u8]) -> ExitCode {
    match io::stdout().write_all(bytes) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("copydesk: cannot write stdout: {error}");
            ExitCode::from(1)
        }
        _ => ExitCode::SUCCESS,
    }
}

fn man(command: Option<&str>) -> Result<ExitCode, String> {
    let mut all = Cli::command();
    all.build();
    let page = match command {
        None => all,
        Some(name) => all.find_subcommand(name).cloned().ok_or_else(|| format!("{name:?} is not a command"))?,
    };
    let mut out = Vec::new();
    // Else each page would name its own command as the program.
    let source = concat!("copydesk ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(page).source(source).render(&mut out).map_err(|error| error.to_string())?;
    Ok(printed(&out))
}

fn pages(from: &From) -> Taste {
    Taste {
        pages: &[".html", ".htm"],
        has_warc: true,
        has_field: from.field.is_some(),
        field: from.field.clone().unwrap_or_else(|| "html".to_owned()),
    }
}

fn texts(from: &From) -> Taste {
    Taste {
        pages: &[".txt"],
        has_warc: false,
        has_field: from.field.is_some(),
        field: from.field.clone().unwrap_or_else(|| "text".to_owned()),
    }
}

fn extract(args: Extract) -> Result<ExitCode, String> {
    let options = vec![
        "extract".to_owned(),
        format!("{:?}", (&args.judge.parser, args.judge.bias, args.judge.no_builtin_profile, args.judge.no_collapsed)),
    ];
    let options = with_files(options, &args.judge)?;
    let plan =
        planned(&args.from, &args.to, args.run, pages(&args.from), Box::new(ExtractDesk::new(&args.judge)), options)?;
    Ok(run(plan))
}

/// A model and profiles, by what they say.
fn with_files(mut options: Vec<String>, judge: &crate::args::Judge) -> Result<Vec<String>, String> {
    options.extend(judge.model.as_ref().map(|model| format!("model {}", model.name())));
    options.extend(judge.profile.iter().map(|profile| format!("profile {profile:?}")));
    Ok(options)
}

fn clean(args: Clean) -> Result<ExitCode, String> {
    let builtin = if args.no_builtin_packs { &[] } else { Pack::builtin() };
    let packs: Vec<Pack> = args.pack.iter().chain(builtin).cloned().collect();
    let cleaner = Cleaner::with_packs_only(packs).map_err(|error| error.to_string())?;
    let report = args.report.then(|| Arc::new(Mutex::new(CleanReport::default())));
    let desk = CleanDesk { cleaner, report: report.clone() };
    let options = vec!["clean".to_owned(), format!("{:?} {}", args.pack, args.no_builtin_packs)];
    let code = run(planned(&args.from, &args.to, args.run, texts(&args.from), Box::new(desk), options)?);
    if let Some(report) = report {
        eprint!("{}", report.lock().unwrap_or_else(PoisonError::into_inner));
    }
    Ok(code)
}

fn explain(args: Explain) -> Result<ExitCode, String> {
    let desk = Box::new(ExtractDesk::new(&args.judge));
    let to =
        To { format: Some(Format::Explained(args.features)), role: args.role, explain: false, output: args.output };
    Ok(run(planned(&args.from, &to, Run { quiet: true, ..Run::default() }, pages(&args.from), desk, Vec::new())?))
}

fn overlay(args: Overlay) -> Result<ExitCode, String> {
    let desk = Box::new(ExtractDesk::new(&args.judge));
    let to = To { format: Some(Format::Overlay), role: Vec::new(), explain: false, output: args.output };
    let options = with_files(vec!["overlay".to_owned()], &args.judge)?;
    Ok(run(planned(&args.from, &to, args.run, pages(&args.from), desk, options)?))
}

fn benched(args: &Bench) -> Result<ExitCode, String> {
    let taste = pages(&args.from);
    check_charset(&args.from)?;
    let sources = input::expand(&args.from.inputs, &taste);
    bench::run(args, sources, taste, ExtractDesk::new(&args.judge).0)
}

fn check_charset(from: &From) -> Result<(), String> {
    if from.field.is_some() && from.charset.is_some() {
        return Err("--charset is for pages and texts; JSON Lines are UTF-8".to_owned());
    }
    // A label that no page can have is wrong once, not once a page.
    Extractor::default().extract_bytes(b"", from.charset.as_deref()).map(drop).map_err(|error| error.to_string())
}

fn planned(
    from: &From,
    to: &To,
    run: Run,
    taste: Taste,
    desk: Box<dyn Desk>,
    mut options: Vec<String>,
) -> Result<Plan, String> {
    check_charset(from)?;
    let format = match (to.format, &to.output) {
        (Some(format), _) => format,
        (None, Some(path)) => Format::of_output(path)?,
        (None, None) => Format::Text,
    };
    if !to.role.is_empty() && matches!(format, Format::Markdown | Format::Overlay) {
        return Err(format!("--role works with text, json and parquet, not with {}", format.name()));
    }
    if to.explain && !matches!(format, Format::Text | Format::Markdown) {
        return Err(format!("--explain works with text and markdown, not with {}", format.name()));
    }
    let sources = input::expand(&from.inputs, &taste);
    let is_many = sources.len() > 1 || sources.iter().any(Source::holds_many);
    let target = Target::of(to.output.as_deref(), format, is_many)?;
    if let Some(output) = &to.output {
        not_an_input(output, &sources)?;
    }
    options.push(format!("{format:?} {:?} {} {:?} {:?}", to.role, to.explain, from.field, from.charset));
    let style = Style {
        format,
        roles: to.role.clone(),
        explain: to.explain,
        is_many,
        is_files: matches!(target, Target::Folder(_)),
        packing: target.packing(),
    };
    Ok(Plan { sources, taste, charset: from.charset.clone(), desk, style, target, run, options })
}

/// Writing would destroy what is still to be read.
fn not_an_input(output: &Path, sources: &[Source]) -> Result<(), String> {
    let Ok(place) = fs::canonicalize(output) else { return Ok(()) };
    let is_same = |source: &Source| match source {
        Source::File { path, .. } => {
            path.file_name() == place.file_name() && fs::canonicalize(path).is_ok_and(|path| path == place)
        }
        _ => false,
    };
    if sources.iter().any(is_same) {
        return Err(format!("{} is both input and output", output.display()));
    }
    Ok(())
}
