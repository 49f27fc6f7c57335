//! What must be looked through again and again: climbs to a border, values that many nodes read.

use super::Hostile;

pub const CASES: &[Hostile] = &[
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
    Hostile {
        name: "long title",
        n: 20_000,
        page: |n| {
            let words: String = (0..n).map(|i| format!("word{i} ")).collect();
            format!("<title>{words}</title><h1>{words}</h1>") + &"<p>word1 word2 word3".repeat(n)
        },
    },
    Hostile {
        name: "one link over many blocks",
        n: 30_000,
        page: |n| "<a href=/x>".to_owned() + &"x<br><br>".repeat(n),
    },
];
