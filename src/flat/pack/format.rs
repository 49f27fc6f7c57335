//! The text of a pack. [`Pack`](super::Pack) describes it for users.

use super::{Evidence, Inner, Matched, Place, Rule};
use crate::error::{Error, ErrorKind};
use crate::label::Role;
use std::str::FromStr;

const MAGIC: &str = "copydesk-rules 1";
const MAX_BYTES: usize = 4 << 20;
const MAX_RULES: usize = 4_096;
/// A longer phrase is a text of its own.
const MAX_PHRASE: usize = 200;
/// Lines that a rule without a number means.
const MOST_BYTES: usize = 1_000;

pub(super) fn parse(text: &str) -> Result<Inner, Error> {
    let error = |line: usize, reason: String| Error::new(ErrorKind::Pack { line, reason });
    if text.len() > MAX_BYTES {
        return Err(error(0, format!("it is longer than {MAX_BYTES} bytes: make several packs")));
    }
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut lines = text.lines().map(str::trim).zip(1..);
    if lines.next().map(|(line, _)| line) != Some(MAGIC) {
        return Err(error(1, format!("the first line must be `{MAGIC}`")));
    }
    let mut reader = Reader::default();
    let mut last = 1;
    for (line, number) in lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#')) {
        let (key, value) = line.split_once([' ', '\t']).map_or((line, ""), |(key, value)| (key, value.trim()));
        reader.read(key, value).map_err(|reason| error(number, reason))?;
        last = number;
    }
    reader.finish().map_err(|reason| error(last, reason))
}

#[derive(Default)]
struct Reader {
    name: String,
    version: String,
    era: Option<String>,
    rules: Vec<Rule>,
    /// The rule that is being read, and whether its role was said.
    open: Option<(Rule, bool)>,
}

impl Reader {
    fn read(&mut self, key: &str, value: &str) -> Result<(), String> {
        if value.is_empty() {
            return Err(format!("something must stand behind `{key}`"));
        }
        match (key, &mut self.open) {
            ("rule", _) => self.begin(value),
            ("pack" | "version", None) if !is_name(value) => {
                Err(format!("`{key}` is 1 to 64 letters, digits, `-`, `_` or `.`"))
            }
            ("pack", None) => {
                self.name = value.to_owned();
                Ok(())
            }
            ("version", None) => {
                self.version = value.to_owned();
                Ok(())
            }
            ("era", None) => {
                self.era = Some(value.to_owned());
                Ok(())
            }
            (_, None) => Err(format!("`{key}` stands before any rule: write pack, version, era or rule")),
            (_, Some((rule, has_role))) => {
                *has_role |= key == "role";
                said(rule, key, value)
            }
        }
    }

    fn begin(&mut self, name: &str) -> Result<(), String> {
        self.close()?;
        if self.name.is_empty() {
            return Err("a line `pack …` must stand before the first rule".to_owned());
        }
        let id = format!("{}/{name}", self.name);
        if !is_name(name) || self.rules.iter().any(|rule| rule.id == id) {
            return Err(format!(
                "a rule's name is 1 to 64 letters, digits, `-`, `_` or `.`, and its own: not {name:?}"
            ));
        }
        if self.rules.len() == MAX_RULES {
            return Err(format!("more than {MAX_RULES} rules: make several packs"));
        }
        let rule = Rule {
            id,
            role: Role::Other,
            place: Place::default(),
            evidence: Evidence::default(),
            matched: Matched::default(),
            most_bytes: MOST_BYTES,
            heads: None,
            phrases: Vec::new(),
            examples: Vec::new(),
            counters: Vec::new(),
        };
        self.open = Some((rule, false));
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        let Some((rule, has_role)) = self.open.take() else { return Ok(()) };
        let missing = [
            ("role", !has_role),
            ("text", rule.phrases.is_empty()),
            ("example", rule.examples.is_empty()),
            ("counter", rule.counters.is_empty()),
        ];
        if let Some((key, _)) = missing.iter().find(|(_, is_missing)| *is_missing) {
            return Err(format!("the rule {} has no `{key}`", rule.id));
        }
        // A row is one of whole lines: such a rule would never speak.
        if rule.evidence == Evidence::Cluster && rule.matched != Matched::Whole {
            return Err(format!("the rule {} has `evidence cluster`, which wants `match whole`", rule.id));
        }
        self.rules.push(rule);
        Ok(())
    }

    fn finish(mut self) -> Result<Inner, String> {
        self.close()?;
        for (key, value) in [("pack", &self.name), ("version", &self.version)] {
            if value.is_empty() {
                return Err(format!("a line `{key} …` is missing"));
            }
        }
        let Reader { name, version, era, rules, .. } = self;
        Ok(Inner { name, version, era, rules })
    }
}

/// One line about a rule.
fn said(rule: &mut Rule, key: &str, value: &str) -> Result<(), String> {
    match key {
        "role" => rule.role = read(value)?,
        "text" => {
            for phrase in value.split(';').map(str::trim).filter(|phrase| !phrase.is_empty()) {
                if phrase.len() > MAX_PHRASE {
                    return Err(format!("a phrase is longer than {MAX_PHRASE} bytes: its beginning will do"));
                }
                rule.phrases.push(phrase.to_owned());
            }
        }
        "match" => {
            let (part, number) = value.split_once([' ', '\t']).unwrap_or((value, ""));
            rule.matched = read(part)?;
            if !number.is_empty() {
                rule.most_bytes = number.trim().parse().map_err(|_| format!("{number:?} is no number of bytes"))?;
            }
        }
        "evidence" => rule.evidence = read(value)?,
        "place" => rule.place = read(value)?,
        "heads" => rule.heads = Some(read(value)?),
        "example" => rule.examples.push(value.replace("\\n", "\n")),
        "counter" => rule.counters.push(value.replace("\\n", "\n")),
        _ => {
            return Err(format!(
                "`{key}` says nothing of a rule: write role, text, match, evidence, place, heads, example or counter"
            ));
        }
    }
    Ok(())
}

fn read<T: FromStr<Err = Error>>(name: &str) -> Result<T, String> {
    name.parse().map_err(|error: Error| error.to_string())
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}
