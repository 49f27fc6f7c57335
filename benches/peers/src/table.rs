//! The table, as it stands in the README.

use crate::bench::Row;
use crate::contenders::Group;
use std::fmt::Write;

/// What was run.
pub struct Setting {
    /// Where the pages came from, by names that say nothing of the machine.
    pub source: String,
    pub kept: usize,
    pub of: usize,
    pub every: usize,
    pub bytes: u64,
    pub rounds: usize,
}

pub fn markdown(rows: &[Row], setting: &Setting) -> String {
    let seconds = |of: fn(&&Row) -> bool| rows.iter().find(of).map_or(f64::NAN, |row| row.tally.seconds);
    let unit = seconds(|row| row.name == "html5ever");
    // The first of ours: main text, without the extras of the second.
    let ours = seconds(|row| row.is_ours() && row.group == Group::Extraction);
    let megabytes = setting.bytes as f64 / 1e6;

    let mut table = format!("{}\n\n", setting.sentence(megabytes));
    table += "| what | version | MB/s | × html5ever's bare parse | copydesk's extraction is × as fast | no text |\n";
    table += "|---|---|---|---|---|---|\n";
    for (group, title) in [(Group::Parse, "parse only"), (Group::Extraction, "extraction")] {
        let _ = writeln!(table, "| *{title}* | | | | | |");
        for row in rows.iter().filter(|row| row.group == group) {
            let time = row.tally.seconds;
            let (speed, of_unit, of_ours) = (significant(megabytes / time), significant(unit / time), time / ours);
            let bold = if row.is_ours() { "**" } else { "" };
            let of_ours = significant(of_ours);
            let _ = writeln!(
                table,
                "| {bold}{}{bold}: {} | {} | {speed} | {of_unit} | {of_ours} | {} |",
                row.name, row.call, row.version, row.tally.empty
            );
        }
    }
    for row in rows {
        let _ = write!(table, "{}", faults(row));
    }
    table
}

impl Setting {
    fn sentence(&self, megabytes: f64) -> String {
        let Setting { source, kept, of, every, rounds, .. } = self;
        let rounds = if *rounds == 1 { "1 round".to_owned() } else { format!("{rounds} rounds") };
        let sample = if *every > 1 { format!(" (one in {every})") } else { String::new() };
        format!("{kept} of {of} pages{sample} of {source}, {megabytes:.1} MB, {rounds}.")
    }
}

/// A line on what a contender broke or missed, nothing if it did not.
fn faults(row: &Row) -> String {
    let tally = &row.tally;
    let parts = [
        (tally.panicked, "broke down on"),
        (tally.slow, "took more than ten seconds for"),
        (tally.without_sentence, "missed the story of"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(pages, _)| *pages > 0)
        .map(|(pages, what)| format!("{what} {pages} page{}", if *pages == 1 { "" } else { "s" }))
        .collect();
    if parts.is_empty() { String::new() } else { format!("\n{} {} {}.\n", row.name, row.version, parts.join(", ")) }
}

/// Two digits that mean something, and no more than the machine's noise allows.
fn significant(value: f64) -> String {
    match value {
        10.0.. => format!("{value:.0}"),
        1.0.. => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_two_digits() {
        assert_eq!([123.4, 12.3, 1.26, 0.256].map(significant), ["123", "12", "1.3", "0.26"]);
    }
}
