//! The tree builder against the html5lib tree-construction tests.
//!
//! What counts is what later stages see: the sequence of text blocks, hidden ones with their
//! reason, of our tree and of the tree that the test expects. Scripting is off, as in our parser,
//! which reads `noscript` as markup: tests marked `#script-on` are left out, and so are fragments.

use super::{Listed, files, say, suite};
use crate::dom::attr::Attr;
use crate::dom::owned::OwnedDomBuilder;
use crate::dom::tag::Tag;
use crate::dom::{self, Dom};
use crate::options::{Limits, Parser};
use crate::segment::{self, Hidden};
use std::collections::BTreeMap;

const LISTED: &str = include_str!("../../../../tests/html5lib/tree.txt");

/// A test of the suite: the page, and the lines of the tree it stands for.
struct Test<'t> {
    data: &'t str,
    tree: &'t str,
}

/// The tests of a file that are no fragments and have scripting off; `None` in place of the others.
fn tests(file: &str) -> Vec<Option<Test<'_>>> {
    let starts = file.match_indices("#data\n").map(|(at, _)| at).filter(|&at| at == 0 || file[..at].ends_with('\n'));
    let starts: Vec<usize> = starts.collect();
    let ends = starts.iter().skip(1).copied().chain([file.len()]);
    starts.iter().zip(ends).map(|(&start, end)| test(&file[start + "#data\n".len()..end])).collect()
}

fn test(text: &str) -> Option<Test<'_>> {
    let (data, rest) = match text.strip_prefix("#errors\n") {
        Some(rest) => ("", rest),
        None => text.split_once("\n#errors\n").expect("errors"),
    };
    let (head, tree) = match rest.strip_prefix("#document\n") {
        Some(tree) => ("", tree),
        None => rest.split_once("\n#document\n").unwrap_or((rest, "")),
    };
    let left_out = |line: &str| line.starts_with("#document-fragment") || line == "#script-on";
    (!head.lines().any(left_out)).then_some(Test { data, tree })
}

/// A line of an expected tree.
enum Line<'t> {
    Element(Tag, Vec<(Attr, &'t str)>),
    Text(&'t str),
    /// A comment, a doctype, `content` of a template, an attribute that no stage reads.
    Other,
}

/// Depth and meaning of each line. Text may go on over several.
fn lines(tree: &str) -> Vec<(usize, Line<'_>)> {
    let mut out: Vec<(usize, Line<'_>)> = Vec::new();
    let mut at = 0;
    while let Some(rest) = tree[at..].strip_prefix("| ") {
        let next = rest.find("\n| ").map_or(tree.len(), |i| tree.len() - rest.len() + i + 1);
        let line = tree[at + 2..next].trim_end_matches('\n');
        at = next;
        let content = line.trim_start_matches(' ');
        let depth = (line.len() - content.len()) / 2;
        if let Some(text) = content.strip_prefix('"') {
            let text = text.strip_suffix('"').expect("the end of a text");
            out.push((depth, Line::Text(text)));
        } else if let Some(name) = content.strip_prefix('<').and_then(|name| name.strip_suffix('>'))
            && !name.starts_with(['!', '?'])
        {
            // SVG names have capitals, and `svg ` in front.
            let name = name.split(' ').next_back().unwrap_or(name);
            out.push((depth, Line::Element(Tag::from_name_lowered(name.as_bytes()), Vec::new())));
        } else if let Some((name, value)) = content.split_once("=\"")
            && let Some(attr) = Attr::from_name(name.as_bytes())
            && let Some((_, Line::Element(_, attrs))) = out.iter_mut().rfind(|(_, line)| !matches!(line, Line::Other))
        {
            attrs.push((attr, value.strip_suffix('"').expect("the end of a value")));
        } else {
            out.push((depth, Line::Other));
        }
    }
    out
}

/// The expected tree as a [`Dom`]. What a template's `content` holds stands in the template.
fn expected(tree: &str) -> Dom<'static> {
    let limits = Limits::default();
    let lines = lines(tree);
    let mut builder = OwnedDomBuilder::new(&limits);
    let mut open: Vec<usize> = Vec::new();
    for (depth, line) in &lines {
        while open.last().is_some_and(|last| last >= depth) {
            builder.close();
            open.pop();
        }
        match line {
            Line::Element(tag, attrs) => {
                builder.open(*tag, attrs.iter().copied());
                open.push(*depth);
            }
            Line::Text(text) => builder.text(text),
            Line::Other => {}
        }
    }
    open.iter().for_each(|_| builder.close());
    builder.finish()
}

type Rows = Vec<(String, Option<Hidden>)>;

fn rows(dom: &Dom<'_>) -> Rows {
    let blocks = segment::blocks(dom, &Limits::default());
    (0..blocks.len()).map(|i| (blocks.text(i).to_owned(), blocks.hidden(i))).collect()
}

/// What is wrong with a test, if anything is.
fn fault(test: &Test<'_>) -> Option<String> {
    let ours = rows(&dom::parse(test.data, Parser::Fast, &Limits::default()));
    let expected = rows(&expected(test.tree));
    (ours != expected).then(|| format!("  page     {:?}\n  expected {expected:?}\n  got      {ours:?}", test.data))
}

#[test]
fn the_tree_gives_the_blocks_of_html5lib_but_for_the_tests_listed() {
    let what = "the_tree_gives_the_blocks_of_html5lib_but_for_the_tests_listed";
    let Some(folder) = suite("tree-construction", what) else { return };
    let (mut total, mut with_text, mut failed) = (0, 0, BTreeMap::new());
    for (file, text) in files(&folder, ".dat") {
        for (number, test) in tests(&text).iter().enumerate() {
            let Some(test) = test else { continue };
            total += 1;
            with_text += usize::from(test.tree.contains('"'));
            if let Some(fault) = fault(test) {
                failed.insert(format!("{file} {number}"), fault);
            }
        }
    }
    assert!(total > 1400 && with_text > 700, "{total} tests, {with_text} with text");
    let listed = Listed::read(LISTED);
    say(&format!(
        "html5lib tree: same blocks on {} of {total} pages, {} listed in {} classes",
        total - failed.len(),
        listed.class_of.len(),
        listed.reasons.len()
    ));
    listed.check(&failed);
}

#[test]
fn an_expected_tree_is_read_as_it_is_written() {
    let file = "#data\n<p class=x>a\n\n#errors\n#document\n| <!DOCTYPE html>\n| <html>\n|   <head>\n|   <body>\n|     <p>\n\
                |       class=\"x\"\n|       \"a\n\nb\"\n|       <svg foreignObject>\n|         \"c\"\n\n#data\nx\n#errors\n\
                #document-fragment\ndiv\n#document\n| \"x\"\n";
    let tests = tests(file);
    assert!(tests.len() == 2 && tests[1].is_none());
    let test = tests[0].as_ref().expect("no fragment");
    assert_eq!(test.data, "<p class=x>a\n");
    let dom = expected(test.tree);
    assert_eq!(dom.tags(), [Tag::Html, Tag::Head, Tag::Body, Tag::P, Tag::Text, Tag::Foreignobject, Tag::Text]);
    assert_eq!((&*dom.text(4), dom.attr(3, Attr::Class).as_deref()), ("a\n\nb", Some("x")));
}
