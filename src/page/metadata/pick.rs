//! Picks each field from its sources in order of trust.

use super::date::Order;
use super::head::Head;
use super::json_ld::{self, JsonLd};
use super::title::{self, Rank, Said, Shown, squashed};
use super::visible::{self, Stamp, View};
use super::{Date, Found, Metadata, Origin, byline, date, tidy};
use crate::label::{PageKind, Role};
use crate::page::Page;
use std::borrow::Cow;
use std::collections::BTreeSet;

const MAX_TAGS: usize = 100;

/// What the page says of itself. Linear in the page.
pub(crate) fn metadata(page: &Page<'_>) -> Metadata {
    let head = Head::of(&page.dom, page.blocks.flow(&page.dom));
    let ld = json_ld::read(&page.dom, &head.json_ld, head.title.as_deref());
    let url = url(&head, &ld);
    let mut sites = site_names(&head, &ld, url.as_ref());
    let title = title(page, &head, &ld, &sites);
    sites.extend(title.site.clone());
    let language = language(&head, &ld);
    let order = Order::of_language(language.as_ref().map_or("", |l| &l.value));
    let view = View::new(page, &head, title.node);
    let (published, modified) = dates(&head, &ld, &view, order);
    Metadata {
        title: title.found,
        byline: authors(&head, &ld, &view, &sites),
        published,
        modified,
        language,
        site: site(&head, &ld, title.site, url.as_ref()),
        url,
        tags: tags(&head, &ld),
        image: image(&head, &ld, &view),
        description: described(&head, &ld),
    }
}

fn found<T>(value: T, origin: Origin) -> Found<T> {
    Found { value, origin }
}

fn origin_of(name: &str) -> Origin {
    match name.split(':').next() {
        Some("og" | "article") => Origin::OpenGraph,
        Some("itemprop") => Origin::Markup,
        _ => Origin::Meta,
    }
}

fn said(head: &Head, names: &[&'static str]) -> Option<Found<String>> {
    head.first(names).map(|(name, value)| found(value.to_owned(), origin_of(name)))
}

const TITLES: &[&str] = &[
    "og:title",
    "twitter:title",
    "rnews:headline",
    "headline",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "citation_title",
    "itemprop:headline",
    "title",
    "itemprop:name",
];

fn title(page: &Page<'_>, head: &Head, ld: &JsonLd, sites: &[String]) -> title::Title {
    let mut titles: Vec<Found<String>> = ld.headline.iter().map(|h| found(h.clone(), Origin::JsonLd)).collect();
    titles.extend(head.all(TITLES).take(20).map(|(name, value)| found(value.to_owned(), origin_of(name))));
    let is_article = page.kind() == PageKind::Article;
    let headings = visible::headings(page, head);
    crate::work::add(page.blocks.len());
    let mut shown: Vec<Shown<'_>> =
        headings.into_iter().map(|(node, text)| Shown { text: Cow::Owned(text), rank: Rank::Heading, node }).collect();
    shown.extend(page.blocks().filter(|b| b.hidden().is_none()).map(|b| Shown {
        text: Cow::Borrowed(b.text()),
        // Off articles the label means little.
        rank: if is_article && b.role() == Role::Headline { Rank::Labelled } else { Rank::Plain },
        node: page.blocks.rows[b.index()].first as usize,
    }));
    title::title(&shown, &Said { titles, document: head.title.as_deref(), sites })
}

/// The authors named, less the site itself; `None` when nobody else is left.
fn people(names: impl IntoIterator<Item = String>, sites: &BTreeSet<String>) -> Option<String> {
    let mut seen = BTreeSet::new();
    let people: Vec<String> = names
        .into_iter()
        .flat_map(|name| byline::said_names(&name))
        .filter(|name| {
            let key = squashed(name);
            !key.is_empty() && !sites.contains(&key) && seen.insert(key)
        })
        .take(20)
        .collect();
    (!people.is_empty()).then(|| people.join(", "))
}

const AUTHORS: &[&str] = &[
    "article:author",
    "og:article:author",
    "author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "citation_author",
    "article:author_name",
    "rnews:creator",
    "creator",
    "authors",
    "itemprop:author",
    "dc.contributor",
];

fn authors(head: &Head, ld: &JsonLd, view: &View<'_>, sites: &[String]) -> Option<Found<String>> {
    let mut sites: BTreeSet<String> = sites.iter().map(|s| squashed(s)).collect();
    // A site that bears its author's name names the author all the same.
    let is_own = |name: &&String| ld.authors.iter().any(|a| a.is_person && a.name == **name);
    let own = ld.publisher.as_ref().filter(|name| ld.is_personal || is_own(name)).map(|name| squashed(name));
    sites.retain(|site| Some(site) != own.as_ref());
    if let Some(names) = people(ld.authors.iter().map(|a| a.name.clone()), &sites) {
        return Some(found(names, Origin::JsonLd));
    }
    for name in AUTHORS {
        let values = head.all(&[name]).map(|(_, value)| value.to_owned());
        if let Some(names) = people(values, &sites) {
            return Some(found(names, origin_of(name)));
        }
    }
    people(view.marked_authors(head), &sites)
        .map(|names| found(names, Origin::Markup))
        .or_else(|| people(view.shaped_authors(), &sites).map(|names| found(names, Origin::Text)))
}

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "originalpublicationdate",
    "rnews:datepublished",
    "itemprop:datepublished",
    "dcterms.issued",
    "dc.date.issued",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publish-date",
    "publishdate",
    "publish_date",
    "publication_date",
    "published-date",
    "pubdate",
    "article.published",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "itemprop:datecreated",
    "created",
    "displaydate",
    "date",
    "iptime",
    "ptime",
    "bt:pubdate",
];
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "article:modified",
    "rnews:datemodified",
    "itemprop:datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "dc.modified",
    "datemodified",
    "lastmod",
    "last-modified",
    "last_updated",
    "article.updated",
    "utime",
    "revised",
];

