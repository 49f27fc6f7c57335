use crate::dom::{self, Attr, Dom, Tag};
use crate::options::{Flag, Limits, Parser};
use std::time::{Duration, Instant};

fn parse(html: &str) -> Dom<'_> {
    dom::parse(html, Parser::Html5ever, &Limits::default())
}

fn outline(dom: &Dom<'_>, node: usize) -> String {
    let inner: String = dom.children(node).map(|child| outline(dom, child)).collect();
    match dom.tag(node) {
        Tag::Text => format!("'{}'", dom.text(node)),
        tag => format!("{}({inner})", tag.name()),
    }
}

fn find(dom: &Dom<'_>, tag: Tag) -> usize {
    dom.tags().iter().position(|&t| t == tag).unwrap()
}

fn body(html: &str) -> String {
    let dom = parse(html);
    let body = find(&dom, Tag::Body);
    dom.children(body).map(|child| outline(&dom, child)).collect()
}

fn text(dom: &Dom<'_>) -> String {
    (0..dom.len()).map(|node| dom.text(node)).collect()
}

fn depths(dom: &Dom<'_>) -> Vec<usize> {
    let mut depths = vec![1; dom.len()];
    for node in 1..dom.len() {
        depths[node] = depths[dom.parent(node)] + 1;
    }
    depths
}

/// Hostile pages are this many times smaller without optimisation, which costs as much.
const SMALLER: usize = if cfg!(debug_assertions) { 20 } else { 1 };

/// Parses a hostile page: in time, in one piece, no deeper than the cap.
fn survives<'h>(name: &str, html: &'h str, limits: &Limits) -> Dom<'h> {
    let start = Instant::now();
    let dom = dom::parse(html, Parser::Html5ever, limits);
    let took = start.elapsed();
    if took > Duration::from_millis(1) {
        eprintln!("{name}: {} kB, {} nodes, {took:?}", html.len() / 1000, dom.len());
    }
    // Far above what it takes, far below what quadratic work would take.
    assert!(took < Duration::from_secs(30), "{name}: {took:?}");
    let depths = depths(&dom);
    let deepest = (0..dom.len()).filter(|&n| dom.tag(n) != Tag::Text).map(|n| depths[n]).max();
    assert!(deepest <= Some(limits.depth), "{name}: {deepest:?}");
    for node in 1..dom.len() {
        let parent = dom.parent(node);
        assert!(parent < node && dom.subtree_end(node) <= dom.subtree_end(parent), "{name}: {node} in {parent}");
    }
    dom
}

#[test]
fn it_is_the_tree_of_the_specification() {
    assert_eq!(body("<b>a<p>b</b>c"), "b('a')p(b('b')'c')");
    assert_eq!(body("<table>a<tr><td>b</table>"), "'a'table(tbody(tr(td('b'))))");
    assert_eq!(body("a<!-- c -->b<?pi?>c"), "'abc'");
    assert_eq!(body("<unknown-name>a</unknown-name>"), "other('a')");
    assert_eq!(body("<svg><foreignObject><p>a</p>"), "svg(foreignobject(p('a')))");
    let dom = parse("<!doctype html><!-- c --><title>t</title>x");
    assert_eq!(outline(&dom, 0), "html(head(title('t'))body('x'))");
    assert_eq!(outline(&parse(""), 0), "html(head()body())");
}

#[test]
fn noscript_is_parsed() {
    assert_eq!(body("<body><noscript><p>a &amp; b</p></noscript>"), "noscript(p('a & b'))");
}

#[test]
fn template_content_stands_in_the_template() {
    assert_eq!(body("<body><template><td>a</td></template>b"), "template(td('a'))'b'");
    assert_eq!(body("<body><template shadowrootmode=open>a</template>"), "template('a')");
}

#[test]
fn references_are_decoded_once() {
    let dom = parse("<body title='&amp;lt;' onclick=x data-x=y>&amp;lt;");
    let body = find(&dom, Tag::Body);
    assert_eq!(dom.attr(body, Attr::Title).as_deref(), Some("&lt;"));
    assert_eq!(dom.raw_attrs(body).count(), 1);
    assert_eq!(text(&dom), "&lt;");
    assert_eq!(dom.position(body), None);
}

