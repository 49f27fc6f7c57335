//! The tokenizer against the html5lib tokenizer tests.
//!
//! Our tokens are ranges, so each test decodes them with the functions that later stages decode
//! with. A test with several initial states counts once for each.

use super::{Listed, files, say, suite};
use crate::dom::attr::Attr;
use crate::dom::charref::{Place, decode};
use crate::dom::fast::KnownAttributes;
use crate::dom::fast::doctype::Doctype;
use crate::dom::fast::tokenizer::{AttributeSink, Raw, Token, Tokenizer};
use crate::dom::name::Packed;
use crate::dom::tag::Tag;
use crate::dom::{Span, is_cdata};
use crate::simd;
use fearless_simd::{Simd, dispatch};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const LISTED: &str = include_str!("../../../../tests/html5lib/tokenizer.txt");

/// Every attribute, and beside them what the tree builder would keep.
#[derive(Default)]
struct Both {
    all: Vec<(Span, Span)>,
    known: Vec<(Attr, Span)>,
}

impl AttributeSink for Both {
    fn begin(&mut self) {
        self.all.clear();
        self.known.clear();
    }

    fn attribute(&mut self, packed: Packed, name: Span, value: Span) {
        self.all.push((name, value));
        // A sink a tag would know its duplicates; here one an attribute, so they are looked up.
        let mut kept = Vec::new();
        KnownAttributes::new(&mut kept).attribute(packed, name, value);
        self.known.extend(kept);
    }
}

/// What the tokenizer makes of an input, in the form that the suite writes tokens in.
struct Output<'h> {
    html: &'h str,
    tokens: Vec<Value>,
    text: String,
}

impl<'h> Output<'h> {
    fn cut(&self, span: Span) -> &'h str {
        &self.html[span.0 as usize..span.1 as usize]
    }

    /// A name or a comment: its line ends normalised, NUL replaced.
    fn plain(&self, span: Span) -> String {
        decode(self.cut(span), Place::Raw).into_owned()
    }

    fn lower(&self, span: Span) -> String {
        self.plain(span).to_ascii_lowercase()
    }

    /// Text between tags keeps NUL here: only the tree builder drops it.
    fn text(&mut self, span: Span) {
        let place = if is_cdata(self.html, span.0) { Place::Raw } else { Place::Text };
        let parts: Vec<String> = self.cut(span).split('\0').map(|part| decode(part, place).into_owned()).collect();
        self.text += &parts.join("\0");
    }

    fn push(&mut self, token: Value) {
        self.end_text();
        self.tokens.push(token);
    }

    fn end_text(&mut self) {
        if !self.text.is_empty() {
            self.tokens.push(json!(["Character", std::mem::take(&mut self.text)]));
        }
    }

    fn start(&mut self, tag: Tag, name: Span, self_closing: bool, attrs: &Both) {
        let mut written = Map::new();
        for &(name, value) in &attrs.all {
            let value = decode(self.cut(value), Place::Attribute).into_owned();
            // The first of a name counts.
            written.entry(self.lower(name)).or_insert(Value::String(value));
        }
        let name = self.lower(name);
        assert_eq!(tag, Tag::from_name(name.as_bytes()), "{name} in {:?}", self.html);
        for (attr, value) in &attrs.known {
            assert!(written.contains_key(attr.name()), "{} {:?} in {:?}", attr.name(), value, self.html);
        }
        let mut token = vec![json!("StartTag"), json!(name), Value::Object(written)];
        if self_closing {
            token.push(json!(true));
        }
        self.push(Value::Array(token));
    }

    fn doctype(&mut self, span: Span) {
        let doctype = Doctype::of(self.cut(span));
        let plain = |text: Option<&str>| text.map(|text| decode(text, Place::Raw).into_owned());
        let name = plain(doctype.name).map(|name| name.to_ascii_lowercase());
        self.push(json!(["DOCTYPE", name, plain(doctype.public), plain(doctype.system), !doctype.force_quirks]));
    }
}

