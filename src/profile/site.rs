//! Of which site a page says it is.

use crate::dom::{Attr, Dom, Tag};

/// Longer values are no addresses and no names.
const MAX_VALUE: usize = 2048;
/// Elements of the head that are looked at.
const MAX_ELEMENTS: usize = 4096;

/// Conditions of a profile; one that holds is enough, and so is none at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Conditions {
    /// Hosts, also of their subdomains.
    pub hosts: Vec<String>,
    pub names: Vec<String>,
    /// Beginnings of the title.
    pub titles: Vec<String>,
}

impl Conditions {
    pub(super) fn is_empty(&self) -> bool {
        self.hosts.is_empty() && self.names.is_empty() && self.titles.is_empty()
    }

    pub(super) fn hold(&self, site: &Site) -> bool {
        let begins = |title: &String, start: &String| {
            title.get(..start.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
        };
        self.is_empty()
            || site.hosts.iter().any(|host| self.hosts.iter().any(|wanted| is_within(host, wanted)))
            || site.names.iter().any(|name| self.names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)))
            || site.title.iter().any(|title| self.titles.iter().any(|start| begins(title, start)))
    }
}

/// What a page says of its site.
#[derive(Debug, Default)]
pub(super) struct Site {
    /// Of `<link rel=canonical>`, `og:url` and `<base>`.
    hosts: Vec<String>,
    /// `og:site_name`.
    names: Vec<String>,
    title: Option<String>,
}

impl Site {
    pub(super) fn of(dom: &Dom<'_>) -> Site {
        let mut site = Site::default();
        crate::work::add(dom.len());
        let heads =
            (0..dom.len()).filter(|&node| matches!(dom.tag(node), Tag::Meta | Tag::Link | Tag::Base | Tag::Title));
        for node in heads.take(MAX_ELEMENTS) {
            let value =
                |attr| dom.raw_attr(node, attr).filter(|raw| raw.len() <= MAX_VALUE).and_then(|_| dom.attr(node, attr));
            match dom.tag(node) {
                Tag::Title if site.title.is_none() => {
                    let text = dom.subtree(node).find(|&text| dom.tag(text) == Tag::Text);
                    site.title = text
                        .filter(|&text| dom.raw_text(text).len() <= MAX_VALUE)
                        .map(|text| dom.text(text).trim().to_owned());
                }
                Tag::Base => site.hosts.extend(value(Attr::Href).and_then(|href| host(&href))),
                Tag::Link if value(Attr::Rel).is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                    site.hosts.extend(value(Attr::Href).and_then(|href| host(&href)));
                }
                Tag::Meta => match value(Attr::Property).or_else(|| value(Attr::Name)).as_deref() {
                    Some("og:url") => site.hosts.extend(value(Attr::Content).and_then(|url| host(&url))),
                    Some("og:site_name") => site.names.extend(value(Attr::Content).map(|name| name.trim().to_owned())),
                    _ => {}
                },
                _ => {}
            }
        }
        site
    }
}

/// The host of an address, in lower case.
fn host(url: &str) -> Option<String> {
    let url = url.trim();
    let rest = url.split_once("://").map(|(_, rest)| rest).or_else(|| url.strip_prefix("//"))?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then(|| host.trim_end_matches('.').to_ascii_lowercase())
}

/// Whether a host is the wanted one or a subdomain of it.
fn is_within(host: &str, wanted: &str) -> bool {
    host.strip_suffix(wanted).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Limits, Parser};

    fn holds(conditions: &Conditions, html: &str) -> bool {
        conditions.hold(&Site::of(&crate::dom::parse(html, Parser::Fast, &Limits::default())))
    }

    #[test]
    fn a_page_says_its_site_by_address_name_or_title() {
        let hosts = Conditions { hosts: vec!["example.com".into()], ..Conditions::default() };
        let canonical = |href: &str| format!("<link rel=canonical href='{href}'>");
        assert!(holds(&hosts, &canonical("https://news.Example.com:8080/a?b")));
        assert!(holds(&hosts, "<meta property=og:url content='//example.com'>"));
        assert!(!holds(&hosts, &canonical("https://notexample.com/")));
        assert!(!holds(&hosts, &canonical("https://example.com.evil.org/")));
        assert!(!holds(&hosts, &canonical("https://evil.org/?u=https://example.com")));
        assert!(!holds(&hosts, &canonical("/news")));
        assert!(!holds(&hosts, "<p>example.com"));
        let names = Conditions { names: vec!["Example News".into()], ..Conditions::default() };
        assert!(holds(&names, "<meta property=og:site_name content='example news'>"));
        assert!(!holds(&names, "<meta property=og:title content='example news'>"));
        let titles = Conditions { titles: vec!["EXAMPLE |".into()], ..Conditions::default() };
        assert!(holds(&titles, "<title> Example | World &amp; more</title>"));
        assert!(!holds(&titles, "<title>World | Example |</title>"));
        assert!(holds(&Conditions::default(), ""));
    }
}
