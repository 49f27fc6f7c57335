//! `Parser::Fast` against the html5lib suite, which is not part of the repository: it is looked for
//! as `html5lib-tests` in `../shared` or in the folder that `COPYDESK_SHARED` names.
//!
//! Deviations stand in data files, each with its class and the reason of the class; a listed test
//! that passes fails the run, so that the lists can only shrink.

mod tokens;
mod trees;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A folder of the suite, or `None` with a word on stderr that is not captured.
fn suite(folder: &str, what: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("COPYDESK_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let path = shared.join("html5lib-tests").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    say(&format!("skipped: {what}: no html5lib-tests at {} (COPYDESK_SHARED names its parent)", path.display()));
    None
}

/// Prints past the capture of the test runner.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// The files of a folder that end so, sorted: name and content.
fn files(folder: &Path, end: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<(String, String)> = entries
        .filter_map(|entry| {
            let path = entry.expect("a readable folder").path();
            let name = path.file_name()?.to_str()?.to_owned();
            let text = || fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            name.ends_with(end).then(|| (name, text()))
        })
        .collect();
    files.sort();
    files
}

/// A data file of deviations. `[class] reason` opens a class, the lines below name its tests.
struct Listed {
    reasons: BTreeMap<String, String>,
    class_of: BTreeMap<String, String>,
}

impl Listed {
    fn read(data: &str) -> Listed {
        let mut listed = Listed { reasons: BTreeMap::new(), class_of: BTreeMap::new() };
        let mut class = String::new();
        for line in data.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            if let Some((name, reason)) = line.strip_prefix('[').and_then(|line| line.split_once("] ")) {
                assert!(reason.len() > 20, "{name}: a reason is a sentence");
                class = name.to_owned();
                listed.reasons.insert(class.clone(), reason.to_owned());
                continue;
            }
            assert!(!class.is_empty(), "{line}: in no class");
            let before = listed.class_of.insert(line.to_owned(), class.clone());
            assert_eq!(before, None, "{line}: listed twice");
        }
        listed
    }

    /// Fails unless the tests that failed are those that are listed. `failed`: name and details.
    fn check(&self, failed: &BTreeMap<String, String>) {
        let unlisted: Vec<String> = failed
            .iter()
            .filter(|(name, _)| !self.class_of.contains_key(*name))
            .map(|(name, details)| format!("{name}\n{details}"))
            .collect();
        let passes: BTreeSet<&String> = self.class_of.keys().filter(|name| !failed.contains_key(*name)).collect();
        assert!(unlisted.is_empty(), "{} fail and are not listed:\n{}", unlisted.len(), unlisted.join("\n"));
        assert!(passes.is_empty(), "{} are listed and pass, so take them off the list: {passes:#?}", passes.len());
    }
}
