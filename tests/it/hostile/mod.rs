//! Pages made to cost more than their size.

/// A page that grows with a number.
pub struct Hostile {
    pub name: &'static str,
    /// The size at which it is measured in release builds.
    pub n: usize,
    pub page: fn(usize) -> String,
}

pub const HOSTILE: &[Hostile] = &[
    Hostile { name: "nested div", n: 100_000, page: |n| "<div>".repeat(n) + "x" },
    Hostile { name: "nested div with text", n: 50_000, page: |n| "<div>word ".repeat(n) },
    Hostile { name: "nested div with classes", n: 50_000, page: |n| "<div class=story-body id=a>".repeat(n) + "x" },
    Hostile { name: "nested b", n: 100_000, page: |n| "<b>".repeat(n) + "x" },
    Hostile { name: "nested b with paragraphs", n: 20_000, page: |n| "<b>x<p>".repeat(n) },
    Hostile { name: "nested ul li", n: 50_000, page: |n| "<ul><li>".repeat(n) + "x" },
    Hostile { name: "nested ul li with text", n: 20_000, page: |n| "<ul><li>word ".repeat(n) },
    Hostile { name: "nested blockquote", n: 20_000, page: |n| "<blockquote>word ".repeat(n) },
    Hostile { name: "nested hidden", n: 20_000, page: |n| "<p><span hidden>word ".repeat(n) },
    Hostile {
        name: "a i, misnested",
        n: 20_000,
        page: |n| "<a>".repeat(n) + &"<i>".repeat(n) + "x" + &"</a>".repeat(n) + "y",
    },
    Hostile { name: "end tags of nothing", n: 100_000, page: |n| "<div>".repeat(500) + &"</p></b></x>".repeat(n) },
    Hostile { name: "open formatting, paragraphs", n: 20_000, page: |n| "<b><i><u>".to_owned() + &"<p>word".repeat(n) },
    Hostile {
        name: "attributes of one tag",
        n: 20_000,
        page: |n| "<p ".to_owned() + &(0..n).map(|i| format!("a{i}=b ")).collect::<String>() + ">x",
    },
    Hostile {
        name: "links",
        n: 50_000,
        page: |n| (0..n).map(|i| format!("<a href=/news/uk-{i}>Story {i}</a> ")).collect(),
    },
    Hostile {
        name: "teasers",
        n: 10_000,
        page: |n| (0..n).map(|i| format!("<li><h3><a href=/{i}>Story {i}</a></h3><p>What it says, {i}.")).collect(),
    },
    Hostile {
        name: "options",
        n: 50_000,
        page: |n| "<select>".to_owned() + &(0..n).map(|i| format!("<option value={i}>Month {i}")).collect::<String>(),
    },
    Hostile { name: "breaks", n: 200_000, page: |n| "x<br>".to_owned() + &"<br>".repeat(n) + "y" },
    Hostile { name: "lines", n: 50_000, page: |n| "word<br>".repeat(n) },
    Hostile { name: "paragraphs", n: 20_000, page: |n| "<p>The lamps were lit at dusk, and all was well.".repeat(n) },
    Hostile {
        name: "figures",
        n: 10_000,
        page: |n| "<figure><img src=a.jpg alt=b><figcaption>Image caption The lamps</figcaption></figure>".repeat(n),
    },
    Hostile { name: "nested tables", n: 10_000, page: |n| "<table><tr><td>x".repeat(n) },
    Hostile { name: "text misplaced in a table", n: 20_000, page: |n| "<table>".to_owned() + &"<tr>x<b>".repeat(n) },
    Hostile { name: "table cells", n: 50_000, page: |n| "<table>".to_owned() + &"<tr><td>a<td>1".repeat(n) },
    Hostile { name: "unclosed script", n: 1_000_000, page: |n| "x<script>".to_owned() + &"<".repeat(n) },
    Hostile { name: "unclosed textarea", n: 300_000, page: |n| "x<textarea>".to_owned() + &"</te".repeat(n) },
    Hostile { name: "unclosed title", n: 300_000, page: |n| "<title>".to_owned() + &"</ti".repeat(n) },
    Hostile { name: "unclosed comments", n: 300_000, page: |n| "x<!--".to_owned() + &"<!--".repeat(n) },
    Hostile { name: "many unclosed scripts", n: 100_000, page: |n| "<script><!--<script>".repeat(n) },
    Hostile { name: "unclosed tags", n: 300_000, page: |n| "<p><a ".to_owned() + &"<a ".repeat(n) },
    Hostile { name: "unclosed values", n: 300_000, page: |n| "x<a b='".to_owned() + &"<a b=\"".repeat(n) },
    Hostile { name: "references", n: 200_000, page: |n| "&amp;&notit;&#xD800;&#x10FFFF;".repeat(n / 2) },
    Hostile { name: "ampersands", n: 1_000_000, page: |n| "&".repeat(n) },
    Hostile { name: "one long word", n: 3_000_000, page: |n| "a".repeat(n) },
    Hostile { name: "one long attribute", n: 3_000_000, page: |n| format!("<img src='data:{}'>x", "A".repeat(n)) },
    Hostile { name: "one long class", n: 300_000, page: |n| format!("<p class='{}'>word word", "caption ".repeat(n)) },
    Hostile {
        name: "long class, many blocks",
        n: 8_000,
        page: |n| {
            let story = "A story of many words, said on Sunday to the press, and then on and on again.<br><br>";
            format!("<div class='{}'>", "a ".repeat(n * 10)) + &story.repeat(n)
        },
    },
    Hostile {
        name: "long class of a caption, many blocks",
        n: 8_000,
        page: |n| {
            format!("<figcaption class='{}'>", "a ".repeat(n * 10)) + &"A caption of a few words<br><br>".repeat(n)
        },
    },
    Hostile { name: "nested bold over many blocks", n: 20_000, page: |n| "<b>".repeat(490) + &"x<br><br>".repeat(n) },
    Hostile {
        name: "nested headlines",
        n: 40_000,
        page: |n| "<div itemprop=headline>".repeat(490) + &"word ".repeat(n),
    },
    Hostile { name: "one long style", n: 300_000, page: |n| format!("<p style='{}'>word word", "a:b;".repeat(n)) },
    Hostile { name: "spaces", n: 3_000_000, page: |n| " ".repeat(n) },
    Hostile { name: "emphasis", n: 30_000, page: |n| "<p>".to_owned() + &"word <b>word</b> <i>word</i> ".repeat(n) },
    Hostile {
        name: "Markdown marks",
        n: 100_000,
        page: |n| "<p>The lamps were lit. ".to_owned() + &"[](*_`".repeat(n),
    },
    Hostile {
        name: "deep JSON-LD",
        n: 100_000,
        page: |n| "<script type=application/ld+json>".to_owned() + &"[{\"a\":".repeat(n) + "</script>x",
    },
    Hostile {
        name: "wide JSON-LD",
        n: 20_000,
        page: |n| {
            let author = "{\"@type\":\"Person\",\"name\":\"Ann Other\"},".repeat(n);
            format!(
                "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"author\":[{author}null]}}</script>x"
            )
        },
    },
    Hostile {
        name: "deep JSON-LD of a product",
        n: 100_000,
        page: |n| {
            let deep =
                "{\"@type\":\"Product\",\"description\":\"A lamp that is lit at dusk on the pier\",\"mainEntity\":";
            "<script type=application/ld+json>".to_owned() + &deep.repeat(n / 20) + &"[{".repeat(n) + "</script>x"
        },
    },
    Hostile {
        name: "keys of one product",
        n: 20_000,
        page: |n| {
            let key = "\"description\":\"A lamp that is lit at dusk, and put out at dawn by hand\",".repeat(n);
            format!("<script type=application/ld+json>{{{key}\"@type\":\"Product\"}}</script>x")
        },
    },
    Hostile {
        name: "long description",
        n: 60_000,
        page: |n| {
            let text: String = (0..n).map(|i| format!("lamp{i}&amp;amp; ")).collect();
            let json = format!("{{\"@type\":\"Product\",\"description\":\"{text}\"}}");
            format!("<script type=application/ld+json>{json}</script>") + &"<p>lamp1 lamp2 lamp3 lamp4".repeat(n / 20)
        },
    },
    Hostile {
        name: "tags in a description",
        n: 200_000,
        page: |n| {
            let text = "<<a<b</".repeat(n / 2) + &"<script>x".repeat(n / 8) + &"\\ud800\\u".repeat(n / 8);
            format!("<script type=application/ld+json>{{\"@type\":\"Product\",\"description\":\"{text}\"}}</script>x")
        },
    },
    Hostile {
        name: "products in many scripts",
        n: 10_000,
        page: |n| {
            let product = "{\"@type\":\"Product\",\"description\":\"A lamp that is lit at dusk, and put out at dawn\"}";
            format!("<script type=application/ld+json>{product}</script><p>x").repeat(n)
        },
    },
    Hostile {
        name: "description without end",
        n: 1_000_000,
        page: |n| {
            "<script type=application/ld+json>{\"@type\":\"Product\",\"description\":\"".to_owned()
                + &"\\\\\"".repeat(n / 4)
        },
    },
    Hostile {
        name: "JSON-LD scripts",
        n: 10_000,
        page: |n| "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"H\"}</script>".repeat(n),
    },
    // What must be looked through again and again: climbs to a border, values that many nodes read.
    Hostile {
        name: "texts deep in SVG",
        n: 20_000,
        page: |n| "<svg>".to_owned() + &"<g>".repeat(490) + &"x<path/>".repeat(n),
    },
    Hostile {
        name: "end tags behind a border",
        n: 50_000,
        page: |n| "<p><button>".to_owned() + &"<i>".repeat(490) + &"</p>".repeat(n),
    },
    Hostile { name: "unknown end tags", n: 50_000, page: |n| "<xa>".repeat(490) + &"</xb>".repeat(n) },
    Hostile {
        name: "table parts behind a table",
        n: 50_000,
        page: |n| "<table><tr><td><table>".to_owned() + &"<div>".repeat(490) + &"</tr>".repeat(n),
    },
    Hostile { name: "hidden spans", n: 20_000, page: |n| "<p>x".to_owned() + &" <span hidden>y</span>".repeat(n) },
    Hostile {
        name: "long class opened anew",
        n: 8_000,
        page: |n| format!("<p><b class='{}'>", "story ".repeat(n)) + &"word<p>".repeat(n),
    },
    Hostile {
        name: "long style opened anew",
        n: 8_000,
        page: |n| format!("<p><b style='{}'>", "a:b;".repeat(n)) + &"word<p>".repeat(n),
    },
    Hostile {
        name: "long address opened anew",
        n: 8_000,
        page: |n| format!("<p><a href='/{}'>", "path/".repeat(n)) + &"word<p>".repeat(n),
    },
    Hostile {
        name: "eight classes opened anew",
        n: 30_000,
        page: |n| {
            let open = |tag| format!("<{tag} class='{}{tag}'>", "story-body ".repeat(180));
            "<p>".to_owned() + &["b", "i", "u", "s", "em", "big", "tt", "small"].map(open).concat() + &"<p>x".repeat(n)
        },
    },
    Hostile {
        name: "long class around quotations",
        n: 8_000,
        page: |n| format!("<div class='{}'>", "story ".repeat(n)) + &"<blockquote>word</blockquote>".repeat(n),
    },
    Hostile {
        name: "long class of explained blocks",
        n: 2_000,
        page: |n| format!("<div class='{}'>", "story ".repeat(4 * n)) + &"A line of words.<br><br>".repeat(n / 2),
    },
    Hostile {
        name: "nested classes of explained blocks",
        n: 1_900,
        page: |n| {
            format!("<div class='{}'>", "story ".repeat(4 * n)).repeat(50) + &"A line of words.<br><br>".repeat(n)
        },
    },
    Hostile {
        name: "names of a byline",
        n: 20_000,
        page: |n| "<h1>The lamps</h1><p class=byline>".to_owned() + &"Ann Lee and ".repeat(n),
    },
    Hostile {
        name: "captions of one figure",
        n: 4_000,
        page: |n| {
            let long = "word ".repeat(n);
            let caption = "<figcaption>The lamps at dusk</figcaption><p>The lamps were lit at dusk, and all was well.";
            format!("<figure><div data-src='/{long}' data-alt='{long}'></div>") + &caption.repeat(n)
        },
    },
    Hostile { name: "one row of cells", n: 50_000, page: |n| "<table><tr>".to_owned() + &"<td>a".repeat(n) },
    Hostile {
        name: "long title",
        n: 20_000,
        page: |n| {
            let words: String = (0..n).map(|i| format!("word{i} ")).collect();
            format!("<title>{words}</title><h1>{words}</h1>") + &"<p>word1 word2 word3".repeat(n)
        },
    },
    Hostile {
        name: "long headline in JSON-LD",
        n: 50_000,
        page: |n| {
            let headline = "- word ".repeat(n);
            format!(
                "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"{headline}\"}}</script>"
            ) + &"<h2>word</h2>".repeat(n)
        },
    },
    Hostile { name: "code", n: 30_000, page: |n| "<p>".to_owned() + &"a <code>`</code> ".repeat(n) },
    Hostile { name: "marks in pre", n: 30_000, page: |n| "<pre>".to_owned() + &"<b>a</b> <i>b</i>\n".repeat(n) },
    Hostile {
        name: "one link over many blocks",
        n: 30_000,
        page: |n| "<a href=/x>".to_owned() + &"x<br><br>".repeat(n),
    },
    Hostile { name: "links in paragraphs, unclosed", n: 20_000, page: |n| "<p><a href=x>word</p>".repeat(n) },
    Hostile { name: "authors", n: 20_000, page: |n| "<p><span itemprop=author>Ann Lee</span></p>".repeat(n) },
    Hostile {
        name: "attributes of many tags",
        n: 5_000,
        page: |n| "<p id=a class='b c' style=d:e role=f title=g lang=h data-x=1 data-y=2 onclick='i()'>x".repeat(n),
    },
    Hostile { name: "meta", n: 20_000, page: |n| "<meta property=article:tag content='A tag'>".repeat(n) },
    Hostile { name: "time", n: 20_000, page: |n| "<time datetime=2013-02-02>2 February 2013</time> ".repeat(n) },
];
