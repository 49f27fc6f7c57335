//! Lines that say what they are, in the languages that news is written in: calls to other stories ("READ MORE: …"), headings of
//! lists of them, who wrote it ("Von …").

/// Beginnings of lines that name another story, in small letters.
const STARTS: &[&str] = &[
    "also read",
    "read also",
    "read more",
    "see also",
    "more on this",
    "related:",
    "watch:",
    "you might also like",
    "don't miss:",
    "lesen sie auch",
    "lesen sie mehr",
    "siehe auch",
    "mehr zum thema:",
    "mehr dazu:",
    "auch interessant:",
    "das könnte sie auch interessieren",
    "lire aussi",
    "à lire aussi",
    "a lire aussi",
    "à lire également",
    "voir aussi",
    "sur le même sujet",
    "lea también",
    "lee también",
    "lea además",
    "le puede interesar",
    "te puede interesar",
    "puede interesarle",
    "leer más:",
    "más información:",
    "leia também",
    "veja também",
    "leia mais:",
    "saiba mais:",
    "leggi anche",
    "potrebbe interessarti",
    "ti potrebbe interessare",
    "lees ook",
    "läs också",
    "läs även",
    "läs mer:",
    "les også",
    "læs også",
    "lue myös",
    "czytaj także",
    "dowiedz się więcej:",
    "czytaj też",
    "zobacz także",
    "zobacz też",
    "čtěte také",
    "читайте также",
    "читайте також",
    "смотрите также",
    "baca juga",
    "xem thêm:",
    "关联阅读",
    "相关阅读",
    "関連記事",
    "اقرأ أيضا",
    "اقرأ أيضاً",
];

/// Headings of lists of other stories, in small letters and their order. Without those that works of reference have: "See also".
const HEADINGS: &[&str] = &[
    "a lire aussi",
    "also read",
    "around the web",
    "articles liés",
    "articoli correlati",
    "artikel terkait",
    "artículos relacionados",
    "auch interessant",
    "baca juga",
    "berita terkait",
    "contenido relacionado",
    "czytaj także",
    "czytaj też",
    "dans la même rubrique",
    "das könnte dich auch interessieren",
    "das könnte sie auch interessieren",
    "editor's picks",
    "editors' picks",
    "editors' recommendations",
    "editors’ picks",
    "editors’ recommendations",
    "empfehlungen der redaktion",
    "from around the web",
    "gerelateerde artikelen",
    "ilgili haberler",
    "in case you missed it",
    "latest news",
    "latest stories",
    "le puede interesar",
    "lea además",
    "lea también",
    "lee también",
    "lees ook",
    "leggi anche",
    "leia também",
    "les også",
    "les plus lus",
    "lesen sie auch",
    "lire aussi",
    "lo más leído",
    "lo más visto",
    "lue myös",
    "luetuimmat",
    "läs också",
    "läs även",
    "læs også",
    "mais lidas",
    "meer over dit onderwerp",
    "meest gelezen",
    "mehr zum thema",
    "meistgelesen",
    "mest lest",
    "mest läst",
    "mest læste",
    "more from this section",
    "more like this",
    "more on this",
    "more on this story",
    "more on this topic",
    "most popular",
    "most read",
    "más noticias",
    "najczęściej czytane",
    "noticias relacionadas",
    "notizie correlate",
    "notícias relacionadas",
    "potrebbe interessarti",
    "recommended for you",
    "recommended reading",
    "recommended stories",
    "related articles",
    "related content",
    "related coverage",
    "related links",
    "related news",
    "related posts",
    "related stories",
    "related topics",
    "related videos",
    "schon gelesen",
    "související články",
    "sur le même sujet",
    "sur le même thème",
    "también te puede interesar",
    "te puede interesar",
    "temas relacionados",
    "ti potrebbe interessare",
    "tin liên quan",
    "veja também",
    "verwandte themen",
    "weitere artikel",
    "weitere themen",
    "what to read next",
    "you may also be interested in",
    "you may also be interested in the following articles",
    "you may also like",
    "you might also like",
    "zobacz także",
    "zobacz też",
    "à lire aussi",
    "à lire également",
    "ähnliche artikel",
    "čtěte také",
    "материалы по теме",
    "читайте также",
    "читайте також",
    "اقرأ أيضا",
    "مقالات ذات صلة",
    "مواضيع ذات صلة",
    "あわせて読みたい",
    "延伸阅读",
    "推荐阅读",
    "相关新闻",
    "相关阅读",
    "関連ニュース",
    "関連記事",
    "관련 기사",
    "관련기사",
];

