use super::*;
use crate::label::Role;
use crate::{Extractor, PageKind};

/// A page whose blocks have the role that the nearest class, data-type or test id above names.
fn page(html: &str) -> Page<'_> {
    let mut page = Extractor::default().extract(html);
    for block in 0..page.blocks.len() {
        let mut node = page.blocks.rows[block].node as usize;
        let role = loop {
            let named = page.dom.raw_attr(node, Attr::DataType).and_then(|name| name.parse::<Role>().ok());
            if named.is_some() || node == 0 {
                break named.unwrap_or(Role::Other);
            }
            node = page.dom.parent(node);
        };
        page.roles.labels[block].role = role;
        page.roles.labels[block].main = role.is_content() && page.blocks.hidden(block).is_none();
    }
    page.roles.kind = PageKind::Article;
    page
}

/// "text | credit | image | alt" of each caption.
fn captions(html: &str) -> Vec<String> {
    let field = |value: &Option<String>| value.clone().unwrap_or_default();
    page(html)
        .captions()
        .iter()
        .map(|c| format!("{} | {} | {} | {}", c.text, field(&c.credit), field(&c.image), field(&c.alt)))
        .collect()
}

#[test]
fn off_screen_markers_are_cut() {
    let html = "<figure><img src=a.jpg alt=A><figcaption data-type=caption><span class=visually-hidden>Image caption, </span>Many families</figcaption></figure>";
    assert_eq!(captions(html), ["Many families |  | a.jpg | A"]);
    let glued = "<p data-type=caption><span class=off-screen>Media caption</span>Who is he?</p>";
    assert_eq!(captions(glued), ["Who is he? |  |  | "]);
    let markless = "<p data-type=caption>Image captions vary</p>";
    assert_eq!(captions(markless), ["Image captions vary |  |  | "]);
}

#[test]
fn a_lone_marker_is_no_caption() {
    let html = "<figure><img src=a.jpg><figcaption data-type=caption><span class=visually-hidden>Image caption, </span><div><p>Many families</p></div></figcaption></figure>";
    assert_eq!(captions(html), ["Many families |  | a.jpg | "]);
    assert_eq!(captions("<p data-type=caption>Image caption,</p>"), [""; 0]);
}

#[test]
fn blocks_of_one_figure_join() {
    let html = "<figure data-type=caption><img src=a.jpg><p>One.</p><p>Two.</p></figure><figure data-type=caption><p>Three.</p></figure>";
    assert_eq!(captions(html), ["One. Two. |  | a.jpg | ", "Three. |  |  | "]);
}

#[test]
fn a_credit_goes_to_its_figure_or_neighbour() {
    let figures = "<figure><img src=a.jpg><span data-type=credit><p data-type=credit>Image source, Reuters</p></span><p data-type=caption>One</p></figure>
                   <figure><img src=b.jpg><p data-type=caption>Two</p><p data-type=credit>Getty Images</p></figure>";
    assert_eq!(captions(figures), ["One | Reuters | a.jpg | ", "Two | Getty Images | b.jpg | "]);
    let loose =
        "<p data-type=caption>One</p><p data-type=credit>AFP</p><p data-type=body>Story</p><p data-type=credit>EPA</p>";
    assert_eq!(captions(loose), ["One | AFP |  | "]);
    let before = "<div><p data-type=credit>Image copyright AFP</p></div><p data-type=caption>One</p><p data-type=credit>Image copyright EPA</p><p data-type=caption>Two</p>";
    assert_eq!(captions(before), ["One | AFP |  | ", "Two | EPA |  | "]);
}

#[test]
fn credits_inside_captions_are_split_off() {
    let marked = "<figcaption data-type=caption>A tree in Rome <span class=photo-credit>Ann Lee</span></figcaption>";
    assert_eq!(captions(marked), ["A tree in Rome | Ann Lee |  | "]);
    assert_eq!(
        captions("<p data-type=caption>A tree in Rome (Photo: Ann Lee)</p>"),
        ["A tree in Rome | Ann Lee |  | "]
    );
    assert_eq!(captions("<p data-type=caption>A tree (in spring)</p>"), ["A tree (in spring) |  |  | "]);
    assert_eq!(
        captions("<figure data-type=caption><p>A tree</p><p>Photo: Ann Lee</p></figure>"),
        ["A tree | Ann Lee |  | "]
    );
}

