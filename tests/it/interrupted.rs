//! The commands when something else ends: the reader of their output, the disk, the patience of their user.

use crate::example::{self, Folder};
use crate::pages::{root, skipped};
use std::fs::{self, File, OpenOptions};
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const PAGES: usize = 3_000;

/// A command, what it is called with, and what it is called on.
const COMMANDS: [(&str, &str, &str); 2] = [
    ("extract", "a.html", "fixtures/html/2013-tram-tunnel.html"),
    ("clean", "a.txt", "fixtures/flat/2012-theatre-roof.txt"),
];

fn folder(program: &str, test: &str, fixture: &str, name: &str) -> Folder {
    let folder = Folder::new(&example::built(program), &format!("{test}-{program}"));
    folder.file(name, &fs::read(root().join(fixture)).expect("the fixture"));
    folder
}

/// The command at work on the same file again and again.
fn started(program: &str, folder: &Folder, name: &str, stdout: Stdio) -> Child {
    let mut command = Command::new(example::built(program));
    command.current_dir(folder.path()).args(["--format", "json"]).args(vec![name; PAGES]);
    command.stdin(Stdio::null()).stdout(stdout).stderr(Stdio::piped()).spawn().expect("it starts")
}

/// Its exit code and what it says.
fn ended(mut child: Child) -> (Option<i32>, String) {
    let mut err = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut err).expect("UTF-8");
    (child.wait().expect("it ends").code(), err)
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    for (program, name, fixture) in COMMANDS {
        let folder = folder(program, "pipe", fixture, name);
        let mut child = started(program, &folder, name, Stdio::piped());
        let mut first = [0; 1000];
        child.stdout.take().expect("a pipe").read_exact(&mut first).expect("a page");
        assert_eq!(ended(child), (Some(0), String::new()), "{program}");
    }
}

#[test]
fn a_full_disk_is_named() {
    if !Path::new("/dev/full").exists() {
        return skipped("a_full_disk_is_named", "no /dev/full");
    }
    for (program, name, fixture) in COMMANDS {
        let folder = folder(program, "full", fixture, name);
        let full = OpenOptions::new().write(true).open("/dev/full").expect("it opens");
        let (code, err) = ended(started(program, &folder, name, full.into()));
        assert_eq!(code, Some(1), "{program}: {err}");
        assert!(err.starts_with(&format!("{program}: stdout: ")) && err.lines().count() == 1, "{program}: {err}");
        let done = folder.run(&["--format", "json", "--output", "/dev/full", name]);
        assert!(done.code == Some(1) && done.err.starts_with(&format!("{program}: /dev/full: ")), "{}", done.err);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_done() {
    for (program, name, fixture) in COMMANDS {
        let folder = folder(program, "unreadable", fixture, name);
        let (locked, dangling) = (format!("locked-{name}"), format!("dangling-{name}"));
        folder.file(&locked, b"x");
        let path = folder.path().join(&locked);
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).expect("ours");
        std::os::unix::fs::symlink("nowhere", folder.path().join(&dangling)).expect("a link");
        // Who may do everything may read it all the same.
        let is_locked = File::open(&path).is_err();
        let done = folder.run(&["--format", "json", &locked, &dangling, name]);
        assert_eq!((done.code, done.json().len()), (Some(1), if is_locked { 1 } else { 2 }), "{program}: {}", done.err);
        assert!(done.err.contains(&format!("{program}: {dangling}: ")), "{}", done.err);
        assert!(!is_locked || done.err.contains(&format!("{program}: {locked}: ")), "{}", done.err);
    }
}

#[test]
fn whoever_interrupts_gets_whole_lines_and_a_word() {
    for (program, name, fixture) in COMMANDS {
        let folder = folder(program, "interrupt", fixture, name);
        let mut child = started(program, &folder, name, Stdio::piped());
        let mut stdout = child.stdout.take().expect("a pipe");
        let mut out = vec![0; 1000];
        stdout.read_exact(&mut out).expect("a page");
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
        stdout.read_to_end(&mut out).expect("the rest");
        let (code, err) = ended(child);
        assert_eq!(code, Some(130), "{program}: {err}");
        assert!(err.contains("interrupted"), "{program}: {err}");
        let out = String::from_utf8(out).expect("UTF-8");
        assert!(out.ends_with('\n') && out.lines().count() < PAGES, "{program}: {} lines", out.lines().count());
        for line in out.lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{program}: {error}"));
        }
    }
}