/// Published and modified. A value that can be read beats one of higher trust that cannot.
fn dates(head: &Head, ld: &JsonLd, view: &View<'_>, order: Order) -> (Option<Found<Date>>, Option<Found<Date>>) {
    let said = |value: &Option<String>, names: &[&'static str]| {
        let mut all: Vec<Found<String>> = value.iter().map(|v| found(v.clone(), Origin::JsonLd)).collect();
        all.extend(head.all(names).take(40).map(|(name, value)| found(value.to_owned(), origin_of(name))));
        all
    };
    let (mut published, mut modified) = (said(&ld.published, PUBLISHED), said(&ld.modified, MODIFIED));
    let mut add = |stamps: Vec<Stamp>, origin: Origin| {
        for stamp in stamps {
            published.extend(stamp.published.map(|written| found(written, origin)));
            modified.extend(stamp.modified.map(|written| found(written, origin)));
        }
    };
    add(view.marked_dates(&head.published), Origin::Markup);
    let updates = view.marked_dates(&head.modified);
    add(
        updates.into_iter().map(|s| Stamp { modified: s.modified.or(s.published), published: None }).collect(),
        Origin::Markup,
    );
    add(view.marked_dates(&head.times), Origin::Markup);
    add(view.marked_dates(&head.stamps), Origin::Text);
    add(view.shown_dates(order), Origin::Text);
    let modified = first_date(modified, order);
    let published = first_date(published, order).filter(|p| p.value.iso.is_some() || modified.is_none());
    (published.or_else(|| modified.clone()), modified)
}

fn first_date(candidates: Vec<Found<String>>, order: Order) -> Option<Found<Date>> {
    let mut unread = None;
    for Found { value: written, origin } in candidates {
        let iso = date::iso(&written, order);
        if iso.is_some() {
            return Some(found(Date { written, iso }, origin));
        }
        // "2 hours ago" is worth telling, "0" and "Published" are not.
        let speaks = written.bytes().any(|b| b.is_ascii_digit()) && written.chars().any(char::is_alphabetic);
        if unread.is_none() && speaks && written.chars().count() <= 80 {
            unread = Some(found(Date { written, iso: None }, origin));
        }
    }
    unread
}

fn language(head: &Head, ld: &JsonLd) -> Option<Found<String>> {
    let html = head.language.iter().map(|l| (l.clone(), Origin::Meta));
    let locale = head.first(&["og:locale"]).map(|(_, l)| (l.to_owned(), Origin::OpenGraph));
    let json = ld.language.iter().map(|l| (l.clone(), Origin::JsonLd));
    let others = head.all(&["content-language", "dc.language", "dcterms.language", "language", "itemprop:inlanguage"]);
    let all = html.chain(locale).chain(json).chain(others.map(|(name, l)| (l.to_owned(), origin_of(name))));
    all.into_iter().find_map(|(tag, origin)| Some(found(language_tag(&tag)?, origin)))
}

/// `en_gb` → `en-GB`, `zh-hans-cn` → `zh-Hans-CN` (BCP 47 §2.1.1); `None` when it is no tag.
fn language_tag(written: &str) -> Option<String> {
    let first = written.split([',', ';', ' ', '.', '@']).find(|part| !part.is_empty())?;
    let mut tag = String::new();
    for (i, part) in first.split(['-', '_']).enumerate() {
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        match part.len() {
            2 | 3 if i == 0 && letters => tag.push_str(&part.to_ascii_lowercase()),
            _ if i == 0 => return None,
            2 if letters => tag.extend(["-", &part.to_ascii_uppercase()]),
            4 if letters => tag.extend(["-", &part[..1].to_ascii_uppercase(), &part[1..].to_ascii_lowercase()]),
            3..=8 if part.bytes().all(|b| b.is_ascii_alphanumeric()) => tag.extend(["-", &part.to_ascii_lowercase()]),
            _ => break,
        }
    }
    Some(tag)
}

const SITES: &[&str] =
    &["og:site_name", "application-name", "cps_site_name", "apple-mobile-web-app-title", "dc.publisher", "publisher"];

