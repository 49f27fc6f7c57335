//! What a person sees while a run goes on.

use crate::failure::Failure;
use crate::tally::Tally;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::time::Instant;

/// Failures of one reason that are named; more are counted.
const NAMED: u64 = 20;

/// A bar on stderr, where someone watches it and nothing else is printed there; and the names of what failed.
pub struct Progress {
    bar: ProgressBar,
    began: Instant,
    shown: Instant,
    failed: BTreeMap<&'static str, u64>,
}

impl Progress {
    /// `total` is in bytes of the inputs, `None` where nobody knows.
    pub fn new(total: Option<u64>, is_wanted: bool, to_file: bool) -> Progress {
        let is_watched = std::io::stderr().is_terminal() && (to_file || !std::io::stdout().is_terminal());
        let bar = if !is_wanted || !is_watched {
            ProgressBar::hidden()
        } else {
            let (bar, template) = match total {
                Some(total) => (ProgressBar::new(total), "{wide_bar} {percent:>3} %, {msg}, {eta} left"),
                None => (ProgressBar::no_length(), "{spinner} {bytes} read, {msg}, {elapsed}"),
            };
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(4));
            bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
        };
        let now = Instant::now();
        Progress { bar, began: now, shown: now, failed: BTreeMap::new() }
    }

    /// The input has been worked on up to `position`.
    pub fn at(&mut self, position: u64, now: &Tally, failures: u64) {
        if self.bar.is_hidden() || self.shown.elapsed().as_millis() < 200 {
            return;
        }
        self.shown = Instant::now();
        let rate = now.pages as f64 / self.began.elapsed().as_secs_f64().max(1e-3);
        let failed = if failures > 0 { format!(", {failures} failed") } else { String::new() };
        self.bar.set_message(format!("{} pages, {rate:.0}/s{failed}", now.pages));
        self.bar.set_position(position);
    }

    /// Names what failed.
    pub fn failed(&mut self, name: &str, failure: &Failure) {
        let reason = failure.reason.name();
        let count = self.failed.entry(reason).or_default();
        *count += 1;
        match *count {
            ..=NAMED => self.say(&format!("{name}: {failure}")),
            count if count == NAMED + 1 => {
                self.say(&format!("more records failed as {reason}; they are counted, not named"))
            }
            _ => {}
        }
    }

    /// A line on stderr.
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| eprintln!("copydesk: {line}"));
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
