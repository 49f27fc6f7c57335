//! One pass over the tree that gathers what later stages pick from: `<meta>`, `<link>`, `<title>`,
//! and elements whose markup says what they hold.

use super::json_ld;
use crate::dom::{Attr, Dom, Tag};
use crate::segment::{Flow, bits};
use memchr::{memchr2, memrchr};
use std::collections::BTreeMap;

/// Budgets: `<meta>` elements that are kept, bytes of a value, marked elements of a kind.
const MAX_META: usize = 2048;
const MAX_VALUE: usize = 8 << 10;
const MAX_MARKED: usize = 512;
/// Nodes of a date; what is larger only bears its name.
const STAMP_NODES: usize = 30;

/// What a page's markup says, each list in document order.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Values of `<meta>` by lower-case name, property, itemprop or http-equiv.
    meta: BTreeMap<String, Vec<String>>,
    pub canonical: Option<String>,
    pub image_link: Option<String>,
    pub language: Option<String>,
    pub title: Option<String>,
    pub json_ld: Vec<usize>,
    /// Elements by what their markup says they hold.
    pub headlines: Vec<usize>,
    pub authors: Vec<usize>,
    pub bylines: Vec<usize>,
    /// Links to a page about an author.
    pub author_links: Vec<usize>,
    pub published: Vec<usize>,
    pub modified: Vec<usize>,
    pub times: Vec<usize>,
    pub stamps: Vec<usize>,
}

impl Head {
    pub(super) fn of(dom: &Dom<'_>, flow: &Flow) -> Head {
        let mut head = Head::default();
        let mut metas = 0;
        // Inside a byline the parts are the byline's own business.
        let mut byline_end = 0;
        for node in 0..dom.len() {
            crate::work::add(1);
            match dom.tag(node) {
                Tag::Text => continue,
                Tag::Html => {
                    let lang = dom.attr(node, Attr::Lang).filter(|l| !l.trim().is_empty());
                    let lang = lang.or_else(|| dom.attr(node, Attr::XmlLang));
                    head.language = head.language.take().or(lang.map(|l| l.into_owned()));
                }
                Tag::Meta if metas < MAX_META => {
                    metas += 1;
                    head.meta(dom, node);
                }
                Tag::Link => head.link(dom, node),
                Tag::Title if head.title.is_none() && flow.hidden(dom, node).is_none() => {
                    head.title = super::text(dom, flow, node, 1000)
                }
                Tag::Script if json_ld::is_script(dom, node) => head.json_ld.push(node),
                // Few are marked, and whether they are shown is asked of those alone.
                _ if node < byline_end || !is_marked(dom, node) || flow.hidden(dom, node).is_some() => {}
                _ => {
                    if head.marked(dom, flow, node) {
                        byline_end = dom.subtree_end(node);
                    }
                }
            }
        }
        head
    }

    fn meta(&mut self, dom: &Dom<'_>, node: usize) {
        let Some(content) = dom.raw_attr(node, Attr::Content) else { return };
        if content.len() > MAX_VALUE {
            return;
        }
        let Some(value) = dom.attr(node, Attr::Content).and_then(|c| super::tidy(&c)) else { return };
        for attr in [Attr::Property, Attr::Name, Attr::Itemprop, Attr::HttpEquiv] {
            let Some(name) = dom.raw_attr(node, attr).filter(|name| name.len() <= 64) else { continue };
            let name = name.trim().to_ascii_lowercase();
            let name = if attr == Attr::Itemprop { format!("itemprop:{name}") } else { name };
            self.meta.entry(name).or_default().push(value.clone());
        }
    }

    fn link(&mut self, dom: &Dom<'_>, node: usize) {
        let (Some(rel), Some(href)) = (dom.raw_attr(node, Attr::Rel), dom.attr(node, Attr::Href)) else { return };
        let slot = if rel.eq_ignore_ascii_case("canonical") {
            &mut self.canonical
        } else if rel.eq_ignore_ascii_case("image_src") {
            &mut self.image_link
        } else {
            return;
        };
        if slot.is_none() && href.len() <= MAX_VALUE {
            *slot = super::tidy(&href);
        }
    }

