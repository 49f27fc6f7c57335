//! A run from its first record to its exit status: results are written, counted and noted.

use crate::args::Run;
use crate::desk::Desk;
use crate::failure::{MaxFailures, Stop, plain};
use crate::input::{Packing, Source, Taste};
use crate::journal::{self, Digest, Entry};
use crate::output::{Sink, Target};
use crate::pipeline::{self, Done, Job, Next, Results};
use crate::progress::Progress;
use crate::render::{Rendered, Style, packed};
use crate::tally::{Tally, summary};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What is to be done.
pub struct Plan {
    pub sources: Vec<Source>,
    pub taste: Taste,
    pub charset: Option<String>,
    pub desk: Box<dyn Desk>,
    pub style: Style,
    pub target: Target,
    pub run: Run,
    /// What else decides on the output, for the journal.
    pub options: Vec<String>,
}

/// Exit statuses.
const FAILED: u8 = 1;
const USAGE: u8 = 2;
const INTERRUPTED: u8 = 130;

/// Time between two entries in the journal.
const NOTED: Duration = Duration::from_millis(100);
/// How often the writer looks up while nothing comes.
const TICK: Duration = Duration::from_millis(100);

/// How a run ended, if not by [`Stop`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    All,
    FirstFailure,
    Interrupted,
}

pub fn run(plan: Plan) -> ExitCode {
    let journal = plan.target.journal();
    let digest = digest(&plan);
    let before = match resumed(&plan, journal.as_ref(), &digest) {
        Ok(before) => before,
        Err(message) => {
            eprintln!("copydesk: {message}");
            return ExitCode::from(USAGE);
        }
    };
    if before.as_ref().is_some_and(|entry| entry.is_done) {
        if !plan.run.quiet {
            eprintln!("copydesk: that run is complete; nothing is left to do");
        }
        return ExitCode::SUCCESS;
    }
    let is_interrupted = Arc::new(AtomicBool::new(false));
    let stop = Arc::new(AtomicBool::new(false));
    catch_interrupt(&is_interrupted, &stop);
    let mut writer = match Writer::new(&plan, journal, digest, before) {
        Ok(writer) => writer,
        Err(stop) => return gave_up(&stop, None),
    };
    let max_failures = plan.run.max_failures;
    let started = pipeline::start(Job {
        skip: writer.all.records,
        threads: threads(&plan.run),
        fail_fast: plan.run.fail_fast,
        sources: plan.sources,
        taste: plan.taste,
        charset: plan.charset,
        desk: plan.desk,
        style: plan.style,
        stop: Arc::clone(&stop),
    });
    let results = match started {
        Ok(results) => results,
        Err(error) => {
            eprintln!("copydesk: cannot start a thread: {}", plain(&error));
            return ExitCode::from(USAGE);
        }
    };
    let ended = writer.all_of(&results, &is_interrupted);
    stop.store(true, Ordering::Release);
    writer.progress.finish();
    match ended.and_then(|end| writer.finish(end).map(|all| (end, all))) {
        Ok((end, all)) => status(end, &all, max_failures),
        Err(stop) => gave_up(&stop, Some(max_failures)),
    }
}

/// All cores, if nobody says otherwise.
pub fn threads(run: &Run) -> usize {
    run.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, std::num::NonZero::get)
}

fn status(end: End, all: &Tally, max_failures: MaxFailures) -> ExitCode {
    match end {
        End::Interrupted => ExitCode::from(INTERRUPTED),
        End::FirstFailure => ExitCode::from(FAILED),
        End::All if max_failures.allows(all.failures(), all.records) => ExitCode::SUCCESS,
        End::All => ExitCode::from(FAILED),
    }
}

/// The output takes no more.
fn gave_up(stop: &Stop, max_failures: Option<MaxFailures>) -> ExitCode {
    match stop {
        // Whoever reads our output has seen enough.
        Stop::Closed if max_failures.is_some() => ExitCode::SUCCESS,
        Stop::Closed => ExitCode::from(FAILED),
        Stop::Failed(message) => {
            eprintln!("copydesk: {message}");
            ExitCode::from(FAILED)
        }
    }
}

/// The first Ctrl-C lets what was begun come to its end; the second does not.
fn catch_interrupt(is_interrupted: &Arc<AtomicBool>, stop: &Arc<AtomicBool>) {
    let (is_interrupted, stop) = (Arc::clone(is_interrupted), Arc::clone(stop));
    // Without a handler Ctrl-C ends the process at once, which a journal survives too.
    let _ = ctrlc::set_handler(move || {
        stop.store(true, Ordering::Release);
        if is_interrupted.swap(true, Ordering::AcqRel) {
            std::process::exit(i32::from(INTERRUPTED));
        }
    });
}

/// Of everything that decides on the output but the number of threads.
fn digest(plan: &Plan) -> String {
    let mut digest = Digest::default();
    digest.add(env!("CARGO_PKG_VERSION"));
    plan.options.iter().for_each(|option| digest.add(option));
    for source in &plan.sources {
        digest.add(&source.name());
        if let Source::File { bytes, .. } = source {
            digest.add(&bytes.to_string());
        }
    }
    digest.text()
}

/// Where to go on; `None` to begin.
fn resumed(plan: &Plan, journal: Option<&PathBuf>, digest: &str) -> Result<Option<Entry>, String> {
    if !plan.run.resume {
        return Ok(None);
    }
    let Some(journal) = journal else {
        return Err(match &plan.target {
            Target::Parquet(path) => format!("--resume needs Parquet in parts: --output {}/", path.display()),
            _ => "--resume needs --output with a file or folder".to_owned(),
        });
    };
    let Some(entry) = journal::load(journal)? else {
        return match &plan.target {
            Target::File(path, _) if path.exists() => Err(format!(
                "{} is there and {} is not: that run is complete, or it was none of copydesk's. Delete the output to begin anew",
                path.display(),
                journal.display()
            )),
            _ => Ok(None),
        };
    };
    if entry.digest == digest {
        return Ok(Some(entry));
    }
    Err(format!(
        "{} is of a run with other inputs, options or version: repeat its command, or delete it and the output to begin anew",
        journal.display()
    ))
}

