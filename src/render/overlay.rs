//! A page that shows every block with its role, score and reason.

mod frame;

pub(super) use frame::{Card, Html};

use crate::page::{Block, Described, Metadata, Origin, Page, Part};
use std::fmt::Write;

/// Contributions shown for a block, the largest first.
const CONTRIBUTIONS: usize = 8;

/// Pages of more blocks are shown without contributions, and so are those whose elements have longer values:
/// an explanation reads those of all elements around its block.
const EXPLAINED_BLOCKS: usize = 2_000;
const EXPLAINED_BYTES: u64 = 8 << 20;

/// One self-contained HTML file: every block in document order, coloured by role, with its score;
/// pointing at a block (or moving to it with the Tab key) shows why. Boxes in the legend hide
/// roles.
///
/// No script, no request to anywhere; everything from the page is escaped.
///
/// ```
/// use copydesk::{Extractor, render};
/// let page = Extractor::default().extract("<p>5 &lt; 6");
/// let html = render::overlay(&page, "five.html");
/// assert!(html.starts_with("<!DOCTYPE html>") && html.contains("5 &lt; 6"));
/// ```
#[must_use]
pub fn overlay(page: &Page<'_>, title: &str) -> String {
    let mut out = Html::begun(title, super::expected("", page.parts().map(|part| part.text())));
    let is_explained = is_explained(page);
    facts(page, is_explained, &mut out);
    out.raw("</header>\n<div class=\"page\">\n");
    out.legend(page.parts().map(card_of));
    out.raw("<main>\n");
    for part in page.parts() {
        match part {
            Part::Block(block) => block_card(page, block, is_explained, &mut out),
            Part::Described(described) => described_card(described, &mut out),
        }
    }
    out.ended()
}

/// Whether explanations are within their budget.
fn is_explained(page: &Page<'_>) -> bool {
    if page.blocks().len() > EXPLAINED_BLOCKS {
        return false;
    }
    let dom = &page.dom;
    crate::work::add(dom.len() + page.blocks().len());
    let mut above = vec![0u64; dom.len()];
    for node in 1..dom.len() {
        let own: usize = dom.raw_attrs(node).map(|(_, value)| 1 + value.len()).sum();
        above[node] = above[dom.parent(node)] + 1 + own as u64;
    }
    page.blocks.rows.iter().map(|row| above[row.first as usize]).sum::<u64>() <= EXPLAINED_BYTES
}

/// What the page says of itself, and what it was taken for.
fn facts(page: &Page<'_>, is_explained: bool, out: &mut Html) {
    let Metadata { title, byline, published, modified, language, site, url, .. } = page.metadata();
    out.raw("<dl>\n");
    for (name, found) in
        [("title", title), ("byline", byline), ("site", site), ("language", language), ("address", url)]
    {
        if let Some(found) = found {
            out.fact(name, &found.value, origin(found.origin));
        }
    }
    for (name, found) in [("published", published), ("modified", modified)] {
        if let Some(found) = found {
            let date = found.value;
            out.fact(name, date.iso.as_deref().unwrap_or(&date.written), origin(found.origin));
        }
    }
    let confidence = format!("confidence {:.2}", page.confidence());
    out.fact("kind", page.kind().name(), &confidence);
    if !page.flags().is_empty() {
        let flags: Vec<_> = page.flags().iter().map(|flag| flag.name()).collect();
        out.fact("flags", &flags.join(", "), "");
    }
    if !is_explained {
        out.fact("note", "so large a page is shown without what moved its scores", "");
    }
    out.fact("made by", concat!("copydesk ", env!("CARGO_PKG_VERSION")), page.model().name());
    out.raw("</dl>");
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::JsonLd => "JSON-LD",
        Origin::OpenGraph => "Open Graph",
        Origin::Meta => "head",
        Origin::Markup => "markup",
        Origin::Text => "text",
    }
}

fn block_card(page: &Page<'_>, block: Block<'_>, is_explained: bool, out: &mut Html) {
    let mark = match block.hidden() {
        Some(_) => "hidden",
        None if block.is_collapsed() => "collapsed",
        None => "",
    };
    out.card_head(&card_of(Part::Block(block)), mark, &summary(block));
    out.raw("</p><div class=\"why\">");
    why(page, block, is_explained, out);
    out.raw("</div></div>\n");
}

fn described_card(described: &Described, out: &mut Html) {
    let summary = format!("in JSON-LD alone: score {:.3}, {}", described.score, described.reason);
    out.card_head(&card_of(Part::Described(described)), "JSON-LD", &summary);
    out.raw("</p><div class=\"why\"><dl>\n");
    out.fact("score", &format!("{:.3}", described.score), "of it no block shows");
    out.fact("reason", described.reason, "");
    if let Some(range) = &described.range {
        out.fact("bytes", &format!("{}..{}", range.start, range.end), "");
    }
    out.raw("</dl></div></div>\n");
}

