//! Rules as data: packs of phrases, each with what it means and what else must be so.

mod format;
#[cfg(test)]
mod tests;

use crate::error::Error;
use crate::label::Role;
use crate::named::named;
use once_cell::sync::Lazy;
use std::sync::Arc;

/// A list of rules with a name and a version. Cheap to clone, `Send + Sync`;
/// [`Cleaner::with_pack`](super::Cleaner::with_pack) puts it to use.
///
/// # File format
///
/// ```text
/// copydesk-rules 1
/// pack     example
/// version  2026-1
/// era      2019-
///
/// # A comment.
/// rule     share-row
/// role     nav
/// evidence cluster
/// text     Email; Facebook; Messenger; Copy link
/// example  Share\nEmail\nFacebook\nMessenger
/// counter  She sent an email and he saw it on Facebook.
/// ```
///
/// The first line is the magic, then come `pack`, `version` and, if the template is of some years only, `era`. A line `rule` with a
/// name (1 to 64 letters, digits, `-`, `_`, `.`) begins a rule; what follows is said of it:
///
/// | key | value | |
/// |---|---|---|
/// | `role` | a [`Role`]'s name | what the line is; needed |
/// | `text` | phrases, parted by `;` | needed, may come again. Case of ASCII letters, kind and amount of white space and the shape of apostrophes do not matter |
/// | `match` | `whole` (default), `start` or `end`, and perhaps a number | the phrase is the whole line, but for a bullet and closing punctuation; or begins it; or ends it. The number is the length in bytes beyond which a line is not meant |
/// | `evidence` | `likely` (default), `sure` or `cluster` | `likely` is weighed with everything else; `sure` decides; `cluster` is evidence only where three lines in a row are such words; a `credit` that is such a word as well ("Facebook") is one beside others |
/// | `place` | `any` (default), `head`, `tail` or `inside` | counts only in the first half, or the second, of the lines; or everywhere, as a line set into the story, be it nav or footer, that says nothing of where the story ends |
/// | `heads` | `list`, `box` or `end` | the line is the heading of a list of links, or announces an inset box, or is such a heading behind the story's end |
/// | `example` | a text | in which the rule speaks; `\n` is a line end. Needed, may come again |
/// | `counter` | a text | in which it does not. Needed, may come again |
///
/// A pack has at most 4 MiB and 4,096 rules, a phrase 200 bytes; a line longer than 1,000 bytes (or the number behind `match`) is not
/// meant by any. `match end` looks at lines of up to 240 bytes and at their last two words. Examples are for readers and for tests of
/// your own: reading a pack does not try them.
///
/// ```
/// use copydesk::flat::{Cleaner, Pack};
/// let pack = Pack::parse("copydesk-rules 1\npack mine\nversion 1\nrule teaser\nrole promo\nevidence sure\nmatch start 200\n\
///     text Also in this series:\nexample Also in this series: Boats\ncounter It is also in this series.")?;
/// assert_eq!((pack.name(), pack.rules().len()), ("mine", 1));
/// let cleaner = Cleaner::default().with_pack(pack)?;
/// let page = cleaner.clean("A storm closed the port on Sunday.\n\nAlso in this series: Boats");
/// assert_eq!(page.main_text(), "A storm closed the port on Sunday.");
/// # Ok::<(), copydesk::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pack(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    name: String,
    version: String,
    era: Option<String>,
    rules: Vec<Rule>,
}

/// One rule of a [`Pack`]. (Rules of templates, for HTML, are [`profile::Rule`](crate::profile::Rule).)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    id: String,
    role: Role,
    place: Place,
    evidence: Evidence,
    matched: Matched,
    most_bytes: usize,
    heads: Option<Heads>,
    phrases: Vec<String>,
    examples: Vec<String>,
    counters: Vec<String>,
}

/// Which part of a line a rule's phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Matched {
    /// All of it.
    #[default]
    Whole,
    /// Its beginning.
    Start,
    /// Its end.
    End,
}

/// What a rule's phrase proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Evidence {
    /// The role, unless everything else speaks against it.
    #[default]
    Likely,
    /// The role.
    Sure,
    /// The role, where three such lines stand together.
    Cluster,
}

/// Where in the text a rule speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Place {
    /// Everywhere.
    #[default]
    Any,
    /// In the first half of the lines and of the pieces into which longer lines are cut.
    Head,
    /// In the second half of them; one in the middle belongs to both.
    Tail,
    /// Everywhere, and what stands around it may be story.
    Inside,
}

/// What stands below a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Heads {
    /// A list of links.
    List,
    /// A box set into the story: other stories, a quotation, an analysis.
    Box,
    /// A list of links, and nothing more of the story.
    End,
}

named! {
    Matched, "part of a line":
    Whole "whole",
    Start "start",
    End "end",
}

named! {
    Evidence, "evidence":
    Likely "likely",
    Sure "sure",
    Cluster "cluster",
}

named! {
    Place, "place":
    Any "any",
    Head "head",
    Tail "tail",
    Inside "inside",
}

named! {
    Heads, "heading":
    List "list",
    Box "box",
    End "end",
}

impl Rule {
    /// The rule's name with that of its pack: `bbc-2010/icon-word`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What a line is in which the rule speaks.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Which part of the line the phrase is.
    pub fn matched(&self) -> Matched {
        self.matched
    }

    /// What the phrase proves.
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// Where the rule speaks.
    pub fn place(&self) -> Place {
        self.place
    }

    /// What stands below the line, if the rule tells.
    pub fn heads(&self) -> Option<Heads> {
        self.heads
    }

    /// Its phrases, as they were written.
    pub fn phrases(&self) -> impl Iterator<Item = &str> {
        self.phrases.iter().map(String::as_str)
    }

    /// Texts in which it speaks.
    pub fn examples(&self) -> impl Iterator<Item = &str> {
        self.examples.iter().map(String::as_str)
    }

    /// Texts in which it does not.
    pub fn counters(&self) -> impl Iterator<Item = &str> {
        self.counters.iter().map(String::as_str)
    }

    /// The length of a line beyond which it is not meant.
    pub(super) fn most_bytes(&self) -> usize {
        self.most_bytes
    }
}

macro_rules! builtin {
    ($($name:literal),*) => {
        /// The packs of this crate, with their files.
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("packs/", $name, ".txt")))),*];
    };
}

builtin!("bbc-2002", "bbc-2010", "bbc-2015", "bbc-2020", "web");

static BUILTIN: Lazy<Vec<Pack>> = Lazy::new(|| FILES.iter().filter_map(|(_, text)| Pack::parse(text).ok()).collect());

impl Pack {
    /// Reads a pack.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Pack`](crate::ErrorKind::Pack) with the line that is wrong.
    pub fn parse(text: &str) -> Result<Pack, Error> {
        format::parse(text).map(|inner| Pack(Arc::new(inner)))
    }

    /// The packs that a [`Cleaner`](super::Cleaner) has by default: `bbc-2002`, `bbc-2010`, `bbc-2015`, `bbc-2020` and `web`.
    pub fn builtin() -> &'static [Pack] {
        &BUILTIN
    }

    /// The pack's name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The pack's version.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// The years of the template, if it is of some years only.
    pub fn era(&self) -> Option<&str> {
        self.0.era.as_deref()
    }

    /// Its rules.
    pub fn rules(&self) -> &[Rule] {
        &self.0.rules
    }
}
