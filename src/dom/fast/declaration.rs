//! What begins with `<!`: comments, doctypes, CDATA sections.

use memchr::memmem::{self, Finder};
use once_cell::sync::Lazy;
use std::ops::Range;

/// Pages have hundreds of comments: the search is prepared once.
static DASHES: Lazy<Finder<'static>> = Lazy::new(|| Finder::new("--"));

/// A comment whose opening dashes stand at the start of `rest` (HTML §13.2.5.43 to 13.2.5.52): the
/// range of its data, and its length with its closing `>`.
pub(super) fn comment(rest: &[u8]) -> (Range<usize>, usize) {
    const OPENING: usize = 2;
    // `<!-->` and `<!--->` close themselves.
    let inner = &rest[OPENING..];
    if inner.starts_with(b">") {
        return (OPENING..OPENING, OPENING + 1);
    }
    if inner.starts_with(b"->") {
        return (OPENING..OPENING, OPENING + 2);
    }
    let mut at = OPENING;
    while let Some(found) = DASHES.find(&rest[at..]) {
        let dashes = at + found;
        match (rest.get(dashes + 2), rest.get(dashes + 3)) {
            (Some(b'>'), _) => return (OPENING..dashes, dashes + 3),
            (Some(b'!'), Some(b'>')) => return (OPENING..dashes, dashes + 4),
            _ => at = dashes + 1,
        }
    }
    // The input ends here: what may have begun to close the comment is no data.
    let cut = [&b"--!"[..], b"--", b"-"].into_iter().find(|end| inner.ends_with(end)).map_or(0, <[u8]>::len);
    (OPENING..rest.len() - cut, rest.len())
}

pub(super) fn is_doctype(rest: &[u8]) -> bool {
    rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype"))
}

/// A CDATA section at the start of `rest`: the range of its text, and its length.
pub(super) fn cdata(rest: &[u8]) -> Option<(Range<usize>, usize)> {
    const OPENING: &[u8] = b"[CDATA[";
    let inner = rest.strip_prefix(OPENING)?;
    let from = OPENING.len();
    let end = memmem::find(inner, b"]]>").map_or(rest.len(), |i| from + i);
    Some((from..end, (end + 3).min(rest.len())))
}