/// The tokens of `input`, which begins in a state of the specification.
fn tokens(input: &str, state: &str, last_start_tag: &str) -> Value {
    // Our tokenizer has no state for CDATA: a section is one step, from its opening on.
    let section = if state == "CDATA section state" { "<![CDATA[" } else { "" };
    let html = format!("{section}{input}");
    let output = Output { html: &html, tokens: Vec::new(), text: String::new() };
    dispatch!(simd::level(), simd => {
        read(Tokenizer::new(simd, &html, usize::MAX), output, state, last_start_tag, !section.is_empty())
    })
}

fn read<S: Simd>(
    mut tokenizer: Tokenizer<'_, S>,
    mut output: Output<'_>,
    state: &str,
    last_start_tag: &str,
    in_section: bool,
) -> Value {
    let raw = match state {
        "PLAINTEXT state" => Some(Raw::Plaintext),
        "Script data state" => Some(Raw::Script),
        "RCDATA state" | "RAWTEXT state" => Some(Raw::Text),
        "Data state" | "CDATA section state" => None,
        _ => panic!("{state}: a state that no test has had"),
    };
    if let Some(raw) = raw {
        // Without a last start tag no end tag is appropriate: here, one that no test has.
        let name = if last_start_tag.is_empty() { "none-that-occurs" } else { last_start_tag };
        let content = tokenizer.raw_text(raw, name, false);
        let place = if state == "RCDATA state" { Place::Rcdata } else { Place::Raw };
        output.text += &decode(output.cut(content), place);
    }
    let mut attrs = Both::default();
    while let Some(token) = tokenizer.next(&mut attrs, in_section && output.tokens.is_empty()) {
        match token {
            Token::Text(span) => output.text(span),
            Token::Comment(span) => output.push(json!(["Comment", output.plain(span)])),
            Token::Doctype(span) => output.doctype(span),
            Token::End { name, .. } => output.push(json!(["EndTag", output.lower(name)])),
            Token::Start { tag, name, self_closing, .. } => output.start(tag, name, self_closing, &attrs),
        }
    }
    output.end_text();
    Value::Array(output.tokens)
}

/// `\uXXXX` read once more; `None` for what is no text (a lone surrogate).
fn unescaped(text: &str) -> Option<String> {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\u") {
        units.extend(rest[..at].encode_utf16());
        units.push(u16::from_str_radix(&rest[at + 2..at + 6], 16).expect("four digits"));
        rest = &rest[at + 6..];
    }
    units.extend(rest.encode_utf16());
    String::from_utf16(&units).ok()
}

fn unescaped_value(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => unescaped(text).map(Value::String),
        Value::Array(list) => list.iter().map(unescaped_value).collect::<Option<Vec<_>>>().map(Value::Array),
        other => Some(other.clone()),
    }
}

/// Neighbouring characters as one token, as the suite allows.
fn joined(tokens: &Value) -> Value {
    let mut out: Vec<Value> = Vec::new();
    for token in tokens.as_array().expect("a list of tokens") {
        if token[0] == "Character"
            && let Some(last) = out.last_mut().filter(|last| last[0] == "Character")
        {
            let text = format!("{}{}", last[1].as_str().expect("text"), token[1].as_str().expect("text"));
            last[1] = Value::String(text);
            continue;
        }
        out.push(token.clone());
    }
    Value::Array(out)
}

/// What is wrong with a test in a state, if anything is.
fn fault(test: &Value, state: &str) -> Option<String> {
    let (input, expected) = (test["input"].as_str().expect("an input"), &test["output"]);
    let (input, expected) = if test["doubleEscaped"] == true {
        match (unescaped(input), unescaped_value(expected)) {
            (Some(input), Some(expected)) => (input, expected),
            _ => return Some("a lone surrogate".to_owned()),
        }
    } else {
        (input.to_owned(), expected.clone())
    };
    let expected = joined(&expected);
    let got = tokens(&input, state, test["lastStartTag"].as_str().unwrap_or_default());
    (got != expected).then(|| format!("  input    {input:?}\n  expected {expected}\n  got      {got}"))
}

