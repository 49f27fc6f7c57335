//! Names of authors out of bylines.

use super::head::words;
use crate::dom::{self, Attr, BLOCK, Dom, Tag, UNSEEN};
use crate::segment::Flow;
use once_cell::sync::Lazy;
use regex::Regex;

/// Nodes of a byline that are looked at, bytes of one of its lines, and names that are kept.
const MAX_NODES: usize = 300;
const MAX_LINE: usize = 2000;
const MAX_NAMES: usize = 20;

/// The names that a byline element holds. Its parts that are marked as names win; job titles,
/// dates and buttons are left out where the markup tells them.
pub(super) fn names_in(dom: &Dom<'_>, flow: &Flow, node: usize) -> Vec<String> {
    let names = names_of(dom, flow, node, true);
    // "author-title" holds a job here and the name there.
    if names.is_empty() { names_of(dom, flow, node, false) } else { names }
}

fn names_of(dom: &Dom<'_>, flow: &Flow, node: usize, is_strict: bool) -> Vec<String> {
    let mut marked: Vec<String> = Vec::new();
    let mut plain = String::new();
    let end = dom.subtree_end(node).min(node + MAX_NODES);
    // Its heading is no name.
    let label = dom.raw_attr(node, Attr::AriaLabelledby);
    let mut at = node;
    let mut blocks: Vec<usize> = Vec::new();
    while at < end {
        crate::work::add(1);
        while blocks.last().is_some_and(|&end| end <= at) {
            blocks.pop();
            plain.push('\n');
        }
        let tag = dom.tag(at);
        let skips = tag != Tag::Text
            && at != node
            && (label.is_some() && dom.raw_attr(at, Attr::Id) == label
                || tag.is(UNSEEN)
                || matches!(tag, Tag::Time | Tag::Button | Tag::Svg)
                || is_strict && is_beside(dom, at));
        if skips || flow.hidden(dom, at).is_some() {
            plain.push('\n');
            at = dom.subtree_end(at);
            continue;
        }
        if tag == Tag::Text {
            plain.push_str(&dom.text(at));
        } else if is_name(dom, at) && (at != node || dom.raw_attr(at, Attr::Itemprop) != Some("author")) {
            let name = super::text(dom, flow, at, 200).map(|text| names(&text)).unwrap_or_default();
            marked.extend(name);
            at = dom.subtree_end(at);
            continue;
        } else if tag == Tag::Br || tag.is(BLOCK) {
            plain.push('\n');
            blocks.push(dom.subtree_end(at));
        } else {
            plain.push(' ');
        }
        at += 1;
    }
    if marked.is_empty() {
        let lines = plain.lines().filter_map(super::tidy);
        // "By" may stand on a line of its own, before the name.
        return lines.take(4).map(|line| names(&line)).find(|names| !names.is_empty()).unwrap_or_default();
    }
    marked.truncate(MAX_NAMES);
    marked
}

fn marks(dom: &Dom<'_>, node: usize, wanted: &[&str]) -> bool {
    crate::work::add(wanted.len());
    [Attr::Class, Attr::DataTestid, Attr::DataComponent, Attr::Itemprop]
        .iter()
        .filter_map(|attr| dom.raw_attr(node, *attr))
        .flat_map(words)
        .any(|word| wanted.iter().any(|w| word.eq_ignore_ascii_case(w)))
}

/// What stands beside the name in a byline.
fn is_beside(dom: &Dom<'_>, node: usize) -> bool {
    const WORDS: [&str; 30] = [
        "title",
        "role",
        "job",
        "jobtitle",
        "position",
        "byd",
        "location",
        "description",
        "date",
        "time",
        "dateline",
        "timestamp",
        "published",
        "updated",
        "share",
        "social",
        "follow",
        "twitter",
        "email",
        "avatar",
        "bio",
        "affiliation",
        "image",
        "photo",
        "read",
        "reading",
        "comments",
        "section",
        "category",
        "org",
    ];
    marks(dom, node, &WORDS) && !marks(dom, node, &["name", "byl"])
}

fn is_name(dom: &Dom<'_>, node: usize) -> bool {
    marks(dom, node, &["name", "fn"])
        || dom
            .raw_attr(node, Attr::Rel)
            .is_some_and(|rel| rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("author")))
}

/// "By", "Von", "Text:" and their like at the start of a byline.
static BY: Lazy<Option<Regex>> = Lazy::new(|| {
    Regex::new(
        r"(?ix)^\W*(?:
            (?:written|posted|published|reported|story|words|text|report|analysis|review|review|created|updated|submitted|ein\sartikel|interview)\s+(?:by|von)\b\s*:?
          | (?:by|von|par|por|door|oleh)\b\s*:?
          | (?:authors?|autor(?:es|in)?|auteur|autore|автор|yazar|penulis|text|texte|texto|foto|words|reporter|редактор|作者|记者|記者)\s*[:：,]
        )\s*",
    )
    .ok()
});