    /// Files an element under what it is marked to hold; true for a byline.
    fn marked(&mut self, dom: &Dom<'_>, flow: &Flow, node: usize) -> bool {
        let tag = dom.tag(node);
        if tag == Tag::H1 {
            push(&mut self.headlines, node);
        }
        let itemprop = dom.raw_attr(node, Attr::Itemprop).unwrap_or("");
        let mut is_stamp = tag == Tag::Time;
        for property in itemprop.split_ascii_whitespace() {
            match property {
                "headline" => push(&mut self.headlines, node),
                "datePublished" | "dateCreated" | "uploadDate" => push(&mut self.published, node),
                "dateModified" => push(&mut self.modified, node),
                _ => continue,
            }
            is_stamp = false;
        }
        if is_stamp {
            push(&mut self.times, node);
        }
        // Menus and footers name neither the author nor the date of the story.
        if flow.ancestors(dom, node) & (bits::NAV | bits::FOOTER) != 0 && flow.ancestors(dom, node) & bits::ARTICLE == 0
        {
            return false;
        }
        let is_author = itemprop.split_ascii_whitespace().any(|p| p == "author" || p == "creator")
            || dom
                .raw_attr(node, Attr::Rel)
                .is_some_and(|r| r.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("author")));
        if is_author {
            push(&mut self.authors, node);
            return true;
        }
        if tag == Tag::A && dom.raw_attr(node, Attr::Href).is_some_and(is_author_address) {
            push(&mut self.author_links, node);
        }
        let mut kind = Kind::None;
        for attr in [Attr::Class, Attr::Id, Attr::AriaLabelledby, Attr::DataComponent, Attr::DataTestid] {
            kind = kind.max(dom.raw_attr(node, attr).map_or(Kind::None, kind_of));
        }
        match kind {
            Kind::Byline if tag != Tag::Body && tag != Tag::Article => push(&mut self.bylines, node),
            // Day and time may be marked each inside the whole.
            Kind::Stamp
                if tag != Tag::Time
                    && dom.subtree(node).len() <= STAMP_NODES
                    && self.stamps.last().is_none_or(|&last| dom.subtree_end(last) <= node) =>
            {
                push(&mut self.stamps, node);
            }
            _ => {}
        }
        kind == Kind::Byline && tag != Tag::Body && tag != Tag::Article
    }

    /// Values of the first of these names that the page has, all of them.
    pub(super) fn all<'s>(&'s self, names: &[&'static str]) -> impl Iterator<Item = (&'static str, &'s str)> + use<'s> {
        let names: Vec<&'static str> = names.to_vec();
        names
            .into_iter()
            .flat_map(|name| self.meta.get(name).into_iter().flatten().map(move |value| (name, value.as_str())))
    }

    /// The first value of the first of these names that the page has.
    pub(super) fn first(&self, names: &[&'static str]) -> Option<(&'static str, &str)> {
        self.all(names).next()
    }
}

/// Whether [`Head::marked`] may have anything to say of an element.
fn is_marked(dom: &Dom<'_>, node: usize) -> bool {
    let tag = dom.tag(node);
    matches!(tag, Tag::H1 | Tag::Time)
        || dom.attr_spans(node).iter().any(|(attr, value)| match attr {
            Attr::Itemprop | Attr::Rel => true,
            Attr::Href => tag == Tag::A && is_author_address(dom.slice(*value)),
            Attr::Class | Attr::Id | Attr::AriaLabelledby | Attr::DataComponent | Attr::DataTestid => {
                let names = dom.slice(*value);
                may_be_of_a_kind(names) && kind_of(names) != Kind::None
            }
            _ => false,
        })
}

/// Three letters that stand in each of the words that [`kind_of_word`] knows a kind for, and in few others; `ds` is a word by itself.
const LETTERS: [&[u8; 3]; 7] = [b"byl", b"aut", b"ibu", b"dat", b"tam", b"pub", b"ds\0"];

/// For each byte and place among three, a bit for each of [`LETTERS`] that has it there.
const PLACES: [[u8; 256]; 3] = {
    let mut places = [[0; 256]; 3];
    let mut word = 0;
    while word < LETTERS.len() {
        let mut place = 0;
        while place < 3 {
            let letter = LETTERS[word][place];
            let mut byte = 0;
            while byte < 256 {
                let is_small = byte >= b'a' as usize && byte <= b'z' as usize;
                // Behind a word by itself stands no small letter.
                let is_there = if letter == 0 { !is_small } else { byte | 0x20 == letter as usize };
                places[place][byte] |= (is_there as u8) << word;
                byte += 1;
            }
            place += 1;
        }
        word += 1;
    }
    places
};

/// Whether one of the words may be in sight that [`kind_of_word`] knows a kind for: a look at each byte and no branch.
fn may_be_of_a_kind(names: &str) -> bool {
    crate::work::add(names.len());
    let (mut last, mut found) = ([0; 2], 0);
    for byte in names.bytes().chain([0]) {
        let byte = usize::from(byte);
        found |= last[1] & PLACES[2][byte];
        last = [PLACES[0][byte], last[0] & PLACES[1][byte]];
    }
    found != 0
}

fn push(list: &mut Vec<usize>, node: usize) {
    if list.len() < MAX_MARKED {
        list.push(node);
    }
}

/// Addresses of pages about one author: `/author/ann-lee`, `/by/ann-lee`.
fn is_author_address(href: &str) -> bool {
    crate::work::add(href.len());
    const FOLDERS: [&str; 10] = [
        "author",
        "authors",
        "by",
        "autor",
        "autoren",
        "auteur",
        "journalist",
        "journalists",
        "contributors",
        "correspondents",
    ];
    let path = href.get(..memchr2(b'?', b'#', href.as_bytes()).unwrap_or(href.len())).unwrap_or("");
    let path = path.trim_end_matches('/');
    let Some(end) = memrchr(b'/', path.as_bytes()) else { return false };
    let start = memrchr(b'/', &path.as_bytes()[..end]).map_or(0, |slash| slash + 1);
    FOLDERS.contains(&&path[start..end])
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    None,
    Stamp,
    Byline,
}

/// What class names, an id or a component name say that an element holds.
fn kind_of(names: &str) -> Kind {
    crate::work::add(names.len());
    let mut kind = Kind::None;
    for name in names.split_ascii_whitespace() {
        let own = words(name).try_fold(Kind::None, |kind, word| Some(kind.max(kind_of_word(word)?)));
        kind = kind.max(own.unwrap_or(Kind::None));
    }
    kind
}

/// What a word of a class name says; `None` where it turns "author" into a biography, "date" into
/// a picker, either into another story's.
fn kind_of_word(word: &str) -> Option<Kind> {
    let mut lower = [0; 12];
    let Some(lower) = lower.get_mut(..word.len()) else { return Some(Kind::None) };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    match &*lower {
        b"byline" | b"bylines" | b"byl" | b"author" | b"authors" | b"contributor" | b"contributors" | b"autor"
        | b"auteur" | b"autore" => Some(Kind::Byline),
        b"date" | b"dates" | b"dateline" | b"timestamp" | b"published" | b"pubdate" | b"datetime" | b"ds"
        | b"datum" => Some(Kind::Stamp),
        b"bio" | b"biography" | b"about" | b"avatar" | b"image" | b"img" | b"photo" | b"picture" | b"comment"
        | b"comments" | b"reply" | b"related" | b"more" | b"social" | b"follow" | b"picker" | b"search"
        | b"archive" | b"archives" | b"promo" | b"teaser" | b"sidebar" | b"widget" | b"footer" | b"popular"
        | b"description" | b"desc" | b"page" | b"list" | b"credit" | b"caption" | b"quote" | b"nav" | b"menu"
        | b"icon" => None,
        _ => Some(Kind::None),
    }
}

/// The words of a class name: parted at `-`, `_`, `:` and where a capital begins.
pub(crate) fn words(name: &str) -> impl Iterator<Item = &str> {
    let bytes = name.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        // By bytes: those of other scripts are no ASCII letters either.
        let start = at + bytes.get(at..)?.iter().position(u8::is_ascii_alphanumeric)?;
        at = start + 1;
        while at < bytes.len()
            && bytes[at].is_ascii_alphanumeric()
            && (!bytes[at].is_ascii_uppercase() || bytes[at - 1].is_ascii_uppercase())
        {
            at += 1;
        }
        Some(&name[start..at])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_fall_into_words() {
        let all = |name| words(name).collect::<Vec<_>>();
        assert_eq!(all("ssrcss-68pt20-TextContributorName"), ["ssrcss", "68pt20", "Text", "Contributor", "Name"]);
        assert_eq!(all("byline__name"), ["byline", "name"]);
        assert_eq!(all("BBCNews"), ["BBCNews"]);
        assert_eq!(all("--"), [""; 0]);
        assert_eq!(all("é_authorÄDate--X1y"), ["author", "Date", "X1y"]);
    }

    #[test]
    fn no_word_of_a_kind_is_overlooked() {
        let words = [
            "byline bylines byl author authors contributor contributors autor auteur autore",
            "date dates dateline timestamp published pubdate datetime ds datum",
        ];
        for word in words.iter().flat_map(|words| words.split(' ')) {
            assert_ne!(kind_of_word(word), Some(Kind::None), "{word}");
            let capital = word[..1].to_ascii_uppercase() + &word[1..];
            for name in [word.to_owned(), format!("x-{word}-y"), format!("x{capital}Y"), word.to_ascii_uppercase()] {
                assert!(may_be_of_a_kind(&name), "{name}");
            }
        }
        for name in ["", "d", "container", "content-list", "title", "fieldset"] {
            assert!(!may_be_of_a_kind(name), "{name}");
        }
    }

    #[test]
    fn pages_about_authors_are_told_by_their_folder() {
        for (href, is) in [
            ("/author/ann-lee", true),
            ("https://example.com/by/ann-lee/?page=2", true),
            ("by/ann", true),
            ("/author?to=/author/ann", false),
            ("/authors", false),
            ("author", false),
            ("/é/autor/é#x", true),
            ("//", false),
            ("", false),
        ] {
            assert_eq!(is_author_address(href), is, "{href}");
        }
    }

    #[test]
    fn markup_tells_bylines_and_stamps() {
        for (names, kind) in [
            ("byl", Kind::Byline),
            ("post-author vcard", Kind::Byline),
            ("author-bio", Kind::None),
            ("story-date", Kind::Stamp),
            ("datepicker", Kind::None),
            ("byline-block", Kind::Byline),
            ("update", Kind::None),
        ] {
            assert_eq!(kind_of(names), kind, "{names}");
        }
    }
}
