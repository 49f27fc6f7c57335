//! Renderings of [text without HTML](crate::flat), in the same forms as those of pages.

use super::markdown::inline::{Place, escaped};
use super::object::Json;
use super::overlay::{Card, Html};
use crate::flat::{FlatBlock, FlatPage, Piece};
use crate::label::Role;
use std::fmt::Write;

/// The main text. The same as [`FlatPage::main_text`].
#[must_use]
pub fn text(page: &FlatPage<'_>) -> String {
    page.main_text()
}

/// The text as one JSON object on one line, with the keys of [`json_line`](super::json_line): those that only HTML can
/// tell (`url`, `language`, `site`) are `null`. `confidence` is the mean score of the main blocks, by bytes; `score` is how sure a block's role is.
/// A block that holds several things has one key more, `"parts"`. Its `reason` is that of [`FlatBlock::reason`]: the id of a rule, as `web/external-sites`, or
/// shape and zone, as `paragraph_in_story`.
///
/// ```
/// use copydesk::{flat::Cleaner, render};
/// let cleaner = Cleaner::default();
/// let page = cleaner.clean("It rained on Sunday.\n\nImage caption The port in the rain");
/// let line = render::flat::json_line(&page, "rain");
/// let value: serde_json::Value = serde_json::from_str(&line).unwrap();
/// assert_eq!((&value["id"], &value["text"]), (&"rain".into(), &"It rained on Sunday.".into()));
/// assert_eq!(value["blocks"][1]["parts"][1]["kind"], "caption");
/// assert_eq!((&value["blocks"][1]["start"], &value["blocks"][1]["end"]), (&22.into(), &56.into()));
/// ```
#[must_use]
pub fn json_line(page: &FlatPage<'_>, id: &str) -> String {
    json_line_where(page, id, |_| true)
}

/// [`json_line`] with only those blocks for which `keep` holds.
#[must_use]
pub fn json_line_where(page: &FlatPage<'_>, id: &str, keep: impl Fn(FlatBlock<'_>) -> bool) -> String {
    let text = page.main_text();
    let mut json = Json::begun(super::expected(&text, page.blocks().map(|block| block.text())));
    json.string("id", id);
    json.optional("url", None);
    json.string("kind", page.kind().name());
    json.number("confidence", page.confidence());
    json.optional("title", page.title());
    json.optional("byline", page.byline().as_deref());
    json.optional("date", page.date().as_deref());
    json.optional("language", None);
    json.optional("site", None);
    json.string("text", &text);
    json.list("captions", page.captions().iter(), Json::caption);
    json.list("blocks", page.blocks().filter(|block| keep(*block)), block);
    json.list("flags", page.flags().iter(), |json, flag| json.value(flag.name()));
    json.string("model", page.model());
    json.string("version", env!("CARGO_PKG_VERSION"));
    json.ended()
}

fn block(json: &mut Json, block: FlatBlock<'_>) {
    let range = block.range();
    json.begin();
    json.string("role", block.role().name());
    json.literal("main", if block.is_main() { "true" } else { "false" });
    json.number("score", block.score());
    json.position("start", Some(range.start));
    json.position("end", Some(range.end));
    json.string("text", block.text());
    json.string("reason", block.reason());
    let pieces = block.pieces();
    if !pieces.is_empty() {
        json.list("parts", pieces.iter(), |json, piece| part(json, piece, block));
    }
    json.end();
}

fn part(json: &mut Json, piece: &Piece, block: FlatBlock<'_>) {
    let start = block.range().start;
    json.begin();
    json.string("kind", piece.kind.name());
    json.position("start", Some(piece.range.start));
    json.position("end", Some(piece.range.end));
    json.string("text", &block.text()[piece.range.start - start..piece.range.end - start]);
    json.end();
}

/// The headline as `#` heading and the main blocks as Markdown. Nothing in the text can become Markdown of its own or HTML.
///
/// ```
/// use copydesk::{flat::Cleaner, render};
/// let cleaner = Cleaner::default();
/// let page = cleaner.clean("It rained on *every* port of the coast on Sunday.\n\n• Whitby\n• Hull");
/// assert_eq!(render::flat::markdown(&page), "It rained on \\*every\\* port of the coast on Sunday.\n\n- Whitby\n- Hull");
/// ```
#[must_use]
pub fn markdown(page: &FlatPage<'_>) -> String {
    let mut out = String::new();
    if let Some(title) = page.title() {
        out.push_str("# ");
        escaped(title, Place::Heading, &mut out);
    }
    let mut before = None;
    for block in page.blocks().filter(|block| block.is_main()) {
        if !out.is_empty() {
            let is_same_list = before == Some(Role::ListItem) && block.role() == Role::ListItem;
            out.push_str(if is_same_list { "\n" } else { "\n\n" });
        }
        before = Some(block.role());
        let (mark, place) = match block.role() {
            Role::Subheading => ("## ", Place::Heading),
            Role::ListItem => ("- ", Place::Paragraph),
            Role::Quote => ("> ", Place::Paragraph),
            _ => ("", Place::Paragraph),
        };
        out.push_str(mark);
        escaped(if block.role() == Role::ListItem { block.without_bullet() } else { block.text() }, place, &mut out);
    }
    out
}

