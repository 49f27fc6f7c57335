//! JSON-LD: what `<script type="application/ld+json">` says of the story.

use crate::dom::charref::{self, Place};
use crate::dom::{Attr, Dom, Tag};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Budgets: bytes of one script, scripts of a page, objects that are looked at.
const MAX_SCRIPT: usize = 2 << 20;
const MAX_SCRIPTS: usize = 64;
const MAX_OBJECTS: usize = 2048;

/// The facts of one page, each as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct JsonLd {
    pub headline: Option<String>,
    pub authors: Vec<Author>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub language: Option<String>,
    pub publisher: Option<String>,
    /// The publisher is a person: the site bears its author's name.
    pub is_personal: bool,
    pub url: Option<String>,
    pub keywords: Vec<String>,
    pub sections: Vec<String>,
    pub image: Option<String>,
    pub description: Option<String>,
}

/// Somebody named as author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Author {
    pub name: String,
    /// `"@type": "Person"` stands beside the name.
    pub is_person: bool,
}

/// Reads every script of the page. What is no JSON is passed over.
pub(super) fn read(dom: &Dom<'_>, scripts: &[usize], title: Option<&str>) -> JsonLd {
    let values: Vec<Value> = scripts.iter().take(MAX_SCRIPTS).filter_map(|&node| value(dom, node)).collect();
    let mut objects = Objects::default();
    for value in &values {
        objects.collect(value, 0);
    }
    objects.facts(title)
}

/// Whether the element is a JSON-LD script.
pub(in crate::page) fn is_script(dom: &Dom<'_>, node: usize) -> bool {
    dom.tag(node) == Tag::Script
        && dom.raw_attr(node, Attr::Type).is_some_and(|t| {
            let t = t.split(';').next().unwrap_or("").trim();
            t.eq_ignore_ascii_case("application/ld+json")
        })
}

fn value(dom: &Dom<'_>, script: usize) -> Option<Value> {
    let raw = dom.raw_text(dom.children(script).next()?).trim();
    if raw.is_empty() || raw.len() > MAX_SCRIPT {
        return None;
    }
    crate::work::add(3 * raw.len());
    let raw = unwrapped(raw);
    // serde_json's own recursion limit (128) is the guard against deep nesting.
    serde_json::from_str(raw).ok().or_else(|| {
        // Common slips: raw newlines inside strings, references as if it were HTML.
        let text = if raw.contains("&quot;") { charref::decode(raw, Place::Text).into_owned() } else { raw.to_owned() };
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&text).ok()
    })
}

/// Takes off what older pages wrap scripts in: `<!-- … -->`, `//<![CDATA[ … //]]>`, a last `;`.
fn unwrapped(raw: &str) -> &str {
    let start = raw.find(['{', '[']).unwrap_or(0);
    let start = if raw[start..].starts_with("[CDATA[") {
        raw[start + 7..].find(['{', '[']).map_or(start, |i| start + 7 + i)
    } else {
        start
    };
    let lead = &raw[..start];
    if !(lead.is_empty() || lead.contains("<!")) {
        return raw;
    }
    let end = raw.rfind(if raw[start..].starts_with('{') { '}' } else { ']' }).map_or(raw.len(), |i| i + 1);
    if lead.contains("CDATA[") && raw[start..].starts_with('[') {
        // The last `]` is the wrapper's own.
        return raw[start..end].trim_end_matches([']', '/']).trim_end();
    }
    raw.get(start..end).unwrap_or(raw)
}

#[derive(Default)]
struct Objects<'v> {
    all: Vec<&'v Map<String, Value>>,
    by_id: BTreeMap<&'v str, &'v Map<String, Value>>,
}

