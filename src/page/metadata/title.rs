//! The title: the headline as the page shows it, else what the metadata say, without the site's name.

use super::{Found, Origin, tidy};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A headline is shorter.
const MAX_CHARS: usize = 400;

/// What speaks for a text being the headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    /// Nothing but its words: it must be a title, or parts of one, to the letter.
    Plain,
    /// The labels call it the headline.
    Labelled,
    /// The markup does: an `h1`, an itemprop.
    Heading,
}

/// A visible text that may be the headline.
pub(super) struct Shown<'p> {
    pub text: Cow<'p, str>,
    pub rank: Rank,
    pub node: usize,
}

/// Titles in the metadata, in order of trust; `document` is `<title>`.
pub(super) struct Said<'a> {
    pub titles: Vec<Found<String>>,
    pub document: Option<&'a str>,
    /// What the site calls itself.
    pub sites: &'a [String],
}

/// The title and what else was learnt on the way.
#[derive(Debug, Default)]
pub(super) struct Title {
    pub found: Option<Found<String>>,
    /// Name of the site, where `<title>` tells it.
    pub site: Option<String>,
    /// Where the page shows the headline.
    pub node: Option<usize>,
}

pub(super) fn title(shown: &[Shown<'_>], said: &Said<'_>) -> Title {
    let document = said.document.map(Split::of);
    let (value, origin, node) = if let Some(shown) = shown_title(shown, said, document.as_ref()) {
        (without_site(without_length(&shown.text), said.sites), Origin::Text, Some(shown.node))
    } else if let Some(found) = said.titles.first() {
        (without_site(&found.value, said.sites), found.origin, None)
    } else if let Some(document) = &document {
        (document.headline(said.sites), Origin::Meta, None)
    } else {
        // Nothing in the head: a lone heading is the title.
        let mut headings = shown.iter().filter(|s| s.rank != Rank::Plain);
        match (headings.next(), headings.next()) {
            (Some(lone), None) => (lone.text.to_string(), Origin::Text, Some(lone.node)),
            _ => return Title::default(),
        }
    };
    let site = document.and_then(|document| document.site(&value));
    Title { found: tidy(&value).map(|value| Found { value, origin }), site, node }
}

/// The BBC's video pages say before the headline, for those who do not see the player, how long it is: "Video, 00:02:14".
fn without_length(title: &str) -> &str {
    let headline = || {
        let (length, headline) =
            ["Video, ", "Audio, "].iter().find_map(|what| title.strip_prefix(what))?.split_once(' ')?;
        let is_length = length.contains(':') && length.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b','));
        is_length.then_some(headline)
    };
    headline().unwrap_or(title)
}

/// The visible text that the metadata call the title.
fn shown_title<'s>(shown: &'s [Shown<'s>], said: &Said<'_>, document: Option<&Split<'_>>) -> Option<&'s Shown<'s>> {
    let mut names: BTreeSet<String> = said.sites.iter().map(|s| squashed(s)).collect();
    names.extend(document.and_then(|d| Some(squashed(d.part(1 - d.front()?)))));
    let titles: Vec<String> = said.titles.iter().map(|t| without_site(&t.value, said.sites)).collect();
    let mut exact: BTreeSet<String> = document.map(Split::runs).into_iter().flatten().collect();
    exact.extend(said.titles.iter().flat_map(|t| Split::of(&t.value).runs()));
    let said_words: Vec<Vec<String>> =
        titles.iter().map(String::as_str).chain(document.map(|d| d.whole)).map(words).collect();
    // Quotes and spaces are not counted; most paragraphs are longer by far.
    let longest = 2 * exact.iter().map(String::len).max().unwrap_or(0) + 16;
    // Of most texts the first letter tells that they are none of them.
    let firsts: BTreeSet<Option<char>> = exact.iter().map(|title| title.chars().next()).collect();
    let mut best: Option<(f32, &Shown<'_>)> = None;
    for candidate in
        shown.iter().filter(|s| s.text.len() <= if s.rank == Rank::Plain { longest } else { 4 * MAX_CHARS })
    {
        if candidate.rank == Rank::Plain && !firsts.contains(&squashed_first(&candidate.text)) {
            continue;
        }
        let squashed = squashed(&candidate.text);
        let is_exact = exact.contains(&squashed);
        if squashed.is_empty() || names.contains(&squashed) || !is_exact && candidate.rank == Rank::Plain {
            continue;
        }
        let own = words(&candidate.text);
        if candidate.rank != Rank::Heading && own.len() < 2 && squashed.chars().count() < 6 {
            continue;
        }
        let likeness = said_words.iter().map(|said| likeness(&own, said)).fold(0.0, f32::max);
        if likeness < 0.5 && !is_exact {
            continue;
        }
        let likeness = likeness
            + match candidate.rank {
                Rank::Plain => 0.0,
                Rank::Labelled => 0.2,
                Rank::Heading => 0.5,
            };
        if best.is_none_or(|(b, _)| likeness > b) {
            best = Some((likeness, candidate));
        }
    }
    let best = best?.1;
    // An `h1` with the site's name: the title's other part is shown elsewhere.
    let others = document.and_then(|d| d.before_last(&best.text));
    let other = others.and_then(|text| shown.iter().find(|s| squashed(&s.text) == text));
    Some(other.unwrap_or(best))
}

/// Twice the common words over all words (Dice), in [0, 1].
fn likeness(a: &[String], b: &[String]) -> f32 {
    crate::work::add(a.len() + b.len());
    let (a, b): (BTreeSet<&String>, BTreeSet<&String>) = (a.iter().collect(), b.iter().collect());
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    2.0 * a.intersection(&b).count() as f32 / (a.len() + b.len()) as f32
}

fn words(text: &str) -> Vec<String> {
    crate::work::add(text.len());
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.take(100).map(str::to_lowercase).collect()
}

/// Letters and digits only, lower case: equal for texts that differ in quotes and spaces.
pub(super) fn squashed(text: &str) -> String {
    crate::work::add(text.len());
    let mut squashed = String::with_capacity(text.len().min(MAX_CHARS));
    for c in text.chars().filter(|c| c.is_alphanumeric()).take(MAX_CHARS) {
        if c.is_ascii() {
            squashed.push(c.to_ascii_lowercase());
        } else {
            squashed.extend(c.to_lowercase());
        }
    }
    squashed
}

/// The first of them.
fn squashed_first(text: &str) -> Option<char> {
    text.chars().find(|c| c.is_alphanumeric())?.to_lowercase().next()
}

const SEPARATORS: [&str; 14] =
    [" | ", " - ", " – ", " — ", " · ", " • ", " » ", " « ", " :: ", " / ", " ⋆ ", " > ", "--", "|"];
const MAX_PARTS: usize = 8;

/// What sites call their front page, squashed.
const FRONT_PAGES: [&str; 13] = [
    "home",
    "homepage",
    "frontpage",
    "mainpage",
    "welcome",
    "index",
    "startseite",
    "accueil",
    "inicio",
    "portada",
    "início",
    "главная",
    "forside",
];

/// A document title, cut at its separators.
struct Split<'a> {
    whole: &'a str,
    /// Byte range of each part.
    parts: Vec<(usize, usize)>,
}

