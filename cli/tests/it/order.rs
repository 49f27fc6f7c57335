//! Any number of threads gives the same bytes.

use crate::folder::{Folder, fixtures};
use crate::made::{gz, html, record, story};

#[test]
fn results_stand_in_the_order_of_the_input_whatever_the_threads() {
    let folder = Folder::new("order");
    let pages = fixtures();
    let mut warc = Vec::new();
    for number in 0..600 {
        // Large and small pages side by side, so that threads overtake each other.
        let page = if number % 7 == 0 { pages[number % pages.len()].1.clone() } else { story(number) };
        warc.extend(gz(&record("response", &number.to_string(), &html(&page))));
        if number % 100 == 50 {
            warc.extend(gz(&record("response", "bad", b"no http")));
        }
    }
    folder.file("a.warc.gz", warc);
    let one = folder.run(&["extract", "--format", "json", "--threads", "1", "a.warc.gz"]);
    assert_eq!(one.ids(), (0..600).map(|number| format!("urn:test:{number}")).collect::<Vec<_>>());
    for threads in ["2", "7", "32"] {
        let many = folder.run(&["extract", "--format", "json", "--threads", threads, "a.warc.gz"]);
        assert!(many.out == one.out, "{threads} threads");
        let failures =
            |text: &str| text.lines().filter(|line| line.contains(": offset ")).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(failures(&many.err), failures(&one.err));
    }
    for name in ["1.jsonl.zst", "8.jsonl.zst"] {
        let done = folder.run(&["extract", "-q", "--threads", &name[..1], "a.warc.gz", "--output", name]);
        assert_eq!(done.code, Some(1));
    }
    assert!(folder.read("1.jsonl.zst") == folder.read("8.jsonl.zst"));
}