/// Every name by which the page calls its site, for telling names of people and titles from it.
fn site_names(head: &Head, ld: &JsonLd, url: Option<&Found<String>>) -> Vec<String> {
    let mut names: Vec<String> = head.all(SITES).take(20).map(|(_, name)| name.to_owned()).collect();
    names.extend(ld.publisher.clone());
    if let Some(host) = url.and_then(|url| host(&url.value)) {
        names.extend(host.split('.').next().filter(|name| name.len() > 2).map(str::to_owned));
        names.push(host.to_owned());
    }
    names.retain(|name| name.chars().count() <= 80);
    names
}

fn site(head: &Head, ld: &JsonLd, in_title: Option<String>, url: Option<&Found<String>>) -> Option<Found<String>> {
    said(head, &["og:site_name"])
        .or_else(|| ld.publisher.clone().map(|name| found(name, Origin::JsonLd)))
        .or_else(|| said(head, &["application-name", "cps_site_name"]))
        .or_else(|| in_title.map(|name| found(name, Origin::Meta)))
        .or_else(|| url.and_then(|url| Some(found(host(&url.value)?.to_owned(), url.origin))))
}

/// The host of an absolute address, without `www.`.
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

fn url(head: &Head, ld: &JsonLd) -> Option<Found<String>> {
    let link = head.canonical.iter().map(|u| (u.clone(), Origin::Meta));
    let graph = head.first(&["og:url"]).map(|(_, u)| (u.to_owned(), Origin::OpenGraph));
    let json = ld.url.iter().map(|u| (u.clone(), Origin::JsonLd));
    let absolute = |url: &str| url.starts_with("http://") || url.starts_with("https://");
    link.chain(graph)
        .chain(json)
        .find(|(url, _)| absolute(url) && host(url).is_some())
        .map(|(url, origin)| found(url, origin))
}

fn tags(head: &Head, ld: &JsonLd) -> Vec<Found<String>> {
    let mut all: Vec<Found<String>> = Vec::new();
    let meta = |names: &[&'static str]| -> Vec<Found<String>> {
        head.all(names)
            .flat_map(|(name, list)| list.split([',', ';']).map(move |tag| found(tag.to_owned(), origin_of(name))))
            .collect()
    };
    let json = |terms: &[String]| -> Vec<Found<String>> {
        terms.iter().flat_map(|term| term.split([',', ';'])).map(|tag| found(tag.to_owned(), Origin::JsonLd)).collect()
    };
    all.extend(meta(&["article:tag", "og:article:tag", "keywords", "news_keywords", "parsely-tags", "sailthru.tags"]));
    all.extend(json(&ld.keywords));
    all.extend(json(&ld.sections));
    // A section's name may hold a comma of its own.
    let sections = head.all(&["article:section", "og:article:section", "section", "parsely-section"]);
    all.extend(sections.map(|(name, section)| found(section.to_owned(), origin_of(name))));
    let mut seen = BTreeSet::new();
    all.into_iter()
        .filter_map(|tag| Some(found(tidy(&tag.value)?, tag.origin)))
        .filter(|tag| {
            tag.value.chars().count() <= 100 && !tag.value.contains("://") && seen.insert(tag.value.to_lowercase())
        })
        .take(MAX_TAGS)
        .collect()
}

fn image(head: &Head, ld: &JsonLd, view: &View<'_>) -> Option<Found<String>> {
    said(head, &["og:image", "og:image:url", "og:image:secure_url"])
        .or_else(|| ld.image.clone().map(|image| found(image, Origin::JsonLd)))
        .or_else(|| {
            said(
                head,
                &[
                    "twitter:image",
                    "twitter:image:src",
                    "rnews:thumbnailurl",
                    "thumbnail_url",
                    "thumbnail",
                    "itemprop:image",
                ],
            )
        })
        .or_else(|| head.image_link.clone().map(|image| found(image, Origin::Meta)))
        .or_else(|| view.image().map(|image| found(image, Origin::Markup)))
}

fn described(head: &Head, ld: &JsonLd) -> Option<Found<String>> {
    ld.description.clone().map(|text| found(text, Origin::JsonLd)).or_else(|| {
        said(
            head,
            &[
                "og:description",
                "description",
                "twitter:description",
                "dc.description",
                "dcterms.description",
                "itemprop:description",
            ],
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_are_normalised() {
        for (written, tag) in [
            ("en_GB", Some("en-GB")),
            ("en-gb", Some("en-GB")),
            ("DE", Some("de")),
            ("zh_hans_cn", Some("zh-Hans-CN")),
            ("es-419", Some("es-419")),
            ("en_US.UTF-8", Some("en-US")),
            ("en, de", Some("en")),
            ("english", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(language_tag(written).as_deref(), tag, "{written}");
        }
    }

    #[test]
    fn hosts_are_cut_from_addresses() {
        assert_eq!(host("https://www.bbc.co.uk/news/a"), Some("bbc.co.uk"));
        assert_eq!(host("http://user@example.org:80?x"), Some("example.org"));
        assert_eq!(host("https://"), None);
        assert_eq!(host("/news"), None);
    }
}
