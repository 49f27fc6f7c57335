//! News-like pages made up from a fixed seed: the same bytes on every machine.
//!
//! The shapes follow the templates of the BBC's eras and of other sites as they are described in
//! public; the words are ours.

use std::fmt::Write;

/// Stands in the body of every page that has a story.
pub const SENTENCE: &str = "The harbour bridge opened on Tuesday after eleven years of work, the council said.";

/// Words of which the pages are made, in turns: an article, a noun, something between.
const ARTICLES: [&str; 6] = ["the", "a", "the", "their", "its", "this"];
const NOUNS: [&str; 20] = [
    "council",
    "harbour",
    "minister",
    "report",
    "people",
    "years",
    "police",
    "government",
    "company",
    "island",
    "river",
    "officials",
    "morning",
    "workers",
    "caf\u{e9}",
    "million",
    "public",
    "storm",
    "school",
    "market",
];
const BETWEEN: [&str; 23] = [
    "of", "and", "to", "in", "was", "for", "on", "said", "after", "were", "had", "will", "into", "from", "under",
    "between", "since", "about", "would", "told", "by", "which", "first",
];

/// A page while it is written.
struct Draft {
    html: String,
    state: u64,
}

impl Draft {
    fn new(title: &str) -> Draft {
        let mut draft = Draft { html: String::new(), state: 0x9e37_79b9_7f4a_7c15 };
        let _ = write!(
            draft.html,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>BBC News - {title}</title>\n\
             <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:type\" content=\"article\">\n\
             <link rel=\"stylesheet\" href=\"/static/news/main.css\">\n",
        );
        draft
    }

    /// xorshift64.
    fn below(&mut self, n: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state % n as u64) as usize
    }

    fn add(&mut self, markup: &str) -> &mut Self {
        self.html.push_str(markup);
        self
    }

    fn words(&mut self, count: usize) -> &mut Self {
        for i in 0..count {
            let word = match i % 3 {
                0 => ARTICLES[self.below(ARTICLES.len())],
                1 => NOUNS[self.below(NOUNS.len())],
                _ => BETWEEN[self.below(BETWEEN.len())],
            };
            if i > 0 {
                self.html.push(' ');
                self.html.push_str(word);
            } else {
                self.html.extend(word.chars().take(1).flat_map(char::to_uppercase));
                self.html.extend(word.chars().skip(1));
            }
        }
        self
    }

    fn sentences(&mut self, count: usize) -> &mut Self {
        for i in 0..count {
            let length = 8 + self.below(16);
            self.add(if i > 0 { " " } else { "" }).words(length);
            let end = match self.below(12) {
                0 => " &mdash; he said &quot;no&quot;.",
                1 => ", officials said.",
                _ => ".",
            };
            self.add(end);
        }
        self
    }

    /// A paragraph now and then holds a link or an emphasis.
    fn paragraph(&mut self, open: &str, close: &str) -> &mut Self {
        let count = 1 + self.below(3);
        self.add(open).sentences(count);
        if self.below(4) == 0 {
            let story = self.below(90_000);
            let _ = write!(self.html, " <a href=\"/news/world-{story}\">");
            self.words(4).add("</a> <i>").words(2).add("</i>.");
        }
        self.add(close)
    }

    fn story(&mut self, paragraphs: usize, open: &str, close: &str) -> &mut Self {
        for i in 0..paragraphs {
            if i == paragraphs / 2 {
                self.add(open).add(SENTENCE).add(close);
            }
            self.paragraph(open, close).add("\n");
        }
        self
    }

    /// A list of links with `class` on its items.
    fn links(&mut self, count: usize, class: &str) -> &mut Self {
        let _ = writeln!(self.html, "<ul class=\"{class}-list\">");
        for i in 0..count {
            let words = 1 + self.below(6);
            let _ = write!(
                self.html,
                "<li class=\"{class} {class}--{i}\"><a class=\"{class}__link\" href=\"/news/{class}-{i}?ref=x&amp;p={i}\"><span>"
            );
            self.words(words).add("</span></a></li>\n");
        }
        self.add("</ul>\n")
    }

    /// A script of about so many bytes.
    fn script(&mut self, bytes: usize) -> &mut Self {
        self.add("<script>window.bbcdata = {\"items\":[");
        let end = self.html.len() + bytes;
        while self.html.len() < end {
            let number = self.below(1_000_000);
            let _ =
                write!(self.html, "{{\"id\":{number},\"url\":\"https:\\/\\/example.org\\/{number}\",\"live\":a<b}},");
        }
        self.add("]};</script>\n")
    }

    fn end(&mut self) -> String {
        self.add("</body>\n</html>\n");
        std::mem::take(&mut self.html)
    }
}

