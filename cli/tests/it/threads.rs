//! More threads than there is room for.

use crate::folder::Folder;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
use crate::folder::{Done, PROGRAM};
use crate::made::story;

fn pages(test: &str) -> Folder {
    let folder = Folder::new(test);
    for number in 0..20 {
        folder.file(&format!("in/{number:02}.html"), story(number));
    }
    folder
}

/// With stacks of 1 GiB, and addresses for five of them and some more.
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
fn in_a_small_room(folder: &Folder, arguments: &[&str]) -> Done {
    let mut command = std::process::Command::new("sh");
    command
        .current_dir(folder.path(""))
        .args(["-c", "ulimit -v 5872025 && exec \"$@\"", "sh", PROGRAM])
        .args(arguments);
    command.env("RUST_MIN_STACK", (1 << 30).to_string()).env("MALLOC_ARENA_MAX", "1");
    Done::of(command.output().expect("it ends"))
}

#[test]
fn the_number_of_threads_has_bounds() {
    let folder = pages("thread-bounds");
    for (threads, says) in
        [("0", "at least 1"), ("1025", "at most 1024"), ("100000", "at most 1024"), ("x", "a number from 1 to 1024")]
    {
        for command in ["extract", "bench"] {
            let done = folder.run(&[command, "--threads", threads, "in"]);
            assert_eq!((done.code, done.out.len()), (Some(2), 0), "{command} {threads}");
            let expected = format!("invalid value '{threads}' for '--threads <N>': {says}");
            assert!(done.err.contains(&expected), "{expected}: {}", done.err);
        }
    }
    let one = folder.run(&["extract", "--format", "json", "--threads", "1", "in"]);
    let most = folder.run(&["extract", "--format", "json", "--threads", "1024", "in"]);
    assert_eq!((most.code, most.out == one.out), (Some(0), true), "{}", most.err);
}

#[test]
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
fn threads_that_cannot_start_are_done_without() {
    let folder = pages("thread-room");
    let arguments = ["extract", "--format", "json", "-q", "--threads", "64", "in"];
    let expected = folder.run(&arguments);
    let some = in_a_small_room(&folder, &arguments);
    assert_eq!((some.code, some.out == expected.out), (Some(0), true), "{}", some.err);
    assert!(some.says("copydesk: ") && some.err.contains(" threads instead of 64: "), "{}", some.err);
    let bench = in_a_small_room(&folder, &["bench", "--rounds", "1", "--threads", "64", "in"]);
    assert_eq!(bench.code, Some(2), "{}", bench.err);
    assert!(bench.err.contains(" of 64 cannot start: "), "{}", bench.err);
    // A stack for which no machine has the addresses.
    let mut none = folder.command(&arguments);
    let none = Done::of(none.env("RUST_MIN_STACK", (1_u64 << 60).to_string()).output().expect("it ends"));
    assert_eq!((none.code, none.out.len()), (Some(2), 0), "{}", none.err);
    assert!(none.says("copydesk: cannot start a thread: "), "{}", none.err);
}
