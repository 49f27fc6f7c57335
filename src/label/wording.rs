//! Lines that say what they are, in the languages that news is written in: calls to other stories ("READ MORE: …"), headings of
//! lists of them, whose picture it is ("Foto: …"), who wrote it ("Von …").

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

/// Whether a line begins as calls to other stories do: "READ MORE: …".
pub(super) fn starts_with_call(text: &str) -> bool {
    crate::work::add(STARTS.len());
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

/// What says that a line is about a picture, before its colon, in small letters.
const PICTURES: &[&str] = &[
    "abb.",
    "abbildung",
    "aufmacherbild",
    "beitragsbild",
    "bildnachweis",
    "bildquelle",
    "bildquellen",
    "crédit photo",
    "crédits photo",
    "crédits photos",
    "fotocredit",
    "image credit",
    "photo credit",
    "symbolbild",
    "symbolfoto",
    "titelbild",
    "titelfoto",
];
/// What may say so, but may as well begin a sentence of the story.
const PERHAPS_PICTURES: &[&str] = &[
    "bild",
    "bilder",
    "credit",
    "credits",
    "fot.",
    "foto",
    "fotografía",
    "fotos",
    "illustration",
    "image",
    "images",
    "imagen",
    "photo",
    "photos",
    "zdjęcia",
    "zdjęcie",
    "фото",
    "写真",
    "图片",
    "圖片",
    "사진",
];

/// A longer line is no credit, but tells what the picture shows.
const LONGEST_CREDIT: usize = 70;
const LONGEST_CAPTION: usize = 250;
/// The colon of such a line is among its first bytes.
const LONGEST_LABEL: usize = 22;

/// What a line says of itself that is about a picture: whose it is, or what it shows.
#[derive(Debug, PartialEq)]
pub(super) enum Picture {
    Credit,
    Caption,
    /// A caption where a picture is near; elsewhere it may be a sentence of the story.
    Perhaps,
}

/// Whether a line says whose picture stands near or what it shows: "Foto: dpa".
pub(super) fn about_picture(text: &str) -> Option<Picture> {
    // The colon stands behind a word or two. As bytes: in `：` the first one is told.
    let colon = text.bytes().take(LONGEST_LABEL).position(|byte| matches!(byte, b':' | 0xEF))?;
    let (label, rest) = text.split_at_checked(colon)?;
    let (label, rest) = (label.trim_end(), rest.strip_prefix([':', '：'])?.trim());
    if text.len() > LONGEST_CAPTION || text.ends_with(['?', '!']) || rest.len() < 2 {
        return None;
    }
    crate::work::add(PICTURES.len() + PERHAPS_PICTURES.len());
    let is_one = |labels: &[&str]| {
        labels.iter().any(|other| begins(label, other) && label.chars().count() == other.chars().count())
    };
    // Names and agencies, and no sentence.
    let is_name = rest.split(' ').count() <= if rest.ends_with('.') { 5 } else { 8 };
    let is_short = text.len() <= LONGEST_CREDIT;
    match (is_one(PICTURES), is_one(PERHAPS_PICTURES)) {
        (true, _) => Some(if is_short { Picture::Credit } else { Picture::Caption }),
        (false, true) if is_short && is_name => Some(Picture::Credit),
        (false, true) => Some(Picture::Perhaps),
        (false, false) => None,
    }
}

/// What stands before the name of whose picture it is, or before a caption, in small letters: the editions of the BBC write it for those who
/// do not see the picture, with a comma behind.
const CREDIT_MARKERS: &[&str] = &[
    "asalin hoton",
    "chanzo cha picha",
    "crédit photo",
    "crédito",
    "crédito da imagem",
    "fuente de la imagen",
    "kaynak",
    "nguồn hình ảnh",
    "sumber gambar",
    "xigashada sawirka",
    "автор фото",
    "صدر الصورة",
    "تصویر کا ذریعہ",
    "منبع تصویر",
    "इमेज स्रोत",
    "ছবির উৎস",
    "图像来源",
    "圖像來源",
];
const CAPTION_MARKERS: &[&str] = &[
    "bayanan hoto",
    "chụp lại hình ảnh",
    "fotoğraf altı yazısı",
    "keterangan gambar",
    "legenda da foto",
    "légende image",
    "maelezo ya picha",
    "pie de foto",
    "qoraalka sawirka",
    "підпис до фото",
    "подпись к фото",
    "التعليق على الصورة",
    "تصویر کا کیپشن",
    "توضیح تصویر",
    "इमेज कैप्शन",
    "ছবির ক্যাপশান",
    "图像加注文字",
    "圖像加註文字",
];
/// The comma of such a marker is among its first bytes.
const LONGEST_MARKER: usize = 64;

/// Whether a line begins with the marker of a picture's credit or caption in another language than English: "Fuente de la imagen, Getty".
pub(super) fn picture_marker(text: &str) -> Option<Picture> {
    let start = crate::dom::prefix(text, LONGEST_MARKER);
    crate::work::add(start.len());
    let label = start[..start.find([',', '،', '，', ':'])?].trim_end();
    crate::work::add(CREDIT_MARKERS.len() + CAPTION_MARKERS.len());
    let is_one = |markers: &[&str]| {
        markers.iter().any(|marker| begins(label, marker) && label.chars().count() == marker.chars().count())
    };
    match () {
        () if is_one(CREDIT_MARKERS) && text.len() <= LONGEST_CREDIT + LONGEST_MARKER => Some(Picture::Credit),
        () if is_one(CAPTION_MARKERS) => Some(Picture::Caption),
        () => None,
    }
}

/// A longer line tells more than whose pictures they are.
const LONGEST_CREDIT_OF_ALL: usize = 120;
/// What begins a line that says whose all pictures of the page are; a name follows where a space ends it.
const PICTURES_BY: &[&str] = &[
    "all images by ",
    "all images courtesy of ",
    "all images copyright",
    "all images subject to copyright",
    "all photographs by ",
    "all photographs copyright",
    "all photos by ",
    "all photos courtesy of ",
    "all pictures by ",
    "all pictures copyright",
    "all pictures subject to copyright",
    "illustrations by ",
    "photographs by ",
    "photography by ",
];

/// Whether a line says whose all pictures of the page are: "All photographs by Ann Reed."
pub(super) fn is_credit_of_all(text: &str) -> bool {
    let is_one = |start: &&str| {
        let mut behind = text.chars().skip(start.chars().count());
        begins(text, start) && (!start.ends_with(' ') || behind.next().is_some_and(char::is_uppercase))
    };
    text.len() <= LONGEST_CREDIT_OF_ALL && PICTURES_BY.iter().any(is_one)
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
fn begins(text: &str, letters: &str) -> bool {
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
        for text in
            ["READ MORE: The port", "Lesen Sie auch: Der Hafen", "À LIRE AUSSI : le port", "ЧИТАЙТЕ ТАКЖЕ: порт"]
        {
            assert!(starts_with_call(text), "{text}");
        }
        for text in ["", "Readers want more", "Li", "À la une", "关", "Read moreover", "Voir aussitôt"] {
            assert!(!starts_with_call(text), "{text}");
        }
    }

    #[test]
    fn lines_about_pictures_are_credits_or_captions() {
        for (text, role) in [
            ("Foto: dpa", Some(Picture::Credit)),
            ("Crédit photo : KB / Le Port", Some(Picture::Credit)),
            ("PHOTO: Ann Reed", Some(Picture::Credit)),
            ("图片：新华社", Some(Picture::Credit)),
            ("Фото: РИА Новости", Some(Picture::Credit)),
            ("BILD: Frau Reed, wann wird die Brücke wieder offen sein?", None),
            ("Credits: the county gives two to each school that helps.", Some(Picture::Perhaps)),
            ("Beitragsbild: Titelseite einer Zeitung vom 2. April, Ausriss.", Some(Picture::Credit)),
            (
                "Bild: Das neue Schiff der Reederei vor der Einfahrt in den Hafen, links der alte Leuchtturm",
                Some(Picture::Perhaps),
            ),
            ("Foto:", None),
            ("Photos of the year: ten that stay", None),
            ("Imagewandel: wie die Stadt wirbt", None),
            ("Foto", None),
            ("", None),
        ] {
            assert_eq!(about_picture(text), role, "{text}");
        }
        assert_eq!(about_picture(&format!("Foto: {}", "é".repeat(200))), None);
    }

    #[test]
    fn markers_of_pictures_are_known_in_the_languages_of_the_bbc() {
        for text in ["Fuente de la imagen, Getty Images", "Автор фото, Getty", "صدر الصورة، رويترز", "图像来源，EPA"]
        {
            assert_eq!(picture_marker(text), Some(Picture::Credit), "{text}");
        }
        for text in ["Pie de foto, El puerto", "Подпись к фото, Порт зимой", "इमेज कैप्शन, बंदरगाह"]
        {
            assert_eq!(picture_marker(text), Some(Picture::Caption), "{text}");
        }
        for text in
            ["", ",", "Kaynaklar, dedi", "Crédito caro, dice el banco, y cada vez más difícil de conseguir", "Port"]
        {
            assert_eq!(picture_marker(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_may_say_whose_all_pictures_are() {
        for text in ["All photographs by Renata Osei unless credited otherwise.", "Illustrations by Ann Reed"] {
            assert!(is_credit_of_all(text), "{text}");
        }
        let story = "All photographs by the studio were sold in May, she said, and the negatives went to a museum that never opened them.";
        for text in ["", "All photographs", "Photographs bypass the censors", story] {
            assert!(!is_credit_of_all(text), "{text}");
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
