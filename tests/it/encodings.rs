//! Encodings: what a page says, what it is, and what becomes of its text.

use crate::hostile::utf16;
use crate::sound::{PARSERS, extractor, sound_bytes};
use copydesk::{Flag, Page};
use encoding_rs::Encoding;

const JAPANESE: &str = "\u{6771}\u{4eac}\u{3067}\u{5927}\u{96e8}\u{304c}\u{964d}\u{308a}\u{3001}\u{6e2f}\u{306f}\u{3059}\u{3079}\u{3066}\u{9589}\u{3056}\u{3055}\u{308c}\u{305f}\u{3068}\u{8b66}\u{5bdf}\u{306f}\u{767a}\u{8868}\u{3057}\u{307e}\u{3057}\u{305f}\u{3002}";
const CHINESE: &str = "\u{5317}\u{4eac}\u{5927}\u{96e8}\u{ff0c}\u{6240}\u{6709}\u{6e2f}\u{53e3}\u{5173}\u{95ed}\u{ff0c}\u{8b66}\u{65b9}\u{661f}\u{671f}\u{65e5}\u{8868}\u{793a}\u{3002}";

fn page(text: &str, charset: Option<&str>) -> String {
    let meta = charset.map_or(String::new(), |charset| format!("<meta charset={charset}>"));
    format!(
        "<html><head>{meta}<title>{text}</title></head><body><h1>{text}</h1>{}</body></html>",
        format!("<p>{text}{text}</p>").repeat(8)
    )
}

fn encoded(text: &str, label: &str) -> Vec<u8> {
    let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
    let (bytes, _, had_errors) = encoding.encode(text);
    assert!(!had_errors, "{label} has all of {text}");
    bytes.into_owned()
}

fn shows(page: &Page<'_>, text: &str) -> bool {
    page.blocks().any(|block| block.text() == text)
}

/// Text, label of its encoding, whether the bytes alone give it away.
const CASES: [(&str, &str, bool); 8] = [
    (JAPANESE, "shift_jis", true),
    (JAPANESE, "euc-jp", true),
    (JAPANESE, "iso-2022-jp", false),
    (CHINESE, "gb18030", true),
    (CHINESE, "gbk", true),
    (
        "B\u{e4}che \u{fc}ber die Ufer: S\u{fc}dk\u{fc}ste f\u{fc}r Schiffe gesperrt, hei\u{df}t es",
        "windows-1252",
        true,
    ),
    (
        "\u{41f}\u{43e}\u{440}\u{442} \u{437}\u{430}\u{43a}\u{440}\u{44b}\u{442}, \u{441}\u{43e}\u{43e}\u{431}\u{449}\u{438}\u{43b}\u{438} \u{432} \u{43f}\u{43e}\u{43b}\u{438}\u{446}\u{438}\u{438}",
        "windows-1251",
        true,
    ),
    (JAPANESE, "utf-8", true),
];

#[test]
fn a_page_is_read_by_hint_by_its_own_word_and_by_its_bytes() {
    for (text, label, is_plain) in CASES {
        for parser in PARSERS {
            let said = encoded(&page(text, Some(label)), label);
            let unsaid = encoded(&page(text, None), label);
            let read = |bytes: &[u8], hint| extractor(parser).extract_bytes(bytes, hint).expect("a label").into_owned();
            for (bytes, hint, how) in [(&said, None, "said"), (&unsaid, Some(label), "hinted")] {
                let page = read(bytes, hint);
                assert!(
                    shows(&page, text) && !page.flags().contains(&Flag::DecodingErrors),
                    "{label}, {how}, by {parser:?}"
                );
            }
            assert_eq!(shows(&read(&unsaid, None), text), is_plain, "{label}, from its bytes, by {parser:?}");
        }
    }
}

/// UTF-8 throughout is UTF-8, whatever is said; UTF-16 shows in the bytes.
#[test]
fn a_charset_that_lies_is_not_believed() {
    for (label, text) in [
        ("iso-8859-1", JAPANESE),
        ("shift_jis", CHINESE),
        ("utf-16", JAPANESE),
        ("gb18030", JAPANESE),
        ("klingon", CHINESE),
    ] {
        for parser in PARSERS {
            let html = page(text, Some(label));
            let read = extractor(parser).extract_bytes(html.as_bytes(), None).expect("no hint");
            assert!(shows(&read, text), "{label} by {parser:?}");
            // Past the first 1,024 bytes, where browsers stop looking.
            let late = format!("<!--{}-->{html}", "x".repeat(2000));
            assert!(shows(&extractor(parser).extract_bytes(late.as_bytes(), None).expect("no hint"), text), "{label}");
        }
    }
    let (japanese, late) = (page(JAPANESE, Some("shift_jis")), format!("<!--{}-->", "x".repeat(2000)));
    let bytes = [late.into_bytes(), encoded(&japanese, "shift_jis")].concat();
    assert!(shows(&extractor(PARSERS[0]).extract_bytes(&bytes, None).expect("no hint"), JAPANESE));
}

#[test]
fn utf16_is_read_with_and_without_a_mark_and_cut_anywhere() {
    // Without a mark it is known by its markup, so there must be some.
    let html = page("Ports on the north coast were shut on Sunday", None);
    for (bytes, mark) in
        [(utf16(&html, u16::to_le_bytes), [0xFF, 0xFE]), (utf16(&html, u16::to_be_bytes), [0xFE, 0xFF])]
    {
        for parser in PARSERS {
            let marked = [&mark[..], &bytes].concat();
            for bytes in [&bytes, &marked] {
                let page = extractor(parser).extract_bytes(bytes, None).expect("no hint");
                assert!(shows(&page, "Ports on the north coast were shut on Sunday"), "{parser:?}");
            }
        }
        for cut in (0..bytes.len()).step_by(if cfg!(debug_assertions) { 101 } else { 7 }) {
            sound_bytes(&bytes[..cut], None).unwrap_or_else(|fault| panic!("cut at {cut}: {fault}"));
        }
    }
}

#[test]
fn broken_utf8_keeps_what_is_whole_and_says_so() {
    let html = page("Caf\u{e9} \u{201c}Nautilus\u{201d} shut on Sunday \u{2013} for good", None);
    let bytes = html.replace("</h1>", "</h1><p>an advertisement: @</p>").into_bytes();
    for broken in [&b"\xff"[..], b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f", b"\xc0\xaf", b"\x80"] {
        let at = bytes.iter().position(|byte| *byte == b'@').expect("a place");
        let bytes = [&bytes[..at], broken, &bytes[at + 1..]].concat();
        for parser in PARSERS {
            let page = extractor(parser).extract_bytes(&bytes, None).expect("no hint");
            assert!(
                shows(&page, "Caf\u{e9} \u{201c}Nautilus\u{201d} shut on Sunday \u{2013} for good"),
                "{broken:?} by {parser:?}"
            );
            assert!(page.flags().contains(&Flag::DecodingErrors), "{broken:?} by {parser:?}");
            assert!(page.blocks().any(|block| block.text().starts_with("an advertisement: \u{fffd}")), "{broken:?}");
        }
    }
}
