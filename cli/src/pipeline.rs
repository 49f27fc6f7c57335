//! reader → workers → writer, all channels bounded.
//!
//! One thread reads records and makes batches of them. Each batch goes to whichever worker is free, and a place for its result goes
//! to the writer in the order of the batches; the writer waits for the places one by one. So results stand in the order of the input, and what is in
//! memory is bounded by the number of places and by [`IN_FLIGHT`].

use crate::desk::{Desk, Work};
use crate::failure::{Failure, Reason, plain};
use crate::input::{self, Feed, Gone, Opener, Source, Taste, Verdict};
use crate::output::names::Names;
use crate::record::Batch;
use crate::render::{self, About, Rendered, Style};
use crate::tally::Tally;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

/// Bytes of records between reader and writer, one record always allowed.
const IN_FLIGHT: usize = 256 << 20;
/// A batch's buffer that has grown larger is not used again.
const KEPT: usize = 4 << 20;

/// What a batch gave.
#[derive(Debug)]
pub struct Done {
    pub rendered: Rendered,
    pub tally: Tally,
    pub failures: Vec<(String, Failure)>,
    /// Bytes of the inputs up to here.
    pub position: u64,
    /// The last record, as messages name it.
    pub last: String,
    weight: usize,
}

/// What all threads share.
pub struct Job {
    pub sources: Vec<Source>,
    pub taste: Taste,
    pub charset: Option<String>,
    pub desk: Box<dyn Desk>,
    pub style: Style,
    pub threads: usize,
    /// Records that are done.
    pub skip: u64,
    pub fail_fast: bool,
    /// Set when no more is to be read.
    pub stop: Arc<AtomicBool>,
}

/// Results in order.
pub struct Results {
    places: Receiver<Receiver<Done>>,
    budget: Arc<Budget>,
    is_read: Arc<AtomicBool>,
}

/// What comes next.
pub enum Next {
    Done(Box<Done>),
    /// Nothing yet, and nothing is being worked on.
    Waiting,
    End,
    /// A thread has died.
    Lost,
}

impl Results {
    pub fn next(&self, wait: std::time::Duration) -> Next {
        match self.places.recv_timeout(wait) {
            Ok(place) => place.recv().map_or(Next::Lost, |done| Next::Done(Box::new(done))),
            Err(crossbeam_channel::RecvTimeoutError::Timeout) => Next::Waiting,
            Err(_) if self.is_read.load(Ordering::Acquire) => Next::End,
            Err(_) => Next::Lost,
        }
    }

    /// A result has been written.
    pub fn written(&self, weight: usize) {
        self.budget.free(weight);
    }
}

impl Done {
    pub fn weight(&self) -> usize {
        self.weight
    }
}

/// Starts the threads: those for which the system has no room are done without, and it is said. They end by themselves when the results are
/// dropped; one that waits for input ends with the process.
///
/// # Errors
///
/// That of the system when there is no reader or no worker at all.
pub fn start(job: Job) -> io::Result<Results> {
    let job = Arc::new(job);
    let (to_workers, jobs) = bounded::<(Batch, Sender<Done>)>(job.threads * 2);
    let (to_writer, places) = bounded::<Receiver<Done>>(job.threads * 2 + 2);
    let (give_back, empty) = bounded::<Batch>(job.threads * 2 + 2);
    let budget = Arc::new(Budget::default());
    let is_read = Arc::new(AtomicBool::new(false));
    // The reader first: workers may take all the room that there is.
    let reading = (Arc::clone(&job), Arc::clone(&budget), Arc::clone(&is_read));
    thread::Builder::new().spawn(move || {
        let (job, budget, is_over) = reading;
        let stop = Arc::clone(&job.stop);
        let emit = Box::new(move |batch: Batch| {
            budget.take(batch.used);
            let (done, place) = bounded(1);
            if stop.load(Ordering::Acquire) {
                return Err(Gone);
            }
            to_writer.send(place).map_err(|_| Gone)?;
            to_workers.send((batch, done)).map_err(|_| Gone)?;
            Ok(empty.try_recv().unwrap_or_default())
        });
        let names = job.style.is_files.then(|| Names::new(job.style.format.ending()));
        let feed = Feed::new(job.skip, names, emit);
        let mut feed = if job.fail_fast { feed.one_by_one() } else { feed };
        // Whether all was read or nobody wants more: both are an end.
        let _ = input::read(&job.sources, &job.taste, &mut feed);
        is_over.store(true, Ordering::Release);
    })?;
    for started in 0..job.threads {
        let (shared, jobs, give_back) = (Arc::clone(&job), jobs.clone(), give_back.clone());
        match thread::Builder::new().spawn(move || worker(&shared, &jobs, &give_back)) {
            Ok(_) => {}
            Err(error) if started == 0 => return Err(error),
            Err(error) => {
                eprintln!("copydesk: {started} threads instead of {}: {}", job.threads, plain(&error));
                break;
            }
        }
    }
    Ok(Results { places, budget, is_read })
}