/// Longer texts are no headings of lists.
const LONGEST: usize = 60;

/// So much of a line tells whether it is a call.
const LONGEST_CALL: usize = 64;

/// Whether a line begins as calls to other stories do: "READ MORE: …".
pub(super) fn starts_with_call(text: &str) -> bool {
    crate::work::add(STARTS.len());
    // Arrows point to the story; behind a quotation mark somebody says it.
    let text = crate::dom::prefix(text, LONGEST_CALL);
    crate::work::add(text.len());
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && !"\"“”„«»‘’'「『".contains(c));
    let Some(first) = text.chars().next().map(small) else { return false };
    STARTS.iter().filter(|start| start.starts_with(first)).any(|start| {
        // Not the beginning of a longer word.
        let behind = text.chars().filter(|c| *c != DOT_ABOVE).nth(start.chars().count());
        begins(text, start) && (start.ends_with(':') || behind.is_none_or(|c| !c.is_alphanumeric()))
    })
}

/// For each letter that a heading begins with the letters that may come next, a bit each.
const PAIRS: [u32; 26] = {
    let mut pairs = [0; 26];
    let mut heading = 0;
    while heading < HEADINGS.len() {
        let bytes = HEADINGS[heading].as_bytes();
        if bytes[0].is_ascii_lowercase() && bytes[1].is_ascii_lowercase() {
            pairs[(bytes[0] - b'a') as usize] |= 1 << (bytes[1] - b'a');
        }
        heading += 1;
    }
    pairs
};

/// Whether a heading may begin with the first two letters. Most texts do not, and this asks for no comparison.
fn may_head(text: &str) -> bool {
    match text.as_bytes() {
        [first, second, ..] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
            PAIRS[usize::from((first | 0x20) - b'a')] >> ((second | 0x20) - b'a') & 1 != 0
        }
        _ => true,
    }
}

/// Words between such a heading and the name of whose stories they are: "Most read on BBC News".
const OF: [&str; 8] = [" auf ", " bei ", " en ", " from ", " in ", " on ", " su ", " sur "];

/// Whether a text is the heading of a list of other stories and nothing else: "Lesen Sie auch:", "Mehr zum Thema auf Hafen.de".
pub(super) fn is_heading_of_others(text: &str) -> bool {
    crate::work::add(1 + text.len().min(LONGEST));
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    if text.len() > LONGEST || !may_head(text) {
        return false;
    }
    // No letter of these has more than three times as many bytes when it is small.
    let mut folded = [0; 3 * LONGEST];
    let mut end = text.len();
    if text.is_ascii() {
        folded[..end].copy_from_slice(text.as_bytes());
        folded[..end].make_ascii_lowercase();
    } else {
        end = 0;
        for c in text.chars().filter(|c| *c != DOT_ABOVE).map(small) {
            end += c.encode_utf8(&mut folded[end..]).len();
        }
    }
    let Ok(folded) = std::str::from_utf8(&folded[..end]) else { return false };
    // The last heading that is not behind the text in their order: the text itself, or what it may begin with.
    let place = HEADINGS.partition_point(|heading| *heading <= folded);
    let Some(rest) = place.checked_sub(1).and_then(|last| folded.strip_prefix(HEADINGS[last])) else { return false };
    // What such stories are of has a name: with a capital where there are such.
    let is_name = |of: &str| text.rsplit_once(of).is_some_and(|(_, name)| !name.starts_with(char::is_lowercase));
    rest.is_empty() || OF.iter().any(|of| rest.starts_with(of) && is_name(of))
}

