//! Which addresses of a page may stand in Markdown, and how they are written there.

/// Longer addresses are left out: no page needs them, and a link around many blocks repeats its
/// address in each.
const MAX_BYTES: usize = 2048;

/// The destination of a link, ready to stand between `](` and `)`; `None` when the address is
/// none that a reader should be able to follow.
///
/// The address is read as browsers read it (URL Standard, basic URL parser): white space and
/// control characters around it and tabs and newlines inside it do not count.
pub(super) fn destination(href: &str) -> Option<String> {
    crate::work::add(href.len());
    let href = href.trim_matches(|c: char| c <= ' ' || c.is_whitespace());
    if href.is_empty() || href.len() > MAX_BYTES {
        return None;
    }
    let address: String = href.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    is_allowed(&address).then(|| escaped(&address))
}

/// Any colon before the path must belong to a scheme that runs nothing. An escape there is
/// refused: read once more, it may hide a colon.
fn is_allowed(address: &str) -> bool {
    let Some(at) = address.find([':', '/', '?', '#', '&', '\\']) else {
        return true;
    };
    match address.as_bytes()[at] {
        b':' => ["http", "https", "mailto"].iter().any(|name| address[..at].eq_ignore_ascii_case(name)),
        b'&' | b'\\' => false,
        _ => true,
    }
}

/// Percent-encodes whatever could end the destination, begin other syntax or be read as an escape
/// when Markdown is rendered.
fn escaped(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for (at, c) in address.char_indices() {
        match c {
            '&' if super::inline::is_reference(&address[at..]) || address[at..].starts_with("&#") => {
                out.push_str("&amp;")
            }
            '\\' | '(' | ')' | '<' | '>' | '[' | ']' | '`' | '"' | '|' | '{' | '}' | '^' | '*' | '\u{7f}' => {
                percent(c, &mut out)
            }
            c if c <= ' ' || !c.is_ascii() && !c.is_alphanumeric() => percent(c, &mut out),
            c => out.push(c),
        }
    }
    out
}

fn percent(c: char, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        out.push('%');
        out.push(HEX[usize::from(byte >> 4)] as char);
        out.push(HEX[usize::from(byte & 15)] as char);
    }
}

#[cfg(test)]
mod tests {
    use super::destination;

    #[test]
    fn plain_addresses_stay_as_they_are() {
        for href in [
            "http://a.b/c?d=e&f=g#h",
            "https://a/",
            "HTTPS://a/",
            "mailto:a@b.c",
            "/news/uk-1",
            "a/b:c",
            "?a:b",
            "#a",
            "//a.b/c",
            "../é",
        ] {
            assert_eq!(destination(href).as_deref(), Some(href));
        }
    }

    #[test]
    fn schemes_that_run_something_are_refused() {
        for href in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " \u{1}javascript:a",
            "java\tscr\nipt\r:a",
            "data:text/html,a",
            "vbscript:a",
            "file:///etc/passwd",
            "blob:a",
            "javascript\\:a",
            "java&#115;cript:a",
            "javascript\u{0}:a",
            "javascript&colon;a",
            "javascript&#58a",
            "\u{feff}x:y",
            "",
            "   ",
            "tel:1",
        ] {
            assert_eq!(destination(href), None, "{href:?}");
        }
    }

    #[test]
    fn nothing_in_an_address_ends_the_link_or_is_read_as_an_escape() {
        assert_eq!(destination("/a) [b](c \"d\"").as_deref(), Some("/a%29%20%5Bb%5D%28c%20%22d%22"));
        assert_eq!(destination("/a?b&colon;c&d&#e").as_deref(), Some("/a?b&amp;colon;c&d&amp;#e"));
        assert_eq!(destination("/a\\b`c`<d>").as_deref(), Some("/a%5Cb%60c%60%3Cd%3E"));
        assert_eq!(destination("/\u{202e}\u{a0}a").as_deref(), Some("/%E2%80%AE%C2%A0a"));
        assert_eq!(destination(&"a".repeat(3000)), None);
    }
}