#[test]
fn attributes_of_a_second_html_tag_are_added_not_replaced() {
    let dom = parse("<html lang=en>x<html lang=de class=c>");
    assert_eq!(dom.attr(0, Attr::Lang).as_deref(), Some("en"));
    assert_eq!(dom.attr(0, Attr::Class).as_deref(), Some("c"));
}

#[test]
fn only_the_first_byte_order_mark_is_no_text() {
    assert_eq!(body("\u{FEFF}<p>a</p>\u{FEFF}<p>\u{FEFF}b</p>"), "p('a')'\u{FEFF}'p('\u{FEFF}b')");
}

#[test]
fn input_and_node_limits_cut_and_report() {
    let limits = Limits::default().with_bytes(9);
    let dom = dom::parse("<p>abcdé</p>", Parser::Html5ever, &limits);
    assert_eq!((text(&dom).as_str(), dom.flags()), ("abcdé", &[Flag::InputTruncated][..]));
    let html = "<p>x</p>".repeat(1000);
    let dom = dom::parse(&html, Parser::Html5ever, &Limits::default().with_nodes(100));
    assert_eq!(dom.flags(), [Flag::NodesTruncated]);
    assert!((95..=100).contains(&dom.len()), "{}", dom.len());
    assert!(dom::parse(&html, Parser::Html5ever, &Limits::default()).flags().is_empty());
}

#[test]
fn nodes_and_attributes_are_not_multiplied_beyond_their_limit() {
    // Each paragraph opens all the formatting elements anew.
    let bold: String = (0..400).map(|i| format!("<b id={i} class=a title=b>")).collect();
    let html = format!("<p>{bold}{}", "<p>x".repeat(20_000));
    let limits = Limits::default().with_nodes(4_000_000 / SMALLER);
    let dom = survives("formatting elements for each paragraph", &html, &limits);
    assert_eq!(dom.flags(), [Flag::NodesTruncated, Flag::AttributesDropped]);
}

#[test]
fn attributes_beyond_the_limit_are_dropped_and_reported() {
    let many: String = (0..300).map(|i| format!(" a{i}")).collect();
    let html = format!("<p class=x {many} id=y>t</p>");
    let dom = parse(&html);
    let p = find(&dom, Tag::P);
    assert_eq!((dom.attr(p, Attr::Class).is_some(), dom.attr(p, Attr::Id)), (true, None));
    assert_eq!((dom.flags(), text(&dom).as_str()), (&[Flag::AttributesDropped][..], "t"));
    let many: String = (0..200).map(|i| format!(" a{i}='{}'", "v".repeat(50))).collect();
    assert!(parse(&format!("<p {many}>t")).flags().is_empty());
}

#[test]
fn a_tag_of_very_many_attributes_takes_linear_time() {
    let many: String = (0..400_000 / SMALLER).map(|i| format!(" a{i}=\"<b>\"")).collect();
    let quoted = format!("<a x='{}'", "<i y='z' ".repeat(1000));
    for before in ["", "<", "< ", "<<", "<script>a<b x='</script", "<script></script", "</p", "<!--", &quoted] {
        let html = format!("<p>{before}<div{many}>t</div><p class=c>u");
        let dom = survives(&format!("many attributes after {before:.20}"), &html, &Limits::default());
        if before.len() < 3 {
            assert_eq!(dom.flags(), [Flag::AttributesDropped], "{before}");
            assert!(text(&dom).ends_with("tu"), "{before}");
            assert!((0..dom.len()).any(|n| dom.attr(n, Attr::Class).as_deref() == Some("c")));
        }
    }
}

#[test]
fn a_long_value_or_comment_is_no_tag_of_many_attributes() {
    let words = "lorem ipsum <b> dolor= 'sit' amet ".repeat(5000);
    let html = format!("<!-- {words} --><p title=\"{words}\">a<script>{words}</script><textarea>{words}</textarea>b");
    let dom = parse(&html);
    assert!(dom.flags().is_empty(), "{:?}", dom.flags());
    assert_eq!(dom.attr(find(&dom, Tag::P), Attr::Title).as_deref(), Some(&*words));
    assert_eq!(text(&dom).len(), 2 + 2 * words.len());
}

