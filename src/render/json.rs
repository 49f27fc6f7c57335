//! One page, one line.

use super::object::Json;
use crate::page::{Page, Part};

/// The page as one JSON object on one line, keys always in the same order.
///
/// ```json
/// {"id":"…","url":null,"kind":"article","confidence":0.980,"title":"…","byline":"…","date":"2013-02-02T12:54:00Z",
///  "language":"en","site":"…","text":"main text, blocks parted by blank lines",
///  "captions":[{"text":"…","credit":"…","image":"…","alt":"…"}],
///  "blocks":[{"role":"body","main":true,"score":0.991,"start":10233,"end":10471,"text":"…","reason":"…"}],
///  "flags":[],"model":"…","version":"…"}
/// ```
///
/// What the page does not say is `null`. `date` is ISO 8601 where it could be read, else as
/// written. `start` and `end` are `null` when the parser keeps no positions. Hidden blocks have
/// one key more, `"hidden"`, with the reason; blocks that `aria-hidden` keeps from being read aloud have `"aria_hidden":true`, those in panels that a
/// reader opens ([`Block::is_collapsed`](crate::page::Block::is_collapsed)) `"collapsed":true`, those
/// with characters that nobody sees `"flags"` with their names; blocks for which a rule of a profile holds `"profile"`, with the name of
/// the profile and the rule's pattern. What stands in JSON-LD alone
/// ([`Page::described`]) is a block with the key `"origin":"json_ld"`, at its place in the source; its `score` is no probability but how
/// much of it no visible block has ([`Described::score`](crate::page::Described::score)).
///
/// ```
/// use copydesk::{Extractor, render};
/// let page = Extractor::default().extract("<p>One</p>");
/// let line = render::json_line(&page, "one", Some("https://example.com/one"));
/// let value: serde_json::Value = serde_json::from_str(&line).unwrap();
/// assert_eq!(value["url"], "https://example.com/one");
/// assert_eq!(value["blocks"][0]["text"], "One");
/// ```
#[must_use]
pub fn json_line(page: &Page<'_>, id: &str, url: Option<&str>) -> String {
    json_line_where(page, id, url, |_| true)
}

/// [`json_line`] with only those parts in `blocks` for which `keep` holds.
///
/// ```
/// use copydesk::{Extractor, Role, render};
/// let page = Extractor::default().extract("<p>One</p>");
/// let line = render::json_line_where(&page, "one", None, |part| part.role() == Role::Quote);
/// assert!(line.contains(r#""blocks":[]"#));
/// ```
#[must_use]
pub fn json_line_where(page: &Page<'_>, id: &str, url: Option<&str>, keep: impl Fn(Part<'_>) -> bool) -> String {
    let meta = page.metadata();
    let date = meta.published.map(|date| date.value.iso.unwrap_or(date.value.written));
    let text = super::text(page);
    let mut json = Json::begun(super::expected(&text, page.parts().map(|part| part.text())));
    json.string("id", id);
    json.optional("url", url);
    json.string("kind", page.kind().name());
    json.number("confidence", page.confidence());
    json.optional("title", meta.title.as_ref().map(|found| found.value.as_str()));
    json.optional("byline", meta.byline.as_ref().map(|found| found.value.as_str()));
    json.optional("date", date.as_deref());
    json.optional("language", meta.language.as_ref().map(|found| found.value.as_str()));
    json.optional("site", meta.site.as_ref().map(|found| found.value.as_str()));
    json.string("text", &text);
    json.list("captions", page.captions().iter(), Json::caption);
    let is_marked = page.flags().iter().any(|flag| flag.is_of_text());
    json.list("blocks", page.parts().filter(|part| keep(*part)), |json, part| json.part(part, is_marked));
    json.list("flags", page.flags().iter(), |json, flag| json.value(flag.name()));
    json.string("model", page.model().name());
    json.string("version", env!("CARGO_PKG_VERSION"));
    json.ended()
}

impl Json {
    fn part(&mut self, part: Part<'_>, is_marked: bool) {
        let range = part.range();
        self.begin();
        self.string("role", part.role().name());
        self.literal("main", if part.is_main() { "true" } else { "false" });
        self.number("score", part.score());
        self.position("start", range.as_ref().map(|range| range.start));
        self.position("end", range.map(|range| range.end));
        self.string("text", part.text());
        self.string("reason", part.reason());
        match part.block() {
            Some(block) => {
                if let Some((profile, rule)) = block.profile() {
                    self.string("profile", &format!("{} {}", profile.name(), rule.pattern()));
                }
                if let Some(hidden) = block.hidden() {
                    self.string("hidden", hidden.name());
                }
                if block.is_aria_hidden() {
                    self.literal("aria_hidden", "true");
                }
                if block.is_collapsed() {
                    self.literal("collapsed", "true");
                }
                if is_marked {
                    let flags = block.flags();
                    if !flags.is_empty() {
                        self.list("flags", flags.iter(), |json, flag| json.value(flag.name()));
                    }
                }
            }
            None => self.string("origin", "json_ld"),
        }
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::page;
    use super::*;
    use serde_json::Value;

    #[test]
    fn keys_stand_in_the_order_that_is_documented() {
        let line = json_line(&page("<p>a</p><p hidden>b"), "x", None);
        let mut at = 0;
        for key in [
            "id",
            "url",
            "kind",
            "confidence",
            "title",
            "byline",
            "date",
            "language",
            "site",
            "text",
            "captions",
            "blocks",
            "role",
            "main",
            "score",
            "start",
            "end",
            "text",
            "reason",
            "role",
            "main",
            "score",
            "start",
            "end",
            "text",
            "reason",
            "hidden",
            "flags",
            "model",
            "version",
        ] {
            let key = format!("\"{key}\":");
            at += line[at..].find(&key).unwrap_or_else(|| panic!("{key} after byte {at} of {line}")) + key.len();
        }
    }

    #[test]
    fn the_line_is_json_and_one_line() {
        let html = "<title>\"\\</title><p>a \"b\" \\ c<br>d</p><pre>e\n\tf\u{2028}g\u{85}h\u{1}</pre>";
        let page = page(html);
        let line = json_line(&page, "i\"\n", Some("u"));
        assert!(!line.contains(['\n', '\r', '\u{2028}', '\u{85}']));
        let value: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["id"], "i\"\n");
        assert_eq!(value["text"], super::super::text(&page));
        let blocks = value["blocks"].as_array().unwrap();
        assert_eq!(blocks.len(), page.blocks().len());
        for (json, block) in blocks.iter().zip(page.blocks()) {
            assert_eq!(json["text"], block.text());
            assert_eq!(json["role"], block.role().name());
            assert_eq!(json["start"].as_u64().map(|n| n as usize), block.range().map(|r| r.start));
        }
    }
}
