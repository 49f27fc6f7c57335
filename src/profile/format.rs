//! The text of a profile. [`Profile::parse`](super::Profile::parse) describes it for users.

use super::builder::{Builder, MAX_RULES, is_name};
use super::{Claim, Profile};
use crate::error::{Error, ErrorKind};
use crate::role::Role;

const MAGIC: &str = "copydesk-profile 1";
const MAX_BYTES: usize = 1 << 20;
/// A line of an error message shows so much of what it is about.
const SHOWN: usize = 40;

pub(super) fn parse(text: &str) -> Result<Profile, Error> {
    let error = |line: usize, reason: String| Error::new(ErrorKind::Profile { line, reason });
    if text.len() > MAX_BYTES {
        return Err(error(0, format!("it is longer than {MAX_BYTES} bytes: make several profiles")));
    }
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut lines = text.lines().map(str::trim).zip(1..);
    if lines.next().map(|(line, _)| line) != Some(MAGIC) {
        return Err(error(1, format!("the first line must be `{MAGIC}`")));
    }
    let mut builder = Builder::new("");
    // For each rule its line.
    let mut origins = Vec::new();
    for (line, number) in lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#')) {
        builder = read(builder, line).map_err(|reason| error(number, reason))?;
        if builder.len() > MAX_RULES {
            return Err(error(number, format!("more than {MAX_RULES} rules: make several profiles")));
        }
        origins.resize(builder.len(), number);
    }
    if builder.name.is_empty() {
        return Err(error(0, "a line `name …` is missing".to_owned()));
    }
    builder.finish().map_err(|(rule, reason)| error(rule.map_or(0, |rule| origins[rule]), reason))
}

/// One line that says something.
fn read(mut builder: Builder, line: &str) -> Result<Builder, String> {
    let (key, rest) = line.split_once([' ', '\t']).map_or((line, ""), |(key, rest)| (key, rest.trim()));
    if matches!(key, "name" | "version" | "site" | "site_name" | "title") && rest.is_empty() {
        return Err(format!("something must stand behind `{key}`"));
    }
    match key {
        "name" if !builder.name.is_empty() => return Err("a second `name`: leave one out".to_owned()),
        "name" | "version" if !is_name(rest) => {
            return Err(format!("`{key}` is 1 to 64 letters, digits, `-`, `_` or `.`, not {:?}", shown(rest)));
        }
        "name" => builder.name = rest.to_owned(),
        "version" => builder = builder.version(rest),
        "site" => builder = rest.split_ascii_whitespace().fold(builder, |builder, host| builder.site(host)),
        "site_name" => builder = builder.site_name(rest),
        "title" => builder = builder.title(rest),
        _ => return rule(builder, key, rest),
    }
    Ok(builder)
}

/// `ROLE [as-main | not-main | ±LOG_ODDS] PATTERN`, or `… css SELECTOR`.
fn rule(builder: Builder, key: &str, mut rest: &str) -> Result<Builder, String> {
    let mut claim = match key {
        "content" => Claim::content(),
        "nothing" => Claim::nothing(),
        role => Claim::from(role.parse::<Role>().map_err(|_| {
            let roles: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();
            format!(
                "{:?} begins no line: write name, version, site, site_name, title, content, nothing or a role ({})",
                shown(role),
                roles.join(", ")
            )
        })?),
    };
    loop {
        let (word, behind) =
            rest.split_once([' ', '\t']).map_or((rest, ""), |(word, behind)| (word, behind.trim_start()));
        match word {
            "as-main" => claim = claim.with_main(true),
            "not-main" => claim = claim.with_main(false),
            "css" => return Ok(builder.selector(behind, claim)),
            _ if word.starts_with(['+', '-']) => {
                let number = word.parse::<f32>().ok().filter(|number| number.is_finite());
                let number = number.ok_or_else(|| format!("{:?} is no number of log-odds: write +2.5", shown(word)))?;
                claim = claim.with_evidence(number);
            }
            _ => return Ok(builder.rule(rest, claim)),
        }
        rest = behind;
    }
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}