pub fn bbc_2005() -> String {
    let mut d = Draft::new("Harbour bridge opens at last");
    d.script(3000).add("</head>\n<body bgcolor=#ffffff>\n<table cellpadding=0 cellspacing=0 border=0 width=629><tr>");
    d.add("<td class=\"lhs\" width=110><table>\n");
    for i in 0..40 {
        let _ = write!(d.html, "<tr><td class=\"nav\" valign=top><a href=\"/1/hi/{i}/default.stm\" class=\"nlp\">");
        d.words(2).add("</a><br clear=all></td></tr>\n");
    }
    d.add("</table></td><td valign=top><table><tr><td colspan=3><div class=\"mxb\"><div class=\"sh\">");
    d.add("Harbour bridge opens at last</div></div></td></tr><tr><td valign=top width=416><font size=2>\n");
    d.add("<div class=\"bo\"><p><b>").sentences(1).add("</b>\n<!-- S BO -->\n").story(18, "<p>", "</p>");
    d.add("<table class=\"ibox\"><tr><td><img src=x.jpg width=203 alt=\"\"><div class=\"cap\">").words(7);
    d.add("</div></td></tr></table>\n").story(12, "<p>", "").add("</div></font></td><td class=\"rhs\">\n");
    d.links(15, "seealso").links(10, "arr").add("</td></tr></table></td></tr></table>\n");
    d.add("<div class=\"footer\">&copy; MMV</div>").end()
}

pub fn bbc_2012() -> String {
    let mut d = Draft::new("Harbour bridge opens at last");
    d.script(12_000).add("</head>\n<body class=\"news\"><div id=\"blq-container\"><div id=\"blq-mast\">");
    d.links(12, "blq-nav").add("</div><div id=\"main-content\"><div class=\"layout-block-a\">");
    d.add("<div class=\"story-body\"><span class=\"story-date\"><span class=\"date\">3 April 2012</span></span>\n");
    d.add("<h1 class=\"story-header\">Harbour bridge opens at last</h1>\n<div class=\"caption full-width\">");
    d.add("<img src=b.jpg width=464 alt=\"Bridge\"><span style=\"width:464px;\">").words(9).add("</span></div>\n");
    d.add("<p class=\"introduction\" id=\"story_continues_1\">").sentences(1).add("</p>\n").story(16, "<p>", "</p>");
    d.add("<div class=\"story-feature related narrow\"><h2>").words(3).add("</h2>").links(5, "related").add("</div>\n");
    d.add("<span class=\"cross-head\">").words(2).add("</span>\n").story(20, "<p>", "</p>").add("</div></div>\n");
    d.add("<div class=\"layout-block-b\"><div class=\"hyper-container-title\">")
        .links(24, "puffbox")
        .links(30, "most-popular");
    d.add("</div></div></div></div>").links(40, "blq-foot").end()
}

