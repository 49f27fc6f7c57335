use crate::dom::{self, Attr, Dom, Tag};
use crate::options::{Flag, Limits, Parser};

fn outline(dom: &Dom<'_>, node: usize) -> String {
    let inner: String = dom.children(node).map(|child| outline(dom, child)).collect();
    match dom.tag(node) {
        Tag::Text => format!("'{}'", dom.text(node)),
        tag if inner.is_empty() => tag.name().to_owned() + " ",
        tag => format!("{}({inner})", tag.name()),
    }
}

fn tree(html: &str) -> String {
    let dom = dom::parse(html, Parser::Fast, &Limits::default());
    let body = (0..dom.len()).find(|&n| dom.tag(n) == Tag::Body);
    body.map_or(String::new(), |body| dom.children(body).map(|child| outline(&dom, child)).collect())
}

#[test]
fn end_tags_are_implied() {
    assert_eq!(tree("<p>a<p>b<div>c"), "p('a')p('b')div('c')");
    assert_eq!(tree("<ul><li>a<li>b<ul><li>c</ul>d</ul>e"), "ul(li('a')li('b'ul(li('c'))'d'))'e'");
    assert_eq!(tree("<dl><dt>a<dd>b<dt>c</dl>"), "dl(dt('a')dd('b')dt('c'))");
    assert_eq!(tree("<table><tr><td>a<td>b<tr><td>c</table>d"), "table(tbody(tr(td('a')td('b'))tr(td('c'))))'d'");
    assert_eq!(tree("<select><option>a<option>b</select>c"), "select(option('a')option('b'))'c'");
    assert_eq!(tree("<h2>a<h3>b</h2>c"), "h2('a')h3('b')'c'");
}

#[test]
fn misplaced_end_tags_lose_no_text() {
    assert_eq!(tree("<div>a</p></span></td>b</div>c</body>d</html>e"), "div('a'p 'b')'c''d''e'");
    assert_eq!(tree("<table><tr><td><div>a</table>b</div>c"), "table(tbody(tr(td(div('a')))))'b''c'");
    assert_eq!(tree("<td>a</td>b"), "'a''b'");
}

#[test]
fn a_table_ends_a_paragraph_except_in_quirks_mode() {
    assert_eq!(tree("<!DOCTYPE html><p>a<table><td>b"), "p('a')table(tbody(tr(td('b'))))");
    assert_eq!(tree("<p>a<table><td>b"), "p('a'table(tbody(tr(td('b')))))");
    let old = r#"<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">"#;
    assert_eq!(tree(&format!("{old}<p>a<table><td>b")), "p('a'table(tbody(tr(td('b')))))");
}

#[test]
fn an_iframe_left_open_in_noscript_swallows_nothing() {
    assert_eq!(tree("<p>a<noscript><iframe src=x /></noscript><p>b"), "p('a'noscript(iframe ))p('b')");
}

#[test]
fn a_template_in_the_head_keeps_its_text() {
    let dom = dom::parse("<template><b>a</b> <div>-</div></template><p>b", Parser::Fast, &Limits::default());
    assert_eq!(outline(&dom, 0), "html(head(template(b('a')' 'div('-')))body(p('b')))");
}

#[test]
fn plaintext_has_no_references() {
    assert_eq!(tree("<plaintext></plaintext>&amp;"), "plaintext('</plaintext>&amp;')");
}

#[test]
fn an_unclosed_link_ends_where_its_block_does() {
    assert_eq!(tree("<a>x<div>y</a>z</div>w"), "a('x')div('y''z')'w'");
    assert_eq!(tree("<a>x<a>y</a>z"), "a('x')a('y')'z'");
}

#[test]
fn a_form_ends_at_its_end_tag_and_what_is_open_in_it_goes_on() {
    assert_eq!(tree("<form><div>a</form>b</div>c"), "form(div('a''b'))'c'");
    assert_eq!(tree("<form>a<form>b</form>c</form>d"), "form('a''b')'c''d'");
    assert_eq!(tree("<table><form><tr><td>a</form>b</table><form>c"), "table(form tbody(tr(td('a''b'))))form('c')");
    assert_eq!(tree("<div>a<noscript><form></noscript><form>b"), "div('a'noscript(form )form('b'))");
}