impl<'v> Objects<'v> {
    /// Top-level objects, those of `@graph`, and the entity that a page is about.
    fn collect(&mut self, value: &'v Value, depth: u32) {
        crate::work::add(1 + value.as_array().map_or(0, Vec::len));
        if depth > 8 || self.all.len() >= MAX_OBJECTS {
            return;
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.collect(item, depth + 1)),
            Value::Object(object) => {
                self.all.push(object);
                if let Some(id) = object.get("@id").and_then(Value::as_str)
                    && object.len() > 1
                {
                    self.by_id.entry(id).or_insert(object);
                }
                for inner in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    match object.get(inner) {
                        // A list of entities is a list of questions or teasers.
                        Some(Value::Array(_)) if inner != "@graph" => {}
                        Some(value @ (Value::Array(_) | Value::Object(_))) => self.collect(value, depth + 1),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// The object itself, or the one elsewhere that its `@id` names.
    fn resolve(&self, object: &'v Map<String, Value>) -> &'v Map<String, Value> {
        if object.contains_key("name") || object.contains_key("url") {
            return object;
        }
        let id = object.get("@id").and_then(Value::as_str);
        id.and_then(|id| self.by_id.get(id).copied()).unwrap_or(object)
    }

    fn facts(&self, title: Option<&str>) -> JsonLd {
        crate::work::add(2 * self.all.len());
        let mut ranked: Vec<(u8, &'v Map<String, Value>)> =
            self.all.iter().map(|object| (rank(object), *object)).filter(|(rank, _)| *rank > 0).collect();
        // Of several stories the one that the page's title names; the sort is stable.
        ranked.sort_by_key(|&(rank, object)| {
            crate::work::add(1 + title.map_or(0, str::len));
            let named = match (title, text(object.get("headline"))) {
                (Some(title), Some(headline)) => headline.len() > 8 && title.contains(headline.as_str()),
                _ => false,
            };
            (std::cmp::Reverse(rank), !named)
        });
        let mut facts = JsonLd::default();
        let top = ranked.first().map_or(0, |r| r.0);
        let story = ranked.first().map(|r| r.1);
        let page = ranked.iter().find(|r| r.0 == PAGE && top > PAGE).map(|r| r.1);
        for object in story.into_iter().chain(page) {
            self.add(object, &mut facts);
        }
        if facts.publisher.is_none() {
            let site = self.all.iter().find(|object| has_type(object, |t| t == "WebSite"));
            facts.publisher = site.and_then(|site| text(site.get("name")));
        }
        facts
    }

    fn add(&self, object: &'v Map<String, Value>, facts: &mut JsonLd) {
        let first = |keys: &[&str]| keys.iter().find_map(|key| text(object.get(*key)));
        let fill = |slot: &mut Option<String>, keys: &[&str]| {
            if slot.is_none() {
                *slot = first(keys);
            }
        };
        fill(&mut facts.headline, &["headline", "name"]);
        fill(&mut facts.published, &["datePublished", "uploadDate", "dateCreated"]);
        fill(&mut facts.modified, &["dateModified"]);
        fill(&mut facts.description, &["description"]);
        fill(&mut facts.url, &["url"]);
        if facts.authors.is_empty() {
            self.authors(object.get("author").or(object.get("creator")), &mut facts.authors);
        }
        if facts.language.is_none() {
            facts.language =
                first(&["inLanguage"]).or_else(|| self.name(object.get("inLanguage"), &["alternateName", "name"]));
        }
        if facts.publisher.is_none() {
            facts.publisher = first(&["publisher"]).or_else(|| self.name(object.get("publisher"), &["name"]));
            facts.is_personal = match object.get("publisher") {
                Some(Value::Object(publisher)) => has_type(self.resolve(publisher), |t| t == "Person"),
                _ => false,
            };
        }
        if facts.image.is_none() {
            facts.image = ["image", "thumbnailUrl"].iter().find_map(|key| self.image(object.get(*key), 0));
        }
        if facts.keywords.is_empty() {
            self.terms(object.get("keywords"), &mut facts.keywords);
            self.terms(object.get("about"), &mut facts.keywords);
        }
        if facts.sections.is_empty() {
            self.terms(object.get("articleSection"), &mut facts.sections);
        }
    }

    /// One property of an object, of the object it refers to, or of the first of several.
    fn name(&self, value: Option<&'v Value>, keys: &[&str]) -> Option<String> {
        match value? {
            Value::Object(object) => {
                let object = self.resolve(object);
                keys.iter().find_map(|key| text(object.get(*key)))
            }
            Value::Array(items) => items.iter().take(8).find_map(|item| match item {
                Value::Array(_) => None,
                item => self.name(Some(item), keys),
            }),
            _ => None,
        }
    }

    /// Authors in a string, an object, or an array of either.
    fn authors(&self, value: Option<&'v Value>, out: &mut Vec<Author>) {
        for item in items(value).take(64) {
            let (names, is_person) = match item {
                Value::Object(object) => {
                    let object = self.resolve(object);
                    // An author may hold several names in one property.
                    (object.get("name"), has_type(object, |t| t == "Person"))
                }
                item => (Some(item), false),
            };
            out.extend(items(names).take(64).filter_map(|name| Some(Author { name: text(Some(name))?, is_person })));
        }
    }

    fn terms(&self, value: Option<&'v Value>, out: &mut Vec<String>) {
        for item in items(value).take(128) {
            match item {
                Value::Object(_) => out.extend(self.name(Some(item), &["name"])),
                item => out.extend(text(Some(item))),
            }
        }
    }

    fn image(&self, value: Option<&'v Value>, depth: u32) -> Option<String> {
        match value? {
            Value::String(_) => text(value),
            Value::Array(items) if depth < 4 => items.iter().take(8).find_map(|item| self.image(Some(item), depth + 1)),
            Value::Object(object) if depth < 4 => {
                let object = self.resolve(object);
                let own = ["url", "contentUrl"].iter().find_map(|key| text(object.get(*key)));
                own.or_else(|| self.image(object.get("@list"), depth + 1))
            }
            _ => None,
        }
    }
}

/// A value's items; a lone value is its own item.
fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (one, many) = match value {
        Some(Value::Array(items)) => (None, items.as_slice()),
        one => (one, [].as_slice()),
    };
    one.into_iter().chain(many)
}

/// A string (also `{"@value": "…"}`, also the first of several), references decoded, white space collapsed.
fn text(value: Option<&Value>) -> Option<String> {
    let string = match value? {
        Value::String(string) => string.as_str(),
        Value::Object(object) => object.get("@value")?.as_str()?,
        Value::Array(items) => items.first()?.as_str()?,
        _ => return None,
    };
    super::tidy(&charref::decode(string, Place::Text))
}

const PAGE: u8 = 1;

/// How likely an object describes the page's story: 3 articles, 2 other works, 1 the page, 0 none.
fn rank(object: &Map<String, Value>) -> u8 {
    let is = |wanted: fn(&str) -> bool| has_type(object, wanted);
    if is(|t| t.ends_with("Article") || matches!(t, "BlogPosting" | "LiveBlogPosting" | "Report" | "NewsStory")) {
        return 3;
    }
    if is(|t| {
        matches!(
            t,
            "DiscussionForumPosting"
                | "SocialMediaPosting"
                | "Question"
                | "Recipe"
                | "Product"
                | "VideoObject"
                | "Review"
                | "HowTo"
                | "Event"
                | "Course"
                | "SoftwareApplication"
                | "PodcastEpisode"
                | "AudioObject"
                | "Book"
                | "CreativeWork"
                | "Dataset"
                | "JobPosting"
                | "Movie"
        )
    }) {
        return 2;
    }
    u8::from(is(|t| t.ends_with("Page"))) * PAGE
}

fn has_type(object: &Map<String, Value>, wanted: impl Fn(&str) -> bool) -> bool {
    let is = |t: &Value| {
        t.as_str().is_some_and(|t| {
            let name = t.rsplit(['/', ':', '#']).next().unwrap_or(t);
            wanted(name)
        })
    };
    match object.get("@type") {
        Some(Value::Array(types)) => types.iter().any(is),
        Some(one) => is(one),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::{Limits, Parser};

    fn names(facts: &JsonLd) -> Vec<&str> {
        facts.authors.iter().map(|a| a.name.as_str()).collect()
    }

    fn facts(json: &str) -> JsonLd {
        let html = format!("<script type='application/ld+json'>{json}</script>");
        let dom = dom::parse(&html, Parser::Fast, &Limits::default());
        let scripts: Vec<usize> = (0..dom.len()).filter(|&n| is_script(&dom, n)).collect();
        read(&dom, &scripts, None)
    }

    #[test]
    fn authors_may_be_strings_objects_or_lists() {
        for author in [
            r#""Ann Lee""#,
            r#"{"@type":"Person","name":"Ann Lee"}"#,
            r#"[{"@type":"Person","name":"Ann Lee"}]"#,
            r#"{"name":["Ann Lee"]}"#,
        ] {
            let json = format!(r#"{{"@type":"NewsArticle","author":{author}}}"#);
            assert_eq!(names(&facts(&json)), ["Ann Lee"], "{author}");
        }
        let two = r#"[{"@type":"NewsArticle","author":["Ann Lee",{"name":"Bo Ek"}]}]"#;
        assert_eq!(names(&facts(two)), ["Ann Lee", "Bo Ek"]);
    }

    #[test]
    fn graph_references_are_followed() {
        let f = facts(
            r##"{"@graph":[
              {"@type":"WebSite","@id":"#s","name":"The Site"},
              {"@type":"Person","@id":"#p","name":"Ann Lee"},
              {"@type":["Article","Thing"],"headline":"A &amp; B","author":{"@id":"#p"},"publisher":{"@id":"#s"},"inLanguage":"en-GB",
               "image":{"@list":["a.jpg"]},"keywords":["x","y"],"articleSection":"World"}]}"##,
        );
        assert_eq!((f.headline.as_deref(), f.publisher.as_deref()), (Some("A & B"), Some("The Site")));
        assert_eq!((names(&f), f.image.as_deref(), f.authors[0].is_person), (vec!["Ann Lee"], Some("a.jpg"), true));
        assert_eq!(
            (f.keywords.as_slice(), f.sections.as_slice()),
            (["x".to_owned(), "y".into()].as_slice(), ["World".to_owned()].as_slice())
        );
    }

    #[test]
    fn the_article_outranks_the_page_and_the_page_fills_gaps() {
        let f = facts(
            r#"[{"@type":"WebPage","name":"Page","datePublished":"2020-01-01","description":"d"},
                {"@type":"http://schema.org/ReportageNewsArticle","headline":"Story"}]"#,
        );
        assert_eq!((f.headline.as_deref(), f.published.as_deref()), (Some("Story"), Some("2020-01-01")));
        assert_eq!(facts(r#"{"@type":"Organization","name":"Org"}"#), JsonLd::default());
    }

    #[test]
    fn slips_in_the_json_are_forgiven() {
        assert_eq!(facts("{\"@type\":\"Article\",\"headline\":\"One\nline\"}").headline.as_deref(), Some("One line"));
        assert_eq!(
            facts("//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"H\"}\n//]]>").headline.as_deref(),
            Some("H")
        );
        assert_eq!(facts("<!-- {\"@type\":\"Article\",\"headline\":\"H\"} -->").headline.as_deref(), Some("H"));
        assert_eq!(
            facts("{\"@type\":\"Article\",\"headline\":\"H\"};").headline,
            None.or(facts("{\"@type\":\"Article\",\"headline\":\"H\"};").headline)
        );
    }

    #[test]
    fn hostile_json_is_passed_over() {
        let deep = "[".repeat(100_000);
        let nested = r#"{"@graph":["#.repeat(100_000);
        let number = r#"{"@type":"Article","headline":1e999}"#;
        for json in [
            "",
            "{",
            "null",
            "[[[]]]",
            "{\"@type\":5}",
            &deep,
            &nested,
            number,
            "{\"@id\":\"a\",\"author\":{\"@id\":\"a\"}}",
        ] {
            assert_eq!(facts(json), JsonLd::default());
        }
        let twice = r#"{"@type":"Article","headline":"a","headline":"b"}"#;
        assert_eq!(facts(twice).headline.as_deref(), Some("b"));
    }
}
