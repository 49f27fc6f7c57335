//! Cleans texts that lost their HTML, from files, folders and JSON Lines.
//!
//! ```text
//! clean story.txt                            the main text
//! clean --format json texts/ > out.jsonl     one line a text, with every block
//! clean --role caption,credit story.txt      only blocks of these roles
//! clean --explain story.txt                  why each block got its role
//! clean --format json --field text corpus.jsonl.gz
//! clean --pack rules.txt --report texts/ > clean.txt
//! ```
//!
//! A folder stands for its texts (`.txt`, also with `.gz`; with --field `.jsonl`, `.ndjson`) and those of its subfolders, sorted by
//! name. What cannot be read is named on stderr and never stops the rest.
//! Exit status: 0 all well, 1 some inputs failed, 2 wrong usage, 130 stopped by Ctrl-C.

#[path = "../common/mod.rs"]
mod common;
mod output;
mod records;

use clap::Parser as _;
use common::{Common, Endings, Failure, Input, Session};
use copydesk::flat::{CleanReport, Cleaner, Pack};
use std::process::ExitCode;

const TEXTS: &Endings = &[".txt.gz", ".txt"];
const RECORDS: &Endings = &[".jsonl.gz", ".ndjson.gz", ".jsonl", ".ndjson"];

/// Strips the boilerplate from news texts without HTML.
#[derive(clap::Parser)]
#[command(name = "clean", version)]
struct Args {
    #[command(flatten)]
    common: Common,
    /// Inputs are JSON Lines, and the text stands in this field of each object
    #[arg(long, value_name = "NAME")]
    field: Option<String>,
    /// A pack of rules, which is heard before the builtin ones; may be given again
    #[arg(long, value_name = "FILE", value_parser = pack)]
    pack: Vec<Pack>,
    /// Leave out the builtin packs
    #[arg(long)]
    no_builtin_packs: bool,
    /// At the end, a table on stderr of what each rule cut
    #[arg(long)]
    report: bool,
}

fn pack(path: &str) -> Result<Pack, String> {
    common::file(path, Pack::parse)
}

/// What cleans, and what it did.
struct Desk {
    cleaner: Cleaner,
    report: CleanReport,
    args: Common,
    field: Option<String>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let builtin = if args.no_builtin_packs { &[] } else { Pack::builtin() };
    let packs = args.pack.iter().chain(builtin).cloned().collect();
    let cleaner = Cleaner::with_packs_only(packs).map_err(|error| error.to_string());
    let known = cleaner.and_then(|cleaner| {
        // A label that nobody knows is wrong once, not once a text.
        cleaner.clean_bytes(b"", args.common.charset.as_deref()).map(drop).map_err(|error| error.to_string())?;
        if args.field.is_some() && args.common.charset.is_some() {
            return Err("--charset is for texts; JSON Lines are UTF-8".to_owned());
        }
        args.common.check().map(|()| cleaner)
    });
    let cleaner = known.unwrap_or_else(|message| common::usage::<Args>(&message));
    let endings = if args.field.is_some() { RECORDS } else { TEXTS };
    let mut desk = Desk { cleaner, report: CleanReport::default(), args: args.common, field: args.field };
    let common = desk.args.clone();
    let code = common::run::<Args>("clean", &common, endings, desk.field.is_some(), |session, input| {
        desk.input(session, input)
    });
    if args.report {
        eprint!("{}", desk.report);
    }
    code
}

impl Desk {
    fn input(&mut self, session: &mut Session, input: &Input) -> Result<(), Failure> {
        let name = input.name();
        match self.field.clone() {
            Some(field) => records::each(input, &field, |record| match record {
                Ok(record) => {
                    let name = format!("{name}: {}", record.id);
                    let made = self.made(&name, &record.id, record.text.as_bytes(), session.many);
                    session.done(&name, &record.id, made)
                }
                Err(reason) => session.done(&name, "", Err(reason)),
            }),
            None => {
                let id = input.id(TEXTS);
                let made = input.read().and_then(|bytes| self.made(&name, &id, &bytes, session.many));
                session.done(&name, &id, made)
            }
        }
    }

    /// What the arguments want of one text.
    fn made(&mut self, name: &str, id: &str, bytes: &[u8], many: bool) -> Result<String, String> {
        let page = self.cleaner.clean_bytes(bytes, self.args.charset.as_deref()).map_err(|error| error.to_string())?;
        self.report.add(&page);
        Ok(output::rendered(&page, name, id, &self.args, many))
    }
}
