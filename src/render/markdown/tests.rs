use super::super::tests::page;
use super::super::text;
use super::markdown;

fn md(html: &str) -> String {
    markdown(&page(html))
}

#[test]
fn the_title_comes_first_and_only_once() {
    assert_eq!(md("<title>A # *b*\n #</title><p>c"), "# A \\# \\*b\\* \\#\n\nc");
    assert_eq!(md("<title>A</title><h1>A</h1><p>c"), "# A\n\nc");
    assert_eq!(md(""), "");
}

#[test]
fn headings_have_the_level_of_their_element() {
    assert_eq!(md("<h1>a</h1><h3><div>b<br>c</div></h3><p>d"), "# a\n\n### b c\n\nd");
}

#[test]
fn lists_nest_and_keep_their_numbers() {
    assert_eq!(
        md("<ul><li>a<ol start=3><li>b</li><li>c<ul><li>d</ul></ol></li><li>e</ul><p>f"),
        "- a\n\n  3. b\n  4. c\n     - d\n- e\n\nf"
    );
    assert_eq!(md("<ol><li>a<li>b</ol><ol><li>c</ol>"), "1. a\n2. b\n\n1) c");
    assert_eq!(md("<ul><li>a<p>b</p><p>c</p></li><li>d</li></ul>"), "- a\n\n  b\n\n  c\n\n- d");
    assert_eq!(md("<ul><li><ul><li>a</li></ul></li></ul>"), "- a");
    assert_eq!(md("<ul><li>a<br>b<li>c"), "- a  \n  b\n- c");
}

#[test]
fn nesting_has_an_end() {
    let deep = format!("{}a", "<ul><li>x".repeat(300));
    let out = md(&deep);
    assert!(out.lines().all(|line| line.len() < 40), "{out}");
    assert_eq!(out.matches('x').count(), 300);
}

#[test]
fn quotations_are_marked_on_every_line() {
    assert_eq!(md("<blockquote><p>a<br>b</p><p>c</p></blockquote><p>d"), "> a  \n> b\n>\n> c\n\nd");
    assert_eq!(md("<blockquote>a<ul><li>b<li>c</ul></blockquote>"), "> a\n>\n> - b\n> - c");
    assert_eq!(md("<blockquote>a</blockquote><blockquote>b</blockquote>"), "> a\n\n> b");
}

#[test]
fn tables_of_data_keep_their_columns() {
    assert_eq!(
        md("<table><tr><th>a<th>b<tr><td>c|d<td>`e`<br><a href=/f>f</a><tr><td><td>g</table>"),
        "| a | b |\n| --- | --- |\n| c\\|d | \\`e\\` [f](/f) |\n| | g |"
    );
    assert_eq!(md("<table><tr><td>a<td>b<tr><td>c<td>d</table>"), "| | |\n| --- | --- |\n| a | b |\n| c | d |");
    assert_eq!(md("<table><tr><td>a<td><code>b|c</code></table>"), "| | |\n| --- | --- |\n| a | `b\\|c` |");
}

#[test]
fn tables_made_for_layout_are_paragraphs() {
    assert_eq!(md("<table><tr><td>a</table>"), "a");
    assert_eq!(md("<table><tr><td>a<tr><td>b</table>"), "a\n\nb");
    assert_eq!(md("<table><tr><td>a<td><table><tr><td>b<td>c</table></table>"), "a\n\n| | |\n| --- | --- |\n| b | c |");
    let long = format!("<p>{}</p>", "long ".repeat(100));
    assert!(!md(&format!("<table><tr><td>{long}<td>b</table>")).contains('|'));
}

#[test]
fn code_is_fenced_and_kept() {
    assert_eq!(md("<pre>a\n  ```b*\n\n&lt;c</pre>"), "````\na\n  ```b*\n\n<c\n````");
    assert_eq!(md("<ul><li>a<pre>b\n\nc</pre></ul>"), "- a\n\n  ```\n  b\n\n  c\n  ```");
    assert_eq!(md("<pre><div>a</div><div>b</div></pre>"), "```\na\nb\n```");
}

#[test]
fn a_link_around_many_blocks_is_not_repeated_without_end() {
    let html = format!("<a href=/{}>{}</a>", "x".repeat(2000), "<div>a</div>".repeat(1000));
    assert!(md(&html).len() < 40_000);
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// Markdown without its marks, where neither addresses nor numbers of lists stand in it.
fn stripped(markdown: &str) -> String {
    markdown.replace(['*', '_', '\\'], "").replace("&lt;", "<").replace("&amp;", "&")
}

#[test]
fn markdown_has_the_words_of_text_in_order() {
    let page = page(
        "<h2>One <i>t</i>wo</h2><p>a<b>b</b>c &lt;d&gt; &amp;amp; e<br># f*</p><ul><li>h<ul><li>i</ul><li>j</ul>\
         <blockquote>k <b>l</b></blockquote><table><tr><td>m<td>n<tr><td>o<td>p</table><pre>q ` r</pre>\
         <p>s <a href=javascript:t>u</a> <code>v|`w</code></p>",
    );
    assert_eq!(words(&stripped(&markdown(&page))), words(&text(&page)));
}
