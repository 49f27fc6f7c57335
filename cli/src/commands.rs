//! From arguments to plans.

use crate::args::{Bench, Clean, Cli, Command, Explain, Extract, From, Judge, Overlay, Run, To};
use crate::bench;
use crate::desk::{CleanDesk, Desk, ExtractDesk};
use crate::input::{self, Source, Taste};
use crate::output::Target;
use crate::render::{Format, Style};
use crate::run::{Plan, run};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use copydesk::Extractor;
use copydesk::flat::{CleanReport, Cleaner, Pack};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

pub fn main() -> ExitCode {
    let given = Cli::command().get_matches();
    let name = given.subcommand_name().map(str::to_owned);
    let done = match Cli::from_arg_matches(&given).unwrap_or_else(|error| error.exit()).command {
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
    done.unwrap_or_else(|message| usage_error(name.as_deref(), message))
}

/// What is wrong, with the usage of the command that was given.
fn usage_error(command: Option<&str>, message: String) -> ! {
    let mut all = Cli::command();
    all.build();
    let error = match command.and_then(|name| all.find_subcommand_mut(name)) {
        Some(command) => command.error(ErrorKind::ValueValidation, message),
        None => all.error(ErrorKind::ValueValidation, message),
    };
    error.exit()
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
        Some(name) => all.find_subcommand(name).cloned().ok_or_else(|| {
            let names: Vec<&str> = all.get_subcommands().map(clap::Command::get_name).collect();
            format!("{name:?} is not a command (one of: {})", names.join(" "))
        })?,
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
    let options = judged("extract", &args.judge);
    let plan =
        planned(&args.from, &args.to, args.run, pages(&args.from), Box::new(ExtractDesk::new(&args.judge)), options)?;
    Ok(run(plan))
}

/// The command and all that decides on roles, for the journal; a model and profiles by what they say.
fn judged(command: &str, judge: &Judge) -> Vec<String> {
    let Judge { parser, bias, model, profile, no_builtin_profile, no_collapsed } = judge;
    let mut options = vec![command.to_owned(), format!("{parser} {bias} {no_builtin_profile} {no_collapsed}")];
    options.extend(model.as_ref().map(|model| format!("model {:016x}", model.fingerprint())));
    options.extend(profile.iter().map(|profile| format!("profile {profile:?}")));
    options
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
    let options = judged("overlay", &args.judge);
    Ok(run(planned(&args.from, &to, args.run, pages(&args.from), desk, options)?))
}

fn benched(args: &Bench) -> Result<ExitCode, String> {
    let taste = pages(&args.from);
    let sources = input::expand(&args.from.inputs, &taste);
    check_charset(&args.from, &sources)?;
    bench::run(args, sources, taste, ExtractDesk::new(&args.judge).0)
}

fn check_charset(from: &From, sources: &[Source]) -> Result<(), String> {
    if from.charset.is_some()
        && let Some(lines) = sources.iter().find(|source| source.is_lines())
    {
        return Err(format!("{}: JSON Lines are UTF-8, so --charset is for other inputs: leave it out", lines.name()));
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
    check_charset(from, &sources)?;
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
