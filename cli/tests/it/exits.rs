//! How a run ends: exit statuses, messages, and outputs that take no more.

use crate::folder::{Done, Folder, ids, lines};
use crate::made::{gz, html, record, story};
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

#[test]
fn one_bad_file_is_named_and_does_not_stop_the_rest() {
    let folder = Folder::new("bad");
    folder.file("a.html", b"<p>x").file("b.html.gz", b"no gzip").file("c.html", b"<p>y").file("empty/notes.txt", b"");
    let done = folder.run(&["extract", "--format", "json", "a.html", "b.html.gz", "missing.html", "empty", "c.html"]);
    assert_eq!((done.code, done.ids()), (Some(1), vec!["a".to_owned(), "c".to_owned()]));
    for name in ["b.html.gz: broken gzip", "missing.html: No such file", "empty: no .html, .htm or .warc file"] {
        assert!(done.says(&format!("copydesk: {name}")), "{name}: {}", done.err);
    }
    assert!(done.says("copydesk: failed: broken_compression 1, unreadable 2"), "{}", done.err);
    assert_eq!(folder.run(&["extract", "missing.html"]).code, Some(1));
}

#[test]
fn the_policy_decides_on_the_exit_status() {
    let folder = Folder::new("policy");
    folder.file("a.jsonl", "{\"html\":\"<p>1\"}\nbad\n{\"html\":\"<p>3\"}\nbad\n");
    for (most, code) in [("0", 1), ("1", 1), ("2", 0), ("49%", 1), ("50%", 0)] {
        let done = folder.run(&["extract", "--format", "json", "--max-failures", most, "a.jsonl"]);
        assert_eq!((done.code, done.lines().len()), (Some(code), 2), "{most}");
    }
    let first = folder.run(&["extract", "--format", "json", "--fail-fast", "--max-failures", "9", "a.jsonl"]);
    assert_eq!((first.code, first.lines().len()), (Some(1), 1), "{}", first.err);
    assert!(first.says("copydesk: a.jsonl: line 2: "), "{}", first.err);
    assert!(!first.err.contains("line 4"), "{}", first.err);
}

#[test]
fn a_record_that_stopped_a_run_is_tried_again() {
    let folder = Folder::new("fail-fast");
    let bad = "{\"html\":\"<p>1\"}\n{\"html\":\"<p>2\"}\nBAD }\n{\"html\":\"<p>4\"}\n";
    let arguments = ["extract", "-q", "--fail-fast", "--resume", "a.jsonl", "--output", "o.jsonl"];
    folder.file("a.jsonl", bad);
    assert_eq!(folder.run(&arguments).code, Some(1));
    assert_eq!(ids(&lines(&folder.read("o.jsonl"))), ["1", "2"]);
    // Mended in place, with as many bytes.
    folder.file("a.jsonl", bad.replace("BAD }", "{}   "));
    assert_eq!(folder.run(&arguments).code, Some(1), "still no page");
    folder.file("a.jsonl", bad.replace("BAD }\n{\"html\"", "\n\n\n\n \n{\"html\""));
    let done = folder.run(&arguments);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert_eq!(lines(&folder.read("o.jsonl")).len(), 3);
}

#[test]
fn wrong_usage_is_said_before_any_work() {
    let folder = Folder::new("usage");
    folder.file("a.html", b"<p>x").file("b.html", b"<p>x").file("o.html", b"<p>x");
    for arguments in [
        &["extract"][..],
        &["extract", "--format", "pdf", "a.html"],
        &["extract", "--format", "parquet", "a.html"],
        &["extract", "--format", "overlay", "a.html", "b.html"],
        &["extract", "--format", "markdown", "--role", "body", "a.html"],
        &["extract", "--format", "json", "--explain", "a.html"],
        &["extract", "--charset", "no-such", "a.html"],
        &["extract", "--charset", "utf-8", "--field", "html", "a.jsonl"],
        &["extract", "--charset", "utf-8", "a.jsonl"],
        &["extract", "--threads", "0", "a.html"],
        &["extract", "--max-failures", "x", "a.html"],
        &["extract", "a.html", "o.html", "--output", "o.html"],
        &["extract", "--format", "json", "a.html", "--output", "."],
        &["clean", "--no-such", "a.txt"],
    ] {
        let done = folder.run(arguments);
        assert_eq!((done.code, done.out.len()), (Some(2), 0), "{arguments:?}: {}", done.err);
    }
    assert_eq!(folder.read("o.html"), b"<p>x", "an input is never overwritten");
}

