//! One page as the arguments want it.

use super::common::{Common, beginning};
use copydesk::render::{self, Format};
use copydesk::{Page, Part};
use std::fmt::Write as _;

/// Contributions shown in a row of the table.
const CONTRIBUTIONS: usize = 3;

/// One page as the arguments want it.
pub fn rendered(page: &Page<'_>, name: &str, id: &str, args: &Common, many: bool) -> String {
    let wanted = |part: Part<'_>| args.wants(part.role());
    let text = match args.format {
        Format::Json => render::json_line_where(page, id, None, wanted),
        Format::Overlay => render::overlay(page, name),
        Format::Markdown => render::markdown(page),
        _ if args.role.is_empty() => render::text(page),
        _ => page.parts().filter(|part| wanted(*part)).map(|part| part.text()).collect::<Vec<_>>().join("\n\n"),
    };
    let mut out = args.titled(name, text, many);
    if args.explain {
        explain(page, wanted, &mut out);
    }
    out
}

/// A table of the page's parts.
fn explain(page: &Page<'_>, wanted: impl Fn(Part<'_>) -> bool, out: &mut String) {
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
