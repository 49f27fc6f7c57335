//! What the crate is built from and what it ships: licences, sources, number of dependencies, files.

use crate::pages::root;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// What cargo prints; it asks no network.
fn cargo(arguments: &[&str]) -> String {
    let done =
        Command::new(env!("CARGO")).current_dir(root()).args(arguments).arg("--offline").output().expect("cargo runs");
    assert!(done.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("UTF-8")
}

/// As in deny.toml.
const LICENCES: [&str; 10] = [
    "CC0-1.0",
    "BSD-2-Clause",
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-3-Clause",
    "ISC",
    "Unicode-3.0",
    "Zlib",
    "MPL-2.0",
];

/// Whether a licence expression can be met: one of what `OR` parts, all of what `AND` parts.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ").replace(['(', ')'], "");
    let alone = |one: &str| LICENCES.contains(&one.trim());
    // AND binds more tightly, but in all expressions met here an OR stands in brackets inside an AND.
    if expression.contains(" AND ") {
        return expression.split(" AND ").all(|part| part.split(" OR ").any(alone));
    }
    expression.split(" OR ").any(alone)
}

#[test]
fn every_dependency_comes_from_the_registry_under_a_free_licence() {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--all-features"])).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 100);
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_allowed(licence), "{name}: {licence:?}");
        match package["source"].as_str() {
            Some(source) => assert!(source.starts_with("registry+"), "{name}: {source}"),
            None => assert!(name.starts_with("copydesk"), "{name} has no source"),
        }
        assert!(!["html2md", "article_scraper", "openssl-sys"].contains(&name), "{name}");
    }
    assert!(!is_allowed("GPL-3.0") && !is_allowed("MIT AND GPL-3.0") && is_allowed("GPL-3.0 OR MIT"));
}

#[test]
fn the_readme_counts_the_dependencies() {
    let tree = cargo(&["tree", "-e", "normal", "--prefix", "none", "--no-dedupe"]);
    let names: BTreeSet<&str> =
        tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).collect();
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let said = format!("the crate has {} dependencies, direct and indirect", names.len() - 1);
    assert!(readme.contains(&said), "README.md does not say: {said}");
}

/// The sources of the library, without tests.
fn sources(folder: &Path, to: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() && !name.ends_with("conformance") {
            sources(&path, to);
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).expect("a source");
            let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
            to.push((name, text[..end].to_owned()));
        }
    }
}

/// So that it can be built where there is no operating system, as for WebAssembly in a browser.
#[test]
fn the_library_asks_nothing_of_an_operating_system() {
    let mut all = Vec::new();
    sources(&root().join("src"), &mut all);
    assert!(all.len() > 100, "{}", all.len());
    let rooms =
        ["fs", "net", "process", "env", "time", "thread", "io", "os", "path"].map(|room| format!("std::{room}"));
    for (name, text) in &all {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            let is_asking = rooms.iter().any(|room| {
                line.match_indices(room.as_str()).any(|(at, _)| {
                    let next = line[at + room.len()..].chars().next();
                    !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
                })
            });
            // `std::{fs, …}` would pass by the names above.
            let is_hidden = line.contains("std::{") || line.contains("std as ");
            assert!(
                !is_asking && !is_hidden && !line.contains("println!(") && !line.contains("print!("),
                "{name}: {line}"
            );
        }
    }
}

#[test]
fn the_package_holds_what_it_needs_and_nothing_else() {
    let list = cargo(&["package", "--list", "--allow-dirty"]);
    let files: Vec<&str> = list.lines().collect();
    for needed in [
        "Cargo.toml",
        "README.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "src/lib.rs",
        "src/score/model.bin",
    ] {
        assert!(files.contains(&needed), "{needed} is missing");
    }
    let mut bytes = 0;
    for file in &files {
        let is_at_top = !file.contains('/');
        let folder = file.split('/').next().unwrap_or_default();
        let is_known = ["src", "examples", "benches", "docs", "fixtures", "tests", "training"].contains(&folder);
        let is_meta = matches!(*file, ".cargo_vcs_info.json" | "Cargo.lock" | "Cargo.toml" | "Cargo.toml.orig");
        let is_doc = file.ends_with(".md") || file.starts_with("LICENSE");
        assert!(is_known || is_at_top && (is_meta || is_doc), "{file}");
        assert!(!file.ends_with(".gz") && !file.contains("/target/") && !file.contains("/corpus/"), "{file}");
        bytes += std::fs::metadata(root().join(file)).map_or(0, |file| file.len());
    }
    assert!(bytes < 10 << 20, "the registry takes 10 MB, packed; these are {bytes} bytes unpacked");
}
