//! What holds for every page, whatever its bytes. The tests ask it of fixtures, broken pages and tag soup, the fuzz targets of
//! what they find.

use crate::markdown::agrees_with_text;
use crate::pages::{is_ink, squeezed};
use copydesk::dom::Tag;
use copydesk::{Extractor, Flag, Options, Page, PageKind, Parser, Role, render};

pub const PARSERS: [Parser; 2] = [Parser::Fast, Parser::Html5ever];

pub fn extractor(parser: Parser) -> Extractor {
    Extractor::new(Options::default().with_parser(parser))
}

/// What does not hold, if anything.
pub type Sound = Result<(), String>;

/// Ends with what was found where a claim does not hold.
macro_rules! claim {
    ($holds:expr) => {
        claim!($holds, "{}", stringify!($holds))
    };
    ($holds:expr, $($message:tt)+) => {
        if !$holds {
            return Err(format!($($message)+));
        }
    };
}

/// As [`claim`], of two values that are equal.
macro_rules! claim_equal {
    ($a:expr, $b:expr) => {{
        let (a, b) = ($a, $b);
        claim!(a == b, "{}: {a:?} is not {b:?}", stringify!($a));
    }};
}

/// Bytes in an encoding that may be told, by both parsers.
pub fn sound_bytes(bytes: &[u8], charset: Option<&str>) -> Sound {
    for parser in PARSERS {
        match extractor(parser).extract_bytes(bytes, charset) {
            Ok(page) => sound(&page)?,
            Err(error) => claim!(charset == Some("no-such-charset"), "{error}"),
        }
    }
    let text = copydesk::decode::decode(bytes, None).map(|decoded| decoded.into_text()).expect("no hint");
    let (direct, decoded) =
        (extractor(Parser::Fast).extract_bytes(bytes, None), extractor(Parser::Fast).extract(&text));
    let direct = direct.expect("no hint");
    let rows = |page: &Page<'_>| page.blocks().map(|b| (b.text().to_owned(), b.range(), b.role())).collect::<Vec<_>>();
    claim!(rows(&direct) == rows(&decoded), "bytes and their text do not give the same blocks");
    Ok(())
}

/// Everything that holds for every page.
pub fn sound(page: &Page<'_>) -> Sound {
    decisions(page)?;
    positions(page)?;
    renderings(page)
}

pub fn decisions(page: &Page<'_>) -> Sound {
    claim!((0.0..=1.0).contains(&page.confidence()), "confidence {}", page.confidence());
    claim!(page.flags().is_sorted(), "{:?}", page.flags());
    for block in page.blocks() {
        claim!((0.0..=1.0).contains(&block.score()), "score {} of {:?}", block.score(), block.text());
        claim!(!block.reason().is_empty());
        claim!(block.text().chars().any(is_ink), "a block without text: {:?}", block.text());
        claim_equal!(block.text().trim_end(), block.text());
        if block.hidden().is_some() {
            claim!(!block.is_main() && block.role() == Role::Other, "hidden, yet {}", block.role());
        }
    }
    let main = page.parts().filter(|part| part.is_main()).map(|part| part.text()).collect::<Vec<_>>().join("\n\n");
    claim!(page.parts().filter_map(|part| part.block()).map(|b| b.index()).eq(0..page.blocks().len()));
    claim_equal!(page.flags().contains(&Flag::BodyEmpty), main.is_empty());
    claim_equal!(&page.main_text(), &main);
    if let Some(article) = page.article() {
        claim_equal!((page.kind(), &article.text), (PageKind::Article, &main));
    }
    for caption in page.captions() {
        let block = page.block(caption.block).expect("a caption's block exists");
        claim!(block.role() == Role::Caption && block.hidden().is_none());
    }
    Ok(())
}

pub fn positions(page: &Page<'_>) -> Sound {
    let Some(source) = page.source() else {
        claim!(page.blocks().all(|block| block.range().is_none()));
        return Ok(());
    };
    let mut last = 0;
    for block in page.blocks() {
        let range = block.range().expect("there is a source, so there is a range");
        claim!(range.start < range.end && range.end <= source.len(), "{:?} of {}", range, source.len());
        claim!(source.is_char_boundary(range.start) && source.is_char_boundary(range.end), "{:?}", range);
        claim!(last <= range.start, "{:?} starts before {}", range, last);
        last = range.start;
        let (before, cut) = (range.start, &source[range]);
        // What looks like a tag is text in some elements.
        let found = holds(&decoded(&without_tags(cut)), block.text())
            || matches!(block.tag(), Tag::Title | Tag::Textarea) && holds(&decoded(cut), block.text())
            || matches!(block.tag(), Tag::Xmp | Tag::Plaintext) && holds(&cut.replace('\0', "\u{FFFD}"), block.text())
            || cut.contains("<![CDATA[") && holds(&decoded(&without_tags(&without_cdata(cut))), block.text())
            || source[..before + cut.len()].contains("<![CDATA[") && holds(&without_cdata(cut), block.text());
        claim!(found, "{:?} ({}) is not what stands in {:?}", block.text(), block.tag().name(), cut);
    }
    Ok(())
}

/// Whether the ink of `text` stands in `cut` in order (hidden text and scripts may stand between),
/// from the first to the last character.
fn holds(cut: &str, text: &str) -> bool {
    let (cut, text) = (squeezed(cut), squeezed(text));
    let mut rest = cut.chars();
    text.chars().all(|c| rest.any(|d| c == d))
        && cut.chars().next() == text.chars().next()
        && cut.chars().next_back() == text.chars().next_back()
}