impl<'a> Split<'a> {
    fn of(whole: &'a str) -> Split<'a> {
        crate::work::add(SEPARATORS.len() * whole.len());
        let mut parts = Vec::new();
        let (mut start, mut at) = (0, 0);
        while at < whole.len() && parts.len() + 1 < MAX_PARTS {
            let rest = &whole[at..];
            match SEPARATORS.iter().find(|s| rest.starts_with(**s)) {
                Some(separator) => {
                    parts.push((start, at));
                    at += separator.len();
                    start = at;
                }
                None => at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        parts.push((start, whole.len()));
        Split { whole, parts }
    }

    fn part(&self, i: usize) -> &'a str {
        self.whole[self.parts[i].0..self.parts[i].1].trim()
    }

    /// Every run of neighbouring parts, squashed.
    fn runs(&self) -> Vec<String> {
        let n = self.parts.len();
        (0..n)
            .flat_map(|i| (i..n).map(move |j| (i, j)))
            .map(|(i, j)| squashed(&self.whole[self.parts[i].0..self.parts[j].1]))
            .collect()
    }

    /// What stands before the last part, squashed, if that part is `last` and no longer.
    fn before_last(&self, last: &str) -> Option<String> {
        let n = self.parts.len();
        if n < 2 || squashed(self.part(n - 1)) != squashed(last) {
            return None;
        }
        let before = &self.whole[..self.parts[n - 2].1];
        (words(before).len() >= words(last).len()).then(|| squashed(before))
    }

    /// Which of two parts calls the page the site's front page; the other one is the site's name.
    fn front(&self) -> Option<usize> {
        let is_front = |i: usize| FRONT_PAGES.contains(&squashed(self.part(i)).as_str());
        let is_either = self.parts.len() == 2 && is_front(0) != is_front(1);
        is_either.then(|| usize::from(is_front(1)))
    }

    /// The title without the site's name, judged by the title alone.
    fn headline(&self, sites: &[String]) -> String {
        let names: BTreeSet<String> = sites.iter().map(|s| squashed(s)).filter(|s| !s.is_empty()).collect();
        let n = self.parts.len();
        let is_site = |i: usize| names.contains(&squashed(self.part(i)));
        if n == 1 {
            return self.whole.trim().to_owned();
        }
        if is_site(0) {
            // "BBC NEWS | World | Middle East | Headline": what follows a leading name by bars are
            // sections; by dashes it may be the headline's own dash.
            let bars = self.whole[self.parts[0].1..].trim_start().starts_with('|');
            let from = if bars { n - 1 } else { 1 };
            return self.whole[self.parts[from].0..].trim().to_owned();
        }
        if let Some(site) = (1..n).find(|&i| is_site(i)) {
            return self.whole[..self.parts[site - 1].1].trim().to_owned();
        }
        if let Some(front) = self.front() {
            return self.part(front).to_owned();
        }
        // Unknown names: a short last part behind a longer headline.
        let (last, head) = (self.part(n - 1), self.whole[..self.parts[n - 2].1].trim());
        if words(last).len() <= 4 && words(head).len() > words(last).len() {
            return head.to_owned();
        }
        self.whole.trim().to_owned()
    }

    /// The last part behind the headline, or the first before it: the site's name.
    fn site(&self, headline: &str) -> Option<String> {
        let n = self.parts.len();
        let headline = squashed(headline);
        let is_name =
            |part: &&str| !part.is_empty() && part.chars().count() <= 60 && !headline.contains(&squashed(part));
        if n < 2 || headline.is_empty() {
            return None;
        }
        let name = if squashed(self.whole).ends_with(&headline) { self.part(0) } else { self.part(n - 1) };
        Some(name).filter(is_name).map(str::to_owned)
    }
}

/// A title without a site's name before or behind a separator.
pub(super) fn without_site(title: &str, sites: &[String]) -> String {
    let split = Split::of(title.trim());
    let n = split.parts.len();
    let is_site = |part: &str| {
        let part = squashed(part);
        !part.is_empty() && sites.iter().any(|site| squashed(site) == part)
    };
    let (first, last) = (n > 1 && is_site(split.part(0)), n > 1 && is_site(split.part(n - 1)));
    let (from, to) = match (first, last) {
        (_, true) => (0, split.parts[n - 2].1),
        (true, _) => (split.parts[1].0, split.whole.len()),
        _ => (0, split.whole.len()),
    };
    split.whole[from..to].trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(
        document: &str,
        headings: &[&'static str],
        texts: &[&'static str],
        sites: &[&str],
    ) -> (String, Option<String>) {
        let shown = |text: &&'static str, rank| Shown { text: Cow::Borrowed(*text), rank, node: 0 };
        let shown: Vec<Shown<'_>> = headings
            .iter()
            .map(|t| shown(t, Rank::Heading))
            .chain(texts.iter().map(|t| shown(t, Rank::Plain)))
            .collect();
        let sites: Vec<String> = sites.iter().map(|s| (*s).to_owned()).collect();
        let said = Said { titles: vec![], document: Some(document), sites: &sites };
        let title = title(&shown, &said);
        (title.found.map(|t| t.value).unwrap_or_default(), title.site)
    }

    #[test]
    fn the_length_of_a_video_is_no_title() {
        assert_eq!(without_length("Video, 00:02:14 Otters cross the lock"), "Otters cross the lock");
        for title in ["Video, a year on", "Video", "Audio, 12 lost tapes"] {
            assert_eq!(without_length(title), title);
        }
    }

    #[test]
    fn the_shown_headline_decides_where_the_title_ends() {
        let bbc = "BBC NEWS | World | Middle East | Obama invites Middle East heads";
        let headline = "Obama invites Middle East heads";
        assert_eq!(of(bbc, &[], &["Middle East", headline], &[]), (headline.into(), Some("BBC NEWS".into())));
        let dashed = "Crowds - and rain - in Rome - The Paper";
        assert_eq!(of(dashed, &["Crowds - and rain - in Rome"], &[], &[]).0, "Crowds - and rain - in Rome");
        assert_eq!(of("Vibe coding - Ann Lee", &["Ann Lee"], &["Vibe coding"], &[]).0, "Vibe coding");
        assert_eq!(
            of("Long title here - The Paper", &["The Paper", "Long title here"], &[], &["The Paper"]).0,
            "Long title here"
        );
    }

    #[test]
    fn without_a_headline_the_site_is_cut_by_name_or_shape() {
        assert_eq!(of("BBC NEWS | UK | Police to be armed", &[], &[], &["BBC News"]).0, "Police to be armed");
        assert_eq!(of("BBC News - UK economy - to pick up", &[], &[], &["BBC News"]).0, "UK economy - to pick up");
        assert_eq!(of("Obama admits it | BBC News", &[], &[], &["BBC News"]).0, "Obama admits it");
        assert_eq!(
            of("A rather long headline of today - Site", &[], &[], &[]),
            ("A rather long headline of today".into(), Some("Site".into()))
        );
        assert_eq!(of("One", &[], &[], &[]), ("One".into(), None));
    }

    #[test]
    fn a_front_page_is_no_site() {
        let home = (String::from("Home"), Some(String::from("Example News")));
        for title in ["Example News - Home", "Example News | Home", "Home - Example News", "Home | Example News"] {
            assert_eq!(of(title, &[], &[], &[]), home, "{title}");
            assert_eq!(of(title, &["Example News"], &[], &[]), home, "{title}, with a heading");
            assert_eq!(of(title, &[], &[], &["Example News"]), home, "{title}, with the site's name");
        }
        assert_eq!(of("Home - Welcome", &[], &[], &[]).0, "Home - Welcome");
        assert_eq!(of("Coming home - Example News", &["Coming home"], &[], &[]).0, "Coming home");
    }

    #[test]
    fn odd_titles_do_no_harm() {
        for odd in ["", " | ", "||||||||||||||||", "é|é", "- ", "--", "a - "] {
            let _ = of(odd, &["", "|"], &[odd], &["", "|"]);
        }
    }
}