/// One self-contained HTML file that shows every block with its role, as [`overlay`](super::overlay) does for pages.
#[must_use]
pub fn overlay(page: &FlatPage<'_>, title: &str) -> String {
    let mut out = Html::begun(title, super::expected("", page.blocks().map(|block| block.text())));
    out.raw("<dl>\n");
    let (byline, date) = (page.byline(), page.date());
    for (name, value) in [("title", page.title()), ("byline", byline.as_deref()), ("published", date.as_deref())] {
        if let Some(value) = value {
            out.fact(name, value, "");
        }
    }
    out.fact("kind", page.kind().name(), "of a text without HTML");
    if !page.flags().is_empty() {
        let flags: Vec<_> = page.flags().iter().map(|flag| flag.name()).collect();
        out.fact("flags", &flags.join(", "), "");
    }
    out.fact("made by", concat!("copydesk ", env!("CARGO_PKG_VERSION")), page.model());
    out.raw("</dl></header>\n<div class=\"page\">\n");
    out.legend(page.blocks().map(card));
    out.raw("<main>\n");
    for block in page.blocks() {
        block_card(block, &mut out);
    }
    out.ended()
}

fn card(block: FlatBlock<'_>) -> Card<'_> {
    Card { role: block.role(), is_main: block.is_main(), score: block.score(), text: block.text() }
}

fn block_card(block: FlatBlock<'_>, out: &mut Html) {
    let (reason, range) = (block.reason(), block.range());
    let mut summary = format!("block {}: {}, score {:.3}, {reason}", block.index(), block.role(), block.score());
    let _ = write!(summary, ", bytes {}..{}", range.start, range.end);
    out.card_head(&card(block), "", &summary);
    out.raw("</p><div class=\"why\"><dl>\n");
    out.fact("score", &format!("{:.3}", block.score()), "");
    out.fact("reason", reason, "");
    out.fact("bytes", &format!("{}..{}", range.start, range.end), "");
    for piece in block.pieces() {
        let text = &block.text()[piece.range.start - range.start..piece.range.end - range.start];
        out.fact(piece.kind.name(), text, "");
    }
    out.raw("</dl></div></div>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flat::Cleaner;

    const TEXT: &str = "Port <shut>\n\nIt rained & rained on every port, the keeper said on Sunday.\n\nImage caption The \"port\"\n\nImage source, Reuters";

    #[test]
    fn the_line_is_json_with_every_block_in_its_place() {
        let cleaner = Cleaner::default();
        let page = cleaner.clean(TEXT);
        let line = json_line(&page, "a\nb");
        assert!(!line.contains('\n'));
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        let blocks = value["blocks"].as_array().unwrap();
        assert_eq!(blocks.len(), page.blocks().len());
        for (json, block) in blocks.iter().zip(page.blocks()) {
            let (start, end) = (json["start"].as_u64().unwrap() as usize, json["end"].as_u64().unwrap() as usize);
            assert_eq!((json["text"].as_str(), &TEXT[start..end]), (Some(block.text()), block.text()));
        }
        assert_eq!(value["captions"][0]["credit"], "Reuters");
    }

    #[test]
    fn keys_are_those_of_pages() {
        let page = crate::Extractor::default().extract("<p>One");
        let of_page: serde_json::Value = serde_json::from_str(&super::super::json_line(&page, "a", None)).unwrap();
        let cleaner = Cleaner::default();
        let of_text: serde_json::Value = serde_json::from_str(&json_line(&cleaner.clean(TEXT), "a")).unwrap();
        let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&of_page), keys(&of_text));
        assert_eq!(keys(&of_page["blocks"][0]), keys(&of_text["blocks"][0]));
    }

    #[test]
    fn nothing_of_the_text_is_markup() {
        let cleaner = Cleaner::default();
        let page = cleaner.clean(TEXT);
        let html = overlay(&page, "<b>");
        assert!(!html.contains("<shut>") && !html.contains("<b>\n") && html.contains("&lt;shut&gt;"));
        assert!(!markdown(&page).contains('<'));
    }
}
