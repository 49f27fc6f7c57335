//! What a page says of itself in JSON-LD and in its head.

use super::Hostile;

pub const CASES: &[Hostile] = &[
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
    Hostile { name: "authors", n: 20_000, page: |n| "<p><span itemprop=author>Ann Lee</span></p>".repeat(n) },
    Hostile { name: "meta", n: 20_000, page: |n| "<meta property=article:tag content='A tag'>".repeat(n) },
    Hostile { name: "time", n: 20_000, page: |n| "<time datetime=2013-02-02>2 February 2013</time> ".repeat(n) },
    Hostile {
        name: "JSON-LD, 100,000 brackets",
        n: 100_000,
        page: |n| format!("<script type=application/ld+json>{}{}</script><p>word", "[".repeat(n), "]".repeat(n)),
    },
    Hostile {
        name: "JSON-LD, 100,000 objects in objects",
        n: 100_000,
        page: |n| {
            let open = "{\"@type\":\"NewsArticle\",\"author\":".repeat(n);
            format!("<script type=application/ld+json>{open}null{}</script><p>word", "}".repeat(n))
        },
    },
    Hostile {
        name: "JSON-LD, one key again and again",
        n: 50_000,
        page: |n| {
            let keys: String =
                (0..n).map(|i| format!("\"headline\":\"Lamps {i}\",\"@type\":\"NewsArticle\",")).collect();
            format!("<script type=application/ld+json>{{{keys}\"a\":1}}</script><h1>Lamps</h1><p>word")
        },
    },
    Hostile {
        name: "JSON-LD, numbers beyond all bounds",
        n: 50_000,
        page: |n| {
            let numbers = "1e999,-1e999,1e-999,99999999999999999999999999,0.1e+0000001,".repeat(n);
            format!(
                "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"wordCount\":[{numbers}1e999]}}</script><p>word"
            )
        },
    },
    Hostile {
        name: "JSON-LD, one long number",
        n: 1_000_000,
        page: |n| {
            format!(
                "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"datePublished\":{}}}</script><p>word",
                "9".repeat(n)
            )
        },
    },
    Hostile {
        name: "dates of the year 99999",
        n: 20_000,
        page: |n| {
            let date = "<time datetime=99999-99-99T99:99:99+99:99>99 February 99999</time><p>31 June 99999, 12:61 GMT</p>\
                        <meta property=article:published_time content=99999-01-01T00:00:00Z>";
            date.repeat(n)
        },
    },
    Hostile {
        name: "charset in every meta",
        n: 50_000,
        page: |n| "<meta charset=shift_jis charset='utf-16'>".repeat(n) + "x",
    },
];
