//! The versions that this package was built with, out of its own `Cargo.lock`.

const LOCK: &str = include_str!("../Cargo.lock");

/// The version of a direct dependency.
pub fn of(name: &str) -> String {
    let own = package("copydesk-peers", None);
    // `"name"` where one version is locked, `"name version"` where peers bring others.
    let entry = own.lines().map(|line| line.trim().trim_matches(['"', ',']));
    let version = entry.filter_map(|entry| entry.strip_prefix(name)).find_map(|rest| match rest {
        "" => Some(None),
        _ => rest.strip_prefix(' ').map(Some),
    });
    let package = package(name, version.expect("a direct dependency"));
    field(package, "version").to_owned()
}

fn package(name: &str, version: Option<&str>) -> &'static str {
    LOCK.split("[[package]]")
        .find(|package| {
            field(package, "name") == name && version.is_none_or(|version| field(package, "version") == version)
        })
        .expect("a package of the lock file")
}

fn field<'p>(package: &'p str, key: &str) -> &'p str {
    let line = package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
    line.unwrap_or_default().trim_matches('"')
}

#[cfg(test)]
mod tests {
    #[test]
    fn of_several_locked_versions_the_direct_one_is_named() {
        // Peers bring older ones of both.
        for (name, version) in [("html5ever", "0.40."), ("scraper", "0.29.")] {
            assert!(super::LOCK.matches(&format!("name = \"{name}\"\n")).count() > 1, "{name}: one version only");
            assert!(super::of(name).starts_with(version), "{name} {}", super::of(name));
        }
    }
}
