//! WARC files: every way in which a response may be stored, and every way in which a file may be broken.

use crate::folder::{Folder, fixtures, ids, lines};
use crate::made::{brotli, chunked, gz, html, http, lying, record, story};

const JSON: [&str; 3] = ["extract", "--format", "json"];

fn json<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&JSON[..], more].concat()
}

#[test]
fn a_response_gives_the_page_that_its_file_gives_and_its_place() {
    let folder = Folder::new("warc-same");
    let (mut plain, mut packed, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for (name, bytes) in fixtures() {
        folder.file(&format!("pages/{name}.html"), &bytes);
        let request = record("request", &name, b"GET / HTTP/1.1\r\n\r\n");
        let response = record("response", &name, &html(&bytes));
        plain.extend([request.clone(), response.clone()].concat());
        packed.extend(gz(&request));
        let member = gz(&response);
        places.push((packed.len(), member.len()));
        packed.extend(member);
    }
    folder
        .file("a.warc", &plain)
        .file("b.warc.gz", &packed)
        .file("c.warc.zst", zstd::encode_all(&plain[..], 1).unwrap());
    let from_files = folder.run(&json(&["pages"])).lines();
    for name in ["a.warc", "b.warc.gz", "c.warc.zst"] {
        let done = folder.run(&json(&[name]));
        assert_eq!(done.code, Some(0), "{}", done.err);
        let from_warc = done.lines();
        assert_eq!(from_warc.len(), from_files.len(), "{name}");
        for (one, other) in from_warc.iter().zip(&from_files) {
            let id = other["id"].as_str().unwrap();
            assert_eq!(one["text"], other["text"], "{id}");
            assert_eq!(one["blocks"], other["blocks"], "{id}");
            assert_eq!(one["id"], format!("urn:test:{id}"));
            assert_eq!(one["url"], format!("https://example.com/{id}"));
            let source = &one["source"];
            assert_eq!((&source["file"], &source["type"]), (&name.into(), &"response".into()));
            assert_eq!((&source["date"], &source["url"]), (&"2024-05-06T07:08:09Z".into(), &one["url"]));
            assert_eq!((&source["status"], &source["media_type"]), (&200.into(), &"text/html".into()));
        }
        match name {
            // A member cut out by offset and length is a file by itself.
            "b.warc.gz" => {
                for (line, (offset, length)) in from_warc.iter().zip(&places) {
                    assert_eq!(line["source"]["offset"], *offset);
                    assert_eq!(line["source"]["length"], *length);
                }
                let (offset, length) = places[3];
                folder.file("one.warc.gz", &packed[offset..offset + length]);
                assert_eq!(folder.run(&json(&["one.warc.gz"])).lines()[0]["text"], from_files[3]["text"]);
            }
            "a.warc" => {
                for line in &from_warc {
                    let at = line["source"]["offset"].as_u64().unwrap() as usize;
                    let end = at + line["source"]["length"].as_u64().unwrap() as usize;
                    assert!(plain[at..].starts_with(b"WARC/1.0\r\nWARC-Type: response"));
                    assert!(plain[end..].is_empty() || plain[end..].starts_with(b"WARC/1.0"));
                }
            }
            // All records in one frame: there is nothing to cut out.
            _ => assert!(from_warc.iter().all(|line| line["source"]["offset"].is_null())),
        }
    }
}

#[test]
fn bodies_are_freed_of_chunks_and_compression() {
    let folder = Folder::new("warc-codings");
    let page = story(1);
    let blocks = [
        ("chunked", http("Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", &chunked(&page))),
        ("gzip", http("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &gz(&page))),
        (
            "both",
            http(
                "Content-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
                &chunked(&gz(&page)),
            ),
        ),
        (
            "zstd",
            http("Content-Type: text/html\r\nContent-Encoding: zstd\r\n", &zstd::encode_all(&page[..], 1).unwrap()),
        ),
        ("br", http("Content-Type: text/html\r\nContent-Encoding: br\r\n", &brotli(&page))),
        ("undone", http("Content-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", &page)),
        // As many servers do, and as a crawler stores it: the length is that of another coding.
        ("length", http("Content-Type: text/html\r\nContent-Length: 7\r\n", &page)),
        ("untyped", http("", &page)),
    ];
    let mut warc = Vec::new();
    for (name, block) in &blocks {
        warc.extend(gz(&record("response", name, block)));
    }
    folder.file("a.warc.gz", warc).file("a.html", &page);
    let expected = folder.run(&json(&["a.html"])).lines()[0]["text"].clone();
    let done = folder.run(&json(&["a.warc.gz"]));
    assert_eq!(done.code, Some(0), "{}", done.err);
    let found = done.lines();
    assert_eq!(found.len(), blocks.len());
    for (line, (name, _)) in found.iter().zip(&blocks) {
        assert_eq!(line["text"], expected, "{name}");
    }
}

#[test]
fn the_header_tells_the_charset_and_a_charset_that_nobody_knows_is_let_be() {
    let folder = Folder::new("warc-charset");
    let page = b"<p>Z\xfcrich and the caf\xe9s of the old town were quiet on Sunday.";
    let greek = b"<p>\xc1\xe8\xde\xed\xe1 was quiet on Sunday, and so were its caf\xdds.";
    let warc = [
        record("response", "a", &http("Content-Type: text/html; charset=ISO-8859-1\r\n", page)),
        record("response", "b", &http("Content-Type: text/html; charset=\"iso-8859-7\"\r\n", greek)),
        record("response", "c", &http("Content-Type: text/html; charset=no-such\r\n", page)),
    ];
    folder.file("a.warc", warc.concat());
    let found = folder.run(&json(&["a.warc"])).lines();
    let first = |i: usize| found[i]["blocks"][0]["text"].as_str().unwrap().split(' ').next().unwrap().to_owned();
    assert_eq!([first(0), first(1), first(2)], ["Zürich", "Αθήνα", "Zürich"]);
}

#[test]
fn only_html_that_the_server_gave_is_extracted_and_the_rest_is_counted() {
    let folder = Folder::new("warc-other");
    let not_found = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone".to_vec();
    let warc = [
        record("warcinfo", "info", b"software: test\r\n"),
        record("response", "page", &html(&story(1))),
        record("response", "image", &http("Content-Type: image/png\r\n", b"\x89PNG")),
        record("response", "bare", &http("", b"just text")),
        record("response", "missing", &not_found),
        record("revisit", "again", &html(b"")),
        record("metadata", "meta", b"a: b\r\n"),
    ];
    folder.file("a.warc", warc.concat());
    let done = folder.run(&json(&["a.warc"]));
    assert_eq!((done.code, done.ids()), (Some(0), vec!["urn:test:page".to_owned()]));
    assert!(done.says("copydesk: passed over: not_html 2, status_not_2xx 1"), "{}", done.err);
}

#[test]
fn a_length_that_lies_costs_its_record_and_no_other() {
    let folder = Folder::new("warc-lies");
    for (name, lie) in [("long", 900_i64), ("longer", 5000), ("short", -40), ("longest", 1 << 40)] {
        let block = html(&story(2));
        let length = (block.len() as i64 + lie) as usize;
        for pack in [|bytes: Vec<u8>| bytes, |bytes: Vec<u8>| gz(&bytes)] {
            let mut warc = Vec::new();
            for number in 0..6 {
                let page = html(&story(number));
                warc.extend(pack(match number {
                    2 => lying("response", "2", &page, length),
                    _ => record("response", &number.to_string(), &page),
                }));
            }
            folder.file("a.warc", &warc);
            let done = folder.run(&json(&["a.warc"]));
            let found = done.ids();
            assert_eq!(done.code, Some(1), "{name}: {}", done.err);
            assert!(done.err.contains("failed: broken_warc 1"), "{name}: {}", done.err);
            assert_eq!(found, ["0", "1", "3", "4", "5"].map(|id| format!("urn:test:{id}")), "{name}: {}", done.err);
        }
    }
}

#[test]
fn a_file_that_is_cut_short_gives_what_it_has_and_says_so() {
    let folder = Folder::new("warc-cut");
    let records: Vec<_> = (0..5).map(|number| record("response", &number.to_string(), &html(&story(number)))).collect();
    let plain = records.concat();
    let packed: Vec<u8> = records.iter().flat_map(|record| gz(record)).collect();
    let last = gz(&records[4]).len();
    for (name, bytes, reason) in [
        ("a.warc", &plain[..plain.len() - 100], "broken_warc"),
        ("b.warc.gz", &packed[..packed.len() - 100], "broken_compression"),
        // In the middle of the member's checksum, and of its header.
        ("c.warc.gz", &packed[..packed.len() - 3], "broken_compression"),
        ("d.warc.gz", &packed[..packed.len() - last + 5], "broken_compression"),
    ] {
        folder.file(name, bytes);
        let done = folder.run(&json(&[name]));
        assert_eq!((done.code, done.ids().len()), (Some(1), 4), "{name}: {}", done.err);
        assert!(done.err.contains(&format!("failed: {reason} 1")), "{name}: {}", done.err);
        assert!(done.says(&format!("copydesk: {name}: offset ")), "{name}: {}", done.err);
    }
}

#[test]
fn a_broken_member_costs_itself() {
    let folder = Folder::new("warc-broken");
    let members: Vec<_> =
        (0..5).map(|number| gz(&record("response", &number.to_string(), &html(&story(number))))).collect();
    let mut warc = Vec::new();
    for (number, member) in members.iter().enumerate() {
        let mut member = member.clone();
        if number == 2 {
            let middle = member.len() / 2;
            member[middle..middle + 20].fill(0xff);
        }
        warc.extend(member);
    }
    folder.file("a.warc.gz", &warc);
    let done = folder.run(&json(&["a.warc.gz"]));
    assert_eq!(done.ids(), ["0", "1", "3", "4"].map(|id| format!("urn:test:{id}")), "{}", done.err);
    assert!(done.err.contains("failed: broken_compression 1"), "{}", done.err);
    folder.file("b.warc.gz", b"no WARC at all\n").file("c.warc", "WARC/1.0\r\nno length\r\n\r\n").file("d.warc", "");
    for (name, failed) in [("b.warc.gz", 1), ("c.warc", 1), ("d.warc", 0)] {
        let done = folder.run(&json(&[name]));
        assert_eq!((done.code, done.out.is_empty()), (Some(failed), true), "{name}: {}", done.err);
    }
}

#[test]
fn a_bomb_is_cut_at_the_bound_and_flagged() {
    let folder = Folder::new("warc-bomb");
    let mut page = story(1);
    page.resize(200 << 20, b' ');
    let block = http("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &gz(&page));
    let warc = [gz(&record("response", "bomb", &block)), gz(&record("response", "after", &html(&story(2))))];
    folder.file("a.warc.gz", warc.concat());
    let done = folder.run(&json(&["a.warc.gz"]));
    assert_eq!((done.code, done.ids().len()), (Some(0), 2), "{}", done.err);
    assert!(done.lines()[0]["flags"].to_string().contains("input_truncated"));
    assert!(done.err.contains("input_truncated 1"), "{}", done.err);
}

#[test]
fn stdin_is_seen_to_be_warc() {
    let folder = Folder::new("warc-stdin");
    let warc: Vec<u8> =
        (0..3).flat_map(|number| gz(&record("response", &number.to_string(), &html(&story(number))))).collect();
    let done = folder.run_with(&json(&["-"]), &warc);
    assert_eq!((done.code, done.ids().len()), (Some(0), 3), "{}", done.err);
    assert_eq!(done.lines()[1]["source"]["file"], "-");
    folder.file("a.warc.gz", &warc);
    let plain = folder.run(&["extract", "-q", "a.warc.gz"]);
    assert_eq!(plain.text().matches("==> a.warc.gz: offset ").count(), 3);
    let out = folder.run(&json(&["a.warc.gz", "--output", "o.jsonl.gz"]));
    assert_eq!(out.code, Some(0), "{}", out.err);
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(&folder.read("o.jsonl.gz")[..]), &mut unpacked)
        .unwrap();
    assert_eq!(ids(&lines(&unpacked)).len(), 3);
}

#[test]
fn a_member_may_begin_at_any_place_of_a_buffer() {
    let folder = Folder::new("warc-edge");
    let after = gz(&record("response", "after", &html(&story(2))));
    // The next member's first byte is the last one of a buffer, the first of the next, and near both.
    for length in 65_530..65_540 {
        let mut page = story(1);
        let mut member = Vec::new();
        for _ in 0..20 {
            member = stored(&record("response", "first", &html(&page)));
            page.resize(page.len() + length - member.len(), b' ');
        }
        assert_eq!(member.len(), length);
        folder.file("a.warc.gz", [member, after.clone()].concat());
        let done = folder.run(&json(&["a.warc.gz"]));
        assert_eq!((done.code, done.ids().len()), (Some(0), 2), "{length}: {}", done.err);
    }
}

/// A gzip member that is as long as what it holds, and a little.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    std::io::Write::write_all(&mut to, bytes).unwrap();
    to.finish().unwrap()
}
