//! Of which site a page says it is.

use crate::dom::{Attr, Dom, Tag};
use std::borrow::Cow;

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

    /// Whether one holds of what the page says.
    pub(super) fn hold(&self, said: Said<'_>) -> bool {
        match said {
            Said::Address(url) => host(url).is_some_and(|host| self.hosts.iter().any(|wanted| is_within(host, wanted))),
            Said::Name(name) => self.names.iter().any(|wanted| name.trim().eq_ignore_ascii_case(wanted)),
            Said::Title(title) => {
                let title = title.trim().as_bytes();
                let begins = |start: &String| {
                    title.get(..start.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(start.as_bytes()))
                };
                self.titles.iter().any(begins)
            }
        }
    }
}

/// What a page says of its site.
#[derive(Debug, Clone, Copy)]
pub(super) enum Said<'p> {
    /// `<link rel=canonical>`, `og:url`, `<base>`.
    Address(&'p str),
    /// `og:site_name`.
    Name(&'p str),
    Title(&'p str),
}

/// Shows what the page says of its site.
pub(super) fn each(dom: &Dom<'_>, mut visit: impl FnMut(Said<'_>)) {
    crate::work::add(dom.len());
    let heads = (0..dom.len()).filter(|&node| matches!(dom.tag(node), Tag::Meta | Tag::Link | Tag::Base | Tag::Title));
    let mut has_title = false;
    for node in heads.take(MAX_ELEMENTS) {
        let value =
            |attr| dom.raw_attr(node, attr).filter(|raw| raw.len() <= MAX_VALUE).and_then(|_| dom.attr(node, attr));
        let mut address = |url: Option<Cow<'_, str>>| url.iter().for_each(|url| visit(Said::Address(url)));
        match dom.tag(node) {
            Tag::Title if !has_title => {
                has_title = true;
                let text = dom.subtree(node).find(|&text| dom.tag(text) == Tag::Text);
                if let Some(text) = text.filter(|&text| dom.raw_text(text).len() <= MAX_VALUE) {
                    visit(Said::Title(&dom.text(text)));
                }
            }
            Tag::Base => address(value(Attr::Href)),
            Tag::Link if value(Attr::Rel).is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                address(value(Attr::Href));
            }
            Tag::Meta => match value(Attr::Property).or_else(|| value(Attr::Name)).as_deref() {
                Some("og:url") => address(value(Attr::Content)),
                Some("og:site_name") => value(Attr::Content).iter().for_each(|name| visit(Said::Name(name))),
                _ => {}
            },
            _ => {}
        }
    }
}

/// The host of an address.
fn host(url: &str) -> Option<&str> {
    let url = url.trim();
    let rest = url.split_once("://").map(|(_, rest)| rest).or_else(|| url.strip_prefix("//"))?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.trim_end_matches('.');
    (!host.is_empty()).then_some(host)
}

/// Whether a host is the wanted one or a subdomain of it.
fn is_within(host: &str, wanted: &str) -> bool {
    let (host, wanted) = (host.as_bytes(), wanted.as_bytes());
    let Some((rest, end)) = host.len().checked_sub(wanted.len()).and_then(|at| host.split_at_checked(at)) else {
        return false;
    };
    end.eq_ignore_ascii_case(wanted) && rest.last().is_none_or(|last| *last == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Limits, Parser};

    fn holds(conditions: &Conditions, html: &str) -> bool {
        let mut holds = conditions.is_empty();
        each(&crate::dom::parse(html, Parser::Fast, &Limits::default()), |said| holds |= conditions.hold(said));
        holds
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
