//! A run that is killed goes on where it was, and the end is the same as without.

use crate::folder::{Done, Folder, fixtures, ids, lines};
use crate::made::{gz, html, record, story};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A crawl that takes long enough to be stopped in its middle.
fn crawl(folder: &Folder, records: usize) {
    let pages = fixtures();
    let mut warc = Vec::new();
    for number in 0..records {
        let page = if number % 3 == 0 { story(number) } else { pages[number % pages.len()].1.repeat(4) };
        warc.extend(gz(&record("response", &number.to_string(), &html(&page))));
        if number % 50 == 20 {
            warc.extend(gz(&record("response", "bad", b"no http")));
        }
    }
    folder.file("a.warc.gz", warc);
}

/// Waits until a run has noted results, and not all of them.
fn wait_for(path: &PathBuf) {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(60) {
        let noted: Option<Value> = fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if noted.is_some_and(|noted| noted["tally"]["records"].as_u64() > Some(0)) {
            return;
        }
        sleep(Duration::from_millis(5));
    }
    panic!("nothing was noted in {}", path.display());
}

fn killed_and_resumed(
    name: &str,
    output: &str,
    journal: &str,
    more: &[&str],
    whole: impl Fn(&Folder, &str) -> Vec<Vec<u8>>,
) {
    let folder = Folder::new(name);
    crawl(&folder, 1500);
    let arguments = |output: &'static str, resume: bool| {
        let mut all = vec!["extract", "a.warc.gz", "--threads", "2", "--output", output];
        all.extend(more);
        all.extend(resume.then_some("--resume"));
        all
    };
    let (output, other): (&'static str, &'static str) = (String::from(output).leak(), format!("other-{output}").leak());
    assert_eq!(folder.run(&arguments(other, false)).code, Some(1));
    let mut kills = 0;
    for _ in 0..3 {
        let mut child = folder.spawn(&arguments(output, true));
        let path = folder.path(journal);
        let before = fs::read(&path).unwrap_or_default();
        let began = Instant::now();
        wait_for(&path);
        while fs::read(&path).unwrap_or_default() == before && began.elapsed() < Duration::from_secs(60) {
            if child.try_wait().expect("a child").is_some() {
                break;
            }
            sleep(Duration::from_millis(5));
        }
        kills += usize::from(child.try_wait().expect("a child").is_none());
        child.kill().expect("SIGKILL");
        child.wait().expect("it ends");
    }
    assert!(kills > 0, "no run was killed in its middle");
    let last = folder.run(&arguments(output, true));
    assert_eq!(last.code, Some(1), "{}", last.err);
    let (found, expected) = (whole(&folder, output), whole(&folder, other));
    assert_eq!(found.len(), expected.len());
    for (number, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert!(found == expected, "file {number}: {} and {} bytes", found.len(), expected.len());
    }
    let again = folder.run(&arguments(output, true));
    assert_eq!(again.code, Some(0));
    assert!(again.says("copydesk: that run is complete"), "{}", again.err);
}

fn one_file(folder: &Folder, name: &str) -> Vec<Vec<u8>> {
    vec![folder.read(name)]
}

fn all_files(folder: &Folder, name: &str) -> Vec<Vec<u8>> {
    let names = folder.names(name).into_iter().filter(|file| !file.starts_with('.'));
    names.map(|file| folder.read(&format!("{name}{file}"))).collect()
}

#[test]
fn lines_after_a_kill_are_those_of_a_run_without() {
    killed_and_resumed("kill-lines", "o.jsonl", "o.jsonl.progress", &[], one_file);
}

#[test]
fn packed_lines_after_a_kill_are_those_of_a_run_without() {
    killed_and_resumed("kill-gz", "o.jsonl.gz", "o.jsonl.gz.progress", &[], one_file);
    killed_and_resumed("kill-zst", "o.jsonl.zst", "o.jsonl.zst.progress", &[], one_file);
}

#[test]
fn text_after_a_kill_is_that_of_a_run_without() {
    killed_and_resumed("kill-text", "o.txt", "o.txt.progress", &[], one_file);
}

#[test]
fn files_after_a_kill_are_those_of_a_run_without() {
    killed_and_resumed("kill-files", "o/", "o/.copydesk.progress", &["--format", "markdown"], all_files);
}