/// Takes "By" off the start of a byline.
pub(crate) fn without_by(text: &str) -> &str {
    crate::work::add(text.len());
    let text = text.trim();
    let rest = BY.as_ref().and_then(|by| by.find(text)).map_or(text, |m| &text[m.end()..]);
    // "ByChris Mason": the gap was a margin.
    match rest.strip_prefix("By") {
        Some(glued) if glued.starts_with(char::is_uppercase) => glued.trim(),
        _ => rest.trim(),
    }
}

/// Names in one line of text: cut where a job title, a place or a date begins.
pub(crate) fn names(line: &str) -> Vec<String> {
    let line = without_by(dom::prefix(line, MAX_LINE)).trim_start_matches(|c: char| !c.is_alphanumeric());
    let cut = [" | ", " · ", " • ", " – ", " — ", " - "].iter().filter_map(|s| line.find(s)).min();
    let line = &line[..cut.unwrap_or(line.len())];
    let mut names = Vec::new();
    for piece in pieces(line) {
        crate::work::add(piece.len() + names.len());
        let Some((name, is_cut)) = name(piece, names.is_empty()) else { break };
        // A lone word behind the first name is where it was written.
        if !names.is_empty() && name.is_ascii() && !name.contains(' ') {
            break;
        }
        if names.len() < MAX_NAMES && !names.contains(&name) {
            names.push(name);
        }
        if is_cut {
            break;
        }
    }
    names
}

/// Parts between commas and "and".
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    const AND: [&str; 8] = [" and ", " And ", " & ", " und ", " et ", " y ", " og ", " и "];
    line.split([',', ';', '、', '，', '|', '•', '·'])
        .flat_map(|part| {
            let mut rest = Some(part);
            std::iter::from_fn(move || {
                let text = rest?;
                crate::work::add(text.len());
                let cut = AND.iter().filter_map(|and| text.find(and).map(|at| (at, and.len()))).min();
                rest = cut.map(|(at, len)| &text[at + len..]);
                Some(cut.map_or(text, |(at, _)| &text[..at]))
            })
        })
        .map(|piece| {
            let piece = piece.trim();
            piece.strip_prefix("and ").unwrap_or(piece).trim()
        })
        .filter(|piece| !piece.is_empty())
}

const JOBS: &[&str] = &[
    "editor",
    "reporter",
    "correspondent",
    "writer",
    "journalist",
    "producer",
    "presenter",
    "analyst",
    "columnist",
    "contributor",
    "historian",
    "chief",
    "staff",
    "bbc",
    "news",
    "political",
    "business",
    "science",
    "health",
    "technology",
    "education",
    "economics",
    "environment",
    "diplomatic",
    "sport",
    "sports",
    "senior",
    "in",
    "at",
    "for",
    "from",
    "on",
    "updated",
    "published",
    "posted",
    "ago",
    "minutes",
    "hours",
    "share",
    "redakteur",
    "korrespondent",
    "ceo",
    "founder",
    "información",
    "informações",
    "director",
    "professor",
    "follow",
    "last",
    "the",
    "author",
    "authors",
    "byline",
    "home",
    "subscribe",
    "reviewed",
    "edited",
    "about",
    "menu",
];

fn is_job(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    JOBS.iter().any(|job| word.eq_ignore_ascii_case(job))
}

/// The piece as a name, and whether a job title was cut off it; `None` when it is none.
fn name(piece: &str, is_first: bool) -> Option<(String, bool)> {
    // A link to more of the same author's stories.
    const CALLS: [&str; 3] = ["read more", "more from", "more by"];
    if CALLS.iter().any(|call| piece.trim_start().get(..call.len()).is_some_and(|s| s.eq_ignore_ascii_case(call))) {
        return None;
    }
    let words: Vec<&str> = piece.split_whitespace().take(12).collect();
    let job = words.iter().position(|word| is_job(word));
    let kept = match job {
        // A lone "BBC News" is an author too; whether it is one the page's site decides.
        Some(at)
            if is_first
                && at + 1 == words.len()
                && words.len() == 2
                && words.iter().all(|w| w.starts_with(char::is_uppercase)) =>
        {
            words.len()
        }
        Some(0 | 1) => return None,
        Some(at) if at >= 3 => 2,
        Some(at) => at,
        None => words.len(),
    };
    let name = words[..kept.min(words.len())].join(" ");
    let name = name
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | ';' | '|' | '/' | '-' | '–' | '(' | ')'))
        .to_owned();
    let chars = name.chars().count();
    let starts = name.chars().next()?;
    let is_name = kept <= 5
        && (2..=60).contains(&chars)
        && starts.is_alphabetic()
        && !name.contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | '<' | '{' | '=' | '?' | '!'));
    is_name.then_some((name, kept < words.len()))
}

