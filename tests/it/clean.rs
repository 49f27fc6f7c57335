//! The example `clean` as its users run it.

use crate::example::{self, Folder};
use copydesk::flat::Cleaner;
use copydesk::render::flat;
use std::path::PathBuf;
use std::sync::LazyLock;

static CLEAN: LazyLock<PathBuf> = LazyLock::new(|| example::built("clean"));

const TEXT: &str = "Port shut\n\nIt rained on every port of the coast, the keeper said on Sunday.\n\nImage caption The port\n\n© 2014 Port News";

fn folder(test: &str) -> Folder {
    Folder::new(&CLEAN, test)
}

#[test]
fn each_format_is_printed_as_the_library_renders_it() {
    let folder = folder("clean-formats");
    folder.file("a.txt", TEXT.as_bytes());
    let cleaner = Cleaner::default();
    let page = cleaner.clean(TEXT);
    let line = |text: String| text + "\n";
    for (format, expected) in [
        ("text", line(flat::text(&page))),
        ("markdown", line(flat::markdown(&page))),
        ("json", line(flat::json_line(&page, "a"))),
        ("overlay", flat::overlay(&page, "a.txt")),
    ] {
        let done = folder.run(&["--format", format, "a.txt"]);
        assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{format}");
        assert!(done.out == expected, "{format}: {:.300}", done.out);
    }
}

#[test]
fn folders_files_and_stdin_come_in_stable_order_and_ids_have_no_ending() {
    let folder = folder("clean-order");
    folder.file("in/b.txt", b"b").file("in/a/z.txt", b"z").file("in/page.html", b"<p>").packed("in/c.txt.gz", b"c");
    let done = folder.run_with(&["--format", "json", "-", "in"], b"from stdin");
    assert_eq!(done.ids(), ["stdin", "z", "b", "c"]);
    assert_eq!(done.code, Some(0));
}

#[test]
fn one_bad_file_is_named_and_does_not_stop_the_rest() {
    let folder = folder("clean-bad");
    folder.file("a.txt", b"a").file("z.txt", b"z").file("bad.txt.gz", b"\x1f\x8bnot");
    let done = folder.run(&["--format", "json", "a.txt", "missing.txt", "bad.txt.gz", "z.txt"]);
    assert_eq!((done.ids(), done.code), (vec!["a".to_owned(), "z".to_owned()], Some(1)));
    assert!(
        done.err.contains("clean: missing.txt: ") && done.err.contains("clean: bad.txt.gz: broken gzip"),
        "{}",
        done.err
    );
}

#[test]
fn json_lines_are_read_from_a_field_and_bad_lines_are_named() {
    let folder = folder("clean-records");
    let lines = "{\"id\":\"one\",\"body\":\"It rained.\"}\n\n{\"body\":\"It stopped.\"}\nnot json\n{\"id\":7,\"other\":1}\n{\"id\":8,\"body\":\"Fog.\"}\n";
    folder.packed("in/corpus.jsonl.gz", lines.as_bytes()).file("in/notes.txt", b"x");
    let done = folder.run(&["--field", "body", "--format", "json", "in"]);
    assert_eq!((done.ids(), done.code), (vec!["one".to_owned(), "3".to_owned(), "8".to_owned()], Some(1)));
    assert!(
        done.err.contains("line 4: no JSON") && done.err.contains("line 5: no text in the field \"body\""),
        "{}",
        done.err
    );
}

#[test]
fn ids_from_data_name_no_file_outside_the_folder() {
    let folder = folder("clean-ids");
    let long = "x".repeat(10_000);
    let ids = ["../up", "/top", "https://example.com/a", "..", &long];
    let lines: String = ids.map(|id| format!("{{\"id\":\"{id}\",\"body\":\"It rained.\"}}\n")).concat();
    folder.file("in.jsonl", lines.as_bytes());
    let done = folder.run(&["--field", "body", "--format", "overlay", "--output", "out", "in.jsonl"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    let written = std::fs::read_dir(folder.path().join("out")).expect("the folder").count();
    assert_eq!(written, ids.len());
}

#[test]
fn wrong_usage_is_2() {
    let folder = folder("clean-usage");
    folder.file("a.txt", b"a").file("bad.rules", b"no magic");
    for arguments in [
        &[][..],
        &["--format", "pdf", "a.txt"],
        &["--explain", "--format", "json", "a.txt"],
        &["--charset", "no-such", "a.txt"],
        &["--charset", "latin1", "--field", "text", "a.txt"],
        &["--pack", "bad.rules", "a.txt"],
        &["--format", "overlay", "a.txt", "a.txt"],
    ] {
        assert_eq!(folder.run(arguments).code, Some(2), "{arguments:?}");
    }
}

#[test]
fn roles_explanations_packs_and_the_report_can_be_asked_for() {
    let folder = folder("clean-asked");
    folder.file("a.txt", TEXT.as_bytes());
    assert_eq!(folder.run(&["--role", "caption", "a.txt"]).out, "Image caption The port\n");
    let explained = folder.run(&["--explain", "a.txt"]).out;
    assert!(explained.contains("bbc-2015/") || explained.contains("bbc-2020/caption-label"), "{explained}");
    let rules = "copydesk-rules 1\npack mine\nversion 1\nrule rain\nrole ad\nevidence sure\nmatch start\ntext It rained\nexample It rained\ncounter Rain";
    folder.file("my.rules", rules.as_bytes());
    let done = folder.run(&["--pack", "my.rules", "--report", "--role", "ad", "a.txt"]);
    assert!(done.out.starts_with("It rained on every port"), "{}", done.out);
    assert!(done.err.starts_with("1 texts, ") && done.err.contains("mine/rain"), "{}", done.err);
    let without = folder.run(&["--no-builtin-packs", "a.txt"]).out;
    assert_eq!(without.trim_end(), TEXT);
}