/// What stands before an author's name, with the space.
const BY: &[&str] = &["Author: ", "By ", "Written by ", "by "];
const BY_ELSEWHERE: &[&str] = &[
    "Af ",
    "Auteur : ",
    "Autor: ",
    "Autora: ",
    "Autorin: ",
    "Av ",
    "Di ",
    "Door ",
    "Par ",
    "Por ",
    "Przez ",
    "Text: ",
    "VON ",
    "Von ",
    "door ",
    "par ",
    "por ",
    "von ",
];
/// Words of more letters join no parts of a name: "de la".
const PARTICLE: usize = 3;

/// Whether a line is "By" and a name; in another language than English where the page is in one.
pub(super) fn is_by_line(text: &str, is_english: bool) -> bool {
    if text.len() > 100 || text.ends_with(['.', '!', '?', ':']) {
        return false;
    }
    let behind = |words: &[&str]| words.iter().find_map(|by| text.strip_prefix(by));
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    let is_name =
        |name: &str| is_capital(name) && name.contains(' ') && name.rsplit(' ').next().is_some_and(is_capital);
    let is_short_name = |name: &str| {
        is_name(name)
            && name.split(' ').all(|word| word.len() <= PARTICLE || is_capital(word))
            && name.split(' ').filter(|word| is_capital(word)).count() <= 4
    };
    behind(BY).is_some_and(is_name) || !is_english && behind(BY_ELSEWHERE).is_some_and(is_short_name)
}

/// Whether a text begins with these small letters, in whatever case.
pub(super) fn begins(text: &str, letters: &str) -> bool {
    let mut text = text.chars().filter(|c| *c != DOT_ABOVE).map(small);
    letters.chars().all(|c| text.next() == Some(c))
}

/// What the small letter of a Turkish İ has above it.
const DOT_ABOVE: char = '\u{307}';

/// The small letter, and the plain one of two apostrophes.
fn small(c: char) -> char {
    match c {
        '’' => '\'',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_told_in_any_case() {
        for text in [
            "READ MORE: The port",
            ">> RELATED: The port",
            "▶️ WATCH: The port",
            "Lesen Sie auch: Der Hafen",
            "À LIRE AUSSI : le port",
            "ЧИТАЙТЕ ТАКЖЕ: порт",
        ] {
            assert!(starts_with_call(text), "{text}");
        }
        for text in [
            "",
            "Readers want more",
            "Li",
            "À la une",
            "关",
            "Read moreover",
            "Voir aussitôt",
            "\"Read more,\" she said",
        ] {
            assert!(!starts_with_call(text), "{text}");
        }
    }

    #[test]
    fn bylines_are_by_and_a_name() {
        for text in ["By Ann Reed", "Von Daniel Weinmann", "Par Jean de la Tour", "Autor: Jo Marsh", "von Oliver Kring"]
        {
            assert!(is_by_line(text, false), "{text}");
            assert_eq!(is_by_line(text, true), text.starts_with("By"), "{text}");
        }
        for text in ["By", "By Monday.", "Von Berlin nach Paris", "Por Dios", "Par avion", "Von Anfang an"] {
            assert!(!is_by_line(text, false), "{text}");
        }
        assert!(!is_by_line("Von Trapp Family Returns To Salzburg", false));
    }

    #[test]
    fn headings_of_others_are_nothing_but_that() {
        assert!(HEADINGS.is_sorted());
        for text in [
            "Related articles",
            "LESEN SIE AUCH:",
            "Schon gelesen?",
            "À lire aussi :",
            "関連記事",
            "Mehr zum Thema auf Hafen.de",
        ] {
            assert!(is_heading_of_others(text), "{text}");
        }
        for text in [
            "",
            ":",
            "Related articles of association",
            "See also",
            "The most read books",
            "Related articles reach the court",
        ] {
            assert!(!is_heading_of_others(text), "{text}");
        }
        // Letters that grow the most.
        for text in ["İ".repeat(LONGEST / 2), "Ⱥ".repeat(LONGEST / 2), "\u{1E9E}".repeat(LONGEST / 3)] {
            assert!(!is_heading_of_others(&text));
        }
        for heading in HEADINGS {
            assert!(heading.len() <= LONGEST && heading.to_lowercase() == *heading, "{heading}");
            assert!(is_heading_of_others(heading) && is_heading_of_others(&heading.to_uppercase()), "{heading}");
        }
    }
}
