//! Tables of a page's blocks, for people.

use copydesk::flat::{FlatBlock, FlatPage};
use copydesk::{Page, Part, Role};
use std::fmt::Write as _;

/// Contributions shown in a row of the table.
const CONTRIBUTIONS: usize = 3;

/// A table of the page's parts.
pub fn page(page: &Page<'_>, wanted: impl Fn(Part<'_>) -> bool, out: &mut String) {
    let _ = writeln!(out, "\n{} ({:.2})", page.kind().name(), page.confidence());
    let _ = writeln!(
        out,
        "{:>5} {:<11} {:<4} {:>5}  {:<24} {:<40} text",
        "block", "role", "main", "score", "reason", "largest contributions"
    );
    for part in page.parts().filter(|part| wanted(*part)) {
        let main = if part.is_main() { "main" } else { "" };
        let index = part.block().map(|block| block.index());
        let _ = writeln!(
            out,
            "{:>5} {:<11} {main:<4} {:>5.3}  {:<24} {:<40} {}",
            index.map_or("-".to_owned(), |index| index.to_string()),
            part.role().name(),
            part.score(),
            reason(part),
            index.map_or("-".to_owned(), |index| contributions(page, index)),
            beginning(part.text())
        );
    }
}

/// The rule, and what stands behind it.
fn reason(part: Part<'_>) -> String {
    let reason = part.reason();
    let Some(block) = part.block() else { return reason.to_owned() };
    let mut behind = Vec::new();
    match (block.hidden(), block.profile()) {
        (Some(hidden), _) => behind.push(hidden.name().to_owned()),
        (None, Some((profile, rule))) => behind.push(format!("{} {}", profile.name(), rule.pattern())),
        (None, None) => {}
    }
    if block.is_collapsed() && reason != "collapsed" {
        behind.push("collapsed".to_owned());
    }
    if behind.is_empty() { reason.to_owned() } else { format!("{reason} ({})", behind.join(", ")) }
}

fn contributions(page: &Page<'_>, block: usize) -> String {
    let Some(explanation) = page.explain(block) else {
        return "-".to_owned();
    };
    let mut all = explanation.contributions;
    all.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    let shown = all.iter().take(CONTRIBUTIONS).map(|c| format!("{} {:+.2}", c.feature, c.contribution));
    shown.collect::<Vec<_>>().join(", ")
}

/// Each block with the features that moved its score most, in log-odds.
pub fn explained(page: &Page<'_>, features: usize, wanted: impl Fn(Role) -> bool) -> String {
    let mut out = format!("{} ({:.2})\n", page.kind().name(), page.confidence());
    for part in page.parts().filter(|part| wanted(part.role())) {
        let main = if part.is_main() { "main" } else { "" };
        let range = part.range().map_or("-".to_owned(), |range| format!("{}..{}", range.start, range.end));
        let _ = writeln!(
            out,
            "{:<11} {main:<4} {:.2} rule {:<24} bytes {range:<15} {}",
            part.role().name(),
            part.score(),
            reason(part),
            beginning(part.text())
        );
        let Some(explanation) = part.block().and_then(|block| page.explain(block.index())) else { continue };
        for c in explanation.contributions.iter().take(features) {
            let _ = writeln!(out, "    {:<36} = {:>9.3} {:>+7.2}", c.feature, c.value, c.contribution);
        }
    }
    out
}

/// A table of the text's blocks.
pub fn flat(page: &FlatPage<'_>, wanted: impl Fn(FlatBlock<'_>) -> bool, out: &mut String) {
    let _ = writeln!(
        out,
        "\n{:>5} {:<11} {:<4} {:>5}  {:<28} {:<22} text",
        "block", "role", "main", "score", "reason", "parts"
    );
    for block in page.blocks().filter(|block| wanted(*block)) {
        let parts: Vec<_> = block.pieces().iter().map(|piece| piece.kind.name()).collect();
        let _ = writeln!(
            out,
            "{:>5} {:<11} {:<4} {:>5.3}  {:<28} {:<22} {}",
            block.index(),
            block.role().name(),
            if block.is_main() { "main" } else { "" },
            block.score(),
            block.reason(),
            parts.join("|"),
            beginning(block.text())
        );
    }
}

/// The first words of a text.
fn beginning(text: &str) -> String {
    let mut short: String = text.chars().take(50).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if text.chars().nth(50).is_some() {
        short.push('…');
    }
    short
}
