//! A page that shows every block with its role, score and reason.

use crate::label::Role;
use crate::page::{Block, Described, Metadata, Page, Part, Source};
use std::fmt::Write;

/// Contributions shown for a block, the largest first.
const CONTRIBUTIONS: usize = 8;

/// Pages of more blocks are shown without contributions, and so are those whose elements have longer values:
/// an explanation reads those of all elements around its block.
const EXPLAINED_BLOCKS: usize = 2_000;
const EXPLAINED_BYTES: u64 = 8 << 20;

const STYLE: &str = include_str!("overlay.css");

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
pub fn overlay(page: &Page<'_>, title: &str) -> String {
    let mut out = Html(String::from("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\n"));
    out.raw(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    );
    out.raw("<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    out.text(title);
    out.raw("</title>\n<style>\n");
    out.raw(STYLE);
    for role in Role::ALL {
        let (name, (hue, tint)) = (role.name(), colour(*role));
        out.fmt(format_args!(".r-{name}{{--hue:{hue};--tint:{tint}!important}}body:has(#show-{name}:not(:checked)) .b.r-{name}{{display:none}}\n"));
    }
    out.raw("</style></head>\n<body>\n<header><h1>");
    out.text(title);
    out.raw("</h1>\n");
    let is_explained = is_explained(page);
    facts(page, is_explained, &mut out);
    out.raw("</header>\n<div class=\"page\">\n");
    legend(page, &mut out);
    out.raw("<main>\n");
    for part in page.parts() {
        match part {
            Part::Block(block) => block_card(page, block, is_explained, &mut out),
            Part::Described(described) => described_card(described, &mut out),
        }
    }
    out.raw("</main></div>\n</body></html>\n");
    out.0
}

/// HTML being written: `raw` is ours, `text` is the page's.
struct Html(String);

impl Html {
    fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    fn text(&mut self, text: &str) {
        crate::work::add(text.len());
        let mut plain = 0;
        for (at, byte) in text.bytes().enumerate() {
            let replacement = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\'' => "&#39;",
                _ => continue,
            };
            self.0.push_str(&text[plain..at]);
            self.0.push_str(replacement);
            plain = at + 1;
        }
        self.0.push_str(&text[plain..]);
    }

    fn fmt(&mut self, args: std::fmt::Arguments<'_>) {
        let _ = self.0.write_fmt(args);
    }

    /// A term of a `dl` with its value and, apart, a remark.
    fn fact(&mut self, name: &str, value: &str, remark: &str) {
        self.raw("<dt>");
        self.text(name);
        self.raw("</dt><dd dir=\"auto\">");
        self.text(value);
        if !remark.is_empty() {
            self.raw(" <small>");
            self.text(remark);
            self.raw("</small>");
        }
        self.raw("</dd>\n");
    }
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

/// Hue and saturation. Neighbouring roles differ in hue; what is never the story is grey.
fn colour(role: Role) -> (u16, &'static str) {
    const FULL: &str = "var(--sat)";
    match role {
        Role::Headline => (265, FULL),
        Role::Standfirst => (175, FULL),
        Role::Byline => (290, FULL),
        Role::Timestamp => (315, FULL),
        Role::Body => (140, FULL),
        Role::Subheading => (95, FULL),
        Role::ListItem => (160, FULL),
        Role::Quote => (75, FULL),
        Role::Table => (190, FULL),
        Role::Code => (205, FULL),
        Role::Caption => (220, FULL),
        Role::Credit => (240, FULL),
        Role::Aside => (45, FULL),
        Role::Promo => (25, FULL),
        Role::Ad => (0, FULL),
        Role::Comments => (340, FULL),
        _ => (215, "8%"),
    }
}

/// What the page says of itself, and what it was taken for.
fn facts(page: &Page<'_>, is_explained: bool, out: &mut Html) {
    let Metadata { title, byline, published, modified, language, site, url, .. } = page.metadata();
    out.raw("<dl>\n");
    for (name, found) in
        [("title", title), ("byline", byline), ("site", site), ("language", language), ("address", url)]
    {
        if let Some(found) = found {
            out.fact(name, &found.value, source(found.source));
        }
    }
    for (name, found) in [("published", published), ("modified", modified)] {
        if let Some(found) = found {
            let date = found.value;
            out.fact(name, date.iso.as_deref().unwrap_or(&date.written), source(found.source));
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

fn source(source: Source) -> &'static str {
    match source {
        Source::JsonLd => "JSON-LD",
        Source::OpenGraph => "Open Graph",
        Source::Meta => "head",
        Source::Markup => "markup",
        Source::Text => "text",
    }
}

/// A box for each role that the page has, with the number of its blocks and words.
fn legend(page: &Page<'_>, out: &mut Html) {
    let mut counts = vec![(0_usize, 0_usize); Role::ALL.len()];
    let mut main = (0, 0);
    for part in page.parts() {
        let words = part.text().split_whitespace().count();
        crate::work::add(1 + part.text().len());
        let count = &mut counts[part.role() as usize];
        *count = (count.0 + 1, count.1 + words);
        if part.is_main() {
            main = (main.0 + 1, main.1 + words);
        }
    }
    out.raw("<aside class=\"legend\"><h2>Roles <small>blocks, words</small></h2>\n");
    for (role, (blocks, words)) in Role::ALL.iter().zip(&counts).filter(|(_, (blocks, _))| *blocks > 0) {
        let name = role.name();
        out.fmt(format_args!(
            "<label class=\"r-{name}\"><input type=\"checkbox\" id=\"show-{name}\" checked><span class=\"swatch\"></span><b>{name}</b>\
             <span class=\"n\">{blocks}</span><span class=\"n\">{words}</span></label>\n"
        ));
    }
    out.fmt(format_args!(
        "<hr><label><input type=\"checkbox\" id=\"main-only\"><span></span><b>main only</b><span class=\"n\">{}</span><span class=\"n\">{}</span></label>\n\
         <p class=\"soft\">A solid edge and a coloured ground mark the main content. Point at a block, or move to it with Tab, to see why.</p></aside>\n",
        main.0, main.1
    ));
}

fn block_card(page: &Page<'_>, block: Block<'_>, is_explained: bool, out: &mut Html) {
    let hidden = if block.hidden().is_some() { "hidden" } else { "" };
    card_head(Part::Block(block), hidden, &summary(block), out);
    out.raw("</p><div class=\"why\">");
    why(page, block, is_explained, out);
    out.raw("</div></div>\n");
}

fn described_card(described: &Described, out: &mut Html) {
    let summary = format!("in JSON-LD alone: score {:.3}, {}", described.score, described.reason);
    card_head(Part::Described(described), "JSON-LD", &summary, out);
    out.raw("</p><div class=\"why\"><dl>\n");
    out.fact("score", &format!("{:.3}", described.score), "of it no block shows");
    out.fact("reason", described.reason, "");
    if let Some(range) = &described.range {
        out.fact("bytes", &format!("{}..{}", range.start, range.end), "");
    }
    out.raw("</dl></div></div>\n");
}

/// What every card begins with, up to the end of its text.
fn card_head(part: Part<'_>, mark: &str, summary: &str, out: &mut Html) {
    let (name, score) = (part.role().name(), part.score().clamp(0.0, 1.0));
    let main = if part.is_main() { " main" } else { "" };
    let hidden = if mark == "hidden" { " hidden" } else { "" };
    out.fmt(format_args!("<div class=\"b r-{name}{main}{hidden}\" tabindex=\"0\"><div class=\"label\" title=\""));
    out.text(summary);
    out.fmt(format_args!("\"><span class=\"role\">{name}</span>"));
    out.fmt(format_args!(
        "<span class=\"bar\"><i style=\"width:{:.0}%\"></i></span><span class=\"n\">{score:.2}</span>",
        score * 100.0
    ));
    for mark in [main.trim_start(), mark].into_iter().filter(|mark| !mark.is_empty()) {
        out.fmt(format_args!("<span class=\"mark\">{mark}</span>"));
    }
    out.raw("</div><p class=\"text\" dir=\"auto\">");
    out.text(part.text());
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
        assert!(out.contains("<label class=\"r-subheading\"><input type=\"checkbox\" id=\"show-subheading\" checked>"));
    }
}