#[test]
fn an_output_whose_ending_says_nothing_needs_a_format() {
    let folder = Folder::new("endings");
    folder.file("a.html", b"<p>x");
    for name in ["x.csv", "x.html", "x.csv.gz", "sub.md/x.csv"] {
        for command in ["extract", "clean"] {
            let done = folder.run(&[command, "a.html", "--output", name]);
            assert_eq!((done.code, done.out.len(), folder.path(name).exists()), (Some(2), 0, false), "{name}");
            assert!(done.err.contains(name) && done.err.contains(".txt, .md, .json, .jsonl"), "{}", done.err);
            assert!(done.err.contains("--format"), "{}", done.err);
        }
    }
    let expected = folder.run(&["extract", "--format", "text", "a.html"]).out;
    folder.file("sub.csv/old", b"");
    for arguments in [&["x.txt"][..], &["x"], &[".x"], &["X.TXT"], &["y.csv", "--format", "text"]] {
        assert_eq!(folder.run(&[&["extract", "a.html", "--output"], arguments].concat()).code, Some(0));
        assert_eq!(folder.read(arguments[0]), expected, "{arguments:?}");
    }
    assert_eq!(folder.run(&["extract", "a.html", "--output", "sub.csv"]).code, Some(0));
    assert_eq!(folder.read("sub.csv/a.txt"), expected, "a folder may have any name");
    assert_eq!(folder.run(&["extract", "a.html", "--output", "X.JSONL"]).code, Some(0));
    assert_eq!(lines(&folder.read("X.JSONL")).len(), 1);
}

#[test]
fn the_bench_names_what_it_cannot_read() {
    let folder = Folder::new("bench");
    folder.file("a.html", b"<p>x").file("b.html.gz", b"no gzip");
    let none = folder.run(&["bench", "nofile.html", "nofile"]);
    assert_eq!((none.code, none.out.len()), (Some(1), 0), "{}", none.err);
    let said =
        ["copydesk: nofile.html: No such file", "copydesk: nofile: No such file", "copydesk: no page could be read"];
    assert!(said.iter().all(|line| none.says(line)) && none.err.lines().count() == 3, "{}", none.err);
    let some = folder.run(&["bench", "--rounds", "1", "--threads", "1", "a.html", "b.html.gz"]);
    assert_eq!((some.code, some.text().starts_with("1 pages")), (Some(1), true), "{}", some.text());
    assert!(some.says("copydesk: b.html.gz: broken gzip"), "{}", some.err);
    let all = folder.run(&["bench", "--rounds", "1", "--threads", "1", "a.html"]);
    assert_eq!((all.code, all.err.as_str()), (Some(0), ""));
}

#[test]
fn every_page_of_the_manual_is_copydesks() {
    let folder = Folder::new("manual");
    for (arguments, title) in [(&["man"][..], "copydesk"), (&["man", "extract"], "copydesk-extract")] {
        let page = folder.run(arguments);
        let expected = format!(".TH {title} 1  \"copydesk {}\"", env!("CARGO_PKG_VERSION"));
        assert!(page.text().contains(&expected), "{expected}: {:.200}", page.text());
    }
}

fn long(folder: &Folder) {
    let records = (0..3000).flat_map(|number| gz(&record("response", &number.to_string(), &html(&story(number)))));
    folder.file("a.warc.gz", records.collect::<Vec<u8>>());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said_with_what_to_do() {
    let folder = Folder::new("full");
    long(&folder);
    for name in ["/dev/full", "no/such/folder/o.jsonl"] {
        let done = folder.run(&["extract", "--format", "json", "a.warc.gz", "--output", name]);
        assert_eq!(done.code, Some(1), "{}", done.err);
        assert!(done.says(&format!("copydesk: cannot write {name}: ")), "{}", done.err);
        assert_eq!(done.err.lines().count(), 1, "{}", done.err);
    }
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let mut command = folder.command(&["extract", "--format", "json", "a.warc.gz"]);
    let done = Done::of(command.stdout(Stdio::from(full)).output().expect("it ends"));
    assert_eq!(done.code, Some(1));
    assert!(done.says("copydesk: cannot write stdout: No space left on device"), "{}", done.err);
}

#[test]
#[cfg(unix)]
fn a_reader_that_has_seen_enough_ends_the_run_quietly() {
    let folder = Folder::new("pipe");
    long(&folder);
    let mut child = folder.spawn(&["extract", "--format", "json", "a.warc.gz"]);
    let mut some = [0; 100];
    child.stdout.take().expect("a pipe").read_exact(&mut some).expect("a beginning");
    let done = Done::of(child.wait_with_output().expect("it ends"));
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_a_run_that_waits_for_its_input() {
    let folder = Folder::new("waits");
    // The journal is there when all is set up but the reading.
    let mut child = folder.spawn(&["extract", "--field", "html", "-", "--output", "o.jsonl"]);
    let stdin = child.stdin.take().expect("a pipe");
    let began = Instant::now();
    while !folder.path("o.jsonl.progress").exists() {
        assert!(began.elapsed() < Duration::from_secs(60), "no journal");
        std::thread::sleep(Duration::from_millis(5));
    }
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    let began = Instant::now();
    let done = Done::of(child.wait_with_output().expect("it ends"));
    drop(stdin);
    assert!(began.elapsed() < Duration::from_secs(20));
    assert_eq!(done.code, Some(130), "{}", done.err);
}
