//! What comes out: the renderings of the library, in one stream or in files, plain or packed.

use crate::folder::{Folder, fixtures, lines};
use crate::made::{gz, story};
use copydesk::{Extractor, render};
use std::io::Read;

#[test]
fn each_format_is_printed_as_the_library_renders_it() {
    let folder = Folder::new("formats");
    let html = &fixtures()[10].1;
    folder.file("a.html", html);
    let page = Extractor::default().extract_bytes(html, None).expect("no hint");
    let line = |text: String| text + "\n";
    let cases = [
        ("text", line(render::text(&page))),
        ("markdown", line(render::markdown(&page))),
        ("json", line(render::json_line(&page, "a", None))),
        ("overlay", render::overlay(&page, "a.html")),
    ];
    for (format, expected) in &cases {
        let done = folder.run(&["extract", "--format", format, "a.html"]);
        assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{format}");
        assert!(done.text() == expected, "{format}: {:.300}", done.text());
    }
    assert_eq!(folder.run(&["extract", "a.html"]).text(), cases[0].1, "text is the default");
    assert_eq!(folder.run(&["overlay", "a.html"]).text(), cases[3].1);
    assert_eq!(folder.run_with(&["extract", "-"], html).text(), cases[0].1);
    assert_eq!(folder.run_with(&["extract", "-"], &gz(html)).text(), cases[0].1);
    let explained = folder.run(&["explain", "a.html", "--features", "2"]);
    let blocks = explained.text().lines().filter(|line| line.contains(" rule ")).count();
    assert_eq!((explained.code, blocks), (Some(0), page.parts().count()));
    let table = folder.run(&["extract", "--explain", "--role", "caption", "a.html"]);
    assert!(table.text().contains("largest contributions"), "{}", table.text());
}

#[test]
fn closed_panels_are_told_and_can_be_kept_out() {
    let folder = Folder::new("collapsed");
    let panel = "The harbour keeps a book of every storm since 1871, and this one is the ninth to close all of its berths at once.";
    folder.file("a.html", [story(1), format!("<div role=tabpanel hidden><p>{panel}</div>").into_bytes()].concat());
    let run = |more: &[&str]| folder.run(&[&["extract", "-q", "a.html"], more].concat());
    assert!(run(&[]).text().contains(panel));
    let without = run(&["--no-collapsed"]);
    assert!(without.text().contains("Gale number 1") && !without.text().contains(panel), "{}", without.text());
    for (more, is_main) in [(&[][..], true), (&["--no-collapsed"], false)] {
        let page = run(&[&["--format", "json"], more].concat()).lines().remove(0);
        let blocks = page["blocks"].as_array().expect("blocks");
        let found: Vec<_> = blocks.iter().filter(|block| block["collapsed"] == true).collect();
        assert_eq!(found.len(), 1, "{page}");
        assert_eq!((found[0]["text"].as_str(), found[0]["main"].as_bool()), (Some(panel), Some(is_main)));
        for table in [run(&[&["--explain"], more].concat()), folder.run(&["explain", "a.html"])] {
            let rows: Vec<_> =
                table.text().lines().filter(|row| row.contains("collapsed")).map(str::to_owned).collect();
            assert!(rows.len() == 1 && rows[0].contains(&panel[..40]), "{rows:?}");
        }
    }
}

#[test]
fn a_folder_is_its_pages_in_the_order_of_their_names_under_titles() {
    let folder = Folder::new("folders");
    for name in ["in/b.html", "in/a/z.html", "in/a/y.htm", "in/c.html", "in/notes.txt", "in/.html", "in/old.jsonl"] {
        folder.file(name, b"<p>x");
    }
    folder.file("in/B.html.gz", gz(b"<p>x")).file("in/d.html.zst", zstd::encode_all(&b"<p>x"[..], 1).unwrap());
    let done = folder.run(&["extract", "--format", "json", "in", "in/a"]);
    assert_eq!(done.ids(), ["B", "y", "z", "b", "c", "d", "y", "z"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    let titled = folder.run(&["extract", "-q", "in/a"]);
    assert!(titled.text().starts_with("==> in/a/y.htm <==\n"), "{}", titled.text());
    assert!(titled.text().contains("\n\n==> in/a/z.html <==\n"), "{}", titled.text());
}

#[test]
fn the_name_of_the_output_tells_format_and_packing() {
    let folder = Folder::new("packings");
    for number in 0..40 {
        folder.file(&format!("in/{number:02}.html"), story(number));
    }
    let expected = folder.run(&["extract", "--format", "json", "in"]).out;
    let unpacked = |name: &str| {
        let bytes = folder.read(name);
        let mut out = Vec::new();
        match name.rsplit_once('.').expect("an ending").1 {
            "gz" => flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut out).map(drop),
            "zst" => zstd::stream::copy_decode(&bytes[..], &mut out),
            _ => {
                out = bytes;
                Ok(())
            }
        }
        .expect("what was packed");
        out
    };
    for name in ["o.jsonl", "o.jsonl.gz", "o.jsonl.zst"] {
        let done = folder.run(&["extract", "-q", "in", "--output", name]);
        assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
        assert!(unpacked(name) == expected, "{name}");
    }
    let text = folder.run(&["extract", "-q", "in"]).out;
    for name in ["o.txt", "o.txt.zst"] {
        assert_eq!(folder.run(&["extract", "-q", "in", "--output", name]).code, Some(0));
        assert!(unpacked(name) == text, "{name}");
    }
    assert_eq!(lines(&expected).len(), 40);
    assert_eq!(folder.names("").len(), 6, "no journal is left behind: {:?}", folder.names(""));
}

#[test]
fn each_page_gets_a_file_of_its_own_in_a_folder() {
    let folder = Folder::new("files");
    folder
        .file("in/a/x.html", story(1))
        .file("in/b/x.html", story(2))
        .file("in/bad.html.gz", "no gzip")
        .file("in/y.html", story(3));
    let warc: Vec<u8> = (0..3)
        .flat_map(|number| crate::made::record("response", "../../evil", &crate::made::html(&story(number))))
        .collect();
    folder.file("w.warc", warc);
    for (format, ending) in [("text", "txt"), ("markdown", "md"), ("overlay", "html")] {
        let out = format!("{format}/");
        let done = folder.run(&["extract", "-q", "--format", format, "in", "w.warc", "--output", &out]);
        assert_eq!(done.code, Some(1), "{}", done.err);
        let expected = ["w-000001", "w-000002", "w-000003", "x-2", "x", "y"].map(|name| format!("{name}.{ending}"));
        assert_eq!(folder.names(format), expected);
    }
    assert!(String::from_utf8(folder.read("text/x-2.txt")).unwrap().contains("Gale number 2 "));
    assert!(String::from_utf8(folder.read("text/w-000003.txt")).unwrap().contains("Gale number 2 "));
    assert!(folder.read("markdown/y.md").starts_with(b"# Storm 3\n"));
}

#[test]
fn completions_and_man_pages_are_printed() {
    let folder = Folder::new("shell");
    for shell in ["bash", "zsh", "fish"] {
        let done = folder.run(&["completions", shell]);
        assert!(done.code == Some(0) && done.text().contains("max-failures"), "{shell}");
    }
    assert!(folder.run(&["man"]).text().contains("copydesk\\-extract"));
    assert!(folder.run(&["man", "extract"]).text().contains("max\\-failures"));
    assert_eq!(folder.run(&["man", "nothing"]).code, Some(2));
}