fn worker(job: &Job, jobs: &Receiver<(Batch, Sender<Done>)>, give_back: &Sender<Batch>) {
    let mut opener = Opener::new(&job.taste.field, job.charset.as_deref());
    let mut work = job.desk.worker();
    for (mut batch, place) in jobs {
        let done = done(job, &mut batch, &mut opener, &mut work);
        // Nobody waits for it any more: the run is over.
        if place.send(done).is_err() {
            return;
        }
        if batch.bytes.capacity() <= KEPT {
            let _ = give_back.try_send(batch);
        }
    }
}

fn done(job: &Job, batch: &mut Batch, opener: &mut Opener, work: &mut Box<dyn Work>) -> Done {
    let mut done = Done {
        rendered: job.style.empty(),
        tally: Tally::default(),
        failures: Vec::new(),
        position: batch.position,
        last: batch.records.last().map(|record| record.name()).unwrap_or_default(),
        weight: batch.used,
    };
    for record in batch.records.drain(..) {
        done.tally.records += 1;
        // A fault on one page is not to cost the others.
        let tried = catch_unwind(AssertUnwindSafe(|| {
            let opened = opener.open(&record, &batch.bytes)?;
            let about = About { opened: &opened, name: &record.name(), stem: &record.stem };
            let flags = work.page(&about, &job.style, &mut done.rendered).map_err(Verdict::Failed)?;
            Ok((opened.bytes.len(), flags))
        }));
        let tried = tried.unwrap_or_else(|_| {
            *opener = Opener::new(&job.taste.field, job.charset.as_deref());
            *work = job.desk.worker();
            let detail = "a fault of copydesk on this record: please report it".to_owned();
            Err(Verdict::Failed(Failure::new(Reason::Panicked, detail)))
        });
        match tried {
            Ok((bytes, flags)) => {
                done.tally.pages += 1;
                done.tally.bytes += bytes as u64;
                for flag in flags {
                    *done.tally.flags.entry(flag.name().to_owned()).or_default() += 1;
                }
            }
            Err(Verdict::PassedOver(why)) => *done.tally.passed_over.entry(why.to_owned()).or_default() += 1,
            Err(Verdict::Failed(failure)) => {
                *done.tally.failed.entry(failure.reason.name().to_owned()).or_default() += 1;
                done.failures.push((record.name(), failure));
            }
        }
    }
    if let Rendered::Stream(bytes) = &mut done.rendered
        && !bytes.is_empty()
    {
        *bytes = render::packed(std::mem::take(bytes), job.style.packing).expect("packing into memory");
    }
    done
}

/// Bytes in flight.
#[derive(Default)]
struct Budget {
    used: Mutex<usize>,
    freed: Condvar,
}

impl Budget {
    /// Waits until there is room; what is larger than all waits until it is alone.
    fn take(&self, bytes: usize) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let mut used = self
            .freed
            .wait_while(used, |used| *used > 0 && *used + bytes > IN_FLIGHT)
            .unwrap_or_else(PoisonError::into_inner);
        *used += bytes;
    }

    fn free(&self, bytes: usize) {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) -= bytes;
        self.freed.notify_all();
    }
}
