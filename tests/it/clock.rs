//! How long something takes.

use std::time::{Duration, Instant};

/// Time that this thread was on a processor, where the system tells it; the clock runs on while others work.
pub fn thread_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Of the processor, or else of the clock.
pub fn timed(run: impl FnOnce()) -> Duration {
    let (start, before) = (Instant::now(), thread_time());
    run();
    match (before, thread_time()) {
        (Some(before), Some(after)) => after - before,
        _ => start.elapsed(),
    }
}
