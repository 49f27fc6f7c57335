//! Hostile pages through copydesk and its peers: seconds, or what went wrong. Each call is a process of its own, with a bound on
//! time and on memory, so that a crash or a hang is one cell of the table.

#[path = "../contenders.rs"]
#[allow(dead_code)] // The bench of speed uses the rest.
mod contenders;
#[path = "../../../../tests/it/hostile/mod.rs"]
#[allow(dead_code, unused_imports)]
mod hostile;
#[path = "../../../pages/mod.rs"]
mod pages;
#[path = "../python.rs"]
#[allow(dead_code)]
mod python;
#[path = "../readme.rs"]
mod readme;
#[path = "../versions.rs"]
mod versions;
#[path = "../../../yardstick/mod.rs"]
mod yardstick;

use clap::Parser;
use contenders::{Answer, CONTENDERS, Run};
use copydesk::{Extractor, Options};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A call that takes longer on a processor is ended by the system; one that waits too long besides, by us.
const MOST_SECONDS: u64 = 20;
const MOST_WAIT: Duration = Duration::from_secs(300);
/// Kilobytes of address space of a call. The Python package is alone with an interpreter in them.
const MOST_MEMORY: u64 = 4 << 20;
const SIGKILL: i32 = 9;
const SIGSEGV: i32 = 11;
const SIGABRT: i32 = 6;
const SIGXCPU: i32 = 24;

/// What a call says that its interpreter did not answer.
const TOO_LONG: &str = "no answer";

/// Names of the hostile pages that become rows.
const CASES: &[&str] = &[
    "nested div",
    "nested b",
    "200,000 nested span",
    "200,000 nested font",
    "nested ul li",
    "nested blockquote",
    "a i, misnested",
    "50,000 nested tables",
    "text misplaced in a table",
    "a million less-than signs",
    "a million unclosed p",
    "attributes of one tag",
    "a million attributes",
    "100,000 classes",
    "attribute of 20 MB",
    "text of 10 MB",
    "word of 5 MB",
    "5 MB of ampersands",
    "3 MB of bad references",
    "breaks",
    "links",
    "options",
    "unclosed script",
    "unclosed comments",
    "unclosed textarea",
    "deep JSON-LD",
    "JSON-LD, 100,000 brackets",
    "JSON-LD, one key again and again",
    "dates of the year 99999",
    "colspan beyond all bounds",
    "teasers",
];

const COLUMNS: [&str; 6] =
    ["copydesk Fast", "copydesk Html5ever", "dom_smoothie", "rs-trafilatura", "trafilatura", "resiliparse"];

/// The table of hostile pages, case by contender.
#[derive(Parser)]
struct Args {
    /// The Python that has the packages of requirements.txt
    #[arg(long, value_name = "PROGRAM", default_value = "python3")]
    python: OsString,
    /// Only the cases whose name contains this
    #[arg(long, default_value = "")]
    only: String,
    /// Write the table into the repository's README.md as well
    #[arg(long)]
    readme: bool,
    /// One call: column and case, in this process
    #[arg(long, hide = true, num_args = 2)]
    one: Option<Vec<usize>>,
}

/// A story that an extractor can find, and the hostile part behind it.
fn page(case: usize) -> String {
    let case = hostile::hostile().find(|hostile| hostile.name == CASES[case]).expect("a case of this name");
    let story = format!(
        "<p>{} It had been promised for longer than most of those who crossed it could remember.</p>",
        pages::SENTENCE
    );
    format!(
        "<html><head><title>The bridge</title></head><body><h1>The bridge</h1>{}{}",
        story.repeat(3),
        (case.page)(case.n)
    )
}

fn main() {
    let args = Args::parse();
    if let Some(one) = &args.one {
        return call(one[0], one[1], &args.python);
    }
    let mut table = format!("| page | kB | {} |\n|---|---|{}\n", COLUMNS.join(" | "), "---|".repeat(COLUMNS.len()));
    let mut faults = [0; COLUMNS.len()];
    for (case, name) in CASES.iter().enumerate().filter(|(_, name)| name.contains(&args.only)) {
        let _ = write!(table, "| {name} | {} |", page(case).len() / 1000);
        for (column, faults) in faults.iter_mut().enumerate() {
            let cell = cell(column, case, &args.python);
            eprintln!("{name}: {}: {cell}", COLUMNS[column]);
            *faults += usize::from(cell.starts_with("**"));
            let _ = write!(table, " {cell} |");
        }
        table.push('\n');
    }
    let mut versions: Vec<_> =
        ["dom_smoothie", "rs-trafilatura", "trafilatura"].map(|name| format!("{name} {}", versions::of(name))).into();
    versions.extend(
        python::Peer::start(&args.python, "resiliparse").ok().map(|peer| format!("resiliparse {}", peer.version)),
    );
    let faults: Vec<String> = COLUMNS.iter().zip(faults).map(|(column, faults)| format!("{column} {faults}")).collect();
    let _ = write!(
        table,
        "\nSeconds of processor time of one call. **Bold**: it died, or had not ended after {} s or within {} GB. Versions: {}. Failures: {}.\n",
        MOST_SECONDS,
        MOST_MEMORY >> 20,
        versions.join(", "),
        faults.join(", ")
    );
    println!("{table}");
    if args.readme {
        readme::put("hostile", &table).unwrap_or_else(|error| panic!("README.md: {error}"));
    }
}

