//! The example `extract` as its users run it.

use crate::example::{self, Folder};
use crate::pages::root;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

/// `extract` in a folder of its own for each test.
fn folder(test: &str) -> Folder {
    Folder::new(&EXTRACT, test)
}

static EXTRACT: LazyLock<PathBuf> = LazyLock::new(|| example::built("extract"));

fn story() -> Vec<u8> {
    fs::read(root().join("fixtures/html/2021-reef-census.html")).expect("the fixture")
}

#[test]
fn each_format_is_printed_as_the_library_renders_it() {
    let folder = folder("formats");
    let html = story();
    folder.file("a.html", &html);
    let page = copydesk::Extractor::default().extract_bytes(&html, None).expect("no hint");
    let line = |text: String| text + "\n";
    let cases = [
        ("text", line(copydesk::render::text(&page))),
        ("markdown", line(copydesk::render::markdown(&page))),
        ("json", line(copydesk::render::json_line(&page, "a", None))),
        ("overlay", copydesk::render::overlay(&page, "a.html")),
    ];
    for (format, expected) in cases {
        let done = folder.run(&["--format", format, "a.html"]);
        assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{format}");
        assert!(done.out == expected, "{format}: {:.300}", done.out);
    }
    assert_eq!(folder.run(&["a.html"]).out, line(copydesk::render::text(&page)), "text is the default");
}

#[test]
fn an_id_is_the_name_without_one_ending() {
    let folder = folder("ids");
    for name in ["a.html", "b.htm", "c.HTML", "e.html.html"] {
        folder.file(name, b"<p>x");
    }
    folder.packed("a.html.html.gz", b"<p>x").packed("d.htm.gz", b"<p>x");
    let names = ["a.html", "a.html.html.gz", "b.htm", "c.HTML", "d.htm.gz", "e.html.html"];
    let done = folder.run(&[&["--format", "json"], &names[..]].concat());
    assert_eq!(done.ids(), ["a", "a.html", "b", "c", "d", "e.html"]);
    assert_eq!(done.code, Some(0));
}

