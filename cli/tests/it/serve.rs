//! The server as programs and other sites' pages meet it. What a person sees is in `tests/browser/`.

use crate::folder::{Folder, fixtures};
use crate::made::{chunked, story};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;
use std::time::Duration;

struct Server {
    child: Child,
    port: u16,
    stdout: BufReader<std::process::ChildStdout>,
}

#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The message of a refusal with this status.
    fn refused(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self.json()["error"].as_str().expect("a message").to_owned()
    }
}

impl Server {
    fn new(folder: &Folder, arguments: &[&str]) -> Server {
        let mut child = folder.spawn(&[&["serve", "--port", "0"], arguments].concat());
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let port = line.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix("/\n"));
        let port = port.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("{line:?} is no address"));
        Server { child, port, stdout }
    }

    fn ask(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let has_host = headers.to_ascii_lowercase().contains("host:");
        let host = if has_host { String::new() } else { format!("Host: 127.0.0.1:{}\r\n", self.port) };
        let length = if headers.contains("Transfer-Encoding") {
            String::new()
        } else {
            format!("Content-Length: {}\r\n", body.len())
        };
        let head = format!("{method} {path} HTTP/1.1\r\n{host}{length}Connection: close\r\n{headers}\r\n");
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a server");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time");
        stream.write_all(&[head.as_bytes(), body].concat()).expect("it reads all");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
        let head = String::from_utf8(bytes[..end].to_vec()).expect("ASCII");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Answer { status, head, body: bytes[end..].to_vec() }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "", b"")
    }

    fn extract(&self, query: &str, page: &[u8]) -> Answer {
        self.ask("POST", &format!("/api/extract?{query}"), "", page)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_page_and_its_files_come_with_the_headers_that_keep_all_else_out() {
    let folder = Folder::new("serve-headers");
    let server = Server::new(&folder, &["--max-upload", "12345", "--bias", "recall"]);
    let page = String::from_utf8(server.get("/").body).expect("UTF-8");
    assert!(
        page.contains("data-max-upload=\"12345\"") && page.contains("data-bias=\"recall\"") && !page.contains("{{")
    );
    assert!(
        !page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick="),
        "nothing stands inline"
    );
    let policy = server.get("/").header("content-security-policy").expect("a policy").to_owned();
    for rule in
        ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"]
    {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"), "{policy}");
    let cases = [
        ("/", "text/html"),
        ("/app.js", "text/javascript"),
        ("/style.css", "text/css"),
        ("/icon.svg", "image/svg+xml"),
    ];
    let answers = cases.map(|(path, kind)| (server.get(path), 200, kind)).into_iter();
    let refused =
        [(server.get("/no"), 404), (server.get("/api/extract"), 405), (server.ask("POST", "/", "", b""), 405)];
    let refused = refused.into_iter().map(|(answer, status)| (answer, status, "application/json"));
    let done = [(server.extract("", b"<p>x"), 200, "application/json")];
    for (answer, status, kind) in answers.chain(refused).chain(done) {
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(answer.header("content-type").is_some_and(|said| said.starts_with(kind)), "{answer:?}");
        for (name, value) in [
            ("content-security-policy", policy.as_str()),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{answer:?}");
        }
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    assert_eq!(server.get("/api/extract").header("allow"), Some("POST"));
}

#[test]
fn every_import_of_the_page_is_served() {
    let folder = Folder::new("serve-files");
    let server = Server::new(&folder, &[]);
    for file in ["/", "/app.js", "/blocks.js", "/clean.js", "/source.js"] {
        let text = String::from_utf8(server.get(file).body).expect("UTF-8");
        for quoted in text.split('"').filter(|part| part.starts_with('/') && part.contains('.') && !part.contains(' '))
        {
            assert_eq!(server.get(quoted).status, 200, "{file} names {quoted}");
        }
        // What the page shows is hostile: it never goes where markup is read.
        for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "srcdoc", "eval(", "DOMParser"] {
            assert!(!text.contains(way), "{file}: {way}");
        }
    }
}

#[test]
fn pages_are_answered_as_the_command_prints_them() {
    let folder = Folder::new("serve-same");
    let server = Server::new(&folder, &[]);
    let pages = fixtures();
    for (name, bytes) in &pages {
        folder.file(&format!("{name}.html"), bytes);
    }
    for (query, arguments) in [
        ("", &[][..]),
        ("&parser=html5ever", &["--parser", "html5ever"]),
        ("&bias=precision", &["--bias", "precision"]),
        ("&bias=recall&form=html", &["--bias", "recall"]),
    ] {
        let done = folder.run(&[&["extract", "--format", "json", "."], arguments].concat());
        let lines = done.lines();
        assert_eq!(lines.len(), pages.len());
        for ((name, bytes), line) in pages.iter().zip(&lines) {
            let answer = server.extract(&format!("id={name}{query}"), bytes).json();
            assert_eq!(&answer["page"], line, "{name} {query}");
            assert!(answer["markdown"].is_string());
            let is_verbatim = std::str::from_utf8(bytes).is_ok() || query.contains("html5ever");
            assert_eq!(answer["source"].is_null(), is_verbatim, "{name}");
        }
    }
}

#[test]
fn what_keeps_closed_panels_out_holds_for_every_parser_and_bias() {
    let folder = Folder::new("serve-collapsed");
    let server = Server::new(&folder, &["--no-collapsed"]);
    let page = [story(1), b"<div role=tabpanel hidden><p>The harbour keeps a book of every storm since 1871, and this one is the ninth.</div>".to_vec()];
    folder.file("a.html", page.concat());
    for (parser, bias) in [("fast", "balanced"), ("fast", "recall"), ("html5ever", "recall")] {
        let arguments = ["extract", "--format", "json", "--no-collapsed", "--parser", parser, "--bias", bias, "a.html"];
        let line = folder.run(&arguments).lines().remove(0);
        let answer = server.extract(&format!("id=a&parser={parser}&bias={bias}"), &page.concat()).json();
        assert_eq!(answer["page"], line, "{parser} {bias}");
        let told = line["blocks"].as_array().expect("blocks").iter().find(|block| block["collapsed"] == true);
        assert_eq!(told.expect("a closed panel")["main"], false, "{parser} {bias}");
    }
}

#[test]
fn texts_are_answered_as_the_command_prints_them() {
    let folder = Folder::new("serve-text");
    let server = Server::new(&folder, &[]);
    let text = "Port shut\n\nAdaGlove maker By Ada Reporter\n\nIt rained on every port of the coast, the keeper said on Sunday.\n\n\
                Image caption The port in the rain\n\nMore on This Story\n\n• GloveHand in hand? Watch";
    folder.file("rain.txt", text);
    let line = folder.run(&["clean", "--format", "json", "rain.txt"]).lines().remove(0);
    let answer = server.extract("form=text&id=rain", text.as_bytes()).json();
    assert_eq!(answer["page"], line);
    let has_parts = answer["page"]["blocks"].as_array().expect("blocks").iter().any(|block| block["parts"].is_array());
    assert!(has_parts, "{answer}");
}

#[test]
fn positions_mean_the_text_that_comes_with_them() {
    let folder = Folder::new("serve-source");
    let server = Server::new(&folder, &[]);
    let pages: [&[u8]; 4] = [
        b"<meta charset=iso-8859-1><p>A caf\xe9 by the port, and much rain.<p>Caf\xe9s again.",
        b"\xff\xfe<\0p\0>\0R\0\xe9\0",
        b"<p>broken \xff\xfe\x80 bytes<script>\xc3",
        b"",
    ];
    for page in pages {
        for form in ["html", "text"] {
            let answer = server.extract(&format!("form={form}"), page);
            assert_eq!(answer.status, 200, "{answer:?}");
            let answer = answer.json();
            let source =
                answer["source"].as_str().map_or_else(|| String::from_utf8_lossy(page).into_owned(), str::to_owned);
            for block in answer["page"]["blocks"].as_array().expect("blocks") {
                let at = |name: &str| block[name].as_u64().expect("a position") as usize;
                let text = block["text"].as_str().expect("a text");
                let first = text.split_whitespace().next().expect("a word");
                assert!(source[at("start")..at("end")].contains(first), "{text} in {source:?}");
            }
        }
    }
    let told = server.extract("charset=windows-1251", b"<p>\xcf\xee\xf0\xf2").json();
    assert_eq!(told["page"]["blocks"][0]["text"], "Порт");
}

#[test]
fn what_is_too_long_is_refused_and_the_server_lives_on() {
    let folder = Folder::new("serve-large");
    let server = Server::new(&folder, &["--max-upload", "100000"]);
    let page = |bytes: usize| format!("<p>{}", "x".repeat(bytes - 3)).into_bytes();
    assert_eq!(server.extract("", &page(100_000)).status, 200);
    for bytes in [100_001, 700_000] {
        let message = server.extract("", &page(bytes)).refused(413);
        assert!(message.contains("100000 bytes") && message.contains("--max-upload"), "{message}");
    }
    // Nobody said how long it is.
    let chunks = |bytes| server.ask("POST", "/api/extract", "Transfer-Encoding: chunked\r\n", &chunked(&page(bytes)));
    assert_eq!((chunks(100_000).status, chunks(100_001).status), (200, 413));
    // Who claims a gigabyte does not get one.
    let mut liar = TcpStream::connect(("127.0.0.1", server.port)).expect("a server");
    let head = format!("POST /api/extract HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", u64::MAX);
    liar.write_all(head.as_bytes()).expect("it listens");
    assert_eq!(server.extract("", b"<p>x").status, 200);
}

#[test]
fn wrong_parameters_are_said() {
    let folder = Folder::new("serve-wrong");
    let server = Server::new(&folder, &[]);
    for (query, says) in [
        ("parser=slow", "parser (one of: fast html5ever)"),
        ("bias=none", "bias (one of: precision balanced recall)"),
        ("form=pdf", "form (one of: html text)"),
        ("charset=no-such", "no-such"),
        ("limit=3", "\"limit\" is not a parameter"),
        ("id=%ff", "percent encoding"),
    ] {
        let message = server.extract(query, b"<p>x").refused(400);
        assert!(message.contains(says), "{query}: {message}");
    }
}

#[test]
fn other_sites_are_refused() {
    let folder = Folder::new("serve-sites");
    let server = Server::new(&folder, &[]);
    let port = server.port;
    for host in [
        "example.com".to_owned(),
        format!("localhost.example.com:{port}"),
        format!("192.168.0.1:{port}"),
        String::new(),
    ] {
        let headers = format!("Host: {host}\r\n");
        let message = server.ask("GET", "/", &headers, b"").refused(403);
        assert!(message.contains("is not a name of this server"), "{message}");
        server.ask("POST", "/api/extract", &headers, b"<p>x").refused(403);
    }
    for host in [format!("localhost:{port}"), "LOCALHOST".to_owned(), format!("[::1]:{port}")] {
        assert_eq!(server.ask("GET", "/", &format!("Host: {host}\r\n"), b"").status, 200, "{host}");
    }
    let post = |headers: &str| server.ask("POST", "/api/extract", headers, b"<p>x");
    let ours = format!("Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n");
    assert_eq!(post(&ours).status, 200);
    for headers in [
        "Origin: https://example.com\r\n".to_owned(),
        "Origin: null\r\n".to_owned(),
        format!("Origin: https://127.0.0.1:{port}\r\n"),
        "Origin: http://127.0.0.1:1\r\n".to_owned(),
        "Sec-Fetch-Site: cross-site\r\n".to_owned(),
        "Sec-Fetch-Site: same-site\r\n".to_owned(),
    ] {
        let message = post(&headers).refused(403);
        assert!(message.contains("other sites"), "{message}");
    }
}

#[test]
fn many_ask_at_once() {
    let folder = Folder::new("serve-many");
    let server = Server::new(&folder, &[]);
    let pages = fixtures();
    // Those that say nothing hold up nobody.
    let idle: Vec<TcpStream> =
        (0..20).map(|_| TcpStream::connect(("127.0.0.1", server.port)).expect("a server")).collect();
    let alone: Vec<Value> = pages.iter().map(|(_, bytes)| server.extract("", bytes).json()).collect();
    std::thread::scope(|threads| {
        for _ in 0..8 {
            threads.spawn(|| {
                for ((name, bytes), alone) in pages.iter().zip(&alone) {
                    assert_eq!(&server.extract("", bytes).json(), alone, "{name}");
                }
            });
        }
    });
    drop(idle);
}

#[test]
fn a_port_that_is_taken_is_said() {
    let folder = Folder::new("serve-taken");
    let server = Server::new(&folder, &[]);
    let done = folder.run(&["serve", "--port", &server.port.to_string()]);
    assert_eq!((done.code, done.out.len()), (Some(1), 0));
    assert!(
        done.says(&format!(
            "copydesk: cannot listen on 127.0.0.1:{}: Address already in use: choose another --port",
            server.port
        )),
        "{}",
        done.err
    );
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_it_and_open_addresses_are_warned_of() {
    let folder = Folder::new("serve-end");
    let mut server = Server::new(&folder, &["--address", "0.0.0.0"]);
    assert_eq!(server.get("/").status, 200);
    let idle = TcpStream::connect(("127.0.0.1", server.port)).expect("a server");
    let sent =
        std::process::Command::new("kill").args(["-INT", &server.child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    assert_eq!(server.child.wait().expect("it ends").code(), Some(0));
    let (mut out, mut err) = (String::new(), String::new());
    server.stdout.read_to_string(&mut out).expect("UTF-8");
    server.child.stderr.take().expect("a pipe").read_to_string(&mut err).expect("UTF-8");
    assert_eq!(out, "", "one line only");
    assert!(err.starts_with("copydesk: warning: 0.0.0.0 is no loopback address") && err.lines().count() == 1, "{err}");
    drop(idle);
}
