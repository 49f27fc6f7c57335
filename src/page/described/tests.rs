use super::plain::plain;
use super::scan::{Said, What, said};
use proptest::prelude::*;

fn strings(json: &str) -> Vec<(What, &str)> {
    said(json).into_iter().map(|Said { what, range }| (what, &json[range])).collect()
}

#[test]
fn tags_and_line_ends_part_lines() {
    assert_eq!(plain(r"<p>One<\/p>\n<ul><li>two</li>\n<li>three\nfour</li></ul>"), "One\ntwo\nthree four");
    assert_eq!(plain(r"One\r\n\r\n two\tthree\n"), "One\ntwo three");
    assert_eq!(plain("One<br>two<br />three"), "One\ntwo\nthree");
    assert_eq!(plain("un<b>believ</b>able <!-- so --> <a href='x'>indeed</a>"), "unbelievable indeed");
    assert_eq!(plain("<style>p{a:b}</style>One<script>two</script> three<script>four"), "One three");
}

#[test]
fn escapes_and_references_are_decoded() {
    assert_eq!(
        plain(r#"\u003cp\u003eFish \u0026amp; chips, \"hot\" \ud83d\ude00\u00a0now"#),
        "Fish & chips, \"hot\" \u{1F600} now"
    );
    // HTML whose marks are references has references of its own.
    assert_eq!(plain("&lt;p&gt;Fish &amp;amp; chips&amp;nbsp;&lt;/p&gt;now"), "Fish & chips\nnow");
    assert_eq!(plain(r"5 < 6, 7 &gt; 6, a <b, c\/d \q"), "5 < 6, 7 > 6, a <b, c/d q");
    assert_eq!(plain("caf&eacute; & bar"), "café & bar");
}

#[test]
fn strings_are_found_by_type_and_key() {
    let json = r#"{"@type":"http:\/\/schema.org\/Product","description":"a","text":"b","offers":{"@type":"Offer","description":"c"}}"#;
    assert_eq!(strings(json), [(What::Product, "a")]);
    assert_eq!(
        strings(r#"[{"articleBody":"a\"","@type":["X","NewsArticle"]},{"@type":"SocialMediaPosting","text":"b"}]"#),
        [(What::Story, r#"a\""#), (What::Posting, "b")]
    );
    assert_eq!(strings(r#"{"@type":"Review","itemReviewed":{"@type":"Product","description":"a"}}"#), []);
    assert_eq!(strings(r#"{"x":["@type",{"@type":"Product"}],"description":"a"}"#), []);
    assert_eq!(strings(r#"{"@type":"Product","x":"description","description":{"@value":"a"}}"#), []);
}

proptest! {
    #[test]
    fn plain_text_has_no_empty_line_and_hardly_grows(raw in r#"(\\[nu"<]|\\u[0-9a-fd]{4}|<[a-z/!]{0,3}>?|&(amp;|lt;|#60;|nbsp)?|[ a-zé]){0,60}"#) {
        let text = plain(&raw);
        prop_assert!(text.len() <= 2 * raw.len(), "{text:?}");
        prop_assert!(text.lines().all(|line| !line.is_empty() && line.trim() == line), "{text:?}");
    }

    #[test]
    fn what_serde_reads_is_read_alike(text in "\\PC{0,40}", key in "[a-z@]{1,5}", depth in 0_usize..40) {
        let text = serde_json::to_string(&text).expect("a string");
        let nested = "[".repeat(depth) + &text + &"]".repeat(depth);
        let json = format!(r#"{{"{key}":{nested},"@type":"Product","description":{text}}}"#);
        let quoted = &text[1..text.len() - 1];
        prop_assert_eq!(strings(&json), [(What::Product, quoted)]);
    }

    #[test]
    fn no_text_makes_the_scan_panic(json in r#"([{}\[\],:"\\]|"@type":|"Product"|"description":|"é"){0,60}"#) {
        let _ = said(&json);
        let _ = plain(&json);
    }
}