#[test]
fn a_folder_is_its_pages_in_the_order_of_their_names() {
    let folder = folder("order");
    for name in ["in/b.html", "in/a/z.html", "in/a/y.htm", "in/c.html", "in/notes.txt", "in/.html"] {
        folder.file(name, b"<p>x");
    }
    folder.packed("in/B.html.gz", b"<p>x");
    let done = folder.run(&["--format", "json", "in", "in/a"]);
    assert_eq!(done.ids(), ["B", "y", "z", "b", "c", "y", "z"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
}

#[test]
fn one_bad_file_is_named_and_does_not_stop_the_rest() {
    let folder = folder("bad");
    folder.file("a.html", b"<p>x").file("b.html.gz", b"no gzip").file("c.html", b"<p>y").file("empty/notes.txt", b"");
    let done = folder.run(&["--format", "json", "a.html", "b.html.gz", "missing.html", "empty", "c.html"]);
    assert_eq!((done.code, done.ids()), (Some(1), vec!["a".to_owned(), "c".to_owned()]));
    for name in ["b.html.gz", "missing.html", "empty"] {
        assert!(done.err.lines().any(|line| line.starts_with(&format!("extract: {name}: "))), "{name}: {}", done.err);
    }
    assert_eq!(done.err.lines().count(), 3, "{}", done.err);
    assert_eq!(folder.run(&["missing.html"]).code, Some(1));
}

#[test]
fn any_bytes_are_a_page() {
    let folder = folder("bytes");
    folder.file("a.html", b"\xff\xfe\x00\x80<p>\xe9").file("b.html", b"").packed("c.html.gz", b"");
    let done = folder.run(&["--format", "json", "a.html", "b.html", "c.html.gz"]);
    assert_eq!((done.code, done.json().len()), (Some(0), 3), "{}", done.err);
}

#[test]
fn wrong_usage_is_2_and_says_what_is_wrong() {
    let folder = folder("usage");
    folder.file("a.html", b"<p>x").file("b.html", b"<p>y");
    let cases: &[(&[&str], &str)] = &[
        (&[], "INPUT"),
        (&["--format", "pdf", "a.html"], "text markdown json overlay"),
        (&["--role", "hero", "a.html"], "caption"),
        (&["--role", "body", "--format", "markdown", "a.html"], "--role"),
        (&["--explain", "--format", "json", "a.html"], "--explain"),
        (&["--parser", "lynx", "a.html"], "html5ever"),
        (&["--charset", "utf-9", "a.html"], "utf-9"),
        (&["--bias", "none", "a.html"], "recall"),
        (&["--format", "overlay", "a.html", "b.html"], "--output"),
        (&["--no-such-option", "a.html"], "--no-such-option"),
    ];
    for (arguments, word) in cases {
        let done = folder.run(arguments);
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{arguments:?}: {}", done.err);
        assert!(done.err.contains(word), "{arguments:?}: {}", done.err);
    }
}

#[test]
fn a_dash_is_standard_input() {
    let folder = folder("stdin");
    folder.file("a.html", b"<p>x");
    let done = folder.run_with(&["--format", "json", "a.html", "-"], b"<p>from a pipe</p>");
    assert_eq!((done.code, done.ids()), (Some(0), vec!["a".to_owned(), "stdin".to_owned()]));
    assert_eq!(done.json()[1]["blocks"][0]["text"], "from a pipe");
}

#[test]
fn role_keeps_blocks_of_these_roles() {
    let folder = folder("role");
    folder.file("a.html", &story());
    let all = folder.run(&["--format", "json", "a.html"]).json();
    let some = folder.run(&["--format", "json", "--role", "caption,promo", "a.html"]).json();
    let blocks = |page: &Value| page["blocks"].as_array().expect("blocks").clone();
    let wanted: Vec<Value> =
        blocks(&all[0]).into_iter().filter(|b| b["role"] == "caption" || b["role"] == "promo").collect();
    assert!(!wanted.is_empty() && wanted.len() < blocks(&all[0]).len());
    assert_eq!(blocks(&some[0]), wanted);
    assert_eq!(some[0]["text"], all[0]["text"], "what is main does not change");
    let text = folder.run(&["--role", "caption,promo", "a.html"]).out;
    let texts: Vec<&str> = wanted.iter().filter_map(|block| block["text"].as_str()).collect();
    assert_eq!(text, texts.join("\n\n") + "\n");
}

#[test]
fn explain_lists_every_block_with_its_reason() {
    let folder = folder("explain");
    folder.file("a.html", &story());
    let page = folder.run(&["--format", "json", "a.html"]).json().remove(0);
    let done = folder.run(&["--explain", "a.html"]);
    let table = done.out.split("\nblock ").nth(1).map_or("", |table| table);
    let table =
        if table.is_empty() { done.out.rsplit("largest contributions").next().expect("a table") } else { table };
    let rows = table.lines().skip(1).collect::<Vec<_>>();
    let blocks = page["blocks"].as_array().expect("blocks");
    assert_eq!(rows.len(), blocks.len());
    for (row, block) in rows.iter().zip(blocks) {
        for key in ["role", "reason"] {
            assert!(row.contains(block[key].as_str().expect("a name")), "{row}");
        }
    }
}

#[test]
fn closed_panels_are_told_and_can_be_kept_out() {
    let folder = folder("collapsed");
    let panel = "The divers count every reef twice, once at low water and once at high water, and keep the lower of both numbers.";
    let html = [story(), format!("<div role=tabpanel hidden><p>{panel}</div>").into_bytes()].concat();
    folder.file("a.html", &html);
    let blocks = |page: &Value| page["blocks"].as_array().expect("blocks").clone();
    for more in [&[][..], &["--no-collapsed"]] {
        let page = folder.run(&[&["--format", "json", "a.html"], more].concat()).json().remove(0);
        let told: Vec<Value> = blocks(&page).into_iter().filter(|block| block["collapsed"] == true).collect();
        assert_eq!((told.len(), told[0]["text"].as_str()), (1, Some(panel)), "{more:?}");
        assert!(more.is_empty() || told[0]["main"] == false, "{more:?}");
        let table = folder.run(&[&["--explain", "a.html"], more].concat()).out;
        let rows: Vec<&str> = table.lines().filter(|row| row.contains("collapsed")).collect();
        assert!(rows.len() == 1 && rows[0].contains(&panel[..40]), "{rows:?}");
    }
}

#[test]
fn both_parsers_and_a_charset_can_be_asked_for() {
    let folder = folder("parser");
    folder.file("a.html", b"<p>Caf\xe9 bar, \xa3 5 a cup</p>");
    let page = |arguments: &[&str]| folder.run(&[arguments, &["--format", "json", "a.html"]].concat()).json().remove(0);
    let fast = page(&["--parser", "fast", "--charset", "windows-1252"]);
    let exact = page(&["--parser", "html5ever", "--charset", "latin1"]);
    assert_eq!(fast["blocks"][0]["text"], "Café bar, £ 5 a cup");
    assert_eq!(exact["blocks"][0]["text"], fast["blocks"][0]["text"]);
    assert_eq!((&fast["blocks"][0]["start"], &exact["blocks"][0]["start"]), (&Value::from(3), &Value::Null));
}

#[test]
fn overlays_of_several_pages_go_to_a_folder() {
    let folder = folder("overlay");
    folder.file("in/a.html", b"<p>x").file("in/sub/a.html", b"<p>y");
    let done = folder.run(&["--format", "overlay", "--output", "out", "in"]);
    assert_eq!((done.code, done.out.as_str()), (Some(0), ""), "{}", done.err);
    for name in ["out/a.html", "out/a-2.html"] {
        let html = fs::read_to_string(folder.path().join(name)).expect(name);
        assert!(html.starts_with("<!DOCTYPE html>"), "{name}");
    }
}

#[test]
fn output_goes_to_a_file() {
    let folder = folder("output");
    folder.file("a.html", &story());
    let done = folder.run(&["--format", "json", "--output", "out.jsonl", "a.html"]);
    assert_eq!((done.code, done.out.as_str()), (Some(0), ""), "{}", done.err);
    let written = fs::read_to_string(folder.path().join("out.jsonl")).expect("the output");
    assert_eq!(written, folder.run(&["--format", "json", "a.html"]).out);
}

#[test]
fn profiles_come_from_files() {
    let folder = folder("profile");
    folder.file("a.html", b"<p class=x>Nine of ten agree</p>").file("p.txt", b"copydesk-profile 1\nname p\nad .x\n");
    folder.file("bad.txt", b"copydesk-profile 1\nname p\nad .x >\n");
    let page =
        folder.run(&["--no-builtin-profile", "--profile", "p.txt", "--format", "json", "a.html"]).json().remove(0);
    let block = &page["blocks"][0];
    assert_eq!(
        (&block["role"], &block["reason"], &block["profile"]),
        (&"ad".into(), &"profile".into(), &"p .x".into())
    );
    let table = folder.run(&["--profile", "p.txt", "--explain", "a.html"]).out;
    assert!(table.contains("profile (p .x)"), "{table}");
    let done = folder.run(&["--profile", "bad.txt", "a.html"]);
    assert!(done.code == Some(2) && done.err.contains("line 3") && done.err.contains("`css`"), "{}", done.err);
    assert_eq!(folder.run(&["--profile", "absent.txt", "a.html"]).code, Some(2));
}
