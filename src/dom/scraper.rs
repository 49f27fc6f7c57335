//! A [`Dom`] from a tree of the `scraper` crate, for callers who parsed already.

use super::Dom;
use super::attr::Attr;
use super::owned::OwnedDomBuilder;
use super::tag::Tag;
use crate::options::Limits;
use ::scraper::{Html, Node};

impl From<&Html> for Dom<'static> {
    /// As [`Dom::from_scraper`] with the default limits.
    fn from(html: &Html) -> Self {
        Dom::from_scraper(html, &Limits::default())
    }
}

impl Dom<'static> {
    /// Copies a tree of `scraper`. Of the limits, `depth` and `nodes` apply: the tree is
    /// in memory already, and its text is copied whole.
    ///
    /// Fragments are welcome: what does not stand in an `html` element is put into one.
    ///
    /// ```
    /// use copydesk::dom::{Dom, Tag};
    /// use copydesk::Limits;
    /// let html = scraper::Html::parse_document("<p>One &amp; two");
    /// let dom = Dom::from_scraper(&html, &Limits::default());
    /// let text = (0..dom.len()).find(|&node| dom.tag(node) == Tag::Text).unwrap();
    /// assert_eq!(dom.text(text), "One & two");
    /// assert_eq!(dom.position(text), None);
    /// ```
    ///
    /// [`scraper::Html::parse_document`] parses as a browser with scripting does: the content of
    /// `<noscript>` is one run of raw text there, references undecoded, and it stays that. A
    /// caller who wants it parsed switches scripting off, with the same tree type:
    ///
    /// ```
    /// # #[cfg(all(feature = "scraper", feature = "html5ever"))] {
    /// use copydesk::dom::{Dom, Tag};
    /// use html5ever::driver::{self, ParseOpts};
    /// use html5ever::tendril::TendrilSink;
    /// use html5ever::tree_builder::TreeBuilderOpts;
    /// use scraper::{Html, HtmlTreeSink};
    ///
    /// let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    /// let opts = ParseOpts { tree_builder, ..ParseOpts::default() };
    /// let sink = HtmlTreeSink::new(Html::new_document());
    /// let html = driver::parse_document(sink, opts).one("<body><noscript><p>Text</p></noscript>");
    /// assert!(Dom::from(&html).tags().contains(&Tag::P));
    /// # }
    /// ```
    pub fn from_scraper(html: &Html, limits: &Limits) -> Dom<'static> {
        let mut builder = OwnedDomBuilder::new(limits);
        let root = html.tree.root();
        // A tree built by hand may have several roots, or none: node 0 is `html` all the same.
        let is_content = |node: &Node| node.is_element() || node.is_text();
        let mut roots = root.children().filter(|child| is_content(child.value()));
        let first_is_html = roots.next().is_some_and(|node| tag_of(node.value()) == Some(Tag::Html));
        let wrap = !first_is_html || roots.next().is_some();
        if wrap {
            builder.open(Tag::Html, std::iter::empty());
        }
        let mut at = root;
        'walk: loop {
            enter(at.value(), &mut builder);
            if let Some(child) = at.first_child() {
                at = child;
                continue;
            }
            loop {
                leave(at.value(), &mut builder);
                if at.id() == root.id() {
                    break 'walk;
                }
                if let Some(next) = at.next_sibling() {
                    at = next;
                    break;
                }
                match at.parent() {
                    Some(parent) => at = parent,
                    None => break 'walk,
                }
            }
        }
        if wrap {
            builder.close();
        }
        builder.finish()
    }
}

/// Fragments (the root of `parse_fragment`, the content of a template) hand their children up.
fn enter<'s>(node: &'s Node, builder: &mut OwnedDomBuilder<'s>) {
    match node {
        Node::Text(text) => builder.text(text),
        Node::Element(element) => {
            let attrs = element.attrs.iter().filter(|(name, _)| name.ns.is_empty());
            let known = attrs.filter_map(|(name, value)| Some((Attr::from_name(name.local.as_bytes())?, &**value)));
            builder.open(tag_of(node).unwrap_or(Tag::Other), known);
        }
        _ => {}
    }
}

fn leave(node: &Node, builder: &mut OwnedDomBuilder<'_>) {
    if node.is_element() {
        builder.close();
    }
}

fn tag_of(node: &Node) -> Option<Tag> {
    // SVG names have capitals (`foreignObject`).
    node.as_element().map(|element| Tag::from_name_lowered(element.name().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Flag, Parser};

    fn outline(dom: &Dom<'_>, node: usize) -> String {
        let inner: String = dom.children(node).map(|child| outline(dom, child)).collect();
        match dom.tag(node) {
            Tag::Text => format!("'{}'", dom.text(node)),
            tag => format!("{}({inner})", tag.name()),
        }
    }

    #[test]
    fn it_is_the_tree_of_the_html5ever_parser() {
        for html in [
            "<title>t</title><p class=a title='&amp;'>x<b>y<p>z",
            "<table>x<tr><td>y</table><!-- c --><p>a<!-- c -->b",
            "<svg><foreignObject><p>x</p></foreignObject><a xlink:href=u /></svg>",
            "<template><p>x</p></template><p>y</p>",
            "",
        ] {
            let tree = Html::parse_document(html);
            let ours = Dom::from(&tree);
            let theirs = super::super::parse(html, Parser::Html5ever, &Limits::default());
            assert_eq!(outline(&ours, 0), outline(&theirs, 0), "{html}");
            for node in 0..ours.len() {
                let attrs = |dom: &Dom<'_>| {
                    let mut all: Vec<_> = dom.raw_attrs(node).map(|(a, v)| (a.name(), v.to_owned())).collect();
                    all.sort();
                    all
                };
                assert_eq!(attrs(&ours), attrs(&theirs), "{html}");
            }
        }
    }

    #[test]
    fn noscript_is_raw_text() {
        let dom = Dom::from(&Html::parse_document("<body><noscript><p>a &amp; b</p></noscript>"));
        let noscript = dom.tags().iter().position(|&tag| tag == Tag::Noscript).unwrap();
        assert_eq!(outline(&dom, noscript), "noscript('<p>a &amp; b</p>')");
    }

    #[test]
    fn a_fragment_stands_in_html() {
        let dom = Dom::from(&Html::parse_fragment("a<p>b</p>c"));
        assert_eq!(outline(&dom, 0), "html('a'p('b')'c')");
        assert_eq!(outline(&Dom::from(&Html::new_fragment()), 0), "html()");
        assert_eq!(outline(&Dom::from(&Html::new_document()), 0), "html()");
    }

    #[test]
    fn depth_is_capped() {
        let tree = Html::parse_document(&"<div>".repeat(2000));
        let dom = Dom::from(&tree);
        assert_eq!((dom.flags(), dom.len()), (&[Flag::DepthCapped][..], 2003));
    }
}
