//! Contenders from PyPI: a process each, started once, that times its own calls (`peer.py`).

use crate::contenders::{Answer, Run};
use crate::pages::SENTENCE;
use serde_json::Value;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A package and what `peer.py` calls of it.
pub struct Package {
    pub name: &'static str,
    pub call: &'static str,
    pub why: &'static str,
}

pub const PACKAGES: [Package; 2] = [
    Package {
        name: "resiliparse",
        call: "`extract_plain_text(…, main_content=True)`",
        why: "made for web archives: compiled code on the Lexbor parser, behind Python",
    },
    Package {
        name: "trafilatura",
        call: "`extract`",
        why: "the extractor that others are held against, and the origin of the two crates of that name",
    },
];

/// A package at work. Reads the next page only when the last is answered.
pub struct Peer {
    child: Child,
    pages: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// As the package itself gives it, with the version of Python.
    pub version: String,
}

impl Peer {
    /// An error says why there is no such peer: no Python, no such package.
    pub fn start(python: &OsStr, package: &str) -> io::Result<Peer> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peer.py");
        let mut child = Command::new(python)
            .arg(script)
            .args([package, SENTENCE])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let ends = (child.stdin.take(), child.stdout.take());
        let (Some(pages), Some(answers)) = ends else { unreachable!("both were piped") };
        let mut peer = Peer { child, pages, answers: BufReader::new(answers), version: String::new() };
        let hello = peer.answer()?;
        if let Some(missing) = hello["missing"].as_str() {
            return Err(io::Error::other(missing.to_owned()));
        }
        let [version, python] = ["version", "python"].map(|key| hello[key].as_str().unwrap_or_default());
        peer.version = format!("{version} (Python {python})");
        Ok(peer)
    }

    /// An error is a process that died, or an exception in the package.
    pub fn run(&mut self, html: &str) -> io::Result<Run> {
        self.pages.write_all(&(html.len() as u64).to_le_bytes())?;
        self.pages.write_all(html.as_bytes())?;
        self.pages.flush()?;
        let answer = self.answer()?;
        let fields = (answer["seconds"].as_f64(), answer["chars"].as_u64(), answer["has_sentence"].as_bool());
        let (Some(seconds), Some(chars), Some(has_sentence)) = fields else {
            return Err(io::Error::other(format!("{answer}")));
        };
        Ok(Run { seconds, answer: Answer::Text { chars: chars as usize, has_sentence } })
    }

    fn answer(&mut self) -> io::Result<Value> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err(io::Error::other("the process has ended"));
        }
        serde_json::from_str(&line).map_err(io::Error::other)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
