//! A thread cannot be ended from outside, so a call that never returns ends the whole run, by name.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than this on one page is counted, and the page is left out for all.
pub const SLOW: Duration = Duration::from_secs(10);
/// Longer than this and the run ends.
const STUCK: Duration = Duration::from_secs(300);

/// Since when what runs.
type Running = Option<(Instant, String)>;

pub struct Watch(Arc<Mutex<Running>>);

impl Watch {
    pub fn start() -> Watch {
        let running: Arc<Mutex<Running>> = Arc::default();
        let watched = Arc::clone(&running);
        thread::spawn(move || {
            loop {
                thread::sleep(Duration::from_secs(5));
                if let Some((since, what)) = &*watched.lock().unwrap_or_else(PoisonError::into_inner)
                    && since.elapsed() > STUCK
                {
                    eprintln!("stuck for {} s: {what}. Leave that page out and run again.", STUCK.as_secs());
                    std::process::exit(1);
                }
            }
        });
        Watch(running)
    }

    pub fn during<T>(&self, what: impl FnOnce() -> String, run: impl FnOnce() -> T) -> T {
        self.set(Some((Instant::now(), what())));
        let made = run();
        self.set(None);
        made
    }

    fn set(&self, running: Running) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = running;
    }
}