pub fn bbc_2017() -> String {
    let mut d = Draft::new("Harbour bridge opens at last");
    d.script(40_000).add("</head>\n<body><header role=\"banner\" class=\"orb-header\"><nav class=\"orb-nav\">");
    d.links(14, "orb-nav-item").add("</nav></header>\n<div class=\"container-width-only\"><div class=\"story-body\">");
    d.add("<h1 class=\"story-body__h1\">Harbour bridge opens at last</h1>\n<div class=\"with-extracted-share-icons\">");
    d.add("<div class=\"date date--v2\" data-seconds=\"1491206400\">3 April 2017</div></div>");
    d.add("<div class=\"story-body__inner\" property=\"articleBody\">\n");
    for _ in 0..4 {
        d.add(
            "<figure class=\"media-landscape has-caption full-width\"><span class=\"image-and-copyright-container\">",
        );
        d.add(
            "<img class=\"js-image-replace\" src=\"https://example.org/p.jpg\" width=\"976\" height=\"549\" alt=\"\">",
        );
        d.add("<span class=\"off-screen\">Image copyright</span><span class=\"story-image-copyright\">Agency</span></span>");
        d.add("<figcaption class=\"media-caption\"><span class=\"off-screen\">Image caption</span><span>").words(8);
        d.add("</span></figcaption></figure>\n").story(10, "<p class=\"story-body__p\">", "</p>");
    }
    d.add("</div></div>\n<div class=\"column--secondary\">")
        .links(20, "top-stories-promo")
        .links(20, "features-and-analysis");
    d.add("</div></div>\n<footer class=\"orb-footer\">").links(30, "orb-footer-link").add("</footer>").end()
}

pub fn bbc_2023() -> String {
    let mut d = Draft::new("Harbour bridge opens at last");
    d.add("<style>.ssrcss-1q0x1qg{color:#141414}.ssrcss-1{margin:0}</style></head>\n<body><div id=\"root\"><header>");
    d.links(18, "ssrcss-1gnnb5b-GlobalNavigationLink").add("</header><main id=\"main-content\"><article>\n");
    d.add(
        "<header data-component=\"headline-block\" class=\"ssrcss-1eqcsb1-HeadlineWrapper\"><h1 id=\"main-heading\">",
    );
    d.add("Harbour bridge opens at last</h1></header>\n");
    let open = "<div data-component=\"text-block\" class=\"ssrcss-18snukc-RichTextContainer e5tfeyi1\">\
                <div class=\"ssrcss-7uxr49-RichTextContainer e5tfeyi2\"><p class=\"ssrcss-1q0x1qg-Paragraph e1jhz7w10\">";
    d.story(14, open, "</p></div></div>").add("<div data-component=\"image-block\"><figure><div><picture>");
    d.add("<source srcset=\"a 240w, b 480w\"><img alt=\"\" src=\"a\"></picture></div><figcaption>").words(9);
    d.add("</figcaption></figure></div>\n").story(14, open, "</p></div></div>").add("</article>\n");
    d.add("<section data-component=\"related-stories\">")
        .links(12, "ssrcss-1f3bvyz-Promo")
        .add("</section></main><aside>");
    d.links(10, "ssrcss-mostread").add("</aside><footer>").links(30, "ssrcss-footer").add("</footer></div>\n");
    d.script(120_000).end()
}

pub fn index() -> String {
    let mut d = Draft::new("Home");
    d.script(20_000).add("</head>\n<body><nav>").links(20, "nav-item").add("</nav><main>\n");
    for section in 0..25 {
        let _ = write!(d.html, "<section class=\"index-section\" id=\"s{section}\"><h2><a href=\"/s{section}\">");
        d.words(2).add("</a></h2>\n");
        for _ in 0..6 {
            d.add("<div class=\"promo\"><a class=\"promo__link\" href=\"/news/x\"><img src=t.jpg alt=\"\"><h3>")
                .words(7);
            d.add("</h3></a><p class=\"promo__summary\">").words(14).add("</p></div>\n");
        }
        d.links(8, "promo-more").add("</section>\n");
    }
    d.add("</main><footer>").links(40, "footer-link").add("</footer>").end()
}

