//! Everything that is tested through the public API, in one binary.
//!
//! `COPYDESK_SHARED` names the folder that holds `corpus/` (default: `../shared` beside the
//! repository); without it the tests on that corpus are skipped, and say so.
//! `COPYDESK_RAISE_FLOORS=1` raises the floors in `tests/floors.json` to what is measured.

mod agreement;
mod clean;
mod clock;
mod command;
mod corpus;
mod described;
mod encodings;
mod example;
mod figures;
mod flat;
mod flat_sound;
mod flattened;
mod floors;
mod golden;
mod growth;
mod hostile;
mod hunter;
#[cfg(unix)]
mod interrupted;
mod invariants;
mod kept;
mod limits;
mod markdown;
mod mutants;
mod pages;
mod parsers;
mod profiles;
mod readme;
mod roles;
mod safe;
mod same;
mod sound;
mod steps;
mod supply;
