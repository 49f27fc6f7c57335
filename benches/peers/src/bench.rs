//! Every page through every contender in turn, several rounds: what changes on the machine
//! changes for all of them.

use crate::contenders::{Answer, CONTENDERS, Group, Run};
use crate::pages::Page;
use crate::python::{PACKAGES, Peer};
use crate::versions;
use crate::watch::{SLOW, Watch};
use std::ffi::{OsStr, OsString};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A contender and what is known of it so far.
pub struct Row {
    pub name: &'static str,
    pub call: &'static str,
    pub why: &'static str,
    pub group: Group,
    pub version: String,
    runner: Runner,
    pub tally: Tally,
}

enum Runner {
    Rust(fn(&str) -> Run),
    Python(Peer, OsString),
}

#[derive(Default)]
pub struct Tally {
    /// Sum of the medians of all pages that were kept.
    pub seconds: f64,
    /// Pages kept on which nothing came out.
    pub empty: usize,
    /// Pages kept whose story is known and was missed.
    pub without_sentence: usize,
    pub panicked: usize,
    pub slow: usize,
}

/// Why a page is left out.
enum Fault {
    Panicked(String),
    Slow,
}

/// The Rust contenders, and those of PyPI that are there; those that are not are named aloud.
pub fn rows(python: Option<&OsStr>) -> Vec<Row> {
    let mut rows: Vec<Row> = CONTENDERS
        .iter()
        .map(|&crate::contenders::Contender { name, call, why, group, run }| {
            let version = versions::of(name);
            Row { name, call, why, group, version, runner: Runner::Rust(run), tally: Tally::default() }
        })
        .collect();
    for package in PACKAGES {
        let Some(python) = python else { continue };
        match Peer::start(python, package.name) {
            Ok(peer) => rows.push(Row {
                name: package.name,
                call: package.call,
                why: package.why,
                group: Group::Extraction,
                version: peer.version.clone(),
                runner: Runner::Python(peer, python.to_owned()),
                tally: Tally::default(),
            }),
            Err(error) => eprintln!(
                "SKIPPED: {} from PyPI is not in the table ({}: {error}). benches/peers/README.md says how to have it.",
                package.name,
                python.display()
            ),
        }
    }
    rows
}

/// Whether the page was kept: one fault leaves it out for all.
pub fn page(rows: &mut [Row], page: &Page, rounds: usize, watch: &Watch) -> bool {
    let mut runs: Vec<Vec<Run>> = rows.iter().map(|_| Vec::new()).collect();
    // The first round is a trial: it finds the faults of all, warms up, and is not counted.
    for round in 0..=rounds {
        let mut is_kept = true;
        for (row, runs) in rows.iter_mut().zip(&mut runs) {
            match row.run(page, watch) {
                Ok(run) => runs.push(run),
                Err(fault) => {
                    is_kept = false;
                    row.count(&fault, page);
                }
            }
        }
        if !is_kept {
            return false;
        }
        if round == 0 {
            rows.iter().zip(&runs).for_each(|(row, runs)| row.verify(runs[0].answer, page));
            runs.iter_mut().for_each(Vec::clear);
        }
    }
    for (row, runs) in rows.iter_mut().zip(&mut runs) {
        runs.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        row.tally.add(runs[runs.len() / 2], page);
    }
    true
}

impl Row {
    pub fn is_ours(&self) -> bool {
        self.name == "copydesk"
    }

    fn run(&mut self, page: &Page, watch: &Watch) -> Result<Run, Fault> {
        let what = || format!("{} {} on {}", self.name, self.call, page.name);
        let run = watch.during(what, || match &mut self.runner {
            // What a panic leaves behind in a contender is the contender's own.
            Runner::Rust(run) => {
                catch_unwind(AssertUnwindSafe(|| run(&page.html))).map_err(|_| Fault::Panicked("panicked".to_owned()))
            }
            Runner::Python(peer, python) => peer.run(&page.html).map_err(|error| {
                if let Ok(again) = Peer::start(python, self.name) {
                    *peer = again;
                }
                Fault::Panicked(error.to_string())
            }),
        })?;
        if run.seconds > SLOW.as_secs_f64() { Err(Fault::Slow) } else { Ok(run) }
    }

    fn count(&mut self, fault: &Fault, page: &Page) {
        let why = match fault {
            Fault::Panicked(why) => {
                self.tally.panicked += 1;
                why.clone()
            }
            Fault::Slow => {
                self.tally.slow += 1;
                format!("took more than {} s", SLOW.as_secs())
            }
        };
        eprintln!("left out for all: {}: {} {} {why}", page.name, self.name, self.version);
    }

    /// What we claim of ourselves holds on every page; of the others it is counted.
    fn verify(&self, answer: Answer, page: &Page) {
        if let (true, Answer::Text { has_sentence, .. }, Some(has_story)) = (self.is_ours(), answer, page.has_story) {
            assert_eq!(has_sentence, has_story, "{}: not the main text", page.name);
        }
    }
}

impl Tally {
    fn add(&mut self, run: Run, page: &Page) {
        self.seconds += run.seconds;
        self.empty += usize::from(run.answer.is_empty());
        if let (Answer::Text { has_sentence: false, .. }, Some(true)) = (run.answer, page.has_story) {
            self.without_sentence += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &'static str, run: fn(&str) -> Run) -> Row {
        let (version, runner, tally) = (String::new(), Runner::Rust(run), Tally::default());
        Row { name, call: "", why: "", group: Group::Extraction, version, runner, tally }
    }

    fn story(name: &str, html: &str) -> Page {
        Page { name: name.to_owned(), bytes: Vec::new(), html: html.to_owned(), has_story: Some(true) }
    }

    fn answer(seconds: f64, chars: usize) -> Run {
        Run { seconds, answer: Answer::Text { chars, has_sentence: false } }
    }

    #[test]
    fn one_fault_leaves_a_page_out_for_all() {
        let mut rows = [
            row("steady", |html| answer(1.0, html.len())),
            row("frail", |html| if html == "bad" { panic!("as it should") } else { answer(2.0, 1) }),
            row("slow", |html| answer(if html == "long" { 11.0 } else { 3.0 }, 1)),
        ];
        let watch = Watch::start();
        let kept = ["", "bad", "long", "good"].map(|html| page(&mut rows, &story(html, html), 3, &watch));
        assert_eq!(kept, [true, false, false, true]);
        assert_eq!([0, 1, 2].map(|i| rows[i].tally.seconds), [2.0, 4.0, 6.0], "the time of two pages");
        assert_eq!([0, 1, 2].map(|i| rows[i].tally.panicked), [0, 1, 0]);
        assert_eq!([0, 1, 2].map(|i| rows[i].tally.slow), [0, 0, 1]);
        assert_eq!([0, 1, 2].map(|i| rows[i].tally.empty), [1, 0, 0]);
        assert_eq!([0, 1, 2].map(|i| rows[i].tally.without_sentence), [2, 2, 2]);
    }

    #[test]
    #[should_panic(expected = "not the main text")]
    fn of_ourselves_the_story_is_asked() {
        page(&mut [row("copydesk", |_| answer(1.0, 9))], &story("a", "a"), 1, &Watch::start());
    }

    #[test]
    fn contenders_that_are_not_there_are_left_out() {
        let all = rows(Some("/no/such/python".as_ref()));
        assert_eq!(all.len(), CONTENDERS.len());
    }
}
