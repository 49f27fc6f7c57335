//! Ctrl-C: the page at hand is written, then the program says so and ends. A second one ends it at once.

use std::sync::atomic::{AtomicBool, Ordering};

/// As shells have it for a program that was interrupted.
pub const CODE: u8 = 130;

static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on the first Ctrl-C is only noted.
pub fn listen() {
    // Where it cannot be, Ctrl-C ends the program; whole pages are written even then.
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(CODE));
        }
        eprintln!("interrupted: the input at hand is the last one (once more ends at once)");
    });
}

pub fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