/// The source without tags and comments, read as HTML §13.2.5 says, and a mark without ink where one stood: `&quot<br>;` is two texts.
pub fn without_tags(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let next = |skip: usize| rest[skip..].chars().next().unwrap_or(' ');
        let len = match (next(1), rest.get(2..).map(|_| next(2))) {
            ('!', _) if rest.starts_with("<!--") => comment(rest),
            ('/', Some(c)) if c.is_ascii_alphabetic() => tag(rest),
            ('/', None) => None,
            ('/', _) if rest.len() == 2 => None,
            ('!' | '?' | '/', _) => rest.find('>').map(|at| at + 1),
            (c, _) if c.is_ascii_alphabetic() => tag(rest),
            _ => None,
        };
        match len {
            Some(len) => {
                out.push('\u{1}');
                rest = &rest[len..];
            }
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

/// In SVG and MathML, a CDATA section is text.
fn without_cdata(source: &str) -> String {
    source.replace("<![CDATA[", "\u{1}").replace("]]>", "\u{1}")
}

fn comment(rest: &str) -> Option<usize> {
    if let Some(short) = ["<!-->", "<!--->"].into_iter().find(|short| rest.starts_with(short)) {
        return Some(short.len());
    }
    let ends = ["-->", "--!>"].map(|end| rest[4..].find(end).map(|at| at + 4 + end.len()));
    ends.into_iter().flatten().min()
}

/// Length of the tag that begins here; only quoted values hold `>`.
fn tag(rest: &str) -> Option<usize> {
    #[derive(Clone, Copy)]
    enum At {
        Name,
        BeforeAttribute,
        Attribute,
        AfterAttribute,
        BeforeValue,
        Quoted(char),
        Unquoted,
    }
    let mut state = At::Name;
    for (at, c) in rest.char_indices().skip(2) {
        let is_space = matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
        state = match (state, c) {
            (At::Quoted(quote), c) if c == quote => At::BeforeAttribute,
            (At::Quoted(_), _) => state,
            (_, '>') => return Some(at + 1),
            (At::BeforeValue, '"' | '\'') => At::Quoted(c),
            (At::BeforeValue, _) => {
                if is_space {
                    At::BeforeValue
                } else {
                    At::Unquoted
                }
            }
            (At::Unquoted | At::Name, _) if is_space => At::BeforeAttribute,
            (At::Unquoted, _) => At::Unquoted,
            (_, '/') => At::BeforeAttribute,
            (At::Name, _) => At::Name,
            (At::Attribute | At::AfterAttribute, '=') => At::BeforeValue,
            (At::Attribute | At::AfterAttribute, _) if is_space => At::AfterAttribute,
            (At::BeforeAttribute, _) if is_space => At::BeforeAttribute,
            _ => At::Attribute,
        };
    }
    None
}

/// Character references decoded, by another hand than ours.
pub fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let html = scraper::Html::parse_fragment(&text.replace('<', "&lt;"));
    html.root_element().text().collect()
}

#[test]
fn the_reader_of_the_source_passes_over_tags() {
    let bare = |source: &str| without_tags(source).replace('\u{1}', "");
    assert_eq!(bare("a<b title='>' c>b</b>< 3<!-- > -->c<!doctype \">d</"), "ab< 3cd</");
    assert_eq!(bare("!<A=\">\">"), "!\">");
    assert_eq!(bare("<a b = '>'c=\">\" d=e'>f<a/=\">g<a b='"), "fg<a b='");
    assert!(holds(&decoded(&without_tags("&quot<b>;")), "\";"));
    assert!(holds(&decoded("5 &lt; 6 &eacute;"), "5 < 6 é"));
    assert!(!holds("ab", "ba") && !holds("xab", "ab") && !holds("abx", "ab"));
}

pub fn renderings(page: &Page<'_>) -> Sound {
    claim_equal!(render::text(page), page.main_text());
    agrees_with_text(page)?;
    let line = render::json_line(page, "id", None);
    claim!(!line.contains('\n'));
    let json: serde_json::Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
    let text = page.main_text();
    claim_equal!(json["text"].as_str(), Some(text.as_str()));
    let blocks = json["blocks"].as_array().expect("blocks are a list");
    claim_equal!(blocks.len(), page.parts().count());
    for (json, part) in blocks.iter().zip(page.parts()) {
        claim_equal!(json["text"].as_str(), Some(part.text()));
        claim_equal!(json["role"].as_str(), Some(part.role().name()));
        claim_equal!(json["main"].as_bool(), Some(part.is_main()));
        claim_equal!(json["start"].as_u64(), part.range().map(|range| range.start as u64));
        claim_equal!(json["end"].as_u64(), part.range().map(|range| range.end as u64));
        let hidden = part.block().and_then(|block| block.hidden());
        claim_equal!(json["hidden"].as_str(), hidden.map(|hidden| hidden.name()));
        claim_equal!(json["origin"].as_str(), part.block().is_none().then_some("json_ld"));
    }
    let overlay = scraper::Html::parse_document(&render::overlay(page, "<script>"));
    let script = scraper::Selector::parse("script, img, iframe, main a").expect("a selector");
    claim!(overlay.select(&script).next().is_none(), "the overlay is not made of our elements alone");
    Ok(())
}