fn card_of(part: Part<'_>) -> Card<'_> {
    Card { role: part.role(), is_main: part.is_main(), score: part.score(), text: part.text() }
}

/// The decision in one line.
fn summary(block: Block<'_>) -> String {
    let mut line = format!("block {}: {}, score {:.3}, {}", block.index(), block.role(), block.score(), block.reason());
    if let Some(range) = block.range() {
        let _ = write!(line, ", bytes {}..{}", range.start, range.end);
    }
    if let Some(hidden) = block.hidden() {
        let _ = write!(line, ", hidden: {}", hidden.name());
    }
    if block.is_collapsed() {
        line.push_str(", collapsed");
    }
    line
}

fn why(page: &Page<'_>, block: Block<'_>, is_explained: bool, out: &mut Html) {
    out.raw("<dl>\n");
    out.fact("block", &block.index().to_string(), &format!("<{}>", block.tag().name()));
    out.fact("score", &format!("{:.3}", block.score()), "");
    let rule = block.profile().map(|(profile, rule)| format!("{} {}", profile.name(), rule.pattern()));
    out.fact("reason", block.reason(), rule.as_deref().unwrap_or(""));
    if let Some(range) = block.range() {
        out.fact("bytes", &format!("{}..{}", range.start, range.end), "");
    }
    if let Some(hidden) = block.hidden() {
        out.fact("hidden", hidden.name(), "");
    }
    if block.is_collapsed() {
        out.fact("shown", "collapsed", "in a panel that a reader opens");
    }
    let explanation = if is_explained { page.explain(block.index()) } else { None };
    let Some(explanation) = explanation else {
        out.raw("</dl>");
        return;
    };
    out.fact("log-odds", &format!("{:+.2}", explanation.raw), &format!("bias {:+.2}", explanation.bias));
    out.raw("</dl><table>");
    let mut contributions = explanation.contributions;
    contributions.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    for c in contributions.iter().take(CONTRIBUTIONS) {
        out.raw("<tr><td>");
        out.text(&c.feature);
        out.fmt(format_args!(
            "</td><td class=\"n\">{:.3}</td><td class=\"n\">{:+.2}</td></tr>\n",
            c.value, c.contribution
        ));
    }
    out.raw("</table>");
}

#[cfg(test)]
mod tests {
    use super::super::tests::page;
    use super::overlay;

    #[test]
    fn nothing_of_the_page_is_markup() {
        let html = "<title>&lt;script&gt;t()</title><p>&lt;script&gt;a()&lt;/script&gt; \"b\" 'c' &amp;lt; <b onclick=d>e</b>\
                    <a href=javascript:f()>g</a><img src=http://h/>";
        let out = overlay(&page(html), "\"><script>i</script>");
        assert!(
            !out.contains("<script")
                && !out.contains("onclick")
                && !out.contains("javascript:")
                && !out.contains("http:"),
            "{out}"
        );
        assert!(out.contains("&lt;script&gt;a()&lt;/script&gt; &quot;b&quot; &#39;c&#39; &amp;lt; e"));
        assert!(out.contains("<h1>&quot;&gt;&lt;script&gt;i"));
    }

    #[test]
    fn nothing_is_loaded_and_nothing_runs() {
        let out = overlay(&page("<p>a<p hidden>b"), "c");
        assert!(out.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
        for word in ["src=", "href=", "url(", "@import", "<script", "<iframe", "<form"] {
            assert!(!out.contains(word), "{word}");
        }
    }

    #[test]
    fn every_block_is_shown_with_its_decision() {
        let page = page("<h2>a</h2><p>b<p hidden>c");
        let out = overlay(&page, "d");
        assert_eq!(out.matches("class=\"text\"").count(), page.blocks().len());
        assert!(out.contains("hidden: hidden_attribute"));
        assert!(!out.contains("collapsed"));
        assert!(out.contains("<label class=\"r-subheading\"><input type=\"checkbox\" id=\"show-subheading\" checked>"));
    }

    #[test]
    fn closed_panels_are_told_from_hidden_text() {
        let out = overlay(&page("<p>a<div role=tabpanel hidden>b</div>"), "c");
        assert_eq!(out.matches("<span class=\"mark\">collapsed</span>").count(), 1);
        assert_eq!(out.matches(", collapsed\">").count(), 1);
        assert!(out.contains("<dt>shown</dt><dd dir=\"auto\">collapsed <small>in a panel that a reader opens"));
        assert!(!out.contains(">hidden<"));
    }
}
