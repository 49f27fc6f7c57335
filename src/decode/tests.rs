use super::*;
use std::path::PathBuf;

fn encoding(bytes: &[u8]) -> &'static str {
    decode(bytes, None).unwrap().encoding()
}

fn meta(bytes: &[u8]) -> Option<&'static str> {
    declared(bytes).map(Encoding::name)
}

#[test]
fn utf8_is_borrowed_with_its_byte_order_mark() {
    let bytes = "\u{FEFF}<p>Café".as_bytes();
    let page = decode(bytes, Some("windows-1252")).unwrap();
    assert!(page.is_verbatim());
    assert_eq!((page.decided_by(), page.encoding()), (DecidedBy::ByteOrderMark, "UTF-8"));
    assert_eq!(page.text().as_bytes(), bytes);
    assert!(decode(b"<meta charset=koi8-r>plain", None).unwrap().is_verbatim());
}

#[test]
fn the_hint_stands_above_meta() {
    let page = decode(b"<meta charset=koi8-r>\xc1", Some(" WINDOWS-1251 ")).unwrap();
    assert_eq!((page.encoding(), page.decided_by(), page.had_errors()), ("windows-1251", DecidedBy::Hint, false));
    assert!(page.text().ends_with('Б'));
}

#[test]
fn an_unknown_hint_is_an_error_and_an_unknown_meta_is_not() {
    for hint in ["", "latin-11", "text/html; charset=utf-8"] {
        let error = decode(b"x", Some(hint)).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::UnknownCharset { label: hint.to_owned() });
    }
    assert_eq!(encoding(b"<meta charset=latin-11>x"), "UTF-8");
}

#[test]
fn meta_charset_in_a_comment_is_ignored() {
    assert_eq!(meta(b"<!-- <meta charset=koi8-r> --><meta charset=iso-8859-2>"), Some("ISO-8859-2"));
    assert_eq!(meta(b"<!--><meta charset=koi8-r>-->"), Some("KOI8-R"));
}

#[test]
fn meta_charset_past_1024_bytes_is_found() {
    let page = [b"<p title='".as_slice(), &b"x".repeat(9000), b"'><meta charset=koi8-r>"].concat();
    assert_eq!(meta(&page), Some("KOI8-R"));
}

#[test]
fn labels_that_cannot_be_are_read_as_the_specification_says() {
    assert_eq!(meta(b"<meta charset=utf-16be>"), Some("UTF-8"));
    assert_eq!(meta(b"<meta charset=x-user-defined>"), Some("windows-1252"));
    assert_eq!(meta(b"<meta charset=hz-gb-2312>"), None);
    assert_eq!(meta(b"<meta http-equiv=refresh content='0; charset=koi8-r'>"), None);
    assert_eq!(meta(b"<meta content='x; charset = \"koi8-r\" y' http-equiv=CONTENT-TYPE>"), Some("KOI8-R"));
}

#[test]
fn a_page_that_is_utf8_throughout_is_utf8_whatever_it_says() {
    for declared in ["iso-8859-1", "windows-1251", "gbk", "utf-16"] {
        let page = format!("<meta charset={declared}><p>Les élèves – “naïfs”");
        assert_eq!(decode(page.as_bytes(), None).unwrap().text(), page, "{declared}");
        assert_eq!(decode(page.as_bytes(), Some(declared)).unwrap().text(), page, "{declared}");
    }
    let cut = "<meta charset=iso-8859-1>é è ü —".as_bytes();
    let page = decode(&cut[..cut.len() - 1], None).unwrap();
    assert_eq!((page.encoding(), page.had_errors()), ("UTF-8", true));
    assert!(page.text().ends_with("ü \u{FFFD}"));
}

#[test]
fn a_page_that_says_utf8_and_is_not_is_looked_at() {
    let page = decode(b"<meta charset=utf-8><p>It\x92s caf\xe9 \x93time\x94", Some("utf-8")).unwrap();
    assert_eq!((page.encoding(), page.decided_by(), page.had_errors()), ("windows-1252", DecidedBy::Bytes, false));
    assert!(page.text().ends_with("It’s café “time”"));
}

#[test]
fn damaged_utf8_stays_utf8_and_says_so() {
    let mut bytes = "<meta charset=utf-8>Les élèves étudient à l’école".as_bytes().to_vec();
    bytes.push(0x92);
    bytes.extend_from_slice(b" end");
    for page in [bytes.as_slice(), &bytes[20..]] {
        let page = decode(page, None).unwrap();
        assert_eq!((page.encoding(), page.had_errors(), page.is_verbatim()), ("UTF-8", true, false));
        assert!(page.text().ends_with("école\u{FFFD} end"));
    }
}