pub fn long() -> String {
    let mut d = Draft::new("The whole story of the harbour bridge");
    d.add("</head>\n<body><article><h1>The whole story of the harbour bridge</h1>\n").story(4000, "<p>", "</p>");
    d.add("</article>").end()
}

pub fn tables() -> String {
    let mut d = Draft::new("Harbour bridge: the figures");
    d.add("</head>\n<body><nav>").links(10, "nav-item").add("</nav><article><h1>Harbour bridge: the figures</h1>\n");
    for _ in 0..12 {
        d.story(3, "<p>", "</p>").add("<table class=\"data\"><caption>").words(4).add("</caption><tbody>\n");
        for row in 0..50 {
            let _ = write!(d.html, "<tr><th scope=\"row\">{}</th>", 1950 + row);
            for _ in 0..7 {
                let value = d.below(100_000);
                let _ = write!(d.html, "<td class=\"num\">{value}</td>");
            }
            d.add("</tr>\n");
        }
        d.add("</tbody></table>\n");
    }
    d.add("</article>").end()
}

/// Ends the story of [`news`].
pub const LAST_SENTENCE: &str = "The last lamp on the pier went out at midnight, and the harbour was quiet again.";

/// One page of a site of today, of about so many bytes and of the same mix at every size: a sixth script, two thirds story with
/// figures, the rest links to other stories.
pub fn news(bytes: usize) -> String {
    let mut d = Draft::new("Harbour bridge opens at last");
    d.script(bytes / 6).add("</head>\n<body>").links((bytes / 1000).clamp(1, 20), "nav-item");
    d.add("<article class=\"story\"><h1>Harbour bridge opens at last</h1>\n");
    let mut figures = 0;
    while d.html.len() < bytes * 5 / 6 {
        if d.html.len() / 4000 > figures {
            figures = d.html.len() / 4000;
            d.add("<figure class=\"story-image\"><img src=\"/p.jpg\" alt=\"\"><figcaption>").words(8);
            d.add("</figcaption></figure>\n");
        }
        d.paragraph("<p class=\"story-text\">", "</p>\n");
    }
    d.add("<p class=\"story-text\">").sentences(3).add(" ").add(LAST_SENTENCE).add("</p></article>\n");
    while d.html.len() < bytes {
        let left = (bytes - d.html.len()) / 130;
        d.add("<aside class=\"related\"><h2>")
            .words(3)
            .add("</h2>\n")
            .links(left.clamp(1, 12), "promo")
            .add("</aside>\n");
    }
    d.end()
}

/// A story inside so many nested elements, with as many between its paragraphs.
pub fn deep(levels: usize) -> String {
    let mut d = Draft::new("Harbour bridge opens at last");
    d.add("</head>\n<body>").links(10, "nav-item").add("<h1>Harbour bridge opens at last</h1>\n");
    let add_levels = |d: &mut Draft| (0..levels).for_each(|_| d.html.push_str("<div class=\"wrap\"><span>"));
    add_levels(&mut d);
    d.story(10, "<p>", "</p>");
    add_levels(&mut d);
    d.story(10, "<p>", "</p>");
    d.end()
}

/// About so many nodes: sections of paragraphs, texts and links, as the density loop meets them.
pub fn nodes(count: usize) -> String {
    let mut d = Draft::new("Nodes");
    d.add("</head><body>");
    // html, head, meta and its kin, title, body and the white space between.
    let mut nodes = 18;
    while nodes < count {
        d.add("<div><div>");
        nodes += 2;
        for _ in 0..(count.saturating_sub(nodes) / 6).clamp(1, 12) {
            d.add("<p>").words(9).add("<a href=x>").words(2).add("</a>").words(3).add("<br></p>");
            nodes += 6;
        }
        d.add("</div></div>");
    }
    d.end()
}