#[test]
fn formatting_that_a_block_left_open_goes_on_in_the_next() {
    assert_eq!(tree("<p><b>a</p>\n<p>b</b>c"), "p(b('a'))p(b('b')'c')");
    assert_eq!(tree("<span><a>a</span><i>b</a>c</i>"), "span(a('a'))a(i('b'))i('c')");
    assert_eq!(tree("<table><td><b>a<td>b"), "table(tbody(tr(td(b('a'))td('b'))))");
    assert_eq!(tree("<div><u><u><u><u><u>a</div>b"), "div(u(u(u(u(u('a'))))))u(u(u('b')))");
}

#[test]
fn reopened_formatting_is_bounded() {
    let tags: String = (0..100).map(|i| format!("<b class=c{i}>")).collect();
    let html = format!("<div>{tags}</div>{}", "<p>x</p>".repeat(100));
    let dom = dom::parse(&html, Parser::Fast, &Limits::default());
    assert!(dom.len() < 100 * 12, "{} nodes", dom.len());
    let last = (0..dom.len()).rfind(|&n| dom.tag(n) == Tag::B).unwrap();
    assert_eq!(dom.attr(last, Attr::Class).as_deref(), Some("c99"));
}

#[test]
fn end_tags_inside_svg_end_svg_elements_only() {
    assert_eq!(tree("<table><td><svg><td>a</td>b</svg>c"), "table(tbody(tr(td(svg(td('a')'b')'c'))))");
    assert_eq!(tree("<p><svg/>a"), "p(svg 'a')");
    assert_eq!(tree("<svg><title></svg>a"), "svg(title )'a'");
    assert_eq!(tree("<dialog><p>a</dialog>b"), "dialog(p('a'))'b'");
}

#[test]
fn html_inside_svg_breaks_out() {
    assert_eq!(tree("<svg><path/><title>t</title><p>a</p>"), "svg(path title('t'))p('a')".replace("path ", "other "));
}

#[test]
fn depth_is_capped_and_reported() {
    let html = "<div>".repeat(5000) + "x";
    let dom = dom::parse(&html, Parser::Fast, &Limits::default());
    assert_eq!(dom.flags(), [Flag::DepthCapped]);
    assert_eq!(dom.len(), 5003);
}

#[test]
fn formatting_is_not_opened_anew_at_the_depth_cap() {
    let limits = Limits::default().with_depth(8);
    // Each would close the one before it, or the marker that they stand behind.
    let html = "<i><template><td><td><i><g><b><g><object><object><a><template><a><i><math><template><a>x";
    let dom = dom::parse(html, Parser::Fast, &limits);
    assert_eq!(dom.flags(), [Flag::DepthCapped]);
    assert_eq!(dom.text(dom.len() - 1), "x");
}

#[test]
fn what_is_raw_text_in_html_is_not_in_a_drawing() {
    assert_eq!(tree("<svg><xmp>a<g>b"), "svg(other('a'other('b')))");
}

#[test]
fn parents_stand_before_children_and_subtrees_nest() {
    let html = "<a><b><p>x</a>y</b><table><tr>z<td><a>q<table><td></a>k";
    let dom = dom::parse(html, Parser::Fast, &Limits::default());
    for node in 1..dom.len() {
        let parent = dom.parent(node);
        assert!(parent < node && dom.subtree_end(node) <= dom.subtree_end(parent), "{node} in {parent}");
    }
}

#[test]
fn white_space_between_blocks_is_no_node() {
    assert_eq!(tree("<div> <p>a</p> \n</div> <p> b</p>"), "div(p('a'))p(' b')");
    // In a line with text it parts words, and inside an inline element it makes that one not empty.
    assert_eq!(tree("<p>a<b>b</b> <i>c</i>"), "p('a'b('b')' 'i('c'))");
    assert_eq!(tree("<div><a> </a>b"), "div(a(' ')'b')");
    assert_eq!(tree("<div>a<noscript><p>b</p></noscript> <b>c"), "div('a'noscript(p('b'))' 'b('c'))");
}
