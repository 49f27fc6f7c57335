//! Elements in elements in elements, and end tags that do not fit.

use super::Hostile;

pub const CASES: &[Hostile] = &[
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
    Hostile { name: "nested tables", n: 10_000, page: |n| "<table><tr><td>x".repeat(n) },
    Hostile { name: "text misplaced in a table", n: 20_000, page: |n| "<table>".to_owned() + &"<tr>x<b>".repeat(n) },
    Hostile { name: "links in paragraphs, unclosed", n: 20_000, page: |n| "<p><a href=x>word</p>".repeat(n) },
    // The sizes that stalled or killed others.
    Hostile { name: "200,000 nested div", n: 200_000, page: |n| "<div>".repeat(n) + "x" },
    Hostile { name: "200,000 nested b", n: 200_000, page: |n| "<b>".repeat(n) + "x" },
    Hostile { name: "200,000 nested font", n: 200_000, page: |n| "<font color=red>".repeat(n) + "x" },
    Hostile { name: "200,000 nested span", n: 200_000, page: |n| "<span>".repeat(n) + "x" },
    Hostile { name: "200,000 nested ul li", n: 200_000, page: |n| "<ul><li>".repeat(n) + "x" },
    Hostile { name: "50,000 nested tables", n: 50_000, page: |n| "<table><tr><td>".repeat(n) + "x" },
    Hostile {
        name: "tables 600 deep, side by side",
        n: 40,
        page: |n| ("<table><tr><td>".repeat(600) + "word" + &"</table>".repeat(600)).repeat(n),
    },
    Hostile {
        name: "text foster-parented out of nested tables",
        n: 20_000,
        page: |n| "<table>word<tr>other<td>".repeat(n / 2) + &"<table>word".repeat(n / 2),
    },
    Hostile { name: "nested dl", n: 50_000, page: |n| "<dl><dt>a<dd>".repeat(n) + "x" },
    Hostile { name: "nested select", n: 50_000, page: |n| "<select><option>x".repeat(n) },
    Hostile { name: "nested SVG and HTML", n: 50_000, page: |n| "<svg><foreignObject><div>".repeat(n) + "x" },
    Hostile { name: "nested template", n: 50_000, page: |n| "<template>".repeat(n) + "x" },
    Hostile { name: "nested object", n: 50_000, page: |n| "<object>".repeat(n) + "x" },
    Hostile { name: "nested button", n: 50_000, page: |n| "<button>x".repeat(n) },
    Hostile { name: "nested form", n: 50_000, page: |n| "<form><div>".repeat(n) + "x" },
    Hostile { name: "open and shut, deep", n: 50_000, page: |n| "<div>".repeat(500) + &"<div><p>x</div>".repeat(n) },
];
