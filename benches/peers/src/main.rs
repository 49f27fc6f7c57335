//! copydesk beside its peers on the same pages. What is measured and what is not: README.md.

mod bench;
mod contenders;
#[path = "../../pages/mod.rs"]
mod pages;
mod python;
mod readme;
mod table;
mod versions;
mod watch;
#[path = "../../yardstick/mod.rs"]
mod yardstick;

use clap::Parser;
use std::ffi::OsString;
use std::path::Path;
use std::thread;
use table::Setting;

/// Some contenders climb down a page by recursion; the pages kept should not depend on the stack.
const STACK: usize = 1 << 30;
/// Pages that a run takes when nobody says how many.
const PAGES: usize = 200;

/// Speed of copydesk and its peers on generated pages and the fixtures, or on the folders in
/// `COPYDESK_PAGES` (parted as in PATH; .html, .htm, .html.gz).
#[derive(Parser)]
struct Args {
    /// Every N-th page, the first included [default: such that at most 200 are left]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    sample: Option<u32>,
    /// Rounds a page, of which the median counts
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// One round: whether every contender builds and runs
    #[arg(long, conflicts_with = "rounds")]
    quick: bool,
    /// The Python that has the packages of requirements.txt
    #[arg(long, value_name = "PROGRAM", default_value = "python3")]
    python: OsString,
    /// No contenders from PyPI
    #[arg(long)]
    no_python: bool,
    /// Write the table into the repository's README.md as well
    #[arg(long)]
    readme: bool,
}

fn main() {
    let args = Args::parse();
    let bench = thread::Builder::new().stack_size(STACK).spawn(move || run(&args)).expect("a thread");
    if bench.join().is_err() {
        std::process::exit(1);
    }
}

fn run(args: &Args) {
    let pages: Vec<pages::Page> = pages::classes().into_iter().flat_map(|class| class.pages).collect();
    let every = args.sample.map_or(pages.len().div_ceil(PAGES), |every| every as usize);
    let rounds = if args.quick { 1 } else { args.rounds as usize };
    let mut setting = Setting { source: source(), kept: 0, of: pages.len(), every, bytes: 0, rounds };
    let watch = watch::Watch::start();
    let mut rows = bench::rows((!args.no_python).then_some(args.python.as_os_str()));
    for row in &rows {
        println!("{} {}, {}: {}", row.name, row.version, row.call, row.why);
    }
    let sample: Vec<&pages::Page> = pages.iter().step_by(every).collect();
    for (i, page) in sample.iter().enumerate() {
        if i > 0 && i % 20 == 0 {
            eprintln!("{i} of {} pages", sample.len());
        }
        if bench::page(&mut rows, page, rounds, &watch) {
            setting.kept += 1;
            setting.bytes += page.html.len() as u64;
        }
    }
    let table = table::markdown(&rows, &setting);
    println!("\n{table}");
    if args.readme {
        readme::put("peers", &table).unwrap_or_else(|error| panic!("README.md: {error}"));
    }
}

/// The last two names of each folder: `wcxb-dev/html`.
fn source() -> String {
    let Some(folders) = std::env::var_os("COPYDESK_PAGES") else { return "the generator and `fixtures/`".to_owned() };
    let label = |folder: &Path| {
        let names: Vec<_> = folder.iter().map(|name| name.to_string_lossy()).collect();
        format!("`{}`", names[names.len().saturating_sub(2)..].join("/"))
    };
    std::env::split_paths(&folders).map(|folder| label(&folder)).collect::<Vec<_>>().join(" and ")
}