#[test]
fn parts_of_parquet_go_on_behind_the_last_whole_one() {
    let folder = Folder::new("resume-parts");
    crawl(&folder, 60);
    let run = |arguments: &[&str]| {
        folder.run(&[&["extract", "-q", "a.warc.gz", "--format", "parquet", "--output"], arguments].concat())
    };
    assert_eq!(run(&["whole/"]).code, Some(1));
    // A run that was killed before its first part was whole, and one part of another run.
    folder.file("o/part-00000.parquet.unfinished", "half").file("o/part-00004.parquet", "old");
    assert_eq!(run(&["o/", "--resume"]).code, Some(1));
    assert!(all_files(&folder, "o/") == all_files(&folder, "whole/"));
    assert_eq!(run(&["o/", "--resume"]).code, Some(0));
    assert_eq!(run(&["one.parquet", "--resume"]).code, Some(2));
}

#[test]
fn only_the_same_run_goes_on() {
    let folder = Folder::new("resume-other");
    crawl(&folder, 30);
    let base = ["extract", "-q", "a.warc.gz", "--output", "o.jsonl", "--resume"];
    assert_eq!(folder.run(&base).code, Some(1));
    for more in [&["--bias", "recall"][..], &["--no-collapsed"], &["--role", "body"], &["a.warc.gz"]] {
        let done = folder.run(&[&base[..], more].concat());
        assert_eq!(done.code, Some(2), "{more:?}");
        assert!(done.err.contains("other inputs, options or version"), "{}", done.err);
    }
    assert_eq!(folder.run(&[&base[..], &["--threads", "3"]].concat()).code, Some(0), "threads change no output");
    // All that decides on roles, for each command that has it.
    let model = include_bytes!("../../../src/score/model.bin");
    let mut other = model.to_vec();
    *other.last_mut().unwrap() ^= 1;
    folder.file("a.bin", model).file("b.bin", other).file("c.profile", "copydesk-profile 1\nname x\npromo .x\n");
    let judged: [&[&str]; 7] = [
        &["--bias", "recall"],
        &["--parser", "html5ever"],
        &["--no-builtin-profile"],
        &["--no-collapsed"],
        &["--model", "a.bin"],
        &["--model", "b.bin"],
        &["--profile", "c.profile"],
    ];
    for command in ["extract", "overlay"] {
        let base =
            [command, "-q", "a.warc.gz", "--output", if command == "extract" { "e.jsonl" } else { "e/" }, "--resume"];
        assert_eq!(folder.run(&base).code, Some(1), "{command}");
        assert_eq!(folder.run(&base).code, Some(0), "{command} is complete");
        for more in judged {
            assert_eq!(folder.run(&[&base[..], more].concat()).code, Some(2), "{command} {more:?}");
        }
    }
    let with =
        |model| folder.run(&["extract", "-q", "a.warc.gz", "--output", "m.jsonl", "--resume", "--model", model]).code;
    assert_eq!([with("a.bin"), with("a.bin"), with("b.bin")], [Some(1), Some(0), Some(2)], "models of one name");
    fs::remove_file(folder.path("o.jsonl.progress")).unwrap();
    let done = folder.run(&base);
    assert!(done.code == Some(2) && done.err.contains("Delete the output"), "{}", done.err);
    assert_eq!(folder.run(&["extract", "a.warc.gz", "--resume"]).code, Some(2), "stdout cannot go on");
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_the_lines_in_flight_and_says_where() {
    let folder = Folder::new("ctrl-c");
    crawl(&folder, 1500);
    let arguments = ["extract", "a.warc.gz", "--threads", "2", "--output", "o.jsonl"];
    let child = folder.spawn(&arguments);
    wait_for(&folder.path("o.jsonl.progress"));
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    let done = Done::of(child.wait_with_output().expect("it ends"));
    assert_eq!(done.code, Some(130), "{}", done.err);
    let written = lines(&folder.read("o.jsonl"));
    assert!(written.len() < 1500);
    let said = done.err.lines().find(|line| line.starts_with("copydesk: stopped after ")).expect("where it stopped");
    assert!(said.contains("behind a.warc.gz: offset ") && said.contains("--resume"), "{said}");
    let last = folder.run(&[&arguments[..], &["--resume"]].concat());
    assert_eq!(last.code, Some(1));
    assert_eq!(ids(&lines(&folder.read("o.jsonl"))), (0..1500).map(|id| format!("urn:test:{id}")).collect::<Vec<_>>());
}
