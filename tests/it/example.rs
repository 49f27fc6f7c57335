//! The examples as their users run them.

use crate::pages::root;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

/// A built example. `cargo test` builds it beside this binary; `cargo test --test it` does not,
/// and then it is built here, also when it is older than its sources.
pub fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("this test has a path");
    let profile = test.ancestors().nth(2).expect("target/PROFILE/deps/it");
    let path = profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let built = fs::metadata(&path).and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let folders = ["src".to_owned(), format!("examples/{name}"), "examples/common".to_owned()];
    if folders.iter().any(|folder| built < newest(&root().join(folder))) {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(root()).args(["build", "--quiet", "--all-features", "--example", name, "--target-dir"]);
        cargo.arg(profile.parent().expect("target/PROFILE"));
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        assert!(cargo.status().expect("cargo runs").success(), "the example builds");
    }
    path
}

/// When the newest file of a folder was changed.
fn newest(folder: &Path) -> SystemTime {
    let times = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => newest(&entry.path()),
        _ => entry.metadata().and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH),
    });
    times.max().unwrap_or(SystemTime::UNIX_EPOCH)
}

/// A folder of its own for each test, empty at its start.
pub struct Folder {
    path: PathBuf,
    program: PathBuf,
}

impl Folder {
    pub fn new(program: &Path, test: &str) -> Folder {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder for the test");
        Folder { path, program: program.to_owned() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> &Folder {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
        self
    }

    pub fn packed(&self, name: &str, bytes: &[u8]) -> &Folder {
        let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
        gz.write_all(bytes).expect("memory");
        self.file(name, &gz.finish().expect("memory"))
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        self.run_with(arguments, b"")
    }

    pub fn run_with(&self, arguments: &[&str], stdin: &[u8]) -> Done {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.path).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the example runs");
        let _ = child.stdin.take().expect("a pipe").write_all(stdin);
        Done::from(child.wait_with_output().expect("the example ends"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Done {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Done { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Done {
    pub fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
    }

    pub fn ids(&self) -> Vec<String> {
        self.json().iter().map(|page| page["id"].as_str().expect("an id").to_owned()).collect()
    }
}