#[test]
fn old_tables_pair_images_and_captions() {
    let html = "<div><div><img src=a.jpg alt=A><div data-type=caption>One</div></div></div><p data-type=body>Story</p>
                <div><div><img src=b.jpg alt=B><div data-type=caption>Two</div></div></div>";
    assert_eq!(captions(html), ["One |  | a.jpg | A", "Two |  | b.jpg | B"]);
    let above =
        "<div><p data-type=caption>One</p><img src=a.jpg></div><div><p data-type=caption>Two</p><img src=b.jpg></div>";
    assert_eq!(captions(above), ["One |  | a.jpg | ", "Two |  | b.jpg | "]);
    let far = "<img src=a.jpg><p data-type=body>Story</p><p data-type=caption>One</p>";
    assert_eq!(captions(far), ["One |  |  | "]);
}

#[test]
fn the_real_image_beats_its_placeholder() {
    let html = "<figure><img src='data:image/gif;base64,R0' data-src=real.jpg alt=A><p data-type=caption>One</p></figure>
                <figure><img src=/grey-placeholder.png><img srcset='s.jpg 1x, t.jpg 2x' src=u.jpg alt=B><p data-type=caption>Two</p></figure>
                <figure><img srcset='s.jpg 1x, t.jpg 2x'><p data-type=caption>Three</p></figure>";
    assert_eq!(captions(html), ["One |  | real.jpg | A", "Two |  | u.jpg | B", "Three |  | s.jpg | "]);
}

#[test]
fn an_image_that_a_script_loads_later_counts() {
    let html = "<figure><div class=delayed data-src=a.jpg data-alt=A></div><p data-type=caption>One</p></figure>";
    assert_eq!(captions(html), ["One |  | a.jpg | A"]);
}

#[test]
fn alt_text_never_joins_the_caption() {
    let html = "<figure data-type=caption><img src=a.jpg alt='Man on a horse'>A man</figure>";
    assert_eq!(captions(html), ["A man |  | a.jpg | Man on a horse"]);
}

#[test]
fn a_credit_in_another_script_is_no_caption() {
    let html =
        "<figure><img src=a.jpg><p data-type=caption>صدر الصورة، Getty Images</p><p data-type=caption>قارب</p></figure>
                <figure><img src=b.jpg><p data-type=caption>图像来源，Reuters</p><p data-type=caption>船</p></figure>";
    assert_eq!(captions(html), ["قارب | Getty Images | a.jpg | ", "船 | Reuters | b.jpg | "]);
}

#[test]
fn hidden_captions_are_none() {
    assert_eq!(captions("<p data-type=caption style='display:none'>One</p>"), [""; 0]);
}

#[test]
fn an_article_holds_text_captions_and_asides() {
    let html = "<title>The headline of today</title><h1 data-type=headline>The headline of today</h1><p data-type=body>One</p>
                <p data-type=promo>Sold</p><p data-type=aside>Inset</p><p data-type=list_item>Two</p><p data-type=caption>Pic</p>";
    let mut page = page(html);
    let article = page.article().unwrap();
    assert_eq!(article.text, "One\n\nTwo");
    assert_eq!(article.asides, ["Inset"]);
    assert_eq!((article.captions.len(), article.captions[0].block), (1, 5));
    assert_eq!(article.metadata.title.unwrap().value, "The headline of today");
    assert_eq!(page.promos().map(|b| b.text()).collect::<Vec<_>>(), ["Sold"]);
    page.roles.kind = PageKind::Listing;
    assert!(page.article().is_none());
    assert_eq!(page.main_text(), "One\n\nTwo");
}

#[test]
fn a_page_without_text_is_no_article() {
    let page = page("<title>x</title>");
    assert!(page.article().is_none() && page.captions().is_empty() && page.main_text().is_empty());
}
