//! Much of one thing: tags, attributes, characters, cells.

use super::Hostile;

pub const CASES: &[Hostile] = &[
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
    Hostile { name: "table cells", n: 50_000, page: |n| "<table>".to_owned() + &"<tr><td>a<td>1".repeat(n) },
    Hostile { name: "references", n: 200_000, page: |n| "&amp;&notit;&#xD800;&#x10FFFF;".repeat(n / 2) },
    Hostile { name: "ampersands", n: 1_000_000, page: |n| "&".repeat(n) },
    Hostile { name: "one long word", n: 3_000_000, page: |n| "a".repeat(n) },
    Hostile { name: "one long attribute", n: 3_000_000, page: |n| format!("<img src='data:{}'>x", "A".repeat(n)) },
    Hostile { name: "spaces", n: 3_000_000, page: |n| " ".repeat(n) },
    Hostile { name: "emphasis", n: 30_000, page: |n| "<p>".to_owned() + &"word <b>word</b> <i>word</i> ".repeat(n) },
    Hostile {
        name: "Markdown marks",
        n: 100_000,
        page: |n| "<p>The lamps were lit. ".to_owned() + &"[](*_`".repeat(n),
    },
    Hostile { name: "hidden spans", n: 20_000, page: |n| "<p>x".to_owned() + &" <span hidden>y</span>".repeat(n) },
    Hostile { name: "one row of cells", n: 50_000, page: |n| "<table><tr>".to_owned() + &"<td>a".repeat(n) },
    Hostile { name: "code", n: 30_000, page: |n| "<p>".to_owned() + &"a <code>`</code> ".repeat(n) },
    Hostile { name: "marks in pre", n: 30_000, page: |n| "<pre>".to_owned() + &"<b>a</b> <i>b</i>\n".repeat(n) },
    Hostile {
        name: "attributes of many tags",
        n: 5_000,
        page: |n| "<p id=a class='b c' style=d:e role=f title=g lang=h data-x=1 data-y=2 onclick='i()'>x".repeat(n),
    },
    // The sizes that stalled or killed others.
    Hostile { name: "a million less-than signs", n: 1_000_000, page: |n| "<".repeat(n) },
    Hostile { name: "a million unclosed p", n: 1_000_000, page: |n| "<p>".repeat(n) + "x" },
    Hostile {
        name: "a million attributes",
        n: 1_000_000,
        page: |n| "<p ".to_owned() + &(0..n).map(|i| format!("a{i} ")).collect::<String>() + ">word",
    },
    Hostile {
        name: "one attribute a million times",
        n: 1_000_000,
        page: |n| "<p ".to_owned() + &"a=b ".repeat(n) + ">x",
    },
    Hostile {
        name: "100,000 classes",
        n: 100_000,
        page: |n| format!("<p class='{}'>word", (0..n).map(|i| format!("c{i} ")).collect::<String>()),
    },
    Hostile { name: "attribute of 20 MB", n: 20_000_000, page: |n| format!("<p title='{}'>word", "a".repeat(n)) },
    Hostile {
        name: "alt of 10 MB",
        n: 10_000_000,
        page: |n| format!("<figure><img src=a alt='{}'><figcaption>word</figcaption></figure>", "ab ".repeat(n / 3)),
    },
    Hostile { name: "text of 10 MB", n: 10_000_000, page: |n| "<p>".to_owned() + &"lamps at dusk, ".repeat(n / 15) },
    Hostile { name: "word of 5 MB", n: 5_000_000, page: |n| "<p>".to_owned() + &"a".repeat(n) },
    Hostile {
        name: "word of 5 MB, not of ASCII",
        n: 5_000_000,
        page: |n| "<p>".to_owned() + &"\u{6f22}".repeat(n / 3),
    },
    Hostile { name: "5 MB of ampersands", n: 5_000_000, page: |n| "<p>".to_owned() + &"&".repeat(n) },
    Hostile {
        name: "3 MB of bad references",
        n: 3_000_000,
        page: |n| "<p>".to_owned() + &"&amp;&notit;&#xD800;&#x10FFFF;".repeat(n / 30),
    },
    Hostile {
        name: "references without end",
        n: 1_000_000,
        page: |n| "<p>&#".to_owned() + &"9".repeat(n) + " &#x" + &"f".repeat(n) + " &" + &"notin".repeat(n / 5),
    },
    Hostile { name: "NUL", n: 1_000_000, page: |n| "<p>word".to_owned() + &"\0".repeat(n) },
    Hostile { name: "byte order marks", n: 1_000_000, page: |n| "<p>word".to_owned() + &"\u{FEFF}".repeat(n / 3) },
    Hostile {
        name: "right-to-left overrides",
        n: 1_000_000,
        page: |n| "<p>".to_owned() + &"word\u{202E}drow ".repeat(n / 12),
    },
    Hostile {
        name: "tag characters",
        n: 1_000_000,
        page: |n| "<p>word".to_owned() + &"\u{E0041}\u{E007F}".repeat(n / 8),
    },
    Hostile {
        name: "marks over one letter",
        n: 1_000_000,
        page: |n| "<p>word a".to_owned() + &"\u{301}".repeat(n / 2),
    },
    Hostile {
        name: "controls",
        n: 1_000_000,
        page: |n| "<p>".to_owned() + &"word\u{1}\u{7f}\u{9b}\u{85} ".repeat(n / 11),
    },
    Hostile {
        name: "colspan beyond all bounds",
        n: 20_000,
        page: |n| {
            "<table>".to_owned() + &"<tr><td colspan=9007199254740991 rowspan=4294967297>a<th colspan=-1>b".repeat(n)
        },
    },
    Hostile { name: "one name of 5 MB", n: 5_000_000, page: |n| format!("<{}>word", "a".repeat(n)) },
    Hostile {
        name: "names of elements",
        n: 100_000,
        page: |n| (0..n).map(|i| format!("<x{i}>")).collect::<String>() + "word",
    },
    Hostile {
        name: "selectors of the builtin profile",
        n: 20_000,
        page: |n| {
            "<title>BBC News</title><meta property=og:site_name content='BBC News'>".to_owned()
                + &"<div class='story-body related-links'><p class=caption data-component=text-block>word</p></div>"
                    .repeat(n)
        },
    },
];