/// One call, in a process of its own.
fn cell(column: usize, case: usize, python: &OsString) -> String {
    let program = std::env::current_exe().expect("this program has a path");
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("ulimit -v {MOST_MEMORY}; ulimit -t {}; exec \"$0\" \"$@\"", MOST_SECONDS + 5)])
        .arg(program);
    command.env("COPYDESK_CLOCK", "thread");
    command.arg("--python").arg(python).args(["--one", &column.to_string(), &case.to_string()]);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("a process");
    let start = Instant::now();
    let status = loop {
        match child.try_wait().expect("a child") {
            Some(status) => break status,
            None if start.elapsed() > MOST_WAIT => {
                let _ = child.kill();
                let _ = child.wait();
                return format!("**over {MOST_SECONDS} s**");
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let (mut out, mut err) = (String::new(), String::new());
    let _ = child.stdout.take().map(|mut stdout| stdout.read_to_string(&mut out));
    let _ = child.stderr.take().map(|mut stderr| stderr.read_to_string(&mut err));
    match status.signal() {
        _ if err.contains("overflowed its stack") => return "**stack overflow**".to_owned(),
        _ if err.contains("memory allocation of") => return "**out of memory**".to_owned(),
        // The bound on processor time ends a process without a word.
        Some(SIGXCPU | SIGKILL) => return format!("**over {MOST_SECONDS} s**"),
        Some(SIGSEGV | SIGABRT) => return "**killed by the system**".to_owned(),
        Some(signal) => return format!("**signal {signal}**"),
        None if err.contains("panicked") => return "**panic**".to_owned(),
        None => {}
    }
    let seconds = out.trim().split(' ').next().and_then(|seconds| seconds.parse::<f64>().ok());
    if seconds.is_some_and(|seconds| seconds > MOST_SECONDS as f64) || err.contains(TOO_LONG) {
        return format!("**over {MOST_SECONDS} s**");
    }
    match out.trim().split_once(' ') {
        Some((seconds, "story")) => seconds.to_owned(),
        Some((seconds, _)) => format!("{seconds}, no story"),
        None if out.trim() == "absent" => "not installed".to_owned(),
        None => "**died**".to_owned(),
    }
}

/// Prints the seconds of one call and whether the story came out.
fn call(column: usize, case: usize, python: &OsString) {
    let html = page(case);
    let run = match column {
        0 => ours(&html, copydesk::Parser::Fast),
        1 => ours(&html, copydesk::Parser::Html5ever),
        5 => match python::Peer::start(python, "resiliparse") {
            // The bound on time holds for the interpreter by itself: it ends without an answer.
            Ok(mut peer) => peer.run(&html).unwrap_or_else(|error| {
                eprintln!("{TOO_LONG}: {error}");
                std::process::exit(1)
            }),
            Err(_) => return println!("absent"),
        },
        _ => {
            let contender = CONTENDERS.iter().find(|contender| contender.name == COLUMNS[column]);
            let run = contender.expect("a contender of this name").run;
            on_processor(|| run(&html).answer)
        }
    };
    let story = matches!(run.answer, Answer::Text { has_sentence: true, .. });
    println!("{:.2} {}", run.seconds, if story { "story" } else { "none" });
}

/// One page alone, as a program meets it that has extracted nothing before: models and tables are read first, as they are for all.
fn ours(html: &str, parser: copydesk::Parser) -> Run {
    let extractor = Extractor::new(Options::default().with_parser(parser));
    drop(extractor.extract("<p>It rained on Sunday.").main_text());
    on_processor(|| Answer::text(Some(&extractor.extract(html).main_text())))
}

/// Time that this thread was on a processor: the machine may have other work.
fn on_processor(run: impl FnOnce() -> Answer) -> Run {
    let time = || {
        let stat =
            std::fs::read_to_string("/proc/thread-self/schedstat").expect("a system that tells the time of threads");
        stat.split(' ').next().and_then(|time| time.parse::<u64>().ok()).expect("nanoseconds") as f64 / 1e9
    };
    let start = time();
    let answer = run();
    Run { seconds: time() - start, answer }
}