#[test]
fn deep_nesting_takes_linear_time() {
    let n = 100_000 / SMALLER;
    let bold: String = (0..n / 5).map(|i| format!("<b id={i}>")).collect();
    let many: String = (0..n / 20)
        .map(|i| format!("<b id={i} class src alt rel name type title open width height start hidden role lang>"))
        .collect();
    let bold_p: String = (0..n / 5).map(|i| format!("<p><b id={i}></p>")).collect();
    for (name, html) in [
        ("div", "<div>".repeat(n)),
        ("div, closed", "<div>".repeat(n) + "x" + &"</div>".repeat(n)),
        ("b, 88 kB", "<b>".repeat(29_333)),
        ("b of different id", bold),
        ("b of many attributes", many),
        ("b of different id in p", bold_p),
        ("ul li, 39 kB", "<ul><li>".repeat(4_875)),
        ("ul li, 800 kB", "<ul><li>".repeat(n)),
        ("dl dd", "<dl><dd>".repeat(n)),
        ("a i /a", "<a>".repeat(n) + &"<i>".repeat(n) + &"</a>".repeat(n)),
        ("a i p /a", "<a><i><p>x</a>".repeat(n / 3)),
        ("b p /b", "<b><p>x</b>".repeat(n / 3)),
        ("font p /font", "<font><p>x".repeat(n / 5) + &"</font>".repeat(n / 5)),
        ("span p", "<span><p>x".repeat(n)),
        ("svg g", "<svg>".to_owned() + &"<g>".repeat(n)),
        ("svg style", "<svg>".to_owned() + &"<style>".repeat(n)),
        ("svg td", "<svg>".to_owned() + &"<td>".repeat(n)),
        ("math mi svg foreignObject", "<math><mi><svg><foreignObject>".repeat(n / 4)),
        ("button", "<button>".repeat(n)),
        ("form select option", "<form><select><optgroup><option>".repeat(n / 4)),
        ("template", "<template>".repeat(n)),
        ("template td", "<template><td>".repeat(n / 2)),
        ("object", "<object>".repeat(n)),
        ("frameset", "<frameset>".repeat(n)),
        ("unknown", "<x-y>".repeat(n)),
        ("noscript", "<body>".to_owned() + &"<noscript>".repeat(n)),
        ("br", "<br>".repeat(2 * n)),
        ("option", "<select>".to_owned() + &"<option>x".repeat(n)),
        ("links", "<a href=u>x</a>".repeat(n)),
        ("unmatched end tags", "<div>".repeat(511) + &"</b></x></p></li>".repeat(n / 4)),
    ] {
        survives(name, &html, &Limits::default());
    }
}

#[test]
fn deep_tables_lose_no_text() {
    let table = "<table><tr><td>x";
    let html = table.repeat(600) + &"</td></tr></table>y".repeat(600);
    let dom = survives("600 tables", &html, &Limits::default());
    assert_eq!(text(&dom), "x".repeat(600) + &"y".repeat(600));
    let html = "<div>".repeat(600) + "<table><tr><td>a<td><div><p>b</div>c<tr><td>d</table>e";
    let dom = survives("a table in 600 div", &html, &Limits::default());
    assert_eq!(text(&dom), "abcde");
    assert_eq!(dom.tags().iter().filter(|&&tag| tag == Tag::Td).count(), 3);
    for n in [1_000, 4_000, 64_000 / SMALLER] {
        for piece in [table, "<table><tr><td><div><b><div>x", "<table>x<b>"] {
            survives(&format!("{n} {piece}"), &piece.repeat(n), &Limits::default());
        }
    }
}