struct Writer {
    sink: Sink,
    journal: Option<PathBuf>,
    digest: String,
    keeps_journal: bool,
    noted: Instant,
    progress: Progress,
    /// Of all runs, and of this one.
    all: Tally,
    now: Tally,
    is_parted: bool,
    packing: Packing,
    fail_fast: bool,
    has_written: bool,
    wants_summary: bool,
    began: Instant,
    position: u64,
    last: String,
    is_resumable: bool,
}

impl Writer {
    fn new(plan: &Plan, journal: Option<PathBuf>, digest: String, before: Option<Entry>) -> Result<Writer, Stop> {
        let mark = before.as_ref().map(|entry| entry.mark);
        let has_written = mark.is_some_and(|mark| mark > 0);
        let all = before.map(|entry| entry.tally).unwrap_or_default();
        // A journal of another run must not outlive the output that it speaks of.
        if let Some(journal) = journal.as_ref().filter(|_| mark.is_none()) {
            let _ = std::fs::remove_file(journal);
        }
        let sink = Sink::open(&plan.target, mark)?;
        // What was opened may turn out to be a device.
        let journal = journal.filter(|_| plan.target.journal().is_some());
        let total = plan.sources.iter().map(|source| match source {
            Source::File { bytes, .. } => Some(*bytes),
            Source::Stdin { .. } => None,
            Source::Failed { .. } => Some(0),
        });
        let is_long = plan.style.is_many;
        let is_file = plan.target != Target::Stdout;
        let mut writer = Writer {
            sink,
            is_resumable: journal.is_some(),
            journal,
            digest,
            keeps_journal: plan.run.resume,
            noted: Instant::now(),
            progress: Progress::new(total.sum(), is_long && !plan.run.quiet, is_file),
            all,
            now: Tally::default(),
            is_parted: plan.style.is_parted(),
            packing: plan.target.packing(),
            fail_fast: plan.run.fail_fast,
            has_written,
            wants_summary: is_long && !plan.run.quiet,
            began: Instant::now(),
            position: 0,
            last: String::new(),
        };
        writer.note(mark.unwrap_or(0), false)?;
        Ok(writer)
    }

    fn all_of(&mut self, results: &Results, is_interrupted: &AtomicBool) -> Result<End, Stop> {
        loop {
            match results.next(TICK) {
                Next::Done(done) => {
                    let weight = done.weight();
                    let is_end = self.write(*done)?;
                    results.written(weight);
                    if is_end {
                        return Ok(End::FirstFailure);
                    }
                }
                Next::Waiting if is_interrupted.load(Ordering::Acquire) => return Ok(End::Interrupted),
                Next::Waiting => self.progress.at(self.position, &self.now, self.all.failures()),
                Next::End if is_interrupted.load(Ordering::Acquire) => return Ok(End::Interrupted),
                Next::End => return Ok(End::All),
                Next::Lost => return Err(Stop::Failed("a thread has died: please report it".to_owned())),
            }
        }
    }

    /// Writes a batch. Whether it is to be the last.
    fn write(&mut self, done: Done) -> Result<bool, Stop> {
        for (name, failure) in &done.failures {
            self.progress.failed(name, failure);
        }
        // A record that stops the run is not done: who goes on tries it again.
        if self.fail_fast && !done.failures.is_empty() {
            self.now.add(&done.tally);
            return Ok(true);
        }
        let has_text = matches!(&done.rendered, Rendered::Stream(bytes) if !bytes.is_empty());
        if self.is_parted && has_text {
            if self.has_written {
                let line = packed(b"\n".to_vec(), self.packing).map_err(|error| Stop::writing("output", &error))?;
                self.sink.write(Rendered::Stream(line))?;
            }
            self.has_written = true;
        }
        self.sink.write(done.rendered)?;
        self.all.add(&done.tally);
        self.now.add(&done.tally);
        (self.position, self.last) = (done.position, done.last);
        if self.noted.elapsed() > NOTED
            && let Some(mark) = self.sink.mark()?
        {
            self.note(mark, false)?;
        }
        self.progress.at(self.position, &self.now, self.all.failures());
        Ok(false)
    }

    fn note(&mut self, mark: u64, is_done: bool) -> Result<(), Stop> {
        let Some(journal) = &self.journal else { return Ok(()) };
        self.noted = Instant::now();
        let entry = Entry { digest: self.digest.clone(), mark, tally: self.all.clone(), is_done };
        journal::save(journal, &entry)
    }

    fn finish(mut self, end: End) -> Result<Tally, Stop> {
        let (written, mark) = self.sink.finish()?;
        match (&self.journal, mark) {
            (Some(journal), _) if end == End::All && !self.keeps_journal => {
                let _ = std::fs::remove_file(journal);
            }
            (Some(_), Some(mark)) => self.note(mark, end == End::All)?,
            _ => {}
        }
        if end == End::Interrupted {
            let place = if self.last.is_empty() { String::new() } else { format!(", behind {}", self.last) };
            let remedy = if self.is_resumable { "; the same command with --resume goes on from there" } else { "" };
            eprintln!("copydesk: stopped after {} records{place}{remedy}", self.all.records);
        }
        if self.wants_summary {
            for line in summary(&self.all, &self.now, self.position, written, self.began.elapsed()).lines() {
                eprintln!("copydesk: {line}");
            }
        }
        Ok(self.all)
    }
}
