//! One text as the arguments want it.

use super::common::{Common, beginning};
use copydesk::flat::{FlatBlock, FlatPage};
use copydesk::render::{Format, flat};
use std::fmt::Write as _;

pub fn rendered(page: &FlatPage<'_>, name: &str, id: &str, args: &Common, many: bool) -> String {
    let wanted = |block: FlatBlock<'_>| args.wants(block.role());
    let text = match args.format {
        Format::Json => flat::json_line_where(page, id, wanted),
        Format::Overlay => flat::overlay(page, name),
        Format::Markdown => flat::markdown(page),
        _ if args.role.is_empty() => flat::text(page),
        _ => page.blocks().filter(|block| wanted(*block)).map(|block| block.text()).collect::<Vec<_>>().join("\n\n"),
    };
    let mut out = args.titled(name, text, many);
    if args.explain {
        explain(page, wanted, &mut out);
    }
    out
}

/// A table of the text's blocks.
fn explain(page: &FlatPage<'_>, wanted: impl Fn(FlatBlock<'_>) -> bool, out: &mut String) {
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
