use crate::dom::{self, Dom, Tag};
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
    assert_eq!(tree("<div>a</p></span></td>b</div>c</body>d</html>e"), "div('a''b')'c''d''e'");
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
fn html_inside_svg_breaks_out() {
    assert_eq!(
        tree("<svg><path/><title>t</title><p>a</p>"),
        "svg(path title('t'))p('a')".replace("path ", "other ")
    );
}

#[test]
fn depth_is_capped_and_reported() {
    let html = "<div>".repeat(5000) + "x";
    let dom = dom::parse(&html, Parser::Fast, &Limits::default());
    assert_eq!(dom.flags(), [Flag::DepthCapped]);
    assert_eq!(dom.len(), 5003);
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
