//! The strings of a JSON-LD script that may hold a page's text, each with its place in the script.
//!
//! One pass without recursion. Values are not built: a page's text is wanted with its place, which
//! a tree of values does not keep.

use memchr::memchr2;
use std::ops::Range;

/// Objects and arrays that are looked into, and strings that are kept.
const MAX_DEPTH: usize = 32;
const MAX_SAID: usize = 64;

/// What a string says of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The description of a thing for sale.
    Product,
    /// The body of an article.
    Story,
    /// The first post of a discussion.
    Posting,
}

/// A string's bytes between its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub what: What,
    pub range: Range<usize>,
}

/// The strings that tell of the page itself, in the order of the ends of their objects. What is no
/// JSON says nothing; comments and CDATA around it are passed over.
pub(super) fn said(json: &str) -> Vec<Said> {
    crate::work::add(json.len());
    let mut scan = Scan { bytes: json.as_bytes(), at: 0, frames: Vec::with_capacity(8), deeper: 0, said: Vec::new() };
    match scan.run() {
        Some(()) => scan.said,
        None => Vec::new(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Key {
    Type,
    Graph,
    Entity,
    Description,
    ArticleBody,
    Text,
    #[default]
    Other,
}

const PRODUCT: u8 = 1;
const STORY: u8 = 2;
const POSTING: u8 = 4;

/// An open object or array.
#[derive(Debug, Default)]
struct Frame {
    is_object: bool,
    /// What stands here is the page's own: no teaser, no comment, no variant.
    is_of_page: bool,
    /// The key of the next value, or the key under which an array stands.
    key: Key,
    wants_key: bool,
    types: u8,
    description: Option<Range<usize>>,
    article_body: Option<Range<usize>>,
    text: Option<Range<usize>>,
}

struct Scan<'j> {
    bytes: &'j [u8],
    at: usize,
    frames: Vec<Frame>,
    /// Objects and arrays that are open beyond the depth that is looked into.
    deeper: usize,
    said: Vec<Said>,
}

impl Scan<'_> {
    /// `None` for what is no JSON.
    fn run(&mut self) -> Option<()> {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' | b'[' => self.open(byte == b'{'),
                b'}' | b']' => self.close(byte == b'}')?,
                b'"' => self.string()?,
                b',' if self.deeper == 0 => {
                    if let Some(frame) = self.frames.last_mut().filter(|frame| frame.is_object) {
                        (frame.wants_key, frame.key) = (true, Key::Other);
                    }
                }
                _ => {}
            }
        }
        Some(())
    }

    fn open(&mut self, is_object: bool) {
        if self.deeper > 0 || self.frames.len() == MAX_DEPTH {
            self.deeper += 1;
            return;
        }
        let (is_of_page, key) = match self.frames.last() {
            None => (true, Key::Other),
            Some(above) if !above.is_object => (above.is_of_page, Key::Other),
            // A list of entities is a list of questions or teasers.
            Some(above) => {
                let leads_on = above.key == Key::Graph || above.key == Key::Entity && is_object;
                (above.is_of_page && leads_on, above.key)
            }
        };
        self.frames.push(Frame { is_object, is_of_page, key, wants_key: is_object, ..Frame::default() });
    }

    fn close(&mut self, is_object: bool) -> Option<()> {
        if self.deeper > 0 {
            self.deeper -= 1;
            return Some(());
        }
        // Behind the last value stands what closes a CDATA section.
        let Some(frame) = self.frames.pop() else { return Some(()) };
        if frame.is_object != is_object {
            return None;
        }
        if !frame.is_of_page || !is_object || self.said.len() >= MAX_SAID {
            return Some(());
        }
        let Frame { types, description, article_body, text, .. } = frame;
        let of_type = |wanted: u8| types & wanted != 0;
        let found = match () {
            () if of_type(PRODUCT) => description.map(|range| (What::Product, range)),
            () if of_type(POSTING) => text.or(article_body).map(|range| (What::Posting, range)),
            () if of_type(STORY) => article_body.map(|range| (What::Story, range)),
            () => None,
        };
        self.said.extend(found.map(|(what, range)| Said { what, range }));
        Some(())
    }

    fn string(&mut self) -> Option<()> {
        let start = self.at;
        loop {
            let step = memchr2(b'"', b'\\', self.bytes.get(self.at..)?)?;
            self.at += step + 1;
            if self.bytes[self.at - 1] == b'"' {
                break;
            }
            self.at += 1;
        }
        let range = start..self.at - 1;
        let Some(above) = self.frames.last_mut().filter(|_| self.deeper == 0) else { return Some(()) };
        let is_key = above.is_object && above.wants_key;
        let is_object = above.is_object;
        if is_key {
            above.key = key(&self.bytes[range]);
            above.wants_key = false;
        } else if is_object {
            self.value(range);
        } else if above.key == Key::Type
            && let [.., object, _] = &mut self.frames[..]
        {
            object.types |= types(&self.bytes[range]);
        }
        // A quotation mark that nobody escaped ends a string too early.
        match self.next_ink() {
            Some(b':') => is_key.then_some(()),
            Some(b',') => (!is_key).then_some(()),
            Some(b'}') => (!is_key && is_object).then_some(()),
            Some(b']') => (!is_object).then_some(()),
            _ => None,
        }
    }

    /// A string under a key.
    fn value(&mut self, range: Range<usize>) {
        let Some(object) = self.frames.last_mut() else { return };
        match object.key {
            Key::Type => object.types |= types(&self.bytes[range]),
            Key::Description => object.description = Some(range),
            Key::ArticleBody => object.article_body = Some(range),
            Key::Text => object.text = Some(range),
            Key::Graph | Key::Entity | Key::Other => {}
        }
    }

    /// Goes to the next byte that is no white space.
    fn next_ink(&mut self) -> Option<u8> {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }
}

fn key(key: &[u8]) -> Key {
    match key {
        b"@type" => Key::Type,
        b"@graph" => Key::Graph,
        b"mainEntity" | b"mainEntityOfPage" => Key::Entity,
        b"description" => Key::Description,
        b"articleBody" => Key::ArticleBody,
        b"text" => Key::Text,
        _ => Key::Other,
    }
}

/// What an object of this type is; a type may be an address.
fn types(name: &[u8]) -> u8 {
    let name = name.rsplit(|byte| matches!(byte, b'/' | b':' | b'#')).next().unwrap_or(name);
    match name {
        b"Product" | b"ProductGroup" | b"ProductModel" | b"IndividualProduct" | b"Vehicle" | b"Car" => PRODUCT,
        b"DiscussionForumPosting" | b"SocialMediaPosting" => POSTING,
        b"BlogPosting" | b"Report" => STORY,
        name if name.ends_with(b"Article") => STORY,
        _ => 0,
    }
}
