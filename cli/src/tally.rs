//! What a run did, in numbers.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

/// Counts of a batch, or of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub records: u64,
    pub pages: u64,
    /// Bytes of the pages, unpacked.
    pub bytes: u64,
    /// By reason.
    pub failed: BTreeMap<String, u64>,
    /// Records that were never meant to be pages, by reason.
    pub passed_over: BTreeMap<String, u64>,
    pub flags: BTreeMap<String, u64>,
}

impl Tally {
    pub fn failures(&self) -> u64 {
        self.failed.values().sum()
    }

    pub fn add(&mut self, other: &Tally) {
        self.records += other.records;
        self.pages += other.pages;
        self.bytes += other.bytes;
        for (own, other) in [
            (&mut self.failed, &other.failed),
            (&mut self.passed_over, &other.passed_over),
            (&mut self.flags, &other.flags),
        ] {
            for (name, count) in other {
                *own.entry(name.clone()).or_default() += count;
            }
        }
    }

    pub fn to_json(&self) -> Value {
        json!({
            "records": self.records, "pages": self.pages, "bytes": self.bytes,
            "failed": self.failed, "passed_over": self.passed_over, "flags": self.flags,
        })
    }

    pub fn from_json(value: &Value) -> Option<Tally> {
        let number = |key: &str| value.get(key)?.as_u64();
        let counts = |key: &str| -> Option<BTreeMap<String, u64>> {
            let object: &Map<String, Value> = value.get(key)?.as_object()?;
            object.iter().map(|(name, count)| Some((name.clone(), count.as_u64()?))).collect()
        };
        Some(Tally {
            records: number("records")?,
            pages: number("pages")?,
            bytes: number("bytes")?,
            failed: counts("failed")?,
            passed_over: counts("passed_over")?,
            flags: counts("flags")?,
        })
    }
}

/// The end of a run: all of it, and what this process did of it in what time.
pub fn summary(all: &Tally, now: &Tally, read: u64, written: u64, time: Duration) -> String {
    let seconds = time.as_secs_f64().max(1e-9);
    let mut out = format!(
        "{} pages in {}: {:.0} pages/s, {:.1} MB/s of pages; {} of input read, {} of pages, {} written\n",
        now.pages,
        clock(time),
        now.pages as f64 / seconds,
        now.bytes as f64 / seconds / 1e6,
        megabytes(read),
        megabytes(now.bytes),
        megabytes(written)
    );
    if all.records > now.records {
        let _ = writeln!(out, "with the runs before: {} pages of {} records", all.pages, all.records);
    }
    for (what, counts) in [("failed", &all.failed), ("passed over", &all.passed_over), ("flags", &all.flags)] {
        if !counts.is_empty() {
            let counts: Vec<_> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
            let _ = writeln!(out, "{what}: {}", counts.join(", "));
        }
    }
    out
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_survives_its_json() {
        let mut tally = Tally { records: 3, pages: 1, bytes: 9, ..Tally::default() };
        tally.failed.insert("unreadable".to_owned(), 2);
        assert_eq!(Tally::from_json(&tally.to_json()), Some(tally.clone()));
        assert_eq!(Tally::from_json(&json!({"records": 1})), None);
        tally.add(&tally.clone());
        assert_eq!((tally.records, tally.failures()), (6, 4));
    }
}