/// Pages of random tags: no assertion of html5ever breaks when end tags are put in and left out,
/// and where no limit is hit the tree is html5ever's own.
#[test]
fn tag_soup_keeps_every_invariant() {
    const NAMES: &[&str] = &[
        "div",
        "p",
        "b",
        "i",
        "a",
        "font",
        "nobr",
        "ul",
        "li",
        "dd",
        "table",
        "tr",
        "td",
        "caption",
        "colgroup",
        "col",
        "tbody",
        "select",
        "option",
        "button",
        "form",
        "h1",
        "svg",
        "g",
        "title",
        "foreignObject",
        "math",
        "mi",
        "annotation-xml",
        "template",
        "script",
        "style",
        "textarea",
        "frameset",
        "body",
        "html",
        "head",
        "br",
        "img",
        "object",
        "pre",
        "noscript",
        "x-y",
        "ruby",
        "rt",
        "input",
    ];
    let mut seed = 7u32;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below
    };
    let limits = Limits::default().with_depth(16).with_nodes(600);
    let mut capped = 0;
    for _ in 0..4000 / SMALLER {
        // Few names a page, so that they nest and close each other.
        let names: Vec<&str> = (0..2 + next(8)).map(|_| NAMES[next(NAMES.len())]).collect();
        let ends = 1 + next(6);
        let page: String = (0..next(300))
            .map(|_| match (next(8), names[next(names.len())]) {
                (0, _) => "x".to_owned(),
                (kind, name) if kind <= ends => format!("<{name}>"),
                (_, name) => format!("</{name}>"),
            })
            .collect();
        let dom = survives("soup", &page, &limits);
        capped += usize::from(dom.flags().contains(&Flag::DepthCapped));
        let whole = parse(&page);
        assert!(whole.flags().is_empty(), "{page}");
        assert_eq!(outline(&whole, 0), outline(&peer(&page), 0), "{page}");
    }
    assert!(capped > 500 / SMALLER, "{capped}");
}

/// html5ever's tree by way of scraper's arena, scripting off.
fn peer(page: &str) -> Dom<'static> {
    use ::html5ever::driver::{ParseOpts, parse_document};
    use ::html5ever::tendril::TendrilSink;
    use ::html5ever::tree_builder::TreeBuilderOpts;
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let opts = ParseOpts { tree_builder, ..ParseOpts::default() };
    let sink = ::scraper::HtmlTreeSink::new(::scraper::Html::new_document());
    Dom::from(&parse_document(sink, opts).one(page))
}

#[test]
fn elements_beyond_the_cap_are_siblings_and_their_end_tags_match() {
    let limits = Limits::default().with_depth(16);
    let outer = "<section>".to_owned() + &"<div>".repeat(12);
    let html = outer + "<p>a</p><p>b<i>c</i>d</p>e<ul><li>f<li>g</ul>h" + &"</div>".repeat(12) + "i</section>k";
    let dom = dom::parse(&html, Parser::Html5ever, &limits);
    assert_eq!(dom.flags(), [Flag::DepthCapped]);
    let section = find(&dom, Tag::Section);
    let inner = dom.tags().iter().rposition(|&tag| tag == Tag::Div).unwrap();
    assert_eq!(outline(&dom, inner), "div(p('a')p('b')i('c')'de'ul()li('f')li('g')'h')");
    assert_eq!(dom.text(dom.subtree_end(section) - 1), "i");
    assert_eq!(dom.text(dom.len() - 1), "k");
}

/// Both parsers, text in order, white space collapsed.
#[test]
fn both_parsers_give_the_same_text_in_the_same_order() {
    for html in [
        "<title>t</title><p>a<p>b<div>c</div>d",
        "<ul><li>a<li>b<ul><li>c</ul>d</ul>e",
        "<dl><dt>a<dd>b<dt>c</dl>",
        "<table><tr><td>a<td>b<tr><td>c</table>d",
        "<b>a<p>b</b>c<i>d</p>e</i>f",
        "<a href=x>a<div>b</a>c</div>d<a>e<a>f</a>g",
        "<div>a</p></span></td>b</div>c</body>d</html>e",
        "<h2>a<h3>b</h2>c</h3>",
        "<select><option>a<option>b</select>c",
        "<p>&amp;lt; &notit; &#x80; &eacute;t&eacute",
        "<body><noscript><p>a</p></noscript><template><p>b</p></template>c",
        "<svg><title>a</title><g><text>b</text></g></svg>c<math><mi>d</mi></math>",
        "<script>if(a<b)</script><style>p{}</style><textarea><p></textarea>a<iframe><p></iframe>",
        "<article><header><h1>a</h1></header><figure><img alt=b><figcaption>c</figcaption></figure></article>",
        "\u{FEFF}a<!-- b --> c<![CDATA[d]]>e<?f?>",
        "<form><button>a<button>b</form><label>c<input>d</label>",
    ] {
        let flat = |parser| {
            let dom = dom::parse(html, parser, &Limits::default());
            text(&dom).split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(flat(Parser::Fast), flat(Parser::Html5ever), "{html}");
    }
}