#[test]
fn the_tokenizer_passes_html5lib_but_for_the_tests_listed() {
    let Some(folder) = suite("tokenizer", "the_tokenizer_passes_html5lib_but_for_the_tests_listed") else { return };
    let (mut total, mut failed) = (0, BTreeMap::new());
    for (file, text) in files(&folder, ".test") {
        let data: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let tests = data.as_object().expect("an object").values().filter_map(Value::as_array).flatten();
        for (number, test) in tests.enumerate() {
            let data_state = vec![json!("Data state")];
            for state in test["initialStates"].as_array().unwrap_or(&data_state) {
                let state = state.as_str().expect("a name");
                total += 1;
                if let Some(fault) = fault(test, state) {
                    let description = test["description"].as_str().unwrap_or_default();
                    failed.insert(format!("{file} {number} {state}: {description}"), fault);
                }
            }
        }
    }
    assert!(total > 6000, "{total} tests");
    let listed = Listed::read(LISTED);
    say(&format!(
        "html5lib tokenizer: {} of {total} tests passed, {} listed in {} classes",
        total - failed.len(),
        listed.class_of.len(),
        listed.reasons.len()
    ));
    listed.check(&failed);
}

/// Cases of our own, which need no suite: one for each kind of token and of state.
#[test]
fn tokens_are_those_of_the_specification() {
    for (input, state, last, expected) in [
        ("a\r\nb&amp;c", "Data state", "", json!([["Character", "a\nb&c"]])),
        ("a\0b", "Data state", "", json!([["Character", "a\0b"]])),
        (
            "<A b=1 B=2 c='&lt\r' d/>",
            "Data state",
            "",
            json!([["StartTag", "a", {"b": "1", "c": "<\n", "d": ""}, true]]),
        ),
        ("</A\0 x=y>", "Data state", "", json!([["EndTag", "a\u{FFFD}"]])),
        ("<!--a--!><!-- \0", "Data state", "", json!([["Comment", "a"], ["Comment", " \u{FFFD}"]])),
        ("<!DOCTYPE Html SYSTEM 'x'>", "Data state", "", json!([["DOCTYPE", "html", null, "x", true]])),
        ("<b>&lt;</i></TITLE >", "RCDATA state", "title", json!([["Character", "<b><</i>"], ["EndTag", "title"]])),
        ("&lt;\0</xmp>", "RAWTEXT state", "xmp", json!([["Character", "&lt;\u{FFFD}"], ["EndTag", "xmp"]])),
        (
            "<!--<script></script>--></script>",
            "Script data state",
            "script",
            json!([["Character", "<!--<script></script>-->"], ["EndTag", "script"]]),
        ),
        ("</plaintext>&amp;", "PLAINTEXT state", "plaintext", json!([["Character", "</plaintext>&amp;"]])),
        ("&amp;]]>&amp;<a>", "CDATA section state", "", json!([["Character", "&amp;&"], ["StartTag", "a", {}]])),
    ] {
        assert_eq!(tokens(input, state, last), expected, "{input:?}");
    }
}

#[test]
fn the_first_attribute_of_a_name_is_kept() {
    let html = "<a href=1 onclick=x HREF=2 Title=t>";
    let mut kept = Vec::new();
    dispatch!(simd::level(), simd => {
        let mut tokenizer = Tokenizer::new(simd, html, usize::MAX);
        tokenizer.next(&mut KnownAttributes::new(&mut kept), false);
    });
    let kept: Vec<_> = kept.iter().map(|&(attr, (from, to))| (attr, &html[from as usize..to as usize])).collect();
    assert_eq!(kept, [(Attr::Href, "1"), (Attr::Title, "t")]);
}