/// Names in a field of the metadata, without "By"; none in addresses and handles. Cut at "and"
/// where that surely parts two people.
pub(super) fn said_names(text: &str) -> Vec<String> {
    let Some(text) = super::tidy(without_by(text)) else { return Vec::new() };
    let is_address = text.contains("://") || text.starts_with(['@', '/', '#']) || text.starts_with("www.");
    if is_address || text.chars().count() > 300 || !text.chars().any(char::is_alphabetic) {
        return Vec::new();
    }
    let names: Vec<&str> = pieces(&text).collect();
    if names.len() > 1 && names.iter().all(|name| is_full_name(name)) {
        return names.into_iter().map(str::to_owned).collect();
    }
    vec![text]
}

/// Two to five words, each with a capital or of a script without: a name beyond doubt.
pub(super) fn is_full_name(name: &str) -> bool {
    const PARTICLES: [&str; 15] =
        ["van", "von", "de", "der", "den", "la", "del", "di", "da", "dos", "bin", "al", "el", "ten", "zu"];
    let words: Vec<&str> = name.split(' ').collect();
    let is_part = |word: &&str| {
        word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase()) && !is_job(word) || PARTICLES.contains(word)
    };
    (2..=5).contains(&words.len()) && words.iter().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::{Limits, Parser};

    fn of(html: &str) -> String {
        let dom = dom::parse(html, Parser::Fast, &Limits::default());
        let flow = Flow::of(&dom, 0);
        let node = (0..dom.len()).find(|&n| dom.raw_attr(n, Attr::Id) == Some("x")).unwrap_or(0);
        names_in(&dom, &flow, node).join(", ")
    }

    #[test]
    fn job_titles_are_cut_where_markup_tells() {
        assert_eq!(
            of(
                "<span id=x class=byline><span class=byline-name>By Tim Clayton</span> <span class=byline-title>Military historian</span></span>"
            ),
            "Tim Clayton"
        );
        assert_eq!(
            of("<p id=x><strong>By James Gallagher</strong><br>Health and science correspondent</p>"),
            "James Gallagher"
        );
        assert_eq!(
            of("<div id=x><div class='a-TextContributorName'>Vanessa Buschschlüter</div><div>BBC News</div></div>"),
            "Vanessa Buschschlüter"
        );
        assert_eq!(
            of(
                "<div id=x data-testid=byline><time>15 hours ago</time><button>Save</button><span>Richard Wheeler</span><span data-testid='byline-role-location'>Political reporter</span></div>"
            ),
            "Richard Wheeler"
        );
        assert_eq!(of("<span id=x class=byl>By Paul Rincon <br></span>"), "Paul Rincon");
        assert_eq!(
            of("<div id=x><span itemprop=name>Ann Lee</span> and <span itemprop=name>Bo Ek</span></div>"),
            "Ann Lee, Bo Ek"
        );
        assert_eq!(
            of("<p id=x>By <a rel=author href=a>Ann Lee</a> and <a rel=author href=b>Bo Ek</a>, Paris</p>"),
            "Ann Lee, Bo Ek"
        );
    }

    #[test]
    fn names_end_where_jobs_and_dates_begin() {
        for (line, expected) in [
            ("By Paul Rincon Science reporter, BBC News", "Paul Rincon"),
            ("By Paul Rincon, Science reporter", "Paul Rincon"),
            ("ByChris Mason", "Chris Mason"),
            ("Byron Smith", "Byron Smith"),
            ("Von Anna Müller und Bernd Groß", "Anna Müller, Bernd Groß"),
            ("By Ann Lee, Bo Ek and Cy Om", "Ann Lee, Bo Ek, Cy Om"),
            ("Ann Lee | 3 May 2020", "Ann Lee"),
            ("Автор: Иван Петров", "Иван Петров"),
            ("By", ""),
            ("15 hours ago", ""),
        ] {
            assert_eq!(names(line).join(", "), expected, "{line}");
        }
    }

    #[test]
    fn addresses_are_no_names() {
        assert_eq!(said_names("https://www.facebook.com/bbcnews"), [""; 0]);
        assert_eq!(said_names("@BBCNews"), [""; 0]);
        assert_eq!(said_names("By James Gallagher"), ["James Gallagher"]);
    }

    #[test]
    fn and_parts_people_but_not_firms() {
        assert_eq!(said_names("Ann Lee and Bo Ek"), ["Ann Lee", "Bo Ek"]);
        assert_eq!(said_names("Ann Lee, Bo Ek"), ["Ann Lee", "Bo Ek"]);
        assert_eq!(said_names("Smith & Sons"), ["Smith & Sons"]);
        assert_eq!(said_names("Ministry of Health and Social Care"), ["Ministry of Health and Social Care"]);
    }
}
