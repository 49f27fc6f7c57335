//! What is printed, and where.

use super::{Args, Input};
use copydesk::render::{self, Format};
use copydesk::{Page, Part};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Contributions shown in a row of the table.
const CONTRIBUTIONS: usize = 3;

/// Why no more can be written.
pub enum Failure {
    /// The reader of our output has gone.
    Closed,
    Failed(String),
}

/// Where pages go.
pub enum Output {
    Stream(String, BufWriter<Box<dyn Write>>),
    File(PathBuf),
    /// A file for each page, with the names that are taken.
    Folder(PathBuf, HashSet<String>),
}

impl Output {
    /// All pages in one stream.
    pub fn stream(path: Option<&Path>) -> Result<Output, Failure> {
        let (name, to): (String, Box<dyn Write>) = match path {
            None => ("stdout".to_owned(), Box::new(io::stdout())),
            Some(path) => {
                let name = path.display().to_string();
                let file = File::create(path).map_err(|error| failure(&name, error))?;
                (name, Box::new(file))
            }
        };
        Ok(Output::Stream(name, BufWriter::with_capacity(1 << 16, to)))
    }

    /// Each page in a file of its own.
    pub fn pages(path: Option<&Path>, many: bool) -> Result<Output, Failure> {
        let Some(path) = path else {
            return Output::stream(None);
        };
        if !many && !path.is_dir() {
            return Ok(Output::File(path.to_owned()));
        }
        fs::create_dir_all(path).map_err(|error| failure(&path.display().to_string(), error))?;
        Ok(Output::Folder(path.to_owned(), HashSet::new()))
    }

    pub fn write(&mut self, before: &str, text: &str, input: &Input) -> Result<(), Failure> {
        let path = match self {
            Output::Stream(name, to) => {
                let written = to.write_all(before.as_bytes()).and_then(|()| to.write_all(text.as_bytes()));
                return written.map_err(|error| failure(name, error));
            }
            Output::File(path) => path.clone(),
            Output::Folder(folder, taken) => folder.join(free_name(&input.id(), taken)),
        };
        fs::write(&path, text).map_err(|error| failure(&path.display().to_string(), error))
    }

    pub fn finish(self) -> Result<(), Failure> {
        match self {
            Output::Stream(name, mut to) => to.flush().map_err(|error| failure(&name, error)),
            _ => Ok(()),
        }
    }
}

fn failure(name: &str, error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::Closed,
        _ => Failure::Failed(format!("{name}: {error}")),
    }
}

/// Pages of one name in several folders get a number each.
fn free_name(id: &str, taken: &mut HashSet<String>) -> String {
    let mut name = format!("{id}.html");
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{id}-{number}.html");
        number += 1;
    }
    name
}

/// One page as the arguments want it.
pub fn rendered(page: &Page<'_>, input: &Input, args: &Args, many: bool) -> String {
    let wanted = |part: Part<'_>| args.role.is_empty() || args.role.contains(&part.role());
    let mut out = match args.format {
        Format::Json => render::json_line_where(page, &input.id(), None, wanted),
        Format::Overlay => return render::overlay(page, &input.name()),
        format => {
            let text = match format {
                Format::Markdown => render::markdown(page),
                _ if args.role.is_empty() => render::text(page),
                _ => page.parts().filter(|part| wanted(*part)).map(|part| part.text()).collect::<Vec<_>>().join("\n\n"),
            };
            if many { format!("==> {} <==\n{text}", input.name()) } else { text }
        }
    };
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    if args.explain {
        explain(page, wanted, &mut out);
    }
    out
}

/// A table of the page's parts.
fn explain(page: &Page<'_>, wanted: impl Fn(Part<'_>) -> bool, out: &mut String) {
    let _ = writeln!(out, "\n{} ({:.2})", page.kind().name(), page.confidence());
    let _ = writeln!(
        out,
        "{:>5} {:<11} {:<4} {:>5}  {:<24} {:<40} text",
        "block", "role", "main", "score", "reason", "largest contributions"
    );
    for part in page.parts().filter(|part| wanted(*part)) {
        let main = if part.is_main() { "main" } else { "" };
        let block = part.block();
        let profile = block.and_then(|block| block.profile());
        let reason = match (block.and_then(|block| block.hidden()), profile) {
            (Some(hidden), _) => format!("{} ({})", part.reason(), hidden.name()),
            (None, Some((profile, rule))) => format!("{} ({} {})", part.reason(), profile.name(), rule.pattern()),
            (None, None) => part.reason().to_owned(),
        };
        let index = part.block().map(|block| block.index());
        let _ = writeln!(
            out,
            "{:>5} {:<11} {main:<4} {:>5.3}  {reason:<24} {:<40} {}",
            index.map_or("-".to_owned(), |index| index.to_string()),
            part.role().name(),
            part.score(),
            index.map_or("-".to_owned(), |index| contributions(page, index)),
            beginning(part.text())
        );
    }
}

fn contributions(page: &Page<'_>, block: usize) -> String {
    let Some(explanation) = page.explain(block) else {
        return "-".to_owned();
    };
    let mut all = explanation.contributions;
    all.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    let shown = all.iter().take(CONTRIBUTIONS).map(|c| format!("{} {:+.2}", c.feature, c.contribution));
    shown.collect::<Vec<_>>().join(", ")
}

fn beginning(text: &str) -> String {
    let mut short: String = text.chars().take(50).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
