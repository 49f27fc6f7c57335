//! What may go wrong with a record, and how much of it a run may have.

use std::fmt;
use std::io;
use std::str::FromStr;

/// Why a record has no result. One reason of these is counted in the summary, and the detail is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub reason: Reason,
    pub detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The operating system gave an error.
    Unreadable,
    /// gzip, deflate, brotli or zstd that ends early or is damaged.
    BrokenCompression,
    BrokenWarc,
    BrokenHttp,
    BrokenJson,
    BrokenParquet,
    /// The record has no such field, or no text in it.
    NoField,
    TooLong,
    /// A fault of this program. The page is lost, the run is not.
    Panicked,
}

impl Reason {
    pub fn name(self) -> &'static str {
        match self {
            Reason::Unreadable => "unreadable",
            Reason::BrokenCompression => "broken_compression",
            Reason::BrokenWarc => "broken_warc",
            Reason::BrokenHttp => "broken_http",
            Reason::BrokenJson => "broken_json",
            Reason::BrokenParquet => "broken_parquet",
            Reason::NoField => "no_field",
            Reason::TooLong => "too_long",
            Reason::Panicked => "panicked",
        }
    }
}

impl Failure {
    pub fn new(reason: Reason, detail: impl Into<String>) -> Failure {
        Failure { reason, detail: detail.into() }
    }

    /// What reading a stream gave: the packing's fault or the system's.
    pub fn reading(error: &io::Error, packing: Option<&str>) -> Failure {
        match packing {
            // Unpackers say what is broken by these kinds; what the file system says passes through them.
            Some(packing) if error.raw_os_error().is_none() => {
                Failure::new(Reason::BrokenCompression, format!("broken {packing}: {}", plain(error)))
            }
            _ => Failure::new(Reason::Unreadable, plain(error)),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

/// An error's text without the number that the operating system adds.
pub fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

/// Why the whole run cannot go on.
#[derive(Debug)]
pub enum Stop {
    /// The reader of our output has gone.
    Closed,
    /// What is wrong and what to do.
    Failed(String),
}

impl Stop {
    /// What writing to this output gave.
    pub fn writing(name: &str, error: &io::Error) -> Stop {
        let remedy = match error.kind() {
            io::ErrorKind::BrokenPipe => return Stop::Closed,
            io::ErrorKind::StorageFull => ": make room, then go on with --resume, or write elsewhere with --output",
            io::ErrorKind::PermissionDenied => ": choose another --output, or change its permissions",
            io::ErrorKind::NotFound => ": make the folder first",
            _ => "",
        };
        Stop::Failed(format!("cannot write {name}: {}{remedy}", plain(error)))
    }
}

/// How many records may fail before the exit status says so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxFailures {
    Count(u64),
    /// Of all records, in [0, 1].
    Share(f64),
}

impl Default for MaxFailures {
    fn default() -> Self {
        MaxFailures::Count(0)
    }
}

impl MaxFailures {
    pub fn allows(self, failed: u64, records: u64) -> bool {
        match self {
            MaxFailures::Count(most) => failed <= most,
            MaxFailures::Share(most) => failed as f64 <= most * records as f64,
        }
    }
}

impl FromStr for MaxFailures {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is neither a number nor a share such as 1%");
        match text.strip_suffix('%') {
            None => text.parse().map(MaxFailures::Count).map_err(|_| wrong()),
            Some(percent) => {
                let percent: f64 = percent.parse().map_err(|_| wrong())?;
                if (0.0..=100.0).contains(&percent) { Ok(MaxFailures::Share(percent / 100.0)) } else { Err(wrong()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_a_number_or_a_share() {
        assert_eq!("7".parse(), Ok(MaxFailures::Count(7)));
        assert_eq!("1%".parse(), Ok(MaxFailures::Share(0.01)));
        for wrong in ["", "-1", "101%", "x%", "NaN%", "1.5"] {
            assert!(wrong.parse::<MaxFailures>().is_err(), "{wrong}");
        }
        assert!(MaxFailures::Share(0.01).allows(1, 100) && !MaxFailures::Share(0.01).allows(2, 100));
        assert!(MaxFailures::Count(0).allows(0, 0) && !MaxFailures::Count(0).allows(1, 9));
    }
}