#[test]
fn undeclared_pages_are_detected() {
    let russian = "Правительство объявило о новых мерах поддержки экономики. ".repeat(4);
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(&russian);
    let page = [b"<p>".repeat(2000), bytes.to_vec()].concat();
    assert_eq!(encoding(&page), "windows-1251");
    let japanese = "政府は新しい経済対策を発表しました。".repeat(4);
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(&japanese);
    assert_eq!(decode(&bytes, None).unwrap().text(), japanese);
    assert_eq!(encoding(japanese.as_bytes()), "UTF-8");
    assert_eq!((encoding(b""), encoding(b"plain"), encoding(b"caf\xe9 au lait")), ("UTF-8", "UTF-8", "windows-1252"));
}

#[test]
fn utf16_is_known_with_and_without_a_mark() {
    let text = "<!doctype html><p>Größe – 政府";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, mark, name) in [(&little, [0xFF, 0xFE], "UTF-16LE"), (&big, [0xFE, 0xFF], "UTF-16BE")] {
        let marked = [&mark[..], bytes].concat();
        for (page, hint) in [(bytes, None), (&marked, None), (bytes, Some("utf-8")), (bytes, Some("utf-16"))] {
            let page = decode(page, hint).unwrap();
            assert_eq!((page.text(), page.encoding()), (text, name), "{hint:?}");
        }
    }
    let odd = decode(&little[..little.len() - 1], None).unwrap();
    assert!(odd.had_errors() && odd.text().ends_with("政\u{FFFD}"));
}

#[test]
fn any_bytes_decode() {
    for page in
        [&b"<"[..], b"<meta", b"<meta charset", b"<meta charset=", b"<!--", b"<!", b"\0", b"\xff\xfe\xff", b"\xef\xbb"]
    {
        assert!(decode(page, None).is_ok(), "{page:?}");
    }
    let mut seed = 1u32;
    for len in 0..200 {
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let bytes = b"<meta chrs='\">/! -=\xc3\xa9\x92\0ut8-";
            bytes[(seed >> 16) as usize % bytes.len()]
        };
        let page: Vec<u8> = (0..len).map(|_| next()).collect();
        assert!(decode(&page, None).is_ok());
    }
}

/// Cases of the html5lib data that we answer otherwise.
const DEVIATIONS: &[(&str, &str)] = &[(
    "document.write('<meta charset=\"ISO-8859-' + '2\">')",
    "no scripts are run here, so what they write declares nothing",
)];

/// `encoding/*.dat` of html5lib-tests: what the page declares, windows-1252 when nothing.
#[test]
fn the_prescan_agrees_with_html5lib() {
    let shared = std::env::var_os("COPYDESK_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    let folder = shared.join("html5lib-tests/encoding");
    if !folder.is_dir() {
        eprintln!("skipped: no html5lib data at {}", folder.display());
        return;
    }
    let mut cases = 0;
    let mut deviations = Vec::new();
    for file in ["tests1.dat", "tests2.dat", "test-yahoo-jp.dat", "scripted/tests1.dat"] {
        let data = std::fs::read(folder.join(file)).unwrap();
        for (page, label) in split(&data) {
            let expected = Encoding::for_label(label).unwrap();
            let marked = Encoding::for_bom(page).map(|(encoding, _)| encoding);
            let found = marked.or_else(|| declared(page)).unwrap_or(encoding_rs::WINDOWS_1252);
            cases += 1;
            if found != expected {
                let page = String::from_utf8_lossy(page).into_owned();
                deviations.push(format!("{file}: {} for {}: {page}", found.name(), expected.name()));
            }
        }
    }
    let unexpected: Vec<_> =
        deviations.iter().filter(|d| !DEVIATIONS.iter().any(|(page, _reason)| d.contains(page))).collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert_eq!((cases, deviations.len()), (83, DEVIATIONS.len()));
}

/// Pages and labels of a `.dat` file.
fn split(data: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut cases = Vec::new();
    let mut rest = data;
    while let Some(at) = memchr::memmem::find(rest, b"#data\n") {
        rest = &rest[at + 6..];
        let Some(end) = memchr::memmem::find(rest, b"\n#encoding\n") else {
            break;
        };
        let label = &rest[end + 11..];
        let label = &label[..memchr::memchr(b'\n', label).unwrap_or(label.len())];
        cases.push((&rest[..end], label));
        rest = &rest[end + 11..];
    }
    cases
}
