//! What the commands `extract` and `clean` share: arguments, inputs in stable order, outputs, exit codes.

pub mod input;
pub mod interrupt;
pub mod output;

pub use input::{Endings, Input};
pub use output::{Failure, beginning};

use clap::CommandFactory;
use clap::error::ErrorKind;
use copydesk::Role;
use copydesk::render::Format;
use indicatif::{ProgressBar, ProgressStyle};
use output::Output;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments that both commands have.
#[derive(clap::Args, Clone)]
pub struct Common {
    /// Files, folders (their files of the command's kinds, subfolders too, sorted by name), or - for stdin
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// text, markdown, json (a line each) or overlay (HTML that shows every decision)
    #[arg(long, default_value = "text")]
    pub format: Format,
    /// Only blocks of these roles, e.g. caption,promo; with text or json
    #[arg(long, value_delimiter = ',', value_name = "ROLES")]
    pub role: Vec<Role>,
    /// After each page or text, a table of its blocks: role, score, reason; with text or markdown
    #[arg(long)]
    pub explain: bool,
    /// Character encoding of all inputs; without it, each one's own
    #[arg(long, value_name = "LABEL")]
    pub charset: Option<String>,
    /// Write to this file instead of stdout; for overlays of several inputs, a folder
    #[arg(long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

impl Common {
    /// What clap cannot see.
    pub fn check(&self) -> Result<(), String> {
        if !self.role.is_empty() && !matches!(self.format, Format::Text | Format::Json) {
            return Err(format!("--role works with text and json, not with {}", self.format));
        }
        if self.explain && !matches!(self.format, Format::Text | Format::Markdown) {
            return Err(format!("--explain works with text and markdown, not with {}", self.format));
        }
        Ok(())
    }

    /// Whether a block of this role is to be shown.
    pub fn wants(&self, role: Role) -> bool {
        self.role.is_empty() || self.role.contains(&role)
    }

    /// A rendering as it is printed: under its name where there are several, with a line end.
    pub fn titled(&self, name: &str, text: String, many: bool) -> String {
        let is_plain = !matches!(self.format, Format::Json | Format::Overlay);
        let mut out = if many && is_plain { format!("==> {name} <==\n{text}") } else { text };
        if self.format != Format::Overlay && !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        out
    }
}

/// Reads the text file that an argument names.
pub fn file<T>(path: &str, parse: impl FnOnce(&str) -> Result<T, copydesk::Error>) -> Result<T, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    parse(&text).map_err(|error| error.to_string())
}

/// Says what is wrong with the arguments, and ends.
pub fn usage<C: CommandFactory>(message: &str) -> ! {
    C::command().error(ErrorKind::ValueValidation, message).exit()
}

/// A run over all inputs.
pub struct Session {
    program: &'static str,
    pub inputs: Vec<Input>,
    /// Whether there may be more than one page or text.
    pub many: bool,
    is_parted: bool,
    is_first: bool,
    out: Output,
    bar: ProgressBar,
    failures: usize,
}

/// Runs a command: `each` reads one input and writes what it holds to the session.
pub fn run<C: CommandFactory>(
    program: &'static str,
    args: &Common,
    endings: &Endings,
    holds_many: bool,
    mut each: impl FnMut(&mut Session, &Input) -> Result<(), Failure>,
) -> ExitCode {
    interrupt::listen();
    let (inputs, failures) = input::expand(&args.inputs, endings);
    let many = inputs.len() > 1 || holds_many;
    if args.format == Format::Overlay && many && args.output.is_none() {
        usage::<C>("overlays of several inputs need --output FOLDER");
    }
    for failure in &failures {
        eprintln!("{program}: {failure}");
    }
    if inputs.is_empty() {
        return ExitCode::from(1);
    }
    let out = match args.format {
        Format::Overlay => Output::pages(args.output.as_deref(), many),
        _ => Output::stream(args.output.as_deref()),
    };
    let mut failures = failures.len();
    let done = out.and_then(|out| {
        let mut session = Session {
            program,
            bar: progress(inputs.len(), args.output.is_some()),
            many,
            is_parted: many && !matches!(args.format, Format::Json | Format::Overlay),
            is_first: true,
            out,
            inputs,
            failures,
        };
        let done = session.all(&mut each);
        failures = session.failures;
        let written = done.and_then(|is_whole| session.out.flush().map(|()| is_whole));
        if let Ok(false) = written {
            session.bar.finish_and_clear();
            eprintln!("{program}: interrupted; what was written is whole");
        }
        written
    });
    match done {
        Ok(false) => ExitCode::from(interrupt::CODE),
        // Whoever reads our output has seen enough.
        Ok(true) | Err(Failure::Closed) if failures == 0 => ExitCode::SUCCESS,
        Ok(true) | Err(Failure::Closed) => ExitCode::from(1),
        Err(Failure::Interrupted) => ExitCode::from(interrupt::CODE),
        Err(Failure::Failed(message)) => {
            eprintln!("{program}: {message}");
            ExitCode::from(1)
        }
    }
}

impl Session {
    /// Whether it came to the end of the inputs.
    fn all(&mut self, each: &mut impl FnMut(&mut Session, &Input) -> Result<(), Failure>) -> Result<bool, Failure> {
        for input in std::mem::take(&mut self.inputs) {
            match each(self, &input) {
                Err(Failure::Interrupted) => return Ok(false),
                done => done?,
            }
            if interrupt::is_asked() {
                return Ok(false);
            }
            self.bar.inc(1);
        }
        self.bar.finish_and_clear();
        Ok(true)
    }

    /// Writes what was made of one page or text, or names it and says why it could not be read.
    pub fn done(&mut self, name: &str, id: &str, made: Result<String, String>) -> Result<(), Failure> {
        match made {
            Ok(text) => self.write(&text, id),
            Err(reason) => {
                self.fail(name, &reason);
                Ok(())
            }
        }
    }

    fn write(&mut self, text: &str, id: &str) -> Result<(), Failure> {
        let parted = self.is_parted && !self.is_first;
        self.is_first = false;
        self.out.write(if parted { "\n" } else { "" }, text, id)?;
        // After a page, so that those of one long file end too.
        if interrupt::is_asked() { Err(Failure::Interrupted) } else { Ok(()) }
    }

    fn fail(&mut self, name: &str, reason: &str) {
        self.bar.suspend(|| eprintln!("{}: {name}: {reason}", self.program));
        self.failures += 1;
    }
}

/// A bar on stderr where someone watches it and nothing else is printed there.
fn progress(len: usize, to_file: bool) -> ProgressBar {
    if len < 50 || !std::io::stderr().is_terminal() || std::io::stdout().is_terminal() && !to_file {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} inputs, {per_sec}, {eta} left");
    ProgressBar::new(len as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
